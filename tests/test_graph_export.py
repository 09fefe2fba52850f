"""The graph as open data files."""

import csv
import io
import json

import networkx as nx
import pytest
from lxml import etree

from graph.build import build
from graph.export import as_csv, as_graphml, as_json, export, formats
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Organisation, Solution, Statement

NASTY = '=HYPERLINK("http://e.example")\x07</script>'


@pytest.fixture
def reuse():
    records = [
        Organisation(id="noaber:organisatie/o", title=NASTY),
        Solution(id="https://c.example/__proto__", title="-1"),
    ]
    said = [
        Statement(
            subject=records[0].id,
            relation="uses",
            object=records[1].id,
            source=source,
            strength=strength,
        )
        for source, strength in (("a", "maker"), ("b", "own"))
    ]
    return build(
        Hub(
            things={r.id: Thing(r.id, r.kind, "s", (r,)) for r in records},
            edges=tuple(edges_from(said)),
        )
    )


def test_json_holds_nodes_edges_and_all_evidence(reuse):
    data = json.loads(as_json(reuse))

    assert [node["id"] for node in data["nodes"]] == sorted(reuse)
    assert [said["source"] for said in data["edges"][0]["evidence"]] == ["b", "a"]


def test_csv_has_a_row_per_statement_and_no_cell_is_a_formula(reuse):
    text = as_csv(reuse)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))

    assert text.startswith("\ufeff")
    assert [(row["source"], row["strength"]) for row in rows] == [("b", "own"), ("a", "maker")]
    assert rows[0]["subject_title"].startswith("'=")
    assert rows[0]["object_title"] == "'-1"


def test_graphml_is_well_formed_and_opens_again(reuse):
    text = as_graphml(reuse)
    etree.fromstring(text.encode())
    again = nx.parse_graphml(text, force_multigraph=True)

    assert again.number_of_nodes() == reuse.number_of_nodes()
    assert again.number_of_edges() == reuse.number_of_edges()


def test_an_empty_graph_can_be_exported():
    for _, function in formats().values():
        assert function(build(Hub()))


def test_only_the_formats_asked_for_are_written(reuse, tmp_path):
    assert [path.name for path in export(reuse, tmp_path, ("csv",))] == ["statements.csv"]
    assert len(export(reuse, tmp_path)) == len(formats())


def test_the_same_graph_gives_the_same_bytes(reuse):
    shuffled = nx.MultiDiGraph()
    shuffled.add_nodes_from(reversed(list(reuse.nodes(data=True))))
    shuffled.add_edges_from(reversed(list(reuse.edges(keys=True, data=True))))

    for _, function in formats().values():
        assert function(reuse) == function(shuffled)
