"""Steps along the reuse graph that every question takes: the edges of a relation at a node.

A node that the graph does not have has no edges, so a question need not look first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from graph.build import Reuse
from graph.rows import Row
from knowledge.home import today


def into(reuse: Reuse, node: str, wanted: str) -> Iterator[tuple[str, Row]]:
    """Give the other end and the attributes of each edge of a relation that ends in a node."""
    if node in reuse:
        for other, _, relation, data in reuse.in_edges(node, keys=True, data=True):
            if relation == wanted:
                yield other, data


def out_of(reuse: Reuse, node: str, wanted: str) -> Iterator[tuple[str, Row]]:
    """Give the other end and the attributes of each edge of a relation that starts in a node."""
    if node in reuse:
        for _, other, relation, data in reuse.out_edges(node, keys=True, data=True):
            if relation == wanted:
                yield other, data


def counting(ends: Iterable[tuple[str, Row]]) -> list[str]:
    """Give the ends whose edge counts today, in the order of their ids."""
    return sorted(end for end, data in ends if data["counts"])


def used(reuse: Reuse, organisation: str) -> list[str]:
    """Give the solutions that an organisation uses, by claims that count."""
    return counting(out_of(reuse, organisation, "uses"))


def users(reuse: Reuse, solution: str) -> list[str]:
    """Give the organisations that use a solution, by claims that count."""
    return counting(into(reuse, solution, "uses"))


def of_kind(reuse: Reuse, kind: str) -> list[str]:
    """Give the ids of all things of a kind, in order."""
    return sorted(node for node in reuse if reuse.nodes[node].get("kind") == kind)


def title(reuse: Reuse, node: str) -> str:
    """Give the title of a node, "" where the graph does not have it."""
    return str(reuse.nodes[node]["title"]) if node in reuse else ""


def day_of(reuse: Reuse) -> date:
    """Give the day of which a graph has the edges; today for one that does not say."""
    day = reuse.graph.get("day", "")
    return date.fromisoformat(day) if day else today()
