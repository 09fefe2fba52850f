"""Cypher on the graph of the whole corpus: all of it is in the database, and it answers."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graph.build import Reuse, build
from graph.cypher import ask, database_of, write_database
from graph.questions import uses
from knowledge.home import Home


@pytest.fixture(scope="module")
def reuse(hub: Any) -> Reuse:
    return build(hub)


@pytest.fixture(scope="module")
def home(reuse: Reuse, tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("cypher"))
    write_database(reuse, database_of(made))
    return made


def test_all_things_and_relations_are_in_the_database(home: Home, reuse: Reuse):
    kinds = Counter(str(kind).capitalize() for _, kind in reuse.nodes(data="kind"))
    names = Counter(relation for *_, relation in reuse.edges(keys=True))

    assert dict(ask(home, "MATCH (n) RETURN label(n), count(*)").rows) == kinds
    assert dict(ask(home, "MATCH ()-[r]->() RETURN label(r), count(*)").rows) == names
    assert sum(names.values()) > 2000


def test_the_same_corpus_gives_the_same_bytes(home: Home, reuse: Reuse, tmp_path: Path):
    write_database(reuse, tmp_path / "again.lbug")

    assert (tmp_path / "again.lbug").read_bytes() == database_of(home).read_bytes()


def test_most_reused_is_the_same_in_both_engines(home: Home, reuse: Reuse):
    query = "MATCH (o)-[u:uses]->(s:Solution) WHERE u.counts RETURN s.id, count(*)"
    found = ask(home, query, rows=5000)

    rows = [row for row in uses.most_reused(reuse) if row["users"]]
    assert dict(found.rows) == {row["solution"]: row["users"] for row in rows}
    assert len(rows) > 5


def test_of_how_much_use_nobody_says_since_when_is_told_and_not_taken_for_none(
    home: Home, reuse: Reuse
):
    query = "MATCH ()-[u:uses]->() RETURN count(*), count(u.since), count(*) - count(u.since)"
    ((every, known, unknown),) = ask(home, query).rows

    since = [
        data["since"] for *_, name, data in reuse.edges(keys=True, data=True) if name == "uses"
    ]
    assert (every, known, unknown) == (len(since), sum(map(bool, since)), since.count(""))
    assert unknown > 0


def test_four_hops_over_all_use_are_counted_within_the_time(home: Home):
    pattern = "(a:Organisation)-[:uses]->()<-[:uses]-()-[:uses]->()<-[:uses]-(b:Organisation)"

    ((paths,),) = ask(home, f"MATCH {pattern} RETURN count(*)").rows

    assert paths > 1000
