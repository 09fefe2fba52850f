"""Tables that sort and filter, in Chromium: order, numbers, the address, the keyboard.

The tables are made up for the test.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from knowledge.home import CHECKOUT

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'"
HEAD = (
    '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>T</title>'
    '<meta name="viewport" content="width=device-width,initial-scale=1">'
    f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    '<link rel="stylesheet" href="assets/noaber.css"></head><body><main><h1>T</h1>'
)
ROWS = (
    ("Élan", "€ 1.200", "23 november 2026", "Duinland"),
    ("aap", "€ 99,50", "2024", "Heideland"),
    ("Zee", "onbekend", "maart 2025", "Duinland"),
    ("deel 10", "€ 10.000", "", "Heideland"),
    ("deel 2", "€ 7", "1 maart 2025", "Duinland"),
    ("<img src=x onerror=alert(1)>", "€ 8", "2023", "__proto__"),
)


def table(rows: Any, name: str = "Tabel", heads: str = "") -> str:
    cells = "".join(
        f'<tr><th scope="row">{row[0].replace("<", "&lt;")}</th>'
        + "".join(f'<td data-label="x">{one}</td>' for one in row[1:])
        + "</tr>"
        for row in rows
    )
    heads = heads or (
        '<th scope="col">Naam</th><th scope="col">Bedrag</th><th scope="col">Dag</th>'
        '<th scope="col" data-keuze>Provincie</th>'
    )
    return (
        f'<table class="rows" data-sorteer><caption>{name}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table>"
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where three pages are served: one table, two tables, and a large one."""
    folder = tmp_path_factory.mktemp("tables")
    (folder / "assets").symlink_to(CHECKOUT / "site" / "assets")
    end = '</main><script src="assets/tabellen.js" defer></script></body></html>'
    many = [(f"rij {n}", str(n), "2024", "Duinland") for n in range(1, 1001)]
    pages = {"one": table(ROWS), "two": table(ROWS, "Eerste") + table(ROWS[:3], "Tweede"),
             "many": table(many)}  # fmt: skip
    for name, body in pages.items():
        (folder / f"{name}.html").write_text(HEAD + body + end, encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that notes what goes wrong; a test ends with nothing wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    yield opened
    opened.close()
    assert [line for line in wrong if "favicon" not in line and "404" not in line] == []


def names(page: Any, at: int = 0) -> list[str]:
    body = page.locator("table").nth(at).locator("tbody")
    found: list[str] = body.locator("tr:not([hidden]) th").all_inner_texts()
    return [name.split(" src")[0] for name in found]


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def test_text_is_sorted_as_in_dutch_with_numbers_as_numbers(page, address):
    page.goto(f"{address}one.html")

    press(page, "Naam")

    assert names(page) == ["<img", "aap", "deel 2", "deel 10", "Élan", "Zee"]


def test_amounts_are_sorted_as_numbers_and_what_is_unknown_is_last_both_ways(page, address):
    page.goto(f"{address}one.html")

    press(page, "Bedrag")
    up = names(page)
    press(page, "Bedrag")

    assert up == ["deel 2", "<img", "aap", "Élan", "deel 10", "Zee"]
    assert names(page) == ["deel 10", "Élan", "aap", "<img", "deel 2", "Zee"]


def test_days_months_and_years_are_sorted_in_time(page, address):
    page.goto(f"{address}one.html")

    press(page, "Dag")

    assert names(page) == ["<img", "aap", "Zee", "deel 2", "Élan", "deel 10"]


def test_a_third_press_gives_the_order_of_the_page_again(page, address):
    page.goto(f"{address}one.html")
    before = names(page)

    for _ in range(3):
        press(page, "Naam")

    assert names(page) == before
    assert page.locator("[aria-sort=ascending], [aria-sort=descending]").count() == 0
    assert page.url.endswith("one.html")


def test_the_head_tells_which_way_it_is_sorted(page, address):
    page.goto(f"{address}one.html")

    press(page, "Bedrag")
    press(page, "Bedrag")

    assert page.get_by_role("columnheader", name="Bedrag").get_attribute("aria-sort") == (
        "descending"
    )
    assert page.locator("[aria-sort=none]").count() == 3


def test_the_filter_counts_aloud_and_looks_through_accents(page, address):
    page.goto(f"{address}one.html")

    page.get_by_label("Tabel bevat").fill("zée")
    page.get_by_text("1 van 6 rijen").wait_for()

    assert names(page) == ["Zee"]
    assert page.locator("[role=status]").get_attribute("aria-live") == "polite"
    page.get_by_label("Tabel bevat").fill("")
    page.get_by_text("6 rijen", exact=True).wait_for()


def test_a_choice_and_a_word_are_asked_together(page, address):
    page.goto(f"{address}one.html")

    page.get_by_label("Provincie").select_option("Duinland")
    page.get_by_label("Tabel bevat").fill("2025")
    page.get_by_text("2 van 6 rijen").wait_for()

    assert names(page) == ["Zee", "deel 2"]


def test_what_is_chosen_stands_in_the_address_and_comes_back_with_it(page, address):
    page.goto(f"{address}one.html?anders=1#x")
    press(page, "Bedrag")
    press(page, "Bedrag")
    page.get_by_label("Provincie").select_option("Duinland")
    page.get_by_text("3 van 6 rijen").wait_for()
    assert page.url.endswith("one.html?anders=1&sorteer=2-af&provincie=Duinland#x")

    page.reload()

    assert names(page) == ["Élan", "deel 2", "Zee"]
    assert page.get_by_label("Provincie").input_value() == "Duinland"


@pytest.mark.parametrize(
    "query", ["sorteer=99", "sorteer=-af", "sorteer=__proto__", "provincie=nergens", "sorteer=0"]
)
def test_a_strange_address_leaves_the_table_whole(page, address, query):
    page.goto(f"{address}one.html?{query}")

    assert names(page)[0] == "Élan"
    assert len(names(page)) == 6


def test_two_tables_on_a_page_do_not_disturb_each_other(page, address):
    page.goto(f"{address}two.html")

    page.get_by_role("table", name="Tweede").get_by_role("button", name="Naam").click()

    assert names(page, 1) == ["aap", "Élan", "Zee"]
    assert names(page, 0)[0] == "Élan"
    assert page.url.endswith("?sorteer2=1")


def test_a_short_table_has_no_field_to_filter(page, address):
    page.goto(f"{address}two.html")

    assert page.get_by_label("Tabel bevat").count() == 1


def test_the_keyboard_sorts_and_its_place_can_be_seen(page, address):
    page.goto(f"{address}one.html")

    page.get_by_role("button", name="Naam").focus()
    page.keyboard.press("Enter")

    assert names(page)[1] == "aap"
    look = "getComputedStyle(document.activeElement)"
    assert page.evaluate("document.activeElement.className") == "sort"
    assert page.evaluate(f"{look}.outlineStyle") != "none"


def test_a_table_of_a_thousand_rows_sorts_and_filters(page, address):
    page.goto(f"{address}many.html?sorteer=2-af")
    assert names(page)[:2] == ["rij 1000", "rij 999"]

    page.get_by_label("Tabel bevat").fill("rij 10")
    page.get_by_text("21 van 1.000 rijen").wait_for()

    assert names(page)[0] == "rij 1000"


def test_text_of_strangers_is_never_made_into_elements(page, address):
    page.goto(f"{address}one.html?bevat=img")

    assert page.locator("img").count() == 0
    assert page.get_by_label("Provincie").locator("option").all_inner_texts()[1] == "__proto__"


def test_on_a_small_screen_one_can_sort_and_nothing_scrolls_sideways(page, address):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{address}one.html")

    press(page, "Dag")

    assert names(page)[0] == "<img"
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_without_javascript_the_whole_table_stands_there(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}one.html")

    assert len(names(page)) == 6
    assert page.get_by_role("button").count() == 0
    context.close()
