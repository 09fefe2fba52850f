"""The pages for analysts: every question has one, and what they count is what the files hold.

Organisations and solutions are made up for the test.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import shapely

from graph.build import build
from graph.pages import answers_of, neighbours_of_all
from graph.questions import answered, questions
from knowledge.analysis.cells import table_of
from knowledge.analysis.columns import column_word
from knowledge.analysis.matrix import MARKS, matrix_of, pairs_of
from knowledge.analysis.pages import SHOWN
from knowledge.analysis.telling import certainty_said, strengths_said, unknown_said
from knowledge.analysis.wording import GROUPS, group_of
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import slug
from knowledge.model import Organisation, Solution, Statement
from knowledge.pages import stage
from knowledge.shelf import Shelf

DAY = date(2026, 11, 23)
ROOT = "noaber:organisatie/"
EVIL = '<img src=x onerror=alert(1)> {{7*7}} "x"'
TOWNS = tuple(f"Dorp {number}" for number in range(1, 71))
PLANNER, FORM, ODD = (f"https://code.example/{name}" for name in ("planner", "form", "odd"))


def said(town: str, target: str, **more: Any) -> Statement:
    about = {"source": f"{slug(town)}-forge", "url": "https://bron.example/x", "last_seen": DAY,
             "first_seen": date(2026, 1, 1), "claimant": ROOT + slug(town),
             "strength": "own"}  # fmt: skip
    return Statement(subject=ROOT + slug(town), relation="uses", object=target, **(about | more))


def hub() -> Hub:
    """Seventy towns that use a planner, some a form in each state, and one hostile title."""
    records: list[Any] = [
        Organisation(id=ROOT + slug(town), title=town, type="gemeente", source="s",
                     province=("Duinland", "Heideland")[number % 2],
                     inhabitants=20_000 * (number + 1) if number % 3 else None)
        for number, town in enumerate(TOWNS)
    ]  # fmt: skip
    records += [
        Organisation(id=f"{ROOT}samen", title="Samen Sterk", type="samenwerkingsverband"),
        Solution(id=PLANNER, title="Planner", source="s"),
        Solution(id=FORM, title="Form", source="s"),
        Solution(id=ODD, title=EVIL, source="s"),
    ]
    claims = [said(town, PLANNER, role="in gebruik", since="2021-05-01") for town in TOWNS]
    claims += [
        said(TOWNS[0], FORM, role="in gebruik", since="2020"),
        said(TOWNS[1], FORM, role="pilot"),
        said(TOWNS[2], FORM, role="verkent"),
        said(TOWNS[3], FORM, strength="maker", claimant=f"{ROOT}samen"),
        said(TOWNS[4], FORM, strength="third", claimant=f"{ROOT}samen"),
        said(TOWNS[5], FORM, state="disputed"),
        said("samen", FORM, role="in gebruik"),
        said(TOWNS[0], ODD, role="in gebruik", url="javascript:alert(1)"),
    ]
    return Hub(
        things={one.id: Thing(one.id, one.kind, slug(one.title)[:40], (one,)) for one in records},
        edges=tuple(edges_from(claims)),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The staged pages of the made-up hub; three towns have a border."""
    made = Home(tmp_path_factory.mktemp("home"))
    registers = made.root / "knowledge" / "registers"  # its own, with other borders
    shutil.copytree(CHECKOUT / "knowledge" / "registers", registers)
    shapes = {ROOT + slug(town): shapely.box(4 + at, 52, 4.9 + at, 53)
              for at, town in enumerate(TOWNS[:3])}  # fmt: skip
    features = [{"type": "Feature", "id": key, "properties": None,
                 "geometry": json.loads(shapely.to_geojson(one))}
                for key, one in shapes.items()]  # fmt: skip
    text = json.dumps({"type": "FeatureCollection", "year": 2023, "features": features})
    (registers / "borders.json").write_text(text)
    _stage(made, hub())
    return made


def _stage(home: Home, found: Hub) -> None:
    reuse = build(found)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        problems = stage(found, home, neighbours_of_all(reuse), answers_of(reuse))
    assert problems == []


def page(home: Home, name: str) -> Any:
    text = (home.build / "pages" / f"{name}.md").read_text("utf-8")
    return lxml.html.fromstring(text.split("---\n", 2)[2])


def data(home: Home, name: str) -> Any:
    return json.loads((home.build / "pages" / "data" / f"{name}.json").read_bytes())


def words(tree: Any) -> str:
    return " ".join(tree.text_content().split())


def test_every_question_has_a_page_with_its_words_and_files(home: Home) -> None:
    for name, function in questions().items():
        tree = page(home, f"analyse/vragen/{name}")
        first = (function.__doc__ or "").partition("\n")[0]

        assert words(tree.find(".//h1")) == first, name
        assert f"noaber ask {name}" in words(tree.find(".//pre"))
        assert (home.build / "pages" / "data" / "vragen" / f"{name}.csv").is_file()


def test_every_question_stands_on_the_first_page_in_one_group(home: Home) -> None:
    tree = page(home, "analyse/index")

    links = tree.xpath("//section//li/a/@href")
    assert sorted(links) == sorted(f"../analyse/vragen/{name}/" for name in questions())
    assert set(tree.xpath("//section/@id")) <= {group.key for group in GROUPS}


def test_a_question_that_nobody_placed_is_in_the_last_group() -> None:
    assert group_of("iets_nieuws", "nieuw") == GROUPS[-1].key
    assert column_word("iets_nieuws") == "iets nieuws"


def test_the_number_of_rows_that_a_page_tells_is_that_of_its_files(home: Home) -> None:
    for name in questions():
        tree, rows = page(home, f"analyse/vragen/{name}"), data(home, f"vragen/{name}")["rows"]
        path = home.build / "pages" / "data" / "vragen" / f"{name}.csv"
        lines = list(csv.reader(path.read_text("utf-8-sig").splitlines()))

        shown = tree.xpath("//table[@data-sorteer]/tbody/tr")
        numbers = [int(one.replace(".", "")) for one in tree.xpath("//p[@class='total']//b/text()")]
        assert len(shown) == min(len(rows), SHOWN), name
        assert numbers == [one for one in (len(shown), len(rows)) if rows][len(rows) <= SHOWN :]
        assert len(lines) - 1 == len(rows), name


def test_the_data_of_a_page_are_the_answer_of_the_command_line(
    home: Home, monkeypatch: Any
) -> None:
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    told = data(home, "vragen/users_of")

    assert told["arguments"] == [PLANNER]
    assert told == json.loads(json.dumps(answered(hub(), "users_of", (PLANNER,))))


def test_the_example_is_chosen_by_a_rule_that_the_page_tells(home: Home) -> None:
    tree = page(home, "analyse/vragen/users_of")

    assert "Voorbeeld: Planner." in words(tree)
    assert "Gekozen: de oplossing met de meeste gebruikers." in words(tree)


def test_an_example_without_an_answer_gives_way_to_the_next_and_says_so() -> None:
    found = answers_of(build(hub()))["gaps"]

    assert found["rows"]
    assert found["arguments"] != [ROOT + slug(TOWNS[0])]
    assert found["example"].endswith("waarvoor er een antwoord is")


def test_a_question_about_two_is_asked_with_two_different_ones() -> None:
    a, b = answers_of(build(hub()))["path"]["arguments"]

    assert a != b


def test_rows_link_to_things_and_to_their_source(home: Home) -> None:
    (row,) = page(home, "analyse/vragen/used_by_municipality").xpath("//tbody/tr[th='Form']")

    assert row.xpath("th/a/@href") == ["../../../oplossingen/form/"]
    assert "https://bron.example/x" in row.xpath("td/a/@href")


def test_text_of_strangers_stays_text_and_no_script_is_linked(home: Home) -> None:
    tree = page(home, "analyse/vragen/most_reused")

    assert EVIL.split(" {{")[0] in words(tree)
    assert tree.xpath("//img") == []
    assert not [h for h in page(home, "analyse/matrix").xpath("//@href") if "javascript" in h]


def test_what_is_unknown_is_said_in_words() -> None:
    assert unknown_said({"since": [3, 12]}) == ["Van 12 beweringen noemen 3 geen begindatum."]
    assert unknown_said({"inhabitants": [1, 4]}) == ["Bij 1 van de 4 kennen we geen inwonertal."]
    assert unknown_said({"since": [0, 4], "until": [0, 0]}) == []
    assert "geen gegeven over iets" in unknown_said({"iets": [1, 2]})[0]


def test_how_strong_the_evidence_is_adds_up_to_the_rows() -> None:
    told = strengths_said({"own": 2, "maker": 1, "third": 1, "derived": 0})

    assert told == (
        "Van 4 rijen is het sterkste bewijs bij 2 van de organisatie zelf, bij 1 van de maker"
        " en bij 1 van een ander."
    )
    assert strengths_said({}) == ""


def test_notes_of_an_answer_stand_with_what_is_not_known() -> None:
    assert certainty_said({"notes": ["Een aanname."], "unknown": {"since": [1, 1]}}) == [
        "Van 1 bewering noemt 1 geen begindatum.", "Een aanname.",
    ]  # fmt: skip


def test_an_unknown_value_is_not_known_and_never_nought() -> None:
    shelf = Shelf(hub(), DAY)
    rows = [{"organisation": ROOT + "dorp-1", "inhabitants": None}, {"inhabitants": 0}]

    table = table_of(shelf, rows, 10)

    assert table.names == ("organisation", "inhabitants")
    assert [line.cells[1].is_unknown for line in table.lines] == [True, False]
    assert table.lines[1].cells[1].parts[0][0].text == "0"


def test_a_column_that_no_row_knows_is_told_and_not_shown() -> None:
    table = table_of(Shelf(hub(), DAY), [{"title": "x", "province": ""}], 10)

    assert (table.names, table.blank) == (("title",), ("Provincie",))


def test_values_in_rows_that_are_rows_themselves_read_as_a_list() -> None:
    families = [{"solutions": [FORM], "titles": ["Form"], "users": 3}, {"solutions": [PLANNER]}]
    rows = [{"title": "x", "families": families}]

    cell = table_of(Shelf(hub(), DAY), rows, 10).lines[0].cells[1]

    told = ["".join(piece.text for piece in part) for part in cell.parts]
    assert cell.is_list
    assert told == ["oplossingen: Form; gebruikers: 3", "oplossingen: Planner"]


@pytest.mark.parametrize("name", ["__proto__", "constructor", "toString"])
def test_a_row_called_as_a_part_of_a_language_breaks_nothing(name: str) -> None:
    table = table_of(Shelf(hub(), DAY), [{"title": name, name: {name: [name]}}], 10)

    assert table.names == ("title", name)


def test_the_matrix_tells_how_many_of_how_many_it_shows(home: Home) -> None:
    tree, rows = page(home, "analyse/matrix"), data(home, "matrix")["rows"]

    marks = tree.xpath("//table//td[.//span[@aria-hidden]]")
    told = [int(one) for one in tree.xpath("//p[@class='total']//b/text()")]
    assert told == [60, 71, 3, 3, len(marks), len(rows)]
    assert len(rows) == 78
    assert len(tree.xpath("//tbody/tr")) == 60


def test_each_pair_has_a_sign_and_words_by_who_says_it() -> None:
    found = {
        (p.organisation.rpartition("/")[2], p.solution): p for p in pairs_of(Shelf(hub(), DAY))
    }

    keys = [found[slug(town), FORM].mark.key for town in TOWNS[:6]]
    assert keys == ["own", "trying", "trying", "maker", "third", "apart"]
    assert found["dorp-6", FORM].said == "telt niet mee: betwist"
    assert found["dorp-1", FORM].said == "gebruikt, zegt de organisatie zelf, sinds 2020"
    assert len({mark.sign for mark in MARKS.values()}) == len(MARKS)


def test_municipalities_come_before_others_in_the_matrix() -> None:
    found = matrix_of(Shelf(hub(), DAY), rows=71)

    assert found.rows[0][0].title == "Dorp 1"
    assert found.rows[-1][0].title == "Samen Sterk"
    assert found.rows[-1][0].size == "geen gemeente"


def test_every_head_of_the_matrix_has_a_scope_and_the_frame_a_name(home: Home) -> None:
    tree = page(home, "analyse/matrix")

    assert all(head.get("scope") in ("col", "row") for head in tree.xpath("//table//th"))
    (frame,) = tree.xpath("//div[@class='scroll']")
    assert frame.get("tabindex") == "0"
    assert frame.get("aria-label")


def test_the_matrix_as_a_spreadsheet_has_every_pair(home: Home) -> None:
    text = (home.build / "pages" / "data" / "matrix.csv").read_text("utf-8-sig")

    assert len(list(csv.reader(text.splitlines()))) - 1 == len(data(home, "matrix")["rows"])


def test_the_page_of_a_solution_shows_where_and_since_when_it_is_used(home: Home) -> None:
    tree = page(home, "oplossingen/form")

    assert "Op de kaart: 2 van de 5 gebruikers." in words(tree)
    for source in tree.xpath("//div[@class='pictures']//img/@src"):
        assert (home.build / "pages" / source.removeprefix("../../")).is_file()
    assert all(one.get("alt") for one in tree.xpath("//img"))


def test_the_page_of_a_question_on_use_in_time_has_the_curve_beside_its_table(home: Home) -> None:
    for name in ("adoption", "adoption_curve", "movers"):
        page = (home.build / "pages" / "analyse" / "vragen" / f"{name}.md").read_text()
        (source,) = re.findall(r'<figure class="growth"><img src="([^"]+)"', page)

        assert (home.build / "pages" / source.removeprefix("../../../")).is_file()
    other = (home.build / "pages" / "analyse" / "vragen" / "users_of.md").read_text()
    assert "growth" not in other


def test_the_page_of_a_town_says_who_is_like_it_and_whom_to_call(home: Home) -> None:
    (town,) = data(home, "vragen/gaps")["arguments"]
    tree = page(home, f"organisaties/{town.removeprefix(ROOT)}")

    heads = tree.xpath("//h2/text()")
    assert "Gemeenten die op u lijken" in heads
    assert "Wat zij gebruiken en u niet" in heads
    assert len(tree.xpath("//section[h2='Gemeenten die op u lijken']//li")) == 5
    assert "van niemand kennen we een contact" in words(tree)


def test_pictures_of_what_is_gone_are_removed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    old = home.build / "pages" / "analyse" / "kaart" / "oud.svg"
    old.parent.mkdir(parents=True)
    old.write_text("<svg/>")
    _stage(home, hub())

    assert not old.exists()


def test_an_empty_hub_gives_all_pages_without_rows(tmp_path: Path) -> None:
    home = Home(tmp_path)
    _stage(home, Hub())

    assert "nog van geen enkele organisatie" in words(page(home, "analyse/matrix"))
    for name in questions():
        assert page(home, f"analyse/vragen/{name}").xpath("//table") == [], name


def test_the_same_hub_gives_the_same_bytes(home: Home, tmp_path: Path) -> None:
    again = Home(tmp_path)
    _stage(again, hub())
    here, there = home.build / "pages", again.build / "pages"

    for path in sorted([*here.glob("data/vragen/*"), *here.glob("analyse/vragen/*")]):
        assert (there / path.relative_to(here)).read_bytes() == path.read_bytes(), path.name
