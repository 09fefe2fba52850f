"""The open data files of the whole corpus, and GEXF against the schemas of GEXF itself."""

from __future__ import annotations

import json
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree

from graph.build import build
from graph.exports import as_gexf, export
from knowledge.hub import Hub

SHARED = Path(__file__).resolve().parents[3] / "shared"
SCHEMA = SHARED / "standards" / "gexf" / "1.3" / "gexf.xsd"


@pytest.fixture(scope="module")
def gexf_schema():
    if not SCHEMA.is_file():
        pytest.skip("../shared is absent")
    return etree.XMLSchema(etree.parse(SCHEMA))


def hostile():
    """A graph with signs that XML cannot hold, values that are none, and lists."""
    made = nx.MultiDiGraph(past=[])
    for node in ("a\x00", "__proto__", "<&\"'\n", "\ud800"):
        made.add_node(node, kind="organisation", title=f"{node}\x07", slug="s", province=None,
                      inhabitants=["lijst"], type="gemeente")  # fmt: skip
    said = {"role": "\x0b", "strength": "own", "state": "current", "source": "a"}
    made.add_edge("a\x00", "__proto__", key="uses", relation="uses", counts=True, apart="",
                  evidence=[said], **said)  # fmt: skip
    return made


@pytest.mark.parametrize("graph", [build(Hub()), hostile()], ids=["empty", "hostile"])
def test_gexf_is_valid_by_its_own_schema(graph, gexf_schema):
    assert gexf_schema.validate(etree.fromstring(as_gexf(graph).encode())), gexf_schema.error_log


def test_the_corpus_is_exported_with_equal_counts(hub, gexf_schema, tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    reuse = build(hub)
    export(reuse, tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())
    rows = {table["name"]: table["rows"] for table in package["tables"]}
    network = etree.parse(tmp_path / "graph.gexf")
    again = nx.read_graphml(tmp_path / "graph.graphml", force_multigraph=True)

    assert gexf_schema.validate(network), gexf_schema.error_log
    assert (rows["things"], rows["relations"]) == (len(reuse), reuse.number_of_edges())
    assert (len(again), again.number_of_edges()) == (len(reuse), reuse.number_of_edges())
    assert rows["statements"] == sum(len(data["evidence"]) for *_, data in reuse.edges(data=True))
