"""What a file of documentation gives: title, headings, a summary without markup, the text."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Document

HERE = Path(__file__).parent / "pages" / "readers"
FOLDER = "https://code.voorbeeld.example/molendam/dakscan/docs"


def reading(body: str | bytes, name: str = "uitleg.md", **known: str) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(f"{FOLDER}/{name}", raw, path=f"docs/{name}", **known))


def document(body: str | bytes, name: str = "uitleg.md", **known: str) -> Document:
    (record,) = reading(body, name, **known).records
    assert isinstance(record, Document)
    return record


def sample(**known: str) -> Document:
    return document((HERE / "uitleg.md").read_bytes(), **known)


def test_front_matter_is_used_and_not_shown() -> None:
    record = sample()

    assert (record.title, record.date, record.language) == (
        "Uitleg bij de dakscan",
        "2026-02-03",
        "nl",
    )
    assert "lang: nl" not in record.text
    assert (record.format, record.genre) == ("markdown", "documentatie")


def test_the_summary_is_plain_prose() -> None:
    summary = sample().summary

    assert summary == "De dakscan laat zien welke daken groen zijn. Dat scheelt veel werk."


def test_headings_are_not_taken_from_code() -> None:
    assert sample().headings == ("Dakscan", "Installeren", "Onderhoud")


def test_it_says_who_publishes_and_what_it_is_about() -> None:
    record = sample(organisation="noaber:organisatie/molendam", about="https://x.example/dakscan")

    assert [(one.relation, one.object, one.strength) for one in record.statements] == [
        ("publishes", record.id, "own"),
        ("about", "https://x.example/dakscan", "own"),
    ]
    assert sample().statements == ()


def test_of_front_matter_that_is_no_yaml_the_plain_pairs_count() -> None:
    result = reading("---\ntitle: a: b\ntags: [x\n---\n# Kop\n\ntekst")

    assert result.problems == []
    assert result.records[0].title == "a: b"
    assert document("---\neen streep\n---\n\ntekst").text.startswith("---")


def test_restructured_text_has_underlined_headings() -> None:
    body = "=====\nTitel\n=====\n\n:Version: 1\n\n|build|\n\n"
    body += "De `site <https://x.example>`_ helpt u.\n\nDeel\n----\n"
    record = document(body, "index.rst")

    assert record.headings == ("Titel", "Deel")
    assert record.summary == "De site helpt u."
    assert record.format == "text"


def test_html_headings_of_readmes_count() -> None:
    body = "<h1 align='center'>Dak<b>scan</b></h1>\n\n<p>Kaart van alle daken.</p>"

    assert document(body).title == "Dak scan"
    assert document(body).summary == "Kaart van alle daken."


def test_a_file_without_heading_is_named_by_its_path() -> None:
    assert document("tekst", "hoe_werkt-het.txt").title == "Hoe werkt het"
    assert document("tekst", "README").title == "Docs"


def test_an_empty_file_is_an_error() -> None:
    for body in ("", " \n\n", "---\ntitle: a\n---\n"):
        assert [(one.level, one.code) for one in reading(body).problems] == [
            ("error", "empty-file")
        ]


def test_latin_1_is_read_with_a_warning() -> None:
    result = reading("# Beëdigen\n\nEen café.".encode("latin-1"))

    assert [(one.level, one.code) for one in result.problems] == [("warning", "not-utf-8")]
    assert result.records[0].title == "Beëdigen"


def test_a_nul_is_left_out() -> None:
    assert document(b"# A\x00b\n").title == "Ab"


def test_a_long_text_is_cut_between_characters() -> None:
    result = reading("a" + "é" * 150_000)

    assert [one.code for one in result.problems] == ["cut"]
    (record,) = result.records
    assert isinstance(record, Document)
    assert len(record.text.encode()) in (200 * 1024, 200 * 1024 - 1)
    assert record.text.endswith("é")
    assert len(record.summary) <= 300


@pytest.mark.parametrize(
    "body",
    ["[" * 200_000, "![" * 90_000, "<!--" * 50_000, "```\n" * 40_000, "# a" + " #" * 90_000 + "x",
     "a\n-\n" * 50_000, "*" * 200_000, "<h1 " * 50_000, "[a][" * 50_000, "---\n" * 50_000],
)  # fmt: skip
def test_hostile_markdown_is_read_in_time(body: str) -> None:
    started = time.process_time()
    reading(body)
    reading(body, "a.rst")

    assert time.process_time() - started < 1


def test_a_front_matter_bomb_is_left_out() -> None:
    assert document("---\na: &a [x]\nb: [*a, *a]\n---\n# Kop").title == "Kop"


@pytest.mark.parametrize("name", ["a.md", "a.MARKDOWN", "a.rst", "a.txt", "README"])
def test_documentation_is_known_by_its_name(name: str) -> None:
    reader = reader_for(File(f"{FOLDER}/{name}", b"tekst"))

    assert reader is not None
    assert reader.NAME == "textdoc"


@pytest.mark.parametrize(
    ("front", "title", "date"),
    [
        ('---\nlayout: post\ntitle:  "Met Jekyll"\ndate:   2025-11-17 16:16:01 -0600\n---\n',
         "Met Jekyll", "2025-11-17"),
        ('+++\ntitle = "Met Hugo"\ndate = 2026-01-02T10:00:00Z\n[menu]\nx = 1\n+++\n',
         "Met Hugo", "2026-01-02"),
        ("+++\ntitle = stuk\n+++\n", "Uitleg", ""),
        ("---\ntitle: 'Met tag'\nicon: !icon x\n---\n", "Met tag", ""),
    ],
)  # fmt: skip
def test_front_matter_of_each_site_maker_is_read(front: str, title: str, date: str) -> None:
    record = document(front + "\nTekst van de alinea hier.\n")

    assert (record.title, record.date, record.text) == (title, date, "Tekst van de alinea hier.")


def test_what_docusaurus_adds_is_no_prose() -> None:
    body = 'import Tabs from "@theme/Tabs";\n\n# Kop {#anker}\n\n:::note\nLet op.\n:::\n\n'
    record = document(body + "Tekst van de alinea hier.\n")

    assert (record.title, record.summary) == ("Kop", "Tekst van de alinea hier.")


def test_a_paragraph_right_below_a_heading_in_html_is_the_summary() -> None:
    record = document('<h1 align="center">Naam</h1>\n<p>Een <b>goede</b> beschrijving hiervan.</p>')

    assert (record.title, record.summary) == ("Naam", "Een goede beschrijving hiervan.")


@pytest.mark.parametrize("body", [b"\x89PNG\r\n\x1a\n", b"PK\x03\x04x", b"\x1f\x8b\x08\x00",
                                  bytes(range(256)) * 50])  # fmt: skip
def test_a_file_that_is_no_text_is_refused(body: bytes) -> None:
    result = reading(body, "README.md")

    assert result.records == []
    assert [one.code for one in result.problems] == ["not-text"]


def test_a_pointer_of_git_lfs_is_no_document() -> None:
    body = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"

    assert [one.code for one in reading(body).problems] == ["lfs-pointer"]


def test_a_readme_without_heading_is_named_after_its_repository() -> None:
    url = "https://code.voorbeeld.example/molendam/dakscan"
    file = File(f"{url}/README.md", b"tekst", path="README.md", repository=url)

    assert read(file).records[0].title == "Dakscan"
