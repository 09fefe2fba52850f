"""A calendar file of days to decide, as RFC 5545 (iCalendar) writes it.

Every event takes whole days (section 3.6.1: DTEND is the day after the last). What others wrote
is text: on one line, without controls, escaped (3.3.11) and folded at 75 octets (3.1), so that it
can never begin a line of its own. The same events on the same day give the same bytes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from knowledge.buying.windows import span
from knowledge.clean import masked, one_line
from knowledge.words import day as in_words

_ADDRESS = re.compile(r"https?://[!-~]{1,1900}")
_WIDTH = 75  # octets of a line without its end


class Event(NamedTuple):
    """Something on whole days. `key` is what makes it this event, whatever it is called now."""

    key: str
    title: str
    first: date
    last: date
    text: str = ""
    url: str = ""


def of_groups(rows: Iterable[Mapping[str, Any]]) -> Iterator[Event]:
    """Give the events of the rows of `buy_together`: its days, and the last day to decide."""
    for row in rows:
        names = ", ".join(row["names"])
        key = "|".join((row["why"], row["thing"], *row["organisations"], row["from"], row["until"]))
        url = next((one for one in row["urls"] if one), "")
        text = "\n".join((f"Met: {names}", *row["reasons"]))
        if row["from"] and row["until"]:
            days = date.fromisoformat(row["from"]), date.fromisoformat(row["until"])
            yield Event(key, f"Samen inkopen kan: {row['title']}", *days, text, url)
        if row["decide_before"]:
            last = date.fromisoformat(row["decide_before"])
            said = f"Laatste dag om te beslissen: {row['title']}"
            yield Event(f"{key}|decide", said, last, last, text, url)


def of_deadline(identifier: str, title: str, deadline: str, text: str, url: str) -> Iterator[Event]:
    """Give the event of an initiative: all days that the end of joining can be."""
    if days := span(deadline):
        said = f"Meedoen kan tot {in_words(deadline)}: {title}"
        yield Event(f"deadline|{identifier}", said, *days, text, url)


def as_calendar(events: Iterable[Event], stamp: date) -> bytes:
    """Give events as a calendar file, by day and title; `stamp` is the day on which it was made.

    A calendar has at least one event (section 3.6): of none there is no file, and nothing is given.
    """
    lines = [line for event in sorted(events, key=_order) for line in _lines(event, stamp)]
    if not lines:
        return b""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//noaber//samen inkopen//NL",
            "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "NAME:Samen inkopen (noaber)",
            "X-WR-CALNAME:Samen inkopen (noaber)"]  # fmt: skip
    return b"".join(folded(line) for line in (*head, *lines, "END:VCALENDAR"))


def _order(event: Event) -> tuple[date, date, str, str]:
    return event.first, event.last, event.title, event.key


def _lines(event: Event, stamp: date) -> list[str]:
    until = min(event.last, date.max - timedelta(days=1)) + timedelta(days=1)
    return [
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(uuid.NAMESPACE_URL, f'noaber:samen-inkopen/{event.key}')}",
        f"DTSTAMP:{_basic(stamp)}T000000Z",
        f"DTSTART;VALUE=DATE:{_basic(event.first)}",
        f"DTEND;VALUE=DATE:{_basic(until)}",
        f"SUMMARY:{text_value(event.title)}",
        *([f"DESCRIPTION:{text_value(event.text)}"] if event.text else []),
        *([f"URL:{event.url}"] if _ADDRESS.fullmatch(event.url) else []),
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _basic(day: date) -> str:
    return day.isoformat().replace("-", "")


def text_value(text: str) -> str:
    r"""Give text as a value: each of its lines sound and without personal data, then escaped.

    >>> print(text_value("Dorp; stad, \\ land\nEND:VEVENT"))
    Dorp\; stad\, \\ land\nEND:VEVENT
    """
    lines = (masked(one_line(line, 1000)) for line in text.split("\n"))
    escaped = (re.sub(r"([\\;,])", r"\\\1", line) for line in lines)
    return r"\n".join(escaped)


def folded(line: str) -> bytes:
    r"""Give a line with its end, folded between characters where it is longer than may be.

    >>> folded("A" * 76)[73:]
    b'AA\r\n A\r\n'
    """
    pieces, room, left = [], _WIDTH, line.encode()
    while len(left) > room:
        cut = room
        while left[cut] & 0xC0 == 0x80:  # inside a character of UTF-8
            cut -= 1
        pieces.append(left[:cut])
        left, room = left[cut:], _WIDTH - 1  # the blank that begins it counts
    return b"\r\n ".join((*pieces, left)) + b"\r\n"
