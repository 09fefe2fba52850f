"""The wedding processes that VNG published: which belong together, as a reader would say it.

`huwelijksplanner` has 18 diagrams around one product, drawn by a few people in 2019. The outcome,
and why it makes sense:

* Three diagrams exist twice, with and without MVP in the name: the citizen's process, recording a
  reservation and checking a citizen. Their drawings differ, what is in them does not: 100 % alike.
* A registrar for one day who is sworn in, who is not, and a location of one's own follow one
  pattern: ask the other for consent, then the municipality for approval, then hear yes or no.
* The structural process and the two dynamic ones are the whole wedding, of citizen and
  municipality: choose, report, be checked, marry. They are one flavour, though the dynamic ones
  are more alike to each other than to the structural one.
* Two diagrams for an engine handle any request: open a case, decide, close it.
* Four stand alone. Handling reservation and report is the only one about the months before the
  wedding. The reservation of June 2019 is a form, page by page. Giving consent is only the answer
  of the one who is asked, a seventh of the registrar's process. Cancelling has its own steps.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from crawlers.readers import File, read
from knowledge.model import Process
from knowledge.variants.flavours import flavours_of
from knowledge.variants.similarity import similarity

FOLDER = Path(__file__).resolve().parents[3] / "shared/corpus/VNG-Realisatie/huwelijksplanner/BPMn"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER.exists(), reason="../shared is absent"),
]
TOGETHER = [
    {"Babs voor een dag (beëdigd)", "Babs voor een dag (niet beëdigd)", "Eigen locatie"},
    {"Camunda_Aanvraag eigen locatie behandelen", "Zaak behandelen"},
    {"Controleren inwoner", "MVPControleren inwoner"},
    {"Dynamisch trouwproces", "Dynamisch trouwproces v2", "Structureel trouwproces"},
    {"MVPReservering vastleggen", "Reservering vastleggen"},
    {"MVPTrouwproces inwoner", "Trouwproces inwoner"},
]
ALONE = {
    "Afhandeling reservering en melding",
    "Proces reserveren 20190612",
    "instemming-verlenen",
    "reservering-annuleren",
}


@cache
def models() -> dict[str, Process]:
    found = {}
    for path in sorted(FOLDER.rglob("*.bpmn")):
        url = f"https://example.nl/{path.stem.replace(' ', '_')}"
        (record,) = read(File(url, path.read_bytes(), path=path.name)).records
        assert isinstance(record, Process)
        found[path.stem] = record.model_copy(update={"id": path.stem})
    return found


def test_the_wedding_processes_fall_apart_as_a_reader_would_say() -> None:
    groups = [set(flavour.members) for flavour in flavours_of(models().values()).flavours]

    assert sorted(map(sorted, (one for one in groups if len(one) > 1))) == sorted(
        map(sorted, TOGETHER)
    )
    assert set().union(*(one for one in groups if len(one) == 1)) == ALONE


@pytest.mark.parametrize("name", ["Controleren inwoner", "Reservering vastleggen",
                                  "Trouwproces inwoner"])  # fmt: skip
def test_a_model_and_its_mvp_are_the_same(name: str) -> None:
    assert similarity(models()[name], models()[f"MVP{name}"]) == 1.0


def test_sworn_in_or_not_is_the_nearest_pair_that_is_not_the_same() -> None:
    alike = {
        frozenset((a, b)): similarity(models()[a], models()[b])
        for a, b in combinations(sorted(models()), 2)
    }
    nearest = max((pair for pair in alike if alike[pair] < 1.0), key=lambda pair: alike[pair])

    assert nearest == {"Babs voor een dag (beëdigd)", "Babs voor een dag (niet beëdigd)"}


def test_what_sets_the_whole_wedding_apart_is_marrying_and_choosing() -> None:
    (whole,) = [one for one in flavours_of(models().values()).flavours
                if "Structureel trouwproces" in one.members]  # fmt: skip
    told = {trait.what for trait in whole.traits if trait.has and trait.part == "steps"}

    assert {"Trouwen", "Kiezen locatie", "Maken melding voorgenomen huwelijk"} <= told


def test_two_versions_of_the_dynamic_process_are_nearer_than_the_structural_one() -> None:
    first, second, other = (
        models()[f"{name}"] for name in
        ("Dynamisch trouwproces", "Dynamisch trouwproces v2", "Structureel trouwproces")
    )  # fmt: skip

    assert similarity(first, second) > max(similarity(first, other), similarity(second, other))
