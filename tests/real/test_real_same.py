"""The same input gives the same bytes: twice in a row, and with members in another order."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

# crawls all members from the last to the first: the sources are not sorted by anybody before
REVERSED = """
import sys
from pathlib import Path
from crawlers.run import crawl
from knowledge.home import Home
from knowledge.members import load_members

home = Home(Path(sys.argv[1]))
members, problems = load_members(home.members)
assert members and not problems, problems
members = [m.model_copy(update={"sources": m.sources[::-1]}) for m in reversed(members)]
print({report.state for report in crawl(home, members, True).sources})
"""


def sums(folder: Path) -> dict[str, str]:
    """The sha256 of every file below a folder, by its path there."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def differences(one: Path, other: Path) -> list[str]:
    """The files that are not the same in both folders, the first by name first."""
    left, right = sums(one), sums(other)
    assert left, one
    return sorted(name for name in left.keys() | right.keys() if left.get(name) != right.get(name))


@pytest.fixture(scope="module")
def second(real: Any, new_real: Callable[[str, str], Any]) -> Any:
    """The same members, written from the last to the first, with days of their own."""
    made = new_real("second", "2")
    members = real.home / "knowledge" / "members"
    folder = made.home / "knowledge" / "members"
    folder.mkdir(parents=True)
    moments = random.Random(7)
    for path in sorted(members.glob("*.yml"), reverse=True):
        written = folder / path.name
        written.write_bytes(path.read_bytes())
        moment = moments.randrange(1_500_000_000, 1_700_000_000)
        os.utime(written, (moment, moment))
    made.done["crawl"] = made.run("-c", REVERSED, str(made.home))
    assert made.done["crawl"].returncode == 0, made.done["crawl"].stderr[-2000:]
    shuffle_days(made.home / "data" / "harvest")
    made.do("build", "build")
    return made


@pytest.fixture
def third(second: Any, new_real: Callable[[str, str], Any]) -> Any:
    """The second home after its crawl, as a home of its own."""
    made = new_real("third", "3")
    for name in ("knowledge", "data"):
        shutil.copytree(second.home / name, made.home / name)
    return made


def shuffle_days(folder: Path) -> None:
    moments = random.Random(8)
    for path in folder.iterdir():
        moment = moments.randrange(1_500_000_000, 1_700_000_000)
        os.utime(path, (moment, moment))


def test_the_order_of_members_and_sources_does_not_change_the_harvest(
    real: Any, second: Any
) -> None:
    assert differences(real.home / "data" / "harvest", second.home / "data" / "harvest") == []


def test_the_order_of_members_and_sources_does_not_change_the_report(
    real: Any, second: Any
) -> None:
    def timeless(report: dict[str, dict[str, Any]]) -> list[Any]:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in report.values()]

    assert timeless(second.report) == timeless(real.report)
    assert list(second.report) == list(real.report)


def test_the_order_of_members_and_sources_does_not_change_the_staged_pages(
    real: Any, second: Any
) -> None:
    assert second.done["build"].returncode == real.done["build"].returncode
    assert differences(real.pages, second.pages) == []


def test_the_order_of_members_and_sources_does_not_change_the_exports_of_the_graph(
    real: Any, second: Any
) -> None:
    folders = []
    for home in (real, second):
        home.do("export", "export", str(home.home / "exported"), "--json")
        assert home.done["export"].returncode == 0, home.done["export"].stderr
        folders.append(home.home / "exported")
    assert len(sums(folders[0])) >= 3
    assert differences(*folders) == []


def test_a_second_crawl_in_a_row_finds_everything_unchanged(third: Any) -> None:
    harvest = third.home / "data" / "harvest"
    before = sums(harvest)
    asked(third.address, "reset")
    again = third.noaber("crawl", "--allow-loopback", "--json")
    assert again.returncode == 3, again.stderr[-2000:]
    after = sums(harvest)
    assert sorted(name for name in before | after if before.get(name) != after.get(name)) == []
    rows = json.loads(again.stdout)["sources"]
    for row in rows:
        if row["state"] in ("complete", "partial"):
            assert (row["unchanged"], row["gone"]) == (row["records"], 0), row["source"]
    assert_asked_little(third.address, rows)


def asked(address: str, what: str) -> dict[str, Any]:
    """Reset the counts of the federation, or read them."""
    url = address.replace("directory.json", what)
    with urlopen(Request(url, method="POST" if what == "reset" else "GET")) as answer:
        return dict(json.load(answer))


def assert_asked_little(address: str, rows: list[dict[str, Any]]) -> None:
    """A forge is asked for one list an owner, a website for robots.txt, sitemap and first page."""
    status = asked(address, "status.json")
    owners = [row for row in rows if "-forge" in row["source"]]
    assert len(owners) == 36
    assert status["requests"]["forge"] == len(owners)
    websites = {n: count for n, count in status["requests"].items() if n.startswith("www.")}
    assert websites == dict.fromkeys(websites, 3)
    assert len(websites) == 6
    assert status["statuses"].keys() == {"200", "304"}
