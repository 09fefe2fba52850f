"""The adoption curve: its points, what it says, and what its drawing shows."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from knowledge.analysis.curve import BOTTOM, RIGHT, TOP, Curve, Point, curve_of, curve_svg

SVG = "{http://www.w3.org/2000/svg}"
UNTIL = date(2026, 11, 23)


def row(day: str, users: int, most: int | None = None, undated: int = 0) -> dict[str, Any]:
    return {"day": day, "users": users, "users_at_most": users if most is None else most,
            "undated_seen": undated}  # fmt: skip


def classes(svg: str) -> list[str]:
    return [str(one.get("class")) for one in etree.fromstring(svg).iter() if one.get("class")]


def test_a_row_that_only_tells_of_undated_users_is_no_point() -> None:
    found = curve_of([row("2020-01-01", 1), row("2021-05-01", 1, undated=3)], UNTIL)

    assert found == Curve((Point(date(2020, 1, 1), 1, 1),), 3, UNTIL)


def test_what_is_still_to_come_is_not_on_the_curve() -> None:
    assert curve_of([row("2027-01-01", 1)], UNTIL).points == ()


def test_the_number_at_the_end_of_each_year_that_changed_is_told() -> None:
    found = curve_of(
        [row("2020-01-01", 0, 1), row("2020-12-31", 1), row("2022-03-01", 2), row("2022-04-01", 1)],
        UNTIL,
    )

    assert found.years == ((2020, 1, 1), (2022, 1, 1))
    root = etree.fromstring(curve_svg(found, "Planner"))
    assert "2020: 1, 2022: 1." in (root.findtext(f"{SVG}desc") or "")


def test_users_without_a_day_are_told_apart_from_the_line() -> None:
    found = curve_of([row("2020-01-01", 2, 3), row("2021-01-01", 2, 3, undated=4)], UNTIL)

    assert found.told() == (
        "Van 2020 tot nu: 2 tot 3 gebruikers met een bekend begin."
        " De lijn is zeker, het gearceerde deel erboven is mogelijk."
        " Van 4 gebruikers weten we niet sinds wanneer (apart, gearceerd)."
    )
    assert classes(curve_svg(found, "Planner")).count("band") == 2


def test_without_any_day_there_is_no_drawing_and_the_number_stays() -> None:
    found = curve_of([row("2026-01-01", 0, undated=5)], UNTIL)

    assert curve_svg(found, "Planner") == ""
    assert found.told() == "Van 5 gebruikers weten we niet sinds wanneer (apart, gearceerd)."


def test_the_line_ends_at_the_day_of_the_build_at_the_height_of_its_number() -> None:
    svg = curve_svg(curve_of([row("2020-01-01", 1), row("2023-01-01", 4)], UNTIL), "Planner")

    (line,) = [one for one in etree.fromstring(svg).iter() if one.get("class") == "sure"]
    assert (line.get("d") or "").endswith(f"L{RIGHT} {TOP}")


def test_a_use_that_ended_brings_the_line_down() -> None:
    svg = curve_svg(curve_of([row("2020-01-01", 2), row("2023-01-01", 0)], UNTIL), "Planner")

    (line,) = [one for one in etree.fromstring(svg).iter() if one.get("class") == "sure"]
    assert (line.get("d") or "").endswith(f"L{RIGHT} {BOTTOM}")


@pytest.mark.parametrize("title", ["</title><script>alert(1)</script>", "{parts} & {0.x}"])
def test_a_hostile_title_stays_text(title: str) -> None:
    root = etree.fromstring(curve_svg(curve_of([row("2020-01-01", 1)], UNTIL), title))

    assert root.findtext(f"{SVG}title") == f"Gebruik van {title} in de tijd"
    assert root.find(f".//{SVG}script") is None


@given(
    st.lists(st.tuples(st.dates(date(1995, 1, 1), UNTIL), st.integers(0, 9999), st.integers(0, 9))),
    st.integers(0, 9999),
)
def test_any_rows_give_a_drawing_inside_its_frame(
    found: list[tuple[date, int, int]], undated: int
) -> None:
    rows = [row(day.isoformat(), users, users + more, undated)
            for day, users, more in sorted(found)]  # fmt: skip

    svg = curve_svg(curve_of(rows, UNTIL), "x")

    if svg:
        root = etree.fromstring(svg)
        for one in root.iter(f"{SVG}path"):
            if one.get("class") in ("sure", "band"):
                numbers = [part.split() for part in (one.get("d") or "").strip("Mz").split("L")]
                assert all(TOP <= int(y) <= BOTTOM and int(x) <= RIGHT for x, y in numbers)
        assert len(root.findall(f"{SVG}text")) < 40
