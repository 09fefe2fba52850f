"""Checking what people write."""

import json

import pytest

from knowledge.check import FORMATS, check
from knowledge.home import Home
from knowledge.model import NoaberError


@pytest.fixture
def home(tmp_path):
    files = {
        "members/goed.yml": "name: Goed\ntype: gemeente\nsources: []\n",
        "members/fout.yml": "name: Fout\nsources: []\n",
        "members/README.md": "geen lid\n",
        "entries/solution/a.md": "---\ntitle: A\nid: https://c.example/x\nlicence: MIT\n---\n",
        "entries/solution/b.md": "---\ntitle: B\nid: http://www.c.example/x/\n---\n",
        "entries/cost/c.md": "---\ntitel: C\n---\n",
    }
    for name, text in files.items():
        path = tmp_path / "knowledge" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Home(tmp_path)


def test_all_members_and_entries_are_checked(home):
    found = {(problem.place.rpartition("/")[2], problem.field) for problem in check(home)}

    assert found == {("fout.yml", "type"), ("b.md", "id"), ("c.md", "titel"), ("c.md", "title")}


def test_one_file_can_be_checked(home):
    assert check(home, home.members / "goed.yml") == []
    assert [p.field for p in check(home, home.entries / "cost" / "c.md")] == ["titel", "title"]


def test_one_folder_can_be_checked(home):
    assert {p.place.rpartition("/")[2] for p in check(home, home.members)} == {"fout.yml"}


def test_a_path_that_is_not_there_is_an_error(home):
    with pytest.raises(NoaberError, match="bestaat niet"):
        check(home, home.root / "nergens")


def test_a_problem_is_one_line_with_file_line_column_level_field_and_message(home):
    (line,) = [p for p in FORMATS["text"](check(home)).splitlines() if "titel" in p]

    assert line.startswith("knowledge/entries/cost/c.md:2:1: error: titel: ")


def test_github_gets_workflow_commands(home):
    lines = FORMATS["github"](check(home)).splitlines()

    assert all(line.startswith("::error file=") for line in lines)


def test_json_is_a_list_of_problems(home):
    assert {"place", "line", "column", "level", "field", "message", "code"} == set(
        json.loads(FORMATS["json"](check(home)))[0]
    )


def entry(home, kind, name, text):
    path = home.entries / kind / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_whole_checkout_can_be_checked_without_taking_other_files_for_members(home):
    (home.root / "mkdocs.yml").write_text("site_name: noaber\n")
    (home.root / "NOTES.md").write_text("geen bijdrage\n")

    assert {p.place.rpartition("/")[2] for p in check(home, home.root)} == {
        "fout.yml",
        "b.md",
        "c.md",
    }


def test_a_file_of_another_kind_is_wrong_use(home):
    (home.root / "x.txt").write_text("x")

    with pytest.raises(NoaberError, match="bijdrage"):
        check(home, home.root / "x.txt")


def test_ids_that_nobody_knows_are_warned_of_with_their_line(home):
    path = entry(
        home,
        "experience",
        "e",
        "---\ntitle: E\nclaimant: noaber:organisatie/niemand\nabout:\n"
        "  - https://c.example/x\n  - https://identifier.overheid.nl/tooi/id/gemeente/gm9999\n"
        "statements:\n  - subject: noaber:organisatie/goed\n    relation: uses\n"
        "    object: https://c.example/x\n  - subject: noaber:organisatie/goet\n"
        "    relation: uses\n    object: https://c.example/x\n---\n",
    )
    found = check(home, path)

    assert [(p.line, p.field, p.level) for p in found] == [
        (3, "claimant", "warning"),
        (6, "about[1]", "warning"),
        (11, "statements[1].subject", "warning"),
    ]
    assert "Bedoelde u noaber:organisatie/goed?" in found[2].message


@pytest.mark.parametrize("harvested", [False, True])
def test_an_address_is_doubted_only_where_something_was_harvested(home, harvested):
    if harvested:
        home.harvest.mkdir(parents=True)
        (home.harvest / "a.jsonl").write_text("")
    path = entry(home, "cost", "k", "---\ntitle: K\nabout: [https://c.example/onbekend]\n---\n")

    # a cost of what nobody knows may be that of a closed product, so it is kept back as well
    assert [p.code for p in check(home, path)] == ["unknown-id", "kept-back"] * harvested


def test_a_municipality_is_known_by_its_other_addresses_too(home):
    utrecht = "http://standaarden.overheid.nl/owms/terms/Utrecht_(gemeente)"
    path = entry(home, "cost", "k", f"---\ntitle: K\nabout: ['{utrecht}']\n---\n")

    assert check(home, path) == []


def test_a_statement_that_joins_the_wrong_kinds_is_an_error_with_its_line(home):
    path = entry(
        home,
        "statement",
        "s",
        "---\ntitle: S\nstatements:\n  - subject: https://c.example/x\n    relation: uses\n"
        "    object: noaber:organisatie/goed\n---\n",
    )
    (problem,) = check(home, path)

    assert (problem.level, problem.line, problem.field) == ("error", 5, "statements[0].relation")
    assert "organisation" in problem.message


def test_a_municipality_under_a_name_of_our_own_gets_its_tooi_address(home):
    path = entry(home, "cost", "k", "---\ntitle: K\nclaimant: noaber:organisatie/utrecht\n---\n")
    (problem,) = check(home, path)

    assert "https://identifier.overheid.nl/tooi/id/gemeente/gm0344" in problem.message
