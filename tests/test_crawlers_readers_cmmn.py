"""What a CMMN model gives: its tasks, stages and milestones in the order of the plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Process, to_json

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://zomerdorp.example.nl/processen/kwijt_schelding.cmmn"
NS = 'xmlns="http://www.omg.org/spec/CMMN/20151109/MODEL"'


def reading(body: str | bytes, url: str = URL) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(url, raw, organisation="noaber:organisatie/zomerdorp", licence="CC0-1.0"))


def process(body: str | bytes) -> Process:
    (record,) = reading(body).records
    assert isinstance(record, Process)
    return record


def sample() -> Process:
    return process((HERE / "kwijtschelding.cmmn").read_bytes())


def plan(inside: str, namespace: str = NS) -> str:
    return f"<definitions {namespace}><case><casePlanModel>{inside}</casePlanModel></case></definitions>"  # noqa: E501


def test_a_stage_is_followed_by_what_is_in_it() -> None:
    assert [(step.id, step.name, step.kind) for step in sample().steps] == [
        ("begin", "Aanvraag bekijken", "humanTask"),
        ("fase", "Inkomen onderzoeken", "stage"),
        ("vragen", "Gegevens opvragen", "humanTask"),
        ("rekenen", "Draagkracht berekenen", "processTask"),
        ("zichzelf", "Inkomen onderzoeken", "stage"),
        ("bezoek", "Op bezoek gaan", "humanTask"),
        ("klaar", "Besluit genomen", "milestone"),
    ]


def test_what_waits_for_what_are_the_flows() -> None:
    assert [(flow.source, flow.target) for flow in sample().flows] == [
        ("begin", "fase"),
        ("fase", "klaar"),
    ]


def test_the_only_case_names_the_file() -> None:
    record = sample()

    assert (record.title, record.id, record.url) == ("Kwijtschelding aanvragen", URL, URL)
    assert (record.format, record.lanes, record.text_licence) == ("cmmn", (), "CC0-1.0")


def test_documentation_gives_the_product() -> None:
    assert [(one.relation, one.object) for one in sample().statements] == [
        ("publishes", URL),
        ("handles", "http://standaarden.overheid.nl/owms/terms/kwijtschelding"),
    ]


def test_extensions_are_not_read() -> None:
    assert "GEHEIM2" not in to_json(sample().model_dump(mode="json"))


def test_what_must_hold_is_the_condition_of_an_arrow() -> None:
    assert [(flow.source, flow.condition) for flow in sample().flows] == [
        ("begin", "GEHEIM1"),
        ("fase", ""),
    ]


def test_a_step_says_in_which_stage_it_is() -> None:
    assert [step.inside for step in sample().steps] == [
        "",
        "",
        "fase",
        "fase",
        "fase",
        "fase",
        "",
    ]


def test_who_performs_a_task_is_its_lane() -> None:
    body = f"""<definitions {NS}><case><caseRoles><role id="r" name="Consulent"/></caseRoles>
      <casePlanModel><planItem id="a" definitionRef="t"/><planItem id="b" definitionRef="u"/>
      <humanTask id="t" performerRef="x:r"/><humanTask id="u" performerRef="weg"/></casePlanModel>
      </case></definitions>"""

    assert [step.lane for step in process(body).steps] == ["Consulent", ""]
    assert process(body).lanes == ("Consulent",)


def test_a_timer_is_a_term_and_a_rule_makes_an_item_repeat() -> None:
    inside = """<planItem id="a" definitionRef="t"/>
      <planItem id="b" definitionRef="u"><itemControl><repetitionRule><condition>x</condition>
      </repetitionRule></itemControl></planItem><planItem id="c" definitionRef="v"/>
      <timerEventListener id="t"><timerExpression> P8W </timerExpression></timerEventListener>
      <humanTask id="u"/><humanTask id="v"><defaultControl><repetitionRule><condition>false
      </condition></repetitionRule></defaultControl></humanTask>"""

    assert [(step.event, step.term, step.repeats) for step in process(plan(inside)).steps] == [
        ("timer", "P8W", ""),
        ("", "", "loop"),
        ("", "", ""),
    ]


def test_a_task_names_what_it_starts_and_what_it_waits_for() -> None:
    body = f"""<definitions {NS}><process id="p" name="Betalen"/><case><caseFileModel>
      <caseFileItem id="f" name="Aanvraag"/></caseFileModel><casePlanModel>
      <planItem id="a" definitionRef="t"><entryCriterion sentryRef="s" name="Is er"/></planItem>
      <planItem id="b" definitionRef="u"/>
      <sentry id="s"><caseFileItemOnPart sourceRef="f"/><planItemOnPart sourceRef="b"/></sentry>
      <processTask id="t" processRef="x:p"/><caseTask id="u" caseRef="weg"/></casePlanModel></case>
      </definitions>"""
    first, second = process(body).steps

    assert (first.calls, first.reads, second.calls) == ("Betalen", ("Aanvraag",), "weg")
    assert process(body).data == ("Aanvraag",)
    assert [(flow.source, flow.name) for flow in process(body).flows] == [("b", "Is er")]


def test_what_is_said_of_a_task_is_its_text_and_not_that_of_the_case() -> None:
    inside = """<documentation>Over de zaak</documentation>
      <planItem id="a" definitionRef="t"/><humanTask id="t">
      <documentation>Over http://standaarden.overheid.nl/owms/terms/kwijtschelding</documentation>
      </humanTask>"""
    record = process(plan(inside))

    assert record.text == "Over de zaak"
    assert record.steps[0].text.startswith("Over http")
    assert [one.relation for one in record.statements] == ["publishes", "handles"]


def test_a_note_is_the_text_of_the_item_that_it_is_tied_to() -> None:
    body = plan('<planItem id="a" definitionRef="t"/><humanTask id="t"/>').replace(
        "</definitions>",
        """<textAnnotation id="n"><text>Bel eerst</text></textAnnotation>
        <association sourceRef="a" targetRef="n"/></definitions>""",
    )

    assert process(body).steps[0].text == "Bel eerst"


def test_an_item_without_a_definition_is_a_warning() -> None:
    (problem,) = reading((HERE / "kwijtschelding.cmmn").read_bytes()).problems

    assert (problem.level, problem.code, problem.line) == ("warning", "dangling-reference", 13)


def test_discretionary_items_of_a_task_are_read_once() -> None:
    inside = """<planItem id="a" definitionRef="t"/><humanTask id="t" name="Taak"><planningTable>
      <discretionaryItem id="b" definitionRef="u"/></planningTable></humanTask>
      <humanTask id="u" name="Extra"/>"""

    assert [step.name for step in process(plan(inside)).steps] == ["Taak", "Extra"]


def test_items_of_one_id_stay_apart() -> None:
    inside = (
        '<planItem id="a" definitionRef="t"/><planItem id="a" definitionRef="t"/><task id="t"/>'
    )

    assert [step.id for step in process(plan(inside)).steps] == ["a", "a-2"]


def test_the_older_version_is_read_with_its_own_criteria() -> None:
    inside = """<planItem id="a" definitionRef="t"/>
      <planItem id="b" definitionRef="t" entryCriteriaRefs="s"/><humanTask id="t"/>
      <sentry id="s"><planItemOnPart sourceRef="a"/></sentry>"""
    body = plan(inside, 'xmlns="http://www.omg.org/spec/CMMN/20131201/MODEL"')

    assert reading(body).version == "1.0"
    assert [(flow.source, flow.target) for flow in process(body).flows] == [("a", "b")]


def test_stages_that_hold_each_other_end() -> None:
    inside = """<planItem id="a" definitionRef="s1"/>
      <stage id="s1"><planItem id="b" definitionRef="s2"/></stage>
      <stage id="s2"><planItem id="c" definitionRef="s1"/></stage>"""

    assert [step.id for step in process(plan(inside)).steps] == ["a", "b", "c"]


def test_a_long_chain_of_stages_is_no_stack_of_calls() -> None:
    chain = "".join(
        f'<stage id="s{n}"><planItem id="p{n}" definitionRef="s{n + 1}"/></stage>'
        for n in range(3000)
    )
    inside = f'<planItem id="p" definitionRef="s0"/>{chain}<stage id="s3000"/>'

    assert len(process(plan(inside)).steps) == 3001


def test_a_model_without_steps_is_kept_with_a_warning() -> None:
    result = reading(plan(""))

    assert [(one.level, one.code) for one in result.problems] == [("warning", "no-steps")]
    assert result.records[0].title == "Kwijt schelding"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"<!DOCTYPE d [<!ENTITY a 'b'>]><definitions {NS}/>", "doctype"),
        ("<definitions>", "not-xml"),
        ("<definitions/>", "not-cmmn"),
        (plan('<planItem definitionRef="t"/>' * 5001 + '<task id="t"/>'), "too-many-steps"),
    ],
)
def test_what_is_hostile_or_broken_is_refused(body: str, code: str) -> None:
    result = reading(body)

    assert [(one.level, one.code) for one in result.problems] == [("error", code)]
    assert result.records == []


def test_a_model_is_known_by_its_root() -> None:
    reader = reader_for(File("https://x.example/model.xml", f"<definitions {NS}/>".encode()))

    assert reader is not None
    assert reader.NAME == "cmmn"
