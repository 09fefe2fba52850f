"""Entries: what people write, and what they hear when it is wrong."""

from pathlib import Path

import pytest

from knowledge.entries import ENTRY_KINDS, KEYS, FrontMatter, load_entries, load_entry, records_of
from knowledge.home import CHECKOUT

X = "http://standaarden.overheid.nl/owms/terms/x"
GOOD = """---
title: Wat Eikendaal gebruikt
claimant: noaber:organisatie/eikendaal
statements:
  - subject: noaber:organisatie/eikendaal
    relation: uses
    object: https://code.example/v/formulier/
    role: in gebruik
    since: 2025-01-01
---
Dit gebruiken wij.
"""


@pytest.fixture
def write(tmp_path):
    def written(text, kind="statement", name="eikendaal.md"):
        path = tmp_path / "knowledge" / "entries" / kind / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def wrong(path: Path):
    entry, problems = load_entry(path)
    assert entry is None
    return problems


def test_an_entry_gives_its_statements_with_who_says_so(write):
    entry, problems = load_entry(write(GOOD))
    (record,) = records_of(entry)

    assert problems == []
    (said,) = record.statements
    assert (said.relation, said.object) == ("uses", "https://code.example/v/formulier")
    assert (said.claimant, said.source) == (
        "noaber:organisatie/eikendaal",
        "entry:statement/eikendaal",
    )
    assert (said.since, said.role) == ("2025-01-01", "in gebruik")


def test_an_unknown_key_is_named_with_its_line_and_the_key_that_was_meant(write):
    (problem,) = wrong(write("---\ntitle: A\nownr: Team\n---\n"))

    assert (problem.line, problem.field) == (3, "ownr")
    assert "owner" in problem.message
    assert problem.place == "knowledge/entries/statement/eikendaal.md"


def test_a_missing_title_is_said_in_dutch(write):
    (problem,) = wrong(write("---\nowner: Team\n---\n"))

    assert (problem.field, problem.message) == ("title", "ontbreekt; vul dit in")


def test_text_where_a_list_belongs_says_how_to_write_a_list(write):
    (problem,) = wrong(write("---\ntitle: A\nsources: https://a.example\n---\n"))

    assert problem.line == 3
    assert "lijst" in problem.message


def test_an_unknown_relation_names_those_there_are(write):
    problems = wrong(write(GOOD.replace("uses", "usess")))

    assert problems[0].field == "statements.0.relation"
    assert "'uses'" in problems[0].message
    assert problems[0].line == 6


def test_a_date_that_is_none_says_how_to_write_one(write):
    (problem,) = wrong(write(GOOD.replace("2025-01-01", "1 januari 2025")))

    assert "2026-11-23" in problem.message


def test_a_file_that_is_not_utf8_says_so(write):
    (problem,) = wrong(write("---\ntitle: Café\n---\n".encode("latin-1")))

    assert problem.code == "not-utf-8"
    assert "UTF-8" in problem.message


@pytest.mark.parametrize("text", ["", "Zomaar tekst", "---\ntitle: A\n", "--- \n- a\n---\n"])
def test_a_file_without_keys_between_dashes_is_refused(write, text):
    assert wrong(write(text))


def test_a_yaml_bomb_costs_its_own_entry_only(write):
    bomb = (
        "---\ntitle: &a [x, x]\n" + "".join(f"k{n}: &b{n} [*a, *a]\n" for n in range(9)) + "---\n"
    )
    write(bomb, name="bom.md")
    write(GOOD)

    entries, problems = load_entries(write(GOOD).parents[1])

    assert [entry.slug for entry in entries] == ["eikendaal"]
    assert [problem.line for problem in problems] == [2]


def test_a_folder_that_is_no_kind_is_refused_with_the_kinds(write):
    (problem,) = wrong(write(GOOD, kind="oplossing"))

    assert "solution" in problem.message


def test_a_file_name_must_be_a_page_name(write):
    (problem,) = wrong(write(GOOD, name="Eiken daal.md"))

    assert "eiken-daal.md" in problem.message


def test_a_process_entry_says_which_product_it_handles_and_who_publishes_it(write):
    keys = f"id: https://c.example/p.bpmn\nproduct: {X}\npublisher: noaber:organisatie/e"
    text = f"---\ntitle: P\n{keys}\nterm: P8W\n---\n"
    entry, _ = load_entry(write(text, kind="process"))
    (record,) = records_of(entry)

    assert record.id == "https://c.example/p.bpmn"
    assert record.term == "P8W"
    assert {(s.relation, s.subject, s.object) for s in record.statements} == {
        ("handles", record.id, X),
        ("publishes", "noaber:organisatie/e", record.id),
    }


def test_a_cost_is_a_document_with_an_amount_and_a_year(write):
    entry, _ = load_entry(
        write(
            "---\ntitle: K\namount: 46500\nyear: 2025\nwhat: bouw\nabout: [https://a.example/x]\n---\n",
            kind="cost",
        )
    )
    (record,) = records_of(entry)

    assert (record.kind, record.genre, record.amount, record.year) == (
        "document",
        "kosten",
        46500.0,
        "2025",
    )
    assert [s.relation for s in record.statements] == ["about"]


def test_an_initiative_has_its_lead_and_partners_as_participants(write):
    entry, _ = load_entry(
        write(
            "---\ntitle: I\nlead: noaber:organisatie/a\npartners: [noaber:organisatie/b]\n---\n",
            kind="initiative",
        )
    )
    (record,) = records_of(entry)

    assert [(s.relation, s.subject) for s in record.statements] == [
        ("takes_part", "noaber:organisatie/a"),
        ("takes_part", "noaber:organisatie/b"),
    ]


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_each_kind_of_entry_can_be_written_with_a_title_alone(write, kind):
    entry, problems = load_entry(write("---\ntitle: A\n---\nTekst\n", kind=kind))

    assert problems == []
    assert records_of(entry)[0].title == "A"


def test_every_key_belongs_to_a_kind_and_is_explained_to_contributors():
    used = set().union(*KEYS.values())
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()

    assert used == set(FrontMatter.model_fields)
    assert [key for key in sorted(used) if f"`{key}`" not in text] == []


def test_an_agreement_keeps_its_year(write):
    entry, _ = load_entry(write("---\ntitle: A\nyear: 2024\n---\n", kind="agreement"))

    assert records_of(entry)[0].year == "2024"


def test_the_team_that_owns_an_entry_can_be_called(write):
    text = "---\ntitle: A\nowner: Team Balie, balie@eikendaal.example\nreview_by: 2027-01-31\n---\n"
    entry, _ = load_entry(write(text, kind="experience"))
    (record,) = records_of(entry)

    assert record.contact == "Team Balie, balie@eikendaal.example"
    assert record.review_by == "2027-01-31"
