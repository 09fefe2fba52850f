"""Maps: a small drawing of the country with one municipality filled in, as SVG for its page.

It needs no script, style, id or file beside it, so that the strict policy of the pages holds and
several may stand on one page; classes and `currentColor` leave the colours to the style.
"""

from __future__ import annotations

import math
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from knowledge.clean import masked, one_line
from knowledge.maps.borders import Borders
from knowledge.register import RegisterSource

TALL = 1000  # units from north to south, about 300 metres each: three are one pixel on a page
COARSE = 3  # units; the outline of the country may be that far off: one pixel
FINE = 1
SPECK = 150  # square units; smaller islands and lakes of the country are left out
SMALL = 60  # units; what is smaller gets a ring around it, or nobody finds it
RING = 34
EDGE = RING + 4  # room around the country, for a ring at its border
_SVG = Markup(
    '<svg class="map" role="img" viewBox="0 0 {sheet.width} {sheet.height}" fill="none" '
    'fill-rule="evenodd" stroke="currentColor" stroke-width="3">'
    "<title>Kaart: {who} in Nederland</title>"
    "<desc>Een omtrek van Nederland, met {who} ingekleurd.{where}</desc>"
    '<path class="land" d="{land}"/><path class="place" fill="currentColor" d="{place}"/>'
    "{ring}</svg>"
)
_WHERE = Markup(" De plaats ligt in de provincie {}.")
_CIRCLE = Markup('<circle class="ring" cx="{}" cy="{}" r="{}"/>')


class Drawing(NamedTuple):
    """A map for a page, with what must be said below it."""

    svg: Markup
    year: str
    source: RegisterSource | None
    is_united: bool


class Sheet(NamedTuple):
    """How degrees become units: `west` and `north` are the corner, `across` and `down` units."""

    west: float
    north: float
    across: float
    down: float
    width: int
    height: int

    def flat(self, border: BaseGeometry) -> BaseGeometry:
        """Give a border in units of the drawing."""
        return shapely.transform(
            border,
            lambda points: (points - (self.west, self.north)) * (self.across, -self.down) + EDGE,
        )


class Maps:
    """The maps of all organisations that have a border; the country is drawn once."""

    def __init__(self, borders: Borders) -> None:
        self.borders = borders

    def of(self, identifier: str, name: str, province: str = "") -> Drawing | None:
        """Give the map of an organisation, None where its border is not known."""
        place = self.borders.place(identifier)
        if place is None:
            return None
        svg = place_svg(self.sheet, self.land, place.border, name, province)
        return Drawing(svg, self.borders.year, self.borders.source, place.is_united)

    @cached_property
    def sheet(self) -> Sheet:
        """Give the sheet on which all maps of the country are drawn."""
        return sheet_of(self.borders.country)

    @cached_property
    def land(self) -> str:
        """Give the path of the outline of the country."""
        return path_of(self.sheet.flat(self.borders.country), COARSE, SPECK)


def sheet_of(country: BaseGeometry) -> Sheet:
    """Give a sheet on which a country fits, as wide as it is tall in the field."""
    west, south, east, north = country.bounds
    down = TALL / (north - south)
    across = down * math.cos(math.radians((north + south) / 2))
    width, height = round((east - west) * across) + 2 * EDGE, TALL + 2 * EDGE
    return Sheet(west, north, across, down, width, height)


def place_svg(
    sheet: Sheet, land: str, border: BaseGeometry, name: str, province: str = ""
) -> Markup:
    """Draw a border on the outline of the country; `land` is the path of that outline.

    The text for those who do not see it is in Dutch; name and province are text of strangers.
    """
    shown = sheet.flat(border)
    return _SVG.format(
        sheet=sheet,
        who=masked(one_line(name, 120)),
        where=_WHERE.format(masked(one_line(province, 80))) if province else "",
        land=land,
        place=path_of(shown, FINE),
        ring=ring_of(shown),
    )


def ring_of(shown: BaseGeometry) -> Markup:
    """Give a ring around what is too small to find, nothing for the rest."""
    west, north, east, south = shown.bounds
    if max(east - west, south - north) > SMALL:
        return Markup()
    return _CIRCLE.format(round((west + east) / 2), round((north + south) / 2), RING)


def path_of(border: BaseGeometry, coarse: float, speck: float = 0) -> str:
    """Give the path of a border in whole units, simplified, without islands and lakes that small.

    Where nothing is left of it, it is the square around it, so that there is something to see.
    """
    rings = shapely.get_rings(shapely.get_parts(shapely.simplify(border, coarse)))
    path = "".join(_written(ring) for ring in rings if shapely.Polygon(ring).area >= speck)
    return path or _written(shapely.box(*border.bounds).buffer(2, join_style="mitre").exterior)


def _written(ring: BaseGeometry) -> str:
    """Give a ring as SVG: the first point, then each as seen from the one before it."""
    whole = [(round(x), round(y)) for x, y in shapely.get_coordinates(ring).tolist()]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole[:-1])]
    steps = [step for step in steps if step != (0, 0)]
    if len(steps) < 2:
        return ""
    told = "".join(f"{' ' if x >= 0 else ''}{x}{' ' if y >= 0 else ''}{y}" for x, y in steps)
    return f"M{whole[0][0]} {whole[0][1]}l{told.lstrip()}z"
