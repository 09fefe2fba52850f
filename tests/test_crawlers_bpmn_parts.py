"""What a BPMN diagram says besides its steps: events, terms, messages, partners, data, calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.bpmn.details import plain
from crawlers.bpmn.partners import is_outside
from crawlers.readers import File, Reading, read
from knowledge.model import Flow, Message, Process, Step

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NS = f'xmlns="{BPMN}"'


def reading(body: str | bytes) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    url = "https://zomerdorp.example.nl/verhuizen.bpmn"
    return read(File(url, raw, organisation="noaber:organisatie/zomerdorp"))


def process(body: str | bytes) -> Process:
    (record,) = reading(body).records
    assert isinstance(record, Process)
    return record


def inside(nodes: str, around: str = "") -> Process:
    return process(f'<definitions {NS}>{around}<process id="p">{nodes}</process></definitions>')


def step(nodes: str, name: str, around: str = "") -> Step:
    (found,) = [one for one in inside(nodes, around).steps if one.id == name]
    return found


def together(pools: str, messages: str) -> Process:
    """Give a diagram of the municipality (step `a`) with other pools."""
    return process(
        f"""<definitions {NS} xmlns:q="urn:q"><collaboration>
        <participant id="g" name="Gemeente" processRef="q:p"/>{pools}{messages}</collaboration>
        <message id="brief" name="Brief"/><process id="p"><task id="a"/></process>
        <process id="leeg"/></definitions>"""
    )


@pytest.mark.parametrize(
    "kind",
    ["message", "timer", "error", "escalation", "cancel", "compensate", "conditional", "link",
     "signal", "terminate"],
)  # fmt: skip
def test_an_event_has_the_kind_of_its_definition(kind: str) -> None:
    event = f'<endEvent id="e"><{kind}EventDefinition/></endEvent>'

    assert step(event, "e").event == kind


def test_an_event_of_several_kinds_is_multiple() -> None:
    event = '<startEvent id="e"><messageEventDefinition/><timerEventDefinition/></startEvent>'

    assert step(event, "e").event == "multiple"


def test_an_event_may_refer_to_a_definition_of_the_file() -> None:
    shared = '<timerEventDefinition id="t"><timeDate>2030-01-01</timeDate></timerEventDefinition>'
    event = '<startEvent id="e"><eventDefinitionRef>x:t</eventDefinitionRef></startEvent>'

    assert (step(event, "e", shared).event, step(event, "e", shared).term) == (
        "timer",
        "2030-01-01",
    )


@pytest.mark.parametrize("name", ["timeDuration", "timeDate", "timeCycle"])
def test_a_timer_is_a_term_on_one_line(name: str) -> None:
    timer = f"<timerEventDefinition><{name}>\n  P8W\n</{name}></timerEventDefinition>"
    event = f'<intermediateCatchEvent id="e">{timer}</intermediateCatchEvent>'

    assert step(event, "e").term == "P8W"


def test_an_expression_in_a_timer_stays_as_it_is_written() -> None:
    timer = "<timerEventDefinition><timeDuration>${7 * 7}</timeDuration></timerEventDefinition>"

    assert step(f'<startEvent id="e">{timer}</startEvent>', "e").term == "${7 * 7}"


@pytest.mark.parametrize(
    ("said", "interrupts"), [("", True), ('cancelActivity="false"', False),
                             ('cancelActivity="0"', False), ('cancelActivity="true"', True)]
)  # fmt: skip
def test_an_event_on_the_border_of_a_subprocess_says_where_it_is(
    said: str, interrupts: bool
) -> None:
    event = f'<subProcess id="s"/><boundaryEvent id="e" attachedToRef="s" {said}/>'

    assert (step(event, "e").at, step(event, "e").interrupting) == ("s", interrupts)


def test_a_subprocess_that_an_event_starts_has_that_event() -> None:
    nodes = """<subProcess id="s" triggeredByEvent="true">
      <startEvent id="e" isInterrupting="false"><timerEventDefinition>
      <timeDuration>P14D</timeDuration></timerEventDefinition></startEvent></subProcess>
      <subProcess id="t"><startEvent id="f"><messageEventDefinition/></startEvent></subProcess>"""

    found, plainly = step(nodes, "s"), step(nodes, "t")

    assert (found.event, found.term, found.interrupting) == ("timer", "P14D", False)
    assert (plainly.event, plainly.interrupting) == ("", True)


def test_steps_of_subprocesses_in_subprocesses_say_in_which_they_are() -> None:
    deep = "".join(f'<subProcess id="s{n}">' for n in range(30))
    found = inside(f'{deep}<task id="t"/>{"</subProcess>" * 30}').steps

    assert len(found) == 31
    assert [one.inside for one in found][:3] == ["", "s0", "s1"]
    assert found[-1].inside == "s29"


@pytest.mark.parametrize(
    ("said", "repeats"),
    [
        ("<standardLoopCharacteristics/>", "loop"),
        ("<multiInstanceLoopCharacteristics/>", "parallel"),
        ('<multiInstanceLoopCharacteristics isSequential="true"/>', "sequential"),
        ("", ""),
    ],
)
def test_a_step_tells_how_it_repeats(said: str, repeats: str) -> None:
    assert step(f'<task id="t">{said}</task>', "t").repeats == repeats


@pytest.mark.parametrize(
    ("written", "calls"),
    [("p", "p"), ("q", "Betalen"), ("x:q", "Betalen"), ("w:weg", "weg"), ("${naam}", "${naam}")],
)
def test_a_call_gives_the_name_of_what_it_starts(written: str, calls: str) -> None:
    around = '<process id="q" name="Betalen"/>'
    call = f'<callActivity xmlns:w="urn:w" id="c" calledElement="{written}"/>'

    assert step(call, "c", around).calls == calls


def test_an_arrow_has_its_condition_and_may_be_the_default() -> None:
    nodes = """<exclusiveGateway id="g" default="x:n"/><task id="a"/><task id="b"/>
      <sequenceFlow id="j" sourceRef="g" targetRef="a"><conditionExpression>
        ${akkoord
        == true}</conditionExpression></sequenceFlow>
      <sequenceFlow id="n" sourceRef="g" targetRef="b"/>"""

    assert inside(nodes).flows == (
        Flow(source="g", target="a", condition="${akkoord == true}"),
        Flow(source="g", target="b", default=True),
    )


def test_link_events_are_one_arrow() -> None:
    nodes = """<intermediateThrowEvent id="a"><linkEventDefinition name="Verder"/>
      </intermediateThrowEvent><intermediateCatchEvent id="b" name="Verder">
      <linkEventDefinition/></intermediateCatchEvent>
      <subProcess><intermediateCatchEvent id="c" name="Verder"><linkEventDefinition/>
      </intermediateCatchEvent></subProcess>"""

    assert inside(nodes).flows == (Flow(source="a", target="b"),)


def test_documentation_and_notes_are_the_text_of_a_step() -> None:
    nodes = """<task id="t"><documentation textFormat="text/html">&lt;p&gt;Kijk
      &lt;b&gt;goed&lt;/b&gt;.&lt;/p&gt;</documentation></task><task id="u"/>
      <textAnnotation id="n"><text>Binnen een dag</text></textAnnotation>
      <association sourceRef="n" targetRef="t"/>"""

    assert step(nodes, "t").text == "Kijk goed. Binnen een dag"
    assert step(nodes, "u").text == ""


def test_a_long_text_of_a_step_is_clipped() -> None:
    nodes = f'<task id="t"><documentation>{"woord " * 200}</documentation></task>'

    assert len(step(nodes, "t").text) <= 500


@given(st.text())
def test_plain_text_has_no_markup_and_keeps_what_is_no_markup(text: str) -> None:
    escaped = text.replace("<", "").replace("&", "")

    assert plain(escaped) == plain(f"<p>{escaped}</p>")


def test_data_are_named_and_steps_say_what_they_read_and_write() -> None:
    nodes = """<dataObject id="o" name="Dossier"/><dataObjectReference id="r" dataObjectRef="o"/>
      <dataStoreReference id="s" name="Register"/>
      <ioSpecification><dataInput id="i" name="Aanvraag"/></ioSpecification>
      <task id="t"><ioSpecification><dataInput id="x" name="Skippable"/></ioSpecification>
      <dataInputAssociation><sourceRef>r</sourceRef><targetRef>x</targetRef></dataInputAssociation>
      <dataOutputAssociation><targetRef>s</targetRef></dataOutputAssociation></task>
      <task id="u"/><association sourceRef="i" targetRef="u" associationDirection="One"/>"""

    assert inside(nodes).data == ("Dossier", "Register", "Aanvraag")
    assert (step(nodes, "t").reads, step(nodes, "t").writes) == (("Dossier",), ("Register",))
    assert (step(nodes, "u").reads, step(nodes, "u").writes) == (("Aanvraag",), ())


def test_a_lane_without_a_name_is_known_by_the_one_around_it() -> None:
    nodes = """<laneSet><lane name="Loket"><childLaneSet><lane><flowNodeRef>a</flowNodeRef></lane>
      <lane name="Balie"><flowNodeRef>b</flowNodeRef></lane></childLaneSet>
      <flowNodeRef>a</flowNodeRef><flowNodeRef>b</flowNodeRef></lane></laneSet>
      <task id="a"/><task id="b"/>"""

    assert (step(nodes, "a").lane, step(nodes, "b").lane) == ("Loket", "Balie")


def test_a_message_has_steps_and_pools() -> None:
    record = together(
        '<participant id="k" name="Kadaster"/>',
        '<messageFlow sourceRef="q:a" targetRef="k" messageRef="brief"/>'
        '<messageFlow name="Antwoord" sourceRef="k" targetRef="g"/>',
    )

    assert record.messages == (
        Message(source="a", sender="Gemeente", receiver="Kadaster", name="Brief"),
        Message(sender="Kadaster", receiver="Gemeente", name="Antwoord"),
    )


@pytest.mark.parametrize("how", ["", 'processRef="leeg"', 'processRef="weg"'])
def test_an_outside_party_without_steps_is_a_partner(how: str) -> None:
    record = together(
        f'<participant id="k" name="Kadaster" {how}/>',
        '<messageFlow sourceRef="k" targetRef="a"/>',
    )

    assert record.partners == ("Kadaster",)


@pytest.mark.parametrize(
    ("pools", "messages"),
    [
        ('<participant id="k" name="Kadaster"/>', ""),
        ('<participant id="k" name="Inwoner"/>', '<messageFlow sourceRef="k" targetRef="a"/>'),
        ('<participant id="k"/>', '<messageFlow sourceRef="k" targetRef="a"/>'),
        ('<participant id="k" name="Kadaster"/><participant id="u" name="UWV"/>',
         '<messageFlow sourceRef="k" targetRef="u"/>'),
        ('<participant id="k" name="Gemeente Zomerdorp"/>',
         '<messageFlow sourceRef="k" targetRef="a"/>'),
    ],
)  # fmt: skip
def test_who_is_silent_asks_or_is_the_publisher_is_no_partner(pools: str, messages: str) -> None:
    assert together(pools, messages).partners == ()


def test_a_pool_with_steps_of_its_own_is_no_partner() -> None:
    body = f"""<definitions {NS}><collaboration><participant name="A" processRef="a"/>
      <participant name="B" processRef="b"/><messageFlow sourceRef="x" targetRef="y"/>
      </collaboration><process id="a"><task id="x"/></process>
      <process id="b"><task id="y"/></process></definitions>"""

    assert process(body).partners == ()
    assert [(one.sender, one.receiver) for one in process(body).messages] == [("A", "B")]


@pytest.mark.parametrize(
    "name",
    ["Kadaster", "Raad van State", "Belastingdienst", "Andere gemeente", "Ketenpartners", "Justis"],
)
def test_bodies_are_outside(name: str) -> None:
    assert is_outside(name)


@pytest.mark.parametrize("name", ["Bruidspaar", "De aanvrager", "Cliënt", "Burgerzaken", "Raad",
                                  "Gemeente (systeem)", "College van B&W", "", "42"])  # fmt: skip
def test_citizens_and_own_parts_are_not_outside(name: str) -> None:
    assert not is_outside(name)


def test_messages_to_what_is_not_there_are_warnings() -> None:
    body = f"""<definitions {NS}><collaboration><participant id="x" name="X"/>
      <messageFlow sourceRef="x" targetRef="weg"/><messageFlow targetRef="x"/></collaboration>
      <process><task id="a"/></process></definitions>"""
    result = reading(body)

    assert [(one.level, one.code) for one in result.problems] == [
        ("warning", "dangling-reference"),
        ("warning", "dangling-reference"),
    ]
    assert process(body).messages == ()


def test_a_process_without_a_pool_stands_beside_one_with_a_pool() -> None:
    body = f"""<definitions {NS}><collaboration><participant name="Gemeente" processRef="b"/>
      </collaboration><process id="a"><task id="1"/></process><process id="b"><task id="2"/>
      </process><process id="c"><task id="3"/></process></definitions>"""

    assert [(one.id, one.pool) for one in process(body).steps] == [
        ("2", "Gemeente"),
        ("1", ""),
        ("3", ""),
    ]


def test_a_process_with_the_id_of_its_pool_is_found() -> None:
    body = f"""<definitions {NS}><collaboration><participant id="p" name="A" processRef="p"/>
      </collaboration><process id="p"><task id="t"/></process></definitions>"""

    assert reading(body).problems == []
    assert process(body).steps[0].pool == "A"


def test_conversations_and_global_tasks_are_no_steps() -> None:
    body = f"""<definitions {NS}><globalUserTask id="g"/><collaboration>
      <conversation id="c"/></collaboration><choreography><participant id="x" name="X"/>
      <choreographyTask id="t"/></choreography></definitions>"""

    assert [one.kind for one in process(body).steps] == ["choreographyTask"]
    assert process(body).partners == ()


@pytest.mark.parametrize(
    "namespace",
    ["http://schema.omg.org/spec/BPMN/2.0", f"{BPMN}/", BPMN.replace("http", "https")],
)
def test_a_namespace_may_be_that_of_a_draft(namespace: str) -> None:
    body = f'<x:definitions xmlns:x="{namespace}"><x:process><x:task id="a"/></x:process>'

    assert [one.id for one in process(f"{body}</x:definitions>").steps] == ["a"]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-8-sig", "iso-8859-1", "cp1252"])
def test_every_encoding_that_a_file_names_is_read(encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig").removesuffix("-le")}"?>'
    body = (
        f'{head}<definitions {NS}><process><task id="a" name="Beëdigen"/></process></definitions>'
    )

    assert process(body.encode(encoding)).steps[0].name == "Beëdigen"


NODES = ("task", "userTask", "startEvent", "endEvent", "boundaryEvent", "exclusiveGateway",
         "callActivity", "eventBasedGateway", "intermediateThrowEvent")  # fmt: skip
OTHERS = ("dataObjectReference", "textAnnotation", "sequenceFlow", "association", "group",
          "extensionElements", "documentation", "laneSet")  # fmt: skip
trees = st.recursive(
    st.tuples(st.sampled_from(NODES + OTHERS), st.just(())),
    lambda inner: st.tuples(
        st.sampled_from(("subProcess", "transaction", "adHocSubProcess")),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


def written(tree: tuple[str, object], prefix: str, ids: list[str]) -> tuple[str, int]:
    """Give a tree as XML, and how many flow nodes it has."""
    name, children = tree
    assert isinstance(children, (list, tuple))
    made = [written(child, prefix, ids) for child in children]
    said = f' id="{ids.pop()}"' if ids else ""
    body = f"<{prefix}{name}{said}>{''.join(xml for xml, _ in made)}</{prefix}{name}>"
    return body, (name not in OTHERS) + sum(count for _, count in made)


@given(
    st.lists(st.lists(trees, max_size=6), max_size=3),
    st.sampled_from(("", "bpmn:", "semantic:")),
    st.lists(st.sampled_from("abcdefgh"), max_size=12),
)
def test_each_flow_node_is_one_step(
    forest: list[list[tuple[str, object]]], prefix: str, ids: list[str]
) -> None:
    body, nodes = "", 0
    for process_nodes in forest:
        made = [written(tree, prefix, ids) for tree in process_nodes]
        body += f"<{prefix}process>{''.join(xml for xml, _ in made)}</{prefix}process>"
        nodes += sum(count for _, count in made)
    colon = f":{prefix[:-1]}" if prefix else ""
    root = f'<{prefix}definitions xmlns{colon}="{BPMN}">{body}</{prefix}definitions>'

    steps = process(root).steps

    assert len(steps) == nodes
    assert len({one.id for one in steps}) == nodes
    assert {one.inside for one in steps} <= {"", *(one.id for one in steps)}
