"""The standardisation index: how alike the processes of different publishers are, 0 to 100.

It is the mean likeness of every two publishers. Of a publisher with several versions each counts;
two publishers are as alike as their versions are on average. On a day of the past it uses of each
version what held then: its editions (`Process.earlier`), and nothing before it was first known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from statistics import fmean
from typing import NamedTuple

from knowledge.model import Edition, Process
from knowledge.variants.profile import Profile, profile
from knowledge.variants.similarity import Likenesses

QUARTERS = 12  # rows of quarters; of a longer time only the ends of years are told
_YEARS = 20  # rows


class Point(NamedTuple):
    """The index on a day, None where fewer than two publishers had a process; on what it rests."""

    day: date
    score: int | None
    publishers: int
    versions: int


class _Held(NamedTuple):
    """What a version was from a day until another, None for still; `publishers` is whose."""

    profile: Profile
    publishers: tuple[str, ...]
    since: date
    until: date | None


class Standard:
    """Gives the index of the versions of one product on any day.

    `publishers` gives those of each version by its id; one of which nobody knows whose it is counts
    as of somebody who has no other. Versions without steps are left out.
    """

    def __init__(
        self, versions: Iterable[Process], publishers: Mapping[str, Sequence[str]]
    ) -> None:
        self._held: list[_Held] = []
        for version in sorted(versions, key=lambda one: one.id):
            self._held += _held(version, tuple(publishers.get(version.id, ())) or (version.id,))
        self._near = Likenesses(one.profile for one in self._held)
        self._alike: dict[tuple[int, int], float] = {}

    def on(self, day: date) -> Point:
        """Give the index on a day."""
        there: dict[str, list[int]] = defaultdict(list)
        count = 0
        for at, one in enumerate(self._held):
            if one.since <= day and (one.until is None or one.until > day):
                count += 1
                for publisher in one.publishers:
                    there[publisher].append(at)
        pairs = [
            fmean(self._likeness(i, j) for i in there[a] for j in there[b])
            for a, b in combinations(sorted(there), 2)
        ]
        index = round(100 * fmean(pairs)) if pairs else None
        return Point(day, index, len(there), count)

    def over_time(self, today: date) -> list[Point]:
        """Give the index today and at the end of each quarter or year before, the oldest first."""
        first = min((one.since for one in self._held), default=today)
        return [self.on(day) for day in _days(first, today)]

    def _likeness(self, i: int, j: int) -> float:
        if i == j:  # one version that two publish together
            return 1.0
        pair = (i, j) if i < j else (j, i)
        if pair not in self._alike:
            a, b = (self._held[at].profile for at in pair)
            self._alike[pair] = self._near.similarity(a, b)
        return self._alike[pair]


def _held(version: Process, publishers: tuple[str, ...]) -> list[_Held]:
    """Give what a version was, one after the other, and what it is."""
    found = []
    editions = sorted(version.earlier, key=lambda one: one.until)
    told = (editions[0] if editions else version).valid_from
    since = _day(told) or version.first_seen
    every: list[Process | Edition] = [*editions, version]
    for edition, following in zip(editions, every[1:], strict=True):
        begun = _day(following.valid_from)
        until = _day(edition.until) or begun
        if until and since and since < until:
            found.append(_named(edition, publishers, since, until))
        since = max(filter(None, (since, until, begun)), default=None)
    if since:
        found.append(_named(version, publishers, since, _over(version)))
    return [one for one in found if one.profile.points]


def _over(version: Process) -> date | None:
    """Give the first day without a version: `valid_until` is the last day with it."""
    last = _day(version.valid_until)
    return last + timedelta(1) if last and last < date.max else version.gone


def _named(
    version: Process | Edition, publishers: tuple[str, ...], since: date, until: date | None
) -> _Held:
    return _Held(profile(version), publishers, since, until)


def _days(first: date, today: date) -> list[date]:
    """Give the ends of quarters from a day on, of years where that would be many, and today."""
    begin = max(first.year, today.year - _YEARS)  # some systems write year 1 for "always"
    days = [date(year, month, 1) - timedelta(1)
            for year in range(begin, today.year + 1) for month in (1, 4, 7, 10)]  # fmt: skip
    within = [day for day in days if first <= day < today]
    if len(within) > QUARTERS:
        within = [day for day in within if day.month == 12][-_YEARS:]
    return [*within, today]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
