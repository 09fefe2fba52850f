"""The open data files: all formats open again with equal counts, and the same graph, same bytes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
import warnings
from contextlib import closing
from datetime import date

import duckdb
import igraph
import networkx as nx
import pandas as pd
import pyarrow.parquet as pq
import pytest
import rdflib
from lxml import etree

from graph.build import build
from graph.exports import as_csv, as_gexf, as_graphml, as_json, as_json_ld, export, formats
from graph.exports.linked import CONTEXT
from graph.tables import tables
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Cost, Document, Organisation, Process, Product, Solution, Statement
from knowledge.problems import NoaberError

NASTY = '=HYPERLINK("http://e.example")\x07</script>'
TOWN, TOOL = "noaber:organisatie/o", "https://c.example/__proto__"
DAY = date(2026, 11, 1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


@pytest.fixture
def reuse():
    records = [
        Organisation(id=TOWN, title=NASTY, inhabitants=1234, type="gemeente"),
        Organisation(id="noaber:organisatie/p", title="Zomerdorp", first_seen=DAY),
        Solution(id=TOOL, title="-1"),
        Product(id="http://standaarden.example/p", title="0344"),
        Process(id="https://c.example/p.bpmn", title="Proces"),
        Document(id="noaber:entry/cost/k", title="Kosten", cost_facts=(Cost(cents=250),)),
    ]
    said = [
        Statement(subject=TOWN, relation="uses", object=TOOL, source=source, strength=strength,
                  last_seen=DAY, url=url, role="in gebruik")
        for source, strength, url in (("a", "maker", "https://c.example/x y"), ("b", "own", ""))
    ]  # fmt: skip
    said += [
        Statement(subject=TOOL, relation="supports", object=records[3].id, source="c"),
        Statement(subject=TOOL, relation="supports", object=records[4].id, source="c"),
        Statement(subject=TOWN, relation="makes", object=TOOL, source="c", state="disputed",
                  claimant=TOWN, strength="own"),
    ]  # fmt: skip
    made = build(
        Hub(
            things={r.id: Thing(r.id, r.kind, "s", (r,)) for r in records},
            edges=tuple(edges_from(said)),
        )
    )
    made.nodes["noaber:entry/cost/k"]["cost_facts"][0]["cents"] = -250  # no entry may say so
    return made


@pytest.fixture
def files(reuse, tmp_path):
    export(reuse, tmp_path)
    return tmp_path


def rows_of(reuse):
    return {table.name: len(list(table.rows(reuse))) for table in tables()}


def read_csv(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def triples(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # within rdflib itself
        return rdflib.Graph().parse(data=(folder / "graph.jsonld").read_text(), format="json-ld")


def test_json_holds_nodes_edges_and_all_evidence(reuse):
    data = json.loads(as_json(reuse))
    (uses,) = [edge for edge in data["edges"] if edge["relation"] == "uses"]

    assert [node["id"] for node in data["nodes"]] == sorted(reuse)
    assert [said["source"] for said in uses["evidence"]] == ["b", "a"]
    assert data["licence"] == "CC0-1.0"


def test_csv_has_a_row_per_statement_and_no_cell_is_a_formula(reuse):
    text = as_csv(reuse)
    rows = [row for row in read_csv(text) if row["relation"] == "uses"]

    assert text.startswith("\ufeff")
    assert [(row["source"], row["strength"]) for row in rows] == [("b", "own"), ("a", "maker")]
    assert rows[0]["subject_title"].startswith("'=")
    assert rows[0]["object_title"] == "'-1"


def test_the_statements_keep_their_own_address(files):
    assert (files / "statements.csv").read_bytes() == (files / "csv/statements.csv").read_bytes()


def test_graphml_opens_in_networkx_and_igraph_with_equal_counts(reuse, files):
    etree.parse(files / "graph.graphml")
    again = nx.read_graphml(files / "graph.graphml", force_multigraph=True)
    other = igraph.Graph.Read_GraphML(str(files / "graph.graphml"))

    assert (len(again), again.number_of_edges()) == (len(reuse), reuse.number_of_edges())
    assert (other.vcount(), other.ecount()) == (len(reuse), reuse.number_of_edges())
    assert set(again) == set(reuse)
    assert sorted(other.es["relation"]) == sorted(
        relation for *_, relation in reuse.edges(keys=True)
    )
    assert again.nodes[TOWN]["inhabitants"] == 1234
    assert {data["counts"] for *_, data in again.edges(data=True)} == {True, False}


def test_gexf_opens_in_networkx_and_from_there_in_igraph_with_equal_counts(reuse, files):
    etree.parse(files / "graph.gexf")
    again = nx.read_gexf(files / "graph.gexf", version="1.3")
    other = igraph.Graph.from_networkx(again)

    assert (len(again), again.number_of_edges()) == (len(reuse), reuse.number_of_edges())
    assert (other.vcount(), other.ecount()) == (len(reuse), reuse.number_of_edges())
    assert again.nodes[TOWN]["inhabitants"] == 1234
    assert again.nodes[TOWN]["label"] == NASTY.replace("\x07", "")


def test_node_link_opens_in_networkx_as_the_graph_it_was(reuse, files):
    again = nx.node_link_graph(json.loads((files / "node-link.json").read_text()), edges="edges")

    assert set(again.edges(keys=True)) == set(reuse.edges(keys=True))
    assert again.is_directed()
    assert again.is_multigraph()
    assert again.edges[TOWN, TOOL, "uses"]["evidence"] == 2
    assert again.edges[TOWN, TOOL, "uses"]["said_by"] == "b"


def test_json_ld_opens_without_the_network_with_every_triple(reuse, files):
    again = triples(files)
    noaber = rdflib.Namespace("urn:noaber:woord:")
    rdf = rdflib.RDF
    counting = sum(data["counts"] for *_, data in reuse.edges(data=True))
    facts = statements = 0
    for table in tables():
        for row in table.rows(reuse):
            known = sum(value is not None for value in row)
            if table.kind:
                facts += known + 1  # its type and kind in place of its id
            elif table.name == "statements":
                said = dict(zip(table.names, row, strict=True))
                hidden = ("subject_title", "object_title", "nr", "doubt")
                statements += known - sum(said[name] is not None for name in hidden) + 1

    assert len(again) == facts + counting + statements
    assert (rdflib.URIRef(TOWN), noaber.uses, rdflib.URIRef(TOOL)) in again
    assert (rdflib.URIRef(TOWN), noaber.makes, None) not in again
    assert len(set(again.subjects(rdf.type, rdf.Statement))) == 5
    assert json.loads((files / "graph.jsonld").read_text())["@context"] == CONTEXT


def test_tables_open_in_sqlite_duckdb_pandas_and_pyarrow_with_equal_counts(reuse, files):
    with closing(sqlite3.connect(files / "noaber.sqlite")) as database:
        for name, count in rows_of(reuse).items():
            (found,) = database.execute(f"SELECT COUNT(*) FROM {name}").fetchone()
            parquet, lines = files / f"parquet/{name}.parquet", files / f"jsonl/{name}.jsonl"
            sheet = files / f"csv/{name}.csv"
            ((in_duckdb,),) = duckdb.sql(f"SELECT COUNT(*) FROM '{parquet}'").fetchall()

            assert found == in_duckdb == pq.read_table(parquet).num_rows == count, name
            assert len(pd.read_parquet(parquet)) == len(pd.read_csv(sheet)) == count, name
            assert len(lines.read_text().splitlines()) == count, name


def test_the_exact_formats_hold_the_same_values_as_the_tables(reuse, files):
    with closing(sqlite3.connect(files / "noaber.sqlite")) as database:
        for table in tables():
            rows = list(table.rows(reuse))
            key = ", ".join(table.key)
            in_file = database.execute(f"SELECT * FROM {table.name} ORDER BY {key}").fetchall()
            arrow = pq.read_table(files / f"parquet/{table.name}.parquet").to_pylist()
            text = (files / f"jsonl/{table.name}.jsonl").read_text().splitlines()

            assert in_file == rows, table.name
            assert [tuple(map(_iso, row.values())) for row in arrow] == rows, table.name
            assert [tuple(json.loads(line).values()) for line in text] == rows, table.name


def _iso(value):
    return value.isoformat() if isinstance(value, date) else value


def test_numbers_below_nought_stay_numbers_in_every_file(files):
    (row,) = read_csv((files / "csv/costs.csv").read_text("utf-8-sig"))
    (cents,) = pq.read_table(files / "parquet/costs.parquet")["cents"].to_pylist()
    with closing(sqlite3.connect(files / "noaber.sqlite")) as database:
        found = database.execute("SELECT cents, typeof(cents) FROM costs").fetchone()

    assert row["cents"] == "-250"
    assert cents == -250
    assert found == (-250, "integer")
    assert pd.read_csv(files / "csv/costs.csv")["cents"].tolist() == [-250]


def test_an_id_with_a_leading_zero_stays_text_in_typed_files(files):
    titles = pq.read_table(files / "parquet/products.parquet")["title"].to_pylist()
    with closing(sqlite3.connect(files / "noaber.sqlite")) as database:
        found = database.execute("SELECT title, typeof(title) FROM products").fetchone()

    assert titles == ["0344"]
    assert found == ("0344", "text")


def test_parquet_has_the_types_of_the_tables(files):
    schema = pq.read_schema(files / "parquet/relations.parquet")

    assert str(schema.field("last_seen").type) == "date32[day]"
    assert str(schema.field("counts").type) == "bool"
    assert not schema.field("subject").nullable


def test_the_data_package_describes_each_file_as_it_is(reuse, files):
    package = json.loads((files / "datapackage.json").read_text())
    there = {p.relative_to(files).as_posix() for p in files.rglob("*") if p.is_file()}
    names = [one["name"] for one in package["resources"]]

    assert package["created"] == "2026-11-23T00:00:00Z"
    assert {one["path"] for one in package["resources"]} == there - {"datapackage.json"}
    assert len(set(names)) == len(names)
    for one in package["resources"]:
        body = (files / one["path"]).read_bytes()
        assert one["bytes"] == len(body), one["path"]
        assert one["hash"] == f"sha256:{hashlib.sha256(body).hexdigest()}", one["path"]
        if "schema" in one:
            assert one["rows"] == rows_of(reuse)[one["table"]]
            fields = [field["name"] for field in one["schema"]["fields"]]
            assert set(one["schema"]["primaryKey"]) <= set(fields)


def test_the_references_of_the_data_package_lead_to_its_resources(files):
    package = json.loads((files / "datapackage.json").read_text())
    by_name = {one["name"]: one for one in package["resources"]}
    referring = 0
    for one in package["resources"]:
        for key in one.get("schema", {}).get("foreignKeys", ()):
            target = by_name[key["reference"]["resource"]]
            referring += 1
            assert target["format"] == one["format"]
            assert target["schema"]["primaryKey"] == key["reference"]["fields"]

    assert referring


def test_the_data_package_tells_how_much_of_each_column_is_known(files):
    package = json.loads((files / "datapackage.json").read_text())
    (table,) = [one for one in package["tables"] if one["name"] == "organisations"]
    known = {column["name"]: column["known"] for column in table["columns"]}

    assert table["rows"] == 2
    assert (known["id"], known["inhabitants"], known["province"]) == (2, 1, 0)


def test_an_empty_graph_is_exported_politely_in_every_format(tmp_path):
    export(build(Hub()), tmp_path)
    package = json.loads((tmp_path / "datapackage.json").read_text())

    assert {one["rows"] for one in package["tables"]} == {0}
    assert len(nx.read_graphml(tmp_path / "graph.graphml")) == 0
    assert len(nx.read_gexf(tmp_path / "graph.gexf", version="1.3")) == 0
    assert igraph.Graph.Read_GraphML(str(tmp_path / "graph.graphml")).vcount() == 0
    assert len(nx.node_link_graph(json.loads((tmp_path / "node-link.json").read_text()))) == 0
    assert len(triples(tmp_path)) == 0
    assert all(path.stat().st_size for path in (tmp_path / "parquet").iterdir())


def test_only_the_formats_asked_for_are_written(reuse, tmp_path):
    written = export(reuse, tmp_path, ("json",))

    assert [path.name for path in written] == ["graph.json", "datapackage.json"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "graph.json"]


@pytest.mark.parametrize("name", sorted(formats()))
def test_no_file_is_written_into_what_a_link_leads_to(reuse, tmp_path, name):
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "export"
    elsewhere.write_text("of someone else")
    written = export(reuse, folder, (name,))
    for path in written:
        path.unlink()
        path.symlink_to(elsewhere)

    assert export(reuse, folder, (name,)) == written
    assert elsewhere.read_text() == "of someone else"
    assert not any(path.is_symlink() for path in written)


def test_each_format_writes_something_and_is_explained(reuse, tmp_path):
    for name, form in formats().items():
        assert all(path.is_file() for path in form.write(reuse, tmp_path / name)), name
        assert form.said.endswith("."), name


def test_an_unknown_format_is_refused_with_those_that_are_there(reuse, tmp_path):
    with pytest.raises(NoaberError, match="onbekende vorm: pdf; kies uit csv, sqlite"):
        export(reuse, tmp_path, ("pdf",))

    assert list(tmp_path.iterdir()) == []


def test_the_same_graph_gives_the_same_bytes_however_it_was_filled(reuse, tmp_path):
    shuffled = nx.MultiDiGraph(**reuse.graph)
    shuffled.add_nodes_from(reversed(list(reuse.nodes(data=True))))
    shuffled.add_edges_from(reversed(list(reuse.edges(keys=True, data=True))))
    export(reuse, tmp_path / "a")
    export(shuffled, tmp_path / "b")
    export(shuffled, tmp_path / "b")

    made = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*") if p.is_file())
    assert len(made) > 40
    for path in made:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes(), path


def test_the_texts_of_the_functions_are_those_of_the_files(reuse, files):
    for name, function in (("graph.graphml", as_graphml), ("graph.gexf", as_gexf),
                           ("graph.jsonld", as_json_ld), ("graph.json", as_json)):  # fmt: skip
        assert (files / name).read_text() == function(reuse)
