"""Protocol `website`: the pages that the sitemaps list, and a reason for each that is not read."""

from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers import sitemap as sitemaps
from crawlers.failures import Unfetched
from crawlers.sitemap import sitemap


def page(text: str, head: str = "", body: str = "") -> str:
    inside = f"<head><title>{text}</title>{head}</head><body><p>{text}.</p>{body}</body>"
    return f"<html>{inside}</html>"


def urlset(*addresses: str) -> str:
    locs = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    start = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f'<?xml version="1.0"?>{start}{locs}</urlset>'


def index(*addresses: str) -> str:
    locs = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f"<sitemapindex>{locs}</sitemapindex>"


BOMB = gzip.compress(b"<urlset>" + b" " * (64 * 2**20))
LAUGHS = '<!DOCTYPE a [<!ENTITY x "xx">]><urlset><url><loc>&x;</loc></url></urlset>'


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of many websites, each with another oddity."""
    sites: dict[str, Any] = {}

    def site(name: str, pages: dict[str, Any]) -> None:
        sites[name] = made = serve({"/": page("Start"), "/a": page("Aa"), "/b": page("Bb")})
        made.pages |= {path: text.replace("HERE", made.url) if isinstance(text, str) else text
                       for path, text in pages.items()}  # fmt: skip

    site("several", {"/robots.txt": "Sitemap: HERE/1.xml\nSitemap: /2.xml\nsitemap: HERE/weg.xml",
                     "/1.xml": urlset("HERE/a"), "/2.xml": urlset("HERE/b", "HERE/a")})  # fmt: skip
    site("parts", {"/sitemap.xml": index("HERE/1.xml", "HERE/2.xml", "/3.xml"),
                   "/1.xml": urlset("HERE/a"), "/2.xml": urlset("HERE/b"),
                   "/3.xml": urlset("HERE/")})  # fmt: skip
    site("self", {"/sitemap.xml": index("HERE/sitemap.xml", "HERE/1.xml", "HERE/1.xml"),
                  "/1.xml": urlset("HERE/a")})  # fmt: skip
    site("deep", {"/sitemap.xml": index("HERE/1.xml"), "/1.xml": index("HERE/2.xml"),
                  "/2.xml": index("HERE/3.xml"), "/3.xml": urlset("HERE/a")})  # fmt: skip
    site(
        "html", {"/sitemap.xml": page("Niet gevonden"), "/": page("Start", body="<a href=/a>a</a>")}
    )
    site("laughs", {"/sitemap.xml": LAUGHS})
    hrefs = ["/a#x", "b", "/a", "https://elders.example/", "mailto:a@b.nl"]
    anchors = "".join(f"<a href='{href}'>x</a>" for href in hrefs)
    site("none", {"/": page("Start", body=anchors)})
    site("empty", {"/sitemap.xml": urlset()})
    site("slash", {"/sitemap.xml": urlset("HERE/a", "HERE/a/", "HERE/a?utm_source=x", "HERE/a"),
                   "/a/": page("Aa")})  # fmt: skip
    site("gz", {"/robots.txt": "Sitemap: HERE/sitemap.xml.gz"})
    packed = gzip.compress(urlset(f"{sites['gz'].url}/a").encode())
    sites["gz"].pages["/sitemap.xml.gz"] = answer(packed, media_type="application/gzip")
    site("bomb", {"/robots.txt": "Sitemap: HERE/1.gz\nSitemap: HERE/2.xml", "/1.gz": answer(BOMB),
                  "/2.xml": urlset("HERE/a")})  # fmt: skip
    listed = [
        f"HERE/{name}" for name in ("a", "weg", "pdf", "noindex", "kop", "leeg", "oud", "stuk")
    ]
    site("pages", {
        "/sitemap.xml": urlset(*listed, "https://elders.example/x", "niet-absoluut"),
        "/weg": answer(page("Niet gevonden"), 404), "/stuk": answer("stuk", 410),
        "/pdf": answer(b"%PDF-1.7", media_type="application/pdf"), "/leeg": "",
        "/noindex": page("Geheim", "<meta name=robots content=noindex>"),
        "/kop": answer(page("Geheim"), headers={"X-Robots-Tag": "noarchive, noindex"}),
        "/b": answer(page("Bb"), headers={"X-Robots-Tag": "anderbot: noindex, nofollow"}),
        "/oud": answer(status=301, headers={"Location": "/b"}),
    })  # fmt: skip
    site("down", {"/sitemap.xml": urlset("HERE/a", *(f"HERE/{n}" for n in range(40)))})
    sites["down"].pages |= {f"/{n}": answer("stuk", 500) for n in range(40)}
    public = "https://www.dorp.example"
    site("stands", {"/sitemap.xml": urlset(f"{public}/a", "HERE/b", "https://dorp.example/c")})
    sources = {name: [{"protocol": "website", "url": f"{made.url}/", "least": 0}]
               for name, made in sites.items()}  # fmt: skip
    sources["stands"][0]["stands_for"] = public
    found = crawl(tmp_path_factory.mktemp("website"), sources)
    return SimpleNamespace(
        sites=sites, found=found, report=lambda name: found.sources[f"{name}-website"],
        codes=lambda name: {k.replace(sites[name].url, ""): v
                            for k, v in found.codes(f"{name}-website").items()},
        ids=lambda name: [i.replace(f"https://{sites[name].place}", "")
                          for i in found.records(f"{name}-website")],
    )  # fmt: skip


def test_all_sitemaps_that_robots_names_are_read(run: Any) -> None:
    assert run.ids("several") == ["/a", "/b"]
    assert run.codes("several") == {"/weg.xml": "status-404"}
    assert run.report("several")["state"] == "partial"


def test_an_index_of_sitemaps_is_followed(run: Any) -> None:
    assert run.ids("parts") == ["", "/a", "/b"]
    assert run.report("parts")["state"] == "complete"


def test_a_sitemap_that_lists_itself_ends(run: Any) -> None:
    assert run.ids("self") == ["/a"]
    assert run.sites["self"].paths.count("/1.xml") == 1


def test_sitemaps_without_end_are_cut_and_said(run: Any) -> None:
    assert run.codes("deep") == {"/2.xml": "too-deep", "/": "no-sitemap"}
    assert "/3.xml" not in run.sites["deep"].paths


@pytest.mark.parametrize(("name", "code"), [("html", "bad-sitemap"), ("laughs", "doctype")])
def test_what_is_no_sitemap_is_said_and_the_start_page_read(run: Any, name: str, code: str) -> None:
    assert run.codes(name) == {"/sitemap.xml": code, "/": "no-sitemap"}
    assert run.report(name)["state"] == "partial"
    assert "" in run.ids(name)


def test_without_a_sitemap_the_start_page_and_its_links_are_read(run: Any) -> None:
    assert run.ids("none") == ["", "/a", "/b"]
    assert run.codes("none") == {"/": "no-sitemap", "https://elders.example/": "other-host"}


def test_an_empty_sitemap_counts_as_none(run: Any) -> None:
    assert run.codes("empty") == {"/": "no-sitemap"}


def test_an_address_in_two_spellings_is_one_page(run: Any) -> None:
    assert run.ids("slash") == ["/a"]
    assert [p for p in run.sites["slash"].paths if p.startswith("/a")] == ["/a"]


def test_a_sitemap_in_gzip_is_read(run: Any) -> None:
    assert (run.ids("gz"), run.report("gz")["state"]) == (["/a"], "complete")


def test_a_gzip_bomb_costs_that_sitemap_only(run: Any) -> None:
    assert run.codes("bomb") == {"/1.gz": "bad-sitemap"}
    assert run.ids("bomb") == ["/a"]


def test_each_page_that_is_not_read_has_a_reason(run: Any) -> None:
    assert run.codes("pages") == {
        "/weg": "status-404", "/pdf": "unread-format", "/noindex": "noindex", "/kop": "noindex",
        "/leeg": "empty-page", "/stuk": "status-410", "https://elders.example/x": "other-host",
        "niet-absoluut": "scheme",
    }  # fmt: skip
    assert run.report("pages")["state"] == "complete"


def test_a_page_that_moved_is_known_by_its_new_address(run: Any) -> None:
    assert run.ids("pages") == ["/a", "/b"]


def test_a_host_that_breaks_down_is_left_in_peace(run: Any) -> None:
    report = run.report("down")

    assert report["state"] == "partial"
    assert report["problems"][0]["code"] == "host-down"
    assert len({path for path in run.sites["down"].paths if path[1:].isdigit()}) == 11


def test_a_site_that_stands_for_another_bears_its_name_both_ways(run: Any) -> None:
    records = run.found.records("stands-website")

    assert [*records] == ["https://dorp.example/a", "https://dorp.example/b"]
    assert records["https://dorp.example/a"]["url"] == "https://www.dorp.example/a"
    assert run.codes("stands") == {"https://dorp.example/c": "other-host"}


def test_found_is_what_became_a_record_and_what_was_refused(run: Any) -> None:
    for report in run.found.sources.values():
        assert report["found"] == report["records"] + report["refused"], report["source"]


def test_a_trap_is_left_after_so_many_things(tmp_path: Any, serve: Any, crawl: Any) -> None:
    site = serve({f"/{n}": page(f"Dag {n}") for n in range(6)})
    site.pages["/sitemap.xml"] = urlset(*(f"{site.url}/{n}" for n in range(50_001)))
    before = "import crawlers.settings as s; s.SOURCE_MOST_THINGS = 5"

    run = crawl(tmp_path, {"dorp": [{"protocol": "website", "url": f"{site.url}/"}]}, before=before)

    report = run.sources["dorp-website"]
    assert (run.status, report["state"], report["records"]) == (3, "partial", 5)
    assert set(run.codes("dorp-website").values()) == {"too-many"}
    assert len(report["problems"]) == 2  # the sitemap is cut, and so is the source


def test_links_on_pages_are_not_followed_so_a_calendar_ends(
    tmp_path: Any, serve: Any, crawl: Any
) -> None:
    site = serve({f"/maand/{n}": page(f"Maand {n}", body=f"<a href='/maand/{n + 1}'>x</a>")
                  for n in range(50)})  # fmt: skip
    site.pages["/sitemap.xml"] = urlset(f"{site.url}/maand/0")

    run = crawl(tmp_path, {"dorp": [{"protocol": "website", "url": f"{site.url}/"}]})

    assert (run.status, run.sources["dorp-website"]["found"]) == (0, 1)


def test_a_sitemap_gives_its_addresses_without_blanks_and_images() -> None:
    body = ("<urlset xmlns:i='x'><url><loc> https://a.nl/ </loc><i:image><i:loc>https://b.nl/p.png"
            "</i:loc></i:image></url><url><loc/></url><url/></urlset>")  # fmt: skip

    assert sitemap(body.encode()).addresses == ["https://a.nl/"]


@pytest.mark.parametrize("body", [b"", b"  ", b"<", b"\x00", b"{}", b"<html></html>", b"\x1f\x8b",
                                  gzip.compress(b"<urlset/>")[:-9], b"\x1f\x8b" + b"x" * 99, BOMB,
                                  LAUGHS.encode(), zlib.compress(b"<urlset/>")])  # fmt: skip
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(Unfetched):
        sitemap(body)


def test_a_sitemap_is_read_up_to_what_the_protocol_allows() -> None:
    found = sitemap(urlset(*(f"https://a.nl/{n}" for n in range(sitemaps.MOST_PAGES + 9))).encode())

    assert len(found.addresses) == sitemaps.MOST_PAGES + 1
