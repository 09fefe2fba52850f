"""Protocol `files`: the links on an index page, each handed to its reader.

Key of the source: `url`, the address of the page. Links to other hosts are not followed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from typing import Any, ClassVar

from crawlers.guard import LONGEST_URL, refusal
from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider
from crawlers.web.links import links


class FilesSpider(MemberSpider):
    """An index page of links, as web servers and publishers make them; `url` of the source."""

    protocol: ClassVar[str] = "files"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each linked file in the order of the page."""
        async for settled in self.ahead(self.linked()):
            if settled:
                yield settled

    async def linked(self) -> AsyncIterator[Coroutine[Any, Any, Settled | None]]:
        """Yield what reads each link of the page; what is refused is noted."""
        index = await self.listing(self.source.url)
        for link in await self.limited(links, index.body, index.url):
            url = self.fetchable(link)
            place = self.public(url)[:LONGEST_URL]
            if url in (index.url, self.source.url) or not self.find(place):
                continue
            if why := refusal(url, self.hosts, self.open_places):
                self.report.refuse(place, *why, level="hint")
                continue
            yield self.settled(place, url, moved=True)
