"""Answers of the graph as plain values for the pages that the knowledge room stages."""

from __future__ import annotations

from graph.build import Reuse
from graph.questions import certainty, explained, listed, questions, wanted
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


def answers_of(reuse: Reuse) -> dict[str, Row]:
    """Give for each question by name what it asks, how it counts, and its answer if it needs no id.

    A question has `name`, `usage`, `question`, `explained`, `ids`, `options`; one without ids also
    `rows`, `unknown`, `notes` and `strengths` (see `graph.questions.answered`).
    """
    found = {}
    for row, function in zip(listed(), questions().values(), strict=True):
        ids, options = wanted(function)
        found[row["name"]] = row | {
            "explained": explained(function), "ids": ids, "options": options,
        }  # fmt: skip
        if not ids:
            rows = function(reuse)
            found[row["name"]] |= {"rows": list(rows), **certainty(rows)}
    return found
