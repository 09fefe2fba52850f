"""Every catalogue in the published material goes through its reader; skipped where it is absent."""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
UDATA = "opendatateam/udata/udata/harvest/tests"
RONL = "MinBZK/regels.overheid.nl/apps/register/CPSV-AP-RONL"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


@cache
def catalogues() -> dict[str, Reading]:
    """Read the files that either reader accepts, and those of kind `dcat`."""
    lines = (CORPUS / "SOURCES.csv").read_text(encoding="utf-8").splitlines()
    found = {}
    for row in csv.DictReader(lines):
        path = row["local_path"]
        file = File(f"https://github.com/{path}", (CORPUS / path).read_bytes(), path=path)
        reader = reader_for(file)
        if row["kind"] == "dcat" or (reader and reader.NAME in ("dcat", "ckan")):
            found[path] = read(file)
    return found


def refused(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems if problem.level == "error"]


def test_every_catalogue_gives_a_record_or_a_problem() -> None:
    found = catalogues()

    assert len(found) >= 55
    assert [path for path, one in found.items() if not (one.records or one.problems)] == []


def test_only_the_answers_in_another_standard_are_refused() -> None:
    found = {path: refused(one) for path, one in catalogues().items() if refused(one)}

    assert all("/csw_dcat/" in path and "iso19139" in path for path in found)
    assert set(map(tuple, found.values())) == {("not-rdf",)}
    assert len(found) == 5


def test_ids_differ_within_a_file_and_are_no_titles() -> None:
    for path, reading in catalogues().items():
        ids = [record.id for record in reading.records]

        assert len(ids) == len(set(ids)), path
        assert not {record.title for record in reading.records} & set(ids), path


@pytest.mark.parametrize(("name", "records", "total"), [
    ("dcat/bnodes.jsonld", 3, -1), ("dcat/evian.json", 8, -1), ("dcat/flat.jsonld", 3, -1),
    ("dcat/nested.jsonld", 1, -1), ("dcat/paged-collection-1.jsonld", 3, 4),
    ("dcat/paged-collection-2.jsonld", 1, 4), ("dcat/partial-collection-2.jsonld", 1, 4),
    ("dcat/geonetwork.xml", 1, -1), ("dcat/sig.oreme.rdf", 1, -1), ("dcat/series.xml", 3, -1),
    ("dcat/udata.xml", 3, 2), ("csw_dcat/geonetwork-dcat-page-1.xml", 2, 6),
    ("csw_dcat/geonetwork-geodcatap-page-5.xml", 4, 6),
])  # fmt: skip
def test_each_catalogue_gives_the_records_that_were_counted_by_hand(
    name: str, records: int, total: int
) -> None:
    reading = catalogues()[f"{UDATA}/{name}"]

    assert (len(reading.records), reading.total) == (records, total)


@pytest.mark.parametrize("name", ["paged-collection-1", "partial-collection-1"])
def test_the_next_page_is_found_in_both_versions_of_hydra(name: str) -> None:
    assert catalogues()[f"{UDATA}/dcat/{name}.jsonld"].next == (
        "http://data.test.org/catalog.jsonld?page=2"
    )


def test_the_three_forms_of_one_file_say_the_same() -> None:
    forms = [catalogues()[f"{RONL}/Custom_Namespace/leeftijd18.{end}"]
             for end in ("ttl", "rdf", "json")]  # fmt: skip
    said = [[(r.id, r.title, r.summary, r.language) for r in one.records] for one in forms]

    assert said[0] == said[1] == said[2]
    assert len(said[0]) == 2


def test_prefixes_that_are_not_declared_are_known() -> None:
    (problem,) = catalogues()[f"{RONL}/Zorgtoeslag/zorgtoeslag-cpsv.ttl"].problems

    assert (problem.code, problem.level, problem.line) == ("not-turtle", "warning", 45)


def test_no_address_of_a_person_is_read() -> None:
    written = json.dumps([
        record.model_dump(mode="json") for one in catalogues().values() for record in one.records
    ])  # fmt: skip

    assert "hello@its.me" not in written
    assert "mailto:" not in written


def test_a_dataset_of_ckan_is_read() -> None:
    reading = catalogues()[
        "Amsterdam/dcatd/examples/rdflib/9c3036b8-f6ac-4a4e-9036-5a3cc90c3900.json"
    ]

    assert [(r.id.rpartition("#")[2], r.text_licence) for r in reading.records] == [
        ("9c3036b8-f6ac-4a4e-9036-5a3cc90c3900", "CC-BY")
    ]
