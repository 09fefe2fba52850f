"""Each thing found is settled, and the harvest of a source changes in one move or not at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.pipelines import Settled, finish, settle, write_lines
from crawlers.readers import Reading
from crawlers.report import SourceReport
from knowledge.model import Document, Problem, Statement


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-02")


def document(identifier: str, **more: Any) -> Document:
    said = Statement(subject="a", relation="about", object=identifier)
    return Document(**{"id": identifier, "title": identifier, "url": f"https://x.nl/{identifier}",
                       "statements": (said,), **more})  # fmt: skip


def reported(state: Any = "complete") -> SourceReport:
    report = SourceReport("dorp-files", "dorp", state=state)
    report.ended = True
    return report


def thing(place: str, *ids: str, problems: tuple[Problem, ...] = ()) -> Settled:
    return Settled(place, Reading([document(i) for i in ids], [*problems]))


def written(path: Path, *ids: str, state: Any = "complete", least: int = 0) -> SourceReport:
    """Finish a run that saw these ids."""
    report, records = reported(state), {}
    for identifier in ids:
        report.find(identifier)
        settle(thing(identifier, identifier), records, report)
    finish(path, records, report, "dorp-files", least)
    return report


def ids_in(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text().splitlines()]


def test_a_thing_with_a_record_keeps_its_problems() -> None:
    report, records = reported(), {}
    report.find("p")

    settle(thing("p", "a", problems=(Problem(code="x", message="let op"),)), records, report)

    assert (report.found, report.refused, [*records]) == (1, 0, ["a"])
    assert [problem.code for problem in report.problems] == ["x"]


def test_a_thing_with_several_records_counts_for_each() -> None:
    report, records = reported(), {}
    report.find("p")

    settle(thing("p", "a", "b", "b"), records, report)

    assert (report.found, len(records)) == (2, 2)


def test_the_first_thing_with_an_id_stays_and_the_other_is_refused() -> None:
    report, records = reported(), {}

    for place in "pq":
        report.find(place)
        settle(thing(place, "a"), records, report)

    assert (report.found, report.refused, len(records)) == (2, 1, 1)
    assert report.problems[0].message == "staat al in https://x.nl/a"


def test_a_thing_without_record_is_refused_for_its_first_error() -> None:
    report = reported()
    hint = Problem(level="hint", code="hint", message="tip")
    error = Problem(code="bad", message="fout", line=3, column=4, field="url")

    settle(thing("p", problems=(hint, error)), {}, report)

    assert [p.code for p in report.problems] == ["hint", "bad"]
    assert report.problems[1] == error.model_copy(update={"place": "p"})
    assert report.state == "complete"


def test_a_thing_of_which_nothing_is_said_is_refused_too() -> None:
    report = reported()

    settle(thing("p"), {}, report)

    assert (report.refused, report.problems[0].code) == (1, "nothing")


def test_what_was_found_and_never_settled_is_seen_and_removes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "a", "b")
    report = reported()
    report.find("p")

    finish(path, {"a": document("a")}, report, "dorp-files", 0)

    assert (report.state, report.problems[0].code, report.found) == ("partial", "lost", 1)
    assert ids_in(path) == ["a", "b"]


def test_a_run_that_was_not_ended_removes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "a", "b")
    report = reported()
    report.ended = False

    finish(path, {"a": document("a")}, report, "dorp-files", 0)

    assert (report.state, report.problems[0].code) == ("partial", "interrupted")
    assert ids_in(path) == ["a", "b"]


@pytest.mark.parametrize(("state", "least", "ids", "gone"), [
    ("complete", 1, ["b", "c"], 1), ("partial", 1, ["a", "b", "c"], 0),
    ("partial", 9, ["a", "b", "c"], 0), ("complete", 3, ["a", "b"], 0),
    ("failed", 0, ["a", "b"], 0),
])  # fmt: skip
def test_how_a_run_ended_decides_what_stays(
    tmp_path: Path, state: str, least: int, ids: list[str], gone: int
) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "a", "b")

    report = written(path, "c", "b", state=state, least=least)

    assert (ids_in(path), report.gone) == (ids, gone)


def test_exactly_the_promised_number_is_enough(tmp_path: Path) -> None:
    assert written(tmp_path / "a.jsonl", "a", "b", least=2).state == "complete"
    assert written(tmp_path / "a.jsonl", "a", least=2).state == "held"


def test_a_source_that_never_wrote_and_is_held_has_no_file(tmp_path: Path) -> None:
    written(tmp_path / "a.jsonl", least=1)

    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    "line", ["", "{", "[]", "{}", "null", '{"id": "b", "kind": "nieuw"}', "[" * 9999, "\ud800"]
)
def test_a_line_of_another_version_harms_nothing(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line.encode("utf-8", "surrogatepass") + b"\n")

    report = written(path, "b", "a")

    assert (ids_in(path), report.unchanged) == (["a", "b"], 0)


def test_a_partial_run_keeps_the_lines_that_it_cannot_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "z", "kind": "nieuw"}\n')

    written(path, "a", state="partial")

    assert ids_in(path) == ["a", "z"]


def test_a_record_that_changed_is_not_counted_as_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "a", "b")
    report = reported()

    finish(path, {"a": document("a", title="Anders"), "b": document("b")}, report, "dorp-files", 0)

    assert (report.unchanged, report.gone) == (1, 0)


def test_days_come_from_the_clock_and_the_first_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.jsonl"
    written(path, "a")
    monkeypatch.setenv("NOABER_NOW", "2027-01-01")

    written(path, "a")

    record = json.loads(path.read_text())
    assert (record["first_seen"], record["last_seen"]) == ("2026-11-02", "2027-01-01")
    assert record["statements"][0]["first_seen"] == "2026-11-02"
    assert record["statements"][0]["source"] == record["source"] == "dorp-files"


def test_a_file_is_replaced_in_one_move(tmp_path: Path) -> None:
    path = tmp_path / "map" / "a.jsonl"
    write_lines(path, ["een"])

    def broken() -> Any:
        yield "twee"
        raise OSError("vol")

    with pytest.raises(OSError, match="vol"):
        write_lines(path, broken())
    assert path.read_text() == "een\n"
    assert [*path.parent.iterdir()] == [path]


@given(st.lists(st.tuples(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3))))
def test_found_is_what_became_a_record_and_what_was_refused(
    things: list[tuple[int, list[int]]],
) -> None:
    report, records = reported(), {}
    for place, ids in things:
        if report.find(str(place)):
            settle(thing(str(place), *map(str, ids)), records, report)
    report.close()

    assert report.found == len(records) + report.refused


def test_the_table_shows_what_is_serious_and_how_much_more_there_is() -> None:
    report = reported()
    for number in range(7):
        report.refuse(f"p{number}", "x", "fout")
    report.refuse("h", "y", "tip", level="hint")

    lines = report.as_text().splitlines()

    assert "8 geweigerd" in lines[0]
    assert len(lines) == 7
    assert lines[-1] == "    … en 2 meer, alle in data/runs"


def test_the_report_has_the_words_of_the_model() -> None:
    assert [*reported().as_json()] == [
        "source", "member", "state", "found", "records", "refused", "unchanged", "gone",
        "seconds", "problems",
    ]  # fmt: skip
