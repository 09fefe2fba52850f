"""What a DMN file gives: its decisions with inputs, outputs and rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Process, to_json

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://rietveen.example/tabellen/leges-terras.dmn"
NS = 'xmlns="http://www.omg.org/spec/DMN/20151101/dmn.xsd"'


def reading(body: str | bytes) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(URL, raw, organisation="noaber:organisatie/rietveen"))


def process(body: str | bytes) -> Process:
    (record,) = reading(body).records
    assert isinstance(record, Process)
    return record


def sample() -> Process:
    return process((HERE / "leges.dmn").read_bytes())


def test_a_table_is_read_as_plain_text() -> None:
    table = sample().decisions[0]

    assert table.name == "Leges berekenen"
    assert table.inputs == ("Vierkante meters", "seizoen")
    assert table.outputs == ("bedrag",)
    assert table.rules == (("< 10", '"zomer"', '25 + system("x")'),)


def test_a_decision_without_table_has_what_it_needs() -> None:
    decision = sample().decisions[1]

    assert (decision.inputs, decision.outputs) == (("Oppervlakte",), ("percentage",))
    assert "GEHEIM" not in to_json(sample().model_dump(mode="json"))


def test_the_file_names_several_decisions_and_one_names_itself() -> None:
    body = f'<definitions {NS} id="x" name="x"><decision id="d" name="Wie mag het?"/></definitions>'

    assert sample().title == "Leges terras"
    assert process(body).title == "Wie mag het?"
    assert reading(body).version == "20151101"


def test_descriptions_give_the_product() -> None:
    assert [(one.relation, one.object) for one in sample().statements] == [
        ("publishes", URL),
        ("handles", "http://standaarden.overheid.nl/owms/terms/terrasvergunning"),
    ]


def test_long_tables_are_cut_with_a_warning() -> None:
    rules = "<rule><inputEntry><text>1</text></inputEntry></rule>" * 201
    body = f"<definitions {NS}><decision id='d'><decisionTable>{rules}</decisionTable></decision></definitions>"  # noqa: E501

    assert "too-many-rules" in [one.code for one in reading(body).problems]
    assert len(process(body).decisions[0].rules) == 200


def test_what_is_no_dmn_is_refused() -> None:
    for body, code in (
        ("<definitions/>", "not-dmn"),
        ("<definitions", "not-xml"),
        (f"<!DOCTYPE d><definitions {NS}/>", "doctype"),
    ):
        assert [one.code for one in reading(body).problems] == [code]
        assert reading(body).records == []


def test_a_file_without_decisions_is_kept_with_a_warning() -> None:
    result = reading(f"<definitions {NS}/>")

    assert [(one.level, one.code) for one in result.problems] == [("warning", "no-decisions")]
    assert len(result.records) == 1


def test_a_table_is_known_by_its_root() -> None:
    reader = reader_for(File("https://x.example/t.xml", f"<definitions {NS}>".encode()))

    assert reader is not None
    assert reader.NAME == "dmn"


def test_a_decision_without_table_names_the_decisions_it_needs() -> None:
    need = '<informationRequirement><requiredDecision href="#a"/></informationRequirement>'
    body = f'<definitions {NS}><decision id="a" name="Tarief"><question>Hoeveel?</question>'
    body += f'</decision><decision id="b" name="Totaal">{need}</decision></definitions>'
    record = process(body)

    assert record.decisions[1].inputs == ("Tarief",)
    assert record.text == "Hoeveel?"


def test_the_oldest_version_is_named_too() -> None:
    ns = 'xmlns="http://www.omg.org/spec/DMN/20130901"'

    assert reading(f"<definitions {ns}><decision/></definitions>").version == "20130901"


def test_a_decision_refers_to_the_decisions_that_it_needs() -> None:
    body = f"""<definitions {NS}><decision id="a"/><decision id="b"><informationRequirement>
      <requiredDecision href="#a"/></informationRequirement><informationRequirement>
      <requiredDecision href="#weg"/></informationRequirement><knowledgeRequirement>
      <requiredKnowledge href="#k"/></knowledgeRequirement></decision>
      <businessKnowledgeModel id="k"><encapsulatedLogic><decisionTable><input label="leeftijd"/>
      </decisionTable></encapsulatedLogic></businessKnowledgeModel>
      <businessKnowledgeModel id="leeg"/></definitions>"""
    first, second, model = process(body).decisions

    assert (first.needs, second.needs) == ((), ("a", "k"))
    assert (model.id, model.inputs) == ("k", ("leeftijd",))


def test_a_table_in_a_context_is_read() -> None:
    body = f"""<definitions {NS}><decision id="a"><context><contextEntry><decisionTable>
      <output name="tarief"/></decisionTable></contextEntry></context></decision></definitions>"""

    assert process(body).decisions[0].outputs == ("tarief",)


def test_what_goes_in_is_the_data_of_a_file() -> None:
    assert sample().data == ("Oppervlakte",)


@pytest.mark.parametrize(
    ("source", "basis"),
    [
        ('name="Artikel 35 Participatiewet"', ("Artikel 35 Participatiewet",)),
        ('name="Verordening leges 2030"', ("Verordening leges 2030",)),
        ('locationURI="https://wetten.overheid.nl/X/"', ("https://wetten.overheid.nl/X/",)),
        ('name="Bijlage" locationURI="https://wetten.overheid.nl/X/"', ("Bijlage",)),
        ('name="Handboek"', ()),
        ('name="Jo Voorbeeld" locationURI="https://voorbeeld.example.nl/wet"', ()),
        ('name="Wetenschap"', ()),
        ("", ()),
    ],
)
def test_a_law_among_the_sources_of_knowledge_is_a_legal_basis(
    source: str, basis: tuple[str, ...]
) -> None:
    body = f'<definitions {NS}><knowledgeSource id="k" {source}/><decision id="a"/></definitions>'

    assert process(body).legal_basis == basis
