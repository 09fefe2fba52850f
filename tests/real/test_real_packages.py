"""Packages of published diagrams and tables, as read by hand; skipped without them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read
from knowledge.model import Package

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
PLANNER = "VNG-Realisatie/huwelijksplanner/BPMn"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


@cache
def readings() -> dict[str, Reading]:
    lines = (CORPUS / "SOURCES.csv").read_text(encoding="utf-8").splitlines()
    named = [row["local_path"] for row in csv.DictReader(lines)]
    return {
        name: read(File(f"https://github.com/{name}", (CORPUS / name).read_bytes(), path=name))
        for name in named
        if name.endswith((".bpmn", ".dmn")) or "INavigator" in name
    }


def package(name: str) -> Package:
    made = getattr(readings()[name].records[0], "package", None)
    assert isinstance(made, Package)
    return made


def test_each_diagram_table_and_export_is_a_package_and_none_is_withheld() -> None:
    found = {name: package(name) for name in readings()}

    assert len(found) >= 26
    assert {one.kind for one in found.values()} == {"bpmn", "dmn", "zaaktype"}
    assert [name for name, one in found.items() if one.withheld] == []


def test_wedding_processes_that_call_themselves_executable_are_told_to_be_drawings() -> None:
    made = package(f"{PLANNER}/Trouwproces inwoner.bpmn")

    assert made.made_with == "Camunda Modeler 3.1.0"
    assert made.works_with[0] == "BPMN 2.0: een tekening, niet om uit te voeren"
    assert len(made.works_with) == 2
    assert (made.local, made.problems) == ((), 0)


def test_a_diagram_that_runs_names_its_key_and_the_work_of_programs() -> None:
    made = package(f"{PLANNER}/Camunda_Aanvraag eigen locatie behandelen.bpmn")

    assert made.works_with == ("BPMN 2.0", "gemaakt voor Camunda 7")
    told = " ".join(made.local)
    assert "'Aanvraag_eigen_locatie_behandelen'" in told
    assert "'initialize-zaak', 'close-zaak'" in told


def test_tasks_of_programs_that_do_nothing_are_a_warning() -> None:
    (problem,) = readings()[f"{PLANNER}/Eigen locatie.bpmn"].problems

    assert (problem.level, problem.code) == ("warning", "no-implementation")
