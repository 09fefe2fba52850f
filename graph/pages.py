"""Answers of the graph as plain values for the pages that the knowledge room stages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.build import Reuse
from graph.examples import Example, example, ranked
from graph.questions import (
    Question,
    certainty,
    csv_of,
    explained,
    listed,
    questions,
    wanted,
)
from graph.questions.uses import neighbours
from graph.rows import Row
from graph.walking import of_kind, used
from knowledge.clean import masked

FIRST = 5  # rows that the page of an organisation has room for
_SHORT = 6  # characters; no personal data fit in less
# questions that pages of things answer too: of which kind, and whether only the first rows
_EACH = {"peers": ("organisation", True), "gaps": ("organisation", True),
         "adoption_curve": ("solution", False)}  # fmt: skip


def neighbours_of_all(reuse: Reuse) -> dict[str, list[Row]]:
    """Give the rows of `neighbours` for every organisation that has any."""
    found = {}
    for node, kind in reuse.nodes(data="kind"):
        rows = neighbours(reuse, node) if str(kind) == "organisation" else []
        if rows:
            found[node] = rows
    return found


def answers_of(reuse: Reuse) -> dict[str, Row]:
    """Give for each question by name what it asks, how it counts, and its answer.

    A question has `name`, `usage`, `question`, `explained`, `module`, `ids`, `options`, and the
    answer: `rows`, `unknown`, `notes` and `strengths` (see `graph.questions.answered`), and `csv`,
    the same rows for a spreadsheet. One that needs ids answers an example: `arguments` are the ids,
    `example` says in Dutch how they were chosen. `each` has answers by id for the pages of things:
    `rows`, at most the first five where a page has no room for more, with `total`, `unknown` and
    `notes`.
    """
    order = ranked(reuse)
    found = {}
    for row, function in zip(listed(), questions().values(), strict=True):
        name = row["name"]
        ids, options = wanted(function)
        said = example(reuse, function, ids, order) if ids else Example((), "", function(reuse))
        rows = [_sound(reuse, one) for one in said.rows]
        found[name] = row | {
            "explained": explained(function), "ids": ids, "options": options,
            "module": function.__module__.rpartition(".")[2],
            "arguments": list(said.arguments), "example": said.rule if said.arguments else "",
            "rows": rows, **certainty(said.rows), "csv": csv_of({"rows": rows}),
        }  # fmt: skip
        if name in _EACH:
            kind, is_short = _EACH[name]
            found[name]["each"] = _each(reuse, function, _asking(reuse, kind), is_short)
    return found


def _sound(reuse: Reuse, value: Any) -> Any:
    """Give a value without personal data in its texts; ids and addresses stay as they are."""
    if isinstance(value, str):
        is_name = value in reuse or value.startswith(("https://", "http://"))
        return value if is_name or len(value) < _SHORT else masked(value)
    if isinstance(value, list | tuple):
        return [_sound(reuse, one) for one in value]
    if isinstance(value, dict):
        return {key: _sound(reuse, one) for key, one in value.items()}
    return value


def _asking(reuse: Reuse, kind: str) -> list[str]:
    """Give the municipalities that use anything, or the solutions that anybody uses or used."""
    if kind == "organisation":
        towns = (one for one in of_kind(reuse, kind) if reuse.nodes[one].get("type") == "gemeente")
        return [one for one in towns if used(reuse, one)]
    ends = {target for _, target, relation in reuse.edges(keys=True) if relation == "uses"}
    return sorted(ends)


def _each(reuse: Reuse, function: Question, ids: Iterable[str], is_short: bool) -> dict[str, Row]:
    """Answer a question for each of these things that it has an answer for."""
    found = {}
    for one in ids:
        rows = function(reuse, one)
        if rows:
            sure = certainty(rows)
            kept = rows[:FIRST] if is_short else rows
            found[one] = {
                "rows": [_sound(reuse, row) for row in kept], "total": len(rows),
                "unknown": sure["unknown"], "notes": sure["notes"],
            }  # fmt: skip
    return found
