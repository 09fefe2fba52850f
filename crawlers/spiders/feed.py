"""Protocol `feed`: what an organisation announces, as RSS, Atom, JSON Feed or an agenda in JSON.

A feed is a window: it names what is new, and what falls out of it is not gone. So a record that a
feed no longer lists is kept. Key of the source: `url`, and `stands_for` and `licence` where they
apply. A feed in pages is read to its end: `next` links (RFC 5005), `next_url` of JSON Feed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar

from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json, application/json;q=0.9,"
ACCEPT += " application/xml;q=0.9, text/xml;q=0.9, */*;q=0.1"


class FeedSpider(MemberSpider):
    """Feeds of every kind; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "feed"
    window: ClassVar[bool] = True

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each item of the feed, page after page."""
        async for settled in self.paged(self.source.url, accept=ACCEPT):
            yield settled
