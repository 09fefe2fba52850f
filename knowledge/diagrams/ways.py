"""Ways: the arrows of a diagram, with their heads, and where an arrow meets a shape."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from knowledge.diagrams.near import Near
from knowledge.diagrams.sheet import Sheet, circle, path, short
from knowledge.model import Box, Line, Shape

Point = tuple[float, float]
_BEND = 5  # radius of a corner
_HEAD = 9  # length of the head of an arrow
_INSIDE = 20  # points of a line that may lie hidden in a shape


def draw(sheet: Sheet, line: Line, points: Sequence[Point]) -> None:
    """Draw one line along points, from its tail to its head."""
    for x, y in points:
        sheet.reaches(Box(x, y, 0, 0))
    group = sheet.group("flows", line.tint)
    path(group, f"flow {line.kind}", _bent(points))
    if line.kind == "sequence":
        _head(group, "head", points, 0)
        _tail(group, line, points)
    elif line.kind == "message":
        _head(group, "head hollow", points, 0)
        circle(sheet.group("ends", line.tint), "head hollow", *points[0], 4.5)
    elif line.arrow:
        _head(group, "flow", points, 1)


def cropped(points: Sequence[Point], nodes: Near[Shape]) -> list[Point]:
    """Give points that end where a shape begins: some tools draw on to the middle of it."""
    found = list(points)
    for _ in range(2):  # the head, then the tail
        found.reverse()
        inside = 0
        while inside < min(len(found) - 2, _INSIDE) and _holder(
            found[inside], nodes, found[inside + 1]
        ):
            inside += 1  # the next point is in the same shape
        del found[:inside]
        if shape := _holder(found[0], nodes):
            found[0] = _border(shape, found[1], found[0])
    return found


def _holder(point: Point, nodes: Near[Shape], other: Point | None = None) -> Shape | None:
    """Give the smallest shape that a point is well inside, and another one too if it is given."""
    holding = [one for one in nodes.at(point) if _is_in(one, point) and
               (other is None or _is_in(one, other))]  # fmt: skip
    return min(holding, key=lambda one: one.box.width * one.box.height, default=None)


def _is_in(shape: Shape, point: Point) -> bool:
    x, y, a, b = _from_middle(shape, point)
    if a <= 2 or b <= 2:
        return False
    x, y = abs(x) / (a - 2), abs(y) / (b - 2)
    if shape.kind.endswith("Event"):
        return math.hypot(x, y) < 1
    return x + y < 1 if shape.kind.endswith("Gateway") else max(x, y) < 1


def _from_middle(shape: Shape, point: Point) -> tuple[float, float, float, float]:
    """Give a point as seen from the middle of a shape, and half its width and height."""
    a, b = shape.box.width / 2, shape.box.height / 2
    return point[0] - shape.box.left - a, point[1] - shape.box.top - b, a, b


def _border(shape: Shape, outside: Point, inside: Point) -> Point:
    """Give where a way from outside to inside meets the border; the outside where it never does."""
    low, high = 0.0, 1.0
    for _ in range(20):
        half = (low + high) / 2
        at = (outside[0] + (inside[0] - outside[0]) * half,
              outside[1] + (inside[1] - outside[1]) * half)  # fmt: skip
        low, high = (low, half) if _is_in(shape, at) else (half, high)
    return (outside[0] + (inside[0] - outside[0]) * low,
            outside[1] + (inside[1] - outside[1]) * low)  # fmt: skip


def _bent(points: Sequence[Point]) -> str:
    """Give a path along points with its corners rounded."""
    way = f"M{_at(points[0])}"
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        room = min(_BEND, math.dist(before, here) / 2, math.dist(here, after) / 2)
        way += f"L{_at(_toward(here, before, room))}Q{_at(here)} {_at(_toward(here, after, room))}"
    return f"{way}L{_at(points[-1])}"


def _head(group: Any, kind: str, points: Sequence[Point], is_open: int) -> None:
    tip = points[-1]
    back = next((p for p in reversed(points[:-1]) if math.dist(p, tip) > 1), points[0])
    left, right = (_aside(tip, back, _HEAD, side * _HEAD * 0.45) for side in (1, -1))
    path(group, kind, f"M{_at(left)}L{_at(tip)}L{_at(right)}" + ("" if is_open else "z"))


def _tail(group: Any, line: Line, points: Sequence[Point]) -> None:
    """Draw the sign of the default way, or the diamond of a way with a condition."""
    start, ahead = points[0], points[1]
    if line.default:
        ends = _aside(start, ahead, 7, 5), _aside(start, ahead, 12, -5)
        path(group, "flow", f"M{_at(ends[0])}L{_at(ends[1])}")
    elif line.conditional:
        corners = [_aside(start, ahead, 8, 5), _aside(start, ahead, 16, 0),
                   _aside(start, ahead, 8, -5)]  # fmt: skip
        path(group, "head hollow", f"M{_at(start)}L{'L'.join(_at(one) for one in corners)}z")


def _at(point: Point) -> str:
    return f"{short(point[0])} {short(point[1])}"


def _toward(here: Point, there: Point, far: float) -> Point:
    return _aside(here, there, far, 0)


def _aside(here: Point, there: Point, far: float, side: float) -> Point:
    """Give the point so far from here toward there, and so far to its side."""
    span = math.dist(here, there) or 1
    x, y = (there[0] - here[0]) / span, (there[1] - here[1]) / span
    return here[0] + x * far - y * side, here[1] + y * far + x * side
