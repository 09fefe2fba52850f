"""Runs a crawl: every source of the chosen members, one visitor at a time per host."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import BaseSettings, Settings

import crawlers.settings
from crawlers.failures import bug
from crawlers.guard import host_of, is_loopback, open_places, place_of
from crawlers.loader import protocols, sources, spider_for
from crawlers.pipelines import write_lines
from crawlers.report import SourceReport
from knowledge.home import Home
from knowledge.member import Member, Source
from knowledge.model import NoaberError, to_json

Progress = Callable[[str], None]
MOST_HOSTS = 8  # hosts asked at the same time


@dataclass
class Run:
    """One run and the reports of its sources."""

    run: str
    sources: list[SourceReport] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Give the run as plain values, sources by name (model.md, JSON)."""
        return {"run": self.run, "sources": [report.as_json() for report in self.sources]}


@dataclass(frozen=True)
class _Task:
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


def crawl(
    home: Home, members: list[Member], allow_loopback: bool, progress: Progress | None = None
) -> Run:
    """Crawl the sources of members and write `data/harvest` and one report in `data/runs`.

    `allow_loopback` opens the exact host and port of each source that is on loopback. `progress`
    gets a line for each source that is done. A process can crawl once only, since Twisted's
    reactor does not start again. Raises NoaberError where it is interrupted; what was done by
    then is written.
    """
    run = Run(datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S%fZ"))
    tasks = [_Task(*each) for each in sources(members)]
    total = len(tasks)

    def done(report: SourceReport) -> None:
        run.sources.append(report)
        if progress:
            progress(f"[{len(run.sources)}/{total}] {report.source}: {report.state}")

    readable = [task for task in tasks if not _unsupported(task, done)]
    is_whole = not readable or _run(home, readable, allow_loopback, done)
    run.sources.sort(key=lambda report: report.source)
    write_lines(home.runs / f"{run.run}.json", [to_json(run.as_json())])
    if not is_whole:
        raise NoaberError(f"onderbroken na {len(run.sources)} van de {total} bronnen")
    return run


def _unsupported(task: _Task, done: Callable[[SourceReport], None]) -> bool:
    """Report a source that this version cannot read."""
    spider = protocols().get(task.source.protocol)
    why = spider.supports(task.source) if spider else "dit protocol leest noaber nog niet"
    if why:
        report = SourceReport(task.name, task.member.slug, state="unsupported")
        report.refuse_source(task.address, why)
        done(report)
    return bool(why)


def _run(home: Home, tasks: list[_Task], allow: bool, done: Callable[[SourceReport], None]) -> bool:
    """Run Scrapy once: per host one source after another, hosts side by side.

    Gives False where it was interrupted (Ctrl-C).
    """
    by_host: dict[str, list[_Task]] = defaultdict(list)
    for task in tasks:
        by_host[task.host].append(task)
    logging.getLogger("scrapy").addHandler(logging.NullHandler())  # the report says it in Dutch
    process = AsyncCrawlerProcess(_settings(tasks, allow))
    gate = asyncio.Semaphore(MOST_HOSTS)

    async def visit(group: list[_Task]) -> None:
        async with gate:
            for number, task in enumerate(group):
                await asyncio.sleep(_pause(process.settings, task) if number else 0)
                report = await _one(process, home, task, allow)
                done(report)
                if any(problem.code == "interrupted" for problem in report.problems):
                    raise asyncio.CancelledError

    job = asyncio.get_event_loop().create_task(_all(visit(group) for group in by_host.values()))
    process.start(stop_after_crawl=False)
    if job.done() and not job.cancelled():
        job.result()
        return True
    return False


async def _all(visits: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Make all visits, then stop the reactor."""
    from twisted.internet import reactor

    try:
        await asyncio.gather(*visits)
    finally:
        stopping: Any = reactor
        stopping.callLater(0, stopping.stop)


def _pause(settings: BaseSettings, task: _Task) -> float:
    """Give the seconds between two sources on one host: each begins with delays of its own."""
    return 0 if is_loopback(task.address) else settings.getfloat("AUTOTHROTTLE_START_DELAY")


async def _one(process: AsyncCrawlerProcess, home: Home, task: _Task, allow: bool) -> SourceReport:
    """Crawl one source; whatever goes wrong in it, the others go on."""
    started = time.monotonic()
    report = SourceReport(task.name, task.member.slug)
    try:
        cls = spider_for(task.member, task.name, task.source, home, allow)
        crawler = Crawler(cls, process.settings)
        await process.crawl(crawler)
        spider: Any = crawler.spider
        report = spider.report
    except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
        report.fail(task.address, "bug", bug(error))
    report.seconds = time.monotonic() - started
    return report


def _settings(tasks: Iterable[_Task], allow: bool) -> Settings:
    """Give the settings of the process; only here can the resolver be told what is open."""
    settings = Settings()
    settings.setmodule(crawlers.settings, priority="project")
    addresses = [task.address for task in tasks]
    settings.set("OPEN_PLACES", sorted(open_places(addresses)) if allow else [])
    return settings


def outcome(run: Run, problems: bool) -> Literal[0, 1, 3]:
    """Give the exit status of a run (model.md): 0 done, 1 nothing usable, 3 something refused.

    `problems` tells whether a member file was wrong.
    """
    good = [report for report in run.sources if report.state in ("complete", "partial")]
    if not any(report.records or report.state == "complete" for report in good):
        return 1
    clean = len(good) == len(run.sources) and all(r.state == "complete" for r in good)
    refused = any(report.refused for report in run.sources)
    return 0 if clean and not refused and not problems else 3
