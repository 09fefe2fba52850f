"""Tables for spreadsheets: CSV that opens well and in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

# a cell that a spreadsheet would take for a formula, also in full-width signs (threats.md C.6)
_FORMULA = re.compile(r"^\s*[=+\-@\t\r＝＋－＠]")


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Give rows as CSV: a byte order mark first, every cell quoted, lines that end as RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def cell(value: Any) -> str:
    """Give a value as the text of a cell that no spreadsheet calculates.

    >>> cell("=1+1"), cell("verhuizing"), cell(3)
    ("'=1+1", 'verhuizing', '3')
    """
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
