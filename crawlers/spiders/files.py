"""Protocol `files`: the links on an index page, each handed to its reader.

Key of the source: `url`, the address of the page. Links to other hosts are not followed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import urldefrag, urljoin

from lxml import etree, html

from crawlers.failures import Unfetched
from crawlers.guard import LONGEST_URL, refusal
from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider

NO_FILES = ("mailto:", "tel:", "sms:")  # of a link: not something that is published


class FilesSpider(MemberSpider):
    """An index page of links, as web servers and publishers make them; `url` of the source."""

    protocol: ClassVar[str] = "files"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each linked file in the order of the page."""
        index = await self.fetch(self.source.url)
        for link in links(index.body, index.url):
            url = self.fetchable(link)
            place = self.public(url)[:LONGEST_URL]
            if url in (index.url, self.source.url) or not self.find(place):
                continue
            if why := refusal(url, self.hosts, self.open_places):
                self.report.refuse(place, *why, level="hint")
                continue
            settled = await self.settled(place, url, moved=True)
            if settled:
                yield settled


def links(body: bytes, base: str) -> list[str]:
    """List the addresses that an HTML page links to, absolute, without fragments, each once.

    Raises Unfetched where it is no page at all.
    """
    if not body.strip():
        return []
    try:
        page = html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        raise Unfetched("not-html", "dit is geen HTML-pagina") from None
    base = next((_joined(base, str(tag.get("href"))) for tag in page.iter("base")), base)
    hrefs = (str(link.get("href")).strip() for link in page.iter("a") if link.get("href"))
    found = (urldefrag(_joined(base, href)).url for href in hrefs if not _is_elsewhere(href))
    return list(dict.fromkeys(found))


def _is_elsewhere(href: str) -> bool:
    return href.lower().startswith(NO_FILES)


def _joined(base: str, href: str) -> str:
    """Join an address to that of its page; one that is no address at all stays as it is."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href
