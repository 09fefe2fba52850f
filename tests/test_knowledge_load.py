"""Loading a home: harvest, entries, registers and members into one hub."""

import shutil
from datetime import date

import pytest

from knowledge.home import CHECKOUT, Home, today
from knowledge.load import last_reports, load_hub
from knowledge.model import NoaberError, Process, Solution, Statement, plain, to_json

FORM = "https://code.example/e/form"
EIKENDAAL, UTRECHT = (
    "noaber:organisatie/eikendaal",
    "https://identifier.overheid.nl/tooi/id/gemeente/gm0344",
)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    # registers of its own, without cooperations: their members are edges too
    cooperations = shutil.ignore_patterns("cooperations.yml")
    registers = CHECKOUT / "knowledge" / "registers"
    shutil.copytree(registers, tmp_path / "knowledge" / "registers", ignore=cooperations)
    home = Home(tmp_path)
    home.members.mkdir(parents=True)
    home.harvest.mkdir(parents=True)
    (home.members / "eikendaal.yml").write_text(
        "name: Voorbeeldgemeente Eikendaal\ntype: gemeente\nsources:\n"
        "  - protocol: forge\n    api: https://code.example\n    owner: e\n"
    )
    return home


def harvested(home, *statements, source="eikendaal-forge", **values):
    said = tuple(
        Statement(**{"claimant": EIKENDAAL, "source": source, "strength": "maker"} | s)
        for s in statements
    )
    record = Solution(
        **{"id": FORM, "title": "Form", "source": source, "last_seen": date(2026, 11, 20)} | values,
        statements=said,
    )
    with (home.harvest / f"{source}.jsonl").open("a") as file:
        file.write(to_json(plain(record)) + "\n")


def entry(home, kind, name, text):
    path = home.entries / kind / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def uses(name, **more):
    return {
        "subject": f"noaber:organisatie/{name.lower()}",
        "subject_name": name,
        "relation": "uses",
        "object": FORM,
    } | more


def test_a_name_in_a_usage_list_becomes_the_organisation_of_the_register(home):
    harvested(home, uses("Gemeente Utrecht"))

    (edge,) = load_hub(home).edges_of(FORM)

    assert edge.subject == UTRECHT
    assert edge.best.strength == "maker"


def test_a_name_that_no_rule_knows_stays_a_named_organisation_with_its_source(home):
    harvested(home, uses("Stichting Onbekend"))
    hub = load_hub(home)

    (edge,) = hub.edges_of(FORM)

    assert hub.things[edge.subject].title == "Stichting Onbekend"
    assert hub.things[edge.subject].records[0].source == "eikendaal-forge"


def test_what_a_member_says_of_itself_is_its_own_claim(home):
    harvested(home, uses("Voorbeeldgemeente Eikendaal"))

    (edge,) = load_hub(home).edges_of(FORM)

    assert (edge.subject, edge.best.strength) == (EIKENDAAL, "own")


def test_an_entry_disputes_what_a_maker_says(home):
    harvested(home, uses("Voorbeeldgemeente Eikendaal"), source="maker-forge")
    entry(
        home,
        "statement",
        "nee.md",
        f"---\ntitle: Nee\nclaimant: {EIKENDAAL}\nstatements:\n  - subject: {EIKENDAAL}\n"
        f"    relation: uses\n    object: {FORM}\n    state: disputed\n---\n",
    )

    (edge,) = [e for e in load_hub(home).edges_of(FORM) if e.relation == "uses"]

    assert edge.state == "disputed"
    assert {said.source for said in edge.evidence} == {"maker-forge", "entry:statement/nee"}


def test_the_same_solution_in_two_sources_is_one_thing_with_two_records(home):
    harvested(home)
    harvested(home, source="other-forge", licence="MIT")
    hub = load_hub(home)

    assert [record.source for record in hub.things[FORM].records] == [
        "eikendaal-forge",
        "other-forge",
    ]
    assert hub.things[FORM].facts("licence")[0].source == "other-forge"


def test_a_renamed_repository_is_found_under_its_new_id(home):
    harvested(home, aliases=("https://code.example/old/form",))
    harvested(
        home,
        uses("Gemeente Utrecht") | {"object": "https://code.example/old/form"},
        source="x",
        id="https://code.example/x/y",
    )

    (edge,) = [e for e in load_hub(home).edges if e.relation == "uses"]

    assert edge.object == FORM


def test_a_broken_line_of_harvest_is_a_problem_with_its_place_and_loses_nothing_else(home):
    harvested(home)
    with (home.harvest / "eikendaal-forge.jsonl").open("a") as file:
        file.write('{"kind": "solution"}\n')
    hub = load_hub(home)

    assert FORM in hub.things
    assert [(p.place, p.line) for p in hub.problems] == [("data/harvest/eikendaal-forge.jsonl", 2)]


def test_a_statement_between_the_wrong_kinds_is_refused_with_a_reason(home):
    harvested(home, {"subject": FORM, "relation": "uses", "object": FORM})
    hub = load_hub(home)

    assert hub.edges == ()
    assert "organisation" in hub.problems[0].message


def test_a_relation_that_does_not_exist_is_refused(home):
    harvested(home, {"subject": EIKENDAAL, "relation": "likes", "object": FORM})

    assert "onbekende relatie" in load_hub(home).problems[0].message


def test_two_entries_with_one_id_are_a_problem_that_names_both_files(home):
    for name in ("een.md", "twee.md"):
        entry(home, "solution", name, f"---\ntitle: F\nid: {FORM}\n---\n")
    (problem,) = load_hub(home).problems

    assert problem.code == "duplicate-id"
    assert "een.md" in problem.message
    assert problem.place.endswith("twee.md")


def test_a_home_without_anything_still_has_the_registers(home):
    hub = load_hub(home)

    assert hub.things[UTRECHT].title == "Gemeente Utrecht"
    assert hub.things[UTRECHT].slug == "utrecht"
    assert len([t for t in hub.of_kind("organisation") if t.get("type") == "gemeente"]) == 606


def test_the_page_of_a_member_is_named_as_its_file(home):
    assert load_hub(home).things[EIKENDAAL].slug == "eikendaal"


def test_no_two_things_of_a_kind_share_a_page(home):
    harvested(home)
    harvested(home, id="https://code.example/f/form", source="b")
    things = load_hub(home).things.values()

    assert len({(thing.kind, thing.slug) for thing in things}) == len(things)


def test_the_last_report_of_each_source_counts(home):
    home.runs.mkdir(parents=True)
    for run, state in (("2026-01-01", "complete"), ("2026-01-02", "failed")):
        (home.runs / f"{run}.json").write_text(
            to_json({"run": run, "sources": [{"source": "a", "state": state}]})
        )

    reports, problems = last_reports(home)

    assert reports["a"] == {"run": "2026-01-02", "source": "a", "state": "failed"}
    assert problems == []


@pytest.mark.parametrize(
    "text", ['{"run": "x", "sour', "", "[]", "{}", '{"run": "x", "sources": [1]}', "\udcff"]
)
def test_half_a_report_is_a_problem_and_stops_nothing(home, text):
    home.runs.mkdir(parents=True)
    (home.runs / "x.json").write_text(text, errors="surrogateescape")
    hub = load_hub(home)

    assert hub.sources == {}
    assert [problem.place for problem in hub.problems] == ["data/runs/x.json"]


def test_the_clock_is_input(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-01-02T03:04:05")
    assert today() == date(2026, 1, 2)

    monkeypatch.setenv("NOABER_NOW", "morgen")
    with pytest.raises(NoaberError, match="morgen"):
        today()


def test_a_record_under_an_old_name_joins_the_solution_and_keeps_its_relations(home):
    harvested(home, aliases=("https://code.example/old/form",))
    harvested(home, uses("Gemeente Utrecht") | {"object": "https://code.example/old/form"},
              source="copy-forge", id="https://code.example/old/form")  # fmt: skip
    hub = load_hub(home)

    assert [t.id for t in hub.of_kind("solution")] == [FORM]
    assert {record.source for record in hub.things[FORM].records} == {
        "eikendaal-forge",
        "copy-forge",
    }
    assert [edge.relation for edge in hub.edges_of(FORM)] == ["uses"]


def test_two_solutions_that_call_each_other_old_names_do_not_loop(home):
    harvested(home, aliases=("https://code.example/b/b",))
    harvested(
        home,
        uses("Gemeente Utrecht"),
        source="b-forge",
        id="https://code.example/b/b",
        aliases=(FORM,),
    )
    hub = load_hub(home)

    assert [t.id for t in hub.of_kind("solution")] == ["https://code.example/b/b"]
    assert [edge.object for edge in hub.edges] == ["https://code.example/b/b"]


def test_a_harvest_of_a_source_that_no_member_has_is_read_and_named(home):
    harvested(home, source="vertrokken-forge")
    hub = load_hub(home)

    assert FORM in hub.things
    assert [(p.code, p.level, p.place) for p in hub.problems] == [
        ("no-source", "warning", "data/harvest/vertrokken-forge.jsonl")
    ]


def test_a_harvest_that_cannot_be_opened_is_a_problem_and_stops_nothing(home):
    harvested(home)
    (home.harvest / "a.jsonl").mkdir()
    hub = load_hub(home)

    assert FORM in hub.things
    assert {problem.code for problem in hub.problems} == {"no-source", "unreadable"}


def test_a_use_that_ended_yesterday_does_not_count_today(home):
    for name, until in (("A", "2026-11-22"), ("B", "2026-11-23"), ("C", "2026-11"), ("D", "2025")):
        harvested(home, uses(name, until=until))
    counts = {edge.best.subject_name: edge.counts for edge in load_hub(home).edges}

    assert counts == {"A": False, "B": True, "C": True, "D": False}


def test_the_file_of_a_fork_is_not_what_the_maker_says(home):
    at = "https://code.example/{}/form/blob/HEAD/publiccode.yml"
    harvested(home, uses("A", url=at.format("e")), uses("B", url=at.format("fork")))
    strengths = {edge.best.subject_name: edge.best.strength for edge in load_hub(home).edges}

    assert strengths == {"A": "maker", "B": "third"}


def test_the_description_that_stands_with_the_solution_goes_before_a_copy(home):
    for source, owner in (("a-forge", "fork"), ("z-forge", "e")):
        harvested(home, source=source, title=owner, reader="publiccode",
                  url=f"https://code.example/{owner}/form/blob/HEAD/publiccode.yml")  # fmt: skip

    assert load_hub(home).things[FORM].title == "e"


@pytest.mark.parametrize(
    "written",
    [
        "http://standaarden.overheid.nl/owms/terms/Utrecht_(gemeente)",
        UTRECHT + "/",
        UTRECHT.upper(),
    ],
)
def test_an_organisation_is_known_by_every_spelling_of_its_ids(home, written):
    harvested(home, {"subject": written, "relation": "uses", "object": FORM})

    assert [edge.subject for edge in load_hub(home).edges] == [UTRECHT]


def test_what_an_entry_is_about_and_nobody_knows_makes_no_thing(home):
    unknown = "https://code.example/tikfout"
    entry(home, "experience", "a.md", f"---\ntitle: A\nabout: [{unknown}]\n---\n")
    hub = load_hub(home)

    assert unknown not in hub.things
    assert [problem.place for problem in hub.problems] == ["knowledge/entries/experience/a.md"]


def test_what_an_entry_is_about_may_be_known_from_a_later_statement_alone(home):
    solution = "https://code.example/x/alleen-genoemd"
    entry(home, "experience", "a.md", f"---\ntitle: A\nabout: [{solution}]\n---\n")
    harvested(home, {"subject": EIKENDAAL, "relation": "uses", "object": solution})
    hub = load_hub(home)

    assert hub.problems == ()
    assert {edge.relation for edge in hub.edges_of(solution)} == {"about", "uses"}


def test_a_process_is_not_based_on_a_solution(home):
    process = "https://code.example/p.bpmn"
    entry(home, "process", "p.md", f"---\ntitle: P\nid: {process}\nstatements:\n"
          f"  - subject: {process}\n    relation: based_on\n    object: {FORM}\n---\n")  # fmt: skip
    harvested(home)
    hub = load_hub(home)

    assert hub.edges == ()
    assert "soort" in hub.problems[0].message


def test_a_record_of_another_kind_than_the_thing_is_named(home):
    harvested(home, id=UTRECHT)
    hub = load_hub(home)

    assert hub.things[UTRECHT].kind == "organisation"
    assert [problem.code for problem in hub.problems] == ["other-kind"]


def test_an_empty_end_of_a_statement_costs_that_statement_only(home):
    harvested(home, {"subject": "", "relation": "uses", "object": FORM}, uses("Gemeente Utrecht"))
    hub = load_hub(home)

    assert [edge.subject for edge in hub.edges] == [UTRECHT]
    assert [problem.code for problem in hub.problems] == ["wrong-kind"]


AMSTERDAM, WEESP = (
    f"https://identifier.overheid.nl/tooi/id/gemeente/gm{n}" for n in ("0363", "0457")
)


def merged(home):
    """Two solutions: the form of Amsterdam since 2018, and Weesp's own since 2015."""
    harvested(
        home,
        {"subject": AMSTERDAM, "relation": "uses", "object": FORM, "since": "2018"},
        {"subject": WEESP, "relation": "uses", "object": f"{FORM}-2", "since": "2015"},
        url="https://code.example/e/form/blob/HEAD/publiccode.yml",
    )


def users(hub):
    return {
        (edge.subject[-4:], edge.object.removeprefix(FORM)): edge.apart
        for edge in hub.edges
        if edge.relation == "uses"
    }


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (date(2014, 12, 31), {}),
        (date(2017, 6, 1), {("0457", "-2"): ""}),
        (date(2018, 6, 1), {("0363", ""): "", ("0457", "-2"): ""}),
        (date(2022, 3, 23), {("0363", ""): "", ("0457", "-2"): ""}),
        (date(2022, 3, 24), {("0363", ""): "", ("0363", "-2"): "inherited"}),
    ],
)
def test_the_graph_of_a_day_has_what_held_then(home, day, found):
    merged(home)

    assert users(load_hub(home, day)) == found


def test_today_shows_what_is_over_and_what_the_successor_took_over(home):
    merged(home)

    hub = load_hub(home)

    assert users(hub) == {("0363", ""): "", ("0363", "-2"): "inherited", ("0457", "-2"): "over"}
    taken = next(e.best for e in hub.edges if (e.subject, e.object) == (AMSTERDAM, f"{FORM}-2"))
    assert (taken.via, taken.strength, taken.since) == (WEESP, "derived", "2022-03-24")
    assert taken.source == "eikendaal-forge"
    assert taken.last_seen == date(2026, 11, 20)


def test_a_successor_that_confirms_what_it_took_over_counts(home):
    merged(home)
    entry(
        home,
        "statement",
        "amsterdam.md",
        f"---\ntitle: Wij gebruiken dit\nclaimant: {AMSTERDAM}\nstatements:\n"
        f"  - subject: {AMSTERDAM}\n    relation: uses\n    object: {FORM}-2\n"
        "    state: confirmed\n---\n",
    )

    assert users(load_hub(home))["0363", "-2"] == ""


def test_a_name_of_two_municipalities_is_a_claim_about_each(home):
    harvested(home, uses("Gemeente Duiven/Westervoort"))

    hub = load_hub(home)

    edges = [edge for edge in hub.edges if edge.relation == "uses"]
    assert [edge.subject[-4:] for edge in edges] == ["0226", "0293"]
    assert {(edge.best.rule, edge.best.subject_name) for edge in edges} == {
        ("several", "Gemeente Duiven/Westervoort")
    }


def test_a_resolved_name_says_by_which_rule(home):
    harvested(home, uses("Gemeente Utrecht"), uses("Bakkerij Zoet"))

    rules = {e.best.subject_name: e.best.rule for e in load_hub(home).edges}

    assert rules == {"Gemeente Utrecht": "preferred-name", "Bakkerij Zoet": "unknown"}


def test_a_statement_without_source_or_day_is_no_edge_and_is_said(home):
    harvested(home, uses("Gemeente Utrecht", source=""), source="", last_seen=None)

    hub = load_hub(home)

    assert [edge for edge in hub.edges if edge.relation == "uses"] == []
    assert any("geen bron of geen datum" in problem.message for problem in hub.problems)


def test_an_entry_past_its_review_is_stale_and_what_it_disputes_stays_disputed(home):
    entry(
        home,
        "statement",
        "oud.md",
        f"---\ntitle: Oud\nclaimant: {UTRECHT}\nreview_by: 2026-11-22\nstatements:\n"
        f"  - subject: {UTRECHT}\n    relation: uses\n    object: {FORM}\n"
        f"  - subject: {UTRECHT}\n    relation: uses\n    object: {FORM}-2\n    state: disputed\n"
        "---\n",
    )

    assert [edge.state for edge in load_hub(home).edges if edge.relation == "uses"] == [
        "stale",
        "disputed",
    ]


def test_what_a_source_says_no_more_is_in_the_past_of_the_hub_and_no_edge(home):
    said = uses("Gemeente Utrecht", gone=date(2026, 10, 1), first_seen=date(2026, 1, 1))
    harvested(home, past=(Statement(**said, source="eikendaal-forge"),))

    hub = load_hub(home)

    assert hub.edges == ()
    assert [(one.subject, one.gone) for one in hub.past] == [(UTRECHT, date(2026, 10, 1))]


def test_who_maintains_under_contract_is_a_supplier_unless_others_say_what_it_is(home):
    supplies = {"relation": "makes", "role": "beheerder"}
    harvested(
        home,
        uses("Draad Digitaal") | supplies,
        uses("Gemeente Utrecht") | supplies,
        uses("Bakkerij Zoet"),
    )

    types = {i: thing.get("type") for i, thing in load_hub(home).things.items()}

    assert types["noaber:organisatie/draad digitaal"] == "leverancier"
    assert types["noaber:organisatie/bakkerij zoet"] == "overig"
    assert types[UTRECHT] == types[EIKENDAAL] == "gemeente"


def test_an_entry_that_is_old_today_was_not_old_on_an_earlier_day(home):
    entry(
        home,
        "statement",
        "oud.md",
        f"---\ntitle: Oud\nclaimant: {UTRECHT}\nreview_by: 2024-06-30\nstatements:\n"
        f"  - subject: {UTRECHT}\n    relation: uses\n    object: {FORM}\n    since: 2018\n---\n",
    )

    def states(day=None):
        return [edge.state for edge in load_hub(home, day).edges if edge.relation == "uses"]

    assert states(date(2020, 1, 1)) == ["current"]
    assert states(date(2024, 7, 1)) == states() == ["stale"]


COPY, ORIGIN = "https://code.example/k.json#Z1", "noaber:zaaktype/rsin-123123123-VTH/R"


def case_type(home, **values):
    said = Statement(subject=COPY, relation="based_on", object=ORIGIN, object_name="Utrecht",
                     claimant=EIKENDAAL)  # fmt: skip
    records = [Process(id=COPY, title="Kap", statements=(said,)), *values.get("more", ())]
    lines = [
        plain(one.model_copy(update={"source": "eikendaal-forge", "last_seen": date(2026, 11, 20)}))
        for one in records
    ]
    path = home.harvest / "eikendaal-forge.jsonl"
    path.write_text("".join(to_json(line) + "\n" for line in lines))


def test_the_case_type_that_another_was_made_from_is_a_process_under_the_name_it_is_given(home):
    case_type(home)

    hub = load_hub(home)

    (edge,) = [edge for edge in hub.edges if edge.relation == "based_on"]
    assert (edge.subject, edge.object) == (COPY, ORIGIN)
    assert (hub.things[ORIGIN].kind, hub.things[ORIGIN].title) == ("process", "Utrecht")


def test_a_copy_points_to_the_case_type_itself_where_its_owner_publishes_it(home):
    itself = Process(id="https://code.example/o.json#R", title="Kap", aliases=(ORIGIN,))
    case_type(home, more=[itself])

    hub = load_hub(home)

    (edge,) = [edge for edge in hub.edges if edge.relation == "based_on"]
    assert (edge.subject, edge.object) == (COPY, itself.id)
    assert ORIGIN not in hub.things
