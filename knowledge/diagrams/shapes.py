"""Shapes: what each part of a BPMN diagram looks like (BPMN 2.0.2, sections 7, 10 and 12)."""

from __future__ import annotations

from typing import Any

from knowledge.diagrams.glyphs import GATEWAYS, MARKERS, TASKS, event_glyph
from knowledge.diagrams.lettering import LEADING, MOST_LINES, Lettered, fitted, wrapped
from knowledge.diagrams.sheet import Sheet, block, circle, letter, path, short, sign, title, words
from knowledge.model import Box, Shape, Step

SUBPROCESSES = ("subProcess", "transaction", "adHocSubProcess", "subChoreography")
GROUNDS = ("participant", "lane")
DATA = ("dataObjectReference", "dataObject", "dataInput", "dataOutput")
STORES = ("dataStoreReference", "dataStore")
STRIP = 30  # where the name of a pool or lane stands
_SMALL = (12, 11, 10, 9, 8)
_MARKED = 17  # room for the signs at the foot of an activity
_SIGNED = 19  # and for that of its kind at its head


def is_ground(shape: Shape) -> bool:
    """Tell whether other parts are drawn on a shape."""
    return shape.kind in GROUNDS or (shape.kind in SUBPROCESSES and shape.open)


def is_named_beside(shape: Shape) -> bool:
    """Tell whether the name of a shape stands outside it."""
    return shape.kind.endswith(("Event", "Gateway")) or shape.kind in (*DATA, *STORES)


def draw(sheet: Sheet, shape: Shape, step: Step | None) -> None:
    """Draw one shape with what stands in it; a name beside it is not drawn here."""
    sheet.reaches(shape.box)
    layer = "ground" if is_ground(shape) else "nodes"
    group = sheet.group(layer, shape.tint)
    if shape.kind in GROUNDS:
        _ground(group, shape)
    elif shape.kind.endswith("Event"):
        _event(group, shape, step)
    elif shape.kind.endswith("Gateway"):
        _gateway(group, shape)
    elif shape.kind in DATA:
        _data(group, shape)
    elif shape.kind in STORES:
        _store(group, shape.box)
    elif shape.kind == "textAnnotation":
        _annotation(sheet, group, shape)
    elif shape.kind == "group":
        block(group, "group", shape.box, 10)
        _inside(group, shape, Box(shape.box.left, shape.box.top + 2, shape.box.width, 18))
    else:
        _activity(group, shape, step)


def _inside(group: Any, shape: Shape, room: Box, anchor: str = "middle") -> None:
    """Write the name of a shape in a part of it; what is cut there can still be read whole."""
    name = words(shape.name)
    if not name or room.width < 4 or room.height < 4:
        return
    text = fitted(name, room.width, room.height)
    _written(group, name, text, room, anchor)


def _written(group: Any, name: str, text: Lettered, room: Box, anchor: str) -> None:
    x = room.left + (room.width / 2 if anchor == "middle" else 0)
    letter(group, text, x, room.top + (room.height - text.height) / 2, anchor)
    if text.is_cut:
        title(group, name)


def _ground(group: Any, shape: Shape) -> None:
    """Draw a pool or lane: its name stands along its side, or above in one that goes down."""
    box, name = shape.box, words(shape.name)
    is_pool = shape.kind == "participant"
    block(group, "pool" if is_pool else "lane", box)
    if is_pool and not shape.open:
        _inside(group, shape, Box(box.left + 5, box.top, box.width - 10, box.height))
        return
    along, across = (box.width, box.height) if shape.upright else (box.height, box.width)
    strip = min(STRIP, across)
    if is_pool:
        wide, high = (along, strip) if shape.upright else (strip, along)
        block(group, "strip", Box(box.left, box.top, wide, high))
    if not name:
        return
    text = fitted(name, max(along - 10, 10), strip - 2, _SMALL)
    x = box.left + (along if shape.upright else strip) / 2
    y = box.top + (strip if shape.upright else along) / 2
    turn = "" if shape.upright else f"rotate(-90 {short(x)} {short(y)})"
    letter(group, text, x, y - text.height / 2, turn=turn)
    if text.is_cut:
        title(group, name)


def _event(group: Any, shape: Shape, step: Step | None) -> None:
    """Draw an event: thin where it starts, double in the middle, thick where it ends."""
    box = shape.box
    x, y = box.left + box.width / 2, box.top + box.height / 2
    radius = min(box.width, box.height) / 2
    is_middle = shape.kind not in ("startEvent", "endEvent")
    goes_on = step is not None and not step.interrupting and shape.kind != "endEvent"
    dashed = " dashed" if goes_on else ""
    kind = "shape thick" if shape.kind == "endEvent" else f"shape{dashed}"
    circle(group, kind, x, y, radius - (1 if shape.kind == "endEvent" else 0))
    if is_middle:
        circle(group, f"sign{dashed}", x, y, max(radius - 3, 0.5))
    thrown = shape.kind in ("endEvent", "intermediateThrowEvent")
    glyph = event_glyph(step.event if step else "", thrown, "parallel" in shape.signs)
    sign(group, glyph, x, y, radius / (20 if is_middle else 18))


def _gateway(group: Any, shape: Shape) -> None:
    left, top, width, height = shape.box
    x, y = left + width / 2, top + height / 2
    way = f"M{short(x)} {short(top)}L{short(left + width)} {short(y)}"
    path(group, "shape", f"{way}L{short(x)} {short(top + height)}L{short(left)} {short(y)}z")
    glyph = () if "unmarked" in shape.signs else GATEWAYS.get(shape.kind, ())
    if shape.kind == "eventBasedGateway" and "instantiate" in shape.signs:
        glyph = (glyph[0], glyph[2])
    sign(group, glyph, x, y, min(width, height) / 50)


def _activity(group: Any, shape: Shape, step: Step | None) -> None:
    """Draw a task, subprocess or call: its kind above on the left, its markers at the foot."""
    box = shape.box
    kind = "shape thick" if shape.kind == "callActivity" else "shape"
    kind += " dotted" if "event" in shape.signs else ""
    kind += " room" if is_ground(shape) else ""
    block(group, kind, box, min(10, box.width / 4, box.height / 4))
    if shape.kind == "transaction":
        inner = Box(box.left + 3, box.top + 3, max(box.width - 6, 1), max(box.height - 6, 1))
        block(group, "sign", inner, 8)
    glyph = TASKS.get(shape.kind, ())
    sign(group, glyph, box.left + 12, box.top + 11, 0.9)
    markers = _markers(shape, step)
    for number, marker in enumerate(markers):
        across = (number - (len(markers) - 1) / 2) * 20
        x, y = box.left + box.width / 2 + across, box.top + box.height - 10
        sign(group, MARKERS[marker], x, y)
    if is_ground(shape):
        _headed(group, shape)
        return
    _task_name(group, shape, bool(glyph), bool(markers))


def _headed(group: Any, shape: Shape) -> None:
    """Write the name of an open subprocess at its head, clear of what is in it."""
    name, box = words(shape.name), shape.box
    text = fitted(name, max(box.width - 16, 8), 30, (13, 12, 11, 10))
    if name:
        _written(group, name, text, Box(box.left, box.top + 3, box.width, text.height), "middle")


def _markers(shape: Shape, step: Step | None) -> list[str]:
    found: list[str] = [step.repeats] if step and step.repeats else []
    found += ["compensation"] if "compensation" in shape.signs else []
    found += ["closed"] if shape.kind in SUBPROCESSES and not shape.open else []
    return found + (["ad hoc"] if shape.kind == "adHocSubProcess" else [])


def _task_name(group: Any, shape: Shape, is_signed: bool, is_marked: bool) -> None:
    """Write the name of an activity in its middle, or below its sign where it would touch that."""
    left, top, width, height = shape.box
    name = words(shape.name)
    foot = _MARKED if is_marked else 0
    room = Box(left + 5, top + 4, width - 10, height - 8 - foot)
    if not name or min(room.width, room.height) < 4:
        return
    text = fitted(name, room.width, room.height)
    start = room.top + (room.height - text.height) / 2
    if is_signed and start < top + _SIGNED and not _clears(text, width, start - top):
        room = Box(room.left, top + _SIGNED, room.width, height - _SIGNED - 3 - foot)
        text = fitted(name, room.width, max(room.height, 8))
    _written(group, name, text, room, "middle")


def _clears(text: Lettered, width: float, start: float) -> bool:
    """Tell whether the lines beside a sign in the corner leave it free."""
    lines = [line for number, line in enumerate(text.lines)
             if start + number * text.size * LEADING < _SIGNED]  # fmt: skip
    widest = Lettered(text.size, tuple(lines)).width
    return (width - widest) / 2 > 21


def _data(group: Any, shape: Shape) -> None:
    """Draw a sheet of paper with a folded corner."""
    left, top, width, height = shape.box
    fold = min(width, height) * 0.3
    right, foot = left + width, top + height
    way = f"M{short(left)} {short(top)}H{short(right - fold)}L{short(right)} {short(top + fold)}"
    path(group, "shape", f"{way}V{short(foot)}H{short(left)}z")
    path(group, "sign", f"M{short(right - fold)} {short(top)}V{short(top + fold)}H{short(right)}")
    if "collection" in shape.signs:
        sign(group, MARKERS["parallel"], left + width / 2, foot - 8, 0.8)
    if shape.kind in ("dataInput", "dataOutput"):
        how = "open" if shape.kind == "dataInput" else "full"
        sign(group, (("M-9-4H1V-8.5L10 0L1 8.5V4H-9z", how),), left + 12, top + 12, 0.7)


def _store(group: Any, box: Box) -> None:
    """Draw a drum."""
    left, top, width, height = box
    bow = min(height / 6, 10)
    x, right, foot = short(left), short(left + width), short(top + height - bow)
    half, high = short(width / 2), short(bow)
    path(group, "shape", f"M{x} {short(top + bow)}A{half} {high} 0 0 1 {right} {short(top + bow)}"
         f"V{foot}A{half} {high} 0 0 1 {x} {foot}z")  # fmt: skip
    for down in (bow, 1.8 * bow, 2.6 * bow):
        path(group, "sign", f"M{x} {short(top + down)}"
             f"A{half} {high} 0 0 0 {right} {short(top + down)}")  # fmt: skip


def _annotation(sheet: Sheet, group: Any, shape: Shape) -> None:
    """Draw a note: a bracket with text; where the text has no room, the note grows downwards."""
    left, top, width, height = shape.box
    name = words(shape.name)
    text = fitted(name, max(width - 10, 20), height, (12, 11, 10)) if name else Lettered(12, ())
    if text.is_cut:
        lines = wrapped(name, max(width - 10, 20), 10)
        text = Lettered(10, lines[:MOST_LINES], len(lines) > MOST_LINES)
    height = max(height, text.height)
    sheet.reaches(Box(left, top, width, height))
    path(group, "flow", f"M{short(left + 10)} {short(top)}H{short(left)}V{short(top + height)}"
         f"H{short(left + 10)}")  # fmt: skip
    _written(group, name, text, Box(left + 6, top, width, height), "start")
