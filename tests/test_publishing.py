"""The pages for publishers and their suppliers: one per protocol and format, true to the code."""

from __future__ import annotations

import html
import re
from pathlib import Path

import lxml.html
import pytest
import yaml

from crawlers.loader import protocols
from crawlers.readers import File, read, readers
from knowledge.findings import Findings
from knowledge.home import CHECKOUT
from knowledge.member_file import PROTOCOLS, member_from
from knowledge.strict_yaml import load_yaml

FOLDER = CHECKOUT / "site" / "pages" / "publiceren"
PAGES = sorted(path for path in FOLDER.glob("*.md") if path.stem != "index")
HEADINGS = [
    "Wat publiceert u?",
    "Hoe leest noaber het?",
    "Zo controleert u het",
    "Wat gaat er mis, en hoe herstelt u het?",
]
EXPLAINED = {  # a reader -> the page that tells of it; the rest has a page of its own name
    "archi": "archimate",
    "cmmn": "bpmn",
    "dmn": "bpmn",
    "inavigator": "zaaktypen",
    "openforms": "formulieren",
    "pdf": "website",
    "scxml": "sru",
    "sdg": "pdc",
    "selectielijst": "zaaktypen",
    "textdoc": "files",
    "webpage": "website",
}


def body(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_text("utf-8").split("---\n", 2)[2])


def examples(path: Path) -> list[str]:
    return [code.text_content() for code in body(path).iterfind(".//pre/code")]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_page_answers_the_same_four_questions(path):
    found = [heading.text_content() for heading in body(path).iter("h2")]

    assert found == HEADINGS


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_each_page_tells_how_to_check_and_how_to_mend(path):
    page = body(path)

    assert any(text.startswith("noaber ") for text in examples(path))
    assert len(page.findall(".//dl/div/dt")) >= 3
    assert f'href="./{path.stem}/"' in (FOLDER / "index.md").read_text("utf-8")


def test_every_protocol_has_a_page_for_the_supplier():
    stems = {path.stem for path in PAGES}

    assert sorted(protocols().keys() - stems) == []


def test_every_format_has_a_page_for_the_supplier():
    stems = {path.stem for path in PAGES}
    told = {EXPLAINED.get(reader.NAME, reader.NAME) for reader in readers()}

    assert sorted(told - stems) == []


def members() -> list[tuple[str, str]]:
    return [
        (path.stem, text)
        for path in PAGES
        for text in examples(path)
        if text.startswith("sources:")
    ]


@pytest.mark.parametrize(("stem", "text"), members())
def test_each_source_that_a_page_shows_is_a_good_one(stem, text):
    found = Findings("voorbeeld.yml")
    data = load_yaml(f"name: Gemeente Zomerdorp\ntype: gemeente\n{text}", "voorbeeld.yml").data

    member = member_from(data, "zomerdorp", found)

    assert found.problems == []
    assert [source.protocol for source in member.sources] == [stem]


def test_each_protocol_page_shows_its_source():
    shown = {stem for stem, _ in members()}

    assert shown == {path.stem for path in PAGES} & set(PROTOCOLS)


@pytest.mark.parametrize(
    ("stem", "name", "start"),
    [
        ("publiccode", "publiccode.yml", "publiccodeYmlVersion"),
        ("opencatalogi", "openCatalogi.yaml", "name:"),
    ],
)
def test_the_example_to_copy_is_read_without_a_word(stem, name, start):
    text = next(text for text in examples(FOLDER / f"{stem}.md") if text.startswith(start))
    owner = "noaber:organisatie/zomerdorp"
    repository = "https://code.zomerdorp.example/zomerdorp/verhuisformulier"
    file = File(url=f"{repository}/blob/HEAD/{name}", body=text.encode(), path=name,
                organisation=owner, repository=repository)  # fmt: skip

    reading = read(file)

    assert [str(problem) for problem in reading.problems] == []
    assert reading.records


def test_pages_use_plain_words_and_address_the_reader_formally():
    for path in [*PAGES, FOLDER / "index.md"]:
        words = re.findall(r"[a-z]+", html.unescape(body(path).text_content()).lower())
        assert not {"je", "jij", "jouw", "middels", "teneinde", "dienaangaande"} & set(words), path


def test_each_page_has_a_title_and_a_description():
    for path in [*PAGES, FOLDER / "index.md"]:
        front = yaml.safe_load(path.read_text("utf-8").split("---\n", 2)[1])
        assert front["title"] == body(path).findtext(".//h1"), path
        assert 20 < len(front["description"]) < 140, path
        assert front["edit_path"] == f"site/pages/publiceren/{path.name}", path
