"""The ten examples in SQL on the site: each runs on the file that the page names, and is right."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing

import pytest
from lxml import html

from graph import questions
from graph.build import build
from graph.exports import formats
from graph.exports.views import VIEWS
from graph.walking import of_kind, title, used, users
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub

PAGE = CHECKOUT / "site" / "pages" / "analyse" / "sql.md"
EIKENDAAL, VOSSENBEEK = "noaber:organisatie/eikendaal", "noaber:organisatie/vossenbeek"
FORM = "https://code.voorbeeld.example/eikendaal/verhuisformulier"


@pytest.fixture(scope="module")
def reuse(demo):
    return build(load_hub(Home(demo)))


@pytest.fixture(scope="module")
def database(reuse, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sql")
    (path,) = formats()["sqlite"].write(reuse, folder)
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        opened.row_factory = sqlite3.Row
        yield opened


@pytest.fixture(scope="module")
def answers(database):
    page = html.fromstring(PAGE.read_text().split("---\n", 2)[2])
    found = {}
    for block in page.xpath("//pre"):
        above = block.xpath("string((preceding::h2)[last()])")
        number = int(re.match(r"\d+", above)[0])
        found[number] = [dict(row) for row in database.execute(block.text_content())]
    return found


def counting(reuse, relation):
    return [
        (subject, target, data)
        for subject, target, name, data in reuse.edges(keys=True, data=True)
        if name == relation and data["counts"]
    ]


def supporting(reuse):
    """Which solutions support which product: of itself, or through a process that handles it."""
    direct = {(target, subject) for subject, target, _ in counting(reuse, "supports")}
    handled = {(process, product) for process, product, _ in counting(reuse, "handles")}
    through = {(product, s) for process, product in handled for p, s in direct if p == process}
    products = set(of_kind(reuse, "product"))
    return {(product, solution) for product, solution in direct | through if product in products}


def test_there_are_ten_examples_and_each_gives_something(answers):
    assert sorted(answers) == list(range(1, 11))
    assert all(answers.values())


def test_things_are_counted_per_kind(answers, reuse):
    counted = Counter(reuse.nodes[node]["kind"] for node in reuse)

    assert {row["kind"]: row["number"] for row in answers[1]} == counted


def test_users_are_those_of_the_question(answers, reuse):
    rows = [row for row in questions.questions()["users_of"](reuse, FORM) if row["counts"]]

    assert [(row["organisation_title"], row["strength"], row["source"]) for row in answers[2]] == (
        sorted((row["title"], row["strength"], row["source"]) for row in rows)
    )


def test_the_most_reused_have_the_users_of_the_graph(answers, reuse):
    expected = Counter(target for _, target, _ in counting(reuse, "uses"))
    by_title = {title(reuse, solution): number for solution, number in expected.items()}

    assert {row["title"]: row["users"] for row in answers[3]} == dict(
        sorted(by_title.items(), key=lambda one: (-one[1], one[0]))[:10]
    )
    assert all(
        row["users"] == row["own"] + row["maker"] + row["third"] + row["derived"]
        for row in answers[3]
    )


def test_who_shares_most_is_who_the_question_names(answers, reuse):
    rows = questions.questions()["neighbours"](reuse, EIKENDAAL)

    assert Counter(row["shared"] for row in answers[4]) == Counter(row["number"] for row in rows)
    assert {row["organisation_title"] for row in answers[4]} == {
        title(reuse, row["organisation"]) for row in rows
    }


def test_the_gap_is_what_one_uses_and_the_other_does_not(answers, reuse):
    gap = set(used(reuse, VOSSENBEEK)) - set(used(reuse, EIKENDAAL))

    assert [row["solution_title"] for row in answers[5]] == sorted(title(reuse, s) for s in gap)


def test_a_product_has_the_solutions_that_support_it_or_its_processes(answers, reuse):
    (product,) = [n for n in of_kind(reuse, "product") if title(reuse, n) == "verhuismelding"]
    expected = {title(reuse, s) for one, s in supporting(reuse) if one == product}

    assert {row["solution_title"] for row in answers[6]} == expected


def test_products_with_more_solutions_are_all_there(answers, reuse):
    counts = Counter(product for product, _ in supporting(reuse))

    assert {row["product_title"]: row["solutions"] for row in answers[7]} == {
        title(reuse, product): number for product, number in counts.items() if number > 1
    }


def test_what_needs_confirmation_has_no_word_of_the_user_itself(answers, reuse):
    expected = sorted(
        (title(reuse, subject), title(reuse, target))
        for subject, target, data in counting(reuse, "uses")
        if all(said["strength"] != "own" for said in data["evidence"])
    )

    assert [(row["subject_title"], row["object_title"]) for row in answers[8]] == expected


def test_what_does_not_count_is_counted_by_reason(answers, reuse):
    expected = Counter(
        (relation, data["apart"])
        for _, _, relation, data in reuse.edges(keys=True, data=True)
        if not data["counts"]
    )

    assert {(row["relation"], row["apart"]): row["number"] for row in answers[9]} == expected


def test_known_and_unknown_days_add_up_to_all_uses(answers, reuse):
    uses = counting(reuse, "uses")
    known = sum(bool(data["since"]) for _, _, data in uses)

    assert answers[10] == [{"uses": len(uses), "known": known, "unknown": len(uses) - known}]


def test_each_view_opens_and_the_file_explains_all_of_its_columns(database):
    for view in VIEWS:
        database.execute(f"SELECT * FROM {view.name}").fetchall()
    names = {row["name"] for row in database.execute("SELECT name FROM sqlite_master "
             "WHERE type IN ('table', 'view') AND name <> 'data_dictionary'")}  # fmt: skip
    explained = {row[0] for row in database.execute('SELECT "table" FROM data_dictionary')}

    assert explained == names
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_a_view_shows_a_solution_without_users_with_none(database, reuse):
    rows = {r["solution"]: r["users"] for r in database.execute("SELECT * FROM users_per_solution")}

    assert rows == {one: len(users(reuse, one)) for one in of_kind(reuse, "solution")}
