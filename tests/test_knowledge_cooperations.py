"""The register of cooperations: its own shape, bad rows, and its members in the hub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub
from knowledge.load import load_hub
from knowledge.members import load_register
from knowledge.model import Organisation, Problem, Statement
from knowledge.organisations.cooperations import (
    FILE,
    SOURCE,
    cooperations_in,
    load_cooperations,
    with_cooperations,
)
from knowledge.register import load_organisations
from knowledge.shelf import Shelf

Register = tuple[list[Organisation], list[Problem]]
REGISTERS = CHECKOUT / "knowledge" / "registers"
TODAY = date(2026, 11, 23)
GM = "https://identifier.overheid.nl/tooi/id/gemeente/"
AMERSFOORT, ASSEN, BELLINGWEDDE = f"{GM}gm0307", f"{GM}gm0106", f"{GM}gm0007"
DUINEN = "noaber:organisatie/samenwerking-de-duinen"
SHORE = f"""\
- id: {DUINEN}
  name: Samenwerking De Duinen
  aliases: [De Duinen, SDD]
  type: samenwerkingsverband
  website: https://deduinen.example.nl
  source:
    url: https://deduinen.example.nl/over-ons
    date: 2026-05-16
  members:
"""
ROW = f"""\
    - id: {AMERSFOORT}
      name: Gemeente Voorbeeld
      since: 2020-01-01
      url: https://deduinen.example.nl/leden
      date: 2026-05-16
"""


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", TODAY.isoformat())


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with the real register of municipalities and cooperations of its own."""
    place = Home(tmp_path)
    own = tmp_path / "knowledge" / "registers"
    own.mkdir(parents=True)
    for name in ("organisations.csv", "sources.yml", "products.csv"):
        (own / name).write_bytes((REGISTERS / name).read_bytes())
    (own / FILE).write_text(SHORE + ROW, "utf-8")
    return place


@pytest.fixture(scope="module")
def register() -> Register:
    return cooperations_in(REGISTERS, load_organisations(REGISTERS))


def read(tmp_path: Path, text: str, known: set[str] | None = None) -> Register:
    path = tmp_path / FILE
    path.write_text(text, "utf-8")
    return load_cooperations(path, known)


def rows(organisations: list[Organisation]) -> list[Statement]:
    return [said for one in organisations for said in one.statements]


def row_of(**changes: str) -> str:
    """Give the row of the example with keys changed, added or, where empty, left out."""
    keys = {
        "id": AMERSFOORT, "since": "2020-01-01", "url": "https://deduinen.example.nl/leden",
        "date": "2026-05-16",
    } | changes  # fmt: skip
    lines = [f"{key}: {value}" for key, value in keys.items() if value]
    return "    - " + "\n      ".join(lines) + "\n"


def member_edges(hub: Hub, identifier: str) -> Iterator[tuple[str, str]]:
    return (
        (edge.subject, edge.apart)
        for edge in hub.edges_of(identifier)
        if edge.relation == "member_of" and edge.object == identifier
    )


# --- the register itself


def test_the_register_has_nothing_wrong_and_knows_every_member(register: Register) -> None:
    _, problems = register

    assert problems == []


def test_every_row_of_the_register_has_a_source_and_a_day_that_may_be(register: Register) -> None:
    organisations, _ = register
    said = rows(organisations)

    assert len(said) > 300
    spoken: list[Statement | Organisation] = [*said, *organisations]
    for one in spoken:
        assert one.url.startswith(("https://", "http://"))
        assert one.source == SOURCE
        assert one.last_seen is not None
        assert date(2005, 1, 1) <= one.last_seen <= TODAY


def test_days_of_members_in_the_register_are_plausible(register: Register) -> None:
    organisations, _ = register

    for said in rows(organisations):
        assert not said.since or "1950" < said.since <= TODAY.isoformat()
        assert not said.until or said.since <= said.until <= "2030"


def test_no_member_stands_in_the_register_twice_by_one_source_in_one_time(
    register: Register,
) -> None:
    organisations, _ = register
    said = [(one.subject, one.object, one.url, one.since) for one in rows(organisations)]

    assert len(said) == len(set(said))


def test_each_row_of_the_register_names_the_member_as_its_register_does() -> None:
    """The `name` beside an id is for readers; a slip of the pen in the id shows here."""
    lines = (REGISTERS / FILE).read_text("utf-8").splitlines()
    towns = {one.id: one.title for one in load_organisations(REGISTERS)}
    pairs = [
        (lines[at].partition("id: ")[2], lines[at + 1].partition("name: ")[2].strip('"'))
        for at, line in enumerate(lines)
        if line.startswith("    - id: ")
    ]

    assert {(one, name) for one, name in pairs if one in towns and towns[one] != name} == set()


def test_dimpact_names_its_members_and_gives_no_number(register: Register) -> None:
    organisations, _ = register
    (dimpact,) = (one for one in organisations if one.title == "Dimpact")
    members = {said.subject for said in dimpact.statements}

    assert dimpact.id == "noaber:organisatie/dimpact"
    assert {ASSEN, BELLINGWEDDE} < members
    assert len({said.url for said in dimpact.statements}) >= 3


def test_vng_and_vng_realisatie_are_two_bodies_and_no_name_joins_them(register: Register) -> None:
    organisations, _ = register
    vng, part = (
        next(one for one in organisations if one.id == f"noaber:organisatie/{name}")
        for name in ("vng", "vng-realisatie")
    )

    assert not {vng.title, *vng.aliases} & {part.title, *part.aliases}
    assert [(said.subject, said.role) for said in vng.statements] == [(part.id, "onderdeel")]


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("VNG", "noaber:organisatie/vng"),
        ("VNG Realisatie", "noaber:organisatie/vng-realisatie"),
        ("VNG-Realisatie", "noaber:organisatie/vng-realisatie"),
        ("Kadaster", "https://identifier.overheid.nl/tooi/id/zbo/zb000195"),
        ("MinBZK", "https://identifier.overheid.nl/tooi/id/ministerie/mnre1034"),
        ("Logius", "https://identifier.overheid.nl/tooi/id/oorg/oorg10117"),
        ("Geonovum", "noaber:organisatie/geonovum"),
        ("Stichting Geonovum", "noaber:organisatie/geonovum"),
        ("Dimpact", "noaber:organisatie/dimpact"),
        ("Coöperatie Dimpact UA", "noaber:organisatie/dimpact"),
        ("Open Webconcept", "noaber:organisatie/openwebconcept"),
        ("Werkorganisatie Druten-Wijchen", "https://identifier.overheid.nl/tooi/id/so/so0897"),
        ("Noaberkracht", "https://identifier.overheid.nl/tooi/id/so/so0705"),
    ],
)
def test_names_that_code_files_write_mean_an_organisation(
    tmp_path: Path, written: str, identifier: str
) -> None:
    found = load_register(Home(tmp_path)).resolve(written)

    assert (found.organisations, found.certain) == ((identifier,), True)


def test_no_name_of_a_cooperation_takes_the_name_of_a_municipality(tmp_path: Path) -> None:
    """A municipality is found by its own name as it was before."""
    towns = load_organisations(REGISTERS)
    names = load_register(Home(tmp_path))

    for one in towns:
        if one.type == "gemeente" and not one.valid_until:
            assert names.resolve(one.title).organisations == (one.id,)


# --- reading


def test_a_row_becomes_a_statement_with_the_evidence_of_the_row(tmp_path: Path) -> None:
    (one,), problems = read(tmp_path, SHORE + ROW)

    assert problems == []
    assert (one.id, one.title, one.aliases) == (
        DUINEN,
        "Samenwerking De Duinen",
        ("De Duinen", "SDD"),
    )
    assert (one.url, one.last_seen) == ("https://deduinen.example.nl/over-ons", date(2026, 5, 16))
    assert one.statements == (
        Statement(
            subject=AMERSFOORT, relation="member_of", object=DUINEN, since="2020-01-01",
            source=SOURCE, url="https://deduinen.example.nl/leden", strength="third",
            first_seen=date(2026, 5, 16), last_seen=date(2026, 5, 16),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("by", "strength"), [(DUINEN, "third"), (AMERSFOORT, "own"), ("", "third")]
)
def test_only_what_a_member_says_itself_is_its_own_claim(
    tmp_path: Path, by: str, strength: str
) -> None:
    (one,), _ = read(tmp_path, SHORE + row_of(by=by))

    assert [(said.claimant, said.strength) for said in one.statements] == [(by, strength)]


@pytest.mark.parametrize(
    ("written", "seen"),
    [("2018", date(2018, 1, 1)), ("2018-05", date(2018, 5, 1)), ("2018-05-28", date(2018, 5, 28))],
)
def test_a_source_of_a_year_or_month_counts_from_its_first_day(
    tmp_path: Path, written: str, seen: date
) -> None:
    (one,), _ = read(tmp_path, SHORE + row_of(date=written))

    assert one.statements[0].last_seen == seen


def test_a_source_without_a_day_counts_from_the_day_on_which_it_was_read(tmp_path: Path) -> None:
    (one,), problems = read(tmp_path, SHORE + row_of(date="", read="2026-11-20"))

    assert problems == []
    assert one.statements[0].last_seen == date(2026, 11, 20)


def test_membership_ends_with_the_cooperation(tmp_path: Path) -> None:
    text = SHORE.replace("  source:", "  until: 2022-01-01\n  source:")
    (one,), _ = read(tmp_path, text + ROW + row_of(id=ASSEN, until="2021-06-30"))

    assert one.valid_until == date(2022, 1, 1)
    assert [said.until for said in one.statements] == ["2022-01-01", "2021-06-30"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (row_of(id="gm0307"), "id"),
        (row_of(id=""), ""),
        (row_of(id=DUINEN), "id"),
        (row_of(id="noaber:organisatie/De Duinen"), "id"),
        (row_of(id=f"{GM}gm9999"), "id"),
        (row_of(url=""), ""),
        (row_of(url="ftp://example.nl/leden"), "url"),
        (row_of(url="https://wij:geheim@example.nl/"), "url"),
        (row_of(date=""), ""),
        (row_of(read="2026-11-20"), ""),
        (row_of(date="16 mei 2026"), "date"),
        (row_of(date="2026-02-30"), "date"),
        (row_of(date="2027-01-01"), "date"),
        (row_of(since="lang"), "since"),
        (row_of(until="2019-12-31"), "until"),
        (row_of(role="voorzitter"), "role"),
        (row_of(by=ASSEN), "by"),
        (row_of(sinds="2020"), "sinds"),
        ("    - Gemeente Voorbeeld\n", ""),
    ],
)
def test_a_bad_row_is_a_problem_with_its_line_and_the_rest_stays(
    tmp_path: Path, row: str, field: str
) -> None:
    text = SHORE + row_of(id=ASSEN) + row

    (one,), problems = read(tmp_path, text, {AMERSFOORT, ASSEN})

    assert [said.subject for said in one.statements] == [ASSEN]
    first = len((SHORE + row_of(id=ASSEN)).splitlines()) + 1
    last = len(text.splitlines())
    for problem in problems:
        assert (problem.code, problem.place) == ("bad-cooperation", str(tmp_path / FILE))
        assert first <= problem.line <= last
    assert any(problem.field.endswith(field) for problem in problems)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (f"id: {DUINEN}", "id: De Duinen"),
        ("name: Samenwerking De Duinen", "name:"),
        ("type: samenwerkingsverband", "type: clubje"),
        ("aliases: [De Duinen, SDD]", "aliases: De Duinen"),
        ("website: https://deduinen.example.nl", "website: deduinen"),
        ("    date: 2026-05-16\n", ""),
        ("source:", "bron:"),
    ],
)
def test_a_bad_block_is_left_out_and_the_next_one_is_read(
    tmp_path: Path, old: str, new: str
) -> None:
    other = SHORE.replace("de-duinen", "de-heide").replace("De Duinen", "De Heide")

    found, problems = read(tmp_path, SHORE.replace(old, new, 1) + ROW + other + ROW)

    assert [one.title for one in found] == ["Samenwerking De Heide"]
    assert problems
    assert all(0 < problem.line < len((SHORE + ROW).splitlines()) for problem in problems)


def test_a_member_is_there_once_for_each_source_and_time(tmp_path: Path) -> None:
    left = row_of(since="2010", until="2015-12-31")
    elsewhere = row_of(url="https://example.nl/raad")

    (one,), problems = read(tmp_path, SHORE + ROW + ROW + left + elsewhere)

    assert [said.since for said in one.statements] == ["2020-01-01", "2010", "2020-01-01"]
    assert ["staat er al" in str(problem) for problem in problems] == [True]


def test_a_second_block_for_the_same_cooperation_is_a_problem(tmp_path: Path) -> None:
    found, problems = read(tmp_path, SHORE + ROW + SHORE + row_of(id=ASSEN))

    assert [said.subject for said in rows(found)] == [AMERSFOORT]
    assert [problem.line for problem in problems] == [len((SHORE + ROW).splitlines()) + 1]


def test_a_cooperation_may_be_a_member_of_another_in_the_file(tmp_path: Path) -> None:
    sea = SHORE.replace("samenwerking-de-duinen", "zee").replace("De Duinen", "Zee")

    found, problems = read(tmp_path, SHORE + ROW + sea + row_of(id=DUINEN), {AMERSFOORT})

    assert problems == []
    assert [said.subject for said in rows(found)] == [AMERSFOORT, DUINEN]


@pytest.mark.parametrize("text", ["leden: []\n", "tekst", "- [1", "- &x a\n"])
def test_a_file_that_is_no_list_of_blocks_is_one_problem(tmp_path: Path, text: str) -> None:
    found, problems = read(tmp_path, text)

    assert (found, len(problems)) == ([], 1)


def test_a_home_without_the_file_has_no_cooperations(tmp_path: Path) -> None:
    assert load_cooperations(tmp_path / FILE) == ([], [])


def test_what_another_register_has_too_keeps_what_that_says_and_gets_the_names() -> None:
    body = Organisation(id=ASSEN, title="Waterland BV", type="overig", aliases=("WBV",))
    same = Organisation(id=ASSEN, title="Waterland", type="samenwerkingsverband", aliases=("W",))

    (one,) = with_cooperations([body], [same])

    assert (one.title, one.type, one.aliases) == (
        "Waterland BV",
        "overig",
        ("WBV", "Waterland", "W"),
    )


# --- in the hub


def test_the_members_are_edges_with_source_and_day(home: Home) -> None:
    hub = load_hub(home)

    assert list(member_edges(hub, DUINEN)) == [(AMERSFOORT, "")]
    (edge,) = hub.edges_of(DUINEN)
    assert (edge.best.url, edge.best.last_seen) == (
        "https://deduinen.example.nl/leden", date(2026, 5, 16),
    )  # fmt: skip


def test_a_cooperation_with_members_has_a_page_and_one_without_edges_has_none(home: Home) -> None:
    with (home.registers / FILE).open("a", encoding="utf-8") as file:
        file.write(SHORE.replace("de-duinen", "leeg").partition("  members:")[0])
    hub = load_hub(home)
    shelf = Shelf(hub, TODAY)

    assert shelf.path(DUINEN) == "organisaties/samenwerking-de-duinen/"
    assert "noaber:organisatie/samenwerking-leeg" in hub.things
    assert shelf.path("noaber:organisatie/samenwerking-leeg") == ""


def test_a_member_file_of_a_cooperation_is_the_same_organisation(home: Home) -> None:
    home.members.mkdir(parents=True)
    (home.members / "samenwerking-de-duinen.yml").write_text(
        "name: De Duinen\ntype: samenwerkingsverband\nsources: []\n", "utf-8"
    )
    hub = load_hub(home)
    records = [(one.source, one.title) for one in hub.things[DUINEN].records]

    assert records == [
        (SOURCE, "Samenwerking De Duinen"),
        ("member:samenwerking-de-duinen", "De Duinen"),
    ]
    assert [one.id for one in hub.things.values() if "Duinen" in one.title] == [DUINEN]


def test_an_old_source_does_not_count_and_one_that_ended_is_over(home: Home) -> None:
    text = SHORE + row_of(date="2018-05-28") + row_of(id=ASSEN, until="2021-12-31")
    (home.registers / FILE).write_text(text, "utf-8")

    apart = dict(member_edges(load_hub(home), DUINEN))

    assert apart == {AMERSFOORT: "stale", ASSEN: "over"}


def test_what_is_wrong_in_the_file_is_a_problem_of_the_hub_and_of_check(home: Home) -> None:
    (home.registers / FILE).write_text(SHORE + ROW + row_of(id=f"{GM}gm9999"), "utf-8")
    place, line = f"knowledge/registers/{FILE}", len((SHORE + ROW).splitlines()) + 1

    for problems in (load_hub(home).problems, check(home), check(home, home.registers / FILE)):
        (problem,) = (one for one in problems if one.code == "bad-cooperation")
        assert (problem.place, problem.line) == (place, line)


def test_a_name_of_a_cooperation_in_a_claim_means_that_cooperation(home: Home) -> None:
    names = load_register(home)

    assert names.resolve("SDD").organisations == (DUINEN,)
    assert names.resolve("samenwerking de duinen").organisations == (DUINEN,)


def test_a_register_that_cannot_be_opened_is_a_problem_and_stops_nothing(tmp_path):
    (tmp_path / FILE).mkdir()

    found, problems = load_cooperations(tmp_path / FILE)

    assert found == []
    assert [problem.code for problem in problems] == ["unreadable"]
