"""The tables as one SQLite file, with keys, indexes and views for who asks in SQL.

The same rows give the same bytes: no times, a fixed page size, everything put in in order. A truth
value is 1 or 0 and a day is text (YYYY-MM-DD), as SQLite has neither (sqlite.org/datatype3.html).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

from graph.exports.snapshot import Made, Snapshot
from graph.exports.views import VIEWS
from graph.tables.columns import Table

FILE = "noaber.sqlite"
_TYPES = {"text": "TEXT", "date": "TEXT", "integer": "INTEGER", "number": "REAL",
          "boolean": "INTEGER"}  # fmt: skip
_INDEXES = {
    "things": ("kind",),
    "relations": ("object, relation", "relation, counts"),
    "statements": ("object, relation", "source"),
}
_DICTIONARY = """CREATE TABLE data_dictionary (
  "table" TEXT NOT NULL, "column" TEXT NOT NULL, type TEXT NOT NULL, said TEXT NOT NULL,
  PRIMARY KEY ("table", "column"))"""


def sqlite(snapshot: Snapshot) -> Iterator[Made]:
    """Write `noaber.sqlite`."""
    path = snapshot.place(FILE)
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = OFF",
                       "synchronous = OFF", "foreign_keys = OFF"):  # fmt: skip
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        for table in snapshot.tables:
            _fill(database, table, snapshot)
        _explain(database, snapshot.tables)
        for view in VIEWS:
            database.execute(f"CREATE VIEW {view.name} AS\n{view.sql}")
        database.execute("COMMIT")
        database.execute("VACUUM")
    yield Made(path)


def _fill(database: sqlite3.Connection, table: Table, snapshot: Snapshot) -> None:
    database.execute(_created(table))
    filled = " ".join(("INSERT INTO", table.name, "VALUES", _marks(len(table.columns))))
    database.executemany(filled, snapshot.rows(table))
    for number, columns in enumerate(_INDEXES.get(table.name, ()), 1):
        database.execute(f"CREATE INDEX {table.name}_{number} ON {table.name} ({columns})")


def _created(table: Table) -> str:
    """Give the statement that makes a table."""
    lines = []
    for column in table.columns:
        line = f'"{column.name}" {_TYPES[column.type]}'
        line += " NOT NULL" if column.required else ""
        line += f" REFERENCES {column.refers} (id)" if column.refers else ""
        line += f' CHECK ("{column.name}" IN (0, 1))' if column.type == "boolean" else ""
        lines.append(line)
    key = ", ".join(f'"{name}"' for name in table.key)
    return (
        f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join([*lines, f"PRIMARY KEY ({key})"]) + ")"
    )


def _explain(database: sqlite3.Connection, tables: tuple[Table, ...]) -> None:
    """Say in the file itself what each table, view and column means."""
    rows = [(table.name, "", "table", table.said) for table in tables]
    rows += [(view.name, "", "view", view.said) for view in VIEWS]
    rows += [
        (t.name, column.name, column.type, column.said) for t in tables for column in t.columns
    ]
    database.execute(_DICTIONARY)
    database.executemany("INSERT INTO data_dictionary VALUES (?, ?, ?, ?)", sorted(rows))


def _marks(number: int) -> str:
    return f"({', '.join('?' * number)})"
