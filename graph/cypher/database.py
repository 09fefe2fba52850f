"""Writes the reuse graph as a LadybugDB file, byte for byte the same for the same graph.

Left to itself LadybugDB 0.22 writes other bytes each time, for four reasons, each undone here:

- threads race for pages: it gets one;
- the last page of its catalog and of its metadata, and the page with the header, end in memory
  that nobody filled, so in whatever was there before (which would be published): a child process
  of its own starts with a heap that glibc fills (`MALLOC_PERTURB_`, mallopt(3));
- the default of a column of whole numbers that is NULL has eight such bytes too: a default that is
  calculated has none;
- the header holds a random id: it becomes the hash of everything else in the file.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from graph.build import Reuse
from graph.cypher.schema import TYPES, Rows, edge_columns, edges, labels, nodes, pairs
from graph.tables import Column
from graph.tables.fitting import Value
from knowledge.model import NoaberError

_MADE = "made.lbug"
_FILLING = Path(__file__).with_name("filling.py")
# where the header has its id: after the magic bytes, the version and two ranges of pages
# (src/storage/database_header.cpp of LadybugDB)
_ID = slice(28, 44)
_ARROW = {"STRING": "string", "INT64": "int64", "DOUBLE": "float64", "BOOLEAN": "bool"}
# the heap is filled with zeros, and no thread keeps pieces of it that are not
_CLEAN_HEAP = {
    "MALLOC_PERTURB_": "255",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=255:glibc.malloc.tcache_count=0",
}


def write_database(reuse: Reuse, path: Path, rows: Rows | None = None) -> None:
    """Write the graph to a file that LadybugDB 0.22 opens; a file that was there is replaced.

    `rows` gives the rows of a table where they were made already (`graph.exports.snapshot`).
    Ids and texts are those of `graph.tables`. Raises NoaberError where the database refuses.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        statements = [
            *_declared(),
            *_copied(reuse, folder, rows or (lambda table: table.rows(reuse))),
        ]
        done = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-I", str(_FILLING), _MADE], cwd=folder, check=False,
            env=os.environ | _CLEAN_HEAP, input=json.dumps(statements), text=True,
            encoding="utf-8", capture_output=True,
        )  # fmt: skip
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if "Error: " in line]
            cause = said[-1] if said else f"het stopte met {done.returncode}"
            raise NoaberError(f"de database voor Cypher kon niet worden geschreven: {cause}")
        _name_after_content(folder / _MADE)
        (folder / _MADE).replace(path)


def _declared() -> Iterator[str]:
    """Give the statements that declare the tables."""
    for label in labels():
        yield f"CREATE NODE TABLE `{label.name}`({_columns(label.columns)}, PRIMARY KEY (`id`))"
    for name, joined in pairs().items():
        ends = ", ".join(f"FROM `{start}` TO `{end}`" for start, end in joined)
        yield f"CREATE REL TABLE `{name}`({ends}, {_columns(edge_columns())})"


def _columns(columns: Iterable[Column]) -> str:
    declared = []
    for column in columns:
        type_ = TYPES[column.type]
        default = "" if type_ == "STRING" else f" DEFAULT CAST(NULL AS {type_})"
        declared.append(f"`{column.name}` {type_}{default}")
    return ", ".join(declared)


def _copied(reuse: Reuse, folder: Path, rows: Rows) -> Iterator[str]:
    """Write the rows as Parquet into a folder; give the statements that copy them from there."""
    for label in labels():
        file = f"{label.name}.parquet"
        if _write(list(nodes(rows, label)), label.columns, folder / file):
            yield f"COPY `{label.name}` FROM '{file}'"
    ends = (Column("from", "text", ""), Column("to", "text", ""))
    for (name, start, end), found in edges(reuse, rows).items():
        file = f"{start}-{name}-{end}.parquet"
        if _write(found, (*ends, *edge_columns()), folder / file):
            yield f"COPY `{name}` FROM '{file}' (from='{start}', to='{end}')"


def _write(rows: Sequence[tuple[Value, ...]], columns: Sequence[Column], path: Path) -> bool:
    """Write rows as Parquet; tell whether there were any."""
    import pyarrow as pa  # here, since whoever only asks need not wait for it
    from pyarrow import parquet

    if rows:
        types = [pa.type_for_alias(_ARROW[TYPES[column.type]]) for column in columns]
        arrays = [
            pa.array([row[place] for row in rows], type_) for place, type_ in enumerate(types)
        ]
        table = pa.Table.from_arrays(arrays, [column.name for column in columns])
        parquet.write_table(table, path)
    return bool(rows)


def _name_after_content(path: Path) -> None:
    """Replace the random id in the header by the hash of all that is in the file."""
    with path.open("r+b") as file:
        file.seek(_ID.stop)
        digest = hashlib.file_digest(file, "sha256").digest()
        file.seek(_ID.start)
        file.write(digest[: _ID.stop - _ID.start])
