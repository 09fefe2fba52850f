"""The half of a spider that speaks with its host: politely, within limits, and only for news."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import time
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from crawlers.answers import LARGEST_LIST, mark_of, now, packed, paging_headers, unpacked
from crawlers.confined import Confined
from crawlers.failures import Stopped, Unfetched, unanswered, unfetched
from crawlers.guard import host_of, place_of
from crawlers.memory import Entry, Mark, Memory
from knowledge.identity import standing_for
from knowledge.member import Member, Source


class Asking(Spider):
    """Asks the host of one source; `memory` knows what it said the last time."""

    # filled in per source by crawlers.loader
    member: Member
    source: Source
    source_name: str
    code: str = ""
    confined: Confined | None = None
    memory: Memory
    started: float
    turn: asyncio.Lock  # one request at a time, with its rests and retries
    stopped: Stopped | None = None
    failures: int  # passing ones, one after another

    def addresses(self) -> list[str]:
        """List addresses on each host that this source may ask; the first is its own."""
        return [self.source.api or self.source.url]

    async def fetch(
        self,
        url: str,
        robots: bool = True,
        accept: str = "",
        headers: dict[str, str] | None = None,
        known: Mark | None = None,
    ) -> Response:
        """Fetch one address; redirects and retries are followed, the guard and robots asked.

        With `known` the answer may also have status 304: nothing new. Raises Unfetched with the
        reason for anything but an answer with status 200, and Stopped where the time of this
        source is up or its host seems to be down.
        """
        sent = dict(headers or {}) | ({"Accept": accept} if accept else {}) | _conditions(known)
        async with self.turn:
            if self.stopped:
                raise self.stopped
            try:
                return await self._in_turn(url, robots, sent, is_known=known is not None)
            except Stopped as stop:
                self.stopped = stop
                raise

    async def _in_turn(
        self, url: str, robots: bool, headers: dict[str, str], is_known: bool
    ) -> Response:
        """Fetch while nothing else is fetched; count what fails one after another."""
        budget = self.settings.getint("SOURCE_TIMEOUT")
        if time.monotonic() - self.started > budget:
            raise Stopped("time", f"na {budget} seconden gestopt; de rest een volgende keer")
        try:
            response = await self._answer(url, robots, headers, is_known)
        except Unfetched as error:
            self.failures = self.failures + 1 if error.passing else 0
            if self.failures > self.settings.getint("SOURCE_MOST_FAILURES"):
                message = f"{self.failures} adressen achter elkaar mislukt, het laatste: {error}"
                raise Stopped("host-down", message) from error
            raise
        self.failures = 0
        return response

    async def _answer(
        self, url: str, robots: bool, headers: dict[str, str], is_known: bool
    ) -> Response:
        engine = self.crawler.engine
        assert engine is not None
        meta = {"dont_obey_robotstxt": not robots}
        try:
            request = Request(url, headers=dict(headers), meta=meta)
            response = await engine.download_async(request)
        except Exception as error:
            raise unfetched(error) from error
        if response.status != 200 and not (is_known and response.status == 304):
            raise unanswered(response)
        return response

    async def listing(
        self,
        url: str,
        robots: bool = True,
        accept: str = "",
        headers: dict[str, str] | None = None,
    ) -> Response:
        """Fetch a list, such as a sitemap: where it did not change, it is the one of last time.

        Raises what `fetch` raises.
        """
        place, context = f"list:{self.public(url)}", self.context(accept=accept)
        known = self.memory.usable(place, context)
        response = await self.fetch(url, robots, accept, headers, known.mark if known else None)
        if response.status == 304 and known:
            mark = dataclasses.replace(known.mark, fetched=now())
            self.memory.keep(dataclasses.replace(known, mark=mark))
            told = known.headers | paging_headers(response)
            return response.replace(status=200, body=unpacked(known.body), headers=told)
        if len(response.body) <= LARGEST_LIST:
            mark = mark_of(response, self.public(response.url), context, "")
            body, told = packed(response.body), paging_headers(response)
            self.memory.keep(Entry(place, mark, body=body, headers=told))
        return response

    def context(self, **about: Any) -> str:
        """Give what stands for all but the bytes that decides what is made of an answer."""
        said = (self.code, self.member.organisation, self.source.licence, self.source.stands_for)
        return hashlib.sha256(repr((said, sorted(about.items()))).encode()).hexdigest()[:16]

    def public(self, url: str) -> str:
        """Give the public form of an address that was fetched (model.md, `stands_for`)."""
        if not place_of(url):
            return url
        return standing_for(url, self.addresses()[0], self.source.stands_for)

    def fetchable(self, url: str) -> str:
        """Give the address to fetch for a public one: the other way round of `public`."""
        if self.source.stands_for and host_of(url) == host_of(self.source.stands_for):
            parts, own = urlsplit(url), urlsplit(self.addresses()[0])
            return parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()
        return url


def _conditions(known: Mark | None) -> dict[str, str]:
    """Give the headers that ask for news only (RFC 9110 section 13.1)."""
    if known is None:
        return {}
    conditions = {"If-None-Match": known.etag, "If-Modified-Since": known.modified}
    return {name: value for name, value in conditions.items() if value}
