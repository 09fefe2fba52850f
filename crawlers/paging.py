"""The part of a spider that walks a list: page after page, or what the last run knew of it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crawlers.addresses import joined
from crawlers.answers import mark_of, media_type
from crawlers.failures import Unfetched
from crawlers.memory import Entry
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.settling import Settling, is_same, renewed, stamped
from knowledge.clean import masked
from knowledge.model import Problem

Follow = Callable[[Reading, str], str]
IDLE = 3  # pages without anything new, one after another, after which a list is a trap
PAGE = "page:"  # before the address of a page in the memory


@dataclass
class Walk:
    """How far the reading of one list is: pages, items by id, and how many of how many."""

    seen: dict[str, int] = field(default_factory=dict)  # address -> items before that page
    known: dict[str, int] = field(default_factory=dict)
    listed: int = 0
    total: int = -1

    def turn(self, url: str, total: int) -> None:
        """Note that a page was fetched, and how many items it promises in all."""
        self.seen[url] = self.listed
        self.total = max(self.total, total)

    @property
    def is_idle(self) -> bool:
        """Whether the last pages brought nothing."""
        last = [*self.seen.values()][-IDLE:]
        return len(last) == IDLE and last[0] == self.listed


class Paging(Settling):
    """Reads lists whose pages hold the things themselves, and reuses groups that did not change."""

    twice = 0  # items of the page before us that stood in the list before

    def find(self, place: str) -> bool:
        """Note a thing; False where it is known already."""
        raise NotImplementedError

    async def paged(
        self,
        url: str,
        *,
        follow: Follow | None = None,
        accept: str = "",
        robots: bool = True,
        headers: dict[str, str] | None = None,
        **about: Any,
    ) -> AsyncIterator[Settled]:
        """Yield the items of a list that comes in pages; `follow` gives the address of the next.

        Raises Unfetched where the first page cannot be read; a later one leaves the source partial.
        """
        walk = Walk()
        while url:
            try:
                page = await self.page(url, accept, robots, headers, **about)
            except Unfetched as error:
                if not walk.seen:
                    raise
                self.report.broke(self.public(url), error.code, f"de lijst brak af: {error}")
                return
            walk.turn(url, page.reading.total)
            for settled in self.items(page, walk.known):
                walk.listed += 1
                yield settled
            walk.listed += self.twice
            url = self._following(page.reading, url, walk, follow)
        if walk.listed < walk.total:
            said = f"de lijst belooft {walk.total} dingen en gaf er {walk.listed} verschillende"
            self.report.broke(self.public(next(iter(walk.seen))), "incomplete", said)

    def _following(self, reading: Reading, url: str, walk: Walk, follow: Follow | None) -> str:
        """Give the address of the next page; "" and noted where the list has no end."""
        after = follow(reading, url) if follow else self.fetchable(_next(reading, url))
        if after in walk.seen:
            said = "de lijst verwijst naar een pagina die al gelezen is"
        elif after and walk.is_idle:
            said = "de lijst gaat door, maar er komt niets nieuws meer"
        else:
            return after
        self.report.broke(self.public(url), "loop", said)
        return ""

    async def page(
        self,
        url: str,
        accept: str = "",
        robots: bool = True,
        headers: dict[str, str] | None = None,
        **about: Any,
    ) -> Settled:
        """Fetch and read one page of a list. Raises Unfetched where it is no list at all."""
        public, context = self.public(url), self.context(accept=accept, **about)
        same = self.recalled(PAGE + public, context)
        if same and any(problem.code == "duplicate" for problem in same.reading.problems):
            same = None  # what stood on another page as well may stand on this one alone by now
        old = same.mark if same else None
        response = await self.fetch(url, robots, accept, headers, old)
        mark = mark_of(response, public, context, "")
        if same and is_same(response, mark, same):
            return renewed(same, mark)
        reading = stamped(await self.reading(self.file(public, response, **about)), mark)
        if wrong := _unreadable(reading, public, media_type(response)):
            raise Unfetched(wrong.code, wrong.message, passing=True)
        return Settled(PAGE + public, reading, mark)

    def items(self, page: Settled, known: dict[str, int]) -> Iterator[Settled]:
        """Yield the records of a page, and what it refused, each as a thing of its own.

        `known` are the items of the pages before, by id. One that stands in the list again is a
        problem; where it says something else, the list counts it and so do we (`twice`).
        """
        reading, fresh, noted, self.twice = page.reading, [], [*page.reading.problems], 0
        own = {"", page.place.removeprefix(PAGE)}
        for record in reading.records:
            own |= {record.id, record.url}
            content = hash((masked(record.title), record.url))  # as the harvest has them
            if self.find(record.id):
                known[record.id] = content
                fresh.append(record.id)
                yield Settled(record.id, Reading([record]), page.mark, is_item=True)
            else:
                self.twice += known.get(record.id) != content
                said = "staat twee keer in de lijst; de eerste telt"
                again = Problem(level="warning", code="duplicate", message=said, place=record.id)
                self.report.problems.append(again)
                noted.append(again)
        for problem in reading.problems:
            if problem.place not in own and self.find(problem.place):
                yield Settled(problem.place, Reading(problems=[problem]), is_item=True)
            else:
                self.report.problems.append(problem)
        self._keep_page(page, fresh, noted)

    def _keep_page(self, page: Settled, fresh: list[str], noted: list[Problem]) -> None:
        """Remember a page with the records that it was the first to bring."""
        self.memory.keep(Entry(page.place, page.mark, tuple(fresh), tuple(noted), "", False,
                               page.reading.next, page.reading.total,
                               page.reading.format))  # fmt: skip

    def reusable(self, group: str, stamp: str) -> bool:
        """Tell whether all that belongs to a group is as it was, by what its list says of it."""
        return bool(self.memory.group(group, stamp))

    async def reuse(self, group: str, stamp: str) -> AsyncIterator[Settled]:
        """Yield all that the last run knew of a group, without asking for anything."""
        self.memory.stamps[group] = stamp
        for entry in self.memory.group(group, stamp):
            if self.find(entry.place):
                for settled in self._once_more(entry):
                    yield settled

    def close_group(self, group: str, stamp: str) -> None:
        """Remember that a group was read whole, and what its list said of its last change."""
        if stamp:
            self.memory.stamps[group] = stamp

    async def reuse_all(self) -> AsyncIterator[Settled]:
        """Yield all that the last run knew of this source, without asking for anything."""
        for entry in self.memory.all():
            if entry.place.startswith(PAGE):
                page = self.again(entry)
                for settled in self.items(page, {}) if page else ():
                    yield settled
            elif self.find(entry.place):
                for settled in self._once_more(entry):
                    yield settled

    def _once_more(self, entry: Entry) -> Iterator[Settled]:
        """Give an entry as it became the last time; a refusal is noted again."""
        if not entry.is_refused:
            settled = self.again(entry)
            if settled:
                yield dataclasses.replace(settled, group=entry.group)
            return
        for number, problem in enumerate(entry.problems):
            if number:
                self.report.problems.append(problem)
            else:
                self.report.refuse(entry.place, problem.code, problem.message, level=problem.level,
                                   line=problem.line, column=problem.column)  # fmt: skip
        self.memory.keep(entry)


def _next(reading: Reading, url: str) -> str:
    return joined(url, reading.next) if reading.next else ""


def _unreadable(reading: Reading, place: str, media: str) -> Problem | None:
    """Give the problem of a page that is no list of ours, None where it is one."""
    if reading.format == "html" or (media == "text/html" and not reading.records):
        return Problem(
            code="page-instead", message="de host gaf een webpagina in plaats van de lijst"
        )
    if reading.records:
        return None
    errors = (one for one in reading.problems if one.level == "error")
    return next((one for one in errors if one.place in ("", place)), None)
