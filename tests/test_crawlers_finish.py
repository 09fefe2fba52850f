"""What a run may change: nothing when incomplete, little at once, and nothing for good at once.

The promises P1 to P4 of the harvest, on the function that keeps them.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.finish import PAST
from crawlers.losses import accept_loss
from crawlers.memory import Memory
from crawlers.pipelines import HarvestPipeline, Settled
from crawlers.readers import Reading
from crawlers.report import SourceReport
from crawlers.store import Harvest, write_lines
from knowledge.home import Home, today
from knowledge.model import Document, NoaberError, Statement


def document(identifier: str, **more: Any) -> Document:
    said = Statement(subject="a", relation="about", object=identifier)
    return Document(**{"id": identifier, "title": identifier, "statements": (said,),
                       "url": f"https://x.nl/{identifier}", "text": f"tekst van {identifier}",
                       **more})  # fmt: skip


class Source:
    """A source whose runs a test makes up: on which day, what was found, and how it ended."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.monkeypatch = Home(root), monkeypatch
        self.path = self.home.harvest / "dorp-files.jsonl"

    def run(
        self,
        day: str,
        *ids: str,
        state: Any = "complete",
        least: int = 0,
        window: bool = False,
        ended: bool = True,
        unsettled: tuple[str, ...] = (),
        **more: Any,
    ) -> SourceReport:
        self.monkeypatch.setenv("NOABER_NOW", day)
        past = Harvest(self.path)
        memory = Memory(self.home.seen / "dorp-files.jsonl", past, "code", today())
        report = SourceReport("dorp-files", "dorp", state=state, ended=ended)
        spider: Any = SimpleNamespace(
            report=report, past=past, memory=memory, source_name="dorp-files", groups={},
            home=self.home, harvest=self.path, window=window, moved=set(),
            source=SimpleNamespace(least=least),
        )  # fmt: skip
        pipeline = HarvestPipeline(SimpleNamespace(spider=spider))  # type: ignore[arg-type]
        for identifier in unsettled:
            report.find(identifier)
        for identifier in ids:
            report.find(identifier)
            pipeline.settle(Settled(identifier, Reading([document(identifier, **more)])))
        pipeline.close_spider()
        write_lines(self.home.runs / f"{day}.json",
                    [json.dumps({"run": day, "sources": [report.as_json()]})])  # fmt: skip
        return report

    @property
    def lines(self) -> dict[str, dict[str, Any]]:
        found = map(json.loads, self.path.read_text().splitlines())
        return {line["id"]: line for line in found}

    @property
    def states(self) -> dict[str, str]:
        """How each record stands: live, missed or gone."""
        return {i: "gone" if line.get("gone") else "missed" if line.get("missed") else "live"
                for i, line in self.lines.items()}  # fmt: skip


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    return Source(tmp_path, monkeypatch)


def numbered(number: int) -> list[str]:
    return [f"r{n:02}" for n in range(number)]


@pytest.mark.parametrize("how", [{"state": "partial"}, {"state": "failed"}, {"ended": False},
                                 {"unsettled": ("weg",)}])  # fmt: skip
def test_a_run_that_is_not_complete_removes_nothing(source: Source, how: dict[str, Any]) -> None:
    source.run("2026-11-01", "a", "b", "c")
    before = source.lines

    source.run("2026-12-01", "a", **how)
    source.run("2026-12-02", "a", **how)

    assert source.states == dict.fromkeys("abc", "live")
    assert {i: source.lines[i] for i in "bc"} == {i: before[i] for i in "bc"}


def test_what_was_found_and_never_settled_is_seen(source: Source) -> None:
    report = source.run("2026-11-01", "a", unsettled=("weg",))

    assert (report.state, report.problems[0].code, report.found) == ("partial", "lost", 2)


@pytest.mark.parametrize(("before", "after", "state"), [
    (27, 1, "held"), (27, 21, "held"), (27, 22, "complete"), (5, 4, "complete"), (5, 3, "held"),
    (4, 3, "complete"), (1, 0, "complete"), (2, 0, "held"), (10, 8, "complete"), (10, 7, "held"),
    (0, 0, "complete"),
])  # fmt: skip
def test_a_complete_run_may_miss_one_in_five_and_always_one(
    source: Source, before: int, after: int, state: str
) -> None:
    source.run("2026-11-01", *numbered(before))
    file = source.path.read_bytes()

    report = source.run("2026-11-02", *numbered(after))

    assert (report.state, report.previous) == (state, before)
    assert (source.path.read_bytes() == file) == (state == "held" or before == after == 0)


def test_a_source_that_is_held_stays_so_until_it_is_whole_again(source: Source) -> None:
    source.run("2026-11-01", *numbered(10))
    assert source.run("2026-11-02").state == "held"
    assert source.run("2026-11-20").state == "held"

    assert source.run("2026-11-21", *numbered(10)).state == "complete"
    assert set(source.states.values()) == {"live"}


def test_records_that_change_are_no_loss(source: Source) -> None:
    source.run("2026-11-01", *numbered(10))

    report = source.run("2026-11-02", *numbered(10), title="Anders")

    assert (report.state, report.unchanged, report.missing) == ("complete", 0, 0)


def test_an_accepted_loss_goes_through_once(source: Source) -> None:
    source.run("2026-11-01", *numbered(10))
    source.run("2026-11-02", "r00")

    accepted = accept_loss(source.home, "dorp-files", "de website is opgeschoond")
    report = source.run("2026-11-03", "r00")

    assert accepted["records"] == 10
    assert (report.state, report.missing) == ("complete", 9)
    said = {problem.code: problem.message for problem in report.problems}
    assert "de website is opgeschoond" in said["loss-accepted"]
    source.run("2026-11-04", *numbered(10))
    assert source.run("2026-11-05", "r00").state == "held"


@pytest.mark.parametrize(("name", "reason", "said"), [
    ("dorp-files", "  ", "reden"), ("dorp-files", "zomaar", "niet vastgehouden"),
    ("stad-files", "zomaar", "nog nooit"),
])  # fmt: skip
def test_only_a_held_source_is_released_and_only_with_a_reason(
    source: Source, name: str, reason: str, said: str
) -> None:
    source.run("2026-11-01", "a")

    with pytest.raises(NoaberError, match=said):
        accept_loss(source.home, name, reason)


@pytest.mark.parametrize(("days", "state"), [
    (["2026-11-08"], "missed"),  # 7 days, and one complete run
    (["2026-11-02", "2026-11-07"], "missed"),  # two runs, and six days
    (["2026-11-02", "2026-11-08"], "gone"),  # exactly seven days
    (["2026-11-08", "2026-11-08"], "missed"),  # the same day once more is no second run
    (["2026-11-08", "2026-11-09"], "gone"),
])  # fmt: skip
def test_what_is_missed_is_gone_after_seven_days_and_two_complete_runs(
    source: Source, days: list[str], state: str
) -> None:
    source.run("2026-11-01", "a", "b")

    for day in days:
        report = source.run(day, "a")

    assert source.states == {"a": "live", "b": state}
    assert report.gone == (state == "gone")


def test_a_tombstone_says_what_it_was_and_nothing_more(source: Source) -> None:
    source.run("2026-11-01", "a", "b")
    source.run("2026-11-02", "a")
    source.run("2026-11-09", "a")

    assert source.lines["b"] == {
        "id": "b", "kind": "document", "title": "b", "url": "https://x.nl/b",
        "source": "dorp-files", "first_seen": "2026-11-01", "last_seen": "2026-11-01",
        "gone": "2026-11-09", "reason": "niet meer gevonden bij de bron",
    }  # fmt: skip


@pytest.mark.parametrize("days", [["2026-11-02"], ["2026-11-02", "2026-11-09", "2026-11-10"]])
def test_a_record_that_returns_is_restored_with_its_first_day(
    source: Source, days: list[str]
) -> None:
    source.run("2026-11-01", "a", "b")
    for day in days:
        source.run(day, "a")

    source.run("2026-12-01", "a", "b")

    assert source.states == {"a": "live", "b": "live"}
    assert source.lines["b"]["first_seen"] == "2026-11-01"
    assert source.lines["b"]["text"] == "tekst van b"
    assert "missed" not in source.lines["b"]


def test_an_incomplete_run_between_does_not_count(source: Source) -> None:
    source.run("2026-11-01", "a", "b")
    source.run("2026-11-02", "a")
    source.run("2026-11-09", "a", state="partial")

    assert source.states["b"] == "missed"


def test_what_falls_out_of_a_window_stays(source: Source) -> None:
    source.run("2026-11-01", *numbered(9))

    report = source.run("2026-12-01", "r00", "r77", window=True)

    assert report.state == "complete"
    assert set(source.states.values()) == {"live"}
    assert len(source.lines) == 10


def test_exactly_the_promised_number_is_enough(source: Source) -> None:
    assert source.run("2026-11-01", "a", "b", least=2).state == "complete"
    assert source.run("2026-11-01", "a", least=2).state == "held"


def test_a_source_that_never_wrote_and_is_held_has_no_file(source: Source) -> None:
    source.run("2026-11-01", least=1)

    assert not source.path.exists()


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "{}", "null", '{"id": "b", "kind": "nieuw"}', "[" * 9999, "\ud800"]
)
def test_a_line_of_another_version_harms_nothing(source: Source, line: str) -> None:
    source.path.parent.mkdir(parents=True)
    source.path.write_bytes(line.encode("utf-8", "surrogatepass") + b"\n")

    report = source.run("2026-11-01", "b", "a")

    assert ([*source.lines], report.unchanged) == (["a", "b"], 0)


def test_a_partial_run_keeps_the_lines_that_it_cannot_read(source: Source) -> None:
    write_lines(source.path, ['{"id": "z", "kind": "nieuw"}'])

    source.run("2026-11-01", "a", state="partial")

    assert [*source.lines] == ["a", "z"]


def test_days_come_from_the_clock_and_the_first_stays(source: Source) -> None:
    source.run("2026-11-02", "a")

    source.run("2027-01-01", "a")

    record = source.lines["a"]
    assert (record["first_seen"], record["last_seen"]) == ("2026-11-02", "2027-01-01")
    assert record["statements"][0]["first_seen"] == "2026-11-02"
    assert record["statements"][0]["source"] == record["source"] == "dorp-files"


def test_the_order_in_which_things_are_found_changes_no_byte(source: Source) -> None:
    source.run("2026-11-01", *numbered(9))
    file = source.path.read_bytes()

    source.run("2026-11-01", *reversed(numbered(9)))

    assert source.path.read_bytes() == file


def test_what_a_source_says_no_more_is_kept_with_the_day(source: Source) -> None:
    def says(name: str) -> tuple[Statement, ...]:
        return (Statement(subject=name, relation="uses", object="a"),)

    source.run("2026-11-01", "a", statements=says("dorp") + says("stad"))
    source.run("2026-11-02", "a", statements=says("stad"))
    source.run("2026-11-03", "a", statements=says("stad"))

    line = source.lines["a"]
    assert [said["subject"] for said in line["statements"]] == ["stad"]
    assert [
        (said["subject"], said["first_seen"], said["last_seen"], said["gone"])
        for said in line["past"]
    ] == [("dorp", "2026-11-01", "2026-11-01", "2026-11-02")]


def test_a_tombstone_keeps_who_used_it_and_until_when(source: Source) -> None:
    said = (Statement(subject="dorp", relation="uses", object="b"),)
    source.run("2026-11-01", "a", "b", statements=said)
    source.run("2026-11-02", "a", statements=said)
    source.run("2026-11-09", "a", statements=said)

    past = source.lines["b"]["past"]
    assert [(one["subject"], one["last_seen"], one["gone"]) for one in past] == [
        ("dorp", "2026-11-01", "2026-11-09")
    ]


def test_of_a_record_that_says_something_else_each_night_the_last_hundred_stay(
    source: Source,
) -> None:
    for day in range(1, 29):
        said = (Statement(subject=f"{day}-{n}", relation="uses", object="a") for n in range(5))
        source.run(f"2026-11-{day:02}", "a", statements=tuple(said))

    past = source.lines["a"]["past"]
    assert len(past) == PAST
    assert past[-1]["subject"] == "27-4"


def test_an_older_harvest_with_a_relation_of_another_version_is_no_reason_to_fail(
    source: Source,
) -> None:
    source.run("2026-11-01", "a")
    line = source.lines["a"]
    line["statements"][0]["relation"] = "leent"
    write_lines(source.path, [json.dumps(line)])

    report = source.run("2026-11-02", "a")

    assert report.state == "complete"
    assert "past" not in source.lines["a"]
