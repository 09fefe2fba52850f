"""The half of a spider that reads: one file at a time, with limits, and only where it changed."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.answers import charset, is_page_instead, mark_of, media_type, refuses_index
from crawlers.asking import Asking
from crawlers.confined import PREPARED, Confined, TooHeavy
from crawlers.failures import Stopped, Unfetched, bug
from crawlers.memory import Entry, Mark
from crawlers.pipelines import Settled
from crawlers.readers import File, Reading, read, readers
from crawlers.report import SourceReport
from crawlers.store import Harvest
from crawlers.withholding import refuses

AHEAD = 3  # pieces of work that are begun while the first is read


class Settling(Asking):
    """Makes records of what was fetched; `past` is the harvest of the last good run."""

    exact: ClassVar[bool] = False
    report: SourceReport
    past: Harvest
    group: str  # to which all that is found now belongs, such as a repository

    async def ahead(
        self, work: AsyncIterator[Coroutine[Any, Any, Settled | None]]
    ) -> AsyncIterator[Settled | None]:
        """Give what each piece of work gives, in order; the next is fetched while one is read.

        The host still gets one request at a time: `fetch` sees to that. A Stopped goes on once
        what was begun before it is done.
        """
        waiting: deque[asyncio.Task[Settled | None]] = deque()
        stopped: Stopped | None = None
        try:
            try:
                async for piece in work:
                    waiting.append(asyncio.create_task(piece))
                    if len(waiting) > AHEAD:
                        yield await waiting.popleft()
            except Stopped as stop:
                stopped = stop
            while waiting:  # what was begun before that still counts
                yield await waiting.popleft()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        if stopped:
            raise stopped

    async def settled(
        self,
        place: str,
        url: str,
        *,
        robots: bool = True,
        moved: bool = False,
        stamp: str = "",
        headers: dict[str, str] | None = None,
        **about: Any,
    ) -> Settled | None:
        """Fetch and read one file that was found; None where it is refused, which is noted.

        What did not change is not read again; with the same `stamp` in its list not even asked for.
        With `moved` the address after redirects is the evidence. Raises Stopped at a rate limit.
        """
        if refuses(place, self.memory.forgotten, self.report):
            return None
        context = self.context(**about)
        same = self.recalled(place, context)
        if same and stamp and same.mark.stamp == stamp:
            return same
        try:
            old = same.mark if same else None
            response = await self.fetch(url, robots, headers=headers, known=old)
        except Unfetched as error:
            self._refuse_unfetched(place, error)
            return None
        mark = mark_of(response, self.public(response.url), context, stamp)
        if same and is_same(response, mark, same):
            return renewed(same, mark)
        if self._refuses(place, url, response, robots):
            return None
        evidence = self.public(response.url) if moved and response.url != url else place
        return await self.read(place, self.file(evidence, response, **about), mark)

    def recalled(self, place: str, context: str) -> Settled | None:
        """Give what became of a place the last time, where that may be used in this run."""
        known = self.memory.usable(place, context)
        return self.again(known) if known else None

    def _refuse_unfetched(self, place: str, error: Unfetched) -> None:
        """Note why a file could not be fetched; raise Stopped where the host asks for rest."""
        if error.code == "rate-limit":
            raise Stopped(error.code, str(error)) from error
        is_fault = self.exact and error.code == "status-404"
        said = f"staat in de lijst van de host, maar {error}" if is_fault else str(error)
        self.report.refuse(place, error.code, said, error.passing or is_fault)

    def _refuses(self, place: str, url: str, response: Response, robots: bool) -> bool:
        """Tell whether an answer with status 200 is not to be read; why is noted."""
        if is_page_instead(url, response, self.exact):
            said = "de host gaf een webpagina in plaats van dit bestand"
            self.report.refuse(place, "page-instead", said, self.exact)
            return True
        if robots and refuses_index(response):
            said = "de host vraagt om dit niet vindbaar te maken (X-Robots-Tag)"
            self.report.refuse(place, "noindex", said, level="hint")
            return True
        return False

    def again(self, entry: Entry) -> Settled | None:
        """Give what became of a place the last time; None where that cannot be had any more."""
        records = [self.past.record(identifier) for identifier in entry.ids]
        if not all(records):
            return None
        known = [record for record in records if record]
        reading = Reading(known, list(entry.problems), entry.format, "", entry.next, entry.total)
        return Settled(entry.place, reading, entry.mark, self.group or entry.group)

    async def read(self, place: str, file: File, mark: Mark | None = None) -> Settled:
        """Hand a file to its reader; the records get the hash of the bytes they were read from."""
        mark = mark or Mark()
        return Settled(place, stamped(await self.reading(file), mark), mark, self.group)

    async def reading(self, file: File) -> Reading:
        """Read a file in the child process; what brings its reader down is a problem."""
        try:
            found: Reading = await self.limited(read, file, PREPARED)
        except Unfetched as error:
            found = Reading()
            found.problem(error.code, str(error), place=file.url)
        except Exception as error:  # noqa: BLE001 - the boundary of a record (model.md)
            found = Reading()
            found.problem("bug", bug(error), place=file.url)
        return found

    async def limited(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call a function in the child process. Raises Unfetched where that takes too much."""
        if self.confined is None:  # where Scrapy itself runs one spider
            self.confined = Confined(prepare=readers)
        try:
            return await self.confined.run(function, *arguments)
        except TooHeavy as error:
            raise Unfetched(error.code, str(error)) from error

    def file(self, url: str, response: Response, **about: Any) -> File:
        """Describe an answer for its reader, with what is known of its source."""
        known = {"organisation": self.member.organisation, "licence": self.source.licence}
        return File(url=url, body=response.body, media_type=media_type(response),
                    charset=charset(response), headers=_told(response),
                    **(known | about))  # fmt: skip


def is_same(response: Response, mark: Mark, last: Settled) -> bool:
    """Tell whether a host says, or sends, what it did the last time (harvest.md P10)."""
    return response.status == 304 or mark.hash == last.mark.hash


def renewed(last: Settled, mark: Mark) -> Settled:
    """Give what became of a place the last time, with what its host says of it now."""
    kept = dataclasses.replace(
        last.mark,
        etag=mark.etag or last.mark.etag,
        modified=mark.modified or last.mark.modified,
        stamp=mark.stamp,
        fetched=mark.fetched,
    )
    return dataclasses.replace(last, mark=kept)


def stamped(reading: Reading, mark: Mark) -> Reading:
    """Give a reading whose records bear the hash of the bytes they were read from."""
    records = [record.model_copy(update={"hash": mark.hash}) for record in reading.records]
    return dataclasses.replace(reading, records=records)


def _told(response: Response) -> dict[str, str]:
    """Give the headers that a reader may need: links to other pages and counts."""
    return {
        name.decode("latin-1").lower(): b",".join(values).decode("latin-1")
        for name, values in response.headers.items()
        if name.lower().startswith((b"link", b"x-"))
    }
