"""Borders: where municipalities lie, from `borders.json`, and of later mergers by union.

The file says of which year its borders are; all of them are of that one year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from knowledge.maps.places import source_of
from knowledge.model import NoaberError, Organisation
from knowledge.register import RegisterSource

FILE = "borders.json"
DECIMALS = 4  # of a degree, as the borders themselves have


class Place(NamedTuple):
    """Where an organisation lies; `is_united` where it is drawn from those that went up in it."""

    border: BaseGeometry
    is_united: bool


class Borders:
    """The borders of one year by id, and who came before whom.

    `year` and `source` (none where it is not known) say whose they are, for the line below a map.
    """

    def __init__(
        self,
        own: Mapping[str, BaseGeometry],
        organisations: Iterable[Organisation] = (),
        year: str = "",
        source: RegisterSource | None = None,
    ) -> None:
        self.own = own
        self.year, self.source = year, source
        self._organisations = {one.id: one for one in organisations}

    def of(self, identifier: str) -> BaseGeometry | None:
        """Give the border of an organisation, None where there is none."""
        place = self.place(identifier)
        return place.border if place else None

    def place(self, identifier: str) -> Place | None:
        """Give where an organisation lies: its own border, else that of all that went up in it.

        None for one that ended before the year of the borders, and where a predecessor has no
        border or was divided: it is not known then which part of it came here.
        """
        if identifier in self.own:
            return Place(self.own[identifier], False)
        known = self._organisations.get(identifier)
        if known is None or known.valid_until is not None:
            return None
        pieces = self._pieces(known, ())
        return Place(shapely.union_all(pieces), True) if pieces else None

    def point(self, identifier: str) -> tuple[float, float] | None:
        """Give a point inside the border as degrees east and north, None where there is none."""
        border = self.of(identifier)
        if border is None:
            return None
        (east, north), *_ = shapely.get_coordinates(shapely.point_on_surface(border)).tolist()
        return round(east, DECIMALS), round(north, DECIMALS)

    @cached_property
    def country(self) -> BaseGeometry:
        """All borders together, without those between neighbours."""
        return shapely.union_all([self.own[key] for key in sorted(self.own)])

    def _pieces(self, known: Organisation, above: tuple[str, ...]) -> list[BaseGeometry]:
        """Give the borders of all predecessors and theirs; nothing where one is missing.

        A body is not its own predecessor: names that go round in a circle give nothing.
        """
        found: list[BaseGeometry] = []
        for identifier in known.predecessors:
            before = self._organisations.get(identifier)
            if before is None or set(before.successors) - {known.id} or identifier in above:
                return []
            own = self.own.get(identifier)
            pieces = [own] if own else self._pieces(before, (*above, known.id))
            if not pieces:
                return []
            found += pieces
        return found


def load_borders(folder: Path, organisations: Iterable[Organisation]) -> Borders:
    """Read `borders.json` of a folder of registers; no borders where there is no file.

    Raises NoaberError where it is not as `knowledge.maps.cbs` writes it.
    """
    path = folder / FILE
    if not path.is_file():
        return Borders({})
    try:
        data = json.loads(path.read_bytes())
        own = dict(map(_feature, data["features"]))
        year = int(data["year"])
    except (ValueError, LookupError, TypeError, RecursionError, shapely.errors.ShapelyError):
        said = "dit is geen GeoJSON met grenzen en een jaar; zet het bestand van noaber terug"
        raise NoaberError(f"{path}: {said}") from None
    return Borders(own, organisations, str(year), source_of(folder, FILE))


def _feature(feature: Mapping[str, Any]) -> tuple[str, BaseGeometry]:
    if feature["geometry"]["type"] not in ("Polygon", "MultiPolygon"):
        raise ValueError
    border = shape(feature["geometry"])
    if border.is_empty or not border.is_valid:
        raise ValueError
    return str(feature["id"]), border
