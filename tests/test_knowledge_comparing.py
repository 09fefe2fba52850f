"""Processes side by side: which steps stand together, what differs, and what is unknown.

`comparisons.json` holds sides with the table that must come out of them, each with the reason; the
browser is asked for the same tables in test_knowledge_comparing_pages.py. These tables were made by
the program and read through; test_comparing_example.py has one that was written without it.
"""

from __future__ import annotations

import json
from itertools import combinations, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.comparing.alignment import _through
from knowledge.comparing.comparison import compare, related
from knowledge.comparing.kinship import kin, word_of
from knowledge.comparing.order import MOST_STEPS, rows_of
from knowledge.comparing.side import Fact, Item, Row, Side
from knowledge.comparing.sides import editions_of
from knowledge.comparing.view import view
from knowledge.model import Decision, Edition, Flow, Process, Result, Step
from knowledge.variants.wording import SAME, likeness

CASES = json.loads((Path(__file__).parent / "comparisons.json").read_text())
NAMES = (
    "Adres controleren",
    "Controle van het adres",
    "Adres en bewoners controleren",
    "Aanvraag ontvangen",
    "Ontvangen aanvraag",
    "Besluit sturen",
    "Besluit sturen aan inwoner",
    "Betalen",
)


def step(name: str, kind: str = "userTask", lane: str = "", **more: object) -> Step:
    return Step(id=str(more.pop("id", name)), name=name, kind=kind, lane=lane, **more)


def process(*steps: Step, flows: tuple[tuple[str, str], ...] = (), **more: object) -> Process:
    arrows = tuple(Flow(source=source, target=target) for source, target in flows)
    return Process(id="p", title="Proces", steps=steps, flows=arrows, **more)


def side(slug: str, *names: str) -> Side:
    return Side(slug=slug, title=slug, steps=rows_of(process(*(step(name) for name in names))))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_comparisons_give_the_table_that_was_read_through_and_kept(case):
    sides = [Side.model_validate(one) for one in case["sides"]]

    assert view(sides).model_dump(mode="json", exclude={"sides"}) == case["view"]


@given(
    st.lists(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8), min_size=2, max_size=3),
    st.randoms(use_true_random=False),
)
def test_every_step_is_in_one_row_and_only_columns_follow_the_order_of_processes(columns, random):
    sides = related([side(f"p{at}", *names) for at, names in enumerate(columns)])
    order = random.choice(list(permutations(range(len(sides)))))

    found = compare(sides)
    other = compare([sides[at] for at in order])

    for at, one in enumerate(sides):
        placed = sorted(place for row in found.steps for place in row.cells[at])
        assert placed == list(range(len(one.steps)))
    assert [row.model_copy(update={"cells": tuple(row.cells[at] for at in order)})
            for row in found.steps] == list(other.steps)  # fmt: skip


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8))
def test_a_process_and_its_copy_differ_in_nothing(names):
    found = compare(related([side("a", *names), side("b", *names)]))

    assert {row.state for row in found.steps} == {"same"}


def test_names_that_may_mean_the_same_are_all_found_and_no_others():
    words = sorted({word_of(name) for name in (*NAMES, "Verhuisformulier", "Formulier verhuizing")})

    near = kin(words)

    expected = {(a, b) for a, b in combinations(words, 2) if likeness(a, b) >= SAME}
    assert {(a, b) for a in near for b in near[a] if a < b} == expected
    assert len(expected) >= 4


def test_nodes_without_a_name_are_left_out_and_their_arrows_go_through():
    drawn = process(
        step("Begin", "startEvent"),
        step("", "exclusiveGateway", id="g"),
        step("Bellen"),
        step("Mailen"),
        step("", "endEvent", id="e"),
        flows=(("Begin", "g"), ("g", "Bellen"), ("g", "Mailen"), ("Bellen", "e"), ("Mailen", "e")),
    )

    found = rows_of(drawn)

    assert [row.name for row in found] == ["Begin", "Bellen", "Mailen"]
    assert [row.to for row in found] == [(1, 2), (), ()]


def test_a_loop_back_is_no_order_and_a_border_event_comes_after_its_step():
    drawn = process(
        step("Controleren"),
        step("Opvragen"),
        step("Te laat", "boundaryEvent", at="Opvragen", event="timer", term="P14D"),
        flows=(("Controleren", "Opvragen"), ("Opvragen", "Controleren")),
    )

    controleren, opvragen, late = rows_of(drawn)

    assert (controleren.to, opvragen.to, late.to) == ((1,), (2,), ())
    assert late.term == "14 dagen"


def test_steps_of_a_diagram_stand_in_reading_order_whatever_the_order_of_the_file():
    drawn = process(step("Tweede"), step("Eerste"), flows=(("Eerste", "Tweede"),))

    assert [row.name for row in rows_of(drawn)] == ["Eerste", "Tweede"]


def test_a_role_is_the_lane_and_the_pool_where_there_are_several():
    one = process(step("A", pool="Gemeente"), step("B", lane="Balie", pool="Gemeente"))
    two = process(step("A", pool="Gemeente"), step("B", pool="Inwoner"))

    assert [row.role for row in rows_of(one)] == ["", "Balie"]
    assert [row.role for row in rows_of(two)] == ["Gemeente", "Inwoner"]


def test_answers_of_a_choice_are_compared_whatever_their_order():
    def asked(*answers: str) -> Process:
        flows = tuple(Flow(source="Akkoord?", target="Klaar", name=name) for name in answers)
        steps = (step("Akkoord?", "exclusiveGateway"), step("Klaar"))
        return Process(id="p", title="P", steps=steps, flows=flows)

    given = {"a": ("Ja", "Nee"), "b": ("nee", "ja"), "c": ("ja",)}
    sides = [Side(slug=k, title=k, steps=rows_of(asked(*answers))) for k, answers in given.items()]

    assert compare(related(sides[:2])).steps[0].differs == ()
    assert compare(related(sides[1:])).steps[0].differs == ("ways",)


def test_personal_data_in_a_name_are_hidden():
    (row,) = rows_of(process(step("Mail jan.jansen@voorbeeld.example")))

    assert "jan.jansen" not in row.name + row.word


def test_a_diagram_of_thousands_of_steps_is_cut():
    drawn = process(*(step(f"Stap {number}") for number in range(MOST_STEPS + 50)))

    assert len(rows_of(drawn)) == MOST_STEPS


class Counted(dict[int, dict[int, int]]):
    """Links that count how often they are asked for."""

    asked = 0

    def get(self, *arguments):
        self.asked += 1
        return super().get(*arguments)


def test_hundreds_of_steps_that_are_all_alike_are_not_tried_for_every_two():
    """Three such processes would take minutes, and one file could hold up a whole build."""
    links = {at: dict.fromkeys(range(400), 700) for at in range(400)}
    second = Counted(links)

    found = {_through([*links[0].items()], second, step) for step in range(400)}

    assert found == {700}
    assert second.asked <= 2 * 400


@given(st.lists(st.tuples(st.integers(600, 1006), st.integers(0, 1006)), max_size=9))
def test_the_best_way_through_a_third_process_is_found(ways):
    first = sorted(((at, there) for at, (there, _) in enumerate(ways)), key=lambda one: -one[1])
    second = {at: {7: back} for at, (_, back) in enumerate(ways)}

    assert _through(first, second, 7) == max(map(min, ways), default=0)


@pytest.mark.parametrize("slugs", ["a", "aa", "aba", "abcd"])
def test_fewer_than_two_or_more_than_three_different_processes_are_refused(slugs):
    with pytest.raises(ValueError, match="twee of drie"):
        compare([Side(slug=slug, title="x") for slug in slugs])


def test_unknown_is_never_a_difference():
    def said(slug: str, *texts: str) -> Side:
        items = tuple(Item(text=text, key=text, mark=text) for text in texts)
        return Side(slug=slug, title=slug, facts=(Fact(name="channels", items=items),))

    found = compare([said("a", "balie"), said("b", "balie"), said("c")])

    (rows,) = found.facts
    assert [(row.state, row.cells) for row in rows.rows] == [("same", ("balie", "balie", None))]


def test_a_step_without_a_name_is_like_no_other():
    sides = [Side(slug=slug, title=slug, steps=(Row(name="Taak zonder naam"),)) for slug in "ab"]

    assert [row.state for row in compare(sides).steps] == ["only", "only"]


def test_over_time_each_edition_is_compared_with_the_next():
    first = Edition(
        until="2025-03-01",
        steps=(step("Ontvangen", lane="Balie"), step("Controleren", lane="Balie")),
        term="P8W",
        results=("Verleend",),
    )
    second = Edition(until="2026-03-01", steps=first.steps, term="P6W", channels=("balie",))
    now = process(
        step("Ontvangen", lane="Website"),
        step("Controleren", lane="Balie"),
        earlier=(first, second),
        term="P6W",
        channels=("balie", "website"),
        results=(Result(name="Verleend"),),
    )

    editions = related(editions_of(now))
    before, after = compare(editions[:2]), compare(editions[1:])

    assert [one.title for one in editions] == ["tot 1 maart 2025", "tot 1 maart 2026", "nu"]
    assert {f.name: [r.state for r in f.rows] for f in before.facts}["term"] == ["different"]
    assert [row.state for row in before.steps] == ["same", "same"]
    assert [row.differs for row in after.steps] == [("role",), ()]
    assert {f.name: [r.state for r in f.rows] for f in after.facts} == {
        "term": ["same"],
        "roles": ["same", "only"],
        "channels": ["same", "only"],
        "results": ["unknown"],
    }


def test_of_a_changed_diagram_no_step_is_said_to_have_moved():
    """An edition has no arrows, so its order says nothing."""
    old = Edition(until="2025-03-01", steps=(step("Betalen"), step("Maken")))
    now = process(step("Maken"), step("Betalen"), flows=(("Maken", "Betalen"),), earlier=(old,))

    found = compare(related(editions_of(now)))

    assert [row.state for row in found.steps] == ["same", "same"]


def test_a_decision_differs_in_its_rules_or_outcomes():
    def decided(*rules: tuple[str, ...]) -> Process:
        decision = Decision(id="d", name="Draagkracht", inputs=("inkomen",), rules=rules)
        return process(decisions=(decision,), earlier=(Edition(until="2025"),))

    (_, one), (_, two) = (editions_of(decided(*rules)) for rules in ((("1",),), (("1",), ("2",))))
    found = compare([one, two.model_copy(update={"slug": "other"})])

    (rows,) = (fact.rows for fact in found.facts if fact.name == "decisions")
    assert [(row.state, row.cells) for row in rows] == [
        ("different", ("Draagkracht: 1 regel", "Draagkracht: 2 regels"))
    ]
