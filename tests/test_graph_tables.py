"""The declaration of all tables: types that hold, keys that are keys, and unknown that is None."""

from __future__ import annotations

from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from graph.tables import tables
from graph.tables.fitting import clean_id, fitting
from knowledge.hub import Edge, Hub, Thing
from knowledge.model import (
    Contract,
    Cost,
    Document,
    Organisation,
    Process,
    Solution,
    Statement,
    plain,
)

TYPES = {"text": str, "date": str, "integer": int, "number": float, "boolean": bool}
DAY = date(2026, 11, 1)


def thing(record):
    return Thing(record.id, record.kind, f"s-{len(record.id)}", (record,))


@pytest.fixture
def reuse():
    town = Organisation(id="noaber:organisatie/o", title="Gemeente Voorbeeld", type="gemeente",
                        inhabitants=12345, inhabitants_year="2023", first_seen=DAY,
                        valid_from=date(2001, 1, 1))  # fmt: skip
    bare = Organisation(id="noaber:organisatie/p", title="Zomerdorp")
    tool = Solution(id="https://c.example/0344", title="0344")
    deal = Document(
        id="noaber:entry/agreement/a", title="Afspraak", genre="afspraak", year="2026",
        cost_facts=(Cost(cents=7125000, kind="bouw", year="2023"), Cost(cents=5)),
        contract=Contract(begins="2025", ends="2027-06", notice="P3M"),
    )  # fmt: skip
    process = Process(id="https://c.example/p.bpmn", title="Proces", valid_from="2024")
    said = Statement(subject=town.id, relation="uses", object=tool.id, source="a", last_seen=DAY,
                     first_seen=DAY, strength="own", claimant=town.id)  # fmt: skip
    other = said.model_copy(update={"strength": "third", "source": "b", "since": "2024-05"})
    records = (town, bare, tool, deal, process)
    past = (said.model_copy(update={"relation": "makes", "gone": DAY}),)
    return build(
        Hub(
            things={one.id: thing(one) for one in records},
            edges=(Edge(town.id, "uses", tool.id, (said, other)),),
            past=past,
        )
    )


def rows(reuse, name):
    table = next(table for table in tables() if table.name == name)
    return [dict(zip(table.names, row, strict=True)) for row in table.rows(reuse)]


def test_every_value_fits_the_type_of_its_column(reuse):
    for table in tables():
        for row in table.rows(reuse):
            for column, value in zip(table.columns, row, strict=True):
                assert value is None or type(value) is TYPES[column.type], (table.name, column)
                assert value != "", (table.name, column)
                assert value is not None or not column.required, (table.name, column)


def test_keys_are_unique_sorted_and_never_empty(reuse):
    for table in tables():
        at = [table.names.index(name) for name in table.key]
        keys = [tuple(row[number] for number in at) for row in table.rows(reuse)]

        assert keys == sorted(set(keys)), table.name
        assert all(None not in key for key in keys), table.name


def test_every_column_is_explained_and_every_reference_is_there():
    names = {table.name for table in tables()}
    for table in tables():
        assert table.said.endswith(".")
        assert len(set(table.names)) == len(table.names)
        assert set(table.key) <= set(table.names)
        assert set(table.same) <= set(table.names)
        for column in table.columns:
            assert column.said.endswith("."), (table.name, column.name)
            assert column.refers in names | {""}


def test_each_thing_stands_in_the_table_of_its_kind_and_in_that_of_all(reuse):
    listed = [row[0] for table in tables() if table.kind for row in table.rows(reuse)]

    assert sorted(listed) == [row["id"] for row in rows(reuse, "things")] == sorted(reuse)


def test_unknown_is_none_and_an_id_keeps_its_leading_zero(reuse):
    (town, bare) = rows(reuse, "organisations")

    assert (town["inhabitants"], town["inhabitants_year"]) == (12345, 2023)
    assert town["valid_from"] == "2001-01-01"
    assert (bare["inhabitants"], bare["province"], bare["first_seen"]) == (None, None, None)
    assert rows(reuse, "solutions")[0]["title"] == "0344"


def test_a_relation_says_how_many_of_each_strength_say_it(reuse):
    (row,) = rows(reuse, "relations")

    assert row["counts"] is True
    assert row["apart"] is None
    assert (row["evidence"], row["own"], row["third"], row["maker"]) == (2, 1, 1, 0)
    assert (row["subject_title"], row["object_title"]) == ("Gemeente Voorbeeld", "0344")


def test_each_statement_has_a_row_with_its_source_and_licence(reuse):
    found = rows(reuse, "statements")

    assert [(row["nr"], row["source"], row["since"]) for row in found] == [
        (1, "a", None),
        (2, "b", "2024-05"),
    ]
    assert {row["licence"] for row in found} == {"CC0-1.0"}


def test_what_was_said_once_stands_apart_with_the_day_it_went(reuse):
    (row,) = rows(reuse, "past")

    assert (row["relation"], row["gone"], row["strength"]) == ("makes", "2026-11-01", "own")


def test_costs_are_whole_cents_and_a_number_below_nought_stays_one(reuse):
    reuse.nodes["noaber:entry/agreement/a"]["cost_facts"][1]["cents"] = -5
    found = rows(reuse, "costs")

    assert [(row["nr"], row["cents"], row["kind"]) for row in found] == [
        (1, 7125000, "bouw"),
        (2, -5, None),
    ]


def test_a_contract_has_its_days_as_written(reuse):
    (row,) = rows(reuse, "contracts")

    assert (row["begins"], row["ends"], row["notice"]) == ("2025", "2027-06", "P3M")
    assert row["supplier"] is None


def test_measures_are_of_who_uses_or_is_used(reuse):
    assert [row["id"] for row in rows(reuse, "measures")] == [
        "https://c.example/0344",
        "noaber:organisatie/o",
    ]


def test_an_empty_graph_has_empty_tables():
    assert [list(table.rows(build(Hub()))) for table in tables()] == [[] for _ in tables()]


def test_the_order_in_which_a_graph_was_filled_changes_no_row(reuse):
    other = nx.MultiDiGraph(past=list(reversed(reuse.graph["past"])))
    other.add_nodes_from(reversed(list(reuse.nodes(data=True))))
    other.add_edges_from(reversed(list(reuse.edges(keys=True, data=True))))

    for table in tables():
        assert list(table.rows(other)) == list(table.rows(reuse)), table.name


def test_a_whole_number_that_no_database_holds_is_not_known():
    assert fitting(2**63, "integer") is None
    assert fitting(2**63 - 1, "integer") == 2**63 - 1
    assert fitting(10**400, "number") is None
    assert fitting(float("inf"), "number") is None
    assert fitting(True, "integer") is None


@given(st.text(), st.text())
def test_different_ids_stay_different(one, other):
    assert (clean_id(one) == clean_id(other)) == (one == other)
    assert clean_id(one).encode().decode() == clean_id(one)


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text())))
def test_whatever_stands_in_the_graph_fits_or_is_not_known(value):
    for type_, python in TYPES.items():
        found = fitting(value, type_)

        assert found is None or type(found) is python


def test_plain_statements_have_what_the_table_of_the_past_reads(reuse):
    said = Statement(subject="a", relation="uses", object="b")
    reuse.graph["past"] = [plain(said)]
    (row,) = rows(reuse, "past")

    assert (row["strength"], row["state"], row["subject_title"]) == ("third", "current", None)
