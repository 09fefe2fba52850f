"""What the files give in which Archi keeps a model in git: one element, or nothing and a hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Process, Solution

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://code.example.nl/zomerdorp/model/blob/main/model/business"
REPOSITORY = "https://code.example.nl/Zomerdorp/model"
NS = 'xmlns:archimate="http://www.archimatetool.com/archimate"'


def reading(body: bytes, name: str, repository: str = REPOSITORY) -> Reading:
    organisation = "noaber:organisatie/zomerdorp"
    address = f"{URL}/{name}"
    return read(File(address, body, path=name, organisation=organisation, repository=repository))


def sample(name: str) -> Reading:
    return reading((HERE / name).read_bytes(), name)


def test_a_business_process_is_a_process() -> None:
    (record,) = sample("BusinessProcess_id-0a1b.xml").records

    assert isinstance(record, Process)
    assert record.id == f"{REPOSITORY.lower()}#id-0a1b"
    assert (record.title, record.format) == ("Kapvergunning behandelen", "archimate")
    assert record.summary.startswith("Van aanvraag tot besluit over een boom. Zie")
    assert record.url == f"{URL}/BusinessProcess_id-0a1b.xml"
    assert [(one.relation, one.object) for one in record.statements] == [
        ("publishes", record.id),
        ("handles", "http://standaarden.overheid.nl/owms/terms/kapvergunning"),
    ]


def test_an_application_component_is_a_solution() -> None:
    body = f"""<archimate:ApplicationComponent {NS} name="Vergunningencomponent" id="id-0e3f">
      <properties key="Object ID" value="aaaaaaaa-2222-3333-4444-555555555555"/>
      </archimate:ApplicationComponent>"""
    (record,) = reading(body.encode(), "ApplicationComponent_id-0e3f.xml").records

    assert isinstance(record, Solution)
    assert record.id == f"{REPOSITORY.lower()}#id-0e3f"
    assert record.solution_type == "applicatie"
    assert record.aliases == ("aaaaaaaa-2222-3333-4444-555555555555",)


def test_a_component_is_a_reference_only_where_gemma_calls_it_so() -> None:
    body = f"""<archimate:ApplicationComponent {NS} name="Zaakcomponent" id="id-0e40">
      <properties key="GEMMA type" value="Referentiecomponent"/>
      </archimate:ApplicationComponent>"""
    (record,) = reading(body.encode(), "ApplicationComponent_id-0e40.xml").records

    assert isinstance(record, Solution)
    assert record.solution_type == "referentiecomponent"


def test_a_folder_makes_no_difference_to_the_id() -> None:
    body = (HERE / "BusinessProcess_id-0a1b.xml").read_bytes()

    assert reading(body, "a/b/c.xml").records[0].id == reading(body, "z.xml").records[0].id


def test_without_a_repository_the_host_is_the_base_of_the_id() -> None:
    body = (HERE / "BusinessProcess_id-0a1b.xml").read_bytes()

    assert reading(body, "a.xml", "").records[0].id == "https://code.example.nl#id-0a1b"


@pytest.mark.parametrize(
    "kind",
    ["Folder", "ArchimateModel", "BusinessActor", "CompositionRelationship",
     "ArchimateDiagramModel", "BusinessService"],
)  # fmt: skip
def test_other_files_give_a_hint_and_no_record(kind: str) -> None:
    result = reading(f'<archimate:{kind} {NS} name="X" id="id-1"/>'.encode(), "folder.xml")

    assert result.records == []
    assert [(one.level, one.code) for one in result.problems] == [("hint", "no-process")]


def test_a_relation_gives_a_hint_that_says_how_to_publish_it() -> None:
    (problem,) = sample("ServingRelationship_id-0c2d.xml").problems

    assert (problem.level, problem.code) == ("hint", "no-process")
    assert "AMEFF" in problem.message


@pytest.mark.parametrize("given", ['name="..." id="id-1"', 'name="" id="id-1"', 'name="Proces"'])
def test_an_element_without_name_or_id_is_an_error(given: str) -> None:
    result = reading(f"<archimate:BusinessProcess {NS} {given}/>".encode(), "a.xml")

    assert result.records == []
    assert [(one.level, one.code) for one in result.problems] == [("error", "no-name")]


def test_a_long_documentation_does_not_hide_what_it_is() -> None:
    text = "Van aanvraag tot besluit. " * 1000
    body = f'<archimate:BusinessProcess {NS} name="Verhuizen" id="id-1" documentation="{text}"/>'

    (record,) = reading(body.encode(), "a.xml").records

    assert isinstance(record, Process)
    assert record.text == text.strip()
    assert len(record.summary) <= 300


def test_a_doctype_is_refused() -> None:
    body = f'<!DOCTYPE d><archimate:BusinessProcess {NS} name="A" id="b"/>'.encode()

    assert reader_for(File("https://x.example/a.xml", body)) is None


@pytest.mark.parametrize(
    "body",
    [
        f"<archimate:model {NS}/>",
        '<archimate:BusinessProcess xmlns:archimate="urn:a"/>',
        f"<x:BusinessProcess {NS}/>",
        f"<p>{NS}</p>",
    ],
)
def test_files_of_others_are_left_to_others(body: str) -> None:
    reader = reader_for(File("https://x.example/a.xml", body.encode()))

    assert reader is None or reader.NAME != "archi"
