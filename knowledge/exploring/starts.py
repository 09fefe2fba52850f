"""Where one may start to explore: the things around which most is known, per kind."""

from __future__ import annotations

from typing import NamedTuple

from knowledge.exploring.neighbourhood import Card, Neighbourhoods
from knowledge.model import Kind

MOST = 4  # of one list
# by heading: kind, the relation that is counted and in which direction, and what is counted
_LISTS: dict[str, tuple[Kind, str, bool, str, str]] = {
    "Meest gebruikte oplossingen": ("solution", "uses", True, "gebruiker", "gebruikers"),
    "Wie het meest van anderen gebruikt": (
        "organisation", "uses", False, "oplossing", "oplossingen"),
    "Producten met de meeste processen": ("product", "handles", True, "proces", "processen"),
    "Processen met de meeste oplossingen": (
        "process", "supports", True, "oplossing", "oplossingen"),
}  # fmt: skip


class Start(NamedTuple):
    """One thing to start with, and how much of what is counted around it."""

    card: Card
    number: int
    said: str


def starts(around: Neighbourhoods) -> dict[str, list[Start]]:
    """Give the lists of things to start with by heading; a list without anything is left out."""
    found = {heading: _most(around, *what) for heading, what in _LISTS.items()}
    return {heading: rows for heading, rows in found.items() if rows}


def _most(
    around: Neighbourhoods, kind: Kind, relation: str, back: bool, one: str, more: str
) -> list[Start]:
    counts = {
        identifier: sum(
            edge.relation == relation and edge.counts
            and identifier == (edge.object if back else edge.subject)
            for edge in around.shelf.hub.edges_of(identifier)
        )
        for identifier in around.things() if around.card(identifier).kind == kind
    }  # fmt: skip
    known = sorted((-n, around.card(i).title.casefold(), i) for i, n in counts.items() if n)[:MOST]
    return [Start(around.card(i), -n, one if n == -1 else more) for n, _, i in known]
