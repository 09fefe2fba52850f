"""What is written: one graph, its tables made once for all formats that need them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from graph.build import Reuse
from graph.tables import tables
from graph.tables.columns import Column, Table
from graph.tables.fitting import Value

Values: TypeAlias = tuple[Value, ...]
_Edge: TypeAlias = tuple[str, str, str, Values]
# what the ends of an edge have already, so that an edge need not say it again
_OF_ENDS = ("subject", "subject_title", "relation", "object", "object_title")


class Snapshot:
    """A graph, the folder that its files go to, and the rows of its tables."""

    def __init__(self, reuse: Reuse, folder: Path = Path()) -> None:
        self.reuse = reuse
        self.folder = folder
        self.tables = tables()
        self._rows: dict[str, list[Values]] = {}

    def rows(self, table: Table) -> list[Values]:
        """Give the rows of a table."""
        if table.name not in self._rows:
            self._rows[table.name] = list(table.rows(self.reuse))
        return self._rows[table.name]

    def place(self, file: str) -> Path:
        """Give the path of a file in the folder, where nothing stands now.

        What stood there goes: writing into it would change what a link leads to.
        """
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        return path

    def write(self, file: str, parts: str | bytes | Iterable[str]) -> Path:
        """Write a file in the folder: bytes, a text, or the parts of one; give its path."""
        path = self.place(file)
        if isinstance(parts, bytes):
            path.write_bytes(parts)
        else:
            with path.open("w", encoding="utf-8", newline="") as out:
                out.writelines([parts] if isinstance(parts, str) else parts)
        return path


class Made(NamedTuple):
    """A file that a format made, and the table that is in it, None where it is no table."""

    path: Path
    table: Table | None = None


class Flat(NamedTuple):
    """A graph of single values, for formats that have no lists: None where nobody says one.

    A node is its id, title and values; an edge its ends, relation and values.
    """

    node_columns: tuple[Column, ...]
    nodes: list[tuple[str, str, Values]]
    edge_columns: tuple[Column, ...]
    edges: list[_Edge]


def flat(snapshot: Snapshot) -> Flat:
    """Give the things and relations of the tables as a graph."""
    columns: dict[str, Column] = {}
    known: dict[str, dict[str, Value]] = {}
    for table in snapshot.tables:
        if table.kind or table.name in ("things", "measures"):
            for column in table.columns:
                columns.setdefault(column.name, column)
            for row in snapshot.rows(table):
                known.setdefault(str(row[0]), {}).update(zip(table.names, row, strict=True))
    columns.pop("id")
    nodes = [
        (node, str(values.get("title") or ""), tuple(values.get(name) for name in columns))
        for node, values in known.items()
    ]
    return Flat(tuple(columns.values()), nodes, *_edges(snapshot))


def _edges(snapshot: Snapshot) -> tuple[tuple[Column, ...], list[_Edge]]:
    table = next(table for table in snapshot.tables if table.name == "relations")
    at = [number for number, name in enumerate(table.names) if name not in _OF_ENDS]
    subject, target, word = map(table.names.index, ("subject", "object", "relation"))
    edges = [
        (str(row[subject]), str(row[target]), str(row[word]), tuple(row[number] for number in at))
        for row in snapshot.rows(table)
    ]
    return tuple(table.columns[number] for number in at), edges


def named(table: Table, row: Values) -> dict[str, Any]:
    """Give a row as a mapping by column, without what nobody says."""
    names = zip(table.names, row, strict=True)
    return {name: value for name, value in names if value is not None}
