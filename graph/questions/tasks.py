"""Questions about tasks: who does what, how the process runs, and with which solutions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.build import Reuse
from graph.rows import Row, claim


def processes_for(reuse: Reuse, product: str) -> list[Row]:
    """Welke processen zijn er voor dit product, en van wie?

    A row per process and publisher; `organisation` is "" where nobody says whose it is, or says so
    no more. The claim of a row is that the process handles the product.
    """
    rows: list[Row] = []
    for process, data in _into(reuse, product, "handles"):
        owners = _counting(_into(reuse, process, "publishes"))
        rows += [
            {"process": process, "title": _title(reuse, process), "organisation": who,
             "organisation_title": _title(reuse, who), **claim(data)}
            for who in owners or [""]
        ]  # fmt: skip
    return _ordered(rows)


def offered_by(reuse: Reuse, product: str) -> list[Row]:
    """Welke organisaties voeren dit product uit, en wie publiceert het proces?

    `processes` are those that the organisation itself publishes for the product; empty where only
    a product page says that it performs the product.
    """
    own: dict[str, list[str]] = {}
    for process in _counting(_into(reuse, product, "handles")):
        for who in _counting(_into(reuse, process, "publishes")):
            own.setdefault(who, []).append(process)
    return _ordered(
        [
            {"organisation": who, "title": _title(reuse, who),
             "processes": sorted(own.get(who, [])), **claim(data)}
            for who, data in _into(reuse, product, "performs")
        ]
    )  # fmt: skip


def solutions_for(reuse: Reuse, product: str) -> list[Row]:
    """Met welke oplossingen wordt dit product gedaan?

    `through` is the process for this product that the solution supports, "" where it supports the
    product itself; `users` counts the organisations that use it today.
    """
    ways = ["", *_counting(_into(reuse, product, "handles"))]
    return _ordered(
        [
            {"solution": solution, "title": _title(reuse, solution), "through": way,
             "users": sum(d["counts"] for _, d in _into(reuse, solution, "uses")), **claim(data)}
            for way in ways
            for solution, data in _into(reuse, way or product, "supports")
        ]
    )  # fmt: skip


def tasks_of(reuse: Reuse, organisation: str) -> list[Row]:
    """Welke producten voert deze organisatie uit, en met welk proces?

    A row per product that it performs or has a process for; the claim is that it performs it, else
    that its process handles it.
    """
    rows = {product: claim(data) for product, data in _out_of(reuse, organisation, "performs")}
    own: dict[str, list[str]] = {}
    for process in _counting(_out_of(reuse, organisation, "publishes")):
        for product, data in _out_of(reuse, process, "handles"):
            if data["counts"]:
                own.setdefault(product, []).append(process)
            rows.setdefault(product, claim(data))
    return _ordered(
        [
            {"product": product, "title": _title(reuse, product),
             "processes": sorted(own.get(product, [])), **said}
            for product, said in rows.items()
        ]
    )  # fmt: skip


def _into(reuse: Reuse, node: str, wanted: str) -> Iterator[tuple[str, Row]]:
    """Give the other end and the attributes of each edge of a relation that ends in a node."""
    if node in reuse:
        for other, _, relation, data in reuse.in_edges(node, keys=True, data=True):
            if relation == wanted:
                yield other, data


def _out_of(reuse: Reuse, node: str, wanted: str) -> Iterator[tuple[str, Row]]:
    """Give the other end and the attributes of each edge of a relation that starts in a node."""
    if node in reuse:
        for _, other, relation, data in reuse.out_edges(node, keys=True, data=True):
            if relation == wanted:
                yield other, data


def _counting(ends: Iterable[tuple[str, Row]]) -> list[str]:
    """Give the other ends of edges that count; a row shows the claim of one edge only."""
    return [other for other, data in ends if data["counts"]]


def _title(reuse: Reuse, node: str) -> str:
    return str(reuse.nodes[node]["title"]) if node in reuse else ""


def _ordered(rows: list[Row]) -> list[Row]:
    """Order rows by whether their claim counts, then by title and what else they start with."""
    return sorted(
        rows,
        key=lambda row: (not row["counts"], row["title"].casefold(), [*map(str, row.values())]),
    )
