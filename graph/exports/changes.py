"""What is new, changed and gone since an earlier release, row by row.

An earlier release is a folder with the JSON Lines files of an export. Rows are recognised by the
columns `same` of their table. What is fleeting is not compared: the day of the last crawl and
titles that another table has too would make a change of every row. What must be forgotten is not
told again, also not as something that is gone; nor is what may be kept back by now
(`knowledge.disclosure`): who used a closed product, and documents of costs, agreements and use.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from graph.exports.json_graphs import exact
from graph.exports.snapshot import Snapshot
from graph.tables.columns import Table
from knowledge.entries import GENRES
from knowledge.forgetting import Forgotten
from knowledge.home import Home
from knowledge.problems import NoaberError
from knowledge.versions import TOLD_OF_USE

_Row = dict[str, Any]
_Key = tuple[str, ...]
CHANGES = "changes.jsonl"
KINDS = ("added", "changed", "removed")
_PAPERS = frozenset(GENRES[kind] for kind in ("statement", "cost", "agreement"))


class Earlier(NamedTuple):
    """The folder of an earlier release, and what must be forgotten of it."""

    folder: Path
    forgotten: Forgotten

    @classmethod
    def of(cls, home: Home, folder: Path | None = None) -> Earlier | None:
        """Give the release in a folder, else the one kept in `data/release`, None without one.

        Raises NoaberError where it is not known what must be forgotten.
        """
        kept = home.root / "data" / "release"
        if not folder and not kept.is_dir():
            return None
        return cls(folder or kept, Forgotten.load(home))


class Changes(NamedTuple):
    """The file with the changes, which release they are since, and how many per table and kind."""

    path: Path
    since: str
    counts: dict[str, dict[str, int]]


def compared(snapshot: Snapshot, earlier: Earlier) -> Changes:
    """Write `changes.jsonl` and count what is in it.

    Raises NoaberError where the folder holds no earlier release.
    """
    since = _release(earlier.folder)
    withheld = _Withheld(snapshot, earlier)
    counts = {}
    lines: list[str] = []
    for table in snapshot.tables:
        if table.same:
            found = list(_changed(snapshot, table, earlier, withheld))
            counted = Counter(one["change"] for one in found)
            counts[table.name] = {kind: counted[kind] for kind in KINDS}
            lines += [json.dumps(one, ensure_ascii=False, allow_nan=False) + "\n" for one in found]
    return Changes(snapshot.write(CHANGES, lines), since, counts)


def _release(folder: Path) -> str:
    """Give the version of the release in a folder, "" where it has rows and says no version."""
    if not (folder / "jsonl").is_dir():
        raise NoaberError(
            f"{folder}: geen eerdere uitgave; maak er een met noaber export MAP --format jsonl"
        )
    try:
        return str(json.loads((folder / "datapackage.json").read_bytes())["version"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


class _Withheld:
    """Knows of what is gone what is not told: it may be gone since it is kept back now.

    That is use of a closed product, or of what nobody knows, which no row of today tells of; a
    document of which the words may tell of such use; and all that is said of that document.
    """

    def __init__(self, snapshot: Snapshot, earlier: Earlier) -> None:
        tables = {table.name: table for table in snapshot.tables}
        now = {name: _mappings(snapshot, tables[name]) for name in ("solutions", "documents")}
        self._open = {row["id"] for row in now["solutions"] if not row["closed"]}
        self._told = {
            (row["subject"], row["object"])
            for name in ("relations", "past")
            for row in _mappings(snapshot, tables[name])
        }
        shown = {row["id"] for row in now["documents"]}
        documents = _rows(earlier, tables["documents"])
        self._papers = {
            str(row["id"])
            for row in documents
            if row["id"] not in shown and row.get("genre") in _PAPERS
        }

    def holds(self, row: _Row) -> bool:
        """Tell whether a row of the earlier release that is gone is not told."""
        names = (row.get(name) for name in ("id", "document", "subject", "object"))
        if any(str(name) in self._papers for name in names):
            return True
        pair = (row.get("subject"), row.get("object"))
        is_use = row.get("relation") in TOLD_OF_USE
        return is_use and pair[1] not in self._open and pair not in self._told


def _mappings(snapshot: Snapshot, table: Table) -> list[_Row]:
    """Give the rows of a table of today by column."""
    return [dict(zip(table.names, row, strict=True)) for row in snapshot.rows(table)]


def _changed(
    snapshot: Snapshot, table: Table, earlier: Earlier, withheld: _Withheld
) -> Iterator[_Row]:
    """Give the changes of a table in the order of what its rows are recognised by."""
    names = [column.name for column in table.columns if not column.fleeting]
    rows = (dict(zip(table.names, map(exact, row), strict=True)) for row in snapshot.rows(table))
    new = _by_key(rows, table)
    old = _by_key(_rows(earlier, table), table)
    for key in sorted({*new, *old}):
        said = {"table": table.name, "key": dict(zip(table.same, key, strict=False))}
        if key not in old:
            yield said | {"change": "added", "row": new[key]}
        elif key not in new:
            if not withheld.holds(old[key]):
                yield said | {"change": "removed"}
        elif differs := dict(_differences(old[key], new[key], names, table)):
            yield said | {"change": "changed", "fields": differs}


def _differences(old: _Row, new: _Row, names: list[str], table: Table) -> Iterator[tuple[str, Any]]:
    """Give each column that differs with its old and new value.

    The old address of a thing is not told: it may be that of who is kept back now, which mentioned
    the thing.
    """
    for name in names:
        if name in old and old[name] != new[name]:
            is_source = bool(table.kind) and name == "url"
            told = [None if is_source else old[name], new[name]]
            if told != [None, None]:
                yield name, told


def _by_key(rows: Iterator[_Row], table: Table) -> dict[_Key, _Row]:
    """Give rows by what they are recognised by; equal ones are numbered."""
    found: dict[_Key, _Row] = {}
    times: Counter[_Key] = Counter()
    for row in rows:
        key = tuple(str("" if row[name] is None else row[name]) for name in table.same)
        times[key] += 1
        found[(*key, str(times[key]))] = row
    return found


def _rows(earlier: Earlier, table: Table) -> Iterator[_Row]:
    """Read the rows of a table of the earlier release that may be told; no file has no rows."""
    path = earlier.folder / "jsonl" / f"{table.name}.jsonl"
    if not path.is_file():
        return
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError as error:
            raise NoaberError(
                f"{path}:{number}: geen JSON; maak de eerdere uitgave opnieuw"
            ) from error
        told = _told(row, table, earlier.forgotten) if isinstance(row, dict) else None
        if told:
            yield told


def _told(row: _Row, table: Table, forgotten: Forgotten) -> _Row | None:
    """Give a row without what must be forgotten; None where that is what it is recognised by."""
    told: _Row = forgotten.plain(row)
    is_whole = all(name in row and told.get(name) == row[name] for name in table.same)
    return told if is_whole and not forgotten.fallen(row) else None
