"""What every protocol shares: one source with its hosts, memory and report, from start to end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar

from crawlers.failures import Stopped, Unfetched, bug
from crawlers.guard import open_places, place_of, sister_places
from crawlers.memory import Memory
from crawlers.paging import Paging
from crawlers.pipelines import Settled
from crawlers.report import SourceReport
from crawlers.store import Harvest
from knowledge.forgetting import Forgotten
from knowledge.home import Home, today
from knowledge.member import Source


class MemberSpider(Paging):
    """One source of one member.

    A protocol is a subclass with `protocol`, `supports` where it cannot read every source that
    bears its name, and `harvest_source`, which yields what it settled. It notes each thing with
    `self.find(place)` when it finds it. `exact` says that its lists name only what is there: what
    is not is a fault. `window` says that they name only the newest: what is older stays.
    """

    protocol: ClassVar[str] = ""
    window: ClassVar[bool] = False
    home: Home
    allow_loopback: bool = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = SourceReport(source=self.source_name, member=self.member.slug)
        addresses = self.addresses()
        self.hosts = frozenset(map(place_of, addresses)) | sister_places(addresses)
        self.open_places = open_places(addresses) if self.allow_loopback else frozenset()
        self.started, self.failures, self.turn = time.monotonic(), 0, asyncio.Lock()
        self.moved: set[str] = set()  # addresses that things had before their owner was renamed
        self.past = Harvest(self.harvest)
        seen = self.home.seen / f"{self.source_name}.jsonl"
        self.memory = Memory(seen, self.past, self.code, today())
        self.memory.forgotten = Forgotten.load(self.home)
        self.group = ""
        self.groups: dict[str, str] = {}  # place -> group

    @classmethod
    def supports(cls, source: Source) -> str:  # noqa: ARG003 - its name is what callers use
        """Say why this version cannot read a source, "" when it can."""
        return ""

    @property
    def harvest(self) -> Path:
        """The file that this source writes."""
        return self.home.harvest / f"{self.source_name}.jsonl"

    @property
    def notes(self) -> dict[str, str]:
        """Small notes that a protocol keeps between the runs of a source."""
        return self.memory.notes

    @property
    def is_full(self) -> bool:
        """Whether this run has to fetch and read everything afresh."""
        return self.memory.is_full

    async def start(self) -> AsyncIterator[Any]:
        """Read the source; what cannot be fetched at all fails it, and says why."""
        self.started = time.monotonic()
        place = self.addresses()[0]
        try:
            async for settled in self.harvest_source():
                self.memory.brought.update(record.id for record in settled.reading.records)
                yield settled
            self.report.ended = True
        except Unfetched as error:
            self.report.fail(place, error.code, str(error))
        except Stopped as stop:
            self.report.broke(place, stop.code, str(stop))
        except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
            self.report.fail(place, "bug", bug(error))
        self._closing = asyncio.get_running_loop().create_task(self._close())

    async def _close(self) -> None:
        """Close the spider as soon as it is idle; the engine itself looks only every 5 seconds."""
        engine = self.crawler.engine
        assert engine is not None
        while engine.spider is not None and not engine.spider_is_idle():
            await asyncio.sleep(0.005)
        if engine.spider is not None:
            await engine.close_spider_async(reason="finished")

    def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each thing found, with what its reader made of it.

        An Unfetched that escapes fails the source, a Stopped leaves it partial.
        """
        raise NotImplementedError

    def find(self, place: str) -> bool:
        """Note a thing; False where it is known already. Raises Stopped where there are too many.

        A source with so many things is a trap, or deserves a protocol of its own.
        """
        most = self.settings.getint("SOURCE_MOST_THINGS")
        if self.report.found >= most:
            raise Stopped("too-many", f"meer dan {most} dingen; de rest is niet gelezen")
        if self.group:
            self.groups.setdefault(place, self.group)
        return self.report.find(place)
