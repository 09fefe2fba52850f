"""Entries: what people write, and what they hear when it is wrong."""

from pathlib import Path

import pytest

from knowledge.entries import load_entries, load_entry, records_of
from knowledge.front_matter import ENTRY_KINDS, KEYS, FrontMatter
from knowledge.home import CHECKOUT

X = "http://standaarden.overheid.nl/owms/terms/x"
GOOD = """---
title: Wat Eikendaal gebruikt
claimant: noaber:organisatie/eikendaal
statements:
  - subject: noaber:organisatie/eikendaal
    relation: uses
    object: https://code.example/v/formulier/
    role: in gebruik
    since: 2025-01-01
---
Dit gebruiken wij.
"""


@pytest.fixture
def write(tmp_path):
    def written(text, kind="statement", name="eikendaal.md"):
        path = tmp_path / "knowledge" / "entries" / kind / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return written


def wrong(path: Path):
    entry, problems = load_entry(path)
    assert entry is None
    return problems


def test_an_entry_gives_its_statements_with_who_says_so(write):
    entry, problems = load_entry(write(GOOD))
    (record,) = records_of(entry)

    assert problems == []
    (said,) = record.statements
    assert (said.relation, said.object) == ("uses", "https://code.example/v/formulier")
    assert (said.claimant, said.source) == (
        "noaber:organisatie/eikendaal",
        "entry:statement/eikendaal",
    )
    assert (said.since, said.role) == ("2025-01-01", "in gebruik")


def test_an_unknown_key_is_named_with_its_line_and_the_key_that_was_meant(write):
    (problem,) = wrong(write("---\ntitle: A\nownr: Team\n---\n"))

    assert (problem.line, problem.field) == (3, "ownr")
    assert "owner" in problem.message
    assert problem.place == "knowledge/entries/statement/eikendaal.md"


def test_a_missing_title_is_said_in_dutch(write):
    (problem,) = wrong(write("---\nowner: Team\n---\n"))

    assert (problem.field, problem.message) == ("title", "ontbreekt; vul dit in")


def test_text_where_a_list_belongs_says_how_to_write_a_list(write):
    (problem,) = wrong(write("---\ntitle: A\nsources: https://a.example\n---\n"))

    assert problem.line == 3
    assert "lijst" in problem.message


def test_an_unknown_relation_names_those_there_are(write):
    problems = wrong(write(GOOD.replace("uses", "usess")))

    assert problems[0].field == "statements[0].relation"
    assert "'uses'" in problems[0].message
    assert problems[0].line == 6


def test_a_date_that_is_none_says_how_to_write_one(write):
    (problem,) = wrong(write(GOOD.replace("2025-01-01", "1 januari 2025")))

    assert "2026-11-23" in problem.message


def test_a_file_that_is_not_utf8_says_so(write):
    (problem,) = wrong(write("---\ntitle: Café\n---\n".encode("latin-1")))

    assert problem.code == "not-utf-8"
    assert "UTF-8" in problem.message


@pytest.mark.parametrize("text", ["", "Zomaar tekst", "---\ntitle: A\n", "--- \n- a\n---\n"])
def test_a_file_without_keys_between_dashes_is_refused(write, text):
    assert wrong(write(text))


def test_a_yaml_bomb_costs_its_own_entry_only(write):
    bomb = (
        "---\ntitle: &a [x, x]\n" + "".join(f"k{n}: &b{n} [*a, *a]\n" for n in range(9)) + "---\n"
    )
    write(bomb, name="bom.md")
    write(GOOD)

    entries, problems = load_entries(write(GOOD).parents[1])

    assert [entry.slug for entry in entries] == ["eikendaal"]
    assert [problem.line for problem in problems] == [2]


def test_a_folder_that_is_no_kind_is_refused_with_the_kinds(write):
    (problem,) = wrong(write(GOOD, kind="oplossing"))

    assert "solution" in problem.message


def test_a_file_name_must_be_a_page_name(write):
    (problem,) = wrong(write(GOOD, name="Eiken daal.md"))

    assert "eiken-daal.md" in problem.message


def test_a_process_entry_says_which_product_it_handles_and_who_publishes_it(write):
    keys = f"id: https://c.example/p.bpmn\nproduct: {X}\npublisher: noaber:organisatie/e"
    text = f"---\ntitle: P\n{keys}\nterm: P8W\n---\n"
    entry, _ = load_entry(write(text, kind="process"))
    (record,) = records_of(entry)

    assert record.id == "https://c.example/p.bpmn"
    assert record.term == "P8W"
    assert {(s.relation, s.subject, s.object) for s in record.statements} == {
        ("handles", record.id, X),
        ("publishes", "noaber:organisatie/e", record.id),
    }


def test_a_cost_is_a_document_with_an_amount_and_a_year(write):
    entry, _ = load_entry(
        write(
            "---\ntitle: K\namount: 46500\nyear: 2025\nwhat: bouw\nabout: [https://a.example/x]\n---\n",
            kind="cost",
        )
    )
    (record,) = records_of(entry)

    assert (record.kind, record.genre, record.amount, record.year) == (
        "document",
        "kosten",
        46500.0,
        "2025",
    )
    assert [s.relation for s in record.statements] == ["about"]


def test_an_initiative_has_its_lead_and_partners_as_participants(write):
    entry, _ = load_entry(
        write(
            "---\ntitle: I\nlead: noaber:organisatie/a\npartners: [noaber:organisatie/b]\n---\n",
            kind="initiative",
        )
    )
    (record,) = records_of(entry)

    assert [(s.relation, s.subject) for s in record.statements] == [
        ("takes_part", "noaber:organisatie/a"),
        ("takes_part", "noaber:organisatie/b"),
    ]


@pytest.mark.parametrize("kind", ENTRY_KINDS)
def test_each_kind_of_entry_can_be_written_with_a_title_alone(write, kind):
    entry, problems = load_entry(write("---\ntitle: A\n---\nTekst\n", kind=kind))

    assert problems == []
    assert records_of(entry)[0].title == "A"


def test_every_key_belongs_to_a_kind_and_is_explained_to_contributors():
    used = set().union(*KEYS.values())
    text = (CHECKOUT / "CONTRIBUTING.md").read_text()

    assert used == set(FrontMatter.model_fields)
    assert [key for key in sorted(used) if f"`{key}`" not in text] == []


def test_an_agreement_keeps_its_year(write):
    entry, _ = load_entry(write("---\ntitle: A\nyear: 2024\n---\n", kind="agreement"))

    assert records_of(entry)[0].year == "2024"


def test_the_team_that_owns_an_entry_can_be_called(write):
    text = "---\ntitle: A\nowner: Team Balie, balie@eikendaal.example\nreview_by: 2027-01-31\n---\n"
    entry, _ = load_entry(write(text, kind="experience"))
    (record,) = records_of(entry)

    assert record.contact == "Team Balie, balie@eikendaal.example"
    assert record.review_by == "2027-01-31"


@pytest.mark.parametrize(
    ("kind", "keys", "field", "said"),
    [
        ("cost", "title:", "title", "hier staat niets"),
        ("cost", "title: 2024", "title", "aanhalingstekens"),
        ("cost", 'title: "  "', "title", "leeg"),
        ("cost", "amount: veel", "amount", "46500"),
        ("cost", "amount: 1.000.000", "amount", "46500"),
        ("cost", "amount: true", "amount", "46500"),
        ("cost", "year: 20255", "year", "jaar"),
        ("cost", "review_by: 2026-13-45", "review_by", "bestaat niet"),
        ("cost", "sources: ['javascript:alert(1)']", "sources[0]", "webadres"),
        ("cost", "about: ['']", "about[0]", "hier staat niets"),
        ("cost", "about: [Utrecht]", "about[0]", "noaber:organisatie/"),
        ("cost", "about: ['http://[']", "about[0]", "id"),
        ("organisation", "type: stad", "type", "'gemeente'"),
        ("process", "term: 8 weken", "term", "P8W"),
        ("process", "publisher: Utrecht", "publisher", "noaber:organisatie/"),
        ("solution", "id: zomaar iets", "id", "webadres"),
        ("solution", "id: https://identifier.overheid.nl/tooi/id/gemeente/gm0344", "id", "kind"),
        ("process", "id: noaber:oplossing/x", "id", "kind"),
        ("initiative", "partners: [Utrecht]", "partners[0]", "noaber:organisatie/"),
        ("statement", "statements: [ja]", "statements[0]", "sleutels"),
        ("statement", "statements: [{subject: 'noaber:x'}]", "statements[0].relation", "ontbreekt"),
    ],
)
def test_what_is_wrong_is_said_in_dutch_with_what_to_write(write, kind, keys, field, said):
    title = "" if keys.startswith("title") else "title: A\n"
    problems = {p.field: p for p in wrong(write(f"---\n{title}{keys}\n---\n", kind=kind))}

    assert said.replace("kind", "dit is het id van een") in problems[field].message
    assert problems[field].line == (2 if keys.startswith("title") else 3)


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("role: in gebruk", "role", "in gebruik"),
        ("since: 2025-02-30", "since", "bestaat niet"),
        ("state: klaar", "state", " of "),
        ("until: 2024-12-31", "until", "since"),
        ("url: www.a.example", "url", "https://"),
        ("rol: x", "rol", "kennen we hier niet"),
    ],
)
def test_what_is_wrong_in_a_statement_is_said_at_its_line(write, line, field, said):
    key = line.partition(":")[0]
    kept = [f"    {row}" for row in ("role: pilot", "since: 2025-01-01") if not row.startswith(key)]
    rows = [*GOOD.splitlines()[:7], *kept, f"    {line}", "---", ""]
    (problem,) = wrong(write("\n".join(rows)))

    assert (problem.field, problem.line) == (f"statements[0].{field}", 8 + len(kept))
    assert said in problem.message


def test_a_year_or_month_is_a_date_too(write):
    for since in ("2024", "2024-05"):
        entry, _ = load_entry(write(GOOD.replace("2025-01-01", since)))
        assert records_of(entry)[0].statements[0].since == since


def test_lines_are_those_of_the_file_in_words_too(write):
    (problem,) = wrong(write("---\ntitle: A\ntitle: B\n---\n"))

    assert problem.line == 3
    assert "op regel 2 en op regel 3" in problem.message


def test_a_file_in_utf16_or_with_an_invisible_sign_says_on_which_line(write):
    (utf16,) = wrong(write(GOOD.encode("utf-16")))
    (control,) = wrong(write("---\ntitle: A\n---\nEen\nt\x00wee\n"))

    assert (utf16.code, utf16.line) == ("not-utf-8", 1)
    assert (control.code, control.line) == ("control-character", 5)


@pytest.mark.parametrize("start", ["\ufeff", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_mark_before_the_text_and_line_ends_of_windows_are_welcome(write, start, end):
    entry, problems = load_entry(write((start + GOOD).replace("\n", end).encode()))

    assert problems == []
    assert entry.keys.title == "Wat Eikendaal gebruikt"


def test_a_file_that_does_not_count_is_named(write):
    places = ["../los.md", "sub/diep.md", "x.markdown"]
    for name in places:
        write(GOOD, name=name)
    for name in ("README.md", ".gitkeep"):
        write("", name=name)
    entries, problems = load_entries(write(GOOD).parents[1])

    assert len(entries) == 1
    assert sorted(p.place for p in problems) == [
        "knowledge/entries/los.md",
        "knowledge/entries/statement/sub/diep.md",
        "knowledge/entries/statement/x.markdown",
    ]
    assert {(p.code, p.level) for p in problems} == {("file-name", "warning")}


def test_a_folder_with_the_name_of_an_entry_stops_nothing(write):
    (write(GOOD).parent / "map.md").mkdir()
    (write(GOOD).parent / "weg.md").symlink_to("nergens")
    entries, problems = load_entries(write(GOOD).parents[1])

    assert len(entries) == 1
    assert [problem.code for problem in problems] == ["unreadable"]


def test_the_claimant_is_known_in_any_spelling(write):
    tooi = "identifier.overheid.nl/tooi/id/gemeente/gm0344"
    text = GOOD.replace("noaber:organisatie/eikendaal", f"http://{tooi}/")
    entry, _ = load_entry(write(text))
    (said,) = records_of(entry)[0].statements

    assert said.claimant == said.subject == f"https://{tooi}"


def test_a_cost_keeps_its_summary_beside_what_it_was_for(write):
    entry, _ = load_entry(write("---\ntitle: K\nsummary: Kort.\nwhat: bouw\n---\n", kind="cost"))

    assert records_of(entry)[0].summary == "Kort. bouw"


def test_about_in_an_entry_that_is_the_thing_itself_is_warned_of(write):
    text = "---\ntitle: S\nabout: [noaber:organisatie/x]\n---\n"
    entry, (problem,) = load_entry(write(text, kind="solution"))

    assert entry
    assert (problem.level, problem.field) == ("warning", "about")
