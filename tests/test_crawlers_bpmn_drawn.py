"""Where the parts of a diagram are drawn, and what may not be drawn."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from crawlers.bpmn.drawn import MOST, drawings
from knowledge.model import Box, Drawing, Line, Shape

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    'xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" targetNamespace="https://voorbeeld.nl"'
)
BOUNDS = '<dc:Bounds x="10" y="20" width="100" height="80"/>'
POINTS = '<di:waypoint x="0" y="0"/><di:waypoint x="50.04" y="0"/>'


def drawn(process: str, plane: str, around: str = "", more: str = "") -> tuple[Drawing, ...]:
    """What a file draws: a process, its one plane, what stands beside it, and other diagrams."""
    text = (
        f'<definitions {NAMESPACES}>{around}<process id="p">{process}</process>'
        f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">{plane}</bpmndi:BPMNPlane>'
        f"</bpmndi:BPMNDiagram>{more}</definitions>"
    )
    return drawings(etree.fromstring(text))


def shape(of: str, inner: str = BOUNDS, said: str = "") -> str:
    return f'<bpmndi:BPMNShape bpmnElement="{of}" {said}>{inner}</bpmndi:BPMNShape>'


def edge(of: str, inner: str = POINTS, said: str = "") -> str:
    return f'<bpmndi:BPMNEdge bpmnElement="{of}" {said}>{inner}</bpmndi:BPMNEdge>'


def only_shape(process: str, plane: str, around: str = "") -> Shape:
    ((one,),) = [made.shapes for made in drawn(process, plane, around)]
    return one


def only_line(process: str, plane: str, around: str = "") -> Line:
    (made,) = drawn(f'{process}<task id="t"/>', plane + shape("t"), around)
    (one,) = made.lines
    return one


def test_a_shape_has_its_kind_name_place_and_label():
    label = '<bpmndi:BPMNLabel><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNLabel>'

    made = only_shape('<startEvent id="s" name=" Vraag&#10;komt "/>', shape("s", BOUNDS + label))

    assert made == Shape(id="s", kind="startEvent", name="Vraag komt", box=Box(10, 20, 100, 80),
                         label=Box(1, 2, 3, 4))  # fmt: skip


@pytest.mark.parametrize(
    "bounds",
    [
        "",
        "<dc:Bounds/>",
        '<dc:Bounds x="1" y="2" width="0" height="4"/>',
        '<dc:Bounds x="1" y="2" width="-3" height="4"/>',
        '<dc:Bounds x="NaN" y="2" width="3" height="4"/>',
        '<dc:Bounds x="1" y="-inf" width="3" height="4"/>',
        '<dc:Bounds x="1" y="2" width="1e300" height="4"/>',
        '<dc:Bounds x="1" y="2" width="drie" height="4"/>',
    ],
)
def test_a_shape_without_a_place_is_left_out_with_its_number(bounds):
    both = '<task id="a"/><task id="b"/>'

    (made,) = drawn(both, shape("a", bounds) + shape("b"))

    assert [one.id for one in made.shapes] == ["b"]


def test_an_odd_label_costs_only_the_label():
    label = '<bpmndi:BPMNLabel><dc:Bounds x="nan" y="2" width="3" height="4"/></bpmndi:BPMNLabel>'

    assert only_shape('<task id="a"/>', shape("a", BOUNDS + label)).label is None


def test_a_diagram_that_draws_nothing_is_no_drawing():
    assert drawn('<task id="a"/>', "") == ()
    assert drawn('<task id="a"/>', shape("weg")) == ()


def test_a_reference_with_a_prefix_is_found():
    assert only_shape('<task id="a" name="Toets"/>', shape("tns:a")).name == "Toets"


def test_a_second_shape_of_the_same_step_is_not_drawn():
    assert only_shape('<task id="a"/>', shape("a") + shape("a")).id == "a"


def test_a_file_draws_no_more_shapes_than_may_be():
    number = MOST + 20
    tasks = "".join(f'<task id="t{n}"/>' for n in range(number))

    (made,) = drawn(tasks, "".join(shape(f"t{n}") for n in range(number)))

    assert len(made.shapes) == MOST


def test_lines_know_what_they_are():
    task = '<task id="a" default="d"/><task id="b"/><exclusiveGateway id="g"/>'
    ends = 'sourceRef="a" targetRef="b"'
    condition = "<conditionExpression>${x}</conditionExpression>"

    default = only_line(f'{task}<sequenceFlow id="d" {ends} name="anders"/>', edge("d"))
    chosen = only_line(f'{task}<sequenceFlow id="c" {ends}>{condition}</sequenceFlow>', edge("c"))
    gate = only_line(
        f'{task}<sequenceFlow id="c" sourceRef="g" targetRef="b">{condition}</sequenceFlow>',
        edge("c"),
    )

    assert (default.kind, default.name, default.default) == ("sequence", "anders", True)
    assert default.points == ((0, 0), (50, 0))
    assert (chosen.conditional, gate.conditional) == (True, False)


def test_an_association_has_an_arrow_only_where_it_has_a_direction():
    ends = 'sourceRef="t" targetRef="n"'
    note = '<textAnnotation id="n"/>'

    plain = only_line(f'{note}<association id="x" {ends}/>', edge("x"))
    one = only_line(f'{note}<association id="x" associationDirection="One" {ends}/>', edge("x"))

    assert (plain.kind, plain.arrow, one.arrow) == ("association", False, True)


def test_messages_and_data_have_lines_of_their_own():
    around = (
        '<collaboration id="c"><messageFlow id="m" sourceRef="t" targetRef="t"/></collaboration>'
    )
    read = '<dataInputAssociation id="i"><targetRef>u</targetRef></dataInputAssociation>'
    data = f'<task id="u">{read}</task>'

    assert only_line("", edge("m"), around).kind == "message"
    assert only_line(data, edge("i")).kind == "data"


@pytest.mark.parametrize(
    "points",
    [
        "",
        '<di:waypoint x="0" y="0"/>',
        '<di:waypoint x="0" y="0"/><di:waypoint x="0" y="0"/>',
        '<di:waypoint x="0" y="0"/><di:waypoint x="nan" y="0"/>',
        '<di:waypoint x="0" y="0"/><di:waypoint x="9"/>',
    ],
)
def test_a_line_without_two_places_is_left_out(points):
    flow = '<sequenceFlow id="f" sourceRef="t" targetRef="t"/><task id="t"/>'

    (made,) = drawn(flow, shape("t") + edge("f", points))

    assert made.lines == ()


def test_a_note_keeps_its_lines_and_a_group_has_the_name_of_its_category():
    note = (
        "<textAnnotation id='n'><text>Let op:\n - eerst  dit\n\n - dan dat</text></textAnnotation>"
    )
    category = '<category id="c"><categoryValue id="v" value="Balie"/></category>'

    assert only_shape(note, shape("n")).name == "Let op:\n- eerst dit\n- dan dat"
    assert only_shape('<group id="g" categoryValueRef="v"/>', shape("g"), category).name == "Balie"


def test_a_pool_without_a_process_is_closed_and_one_without_a_name_has_that_of_its_process():
    around = (
        '<collaboration id="c"><participant id="a" name="Inwoner"/>'
        '<participant id="b" processRef="q"/></collaboration><process id="q" name="Verhuizing"/>'
    )

    (made,) = drawn(
        "", shape("a", said='isHorizontal="true"') + shape("b", said='isHorizontal="false"'), around
    )

    assert [(one.name, one.open, one.upright) for one in made.shapes] == [
        ("Inwoner", False, False),
        ("Verhuizing", True, True),
    ]


def test_a_subprocess_that_says_nothing_is_open_where_something_in_it_is_drawn():
    sub = '<subProcess id="s"><task id="t"/></subProcess>'

    (full,) = drawn(sub, shape("s") + shape("t"))
    (bare,) = drawn(sub, shape("s"))

    assert (full.shapes[0].open, bare.shapes[0].open) == (True, False)


def test_what_a_closed_subprocess_hides_is_a_drawing_of_its_own():
    sub = (
        '<subProcess id="s" name="Toetsen"><task id="t"/><task id="u"/>'
        '<sequenceFlow id="f" sourceRef="t" targetRef="u"/></subProcess>'
    )
    plane = shape("s", said='isExpanded="false"') + shape("t") + shape("u") + edge("f")

    whole, inner = drawn(sub, plane)

    assert ([one.id for one in whole.shapes], whole.lines) == (["s"], ())
    assert (inner.name, [one.id for one in inner.shapes]) == ("Toetsen", ["t", "u"])
    assert [one.id for one in inner.lines] == ["f"]


def test_each_plane_is_a_drawing_with_the_name_of_what_it_shows():
    more = (
        '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="s">'
        f"{shape('t')}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
    sub = '<subProcess id="s" name="Toetsen"><task id="t"/></subProcess>'

    made = drawn(sub, shape("s", said='isExpanded="false"'), more=more)

    assert [(one.name, len(one.shapes)) for one in made] == [("", 1), ("Toetsen", 1)]


SIGNS: list[tuple[str, str, str]] = [
    ('<subProcess id="x" triggeredByEvent="true"/>', "", "event"),
    ('<exclusiveGateway id="x"/>', 'isMarkerVisible="false"', "unmarked"),
    ('<task id="x" isForCompensation="true"/>', "", "compensation"),
    ('<dataObjectReference id="x" dataObjectRef="d"/><dataObject id="d" isCollection="true"/>',
     "", "collection"),
    ('<eventBasedGateway id="x" instantiate="true"/>', "", "instantiate"),
    ('<startEvent id="x" parallelMultiple="true"/>', "", "parallel"),
]  # fmt: skip


@pytest.mark.parametrize(("process", "said", "sign"), SIGNS)
def test_marks_that_no_step_tells_are_signs(process: str, said: str, sign: str) -> None:
    assert only_shape(process, shape("x", said=said)).signs == (sign,)


@pytest.mark.parametrize(
    ("said", "tint"),
    [
        ('bioc:fill="rgb(187, 222, 251)" bioc:stroke="black"', "blue"),
        ('bioc:fill="#fff" bioc:stroke="#FB8C00"', "orange"),
        ('bioc:fill="#fff"', ""),
        ('bioc:stroke="green"', "green"),
        ('bioc:fill="url(https://kwaad.example)"', ""),
        ('fill="#f00"', ""),
    ],
)
def test_the_colour_of_a_maker_is_a_name_and_never_what_was_written(said: Any, tint: Any) -> None:
    assert only_shape('<task id="a"/>', shape("a", said=said)).tint == tint
