"""Runs a crawl: every source of the chosen members, one visitor at a time per host."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

import crawlers.settings
from crawlers.guard import is_loopback, open_places, place_of
from crawlers.loader import protocols, sources, spider_for
from crawlers.pipelines import write_lines
from crawlers.report import SourceReport
from knowledge.home import Home
from knowledge.model import Member, Source, to_json

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
        return place_of(self.source.api or self.source.url)


def crawl(
    home: Home, members: list[Member], allow_loopback: bool, progress: Progress | None = None
) -> Run:
    """Crawl the sources of members and write `data/harvest` and one report in `data/runs`.

    `allow_loopback` opens the exact host and port of each source that is on loopback. `progress`
    gets a line for each source that is done. A process can crawl
    once only, since Twisted's reactor does not start again.
    """
    run = Run(datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S%fZ"))
    tasks = [_Task(*each) for each in sources(members)]
    total = len(tasks)

    def done(report: SourceReport) -> None:
        run.sources.append(report)
        if progress:
            progress(f"[{len(run.sources)}/{total}] {report.source}: {report.state}")

    readable = [task for task in tasks if not _unsupported(task, done)]
    if readable:
        _run(home, readable, allow_loopback, done)
    run.sources.sort(key=lambda report: report.source)
    path = home.runs / f"{run.run}.json"
    write_lines(path, [to_json(run.as_json())])
    return run


def _unsupported(task: _Task, done: Callable[[SourceReport], None]) -> bool:
    """Report a source that this version cannot read."""
    spider = protocols().get(task.source.protocol)
    why = spider.supports(task.source) if spider else "dit protocol leest noaber nog niet"
    if why:
        report = SourceReport(task.name, task.member.slug, state="unsupported")
        report.refuse_source(task.source.api or task.source.url, why)
        done(report)
    return bool(why)


def _run(
    home: Home, tasks: Iterable[_Task], allow: bool, done: Callable[[SourceReport], None]
) -> None:
    """Run Scrapy once: per host one source after another, hosts side by side."""
    by_host: dict[str, list[_Task]] = defaultdict(list)
    for task in tasks:
        by_host[task.host].append(task)
    process = AsyncCrawlerProcess(_settings(tasks, allow), install_root_handler=False)
    gate = asyncio.Semaphore(MOST_HOSTS)

    async def host(group: list[_Task]) -> None:
        async with gate:
            for task in group:
                done(await _one(process, home, task, allow))

    async def everything() -> None:
        from twisted.internet import reactor

        try:
            await asyncio.gather(*(host(group) for group in by_host.values()))
        finally:
            stopping: Any = reactor
            stopping.callLater(0, stopping.stop)

    job = asyncio.get_event_loop().create_task(everything())
    process.start(stop_after_crawl=False)
    job.result()


async def _one(process: AsyncCrawlerProcess, home: Home, task: _Task, allow: bool) -> SourceReport:
    started = time.monotonic()
    cls = spider_for(task.member, task.name, task.source, home, allow)
    crawler = Crawler(cls, _own_settings(process.settings, task))
    await process.crawl(crawler)
    spider: Any = crawler.spider
    report: SourceReport = spider.report
    report.seconds = time.monotonic() - started
    return report


def _settings(tasks: Iterable[_Task], allow: bool) -> Settings:
    """Give the settings of the process; only here can the resolver be told what is open."""
    settings = Settings()
    settings.setmodule(crawlers.settings, priority="project")
    addresses = [task.source.api or task.source.url for task in tasks]
    settings.set("OPEN_PLACES", sorted(open_places(addresses)) if allow else [])
    return settings


def _own_settings(settings: Settings, task: _Task) -> Settings:
    """Give the settings of one source: on loopback nobody needs to wait."""
    own = settings.copy()
    if is_loopback(task.source.api or task.source.url):
        own.setdict({"AUTOTHROTTLE_ENABLED": False, "DOWNLOAD_DELAY": 0}, priority="spider")
    return own


def outcome(run: Run, problems: int) -> Literal[0, 1, 3]:
    """Give the exit status of a run (model.md): 0 done, 1 nothing usable, 3 something refused."""
    states = {report.state for report in run.sources}
    if not run.sources or states <= {"failed", "unsupported", "held"}:
        return 1
    clean = states == {"complete"} and not any(report.refused for report in run.sources)
    return 0 if clean and not problems else 3
