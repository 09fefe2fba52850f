#!/usr/bin/env python3
"""Serve the example federation on loopback, each host on a port of its own. See README.md."""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import signal
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

HERE = Path(__file__).parent
LOOPBACK = "127.0.0.1"
DAY = "2026-09-01"  # when everything last changed, but for what says otherwise
CHANGED = {"Last-Modified": "Tue, 01 Sep 2026 00:00:00 GMT"}
RATE = {"X-RateLimit-Limit": "5000", "X-RateLimit-Remaining": "5000",
        "X-RateLimit-Reset": "1788220800"}  # fmt: skip
PAGE_DATE = re.compile(rb'<meta name="dcterms\.modified" content="([0-9-]{10})"')
HTML, TEXT, XML = "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/xml"
MEDIA_TYPES = {".html": HTML, ".bpmn": XML, ".dmn": XML, ".xml": XML, ".ttl": "text/turtle",
               ".json": "application/json", ".atom": "application/atom+xml",
               ".pdf": "application/pdf"}  # fmt: skip

Query = dict[str, str]
Response = tuple[int, str, bytes, dict[str, str]]  # status, media type, body, more headers


def as_json(content: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    body = json.dumps(content, ensure_ascii=False, indent=1).encode()
    return status, "application/json; charset=utf-8", body, headers or {}


def as_page(title: str, content: str = "", status: int = 200) -> Response:
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    main = f"<main>\n<h1>{title}</h1>\n{content}<p>Alles op deze host is fictief.</p>\n</main>"
    page = f'<!doctype html>\n<html lang="nl">\n{head}\n<body>\n{main}\n</body>\n</html>\n'
    return status, HTML, page.encode(), {}


NOT_FOUND = as_json({"message": "Not Found", "status": "404"}, 404)


def read_folder(folder: Path) -> dict[str, bytes]:
    """The content of every file below a folder, by its path in that folder, sorted."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return dict(sorted((path.relative_to(folder).as_posix(), path.read_bytes()) for path in files))


def digest(content: bytes) -> str:
    return hashlib.sha1(content).hexdigest()


class Host:
    """A host: a public name, and the address on loopback that stands for it."""

    def __init__(self, name: str) -> None:
        self.name, self.base = name, ""

    def answer(self, path: str, query: Query) -> Response:
        raise NotImplementedError


class Site(Host):
    """A website, or a host of plain files with links to all it has."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name)
        self.files = {f"/{path}": body for path, body in read_folder(folder).items()}

    def answer(self, path: str, query: Query) -> Response:
        names = (path, f"{path}.json", f"{path}index.html" if path.endswith("/") else path)
        if file := next(filter(self.files.get, names), None):
            media_type = MEDIA_TYPES.get(PurePosixPath(file).suffix, TEXT)
            return 200, media_type, self.files[file], {}
        match path:
            case "/":
                links = "".join(f'<li><a href="{quote(f)}">{f}</a></li>\n' for f in self.files)
                return as_page(f"Bestanden van {self.name}", f"<ul>\n{links}</ul>\n")
            case "/robots.txt":
                rules = f"User-agent: *\nDisallow: /intern/\n\nSitemap: {self.base}/sitemap.xml\n"
                return 200, TEXT, rules.encode(), {}
            case "/sitemap.xml":
                return 200, XML, self.sitemap().encode(), {}
        return as_page("Pagina niet gevonden", status=404)

    def sitemap(self) -> str:
        lines = []
        for file, body in self.files.items():
            place = self.base + quote(file.removesuffix("index.html"))
            date = match[1].decode() if (match := PAGE_DATE.search(body)) else DAY
            if file.endswith(".html") and not file.startswith("/intern/"):
                lines.append(f"<url><loc>{place}</loc><lastmod>{date}</lastmod></url>\n")
        start = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{"".join(lines)}</urlset>\n'


class Search(Host):
    """A search service that answers SRU 1.2 from the products in one file, a few at a time."""

    path, most = "/sru/Search", 3

    def __init__(self, name: str, file: Path) -> None:
        super().__init__(name)
        text = file.read_text(encoding="utf-8")
        self.names = " ".join(re.findall(r'xmlns:\w+="[^"]*"', text))  # of the namespaces
        self.products = re.findall(r"(?s)<overheidproduct:scproduct .*?</\S+:scproduct>", text)

    def answer(self, path: str, query: Query) -> Response:
        found = [one for one in self.products if self.is_asked(one, query.get("query", ""))]
        start, size = int(query.get("startRecord", 1)), int(query.get("maximumRecords", self.most))
        shown = found[start - 1 : start - 1 + min(size, self.most)]
        page = self.page(shown, len(found), start + len(shown)).encode()
        return (200, XML, page, {}) if path == self.path else NOT_FOUND

    def is_asked(self, product: str, asked: str) -> bool:
        """Tell whether a product is of the authority, and changed after the day, that is asked."""
        terms = dict(re.findall(r'(authority|modified)[=>]"([^"]*)"', asked))
        ends = ("</overheid:authority>", "</dcterms:modified>")
        name, day = (product.partition(end)[0].rpartition(">")[2] for end in ends)
        return terms.get("authority", name) == name and day > terms.get("modified", "")

    def page(self, shown: list[str], total: int, after: int) -> str:
        """One page of the products that were found, and where the next begins."""
        records = "".join(f"<record><recordData>{one}</recordData></record>\n" for one in shown)
        more = f"<nextRecordPosition>{after}</nextRecordPosition>\n" * (after <= total)
        root = f'searchRetrieveResponse xmlns="http://www.loc.gov/zing/srw/" {self.names}'
        head = f"<version>1.2</version>\n<numberOfRecords>{total}</numberOfRecords>\n"
        body = f"{head}<records>\n{records}</records>\n{more}"
        return f'<?xml version="1.0"?>\n<{root}>\n{body}</searchRetrieveResponse>\n'


class Repository:
    """A repository of one commit: a folder, and a JSON file beside it with facts about it."""

    def __init__(self, folder: Path) -> None:
        self.owner, self.name = folder.parent.name, folder.name
        self.full_name = f"{self.owner}/{self.name}"
        beside = folder.parent / f"{self.name}.json"
        self.about: dict[str, Any] = json.loads(beside.read_bytes()) if beside.exists() else {}
        self.branch = self.about.get("default_branch", "main")
        self.files = read_folder(folder)
        self.blobs = {p: digest(b"blob %d\0" % len(b) + b) for p, b in self.files.items()}
        self.tip = digest(f"{self.full_name} {self.blobs}".encode())
        self.refs = {self.branch, "HEAD", self.tip}


class Forge(Host):
    """A code forge that speaks the GitHub REST API, as far as a crawler needs it."""

    def __init__(self, name: str, folder: Path) -> None:
        super().__init__(name)
        places = sorted(path for path in folder.glob("*/*") if path.is_dir())
        self.repositories = {(path.parent.name, path.name): Repository(path) for path in places}

    def answer(self, path: str, query: Query) -> Response:
        match path.split("/")[1:]:
            case ["api", "v3", "orgs" | "users", owner, "repos"]:
                own = [r for r in self.repositories.values() if r.owner == owner.lower()]
                response = self.page(own, path, query) if own else NOT_FOUND
            case ["api", "v3", "repos", owner, name, *call]:
                repo = self.repositories.get((owner.lower(), name.lower()))
                response = self.call(repo, call, query) if repo else NOT_FOUND
            case ["raw", owner, name, ref, *parts]:
                repo, file = self.repositories.get((owner.lower(), name.lower())), "/".join(parts)
                found = repo and ref in repo.refs and file in repo.files
                return (200, TEXT, repo.files[file], {}) if repo and found else NOT_FOUND
            case _:
                return NOT_FOUND
        return *response[:3], response[3] | RATE

    def call(self, repo: Repository, call: list[str], query: Query) -> Response:
        match call:
            case []:
                return as_json(self.describe(repo))
            case ["git", "trees", ref] if ref in repo.refs:
                return self.tree(repo, "recursive" in query)
            case ["contents", *parts] if "/".join(parts) in repo.files:
                known = query.get("ref", "HEAD") in repo.refs
                return self.contents(repo, "/".join(parts)) if known else NOT_FOUND
        return NOT_FOUND

    def page(self, repos: list[Repository], path: str, query: Query) -> Response:
        """One page of a list of repositories, with a Link header to the others."""
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        last = -(-len(repos) // size)
        others = {"prev": page - 1, "first": 1} if page > 1 else {}
        others |= {"next": page + 1, "last": last} if page < last else {}
        link = ", ".join(f'<{self.base}{path}?{urlencode(query | {"page": other})}>; rel="{rel}"'
                         for rel, other in others.items())  # fmt: skip
        own = [self.describe(repo) for repo in repos[(page - 1) * size : page * size]]
        return as_json(own, headers={"Link": link} if link else {})

    def describe(self, repo: Repository) -> dict[str, Any]:
        about, api = repo.about, f"{self.base}/api/v3/repos/{repo.full_name}"
        spdx, changed = about.get("license"), about.get("updated", DAY) + "T09:00:00Z"
        numbers = [int(digest(name.encode())[:7], 16) for name in (repo.owner, repo.full_name)]
        return {
            "id": numbers[1], "name": repo.name, "full_name": repo.full_name, "private": False,
            "owner": {"login": repo.owner, "id": numbers[0], "type": "Organization"},
            "html_url": f"{self.base}/{repo.full_name}", "url": api,
            "description": about.get("description"), "topics": about.get("topics", []),
            "fork": about.get("fork", False), "archived": about.get("archived", False),
            "license": {"key": spdx.lower(), "name": spdx, "spdx_id": spdx} if spdx else None,
            "default_branch": repo.branch, "updated_at": changed, "pushed_at": changed,
        }  # fmt: skip

    def tree(self, repo: Repository, recursive: bool) -> Response:
        entries: dict[str, dict[str, Any]] = {}
        for path, body in repo.files.items():
            entries[path] = {"path": path, "mode": "100644", "type": "blob",
                             "sha": repo.blobs[path], "size": len(body)}  # fmt: skip
            for folder in map(str, PurePosixPath(path).parents[:-1]):
                sha = digest(f"{repo.tip}/{folder}".encode())
                entries[folder] = {"path": folder, "mode": "040000", "type": "tree", "sha": sha}
        listed = [entry for path, entry in sorted(entries.items()) if recursive or "/" not in path]
        url = f"{self.base}/api/v3/repos/{repo.full_name}/git/trees/{repo.tip}"
        return as_json({"sha": repo.tip, "url": url, "truncated": False, "tree": listed})

    def contents(self, repo: Repository, path: str) -> Response:
        body, place = repo.files[path], quote(path)
        return as_json({
            "type": "file", "name": PurePosixPath(path).name, "path": path, "size": len(body),
            "sha": repo.blobs[path], "encoding": "base64",
            "content": base64.encodebytes(body).decode(),
            "url": f"{self.base}/api/v3/repos/{repo.full_name}/contents/{place}?ref={repo.branch}",
            "download_url": f"{self.base}/raw/{repo.full_name}/{repo.branch}/{place}",
        })  # fmt: skip


class Directory(Host):
    """All hosts, and itself the one that says which organisation has which sources."""

    def __init__(self, folder: Path) -> None:
        super().__init__("directory")
        self.organisations = json.loads((folder / "directory.json").read_bytes())
        self.hosts: dict[str, Host] = {}
        for source in (source for known in self.organisations for source in known["sources"]):
            name = source["host"]
            if name not in self.hosts:
                self.hosts[name] = self.host(source, folder)

    def host(self, source: dict[str, str], folder: Path) -> Host:
        name = source["host"]
        if "owner" in source:
            return Forge(name, folder / "forge")
        if f"/{source.get('path')}".startswith(Search.path):
            return Search(name, folder / "files" / name / "producten.xml")
        return Site(name, folder / ("www" if name.startswith("www.") else "files") / name)

    def answer(self, path: str, query: Query) -> Response:
        listed = [known | {"sources": [self.source(source) for source in known["sources"]]}
                  for known in self.organisations]  # fmt: skip
        return as_json({"organisations": listed}) if path == "/directory.json" else NOT_FOUND

    def source(self, source: dict[str, str]) -> dict[str, str]:
        """A source as a crawler reads it: where it is, and which public host that stands for."""
        said = {key: value for key, value in source.items() if key not in ("host", "path")}
        base, path = self.hosts[source["host"]].base, source.get("path", "")
        place = {"api": f"{base}/api/v3"} if "owner" in source else {"url": f"{base}/{path}"}
        return said | place | {"stands_for": f"https://{source['host']}"}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, host: Host, port: int) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.host, host.base = host, f"http://{LOOPBACK}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds, of an idle connection
    wbufsize = -1  # an answer in one piece: head and body apart cost 40 ms

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        answer = self.server.host.answer(unquote(path), dict(parse_qsl(query)))
        status, media_type, body, headers = answer
        if status == 200:
            headers = headers | CHANGED | {"ETag": f'"{digest(body)}"'}
            if headers["ETag"] in self.headers.get("If-None-Match", ""):
                status = 304
        if status != 304:
            headers = headers | {"Content-Type": media_type, "Content-Length": str(len(body))}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"" if status == 304 or self.command == "HEAD" else body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the example federation on loopback.")
    parser.add_argument("--port", type=int, default=0, help="of the directory; hosts come after it")
    port = parser.parse_args().port
    signals = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # in every thread; the main one waits
    directory = Directory(HERE)
    hosts = [directory, *directory.hosts.values()]
    try:
        servers = [Server(host, port and port + number) for number, host in enumerate(hosts)]
    except (OSError, OverflowError) as problem:
        sys.exit(f"{parser.prog}: {problem}")
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"{directory.base}/directory.json", flush=True)
    signal.sigwait(signals)


if __name__ == "__main__":
    main()
