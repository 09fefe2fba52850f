"""What the site shows and does not count, with why: the rows of its own page and open data."""

from __future__ import annotations

from typing import Any, NamedTuple

from knowledge.hub import Apart, Edge
from knowledge.relations import RELATIONS
from knowledge.shelf import Shelf, natural

SHOWN = 100  # rows of one reason on the page; the data file has all
# the reasons in the order in which readers can do something about them
REASONS: dict[Apart, tuple[str, str]] = {
    "doubtful": (
        "Twijfelachtig",
        "Deze beweringen lijken meegekopieerd. De organisatie kan zelf zeggen of het klopt.",
    ),
    "disputed": (
        "Betwist",
        "De organisatie zelf zegt dat dit niet klopt.",
    ),
    "inherited": (
        "Overgenomen bij een fusie",
        "De voorganger gebruikte of maakte dit. Of de nieuwe gemeente dat ook doet, weten we niet.",
    ),
    "stale": (
        "Lang niet gezien",
        "Geen bron zei dit de laatste tijd opnieuw.",
    ),
    "early": (
        "Nog aan het verkennen",
        "De organisatie bekijkt dit, maar gebruikt het nog niet.",
    ),
    "over": (
        "Voorbij",
        "Dit was zo, of begint nog.",
    ),
    "withdrawn": (
        "Ingetrokken",
        "Wie dit zei, heeft het teruggenomen.",
    ),
}


class Group(NamedTuple):
    """The edges that do not count for one reason: its key, heading, what it means, all of them."""

    reason: Apart
    heading: str
    meaning: str
    edges: list[Edge]


def uncounted(shelf: Shelf) -> list[Group]:
    """Give the edges between organisations and what they use, make or pay that do not count.

    What is written about a thing is left out: a page is there or it is not.
    """
    found: dict[str, list[Edge]] = {reason: [] for reason in REASONS}
    for edge in shelf.hub.edges:
        if edge.apart and RELATIONS[edge.relation].remembered:
            found[edge.apart].append(edge)

    def order(edge: Edge) -> Any:
        return natural(shelf.title(edge.object)), natural(shelf.title(edge.subject)), edge.relation

    return [
        Group(reason, *words, sorted(found[reason], key=order))
        for reason, words in REASONS.items()
        if found[reason]
    ]


def as_json(shelf: Shelf, groups: list[Group]) -> dict[str, Any]:
    """Give all of it as plain values, each row with its source and day."""
    rows = []
    for group in groups:
        for edge in group.edges:
            said = edge.best
            rows.append({
                "subject": edge.subject, "title": shelf.title(edge.subject),
                "relation": edge.relation, "object": edge.object,
                "object_title": shelf.title(edge.object), "apart": group.reason,
                "doubt": said.doubt, "via": said.via, "claimant": said.claimant,
                "source": said.source, "url": said.url,
                "first_seen": str(said.first_seen or ""), "last_seen": str(said.last_seen or ""),
                "strength": said.strength, "state": edge.state,
            })  # fmt: skip
    return {"rows": rows}
