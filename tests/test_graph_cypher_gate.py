"""The gate before the graph database: what only reads passes, and nothing else does anything.

Each attack is tried twice: at the gate, and behind it, in the process that asks.
"""

from __future__ import annotations

import json
import re
import string
import subprocess
import sys
from pathlib import Path

import ladybug
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from graph.cypher import CypherError, ask, asking, child, database_of
from graph.cypher.database import write_database
from graph.cypher.gate import ACTING, CALLED, FIRST, READING, passed
from graph.cypher.schema import edge_columns, labels, pairs
from graph.cypher.tokens import tokens
from knowledge.home import Home
from knowledge.hub import Hub, Thing
from knowledge.model import Solution

SECRET = "zeer-geheim-7391"
ATTACKS = (
    "LOAD FROM '{secret}' RETURN *",
    "LOAD WITH HEADERS (a STRING) FROM '{secret}' RETURN a",
    "LOAD FROM '{secret}' (header=false, file_format='csv') RETURN column0",
    "LOAD FROM ['{secret}'] RETURN *",
    "LOAD FROM GLOB('{secret}') RETURN *",
    "LOAD FROM secret_object RETURN *",
    "MATCH (n) WITH n LOAD FROM '{secret}' RETURN *",
    "RETURN 'a' AS column0 UNION LOAD FROM '{secret}' RETURN column0",
    "RETURN 'a' AS column0 UNION ALL LOAD FROM '{secret}' RETURN column0",
    "MATCH (n) WHERE EXISTS {{ MATCH (n) }} LOAD FROM '{secret}' RETURN *",
    "UNWIND [1] AS x LOAD FROM '{secret}' RETURN *",
    "RETURN 1; LOAD FROM '{secret}' RETURN *",
    ";LOAD FROM '{secret}' RETURN *",
    "/* */LOAD/* */FROM/* */'{secret}'/* */RETURN *",
    "//\nLOAD//\nFROM//\n'{secret}'//\nRETURN *",
    "EXPLAIN LOAD FROM '{secret}' RETURN *",
    "PROFILE LOAD FROM '{secret}' RETURN *",
    "CALL read_csv_serial('{secret}') RETURN *",
    "CALL read_csv_parallel('{secret}') RETURN *",
    "CALL `read_csv_serial`('{secret}') RETURN *",
    "CALL read_parquet('{secret}') RETURN *",
    "COPY Solution FROM '{secret}'",
    "COPY (MATCH (n) RETURN n.id) TO '{out}'",
    "COPY (MATCH (n) RETURN n.id) TO '{out}' (header=true)",
    "COPY (LOAD FROM '{secret}' RETURN *) TO '{out}'",
    "EXPORT DATABASE '{out}'",
    "EXPORT DATABASE '{out}' (format='csv')",
    "IMPORT DATABASE '{out}'",
    "ATTACH '{database}' AS other (dbtype lbug)",
    "ATTACH '{out}' (dbtype sqlite)",
    "DETACH other",
    "USE other",
    "INSTALL httpfs",
    "FORCE INSTALL httpfs FROM 'http://127.0.0.1:9/'",
    "UPDATE httpfs",
    "UNINSTALL httpfs",
    "LOAD httpfs",
    "LOAD EXTENSION '{secret}'",
    "CALL timeout=0",
    "CALL home_directory='/'",
    "CALL file_search_path='/'",
    "CALL spill_to_disk=true",
    "CALL current_setting('home_directory') RETURN *",
    "CALL show_connection('uses') RETURN *",
    "CREATE (:Solution {{id: 'x'}})",
    "MATCH (n) CREATE (:Solution {{id: 'x'}}) RETURN n",
    "MERGE (s:Solution {{id: 'x'}}) RETURN s",
    "MATCH (n) SET n.title = 'x' RETURN n",
    "MATCH (n) DELETE n",
    "MATCH (n) DETACH DELETE n RETURN 1",
    "MATCH (n) REMOVE n.title RETURN n",
    "CREATE MACRO f(x) AS x",
    "CREATE NODE TABLE T AS LOAD FROM '{secret}' RETURN *",
    "CREATE SEQUENCE s",
    "DROP TABLE Solution",
    "ALTER TABLE Solution ADD x STRING",
    "COMMENT ON TABLE Solution IS 'x'",
    "BEGIN TRANSACTION",
    "COMMIT",
    "ROLLBACK",
    "CHECKPOINT",
    "ANALYZE",
    "PROFILE MATCH (n) RETURN n",
    "EXPLAIN MATCH (n) RETURN n",
    "CALL project_graph('g', ['Solution'], []) RETURN *",
    "CALL clear_warnings()",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    record = Solution(id="https://c.example/form", title="Formulier")
    found = Home(tmp_path_factory.mktemp("gate"))
    hub = Hub(things={record.id: Thing(record.id, record.kind, "form", (record,))})
    write_database(build(hub), database_of(found))
    (found.root / "geheim.csv").write_text(f"{SECRET},1\n")
    (found.root / "uit").mkdir()
    return found


def filled(attack: str, home: Home) -> str:
    return attack.format(
        secret=home.root / "geheim.csv", out=home.root / "uit" / "x", database=database_of(home)
    )


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused_at_the_gate(attack: str, home: Home, monkeypatch):
    monkeypatch.setattr(asking, "_asked_of", None)  # not even a process is started

    with pytest.raises(CypherError, match=r"vraag:\d+:\d+: "):
        ask(home, filled(attack, home))


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_behind_the_gate_reads_no_file_and_writes_none(attack: str, home: Home, tmp_path):
    before = database_of(home).read_bytes()
    job = {"database": str(database_of(home)), "query": filled(attack, home), "rows": 9,
           "seconds": 5}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", child.__file__], cwd=tmp_path, env={}, input=json.dumps(job),
        text=True, capture_output=True, timeout=60, check=False,
    )  # fmt: skip

    assert SECRET not in done.stdout + done.stderr
    assert list((home.root / "uit").iterdir()) == []
    assert list(tmp_path.iterdir()) == []
    assert database_of(home).read_bytes() == before
    assert sorted(path.name for path in home.root.rglob("*.lbug*")) == ["noaber.lbug"]


def test_without_its_limits_the_process_would_read_and_write_so_the_attacks_are_real(
    home: Home, tmp_path
):
    """LadybugDB opened read-only does both: that is what the gate and the limits are for."""
    database = ladybug.Database(str(database_of(home)), read_only=True, buffer_pool_size=1 << 28)
    connection = ladybug.Connection(database)

    read = connection.execute(f"LOAD FROM '{home.root / 'geheim.csv'}' RETURN *").get_all()
    connection.execute(f"COPY (MATCH (n) RETURN n.id) TO '{tmp_path / 'x.csv'}'")

    assert read[0][0] == SECRET
    assert (tmp_path / "x.csv").read_text().strip() == "https://c.example/form"


READS = (
    "MATCH (n) RETURN n",
    "  match (n)  return n ; ",
    "OPTIONAL MATCH (n:Solution) WHERE n.title CONTAINS 'LOAD FROM' RETURN n.title AS titel",
    "MATCH (n) RETURN n.`load`, n.title AS `set`",
    "MATCH (n) // LOAD FROM 'x'\nRETURN n /* CREATE (n); */",
    "RETURN 'LOAD FROM ''' AS x".replace("''", "\\'"),
    "RETURN \"COPY (x) TO 'y'; DROP TABLE z\" AS x",
    "RETURN 'http://a.example//b' AS x, '/* geen opmerking */' AS y",
    "MATCH p = (a)-[:uses* SHORTEST 1..3]-(b) RETURN p ORDER BY length(p) DESC SKIP 1 LIMIT 2",
    "MATCH (a)-[e:uses*1..2 (r, n | WHERE r.counts)]->(b) RETURN count(*)",
    "MATCH (a) WHERE EXISTS { MATCH (a)-[:uses]->() } RETURN COUNT { MATCH (a)--() } AS aantal",
    "MATCH (a) WITH a, count(*) AS n WHERE n > 1 RETURN a.id UNION ALL MATCH (b) RETURN b.id",
    "UNWIND [1, 2] AS x RETURN CASE WHEN x = 1 THEN 'een' ELSE 'twee' END AS y, x IN [1], -x",
    "RETURN list_transform([1, 2], x -> x + 1), {a: 1}, [1, 2][1], replace('a', 'a', 'b')",
    "CALL show_tables() RETURN *",
    "CALL table_info('Solution') RETURN name, type ORDER BY name",
)


@pytest.mark.parametrize("query", READS)
def test_what_only_reads_passes_and_is_understood(query: str, home: Home):
    assert passed(query).tokens
    try:
        ask(home, query)
    except CypherError as error:
        assert re.search("is geen eigenschap van|bestaat niet", str(error)), error  # noqa: PT017


REFUSED = (
    ("", "1:1: er staat geen vraag"),
    (" // niets", "1:1: er staat geen vraag"),
    ("MATCH (n)", "1:10: er ontbreekt RETURN"),
    ("SHOW TABLES", "1:1: SHOW kan niet vooraan"),
    ("MATCH (n) RETURN n; MATCH (n) RETURN n", "1:19: stel één vraag tegelijk"),
    ("MATCH (n) RETURN n VERWIJDER n", "1:20: VERWIJDER kan hier niet staan"),
    ("MATCH (n) RETURN * VERWIJDER n", "1:20: VERWIJDER kan hier niet staan"),
    ("RETURN 5! VERWIJDER", "1:11: VERWIJDER kan hier niet staan"),
    ("RETURN 1\n  AS x y", "2:8: y kan hier niet staan"),
    ("RETURN `a``b`", "1:11: `b` kan hier niet staan"),
    ("RETURN 0x10", "1:9: x10 kan hier niet staan"),
    ("MATCH (n) RETURN n.load", "1:20: load mag hier niet"),
    ("MATCH (i) RETURN i.starts", "1:20: starts is ook een woord van Cypher"),
    ("MATCH (n RETURN n", "1:7: ( wordt nergens gesloten"),
    ("MATCH (n)) RETURN n", "1:10: ) sluit niets"),
    ("MATCH (n] RETURN n", "1:9: ] sluit niets"),
    ("RETURN " + "(" * 60 + "1" + ")" * 60, "meer dan 50 haakjes"),
    ("RETURN 1" + " " * 20_000, "de vraag is te lang"),
    ("RETURN 'a", "1:8: de tekst tussen ' en ' heeft geen einde"),
    ("RETURN 'a\\q' AS x", "1:8: de tekst tussen ' en ' heeft geen einde"),
    ("RETURN '\\x41'", "1:8: de tekst tussen ' en '"),
    ('RETURN "a', '1:8: de tekst tussen " en "'),
    ("RETURN `a", "1:8: de naam tussen ` en `"),
    ("RETURN 1 /* a", "1:10: de opmerking die begint met /*"),
    ("RETURN ‘a’", "1:8: ‘ is geen aanhalingsteken"),
    ("RETURN $x", "1:8: noaber kent geen parameters"),
    ("RETURN 1 AS één", "1:13: é kan hier niet"),
    ("MATCH (n)\u00a0RETURN n", "1:10: "),
    ("RETURN '\x00'", "1:9: hier staat een teken dat u niet kunt zien"),
    ("\u017fET x", "1:1: "),  # a long s, which folds to an S
    ("RETURN 1 \ud800", "1:10: hier staat een teken"),
    ("\u212aOPY", "1:1: "),  # the sign of Kelvin, which folds to a k
    ("MATCH (n) CALL timeout = 1 RETURN n", "1:11: met CALL kunt u alleen"),
    ("CALL show_tables RETURN *", "1:1: met CALL kunt u alleen"),
    ("CALL `show_tables`() RETURN *", "1:1: met CALL kunt u alleen"),
)


@pytest.mark.parametrize(("query", "said"), REFUSED)
def test_what_cannot_pass_is_told_with_its_place(query: str, said: str):
    with pytest.raises(CypherError) as error:
        passed(query)

    assert said in str(error.value)


cased = st.builds(
    lambda word, high: "".join(c.upper() if up else c.lower() for c, up in zip(word, high)),  # noqa: B905
    st.sampled_from(sorted(ACTING)),
    st.lists(st.booleans(), min_size=30, max_size=30),
)
between = st.lists(
    st.sampled_from([" ", "\t", "\n", "\r\n", "/**/", "/* ' */", '// "\n', "/*\n*/"]), min_size=1
).map("".join)
around = st.sampled_from(
    [
        ("", ""),
        ("MATCH (n) ", " RETURN n"),
        ("RETURN 'a\\\\' ", ""),
        ('RETURN "\'" ', ' RETURN "\'"'),
        ("RETURN 1 UNION ", " RETURN 1"),
        ("MATCH (n) WHERE EXISTS { ", " } RETURN n"),
        ("RETURN 1;", ""),
        ("RETURN `'` ", "`'` "),
        ("RETURN n.", ""),
        ("RETURN 1 AS ", ""),
    ]
)


@given(cased, between, between, around)
def test_no_word_that_acts_passes_outside_quotes(word, left, right, place):
    before, after = place
    query = f"{before}{left}{word}{right}FROM{right}'x'{after}"

    with pytest.raises(CypherError):
        passed(query)


@given(cased, st.sampled_from(["'", '"', "`", "/*", "//"]))
def test_within_quotes_and_comments_a_word_that_acts_is_only_text(word, quote):
    close = {"/*": "*/ 1", "//": "\n1"}.get(quote, quote)

    asked = passed(f"RETURN {quote}{word} x{close}")

    assert len(asked.tokens) == 2
    assert (word in asked.text) is (quote in "'\"`")


soup = st.lists(
    st.one_of(
        st.sampled_from(
            [*sorted(FIRST), *sorted(READING), "n", "(n)", "*", "'x'", "1", ",", "AS x"]
        ),
        st.sampled_from(["'", '"', "`", "/*", "*/", "//", "\n", "\\", "\\'", "/***/", ";", "--"]),
        st.sampled_from(["LOAD FROM 'geheim.csv'", "COPY (RETURN 1) TO 'uit.csv'", "CREATE (n)"]),
        st.text(string.printable, max_size=3),
    ),
    max_size=12,
).map(" ".join)


@pytest.fixture(scope="module")
def loose(home: Home):
    """A connection without any limit, but for the working folder of the tests."""
    database = ladybug.Database(str(database_of(home)), read_only=True, buffer_pool_size=1 << 28)
    return ladybug.Connection(database, num_threads=1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory):
    made = tmp_path_factory.mktemp("soup")
    (made / "geheim.csv").write_text(SECRET)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        yield made


@given(query=st.one_of(soup, soup.map("RETURN {}".format), soup.map("RETURN 'a' AS x {}".format)))
def test_gate_and_database_read_the_same_words(loose, folder: Path, query: str):
    """What the gate lets pass does nothing in a database that has no other limit."""
    try:
        text = passed(query).limited(5)
    except CypherError:
        return
    loose.set_query_timeout(2000)
    try:
        result = loose.execute(text)
        said = "" if isinstance(result, list) else str(result.get_all())
        assert not isinstance(result, list)
    except RuntimeError as error:
        said = str(error)

    assert SECRET not in said
    assert [path.name for path in folder.iterdir()] == ["geheim.csv"]


def test_every_word_that_begins_a_statement_is_known_to_the_gate(loose):
    """LadybugDB names them itself, so a new version with a new word is found here."""
    with pytest.raises(RuntimeError) as error:
        loose.execute("x")
    listed = re.search(r"expecting \{(.*?)\}", str(error.value))
    assert listed
    words = set(listed[1].split(", ")) - {"SP"}

    assert words - FIRST <= ACTING
    assert FIRST - words == set()
    assert len(words) > 20


def test_functions_that_are_called_exist_and_read_nothing_but_the_catalogue(loose):
    rows = loose.execute("CALL show_functions() RETURN name, type").get_all()
    kinds = {name: kind for name, kind, *_ in rows}

    assert {kinds[name] for name in CALLED} == {"TABLE FUNCTION"}
    scalar = {name for name, kind in kinds.items() if kind != "TABLE FUNCTION"}
    assert not {name for name in scalar if re.search("READ|FILE|LOAD|FETCH|HTTP|ENV", name)} - {
        "COPY_CSV", "COPY_PARQUET"}  # fmt: skip


def test_no_name_of_our_own_is_a_word_that_acts():
    names = {column.name for label in labels() for column in label.columns}
    names |= {column.name for column in edge_columns()} | {label.name for label in labels()}

    assert not {name for name in names | set(pairs()) if name.upper() in ACTING}


def test_a_limit_is_added_only_where_there_is_none():
    assert passed("MATCH (n) RETURN n ; ").limited(3) == "MATCH (n) RETURN n\nLIMIT 3"
    assert passed("MATCH (n) RETURN n // x").limited(3) == "MATCH (n) RETURN n\nLIMIT 3"
    for whole in ("MATCH (n) RETURN n LIMIT 9", "RETURN 1 UNION RETURN 2"):
        assert passed(whole).limited(3) == whole
    inner = "MATCH (n) WITH n LIMIT 1 RETURN n"
    assert passed(inner).limited(3) == f"{inner}\nLIMIT 3"


def test_tokens_know_their_place():
    found = tokens("MATCH (n)\n RETURN n.`a b` // x")

    assert [(t.kind, t.text, t.start) for t in found][-3:] == [
        ("word", "n", 18),
        ("sign", ".", 19),
        ("name", "`a b`", 20),
    ]
