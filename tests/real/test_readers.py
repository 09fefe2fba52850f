"""Facts read by hand in the published material; skipped where that is absent."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read
from knowledge.model import Document, Process, Solution

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
KINDS = {"publiccode", "publiccode-history", "process-bpmn", "process-dmn", "html-page",
         "solution-doc", "process-doc"}  # fmt: skip
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


def rows(*kinds: str) -> list[dict[str, str]]:
    lines = (CORPUS / "SOURCES.csv").read_text(encoding="utf-8").splitlines()
    return [row for row in csv.DictReader(lines) if row["kind"] in kinds]


def reading(local: str) -> Reading:
    path = local.replace(" ", "%20")
    return read(File(f"https://github.com/{path}", (CORPUS / local).read_bytes(), path=local))


def diagram(name: str) -> Process:
    (record,) = reading(f"VNG-Realisatie/huwelijksplanner/BPMn/{name}").records
    assert isinstance(record, Process)
    return record


def test_every_file_gives_a_record_or_a_problem() -> None:
    for row in rows(*KINDS):
        result = reading(row["local_path"])

        assert result.records or result.problems, row["local_path"]


def test_openstad_is_used_by_32_and_paid_for_by_15() -> None:
    (record,) = reading("openstad/openstad-headless/publiccode.yml").records

    assert isinstance(record, Solution)
    names = [one.subject_name for one in record.statements if one.relation == "uses"]
    assert len(names) == 32
    assert (names[0], names[3], names[-1]) == (
        "Buro Regen&Water",
        "Gemeente Amsterdam",
        "Woonstad Rotterdam",
    )
    assert sum(one.relation == "funds" for one in record.statements) == 15
    assert (record.title, record.version, record.phase) == ("OpenStad headless", "2.0.44", "stable")


def test_the_tab_in_line_34_is_found() -> None:
    (problem,) = reading("OpenWebconcept/plugin-pdc-base/publiccode.yaml").problems

    assert (problem.code, problem.line) == ("tab", 34)
    assert "regel 34" in problem.message


def test_of_the_publiccode_files_only_broken_ones_give_no_solution() -> None:
    names = ("publiccode.yml", "publiccode.yaml")
    found = rows("publiccode", "publiccode-history")
    refused = {
        row["local_path"]: reading(row["local_path"]).problems[-1].code
        for row in found
        if row["local_path"].endswith(names) and not reading(row["local_path"]).records
    }

    assert sorted(refused.values()) == [
        "not-a-mapping",
        "not-a-mapping",
        "not-yaml",
        "not-yaml",
        "not-yaml",
        "not-yaml",
        "not-yaml",
        "tab",
        "tag",
    ]


def test_all_24_diagrams_are_read_without_errors() -> None:
    found = [reading(row["local_path"]) for row in rows("process-bpmn")]

    assert len(found) == 24
    for result in found:
        (record,) = result.records
        assert isinstance(record, Process)
        assert record.steps
        assert all(problem.level != "error" for problem in result.problems)


def test_the_own_location_has_two_pools() -> None:
    record = diagram("Eigen locatie.bpmn")

    assert record.title == "Eigen locatie"
    assert record.pools == ("Bruidspaar", "Gemeente")
    assert [step.name for step in record.steps][:4] == [
        "Wens voor eigen locatie",
        "Regelen locatie (eigen verantwoordelijkheid)",
        "Vragen goedkeuring gemeente",
        "",
    ]
    assert [(step.pool, step.kind) for step in record.steps][8:11] == [
        ("Gemeente", "startEvent"),
        ("Gemeente", "task"),
        ("Gemeente", "exclusiveGateway"),
    ]
    assert len(record.steps) == 15
    assert [one.outcomes for one in record.decisions] == [
        ("Goedkeuring ontvangen", "Weigering ontvangen"),
        ("Nee", "Ja"),
    ]


def test_cancelling_is_read_in_the_order_of_the_flows() -> None:
    record = diagram("reservering-annuleren.bpmn")

    assert record.title == "Reservering annuleren"
    assert record.pools == ("Inwoner", "Gemeente (systeem)")
    assert [step.name for step in record.steps if step.pool == "Inwoner"] == [
        "Wens om te annuleren",
        "x periode voorbij?",
        "Openen huwelijks planner",
        "Telefonisch annuleren",
        "Identificeren",
        "Reservering geannuleerd",
        "Annuleren",
        "Reservering geanulleerd",
    ]


def test_consenting_is_one_pool_with_one_choice() -> None:
    record = diagram("instemming-verlenen.bpmn")

    assert record.pools == ("Instemmer",)
    assert [step.name for step in record.steps] == [
        "Instemmings verzoek ontvangen",
        "Identificeren",
        "Akkoord?",
        "Weigeren",
        "Verlenen goedkeuring",
        "Verzoek niet ingewilligd",
        "Verzoek ingewilligd",
    ]
    assert record.decisions[0].name == "Akkoord?"


def test_what_is_inside_a_subprocess_is_read() -> None:
    record = diagram("Dynamisch trouwproces.bpmn")
    names = [step.name for step in record.steps]

    assert len(record.steps) == 54
    assert names[:2] == ["Wens vastgesteld", "Doorgeven vereisten"]
    assert names.index("Kiezen getuigen") < names.index("Trouwen")


def test_the_decision_table_has_seven_rules() -> None:
    (row,) = rows("process-dmn")
    (record,) = reading(row["local_path"]).records

    assert isinstance(record, Process)
    (table,) = record.decisions
    assert table.inputs[:2] == ("ingezetene", "leeftijd")
    assert table.outputs == ("zorgtoeslag", "annotation")
    assert len(table.rules) == 7
    assert table.rules[1][5] == "> 26819"


def test_web_pages_are_read_with_title_and_language() -> None:
    folder = "openstate/open-raadsinformatie/tests/ocd_backend/test_dumps"
    (record,) = reading(f"{folder}/den_helder_meeting.html").records

    assert isinstance(record, Document)
    assert record.title == "Gemeenteraad 31 augustus 2015 19:30:00"
    assert (record.language, record.summary) == ("nl", "")
    assert "jwplayer" not in record.text
    assert all(reading(row["local_path"]).records for row in rows("html-page"))
