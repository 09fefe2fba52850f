"""Which names of steps may mean the same, in whole numbers that a browser takes over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.identity import folded
from knowledge.variants.lookalikes import lookalikes

Near = Mapping[str, Mapping[str, int]]
_LONGEST = 200  # characters of a name


def word_of(name: str) -> str:
    """Give a name as it is compared: without capitals, accents and signs.

    >>> word_of("Aanvraag compleet?")
    'aanvraag compleet'
    """
    return folded(name[:_LONGEST])


def kin(words: Iterable[str]) -> dict[str, dict[str, int]]:
    """Give for each word the others that may mean the same, with how alike they are (60 to 100).

    >>> kin(["controle adres", "adres controleren", "bezwaar maken"])
    {'adres controleren': {'controle adres': 100}, 'controle adres': {'adres controleren': 100}}
    """
    alike = {
        word: {other: int(score * 100 + 1e-6) for other, score in others.items() if other != word}
        for word, others in lookalikes(set(words) - {""}).items()
    }
    return {word: dict(sorted(others.items())) for word, others in sorted(alike.items()) if others}
