"""Asks one query in a process of its own: `python -I child.py`, told what on standard input.

It stands alone, so that it starts quickly and holds nothing worth stealing. Once the database is
open the kernel lets it open no file and no connection more, write to none, and take no more memory
or time than it needs: what comes through the gate all the same finds nothing (getrlimit(2)).
"""

from __future__ import annotations

import json
import math
import resource
import sys
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import ladybug

MEMORY = 1 << 30  # bytes for the pages of the database and for what a query collects
SPARE = 1 << 31  # address space for the program itself
MOST = 20_000_000  # characters of an answer
_EXACT = 2**53  # beyond it a reader of JSON may round a number
_LIMITS = ("RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_NPROC", "RLIMIT_CORE")


def answered(asked: dict[str, Any]) -> dict[str, Any]:
    """Give `columns`, `rows` and `truncated`, or `error` in the words of LadybugDB.

    `asked` has `database`, `query`, `rows` (the most to give) and `seconds`.
    """
    size = max(1 << 32, 1 << (Path(asked["database"]).stat().st_size * 4).bit_length())
    database = ladybug.Database(
        asked["database"], read_only=True, buffer_pool_size=MEMORY, max_db_size=size,
        max_num_threads=1,  # or rows without an order come in another one each time
    )  # fmt: skip
    connection = ladybug.Connection(database, num_threads=1)
    connection.execute("MATCH (n) RETURN n LIMIT 1")  # all that is read late is read now
    _confine(asked["seconds"], size)
    connection.set_query_timeout(int(asked["seconds"] * 1000))
    try:
        result = connection.execute(asked["query"])
        if isinstance(result, list):
            return {"error": "more than one statement"}
        return _answer(result, asked["rows"])
    except (RuntimeError, MemoryError) as error:
        return {"error": str(error) or type(error).__name__}


def _confine(seconds: float, size: int) -> None:
    """Take away what a query that reads does not need."""
    for name in _LIMITS:
        resource.setrlimit(getattr(resource, name), (0, 0))
    patience = math.ceil(seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
    most = size + MEMORY + SPARE
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _answer(result: Any, most: int) -> dict[str, Any]:
    rows: list[list[Any]] = []
    written = 0
    while result.has_next() and len(rows) < most and written < MOST:
        rows.append([plain(value) for value in result.get_next()])
        written += len(json.dumps(rows[-1]))
    if len(rows) == 1 and written > MOST:
        return {"error": "Answer too large"}
    found = {"columns": result.get_column_names(), "rows": rows}
    return found | ({"truncated": True} if result.has_next() else {})


def plain(value: Any) -> Any:
    """Give a value of the database as plain JSON: no infinity, and no number that would be rounded.

    A node is a mapping with its `label`, a relation one with its name as `label`, a path one with
    `nodes` and `relations`.
    """
    match value:
        case None | bool() | str():
            return value
        case Decimal() if value == value.to_integral_value():  # such as a sum of whole numbers
            return plain(int(value))
        case int():
            return value if abs(value) <= _EXACT else str(value)
        case float():
            return value if math.isfinite(value) else str(value)
        case dict():
            return dict(_items(value))
        case list() | tuple():
            return [plain(one) for one in value]
        case date() | time():
            return value.isoformat()
    return str(value)


def _items(value: dict[Any, Any]) -> Iterator[tuple[str, Any]]:
    """Give what a mapping says, without the places in the file that only the database knows."""
    names = {"_LABEL": "label", "_NODES": "nodes", "_RELS": "relations"}
    is_graph = any(name in value for name in names)
    for key, one in value.items():
        if not (is_graph and key in ("_ID", "_SRC", "_DST")):
            yield names.get(key, str(key)) if is_graph else str(key), plain(one)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answered(json.load(sys.stdin)), allow_nan=False))
