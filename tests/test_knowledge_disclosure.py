"""Who is named, counted or hidden as a user of a closed product, and what is never told of a use.

All organisations, products and addresses here are made up.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.disclosure import CHOICES, COUNTED_BY, FEW, disclosed, is_closed, named_in
from knowledge.entries import load_entry, records_of
from knowledge.hub import Hub, Thing, edges_from
from knowledge.member import Member
from knowledge.members import load_member
from knowledge.model import Document, Organisation, Problem, Solution, Statement
from knowledge.versions import REMOVED, unsaid, unversioned

PACKAGE, FORM = "https://pakket.example/suite", "https://code.voorbeeld.example/o/formulier"
SUPPLIER = "noaber:organisatie/leverancier"
SEEN = date(2026, 11, 20)


def town(name: str) -> str:
    return f"noaber:organisatie/{name}"


def says(subject: str, target: str = PACKAGE, **more) -> Statement:
    values = {"relation": "uses", "claimant": SUPPLIER, "source": "leverancier-forge",
              "url": "https://www.pakket.example/klanten", "strength": "maker",
              "last_seen": SEEN} | more  # fmt: skip
    return Statement(subject=subject, object=target, **values)


def hub_of(*said: Statement, members: dict[str, str] | None = None, more=(), **values) -> Hub:
    """Make a hub of statements: towns by their ids, one closed package and one open form."""
    records = [
        Organisation(id=SUPPLIER, title="Leverancier", type="leverancier", source="member:l"),
        Solution(id=PACKAGE, title="Suite", licence="Proprietary", source="leverancier-forge",
                 reader="publiccode"),
        Solution(id=FORM, title="Formulier", licence="EUPL-1.2", source="o-forge"),
    ]  # fmt: skip
    known = {record.id for record in (*records, *more)}
    towns = sorted({one.subject for one in said if one.relation != "about"} - known)
    records += [Organisation(id=i, title=i, type="gemeente", source="register:o") for i in towns]
    chosen = tuple(
        Member(slug=slug, name=slug, type="gemeente", sources=(), disclosure=choice)
        for slug, choice in (members or {}).items()
    )
    things = {r.id: Thing(r.id, r.kind, r.title.lower(), (r,)) for r in (*records, *more)}
    return Hub(things=things, edges=tuple(edges_from(said, SEEN)), members=chosen, **values)


def users(hub: Hub) -> list[str]:
    return [edge.subject for edge in hub.edges if edge.relation == "uses"]


def solution(**values) -> Thing:
    record = Solution(**{"id": PACKAGE, "title": "Suite"} | values)
    return Thing(record.id, "solution", "suite", (record,))


@pytest.mark.parametrize(
    ("values", "closed"),
    [
        ({"licence": "EUPL-1.2"}, False),
        ({"licence": "MIT"}, False),
        ({"licence": "Proprietary"}, True),
        ({"licence": "NOASSERTION"}, True),
        ({}, True),
        ({"id": "https://github.com/iemand/suite"}, False),  # public, and nobody says a licence
        ({"repository": "https://gitlab.com/iemand/suite"}, False),
        ({"id": "https://github.com/dorp/model/blob/HEAD/landschap.archimate#id-7"}, True),
        ({"id": "https://github.com/iemand/suite", "licence": "Proprietary"}, True),
        ({"solution_type": "Raamovereenkomst"}, False),
        ({"solution_type": "formulier"}, False),
        ({"solution_type": "standalone/web"}, True),
    ],
)
def test_what_no_source_calls_open_source_is_closed(values, closed):
    assert is_closed(solution(**values)) is closed


def test_one_source_that_states_an_open_licence_is_enough():
    first = solution(licence="onbekend", source="a").records
    second = solution(licence="MIT", source="b").records

    assert not is_closed(Thing(PACKAGE, "solution", "suite", (*first, *second)))


def test_a_user_that_says_nothing_is_counted_and_not_named():
    shown = disclosed(hub_of(says(town("stil"))))

    assert users(shown) == []
    assert shown.counted == {PACKAGE: f"minder dan {FEW}"}


def test_the_user_of_open_source_is_named_whatever_it_chose():
    shown = disclosed(hub_of(says(town("dicht"), FORM), members={"dicht": "hidden"}))

    assert users(shown) == [town("dicht")]
    assert shown.counted == {}


def test_each_choice_does_what_it_says():
    said = [says(town(name)) for name in CHOICES]

    shown = disclosed(hub_of(*said, members={name: name for name in CHOICES}))

    assert users(shown) == [town("named")]
    assert shown.counted == {PACKAGE: f"minder dan {FEW}"}


def test_nobody_is_counted_where_all_are_hidden():
    shown = disclosed(hub_of(says(town("dicht")), members={"dicht": "hidden"}))

    assert (users(shown), shown.counted) == ([], {})


@given(st.integers(1, 12), st.integers(0, 5))
def test_a_number_is_told_only_where_it_hides_whom_it_counts(counted, hidden):
    said = [says(town(f"t{n}")) for n in range(counted)]
    said += [says(town(f"h{n}")) for n in range(hidden)]

    shown = disclosed(hub_of(*said, members={f"h{n}": "hidden" for n in range(hidden)}))

    told = shown.counted[PACKAGE]
    assert told == (str(counted) if counted >= FEW else f"minder dan {FEW}")
    assert users(shown) == []


def test_what_does_not_count_today_is_kept_back_and_not_counted():
    said = [says(town(f"t{n}")) for n in range(FEW)]
    said += [
        says(town("weg"), role="uitgefaseerd"),
        says(town("oud"), state="stale"),
        says(town("nee"), claimant=town("nee"), strength="own", state="disputed"),
    ]

    shown = disclosed(hub_of(*said))

    assert (users(shown), shown.counted) == ([], {PACKAGE: str(FEW)})


def test_who_pays_for_a_closed_product_is_kept_back_too_and_counted_once():
    said = [says(town("a")), says(town("a"), relation="funds"), says(town("b"), relation="funds")]

    shown = disclosed(hub_of(*said))

    assert shown.edges == ()
    assert shown.counted == {PACKAGE: f"minder dan {FEW}"}


def test_a_maker_and_a_supplier_are_named():
    said = [says(SUPPLIER, relation="makes"), says(SUPPLIER), says(town("a"))]

    shown = disclosed(hub_of(*said))

    assert {(edge.subject, edge.relation) for edge in shown.edges} == {
        (SUPPLIER, "makes"),
        (SUPPLIER, "uses"),
    }


def test_what_an_organisation_makes_itself_is_no_product_of_a_supplier():
    own = {"claimant": town("a"), "strength": "own"}
    said = [says(town("a"), relation="makes", **own), says(town("a"), **own), says(town("b"))]

    assert users(disclosed(hub_of(*said))) == [town("a")]


def test_that_another_calls_it_a_maker_does_not_name_a_user():
    said = [says(town("a"), relation="makes", role="opdrachtgever"), says(town("a"))]

    assert users(disclosed(hub_of(*said))) == []


def test_an_organisation_can_let_itself_be_named_for_one_product():
    other = Solution(id=f"{PACKAGE}-2", title="Ander", source="x", reader="publiccode")
    said = [says(town("a")), says(town("a"), other.id)]

    shown = disclosed(hub_of(*said, more=[other]), frozenset({(town("a"), PACKAGE)}))

    assert [(e.subject, e.object) for e in shown.edges] == [(town("a"), PACKAGE)]
    assert shown.edges[0].best.last_seen == SEEN


def test_the_most_careful_choice_holds_after_a_merger():
    old = Organisation(id=town("oud"), title="Oud", type="gemeente", source="register:o",
                       successors=(town("nieuw"),))  # fmt: skip
    chosen = {"oud": "named", "nieuw": "hidden"}

    shown = disclosed(hub_of(says(old.id), says(town("nieuw")), members=chosen, more=[old]))

    assert (users(shown), shown.counted) == ([], {})


def test_successors_in_a_circle_do_not_loop():
    ring = [
        Organisation(id=town(a), title=a, type="gemeente", source="register:o",
                     successors=(town(b),))
        for a, b in (("a", "b"), ("b", "a"))
    ]  # fmt: skip

    assert users(disclosed(hub_of(says(town("a")), more=ring))) == []


def test_what_was_said_once_is_kept_back_too():
    past = (says(town("a")), says(town("a"), FORM))

    shown = disclosed(hub_of(past=past))

    assert [said.object for said in shown.past] == [FORM]


def test_an_organisation_that_only_a_client_list_mentions_is_gone():
    place = {"source": "leverancier-forge", "url": "https://www.pakket.example/klanten"}
    noted = Organisation(id=town("fluister"), title="Fluister", last_seen=SEEN, **place)

    assert town("fluister") not in disclosed(hub_of(says(noted.id), more=[noted])).things


def test_what_is_mentioned_elsewhere_too_is_as_if_only_mentioned_there():
    place = {"source": "leverancier-forge", "url": "https://www.pakket.example/klanten"}
    noted = Organisation(id=town("fluister"), title="Fluister", **place)
    open_use = says(noted.id, FORM, source="o-forge", url="https://o.example/publiccode.yml")

    thing = disclosed(hub_of(says(noted.id), open_use, more=[noted])).things[noted.id]

    assert (thing.records[0].source, thing.records[0].url) == (open_use.source, open_use.url)


def test_a_product_that_only_its_users_mention_does_not_lead_to_them():
    target = "https://www.stil.example/kluis"
    said = says(town("a"), target, source="entry:statement/a-gebruikt", url="")
    noted = Solution(id=target, title="kluis", source=said.source, last_seen=SEEN)
    hub = hub_of(said, more=[noted])
    hub.things[target] = Thing(target, "solution", "a-gebruikt", (noted,))

    thing = disclosed(hub).things[target]

    assert thing.records[0].source == COUNTED_BY
    assert "a-gebruikt" not in thing.slug
    assert thing.first_seen is None


def test_a_product_that_only_hidden_users_mention_is_gone():
    target = "https://www.stil.example/kluis"
    said = says(town("a"), target)
    noted = Solution(id=target, title="kluis", source=said.source, url=said.url)

    shown = disclosed(hub_of(said, more=[noted], members={"a": "hidden"}))

    assert target not in shown.things


def test_the_text_of_a_statement_that_is_kept_back_is_gone_with_what_points_to_it():
    source = "entry:statement/a"
    text = Document(id="noaber:entry/statement/a", title="A gebruikt Suite", source=source,
                    reader="entry", genre="verklaring", text="Wij gebruiken Suite.")  # fmt: skip
    about = Statement(subject=text.id, relation="about", object=PACKAGE, source=source)

    shown = disclosed(hub_of(says(town("a"), source=source), about, more=[text]))

    assert text.id not in shown.things
    assert shown.edges == ()


def test_the_text_of_an_experience_stays_for_its_writer_made_it_public():
    source = "entry:experience/a"
    text = Document(id="noaber:entry/experience/a", title="Suite bij A", source=source,
                    reader="entry", genre="ervaring", text="Wij gebruiken Suite.")  # fmt: skip

    assert text.id in disclosed(hub_of(says(town("a"), source=source), more=[text])).things


def test_a_problem_with_a_use_names_neither_user_nor_product():
    wrong = Problem(code="wrong-kind", message=f"{PACKAGE!r} is onbekend", field="uses",
                    place="knowledge/entries/statement/a.md")  # fmt: skip
    other = wrong.model_copy(update={"field": "supports"})

    first, second = disclosed(hub_of(problems=(wrong, other))).problems

    assert PACKAGE not in str(first)
    assert first.place == wrong.place
    assert second == other


@pytest.mark.parametrize("name", ["a,geheim", "a:geheim", "a;geheim", "l'a,geheim", "a'geheim"])
def test_no_part_of_a_name_is_left_in_a_problem(name):
    said = f"https://pakket.example/{name}"
    messages = (f"{said!r} is onbekend; verwacht een id", f"{town(name)} uses {said}: links hoort")
    problems = tuple(Problem(code="wrong-kind", message=m, field="uses") for m in messages)

    shown = disclosed(hub_of(problems=problems)).problems

    assert [problem for problem in shown if "geheim" in problem.message] == []
    assert shown[1].message.endswith("links hoort")


def test_public_code_without_a_licence_is_closed_too_where_that_is_switched_off(monkeypatch):
    monkeypatch.setattr("knowledge.disclosure.CODE_IS_ENOUGH", False)

    assert is_closed(solution(id="https://github.com/iemand/suite"))


def test_the_order_of_statements_changes_nothing():
    said = [says(town(f"t{n}"), (PACKAGE, FORM)[n % 2]) for n in range(9)]

    assert disclosed(hub_of(*said)) == disclosed(hub_of(*reversed(said)))


def member_file(folder: Path, *lines: str):
    path = folder / "knowledge" / "members" / "voorbeeld.yml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "\n".join(["name: Gemeente Voorbeeld", "type: gemeente", *lines, "sources: []"])
    )
    return load_member(path)


@pytest.mark.parametrize("choice", CHOICES)
def test_a_member_file_says_how_its_use_is_shown(tmp_path, choice):
    member, problems = member_file(tmp_path, f"disclosure: {choice}")

    assert (member.disclosure, problems) == (choice, [])


def test_a_member_that_says_nothing_is_counted(tmp_path):
    assert member_file(tmp_path)[0].disclosure == "counted"


@pytest.mark.parametrize("wrong", ["count", "genoemd", "true", "1", "[named]", "{named: [x]}"])
def test_another_choice_is_refused_with_its_line_and_the_choices(tmp_path, wrong):
    member, (problem,) = member_file(tmp_path, f"disclosure: {wrong}")

    assert member is None
    assert (problem.line, problem.field, problem.code) == (3, "disclosure", "disclosure")
    assert all(choice in problem.message for choice in CHOICES)


def entry(folder: Path, *lines: str, kind: str = "statement", text: str = "", claimant="a"):
    path = folder / "knowledge" / "entries" / kind / "a.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = ["---", "title: Wat wij doen", f"claimant: {town(claimant)}"]
    path.write_text("\n".join([*head, *lines, "---", text]))
    return load_entry(path)


def use(*more: str) -> list[str]:
    keys = [f"subject: {town('a')}", "relation: uses", f"object: {PACKAGE}", *more]
    return ["statements:", f"  - {keys[0]}", *(f"    {key}" for key in keys[1:])]


def test_an_own_statement_can_ask_to_be_named(tmp_path):
    read, problems = entry(tmp_path, *use("disclosure: named"))

    assert problems == []
    assert named_in([read], str) == {(town("a"), PACKAGE)}
    assert [said.object for said in records_of(read)[0].statements] == [PACKAGE]


def test_an_own_statement_that_does_not_ask_is_not_named(tmp_path):
    read, _ = entry(tmp_path, *use())

    assert named_in([read], str) == frozenset()


def test_nobody_can_name_another(tmp_path):
    read, (problem,) = entry(tmp_path, *use("disclosure: named"), claimant="ander")

    assert read is None
    assert (problem.code, problem.line) == ("not-own", 8)


@pytest.mark.parametrize("wrong", ["counted", "hidden", "ja"])
def test_a_statement_cannot_be_counted_or_hidden_for_the_file_itself_is_public(tmp_path, wrong):
    read, (problem,) = entry(tmp_path, *use(f"disclosure: {wrong}"))

    assert read is None
    assert "ledenbestand" in problem.message


@pytest.mark.parametrize("key", ["version", "versie", "CVE", "kwetsbaarheid"])
def test_a_version_in_a_statement_is_refused_with_the_reason(tmp_path, key):
    read, (problem,) = entry(tmp_path, *use(f"{key}: '4.2'"))

    assert read is None
    assert "nooit" in problem.message
    assert problem.line == 8


def test_a_version_as_key_of_an_experience_is_refused_with_the_reason(tmp_path):
    read, (problem,) = entry(tmp_path, "version: '4.2'", kind="experience")

    assert read is None
    assert "nooit" in problem.message


@pytest.mark.parametrize("kind", ["statement", "experience", "cost"])
def test_a_version_in_the_text_is_warned_of_with_its_line_and_not_published(tmp_path, kind):
    text = "\nEerst dit.\n\nWij draaien versie 4.2.17 en lezen over CVE-2026-98765."

    read, problems = entry(tmp_path, kind=kind, text=text)

    assert [(p.level, p.line) for p in problems] == [("warning", 8)]
    assert "4.2.17" not in problems[0].message  # problems are published too
    (record,) = records_of(read)
    assert "4.2.17" not in record.text
    assert "98765" not in record.text
    assert record.text.count(REMOVED) == 2


def test_what_a_maker_says_of_a_solution_keeps_its_versions(tmp_path):
    path = tmp_path / "knowledge" / "entries" / "solution" / "a.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: Formulier\n---\nVersie 4.2.17 verhelpt CVE-2026-98765.")

    read, problems = load_entry(path)

    assert problems == []
    assert "CVE-2026-98765" in records_of(read)[0].text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Wij draaien versie 4.", f"Wij draaien versie {REMOVED}."),
        ("Versie: v4.2-rc1 draait", f"Versie {REMOVED} draait"),
        ("van versie 4.1 naar 4.2 gegaan", f"van versie {REMOVED} gegaan"),
        ("release 2026.2 is er", f"release {REMOVED} is er"),
        ("nu v4.2.1", f"nu {REMOVED}"),
        ("lek cve 2026 12345", f"lek {REMOVED}"),
        ("CVE\u20112026\u201112345", REMOVED),
        ("zie GHSA-abcd-12ef-34gh", f"zie {REMOVED}"),
    ],
)
def test_versions_and_weaknesses_are_taken_out(text, left):
    assert unsaid(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "De eerste versie kostte 71.250 euro.",
        "Ons cijfer is 8,1 en het duurde 14 weken.",
        "Een release 1 januari 2026 was te vroeg.",
        "Zaakvolgnummer 2026-12345, artikel 4.2.17 van de wet.",
        "Microsoft 365 en de Wmo 2015.",
        "Kwetsbare inwoners helpen wij eerst.",
        "conversie 3 van de gegevens",
    ],
)
def test_other_numbers_stay(text):
    assert unsaid(text) == text


@given(st.text(max_size=200))
def test_what_is_taken_out_is_taken_out_in_one_go(text):
    assert unsaid(unsaid(text)) == unsaid(text)


def test_a_use_has_no_version_in_its_role_or_names():
    names = {"subject_name": "Gemeente Voorbeeld (versie 4.2)", "object_name": "Suite 4.2.17"}
    said = says("noaber:organisatie/gemeente-voorbeeld-versie-4-2", role="pilot met 4.2", **names)

    bare = unversioned(said)

    assert (bare.subject_name, bare.object_name) == ("Gemeente Voorbeeld", "Suite")
    assert bare.role == ""
    assert unversioned(bare) == bare


def test_an_id_made_of_a_name_is_made_again_without_its_version():
    name = "Gemeente Voorbeeld (versie 4.2)"
    said = says("noaber:organisatie/gemeente-voorbeeld-versie-4-2", subject_name=name)

    assert unversioned(said).subject == "noaber:organisatie/gemeente-voorbeeld"


def test_roles_of_the_standard_and_other_relations_stay_as_they_are():
    fine = says(town("a"), role="in gebruik", subject_name="Gemeente A", object_name="Pakket 365")
    makes = says(town("a"), relation="makes", subject_name="Stichting Versie 2")

    assert [unversioned(said) for said in (fine, makes)] == [fine, makes]
