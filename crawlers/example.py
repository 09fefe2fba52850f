"""The example federation: a subprocess that serves fictional organisations on loopback."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.home import CHECKOUT, Home
from knowledge.model import NoaberError

FEDERATION = CHECKOUT / "tests" / "federation"


@contextmanager
def example_federation(port: int = 0) -> Iterator[str]:
    """Serve the example federation while the block runs; give the address of its directory.

    Raises NoaberError where the checkout has no example federation or it does not start.
    """
    server = FEDERATION / "serve.py"
    if not server.is_file():
        raise NoaberError(f"{server} ontbreekt; het voorbeeld draait alleen vanuit een checkout")
    command = [sys.executable, str(server), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise NoaberError("de voorbeeldfederatie startte niet")
            yield address
        finally:
            process.terminate()


def example_home(root: Path = CHECKOUT / "build" / "demo") -> Home:
    """Make an empty home with the entries of the example federation.

    What an earlier demo left there goes; the folder belongs to the demo alone.
    """
    home = Home(root)
    for folder in (root / "knowledge", root / "data"):
        shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(FEDERATION / "entries", home.entries)
    shutil.copy(FEDERATION / "notice.txt", root / "knowledge")
    return home
