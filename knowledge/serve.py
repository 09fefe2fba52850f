"""Serves the built site on loopback and builds again when something that people write changes."""

from __future__ import annotations

import contextlib
import errno
import functools
import http.server
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from knowledge.home import CHECKOUT, Home
from knowledge.model import NoaberError


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the page of the site for what is not there, as a web host would."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing for each request."""


def site_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Make a server of a folder on 127.0.0.1; port 0, or one that is taken, gives a free one."""
    handler = functools.partial(_Quiet, directory=str(folder))
    try:
        return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        return http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)


def serve(home: Home, port: int, rebuild: Callable[[], Any], tell: Callable[[str], None]) -> None:
    """Serve until interrupted; a change in entries, members or site/ calls `rebuild`.

    Raises NoaberError where nothing was built yet; one of `rebuild` is told, and serving goes on.
    """
    if not (home.build / "site" / "index.html").is_file():
        raise NoaberError(f"er is nog geen site in {home.build}; draai eerst: noaber build")
    with site_server(home.build / "site", port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tell(f"http://127.0.0.1:{server.server_address[1]}/  (Ctrl-C stopt)")
        before = written(home)
        try:
            while True:
                time.sleep(1)
                if (now := written(home)) != before:
                    before = now
                    tell("er is iets veranderd; opnieuw bouwen")
                    try:
                        rebuild()
                    except NoaberError as error:
                        tell(str(error))
        except KeyboardInterrupt:
            server.shutdown()


def written(home: Home) -> dict[Path, int]:
    """Give when each file that people write was last changed."""
    folders = (home.entries, home.members, home.merges, CHECKOUT / "site")
    times = {}
    for path in (path for folder in folders for path in folder.rglob("*")):
        with contextlib.suppress(FileNotFoundError):  # editors make and remove files of their own
            if path.is_file():
                times[path] = path.stat().st_mtime_ns
    return times
