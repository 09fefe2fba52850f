"""The page on which one walks through the graph, from one thing to the next, and its files."""

from __future__ import annotations

import json
from typing import Any

from knowledge.exploring.neighbourhood import Neighbourhoods
from knowledge.exploring.shards import FOLDER, index, shards
from knowledge.exploring.starts import starts
from knowledge.staging import Staging

PAGE = "verkennen/"
LIBRARY = "assets/libraries/cytoscape.js"


def explorer_pages(desk: Staging) -> None:
    """Stage the page and its files under `data/buurt/`; without the library it has no picture."""
    around = Neighbourhoods(desk.shelf)
    files = shards(around)
    for number, shard in enumerate(files):
        _write(desk, str(number), shard.plain())
    _write(desk, "index", index(around))
    _remove_old(desk)
    desk.page(f"{PAGE}index.md", "explorer.html", "Verken de buurt", kind="verkennen",
              description="Kies een organisatie, oplossing, product of proces en loop van de een "
              "naar de ander.", starts=starts(around), files=len(files), data=f"{FOLDER}/",
              has_library=(desk.folder / LIBRARY) in desk.written)  # fmt: skip


def _write(desk: Staging, name: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    desk.write(desk.folder / FOLDER / f"{name}.json", f"{text}\n")


def _remove_old(desk: Staging) -> None:
    """Remove the files of an earlier build that had more of them."""
    for path in sorted((desk.folder / FOLDER).glob("*.json")):
        if path not in desk.written:
            path.unlink()
