"""The questions that the graph answers: one plain function each, in the modules of this folder.

The first line of a docstring is the question, as the site and the command line show it. Each
takes the graph first, then ids as text, and gives rows: mappings of plain values. A row that
states a relation has `source`, `url`, `last_seen`, `strength` and `state`.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import date

from graph.build import build
from graph.rows import Row
from knowledge.find import find
from knowledge.home import today
from knowledge.hub import Hub
from knowledge.model import KINDS, NoaberError

Question = Callable[..., list[Row]]


class UnknownQuestionError(NoaberError):
    """A question was asked that is not in this file, or with too few or too many arguments."""

    status = 2


def questions() -> dict[str, Question]:
    """Give every question by name: the public functions that take a graph (`reuse`) first."""
    found: dict[str, Question] = {}
    for one in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{one.name}")
        for name, function in inspect.getmembers(module, inspect.isfunction):
            takes = list(inspect.signature(function).parameters)[:1]
            if takes == ["reuse"] and not name.startswith("_"):
                found[name] = function
    return dict(sorted(found.items()))


def listed() -> list[Row]:
    """List the questions for people: how to ask each, and what it asks."""
    rows = []
    for name, function in questions().items():
        wanted = [p.upper() for p in list(inspect.signature(function).parameters)[1:]]
        first = (inspect.getdoc(function) or "").partition("\n")[0]
        rows.append({"name": name, "usage": " ".join([name, *wanted]), "question": first})
    return rows


def answered(hub: Hub, name: str, arguments: tuple[str, ...], as_of: date | None = None) -> Row:
    """Answer a question by name (`ask --json` of model.md); arguments name things in any way.

    A parameter that is called as a kind of thing takes only things of that kind. `as_of` is the
    day of which the hub has the edges, today where none is given.
    Raises UnknownQuestionError, and NoaberError where an argument fits no thing or several.
    """
    if name not in questions():
        near = difflib.get_close_matches(name, questions(), 1)
        hint = f"; bedoelde u {near[0]}?" if near else f"; kies uit {', '.join(questions())}"
        raise UnknownQuestionError(f"onbekende vraag {name!r}{hint}")
    function = questions()[name]
    wanted = list(inspect.signature(function).parameters)[1:]
    if len(arguments) != len(wanted):
        raise UnknownQuestionError(f"vraag zo: noaber ask {name} {' '.join(wanted).upper()}")
    ids = [
        find(hub, given, next((kind for kind in KINDS if kind == parameter), None)).id
        for parameter, given in zip(wanted, arguments, strict=True)
    ]
    rows = function(build(hub), *ids)
    return {
        "question": name,
        "arguments": ids,
        "as_of": (as_of or today()).isoformat(),
        "rows": rows,
    }


def lines_of(found: Row) -> Iterator[str]:
    """Give an answer for people: a line per row, or that there is none."""
    for row in found["rows"]:
        yield ", ".join(f"{name}: {value}" for name, value in row.items() if value not in ("", []))
    if not found["rows"]:
        yield "niets gevonden"
