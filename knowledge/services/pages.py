"""The pages about what citizens can do online, and the open data behind them.

The page holds a row per product; the whole matrix of organisations and products is a CSV and a
JSON file, and a small grid for the filters (`services.js`), which is fetched only when it is used.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from knowledge.rendering import address_of
from knowledge.services.levels import LEVELS, WORDS, rank
from knowledge.services.matrix import Cell
from knowledge.services.tables import (
    ProductRow,
    as_table,
    beside,
    best,
    figures,
    of_municipalities,
    rows,
    shown_cells,
)
from knowledge.shelf import Shelf, natural
from knowledge.spreadsheets import as_csv
from knowledge.staging import Staging

__all__ = ["service_pages"]

PER_PAGE = 50  # as on the lists of things
FOLDER = "dienstverlening"
COLUMNS = ("gemeente_of_organisatie", "id", "product", "upl", "hoogste",
           *(WORDS[level].short for level in LEVELS), "bron", "pagina",
           "gezien")  # fmt: skip
_TITLE = "Wat kunt u online regelen?"


def service_pages(staging: Staging) -> None:
    """Make the pages with a row per product, and the data files of the whole matrix."""
    shelf = staging.shelf
    cells = _ordered(shelf, shown_cells(shelf))
    ours = of_municipalities(shelf, cells)
    found = rows(shelf, ours)
    pages = [found[at : at + PER_PAGE] for at in range(0, len(found), PER_PAGE)] or [[]]
    same = {
        "kind": FOLDER, "heading": _TITLE, "last": len(pages), "levels": LEVELS,
        "description": "Per product hoe ver u online komt: van uitleg tot volgen hoe het staat.",
        "addresses": [address_of(_file(number)) for number in range(1, len(pages) + 1)],
        "figures": figures(found, ours), "level_words": WORDS,
        "municipalities": _names(shelf, ours),
        "themes": sorted({name for row in found for name in row.themes}),
    }  # fmt: skip
    for number, shown in enumerate(pages, 1):
        title = _TITLE if number == 1 else f"{_TITLE} Pagina {number}"
        staging.page(_file(number), "services.html", title, rows=shown, number=number,
                     matrix=beside(shelf, ours, shown), **same)  # fmt: skip
    _data(staging, cells, grid(shelf, ours, found))
    for path in sorted((staging.folder / FOLDER).glob("**/*.md")):
        if path not in staging.written:
            path.unlink()


def _file(number: int) -> str:
    return f"{FOLDER}/index.md" if number == 1 else f"{FOLDER}/lijst/{number}.md"


def _ordered(shelf: Shelf, cells: list[Cell]) -> list[Cell]:
    """Give cells by name of the product, then of the organisation."""
    names = {one for cell in cells for one in (cell.product, cell.organisation)}
    places = {one: (natural(shelf.title(one)), one) for one in names}
    return sorted(cells, key=lambda one: (places[one.product], places[one.organisation]))


def _names(shelf: Shelf, ours: Iterable[Cell]) -> list[str]:
    return sorted({shelf.title(one) for one in {cell.organisation for cell in ours}}, key=natural)


def _data(staging: Staging, cells: Sequence[Cell], small: dict[str, Any]) -> None:
    """Write the matrix: for people who calculate, for programs, and for the filters."""
    shelf, folder = staging.shelf, staging.folder / "data"
    told = {"licence": "CC0-1.0", "levels": list(LEVELS)} | as_table(shelf, cells)
    staging.write(folder / f"{FOLDER}.json", _compact(told))
    lines = (_line(shelf, told["titles"], one) for one in cells)
    staging.write(folder / f"{FOLDER}.csv", as_csv(COLUMNS, lines))
    staging.write(folder / f"{FOLDER}-rooster.json", _compact(small))


def _compact(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def _line(shelf: Shelf, titles: dict[str, str], one: Cell) -> list[str]:
    """Give a cell as a row of the CSV: per level ja, nee, "ja en nee", or nothing."""
    told = {
        level.level: "ja en nee" if level.is_disputed else "ja" if level.offered else "nee"
        for level in one.levels
    }
    proof = best(one)
    return [
        titles[one.organisation], one.organisation, titles[one.product], one.product,
        WORDS[one.highest].short if one.highest else "",
        *(told.get(level, "") for level in LEVELS),
        shelf.source(proof.source), proof.page, str(proof.last_seen or ""),
    ]  # fmt: skip


def grid(shelf: Shelf, ours: Sequence[Cell], found: Sequence[ProductRow]) -> dict[str, Any]:
    """Give what the filters need and no more: per cell three numbers with a bit for each level.

    The first holds what is offered, the second what is not, the third what evidence disagrees on.
    """
    places = {row.id: place for place, row in enumerate(found)}
    names = {one.organisation: shelf.title(one.organisation) for one in ours}
    order = sorted(names, key=lambda one: (natural(names[one]), one))
    numbers = {identifier: number for number, identifier in enumerate(order)}
    return {
        "products": [[row.title, row.path, row.known, *row.counts.values(), row.disputed,
                      *row.themes] for row in found],
        "municipalities": [[names[one], shelf.path(one)] for one in order],
        "cells": [[places[one.product], numbers[one.organisation], *_bits(one)] for one in ours],
    }  # fmt: skip


def _bits(one: Cell) -> tuple[int, int, int]:
    yes = sum(1 << rank(level.level) for level in one.levels if level.offered)
    no = sum(1 << rank(level.level) for level in one.levels if not level.offered)
    both = sum(1 << rank(level.level) for level in one.levels if level.is_disputed)
    return yes, no, both
