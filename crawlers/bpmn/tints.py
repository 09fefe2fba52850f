"""The colours that a maker gave to parts of a diagram, as one of a few names."""

from __future__ import annotations

import colorsys
import re
from typing import Any

_WRITTEN = {
    "red": "#f00", "orange": "#fa0", "yellow": "#ff0", "green": "#080", "blue": "#00f",
    "purple": "#808",
}  # fmt: skip
_HUES = ((20, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (255, "blue"),
         (320, "purple"), (361, "red"))  # fmt: skip  # degrees: each name up to there
_COLOURS = ("fill", "background-color", "stroke", "border-color")
_FAINT = 0.08  # what is less coloured than this is grey, black or white


def tint_of(drawn: Any) -> str:
    """Name the colour of a shape or line: red, orange, yellow, green, blue or purple, else "".

    The names are those of BPMN in Color (OMG) and of the tool it came from; only hex, rgb() and
    the words above are read.
    """
    written = {key.rpartition("}")[2]: value for key, value in drawn.attrib.items() if "}" in key}
    for key in _COLOURS:
        if tint := _tint(written.get(key, "")):
            return tint
    return ""


def _tint(colour: str) -> str:
    """Name a colour by its hue.

    >>> _tint("rgb(187, 222, 251)"), _tint("#ffe0b2"), _tint("#FFF"), _tint("url(x)")
    ('blue', 'orange', '', '')
    """
    colour = colour.strip().lower()
    text = _WRITTEN.get(colour, colour)[:40]
    if found := re.fullmatch(r"rgba?\((\d{1,3}),\s*(\d{1,3}),\s*(\d{1,3})(,[\d. ]+)?\)", text):
        parts = [min(int(part), 255) for part in found.groups()[:3]]
    elif re.fullmatch(r"#[0-9a-f]{3}", text):
        parts = [int(part * 2, 16) for part in text[1:]]
    elif re.fullmatch(r"#[0-9a-f]{6}", text):
        parts = [int(text[at : at + 2], 16) for at in (1, 3, 5)]
    else:
        return ""
    hue, _, _ = colorsys.rgb_to_hls(*(part / 255 for part in parts))
    if (max(parts) - min(parts)) / 255 < _FAINT:
        return ""
    return next(name for most, name in _HUES if hue * 360 < most)
