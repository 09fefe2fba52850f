"""Protocol `website`: the pages of a website, by its sitemap.

robots.txt (RFC 9309) names the sitemaps, else /sitemap.xml is tried; sitemaps as
https://www.sitemaps.org/protocol.html says, indexes and gzip included. Without one the links of
the start page are read. Key of the source: `url`, and `stands_for` and `licence` where they apply.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from protego import Protego

from crawlers.failures import Stopped, Unfetched
from crawlers.guard import LONGEST_URL, refusal
from crawlers.links import joined, links
from crawlers.pipelines import Settled
from crawlers.sitemap import MOST_PAGES, Sitemap, sitemap
from crawlers.spiders.base import MemberSpider
from knowledge.identity import url_id

DEEPEST = 2  # sitemap index -> sitemap, threats.md C.3


class WebsiteSpider(MemberSpider):
    """robots.txt, sitemaps and HTML pages; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "website"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each page of the sitemaps, in their order."""
        seen: set[str] = set()
        async for url in self.pages():
            fetched = self.fetchable(url)
            place = self.public(fetched)[:LONGEST_URL]
            why = refusal(fetched, self.hosts, self.open_places)
            known = place if why else url_id(place)
            if known in seen or not self.find(place):
                continue
            seen.add(known)
            if why:
                self.report.refuse(place, *why, level="hint")
                continue
            settled = await self.settled(place, fetched, moved=True)
            if settled:
                yield settled

    async def pages(self) -> AsyncIterator[str]:
        """Yield the addresses in the sitemaps, else the start page and what it links to."""
        is_empty = True
        seen: set[str] = set()
        for url in await self.sitemaps():
            async for page in self.listed(self.fetchable(url), seen, 0):
                is_empty = False
                yield page
        if is_empty:
            for page in await self.linked():
                yield page

    async def linked(self) -> list[str]:
        """Give the start page and what it links to; the source is then read in part only."""
        start = await self.fetch(self.source.url)
        message = "geen leesbare sitemap; alleen de startpagina en haar links gelezen"
        self.report.broke(self.public(start.url), "no-sitemap", message)
        return [self.source.url, *links(start.body, start.url)]

    async def sitemaps(self) -> list[str]:
        """List the sitemaps that robots.txt names, else the usual place."""
        try:
            robots = await self.fetch(joined(self.source.url, "/robots.txt"), robots=False)
            named = list(Protego.parse(robots.body.decode("utf-8", "replace")).sitemaps)
        except Unfetched:
            named = []
        return [joined(self.source.url, url) for url in named or ["/sitemap.xml"]]

    async def listed(self, url: str, seen: set[str], depth: int) -> AsyncIterator[str]:
        """Yield the pages of one sitemap and, for an index, of those it names."""
        if url in seen:
            return
        seen.add(url)
        found = await self.sitemap(url)
        if found.is_index and depth >= DEEPEST:
            message = "sitemaps die naar sitemaps verwijzen, te diep"
            self.report.broke(self.public(url), "too-deep", message)
            return
        for address in found.addresses[:MOST_PAGES]:
            if found.is_index:
                part = self.fetchable(joined(url, address))
                async for page in self.listed(part, seen, depth + 1):
                    yield page
            else:
                yield address

    async def sitemap(self, url: str) -> Sitemap:
        """Fetch one sitemap; what cannot be read is noted and leaves the source partial."""
        place = self.public(url)[:LONGEST_URL]
        try:
            found = sitemap((await self.fetch(url)).body)
        except Unfetched as error:
            if error.code == "rate-limit":
                raise Stopped(error.code, str(error)) from error
            if not (url.endswith("/sitemap.xml") and error.code == "status-404"):
                self.report.broke(place, error.code, f"sitemap: {error}")
            return Sitemap([])
        if len(found.addresses) > MOST_PAGES:
            message = f"meer dan {MOST_PAGES} adressen in één sitemap; de rest is niet gelezen"
            self.report.broke(place, "too-many", message)
        return found
