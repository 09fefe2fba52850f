"""What a diagram of strangers may ask: an answer that grows no faster than the file."""

from __future__ import annotations

from typing import Any

import pytest
from lxml import etree

from crawlers.bpmn import artifacts, details, drawn
from crawlers.readers import File, read
from crawlers.readers._archimate import model_in
from knowledge.diagrams import drawing, reading_order
from knowledge.diagrams.figures import figures
from knowledge.diagrams.lettering import MOST_LINES, fitted, wrapped
from knowledge.diagrams.near import Near
from knowledge.model import Box, Decision, Drawing, Flow, Process, Shape, Step
from knowledge.outline import outline
from knowledge.personal.gate import gated

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
)


def process(inside: str) -> Process:
    body = f"<definitions {NAMESPACES}>{inside}</definitions>".encode()
    (record,) = read(File("https://zomerdorp.example.nl/a.bpmn", body)).records
    assert isinstance(record, Process)
    return record


class Counted:
    """A function that keeps how often it was asked."""

    def __init__(self, function: Any) -> None:
        self.function, self.asked = function, 0

    def __call__(self, *given: Any) -> Any:
        self.asked += 1
        return self.function(*given)


def counted(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> Counted:
    found = Counted(getattr(module, name))
    monkeypatch.setattr(module, name, found)
    return found


def test_a_name_without_end_is_not_copied_for_all_who_share_it() -> None:
    pools = '<participant processRef="p"/>' * 3
    made = process(
        f'<collaboration>{pools}</collaboration><process id="p" name="{"naam" * 5000}">'
        '<task id="t"/></process>'
    )

    assert [len(name) for name in made.pools] == [5000]


def test_a_note_of_many_lines_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch, artifacts, "plain")
    lines = '<association sourceRef="a" targetRef="t"/>' * 5
    note = '<textAnnotation id="a"><text>Let op</text></textAnnotation>'
    made = process(f'<process id="p"><task id="t"/>{note}{lines}</process>')

    assert made.steps[0].text == "Let op"
    assert asked.asked == 1


def test_a_timer_of_many_events_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch, details, "term")
    event = "<startEvent><eventDefinitionRef>q</eventDefinitionRef></startEvent>"
    timer = '<timerEventDefinition id="q"><timeDuration>P2D</timeDuration></timerEventDefinition>'
    made = process(f'{timer}<process id="p">{event * 4}</process>')

    assert [step.term for step in made.steps] == ["P2D"] * 4
    assert asked.asked == 1


def test_no_more_planes_are_read_than_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch, drawn, "bounds_of")
    shape = '<di:BPMNShape bpmnElement="t"><dc:Bounds x="1" y="1" width="9" height="9"/>'
    plane = f"<di:BPMNDiagram><di:BPMNPlane>{shape}</di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>"
    text = f'<definitions {NAMESPACES}><process id="p"><task id="t"/></process>{plane * 90}'
    made = drawn.drawings(etree.fromstring(f"{text}</definitions>"))

    assert len(made) == asked.asked == 50


@pytest.mark.parametrize(("said", "is_open"), [("0", False), ("1", True), ("false", False)])
def test_a_subprocess_is_open_as_xml_says_it(said: str, is_open: bool) -> None:
    shape = f'<di:BPMNShape bpmnElement="s" isExpanded="{said}"><dc:Bounds x="1" y="1" width="9"'
    (made,) = process(
        '<process id="p"><subProcess id="s"/></process><di:BPMNDiagram><di:BPMNPlane>'
        f'{shape} height="9"/></di:BPMNShape></di:BPMNPlane></di:BPMNDiagram>'
    ).drawings

    assert made.shapes[0].open is is_open


def test_a_lane_without_a_name_is_known_by_the_nearest_one_around_it_that_has() -> None:
    inner = '<lane><childLaneSet><lane name=""><flowNodeRef>t</flowNodeRef></lane></childLaneSet>'
    lanes = f'<laneSet><lane name="Balie"><childLaneSet>{inner}</lane></childLaneSet></lane>'
    made = process(f'<process id="p">{lanes}</laneSet><task id="t"/></process>')

    assert (made.lanes, made.steps[0].lane) == (("Balie",), "Balie")


def test_a_crowded_place_gives_no_endless_list() -> None:
    near = Near[int]()
    for number in range(1000):
        near.add(Box(10, 10, 20, 20), number)
        near.add(Box(0, 0, 9e5, 9e5), number)

    assert len(near.touching(Box(10, 10, 5, 5))) < 200


def test_long_lines_do_not_fill_the_memory() -> None:
    near = Near[int]()
    for number in range(2000):
        near.add(Box(0, number, 30_000, 4), number)

    assert sum(map(len, near._squares.values())) <= 200_000


def test_a_text_in_a_narrow_place_has_an_end() -> None:
    assert len(wrapped("a" * 600, 7, 8)) == MOST_LINES + 1

    made = fitted("a" * 600, 7, 20_000)

    assert (len(made.lines), made.is_cut) == (MOST_LINES, True)


def test_names_are_shorter_in_a_drawing_of_too_many_letters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing, "_LETTERS", 300)
    shapes = tuple(
        Shape(id=f"t{n}", kind="task", name="woord " * 30, box=Box(0, n * 500, 900, 400))
        for n in range(2)
    )
    made = Process(id="p", title="p", drawings=(Drawing(shapes=shapes),))
    (figure,) = figures(made, "p", "p")
    texts = ["".join(one.itertext()) for one in etree.fromstring(figure.body).iter("{*}text")]

    assert [text.count("woord") for text in texts] == [13, 13]
    assert all(text.endswith("…") for text in texts)


def test_a_pool_is_ordered_by_its_own_arrows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    whole = reading_order.in_order

    def ordered(members: Any, flows: Any) -> Any:
        seen.append(len(flows))
        return whole(members, flows)

    monkeypatch.setattr(reading_order, "in_order", ordered)
    steps = tuple(
        Step(id=one, name="", kind="task", lane="", pool=one[0]) for one in ("a", "a2", "b")
    )
    flows = (Flow(source="a", target="a2"), Flow(source="a2", target="b"))
    pools = outline(Process(id="p", title="p", steps=steps, flows=flows))

    assert [[step.id for step in pool.steps] for pool in pools] == [["a", "a2"], ["b"]]
    assert seen == [1, 0]


def test_a_table_keeps_its_columns_where_a_rule_misses_a_condition() -> None:
    body = (
        '<definitions xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"><decision id="d">'
        '<decisionTable><input label="Leeftijd"/><input label="Inkomen"/><output label="Recht"/>'
        "<rule><inputEntry><text>18</text></inputEntry><outputEntry><text>ja</text></outputEntry>"
        "</rule></decisionTable></decision></definitions>"
    )
    (record,) = read(File("https://zomerdorp.example.nl/a.dmn", body.encode())).records
    assert isinstance(record, Process)

    assert record.decisions[0].rules == (("18", "", "ja"),)


def test_a_hidden_address_leaves_its_cell_empty() -> None:
    rule = ("https://voorbeeld.nl/?mail=jan.jansen@gmail.com", "ja")
    table = Decision(id="d", inputs=("Adres",), outputs=("Recht",), rules=(rule,))
    kept, _ = gated(Process(id="https://voorbeeld.nl/p", title="p", decisions=(table,)))
    assert isinstance(kept, Process)

    assert kept.decisions[0].rules == (("", "ja"),)


def test_an_element_does_not_take_the_id_of_one_in_it() -> None:
    inner = '<property key="GEMMA GUID" value="0c6c1d1c-5c6c-4b6c-8c6c-1c6c1d1c5c6c"/>'
    kind = 'xsi:type="archimate:ApplicationComponent"'
    text = (
        '<archimate:model xmlns:archimate="http://www.archimatetool.com/archimate" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<element {kind} id="a" name="A"><element {kind} id="b" name="B">{inner}</element>'
        "</element></archimate:model>"
    )
    found = model_in(etree.fromstring(text)).elements

    assert (found["a"].gemma, found["b"].gemma[:8]) == ("", "0c6c1d1c")


def test_cases_in_each_other_are_read_each_in_its_own_stage() -> None:
    stages = '<planItem id="i1" definitionRef="s1"/><stage id="s1" name="Een">'
    stages += '<planItem id="i2" definitionRef="s2"/><stage id="s2" name="Twee">'
    stages += '<planItem id="i3" definitionRef="t"/><task id="t" name="Taak"/></stage></stage>'
    body = f"<case><casePlanModel>{stages}</casePlanModel></case></definitions>"
    head = '<definitions xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL">'
    (record,) = read(File("https://voorbeeld.nl/a.cmmn", f"{head}{body}".encode())).records
    assert isinstance(record, Process)

    assert [(step.id, step.inside) for step in record.steps] == [
        ("i1", ""), ("i2", "i1"), ("i3", "i2"),
    ]  # fmt: skip
