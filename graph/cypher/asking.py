"""Asks the database of a home a query in Cypher: through the gate, in a child process, in Dutch."""

from __future__ import annotations

import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from graph.cypher.gate import Passed, passed
from graph.cypher.place import database_of
from graph.cypher.telling import cut, died, hints, told
from graph.cypher.tokens import CypherError, Token
from knowledge.home import Home
from knowledge.model import NoaberError, Problem
from knowledge.spreadsheets import as_csv

ROWS = 1000
SECONDS = 10.0
_CHILD = Path(__file__).with_name("child.py")
_GRACE = 1.0  # seconds for the process to start, and for the database to notice that time is up
_WIDEST = 40  # signs of a column in which the rows still stand under each other
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")


class Answer:
    """What a query gave: `columns`, `rows` of plain JSON values, and what to know of them."""

    def __init__(self, found: dict[str, Any], problems: Sequence[Problem]) -> None:
        self.columns: list[str] = found["columns"]
        self.rows: list[list[Any]] = found["rows"]
        self.is_truncated: bool = found.get("truncated", False)
        self.problems = tuple(problems)
        self.status = 0

    def as_json(self) -> dict[str, Any]:
        """Give `columns` and `rows`, and `truncated` where there were more rows."""
        whole = {"columns": self.columns, "rows": self.rows}
        return whole | ({"truncated": True} if self.is_truncated else {})

    def as_csv(self) -> str:
        """Give the rows as CSV for spreadsheets."""
        return as_csv(self.columns, ([_cell(value) for value in row] for row in self.rows))

    def lines(self) -> Iterator[str]:
        """Give the rows for people: a line each, under the names of the columns."""
        table = [[*map(_shown, row)] for row in (self.columns, *self.rows)]
        widths = [min(_WIDEST, max(map(len, column))) for column in zip(*table, strict=True)]
        for number, row in enumerate(table):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            yield " | ".join(cells).rstrip()
            if not number:
                yield "-+-".join("-" * width for width in widths)
        if not self.rows:
            yield "niets gevonden"


def ask(home: Home, query: str, rows: int = ROWS, seconds: float = SECONDS) -> Answer:
    """Answer a query in Cypher that only reads, with at most `rows` rows and in `seconds`.

    Raises CypherError where the query is refused, wrong, too slow or too large, and NoaberError
    where nothing was built yet.
    """
    asked = passed(query)
    database = database_of(home)
    if not database.is_file() or not database.stat().st_size:
        raise NoaberError("er is nog geen database om te vragen; maak haar eerst met noaber build")
    found = _asked_of(database, asked, rows, seconds)
    if "error" in found:
        raise told(found["error"], asked, seconds)
    if columns := written(asked):
        found["columns"] = columns if len(columns) == len(found["columns"]) else found["columns"]
    problems = [*hints(asked), *([cut(rows)] if found.get("truncated") else [])]
    return Answer(found, problems)


def _asked_of(database: Path, asked: Passed, rows: int, seconds: float) -> dict[str, Any]:
    """Let a child process ask; give what it says."""
    job = {"database": str(database.resolve()), "query": asked.limited(rows + 1), "rows": rows,
           "seconds": seconds}  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                [sys.executable, "-I", str(_CHILD)], cwd=folder, env={}, input=json.dumps(job),
                text=True, capture_output=True, timeout=seconds + _GRACE, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise died(seconds, is_late=True) from None
    if done.returncode:
        if "RuntimeError" in done.stderr:  # of opening the database
            raise told(done.stderr.splitlines()[-1], asked, seconds)
        raise died(seconds, is_late=False)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def written(asked: Passed) -> list[str]:
    """Give the names of the columns as the query writes them, none where it says `*`.

    >>> written(passed("MATCH (a) RETURN a.title, count(*) AS n ORDER BY n"))
    ['a.title', 'n']
    """
    parts = [part for part in _parts(asked.returned) if part]
    if any(part[-1].text == "*" for part in parts):
        return []
    return [_name(asked, part) for part in parts]


def _parts(found: Sequence[Token]) -> Iterator[list[Token]]:
    """Give what stands between the commas behind RETURN, up to what orders or limits the rows."""
    depth, part = 0, list[Token]()
    for before, token in itertools.pairwise((None, *found)):
        if token is None:
            continue
        is_property = before is not None and before.text == "."
        if not depth and not is_property and token.upper in ("ORDER", "SKIP", "LIMIT"):
            break
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if not depth and token.text == ",":
            yield part
            part = []
        elif token.upper != "DISTINCT" or depth:
            part.append(token)
    yield part


def _name(asked: Passed, part: Sequence[Token]) -> str:
    """Give the name behind AS, else the text as it is written."""
    if len(part) > 2 and part[-2].upper == "AS":
        return part[-1].text.strip("`")
    text = asked.text[part[0].start : part[-1].start + len(part[-1].text)]
    return " ".join(text.split())


def _cell(value: Any) -> Any:
    """Give a value as it stands in one cell."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case list():
            return "; ".join(str(_cell(one)) for one in value)
        case {"label": label, "id": name, **rest}:
            return f"{label} {rest.get('title') or name}"
        case dict():
            return ", ".join(f"{k}: {_cell(v)}" for k, v in value.items() if v is not None)
    return value


def _shown(value: Any) -> str:
    """Give a value as text on one line, without signs that a terminal would obey."""
    return _UNSEEN.sub(" ", str(_cell(value)))


__all__ = ["Answer", "CypherError", "ask"]
