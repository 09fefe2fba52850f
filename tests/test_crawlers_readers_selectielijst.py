"""What a selection list gives: types of processes with results, or one document of results."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, reader_for
from crawlers.readers.selectielijst import read
from knowledge.model import Document, Process

URL = "https://code.example.nl/lijsten/selectielijst_2031_resultaten.json"
API = "https://selectielijst.example.nl/api/v1"
OWNER = "noaber:organisatie/lijsten"
UUIDS = {year: f"00000000-0000-4000-8000-00000000{year}" for year in (2025, 2031)}


def kind(pk: int, year: int = 2031, **changed: Any) -> dict[str, Any]:
    fields = {"uuid": UUIDS[year], "nummer": 7, "naam": "Bomen beheren",
              "omschrijving": "Bomen planten en kappen", "toelichting": "Ook struiken.",
              "procesobject": "De boom", "jaar": year}  # fmt: skip
    return {"model": "selectielijst.procestype", "pk": pk, "fields": fields | changed}


def result(of: int, **changed: Any) -> dict[str, Any]:
    fields = {"uuid": "x", "proces_type": of, "nummer": 1, "naam": "Gekapt", "omschrijving": "",
              "herkomst": "Risicoanalyse", "waardering": "vernietigen", "procestermijn": "nihil",
              "bewaartermijn": "P5Y", "toelichting": ""}  # fmt: skip
    return {"model": "selectielijst.resultaat", "pk": 1, "fields": fields | changed}


def of_api() -> dict[str, list[dict[str, Any]]]:
    address = f"{API}/procestypen/{UUIDS[2031]}"
    return {
        "procestypen": [{"url": address, "nummer": 7, "jaar": 2031, "naam": "Bomen beheren",
                         "omschrijving": "", "toelichting": "", "procesobject": "De boom"}],
        "resultaten": [{"url": f"{API}/resultaten/1", "procesType": address, "nummer": 1,
                        "volledigNummer": "7.1", "naam": "Gekapt", "waardering": "vernietigen",
                        "procestermijn": "bestaansduur_procesobject", "bewaartermijn": "P5Y"}],
    }  # fmt: skip


def reading(data: Any) -> Reading:
    return read(File(URL, json.dumps(data).encode(), organisation=OWNER, licence="EUPL-1.2"))


def processes(found: Reading) -> list[Process]:
    return [record for record in found.records if isinstance(record, Process)]


def document(found: Reading) -> Document:
    (record,) = found.records
    assert isinstance(record, Document)
    return record


@pytest.mark.parametrize(
    "data", [[kind(1)], [result(1)], of_api(), of_api()["procestypen"], of_api()["resultaten"][0]]
)
def test_a_selection_list_is_read_by_this_reader(data: Any) -> None:
    reader = reader_for(File("https://x.example/a.json", json.dumps(data).encode()))

    assert reader is not None
    assert reader.NAME == "selectielijst"


@pytest.mark.parametrize(
    "data",
    [
        [{"model": "auth.user", "pk": 1, "fields": {}}],
        {"handelingInitiator": "x", "resultaattypen": [{"procesobjectaard": "y"}]},
        {"nummer": 1, "naam": "a"},
    ],
)
def test_files_of_others_are_left_to_others(data: Any) -> None:
    reader = reader_for(File("https://x.example/a.json", json.dumps(data).encode()))

    assert reader is None or reader.NAME != "selectielijst"


def test_a_type_of_process_is_a_process_with_a_number_and_a_year() -> None:
    (record,) = processes(reading([kind(1)]))

    assert record.id == f"urn:uuid:{UUIDS[2031]}"
    assert (record.title, record.summary) == ("Bomen beheren", "Bomen planten en kappen")
    assert (record.format, record.case_type, record.version) == ("selectielijst", "7", "2031")
    assert (record.url, record.text_licence) == (URL, "EUPL-1.2")
    assert record.text.split("\n\n") == [
        "Ook struiken.",
        "Selectielijst 2031, procestype 7.",
        "Procesobject: De boom.",
    ]
    assert [(one.relation, one.object) for one in record.statements] == [("publishes", record.id)]


def test_results_stand_with_the_type_that_they_name() -> None:
    found = reading([
        kind(1), result(1), result(2, naam="Van een ander"),
        result(1, omschrijving="Monument", waardering="blijvend_bewaren", bewaartermijn=None),
    ])  # fmt: skip

    (record,) = processes(found)
    assert [(one.name, one.generic, one.archive, one.keep) for one in record.results] == [
        ("Gekapt", "", "vernietigen", "P5Y"),
        ("Gekapt: Monument", "Gekapt", "blijvend bewaren", ""),
    ]
    assert len(found.records) == 1


def test_results_are_given_once_where_several_types_claim_them() -> None:
    found = reading([kind(1, nummer=number, uuid="") for number in (1, 2, 3)] + [result(1)] * 9)

    assert [len(one.results) for one in processes(found)] == [9, 0, 0]


def test_the_api_gives_the_same_id_as_the_fixture() -> None:
    from_api, from_fixture = reading(of_api()), reading([kind(1), result(1)])

    assert from_api.records[0].id == from_fixture.records[0].id
    assert processes(from_api)[0].results == processes(from_fixture)[0].results


def test_of_several_years_the_newest_is_read_and_one_hint_says_so() -> None:
    found = reading([kind(30, 2031), kind(1, 2025)])

    assert [one.version for one in processes(found)] == ["2031"]
    assert [(one.level, one.code) for one in found.problems] == [("hint", "older-version")]


def test_a_year_that_has_results_comes_before_a_newer_one_without() -> None:
    found = reading([kind(30, 2031), kind(1, 2025), result(1)])

    assert [(one.version, len(one.results)) for one in processes(found)] == [("2025", 1)]


def test_types_are_in_the_order_of_their_numbers() -> None:
    found = reading([kind(1, nummer=number, uuid="") for number in (10, 9, 1)])

    assert [one.case_type for one in processes(found)] == ["1", "9", "10"]
    assert found.records[0].id == f"{URL}#1"


def test_results_alone_are_one_document_that_can_be_searched() -> None:
    record = document(reading([
        result(7), result(7, naam="Geplant", procestermijn="vast_te_leggen_datum",
                          toelichting="Of langer.", procestermijn_opmerking="5 of 10 jaar"),
    ]))  # fmt: skip

    assert (record.id, record.title) == (URL, "Selectielijst 2031 resultaten")
    assert (record.genre, record.language) == ("selectielijst", "nl")
    assert record.text.split("\n") == [
        "Procestype 7, Gekapt: vernietigen na 5 jaar. Risicoanalyse.",
        "Procestype 7, Geplant: vernietigen na 5 jaar, na een datum die in het proces wordt "
        "vastgelegd. 5 of 10 jaar. Of langer. Risicoanalyse.",
    ]


def test_a_page_of_results_of_the_api_is_one_document() -> None:
    page = {"count": 1, "next": None, "results": of_api()["resultaten"]}

    assert document(reading(page)).text == (
        "7.1 Gekapt: vernietigen na 5 jaar, na het bestaan van het procesobject."
    )


def test_a_type_without_number_or_name_costs_only_itself() -> None:
    found = reading([kind(1, naam=""), kind(2, nummer=None), kind(3)])

    assert len(found.records) == 1
    assert [(one.level, one.code, one.place) for one in found.problems] == [
        ("error", "no-name", f"{URL}#1"),
        ("error", "no-name", f"{URL}#2"),
    ]


def test_more_than_one_file_may_have_is_said() -> None:
    found = reading([kind(n, nummer=n, uuid="") for n in range(1, 5002)])

    assert len(found.records) == 5000
    assert [one.code for one in found.problems] == ["too-many"]


@pytest.mark.parametrize(
    ("data", "code"),
    [([], "nothing"), ({}, "nothing"), ([kind(1) | {"fields": 3}], "nothing"), (3, "nothing")],
)
def test_a_file_without_types_and_results_is_a_hint(data: Any, code: str) -> None:
    assert [(one.level, one.code) for one in reading(data).problems] == [("hint", code)]


def test_json_that_cannot_be_read_is_an_error() -> None:
    found = read(File(URL, b'[{"model": "selectielijst.resultaat"'))

    assert [one.code for one in found.problems] == ["not-json"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("P5Y"),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from([*kind(1), *kind(1)["fields"], *result(1)["fields"], *of_api(), "results",
                         "procesType", "volledigNummer", "url"]), inner),
    max_leaves=20,
)  # fmt: skip


@given(data=VALUES)
def test_json_of_any_shape_with_our_names_never_fails(data: Any) -> None:
    found = reading(data)

    assert found.records or found.problems


@given(extra=VALUES, name=st.sampled_from(sorted(kind(1)["fields"])))
def test_a_value_of_any_kind_costs_only_its_type(extra: Any, name: str) -> None:
    found = reading([kind(1, **{name: extra}), kind(2, nummer=8, uuid=UUIDS[2025])])

    assert f"urn:uuid:{UUIDS[2025]}" in [record.id for record in found.records]
