"""What a BPMN diagram gives: its steps in reading order, lanes, pools, flows and choices."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Process, to_json

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://rietveen.example/processen/boom_kappen.bpmn"
NS = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'


def reading(body: str | bytes, url: str = URL) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(url, raw, organisation="noaber:organisatie/rietveen", licence="CC0-1.0"))


def process(body: str | bytes, url: str = URL) -> Process:
    (record,) = reading(body, url).records
    assert isinstance(record, Process)
    return record


def sample() -> Process:
    return process((HERE / "kapvergunning.bpmn").read_bytes())


def test_steps_follow_the_flows_with_subprocesses_and_boundary_events_in_place() -> None:
    assert [step.id for step in sample().steps] == [
        "begin",
        "kijken",
        "telaat",
        "mag",
        "meten",
        "start_meten",
        "lengte",
        "gemeten",
        "einde",
        "los",
    ]


def test_every_step_has_its_kind_lane_and_pool() -> None:
    steps = {step.id: step for step in sample().steps}

    assert steps["telaat"].kind == "boundaryEvent"
    assert [steps[name].lane for name in ("begin", "kijken", "meten", "lengte", "los")] == [
        "Loket",
        "Boomdeskundige",
        "Groen",
        "Groen",
        "",
    ]
    assert {step.pool for step in steps.values()} == {"Gemeente <script>alert(1)</script>"}


def test_names_of_pools_and_lanes_are_plain_text() -> None:
    assert sample().pools == ("Bomenbezitter", "Gemeente <script>alert(1)</script>")
    assert sample().lanes == ("Loket", "Groen", "Boomdeskundige")


def test_the_only_process_names_the_file_on_one_line() -> None:
    assert sample().title == "Boom kappen aanvragen"
    assert sample().id == sample().url == URL


def test_a_choice_has_a_question_and_outcomes() -> None:
    (decision,) = sample().decisions

    assert (decision.name, decision.outcomes) == ("Mag het?", ("ja", "Klaar"))


def test_documentation_gives_text_and_the_product() -> None:
    said = [(one.relation, one.object, one.strength) for one in sample().statements]

    assert sample().text.startswith("Over een boom in de tuin")
    assert said == [
        ("publishes", URL, "own"),
        ("handles", "http://standaarden.overheid.nl/owms/terms/kapvergunning", "own"),
    ]


def test_extensions_and_scripts_are_not_read() -> None:
    said = to_json(sample().model_dump(mode="json"))

    assert [secret for secret in ("GEHEIM1", "GEHEIM2", "GEHEIM3") if secret in said] == []


def test_a_condition_is_text_beside_the_name_of_its_arrow() -> None:
    (yes,) = [flow for flow in sample().flows if flow.condition]

    assert (yes.name, yes.condition, yes.target) == ("ja", "GEHEIM4", "meten")


def test_several_pools_are_named_by_their_file() -> None:
    body = f"""<definitions {NS}><collaboration><participant name="A" processRef="a"/>
    <participant name="B" processRef="b"/></collaboration>
    <process id="a" name="Eerste"><task id="x"/></process>
    <process id="b" name="Tweede"><task id="y"/></process></definitions>"""

    assert process(body).title == "Boom kappen"
    assert [step.pool for step in process(body).steps] == ["A", "B"]


def test_an_id_is_no_name() -> None:
    body = f'<definitions {NS}><process id="P1" name="P1"><task id="x"/></process></definitions>'

    assert process(body, "https://x.example/Eigen%20plek.bpmn").title == "Eigen plek"


def test_cyclic_flows_end() -> None:
    body = f"""<definitions {NS}><process><task id="a"/><task id="b"/>
    <sequenceFlow sourceRef="a" targetRef="b"/><sequenceFlow sourceRef="b" targetRef="a"/>
    <sequenceFlow sourceRef="b" targetRef="b"/></process></definitions>"""

    assert [step.id for step in process(body).steps] == ["a", "b"]


def test_dangling_references_and_equal_ids_are_warnings() -> None:
    result = reading(
        f"""<definitions {NS}>
    <collaboration><participant name="A" processRef="weg"/></collaboration>
    <process id="p"><laneSet><lane name="L"><flowNodeRef>niets</flowNodeRef></lane></laneSet>
    <task id="a"/><task id="a" name="tweede"/><task/><boundaryEvent id="e" attachedToRef="weg"/>
    <sequenceFlow sourceRef="a" targetRef="weg"/></process></definitions>"""
    )

    codes = [problem.code for problem in result.problems]
    assert codes.count("dangling-reference") == 4
    assert codes.count("duplicate-id") == 1
    assert {problem.level for problem in result.problems} == {"warning"}
    (record,) = result.records
    assert isinstance(record, Process)
    assert len({step.id for step in record.steps}) == 4
    assert record.flows == ()


def test_a_diagram_without_steps_is_kept_with_a_warning() -> None:
    result = reading(f"<definitions {NS}><process id='p'/></definitions>")

    assert [(one.level, one.code) for one in result.problems] == [("warning", "no-steps")]
    assert len(result.records) == 1


def billion_laughs() -> str:
    entities = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    doctype = f"<!DOCTYPE d [<!ENTITY l0 'ha'>{entities}]>"
    return f"{doctype}<definitions {NS} name='&l9;'>&l9;</definitions>"


def in_process(inside: str) -> bytes:
    return f"<definitions {NS}><process>{inside}</process></definitions>".encode()


EXTERNAL = f"<!-- x --><?y z?><!DOCTYPE d SYSTEM 'file:///etc/hostname'><definitions {NS}/>"
WIDE = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE d><definitions {NS}/>'


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (billion_laughs().encode(), "doctype"),
        (EXTERNAL.encode(), "doctype"),
        (WIDE.encode("utf-16"), "doctype"),
        (WIDE.encode("utf-16-le"), "doctype"),
        (b"<definitions><process></definitions>", "not-xml"),
        (b"", "not-xml"),
        (b"<a>\x00</a>", "not-xml"),
        (b"<definitions/>", "not-bpmn"),
        (in_process("<subProcess>" * 400 + "</subProcess>" * 400), "not-xml"),
        (in_process("<task/>" * 5001), "too-many-steps"),
        (b"<a>" + b" " * 5_300_000 + b"</a>", "too-large"),
    ],
)
def test_what_is_hostile_or_broken_is_refused_fast(body: bytes, code: str) -> None:
    started = time.process_time()
    result = reading(body)

    assert [(one.level, one.code) for one in result.problems] == [("error", code)]
    assert result.records == []
    assert time.process_time() - started < 2


def test_broken_xml_is_pointed_at() -> None:
    (problem,) = reading(f"<definitions {NS}>\n<process>\n</definitions>").problems

    assert (problem.line, problem.place) == (3, URL)
    assert problem.column > 0


def test_latin_1_is_read_as_it_says() -> None:
    body = f'<?xml version="1.0" encoding="iso-8859-1"?><definitions {NS}><process><task id="a" name="Beëdigen"/></process></definitions>'  # noqa: E501

    assert process(body.encode("latin-1")).steps[0].name == "Beëdigen"


def test_a_diagram_is_known_by_its_root() -> None:
    body = f'<?xml version="1.0"?><definitions {NS}>'.encode()
    reader = reader_for(File("https://x.example/model.xml", body, media_type="text/xml"))

    assert reader is not None
    assert reader.NAME == "bpmn"
    assert reader_for(File("https://x.example/model.xml", b"<other/>")) is None


def test_references_may_have_a_prefix() -> None:
    body = f"""<definitions {NS} xmlns:t="urn:a"><process id="p"><laneSet><lane name="Balie">
      <flowNodeRef>t:a</flowNodeRef></lane></laneSet><startEvent id="a"/><task id="b"/>
      <boundaryEvent id="c" attachedToRef="t:b"/>
      <sequenceFlow sourceRef="t:a" targetRef="t:b"/></process></definitions>"""
    result = reading(body)
    record = process(body)

    assert result.problems == []
    assert record.steps[0].lane == "Balie"
    assert [(flow.source, flow.target) for flow in record.flows] == [("a", "b")]


def shape(name: str, *bounds: float) -> str:
    x, y, width, height = bounds
    return (f'<BPMNShape bpmnElement="{name}"><Bounds xmlns="http://www.omg.org/spec/DD/20100524/DC"'
            f' x="{x}" y="{y}" width="{width}" height="{height}"/></BPMNShape>')  # fmt: skip


def test_a_step_that_no_lane_names_is_in_the_lane_where_it_is_drawn() -> None:
    drawn = [shape("l1", 0, 0, 500, 100), shape("l2", 0, 100, 500, 100), shape("a", 10, 10, 50, 50),
             shape("b", 10, 120, 50, 50), shape("c", 900, 10, 50, 50),
             shape("i", 10, 10, 5, 5)]  # fmt: skip
    body = f"""<definitions {NS}><process id="p"><laneSet><lane id="l1" name="Balie"/>
      <lane id="l2" name="Team"/></laneSet><task id="a"/>
      <subProcess id="b"><task id="i"/></subProcess><task id="c"/></process>
      <BPMNPlane xmlns="http://www.omg.org/spec/BPMN/20100524/DI">{"".join(drawn)}</BPMNPlane>
      </definitions>"""

    lanes = {step.id: step.lane for step in process(body).steps}

    assert lanes == {"a": "Balie", "b": "Team", "i": "Team", "c": ""}


@pytest.mark.parametrize("bounds", ["", "x", "nan", "1e999"])
def test_odd_bounds_place_nothing(bounds: str) -> None:
    odd = shape("l", 0, 0, 9, 9) + shape("a", 0, 0, 1, 1).replace("0", bounds)
    body = f"""<definitions {NS}><process id="p"><laneSet><lane id="l" name="Balie"/></laneSet>
      <task id="a"/></process><BPMNPlane xmlns="http://www.omg.org/spec/BPMN/20100524/DI">{odd}
      </BPMNPlane></definitions>"""

    assert process(body).steps[0].lane == ""


def test_white_space_before_the_declaration_is_no_reason_to_refuse() -> None:
    body = f'<?xml version="1.0"?><definitions {NS}><process><task id="a"/></process></definitions>'

    assert [step.id for step in process(f"\n  {body}").steps] == ["a"]


def test_a_file_that_lies_about_its_encoding_is_read_with_a_warning() -> None:
    body = f'<?xml version="1.0" encoding="UTF-8"?><definitions {NS}><process name="Beëdigen">'
    body += '<task id="a" name="Eén"/></process></definitions>'
    result = reading(body.encode("latin-1"))

    assert [one.code for one in result.problems] == ["wrong-encoding"]
    assert process(body.encode("latin-1")).title == "Beëdigen"


def test_a_doctype_does_not_hide_behind_a_lie_about_the_encoding() -> None:
    body = f'<?xml version="1.0" encoding="UTF-8"?><!-- é --><!DOCTYPE d><definitions {NS}/>'

    assert [one.code for one in reading(body.encode("latin-1")).problems] == ["doctype"]


def test_a_title_is_not_endless() -> None:
    body = (
        f'<definitions {NS}><process name="{"n" * 20_000}"><task id="a"/></process></definitions>'
    )

    assert len(process(body).title) == 500
