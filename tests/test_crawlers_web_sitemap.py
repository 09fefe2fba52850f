"""Sitemaps as they are published: what publishers get wrong is mended or said, never a crash."""

from __future__ import annotations

import gzip
import zlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.failures import Unfetched
from crawlers.web import sitemap as sitemaps
from crawlers.web.sitemap import Listed, sitemap, tried
from crawlers.web.woo import CATEGORIES, READ, Named, category, described, unread
from knowledge.model import Document, Statement

BOMB = gzip.compress(b"<urlset>" + b" " * (64 * 2**20))
LAUGHS = '<!DOCTYPE a [<!ENTITY x "xx">]><urlset><url><loc>&x;</loc></url></urlset>'
WORK = "https://identifier.overheid.nl/tooi/def/thes/kern/c_40a05794"
ADVICE = "https://identifier.overheid.nl/tooi/def/thes/kern/c_99a836c7"
DORP = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
WOO = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
        xmlns:diwoo="https://standaarden.overheid.nl/diwoo/metadata/">
  <url>
    <loc>https://dorp.example/mandaat.pdf</loc>
    <lastmod>2026-03-04T10:00:00+01:00</lastmod>
    <diwoo:Document><diwoo:DiWoo>
      <diwoo:creatiedatum>2026-03-01</diwoo:creatiedatum>
      <diwoo:publisher resource="{DORP}">gemeente Zomerdorp</diwoo:publisher>
      <diwoo:identifiers><diwoo:identifier>Z-26-1</diwoo:identifier></diwoo:identifiers>
      <diwoo:titelcollectie>
        <diwoo:officieleTitel>Mandaatregister van Zomerdorp</diwoo:officieleTitel>
      </diwoo:titelcollectie>
      <diwoo:classificatiecollectie><diwoo:informatiecategorieen>
        <diwoo:informatiecategorie resource="{WORK}">organisatie en werkwijze
        </diwoo:informatiecategorie>
      </diwoo:informatiecategorieen></diwoo:classificatiecollectie>
    </diwoo:DiWoo></diwoo:Document>
  </url>
</urlset>"""


def listed(body: str | bytes) -> list[str]:
    return sitemap(body if isinstance(body, bytes) else body.encode()).addresses


def problems(body: str | bytes) -> list[tuple[str, int]]:
    found = sitemap(body if isinstance(body, bytes) else body.encode())
    return [(problem.code, problem.line) for problem in found.problems]


def test_a_sitemap_gives_its_addresses_without_blanks_and_images() -> None:
    body = ("<urlset xmlns:i='x'><url><loc> https://a.nl/ </loc><i:image><i:loc>https://b.nl/p.png"
            "</i:loc></i:image></url><url><loc/></url><url/></urlset>")  # fmt: skip

    assert listed(body) == ["https://a.nl/"]


@pytest.mark.parametrize("body", [b"", b"  ", b"<", b"\x00", b"{}", b"<html></html>", b"\x1f\x8b",
                                  gzip.compress(b"<urlset/>")[:-9], b"\x1f\x8b" + b"x" * 99, BOMB,
                                  LAUGHS.encode(), zlib.compress(b"<urlset/>"), b"<kaart/>",
                                  LAUGHS.encode("utf-16"), b"gewone tekst"])  # fmt: skip
def test_what_is_no_sitemap_is_refused(body: bytes) -> None:
    with pytest.raises(Unfetched):
        sitemap(body)


@pytest.mark.parametrize("page", ["<!doctype html><p>Niet gevonden", "<html><p>x</p></html>",
                                  '<!DOCTYPE html PUBLIC "x"><html>'])  # fmt: skip
def test_a_web_page_served_as_a_sitemap_is_called_that(page: str) -> None:
    with pytest.raises(Unfetched, match="webpagina"):
        sitemap(page.encode())


def test_a_sitemap_is_read_up_to_what_the_protocol_allows() -> None:
    urls = "".join(f"<url><loc>https://a.nl/{n}</loc></url>" for n in range(50_009))

    assert len(listed(f"<urlset>{urls}</urlset>")) == sitemaps.MOST_PAGES + 1


def test_a_bare_ampersand_keeps_both_parameters_and_is_said() -> None:
    body = ("<urlset>\n<url><loc>https://a.nl/?a=1&b=2</loc></url>\n"
            "<url><loc>https://a.nl/?c=1&amp;d=2&e=3&#38;f=4</loc></url></urlset>")  # fmt: skip

    assert listed(body) == ["https://a.nl/?a=1&b=2", "https://a.nl/?c=1&d=2&e=3&f=4"]
    assert problems(body) == [("bare-ampersand", 2)]


def test_ampersands_in_cdata_are_left_as_they_are() -> None:
    body = "<urlset><url><loc><![CDATA[https://a.nl/?a=1&b=2&amp;c]]></loc></url></urlset>"

    assert listed(body) == ["https://a.nl/?a=1&b=2&amp;c"]
    assert problems(body) == []


def test_of_two_addresses_the_first_holds_and_is_said() -> None:
    body = ("<urlset>\n<url><loc>https://a.nl/1</loc>\n<loc>https://a.nl/2</loc></url>"
            "<url><loc>https://a.nl/3</loc><loc>https://a.nl/4</loc></url></urlset>")  # fmt: skip

    assert listed(body) == ["https://a.nl/1", "https://a.nl/3"]
    assert problems(body) == [("second-loc", 3)]


@pytest.mark.parametrize(
    "body",
    [
        "<urlset>\n<url><loc>https://a.nl/1</loc></ur>\n<url><loc>https://a.nl/2</loc></url></urlset>",
        "<urlset>\n<url><loc>https://a.nl/1</loc>\n<url><loc>https://a.nl/2</loc></url></urlset>",
        "<urlset>\n<url><loc>https://a.nl/1</loc><diwoo:Document><diwoo:DiWoo/></diwoo:Document>"
        "</url>\n<url><loc>https://a.nl/2</loc></url></urlset>",
    ],
)
def test_what_is_not_well_formed_is_read_whole_and_said(body: str) -> None:
    found = sitemap(body.encode())

    assert found.addresses == ["https://a.nl/1", "https://a.nl/2"]
    assert found.is_whole
    assert [problem.code for problem in found.problems] == ["malformed-sitemap"]
    assert found.problems[0].line > 0


@pytest.mark.parametrize(
    "body",
    [
        "<urlset><url><loc>https://a.nl/1</loc></url><url><loc>https://a.nl/2</lo",
        "<urlset><url><loc>https://a.nl/1</loc></url></urlset><urlset><url><loc>https://a.nl/2"
        "</loc></url></urlset>",
        "<urlset><url><loc>https://a.nl/1</loc></url><url><loc a=b>https://a.nl/2</loc></url>"
        "</urlset>",
    ],
)
def test_a_sitemap_of_which_a_part_is_lost_says_so(body: str) -> None:
    found = sitemap(body.encode())

    assert not found.is_whole
    assert found.addresses[0] == "https://a.nl/1"
    assert "een deel is niet gelezen" in found.problems[0].message


def test_blank_lines_before_the_declaration_do_no_harm() -> None:
    body = '\n\n<?xml version="1.0" encoding="UTF-8"?>\n<urlset><url><loc>https://a.nl/é</loc></url></urlset>'

    assert listed(body) == listed("\ufeff" + body) == ["https://a.nl/é"]


@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "latin-1"])
def test_a_sitemap_is_read_in_the_charset_that_it_has(charset: str) -> None:
    body = '<?xml version="1.0" encoding="UTF-8"?><urlset><url><loc>https://a.nl/é</loc></url></urlset>'

    assert listed(body.encode(charset)) == ["https://a.nl/é"]


def test_a_text_file_lists_an_address_on_each_line() -> None:
    body = "https://a.nl/1\r\n\n  https://a.nl/2  \nniet dit\n"

    assert listed(body) == ["https://a.nl/1", "https://a.nl/2"]
    assert problems(body) == [("bad-line", 0)]


@pytest.mark.parametrize("body", [
    "<rss><channel><link>https://a.nl/</link><item><link>https://a.nl/1</link></item></channel></rss>",
    "<feed xmlns='http://www.w3.org/2005/Atom'><link href='https://a.nl/'/><entry>"
    "<link rel='self' href='https://a.nl/x'/><link href='https://a.nl/1'/></entry></feed>",
])  # fmt: skip
def test_a_feed_as_sitemap_is_read_but_is_a_window(body: str) -> None:
    found = sitemap(body.encode())

    assert found.addresses == ["https://a.nl/1"]
    assert found.is_window


def test_an_index_is_told_from_a_list_of_pages() -> None:
    body = (
        "<x:sitemapindex xmlns:x='y'><x:sitemap><x:loc>/1.xml</x:loc></x:sitemap></x:sitemapindex>"
    )

    assert (listed(body), sitemap(body.encode()).is_index) == (["/1.xml"], True)
    assert not sitemap(WOO.encode()).is_index


def test_the_metadata_of_a_woo_document_is_kept() -> None:
    (entry,) = sitemap(WOO.encode()).entries

    assert entry.lastmod == "2026-03-04T10:00:00+01:00"
    assert entry.card is not None
    assert entry.card.title == "Mandaatregister van Zomerdorp"
    assert entry.card.publisher == Named(DORP, "gemeente Zomerdorp")
    assert entry.card.categories == (Named(WORK, "organisatie en werkwijze"),)
    assert (entry.card.created, entry.card.identifiers) == ("2026-03-01", ("Z-26-1",))
    assert entry.card.is_read


def test_woo_metadata_without_its_namespace_is_read_all_the_same() -> None:
    body = WOO.replace(' xmlns:diwoo="https://standaarden.overheid.nl/diwoo/metadata/"', "")
    found = sitemap(body.encode())

    assert found.entries == sitemap(WOO.encode()).entries
    assert [problem.code for problem in found.problems] == ["malformed-sitemap"]


def test_documents_that_hold_their_own_address_are_read() -> None:
    """As one publisher of Woo sitemaps writes them: no url, loc inside the metadata."""
    body = ("<d:Documents xmlns:d='x'><d:Document><d:DiWoo><loc>https://a.nl/1.pdf</loc>"
            "<lastmod>2026-01-02 10:00:00</lastmod><d:creatiedatum>2026-01-01</d:creatiedatum>"
            "</d:DiWoo></d:Document></d:Documents>")  # fmt: skip
    (entry,) = sitemap(body.encode()).entries

    assert (entry.address, entry.lastmod) == ("https://a.nl/1.pdf", "2026-01-02 10:00:00")
    assert entry.card is not None
    assert entry.card.created == "2026-01-01"


def test_a_document_of_another_collection_is_not_read() -> None:
    (entry,) = sitemap(WOO.replace(WORK, ADVICE).encode()).entries

    assert entry.card is not None
    assert not entry.card.is_read


def test_the_record_of_a_document_says_what_its_metadata_says() -> None:
    (entry,) = sitemap(WOO.encode()).entries
    plain = Document(id="https://dorp.example/mandaat.pdf", title="Microsoft Word", genre="pdf")

    record = described(plain, entry.card, "noaber:organisatie/dorp")

    assert isinstance(record, Document)
    assert (record.title, record.date) == ("Mandaatregister van Zomerdorp", "2026-03-01")
    assert record.genre == CATEGORIES["004"]
    assert [(s.subject, s.relation, s.strength) for s in record.statements] == [
        (DORP, "publishes", "third")
    ]
    assert described(record, entry.card, "noaber:organisatie/dorp") == record
    assert described(plain, None, "") == plain


def test_the_publisher_that_reads_itself_is_said_once() -> None:
    (entry,) = sitemap(WOO.encode()).entries
    own = Statement(subject=DORP, relation="publishes", object="x", strength="own")
    plain = Document(id="x", title="x", statements=(own,))

    assert described(plain, entry.card, DORP).statements == (own,)


@pytest.mark.parametrize(("address", "name"), [
    ("https://a.nl/sitemapindex-diwoo-infocat010.xml", "adviezen (010)"),
    ("https://a.nl/api/SITEMAPINDEX-DIWOO-INFOCAT099.xml?p=1", "onbekend (099)"),
    ("https://a.nl/sitemapindex-diwoo-infocat004.xml", ""), ("https://a.nl/sitemap.xml", ""),
    ("https://a.nl/sitemapindex-diwoo-infocat010-uitleg.html", ""),
])  # fmt: skip
def test_the_collection_of_an_index_is_known_by_its_name(address: str, name: str) -> None:
    assert unread(address) == name


def test_every_collection_that_is_read_is_one_of_the_seventeen() -> None:
    assert len(CATEGORIES) == 17
    assert set(READ) < set(CATEGORIES)
    assert category("sitemapindex-diwoo-infocat002.xml.gz") == "002"


@pytest.mark.parametrize(("lastmod", "stamp"), [
    ("2026-10-31", "2026-10-31"), ("2026-11-01", ""), ("2026-12-01", ""), ("", ""),
    ("2026-11-01T09:00:00Z", "2026-11-01T09:00:00Z"),
])  # fmt: skip
def test_a_day_that_is_not_over_is_no_stamp(lastmod: str, stamp: str) -> None:
    assert Listed("https://a.nl/", lastmod).stamp(date(2026, 11, 1)) == stamp


@given(st.binary(max_size=300) | st.text(alphabet="<>/&;![]CDATAurlsetloc \n'\"=", max_size=300)
       .map(lambda text: f"<urlset>{text}".encode()))  # fmt: skip
def test_any_bytes_are_a_sitemap_or_a_reason(body: bytes) -> None:
    found = tried(body)

    assert isinstance(found, sitemaps.Sitemap) or all(found)
