"""When organisations began to use a solution, as exactly as claims say, and how large they are.

What a claim says stands for all days that it may mean: `2022` is any day of that year. `first_seen`
says nothing of when a use began; it only says that it had begun by then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from graph.build import Reuse
from graph.rows import Row
from graph.walking import day_of, into
from knowledge.organisations.sizes import SizeClass, size_class

MUNICIPALITY = "gemeente"
_WRITTEN = re.compile(r"([12]\d{3})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_PRECISIONS = {4: "year", 7: "month", 10: "day"}


class Span(NamedTuple):
    """The first and last day that a date may mean."""

    first: date
    last: date


class Start(NamedTuple):
    """A use that began: by whom, when it may have begun, and when it may have ended.

    `began` is None where no day is stated. `ended` is None for a use that counts today, and for
    one that is over of which nobody says since when; `data` are the attributes of its edge.
    """

    organisation: str
    title: str
    data: Row
    began: Span | None
    ended: Span | None
    size: SizeClass | None
    is_municipality: bool

    @property
    def is_over(self) -> bool:
        """Whether the use has ended, on a day that is known or not."""
        return not self.data["counts"]


def span(written: str) -> Span | None:
    """Give the days that a day, month or year may mean, None for what is no date.

    >>> span("2024-02")
    Span(first=datetime.date(2024, 2, 1), last=datetime.date(2024, 2, 29))
    """
    found = _WRITTEN.fullmatch(written) if written else None
    try:
        if found is None:
            return None
        if found[3]:
            day = date.fromisoformat(written)
            return Span(day, day)
        year, month = int(found[1]), int(found[2] or 12)
        after = date(year + month // 12, month % 12 + 1, 1)
        return Span(date(year, int(found[2] or 1), 1), after - timedelta(days=1))
    except ValueError:
        return None


def precision(written: str) -> str:
    """Tell how exact a date is: day, month, year, or unknown for what is no date."""
    return _PRECISIONS[len(written)] if span(written) else "unknown"


def starts(reuse: Reuse, solution: str) -> list[Start]:
    """Give every use of a solution that counts or is over, by title of its organisation.

    Left out is what was never true as far as anybody says whom one may believe, what is still to
    begin, and what an organisation took over from another that merged into it.
    """
    found = [
        _start(reuse, user, data)
        for user, data in into(reuse, solution, "uses")
        if data["counts"] or (data["apart"] == "over" and not _is_coming(data, day_of(reuse)))
    ]
    return sorted(found, key=lambda one: (one.title.casefold(), one.organisation))


def _is_coming(data: Row, day: date) -> bool:
    began = span(data["since"])
    return began is not None and began.first > day


def _start(reuse: Reuse, user: str, data: Row) -> Start:
    node = reuse.nodes[user]
    began, ended = _by(day_of(reuse), span(data["since"])), None
    if not data["counts"]:
        ended = span(data["until"]) or span(str(node.get("valid_until", "")))
        # a phase-out with one day only may mean the day of the phase-out
        began = began if ended and began and began.first <= ended.last else None
    is_municipality = node.get("type") == MUNICIPALITY
    size = size_class(node.get("inhabitants")) if is_municipality else None
    return Start(user, str(node["title"]), data, began, ended, size, is_municipality)


def _by(day: date, began: Span | None) -> Span | None:
    """Give the days of a use that has begun on a day: of a year that still runs not those after."""
    return began and began._replace(last=max(began.first, min(began.last, day)))


def is_known(reuse: Reuse, node: str) -> bool:
    """Tell whether a thing was known on the day of the graph: seen by then, or anything said of it.

    A thing of which nobody says when it was first seen is.
    """
    seen = span(str(reuse.nodes[node].get("first_seen", "")))
    return seen is None or seen.first <= day_of(reuse) or bool(reuse.degree(node))


def unknown_of(found: Iterable[Start]) -> dict[str, tuple[int, int]]:
    """Count the uses of which no start is known, and the municipalities of which no size is."""
    every = list(found)
    towns = [one for one in every if one.is_municipality]
    return {
        "since": (sum(one.began is None for one in every), len(every)),
        "inhabitants": (sum(one.size is None for one in towns), len(towns)),
    }


def said_of_sizes(reuse: Reuse, found: Iterable[Start]) -> list[str]:
    """Say in Dutch of which year the numbers of inhabitants are; nothing where there are none."""
    years = {str(reuse.nodes[one.organisation].get("inhabitants_year", "")) for one in found
             if one.size}  # fmt: skip
    if not years:
        return []
    told = " en ".join(sorted(year or "een onbekend jaar" for year in years))
    return [
        f"De grootteklassen van het CBS volgen uit het inwonertal van {told}. In een ander jaar "
        "kan een gemeente in een andere klasse vallen."
    ]
