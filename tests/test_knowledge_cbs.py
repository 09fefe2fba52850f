"""Inhabitants and borders from the published map: made-up squares of one degree and less."""

from __future__ import annotations

import json
from typing import Any

import pytest
import shapely
from hypothesis import event, given
from hypothesis import strategies as st
from shapely.geometry import shape

from knowledge.maps.cbs import borders_from_cbs, inhabitants_from_cbs
from knowledge.model import NoaberError

ID = "https://identifier.overheid.nl/tooi/id/gemeente/"


def square(west: float, south: float, size: float = 0.5) -> dict[str, Any]:
    ring = [[west, south], [west + size, south], [west + size, south + size],
            [west, south + size], [west, south]]  # fmt: skip
    return {"type": "Polygon", "coordinates": [ring]}


def town(code: str = "GM9001", geometry: Any = None, **more: Any) -> dict[str, Any]:
    facts = {"gemeentecode": code, "gemeentenaam": "Voorbeeld", "water": "NEE", "jaar": 2023,
             "aantalInwoners": 1234} | more  # fmt: skip
    return {"type": "Feature", "properties": facts, "geometry": geometry or square(5, 52)}


def published(*features: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def borders(*features: Any) -> dict[str, Any]:
    read = json.loads(borders_from_cbs(published(*features)))["features"]
    return {feature["id"].removeprefix(ID): shape(feature["geometry"]) for feature in read}


def row(code: str, inhabitants: str) -> dict[str, str]:
    return {"id": f"{ID}{code}", "year": "2023", "inhabitants": inhabitants}


ABROAD = town("GM0998", square(5.2, 51), gemeentenaam="Buitenland")


def test_inhabitants_are_given_by_id_with_their_year() -> None:
    rows = inhabitants_from_cbs(published(town("GM9002"), town("GM9001", aantalInwoners=0)))

    assert rows == [row("gm9001", "0"), row("gm9002", "1234")]


@pytest.mark.parametrize("value", [-99997, -1, None])
def test_a_number_that_is_kept_secret_has_no_row(value: int | None) -> None:
    rows = inhabitants_from_cbs(published(town(aantalInwoners=value), town("GM9002")))

    assert rows == [row("gm9002", "1234")]


@pytest.mark.parametrize("more", [{}, {"gemeentecode": "GM9003"}, {"gemeentenaam": "Elders"}])
def test_abroad_is_no_municipality_by_its_code_and_by_its_name(more: dict[str, str]) -> None:
    abroad = {**ABROAD, "properties": ABROAD["properties"] | {"aantalInwoners": 7} | more}

    assert inhabitants_from_cbs(published(town(), abroad)) == [row("gm9001", "1234")]
    assert list(borders(town(), abroad)) == ["gm9001"]


def test_water_of_a_municipality_adds_nothing() -> None:
    lake = town(geometry=square(4, 52), water="JA", aantalInwoners=-99997)

    assert inhabitants_from_cbs(published(town(), lake)) == [row("gm9001", "1234")]
    assert borders(town(), lake)["gm9001"].equals(shape(square(5, 52)))


def test_neighbours_keep_their_border_in_common_when_corners_are_left_out() -> None:
    middle = [[5.5, 52], [5.5002, 52.1], [5.4999, 52.2], [5.5001, 52.3], [5.5, 52.5]]
    west = [[5, 52], *middle, [5, 52.5], [5, 52]]
    east = [[6, 52.5], *reversed(middle), [6, 52], [6, 52.5]]

    found = borders(
        town("GM9001", {"type": "Polygon", "coordinates": [west]}),
        town("GM9002", {"type": "MultiPolygon", "coordinates": [[east]]}),
    )

    assert shapely.coverage_is_valid(list(found.values()))
    assert found["gm9001"].intersection(found["gm9002"]).length == pytest.approx(0.5, abs=0.01)
    assert shapely.get_num_coordinates(found["gm9001"]) < len(west)


def test_a_hole_stays_a_hole_and_the_other_fills_it() -> None:
    outer = square(5, 52)
    outer["coordinates"].append(square(5.2, 52.2, 0.1)["coordinates"][0])

    found = borders(town("GM9001", outer), town("GM9002", square(5.2, 52.2, 0.1)))

    assert found["gm9001"].area == pytest.approx(0.24)
    assert found["gm9002"].area == pytest.approx(0.01)


def test_what_crosses_itself_or_overlaps_becomes_a_border_that_is_right() -> None:
    bow = {
        "type": "Polygon",
        "coordinates": [[[5, 52], [5.5, 52.5], [5.5, 52], [5, 52.5], [5, 52]]],
    }

    found = borders(town("GM9001", bow), town("GM9002", square(5.1, 52)))

    assert all(one.is_valid for one in found.values())
    assert found["gm9001"].area == pytest.approx(0.125)
    assert found["gm9001"].intersection(found["gm9002"]).area == 0
    assert shapely.coverage_is_valid(list(found.values()))


def test_the_order_of_the_features_does_not_change_a_byte() -> None:
    towns = [town("GM9001"), town("GM9002", square(5.5, 52)), ABROAD]

    assert borders_from_cbs(published(*towns)) == borders_from_cbs(published(*towns[::-1]))


def test_borders_are_geojson_with_their_year_and_few_decimals() -> None:
    text = borders_from_cbs(published(town(geometry=square(5.123456789, 52))))

    read = json.loads(text)
    assert (read["type"], read["year"]) == ("FeatureCollection", 2023)
    assert read["features"][0]["geometry"]["coordinates"][0][0] == [5.1235, 52.0]
    assert shape(read["features"][0]["geometry"]).exterior.is_ccw


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"\xff\xfe", "geen JSON"),
        (b"[" * 100_000, "geen JSON"),
        (b"[]", "`features` ontbreekt"),
        (b'{"features": 3}', "`features` ontbreekt"),
        (b'{"features": []}', "geen gemeenten"),
        (b'{"features": [null]}', "zonder `properties`"),
        (b'{"features": [{"properties": {"jaar": NaN}}]}', "NaN is geen getal"),
        (published(town("gemeente")), "zonder gemeentecode"),
        (published(town("GM9001\n")), "zonder gemeentecode"),
        (published(town(jaar="2023")), "GM9001 heeft geen jaar"),
        (published(town(jaar=True)), "GM9001 heeft geen jaar"),
        (published(town(), town()), "gm9001 staat er twee keer in"),
        (published(town(), town("GM9002", jaar=2024)), "verschillende jaren"),
        (published(town(aantalInwoners="veel")), "geen heel getal"),
        (published(town(aantalInwoners=1.5)), "geen heel getal"),
        (published(town(aantalInwoners=True)), "geen heel getal"),
    ],
)
def test_what_is_not_the_publication_is_refused_in_dutch(document: bytes, why: str) -> None:
    with pytest.raises(NoaberError, match=f"niet de gemeentelaag van de Wijk- en .*{why}"):
        inhabitants_from_cbs(document)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [5, 52]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": None},
        {"type": "Polygon", "coordinates": [[[5, 52], [5.5, 52]]]},
        {"type": "Polygon", "coordinates": [[["5", "52"], [6, 52], [6, 53], [5, 52]]]},
        {"type": "Polygon", "coordinates": [[{"x": 5}, [6, 52], [6, 53], [5, 52]]]},
        {"type": "Polygon", "coordinates": [[[52, 5], [52, 6], [53, 6], [52, 5]]]},
        {"type": "Polygon", "coordinates": [[[155000, 463000], [5, 52], [6, 52], [5, 52]]]},
        {"type": "Polygon", "coordinates": [[[5, 10**400], [5, 52], [6, 52], [5, 52]]]},
        {"type": "MultiPolygon", "coordinates": [[[5, 52], [6, 52], [6, 53], [5, 52]]]},
        "POLYGON EMPTY",
    ],
)
def test_a_border_that_is_no_surface_in_degrees_is_refused(geometry: Any) -> None:
    with pytest.raises(NoaberError, match=r"gm9001 is geen \(Multi\)Polygon in graden"):
        borders_from_cbs(published(town(geometry=geometry)))


def test_a_municipality_without_land_of_its_own_is_refused() -> None:
    with pytest.raises(NoaberError, match=r"van .*gm9002 blijft geen land over"):
        borders_from_cbs(published(town("GM9001"), town("GM9002", square(5.1, 52.1, 0.1))))
    with pytest.raises(NoaberError, match=r"van .*gm9001 blijft geen land over"):
        borders_from_cbs(published(town(geometry=square(5, 52, 0.00001))))


_numbers = st.floats(5, 6).map(lambda east: round(east, 3))
_points = st.tuples(_numbers, _numbers.map(lambda north: north + 47)).map(list)


@given(st.lists(st.lists(_points, min_size=3, max_size=9), min_size=1, max_size=4))
def test_any_rings_give_borders_that_are_right_or_are_refused(rings: list[Any]) -> None:
    towns = [
        town(f"GM900{n}", {"type": "Polygon", "coordinates": [[*ring, ring[0]]]})
        for n, ring in enumerate(rings)
    ]
    try:
        found = borders(*towns)
    except NoaberError:
        event("refused")  # a ring without surface, or all of it is of another
        return

    assert len(found) == len(towns)
    assert shapely.coverage_is_valid(list(found.values()))
    assert all(one.is_valid and one.area > 0 for one in found.values())
