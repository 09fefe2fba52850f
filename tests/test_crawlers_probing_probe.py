"""`members probe`: what a host speaks, within what it allows, and the member file for it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.fetch import Fetched
from crawlers.probing import visitor
from crawlers.probing.codehosts import Owner, owner_on
from crawlers.probing.evidence import evidence
from crawlers.probing.probe import Probe, probe
from crawlers.probing.visitor import MOST_REQUESTS, Visitor
from knowledge.extraction import csv_text
from knowledge.findings import Findings
from knowledge.home import Home
from knowledge.member_file import member_from
from knowledge.model import NoaberError
from knowledge.register import BODIES, ORGANISATIONS, PRODUCTS, RegisterSource
from knowledge.renewal import sources_text
from knowledge.strict_yaml import load_yaml

TOWN = "https://identifier.overheid.nl/tooi/id/gemeente/gm9001"
PAGE = """<!doctype html><html><head><title>Home | Gemeente Voorbeeld</title>
<meta name="generator" content="WordPress 6.4">
<link rel="alternate" type="application/rss+xml" href="/feed/">
</head><body><h1>Welkom</h1><p>Dit is de website van de gemeente.</p></body></html>"""
ROBOTS = "User-agent: *\nAllow: /\n"
SITEMAP = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
RSS = '<rss version="2.0"><channel><title>Nieuws</title>{}</channel></rss>'
TURTLE = """@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
<https://voorbeeld.example/d/1> a dcat:Dataset ; dct:title "Bomen" ; dct:identifier "1" .
<https://voorbeeld.example/d/2> a dcat:Dataset ; dct:title "Banken" ; dct:identifier "2" .
"""
ITEMS = {"data": [{"id": 1, "title": "Paspoort"}], "pagination": {"total": 37}}
SDG = {"count": 12, "next": None, "results": [{"upnUri": "http://owms.example/paspoort"}]}
CKAN = {"success": True, "result": {"count": 5, "results": []}}


def sitemap(host: str, *paths: str) -> str:
    return SITEMAP.format("".join(f"<url><loc>{host}{path}</loc></url>" for path in paths))


def rss(*titles: str) -> str:
    items = (f"<item><title>{t}</title><link>https://a.example/{t}</link></item>" for t in titles)
    return RSS.format("".join(items))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with one municipality, whose website only ROO knows."""
    folder = tmp_path / "knowledge" / "registers"
    folder.mkdir(parents=True)
    town = dict.fromkeys(ORGANISATIONS, "") | {
        "id": TOWN, "type": "gemeente", "code": "GM9001", "name": "Voorbeeld",
        "official_name": "gemeente Voorbeeld",
    }  # fmt: skip
    body = dict.fromkeys(BODIES, "") | {
        "id": "https://identifier.overheid.nl/tooi/id/oorg/oorg9001", "type": "overig",
        "name": "Dienst Dertig", "website": "http://127.0.0.30/",
    }  # fmt: skip
    (folder / "organisations.csv").write_bytes(csv_text(ORGANISATIONS, [town]))
    (folder / "bodies.csv").write_bytes(csv_text(BODIES, [body]))
    (folder / "products.csv").write_bytes(csv_text(PRODUCTS, []))
    (folder / "sources.yml").write_bytes(sources_text({
        "gemeenten": RegisterSource.model_validate({
            "title": "L", "publisher": "K", "register_file": "organisations.csv", "rows": 1,
            "type": "gemeente", "version": "1", "date": "2026-01-01", "licence": "open",
            "address": "https://example.nl/"})}))  # fmt: skip
    return Home(tmp_path)


@pytest.fixture
def look(home: Home, serve: Any) -> Callable[..., tuple[Probe, Any]]:
    """Serve pages on a host, with `HOST` in them replaced by its address, and probe a path."""

    def do(pages: dict[str, Any], path: str = "/", host: str = "127.0.0.1") -> tuple[Probe, Any]:
        site = serve(host=host)
        for key, page in pages.items():
            text = json.dumps(page) if isinstance(page, dict | list) else page
            site.pages[key] = text.replace("HOST", site.url) if isinstance(text, str) else text
        return probe(home, site.url + path, allow_loopback=True), site

    return do


def found(result: Probe) -> dict[str, int]:
    return {one.protocol: one.records for one in result.sources}


def codes(result: Probe) -> list[str]:
    return [problem.code for problem in result.problems]


def test_a_website_is_found_with_its_sitemap_feed_and_product_catalogue(look: Any) -> None:
    result, site = look({
        "/robots.txt": ROBOTS + "Sitemap: /sitemap_index.xml # de index\n",
        "/sitemap_index.xml": SITEMAP.replace("urlset", "sitemapindex").format(
            "<sitemap><loc>HOST/a.xml</loc></sitemap><sitemap><loc>HOST/b.xml</loc></sitemap>"),
        "/a.xml": sitemap("HOST", "/een", "/twee"),
        "/b.xml": sitemap("HOST", "/drie"),
        "/": PAGE,
        "/feed/": rss("a", "b"),
        "/wp-json/owc/pdc/v1/items": ITEMS,
    })  # fmt: skip

    assert found(result) == {"website": 3, "feed": 2, "pdc": 37}
    assert result.status == 0
    assert result.problems == []
    assert "WordPress 6.4" in result.sources[0].evidence
    assert site.paths[0] == "/robots.txt"


def test_the_proposed_file_is_a_member_file_that_can_be_used(look: Any) -> None:
    result, _ = look({"/robots.txt": ROBOTS, "/": PAGE, "/feed/": rss("a")})

    checked = Findings("voorbeeld.yml")
    member = member_from(load_yaml(result.member_text.encode(), "").data, "voorbeeld", checked)
    assert checked.problems == []
    assert member is not None
    assert (member.name, member.id, member.type) == ("Gemeente Voorbeeld", TOWN, "gemeente")
    assert [source.protocol for source in member.sources] == ["website", "feed"]
    assert result.as_json()["file"] == "voorbeeld.yml"


def test_an_unknown_organisation_is_to_be_filled_in_and_still_makes_a_usable_file(
    look: Any,
) -> None:
    result, _ = look({"/": "<html><title>Nergens</title><p>Welkom</p></html>"})

    checked = Findings("x.yml")
    loaded = load_yaml(result.member_text.encode(), "")
    stem = result.as_json()["file"].removesuffix(".yml")
    assert member_from(loaded.data, stem, checked) is not None
    assert checked.problems == []
    assert result.member_text.startswith("# naam invullen")


def test_the_website_in_the_register_decides_whose_host_it_is(look: Any) -> None:
    result, _ = look({"/": PAGE}, host="127.0.0.30")

    assert load_yaml(result.member_text.encode(), "").data["name"] == "Dienst Dertig"


def test_every_request_is_shown_and_there_are_few_of_them(look: Any) -> None:
    result, site = look({"/robots.txt": ROBOTS, "/": PAGE, "/feed/": rss("a")})

    shown = {
        request["url"].removeprefix(site.url): request["status"] for request in result.requests
    }
    assert list(shown) == site.paths
    assert (shown["/robots.txt"], shown["/feed/"], shown["/dcat"]) == (200, 200, 404)
    assert len(site.hits) <= MOST_REQUESTS


def test_a_site_that_answers_html_to_everything_speaks_only_html(look: Any, serve: Any) -> None:
    paths = ("/robots.txt", "/", "/sitemap.xml", "/feed/", "/wp-json/owc/pdc/v1/items",
             "/api/v1/producten", "/api/3/action/package_search?rows=0", "/catalog.ttl",
             "/catalog.jsonld", "/data.jsonld", "/dcat")  # fmt: skip

    result, site = look(dict.fromkeys(paths, PAGE))

    assert found(result) == {"website": -1}
    assert set(site.paths) == set(paths)
    assert codes(result) == []


@pytest.mark.parametrize(
    "body",
    [
        {"success": False, "error": {"message": "Not found"}},
        {"code": "rest_no_route", "message": "Geen route", "data": {"status": 404}},
        {"results": [], "count": 0},
        {"data": [{"naam": "iets anders"}]},
        [],
        {},
        "null",
        "[" * 100_000,
        TURTLE.replace("dcat:Dataset", "dcat:Distribution"),
        "<rss version='2.0'><channel/></rss>",
    ],
)
def test_json_or_rdf_of_something_else_is_no_catalogue(look: Any, body: Any) -> None:
    paths = ("/api/3/action/package_search?rows=0", "/catalog.ttl", "/data.jsonld", "/feed/")

    result, _ = look({"/": PAGE} | dict.fromkeys(paths, body))

    assert set(found(result)) == {"website"}


@pytest.mark.parametrize(
    ("path", "body", "protocol", "records", "url"),
    [
        ("/api/v1/producten", SDG, "pdc", 12, "/api/v1/producten"),
        ("/api/v1/producten", {"count": 0, "results": []}, "pdc", 0, "/api/v1/producten"),
        ("/api/3/action/package_search?rows=0", CKAN, "ckan", 5, "/"),
        ("/catalog.ttl", TURTLE, "dcat", 2, "/catalog.ttl"),
        ("/dcat", TURTLE, "dcat", 2, "/dcat"),
        ("/wp-json/owc/pdc/v1/items", [{"id": 1, "title": "A"}], "pdc", 1,
         "/wp-json/owc/pdc/v1/items"),
    ],
)  # fmt: skip
def test_known_software_is_found_where_it_has_its_list(
    look: Any, path: str, body: Any, protocol: str, records: int, url: str
) -> None:
    result, site = look({"/": PAGE, path: body})

    (source,) = [one for one in result.sources if one.protocol == protocol]
    assert (source.records, source.url) == (records, site.url + url)


@pytest.mark.parametrize(
    ("body", "protocol", "records"),
    [
        (TURTLE, "dcat", 2),
        (rss("a", "b", "c"), "feed", 3),
        (sitemap("https://a.example", "/a", "/b"), "website", 2),
        ("<scproducten xmlns='http://standaarden.overheid.nl/product/terms/'>"
         "<scproduct/><scproduct/></scproducten>", "sru", 2),
        ({"version": "https://jsonfeed.org/version/1.1", "title": "x",
          "items": [{"id": "1", "title": "a", "url": "https://a.example/1"}]}, "feed", 1),
        (CKAN, "ckan", 5),
    ],
)  # fmt: skip
def test_an_address_of_a_list_itself_is_read(
    look: Any, body: Any, protocol: str, records: int
) -> None:
    result, site = look({"/lijst": body}, "/lijst")

    assert found(result) == {protocol: records}
    assert site.paths == ["/robots.txt", "/lijst"]


def test_a_search_service_is_asked_what_it_is_and_keeps_its_connection(look: Any) -> None:
    explain = "<explainResponse xmlns='http://www.loc.gov/zing/srw/'><version>1.2</version></explainResponse>"
    result, site = look(
        {"/sru/Search?x-connection=sc&operation=explain&version=1.2": explain},
        "/sru/Search?x-connection=sc",
    )

    (source,) = result.sources
    assert (source.protocol, source.records) == ("sru", -1)
    assert source.url == f"{site.url}/sru/Search?x-connection=sc"
    assert source.as_json()["records"] is None
    assert "officiële naam" in source.note


def test_a_search_that_is_given_is_counted(look: Any) -> None:
    answered = (
        "<searchRetrieveResponse><numberOfRecords>230</numberOfRecords></searchRetrieveResponse>"
    )
    path = "/sru/Search?operation=searchRetrieve&query=authority%3D%22Voorbeeld%22"

    result, site = look({path: answered}, path)

    assert found(result) == {"sru": 230}
    assert result.sources[0].url == f"{site.url}/sru/Search?query=authority%3D%22Voorbeeld%22"


def test_woo_indexes_are_read_before_other_sitemaps(look: Any) -> None:
    index = "".join(
        f"<sitemap><loc>HOST/{name}</loc></sitemap>"
        for name in (
            "a.xml",
            "b.xml",
            "c.xml",
            "d.xml",
            "e.xml",
            "sitemapindex-diwoo-infocat004.xml",
        )
    )
    result, site = look({
        "/robots.txt": "Sitemap: HOST/index.xml\n",
        "/index.xml": SITEMAP.replace("urlset", "sitemapindex").format(index),
        "/sitemapindex-diwoo-infocat004.xml": sitemap("HOST", "/werkwijze"),
        "/a.xml": sitemap("HOST", "/a"),
        "/": PAGE,
    })  # fmt: skip

    assert site.paths.index("/sitemapindex-diwoo-infocat004.xml") < site.paths.index("/a.xml")
    assert result.sources[0].note == "niet alle sitemaps zijn geteld"


def test_a_broken_sitemap_is_told_and_the_site_is_still_found(look: Any) -> None:
    result, _ = look({"/robots.txt": "Sitemap: HOST/s.xml\n", "/s.xml": PAGE, "/": PAGE})

    assert codes(result) == ["bad-sitemap"]
    assert found(result) == {"website": -1}


def test_an_index_page_with_links_to_files_is_files(look: Any) -> None:
    links = '<a href="a.bpmn">a</a><a href="b.dmn">b</a><a href="https://x.example/c.bpmn">c</a>'

    result, site = look({"/": f"<html><body>{links}</body></html>"})

    assert found(result)["files"] == 2
    assert [one.url for one in result.sources if one.protocol == "files"] == [f"{site.url}/"]


@pytest.mark.parametrize("status", [404, 403, 410])
def test_a_host_without_robots_allows_everything(look: Any, answer: Any, status: int) -> None:
    result, _ = look({"/robots.txt": answer("", status), "/": PAGE})

    assert result.as_json()["robots"] == {
        "asked": True, "found": False, "allows": True, "crawl_delay": 0.0,
    }  # fmt: skip
    assert "er is geen robots.txt" in result.lines()[0]
    assert found(result) == {"website": -1}


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_host_whose_robots_fails_is_left_alone(look: Any, answer: Any, status: int) -> None:
    result, site = look({"/robots.txt": answer(ROBOTS, status), "/": PAGE})

    assert site.paths == ["/robots.txt"]
    assert (codes(result), result.status, result.member_text) == (["robots"], 1, "")
    assert result.as_json()["robots"]["allows"] is False


def test_what_robots_forbids_is_not_asked(look: Any) -> None:
    text = "User-agent: *\nDisallow: /wp-json/\nDisallow: /api/\nCrawl-delay: 7\n"

    result, site = look({"/robots.txt": text, "/": PAGE, "/wp-json/owc/pdc/v1/items": ITEMS})

    assert not [path for path in site.paths if path.startswith(("/wp-json", "/api"))]
    assert result.as_json()["robots"] == {
        "asked": True, "found": True, "allows": True, "crawl_delay": 7.0,
    }  # fmt: skip
    assert codes(result) == []


def test_a_host_that_closes_everything_is_left_alone_and_says_so(look: Any) -> None:
    result, site = look({"/robots.txt": "User-agent: noaber\nDisallow: /\n", "/": PAGE})

    assert site.paths == ["/robots.txt"]
    assert codes(result) == ["robots"]
    assert "staat dit niet toe" in result.lines()[0]


def test_a_host_that_is_down_is_one_problem(home: Home, serve: Any) -> None:
    site = serve()
    site.server.shutdown()
    site.server.server_close()

    result = probe(home, site.url, allow_loopback=True)

    assert (codes(result), result.status) == (["robots"], 1)
    assert "onbereikbaar" in result.problems[0].message
    assert "niets gevonden" in "\n".join(result.lines())


def test_a_redirect_to_a_private_address_is_not_followed(
    look: Any, answer: Any, serve: Any
) -> None:
    secret = serve({"/geheim": "geheim"})
    away = answer("", 302, {"Location": f"{secret.url}/geheim"})
    inside = answer("", 302, {"Location": "http://169.254.169.254/latest"})

    result, _ = look({"/": away, "/catalog.ttl": inside})

    assert secret.hits == []
    assert codes(result) == ["closed", "closed"]
    assert result.sources == []


def test_no_address_in_a_page_or_robots_opens_another_place(look: Any, serve: Any) -> None:
    secret = serve({"/geheim": sitemap("https://a.example", "/a"), "/robots.txt": ROBOTS})
    feed = f'<link rel="alternate" type="application/rss+xml" href="{secret.url}/geheim">'
    index = f"<sitemap><loc>{secret.url}/geheim</loc></sitemap><sitemap><loc>file:///etc/hostname</loc></sitemap>"

    look({
        "/robots.txt": f"{ROBOTS}Sitemap: {secret.url}/geheim\nSitemap: HOST/s.xml\n",
        "/s.xml": SITEMAP.replace("urlset", "sitemapindex").format(index),
        "/": PAGE.replace("</head>", f"{feed}</head>"),
    })  # fmt: skip

    assert secret.hits == []


def test_loopback_is_closed_unless_it_is_opened(home: Home, serve: Any) -> None:
    site = serve({"/": PAGE})

    with pytest.raises(NoaberError, match="niet openbaar"):
        probe(home, site.url)

    assert site.hits == []


@pytest.mark.parametrize("url", ["file:///etc/hostname", "ftp://a.example/", "http://a@b.example/"])
def test_what_is_no_web_address_is_refused(home: Home, url: str) -> None:
    with pytest.raises(NoaberError, match=r".+: .+"):
        probe(home, url)


def test_the_host_that_a_redirect_leads_to_has_its_own_robots(home: Home, monkeypatch: Any) -> None:
    pages = {
        "https://dorp.example/robots.txt": ROBOTS,
        "https://www.dorp.example/robots.txt": "User-agent: *\nDisallow: /\n",
    }

    def asked(url: str, allow_loopback: bool = False) -> Fetched:
        end = url if "robots" in url else "https://www.dorp.example/"
        return Fetched(end, pages.get(url, PAGE).encode(), "text/html", "")

    monkeypatch.setattr(visitor, "fetch", asked)
    monkeypatch.setattr(visitor.time, "sleep", lambda _: None)

    result = probe(home, "dorp.example")

    assert (codes(result), result.sources) == (["robots"], [])


def test_a_public_host_is_given_the_rest_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def asked(url: str, allow_loopback: bool = False) -> Fetched:
        return Fetched(url, b"User-agent: *\nCrawl-delay: 9\n", "text/plain", "")

    monkeypatch.setattr(visitor, "fetch", asked)
    monkeypatch.setattr(visitor.time, "sleep", waits.append)
    guest = Visitor("https://dorp.example/")

    guest.ask("https://dorp.example/")
    guest.ask("https://dorp.example/b")

    assert waits == [9.0, 9.0]


def test_one_request_at_a_time(look: Any, answer: Any) -> None:
    running, most, lock = 0, 0, threading.Lock()

    def slowly() -> Any:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1
        return answer(PAGE)

    look({"/": slowly, "/feed/": slowly, "/dcat": slowly, "/catalog.ttl": slowly})

    assert most == 1


def test_never_more_requests_than_are_allowed(look: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitor, "MOST_REQUESTS", 4)

    result, site = look({"/robots.txt": ROBOTS, "/": PAGE, "/feed/": rss("a")})

    assert len(site.hits) == 4
    assert "feed" in found(result)


def test_an_owner_on_a_forge_is_counted_by_its_api(look: Any) -> None:
    names = [{"full_name": f"voorbeeld/r{number}"} for number in range(3)]

    result, site = look(
        {"/api/v3/orgs/GemeenteVoorbeeld/repos?per_page=100": names},
        "/api/v3/orgs/GemeenteVoorbeeld",
    )

    (source,) = result.sources
    assert source.as_json() == {
        "protocol": "forge", "api": f"{site.url}/api/v3", "owner": "GemeenteVoorbeeld",
        "records": 3, "evidence": "de codehost kent GemeenteVoorbeeld", "note": "",
    }  # fmt: skip
    assert load_yaml(result.member_text.encode(), "").data["id"] == TOWN
    assert result.as_json()["robots"]["asked"] is False
    assert site.paths == ["/api/v3/orgs/GemeenteVoorbeeld/repos?per_page=100"]


def test_a_member_that_has_a_file_already_is_not_proposed_as_a_new_one(
    look: Any, home: Home
) -> None:
    home.members.mkdir(parents=True)
    (home.members / "voorbeeld.yml").write_text("name: X\ntype: overig\nsources: []\n")

    result, _ = look({"/": PAGE})

    assert "er is al een bestand voorbeeld.yml" in "\n".join(result.lines())


def test_a_name_that_is_a_user_is_found_after_the_groups(look: Any) -> None:
    path = "/api/v4/users/dorp/projects?per_page=100"
    full = [{"path_with_namespace": f"dorp/{number}"} for number in range(100)]

    result, _ = look({path: full}, "/api/v4/groups/dorp")

    assert found(result) == {"forge": 100}
    assert "er kunnen er meer zijn" in result.sources[0].line()


def test_an_owner_that_nobody_knows_or_a_limit_is_a_problem(look: Any, answer: Any) -> None:
    unknown, _ = look({}, "/api/v3/orgs/niemand")
    busy, _ = look({"/api/v3/orgs/dorp/repos?per_page=100": answer("", 429)}, "/api/v3/orgs/dorp")

    assert (codes(unknown), unknown.status) == (["no-owner"], 1)
    assert (codes(busy), busy.status) == (["status-429"], 1)


@pytest.mark.parametrize(
    ("mark", "path", "api", "name"),
    [
        ('<meta content="GitLab" property="og:site_name">', "/dorp/team", "/api/v4", "dorp/team"),
        ('<meta name="author" content="Forgejo: Beyond coding">', "/dorp/atlas", "/api/v1", "dorp"),
        ('<meta name="author" content="Gitea - Git with tea">', "/dorp", "/api/v1", "dorp"),
    ],
)  # fmt: skip
def test_a_code_host_of_their_own_is_known_by_its_page(
    mark: str, path: str, api: str, name: str
) -> None:
    page = Fetched(f"https://git.dorp.example{path}", mark.encode(), "text/html", "")

    assert owner_on(page) == Owner(f"https://git.dorp.example{api}", name)


def test_the_document_is_plain_json_and_the_lines_tell_what_to_check(look: Any) -> None:
    result, site = look({"/robots.txt": ROBOTS, "/": PAGE, "/feed/": rss("a", "b")})

    document, lines = result.as_json(), result.lines()
    assert json.loads(json.dumps(document)) == document
    assert set(document) >= {
        "url",
        "host",
        "robots",
        "sources",
        "unsupported",
        "member",
        "problems",
    }
    assert f"  feed: {site.url}/feed/: een feed met berichten; 2 stuks." in lines
    assert "Controleer: is dit Gemeente Voorbeeld?" in lines
    assert "Zet dit in knowledge/members/voorbeeld.yml:" in lines
    assert lines[-1].strip() == f"url: {site.url}/feed/"


def test_a_reader_that_fails_costs_its_own_address_only(
    look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(answer: Fetched) -> None:
        raise ZeroDivisionError("stuk")

    monkeypatch.setattr("crawlers.probing.look.evidence", fails)

    result, _ = look({"/": PAGE, "/dcat": TURTLE})

    assert set(found(result)) == {"website"}
    assert codes(result) == ["bug", "bug"]


def test_a_source_that_this_version_cannot_speak_is_told_apart(
    look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawlers.probing.probe.protocols", lambda: {"website": object})

    result, _ = look({"/": PAGE, "/feed/": rss("a")})

    assert [one.protocol for one in result.unsupported] == ["feed"]
    assert "kan noaber nog niet lezen: feed" in "\n".join(result.lines())


@pytest.mark.parametrize(
    "body",
    [b"", b"\x00\xff" * 50, b"<!DOCTYPE a [<!ENTITY b 'c'>]><scproducten>&b;</scproducten>",
     b"<rss", b'{"count": 1e999, "results": [1]}', b"@prefix : <"],
)  # fmt: skip
def test_odd_content_shows_nothing_that_counts(body: bytes) -> None:
    shown = evidence(Fetched("https://a.example/x", body, "", ""))

    assert shown is None or shown.records <= 0
