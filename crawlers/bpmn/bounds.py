"""Bounds and points of a diagram: places that can be drawn, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from knowledge.model import Box

DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
_POINTS = 200  # of one line
_FARTHEST = 100_000  # units from the corner: beyond it is no paper that anybody looks at


def label_of(drawn: Any) -> Box | None:
    """Give where the name of a shape or line is written, None where nobody says."""
    label = drawn.find(f"{DI}BPMNLabel")
    return None if label is None else bounds_of(label)


def bounds_of(drawn: Any) -> Box | None:
    """Give where something is drawn, None where that is no place or it has no size."""
    bounds = drawn.find(f"{_DC}Bounds")
    if bounds is None:
        return None
    left, top, width, height = (_number(bounds.get(key)) for key in ("x", "y", "width", "height"))
    if left is None or top is None or not width or not height or min(width, height) < 0:
        return None
    return Box(left, top, width, height)


def points_of(edge: Any) -> Iterator[tuple[float, float]]:
    """Give the points of a line, each once; none at all where one of them is no place."""
    marks = list(islice(edge.iterchildren(_WAYPOINT), _POINTS))
    places = [(_number(mark.get("x")), _number(mark.get("y"))) for mark in marks]
    if all(x is not None and y is not None for x, y in places):
        yield from (place for place, _ in groupby(places))  # type: ignore[misc]


def _number(written: str | None) -> float | None:
    """Read a number to a tenth, None for what is no number or farther than any paper."""
    try:
        value = float(written or "")
    except ValueError:
        return None
    return round(value, 1) if math.isfinite(value) and abs(value) <= _FARTHEST else None
