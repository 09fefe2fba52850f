"""Every published diagram gives one record with each flow node in it once; skipped without them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from crawlers.readers import File, Reading, read
from knowledge.model import Process, Solution

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PLANNER = "VNG-Realisatie/huwelijksplanner/BPMn"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
PLACES = {"process", "subProcess", "transaction", "adHocSubProcess"}
FLOW_NODES = {  # BPMN 2.0.2, table 10.3 and further; written out, so counted apart from the reader
    "task", "userTask", "manualTask", "serviceTask", "scriptTask", "sendTask", "receiveTask",
    "businessRuleTask", "callActivity", "subProcess", "transaction", "adHocSubProcess",
    "startEvent", "endEvent", "boundaryEvent", "intermediateCatchEvent", "intermediateThrowEvent",
    "exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway",
    "eventBasedGateway",
}  # fmt: skip
DIAGRAMS = sorted(CORPUS.rglob("*.bpmn")) if CORPUS.exists() else []
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


@cache
def reading(path: Path) -> Reading:
    local = path.relative_to(CORPUS).as_posix()
    return read(File(f"https://code.example.nl/{local}", path.read_bytes(), path=local))


def process(name: str) -> Process:
    (record,) = reading(CORPUS / PLANNER / name).records
    assert isinstance(record, Process)
    return record


def counted(path: Path) -> Counter[str]:
    """Count the flow nodes of a file without our reader."""
    return Counter(
        etree.QName(element).localname
        for element in etree.parse(path).iter(f"{BPMN}*")
        if etree.QName(element).localname in FLOW_NODES
        and etree.QName(element.getparent()).localname in PLACES
    )


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_the_steps_are_the_flow_nodes(path: Path) -> None:
    (record,) = reading(path).records

    assert isinstance(record, Process)
    assert Counter(step.kind for step in record.steps) == counted(path)
    assert len({step.id for step in record.steps}) == len(record.steps)


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_the_messages_and_timers_are_those_of_the_file(path: Path) -> None:
    (record,) = reading(path).records
    tree = etree.parse(path)

    assert isinstance(record, Process)
    assert len(record.messages) == len(list(tree.iter(f"{BPMN}messageFlow")))
    timers = len(list(tree.iter(f"{BPMN}timerEventDefinition")))
    assert [step.event for step in record.steps].count("timer") == timers


def test_two_messages_cancel_a_reservation() -> None:
    record = process("reservering-annuleren.bpmn")
    names = {step.id: step.name for step in record.steps}

    assert [(one.sender, names[one.source], one.receiver) for one in record.messages] == [
        ("Inwoner", "Annuleren", "Gemeente (systeem)"),
        ("Inwoner", "Telefonisch annuleren", "Gemeente (systeem)"),
    ]


def test_a_couple_that_marries_is_no_partner_in_the_chain() -> None:
    assert all(process(path.name).partners == () for path in (CORPUS / PLANNER).glob("*.bpmn"))


def test_the_file_of_the_marriage_is_written_by_four_steps() -> None:
    record = process("Dynamisch trouwproces.bpmn")

    assert record.data == ("Huwelijksdossier",)
    assert sum(step.writes == record.data for step in record.steps) == 4


def test_a_note_beside_a_step_is_its_text() -> None:
    steps = {step.name: step for step in process("Eigen locatie.bpmn").steps}

    assert steps["Vragen goedkeuring gemeente"].text == "Contactgegevens locatie doorgeven"


def test_four_events_stand_on_the_border_of_a_step() -> None:
    record = process("Afhandeling reservering en melding.bpmn")
    names = {step.id: step.name for step in record.steps}

    assert sum(bool(names[step.at]) for step in record.steps if step.at) == 4
    assert [step.repeats for step in record.steps].count("loop") == 2


def test_gemma_shows_how_it_publishes_itself() -> None:
    path = CORPUS / "VNG-Realisatie/GEMMA-Archi-repository/export/2025-01-29 Over GEMMA.xml"
    records = {one.title: one for one in reading(path).records}
    record = records["Bijwerken GEMMA"]

    assert isinstance(record, Process)
    assert [step.name for step in record.steps] == [
        "Modelleren GEMMA ArchiMate-model",
        "Releasen ArchiMate-model",
        "Controleren release",
        "Exporteren AMEFF-bestand",
    ]
    assert record.lanes == ("Functioneel beheerder",)
    assert len(record.flows) == 2


def test_archi_supports_what_its_service_serves() -> None:
    path = CORPUS / "VNG-Realisatie/GEMMA-Archi-repository/export/2025-01-29 Over GEMMA.xml"
    names = {one.id: one.title for one in reading(path).records}
    (archi,) = [one for one in reading(path).records if one.title == "Archi"]

    assert isinstance(archi, Solution)
    assert [names[one.object] for one in archi.statements] == [
        "Bijwerken GEMMA",
        "Samenwerken aan GEMMA model",
    ]
