"""What an architecture model gives: its business processes, and the applications behind them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read, reader_for
from crawlers.readers import _skeleton as skeletons
from crawlers.readers import archimate as limits
from knowledge.model import Process, Solution, to_json

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://zomerdorp.example.nl/model.xml"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
EXCHANGE = "http://www.opengroup.org/xsd/archimate"
UPL = "http://standaarden.overheid.nl/owms/terms/kapvergunning"


def reading(body: str | bytes, url: str = URL) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(url, raw, organisation="noaber:organisatie/zomerdorp", licence="CC0-1.0"))


def sample(name: str = "bomen.ameff.xml") -> Reading:
    return reading((HERE / name).read_bytes())


def model(inside: str, version: str = "3.0/") -> str:
    return f'<model xmlns="{EXCHANGE}/{version}" {XSI}>{inside}</model>'


def processes(result: Reading) -> list[Process]:
    return [record for record in result.records if isinstance(record, Process)]


def solutions(result: Reading) -> list[Solution]:
    return [record for record in result.records if isinstance(record, Solution)]


def test_each_business_process_is_a_process_in_dutch() -> None:
    first, second = processes(sample())

    assert (first.id, first.title) == (f"{URL}#p1", "Kapvergunning behandelen")
    assert first.summary.startswith("Van aanvraag tot besluit")
    assert (first.language, first.format, first.url) == ("nl", "archimate", URL)
    assert (second.id, second.title) == (f"{URL}#p2", "Kapvergunning met spoed")
    assert (sample().format, sample().version) == ("archimate", "3.0")


def test_documentation_gives_the_product_and_a_special_form_its_base() -> None:
    first, second = processes(sample())

    assert [(one.relation, one.object) for one in first.statements] == [
        ("publishes", f"{URL}#p1"),
        ("handles", UPL),
    ]
    assert [(one.relation, one.object) for one in second.statements] == [
        ("publishes", f"{URL}#p2"),
        ("based_on", f"{URL}#p1"),
    ]


def test_only_applications_that_serve_a_process_are_solutions() -> None:
    first, second = solutions(sample())

    assert (first.id, first.title) == (f"{URL}#a1", "Vergunningencomponent")
    assert first.solution_type == "applicatie"
    assert [(one.relation, one.object) for one in first.statements] == [("supports", f"{URL}#p1")]
    assert [(one.relation, one.object) for one in second.statements] == [("supports", f"{URL}#p2")]


def test_an_application_is_a_reference_only_where_gemma_calls_it_so() -> None:
    said = '<properties><property propertyDefinitionRef="t"><value>Referentiecomponent</value>'
    (found,) = solutions(reading(model(
        '<element identifier="p" xsi:type="BusinessProcess"><name>Kappen</name></element>'
        '<element identifier="a" xsi:type="ApplicationComponent"><name>Zaakcomponent</name>'
        f'{said}</property></properties></element>'
        '<relationship identifier="r" source="a" target="p" xsi:type="Serving"/>'
    )))  # fmt: skip

    assert found.solution_type == "referentiecomponent"


def test_a_process_is_not_based_on_itself() -> None:
    (found,) = processes(reading(model(
        '<element identifier="p" xsi:type="BusinessProcess"><name>Kappen</name></element>'
        '<relationship identifier="r" source="p" target="p" xsi:type="Specialization"/>'
    )))  # fmt: skip

    assert [one.relation for one in found.statements] == ["publishes"]


def test_the_id_of_gemma_is_an_alias_only_where_it_looks_like_one() -> None:
    first, second = solutions(sample())

    assert first.aliases == ("aaaaaaaa-2222-3333-4444-555555555555",)
    assert second.aliases == ()


def test_actors_are_not_read() -> None:
    everything = "".join(to_json(record.model_dump(mode="json")) for record in sample().records)

    assert "Jo Voorbeeld" not in everything


def test_a_process_without_a_name_and_a_double_id_are_errors() -> None:
    assert [(one.level, one.code, one.line) for one in sample().problems] == [
        ("error", "duplicate-id", 15),
        ("error", "no-name", 14),
    ]


def test_many_processes_without_a_name_do_not_flood_the_report() -> None:
    nameless = "".join(
        f'<element identifier="p{n}" xsi:type="BusinessProcess"/>' for n in range(60)
    )

    problems = reading(model(nameless)).problems

    assert [one.code for one in problems] == ["no-name"] * 51
    assert "nog 10 keer" in problems[-1].message


def test_the_model_of_archi_is_read_alike() -> None:
    result = sample("bomen.archimate")

    assert [record.title for record in processes(result)] == [
        "Kapvergunning behandelen",
        "Boom planten",
    ]
    (application,) = solutions(result)
    assert application.title == "Vergunningencomponent"
    assert application.aliases == ("aaaaaaaa-2222-3333-4444-555555555555",)
    assert [one.object for one in application.statements] == [f"{URL}#p1"]
    assert "Jo Voorbeeld" not in str(result)


def test_a_model_with_pictures_is_read_from_its_zip() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.write(HERE / "bomen.archimate", "model.xml")
        archive.writestr("images/a.png", b"x")

    result = reading(out.getvalue(), "https://x.example/bomen.archimate")

    assert processes(result)[0].title == "Kapvergunning behandelen"


def test_a_zip_without_a_model_is_an_error() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("images/a.png", b"x")

    result = reading(out.getvalue(), "https://x.example/bomen.archimate")

    assert [(one.level, one.code) for one in result.problems] == [("error", "not-archimate")]


def test_version_2_of_the_exchange_format_is_read() -> None:
    body = model(
        """<elements><element identifier="p" xsi:type="BusinessProcess">
        <label xml:lang="nl">Verhuizen</label></element>
        <element identifier="a" xsi:type="ApplicationService"><label>Balie</label><properties>
        <property identifierref="g"><value>aaaaaaaa-2222-3333-4444-555555555555</value></property>
        </properties></element></elements>
        <relationships><relationship identifier="r" source="a" target="p"
        xsi:type="UsedByRelationship"/></relationships>
        <propertydefs><propertydef identifier="g" name="Object ID"/></propertydefs>""",
        "",
    ).replace(f"{EXCHANGE}/", EXCHANGE)

    result = reading(body)

    assert [record.title for record in result.records] == ["Verhuizen", "Balie"]
    assert solutions(result)[0].aliases == ("aaaaaaaa-2222-3333-4444-555555555555",)


@pytest.mark.parametrize(
    "kind", ["Serving", "UsedBy", "Realization", "Realisation", "Assignment", "ServingRelationship"]
)
def test_each_relation_that_supports_counts(kind: str) -> None:
    body = model(
        f"""<element identifier="p" xsi:type="BusinessProcess"><name>Verhuizen</name></element>
        <element identifier="a" xsi:type="ApplicationComponent"><name>Balie</name></element>
        <relationship identifier="r" source="a" target="p" xsi:type="{kind}"/>"""
    )

    assert [one.relation for one in solutions(reading(body))[0].statements] == ["supports"]


@pytest.mark.parametrize("kind", ["Composition", "Aggregation", "Association", "Flow", ""])
def test_other_relations_make_no_solution(kind: str) -> None:
    body = model(
        f"""<element identifier="p" xsi:type="BusinessProcess"><name>Verhuizen</name></element>
        <element identifier="a" xsi:type="ApplicationComponent"><name>Balie</name></element>
        <relationship identifier="r" source="a" target="p" xsi:type="{kind}"/>"""
    )

    assert solutions(reading(body)) == []


def element(name: str, kind: str = "BusinessProcess", title: str = "") -> str:
    title = title or name.capitalize()
    return f'<element identifier="{name}" xsi:type="{kind}"><name>{title}</name></element>'


def relation(kind: str, source: str, target: str) -> str:
    ends = f'source="{source}" target="{target}"'
    return f'<relationship identifier="{source}{target}" {ends} xsi:type="{kind}"/>'


def whole(*parts: str) -> str:
    """Give a process `w` that is made of others."""
    return element("w") + "".join(
        element(part) + relation("Composition", "w", part) for part in parts
    )


def test_the_parts_of_a_process_are_its_steps_in_the_order_of_what_triggers_what() -> None:
    body = whole("c", "a", "b") + relation("Triggering", "a", "b") + relation("Flow", "b", "c")

    found = processes(reading(model(body)))[0]

    assert [(one.id, one.name, one.kind) for one in found.steps] == [
        ("a", "A", "businessProcess"),
        ("b", "B", "businessProcess"),
        ("c", "C", "businessProcess"),
    ]
    assert [(one.source, one.target) for one in found.flows] == [("a", "b")]


def test_a_junction_or_an_event_between_two_parts_is_passed() -> None:
    body = whole("b", "a") + element("j", "OrJunction") + element("e", "BusinessEvent")
    body += relation("Triggering", "a", "j") + relation("Triggering", "j", "e")
    body += relation("Triggering", "e", "b") + relation("Triggering", "e", "j")

    found = processes(reading(model(body)))[0]

    assert [one.id for one in found.steps] == ["a", "b"]
    assert [(one.source, one.target) for one in found.flows] == [("a", "b")]


def test_parts_that_trigger_each_other_in_a_circle_keep_their_order() -> None:
    body = whole("b", "a") + relation("Triggering", "a", "b") + relation("Triggering", "b", "a")

    assert [one.id for one in processes(reading(model(body)))[0].steps] == ["b", "a"]


def test_a_part_that_is_made_of_parts_calls_them_by_its_name() -> None:
    body = whole("a") + element("d") + relation("Aggregation", "a", "d")

    first, second, _ = processes(reading(model(body)))

    assert [(one.id, one.calls) for one in first.steps] == [("a", "A")]
    assert [(one.id, one.calls) for one in second.steps] == [("d", "")]


def test_a_process_is_no_part_of_itself_and_what_has_no_name_is_none() -> None:
    body = whole("w") + element("x", title="...") + relation("Composition", "w", "x")

    assert processes(reading(model(body)))[0].steps == ()


def test_the_roles_of_a_process_and_its_parts_are_lanes() -> None:
    body = whole("a") + element("r", "BusinessRole", "Behandelaar")
    body += element("s", "BusinessRole", "Medewerker KCC") + relation("Assignment", "s", "w")
    body += relation("Assignment", "r", "a")

    found = processes(reading(model(body)))[0]

    assert found.lanes == ("Medewerker KCC", "Behandelaar")
    assert [one.lane for one in found.steps] == ["Behandelaar"]


@pytest.mark.parametrize(
    ("kind", "name"),
    [("BusinessActor", "Behandelaar"), ("BusinessRole", "Jo Voorbeeld"),
     ("BusinessRole", "J. Voorbeeld"), ("BusinessRole", "Voorbeeld, J.")],
)  # fmt: skip
def test_who_may_be_a_person_is_no_lane(kind: str, name: str) -> None:
    body = whole("a") + element("r", kind, name) + relation("Assignment", "r", "a")

    found = reading(model(body))

    assert processes(found)[0].lanes == ()
    assert "oorbeeld" not in str(found.records)


@pytest.mark.parametrize("between", ["ApplicationService", "ApplicationFunction"])
@pytest.mark.parametrize("first", ["Realization", "Realisation", "Assignment"])
def test_a_service_or_function_may_stand_between_an_application_and_a_process(
    between: str, first: str
) -> None:
    body = element("p") + element("a", "ApplicationComponent") + element("s", between)
    body += relation(first, "a", "s") + relation("Serving", "s", "p")

    supporting = {one.title: one.statements for one in solutions(reading(model(body)))}

    assert [(one.relation, one.object) for one in supporting["A"]] == [("supports", f"{URL}#p")]


def test_three_hops_to_a_process_are_too_many() -> None:
    body = element("p") + element("a", "ApplicationComponent")
    body += element("f", "ApplicationFunction") + element("s", "ApplicationService")
    body += relation("Assignment", "a", "f") + relation("Realization", "f", "s")
    body += relation("Serving", "s", "p")

    assert [one.title for one in solutions(reading(model(body)))] == ["S"]


def test_what_serves_an_application_does_not_support_its_process() -> None:
    body = element("p") + element("a", "ApplicationComponent")
    body += element("b", "ApplicationComponent")
    body += relation("Serving", "b", "a") + relation("Serving", "a", "p")

    assert [one.title for one in solutions(reading(model(body)))] == ["A"]


def test_too_many_ways_from_applications_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeletons, "MOST_WAYS", 1)
    body = element("p") + "".join(
        element(one, "ApplicationComponent") + relation("Serving", one, "p") for one in "ab"
    )

    result = reading(model(body))

    assert [one.title for one in solutions(result)] == ["A"]
    assert [(one.level, one.code) for one in result.problems] == [("error", "too-many-elements")]


def test_too_many_parts_are_cut_off_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(skeletons, "MOST", 2)

    result = reading(model(whole("a", "b", "c")))

    assert len(processes(result)[0].steps) == 2
    assert [(one.level, one.code) for one in result.problems] == [("error", "too-many-steps")]


def test_a_model_without_a_process_is_a_hint() -> None:
    result = reading(model(""))

    assert result.records == []
    assert [(one.level, one.code) for one in result.problems] == [("hint", "no-process")]


def test_a_model_may_be_larger_than_other_files() -> None:
    name = '<element identifier="p" xsi:type="BusinessProcess"><name>Verhuizen</name></element>'
    body = model(name + "<views>" + "<node/>" * 900_000 + "</views>")

    assert len(body) > 6_000_000
    assert len(reading(body).records) == 1


def test_too_many_processes_are_cut_off_with_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST", 2)
    many = "".join(
        f'<element identifier="p{n}" xsi:type="BusinessProcess"><name>P{n}</name></element>'
        for n in range(3)
    )

    result = reading(model(many))

    assert len(result.records) == 2
    assert [(one.level, one.code) for one in result.problems] == [("error", "too-many-elements")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (f"<!DOCTYPE d [<!ENTITY a 'b'>]><model xmlns='{EXCHANGE}/3.0/'>&a;</model>", "doctype"),
        (f"<model xmlns='{EXCHANGE}/3.0/'>", "not-xml"),
        ("<model/>", "not-archimate"),
        ("<a>" + " " * 17_000_000 + "</a>", "too-large"),
    ],
)
def test_what_is_hostile_or_broken_is_refused(body: str, code: str) -> None:
    result = reading(body, "https://x.example/a.archimate")

    assert [(one.level, one.code) for one in result.problems] == [("error", code)]
    assert result.records == []


@pytest.mark.parametrize("version", ["3.0/", "3.1/", "2.1/"])
def test_a_model_is_known_by_its_root(version: str) -> None:
    reader = reader_for(File("https://x.example/a.xml", model("", version).encode()))

    assert reader is not None
    assert reader.NAME == "archimate"
    assert reader_for(File("https://x.example/a.xml", b'<model xmlns="urn:a"/>')) is None
