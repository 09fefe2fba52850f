"""The matrix as pages show it: rows per product and organisation, counts, and the answer in words.

Only municipalities are counted: a cooperation or a national site speaks for more than one, and
stands in the tables beside them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from knowledge.services.levels import LEVELS, WORDS
from knowledge.services.matrix import Cell, Level, Proof, matrix
from knowledge.services.matrix import of_organisation as cells_of_organisation
from knowledge.services.matrix import of_product as cells_of_product
from knowledge.shelf import Shelf, natural

__all__ = ["COLUMNS", "LEVELS", "SHOWN", "WORDS", "Beside", "Figures", "Mark", "ProductRow", "Row",
           "as_table", "beside", "best", "figures", "is_municipality", "mark", "of_municipalities",
           "of_organisation", "of_product", "rows", "shown_cells"]  # fmt: skip

COLUMNS = 8  # municipalities side by side, as many as a wide screen holds
SHOWN = 60  # rows of one table on a page, 2 kB each; the data file has all


class Row(NamedTuple):
    """One cell with the title and page of what stands at the other side."""

    id: str
    title: str
    path: str
    cell: Cell


class Mark(NamedTuple):
    """How one level of one cell is told: a word, and its key for the style."""

    word: str
    key: str


class ProductRow(NamedTuple):
    """A product with how many municipalities are known, and how many offer each level.

    `disputed` counts the municipalities of which the sources disagree.
    """

    id: str
    title: str
    path: str
    known: int
    counts: dict[str, int]
    disputed: int
    themes: tuple[str, ...]


class Beside(NamedTuple):
    """Municipalities side by side: their titles and pages, and per product a cell for each.

    A cell is None where nothing is known. `others` counts the municipalities that have no column.
    """

    towns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[ProductRow, tuple[Cell | None, ...]], ...]
    others: int


class Figures(NamedTuple):
    """What the matrix answers in numbers; `following` is products that one can follow somewhere."""

    products: int
    municipalities: int
    online: int
    following: int
    everywhere: int
    informed: int


def shown_cells(shelf: Shelf) -> list[Cell]:
    """Give the cells of which both ends have a page."""
    found = (one for one in matrix(shelf.hub) if shelf.path(one.product))
    return [one for one in found if shelf.path(one.organisation)]


def is_municipality(shelf: Shelf, organisation: str) -> bool:
    """Tell whether an organisation is a municipality that exists today."""
    thing = shelf.hub.things.get(organisation)
    return bool(thing and thing.get("type") == "gemeente" and shelf.is_valid(thing))


def of_municipalities(shelf: Shelf, cells: Sequence[Cell]) -> list[Cell]:
    """Give the cells of municipalities, which are those that are counted."""
    ours = {one for one in {cell.organisation for cell in cells} if is_municipality(shelf, one)}
    return [one for one in cells if one.organisation in ours]


def of_product(shelf: Shelf, product: str) -> list[Row]:
    """Give a row per organisation, municipalities first, by name."""
    found = [_row(shelf, one.organisation, one) for one in cells_of_product(shelf.hub, product)]
    return sorted(found, key=lambda row: (not is_municipality(shelf, row.id), natural(row.title)))


def of_organisation(shelf: Shelf, organisation: str) -> list[Row]:
    """Give a row per product, by name."""
    cells = cells_of_organisation(shelf.hub, organisation)
    found = [_row(shelf, one.product, one) for one in cells]
    return sorted(found, key=lambda row: (natural(row.title), row.id))


def _row(shelf: Shelf, identifier: str, cell: Cell) -> Row:
    return Row(identifier, shelf.title(identifier), shelf.path(identifier), cell)


def mark(level: Level | None) -> Mark:
    """Tell one level of a cell: yes, no, both, or that nobody says it."""
    if level is None:
        return Mark("niet bekend", "unknown")
    if level.is_disputed:
        return Mark("ja en nee", "disputed")
    return Mark("ja", "yes") if level.offered else Mark("nee", "no")


def rows(shelf: Shelf, cells: Iterable[Cell]) -> list[ProductRow]:
    """Give a row per product with what the municipalities of these cells offer, by name."""
    by_product: dict[str, list[Cell]] = {}
    for one in cells:
        by_product.setdefault(one.product, []).append(one)
    found = []
    for product, here in by_product.items():
        counts = Counter(level.level for one in here for level in one.levels if level.offered)
        found.append(ProductRow(product, shelf.title(product), shelf.path(product), len(here),
                                {level: counts[level] for level in LEVELS},
                                sum(one.is_disputed for one in here),
                                shelf.hub.things[product].get("themes") or ()))  # fmt: skip
    return sorted(found, key=lambda row: (natural(row.title), row.id))


def beside(
    shelf: Shelf, cells: Iterable[Cell], found: Sequence[ProductRow], most: int = COLUMNS
) -> Beside:
    """Give the matrix for these products: a column for the municipalities that say most of them."""
    wanted = {row.id for row in found}
    known = {(one.product, one.organisation): one for one in cells if one.product in wanted}
    counts = Counter(organisation for _, organisation in known)
    order = sorted(counts, key=lambda one: (-counts[one], natural(shelf.title(one)), one))
    towns = sorted(order[:most], key=lambda one: (natural(shelf.title(one)), one))
    return Beside(
        tuple((shelf.title(one), shelf.path(one)) for one in towns),
        tuple((row, tuple(known.get((row.id, one)) for one in towns)) for row in found),
        len(order) - len(towns),
    )


def figures(found: Sequence[ProductRow], ours: Sequence[Cell]) -> Figures:
    """Count what the page says in words."""
    online = {one.product for one in ours if _is_online(one)}
    return Figures(
        products=len(found),
        municipalities=len({one.organisation for one in ours}),
        online=len(online),
        following=sum(row.counts["status"] > 0 for row in found),
        everywhere=sum(row.counts["status"] == row.known for row in found),
        informed=len(found) - len(online),
    )


def _is_online(cell: Cell) -> bool:
    """Tell whether one gets it online; a sign-in or a form filled in before shows that too.

    Not where the strongest source says that it is not online: one may sign in to follow it.
    """
    if known := cell.level("online"):
        return known.offered
    shown = (cell.level(name) for name in ("sign-in", "prefilled"))
    return any(one and one.offered for one in shown)


def as_table(shelf: Shelf, cells: Sequence[Cell]) -> dict[str, Any]:
    """Give the cells as plain values for the open data: titles once, per level what shows it.

    The page, source and day of a cell are those of the strongest evidence of its highest level.
    """
    names = {one for cell in cells for one in (cell.organisation, cell.product)}
    told = []
    for one in cells:
        proof = best(one)
        told.append({
            "organisation": one.organisation, "product": one.product,
            "highest": one.highest or "", "page": proof.page, "source": proof.source,
            "last_seen": str(proof.last_seen or ""),
            "levels": {level.level: _evidence(level) for level in one.levels},
        })  # fmt: skip
    return {"titles": {one: shelf.title(one) for one in sorted(names)}, "cells": told}


def _evidence(level: Level) -> dict[str, Any]:
    """Give the strongest evidence of a level; what is empty is left out."""
    proof = level.proofs[0]
    told: dict[str, Any] = {"offered": level.offered, "why": proof.why}
    told |= {"url": proof.url} if proof.url and proof.url != proof.page else {}
    return told | ({"disputed": True} if level.is_disputed else {})


def best(cell: Cell) -> Proof:
    """Give the strongest evidence of the highest level that is offered, else of the last one."""
    return (cell.level(cell.highest or "") or cell.levels[-1]).proofs[0]
