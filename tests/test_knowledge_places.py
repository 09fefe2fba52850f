"""Inhabitants and borders of a small made-up register: two towns merge, and merge again."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from knowledge.extraction import csv_text, write_csv
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub
from knowledge.maps.borders import Borders, load_borders
from knowledge.maps.places import INHABITANTS, load_inhabitants
from knowledge.model import NoaberError, Organisation
from knowledge.register import load_organisations
from knowledge.renewal import put

ID = "https://identifier.overheid.nl/tooi/id/gemeente/"
EAST, WEST, NORTH = (
    shapely.box(5.5, 52, 6, 52.5), shapely.box(5, 52, 5.5, 52.5), shapely.box(5, 52.5, 6, 53),
)  # fmt: skip
SOURCE = """\
inwoners:
  title: Inwoners
  publisher: Voorbeeldbureau
  register_file: inhabitants.csv
  version: "2023"
  date: "2023-01-01"
  address: https://example.nl/inwoners
  licence: open
  rows: 1
grenzen:
  title: Grenzen
  publisher: Voorbeeldbureau/Landmeters
  register_file: borders.json
  version: "2023"
  date: "2023-01-01"
  address: https://example.nl/grenzen
  licence: open
  rows: 1
"""


def gm(code: str) -> str:
    return f"{ID}gm{code}"


def town(code: str, before: str = "", after: str = "", ended: bool = False) -> Organisation:
    return Organisation(
        id=gm(code),
        title=f"Gemeente {code}",
        type="gemeente",
        predecessors=tuple(gm(one) for one in before.split()),
        successors=tuple(gm(one) for one in after.split()),
        valid_until=date(2024, 12, 31) if ended else None,
    )


def drawn(*towns: Organisation, **own: BaseGeometry) -> Borders:
    return Borders({gm(key[1:]): border for key, border in own.items()}, towns)


def row(code: str = "9001", year: str = "2023", inhabitants: str = "1234") -> dict[str, str]:
    return {"id": gm(code), "year": year, "inhabitants": inhabitants}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sources.yml").write_text(SOURCE)
    write_csv(tmp_path / "inhabitants.csv", INHABITANTS, [row()])
    return tmp_path


def test_inhabitants_are_a_record_of_their_own_with_its_source(folder: Path) -> None:
    (found,) = load_inhabitants(folder, [town("9001"), town("9002")])

    assert (found.id, found.title, found.type) == (gm("9001"), "Gemeente 9001", "gemeente")
    assert (found.inhabitants, found.inhabitants_year) == (1234, "2023")
    assert (found.source, found.url) == ("register:inhabitants", "https://example.nl/inwoners")
    assert found.last_seen == date(2023, 1, 1)


def test_a_register_without_inhabitants_says_none(tmp_path: Path) -> None:
    assert load_inhabitants(tmp_path, [town("9001")]) == []


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (row("9009"), "gm9009 is geen bekende organisatie"),
        (row(inhabitants="1.234"), "zonder punten"),
        (row(inhabitants="-99997"), "zonder punten"),
        (row(inhabitants="٣٤"), "zonder punten"),
        (row(year="23"), "jaar van vier cijfers"),
        (row(year=""), "jaar van vier cijfers"),
    ],
)
def test_a_row_that_is_wrong_is_named_with_its_line(
    folder: Path, bad: dict[str, str], why: str
) -> None:
    (folder / "inhabitants.csv").write_bytes(csv_text(INHABITANTS, [row("9002"), bad]))

    with pytest.raises(NoaberError, match=rf"inhabitants\.csv:3: .*{why}"):
        load_inhabitants(folder, [town("9001"), town("9002")])


def test_in_the_hub_the_register_of_organisations_still_comes_first(tmp_path: Path) -> None:
    thing = load_hub(Home(tmp_path)).things[gm("0344")]

    facts = thing.facts("inhabitants")
    assert [record.source for record in thing.records] == [
        "register:organisations", "register:inhabitants",
    ]  # fmt: skip
    assert [(one.source, one.value > 100_000) for one in facts] == [("register:inhabitants", True)]
    assert [one.value for one in thing.facts("type")] == ["gemeente"]
    assert thing.slug == "utrecht"


def test_an_own_border_is_given_as_it_is() -> None:
    borders = drawn(town("9001"), o9001=EAST)

    place = borders.place(gm("9001"))
    assert place is not None
    assert (place.border, place.is_united) == (EAST, False)


def test_a_later_merger_has_the_borders_of_all_that_went_up_in_it() -> None:
    borders = drawn(
        town("9001", after="9003", ended=True),
        town("9002", after="9003", ended=True),
        town("9003", before="9001 9002"),
        o9001=EAST, o9002=WEST,
    )  # fmt: skip

    place = borders.place(gm("9003"))
    assert place is not None
    assert place.is_united
    assert place.border.equals(shapely.box(5, 52, 6, 52.5))


def test_a_merger_of_a_merger_has_the_borders_of_them_all() -> None:
    borders = drawn(
        town("9001", after="9003", ended=True),
        town("9002", after="9003", ended=True),
        town("9003", before="9001 9002", after="9005", ended=True),
        town("9004", after="9005", ended=True),
        town("9005", before="9003 9004"),
        o9001=EAST, o9002=WEST, o9004=NORTH,
    )  # fmt: skip

    whole = borders.of(gm("9005"))
    assert whole is not None
    assert whole.equals(shapely.box(5, 52, 6, 53))
    assert borders.of(gm("9003")) is None  # it began and ended outside the year of the borders


def test_a_merger_with_one_whose_border_is_not_known_has_no_border() -> None:
    borders = drawn(
        town("9001", after="9003", ended=True),
        town("9002", after="9003", ended=True),
        town("9003", before="9001 9002"),
        town("9005", before="9001 9009"),
        o9001=EAST,
    )

    assert borders.of(gm("9003")) is None
    assert borders.of(gm("9005")) is None


def test_who_got_a_part_of_a_divided_town_has_no_border_of_the_whole() -> None:
    borders = drawn(
        town("9001", after="9002 9003", ended=True),
        town("9002", before="9001"),
        town("9003", before="9001"),
        o9001=EAST,
    )

    assert borders.of(gm("9002")) is None


def test_what_has_no_border_and_no_predecessors_lies_nowhere() -> None:
    borders = drawn(town("9001", ended=True), town("9002"), o9003=EAST)

    assert [borders.of(gm(code)) for code in ("9001", "9002", "9999")] == [None, None, None]
    assert borders.point(gm("9001")) is None


def test_names_that_go_round_in_a_circle_end() -> None:
    borders = drawn(
        town("9001", before="9002", after="9002"), town("9002", before="9001", after="9001")
    )

    assert borders.of(gm("9001")) is None


def test_the_point_of_a_place_is_inside_it_in_few_decimals() -> None:
    bent = shapely.Polygon([(5, 52), (6, 52), (6, 52.1), (5.1, 52.1), (5.1, 53), (5, 53)])
    borders = drawn(town("9001"), o9001=bent)

    point = borders.point(gm("9001"))
    assert point is not None
    assert bent.contains(shapely.Point(point))
    assert point == (round(point[0], 4), round(point[1], 4))
    assert type(point[0]) is float


def written(folder: Path, **more: Any) -> None:
    feature = {"type": "Feature", "id": gm("9001"), "properties": None,
               "geometry": EAST.__geo_interface__}  # fmt: skip
    whole = {"type": "FeatureCollection", "year": 2023, "features": [feature | more]}
    (folder / "borders.json").write_text(json.dumps(whole))


def test_borders_are_read_with_their_year_and_source(folder: Path) -> None:
    written(folder)

    borders = load_borders(folder, [town("9001")])

    assert borders.of(gm("9001")) == EAST
    assert borders.year == "2023"
    assert borders.source is not None
    assert borders.source.publisher == "Voorbeeldbureau/Landmeters"


def test_registers_without_borders_have_none(tmp_path: Path) -> None:
    assert load_borders(tmp_path, [town("9001")]).of(gm("9001")) is None


@pytest.mark.parametrize(
    "geometry",
    [None, {"type": "Point", "coordinates": [5, 52]}, {"type": "Polygon", "coordinates": []},
     {"type": "Polygon", "coordinates": [[[5, 52], [6, 53], [6, 52], [5, 53], [5, 52]]]}],
)  # fmt: skip
def test_borders_that_are_no_surface_are_an_error(folder: Path, geometry: Any) -> None:
    written(folder, geometry=geometry)

    with pytest.raises(NoaberError, match=r"borders\.json: dit is geen GeoJSON met grenzen"):
        load_borders(folder, [])


@pytest.mark.parametrize("text", ["", "[]", "null", '{"features": []}', '{"year": 1}', "[" * 99999])
def test_a_file_that_is_no_register_of_borders_is_an_error(folder: Path, text: str) -> None:
    (folder / "borders.json").write_text(text)

    with pytest.raises(NoaberError, match=r"borders\.json: dit is geen GeoJSON met grenzen"):
        load_borders(folder, [])


def test_every_municipality_of_today_lies_somewhere() -> None:
    shipped = CHECKOUT / "knowledge" / "registers"
    organisations = load_organisations(shipped)
    borders = load_borders(shipped, organisations)

    towns = [one for one in organisations if one.type == "gemeente"]
    assert [one.title for one in towns if not one.valid_until and not borders.of(one.id)] == []
    assert borders.of(gm("0998")) is None  # "Buitenland"
    assert len(load_inhabitants(shipped, organisations)) == len(borders.own) == 342


def test_a_home_of_its_own_gets_borders_too(tmp_path: Path) -> None:
    folder = put(Home(tmp_path), {"synonyms.yml": b"a: [b]\n"})

    assert (folder / "borders.json").is_file()


def test_loading_a_hub_does_not_start_the_library_of_borders() -> None:
    said = "import sys, knowledge.load; sys.exit('shapely' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", said], cwd=CHECKOUT, check=False).returncode == 0
