"""Catalogues in DCAT: what is read, what is graded, and that nothing hostile gets anywhere."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read
from crawlers.readers._licences import spdx
from knowledge.model import Document, Solution

PAGES = Path(__file__).parent / "pages" / "dcat"
MEMBER = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
ROOT = "https://data.zomerdorp.example"
PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a reader went to the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def page(name: str, url: str = "") -> Reading:
    return read(File(url or f"{ROOT}/{name}", (PAGES / name).read_bytes(), organisation=MEMBER))


def turtle(text: str, url: str = f"{ROOT}/catalog.ttl", **about: Any) -> Reading:
    body = (PREFIXES + text).encode()
    return read(File(url, body, media_type="text/turtle", organisation=MEMBER, **about))


def jsonld(data: Any, url: str = f"{ROOT}/catalog.jsonld") -> Reading:
    return read(File(url, json.dumps(data).encode(), media_type="application/ld+json"))


def by_id(reading: Reading) -> dict[str, Any]:
    return {record.id: record for record in reading.records}


def codes(reading: Reading, place: str = "") -> list[str]:
    return [one.code for one in reading.problems if not place or one.place == place]


# what is read


def test_a_dataset_is_a_document_with_what_its_catalogue_says() -> None:
    record = by_id(page("catalogus.ttl"))[f"{ROOT}/id/bomen"]

    assert isinstance(record, Document)
    assert (record.genre, record.title, record.language) == ("dataset", "Bomen in Zomerdorp", "nl")
    assert (record.date, record.text_licence) == ("2026-03-04", "CC0-1.0")
    assert record.url == "https://zomerdorp.example/open-data/bomen"
    assert record.text.splitlines() == [
        "Alle bomen die de gemeente beheert.", "",
        "Trefwoorden: bomen, groen", "", "Bestandsvormen: CSV, geo+json",
    ]  # fmt: skip


def test_a_publisher_that_is_the_member_says_it_itself() -> None:
    (said,) = by_id(page("catalogus.ttl"))[f"{ROOT}/id/bomen"].statements

    assert (said.subject, said.relation, said.object) == (MEMBER, "publishes", f"{ROOT}/id/bomen")
    assert (said.strength, said.claimant, said.subject_name) == ("own", MEMBER, "")


@pytest.mark.parametrize(("publisher", "subject", "name", "strength"), [
    ('dct:publisher "Waterschap Zomerland"', "noaber:organisatie/waterschap-zomerland",
     "Waterschap Zomerland", "third"),
    ('dct:publisher [ foaf:name "Dorp"@nl , "Village"@en ]', "noaber:organisatie/dorp", "Dorp",
     "third"),
    ("dct:publisher <http://standaarden.overheid.nl/owms/terms/Dorp>",
     "http://standaarden.overheid.nl/owms/terms/Dorp", "", "third"),
    (f'dct:publisher "{MEMBER}"', MEMBER, "", "own"),
    ("", MEMBER, "", "own"),
])  # fmt: skip
def test_a_publisher_is_known_by_its_register_id_else_by_its_name(
    publisher: str, subject: str, name: str, strength: str
) -> None:
    text = f'<https://a.example/1> a dcat:Dataset ; dct:title "Een" ; {publisher} .'
    (said,) = turtle(text).records[0].statements

    assert (said.subject, said.subject_name, said.strength) == (subject, name, strength)


@pytest.mark.parametrize("publisher", [
    '[ a foaf:Person ; foaf:name "Jan Jansen" ]', '"j.jansen@zomerdorp.example"',
    "<https://a.example/onbekend>", '[ foaf:name "https://a.example" ]',
])  # fmt: skip
def test_a_publisher_that_is_a_person_or_has_no_name_is_not_named(publisher: str) -> None:
    text = f'<https://a.example/1> a dcat:Dataset ; dct:title "Een" ; dct:publisher {publisher} .'

    assert turtle(text).records[0].statements == ()


def test_contact_points_are_never_read() -> None:
    for name in ("catalogus.ttl", "hub.json"):
        written = "".join(record.model_dump_json() for record in page(name).records)

        assert "Jansen" not in written
        assert "jansen" not in written


def test_a_bare_identifier_is_known_within_its_source_only() -> None:
    record = by_id(page("catalogus.ttl"))[f"{ROOT}/catalogus.ttl#ZD-12"]

    assert record.title == "Speelplekken"
    assert record.url == f"{ROOT}/catalogus.ttl"
    assert record.statements[0].subject_name == "Speeltuinvereniging De Wip"


def test_html_in_a_description_becomes_plain_text() -> None:
    record = by_id(page("catalogus.ttl"))[f"{ROOT}/catalogus.ttl#afval"]

    assert record.text == "Kilo's restafval per wijk."
    assert record.date == ""


def test_a_series_that_is_a_dataset_too_is_one_record() -> None:
    assert [r.title for r in page("catalogus.ttl").records].count("Afval per wijk") == 1


def test_a_data_service_is_a_solution_known_by_its_endpoint() -> None:
    record = by_id(page("catalogus.ttl"))["https://geo.zomerdorp.example/wfs/bomen"]

    assert isinstance(record, Solution)
    assert (record.solution_type, record.licence) == ("dataservice", "CC-BY-4.0")
    assert record.documentation == "https://geo.zomerdorp.example/wfs/beschrijving"
    assert [(s.relation, s.object, s.strength) for s in record.statements] == [
        ("makes", "https://geo.zomerdorp.example/wfs/bomen", "own"),
        ("based_on", "https://geo.zomerdorp.example/wfs/groen", "maker"),
    ]


def test_a_service_without_publisher_is_of_the_member() -> None:
    record = by_id(page("catalogus.ttl"))["https://geo.zomerdorp.example/wfs/groen"]

    assert [(s.subject, s.relation, s.strength) for s in record.statements] == [
        (MEMBER, "makes", "own")
    ]


def test_the_licence_of_the_member_file_is_for_what_states_none_itself() -> None:
    bare = """<https://a.example/1> a dcat:Dataset ; dct:title "Een" """
    stated = f"""{bare} ; dcat:distribution [
        dct:license <https://creativecommons.org/licenses/by/4.0/> ] ."""

    assert turtle(stated, licence="CC0-1.0").records[0].text_licence == "CC-BY-4.0"
    assert turtle(f"{bare} .", licence="CC0-1.0").records[0].text_licence == "CC0-1.0"


@pytest.mark.parametrize("stated", ["niet-open", "https://voorbeeld.example/onze-voorwaarden"])
def test_a_stated_licence_that_is_closed_or_unknown_is_not_replaced_by_that_of_the_member(
    stated: str,
) -> None:
    text = f"""<https://a.example/1> a dcat:Dataset ; dct:title "Een" ; dct:license "{stated}" .
        <https://a.example/2> a dcat:DataService ; dct:title "Twee" ; dct:license "{stated}" ."""

    found = turtle(text, licence="CC0-1.0").records

    assert [record.text_licence for record in found] == ["", ""]


def test_an_arcgis_hub_is_read_without_its_context_at_an_address() -> None:
    reading = page("hub.json")
    bare, known = reading.records

    assert known.id == "https://kaarten.example/home/item.html?id=abc&sublayer=0"
    assert (known.title, known.date, known.text_licence) == ("Laadpalen", "2026-05-06", "CC-BY-4.0")
    assert known.text.startswith("Waar laadpalen staan & komen")
    assert known.statements[0].subject == "noaber:organisatie/gemeente-zomerdorp"
    assert bare.id == f"{ROOT}/hub.json#zonder adres"
    assert "unknown-context" not in codes(reading)


def test_a_csw_answer_in_rdf_gives_its_datasets_and_position() -> None:
    reading = page("csw.xml", f"{ROOT}/csw?request=GetRecords&startPosition=1")

    assert (reading.next, reading.total) == ("2", 3)
    assert [r.id for r in reading.records] == [
        "https://geo.zomerdorp.example/ows",
        "https://geo.zomerdorp.example/zoek#/metadata/1",
        "https://geo.zomerdorp.example/zoek#/metadata/2",
    ]
    assert "id-reused" not in codes(reading)


# ids


@pytest.mark.parametrize("spelled", [
    "http://a.example/x", "https://www.a.example/x/", "https://a.example/x?utm_source=b",
    "HTTPS://A.example/x",
])  # fmt: skip
def test_an_id_is_the_same_in_each_spelling_of_its_address(spelled: str) -> None:
    (record,) = turtle(f'<{spelled}> a dcat:Dataset ; dct:title "Een" .').records

    assert record.id == "https://a.example/x"


def test_the_part_behind_a_hash_tells_datasets_apart() -> None:
    text = "".join(f'<https://a.example/zoek#/id/{n}> a dcat:Dataset ; dct:title "{n}" .\n'
                   for n in "ab")  # fmt: skip

    assert list(by_id(turtle(text))) == [
        "https://a.example/zoek#/id/a",
        "https://a.example/zoek#/id/b",
    ]


def test_an_id_within_its_source_does_not_depend_on_the_page() -> None:
    text = '[] a dcat:Dataset ; dct:title "Een" ; dct:identifier "7" . '
    text += '<#b> a dcat:Dataset ; dct:title "Twee" .'
    pages = [turtle(text, f"{ROOT}/c.ttl?soort=geo&page={n}") for n in "12"]

    assert list(by_id(pages[0])) == list(by_id(pages[1])) == [
        f"{ROOT}/c.ttl?soort=geo#7", f"{ROOT}/c.ttl?soort=geo#b"]  # fmt: skip


@given(st.permutations(['dct:title "T"', 'dct:identifier "b"', 'dct:identifier "a"',
                        "dcat:landingPage <https://x.example/2>",
                        "dcat:landingPage <https://x.example/1>"]))  # fmt: skip
def test_an_id_does_not_depend_on_the_order_of_the_file(said: list[str]) -> None:
    reading = turtle(f"[] a dcat:Dataset ; {' ; '.join(said)} .")

    assert [(r.id, r.url) for r in reading.records] == [
        (f"{ROOT}/catalog.ttl#a", "https://x.example/1")
    ]


def test_a_landing_page_sets_a_dataset_apart_where_nothing_else_does() -> None:
    text = '[] a dcat:Dataset ; dct:title "Een" ; dcat:landingPage <https://a.example/een/> .'

    assert list(by_id(turtle(text))) == ["https://a.example/een"]


def test_a_dataset_with_a_title_alone_is_refused() -> None:
    reading = turtle('[] a dcat:Dataset ; dct:title "Een" .')

    assert (reading.records, codes(reading)) == ([], ["no-id"])
    assert reading.problems[0].place == f"{ROOT}/catalog.ttl#Een"


def test_two_datasets_with_one_identifier_are_not_taken_for_one() -> None:
    text = "".join(f'[] a dcat:Dataset ; dct:title "{t}" ; dct:identifier "1" .\n' for t in "ba")
    reading = turtle(text)

    assert [r.title for r in reading.records] == ["a"]
    (problem,) = (p for p in reading.problems if p.code == "id-reused")
    assert (problem.level, problem.place) == ("error", f"{ROOT}/catalog.ttl#b")
    assert "'b' heeft hetzelfde kenmerk als 'a'" in problem.message


def test_two_titles_of_one_address_are_warned_of() -> None:
    reading = turtle('<https://a.example/1> a dcat:Dataset ; dct:title "Een", "Twee" .')

    assert (reading.problems[0].code, reading.problems[0].level) == ("id-reused", "warning")
    assert len(reading.records) == 1


# grades


def test_what_the_profile_asks_and_is_missing_stands_in_one_problem() -> None:
    (problem,) = turtle('<https://a.example/1> a dcat:Dataset ; dct:title "Een" .').problems

    assert (problem.code, problem.level, problem.place) == (
        "dcat-ap-nl", "warning", "https://a.example/1")  # fmt: skip
    for name in ("description", "publisher", "identifier", "creator", "accessRights"):
        assert f"(dct:{name})" in problem.message
    assert "(dcat:theme)" in problem.message
    assert "(dct:title)" not in problem.message
    assert "licentie" not in problem.message


def test_a_distribution_without_licence_is_noted_with_its_dataset() -> None:
    text = '<https://a.example/1> a dcat:Dataset ; dct:title "Een" ; '
    text += 'dcat:distribution [ dct:title "x" ] .'

    assert "dct:license van elke distributie" in turtle(text).problems[0].message


def test_a_complete_dataset_has_no_problems() -> None:
    assert codes(page("catalogus.ttl"), f"{ROOT}/id/bomen") == []


def test_a_catalogue_is_graded_at_its_file_and_its_misspelt_class_is_named() -> None:
    assert codes(page("catalogus.ttl"), f"{ROOT}/catalogus.ttl") == ["dcat-ap-nl", "misspelt-class"]


@pytest.mark.parametrize(("licences", "found", "code"), [
    (["https://creativecommons.org/licenses/by-sa/3.0/nl/"], "CC-BY-SA-3.0", ""),
    (["https://data.zomerdorp.example/niet-open"], "", "closed-licence"),
    (["https://a.example/voorwaarden"], "", "unknown-licence"),
    (["http://creativecommons.org/publicdomain/zero/1.0/", "https://spdx.org/licenses/CC0-1.0"],
     "CC0-1.0", ""),
    (["http://creativecommons.org/publicdomain/zero/1.0/",
      "https://creativecommons.org/licenses/by/4.0/"], "", "mixed-licences"),
    (["http://creativecommons.org/publicdomain/zero/1.0/", "https://a.example/v"], "",
     "unknown-licence"),
])  # fmt: skip
def test_a_licence_is_known_or_a_problem(licences: list[str], found: str, code: str) -> None:
    files = ", ".join(f"[ dct:license <{one}> ]" for one in licences)
    reading = turtle(f'<https://a.example/1> a dcat:Dataset ; dct:title "Een" ; '
                     f"dcat:distribution {files} .")  # fmt: skip

    assert reading.records[0].text_licence == found
    assert [one for one in codes(reading) if one.endswith("licence") or "licences" in one] == (
        [code] if code else []
    )


@pytest.mark.parametrize(("written", "found"), [
    ("http://creativecommons.org/publicdomain/zero/1.0/deed.nl", "CC0-1.0"),
    ("http://creativecommons.org/publicdomain/mark/1.0/", "CC-PDM-1.0"),
    ("https://creativecommons.org/licenses/by/4.0/legalcode", "CC-BY-4.0"),
    ("http://creativecommons.org/licenses/by/3.0/nl/", "CC-BY-3.0-NL"),
    ("https://creativecommons.org/licenses/by-nc-sa/4.0/", "CC-BY-NC-SA-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/CC_BYNCND_4_0", "CC-BY-NC-ND-4.0"),
    ("http://publications.europa.eu/resource/authority/licence/EUPL_1_2", "EUPL-1.2"),
    ("https://joinup.ec.europa.eu/collection/eupl/eupl-text-eupl-12", "EUPL-1.2"),
    ("http://www.opendefinition.org/licenses/cc-by-sa", "CC-BY-SA"),
    ("https://spdx.org/licenses/ODbL-1.0.html", "ODbL-1.0"), ("CC BY 4.0", "CC-BY-4.0"),
    ("notspecified", ""), ("", ""), ("http://[", ""), ("public domain?", ""), ("by", ""),
])  # fmt: skip
def test_licences_get_their_spdx_id(written: str, found: str) -> None:
    assert spdx(written) == found


def test_datasets_that_are_only_named_are_counted() -> None:
    text = "<https://a.example/> a dcat:Catalog ; dcat:dataset <https://a.example/1> ."
    reading = turtle(text)

    assert "not-described" in codes(reading)
    assert reading.records == []


# forms


def test_rdf_xml_with_every_mistake_gives_all_its_datasets() -> None:
    reading = page("genest.rdf")

    assert [r.title for r in reading.records] == [
        "Een goede dataset", "Een adres met spaties", "Ook een goede dataset"]  # fmt: skip
    found = by_id(reading)[f"{ROOT}/dataset/met%20een%20spatie"]
    assert (found.text, found.language) == ("Vet gedrukt", "nl")
    assert "bad-address" in codes(reading, found.id)
    assert set(codes(reading, f"{ROOT}/genest.rdf")) == {
        "dcat-ap-nl", "not-rdfxml", "wrong-namespace"}  # fmt: skip


def test_a_thing_that_breaks_the_parser_costs_itself_only() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns:dct="http://purl.org/dc/terms/" xmlns:dcat="http://www.w3.org/ns/dcat#">
      <dcat:Dataset rdf:about="https://a.example/1"><rdf:about>x</rdf:about></dcat:Dataset>
      <dcat:Dataset rdf:about="https://a.example/2"><dct:title>Twee</dct:title></dcat:Dataset>
    </rdf:RDF>"""
    reading = read(File(f"{ROOT}/c.rdf", body.encode()))

    assert list(by_id(reading)) == ["https://a.example/2"]
    assert ("not-rdfxml", "error", 3) in [(p.code, p.level, p.line) for p in reading.problems]


def test_broken_turtle_costs_one_dataset_and_says_its_line() -> None:
    reading = page("kapot.ttl")

    assert list(by_id(reading)) == [f"{ROOT}/id/derde", f"{ROOT}/id/eerste"]
    (problem,) = (p for p in reading.problems if p.code == "not-turtle")
    assert (problem.level, problem.place) == ("error", f"{ROOT}/id/tweede")
    assert (problem.line, problem.column) == (8, 20)


def test_a_prefix_that_is_used_and_not_declared_is_known_and_warned_of() -> None:
    body = b'<https://a.example/1> a dcat:Dataset ; <http://purl.org/dc/terms/title> "Een" .'
    reading = read(File(f"{ROOT}/c.ttl", body))

    assert list(by_id(reading)) == ["https://a.example/1"]
    assert (reading.problems[0].code, reading.problems[0].level) == ("not-turtle", "warning")


@pytest.mark.parametrize(("body", "code"), [
    (b"", "no-datasets"), (b"# niets", "no-datasets"), (PREFIXES.encode(), "no-datasets"),
    (b"<a> <b> <c> .", "no-datasets"), (b"dit is geen turtle", "not-turtle"),
    (b"<!DOCTYPE html><html></html>", "page-instead"), (b"{", "not-json"), (b"{}", "no-datasets"),
    (b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "no-datasets"),
    (b"<?xml version='1.0'?><fout/>", "not-rdf"), (b"<?xml version='1.0'?><rdf:RDF>", "not-xml"),
])  # fmt: skip
def test_a_file_without_datasets_gives_a_reason(body: bytes, code: str) -> None:
    reading = read(File(f"{ROOT}/catalog.ttl", body))

    assert (reading.records, codes(reading)) == ([], [code])


@pytest.mark.parametrize(("name", "media", "start"), [
    ("catalog", "text/plain", PREFIXES.encode()), ("catalog", "text/turtle", b""),
    ("catalog.rdf", "", b"<x/>"), ("c", "application/ld+json", b"{}"),
    ("c", "application/json", b'{"@context": {"dcat": "http://www.w3.org/ns/dcat#"}}'),
    ("c", "application/xml", b"<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"),
])  # fmt: skip
def test_rdf_is_recognised_whatever_the_host_calls_it(name: str, media: str, start: bytes) -> None:
    assert read(File(f"{ROOT}/{name}", start, media_type=media)).format == "dcat"


@pytest.mark.parametrize("body", [b"# Kop\n\nprefix is een woord", b"@media print {}", b"{}"])
def test_other_files_are_left_to_others(body: bytes) -> None:
    assert read(File(f"{ROOT}/a.md", body)).format != "dcat"


# paging


@pytest.mark.parametrize(
    ("name", "after"), [("pagina-1.jsonld", "?page=2"), ("pagina-2.jsonld", "?page=3")]
)
def test_the_next_page_is_found_in_both_versions_of_hydra(name: str, after: str) -> None:
    reading = page(name, f"{ROOT}/catalog.jsonld?page={name[7]}")

    assert (reading.next, reading.total) == (f"{ROOT}/catalog.jsonld{after}", 3)


def test_of_several_pages_the_one_after_this_counts() -> None:
    text = "".join(f"<{ROOT}/c?page={n}> hydra:next <{ROOT}/c?page={n + 1}> .\n" for n in (1, 2, 3))

    assert turtle(text, f"{ROOT}/c?page=2").next == f"{ROOT}/c?page=3"


@pytest.mark.parametrize("total", ["-1", "veel", "9" * 40, "1E+999999999"])
def test_a_total_that_cannot_be_is_no_total(total: str) -> None:
    assert turtle(f'<{ROOT}/c> hydra:totalItems "{total}" .').total == -1


def test_a_next_page_that_cannot_be_is_an_error() -> None:
    assert "bad-next" in codes(turtle(f'<{ROOT}/c> hydra:next "http://[::1" .'))


# hostile input


def test_a_context_at_an_unknown_address_is_reported_and_not_fetched() -> None:
    contexts = ["https://elders.example/context.jsonld", {"@import": "https://elders.example/b"}]
    thing = {"@id": "https://a.example/1", "@type": "dcat:Dataset", "dct:title": "Een",
             "dct:publisher": {"@context": "https://elders.example/diep", "foaf:name": "Dorp"},
             "dct:type": {"@context": {"x": {"@id": "dct:x", "@context": "https://e.example/d"}},
                          "x": {"y": 1}}}  # fmt: skip
    reading = jsonld({"@context": contexts, "@graph": [thing]})

    assert list(by_id(reading)) == ["https://a.example/1"]
    assert codes(reading, f"{ROOT}/catalog.jsonld").count("unknown-context") == 3


def test_contexts_of_the_standards_are_ours() -> None:
    semic = "https://semiceu.github.io/DCAT-AP/releases/3.0.1/context/dcat-ap.jsonld"
    hydra = "http://www.w3.org/ns/hydra/context.jsonld"
    thing = {"@id": "https://a.example/1", "@type": "Dataset", "title": "Een"}
    found = [jsonld({"@context": context, "@graph": [thing]})
             for context in ("https://www.w3.org/ns/dcat3.jsonld", hydra, semic)]  # fmt: skip

    assert [[r.title for r in reading.records] for reading in found] == [["Een"]] * 3
    assert not any("unknown-context" in codes(reading) for reading in found)


def test_a_context_of_schema_org_makes_no_problem() -> None:
    found = read(File(f"{ROOT}/a.jsonld", b'{"@context": "https://schema.org", "@type": "Thing"}'))

    assert codes(found) == ["no-datasets"]


def test_a_value_that_is_wrong_costs_itself_only() -> None:
    reading = jsonld({"@graph": [
        {"@id": "https://a.example/1", "@type": "dcat:Dataset", "dct:title": "Een",
         "dct:description": {"@value": "Tekst", "@language": "nl NL"}, "@reverse": 7},
        {"@id": "https://a.example/2", "@type": "dcat:Dataset", "dct:title": "Twee"},
    ]})  # fmt: skip

    assert "https://a.example/2" in by_id(reading)
    assert ("not-jsonld", "error") in [(p.code, p.level) for p in reading.problems]


@pytest.mark.parametrize("typed", ["XMLLiteral", "HTML"])
def test_markup_in_values_is_never_parsed(typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("rdflib interpreted a value")

    monkeypatch.setattr("rdflib.term._castLexicalToPython", lambda text, kind: kind and refuse())
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    bomb = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    title = {"@value": bomb, "@type": rdf + typed}
    thing = {"@id": "https://a.example/1", "@type": "dcat:Dataset", "dct:title": title}

    xml = (f"<r:RDF xmlns:r='{rdf}' xmlns:d='http://www.w3.org/ns/dcat#' xmlns:t="
           "'http://purl.org/dc/terms/'><d:Dataset r:about='https://a.example/1'>"
           f"<t:title r:datatype='{rdf}{typed}'>a</t:title><t:type r:parseType='Literal'><b>b</b>"
           "</t:type></d:Dataset></r:RDF>")  # fmt: skip

    assert len(read(File(f"{ROOT}/c.rdf", xml.encode())).records) == 1
    assert len(jsonld([thing]).records) == 1
    assert len(turtle(f'<https://a.example/1> a dcat:Dataset ; dct:title "{bomb}"^^<{rdf}{typed}> ;'
                      ' dct:extent "1E+999999999"^^<http://www.w3.org/2001/XMLSchema#decimal>, 7, '
                      "1.5, true .").records) == 1  # fmt: skip


@pytest.mark.parametrize("doctype", [
    "<!DOCTYPE r [<!ENTITY a 'b'><!ENTITY c '&a;&a;'>]>",
    "<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", "<!DOCTYPE r SYSTEM 'http://a.example/'>",
])  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_rdf_xml_with_a_doctype_is_refused(doctype: str, encoding: str) -> None:
    rdf = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>"
    body = f"<?xml version='1.0' encoding='{encoding}'?>{doctype}{rdf}".encode(encoding)
    reading = read(File(f"{ROOT}/c.rdf", body))

    assert (reading.records, codes(reading)) == ([], ["doctype"])


@pytest.mark.parametrize(("name", "body"), [
    ("c.ttl", b"<a> <b> " + b"[ <c> " * 5_000), ("c.ttl", b"<a> <b> " + b"(" * 5_000),
    ("c.jsonld", b'{"a":' * 5_000), ("c.jsonld", b"[" * 100_000),
    ("c.jsonld", b'{"@context":' * 90 + b"1" + b"}" * 90),
])  # fmt: skip
def test_what_is_nested_without_end_is_refused(name: str, body: bytes) -> None:
    reading = read(File(f"{ROOT}/{name}", body))

    assert reading.records == []
    assert set(codes(reading)) <= {"too-deep", "not-json"}
    assert codes(reading)


def test_terms_that_refer_to_each_other_end() -> None:
    context = {"a": "b:x", "b": "a:y", "c": {"@id": "c:c"}}
    reading = jsonld({"@context": context, "a": 1, "@type": "dcat:Dataset"})

    assert reading.records == []


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.readers._rdf.LONGEST", 10)

    assert codes(turtle("")) == ["too-large"]


def test_a_file_with_too_many_facts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.readers._triples.MOST", 3)
    things = "".join(f'<https://a.example/{n}> a dcat:Dataset ; dct:title "x" .' for n in "ab")
    rdf = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
    xml = rdf + "<r:Description r:type='http://a.example/'/>" * 4 + "</r:RDF>"

    assert codes(turtle(things)) == ["too-large"]
    assert codes(read(File(f"{ROOT}/c.rdf", xml.encode()))) == ["too-large"]
    assert codes(jsonld([{"http://a.example/b": [1, 2, 3, 4]}])) == ["too-large"]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"]
)
def test_an_address_that_is_no_web_address_is_never_a_link(address: str) -> None:
    reading = turtle(
        f'<{address}> a dcat:Dataset ; dct:title "Een" ; dcat:landingPage <{address}> .'
    )

    assert reading.records[0].url == f"{ROOT}/catalog.ttl"
    assert reading.records[0].id == f"{ROOT}/catalog.ttl#{address}"


@pytest.mark.parametrize("name", ["a.ttl", "a.rdf", "a.jsonld"])
@given(body=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_record_or_a_problem(name: str, body: bytes) -> None:
    reading = read(File(f"https://x.example/{name}", body))

    assert reading.records or reading.problems


_KEYS = st.sampled_from(["@id", "@type", "@context", "@graph", "@value", "@language", "@list",
                         "@reverse", "@import", "@nest", "dct:title", "a"])  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["dcat:Dataset", "_:", "http://["]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_any_json_ld_is_read_or_has_a_problem(data: Any) -> None:
    reading = jsonld(data)

    assert reading.records or reading.problems
