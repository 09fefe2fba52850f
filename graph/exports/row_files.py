"""The tables as files with rows: CSV for spreadsheets, JSON Lines and Parquet for programs.

CSV is made safe for spreadsheets (`knowledge.spreadsheets`), so a text that begins as a formula
has a mark before it there; the other formats are exact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graph.build import Reuse
from graph.exports.json_graphs import exact
from graph.exports.snapshot import Made, Snapshot, Values
from graph.tables.columns import Table
from knowledge import spreadsheets

_FIRST = "statements"  # has had an address of its own since the first release


def as_csv(reuse: Reuse) -> str:
    """Give one row per statement as CSV: the file `statements.csv`."""
    snapshot = Snapshot(reuse)
    table = next(table for table in snapshot.tables if table.name == _FIRST)
    return _csv(table, snapshot.rows(table))


def csv(snapshot: Snapshot) -> Iterator[Made]:
    """Write `csv/TABLE.csv` for each table, and the statements at `statements.csv` too."""
    for table in snapshot.tables:
        text = _csv(table, snapshot.rows(table))
        yield Made(snapshot.write(f"csv/{table.name}.csv", text), table)
        if table.name == _FIRST:
            yield Made(snapshot.write("statements.csv", text), table)


def _csv(table: Table, rows: Iterable[Values]) -> str:
    return spreadsheets.as_csv(table.names, ([_cell(value) for value in row] for row in rows))


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value


def jsonl(snapshot: Snapshot) -> Iterator[Made]:
    """Write `jsonl/TABLE.jsonl` for each table: an object per row, null where nobody says it."""
    for table in snapshot.tables:
        lines = (
            json.dumps(dict(zip(table.names, map(exact, row), strict=True)),
                       ensure_ascii=False, allow_nan=False) + "\n"
            for row in snapshot.rows(table)
        )  # fmt: skip
        yield Made(snapshot.write(f"jsonl/{table.name}.jsonl", lines), table)


def parquet(snapshot: Snapshot) -> Iterator[Made]:
    """Write `parquet/TABLE.parquet` for each table, with the types of its columns."""
    import pyarrow as pa  # takes half a second to load, and only this needs it
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(),
             "boolean": pa.bool_(), "date": pa.date32()}  # fmt: skip
    for table in snapshot.tables:
        rows = snapshot.rows(table)
        arrays = []
        for number, column in enumerate(table.columns):
            values = [row[number] for row in rows]
            if column.type == "date":
                arrays.append(pa.array(values, pa.string()).cast(pa.date32()))
            else:
                arrays.append(pa.array(values, types[column.type]))
        fields = [pa.field(column.name, types[column.type], nullable=not column.required)
                  for column in table.columns]  # fmt: skip
        made = pa.Table.from_arrays(arrays, schema=pa.schema(fields))
        path = snapshot.place(f"parquet/{table.name}.parquet")
        pq.write_table(made, path, compression="zstd")
        yield Made(path, table)
