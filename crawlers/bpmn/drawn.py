"""Where the parts of a BPMN diagram are drawn (BPMN 2.0.2, section 12: Diagram Interchange).

Some tools say only there who does what, and a page draws the diagram again from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Literal

from lxml import etree

from crawlers.bpmn.bounds import DI, bounds_of, label_of, points_of
from crawlers.bpmn.elements import is_true
from crawlers.bpmn.tints import tint_of
from crawlers.readers._text import clipped, one_line
from crawlers.readers._xml import real_name
from knowledge.model import Box, Drawing, Line, Shape

MOST = 5_000  # shapes, and as many lines twice; what comes after them is not drawn
_PLANES = 50  # drawings of one file
_LONGEST = 1_000  # characters of one name
_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_FOLDED = ("subProcess", "transaction", "adHocSubProcess", "subChoreography")
_ACTIVITIES = ("ask", "Activity", *_FOLDED)
_LINES: dict[str, Literal["sequence", "message", "association", "data"]] = {
    "sequenceFlow": "sequence",
    "messageFlow": "message",
    "association": "association",
    "conversationLink": "association",
    "dataInputAssociation": "data",
    "dataOutputAssociation": "data",
}


def drawings(root: Any) -> tuple[Drawing, ...]:
    """Give each plane of a diagram that draws something, and each closed subprocess in one.

    What has no finite place or no size is left out, and so is a shape of nothing.
    """
    elements: dict[str, Any] = {}
    for element in root.iter(f"{_BPMN}*"):
        elements.setdefault(element.get("id") or "", element)
    defaults = {element.get("default") for element in elements.values()} - {None}
    drawn: list[Drawing] = []
    diagrams = root.iter(f"{DI}BPMNDiagram")
    for plane in (one for each in diagrams for one in each.iterchildren(f"{DI}BPMNPlane")):
        shown = _known(plane.get("bpmnElement", ""), elements)
        named = real_name(plane.getparent()) or ("" if shown is None else _folded_name(shown))
        drawn += _Plane(plane, elements, defaults).drawings(named)
        if len(drawn) >= _PLANES:
            break
    return tuple(drawn[:_PLANES])


def boxes(root: Any) -> dict[str, Box]:
    """Give the bounds of each element that is drawn, by its id."""
    found: dict[str, Box] = {}
    for shape in root.iter(f"{DI}BPMNShape"):
        if box := bounds_of(shape):
            found.setdefault(shape.get("bpmnElement", "").rpartition(":")[2], box)
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
            name = next((name for lane, name in known if _holds_middle(lane, box)), "")
            if name:
                yield step, name


def _holds_middle(around: Box, other: Box) -> bool:
    """Tell whether the middle of another shape lies in this one."""
    across = other.left + other.width / 2 - around.left
    down = other.top + other.height / 2 - around.top
    return 0 <= across <= around.width and 0 <= down <= around.height


class _Plane:
    """One plane of a diagram: its own drawing, and one of each subprocess that is shown closed."""

    def __init__(self, plane: Any, elements: dict[str, Any], defaults: set[str]) -> None:
        self._elements, self._defaults = elements, defaults
        self._shapes: dict[Any, Any] = {}  # what is drawn, by the element that it shows
        for shape in islice(plane.iterchildren(f"{DI}BPMNShape"), MOST):
            element = _known(shape.get("bpmnElement", ""), elements)
            if element is not None:
                self._shapes.setdefault(element, shape)
        self._edges = list(islice(plane.iterchildren(f"{DI}BPMNEdge"), 2 * MOST))
        self._holders = {one for shown in self._shapes for one in shown.iterancestors()}
        self._closed = {one for one in self._shapes if _local(one) in _FOLDED and self._shut(one)}

    def _shut(self, element: Any) -> bool:
        """Tell whether a subprocess hides what is in it; where nobody says, look if it is drawn."""
        said = self._shapes[element].get("isExpanded")
        return not is_true(said) if said else element not in self._holders

    def drawings(self, name: str) -> Iterator[Drawing]:
        """Give what the plane shows; what a closed subprocess hides is a drawing of its own."""
        shapes: dict[Any, list[Shape]] = {None: []}
        lines: dict[Any, list[Line]] = {}
        for element, shape in self._shapes.items():
            if made := self._shape(element, shape):
                shapes.setdefault(self._hidden_in(element), []).append(made)
        for edge in self._edges:
            element = _known(edge.get("bpmnElement", ""), self._elements)
            if element is not None and (line := self._line(element, edge)):
                lines.setdefault(self._where(element), []).append(line)
        for place, inside in shapes.items():
            if inside:
                named = name if place is None else _folded_name(place)
                yield Drawing(name=named, shapes=tuple(inside), lines=tuple(lines.get(place, ())))

    def _hidden_in(self, element: Any) -> Any:
        """Give the closed subprocess that an element is in, None for what is in sight."""
        return next((one for one in element.iterancestors() if one in self._closed), None)

    def _where(self, line: Any) -> Any:
        """Give the closed subprocess that hides a line or one of its ends."""
        ends = (_known(line.get(end, ""), self._elements) for end in ("sourceRef", "targetRef"))
        places = (self._hidden_in(one) for one in (line, *ends) if one is not None)
        return next((place for place in places if place is not None), None)

    def _shape(self, element: Any, shape: Any) -> Shape | None:
        box, kind = bounds_of(shape), _local(element)
        if box is None or kind in _LINES or shape.get("participantBandKind"):
            return None
        return Shape(
            id=element.get("id"),
            kind=kind,
            name=self._name(element, kind),
            box=box,
            label=label_of(shape),
            open=self._is_open(element, kind),
            upright=not is_true(shape.get("isHorizontal"), True),
            signs=tuple(_signs(element, kind, shape, self._elements)),
            tint=tint_of(shape),
        )

    def _is_open(self, element: Any, kind: str) -> bool:
        """Tell whether a subprocess or pool has room for what is in it."""
        if kind == "participant":
            return bool(element.get("processRef"))
        return element not in self._closed

    def _name(self, element: Any, kind: str) -> str:
        """Give what stands in or beside a shape."""
        name: str | None = element.get("name")
        if kind == "textAnnotation":
            said = "".join(element.xpath("string(*[local-name()='text'])"))
            lines = (one_line(line) for line in said[: 2 * _LONGEST].splitlines())
            return clipped("\n".join(line for line in lines if line), _LONGEST)
        if kind == "group":
            value = _known(element.get("categoryValueRef", ""), self._elements)
            name = None if value is None else value.get("value")
        elif not name and kind in ("participant", "dataStoreReference"):
            shown = _known(element.get("processRef") or element.get("dataStoreRef") or "",
                           self._elements)  # fmt: skip
            name = None if shown is None else real_name(shown)
        return clipped(one_line(name), _LONGEST)

    def _line(self, element: Any, edge: Any) -> Line | None:
        kind, points = _LINES.get(_local(element)), tuple(points_of(edge))
        if kind is None or len(points) < 2:
            return None
        source = _known(element.get("sourceRef", ""), self._elements)
        conditional = element.find(f"{_BPMN}conditionExpression") is not None
        chosen = source is not None and _local(source).endswith(_ACTIVITIES)
        return Line(
            id=element.get("id"),
            kind=kind,
            name=clipped(one_line(element.get("name")), _LONGEST),
            points=points,
            label=label_of(edge),
            default=element.get("id") in self._defaults,
            conditional=conditional and chosen,
            arrow=kind != "association" or element.get("associationDirection", "None") != "None",
            tint=tint_of(edge),
        )


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _known(reference: str, elements: dict[str, Any]) -> Any:
    """Give the element that a reference means, None for nothing; some write it with a prefix."""
    if not reference:
        return None
    return elements.get(reference, elements.get(reference.rpartition(":")[2]))


def _folded_name(element: Any) -> str:
    """Give the name of a subprocess, "" for what is the whole of a diagram."""
    return clipped(one_line(element.get("name")), _LONGEST) if _local(element) in _FOLDED else ""


def _signs(element: Any, kind: str, shape: Any, elements: dict[str, Any]) -> Iterator[str]:
    """Name the marks of a shape that its step does not tell."""
    data = _known(element.get("dataObjectRef", ""), elements)
    holders = [one for one in (element, data) if one is not None]
    said = {
        "event": kind in _FOLDED and is_true(element.get("triggeredByEvent")),
        "unmarked": kind == "exclusiveGateway" and not is_true(shape.get("isMarkerVisible"), True),
        "collection": any(is_true(one.get("isCollection")) for one in holders),
        "compensation": is_true(element.get("isForCompensation")),
        "instantiate": is_true(element.get("instantiate")),
        "parallel": is_true(element.get("parallelMultiple")),
        "several": element.find(f"{_BPMN}participantMultiplicity") is not None,
    }
    return (sign for sign, is_so in said.items() if is_so)
