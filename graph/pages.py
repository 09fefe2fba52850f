"""Answers of the graph as plain values for the pages that the knowledge room stages."""

from __future__ import annotations

from graph.build import Reuse
from graph.questions.uses import neighbours
from graph.rows import Row


def neighbours_of_all(reuse: Reuse) -> dict[str, list[Row]]:
    """Give the rows of `neighbours` for every organisation that has any."""
    found = {}
    for node, kind in reuse.nodes(data="kind"):
        rows = neighbours(reuse, node) if str(kind) == "organisation" else []
        if rows:
            found[node] = rows
    return found
