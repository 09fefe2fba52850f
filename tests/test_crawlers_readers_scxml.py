"""What Samenwerkende Catalogi gives: product pages, whose they are, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Document

PAGES = Path(__file__).parent / "pages" / "sru"
SRU = "https://zoekdienst.overheid.nl/sru/Search?query=authority%3D%22x%22&startRecord=1"
OWN = "https://zomerdorp.example/sc.xml"
MEMBER = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
AUTHORITY = "http://standaarden.overheid.nl/owms/terms/'s-Zomerdorp_(gemeente)"
UPL = "http://standaarden.overheid.nl/owms/terms/"
BOOM = "https://zomerdorp.example/producten/boom-kappen"


def reading(body: str | bytes, url: str = SRU, licence: str = "", member: str = MEMBER) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(url, raw, organisation=member, licence=licence))


def page(name: str, url: str = SRU, licence: str = "", member: str = MEMBER) -> Reading:
    return reading((PAGES / name).read_bytes(), url, licence, member)


def documents(found: Reading) -> dict[str, Document]:
    return {one.id: one for one in found.records if isinstance(one, Document)}


def said(found: Reading, identifier: str) -> list[tuple[str, str, str, str]]:
    statements = documents(found)[identifier].statements
    return [(one.subject, one.relation, one.object, one.strength) for one in statements]


def codes(found: Reading) -> dict[str, str]:
    return {one.place.removeprefix(OWN): one.code for one in found.problems}


def answer(records: str = "", total: str = "", after: str = "") -> str:
    counts = f"<numberOfRecords>{total}</numberOfRecords><records>{records}</records>"
    after = f"<nextRecordPosition>{after}</nextRecordPosition>"
    return f"<searchRetrieveResponse>{counts}{after}</searchRetrieveResponse>"


def record(fields: str) -> str:
    return f"<record><scproduct><title>T</title>{fields}</scproduct></record>"


def test_a_page_of_the_search_service_gives_a_document_per_product() -> None:
    boom = documents(page("page-1.xml"))[BOOM]

    assert (boom.title, boom.genre, boom.language) == (
        "Boom kappen & snoeien",
        "productpagina",
        "nl",
    )
    assert boom.url == "http://www.zomerdorp.example/producten/boom-kappen/"
    assert (boom.summary, boom.date) == ("Vraag eerst of uw boom beschermd is.", "2026-08-14")
    assert boom.audience == ("particulier", "ondernemer")
    assert (boom.online, boom.request_url) == ("ja", "https://loket.zomerdorp.example/boom?stap=1")


def test_the_list_says_how_many_there_are_and_where_it_goes_on() -> None:
    first, second = page("page-1.xml"), page("page-2.xml", SRU.replace("=1", "=3"))

    assert (first.format, first.version, first.total, first.next) == ("sru", "1.2", 4, "3")
    assert (second.total, second.next) == (4, "")


def test_the_authority_publishes_and_performs_and_the_page_is_about_the_product() -> None:
    assert said(page("page-1.xml"), BOOM) == [
        (AUTHORITY, "publishes", BOOM, "third"),
        (AUTHORITY, "performs", f"{UPL}kapvergunning", "third"),
        (BOOM, "about", f"{UPL}kapvergunning", "third"),
    ]


def test_the_member_is_the_one_who_says_it_with_the_page_as_evidence() -> None:
    found = documents(page("page-1.xml"))[BOOM].statements

    assert {one.claimant for one in found} == {MEMBER}
    assert {one.url for one in found} == {"http://www.zomerdorp.example/producten/boom-kappen/"}


def test_an_authority_that_is_the_member_itself_says_so_with_full_strength() -> None:
    body = record("<identifier>https://a.example/b</identifier>"
                  f"<authority resourceIdentifier='{MEMBER}'/>"
                  f"<uniformeProductnaam resourceIdentifier='{UPL}paspoort'/>")  # fmt: skip

    assert {strength for *_, strength in said(reading(answer(body)), "https://a.example/b")} == {
        "own"
    }


def test_what_the_service_adds_fills_in_what_the_publisher_left_out() -> None:
    standplaats = "https://zomerdorp.example/producten/standplaats"

    assert said(page("page-1.xml"), standplaats)[1] == (
        AUTHORITY, "performs", f"{UPL}standplaatsvergunning", "third"
    )  # fmt: skip
    assert documents(page("page-1.xml"))[standplaats].online == "nee"


@pytest.mark.parametrize(("scheme", "member", "name"), [
    ("overheid:Gemeente", "", "Gemeente Zomerdorp"), ("", MEMBER, "Gemeente Zomerdorp"),
    ("overheid:Provincie", MEMBER, "Provincie Zomerdorp"),
    ("", "noaber:organisatie/x", "Zomerdorp"), ("", "", "Zomerdorp"),
])  # fmt: skip
def test_an_authority_without_address_keeps_its_name_for_loading(
    scheme: str, member: str, name: str
) -> None:
    body = record("<identifier>https://a.example/b</identifier>"
                  f"<authority scheme='{scheme}'>Zomerdorp</authority>")  # fmt: skip
    publishes = documents(reading(answer(body), member=member))["https://a.example/b"].statements[0]

    assert publishes.subject_name == name
    assert publishes.subject.startswith("noaber:organisatie/")


def test_the_placeholder_of_the_upl_is_never_joined_on() -> None:
    found = page("page-2.xml")
    (hond,) = documents(found).values()

    assert [one.relation for one in hond.statements] == ["publishes"]
    assert ("product-open", "hint") in {(one.code, one.level) for one in found.problems}


def test_the_national_collection_is_cc0_and_other_files_as_their_member_says() -> None:
    assert documents(page("page-1.xml"))[BOOM].text_licence == "CC0-1.0"
    assert documents(page("page-1.xml", licence="CC-BY-4.0"))[BOOM].text_licence == "CC-BY-4.0"
    assert (
        documents(page("page-1.xml", "https://sru.example/?startRecord=1"))[BOOM].text_licence == ""
    )
    assert {one.text_licence for one in page("eigen.xml", OWN).records} == {""}


def test_a_diagnostic_is_a_problem_and_gives_no_records() -> None:
    found = page("diagnostic.xml")
    (problem,) = found.problems

    assert (found.records, found.next, found.total) == ([], "", -1)
    assert (problem.code, problem.level, problem.place) == ("sru-diagnostic", "error", SRU)
    assert "Query syntax error, authority==" in problem.message


def test_an_answer_without_records_asks_to_check_the_name() -> None:
    found = page("empty.xml")

    assert (found.total, found.next) == (0, "")
    assert [(one.code, one.level) for one in found.problems] == [("no-products", "warning")]


def test_a_record_that_is_no_product_costs_only_itself() -> None:
    wrong = (
        "<record><recordData><diagnostic><message>weg</message></diagnostic></recordData></record>"
    )
    found = reading(answer(wrong + record("<identifier>https://a.example/b</identifier>"), "2"))

    assert list(documents(found)) == ["https://a.example/b"]
    assert [(one.code, one.place) for one in found.problems] == [("not-sc", f"{SRU}#1")]


@pytest.mark.parametrize(("total", "told", "start", "expected"), [
    ("9", "2", "1", "2"), ("9", "", "1", "2"), ("9", "", "8", "9"), ("9", "", "9", ""),
    ("9", "10", "9", ""), ("", "2", "1", "2"), ("", "", "1", ""), ("veel", "x", "1", ""),
])  # fmt: skip
def test_the_next_position_is_that_of_the_service_else_counted(
    total: str, told: str, start: str, expected: str
) -> None:
    body = answer(record("<identifier>https://a.example/b</identifier>"), total, told)

    assert reading(body, f"https://a.example/sru?startRecord={start}").next == expected


def test_a_page_without_records_ends_the_list_whatever_it_promises() -> None:
    assert reading(answer("", "9", "5")).next == ""


def test_the_file_of_a_publisher_is_read_in_one_go() -> None:
    found = page("eigen.xml", OWN)

    assert (found.format, found.version) == ("scxml", "4.0")
    assert (found.next, found.total) == ("", -1)
    assert list(documents(found)) == [
        "https://zomerdorp.example/afspraak%20maken", "https://zomerdorp.example/vuilnis",
    ]  # fmt: skip


def test_each_product_that_is_not_read_has_a_reason_and_a_line() -> None:
    found = page("eigen.xml", OWN)

    assert codes(found) == {
        "#3": "bad-address", "#4": "no-title", "https://zomerdorp.example/vuilnis": "wrong-product",
        "https://www.zomerdorp.example/afspraak%20maken/#2": "duplicate",
    }  # fmt: skip
    assert {one.code: one.line for one in found.problems} == {
        "duplicate": 24, "bad-address": 31, "no-title": 36, "wrong-product": 44,
    }  # fmt: skip


def test_a_product_without_address_names_its_number() -> None:
    (problem,) = (one for one in page("page-2.xml").problems if one.level == "error")

    assert (problem.code, problem.place) == ("no-address", f"{SRU}#zd-103")
    assert "Zonder adres" in problem.message


def test_a_page_that_stands_twice_is_one_page_for_both() -> None:
    found = documents(page("eigen.xml", OWN))["https://zomerdorp.example/afspraak%20maken"]

    assert found.title == "Afspraak maken"
    assert found.audience == ("particulier", "ondernemer")
    about = [(one.object, one.object_name) for one in found.statements if one.relation == "about"]
    assert about == [("noaber:product/paspoort", "paspoort"), (f"{UPL}identiteitskaart", "")]


def test_the_text_that_is_sent_along_is_kept_without_scripts() -> None:
    found = documents(page("eigen.xml", OWN))["https://zomerdorp.example/afspraak%20maken"]

    assert (found.text, found.headings) == (
        "Wat moet u doen?\nKies een dag.",
        ("Wat moet u doen?",),
    )


def test_a_wrong_product_is_warned_of_and_its_name_kept() -> None:
    vuilnis = documents(page("eigen.xml", OWN))["https://zomerdorp.example/vuilnis"]

    assert [one.object_name for one in vuilnis.statements[1:]] == ["afvalinzameling"] * 2


def test_unknown_words_and_dates_say_nothing() -> None:
    found = documents(page("eigen.xml", OWN))["https://zomerdorp.example/afspraak%20maken"]

    assert (found.online, found.date) == ("", "")


def test_ids_do_not_depend_on_the_spelling_of_the_address() -> None:
    spellings = [
        "https://a.example/b",
        "http://www.a.example/b/",
        " https://A.example/b?utm_source=x",
    ]
    pages = [reading(answer(record(f"<identifier>{one}</identifier>"))) for one in spellings]

    assert {one.records[0].id for one in pages} == {"https://a.example/b"}


def test_a_doctype_is_refused() -> None:
    body = "<!DOCTYPE x [<!ENTITY a 'b'>]><scproducten><scproduct/></scproducten>"

    assert [one.code for one in reading(body).problems] == ["doctype"]


def test_broken_xml_says_where() -> None:
    (problem,) = reading("<scproducten>\n<scproduct></scproducten>").problems

    assert (problem.code, problem.line) == ("not-xml", 2)


def test_the_explanation_of_a_service_is_no_list() -> None:
    assert [one.code for one in reading("<explainResponse/>").problems] == ["not-sc"]


def test_an_empty_file_of_products_is_an_empty_list() -> None:
    found = reading("<scproducten/>")

    assert (found.records, found.problems) == ([], [])


@pytest.mark.parametrize(
    "body", [b"<html>scproducten</html>", b"<rss><scproduct/></rss>", b"{}", b""]
)
def test_other_files_are_left_to_other_readers(body: bytes) -> None:
    reader = reader_for(File("https://a.example/x", body, media_type="application/octet-stream"))

    assert reader is None or reader.NAME != "scxml"


@given(st.lists(st.tuples(st.text(), st.text(), st.text()), max_size=5))
def test_each_record_gives_a_document_or_a_problem(items: list[tuple[str, str, str]]) -> None:
    from lxml import etree

    root = etree.Element("scproducten")
    for values in items:
        product = etree.SubElement(root, "scproduct")
        for name, value in zip(("identifier", "title", "uniformeProductnaam"), values, strict=True):
            kept = "".join(sign for sign in value if sign.isprintable())
            etree.SubElement(product, name).text = kept
    found = reading(etree.tostring(root))

    assert len(found.records) + len([p for p in found.problems if p.level != "hint"]) >= len(items)


def levels(fields: str) -> list[tuple[str, bool, str, str]]:
    """The levels of a product with these fields, without that there is a page."""
    fields = f"<identifier>https://a.example/b</identifier>{fields}"
    (found,) = reading(answer(record(fields))).records
    assert isinstance(found, Document)
    assert found.services[0].level == "information"
    return [(one.level, one.offered, one.why, one.url) for one in found.services[1:]]


ASKED = '<aanvraagURL resourceIdentifier="https://loket.example/x"/>'


@pytest.mark.parametrize(("fields", "expected"), [
    ("<onlineAanvragen>ja</onlineAanvragen>", [("online", True, "onlineAanvragen: ja", "")]),
    ("<onlineAanvragen>nee</onlineAanvragen>", [("online", False, "onlineAanvragen: nee", "")]),
    (f"<onlineAanvragen>digid</onlineAanvragen>{ASKED}", [
        ("online", True, "onlineAanvragen: digid", "https://loket.example/x"),
        ("sign-in", True, "onlineAanvragen: digid", "https://loket.example/x"),
    ]),
    (ASKED, [("online", True, "aanvraagURL", "https://loket.example/x")]),
    (ASKED.replace("/x", "/x.pdf"), [("form", True, "aanvraagURL", "https://loket.example/x.pdf")]),
    ("<eenmaligAanmelden>digi-d</eenmaligAanmelden>",
     [("sign-in", True, "eenmaligAanmelden: digi-d", "")]),
    ("<eenmaligAanmelden>nee</eenmaligAanmelden>", []),
    ("<onlineAanvragen>onbekend</onlineAanvragen>", []), ("", []),
])  # fmt: skip
def test_the_flags_of_a_product_tell_how_far_one_gets(fields: str, expected: Any) -> None:
    assert levels(fields) == expected


def test_a_flag_and_an_abstract_that_disagree_are_both_kept() -> None:
    said = "<onlineAanvragen>ja</onlineAanvragen><abstract>Online kan het bij ons niet.</abstract>"

    assert [(level, offered) for level, offered, _, _ in levels(said)] == [
        ("online", True), ("online", False),
    ]  # fmt: skip


def test_the_page_that_is_sent_along_gives_its_costs() -> None:
    sent = "<productHTML><h2>Kosten</h2><p>Het kost 5 euro.</p></productHTML>"
    (found,) = reading(
        answer(record(f"<identifier>https://a.example/b</identifier>{sent}"))
    ).records

    assert isinstance(found, Document)
    assert found.costs == "Het kost 5 euro."
