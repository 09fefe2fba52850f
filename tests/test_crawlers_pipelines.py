"""Each thing found is settled: it becomes a record or is refused, and nothing vanishes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.memory import Memory
from crawlers.pipelines import HarvestPipeline, Settled
from crawlers.readers import Reading
from crawlers.report import SourceReport
from crawlers.store import Harvest
from knowledge.home import Home, today
from knowledge.model import Document, Problem, Statement


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-02")


def document(identifier: str, **more: Any) -> Document:
    said = Statement(subject="a", relation="about", object=identifier)
    return Document(**{"id": identifier, "title": identifier, "url": f"https://x.nl/{identifier}",
                       "statements": (said,), **more})  # fmt: skip


def thing(place: str, *ids: str, problems: tuple[Problem, ...] = ()) -> Settled:
    return Settled(place, Reading([document(i) for i in ids], [*problems]))


class Made(HarvestPipeline):
    """A pipeline that lets its files go with itself."""

    def __del__(self) -> None:
        self.records.close()
        self.crawler.spider.memory.fresh.close()  # type: ignore[union-attr]


def pipeline(root: Path = Path("/nergens")) -> tuple[HarvestPipeline, SourceReport]:
    """A pipeline of a spider that has no network, and the report of its source."""
    home = Home(root)
    past = Harvest(home.harvest / "dorp-files.jsonl")
    memory = Memory(home.seen / "dorp-files.jsonl", past, "code", today())
    report = SourceReport("dorp-files", "dorp", ended=True)
    spider: Any = SimpleNamespace(
        report=report, past=past, memory=memory, source_name="dorp-files", groups={}, home=home,
        harvest=past.path, window=False, moved=set(), source=SimpleNamespace(least=0),
    )  # fmt: skip
    return Made(SimpleNamespace(spider=spider)), report  # type: ignore[arg-type]


def test_a_thing_with_a_record_keeps_its_problems() -> None:
    made, report = pipeline()
    report.find("p")

    made.settle(thing("p", "a", problems=(Problem(code="x", message="let op"),)))

    assert (report.found, report.refused, [*made.records]) == (1, 0, ["a"])
    assert [problem.code for problem in report.problems] == ["x"]


def test_a_thing_with_several_records_counts_for_each() -> None:
    made, report = pipeline()
    report.find("p")

    made.settle(thing("p", "a", "b", "b"))

    assert (report.found, len(made.records)) == (2, 2)


def test_the_first_thing_with_an_id_stays_and_the_other_is_refused() -> None:
    made, report = pipeline()

    for place in "pq":
        report.find(place)
        made.settle(thing(place, "a"))

    assert (report.found, report.refused, len(made.records)) == (2, 1, 1)
    assert report.problems[0].message == "wat hier staat, staat al in p"


def test_a_record_that_another_thing_brought_already_is_named() -> None:
    made, report = pipeline()
    for place in "pq":
        report.find(place)
    made.settle(thing("p", "a"))

    made.settle(thing("q", "a", "b", "b"))

    assert (report.found, report.refused, [*made.records]) == (2, 0, ["a", "b"])
    assert [(p.code, p.place, p.message) for p in report.problems] == [
        ("duplicate", "q", "'a' staat al in p"), ("duplicate", "q", "'b' staat al in q"),
    ]  # fmt: skip


def test_a_thing_without_record_is_refused_for_its_first_error() -> None:
    made, report = pipeline()
    hint = Problem(level="hint", code="hint", message="tip")
    error = Problem(code="bad", message="fout", line=3, column=4, field="url")

    made.settle(thing("p", problems=(hint, error)))

    assert [p.code for p in report.problems] == ["hint", "bad"]
    assert report.problems[1] == error.model_copy(update={"place": "p"})
    assert report.state == "complete"


def test_a_thing_of_which_nothing_is_said_is_refused_too() -> None:
    made, report = pipeline()

    made.settle(thing("p"))

    assert (report.refused, report.problems[0].code) == (1, "nothing")


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3))))
def test_found_is_what_became_a_record_and_what_was_refused(
    things: list[tuple[int, list[int]]],
) -> None:
    made, report = pipeline()
    for place, ids in things:
        if report.find(str(place)):
            made.settle(thing(str(place), *map(str, ids)))
    report.close()

    assert report.found == len(made.records) + report.refused


def test_the_memory_knows_what_became_of_each_place(tmp_path: Path) -> None:
    made, report = pipeline(tmp_path)
    for place in "pqrs":
        report.find(place)
    made.settle(thing("p", "a", problems=(Problem(level="hint", code="x", message="tip"),)))
    made.settle(thing("q", "a"))
    made.settle(Settled("r", Reading([document("b")]), is_item=True))
    report.refuse("s", "robots", "mag niet")

    made.close_spider()

    again = pipeline(tmp_path)[0].crawler.spider.memory  # type: ignore[union-attr]
    kept = {entry.place: (entry.ids, entry.is_refused) for entry in again.all()}
    assert kept == {"p": (("a",), False), "q": ((), True), "s": ((), True)}
    assert [problem.code for problem in again.entry("s").problems] == ["robots"]


def test_the_table_shows_what_is_serious_and_how_much_more_there_is() -> None:
    report = SourceReport("dorp-files", "dorp", ended=True)
    for number in range(7):
        report.refuse(f"p{number}", "x", "fout")
    report.refuse("h", "y", "tip", level="hint")

    lines = report.as_text().splitlines()

    assert "8 geweigerd" in lines[0]
    assert len(lines) == 7
    assert lines[-1] == "    … en 2 meer, alle in data/runs"


def test_the_report_has_the_words_of_the_model() -> None:
    assert [*SourceReport("dorp-files", "dorp", ended=True).as_json()] == [
        "source", "member", "state", "found", "records", "refused", "unchanged", "gone",
        "missing", "previous", "seconds", "problems",
    ]  # fmt: skip
