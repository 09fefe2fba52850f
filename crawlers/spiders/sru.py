"""Protocol `sru`: products of Samenwerkende Catalogi, from the national search service or a file.

SRU 1.2 as standards.md A.7 has it: by authority, 50 records at a time. Key of the source: `url`,
either the search service (`https://zoekdienst.overheid.nl/sru/Search`, with `authority` or a whole
`query` where the official name of the member will not do), or the SC XML that a publisher puts on
its own website, which is read in one go.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from crawlers.addresses import with_parameters
from crawlers.failures import Unfetched
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.spiders.base import MemberSpider
from knowledge.home import today
from knowledge.model import Document, NoaberError
from knowledge.register import load_organisations

AT_ONCE = 50  # records of a page; the service gives no more
_XML = "application/xml, text/xml;q=0.9"
_SIGNS = {"operation", "query", "authority", "x-connection", "startRecord", "maximumRecords"}
_KIND = re.compile(r"(?i)^(gemeente|provincie|waterschap)\s+(?=\S)")
_NOTES = ("asked", "total", "newest", "read")


class SruSpider(MemberSpider):
    """The records of one authority; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "sru"
    total = 0

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each product in the order of the list, which is not read where nothing changed."""
        newest, is_dated = "", True
        url = self.page_at(1) if is_service(self.source.url) else self.source.url
        if await self.is_unchanged():
            async for settled in self.reuse_all():
                yield settled
            return
        async for settled in self.paged(url, follow=self.next_page, accept=_XML):
            for record in settled.reading.records:
                date = record.date if isinstance(record, Document) else ""
                newest, is_dated = max(newest, date), is_dated and bool(date)
            yield settled
        for name in _NOTES:
            self.notes.pop(name, None)
        if self.total > 0 and newest and is_dated and self.report.state == "complete":
            self.notes.update(asked=self.sign(), total=str(self.total), newest=newest,
                              read=today().isoformat())  # fmt: skip

    def next_page(self, reading: Reading, url: str) -> str:
        """Give the address of the next page; the service says the position of its first record."""
        self.total = max(self.total, reading.total)
        return with_parameters(url, startRecord=reading.next) if reading.next else ""

    async def is_unchanged(self) -> bool:
        """Tell whether the service has as many records as before, and none changed since.

        Only a day is known of a change: where the last was on the day of the last reading there
        may have been more of them since. Whatever is not certain means that the list is read.
        """
        known = [self.notes.get(name, "") for name in _NOTES]
        if not all(known) or known[0] != self.sign() or not self.memory.is_whole:
            return False
        _, total, newest, read = known
        if self.is_full or newest >= read:
            return False
        query = self.query()
        if await self.count(query) != int(total):
            return False
        return await self.count(f'({query}) and modified>"{newest}"') == 0

    async def count(self, query: str) -> int:
        """Give how many records a query has, -1 where the service does not say."""
        url = self.page_at(1, query, 1)
        try:
            answer = await self.fetch(url, accept=_XML)
        except Unfetched:
            return -1
        return (await self.reading(self.file(self.public(url), answer))).total

    def sign(self) -> str:
        """Give what stands for the question that is asked and how its answer is read."""
        return self.context(url=self.source.url, query=self.query())

    def page_at(self, start: int, query: str = "", most: int = AT_ONCE) -> str:
        """Give the address of the records from a position on."""
        asked = {"version": "1.2", "operation": "searchRetrieve", "x-connection": "sc"}
        asked |= parameters(self.source.url)
        asked.pop("authority", None)
        asked["query"] = query or self.query()
        return with_parameters(
            self.source.url.partition("?")[0],
            **(asked | {"startRecord": str(start), "maximumRecords": str(most)}),
        )

    def query(self) -> str:
        """Give the question in CQL: that of the address, else all products of the authority."""
        asked = parameters(self.source.url)
        return (
            asked.get("query") or f"authority={quoted(asked.get('authority') or self.authority())}"
        )

    def authority(self) -> str:
        """Give the name under which the member stands in SC: 's-Gravenhage for Den Haag."""
        try:
            known = load_organisations(self.home.registers) if self.member.id else []
        except NoaberError:
            known = []
        named = (one.official_name for one in known if one.id == self.member.id)
        return _KIND.sub("", next(named, "") or self.member.name, count=1)


def is_service(url: str) -> bool:
    """Tell whether an address is that of a search service, and not of a file.

    >>> is_service("https://zoekdienst.overheid.nl/sru/Search")
    True
    >>> is_service("https://dorp.example/sc.xml"), is_service("https://dorp.example/?feed=sc")
    (False, False)
    """
    path = urlsplit(url).path.lower()
    if path.endswith(".xml"):
        return False
    return bool(_SIGNS & parameters(url).keys()) or "sru" in path.split("/")


def quoted(text: str) -> str:
    r"""Give a text as a term of CQL; an apostrophe needs nothing, the address escapes it.

    >>> quoted("'s-Gravenhage"), quoted('de "oude" \\ stad')
    ('"\'s-Gravenhage"', '"de \\"oude\\" \\\\ stad"')
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def parameters(url: str) -> dict[str, str]:
    """Give the parameters of an address."""
    return dict(parse_qsl(urlsplit(url).query))
