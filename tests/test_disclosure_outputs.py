"""No output shows who uses a closed product without being named: all of them are looked through.

One build holds a closed product with a user of each kind: named by choice, named for this one
product, counted, and hidden. Claims come from the supplier, from a third and from users themselves.
A pair is a leak where the words of both stand together: on a page about one of them, in one row of
a list, one object, one line, one element, or one answer. All names here are made up.
"""

from __future__ import annotations

import csv
import gzip
import io
import itertools
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import ladybug
import lxml.etree
import lxml.html
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

import noaber
from graph.build import build
from graph.exports import Earlier, export
from graph.questions import answered, lines_of, questions
from knowledge.home import Home
from knowledge.hub import Hub
from knowledge.load import load_hub
from knowledge.model import NoaberError, Organisation, Solution, Statement, plain, to_json

NOW = "2026-11-23"
PACKAGE = "https://kastanjesoft.example/kwikstaart"  # closed, its supplier lists its clients
POPULAR = "https://kastanjesoft.example/zwaluw"  # closed, with enough users to tell how many
VAULT = "https://stilsoft.example/pimpelmees"  # closed, and only a counted user mentions it
LAMP = "https://stilsoft.example/nachtegaal"  # closed, and only a hidden user mentions it
FORM = "https://code.voorbeeld.example/lijster/meerkoet"  # open source
SUPPLIER, ADVISER = "noaber:organisatie/kastanjesoft", "noaber:organisatie/derdepartij"
NAMED, CHOSEN, COUNTED, HIDDEN = "noemenbroek", "kiezenbroek", "tellenbroek", "verbergenbroek"
WHISPER = "fluisterveen"  # only the client list of the supplier mentions it
MANY = ("eenveld", "tweeveld", "drieveld", "vierveld")
CHOICES = {NAMED: "named", CHOSEN: "", COUNTED: "", HIDDEN: "hidden", **dict.fromkeys(MANY, "")}
SECRET = [
    *((COUNTED, name) for name in ("kwikstaart", "pimpelmees")),
    *((HIDDEN, name) for name in ("kwikstaart", "nachtegaal")),
    *((town, "zwaluw") for town in (*MANY, HIDDEN)),
]
NOWHERE = (WHISPER, "nachtegaal", "4.2.17", "98765")
UNSAID = {"pf_meta", "pf_index", "pf_filter"}  # words and numbers of pages, without their places


def town(slug: str) -> str:
    return f"noaber:organisatie/{slug}"


def says(slug: str, target: str, **more: Any) -> Statement:
    days = {"first_seen": date(2026, 10, 1), "last_seen": date(2026, 11, 20)}
    values = {"relation": "uses", "subject": town(slug), "object": target} | days | more
    return Statement(**values)


def claimed(slug: str, target: str, **more: Any) -> Statement:
    """A client as the supplier names it in its own file."""
    return says(slug, target, subject_name=f"Gemeente {slug.title()}", claimant=SUPPLIER,
                source="kastanjesoft-forge", strength="maker",
                url="https://kastanjesoft.example/publiccode.yml", **more)  # fmt: skip


def own(slug: str, target: str, **more: Any) -> Statement:
    """What a town says of itself in its openCatalogi.yaml."""
    return says(slug, target, claimant=town(slug), source=f"{slug}-forge", strength="own",
                url=f"https://code.voorbeeld.example/{slug}/opencatalogi.yaml", **more)  # fmt: skip


def harvest(home: Home, source: str, *records: Any) -> None:
    home.harvest.mkdir(parents=True, exist_ok=True)
    lines = (to_json(plain(record)) for record in records)
    (home.harvest / f"{source}.jsonl").write_text("".join(f"{line}\n" for line in lines))


def member(home: Home, slug: str, kind: str, choice: str = "", name: str = "") -> None:
    home.members.mkdir(parents=True, exist_ok=True)
    lines = [f"name: {name or f'Gemeente {slug.title()}'}", f"type: {kind}"]
    lines += [f"disclosure: {choice}"] * bool(choice)
    forge = f"  - protocol: forge\n    api: https://code.voorbeeld.example\n    owner: {slug}\n"
    (home.members / f"{slug}.yml").write_text("\n".join([*lines, "sources:\n"]) + forge)


def entry(home: Home, name: str, claimant: str, text: str, *uses: tuple[str, str, str]) -> None:
    path = home.entries / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ["---", f"title: {path.stem}", f"owner: Team {path.stem}, info@dorp.example",
             f"claimant: {claimant}", *["statements:"] * bool(uses)]  # fmt: skip
    for subject, target, more in uses:
        lines += [f"  - subject: {town(subject)}", "    relation: uses", f"    object: {target}"]
        lines += [f"    {more}"] * bool(more)
    path.write_text("\n".join([*lines, "---", text, ""]))


def described(identifier: str, *said: Statement, **more: Any) -> Solution:
    title = identifier.rpartition("/")[2].title()
    values = {"id": identifier, "title": title, "source": "kastanjesoft-forge",
              "url": "https://kastanjesoft.example/publiccode.yml", "reader": "publiccode",
              "first_seen": date(2026, 10, 1), "last_seen": date(2026, 11, 20)} | more  # fmt: skip
    return Solution(**values, statements=said)


def write(home: Home) -> None:
    """Write members, harvest and entries."""
    for slug, choice in CHOICES.items():
        member(home, slug, "gemeente", choice)
    member(home, "kastanjesoft", "leverancier", name="Kastanjesoft")
    member(home, "derdepartij", "overig", name="Adviesbureau Derdepartij")
    member(home, "lijster", "overig", name="Stichting Lijster")
    makes = claimed("kastanjesoft", PACKAGE, relation="makes")
    once = claimed(COUNTED, PACKAGE, role="pilot", gone=date(2026, 9, 1))
    clients = [claimed(slug, PACKAGE) for slug in (NAMED, CHOSEN, COUNTED, HIDDEN, WHISPER)]
    clients += [claimed(COUNTED, PACKAGE, role="in gebruik, versie 4.2.17"), makes]
    clients += [claimed(COUNTED, PACKAGE, relation="funds")]
    crowd = [claimed(slug, POPULAR) for slug in (*MANY, HIDDEN, NAMED)]
    product = described(PACKAGE, *clients, licence="Proprietary", version="9.1")
    harvest(home, "kastanjesoft-forge", product.model_copy(update={"past": (once,)}),
            described(POPULAR, *crowd))  # fmt: skip
    for slug, targets in ((COUNTED, (PACKAGE, VAULT)), (HIDDEN, (PACKAGE, LAMP)), (NAMED, ())):
        said = [own(slug, target) for target in (*targets, FORM)]
        harvest(home, f"{slug}-forge", Organisation(
            id=town(slug), title=f"Gemeente {slug.title()}", source=f"{slug}-forge",
            reader="opencatalogi", url=said[0].url, statements=tuple(said)))  # fmt: skip
    text = "Deze uitgave verhelpt CVE-2026-11111."
    harvest(home, "lijster-forge", described(FORM, licence="EUPL-1.2", source="lijster-forge",
            url=FORM, version="2.0", text=text, text_licence="CC0-1.0"))  # fmt: skip
    entry(home, "statement/klanten.md", ADVISER, "Verbergenbroek heeft Kwikstaart.",
          (HIDDEN, PACKAGE, ""), (NAMED, FORM, ""))  # fmt: skip
    entry(home, "statement/pakketten-tellenbroek.md", town(COUNTED), "Wij hebben Kwikstaart.",
          (COUNTED, PACKAGE, "state: confirmed"))  # fmt: skip
    entry(home, "statement/kiezenbroek-vertelt.md", town(CHOSEN), "Wij hebben Kwikstaart.",
          (CHOSEN, PACKAGE, "disclosure: named"))  # fmt: skip
    entry(home, "statement/vergissing.md", town(HIDDEN), "Een vergissing.",
          (HIDDEN, "noaber:oplossing/nachtegaal", ""))  # fmt: skip
    entry(home, "experience/ervaring.md", town(NAMED),
          "Wij draaien versie 4.2.17 en lazen over CVE-2026-98765.")  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("keuze"))
    write(made)
    run = said(made, "build")
    assert run.exit_code in (0, 3), run.output
    return made


def said(home: Home, *arguments: str) -> Any:
    """What the command line says; on both streams."""
    command = ["--home", str(home.root), *arguments]
    return CliRunner().invoke(noaber.cli, command, env={"NOABER_NOW": NOW})


def is_leak(text: str) -> bool:
    low = text.casefold()
    return any(organisation in low and product in low for organisation, product in SECRET)


def leaks_in_json(value: Any, is_root: bool = True) -> Iterator[str]:
    """Give the smallest objects that hold a pair; a list of separate things is none."""
    if not is_leak(json.dumps(value, ensure_ascii=False)):
        return
    parts = list(value.values() if isinstance(value, dict) else value)
    inner = [leak for part in parts if isinstance(part, dict | list)
             for leak in leaks_in_json(part, False)]  # fmt: skip
    is_row = isinstance(value, dict) and not is_root
    is_words = isinstance(value, list) and all(isinstance(part, str) for part in value)
    yield from inner or ([json.dumps(value)[:300]] if is_row or is_words else [])


def leaks_in_html(page: str, text: str) -> Iterator[str]:
    """Give a page that is about one of a pair and names the other, else rows that hold both."""
    if any(word in page for pair in SECRET for word in pair):
        yield from [page] if is_leak(text) else []
        return
    tree = lxml.html.fromstring(text)
    for row in tree.iter("li", "tr", "p", "option"):
        found = lxml.html.tostring(row, encoding="unicode")
        if is_leak(found) and not row.xpath(".//li|.//tr"):
            yield f"{page}: {found[:300]}"


def leaks_in(path: Path, folder: Path) -> list[str]:
    """Give what leaks in one file of the build."""
    body = path.read_bytes()
    body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    text, page = body.decode("utf-8", "replace"), path.relative_to(folder).as_posix()
    if path.suffix in (".html", ".md"):
        return list(leaks_in_html(page, text))
    if path.suffix in (".sqlite", ".parquet", ".lbug", ".jsonl"):
        rows = [json.dumps(row, ensure_ascii=False, default=str) for row in rows_in(path)]
        return [f"{page}: {row[:300]}" for row in rows if is_leak(row)]
    if re.fullmatch(r"data/buurt/[0-9]+\.json", page):
        rows = [json.dumps(row, ensure_ascii=False) for row in neighbourhoods(json.loads(text))]
        assert rows, page
        return [f"{page}: {row[:300]}" for row in rows if is_leak(row)]
    if path.suffix in (".json", ".jsonld"):
        return [f"{page}: {leak}" for leak in leaks_in_json(json.loads(text))]
    if path.suffix in (".xml", ".graphml", ".gexf"):
        tree = lxml.etree.fromstring(body)
        found = tree.iter("{*}node", "{*}edge", "{*}url")
        rows = [lxml.etree.tostring(element, encoding="unicode") for element in found]
        return [f"{page}: {row[:300]}" for row in rows if is_leak(row)]
    if path.suffix == ".csv":
        return [line for line in text.splitlines() if is_leak(line)]
    if path.suffix.removeprefix(".") in UNSAID:
        return []
    return [page] if is_leak(text) else []


def neighbourhoods(shard: dict[str, Any]) -> Iterator[list[Any]]:
    """Give each row of a file of the explorer with its texts and things instead of numbers."""
    things, texts = shard["things"], shard["texts"]
    for middle, identifier, unnamed, rows in shard["around"]:
        about = [things[middle], texts[identifier], texts[unnamed]]
        yield about
        for _, _, other, _, _, _, *said in rows:
            yield [*about, things[other], *(texts[one] for one in said)]


def rows_in(path: Path) -> Iterator[Any]:
    """Give the rows of a file with tables, whatever wrote it."""
    if path.suffix == ".jsonl":
        yield from map(json.loads, path.read_text().splitlines())
    elif path.suffix == ".parquet":
        yield from pq.read_table(path).to_pylist()
    elif path.suffix == ".sqlite":
        with closing(sqlite3.connect(path)) as opened:
            names = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
            for (name,) in opened.execute(names).fetchall():
                yield from opened.execute(f"SELECT * FROM {name}").fetchall()
    else:
        with (
            closing(ladybug.Database(str(path), read_only=True)) as opened,
            closing(ladybug.Connection(opened)) as connection,
        ):
            for query in ("MATCH (a) RETURN a", "MATCH (a)-[r]->(b) RETURN a.id, r, b.id"):
                yield from connection.execute(query)


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def page(home: Home, *words: str) -> str:
    """The text of the one page whose address has all these words."""
    (path,) = (p for p in (home.build / "site").rglob("index.html")
               if all(word in p.parent.as_posix() for word in words))  # fmt: skip
    return " ".join(str(lxml.html.parse(path).getroot().text_content()).split())


def test_no_file_of_the_build_has_a_pair_together(home):
    for part in ("pages", "site"):
        folder = home.build / part
        found = [leak for path in files(folder) for leak in leaks_in(path, folder)]

        assert found == [], part


def test_each_form_of_output_was_looked_at(home):
    seen = {path.suffix for path in files(home.build)}

    assert {".html", ".md", ".json", ".csv", ".graphml", ".xml", ".pf_fragment"} <= seen


@pytest.mark.parametrize("slug", [NAMED, CHOSEN])
def test_the_search_for_pairs_would_find_one_in_each_form(home, slug, monkeypatch):
    monkeypatch.setitem(globals(), "SECRET", [(slug, "kwikstaart")])
    folder = home.build / "site"

    found = {path.suffix for path in files(folder) if leaks_in(path, folder)}

    assert {".html", ".json", ".csv", ".graphml", ".pf_fragment", ".gexf", ".jsonl", ".jsonld",
            ".parquet", ".sqlite", ".lbug"} <= found  # fmt: skip


@pytest.mark.parametrize("word", NOWHERE)
def test_what_nobody_may_know_stands_in_no_file_at_all(home, word):
    found = []
    for path in files(home.build):
        body = path.read_bytes()
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        if word in path.as_posix() or word.encode() in body.lower():
            found.append(path.relative_to(home.build).as_posix())

    assert found == []


@pytest.fixture(scope="module")
def hubs(home: Home) -> list[tuple[Hub, date | None]]:
    """The hub of today, and that of an earlier day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", NOW)
        return [(load_hub(home, day), day) for day in (None, date(2026, 10, 15))]


def arguments_of(question: str) -> list[tuple[str, ...]]:
    """Give what to ask: each secret end, or both ends of each pair, whichever way they stand."""
    code = questions()[question].__code__
    number = code.co_argcount - 1
    ends = (PACKAGE, POPULAR, VAULT, *(town(slug) for slug in (COUNTED, HIDDEN, *MANY)))
    return list(itertools.permutations(ends, number)) if number < 3 else []


@pytest.mark.parametrize("question", sorted(questions()))
def test_no_answer_has_a_pair_in_one_row(hubs, question):
    for hub, day in hubs:
        for arguments in arguments_of(question):
            try:
                found = answered(hub, question, arguments, day)
            except NoaberError:
                continue  # not a thing of the kind that it asks for
            rows = [json.dumps(row, ensure_ascii=False) for row in found["rows"]]
            if len(arguments) == 1:  # what was asked stands beside each row
                rows = [f"{arguments[0]} {row}" for row in rows]

            assert [row for row in (*rows, *lines_of(found)) if is_leak(row)] == []


@pytest.mark.parametrize("question", sorted(questions()))
def test_the_command_line_has_no_pair_in_one_line_of_an_answer(home, question):
    arguments = arguments_of(question)[0]

    run = said(home, "ask", question, *arguments)

    assert [line for line in run.output.splitlines() if is_leak(line)] == []


@pytest.mark.parametrize("asked", [COUNTED, HIDDEN, *MANY, "kwikstaart", "zwaluw", "pimpelmees"])
def test_no_search_has_a_pair_together(home, asked):
    secret = {b for a, b in SECRET if a == asked} | {a for a, b in SECRET if b == asked}
    told = [said(home, "search", asked, *more).stdout for more in ([], ["--json"])]

    assert [word for word in secret for text in told if word in text.casefold()] == []


@pytest.mark.parametrize("slug", [COUNTED, HIDDEN, *MANY])
def test_no_search_within_an_organisation_finds_what_it_keeps_to_itself(home, slug):
    for word in ("kwikstaart", "zwaluw", "pimpelmees"):
        run = said(home, "search", word, "--organisation", town(slug), "--json")

        if (slug, word) in SECRET:
            assert json.loads(run.stdout)["total"] == 0


def test_no_exported_file_has_a_pair_together(home, tmp_path):
    said(home, "export", str(tmp_path))

    assert files(tmp_path) != []
    assert [leak for path in files(tmp_path) for leak in leaks_in(path, tmp_path)] == []


def test_the_changes_since_a_release_do_not_tell_who_is_kept_back_since(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", NOW)
    made, release = Home(tmp_path / "home"), tmp_path / "home" / "data" / "release"
    write(made)
    for slug in CHOICES:
        member(made, slug, "gemeente", "named")
    export(build(load_hub(made)), release, ("jsonl",))
    for slug, choice in CHOICES.items():
        member(made, slug, "gemeente", choice)

    export(build(load_hub(made)), tmp_path / "new", ("jsonl",), Earlier.of(made))

    assert leaks_in(release / "jsonl" / "relations.jsonl", release) != []
    assert leaks_in(tmp_path / "new" / "changes.jsonl", tmp_path / "new") == []


def test_nothing_that_the_build_says_has_a_pair_in_one_line(home):
    run = said(home, "export", str(home.root / "again"))

    assert [line for line in run.output.splitlines() if is_leak(line)] == []


def test_who_chose_to_be_named_is_shown_with_source_and_date(home):
    shown = page(home, "oplossingen", "kwikstaart")

    for slug in (NAMED, CHOSEN):
        assert f"Gemeente {slug.title()}" in shown
        assert "Kwikstaart" in page(home, "organisaties", slug)
    rows = json.loads(said(home, "ask", "users_of", PACKAGE, "--json").stdout)["rows"]
    named = {row["organisation"]: row for row in rows if row["organisation"]}
    assert set(named) == {town(NAMED), town(CHOSEN)}
    assert all(row["source"] and row["last_seen"] for row in rows)
    assert named[town(NAMED)]["url"] == "https://kastanjesoft.example/publiccode.yml"


def test_the_page_of_a_closed_product_says_how_many_use_it_unnamed(home):
    assert "minder dan 3 organisaties" in page(home, "oplossingen", "kwikstaart")
    assert "4 organisaties" in page(home, "oplossingen", "zwaluw")
    assert "Minder dan 3 organisaties" in page(home, "oplossingen", "pimpelmees")
    assert "gesloten product" not in page(home, "oplossingen", "meerkoet")


def test_no_small_number_can_be_had_by_taking_one_answer_from_another(home):
    most = json.loads(said(home, "ask", "most_reused", "--json").stdout)["rows"]
    told = {row["solution"]: row for row in most}

    for solution, unnamed in ((PACKAGE, "minder dan 3"), (POPULAR, "4"), (VAULT, "minder dan 3")):
        rows = json.loads(said(home, "ask", "users_of", solution, "--json").stdout)["rows"]
        named = [row for row in rows if row["organisation"]]
        assert told[solution]["users"] == len(named)
        assert told[solution]["unnamed"] == unnamed
        assert [row["title"] for row in rows if not row["organisation"]] == [
            f"{unnamed} organisaties, niet bij naam"
        ]
    nodes = json.loads((home.build / "site" / "data" / "graph.json").read_text())["nodes"]
    assert {n["id"]: n["unnamed_users"] for n in nodes if "unnamed_users" in n} == {
        PACKAGE: "minder dan 3",
        POPULAR: "4",
        VAULT: "minder dan 3",
    }


def test_the_users_of_open_source_are_named_whatever_they_chose(home):
    shown = page(home, "oplossingen", "meerkoet")

    assert all(f"Gemeente {slug.title()}" in shown for slug in (NAMED, COUNTED, HIDDEN))


def test_what_a_maker_says_of_its_product_keeps_its_version_and_weaknesses(home):
    shown = page(home, "oplossingen", "meerkoet")

    assert "CVE-2026-11111" in shown
    assert "2.0" in shown


def test_no_row_of_the_open_data_is_without_source_and_date(home):
    text = (home.build / "site" / "data" / "statements.csv").read_text(encoding="utf-8-sig")

    rows = [row for row in csv.DictReader(io.StringIO(text)) if row["relation"] == "uses"]
    assert rows != []
    assert all(row["source"] and row["last_seen"] for row in rows)
