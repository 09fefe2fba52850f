"""PDF: its text, a title that says something, no author; a broken one costs only itself."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from crawlers.readers import File, Reading, read, reader_for
from crawlers.readers import pdf as reader
from knowledge.model import Document

URL = "https://www.zomerdorp.example/regels/Beleid%20voor%20standplaatsen%202026.pdf"


def pdf(*pages: str, packed: bool = False, **info: str) -> bytes:
    """Write a PDF by hand: a page for each text, a line for each line of it."""
    objects = [b"", b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    kids = []
    for text in pages:
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n") if line)
        stream = f"BT /F1 12 Tf 50 700 Td {lines}ET".encode("latin-1")
        stream = zlib.compress(stream) if packed else stream
        how = b"/Filter/FlateDecode" if packed else b""
        objects.append(b"<<%s/Length %d>>stream\n%s\nendstream" % (how, len(stream), stream))
        objects.append(b"<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
                       b"/Resources<</Font<</F1 2 0 R>>>>>>" % len(objects))  # fmt: skip
        kids.append(f"{len(objects)} 0 R")
    objects[0] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>".encode()
    objects.append(b"<</Type/Catalog/Pages 1 0 R/Lang(nl-NL)>>")
    said = "".join(f"/{key}({value})" for key, value in info.items())
    objects.append(f"<<{said}>>".encode("latin-1"))
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows))
    out.write(b"trailer<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF"
              % (size, size - 2, size - 1, start))  # fmt: skip
    return out.getvalue()


def reading(body: bytes, url: str = URL, **known: str) -> Reading:
    return read(File(url, body, media_type="application/pdf", **known))


def document(body: bytes, url: str = URL, **known: str) -> Document:
    (record,) = reading(body, url, **known).records
    assert isinstance(record, Document)
    return record


def codes(body: bytes) -> list[tuple[str, str]]:
    return [(problem.level, problem.code) for problem in reading(body).problems]


def locked(body: bytes, user: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(body)))
    writer.encrypt(user_password=user, owner_password="geheim", algorithm="AES-256")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_gives_a_document_with_the_text_of_its_pages() -> None:
    body = pdf("Wie mag er staan?\nElke koopman met een vergunning.", "Hoe lang duurt het?",
               Title="Standplaatsen in Zomerdorp", ModDate="D:20260304101500+01'00'",
               Subject="Regels voor de markt")  # fmt: skip
    record = document(body, organisation="noaber:organisatie/zomerdorp", licence="CC0-1.0")

    assert record.id == "https://zomerdorp.example/regels/Beleid%20voor%20standplaatsen%202026.pdf"
    assert (record.url, record.genre, record.format) == (URL, "pdf", "text")
    assert (record.title, record.summary) == ("Standplaatsen in Zomerdorp", "Regels voor de markt")
    assert (record.date, record.language, record.text_licence) == ("2026-03-04", "nl", "CC0-1.0")
    assert record.text == (
        "Wie mag er staan?\nElke koopman met een vergunning.\n\nHoe lang duurt het?"
    )
    assert [(s.relation, s.strength) for s in record.statements] == [("publishes", "own")]


def test_the_author_is_a_person_and_is_not_kept() -> None:
    record = document(pdf("Tekst van de regels.", Author="J. Jansen", Creator="Schrijver 3"))

    assert "Jansen" not in record.model_dump_json()


@pytest.mark.parametrize("title", ["", "Microsoft Word - nota.docx", "untitled", "Document1", "x",
                                   "nota_def_v3.docx", "PowerPoint-presentatie",
                                   "Datum: 3 mei"])  # fmt: skip
def test_a_title_that_says_nothing_gives_way_to_the_name_of_the_file(title: str) -> None:
    assert document(pdf("Nota aan de raad", Title=title)).title == "Beleid voor standplaatsen 2026"


def test_without_a_telling_name_the_first_line_is_the_title() -> None:
    url = "https://zomerdorp.example/media/8731.pdf"

    assert document(pdf("12\nVerordening op de markt"), url).title == "Verordening op de markt"
    assert document(pdf("Titel"), url).title == "8731"


def test_the_prefix_of_a_program_is_no_part_of_the_title() -> None:
    assert document(pdf("x", Title="Microsoft Word - Nota markt")).title == "Nota markt"


def test_a_title_of_another_document_gives_way_to_a_name_that_the_text_bears_out() -> None:
    text = "Beleid voor standplaatsen\nVastgesteld in 2026"

    assert (
        document(pdf(text, Title="Agenda van november")).title == "Beleid voor standplaatsen 2026"
    )
    assert document(pdf(text, Title="Beleid standplaatsen")).title == "Beleid standplaatsen"


def test_the_language_is_that_of_the_text_where_that_is_clear() -> None:
    text = "This is the guide for the people that work with it."

    assert document(pdf(text)).language == "en"
    assert document(pdf("Zo doet u dat met de pas die u van het loket hebt.")).language == "nl"
    assert document(pdf("Guide")).language == "nl"  # what the file says


def test_the_end_of_a_file_name_is_no_part_of_the_title() -> None:
    assert document(pdf("x", Title="Nota markt.docx")).title == "Nota markt"


def test_words_that_were_cut_at_the_end_of_a_line_are_whole() -> None:
    assert "vergunning nodig" in document(pdf("U hebt een vergun-\nning nodig.")).text


def test_a_scan_is_a_record_with_a_warning() -> None:
    body = pdf("")

    assert codes(body) == [("warning", "no-text")]
    assert document(body).title == "Beleid voor standplaatsen 2026"


def test_a_pdf_that_asks_for_a_password_is_a_problem() -> None:
    assert codes(locked(pdf("Geheim"), "wachtwoord")) == [("error", "encrypted")]


def test_a_pdf_that_everybody_can_open_is_read() -> None:
    assert document(locked(pdf("Open voor iedereen"), "")).text == "Open voor iedereen"


@pytest.mark.parametrize("body", [
    b"%PDF-1.7", b"%PDF-1.4\n1 0 obj<<", pdf("Tekst")[:200], b"%PDF-1.7\ntrailer<</Root 9 0 R>>",
    pdf("Tekst").replace(b"/Count 1", b"/Count 9").replace(b"/Kids[4 0 R]", b"/Kids[1 0 R]"),
])  # fmt: skip
def test_a_broken_pdf_is_a_problem_or_a_record_without_text(body: bytes) -> None:
    result = reading(body)

    assert result.problems
    assert all("wachtwoord" not in problem.message for problem in result.problems)


def test_what_is_called_a_pdf_and_is_none_is_said() -> None:
    assert codes(b"<html>niet gevonden</html>") == [("error", "not-pdf")]


def test_a_pdf_is_known_by_its_first_bytes_whatever_the_host_says() -> None:
    found = reader_for(File("https://zomerdorp.example/download?id=3", pdf("x"), media_type="a/b"))

    assert found is not None
    assert found.NAME == "pdf"


def test_a_long_pdf_is_cut_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_PAGES", 2)
    body = pdf("een", "twee", "drie", packed=True)

    assert codes(body) == [("warning", "cut-off")]
    assert document(body).text == "een\n\ntwee"
    monkeypatch.setattr(reader, "LONGEST_TEXT", 3)
    assert document(body).text == "een"


def test_a_stream_that_unpacks_too_far_costs_its_page_only() -> None:
    bomb = "x" * 40_000_000

    assert ("warning", "unread-pages") in codes(pdf("goed", bomb, packed=True))
    assert document(pdf("goed", bomb, packed=True)).text == "goed"


def test_what_a_pdf_is_about_is_read_from_its_text() -> None:
    term = "http://standaarden.overheid.nl/owms/terms/standplaatsvergunning"
    said = document(pdf(f"Zie {term}."), about="https://code.example/a").statements

    assert [(s.relation, s.object) for s in said] == [
        ("about", term),
        ("about", "https://code.example/a"),
    ]


@given(st.binary(max_size=400).map(lambda rest: b"%PDF-1.5\n" + rest))
def test_any_bytes_give_a_record_or_a_problem(body: bytes) -> None:
    result = reading(body)

    assert result.records or result.problems


@given(st.integers(0, 600), st.binary(min_size=1, max_size=8))
def test_a_pdf_with_some_bytes_changed_gives_a_record_or_a_problem(at: int, other: bytes) -> None:
    body = pdf("Tekst van de regels.", Title="Regels")
    result = reading(body[:at] + other + body[at + len(other) :])

    assert result.records or result.problems
