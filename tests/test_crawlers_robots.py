"""robots.txt is obeyed as RFC 9309 says, by every protocol but the documented API of a forge."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from protego import Protego
from scrapy.settings import Settings

from crawlers.robots import RobotsMiddleware

PAGES = {
    "/sitemap.xml": "<urlset><url><loc>/open</loc></url></urlset>",
    "/": "<a href='/dicht/a'>a</a><a href='/open'>b</a>",
    "/open": "<p>Een open pagina.</p>",
    "/dicht/a": "<p>Een dichte pagina.</p>",
}
RULES = "User-agent: *\nDisallow: /dicht/\n"
NAMED = "User-agent: *\nDisallow: /\n\nUser-agent: noaber\nDisallow: /dicht/\n"
OPEN = "User-agent: *\nAllow: /\n"  # what a body says that may not be believed
SHUT = "User-agent: *\nDisallow: /\n"
SPELLED = {  # each closes /dicht/ and nothing else
    "bom": b"\xef\xbb\xbf" + RULES.encode(), "crlf": RULES.replace("\n", "\r\n"),
    "cr": RULES.replace("\n", "\r"), "latin": b"# caf\xe9 \xff\n" + RULES.encode(),
    "blanks": "\n\n  User-agent : *  # wij\n\n  disallow :  /dicht/  # niet\n",
    "escaped": "User-agent: *\nDisallow: /%64icht/\n",
    "wild": "User-agent: *\nDisallow: /*cht/*$\n",
    "twice": "User-agent: *\nDisallow:\n\nUser-agent: *\nDisallow: /dicht/\n",
    "longest": "User-agent: *\nAllow: /d\nDisallow: /dicht/\nAllow: /di\n",
    "capitals": SHUT + "\nUser-agent: NOABER\nDisallow: /dicht/\n",
    "group": SHUT + "\nUser-agent: ander\nUser-agent: noaber\nDisallow: /dicht/\n",
    "other": RULES + "\nUser-agent: ander\nDisallow: /\n",
    "stars": RULES + "Disallow: /" + "*a" * 2_000 + "*b\n",
    "among": "Sitemap: /s.xml\n" + RULES + "Sitemap: /t.xml\nDisallow: /dicht/\n",
}  # fmt: skip
ABSENT = (401, 404, 410, 451)
BROKEN = (500, 502, 504)
LONG = "User-agent: *\nDisallow: /dicht/\n#" + "x" * 500 * 1024 + "\nDisallow: /\n"


def hang_up() -> None:
    raise ConnectionResetError


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of many small sites, each with another robots.txt."""
    moved = answer(status=301, headers={"Location": "/elders.txt"})
    away = answer(status=301, headers={"Location": "http://127.0.0.2:1/robots.txt"})
    loop = answer(status=301, headers={"Location": "/robots.txt"})
    robots = {
        "rules": RULES, "named": NAMED, "long": LONG, "moved": moved, "away": away, "loop": loop,
        "none": answer("User-agent: *\nDisallow: /", 404),
        "forbidden": answer("User-agent: *\nDisallow: /", 403),
        "broken": answer("User-agent: *\nAllow: /", 503),
        "busy": answer("User-agent: *\nAllow: /", 429),
        "cut": answer("User-agent: *\nAllow: /", cut=100),
        "binary": answer(bytes(range(256)) * 10),
        "slow": "User-agent: *\nCrawl-delay: 0.4\n",
    }  # fmt: skip
    robots |= SPELLED | {f"absent-{status}": answer(SHUT, status) for status in ABSENT}
    robots |= {f"broken-{status}": answer(OPEN, status) for status in BROKEN}
    robots |= {"empty": "", "nothing": answer("", 204), "reset": hang_up}
    robots |= {f"hops-{n}": answer(status=307, headers={"Location": f"/hop/{n - 1}"})
               for n in (5, 6)}  # fmt: skip
    hops = {f"/hop/{n}": answer(status=302, headers={"Location": f"/hop/{n - 1}"})
            for n in range(1, 6)} | {"/hop/0": RULES, "/elders.txt": RULES}  # fmt: skip
    sites = {name: serve(PAGES | hops | {"/robots.txt": said}) for name, said in robots.items()}
    sources = {name: [{"protocol": "files", "url": f"{site.url}/"}] for name, site in sites.items()}
    site = sites["website"] = serve(PAGES | {"/robots.txt": answer("", 503)})
    sources["website"] = [{"protocol": "website", "url": f"{site.url}/"}]
    listed = "<urlset><url><loc>{0}/dicht/a</loc></url><url><loc>{0}/open</loc></url></urlset>"
    site = sites["sitemap"] = serve(PAGES | {"/robots.txt": RULES})
    site.pages["/sitemap.xml"] = listed.format(site.url)
    sources["sitemap"] = [{"protocol": "website", "url": f"{site.url}/"}]
    found = crawl(tmp_path_factory.mktemp("robots"), sources)
    return SimpleNamespace(sites=sites, sources=found.sources, found=found)


@pytest.mark.parametrize("name", ["rules", "named", "long", "moved", "hops-5", *SPELLED])
def test_what_robots_closes_is_not_asked_and_reported(run: Any, name: str) -> None:
    report = run.sources[f"{name}-files"]

    assert "/dicht/a" not in run.sites[name].paths
    assert (report["state"], report["records"], report["refused"]) == ("complete", 1, 1)
    assert report["problems"][0]["code"] == "robots"


@pytest.mark.parametrize("name", ["none", "forbidden", "binary", "empty", "nothing",
                                  *(f"absent-{status}" for status in ABSENT)])  # fmt: skip
def test_no_robots_file_closes_nothing(run: Any, name: str) -> None:
    assert run.sources[f"{name}-files"]["records"] == 2


@pytest.mark.parametrize("name", ["broken", "busy", "cut", "away", "loop", "reset",
                                  *(f"broken-{status}" for status in BROKEN)])  # fmt: skip
def test_a_robots_file_that_cannot_be_asked_closes_everything(run: Any, name: str) -> None:
    report = run.sources[f"{name}-files"]

    assert set(run.sites[name].paths) == {"/robots.txt"}
    assert (report["state"], report["found"]) == ("failed", 0)
    assert "zonder robots.txt leest noaber deze host niet" in report["problems"][0]["message"]


def test_a_robots_file_behind_six_redirects_is_not_looked_for_any_further(run: Any) -> None:
    report = run.sources["hops-6-files"]

    assert (report["state"], report["problems"][0]["code"]) == ("failed", "redirects")
    assert "/hop/0" not in run.sites["hops-6"].paths


def test_the_reason_of_a_silent_host_is_said(run: Any) -> None:
    codes = {name: run.sources[f"{name}-files"]["problems"][0]["code"]
             for name in ("broken", "busy", "cut", "away", "loop", "reset")}  # fmt: skip

    assert codes == {"broken": "status-503", "busy": "rate-limit", "cut": "broken-off",
                     "away": "closed", "loop": "redirects", "reset": "broken-off"}  # fmt: skip


def test_a_website_whose_robots_file_is_broken_is_not_read(run: Any) -> None:
    report = run.sources["website-website"]

    assert report["state"] == "failed"
    assert "status-503" in {problem["code"] for problem in report["problems"]}
    assert set(run.sites["website"].paths) == {"/robots.txt"}


def test_a_page_in_the_sitemap_that_robots_closes_is_reported(run: Any) -> None:
    site = run.sites["sitemap"]

    assert "/dicht/a" not in site.paths
    assert run.found.codes("sitemap-website") == {f"{site.url}/dicht/a": "robots"}


def test_robots_is_asked_with_our_name_and_before_anything_else(run: Any) -> None:
    first = run.sites["rules"].hits[0]

    assert first.path == "/robots.txt"
    assert first.headers["User-Agent"].startswith("noaber (+http")


def test_a_website_asks_its_robots_file_once(run: Any) -> None:
    assert run.sites["sitemap"].paths.count("/robots.txt") == 1


def test_whatever_it_says_a_robots_file_is_asked_once(run: Any) -> None:
    counts = {name: run.sites[name].paths.count("/robots.txt")
              for name in ("rules", "none", "empty", "nothing", *SPELLED)}  # fmt: skip

    assert set(counts.values()) == {1}


def test_a_host_that_falls_silent_loses_nothing(tmp_path: Any, serve: Any, crawl: Any,
                                                answer: Any) -> None:  # fmt: skip
    said = {"busy": answer(OPEN, 429), "broken": answer(OPEN, 503), "slow": answer(OPEN, delay=4),
            "reset": hang_up}  # fmt: skip
    sites = {name: serve(PAGES | {"/robots.txt": ""}) for name in said}
    sources = {name: [{"protocol": "files", "url": f"{site.url}/"},
                      {"protocol": "website", "url": f"{site.url}/"}]
               for name, site in sites.items()}  # fmt: skip
    first = crawl(tmp_path, sources)
    for name, site in sites.items():
        site.pages["/robots.txt"] = said[name]
    before = "import crawlers.settings as s; s.DOWNLOAD_TIMEOUT = 1; s.RETRY_TIMES = 0"

    run = crawl(tmp_path, now="2026-12-20", before=before)

    assert run.files == first.files
    others = {name: r["state"] for name, r in run.sources.items() if r["state"] != "failed"}
    assert others == {"busy-website": "partial"}  # it asks for rest: the next run goes on
    assert all(report["problems"] for report in run.sources.values())


def test_a_rule_holds_for_every_spelling_of_an_address(
    tmp_path: Any, serve: Any, crawl: Any
) -> None:
    links = "<meta charset=utf-8><a href='/caf\u00e9/a'>a</a><a href='/caf%c3%a9/b'>b</a>"
    rules = ("/caf\u00e9/", "/caf%C3%A9/", "/caf%c3%a9/", "/c*%C3%A9")
    sites = [serve({"/": links, "/robots.txt": f"User-agent: *\nDisallow: {rule}\n"})
             for rule in rules]  # fmt: skip
    sources = {f"m{n}": [{"protocol": "files", "url": f"{site.url}/"}]
               for n, site in enumerate(sites)}  # fmt: skip

    run = crawl(tmp_path, sources)

    assert [site.paths for site in sites] == [["/robots.txt", "/"]] * len(rules)
    for name in sources:
        assert set(run.codes(f"{name}-files").values()) == {"robots", "too-few"}


def test_a_crawl_delay_is_kept(run: Any) -> None:
    hits = run.sites["slow"].hits

    assert [hit.path for hit in hits] == ["/robots.txt", "/", "/dicht/a", "/open"]
    assert hits[-1].started - hits[0].started >= 3 * 0.4 - 0.2  # a busy machine is late at first


@pytest.mark.parametrize(("asked", "kept"), [("86400", 30), ("2", 2), ("-5", 0), ("veel", 0)])
def test_a_crawl_delay_has_a_limit(asked: str, kept: float) -> None:
    crawler = SimpleNamespace(settings=Settings({"USER_AGENT": "noaber", "ROBOTSTXT_OBEY": True}),
                              stats=None, spider=None)  # fmt: skip
    rules = Protego.parse(f"User-agent: *\nCrawl-delay: {asked}\n")

    delay = RobotsMiddleware(crawler)._delay(SimpleNamespace(rp=rules))

    assert delay == kept
