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
LONG = "User-agent: *\nDisallow: /dicht/\n#" + "x" * 500 * 1024 + "\nDisallow: /\n"


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
    sites = {name: serve(PAGES | {"/robots.txt": said, "/elders.txt": RULES})
             for name, said in robots.items()}  # fmt: skip
    sources = {name: [{"protocol": "files", "url": f"{site.url}/"}] for name, site in sites.items()}
    site = sites["website"] = serve(PAGES | {"/robots.txt": answer("", 503)})
    sources["website"] = [{"protocol": "website", "url": f"{site.url}/"}]
    listed = "<urlset><url><loc>{0}/dicht/a</loc></url><url><loc>{0}/open</loc></url></urlset>"
    site = sites["sitemap"] = serve(PAGES | {"/robots.txt": RULES})
    site.pages["/sitemap.xml"] = listed.format(site.url)
    sources["sitemap"] = [{"protocol": "website", "url": f"{site.url}/"}]
    found = crawl(tmp_path_factory.mktemp("robots"), sources)
    return SimpleNamespace(sites=sites, sources=found.sources, found=found)


@pytest.mark.parametrize("name", ["rules", "named", "long", "moved"])
def test_what_robots_closes_is_not_asked_and_reported(run: Any, name: str) -> None:
    report = run.sources[f"{name}-files"]

    assert "/dicht/a" not in run.sites[name].paths
    assert (report["state"], report["records"], report["refused"]) == ("complete", 1, 1)
    assert report["problems"][0]["code"] == "robots"


@pytest.mark.parametrize("name", ["none", "forbidden", "binary"])
def test_no_robots_file_closes_nothing(run: Any, name: str) -> None:
    assert run.sources[f"{name}-files"]["records"] == 2


@pytest.mark.parametrize("name", ["broken", "busy", "cut", "away", "loop"])
def test_a_robots_file_that_cannot_be_asked_closes_everything(run: Any, name: str) -> None:
    report = run.sources[f"{name}-files"]

    assert set(run.sites[name].paths) == {"/robots.txt"}
    assert (report["state"], report["found"]) == ("failed", 0)
    assert "zonder robots.txt leest noaber deze host niet" in report["problems"][0]["message"]


def test_the_reason_of_a_silent_host_is_said(run: Any) -> None:
    codes = {name: run.sources[f"{name}-files"]["problems"][0]["code"]
             for name in ("broken", "busy", "cut", "away", "loop")}  # fmt: skip

    assert codes == {"broken": "status-503", "busy": "rate-limit", "cut": "broken-off",
                     "away": "closed", "loop": "redirects"}  # fmt: skip


def test_a_website_whose_robots_file_is_broken_is_not_read(run: Any) -> None:
    assert run.sources["website-website"]["state"] == "failed"
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
