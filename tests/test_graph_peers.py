"""The questions about peers, on a graph small enough to answer by hand.

Eikendaal has 31,000 inhabitants, Vossenbeek 32,100, Waterhoek 310,000, of Lindenveen nobody knows.
Eikendaal uses the form and the planner, Vossenbeek the form, the scan and the map, Waterhoek the
form and the scan, Lindenveen the planner and the map. Oudestad merged into another in 2018.
"""

import json
import math
import random
from datetime import date

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from graph.peers.likeness import PARTS, Profile, likeness, weights_of
from graph.questions import UnknownQuestionError, answered
from graph.questions import peers as questions
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Document, Organisation, Process, Product, Solution, Statement

E, V, W, L, OLD = (
    f"noaber:organisatie/{name}"
    for name in ("eikendaal", "vossenbeek", "waterhoek", "lindenveen", "oudestad")
)
SAMEN, FIRM = "noaber:organisatie/samen", "noaber:organisatie/firma"
FORM, PLANNER, SCAN, MAP = (
    f"https://c.example/{name}" for name in ("form", "planner", "scan", "map")
)
MOVE, PASS, BIN = (f"https://p.example/{name}" for name in ("move", "pass", "bin"))
DAY = date(2026, 11, 23)
PROCESS = "https://c.example/move.bpmn"


def said(subject, relation, target, **more):
    return Statement(subject=subject, relation=relation, object=target, source="s",
                     url="https://e.example", **more)  # fmt: skip


def town(name, **told):
    return Organisation(id=name, title=name.rpartition("/")[2].title(), type="gemeente", **told)


def records():
    return [
        town(E, inhabitants=31_000, province="Utrecht"),
        town(V, inhabitants=32_100, province="Utrecht", website="https://vossenbeek.example"),
        town(W, inhabitants=310_000, province="Zeeland"), town(L),
        town(OLD, inhabitants=31_000, province="Utrecht", valid_until="2018-12-31"),
        Organisation(id=SAMEN, title="Samen", type="samenwerkingsverband"),
        Organisation(id=FIRM, title="Firma", type="leverancier", inhabitants=31_000),
        *(Solution(id=i, title=i.rpartition("/")[2].title(), licence="EUPL-1.2")
          for i in (FORM, PLANNER, SCAN, MAP)),
        *(Product(id=i, title=i.rpartition("/")[2]) for i in (MOVE, PASS, BIN)),
        Process(id=PROCESS, title="Verhuizen"),
    ]  # fmt: skip


def statements():
    uses = [(E, FORM), (E, PLANNER), (V, FORM), (V, SCAN), (V, MAP), (W, FORM), (W, SCAN),
            (L, PLANNER), (L, MAP), (OLD, FORM)]  # fmt: skip
    found = [said(a, "uses", b, strength="own" if a == V else "third") for a, b in uses]
    found += [said(a, "member_of", SAMEN) for a in (E, W)]
    found += [said(E, "performs", MOVE), said(E, "performs", PASS), said(V, "performs", PASS)]
    return [*found, said(V, "publishes", PROCESS), said(PROCESS, "handles", MOVE)]


def graph(more=(), made=None):
    things = {r.id: Thing(r.id, r.kind, "s", (r,)) for r in made or records()}
    return build(hub(more, things))


def hub(more=(), things=None):
    things = things or {r.id: Thing(r.id, r.kind, r.title.lower(), (r,)) for r in records()}
    return Hub(things=things, edges=tuple(edges_from([*statements(), *more], DAY)))


@pytest.fixture
def reuse():
    return graph()


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


def test_peers_are_weighed_part_by_part(reuse):
    first, second, third = questions.peers(reuse, E)

    # Vossenbeek: size as below, one province 1, form of four solutions 1/4, both of both products 1
    size = round(1 - math.log(32_100 / 31_000) / math.log(10), 4)
    assert (first["organisation"], first["size"], first["region"]) == (V, size, 1)
    assert (first["solutions"], first["processes"]) == (0.25, 1)
    assert first["likeness"] == round((size + 1 + 2 * 0.25 + 2 * 1) / 6, 4)
    # Waterhoek: ten times as large, another province and one cooperation, one of three solutions
    assert (second["organisation"], second["size"], second["region"]) == (W, 0, 0.5)
    assert second["likeness"] == round((0 + 0.5 + 2 * 0.3333) / 4, 4)
    # Lindenveen: only solutions are known of both, one of three
    assert (third["organisation"], third["likeness"]) == (L, 0.3333)
    assert (third["size"], third["region"], third["processes"]) == (None, None, None)


def test_who_is_surely_more_alike_goes_before_whom_little_is_known_of(reuse):
    """Waterhoek is at least (0.5 + 2/3) of 6 alike, Lindenveen 2/3 of 6 and at most 4 2/3 of 6."""
    _, second, third = questions.peers(reuse, E)

    assert (second["likeness"], second["likeness_at_least"]) == (0.2916, 0.1944)
    assert (third["likeness"], third["likeness_at_least"]) == (0.3333, 0.1111)
    assert third["likeness_at_most"] == 0.7778
    assert second["likeness_at_most"] == 0.5278


def test_each_peer_says_why_in_dutch_and_what_is_unknown(reuse):
    rows = {row["organisation"]: row for row in questions.peers(reuse, E)}

    assert rows[V]["reasons"] == [
        "net zo groot: 31.000 en 32.100 inwoners", "zelfde provincie: Utrecht",
        "delen 1 oplossing: Form", "doen allebei 2 producten: move, pass",
    ]  # fmt: skip
    assert rows[W]["reasons"] == ["allebei lid van Samen", "delen 1 oplossing: Form"]
    assert (rows[V]["unknown_parts"], rows[W]["unknown_parts"], rows[L]["unknown_parts"]) == (
        0,
        1,
        3,
    )
    assert rows[L]["unknown"] == ["inwoners", "streek", "producten en processen"]
    assert rows[L]["weights"] == {"solutions": 2}
    assert (rows[V]["shared"], rows[V]["shared_products"]) == ([FORM], [MOVE, PASS])
    assert (rows[V]["inhabitants"], rows[L]["inhabitants"]) == (32_100, None)


def test_what_is_unknown_is_counted_and_is_no_zero(reuse):
    rows = questions.peers(reuse, E)

    assert rows.unknown == {
        "size": (1, 3),
        "region": (1, 3),
        "solutions": (0, 3),
        "processes": (2, 3),
    }
    only_size = {row["organisation"]: row["likeness"] for row in questions.peers(
        reuse, E, weights="size=1,region=0,solutions=0,processes=0")}  # fmt: skip
    assert only_size == {
        V: 0.9849
    }  # Waterhoek has nothing in common, of Lindenveen nothing is known


def test_who_is_left_out_is_counted_in_a_note(reuse):
    rows = questions.peers(reuse, E, weights="region=0,solutions=0,processes=0")

    assert rows.notes == (
        "Met 1 andere is niets gemeen gevonden.",
        "Met 1 andere is niets te vergelijken: daarvoor is te weinig bekend.",
    )


def test_only_organisations_of_the_same_type_that_exist_are_peers(reuse):
    assert {OLD, FIRM, SAMEN, E}.isdisjoint(
        row["organisation"] for row in questions.peers(reuse, E)
    )


def test_a_merged_municipality_is_a_peer_on_a_day_when_it_was_there(reuse):
    reuse.graph["day"] = "2018-06-01"

    # 31,000 inhabitants and Utrecht as Eikendaal, of its two solutions the form: the most alike
    rows = {row["organisation"]: row for row in questions.peers(reuse, E)}

    assert rows[OLD]["likeness"] == max(row["likeness"] for row in rows.values())


def test_weights_change_who_is_most_alike(reuse):
    rows = questions.peers(reuse, E, weights="size=0, region=0, processes=0")

    assert [(row["title"], row["likeness"]) for row in rows] == [
        ("Waterhoek", 0.3333), ("Lindenveen", 0.3333), ("Vossenbeek", 0.25),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["grootte=1", "size", "size=veel", "size=-1", "size=nan", "size=inf", "size=1=2", "=1",
             "size=0,region=0,solutions=0,processes=0", "__proto__=1"],
)  # fmt: skip
def test_weights_that_cannot_be_are_refused_with_the_names_that_can(reuse, text):
    for question in (questions.peers, questions.gaps):
        with pytest.raises(
            UnknownQuestionError, match="size, region, solutions, processes"
        ) as error:
            question(reuse, E, weights=text)
        assert error.value.status == 2


def test_weights_that_are_not_named_stay_as_they_were():
    assert weights_of("") == PARTS
    assert weights_of("size=3") == PARTS | {"size": 3}


def test_gaps_are_what_peers_use_and_this_one_does_not(reuse):
    rows = questions.gaps(reuse, E)

    assert [(row["title"], row["number"], row["peers_title"]) for row in rows] == [
        ("Map", 2, ["Vossenbeek", "Lindenveen"]), ("Scan", 2, ["Vossenbeek", "Waterhoek"]),
    ]  # fmt: skip
    weights = {row["organisation"]: row["likeness"] for row in questions.peers(reuse, E)}
    assert rows[0]["weight"] == round(weights[V] + weights[L], 4)
    assert rows[0]["strengths"] == {"own": 1, "maker": 0, "third": 1, "derived": 0}
    assert rows.unknown["solutions"] == (0, 3)


def test_what_an_organisation_disputes_to_use_is_no_gap():
    disputed = graph([said(E, "uses", MAP, state="disputed")])

    assert [row["title"] for row in questions.gaps(disputed, E)] == ["Scan"]


@pytest.mark.parametrize(
    ("more", "words"),
    [({"role": "verkent"}, "verkent dit al"), ({"role": "uitgefaseerd"}, "gebruikte dit eerder"),
     ({"since": "2025", "until": "2026-10"}, "gebruikte dit eerder"),
     ({"since": "2027"}, "gaat dit later gebruiken"),
     ({"state": "stale"}, "dat zij dit gebruikt, is lang niet gezien"),
     ({"doubt": "misschien een ander"}, "dat zij dit gebruikt, is twijfelachtig")],
)  # fmt: skip
def test_a_claim_of_its_own_that_does_not_count_is_told(more, words):
    rows = questions.gaps(graph([said(E, "uses", MAP, **more)]), E)

    assert {row["title"]: row["own_claim"] for row in rows} == {"Map": words, "Scan": ""}


def test_use_by_a_peer_that_does_not_count_is_no_gap():
    rows = questions.gaps(graph([said(V, "uses", "https://c.example/x", state="stale")], [
        *records(), Solution(id="https://c.example/x", title="X", licence="MIT")]), E)  # fmt: skip

    assert "X" not in {row["title"] for row in rows}


def test_a_closed_product_is_no_gap_for_who_uses_it_may_not_be_named():
    shut = Solution(id="https://c.example/x", title="X", licence="proprietary")
    rows = questions.gaps(graph([said(V, "uses", shut.id)], [*records(), shut]), E)

    assert [row["title"] for row in rows] == ["Map", "Scan"]


def test_gaps_of_one_of_which_no_use_is_known_say_so():
    quiet = town("noaber:organisatie/stil", inhabitants=31_000, province="Utrecht")
    rows = questions.gaps(graph(made=[*records(), quiet]), quiet.id)

    assert rows[0]["title"] == "Form"
    assert "kennen wij geen gebruik" in rows.notes[-1]
    assert "Vergeleken met 2 organisaties" in rows.notes[0]


def test_gaps_look_at_the_ten_most_alike(monkeypatch, reuse):
    monkeypatch.setattr(questions, "PEERS", 1)

    assert {row["number"] for row in questions.gaps(reuse, E)} == {1}
    assert questions.gaps(reuse, E)[0]["peers"] == [V]


def test_without_a_team_the_website_is_whom_to_call(reuse):
    rows = questions.gaps(reuse, E)

    # Map: Vossenbeek has a website, Lindenveen nothing
    assert (rows[0]["call"], rows[0]["call_organisation"]) == (
        "Vossenbeek: https://vossenbeek.example", V,
    )  # fmt: skip


def test_nobody_to_call_is_unknown():
    made = [r.model_copy(update={"website": "javascript:alert(1)"}) if r.id == V else r
            for r in records()]  # fmt: skip
    rows = questions.gaps(graph(made=made), E)

    assert {(row["call"], row["call_organisation"]) for row in rows} == {("", "")}
    assert rows.unknown["call"] == (2, 2)


def called(*more, **contacts):
    """Give whom to call for the map, with extra records and contacts of things."""
    made = [r.model_copy(update={"contact": contacts[r.title]}) if r.title in contacts else r
            for r in records()]  # fmt: skip
    made += [one for one in more if not isinstance(one, Statement)]
    rows = questions.gaps(graph([one for one in more if isinstance(one, Statement)], made), E)
    return {row["title"]: row["call"] for row in rows}["Map"]


def test_the_peer_with_the_nearest_team_is_whom_to_call():
    page = Document(
        id="https://l.example/map", title="De kaart", contact="Team Kaart, beheer@l.example"
    )
    about = [said(L, "publishes", page.id), said(page.id, "about", MAP)]
    process = {"Verhuizen": "Team Burgerzaken, burgerzaken@v.example"}
    maker = said(L, "makes", MAP)

    assert called(**process) == "Vossenbeek: Team Burgerzaken, burgerzaken@v.example"
    assert called(maker, Map="Team Maken, beheer@l.example", **process) == (
        "Lindenveen: Team Maken, beheer@l.example"
    )
    assert called(page, *about, maker, Map="Team Maken, beheer@l.example", **process) == (
        "Lindenveen: Team Kaart, beheer@l.example"
    )
    assert called(page, *about, Vossenbeek="Loket Digitaal", **process) == (
        "Vossenbeek: Loket Digitaal"
    )


def test_a_person_is_never_whom_to_call():
    told = called(Lindenveen="jan.jansen@lindenveen.example", Vossenbeek="06-12345678")

    assert told == "Vossenbeek: https://vossenbeek.example"
    assert (
        called(Lindenveen="Team Zaken, jan.jansen@lindenveen.example") == "Lindenveen: Team Zaken"
    )


def test_an_unknown_or_other_thing_has_no_peers(reuse):
    for thing in ("noaber:organisatie/niemand", FORM, "__proto__", ""):
        assert questions.peers(reuse, thing) == []
        assert questions.gaps(reuse, thing) == []


def test_odd_ids_and_titles_break_nothing():
    odd = [town("__proto__", inhabitants=5), town("constructor", inhabitants=5)]
    more = [said("__proto__", "uses", "toString"), said("constructor", "uses", FORM)]
    made = [*records(), *odd, Solution(id="toString", title="=1+1", licence="MIT")]
    reuse = graph(more, made)

    assert questions.peers(reuse, "__proto__")[0]["organisation"] == "constructor"
    assert {row["solution"] for row in questions.gaps(reuse, "constructor")} >= {"toString"}


def test_the_order_in_which_the_graph_was_filled_changes_no_byte(reuse):
    mixed = nx.MultiDiGraph(past=[])
    nodes, edges = list(reuse.nodes(data=True)), list(reuse.edges(keys=True, data=True))
    random.Random(4).shuffle(nodes)
    random.Random(5).shuffle(edges)
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(edges)
    for question in (questions.peers, questions.gaps):
        one, other = question(reuse, E), question(mixed, E)
        assert json.dumps([one, one.unknown, one.notes]) == json.dumps(
            [other, other.unknown, other.notes]
        )


def test_a_question_with_weights_is_asked_by_name():
    found = answered(hub(), "peers", ("eikendaal",), options={"weights": "size=2"})

    assert found["options"] == {"weights": "size=2"}
    assert found["rows"][0]["weights"]["size"] == 2
    assert answered(hub(), "gaps", ("eikendaal",))["rows"][0]["title"] == "Map"


names = st.frozensets(st.sampled_from("abcdef"))
provinces = st.sampled_from(["", "Noord", "Zuid"])
profiles = st.builds(Profile, st.none() | st.integers(1, 10**6), provinces, names, names, names)
weighed = st.fixed_dictionaries({name: st.floats(0, 1000) for name in PARTS})


@given(profiles, profiles, weighed)
def test_two_are_as_alike_as_the_other_way_round_and_never_more_than_the_same(one, other, weights):
    found = likeness(one, other, weights)

    assert found == likeness(other, one, weights)
    assert found.whole is None or 0 <= found.whole <= 1
    assert found.unknown == [name for name, value in found.parts.items() if value is None]


@given(profiles, weighed)
def test_one_is_exactly_like_itself_in_all_that_is_known(one, weights):
    assert set(likeness(one, one, weights).parts.values()) <= {1, None}
