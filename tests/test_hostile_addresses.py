"""No address leads inside: whatever its spelling, whatever way it comes (threats.md C.2, S1-S5).

What a crawl dials is noted where it is dialled, so that an address without a listener counts too.
"""

from __future__ import annotations

import json
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request, Spider
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from crawlers import guard
from crawlers.addresses import joined
from crawlers.fetch import _Redirects, fetch
from crawlers.guard import GuardMiddleware, Refused
from crawlers.probing.probe import probe
from knowledge.home import Home
from knowledge.model import SourceError

HOSTS = [  # each with the port of a host that must not be asked
    "10.0.0.1", "172.16.0.1", "172.31.255.254", "192.168.1.1", "100.64.0.1", "169.254.169.254",
    "0.0.0.0", "0.1.2.3", "0", "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "2130706433",
    "0x7f000001", "0x7f.0.0.1", "0177.0.0.1", "017700000001", "127.0.0.1.", "198.18.0.1",
    "192.0.0.8", "224.0.0.1", "localhost", "LOCALHOST", "localhost.", "127.0.0.1.nip.example",
    "localtest.example", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "[fd00:ec2::254]", "[fc00::1]", "[fe80::1]", "１２７.0.0.1", "127。0。0。1", "127.0.0.①",
    "gemeente.nl@127.0.0.1", "gemeente.nl:geheim@127.0.0.1", "%31%32%37.0.0.1",
]  # fmt: skip
NAMES = {"localhost": "127.0.0.1", "127.0.0.1.nip.example": "127.0.0.1",
         "localtest.example": "127.0.0.1", "intern.example": "10.0.0.1",
         "cloud.example": "169.254.169.254"}  # fmt: skip
SCHEMES = [
    "file://{file}", "FILE://{file}", "file://localhost{file}", "data:text/html,{mark}",
    "data:text/html;base64,R0VIRUlN", "ftp://{near}/a", "gopher://{near}/_a", "dict://{near}/a",
    "ldap://{near}/a", "javascript:alert(1)", "jar:http://{near}!/a", "view-source:http://{near}/",
    "s3://emmer/a", "http://[::1/",
]  # fmt: skip
ODD = [  # addresses that one program reads as another host than the next does
    "//{near}/geheim", "\\\\{near}\\geheim", "/\\{near}/geheim", "http:\\\\{near}\\geheim",
    "http:/{near}/geheim", "http:{near}/geheim", "http:///{near}/geheim", "///{near}/geheim",
    "http://{near}\\@{own}/a", "http://{own}@{near}/geheim", "http://{own}#@{near}/geheim",
    "http://{own}?@{near}/geheim", "http://{own}\\.{near}/geheim", "http://{own};{near}/geheim",
    "ht\ttp://{near}/geheim", "http://\t{near}/geheim", " http://{near}/geheim",
    "http://{near}%2f{own}/", "http://{near}/geheim#{own}", "http://{own}%00.{near}/geheim",
]  # fmt: skip
CLOSED = {"closed", "scheme", "userinfo", "other-host", "bad-address"}
MARK = "GEHEIM-7f3a"
WATCH = """
import os, socket
import crawlers.settings as pace
pace.DOWNLOAD_DELAY = pace.AUTOTHROTTLE_START_DELAY = 0
pace.AUTOTHROTTLE_ENABLED = False
log, names = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_APPEND), {names!r}
def watched(real):
    def connect(self, address):
        if isinstance(address, tuple):
            os.write(log, f"{{address[0]}}:{{address[1]}}\\n".encode())
        return real(self, address)
    return connect
for way in ("connect", "connect_ex"):
    setattr(socket.socket, way, watched(getattr(socket.socket, way)))
def found(name):
    name = name.encode("idna").decode().rstrip(".").lower()
    try:
        return socket.inet_ntoa(socket.inet_aton(name))
    except OSError:
        if name in names:
            return names[name]
        raise socket.gaierror(-2, "geen naam")
socket.gethostbyname = found
"""


def watched(log: Path) -> str:
    return WATCH.format(log=str(log), names=NAMES)


def dialled(log: Path) -> set[str]:
    return set(log.read_text().split()) if log.exists() else set()


def header(url: str) -> str:
    """An address as the bytes of a header: Python's server sends latin-1 only."""
    return url.encode().decode("latin-1")


def cells(urls: list[str], pattern: str) -> str:
    return "".join(pattern.format(url, n=n) for n, url in enumerate(urls))


class Ways:
    """The sites of the crawl: each hands out all addresses in a way of its own."""

    def __init__(self, serve: Callable[..., Any], answer: Any, targets: list[str]) -> None:
        self.serve, self.answer, self.targets = serve, answer, targets
        self.sites: dict[str, Any] = {}
        self.sources: dict[str, Any] = {}

    def site(self, name: str, pages: dict[str, Any], path: str = "/", **source: Any) -> Any:
        self.sites[name] = site = self.serve(pages)
        told = {"protocol": "files", "url": f"{site.url}{path}"} | source
        self.sources[name] = [told]
        return site

    def each(self, name: str, protocol: str, path: str, page: Callable[[str, str], Any]) -> None:
        """A source per address: a list whose next page is there."""
        self.sites[name] = site = self.serve()
        self.sources[name] = []
        for n, url in enumerate(self.targets):
            site.pages[f"/{n}{path}"] = page(url, f"{site.url}/{n}")
            self.sources[name].append({"protocol": protocol, "url": f"{site.url}/{n}{path}",
                                       "name": f"{name}-{n}"})  # fmt: skip

    def all(self) -> None:
        for way in (self.links, self.redirects, self.pages, self.sitemaps, self.feeds, self.lists,
                    self.products, self.code):  # fmt: skip
            way()

    def links(self) -> None:
        head = "<meta charset=utf-8>"
        self.site("links", {"/": head + cells(self.targets, "<a href='{0}'>x</a>")})
        odd = self.site("odd", {})
        near = self.targets[10].split("/")[2]
        said = [one.format(near=near, own=odd.place) for one in ODD]
        odd.pages |= {f"/{n}": self.answer(status=302, headers={"Location": url})
                      for n, url in enumerate(said)}  # fmt: skip
        odd.pages["/"] = cells(said, "<a href='{0}'>x</a><a href='/{n}'>x</a>")
        site = self.site("walk", {}, protocol="website")
        site.pages["/"] = f"{head}<p>Start</p>" + cells(self.targets, "<a href='{0}'>x</a>")

    def redirects(self) -> None:
        chain = {f"/{n}": self.answer(status=301, headers={"Location": f"/{n - 1}"})
                 for n in range(1, 8)}  # fmt: skip
        chain["/0"] = "<title>Aangekomen</title><p>Een pagina.</p>"
        chain["/rond"] = self.answer(status=302, headers={"Location": "/om"})
        chain["/om"] = self.answer(status=302, headers={"Location": "/rond"})
        listed = "<a href='/{0}'>x</a>"
        self.site("chain", chain | {"/": "".join(map(listed.format, (5, 6, "rond")))})
        ways = {f"/{status}/{n}": self.answer(status=status, headers={"Location": header(url)})
                for n, url in enumerate(self.targets)
                for status in (301, 302, 303, 307, 308)}  # fmt: skip
        self.site("moved", ways | {"/": "".join(f"<a href='{way}'>x</a>" for way in ways)})
        for n, url in enumerate(self.targets[9:14]):
            moved = self.answer(status=302, headers={"Location": header(url)})
            self.site(f"robots-moved-{n}", {"/robots.txt": moved, "/": "<p>Start</p>"})

    def pages(self) -> None:
        """Pages that name the address everywhere where software may fetch it unasked."""
        page = (
            "<html><head><title>Pagina {n}</title><base href='{0}'>"
            "<meta http-equiv=refresh content='0;url={0}'><link rel=canonical href='{0}'>"
            "<link rel=alternate type=application/rss+xml href='{0}'>"
            "<meta property='og:url' content='{0}'><meta property='og:image' content='{0}'>"
            "<script type='application/ld+json'>"
            '{{"@context":"{0}","@type":"GovernmentService","@id":"{0}","url":"{0}","name":"x"}}'
            "</script></head><body><p>Een pagina met tekst, nummer {n}.</p><img src='{0}'>"
            "<iframe src='{0}'></iframe><object data='{0}'></object></body></html>"
        )
        told = {"Refresh": "0;url={0}", "Link": '<{0}>; rel="canonical"', "Content-Location": "{0}"}
        pages = {f"/{n}": self.answer(page.format(url, n=n), headers={
            name: header(text.format(url)) for name, text in told.items()})
            for n, url in enumerate(self.targets)}  # fmt: skip
        self.site("pages", pages | {"/": cells(self.targets, "<a href='/{n}'>x</a>")})

    def sitemaps(self) -> None:
        good = {"/goed": "<title>Goed</title><p>Een goede pagina.</p>"}
        site = self.site("sitemap", dict(good), protocol="website")
        locs = cells([*self.targets, f"{site.url}/goed"], "<url><loc>{0}</loc></url>")
        site.pages["/sitemap.xml"] = f"<urlset>{locs}</urlset>"
        site = self.site("sitemaps", dict(good), protocol="website")
        locs = cells([*self.targets, f"{site.url}/1.xml"], "<sitemap><loc>{0}</loc></sitemap>")
        site.pages["/sitemap.xml"] = f"<sitemapindex>{locs}</sitemapindex>"
        site.pages["/1.xml"] = f"<urlset><url><loc>{site.url}/goed</loc></url></urlset>"
        lines = cells(self.targets, "Sitemap: {0}\n")
        self.site("robots", {"/robots.txt": lines, "/": "<p>Start</p>"}, protocol="website")

    def feeds(self) -> None:
        item = (
            "<item><title>Bericht {n}</title><link>{0}</link><comments>{0}</comments>"
            "<source url='{0}'>b</source><enclosure url='{0}' length='1' type='a/b'/></item>"
        )
        kind = {"media_type": "application/rss+xml"}
        text = f"<rss version='2.0'><channel><title>F</title>{cells(self.targets, item)}"
        feed = self.answer(text + "</channel></rss>", **kind)
        self.site("feed", {"/f": feed}, "/f", protocol="feed")
        atom = ("<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel><title>F</title>"
                "<a:link rel='next' href='{}'/><item><title>T</title><link>{}/a</link></item>"
                "</channel></rss>")  # fmt: skip
        self.each("feed-next", "feed", "/f", lambda url, own: self.answer(
            atom.format(url, own), **kind))  # fmt: skip
        for name, body in (("address", self.targets[9]), ("path", "/etc/hostname")):
            self.site(f"feed-{name}", {"/f": self.answer(body, **kind)}, "/f", protocol="feed")

    def lists(self) -> None:
        """Catalogues: what they point to, their next page, and contexts of JSON-LD."""
        head = ("@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix owl: <http://www.w3.org/2002/"
                "07/owl#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www."
                "w3.org/ns/hydra/core#> .\n")  # fmt: skip
        thing = (
            "<https://data.example/{n}> a dcat:DataService ; dct:title 'T{n}' ; "
            "dcat:endpointURL <{0}> ; dcat:landingPage <{0}> ; owl:imports <{0}> .\n"
        )
        turtle = {"media_type": "text/turtle"}
        whole = [url for url in self.targets if " " not in url]
        self.site("dcat", {"/c": self.answer(head + cells(whole, thing), **turtle)}, "/c",
                  protocol="dcat")  # fmt: skip
        one = head + "<https://data.example/1> a dcat:Dataset ; dct:title 'T' .\n"
        self.each("dcat-next", "dcat", "/c", lambda url, _: self.answer(
            f"{one}<> hydra:next <{url}> .", **turtle))  # fmt: skip
        context = {f"/{n}/c.jsonld": self.answer(json.dumps({
            "@context": [url, {"@import": url}], "@type": "dcat:Dataset", "@id": "urn:x",
            "title": "T"}), media_type="application/ld+json")
            for n, url in enumerate(self.targets)}  # fmt: skip
        self.site("context", context | {"/": cells(self.targets, "<a href='/{n}/c.jsonld'>x</a>")})
        found = [{"id": f"d{n}", "title": f"T{n}", "state": "active", "url": url,
                  "resources": [{"id": f"r{n}", "url": url, "state": "active"}]}
                 for n, url in enumerate(self.targets)]  # fmt: skip
        body = json.dumps({"success": True, "result": {"count": len(found), "results": found}})
        search = "/api/3/action/package_search?rows=100&sort=id%20asc&start=0"
        self.site("ckan", {search: self.answer(body, media_type="application/json")},
                  protocol="ckan")  # fmt: skip

    def products(self) -> None:
        kind, path = {"media_type": "application/json"}, "/api/v1/producten"
        product = {"uuid": "1", "upnUri": "http://standaarden.overheid.nl/owms/terms/paspoort",
                   "upnLabel": "paspoort", "publicatieDatum": "2026-03-01", "vertalingen": [
                       {"taal": "nl", "titel": "Paspoort", "tekst": "Vraag het aan."}]}  # fmt: skip
        self.each(
            "pdc-next",
            "pdc",
            path,
            lambda url, own: self.answer(
                json.dumps({"count": 2, "next": url, "results": [product | {"url": f"{own}/1"}]}),
                **kind,
            ),
        )
        sru = (Path(__file__).parent / "pages" / "sru" / "page-1.xml").read_text()
        whole = "nextRecordPosition>3<"
        assert whole in sru
        for n, said in enumerate(("http://127.0.0.9:1/", "3&amp;query=x", "-1", "0", "9" * 30)):
            page = self.answer(sru.replace(whole, f"nextRecordPosition>{said}<"),
                               media_type="text/xml")  # fmt: skip
            pages = SimpleNamespace(get=lambda path, other, page=page: (
                page if path.startswith("/sru/Search") else other))  # fmt: skip
            site = self.site(f"sru-{n}", {}, "/sru/Search?authority=x", protocol="sru")
            site.pages = pages

    def code(self) -> None:
        """Repositories whose every address is inside, and lists that go on there."""
        kind = {"media_type": "application/json"}
        told = [{"name": f"r{n}", "full_name": f"o/r{n}", "default_branch": "main", "html_url": url}
                | dict.fromkeys(("url", "clone_url", "git_url", "trees_url", "contents_url"), url)
                for n, url in enumerate(self.targets)]  # fmt: skip
        place = f"//{self.targets[9].partition('//')[2]}"
        told += [{"name": "x", "full_name": name, "default_branch": branch,
                  "html_url": "https://github.com/o/x"}
                 for name in (place, f"@{place[2:]}", "../../../x", "o/x?a#b", "o\\x")
                 for branch in ("main", "../../..", f"@{place[2:]}")]  # fmt: skip
        listed = "/api/v3/orgs/{}/repos?per_page=100&sort=full_name"
        site = self.serve({listed.format("o"): self.answer(json.dumps(told), **kind)})
        tree = json.dumps(
            {
                "tree": [
                    {"path": f"{n}/publiccode.yml", "type": "blob", "mode": "100644"}
                    for n in range(len(self.targets))
                ]
            }
        )
        main = {"name": "main", "full_name": "p/main", "default_branch": "main",
                "html_url": "https://github.com/p/main"}  # fmt: skip
        site.pages[listed.format("p")] = self.answer(json.dumps([main]), **kind)
        site.pages["/api/v3/repos/p/main/git/trees/main?recursive=1"] = self.answer(tree, **kind)
        keys = ("url", "logo", "landingURL", "roadmap", "isBasedOn", "monochromeLogo")
        for n, url in enumerate(self.targets):
            said = dict.fromkeys(keys, url) | {"name": f"P{n}", "publiccodeYmlVersion": "0.4"}
            site.pages[f"/raw/p/main/main/{n}/publiccode.yml"] = self.answer(
                json.dumps(said), media_type="text/plain")  # fmt: skip
            site.pages[listed.format(f"n{n}")] = self.answer("[]", headers={
                "Link": header(f'<{url}>; rel="next"')}, **kind)  # fmt: skip
        self.sites["code"] = site
        owners = ["o", "p", *(f"n{n}" for n in range(len(self.targets)))]
        self.sources["code"] = [{"protocol": "forge", "api": f"{site.url}/api/v3", "owner": owner,
                                 "name": f"code-{owner}"} for owner in owners]  # fmt: skip


@pytest.fixture(scope="module")
def inside(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """Two hosts on loopback that nobody may ask, a file that nobody may read, and all targets."""
    secret, near = serve({"/geheim": MARK}), serve({"/geheim": MARK}, host="127.0.0.2")
    file = tmp_path_factory.mktemp("geheim") / "geheim.html"
    file.write_text(f"<title>{MARK}</title><p>{MARK}</p>")
    ports = {"127.0.0.2": near.place.partition(":")[2]}
    port = secret.place.partition(":")[2]
    targets = [f"http://{host}:{ports.get(host, port)}/geheim" for host in HOSTS]
    targets += [one.format(file=file, near=near.place, mark=MARK) for one in SCHEMES]
    return SimpleNamespace(secret=secret, near=near, targets=targets, port=port)


@pytest.fixture(scope="module")
def trap(
    tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any, inside: Any
) -> SimpleNamespace:
    """One crawl in which every target comes in every way."""
    ways = Ways(serve, answer, inside.targets)
    ways.all()
    home = tmp_path_factory.mktemp("ways")
    run = crawl(home, ways.sources, before=watched(home / "dialled"))
    return SimpleNamespace(run=run, ways=ways, dialled=dialled(home / "dialled"),
                           targets=inside.targets)  # fmt: skip


def test_whatever_the_way_and_the_spelling_nothing_inside_is_dialled(
    trap: SimpleNamespace, inside: SimpleNamespace
) -> None:
    assert trap.dialled == {site.place for site in trap.ways.sites.values()}
    assert inside.secret.hits == inside.near.hits == []


def test_what_is_no_web_address_is_never_opened(trap: SimpleNamespace) -> None:
    said = b"".join(trap.run.files.values()).decode() + trap.run.stderr
    titles = [record["title"] for name in trap.run.files
              for record in trap.run.records(name).values()]  # fmt: skip

    assert MARK not in said.replace(f"data:text/html,{MARK}", "")
    assert not [title for title in titles if "GEHEIM" in title]


@pytest.mark.parametrize("way", ["links", "sitemap", "sitemaps", "robots"])
def test_each_address_on_a_list_is_refused_with_a_code(trap: SimpleNamespace, way: str) -> None:
    codes = trap.run.codes("links-files" if way == "links" else f"{way}-website")
    found = {joined(f"{trap.ways.sites[way].url}/", url) for url in trap.targets}

    assert {url: codes.get(url) for url in found if codes.get(url) not in CLOSED} == {}


def test_what_is_good_beside_them_is_read(trap: SimpleNamespace) -> None:
    for way in ("sitemap", "sitemaps"):
        (only,) = trap.run.records(f"{way}-website")
        assert only.endswith("/goed")


def test_no_redirect_leads_to_a_record(trap: SimpleNamespace) -> None:
    report = trap.run.sources["moved-files"]

    assert report["records"] == 0
    assert report["refused"] == report["found"] == 5 * len(trap.targets)


@pytest.mark.parametrize("way", ["feed-next", "dcat-next", "pdc-next", "code-n"])
def test_each_next_page_inside_ends_the_list_with_a_code(trap: SimpleNamespace, way: str) -> None:
    for n, url in enumerate(trap.targets):
        name = f"{way}{n}" if way == "code-n" else f"{way}-{n}"
        codes = {p["code"] for p in trap.run.sources[name]["problems"]}
        if (way, url) == ("feed-next", "http://[::1/"):  # feedparser leaves it out
            continue

        assert trap.run.sources[name]["state"] == "partial"
        assert codes & (CLOSED | {"bad-next", "status-404"}), url  # a comma ends a Link header


def test_records_that_name_an_address_inside_are_made_all_the_same(trap: SimpleNamespace) -> None:
    assert trap.run.sources["pages-files"]["records"] == len(trap.targets)
    assert trap.run.sources["ckan-ckan"]["records"] == len(trap.targets)
    assert trap.run.sources["code-p"]["records"] > 0


@pytest.mark.parametrize("name", ["feed-address", "feed-path"])
def test_an_address_or_a_path_in_place_of_a_feed_is_not_opened(
    trap: SimpleNamespace, name: str
) -> None:
    assert trap.run.sources[f"{name}-feed"]["state"] == "failed"
    assert set(trap.run.codes(f"{name}-feed").values()) == {"not-a-feed"}


@pytest.mark.parametrize("n", range(5))
def test_a_position_that_is_an_address_stays_on_the_search_service(
    trap: SimpleNamespace, n: int
) -> None:
    hits = trap.ways.sites[f"sru-{n}"].paths

    assert all(path.startswith(("/sru/Search?", "/robots.txt")) for path in hits)
    assert len(hits) <= 4


@pytest.mark.parametrize("n", range(5))
def test_a_robots_file_that_moved_inside_closes_its_host(trap: SimpleNamespace, n: int) -> None:
    assert trap.run.sources[f"robots-moved-{n}-files"]["state"] == "failed"
    assert set(trap.ways.sites[f"robots-moved-{n}"].paths) == {"/robots.txt"}


def test_five_redirects_are_followed_and_six_or_a_loop_are_not(trap: SimpleNamespace) -> None:
    site = trap.ways.sites["chain"]

    assert [*trap.run.records("chain-files")] == [f"https://{site.place}/0"]
    assert trap.run.codes("chain-files") == {f"{site.url}/6": "redirects",
                                             f"{site.url}/rond": "redirects"}  # fmt: skip


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory, crawl: Any, inside: Any) -> SimpleNamespace:
    """One crawl, without the option, of members whose own address is inside."""
    names = [f"http://{name}:{inside.port}/geheim" for name in NAMES]
    urls = dict(enumerate([*inside.targets, *names]))
    members = {f"m{n}": [{"protocol": "files", "url": url}] for n, url in urls.items()}
    forge = {"protocol": "forge", "api": f"http://localtest.example:{inside.port}/api/v3",
             "owner": "o"}  # fmt: skip
    for kind in ("website", "feed", "sru", "pdc", "dcat", "ckan"):
        members[kind] = [{"protocol": kind, "url": f"http://localtest.example:{inside.port}/sru",
                          "stands_for": "https://example.nl"}]  # fmt: skip
    home = tmp_path_factory.mktemp("seeds")
    run = crawl(home, members | {"forge": [forge]}, allow=False, before=watched(home / "dialled"))
    return SimpleNamespace(run=run, dialled=dialled(home / "dialled"), urls=urls)


def test_a_member_whose_address_is_inside_is_not_asked(
    seeds: SimpleNamespace, inside: SimpleNamespace
) -> None:
    assert seeds.dialled == set()
    assert inside.secret.hits == inside.near.hits == []
    assert seeds.run.status == 1


def test_each_member_whose_address_is_inside_is_told_why(seeds: SimpleNamespace) -> None:
    for n, url in seeds.urls.items():
        report = seeds.run.sources.get(f"m{n}-files")
        if report is None:
            assert f"m{n}.yml" in seeds.run.stderr, url
            continue

        assert report["state"] == "failed"
        assert {p["code"] for p in report["problems"]} <= CLOSED, url


@pytest.mark.parametrize("kind", ["website", "feed", "sru", "pdc", "dcat", "ckan", "forge"])
def test_no_protocol_asks_a_name_that_points_inside(seeds: SimpleNamespace, kind: str) -> None:
    report = seeds.run.sources[f"{kind}-{kind}"]

    assert (report["state"], report["records"]) in {("failed", 0), ("partial", 0)}
    assert "closed" in {p["code"] for p in report["problems"]}


REBIND = """
import crawlers.guard as g
public, answers = g.is_public, {answers!r}
g.is_public = lambda address: address == "127.0.0.3" or public(address)
pace.DNSCACHE_ENABLED, known = {cache}, found
def turning(name):
    if name in answers:
        return answers[name].pop(0) if len(answers[name]) > 1 else answers[name][0]
    return known(name)
socket.gethostbyname = turning
"""


@pytest.mark.parametrize("cache", [True, False])
def test_a_name_that_turns_inside_after_it_was_checked_is_not_followed(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any, cache: bool
) -> None:
    closing = {"Connection": "close"}  # so that each request asks the name again
    site = serve({"/": answer("<a href='/a'>a</a><a href='/b'>b</a>", headers=closing),
                  "/a": answer("<title>A</title><p>A</p>", headers=closing),
                  "/robots.txt": answer("", headers=closing)}, host="127.0.0.3")  # fmt: skip
    port = int(site.place.partition(":")[2])
    turns = {f"dorp{n}.example": ["127.0.0.3"] * n + ["127.0.0.2"] for n in range(5)}
    turns["intern.example"] = ["10.0.0.1"]
    members = {name.partition(".")[0]: [{"protocol": "files", "url": f"http://{name}:{port}/"}]
               for name in turns}  # fmt: skip
    log = tmp_path / "dialled"
    before = watched(log) + REBIND.format(answers=turns, cache=cache)
    with socket.create_server(("127.0.0.2", port)) as private:
        run = crawl(tmp_path, members, before=before)
        private.settimeout(0)
        with pytest.raises(BlockingIOError):
            private.accept()

    assert dialled(log) == {site.place}
    if cache:  # what was checked is what is dialled, as long as it is remembered
        assert run.sources["dorp1-files"]["records"] == 1
    else:
        assert "closed" in run.codes("dorp3-files").values()
        assert run.sources["dorp1-files"]["state"] == "failed"
    assert set(run.codes("intern-files").values()) == {"closed"}


def test_outside_a_crawl_a_name_that_turns_inside_is_not_followed(
    serve: Any, answer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = serve({"/a": answer(status=302, headers={"Location": "/b"}), "/b": MARK})
    answers = ["145.97.20.20", "127.0.0.1"]
    port = int(site.place.partition(":")[2])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", (answers.pop(0), port))]
    )

    def dial(address: Any, *_: Any, **__: Any) -> socket.socket:
        assert address[0] == "145.97.20.20"
        made = socket.socket()
        made.connect(("127.0.0.1", port))  # what plays the public address here
        return made

    monkeypatch.setattr(socket, "create_connection", dial)

    with pytest.raises(SourceError, match="niet openbaar"):
        fetch(f"http://dorp.example:{port}/a")
    assert (site.paths, answers) == (["/a"], [])


def test_a_probe_of_a_host_dials_that_host_only(
    serve: Any, answer: Any, inside: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = "<title>Start</title>" + cells(
        inside.targets, "<link rel=alternate type=application/rss+xml href='{0}'><a href='{0}'>x"
        "</a>")  # fmt: skip
    site = serve({"/": page, "/robots.txt": cells(inside.targets, "Sitemap: {0}\n")})
    for path in ("/catalog.ttl", "/dcat", "/api/v1/producten", "/data.jsonld"):
        site.pages[path] = answer(status=302, headers={"Location": f"{inside.secret.url}/geheim"})
    asked: set[str] = set()
    real = socket.create_connection

    def dial(address: Any, *more: Any, **named: Any) -> socket.socket:
        asked.add(f"{address[0]}:{address[1]}")
        return real(address, *more, **named)

    monkeypatch.setattr(socket, "create_connection", dial)

    found = probe(Home(), site.url, allow_loopback=True)

    assert asked == {site.place}
    assert inside.secret.hits == inside.near.hits == []
    assert found.requests


def guarded(url: str, monkeypatch: pytest.MonkeyPatch, *hosts: str) -> Any:
    """What becomes of a redirect from https://dorp.nl/ in the middlewares of a crawl."""
    crawler = get_crawler(Spider)
    spider = SimpleNamespace(hosts=set(hosts), open_places=frozenset())
    monkeypatch.setattr(guard, "resolver", lambda: SimpleNamespace(closed=set()))
    asked = Request("https://dorp.nl/")
    moved = Response("https://dorp.nl/", 302, {"Location": url}, request=asked)
    after = RedirectMiddleware.from_crawler(crawler).process_response(asked, moved)
    guarding: Any = SimpleNamespace(spider=spider)
    return GuardMiddleware.from_crawler(guarding).process_request(after)  # type: ignore[arg-type]


@pytest.mark.parametrize("hosts", [("dorp.nl:443",), ("dorp.nl:443", "dorp.nl:80")])
def test_a_redirect_from_https_to_http_is_refused(
    hosts: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused) as refused:
        guarded("http://dorp.nl/a", monkeypatch, *hosts)

    assert refused.value.code == "downgrade"
    assert guarded("https://dorp.nl/a", monkeypatch, *hosts) is None


def test_a_redirect_to_http_elsewhere_is_first_of_all_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(Refused) as refused:
        guarded("http://stad.nl/", monkeypatch, "dorp.nl:443")

    assert refused.value.code == "other-host"


def test_outside_a_crawl_a_redirect_from_https_to_http_is_refused_too() -> None:
    asked = urllib.request.Request("https://dorp.nl/")
    follow = _Redirects(frozenset()).redirect_request

    with pytest.raises(SourceError, match="https"):
        follow(asked, None, 302, "", {}, "http://dorp.nl/")
    assert follow(asked, None, 302, "", {}, "https://dorp.nl/a") is not None
