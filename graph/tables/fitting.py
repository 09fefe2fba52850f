"""What the values of the graph become in the columns of the tables: plain, typed, clean."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Any, Literal, TypeAlias

Type = Literal["text", "integer", "number", "boolean", "date"]
Value: TypeAlias = str | int | float | bool | None
# signs that XML 1.0 cannot hold (section 2.2), and halves of characters, which UTF-8 cannot
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_UNFIT_IN_ID = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd-\uffff\ud800-\udfff]")
_LARGEST = 2**63 - 1  # the whole numbers of SQLite, Parquet and DuckDB


def fitting(value: Any, type_: Type) -> Value:
    """Give a value as one of a column's type; None where nobody says one or where it is no such.

    A day is text as ISO 8601. A whole number that no database holds (64 bits) is not known.

    >>> fitting("", "text"), fitting("0344", "text"), fitting("2023", "integer")
    (None, '0344', 2023)
    >>> fitting(float("nan"), "number"), fitting("2026-02-30", "date")
    (None, None)
    """
    match type_:
        case "text":
            return clean(value) or None if isinstance(value, str) else None
        case "boolean":
            return value if isinstance(value, bool) else None
        case "integer":
            return _whole(value)
        case "number":
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return float(value) if is_number and _is_finite(value) else None
    return _day(value)


def clean(text: str) -> str:
    """Drop the signs that neither XML nor UTF-8 can hold."""
    return UNFIT.sub("", text) if UNFIT.search(text) else text


def clean_id(identifier: str) -> str:
    r"""Give an id that every format can hold; different ids stay different.

    >>> clean_id("https://a.example/0344"), clean_id("a\x00")
    ('https://a.example/0344', 'a�0;')
    """
    if not _UNFIT_IN_ID.search(identifier):
        return identifier
    return _UNFIT_IN_ID.sub(lambda sign: f"\ufffd{ord(sign[0]):X};", identifier)


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and abs(value) <= _LARGEST else None


def _is_finite(value: int | float) -> bool:
    return abs(value) <= _LARGEST if isinstance(value, int) else math.isfinite(value)


def _day(value: Any) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError:
            return None
    return None
