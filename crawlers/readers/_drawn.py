"""Where the parts of a BPMN diagram are drawn: some tools say only so who does what."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"


class Box(NamedTuple):
    """The bounds of a shape."""

    left: float
    top: float
    width: float
    height: float

    def holds_middle_of(self, other: Box) -> bool:
        """Tell whether the middle of another shape lies in this one."""
        across = other.left + other.width / 2 - self.left
        down = other.top + other.height / 2 - self.top
        return 0 <= across <= self.width and 0 <= down <= self.height


def boxes(root: Any) -> dict[str, Box]:
    """Give the bounds of each element that is drawn, by its id."""
    found: dict[str, Box] = {}
    for shape in root.iter(f"{_DI}BPMNShape"):
        bounds = shape.find(f"{_DC}Bounds")
        if bounds is not None:
            with contextlib.suppress(ValueError):
                sides = (float(bounds.get(key, "")) for key in ("x", "y", "width", "height"))
                found.setdefault(shape.get("bpmnElement", "").rpartition(":")[2], Box(*sides))
    return found


def lanes_by_place(
    drawn: dict[str, Box], lanes: dict[str, str], steps: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Yield step and lane name for each step that is drawn in a lane, the smallest around it.

    `lanes` gives the name of each lane by its id.
    """
    known = [(drawn[lane], name) for lane, name in lanes.items() if lane in drawn and name]
    known.sort(key=lambda one: one[0].width * one[0].height)
    for step in steps:
        if box := drawn.get(step):
            name = next((name for lane, name in known if lane.holds_middle_of(box)), "")
            if name:
                yield step, name
