"""CBS: inhabitants and borders of municipalities, from the Wijk- en Buurtkaart that PDOK serves.

The publication is GeoJSON in degrees (RFC 7946, EPSG:4326) with a feature for each municipality:
`gemeentecode`, `jaar`, `aantalInwoners` and `water`. A negative number says that a value is kept
secret or not known. Features of water (`water` JA) have no inhabitants and no land. "Buitenland",
code GM0998 in the year 2023, is no municipality: CBS puts there what lies outside the country.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple, NoReturn

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from knowledge.model import NoaberError

DECIMALS = 4  # of a degree: 11 metres
TOLERANCE = 0.005  # degrees of latitude: corners of a triangle of that size are left out
NARROW = 0.61  # a degree of longitude against one of latitude, at 52 degrees north
_BOX = (2.0, 50.0, 8.0, 54.5)  # degrees around the European Netherlands
_ID = "https://identifier.overheid.nl/tooi/id/gemeente/"
_NO_TOWN = ("GM0997", "GM0998", "GM0999")  # not to be placed, abroad, unknown
_IS_NOT = "dit is niet de gemeentelaag van de Wijk- en Buurtkaart van het CBS"
_MOST_POINTS = 5_000_000


class _Town(NamedTuple):
    """One municipality as it is published."""

    id: str
    year: int
    facts: dict[str, Any]
    geometry: Any


def inhabitants_from_cbs(document: bytes) -> list[dict[str, str]]:
    """Give the rows of `inhabitants.csv`, sorted by id; a value that is not given has no row.

    Raises NoaberError where the document is not the publication.
    """
    rows = []
    for town in _towns(document):
        value = town.facts.get("aantalInwoners")
        if value is None:
            continue
        if not isinstance(value, int) or isinstance(value, bool) or value > 10**9:
            _refuse(f"aantalInwoners van {town.id} is geen heel getal")
        if value >= 0:
            year, inhabitants = str(town.year), str(value)
            rows.append({"id": town.id, "year": year, "inhabitants": inhabitants})
    return rows


def borders_from_cbs(document: bytes) -> bytes:
    """Give `borders.json`: GeoJSON with a simplified feature for each municipality, by id.

    They are simplified together, so that neighbours keep their borders in common; what crosses
    itself or overlaps in the publication is put right first. The same document gives the same
    bytes. Raises NoaberError where it is not the publication, or a municipality has no land left.
    """
    towns = _towns(document)
    shapes = _checked(towns, _simplified(_checked(towns, _tidied(_shapes(towns)))))
    lines = ",\n".join(_feature(t.id, s) for t, s in zip(towns, shapes, strict=True))
    head = f'{{"type":"FeatureCollection","year":{towns[0].year},"features":['
    return f"{head}\n{lines}\n]}}\n".encode()


def _checked(towns: list[_Town], shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    for town, shape in zip(towns, shapes, strict=True):
        if shape.is_empty or not shape.is_valid:
            _refuse(f"van {town.id} blijft geen land over; kijk of een andere gemeente het heeft")
    return shapes


def _feature(identifier: str, shape: BaseGeometry) -> str:
    """Give one municipality as GeoJSON on one line, its rings in one order (RFC 7946, 3.1.6)."""
    kept = shapely.orient_polygons(shapely.normalize(shape)).__geo_interface__
    parts = {"type": "Feature", "id": identifier, "properties": None, "geometry": kept}
    return json.dumps(parts, separators=(",", ":"), allow_nan=False)


def _refuse(why: str) -> NoReturn:
    raise NoaberError(f"{_IS_NOT}: {why}") from None


def _towns(document: bytes) -> list[_Town]:
    """Give the municipalities of the publication by id, all of one year and each once."""
    try:
        data = json.loads(document, parse_constant=lambda name: _refuse(f"{name} is geen getal"))
    except (ValueError, RecursionError) as error:
        _refuse(f"geen JSON ({error})")
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list):
        _refuse("een lijst `features` ontbreekt")
    towns = sorted(filter(None, map(_town, features)), key=lambda town: town.id)
    ids = [town.id for town in towns]
    if twice := next((one for one, other in pairwise(ids) if one == other), ""):
        _refuse(f"{twice} staat er twee keer in")
    if len({town.year for town in towns}) != 1:
        _refuse("er staan geen gemeenten in, of van verschillende jaren")
    return towns


def _town(feature: Any) -> _Town | None:
    """Give the municipality of a feature; None for water and for what is no municipality."""
    facts = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(facts, dict):
        _refuse("een feature zonder `properties`")
    code, year = facts.get("gemeentecode"), facts.get("jaar")
    if not isinstance(code, str) or not re.fullmatch(r"GM[0-9]{4}", code):
        _refuse("een feature zonder gemeentecode zoals GM0014")
    if code in _NO_TOWN or facts.get("gemeentenaam") == "Buitenland" or facts.get("water") == "JA":
        return None
    if type(year) is not int or not 1900 <= year <= 2199:
        _refuse(f"{code} heeft geen jaar")
    return _Town(_ID + code.lower(), year, facts, feature.get("geometry"))


def _shapes(towns: list[_Town]) -> list[BaseGeometry]:
    """Give the published outlines on the grid of the register."""
    room = _MOST_POINTS
    shapes = []
    for town in towns:
        try:
            rings = list(_rings(town.geometry))
            if (room := room - sum(map(len, rings))) < 0:
                _refuse(f"meer dan {_MOST_POINTS} punten")
            shapes.append(_even_odd(rings))
        except (TypeError, ValueError, LookupError, OverflowError, shapely.errors.ShapelyError):
            _refuse(f"de grens van {town.id} is geen (Multi)Polygon in graden")
    return shapes


def _rings(geometry: Any) -> Iterator[list[tuple[float, float]]]:
    """Give the rings of a Polygon or MultiPolygon; a ValueError for anything else."""
    if not isinstance(geometry, dict) or geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise ValueError
    listed = geometry["coordinates"]
    for polygon in listed if geometry["type"] == "MultiPolygon" else [listed]:
        for ring in polygon:
            yield [_point(point) for point in ring]


def _point(point: Any) -> tuple[float, float]:
    """Give a point on the grid; a ValueError for one outside the country, as in other systems."""
    east, north = (float(part) for part in point[:2] if not isinstance(part, str | bool))
    west, south, most_east, most_north = _BOX
    if not (math.isfinite(east + north) and west <= east <= most_east):
        raise ValueError
    if not south <= north <= most_north:
        raise ValueError
    return round(east, DECIMALS), round(north, DECIMALS)


def _even_odd(rings: list[list[tuple[float, float]]]) -> BaseGeometry:
    """Give the surface in an odd number of rings (a hole is a ring in a ring), crossed or not."""
    surface: BaseGeometry = shapely.Polygon()
    for ring in rings:
        whole = shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
        surface = surface.symmetric_difference(whole, grid_size=10**-DECIMALS)
    return surface


def _tidied(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Give shapes that touch and never overlap: what is of two is of the first.

    All outlines together cut the country in faces; each face is of the first shape that has it.
    """
    outlines = [shapely.boundary(shape) for shape in shapes]
    lines = shapely.union_all(outlines, grid_size=10**-DECIMALS)
    faces = shapely.get_parts(shapely.polygonize([lines]))
    inside = shapely.STRtree(shapely.point_on_surface(faces))
    free = set(range(len(faces)))
    tidied = []
    for shape in shapes:
        own = sorted(free & set(inside.query(shape, predicate="contains").tolist()))
        free -= set(own)
        tidied.append(shapely.coverage_union_all(faces[own]))
    return tidied


def _simplified(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Give shapes with fewer corners, as a coverage: neighbours lose the same ones."""
    round_earth = np.array([NARROW, 1.0])
    flat = shapely.transform(shapes, lambda points: points * round_earth)
    fewer = shapely.coverage_simplify(flat, TOLERANCE)
    return list(shapely.transform(fewer, lambda points: np.round(points / round_earth, DECIMALS)))
