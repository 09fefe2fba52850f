"""The crawler asks public addresses and the sources that members name, and nothing else."""

from __future__ import annotations

import socket
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.exceptions import CannotResolveHostError
from scrapy.http import Request
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet import defer

from crawlers import guard
from crawlers.guard import PublicOnlyResolver, Refused, is_public, open_places, place_of, refusal

CLOSED = [
    "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.254",
    "127.0.0.1", "127.1.0.4", "169.254.169.254", "0.0.0.0", "0.1.2.3", "192.0.0.8", "192.0.2.1",
    "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
    "2001:db8::1", "2001::1", "fd00:ec2::254", "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1",
    "ff02::1", "100::1",
]  # fmt: skip
NO_ADDRESS = ["", "localhost", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "127.0.0.1.",
              "[::1]", "8.8.8.8/8", " 8.8.8.8"]  # fmt: skip
PUBLIC = ["8.8.8.8", "1.1.1.1", "145.97.20.20", "2a00:1450:400e::1", "2002:808:808::1",
          "64:ff9b::808:808"]  # fmt: skip
NUMBERS = [
    "http://127.0.0.1/", "http://127.0.0.1:22/", "http://127.1/", "http://127.0.1/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.0.0.1/", "http://127.0.0x0.1/",
    "http://0177.0.0.1/", "http://017700000001/", "http://127.0.0.1./", "http://0/",
    "http://0.0.0.0/", "http://10.1.2.3/", "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fd00:ec2::254]/",
    "http://[fe80::1]/", "http://localhost/", "http://LOCALHOST/", "HTTP://LocalHost/",
    "http://127。0。0。1/", "http://127．0．0．1/", "http://１２７.0.0.1/", "http://0X7F000001/",
]  # fmt: skip
NAMES = ["http://localhost./", "http://127.0.0.1.nip.io/", "http://app.localhost/",
         "http://metadata.google.internal/", "http://xn--localhost-/"]  # fmt: skip
SCHEMES = ["file:///etc/hostname", "data:text/html,hallo", "ftp://dorp.nl/a", "gopher://dorp.nl/",
           "javascript:alert(1)", "//dorp.nl/", "dorp.nl", "", "http://", "http:///a",
           "http://[::1/", "http://dorp.nl:99999/", "http://dorp.nl:a/"]  # fmt: skip


@pytest.mark.parametrize("address", CLOSED + NO_ADDRESS)
def test_an_address_inside_or_written_oddly_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", NUMBERS)
def test_a_private_number_is_refused_even_where_it_is_the_source_itself(url: str) -> None:
    reason = refusal(url, [place_of(url)], [])

    assert reason is not None
    assert reason[0] == "closed"


@pytest.mark.parametrize("url", NAMES + NUMBERS)
def test_no_spelling_of_another_host_is_let_through(url: str) -> None:
    assert refusal(url, ["dorp.nl:443", "127.0.0.1:8080"], ["127.0.0.1:8080"]) is not None


@pytest.mark.parametrize("url", SCHEMES)
def test_what_is_no_http_address_is_refused(url: str) -> None:
    reason = refusal(url, ["dorp.nl:80", "dorp.nl:443", ":80"], [])

    assert reason is not None
    assert reason[0] == "scheme"


@pytest.mark.parametrize("url", ["https://gemeente.nl@127.0.0.1/", "https://u:p@dorp.nl/",
                                 "https://@dorp.nl/", "https://:p@dorp.nl/"])  # fmt: skip
def test_an_address_with_a_user_in_it_is_refused(url: str) -> None:
    assert refusal(url, ["dorp.nl:443", "127.0.0.1:443"], ["127.0.0.1:443"]) is not None


@pytest.mark.parametrize("url", ["https://dorp.nl/" + "a" * 2_000, "https://dorp.nl" + "/a" * 21])
def test_an_address_without_end_is_refused(url: str) -> None:
    assert refusal(url, ["dorp.nl:443"], []) == ("too-long", "het adres is te lang")


@pytest.mark.parametrize("url", ["https://dorp.nl/a", "https://DORP.nl:443/a?b=c#d"])
def test_an_address_on_a_host_of_the_source_is_let_through(url: str) -> None:
    assert refusal(url, ["dorp.nl:443"], []) is None


@pytest.mark.parametrize("url", ["http://dorp.nl/", "https://dorp.nl:8443/", "https://www.dorp.nl/",
                                 "https://dorp.nl.evil.example/"])  # fmt: skip
def test_another_port_or_name_is_another_host(url: str) -> None:
    reason = refusal(url, ["dorp.nl:443"], [])

    assert reason is not None
    assert reason[0] == "other-host"


def test_loopback_opens_only_the_port_that_the_source_names() -> None:
    opened = open_places(["http://127.0.0.1:8080/x", "http://10.0.0.1:80/", "https://dorp.nl/"])

    assert opened == {"127.0.0.1:8080"}
    assert refusal("http://127.0.0.1:8080/y", opened, opened) is None
    assert refusal("http://127.0.0.1:8081/y", opened, opened) is not None
    assert refusal("http://127.0.0.2:8080/y", opened, opened) is not None


def resolver(address: str, monkeypatch: pytest.MonkeyPatch) -> PublicOnlyResolver:
    """A resolver for which every name has this address, with one open host."""
    from twisted.internet.base import ThreadedResolver

    monkeypatch.setattr(ThreadedResolver, "getHostByName", lambda *_: defer.succeed(address))
    crawler: Any = SimpleNamespace(settings=Settings({"OPEN_PLACES": ["127.0.0.1:80"]}))
    dnscache.clear()
    return PublicOnlyResolver.from_crawler(crawler, SimpleNamespace())  # type: ignore[arg-type]


def asked(found: PublicOnlyResolver, name: str) -> Any:
    """What the resolver answers for a name: an address or an exception."""
    told: list[Any] = []
    found.getHostByName(name).addBoth(lambda said: told.append(getattr(said, "value", said)))
    return told[0]


@pytest.mark.parametrize("address", [*CLOSED[:19], "127.0.0.1"])
def test_a_name_that_points_inside_is_not_resolved(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = resolver(address, monkeypatch)

    for _ in range(2):  # the second answer comes from the cache
        assert isinstance(asked(found, "dorp.nl"), guard.ClosedAddressError)
    assert found.closed == {"dorp.nl"}


def test_a_public_name_and_an_open_loopback_host_are_resolved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert asked(resolver("145.97.20.20", monkeypatch), "dorp.nl") == "145.97.20.20"
    assert asked(resolver("127.0.0.1", monkeypatch), "127.0.0.1") == "127.0.0.1"


def test_an_open_host_that_turns_to_another_private_network_is_closed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = asked(resolver("10.0.0.1", monkeypatch), "127.0.0.1")

    assert isinstance(answer, guard.ClosedAddressError)


def middleware(monkeypatch: pytest.MonkeyPatch, found: Any) -> guard.GuardMiddleware:
    monkeypatch.setattr(guard, "resolver", lambda: found)
    spider = SimpleNamespace(hosts={"dorp.nl:443"}, open_places=frozenset())
    crawler: Any = SimpleNamespace(spider=spider)
    return guard.GuardMiddleware.from_crawler(crawler)


def test_nothing_is_asked_while_another_resolver_dials(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refused, match="bewaking"):
        middleware(monkeypatch, None).process_request(Request("https://dorp.nl/"))


def test_the_middleware_says_why_a_name_was_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    guarded = middleware(monkeypatch, SimpleNamespace(closed={"dorp.nl"}))
    guarded.process_request(Request("https://dorp.nl/"))

    with pytest.raises(Refused, match="niet openbaar"):
        guarded.process_exception(Request("https://dorp.nl/"), CannotResolveHostError())
    guarded.process_exception(Request("https://stad.nl/"), CannotResolveHostError())


@pytest.fixture(scope="module")
def trap(
    tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any
) -> SimpleNamespace:
    """Sites whose every way leads inside: what the crawl reports, and who was there."""
    inside = serve({"/": "binnen", "/geheim": "geheim"})
    near = serve({"/": "binnen", "/geheim": "geheim"}, host="127.0.0.2")
    port = inside.place.partition(":")[2]
    targets = [f"{inside.url}/geheim", f"{near.url}/geheim", f"http://localhost:{port}/geheim",
               f"http://2130706433:{port}/geheim", f"http://0x7f.1:{port}/geheim",
               f"http://127.1:{port}/geheim", f"http://[::ffff:127.0.0.1]:{port}/geheim",
               f"http://gemeente.nl@127.0.0.1:{port}/geheim", f"http://127。0。0。1:{port}/geheim",
               "file:///etc/hostname", "data:text/html,hallo", "ftp://127.0.0.1/a",
               "gopher://127.0.0.1/a", "http://[::1/"]  # fmt: skip
    site, links, moved, robots = serve(), serve(), serve(), serve()
    locs = "".join(f"<url><loc>{url}</loc></url>" for url in [*targets, f"{site.url}/goed"])
    site.pages |= {"/sitemap.xml": f"<urlset>{locs}</urlset>", "/goed": "<p>Een goede pagina.</p>"}
    listed = "".join(f"<a href='{url}'>x</a>" for url in [*targets, "javascript:alert(1)", "goed"])
    refresh = f"<meta http-equiv=refresh content='0;url={inside.url}/geheim'><p>Een pagina.</p>"
    links.pages |= {"/": listed, "/goed": refresh}
    ways = {f"/{n}": answer(status=302, headers={"Location": url.replace("。", ".")})
            for n, url in enumerate(targets)}  # fmt: skip
    moved.pages |= ways | {"/": "".join(f"<a href='{way}'>x</a>" for way in ways)}
    lines = "".join(f"Sitemap: {url}\n" for url in targets)
    robots.pages |= {"/robots.txt": lines.encode(), "/": "<p>Een startpagina.</p>"}
    sources = {
        "sitemap": [{"protocol": "website", "url": f"{site.url}/"}],
        "links": [{"protocol": "files", "url": f"{links.url}/"}],
        "moved": [{"protocol": "files", "url": f"{moved.url}/", "least": 0}],
        "robots": [{"protocol": "website", "url": f"{robots.url}/"}],
    }
    home = tmp_path_factory.mktemp("trap")
    run = crawl(home, sources)
    return SimpleNamespace(inside=inside, near=near, targets=targets, run=run, site=site)


def test_no_way_leads_inside(trap: SimpleNamespace) -> None:
    assert trap.inside.hits == []
    assert trap.near.hits == []


def test_each_address_in_a_sitemap_that_leads_inside_is_reported(trap: SimpleNamespace) -> None:
    codes = trap.run.codes("sitemap-website")

    assert set(codes) == set(trap.targets)
    assert set(codes.values()) == {"closed", "scheme", "userinfo"}
    assert [*trap.run.records("sitemap-website")] == [f"https://{trap.site.place}/goed"]


def test_each_link_that_leads_inside_is_reported(trap: SimpleNamespace) -> None:
    report = trap.run.sources["links-files"]

    assert len(report["problems"]) == len(trap.targets) + 1
    assert (report["found"], report["records"]) == (len(trap.targets) + 2, 1)


def test_each_redirect_that_leads_inside_is_reported(trap: SimpleNamespace) -> None:
    codes = trap.run.codes("moved-files")

    assert len(codes) == len(trap.targets)
    assert set(codes.values()) <= {"closed", "scheme", "userinfo", "status-302", "bad-address"}


def test_each_sitemap_that_leads_inside_is_reported(trap: SimpleNamespace) -> None:
    report = trap.run.sources["robots-website"]

    assert report["state"] == "partial"
    assert len(report["problems"]) == len(trap.targets) + 1  # and that there is no sitemap


def test_without_the_option_nothing_on_loopback_is_fetched(
    tmp_path: Path, serve: Any, crawl: Any
) -> None:
    site = serve({"/": "<a href='/a'>a</a>", "/a": "<p>Een pagina</p>"})
    sources = {"dorp": [{"protocol": "files", "url": f"{site.url}/"}]}

    run = crawl(tmp_path, sources, allow=False)

    assert (run.status, site.hits) == (1, [])
    assert run.sources["dorp-files"]["problems"][0]["message"] == "het adres is niet openbaar"


def test_a_name_of_this_machine_is_stopped_where_it_is_dialled(
    tmp_path: Path, serve: Any, crawl: Any
) -> None:
    site = serve({"/": "<a href='/a'>a</a>"})
    port = site.place.partition(":")[2]
    sources = {"dorp": [{"protocol": "files", "url": f"http://{socket.gethostname()}:{port}/"}]}
    # the resolver of the operating system is the only thing that knows where this name leads
    fake = "import socket; socket.gethostbyname = lambda name: '127.0.0.1'"

    run = crawl(tmp_path, sources, before=fake)

    assert (run.status, site.hits) == (1, [])
    assert run.sources["dorp-files"]["problems"][0]["code"] == "closed"
