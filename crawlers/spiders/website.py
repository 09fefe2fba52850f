"""Protocol `website`: the pages of a website, by its sitemap.

robots.txt (RFC 9309) names the sitemaps, else /sitemap.xml is tried; sitemaps as
https://www.sitemaps.org/protocol.html says, indexes included. Without one the links of the start
page are read. Key of the source: `url`, and `stands_for` and `licence` where they apply.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import urljoin

from lxml import etree
from protego import Protego

from crawlers.guard import place_of
from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider, Unfetched
from crawlers.spiders.files import links
from knowledge.identity import url_id

DEEPEST = 2  # sitemap index -> sitemap, threats.md C.3


class WebsiteSpider(MemberSpider):
    """robots.txt, sitemaps and HTML pages; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "website"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each page of the sitemaps, in their order."""
        seen: set[str] = set()
        for url in await self.pages():
            fetched = self.fetchable(url)
            place = self.public(fetched)
            known = url_id(place)
            if known in seen or not self.find(place):
                continue
            seen.add(known)
            if place_of(fetched) not in self.hosts:
                self.report.refuse(place, "other-host", "ligt op een andere host", level="hint")
                continue
            settled = await self.settled(place, fetched)
            if settled:
                yield settled

    async def pages(self) -> list[str]:
        """List the addresses in the sitemaps, else the start page and what it links to."""
        found: list[str] = []
        seen: set[str] = set()
        for sitemap in await self.sitemaps():
            found += await self.listed(self.fetchable(sitemap), seen, 0)
        if found:
            return found
        start = await self.fetch(self.source.url)
        message = "geen leesbare sitemap; alleen de startpagina en haar links gelezen"
        self.report.broke(self.public(start.url), "no-sitemap", message)
        own = [url for url in links(start.body, start.url) if place_of(url) in self.hosts]
        return [self.source.url, *own]

    async def sitemaps(self) -> list[str]:
        """List the sitemaps that robots.txt names, else the usual place."""
        try:
            robots = await self.fetch(urljoin(self.source.url, "/robots.txt"), robots=False)
            named = list(Protego.parse(robots.body.decode("utf-8", "replace")).sitemaps)
        except Unfetched:
            named = []
        return [urljoin(self.source.url, sitemap) for sitemap in named or ["/sitemap.xml"]]

    async def listed(self, url: str, seen: set[str], depth: int) -> list[str]:
        """Give the pages of one sitemap and, for an index, of those it names."""
        if url in seen or depth > DEEPEST:
            return []
        seen.add(url)
        try:
            response = await self.fetch(url)
            root, found = sitemap(response.body)
        except Unfetched as error:
            if not (url.endswith("/sitemap.xml") and error.code == "status-404"):
                self.report.broke(self.public(url), error.code, f"sitemap: {error}")
            return []
        if root != "sitemapindex":
            return found
        pages: list[str] = []
        for part in found:
            pages += await self.listed(self.fetchable(urljoin(url, part)), seen, depth + 1)
        return pages


def sitemap(body: bytes) -> tuple[str, list[str]]:
    """Read a sitemap: the name of its root element and the addresses in it.

    Raises Unfetched where it is no XML or carries a DOCTYPE.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfetched("bad-sitemap", f"geen geldige XML ({error})") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unfetched("doctype", "een sitemap met een DOCTYPE wordt niet gelezen")
    name = etree.QName(root).localname
    locations = [str(e.text).strip() for e in root.iter("{*}loc") if e.text]
    return name, locations
