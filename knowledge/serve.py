"""Serves the built site on loopback and builds again when something that people write changes."""

from __future__ import annotations

import functools
import http.server
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knowledge.home import CHECKOUT, Home


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing for each request."""


def site_server(folder: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Make a server of a folder on 127.0.0.1; port 0 takes a free one."""
    handler = functools.partial(_Quiet, directory=str(folder))
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)


def serve(home: Home, port: int, rebuild: Callable[[], Any], tell: Callable[[str], None]) -> None:
    """Serve until interrupted; a change in entries, members or site/ calls `rebuild`."""
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
                    rebuild()
        except KeyboardInterrupt:
            server.shutdown()


def written(home: Home) -> dict[Path, int]:
    """Give when each file that people write was last changed."""
    folders = (home.entries, home.members, CHECKOUT / "site")
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path: path.stat().st_mtime_ns for path in files}
