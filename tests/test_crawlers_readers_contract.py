"""What holds for every reader: it is found by being there, and nothing makes it fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, read, readers

NAMES = ["publiccode.yml", "a.bpmn", "a.dmn", "a.html", "a.md", "a.rst", "openCatalogi.yaml",
         "a.zip", "a.cmmn", "a.archimate", "a.xml", "a.ttl", "a.rdf", "a.jsonld", "a.json",
         "a.pdf"]  # fmt: skip


def test_readers_are_asked_in_their_order() -> None:
    assert [reader.NAME for reader in readers()] == [
        "publiccode", "opencatalogi", "selectielijst", "zaaktypen", "openforms", "inavigator",
        "scxml", "bpmn", "dmn", "cmmn", "archimate", "archi", "feed", "dcat", "ckan", "pdf", "sdg",
        "pdc", "webpage", "textdoc",
    ]  # fmt: skip


def test_a_file_nobody_reads_is_a_problem() -> None:
    reading = read(File("https://x.example/a.exe", b"MZ"))

    assert [one.code for one in reading.problems] == ["unread-format"]


def test_records_are_stamped_with_their_reader() -> None:
    assert read(File("https://x.example/a.md", b"tekst")).records[0].reader == "textdoc"


@pytest.mark.parametrize("name", NAMES)
@given(body=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_record_or_a_problem(name: str, body: bytes) -> None:
    reading = read(File(f"https://x.example/{name}", body))

    assert reading.records or reading.problems
