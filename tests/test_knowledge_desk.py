"""The merge desk: what is proposed, with which reasons, and what is not."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.check import check
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import named_organisation, page_name
from knowledge.load import load_hub
from knowledge.member import Member
from knowledge.merging.decisions import Decision, load_merges
from knowledge.merging.desk import Desk, as_json, desk, desk_of
from knowledge.merging.doubles import MOST, doubles, in_pairs
from knowledge.merging.lookalikes import lookalikes, words_of
from knowledge.merging.proposals import Proposal
from knowledge.model import Organisation, Process, Record, Solution, Statement, plain, to_json
from knowledge.organisations import OrganisationRegister
from knowledge.pages import stage
from knowledge.strict_yaml import load_yaml

DAY = date(2026, 11, 23)
APP, COPY = "https://github.com/dorp/meldpunt", "https://github.com/stad/meldpunt"
DORP = "noaber:organisatie/dorp"
ROTTERDAM = "https://identifier.overheid.nl/tooi/id/gemeente/gm0599"
REGISTER = OrganisationRegister(
    [Organisation(id=ROTTERDAM, title="Gemeente Rotterdam", type="gemeente")]
)


def solution(identifier: str = APP, title: str = "Meldpunt", **more: Any) -> Solution:
    about = {"source": "dorp-forge", "url": identifier, "reader": "forge", "last_seen": DAY}
    return Solution(id=identifier, title=title, **(about | more))


def described(identifier: str, title: str, **more: Any) -> Solution:
    url = f"{identifier}/blob/HEAD/publiccode.yml"
    return solution(identifier, title, **({"reader": "publiccode", "url": url} | more))


def organisation(name: str, title: str, **more: Any) -> Organisation:
    about = {"source": "dorp-forge", "last_seen": DAY}
    return Organisation(id=f"noaber:organisatie/{name}", title=title, **(about | more))


def said(subject: str, relation: str, target: str, **more: Any) -> Statement:
    about = {"source": "dorp-forge", "url": APP, "last_seen": DAY, "strength": "maker"}
    return Statement(subject=subject, relation=relation, object=target, **(about | more))


def hub_of(*records: Record, said: tuple[Statement, ...] = (), **more: Any) -> Hub:
    same: dict[str, list[Any]] = {}
    for record in records:
        same.setdefault(record.id, []).append(record)
    things = {
        one: Thing(one, found[0].kind, page_name(found[0].title, one), tuple(found))
        for one, found in sorted(same.items())
    }
    return Hub(things=things, edges=tuple(edges_from(said)), **more)


def desk_on(hub: Hub, *decisions: Decision, day: date = DAY) -> Desk:
    return desk(hub, lambda: REGISTER, decisions, day)


def proposed(*records: Record, **more: Any) -> tuple[Proposal, ...]:
    return desk_on(hub_of(*records, **more)).proposals


def decision(sort: Any, *ids: str, **more: Any) -> Decision:
    about = {"reason": "daarom", "by": "Team, info@dorp.example", "day": "2026-01-01"}
    return Decision("knowledge/merges/x.yml", sort, ids, **(about | more))


# solutions

SAME_NAME = described(APP, "Open Meldpunt"), described("https://github.com/stad/om", "OpenMeldpunt")
PAIRS: dict[str, tuple[tuple[Record, ...], tuple[Statement, ...], str]] = {
    "a mirror on another host": (
        (solution(APP), solution("https://gitlab.com/dorp/meldpunt")), (), "Dezelfde eigenaar",
    ),
    "the same repository of another owner": ((solution(APP), solution(COPY)), (), "De code heet"),
    "a fork by the word of the code host": (
        (described(APP, "Meldpunt"), described("https://github.com/stad/balie", "Balie")),
        (said("https://github.com/stad/balie", "based_on", APP, strength="derived"),),
        "kopie (fork)",
    ),
    "two files of one name": (SAME_NAME, (), "Twee publiccode.yml-bestanden"),
    "an address that both had": (
        (solution(APP, aliases=("https://github.com/oud/x",)),
         solution("https://github.com/stad/balie", "Balie", aliases=("https://GitHub.com/Oud/X/",))),
        (), "Beide hadden",
    ),
    "two catalogues": (
        (described(APP, "Open Meldpunt"),
         solution("https://data.dorp.example/d/1", "Open meldpunt", reader="dcat")),
        (), "twee soorten catalogi",
    ),
    "the website of one is the other": (
        (solution(APP), solution("https://x.example/m", "Melden", website=APP, reader="dcat")),
        (), "als zijn website of code",
    ),
    "one website and one place of documentation": (
        (solution(APP, website="https://m.example/", documentation="https://m.example/docs"),
         solution("https://github.com/dorp/balie", "Balie", website="http://www.m.example",
                  documentation="https://m.example/docs/")),
        (), "De documentatie staat",
    ),
    "a name that differs in a letter, of one maker": (
        (solution("https://github.com/dorp/open-product", "open-product"),
         solution("https://github.com/dorp/open-producten", "open-producten")),
        (), "lijken sterk",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("records", "edges", "words"), PAIRS.values(), ids=PAIRS)
def test_solutions_that_may_be_one_are_proposed_with_the_reason(
    records: tuple[Record, ...], edges: tuple[Statement, ...], words: str
) -> None:
    (proposal,) = proposed(*records, said=edges)

    assert set(proposal.ids) == {record.id for record in records}
    assert any(words in reason for reason in proposal.reasons)
    assert {one.url for one in proposal.evidence} == {record.url for record in records}


APART: dict[str, tuple[tuple[Record, ...], tuple[Statement, ...]]] = {
    "nothing in common": ((solution(APP), solution("https://github.com/stad/balie", "Balie")), ()),
    "the name of a part": (
        (solution("https://github.com/dorp/docs", "docs"),
         solution("https://github.com/stad/docs", "docs")), (),
    ),
    "one maker": (
        (solution(APP), solution("https://github.com/dorp/balie", "Balie")),
        (said(DORP, "makes", APP), said(DORP, "makes", "https://github.com/dorp/balie")),
    ),
    "what is based on another": (
        (described(APP, "Meldpunt"), described("https://github.com/stad/balie", "Balie")),
        (said("https://github.com/stad/balie", "based_on", APP),),
    ),
    "names with another number": (
        (solution("https://github.com/dorp/register-2024", "register-2024"),
         solution("https://github.com/dorp/register-2025", "register-2025")), (),
    ),
    "one service in two ways": (
        (solution("https://d.example/wfs", "Bomen", reader="dcat", solution_type="dataservice"),
         solution("https://d.example/wms", "Bomen", reader="dcat", solution_type="dataservice")),
        (said(DORP, "makes", "https://d.example/wfs"), said(DORP, "makes", "https://d.example/wms")),
    ),
    "forms of two municipalities": (
        (solution("https://github.com/dorp/f/blob/HEAD/a.json", "Verhuizing",
                  reader="openforms", solution_type="formulier"),
         solution("https://github.com/stad/f/blob/HEAD/a.json", "Verhuizing",
                  reader="openforms", solution_type="formulier")), (),
    ),
    "a part of the repository that is another": (
        (solution(APP), described("https://x.example/balie", "Balie", repository=APP,
                                  url=f"{APP}/blob/HEAD/delen/balie/publiccode.yml")), (),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("records", "edges"), APART.values(), ids=APART)
def test_solutions_that_have_little_in_common_are_not_proposed(
    records: tuple[Record, ...], edges: tuple[Statement, ...]
) -> None:
    assert proposed(*records, said=edges) == ()


def test_a_name_that_many_have_says_nothing() -> None:
    few = [solution(f"https://github.com/o{n}/meldpunt") for n in range(MOST)]

    assert proposed(*few) != ()
    assert proposed(*few, solution("https://github.com/nog/meldpunt")) == ()


def test_three_copies_are_one_proposal() -> None:
    (proposal,) = proposed(*(solution(f"https://github.com/{o}/meldpunt") for o in "abc"))

    assert len(proposal.ids) == 3


def test_a_chain_is_proposed_in_pairs() -> None:
    third = solution("https://x.example/m", "Melden", website=COPY, reader="dcat")

    found = proposed(solution(APP), solution(COPY), third)

    assert sorted(len(one.ids) for one in found) == [2, 2]


def test_what_more_says_stands_first_and_each_rank_has_a_word() -> None:
    mirror = solution("https://gitlab.com/dorp/meldpunt", aliases=("https://x.example/oud",))
    fork = solution("https://github.com/elders/balie", "balie")

    found = proposed(
        solution(APP, aliases=("https://x.example/oud",)), mirror,
        solution("https://github.com/hier/balie", "balie"), fork,
    )  # fmt: skip

    assert [one.rank for one in found] == ["sterk", "zwak"]


def test_the_one_to_keep_is_no_fork_and_is_described() -> None:
    edge = said(APP, "based_on", COPY, strength="derived")

    (proposal,) = proposed(solution(APP), described(COPY, "Meldpunt"), said=(edge,))

    assert proposal.ids[0] == COPY
    assert proposal.statements == 1


# organisations

NAMES = {
    "legal form": ("Zilverdraad", "Zilverdraad B.V."),
    "blanks": ("Zilver Draad", "ZilverDraad"),
    "country": ("Zilverdraad", "ZilverdraadNL"),
    "brackets": ("Zilverdraad Advies", "Zilverdraad Advies (ZA)"),
    "small word": ("Bureau Zilverdraad", "Bureau van Zilverdraad"),
    "begin": ("Zilverdraad", "Zilverdraad Advies"),
    "abbreviation": ("ZDA", "Zilveren Draad Advies"),
    "slip": ("Zilverdraad Advies", "Zilverdraat Advies"),
    "swapped letters": ("Zilverdraad Advies", "Zilverdrada Advies"),
}


@pytest.mark.parametrize(("one", "other"), NAMES.values(), ids=NAMES)
def test_spellings_of_an_organisation_are_proposed(one: str, other: str) -> None:
    (proposal,) = proposed(organisation("a", one), organisation("b", other))

    assert set(proposal.titles) == {one, other}


UNLIKE = {
    "short words": ("Automobile Club Roma", "Automobile Club Como"),
    "two slips": ("Zilverdraad", "Zilvardraat"),
    "numbers": ("Regio 123456", "Regio 123457"),
    "two in one": ("Zilverdraad", "Zilverdraad / Goudmijn"),
    "legal form only": ("B.V.", "N.V."),
}


@pytest.mark.parametrize(("one", "other"), UNLIKE.values(), ids=UNLIKE)
def test_other_organisations_are_not_proposed(one: str, other: str) -> None:
    assert proposed(organisation("a", one), organisation("b", other)) == ()


WORDS = ("Advies", "Beheer", "Cloud", "Data")


def test_a_family_of_names_is_not_proposed() -> None:
    family = [organisation(f"x{n}", f"Zilverdraad {word}") for n, word in enumerate(WORDS)]

    assert proposed(organisation("a", "Zilverdraad"), *family) == ()


def test_two_members_are_never_proposed_and_a_member_is_kept() -> None:
    records = [organisation("a", "Zilverdraad B.V."), organisation("b", "Zilverdraad")]
    members = [Member(slug=slug, name=slug, type="leverancier", sources=()) for slug in "ab"]

    assert proposed(*records, members=tuple(members)) == ()
    (proposal,) = proposed(*records, members=tuple(members[:1]))
    assert proposal.ids[0] == "noaber:organisatie/a"


@given(st.text(max_size=30))
def test_the_words_of_any_name_are_words(name: str) -> None:
    assert all(re.fullmatch("[a-z0-9]+", word) for word in words_of(name))


# names


def named(name: str, **more: Any) -> tuple[Record, Statement]:
    one = named_organisation(name)
    return (
        Organisation(id=one, title=name, source="dorp-forge", last_seen=DAY),
        said(one, "uses", APP, subject_name=name, **more),
    )


def test_a_name_that_comes_near_the_register_is_listed_with_its_evidence() -> None:
    record, edge = named("Gemeente Rotterdan")

    found = desk_on(hub_of(solution(APP), record, said=(edge,)))

    (doubt,) = found.names
    assert (doubt.written, doubt.titles) == ("Gemeente Rotterdan", ("Gemeente Rotterdam",))
    assert [(one.url, one.source) for one in doubt.evidence] == [(APP, "dorp-forge")]


def test_a_name_that_comes_near_nothing_is_only_counted() -> None:
    record, edge = named("Zilverdraad Advies")

    found = desk_on(hub_of(solution(APP), record, said=(edge,)))

    assert (found.names, found.unknown) == ((), 1)


def test_a_name_that_was_decided_is_not_asked_before_its_review() -> None:
    record, edge = named("Gemeente Rotterdan")
    hub = hub_of(solution(APP), record, said=(edge,))
    none = decision("name", written="gemeente rotterdan", review_by="2027-01-01")

    assert desk_on(hub, none).names == ()
    (doubt,) = desk_on(hub, none, day=date(2027, 1, 2)).names
    assert doubt.earlier == none.place


# decisions


def test_what_was_decided_to_differ_is_not_proposed_before_its_review() -> None:
    hub = hub_of(solution(APP), solution(COPY))
    no = decision("different", COPY, APP, review_by="2027-01-01")

    before, after = desk_on(hub, no), desk_on(hub, no, day=date(2027, 1, 2))

    assert (before.proposals, before.decisions) == ((), (no,))
    assert [one.earlier for one in after.proposals] == [no.place]


def test_a_no_holds_for_what_was_renamed_since() -> None:
    hub = hub_of(solution(APP), solution(COPY, aliases=("https://github.com/stad/oud",)))
    no = decision("different", "https://github.com/stad/oud", APP, review_by="2027-01-01")

    assert desk_on(hub, no).proposals == ()


def test_a_proposal_is_made_ready_and_waits_for_a_team(tmp_path: Path) -> None:
    (proposal,) = proposed(solution(APP), solution(COPY))
    folder = tmp_path / "merges"
    folder.mkdir()

    for text in (proposal.same, proposal.different):
        path = folder / re.findall(r"^# knowledge/merges/(.+)$", text, re.M)[0]
        path.write_text(text)
        assert {p.field for p in load_merges(folder)[1]} <= {"by", "reason"}
        assert load_merges(folder)[0] == []
        mine = re.sub(r"^by: .*$", "by: Team Data, data@dorp.example", text, flags=re.M)
        path.write_text(re.sub(r"^reason: \(.*$", "reason: Daarom.", mine, flags=re.M))
        (made,), problems = load_merges(folder)
        assert (problems, set(made.ids)) == ([], {APP, COPY})


HOSTILE = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=25)


@given(HOSTILE, HOSTILE)
def test_whatever_a_title_holds_the_text_of_a_decision_is_one_decision(
    title: str, other: str
) -> None:
    records = solution(APP, title), solution(COPY, other)

    for proposal in proposed(*records):
        data = load_yaml(proposal.same, "x").data
        assert data["same"] == list(proposal.ids)


def test_the_same_hub_gives_the_same_desk_whatever_its_order() -> None:
    records = [r for pair in PAIRS.values() for r in pair[0]]
    edges = tuple(e for pair in PAIRS.values() for e in pair[1])

    one = as_json(desk_on(hub_of(*records, said=edges)))
    other = as_json(desk_on(hub_of(*reversed(records), said=tuple(reversed(edges)))))

    assert [p["ids"] for p in one["proposals"]] == [p["ids"] for p in other["proposals"]]


@given(st.lists(st.sampled_from("abcdefgh"), max_size=30))
def test_pairs_are_of_things_that_share_a_key(keys: list[str]) -> None:
    things = {f"https://x.example/{n}": key for n, key in enumerate(keys)}
    hub = hub_of(*(solution(one) for one in things))

    found = list(in_pairs(hub.things.values(), lambda thing: things[thing.id]))

    assert all(things[one] == things[other] == key for key, (one, other) in found)
    assert len(found) == len(set(found))


def test_only_solutions_are_compared_with_solutions() -> None:
    process = Process(id="https://gitlab.com/dorp/meldpunt", title="Meldpunt", source="x")

    assert doubles(hub_of(solution(APP), process)) == {}
    assert lookalikes(hub_of(solution(APP), process)) == {}


# the page


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
    home = Home(tmp_path)
    for folder in (home.harvest, home.merges):
        folder.mkdir(parents=True)
    many = [solution(f"https://github.com/{o}/deel-{n:02}", f"deel-{n:02}", summary="Iets")
            for n in range(51) for o in ("dorp", "stad")]  # fmt: skip
    uses = said("noaber:organisatie/gemeente-rotterdan", "uses", many[0].id,
                subject_name="Gemeente Rotterdan")  # fmt: skip
    many[0] = many[0].model_copy(update={"statements": (uses,)})
    lines = [to_json(plain(record)) + "\n" for record in many]
    (home.harvest / "dorp-forge.jsonl").write_text("".join(lines))
    return home


def decided(home: Home, **keys: Any) -> None:
    signed = {"reason": "Dat staat in de README.", "by": "Team Data, data@dorp.example",
              "date": "2026-11-20"}  # fmt: skip
    (home.merges / "deel.yml").write_text(json.dumps(signed | keys))


def page(home: Home) -> Any:
    stage(load_hub(home), home)
    text = (home.build / "pages" / "samenvoegen.md").read_text()
    return lxml.html.fromstring(text.partition("---\n\n")[2])


def test_the_page_shows_fifty_and_says_how_many_there_are(home: Home) -> None:
    shown = page(home)

    data = json.loads((home.build / "pages" / "data" / "samenvoegen.json").read_bytes())
    rows = shown.xpath("//section[1]//tbody/tr[th]")
    assert (len(rows), len(data["proposals"])) == (50, 51)
    assert "Voorstellen: 51" in " ".join(shown.xpath("//ul[1]")[0].text_content().split())
    assert "de eerste 50 van 51" in shown.text_content()


def test_the_page_links_both_things_and_their_evidence(home: Home) -> None:
    row = page(home).xpath("//section[1]//tbody/tr[th]")[0]

    assert len(row.xpath("./th/a[starts-with(@href, '../oplossingen/deel-')]")) == 2
    assert len(row.xpath("./td[3]//a[starts-with(@href, 'https://github.com/')]")) == 2


def test_the_text_to_copy_stands_on_the_page_as_it_must_be_in_the_file(home: Home) -> None:
    copied = page(home).xpath("//section[1]//pre")[0].text_content()

    data = json.loads((home.build / "pages" / "data" / "samenvoegen.json").read_bytes())
    assert copied.strip() == data["proposals"][0]["same"].strip()


def test_a_name_that_is_not_certain_stands_on_the_page(home: Home) -> None:
    section = page(home).xpath("//section[h2[@id='namen']]")[0]

    assert "Gemeente Rotterdan" in section.text_content()
    assert section.xpath(".//td/a[contains(., 'Rotterdam')]")


def test_a_decision_stands_on_the_page_with_who_why_and_how_to_undo_it(home: Home) -> None:
    one, other = "https://github.com/dorp/deel-00", "https://github.com/stad/deel-00"
    decided(home, same=[one, other], keep=one, review_by="2026-11-21")

    text = " ".join(page(home).xpath("//section[h2[@id='besloten']]")[0].text_content().split())

    assert "Dat staat in de README." in text
    assert "Team Data, data@dorp.example" in text
    assert "Verwijder knowledge/merges/deel.yml" in text
    assert "had opnieuw bekeken moeten zijn op 21 november 2026" in text
    assert "werkt nu niet" not in text


def test_a_decision_that_does_not_work_says_so(home: Home) -> None:
    one = "https://github.com/dorp/deel-00"
    decided(home, same=[one, "noaber:organisatie/gemeente-rotterdan"], keep=one)

    assert "werkt nu niet" in page(home).text_content()


def test_an_empty_home_has_an_empty_desk(tmp_path: Path) -> None:
    home = Home(tmp_path)

    assert desk_of(load_hub(home), home) == Desk()


def test_the_page_has_no_script_and_hostile_names_stay_text(home: Home) -> None:
    bad = "<script>alert(1)</script> ``` deel"
    records = [solution(f"https://github.com/{o}/gevaar", bad) for o in "ab"]
    lines = [to_json(plain(record)) + "\n" for record in records]
    (home.harvest / "x.jsonl").write_text("".join(lines))

    shown = page(home)

    assert shown.xpath("//script") == []
    assert "<script>alert(1)</script>" in shown.text_content()


# checking


def test_check_names_the_line_of_a_decision_and_knows_the_home(home: Home) -> None:
    one = "https://github.com/dorp/deel-00"
    decided(home, same=[one, "https://github.com/weg/weg"], keep=one)

    (problem,) = [p for p in check(home) if p.place == "knowledge/merges/deel.yml"]

    assert (problem.level, problem.field, problem.line) == ("warning", "same[1]", 1)
    assert check(home, home.merges / "deel.yml") == [problem]
    assert check(home, home.merges) == [problem]


def test_check_of_a_folder_elsewhere_reads_only_what_is_in_it(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "elders" / "merges"
    folder.mkdir(parents=True)
    (folder / "a.yml").write_text("same: [a]\n")

    (problem, *_) = check(home, folder)

    assert (problem.place, problem.code) == (str(folder / "a.yml"), "merge-form")


def test_the_command_check_covers_decisions(home: Home) -> None:
    (home.merges / "a.yml").write_text("same: [x\n")

    done = subprocess.run(
        [sys.executable, "-m", "noaber", "--home", str(home.root), "check"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert "knowledge/merges/a.yml:" in done.stdout


def test_the_examples_in_the_explanation_are_decisions(tmp_path: Path) -> None:
    text = (CHECKOUT / "knowledge" / "merges" / "README.md").read_text()
    examples = re.findall(r"```yaml\n(.*?)```", text, re.S)
    for number, example in enumerate(examples):
        (tmp_path / f"{number}.yml").write_text(example)
        decisions, problems = load_merges(tmp_path)
        (tmp_path / f"{number}.yml").unlink()
        assert (len(decisions), problems) == (1, [])

    assert len(examples) == 3
