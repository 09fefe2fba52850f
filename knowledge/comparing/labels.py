"""The Dutch words of a comparison: for the pages, for the command and for the browser."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

FACTS = MappingProxyType({
    "product": "Product",
    "term": "Termijn",
    "service_level": "Afspraak over dienst",
    "roles": "Rollen",
    "channels": "Kanalen",
    "evidence": "Nodig als bewijs",
    "partners": "Werkt samen met",
    "decisions": "Beslissingen",
    "results": "Resultaten",
    "solutions": "Hiermee wordt het gedaan",
    "legal_basis": "Wet of regel",
    "case_type": "Zaaktype",
    "reference": "Hoort bij",
    "version": "Versie",
    "valid_from": "Geldig vanaf",
    "valid_until": "Geldig tot en met",
})  # fmt: skip
# a sign beside the word of a state, so that nobody needs to see a colour
SIGNS = MappingProxyType(
    {"same": "=", "different": "≠", "some": "±", "only": "+", "unknown": "?"}
)  # fmt: skip
STATES = MappingProxyType({
    "same": "hetzelfde",
    "different": "verschilt",
    "some": "niet bij",
    "only": "alleen bij",
    "unknown": "niet te vergelijken",
})  # fmt: skip
DIFFERS = MappingProxyType({
    "name": "andere naam",
    "role": "andere rol",
    "sort": "ander soort stap",
    "term": "andere termijn",
    "ways": "andere antwoorden",
    "times": "niet even vaak",
    "place": "op een andere plek",
})  # fmt: skip
OTHERS = MappingProxyType({
    "steps": "Stappen",
    "own_steps": "eigen stappen",
    "own_values": "bij elk anders",
    "task": "taak",
    "term": "termijn",
    "times": "keer",
    "ways": "antwoorden",
    "absent": "niet genoemd",
    "unknown": "niet bekend",
    "held": "niet overgenomen",
    "missing": "–",
    "and": "en",
})  # fmt: skip
COUNTS = MappingProxyType({
    "same": "hetzelfde",
    "different": "met een verschil",
    "some": "bij twee van de drie",
    "only": "bij maar één proces",
})  # fmt: skip
# {} is a list of processes or of facts, {n} a number
NOTES = MappingProxyType({
    "place": "als {n}e van {}",
    "held": "Van {} tonen we de stappen niet ({n}), omdat de bron niet zegt dat dit mag.",
    "steps": "Van {} kennen we geen stappen.",
    "unknown": "Van geen van deze processen bekend: {}.",
})  # fmt: skip


def words() -> dict[str, Any]:
    """Give all words as plain data, as the browser gets them."""
    return {
        "facts": dict(FACTS),
        "signs": dict(SIGNS),
        "states": dict(STATES),
        "differs": dict(DIFFERS),
        "others": dict(OTHERS),
        "counts": dict(COUNTS),
        "notes": dict(NOTES),
    }
