"""The shipped inhabitants and borders equal a fresh extraction from the published map."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import shapely
from shapely.geometry import shape

from knowledge.extraction import csv_text
from knowledge.home import CHECKOUT
from knowledge.maps.cbs import borders_from_cbs, inhabitants_from_cbs
from knowledge.maps.places import INHABITANTS
from knowledge.register import load_organisations, load_sources

REGISTERS = CHECKOUT / "knowledge" / "registers"
MAP = Path("stdekker") / "open-data-maps" / "web" / "data" / "gemeenten.json"


def test_the_shipped_inhabitants_equal_a_fresh_extraction(corpus: Path) -> None:
    rows = inhabitants_from_cbs((corpus / MAP).read_bytes())

    assert (REGISTERS / "inhabitants.csv").read_bytes() == csv_text(INHABITANTS, rows)
    assert sum(int(row["inhabitants"]) for row in rows) == 17_811_291  # on 1 January 2023


def test_the_shipped_borders_equal_a_fresh_extraction(corpus: Path) -> None:
    fresh = borders_from_cbs((corpus / MAP).read_bytes())

    assert (REGISTERS / "borders.json").read_bytes() == fresh
    assert len(fresh) < 250_000


def test_the_borders_are_those_of_all_municipalities_of_that_year_and_touch(corpus: Path) -> None:
    read = json.loads((REGISTERS / "borders.json").read_bytes())
    surfaces = [shape(feature["geometry"]) for feature in read["features"]]
    known = (one for one in load_organisations(REGISTERS) if one.type == "gemeente")
    of_2023 = {o.id for o in known if not o.valid_until or o.valid_until.isoformat() > "2023"}

    assert {feature["id"] for feature in read["features"]} == of_2023
    assert all(one.is_valid and not one.is_empty for one in surfaces)
    assert shapely.coverage_is_valid(surfaces)


def test_what_was_simplified_still_lies_where_it_was_published(corpus: Path) -> None:
    read = json.loads((REGISTERS / "borders.json").read_bytes())
    ours = {one["id"][-6:].upper(): shape(one["geometry"]) for one in read["features"]}
    published = json.loads((corpus / MAP).read_bytes())["features"]
    theirs = {one["properties"]["gemeentecode"]: shape(one["geometry"]) for one in published}

    assert set(theirs) - set(ours) == {"GM0998"}  # "Buitenland"
    for code, border in ours.items():
        was = shapely.make_valid(theirs[code])
        assert border.intersection(was).area > 0.85 * was.area, code
        assert border.contains(shapely.point_on_surface(border)), code


def test_sources_say_which_file_was_read(corpus: Path) -> None:
    sources = load_sources(REGISTERS)
    digest = hashlib.sha256((corpus / MAP).read_bytes()).hexdigest()

    assert sources["inwoners"].sha256 == sources["grenzen"].sha256 == digest
    assert sources["inwoners"].rows == sources["grenzen"].rows == 342
