"""Protocol `files`: each link on the page is read or has a reason, and no file harms another."""

from __future__ import annotations

import gzip
import zlib
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.addresses import joined
from crawlers.failures import Unfetched
from crawlers.web.links import links

PAGE = "<title>Pagina</title><p>Een pagina.</p>"
LIMITS = "import crawlers.settings as s; s.DOWNLOAD_MAXSIZE = 100_000; s.DOWNLOAD_TIMEOUT = 1"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of a page with links of every sort, and of pages that are none."""
    zeros = bytes(10_000_000)
    packed = {"gzip": gzip.compress(zeros), "deflate": zlib.compress(zeros), "br": b"geen brotli",
              "gzip, gzip": gzip.compress(gzip.compress(zeros))}  # fmt: skip
    files: dict[str, Any] = {
        "/goed.html": PAGE, "/ook.html": PAGE, "/weg.html": answer("weg", 404),
        "/groot.html": "x" * 100_001, "/raar.zip": answer(b"PK", media_type="application/zip"),
        "/stuk.html": answer(PAGE, cut=1_000), "/leugen.html": answer(PAGE, headers={
            "Content-Encoding": "gzip"}), "/traag.html": answer(PAGE, delay=1.5),
        "/fout.html": answer("stuk", 500), "/lus.html": answer(
            status=302, headers={"Location": "/lus.html"}),
        "/klein.html": answer(gzip.compress(PAGE.encode()), headers={"Content-Encoding": "gzip"}),
    }  # fmt: skip
    files |= {f"/bom{n}.html": answer(body, headers={"Content-Encoding": encoding})
              for n, (encoding, body) in enumerate(packed.items())}  # fmt: skip
    listed = "".join(f"<a href='{path}'>x</a>" for path in files)
    more = ["#top", "goed.html#deel", "/", "https://elders.example/a", "mailto:a@b.nl", "ook.html"]
    listed += "".join(f"<a href='{href}'>x</a>" for href in more)
    site = serve(files | {"/": listed + "<a>niets</a>"})
    sources = {"all": [{"protocol": "files", "url": f"{site.url}/"}]}
    odd = {"empty": "", "text": "gewone tekst", "binary": bytes(range(256)),
           "comment": "<!-- niets -->", "nul": "<a href='\0'>x</a>"}  # fmt: skip
    for name, body in odd.items():
        other = serve({"/": body})
        sources[name] = [{"protocol": "files", "url": f"{other.url}/"}]
    based = serve({"/": "<base href='/map/'><a href='a.html'>a</a>", "/map/a.html": PAGE})
    sources["based"] = [{"protocol": "files", "url": f"{based.url}/"}]
    found = crawl(tmp_path_factory.mktemp("files"), sources, before=LIMITS)
    codes = {k.replace(site.url, ""): v for k, v in found.codes("all-files").items()}
    return SimpleNamespace(site=site, found=found, codes=codes, report=found.sources["all-files"])


def test_each_file_that_is_not_read_has_a_reason(run: Any) -> None:
    assert run.codes == {
        "/weg.html": "status-404", "/groot.html": "too-large", "/raar.zip": "unread-format",
        "/stuk.html": "broken-off", "/leugen.html": "bad-encoding", "/traag.html": "timeout",
        "/fout.html": "status-500", "/lus.html": "redirects", "/bom0.html": "too-large",
        "/bom1.html": "too-large", "/bom2.html": "bad-encoding", "/bom3.html": "too-large",
        "https://elders.example/a": "other-host",
    }  # fmt: skip


def test_the_good_files_beside_them_are_read(run: Any) -> None:
    ids = [i.rpartition("/")[2] for i in run.found.records("all-files")]

    assert ids == ["goed.html", "klein.html", "ook.html"]
    assert run.report["found"] == run.report["records"] + run.report["refused"] == 16


def test_what_may_pass_leaves_the_run_partial(run: Any) -> None:
    assert run.report["state"] == "partial"


def test_fragments_and_the_page_itself_are_no_files(run: Any) -> None:
    assert run.site.paths.count("/goed.html") == 1
    assert run.site.paths.count("/") == 1


@pytest.mark.parametrize("name", ["empty", "text", "binary"])
def test_a_page_without_links_is_held(run: Any, name: str) -> None:
    assert run.found.sources[f"{name}-files"]["state"] == "held"


def test_a_page_that_is_none_fails_the_source(run: Any) -> None:
    assert run.found.codes("comment-files").popitem()[1] == "not-html"


def test_links_are_joined_to_the_base_that_the_page_names(run: Any) -> None:
    assert [i.rpartition(":")[2].partition("/")[2] for i in run.found.records("based-files")] == [
        "map/a.html"
    ]


@pytest.mark.parametrize(("page", "found"), [
    ("<a href='b'>", ["https://a.nl/x/b"]), ("<a href=' /b#c '>", ["https://a.nl/b"]),
    ("<a href='b'><a href='b#c'>", ["https://a.nl/x/b"]), ("<a>", []), ("<a href=''>", []),
    ("<a href='mailto:a@b.nl'>", []), ("<A HREF='TEL:1'>", []),
    ("<a href='http://[::1/'>", ["http://[::1/"]), ("<a href='//b.nl/c'>", ["https://b.nl/c"]),
    ("<a href='ftp://b.nl/'>", ["ftp://b.nl/"]), ("<base><a href='b'>", ["https://a.nl/x/b"]),
    ("<base href='http://[::1/'><a href='b'>", ["b"]), ("<link href='b'>", []), ("", []),
])  # fmt: skip
def test_links_are_what_a_browser_would_follow(page: str, found: list[str]) -> None:
    assert links(page.encode(), "https://a.nl/x/y") == found


@pytest.mark.parametrize("body", [b"<!-- -->", b"<?xml?>"])
def test_what_is_no_page_is_refused(body: bytes) -> None:
    with pytest.raises(Unfetched, match="geen HTML"):
        links(body, "https://a.nl/")


def test_an_address_that_cannot_be_joined_stays_as_it_is() -> None:
    assert joined("https://a.nl/", "http://[::1/") == "http://[::1/"
