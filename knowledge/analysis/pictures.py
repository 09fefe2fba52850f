"""The pictures of a solution: the map of who uses it and the curve of adoption in time.

A page shows them as images with a text instead; the names and numbers stand on the page too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from knowledge.analysis.curve import HIGH, WIDE, Curve, curve_of, curve_svg
from knowledge.hub import Thing
from knowledge.maps.drawing import Maps
from knowledge.maps.users import Reach, User, reach_of, reach_svg
from knowledge.shelf import Shelf

__all__ = ["CURVES", "HIGH", "MAPS", "WIDE", "Pictures", "files_of", "pictures"]

MAPS, CURVES = "analyse/kaart", "analyse/verloop"
Answers = Mapping[str, Any]


class Pictures(NamedTuple):
    """Who stands on the map and how use grew; the files are "" where there is nothing to draw."""

    reach: Reach
    curve: Curve
    map_file: str
    curve_file: str


def pictures(shelf: Shelf, maps: Maps, answers: Answers, thing: Thing) -> Pictures:
    """Give what there is to show of a solution; made once for its page and its files."""
    return shelf.once("pictures", thing.id, lambda: _made(shelf, maps, answers, thing))


def files_of(shelf: Shelf, maps: Maps, answers: Answers, thing: Thing) -> dict[str, str]:
    """Give the drawings of a solution by the name of their file."""
    shown = pictures(shelf, maps, answers, thing)
    title = shelf.title(thing.id)
    drawn = {
        shown.map_file: reach_svg(maps, shown.reach, title) if shown.map_file else "",
        shown.curve_file: curve_svg(shown.curve, title) if shown.curve_file else "",
    }
    return {name: body for name, body in drawn.items() if name}


def _made(shelf: Shelf, maps: Maps, answers: Answers, thing: Thing) -> Pictures:
    reach = reach_of(maps, _users(shelf, thing))
    each = answers.get("adoption_curve", {}).get("each", {})
    curve = curve_of(each.get(thing.id, {}).get("rows", ()), shelf.day)
    return Pictures(
        reach,
        curve,
        f"{MAPS}/{thing.slug}.svg" if reach.placed else "",
        f"{CURVES}/{thing.slug}.svg" if curve.points else "",
    )


def _users(shelf: Shelf, thing: Thing) -> list[User]:
    """Give those who use a solution by claims that count, as the table on its page does."""
    found = []
    for end in shelf.ends(thing.id, "uses", back=True):
        if end.edge.counts:
            other = shelf.hub.things.get(end.id)
            is_town = bool(other and other.get("type") == "gemeente")
            is_trying = end.edge.best.role == "pilot"
            found.append(User(end.id, end.title, is_town, is_trying))
    return found
