"""What the SDG PDC API gives: product pages with their parts, in Dutch, and who is responsible."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read
from knowledge.model import Document

PAGES = Path(__file__).parent / "pages" / "pdc"
LIST = "https://pdc.zomerdorp.example/api/v1/producten"
MEMBER = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
AUTHORITY = "http://standaarden.overheid.nl/owms/terms/Zomerdorp_(gemeente)"
UPL = "http://standaarden.overheid.nl/owms/terms/"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["url", "uuid", "upnUri", "upnLabel", "publicatieDatum", "productAanwezig",
                        "verantwoordelijkeOrganisatie", "doelgroep", "vertalingen"])  # fmt: skip


def reading(data: Any, url: str = LIST) -> Reading:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read(File(url, body, organisation=MEMBER))


def page(name: str) -> Reading:
    return reading((PAGES / name).read_bytes())


def terras() -> Document:
    record = page("producten-1.json").records[0]
    assert isinstance(record, Document)
    return record


def document(**fields: Any) -> Document:
    item = {"uuid": "u1", "upnLabel": "paspoort", "publicatieDatum": "2026-01-01"} | fields
    (record,) = reading({"count": 1, "results": [item]}).records
    assert isinstance(record, Document)
    return record


def test_a_product_gives_a_page_in_dutch() -> None:
    found = terras()

    assert (found.title, found.language, found.date) == ("Terras bij uw zaak", "nl", "2026-05-04")
    assert (found.summary, found.audience) == (
        "Wilt u een terras? Vraag een vergunning aan.", ("ondernemer",)
    )  # fmt: skip
    assert (found.online, found.request_url) == ("ja", "https://loket.zomerdorp.example/terras")
    assert (found.genre, found.format, found.text_licence) == ("productpagina", "markdown", "")


def test_the_parts_stand_under_headings_and_empty_ones_are_left_out() -> None:
    assert terras().headings == ("Zonder vergunning", "Aanvragen", "Voorwaarden",
                                 "Wat u nodig hebt", "Kosten", "Termijn",
                                 "Als u geen antwoord krijgt")  # fmt: skip
    assert "\n\n## Termijn\n\n8 weken\n\n" in terras().text


def test_limited_markdown_stays_and_html_becomes_text() -> None:
    text = terras().text

    assert "Vraag een **vergunning** aan.\n\n### Zonder vergunning" in text
    assert "<https://zomerdorp.example/terras>" in text
    assert "## Voorwaarden\n\nU hebt een horecazaak\n\n" in text


def test_the_responsible_organisation_publishes_and_performs() -> None:
    found = [(one.subject, one.relation, one.object) for one in terras().statements]

    assert found == [
        (AUTHORITY, "publishes", terras().id), (AUTHORITY, "performs", f"{UPL}terrasvergunning"),
        (terras().id, "about", f"{UPL}terrasvergunning"),
    ]  # fmt: skip
    assert {one.claimant for one in terras().statements} == {MEMBER}


def test_an_organisation_without_address_keeps_its_name() -> None:
    statements = page("producten-1.json").records[1].statements

    assert statements[0].subject_name == "Gemeente Zomerdorp"


@pytest.mark.parametrize(("offers", "text", "performs"), [
    (True, "", True), (None, "Tekst", True), (None, "", False), (False, "Tekst", False),
])  # fmt: skip
def test_who_does_not_offer_a_product_does_not_perform_it(
    offers: bool | None, text: str, performs: bool
) -> None:
    found = document(
        productAanwezig=offers,
        verantwoordelijkeOrganisatie={"owmsIdentifier": AUTHORITY},
        vertalingen=[{"taal": "nl", "tekst": text}],
    )

    assert ("performs" in [one.relation for one in found.statements]) is performs


def test_a_product_without_title_has_the_name_of_the_upl() -> None:
    assert page("producten-1.json").records[1].title == "Paspoort"


def test_the_english_text_is_there_where_no_dutch_one_is() -> None:
    found = document(vertalingen=[{"taal": "nl", "titel": ""}, {"taal": "en", "titel": "Passport"}])

    assert (found.title, found.language) == ("Passport", "en")


def test_what_is_not_published_yet_is_left_out_and_says_so() -> None:
    found = page("producten-2.json")
    (problem,) = found.problems

    assert [one.title for one in found.records] == ["Ligplaats"]
    assert (problem.code, problem.level) == ("not-public", "hint")
    assert problem.place.endswith("000000000003")


def test_the_list_gives_its_total_and_the_next_page_as_it_says() -> None:
    first, second = page("producten-1.json"), page("producten-2.json")

    assert (first.total, first.next) == (4, "http://pdc.intern:8000/api/v1/producten?page=2")
    assert (second.total, second.next) == (4, "")


def test_a_product_of_one_language_without_translations_is_read_too() -> None:
    item = {"titel": "Venten", "tekst": "Langs de deur.", "taal": "nl", "id": "a1",
            "laatstGewijzigd": "2022-09-02T04:00:14", "url": "https://zomerdorp.example/venten/",
            "upnUri": f"{UPL}ventvergunning", "upnLabel": "ventvergunning"}  # fmt: skip
    (found,) = reading({"count": 1, "next": None, "results": [item]}).records

    assert isinstance(found, Document)
    assert (found.id, found.date) == ("https://zomerdorp.example/venten", "2022-09-02")
    assert [one.relation for one in found.statements] == ["publishes", "about"]


def test_an_address_is_made_of_the_uuid_where_none_is_given() -> None:
    assert document().id == f"{LIST}/u1"


def test_a_wrong_product_is_warned_of_at_its_page() -> None:
    item = {"uuid": "u1", "upnLabel": "los", "upnUri": "https://x.example/los"}
    found = reading({"count": 1, "results": [item]})

    assert [(p.code, p.level, p.place) for p in found.problems] == [
        ("wrong-product", "warning", f"{LIST}/u1")
    ]
    assert len(found.records) == 1


@pytest.mark.parametrize(("item", "code"), [
    ({"uuid": "u1"}, "no-title"), ({"upnLabel": "paspoort"}, "no-address"), ("los", "no-address"),
])  # fmt: skip
def test_a_product_without_name_or_address_is_a_problem(item: Any, code: str) -> None:
    found = reading({"count": 1, "results": [item]})

    assert ([one.code for one in found.problems], found.records) == ([code], [])


def test_an_error_of_the_api_is_a_problem_of_the_page() -> None:
    (problem,) = reading({"detail": "Verzoek was verstikt."}).problems

    assert (problem.code, problem.place) == ("bad-answer", LIST)
    assert "verstikt" in problem.message


def test_one_product_by_itself_is_read_too() -> None:
    item = {"url": f"{LIST}/u1", "upnLabel": "paspoort", "upnUri": f"{UPL}paspoort"}

    assert [one.id for one in reading(item, f"{LIST}/u1").records] == [f"{LIST}/u1"]


@given(st.lists(st.dictionaries(KEYS, VALUES) | VALUES, max_size=4))
def test_each_product_gives_a_document_or_a_problem(items: list[Any]) -> None:
    found = reading({"count": len(items), "results": items})
    settled = [
        one for one in found.problems if one.code in ("no-title", "no-address", "not-public")
    ]

    assert len(found.records) + len(settled) == len(items)


def test_the_procedure_link_is_online_or_a_form_to_print() -> None:
    link = {"label": "Aanvragen met DigiD", "url": "https://loket.example/x"}
    online = document(vertalingen=[{"taal": "nl", "tekst": "Terras.", "procedureLink": link}])
    paper = {"label": "Aanvragen", "url": "https://loket.example/x.pdf"}
    printed = document(vertalingen=[{"taal": "nl", "tekst": "Terras.", "procedureLink": paper}])

    assert [(one.level, one.why) for one in online.services] == [
        ("information", "productpagina"),
        ("online", "procedureLink: Aanvragen met DigiD"),
        ("sign-in", "procedureLink: Aanvragen met DigiD"),
    ]
    assert [one.level for one in printed.services] == ["information", "form"]
    assert (printed.online, printed.request_url) == ("", "")


def test_a_product_that_is_not_there_says_so_and_an_empty_one_says_nothing() -> None:
    absent = document(productAanwezig=False, vertalingen=[{"taal": "nl", "titel": "Terras"}])
    empty = document(productAanwezig=None, vertalingen=[{"taal": "nl", "titel": ""}])

    assert [(one.level, one.offered, one.why) for one in absent.services] == [
        ("information", False, "productAanwezig: nee")
    ]
    assert empty.services == ()


def test_the_fields_give_steps_papers_costs_and_term() -> None:
    found = terras()

    assert found.instructions == ("Vul het formulier in.", "Stuur een tekening mee.")
    assert (found.evidence, found.costs, found.term) == (("Een tekening.",), "€ 120;", "P8W")
    assert found.channels == ("online",)
