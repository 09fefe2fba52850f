"""Visits hosts: per host one source after another, several hosts side by side, in one Scrapy."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings, Settings

import crawlers.settings
from crawlers.confined import Confined
from crawlers.failures import bug
from crawlers.guard import host_of, is_loopback, open_places, place_of
from crawlers.loader import code, spider_for
from crawlers.readers import readers
from crawlers.report import SourceReport
from knowledge.home import Home
from knowledge.member import Member, Source

Done = Callable[[SourceReport], None]
MOST_HOSTS = 8  # hosts asked at the same time
EVERY = 10  # seconds between two words about sources that take long


@dataclass(frozen=True)
class Task:
    """One source of a member, by its name."""

    member: Member
    name: str
    source: Source

    @property
    def host(self) -> str:
        """Who is visited: a name, on loopback a port of it, since each port plays a host there."""
        url = self.address
        return place_of(url) if is_loopback(url) else host_of(url)

    @property
    def address(self) -> str:
        """Where the source is."""
        return self.source.api or self.source.url


@dataclass
class Visits:
    """Crawls tasks in a home; `done` gets the report of each, `tell` a word while it takes long."""

    home: Home
    allow_loopback: bool
    done: Done
    tell: Callable[[str], None]
    busy: dict[str, Crawler] = field(default_factory=dict)

    def make(self, tasks: list[Task]) -> bool:
        """Make all visits; False where they were interrupted (Ctrl-C).

        The child that reads files is made first, while this process has no threads.
        """
        self.confined = Confined(prepare=readers)
        self.code = code()
        try:
            return self._make(tasks)
        finally:
            self.confined.close()

    def _make(self, tasks: list[Task]) -> bool:
        by_host: dict[str, list[Task]] = defaultdict(list)
        for task in tasks:
            by_host[task.host].append(task)
        quiet = logging.getLogger("scrapy")  # the report says it in Dutch
        quiet.addHandler(logging.NullHandler())
        quiet.setLevel(logging.CRITICAL)
        process = AsyncCrawlerProcess(_settings(tasks, self.allow_loopback))
        gate = asyncio.Semaphore(MOST_HOSTS)
        visits = (self._visit(process, gate, group) for group in by_host.values())
        job = asyncio.get_event_loop().create_task(self._all(visits))
        process.start(stop_after_crawl=False)
        if job.done() and not job.cancelled():
            job.result()
            return True
        return False

    async def _visit(
        self, process: AsyncCrawlerProcess, gate: asyncio.Semaphore, group: list[Task]
    ) -> None:
        """Crawl the sources of one host, one after another."""
        async with gate:
            for number, task in enumerate(group):
                await asyncio.sleep(_pause(process.settings, task) if number else 0)
                report = await self._one(process, task)
                self.done(report)
                if any(problem.code == "interrupted" for problem in report.problems):
                    raise asyncio.CancelledError

    async def _all(self, visits: Iterable[Coroutine[Any, Any, None]]) -> None:
        """Make all visits, then stop the reactor."""
        from twisted.internet import reactor

        word = asyncio.get_running_loop().create_task(self._say_what_is_busy())
        try:
            await asyncio.gather(*visits)
        finally:
            word.cancel()
            stopping: Any = reactor
            stopping.callLater(0, stopping.stop)

    async def _say_what_is_busy(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            for name, crawler in sorted(self.busy.items()):
                if report := getattr(crawler.spider, "report", None):
                    said = f"{report.found} gevonden, {report.refused} geweigerd"
                    self.tell(f"bezig met {name}: {said}")

    async def _one(self, process: AsyncCrawlerProcess, task: Task) -> SourceReport:
        """Crawl one source; whatever goes wrong in it, the others go on."""
        started = time.monotonic()
        report = SourceReport(task.name, task.member.slug)
        try:
            cls = spider_for(task.member, task.name, task.source, self.home,
                             self.allow_loopback, self.confined, self.code)  # fmt: skip
            crawler = Crawler(cls, process.settings)
            self.busy[task.name] = crawler
            await process.crawl(crawler)
            spider: Any = crawler.spider
            report = spider.report
        except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
            report.fail(task.address, "bug", bug(error))
        self.busy.pop(task.name, None)
        report.seconds = time.monotonic() - started
        return report


def _pause(settings: BaseSettings, task: Task) -> float:
    """Give the seconds between two sources on one host: each begins with delays of its own."""
    return 0 if is_loopback(task.address) else settings.getfloat("AUTOTHROTTLE_START_DELAY")


def _settings(tasks: Iterable[Task], allow: bool) -> Settings:
    """Give the settings of the process; only here can the resolver be told what is open."""
    settings = Settings()
    settings.setmodule(crawlers.settings, priority="project")
    addresses = [task.address for task in tasks]
    settings.set("OPEN_PLACES", sorted(open_places(addresses)) if allow else [])
    return settings
