"""Which pages the sitemaps of a site list: from robots.txt down to the last of them."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import Any

from protego import Protego

from crawlers.addresses import joined
from crawlers.failures import Stopped, Unfetched
from crawlers.guard import LONGEST_URL
from crawlers.spiders.base import MemberSpider
from crawlers.web.sitemap import MOST_PAGES, Listed, Sitemap, tried
from crawlers.web.woo import unread

DEEPEST = 2  # sitemap index -> sitemap, threats.md C.3
MOST_SITEMAPS = 500  # of one source


class Sitemaps(MemberSpider):
    """Fetches the sitemaps of one site, each once; what cannot be read of them is noted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.silent: Unfetched | None = None  # a sitemap may be there, and did not come
        self.has_list = False  # a sitemap that is no feed was read

    async def entries(self) -> AsyncIterator[Listed]:
        """Yield what the sitemaps list."""
        seen: set[str] = set()
        for url in await self.sitemaps():
            async for entry in self.inside(self.fetchable(url), seen, 0):
                yield entry

    async def sitemaps(self) -> list[str]:
        """List the sitemaps that robots.txt names, else the usual place."""
        try:
            robots = await self.listing(joined(self.source.url, "/robots.txt"), robots=False)
            named = list(Protego.parse(robots.body.decode("utf-8-sig", "replace")).sitemaps)
        except Unfetched:
            named = []
        return [joined(self.source.url, url) for url in named or ["/sitemap.xml"]]

    async def inside(self, url: str, seen: set[str], depth: int) -> AsyncIterator[Listed]:
        """Yield the pages of one sitemap and, for an index, of those it names."""
        place = self.public(url)[:LONGEST_URL]
        if url in seen:
            return
        if len(seen) >= MOST_SITEMAPS:
            self.report.broke(place, "too-many", f"meer dan {MOST_SITEMAPS} sitemaps")
            raise Stopped("too-many", f"meer dan {MOST_SITEMAPS} sitemaps; de rest is niet gelezen")
        seen.add(url)
        if name := unread(url):
            said = f"niet gelezen: de Woo-collectie {name}; zij beschrijft geen werkwijze"
            self.report.note("woo-collection", said, place, level="hint")
            return
        found = await self.sitemap(url, place)
        if found.is_index and depth >= DEEPEST:
            self.report.broke(place, "too-deep", "sitemaps die naar sitemaps verwijzen, te diep")
            return
        for entry in self.chosen(found, place):
            address = joined(url, entry.address)
            if found.is_index:
                async for inner in self.inside(self.fetchable(address), seen, depth + 1):
                    yield inner
            else:
                self.has_list = self.has_list or not found.is_window
                yield dataclasses.replace(entry, address=address)

    def chosen(self, found: Sitemap, place: str) -> list[Listed]:
        """Give what is read of a sitemap: up to its limit, without other Woo collections."""
        most = found.entries[:MOST_PAGES]
        read = [entry for entry in most if entry.card is None or entry.card.is_read]
        if other := len(most) - len(read):
            said = f"niet gelezen: {other} documenten van andere Woo-collecties dan regels, "
            said += "beleidsregels, en organisatie en werkwijze"
            self.report.note("woo-collection", said, place, level="hint")
        return read

    async def sitemap(self, url: str, place: str) -> Sitemap:
        """Fetch one sitemap; what cannot be read is noted and leaves the source partial."""
        try:
            found = await self.parsed((await self.listing(url)).body)
        except Unfetched as error:
            if error.code == "rate-limit":
                raise Stopped(error.code, str(error)) from error
            self.silent = error if error.passing else self.silent
            if not (url.endswith("/sitemap.xml") and error.code == "status-404"):
                self.report.broke(place, error.code, f"sitemap: {error}")
            return Sitemap([])
        for problem in found.problems:
            self.report.problems.append(problem.model_copy(update={"place": place}))
        if not found.is_whole:
            self.report.broke(place, "bad-sitemap", "de sitemap is niet tot het einde te lezen")
        if len(found.entries) > MOST_PAGES:
            message = f"meer dan {MOST_PAGES} adressen in één sitemap; de rest is niet gelezen"
            self.report.broke(place, "too-many", message)
        return found

    async def parsed(self, body: bytes) -> Sitemap:
        """Read a sitemap in the child process. Raises Unfetched where it is none."""
        found: Sitemap | tuple[str, str] = await self.limited(tried, body)
        if isinstance(found, Sitemap):
            return found
        raise Unfetched(*found)
