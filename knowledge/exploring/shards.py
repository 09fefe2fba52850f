"""The files that the explorer reads: `data/buurt/<number>.json`, each with some neighbourhoods.

A file per thing would be a file for each of 20,000 things, and one file for all of them would be
tens of megabytes. So things are spread over a power of two of files by a hash of their key (FNV-1a
of 32 bits, draft-eastlake-fnv-17 section 2), with about 500 rows in each. A reader loads one file
for the thing in the middle and one more for each neighbour that is opened. Texts and things stand
once in a file, and rows point to them by number.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from knowledge.exploring.neighbourhood import RELATION_ORDER, Card, Neighbourhoods, Row
from knowledge.words import KIND_WORDS

FOLDER = "data/buurt"
KIND_ORDER = tuple(KIND_WORDS)  # as the filter on the page has them
VERSION = 1
PER_FILE = 512  # rows, on average
MOST_FILES = 4096


def hashed(key: str) -> int:
    """Give the FNV-1a hash of a key; `hashed` in `verkennen_data.js` gives the same.

    >>> hex(hashed("")), hex(hashed("foobar"))
    ('0x811c9dc5', '0xbf9cf968')
    """
    found = 0x811C9DC5
    for byte in key.encode():
        found = (found ^ byte) * 0x01000193 & 0xFFFFFFFF
    return found


def files_for(rows: int) -> int:
    """Give how many files there are for so many rows: a power of two.

    >>> files_for(0), files_for(1152), files_for(400_000)
    (1, 4, 1024)
    """
    number = 1
    while number < MOST_FILES and rows > number * PER_FILE:
        number *= 2
    return number


class Shard:
    """One file in the making: neighbourhoods, with the things and texts that they speak of."""

    def __init__(self, around: Neighbourhoods) -> None:
        self.around = around
        self.things: dict[str, int] = {}
        self.texts: dict[str, int] = {}
        self.shown: list[Any] = []

    def add(self, identifier: str, rows: Iterable[Row], unnamed: str) -> None:
        """Add the neighbourhood of a thing; `unnamed` says how many users are not named."""
        about = [self._thing(identifier), self._text(identifier), self._text(unnamed)]
        self.shown.append([*about, [self._row(row) for row in rows]])

    def plain(self) -> dict[str, Any]:
        """Give the file as plain values; the page checks this shape before it uses any of it."""
        cards = [_card(self.around.card(identifier)) for identifier in self.things]
        return {
            "version": VERSION, "things": cards, "texts": list(self.texts), "around": self.shown,
        }  # fmt: skip

    def _row(self, row: Row) -> list[int]:
        said = (row.state, row.role, row.since, row.who, row.source, row.proof, row.seen)
        return [
            RELATION_ORDER.index(row.relation), int(row.back), self._thing(row.other),
            row.strength, int(row.counts), row.evidence, *map(self._text, said),
        ]  # fmt: skip

    def _thing(self, identifier: str) -> int:
        return self.things.setdefault(identifier, len(self.things))

    def _text(self, text: str) -> int:
        return self.texts.setdefault(text, len(self.texts))


def shards(around: Neighbourhoods) -> list[Shard]:
    """Give the files with all neighbourhoods; a thing stands in file `hashed(key) % number`."""
    rows = {identifier: around.rows(identifier) for identifier in around.things()}
    made = [Shard(around) for _ in range(files_for(sum(map(len, rows.values()))))]
    for identifier, found in rows.items():
        key = around.card(identifier).key
        unnamed = around.shelf.hub.counted.get(identifier, "")
        made[hashed(key) % len(made)].add(identifier, found, unnamed)
    return made


def index(around: Neighbourhoods) -> dict[str, Any]:
    """Give what the search box looks in: every thing with a neighbourhood, and how large it is."""
    rows = [
        [*_card(around.card(identifier)), around.number(identifier)]
        for identifier in around.things()
    ]
    return {"version": VERSION, "things": rows}


def _card(card: Card) -> list[Any]:
    return [card.key, KIND_ORDER.index(card.kind), card.title, card.sort, card.mark, card.lang]
