"""A run visits each host once at a time, keeps what it should, and says what it did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.report import SourceReport
from crawlers.run import Run, outcome
from crawlers.visits import Task
from knowledge.home import CHECKOUT
from knowledge.member import Member, Source


def page(text: str) -> str:
    return f"<title>{text}</title><p>{text}.</p>"


def listing(*paths: str) -> str:
    return "".join(f"<a href='{path}'>x</a>" for path in paths)


def files(site: Any, **more: Any) -> list[dict[str, Any]]:
    return [{"protocol": "files", "url": f"{site.url}/", **more}]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """Three runs, a day apart: all is well; each source changes in its own way; and again."""
    names = ["whole", "fewer", "held", "failed", "partial", "changed", "same"]
    pages = {"/": listing("/a", "/b", "/c"), "/a": page("A"), "/b": page("B"), "/c": page("C")}
    sites = {name: serve(pages) for name in names}
    home = tmp_path_factory.mktemp("runs")
    members = {name: files(site, least=2 if name == "held" else 0) for name, site in sites.items()}
    first = crawl(home, members, now="2026-11-01")
    sites["fewer"].pages["/"] = sites["held"].pages["/"] = listing("/a")
    sites["failed"].pages["/"] = answer("stuk", 500)
    sites["partial"].pages["/b"] = answer("stuk", 500)
    sites["partial"].pages["/"] = listing("/a", "/b")
    sites["changed"].pages |= {"/": listing("/d", "/b", "/c"), "/b": page("Bee"), "/d": page("D")}
    second = crawl(home, now="2026-11-02")
    third = crawl(home, now="2026-11-02")
    return SimpleNamespace(home=home, sites=sites, first=first, second=second, third=third)


def counts(crawl: Any, name: str) -> dict[str, Any]:
    """The report of a source, without what differs each time."""
    report = crawl.sources[f"{name}-files"]
    keys = ("state", "found", "records", "refused", "unchanged", "missing", "gone")
    return {key: report[key] for key in keys if report[key]}


def test_a_first_run_is_all_new(runs: Any) -> None:
    assert runs.first.status == 0
    for name in runs.sites:
        assert counts(runs.first, name) == {"state": "complete", "found": 3, "records": 3}


def test_what_did_not_change_is_counted(runs: Any) -> None:
    assert counts(runs.second, "same")["unchanged"] == 3
    assert counts(runs.second, "changed") == {"state": "complete", "found": 3, "records": 3,
                                              "unchanged": 1, "missing": 1}  # fmt: skip


def test_a_complete_run_marks_what_it_missed_and_keeps_it(runs: Any) -> None:
    record = runs.second.records("changed-files")[f"{runs.sites['changed'].url}/a".replace(
        "http:", "https:")]  # fmt: skip

    assert (record["missed"], record["last_seen"]) == (["2026-11-02"], "2026-11-01")


def test_a_source_that_lost_too_much_at_once_keeps_its_file(runs: Any) -> None:
    assert counts(runs.second, "fewer") == {"state": "held", "found": 1, "records": 1,
                                            "unchanged": 1}  # fmt: skip
    assert runs.second.files["fewer-files"] == runs.first.files["fewer-files"]
    assert "sudden-loss" in runs.second.codes("fewer-files").values()


def test_a_source_with_less_than_it_promised_keeps_its_file(runs: Any) -> None:
    assert counts(runs.second, "held") == {"state": "held", "found": 1, "records": 1,
                                           "unchanged": 1}  # fmt: skip
    assert runs.second.files["held-files"] == runs.first.files["held-files"]
    assert "too-few" in runs.second.codes("held-files").values()


def test_a_source_that_failed_keeps_its_file(runs: Any) -> None:
    assert counts(runs.second, "failed") == {"state": "failed"}
    assert runs.second.files["failed-files"] == runs.first.files["failed-files"]


def test_a_partial_run_keeps_what_was_not_seen_again(runs: Any) -> None:
    before, after = (run.records("partial-files") for run in (runs.first, runs.second))

    assert counts(runs.second, "partial") == {"state": "partial", "found": 2, "records": 1,
                                              "refused": 1, "unchanged": 1}  # fmt: skip
    assert [record["last_seen"][-2:] for record in after.values()] == ["02", "01", "01"]
    assert before.keys() == after.keys()


def test_the_first_day_stays_and_the_last_day_moves(runs: Any) -> None:
    days = {i[-1]: (r["first_seen"], r["last_seen"], r["statements"][0]["first_seen"])
            for i, r in runs.second.records("changed-files").items()}  # fmt: skip

    assert days == {"a": ("2026-11-01", "2026-11-01", "2026-11-01"),
                    "b": ("2026-11-01", "2026-11-02", "2026-11-01"),
                    "c": ("2026-11-01", "2026-11-02", "2026-11-01"),
                    "d": ("2026-11-02", "2026-11-02", "2026-11-02")}  # fmt: skip


def test_the_same_run_twice_gives_the_same_bytes(runs: Any) -> None:
    assert runs.third.files == runs.second.files


def test_a_harvest_is_sorted_by_id_and_nothing_is_left_beside_it(runs: Any) -> None:
    folder = runs.home / "data" / "harvest"

    for name in runs.sites:
        ids = [*runs.third.records(f"{name}-files")]
        assert ids == sorted(ids)
    assert {path.suffix for path in folder.iterdir()} == {".jsonl"}
    assert len([*folder.iterdir()]) == len(runs.sites)


def test_each_run_has_a_report_with_the_same_words(runs: Any) -> None:
    reports = [
        json.loads(path.read_text()) for path in (runs.home / "data" / "runs").glob("*.json")
    ]

    assert len(reports) == 3
    for report in reports:
        names = [source["source"] for source in report["sources"]]
        assert names == sorted(names)
    assert {source["state"] for report in reports for source in report["sources"]} == {
        "complete", "held", "failed", "partial",
    }  # fmt: skip


def test_times_of_fetching_stand_in_the_report_only(runs: Any) -> None:
    for text in runs.third.files.values():
        assert b"seconds" not in text
        assert b"2026-11-02T" not in text


def test_the_status_says_that_something_was_not_whole(runs: Any) -> None:
    assert (runs.second.status, runs.third.status) == (3, 3)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any) -> Any:
    """One run with a good source, sources that fail each in their way, and a reader with a bug."""
    site = serve({"/": listing("/a", "/b"), "/a": page("A"), "/b": page("Kapot")})
    gone = serve()
    gone.server.server_close()
    members = {
        "good": files(site), "gone": files(gone),
        "nowhere": [{"protocol": "files", "url": "https://bestaat-niet.invalid/"}],
        "gitlab": [{"protocol": "forge", "api": "https://git.dorp.nl/api/v2", "owner": "dorp"}],
        "hub": [{"protocol": "hub", "url": f"{site.url}/"}],
    }  # fmt: skip
    buggy = (
        "import crawlers.readers.webpage as w; old = w.read\n"
        "def read(file):\n    if b'Kapot' in file.body: raise RuntimeError('oei')\n"
        "    return old(file)\nw.read = read\n"
        "import socket; find = socket.gethostbyname\n"
        "def found(name):\n    if 'invalid' in name: raise socket.gaierror(-2, 'onbekend')\n"
        "    return find(name)\nsocket.gethostbyname = found"
    )
    home = tmp_path_factory.mktemp("mixed")
    alone = crawl(tmp_path_factory.mktemp("alone"), {"good": files(site)})
    run = crawl(home, members, before=buggy)
    return SimpleNamespace(alone=alone, run=run, again=crawl(home, None, "good", "gone"))


def test_a_reader_with_a_bug_costs_one_record(mixed: Any) -> None:
    report = mixed.run.sources["good-files"]

    assert (mixed.run.status, report["records"], report["refused"]) == (3, 1, 1)
    assert report["problems"][0]["code"] == "bug"
    assert "RuntimeError: oei" in report["problems"][0]["message"]
    assert report["state"] == "partial"  # our mistake is no ground to remove anything


def test_the_failure_of_others_changes_no_byte(mixed: Any) -> None:
    assert mixed.again.files == mixed.alone.files


@pytest.mark.parametrize(("name", "words"), [
    ("gone", "host onbereikbaar: de verbinding is geweigerd"),
    ("nowhere", "host onbereikbaar: de naam is niet gevonden"),
])  # fmt: skip
def test_a_host_that_is_not_there_fails_in_dutch(mixed: Any, name: str, words: str) -> None:
    report = mixed.run.sources[f"{name}-files"]

    assert report["state"] == "failed"
    assert report["problems"][0]["message"].startswith(words)


@pytest.mark.parametrize("source", ["hub-hub"])
def test_what_this_version_cannot_read_is_said(mixed: Any, source: str) -> None:
    assert mixed.run.sources[source]["state"] == "unsupported"
    assert mixed.run.codes(source).popitem()[1] == "unsupported"


def test_standard_error_holds_progress_and_nothing_else(mixed: Any) -> None:
    lines = mixed.run.stderr.splitlines()

    assert [line.partition("/")[0] for line in lines] == ["[1", "[2", "[3", "[4", "[5"]


def test_the_order_of_members_does_not_matter(tmp_path: Path, serve: Any, crawl: Any) -> None:
    site = serve({"/": listing("/a"), "/a": page("A")})
    members = {name: files(site) for name in ("aa", "bb", "cc")}

    one = crawl(tmp_path / "one", members)
    other = crawl(tmp_path / "other", dict(reversed(members.items())), "cc", "aa", "bb")

    assert one.files == other.files


def test_a_host_has_one_visitor_at_a_time_and_hosts_are_visited_side_by_side(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    pages = {f"/{n}": answer(page(f"Bladzijde {n}"), delay=0.05) for n in range(1, 5)}
    pages |= {"/a/": listing("/1", "/2"), "/b/": listing("/3", "/4")}
    sites = [serve(pages), serve(pages)]
    members = {f"{way}{n}": [{"protocol": "files", "url": f"{site.url}/{way}/"}]
               for n, site in enumerate(sites) for way in "ab"}  # fmt: skip

    crawl(tmp_path, members)

    spans = [sorted((hit.started, hit.ended) for hit in site.hits) for site in sites]
    for span in spans:
        assert all(ended <= started for (_, ended), (started, _) in pairwise(span))
    assert spans[0][0][0] < spans[1][-1][1]
    assert spans[1][0][0] < spans[0][-1][1]


def test_a_source_without_end_stops_when_its_time_is_up(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    paths = [f"/{n}" for n in range(200)]
    site = serve({"/": listing(*paths), **{p: answer(page(p), delay=0.1) for p in paths}})
    before = "import crawlers.settings as s; s.SOURCE_TIMEOUT = 1"

    run = crawl(tmp_path, {"dorp": files(site)}, before=before)

    report = run.sources["dorp-files"]
    assert (run.status, report["state"]) == (3, "partial")
    assert "time" in run.codes("dorp-files").values()
    assert 0 < report["records"] < 30
    assert report["found"] == report["records"] + report["refused"]


@pytest.mark.parametrize("before", [
    "import crawlers.finish as f\n"
    "def stop(*_): raise OSError(28, 'vol')\nf.write_lines = stop",
    "import crawlers.pipelines as p\ndef stop(*_): raise RuntimeError('oei')\np.finish = stop",
    "import crawlers.pipelines as p\ndef stop(*_): raise RuntimeError('oei')\np.dated = stop",
    "import crawlers.spiders.files as f\ndef stop(*_): raise RuntimeError('oei')\nf.links = stop",
    "import crawlers.visits as v\ndef stop(*_): raise RuntimeError('oei')\nv.spider_for = stop",
], ids=["disk", "finish", "settle", "spider", "loader"])  # fmt: skip
def test_whatever_breaks_in_a_source_is_seen_and_keeps_its_file(
    tmp_path: Path, serve: Any, crawl: Any, before: str
) -> None:
    site = serve({"/": listing("/a"), "/a": page("A")})
    folder = tmp_path / "data" / "harvest"
    folder.mkdir(parents=True)
    (folder / "dorp-files.jsonl").write_text('{"id": "x"}\n')

    run = crawl(tmp_path, {"dorp": files(site)}, before=before)

    assert run.status == 1
    assert run.files == {"dorp-files": b'{"id": "x"}\n'}
    assert {"unwritable", "bug"} & set(run.codes("dorp-files").values())


def test_an_interrupted_run_removes_nothing(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    paths = [f"/{n}" for n in range(9)]
    pages = {"/": listing(*paths), **{path: page(f"Bladzijde {path}") for path in paths}}
    site, other = serve(pages), serve({"/": listing("/a"), "/a": page("A")})
    before = crawl(tmp_path, {"dorp": files(site), "stad": files(other)})
    for path in paths:
        site.pages[path] = answer(page(f"Bladzijde {path}"), delay=0.3)
    site.hits.clear()
    command = [sys.executable, "-m", "noaber", "--home", str(tmp_path), "crawl", "--allow-loopback"]
    process = subprocess.Popen(
        command, cwd=CHECKOUT, env=os.environ | {"NOABER_NOW": "2026-11-01"},
        stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    while len(site.hits) < 4:
        time.sleep(0.01)

    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "onderbroken na" in stderr
    harvest = {p.stem: p.read_bytes() for p in (tmp_path / "data" / "harvest").iterdir()}
    assert harvest == before.files
    report = max((tmp_path / "data" / "runs").glob("*.json")).read_text()
    assert '"interrupted"' in report


def reported(**states: str) -> Run:
    """A run with a source per state, with a record each where it is complete or partial."""
    made = [SourceReport(name, name, state=state, records=int(state in ("complete", "partial")))  # type: ignore[arg-type]
            for name, state in states.items()]  # fmt: skip
    return Run("2026", made)


@pytest.mark.parametrize(("states", "status"), [
    ([], 1), (["complete"], 0), (["complete", "complete"], 0), (["failed"], 1),
    (["unsupported"], 1), (["held", "failed", "unsupported"], 1), (["partial"], 3),
    (["complete", "failed"], 3), (["complete", "unsupported"], 3), (["complete", "held"], 3),
])  # fmt: skip
def test_the_exit_status_sums_a_run_up(states: list[str], status: int) -> None:
    run = reported(**{f"s{n}": state for n, state in enumerate(states)})

    assert outcome(run, False) == status


def test_a_refused_record_or_a_wrong_member_file_is_status_3() -> None:
    run = reported(a="complete")
    assert outcome(run, True) == 3

    run.sources[0].refuse("https://dorp.nl/", "robots", "mag niet")

    assert outcome(run, False) == 3


def test_a_partial_run_that_brought_nothing_is_nothing_usable() -> None:
    run = reported(a="partial")
    run.sources[0].records = 0

    assert outcome(run, False) == 1


def test_a_complete_source_may_be_empty() -> None:
    run = reported(a="complete")
    run.sources[0].records = 0

    assert outcome(run, False) == 0


@pytest.mark.parametrize(("one", "other", "same"), [
    ("https://dorp.nl/a", "https://dorp.nl/b", True), ("https://dorp.nl/", "http://DORP.nl/", True),
    ("https://dorp.nl:8443/", "https://dorp.nl/", True),
    ("https://dorp.nl/", "https://stad.nl/", False),
    ("http://127.0.0.1:1/", "http://127.0.0.1:2/", False),
])  # fmt: skip
def test_a_host_is_a_name_and_on_loopback_a_port(one: str, other: str, same: bool) -> None:
    member = Member(slug="dorp", name="Dorp", type="gemeente", sources=())
    hosts = {Task(member, "x", Source(protocol="files", url=url)).host for url in (one, other)}

    assert (len(hosts) == 1) is same


def test_a_source_that_asks_for_fewer_runs_waits_for_its_day(
    tmp_path: Path, serve: Any, crawl: Any
) -> None:
    site = serve({"/": listing("/a", "/b"), "/a": page("A"), "/b": page("B")})
    weekly = [source | {"refresh": 7} for source in files(site)]
    first = crawl(tmp_path, {"dorp": weekly}, now="2026-11-01")
    asked = len(site.hits)

    early = crawl(tmp_path, now="2026-11-07")
    named = crawl(tmp_path, None, "dorp", now="2026-11-07")
    again = crawl(tmp_path, now="2026-11-13")
    late = crawl(tmp_path, now="2026-11-14")

    report = early.sources["dorp-files"]
    assert (early.status, report["state"], report["records"], report["unchanged"]) == (
        0, "complete", 2, 2)  # fmt: skip
    assert early.codes("dorp-files") == {"dorp-files": "not-due"}
    assert early.files == first.files
    assert "not-due" not in named.codes("dorp-files").values()
    assert "not-due" in again.codes("dorp-files").values()  # six days after it was named
    assert "not-due" not in late.codes("dorp-files").values()
    assert len(site.hits) > asked


def test_a_source_that_failed_does_not_wait(tmp_path: Path, serve: Any, crawl: Any) -> None:
    site = serve({})
    weekly = [source | {"refresh": 7} for source in files(site)]
    crawl(tmp_path, {"dorp": weekly}, now="2026-11-01")
    site.pages |= {"/": listing("/a"), "/a": page("A")}

    run = crawl(tmp_path, now="2026-11-02")

    assert run.sources["dorp-files"]["records"] == 1
