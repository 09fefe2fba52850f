"""When a contract can be left: the days between its last day of notice and its end.

Days are written as a day, a month or a year, so an end is a span: of "2027" all of 2027. A window
is then as wide as it can be, and says so. Durations are those of ISO 8601 (section 5.5.2: years,
months, weeks, days; hours make whole days). Months are counted as XML Schema 1.1 part 2 does
(appendix E.3.3): the same day of the other month, its last day where it has no such day, so that
31 January and a month is 28 February.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from knowledge.parts import Contract

_SPAN = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_DURATION = re.compile(
    r"P(?=[\dT])(?:(\d{1,5})Y)?(?:(\d{1,6})M)?(?:(\d{1,6})W)?(?:(\d{1,7})D)?"
    r"(?:T(?=\d)(?:(\d{1,8})H)?(?:(\d{1,8})M)?(?:(\d{1,8})S)?)?"
)


class Duration(NamedTuple):
    """How long: months and days, which cannot be turned into each other."""

    months: int = 0
    days: int = 0


class Window(NamedTuple):
    """The days on which a contract can be left, after it was made longer `extended` times.

    It runs from the last day of notice (`first`) until the end (`last`), or is the end alone where
    no notice is known. `decide` is the last day of notice: the earliest that it can be where the
    end is a span (`is_wide`), None where it is not known; `latest` is the latest that it can be.
    """

    first: date
    last: date
    decide: date | None
    latest: date | None
    is_wide: bool
    extended: int = 0


def span(written: str) -> tuple[date, date] | None:
    """Give the first and last day that a day, month or year can be; None where it is none.

    >>> [str(day) for day in span("2028-02")]
    ['2028-02-01', '2028-02-29']
    """
    found = _SPAN.fullmatch(written)
    if not found:
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    last = calendar.monthrange(year, month or 12)[1]
    return first, date(year, month or 12, last)


def duration(written: str) -> Duration | None:
    """Read an ISO 8601 duration; None where it is none. Part of a day counts as a whole day.

    >>> duration("P1Y6M"), duration("P2W"), duration("PT36H"), duration("zes weken")
    (Duration(months=18, days=0), Duration(months=0, days=14), Duration(months=0, days=2), None)
    """
    found = _DURATION.fullmatch(written)
    if not found:
        return None
    years, months, weeks, days, hours, minutes, seconds = (int(n or 0) for n in found.groups())
    rest = hours * 3600 + minutes * 60 + seconds
    return Duration(years * 12 + months, weeks * 7 + days + -(-rest // 86_400))


def moved(day: date, by: Duration, times: int = 1) -> date:
    """Give the day that is so long later, earlier where `times` is below 0.

    What falls outside the calendar is its first or last day.

    >>> str(moved(date(2027, 1, 31), Duration(months=1))), str(moved(date(2027, 12, 31),
    ...                                                          Duration(months=6), -1))
    ('2027-02-28', '2027-06-30')
    """
    month = day.year * 12 + day.month - 1 + by.months * times
    year, number = divmod(month, 12)
    edge = date.max if times > 0 else date.min
    if not date.min.year <= year <= date.max.year:
        return edge
    last = calendar.monthrange(year, number + 1)[1]
    try:
        return date(year, number + 1, min(day.day, last)) + timedelta(days=by.days * times)
    except OverflowError:
        return edge


def windows(contract: Contract) -> tuple[Window, ...]:
    """Give the windows of a contract: at its end, and at its end after the extension.

    None where nobody says when it ends. An extension is one option, since nobody says how many.
    """
    ends = span(contract.ends)
    if not ends:
        return ()
    notice, extension = duration(contract.notice), duration(contract.extension)
    found = [_window(ends, notice)]
    if extension and extension != Duration():
        # its length is added at once to the end as written, so that 31 January stays at month ends
        longer = (moved(ends[0], extension), moved(ends[1], extension))
        found.append(_window(longer, notice)._replace(extended=1))
    return tuple(found)


def _window(ends: tuple[date, date], notice: Duration | None) -> Window:
    early, late = ends
    decide = moved(early, notice, -1) if notice else None
    latest = moved(late, notice, -1) if notice else None
    return Window(decide or early, late, decide, latest, early != late)


def overlapping(spans: Iterable[tuple[date, date]]) -> list[tuple[int, ...]]:
    """Give each largest group of spans that have a day in common, as their numbers, in time.

    One sweep over the first and last days: where a span ends, those that run are a group if one
    of them began since the last group, because otherwise the group before had them all.

    >>> from datetime import date as d
    >>> overlapping([(d(2027, 1, 1), d(2027, 6, 1)), (d(2027, 5, 1), d(2027, 9, 1)),
    ...              (d(2027, 8, 1), d(2027, 9, 9))])
    [(0, 1), (1, 2)]
    """
    events = []
    for number, (first, last) in enumerate(spans):
        events += [(first, 0, number), (last, 1, number)]  # on one day begins come before ends
    running: set[int] = set()
    groups: list[tuple[int, ...]] = []
    is_new = False
    for _, is_end, number in sorted(events):
        if not is_end:
            running.add(number)
            is_new = True
            continue
        if is_new:
            groups.append(tuple(sorted(running)))
            is_new = False
        running.discard(number)
    return groups
