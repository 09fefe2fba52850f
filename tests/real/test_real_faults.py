"""The corpus on hosts that misbehave: nothing crashes, nothing is removed, every fault is named.

All faults that serve.py knows, in three runs. Each goes on from the same good one, weeks later,
so that everything is asked for and read again.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest

# fault -> the code that its address gets in the report; README of shared/federation says where
TRAPS = {"bomb": "too-large", "private-redirect": "closed", "robots-500": "status-500",
         "html-error": "page-instead"}  # fmt: skip
RUNS = {
    "traps": (*TRAPS, "loop", "vanish"),
    "damage": ("slow", "truncate", "empty-org"),
    "flaky": ("flaky",),
}
LATER = "2026-12-25"
# less patience than the real one: a slow host would take minutes, as would each second of rest
CODE = """
import sys, noaber, crawlers.patience as p, crawlers.settings as s
s.DOWNLOAD_TIMEOUT = 3
p.rest = lambda response, asked=p.rest: None if asked(response) is None else 0.0
sys.argv[1:] = {arguments!r}
noaber.main()
"""


@pytest.fixture(scope="module")
def homes(serving: Any, new_real: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Crawl the corpus while all is well, and some weeks later with faults, on the same port."""
    with serving() as address:
        made = new_real("faults", "1", address)
        made.do("import", "members", "import", address, "--allow-loopback", "--json")
        made.do("crawl", "crawl", "--allow-loopback", "--json")
    port = address.rpartition(":")[2].partition("/")[0]
    found = {}
    for name, faults in RUNS.items():
        home = tmp_path_factory.mktemp(name) / "home"
        shutil.copytree(made.home, home)
        copy = type(made)(home, address, made.env | {"NOABER_NOW": LATER})
        arguments = ["--home", str(home), "crawl", "--allow-loopback", "--json"]
        with serving("--faults", *faults, port=int(port)) as address:
            done = copy.run("-c", CODE.format(arguments=arguments))
            with urlopen(address.replace("directory.json", "status.json")) as answer:
                status = json.load(answer)
        report = {row["source"]: row for row in json.loads(done.stdout)["sources"]}
        found[name] = SimpleNamespace(
            done=done, status=status, report=report, first=made, before=by_id(made),
            after=by_id(copy), places=places(made.home),
        )  # fmt: skip
    return found


def places(home: Path) -> dict[str, dict[str, str]]:
    """Give where each record was read, by source and id: a file may hold several."""
    return {
        path.stem: {i: entry["place"] for entry in map(json.loads, path.read_text().splitlines())
                    for i in entry.get("ids", ())}
        for path in (home / "data" / "runs" / "seen").iterdir()
    }  # fmt: skip


def by_id(made: Any) -> dict[str, dict[str, Any]]:
    return {source: {line["id"]: line for line in lines} for source, lines in made.harvest.items()}


def problems(run: Any) -> dict[str, dict[str, Any]]:
    return {p["place"]: p for row in run.report.values() for p in row["problems"]}


def changed(run: Any) -> set[str]:
    """Name the sources whose run did not end as the good one did."""
    return {name for name, row in run.report.items()
            if row["state"] != run.first.table[name]["state"]}  # fmt: skip


@pytest.mark.parametrize("name", RUNS)
def test_the_crawl_ends_with_status_3_and_without_a_bug(name: str, homes: Any) -> None:
    run = homes[name]

    assert run.done.returncode == 3, run.done.stderr
    assert "Traceback" not in run.done.stderr
    codes = {p["code"] for p in problems(run).values()}
    assert not codes & {"bug", "lost", "interrupted"}


@pytest.mark.parametrize("name", RUNS)
def test_records_and_refusals_are_what_was_found(name: str, homes: Any) -> None:
    for source, row in homes[name].report.items():
        assert row["found"] == row["records"] + row["refused"], source


@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_removed(name: str, homes: Any) -> None:
    run = homes[name]

    for source, before in run.before.items():
        after = run.after[source]
        assert before.keys() <= after.keys(), source
        assert not [i for i, line in after.items() if line.get("gone")], source


@pytest.mark.parametrize("name", RUNS)
def test_what_was_not_found_again_is_named(name: str, homes: Any) -> None:
    """By itself where the rest of its source was read, else by what is wrong with its source."""
    run, said = homes[name], problems(homes[name])

    for source, before in run.before.items():
        row, after = run.report[source], run.after[source]
        away = {i for i in before if after[i]["last_seen"] != LATER}
        serious = [one for one in row["problems"] if one["level"] == "error"]
        if row["state"] == "complete":
            assert row["missing"] == len(away), source
            assert [i for i in away if run.places[source][i] not in said] == [], source
        elif away:
            assert serious, source
            assert {i: after[i] for i in away} == {i: before[i] for i in away}


def test_what_is_inside_is_never_asked(homes: Any) -> None:
    assert homes["traps"].status["secret_hits"] == 0


def test_every_trap_is_named_with_its_reason(homes: Any) -> None:
    run = homes["traps"]
    said = problems(run)
    for fault, code in TRAPS.items():
        for places in run.status["faults"][fault].values():
            for place in places:
                public = place.replace("/robots.txt", "/")
                if fault == "html-error":  # the report names the public address of a file
                    owner, name, _, path = place.partition("/raw/")[2].split("/", 3)
                    public = f"https://github.com/{owner}/{name}/blob/HEAD/{path}"
                assert said[public]["code"] == code, place
                assert len(said[public]["message"]) > 20


def test_a_bomb_costs_one_record(homes: Any) -> None:
    run = homes["traps"]
    ((host, (bomb,)),) = run.status["faults"]["bomb"].items()
    (source,) = (name for name, row in run.report.items()
                 if bomb in {problem["place"] for problem in row["problems"]})  # fmt: skip
    vanished = {url for places in run.status["faults"]["vanish"].values() for url in places}

    away = {line["url"] for line in run.after[source].values() if line["last_seen"] != LATER}

    assert run.report[source]["records"] > 5, host
    assert away <= vanished


def test_a_loop_ends_and_its_circle_is_named(homes: Any) -> None:
    run = homes["traps"]
    ((calendar, circle),) = run.status["faults"]["loop"].values()

    assert problems(run)[circle]["code"] == "redirects"
    urls = {line["url"] for lines in run.after.values() for line in lines.values()}
    assert calendar in urls  # the month in the sitemap; not those behind it
    assert sum("/kalender/" in url for url in urls) == 1


def test_a_page_that_a_website_no_longer_has_is_missed_and_kept(homes: Any) -> None:
    run = homes["traps"]
    missed = [line for lines in run.after.values() for line in lines.values() if "missed" in line]

    assert 0 < len(missed) < 20
    for line in missed:
        place = run.places[line["source"]][line["id"]]
        assert line["missed"] == [LATER]
        assert problems(run)[place]["code"] == "status-404"
        assert place.startswith("http://127.1.0.")  # none of the forge


def test_what_a_listed_file_said_stays_when_it_does_not_come(homes: Any) -> None:
    run = homes["traps"]
    (place,) = run.status["faults"]["html-error"]["forge"]
    source = place.partition("/raw/")[2].partition("/")[0].lower() + "-forge"
    before, after = run.before[source], run.after[source]
    away = [i for i in before if after[i]["last_seen"] != LATER]

    assert run.report[source]["state"] == "partial"
    assert "publiccode" in {before[i]["reader"] for i in away}
    assert {i: after[i] for i in away} == {i: before[i] for i in away}


def test_an_owner_that_lists_nothing_any_more_is_held(homes: Any) -> None:
    run = homes["damage"]
    (places,) = run.status["faults"]["empty-org"].values()
    name = places[0].partition("/orgs/")[2].partition("/")[0].lower() + "-forge"

    assert run.report[name]["state"] == "held"
    assert run.after[name] == run.before[name]


@pytest.mark.parametrize(("fault", "code"), [("slow", "timeout"), ("truncate", "broken-off")])
def test_a_host_that_does_not_finish_fails_and_keeps_what_it_had(
    fault: str, code: str, homes: Any
) -> None:
    run = homes["damage"]
    hosts = {place.split("/")[2] for places in run.status["faults"][fault].values()
             for place in places}  # fmt: skip
    hit = [row for row in run.report.values()
           if any(p["code"] == code and p["place"].split("/")[2] in hosts
                  for p in row["problems"])]  # fmt: skip

    assert hit
    for row in hit:
        assert row["state"] in ("failed", "partial")
        assert run.after.get(row["source"]) == run.before.get(row["source"])


def test_the_other_sources_notice_nothing_of_the_damage(homes: Any) -> None:
    run = homes["damage"]
    hit = {name for name, row in run.report.items() if {p["code"] for p in row["problems"]}
           & {"timeout", "broken-off", "too-few", "sudden-loss"}}  # fmt: skip

    assert changed(run) <= hit
    assert 0 < len(hit) < len(run.report) / 2


def test_a_host_that_fails_now_and_then_is_asked_again_and_loses_nothing(homes: Any) -> None:
    run = homes["flaky"]

    assert run.status["statuses"]["503"] > 50
    assert changed(run) == set()
    for source, before in run.before.items():
        assert {line["last_seen"] for line in run.after[source].values()} <= {LATER}
        assert run.after[source].keys() == before.keys()
