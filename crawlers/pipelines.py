"""Settles each thing found; at the end the harvest of its source is written, or held."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from scrapy.crawler import Crawler

from crawlers.failures import bug
from crawlers.finish import dated, finish
from crawlers.memory import Entry, Mark
from crawlers.readers import Reading
from crawlers.screening import screened
from crawlers.store import Spool
from crawlers.withholding import allowed
from knowledge.home import today
from knowledge.model import Problem, to_json


@dataclass(frozen=True)
class Settled:
    """What a spider yields: the place of a thing that it found, and what the reader made of it.

    `mark` and `group` are for the memory of the next run. An `is_item` stood in a list that is
    remembered as a whole.
    """

    place: str
    reading: Reading
    mark: Mark = field(default_factory=Mark)
    group: str = ""
    is_item: bool = False


class HarvestPipeline:
    """Collects the records of one spider and writes `data/harvest/<source>.jsonl` at its end."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.records = Spool()
        self.places: dict[str, str] = {}  # where each record so far was found
        self.elsewhere: dict[str, tuple[str, ...]] = {}  # by place, what an earlier place brought
        self.items: set[str] = set()  # places that their list remembers
        self.now = today()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HarvestPipeline:
        """Make one for a crawler."""
        return cls(crawler)

    def process_item(self, item: Settled) -> Settled:
        """Settle one thing: a record of its own, or a refusal with the reason."""
        spider: Any = self.crawler.spider
        try:
            self.settle(item)
        except Exception as error:  # noqa: BLE001 - the boundary of a record (model.md)
            spider.report.refuse(item.place, "bug", bug(error), passing=True)
        return item

    def settle(self, item: Settled) -> None:
        """Add the records of one thing to those of its source, and say what became of it.

        The first record with an id stays; a thing that brings nothing new is refused.
        """
        spider: Any = self.crawler.spider
        reading, withheld = allowed(item.reading, spider.memory.forgotten, item.place)
        reading = screened(reading, item.place)
        item = replace(item, reading=reading)
        report, problems = spider.report, [*withheld, *reading.problems]
        fresh = {r.id: r for r in reversed(item.reading.records) if r.id not in self.places}
        for identifier, record in fresh.items():
            before = spider.past.data(identifier)
            data, is_same = dated(record, before, spider.source_name, self.now)
            self.records.put(identifier, to_json(data))
            report.unchanged += is_same
        if fresh:
            problems += self._repeated(item)
            report.settle(item.place, len(fresh))
            report.problems += problems
        elif item.reading.records:
            other = self.places[item.reading.records[0].id]
            report.problems += problems
            said = f"wat hier staat, staat al in {other}"
            report.refuse(item.place, "duplicate", said, level="warning")
        elif problems:
            first = next((p for p in problems if p.level == "error"), problems[0])
            report.problems += [problem for problem in problems if problem is not first]
            report.refuse(item.place, first.code, first.message, first.code == "bug",
                          level=first.level, line=first.line, column=first.column,
                          field=first.field)  # fmt: skip
        else:
            report.refuse(item.place, "nothing", "niets gevonden", level="hint")
        self.places |= dict.fromkeys(fresh, item.place)
        self._remember(item, tuple(fresh), tuple(problems))

    def _repeated(self, item: Settled) -> list[Problem]:
        """Say which records of a thing with several are there already, so that none is lost."""
        here: set[str] = set()
        found = []
        for record in item.reading.records:
            if record.id in self.places or record.id in here:
                said = f"'{record.title[:80]}' staat al in {self.places.get(record.id, item.place)}"
                found.append(Problem(level="warning", code="duplicate", message=said,
                                     place=item.place))  # fmt: skip
            here.add(record.id)
        return found

    def _remember(self, item: Settled, ids: tuple[str, ...], problems: tuple[Problem, ...]) -> None:
        spider: Any = self.crawler.spider
        if item.is_item:
            self.items.add(item.place)
            return
        here = {record.id for record in item.reading.records}
        elsewhere = tuple(sorted(here.difference(ids)))
        if ids or not here:
            spider.memory.keep(Entry(item.place, item.mark, ids, problems, item.group,
                                     elsewhere=elsewhere))  # fmt: skip
        else:  # all of it stood elsewhere, which is a refusal
            self.elsewhere[item.place] = elsewhere

    def close_spider(self) -> None:
        """Decide how the source ended, write its harvest and what is remembered of it."""
        spider: Any = self.crawler.spider
        try:
            if finish(spider, self.records, self.now):
                self._remember_refusals()
                spider.memory.save(spider.report.state == "complete")
        except OSError as error:
            said = f"het resultaat is niet te schrijven ({error.strerror})"
            spider.report.fail(str(spider.harvest), "unwritable", said)
        except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
            spider.report.fail(str(spider.harvest), "bug", bug(error))
        finally:
            self.records.close()
            spider.memory.fresh.close()

    def _remember_refusals(self) -> None:
        """Remember what was refused before it was read, as part of its group."""
        spider: Any = self.crawler.spider
        known = {*spider.memory.fresh, *self.items}
        for place, problems in spider.report.refusals():
            if place not in known:
                group = spider.groups.get(place, "")
                elsewhere = self.elsewhere.get(place, ())
                spider.memory.keep(Entry(place, Mark(), (), problems, group, is_refused=True,
                                         elsewhere=elsewhere))  # fmt: skip
