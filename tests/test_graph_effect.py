"""Effect, on graphs small enough to work out every choice by hand."""

import itertools
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from graph.questions import effect as questions
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Document, Organisation, Product, Solution, Statement

ORGS = [f"noaber:organisatie/{letter}" for letter in "abcde"]
A, B, C, *_ = ORGS
FORM, PLANNER, KIT = (f"https://c.example/{name}" for name in ("form", "planner", "kit"))
PAGE, PASS = "https://a.example/page", "https://p.example/paspoort"


def said(subject, relation, target, claimant=None, **more):
    kept = {"source": f"s-{claimant}", "claimant": subject if claimant is None else claimant}
    return Statement(subject=subject, relation=relation, object=target, **(kept | more))


def graph(*statements):
    records = [Organisation(id=one, title=one[-1].upper()) for one in ORGS]
    records += [Solution(id=one, title=one[18:].title()) for one in (FORM, PLANNER, KIT)]
    records += [Document(id=PAGE, title="Page"), Product(id=PASS, title="Paspoort")]
    things = {one.id: Thing(one.id, one.kind, one.title.lower(), (one,)) for one in records}
    return build(Hub(things=things, edges=tuple(edges_from(statements))))


def picked(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


class TestEffect:
    def test_the_average_over_every_choice_of_speakers(self):
        """A tells of Form, B of Form and Planner, C of Kit: solutions per choice.

        One speaks: 1, 2 or 1, on average 4/3. Two: AB 2, AC 2, BC 3, on average 7/3. All: 3.
        Relations are the same but Form counts twice: 1, 2, 1; AB 3, AC 2, BC 3 = 8/3; all 4.
        """
        rows = questions.effect(
            graph(said(A, "uses", FORM), said(B, "uses", FORM), said(B, "uses", PLANNER),
                  said(C, "uses", KIT))
        )  # fmt: skip

        assert picked(rows, "organisations", "solutions", "solutions_added") == [
            (1, 1.333, 1.333),
            (2, 2.333, 1.0),
            (3, 3.0, 0.667),
        ]
        assert picked(rows, "relations", "relations_added") == [
            (1.333, 1.333),
            (2.667, 1.333),
            (4.0, 1.333),
        ]
        assert rows.notes[0].startswith(
            "De volgende organisatie voegt naar verwachting hoogstens 0,67 oplossingen en 1,33 "
        )
        assert rows.notes[1:] == (
            "Dat is een gemiddelde. Wie het meeste meldt, meldt 2 van de 4 relaties; wie het "
            "minste meldt 1.",
        )

    def test_the_last_step_is_what_only_one_tells_of_per_speaker(self):
        """Two of the four relations are told by one only (B-Planner, C-Kit); three speak: 2/3."""
        rows = questions.effect(
            graph(
                said(A, "uses", FORM), said(A, "uses", FORM, C), said(B, "uses", PLANNER),
                said(C, "uses", KIT), said(C, "uses", FORM), said(C, "uses", FORM, A),
            )
        )  # fmt: skip

        assert rows[-1]["relations"] == 4
        assert rows[-1]["relations_added"] == 0.667

    def test_one_speaker_is_everything(self):
        rows = questions.effect(graph(said(A, "uses", FORM), said(B, "uses", FORM, A)))

        assert rows == [
            {"organisations": 1, "solutions": 1.0, "solutions_added": 1.0, "relations": 2.0,
             "relations_added": 2.0}
        ]  # fmt: skip

    def test_what_does_not_count_is_not_known(self):
        rows = questions.effect(
            graph(said(A, "uses", FORM), said(B, "uses", KIT, state="disputed"),
                  said(C, "uses", FORM, doubt="kopie"))
        )  # fmt: skip

        assert picked(rows, "organisations", "solutions", "relations") == [(1, 1.0, 1.0)]

    def test_doubtful_evidence_makes_nobody_a_speaker(self):
        """B repeats what A says, but as a copy: still only A speaks."""
        rows = questions.effect(
            graph(said(A, "uses", FORM), said(A, "uses", FORM, B, doubt="kopie"))
        )

        assert picked(rows, "organisations", "relations") == [(1, 1.0)]

    def test_a_claim_without_a_name_is_known_whoever_speaks(self):
        """Form is known without anybody; A and B add one each: 1 + 1, then 1 + 2."""
        rows = questions.effect(
            graph(said(C, "uses", FORM, ""), said(A, "uses", PLANNER), said(B, "uses", KIT))
        )

        assert picked(rows, "solutions", "solutions_added") == [(2.0, 1.0), (3.0, 1.0)]
        assert rows.unknown == {"claimant": (1, 3)}
        assert rows.notes[2].startswith("Bij 1 keer gebruik")

    def test_only_claims_without_a_name_give_no_curve_and_say_so(self):
        rows = questions.effect(graph(said(C, "uses", FORM, "")))

        assert rows == []
        assert rows.unknown == {"claimant": (1, 1)}

    @given(
        st.sets(st.tuples(st.sampled_from(ORGS), st.sampled_from([FORM, PLANNER, KIT])), min_size=1)
    )
    def test_the_formula_is_the_average_over_all_choices(self, pairs):
        speakers = sorted({one for one, _ in pairs})
        rows = questions.effect(graph(*(said(one, "uses", target) for one, target in pairs)))

        for row in rows:
            chosen = itertools.combinations(speakers, row["organisations"])
            known = [len({to for one, to in pairs if one in some}) for some in chosen]
            assert row["solutions"] == pytest.approx(mean(known), abs=0.001)

    def test_of_very_many_speakers_a_hundred_numbers_stand_in_the_curve(self):
        """250 organisations each tell of a use of their own and of one that all share."""
        every = [f"noaber:organisatie/{n}" for n in range(250)]
        records = [Organisation(id=one, title=one) for one in every]
        records += [Solution(id=f"{FORM}{n}", title=f"{n}") for n in range(250)]
        claims = [said(one, "uses", f"{FORM}{n}") for n, one in enumerate(every)]
        claims += [said(every[0], "uses", f"{FORM}0", other) for other in every[1:]]
        things = {one.id: Thing(one.id, one.kind, one.title, (one,)) for one in records}
        rows = questions.effect(build(Hub(things=things, edges=tuple(edges_from(claims)))))

        assert len(rows) == 100
        assert rows[0] == {
            "organisations": 1, "solutions": 1.996, "solutions_added": 1.996, "relations": 1.996,
            "relations_added": 1.996,
        }  # fmt: skip
        assert picked(rows[-1:], "organisations", "solutions", "solutions_added") == [
            (250, 250.0, 0.996)
        ]


class TestAddedBy:
    def test_only_what_nobody_else_says_is_added(self):
        """A alone says that it uses Form and made Kit; of Planner B says it too."""
        rows = questions.added_by(
            graph(
                said(A, "uses", FORM), said(A, "makes", KIT),
                said(A, "uses", PLANNER), said(A, "uses", PLANNER, B),
            ),
            A,
        )  # fmt: skip

        assert picked(rows, "added", "kind", "title") == [
            ("thing", "solution", "Form"),
            ("thing", "solution", "Kit"),
            ("relation", "", "A"),
            ("relation", "", "A"),
        ]
        assert picked(rows[2:], "relation", "object_title") == [("makes", "Kit"), ("uses", "Form")]
        assert {"source", "url", "strength", "last_seen", "state"} <= set(rows[2])

    def test_a_thing_of_which_another_says_something_else_is_no_addition(self):
        rows = questions.added_by(graph(said(A, "makes", KIT), said(B, "uses", KIT)), A)

        assert picked(rows, "added", "relation") == [("relation", "makes")]

    def test_what_it_says_of_others_is_its_addition_too(self):
        rows = questions.added_by(graph(said(B, "uses", KIT, A)), A)

        assert picked(rows, "added", "title") == [("thing", "Kit"), ("relation", "B")]
        assert questions.added_by(graph(said(B, "uses", KIT, A)), B) == []

    def test_a_page_is_a_thing_and_its_relations_are_left_out(self):
        rows = questions.added_by(
            graph(said(A, "publishes", PAGE), said(PAGE, "about", PASS, A)), A
        )

        assert picked(rows, "added", "kind", "title") == [("thing", "document", "Page")]

    def test_evidence_that_does_not_count_neither_adds_nor_takes_away(self):
        doubted = graph(said(A, "uses", KIT), said(A, "uses", KIT, B, doubt="kopie"))
        disputed = graph(said(A, "uses", KIT, state="disputed"))

        assert picked(questions.added_by(doubted, A), "added") == [("thing",), ("relation",)]
        assert questions.added_by(doubted, B) == []
        assert questions.added_by(disputed, A) == []


@pytest.mark.parametrize("organisation", [A, "__proto__", "constructor", ""])
def test_an_empty_graph_answers_politely(organisation):
    rows = questions.effect(build(Hub()))

    assert (rows, rows.notes) == ([], ())
    assert questions.added_by(build(Hub()), organisation) == []
    assert questions.added_by(graph(said(B, "uses", KIT, "")), organisation) == []


def test_the_order_of_statements_changes_nothing():
    claims = [said(one, "uses", to) for one in ORGS for to in (FORM, KIT)]

    assert questions.effect(graph(*claims)) == questions.effect(graph(*reversed(claims)))
    assert questions.added_by(graph(*claims), A) == questions.added_by(graph(*reversed(claims)), A)
