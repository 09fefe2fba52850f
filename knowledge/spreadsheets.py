"""Tables for spreadsheets: CSV that opens well and in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

# What a spreadsheet would take for a formula, also in full-width signs and behind signs that nobody
# sees (threats.md C.6). A sheet that splits at another sign than the comma, as Excel in Dutch does,
# makes a cell of what stands behind a semicolon, a tab or a line end, also within quotes.
_FORMULA = re.compile(
    r"(^|[;\t\r\n])(?=[\s\x00-\x1f\"\xad\u200b-\u200f\u2060\ufeff]*[=+\-@＝＋－＠]|\A[\t\r])"
)
_SPLITS = re.compile(r"[;\t\r\n]")  # most cells have none of these, and are quickly seen


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Give rows as CSV: a byte order mark first, every cell quoted, lines that end as RFC 4180."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return "\ufeff" + text.getvalue()


def cell(value: Any) -> str:
    """Give a value as the text of a cell that no spreadsheet calculates; a number stays a number.

    >>> cell("=1+1"), cell("verhuizing"), cell(-3), cell("a;-1")
    ("'=1+1", 'verhuizing', '-3', "a;'-1")
    """
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    is_plain = text[:1].isalnum() and not _SPLITS.search(text)
    return text if is_plain else _FORMULA.sub(r"\1'", text)
