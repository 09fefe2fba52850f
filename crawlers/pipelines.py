"""Settles each thing found and writes the harvest of a source in one move."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from scrapy.crawler import Crawler

from crawlers.failures import bug
from crawlers.readers import Reading
from crawlers.report import SourceReport
from knowledge.clean import masked
from knowledge.home import today
from knowledge.model import AnyRecord, Statement, plain, record_from_json, to_json


@dataclass(frozen=True)
class Settled:
    """What a spider yields: the place of a thing that it found, and what the reader made of it."""

    place: str
    reading: Reading


class HarvestPipeline:
    """Collects the records of one spider and writes `data/harvest/<source>.jsonl` at its end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.records: dict[str, AnyRecord] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HarvestPipeline:
        """Make one for a crawler."""
        return cls(crawler)

    def process_item(self, item: Settled) -> Settled:
        """Settle one thing: a record of its own, or a refusal with the reason."""
        spider: Any = self.crawler.spider
        try:
            settle(item, self.records, spider.report)
        except Exception as error:  # noqa: BLE001 - the boundary of a record (model.md)
            spider.report.refuse(item.place, "bug", bug(error), passing=True)
        return item

    def close_spider(self) -> None:
        """Decide how the source ended and write its harvest."""
        spider: Any = self.crawler.spider
        report: SourceReport = spider.report
        try:
            finish(spider.harvest, self.records, report, spider.source_name, spider.source.least)
        except OSError as error:
            said = f"het resultaat is niet te schrijven ({error.strerror})"
            report.fail(str(spider.harvest), "unwritable", said)
        except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
            report.fail(str(spider.harvest), "bug", bug(error))


def settle(item: Settled, records: dict[str, AnyRecord], report: SourceReport) -> None:
    """Add the records of one thing to those of its source, and say in the report what became of it.

    The first record with an id stays; a thing that brings nothing new is refused.
    """
    problems = item.reading.problems
    fresh = {r.id: r for r in reversed(item.reading.records) if r.id not in records}
    if fresh:
        records |= fresh
        report.settle(item.place, len(fresh))
        report.problems += problems
    elif item.reading.records:
        other = records[item.reading.records[0].id].url
        report.problems += problems
        report.refuse(item.place, "duplicate", f"staat al in {other}", level="warning")
    elif problems:
        first = next((p for p in problems if p.level == "error"), problems[0])
        report.problems += [problem for problem in problems if problem is not first]
        report.refuse(item.place, first.code, first.message, first.code == "bug",
                      level=first.level, line=first.line, column=first.column,
                      field=first.field)  # fmt: skip
    else:
        report.refuse(item.place, "nothing", "niets gevonden", level="hint")


def finish(
    path: Path, records: dict[str, AnyRecord], report: SourceReport, source: str, least: int
) -> None:
    """Write the harvest of a source, unless the run is no ground to replace what there is.

    Complete: the new records replace the file. Partial: what was not seen again stays (harvest.md
    P1). Fewer than `least`, or failed: the file stays as it is.
    """
    report.close()
    report.records = len(records)
    if report.state == "complete" and len(records) < least:
        report.state = "held"
        report.broken_promise(least)
    if report.state in ("failed", "held"):
        return
    lines = _previous(path)
    before = {i: _record(lines[i]) for i in records if i in lines}
    dated = {i: _dated(record, before.get(i), source) for i, record in records.items()}
    report.unchanged = sum(1 for i, r in dated.items() if _same(r, before.get(i)))
    written = {i: to_json(plain(record)) for i, record in dated.items()}
    if report.state == "partial":
        written = lines | written
    else:
        report.gone = len(lines.keys() - written.keys())
    write_lines(path, (written[i] for i in sorted(written)))


def _previous(path: Path) -> dict[str, str]:
    """Give the lines of the last good harvest by id; what is no line of ours counts as absent."""
    found: dict[str, str] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
            try:
                found[str(json.loads(line)["id"])] = line
            except (ValueError, KeyError, TypeError, RecursionError):
                continue
    return found


def _record(line: str) -> AnyRecord | None:
    """Read a record of the last harvest, None where an older version wrote it otherwise."""
    try:
        return record_from_json(line)
    except ValidationError:
        return None


def _dated(record: AnyRecord, before: AnyRecord | None, source: str) -> AnyRecord:
    """Give a record its source and days; the first day is that of the last harvest where known."""
    now = today()
    known = {_key(said): said.first_seen for said in before.statements} if before else {}
    said = tuple(
        statement.model_copy(
            update={
                "source": source,
                "first_seen": known.get(_key(statement)) or now,
                "last_seen": now,
            }
        )
        for statement in record.statements
    )
    first = (before.first_seen if before else None) or now
    update = _hidden(record) | {
        "source": source,
        "first_seen": first,
        "last_seen": now,
        "statements": said,
    }
    return record.model_copy(update=update)


def _hidden(record: AnyRecord) -> dict[str, Any]:
    """Give the texts of a record without the addresses of persons: a harvest is published."""
    changed: dict[str, Any] = {}
    for name in ("title", "summary", "text", "headings", "features"):
        value = getattr(record, name, "")
        changed[name] = masked(value) if isinstance(value, str) else tuple(map(masked, value))
    return {name: value for name, value in changed.items() if hasattr(record, name)}


def _key(said: Statement) -> tuple[str, ...]:
    return (said.subject, said.relation, said.object, said.role)


def _same(record: AnyRecord, before: AnyRecord | None) -> bool:
    """Tell whether two records differ in nothing but the day they were seen."""
    return before is not None and _undated(record) == _undated(before)


def _undated(record: AnyRecord) -> AnyRecord:
    said = tuple(s.model_copy(update={"last_seen": None}) for s in record.statements)
    return record.model_copy(update={"last_seen": None, "statements": said})


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of lines under a temporary name and put it in place in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
