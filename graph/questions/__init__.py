"""The questions that the graph answers: one plain function each, in the modules of this folder.

The first line of a docstring is the question, as the site and the command line show it. Each
takes the graph first, then ids as text, then keyword-only options, and gives rows: mappings of
plain values, as `Rows` where it knows what is unknown. A row that states a relation has `source`,
`url`, `last_seen`, `strength` and `state`. What stands in the docstring after `Uitleg:` says in
Dutch how is counted; the page of the question shows it.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from graph import measures
from graph.build import build
from graph.rows import Row, by_strength
from knowledge.find import find
from knowledge.home import Home, today
from knowledge.hub import Hub
from knowledge.model import KINDS, STRENGTHS, NoaberError, Strength
from knowledge.spreadsheets import as_csv

Question = Callable[..., list[Row]]
# the options that questions may have, as their parameter is called, and as people write them
FLAGS = {"together": "with", "key": "key", "weights": "weights"}


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
            is_ours = function.__module__ == module.__name__
            if is_ours and takes == ["reuse"] and not name.startswith("_"):
                found[name] = function
    return dict(sorted(found.items()))


def listed() -> list[Row]:
    """List the questions for people: how to ask each, and what it asks."""
    rows = []
    for name, function in questions().items():
        ids, options = wanted(function)
        usage = [name, *(one.upper() for one in ids), *(f"[--{FLAGS[one]} …]" for one in options)]
        first = (inspect.getdoc(function) or "").partition("\n")[0]
        rows.append({"name": name, "usage": " ".join(usage), "question": first})
    return rows


def wanted(function: Question) -> tuple[list[str], list[str]]:
    """Give what a question takes beside the graph: ids, and options that may be left out."""
    taken = list(inspect.signature(function).parameters.values())[1:]
    options = [one.name for one in taken if one.kind is one.KEYWORD_ONLY]
    return [one.name for one in taken if one.name not in options], options


def explained(function: Question) -> str:
    """Give how a question counts, in Dutch: what follows `Uitleg:` in its docstring."""
    said = (inspect.getdoc(function) or "").partition("\nUitleg: ")[2]
    return " ".join(said.partition("\n\n")[0].split())


def answered(
    hub: Hub,
    name: str,
    arguments: tuple[str, ...],
    as_of: date | None = None,
    least: Strength = STRENGTHS[-1],
    options: Mapping[str, Any] | None = None,
    home: Home | None = None,
) -> Row:
    """Answer a question by name (`ask --json` of model.md); arguments name things in any way.

    A parameter that is called as a kind of thing takes only things of that kind. `as_of` is the
    day of which the hub has the edges, today where none is given; `least` the weakest evidence
    that counts. `options` are those of the question, with nothing in those that were not given;
    each value of `together` names an organisation. Measures that were stored in `home` are used.
    The answer tells in `unknown` per field how many of how many lack it, in `strengths` how many
    of its rows rest on which strength.
    Raises UnknownQuestionError, and NoaberError where an argument fits no thing or several.
    """
    function = _question(name)
    found, asked = _asked(hub, name, arguments, options or {})
    reuse = build(hub, least, as_of)
    if home:
        measures.attach(reuse, home)
    rows = function(reuse, *found, **asked)
    return {
        "question": name,
        "arguments": found,
        "options": {key: list(v) if isinstance(v, tuple) else v for key, v in asked.items()},
        "as_of": (as_of or today()).isoformat(),
        "min_strength": least,
        "rows": list(rows),
        **certainty(rows),
    }


def _asked(
    hub: Hub, name: str, arguments: tuple[str, ...], options: Mapping[str, Any]
) -> tuple[list[str], dict[str, Any]]:
    """Give the ids and options that a question is asked with."""
    ids, may = wanted(_question(name))
    if len(arguments) != len(ids):
        raise UnknownQuestionError(f"vraag zo: noaber ask {name} {' '.join(ids).upper()}".rstrip())
    asked = {key: value for key, value in options.items() if value}
    if foreign := sorted(asked.keys() - set(may)):
        said = f"de vraag {name} kent geen --{FLAGS.get(foreign[0], foreign[0])}"
        raise UnknownQuestionError(said)
    if "together" in asked:
        asked["together"] = tuple(find(hub, w, "organisation").id for w in asked["together"])
    found = [
        find(hub, given, next((kind for kind in KINDS if kind == parameter), None)).id
        for parameter, given in zip(ids, arguments, strict=True)
    ]
    return found, asked


def certainty(rows: list[Row]) -> Row:
    """Give how sure an answer is: what it does not know, notes, and its rows by strength."""
    said = [row for row in rows if row.get("strength") in STRENGTHS]
    return {
        "unknown": {k: list(v) for k, v in getattr(rows, "unknown", {}).items()},
        "notes": list(getattr(rows, "notes", ())),
        "strengths": by_strength(said) if said else {},
    }


def _question(name: str) -> Question:
    if name in questions():
        return questions()[name]
    near = difflib.get_close_matches(name, questions(), 1)
    hint = f"; bedoelde u {near[0]}?" if near else f"; kies uit {', '.join(questions())}"
    raise UnknownQuestionError(f"onbekende vraag {name!r}{hint}")


def lines_of(found: Row) -> Iterator[str]:
    """Give an answer for people: a line per row, or that there is none, and what is not known."""
    for row in found["rows"]:
        yield ", ".join(f"{k}: {_cell(v)}" for k, v in row.items() if v not in ("", [], {}, None))
    if not found["rows"]:
        yield "niets gevonden"
    for field, (missing, total) in found["unknown"].items():
        if missing:
            yield f"onbekend: {field} bij {missing} van {total}"
    yield from found["notes"]


def csv_of(found: Row) -> str:
    """Give the rows of an answer as CSV for spreadsheets; lists in a cell stand with `; `."""
    columns = list(dict.fromkeys(key for row in found["rows"] for key in row))
    cells = ([_cell(row.get(key)) for key in columns] for row in found["rows"])
    return as_csv(columns, cells)


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(str(_cell(one)) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{key}={_cell(one)}" for key, one in value.items())
    return "" if value is None else value
