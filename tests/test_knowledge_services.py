"""The matrix of organisations and products, its pages and its open data."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name
from knowledge.maps.borders import Borders
from knowledge.maps.drawing import Maps
from knowledge.model import (
    Document,
    Organisation,
    Process,
    Product,
    Record,
    Service,
    ServiceLevel,
    Statement,
)
from knowledge.rendering import templates
from knowledge.services import tables
from knowledge.services.levels import LEVELS, WORDS
from knowledge.services.matrix import Cell, at_least, matrix, of_organisation, of_product
from knowledge.services.pages import COLUMNS, service_pages
from knowledge.shelf import Shelf
from knowledge.spreadsheets import cell as sheet_cell
from knowledge.staging import Staging

DAY = date(2026, 11, 23)
PARKING = "http://standaarden.overheid.nl/owms/terms/parkeervergunning"
MOVING = "http://standaarden.overheid.nl/owms/terms/verhuismelding"


def town(number: int, **more: Any) -> Organisation:
    identifier = f"https://identifier.overheid.nl/tooi/id/gemeente/gm9{number:03}"
    about = {"type": "gemeente", "source": "register:organisations", "last_seen": DAY}
    return Organisation(id=identifier, **({"title": f"Zomerdorp {number}"} | about | more))


def product(identifier: str = PARKING, **more: Any) -> Product:
    title = identifier.rpartition("/")[2]
    return Product(id=identifier, title=title, source="register:products", **more)


def offers(level: ServiceLevel, why: str = "onlineAanvragen: ja", **more: Any) -> Service:
    return Service(level=level, why=why, **more)


def page(number: int, *services: Service, **more: Any) -> Document:
    url = f"https://www.zomerdorp{number}.example/parkeren"
    about = {"title": "Parkeren", "genre": "productpagina", "source": "zomerdorp-sru", "url": url,
             "last_seen": DAY, "text_licence": "CC0-1.0"}  # fmt: skip
    return Document(**({"id": url, "services": services} | about | more))


def said(subject: str, relation: str, thing: str, **more: Any) -> Statement:
    return Statement(
        subject=subject, relation=relation, object=thing, source="zomerdorp-sru",
        **({"strength": "own", "last_seen": DAY} | more),
    )  # fmt: skip


def published(by: Organisation, shown: Record, about: str = PARKING) -> list[Statement]:
    relation = "handles" if isinstance(shown, Process) else "about"
    return [said(by.id, "publishes", shown.id), said(shown.id, relation, about)]


def hub(*records: Record, said: list[Statement]) -> Hub:
    grouped: dict[str, list[Any]] = {}
    for record in records:
        grouped.setdefault(record.id, []).append(record)
    things = {
        key: Thing(key, same[0].kind, page_name(same[0].title, key), tuple(same))
        for key, same in grouped.items()
    }
    return Hub(things=things, edges=tuple(edges_from(said)))


def one_cell(*records: Record, by: Organisation | None = None) -> Cell:
    """The only cell of a town that publishes these pages about parking."""
    here = by or town(1)
    told = [line for record in records for line in published(here, record)]
    (found,) = matrix(hub(here, product(), *records, said=told))
    return found


def offered(found: Cell) -> dict[str, bool]:
    return {one.level: one.offered for one in found.levels}


def test_a_page_about_a_product_makes_a_cell_with_its_evidence() -> None:
    found = one_cell(page(1, offers("information"), offers("online", url="https://l.example/p")))
    (proof,) = found.levels[1].proofs

    assert (found.organisation, found.product) == (town(1).id, PARKING)
    assert (found.highest, found.is_disputed) == ("online", False)
    assert (proof.why, proof.url) == ("onlineAanvragen: ja", "https://l.example/p")
    assert (proof.page, proof.source) == (
        "https://www.zomerdorp1.example/parkeren",
        "zomerdorp-sru",
    )
    assert (proof.last_seen, proof.strength) == (DAY, "own")


def test_what_nobody_says_is_unknown_and_not_a_no() -> None:
    found = one_cell(page(1, offers("information")))

    assert found.level("online") is None
    assert tables.mark(found.level("online")) == ("niet bekend", "unknown")


def test_the_highest_level_is_one_that_is_offered() -> None:
    found = one_cell(page(1, offers("form"), offers("status", offered=False)))

    assert found.highest == "form"


def test_pages_of_one_organisation_are_merged_and_all_evidence_is_kept() -> None:
    first = page(1, offers("online"))
    second = page(2, offers("online", "“Vraag het online aan.”"), offers("status", "“Volg”"))
    found = one_cell(first, second)

    assert [len(one.proofs) for one in found.levels] == [2, 1]
    assert found.levels[0].proofs[0].why == "onlineAanvragen: ja"


def test_sources_that_disagree_are_both_shown() -> None:
    found = one_cell(page(1, offers("online", "onlineAanvragen: nee", offered=False),
                          offers("online", "“Vraag het online aan.”")))  # fmt: skip

    assert found.is_disputed
    assert [one.offered for one in found.levels[0].proofs] == [False, True]
    assert tables.mark(found.levels[0]) == ("ja en nee", "disputed")


@pytest.mark.parametrize(("strong", "weak"), [
    (offers("online"), offers("online", "“niet online”", offered=False)),
    (offers("online", "“a”", url="https://l.example/p"), offers("online", "“b”", offered=False)),
])  # fmt: skip
def test_a_field_goes_before_words_and_an_address_before_none(strong: Any, weak: Any) -> None:
    assert offered(one_cell(page(1, weak, strong))) == {"online": True}


def test_what_is_newer_goes_before_what_is_older() -> None:
    old = page(1, offers("online", offered=False), last_seen=date(2025, 1, 1))
    new = page(2, offers("online"))

    assert offered(one_cell(old, new)) == {"online": True}


def test_what_the_organisation_says_itself_goes_before_what_another_says() -> None:
    here, other = page(1, offers("online", "“ja”")), page(2, offers("online", offered=False))
    told = [
        *published(town(1), here),
        said(town(1).id, "publishes", other.id, strength="third"),
        said(other.id, "about", PARKING),
    ]
    (found,) = matrix(hub(town(1), product(), here, other, said=told))

    assert offered(found) == {"online": True}


def test_what_does_not_count_makes_no_cell() -> None:
    here = page(1, offers("online"))
    told = [said(town(1).id, "publishes", here.id),
            said(here.id, "about", PARKING, state="withdrawn")]  # fmt: skip

    assert matrix(hub(town(1), product(), here, said=told)) == []


@pytest.mark.parametrize("genre", ["dataset", "bericht", "pdf", ""])
def test_only_pages_for_citizens_count(genre: str) -> None:
    here = page(1, offers("online"), genre=genre)

    assert matrix(hub(town(1), product(), here, said=published(town(1), here))) == []


def test_a_page_that_was_read_before_there_were_levels_still_tells_them() -> None:
    found = one_cell(page(1, summary="Zo werkt het.", online="nee"))

    assert offered(found) == {"information": True, "online": False}


def test_an_empty_row_of_a_list_is_no_information() -> None:
    here = page(1)

    assert matrix(hub(town(1), product(), here, said=published(town(1), here))) == []


def test_the_channels_of_a_process_are_evidence_too() -> None:
    process = Process(id="https://p.example/a.bpmn", title="P", source="entry:process/p",
                      channels=("balie", "online met DigiD"))  # fmt: skip

    assert offered(one_cell(process)) == {"online": True, "sign-in": True}


def test_a_stored_script_is_no_address_of_a_level() -> None:
    found = one_cell(page(1, offers("online", url="javascript:start()")))

    assert found.levels[0].proofs[0].url == ""


@pytest.mark.parametrize(("said", "count"), [
    ([offers("online")], 1),
    ([offers("sign-in")], 1),
    ([offers("prefilled")], 1),
    ([offers("status")], 0),
    ([offers("online", offered=False), offers("sign-in"), offers("status")], 0),
])  # fmt: skip
def test_what_one_only_follows_online_is_not_counted_as_done_online(
    said: list[Service], count: int
) -> None:
    made = tables.figures([], [one_cell(page(1, *said))])

    assert (made.online, made.municipalities) == (count, 1)


@pytest.mark.parametrize(("licence", "why"), [("", "forms"), ("CC0-1.0", "forms: Vraag het aan")])
def test_the_label_of_a_link_is_a_text_of_its_publisher(licence: str, why: str) -> None:
    shown = page(1, offers("online", "forms: Vraag het aan"), text_licence=licence)

    assert one_cell(shown).levels[0].proofs[0].why == why


def test_words_of_a_page_that_may_not_be_shown_are_only_pointed_at() -> None:
    shown = page(1, offers("online"), offers("status", "“Volg uw aanvraag”"), text_licence="")
    found = one_cell(shown)

    assert [one.proofs[0].why for one in found.levels] == [
        "onlineAanvragen: ja", "“…” op de pagina",
    ]  # fmt: skip
    assert not found.levels[1].proofs[0].is_field


def big(towns: int, products: int) -> Hub:
    """A hub in which each town offers each product up to a level that differs."""
    records: list[Record] = [product(f"http://standaarden.overheid.nl/owms/terms/p{n:03}")
                             for n in range(products)]  # fmt: skip
    told = []
    names = [record.id for record in records]
    for number in range(towns):
        here = town(number)
        records.append(here)
        for at, name in enumerate(names):
            levels = [offers(level) for level in LEVELS[: 1 + (number + at) % len(LEVELS)]]
            url = f"https://www.zomerdorp{number}.example/{at}"
            shown = page(number, *levels, id=url, url=url)
            records.append(shown)
            told += published(here, shown, name)
    return hub(*records, said=told)


def test_per_product_and_per_organisation_give_the_cells_of_the_matrix() -> None:
    made = big(4, 3)
    whole = matrix(made)

    assert len(whole) == 12
    assert [one for p in sorted({c.product for c in whole}) for one in of_product(made, p)] == whole
    by_town = [one for o in sorted({c.organisation for c in whole})
               for one in of_organisation(made, o)]  # fmt: skip
    assert sorted(by_town) == sorted(whole)


def test_at_least_finds_what_goes_further_too() -> None:
    made = matrix(big(6, 1))

    assert [len(at_least(made, level)) for level in LEVELS] == [6, 5, 4, 3, 2, 1]


MIXED = [offers("online"), offers("online", offered=False), offers("form"),
         offers("online", "“x”"), offers("status", url="https://a.example/")]  # fmt: skip


@given(st.permutations(MIXED))
def test_the_order_of_what_is_said_does_not_matter(services: list[Service]) -> None:
    assert one_cell(page(1, *services)) == one_cell(page(1, *MIXED))


# --- pages and files ---------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    return Home(tmp_path)


def staged(home: Home, made: Hub) -> Staging:
    maps = Maps(Borders({}))
    staging = Staging(Shelf(made, DAY), home.build / "pages", {}, maps)
    service_pages(staging)
    return staging


def tree(home: Home, name: str = "dienstverlening/index.md") -> Any:
    text = (home.build / "pages" / name).read_text("utf-8").split("---\n", 2)[2]
    return lxml.html.fromstring(text)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def test_the_page_asks_the_question_and_answers_it_with_counts(home: Home) -> None:
    staged(home, big(3, 7))
    text = words(tree(home))

    assert "Een pakje volgt u op uw telefoon." in text
    assert "3 van 7 producten kunt u bij minstens één gemeente online volgen" in text
    assert "Een product dat u bij elke gemeente kunt volgen, vonden we niet." in text


def test_the_table_counts_municipalities_per_level(home: Home) -> None:
    staged(home, big(6, 1))
    rows = tree(home).xpath("//table[contains(@class, 'counts')]/tbody/tr")

    assert [words(cell) for cell in rows[0]] == ["P000", "6", "6", "5", "4", "3", "2", "1"]
    assert rows[0].xpath("th/a/@href")[0].endswith("#dienstverlening")


def test_only_municipalities_of_today_are_counted(home: Home) -> None:
    gone = town(2, valid_until=date(2020, 1, 1))
    body = town(3, type="samenwerkingsverband")
    pages = [page(number, offers("status")) for number in (1, 2, 3)]
    told = [line for by, shown in zip((town(1), gone, body), pages, strict=True)
            for line in published(by, shown)]  # fmt: skip
    made = hub(town(1), gone, body, product(), *pages, said=told)
    staged(home, made)

    assert words(tree(home).xpath("//tbody/tr/td[1]")[0]) == "1"
    cells = json.loads((home.build / "pages/data/dienstverlening.json").read_bytes())["cells"]
    assert len(cells) == 3


def test_municipalities_stand_side_by_side_with_the_highest_level_of_each(home: Home) -> None:
    bare = page(9, offers("online", offered=False), offers("information"))
    made = big(2, 2)
    alone = town(9)
    one = made.things["http://standaarden.overheid.nl/owms/terms/p000"]
    records = [record for thing in made.things.values() for record in thing.records]
    told = [said for edge in made.edges for said in edge.evidence]
    staged(home, hub(*records, alone, bare, said=[*told, *published(alone, bare, one.id)]))
    (table,) = tree(home).xpath("//table[@class='matrix']")

    heads = [words(head) for head in table.xpath("thead//th")]
    assert len(heads) == 4
    assert [[words(cell) for cell in row] for row in table.xpath("tbody/tr")] == [
        ["P000", "uitleg", "formulier", "uitleg"],
        ["P001", "formulier", "online", "–niet bekend"],
    ]


def test_the_municipalities_that_say_most_get_a_column_and_the_others_a_count(home: Home) -> None:
    staged(home, big(11, 2))
    page = tree(home)

    assert len(page.xpath("//table[@class='matrix']/thead//th")) == 1 + 8
    assert "3 andere staan in het rekenblad" in words(page)


def test_large_matrices_stay_small_pages(home: Home) -> None:
    staged(home, big(40, 120))
    folder = home.build / "pages"
    sizes = [len(path.read_bytes()) for path in folder.glob("dienstverlening/**/*.md")]

    assert len(sizes) == 3
    assert max(sizes) < 300_000
    assert len(tree(home).xpath("//table[contains(@class, 'counts')]/tbody/tr")) == 50


def test_a_page_that_is_no_more_goes_away(home: Home) -> None:
    staged(home, big(1, 60))
    staged(home, big(1, 10))

    assert [path.name for path in (home.build / "pages").glob("dienstverlening/**/*.md")] == [
        "index.md"
    ]


def test_without_pages_about_products_it_says_so(home: Home) -> None:
    staged(home, hub(town(1), said=[]))

    assert "nog geen pagina van een gemeente over een product" in words(tree(home))


def test_the_sheet_has_a_row_per_cell_and_no_formula(home: Home) -> None:
    evil = town(1, title="=HYPERLINK(1)")
    shown = page(1, offers("online"), offers("form", offered=False))
    staged(home, hub(evil, product(), shown, said=published(evil, shown)))
    text = (home.build / "pages/data/dienstverlening.csv").read_text("utf-8-sig")
    head, row = csv.reader(io.StringIO(text))

    assert tuple(head) == COLUMNS
    assert row[0] == "'=HYPERLINK(1)"
    assert row[3:11] == [PARKING, "online", "", "nee", "ja", "", "", ""]
    assert row[-1] == "2026-11-23"


def test_the_open_data_names_the_evidence_of_each_level(home: Home) -> None:
    shown = page(1, offers("online"), offers("online", offered=False))
    staged(home, hub(town(1), product(), shown, said=published(town(1), shown)))
    told = json.loads((home.build / "pages/data/dienstverlening.json").read_bytes())
    (found,) = told["cells"]

    assert (told["licence"], told["levels"]) == ("CC0-1.0", list(LEVELS))
    assert found["levels"]["online"]["disputed"] is True
    assert (found["page"], found["last_seen"]) == (shown.url, "2026-11-23")
    assert told["titles"] == {town(1).id: "Zomerdorp 1", PARKING: "Parkeervergunning"}


def test_the_grid_of_the_filters_has_a_bit_for_each_level(home: Home) -> None:
    shown = page(1, offers("form"), offers("status"), offers("online", offered=False))
    staged(home, hub(town(1), product(), shown, said=published(town(1), shown)))
    grid = json.loads((home.build / "pages/data/dienstverlening-rooster.json").read_bytes())

    assert grid["cells"] == [[0, 0, 0b100010, 0b000100, 0]]
    assert grid["products"][0][2:9] == [1, 0, 1, 0, 0, 0, 1]


def shown_on(made: Hub, macro: str, identifier: str) -> Any:
    """What a macro of service_levels.html shows of a thing."""
    source = '{% import "service_levels.html" as s with context %}<div>{{ s.MACRO(thing) }}</div>'
    made_of = templates().from_string(source.replace("MACRO", macro))
    thing = made.things[identifier]
    values = {"shelf": Shelf(made, DAY), "root": "../../", "thing": thing, "title": thing.title}
    return lxml.html.fromstring(made_of.render(values))


def test_a_product_shows_who_offers_what_with_source_and_day() -> None:
    shown = page(1, offers("information", "productpagina"), offers("online", offered=False),
                 offers("online", "“Vraag <b>online</b> aan”"))  # fmt: skip
    made = hub(town(1), product(), shown, said=published(town(1), shown))
    text = words(shown_on(made, "of_product", PARKING))

    assert "Zomerdorp 1" in text
    assert "bronnen spreken elkaar tegen" in text
    assert "online: nee, onlineAanvragen: ja" in text
    assert "“Vraag <b>online</b> aan”" in text
    assert "gezien 23 november 2026" in text


def test_an_organisation_shows_how_far_one_gets_per_product() -> None:
    shown = page(1, offers("status"))
    made = hub(town(1), product(), shown, said=published(town(1), shown))
    found = shown_on(made, "of_organisation", town(1).id)

    assert [words(cell) for cell in found.xpath("//tbody/tr/*")[:3]] == [
        "Parkeervergunning", "volgen", "volgen: ja",
    ]  # fmt: skip


def test_a_thing_without_levels_shows_no_section() -> None:
    made = hub(town(1), product(), said=[])

    assert words(shown_on(made, "of_product", PARKING)) == ""
    assert words(shown_on(made, "of_organisation", town(1).id)) == ""


def test_each_level_has_its_words() -> None:
    assert list(WORDS) == list(LEVELS)


@given(st.text())
def test_no_cell_of_a_sheet_starts_as_a_formula(text: str) -> None:
    assert sheet_cell(text).lstrip()[:1] not in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}
