"""From the rows of an answer to the cells of a table: words for codes, links for ids, one source.

The claim behind a row takes two columns of the table (who says it, and where), not a dozen; what
no row has is no column. The data files beside the page have everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from knowledge.analysis.columns import EMPTY, VALUES, column_word
from knowledge.model import STRENGTHS
from knowledge.relations import RELATIONS
from knowledge.shelf import Shelf
from knowledge.uncounted import REASONS
from knowledge.words import STATE_WORDS, STRENGTH_WORDS, day, euro, number, term, word

UNKNOWN = "niet bekend"
NOT_HERE = "niet van toepassing"
MOST = 8  # parts of one cell
_FIRM = "\u00a0"  # a space at which no line breaks
_PROOF = ("source", "url", "first_seen", "last_seen", "claimant")  # told in the column of sources
_DAYS = ("since", "until", "day", "begins", "ends", "starts", "deadline", "first_use", "from",
         "decide_before", "extended_until", "first_seen", "last_seen")  # fmt: skip
_TERMS = ("notice", "extension")
_PARTS = ("share", "within", "overall")  # of one: told as a percentage
_CLAIM = ("role", "since", "until", "apart", "strength", "state", "counts", "via", "doubt",
          "evidence")  # fmt: skip

# exact figures that the data files have; the table has the column that says the same to people
_BESIDE = {"size_class": "size", "inhabitants_year": "inhabitants", "precision": "since",
           "cents": "amount", "share_cents": "share", "names": "organisations",
           "payer_titles": "payers", "maker_titles": "makers", "evidence": "sources"}  # fmt: skip
_SPARSE = ("class_", "no_municipality", "size_unknown")  # left out where all of it is nought

Row = Mapping[str, Any]


class Piece(NamedTuple):
    """A part of a cell: its text, and the address of a page of ours or of another site."""

    text: str
    path: str = ""
    url: str = ""


class Cell(NamedTuple):
    """One cell: its parts, what it is sorted by where that is not its text, and what is left out.

    A part is a row of pieces that are read as one; parts that hold several facts each are a list.
    `is_unknown` tells that nobody says what stands here.
    """

    parts: tuple[tuple[Piece, ...], ...]
    sort: str = ""
    more: int = 0
    is_list: bool = False
    is_unknown: bool = False


class Line(NamedTuple):
    """One row of the table: its cells, and the source of the relation that it states, if any."""

    cells: tuple[Cell, ...]
    source: str = ""
    url: str = ""
    seen: str = ""


class Table(NamedTuple):
    """An answer as a table: the names and words of its columns, and its first rows.

    `blank` has the words of the columns that are left out since no row knows what stands there.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    lines: tuple[Line, ...]
    total: int
    blank: tuple[str, ...] = ()

    @property
    def has_proof(self) -> bool:
        """Whether its rows state relations, so that each has a source."""
        return any(line.source for line in self.lines)


def table_of(shelf: Shelf, rows: Sequence[Row], most: int) -> Table:
    """Give the first rows of an answer as a table with a column for all that any row tells."""
    rows = [_folded(row) for row in rows]
    every = list(dict.fromkeys(key for row in rows for key in row))
    first = next((one for one in every if any(_is_thing(shelf, row.get(one)) for row in rows)), "")
    shown = [name for name in every if _is_shown(name, every, first, rows)]
    names = tuple(one for one in shown if one == first or any(_has(row.get(one)) for row in rows))
    blank = tuple(column_word(one) for one in shown if one not in names)
    named = _titles(names, every, first)
    lines = tuple(
        Line(
            tuple(_cell(shelf, name, row, named.get(name, "")) for name in names),
            str(row.get("source") or ""),
            str(row.get("url") or ""),
            str(row.get("last_seen") or ""),
        )
        for row in rows[:most]
    )
    return Table(names, tuple(map(column_word, names)), lines, len(rows), blank)


def _has(value: Any) -> bool:
    if isinstance(value, list | tuple):
        return any(map(_has, value))
    return value is not None and value not in ("", {})


def _folded(row: Row) -> Row:
    """Put the counts by strength in one cell, those that are nought left out."""
    counted = row.get("strengths")
    if isinstance(counted, Mapping):
        return {**row, "strengths": {name: found for name, found in counted.items() if found}}
    if not all(isinstance(row.get(name), int) for name in STRENGTHS):
        return row
    found = {name: row[name] for name in STRENGTHS if row[name]}
    rest = {name: value for name, value in row.items() if name not in STRENGTHS}
    return rest | {"strengths": found}


def _is_thing(shelf: Shelf, value: Any) -> bool:
    return isinstance(value, str) and value in shelf.hub.things


def _titles(names: Iterable[str], every: Sequence[str], first: str) -> dict[str, str]:
    """Give for each column with ids the column with their titles."""
    ends = ("_title", "_name")
    found = {name: name + end for name in names for end in ends if name + end in every}
    return ({first: "title"} if first and "title" in every else {}) | found


def _is_shown(name: str, every: Sequence[str], first: str, rows: Sequence[Row]) -> bool:
    """Whether a column is in the table: titles stand in the cell of their id, sources apart."""
    is_claim = "strength" in every and "source" in every
    if name in _PROOF and is_claim:
        return False
    if name == "title":
        return not first
    if name.endswith(("_title", "_name")):
        return name.rpartition("_")[0] not in every
    if name == "counts" and is_claim:  # `apart` says why
        return False
    if name in _BESIDE:
        return _BESIDE[name] not in every
    if name in _CLAIM and is_claim:
        plain = {"state": "current"}.get(name, "")
        return any(row.get(name) not in (None, "", plain) for row in rows)
    return not name.startswith(_SPARSE) or any(row.get(name) for row in rows)


def _cell(shelf: Shelf, name: str, row: Row, titled: str) -> Cell:
    value = row.get(name)
    if name not in row:  # rows of two kinds in one answer
        return Cell(((Piece(NOT_HERE),),))
    if titled and isinstance(value, str):
        title = str(row.get(titled) or "")
        if value or title:
            return Cell(((Piece(title or shelf.title(value), shelf.path(value)),),))
    if not _has(value):
        said = EMPTY.get(name, UNKNOWN) if value is not None else UNKNOWN
        return Cell(((Piece(said),),), is_unknown=said == UNKNOWN)
    every = [one for one in value if _has(one)] if isinstance(value, list | tuple) else [value]
    parts = tuple(tuple(_pieces(shelf, name, one)) for one in every[:MOST])
    is_list = len(parts) > 1 and any(isinstance(o, Mapping) or ", " in str(o) for o in every)
    return Cell(parts, _sort(name, value), max(len(every) - MOST, 0), is_list)


def _sort(name: str, value: Any) -> str:
    """Give what a program sorts by: a number or day as it is, nothing for text."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return str(value) if name in _DAYS else ""


def _pieces(shelf: Shelf, name: str, value: Any) -> Iterator[Piece]:
    """Give one value in words; of a mapping each of what it holds, without titles beside ids."""
    if isinstance(value, Mapping):
        kept = [key for key in value if not _is_title(str(key), value)]
        for at, key in enumerate(kept):
            yield Piece(f"{'; ' if at else ''}{_code(name, str(key), shelf)}: ")
            yield from _pieces(shelf, str(key), value[key])
    elif isinstance(value, list | tuple):
        for at, one in enumerate(value[:MOST]):
            if at:
                yield Piece(", ")
            yield from _pieces(shelf, name, one)
        if len(value) > MOST:
            yield Piece(f" en nog {len(value) - MOST}")
    else:
        yield _piece(shelf, name, value)


def _is_title(key: str, among: Row) -> bool:
    """Whether a value is only the title of an id that stands beside it."""
    if key in ("title", "titles"):
        return len(among) > 1
    whose = key.removesuffix("s").removesuffix("_title")
    return whose != key.removesuffix("s") and (whose in among or f"{whose}s" in among)


def _code(name: str, key: str, shelf: Shelf) -> str:
    if key in shelf.hub.things:
        return shelf.title(key)
    return STRENGTH_WORDS.get(key) or VALUES.get(name, {}).get(key) or column_word(key).lower()


def _piece(shelf: Shelf, name: str, value: Any) -> Piece:
    if value is None or value == "":
        return Piece(UNKNOWN)
    if isinstance(value, bool):
        return Piece("ja" if value else "nee")
    if isinstance(value, int | float):
        return Piece(_number(name, value))
    text = str(value)
    if _is_thing(shelf, text):
        return Piece(shelf.title(text), shelf.path(text))
    if text.startswith("€ "):
        return Piece(text.removesuffix(",00").replace(" ", _FIRM))
    if name == "sources":
        return _source(shelf, text)
    if text.startswith(("https://", "http://")):
        return Piece(text, url=text)
    return Piece(_said(name, text))


def _source(shelf: Shelf, source: str) -> Piece:
    """Give a source with the address of its page; an entry under its own title."""
    entry = source.removeprefix("entry:")
    ids = (f"noaber:entry/{entry}", f"noaber:initiatief/{entry.partition('/')[2]}")
    title = next((shelf.title(one) for one in ids if one in shelf.hub.things), "")
    return Piece(title or shelf.source(source), shelf.entry(source))


def _number(name: str, value: float) -> str:
    if name.endswith("cents"):
        return euro(value / 100).replace(" ", _FIRM)
    if name in ("year", "inhabitants_year", "class_number"):
        return str(value)
    if isinstance(value, int):
        return number(value)
    if name in _PARTS:
        return f"{100 * value:.1f}".removesuffix(".0").replace(".", ",") + "%"
    return f"{value:.3f}".rstrip("0").rstrip(".").replace(".", ",")


def _said(name: str, text: str) -> str:
    """Give the word of a code; other text as it is."""
    if name in ("strength", "weakest"):
        return STRENGTH_WORDS.get(text, text)
    if name == "state":
        return STATE_WORDS.get(text) or ("actueel" if text == "current" else text)
    if name == "apart":
        reason = next((words for key, words in REASONS.items() if key == text), None)
        return reason[0] if reason else text
    if name == "relation" and text in RELATIONS:
        return RELATIONS[text].there
    if name in _DAYS:
        return day(text)
    if name in _TERMS:
        return term(text)
    return VALUES.get(name, {}).get(text) or word(text)
