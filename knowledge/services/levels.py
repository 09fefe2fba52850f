"""The levels of service: their order, and the words in which pages speak of them."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple, get_args

from knowledge.model import ServiceLevel

LEVELS: tuple[ServiceLevel, ...] = get_args(ServiceLevel)  # the lowest first


class Words(NamedTuple):
    """A level in one word, as the heading of a column, and as what a citizen does."""

    short: str
    does: str


WORDS = MappingProxyType({
    "information": Words("uitleg", "u leest hoe het werkt"),
    "form": Words("formulier", "u print een formulier"),
    "online": Words("online", "u regelt het online"),
    "sign-in": Words("inloggen", "u logt in, bijvoorbeeld met DigiD"),
    "prefilled": Words("ingevuld", "uw gegevens staan er al"),
    "status": Words("volgen", "u volgt online hoe het staat"),
})  # fmt: skip


def rank(level: str) -> int:
    """Give the place of a level, 0 for the lowest; -1 for none.

    >>> rank("information"), rank("status"), rank("")
    (0, 5, -1)
    """
    return LEVELS.index(level) if level in LEVELS else -1
