"""robots.txt as RFC 9309 says: refused on 5xx and silence, allowed on 4xx, at most 500 KiB read."""

from __future__ import annotations

from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.http import Request, Response
from twisted.internet.defer import Deferred

NOTHING = b"User-agent: *\nDisallow: /\n"
LONGEST = 500 * 1024  # bytes that must be parsed, RFC 9309 section 2.5


class RobotsMiddleware(RobotsTxtMiddleware):
    """Scrapy's middleware with the meaning of the standard for answers that are no file.

    Scrapy parses the body of any answer and allows everything when the host is silent.
    """

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        body = response.body[:LONGEST] if response.status < 300 else b""
        if response.status >= 500 or response.status == 429:
            body = NOTHING
        await super()._parse_robots(response.replace(body=body), netloc, request)

    def _robots_error(self, exc: Exception, netloc: str) -> None:  # noqa: ARG002
        """Refuse the host whose robots.txt could not be asked (RFC 9309 section 2.3.1.4)."""
        waiting = self._parsers[netloc]
        parser = self._parserimpl.from_crawler(self.crawler, NOTHING)
        self._parsers[netloc] = parser
        if isinstance(waiting, Deferred):
            waiting.callback(parser)
