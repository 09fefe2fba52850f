"""Runs a crawl: every source of the chosen members that is due, and one report of it all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal

from crawlers.cleansing import cleanse
from crawlers.loader import protocols, sources
from crawlers.report import SourceReport
from crawlers.store import remove_leftovers, write_lines
from crawlers.visits import Done, Task, Visits
from knowledge.forgetting import Forgotten
from knowledge.home import Home, today
from knowledge.load import last_reports
from knowledge.member import Member
from knowledge.model import NoaberError, to_json

Progress = Callable[[str], None]


@dataclass
class Run:
    """One run, the day of its clock, and the reports of its sources."""

    run: str
    sources: list[SourceReport] = field(default_factory=list)
    day: date = field(default_factory=today)

    def as_json(self) -> dict[str, Any]:
        """Give the run as plain values, sources by name (model.md, JSON)."""
        day = self.day.isoformat()
        reports = [report.as_json() | {"day": day} for report in self.sources]
        return {"run": self.run, "day": day, "sources": reports}


@dataclass
class _Meter:
    """Counts what is done and guesses how long the rest takes, from what it took so far."""

    total: int
    tell: Progress
    started: float = field(default_factory=time.monotonic)
    done: int = 0
    records: int = 0
    wrong: int = 0

    def count(self, report: SourceReport) -> None:
        """Tell of one more source that is done."""
        self.done += 1
        self.records += report.records
        self.wrong += sum(problem.level == "error" for problem in report.problems)
        left = (time.monotonic() - self.started) / self.done * (self.total - self.done)
        rest = f", nog ongeveer {_duration(left)}" if self.done < self.total else ""
        self.tell(f"[{self.done}/{self.total}] {report.source}: {report.state}; samen "
                  f"{self.records} records, {self.wrong} fouten{rest}")  # fmt: skip


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


def crawl(
    home: Home,
    members: list[Member],
    allow_loopback: bool,
    progress: Progress | None = None,
    only_due: bool = False,
) -> Run:
    """Crawl the sources of members and write `data/harvest` and one report in `data/runs`.

    `allow_loopback` opens the exact host and port of each source that is on loopback. `progress`
    gets a line for each source that is done. With `only_due` a source whose member file asks for
    fewer runs (`refresh`, in days) waits for its day. A process can crawl once only, since
    Twisted's reactor does not start again. Raises NoaberError where it is interrupted; what was
    done by then is written.
    """
    forgotten = _cleansed(home)
    run = Run(datetime.now(UTC).strftime("%Y-%m-%dT%H%M%S%fZ"))
    tasks = [Task(*each) for each in sources(members)]
    tell = progress or (lambda _: None)
    meter = _Meter(len(tasks), tell)

    def done(report: SourceReport) -> None:
        report.problems = [forgotten.problem(problem) for problem in report.problems]
        run.sources.append(report)
        meter.count(report)

    last = last_reports(home)[0] if only_due else {}
    readable = [task for task in tasks if not _unsupported(task, done)]
    due = [task for task in readable if not _waits(task, last.get(task.name), run.day, done)]
    is_whole = not due or Visits(home, allow_loopback, done, tell).make(due)
    run.sources.sort(key=lambda report: report.source)
    write_lines(home.runs / f"{run.run}.json", [to_json(run.as_json())])
    if not is_whole:
        raise NoaberError(f"onderbroken na {len(run.sources)} van de {meter.total} bronnen")
    return run


def _cleansed(home: Home) -> Forgotten:
    """Remove what killed runs left, and what must be forgotten; give what that is."""
    remove_leftovers(home.harvest, home.seen, home.runs, home.accepted)
    forgotten = Forgotten.load(home)
    cleanse(home, forgotten)
    return forgotten


def _unsupported(task: Task, done: Done) -> bool:
    """Report a source that this version cannot read."""
    spider = protocols().get(task.source.protocol)
    why = spider.supports(task.source) if spider else "dit protocol leest noaber nog niet"
    if why:
        report = SourceReport(task.name, task.member.slug, state="unsupported")
        report.refuse_source(task.address, why)
        done(report)
    return bool(why)


def _waits(task: Task, last: dict[str, Any] | None, now: date, done: Done) -> bool:
    """Report a source that was read whole and is not due yet, with the counts of that run."""
    if task.source.refresh == 1 or not last or last["state"] != "complete" or not last.get("day"):
        return False
    read = date.fromisoformat(last.get("read") or last["day"])
    if not 0 <= (now - read).days < task.source.refresh:
        return False
    report = SourceReport(task.name, task.member.slug, ended=True, read=read)
    report.waited(last, task.source.refresh)
    done(report)
    return True


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
