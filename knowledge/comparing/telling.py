"""The answer of `noaber compare`: comparisons as JSON, or as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

from knowledge.comparing.comparison import MOST
from knowledge.comparing.shown import over_time, side_by_side
from knowledge.comparing.view import Cell, Line, View
from knowledge.find import find
from knowledge.home import today
from knowledge.hub import Hub
from knowledge.model import NoaberError, Problem
from knowledge.shelf import Shelf

_WIDTH = 96  # characters of a line, without the sign


class CompareError(NoaberError):
    """What was given cannot be compared: says why and what to give instead."""

    status = 2


@dataclass(frozen=True)
class Compared:
    """One comparison, or those of each edition of one process with the next."""

    views: tuple[View, ...]
    problems: tuple[Problem, ...] = field(default=())
    status: int = 0

    def as_json(self) -> dict[str, Any]:
        """Give the comparisons as plain data, each with its processes and their sources."""
        hidden = {"sides": {"__all__": {"steps", "facts", "near"}}}
        return {"comparisons": [v.model_dump(mode="json", exclude=hidden) for v in self.views]}

    def lines(self) -> Iterator[str]:
        """Give the comparisons as text: per row a sign, what it says, and a line per process."""
        for view in self.views:
            yield " | ".join(
                label if side.title == label else f"{label}: {side.title}"
                for label, side in zip(view.labels, view.sides, strict=True)
            )
            for line in (*view.facts, *view.steps):
                yield from _told(line, view.labels)
            yield from filter(None, (view.summary, *view.notes))
            for label, side in zip(view.labels, view.sides, strict=True):
                for source in (one for one in side.sources if not one.parts):
                    yield f"bron van {label}: {source.who} {source.url}".rstrip()
            yield ""


def compared(hub: Hub, names: Sequence[str]) -> Compared:
    """Compare the processes that were named, or the editions of one.

    Raises NotFoundError for a name that means no process or more than one, and CompareError where
    there is nothing to compare.
    """
    if len(names) > MOST:
        raise CompareError(f"geef hooguit {MOST} processen; dit zijn er {len(names)}")
    things = [find(hub, name, "process") for name in names]
    if len({thing.id for thing in things}) < len(things):
        raise CompareError("hetzelfde proces staat er twee keer; geef verschillende processen")
    if len(things) == 1:
        views = over_time(things[0])
        if not views:
            raise CompareError(f"van {things[0].title!r} kennen we geen eerdere versie; geef een "
                               "tweede proces om het mee te vergelijken")  # fmt: skip
        return Compared(tuple(views))
    found = side_by_side(Shelf(hub, today()), things)
    return Compared((found,) if found else ())


def _told(line: Line, labels: Sequence[str]) -> Iterator[str]:
    """Give one row: a line for all where they are the same, else one per process."""
    what = f"{line.label}: " if line.label else ""
    more = f" ({line.more})" if line.more else ""
    if line.state == "same":
        yield from _wrapped(f"{line.sign} ", f"{what}{_text(line.cells[0])}")
        return
    yield f"{line.sign} {what}{line.said}{more}"
    for label, cell in zip(labels, line.cells, strict=True):
        yield from _wrapped("    ", f"{label}: {_text(cell) if cell.entries else cell.blank}")


def _text(cell: Cell) -> str:
    said = (f"{one.text} ({one.small})" if one.small else one.text for one in cell.entries)
    return "; ".join(said) or cell.blank


def _wrapped(start: str, text: str) -> list[str]:
    return wrap(text, _WIDTH, initial_indent=start, subsequent_indent=" " * (len(start) + 2))
