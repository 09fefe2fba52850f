"""The explorer: what stands around a thing, the files with it, and the page.

Organisations and solutions are made up for the test.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from knowledge.exploring.neighbourhood import RELATION_ORDER, Neighbourhoods, strengths
from knowledge.exploring.shards import KIND_ORDER, files_for, hashed, index, shards
from knowledge.exploring.starts import starts
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name
from knowledge.model import (
    KINDS,
    STRENGTHS,
    Document,
    Organisation,
    Process,
    Product,
    Solution,
    Statement,
)
from knowledge.pages import stage
from knowledge.relations import RELATIONS
from knowledge.shelf import Shelf
from knowledge.words import KIND_WORDS, STRENGTH_WORDS

DAY = date(2026, 11, 23)
ROOT = "https://code.voorbeeld.example"
FORM = f"{ROOT}/zomerdorp/formulier"
EVIL = '<img src=x onerror=alert(1)> __proto__ {{7*7}} "x"'
HOSTILE = ("__proto__", "constructor", "toString", "hasOwnProperty")


def town(name: str) -> str:
    return f"noaber:organisatie/{name}"


def _things() -> dict[str, Thing]:
    made: list[Any] = [
        *(Organisation(id=town(n), title=f"Gemeente {n}", type="gemeente", source="register:x")
          for n in ("zomerdorp", "winterdorp", "lentedorp", "herfstdorp")),
        Organisation(id=town("maker"), title="Makelij", type="leverancier", source="x"),
        Organisation(id=town("stil"), title="Gemeente stil", type="gemeente", source="register:x"),
        Solution(id=FORM, title="Formulier", source="zomerdorp-forge"),
        *(Solution(id=name, title=f"{EVIL} {name}", source="x") for name in HOSTILE),
        Product(id=f"{ROOT}/verhuizing", title="verhuizing", source="register:products"),
        Process(id=f"{ROOT}/proces", title="Verhuizen", source="x"),
        *(Document(id=f"{ROOT}/tekst/{n}", title="Uitleg", genre="handleiding",
                   url=f"{ROOT}/deel-{n}", source="x") for n in (1, 2)),
    ]  # fmt: skip
    return {one.id: Thing(one.id, one.kind, page_name(one.title, one.id), (one,)) for one in made}


def _statements() -> list[Statement]:
    def say(subject: str, relation: str, target: str, **more: Any) -> Statement:
        about = {"source": "zomerdorp-forge", "url": f"{ROOT}/bestand.yml", "last_seen": DAY}
        return Statement(subject=subject, relation=relation, object=target, **(about | more))

    own = {"strength": "own", "claimant": town("zomerdorp")}
    return [
        say(town("zomerdorp"), "uses", FORM, role="in gebruik", since="2021-04", **own),
        say(town("zomerdorp"), "uses", FORM, role="pilot", strength="maker", source="b-forge"),
        say(town("winterdorp"), "uses", FORM, strength="maker"),
        say(town("lentedorp"), "uses", FORM, state="disputed", strength="own",
            claimant=town("lentedorp")),
        say(town("herfstdorp"), "uses", FORM, claimant=town("maker")),
        say(town("zomerdorp"), "makes", FORM, role="opdrachtgever", **own),
        say(town("maker"), "makes", FORM, role="maker", strength="maker"),
        say(FORM, "supports", f"{ROOT}/proces", strength="derived"),
        say(f"{ROOT}/proces", "handles", f"{ROOT}/verhuizing"),
        *(say(f"{ROOT}/tekst/{n}", "about", FORM) for n in (1, 2)),
        *(say(town("zomerdorp"), "uses", name, url=f"javascript:{name}") for name in HOSTILE),
        say(FORM, "based_on", FORM),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def hub() -> Hub:
    return Hub(things=_things(), edges=tuple(edges_from(_statements())), counted={FORM: "5 tot 10"})


@pytest.fixture(scope="module")
def around(hub: Hub) -> Neighbourhoods:
    return Neighbourhoods(Shelf(hub, DAY))


@pytest.fixture(scope="module")
def home(tmp_path_factory: Any, hub: Hub) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        stage(hub, made)
    return made


def page_of(home: Home) -> Any:
    return lxml.html.fromstring((home.build / "pages/verkennen/index.md").read_text("utf-8"))


def rows_by_title(around: Neighbourhoods, thing: str) -> list[tuple[str, bool, str]]:
    return [(row.relation, row.back, around.card(row.other).title) for row in around.rows(thing)]


def test_rows_stand_by_relation_with_what_counts_first(around):
    assert rows_by_title(around, FORM) == [
        ("uses", True, "Gemeente herfstdorp"),
        ("uses", True, "Gemeente winterdorp"),
        ("uses", True, "Gemeente zomerdorp"),
        ("uses", True, "Gemeente lentedorp"),
        ("makes", True, "Makelij"),
        ("makes", True, "Gemeente zomerdorp"),
        ("supports", False, "Verhuizen"),
        ("about", True, "Uitleg"),
        ("about", True, "Uitleg"),
    ]


def test_a_row_says_who_says_it_since_when_and_where(around):
    row = next(row for row in around.rows(FORM) if row.other == town("zomerdorp"))

    assert (row.role, row.since) == ("in gebruik", "sinds april 2021")
    assert row.who == STRENGTH_WORDS["own"]
    assert (row.proof, row.seen, row.evidence) == (f"{ROOT}/bestand.yml", "23 november 2026", 2)


def test_another_who_says_it_is_named(around):
    row = next(row for row in around.rows(FORM) if row.other == town("herfstdorp"))

    assert row.who == "een ander (Makelij)"


def test_what_does_not_count_is_there_and_says_why(around):
    row = next(row for row in around.rows(FORM) if row.other == town("lentedorp"))

    assert (row.counts, row.state) == (False, "betwist")


def test_an_unknown_status_is_called_unknown_and_never_none(around):
    row = next(row for row in around.rows(FORM) if row.other == town("winterdorp"))

    assert (row.role, row.since) == ("niet bekend", "")


def test_rows_are_counted_by_who_says_so_without_what_does_not_count(around):
    assert strengths(around.rows(FORM)) == [2, 2, 3, 1]


def test_every_edge_of_the_graph_is_a_row_of_both_its_things(around, hub):
    reuse = build(hub)
    reuse.remove_edges_from([(FORM, FORM, "based_on")])

    rows = {thing: len(around.rows(thing)) for thing in around.things()}

    assert rows == {thing: reuse.degree(thing) for thing in rows}
    assert sum(rows.values()) == 2 * reuse.number_of_edges()


def test_things_with_the_same_title_are_told_apart(around):
    marks = {around.card(f"{ROOT}/tekst/{n}").mark for n in (1, 2)}

    assert marks == {"deel-1", "deel-2"}


def test_a_municipality_says_that_it_is_one(around):
    assert around.card(town("zomerdorp")).sort == "gemeente"
    assert around.card(town("maker")).sort == "leverancier"
    assert around.card(f"{ROOT}/tekst/1").sort == "handleiding"


def test_a_thing_without_relations_has_no_neighbourhood(around):
    assert town("stil") not in around.things()


@given(st.text())
def test_a_key_always_has_a_place(key):
    assert 0 <= hashed(key) < 2**32


@given(st.integers(min_value=0, max_value=2_000_000))
def test_the_number_of_files_is_a_power_of_two_that_leaves_about_500_rows_in_each(rows):
    number = files_for(rows)

    assert number & (number - 1) == 0
    assert number == 1 or rows / number > 512 / 2
    assert rows <= number * 512


def test_a_thing_stands_in_the_file_of_its_key(around, monkeypatch):
    monkeypatch.setattr("knowledge.exploring.shards.PER_FILE", 4)
    made = shards(around)

    places = {around.card(list(shard.things)[one[0]]).key: at
              for at, shard in enumerate(made) for one in shard.shown}  # fmt: skip

    assert len(made) == 8
    assert places == {key: hashed(key) % 8 for key in places}
    assert len(places) == len(around.things())


def test_a_file_gives_back_every_row_in_its_order(around):
    (shard,) = shards(around)
    plain = shard.plain()
    texts, cards = plain["texts"], plain["things"]
    (form,) = [one for one in plain["around"] if texts[one[1]] == FORM]

    back = [(RELATION_ORDER[row[0]], bool(row[1]), cards[row[2]][2]) for row in form[3]]

    assert back == rows_by_title(around, FORM)
    assert texts[form[2]] == "5 tot 10"
    assert KIND_ORDER[cards[form[0]][1]] == "solution"


def test_kinds_and_strengths_stand_in_the_order_that_the_page_reads_them(home):
    page = page_of(home)
    values = {name: page.xpath(f"//select[@name='{name}']/option/@value")
              for name in ("relatie", "soort", "zegt")}  # fmt: skip

    assert [v for v in values["relatie"] if v and not v.endswith("-terug")] == [*RELATION_ORDER]
    assert values["relatie"][2::2] == [f"{name}-terug" for name in RELATIONS]
    assert [v for v in values["soort"] if v] == [*KIND_ORDER]
    assert [v for v in values["zegt"] if v] == [*STRENGTHS]
    assert set(KIND_ORDER) == set(KINDS) == set(KIND_WORDS)


def test_the_same_hub_gives_the_same_bytes(hub):
    one, other = ([s.plain() for s in shards(Neighbourhoods(Shelf(hub, DAY)))] for _ in range(2))

    assert json.dumps(one) == json.dumps(other)


def test_personal_data_in_a_title_or_source_are_masked():
    mail = "jan.jansen@zomerdorp.example"
    thing = Solution(id="x", title=f"Bel {mail}", source="x")
    said = Statement(subject="x", relation="based_on", object="y", last_seen=DAY, source="x",
                     doubt=f"zegt {mail}")  # fmt: skip
    things = {"x": Thing("x", "solution", "bel", (thing,))}
    shelf = Shelf(Hub(things=things, edges=tuple(edges_from([said]))), DAY)

    text = json.dumps([shard.plain() for shard in shards(Neighbourhoods(shelf))])

    assert "jan.jansen" not in text
    assert "verborgen" in text


def test_the_search_list_has_everything_with_a_neighbourhood(around):
    rows = index(around)["things"]

    assert len(rows) == len(around.things())
    assert next(row[6] for row in rows if row[2] == "Formulier") == 9


def test_one_may_start_with_what_is_used_most(around):
    found = starts(around)
    first = found["Meest gebruikte oplossingen"][0]

    assert (first.card.title, first.number, first.said) == ("Formulier", 3, "gebruikers")
    assert found["Producten met de meeste processen"][0].said == "proces"
    assert all(len(rows) <= 4 for rows in found.values())


def test_an_empty_hub_has_a_page_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)
    stage(Hub(), home)

    assert "nog niets" in page_of(home).text_content()
    assert json.loads((home.build / "pages/data/buurt/0.json").read_text())["around"] == []


def test_files_of_an_earlier_build_are_removed(tmp_path, monkeypatch, hub):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)
    old = home.build / "pages" / "data" / "buurt" / "7.json"
    old.parent.mkdir(parents=True)
    old.write_text("{}")
    stage(hub, home)

    assert sorted(path.name for path in old.parent.iterdir()) == ["0.json", "index.json"]


def test_the_page_loads_the_library_only_where_it_was_staged(home, tmp_path, monkeypatch, hub):
    monkeypatch.setattr("knowledge.libraries.FETCHED", tmp_path / "nothing")
    monkeypatch.setattr("knowledge.pages.staged", lambda: ({}, []))
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    without = Home(tmp_path / "without")
    stage(hub, without)

    assert not page_of(without).xpath("//script[contains(@src, 'cytoscape')]")
    assert not page_of(without).xpath("//*[@role='tree']")
    assert "De lijst is volledig" in page_of(without).text_content()


def test_the_page_says_what_to_do_without_javascript(home):
    (told,) = page_of(home).xpath("//noscript")

    assert set(told.xpath(".//a/@href")) == {
        "../organisaties/", "../oplossingen/", "../producten/", "../processen/"
    }  # fmt: skip
    starting = page_of(home).xpath("//div[@class='starts']//a/@href")
    assert f"../oplossingen/{_things()[FORM].slug}/" in starting


def test_pages_of_organisations_and_solutions_lead_to_their_neighbourhood(home):
    slug = _things()[FORM].slug
    text = (home.build / "pages" / "oplossingen" / f"{slug}.md").read_text("utf-8")

    assert f'href="../../verkennen/?ding=oplossingen/{slug}"' in text


def test_scripts_and_page_agree_on_names():
    scripts = {path.name: path.read_text("utf-8")
               for path in (CHECKOUT / "site" / "assets").glob("verkennen*.js")}  # fmt: skip
    used = set(re.findall(r'querySelector\("\.([\w-]+)"\)', scripts["verkennen.js"]))
    html = (CHECKOUT / "site" / "templates" / "explorer.html").read_text("utf-8")
    made = Counter(re.findall(r'make\("\w+", "[^"]*", "([\w -]+)"', scripts["verkennen.js"]))

    missing = {name for name in used if name not in html and not any(name in m for m in made)}
    assert missing == set()
    assert not any("innerHTML" in text or "insertAdjacent" in text for text in scripts.values())
