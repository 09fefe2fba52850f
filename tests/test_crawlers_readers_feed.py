"""Feeds: a document for each item, whatever format it came in, and nothing fetched or run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawlers.readers import LFS_POINTER, File, Reading, read, reader_for
from crawlers.readers import feed as reader
from knowledge.model import Document

HERE = Path(__file__).parent / "pages" / "feed"
FEED = "https://www.zomerdorp.example/feed"
SITE = "https://zomerdorp.example"


def reading(body: bytes | str, media_type: str = "application/rss+xml", **known: str) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(FEED, raw, media_type=media_type, **known))


def documents(body: bytes | str, media_type: str = "application/rss+xml", **known: str) -> Any:
    found = reading(body, media_type, **known).records
    assert all(isinstance(record, Document) for record in found)
    return found


def sample(name: str, **known: str) -> Reading:
    return reading((HERE / name).read_bytes(), "application/octet-stream", **known)


GUID = '<guid isPermaLink="false">7</guid>'


def rss(*items: str, head: str = "") -> str:
    inside = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0"><channel><title>Z</title>{head}{inside}</channel></rss>'


def codes(found: Reading) -> list[tuple[str, str]]:
    return [(problem.level, problem.code) for problem in found.problems]


def test_an_entry_of_atom_is_a_document() -> None:
    found = sample("nieuws.atom", organisation="noaber:organisatie/zomerdorp", licence="CC0-1.0")
    record = found.records[0]

    assert isinstance(record, Document)
    assert (found.format, found.version) == ("feed", "atom10")
    assert record.id == f"{SITE}/nieuws/standplaatsen"
    assert record.url == "https://www.zomerdorp.example/nieuws/standplaatsen/"
    assert record.title == "Nieuwe regels voor standplaatsen"
    assert record.summary == "De raad stelde nieuwe regels vast."
    assert record.text == "Een standplaats vraagt u online aan.\nDat kan nu."
    assert (record.genre, record.language, record.text_licence) == ("bericht", "nl", "CC0-1.0")
    assert [(s.relation, s.object) for s in record.statements] == [
        ("publishes", record.id),
        ("about", "http://standaarden.overheid.nl/owms/terms/standplaatsvergunning"),
    ]


def test_the_day_is_that_of_the_place_and_not_of_greenwich() -> None:
    (atom, _), (first, *_) = sample("nieuws.atom").records, sample("nieuws.rss").records

    assert isinstance(atom, Document)
    assert isinstance(first, Document)
    assert (atom.date, first.date) == ("2026-10-30", "2026-10-28")


def test_an_entry_without_a_page_is_known_within_its_feed() -> None:
    record = sample("nieuws.atom").records[1]

    assert record.id == f"{SITE}/feed#tag:zomerdorp.example,2026:2"
    assert record.url == FEED


def test_an_item_of_rss_is_a_document() -> None:
    found = sample("nieuws.rss")
    record = found.records[0]

    assert isinstance(record, Document)
    assert found.version == "rss20"
    assert (record.id, record.title) == (f"{SITE}/nieuws/afval", "Afval & grondstoffen")
    assert record.summary == "De inzameling verandert."
    assert record.text == "Wat verandert er?\nDe bak gaat om de week."


def test_items_that_share_an_address_are_known_by_their_own_ids() -> None:
    assert [record.id for record in sample("nieuws.rss").records[1:]] == [
        f"{SITE}/feed#kort-1",
        f"{SITE}/feed#kort-2",
    ]


def test_an_item_that_says_nothing_is_a_problem_of_its_own() -> None:
    (problem,) = sample("nieuws.rss").problems

    assert (problem.level, problem.code) == ("error", "empty-item")
    assert problem.place == f"{FEED}#leeg"


def test_items_of_a_json_feed_are_documents() -> None:
    found = sample("nieuws.json")
    record, other = found.records

    assert isinstance(record, Document)
    assert found.version == "JSON Feed 1.1"
    assert (record.id, record.date) == (f"{SITE}/blog/1", "2026-10-02")
    assert (record.text, record.language) == ("Zo werkt het.\nEn zo niet.", "nl")
    assert (other.id, other.title) == (
        f"{SITE}/feed#2", "Een bericht zonder titel, met alleen tekst.",
    )  # fmt: skip
    assert [problem.place for problem in found.problems] == [f"{FEED}#3", f"{FEED}#4"]


def test_events_are_known_by_their_page_and_day() -> None:
    found = sample("agenda.json")

    assert found.version == "agenda"
    assert [record.id for record in found.records] == [
        f"{SITE}/agenda/inloop#2026-11-12",
        "https://elders.example/overleg#2026-11-20",
        "https://elders.example/overleg#2026-12-18",
    ]
    record = found.records[0]
    assert isinstance(record, Document)
    assert (record.genre, record.date) == ("agenda", "2026-11-12")
    assert record.text.split("\n") == [
        "Stel uw vraag over de nieuwe regels.",
        "2026-11-12T19:30:00+01:00 – 2026-11-12T21:00:00+01:00",
        "Gemeentehuis, Zomerdorp",
    ]


@pytest.mark.parametrize(("name", "after"), [
    ("nieuws.atom", "https://www.zomerdorp.example/nieuws.atom?page=2"),
    ("nieuws.rss", "https://www.zomerdorp.example/rss?page=2"),
    ("nieuws.json", "https://www.zomerdorp.example/feed.json?page=2"), ("agenda.json", ""),
])  # fmt: skip
def test_a_feed_in_pages_says_which_is_next(name: str, after: str) -> None:
    assert sample(name).next == after


def test_the_names_of_authors_are_not_kept() -> None:
    for name in ("nieuws.atom", "nieuws.json"):
        said = "".join(record.model_dump_json() for record in sample(name).records)
        assert "Pietersen" not in said
        assert "Jansen" not in said


@pytest.mark.parametrize("body", [
    '<rss version="0.91"><channel><item><title>T</title><link>https://a.nl/1</link></item></channel></rss>',
    '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://a.nl/rss-0.91.dtd">'
    '<rss version="0.91"><channel><item><title>T</title><link>https://a.nl/1</link></item></channel></rss>',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    '<item rdf:about="https://a.nl/1"><title>T</title><link>https://a.nl/1</link></item></rdf:RDF>',
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns="http://my.netscape.com/rdf/simple/0.9/"><item><title>T</title>'
    "<link>https://a.nl/1</link></item></rdf:RDF>",
    '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><title>T</title>'
    '<link rel="alternate" href="https://a.nl/1"/></entry></feed>',
])  # fmt: skip
def test_feeds_of_every_age_are_known_and_read(body: str) -> None:
    file = File(FEED, body.encode(), media_type="text/xml")
    found = reader_for(file)

    assert found is not None
    assert found.NAME == "feed"
    assert [(record.id, record.title) for record in read(file).records] == [("https://a.nl/1", "T")]


@pytest.mark.parametrize("body", [
    "<rss><channel><item><title>A</title><link>https://a.nl/1</link></item><item>"
    "<title>B & C</title><link>https://a.nl/2</link></item></channel></rss>",
    "<rss><channel><item><title>A</title><link>https://a.nl/1</link></item><item><title>B</title>"
    "<link>https://a.nl/2</link></ite",
])  # fmt: skip
def test_a_feed_that_is_not_well_formed_is_read_and_said(body: str) -> None:
    found = reading(body)

    assert [record.id for record in found.records] == ["https://a.nl/1", "https://a.nl/2"]
    assert codes(found) == [("warning", "malformed-feed")]
    assert found.problems[0].line == 1


LAUGHS = "<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
SQUARED = f"<!ENTITY a '{'x' * 5_000}'>"
OUTSIDE = "<!ENTITY a SYSTEM 'file:///etc/hostname'>"


@pytest.mark.parametrize("inside", [LAUGHS, SQUARED, OUTSIDE])
@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_feed_with_entities_is_refused(inside: str, charset: str) -> None:
    body = f"<!DOCTYPE rss [{inside}]>" + rss("<title>&a;</title><link>https://a.nl/1</link>")

    assert codes(reading(body.encode(charset))) == [("error", "doctype")]


@pytest.mark.parametrize(
    "body", ["/etc/hostname", "http://127.0.0.1/", "file:///etc/hostname", "-"]
)
def test_a_feed_that_is_an_address_or_a_path_is_not_opened(body: str) -> None:
    assert codes(reading(body)) == [("error", "not-a-feed")]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "file:///etc/hostname", "data:text/html,x",
                                  "http://[::1", "mailto:a@b.nl"])  # fmt: skip
def test_a_link_that_is_no_web_address_is_not_kept(link: str) -> None:
    (record,) = documents(rss(f"<title>T</title>{GUID}<link>{link}</link>"))

    assert (record.id, record.url) == (f"{SITE}/feed#7", FEED)


def test_relative_links_are_those_of_the_feed() -> None:
    body = ("<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>T</title>"
            "<link href='/nieuws/1'/></entry></feed>")  # fmt: skip
    (record,) = documents(body, "application/atom+xml")

    assert record.id == f"{SITE}/nieuws/1"


@pytest.mark.parametrize(("body", "code"), [
    ("<html><p>Niet gevonden</p></html>", "not-a-feed"), ("", "not-a-feed"), ("{", "not-json"),
    ('{"version": "https://jsonfeed.org/version/1"}', "not-a-feed"), ("[" * 100_000, "not-json"),
    ('{"version": 1, "items": 2}', "not-a-feed"), ('{"items": []}', "not-a-feed"),
])  # fmt: skip
def test_what_is_no_feed_is_said(body: str, code: str) -> None:
    assert codes(reading(body)) == [("error", code)]


def test_an_empty_feed_is_no_problem() -> None:
    assert codes(reading(rss())) == []


def test_a_feed_that_is_too_large_is_refused_or_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(reading(b"<rss>" + b" " * 5_300_000)) == [("error", "too-large")]
    monkeypatch.setattr(reader, "MOST_ITEMS", 2)
    body = rss(*(f"<title>T</title><link>https://a.nl/{n}</link>" for n in range(3)))
    found = reading(body)
    assert (len(found.records), codes(found)) == (2, [("warning", "too-many")])


@pytest.mark.parametrize(("body", "media_type"), [
    ('{"a": "https://example.nl/version/1"}', "application/json"), ("[1, 2]", "application/json"),
    ('[{"title": "x", "url": "y"}]', "application/json"), ("<urlset/>", "application/xml"),
    ("<rdf:RDF xmlns:rdf='x'/>", "application/rdf+xml"), ("<html><rss></html>", "text/html"),
    ("<feed xmlns='x'/>", "text/xml"),
])  # fmt: skip
def test_other_json_and_xml_is_left_to_others(body: str, media_type: str) -> None:
    file = File("https://a.nl/x", body.encode(), media_type=media_type)

    assert reader.accepts(file) is ("<rss>" in body)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: rss(text).encode(
    "utf-8", "surrogatepass")))  # fmt: skip
@example(LFS_POINTER)
def test_any_bytes_are_read_without_failing(body: bytes) -> None:
    is_pointer = body.startswith(LFS_POINTER)  # of Git LFS: no reader gets it

    assert reading(body).format == ("unknown" if is_pointer else "feed")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=9),
                    lambda inner: st.lists(inner, max_size=4)
                    | st.dictionaries(st.sampled_from(["id", "url", "title", "content_html", "x"]),
                                      inner, max_size=4), max_leaves=12))  # fmt: skip
def test_each_item_of_a_json_feed_is_a_record_or_a_problem(item: Any) -> None:
    data = {"version": "https://jsonfeed.org/version/1.1", "items": [item]}
    found = reading(json.dumps(data), "application/feed+json")

    assert len(found.records) + len(found.problems) == 1
