"""The calculator in Chromium: the same shares as in Python, and what readers do with it.

Organisations and solutions are made up for the test.
"""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from knowledge.costs.division import KINDS, SCALE, DivisionError, Key, divide, joined, weights
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Document, Organisation, Solution, Statement
from knowledge.pages import stage
from knowledge.parts import Cost
from knowledge.site import render

CHROMIUM = Path("/usr/bin/chromium")
VECTORS = json.loads((Path(__file__).parent / "divisions.json").read_text())
DAY = date(2026, 11, 23)
GM = "https://identifier.overheid.nl/tooi/id/gemeente/gm"
TOWNS = (
    ("9001", "Zomerdorp", 10_000),
    ("9002", "Winterdorp", 30_000),
    ("9003", "Herfstdorp", None),
)
EVIL = '<img src=x onerror=alert(1)> __proto__ {{7*7}} "x"'
FORM, RATE, PLAIN = (f"https://c.example/{name}" for name in ("form", "rate", "plain"))
COSTS = (
    Cost(cents=1000, kind="jaarlijks", year="2025", vat="exclusief", what=EVIL),
    Cost(cents=3000, kind="jaarlijks", year="2025", vat="exclusief", what="Uren"),
    Cost(cents=100_001, kind="bouw", year="2023"),
    Cost(cents=500, kind="eenmalig", year="2024", vat="inclusief"),
)
# what runs in the page: the real division.js over cases as they come from a file
RUN = """async (given) => {
  const all = await import(new URL("../assets/division.js", location.href).href);
  const one = (how, { cents, key, fixed, numbers }) => {
    try {
      const known = (number) => (number === null ? null : all.scaled(number));
      const found = numbers.map(([who, number]) => [who, known(number)]);
      const pairs = [...all[how](BigInt(cents), key, fixed, found)];
      return pairs.map(([who, share]) => [who, Number(share)]);
    } catch (error) {
      return `${error.code} ${error.who}`.trim();
    }
  };
  const { shares, joined, euro, each } = JSON.parse(given);
  return {
    shares: shares.map((case_) => one("shared", case_)),
    joined: joined.map((case_) => one("joined", case_)),
    euro: euro.map(([cents]) => all.euro(BigInt(cents))),
    each: each.map(([cents, among]) => Number(all.each(BigInt(cents), BigInt(among)))),
  };
}"""


def said(subject: str, relation: str, target: str, **more: Any) -> Statement:
    return Statement(subject=subject, relation=relation, object=target, source="entry:cost/form",
                     last_seen=DAY, first_seen=DAY, **more)  # fmt: skip


def hub() -> Hub:
    seen = {"source": "register:inhabitants", "url": "https://cbs.example/", "last_seen": DAY}
    towns = [Organisation(id=GM + code, title=f"Gemeente {name}", type="gemeente",
                          inhabitants=number, inhabitants_year="2023" if number else "", **seen)
             for code, name, number in TOWNS]  # fmt: skip
    rate = Cost(cents=75, kind="jaarlijks", year="2025", vat="inclusief", per="inwoner")
    pages = [
        Document(id=f"noaber:entry/cost/{name}", title=f"Wat {name} kost", genre="kosten",
                 cost_facts=costs, source=f"entry:cost/{name}", reader="entry", last_seen=DAY)
        for name, costs in (("form", COSTS), ("rate", (rate,)))
    ]  # fmt: skip
    solutions = [Solution(id=i, title=f"{n} {EVIL}", last_seen=DAY)
                 for i, n in ((FORM, "Form"), (RATE, "Rate"), (PLAIN, "Plain"))]  # fmt: skip
    links = [said(pages[0].id, "about", FORM), said(pages[0].id, "about", towns[0].id),
             said(pages[1].id, "about", RATE)]  # fmt: skip
    links += [said(towns[at].id, "uses", FORM, claimant=towns[at].id) for at in (0, 1)]
    links += [said(towns[2].id, "uses", RATE, claimant=towns[2].id)]
    names = {FORM: "form", RATE: "rate", PLAIN: "plain"}
    things = [Thing(r.id, r.kind, names.get(r.id) or r.title.split()[1].lower(), (r,))
              for r in (*towns, *pages, *solutions)]  # fmt: skip
    return Hub(things={thing.id: thing for thing in things}, edges=tuple(edges_from(links)))


def staged(home: Home, made: Hub) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        assert stage(made, home) == []
    return home.build / "pages"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    staged(made, hub())
    return made


def text_of(path: Path) -> str:
    html = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    return " ".join(lxml.html.fromstring(html).text_content().split())


# --- the files ------------------------------------------------------------------------------------


def test_the_files_have_amounts_users_and_inhabitants_with_their_sources(home: Home) -> None:
    folder = home.build / "pages" / "data"
    costs = json.loads((folder / "kosten.json").read_text())
    bodies = json.loads((folder / "inwoners.json").read_text())

    form = next(one for one in costs["solutions"] if one["slug"] == "form")
    assert form["users"] == ["winterdorp", "zomerdorp"]
    assert [(one["cents"], one["how"]) for one in form["costs"]] == [
        (4000, "verdeeld"), (100_001, "verdeeld"), (500, "ieder zelf"),
    ]  # fmt: skip
    assert all(one["title"] == "Wat form kost" and one["seen"] for one in form["costs"])
    assert bodies["items"] == [
        ["herfstdorp", "Gemeente Herfstdorp", None, "", None],
        ["winterdorp", "Gemeente Winterdorp", 30_000, "2023", 4],
        ["zomerdorp", "Gemeente Zomerdorp", 10_000, "2023", 3],
    ]
    assert bodies["url"] == "https://cbs.example/"


def test_without_a_script_the_page_divides_equally_among_the_users(home: Home) -> None:
    page = text_of(home.build / "pages" / "kosten" / "index.md")

    assert "€ 40,00 elk jaar 2025, zonder btw € 20,00 Wat form kost" in page
    assert "€ 1.000,01 bouwen (één keer) 2023, btw niet bekend € 500,00 of € 500,01" in page
    assert "€ 5,00 betaalt ieder zelf" in page
    assert "€ 0,75 per inwoner elk jaar 2025, met btw € 0,75 per inwoner" in page
    assert "Wij rekenen niet om naar prijzen van nu." in page


def test_a_solution_shows_its_costs_once_with_a_way_to_the_calculator(home: Home) -> None:
    path = home.build / "pages" / "oplossingen" / "form.md"
    page = text_of(path)

    assert page.count("Kosten") == 1
    assert "€ 40,00 elk jaar 2025, zonder btw" in page
    assert "betaald door Gemeente Zomerdorp" in page
    assert 'href="../../kosten/?oplossing=form"' in path.read_text()
    assert "We weten nog niet wat dit kost" in text_of(path.with_name("plain.md"))


def test_a_document_shows_each_amount_as_it_was_written(home: Home) -> None:
    page = text_of(home.build / "pages" / "documenten" / "form.md")

    assert "€ 10,00 elk jaar 2025, zonder btw" in page
    assert "€ 30,00 elk jaar 2025, zonder btw Uren" in page


def test_without_any_cost_the_page_says_that_it_is_not_known(tmp_path: Path) -> None:
    folder = staged(Home(tmp_path), Hub())

    page = text_of(folder / "kosten" / "index.md")

    assert "We weten nog van geen enkele oplossing wat zij kost." in page
    assert json.loads((folder / "data" / "kosten.json").read_text()) == {"solutions": []}


# --- in Chromium ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(home: Home, served: Any) -> Iterator[str]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    render(home)
    with served(home.build / "site") as found:
        yield f"{found}kosten/"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page that notes what goes wrong; a test ends with nothing wrong."""
    context = browser.new_context(viewport={"width": 1280, "height": 900},
                                  permissions=["clipboard-read", "clipboard-write"])  # fmt: skip
    opened = context.new_page()
    wrong: list[str] = []
    opened.on("console", lambda said: wrong.append(said.text)
              if said.type in {"error", "warning"} else None)  # fmt: skip
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield opened
    context.close()
    assert wrong == []


def opened(page: Any, address: str, query: str = "") -> Any:
    page.goto(address + query)
    page.locator("form[data-costs]").wait_for()
    return page


def parts(page: Any) -> dict[str, str]:
    """What each pays, as the table says."""
    rows = page.locator(".shares tbody tr, .shares tfoot tr").all()
    return {
        row.locator("th").inner_text(): row.locator("td[data-label=Deel]").inner_text()
        for row in rows
    }


@pytest.mark.browser
def test_browser_and_python_run_the_same_vectors(page: Any, address: str) -> None:
    found = opened(page, address).evaluate(RUN, json.dumps(VECTORS))

    for how in ("shares", "joined"):
        wanted = [case.get("shares", case.get("error")) for case in VECTORS[how]]
        names = [case["name"] for case in VECTORS[how]]
        assert dict(zip(names, found[how], strict=True)) == dict(zip(names, wanted, strict=True))
    assert found["euro"] == [text for _, text in VECTORS["euro"]]
    assert found["each"] == [part for *_, part in VECTORS["each"]]


def chance_case(chance: random.Random) -> dict[str, Any]:
    kind = chance.choice(KINDS)
    names = chance.sample(
        ["a", "b", "é", "__proto__", "\uff5e", "\U0001f600", "zz", ""], chance.randint(1, 8)
    )
    most = 10 ** chance.randint(1, 12) - 1
    numbers = [[name, None if kind == "gelijk" else str(chance.randint(0, most))] for name in names]
    return {"cents": chance.randint(0, 10 ** chance.randint(1, 12)), "key": kind,
            "fixed": chance.randint(0, 100), "numbers": numbers}  # fmt: skip


def in_python(case: dict[str, Any], how: str) -> Any:
    key = Key(case["key"], fixed=case["fixed"])
    found = {who: SCALE if one is None else int(one) * SCALE for who, one in case["numbers"]}
    try:
        if how == "joined":
            shares = joined(case["cents"], key, found)
        else:
            shares = divide(case["cents"], weights(key, found))
    except DivisionError as error:
        return f"{error.why} {error.who}".strip()
    return [list(pair) for pair in shares.items()]


@pytest.mark.browser
def test_browser_and_python_divide_the_same_by_chance(page: Any, address: str) -> None:
    chance = random.Random(47)
    cases = [chance_case(chance) for _ in range(4000)]
    given = {"shares": cases, "joined": cases, "euro": [], "each": []}

    found = opened(page, address).evaluate(RUN, json.dumps(given))

    for how in ("shares", "joined"):
        assert found[how] == [in_python(case, how) for case in cases]


@pytest.mark.browser
def test_amounts_are_read_as_dutch_people_write_them(page: Any, address: str) -> None:
    written = {
        "46500": 4_650_000, "46.500": 4_650_000, "€ 46.500,00": 4_650_000, "46500,-": 4_650_000,
        "12,5": 1250, "12.50": 1250, "1.234.567,89": 123_456_789, "0,01": 1,
        "": None, "veel": None, "-5": None, "1.23.4": None, "12,345": None, "1e3": None,
        "99999999999999999": None,
    }  # fmt: skip

    found = opened(page, address).evaluate(
        """async (given) => {
          const all = await import(new URL("../assets/division.js", location.href).href);
          return given.map((text) => {
            try { return Number(all.centsOf(text)); } catch { return null; }
          });
        }""",
        [*written],
    )

    assert dict(zip(written, found, strict=True)) == written


@pytest.mark.browser
def test_a_link_from_a_solution_shows_what_its_users_pay(page: Any, address: str) -> None:
    opened(page, address, "?oplossing=form")

    assert parts(page) == {
        "Gemeente Winterdorp": "€ 20,00", "Gemeente Zomerdorp": "€ 20,00", "Samen": "€ 40,00",
    }  # fmt: skip
    told = page.locator(".sources").inner_text()
    assert "Wat form kost" in told
    assert "betaald door Gemeente Zomerdorp" in told
    assert "23 november 2026" in told


@pytest.mark.browser
def test_an_address_gives_back_the_same_division(page: Any, address: str) -> None:
    query = "?bedrag=40&sleutel=vast&vast=50&met=zomerdorp&met=herfstdorp%3A30000"

    opened(page, address, query)

    assert parts(page) == {
        "Gemeente Zomerdorp": "€ 15,00", "Gemeente Herfstdorp": "€ 25,00", "Samen": "€ 40,00",
    }  # fmt: skip
    assert page.url == address + query
    assert "Zelf ingevuld: het getal van Gemeente Herfstdorp" in page.inner_text(".sources")


@pytest.mark.browser
def test_choosing_with_the_keyboard_divides_and_fills_the_address(page: Any, address: str) -> None:
    opened(page, address)
    page.get_by_label("Bedrag in euro").fill("1.000,01")
    field = page.get_by_label("Wie doen mee?")
    for name in ("zomer", "winter"):
        field.press_sequentially(name)
        field.press("Enter")
    page.get_by_label("Hoe verdeelt u?").select_option("inwoners")

    assert parts(page) == {
        "Gemeente Zomerdorp": "€ 250,00", "Gemeente Winterdorp": "€ 750,01", "Samen": "€ 1.000,01",
    }  # fmt: skip
    assert page.url.endswith("?bedrag=1.000%2C01&sleutel=inwoners&met=zomerdorp&met=winterdorp")


@pytest.mark.browser
def test_a_number_that_is_not_known_is_asked_and_not_guessed(page: Any, address: str) -> None:
    opened(page, address, "?bedrag=10&sleutel=inwoners&met=zomerdorp&met=herfstdorp")
    status = page.locator("#k-fout")

    assert "Van Gemeente Herfstdorp weten we het getal niet" in status.inner_text()
    page.get_by_label("Inwoners van Gemeente Herfstdorp").fill("10.000")
    assert "kan de punt of komma twee dingen betekenen" in status.inner_text()
    page.get_by_label("Inwoners van Gemeente Herfstdorp").fill("10000")

    assert status.inner_text() == ""
    assert parts(page)["Gemeente Herfstdorp"] == "€ 5,00"


@pytest.mark.browser
def test_a_rate_and_the_cost_of_starting_are_not_divided(page: Any, address: str) -> None:
    opened(page, address, "?oplossing=rate&met=zomerdorp&met=winterdorp")

    assert parts(page)["Samen"] == "€ 30.000,00"
    assert page.get_by_label("Hoe verdeelt u?").is_disabled()
    opened(page, address, "?oplossing=form&kosten=form.4")
    assert parts(page)["Gemeente Zomerdorp"] == "€ 5,00"
    assert "Die betaalt ieder zelf" in page.inner_text(".sources")


@pytest.mark.browser
def test_the_page_says_what_one_more_or_less_changes(page: Any, address: str) -> None:
    opened(page, address, "?oplossing=form&sleutel=inwoners")
    then = page.locator(".then tbody tr").first

    assert then.inner_text().split("\t") == [
        "Gemeente Winterdorp", "€ 30,00", "€ 20,00", "€ 10,00 minder",
    ]  # fmt: skip
    page.get_by_label("Stel dat").select_option("zomerdorp")

    assert then.inner_text().split("\t")[2:] == ["€ 40,00", "€ 10,00 meer"]


@pytest.mark.browser
def test_who_is_taken_away_is_out_of_table_and_address(page: Any, address: str) -> None:
    opened(page, address, "?oplossing=form")

    page.get_by_role("button", name="Haal weg Gemeente Winterdorp").click()

    assert parts(page) == {"Gemeente Zomerdorp": "€ 40,00", "Samen": "€ 40,00"}
    assert page.url.endswith("?oplossing=form&kosten=form.1&met=zomerdorp")


@pytest.mark.browser
def test_the_table_is_copied_as_csv_for_a_spreadsheet(page: Any, address: str) -> None:
    opened(page, address, "?oplossing=form")
    page.get_by_role("button", name="Kopieer als CSV").click()
    page.get_by_text("De tabel staat op uw klembord.").wait_for()

    text = page.evaluate("navigator.clipboard.readText()")

    rows = [*csv.reader(io.StringIO(text), delimiter=";")]
    assert rows[1:4] == [
        ["Gemeente Winterdorp", "", "20,00"], ["Gemeente Zomerdorp", "", "20,00"],
        ["Samen", "", "40,00"],
    ]  # fmt: skip


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?oplossing=__proto__", "Van de oplossing in dit adres weten we niet"),
        ("?oplossing=plain", "Van de oplossing in dit adres weten we niet"),
        ("?bedrag=10&met=constructor", "Een deelnemer uit dit adres kennen we niet"),
        ("?bedrag=%3Cscript%3E&met=zomerdorp", "Vul een bedrag in"),
        ("?bedrag=5&sleutel=vast&vast=900&met=zomerdorp", "percentage"),
        ("?bedrag=5&sleutel=eigen&met=zomerdorp:0", "Alle getallen zijn nul"),
        ("?oplossing=form&kosten=weg.1", "De kosten in dit adres kennen we niet"),
    ],
)
def test_an_odd_address_gets_a_friendly_answer(
    page: Any, address: str, query: str, told: str
) -> None:
    opened(page, address, query)

    assert told in page.locator("#k-fout").inner_text()


@pytest.mark.browser
def test_files_that_do_not_come_are_said_and_the_rest_stays(browser: Any, address: str) -> None:
    opened = browser.new_page()
    opened.route("**/kosten.json", lambda route: route.abort())
    opened.goto(address)
    opened.get_by_text("Kosten verdelen kon niet worden geladen.").wait_for()

    assert opened.locator(".ready table").first.is_visible()
    opened.close()


@pytest.mark.browser
def test_without_javascript_there_is_a_table_and_an_explanation(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)

    assert opened.locator("noscript .note").is_visible()
    assert not opened.locator("form[data-costs]").is_visible()
    assert opened.locator(".ready table").count() == 2
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 320])
def test_the_calculator_does_not_scroll_sideways(page: Any, address: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, address, "?oplossing=form&sleutel=inwoners")

    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.browser
def test_on_paper_are_the_shares_and_the_sources(page: Any, address: str) -> None:
    opened(page, address, "?oplossing=form")
    page.emulate_media(media="print")

    assert page.locator(".shares").is_visible()
    assert page.locator(".sources").is_visible()
    assert not page.locator("form[data-costs]").is_visible()
    assert not page.get_by_role("button", name="Haal weg").first.is_visible()
    assert not page.locator(".ready").is_visible()
