"""Protocol `website`: the pages that the sitemaps list, and a reason for each that is not read."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

HERE = Path(__file__).parent / "pages" / "website"


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
    site("relative", {"/robots.txt": "\ufeffSitemap: kaart.xml # de hoofdkaart\nDisallow:",
                      "/kaart.xml": urlset("/a", "b?x=1&y=2"),
                      "/b?x=1&y=2": page("Bb")})  # fmt: skip
    site("broken", {"/sitemap.xml": urlset("HERE/a", "HERE/b")[:-20]})
    site("feed", {"/robots.txt": "Sitemap: /rss", "/rss": "<rss><channel><item><link>HERE/a</link>"
                  "</item></channel></rss>"})  # fmt: skip
    woo = (HERE / "infocat004.xml").read_text()
    site(
        "woo",
        {
            "/robots.txt": "Sitemap: /sitemapindex-diwoo-infocat004.xml\n"
            "Sitemap: /sitemapindex-diwoo-infocat016.xml",
            "/sitemapindex-diwoo-infocat004.xml": index("HERE/1.xml"),
            "/1.xml": woo,
        },
    )
    sites["woo"].pages["/media/mandaat.pdf"] = answer(
        (HERE / "mandaat.pdf").read_bytes(), media_type="application/pdf"
    )
    site("unsure", {"/sitemap.xml": answer("stuk", 503)})
    site("bomb", {"/robots.txt": "Sitemap: HERE/1.gz\nSitemap: HERE/2.xml", "/1.gz": answer(BOMB),
                  "/2.xml": urlset("HERE/a")})  # fmt: skip
    listed = [
        f"HERE/{name}" for name in ("a", "weg", "pdf", "noindex", "kop", "leeg", "oud", "stuk")
    ]
    site("pages", {
        "/sitemap.xml": urlset(*listed, "https://elders.example/x", "javascript:alert(1)",
                               "HERE/maand/2031/05", "HERE/x/x/x"),
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


def test_a_site_without_a_sitemap_that_was_read_to_its_end_is_complete(run: Any) -> None:
    assert run.report("none")["state"] == run.report("empty")["state"] == "complete"


def test_a_site_whose_sitemap_does_not_come_is_not_walked(run: Any) -> None:
    assert run.codes("unsure") == {"/sitemap.xml": "status-503", "/": "status-503"}
    assert run.report("unsure")["state"] == "failed"
    assert "/" not in run.sites["unsure"].paths


def test_relative_addresses_comments_and_bare_ampersands_are_survived(run: Any) -> None:
    assert run.ids("relative") == ["/a", "/b?x=1&y=2"]
    assert run.codes("relative") == {"/kaart.xml": "bare-ampersand"}
    assert run.report("relative")["state"] == "complete"


def test_a_sitemap_that_was_cut_off_removes_nothing(run: Any) -> None:
    codes = [problem["code"] for problem in run.report("broken")["problems"]]

    assert codes == ["bad-sitemap", "malformed-sitemap"]
    assert (run.ids("broken"), run.report("broken")["state"]) == (["/a", "/b"], "partial")


def test_a_feed_as_the_only_sitemap_removes_nothing(run: Any) -> None:
    assert run.ids("feed") == ["/a"]
    assert (run.codes("feed"), run.report("feed")["state"]) == ({"/": "feed-as-sitemap"}, "partial")


def test_of_the_woo_collections_only_those_about_work_are_read(run: Any) -> None:
    assert run.ids("woo") == ["/media/mandaat.pdf"]
    assert run.codes("woo") == {
        "/sitemapindex-diwoo-infocat016.xml": "woo-collection", "/1.xml": "woo-collection",
    }  # fmt: skip
    assert not {"/sitemapindex-diwoo-infocat016.xml", "/media/advies.pdf"} & {
        *run.sites["woo"].paths
    }
    assert run.report("woo")["state"] == "complete"


def test_what_a_woo_sitemap_says_of_a_pdf_is_in_its_record(run: Any) -> None:
    (record,) = run.found.records("woo-website").values()

    assert (record["title"], record["date"]) == ("Mandaatregister van Zomerdorp", "2026-03-01")
    assert record["genre"] == "organisatie en werkwijze"
    assert record["text"].endswith("Het hoofd van de afdeling Vergunningen.")
    said = {(s["subject"].rpartition("/")[2], s.get("strength")) for s in record["statements"]}
    assert said == {("woo", "own"), ("gm9999", None)}


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
        "/weg": "status-404", "/pdf": "broken-pdf", "/noindex": "noindex", "/kop": "noindex",
        "/leeg": "empty-page", "/stuk": "status-410", "https://elders.example/x": "other-host",
        "javascript:alert(1)": "scheme", "/maand/2031/05": "far-date", "/x/x/x": "repeating-path",
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


SOFTWARE = {  # a site as software makes them, without a sitemap
    "/": page("Start", body="<a href=/nieuws>n</a><a href=/kalender/2026/11>k</a><a href=/zoek>z"
              "</a><a href=/sessie?kaart=aa11>s</a><a href=/logo.png>l</a><a href=/omleiding?n=1>o"
              "</a><a rel=nofollow href=/inloggen>i</a><a href=https://elders.example/1>e</a>"
              "<a href=https://elders.example/2>e</a><a href=/p/p/p/p>p</a>"),
    "/nieuws": page("Nieuws", body="<a href=/nieuws/1>een</a><a href=/>start</a>"),
    "/nieuws/1": page("Bericht", body="<a href=/nieuws/1/bijlage>b</a>"),
    "/nieuws/1/bijlage": page("Bijlage", body="<a href=/nieuws/1/bijlage/diep>d</a>"),
    "/zoek": page("Zoeken", "<meta name=robots content=nofollow>", "<a href=/zoek?a=1>meer</a>"),
    "/inloggen": page("Inloggen"),
}  # fmt: skip


def month(path: str) -> str:
    year, month = map(int, path.split("/")[2:])
    after = f"/kalender/{year + month // 12}/{month % 12 + 1:02}"
    return page(f"Agenda van {month}-{year}", body=f"<a href={after}>volgende</a>")


@pytest.fixture(scope="module")
def software(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """Two crawls of a site that makes addresses without end, two days apart."""
    site = serve(SOFTWARE)
    months = [f"/kalender/{year}/{n:02}" for year in range(2026, 2030) for n in range(1, 13)]
    site.pages |= {path: month(path) for path in months}
    visits = [f"/sessie?kaart={letter}{n}" for n in range(9) for letter in ("aa1", "bb2", "cc3")]
    links = "".join(f"<a href={visit}>x</a>" for visit in visits)
    same = page("Een en dezelfde pagina", body=links)
    site.pages |= dict.fromkeys(visits, same)
    site.pages |= {f"/omleiding?n={n}": answer(status=302, headers={
        "Location": f"/omleiding?n={n + 1}"}) for n in range(1, 30)}  # fmt: skip
    home = tmp_path_factory.mktemp("software")
    sources = {"dorp": [{"protocol": "website", "url": f"{site.url}/", "least": 0}]}
    limits = "import crawlers.web.following as f; f.DEEPEST_LINK = 4"
    first = crawl(home, sources, before=limits)
    asked = list(site.paths)
    second = crawl(home, {}, before=limits, now="2026-11-03")
    base = f"https://{site.place}"
    problems = [(p["place"].replace(site.url, ""), p["code"])
                for p in first.sources["dorp-website"]["problems"]]  # fmt: skip
    ids = [i.replace(base, "") for i in first.records("dorp-website")]
    return SimpleNamespace(site=site, first=first, second=second, asked=asked, problems=problems,
                           ids=ids)  # fmt: skip


def test_a_walk_reads_what_links_lead_to_and_no_deeper(software: Any) -> None:
    assert {"", "/nieuws", "/nieuws/1", "/nieuws/1/bijlage", "/zoek"} <= set(software.ids)
    assert "/kalender/2027/02" in software.ids
    assert "/kalender/2027/03" not in software.ids
    assert ("/", "links-cut") in software.problems
    assert software.first.sources["dorp-website"]["state"] == "partial"


def test_what_robots_are_asked_not_to_follow_is_not_followed(software: Any) -> None:
    assert not {"/inloggen", "/zoek?a=1", "/logo.png"} & set(software.asked)


def test_other_hosts_are_named_once(software: Any) -> None:
    said = [place for place, code in software.problems if code == "other-host"]

    assert said == ["https://elders.example/1"]


def test_one_page_under_many_addresses_is_kept_a_few_times(software: Any) -> None:
    kept = [identifier for identifier in software.ids if identifier.startswith("/sessie")]

    assert len(kept) == 3
    assert ("same-text" in {code for _, code in software.problems}) is True
    assert len([path for path in software.asked if path.startswith("/sessie")]) <= 28


def test_a_redirect_with_a_counter_ends(software: Any) -> None:
    assert ("/omleiding?n=1", "redirects") in software.problems
    assert len([path for path in software.asked if path.startswith("/omleiding")]) <= 6


def test_a_path_that_repeats_itself_is_named_and_never_asked(software: Any) -> None:
    assert ("/p/p/p/p", "repeating-path") in software.problems
    assert "/p/p/p/p" not in software.asked


def test_the_second_walk_remembers_the_links_of_pages_that_did_not_change(software: Any) -> None:
    again = software.second.records("dorp-website")

    assert [*again] == [*software.first.records("dorp-website")]
    assert software.second.sources["dorp-website"]["unchanged"] == len(again)


def test_a_calendar_without_end_is_left_two_years_ahead(
    tmp_path: Any, serve: Any, crawl: Any
) -> None:
    months = [f"/kalender/{year}/{n:02}" for year in range(2026, 2036) for n in range(1, 13)]
    site = serve({path: month(path) for path in months} | {"/": month("/kalender/2026/10")})
    limits = "import crawlers.web.following as f; f.DEEPEST_LINK = 99"

    run = crawl(tmp_path, {"dorp": [{"protocol": "website", "url": f"{site.url}/"}]}, before=limits)

    report = run.sources["dorp-website"]
    assert "/kalender/2028/11" in site.paths
    assert "/kalender/2028/12" not in site.paths
    assert (report["state"], report["records"]) == ("complete", 26)
    assert f"{site.url}/kalender/2028/12" in run.codes("dorp-website")


def test_what_a_sitemap_says_did_not_change_is_not_asked(
    tmp_path: Any, serve: Any, crawl: Any
) -> None:
    site = serve({"/a": page("Aa"), "/b": page("Bb")})
    listed = "".join(f"<url><loc>{site.url}{path}</loc><lastmod>{day}</lastmod></url>"
                     for path, day in (("/a", "2026-10-01"), ("/b", "2026-11-01")))  # fmt: skip
    site.pages["/sitemap.xml"] = f"<urlset>{listed}</urlset>"
    sources = {"dorp": [{"protocol": "website", "url": f"{site.url}/"}]}
    crawl(tmp_path, sources, now="2026-11-01")
    site.hits.clear()

    run = crawl(tmp_path, {}, now="2026-11-02")

    assert run.sources["dorp-website"]["records"] == 2
    assert "/a" not in site.paths
    assert "/b" in site.paths  # it may have changed on the day it was read


def test_a_sitemap_that_is_gone_removes_nothing_at_once(
    tmp_path: Any, serve: Any, crawl: Any
) -> None:
    site = serve({"/": page("Start", body="<a href=/a>a</a>"), "/a": page("Aa"), "/b": page("Bb")})
    site.pages["/sitemap.xml"] = urlset(f"{site.url}/a", f"{site.url}/b")
    sources = {"dorp": [{"protocol": "website", "url": f"{site.url}/"}]}
    crawl(tmp_path, sources)
    del site.pages["/sitemap.xml"]

    run = crawl(tmp_path, {}, now="2026-11-02")

    assert run.sources["dorp-website"]["state"] == "partial"
    assert "sitemap-gone" in {p["code"] for p in run.sources["dorp-website"]["problems"]}
    assert f"https://{site.place}/b" in run.records("dorp-website")


def test_an_index_of_more_sitemaps_than_we_read_is_left(
    tmp_path: Any, serve: Any, crawl: Any
) -> None:
    site = serve({f"/{n}.xml": urlset() for n in range(9)})
    site.pages |= {"/a": page("Aa"), "/0.xml": urlset(f"{site.url}/a")}
    site.pages["/sitemap.xml"] = index(*(f"{site.url}/{n}.xml" for n in range(9)))
    limits = "import crawlers.web.sitemaps as w; w.MOST_SITEMAPS = 4"

    run = crawl(tmp_path, {"dorp": [{"protocol": "website", "url": f"{site.url}/"}]}, before=limits)

    assert run.sources["dorp-website"]["state"] == "partial"
    assert [*run.records("dorp-website")] == [f"https://{site.place}/a"]
    assert "/4.xml" not in site.paths


@pytest.mark.parametrize("way", ["sitemap", "index", "robots", "link", "redirect", "refresh",
                                 "canonical"])  # fmt: skip
def test_nothing_inside_is_asked_whatever_way_its_address_comes(
    tmp_path: Any, serve: Any, crawl: Any, answer: Any, way: str
) -> None:
    inner = serve({"/geheim": page("Geheim"), "/geheim.xml": urlset()})
    bad = [f"{inner.url}/geheim", f"http://localhost:{inner.place[10:]}/geheim",
           f"http://2130706433:{inner.place[10:]}/geheim", "file:///etc/hostname",
           f"http://dorp.example@{inner.place}/geheim", "data:text/html,x", "gopher://127.0.0.1/",
           f"http://[::ffff:127.0.0.1]:{inner.place[10:]}/geheim"]  # fmt: skip
    pages = {"/": page("Start"), "/sitemap.xml": urlset("/", "/a"), "/a": page("Aa")}
    if way in ("sitemap", "index"):
        pages["/sitemap.xml"] = (urlset if way == "sitemap" else index)("/", *bad)
    elif way == "robots":
        pages["/robots.txt"] = "".join(f"Sitemap: {url}\n" for url in bad)
    elif way == "link":
        pages["/"] = page("Start", body="".join(f"<a href='{url}'>x</a>" for url in bad))
        del pages["/sitemap.xml"]
    elif way == "redirect":
        pages["/a"] = answer(status=302, headers={"Location": bad[0]})
    elif way == "refresh":
        pages["/a"] = page("Aa", f"<meta http-equiv=refresh content='0; url={bad[0]}'>")
    else:
        pages["/a"] = page("Aa", f"<link rel=canonical href='{bad[0]}'>")
    site = serve(pages)

    run = crawl(tmp_path, {"dorp": [{"protocol": "website", "url": f"{site.url}/", "least": 0}]})

    assert inner.paths == []
    assert "Traceback" not in run.stderr
    assert run.sources["dorp-website"]["state"] in ("complete", "partial")
    assert not any("geheim" in identifier for identifier in run.records("dorp-website"))
