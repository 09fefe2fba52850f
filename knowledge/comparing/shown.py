"""What templates and the command ask for: things side by side, and one thing over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from urllib.parse import urlencode

from knowledge.comparing.comparison import MOST, related
from knowledge.comparing.sides import editions_of, side_of
from knowledge.comparing.view import Line, View, view
from knowledge.hub import Thing
from knowledge.model import Process
from knowledge.shelf import Shelf

PAGE = "vergelijken/"


def side_by_side(shelf: Shelf, things: Sequence[Thing]) -> View | None:
    """Compare the first two or three things; None where there are fewer."""
    unique = list({thing.id: thing for thing in things}.values())[:MOST]
    return view(related([side_of(shelf, thing) for thing in unique])) if unique[1:] else None


def over_time(thing: Thing) -> list[View]:
    """Compare each edition of a process with the next, the newest first."""
    record = next((r for r in thing.records if isinstance(r, Process) and r.earlier), None)
    editions = editions_of(record) if record else []
    return [view(related(pair)) for pair in pairwise(editions)][::-1]


def address(things: Iterable[Thing]) -> str:
    """Give the address of a comparison from the root of the site; the first of what is given."""
    slugs = list(dict.fromkeys(thing.slug for thing in things))[:MOST]
    return f"{PAGE}?{urlencode([('met', slug) for slug in slugs])}" if slugs else PAGE


def differing(lines: Iterable[Line]) -> list[Line]:
    """Give the lines in which processes differ."""
    return [line for line in lines if line.state != "same"]


def alike(lines: Iterable[Line]) -> list[str]:
    """Give the names of the steps that are the same, as the first process calls them."""
    same = (line for line in lines if line.state == "same")
    return [next(cell.entries[0].text for cell in line.cells if cell.entries) for line in same]
