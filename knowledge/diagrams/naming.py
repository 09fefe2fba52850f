"""Naming: where the names stand that have no room in their shape, and those of arrows."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.diagrams.lettering import Lettered, balanced
from knowledge.diagrams.near import Near, overlap
from knowledge.diagrams.sheet import Sheet, letter, words
from knowledge.model import Box

_SIZE = 12
_USUAL = 98  # units; names beside an event were wrapped at about 90 in letters of 11
_GAP = 4
Point = tuple[float, float]


class Name(NamedTuple):
    """A name where it stands: its lines, and the box around them."""

    text: Lettered
    box: Box


def beside(name: str, box: Box, label: Box | None, taken: Near[None]) -> Name | None:
    """Place the name of a shape where its maker put it, else where there is most room."""
    text = _lines(name, label)
    if text is None:
        return None
    if label is None:
        return Name(text, _freest(_sides(box, text), taken))
    return Name(text, _freest((_cleared(one, box) for one in _on(label, text, box)), taken))


def along(name: str, points: Sequence[Point], label: Box | None, taken: Near[None]) -> Name | None:
    """Place the name of an arrow where its maker put it, else beside its first long part."""
    text = _lines(name, label)
    if text is None:
        return None
    places = _on(label, text, None) if label else _beside_parts(points, text)
    return Name(text, _freest(places, taken))


def write(sheet: Sheet, name: Name, tint: str = "") -> None:
    """Write a name on the sheet, on a ground of some colour."""
    box = name.box
    sheet.reaches(box)
    group = sheet.group("words", tint) if tint else sheet.layers["words"]
    letter(group, name.text, box.left + box.width / 2, box.top)


def _lines(name: str, label: Box | None) -> Lettered | None:
    said = words(name)
    if not said:
        return None
    across = max(_USUAL, label.width * 1.15 if label else 0)
    if label is None:
        across = max(across, math.sqrt(len(said)) * _SIZE)  # a long name is no tower
    return Lettered(_SIZE, balanced(said, across, _SIZE))


def _on(label: Box, text: Lettered, shape: Box | None) -> Iterator[Box]:
    """Give the places of a text at its label: around its middle, else a little beside that.

    A name above a shape stands on it.
    """
    left = label.left + (label.width - text.width) / 2
    top = label.top
    if shape is None:
        top += (label.height - text.height) / 2
    elif label.top + label.height / 2 < shape.top:
        top = min(top, max(label.top + label.height, shape.top - _GAP) - text.height)
    for aside, down in ((0, 0), (5, 0), (-5, 0), (0, -5), (0, 5), (10, 0), (-10, 0), (16, 0),
                        (-16, 0), (10, -5), (-10, -5)):  # fmt: skip
        yield Box(left + aside, top + down, text.width, text.height)


def _cleared(name: Box, shape: Box) -> Box:
    """Move a name off its own shape, to the side on which it already is most."""
    core = Box(shape.left + 3, shape.top + 3, shape.width - 6, shape.height - 6)
    if core.width <= 0 or core.height <= 0 or not overlap(name, core):
        return name
    right, foot = shape.left + shape.width, shape.top + shape.height
    moves = [(name.left, foot + 1), (name.left, shape.top - 1 - name.height),
             (right + 2, name.top), (shape.left - 2 - name.width, name.top)]  # fmt: skip
    left, top = min(moves, key=lambda to: abs(to[0] - name.left) + abs(to[1] - name.top))
    return Box(left, top, name.width, name.height)


def _sides(box: Box, text: Lettered) -> Iterator[Box]:
    """Give the places around a shape for its name, the usual one first."""
    wide, high = text.width, text.height
    middle, level = box.left + (box.width - wide) / 2, box.top + (box.height - high) / 2
    right, foot = box.left + box.width, box.top + box.height
    for left, top in (
        (middle, foot + _GAP),
        (middle, box.top - _GAP - high),
        (right + _GAP, box.top - high),
        (right + _GAP, foot),
        (box.left - _GAP - wide, box.top - high),
        (box.left - _GAP - wide, foot),
        (right + _GAP, level),
    ):
        yield Box(left, top, wide, high)


def _beside_parts(points: Sequence[Point], text: Lettered) -> Iterator[Box]:
    """Give the places beside the parts of an arrow, those at its start first."""
    wide, high = text.width, text.height
    for (x1, y1), (x2, y2) in list(pairwise(points))[:6]:
        x, y = (x1 + x2) / 2, (y1 + y2) / 2
        if abs(x2 - x1) >= abs(y2 - y1):
            yield Box(x - wide / 2, y - high - 3, wide, high)
            yield Box(x - wide / 2, y + 3, wide, high)
        else:
            yield Box(x + 4, y - high / 2, wide, high)
            yield Box(x - 4 - wide, y - high / 2, wide, high)


def _freest(places: Iterator[Box], taken: Near[None]) -> Box:
    """Give the place that covers least of what is drawn, the first of equals."""
    return min(places, key=lambda box: sum(overlap(one, box) for one, _ in taken.touching(box)))


def thin(points: Sequence[Point]) -> Iterator[Box]:
    """Give a thin box around each part of an arrow that goes straight."""
    for (x1, y1), (x2, y2) in pairwise(points):
        if min(abs(x2 - x1), abs(y2 - y1)) < 3:
            yield Box(min(x1, x2) - 2, min(y1, y2) - 2, abs(x2 - x1) + 4, abs(y2 - y1) + 4)
