"""What the reports of all crawls say of each source: how it went, run after run.

Read from `data/runs/*.json`, one report per crawl, and `data/accepted/<source>.json`, the losses
that somebody accepted (harvest.md P3 and P12). Each file is read once; of all runs but the last
only counts are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from knowledge.home import Home
from knowledge.model import Problem

_COUNTS = ("found", "records", "refused", "missing", "gone")
WROTE = ("complete", "partial")  # how a run ends that writes what it found


class Visit(NamedTuple):
    """How one run of one source went; `day` is that of the clock, `run` the name of the report.

    `missing` records were not found, and are kept until it is sure that they are gone (P4).
    """

    run: str
    day: str
    state: str
    found: int
    records: int
    refused: int
    missing: int
    gone: int
    seconds: float


class Acceptance(NamedTuple):
    """A loss that somebody accepted on a day, why, and how many records there were before it."""

    day: str
    reason: str
    records: int


@dataclass(frozen=True)
class History:
    """The visits to one source in order, and the whole report of the last one."""

    source: str
    visits: tuple[Visit, ...]
    report: Mapping[str, Any]

    @property
    def last(self) -> Visit:
        """The last visit."""
        return self.visits[-1]

    @property
    def last_complete(self) -> Visit | None:
        """The last visit that read the source to its end, None where there was none."""
        return next((v for v in reversed(self.visits) if v.state == "complete"), None)

    @property
    def written(self) -> Visit | None:
        """The last visit whose result was kept: what the site shows is from that day."""
        return next((v for v in reversed(self.visits) if v.state in WROTE), None)

    @property
    def days(self) -> tuple[Visit, ...]:
        """The last visit of each day, in order."""
        return tuple({visit.day: visit for visit in self.visits}.values())


def load_runs(home: Home) -> tuple[dict[str, History], list[Problem]]:
    """Give the history of each source by name, and what is wrong with the reports.

    A report that cannot be read, such as half a file, is a problem and counts for nothing. A run
    in which a source waited for its day (`refresh` in its member file) is no visit.
    """
    reports: list[dict[str, Any]] = []
    last: dict[str, dict[str, Any]] = {}
    visits: dict[str, list[Visit]] = {}
    problems = []
    for path in sorted(home.runs.glob("*.json")):
        try:
            run = json.loads(path.read_bytes())
            reports = [source | {"run": run["run"]} for source in run["sources"]]
            seen = [(report["source"], _visit(report)) for report in reports]
        except (OSError, ValueError, LookupError, TypeError):
            said = "dit verslag is niet te lezen; verwijder het en haal opnieuw op"
            place = f"data/runs/{path.name}"
            problems.append(Problem(code="bad-report", message=said, place=place))
            continue
        for report, (name, visit) in zip(reports, seen, strict=True):
            if name in last and report.get("read"):
                continue  # it waited for its day, and repeats what the last visit said
            last[name] = report
            visits.setdefault(name, []).append(visit)
    return {name: History(name, tuple(visits[name]), last[name]) for name in sorted(last)}, problems


def histories_of(reports: Mapping[str, Mapping[str, Any]]) -> dict[str, History]:
    """Give histories of one visit each, where only the last reports are known."""
    return {name: History(name, (_visit(report),), report) for name, report in reports.items()}


def _visit(report: Mapping[str, Any]) -> Visit:
    run, state = str(report.get("run", "")), str(report.get("state", ""))
    day = str(report.get("read") or report.get("day") or run[:10])
    found, records, refused, missing, gone = (int(report.get(name, 0)) for name in _COUNTS)
    seconds = float(report.get("seconds", 0))
    return Visit(run, day, state, found, records, refused, missing, gone, seconds)


def accepted_losses(home: Home, sources: Iterable[str]) -> dict[str, tuple[Acceptance, ...]]:
    """Give the losses that were accepted of each of these sources, the last first.

    What cannot be read is left out: it decides nothing here, and the crawler itself says so.
    """
    found = {}
    for name in sources:
        try:
            listed = json.loads((home.accepted / f"{name}.json").read_bytes())
            said = [
                Acceptance(str(one["day"]), str(one["reason"]), int(one.get("records", 0)))
                for one in listed
            ]
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            continue
        found[name] = tuple(sorted(said, key=lambda one: one.day, reverse=True))
    return found
