"""A bomb costs its own record, a trap ends, and the run goes on (threats.md C.3, B1 to B6).

Every bomb is made here. What might go off is read in a child process with limits, so that a hole
is a failed test and not a test that never ends.
"""

from __future__ import annotations

import functools
import gzip
import importlib
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers import inspection
from crawlers.confined import Confined, TooHeavy
from crawlers.fetch import fetch
from crawlers.inspection import inspections
from crawlers.readers import File, Reading, read
from crawlers.web.sitemap import tried
from knowledge.clean import clean_html, text_to_html
from knowledge.entries import load_entries
from knowledge.members import load_members
from knowledge.model import NoaberError, SourceError
from knowledge.roo import bodies_from_roo

PAGES = Path(__file__).parent / "pages"
PAGE = "<title>Pagina {0}</title><p>Een pagina met een eigen tekst, nummer {0}.</p>"
MARK = "GEHEIM-51c0"


@pytest.fixture(scope="module")
def confined() -> Iterator[Confined]:
    """A child that is stopped long before a bomb has gone off."""
    made = Confined(seconds=15, memory=400 * 1024 * 1024)
    yield made
    made.close()


# B1: packed answers


def zstd(body: bytes) -> bytes:
    module: Any = importlib.import_module("backports.zstd")
    packed: bytes = module.compress(body)
    return packed


def brotli(body: bytes) -> bytes:
    module: Any = importlib.import_module("brotli")
    packed: bytes = module.compress(body, quality=5)
    return packed


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress,
    "deflate ": raw_deflate, "br": brotli, "zstd": zstd,
    "gzip, gzip": lambda body: gzip.compress(gzip.compress(body)),
}  # fmt: skip


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of bombs of 64 MiB, of what is packed in a way nobody knows, and of good pages."""
    bomb, good = bytes(64 * 1024 * 1024), PAGE.format("goed").encode()
    files = {}
    for n, (name, pack) in enumerate(PACKERS.items()):
        told = {"Content-Encoding": name.strip()}
        files[f"/bom/{n}.html"] = answer(pack(bomb), headers=told)
        files[f"/goed/{n}.html"] = answer(pack(good.replace(b"goed", b"%d" % n)), headers=told)
        files[f"/stuk/{n}.html"] = answer(b"\x00niet ingepakt" * 9, headers=told)
    odd = ("compress", "exi", "gzip, geheim", "sdch", "aes128gcm", "x" * 500)
    for n, name in enumerate(odd):
        files[f"/raar/{n}.html"] = answer(good, headers={"Content-Encoding": name})
    for n, name in enumerate(("identity", "UTF-8", "none")):
        files[f"/gewoon/{n}.html"] = answer(PAGE.format(name), headers={"Content-Encoding": name})
    files["/weg.html"] = answer(good, 404, {"Content-Encoding": "exi"})
    listed = "".join(f"<a href='{path}'>x</a>" for path in files)
    site = serve(files | {"/": listed})
    robots = serve({"/": listed, "/robots.txt": answer("x", headers={"Content-Encoding": "exi"})})
    maps = serve({"/a": PAGE.format("a"), "/robots.txt": "Sitemap: /b.xml.gz\nSitemap: /a.xml\n"})
    maps.pages["/a.xml"] = f"<urlset><url><loc>{maps.url}/a</loc></url></urlset>"
    maps.pages["/b.xml.gz"] = answer(gzip.compress(bomb), media_type="application/gzip")
    sources = {"all": [{"protocol": "files", "url": f"{site.url}/"}],
               "robots": [{"protocol": "files", "url": f"{robots.url}/"}],
               "maps": [{"protocol": "website", "url": f"{maps.url}/"}]}  # fmt: skip
    run = crawl(tmp_path_factory.mktemp("packed"), sources)
    codes = {place.replace(site.url, ""): code for place, code in run.codes("all-files").items()}
    return SimpleNamespace(run=run, codes=codes, site=site, maps=maps)


@pytest.mark.parametrize("n", range(len(PACKERS)))
def test_a_bomb_in_any_packing_costs_itself_and_its_like_is_read(packed: Any, n: int) -> None:
    ids = {i.partition(packed.site.place)[2] for i in packed.run.records("all-files")}

    assert packed.codes[f"/bom/{n}.html"] == "too-large"
    assert f"/goed/{n}.html" in ids


@pytest.mark.parametrize(
    "n",
    range(len(PACKERS)),
)
def test_what_is_not_packed_as_it_says_is_a_problem_of_its_publisher(packed: Any, n: int) -> None:
    assert packed.codes[f"/stuk/{n}.html"] == "bad-encoding"


def test_what_nobody_can_unpack_is_a_problem_and_no_text(packed: Any) -> None:
    odd = {code for place, code in packed.codes.items() if place.startswith("/raar/")}

    assert odd == {"bad-encoding"}
    assert packed.codes["/weg.html"] == "status-404"


def test_a_header_that_names_no_packing_does_no_harm(packed: Any) -> None:
    ids = {i.partition(packed.site.place)[2] for i in packed.run.records("all-files")}

    assert {f"/gewoon/{n}.html" for n in range(3)} <= ids


def test_a_robots_file_that_cannot_be_unpacked_closes_its_host(packed: Any) -> None:
    assert packed.run.sources["robots-files"]["state"] == "failed"
    assert set(packed.run.codes("robots-files").values()) == {"bad-encoding"}


def test_a_sitemap_that_is_a_bomb_costs_itself(packed: Any) -> None:
    report = packed.run.sources["maps-website"]

    assert [*packed.run.records("maps-website")] == [f"https://{packed.maps.place}/a"]
    assert (report["state"], report["problems"][0]["code"]) == ("partial", "bad-sitemap")


def test_outside_a_crawl_only_what_unpacks_within_the_limit_is_given(
    serve: Any, answer: Any
) -> None:
    told = {"gz": "gzip", "bom": "gzip", "stuk": "gzip", "br": "br", "raar": "exi", "los": "UTF-8"}
    bodies = {"gz": gzip.compress(b"goed"), "bom": gzip.compress(bytes(1_000_000)), "stuk": b"x",
              "br": brotli(b"goed"), "raar": b"goed", "los": b"goed"}  # fmt: skip
    site = serve({f"/{name}": answer(bodies[name], headers={"Content-Encoding": encoding})
                  for name, encoding in told.items()})  # fmt: skip

    for name in ("gz", "los"):
        assert fetch(f"{site.url}/{name}", True).body == b"goed"
    for name in ("bom", "stuk", "br", "raar"):
        with pytest.raises(SourceError, match="niet uit te pakken"):
            fetch(f"{site.url}/{name}", True, most=100_000)


# B2: XML

XML = {  # our own samples of each format, and the name under which a publisher serves them
    "sc": ("sru/eigen.xml", "sc.xml"), "sru": ("sru/page-1.xml", "sru.xml"),
    "rdf": ("dcat/genest.rdf", "c.rdf"), "csw": ("dcat/csw.xml", "csw.xml"),
    "bpmn": ("readers/kapvergunning.bpmn", "p.bpmn"), "dmn": ("readers/leges.dmn", "p.dmn"),
    "cmmn": ("readers/kwijtschelding.cmmn", "p.cmmn"),
    "ameff": ("readers/bomen.ameff.xml", "m.xml"),
    "archi": ("readers/bomen.archimate", "m.archimate"),
    "element": ("readers/BusinessProcess_id-0a1b.xml", "BusinessProcess_id-0a1b.xml"),
    "rss": ("feed/nieuws.rss", "feed.rss"), "atom": ("feed/nieuws.atom", "feed.atom"),
}  # fmt: skip
OTHER = {"sitemap": "website/infocat004.xml", "roo": "registers/roo.xml"}
LAUGHS = "<!ENTITY a0 'haha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
)
BOMBS = {
    "laughs": (f"<!DOCTYPE x [{LAUGHS}]>", "&a9;"),
    "quadratic": (f"<!DOCTYPE x [<!ENTITY q '{'q' * 50_000}'>]>", "&q;" * 20_000),
    "file": ("<!DOCTYPE x [<!ENTITY e SYSTEM 'file://{file}'>]>", "&e;"),
    "network": ("<!DOCTYPE x [<!ENTITY e SYSTEM '{url}/geheim'>]>", "&e;"),
    "public": ("<!DOCTYPE x [<!ENTITY e PUBLIC 'a' '{url}/geheim'>]>", "&e;"),
    "parameter": ("<!DOCTYPE x [<!ENTITY % p SYSTEM '{url}/geheim'> %p;]>", ""),
    "subset": ("<!DOCTYPE x SYSTEM '{url}/x.dtd' [<!ENTITY e 'e'>]>", "&e;"),
    "hidden": ("<!-- > --><?a ?>\n<!DOCTYPE x [<!ENTITY e SYSTEM 'file://{file}'>]>", "&e;"),
}
CODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7")


@pytest.fixture(scope="module")
def inside(serve: Any, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A host and a file that no entity may reach."""
    file = tmp_path_factory.mktemp("inside") / "geheim.txt"
    file.write_text(MARK)
    return SimpleNamespace(site=serve({"/geheim": MARK, "/x.dtd": "<!ENTITY y 'y'>"}), file=file)


def armed(sample: str, bomb: str, inside: Any, coding: str = "utf-8") -> bytes:
    """A sample with a bomb before its root and in its first text."""
    head, use = BOMBS[bomb]
    head = head.replace("{file}", str(inside.file)).replace("{url}", inside.site.url)
    text = re.sub(r"<\?xml.*?\?>", "", (PAGES / sample).read_text()).lstrip()
    text = re.sub(r">([^<>\s][^<>]*)</", lambda m: f">{use}{m[1]}</", text, count=1)
    return f"<?xml version='1.0' encoding='{coding}'?>{head}{text}".encode(coding)


@pytest.mark.parametrize("kind", XML)
def test_the_samples_themselves_are_read(kind: str) -> None:
    sample, name = XML[kind]

    assert read(File(f"https://dorp.example/{name}", (PAGES / sample).read_bytes())).records


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("kind", XML)
def test_xml_with_entities_is_refused_by_every_reader(
    confined: Confined, inside: Any, kind: str, bomb: str
) -> None:
    sample, name = XML[kind]
    file = File(f"https://dorp.example/{name}", armed(sample, bomb, inside), path=name)

    reading: Reading = confined.call(read, file)

    assert reading.records == []
    codes = {problem.code for problem in reading.problems}
    assert codes in ({"doctype"}, {"unread-format"})  # an export is known by its root
    assert inside.site.hits == []


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_sitemap_and_a_register_with_entities_are_refused(
    confined: Confined, inside: Any, bomb: str
) -> None:
    found = confined.call(tried, armed(OTHER["sitemap"], bomb, inside))

    assert found[0] == "doctype"
    with pytest.raises(NoaberError) as refused:
        confined.call(bodies_from_roo, armed(OTHER["roo"], bomb, inside))
    assert not isinstance(refused.value, TooHeavy)
    assert inside.site.hits == []


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("bomb", ["laughs", "file"])
def test_no_encoding_hides_an_entity(
    confined: Confined, inside: Any, bomb: str, coding: str
) -> None:
    for sample, name in XML.values():
        body = armed(sample, bomb, inside, coding)
        reading: Reading = confined.call(read, File(f"https://dorp.example/{name}", body))

        said = "".join(record.model_dump_json() for record in reading.records)
        assert MARK not in said
        assert "hahahaha" not in said
        assert reading.problems, name


# B3: YAML

ALIASES = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"b{n}: &b{n} [{','.join(['*' + (f'b{n - 1}' if n else 'a')] * 9)}]\n" for n in range(9)
)
MERGES = "a: &a {k: 1}\n" + "".join(
    f"b{n}: &b{n}\n  <<: [{','.join(['*' + (f'b{n - 1}' if n else 'a')] * 9)}]\n"
    for n in range(9)
)  # fmt: skip
YAML = {  # text and the code that it is refused with
    "aliases": (ALIASES, "anchor"), "merges": (MERGES, "anchor"),
    "merge": ("a:\n  <<: {b: 1}\n", "merge-key"),
    "brackets": ("a: " + "[" * 3_000 + "]" * 3_000, "too-deep"),
    "braces": ("a: " + "{a: " * 3_000, "too-deep"), "dashes": ("a:\n  " + "- " * 3_000, "too-deep"),
    "itself": ("a: &a [*a]", "anchor"), "twice": ("a: 1\nb: 2\na: 3\n", "duplicate-key"),
    "python": ("a: !!python/object/apply:os.system ['true']\n", "tag"),
    "own tag": ("a: !geheim x\n", "tag"), "binary": ("a: !!binary R0VIRUlN\n", "tag"),
    "documents": ("a: 1\n---\nb: 2\n", "documents"), "key": ("? [a, b]\n: c\n", "key-not-text"),
    "large": ("a: " + "x" * 300_000, "too-large"), "control": ("a: \x07\n", "control-character"),
    "escaped": ('a: "\\x00\\ud800"\n', ""), "huge": (f"a: {'9' * 100_000}\n", ""),
    "float": (f"a: {'9' * 5_000}.{'9' * 5_000}\nb: 1e400\nc: .inf\n", ""),
    "sixty": ("a: 1:00:00\nb: 0o17\nc: 0x1f\nd: 2026-13-45\n", ""),
}  # fmt: skip
PLACES = ("publiccode.yml", "openCatalogi.yaml", "member", "entry")
NO_LINE = {"too-large"}  # it is the file as a whole


def yaml_problems(place: str, text: str, folder: Path, confined: Confined) -> tuple[Any, Any]:
    """The problems of a text in a place, and what was read beside it."""
    if place.endswith((".yml", ".yaml")):
        body = f"name: Goed\n{text}".encode("utf-8", "surrogatepass")
        url = "https://code.example/dorp/goed/blob/HEAD/" + place
        home = "https://code.example/dorp/goed"
        reading = confined.call(read, File(url, body, path=place, repository=home))
        return reading.problems, True
    if place == "member":
        (folder / "goed.yml").write_text("name: Goed\ntype: gemeente\nsources: []\n")
        (folder / "fout.yml").write_text(f"name: Fout\n{text}")
        members, problems = confined.call(load_members, folder)
        return problems, "goed" in [member.slug for member in members]
    for name, front in (("goed", "title: Goed"), ("fout", f"title: Fout\n{text}")):
        path = folder / "initiative" / f"{name}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"---\n{front}\n---\nTekst.\n")
    entries, problems = confined.call(load_entries, folder)
    return problems, "goed" in [entry.slug for entry in entries]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("bomb", YAML)
def test_yaml_that_is_a_bomb_costs_its_own_file_and_says_its_line(
    bomb: str, place: str, tmp_path: Path, confined: Confined
) -> None:
    text, code = YAML[bomb]

    problems, others_are_read = yaml_problems(place, text, tmp_path, confined)

    assert others_are_read
    codes = {problem.code: problem.line for problem in problems}
    if (bomb, place) == ("documents", "entry"):
        return  # there --- ends the keys
    assert not code or code in codes
    assert not code or code in NO_LINE or codes[code] > 0
    assert "bug" not in codes


# B4: traps


def endless(body: Callable[[str], Any], without: Any = ("/robots.txt", "/sitemap.xml")) -> Any:
    """Pages without end: whatever is asked for is there, but for a few."""
    return SimpleNamespace(get=lambda path, other: other if path in without else body(path))


def linking(path: str, *links: str) -> str:
    """A page with links and a text of its own."""
    return PAGE.format(path) + "".join(f"<a href='{link}'>x</a>" for link in links)


def number(path: str) -> int:
    return int(re.sub(r"\D", "", path.rpartition("/")[2]) or 0)


def calendar(path: str) -> str:
    digits = [int(part) for part in re.findall(r"\d+", path)] or [2026, 11]
    month = digits[0] * 12 + digits[-1]
    return linking(path, f"/agenda/{month // 12}/{month % 12 + 1:02}",
                   f"/dag?datum={digits[0]}-{digits[-1]:02}-01")  # fmt: skip


def facets(path: str) -> str:
    chosen = set(re.findall(r"[a-z]\d=\d", path))
    more = [chosen | {f"{letter}{n}={n}"} for letter in "abc" for n in range(9)]
    return linking(path, *("/zoek?" + "&".join(sorted(each)) for each in more))


TRAPS: dict[str, Callable[[str], Any]] = {
    "calendar": calendar, "facets": facets,
    "deeper": lambda path: linking(path, f"{path.rstrip('/')}/a"),
    "relative": lambda path: linking(path, "meer/", "nog/meer/"),
    "query": lambda path: linking(path, f"/lijst?p={number(path) + 1}"),
    "sid": lambda path: linking(path, *(f"/p?sid={number(path)}{n}" for n in range(9))),
    "java": lambda path: linking("/", f"/p;jsessionid={number(path) + 1:08x}"),
    "asp": lambda path: linking("/", f"/(S({number(path) + 1:012x}))/p"),
    "token": lambda path: linking("/", f"/p?kaart={number(path) + 1:016x}"),
    "words": lambda path: linking(path, *(
        f"/{''.join(chr(97 + int(d)) for d in str(zlib.crc32(f'{path}{n}'.encode())))}"
        for n in range(20))),
    "long": lambda path: linking(path, f"{path}x" + "y" * 300),
}  # fmt: skip
LIMITS = """
import crawlers.settings as s, crawlers.web.following as f, crawlers.web.sitemaps as w
import crawlers.web.traps as t
t.MOST_FILTERED = 30
f.MOST_VISITED, f.DEEPEST_LINK, w.MOST_SITEMAPS, s.SOURCE_MOST_THINGS = 70, 60, 20, 80
"""
MOST = 100  # hits: the things of a source, robots.txt, its sitemaps, and redirects


@pytest.fixture(scope="module")
def traps(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of sites that make pages, sitemaps and redirects without end."""
    sites = {name: serve() for name in TRAPS}
    for name, body in TRAPS.items():
        sites[name].pages = endless(body)
    counter = sites["counter"] = serve()
    counter.pages = endless(lambda path: answer(status=302, headers={
        "Location": f"/r?n={number(path) + 1}"}) if path != "/" else linking(
            "/", *(f"/{letter}?n=0" for letter in "abc")))  # fmt: skip
    itself, family = serve({"/a": PAGE.format("a")}), serve()
    itself.pages["/sitemap.xml"] = (
        f"<sitemapindex><sitemap><loc>{itself.url}/sitemap.xml</loc></sitemap>"
        f"<sitemap><loc>{itself.url}/1.xml</loc></sitemap></sitemapindex>"
    )
    itself.pages["/1.xml"] = f"<urlset><url><loc>{itself.url}/a</loc></url></urlset>"
    child = "<sitemap><loc>{}/{}{}.xml</loc></sitemap>"
    family.pages = endless(lambda path: "".join(
        ["<sitemapindex>", *(child.format(family.url, number(path), n) for n in range(9)),
         "</sitemapindex>"]), without=("/robots.txt",))  # fmt: skip
    many = serve()
    locs = "".join(f"<url><loc>{many.url}/{n}</loc></url>" for n in range(50_001))
    many.pages = SimpleNamespace(get=lambda path, other: (
        f"<urlset>{locs}</urlset>" if path == "/sitemap.xml" else
        other if "robots" in path else PAGE.format(path)))  # fmt: skip
    lines = serve({"/robots.txt": "".join(f"Sitemap: /{n}.xml\n" for n in range(9_000)),
                   "/": PAGE.format("start")})  # fmt: skip
    sites |= {"itself": itself, "family": family, "many": many, "lines": lines}
    sources = {name: [{"protocol": "website", "url": f"{site.url}/"}]
               for name, site in sites.items()}  # fmt: skip
    index = sites["files"] = serve()
    index.pages = endless(lambda path: linking(path, *(f"/{n}" for n in range(2_000))))
    sources["files"] = [{"protocol": "files", "url": f"{index.url}/"}]
    run = crawl(tmp_path_factory.mktemp("traps"), sources, before=LIMITS)
    return SimpleNamespace(run=run, sites=sites)


@pytest.mark.parametrize(("name", "code"), [
    ("calendar", "far-date"), ("facets", "many-filters"), ("deeper", "repeating-path"),
    ("relative", "repeating-path"), ("query", "links-cut"), ("sid", ""), ("java", ""), ("asp", ""),
    ("token", "same-text"), ("words", "links-cut"), ("long", "too-long"),
    ("counter", "redirects"), ("itself", ""), ("family", "too-deep"), ("many", "too-many"),
    ("lines", "too-many"), ("files", "too-many"),
])  # fmt: skip
def test_a_trap_ends_after_so_many_requests_and_is_named(traps: Any, name: str, code: str) -> None:
    protocol = "files" if name == "files" else "website"
    report = traps.run.sources[f"{name}-{protocol}"]

    assert len(traps.sites[name].hits) <= MOST
    assert not code or code in {problem["code"] for problem in report["problems"]}
    assert report["state"] in ("complete", "partial")


def lists_without_end(site: Any, answer: Any) -> dict[str, Callable[[str], Any]]:
    """Lists of each protocol whose next page is always a new one, with the same things on it."""
    rss = ("<rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom'><channel><title>F</title>"
           "<a:link rel='next' href='/feed?p={0}'/><item><title>T</title><link>{1}/a</link></item>"
           "</channel></rss>")  # fmt: skip
    turtle = ("@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms"
              "/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> . <> hydra:next </dcat?p={0}>"
              " . <https://data.example/1> a dcat:Dataset ; dct:title 'T' .")  # fmt: skip
    product = {
        "uuid": "1",
        "upnUri": "http://standaarden.overheid.nl/owms/terms/paspoort",
        "upnLabel": "paspoort",
        "publicatieDatum": "2026-03-01",
        "url": f"{site.url}/1",
        "vertalingen": [{"taal": "nl", "titel": "Paspoort", "tekst": "Vraag het aan."}],
    }
    return {
        "feed": lambda path: answer(rss.format(number(path) + 1, site.url),
                                    media_type="application/rss+xml"),
        "dcat": lambda path: answer(turtle.format(number(path) + 1), media_type="text/turtle"),
        "pdc": lambda path: answer(json.dumps({"count": 9, "results": [product], "next": (
            f"{site.url}/api/v1/producten?page={number(path.partition('page')[2]) + 1}")}),
            media_type="application/json"),
    }  # fmt: skip


def test_a_list_that_goes_on_without_anything_new_ends(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    paths = {"feed": "/feed", "dcat": "/dcat", "pdc": "/api/v1/producten"}
    sites = {name: serve() for name in paths}
    for name, site in sites.items():
        site.pages = endless(lists_without_end(site, answer)[name])
    sources = {name: [{"protocol": name, "url": sites[name].url + path}]
               for name, path in paths.items()}  # fmt: skip

    run = crawl(tmp_path, sources, before="import crawlers.settings as s; s.SOURCE_TIMEOUT = 3")

    for name, site in sites.items():
        assert run.sources[f"{name}-{name}"]["state"] == "partial"
        assert run.sources[f"{name}-{name}"]["records"] > 0
        assert len(site.hits) <= MOST, name


# B5: Markdown and HTML on their way to a page

SHAPES = {
    "brackets": "[", "images": "![", "links": "[a](", "spaces": "[a](" + " " * 200,
    "headings": "# a\n", "setext": "a\n---\n", "quotes": "> ", "lists": "- - - - - - - - x\n",
    "tables": "|a|b|\n|-|-|\n", "stars": "*a **b ", "ticks": "`a", "angles": "<http:",
    "entities": "&#x", "references": "[a]: b\n", "backslashes": "\\[",
}  # fmt: skip


@pytest.mark.parametrize("share", [1, 0.25, 0.06])
@pytest.mark.parametrize("shape", SHAPES)
def test_markdown_of_any_shape_is_rendered_or_shown_as_it_is(
    shape: str, share: float, confined: Confined
) -> None:
    size = int(200_000 * share)

    html = confined.call(text_to_html, (SHAPES[shape] * size)[:size], "markdown")

    assert isinstance(html, str)


@pytest.mark.parametrize("depth", [200, 5_000])
def test_nested_html_is_cleaned(depth: int, confined: Confined) -> None:
    assert "x" in confined.call(clean_html, "<ul><li>" * depth + "x")


# B6 and what is too heavy

HEAVY = """
import functools, os, crawlers.visits as v, crawlers.readers.textdoc as t
v.Confined = functools.partial(v.Confined, seconds=2.0, memory=300 * 1024 * 1024)
light = t.read
def read(file):
    if file.name == "tol.md":
        while True: pass
    if file.name == "veelvraat.md":
        return len("x" * 4_000_000_000)
    if file.name == "klap.md":
        os.abort()
    return light(file)
t.read = read
"""


def zipped(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(f"{name}.json", body)
    return out.getvalue()


def test_what_is_too_heavy_costs_its_own_record_and_the_run_goes_on(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    bomb = bytes(300 * 1024 * 1024)
    zips = {
        "/zaak.zip": zipped(ZaakType=bomb),
        "/form.zip": zipped(forms=bomb, formSteps=b"[]"),
        "/leeg.zip": zipped(ZaakType=b"[]" * 9),
        "/geen.zip": b"PK\x03\x04" + b"x" * 99,
    }
    files = {path: answer(body, media_type="application/zip") for path, body in zips.items()}
    files |= {f"/{name}.md": answer(f"# Over {name}\n\nTekst.", media_type="text/markdown")
              for name in ("eerst", "tol", "veelvraat", "klap", "later")}  # fmt: skip
    files["/diep.json"] = answer("[" * 100_000, media_type="application/json")
    site = serve(files | {"/": "".join(f"<a href='{path}'>x</a>" for path in files)})
    other = serve({"/": "<a href='/later.md'>a</a>", "/later.md": files["/later.md"]})
    sources = {"bom": [{"protocol": "files", "url": f"{site.url}/"}],
               "naast": [{"protocol": "files", "url": f"{other.url}/"}]}  # fmt: skip

    run = crawl(tmp_path, sources, before=HEAVY)

    codes = {k.replace(site.url, ""): v for k, v in run.codes("bom-files").items()}
    heavy = {path for path, code in codes.items() if code == "too-heavy"}
    ids = [i.partition(site.place)[2] for i in run.records("bom-files")]
    assert (run.status, heavy) == (3, {"/tol.md", "/veelvraat.md", "/klap.md"})
    assert ids == ["/eerst.md", "/later.md"]
    assert codes["/zaak.zip"] == codes["/form.zip"] == "zip-too-large"
    assert {"/leeg.zip", "/geen.zip", "/diep.json"} <= codes.keys()
    assert "bug" not in codes.values()
    assert run.sources["bom-files"]["found"] == len(files)
    assert run.sources["naast-files"]["state"] == "complete"


def spinning(file: File) -> Reading:
    while file.name == "tol.md":
        pass
    if file.name == "fout.md":
        raise LookupError("geen lezer kan dit")
    return Reading(format=json.dumps(len(file.body)))


def test_inspect_reads_within_the_same_limits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = importlib.import_module("crawlers.readers.textdoc")
    monkeypatch.setattr(reader, "read", spinning)
    monkeypatch.setattr(inspection, "Confined", functools.partial(Confined, 1.0))
    names = [str(tmp_path / name) for name in ("a.md", "tol.md", "fout.md", "b.md")]
    for name in names:
        Path(name).write_text("# Kop")

    found = list(inspections([*names, str(tmp_path / "weg.md")]))

    assert [[p["code"] for p in one["problems"]] for one in found] == [
        [], ["too-heavy"], ["bug"], [], ["unreadable"]]  # fmt: skip
    assert [one["format"] for one in found] == ["5", "", "", "5", ""]
