"""What an export of i-Navigator gives: case types with their model, and never a person."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from crawlers.readers import File, Reading, reader_for
from crawlers.readers.inavigator import read
from knowledge.model import Process, to_json

URL = "https://code.example.nl/voorbeeld/zaaktypen/boom.xml"
OWNER = "noaber:organisatie/voorbeeld"
NIL = '<{0} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
STATUS = """<statustype id="S{n}" soort-id="K1" volgnummer="{n}"><naam>{name}</naam>
<toelichting>{told}</toelichting><standaard-doorlooptijd>3</standaard-doorlooptijd>
<standaard-doorlooptijd-eenheid>Werkdag</standaard-doorlooptijd-eenheid>
<actief>{active}</actief></statustype>"""
RESULT = """<resultaattype id="R{n}" soort-id="MRS{n}" volgnummer="{n}"><naam>{name}</naam>
<waardering>Vernietigen</waardering><bewaartermijn>{keep}</bewaartermijn>
<bewaartermijn-eenheid>Jaar</bewaartermijn-eenheid>
<vernietigingsgrondslag>Resultaat 11.{n} Selectielijst gemeenten 2017;</vernietigingsgrondslag>
<actief>Ja</actief></resultaattype>"""
DOCUMENT = """<documenttype id="D{n}" volgnummer="{n}"><naam>{name}</naam><type>{way}</type>
<actief>Ja</actief></documenttype>"""


def process_xml(number: str = "V0042", **changed: str) -> str:
    """One process of an export, with some of its values changed or left out ("")."""
    values = {
        "kernomschrijving": "Boom kappen",
        "model-kernomschrijving": "Kapvergunning",
        "naam": "Het beoordelen van een verzoek om een boom te kappen",
        "bron": "Model",
        "proceseigenaar": "Jo Voorbeeld",
        "taakveld": "Groen",
        "vng-thesaurusterm": "BOMEN",
        "lokale-trefwoorden": "kap;boom ; kap",
        "goedgekeurd": "Ja",
        "ketenpartners": "<ketenpartner>Waterschap Voorbeeld</ketenpartner>",
        "toelichting-proces": "Voor bomen in   de tuin.",
        "zaaktype-naam": "<structuur><handeling-initiator>Verzoek</handeling-initiator>"
        "<onderwerp>boomkap</onderwerp><handeling-behandelaar>beoordelen</handeling-behandelaar>"
        "</structuur>",
        "zaaktype-procesarchitectuur": "Behandelen verzoek",
        "grondslag": "<list><item>Omgevingswet</item><item><naam>Wet bomen</naam></item></list>",
        "lokale-regelgeving": "<list><item>Bomenverordening</item></list>",
        "publicatie-indicatie": "Nee",
        "afdoeningstermijn": "30",
        "afdoeningstermijn-eenheid": "Dag",
        "wettelijke-afdoeningstermijn": "8",
        "wettelijke-afdoeningstermijn-eenheid": "Week",
        "wettelijke-verdagingstermijn": "6",
        "wettelijke-verdagingstermijn-eenheid": "Week",
        "statustypen": STATUS.format(n=2, name="Besloten", told="Er is besloten.", active="Ja")
        + STATUS.format(n=1, name="Ontvangen", told="", active="Ja")
        + STATUS.format(n=3, name="Vervallen", told="", active="Nee"),
        "resultaattypen": RESULT.format(n=1, name="Verleend", keep="5")
        + RESULT.format(n=2, name="", keep="1"),
        "documenttypen": DOCUMENT.format(n=1, name="Foto", way="Inkomend")
        + DOCUMENT.format(n=2, name="Besluit", way="Uitgaand")
        + DOCUMENT.format(n=3, name="Mail", way="In/uitgaand")
        + DOCUMENT.format(n=4, name="Verslag", way="Intern"),
        "roltypen": "<roltype><naam>Aanvrager</naam>"
        "<medewerker>Jo Voorbeeld</medewerker></roltype>",
        "actueel-van": "2024-01-01T10:00:00",
        "actueel-tot": "2029-12-31T00:00:00",
        "laatst-gewijzigd": "2026-02-03T04:05:06",
        "actief": "Ja",
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    inner = "".join(
        f"<{name}>{value}</{name}>" if value else NIL.format(name) for name, value in values.items()
    )
    return f'<proces id="{number}">{inner}</proces>'


def export(*processes: str, local: str = "") -> bytes:
    kinds = "<resultaatsoort id='MRS2'><naam>Afgebroken</naam></resultaatsoort>"
    return (
        "<?xml version='1.0' encoding='utf-8'?><dsp><preambule><datum>2026-01-01</datum>"
        "<beheersapplicatie>iNavigator 3</beheersapplicatie><gebruiker>Jo Voorbeeld</gebruiker>"
        "<specificatieversie>ICR1.4.10</specificatieversie></preambule>"
        f"<resultaatsoorten>{kinds}</resultaatsoorten><processen>{''.join(processes)}</processen>"
        f"<processen-niet-in-DSP>{local}</processen-niet-in-DSP></dsp>"
    ).encode()


def reading(*processes: str, local: str = "") -> Reading:
    body = export(*processes, local=local)
    return read(File(URL, body, organisation=OWNER, licence="CC0-1.0"))


def process(result: Reading) -> Process:
    record = result.records[0]
    assert isinstance(record, Process)
    return record


def test_an_export_is_read_by_this_reader() -> None:
    reader = reader_for(File("https://x.example/a.xml", export(process_xml())))

    assert reader is not None
    assert reader.NAME == "inavigator"


@pytest.mark.parametrize("body", [b"<dspx/>", b"<processen/>", b"dsp", b'{"dsp": 1}', b""])
def test_files_of_others_are_left_to_others(body: bytes) -> None:
    reader = reader_for(File("https://x.example/a.xml", body))

    assert reader is None or reader.NAME != "inavigator"


def test_a_case_type_is_named_by_what_is_asked_and_what_is_done_with_it() -> None:
    record = process(reading(process_xml()))

    assert record.id == f"{URL}#V0042"
    assert record.title == "Verzoek boomkap beoordelen"
    assert record.summary == "Het beoordelen van een verzoek om een boom te kappen"
    assert (record.format, record.case_type) == ("inavigator", "V0042")
    assert (record.version, record.valid_from) == ("2026-02-03", "2024-01-01")
    assert (record.valid_until, record.text_licence) == ("2029-12-31", "CC0-1.0")


def test_the_version_is_that_of_the_specification() -> None:
    assert reading(process_xml()).version == "1.4.10"


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({"zaaktype-naam": ""}, "Boom kappen"),
        (
            {"zaaktype-naam": "", "kernomschrijving": ""},
            "Het beoordelen van een verzoek om een boom te kappen",
        ),
        ({"zaaktype-naam": "", "kernomschrijving": "", "naam": ""}, "V0042"),
    ],
)
def test_a_case_type_without_that_name_has_another(changed: dict[str, str], title: str) -> None:
    assert process(reading(process_xml(**changed))).title == title


def test_statuses_are_steps_in_the_order_of_their_numbers() -> None:
    steps = process(reading(process_xml())).steps

    assert [(one.id, one.name, one.text, one.term) for one in steps] == [
        ("status-1", "Ontvangen", "", "3 werkdagen"),
        ("status-2", "Besloten", "Er is besloten.", "3 werkdagen"),
    ]


def test_results_say_how_long_they_are_kept_and_have_a_general_name() -> None:
    results = process(reading(process_xml())).results

    assert [(one.name, one.generic, one.archive, one.keep) for one in results] == [
        ("Verleend", "", "vernietigen", "P5Y"),
        ("Afgebroken", "Afgebroken", "vernietigen", "P1Y"),
    ]


def test_documents_go_in_or_out() -> None:
    record = process(reading(process_xml()))

    assert record.evidence == ("Foto",)
    assert record.data == ("Besluit", "Mail", "Verslag")


def test_roles_partners_and_laws_are_read() -> None:
    record = process(reading(process_xml()))

    assert record.lanes == ("Aanvrager",)
    assert record.partners == ("Waterschap Voorbeeld",)
    assert record.legal_basis == ("Omgevingswet", "Wet bomen", "Bomenverordening")


@pytest.mark.parametrize(
    ("number", "unit", "term"),
    [
        ("8", "Week", "P8W"),
        ("8", "weken", "P8W"),
        ("1", "Jaar", "P1Y"),
        ("5", "werkdagen", "5 werkdagen"),
        ("2 tot 3", "weken", "2 tot 3 weken"),
        ("8", "", "8"),
        ("", "Week", ""),
        ("9" * 5000, "Week", "9" * 79 + "…"),
    ],
)
def test_terms_are_durations_and_stay_words_where_unsure(number: str, unit: str, term: str) -> None:
    changed = {"wettelijke-afdoeningstermijn": number, "wettelijke-afdoeningstermijn-eenheid": unit}

    assert process(reading(process_xml(**changed))).term == term


def test_what_has_no_field_of_its_own_is_told() -> None:
    record = process(reading(process_xml(goedgekeurd="Nee")))

    assert record.service_level == "P30D"
    assert record.text.split("\n\n") == [
        "Voor bomen in de tuin.",
        "In i-Navigator staat dit proces als niet goedgekeurd.",
        "De termijn kan met 6 weken worden verlengd.",
        "Bewaren of vernietigen volgens: Resultaat 11.1 Selectielijst gemeenten 2017; "
        "Resultaat 11.2 Selectielijst gemeenten 2017.",
        "Trefwoorden: bomen, Groen, kap, boom.",
    ]


def test_it_names_the_general_process_and_its_category_of_the_selection_list_once() -> None:
    assert process(reading(process_xml())).reference == (
        "Behandelen verzoek · Selectielijst gemeenten 2017, procestype 11"
    )


def test_all_who_use_a_model_point_to_the_same_thing() -> None:
    result = reading(process_xml())

    assert process(result).lineage == "model-DSP · V0042 Kapvergunning"
    assert [(one.relation, one.object) for one in process(result).statements] == [
        ("publishes", process(result).id),
        ("based_on", "noaber:zaaktype/model-dsp/V0042"),
    ]
    assert process(result).statements[-1].object_name == "Kapvergunning"


def test_a_process_of_ones_own_was_made_from_no_model() -> None:
    result = reading(local=process_xml("E1", bron="Eigen"))

    assert process(result).lineage == ""
    assert [one.relation for one in process(result).statements] == ["publishes"]
    assert len(result.records) == 1


def test_a_broken_process_costs_only_itself() -> None:
    result = reading(process_xml(""), process_xml(), process_xml(), process_xml("V2", actief="Nee"))

    assert [one.id for one in result.records] == [f"{URL}#V0042"]
    assert [(one.level, one.code, one.place) for one in result.problems] == [
        ("error", "no-identifier", f"{URL}#"),
        ("error", "duplicate-id", f"{URL}#V0042"),
        ("hint", "not-active", f"{URL}#V2"),
    ]


def test_a_process_with_nothing_in_it_is_named_by_its_number() -> None:
    assert process(reading('<proces id="V1"/>')).title == "V1"


def test_an_export_without_processes_is_a_hint() -> None:
    assert [(one.level, one.code) for one in reading().problems] == [("hint", "no-process")]


def test_more_case_types_than_one_file_may_have_are_said() -> None:
    result = reading(*(f'<proces id="{number}"/>' for number in range(2001)))

    assert len(result.records) == 2000
    assert [one.code for one in result.problems] == ["too-many-case-types"]


def test_very_many_statuses_are_cut() -> None:
    statuses = "".join(STATUS.format(n=n, name=n, told="", active="Ja") for n in range(600))

    assert len(process(reading(process_xml(statustypen=statuses))).steps) == 500


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"<!DOCTYPE dsp [<!ENTITY a 'b'>]><dsp>&a;</dsp>", "doctype"),
        (b"<dsp><processen></dsp>", "not-xml"),
        (b"<dsp>" + b" " * (17 * 1024 * 1024) + b"</dsp>", "too-large"),
    ],
)
def test_what_is_not_safe_or_whole_is_refused(body: bytes, code: str) -> None:
    assert [one.code for one in read(File(URL, body)).problems] == [code]


def test_persons_are_never_read() -> None:
    told = [to_json(one.model_dump(mode="json")) for one in reading(process_xml()).records]

    assert "Jo Voorbeeld" not in "".join(told)


NAMES = sorted({element.tag for element in etree.fromstring(export(process_xml())).iter()})
WORDS = st.sampled_from(["", "8", "Week", "Model", "Nee", "Inkomend", "1" * 50, "tekst"])


def tree(children: Any) -> Any:
    return st.tuples(st.sampled_from(NAMES), WORDS, st.lists(children, max_size=4))


@given(given_tree=st.recursive(st.tuples(st.sampled_from(NAMES), WORDS, st.just([])), tree))
def test_elements_in_any_order_never_fail(given_tree: Any) -> None:
    def built(node: Any) -> etree._Element:
        name, words, children = node
        element = etree.Element(name, id=words, volgnummer=words)
        element.text = words
        element.extend(map(built, children))
        return element

    root = etree.Element("dsp")
    holder = etree.SubElement(root, "processen")
    etree.SubElement(holder, "proces", id="V1").append(built(given_tree))
    root.append(built(given_tree))

    result = read(File(URL, etree.tostring(root)))

    assert result.records
