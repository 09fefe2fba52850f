"""The promises P5 to P11 of harvest.md section 3, kept from end to end.

P1 to P4 are in test_crawlers_finish.py, the fault matrix in test_faults.py, P12 in
test_knowledge_health.py.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import random
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawlers.example import example_federation
from crawlers.memory import FULL
from crawlers.store import remove_leftovers
from knowledge.home import Home
from knowledge.load import load_hub

CHECKOUT = Path(__file__).parent.parent
PUBLIC, CODE = "https://dorp.example", "https://code.dorp.example"
JSON, XML, HTML, TEXT = "application/json", "application/xml", "text/html", "text/plain"
# runs commands, each in a process of its own that has all it needs loaded
FORKS = """
import contextlib, json, os, sys
import noaber, crawlers.loader, crawlers.readers, crawlers.run
import charset_normalizer, feedparser, pypdf, rdflib, trafilatura
from scrapy.settings import default_settings as known
from scrapy.utils.misc import load_object
crawlers.loader.protocols(), crawlers.readers.readers()
for name in (*known.EXTENSIONS_BASE, *known.DOWNLOADER_MIDDLEWARES_BASE,
             *known.SPIDER_MIDDLEWARES_BASE, known.DOWNLOAD_HANDLERS_BASE["http"]):
    with contextlib.suppress(Exception):
        load_object(name)
for line in sys.stdin:
    arguments, day, code, said = json.loads(line)
    child = os.fork()
    if not child:
        try:
            os.environ["NOABER_NOW"] = day
            os.dup2(os.open(f"{said}.err", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
            os.dup2(os.open(f"{said}.out", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)
            exec(code, {})
            sys.argv[1:] = arguments
            noaber.main()
        except SystemExit as end:
            sys.stdout.flush()
            os._exit(end.code or 0)
        finally:
            os._exit(70)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Done:
    """What a command left: its status, the reports of a crawl by source, and all harvests."""

    status: int
    sources: dict[str, Any]
    files: dict[str, bytes]

    def records(self, source: str) -> dict[str, Any]:
        lines = map(json.loads, self.files[f"{source}.jsonl"].splitlines())
        return {line["id"]: line for line in lines}


class Runner:
    """Runs noaber in homes, one command after another."""

    def __init__(self, folder: Path) -> None:
        self.said = folder / "said"
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORKS], cwd=CHECKOUT, text=True, bufsize=1,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def run(self, home: Path, *arguments: str, now: str, before: str = "") -> Done:
        assert self.process.stdin
        assert self.process.stdout
        task = [["--home", str(home), *arguments], now, before, str(self.said)]
        self.process.stdin.write(json.dumps(task) + "\n")
        status = int(self.process.stdout.readline())
        text = Path(f"{self.said}.out").read_text()
        rows = json.loads(text).get("sources", []) if text.startswith("{") else []
        return Done(status, {row["source"]: row for row in rows}, harvests(home))

    def crawl(self, home: Path, sources: list[dict[str, Any]] | None = None,
              now: str = "2026-11-01", before: str = "") -> Done:  # fmt: skip
        """Crawl the sources of one member, by default those of the last time."""
        if sources is not None:
            path = home / "knowledge" / "members" / "dorp.yml"
            path.parent.mkdir(parents=True, exist_ok=True)
            member = {"name": "Gemeente Dorp", "type": "gemeente", "sources": sources}
            path.write_text(json.dumps(member))
        return self.run(home, "crawl", "--json", "--allow-loopback", now=now, before=before)

    def close(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()


@pytest.fixture(scope="module")
def runners(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Runner]]:
    made = [Runner(tmp_path_factory.mktemp("runner")) for _ in range(2)]
    yield made
    for runner in made:
        runner.close()


@pytest.fixture(scope="module")
def crawl(runners: list[Runner]) -> Callable[..., Done]:
    return runners[0].crawl


def harvests(home: Path) -> dict[str, bytes]:
    """Give all files in the folder of the harvest, those that should not be there too."""
    folder = home / "data" / "harvest"
    return {p.name: p.read_bytes() for p in folder.iterdir()} if folder.is_dir() else {}


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


def page(title: str, more: str = "") -> str:
    return f"<title>{title}</title><main><h1>{title}</h1><p>Uitleg over {title}.</p>{more}</main>"


def anchors(*names: str) -> str:
    return "<title>Bestanden</title>" + "".join(f"<a href='{name}'>x</a>" for name in names)


def sitemap(*addresses: str, lastmod: str = "") -> str:
    day = f"<lastmod>{lastmod}</lastmod>" if lastmod else ""
    return f"<urlset>{''.join(f'<url><loc>{url}</loc>{day}</url>' for url in addresses)}</urlset>"


def datasets(*keys: str) -> str:
    found = [{"id": key, "title": f"Over {key}", "state": "active", "license_id": "cc-zero"}
             for key in keys]  # fmt: skip
    return json.dumps({"success": True, "result": {"count": len(keys), "results": found}})


def rss(*links: str) -> str:
    items = "".join(f"<item><title>Bericht</title><link>{link}</link></item>" for link in links)
    return f'<rss version="2.0"><channel><title>Nieuws</title>{items}</channel></rss>'


SEARCH = "/api/3/action/package_search?rows=100&sort=id%20asc&start=0"
REPOS = "/api/v3/orgs/dorp/repos?per_page=100&sort=full_name"


def repository(name: str, **more: Any) -> dict[str, Any]:
    return {"id": sum(name.encode()), "name": name, "full_name": f"dorp/{name}",
            "default_branch": "main", "html_url": f"{CODE}/dorp/{name}",
            "description": f"Over {name}", "pushed_at": "2026-10-01T12:00:00Z",
            "license": {"spdx_id": "EUPL-1.2"}} | more  # fmt: skip


def code_host(*names: str, **more: Any) -> dict[str, tuple[str, str]]:
    """Give the pages of a code host with repositories, each with a publiccode.yml."""
    said = {REPOS: (JSON, json.dumps([repository(name, **more) for name in names]))}
    for name in names:
        tree = [{"path": "publiccode.yml", "type": "blob", "mode": "100644"}]
        said[f"/api/v3/repos/dorp/{name}/git/trees/main?recursive=1"] = (
            JSON, json.dumps({"tree": tree}))  # fmt: skip
        product = {"publiccodeYmlVersion": "0.4", "name": name, "url": f"{CODE}/dorp/{name}",
                   "legal": {"license": "EUPL-1.2"}}  # fmt: skip
        said[f"/raw/dorp/{name}/main/publiccode.yml"] = (TEXT, json.dumps(product))
    return said


class Publisher:
    """A host that answers If-None-Match; `tag` makes its ETags, `said` is what it answered."""

    def __init__(self, site: Any, answer: Any, tag: Callable[[str], str] | None = None) -> None:
        self.site, self.answer, self.url = site, answer, site.url
        self.tag = tag or (lambda text: hashlib.sha1(text.encode()).hexdigest())
        self.said: list[tuple[str, int]] = []

    def put(self, pages: dict[str, tuple[str, str]]) -> Publisher:
        self.site.pages |= {path: partial(self.give, path, *said) for path, said in pages.items()}
        return self

    def give(self, path: str, kind: str, text: str) -> Any:
        tag = f'"{self.tag(text)}"' if self.tag(text) else ""
        is_known = tag and self.site.hits[-1].headers.get("If-None-Match") == tag
        self.said.append((path, 304 if is_known else 200))
        told = {"ETag": tag} if tag else {}
        if is_known:
            return self.answer(b"", 304, told, kind)
        return self.answer(text, 200, told, f"{kind}; charset=utf-8")


@pytest.fixture(scope="module")
def publish(serve: Any, answer: Any) -> Callable[..., Publisher]:
    def make(pages: dict[str, tuple[str, str]], **how: Any) -> Publisher:
        return Publisher(serve(), answer, **how).put(pages)

    return make


# P5: one source failing changes no byte of another's output


@pytest.fixture(scope="module")
def subsets(tmp_path_factory: pytest.TempPathFactory, publish: Any, crawl: Any) -> Any:
    """Four sources, two of them on one host, and a second run for each set of them that fails."""
    folder = tmp_path_factory.mktemp("subsets")
    first = publish({"/": (HTML, anchors("a.html", "b.html")), "/a.html": (HTML, page("Aa")),
                     "/b.html": (HTML, page("Bb")), "/niets.html": (HTML, "<p>Niets.</p>"),
                     SEARCH: (JSON, datasets("a", "b"))})  # fmt: skip
    second = publish(code_host("een", "twee"))
    third = publish({"/sitemap.xml": (XML, sitemap("/a", "/b")), "/a": (HTML, page("Web aa")),
                     "/b": (HTML, page("Web bb"))})  # fmt: skip
    sources = {
        "files": {"protocol": "files", "url": f"{first.url}/"},
        "ckan": {"protocol": "ckan", "url": first.url},
        "forge": {"protocol": "forge", "api": f"{second.url}/api/v3", "owner": "dorp"},
        "website": {"protocol": "website", "url": f"{third.url}/"},
    }
    broken = {  # held, failed with what is no list, with a list that is gone, without a page
        "files": {"url": f"{first.url}/niets.html"},
        "ckan": {"url": f"{first.url}/a.html/"},
        "forge": {"owner": "weg"},
        "website": {"url": f"{second.url}/"},
    }

    def named(failing: tuple[str, ...] = ()) -> list[dict[str, Any]]:
        return [source | {"name": name} | (broken[name] if name in failing else {})
                for name, source in sources.items()]  # fmt: skip

    start = folder / "start"
    before = crawl(start, named())
    first.put({"/a.html": (HTML, page("Anders"))})
    third.put({"/b": (HTML, page("Anders"))})
    subsets = [failing for size in range(5) for failing in itertools.combinations(sources, size)]
    after = {failing: crawl(shutil.copytree(start, folder / "-".join(("home", *failing))),
                            named(failing), now="2026-11-02") for failing in subsets}  # fmt: skip
    return SimpleNamespace(before=before.files, names=set(sources), after=after)


def test_the_failure_of_any_sources_changes_no_byte_of_the_others(subsets: Any) -> None:
    whole = subsets.after[()].files

    assert len(subsets.after) == 16
    assert all(whole[name] != subsets.before[name] for name in ("files.jsonl", "website.jsonl"))
    for failing, after in subsets.after.items():
        healthy = {f"{name}.jsonl" for name in subsets.names - set(failing)}
        assert {name: after.files[name] for name in healthy} == {
            name: whole[name] for name in healthy
        }


def test_what_fails_keeps_its_own_output(subsets: Any) -> None:
    for failing, after in subsets.after.items():
        wrong = {name for name, row in after.sources.items() if row["state"] != "complete"}
        assert wrong == set(failing)
        assert after.status == {0: 0, 4: 1}.get(len(failing), 3)
        for name in failing:
            assert after.files[f"{name}.jsonl"] == subsets.before[f"{name}.jsonl"]


CHANCE = re.compile(
    r"pagefind/(filter/\w+\.pf_filter|pagefind\.\w+\.pf_meta|pagefind-entry\.json)$"
)

# P6: the same input gives the same bytes, in whatever order it comes


def test_the_order_of_a_list_changes_no_byte(tmp_path: Path, publish: Any, crawl: Any) -> None:
    names = [f"n{number}" for number in range(9)]
    pages = {f"/{name}.html": (HTML, page(name)) for name in names}
    web, files, forge = publish(pages), publish(pages), publish(code_host(*names))
    sources = [{"protocol": "website", "url": f"{web.url}/"},
               {"protocol": "files", "url": f"{files.url}/"},
               {"protocol": "forge", "api": f"{forge.url}/api/v3", "owner": "dorp",
                "stands_for": CODE}]  # fmt: skip
    found = []
    for seed in range(3):
        random.Random(seed).shuffle(names)
        random.Random(seed).shuffle(sources)
        web.put({"/sitemap.xml": (XML, sitemap(*(f"/{name}.html" for name in names)))})
        files.put({"/": (HTML, anchors(*(f"{name}.html" for name in names)))})
        forge.put({REPOS: (JSON, json.dumps([repository(name) for name in names]))})
        found.append(crawl(tmp_path / str(seed), sources).files)

    assert found[0] == found[1] == found[2]
    assert [text.count(b"\n") for text in found[0].values()] == [9, 9, 9]


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory, runners: list[Runner]) -> list[Path]:
    """Two homes of the example federation, each crawled and built by itself."""
    folder = tmp_path_factory.mktemp("nights")

    def night(runner: Runner) -> Path:
        home = folder / str(runners.index(runner))
        for command in (("members", "import", address), ("crawl",)):
            done = runner.run(home, *command, "--allow-loopback", "--json", now="2026-11-01")
            assert done.status in (0, 3)
        assert runner.run(home, "build", now="2026-11-01").status in (0, 3)
        return home

    with example_federation() as address, ThreadPoolExecutor(2) as pool:
        return [*pool.map(night, runners)]


def test_a_site_that_is_built_twice_has_the_same_bytes(nights: Any) -> None:
    """But for what Pagefind makes of the values of its filters, which it puts in any order."""
    one, two = (sums(home / "build" / "site") for home in nights)

    assert harvests(nights[0]) == harvests(nights[1])
    assert len(one) > 100
    other = {name for name in one.keys() | two.keys() if one.get(name) != two.get(name)}
    assert {name for name in other if not CHANCE.match(name)} == set()
    assert len({name for name in one if CHANCE.match(name)}) < 10


# P7: an id never depends on how an address is spelled


def spelled(number: int) -> dict[str, dict[str, tuple[str, str]]]:
    """Give the pages of several hosts, which spell the addresses in one of two ways."""
    one, two, three = [
        ("https://dorp.example/a?x=1&y=2", "https://dorp.example/b/", "https://dorp.example/c"),
        ("http://dorp.example/a/?y=2&utm_source=mail&x=1",
         "http://dorp.example/b;jsessionid=1A2B", "https://dorp.example:443/c?PHPSESSID=9f&fbclid=x"),
    ][number]  # fmt: skip
    local = [re.sub(r"https?://[^/]+", "", url) for url in (one, two, three)]
    pages = {path: (HTML, page(f"Pagina {key}")) for key, path in zip("abc", local, strict=True)}
    www = [url.replace("dorp.example", ("dorp.example", "www.dorp.example")[number])
           for url in (one, two, three)]  # fmt: skip
    turtle = (
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . "
    )
    turtle += "".join(f'<{url}> a dcat:Dataset ; dct:title "Set" .\n' for url in www)
    products = "".join(
        '<scproduct xmlns:d="http://purl.org/dc/terms/"><d:identifier>'
        f"{url.replace('&', '&amp;')}</d:identifier><d:title>Product</d:title></scproduct>"
        for url in www
    )
    items = [{"id": n, "title": "Product", "post_status": "publish", "excerpt": "", "content": "",
              "portal_url": url} for n, url in enumerate(www)]  # fmt: skip
    address = (f"{CODE}/dorp/een", "http://www.code.dorp.example/Dorp/Een.git/")[number]
    forge = code_host("een")
    forge[REPOS] = (JSON, json.dumps([repository("een", html_url=address, pushed_at="")]))
    forge["/raw/dorp/een/main/publiccode.yml"] = (TEXT, json.dumps(
        {"publiccodeYmlVersion": "0.4", "name": "Een", "url": address}))  # fmt: skip
    return {
        "website": {"/sitemap.xml": (XML, sitemap(one, two, three).replace("&", "&amp;")), **pages},
        "files": {"/": (HTML, anchors(*local)), **pages},
        "feed": {"/": (XML, rss(*(url.replace("&", "&amp;") for url in www)))},
        "dcat": {"/": ("text/turtle", turtle)},
        "sru": {"/": (XML, f"<scproducten>{products}</scproducten>")},
        "pdc": {"/owc/pdc/v1/items?limit=100&page=1": (JSON, json.dumps({"data": items}))},
        "forge": forge,
    }  # fmt: skip


@pytest.fixture(scope="module")
def variants(tmp_path_factory: pytest.TempPathFactory, publish: Any, crawl: Any) -> Any:
    """Two runs between which each list spells its addresses in another way."""
    home = tmp_path_factory.mktemp("variants")
    hosts = {name: publish(pages) for name, pages in spelled(0).items()}
    sources: list[dict[str, Any]] = [
        {"protocol": name, "url": f"{host.url}/", "stands_for": PUBLIC, "name": name}
        for name, host in hosts.items() if name not in ("forge", "pdc")
    ]  # fmt: skip
    sources.append({"protocol": "pdc", "url": f"{hosts['pdc'].url}/owc/pdc/v1", "name": "pdc"})
    sources.append({"protocol": "forge", "api": f"{hosts['forge'].url}/api/v3", "owner": "dorp",
                    "name": "forge"})  # fmt: skip
    first = crawl(home, sources)
    for name, pages in spelled(1).items():
        hosts[name].put(pages)
    return SimpleNamespace(first=first, second=crawl(home, now="2026-11-02"))


@pytest.mark.parametrize("name", ["website", "files", "feed", "dcat", "sru", "pdc", "forge"])
def test_another_spelling_is_the_same_thing(name: str, variants: Any) -> None:
    report = variants.second.sources[name]
    before, after = variants.first.records(name), variants.second.records(name)

    assert len(before) == (1 if name == "forge" else 3)
    assert after.keys() == before.keys()
    assert (report["state"], report["missing"], report["gone"]) == ("complete", 0, 0)
    assert {record["last_seen"] for record in after.values()} == {"2026-11-02"}
    assert {record["first_seen"] for record in after.values()} == {"2026-11-01"}


# P8: every value can be traced to where, when and by what it was read


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory, publish: Any, crawl: Any) -> Any:
    """One run over every sort of source; two of them say something else of the same product."""
    home = tmp_path_factory.mktemp("traced")
    other = {"publiccodeYmlVersion": "0.4", "name": "Een", "url": f"{CODE}/dorp/een",
             "legal": {"license": "MIT"}}  # fmt: skip
    web = publish({"/sitemap.xml": (XML, sitemap("/a")), "/a": (HTML, page("Aa"))})
    files = publish({"/": (HTML, anchors("publiccode.yml")),
                     "/publiccode.yml": (TEXT, json.dumps(other))})  # fmt: skip
    lists = publish({SEARCH: (JSON, datasets("a", "b")), "/feed": (XML, rss(f"{PUBLIC}/nieuws"))})
    forge = publish(code_host("een", "twee"))
    bare = {"tree": []}
    forge.put({"/api/v3/repos/dorp/twee/git/trees/main?recursive=1": (JSON, json.dumps(bare))})
    sources = [
        {"protocol": "website", "url": f"{web.url}/"},
        {"protocol": "files", "url": f"{files.url}/"},
        {"protocol": "ckan", "url": lists.url}, {"protocol": "feed", "url": f"{lists.url}/feed"},
        {"protocol": "forge", "api": f"{forge.url}/api/v3", "owner": "dorp", "stands_for": CODE},
    ]  # fmt: skip
    found = crawl(home, sources)
    return SimpleNamespace(home=home, found=found, seen={
        path.stem: [json.loads(line) for line in path.read_text().splitlines()]
        for path in (home / "data" / "runs" / "seen").iterdir()})  # fmt: skip


PROTOCOLS = ["website", "files", "ckan", "feed", "forge"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_record_says_from_which_source_address_and_reader_it_is(
    protocol: str, traced: Any
) -> None:
    name = f"dorp-{protocol}"

    records = traced.found.records(name)

    assert records
    for record in records.values():
        assert record["source"] == name
        assert record["url"].startswith(("http://127.0.0.1:", PUBLIC, CODE))
        assert record["reader"]
        for said in record["statements"]:
            assert (said["source"], said["first_seen"]) == (name, "2026-11-01")
            assert said["claimant"] == "noaber:organisatie/dorp"
            assert said["url"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_each_record_can_be_traced_to_bytes_a_moment_and_a_version(
    protocol: str, traced: Any
) -> None:
    name = f"dorp-{protocol}"
    header, *entries = traced.seen[name]
    marks = {i: entry.get("mark", {}) for entry in entries for i in entry.get("ids", ())}
    records = traced.found.records(name)

    assert re.fullmatch("[0-9a-f]{16}", header["code"])
    assert records
    for identifier, record in records.items():
        assert re.fullmatch("[0-9a-f]{64}", record["hash"])
        assert marks[identifier]["hash"] == record["hash"]
        assert marks[identifier]["url"].startswith(("http://127.0.0.1:", PUBLIC, CODE))
        assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", marks[identifier]["fetched"])


def test_sources_that_contradict_each_other_are_both_kept(
    traced: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-01")
    thing = load_hub(Home(traced.home)).things[f"{CODE}/dorp/een"]

    facts = thing.facts("licence")

    assert {(fact.value, fact.source) for fact in facts} == {
        ("EUPL-1.2", "dorp-forge"), ("MIT", "dorp-files")}  # fmt: skip
    assert thing.get("licence") == facts[0].value
    assert all(fact.url and fact.last_seen for fact in facts)


# P9: a run that is killed at any write, and done again, gives the same

KILL = """
import os, signal, sys
left, root, count = [{at}], {root!r}, {count!r}
def tick():
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    if count:
        open(count, "w").write(str(-left[0]))
def hook(event, arguments):
    if event == "open":
        path, flags = arguments[0], arguments[2]
        if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"):
        path = arguments[0]
    else:
        return
    if isinstance(path, (str, os.PathLike)) and os.fspath(path).startswith(root):
        tick()
sys.addaudithook(hook)
def fsync(file, real=os.fsync):
    tick()
    real(file)
os.fsync = fsync
"""
DAYS = ("2026-11-01", "2026-11-02", "2026-11-09")


@pytest.fixture(scope="module")
def killed(
    tmp_path_factory: pytest.TempPathFactory, publish: Any, crawl: Any, runners: list[Runner]
) -> Any:
    """The last of three days again and again, killed at one write more each time, and once more.

    On that day a record of one source has been missed long enough, the loss of another goes through
    since it was accepted, and a third source is new.
    """
    folder = tmp_path_factory.mktemp("killed")
    names = [f"{name}.html" for name in "abcde"]
    pages = {f"/{name}": (HTML, page(name)) for name in names}
    hosts = [publish({"/": (HTML, anchors(*names)), **pages}) for _ in range(3)]
    sources = [{"protocol": "files", "url": f"{host.url}/", "name": f"bron-{number}"}
               for number, host in enumerate(hosts)]  # fmt: skip
    start = folder / "start"
    crawl(start, sources[:2], now=DAYS[0])
    hosts[0].put({"/": (HTML, anchors(*names[1:]))})
    hosts[1].put({"/": (HTML, anchors(names[0]))})
    held = crawl(start, now=DAYS[1])
    assert [row["state"] for row in held.sources.values()] == ["complete", "held"]
    accept = ("accept-loss", "bron-1", "--reason", "opgeruimd")
    assert runners[0].run(start, *accept, now=DAYS[1]).status == 0

    def run(runner: Runner, at: int) -> tuple[int, int]:
        """Give the status of a run that is killed at a write, and that of the run after it."""
        home = shutil.copytree(start, folder / str(at))
        kill = KILL.format(at=at, root=str(home / "data"), count="")
        both = [runner.crawl(home, sources, now=DAYS[2], before=code) for code in (kill, "")]
        return both[0].status, both[1].status

    whole = shutil.copytree(start, folder / "whole")
    kill = KILL.format(at=0, root=str(whole / "data"), count=str(folder / "count"))
    ended = crawl(whole, sources, now=DAYS[2], before=kill)
    writes = int((folder / "count").read_text())

    def half(number: int) -> dict[int, tuple[int, int]]:
        points = range(1 + number, writes + 1, 2)
        return {at: run(runners[number], at) for at in points}

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(half, range(2))
    return SimpleNamespace(folder=folder, start=start, whole=whole, status=ended.status,
                           writes=writes, ends=one | two)  # fmt: skip


def remembered(home: Path) -> dict[str, str]:
    """Give all that is known in a home, but for moments of fetching and reports of runs."""
    data = home / "data"
    return {
        str(path.relative_to(data)): re.sub(r'"fetched": "[^"]*"', "", path.read_text())
        for path in data.rglob("*")
        if path.is_file() and not (path.parent.name == "runs" and path.suffix == ".json")
    }


def test_the_day_of_the_kill_has_every_sort_of_write(killed: Any) -> None:
    lines = [json.loads(line) for text in harvests(killed.whole).values()
             for line in text.splitlines()]  # fmt: skip

    assert killed.status == 0
    assert killed.writes > 20
    assert sum("gone" in line for line in lines) == 1
    assert sum("missed" in line for line in lines) == 4
    assert "spent" in (killed.whole / "data" / "accepted" / "bron-1.json").read_text()
    assert len(harvests(killed.whole)) == len(harvests(killed.start)) + 1


def test_a_run_that_is_killed_at_any_write_and_done_again_gives_the_same(killed: Any) -> None:
    whole = remembered(killed.whole)

    assert killed.ends == dict.fromkeys(range(1, killed.writes + 1), (-9, 0))
    for at in killed.ends:
        assert harvests(killed.folder / str(at)) == harvests(killed.whole), at
        assert remembered(killed.folder / str(at)) == whole, at


def test_what_another_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as over:
        over.wait()
    names = [f".bron.jsonl.{over.pid}", f".bron.jsonl.{os.getpid()}", ".bron.jsonl.1", ".gitkeep",
             f".bron.{9**99}", "bron.jsonl", ".bron.jsonl.tmp"]  # fmt: skip
    for name in names:
        (tmp_path / name).touch()

    remove_leftovers(tmp_path, tmp_path / "none")

    assert {path.name for path in tmp_path.iterdir()} == set(names) - {names[0], names[4]}


# P10: what did not change costs one conditional request or none, and is not read again

COUNT = """
import crawlers.confined as c
def call(self, function, *arguments, real=c.Confined.call):
    with open({path!r}, "a") as file:
        print(function.__name__, getattr(arguments[0], "url", ""), file=file)
    return real(self, function, *arguments)
c.Confined.call = call
"""


class Reader:
    """A home with one member, and what each run made its readers read."""

    def __init__(self, home: Path, crawl: Any, sources: list[dict[str, Any]]) -> None:
        self.home, self.crawl, self.sources = home, crawl, sources

    def run(self, day: str, before: str = "") -> SimpleNamespace:
        path = self.home / "read.txt"
        path.unlink(missing_ok=True)
        count = COUNT.format(path=str(path))
        found = self.crawl(self.home, self.sources, now=day, before=count + before)
        read = path.read_text().splitlines() if path.exists() else []
        return SimpleNamespace(found=found, read=[line for line in read if line[:5] == "read "])


def all_sorts(publish: Any, **how: Any) -> tuple[list[Publisher], list[dict[str, Any]]]:
    """Give hosts with all sorts of sources, and those sources."""
    web = publish({"/": (HTML, page("Start")), "/sitemap.xml": (XML, sitemap("/a", "/b")),
                   "/robots.txt": (TEXT, "Sitemap: /sitemap.xml"), "/a": (HTML, page("Aa")),
                   "/b": (HTML, page("Bb"))}, **how)  # fmt: skip
    files = publish({"/": (HTML, anchors("a.html", "b.md")), "/a.html": (HTML, page("File aa")),
                     "/b.md": (TEXT, "# Bb\n\nUitleg.")}, **how)  # fmt: skip
    lists = publish({SEARCH: (JSON, datasets("a", "b"))}, **how)
    news = publish({"/feed": (XML, rss(f"{PUBLIC}/nieuws", f"{PUBLIC}/meer"))}, **how)
    forge = publish(code_host("een", "twee"), **how)
    return [web, files, lists, news, forge], [
        {"protocol": "website", "url": f"{web.url}/"},
        {"protocol": "files", "url": f"{files.url}/"},
        {"protocol": "ckan", "url": lists.url}, {"protocol": "feed", "url": f"{news.url}/feed"},
        {"protocol": "forge", "api": f"{forge.url}/api/v3", "owner": "dorp", "stands_for": CODE},
    ]  # fmt: skip


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory, publish: Any, crawl: Any) -> Any:
    """Two days on hosts on which nothing changes, and which say so."""
    hosts, sources = all_sorts(publish)
    reader = Reader(tmp_path_factory.mktemp("unchanged"), crawl, sources)
    first = reader.run("2026-11-01")
    asked = {host.url: len(host.said) for host in hosts}
    for host in hosts:
        host.said.clear()
    second = reader.run("2026-11-02")
    return SimpleNamespace(first=first, second=second, said=[host.said for host in hosts],
                           asked=asked)  # fmt: skip


def test_what_did_not_change_is_asked_for_once_and_not_read_again(unchanged: Any) -> None:
    said = list(itertools.chain.from_iterable(unchanged.said))

    assert len(unchanged.first.read) == 8
    assert unchanged.second.read == []
    assert said
    assert [one for one in said if one[1] != 304] == []
    assert len(said) == len(set(said))


def test_what_did_not_change_is_kept_as_it_was(unchanged: Any) -> None:
    first, second = unchanged.first.found, unchanged.second.found

    def dateless(files: dict[str, bytes]) -> dict[str, bytes]:
        return {name: re.sub(rb'"last_seen": "[^"]*"', b"", text) for name, text in files.items()}

    assert second.status == 0
    assert dateless(second.files) == dateless(first.files)
    for report in second.sources.values():
        assert report["unchanged"] == report["records"] > 0


def test_a_repository_that_was_not_pushed_to_costs_no_request(unchanged: Any) -> None:
    assert unchanged.said[4] == [(REPOS, 304)]


def test_the_same_bytes_with_status_200_count_as_unchanged(
    tmp_path: Path, publish: Any, crawl: Any
) -> None:
    hosts, sources = all_sorts(publish, tag=lambda text: "")
    reader = Reader(tmp_path, crawl, sources)
    reader.run("2026-11-01")

    second = reader.run("2026-11-02")

    assert {status for host in hosts for _, status in host.said} == {200}
    assert second.read == []
    for report in second.found.sources.values():
        assert (report["state"], report["unchanged"]) == ("complete", report["records"])


def test_another_tag_for_the_same_bytes_is_asked_with_the_next_time(
    tmp_path: Path, publish: Any, crawl: Any
) -> None:
    version = ["een"]
    hosts, sources = all_sorts(publish, tag=lambda text: version[0])
    reader = Reader(tmp_path, crawl, sources)
    reader.run("2026-11-01")
    version[0] = "twee"
    second = reader.run("2026-11-02")
    for host in hosts:
        host.said.clear()

    reader.run("2026-11-03")

    assert second.read == []
    assert {status for host in hosts for _, status in host.said} == {304}


def test_a_source_that_is_never_whole_asks_for_news_only_too(
    tmp_path: Path, publish: Any, crawl: Any, answer: Any
) -> None:
    hosts, sources = all_sorts(publish)
    hosts[1].site.pages["/a.html"] = answer("stuk", 500)
    reader = Reader(tmp_path, crawl, sources[1:2])
    assert reader.run("2026-11-01").found.sources["dorp-files"]["state"] == "partial"
    hosts[1].said.clear()

    second = reader.run("2026-11-02")

    assert second.read == []
    assert set(hosts[1].said) == {("/", 304), ("/b.md", 304)}


def test_a_tag_that_lies_is_believed_until_everything_is_read_again(
    tmp_path: Path, publish: Any, crawl: Any
) -> None:
    hosts, sources = all_sorts(publish, tag=lambda text: "altijd")
    reader = Reader(tmp_path, crawl, sources[:3])
    reader.run("2026-11-01")
    hosts[0].put({"/a": (HTML, page("Nieuw"))})
    hosts[1].put({"/a.html": (HTML, page("Nieuw"))})
    hosts[2].put({SEARCH: (JSON, datasets("a", "b").replace("Over b", "Nieuw"))})

    def titles(run: Any) -> list[set[str]]:
        return [{record["title"] for record in run.found.records(f"dorp-{name}").values()}
                for name in ("website", "files", "ckan")]  # fmt: skip

    before = titles(reader.run("2026-11-28"))  # FULL - 1 days later
    after = titles(reader.run("2026-11-29"))

    assert FULL == 28
    assert not any("Nieuw" in found for found in before)
    assert all("Nieuw" in found for found in after)


def test_pages_that_their_sitemap_calls_unchanged_are_not_asked_for(
    tmp_path: Path, publish: Any, crawl: Any
) -> None:
    web = publish({"/sitemap.xml": (XML, sitemap("/a", "/b", lastmod="2026-10-01")),
                   "/a": (HTML, page("Aa")), "/b": (HTML, page("Bb"))})  # fmt: skip
    reader = Reader(tmp_path, crawl, [{"protocol": "website", "url": f"{web.url}/"}])
    reader.run("2026-11-01")
    web.said.clear()
    second = reader.run("2026-11-02")
    cheap = list(web.said)
    changed = sitemap("/a", lastmod="2026-11-02T10:00:00Z").replace("</urlset>", "")
    changed += sitemap("/b", lastmod="2026-10-01").removeprefix("<urlset>")
    web.put({"/sitemap.xml": (XML, changed), "/a": (HTML, page("Nieuw"))})
    web.said.clear()

    third = reader.run("2026-11-03")

    assert (cheap, second.read) == ([("/sitemap.xml", 304)], [])
    assert len(second.found.records("dorp-website")) == 2
    assert web.said == [("/sitemap.xml", 200), ("/a", 200)]
    assert [line.rpartition("/")[2] for line in third.read] == ["a"]


def test_another_licence_in_the_member_file_is_read_into_every_record_that_states_none(
    tmp_path: Path, publish: Any, crawl: Any
) -> None:
    _, sources = all_sorts(publish)
    reader = Reader(tmp_path, crawl, sources)
    reader.run("2026-11-01")
    reader.sources = [source | {"licence": "CC-BY-4.0"} for source in sources]

    second = reader.run("2026-11-02")

    assert len(second.read) == 8
    lines = (line for text in second.found.files.values() for line in text.splitlines())
    records = [record for record in map(json.loads, lines) if record["kind"] == "document"]
    assert len(records) == 8
    own = [record for record in records if record["genre"] == "dataset"]  # of DCAT: CC0
    assert [record["text_licence"] for record in own] == ["CC0-1.0"] * len(own)
    rest = [record for record in records if record not in own]
    assert {record["text_licence"] for record in rest} == {"CC-BY-4.0"}
    assert 0 < len(own) < len(rest)


def test_other_code_reads_everything_again(tmp_path: Path, publish: Any, crawl: Any) -> None:
    hosts, sources = all_sorts(publish)
    reader = Reader(tmp_path, crawl, sources)
    first = reader.run("2026-11-01")
    for host in hosts:
        host.said.clear()

    second = reader.run("2026-11-02", "import crawlers.visits as v; v.code = lambda: 'nieuwer'")

    assert sorted(second.read) == sorted(first.read)
    assert {status for host in hosts for _, status in host.said} == {200}


# P11: one request at a time per host, robots.txt first, with a name and a way to complain


@pytest.fixture(scope="module")
def visited(tmp_path_factory: pytest.TempPathFactory, serve: Any, answer: Any, crawl: Any) -> Any:
    """One crawl of two hosts with two sources each, one of which asks for time between requests."""
    sites = []
    for delay in ("", "Crawl-delay: 0.2\n"):
        robots = answer(f"User-agent: *\nDisallow: /dicht\n{delay}", media_type=TEXT)
        listed = answer(anchors("a.html", "b.html", "c.html", "dicht.html"), delay=0.05)
        made = serve({"/robots.txt": robots, "/": listed, "/twee": listed})
        made.pages |= {f"/{name}.html": answer(page(name), delay=0.05) for name in "abc"}
        sites.append(made)
    sources = [{"protocol": "files", "url": f"{site.url}{path}"}
               for site in sites for path in ("/", "/twee")]  # fmt: skip
    found = crawl(tmp_path_factory.mktemp("visited"), sources)
    return SimpleNamespace(sites=sites, found=found)


def test_a_host_gets_one_request_at_a_time(visited: Any) -> None:
    for site in visited.sites:
        assert all(one.ended <= other.started for one, other in itertools.pairwise(site.hits))


def test_every_request_says_who_asks_and_where_to_complain(visited: Any) -> None:
    agents = {hit.headers["User-Agent"] for site in visited.sites for hit in site.hits}

    (agent,) = agents
    assert re.fullmatch(r"noaber \(\+https://\S+\)", agent)


def test_each_source_asks_robots_first_and_stays_out_of_what_it_closes(visited: Any) -> None:
    for site in visited.sites:
        runs = " ".join(site.paths).split("/robots.txt")
        assert runs[0] == ""
        assert len(runs) == 3
        assert "/dicht.html" not in site.paths
    assert all(report["refused"] == 1 for report in visited.found.sources.values())


def test_the_time_that_a_host_asks_for_is_given(visited: Any) -> None:
    """At least: a busy machine may take longer."""
    hits = [hit for hit in visited.sites[1].hits if hit.path != "/robots.txt"]
    by_source = defaultdict(list)
    for number, hit in enumerate(hits):
        by_source[number // 4].append(hit.started)

    assert len(hits) == 8
    for started in by_source.values():
        assert all(two - one >= 0.19 for one, two in itertools.pairwise(started))
