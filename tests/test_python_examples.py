"""The ten examples in Python on the site: each runs on the file they name, and is right."""

import json
import re
from collections import Counter

import networkx as nx
import pytest
from lxml import html

from graph import questions
from graph.build import build
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub

PAGE = CHECKOUT / "site" / "pages" / "analyse" / "python.md"
EIKENDAAL, VOSSENBEEK = "noaber:organisatie/eikendaal", "noaber:organisatie/vossenbeek"
FORM = "https://code.voorbeeld.example/eikendaal/verhuisformulier"


@pytest.fixture(scope="module")
def reuse(demo):
    return build(load_hub(Home(demo)))


@pytest.fixture(scope="module")
def answers(demo):
    """Run the page from top to bottom, as a reader does, and keep each answer by its number."""
    page = html.fromstring(PAGE.read_text().split("---\n", 2)[2])
    data = demo / "build" / "pages" / "data"
    names, found = {"open": lambda name, **how: (data / name).open(**how)}, {}
    for block in page.xpath("//pre"):
        above = block.xpath("string((preceding::h2)[last()])")
        number = int((re.match(r"\d+", above) or [0])[0])
        exec(compile(block.text_content(), f"{PAGE.name} {number}", "exec"), names)  # our own page
        found[number] = names.get("answer")
    return found


def asked(reuse, name, *ids):
    return questions.questions()[name](reuse, *ids)


def test_there_are_ten_examples_and_each_gives_something(answers):
    assert sorted(answers) == list(range(11))
    assert all(answers[number] for number in range(1, 11))


def test_things_are_counted_per_kind(answers, reuse):
    assert answers[1] == Counter(reuse.nodes[node]["kind"] for node in reuse)


def test_users_are_those_of_the_question(answers, reuse):
    rows = asked(reuse, "users_of", FORM)

    assert answers[2] == sorted(row["title"] for row in rows if row["counts"])


def test_the_most_reused_have_the_counts_of_the_question(answers, reuse):
    users = {row["solution"]: row["users"] for row in asked(reuse, "most_reused")}

    assert dict(answers[3]) == {solution: users[solution] for solution, _ in answers[3]}
    assert answers[3][0][1] == max(users.values())


def test_the_strengths_are_those_of_the_users(answers, reuse):
    rows = [row for row in asked(reuse, "users_of", FORM) if row["counts"]]

    assert answers[4][FORM] == Counter(row["strength"] for row in rows)


def test_who_shares_most_is_who_the_question_names(answers, reuse):
    rows = asked(reuse, "neighbours", EIKENDAAL)

    assert answers[5] == {row["organisation"]: row["number"] for row in rows}


def test_the_way_is_as_long_as_that_of_the_question(answers, reuse):
    assert len(answers[6]) == len(asked(reuse, "path", EIKENDAAL, VOSSENBEEK)) + 1


def test_nobody_says_to_use_the_same_solutions(answers, reuse):
    assert answers[7] == sorted(row["solution"] for row in asked(reuse, "without_users"))


def test_groups_hold_each_user_and_solution_once(answers, reuse):
    members = [title for group in answers[8] for title in group]
    ends = {end for a, b, r, d in reuse.edges(keys=True, data=True)
            if r == "uses" and d["counts"] for end in (a, b)}  # fmt: skip

    assert Counter(members) == Counter(reuse.nodes[end]["title"] for end in ends)


def test_who_connects_is_who_lies_on_most_shortest_ways(answers, demo):
    document = json.loads((demo / "build" / "pages" / "data" / "node-link.json").read_text())
    uses = nx.Graph(
        (edge["source"], edge["target"])
        for edge in document["edges"]
        if edge["key"] == "uses" and edge["counts"]
    )
    between = nx.betweenness_centrality(uses)

    assert [between[one] for one in answers[9]] == pytest.approx(
        sorted(between.values(), reverse=True)[:5]
    )


def test_a_family_is_that_of_the_question(answers, reuse):
    for new, old in answers[10].items():
        rows = asked(reuse, "lineage", new)
        ancestors = {row["object"] for row in rows if row.get("direction", "up") == "up"}

        assert set(old) <= {n for row in rows for n in (row["subject"], row["object"])}, ancestors
