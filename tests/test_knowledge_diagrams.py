"""Diagrams as SVG: what each part looks like, and what no part can do."""

from __future__ import annotations

import math
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from crawlers.readers import File
from crawlers.readers.bpmn import read
from knowledge.diagrams.drawing import said_of, standalone, svg
from knowledge.diagrams.figures import INLINE, figures
from knowledge.diagrams.glyphs import EVENTS, GATEWAYS, TASKS
from knowledge.diagrams.lettering import width
from knowledge.home import CHECKOUT
from knowledge.model import Box, Drawing, Flow, Line, Process, Shape, Step

SVG = "{http://www.w3.org/2000/svg}"
CSS = (CHECKOUT / "site" / "assets" / "diagram.css").read_text("utf-8")
TASK = Box(100, 100, 100, 80)
ROUND = Box(10, 10, 36, 36)
NAMES = st.text(
    st.sampled_from("aeinorstdlvgkbmpuzhwcjfAEBV -/éë,.()"), min_size=1, max_size=160
).filter(str.strip)


def shape(kind: str, name: str = "", box: Box = TASK, **more: Any) -> Shape:
    return Shape(id="x", kind=kind, name=name, box=box, **more)


def drawn(*parts: Shape | Line, **step: Any) -> Any:
    """The tree of a drawing; `step` says what is known of the step with id x."""
    shapes = tuple(part for part in parts if isinstance(part, Shape))
    lines = tuple(part for part in parts if isinstance(part, Line))
    known = [Step(**({"id": "x", "name": "", "kind": "task", "lane": ""} | step))]
    process = Process(id="p", title="p", steps=tuple(known if step else ()))
    return etree.fromstring(svg(process, Drawing(shapes=shapes, lines=lines), "Naam", "Uitleg"))


def classes(tree: Any) -> list[str]:
    return [one.get("class") for one in tree.iter() if one.get("class")]


def paths(tree: Any) -> set[str]:
    return {one.get("d") for one in tree.iter(f"{SVG}path")}


def written(tree: Any) -> list[str]:
    return [line.text for line in tree.iter(f"{SVG}tspan")]


def test_a_drawing_tells_its_name_and_description_and_is_one_image():
    tree = drawn(shape("task"))

    named = [tree.find(f"{SVG}{tag}") for tag in ("title", "desc")]
    assert tree.get("role") == "img"
    assert [one.text for one in named] == ["Naam", "Uitleg"]
    assert tree.get("aria-labelledby").split() == [one.get("id") for one in named]


@pytest.mark.parametrize("kind", TASKS)
def test_each_kind_of_task_has_its_own_sign(kind):
    mine = {way for way, _ in TASKS[kind]}

    assert mine <= paths(drawn(shape(kind)))
    assert not mine & paths(drawn(shape("task")))


@pytest.mark.parametrize("event", sorted(EVENTS))
@pytest.mark.parametrize(
    "kind", ["startEvent", "intermediateCatchEvent", "boundaryEvent", "endEvent"]
)
def test_each_event_has_the_sign_of_what_it_waits_for_or_sends(kind, event):
    said = {"signs": ("parallel",)} if event == "parallel" else {}
    name = "multiple" if event == "parallel" else event

    tree = drawn(shape(kind, box=ROUND, **said), kind=kind, event=name)

    assert {way for way, _ in EVENTS[event]} <= paths(tree)


def test_what_is_sent_is_filled_and_what_is_awaited_is_not():
    sent = drawn(shape("endEvent", box=ROUND), kind="endEvent", event="message")
    awaited = drawn(shape("startEvent", box=ROUND), kind="startEvent", event="message")

    assert ("full" in classes(sent), "full" in classes(awaited)) == (True, False)


def test_events_are_thin_double_and_thick():
    start, middle, end = (
        drawn(shape(kind, box=ROUND))
        for kind in ("startEvent", "intermediateThrowEvent", "endEvent")
    )

    assert [len(list(tree.iter(f"{SVG}circle"))) for tree in (start, middle, end)] == [1, 2, 1]
    assert ["shape thick" in classes(tree) for tree in (start, middle, end)] == [False, False, True]


def test_an_event_that_stops_nothing_is_dashed():
    goes_on = drawn(shape("boundaryEvent", box=ROUND), kind="boundaryEvent", interrupting=False)
    stops = drawn(shape("boundaryEvent", box=ROUND), kind="boundaryEvent")

    assert ("shape dashed" in classes(goes_on), "shape dashed" in classes(stops)) == (True, False)


@pytest.mark.parametrize("kind", sorted(GATEWAYS))
def test_each_gateway_has_its_sign(kind):
    assert {way for way, _ in GATEWAYS[kind]} <= paths(drawn(shape(kind, box=Box(0, 0, 50, 50))))


def test_an_unmarked_gateway_has_no_sign():
    tree = drawn(shape("exclusiveGateway", box=Box(0, 0, 50, 50), signs=("unmarked",)))

    assert classes(tree).count("bold") == 0


def test_calls_transactions_and_event_subprocesses_have_their_own_border():
    plain = classes(drawn(shape("task")))

    assert "shape thick" in classes(drawn(shape("callActivity")))
    assert len(list(drawn(shape("transaction")).iter(f"{SVG}rect"))) == 2
    assert "shape dotted" in classes(drawn(shape("subProcess", open=False, signs=("event",))))
    assert {"shape thick", "shape dotted"}.isdisjoint(plain)


@pytest.mark.parametrize(
    ("kind", "more", "step"),
    [
        ("subProcess", {"open": False}, {}),
        ("adHocSubProcess", {"open": False}, {}),
        ("task", {}, {"repeats": "loop"}),
        ("task", {}, {"repeats": "parallel"}),
        ("task", {}, {"repeats": "sequential"}),
        ("task", {"signs": ("compensation",)}, {}),
    ],
)
def test_markers_stand_at_the_foot(kind, more, step):
    tree = drawn(shape(kind, **more), **step)

    moved = [one.get("transform") for one in tree.iter(f"{SVG}g") if one.get("transform")]
    assert moved
    assert all(how.startswith("translate(") and how.split()[1] == "170)" for how in moved)


def test_pools_and_lanes_have_their_names_along_their_side():
    pool = drawn(shape("participant", "Gemeente Zomerdorp", Box(0, 0, 600, 300)))
    down = drawn(shape("lane", "Balie", Box(0, 0, 200, 600), upright=True))
    outside = drawn(shape("participant", "Inwoner", Box(0, 0, 600, 60), open=False))

    assert "rotate(-90" in next(pool.iter(f"{SVG}text")).get("transform")
    assert [next(tree.iter(f"{SVG}text")).get("transform") for tree in (down, outside)] == [
        None,
        None,
    ]


def test_data_notes_and_groups_are_drawn():
    data, many = (
        drawn(shape("dataObjectReference", "Dossier", Box(0, 0, 36, 50), signs=signs))
        for signs in ((), ("collection",))
    )

    assert written(data) == ["Dossier"]
    assert len(paths(many)) > len(paths(data))
    assert len(paths(drawn(shape("dataStoreReference", "Register", Box(0, 0, 50, 50))))) == 4
    assert written(drawn(shape("textAnnotation", "Let op:\n- dit", Box(0, 0, 100, 40)))) == [
        "Let op:",
        "- dit",
    ]
    assert "group" in classes(drawn(shape("group", "Samen")))


def test_a_note_without_room_grows_and_loses_nothing():
    said = "Deze toelichting is veel langer dan het kader dat de maker ervoor tekende, " * 4

    tree = drawn(shape("textAnnotation", said, Box(0, 0, 100, 20)))

    assert " ".join(written(tree)).split() == said.split()


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        (Line(points=((0, 0), (90, 0))), {"flow sequence", "head"}),
        (Line(points=((0, 0), (90, 0)), default=True), {"flow sequence", "head", "flow"}),
        (Line(points=((0, 0), (90, 0)), conditional=True), {"flow sequence", "head",
                                                            "head hollow"}),
        (Line(points=((0, 0), (90, 0)), kind="message"), {"flow message", "head hollow"}),
        (Line(points=((0, 0), (90, 0)), kind="data"), {"flow data", "flow"}),
        (Line(points=((0, 0), (90, 0)), kind="association", arrow=False), {"flow association"}),
    ],
)  # fmt: skip
def test_each_line_has_its_own_dashes_and_ends(line, kinds):
    assert set(classes(drawn(line))) - {"diagram", "words"} == kinds


def test_a_line_drawn_to_the_middle_of_a_shape_ends_at_its_border():
    line = Line(points=((150, 140), (450, 140)))
    tree = drawn(shape("task"), shape("task", box=Box(400, 100, 100, 80)), line)

    (way,) = [one.get("d") for one in tree.iter(f"{SVG}path") if "sequence" in one.get("class")]
    start, end = (float(one.split()[0]) for one in way.removeprefix("M").split("L"))
    assert start == pytest.approx(198, abs=0.2)
    assert end == pytest.approx(402, abs=0.2)


@settings(deadline=None, max_examples=150)
@given(NAMES, st.sampled_from(["task", "userTask", "callActivity", "subProcess"]))
def test_the_name_of_a_step_stays_inside_it(name, kind):
    tree = drawn(shape(kind, name, open=False))

    for text in tree.iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        for line in text:
            half = width(line.text, size) / 2
            x, y = float(line.get("x")), float(line.get("y"))
            assert TASK.left <= x - half + 0.1
            assert x + half <= TASK.left + TASK.width + 0.1
            assert TASK.top <= y - size * 0.8
            assert y + size * 0.25 <= TASK.top + TASK.height


@settings(deadline=None, max_examples=150)
@given(NAMES)
def test_a_name_is_whole_or_can_be_read_whole(name):
    tree = drawn(shape("userTask", name))

    whole = re.sub(r"[\s-]", "", name)
    shown = re.sub(r"[\s-]", "", "".join(written(tree)))
    titles = [re.sub(r"[\s-]", "", one.text) for one in tree.iter(f"{SVG}title")][1:]
    assert shown == whole or titles == [whole]


@settings(deadline=None)
@given(st.floats(-60, 90), st.floats(-60, 90), st.sampled_from([8.0, 40.0, 88.0]))
def test_a_name_beside_an_event_never_covers_it(left, top, wide):
    label = Box(left, top, wide, 14)
    tree = drawn(shape("endEvent", "Verhuizing is verwerkt", ROUND, label=label))

    (text,) = tree.iter(f"{SVG}text")
    size = float(text.get("font-size"))
    for line in text:
        half, middle = width(line.text, size) / 2, float(line.get("x"))
        foot = float(line.get("y"))
        across = min(middle + half, 43) - max(middle - half, 13)
        down = min(foot, 43) - max(foot - size * 0.7, 13)
        assert across <= 0.1 or down <= 0.1


def test_names_without_a_place_keep_off_each_other_and_off_the_arrows():
    gate = shape("exclusiveGateway", "Is de aanvraag volledig?", Box(100, 100, 50, 50))
    way = Line(name="nee, vraag meer", points=((125, 150), (125, 260), (300, 260)))

    tree = drawn(gate, way)

    question, answer = tree.iter(f"{SVG}text")
    half = max(width(line.text, 12) for line in answer) / 2
    assert max(float(line.get("y")) for line in question) < 100  # below it is the arrow
    assert all(abs(float(line.get("x")) - 125) > half for line in answer)


HOSTILE = (
    '"><script>alert(1)</script><a href="javascript:x" onload=\'x\'>'
    "&amp;<![CDATA[\x00\x1f\ufffe\u202e"
)
KINDS = ["task", "participant", "lane", "startEvent", "exclusiveGateway", "textAnnotation", "group",
         "dataStoreReference", "subProcess", "vreemd"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_strangers_is_only_ever_text(kind):
    box = Box(0, 0, 300, 200)
    process = Process(id="p", title="p", url=HOSTILE)
    line = Line(name=HOSTILE, points=((0, 0), (90, 0)))
    drawing = Drawing(name=HOSTILE, shapes=(shape(kind, HOSTILE, box),), lines=(line,))

    for body in (svg(process, drawing, HOSTILE, HOSTILE).encode(),
                 standalone(process, drawing, HOSTILE, HOSTILE)):  # fmt: skip
        tree = etree.fromstring(body)
        tags = {etree.QName(one).localname for one in tree.iter()}
        attributes = {key for one in tree.iter() for key in one.attrib}
        assert tags <= {"svg", "title", "desc", "style", "g", "path", "rect", "circle", "text",
                        "tspan"}  # fmt: skip
        assert not {key for key in attributes if key.startswith("on") or "href" in key}
        assert "style" not in attributes


def test_a_name_with_personal_data_does_not_show_them():
    assert written(drawn(shape("task", "Bel jan.jansen@voorbeeld.nl"))) != []
    assert "jansen" not in " ".join(written(drawn(shape("task", "Mail jan.jansen@voorbeeld.nl"))))


def test_two_drawings_on_a_page_have_different_ids():
    process, drawing = Process(id="p", title="p"), Drawing(shapes=(shape("task"),))

    made = [svg(process, drawing, "n", "u", f"schema-{n}") for n in (1, 2)]

    found = re.findall(r' id="([^"]+)"', "".join(made))
    assert len(found) == len(set(found)) == 4


@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf, 1e300, -1e300])
def test_a_record_with_impossible_places_is_drawn_without_them(odd):
    drawing = Drawing(
        shapes=(
            shape("task", "goed"),
            shape("task", "fout", Box(odd, 0, 100, 80)),
            shape("task", "fout", Box(0, 0, odd, 80)),
            shape("endEvent", "eind", ROUND, label=Box(0, odd, 10, 10)),
        ),
        lines=(Line(points=((0, 0), (odd, 0))), Line(points=((0, 0),))),
    )

    tree = etree.fromstring(svg(Process(id="p", title="p"), drawing, "n", "u"))

    assert all(math.isfinite(float(side)) for side in tree.get("viewBox").split())
    assert sorted(written(tree)) == ["eind", "goed"]
    assert "flow sequence" not in classes(tree)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(KINDS), NAMES, st.floats(-1e5, 1e5), st.floats(-1e5, 1e5),
            st.floats(0.1, 1e5), st.floats(0.1, 1e5),
        ),
        max_size=8,
    ),
    st.lists(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), max_size=5)),
)  # fmt: skip
def test_whatever_the_places_a_drawing_comes_out(parts, ways):
    shapes = [shape(kind, name, Box(*box)) for kind, name, *box in parts]
    lines = [Line(points=tuple(points), name="naam") for points in ways]

    tree = drawn(*shapes, *lines)

    assert all(math.isfinite(float(side)) for side in tree.get("viewBox").split())


def test_thousands_of_shapes_are_a_file_and_not_in_the_page():
    shapes = tuple(
        Shape(id=f"s{n}", kind="userTask", name="Beoordelen van de aanvraag",
              box=Box(n % 70 * 150, n // 70 * 120, 100, 80))
        for n in range(5000)
    )  # fmt: skip

    (figure,) = figures(
        Process(id="p", title="p", drawings=(Drawing(shapes=shapes),)), "Groot", "g"
    )

    assert figure.inline == ""
    assert len(figure.body) > INLINE
    assert etree.fromstring(figure.body).tag == f"{SVG}svg"


def test_the_file_has_its_own_style_and_says_whose_it_is():
    process = Process(id="p", title="p", url="https://voorbeeld.nl/p.bpmn", text_licence="CC0-1.0",
                      drawings=(Drawing(shapes=(shape("task", "Toets"),)),))  # fmt: skip

    (figure,) = figures(process, "Verhuizen", "verhuizen")

    tree = etree.fromstring(figure.body)
    assert figure.file == "verhuizen.svg"
    assert tree.find(f"{SVG}style").text == CSS
    assert "https://voorbeeld.nl/p.bpmn. Licentie: CC0-1.0" in tree.find(f"{SVG}desc").text
    assert "style" not in figure.inline


def test_each_plane_is_a_figure_with_its_own_file_and_name():
    one, other = (Drawing(name=name, shapes=(shape("task"),)) for name in ("", "Toetsen"))

    made = figures(Process(id="p", title="p", drawings=(one, other)), "Verhuizen", "v")

    assert [(figure.file, figure.title) for figure in made] == [
        ("v.svg", "Schema van Verhuizen"),
        ("v.2.svg", "Schema van Verhuizen: Toetsen"),
    ]


def test_a_drawing_says_how_many_steps_roles_and_choices_it_shows():
    steps = (
        Step(id="a", name="", kind="task", lane="Balie"),
        Step(id="g", name="", kind="exclusiveGateway", lane="Balie"),
        Step(id="weg", name="", kind="task", lane="Team"),
    )
    flows = (Flow(source="g", target="a"), Flow(source="g", target="weg"))
    process = Process(id="p", title="p", steps=steps, flows=flows)
    both = Drawing(shapes=tuple(Shape(id=i, kind="task", box=TASK) for i in ("a", "g", "note")))
    single = Drawing(shapes=(Shape(id="weg", kind="task", box=TASK),))

    assert said_of(process, both) == "Stroomschema met 2 stappen, 1 rol en 1 keuze."
    assert said_of(process, single) == "Stroomschema met 1 stap en 1 rol."


def test_a_file_that_was_read_is_drawn_with_the_signs_of_its_steps():
    body = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
      xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
      xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" targetNamespace="x">
      <process id="p"><startEvent id="s"><timerEventDefinition/></startEvent></process>
      <di:BPMNDiagram><di:BPMNPlane bpmnElement="p"><di:BPMNShape bpmnElement="s">
      <dc:Bounds x="1" y="2" width="36" height="36"/></di:BPMNShape></di:BPMNPlane>
      </di:BPMNDiagram></definitions>"""
    (record,) = read(File(url="https://voorbeeld.nl/p.bpmn", body=body)).records
    assert isinstance(record, Process)

    (drawing,) = record.drawings

    assert {way for way, _ in EVENTS["timer"]} <= paths(
        etree.fromstring(svg(record, drawing, "n", "u"))
    )


# --- colours -----------------------------------------------------------------------------------


def palettes() -> dict[str, dict[str, str]]:
    """The colours of diagram.css by scheme and tint; a tint has those it does not change too."""
    light, dark = CSS.split("@media screen and (prefers-color-scheme: dark)")
    found: dict[str, dict[str, str]] = {}
    for scheme, text in (("light", light), ("dark", dark.partition("@media")[0])):
        base: dict[str, str] = {}
        for name, body in re.findall(r"\.diagram(?: \.(tint-\w+))? \{([^}]*--d-[^}]*)\}", text):
            colours = dict(re.findall(r"(--d-\w+): (#[0-9a-f]{3,6})", body))
            base = base or colours
            found[f"{scheme} {name}"] = base | colours
    return found


def light_of(colour: str) -> float:
    """The relative luminance of a colour (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * one for one in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((light_of(one), light_of(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", sorted(palettes()))
def test_letters_and_lines_of_a_diagram_stand_out_in_light_and_dark(name):
    colours = palettes()[name]

    letters = [("ink", "paper"), ("ink", "fill"), ("ink", "strip"), ("line", "fill"),
               ("line", "paper")]  # fmt: skip
    low = {pair: contrast(*(colours[f"--d-{one}"] for one in pair)) for pair in letters}
    assert {pair for pair, ratio in low.items() if ratio < 4.5} == set()
    assert contrast(colours["--d-soft"], colours["--d-paper"]) >= 3


def test_a_diagram_has_colours_for_the_dark_and_for_forced_colours_and_none_for_paper():
    assert len(palettes()) == 14
    assert "@media screen and (prefers-color-scheme: dark)" in CSS
    assert "@media (forced-colors: active)" in CSS
