"""The front door: the page of a product, the themes, and the way to them from the home page."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name, slug
from knowledge.model import (
    Document,
    Edition,
    Organisation,
    Process,
    Record,
    Solution,
    Statement,
    Step,
)
from knowledge.pages import stage
from knowledge.products import changes, front
from knowledge.products.themes import ThemedProduct
from knowledge.shelf import Shelf

DAY = date(2026, 11, 23)
UPL = "http://standaarden.overheid.nl/owms/terms/"
MOVE, PASS = f"{UPL}verhuismelding", f"{UPL}paspoort"
SUMMER, WINTER, AUTUMN = (f"noaber:organisatie/{n}" for n in ("zomer", "winter", "herfst"))
SERVICE = "noaber:organisatie/dienst"
FORM = "https://code.voorbeeld.example/zomer/formulier"
PROCESS, OTHER, MODEL = (f"https://voorbeeld.example/{n}" for n in ("a.bpmn", "b.bpmn", "m.xml#1"))
PAGE = "https://winter.example/verhuizen"


def body(identifier: str, title: str, kind: str = "gemeente") -> Organisation:
    return Organisation(id=identifier, title=title, type=kind, source="member:x", last_seen=DAY)


def product(identifier: str = MOVE, title: str = "verhuismelding") -> ThemedProduct:
    return ThemedProduct(
        id=identifier, title=title, url=identifier, levels=("Gemeente",), audience=("Burger",),
        legal_basis=("Artikel 2.39 Wet brp",), source="register:products", last_seen=DAY,
        themes=("Burgerzaken",), aliases=("verhuizing",) if identifier == MOVE else (),
    )  # fmt: skip


def process(identifier: str = PROCESS, title: str = "Zo verhuist men", **more: Any) -> Process:
    about = {"format": "bpmn", "source": "zomer-forge", "url": identifier, "last_seen": DAY}
    return Process(id=identifier, title=title, **(about | more))


def said(subject: str, relation: str, target: str, **more: Any) -> Statement:
    about = {"source": "zomer-forge", "url": "https://zomer.example/bron", "last_seen": DAY,
             "strength": "own"}  # fmt: skip
    return Statement(subject=subject, relation=relation, object=target, **(about | more))


def everything() -> tuple[list[Record], list[Statement]]:
    records: list[Record] = [
        body(SUMMER, "Zomerdorp"), body(WINTER, "Winterstad"), body(AUTUMN, "Herfstwoud"),
        body(SERVICE, "Dienst Voorbeeld", "samenwerkingsverband"), product(),
        product(PASS, "paspoort"),
        process(partners=("RvIG", "Kadaster"), legal_basis=("Wet X", "artikel 2.39 van de Wet BRP"),
                steps=(Step(id="s", name="Neem op", kind="task", lane=""),)),
        process(OTHER, "Verhuizen bij de dienst", source="dienst-files", partners=("RVIG",)),
        process(MODEL, "Behandelen verhuizing", format="archimate", source="gemma-files"),
        Solution(id=FORM, title="Formulier", source="zomer-forge", last_seen=DAY),
        Solution(id=f"{FORM}/gemma", title="Component", source="gemma-files", last_seen=DAY),
        Document(id=PAGE, title="Geef uw verhuizing door", genre="productpagina", url=PAGE,
                 source="winter-website", last_seen=DAY),
    ]  # fmt: skip
    statements = [
        said(PROCESS, "handles", MOVE), said(SUMMER, "publishes", PROCESS),
        said(OTHER, "handles", MOVE), said(SERVICE, "publishes", OTHER),
        said(MODEL, "handles", MOVE, strength="derived", rule="spoken"),
        said(f"{FORM}/gemma", "supports", MODEL),
        said(FORM, "supports", PROCESS, strength="derived", rule="same-repository"),
        said(WINTER, "uses", FORM, role="in gebruik"), said(SUMMER, "performs", MOVE),
        said(PAGE, "about", MOVE), said(WINTER, "publishes", PAGE), said(AUTUMN, "performs", MOVE),
    ]  # fmt: skip
    return records, statements


def hub(*more: Record, also: tuple[Statement, ...] = (), **values: Any) -> Hub:
    records, statements = everything()
    grouped: dict[str, list[Any]] = {}
    for record in (*records, *more):
        grouped.setdefault(record.id, []).append(record)
    things = {}
    for identifier, same in grouped.items():
        plain = same[0].kind in ("organisation", "product")
        name = slug(same[0].title) if plain else page_name(same[0].title, identifier)
        things[identifier] = Thing(identifier, same[0].kind, name, tuple(same))
    return Hub(things=things, edges=tuple(edges_from([*statements, *also], DAY)), **values)


def shelf(made: Hub | None = None) -> Shelf:
    return Shelf(made or hub(), DAY)


def seen(made: Hub | None = None) -> front.Doers:
    here = shelf(made)
    return front.doers(here, here.hub.things[MOVE])


def names(found: Any) -> list[str]:
    return [one.organisation.title for one in found]


def test_municipalities_with_a_process_stand_apart_from_those_with_only_a_page():
    found = seen()

    assert names(found.towns) == ["Zomerdorp"]
    assert names(found.others) == ["Dienst Voorbeeld"]
    assert names(found.pages) == ["Herfstwoud", "Winterstad"]
    assert [[page.title for page in one.ends] for one in found.pages] == [
        [], ["Geef uw verhuizing door"],
    ]  # fmt: skip


def test_what_a_municipality_disputes_is_not_counted():
    no = said(AUTUMN, "performs", MOVE, claimant=AUTUMN, state="disputed", source="entry:x")

    assert names(seen(hub(also=(no,))).pages) == ["Winterstad"]


def test_a_process_of_two_municipalities_is_one_row_with_both():
    both = hub(also=(said(WINTER, "publishes", PROCESS),))

    ((end, owners),) = front.rows(seen(both).towns)

    assert end.id == PROCESS
    assert [owner.title for owner in owners] == ["Winterstad", "Zomerdorp"]


def test_a_process_of_which_nobody_says_whose_it_is_is_not_left_out():
    alone = process("https://voorbeeld.example/c.bpmn", "Los proces")
    found = seen(hub(alone, also=(said(alone.id, "handles", MOVE),)))

    assert [end.title for end in found.unknown] == ["Los proces"]


def test_a_reference_architecture_is_no_process_of_somebody_and_its_parts_no_solutions():
    here = shelf()
    move = here.hub.things[MOVE]
    (model,) = front.processes(here, move, model=True)

    assert model.title == "Behandelen verhuizing"
    assert [end.title for end in front.components(here, model)] == ["Component"]
    assert [one.solution.title for one in front.means(here, move)] == ["Formulier"]


def test_a_solution_says_through_which_process_and_who_uses_it():
    here = shelf()
    (one,) = front.means(here, here.hub.things[MOVE])

    assert [end.title for end in one.through] == ["Zo verhuist men"]
    assert [end.title for end in one.users] == ["Winterstad"]
    assert front.rule(one.solution) == "het proces staat in de repository van deze oplossing"


def test_chain_partners_are_counted_once_for_each_process_however_they_are_written():
    here = shelf()
    found = front.partners(here, here.hub.things[MOVE])

    assert [(name, len(ends)) for name, ends in found] == [("RVIG", 2), ("Kadaster", 1)]


def test_laws_in_processes_are_those_that_the_register_does_not_name():
    here = shelf()

    assert [law for law, _ in front.laws(here, here.hub.things[MOVE])] == ["Wet X"]


def test_what_is_known_of_a_product_is_counted_and_told_in_words():
    here = shelf()
    counts = front.counts(here, here.hub.things[MOVE])

    assert counts == front.Counts(towns=3, processes=2, solutions=1, models=1, told=1)
    assert counts.words == (
        "3 gemeenten, 2 processen, 1 oplossing, 1 proces in GEMMA, 1 pagina of document"
    )
    assert front.counts(here, here.hub.things[PASS]).words == ""


def test_a_product_is_introduced_in_plain_words():
    thing = hub().things[MOVE]
    odd = Thing("x", "product", "x", (product().model_copy(update={
        "levels": ("Rijk", "Gemeente", "Maan"), "audience": ("Bedrijf", "Burger")}),))  # fmt: skip

    assert front.intro(thing) == "Voor inwoners. Dit doet de gemeente."
    assert front.intro(odd) == "Voor bedrijven en inwoners. Dit doet de gemeente of het Rijk."
    assert front.intro(Thing("x", "product", "x", (ThemedProduct(id="x", title="x"),))) == ""


def days(*, new: int = 0, first: int = 30, **more: Any) -> list[tuple[str, str]]:
    """What changed, where a process came `new` days ago in a source that is `first` days old."""
    began, came = DAY - timedelta(first), DAY - timedelta(new)
    older = process("https://voorbeeld.example/oud.bpmn", "Iets anders", first_seen=began)
    records, statements = everything()
    records = [r for r in records if r.id != PROCESS]
    made = [*records, process(first_seen=came, **more), older]
    things = {r.id: Thing(r.id, r.kind, slug(r.title), (r,)) for r in made}
    edges = edges_from([*statements, said(SUMMER, "publishes", older.id)])
    here = Shelf(Hub(things=things, edges=tuple(edges)), DAY)
    found = changes.changes(here, things[MOVE])
    return [(one.day.isoformat(), f"{one.title}: {one.words}") for one in found]


def test_a_process_that_came_later_than_the_rest_of_its_source_is_news():
    assert days(new=2) == [("2026-11-21", "Zo verhuist men: nieuw")]
    assert days(new=30) == []


def test_how_a_process_was_before_is_told_with_its_day():
    before = (Edition(until="2026-11-01", term="P4W"), Edition(until="later", term="P5W"))

    found = days(new=30, earlier=before[:1], term="P8W")

    assert [day for day, _ in found] == ["2026-11-01"]
    assert "Zo verhuist men: " in found[0][1]
    assert days(new=30, earlier=before[1:], term="P8W") == []


def test_what_a_source_says_no_more_is_told():
    gone = said(FORM, "supports", MOVE, gone=date(2026, 11, 3))
    other = said(FORM, "supports", PASS, gone=date(2026, 11, 3))
    here = shelf(hub(past=(gone, other)))
    (one,) = changes.changes(here, here.hub.things[MOVE])

    assert (one.day, one.title) == (date(2026, 11, 3), "Formulier")
    assert one.words == "ondersteunt volgens de bron niet meer: Verhuismelding"


def test_themes_list_their_products_of_which_most_is_known_first():
    (tile,) = front.tiles(shelf(hub(also=(said(SUMMER, "performs", PASS),))))

    assert (tile.name, tile.path) == ("Burgerzaken", "themas/burgerzaken/")
    assert [thing.title for thing in tile.products] == ["verhuismelding", "paspoort"]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = Home(tmp_path_factory.mktemp("front"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        assert stage(hub(), home) == []
    return home.build / "pages"


def tree(pages: Path, name: str) -> Any:
    return lxml.html.fromstring((pages / f"{name}.md").read_text("utf-8").split("---\n", 2)[2])


def text(element: Any) -> str:
    for block in element.iter("p", "li", "dt", "dd", "th", "td", "h1", "h2", "h3", "br", "small"):
        block.tail = f" {block.tail or ''}"
    return " ".join(element.text_content().split())


def test_the_page_of_a_product_says_who_does_it_how_and_with_what(pages):
    page = text(tree(pages, "producten/verhuismelding"))

    assert "Voor inwoners. Dit doet de gemeente. Mensen zeggen ook: verhuizing." in page
    assert "Deze gemeenten laten hun proces zien (1)" in page
    assert "Processen van anderen (1)" in page
    assert "Deze gemeenten hebben alleen een productpagina (2)" in page
    assert "Hiermee wordt het gedaan (1) Formulier 1 gebruiker" in page
    assert "afgeleid door noaber (het proces staat in de repository van deze oplossing)" in page
    assert "RVIG: 2 processen bron: Verhuizen bij de dienst, Zo verhuist men" in page
    assert "In GEMMA hoort hierbij" in page
    assert "Behandelen verhuizing Ondersteund door Component" in page
    assert "Wet X bron: Zo verhuist men" in page


def test_users_without_a_name_are_told_as_a_number(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home, shut = Home(tmp_path), Solution(id="https://dicht.example/a", title="Dicht", source="x")
    assert (
        stage(hub(shut, also=(said(shut.id, "supports", MOVE),), counted={shut.id: "4"}), home)
        == []
    )

    page = text(tree(home.build / "pages", "producten/verhuismelding"))

    assert "4 organisaties gebruiken dit, zonder naam" in page
    assert "We weten nog niet wie dit gebruikt" not in page


def test_each_link_within_the_page_of_a_product_has_its_place(pages):
    page = tree(pages, "producten/verhuismelding")

    targets = [href[1:] for href in page.xpath("//a/@href") if href.startswith("#")]
    assert set(targets) == {"processen", "anderen", "paginas", "oplossingen"}
    assert set(targets) <= set(page.xpath("//@id"))


def test_words_of_noaber_itself_do_not_bear_the_source_of_the_register(pages):
    side = text(tree(pages, "producten/verhuismelding").xpath("//aside")[0])

    assert "Mensen zeggen ook verhuizing bron: woordenlijst van noaber" in side
    assert "Thema Burgerzaken ingedeeld door noaber" in side


def test_the_page_of_a_theme_tells_what_is_known_and_names_the_rest(pages):
    page = tree(pages, "themas/burgerzaken")

    told = page.xpath("//ul[@class='cards']/li")
    assert [text(row) for row in told] == [
        "Verhuismelding 3 gemeenten, 2 processen, 1 oplossing, 1 proces in GEMMA, "
        "1 pagina of document verhuizing"
    ]
    assert [text(row) for row in page.xpath("//ul[@class='plain-names']/li")] == ["Paspoort"]


def test_themes_are_open_data_too(pages):
    (one, *others) = json.loads((pages / "data" / "themas.json").read_bytes())["themas"]

    assert len(others) == 6
    assert (one["naam"], one["url"]) == ("Burgerzaken", "themas/burgerzaken/")
    assert one["producten"] == [
        {"id": MOVE, "naam": "Verhuismelding", "url": "producten/verhuismelding/",
         "gemeenten": 3, "processen": 2, "oplossingen": 1}
    ]  # fmt: skip
    assert one["overig"] == [{"id": PASS, "naam": "Paspoort"}]


def test_a_hub_without_products_has_no_themes(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)

    assert stage(Hub(), home) == []

    assert [path.name for path in (home.build / "pages" / "themas").iterdir()] == ["index.md"]
    assert "Er zijn nog geen thema's." in text(tree(home.build / "pages", "themas/index"))
    assert "kies een thema" not in (home.build / "pages" / "index.md").read_text("utf-8")


def test_the_list_of_products_can_be_filtered_by_theme(pages):
    page = tree(pages, "producten/index")
    (row,) = json.loads((pages / "data" / "producten.json").read_bytes())["items"]

    assert "Burgerzaken" in json.dumps(row)
    assert "Burgerzaken" in text(page)
