"""The ten examples in Cypher on the site: each runs as it stands there, and its answer is right."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from graph.build import Reuse, build
from graph.cypher import Answer, ask, database_of
from graph.cypher.database import write_database
from graph.cypher.schema import edge_columns, labels, pairs
from graph.questions import uses, waste
from graph.walking import counting, of_kind, out_of, title, used, users
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub
from knowledge.relations import RELATIONS

PAGE = CHECKOUT / "site" / "pages" / "analyse" / "cypher.md"
EIKENDAAL, VOSSENBEEK, DUINWERF, HAZELRIJK = (
    f"noaber:organisatie/{name}" for name in ("eikendaal", "vossenbeek", "duinwerf", "hazelrijk")
)
FORM = "https://code.voorbeeld.example/eikendaal/verhuisformulier"


@pytest.fixture(scope="module")
def page() -> Any:
    return html.fromstring(PAGE.read_text("utf-8").split("---\n", 2)[2])


@pytest.fixture(scope="module")
def reuse(demo: Path) -> Reuse:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", "2026-11-23")
        return build(load_hub(Home(demo)))


@pytest.fixture(scope="module")
def home(reuse: Reuse, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("cypher"))
    write_database(reuse, database_of(made))
    return made


@pytest.fixture(scope="module")
def answers(page: Any, home: Home) -> dict[int, Answer]:
    found = {}
    for block in page.xpath("//pre"):
        number = re.match(r"\d+", block.xpath("string((preceding::h2)[last()])"))
        if number:
            found[int(number[0])] = ask(home, block.text_content())
    return found


def rows(answer: Answer) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in answer.rows]


def titles(reuse: Reuse, those: Any) -> list[str]:
    return sorted(title(reuse, one) for one in those)


def uses_that_count(reuse: Reuse) -> list[Any]:
    edges = reuse.edges(keys=True, data=True)
    return [data for *_, name, data in edges if name == "uses" and data["counts"]]


def test_there_are_ten_and_each_has_an_answer_and_says_how_to_read_it(page, answers):
    assert sorted(answers) == list(range(1, 11))
    assert [number for number, answer in answers.items() if not answer.rows] == []
    assert [p for a in answers.values() for p in a.problems] == []
    for block in page.xpath("//h2[re:match(., '^[0-9]')]/following-sibling::pre[1]",
                            namespaces={"re": "http://exslt.org/regular-expressions"}):  # fmt: skip
        assert block.getnext().text_content().startswith("Zo leest u het: ")


def test_1_names_the_users_with_their_evidence(answers, reuse):
    expected = [
        (
            row["title"],
            row["role"] or None,
            row["since"] or None,
            row["strength"],
            row["url"] or None,
        )
        for row in uses.users_of(reuse, FORM)
        if row["counts"] and row["organisation"]
    ]

    assert rows(answers[1]) == sorted(expected)
    assert len(expected) >= 2


def test_2_counts_the_users_and_who_says_so_itself(answers, reuse):
    ranked = [row for row in uses.most_reused(reuse) if row["users"]][:10]
    own = Counter(
        target
        for _, target, name, data in reuse.edges(keys=True, data=True)
        if name == "uses" and data["counts"] and data["strength"] == "own"
    )

    assert sorted(rows(answers[2])) == sorted(
        (row["title"], row["solution"], row["users"], own[row["solution"]]) for row in ranked
    )
    assert [row[2] for row in answers[2].rows] == [row["users"] for row in ranked]


def test_3_counts_what_neighbours_share(answers, reuse):
    found = uses.neighbours(reuse, EIKENDAAL)

    assert sorted((one, n, sorted(what)) for _, one, n, what in rows(answers[3])) == sorted(
        (row["organisation"], row["number"], titles(reuse, row["shared"])) for row in found
    )


def test_4_leaves_out_what_both_use(answers, reuse):
    only = set(used(reuse, VOSSENBEEK)) - set(used(reuse, EIKENDAAL))

    assert sorted(one for _, one in rows(answers[4])) == sorted(only)
    assert [one for one, _ in rows(answers[4])] == titles(reuse, only)


def test_5_finds_solutions_for_the_product_and_its_processes(answers, reuse):
    (product,) = (p for p in of_kind(reuse, "product") if title(reuse, p) == "verhuismelding")
    found = {
        one
        for one in of_kind(reuse, "solution")
        for way in counting(out_of(reuse, one, "supports"))
        if way == product or product in counting(out_of(reuse, way, "handles"))
    }

    assert sorted(one for (one,) in rows(answers[5])) == titles(reuse, found)


def test_6_names_what_nobody_uses_and_who_makes_it(answers, reuse):
    expected = {row["solution"] for row in waste.without_users(reuse)}
    expected |= {  # closed products, of which the page says that their users are seldom named
        one for one in of_kind(reuse, "solution")
        if reuse.nodes[one].get("closed") and not reuse.nodes[one].get("unnamed_users")
        and not users(reuse, one)
    }  # fmt: skip

    assert sorted(one for _, one, _ in rows(answers[6])) == sorted(expected)
    assert any(makers for *_, makers in rows(answers[6]))


def test_7_is_as_long_as_the_shortest_path(answers, reuse):
    ((steps, things, relations),) = rows(answers[7])

    assert steps == len(uses.path(reuse, DUINWERF, HAZELRIJK)) == len(relations)
    assert (things[0], things[-1]) == (title(reuse, DUINWERF), title(reuse, HAZELRIJK))
    assert set(relations) <= set(RELATIONS)


def test_8_counts_each_reason(answers, reuse):
    counted = Counter((row["relation"], row["apart"]) for row in uses.not_counted(reuse))

    assert {(name, why): n for name, why, n in rows(answers[8])} == dict(counted)
    assert [n for *_, n in rows(answers[8])] == sorted(counted.values(), reverse=True)


def test_9_has_each_contract_about_a_solution_in_the_order_of_its_end(answers, reuse):
    expected = [
        (told["ends"], told.get("notice") or None, title(reuse, solution), title(reuse, one))
        for one in of_kind(reuse, "document")
        if (told := reuse.nodes[one].get("contract") or {}).get("ends")
        for solution in counting(out_of(reuse, one, "about"))
        if reuse.nodes[solution]["kind"] == "solution"
    ]

    assert rows(answers[9]) == sorted(expected, key=lambda row: (row[0], row[3]))


def test_10_adds_up(answers, reuse):
    ((every, known, unknown),) = rows(answers[10])
    dated = sum(bool(data["since"]) for data in uses_that_count(reuse))

    assert (every, known, unknown) == (len(uses_that_count(reuse)), dated, every - dated)
    assert every == sum(len(users(reuse, one)) for one in of_kind(reuse, "solution"))


def test_the_tables_name_every_label_and_relation_with_its_direction(page):
    kinds, relations = page.xpath("//table")
    names = {row.xpath("string(th)") for row in kinds.xpath(".//tbody/tr")}
    told = {
        row.xpath("string(th)"): [cell.text_content() for cell in row.xpath("td")]
        for row in relations.xpath(".//tbody/tr")
    }

    assert names == {label.name for label in labels()}
    assert told == {
        name: [", ".join(dict.fromkeys(start for start, _ in joined)),
               ", ".join(dict.fromkeys(end for _, end in joined)), RELATIONS[name].there]
        for name, joined in pairs().items()
    }  # fmt: skip


def test_the_properties_on_the_page_exist(page):
    (kinds, _) = page.xpath("//table")
    by_label = {label.name: {column.name for column in label.columns} for label in labels()}
    for row in kinds.xpath(".//tbody/tr"):
        assert {code.text for code in row.xpath("td//code")} <= by_label[row.xpath("string(th)")]
    common = page.xpath("//p[starts-with(., 'Elk ding heeft ook')]/code/text()")
    assert set(common) <= set.intersection(*by_label.values())
    of_edges = set(
        page.xpath("(//ul)[1]/li/code[not(contains('own maker third derived', .))]/text()")
    )
    assert of_edges <= {column.name for column in edge_columns()}
    assert len(of_edges) > 8


def test_the_first_command_on_the_page_runs(page, home):
    command = page.xpath("string(//pre[contains(., 'noaber cypher')])")
    query = re.search(r'"(.+)"', command)

    assert query
    assert len(ask(home, query[1]).rows) == 5
