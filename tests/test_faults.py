"""The fault matrix of harvest.md section 4: each fault, for each protocol, at each stage of a run.

A good run first, and a day later the same source with one fault at one stage of it. What comes of
it is one of four: retried, skipped with a problem, held, or failed (where a list broke off: partial
with a problem); never fewer records and no message. Each row of the matrix is a source with a host
of its own, and all rows share a few crawls.
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import socket
import ssl
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.loader import protocols as known_protocols

PUBLIC, CODE = "https://www.zomerdorp.example", "https://code.zomerdorp.example"
JSON, XML, HTML, TEXT = "application/json", "application/xml", "text/html", "text/plain"
ROBOTS = f"User-agent: *\nDisallow:\nSitemap: {PUBLIC}/sitemap.xml\n"
STORM = "<!doctype html><title>Storing</title><h1>Storing</h1><p>Wij zijn zo terug.</p>"
FIRST, SECOND, THIRD = "2026-11-01", "2026-11-02", "2026-11-03"
BEFORE_FIRST = ("2026-10-01", "2026-10-09")  # what a clock says that is set wrong
BEFORE = """
import socket
import crawlers.settings as s, crawlers.visits as v
s.DOWNLOAD_TIMEOUT, s.AUTOTHROTTLE_ENABLED, s.DOWNLOAD_DELAY = 1, False, 0
v.MOST_HOSTS = 12
def found(name, known=socket.gethostbyname):
    if name.endswith(".invalid"):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")
    return known(name)
socket.gethostbyname = found
"""


class Page(NamedTuple):
    """What a host says at an address when all is well."""

    body: str
    kind: str
    headers: tuple[tuple[str, str], ...] = ()


class Item(NamedTuple):
    """One thing in a list: its key makes its id, its name the title."""

    key: str
    name: str


@dataclass
class World:
    """A host by the paths of its pages, which of them is which stage, and its source."""

    source: dict[str, str]
    pages: dict[str, Page]
    stages: dict[str, str]


A, B, C = Item("a", "Café openen"), Item("b", "Boom kappen, één keer"), Item("c", "Comité maken")
# how a list can be wrong: what stands on its first and on its second page
ODD: dict[str, tuple[list[Item], list[Item]]] = {
    "": ([A, B], [C]),
    "duplicate": ([A, B, B], [C]),
    "id-reuse": ([A, Item("a", B.name)], [C]),
    "shift-twice": ([A, B], [B, C]),
    "shift-missed": ([A, B], []),
    "next-is-self": ([A, B], [C]),
    "shorter": ([A], [B]),  # no fault
}
Make = Callable[[list[Item], str, int], Page]  # of items, what follows, and how many there are


def listed(odd: str, make: Make, path: str, number: str = "2") -> dict[str, Page]:
    """Make the two pages of a list; what follows is "next", "self" or, on the last, nothing."""
    one, two = ODD[odd]
    total = len(one) + len(two) if odd in ("duplicate", "shorter") else 3
    after = "self" if odd == "next-is-self" else "next"
    return {path: make(one, after, total), f"{path}#{number}": make(two, "", total)}


def at(item: Item) -> str:
    return f"{PUBLIC}/{item.key}"


def stages(path: str, number: str = "2") -> dict[str, str]:
    return {"first": path, "second": f"{path}#{number}"}


class Forge(NamedTuple):
    """How a kind of code host names its things; the lists are the second page and the first."""

    owned: str
    lists: tuple[str, str]
    tree: str
    raw: str


FORGES = {
    "github": Forge("/api/v3/orgs/dorp/repos", ("?per_page=100&sort=full_name&page=2",
                    "?per_page=100&sort=full_name"), "/api/v3/repos/dorp/{}/git/trees/main",
                    "/raw/dorp/{}/main/{}"),
    "gitlab": Forge("/api/v4/groups/dorp/projects", ("2", "1"),
                    "/api/v4/projects/{}/repository/tree",
                    "/api/v4/projects/{}/repository/files/{}/raw"),
    "gitea": Forge("/api/v1/orgs/dorp/repos", ("?limit=50&page=2", "?limit=50&page=1"),
                   "/api/v1/repos/dorp/{}/git/trees/main", "/api/v1/repos/dorp/{}/raw/{}"),
}  # fmt: skip


def forge(kind: str, odd: str) -> World:
    """Make a code host: three repositories with a publiccode.yml, one of them with a README."""
    names = FORGES[kind]

    def make(items: list[Item], after: str, total: int) -> Page:
        told = {"gitlab": {"X-Total": str(total)}, "gitea": {"X-Total-Count": str(total)}}
        said = told.get(kind, {})
        follows = names.lists[after == "self"]
        if after and kind == "gitlab":
            said["X-Next-Page"] = follows
        elif after:
            said["Link"] = f'<{names.owned}{follows}>; rel="next"'
        return Page(json.dumps([repository(kind, one) for one in items]), JSON, (*said.items(),))

    pages = listed(odd, make, names.owned)
    for item in (A, B, C):
        number = str(ord(item.key)) if kind == "gitlab" else item.key
        said = {"publiccodeYmlVersion": "0.4", "name": item.name, "url": f"{CODE}/dorp/{item.key}"}
        texts = {"publiccode.yml": json.dumps(said, ensure_ascii=False)}
        texts |= {"README.md": f"# {item.name}\n\nUitleg."} if item is B else {}
        tree: Any = [{"path": path, "type": "blob", "mode": "100644"} for path in texts]
        tree = tree if kind == "gitlab" else {"tree": tree}
        pages[names.tree.format(number)] = Page(json.dumps(tree), JSON)
        pages |= {names.raw.format(number, path): Page(text, TEXT) for path, text in texts.items()}
    number = str(ord("b")) if kind == "gitlab" else "b"
    at_stages = stages(names.owned) | {"tree": names.tree.format(number)}
    at_stages["detail"] = names.raw.format(number, "publiccode.yml")
    if kind == "github":  # the others read their files with the same code
        at_stages["text"] = names.raw.format(number, "README.md")
    root = names.owned[: len("/api/vN")]
    source = {"protocol": "forge", "api": root, "owner": "dorp", "stands_for": CODE}
    return World(source, pages, at_stages)


def repository(kind: str, item: Item) -> dict[str, Any]:
    said = {"id": ord(item.key), "name": item.key, "default_branch": "main",
            "description": item.name}  # fmt: skip
    if kind == "gitlab":
        return said | {"path_with_namespace": f"dorp/{item.key}", "visibility": "public",
                       "web_url": f"{CODE}/dorp/{item.key}"}  # fmt: skip
    return said | {"full_name": f"dorp/{item.key}", "html_url": f"{CODE}/dorp/{item.key}",
                   "license": {"spdx_id": "EUPL-1.2"}}  # fmt: skip


def product(item: Item) -> str:
    said = f"<dcterms:identifier>{at(item)}</dcterms:identifier>"
    said += f"<dcterms:title>{escape(item.name)}</dcterms:title><productID>{item.key}</productID>"
    return f'<scproduct xmlns="urn:sc" xmlns:dcterms="http://purl.org/dc/terms/">{said}</scproduct>'


def sru(odd: str) -> World:
    def make(items: list[Item], after: str, total: int) -> Page:
        found = "".join(f"<srw:record><srw:recordData>{product(one)}</srw:recordData></srw:record>"
                        for one in items)  # fmt: skip
        position = {"": "", "self": "1"}.get(after, str(len(items) + 1))
        more = f"<srw:nextRecordPosition>{position}</srw:nextRecordPosition>" if position else ""
        return Page('<?xml version="1.0" encoding="utf-8"?><srw:searchRetrieveResponse '
                    'xmlns:srw="http://www.loc.gov/zing/srw/"><srw:version>1.2</srw:version>'
                    f"<srw:numberOfRecords>{total}</srw:numberOfRecords><srw:records>{found}"
                    f"</srw:records>{more}</srw:searchRetrieveResponse>", XML)  # fmt: skip

    number = str(len(ODD[odd][0]) + 1)
    source = {"protocol": "sru", "url": "/sru/Search?authority=Zomerdorp"}
    return World(source, listed(odd, make, "/sru/Search", number), stages("/sru/Search", number))


def scfile(odd: str) -> World:
    inside = "".join(product(one) for one in [*ODD[odd][0], *ODD[odd][1]])
    body = f'<?xml version="1.0" encoding="utf-8"?><scproducten>{inside}</scproducten>'
    return World({"protocol": "sru", "url": "/sc.xml"}, {"/sc.xml": Page(body, XML)},
                 {"first": "/sc.xml"})  # fmt: skip


def pdc(odd: str) -> World:
    path = "/wp-json/owc/pdc/v1/items"

    def make(items: list[Item], after: str, total: int) -> Page:
        found = [{"id": one.key, "title": one.name, "content": "", "excerpt": "",
                  "post_status": "publish", "portal_url": at(one)} for one in items]  # fmt: skip
        told = {"total_count": total, "total_pages": 2, "current_page": 1 if after else 2}
        return Page(json.dumps({"data": found, "pagination": told}, ensure_ascii=False), JSON)

    pages = listed(odd, make, path)
    if odd == "next-is-self":  # a cache that does not look at the number of the page
        pages[f"{path}#2"] = pages[path]
    return World({"protocol": "pdc", "url": "/wp-json/owc/pdc/v1"}, pages, stages(path))


def sdg(odd: str) -> World:
    path = "/api/v1/producten"

    def make(items: list[Item], after: str, total: int) -> Page:
        found = [{"url": f"{PUBLIC}{path}/{one.key}", "uuid": one.key, "upnLabel": "paspoort",
                  "publicatieDatum": "2026-03-01", "productAanwezig": True,
                  "vertalingen": [{"taal": "nl", "titel": one.name, "tekst": "Zo gaat het."}]}
                 for one in items]  # fmt: skip
        follows = {"": None, "self": f"{PUBLIC}{path}"}.get(after, f"{PUBLIC}{path}?page=2")
        said = {"count": total, "next": follows, "results": found}
        return Page(json.dumps(said, ensure_ascii=False), JSON)

    return World({"protocol": "pdc", "url": "/api/v1"}, listed(odd, make, path), stages(path))


def dcat(odd: str) -> World:
    path = "/catalogus.ttl"

    def make(items: list[Item], after: str, total: int) -> Page:
        found = "".join(f'<{at(one)}> a dcat:Dataset ; dct:title "{one.name}"@nl .\n'
                        for one in items)  # fmt: skip
        follows = {"": "", "self": path}.get(after, f"{path}?page=2")
        more = f"<{PUBLIC}{path}> hydra:next <{PUBLIC}{follows}> .\n" if follows else ""
        return Page("@prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
                    "@prefix dct: <http://purl.org/dc/terms/> .\n"
                    "@prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
                    f"<#c> hydra:totalItems {total} .\n{more}{found}", "text/turtle")  # fmt: skip

    return World({"protocol": "dcat", "url": path}, listed(odd, make, path), stages(path))


def ckan(odd: str) -> World:
    path, number = "/api/3/action/package_search", str(len(ODD[odd][0]))

    def make(items: list[Item], after: str, total: int) -> Page:
        found = [{"id": one.key, "name": one.key, "title": one.name, "notes": "Uitleg",
                  "state": "active", "license_id": "cc-zero"} for one in items]  # fmt: skip
        said = {"success": True, "result": {"count": total, "results": found}}
        return Page(json.dumps(said, ensure_ascii=False), JSON)

    pages = listed(odd, make, path, number)
    if odd == "next-is-self":  # a portal that does not know `start`
        pages[f"{path}#{number}"] = pages[path]
    return World({"protocol": "ckan", "url": "/"}, pages, stages(path, number))


def feed(odd: str) -> World:
    path = "/nieuws.rss"

    def make(items: list[Item], after: str, total: int) -> Page:
        found = "".join(f"<item><title>{one.name}</title><link>{at(one)}</link></item>"
                        for one in items)  # fmt: skip
        follows = {"": "", "self": path}.get(after, f"{path}?page=2")
        more = f'<atom:link rel="next" href="{follows}"/>' if follows else ""
        return Page('<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
                    'xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>Nieuws</title>'
                    f"{more}{found}</channel></rss>", "application/rss+xml")  # fmt: skip

    return World({"protocol": "feed", "url": path}, listed(odd, make, path), stages(path))


def article(item: Item, more: str = "") -> Page:
    text = f"Uitleg over {item.name}. Dit is de geëigende bladzijde {item.key}."
    inside = f"<main><h1>{item.name}</h1><p>{text}</p></main>"
    return Page(f"<title>{item.name}</title>{more}{inside}", HTML)


def website(odd: str) -> World:
    def part(tag: str, holder: str, addresses: list[str]) -> Page:
        inside = "".join(f"<{holder}><loc>{url}</loc></{holder}>" for url in addresses)
        return Page(f'<?xml version="1.0" encoding="utf-8"?><{tag}>{inside}</{tag}>', XML)

    is_reuse = odd == "id-reuse"  # of a website: pages that all name one address as their own
    one, two = ODD["" if is_reuse else odd]
    pages = {f"/{one.key}": article(one) for one in (A, B, C)}
    if is_reuse:
        pages["/b"] = article(B, f"<link rel=canonical href={at(A)}>")
    pages["/"] = article(Item("start", "Welkom"), "<a href=/x>x</a><a href=/y>y</a>")
    pages |= {f"/{key}": article(Item(key, f"Pagina {key}")) for key in "xy"}
    parts = ["/sitemap.xml"] * (odd == "next-is-self") + ["/deel.xml"]
    pages["/sitemap.xml"] = part("sitemapindex", "sitemap", [PUBLIC + path for path in parts])
    pages["/deel.xml"] = part("urlset", "url", [at(item) for item in [*one, *two]])
    return World({"protocol": "website", "url": "/"}, pages,
                 {"first": "/sitemap.xml", "second": "/deel.xml", "detail": "/b"})  # fmt: skip


def files(odd: str) -> World:
    is_reuse = odd == "id-reuse"
    names = {"a": "a.html", "b": "b.bpmn", "c": "c.html"}
    one, two = ODD["" if is_reuse else odd]
    found = [names[item.key] for item in [*one, *two]] + ["/"] * (odd == "next-is-self")
    bpmn = (
        '<?xml version="1.0" encoding="utf-8"?><definitions '
        'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p" '
        'name="Bezwaar, één keer"><task id="t" name="Beoordelen"/></process></definitions>'
    )
    anchors = "".join(f"<a href='{name}'>{name}</a>" for name in found)
    other = "<link rel=canonical href=/a.html>" if is_reuse else ""
    pages = {"/": Page(f"<title>Bestanden</title>{anchors}", HTML), "/a.html": article(A),
             "/b.bpmn": Page(bpmn, XML), "/c.html": article(C, other)}  # fmt: skip
    return World({"protocol": "files", "url": "/"}, pages, {"first": "/", "detail": "/b.bpmn"})


WORLDS: dict[str, Callable[[str], World]] = {
    "github": lambda odd: forge("github", odd), "gitlab": lambda odd: forge("gitlab", odd),
    "gitea": lambda odd: forge("gitea", odd), "sru": sru, "scfile": scfile, "pdc": pdc, "sdg": sdg,
    "dcat": dcat, "ckan": ckan, "website": website, "feed": feed, "files": files,
}  # fmt: skip

# what becomes of a list that is wrong, where the protocol makes no difference
LISTS = {"duplicate": "whole", "id-reuse": "skipped", "next-is-self": "partial",
         "shift-twice": "whole", "shift-missed": "partial"}  # fmt: skip
REDIRECTS = ("redirect-loop", "redirect-elsewhere")
STATUSES = {"401": 401, "403": 403, "404": 404, "410": 410, "500": 500, "503": 503}
BREAKING = ("refused", "reset", "slow", "truncated", "endless", "chunks-cut")
PASSING = ("once-503", "429-seconds", "429-date")  # the first time only
NOTHING = ("empty", "gzip-of-nothing", "html")  # with status 200
HARMLESS = ("type-image", "type-html", "charset", "latin-1", "clock")
LYING = (*NOTHING, *HARMLESS)
FAULTS = (*BREAKING, *REDIRECTS, *STATUSES, "429-huge", *PASSING, *LYING)


class Row(NamedTuple):
    """One row of the matrix; a row of `list` is read anew, or (`-kept`) with what is known."""

    protocol: str
    stage: str
    fault: str

    @property
    def name(self) -> str:
        return "-".join(self)

    @property
    def is_anew(self) -> bool:
        """Whether the same bytes are read again, since the fault lies in how they come."""
        return self.fault in LYING or (self.stage == "list" and not self.fault.endswith("-kept"))

    @property
    def world(self) -> World:
        odd = self.fault.removesuffix("-kept") if self.stage == "list" else ""
        made = WORLDS[self.protocol](odd)
        if made.source["protocol"] != "forge":  # an API of code has its own rules and no robots.txt
            made.stages["robots"] = "/robots.txt"
            made.pages["/robots.txt"] = Page(ROBOTS, TEXT)
            made.source.setdefault("stands_for", PUBLIC)
        return made


def rows(protocol: str) -> Iterator[Row]:
    """Give each combination that exists."""
    made = Row(protocol, "", "").world
    for fault in ("refused", "dns", "certificate"):
        yield Row(protocol, "host", fault)
    for stage, path in made.stages.items():
        for fault in FAULTS:
            if not (fault == "type-html" and made.pages[path].kind == HTML):
                yield Row(protocol, stage, fault)
    for odd in LISTS:
        if not (odd.startswith("shift") and "second" not in made.stages):
            yield Row(protocol, "list", odd)
            yield Row(protocol, "list", f"{odd}-kept")


MATRIX = [row for protocol in WORLDS for row in rows(protocol)]
RETURNING = [row for row in MATRIX if row.fault in ("404", "429-huge", "html", "empty")]


@dataclass
class Host:
    """A host on a port of its own, with its fault; `times` counts what was asked for."""

    row: Row
    world: World
    times: Counter[str] = field(default_factory=Counter)
    server: asyncio.Server | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            while await self.answer((await reader.readuntil(b"\r\n\r\n")).split()[1], writer):
                pass
        writer.close()
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()

    async def answer(self, target: bytes, writer: asyncio.StreamWriter) -> bool:
        """Answer once; tell whether the connection stays."""
        path, fault = key(target.decode()), self.row.fault
        page = self.world.pages.get(path, Page("weg", HTML))
        self.times[path] += 1
        is_hit = self.world.stages.get(self.row.stage) == path
        if not is_hit or (fault in PASSING and self.times[path] > 1):
            await say(writer, page, 200 if path in self.world.pages else 404)
            return True
        if fault not in BREAKING:
            await wrong(writer, page, fault, target.decode())
            return True
        assert self.server
        if fault == "refused":
            self.server.close()
        await BREAK[fault](writer, page)
        return False


def key(target: str) -> str:
    """Give the path of an address, and the number of its page where that is not the first."""
    parts = urlsplit(target)
    asked = parse_qs(parts.query)
    numbers = {"startRecord": "1", "start": "0", "page": "1"}  # and which of them is the first
    name = next((name for name in numbers if name in asked), "")
    path = unquote(parts.path)
    is_first = not name or asked[name][0] == numbers[name] or "/trees/" in path
    return path if is_first else f"{path}#{asked[name][0]}"


async def say(
    writer: asyncio.StreamWriter, page: Page, status: int = 200, raw: bytes | None = None,
    **headers: str,
) -> None:  # fmt: skip
    body = page.body.encode() if raw is None else raw
    kind = page.kind if ";" in page.kind else f"{page.kind}; charset=utf-8"
    told = {"Content-Type": kind, "Content-Length": str(len(body))} | dict(page.headers)
    told |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value)
    writer.write(f"HTTP/1.1 {status} X\r\n{lines}\r\n".encode() + body)
    await writer.drain()


def when(**ahead: int) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**ahead), usegmt=True)


async def wrong(writer: asyncio.StreamWriter, page: Page, fault: str, target: str) -> None:
    """Give an answer that is whole, and not what was asked for."""
    storm, nothing = Page(STORM, HTML), Page("", page.kind)
    said: dict[str, tuple[Page, int, bytes | None, dict[str, str]]] = {
        "once-503": (storm, 503, None, {}),
        "429-seconds": (nothing, 429, None, {"Retry-After": "1"}),
        "429-date": (nothing, 429, None, {"Retry-After": when(seconds=1)}),
        "429-huge": (nothing, 429, None, {"Retry-After": "864000"}),
        "redirect-loop": (nothing, 301, None, {"Location": target}),
        "redirect-elsewhere": (nothing, 302, None, {"Location": "http://127.9.9.9/"}),
        "html": (storm, 200, None, {}),
        "empty": (nothing, 200, None, {}),
        "gzip-of-nothing": (page, 200, gzip.compress(b""), {"Content-Encoding": "gzip"}),
        "type-image": (page._replace(kind="image/png;"), 200, None, {}),
        "type-html": (page._replace(kind=HTML), 200, None, {}),
        "charset": (page._replace(kind=f"{page.kind}; charset=utf-16"), 200, None, {}),
        "latin-1": (page, 200, page.body.encode("latin-1"), {}),
        "clock": (page, 200, None, {"Date": when(days=9000), "Last-Modified": when(days=9000)}),
        **{name: (storm, status, None, {}) for name, status in STATUSES.items()},
    }
    what, status, raw, headers = said[fault]
    await say(writer, what, status, raw, **headers)


async def drop(writer: asyncio.StreamWriter, page: Page) -> None:
    """Hang up with a RST."""
    made = writer.get_extra_info("socket")
    made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def reset(writer: asyncio.StreamWriter, page: Page) -> None:
    await half(writer, page)
    await drop(writer, page)


async def half(writer: asyncio.StreamWriter, page: Page) -> None:
    """Promise a whole answer and give half."""
    raw = page.body.encode()
    await say(writer, page, raw=raw[: len(raw) // 2], Content_Length=str(len(raw)))


async def chunk(writer: asyncio.StreamWriter, page: Page) -> None:
    """Give all in one chunk, without saying that it is the last."""
    raw = page.body.encode()
    await say(writer, page, raw=f"{len(raw):x}\r\n".encode() + raw + b"\r\n", Content_Length="",
              Transfer_Encoding="chunked")  # fmt: skip


async def endlessly(writer: asyncio.StreamWriter, page: Page) -> None:
    await chunk(writer, page)
    await drip(writer, b"1\r\n \r\n")


async def slowly(writer: asyncio.StreamWriter, page: Page) -> None:
    await say(writer, page, raw=b" ", Content_Length="999999")
    await drip(writer, b" ")


async def drip(writer: asyncio.StreamWriter, piece: bytes) -> None:
    while True:  # until the other side hangs up
        await asyncio.sleep(0.05)
        writer.write(piece)
        await writer.drain()


BREAK: dict[str, Any] = {"reset": reset, "refused": drop, "truncated": half, "slow": slowly,
                         "endless": endlessly, "chunks-cut": chunk}  # fmt: skip


class Hosts:
    """All hosts of the matrix, in one loop in a thread."""

    def __init__(self, folder: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.tls = expired(folder)
        self.made: list[Host] = []
        self.bound: list[socket.socket] = []

    def add(self, row: Row) -> dict[str, Any]:
        """Start the host of a row and give its source."""
        if (row.stage, row.fault) == ("host", "dns"):
            return source_at(row, "http://storing.zomerdorp.invalid")
        if (row.stage, row.fault) == ("host", "refused"):
            self.bound.append(made := socket.socket())  # it has a port, and does not listen
            made.bind(("127.0.0.1", 0))
            return source_at(row, f"http://127.0.0.1:{made.getsockname()[1]}")
        port = asyncio.run_coroutine_threadsafe(self._add(row), self.loop).result()
        scheme = "https" if row.fault == "certificate" else "http"
        return source_at(row, f"{scheme}://127.0.0.1:{port}")

    async def _add(self, row: Row) -> int:
        host = Host(row, row.world)
        tls = self.tls if row.fault == "certificate" else None
        host.server = await asyncio.start_server(host.serve, "127.0.0.1", 0, ssl=tls)
        self.made.append(host)
        return int(host.server.sockets[0].getsockname()[1])

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()
        for bound in self.bound:
            bound.close()

    async def _close(self) -> None:
        for host in self.made:
            assert host.server
            host.server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.05)  # in which the transports close


def source_at(row: Row, root: str) -> dict[str, Any]:
    source = row.world.source
    name = "api" if source["protocol"] == "forge" else "url"
    return source | {name: root + source[name], "name": row.name}


def expired(folder: Path) -> ssl.SSLContext:
    """Make a certificate that ended yesterday."""
    secret, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    also = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).add_extension(also, False)
    made = made.public_key(secret.public_key()).serial_number(1)
    made = made.not_valid_before(now - timedelta(9)).not_valid_after(now - timedelta(1))
    signed = made.sign(secret, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    kind, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    plain = secret.private_bytes(serialization.Encoding.PEM, kind, none)
    (folder / "host.pem").write_bytes(signed + plain)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "host.pem")
    return context


class Homes:
    """Two homes, for two crawls side by side, with the rows of half of the protocols each."""

    def __init__(self, folder: Path, hosts: Hosts, crawl: Any) -> None:
        self.hosts, self.crawl = hosts, crawl
        self.start = folder / "good"
        good = {name: [hosts.add(Row(name, "good", "run"))] for name in WORLDS}
        self.first = crawl(self.start, good, now=FIRST, before=BEFORE)
        self.homes = {folder / "even": [*WORLDS][::2], folder / "odd": [*WORLDS][1::2]}
        self.lines: dict[str, dict[str, Any]] = {}  # of each row before its fault, by id

    def add(self, rows: list[Row]) -> None:
        """Give each row the harvest of the good run, as if it had been there itself."""
        for home, names in self.homes.items():
            for name in names:
                self.fill(home, name, [row for row in rows if row.protocol == name])

    def fill(self, home: Path, protocol: str, rows: list[Row]) -> None:
        for row in rows:
            self.seed(home / "data", row)
        write(home, protocol, [self.hosts.add(row) for row in rows])

    def seed(self, data: Path, row: Row) -> None:
        good = f"{row.protocol}-good-run"
        harvest = data / "harvest" / f"{row.name}.jsonl"
        seen = data / "runs" / "seen" / f"{row.name}.jsonl"
        harvest.parent.mkdir(parents=True, exist_ok=True)
        seen.parent.mkdir(parents=True, exist_ok=True)
        text = self.first.files[good].decode().replace(good, row.name)
        self.lines[row.name] = {line["id"]: line for line in map(json.loads, text.splitlines())}
        harvest.write_text(text)
        known = (self.start / "data" / "runs" / "seen" / f"{good}.jsonl").read_text()
        kept = known.splitlines(keepends=True)[: 1 if row.is_anew else None]
        seen.write_text("".join(kept))

    def run(self, day: str) -> Any:
        """Crawl both homes at once; give the reports and harvests of all rows."""
        with ThreadPoolExecutor(2) as pool:
            one, two = pool.map(lambda home: self.crawl(home, now=day, before=BEFORE), self.homes)
        found = one.files | two.files
        lines = {name: {line["id"]: line for line in map(json.loads, found[name].splitlines())}
                 for name in self.lines if name in found}  # fmt: skip
        return SimpleNamespace(statuses={one.status, two.status}, stderr=one.stderr + two.stderr,
                               reports=one.sources | two.sources, lines=lines)  # fmt: skip


def write(home: Path, protocol: str, sources: list[dict[str, Any]]) -> None:
    folder = home / "knowledge" / "members"
    folder.mkdir(parents=True, exist_ok=True)
    member = {"name": f"Gemeente {protocol}", "type": "gemeente", "sources": sources}
    (folder / f"{protocol}.yml").write_text(json.dumps(member))


def keep_only(homes: Homes, names: set[str]) -> None:
    for home in homes.homes:
        for path in (home / "knowledge" / "members").iterdir():
            sources = json.loads(path.read_bytes())["sources"]
            write(home, path.stem, [one for one in sources if one["name"] in names])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, crawl: Any) -> Iterator[Any]:
    """A good run, one with every fault, and one in which some of the hosts are well again."""
    folder = tmp_path_factory.mktemp("faults")
    hosts = Hosts(folder)
    homes = Homes(folder, hosts, crawl)
    homes.add(MATRIX)
    faulty = homes.run(SECOND)
    keep_only(homes, {row.name for row in RETURNING})
    for host in hosts.made:
        host.row = Row(host.row.protocol, "well", host.row.fault)
    yield SimpleNamespace(good=homes.first, before=dict(homes.lines), faulty=faulty,
                          cured=homes.run(THIRD), homes=homes)  # fmt: skip
    hosts.close()


@pytest.fixture(scope="module")
def skewed(runs: Any, crawl: Any) -> Any:
    """Two runs on a clock that is behind, of sources that have one thing less by now."""
    home = runs.homes.start.parent / "skewed"
    for name in WORLDS:
        runs.homes.fill(home, name, [Row(name, "list", "shorter")])
    reports = [crawl(home, now=day, before=BEFORE) for day in BEFORE_FIRST]
    return SimpleNamespace(first=reports[0], last=reports[1])


# the same of every other fault, by stage
ELSE = {"host": "failed", "robots": "failed", "first": "failed", "second": "partial",
        "tree": "partial", "detail": "partial", "text": "partial"}  # fmt: skip
LOST = {"robots": "whole", "detail": "skipped", "text": "skipped"}  # what a host does not have
UNKNOWN = {"robots": "whole", "first": "failed", "second": "partial", "tree": "partial",
           "detail": "skipped", "text": "skipped"}  # fmt: skip
_FORGES = ("github", "gitlab", "gitea")
# and where it does: protocols, stages, faults -> what becomes of it
EXCEPTIONS: list[tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]] = [
    # a host of code lists only what is there, so that what does not come is a fault
    (_FORGES, ("detail", "text"), ("404", "html", "type-html"), "partial"),
    # what its publiccode.yml says cannot be read: the repository itself is still there
    (_FORGES, ("detail",), ("empty", "gzip-of-nothing", "latin-1"), "changed"),
    (("files",), ("detail",), ("type-html",), "skipped"),
    (("website",), ("detail",), ("type-image",), "skipped"),
    (("website",), ("detail",), ("html",), "changed"),  # a page, and no machine can tell
    # without a sitemap the links are followed, and what the sitemap named stays
    (("website",), ("first", "second"), ("401", "403", "404", "410", *NOTHING, *REDIRECTS,
     "429-huge"), "partial"),
    (("website",), ("second",), (*BREAKING, "500", "503"), "failed"),
    (("website",), ("robots",), ("429-huge",), "partial"),
    # an empty list is a list
    (("dcat",), ("first",), ("empty", "gzip-of-nothing"), "held"),
    (("files",), ("first",), NOTHING, "held"),
    # two lists that say how many rows they have, and whose rows are read as one
    (("pdc", "sdg", "dcat"), ("list",), ("duplicate",), "unsure"),
    (("dcat",), ("list",), ("id-reuse",), "mixed"),
    (_FORGES, ("list",), ("id-reuse",), "held"),  # of three repositories one, with half its files
    (("scfile", "website", "files"), ("list",), ("next-is-self",), "whole"),  # they have no next
    (("github", "website"), ("list",), ("shift-missed",), "removed"),  # nor a total
    (("feed",), ("list",), ("duplicate", "id-reuse", "shift-missed"), "window"),
]  # fmt: skip
# how that looks: the state of the run, whether it lacks a record, whether one says something else
OUTCOMES = {
    "whole": ("complete", False, False),
    "skipped": ("complete", True, False),  # and named
    "removed": ("complete", True, False),  # the list ended without it, as lists do
    "window": ("complete", True, False),  # the list names only what is new
    "changed": ("complete", False, True),
    "unsure": ("partial", False, False),
    "partial": ("partial", True, False),
    "mixed": ("partial", True, True),
    "held": ("held", True, False),
    "failed": ("failed", True, False),
}


def outcome(row: Row) -> str:
    """Give what must become of a row."""
    fault = row.fault.removesuffix("-kept")
    for protocols, at_stages, faults, found in EXCEPTIONS:
        if row.protocol in protocols and row.stage in at_stages and fault in faults:
            return found
    if row.stage == "list":
        return LISTS[fault]
    if fault in (*PASSING, *HARMLESS):
        return "whole"
    if fault in NOTHING:
        return UNKNOWN[row.stage]
    if fault in ("401", "403", "404", "410") or (fault in REDIRECTS and row.stage != "robots"):
        return LOST.get(row.stage, ELSE[row.stage])
    return ELSE[row.stage]


def each(among: list[Row]) -> list[Any]:
    return [pytest.param(row, id=row.name) for row in among]


def said(line: dict[str, Any]) -> dict[str, Any]:
    """Give what a record says, without the days, the history and what is only of the file itself.

    That is its hash, and how large it is and how well it reads as a file to take over.
    """
    dull = ("last_seen", "hash", "statements", "first_seen", "past", "package")
    told = {name: value for name, value in line.items() if name not in dull}
    package = line.get("package", {})
    return told | {"package": {k: v for k, v in package.items() if k not in ("size", "problems")}}


def lost(row: Row, runs: Any) -> list[str]:
    """List the ids that the run with the fault did not find."""
    lines = runs.faulty.lines[row.name]
    return [i for i in runs.before[row.name] if lines[i]["last_seen"] != SECOND]


def serious(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [problem for problem in report["problems"] if problem["level"] != "hint"]


def test_every_protocol_has_its_rows() -> None:
    assert {WORLDS[name]("").source["protocol"] for name in WORLDS} == set(known_protocols())
    assert all(row.world.stages.get(row.stage) or row.stage in ("host", "list") for row in MATRIX)


def test_the_run_before_is_whole(runs: Any) -> None:
    reports = runs.good.sources

    assert {report["state"] for report in reports.values()} == {"complete"}
    assert {name: report["records"] for name, report in reports.items()} == {
        f"{name}-good-run": 4 if name in _FORGES else 3 for name in WORLDS
    }


def test_the_run_with_faults_ends_by_itself_with_status_3(runs: Any) -> None:
    assert runs.faulty.statuses == {3}
    assert "Traceback" not in runs.faulty.stderr


@pytest.mark.parametrize("row", each(MATRIX))
def test_never_fewer_records_and_no_message(row: Row, runs: Any) -> None:
    report, lines = runs.faulty.reports[row.name], runs.faulty.lines[row.name]
    before, missing = runs.before[row.name], lost(row, runs)

    assert before.keys() <= lines.keys()
    if report["state"] != "complete" or outcome(row) == "window":
        assert {i: lines[i] for i in missing} == {i: before[i] for i in missing}
    else:
        missed = {"missed": [SECOND]}
        assert {i: lines[i] for i in missing} == {i: before[i] | missed for i in missing}
        assert report["missing"] == len(missing)
    if missing and outcome(row) not in ("removed", "window"):
        assert serious(report)
        assert all(len(problem["message"]) > 20 for problem in serious(report))


@pytest.mark.parametrize("row", each([row for row in MATRIX if outcome(row) == "skipped"]))
def test_what_is_skipped_is_named(row: Row, runs: Any) -> None:
    report, lines = runs.faulty.reports[row.name], runs.faulty.lines[row.name]
    (identifier,) = lost(row, runs)
    places = {problem["place"]: problem["code"] for problem in serious(report)}

    if row.stage == "list":
        assert {"duplicate", "id-reused"} & set(places.values())
    else:
        assert {identifier, lines[identifier]["url"]} & places.keys()
        assert report["refused"] == 1


@pytest.mark.parametrize("row", each(MATRIX))
def test_what_is_found_is_a_record_or_refused(row: Row, runs: Any) -> None:
    report, lines = runs.faulty.reports[row.name], runs.faulty.lines[row.name]
    codes = {problem["code"] for problem in report["problems"]}

    assert report["found"] == report["records"] + report["refused"]
    assert not codes & {"bug", "lost", "interrupted"}
    if report["state"] in ("complete", "partial"):
        assert report["records"] == sum(line["last_seen"] == SECOND for line in lines.values())


@pytest.mark.parametrize("row", each(MATRIX))
def test_a_run_ends_as_its_fault_deserves(row: Row, runs: Any) -> None:
    lines, before, missing = runs.faulty.lines[row.name], runs.before[row.name], lost(row, runs)
    changed = [i for i in before.keys() - set(missing) if said(lines[i]) != said(before[i])]

    ended = (runs.faulty.reports[row.name]["state"], bool(missing), bool(changed))

    assert ended == OUTCOMES[outcome(row)]


@pytest.mark.parametrize("row", each(RETURNING))
def test_when_the_fault_is_over_all_is_as_it_was(row: Row, runs: Any) -> None:
    report, lines = runs.cured.reports[row.name], runs.cured.lines[row.name]
    before = runs.before[row.name]

    assert report["state"] == "complete"
    assert {i: said(line) for i, line in lines.items()} == {i: said(before[i]) for i in before}
    assert {line["last_seen"] for line in lines.values()} == {THIRD}


@pytest.mark.parametrize("protocol", WORLDS)
def test_a_clock_that_is_behind_removes_nothing(protocol: str, skewed: Any) -> None:
    name = f"{protocol}-list-shorter"
    lines = skewed.last.records(name)
    missed = {i: line.get("missed") for i, line in lines.items() if line["last_seen"] == FIRST}

    assert skewed.last.sources[name]["state"] == "complete"
    assert len(lines) == skewed.first.sources[name]["records"] + 1
    assert not any(line.get("gone") for line in lines.values())
    assert [*missed.values()] == [None if protocol == "feed" else [*BEFORE_FIRST]]
