"""Settles each thing found and writes the harvest of a source in one move."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from scrapy.crawler import Crawler

from crawlers.readers import Reading
from crawlers.report import SourceReport
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
        report: SourceReport = spider.report
        errors = [p for p in item.reading.problems if p.level == "error"]
        report.problems += [p for p in item.reading.problems if p.level != "error"]
        fresh = [r for r in item.reading.records if r.id not in self.records]
        if fresh:
            self.records |= {record.id: record for record in fresh}
            report.settle(item.place)
            report.problems += errors
        elif item.reading.records:
            other = self.records[item.reading.records[0].id].url
            report.refuse(item.place, "duplicate", f"staat al in {other}", level="warning")
        elif errors:
            first = errors[0]
            report.refuse(item.place, first.code, first.message, line=first.line,
                          column=first.column, field=first.field)  # fmt: skip
            report.problems += errors[1:]
        else:
            hint = item.reading.problems[0].message if item.reading.problems else "niets gevonden"
            report.refuse(item.place, "nothing", hint, level="hint")
        return item

    def close_spider(self) -> None:
        """Decide how the source ended and write its harvest."""
        spider: Any = self.crawler.spider
        finish(spider.harvest, self.records, spider.report, spider.source_name, spider.source.least)


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
    before = _previous(path)
    dated = {i: _dated(record, before.get(i), source) for i, record in records.items()}
    report.unchanged = sum(1 for i, r in dated.items() if i in before and _same(r, before[i]))
    if report.state == "partial":
        dated = before | dated
    else:
        report.gone = len(before.keys() - dated.keys())
    write_lines(path, (to_json(plain(dated[i])) for i in sorted(dated)))


def _previous(path: Path) -> dict[str, AnyRecord]:
    """Give the records of the last good harvest; a line that cannot be read counts as absent."""
    found: dict[str, AnyRecord] = {}
    if path.exists():
        for line in path.read_bytes().splitlines():
            try:
                record = record_from_json(line)
            except ValidationError:
                continue
            found[record.id] = record
    return found


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
    update = {"source": source, "first_seen": first, "last_seen": now, "statements": said}
    return record.model_copy(update=update)


def _key(said: Statement) -> tuple[str, ...]:
    return (said.subject, said.relation, said.object, said.role)


def _same(record: AnyRecord, before: AnyRecord) -> bool:
    """Tell whether two records differ in nothing but the day they were seen."""
    return _undated(record) == _undated(before)


def _undated(record: AnyRecord) -> AnyRecord:
    said = tuple(s.model_copy(update={"last_seen": None}) for s in record.statements)
    return record.model_copy(update={"last_seen": None, "statements": said})


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of lines under a temporary name and put it in place in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
