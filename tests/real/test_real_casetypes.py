"""Case types and selection lists in the published material, read by hand beforehand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawlers.readers import File, reader_for
from crawlers.screening import screened
from knowledge.model import Document, Process

OURS = {"zaaktypen", "inavigator", "selectielijst"}
LISTS = "VNG-Realisatie/VNG-referentielijsten/src/fixtures"


@pytest.fixture(scope="module")
def read(corpus: Path) -> dict[str, list[Process | Document]]:
    """The records of each JSON, XML and zip that one of these readers accepts, by its path."""
    found = {}
    for path in sorted(corpus.rglob("*")):
        if path.suffix.lower() not in (".json", ".xml", ".zip"):
            continue
        name = path.relative_to(corpus).as_posix()
        file = File(f"https://github.com/{name.replace(' ', '%20')}", path.read_bytes(), path=name)
        reader = reader_for(file)
        if reader and reader.NAME in OURS:
            found[name] = screened(reader.read(file), file.url).records
    return found


def one_of(read: dict[str, list[Process | Document]], part: str) -> list[Process | Document]:
    (records,) = (records for name, records in read.items() if part in name)
    return records


def test_three_files_of_the_corpus_are_of_these_readers(
    read: dict[str, list[Process | Document]],
) -> None:
    assert sorted(len(records) for records in read.values()) == [1, 1, 29]


def test_the_export_of_i_navigator_is_read_whole(
    read: dict[str, list[Process | Document]],
) -> None:
    (record,) = one_of(read, "INavigator Export.xml")

    assert isinstance(record, Process)
    assert record.title == "Aanvraag minimaregeling beoordelen"
    assert [step.name for step in record.steps][:3] == [
        "Ontvangen",
        "Geaccepteerd",
        "In behandeling genomen",
    ]
    assert len(record.steps) == 8
    assert [(one.name, one.generic, one.keep) for one in record.results] == [
        ("Afgebroken", "Afgebroken", "P1Y"),
        ("Afgewezen", "Geweigerd", "P5Y"),
        ("Toegekend", "Verstrekt", "P10Y"),
        ("Buiten behandeling gesteld", "Buiten behandeling gesteld", "P5Y"),
    ]
    assert (record.term, record.case_type) == ("P8W", "B1026")
    assert (len(record.evidence), len(record.data)) == (4, 13)
    assert record.reference.endswith("procestype 8")
    assert record.statements[-1].object == "noaber:zaaktype/model-dsp/B1026"


def test_the_selection_list_of_2020_has_29_types(
    read: dict[str, list[Process | Document]],
) -> None:
    types = one_of(read, f"{LISTS}/selectielijst_2020_procestypen")

    assert [getattr(one, "case_type", "") for one in types] == [str(n) for n in range(1, 30)]
    assert {getattr(one, "version", "") for one in types} == {"2020"}
    assert all(one.id.startswith("urn:uuid:") for one in types)


def test_all_346_results_can_be_found_with_their_terms(
    read: dict[str, list[Process | Document]],
) -> None:
    (record,) = one_of(read, f"{LISTS}/selectielijst_2020_resultaten")

    assert isinstance(record, Document)
    lines = record.text.split("\n")
    assert len(lines) == 346
    assert sum(bool(re.search(r": vernietigen na \d", line)) for line in lines) == 255
    assert sum(": blijvend bewaren" in line for line in lines) == 89
