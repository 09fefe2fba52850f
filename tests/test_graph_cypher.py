"""The graph database: what is in it, that it is the same each time, and what a query answers."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import ladybug
import networkx as nx
import pytest
from click.testing import CliRunner

from graph.build import Reuse, build
from graph.cypher import CypherError, ask, database_of
from graph.cypher.database import write_database
from graph.cypher.schema import Rows, edge_columns, edges, labels, nodes, pairs
from graph.tables import tables
from graph.tables.fitting import clean_id
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import (
    AnyRecord,
    Document,
    Initiative,
    NoaberError,
    Organisation,
    Process,
    Product,
    Solution,
    Statement,
)
from knowledge.relations import RELATIONS
from noaber import cli

DORP, STAD = "noaber:organisatie/dorp", "noaber:organisatie/stad"
FORM, BRIDGE = "https://c.example/form", "https://c.example/bridge"
NASTY = (
    "__proto__",
    "constructor",
    'https://c.example/it\'s "quoted" `and`, all',
    "line\nbreak\r\n\ttab",
    "nul\x00bell\x07",
    "https://c.example/ünï-\N{SNAKE}-\N{ARABIC LETTER ALEF}",
    "'; DROP TABLE Solution; //",
    "=1+1",
    "\\u0041\\",
)


def graph_of(records: list[AnyRecord], said: list[Statement]) -> Reuse:
    things = {r.id: Thing(r.id, r.kind, f"s{n}", (r,)) for n, r in enumerate(records)}
    return build(Hub(things=things, edges=tuple(edges_from(said))))


def small() -> Reuse:
    records: list[AnyRecord] = [
        Organisation(id=DORP, title="Gemeente Zomerdorp", type="gemeente", inhabitants=9000),
        Organisation(id=STAD, title="Gemeente Voorbeeld", type="gemeente"),
        Organisation(id="noaber:organisatie/maker", title="Maker", type="leverancier"),
        Solution(id=FORM, title="Formulier", licence="EUPL-1.2"),
        Solution(id=BRIDGE, title="Brug"),
        Product(id="upl:verhuizing", title="verhuizing"),
        Process(id="https://c.example/proces", title="Verhuizen"),
        Document(id="https://c.example/doc", title="Ervaring"),
        Initiative(id="https://c.example/plan", title="Samen", starts="2027"),
    ]
    said = [
        Statement(subject=DORP, relation="uses", object=FORM, source="a", strength="own",
                  claimant=DORP, since="2024-03", role="in gebruik"),
        Statement(subject=DORP, relation="uses", object=FORM, source="b", strength="maker"),
        Statement(subject=STAD, relation="uses", object=FORM, source="b", strength="maker"),
        Statement(subject=STAD, relation="uses", object=BRIDGE, source="a", role="uitgefaseerd",
                  state="disputed"),
        Statement(subject="noaber:organisatie/maker", relation="makes", object=FORM, source="a"),
        Statement(subject=FORM, relation="supports", object="upl:verhuizing", source="a"),
        *(Statement(subject="https://c.example/doc", relation="about", object=target, source="d")
          for target in (DORP, FORM, "upl:verhuizing", "https://c.example/proces",
                         "https://c.example/plan")),
        Statement(subject="https://c.example/plan", relation="about", object=FORM, source="d"),
    ]  # fmt: skip
    return graph_of(records, said)


def home_with(reuse: Reuse, folder: Path) -> Home:
    home = Home(folder)
    write_database(reuse, database_of(home))
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return home_with(small(), tmp_path_factory.mktemp("cypher"))


def opened(path: Path) -> ladybug.Connection:
    database = ladybug.Database(str(path), read_only=True, buffer_pool_size=1 << 28)
    return ladybug.Connection(database, num_threads=1)


def dumped(path: Path) -> dict[str, list[list[object]]]:
    """Give the rows of every label, and of every relation and pair of labels, in order."""
    connection = opened(path)
    found = {}
    for label in labels():
        columns = ", ".join(f"n.`{column.name}`" for column in label.columns)
        rows = connection.execute(f"MATCH (n:{label.name}) RETURN {columns} ORDER BY n.id")
        found[label.name] = rows.get_all()
    columns = ", ".join(f"r.`{column.name}`" for column in edge_columns())
    for name, joined in pairs().items():
        for start, end in joined:
            pattern = f"(a:{start})-[r:{name}]->(b:{end})"
            query = f"MATCH {pattern} RETURN a.id, b.id, {columns} ORDER BY a.id, b.id"
            found[f"{start} {name} {end}"] = connection.execute(query).get_all()
    return found


def rows_of(reuse: Reuse) -> Rows:
    return lambda table: table.rows(reuse)


def expected(reuse: Reuse) -> dict[str, list[list[object]]]:
    """Give the same from the tables of the open data."""
    found = {label.name: [list(row) for row in nodes(rows_of(reuse), label)] for label in labels()}
    rows = edges(reuse, rows_of(reuse))
    for name, joined in pairs().items():
        for start, end in joined:
            between = rows.get((name, start, end), [])
            found[f"{start} {name} {end}"] = sorted(
                ([*row] for row in between), key=lambda r: r[:2]
            )
    return {
        place: sorted(rows, key=lambda r: [str(r[0]), str(r[1])]) for place, rows in found.items()
    }


def test_the_database_holds_every_thing_and_relation_with_every_column(home: Home):
    found = dumped(database_of(home))

    assert found == expected(small())
    assert sum(len(rows) for place, rows in found.items() if " " in place) == 11
    assert found["Document about Initiative"][0][1] == "https://c.example/plan"


def test_labels_relations_and_properties_are_those_of_the_tables(home: Home):
    connection = opened(database_of(home))
    rows = connection.execute("CALL show_tables() RETURN name, type").get_all()

    assert {name for name, kind in rows if kind == "NODE"} == {
        table.kind.capitalize() for table in tables() if table.kind
    }
    assert {name for name, kind in rows if kind == "REL"} == set(RELATIONS)


def test_what_nobody_says_is_null_and_a_truth_is_one(home: Home):
    rows = ask(home, "MATCH (o)-[u:uses]->(s) RETURN s.title, u.role, u.since, u.counts, u.evidence"
               " ORDER BY s.title, u.role").rows  # fmt: skip

    assert rows == [
        ["Brug", "uitgefaseerd", None, False, 1],
        ["Formulier", "in gebruik", "2024-03", True, 2],
        ["Formulier", None, None, True, 1],
    ]


def test_ids_and_titles_come_back_as_the_exports_have_them(tmp_path: Path):
    records: list[AnyRecord] = [Solution(id=text, title=f"t {text}") for text in NASTY]
    records.append(Organisation(id=DORP, title="lang " * 20_000))
    said = [Statement(subject=DORP, relation="uses", object=text, source="a") for text in NASTY]
    reuse = graph_of(records, said)

    home = home_with(reuse, tmp_path)
    found = dumped(database_of(home))

    assert found == expected(reuse)
    assert [row[0] for row in found["Solution"]] == sorted(map(clean_id, NASTY))
    assert len(str(found["Organisation"][0][1])) == 100_000
    rows = ask(home, "MATCH ()-[:uses]->(s {id: '__proto__'}) RETURN s.id").rows
    assert rows == [["__proto__"]]


def test_the_same_graph_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    reuse = small()
    shuffled: Reuse = nx.MultiDiGraph(**reuse.graph)
    shuffled.add_nodes_from(random.Random(1).sample(list(reuse.nodes(data=True)), len(reuse)))
    shuffled.add_edges_from(reversed(list(reuse.edges(keys=True, data=True))))

    write_database(reuse, tmp_path / "a.lbug")
    monkeypatch.setenv("OTHER_MEMORY", "x" * 50_000)  # what lies on the heap must not be in a file
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    write_database(shuffled, tmp_path / "elsewhere" / "b.lbug")

    first = (tmp_path / "a.lbug").read_bytes()
    assert first == (tmp_path / "elsewhere" / "b.lbug").read_bytes()
    assert b"x" * 100 not in first


def test_another_graph_has_another_id_in_its_header(tmp_path: Path):
    write_database(small(), tmp_path / "a.lbug")
    write_database(build(Hub()), tmp_path / "b.lbug")

    ids = [(tmp_path / name).read_bytes()[28:44] for name in ("a.lbug", "b.lbug")]
    assert ids[0] != ids[1]


def test_a_database_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path):
    path = tmp_path / "noaber.lbug"
    write_database(small(), path)
    write_database(build(Hub()), path)

    assert [one.name for one in tmp_path.iterdir()] == ["noaber.lbug"]
    assert opened(path).execute("MATCH (n) RETURN count(*)").get_all() == [[0]]


def test_an_empty_graph_answers(tmp_path: Path):
    home = home_with(build(Hub()), tmp_path)

    answer = ask(home, "MATCH (o:Organisation)-[u:uses]->(s) RETURN o.title")

    assert answer.as_json() == {"columns": ["o.title"], "rows": []}
    assert list(answer.lines())[-1] == "niets gevonden"


def test_a_database_that_cannot_be_written_is_said(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("graph.cypher.database._declared", lambda: ["CREATE NONSENSE"])

    with pytest.raises(NoaberError, match="kon niet worden geschreven: RuntimeError: Parser"):
        write_database(small(), tmp_path / "a.lbug")

    assert list(tmp_path.iterdir()) == []


def test_before_any_build_it_says_what_to_do(tmp_path: Path):
    with pytest.raises(NoaberError, match="maak haar eerst met noaber build"):
        ask(Home(tmp_path), "MATCH (n) RETURN n")


def test_a_file_that_is_no_database_is_said(tmp_path: Path):
    home = Home(tmp_path)
    database_of(home).parent.mkdir(parents=True)
    database_of(home).write_bytes(b"LBUG" + bytes(9000))

    with pytest.raises(CypherError) as error:
        ask(home, "MATCH (n) RETURN n")

    assert "andere versie" in str(error.value)


@pytest.mark.parametrize("part", [4, 28, 4096, 20_000])
def test_a_database_that_is_half_written_is_said(tmp_path: Path, home: Home, part: int):
    broken = Home(tmp_path)
    database_of(broken).parent.mkdir(parents=True)
    database_of(broken).write_bytes(database_of(home).read_bytes()[:part])

    with pytest.raises(CypherError, match="half geschreven; maak haar opnieuw met noaber build"):
        ask(broken, "MATCH (n) RETURN n")


def test_an_empty_file_is_no_database(tmp_path: Path):
    database_of(Home(tmp_path)).parent.mkdir(parents=True)
    database_of(Home(tmp_path)).touch()

    with pytest.raises(NoaberError, match="maak haar eerst met noaber build"):
        ask(Home(tmp_path), "MATCH (n) RETURN n.title")


def test_limit_comes_after_grouping(home: Home):
    """The regression that grand-cypher 1.2.0 has: it limits first, and counts one row."""
    grouped = "MATCH (a:Organisation)-[s:uses]->(b) RETURN b.title, COUNT(s)"

    whole = ask(home, f"{grouped} ORDER BY b.title").rows
    limited = ask(home, f"{grouped} ORDER BY b.title LIMIT 1").rows

    assert whole == [["Brug", 1], ["Formulier", 2]]
    assert limited == whole[:1]


def test_rows_beyond_the_limit_are_cut_and_that_is_said(home: Home):
    query = "MATCH (n) RETURN n.id ORDER BY n.id"

    answer, whole = ask(home, query, rows=4), ask(home, query)

    assert answer.as_json()["truncated"] is True
    assert answer.rows == whole.rows[:4]
    assert [problem.code for problem in answer.problems] == ["cypher-cut"]
    assert "truncated" not in whole.as_json()
    assert whole.problems == ()


def test_exactly_as_many_rows_as_the_limit_is_not_cut(home: Home):
    assert "truncated" not in ask(home, "MATCH (n:Solution) RETURN n.id", rows=2).as_json()
    assert "truncated" in ask(home, "MATCH (n:Solution) RETURN n.id UNION ALL RETURN 'x'",
                              rows=2).as_json()  # fmt: skip


@pytest.mark.parametrize(
    ("query", "columns"),
    [
        ("RETURN count(*) AS `aantal keer`, 1+1", ["aantal keer", "1+1"]),
        ("MATCH (s:Solution) RETURN s.title,\n  count( * )", ["s.title", "count( * )"]),
        ("MATCH (s:Solution) WITH s RETURN DISTINCT label(s) ORDER BY label(s)", ["label(s)"]),
        ("MATCH (s:Solution) RETURN [s.id, 'a,b'], {x: 1} LIMIT 1", ["[s.id, 'a,b']", "{x: 1}"]),
        ("UNWIND [1] AS x RETURN *", ["x"]),
        ("RETURN 1 AS a UNION RETURN 2 AS a", ["a"]),
    ],
)
def test_columns_are_called_as_the_query_writes_them(home: Home, query: str, columns: list[str]):
    assert ask(home, query).columns == columns


def test_nodes_relations_and_paths_are_plain_json(home: Home):
    query = "MATCH p=(o:Organisation)-[u:uses]->(s) WHERE u.evidence = 2 RETURN o, u, p"
    (row,) = ask(home, query).rows
    node, relation, path = json.loads(json.dumps(row, allow_nan=False))

    assert (node["label"], node["id"], node["inhabitants"]) == ("Organisation", DORP, 9000)
    assert (relation["label"], relation["since"]) == ("uses", "2024-03")
    assert [one["label"] for one in path["nodes"]] == ["Organisation", "Solution"]
    assert [one["label"] for one in path["relations"]] == ["uses"]
    assert not any(key.startswith("_") for key in (*node, *relation, *path))


def test_values_that_json_lacks_become_text(home: Home):
    query = ("RETURN 9007199254740993, sqrt(-1), date('2026-01-02'), true, null, 1.5, "
             "map(['__proto__'], [1]), sum(2), sum(9007199254740993)")  # fmt: skip
    (row,) = ask(home, query).rows

    assert row == [
        "9007199254740993",
        "nan",
        "2026-01-02",
        True,
        None,
        1.5,
        {"__proto__": 1},
        2,
        "9007199254740993",
    ]


def test_people_get_a_table_and_no_sign_that_a_terminal_obeys(home: Home):
    query = "UNWIND ['a', 'lang woord'] AS x RETURN x, size(x) AS n, '\\u001b[31m\\n' AS y"

    assert list(ask(home, query).lines()) == [
        "x          | n  | y",
        "-----------+----+-------",
        "a          | 1  |  [31m",
        "lang woord | 10 |  [31m",
    ]


def test_lines_show_a_thing_by_its_title(home: Home):
    query = "MATCH (o {id: 'noaber:organisatie/dorp'})-[:uses]->(s) RETURN o, collect(s.title)"

    assert list(ask(home, query).lines())[2:] == ["Organisation Gemeente Zomerdorp | Formulier"]


def test_csv_has_no_cell_that_a_spreadsheet_calculates(home: Home):
    text = ask(home, "RETURN '=1+1' AS x, [1, 2] AS y, null AS z").as_csv()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))

    assert rows == [["x", "y", "z"], ["'=1+1", "1; 2", ""]]


def test_the_same_question_gives_the_same_rows_without_an_order(home: Home):
    query = "MATCH (a)-[r]->(b) RETURN a.id, label(r), b.id"

    assert ask(home, query).rows == ask(home, query).rows


WRONG = [
    ("MATCH (s:Solutions) RETURN s", "vraag:1:10: Solutions bestaat niet", "bedoelde u Solution?"),
    ("MATCH (s)-[:use]->(b)\nRETURN s", "vraag:1:13: use mag hier niet", "Bedoelde u uses?"),
    ("MATCH (s:Solution)\nRETURN s.titel", "vraag:2:10: titel is geen", "bedoelde u title?"),
    ("MATCH (s)-[:makse]->(b) RETURN s", "vraag:1:13: makse bestaat niet", "bedoelde u makes?"),
    ("MATCH (a)-[u:uses]->(b) RETURN u.sinds", "sinds is geen eigenschap van u", "since?"),
    ("MATCH (s:Solution) RETURN s.inhabitants", "inhabitants is geen", "kies uit id, title"),
    ("MATCH (sol:Solution) RETURN so.title", "so is niet bekend", "bedoelde u sol?"),
    ("MATCH (s:uses) RETURN s", "uses is een relatie", "[ en ]"),
    ("MATCH (s)-[:Solution]-(b) RETURN s", "Solution is een soort", "( en )"),
    ("MATCH (s:Solution) WHERE s.title = RETURN s", "vraag:1:43:", "klopt de zin niet"),
    ("MATCH (s:Solution) WHERE s.title == 'x' RETURN s", "vraag:1:35: bij =", "klopt de zin niet"),
    ("MATCH (s:Solution) WHERE s.title != 'x' RETURN s", "vraag:1:", "schrijf <>"),
    ("MATCH (s:Solution)->(b) RETURN s", "vraag:1:2", "klopt de zin niet"),
    ("MATCH (s:Solution) RETURN foo(s)", "de functie FOO bestaat niet", ""),
    ("MATCH (s:Solution) RETURN s.title + 1", "+ kan niet met deze waarden", "tekst"),
    ("MATCH (s:Solution) RETURN sum(s.title)", "de functie SUM kan niet", ""),
    ("MATCH (o:Organisation) WHERE o.inhabitants > 'x' RETURN o", "x is geen getal", ""),
    ("MATCH (o)-[:uses]->(s) WHERE count(s) > 1 RETURN o", "in WHERE kunt u niet tellen", "WITH"),
    ("MATCH (o) WITH o.id RETURN 1", "geef alles in WITH een naam", "AS"),
    ("MATCH (a)-[:uses*1..99]-(b) RETURN a", "hoogstens 30 stappen", ""),
    ("MATCH (o) RETURN o LIMIT -1", "een heel getal van 0 of meer", ""),
    ("RETURN 1 / 0", "door nul gedeeld", ""),
    ("RETURN count(count(*))", "tellen binnen tellen", "WITH"),
    ("RETURN 1 AS a UNION RETURN 1 AS a, 2 AS b", "evenveel kolommen", ""),
    ("CALL table_info('Solutio') RETURN *", "Solutio bestaat niet", "bedoelde u Solution?"),
    ("RETURN error('weg')", "de database zegt", "weg"),
    ("RETURN error('zie /home/somebody/secret.txt')", "de database zegt", "zie …"),
    ("UNWIND range(1, 9) AS x RETURN repeat('abcdefghij', 200000000)", "te veel tegelijk", "LIMIT"),
]


@pytest.mark.parametrize(("query", "what", "mend"), WRONG)
def test_what_is_wrong_is_said_in_dutch_with_its_place(
    home: Home, query: str, what: str, mend: str
):
    with pytest.raises(CypherError) as error:
        ask(home, query)
    said = str(error.value)

    assert what in said
    assert mend in said
    assert "\n" not in said
    assert str(home.root) not in said
    assert error.value.status == 2


@pytest.mark.parametrize(
    "query",
    [
        "UNWIND range(1, 10000000) AS x UNWIND range(1, 10000000) AS y RETURN sum(x * y)",
        "UNWIND range(1, 3000) AS x UNWIND range(1, 3000) AS y MATCH (a)-[*1..9]-(b) "
        "RETURN count(*), max(a.title)",
    ],
)
def test_a_query_that_takes_too_long_is_stopped(home: Home, query: str):
    with pytest.raises(CypherError, match="duurde langer dan 1 seconden en is gestopt"):
        ask(home, query, seconds=1)


def test_a_query_that_no_parser_gets_through_is_stopped_and_costs_only_itself(home: Home):
    with pytest.raises(CypherError, match="duurde langer"):
        ask(home, "RETURN " + "CASE WHEN true THEN " * 700 + "1" + " END" * 700, seconds=1)

    assert ask(home, "RETURN 1").rows == [[1]]


def test_a_process_that_falls_over_is_said(home: Home, tmp_path: Path, monkeypatch):
    falling = tmp_path / "falling.py"
    falling.write_text("import os\nos.abort()\n")
    monkeypatch.setattr("graph.cypher.asking._CHILD", falling)

    with pytest.raises(CypherError, match="kon deze vraag niet aan; maak haar eenvoudiger"):
        ask(home, "RETURN 1")


@pytest.mark.parametrize("query", ["MATCH (a)-[uses]->(b) RETURN a", "MATCH (Solution) RETURN 1"])
def test_a_relation_or_label_without_its_colon_is_warned_of(home: Home, query: str):
    (problem,) = ask(home, query).problems

    assert problem.code == "cypher-name"
    assert "bedoelde u :" in problem.message


def test_the_command_prints_json_and_says_what_is_wrong(home: Home):
    run = CliRunner().invoke

    good = run(cli, ["--home", str(home.root), "cypher", "--json", "RETURN 1 AS x"])
    wrong = run(cli, ["--home", str(home.root), "cypher", "CREATE (n) RETURN n"])

    assert json.loads(good.stdout) == {"columns": ["x"], "rows": [[1]]}
    assert isinstance(wrong.exception, CypherError)
