"""The hub, search and questions on the whole corpus; what is expected was read by hand."""

from __future__ import annotations

import json
from typing import Any

import pytest

OPENSTAD = "https://github.com/openstad/openstad-headless"
GEMEENTE = "https://identifier.overheid.nl/tooi/id/gemeente/"
PROVINCIE = "https://identifier.overheid.nl/tooi/id/provincie/"
# `usedBy` of openstad/openstad-headless/publiccode.yml, lines 28 to 59. The codes were looked up by
# name in rwc_gemeenten_compleet_4.json and rwc_provincies_compleet_1.json, that of the work
# organisation in the register of cooperations; None: in no register.
USERS = {
    "Buro Regen&Water": None,
    "Democracy Agency": None,
    "Draad": None,
    "Gemeente Amsterdam": f"{GEMEENTE}gm0363",
    "Gemeente Den Haag": f"{GEMEENTE}gm0518",
    "Gemeente Alphen aan den Rijn": f"{GEMEENTE}gm0484",
    "Gemeente Apeldoorn": f"{GEMEENTE}gm0200",
    "Gemeente Bloemendaal": f"{GEMEENTE}gm0377",
    "Gemeente Deventer": f"{GEMEENTE}gm0150",
    "Gemeente Duiven": f"{GEMEENTE}gm0226",
    "Gemeente Enschede": f"{GEMEENTE}gm0153",
    "Gemeente Groningen": f"{GEMEENTE}gm0014",
    "Gemeente Haarlem": f"{GEMEENTE}gm0392",
    "Gemeente Haarlemmermeer": f"{GEMEENTE}gm0394",
    "Gemeente Hardenberg": f"{GEMEENTE}gm0160",
    "Gemeente Heemstede": f"{GEMEENTE}gm0397",
    "Gemeente Nijkerk": f"{GEMEENTE}gm0267",
    "Gemeente Nijmegen": f"{GEMEENTE}gm0268",
    "Gemeente Tilburg": f"{GEMEENTE}gm0855",
    "Gemeente Veenendaal": f"{GEMEENTE}gm0345",
    "Gemeente Velsen": f"{GEMEENTE}gm0453",
    "Gemeente Westervoort": f"{GEMEENTE}gm0293",
    "Gemeente Westland": f"{GEMEENTE}gm1783",
    "Gemeente Zaanstad": f"{GEMEENTE}gm0479",
    "Gemeente Zutphen": f"{GEMEENTE}gm0301",
    "Gemeente Zwolle": f"{GEMEENTE}gm0193",
    "Provincie Gelderland": f"{PROVINCIE}pv25",
    "Provincie Noord-Holland": f"{PROVINCIE}pv27",
    "Provincie Zuid-Holland": f"{PROVINCIE}pv28",
    "Stichting Stukken Beter": None,
    "Werkorganisatie Druten-Wijchen": "https://identifier.overheid.nl/tooi/id/so/so0897",
    "Woonstad Rotterdam": None,
}
FUNDERS = 15  # names under `fundedBy` of the same file
KNOWN = {user for user in USERS.values() if user}


def test_openstad_has_exactly_its_32_users(hub: Any) -> None:
    assert len(USERS) == 32
    edges = [edge for edge in hub.edges_of(OPENSTAD) if edge.relation == "uses"]
    users = {edge.subject for edge in edges}
    assert len(edges) == len(users) == 32
    assert {user for user in users if not user.startswith("noaber:")} == KNOWN
    titles = {hub.things[user].title for user in users - KNOWN}
    assert titles == {name for name, code in USERS.items() if not code}


def test_a_user_of_openstad_keeps_the_name_as_it_was_written(hub: Any) -> None:
    edges = [edge for edge in hub.edges_of(OPENSTAD) if edge.relation == "uses"]
    assert {edge.best.subject_name for edge in edges} == set(USERS)


def test_those_who_pay_for_openstad_are_15(hub: Any) -> None:
    edges = [edge for edge in hub.edges_of(OPENSTAD) if edge.relation == "funds"]
    assert len({edge.subject for edge in edges}) == FUNDERS


def test_openstad_is_one_solution_although_two_organisations_carry_the_file(hub: Any) -> None:
    solutions = [thing for thing in hub.things.values() if thing.kind == "solution"]
    assert [t.id for t in solutions if "openstad" in t.id.lower()] == [OPENSTAD]
    assert len(hub.things[OPENSTAD].records) == 1
    for edge in hub.edges_of(OPENSTAD):
        if edge.relation == "uses":
            assert len(edge.evidence) == 1


def test_the_maker_says_it_so_the_claim_is_of_strength_maker(hub: Any) -> None:
    for edge in hub.edges_of(OPENSTAD):
        if edge.relation == "uses":
            assert edge.best.strength == "maker"
            assert edge.best.claimant == "noaber:organisatie/openstad"
            assert edge.best.url == f"{OPENSTAD}/blob/HEAD/publiccode.yml"


def test_no_edge_is_without_source_address_and_day(hub: Any) -> None:
    assert hub.edges
    for edge in hub.edges:
        for said in edge.evidence:
            assert said.source, said
            assert said.url, said
            assert said.first_seen, said
            assert said.last_seen, said


def test_the_ends_of_every_edge_exist_and_are_of_the_right_kind(hub: Any) -> None:
    kinds = {  # the table in model.md
        "uses": ({"organisation"}, {"solution"}),
        "makes": ({"organisation"}, {"solution"}),
        "funds": ({"organisation"}, {"solution", "initiative"}),
        "publishes": ({"organisation"}, {"process", "document"}),
        "based_on": ({"solution", "process"}, {"solution", "process"}),
    }
    for edge in hub.edges:
        assert edge.subject in hub.things, edge
        assert edge.object in hub.things, edge
        subjects, objects = kinds.get(edge.relation, ({None}, {None}))
        assert hub.things[edge.subject].kind in subjects or subjects == {None}
        assert hub.things[edge.object].kind in objects or objects == {None}


def test_nothing_is_related_to_itself(hub: Any) -> None:
    """The exchange file about GEMMA has a process that is a special form of itself."""
    assert [edge for edge in hub.edges if edge.subject == edge.object] == []


def test_every_record_of_the_harvest_is_in_the_hub(hub: Any, real: Any) -> None:
    known = {(r.source, r.url, r.title) for thing in hub.things.values() for r in thing.records}
    lost = [r["id"] for r in real.records if (r["source"], r["url"], r["title"]) not in known]
    assert lost == []


def test_loading_reports_no_statement_that_could_not_be_used(hub: Any) -> None:
    assert [str(problem) for problem in hub.problems] == []


def test_every_harvested_solution_has_a_maker(hub: Any, real: Any) -> None:
    """The owner of the repository at least says that it is theirs; nothing takes that away."""
    made = {edge.object for edge in hub.edges if edge.relation == "makes"}
    harvested = [
        thing.id
        for thing in hub.things.values()
        if thing.kind == "solution" and {"publiccode", "forge"} & {r.reader for r in thing.records}
    ]
    assert len(harvested) >= 71  # 72 repositories, of which two may be one solution
    assert sorted(set(harvested) - made) == []


def test_no_thing_has_an_id_that_is_another_name_of_a_second_thing(hub: Any) -> None:
    clashes = [
        (alias, thing.id)
        for thing in hub.things.values()
        for record in thing.records
        for alias in getattr(record, "aliases", ())
        if thing.kind == "solution" and alias in hub.things and alias != thing.id
    ]
    assert clashes == []


def test_each_wedding_diagram_is_published_by_vng_realisatie(hub: Any) -> None:
    processes = [t.id for t in hub.things.values() if t.kind == "process"]
    weddings = [i for i in processes if "/vng-realisatie/huwelijksplanner/" in i]
    assert len(weddings) == 18
    for identifier in weddings:
        publishers = {e.subject for e in hub.edges_of(identifier) if e.relation == "publishes"}
        assert publishers == {"noaber:organisatie/vng-realisatie"}


def test_ask_users_of_answers_in_the_form_of_the_model(real: Any) -> None:
    found = real.answer("ask", "users_of", OPENSTAD)
    assert found["question"] == "users_of"
    assert found["arguments"] == [OPENSTAD]
    assert found["as_of"] == "2026-11-23"
    assert len(found["rows"]) == 32
    assert {row["organisation"] for row in found["rows"]} >= KNOWN
    for row in found["rows"]:
        assert row["source"] == "openstad-forge"
        assert row["url"] == f"{OPENSTAD}/blob/HEAD/publiccode.yml"
        assert row["last_seen"] == "2026-11-23"
        assert row["strength"] == "maker"
        assert row["state"] == "current"


@pytest.mark.parametrize(
    "written",
    ["http://www.github.com/OpenStad/openstad-headless.git/", "OpenStad headless"],
)
def test_ask_understands_another_way_to_write_the_solution(real: Any, written: str) -> None:
    found = real.answer("ask", "users_of", written)
    assert found["arguments"] == [OPENSTAD]
    assert len(found["rows"]) == 32


def test_openstad_is_the_most_reused_dutch_solution(real: Any) -> None:
    rows = real.answer("ask", "most_reused")["rows"]
    users = {row["solution"]: row["users"] for row in rows}
    assert users[OPENSTAD] == 32


def test_the_path_between_two_users_goes_over_the_solution_that_they_share(real: Any) -> None:
    found = real.answer("ask", "path", "Gemeente Haarlem", "Gemeente Zwolle")
    assert found["arguments"] == [f"{GEMEENTE}gm0392", f"{GEMEENTE}gm0193"]
    assert [row["object"] for row in found["rows"]] == [OPENSTAD, OPENSTAD]
    assert [row["subject"] for row in found["rows"]] == found["arguments"]
    for row in found["rows"]:
        assert {"source", "url", "last_seen", "strength", "state"} <= set(row)


def test_a_question_about_nothing_known_ends_with_status_1_in_one_line(real: Any) -> None:
    done = real.noaber("ask", "users_of", "https://github.com/niemand/niets", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1


def test_search_trouwen_finds_a_process_of_the_huwelijksplanner(real: Any) -> None:
    found = real.answer("search", "trouwen")
    assert {"query", "total", "facets", "suggestion", "results"} <= set(found)
    processes = [r for r in found["results"] if r["kind"] == "process"]
    assert any("/huwelijksplanner/" in r["id"] for r in processes)
    for result in found["results"]:
        assert {"id", "kind", "title", "url", "score", "snippet", "product"} <= set(result)


def test_search_shows_no_mail_address_of_a_person(real: Any) -> None:
    """README.md of OpenZaakBrug says whom to write to; threats.md C.11: mask before the index."""
    for address in ("e.witteveen@sudwestfryslan.nl", "ruben@conduction.nl"):
        found = real.answer("search", address)
        assert address not in json.dumps(found["results"])
