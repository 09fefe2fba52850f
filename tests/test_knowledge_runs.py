"""The history of sources: what the reports of all crawls say, and which losses were accepted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.home import Home
from knowledge.runs import Acceptance, accepted_losses, histories_of, load_runs


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path)
    home.runs.mkdir(parents=True)
    return home


def report(source: str = "dorp-website", state: str = "complete", **more: Any) -> dict[str, Any]:
    counts = {"found": 10, "records": 9, "refused": 1, "missing": 2, "gone": 3, "seconds": 1.5}
    return {"source": source, "member": "dorp", "state": state, **counts, **more}


def write(home: Home, run: str, *sources: Any) -> None:
    text = json.dumps({"run": run, "sources": sources})
    (home.runs / f"{run}.json").write_text(text)


def test_a_source_has_its_visits_in_the_order_of_the_runs(home):
    write(home, "2026-11-03T1", report(day="2026-11-03", records=3))
    write(home, "2026-11-01T1", report(day="2026-11-01", records=1))
    write(home, "2026-11-02T1", report("ander"), report(day="2026-11-02", records=2))

    histories, problems = load_runs(home)

    assert problems == []
    assert [visit.records for visit in histories["dorp-website"].visits] == [1, 2, 3]
    assert histories["dorp-website"].last == (
        "2026-11-03T1", "2026-11-03", "complete", 10, 3, 1, 2, 3, 1.5
    )  # fmt: skip
    assert list(histories) == ["ander", "dorp-website"]


def test_a_run_of_one_member_leaves_the_last_report_of_others_as_it_was(home):
    write(home, "1", report("a", problems=[{"code": "x"}]), report("b"))
    write(home, "2", report("b"))

    histories, _ = load_runs(home)

    assert histories["a"].report["run"] == "1"
    assert histories["a"].report["problems"] == [{"code": "x"}]
    assert histories["b"].report["run"] == "2"


def test_a_report_without_a_day_is_of_the_day_of_its_run(home):
    write(home, "2026-11-23T100000Z", report())

    assert load_runs(home)[0]["dorp-website"].last.day == "2026-11-23"


def test_a_run_in_which_a_source_waited_for_its_day_is_no_visit(home):
    write(home, "1", report(day="2026-11-01", problems=[{"code": "not-xml"}]))
    write(home, "2", report(day="2026-11-02", read="2026-11-01", problems=[{"code": "not-due"}]))

    history = load_runs(home)[0]["dorp-website"]

    assert [visit.run for visit in history.visits] == ["1"]
    assert history.report["problems"] == [{"code": "not-xml"}]


def test_a_source_of_which_only_the_waiting_is_known_was_read_on_the_day_it_says(home):
    write(home, "2", report(day="2026-11-02", read="2026-11-01"))

    assert load_runs(home)[0]["dorp-website"].last.day == "2026-11-01"


def test_the_last_visit_of_a_day_stands_for_that_day(home):
    write(home, "1", report(day="2026-11-01", records=1))
    write(home, "2", report(day="2026-11-02", records=2))
    write(home, "3", report(day="2026-11-02", records=3))

    days = load_runs(home)[0]["dorp-website"].days

    assert [(visit.day, visit.records) for visit in days] == [("2026-11-01", 1), ("2026-11-02", 3)]


def test_what_was_last_complete_and_what_was_last_written_may_differ(home):
    states = ["complete", "partial", "held", "failed"]
    for number, state in enumerate(states, 1):
        write(home, str(number), report(state=state, day=f"2026-11-0{number}"))

    history = load_runs(home)[0]["dorp-website"]

    assert history.last.state == "failed"
    assert history.last_complete.day == "2026-11-01"
    assert history.written.day == "2026-11-02"


def test_a_source_that_never_worked_has_no_complete_visit(home):
    write(home, "1", report(state="failed"))

    history = load_runs(home)[0]["dorp-website"]

    assert (history.last_complete, history.written) == (None, None)


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"run": "x"}', '{"run": "x", "sources": [1]}',
     '{"run": "x", "sources": [{}]}', '{"run": "x", "sources": [{"source": "s", "found": "veel"}]}',
     '{"run": "x", "sources": [{"source": "s", "found": null}]}'],
)  # fmt: skip
def test_a_report_that_cannot_be_read_is_a_problem_and_counts_for_nothing(home, text):
    write(home, "1", report())
    (home.runs / "2.json").write_text(text)
    write(home, "3", report(records=5))

    histories, problems = load_runs(home)

    assert [(p.code, p.place) for p in problems] == [("bad-report", "data/runs/2.json")]
    assert [visit.run for visit in histories["dorp-website"].visits] == ["1", "3"]
    assert list(histories) == ["dorp-website"]


def test_a_home_that_never_crawled_has_no_history(tmp_path):
    assert load_runs(Home(tmp_path)) == ({}, [])


def test_notes_in_a_folder_below_the_reports_are_no_reports(home):
    (home.runs / "seen").mkdir()
    (home.runs / "seen" / "dorp-website.json").write_text("geen verslag")

    assert load_runs(home) == ({}, [])


def test_a_last_report_alone_is_a_history_of_one_visit():
    history = histories_of({"dorp-website": report(day="2026-11-01")})["dorp-website"]

    assert history.visits == (history.last,)
    assert history.last.day == "2026-11-01"


def test_accepted_losses_are_listed_the_last_first(home):
    home.accepted.mkdir(parents=True)
    losses = [
        {"day": "2026-10-01", "reason": "opgeruimd", "run": "1", "records": 27, "of": "0"},
        {"day": "2026-11-01", "reason": "verhuisd", "run": "2", "records": 5, "of": "1"},
    ]
    (home.accepted / "dorp-website.json").write_text(json.dumps(losses))

    assert accepted_losses(home, ["ander", "dorp-website"]) == {
        "dorp-website": (
            Acceptance("2026-11-01", "verhuisd", 5),
            Acceptance("2026-10-01", "opgeruimd", 27),
        )
    }


@pytest.mark.parametrize("text", ["", "{}x", '{"day": 1}', "[1]", '[{"day": "2026-11-01"}]', "7"])
def test_an_acceptance_that_cannot_be_read_is_left_out(home, text):
    home.accepted.mkdir(parents=True)
    (home.accepted / "dorp-website.json").write_text(text)

    assert accepted_losses(home, ["dorp-website"]) == {}
