"""Protocol `files`: the links on an index page, each handed to its reader.

Key of the source: `url`, the address of the page. Links to other hosts are not followed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import urldefrag, urljoin

from lxml import html

from crawlers.guard import place_of
from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider


class FilesSpider(MemberSpider):
    """An index page of links, as web servers and publishers make them; `url` of the source."""

    protocol: ClassVar[str] = "files"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each linked file in the order of the page."""
        index = await self.fetch(self.source.url)
        for url in links(index.body, index.url):
            place = self.public(url)
            if place_of(url) not in self.hosts or url == index.url or not self.find(place):
                continue
            settled = await self.settled(place, url)
            if settled:
                yield settled


def links(body: bytes, base: str) -> list[str]:
    """List the addresses that an HTML page links to, absolute, without fragments, each once."""
    if not body.strip():
        return []
    page = html.document_fromstring(body)
    hrefs = (str(link.get("href")) for link in page.iter("a") if link.get("href"))
    found = (urldefrag(urljoin(base, href)).url for href in hrefs)
    return list(dict.fromkeys(url for url in found if url.startswith(("http:", "https:"))))
