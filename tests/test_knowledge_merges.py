"""Decisions of the merge desk: how they are read, what they do, and that they can be undone."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from graph.exports import as_json, export
from graph.pages import neighbours_of_all
from knowledge.find import find
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub
from knowledge.load import load_hub
from knowledge.merging.decisions import Decision, agreeing, kept_of, last_of, load_merges
from knowledge.model import Document, Process, Record, Solution, Statement, plain, to_json
from knowledge.pages import stage

APP, COPY = "https://github.com/dorp/app", "https://gitlab.com/stad/app"
DORP, STAD = "noaber:organisatie/dorp", "noaber:organisatie/stad"
FIRM, FIRM_BV = "noaber:organisatie/zilverdraad", "noaber:organisatie/zilverdraad-b-v"
UTRECHT = "https://identifier.overheid.nl/tooi/id/gemeente/gm0344"
ZEIST = "https://identifier.overheid.nl/tooi/id/gemeente/gm0355"
SEEN = {"first_seen": date(2026, 11, 1), "last_seen": date(2026, 11, 20)}
SIGNED = {
    "reason": "het is een spiegel",
    "by": "Team Data, data@dorp.example",
    "date": "2026-11-20",
}
SAME = {"same": [APP, COPY], "keep": APP, **SIGNED}
DIFFERENT = {"different": [APP, COPY], "review_by": "2027-11-20", **SIGNED}
NAMED = {"name": "Utrecht en omstreken", "means": [UTRECHT, ZEIST], **SIGNED}


def said(subject: str, relation: str, target: str, **more: Any) -> Statement:
    about = {"source": "dorp-forge", "url": f"{APP}/publiccode.yml", "strength": "maker"}
    return Statement(
        subject=subject, relation=relation, object=target, **(about | SEEN | more)
    )  # fmt: skip


def named(name: str, slug: str, **more: Any) -> Statement:
    return said(f"noaber:organisatie/{slug}", "uses", APP, subject_name=name, **more)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """Two members with a solution each, a supplier in two spellings and a process."""
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    few_registers(tmp_path / "knowledge" / "registers")
    home = Home(tmp_path)
    for folder in (home.members, home.harvest, home.merges):
        folder.mkdir(parents=True)
    for slug in ("dorp", "stad"):
        source = {"protocol": "forge", "api": f"https://api.{slug}.example", "owner": slug}
        member = {"name": f"Gemeente {slug}", "type": "gemeente", "sources": [source]}
        (home.members / f"{slug}.yml").write_text(json.dumps(member))
    app = Solution(
        id=APP, title="App", licence="EUPL-1.2", source="dorp-forge", url=APP, reader="publiccode",
        statements=(
            named("Zilverdraad B.V.", "zilverdraad-b-v"), named("Zilverdraad", "zilverdraad"),
            named("Utrecht en omstreken", "utrecht-en-omstreken"),
            said(DORP, "makes", APP, claimant=DORP),
        ), **SEEN,
    )  # fmt: skip
    copy = Solution(
        id=COPY, title="App (kopie)", website="https://app.example", source="stad-forge", url=COPY,
        statements=(
            said(STAD, "uses", COPY, source="stad-forge", url=COPY, claimant=STAD),
            said(COPY, "based_on", APP, source="stad-forge", url=COPY),
        ), **SEEN,
    )  # fmt: skip
    harvest(home, "dorp-forge", app)
    harvest(home, "stad-forge", copy)
    return home


def few_registers(folder: Path) -> None:
    """Write registers of a few organisations: each page of one costs every build here."""
    folder.mkdir(parents=True)
    ours = CHECKOUT / "knowledge" / "registers"
    kept = re.compile(r"id,|.*/(gm0344|gm0355|gm0363|gm0457|pv26),")
    (folder / "sources.yml").write_bytes((ours / "sources.yml").read_bytes())
    for name in ("organisations.csv", "products.csv"):
        lines = (ours / name).read_text().splitlines(keepends=True)
        (folder / name).write_text("".join(line for line in lines if kept.match(line)))


def harvest(home: Home, source: str, *records: Record) -> None:
    lines = [to_json(plain(record)) + "\n" for record in records]
    (home.harvest / f"{source}.jsonl").write_text("".join(lines))


def decide(home: Home, stem: str = "app", /, **keys: Any) -> Path:
    path = home.merges / f"{stem}.yml"
    path.write_text(json.dumps(keys, indent=1))
    return path


def everything(home: Home) -> dict[str, bytes]:
    """Load, export and stage all there is; give every file of it."""
    hub = load_hub(home)
    reuse = build(hub)
    export(reuse, home.build / "pages" / "data")
    stage(hub, home, neighbours_of_all(reuse))
    return {
        str(path.relative_to(home.build)): path.read_bytes()
        for path in sorted(home.build.rglob("*"))
        if path.is_file()
    }


def codes(hub: Hub) -> dict[str, str]:
    return {p.code: p.level for p in hub.problems if p.place.startswith("knowledge/merges/")}


def said_of(home: Home, **keys: Any) -> list[tuple[str, str]]:
    """Write one decision and give what is wrong with it: field and message."""
    decide(home, **keys)
    decisions, problems = load_merges(home.merges)
    assert bool(decisions) is not bool(problems)
    return [(problem.field, problem.message) for problem in problems]


# reading


@pytest.mark.parametrize("keys", [SAME, DIFFERENT, NAMED])
def test_a_decision_of_each_sort_is_read(home: Home, keys: dict[str, Any]) -> None:
    decide(home, **keys)

    (decision,), problems = load_merges(home.merges)

    assert problems == []
    assert list(decision.ids) == next(keys[key] for key in ("same", "different", "means")
                                      if key in keys)  # fmt: skip
    assert (decision.place, decision.by) == ("knowledge/merges/app.yml", SIGNED["by"])


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "no reason": ({**SAME, "reason": None}, "reason", "hier staat niets"),
    "no team": ({k: v for k, v in SAME.items() if k != "by"}, "by", "ontbreekt"),
    "a person": ({**SAME, "by": "jan.jansen@dorp.example"}, "by", "van een persoon"),
    "no address": ({**SAME, "by": "Team Data"}, "by", "functioneel adres"),
    "no day": ({**SAME, "date": "2026"}, "date", "schrijf een dag"),
    "a day that is not": ({**SAME, "date": "2026-02-30"}, "date", "schrijf een dag"),
    "one id": ({**SAME, "same": [APP, f"{APP}/"]}, "same", "minstens twee"),
    "keep elsewhere": ({**SAME, "keep": DORP}, "keep", "een van de ids"),
    "no keep": ({k: v for k, v in SAME.items() if k != "keep"}, "keep", "een van de ids"),
    "no id": ({**SAME, "same": [APP, "app"]}, "same[1]", "schrijf een id"),
    "for ever": ({k: v for k, v in DIFFERENT.items() if k != "review_by"}, "review_by", "opnieuw"),
    "a no for ever": ({**NAMED, "means": []}, "review_by", "opnieuw"),
    "looked at before": ({**SAME, "review_by": "2026-11-20"}, "review_by", "na die bij date"),
    "no means": ({k: v for k, v in NAMED.items() if k != "means"}, "means", "means: []"),
    "two sorts": ({**SAME, "different": [APP, COPY]}, "different", "precies een"),
    "no sort": (SIGNED, "", "precies een"),
    "keep at a name": ({**NAMED, "keep": UTRECHT}, "keep", "hoort bij same"),
    "a key that is not": ({**SAME, "kep": APP}, "kep", "Bedoelde u 'keep'"),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "field", "words"), WRONG.values(), ids=WRONG)
def test_a_decision_that_is_wrong_does_not_count_and_says_where(
    home: Home, keys: dict[str, Any], field: str, words: str
) -> None:
    found = said_of(home, **keys)

    assert [(f, words in message) for f, message in found] == [(field, True)]


def test_a_problem_names_file_line_and_column(home: Home) -> None:
    (home.merges / "a.yml").write_text(f"same:\n  - {APP}\n  - hier\nkeep: {APP}\n")

    problems = load_merges(home.merges)[1]

    assert str(problems[0]).startswith("knowledge/merges/a.yml:3:5: error: same[1]: schrijf een id")


@pytest.mark.parametrize("text", ["", "- a", "a: &x b", "same: [", "\x00", "naam"])
def test_a_file_that_is_no_decision_is_one_problem_and_the_rest_goes_on(
    home: Home, text: str
) -> None:
    (home.merges / "a.yml").write_text(text)
    decide(home, **SAME)

    decisions, problems = load_merges(home.merges)

    assert [d.place for d in decisions] == ["knowledge/merges/app.yml"]
    assert [p.place for p in problems] == ["knowledge/merges/a.yml"]


def test_a_file_with_another_name_than_a_slug_does_not_count(home: Home) -> None:
    (home.merges / "App.yaml").write_text(json.dumps(SAME))

    decisions, problems = load_merges(home.merges)

    assert decisions == []
    assert "'app.yml'" in problems[0].message


# decisions among each other


@pytest.mark.parametrize(
    "later",
    [
        {"different": [COPY, APP], "review_by": "2028-01-01"},
        {"same": [APP, COPY], "keep": COPY},
        {"same": [COPY, "https://c.example/x"], "keep": "https://c.example/x"},
    ],
    ids=["different", "a circle", "two that are kept"],
)
def test_of_two_decisions_that_contradict_the_older_counts(
    home: Home, later: dict[str, Any]
) -> None:
    decide(home, "a", **SIGNED | {"date": "2026-11-21"}, **later)
    decide(home, "b", **SAME)

    decisions, (problem,) = load_merges(home.merges)

    assert [decision.place for decision in decisions] == ["knowledge/merges/b.yml"]
    assert (problem.code, problem.place) == ("merge-conflict", "knowledge/merges/a.yml")
    assert "knowledge/merges/b.yml" in problem.message


def test_two_meanings_of_one_name_contradict(home: Home) -> None:
    decide(home, "a", **NAMED)
    decide(home, "b", **{**NAMED, "name": "utrecht, en Omstreken", "means": [ZEIST]})

    decisions, (problem,) = load_merges(home.merges)

    assert (len(decisions), problem.code) == (1, "merge-conflict")


def test_a_chain_that_ends_in_what_is_different_contradicts(home: Home) -> None:
    third = "https://c.example/x"
    decide(home, "a", **{**DIFFERENT, "different": [APP, third]})
    decide(home, "b", **SAME)
    decide(home, "c", **{**SAME, "same": [COPY, third], "keep": COPY})

    decisions, (problem,) = load_merges(home.merges)

    assert [d.place[-5:] for d in decisions] == ["a.yml", "b.yml"]
    assert "merges/a.yml" in problem.message


IDS = st.sampled_from([f"https://{letter}.example" for letter in "abcde"])


@st.composite
def some_decisions(draw: st.DrawFn) -> list[Decision]:
    found = []
    for number in range(draw(st.integers(0, 7))):
        ids = tuple(draw(st.lists(IDS, min_size=2, max_size=3, unique=True)))
        sort = draw(st.sampled_from(["same", "different"]))
        keep = draw(st.sampled_from(ids)) if sort == "same" else ""
        found.append(Decision(f"{number}.yml", sort, ids, "r", "b", "2026-11-20", keep))
    return found


@given(some_decisions())
def test_decisions_that_count_never_contradict(decisions: list[Decision]) -> None:
    problems: list[Any] = []
    counting = agreeing(decisions, problems)
    kept = kept_of(counting)

    assert len(counting) + len(problems) == len(decisions)
    for decision in counting:
        ends = {last_of(one, kept) for one in decision.ids}
        assert "" not in ends
        assert len(ends) == (1 if decision.sort == "same" else len(decision.ids))


# what they do


def test_two_solutions_that_are_one_are_one_thing_with_the_values_of_both(home: Home) -> None:
    decide(home, **SAME)

    hub = load_hub(home)

    assert COPY not in hub.things
    thing = hub.things[APP]
    assert [(r.source, r.title) for r in thing.records] == [
        ("dorp-forge", "App"), ("stad-forge", "App (kopie)"),
    ]  # fmt: skip
    assert thing.facts("website")[0].source == "stad-forge"
    assert {e.subject for e in hub.edges if e.relation == "uses"} >= {STAD, FIRM}
    assert all(COPY not in (edge.subject, edge.object) for edge in hub.edges)


def test_the_values_of_the_kept_one_come_first_also_where_others_are_more_trusted(
    home: Home,
) -> None:
    decide(home, **SAME | {"keep": COPY})

    thing = load_hub(home).things[COPY]

    assert [record.title for record in thing.records] == ["App (kopie)", "App"]


def test_what_would_be_based_on_itself_is_left_out_with_a_hint(home: Home) -> None:
    decide(home, **SAME)

    hub = load_hub(home)

    assert [edge for edge in hub.edges if edge.relation == "based_on"] == []
    assert [(p.level, p.place) for p in hub.problems if p.code == "merge-loop"] == [("hint", COPY)]


@pytest.mark.parametrize("term", [COPY, "http://GitLab.com/Stad/App.git", "app kopie"])
def test_what_was_merged_is_found_by_its_old_id_and_name(home: Home, term: str) -> None:
    decide(home, **SAME)

    assert find(load_hub(home), term).id == APP


def test_what_was_merged_is_found_by_its_old_page_name(home: Home) -> None:
    old = load_hub(home).things[COPY].slug
    decide(home, **SAME)

    assert find(load_hub(home), old).id == APP


def test_the_page_of_what_was_merged_leads_to_the_one_that_is_kept(home: Home) -> None:
    before = load_hub(home)
    decide(home, **SAME)
    files = everything(home)

    page = files[f"pages/oplossingen/{before.things[COPY].slug}.md"].decode()

    assert f'href="../../oplossingen/{before.things[APP].slug}/"' in page
    assert "samengevoegd" in page
    assert "app.example" not in page


def test_two_spellings_of_a_supplier_are_one_under_the_name_that_is_kept(home: Home) -> None:
    decide(home, **SAME | {"same": [FIRM_BV, FIRM], "keep": FIRM})

    hub = load_hub(home)

    assert (FIRM_BV in hub.things, hub.things[FIRM].title) == (False, "Zilverdraad")
    (edge,) = [edge for edge in hub.edges if edge.subject == FIRM]
    assert {s.subject_name for s in edge.evidence} == {"Zilverdraad", "Zilverdraad B.V."}
    assert find(hub, "Zilverdraad B.V.").id == FIRM


def test_a_supplier_can_be_a_body_of_the_register(home: Home) -> None:
    decide(home, **SAME | {"same": [FIRM, UTRECHT], "keep": UTRECHT})

    hub = load_hub(home)

    assert hub.things[UTRECHT].title.endswith("Utrecht")
    assert UTRECHT in {edge.subject for edge in hub.edges if edge.relation == "uses"}


def test_a_name_that_was_decided_to_mean_two_makes_a_statement_for_each(home: Home) -> None:
    decide(home, **NAMED)

    users = {edge.subject for edge in load_hub(home).edges if edge.relation == "uses"}

    assert {UTRECHT, ZEIST} <= users
    assert "noaber:organisatie/utrecht-en-omstreken" not in users


def test_a_name_that_was_decided_to_mean_none_stays_what_it_was(home: Home) -> None:
    before = build(load_hub(home))
    decide(home, **NAMED | {"means": [], "review_by": "2027-01-01"})

    after = load_hub(home)

    assert set(build(after)) == set(before)
    assert codes(after) == {}


def test_processes_and_documents_can_be_one_too(home: Home) -> None:
    first, second = "https://dorp.example/a.bpmn", "https://stad.example/b.bpmn"
    paper, other = "https://dorp.example/a", "https://dorp.example/b.xml#x"
    harvest(
        home, "x",
        Process(id=first, title="Verhuizen", source="x", url=first, **SEEN),
        Process(id=second, title="Verhuizing", source="x", url=second, **SEEN),
        Document(id=paper, title="Uitleg", source="x", url=paper, **SEEN),
        Document(id=other, title="Uitleg b", source="x", url=other, **SEEN),
    )  # fmt: skip
    decide(home, "a", **SAME | {"same": [first, second], "keep": second})
    decide(home, "b", **SAME | {"same": [paper, other], "keep": paper})

    hub = load_hub(home)

    assert [r.id for r in hub.things[second].records] == [second, second]
    assert [r.title for r in hub.things[paper].records] == ["Uitleg", "Uitleg b"]
    assert {first, other} & set(hub.things) == set()


def test_decisions_in_a_row_end_in_the_last(home: Home) -> None:
    third = "https://codeberg.org/dorp/app"
    harvest(home, "x", Solution(id=third, title="App", source="x", url=third, **SEEN))
    decide(home, "a", **SAME)
    decide(home, "b", **SAME | {"same": [APP, third], "keep": third})

    hub = load_hub(home)

    assert {APP, COPY} & set(hub.things) == set()
    assert len(hub.things[third].records) == 3


def test_a_repository_that_was_renamed_meanwhile_is_still_found(home: Home) -> None:
    new = "https://gitlab.com/stad/nieuw"
    moved = Solution(id=new, title="Nieuw", aliases=(COPY,), source="stad-forge", url=new, **SEEN)
    harvest(home, "stad-forge", moved)
    decide(home, **SAME)

    hub = load_hub(home)

    assert (new in hub.things, codes(hub)) == (False, {})
    assert len(hub.things[APP].records) == 2


@pytest.mark.parametrize(("licence", "is_told"), [("EUPL-1.2", True), ("", False)])
def test_a_spelling_in_a_use_that_is_not_disclosed_is_told_nowhere(
    home: Home, licence: str, is_told: bool
) -> None:
    product, other = "https://product.example", "noaber:organisatie/gem-dorp-oost"
    uses = said(other, "uses", product, subject_name="Gem. Dorp-Oost", url=product)
    closed = Solution(
        id=product, title="Product", licence=licence, source="x", url=product, reader="publiccode",
        statements=(uses,), **SEEN,
    )  # fmt: skip
    harvest(home, "x", closed)
    decide(home, **SAME | {"same": [DORP, other], "keep": DORP})

    hub = load_hub(home)

    told = {record.title for record in hub.things[DORP].records}
    assert ("Gem. Dorp-Oost" in told, other in hub.graves) == (is_told, is_told)
    assert (DORP in {e.subject for e in hub.edges_of(product)}) is is_told


# what cannot be


REFUSED = {
    "a solution and an organisation": ([APP, STAD], APP, "organisatie en oplossing"),
    "two bodies of the register": ([UTRECHT, ZEIST], UTRECHT, "register"),
    "a body of the register under a name": ([FIRM, UTRECHT], FIRM, "houd dat id"),
    "two members": ([DORP, STAD], DORP, "deelnemer"),
    "a member under a body": ([DORP, UTRECHT], UTRECHT, f"`id: {UTRECHT}` in knowledge/members/"),
}


@pytest.mark.parametrize(("ids", "keep", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_one_stays_apart_and_says_why(
    home: Home, ids: list[str], keep: str, words: str
) -> None:
    before = load_hub(home)
    decide(home, **SAME | {"same": ids, "keep": keep})

    after = load_hub(home)

    (problem,) = set(after.problems) - set(before.problems)
    assert (problem.code, problem.line > 0, words in problem.message) == ("merge-kinds", True, True)
    assert (after.things, after.edges) == (before.things, before.edges)


def test_an_id_that_is_no_more_is_a_warning_and_the_others_are_one(home: Home) -> None:
    gone = "https://github.com/dorp/weg"
    decide(home, **SAME | {"same": [APP, gone, COPY]})

    hub = load_hub(home)

    assert (codes(hub), COPY in hub.things) == ({"merge-unknown": "warning"}, False)


def test_where_the_kept_one_is_no_more_nothing_happens(home: Home) -> None:
    gone = "https://github.com/dorp/weg"
    decide(home, **SAME | {"same": [gone, COPY], "keep": gone})

    hub = load_hub(home)

    assert (codes(hub), COPY in hub.things) == ({"merge-unknown": "warning"}, True)


def test_a_home_without_harvest_does_not_complain_of_ids(home: Home) -> None:
    for path in home.harvest.iterdir():
        path.unlink()
    decide(home, **SAME)

    assert codes(load_hub(home)) == {}


# undoing


DECISIONS: dict[str, dict[str, Any]] = {
    "same": SAME, "the other way": SAME | {"keep": COPY}, "different": DIFFERENT, "name": NAMED,
    "supplier": SAME | {"same": [FIRM, FIRM_BV], "keep": FIRM_BV},
    "wrong": SAME | {"keep": DORP}, "kinds": SAME | {"same": [APP, STAD]},
}  # fmt: skip


@pytest.mark.parametrize("keys", DECISIONS.values(), ids=DECISIONS)
def test_undoing_a_decision_restores_every_page_and_export_byte_for_byte(
    home: Home, keys: dict[str, Any]
) -> None:
    before = everything(home)
    path = decide(home, **keys)
    during = everything(home)
    path.unlink()

    assert during != before  # at least the desk shows it
    assert everything(home) == before


def test_a_home_in_which_was_decided_and_undone_is_as_one_in_which_nothing_was(
    home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Home(tmp_path_factory.mktemp("other"))
    few_registers(other.root / "knowledge" / "registers")
    for part in ("members", "harvest"):
        folder = getattr(other, part)
        folder.mkdir(parents=True)
        for path in getattr(home, part).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
    for path in [decide(home, "a", **SAME), decide(home, "b", **NAMED)]:
        everything(home)
        path.unlink()

    assert everything(home) == everything(other)


def test_the_order_of_the_files_does_not_matter(home: Home) -> None:
    third = SAME | {"same": [FIRM, FIRM_BV], "keep": FIRM}
    for name, keys in zip("abc", (SAME, third, NAMED), strict=True):
        decide(home, name, **keys)
    one = build(load_hub(home))
    for path in home.merges.iterdir():
        path.unlink()
    for name, keys in zip("cba", (SAME, third, NAMED), strict=True):
        decide(home, name, **keys)

    assert as_json(build(load_hub(home))) == as_json(one)


def test_a_decision_about_a_name_is_not_about_one_that_differs_in_a_sign(home: Home) -> None:
    decide(home, "duo", name="Duo+", means=[ZEIST], **SIGNED)
    harvest(
        home,
        "dorp-forge",
        Solution(
            id=APP, title="App", licence="EUPL-1.2", source="dorp-forge",
            statements=(named("Duo+", "duo-1"), named("duo +", "duo-2"), named("DUO", "duo")),
            **SEEN,
        ),
    )  # fmt: skip

    said = [one for edge in load_hub(home).edges for one in edge.evidence if one.subject_name]

    assert {one.subject_name: one.subject == ZEIST for one in said} == {
        "Duo+": True, "duo +": True, "DUO": False,
    }  # fmt: skip
