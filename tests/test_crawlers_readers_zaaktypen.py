"""What a case type gives, from an export of Open Zaak and from the ZGW Catalogi API."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Process, to_json

URL = "https://code.example.nl/zomerdorp/zaaktypen/export.zip"
API = "https://zaken.example.nl/catalogi/api/v1"
OWNER = "noaber:organisatie/zomerdorp"
UPL = "http://standaarden.overheid.nl/owms/terms/kapvergunning"


def case_type(**changed: Any) -> dict[str, Any]:
    return {
        "url": f"{API}/zaaktypen/1",
        "identificatie": "ZT 01",
        "omschrijving": "Kapvergunning  behandelen",
        "doel": "Bomen beschermen",
        "aanleiding": "Iemand wil kappen",
        "toelichting": "Bomen beschermen",
        "handeling_initiator": "aanvragen",
        "doorlooptijd": "P8W",
        "servicenorm": "P6W",
        "publicatie_indicatie": True,
        "producten_of_diensten": [UPL, "https://zomerdorp.example.nl/boom", 3],
        "concept": False,
        "verantwoordelijke": "Jo Voorbeeld",
        "broncatalogus": {"url": f"{API}/catalogussen/9", "domein": "REF", "rsin": "1"},
        "bronzaaktype": {
            "url": f"{API}/zaaktypen/900",
            "identificatie": "R",
            "omschrijving": "Kap",
        },
        "begin_geldigheid": "2026-01-01",
        "einde_geldigheid": "2028-12-31",
        "versiedatum": "2026-01-02",
        "catalogus": f"{API}/catalogussen/2",
    } | changed


def lists(*types: dict[str, Any]) -> dict[str, list[Any]]:
    of = {"zaaktype": f"{API}/zaaktypen/1"}
    other = {"zaaktype": f"{API}/zaaktypen/77"}
    document = f"{API}/informatieobjecttypen"
    return {
        "Catalogus": [{"domein": "ZD", "contactpersoon_beheer_naam": "Jo Voorbeeld"}],
        "ZaakType": list(types),
        "StatusType": [
            of | {"volgnummer": 10, "omschrijving": "Klaar"},
            of | {"volgnummer": 2, "omschrijving": "In behandeling"},
            other | {"volgnummer": 1, "omschrijving": "Van een ander"},
            of | {"volgnummer": 1, "omschrijving": "Ontvangen"},
        ],
        "ResultaatType": [of | {"omschrijving": "Verleend"}, of | {"omschrijving": "Geweigerd"}],
        "RolType": [of | {"omschrijving": "Aanvrager"}, of | {"omschrijving": "Behandelaar"}],
        "InformatieObjectType": [
            {"url": f"{document}/1", "omschrijving": "Foto van de boom"},
            {"url": f"{document}/2", "omschrijving": "Besluit"},
        ],
        "ZaakTypeInformatieObjectType": [
            of | {"informatieobjecttype": f"{document}/1", "richting": "inkomend"},
            of | {"informatieobjecttype": f"{document}/2", "richting": "uitgaand"},
            of | {"informatieobjecttype": f"{document}/3", "richting": "inkomend"},
        ],
    }


def export(resources: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, items in resources.items():
            archive.writestr(f"{name}.json", json.dumps(items))
    return out.getvalue()


def reading(*types: dict[str, Any]) -> Reading:
    return read(File(URL, export(lists(*types)), organisation=OWNER, licence="CC0-1.0"))


def of_json(data: Any, url: str = f"{API}/zaaktypen") -> Reading:
    return read(File(url, json.dumps(data).encode(), media_type="application/json"))


def process(result: Reading) -> Process:
    (record,) = result.records
    assert isinstance(record, Process)
    return record


def codes(result: Reading) -> list[tuple[str, str, str]]:
    return [(one.level, one.code, one.place.rpartition("#")[2]) for one in result.problems]


def test_an_export_gives_a_process_with_its_term_and_validity() -> None:
    record = process(reading(case_type()))

    assert record.id == f"{URL}#ZT%2001@2026-01-01"
    assert (record.title, record.summary) == ("Kapvergunning behandelen", "Bomen beschermen")
    assert record.text == "Iemand wil kappen"
    assert (record.format, record.reader, record.case_type) == ("zgw", "zaaktypen", "ZT 01")
    assert (record.term, record.service_level) == ("P8W", "P6W")
    assert (record.valid_from, record.valid_until) == ("2026-01-01", "2028-12-31")
    assert (record.version, record.url, record.text_licence) == ("2026-01-02", URL, "CC0-1.0")


def test_statuses_are_the_steps_in_the_order_of_their_numbers() -> None:
    steps = process(reading(case_type())).steps

    assert [(step.id, step.name, step.kind) for step in steps] == [
        ("status-1", "Ontvangen", "status"),
        ("status-2", "In behandeling", "status"),
        ("status-10", "Klaar", "status"),
    ]


def test_roles_results_and_documents_that_come_in_are_kept() -> None:
    record = process(reading(case_type()))

    assert record.lanes == ("Aanvrager", "Behandelaar")
    assert record.decisions[0].outcomes == ("Verleend", "Geweigerd")
    assert record.evidence == ("Foto van de boom",)


def test_it_handles_the_product_and_is_based_on_the_case_type_it_came_from() -> None:
    record = process(reading(case_type()))

    assert [(one.relation, one.object, one.object_name) for one in record.statements] == [
        ("publishes", record.id, ""),
        ("handles", UPL, ""),
        ("based_on", f"{API}/zaaktypen/900", "Kap"),
    ]
    assert {(one.strength, one.claimant) for one in record.statements} == {("own", OWNER)}


def test_a_source_without_an_address_is_no_lineage() -> None:
    source = {"url": "", "identificatie": "R", "omschrijving": "Kap"}

    record = process(reading(case_type(bronzaaktype=source)))

    assert [one.relation for one in record.statements] == ["publishes", "handles"]


def test_persons_are_never_read() -> None:
    assert "Jo Voorbeeld" not in to_json(process(reading(case_type())).model_dump(mode="json"))


def test_of_several_versions_the_newest_that_is_no_draft_is_kept() -> None:
    result = reading(
        case_type(begin_geldigheid="2024-05-01"),
        case_type(begin_geldigheid="2027-01-01", concept=True),
        case_type(),
    )

    assert process(result).valid_from == "2026-01-01"
    assert codes(result) == [
        ("hint", "draft", "ZT%2001@2027-01-01"),
        ("hint", "older-version", "ZT%2001@2024-05-01"),
    ]


def test_what_is_not_to_be_published_is_not() -> None:
    result = reading(case_type(publicatie_indicatie=False))

    assert result.records == []
    assert codes(result) == [("hint", "not-public", "ZT%2001@2026-01-01")]


def test_versions_of_different_case_types_do_not_push_each_other_out() -> None:
    result = reading(case_type(), case_type(identificatie="ZT02", begin_geldigheid="2020-01-01"))

    assert [record.id.rpartition("#")[2] for record in result.records] == [
        "ZT%2001@2026-01-01",
        "ZT02@2020-01-01",
    ]


def test_the_same_case_type_in_two_catalogues_is_an_error_of_the_second() -> None:
    result = reading(case_type(), case_type(catalogus=f"{API}/catalogussen/3"))

    assert len(result.records) == 1
    assert codes(result) == [("error", "duplicate-id", "ZT%2001@2026-01-01")]


def test_one_case_type_without_identification_does_not_stop_the_others() -> None:
    result = reading(case_type(identificatie=""), "niets", case_type())  # type: ignore[arg-type]

    assert len(result.records) == 1
    assert codes(result) == [("error", "no-identifier", "1"), ("error", "no-identifier", "2")]


def test_more_case_types_than_one_file_may_have_are_said() -> None:
    result = reading(*(case_type(identificatie=number) for number in range(1, 2002)))

    assert len(result.records) == 2000
    assert [one.code for one in result.problems] == ["too-many-case-types"]


@pytest.mark.parametrize("term", ["acht weken", "P", "PT", "56", "P8W; drop"])
def test_a_term_that_is_no_duration_is_left_out_with_a_warning(term: str) -> None:
    result = reading(case_type(doorlooptijd=term))

    assert process(result).term == ""
    assert [(one.level, one.code, one.field) for one in result.problems] == [
        ("warning", "bad-term", "doorlooptijd")
    ]


@pytest.mark.parametrize("term", ["P8W", "P1Y2M3D", "PT4H", "P14DT12H"])
def test_terms_of_the_standard_are_kept(term: str) -> None:
    assert process(reading(case_type(doorlooptijd=term))).term == term


def test_the_camel_case_of_the_api_is_read_alike() -> None:
    item = {
        "identificatie": 12,
        "omschrijving": "Boom kappen",
        "handelingInitiator": "aanvragen",
        "beginGeldigheid": "2026-01-01",
        "eindeGeldigheid": None,
        "productenOfDiensten": [UPL],
        "statustypen": [{"volgnummer": 1, "omschrijving": "Ontvangen"}, f"{API}/statustypen/2"],
    }

    record = process(of_json(item, f"{API}/zaaktypen/12"))

    assert record.id == f"{API}/zaaktypen/12#12@2026-01-01"
    assert [step.name for step in record.steps] == ["Ontvangen"]
    assert record.statements[0].object == UPL


def test_a_page_of_a_list_says_what_follows_and_gives_ids_without_its_number() -> None:
    result = of_json(
        {"count": 40, "next": f"{API}/zaaktypen?page=3", "results": [case_type()]},
        f"{API}/zaaktypen?page=2",
    )

    assert (result.next, result.total) == (f"{API}/zaaktypen?page=3", 40)
    assert process(result).id == f"{API}/zaaktypen#ZT%2001@2026-01-01"


def test_a_list_on_its_own_is_read() -> None:
    assert len(of_json([case_type(), case_type(identificatie="B")]).records) == 2


def test_an_export_without_case_types_is_a_hint() -> None:
    assert codes(reading())[0][:2] == ("hint", "no-process")


@pytest.mark.parametrize(
    ("items", "code"),
    [("geen lijst", "not-a-list"), ({"a": 1}, "not-a-list")],
)
def test_an_entry_that_is_no_list_is_an_error(items: Any, code: str) -> None:
    (problem,) = read(File(URL, export({"ZaakType": items}))).problems

    assert (problem.level, problem.code, problem.field) == ("error", code, "ZaakType.json")


@pytest.mark.parametrize("text", ["{", "[NaN]", "[" * 100_000, "", "[1" + "0" * 5000 + "]"])
def test_json_that_cannot_be_read_is_an_error(text: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ZaakType.json", text)

    assert [one.code for one in read(File(URL, out.getvalue())).problems] == ["not-json"]


def test_half_a_character_does_not_reach_the_harvest() -> None:
    record = process(reading(case_type(omschrijving="Boom \ud800 kappen")))

    assert record.title.encode()


@pytest.mark.parametrize(
    "body",
    [
        b'{"openapi": "3.0.0"}',
        b'[{"identificatie": "zaak", "omschrijving": "geen zaaktype"}]',
        b'Over "handelingInitiator" in {"a": 1}',
        b'<p>"handelingInitiator"</p>',
        b'{"ZaakType.json": 1}',
    ],
)
def test_files_of_others_are_left_to_others(body: bytes) -> None:
    reader = reader_for(File("https://x.example/data.json", body))

    assert reader is None or reader.NAME != "zaaktypen"


def test_a_zip_without_case_types_is_left_alone() -> None:
    reader = reader_for(File(URL, export({"Iets": []})))

    assert reader is None or reader.NAME != "zaaktypen"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(changed=st.dictionaries(st.sampled_from(sorted(case_type())), VALUES), extra=VALUES)
def test_values_of_any_kind_give_a_record_or_a_problem(changed: dict[str, Any], extra: Any) -> None:
    resources = lists(case_type(**changed)) | {"StatusType": [extra], "RolType": extra}

    result = read(File(URL, export(resources)))

    assert result.records or result.problems
