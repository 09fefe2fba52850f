"""Organisations and the solutions that they use, side by side: a sign and words for each pair.

A pair that nobody speaks of is not known, which is something else than no. The page shows those of
which most is known and says how many it leaves out; the data files have every pair.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from knowledge.clean import masked, sound
from knowledge.hub import Edge
from knowledge.organisations.sizes import size_class
from knowledge.rendering import LONGEST_VALUE
from knowledge.shelf import Shelf, natural
from knowledge.uncounted import REASONS
from knowledge.words import day, word

ROWS, COLUMNS = 60, 12  # on the page
NO_TOWN, UNKNOWN = "geen gemeente", "niet bekend"


class Mark(NamedTuple):
    """A sign for what is known of a pair, and what it means; they differ in more than colour."""

    key: str
    sign: str
    said: str


MARKS: Mapping[str, Mark] = {
    mark.key: mark
    for mark in (
        Mark("own", "●", "gebruikt, zegt de organisatie zelf"),
        Mark("maker", "◐", "gebruikt, zegt de maker"),
        Mark("third", "?", "gebruikt, zegt alleen een ander"),
        Mark("trying", "○", "pilot of verkent"),
        Mark("apart", "×", "telt niet mee: betwist, voorbij, oud of twijfelachtig"),
    )
}
NOTHING = Mark("nothing", "–", "niet bekend: niemand zegt er iets over")


class Pair(NamedTuple):
    """One organisation and one solution, with what is known of the two."""

    organisation: str
    solution: str
    mark: Mark
    edge: Edge

    @property
    def said(self) -> str:
        """What the sign means for this pair, in words."""
        edge, best = self.edge, self.edge.best
        if self.mark.key == "apart":
            reason = next((words[0] for key, words in REASONS.items() if key == edge.apart), "")
            return f"telt niet mee: {reason.lower()}"
        since = f", sinds {day(best.since)}" if best.since else ""
        if self.mark.key == "trying":
            return f"{word(best.role)}{since}"
        return f"{self.mark.said}{since}"


class Head(NamedTuple):
    """A row: an organisation with its province and size, and how many pairs it has."""

    id: str
    title: str
    path: str
    province: str
    size: str
    size_number: int
    number: int


class Matrix(NamedTuple):
    """What the page shows, and how much there is: all pairs, organisations and solutions."""

    columns: tuple[tuple[str, str, int], ...]
    rows: tuple[tuple[Head, tuple[Pair | None, ...]], ...]
    pairs: tuple[Pair, ...]
    organisations: int
    solutions: int

    @property
    def shown(self) -> int:
        """How many pairs stand on the page."""
        return sum(pair is not None for _, cells in self.rows for pair in cells)


def pairs_of(shelf: Shelf) -> tuple[Pair, ...]:
    """Give every pair of which anybody says something, by name of organisation and solution."""
    found = [
        Pair(edge.subject, edge.object, _mark(edge), edge)
        for edge in shelf.hub.edges
        if edge.relation == "uses"
    ]
    order = {
        one: (natural(shelf.title(one)), one) for pair in found for one in pair[:2]
    }  # each title is folded once
    return tuple(sorted(found, key=lambda one: (order[one.organisation], order[one.solution])))


def _mark(edge: Edge) -> Mark:
    if edge.apart == "early" or (edge.counts and edge.best.role in ("pilot", "verkent")):
        return MARKS["trying"]
    if edge.apart:
        return MARKS["apart"]
    return MARKS.get(edge.best.strength, MARKS["third"])


def matrix_of(shelf: Shelf, rows: int = ROWS, columns: int = COLUMNS) -> Matrix:
    """Give the matrix with the organisations and solutions of which most is known.

    Columns go by municipalities that use it, then by all users that count; rows are municipalities
    first, then go by pairs in those columns, by all their pairs, and by name.
    """
    pairs = pairs_of(shelf)
    names = {one: (natural(shelf.title(one)), one) for pair in pairs for one in pair[:2]}
    towns = {pair.organisation for pair in pairs if _is_town(shelf, pair.organisation)}
    users = Counter(pair.solution for pair in pairs if pair.edge.counts)
    local = Counter(p.solution for p in pairs if p.edge.counts and p.organisation in towns)
    solutions = {pair.solution for pair in pairs}
    top = sorted(solutions, key=lambda one: (-local[one], -users[one], names[one]))[:columns]
    known = {(pair.organisation, pair.solution): pair for pair in pairs}
    every = Counter(pair.organisation for pair in pairs)
    here = Counter(pair.organisation for pair in pairs if pair.solution in set(top))
    order = sorted(every, key=lambda o: (o not in towns, -here[o], -every[o], names[o]))[:rows]
    return Matrix(
        tuple((shelf.title(one), shelf.path(one), users[one]) for one in top),
        tuple(
            (_head(shelf, one, every[one]), tuple(known.get((one, column)) for column in top))
            for one in order
        ),
        pairs,
        len(every),
        len(solutions),
    )


def _is_town(shelf: Shelf, identifier: str) -> bool:
    thing = shelf.hub.things.get(identifier)
    return bool(thing and thing.get("type") == "gemeente")


def _head(shelf: Shelf, identifier: str, number: int) -> Head:
    thing = shelf.hub.things.get(identifier)
    is_town = _is_town(shelf, identifier)
    size = size_class(thing.get("inhabitants")) if thing and is_town else None
    return Head(
        identifier,
        shelf.title(identifier),
        shelf.path(identifier),
        str(thing.get("province") or UNKNOWN) if thing else UNKNOWN,
        size.label if size else UNKNOWN if is_town else NO_TOWN,
        size.number if size else 0,
        number,
    )


DATA = ("organisation", "organisation_title", "solution", "solution_title", "mark", "said", "role",
        "since", "until", "strength", "state", "apart", "counts", "source", "url", "first_seen",
        "last_seen")  # fmt: skip


def as_rows(shelf: Shelf, pairs: tuple[Pair, ...]) -> list[dict[str, Any]]:
    """Give every pair as plain values, each with its source and days."""
    rows = (
        dict(zip(DATA, (
            one.organisation, shelf.title(one.organisation), one.solution,
            shelf.title(one.solution), one.mark.key, one.said, one.edge.best.role,
            one.edge.best.since, one.edge.best.until, one.edge.best.strength, one.edge.state,
            one.edge.apart, one.edge.counts, one.edge.best.source, one.edge.best.url,
            str(one.edge.best.first_seen or ""), str(one.edge.best.last_seen or ""),
        ), strict=True))
        for one in pairs
    )  # fmt: skip
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    """Give a value as a page would print it: capped, and without addresses of persons."""
    return masked(sound(value[:LONGEST_VALUE])) if isinstance(value, str) else value
