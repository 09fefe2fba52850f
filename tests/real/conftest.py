"""The whole corpus once: served, imported, crawled and built in a home of its own."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
SHARED = HERE.parents[2] / "shared"
CLOCK = "2026-11-23"
HOSTS = [f"127.1.0.{number}" for number in range(1, 64)]  # the corpus of today has 23


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)


@dataclass
class Real:
    """A home, the address of the directory, and what each command said."""

    home: Path
    address: str
    env: dict[str, str]
    done: dict[str, subprocess.CompletedProcess[str]] = field(default_factory=dict)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a Python command such as `-m noaber …` with the clock of these tests."""
        return subprocess.run(
            [sys.executable, *command], cwd=CHECKOUT, env=self.env,
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip

    def noaber(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("-m", "noaber", "--home", str(self.home), *arguments)

    def do(self, name: str, *arguments: str) -> None:
        self.done[name] = self.noaber(*arguments)

    def answer(self, *arguments: str) -> dict[str, Any]:
        """Give the one JSON document that a command prints."""
        done = self.noaber(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    @property
    def pages(self) -> Path:
        return self.home / "build" / "pages"

    @property
    def site(self) -> Path:
        return self.home / "build" / "site"

    @cached_property
    def table(self) -> dict[str, dict[str, Any]]:
        """The rows of `crawl --json` by source."""
        rows = json.loads(self.done["crawl"].stdout)["sources"]
        return {row["source"]: row for row in rows}

    @cached_property
    def report(self) -> dict[str, dict[str, Any]]:
        """The rows of the report in data/runs by source."""
        (path,) = (self.home / "data" / "runs").glob("*.json")
        rows = json.loads(path.read_bytes())["sources"]
        return {row["source"]: row for row in rows}

    @cached_property
    def harvest(self) -> dict[str, list[dict[str, Any]]]:
        """The lines of each harvest file by source, in the order of the file."""
        return {
            path.stem: [json.loads(line) for line in path.read_bytes().splitlines()]
            for path in sorted((self.home / "data" / "harvest").glob("*.jsonl"))
        }

    @property
    def records(self) -> list[dict[str, Any]]:
        return [record for records in self.harvest.values() for record in records]


@pytest.fixture(scope="session")
def corpus() -> Path:
    if not SHARED.is_dir():
        pytest.skip("../shared is absent")
    return SHARED / "corpus"


@pytest.fixture(scope="session")
def serving(corpus: Path) -> Callable[..., AbstractContextManager[str]]:
    """Serve the corpus while a block runs, with options; give the address of its directory."""

    @contextmanager
    def serve(*options: str, port: int = 0) -> Iterator[str]:
        with ExitStack() as stack:
            yield _served(stack, port, options)

    return serve


@pytest.fixture(scope="session")
def federation(serving: Callable[..., AbstractContextManager[str]]) -> Iterator[str]:
    """Serve the corpus and give the address of its directory."""
    with serving() as address:
        yield address


@pytest.fixture(scope="session")
def new_real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Real]:
    """Make another home on the same hosts and clock; `seed` orders the sets of Python."""

    def make(name: str, seed: str, address: str = "") -> Real:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("NOABER_")}
        env = kept | {"NOABER_NOW": CLOCK, "PYTHONHASHSEED": seed}
        address = address or request.getfixturevalue("federation")
        return Real(tmp_path_factory.mktemp(name), address, env)

    return make


@pytest.fixture(scope="session")
def real(new_real: Callable[..., Real]) -> Real:
    made = new_real("real", "1")
    made.do("import", "members", "import", made.address, "--allow-loopback", "--json")
    made.do("crawl", "crawl", "--allow-loopback", "--json")
    made.do("build", "build")
    return made


@pytest.fixture(scope="session")
def hub(real: Real) -> Any:
    from knowledge.home import Home
    from knowledge.load import load_hub

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", CLOCK)
        return load_hub(Home(real.home))


def _served(stack: ExitStack, port: int, options: tuple[str, ...]) -> str:
    """Start the server; a port that somebody takes meanwhile is answered with another."""
    said = ""
    for _ in range(5):
        server = subprocess.Popen(
            [sys.executable, str(SHARED / "federation" / "serve.py"), "--port",
             str(port or _free_port()), *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert server.stdout
        said = server.stdout.readline().strip()
        stack.callback(_stop, server)
        if said.startswith("http://"):
            return said
    raise RuntimeError(f"serve.py did not start: {said}")


def _stop(server: subprocess.Popen[str]) -> None:
    server.terminate()
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    if server.stdout:
        server.stdout.close()


def _free_port() -> int:
    """Find a port that is free on every address the server binds."""
    for _ in range(50):
        with ExitStack() as stack:
            port = 0
            try:
                for host in ["127.0.0.1", *HOSTS]:
                    tried = stack.enter_context(socket.socket())
                    tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    tried.bind((host, port))
                    port = tried.getsockname()[1]
            except OSError:
                continue
            return int(port)
    raise RuntimeError("no port is free on 127.0.0.1 and 127.1.0.x at once")
