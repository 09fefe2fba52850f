"""What a case type gives, from an export of Open Zaak and from the ZGW Catalogi API."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, reader_for
from crawlers.readers.zaaktypen import read
from crawlers.screening import screened
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


def processes(result: Reading) -> list[Process]:
    """The case types themselves, without those that they were made from."""
    return [one for one in result.records if isinstance(one, Process) and one.format]


def process(result: Reading) -> Process:
    (record,) = processes(result)
    return record


def codes(result: Reading) -> list[tuple[str, str, str]]:
    return [(one.level, one.code, one.place.rpartition("#")[2]) for one in result.problems]


def test_an_export_gives_a_process_with_its_term_and_validity() -> None:
    record = process(reading(case_type()))

    assert record.id == f"{URL}#ZT%2001@2026-01-01"
    assert (record.title, record.summary) == ("Kapvergunning behandelen", "Bomen beschermen")
    assert record.text == "Iemand wil kappen"
    assert (record.format, record.case_type) == ("zgw", "ZT 01")
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


def test_roles_results_and_documents_are_kept() -> None:
    record = process(reading(case_type()))

    assert record.lanes == ("Aanvrager", "Behandelaar")
    assert [result.name for result in record.results] == ["Verleend", "Geweigerd"]
    assert record.evidence == ("Foto van de boom",)
    assert record.data == ("Besluit",)


def test_it_handles_the_product_and_is_based_on_the_case_type_it_came_from() -> None:
    record = process(reading(case_type()))

    assert [(one.relation, one.object) for one in record.statements] == [
        ("publishes", record.id),
        ("handles", UPL),
        ("based_on", f"{API}/zaaktypen/900"),
    ]
    assert {(one.strength, one.claimant) for one in record.statements} == {("own", OWNER)}


def test_a_source_that_nothing_identifies_is_told_and_gives_no_relation() -> None:
    source = {"url": "", "identificatie": "R", "omschrijving": "Kap"}
    catalogue = {"url": "", "domein": "ALG", "rsin": ""}

    result = reading(case_type(bronzaaktype=source, broncatalogus=catalogue))

    assert process(result).lineage == "ALG · R Kap"
    assert [one.relation for one in process(result).statements] == ["publishes", "handles"]
    assert len(result.records) == 1


def test_persons_are_never_read() -> None:
    assert "Jo Voorbeeld" not in to_json(process(reading(case_type())).model_dump(mode="json"))


def test_of_several_versions_the_newest_that_is_no_draft_is_the_process() -> None:
    result = reading(
        case_type(begin_geldigheid="2024-05-01"),
        case_type(begin_geldigheid="2027-01-01", concept=True),
        case_type(),
    )

    assert process(result).valid_from == "2026-01-01"
    assert [one.valid_from for one in process(result).earlier] == ["2024-05-01"]
    assert codes(result) == [("hint", "draft", "ZT%2001@2027-01-01")]


def test_what_is_not_to_be_published_is_not() -> None:
    result = reading(case_type(publicatie_indicatie=False))

    assert result.records == []
    assert codes(result) == [("hint", "not-public", "ZT%2001@2026-01-01")]


def test_versions_of_different_case_types_do_not_push_each_other_out() -> None:
    result = reading(case_type(), case_type(identificatie="ZT02", begin_geldigheid="2020-01-01"))

    assert [record.id.rpartition("#")[2] for record in processes(result)] == [
        "ZT%2001@2026-01-01",
        "ZT02@2020-01-01",
    ]


def test_the_same_case_type_in_two_catalogues_is_an_error_of_the_second() -> None:
    result = reading(case_type(), case_type(catalogus=f"{API}/catalogussen/3"))

    assert len(processes(result)) == 1
    assert codes(result) == [("error", "duplicate-id", "ZT%2001@2026-01-01")]


def test_one_case_type_without_identification_does_not_stop_the_others() -> None:
    result = reading(case_type(identificatie=""), "niets", case_type())  # type: ignore[arg-type]

    assert len(processes(result)) == 1
    assert codes(result) == [("error", "no-identifier", "1"), ("error", "no-identifier", "2")]


def test_more_case_types_than_one_file_may_have_are_said() -> None:
    result = reading(*(case_type(identificatie=number) for number in range(1, 2002)))

    assert len(processes(result)) == 2000
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
    assert len(processes(of_json([case_type(), case_type(identificatie="B")]))) == 2


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


def test_an_export_is_read_by_this_reader() -> None:
    files = [File(URL, export(whole())), File(API, json.dumps(camel(case_type())).encode())]

    assert [getattr(reader_for(file), "NAME", "") for file in files] == ["zaaktypen"] * 2


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


def whole() -> dict[str, list[Any]]:
    """A whole catalogue of the fictional Gemeente Voorbeeld: every resource, three versions."""
    names = {"old": "2023-01-01", "now": "2026-01-01", "next": "2027-01-01"}
    address = {name: f"{API}/zaaktypen/{name}" for name in names}
    types = [
        case_type(
            url=address[name], begin_geldigheid=begin, einde_geldigheid=None,
            concept=name == "next",
            broncatalogus={"url": "", "domein": "vth", "rsin": "123123123"},
            verlenging_mogelijk=True, verlengingstermijn="P6W", trefwoorden=["boom", 3, "kap"],
            opschorting_en_aanhouding_mogelijk=name == "now",
            referentieproces={"naam": "Vergunning behandelen", "link": "https://gemma.example/v"},
            selectielijst_procestype="https://selectielijst.example.nl/procestypen/11",
            besluittypen=[f"{API}/besluittypen/1", f"{API}/besluittypen/2"],
            statustypen=[f"{API}/statustypen/{name}-1", f"{API}/statustypen/{name}-2"],
        )
        for name, begin in names.items()
    ]  # fmt: skip
    old, now = {"zaaktype": address["old"]}, {"zaaktype": address["now"]}
    return {
        "Catalogus": [{"domein": "VTH", "rsin": "123123123",
                       "contactpersoon_beheer_naam": "Jo Voorbeeld",
                       "contactpersoon_beheer_emailadres": "jo@voorbeeld.example"}],
        "ZaakType": types,
        "StatusType": [
            now | {"url": f"{API}/statustypen/now-2", "volgnummer": 2, "omschrijving": "Besloten",
                   "statustekst": "U krijgt een brief.", "toelichting": "Het college besluit.",
                   "doorlooptijd": "P2W"},
            now | {"url": f"{API}/statustypen/now-1", "volgnummer": 1, "omschrijving": "Ontvangen"},
            old | {"url": f"{API}/statustypen/old-1", "volgnummer": 1, "omschrijving": "Gemeld"},
        ],
        "ResultaatType": [
            now | {"omschrijving": "Verleend", "omschrijving_generiek": "Verleend",
                   "archiefnominatie": "blijvend_bewaren", "archiefactietermijn": None},
            now | {"omschrijving": "Nee", "omschrijving_generiek": "Geweigerd",
                   "archiefnominatie": "vernietigen", "archiefactietermijn": "P10Y"},
            old | {"omschrijving": "Akkoord"},
        ],
        "RolType": [
            now | {"omschrijving": "Boomeigenaar", "omschrijving_generiek": "initiator"},
            now | {"omschrijving": "Behandelaar groen", "omschrijving_generiek": "behandelaar"},
            now | {"omschrijving": "Buur", "omschrijving_generiek": "mede_initiator"},
            old | {"omschrijving": "Aanvrager", "omschrijving_generiek": "initiator"},
        ],
        "Eigenschap": [
            now | {"naam": "Boomsoort", "definitie": "Welke boom het is.",
                   "specificatie": {"formaat": "tekst", "lengte": "255", "kardinaliteit": "1"}},
            now | {"naam": "Kapdatum", "toelichting": "Wanneer.",
                   "specificatie": {"formaat": "datum", "lengte": "8", "kardinaliteit": "1"}},
        ],
        "BesluitType": [{"url": f"{API}/besluittypen/1", "omschrijving": "Kapvergunning"},
                        {"url": f"{API}/besluittypen/2", "omschrijving": "Herplantplicht"}],
        "InformatieObjectType": [
            {"url": f"{API}/iot/1", "omschrijving": "Foto"},
            {"url": f"{API}/iot/2", "omschrijving": "Brief"},
        ],
        "ZaakTypeInformatieObjectType": [
            now | {"informatieobjecttype": f"{API}/iot/1", "richting": "inkomend",
                   "statustype": f"{API}/statustypen/now-1"},
            now | {"informatieobjecttype": f"{API}/iot/2", "richting": "uitgaand",
                   "statustype": f"{API}/statustypen/now-2"},
            now | {"informatieobjecttype": "Advies", "richting": "intern", "statustype": None},
            now | {"informatieobjecttype": f"{API}/iot/404", "richting": "inkomend"},
        ],
    }  # fmt: skip


def camel(data: Any) -> Any:
    """The same in the names of the API."""
    if isinstance(data, dict):
        return {re.sub("_(.)", lambda m: m[1].upper(), k): camel(v) for k, v in data.items()}
    return [camel(one) for one in data] if isinstance(data, list) else data


def of_zip(resources: dict[str, Any], **about: Any) -> Reading:
    return read(File(URL, export(resources), organisation=OWNER, **about))


def test_a_whole_export_gives_results_with_how_long_they_are_kept() -> None:
    results = process(of_zip(whole())).results

    assert [(one.name, one.generic, one.archive, one.keep) for one in results] == [
        ("Verleend", "Verleend", "blijvend bewaren", ""),
        ("Nee", "Geweigerd", "vernietigen", "P10Y"),
    ]


def test_a_role_has_its_general_name_behind_it_where_that_says_something_else() -> None:
    assert process(of_zip(whole())).lanes == (
        "Boomeigenaar (initiator)",
        "Behandelaar groen",
        "Buur (mede-initiator)",
    )


def test_a_status_says_what_it_means_and_which_documents_belong_to_it() -> None:
    first, last = process(of_zip(whole())).steps

    assert (first.name, first.reads, first.writes, first.text) == ("Ontvangen", ("Foto",), (), "")
    assert (last.text, last.term) == ("Het college besluit. U krijgt een brief.", "P2W")
    assert last.writes == ("Brief",)


def test_documents_are_named_by_address_or_since_1_4_by_name() -> None:
    record = process(of_zip(whole()))

    assert record.evidence == ("Foto",)
    assert record.data == ("Brief", "Advies")


def test_properties_have_a_definition_and_the_form_of_their_values() -> None:
    properties = process(of_zip(whole())).properties

    assert [(one.name, one.definition, one.form) for one in properties] == [
        ("Boomsoort", "Welke boom het is.", "tekst(255)"),
        ("Kapdatum", "Wanneer.", "datum"),
    ]


@pytest.mark.parametrize(
    ("specified", "form"),
    [
        ({"formaat": "getal", "lengte": "14,2", "kardinaliteit": "1"}, "getal(14,2)"),
        ({"formaat": "datum_tijd", "lengte": "14", "kardinaliteit": "N"},
         "datum en tijd, meer waarden mogelijk"),
        ({"formaat": "tekst", "lengte": 3, "waardenverzameling": ["ja", "nee", None]},
         "tekst(3): ja of nee"),
        ("tekst", ""),
        (None, ""),
    ],
)  # fmt: skip
def test_the_form_of_a_property_is_one_line(specified: Any, form: str) -> None:
    resources = whole()
    resources["Eigenschap"][0]["specificatie"] = specified

    assert process(of_zip(resources)).properties[0].form == form


def test_kinds_of_decisions_are_one_choice() -> None:
    (decision,) = process(of_zip(whole())).decisions

    assert (decision.name, decision.outcomes) == ("Besluit", ("Kapvergunning", "Herplantplicht"))


def test_longer_terms_and_search_words_stand_in_the_text() -> None:
    assert process(of_zip(whole())).text.split("\n\n") == [
        "Iemand wil kappen",
        "De termijn kan met 6 weken worden verlengd.",
        "De behandeling kan worden opgeschort.",
        "Trefwoorden: boom, 3, kap.",
    ]


def test_what_it_is_a_form_of_is_named() -> None:
    assert process(of_zip(whole())).reference == (
        "Vergunning behandelen (https://gemma.example/v)"
        " · https://selectielijst.example.nl/procestypen/11"
    )


def test_a_source_in_a_known_catalogue_has_the_same_id_for_all_who_copied_it() -> None:
    other = whole()
    for one in other["ZaakType"]:
        one["bronzaaktype"] = {"url": "https://kopie.example.nl/z/1", "identificatie": "R"}

    found = [of_zip(resources) for resources in (whole(), other)]

    source = "noaber:zaaktype/rsin-123123123-VTH/R"
    said = [process(one).statements[-1] for one in found]
    assert [(one.relation, one.object, one.object_name) for one in said] == [
        ("based_on", source, "Kap"),
        ("based_on", source, "R"),
    ]
    assert process(found[0]).lineage == "vth, RSIN 123123123 · R Kap"


def test_a_case_type_is_known_by_the_names_that_its_copies_use() -> None:
    item = {
        "url": "https://zaken.example.nl/api/zaaktypen/1",
        "identificatie": "R",
        "omschrijving": "Kap",
        "zaaktypeOmschrijving": "Kap",
        "concept": False,
        "_expand": {"catalogus": {"domein": "VTH", "rsin": "123123123"}},
    }

    result = read(File(URL, json.dumps(item).encode()))

    assert process(result).aliases == (
        "https://zaken.example.nl/api/zaaktypen/1",
        "noaber:zaaktype/rsin-123123123-VTH/R",
    )


def test_the_id_of_a_source_is_no_number_of_a_person_to_the_gate() -> None:
    resources = whole()
    for one in resources["ZaakType"]:
        one["broncatalogus"]["rsin"] = "112233454"  # passes the test of such a number
        one["bronzaaktype"]["identificatie"] = "BSN-wijziging"

    kept = screened(of_zip(resources), URL)

    source = "noaber:zaaktype/rsin-112233454-VTH/BSN-wijziging"
    assert processes(kept)[0].statements[-1].object == source
    assert "112233454" in processes(kept)[0].lineage


def test_an_older_version_is_an_edition_until_the_next_began() -> None:
    (edition,) = process(of_zip(whole())).earlier

    assert (edition.valid_from, edition.until) == ("2023-01-01", "2026-01-01")
    assert [step.name for step in edition.steps] == ["Gemeld"]
    assert (edition.results, edition.lanes) == (("Akkoord",), ("Aanvrager (initiator)",))
    assert (edition.term, edition.service_level) == ("P8W", "P6W")


@pytest.mark.parametrize(
    ("ended", "until"),
    [
        ("2025-12-31", "2026-01-01"),  # its last day, as 1.4 has it
        ("2026-01-01", "2026-01-01"),  # the first day without, as before
        ("2025-06-30", "2025-06-30"),  # nothing held for half a year
        ("2026-03-01", "2026-01-01"),  # the next one began before it ended
        ("ooit", "2026-01-01"),
    ],
)
def test_a_version_held_until_it_ended_or_the_next_began(ended: str, until: str) -> None:
    result = reading(case_type(), case_type(begin_geldigheid="2023-01-01", einde_geldigheid=ended))

    assert [one.until for one in process(result).earlier] == [until]


def test_editions_are_in_the_order_of_time() -> None:
    begins = ("2024-01-01", "2020-01-01", "2022-01-01", "2026-01-01")

    record = process(reading(*(case_type(begin_geldigheid=begin) for begin in begins)))

    assert record.valid_from == "2026-01-01"
    assert [one.valid_from for one in record.earlier] == ["2020-01-01", "2022-01-01", "2024-01-01"]


def test_a_version_that_never_held_is_no_edition() -> None:
    result = reading(case_type(), case_type(versiedatum="2025-01-01"))

    assert process(result).version == "2026-01-02"
    assert process(result).earlier == ()
    assert codes(result) == [("hint", "older-version", "ZT%2001@2026-01-01")]


def test_very_many_versions_are_cut_with_a_hint_for_each() -> None:
    years = [f"{year}-0{month}-01" for year in range(2000, 2030) for month in (1, 6)]

    result = reading(*(case_type(begin_geldigheid=begin) for begin in years))

    assert len(process(result).earlier) == 50
    assert [one.code for one in result.problems] == ["older-version"] * 9


def test_a_version_that_holds_only_later_is_the_process_and_says_when() -> None:
    later = case_type(begin_geldigheid="2099-01-01")

    result = reading(case_type(einde_geldigheid=None), later)

    assert process(result).valid_from == "2099-01-01"
    assert [one.until for one in process(result).earlier] == ["2099-01-01"]


def test_drafts_are_read_where_they_are_asked_for_and_say_so() -> None:
    held, draft = processes(of_zip(whole(), drafts=True))

    assert (held.is_draft, held.valid_from) == (False, "2026-01-01")
    assert (draft.is_draft, draft.title) == (True, "Kapvergunning behandelen (concept)")
    assert draft.id == f"{URL}#ZT%2001@2027-01-01~concept"
    assert draft.earlier == ()


def test_of_several_drafts_the_newest_is_shown_and_the_others_give_a_hint() -> None:
    drafts = [case_type(begin_geldigheid=f"{y}-01-01", concept=True) for y in (2027, 2028)]

    result = of_zip(lists(*drafts), drafts=True)

    assert process(result).valid_from == "2028-01-01"
    assert process(result).earlier == ()
    assert codes(result) == [("hint", "older-version", "ZT%2001@2027-01-01")]


def test_a_draft_and_a_version_of_the_same_day_are_two_things() -> None:
    result = of_zip(lists(case_type(), case_type(concept=True)), drafts=True)

    assert len({one.id for one in processes(result)}) == 2
    assert codes(result) == []


def shapes() -> dict[str, Reading]:
    """The same catalogue in each shape that we know of."""
    plain = whole()
    plurals = {"ZaakType": "zaaktypen", "StatusType": "statustypen",
               "ResultaatType": "resultaattypen", "RolType": "roltypen",
               "Eigenschap": "eigenschappen", "BesluitType": "besluittypen",
               "InformatieObjectType": "informatieobjecttypen",
               "ZaakTypeInformatieObjectType": "zaaktype-informatieobjecttypen"}  # fmt: skip
    del plain["Catalogus"]
    api = {plurals[name]: camel(items) for name, items in plain.items()}
    pages = {f"{n}": {"count": len(i), "next": None, "results": i} for n, i in api.items()}
    return {
        "zip of the admin": of_zip(plain),
        "zip in a folder": of_zip({f"export/{name}": items for name, items in plain.items()}),
        "zip of the API's lists": of_zip(api),
        "zip of the API's pages": of_zip(pages),
        "one JSON, names of the admin": of_json(plain, URL),
        "one JSON, names of the API": of_json(api, URL),
        "one JSON of pages": of_json(pages, URL),
    }


@pytest.mark.parametrize("shape", list(shapes()))
def test_each_shape_gives_the_same(shape: str) -> None:
    found = shapes()[shape]

    same = process(of_zip(whole()))
    assert process(found) == same.model_copy(update={"statements": process(found).statements})
    assert codes(found) == [("hint", "draft", "ZT%2001@2027-01-01")]


def test_what_the_api_expands_is_read() -> None:
    resources = camel(whole())
    item = resources["ZaakType"][1]
    parts = {"statustypen": "StatusType", "resultaattypen": "ResultaatType",
             "roltypen": "RolType", "eigenschappen": "Eigenschap", "besluittypen": "BesluitType",
             "informatieobjecttypen": "InformatieObjectType"}  # fmt: skip
    mine = {name: [one for one in resources[resource] if "old" not in one.get("zaaktype", "")]
            for name, resource in parts.items()}  # fmt: skip

    record = process(of_json(item | {"_expand": mine}, f"{API}/zaaktypen/now"))

    assert [step.name for step in record.steps] == ["Ontvangen", "Besloten"]
    assert [one.name for one in record.results] == ["Verleend", "Nee"]
    assert [one.name for one in record.properties] == ["Boomsoort", "Kapdatum"]
    assert len(record.lanes) == 3
    assert record.decisions[0].outcomes == ("Kapvergunning", "Herplantplicht")
    assert (record.evidence, record.data) == ((), ("Foto", "Brief"))  # no direction is said


def test_parts_are_found_by_their_own_address_where_they_name_no_case_type() -> None:
    resources = whole()
    for one in resources["StatusType"]:
        del one["zaaktype"]

    assert [s.name for s in process(of_zip(resources)).steps] == ["Ontvangen", "Besloten"]


def test_only_addresses_of_parts_give_a_hint_and_the_names_that_1_4_has() -> None:
    item = case_type(
        statustypen=[f"{API}/statustypen/1"],
        resultaattype_omschrijving=["Verleend"],
        besluittype_omschrijving=["Kapvergunning"],
        informatieobjecttype_omschrijving=["Foto"],
    )

    result = of_json(camel([item, item | {"identificatie": "B"}]))

    assert [one.name for one in processes(result)[0].results] == ["Verleend"]
    assert processes(result)[0].decisions[0].outcomes == ("Kapvergunning",)
    assert processes(result)[0].data == ("Foto",)
    assert [(one.level, one.code) for one in result.problems] == [("hint", "parts-elsewhere")]


def test_two_case_types_with_one_address_do_not_both_get_its_parts() -> None:
    result = reading(case_type(), case_type(identificatie="B"))

    assert [len(one.steps) for one in processes(result)] == [3, 0]


def test_one_part_named_by_very_many_case_types_is_given_once() -> None:
    types = [
        case_type(url=f"{n}", identificatie=n, statustypen=[f"{API}/statustypen/old-1"] * 500)
        for n in range(20)
    ]
    resources = whole() | {"ZaakType": types}

    assert sum(len(one.steps) for one in processes(of_zip(resources))) == 1


def test_more_shared_names_than_a_file_may_give_are_cut_with_a_warning() -> None:
    kinds = [{"url": f"{n}", "omschrijving": f"Besluit{n}" + "x" * 300} for n in range(60)]
    types = [
        case_type(url=f"z{n}", identificatie=n, besluittypen=[one["url"] for one in kinds])
        for n in range(1700)
    ]

    result = of_zip({"ZaakType": types, "BesluitType": kinds})

    assert len(processes(result)) == 1700
    assert len(processes(result)[0].decisions[0].outcomes) == 60
    assert max(len(name) for name in processes(result)[0].decisions[0].outcomes) == 200
    assert processes(result)[-1].decisions == ()
    assert [(one.level, one.code) for one in result.problems] == [("warning", "too-many")]


def test_very_many_parts_are_cut() -> None:
    resources = whole()
    resources["RolType"] = [
        {"zaaktype": f"{API}/zaaktypen/now", "omschrijving": f"Rol {n}"} for n in range(600)
    ]

    assert len(process(of_zip(resources)).lanes) == 500


def test_a_keeping_term_that_is_none_is_left_out_with_a_warning() -> None:
    resources = whole()
    resources["ResultaatType"][1]["archiefactietermijn"] = "tien jaar"

    result = of_zip(resources)

    assert process(result).results[1].keep == ""
    assert [(p.code, p.field) for p in result.problems if p.level == "warning"] == [
        ("bad-term", "archiefactietermijn")
    ]


def test_a_number_of_a_status_may_be_absurd() -> None:
    resources = whole()
    resources["StatusType"][0]["volgnummer"] = "9" * 5000

    assert len(process(of_zip(resources)).steps) == 2


def test_no_person_of_a_whole_export_is_read() -> None:
    resources = whole()
    for one in resources["ZaakType"]:
        one |= {"betrokkene": "Jo Voorbeeld", "medewerker": "Jo Voorbeeld"}

    found = of_zip(resources, drafts=True)

    told = "".join(to_json(one.model_dump(mode="json")) for one in found.records)
    assert "Jo Voorbeeld" not in told
    assert "jo@voorbeeld.example" not in told


@given(data=st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(sorted({*whole(), *camel(case_type()), *case_type(), "zaaktypen", "_expand",
                                "statustypen", "results", "volgnummer", "specificatie"})), inner),
    max_leaves=20,
))  # fmt: skip
def test_json_of_any_shape_with_our_names_never_fails(data: Any) -> None:
    body = json.dumps(data).encode()

    for drafts in (False, True):
        result = read(File(URL, body, drafts=drafts))

        assert result.records or result.problems


@given(extra=VALUES, name=st.sampled_from(sorted(whole())), at=st.integers(0, 3))
def test_a_part_of_any_kind_costs_only_itself(extra: Any, name: str, at: int) -> None:
    resources = whole()
    resources[name].insert(at, extra)

    assert process(of_zip(resources)).steps
