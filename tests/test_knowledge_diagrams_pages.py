"""The page of a process: its drawing, the same in words, and zooming without losing the page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from lxml import etree

from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing
from knowledge.model import Box, Drawing, Flow, Process, Shape, Step
from knowledge.pages import stage

NAMES = ("Aanvraag ontvangen", "Volledig?", "Vraag <meer>", "Besluit")
ADDRESS = "https://voorbeeld.nl/p.bpmn"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Home:
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    return Home(tmp_path)


def process(planes: int = 1, apart: int = 160, **more: Any) -> Process:
    kinds = ("startEvent", "exclusiveGateway", "userTask", "endEvent")
    steps = tuple(
        Step(id=f"s{n}", name=name, kind=kind, lane="Balie")
        for n, (name, kind) in enumerate(zip(NAMES, kinds, strict=True))
    )
    flows = (Flow(source="s0", target="s1"), Flow(source="s1", target="s2", name="nee"),
             Flow(source="s1", target="s3", name="ja"), Flow(source="s2", target="s1"))  # fmt: skip
    shapes = tuple(
        Shape(id=step.id, kind=step.kind, name=step.name, box=Box(n * apart, 40, 100, 80))
        for n, step in enumerate(steps)
    )
    drawings = tuple(Drawing(name=f"Deel {n}" if n else "", shapes=shapes) for n in range(planes))
    about = {"id": ADDRESS, "title": "Vergunning", "url": ADDRESS, "source": "dorp-forge",
             "text_licence": "CC0-1.0"}  # fmt: skip
    return Process(**(about | {"steps": steps, "flows": flows, "drawings": drawings} | more))


def page(home: Home, record: Process) -> Any:
    """The staged page of a process, as a tree."""
    thing = Thing(record.id, "process", "vergunning", (record,))
    assert stage(Hub(things={record.id: thing}, edges=()), home) == []
    text = (home.build / "pages" / "processen" / "vergunning.md").read_text("utf-8")
    return lxml.html.fromstring(text.split("---\n", 2)[2])


def files(home: Home) -> list[str]:
    return sorted(path.name for path in (home.build / "pages" / "processen").glob("*.svg"))


def test_a_page_shows_the_drawing_and_the_same_in_words(home):
    tree = page(home, process())

    (drawing,) = tree.xpath("//figure//*[local-name()='svg']")
    outline = tree.xpath("//ol[@class='steps']/li/b/text()")
    drawn = " ".join(drawing.xpath(".//*[local-name()='tspan']/text()"))
    assert drawing.get("role") == "img"
    assert outline == list(NAMES)
    assert all(word in drawn.split() for name in NAMES for word in name.split())
    assert "als nee, dan 3. Vraag <meer>" in " ".join(
        tree.xpath("string(//ol[@class='steps'])").split()
    )


def test_the_drawing_is_not_indexed_and_the_words_are(home):
    tree = page(home, process())

    assert tree.xpath("//figure/@data-pagefind-ignore") == [""]
    assert tree.xpath("//ol[@class='steps']/ancestor-or-self::*[@data-pagefind-ignore]") == []


def test_the_drawing_is_a_file_too_and_the_page_links_to_it(home):
    tree = page(home, process())

    (link,) = tree.xpath("//figure//a/@href")
    assert link == "../../processen/vergunning.svg"
    body = (home.build / "pages" / "processen" / "vergunning.svg").read_bytes()
    assert etree.fromstring(body).tag == "{http://www.w3.org/2000/svg}svg"


def test_each_plane_has_a_figure_with_its_name_and_ids_of_its_own(home):
    tree = page(home, process(planes=2))

    ids = tree.xpath("//figure//@id")
    assert tree.xpath("//figcaption/text()") == ["Het hele schema", "Deel 1"]
    assert len(ids) == len(set(ids)) == 4
    assert files(home) == ["vergunning.2.svg", "vergunning.svg"]


def test_a_large_drawing_is_shown_from_its_file(home):
    many = tuple(
        Shape(id=f"x{n}", kind="userTask", name="Beoordelen", box=Box(n * 120, 0, 100, 80))
        for n in range(700)
    )

    tree = page(home, process(drawings=(Drawing(shapes=many),)))

    (image,) = tree.xpath("//figure//img")
    assert tree.xpath("//figure//*[local-name()='svg']") == []
    assert image.get("src") == "../../processen/vergunning.svg"
    assert image.get("alt").startswith("Schema van Vergunning. Stroomschema met")
    assert tree.xpath("//figure/@class") == ["diagram-figure wide"]


def test_a_drawing_that_is_gone_is_no_file_any_more(home):
    page(home, process(planes=2))

    tree = page(home, process(planes=0))

    assert tree.xpath("//figure") == []
    assert files(home) == []


def test_the_page_keeps_to_the_policy_of_the_site(home):
    tree = page(home, process())

    assert tree.xpath("//@style | //script | //style | //*[local-name()='foreignObject']") == []


def test_a_drawing_is_credited_with_its_licence(home):
    words = page(home, process()).text_content()

    assert "Stappen en schema" in words
    assert "CC0-1.0" in words


# --- in the browser ------------------------------------------------------------------------------


@pytest.fixture
def opened(browser, home) -> Iterator[Any]:
    """The main part of a page with a wide drawing, with its style and script."""
    tree = page(home, process(apart=900))
    shown = browser.new_page(viewport={"width": 800, "height": 600})
    shown.set_content(f"<main class='wrap'>{lxml.html.tostring(tree, encoding='unicode')}</main>")
    for name in ("noaber.css", "diagram.css"):
        shown.add_style_tag(path=CHECKOUT / "site" / "assets" / name)
    shown.add_script_tag(path=CHECKOUT / "site" / "assets" / "diagram.js")
    yield shown
    shown.close()


WIDTHS = """() => {
  const view = document.querySelector(".diagram-view");
  return [view.scrollWidth > view.clientWidth + 1,
          document.documentElement.scrollWidth > window.innerWidth];
}"""


@pytest.mark.browser
def test_a_drawing_fits_and_grows_within_its_own_frame(opened):
    before = opened.evaluate(WIDTHS)
    opened.get_by_role("button", name="Groter").click()
    opened.get_by_role("button", name="Groter").click()
    larger = opened.evaluate(WIDTHS)
    said = opened.get_by_role("status").inner_text()
    opened.get_by_role("button", name="Kleiner").click()
    smaller = opened.get_by_role("status").inner_text()
    opened.get_by_role("button", name="Passend").click()
    after = opened.evaluate(WIDTHS)

    assert before == after == [False, False]
    assert larger == [True, False]
    assert (said, smaller) == ("75%", "50%")


@pytest.mark.browser
def test_a_larger_drawing_moves_with_the_arrow_keys(opened):
    opened.get_by_role("button", name="Groter").click()
    opened.locator(".diagram-view").focus()
    opened.keyboard.press("ArrowRight")

    opened.wait_for_function("document.querySelector('.diagram-view').scrollLeft > 0")


@pytest.mark.browser
def test_all_letters_of_a_drawing_stand_in_their_shapes_in_a_real_browser(opened):
    """The widths that we reckon with are not narrower than those of the browser."""
    out = opened.evaluate("""() => {
      const boxes = [...document.querySelectorAll('.diagram rect.shape')].map(r => r.getBBox());
      const texts = [...document.querySelectorAll('.diagram rect.shape ~ text')];
      return texts.filter(text => {
        const t = text.getBBox();
        return !boxes.some(b => b.x <= t.x && t.x + t.width <= b.x + b.width);
      }).map(text => text.textContent);
    }""")

    assert out == []
