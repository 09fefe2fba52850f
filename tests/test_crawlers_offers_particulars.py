"""What product pages say under their headings: steps, papers, costs, term and channels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from crawlers.offers.particulars import Particulars, kind_of, particulars, term
from crawlers.offers.sections import (
    Section,
    links_of_html,
    links_of_markdown,
    of_html,
    of_markdown,
)


def page(markup: str) -> list[Section]:
    return of_html(html.fromstring(f"<main>{markup}</main>"))


def said(markup: str) -> Particulars:
    return particulars(page(markup))


def test_a_section_has_its_heading_and_its_blocks() -> None:
    found = page("<p>Vooraf.<h2>Kop</h2><p>Een<br>Twee<ol><li>Stap</ol><ul><li>Punt</ul>")

    assert [one.heading for one in found] == ["", "Kop"]
    assert [(block.text, block.form) for block in found[1].blocks] == [
        ("Een", "text"), ("Twee", "text"), ("Stap", "step"), ("Punt", "item"),
    ]  # fmt: skip


def test_an_item_of_two_paragraphs_is_one_block_and_a_row_has_its_cells() -> None:
    found = page("<ul><li><p>Een.</p><p>Meer.</p></li></ul><table><tr><th>Soort<td>5 euro</table>")

    assert [(block.text, block.form) for block in found[0].blocks] == [
        ("Een. Meer.", "item"), ("Soort: 5 euro", "row"),
    ]  # fmt: skip


def test_markdown_gives_the_same_sections_as_html() -> None:
    text = "Vooraf.\n\n## Kop\n\nEen **twee**\ndrie\n\n1. Stap\n   verder\n2. Nog\n\n- Punt\n"

    assert [(one.heading, [(b.text, b.form) for b in one.blocks]) for one in of_markdown(text)] == [
        ("", [("Vooraf.", "text")]),
        ("Kop", [("Een twee drie", "text"), ("Stap verder", "step"), ("Nog", "step"),
                 ("Punt", "item")]),
    ]  # fmt: skip


def test_links_come_with_their_address_also_from_buttons_and_markdown() -> None:
    main = html.fromstring(
        "<main><a href=/a> A  b </a><a name=x>Los</a><button>Knop</button>"
        "<input type=submit value=Verzend><input type=text value=Nee></main>"
    )

    assert links_of_html(main) == [("A b", "/a"), ("Knop", ""), ("Verzend", "")]
    assert links_of_markdown("Zie [het *loket*](https://a.example/b) nu") == [
        ("het loket", "https://a.example/b")
    ]


@pytest.mark.parametrize(("heading", "kind"), [
    ("Wat hebt u nodig?", "evidence"), ("Wat heeft u nodig", "evidence"), ("Bewijs", "evidence"),
    ("Wat moet ik meenemen?", "evidence"), ("Meenemen bij de aanvraag", "evidence"),
    ("What do you need?", "evidence"), ("Kosten", "costs"), ("Wat kost het?", "costs"),
    ("Kosten en betaling", "costs"), ("Tarieven paspoort", "costs"), ("Fees", "costs"),
    ("Hoe lang duurt het?", "term"), ("Hoelang duurt het?", "term"), ("Termijn", "term"),
    ("Wanneer hoort u het?", "term"), ("Levertijd", "term"), ("Aanpak", "instructions"),
    ("Hoe werkt het?", "instructions"), ("Zo vraagt u het aan", "instructions"),
    ("Aanvragen", "instructions"), ("Wat moet ik doen?", "instructions"),
    ("How to apply", "instructions"), ("Contact", ""), ("Voorwaarden", ""),
    ("Voorbeelden van kosten", ""), ("Wanneer krijgt u bijstand?", ""), ("Bezwaar", ""), ("", ""),
])  # fmt: skip
def test_a_heading_tells_what_its_section_is_about(heading: str, kind: str) -> None:
    assert kind_of(heading) == kind


def test_a_page_gives_its_steps_papers_costs_and_term() -> None:
    found = said("""<h1>Terras</h1><p>Wilt u een terras?</p>
        <h2>Zo werkt het</h2><ol><li>Teken het terras.</li><li>Vraag het aan.</li></ol>
        <h2>Wat hebt u nodig?</h2><ul><li>een tekening;</li><li>uw nummer</li></ul>
        <h2>Kosten</h2><table><tr><td>klein<td>10 euro<tr><td>groot<td>20 euro</table>
        <h2>Hoe lang duurt het?</h2><p>U krijgt binnen acht weken een besluit.</p>""")

    assert found == {
        "instructions": ("Teken het terras.", "Vraag het aan."),
        "evidence": ("een tekening", "uw nummer"),
        "costs": "klein: 10 euro; groot: 20 euro;",
        "term": "P8W",
        "channels": (),
    }


def test_headings_that_are_steps_are_the_steps() -> None:
    found = said("<h2>Stap 1: doe de check</h2><p>x y</p><h2>Stap 2. Wacht</h2><p>z</p>")

    assert found["instructions"] == ("doe de check", "Wacht")


def test_a_numbered_list_counts_under_the_title_or_a_heading_that_asks() -> None:
    tips = "<h1>T</h1><p>a b</p><h2>Onze tips</h2><ol><li>Een</li><li>Twee</li></ol>"

    assert said("<h1>Terras</h1><ol><li>Een</li><li>Twee</li></ol>")["instructions"] == (
        "Een", "Twee",
    )  # fmt: skip
    assert said(tips)["instructions"] == ()
    assert said(tips.replace("Onze tips", "Een terras aanvragen"))["instructions"] != ()


def test_what_a_page_starts_with_is_no_step() -> None:
    assert said("<h1>Aanvragen</h1><p>Wilt u een terras?</p>")["instructions"] == ()


def test_a_list_behind_bring_along_is_what_to_bring() -> None:
    listed = "<p>{}</p><ul><li>een pas</li><li>een foto</li></ul><p>Klaar.</p>"

    assert said(listed.format("Neem dit mee:"))["evidence"] == ("een pas", "een foto")
    assert said(listed.format("U hebt geen vergunning nodig:"))["evidence"] == ()
    assert said(listed.format("Het hangt af van:"))["evidence"] == ()


@pytest.mark.parametrize(("section", "expected"), [
    ("8 weken", "P8W"), ("Binnen 6 maanden krijgt u antwoord.", "P6M"), ("3 dagen", "P3D"),
    ("Wij beslissen binnen twaalf weken.", "P12W"), ("24 uur", "PT24H"),
    ("Binnen 5 werkdagen.", "Binnen 5 werkdagen."),
    ("U hoort het meestal binnen 3 weken.", "U hoort het meestal binnen 3 weken."),
    ("U krijgt binnen 8 weken een besluit. Soms duurt het 14 weken.", "P8W"),
    ("U krijgt binnen 2 of 3 weken een brief.", "U krijgt binnen 2 of 3 weken een brief."),
    ("U moet dit binnen 5 dagen doorgeven.", "U moet dit binnen 5 dagen doorgeven."),
    ("Zo snel mogelijk.", ""), ("", ""),
])  # fmt: skip
def test_a_term_is_a_duration_only_where_it_is_certain(section: str, expected: str) -> None:
    assert term(section) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("U krijgt binnen acht weken een besluit.", "P8W"),
    ("De gemeente beslist binnen 8 weken na ontvangst van uw aanvraag.", "P8W"),
    ("U kunt binnen 6 weken bezwaar maken.", ""),
    ("Wij beslissen binnen 8 weken. U krijgt binnen 2 weken antwoord.", ""),
    ("U bent 18 jaar of ouder.", ""), ("De dienst meldt het binnen een dag aan de gemeente.", ""),
])  # fmt: skip
def test_without_a_heading_only_a_plain_decision_is_a_term(text: str, expected: str) -> None:
    assert term("", text) == expected


@pytest.mark.parametrize(("markup", "expected"), [
    ("<p>Vraag het aan bij de balie of per post.", ("balie", "post")),
    ("<ul><li>Online, als proef.<li>Per telefoon.</ul>", ("online", "telefoon")),
    ("<p>U krijgt een brief per post.", ()), ("<p>U kunt niet per post aanvragen.", ()),
    ("<p>De balie is open tot vijf uur.", ()),
])  # fmt: skip
def test_a_channel_is_a_way_to_ask(markup: str, expected: tuple[str, ...]) -> None:
    assert said(markup)["channels"] == expected


def test_an_online_request_is_a_channel() -> None:
    assert particulars([], is_online=True)["channels"] == ("online",)


def test_texts_are_cut_and_so_are_lists() -> None:
    long = "".join(f"<li>papier {number} {'x ' * 500}</li>" for number in range(100))
    found = said(f"<h2>Bijlagen</h2><ul>{long}</ul><h2>Kosten</h2><p>{'euro ' * 500}</p>")

    assert len(found["evidence"]) == 30
    assert max(map(len, found["evidence"])) in (299, 300)
    assert len(found["costs"]) <= 500


@given(st.text(alphabet="ab <>/olu:h2li1.-#*\n[](", max_size=300))
def test_any_text_gives_sections(text: str) -> None:
    assert isinstance(particulars(of_markdown(text)), dict)
    assert isinstance(particulars(page(text)), dict)
