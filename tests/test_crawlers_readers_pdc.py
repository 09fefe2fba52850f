"""What OpenPDC gives: product pages that are for everyone, and a reason for each that is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Document

PAGES = Path(__file__).parent / "pages" / "pdc"
ITEMS = "https://zomerdorp.example/wp-json/owc/pdc/v1/items?limit=3&page=1"
MEMBER = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
MOVE = "https://zomerdorp.example/onderwerp/verhuizing-doorgeven/41"
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["id", "title", "content", "excerpt", "portal_url", "taxonomies", "forms",
                        "identifications", "faq", "upl", "upl_name", "upl_resource", "language",
                        "post_status", "date", "date_modified", "protected"])  # fmt: skip


def reading(data: Any, url: str = ITEMS, **more: Any) -> Reading:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    return read(File(url, body, organisation=MEMBER, licence="CC-BY-4.0", **more))


def page(name: str) -> Reading:
    return reading((PAGES / name).read_bytes())


def document(data: Any, url: str = ITEMS, **more: Any) -> Document:
    (record,) = reading({"data": [{"id": 1, "title": "T"} | data]}, url, **more).records
    assert isinstance(record, Document)
    return record


def test_an_item_gives_a_page_of_a_product() -> None:
    (move,) = page("items-1.json").records

    assert isinstance(move, Document)
    assert (move.id, move.title) == (MOVE, "Verhuizing doorgeven & adres wijzigen")
    assert move.url == "https://www.zomerdorp.example/onderwerp/verhuizing-doorgeven/41/"
    assert (move.summary, move.date) == ("Geef uw verhuizing door aan de gemeente.", "2026-09-30")
    assert (move.genre, move.language, move.text_licence) == ("productpagina", "nl", "CC-BY-4.0")
    assert move.audience == ("particulier", "ondernemer")
    assert (move.online, move.request_url) == ("ja", "https://loket.zomerdorp.example/verhuizen")


def test_the_content_is_reduced_to_text_with_the_questions_behind_it() -> None:
    (move,) = page("items-1.json").records

    assert isinstance(move, Document)
    assert move.text.split("\n") == ["Zo werkt het", "Geef uw nieuwe adres door.", "Binnen 5 dagen",
                                     "Of eerder", "", "Kost het iets?", "Nee."]  # fmt: skip
    assert (move.headings, move.format) == (("Zo werkt het",), "text")


def test_the_member_publishes_and_performs_and_the_page_is_about_the_product() -> None:
    product = "http://standaarden.overheid.nl/owms/terms/verhuizing_binnen_gemeente"
    statements = page("items-1.json").records[0].statements

    assert [(one.subject, one.relation, one.object) for one in statements] == [
        (MEMBER, "publishes", MOVE), (MEMBER, "performs", product), (MOVE, "about", product),
    ]  # fmt: skip
    assert {(one.claimant, one.strength) for one in statements} == {(MEMBER, "own")}


def test_what_is_not_for_everyone_is_left_out_and_says_why() -> None:
    found = [*page("items-1.json").problems, *page("items-2.json").problems]

    assert {one.place.rstrip("/").rpartition("/")[2]: (one.code, one.level) for one in found} == {
        "42": ("not-public", "hint"), "43": ("not-public", "hint"), "46": ("not-public", "hint"),
        "44": ("no-title", "error"), "45": ("wrong-product", "warning"),
    }  # fmt: skip


def test_an_item_without_a_page_stands_under_its_address_in_the_api() -> None:
    (container,) = page("items-2.json").records

    assert container.id == "https://zomerdorp.example/wp-json/owc/pdc/v1/items/45"
    assert (container.title, container.url) == ("Container kwijt", container.id)


def test_that_address_does_not_depend_on_the_page_of_the_list() -> None:
    plain = "https://zomerdorp.example/?rest_route=/owc/pdc/v1/items"
    urls = [f"{plain}&page={number}" for number in (1, 2)]

    assert {document({}, url).id for url in urls} == {document({}, f"{plain}/1").id}


def test_a_wrong_product_keeps_the_page_and_the_name() -> None:
    (container,) = page("items-2.json").records

    assert [one.object_name for one in container.statements[1:]] == ["Container kwijt"] * 2
    assert container.statements[1].object == "noaber:product/container-kwijt"


def test_an_item_without_a_product_says_only_who_publishes_it() -> None:
    assert [one.relation for one in document({}).statements] == ["publishes"]


def test_the_list_says_how_many_there_are_and_which_page_follows() -> None:
    first, second = page("items-1.json"), page("items-2.json")

    assert [(one.total, one.next) for one in (first, second)] == [(6, "2"), (6, "")]


@pytest.mark.parametrize(("told", "after"), [
    ({"total_count": 1, "total_pages": 3, "current_page": 0}, "2"),
    ({"total_count": "9", "total_pages": "3", "current_page": "2"}, "3"),
    ({"total_pages": None}, ""), ({}, ""), ([], ""),
])  # fmt: skip
def test_numbers_may_come_as_text_or_not_at_all(told: Any, after: str) -> None:
    assert reading({"data": [{"id": 1, "title": "T"}], "pagination": told}).next == after


def test_a_page_without_items_ends_the_list_whatever_it_promises() -> None:
    told = {"total_count": 9, "total_pages": 9, "current_page": 2}
    found = reading({"data": [], "pagination": told})

    assert (found.next, found.total, found.problems) == ("", 9, [])


def test_a_bare_list_goes_by_the_headers_of_wordpress() -> None:
    headers = {"x-wp-total": "230", "x-wp-totalpages": "3"}
    found = reading(
        [{"id": 1, "title": "T", "post_status": "publish", "excerpt": ""}], headers=headers
    )

    assert (len(found.records), found.total, found.next) == (1, 230, "2")


def test_one_item_by_itself_is_read_too() -> None:
    url = "https://zomerdorp.example/wp-json/owc/pdc/v1/items/7"

    assert reading({"id": 7, "title": "Een"}, url).records[0].id == url


def test_an_error_of_wordpress_is_a_problem_of_the_page() -> None:
    told = {"code": "rest_no_route", "message": "Geen route", "data": {"status": 404}}
    (problem,) = reading(told).problems

    assert (problem.code, problem.level, problem.place) == ("bad-answer", "error", ITEMS)
    assert "Geen route" in problem.message


@pytest.mark.parametrize("body", [
    b'{"data": [', b"[" * 100_000, b'{"data": ' + b"9" * 10_000 + b"}", b"[}",
])  # fmt: skip
def test_what_is_no_json_says_so(body: bytes) -> None:
    assert [one.code for one in reading(body).problems] == ["not-json"]


def test_a_notice_of_php_before_the_json_is_left_to_other_readers() -> None:
    reader = reader_for(File(ITEMS, b'<br/>Notice {"data": []}', media_type="application/json"))

    assert reader is None or reader.NAME != "pdc"


def test_an_answer_that_is_too_large_is_refused() -> None:
    assert [one.code for one in reading(b"[" + b" " * 10_485_760).problems] == ["too-large"]


def test_a_byte_order_mark_and_an_old_charset_do_no_harm() -> None:
    item = {"id": 1, "title": "Café", "excerpt": "", "post_status": "publish"}
    plain = json.dumps([item], ensure_ascii=False)
    bodies = [b"\xef\xbb\xbf" + plain.encode(), plain.encode("cp1252")]

    assert {reading(body).records[0].title for body in bodies} == {"Café"}


def test_half_and_hidden_characters_do_not_reach_a_record() -> None:
    body = rb'[{"id": 1, "title": "a\ud800\u0000\u202eb", "excerpt": "", "post_status": "publish"}]'

    assert reading(body).records[0].title == "ab"


@pytest.mark.parametrize(("link", "kept"), [
    ("javascript:alert(1)", ""), ("//loket.example/x", ""), ("https://u:p@loket.example/", ""),
    ("https://loket.example/x", "https://loket.example/x"), (["https://loket.example/"], ""),
])  # fmt: skip
def test_only_a_web_address_is_a_place_to_ask_for_it(link: Any, kept: str) -> None:
    found = document({"forms": [{"title": "F", "url": link}]})

    assert (found.request_url, found.online) == (kept, "ja" if kept else "")


def test_a_login_among_the_aspects_says_that_it_is_online() -> None:
    assert document({"taxonomies": {"pdc-aspect": [{"slug": "DigiD"}]}}).online == "ja"


def test_titles_do_not_change_an_id() -> None:
    assert document({"title": "A", "slug": "a"}).id == document({"title": "B", "slug": "b"}).id


@given(st.lists(st.dictionaries(KEYS, VALUES) | VALUES, max_size=4))
def test_each_item_gives_a_document_or_a_problem(items: list[Any]) -> None:
    found = reading({"data": items})
    settled = [
        one for one in found.problems if one.code in ("no-title", "no-address", "not-public")
    ]

    assert len(found.records) + len(settled) == len(items)


def levels(found: Document) -> list[tuple[str, bool, str]]:
    return [(one.level, one.offered, one.why) for one in found.services]


def test_a_button_to_log_in_is_online_with_a_sign_in() -> None:
    buttons = {"digid": [{"title": "Regel het", "url": "https://loket.example/x"}]}
    found = document({"identifications": buttons})

    assert levels(found)[1:] == [
        ("online", True, "identifications.digid: Regel het"),
        ("sign-in", True, "identifications.digid: Regel het"),
    ]
    assert {one.url for one in found.services[1:]} == {"https://loket.example/x"}


def test_a_form_is_online_and_one_to_print_is_not() -> None:
    online = document({"forms": [{"title": "Aanvragen", "url": "https://loket.example/x"}]})
    paper = document({"forms": [{"title": "Aanvragen", "url": "https://zomerdorp.example/f.pdf"}]})

    assert levels(online)[1:] == [("online", True, "forms: Aanvragen")]
    assert levels(paper)[1:] == [("form", True, "forms: Aanvragen")]
    assert (paper.online, paper.request_url) == ("", "")


@pytest.mark.parametrize(("title", "url", "expected"), [
    ("Aanvraagformulier", "https://zomerdorp.example/f.pdf", ["form"]),
    ("Folder", "https://zomerdorp.example/f.pdf", []),
    ("Machtigingsformulier", "https://zomerdorp.example/f.pdf", []),
    ("Aanvraagformulier", "https://zomerdorp.example/f.html", []),
])  # fmt: skip
def test_a_download_is_a_form_only_where_its_name_says_so(
    title: str, url: str, expected: list[str]
) -> None:
    found = document({"downloads": [{"title": title, "url": url}]})

    assert [one.level for one in found.services[1:]] == expected


def test_the_text_of_an_item_gives_steps_costs_and_term() -> None:
    text = ("<h2>Zo werkt het</h2><ol><li>Vraag het online aan.</li><li>Wacht.</li></ol>"
            "<h2>Kosten</h2><p>Gratis.</p><h2>Termijn</h2><p>8 weken</p>")  # fmt: skip
    found = document({"content": text, "appointment": {"active": True}})

    assert found.instructions == ("Vraag het online aan.", "Wacht.")
    assert (found.costs, found.term, found.channels) == ("Gratis.", "P8W", ("online", "balie"))
    assert levels(found)[1:] == [("online", True, "“Vraag het online aan.”")]
