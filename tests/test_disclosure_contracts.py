"""No output shows a contract or cost of a closed product of who did not choose to be named.

One build holds entries of each kind that tell on somebody: in what they are about, their claimant,
payer, title, text, file name or supplier. Each has a word of its own (`PLANTED`) that stands in no
other file, in its title, text and name; it may stand in no file of the build at all. Entries that
may be shown have such words too, so that the search is known to find them. All names are made up.
"""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import noaber
from graph.questions import answered, questions
from knowledge.check import check
from knowledge.disclosure import disclosed, named_in, will_be_shown
from knowledge.entries import load_entry
from knowledge.home import Home
from knowledge.hub import Hub
from knowledge.load import load_hub
from knowledge.model import NoaberError, Organisation, Solution, plain, to_json

NOW = "2026-11-23"
SUITE = "https://kastanjesoft.example/suite"  # closed
FORM = "https://code.voorbeeld.example/lijster/formulier"  # open source
UNKNOWN = "https://ergens.example/pakket"  # of which nobody else speaks
SUPPLIER = "noaber:organisatie/kastanjesoft"
NAMED, COUNTED, HIDDEN, MAKER = "noemenbroek", "tellenbroek", "verbergenbroek", "makenbroek"
CHOICES = {NAMED: "named", COUNTED: "", HIDDEN: "hidden", MAKER: "counted"}
TERMS = "begins: 2024-01-01\nends: 2027-12-31\nnotice: P6M\n"


def town(slug: str) -> str:
    return f"noaber:organisatie/{slug}"


def about(*things: str) -> str:
    return f"about: [{', '.join(things)}]\n"


def by(slug: str) -> str:
    return f"claimant: {town(slug)}\n"


CHOSEN = "disclosure: named\n"
# word: kind of entry, its keys
PLANTED = {
    "kuifmees": ("agreement", TERMS + by(COUNTED) + about(town(COUNTED), SUITE)),
    "staartmees": ("agreement", TERMS + about(town(HIDDEN), SUITE)),
    "zwartmees": ("agreement", TERMS + by(COUNTED) + about(SUITE)),
    "glansmees": ("agreement", TERMS + about(SUITE)),  # of nobody, so perhaps of anybody
    "koolmees": ("agreement", TERMS + by(COUNTED) + about(town(COUNTED), UNKNOWN)),
    "matkop": ("agreement", TERMS + about(town(COUNTED)) + f"supplier: {SUPPLIER}\n"),
    "baardman": ("agreement", about(town(COUNTED), SUITE, FORM)),
    "winterkoning": ("agreement", TERMS + by(NAMED) + CHOSEN + about(town(COUNTED), SUITE)),
    "roodborst": ("cost", "amount: 7351.19\n" + about(town(COUNTED), SUITE)),
    "goudvink": ("cost", f"costs: [{{amount: 8642.17, payer: {town(HIDDEN)}}}]\n"
                 + f"claimant: {SUPPLIER}\n" + about(SUITE)),
    "appelvink": ("cost", f"amount: 12\nclaimant: {SUPPLIER}\n" + about(SUITE)),  # see TEXTS
    "groenling": ("cost", "amount: 13\n" + by(NAMED) + about(town(NAMED), SUITE)),  # see TEXTS
    "kneu": ("agreement", by(COUNTED) + about(town(COUNTED), SUITE)
             + f"statements:\n  - {{subject: {town(COUNTED)}, relation: uses, object: {FORM}}}\n"),
}  # fmt: skip
SHOWN = {
    "boomklever": ("agreement", TERMS + about(town(NAMED), SUITE)),
    "boomkruiper": ("agreement", TERMS + by(COUNTED) + CHOSEN + about(town(COUNTED), SUITE)),
    "heggenmus": ("agreement", TERMS + by(COUNTED) + about(town(COUNTED), FORM)),
    "braamsluiper": ("agreement", TERMS + about(town(MAKER), SUITE)),  # its own work
    "tuinfluiter": ("cost", "amount: 9999.5\n" + about(town(COUNTED), FORM)),
    "fitis": ("cost", f"amount: 5\nclaimant: {SUPPLIER}\n" + about(SUITE)),  # a price for all
    "tjiftjaf": ("agreement", about(town(COUNTED))),  # about no product and no supplier
}
TEXTS = {
    "appelvink": "Gemeente Tellenbroek betaalt dit.",
    "groenling": "Net als in Verbergenbroek.",
}


def write(home: Home) -> None:
    """Write members, harvest and entries."""
    home.members.mkdir(parents=True)
    for slug, choice in CHOICES.items():
        said = f"disclosure: {choice}\n" if choice else ""
        text = f"name: Gemeente {slug.title()}\ntype: gemeente\n{said}sources: []\n"
        (home.members / f"{slug}.yml").write_text(text)
    forge = "sources:\n  - {protocol: forge, api: https://code.voorbeeld.example, owner: kas}\n"
    (home.members / "kastanjesoft.yml").write_text(
        f"name: Kastanjesoft\ntype: leverancier\n{forge}"
    )
    days = {"first_seen": date(2026, 10, 1), "last_seen": date(2026, 11, 20)}
    made: Any = {"source": "kastanjesoft-forge", "reader": "publiccode", "url": SUITE} | days
    records = [Solution(id=SUITE, title="Suite", licence="Proprietary", **made),
               Solution(id=FORM, title="Formulier", licence="EUPL-1.2", **made)]  # fmt: skip
    home.harvest.mkdir(parents=True)
    lines = "".join(f"{to_json(plain(record))}\n" for record in records)
    (home.harvest / "kastanjesoft-forge.jsonl").write_text(lines)
    makes = f"  - {{subject: {town(MAKER)}, relation: makes, object: {SUITE}}}\n"
    entry(home, "statement", "wij-maken", by(MAKER) + f"statements:\n{makes}")
    for word, (kind, keys) in (PLANTED | SHOWN).items():
        entry(home, kind, word, keys)


def entry(home: Home, kind: str, word: str, keys: str) -> Path:
    path = home.entries / kind / f"{word}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    owner = f"Team {word.title()}, {word}@dorp.example"
    text = f"Over {word}: {TEXTS.get(word, 'zo zit het.')}"
    path.write_text(f"---\ntitle: Stuk {word}\nowner: {owner}\n{keys}---\n{text}\n")
    return path


def run(home: Home, *arguments: str) -> Any:
    command = ["--home", str(home.root), *arguments]
    return CliRunner().invoke(noaber.cli, command, env={"NOABER_NOW": NOW})


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", NOW)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("contracten"))
    write(made)
    done = run(made, "build")
    assert done.exit_code in (0, 3), done.output
    (made.root / "said.txt").write_text(done.output)
    return made


@pytest.fixture(scope="module")
def hub(home: Home) -> Hub:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", NOW)
        return load_hub(home)


def bodies(folder: Path) -> dict[str, bytes]:
    """Give the bytes of every file, unpacked where it is packed, with its name in front."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        body = path.read_bytes()
        body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
        name = path.relative_to(folder).as_posix()
        found[name] = name.encode() + b"\n" + body
    return found


def test_no_file_of_the_build_has_a_word_of_what_is_kept_back(home):
    words = [word.encode() for word in PLANTED]
    for name, body in bodies(home.build).items():
        low = body.lower()

        assert [word for word in words if word in low] == [], name


@pytest.mark.parametrize("figure", ["7351", "8642", "735119", "864217", "ergens.example"])
def test_no_file_of_the_build_has_an_amount_or_product_of_what_is_kept_back(home, figure):
    assert [name for name, body in bodies(home.build).items() if figure.encode() in body] == []


@pytest.mark.parametrize("word", SHOWN)
def test_what_may_be_shown_is_found_in_pages_search_and_data(home, word):
    found = {Path(name).suffix for name, body in bodies(home.build).items()
             if word.encode() in body.lower()}  # fmt: skip

    assert {".html", ".json", ".csv", ".graphml", ".pf_fragment"} <= found


def test_the_build_says_nothing_of_what_is_kept_back(home):
    said = (home.root / "said.txt").read_text().casefold()

    assert [word for word in PLANTED if word in said] == []


def test_contracts_that_may_be_shown_are_asked_and_no_others(home):
    rows = json.loads(run(home, "ask", "contracts", "--json").stdout)["rows"]

    assert {row["title"].removeprefix("Stuk ") for row in rows} == {
        "boomklever", "boomkruiper", "heggenmus", "braamsluiper",
    }  # fmt: skip


def test_the_calendar_has_who_may_be_shown_and_nobody_else(home):
    body = (home.build / "site" / "data" / "samen-inkopen.ics").read_bytes()
    text = body.replace(b"\r\n ", b"").decode()

    assert "Noemenbroek" in text
    assert "Verbergenbroek" not in text


@pytest.mark.parametrize("name", sorted(questions()))
def test_no_answer_has_a_word_of_what_is_kept_back(hub, name):
    function = questions()[name].__code__
    number = function.co_argcount - 1
    things = (SUITE, town(COUNTED), town(HIDDEN), SUPPLIER)
    asked = [(), *((one,) for one in things), *((one, SUITE) for one in things[1:])]
    for arguments in (one for one in asked if len(one) == number):
        try:
            found = json.dumps(answered(hub, name, arguments)).casefold()
        except NoaberError:
            continue  # not a thing of the kind that it asks for

        assert [word for word in PLANTED if word in found] == []


def test_search_and_export_have_no_word_of_what_is_kept_back(home, tmp_path):
    run(home, "export", str(tmp_path))

    exported = bodies(tmp_path)
    assert exported
    for word in PLANTED:
        assert [name for name, body in exported.items() if word.encode() in body.lower()] == []
    for word in ("kuifmees", "roodborst"):
        assert json.loads(run(home, "search", word, "--json").stdout)["total"] == 0


def test_what_else_the_entry_says_is_kept_back_with_it(hub):
    assert [edge for edge in hub.edges if any("kneu" in s.source for s in edge.evidence)] == []
    assert hub.counted == {}


def test_a_town_that_only_a_contract_names_does_not_appear(tmp_path):
    home = Home(tmp_path)
    write(home)
    entry(home, "agreement", "geelgors", TERMS + about("noaber:organisatie/nergensveen", SUITE))

    hub = load_hub(home)

    assert [thing for thing in hub.things if "nergensveen" in thing] == []


def test_a_problem_with_such_an_entry_does_not_name_it(tmp_path):
    home = Home(tmp_path)
    write(home)

    found = [problem for problem in load_hub(home).problems if problem.field == "about"]

    assert [problem.place for problem in found] == ["knowledge/entries/agreement/"]
    assert "ergens.example" not in found[0].message
    assert "koolmees" not in found[0].message


def test_the_hub_of_an_earlier_day_keeps_the_same_back(home):
    hub = load_hub(home, date(2026, 11, 23))

    told = " ".join(thing.title for thing in hub.of_kind("document"))
    assert [word for word in PLANTED if word in told] == []


def test_the_check_says_of_each_that_it_will_not_be_shown(tmp_path):
    home = Home(tmp_path)
    write(home)

    found = {Path(p.place).stem: p for p in check(home) if p.code == "kept-back"}

    assert found.keys() == PLANTED.keys()
    assert {problem.level for problem in found.values()} == {"warning"}
    assert "komt niet op de site" in found["kuifmees"].message


def test_the_check_of_one_file_says_the_same(tmp_path):
    home = Home(tmp_path)
    write(home)

    for word in ("kuifmees", "goudvink", "boomkruiper"):
        kind, _ = (PLANTED | SHOWN)[word]
        found = [p.code for p in check(home, home.entries / kind / f"{word}.md")]
        assert ("kept-back" in found) == (word in PLANTED)


def test_a_choice_without_a_claimant_is_not_heard_and_the_check_says_so(tmp_path):
    home = Home(tmp_path)
    write(home)
    path = entry(home, "agreement", "geelgors", TERMS + CHOSEN + about(town(COUNTED), SUITE))

    assert "not-own" in [problem.code for problem in check(home, path)]
    assert not [t for t in load_hub(home).things if "geelgors" in t]


def test_a_choice_for_one_document_holds_for_its_claimant_and_no_other(tmp_path):
    home = Home(tmp_path)
    write(home)
    read, _ = load_entry(home.entries / "agreement" / "boomkruiper.md")

    assert read
    assert named_in([read], str) == {(town(COUNTED), "noaber:entry/agreement/boomkruiper")}
    assert will_be_shown(read, load_hub(home))


def test_a_hub_without_papers_stays_as_it_is():
    hub = Hub(things={}, edges=())

    assert disclosed(hub) == hub


def test_a_catalogue_cannot_silence_its_neighbours_with_a_contract(tmp_path):
    # a harvested document that looks like an entry takes only itself away
    home = Home(tmp_path)
    write(home)
    made = {"kind": "document", "id": "noaber:entry/cost/vals", "title": "Vals", "genre": "kosten",
            "source": "kastanjesoft-forge", "url": SUITE, "first_seen": "2026-10-01",
            "last_seen": "2026-11-20", "statements": [
                {"subject": "noaber:entry/cost/vals", "relation": "about", "object": SUITE},
                {"subject": "noaber:entry/cost/vals", "relation": "about", "object": town(COUNTED)},
                {"subject": SUPPLIER, "relation": "makes", "object": FORM}]}  # fmt: skip
    file = home.harvest / "kastanjesoft-forge.jsonl"
    file.write_text(f"{file.read_text()}{json.dumps(made)}\n")

    hub = load_hub(home)

    assert "noaber:entry/cost/vals" not in hub.things
    assert [e.subject for e in hub.edges if e.relation == "makes" and e.object == FORM] == [
        SUPPLIER
    ]


def test_an_organisation_that_stands_only_in_words_keeps_a_document_back(hub):
    titles = {thing.title for thing in hub.of_kind("document")}

    assert "Stuk fitis" in titles
    assert not titles & {"Stuk appelvink", "Stuk groenling"}
    assert isinstance(hub.things[town(COUNTED)].records[0], Organisation)
