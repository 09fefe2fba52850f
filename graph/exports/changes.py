"""What is new, changed and gone since an earlier release, row by row.

An earlier release is a folder with the JSON Lines files of an export. Rows are recognised by the
columns `same` of their table. What is fleeting is not compared: the day of the last crawl and
titles that another table has too would make a change of every row. What must be forgotten is not
told again, also not as something that is gone.
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
from knowledge.forgetting import Forgotten
from knowledge.home import Home
from knowledge.problems import NoaberError

_Row = dict[str, Any]
_Key = tuple[str, ...]
CHANGES = "changes.jsonl"
KINDS = ("added", "changed", "removed")


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
    counts = {}
    lines: list[str] = []
    for table in snapshot.tables:
        if table.same:
            found = list(_changed(snapshot, table, earlier))
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


def _changed(snapshot: Snapshot, table: Table, earlier: Earlier) -> Iterator[_Row]:
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
            yield said | {"change": "removed"}
        elif differs := {
            name: [old[key].get(name), new[key][name]]
            for name in names
            if name in old[key] and old[key][name] != new[key][name]
        }:
            yield said | {"change": "changed", "fields": differs}


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
