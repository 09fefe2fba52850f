"""The corpus on hosts that misbehave: nothing crashes, nothing is lost, every fault is named."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from urllib.request import urlopen

import pytest

# fault -> the code that its address gets in the report; README of shared/federation says where
TRAPS = {"bomb": "too-large", "private-redirect": "closed", "robots-500": "status-500",
         "html-error": "page-instead"}  # fmt: skip


@pytest.fixture(scope="module")
def faulty(serving: Any, new_real: Any) -> Any:
    """Crawl the corpus while all is well, and a day later with six faults, on the same port."""
    with serving() as address:
        made = new_real("faults", "1", address)
        made.do("import", "members", "import", address, "--allow-loopback", "--json")
        made.do("first", "crawl", "--allow-loopback", "--json")
        before = dict(made.harvest)
    del made.harvest
    port = address.rpartition(":")[2].partition("/")[0]
    with serving("--faults", *TRAPS, "loop", "vanish", port=int(port)) as address:
        made.do("second", "crawl", "--allow-loopback", "--json")
        with urlopen(address.replace("directory.json", "status.json")) as answer:
            status = json.load(answer)
    newest = sorted((made.home / "data" / "runs").glob("*.json"))[-1]
    report = {row["source"]: row for row in json.loads(newest.read_bytes())["sources"]}
    return SimpleNamespace(real=made, before=before, after=made.harvest, status=status,
                          report=report)  # fmt: skip


def problems(faulty: Any) -> dict[str, dict[str, Any]]:
    return {p["place"]: p for row in faulty.report.values() for p in row["problems"]}


def test_the_crawl_ends_with_status_3_and_without_a_bug(faulty: Any) -> None:
    done = faulty.real.done["second"]

    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    codes = {p["code"] for p in problems(faulty).values()}
    assert not codes & {"bug", "lost", "interrupted"}


def test_what_is_inside_is_never_asked(faulty: Any) -> None:
    assert faulty.status["secret_hits"] == 0


def test_records_and_refusals_are_what_was_found(faulty: Any) -> None:
    for name, row in faulty.report.items():
        assert row["found"] == row["records"] + row["refused"], name


def test_every_trap_is_named_with_its_reason(faulty: Any) -> None:
    said = problems(faulty)
    for fault, code in TRAPS.items():
        for places in faulty.status["faults"][fault].values():
            for place in places:
                public = place.replace("/robots.txt", "/")
                if fault == "html-error":  # the report names the public address of a file
                    owner, name, _, path = place.partition("/raw/")[2].split("/", 3)
                    public = f"https://github.com/{owner}/{name}/blob/HEAD/{path}"
                assert said[public]["code"] == code, place
                assert len(said[public]["message"]) > 20


def test_a_loop_ends_and_its_circle_is_named(faulty: Any) -> None:
    ((calendar, circle),) = faulty.status["faults"]["loop"].values()

    assert problems(faulty)[circle]["code"] == "redirects"
    ids = {record["url"] for records in faulty.after.values() for record in records}
    assert calendar in ids  # the month in the sitemap; not those behind it
    assert sum("/kalender/" in url for url in ids) == 1


def test_nothing_is_lost_but_pages_that_a_website_no_longer_has(faulty: Any) -> None:
    gone = {
        record["url"]
        for name, records in faulty.before.items()
        for record in records
        if record["id"] not in {other["id"] for other in faulty.after[name]}
    }

    assert 0 < len(gone) < 12
    assert all(problems(faulty)[url]["code"] == "status-404" for url in gone)
    assert all(url.startswith("http://127.1.0.") for url in gone)  # none of the forge


def test_what_a_listed_file_said_stays_when_it_does_not_come(faulty: Any) -> None:
    (place,) = faulty.status["faults"]["html-error"]["forge"]
    source = place.partition("/raw/")[2].partition("/")[0].lower() + "-forge"

    assert faulty.report[source]["state"] == "partial"
    kept = [r for r in faulty.after[source] if r["reader"] == "publiccode"]
    assert kept == [r for r in faulty.before[source] if r["reader"] == "publiccode"]
    assert kept
