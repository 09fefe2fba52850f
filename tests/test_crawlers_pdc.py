"""Protocol `pdc`: which list is asked, how its pages follow, and what it leaves out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawlers.loader import spider_for
from crawlers.readers import Reading
from crawlers.spiders.pdc import PdcSpider, list_of
from knowledge.home import Home
from knowledge.member import Member, Source

PAGES = Path(__file__).parent / "pages" / "pdc"
API, SDG = "/wp-json/owc/pdc/v1", "/api/v1/producten"


def text(name: str) -> str:
    return (PAGES / f"{name}.json").read_text()


def asked(number: int, path: str = f"{API}/items") -> str:
    return f"{path}?limit=100&page={number}"


@pytest.fixture
def say(answer: Any) -> Any:
    return lambda body, **more: answer(body, media_type="application/json; charset=UTF-8", **more)


def items(say: Any) -> dict[str, Any]:
    return {asked(1): say(text("items-1")), asked(2): say(text("items-2"))}


def products(say: Any) -> dict[str, Any]:
    return {SDG: say(text("producten-1")), f"{SDG}?page=2": say(text("producten-2"))}


def member(url: str, **more: Any) -> dict[str, Any]:
    return {"zomerdorp": [{"protocol": "pdc", "url": url} | more]}


def after(url: str, told: str, stands_for: str = "") -> str:
    source = Source(protocol="pdc", url="https://dorp.example/api/v1", stands_for=stands_for)
    owner = Member(slug="d", name="Dorp", type="gemeente", sources=(source,))
    spider = spider_for(owner, "d", source, Home())()
    assert isinstance(spider, PdcSpider)
    return spider.next_page(Reading(next=told), url)


@pytest.mark.parametrize("path", [API, f"{API}/", f"{API}/items", f"{API}/items?page=7&limit=5"])
def test_openpdc_is_read_a_hundred_at_a_time(
    path: str, tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    order = "?page=1&limit=100" if "?" in path else ""
    site = serve(items(say) | {f"{API}/items{order}": say(text("items-1")),
                               f"{API}/items?page=2&limit=100": say(text("items-2"))})  # fmt: skip
    found = crawl(tmp_path, member(site.url + path))
    report = found.sources["zomerdorp-pdc"]

    assert len(site.paths) == 3
    assert (report["state"], report["found"], report["refused"]) == ("complete", 6, 4)
    assert len(found.records("zomerdorp-pdc")) == 2


def test_what_was_refused_is_in_the_report_with_its_reason(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    site = serve(items(say))
    codes = crawl(tmp_path, member(site.url + API)).codes("zomerdorp-pdc")

    assert sorted(codes.values()) == ["no-title", "not-public", "not-public", "not-public",
                                      "wrong-product"]  # fmt: skip


def test_the_sdg_api_is_followed_by_the_pages_it_names_on_its_own_host(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    site = serve(products(say))
    found = crawl(tmp_path, member(f"{site.url}/api/v1"))

    assert site.paths == ["/robots.txt", SDG, f"{SDG}?page=2"]
    assert found.sources["zomerdorp-pdc"]["state"] == "complete"
    assert len(found.records("zomerdorp-pdc")) == 3


def test_of_a_website_alone_the_list_is_looked_for_once(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    site = serve(items(say))
    first = crawl(tmp_path, member(f"{site.url}/"))
    looked = list(site.paths)
    site.hits.clear()
    crawl(tmp_path, now="2026-11-02")

    assert len(first.records("zomerdorp-pdc")) == 2
    assert looked[1:4] == [asked(1, "/items"), "/producten", asked(1)]
    assert site.paths == ["/robots.txt", asked(1), asked(2)]


def test_a_web_page_is_no_list(tmp_path: Path, serve: Any, crawl: Any, say: Any) -> None:
    site = serve(products(say) | {asked(1, "/items"): "<p>Niets</p>", asked(1): "<p>Niets</p>"})

    assert len(crawl(tmp_path, member(site.url)).records("zomerdorp-pdc")) == 3


def test_a_website_without_a_catalogue_fails_and_says_where_was_looked(
    tmp_path: Path, serve: Any, crawl: Any
) -> None:
    site = serve()
    found = crawl(tmp_path, member(site.url))

    assert found.sources["zomerdorp-pdc"]["state"] == "failed"
    assert list(found.codes("zomerdorp-pdc").values()) == ["no-catalogue"]


def test_a_host_that_is_down_is_not_asked_for_other_lists(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve({asked(1, "/items"): answer("stuk", 503)})
    found = crawl(tmp_path, member(site.url))

    assert list(found.codes("zomerdorp-pdc").values()) == ["status-503"]
    assert set(site.paths) == {"/robots.txt", asked(1, "/items")}


def test_a_list_that_moved_is_looked_for_again(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    site = serve(items(say))
    crawl(tmp_path, member(site.url))
    site.pages.clear()
    site.pages[asked(1, "/items")] = say(text("items-1"))
    site.pages[asked(2, "/items")] = say(text("items-2"))
    site.hits.clear()
    found = crawl(tmp_path, now="2026-11-02")

    assert site.paths[-1] == asked(2, "/items")
    assert found.sources["zomerdorp-pdc"]["state"] == "complete"


def test_a_page_that_fails_later_leaves_what_there_was(
    tmp_path: Path, serve: Any, crawl: Any, say: Any, answer: Any
) -> None:
    site = serve(items(say))
    crawl(tmp_path, member(site.url + API))
    site.pages[asked(2)] = answer("stuk", 500)
    found = crawl(tmp_path, now="2026-11-02")

    assert found.sources["zomerdorp-pdc"]["state"] == "partial"
    assert len(found.records("zomerdorp-pdc")) == 2


def test_an_empty_but_valid_list_is_held(tmp_path: Path, serve: Any, crawl: Any, say: Any) -> None:
    site = serve(items(say))
    crawl(tmp_path, member(site.url + API))
    site.pages[asked(1)] = say('{"data": [], "pagination": {"total_count": 0, "total_pages": 0}}')
    found = crawl(tmp_path, now="2026-11-02")

    assert found.sources["zomerdorp-pdc"]["state"] == "held"
    assert len(found.records("zomerdorp-pdc")) == 2


def test_a_list_that_promises_more_than_it_gives_is_partial(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    short = json.loads(text("items-1"))
    short["pagination"]["total_pages"] = 1
    site = serve({asked(1): say(json.dumps(short))})
    found = crawl(tmp_path, member(site.url + API))

    assert found.sources["zomerdorp-pdc"]["state"] == "partial"
    assert "incomplete" in found.codes("zomerdorp-pdc").values()


def test_a_next_page_that_is_the_same_is_not_read_again(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    loop = json.loads(text("producten-1")) | {
        "next": "http://pdc.intern:8000/api/v1/producten?page=2"
    }
    site = serve({SDG: say(json.dumps(loop)), f"{SDG}?page=2": say(json.dumps(loop))})
    found = crawl(tmp_path, member(site.url + SDG))

    assert site.paths.count(f"{SDG}?page=2") == 1
    assert "loop" in found.codes("zomerdorp-pdc").values()


def test_a_next_page_elsewhere_is_not_asked_for(
    tmp_path: Path, serve: Any, crawl: Any, say: Any
) -> None:
    secret = serve({"/geheim": "x"})
    away = json.loads(text("producten-1")) | {"next": f"{secret.url}/geheim"}
    site = serve({SDG: say(json.dumps(away))})
    found = crawl(tmp_path, member(site.url + SDG))

    assert secret.hits == []
    assert found.sources["zomerdorp-pdc"]["state"] == "partial"


def test_an_unchanged_list_is_not_sent_again(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve()

    def page(name: str) -> Any:
        tag = f'"{name}"'
        if site.hits[-1].headers.get("If-None-Match") == tag:
            return answer("", 304)
        return answer(text(name), headers={"ETag": tag}, media_type="application/json")

    site.pages.update({asked(1): lambda: page("items-1"), asked(2): lambda: page("items-2")})
    first = crawl(tmp_path, member(site.url + API))
    again = crawl(tmp_path, now="2026-11-02")

    assert again.sources["zomerdorp-pdc"]["unchanged"] == 2
    assert again.records("zomerdorp-pdc").keys() == first.records("zomerdorp-pdc").keys()
    assert again.codes("zomerdorp-pdc") == first.codes("zomerdorp-pdc")


@pytest.mark.parametrize(("told", "expected"), [
    ("", ""), ("3", "https://dorp.example/api/v1/producten?page=3"),
    ("http://intern:8000/api/v1/producten?page=3", "https://dorp.example/api/v1/producten?page=3"),
    ("/api/v1/producten/?page=3", "https://dorp.example/api/v1/producten?page=3"),
    ("/v1/producten?page=3", "https://dorp.example/api/v1/producten?page=3"),
    ("https://elders.example/lijst?page=3", "https://elders.example/lijst?page=3"),
    ("http://[", "http://["),
])  # fmt: skip
def test_the_next_page_is_a_number_or_an_address(told: str, expected: str) -> None:
    assert after("https://dorp.example/api/v1/producten", told) == expected


def test_a_next_page_that_forgets_the_size_keeps_it() -> None:
    url = "https://dorp.example/wp-json/owc/pdc/v1/sdg?limit=100&page=1"

    assert after(url, "https://dorp.example/wp-json/owc/pdc/v1/sdg/?page=2") == url[:-1] + "2"


@pytest.mark.parametrize(("url", "expected"), [
    ("https://a.example/wp-json/owc/pdc/v1/items?source=3", "?source=3&limit=100&page=1"),
    ("https://a.example/wp-json/wp/v2/pdc-item", "?per_page=100&page=1"),
    ("https://a.example/?rest_route=/owc/pdc/v1/items", "&limit=100&page=1"),
    ("https://a.example/api/v1?organisatie=x", "/api/v1/producten?organisatie=x"),
    ("https://a.example/api/v1/producten?taal=nl", "?taal=nl"),
])  # fmt: skip
def test_filters_in_the_address_stay(url: str, expected: str) -> None:
    assert list_of(url).replace("%2F", "/").endswith(expected)
