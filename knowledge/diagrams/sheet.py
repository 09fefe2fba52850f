"""The sheet that is drawn on: layers, and how shapes, signs and letters come on it.

Everything is made as elements of a tree, so text of strangers is only ever text.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from knowledge.clean import masked, one_line
from knowledge.diagrams.glyphs import Glyph
from knowledge.diagrams.lettering import LEADING, Lettered
from knowledge.model import Box

LONGEST = 600  # characters of one name
_LAYERS = ("ground", "flows", "nodes", "ends", "words")  # each covers what is before it


class Sheet:
    """A drawing under way: elements in layers, and how far they reach."""

    def __init__(self) -> None:
        self.layers = {name: etree.Element("g") for name in _LAYERS}
        self.layers["words"].set("class", "words")
        self.tinted: list[tuple[Box, str]] = []  # coloured grounds, the one on top last
        self._edges: list[Box] = []

    @property
    def reach(self) -> Box:
        """Give the bounds of all that was drawn."""
        left = min((box.left for box in self._edges), default=0)
        top = min((box.top for box in self._edges), default=0)
        right = max((box.left + box.width for box in self._edges), default=0)
        bottom = max((box.top + box.height for box in self._edges), default=0)
        return Box(left, top, right - left, bottom - top)

    def reaches(self, box: Box) -> None:
        """Note that something is drawn there."""
        self._edges.append(box)

    def tint_at(self, box: Box) -> str:
        """Give the colour of the ground below the middle of a box, "" for none."""
        x, y = box.left + box.width / 2, box.top + box.height / 2
        for ground, tint in reversed(self.tinted):
            if 0 <= x - ground.left <= ground.width and 0 <= y - ground.top <= ground.height:
                return tint
        return ""

    def group(self, layer: str, tint: str = "") -> Any:
        """Give a group for one part, in the colour that its maker gave it."""
        return etree.SubElement(self.layers[layer], "g", {"class": f"tint-{tint}"} if tint else {})


def path(group: Any, kind: str, way: str) -> Any:
    """Draw a path in a group."""
    return etree.SubElement(group, "path", {"class": kind, "d": way})


def block(group: Any, kind: str, box: Box, corner: float = 0) -> None:
    """Draw a rectangle in a group."""
    said = {"class": kind, "x": short(box.left), "y": short(box.top), "width": short(box.width),
            "height": short(box.height)}  # fmt: skip
    etree.SubElement(group, "rect", said | ({"rx": short(corner)} if corner else {}))


def circle(group: Any, kind: str, x: float, y: float, radius: float) -> None:
    """Draw a circle in a group."""
    said = {"class": kind, "cx": short(x), "cy": short(y), "r": short(radius)}
    etree.SubElement(group, "circle", said)


def sign(group: Any, glyph: Glyph, x: float, y: float, scale: float = 1) -> None:
    """Draw a glyph with its middle at a point."""
    if not glyph:
        return
    moved = f"translate({short(x)} {short(y)})" + ("" if scale == 1 else f" scale({scale:.3g})")
    inner = etree.SubElement(group, "g", {"transform": moved})
    for way, kind in glyph:
        path(inner, kind, way)


def letter(
    group: Any, text: Lettered, x: float, top: float, anchor: str = "middle", turn: str = ""
) -> None:
    """Write lines of text below each other; `turn` is how the whole of it is turned."""
    said = {"font-size": short(text.size), "text-anchor": anchor}
    element = etree.SubElement(group, "text", said | ({"transform": turn} if turn else {}))
    for number, line in enumerate(text.lines):
        down = top + (number + 0.5) * text.size * LEADING + text.size * 0.35
        part = etree.SubElement(element, "tspan", {"x": short(x), "y": short(down)})
        part.text = line


def title(group: Any, name: str) -> None:
    """Give a group its whole name, for what has no room."""
    element = etree.Element("title")
    element.text = name
    group.insert(0, element)


def words(name: str) -> str:
    """Give text of strangers as it may stand on a drawing; a note keeps its lines."""
    lines = (one_line(line, LONGEST) for line in name[:LONGEST].split("\n"))
    return masked("\n".join(line for line in lines if line))


def short(number: float) -> str:
    """Write a number as short as it may be.

    >>> short(12.0), short(-0.04), short(3.14159)
    ('12', '0', '3.1')
    """
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
