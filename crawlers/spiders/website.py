"""Protocol `website`: the pages of a website, by its sitemap.

robots.txt (RFC 9309) names the sitemaps, else /sitemap.xml is tried; sitemaps as
https://www.sitemaps.org/protocol.html says, indexes and gzip included. Of a Woo sitemap (DiWoo) the
collections that describe how work is done are read, and what it says of a document goes into its
record. A site without a sitemap is read by its links, from the start page down: it is complete when
no limit stopped it. Key of the source: `url`, and `stands_for` and `licence` where they apply.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Coroutine
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.answers import media_type, packed, unpacked
from crawlers.failures import Unfetched
from crawlers.guard import LONGEST_URL, refusal
from crawlers.memory import Entry
from crawlers.pipelines import Settled
from crawlers.readers import File
from crawlers.spiders.base import MemberSpider
from crawlers.web.following import DEEPEST_LINK, MOST_VISITED, Trail
from crawlers.web.links import links
from crawlers.web.sitemaps import Sitemaps
from crawlers.web.traps import Texts, Traps
from crawlers.web.woo import Card, described
from knowledge.home import today
from knowledge.identity import url_id

DEEPEST = 2  # sitemap index -> sitemap, threats.md C.3
MOST_SITEMAPS = 500  # of one source
LARGEST_PAGE = 2 * 1024 * 1024  # bytes of a page whose links are followed
LINKS = "links:"  # before the address of a page in the memory


class WebsiteSpider(Sitemaps, MemberSpider):
    """robots.txt, sitemaps and HTML pages; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "website"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.traps, self.texts = Traps(today()), Texts()
        self.answer: Response | None = None  # the one that was read last
        self.cards: dict[str, Card] = {}  # what a Woo sitemap says, by place

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each page of the sitemaps, in their order; without any, what the links lead to."""
        seen: set[str] = set()
        async for settled in self.ahead(self.listed(seen)):
            if settled and self.keeps(settled):
                yield self.described(settled)
        had_list = bool(self.notes.pop("sitemap", ""))
        if seen:
            self.notes["sitemap"] = "ja"
            if not self.has_list:
                said = "alleen een feed als sitemap; een feed noemt niet alle pagina's"
                self.report.broke(self.public(self.source.url), "feed-as-sitemap", said)
        elif self.silent:
            raise self.silent
        elif had_list:  # one run long: a walk finds other pages, and these would be lost again
            start = await self.listing(self.source.url)
            said = "de sitemap van de vorige keer is er niet meer; wat er was, blijft nog staan"
            self.report.broke(self.public(start.url), "sitemap-gone", said)
        else:
            async for settled in self.walked():
                yield settled

    async def listed(self, seen: set[str]) -> AsyncIterator[Coroutine[Any, Any, Settled | None]]:
        """Yield what reads each address of the sitemaps; what is refused is noted."""
        async for entry in self.entries():
            url = self.fetchable(entry.address)
            place = self.public(url)[:LONGEST_URL]
            why = refusal(url, self.hosts, self.open_places) or self.traps.refusal(url)
            known = place if why else url_id(place)
            if known in seen or not self.find(place):
                continue
            seen.add(known)
            if why:
                self.report.refuse(place, *why, level="hint")
                continue
            if entry.card:
                self.cards[place] = entry.card
            yield self.settled(place, url, moved=True, stamp=entry.stamp(today()))

    def described(self, settled: Settled) -> Settled:
        """Give what was read of a page with what a Woo sitemap says of it."""
        card = self.cards.pop(settled.place, None)
        said = [described(r, card, self.member.organisation) for r in settled.reading.records]
        reading = dataclasses.replace(settled.reading, records=said)
        return dataclasses.replace(settled, reading=reading)

    def keeps(self, settled: Settled) -> bool:
        """Tell whether a page says something of its own; where many say the same, it is refused."""
        why = self.texts.refusal(settled.reading.records)
        if why:
            self.report.refuse(settled.place, *why, level="hint")
        return not why

    async def walked(self) -> AsyncIterator[Settled]:
        """Yield the start page and what its links lead to; fails where there is no start page."""
        start = await self.listing(self.source.url)
        place = self.public(start.url)
        said = "er is geen leesbare sitemap; de site is gelezen via haar links"
        self.report.note("no-sitemap", said, place, level="warning")
        trail = Trail(self.hosts, self.open_places, today())
        trail.add(self.source.url, self.public(self.source.url), 0)
        while step := trail.next():
            async for settled in self.visited(trail, *step):
                yield settled
        self.summed_up(trail, place)

    async def visited(self, trail: Trail, url: str, depth: int) -> AsyncIterator[Settled]:
        """Yield what is at an address, and put what it links to on the trail."""
        place = self.public(url)[:LONGEST_URL]
        if not self.find(place):
            return
        self.answer = None
        settled = await self.settled(place, url, moved=True)
        if settled:
            trail.visited(settled.mark.url or place)
            if not self.keeps(settled):
                return  # a page that is elsewhere too: so are its links
            yield settled
        for link in await self.outgoing(place):
            target = self.fetchable(link)
            where = self.public(target)[:LONGEST_URL]
            why = trail.add(target, where, depth + 1)
            if why and self.find(where):
                self.report.refuse(where, *why, level="hint")

    async def outgoing(self, place: str) -> list[str]:
        """List the links of the page that was just settled, from memory where it did not change."""
        try:
            if self.answer is None:
                entry = self.memory.entry(LINKS + place)
                found = unpacked(entry.body).decode().split("\n") if entry else []
            elif "html" in media_type(self.answer) and len(self.answer.body) <= LARGEST_PAGE:
                body, base = self.answer.body, self.answer.url
                found = await self.limited(links, body, base, True)
            else:
                found = []
        except (Unfetched, ValueError, OSError):
            found = []
        public = [self.public(link) for link in found if link and "\n" not in link]
        kept = packed("\n".join(public).encode("utf-8", "replace"))
        self.memory.keep(Entry(LINKS + place, body=kept))
        return public

    def summed_up(self, trail: Trail, place: str) -> None:
        """Say what was not followed, and that the source is partial where a limit was hit."""
        if trail.is_cut:
            said = f"er is meer dan {MOST_VISITED} pagina's, of dieper dan {DEEPEST_LINK} links; "
            self.report.broke(place, "links-cut", said + "de rest is niet gelezen")
        if trail.others:
            hosts = ", ".join(sorted(trail.others)[:10])
            said = f"links naar {len(trail.others)} andere hosts niet gevolgd: {hosts}"
            self.report.note("other-host", said, min(trail.others.values()), level="hint")
        for code, number in sorted(trail.trapped.items()):
            said = f"{number} adressen niet gevolgd; van elk soort is er één genoemd"
            self.report.note(code, said, place, level="hint")

    def file(self, url: str, response: Response, **about: Any) -> File:
        """Describe an answer for its reader, and keep it: a walk needs its links."""
        self.answer = response
        return super().file(url, response, **about)
