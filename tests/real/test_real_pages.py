"""Web pages, PDF files and feeds of the corpus, read one by one; skipped where it is absent."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read
from knowledge.model import Document

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FEED = "developer-overheid-nl/don-site/cypress/fixtures/feed.json"
AGENDA = "developer-overheid-nl/don-site/static/agenda/events.json"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CORPUS.exists(), reason="../shared is absent"),
]


def paths(kind: str) -> list[str]:
    lines = (CORPUS / "SOURCES.csv").read_text(encoding="utf-8").splitlines()
    return [
        row["local_path"] for row in csv.DictReader(lines) if kind in (row["format"], row["kind"])
    ]


def reading(local: str, media_type: str) -> Reading:
    url = "https://www.voorbeeld.example/" + local.replace(" ", "%20")
    return read(File(url, (CORPUS / local).read_bytes(), media_type=media_type))


def document(found: Reading) -> Document:
    (record,) = found.records
    assert isinstance(record, Document)
    return record


@pytest.fixture(scope="module")
def pdfs() -> dict[str, Reading]:
    return {path: reading(path, "application/pdf") for path in paths("pdf")}


@pytest.fixture(scope="module")
def pages() -> dict[str, Document]:
    return {path: document(reading(path, "text/html")) for path in paths("html-page")}


def test_all_19_pdf_files_are_records_and_three_have_no_text(pdfs: dict[str, Reading]) -> None:
    found = [document(one) for one in pdfs.values()]

    assert len(found) == 19
    assert sum(1 for record in found if not record.text) == 3
    assert all(len(record.title.split()) > 1 for record in found)


def test_a_long_pdf_is_cut_and_scans_are_said(pdfs: dict[str, Reading]) -> None:
    codes = Counter(problem.code for one in pdfs.values() for problem in one.problems)

    assert codes == {"no-text": 3, "cut-off": 1}


def test_the_title_of_a_pdf_is_what_its_maker_calls_it(pdfs: dict[str, Reading]) -> None:
    (path,) = (path for path in pdfs if "Begeleidend_document" in path)
    record = document(pdfs[path])

    assert record.title == "GEMMA Zaaktypecatalogus 2: Begeleidend document"
    assert (record.date, record.language) == ("2014-07-23", "nl")
    assert "zaaktype" in record.text.lower()


def test_all_97_pages_have_a_title_and_text(pages: dict[str, Document]) -> None:
    assert len(pages) == 97
    assert all(record.text and record.title for record in pages.values())
    assert not any(line.startswith("|") for r in pages.values() for line in r.text.split("\n"))


def test_the_description_on_a_page_of_an_architecture_is_kept(pages: dict[str, Document]) -> None:
    (path,) = (path for path in pages if path.endswith("id-68a6eb922ade4d359ed72bb2e90a8cbd.html"))

    assert "business outcomes" in pages[path].text


def test_the_blog_has_20_messages_and_no_author() -> None:
    found = reading(FEED, "application/json")

    assert (found.version, len(found.records), found.problems) == ("JSON Feed 1", 20, [])
    assert all(
        record.id.startswith("https://developer.overheid.nl/blog/") for record in found.records
    )
    assert all(
        isinstance(record, Document) and record.date and record.text for record in found.records
    )


def test_the_agenda_has_31_events_of_which_nine_share_a_page() -> None:
    found = reading(AGENDA, "application/json")

    assert (found.version, len(found.records), found.problems) == ("agenda", 31, [])
    pages = Counter(record.id.partition("#")[0] for record in found.records)
    assert len({record.id for record in found.records}) == 31
    assert pages.most_common(1)[0][1] == 9
