"""Drawing: one plane of a process as SVG, for in a page or as a file of its own.

It needs no script, no style attribute and nothing from elsewhere, so the strict policy of the pages
holds; the colours are those of `site/assets/diagram.css`, light and dark, on screen and paper.
"""

from __future__ import annotations

import math
from collections import Counter
from typing import Any, NamedTuple

from lxml import etree
from markupsafe import Markup, escape

from knowledge.clean import masked, one_line
from knowledge.diagrams import naming, shapes, ways
from knowledge.diagrams.near import Near
from knowledge.diagrams.sheet import LONGEST, Sheet, short
from knowledge.home import CHECKOUT
from knowledge.model import Box, Drawing, Line, Process, Shape

LARGER = 1.15  # than its own units: so its letters are about those of a page
_MARGIN = 12
_FARTHEST = 1e6  # units from the corner
_LETTERS = 100_000  # of all names together: no reader gets through more
_SHORTENED = 80  # letters of each name where there are more
_CHOICES = ("exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway")
_NAMESPACE = "http://www.w3.org/2000/svg"
_SVG = Markup(
    '<svg xmlns="{space}" class="diagram" role="img" viewBox="{view}" width="{width}" '
    'height="{height}" fill="none" stroke="currentColor" stroke-linejoin="round" '
    'aria-labelledby="{prefix}-naam {prefix}-uitleg">'
    '<title id="{prefix}-naam">{title}</title><desc id="{prefix}-uitleg">{description}</desc>'
    "{style}{body}</svg>"
)


class Sketch(NamedTuple):
    """What was drawn of one plane: its elements, and where they are in their own units."""

    body: str
    view: Box

    @property
    def width(self) -> float:
        """Give how wide it is shown where there is room, in pixels."""
        return self.view.width * LARGER

    def inline(self, title: str, description: str, prefix: str = "schema") -> Markup:
        """Give the SVG for in a page; `prefix` is that of its ids on that page."""
        return self._svg(title, description, prefix, Markup(""))

    def alone(self, title: str, description: str) -> bytes:
        """Give the SVG as a file that has its own style."""
        style = Markup("<style>{}</style>").format(_style())
        drawn = self._svg(title, description, "schema", style)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n'.encode()

    def _svg(self, title: str, description: str, prefix: str, style: Markup) -> Markup:
        return _SVG.format(
            space=_NAMESPACE,
            view=" ".join(short(side) for side in self.view),
            width=short(self.width),
            height=short(self.view.height * LARGER),
            prefix=prefix,
            title=masked(one_line(title)),
            description=masked(one_line(description, 600)),
            style=style,
            body=Markup(self.body),  # noqa: S704 -- a tree that was written out: it is escaped
        )


def sketch(process: Process, drawing: Drawing) -> Sketch:
    """Draw one plane of a process."""
    sheet = _sheet(process, drawing)
    reach = sheet.reach
    left, top = math.floor(reach.left) - _MARGIN, math.floor(reach.top) - _MARGIN
    width = math.ceil(reach.left + reach.width) + _MARGIN - left
    height = math.ceil(reach.top + reach.height) + _MARGIN - top
    body = "".join(etree.tostring(layer, encoding="unicode") for layer in sheet.layers.values())
    return Sketch(body, Box(left, top, width, height))


def svg(
    process: Process, drawing: Drawing, title: str, description: str, prefix: str = "schema"
) -> Markup:
    """Draw one plane of a process for in a page; `prefix` is that of its ids on that page."""
    return sketch(process, drawing).inline(title, description, prefix)


def standalone(process: Process, drawing: Drawing, title: str, description: str) -> bytes:
    """Draw one plane of a process as a file that has its own style."""
    return sketch(process, drawing).alone(title, description)


def _style() -> Markup:
    """Give the style of a diagram, which is ours."""
    return escape((CHECKOUT / "site" / "assets" / "diagram.css").read_text("utf-8"))


def _sheet(process: Process, drawing: Drawing) -> Sheet:
    """Draw everything: what others stand on first, the names beside shapes last."""
    steps = {step.id: step for step in process.steps}
    sheet, nodes, taken = Sheet(), Near[Shape](), Near[None]()
    drawing = _drawable(drawing)
    for shape in sorted(drawing.shapes, key=_depth):
        if not shapes.is_ground(shape) and shape.kind != "group":
            nodes.add(shape.box, shape)
            taken.add(_core(shape), None)
        elif shapes.is_ground(shape):  # a white one on a coloured one is white
            sheet.tinted.append((shape.box, shape.tint))
        shapes.draw(sheet, shape, steps.get(shape.id))
    points = [ways.cropped(line.points, nodes) for line in drawing.lines]
    for line, through in zip(drawing.lines, points, strict=True):
        ways.draw(sheet, line, through)
        for part in naming.thin(through):
            taken.add(part, None)
    _names(sheet, drawing, points, taken)
    return sheet


def _drawable(drawing: Drawing) -> Drawing:
    """Give a drawing without what has no finite place or no size, whoever wrote the record."""
    letters = sum(len(one.name) for one in drawing.shapes)
    letters += sum(len(one.name) for one in drawing.lines)
    longest = LONGEST if letters <= _LETTERS else _SHORTENED
    inside = tuple(
        shape.model_copy(update=_sound(shape, longest))
        for shape in drawing.shapes
        if _is_place(shape.box)
    )
    lines = tuple(
        line.model_copy(update=_sound(line, longest))
        for line in drawing.lines
        if len(line.points) > 1 and all(_is_near(side) for point in line.points for side in point)
    )
    return drawing.model_copy(update={"shapes": inside, "lines": lines})


def _sound(part: Shape | Line, longest: int) -> dict[str, Any]:
    """Give what changes of a part before it is drawn: a long name, a label that is nowhere."""
    name = part.name if len(part.name) <= longest else f"{part.name[: longest - 1]}…"
    return {"name": name, "label": part.label if _is_place(part.label) else None}


def _is_place(box: Box | None) -> bool:
    return box is not None and all(map(_is_near, box)) and min(box.width, box.height) > 0


def _is_near(number: float) -> bool:
    return math.isfinite(number) and abs(number) <= _FARTHEST


def _depth(shape: Shape) -> tuple[int, float]:
    """Order shapes from what lies below to what lies above; events on a border come last."""
    if shapes.is_ground(shape):
        return (0 if shape.kind in shapes.GROUNDS else 1, -shape.box.width * shape.box.height)
    return (3 if shape.kind == "boundaryEvent" else 2, 0)


def _core(shape: Shape) -> Box:
    """Give the part of a shape that no name may cover: the corners around a diamond are free."""
    part = 0.25 if shape.kind.endswith("Gateway") else 0.1 if shape.kind.endswith("Event") else 0
    across, down = shape.box.width * part, shape.box.height * part
    return Box(shape.box.left + across, shape.box.top + down, shape.box.width - 2 * across,
               shape.box.height - 2 * down)  # fmt: skip


def _names(
    sheet: Sheet, drawing: Drawing, points: list[list[ways.Point]], taken: Near[None]
) -> None:
    """Write the names beside shapes and arrows: first those whose place is known."""
    beside = [shape for shape in drawing.shapes if shapes.is_named_beside(shape) and shape.name]
    lines = [pair for pair in zip(drawing.lines, points, strict=True) if pair[0].name]
    for is_known in (True, False):
        for shape in beside:
            if (shape.label is not None) is is_known:
                _written(sheet, naming.beside(shape.name, shape.box, shape.label, taken), taken)
        for line, through in lines:
            if (line.label is not None) is is_known:
                _written(sheet, naming.along(line.name, through, line.label, taken), taken)


def _written(sheet: Sheet, name: naming.Name | None, taken: Near[None]) -> None:
    if name is not None:
        naming.write(sheet, name, sheet.tint_at(name.box))
        taken.add(name.box, None)


def said_of(process: Process, drawing: Drawing) -> str:
    """Describe a drawing in one sentence: how many steps, roles and choices it shows.

    What is shown are the drawing's own shapes, so a subprocess tells of its own.
    """
    drawn = {shape.id for shape in drawing.shapes}
    steps = [step for step in process.steps if step.id in drawn]
    roles = {(step.pool, step.lane) for step in steps if step.pool or step.lane}
    ways = Counter(flow.source for flow in process.flows)
    choices = sum(step.kind in _CHOICES and ways[step.id] > 1 for step in steps)
    parts = [
        _number(len(steps), "stap", "stappen"),
        *([_number(len(roles), "rol", "rollen")] if roles else []),
        *([_number(choices, "keuze", "keuzes")] if choices else []),
    ]
    told = " en ".join(", ".join(parts).rsplit(", ", 1))
    return f"Stroomschema met {told}."


def _number(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
