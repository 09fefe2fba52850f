"""Tells which addresses of a website lead nowhere: calendars without end, filters, sessions.

What a sitemap lists is finite, so there only what cannot be a page is refused. Where links are
followed, software makes as many addresses as one asks for, and caps stop it (threats.md C.3). Long
addresses and deep paths are refused by `crawlers.guard`, chains of redirects by the settings.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from knowledge.model import Document

MONTHS_AHEAD = 24  # plans and meetings are announced about a year ahead
MONTHS_BACK = 240  # older pages are in an archive, which has a sitemap
MOST_REPEATS = 2  # of the same piece of a path, one after another, as /a/b/a/b
MOST_PARAMETERS = 6
MOST_OF_A_SHAPE = 1_000  # the list of uniform products has 1,121: no municipality offers them all
MOST_OF_A_DATE = 60  # five years of months
MOST_FILTERED = 100  # combinations of two filters or more on one page
MOST_SAME = 3  # addresses with the same title and text
_YEAR, _MONTH = r"(19\d\d|2[01]\d\d)", r"(0?[1-9]|1[0-2])"
_IN_QUERY = re.compile(rf"{_YEAR}[-/]{_MONTH}(?!\d)")
_IN_PATH = re.compile(rf"(?<=/){_YEAR}[-/]{_MONTH}(?=[-/]|$)")
_YEARS, _MONTHS = ("year", "jaar", "y"), ("month", "maand", "m")
_SESSION = re.compile(r"/(?:\([A-Z]\([^/()]{8,}\)\))+(?=/)")  # ASP.NET writes it in the path
_TOKEN = re.compile(r"[0-9a-fA-F]{16,}|\d+")
Why = tuple[str, str]


class Traps:
    """Judges the addresses of one source in one run; `followed` where they come from links."""

    def __init__(self, today: date, followed: bool = False) -> None:
        self.today, self.followed = today, followed
        self._shapes: Counter[str] = Counter()
        self._filtered: Counter[str] = Counter()

    def refusal(self, url: str) -> Why | None:
        """Say why an address is a trap, as code and Dutch words; None where it is none.

        An address that is none counts for the caps, so each is to be asked for once.
        """
        if repeats(urlsplit(url).path):
            return "repeating-path", "het pad herhaalt zichzelf; waarschijnlijk een foute koppeling"
        if why := self._by_date(url):
            return why
        return self._by_number(url) if self.followed else None

    def _by_date(self, url: str) -> Why | None:
        now = self.today.year * 12 + self.today.month
        for year, month in months(url):
            ahead = year * 12 + month - now
            if ahead > MONTHS_AHEAD or (self.followed and ahead < -MONTHS_BACK):
                return "far-date", f"een kalender zonder einde ({year}-{month:02})"
        return None

    def _by_number(self, url: str) -> Why | None:
        """Count an address that was made by software, and refuse it where there are too many."""
        if _SESSION.search(urlsplit(url).path):
            return "session-id", "het adres is van één bezoek (een sessie) en niet van een pagina"
        parameters = parse_qsl(urlsplit(url).query, keep_blank_values=True)
        path = url.partition("?")[0]
        self._filtered[path] += len(parameters) > 1
        if len(parameters) > MOST_PARAMETERS or self._filtered[path] > MOST_FILTERED:
            return "many-filters", "een zoekpagina met te veel combinaties van filters"
        kind = shape(url)
        most = MOST_OF_A_DATE if any(months(url)) else MOST_OF_A_SHAPE
        self._shapes[kind] += "#" in kind
        if self._shapes[kind] > most:
            return "many-alike", f"meer dan {most} adressen die alleen in een nummer verschillen"
        return None


class Texts:
    """Counts pages with the same title and text: where many addresses give one page."""

    def __init__(self) -> None:
        self._seen: Counter[bytes] = Counter()

    def refusal(self, records: Iterable[object]) -> Why | None:
        """Say why a page is not kept, None where it is; the first `MOST_SAME` of each text are."""
        for record in records:
            if isinstance(record, Document) and record.text:
                said = f"{record.title}\n{record.text}".encode("utf-8", "surrogatepass")
                key = hashlib.sha256(said).digest()
                self._seen[key] += 1
                if self._seen[key] > MOST_SAME:
                    return "same-text", f"dezelfde tekst staat al op {MOST_SAME} andere adressen"
        return None


def repeats(path: str) -> bool:
    """Tell whether a piece of a path comes more than `MOST_REPEATS` times one after another.

    >>> repeats("/a/a/a"), repeats("/a/b/a/b/a/b/"), repeats("/nieuws/a/a")
    (True, True, False)
    """
    parts = [part for part in path.split("/") if part]
    times = MOST_REPEATS + 1
    for size in range(1, len(parts) // times + 1):
        for start in range(len(parts) - size * times + 1):
            piece = parts[start : start + size]
            if parts[start : start + size * times] == piece * times:
                return True
    return False


def months(url: str) -> Iterator[tuple[int, int]]:
    """Give each year with its month in the path or the query; a year alone says too little.

    >>> list(months("https://a.nl/agenda/2031/05?dag=2026-11-02"))
    [(2031, 5), (2026, 11)]
    """
    parts = urlsplit(url)
    for found in _IN_PATH.finditer(parts.path):
        yield int(found[1]), int(found[2])
    query = {key.lower(): value for key, value in parse_qsl(parts.query)}
    for value in query.values():
        if whole := _IN_QUERY.match(value):
            yield int(whole[1]), int(whole[2])
    year = next((query[key] for key in _YEARS if key in query), "")
    month = next((query[key] for key in _MONTHS if key in query), "")
    if re.fullmatch(_YEAR, year) and re.fullmatch(_MONTH, month):
        yield int(year), int(month)


def shape(url: str) -> str:
    """Give an address with `#` for each number, so that pages of one kind look the same.

    >>> shape("https://a.nl/agenda/2031/05?p=2")
    'https://a.nl/agenda/#/#?p=#'
    """
    return _TOKEN.sub("#", url)
