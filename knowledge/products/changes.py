"""What changed lately around a product: processes that came, changed or went, claims that ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from knowledge.hub import Thing
from knowledge.model import AnyRecord, Process, Statement
from knowledge.products.front import processes
from knowledge.relations import RELATIONS
from knowledge.shelf import End, Shelf
from knowledge.variants.changes import changes as differences

MOST = 10


class Change(NamedTuple):
    """What changed on a day, in words, where it is told, and the source that showed it.

    `seen` is the last day on which that source was seen to say so.
    """

    day: date
    words: str
    title: str
    path: str
    source: str
    url: str
    seen: date | None


def changes(shelf: Shelf, product: Thing, most: int = MOST) -> list[Change]:
    """List what changed around a product, the newest first."""
    found: list[Change] = []
    around = processes(shelf, product)
    for end in around:
        found += _of_process(shelf, end)
    found += _ended(shelf, {product.id, *(end.id for end in around)})
    return sorted(set(found), key=lambda one: (-one.day.toordinal(), one.title, one.words))[:most]


def _of_process(shelf: Shelf, end: End) -> Iterator[Change]:
    thing = shelf.hub.things[end.id]
    for record in thing.records:
        if not isinstance(record, Process):
            continue
        for one in differences(record) if record.earlier else ():
            if day := _day(one.day):
                said = f"{one.said[:1].lower()}{one.said[1:]}"
                yield _of(record, day, said, end)
        began = _began(shelf, end.id, record.source)
        if record.first_seen and began and record.first_seen > began:
            yield _of(record, record.first_seen, "nieuw", end)
    if thing.missed_since:
        yield _of(thing.records[0], thing.missed_since, "staat niet meer bij de bron", end)


def _of(record: AnyRecord, day: date, words: str, end: End) -> Change:
    """Give a change that a record shows."""
    place = (record.source, record.url, record.last_seen)
    return Change(day, words, end.title, end.path, *place)


def _began(shelf: Shelf, process: str, source: str) -> date | None:
    """Give the first day of what else its publishers have in a source; that is no news."""
    owners = [end.id for end in shelf.ends(process, "publishes", back=True)]
    things = (shelf.hub.things[edge.object] for owner in owners
              for edge in shelf.hub.edges_of(owner)
              if edge.relation == "publishes" and edge.object != process)  # fmt: skip
    days = [r.first_seen for thing in things for r in thing.records
            if r.source == source and r.first_seen]  # fmt: skip
    return min(days, default=None)


def _ended(shelf: Shelf, around: set[str]) -> Iterator[Change]:
    """Give what a source said once about these things and says no more."""
    for said in shelf.hub.past:
        if said.gone and said.relation in RELATIONS and around & {said.subject, said.object}:
            yield _over(shelf, said.gone, said)


def _over(shelf: Shelf, gone: date, said: Statement) -> Change:
    there = RELATIONS[said.relation].there
    words = f"{there} volgens de bron niet meer: {shelf.title(said.object)}"
    path = shelf.path(said.subject)
    title = shelf.title(said.subject)
    return Change(gone, words, title, path, said.source, said.url, said.last_seen)


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written[:10])
    except ValueError:
        return None
