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
        "entries/solution/a.md": "---\ntitle: A\nid: https://c.example/x\n---\n",
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
