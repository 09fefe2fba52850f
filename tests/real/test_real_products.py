"""Catalogues of products in the published material, through the readers; facts counted by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from crawlers.readers import File, read, reader_for
from knowledge.model import Document
from knowledge.register import load_products

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
REGISTERS = Path(__file__).resolve().parents[2] / "knowledge" / "registers"
SDG = "maykinmedia/sdg-invoervoorziening/src/sdg/services/tests/data/example_api_response.json"
OURS = ("scxml", "pdc", "sdg")
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


def rows() -> list[dict[str, str]]:
    lines = (CORPUS / "SOURCES.csv").read_text(encoding="utf-8").splitlines()
    return [row for row in csv.DictReader(lines) if row["format"] in ("json", "xml")]


def file(local: str) -> File:
    return File(f"https://github.com/{local}".replace(" ", "%20"), (CORPUS / local).read_bytes())


def pages() -> list[Document]:
    records: Any = read(file(SDG)).records
    return list(records)


def test_only_the_answer_of_the_sdg_api_is_a_catalogue_of_products() -> None:
    taken = []
    for row in rows():
        reader = reader_for(file(row["local_path"]))
        taken += [row["local_path"]] if reader and reader.NAME in OURS else []

    assert taken == [SDG]


def test_the_sdg_page_gives_twenty_of_its_73_products_and_no_problems() -> None:
    found = read(file(SDG))

    assert (len(found.records), found.total, found.problems) == (20, 73, [])
    assert found.next == "https://sdgapi.ondernemersplein.overheid.nl/api/v1/producten?page=2"
    assert len({one.id for one in found.records}) == 20


def test_nine_of_them_are_in_dutch_and_each_has_text_and_a_summary() -> None:
    assert sum(one.language == "nl" for one in pages()) == 9
    assert all(len(one.text) > 200 and one.summary for one in pages())


def test_each_is_about_a_product_of_the_register() -> None:
    known = {one.id for one in load_products(REGISTERS)}
    about = [said.object for one in pages() for said in one.statements if said.relation == "about"]

    assert len(about) == 20
    assert set(about) <= known


def test_a_portal_that_names_nobody_as_responsible_performs_nothing() -> None:
    assert {said.relation for one in pages() for said in one.statements} == {"about"}
