"""How sure an answer is, in Dutch sentences: what is not known, and who says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from knowledge.analysis.columns import column_word
from knowledge.words import number

_MISSING = {
    "since": "geen begindatum",
    "until": "geen einddatum",
    "inhabitants": "geen inwonertal",
    "cost_facts": "geen kosten",
    "costs": "geen kosten",
    "contract": "geen contract",
    "contracts": "geen contract",
    "ends": "geen einddatum van het contract",
    "call": "geen contact",
    "contact": "geen contact",
    "cost": "geen kosten",
    "makers_use": "geen antwoord op de vraag of de maker het zelf gebruikt",
    "notice": "geen opzegtermijn",
    "organisations": "geen organisatie",
    "processes": "geen processen",
    "region": "geen provincie of samenwerking",
    "size": "geen inwonertal",
    "solutions": "geen gebruik van oplossingen",
    "status": "geen stand",
    "vat": "geen btw",
    "year": "geen jaar",
    "province": "geen provincie",
    "role": "geen stand",
    "maker": "geen maker",
    "url": "geen webadres",
}
_CLAIMS = ("since", "until", "role", "url")  # said of claims; the rest of whatever is counted
_BY = {
    "own": "van de organisatie zelf",
    "maker": "van de maker",
    "third": "van een ander",
    "derived": "afgeleid door noaber",
}


def unknown_said(unknown: Mapping[str, Sequence[int]]) -> list[str]:
    """Give a sentence per field that some lack; none for what is always known.

    >>> unknown_said({"since": (3, 12), "contact": (0, 4)})
    ['Van 12 beweringen noemen 3 geen begindatum.']
    """
    return [
        _missing(field, missing, total)
        for field, (missing, total) in unknown.items()
        if missing and total
    ]


def _missing(field: str, missing: int, total: int) -> str:
    what = ("bewering" if total == 1 else "beweringen") if field in _CLAIMS else "gegevens"
    lacks = _MISSING.get(field, f"geen gegeven over {column_word(field).lower()}")
    if field in _CLAIMS:
        verb = "noemt" if missing == 1 else "noemen"
        return f"Van {number(total)} {what} {verb} {number(missing)} {lacks}."
    return f"Bij {number(missing)} van de {number(total)} kennen we {lacks}."


def strengths_said(strengths: Mapping[str, int]) -> str:
    """Say on whose word the rows rest; "" where they state no relations.

    >>> strengths_said({"own": 9, "maker": 1, "third": 0, "derived": 0})
    'Van 10 rijen is het sterkste bewijs bij 9 van de organisatie zelf en bij 1 van de maker.'
    """
    parts = [f"bij {number(strengths[key])} {said}" for key, said in _BY.items()
             if strengths.get(key)]  # fmt: skip
    if not parts:
        return ""
    total = sum(strengths.values())
    told = " en ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
    return f"Van {number(total)} {'rij' if total == 1 else 'rijen'} is het sterkste bewijs {told}."


def certainty_said(answer: Mapping[str, Any]) -> list[str]:
    """Give all sentences about how sure an answer is."""
    strengths = strengths_said(answer.get("strengths", {}))
    unknown = unknown_said(answer.get("unknown", {}))
    return [*([strengths] if strengths else []), *unknown, *answer.get("notes", ())]
