"""A web server on loopback that says what a test told it, and a crawl in its own process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

CHECKOUT = Path(__file__).parent.parent
CHROMIUM = Path("/usr/bin/chromium")

# no test is timed: speed lives in tests/bench/
settings.register_profile("noaber", deadline=None)
settings.load_profile("noaber")


@dataclass
class Answer:
    """What the server says: `delay` in seconds before it, `cut` promises that many bytes more."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    media_type: str = "text/html; charset=utf-8"
    delay: float = 0
    cut: int = 0


@dataclass
class Hit:
    """One request that the server got, and when it was done with it."""

    path: str
    headers: dict[str, str]
    started: float
    ended: float = 0


class Site:
    """A host on loopback; `pages` may be changed while it runs, `hits` says who was there."""

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.pages: dict[str, Any] = {}
        self.hits: list[Hit] = []
        self.server = ThreadingHTTPServer((host, 0), type("Handler", (_Handler,), {"site": self}))
        self.server.daemon_threads = True
        self.server.handle_error = lambda *_: None  # a crawler that hangs up is no mistake
        self.place = f"{host}:{self.server.server_address[1]}"
        self.url = f"http://{self.place}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]


class _Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer in one piece, or each costs 40 ms

    def do_GET(self) -> None:
        hit = Hit(self.path, dict(self.headers), time.monotonic())
        self.site.hits.append(hit)
        said = self.site.pages.get(self.path, Answer("weg", 404))
        answer = said() if callable(said) else said
        answer = answer if isinstance(answer, Answer) else Answer(answer)
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        time.sleep(answer.delay)
        self.send_response(answer.status)
        length = str(len(body) + answer.cut)
        told = {"Content-Type": answer.media_type, "Content-Length": length} | answer.headers
        for name, value in told.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = bool(answer.cut)
        hit.ended = time.monotonic()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Crawl:
    """What a crawl left: exit status, the report of each source by name, and its harvest file."""

    status: int
    sources: dict[str, Any]
    files: dict[str, bytes]
    stderr: str

    def records(self, source: str) -> dict[str, Any]:
        lines = self.files.get(source, b"").splitlines()
        return {record["id"]: record for record in map(json.loads, lines)}

    def codes(self, source: str) -> dict[str, str]:
        return {p["place"]: p["code"] for p in self.sources[source]["problems"]}


@pytest.fixture(scope="session")
def answer() -> type[Answer]:
    return Answer


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[..., Site]]:
    """Start a site that runs until all tests are done."""
    sites: list[Site] = []

    def start(pages: dict[str, Any] | None = None, host: str = "127.0.0.1") -> Site:
        site = Site(host)
        site.pages |= pages or {}
        sites.append(site)
        return site

    yield start
    for site in sites:
        site.server.shutdown()
        site.server.server_close()


@pytest.fixture(scope="session")
def crawl() -> Callable[..., Crawl]:
    """Crawl members (slug -> list of sources) in a home; `before` is code that runs first."""

    def run(home: Path, members: dict[str, Any] | None = None, *options: str, allow: bool = True,
            now: str = "2026-11-01", before: str = "") -> Crawl:  # fmt: skip
        folder = home / "knowledge" / "members"
        folder.mkdir(parents=True, exist_ok=True)
        for slug, sources in (members or {}).items():
            member = {"name": f"Gemeente {slug}", "type": "gemeente", "sources": sources}
            (folder / f"{slug}.yml").write_text(json.dumps(member))
        arguments = [
            "--home",
            str(home),
            "crawl",
            "--json",
            *["--allow-loopback"] * allow,
            *options,
        ]
        code = f"{before}\nimport noaber, sys\nsys.argv[1:] = {arguments!r}\nnoaber.main()\n"
        done = subprocess.run(
            [sys.executable, "-c", code],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            timeout=120,
            env=os.environ | {"NOABER_NOW": now},
        )
        said = json.loads(done.stdout) if done.stdout else {"sources": []}
        files = {p.stem: p.read_bytes() for p in (home / "data" / "harvest").glob("*.jsonl")}
        sources = {source["source"]: source for source in said["sources"]}
        return Crawl(done.returncode, sources, files, done.stderr)

    return run


@pytest.fixture(scope="session")
def demo() -> Path:
    """Build the demo once for all tests that look at it, as `make demo NO_SERVE=1` does."""
    command = [sys.executable, "-m", "noaber", "demo", "--no-serve"]
    values = os.environ | {"NOABER_NOW": "2026-11-23"}
    done = subprocess.run(command, capture_output=True, text=True, env=values, check=False)
    assert done.returncode in (0, 3), done.stderr
    return CHECKOUT / "build" / "demo"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, without any traffic of its own; one per module, since its loop holds the thread."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    from playwright import sync_api  # locked with the other tools: its absence is a failure

    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=quiet)
        yield chromium
        chromium.close()


class _Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture(scope="session")
def served() -> Callable[[Path], AbstractContextManager[str]]:
    """Give a way to serve a built site, from a sub-path: links may not lean on the root."""

    @contextmanager
    def serving(site: Path) -> Iterator[str]:
        folder = site.parent / "served"
        folder.mkdir(exist_ok=True)
        (folder / "sub").symlink_to(site)
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sub/"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    return serving
