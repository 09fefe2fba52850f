"""What a web page gives: one document without menus, links and images."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Document

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://www.rietveen.example/afval/grofvuil.html"


def reading(body: str | bytes, **known: str) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(URL, raw, media_type="text/html", **known))


def page(body: str | bytes, **known: str) -> Document:
    (record,) = reading(body, **known).records
    assert isinstance(record, Document)
    return record


def sample() -> Document:
    return page((HERE / "afval.html").read_bytes(), organisation="noaber:organisatie/rietveen")


def test_a_page_gives_a_document_with_its_meta_data() -> None:
    record = sample()

    assert record.id == "https://rietveen.example/afval/grofvuil"
    assert record.url == URL
    assert record.title == "Grofvuil laten ophalen"
    assert record.summary == "Zo laat u grofvuil ophalen."
    assert (record.language, record.date, record.genre) == ("nl", "2026-05-04", "webpagina")
    assert record.headings == ("Grofvuil laten ophalen", "Wat kost het?")


def test_the_text_has_no_menus_links_images_or_scripts() -> None:
    text = sample().text

    assert "Past uw afval niet in de container?" in text
    assert "Twee keer per jaar is het ophalen gratis." in text
    for absent in ("Menu", "gemeentehuis", "alert", "volger", "tarieven", "http"):
        assert absent not in text


def test_the_page_is_about_its_product() -> None:
    assert [(one.relation, one.object, one.strength) for one in sample().statements] == [
        ("publishes", "https://rietveen.example/afval/grofvuil", "own"),
        ("about", "http://standaarden.overheid.nl/owms/terms/grofvuil", "own"),
    ]


def test_a_canonical_address_on_another_host_is_ignored() -> None:
    body = "<link rel=canonical href='https://elders.example/x'><h1>Kop</h1>"

    assert page(body).id == "https://rietveen.example/afval/grofvuil.html"
    assert page("<link rel=canonical href='http://[::1'><h1>Kop</h1>").id.endswith(".html")


def test_the_title_leaves_the_name_of_the_site_out() -> None:
    body = "<title>Paspoort - aanvragen | Gemeente Rietveen</title><p>Tekst van de pagina.</p>"

    assert page(body).title == "Paspoort - aanvragen"
    assert page("<meta property=og:title content=Ander><p>Tekst hier.</p>").title == "Ander"


def test_noindex_is_respected() -> None:
    result = reading("<meta name=ROBOTS content='NoIndex,follow'><h1>Kop</h1>")

    assert [(one.level, one.code) for one in result.problems] == [("hint", "noindex")]
    assert result.records == []


@pytest.mark.parametrize("body", ["", "<html></html>", "<script>x</script>", "\x00"])
def test_an_empty_page_is_an_error(body: str) -> None:
    assert [(one.level, one.code) for one in reading(body).problems] == [("error", "empty-page")]


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("<title>Café</title><p>Súdwest één</p>".encode(), ""),
        ("<title>Café</title><p>Súdwest één</p>".encode(), "iso-8859-1"),
        ("<title>Café</title><p>Súdwest één</p>".encode("latin-1"), "utf-8"),
        ("<meta charset=utf-8><title>Café</title><p>Súdwest één</p>".encode("latin-1"), ""),
        ("<title>Café</title><p>Súdwest één</p>".encode("utf-16"), ""),
        ("<title>Café</title><p>Súdwest één</p>".encode("utf-16-le"), "utf-16le"),
        ("<title>Café</title><p>Súdwest één</p>".encode(), "geen-codec"),
        ("<title>Café</title><p>Súdwest één</p>".encode(), "unicode_escape"),
        ("\ufeff<title>Ca\x00fé</title><p>Súdwest één</p>".encode(), ""),
    ],
)
def test_pages_that_lie_about_their_encoding_are_read(body: bytes, charset: str) -> None:
    record = page(body, charset=charset)

    assert (record.title, record.text) == ("Café", "Súdwest één")


def test_any_bytes_are_read_or_refused() -> None:
    reading(bytes(range(256)) * 50)
    reading(b"\xff\xfe\xff")


def test_hostile_pages_are_read_in_time() -> None:
    many = "<main>" + "<p>Een zin met tekst. <b>x</b></p>" * 40_000
    deep = "<div>" * 50_000 + "tekst"
    started = time.process_time()

    reading(many)
    reading(deep)
    reading("<h1>a</h1>" * 50_000)

    assert time.process_time() - started < 5


def test_very_large_pages_are_refused() -> None:
    assert [one.code for one in reading(b"<p>" + b"a" * 2_100_000).problems] == ["too-large"]


def test_script_in_a_title_stays_text() -> None:
    assert page("<h1>&lt;script&gt;x&lt;/script&gt;</h1>").title == "<script>x</script>"


def test_a_page_is_known_by_its_first_bytes() -> None:
    reader = reader_for(File("https://x.example/pagina", b"<!DOCTYPE html><html>"))

    assert reader is not None
    assert reader.NAME == "webpage"


def test_one_of_several_robots_tags_is_enough() -> None:
    tags = '<meta name="robots" content="index"><meta name="ROBOTS" content="NoIndex, follow">'

    assert [one.code for one in reading(f"{tags}<p>geheim</p>").problems] == ["noindex"]
    assert page("<meta name=googlebot content=noindex><p>Voor mensen.</p>").text == "Voor mensen."


def test_what_is_hidden_is_not_read() -> None:
    record = page("<main><h1>Kop</h1><p>Zichtbaar.</p><div hidden>Later.</div></main>")

    assert "Zichtbaar." in record.text
    assert "Later" not in record.text


def test_the_words_of_two_cells_stay_apart() -> None:
    cells = "".join(f"<tr><th>Kolom{n}<td>Waarde{n}" for n in range(5))

    assert "Kolom3Waarde3" not in page(f"<main><table>{cells}</table></main>").text


def test_a_page_that_only_sends_on_is_no_document() -> None:
    body = '<meta http-equiv="Refresh" content="0; URL=\'/nieuw\'"><title>Verhuisd</title>'

    assert [one.code for one in reading(body).problems] == ["moved"]
    assert page(f"{body}<main><p>{'Veel tekst hier. ' * 50}</p></main>").title == "Verhuisd"


def test_a_title_alone_is_no_text() -> None:
    record = page(
        "<html><head><title>Kaders</title></head><frameset><frame src=a></frameset></html>"
    )

    assert (record.title, record.text) == ("Kaders", "")


def product() -> Document:
    path = HERE.parent / "website" / "product.html"
    return page(path.read_bytes(), organisation="noaber:organisatie/zomerdorp")


def test_what_json_ld_says_of_a_service_is_in_the_record() -> None:
    record = product()

    assert record.request_url == "https://www.zomerdorp.example/aanvragen/standplaats"
    assert record.online == "ja"
    assert record.date == "2026-05-04"  # not that of the sentence about 2020
    assert [s.object for s in record.statements if s.relation == "about"] == [
        "http://standaarden.overheid.nl/owms/terms/standplaatsvergunning"
    ]


def test_meta_data_of_the_government_goes_before_json_ld() -> None:
    record = product()

    assert record.title == "Standplaats aanvragen"
    assert record.summary == "Zo vraagt u een standplaats aan."
    assert record.audience == ("ondernemer",)


def test_persons_in_json_ld_are_not_kept() -> None:
    said = product().model_dump_json()

    assert "Jansen" not in said
    assert "Pietersen" not in said


def json_ld(*scripts: str, body: str = "<p>Tekst van de pagina.</p>") -> str:
    return "".join(f"<script type='application/ld+json'>{one}</script>" for one in scripts) + body


@pytest.mark.parametrize("kind", ["HowTo", "FAQPage", "Article", "SoftwareApplication",
                                  "https://schema.org/HowTo", "schema:Article"])  # fmt: skip
def test_json_ld_fills_in_what_a_page_does_not_say(kind: str) -> None:
    said = f'{{"@type": "{kind}", "name": "Naam", "description": "Uitleg.", '
    said += '"datePublished": "2026-02-03", "audience": "inwoner"}'
    record = page(json_ld(said))

    assert (record.title, record.summary, record.date) == ("Naam", "Uitleg.", "2026-02-03")
    assert record.audience == ()


def test_a_program_in_json_ld_is_what_the_page_is_about() -> None:
    said = '{"@type": ["Thing", "SoftwareSourceCode"], "codeRepository": [{"@id": "x"}, %s]}'
    address = '"https://github.com/Zomerdorp/Zaakbrug.git"'

    assert [s.object for s in page(json_ld(said % address)).statements] == [
        "https://github.com/zomerdorp/zaakbrug"
    ]
    assert page(json_ld(said % '"https://zomerdorp.example/code/x"')).statements == ()


def test_teasers_of_other_pages_say_nothing_of_this_one() -> None:
    said = '{"@type": "ItemList", "itemListElement": [{"@type": "Article", "name": "Ander", '
    said += '"sameAs": "http://standaarden.overheid.nl/owms/terms/paspoort"}]}'
    record = page(json_ld(said, body="<title>Lijst</title><p>Een lijst van berichten.</p>"))

    assert (record.title, record.statements) == ("Lijst", ())


@pytest.mark.parametrize("script", ["{", "", '{"@type": "HowTo",}', "[" * 100_000,
                                    '{"a": "' + "x" * 300_000 + '"}', "9" * 5_000])  # fmt: skip
def test_json_ld_that_is_none_is_said_and_the_page_is_read(script: str) -> None:
    result = reading(json_ld(script))

    assert [(one.level, one.code) for one in result.problems] == [("warning", "bad-json-ld")]
    assert result.records


@pytest.mark.parametrize("script", [
    "3", "null", "[[[]]]", '{"@type": {"a": 1}, "name": ["x"]}', '{"@type": "HowTo", "name": {}}',
    '{"@type": "Service", "availableChannel": {"serviceUrl": "javascript:alert(1)"}}',
    '{"@type": "Service", "availableChannel": [3, {"serviceUrl": {"a": 1}}], "audience": [[1]]}',
    "[" + '{"@graph": ' * 400 + "1" + "}" * 400 + "]",
])  # fmt: skip
def test_odd_json_ld_changes_nothing(script: str) -> None:
    body = "<title>Titel</title><p>Tekst van de pagina.</p>"
    result = reading(json_ld(script, body=body))

    assert [problem.code for problem in result.problems] in ([], ["bad-json-ld"])
    assert result.records[0].model_copy(update={"title": ""}) == (
        reading(body).records[0].model_copy(update={"title": ""})
    )


def test_a_short_text_that_trafilatura_would_lose_is_kept() -> None:
    rows = "".join(f"<tr><td>Eigenschap {n}</td><td>Waarde {n}</td></tr>" for n in range(2))
    body = "<div><h1>Zaaksysteem</h1><div>Legt zaken vast en bewaakt de termijn ervan.</div>"

    assert "bewaakt de termijn" in page(f"{body}<table>{rows}</table></div>").text


def test_a_table_in_a_table_is_not_said_twice() -> None:
    row = "<tr><td>Agendapunt van de vergadering over de begroting van volgend jaar</td></tr>"
    inner = f"<table>{row}</table>"
    body = f"<table><tr><td>{inner}</td></tr><tr><td>{inner}</td></tr></table>" * 3

    assert page(body).text.count("Agendapunt") == 6


UPL = "<meta name=overheidproduct.x content=http://standaarden.overheid.nl/owms/terms/terras>"


def test_a_page_shows_how_far_one_gets_online() -> None:
    record = page(f"""{UPL}<main><h1>Terras aanvragen</h1><p>U logt in met DigiD.</p>
        <button>Direct aanvragen</button><a href="/f.pdf">Aanvraagformulier (PDF)</a>
        <a href="https://mijn.rietveen.example/">Volg uw aanvraag</a></main>""")

    assert [(one.level, one.why) for one in record.services] == [
        ("information", "webpagina"), ("form", "“Aanvraagformulier (PDF)”"),
        ("online", "“Direct aanvragen”"), ("sign-in", "“U logt in met DigiD.”"),
        ("status", "“Volg uw aanvraag”"),
    ]  # fmt: skip
    assert record.services[1].url == "https://rietveen.example/f.pdf"
    assert record.channels == ("online",)


def test_menus_and_links_beside_the_text_show_no_level() -> None:
    beside = "<a href=/x>Direct aanvragen</a>"
    body = f"{UPL}<header>{beside}</header><main><h1>Terras</h1><p>Zo werkt een terras.</p>" \
           f"<aside>{beside}</aside></main><footer>{beside}</footer>"  # fmt: skip

    assert [one.level for one in page(body).services] == ["information"]


def test_a_page_about_nothing_that_shows_nothing_has_no_levels() -> None:
    assert page("<h1>Nieuws</h1><p>De brug is weer open.</p>").services == ()


def test_the_channel_of_json_ld_is_online() -> None:
    data = (
        '{"@type": "GovernmentService", "availableChannel": {"serviceUrl": "https://l.example/"}}'
    )
    record = page(f"<script type=application/ld+json>{data}</script><h1>Terras</h1><p>Tekst.</p>")

    assert [(one.level, one.why, one.url) for one in record.services][1:] == [
        ("online", "availableChannel", "https://l.example/")
    ]


def test_the_heading_in_a_button_that_opens_a_part_stays_a_heading() -> None:
    record = page("<main><h1>Terras</h1><h2><button>Kosten</button></h2><p>10 euro.</p></main>")

    assert record.headings == ("Terras", "Kosten")
    assert record.costs == "10 euro."
