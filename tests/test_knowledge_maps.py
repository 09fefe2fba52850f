"""Maps: what a drawing says, what it weighs and what it can never carry."""

from __future__ import annotations

import re
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from shapely.geometry.base import BaseGeometry

from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing
from knowledge.maps.borders import Borders
from knowledge.maps.drawing import Drawing, Maps, path_of
from knowledge.model import Organisation
from knowledge.pages import stage

ID = "https://identifier.overheid.nl/tooi/id/gemeente/"
UTRECHT = f"{ID}gm0344"
SMALL, LARGE, ISLANDS = (
    shapely.box(5, 52, 5.05, 52.03),
    shapely.box(5.05, 52, 6, 53),
    shapely.union_all([shapely.box(4, 53, 4.2, 53.1), shapely.box(4.3, 53, 4.6, 53.1)]),
)
SVG = "{http://www.w3.org/2000/svg}"


def maps(**own: BaseGeometry) -> Maps:
    own = own or {"small": SMALL, "large": LARGE, "islands": ISLANDS}
    return Maps(Borders(own, (), "2023"))


def drawing(
    identifier: str = "large", name: str = "Gemeente Voorbeeld", where: str = ""
) -> Drawing:
    found = maps().of(identifier, name, where)
    assert found is not None
    return found


def read(svg: str) -> etree._Element:
    return etree.fromstring(str(svg).replace("<svg ", f'<svg xmlns="{SVG[1:-1]}" ', 1))


def test_a_map_says_in_dutch_what_it_shows() -> None:
    root = read(drawing(where="Duinland").svg)

    assert root.get("role") == "img"
    assert [child.text for child in root[:2]] == [
        "Kaart: Gemeente Voorbeeld in Nederland",
        "Een omtrek van Nederland, met Gemeente Voorbeeld ingekleurd."
        " De plaats ligt in de provincie Duinland.",
    ]
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]


def test_a_place_without_a_province_is_not_said_to_lie_in_one() -> None:
    assert "provincie" not in drawing().svg


def test_a_map_leaves_colours_to_the_style_and_has_no_id_script_or_file() -> None:
    root = read(drawing().svg)

    names = {name for element in root.iter() for name in element.attrib}
    colours = {element.get(name) for element in root.iter() for name in ("fill", "stroke")}
    assert names <= {"class", "role", "viewBox", "fill", "fill-rule", "stroke", "stroke-width", "d"}
    assert colours <= {None, "none", "currentColor"}
    assert {etree.QName(one).localname for one in root.iter()} == {"svg", "title", "desc", "path"}


@pytest.mark.parametrize(
    "name", ['"><script>alert(1)</script>', "</title></svg><img src=x>", "a & b", "{land} {0.x}"]
)
def test_a_hostile_name_stays_text(name: str) -> None:
    root = read(drawing(name=name, where=name).svg)

    assert root[0].text == f"Kaart: {name} in Nederland"
    assert root[1].text.endswith(f"in de provincie {name}.")
    assert len(list(root.iter())) == 5


@given(st.text(max_size=50), st.text(max_size=50))
def test_any_name_gives_xml_that_is_well_formed(name: str, where: str) -> None:
    root = read(drawing(name=name, where=where).svg)

    assert len(list(root.iter())) == 5


def test_an_address_of_a_person_in_a_name_is_hidden() -> None:
    assert "jan.jansen@example.nl" not in drawing(name="Gem. jan.jansen@example.nl").svg


def test_only_a_small_place_has_a_ring_around_it() -> None:
    rings = {key: len(read(drawing(key).svg).findall(f"{SVG}circle")) for key in ("small", "large")}

    assert rings == {"small": 1, "large": 0}


def test_every_island_of_a_place_is_drawn() -> None:
    path = read(drawing("islands").svg)[-1].get("d") or ""

    assert path.count("M") == path.count("z") == 2


def test_what_is_drawn_lies_where_it_should() -> None:
    root = read(drawing("large").svg)
    width, height = map(int, (root.get("viewBox") or "").split()[2:])

    start = re.match(r"M(\d+) (\d+)l", root[-1].get("d") or "")
    assert start is not None
    right, bottom = int(start[1]) / width, int(start[2]) / height
    assert right > 0.9  # the first corner of a box is its lower right one
    assert bottom > 0.9


def test_a_place_too_small_to_draw_is_still_something_to_see() -> None:
    path = path_of(shapely.box(10, 10, 10.01, 10.01), 1)

    assert re.fullmatch(r"M\d+ \d+l[ \d-]+z", path)


def test_specks_of_the_country_are_left_out_of_its_outline() -> None:
    lake = shapely.box(0, 0, 100, 100).difference(shapely.box(40, 40, 45, 45))

    assert path_of(lake, 1, speck=50).count("M") == 1
    assert path_of(lake, 1).count("M") == 2


def test_what_has_no_border_has_no_map() -> None:
    assert maps().of("elsewhere", "Gemeente Elders") is None
    assert Maps(Borders({})).of("large", "Gemeente Voorbeeld") is None


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    home = Home(tmp_path_factory.mktemp("home"))
    about = {"type": "gemeente", "source": "register:organisations", "province": "Utrecht"}
    seen = {"source": "register:inhabitants", "inhabitants": 367951, "inhabitants_year": "2023",
            "url": "https://example.nl/inwoners", "last_seen": date(2023, 1, 1)}  # fmt: skip
    merged = {"predecessors": (UTRECHT, f"{ID}gm0310")}
    records = {
        "utrecht": [Organisation(id=UTRECHT, title="Gemeente Utrecht", **about),
                    Organisation(id=UTRECHT, title="Gemeente Utrecht", type="gemeente", **seen)],
        "samen": [Organisation(id=f"{ID}gm9001", title="Gemeente Samen", **about, **merged)],
        "nergens": [Organisation(id=f"{ID}gm9002", title="Gemeente Nergens", **about)],
        "de-bilt": [Organisation(id=f"{ID}gm0310", title="Gemeente De Bilt", **about)],
    }  # fmt: skip
    things = {
        same[0].id: Thing(same[0].id, "organisation", name, tuple(same))
        for name, same in records.items()
    }
    assert stage(Hub(things=things), home) == []
    folder = home.build / "pages" / "organisaties"
    return {name: (folder / f"{name}.md").read_text() for name in records}


def test_a_page_says_how_many_live_there_when_and_who_says_so(pages: dict[str, str]) -> None:
    text = re.sub(r"<[^>]*>", "", pages["utrecht"])

    assert "Inwoners 367.951 (2023) bron: register van inwonertallen (CBS) · gezien 1 januari 2023" in text  # fmt: skip # noqa: E501
    assert 'href="https://example.nl/inwoners"' in pages["utrecht"]
    assert "Inwoners" not in pages["nergens"]


def test_a_page_has_a_map_and_says_of_which_year_and_whose_its_borders_are(
    pages: dict[str, str],
) -> None:
    caption = re.sub(r"<[^>]*>", "", pages["utrecht"].partition("<figcaption>")[2])

    assert pages["utrecht"].count("<svg") == 1
    assert caption.startswith("Grenzen van 2023, vereenvoudigd; bron: CBS/Kadaster")
    assert "<svg" not in pages["nergens"]


def test_the_map_of_a_later_merger_says_from_what_it_was_drawn(pages: dict[str, str]) -> None:
    assert "<figcaption>Getekend uit de gemeenten die hierin opgingen." in pages["samen"]


def test_no_map_of_the_shipped_borders_is_over_six_kilobytes() -> None:
    from knowledge.maps.borders import load_borders

    drawn = Maps(load_borders(CHECKOUT / "knowledge" / "registers", ()))

    sizes = [len(found.svg) for key in drawn.borders.own if (found := drawn.of(key, "x" * 60))]
    assert len(sizes) == 342
    assert max(sizes) < 6000


def test_the_style_of_the_site_knows_the_parts_of_a_map() -> None:
    style = (CHECKOUT / "site" / "assets" / "noaber.css").read_text()

    assert {".place-map .land", ".place-map .ring"} <= set(re.findall(r"\.place-map \.\w+", style))
