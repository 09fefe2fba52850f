"""Recognising: which product a title names, and what may be derived from that, and what not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.gathering import Gathered
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub
from knowledge.model import (
    AnyRecord,
    Document,
    Edition,
    NoaberError,
    Organisation,
    Process,
    Product,
    Solution,
    Statement,
    plain,
    to_json,
)
from knowledge.organisations import OrganisationRegister
from knowledge.products.naming import ProductNames, load_names, plain_word
from knowledge.products.recognising import recognised
from knowledge.products.themes import themed
from knowledge.register import load_products

REGISTERS = CHECKOUT / "knowledge" / "registers"
UPL = "http://standaarden.overheid.nl/owms/terms/"
MOVE, WED = f"{UPL}verhuismelding", f"{UPL}huwelijksaangifte"
TOWN, OTHER = "noaber:organisatie/zomerdorp", "noaber:organisatie/winterstad"
FORGE = "https://code.voorbeeld.example"
FILE = f"{FORGE}/zomerdorp/verhuizen/blob/HEAD/processen/verhuizing.bpmn"
PAGE = "https://www.zomerdorp.example/verhuizen"
FIRST, MIDDLE, LATER = date(2026, 11, 1), date(2026, 11, 10), date(2026, 11, 20)
PRODUCTS = load_products(REGISTERS)
NAMES = ProductNames(PRODUCTS, load_names(REGISTERS, PRODUCTS))


def name_of(title: str, *who: str, is_process: bool = True) -> str:
    found = NAMES.named(title, who, is_process)
    return found.product.removeprefix(UPL) if found else ""


@pytest.mark.parametrize(
    ("title", "product"),
    [
        ("Verhuismelding", "verhuismelding"),
        ("Verhuizing doorgeven", "verhuismelding"),
        ("Verhuizen", "verhuismelding"),
        ("Adreswijziging", "verhuismelding"),
        ("Verhuisproces", "verhuismelding"),
        ("Overlijden aangeven", "overlijdensaangifte"),
        ("Aangifte van overlijden", "overlijdensaangifte"),
        ("Behandelen aanvraag omgevingsvergunning", "omgevingsvergunning"),
        ("Behandelen omgevings-vergunningaanvraag regulier", "omgevingsvergunning"),
        ("Evenementenvergunningen", "evenementenvergunning"),
        ("Klachten behandelen", "klacht"),
        ("Bezwaren", "bezwaar"),
        ("Bezwaar belastingaanslag", "belastingaanslag_bezwaar"),
        ("Reintegratie", "re-integratie"),
        ("Naturalisatie aanvragen", "naturalisatieverzoek"),
        ("Wijziging voornaam", "voornaamwijziging"),
        ("MVPTrouwproces inwoner", "huwelijksaangifte"),
        ("Uw paspoort aanvragen", "paspoort"),
        ("Burgerservicenummer", "burgerservicenummer_(bsn)"),
        ("Melding openbare ruimte", "melding_openbare_ruimte_(algemeen)"),
        ("Melding openbare ruimte (straatverlichting)",
         "melding_openbare_ruimte_(straatverlichting)"),
    ],
)  # fmt: skip
def test_a_title_that_is_the_name_of_a_product_names_it(title, product):
    assert name_of(title) == product


@pytest.mark.parametrize(
    "title",
    [
        "Paspoort of identiteitskaart aanvragen",  # two products
        "Omgevingsvergunning voor een uitbouw",  # more than the name
        "Afvalcontainer aanvragen of ruilen",
        "Geboorte",  # the announcement or the deed
        "Behandelen aangifte of melding",
        "Behandelen vergunningaanvraag",
        "Aanvraag", "Melding", "Proces", "Zaak behandelen", "", "!!!",
        "1. Melding openbare ruimte doen",  # a step of something
        "Verhuizing annuleren",
        "Applying for a passport",
        "Verhuizing " + "doorgeven " * 20,
    ],
)  # fmt: skip
def test_a_title_that_may_be_something_else_names_nothing(title):
    assert name_of(title) == ""


def test_the_name_of_the_publisher_in_a_title_does_not_count():
    assert name_of("Verhuizing doorgeven in Zomerdorp", "Gemeente Zomerdorp") == "verhuismelding"
    assert name_of("Verhuizing gemeente Zomerdorp", "Gemeente Zomerdorp") == "verhuismelding"
    assert name_of("Verhuizing doorgeven in Zomerdorp", "Winterstad") == ""


def test_which_version_it_is_counts_only_in_the_title_of_a_process():
    assert name_of("Verhuizing digitaal v2") == "verhuismelding"
    assert name_of("Verhuizing digitaal v2", is_process=False) == ""


def test_every_name_of_the_register_names_its_own_product():
    assert [one.title for one in PRODUCTS if name_of(one.title) != one.id.removeprefix(UPL)] == []


def test_every_name_that_people_use_names_one_product_and_no_other():
    spoken = load_names(REGISTERS, PRODUCTS)
    wrong = [name for identifier, names in spoken.items() for name in names
             if name_of(name) != identifier.removeprefix(UPL)]  # fmt: skip

    assert wrong == []


@given(st.sampled_from([one for one in PRODUCTS if len(one.title.split()) > 1]), st.randoms())
def test_the_order_of_words_can_make_a_name_unknown_but_never_another_product(product, random):
    words = product.title.split()
    random.shuffle(words)

    assert name_of(" ".join(words)) in ("", product.id.removeprefix(UPL))


@given(st.text(max_size=40))
def test_a_word_has_one_plain_form_whatever_it_is(word):
    once = plain_word(word)

    assert plain_word(word) == once
    assert len(once) <= len(word)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "productnames.yml:1: schrijf regels als"),
        ("a: b\nverhuismelding: x", "productnames.yml:1: a staat niet in products.csv"),
        ("verhuismelding: x", "productnames.yml:1: schrijf `verhuismelding: "),
        ("verhuismelding: [1]", "productnames.yml:1: schrijf `verhuismelding: "),
    ],
)
def test_a_register_of_names_that_says_something_else_is_refused(tmp_path, text, said):
    (tmp_path / "productnames.yml").write_text(text)

    with pytest.raises(NoaberError) as refused:
        load_names(tmp_path, PRODUCTS)

    assert said in str(refused.value)


def gathered(*records: AnyRecord) -> Gathered:
    found = Gathered(OrganisationRegister([]))
    towns = [Organisation(id=i, title=t, type="gemeente", source="member:x", last_seen=FIRST)
             for i, t in ((TOWN, "Zomerdorp"), (OTHER, "Winterstad"))]  # fmt: skip
    for record in [*themed(PRODUCTS, REGISTERS), *towns, *records]:
        found.add(record)
    return found


def said(subject: str, relation: str, target: str, **more: Any) -> Statement:
    about = {"source": "zomerdorp-forge", "last_seen": LATER, "strength": "own"}
    return Statement(subject=subject, relation=relation, object=target, **(about | more))


def process(identifier: str = FILE, who: str = TOWN, **more: Any) -> Process:
    about = {"title": "Verhuizing doorgeven", "format": "bpmn", "source": "zomerdorp-forge",
             "url": identifier, "first_seen": FIRST, "last_seen": LATER,
             "statements": (said(who, "publishes", identifier),)}  # fmt: skip
    return Process(id=identifier, **(about | more))


def page(who: str = TOWN, *more_said: Statement, **more: Any) -> Document:
    about = {"title": "Verhuizing doorgeven", "genre": "productpagina", "url": PAGE,
             "source": "zomerdorp-website", "first_seen": FIRST, "last_seen": LATER,
             "statements": (said(who, "publishes", PAGE), *more_said)}  # fmt: skip
    return Document(id=PAGE, **(about | more))


def solution(**more: Any) -> Solution:
    about = {"title": "Verhuisformulier", "reader": "publiccode", "source": "zomerdorp-forge"}
    return Solution(id=f"{FORGE}/zomerdorp/verhuizen", last_seen=LATER, **(about | more))


def triples(found: list[Statement]) -> list[tuple[str, str, str, str]]:
    return [(one.subject, one.relation, one.object, one.rule) for one in found]


def test_a_process_with_the_name_of_a_product_handles_it_and_says_how_we_know():
    found, performed = recognised(gathered(process()))

    assert triples([performed]) == [(TOWN, "performs", MOVE, "process")]
    assert triples([found]) == [(FILE, "handles", MOVE, "spoken")]
    assert (found.strength, found.claimant, found.source) == ("derived", "", "zomerdorp-forge")
    assert (found.url, found.first_seen, found.last_seen) == (FILE, FIRST, LATER)


def test_a_process_that_states_a_product_is_left_as_it_is():
    stated = (said(TOWN, "publishes", FILE), said(FILE, "handles", f"{UPL}adresonderzoek"))

    found = recognised(gathered(process(statements=stated)))

    assert triples(found) == [(TOWN, "performs", f"{UPL}adresonderzoek", "process")]


def test_a_process_that_an_entry_states_a_product_of_is_left_as_it_is():
    entry = process(source="entry:process/verhuizen", statements=(said(FILE, "handles", WED),))

    found = recognised(gathered(process(), entry))

    assert triples(found) == [(TOWN, "performs", WED, "process")]
    assert found[0].source == "zomerdorp-forge"  # whose file shows how it is done


@pytest.mark.parametrize(("how", "values"), [
    ("a model of architecture", {"format": "archimate"}),
    ("an example beside tests", {"id": FILE.replace("/processen/", "/tests/")}),
])  # fmt: skip
def test_what_does_not_show_how_a_town_works_does_not_say_that_it_performs(how, values):
    shown = values.pop("id", FILE)
    stated = (said(TOWN, "publishes", shown), said(shown, "handles", MOVE))

    assert recognised(gathered(process(shown, statements=stated, **values))) == []


def test_a_process_of_a_cooperation_does_not_say_that_a_town_performs_the_product():
    service = "noaber:organisatie/dienst"
    stated = (said(service, "publishes", FILE), said(FILE, "handles", MOVE))
    body = Organisation(id=service, title="Dienst", type="samenwerkingsverband", source="x")

    assert recognised(gathered(process(statements=stated), body)) == []


def test_a_town_performs_no_earlier_than_its_process_was_seen_to_be_its_own():
    stated = (said(TOWN, "publishes", FILE, first_seen=MIDDLE), said(FILE, "handles", MOVE))

    (found,) = recognised(gathered(process(statements=stated)))

    assert found.first_seen == MIDDLE


def test_records_of_one_process_that_name_two_products_say_nothing():
    other = process(title="Paspoort aanvragen", source="zomerdorp-files")

    assert recognised(gathered(process(), other)) == []


def test_a_product_page_of_a_municipality_is_about_the_product_and_shows_that_it_does_it():
    found = recognised(gathered(page()))

    assert triples(found) == [
        (PAGE, "about", MOVE, "spoken"),
        (TOWN, "performs", MOVE, "product-page"),
    ]
    assert {(one.url, one.source) for one in found} == {(PAGE, "zomerdorp-website")}


@pytest.mark.parametrize("genre", ["webpagina", "bericht", "documentatie", "dataset"])
def test_what_is_no_product_page_is_about_nothing_that_it_does_not_state(genre):
    assert recognised(gathered(page(genre=genre))) == []


def test_a_page_that_states_a_product_says_nothing_more():
    assert recognised(gathered(page(TOWN, said(PAGE, "about", WED)))) == []


def test_a_page_about_something_else_than_a_product_may_still_name_one():
    found = recognised(gathered(page(TOWN, said(PAGE, "about", TOWN)), solution()))

    assert (PAGE, "about", MOVE, "spoken") in triples(found)


def test_a_page_of_another_body_than_a_municipality_shows_nobody_performing_it():
    body = Organisation(id="noaber:organisatie/dienst", title="Dienst", type="samenwerkingsverband",
                        source="member:dienst", last_seen=FIRST)  # fmt: skip
    found = recognised(gathered(page(body.id), body))

    assert triples(found) == [(PAGE, "about", MOVE, "spoken")]


def test_a_page_that_two_municipalities_publish_shows_neither_performing_it():
    found = recognised(gathered(page(TOWN, said(OTHER, "publishes", PAGE))))

    assert triples(found) == [(PAGE, "about", MOVE, "spoken")]


def test_what_a_municipality_states_itself_is_not_said_again():
    known = page(TOWN, said(TOWN, "performs", MOVE))

    assert triples(recognised(gathered(known))) == [(PAGE, "about", MOVE, "spoken")]


def test_a_municipality_does_not_handle_what_only_the_state_does():
    title = "Studiefinanciering buitenland"
    rijk = Product(id=f"{UPL}x", title=title, levels=("Rijk",), source="register:products")
    town = gathered(process(title=title))
    town.add(rijk)
    body = Organisation(id=TOWN, title="Dienst", type="ministerie", source="member:a")
    state = gathered(process(title=title))
    state.records[TOWN] = [body]
    state.add(rijk)

    assert recognised(town) == []
    assert [one.object for one in recognised(state)] == [f"{UPL}x"]


def test_the_solution_in_whose_repository_the_drawing_stands_supports_the_process():
    found = recognised(gathered(process(), solution()))

    assert (f"{FORGE}/zomerdorp/verhuizen", "supports", FILE, "same-repository") in triples(found)


@pytest.mark.parametrize(
    "change",
    [
        {"format": "archimate"},  # a model may tell of anything
        {"title": "Inrichten"},  # for no product
        {"id": FILE.replace("processen", "tests")},
        {"id": FILE.replace("zomerdorp/verhuizen", "zomerdorp/anders")},
    ],
)
def test_other_files_do_not_show_what_a_solution_supports(change):
    found = recognised(gathered(process(**({"identifier": change.pop("id", FILE)} | change)),
                                solution()))  # fmt: skip

    assert "supports" not in [one.relation for one in found]


def test_a_repository_that_nobody_described_is_no_solution_for_its_files():
    found = recognised(gathered(process(), solution(reader="forge")))

    assert "supports" not in [one.relation for one in found]


def test_what_a_solution_states_to_support_is_not_said_again():
    home = f"{FORGE}/zomerdorp/verhuizen"
    stated = solution(statements=(said(home, "supports", FILE, strength="maker"),))

    found = recognised(gathered(process(), stated))

    assert [one.relation for one in found] == ["handles", "performs"]


COPY = f"{FORGE}/winterstad/verhuizen/blob/HEAD/verhuizing.bpmn"


def copies(*others: AnyRecord, **more: Any) -> list[tuple[str, str, str, str]]:
    first = process(hash="ab")
    about = {"hash": "ab", "source": "winterstad-forge", "first_seen": LATER} | more
    copied = process(COPY, about.pop("who", OTHER), **about)
    found = recognised(gathered(first, copied, *(others or (older(),))))
    return [one for one in triples(found) if one[1] == "based_on"]


def older() -> Process:
    """Something else in the source of the copy, which was read before."""
    return process(f"{COPY}#x", OTHER, title="Iets", source="winterstad-forge")


def test_the_same_file_of_another_publisher_is_based_on_the_one_that_was_first():
    assert copies() == [(COPY, "based_on", FILE, "same-file")]


def test_what_was_there_when_a_source_was_first_read_is_nobodys_copy():
    assert copies(page()) == []


def test_the_same_file_of_nobody_knows_whom_is_nobodys_copy():
    assert copies(statements=()) == []


def test_who_changed_a_file_into_that_of_another_was_not_the_first_to_have_it():
    changed = (Edition(until=LATER.isoformat()),)
    mine = process(hash="ab", earlier=changed, text_licence="CC0-1.0")
    theirs = process(COPY, OTHER, source="winterstad-forge", hash="ab", first_seen=MIDDLE)

    found = recognised(gathered(mine, theirs, page(), process(f"{FILE}#x", title="Iets")))

    assert [(one.subject, one.object, one.first_seen) for one in found
            if one.relation == "based_on"] == [(FILE, COPY, LATER)]  # fmt: skip


def test_the_same_file_shows_no_lineage_where_nobody_was_first_or_it_is_ones_own():
    assert copies(first_seen=FIRST) == []
    assert copies(who=TOWN) == []
    assert copies(hash="cd") == []
    assert copies(hash="") == []


def test_processes_in_one_model_file_are_not_each_others_copies():
    model = f"{FORGE}/vng/gemma/blob/HEAD/model.xml"
    one = process(f"{model}#a", title="Een", hash="ab", format="archimate")
    two = process(f"{model}#b", OTHER, title="Twee", hash="ab", format="archimate",
                  first_seen=LATER)  # fmt: skip

    assert recognised(gathered(one, two)) == []


def test_each_source_that_has_the_name_is_evidence_with_its_own_days():
    late = page(source="zomerdorp-pdc", first_seen=LATER)

    found = recognised(gathered(page(), late))

    assert {(one.relation, one.source, one.first_seen) for one in found} == {
        ("about", "zomerdorp-website", FIRST), ("about", "zomerdorp-pdc", LATER),
        ("performs", "zomerdorp-website", FIRST), ("performs", "zomerdorp-pdc", LATER),
    }  # fmt: skip


def test_what_follows_from_two_things_holds_from_the_day_on_which_both_were_there():
    found = recognised(gathered(process(), solution(first_seen=LATER)))
    late = page(statements=(said(TOWN, "publishes", PAGE, first_seen=LATER),))

    assert [o.first_seen for o in found if o.relation == "supports"] == [LATER]
    assert {(o.relation, o.first_seen) for o in recognised(gathered(late))} == {
        ("about", FIRST), ("performs", LATER),
    }  # fmt: skip


@pytest.mark.parametrize("state", ["disputed", "withdrawn"])
def test_a_municipality_that_says_a_page_is_not_its_own_does_not_perform_it(state):
    denied = said(TOWN, "publishes", PAGE, claimant=TOWN, state=state, source="entry:statement/x")

    assert triples(recognised(gathered(page(TOWN, denied)))) == [(PAGE, "about", MOVE, "spoken")]


@pytest.mark.parametrize("state", ["disputed", "withdrawn"])
def test_what_a_municipality_denies_is_not_recognised_after_all(state):
    denied = said(TOWN, "performs", MOVE, claimant=TOWN, state=state, source="entry:statement/x")

    assert triples(recognised(gathered(page(TOWN, denied)))) == [(PAGE, "about", MOVE, "spoken")]


def test_recognised_relations_become_edges_of_the_hub_that_say_they_are_derived(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    home = Home(tmp_path)
    home.harvest.mkdir(parents=True)
    home.members.mkdir(parents=True)
    (home.members / "zomerdorp.yml").write_text(
        "name: Voorbeeldgemeente Zomerdorp\ntype: gemeente\n"
        "sources:\n  - protocol: files\n    url: https://files.zomerdorp.example\n"
    )
    records = (process(), page(), solution())
    lines = (to_json(plain(one)) for one in records)
    (home.harvest / "zomerdorp-files.jsonl").write_text("\n".join(lines) + "\n")

    edges = [edge for edge in load_hub(home).edges if edge.best.strength == "derived"]

    assert {(edge.subject, edge.relation, edge.object) for edge in edges} == {
        (FILE, "handles", MOVE),
        (PAGE, "about", MOVE),
        (TOWN, "performs", MOVE),
        (f"{FORGE}/zomerdorp/verhuizen", "supports", FILE),
    }
    assert all(edge.counts for edge in edges)
