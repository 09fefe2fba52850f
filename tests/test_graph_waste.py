"""Waste, on graphs small enough to count by hand."""

from datetime import date

import pytest

from graph.build import build
from graph.questions import waste as questions
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Document, Organisation, Process, Product, Solution, Statement

DAY, LATER = date(2026, 11, 23), date(2026, 12, 1)
MAKERS = {"Bouwer": "noaber:organisatie/bouwer", "Stad": "noaber:organisatie/stad",
          "Dorp": "noaber:organisatie/dorp"}  # fmt: skip
BOUWER, STAD, DORP = MAKERS.values()
A, B, C, D = (f"https://c.example/{letter}" for letter in "abcd")
PASS, MOVE = "https://p.example/paspoort", "https://p.example/verhuizen"
WAY = "https://c.example/way.bpmn"


def said(subject, relation, target, **more):
    kept = {"source": "s", "claimant": subject, "strength": "own"} | more
    return Statement(subject=subject, relation=relation, object=target, **kept)


def graph(*statements, counted=None, records=()):
    made = [Organisation(id=one, title=title) for title, one in MAKERS.items()]
    made += [Solution(id=one, title=one[-1].upper(), licence="EUPL-1.2") for one in (A, B, C, D)]
    made += [Product(id=one, title=one.rpartition("/")[2]) for one in (PASS, MOVE)]
    found = {one.id: one for one in (*made, Process(id=WAY, title="Way"), *records)}
    things = {one.id: Thing(one.id, one.kind, one.title.lower(), (one,)) for one in found.values()}
    return build(
        Hub(things=things, edges=tuple(edges_from(statements, DAY)), counted=counted or {})
    )


def picked(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


class TestManyBuilds:
    def test_solutions_that_are_not_based_on_each_other_are_builds_of_their_own(self):
        """For the passport there are A, its variant B, and C: two builds. Move has one: none.

        A and B have users Stad and Dorp (Dorp has both), C has Dorp; together two users.
        """
        rows = questions.many_builds(
            graph(
                said(A, "supports", PASS), said(B, "supports", PASS, strength="maker"),
                said(C, "supports", PASS, strength="third"), said(B, "based_on", A),
                said(C, "supports", MOVE), said(BOUWER, "makes", A), said(STAD, "makes", B),
                said(STAD, "uses", A), said(DORP, "uses", A), said(DORP, "uses", B),
                said(DORP, "uses", C),
            )
        )  # fmt: skip

        assert picked(rows, "title", "builds", "solutions", "users") == [("paspoort", 2, 3, 2)]
        assert picked(rows, "own", "maker", "third", "derived") == [(1, 1, 1, 0)]
        assert picked(rows[0]["families"], "titles", "maker_titles", "users") == [
            (["A", "B"], ["Bouwer", "Stad"], 2),
            (["C"], [], 1),
        ]

    def test_a_shared_base_that_serves_something_else_makes_them_one_build(self):
        """B and C both stem from D, that supports nothing itself."""
        rows = questions.many_builds(
            graph(
                said(B, "supports", PASS), said(C, "supports", PASS),
                said(B, "based_on", D), said(C, "based_on", D),
            )
        )  # fmt: skip

        assert rows == []

    def test_a_process_leads_to_a_product_and_is_as_strong_as_its_weakest_step(self):
        """A: own by way of a derived step is derived. B: derived that way, maker by itself."""
        rows = questions.many_builds(
            graph(
                said(WAY, "handles", PASS, strength="derived"), said(A, "supports", WAY),
                said(B, "supports", WAY), said(B, "supports", PASS, strength="maker"),
            )
        )  # fmt: skip

        assert picked(rows, "builds", "own", "maker", "derived") == [(2, 0, 1, 1)]

    @pytest.mark.parametrize("relation", ["supports", "based_on", "uses", "makes"])
    def test_what_does_not_count_does_not_count(self, relation):
        """With all claims: A and B one build with one user; C another. One of them is doubted."""
        doubted = {relation: {"doubt": "kopie"}}
        rows = questions.many_builds(
            graph(
                said(A, "supports", PASS), said(C, "supports", PASS, **doubted.get("supports", {})),
                said(B, "supports", PASS), said(B, "based_on", A, **doubted.get("based_on", {})),
                said(STAD, "uses", A, **doubted.get("uses", {})),
                said(BOUWER, "makes", A, **doubted.get("makes", {})),
            )
        )  # fmt: skip
        seen = [(row["builds"], row["users"], row["families"][0]["maker_titles"]) for row in rows]

        assert (
            seen
            == {
                "supports": [],
                "based_on": [(3, 1, ["Bouwer"])],
                "uses": [(2, 0, ["Bouwer"])],
                "makes": [(2, 1, [])],
            }[relation]
        )

    def test_products_with_most_builds_stand_first_then_by_title(self):
        rows = questions.many_builds(
            graph(*(said(one, "supports", PASS) for one in (A, B)),
                  *(said(one, "supports", MOVE) for one in (B, C, D)))
        )  # fmt: skip
        tied = questions.many_builds(
            graph(*(said(one, "supports", to) for one in (A, B) for to in (PASS, MOVE)))
        )

        assert picked(rows, "title", "builds") == [("verhuizen", 3), ("paspoort", 2)]
        assert picked(tied, "title") == [("paspoort",), ("verhuizen",)]


class TestWithoutUsers:
    def test_it_tells_never_claimed_from_claims_that_do_not_count(self):
        """A has a user; B none and a silent maker; C is disputed; D its maker explores.

        The makers of use of B and C is unknown: nobody makes C, so only one of three is unknown.
        """
        rows = questions.without_users(
            graph(
                said(STAD, "uses", A),
                said(BOUWER, "makes", B),
                said(STAD, "uses", C, state="disputed"),
                said(DORP, "makes", D), said(DORP, "uses", D, role="verkent"),
            )
        )  # fmt: skip

        assert picked(rows, "title", "why", "claims", "apart", "makers_use", "own") == [
            ("B", "never claimed", 0, [], "unknown", 0),
            ("C", "nothing counts", 1, ["disputed"], "no maker", 1),
            ("D", "nothing counts", 1, ["early"], "early", 1),
        ]
        assert rows.unknown == {"makers_use": (1, 3)}

    def test_unnamed_users_are_users(self):
        rows = questions.without_users(graph(counted={A: "minder dan 3", B: "4"}))

        assert picked(rows, "title") == [("C",), ("D",)]
        assert rows.notes == (
            "Gesloten producten, en wat geen open licentie noemt: 2. Die staan niet in deze lijst, "
            "want hun gebruikers noemen wij meestal niet.",
        )

    def test_of_a_closed_product_nobody_can_say_that_it_has_no_users(self):
        rows = questions.without_users(
            graph(records=[Solution(id=C, title="C", licence="LicenseRef-gesloten")])
        )

        assert picked(rows, "title") == [("A",), ("B",), ("D",)]

    def test_what_was_not_known_on_the_day_of_the_graph_is_left_out(self, monkeypatch):
        """Late was first seen after the day and nothing is said of it; Early has a maker."""
        monkeypatch.setenv("NOABER_NOW", DAY.isoformat())
        late, early = (
            Solution(
                id=f"https://c.example/{name}", title=name, licence="EUPL-1.2", first_seen=LATER
            )
            for name in ("Late", "Early")
        )

        rows = questions.without_users(graph(said(STAD, "makes", early.id), records=[late, early]))

        assert [row["title"] for row in rows] == ["A", "B", "C", "D", "Early"]


class TestUnconfirmed:
    def test_only_what_the_user_does_not_say_itself_waits(self):
        """A: the maker says so. B: Stad says so too. C: only doubtful, D: derived."""
        rows = questions.unconfirmed(
            graph(
                said(STAD, "uses", A, strength="maker", claimant=BOUWER),
                said(STAD, "uses", B, strength="maker", claimant=BOUWER), said(STAD, "uses", B),
                said(STAD, "uses", C, strength="maker", claimant=BOUWER, doubt="kopie"),
                said(DORP, "uses", D, strength="derived"),
            )
        )  # fmt: skip

        assert picked(rows, "solution_title", "title", "strength", "counts") == [
            ("A", "Stad", "maker", True),
            ("D", "Dorp", "derived", True),
            ("C", "Stad", "maker", False),
        ]
        assert rows.unknown == {"contact": (3, 3)}
        assert rows.notes == (
            "Beweringen over gebruik: 4. Door de gebruiker te bevestigen: 3.",
        )  # fmt: skip

    @pytest.mark.parametrize(
        "more", [{"state": "withdrawn"}, {"state": "disputed"}, {"until": "2020"}]
    )
    def test_what_nobody_claims_any_more_waits_for_nobody(self, more):
        assert questions.unconfirmed(graph(said(STAD, "uses", A, strength="third", **more))) == []

    def test_the_nearest_contact_of_the_user_is_named(self):
        """Stad has one of its own; Dorp has one in its entry about B, before that of its process;
        the maker has only that of what it publishes."""
        claims = [
            said(one, "uses", A, strength="third", claimant="") for one in (STAD, DORP, BOUWER)
        ]
        records = [
            Organisation(id=STAD, title="Stad", contact="Team Stad"),
            Document(id="noaber:entry/statement/dorp", title="Dorp", contact="Team Dorp"),
            Document(id="https://x.example/1", title="Page", contact="Team Bouw"),
        ]
        rows = questions.unconfirmed(
            graph(
                *claims, said(DORP, "uses", B, source="entry:statement/dorp"),
                said(DORP, "publishes", "https://x.example/1"),
                said(BOUWER, "publishes", "https://x.example/1"), records=records,
            )
        )  # fmt: skip

        assert picked(rows, "title", "contact", "contact_from") == [
            ("Bouwer", "Team Bouw", "https://x.example/1"),
            ("Dorp", "Team Dorp", "noaber:entry/statement/dorp"),
            ("Stad", "Team Stad", STAD),
        ]
        assert rows.unknown == {"contact": (0, 3)}


@pytest.mark.parametrize(
    "question", [questions.many_builds, questions.without_users, questions.unconfirmed]
)
def test_an_empty_graph_answers_politely(question):
    rows = question(build(Hub()))

    assert rows == []
    assert not getattr(rows, "notes", ())


@pytest.mark.parametrize(
    "question", [questions.many_builds, questions.without_users, questions.unconfirmed]
)
def test_the_order_of_statements_changes_nothing(question):
    statements = [
        *(said(one, "supports", to) for one in (A, B, C) for to in (PASS, MOVE)),
        said(STAD, "uses", A, strength="maker"), said(DORP, "uses", A, strength="maker"),
        said(B, "based_on", A),
    ]  # fmt: skip

    assert question(graph(*statements)) == question(graph(*reversed(statements)))


def test_ids_that_are_words_of_programs_are_ids():
    records = [
        Solution(id=name, title=name, licence="EUPL-1.2") for name in ("__proto__", "constructor")
    ]
    rows = questions.without_users(graph(said("__proto__", "supports", PASS), records=records))
    builds = questions.many_builds(
        graph(said("__proto__", "supports", PASS), said("constructor", "supports", PASS),
              records=records)
    )  # fmt: skip

    assert {"__proto__", "constructor"} <= {row["solution"] for row in rows}
    assert [one["solutions"] for one in builds[0]["families"]] == [["__proto__"], ["constructor"]]
