"""robots.txt as RFC 9309 says: refused on 5xx and silence, allowed on 4xx, at most 500 KiB read.

Its `Crawl-delay`, which the standard does not know but hosts use, is kept too, within a cap.
"""

from __future__ import annotations

import asyncio
import time
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
LONGEST_DELAY = 30.0  # seconds between two requests that a host may ask for


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with the meaning of the standard for answers that are no file.

    Scrapy parses the body of any answer and allows everything when the host is silent.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._silent: dict[str, Unfetched] = {}  # hosts whose robots.txt could not be asked
        self._next: dict[str, float] = {}  # when a host that asks for a delay may be asked again

    async def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Ask robots.txt, and wait where it asks for a delay."""
        await super().process_request(request)
        netloc = urlparse_cached(request).netloc
        if netloc in self._next and not request.meta.get("dont_obey_robotstxt"):
            turn = max(time.monotonic(), self._next[netloc])  # taken before waiting for it
            self._next[netloc] = turn + self._delay(self._parsers[netloc])
            await asyncio.sleep(turn - time.monotonic())

    async def process_response(self, request: Request, response: Response) -> Response:
        """Learn from a robots.txt that a spider asked for itself, so that it is asked once."""
        asked = urlparse_cached(Request(request.meta.get("redirect_urls", [request.url])[0]))
        if asked.path == "/robots.txt" and asked.netloc not in self._parsers:
            self._parsers[asked.netloc] = Deferred()
            await self._parse_robots(response, asked.netloc, request)
        return response

    def _delay(self, rp: Any) -> float:
        """Give the delay that a parsed robots.txt asks of us."""
        asked = rp.rp.crawl_delay(self.crawler.settings["USER_AGENT"])
        return min(max(float(asked or 0), 0.0), LONGEST_DELAY)

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
        if delay := self._delay(self._parsers[netloc]):
            self._next[netloc] = time.monotonic() + delay

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        """Refuse the host whose robots.txt could not be asked (RFC 9309 section 2.3.1.4)."""
        self._silent[netloc] = unfetched(exc)
        waiting = self._parsers[netloc]
        parser = self._parserimpl.from_crawler(self.crawler, NOTHING)
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)
