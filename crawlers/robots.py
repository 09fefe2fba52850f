"""robots.txt as RFC 9309 says: refused on 5xx and silence, allowed on 4xx, at most 500 KiB read."""

from __future__ import annotations

from typing import Any

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response
from scrapy.utils.httpobj import urlparse_cached
from twisted.internet.defer import Deferred

from crawlers.failures import Unfetched, unanswered, unfetched
from crawlers.guard import Refused

NOTHING = b"User-agent: *\nDisallow: /\n"
LONGEST = 500 * 1024  # bytes that must be parsed, RFC 9309 section 2.5


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with the meaning of the standard for answers that are no file.

    Scrapy parses the body of any answer and allows everything when the host is silent.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._silent: dict[str, Unfetched] = {}  # hosts whose robots.txt could not be asked

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Raise Refused with the reason where robots.txt, or the lack of an answer, closes it."""
        silent = self._silent.get(urlparse_cached(request).netloc)
        if silent:
            message = f"{silent}; zonder robots.txt leest noaber deze host niet"
            raise Refused(silent.code, message, silent.passing)
        try:
            super().process_request_2(rp, request)
        except IgnoreRequest:
            raise Refused("robots", "robots.txt van deze host staat dit niet toe") from None

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = response.body[:LONGEST] if response.status < 300 else b""
        if response.status >= 500 or response.status == 429:
            self._silent[netloc] = unanswered(response)
            body = NOTHING
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Refuse the host whose robots.txt could not be asked (RFC 9309 section 2.3.1.4)."""
        self._silent[netloc] = unfetched(exc)
        waiting = self._parsers[netloc]
        parser = self._parserimpl.from_crawler(self.crawler, NOTHING)
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)
