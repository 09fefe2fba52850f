"""A list is read to its end or called broken; pages that did not change are those of last time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.failures import Unfetched
from crawlers.memory import Mark
from crawlers.pipelines import HarvestPipeline, Settled
from crawlers.readers import File, Reading
from crawlers.report import SourceReport
from crawlers.spiders.base import MemberSpider
from knowledge.home import Home
from knowledge.member import Member, Source
from knowledge.model import Document

ROOT = "https://dorp.example/lijst"
DORP = Member(slug="dorp", name="Dorp", type="gemeente", sources=())


def listed(*items: str, after: str = "", total: int = -1, **problems: str) -> str:
    """Write a page: items are `key` or `key=title`, problems `place=code`."""
    return json.dumps({"items": items, "next": after, "total": total, "problems": problems})


@dataclass
class Host:
    """What a host has at its addresses, by what follows `?`; a number is a status."""

    pages: dict[str, Any]
    has_tags: bool = True
    media: str = "application/json"

    def answer(self, url: str, known: Mark | None) -> Response:
        said = self.pages.get(url.partition("?")[2], 404)
        if isinstance(said, int):
            raise Unfetched(f"status-{said}", f"fout bij de host (HTTP {said})", said >= 500)
        tag = f'"{hash(said)}"'
        told = {"Content-Type": self.media} | ({"ETag": tag} if self.has_tags else {})
        if self.has_tags and known and known.etag == tag:
            return Response(url, 304, told)
        return Response(url, 200, told, said.encode())


class Lister(MemberSpider):
    """Reads the lists of a host that a test made up; `asked` and `read` say what it did."""

    protocol = "lister"
    host: Host
    walk: Callable[[Lister], AsyncIterator[Settled]]

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.read_pages: list[str] = []

    async def fetch(
        self,
        url: str,
        robots: bool = True,
        accept: str = "",
        headers: dict[str, str] | None = None,
        known: Mark | None = None,
    ) -> Response:
        self.asked.append(url.partition("?")[2])
        return self.host.answer(url, known)

    async def reading(self, file: File) -> Reading:
        self.read_pages.append(file.url.partition("?")[2])
        try:
            data = json.loads(file.body)
        except ValueError:
            found = Reading()
            found.problem("not-json", "geen JSON", place=file.url)
            return found
        found = Reading(next=data["next"], total=data["total"], format="lijst")
        for key, _, title in (item.partition("=") for item in data["items"]):
            url = f"https://dorp.example/{key}"
            found.records.append(Document(id=url, url=url, title=title or key, reader="lijst"))
        for place, code in data["problems"].items():
            found.problem(code, "dit is niet goed", place=place)
        return found

    def find(self, place: str) -> bool:
        return self.report.find(place)

    async def harvest_source(self) -> AsyncIterator[Settled]:
        async for settled in type(self).walk(self):
            yield settled


async def all_pages(spider: Lister) -> AsyncIterator[Settled]:
    async for settled in spider.paged(f"{ROOT}?1"):
        yield settled


class Runs:
    """Runs of one source, on one host, in a home of its own."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home, self.monkeypatch = Home(root), monkeypatch
        self.host = Host({})
        self.walk: Any = all_pages

    def run(self, day: str = "2026-11-01", code: str = "code", **pages: Any) -> SimpleNamespace:
        """Read the pages `p1`, `p2`... and write what was found."""
        self.host.pages |= {name.removeprefix("p"): said for name, said in pages.items()}
        self.monkeypatch.setenv("NOABER_NOW", day)
        values = {"name": "bron", "source_name": "bron", "member": DORP, "home": self.home,
                  "source": Source(protocol="lister", url=ROOT), "code": code, "host": self.host,
                  "walk": self.walk}  # fmt: skip
        spider = type("Bron", (Lister,), values)()
        pipeline = HarvestPipeline(SimpleNamespace(spider=spider))  # type: ignore[arg-type]
        asyncio.run(self._read(spider, pipeline))
        pipeline.close_spider()
        report: SourceReport = spider.report
        return SimpleNamespace(
            report=report, asked=spider.asked, read=spider.read_pages, state=report.state,
            codes=sorted({problem.code for problem in report.problems}),
            live=sorted(line["title"] for line in self.lines if line["last_seen"] == day),
        )  # fmt: skip

    async def _read(self, spider: Lister, pipeline: HarvestPipeline) -> None:
        try:
            async for settled in spider.harvest_source():
                pipeline.process_item(settled)
            spider.report.ended = True
        except Unfetched as error:
            spider.report.fail(ROOT, error.code, str(error))

    @property
    def lines(self) -> list[dict[str, Any]]:
        path = self.home.harvest / "bron.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runs:
    return Runs(tmp_path, monkeypatch)


def test_all_pages_are_read_in_their_order(runs: Runs) -> None:
    done = runs.run(p1=listed("a", "b", after="?2", total=3), p2=listed("c"))

    assert (done.state, done.asked, done.live) == ("complete", ["1", "2"], ["a", "b", "c"])
    assert done.report.found == 3


@pytest.mark.parametrize("after", ["?1", "?2", f"{ROOT}?1", "lijst?2"])
def test_a_list_that_points_back_is_broken(runs: Runs, after: str) -> None:
    done = runs.run(p1=listed("a", after="?2"), p2=listed("b", after=after))

    assert (done.state, done.codes, done.live) == ("partial", ["loop"], ["a", "b"])
    assert done.asked == ["1", "2"]


@pytest.mark.parametrize(("page", "code"), [
    (404, "status-404"), (500, "status-500"), ("<p>Storing", "not-json"), ("", "not-json"),
])  # fmt: skip
def test_a_later_page_that_does_not_come_leaves_the_run_partial(
    runs: Runs, page: Any, code: str
) -> None:
    runs.run(p1=listed("a", after="?2"), p2=listed("b"))

    done = runs.run("2026-11-02", p2=page)

    assert (done.state, done.codes, done.live) == ("partial", [code], ["a"])
    assert len(runs.lines) == 2


@pytest.mark.parametrize(("page", "code"), [(404, "status-404"), ("<p>Storing", "not-json")])
def test_a_first_page_that_does_not_come_fails_the_source(runs: Runs, page: Any, code: str) -> None:
    runs.run(p1=listed("a"))
    before = runs.lines

    done = runs.run("2026-11-02", p1=page)

    assert (done.state, done.codes) == ("failed", [code])
    assert runs.lines == before


def test_a_web_page_is_no_list_unless_it_holds_one(runs: Runs) -> None:
    runs.host.media = "text/html"

    assert runs.run(p1=listed()).codes == ["page-instead"]
    assert runs.run(p1=listed("a")).live == ["a"]


@pytest.mark.parametrize(("total", "state"), [(-1, "complete"), (0, "complete"), (2, "complete"),
                                              (3, "partial")])  # fmt: skip
def test_a_list_that_gives_less_than_it_promised_is_broken(
    runs: Runs, total: int, state: str
) -> None:
    done = runs.run(p1=listed("a", after="?2", total=total), p2=listed("b"))

    assert (done.state, done.codes) == (state, ["incomplete"] * (state == "partial"))


def test_the_highest_total_that_a_page_says_counts(runs: Runs) -> None:
    done = runs.run(p1=listed("a", after="?2", total=2), p2=listed("b", total=9))

    assert done.codes == ["incomplete"]


def test_what_is_refused_in_a_list_counts_as_given(runs: Runs) -> None:
    done = runs.run(p1=listed("a", total=2, elders="no-title"))

    assert (done.state, done.report.found, done.report.refused) == ("complete", 2, 1)


def test_a_problem_of_a_record_or_of_the_page_is_no_item(runs: Runs) -> None:
    page = {f"{ROOT}?1": "odd-page", "https://dorp.example/a": "odd-record", "": "odd"}

    done = runs.run(p1=listed("a", total=1, **page))

    assert (done.state, done.report.found) == ("complete", 1)
    assert done.codes == ["odd", "odd-page", "odd-record"]


def test_an_item_that_stands_in_the_list_twice_is_said(runs: Runs) -> None:
    done = runs.run(p1=listed("a", "b", after="?2"), p2=listed("b", "c"))

    assert (done.state, done.codes, done.live) == ("complete", ["duplicate"], ["a", "b", "c"])


@pytest.mark.parametrize("has_tags", [True, False])
@pytest.mark.parametrize("day", ["2026-11-02", "2026-12-24"])
def test_a_list_that_repeats_its_first_page_is_not_whole(
    runs: Runs, day: str, has_tags: bool
) -> None:
    """As a host does that does not look at the number of the page."""
    runs.host.has_tags = has_tags
    first = listed("a", "b", after="?2", total=3)
    runs.run(p1=first, p2=listed("c", total=3))

    done = runs.run(day, p2=first.replace("?2", ""))

    assert (done.state, done.codes) == ("partial", ["duplicate", "incomplete"])
    assert len(runs.lines) == 3


@pytest.mark.parametrize("day", ["2026-11-02", "2026-12-24"])
def test_another_thing_under_a_known_id_is_one_that_the_list_counts(runs: Runs, day: str) -> None:
    pages = {"p1": listed("a", "b", after="?2", total=4), "p2": listed("a=Anders", "c")}
    first = runs.run(**pages)

    done = runs.run(day, **pages)

    assert (first.state, done.state) == ("complete", "complete")
    assert done.live == ["a", "b", "c"]
    assert done.codes == ["duplicate"]


@pytest.mark.parametrize("has_tags", [True, False])
def test_pages_that_did_not_change_are_not_read_again(runs: Runs, has_tags: bool) -> None:
    runs.host.has_tags = has_tags
    first = runs.run(p1=listed("a", after="?2", total=3, elders="no-title"), p2=listed("b"))

    done = runs.run("2026-11-02")

    assert (first.read, done.read, done.asked) == (["1", "2"], [], ["1", "2"])
    assert (done.state, done.codes, done.live) == (first.state, first.codes, first.live)
    assert (done.report.found, done.report.refused, done.report.unchanged) == (3, 1, 2)


def test_only_the_page_that_changed_is_read_again(runs: Runs) -> None:
    runs.run(p1=listed("a", after="?2"), p2=listed("b"))

    done = runs.run("2026-11-02", p2=listed("b=Nieuw", "c"))

    assert done.read == ["2"]
    assert done.live == ["Nieuw", "a", "c"]


def test_an_item_that_moves_to_a_page_that_did_not_change_is_still_there(runs: Runs) -> None:
    """It stood on both pages before, and now on the second alone."""
    runs.run(p1=listed("a", "b", after="?2"), p2=listed("b", "c"))

    done = runs.run("2026-11-02", p1=listed("a", after="?2"))

    assert (done.state, done.live) == ("complete", ["a", "b", "c"])


@pytest.mark.parametrize("how", [{"day": "2026-11-29"}, {"day": "2026-11-02", "code": "nieuw"}])
def test_everything_is_read_again_after_some_weeks_or_with_other_code(
    runs: Runs, how: dict[str, str]
) -> None:
    runs.run(p1=listed("a", after="?2"), p2=listed("b"))

    assert runs.run(**how).read == ["1", "2"]


def test_a_page_whose_records_are_gone_from_the_harvest_is_read_again(runs: Runs) -> None:
    runs.run(p1=listed("a", after="?2"), p2=listed("b"))
    (runs.home.harvest / "bron.jsonl").unlink()

    done = runs.run("2026-11-02")

    assert (done.read, done.live) == (["1", "2"], ["a", "b"])


def test_another_follow_decides_where_the_list_goes_on(runs: Runs) -> None:
    async def backwards(spider: Lister) -> AsyncIterator[Settled]:
        def follow(reading: Reading, url: str) -> str:
            return f"{ROOT}?1" if url.endswith("?2") else ""

        async for settled in spider.paged(f"{ROOT}?2", follow=follow):
            yield settled

    runs.walk = backwards

    assert runs.run(p1=listed("a", after="?7"), p2=listed("b", after="?9")).asked == ["2", "1"]


# groups: what belongs together and is unchanged by the word of its list


def grouped(stamp: str, *, reads: bool = True) -> Any:
    """Walk over one group, whose list says a stamp; it has two things, one of them refused."""

    async def walk(spider: Lister) -> AsyncIterator[Settled]:
        spider.group = "groep"
        if spider.reusable("groep", stamp):
            async for settled in spider.reuse("groep", stamp):
                yield settled
        elif reads:
            for name in ("p", "q"):
                place = f"{ROOT}?{name}"
                spider.report.find(place)
                spider.groups[place] = "groep"
                if settled := await spider.settled(place, place):
                    yield settled
            spider.close_group("groep", stamp)
        spider.group = ""

    return walk


def test_a_group_with_the_same_stamp_is_not_asked_for(runs: Runs) -> None:
    runs.walk = grouped("nu")
    first = runs.run(pp=listed("a", "b"), pq=410)

    runs.walk = grouped("nu", reads=False)
    done = runs.run("2026-11-02")

    assert (first.asked, done.asked) == (["p", "q"], [])
    assert done.live == first.live == ["a", "b"]
    assert (done.state, done.codes, done.report.found) == ("complete", ["status-410"], 3)
    assert (done.report.refused, first.report.refused) == (1, 1)


def test_a_reused_group_can_be_reused_again(runs: Runs) -> None:
    runs.walk = grouped("nu")
    runs.run(pp=listed("a"), pq=410)
    runs.run("2026-11-02")

    done = runs.run("2026-11-03")

    assert (done.asked, done.live, done.codes) == ([], ["a"], ["status-410"])


@pytest.mark.parametrize(("stamp", "day", "code"), [
    ("later", "2026-11-02", "code"), ("", "2026-11-02", "code"), ("nu", "2026-11-29", "code"),
    ("nu", "2026-11-02", "nieuw"),
])  # fmt: skip
def test_another_stamp_a_full_reading_or_other_code_asks_for_the_group(
    runs: Runs, stamp: str, day: str, code: str
) -> None:
    runs.walk = grouped("nu")
    runs.run(pp=listed("a"), pq=listed("b"))
    runs.walk = grouped(stamp)

    assert runs.run(day, code).asked == ["p", "q"]


def test_a_group_with_a_record_that_is_gone_from_the_harvest_is_asked_for(runs: Runs) -> None:
    runs.walk = grouped("nu")
    runs.run(pp=listed("a"), pq=listed("b"))
    path = runs.home.harvest / "bron.jsonl"
    path.write_text(path.read_text().partition("\n")[2])

    assert runs.run("2026-11-02").asked == ["p", "q"]


def test_all_that_was_known_is_there_without_a_request(runs: Runs) -> None:
    first = runs.run(p1=listed("a", "b", after="?2", elders="no-title"), p2=listed("b", "c"))
    runs.walk = lambda spider: spider.reuse_all()

    second = runs.run("2026-11-02")
    third = runs.run("2026-11-03")

    for done in (second, third):
        assert (done.asked, done.read, done.state) == ([], [], "complete")
        assert (done.live, done.codes) == (first.live, first.codes)
        assert (done.report.found, done.report.refused) == (4, 1)


def test_a_record_of_two_files_is_still_there_when_one_of_them_goes(runs: Runs) -> None:
    runs.walk = grouped("")
    runs.run(pp=listed("a"), pq=listed("a", "b"))

    done = runs.run("2026-11-02", pp=410)

    assert done.live == ["a", "b"]
