"""Protocol `sru`: the question that is asked, the pages of the answer, and when none is read."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.loader import spider_for
from crawlers.spiders.sru import SruSpider
from knowledge.home import Home
from knowledge.member import Member, Source

PAGES = Path(__file__).parent / "pages" / "sru"
FIRST, SECOND, WRONG, EMPTY, OWN = (
    (PAGES / f"{name}.xml").read_text()
    for name in ("page-1", "page-2", "diagnostic", "empty", "eigen")
)
NATIONAL = "https://zoekdienst.overheid.nl"
QUERY = "authority%3D%22%27s-Zomerdorp%22"
NEWER = f"%28{QUERY}%29%20and%20modified%3E%222026-08-14%22"


def asked(start: int, query: str = QUERY, most: int = 50) -> str:
    said = f"version=1.2&operation=searchRetrieve&x-connection=sc&query={query}"
    return f"/sru/Search?{said}&startRecord={start}&maximumRecords={most}"


def source(site: Any, **more: Any) -> dict[str, Any]:
    url = f"{site.url}/sru/Search?authority='s-Zomerdorp"
    return {"protocol": "sru", "url": url, "stands_for": NATIONAL} | more


def xml(answer: Any, body: str) -> Any:
    return answer(body, media_type="text/xml; charset=utf-8")


def spider(url: str, **member: Any) -> SruSpider:
    fields = {"slug": "z", "name": "Gemeente Zomerdorp", "type": "gemeente", "sources": ()} | member
    found = spider_for(Member(**fields), "z", Source(protocol="sru", url=url), Home())()
    assert isinstance(found, SruSpider)
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """The same list read on one day, on the next, and after a change."""
    pages = {asked(1): xml(answer, FIRST), asked(3): xml(answer, SECOND)}
    site, home = serve(pages), tmp_path_factory.mktemp("sru")
    first = crawl(home, {"zomerdorp": [source(site)]})
    seen = list(site.paths)
    site.pages[asked(1, most=1)] = xml(answer, FIRST)
    site.pages[asked(1, NEWER, 1)] = xml(answer, EMPTY)
    site.hits.clear()
    again = crawl(home, now="2026-11-02")
    cheap = list(site.paths)
    site.pages[asked(1, NEWER, 1)] = xml(answer, EMPTY.replace(">0<", ">1<"))
    site.pages[asked(1)] = xml(answer, FIRST.replace("snoeien", "planten"))
    site.hits.clear()
    changed = crawl(home, now="2026-11-03")
    full = list(site.paths)
    return SimpleNamespace(
        first=first, seen=seen, again=again, cheap=cheap, changed=changed, full=full
    )


def test_all_pages_of_the_answer_are_read(run: Any) -> None:
    records = run.first.records("zomerdorp-sru")

    assert [i.rpartition("/")[2] for i in records] == [
        "boom-kappen",
        "hondenbelasting",
        "standplaats",
    ]
    assert run.seen == ["/robots.txt", asked(1), asked(3)]


def test_every_record_of_the_list_is_a_page_or_has_a_reason(run: Any) -> None:
    report = run.first.sources["zomerdorp-sru"]

    assert (report["state"], report["found"], report["refused"]) == ("complete", 4, 1)
    assert "no-address" in run.first.codes("zomerdorp-sru").values()


def test_evidence_names_the_national_service_and_never_the_mirror(run: Any) -> None:
    (place,) = (
        place for place, code in run.first.codes("zomerdorp-sru").items() if code == "no-address"
    )

    assert place.startswith(f"{NATIONAL}/sru/Search?")
    assert b"127.0.0.1" not in run.first.files["zomerdorp-sru"]


def test_where_nothing_changed_two_small_questions_are_enough(run: Any) -> None:
    report = run.again.sources["zomerdorp-sru"]

    assert run.cheap == ["/robots.txt", asked(1, most=1), asked(1, NEWER, 1)]
    assert (report["state"], report["records"], report["unchanged"]) == ("complete", 3, 3)
    assert report["refused"] == 1


def test_one_newer_record_means_that_the_list_is_read(run: Any) -> None:
    titles = {record["title"] for record in run.changed.records("zomerdorp-sru").values()}

    assert run.full[-2:] == [asked(1), asked(3)]
    assert "Boom kappen & planten" in titles


@pytest.mark.parametrize("changed", ["total", "same-day", "undated", "dumb", "silent"])
def test_where_it_is_not_certain_the_list_is_read(
    changed: str, tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    first = FIRST.replace("<dcterms:modified>2026-07-01T09:30:00</dcterms:modified>", "")
    first = first if changed == "undated" else FIRST
    site = serve({asked(1): xml(answer, first), asked(3): xml(answer, SECOND)})
    day = "2026-08-14" if changed == "same-day" else "2026-11-01"
    crawl(tmp_path, {"zomerdorp": [source(site)]}, now=day)
    counted = FIRST.replace("<srw:numberOfRecords>4<", "<srw:numberOfRecords>5<")
    site.pages[asked(1, most=1)] = xml(answer, counted if changed == "total" else FIRST)
    newer = {"dumb": WRONG, "silent": "<x/>"}.get(changed, EMPTY)
    site.pages[asked(1, NEWER, 1)] = xml(answer, newer)
    site.hits.clear()
    crawl(tmp_path, now="2026-11-02")

    assert site.paths[-2:] == [asked(1), asked(3)]


def test_the_list_is_read_in_full_every_so_often(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve({asked(1): xml(answer, FIRST), asked(3): xml(answer, SECOND)})
    crawl(tmp_path, {"zomerdorp": [source(site)]})
    site.hits.clear()
    crawl(tmp_path, now="2026-12-15")

    assert site.paths == ["/robots.txt", asked(1), asked(3)]


def test_an_error_of_the_service_fails_the_source_and_says_what_it_said(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve({asked(1): xml(answer, WRONG)})
    found = crawl(tmp_path, {"zomerdorp": [source(site)]})

    assert found.sources["zomerdorp-sru"]["state"] == "failed"
    assert list(found.codes("zomerdorp-sru").values()) == ["sru-diagnostic"]


def test_an_error_on_a_later_page_leaves_the_source_partial(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve({asked(1): xml(answer, FIRST), asked(3): xml(answer, WRONG)})
    found = crawl(tmp_path, {"zomerdorp": [source(site)]})

    assert found.sources["zomerdorp-sru"]["state"] == "partial"
    assert len(found.records("zomerdorp-sru")) == 2


def test_an_answer_without_products_is_held(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve({asked(1): xml(answer, FIRST), asked(3): xml(answer, SECOND)})
    crawl(tmp_path, {"zomerdorp": [source(site)]})
    site.pages[asked(1)] = site.pages[asked(1, most=1)] = xml(answer, EMPTY)
    found = crawl(tmp_path, now="2026-11-02")

    assert found.sources["zomerdorp-sru"]["state"] == "held"
    assert len(found.records("zomerdorp-sru")) == 3


def test_a_next_position_that_is_the_same_ends_the_list_with_a_problem(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    looping = FIRST.replace("nextRecordPosition>3<", "nextRecordPosition>1<")
    site = serve({asked(1): xml(answer, looping)})
    found = crawl(tmp_path, {"zomerdorp": [source(site)]})

    assert found.sources["zomerdorp-sru"]["state"] == "partial"
    assert "loop" in found.codes("zomerdorp-sru").values()
    assert site.paths.count(asked(1)) == 1


def test_the_xml_of_a_publisher_is_read_in_one_go(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve({"/?feed=sc": answer(OWN, media_type="application/rss+xml")})
    feed = {"protocol": "sru", "url": f"{site.url}/?feed=sc", "licence": "CC0-1.0"}
    found = crawl(tmp_path, {"zomerdorp": [feed]})

    assert site.paths == ["/robots.txt", "/?feed=sc"]
    assert len(found.records("zomerdorp-sru")) == 2
    assert found.sources["zomerdorp-sru"]["state"] == "complete"


def test_a_page_instead_of_a_list_fails_the_source(tmp_path: Path, serve: Any, crawl: Any) -> None:
    site = serve({asked(1): "<html><title>Storing</title></html>"})
    found = crawl(tmp_path, {"zomerdorp": [source(site)]})

    assert found.sources["zomerdorp-sru"]["state"] == "failed"
    assert list(found.codes("zomerdorp-sru").values()) == ["page-instead"]


def test_the_authority_is_the_official_name_in_the_register() -> None:
    den_haag = "https://identifier.overheid.nl/tooi/id/gemeente/gm0518"
    found = spider(f"{NATIONAL}/sru/Search", name="Gemeente Den Haag", id=den_haag)

    assert found.query() == 'authority="\'s-Gravenhage"'


@pytest.mark.parametrize(("behind", "query"), [
    ("", 'authority="Zomerdorp"'), ("?authority=Winterdorp", 'authority="Winterdorp"'),
    ("?query=keyword%3Dpaspoort&authority=x", "keyword=paspoort"),
    ('?authority=De%20%22Oude%22%20stad', 'authority="De \\"Oude\\" stad"'),
])  # fmt: skip
def test_the_question_is_that_of_the_address_else_the_name(behind: str, query: str) -> None:
    assert spider(f"{NATIONAL}/sru/Search{behind}").query() == query


def test_parameters_of_the_address_stay_and_the_size_of_a_page_is_ours() -> None:
    found = spider(f"{NATIONAL}/sru/Search?x-connection=test&maximumRecords=1000&version=1.1")

    assert found.page_at(1).partition("?")[2] == (
        "version=1.1&operation=searchRetrieve&x-connection=test&maximumRecords=50"
        "&query=authority%3D%22Zomerdorp%22&startRecord=1"
    )
