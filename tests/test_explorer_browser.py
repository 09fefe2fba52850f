"""The explorer in Chromium: what it shows, how the keyboard walks, what strangers cannot do.

Organisations and solutions are made up for the test.
"""

from __future__ import annotations

import functools
import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from graph.build import build
from knowledge.exploring.shards import hashed
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import page_name
from knowledge.libraries import staged
from knowledge.load import load_hub
from knowledge.model import Document, Organisation, Solution, Statement
from knowledge.pages import stage
from knowledge.site import render

pytestmark = pytest.mark.browser
CHROMIUM = Path("/usr/bin/chromium")
DAY = date(2026, 11, 23)
ROOT = "https://code.voorbeeld.example"
FORM = f"{ROOT}/zomerdorp/formulier"
BIG = f"{ROOT}/zomerdorp/groot"
MOVING = "https://code.voorbeeld.example/eikendaal/verhuisformulier"
EVIL = '<img src=x onerror="window.hit=1"><script>window.hit=1</script> {{7*7}} \u202e__proto__'
HOSTILE = ("__proto__", "constructor", "toString", "hasOwnProperty", "prototype")
LONG = "Een bijzonder lange naam van een organisatie die nergens helemaal op past"
CY = "document.querySelector('.picture-canvas')._cyreg.cy"
LABELS = """(() => {
  const boxes = [...document.querySelector(".picture-canvas")._cyreg.cy.nodes().map((node) => {
    const box = node.boundingBox({ includeEdges: false, includeOverlays: false });
    return { id: node.id(), name: node.data("name"), label: node.data("label"), ...box };
  })].filter((box) => box.label);
  const hits = [];
  for (const [at, one] of boxes.entries()) for (const other of boxes.slice(at + 1)) {
    const wide = Math.min(one.x2, other.x2) - Math.max(one.x1, other.x1);
    const high = Math.min(one.y2, other.y2) - Math.max(one.y1, other.y1);
    const isOwn = one.name && one.name === other.name;
    if (wide > 2 && high > 4 && !isOwn) hits.push([one.label, other.label]);
  }
  return hits;
})()"""


def town(name: str) -> str:
    return f"noaber:organisatie/{name}"


def small_hub() -> Hub:
    """One solution with every strength and state, one with 60 users, and names that attack."""

    def say(subject: str, relation: str, target: str, **more: Any) -> Statement:
        about = {"source": "zomerdorp-forge", "url": f"{ROOT}/bestand.yml", "last_seen": DAY}
        return Statement(subject=subject, relation=relation, object=target, **(about | more))

    names = ("zomerdorp", "winterdorp", "lentedorp", "herfstdorp")
    towns = {town(name): f"Gemeente {name}" for name in names}
    many = {town(f"dorp-{n}"): f"Gemeente Voorbeelddorp {n}" for n in range(60)}
    records: list[Any] = [
        *(Organisation(id=i, title=t, type="gemeente", source="x")
          for i, t in (towns | many | {town("lang"): LONG}).items()),
        *(Solution(id=i, title=t, source="x") for i, t in ((FORM, "Formulier"), (BIG, "Groot"))),
        *(Solution(id=name, title=f"{EVIL} {name}", source="x") for name in HOSTILE),
        *(Document(id=f"{ROOT}/tekst/{n}", title=f"Uitleg {n}", genre="handleiding", source="x")
          for n in range(14)),
    ]  # fmt: skip
    said = [
        say(town("zomerdorp"), "uses", FORM, role="in gebruik", since="2021-04", strength="own",
            claimant=town("zomerdorp")),
        say(town("zomerdorp"), "makes", FORM, role="opdrachtgever", strength="maker"),
        say(town("winterdorp"), "uses", FORM, strength="maker", url="javascript:window.hit=1"),
        say(town("lentedorp"), "uses", FORM, state="disputed", strength="own",
            claimant=town("lentedorp")),
        say(town("herfstdorp"), "uses", FORM, state="stale"),
        say(town("lang"), "funds", FORM),
        say(FORM, "based_on", BIG, strength="derived"),
        *(say(f"{ROOT}/tekst/{n}", "about", FORM) for n in range(14)),
        *(say(one, "uses", BIG, source=EVIL) for one in many),
        *(say(town("zomerdorp"), "uses", name, role=EVIL, source=EVIL) for name in HOSTILE),
    ]  # fmt: skip
    things = {r.id: Thing(r.id, r.kind, page_name(r.title, r.id), (r,)) for r in records}
    return Hub(things=things, edges=tuple(edges_from(said)))


@pytest.fixture(scope="module")
def hub() -> Hub:
    return small_hub()


def _built(hub: Hub, root: Path) -> Path:
    home = Home(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        stage(hub, home)
    render(home)
    return home.build / "site"


@pytest.fixture(scope="module")
def site(hub: Hub, tmp_path_factory: Any) -> Path:
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    if staged()[1]:
        pytest.skip("the libraries are absent: make libraries")
    return _built(hub, tmp_path_factory.mktemp("home"))


class Quiet(SimpleHTTPRequestHandler):
    """Serves files without a line for each request."""

    def log_message(self, *args: Any) -> None:
        pass


def _served(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    yield from _served(site)


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page on which nothing may go wrong: no error, no CSP report, no request elsewhere."""
    opened = browser.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    wrong: list[str] = []
    opened.on("console", lambda m: wrong.append(m.text) if m.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda asked: wrong.append(asked.url)
              if not asked.url.startswith(("http://127.0.0.1:", "data:")) else None)  # fmt: skip
    opened.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.error('CSP', e.blockedURI))"
    )
    yield opened
    opened.wait_for_load_state("networkidle")
    opened.close()
    assert wrong == []


def key_of(hub: Hub, thing: str) -> str:
    folder = {"solution": "oplossingen", "organisation": "organisaties"}[hub.things[thing].kind]
    return f"{folder}/{hub.things[thing].slug}"


@pytest.fixture
def at(page: Any, address: str, hub: Hub) -> Any:
    """Open the neighbourhood of a thing and give the page."""

    def go(thing: str, more: str = "") -> Any:
        page.goto(f"{address}verkennen/?ding={key_of(hub, thing)}{more}")
        page.locator(".hood-list").first.wait_for()
        return page

    return go


def drawn(page: Any) -> list[str]:
    """The ids of what the picture draws, the middle first."""
    found: list[str] = page.evaluate(f"{CY}.nodes('.thing').map(n => n.id())")
    return found


def lines(page: Any) -> int:
    found: int = page.evaluate(f"{CY}.edges().length")
    return found


def rows(page: Any) -> int:
    count: int = page.locator(".hood-list tr[data-name]").count()
    return count


def said(page: Any) -> str:
    text: str = page.locator(".picture-said").inner_text()
    return text


def until(page: Any, expression: str) -> None:
    """Wait until it is true: the policy of the page forbids the eval of Playwright's own way."""
    for _ in range(100):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(50)
    raise AssertionError(expression)


def heads(page: Any) -> list[str]:
    """The headings in the picture."""
    found: list[str] = page.evaluate(f"{CY}.nodes('.head').map(n => n.data('label'))")
    return found


def test_list_and_picture_have_as_many_relations_as_the_graph(at, hub):
    page = at(FORM)
    reuse = build(hub)

    assert rows(page) == lines(page) == reuse.degree(FORM) == 21
    assert len(drawn(page)) - 1 == len({*reuse.successors(FORM), *reuse.predecessors(FORM)}) == 20
    assert "21 relaties met 20 buren." in page.locator(".hood-about").inner_text()


def test_the_neighbourhood_says_by_whom_and_what_is_unknown(at):
    about = at(FORM).locator(".hood-about").inner_text()

    assert "2 tellen niet mee." in about
    assert "1 volgens de organisatie zelf, 2 volgens de maker, 15 volgens een ander" in about
    assert "1 afgeleid" in about
    assert "Van 20 weten we niet sinds wanneer." in about


def test_a_large_neighbourhood_is_cut_in_the_picture_only_and_says_so(at):
    page = at(BIG)

    assert rows(page) == 61
    assert len(drawn(page)) == 41
    assert page.locator(".picture-cut").inner_text() == (
        "40 van 61 buren getekend; alle 61 staan in de lijst."
    )
    assert heads(page)[-1] == "basis voor"
    assert heads(page)[0] == "wordt gebruikt door (39 van 60)"


def test_the_kind_is_a_shape_and_who_says_it_a_pattern_of_the_line(at):
    page = at(FORM)
    shapes = dict(page.evaluate(
        f"{CY}.nodes('.thing').map(n => [n.data('label').replace('\\n', ' '), n.style('shape')])"
    ))  # fmt: skip
    styles = "['line-style', 'width', 'line-dash-pattern'].map(name => e.style(name)).join(' ')"
    looks = set(page.evaluate(f"{CY}.edges().map(e => {styles})"))

    assert shapes["Gemeente zomerdorp"] == "ellipse"
    assert (shapes["Groot"], shapes["Uitleg 3"]) == ("round-rectangle", "polygon")
    assert len(looks) == 5  # own, maker, third, derived and what does not count


@pytest.mark.parametrize("width", [1280, 800, 320])
@pytest.mark.parametrize("thing", [FORM, BIG])
def test_labels_do_not_stand_over_each_other(at, page, width, thing):
    page.set_viewport_size({"width": width, "height": 900})
    at(thing)

    assert page.evaluate(LABELS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_same_address_gives_the_same_picture(at):
    places = f"{CY}.nodes().map(n => [n.id(), n.position('x'), n.position('y')].join(' '))"
    first = at(FORM).evaluate(places)

    assert at(FORM).evaluate(places) == first


def test_the_arrows_walk_in_the_order_of_the_list_and_say_where_one_is(at):
    page = at(FORM)
    in_list = page.locator(".hood-list tr[data-name]").evaluate_all(
        "rows => [...new Set(rows.map(row => row.dataset.name))]"
    )
    tree = page.locator(".picture")
    walked = []
    for _ in in_list:
        tree.press("ArrowDown")
        walked.append(page.locator("[aria-current=true]").first.get_attribute("data-name"))

    assert walked == in_list
    assert "buur 20 van 20 in beeld" in said(page)
    tree.press("Home")
    assert "in het midden" in said(page)
    assert page.evaluate("document.activeElement.className") == "picture"


def test_what_is_chosen_is_named_to_a_screen_reader(at):
    page = at(FORM)
    page.locator(".picture").press("ArrowDown")
    chosen = page.locator(".picture").get_attribute("aria-activedescendant")
    item = page.locator(f"#{chosen}")

    assert item.get_attribute("role") == "treeitem"
    assert item.get_attribute("aria-selected") == "true"
    assert item.text_content() == " wordt gebruikt door: Gemeente winterdorp, gemeente"
    assert "Gemeente winterdorp gebruikt Formulier: niet bekend." in said(page)


def test_enter_puts_a_neighbour_in_the_middle_and_escape_goes_back(at, hub):
    page = at(FORM)
    page.locator(".picture").press("End")
    page.locator(".picture").press("Home")
    page.locator(".picture").press("ArrowDown")
    page.locator(".picture").press("Enter")
    page.get_by_role("heading", name="De buurt van Gemeente winterdorp").wait_for()
    assert page.url.endswith("?ding=" + key_of(hub, town("winterdorp")))
    assert page.evaluate("document.activeElement.className") == "picture"

    page.locator(".picture").press("Escape")
    page.get_by_role("heading", name="De buurt van Formulier").wait_for()
    page.go_forward()
    page.get_by_role("heading", name="De buurt van Gemeente winterdorp").wait_for()


def test_plus_shows_what_stands_around_a_neighbour_and_minus_hides_it(at, hub):
    page = at(FORM)
    tree = page.locator(".picture")
    for key in ("ArrowDown", "ArrowDown", "+"):
        tree.press(key)
    page.get_by_role("table", name="Buren van Gemeente zomerdorp").wait_for()

    assert rows(page) == 21 + build(hub).degree(town("zomerdorp"))
    assert len(drawn(page)) == 21 + len(HOSTILE)
    assert parse_qs(urlsplit(page.url).query)["open"] == [key_of(hub, town("zomerdorp"))]
    assert page.evaluate(LABELS) == []
    page.reload()
    page.get_by_role("table", name="Buren van Gemeente zomerdorp").wait_for()
    for key in ("ArrowDown", "ArrowDown", "-"):
        tree.press(key)
    page.get_by_role("table", name="Buren van Gemeente zomerdorp").wait_for(state="detached")
    assert rows(page) == 21


def test_filters_hold_for_list_and_picture_and_stand_in_the_address(at):
    page = at(FORM)
    page.get_by_label("Alleen wat meetelt").check()
    assert rows(page) == lines(page) == 19
    page.get_by_label("Wie zegt het?").select_option("own")
    assert rows(page) == lines(page) == 1
    assert "1 van de 21 relaties" in page.locator(".hood-about").inner_text()

    page.reload()
    page.locator(".hood-list").wait_for()
    assert rows(page) == 1
    page.get_by_label("Wie zegt het?").select_option("")
    page.get_by_label("Relatie").select_option("uses-terug")
    assert rows(page) == 2
    page.get_by_label("Relatie").select_option("")
    page.get_by_label("Soort buur").select_option("document")
    assert rows(page) == 14
    assert "soort=document" in page.url


def test_a_filter_that_leaves_nothing_says_so(at):
    page = at(FORM)
    page.get_by_label("Relatie").select_option("based_on")
    page.get_by_label("Wie zegt het?").select_option("own")

    assert "blijft er niets over" in page.locator(".hood-lists").inner_text()


def test_choosing_in_the_list_chooses_in_the_picture_and_the_other_way(at):
    page = at(FORM)
    chosen = (
        """document.querySelector('.picture-canvas')._cyreg.cy.nodes('.chosen').map(n => n.id())"""
    )
    row = page.locator(".hood-list tr[data-name]").nth(2)
    row.locator("td").first.click()
    assert page.evaluate(chosen) == [f"n:{row.get_attribute('data-name')}"]

    page.locator(".picture-canvas").scroll_into_view_if_needed()
    spot = page.evaluate(f"""(() => {{ const node = {CY}.nodes('.thing')[1].renderedPosition();
      const box = document.querySelector('.picture-canvas').getBoundingClientRect();
      return [box.left + node.x, box.top + node.y]; }})()""")
    page.mouse.click(*spot)
    until(page, f"{chosen}[0] !== 'n:{row.get_attribute('data-name')}'")
    first = page.locator("[aria-current=true]").first.get_attribute("data-name")
    assert page.evaluate(chosen) == [f"n:{first}"]


def test_searching_leads_to_a_neighbourhood(page, address, hub):
    page.goto(f"{address}verkennen/")
    page.get_by_label("Zoek wat in het midden komt").fill("formul")
    page.locator(".found-things").get_by_role("link", name="Formulier").click()

    page.get_by_role("heading", name="De buurt van Formulier").wait_for()
    assert page.url.endswith("?ding=" + key_of(hub, FORM))
    assert page.evaluate("document.activeElement.id") == "k-midden"


def test_a_start_on_the_page_leads_to_a_neighbourhood(page, address):
    page.goto(f"{address}verkennen/")
    page.locator(".starts").get_by_role("link", name="Groot").click()

    page.get_by_role("heading", name="De buurt van Groot").wait_for()


@pytest.mark.parametrize("thing", HOSTILE)
def test_names_of_strangers_are_text_and_nothing_more(at, hub, thing):
    page = at(thing)

    assert rows(page) == lines(page) == 1
    assert "<img src=x onerror=" in page.locator("#k-midden").inner_text()
    assert page.evaluate("({}).polluted") is None
    assert page.evaluate("window.hit") is None
    assert page.locator(".hood img, .hood script").count() == 0
    assert page.locator("#k-midden").evaluate("node => node.children.length") == 0


def test_an_address_of_evidence_that_is_no_web_address_is_no_link(at):
    page = at(FORM)
    row = page.locator(".hood-list tr[data-name]", has_text="winterdorp").first

    assert row.locator("td").last.locator("a").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


@pytest.mark.parametrize(
    "wrong", ["__proto__", "constructor", "../data/graph", "a/b%00", "oplossingen/weg"]
)
def test_an_address_that_says_nothing_known_gives_the_search_box(page, address, wrong):
    page.goto(f"{address}verkennen/?ding={wrong}&open=__proto__&relatie=__proto__")
    page.locator(".explore-count").get_by_text("Zoek hierboven").wait_for()

    assert page.locator(".starts").is_visible()
    assert not page.locator(".hood").is_visible()


@pytest.mark.parametrize("change", [
    {"version": 2}, {"things": "x"}, {"things": [["x", 0, "t", "s", "", ""]]}, {"texts": [1]},
    {"around": {"__proto__": {"polluted": 1}}}, {"around": [[0, 0, 0, [[0] * 12]]]},
    {"around": [[10**9, 0, 0, []]]},
])  # fmt: skip
def test_a_file_of_another_shape_is_refused_as_a_whole(page, address, site, hub, change):
    name = next((site / "data" / "buurt").glob("0.json"))
    data = json.dumps(json.loads(name.read_text()) | change)
    page.route("**/data/buurt/*.json", lambda route: route.fulfill(body=data))
    page.goto(f"{address}verkennen/?ding={key_of(hub, FORM)}")

    page.get_by_text("De gegevens kloppen niet.").wait_for()
    assert page.evaluate("({}).polluted") is None


def module(page: Any, address: str, expression: str) -> Any:
    """What an expression with the functions `m` of verkennen_data.js gives."""
    page.goto(f"{address}verkennen/")
    return page.evaluate(f"import('{address}assets/verkennen_data.js').then(m => {expression})")


def test_the_page_looks_for_a_thing_in_the_file_where_the_build_put_it(page, address):
    keys = [
        "",
        "foobar",
        "oplossingen/formulier-cb5ac1c1",
        "organisaties/súdwest-fryslân",
        "a" * 99,
    ]

    found = module(page, address, f"{json.dumps(keys)}.map(m.hashed)")

    assert found == [hashed(key) for key in keys]


def test_a_cut_leaves_no_relation_out_while_there_is_room(page, address):
    near = json.dumps([{"relation": r, "n": n} for r, many in (("a", 50), ("b", 1), ("c", 9))
                       for n in range(many)])  # fmt: skip
    kept = module(page, address, f"[12, 2, 99].map(n => m.fair({near}, n))")

    counts = [Counter(one["relation"] for one in some) for some in kept]
    assert counts[0] == {"a": 6, "b": 1, "c": 5}
    assert counts[1] == {"a": 1, "b": 1}
    assert counts[2] == {"a": 50, "b": 1, "c": 9}
    assert [one["n"] for one in kept[0]] == [*range(6), 0, *range(5)]


def test_zooming_has_buttons_and_never_takes_the_wheel(at):
    page = at(FORM)
    zoom = f"{CY}.zoom()"
    before = page.evaluate(zoom)
    page.locator(".picture-canvas").hover()
    page.mouse.wheel(0, 200)
    assert page.evaluate(zoom) == before
    page.get_by_role("button", name="Vergroot het beeld").click()
    assert page.evaluate(zoom) > before
    page.get_by_role("button", name="Alles in beeld").click()

    assert page.evaluate(zoom) == before


def test_colours_follow_the_dark_scheme(at, page):
    at(FORM)
    colour = f"{CY}.nodes('.thing')[1].style('color')"
    light = page.evaluate(colour)
    page.emulate_media(color_scheme="dark")
    until(page, f"{colour} !== '{light}'")

    assert page.evaluate(colour) == page.evaluate("getComputedStyle(document.body).color").replace(
        " ", ""
    )


def test_on_paper_the_list_stands_whole_without_the_picture(at, page):
    at(FORM)
    page.emulate_media(media="print")

    assert not page.locator(".picture").is_visible()
    assert page.locator(".hood-lists").evaluate("e => e.scrollHeight <= e.clientHeight + 1")


def test_without_the_library_the_list_is_whole(page, address, hub):
    page.route("**/libraries/cytoscape.js", lambda route: route.fulfill(body=""))
    page.goto(f"{address}verkennen/?ding={key_of(hub, FORM)}")
    page.locator(".hood-list").wait_for()

    assert rows(page) == 21
    page.get_by_text("Het beeld kon niet worden geladen. De lijst is volledig.").wait_for()


def test_without_javascript_the_page_leads_to_the_lists(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}verkennen/")

    assert page.locator("noscript .note").is_visible()
    assert not page.locator(".hood").is_visible()
    page.locator(".starts a", has_text="Groot").click()
    assert "/oplossingen/" in page.url
    context.close()


def test_no_other_page_loads_the_library(site):
    loading = [path.relative_to(site).as_posix() for path in site.rglob("*.html")
               if "cytoscape" in path.read_text("utf-8")]  # fmt: skip

    assert loading == ["verkennen/index.html"]


@pytest.fixture
def example(demo: Path) -> Iterator[str]:
    yield from _served(demo / "build" / "site")


def test_the_example_federation_shows_all_that_is_known_of_a_solution(page, example, demo):
    hub = load_hub(Home(demo))
    reuse = build(hub)
    page.goto(f"{example}verkennen/?ding={key_of(hub, MOVING)}")
    page.locator(".hood-list").wait_for()

    assert rows(page) == lines(page) == reuse.degree(MOVING)
    assert len(drawn(page)) == 1 + len({*reuse.successors(MOVING), *reuse.predecessors(MOVING)})
    assert page.evaluate(LABELS) == []
