"""The map of users: who stands on it, who does not, and that the numbers add up."""

from __future__ import annotations

import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from knowledge.maps.borders import Borders
from knowledge.maps.drawing import Maps
from knowledge.maps.users import Reach, User, reach_of, reach_svg

SVG = "{http://www.w3.org/2000/svg}"
MAPS = Maps(
    Borders(
        {
            "zomerdorp": shapely.box(5, 52, 5.05, 52.03),
            "winterdorp": shapely.box(5.05, 52, 6, 53),
            "herfstdorp": shapely.box(4, 53, 4.6, 53.1),
        },
        (),
        "2023",
    )
)


def town(name: str, is_trying: bool = False) -> User:
    return User(name.lower(), name, True, is_trying)


USERS = (
    town("Zomerdorp"), town("Winterdorp"), town("Herfstdorp", is_trying=True),
    town("Verdwenendorp"), User("samen", "Samen", False, False),
)  # fmt: skip


def drawn(reach: Reach, title: str = "Planner") -> etree._Element:
    return etree.fromstring(reach_svg(MAPS, reach, title))


def test_each_user_is_on_the_map_or_counted_as_why_not() -> None:
    reach = reach_of(MAPS, USERS)

    assert [len(part) for part in reach] == [2, 1, 1, 1]
    assert reach.placed == reach.total - len(reach.unplaced) - len(reach.others) == 3
    assert reach.told() == (
        "Op de kaart: 3 van de 5 gebruikers. 1 is geen gemeente. Van 1 kennen we de grens niet."
        " Gevuld: gebruikt (2). Gearceerd: pilot (1)."
    )


@given(st.lists(st.sampled_from(USERS)))
def test_the_four_groups_always_add_up_to_all_users(users: list[User]) -> None:
    reach = reach_of(MAPS, users)

    assert sum(len(part) for part in reach) == len(users) == reach.total
    assert f"{reach.placed} van de {len(users)}" in reach.told()


def test_a_border_is_drawn_for_each_that_stands_on_the_map() -> None:
    root = drawn(reach_of(MAPS, USERS))

    paths = {one.get("class"): (one.get("d") or "") for one in root.iter(f"{SVG}path")}
    assert paths["using"].count("M") == 2
    assert paths["trying"].count("M") == 1


def test_a_trial_differs_by_its_pattern_and_not_by_colour_alone() -> None:
    root = drawn(reach_of(MAPS, USERS))

    style = root.findtext(f"{SVG}style") or ""
    assert root.find(f"{SVG}defs/{SVG}pattern") is not None
    assert ".trying{fill:url(#trying)}" in style
    assert "prefers-color-scheme:dark" in style


def test_only_what_is_too_small_to_find_has_a_ring() -> None:
    assert len(drawn(reach_of(MAPS, [town("Zomerdorp")])).findall(f"{SVG}circle")) == 1
    assert len(drawn(reach_of(MAPS, [town("Winterdorp")])).findall(f"{SVG}circle")) == 0


def test_nothing_is_drawn_where_nobody_can_be() -> None:
    assert reach_svg(MAPS, reach_of(MAPS, USERS[3:]), "Planner") == ""
    assert reach_svg(Maps(Borders({})), reach_of(Maps(Borders({})), USERS), "Planner") == ""


@pytest.mark.parametrize("title", ['"><script>alert(1)</script>', "</title><x>", "{land} {0.x} &"])
def test_a_hostile_title_stays_text(title: str) -> None:
    root = drawn(reach_of(MAPS, USERS), title)

    assert root.findtext(f"{SVG}title") == f"Kaart: gemeenten die {title} gebruiken"
    assert {etree.QName(one).localname for one in root.iter()} <= {
        "svg", "title", "desc", "style", "defs", "pattern", "path", "circle"
    }  # fmt: skip


def test_the_file_loads_nothing_and_runs_nothing() -> None:
    body = reach_svg(MAPS, reach_of(MAPS, USERS), "Planner")

    assert re.findall(r"(?:href|src|on\w+)=|@import|url\((?!#)", body) == []


def test_the_same_users_give_the_same_file() -> None:
    assert reach_svg(MAPS, reach_of(MAPS, USERS), "x") == reach_svg(
        MAPS, reach_of(MAPS, USERS), "x"
    )
