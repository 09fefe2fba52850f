"""The flavours of a product as readers see them, on its page and in its open data."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlencode

from knowledge import lists
from knowledge.hub import Thing
from knowledge.model import Process
from knowledge.products.front import processes
from knowledge.shelf import End, Shelf
from knowledge.variants.changes import changes
from knowledge.variants.flavours import Flavour, Flavours, flavours_of
from knowledge.variants.indexing import Point, Standard
from knowledge.variants.traits import Trait

AT_ONCE = 3  # processes in one comparison
_FIELDS = ("term", "service_level", "channels", "evidence", "partners", "results", "decisions")
_WIDE, _HIGH, _EDGE = 300, 60, 4  # of the line of the index, in pixels


class Member(NamedTuple):
    """A version in a flavour: its process, whose it is, and how alike it is to the first, in %."""

    end: End
    owners: tuple[End, ...]
    slug: str
    alike: int | None


class Shown(NamedTuple):
    """A flavour for readers: name, traits, its versions (the most typical first) and numbers in %.

    `compare` is the query that puts its first versions side by side, `against` the one that puts
    the most typical version beside those of other flavours; "" where there is nothing beside it.
    """

    name: str
    traits: tuple[Trait, ...]
    members: tuple[Member, ...]
    flavour: Flavour
    within: int | None
    between: int | None
    compare: str
    against: str


class View(NamedTuple):
    """What a product page shows of the flavours of a product.

    `closed` are processes whose source does not permit its steps to be shown, `bare` those of
    which no steps are known. `points` is the index over time, the last that of today; `line` has
    the points of its drawing, "" where there are too few.
    """

    flavours: tuple[Shown, ...]
    found: Flavours
    closed: tuple[End, ...]
    bare: tuple[End, ...]
    points: tuple[Point, ...]
    line: str

    @property
    def today(self) -> Point:
        """The index of today."""
        return self.points[-1]


def shown(shelf: Shelf, product: Thing) -> View:
    """Give the flavours of the processes for a product; without flavours where none can be read."""
    return shelf.once("flavours", product.id, lambda: _view(shelf, product))


def told(process: Thing) -> list[tuple[str, list[str]]]:
    """Give what changed in a process by day, the newest first.

    Told of the record that has editions, as it stands: what another record says besides was never
    in an edition, and would look new.
    """
    records = (one for one in process.records if isinstance(one, Process) and one.earlier)
    days: dict[str, list[str]] = {}
    for change in (change for record in islice(records, 1) for change in changes(record)):
        days.setdefault(change.day, []).append(change.said)
    return [*days.items()]


def version_of(thing: Thing) -> Process | None:
    """Give a process as it is compared: its drawing, with what its other records say besides."""
    records = [record for record in thing.records if isinstance(record, Process)]
    base = lists.diagram(thing) or next(iter(records), None)
    if base is None:
        return None
    more = {name: value for name in _FIELDS if (value := thing.get(name)) is not None}
    missing = {name: value for name, value in more.items() if not getattr(base, name)}
    return base.model_copy(update={**missing, "id": thing.id})


def _view(shelf: Shelf, product: Thing) -> View:
    ends = {end.id: end for end in processes(shelf, product)}
    versions = {i: one for i in ends if (one := version_of(shelf.hub.things[i]))}
    owners = {i: tuple(_counted(shelf.ends(i, "publishes", back=True))) for i in ends}
    found = flavours_of(versions.values())
    names = {i: [owner.id for owner in owners[i]] for i in ends}
    points = tuple(Standard(versions.values(), names).over_time(shelf.day))
    flavours = tuple(_shown(shelf, one, found, ends, owners) for one in found.flavours)
    closed = [i for i in found.unread if shelf.closed(shelf.hub.things[i]).get("steps")]
    return View(
        flavours,
        found,
        tuple(ends[i] for i in closed),
        tuple(ends[i] for i in found.unread if i not in closed),
        points,
        line(points),
    )


def _shown(
    shelf: Shelf,
    one: Flavour,
    found: Flavours,
    ends: dict[str, End],
    owners: dict[str, tuple[End, ...]],
) -> Shown:
    slugs = {i: shelf.hub.things[i].slug for i in one.members}
    members = [
        Member(ends[i], owners[i], slugs[i], None if i == one.medoid else percent(alike))
        for i, alike in zip(one.members, one.alike, strict=True)
    ]
    others = [shelf.hub.things[f.medoid].slug for f in found.flavours if f is not one]
    return Shown(
        one.name, one.traits, tuple(members), one, percent(one.within), percent(one.between),
        compared([slugs[i] for i in one.members]), compared([slugs[one.medoid], *others]),
    )  # fmt: skip


def compared(slugs: Iterable[str]) -> str:
    """Give the query of a comparison of the first processes, "" where there are no two.

    >>> compared(["a", "b", "c", "d"]), compared(["a"])
    ('met=a&met=b&met=c', '')
    """
    chosen = list(slugs)[:AT_ONCE]
    return urlencode([("met", slug) for slug in chosen]) if len(chosen) > 1 else ""


def percent(share: float | None) -> int | None:
    """Give a share in whole percents; only what is wholly the same is 100.

    >>> percent(0.9999), percent(1.0), percent(0.2751), percent(None)
    (99, 100, 28, None)
    """
    return None if share is None else min(round(100 * share), 99) if share < 1 else 100


def line(points: Iterable[Point]) -> str:
    """Give the points of a line of the index over time, "" for fewer than two days."""
    known = [point for point in points if point.score is not None]
    if len(known) < 2:
        return ""
    first, days = known[0].day, max((known[-1].day - known[0].day).days, 1)
    wide, high = _WIDE - 2 * _EDGE, _HIGH - 2 * _EDGE
    return " ".join(
        f"{_EDGE + wide * (one.day - first).days / days:.1f},"
        f"{_EDGE + high * (100 - (one.score or 0)) / 100:.1f}"
        for one in known
    )


def _counted(ends: Iterable[End]) -> list[End]:
    return [end for end in ends if end.edge.counts]
