"""The page `open-data/`, made from `data/datapackage.json`, which the export of the graph wrote.

The page says what is in the files that lie beside it, so it reads what was written of them and
knows no table or format by itself.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from knowledge.staging import Staging
from knowledge.words import number

PACKAGE = "datapackage.json"
TYPES = {"text": "tekst", "integer": "geheel getal", "number": "getal", "boolean": "ja of nee",
         "date": "dag (JJJJ-MM-DD)"}  # fmt: skip
_SAID = "Alle gegevens van noaber om te downloaden, met uitleg van elke tabel en kolom."


class Download(NamedTuple):
    """A file that can be downloaded: its address from the folder `data`, and its size in words."""

    path: str
    size: str


class Form(NamedTuple):
    """A format, for whom it is, and its one file; several where it has one per table."""

    title: str
    said: str
    files: tuple[Download, ...]
    size: str


def opendata_pages(desk: Staging) -> None:
    """Make the page with the files, the data dictionary and the changes since the last release.

    Where nothing was exported the page says so.
    """
    package = _package(desk)
    desk.page("open-data/index.md", "opendata.html", "Open data", kind="over", description=_SAID,
              package=package, forms=forms(package), tables=_tables(package), types=TYPES,
              views=_views(package), changes=_changes(package))  # fmt: skip


def size(count: int) -> str:
    """Give a number of bytes as readers know it.

    >>> size(900), size(250_000), size(1_300_000)
    ('1 kB', '250 kB', '1,3 MB')
    """
    if count < 1_000_000:
        return f"{number(max(1, round(count / 1000)))} kB"
    return f"{count / 1_000_000:.1f} MB".replace(".", ",")


def forms(package: dict[str, Any]) -> list[Form]:
    """Give the formats in the order of the package, each with its files."""
    found = []
    for form in package.get("formats", ()):
        of_it = [one for one in package["resources"] if one["format"] == form["name"]
                 and one["name"] != "changes"]  # fmt: skip
        if of_it:
            files = tuple(_download(one) for one in of_it)
            whole = size(sum(one["bytes"] for one in of_it))
            found.append(Form(form["title"], form["description"], files, whole))
    return found


def _package(desk: Staging) -> dict[str, Any]:
    """Read what the export wrote; nothing where there was none."""
    path = desk.folder / "data" / PACKAGE
    found: dict[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found


def _tables(package: dict[str, Any]) -> list[dict[str, Any]]:
    """Give each table with its columns and the files that it is in."""
    titles = {form["name"]: form["title"] for form in package.get("formats", ())}
    found = []
    for table in package.get("tables", ()):
        files = [
            (titles[one["format"]], _download(one))
            for one in package["resources"]
            if one.get("table") == table["name"] and "/" in one["path"]
        ]
        found.append(table | {"files": files})
    return found


def _views(package: dict[str, Any]) -> list[dict[str, str]]:
    return [view for one in package.get("resources", ()) for view in one.get("views", ())]


def _changes(package: dict[str, Any]) -> dict[str, Any] | None:
    """Give what changed since the last release, with the titles of the tables."""
    changes = package.get("changes")
    if not changes:
        return None
    titles = {table["name"]: table["title"] for table in package["tables"]}
    rows = [{"title": titles[name]} | counts for name, counts in changes["tables"].items()]
    return {"since": changes["since"], "rows": rows}


def _download(resource: dict[str, Any]) -> Download:
    return Download(resource["path"], size(resource["bytes"]))
