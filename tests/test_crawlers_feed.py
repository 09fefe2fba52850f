"""Protocol `feed`: every item of every page, and what falls out of the window stays."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

HERE = Path(__file__).parent / "pages" / "feed"


def rss(*items: str, after: str = "") -> str:
    inside = "".join(f"<item><title>T{i}</title><link>HERE/{i}</link></item>" for i in items)
    head = f'<atom:link rel="next" href="{after}"/>' if after else ""
    return ('<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>'
            f"<title>Z</title>{head}{inside}</channel></rss>")  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of many feeds, each with another oddity."""
    sites: dict[str, Any] = {}

    def site(name: str, pages: dict[str, Any], kind: str = "application/rss+xml") -> None:
        sites[name] = made = serve()
        for path, text in pages.items():
            said = text.replace("HERE", made.url) if isinstance(text, str) else ""
            made.pages[path] = answer(said, media_type=kind) if said else text

    for kind, media in (("atom", "text/xml"), ("rss", "text/plain"), ("json", "application/json")):
        site(kind, {"/feed": (HERE / f"nieuws.{kind}").read_text()}, media)
        sites[kind].pages["/nieuws.atom?page=2"] = answer(rss(), media_type="application/rss+xml")
    site("agenda", {"/feed": (HERE / "agenda.json").read_text()}, "application/json")
    site("paged", {"/feed": rss("a", "b", after="/2"), "/2": rss("c", "b", after="HERE/3"),
                   "/3": rss("d")})  # fmt: skip
    site("loop", {"/feed": rss("a", after="/2"), "/2": rss("b", after="/feed")})
    site("off", {"/feed": rss("a", after="https://elders.example/2")})
    site("inside", {"/feed": rss("a", after="http://127.0.0.1:1/2")})
    site("cut", {"/feed": rss("a", after="/2"), "/2": answer("stuk", 500)})
    site("html", {"/feed": "<!doctype html><title>Nieuws</title><p>Geen feed.</p>"}, "text/html")
    site("laughs", {"/feed": "<!DOCTYPE rss [<!ENTITY a 'x'>]>" + rss("a")})
    site("gone", {})
    site(
        "media",
        {
            "/feed": "<rss><channel><item><title>T</title><link>HERE/a</link><enclosure "
            "url='HERE/film.mp4' length='1' type='video/mp4'/></item></channel></rss>"
        },
    )
    sources = {name: [{"protocol": "feed", "url": f"{made.url}/feed"}]
               for name, made in sites.items()}  # fmt: skip
    found = crawl(tmp_path_factory.mktemp("feed"), sources)
    return SimpleNamespace(
        sites=sites, found=found, report=lambda name: found.sources[f"{name}-feed"],
        codes=lambda name: {k.replace(sites[name].url, ""): v
                            for k, v in found.codes(f"{name}-feed").items()},
        ids=lambda name: [i.replace(f"https://{sites[name].place}", "")
                          for i in found.records(f"{name}-feed")],
    )  # fmt: skip


def test_items_of_every_kind_of_feed_are_records(run: Any) -> None:
    assert [i.rpartition("/")[2] for i in run.ids("agenda")] == [
        "overleg#2026-11-20", "overleg#2026-12-18", "inloop#2026-11-12",
    ]  # fmt: skip
    assert run.ids("rss") == ["/feed#kort-1", "/feed#kort-2",
                              "https://zomerdorp.example/nieuws/afval"]  # fmt: skip
    assert run.ids("json") == ["/feed#2", "https://zomerdorp.example/blog/1"]
    assert run.report("agenda")["state"] == "complete"


def test_an_item_that_cannot_be_read_is_named(run: Any) -> None:
    assert run.codes("json") == {
        "/feed#3": "empty-item", "/feed#4": "empty-item",
        "https://www.zomerdorp.example/feed.json?page=2": "other-host",
    }  # fmt: skip


def test_all_pages_of_a_feed_are_read_and_each_item_counts_once(run: Any) -> None:
    assert run.ids("paged") == ["/a", "/b", "/c", "/d"]
    assert run.report("paged")["state"] == "complete"


def test_a_feed_that_leads_back_to_itself_ends(run: Any) -> None:
    assert run.ids("loop") == ["/a", "/b"]
    assert "loop" in run.codes("loop").values()
    assert run.sites["loop"].paths.count("/feed") == 1


@pytest.mark.parametrize(("name", "code"), [("off", "other-host"), ("inside", "closed")])
def test_a_next_page_elsewhere_is_not_asked(run: Any, name: str, code: str) -> None:
    assert run.ids(name) == ["/a"]
    assert code in run.codes(name).values()
    assert run.report(name)["state"] == "partial"


def test_a_page_that_does_not_come_leaves_the_rest(run: Any) -> None:
    assert run.ids("cut") == ["/a"]
    assert run.report("cut")["state"] == "partial"


@pytest.mark.parametrize(("name", "code"), [("html", "page-instead"), ("laughs", "doctype"),
                                            ("gone", "status-404")])  # fmt: skip
def test_what_is_no_feed_fails_the_source(run: Any, name: str, code: str) -> None:
    assert run.report(name)["state"] == "failed"
    assert code in run.codes(name).values()


def test_enclosures_and_pages_of_items_are_never_fetched(run: Any) -> None:
    assert set(run.sites["media"].paths) <= {"/feed", "/robots.txt"}
    assert run.ids("media") == ["/a"]


def test_found_is_what_became_a_record_and_what_was_refused(run: Any) -> None:
    for report in run.found.sources.values():
        assert report["found"] == report["records"] + report["refused"], report["source"]


def test_what_falls_out_of_a_feed_is_not_gone(
    tmp_path: Any, serve: Any, crawl: Any, answer: Any
) -> None:
    site = serve()
    site.pages["/feed"] = answer(rss(*"abcdef").replace("HERE", site.url), media_type="text/xml")
    crawl(tmp_path, {"dorp": [{"protocol": "feed", "url": f"{site.url}/feed"}]})
    site.pages["/feed"] = answer(rss("g").replace("HERE", site.url), media_type="text/xml")

    for now in ("2026-11-02", "2026-11-12", "2026-11-22"):
        run = crawl(tmp_path, {}, now=now)

    records = run.records("dorp-feed")
    assert run.sources["dorp-feed"]["state"] == "complete"
    assert [i.rpartition("/")[2] for i in records] == [*"abcdefg"]
    assert not any(record.get("gone") for record in records.values())
