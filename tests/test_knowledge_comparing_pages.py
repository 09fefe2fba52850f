"""The page for comparing: its files, its macros, and what Chromium makes of it.

Organisations and processes are made up for the test.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest

from knowledge.comparing.comparison import related
from knowledge.comparing.labels import words
from knowledge.comparing.order import rows_of
from knowledge.comparing.side import Fact, Item, Side
from knowledge.comparing.sides import side_of
from knowledge.comparing.view import view
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import slug
from knowledge.licences.gate import as_licensed
from knowledge.model import (
    Edition,
    Flow,
    Organisation,
    Process,
    Product,
    Solution,
    Statement,
    Step,
)
from knowledge.pages import stage
from knowledge.rendering import templates
from knowledge.shelf import Shelf
from knowledge.site import render

CHROMIUM = Path("/usr/bin/chromium")
CASES = json.loads((Path(__file__).parent / "comparisons.json").read_text())
DAY = date(2026, 11, 23)
UPL = "http://standaarden.overheid.nl/owms/terms/paspoort"
TOWNS = ("Zomerdorp", "Winterdorp", "Herfstdorp", "Lentedorp")
EVIL = '<img src=x onerror=alert(1)> __proto__ {{7*7}} "x"'
ROOT = "https://processen.example"


def _process(town: str, names: tuple[str, ...], lane: str, **more: Any) -> Process:
    steps = tuple(Step(id=f"s{n}", name=name, kind="userTask", lane=lane)
                  for n, name in enumerate(names))  # fmt: skip
    flows = tuple(Flow(source=f"s{n}", target=f"s{n + 1}") for n in range(len(names) - 1))
    about = {"text_licence": "EUPL-1.2", "source": f"{slug(town)}-forge", "last_seen": DAY}
    where = f"{ROOT}/{slug(town)}"
    return Process(id=where, title=f"Paspoort in {town}", format="bpmn", url=where, steps=steps,
                   flows=flows, **(about | more))  # fmt: skip


def hub() -> Hub:
    """Four processes for one product: one hostile, one that changed, one that may not be shown."""
    begin = ("Aanvraag ontvangen", "Foto controleren")
    earlier = (Edition(until="2026-03-01", term="P8W", steps=(
        Step(id="s0", name="Aanvraag ontvangen", kind="userTask", lane="Balie"),)),)  # fmt: skip
    records = [
        _process("Zomerdorp", (*begin, "Paspoort maken"), "Balie", term="P5D", earlier=earlier),
        _process("Winterdorp", (*begin, "Paspoort bezorgen"), "Loket", term="P5D"),
        _process("Herfstdorp", (*begin, EVIL), EVIL, term="P6D", channels=(EVIL,)),
        as_licensed(_process("Lentedorp", begin, "Balie", term="P5D", text_licence="")),
    ]
    says = [
        *(("handles", r.id, UPL) for r in records),
        *(("publishes", f"{ROOT}/gemeente/{slug(town)}", r.id)
          for town, r in zip(TOWNS, records, strict=True)),
        ("supports", f"{ROOT}/paspoortsysteem", records[0].id),
    ]  # fmt: skip
    others = [
        *(Organisation(id=f"{ROOT}/gemeente/{slug(town)}", title=town, source="register:x",
                       type="gemeente") for town in TOWNS),
        Product(id=UPL, title="paspoort", source="register:products"),
        Solution(id=f"{ROOT}/paspoortsysteem", title="Paspoortsysteem", source="zomerdorp-forge"),
        Process(id=f"{ROOT}/leeg", title="Leeg model", source="zomerdorp-forge"),
    ]  # fmt: skip
    said = [
        Statement(subject=subject, relation=relation, object=target, source="zomerdorp-forge",
                  strength="own", last_seen=DAY) for relation, subject, target in says
    ]  # fmt: skip
    things = {one.id: Thing(one.id, one.kind, slug(one.title), (one,))
              for one in (*records, *others)}  # fmt: skip
    return Hub(things=things, edges=tuple(edges_from(said)))


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    made = Home(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        assert stage(hub(), made) == []
    return made


@pytest.fixture(scope="module")
def data(home: Home) -> Path:
    return home.build / "pages" / "data" / "vergelijken"


def macro(name: str, *slugs: str) -> Any:
    """What a macro of comparison.html gives for these processes, parsed."""
    known = {thing.slug: thing for thing in hub().things.values()}
    things = [known[one] for one in slugs]
    call = "c.over_time(things[0])" if name == "over_time" else "c.side_by_side(things)"
    text = '{% import "comparison.html" as c with context %}<div>{{ ' + call + " }}</div>"
    shelf = Shelf(hub(), DAY)
    html = templates().from_string(text).render(shelf=shelf, root="../../", things=things)
    return lxml.html.fromstring(html)


def text_of(tree: Any) -> str:
    return " ".join(tree.text_content().split())


def test_there_is_a_file_for_each_process_with_something_to_compare(data):
    names = {path.stem for path in data.glob("*.json")}

    assert names == {"index", *(f"paspoort-in-{slug(town)}" for town in TOWNS)}


def test_the_list_to_choose_from_names_organisation_and_product(data):
    index = json.loads((data / "index.json").read_text())

    assert index["words"] == words()
    assert {
        (one["slug"], *one["who"], *one["products"], one["steps"]) for one in index["items"]
    } == {
        ("paspoort-in-zomerdorp", "Zomerdorp", "Paspoort", 3),
        ("paspoort-in-winterdorp", "Winterdorp", "Paspoort", 3),
        ("paspoort-in-herfstdorp", "Herfstdorp", "Paspoort", 3),
        ("paspoort-in-lentedorp", "Lentedorp", "Paspoort", 0),
    }


def test_a_file_has_facts_steps_source_and_licence(data):
    side = Side.model_validate_json((data / "paspoort-in-zomerdorp.json").read_text())

    assert side.steps[0].name == "Aanvraag ontvangen"
    assert side.page == "processen/paspoort-in-zomerdorp/"
    assert [item.text for item in side.fact("solutions").items] == ["Paspoortsysteem"]
    assert side.fact("channels").items == ()
    assert side.sources[0].seen == "23 november 2026"
    assert [(s.parts, s.licence) for s in side.sources[1:]] == [("stappen", "EUPL-1.2")]


def test_of_a_process_without_licence_only_facts_and_a_number_are_in_its_file(data):
    text = (data / "paspoort-in-lentedorp.json").read_text()
    side = Side.model_validate_json(text)

    assert (side.steps, side.held) == ((), 2)
    assert [item.text for item in side.fact("term").items] == ["5 dagen"]
    assert "ontvangen" not in text.lower()
    assert side.fact("roles").held == 1


def test_steps_of_another_record_name_their_own_source_and_licence():
    drawn = _process("Zomerdorp", ("Begin",), "Balie", text="Zo doen wij het.")
    entry = Process(id=drawn.id, title="Paspoort", source="entry:process/x", reader="entry")
    thing = Thing(drawn.id, "process", "paspoort", (entry, drawn))

    side = side_of(Shelf(Hub(things={thing.id: thing}), DAY), thing)

    assert [(s.who, s.url, s.parts, s.licence) for s in side.sources] == [
        ("bijdrage aan noaber", "", "", ""),
        ("zomerdorp-forge", drawn.url, "", ""),
        ("zomerdorp-forge", drawn.url, "stappen", "EUPL-1.2"),
    ]


def test_files_of_processes_that_are_gone_are_removed(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    made = Home(tmp_path)
    stale = made.build / "pages" / "data" / "vergelijken" / "weg.json"
    stale.parent.mkdir(parents=True)
    stale.write_text("{}")

    stage(Hub(), made)

    assert not stale.exists()
    assert json.loads((stale.parent / "index.json").read_text())["items"] == []


def test_the_page_lists_products_with_more_than_one_process_without_a_script(home):
    html = (home.build / "pages" / "vergelijken" / "index.md").read_text()
    tree = lxml.html.fromstring(html.split("---\n", 2)[2])

    assert tree.xpath("//noscript") != []
    assert tree.xpath("//form")[0].get("hidden") is not None
    (item,) = tree.xpath("//section[contains(@class, 'ready')]//li")
    assert text_of(item) == "Paspoort 3 van de 4 processen naast elkaar"
    assert item.find("a").get("href") == "../vergelijken/paspoort/"


def test_a_product_has_a_page_with_its_most_typical_processes_side_by_side(home):
    html = (home.build / "pages" / "vergelijken" / "paspoort.md").read_text()
    tree = lxml.html.fromstring(html.split("---\n", 2)[2])

    said = text_of(tree)
    assert "Dit zijn 3 van de 4 processen." in said
    heads = " ".join(text_of(head) for head in tree.xpath("//table[1]//thead//th"))
    assert [town for town in TOWNS if town in heads] == ["Zomerdorp", "Winterdorp", "Herfstdorp"]
    assert tree.xpath("//a[contains(@href, '?met=') and contains(., 'kies andere')]") != []


def test_the_page_of_a_product_that_has_no_processes_any_more_is_removed(tmp_path):
    made = Home(tmp_path)
    old = made.build / "pages" / "vergelijken" / "weg.md"
    old.parent.mkdir(parents=True)
    old.write_text("oud")

    stage(Hub(), made)

    assert not old.exists()
    assert (old.parent / "index.md").exists()


def test_side_by_side_shows_what_differs_and_names_what_does_not():
    tree = macro("side_by_side", "paspoort-in-zomerdorp", "paspoort-in-winterdorp")
    said = text_of(tree)

    heads = [text_of(head) for head in tree.xpath("//table[2]//thead//th")]
    assert heads == [
        "Vergelijking",
        "Zomerdorp Paspoort in Zomerdorp",
        "Winterdorp Paspoort in Winterdorp",
    ]
    assert "Stappen: 2 met een verschil, 2 bij maar één proces." in said
    assert tree.xpath("//tr[@class='is-same']") == []
    assert said.count("licentie EUPL-1.2") == 2
    assert "Zomerdorp: bron: zomerdorp-forge, gezien 23 november 2026; stappen: " in said
    assert tree.xpath("//a[contains(@href, 'vergelijken/?met=paspoort-in-zomerdorp&met=')]") != []


def test_side_by_side_of_one_process_is_nothing():
    assert text_of(macro("side_by_side", "paspoort-in-zomerdorp")) == ""


def test_side_by_side_says_why_steps_are_not_there():
    said = text_of(macro("side_by_side", "paspoort-in-zomerdorp", "paspoort-in-lentedorp"))

    assert (
        "Van Lentedorp tonen we de stappen niet (2), omdat de bron niet zegt dat dit mag." in said
    )


def test_hostile_names_are_text_in_the_macro():
    tree = macro("side_by_side", "paspoort-in-zomerdorp", "paspoort-in-herfstdorp")

    assert tree.xpath("//img") == []
    assert EVIL in text_of(tree)


def test_over_time_shows_what_changed_since_each_edition():
    tree = macro("over_time", "paspoort-in-zomerdorp")

    assert text_of(tree.xpath("//caption")[0]) == "Tot 1 maart 2026 en daarna"
    rows = [text_of(row) for row in tree.xpath("//tbody/tr")]
    assert rows == [
        "Termijn ≠ verschilt 8 weken 5 dagen",
        "+ alleen bij nu – Foto controleren taak · Balie Paspoort maken taak · Balie",
    ]


def test_over_time_of_a_process_that_never_changed_is_nothing():
    assert text_of(macro("over_time", "paspoort-in-winterdorp")) == ""


# --- in Chromium ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def address(home: Home, served: Any) -> Iterator[str]:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    render(home)
    with served(home.build / "site") as found:
        yield f"{found}vergelijken/"


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A page that notes what goes wrong; a test ends with nothing wrong."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    wrong: list[str] = []
    opened.on("console", lambda said: wrong.append(said.text)
              if said.type in {"error", "warning"} else None)  # fmt: skip
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("dialog", lambda dialog: wrong.append(dialog.message))
    yield opened
    opened.close()
    assert wrong == []


def met(*towns: str) -> str:
    return "?" + "&".join(f"met=paspoort-in-{town}" for town in towns)


def status(page: Any) -> str:
    """What the page says of the comparison, once it has said something."""
    line = page.locator(".comparing > .count")
    line.filter(has_text=".").wait_for()
    return line.inner_text()


@pytest.mark.browser
def test_browser_and_python_give_the_same_table(page, address):
    page.goto(address)
    sides = [[Side.model_validate(one).model_dump(mode="json") for one in case["sides"]]
             for case in CASES]  # fmt: skip

    found = page.evaluate(
        """async (given) => {
          const { cases, words } = JSON.parse(given); // as it comes from a file
          const { view } = await import(new URL("../assets/comparison.js", location.href).href);
          return cases.map((sides) => view(sides, words));
        }""",
        json.dumps({"cases": sides, "words": words()}),
    )

    assert dict(zip((case["name"] for case in CASES), found, strict=True)) == {
        case["name"]: case["view"] for case in CASES
    }


def made_up(number: int) -> list[Side]:
    """Two or three sides of steps and arrows by chance, with names that a script may stumble on."""
    chance = random.Random(number)
    names = [
        "Adres controleren",
        "Controle van het adres",
        "Adres en bewoners controleren",
        "__proto__",
        "constructor",
        "2",
        "10",
        "",
        "Besluit {n} {} $& $1",
        "İstanbul",
        EVIL,
    ]
    kinds = ["userTask", "task", "exclusiveGateway", "endEvent", "boundaryEvent"]
    found = []
    for at in range(chance.choice([2, 3])):
        size = chance.choice([0, 3, 6, 20])
        steps = tuple(
            Step(
                id=f"s{n}",
                name=chance.choice(names),
                kind=chance.choice(kinds),
                lane=chance.choice(["", "Balie", "__proto__"]),
            )
            for n in range(size)
        )
        flows = tuple(
            Flow(
                source=f"s{chance.randrange(size)}",
                target=f"s{chance.randrange(size)}",
                name=chance.choice(["", "ja", "nee"]),
            )
            for _ in range(size)
        )
        drawn = Process(id=str(at), title="Proces", steps=steps, flows=flows)
        facts = (
            Fact(
                name="channels",
                items=tuple(
                    Item(text=name, key=name, mark=name) for name in chance.sample(names[:6], 2)
                ),
            ),
        )
        found.append(
            Side(
                slug=chance.choice("az19") + str(at),
                title=chance.choice(names[:6]),
                facts=facts,
                steps=rows_of(drawn),
            )
        )
    return related(found)  # fmt: skip


@pytest.mark.browser
def test_browser_and_python_give_the_same_table_of_sides_by_chance(page, address):
    cases = [made_up(number) for number in range(150)]
    page.goto(address)

    found = page.evaluate(
        """async (given) => {
          const { cases, words } = JSON.parse(given);
          const { view } = await import(new URL("../assets/comparison.js", location.href).href);
          return cases.map((sides) => view(sides, words));
        }""",
        json.dumps({
            "cases": [[one.model_dump(mode="json") for one in case] for case in cases],
            "words": words(),
        }),
    )  # fmt: skip

    assert found == [view(case).model_dump(mode="json", exclude={"sides"}) for case in cases]


@pytest.mark.browser
def test_an_address_shows_its_comparison_with_sources(page, address):
    page.goto(address + met("zomerdorp", "winterdorp", "herfstdorp"))

    assert status(page) == ("Stappen: 2 met een verschil, 3 bij maar één proces.")
    table = page.get_by_role("table", name="Stappen")
    assert table.get_by_role("columnheader").count() == 4
    assert table.get_by_role("rowheader").count() == 3
    assert table.get_by_role("link", name="Zomerdorp").get_attribute("href").endswith(
        "processen/paspoort-in-zomerdorp/")  # fmt: skip
    assert EVIL in table.inner_text()
    assert page.locator("main img").count() == 0
    assert page.locator(".sources li", has_text="licentie EUPL-1.2").count() == 3
    assert page.title().startswith("Zomerdorp, Winterdorp, Herfstdorp: Processen vergelijken")


@pytest.mark.browser
def test_choosing_with_the_keyboard_makes_the_comparison_and_its_address(page, address):
    page.goto(address)
    page.get_by_label("Zoek op product, proces of gemeente").focus()
    page.keyboard.type("dorp")
    page.keyboard.press("Tab")
    page.keyboard.type("Zomer")
    page.keyboard.press("Tab")
    page.keyboard.type("Winter")
    page.keyboard.press("Tab")
    page.wait_for_selector("table.compare")

    assert status(page) == "Stappen: 2 met een verschil, 2 bij maar één proces."
    assert page.url == address + met("zomerdorp", "winterdorp")
    page.reload()
    assert status(page).startswith("Stappen: 2 met een verschil")
    assert page.get_by_label("Tweede proces").input_value() == "paspoort-in-winterdorp"


@pytest.mark.browser
def test_searching_narrows_the_choice_and_keeps_what_is_chosen(page, address):
    page.goto(address + met("zomerdorp", "winterdorp"))
    status(page)

    page.get_by_label("Zoek op product, proces of gemeente").fill("herfst")
    page.get_by_text("1 van 4 processen").wait_for()

    assert page.get_by_label("Eerste proces").locator("option").all_inner_texts() == [
        "Kies een proces", "Herfstdorp: Paspoort in Herfstdorp", "Zomerdorp: Paspoort in Zomerdorp",
    ]  # fmt: skip
    assert page.get_by_label("Eerste proces").input_value() == "paspoort-in-zomerdorp"
    assert page.locator("optgroup").first.get_attribute("label") == "Paspoort"


@pytest.mark.browser
def test_only_differences_hides_what_is_the_same_and_stands_in_the_address(page, address):
    page.goto(address + met("zomerdorp", "winterdorp"))
    status(page)
    same = page.locator(".compared tr.is-same").first
    assert same.is_visible()

    page.get_by_label("Alleen verschillen").check()
    same.wait_for(state="hidden")

    assert page.url.endswith("&verschil=1")
    page.goto(page.url)
    status(page)
    assert page.get_by_label("Alleen verschillen").is_checked()
    assert not same.is_visible()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?met=../../x&met=%2e%2e%2findex", "Een proces uit dit adres kennen we niet"),
        ("?met=__proto__&met=constructor&met=index", "Een proces uit dit adres kennen we niet"),
        ("?met=<img onerror=alert(1) src=x>", "Een proces uit dit adres kennen we niet"),
        (met("zomerdorp", "zomerdorp"), "twee keer"),
        (met(*["zomerdorp"] * 50), "Kies nog een proces"),
        (met(*(f"x{n}" for n in range(50))), "kennen we niet"),
        (met("zomerdorp", "winterdorp", "herfstdorp", "lentedorp"), "de eerste 3 processen"),
        ("?met=&met", ""),
        ("?verschil=%00&met=%E0%A4%A", "kennen we niet"),
    ],
)
def test_an_odd_address_gets_a_friendly_answer(page, address, query, said):
    page.goto(address + query)
    page.get_by_label("Eerste proces").wait_for()
    if said:
        page.locator(".comparing > .count").filter(has_text=said).wait_for()

    assert said in page.locator(".comparing > .count").inner_text()
    assert page.locator("main img").count() == 0
    assert page.get_by_role("button", name="Vergelijk").is_visible()


@pytest.mark.browser
def test_a_process_that_may_not_be_shown_is_compared_on_facts_and_says_so(page, address):
    page.goto(address + met("zomerdorp", "lentedorp"))

    assert status(page) == "De stappen zijn niet te vergelijken; de gegevens wel."
    assert page.get_by_text("Van Lentedorp tonen we de stappen niet (2)").is_visible()
    assert page.get_by_role("table", name="Gegevens").is_visible()


@pytest.mark.browser
def test_files_that_do_not_come_are_said_and_nothing_breaks(browser, address):
    opened = browser.new_page()
    opened.route("**/paspoort-in-winterdorp.json", lambda route: route.abort())
    opened.goto(address + met("zomerdorp", "winterdorp"))

    assert "kon niet worden geladen" in status(opened)
    opened.close()


@pytest.mark.browser
def test_clearing_the_choice_clears_the_table_and_the_address(page, address):
    page.goto(address + met("zomerdorp", "winterdorp"))
    status(page)

    page.get_by_role("button", name="Wis keuze").click()
    page.locator(".compared table").first.wait_for(state="detached")

    assert page.url == address
    assert page.get_by_label("Eerste proces").input_value() == ""


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 800, 320])
def test_a_comparison_does_not_scroll_sideways_and_stays_a_table(page, address, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address + met("zomerdorp", "winterdorp", "herfstdorp"))
    status(page)

    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    table = page.get_by_role("table", name="Stappen")
    assert table.get_by_role("columnheader").count() == 4
    assert table.get_by_role("rowheader").count() == 3


@pytest.mark.browser
def test_on_paper_only_the_comparison_is_left(page, address):
    page.goto(address + met("zomerdorp", "winterdorp"))
    status(page)
    page.emulate_media(media="print")

    assert page.locator(".compared table").first.is_visible()
    assert not page.locator("form[data-compare]").is_visible()
    assert not page.locator(".ready").is_visible()


@pytest.mark.browser
def test_without_javascript_the_page_says_where_to_look(browser, address):
    context = browser.new_context(java_script_enabled=False)
    opened = context.new_page()
    opened.goto(address)

    assert opened.locator("noscript .note").is_visible()
    assert not opened.locator("form[data-compare]").is_visible()
    assert opened.get_by_role("link", name="Paspoort", exact=True).is_visible()
    context.close()
