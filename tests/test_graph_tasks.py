"""The questions about tasks, on a graph small enough to answer by hand.

Eikendaal publishes a process for the move and performs it, Waterhoek only performs it, Duinwerf's
page says so too and nobody believes it any more. The form supports the process, the planner the
product itself. A second process for the move has no publisher.
"""

import pytest

from graph.build import build
from graph.questions import tasks as questions
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Organisation, Process, Product, Solution, Statement

E, W, D = (f"noaber:organisatie/{n}" for n in ("eikendaal", "waterhoek", "duinwerf"))
MOVE, BIN = "https://p.example/move", "https://p.example/bin"
OWN, ORPHAN = "https://c.example/own.bpmn", "https://c.example/orphan.bpmn"
BIN_PROCESS = "https://c.example/bin.bpmn"
FORM, PLANNER = "https://c.example/form", "https://c.example/planner"


def said(subject, relation, target, **more):
    return Statement(subject=subject, relation=relation, object=target, source="s", **more)


@pytest.fixture
def reuse():
    records = [Organisation(id=i, title=i.rpartition("/")[2].title()) for i in (E, W, D)]
    records += [Product(id=MOVE, title="verhuizing"), Product(id=BIN, title="container")]
    records += [Process(id=OWN, title="Verhuizen"), Process(id=ORPHAN, title="Los proces")]
    records += [Solution(id=FORM, title="Form"), Solution(id=PLANNER, title="Planner")]
    statements = [
        said(E, "publishes", OWN),
        said(OWN, "handles", MOVE),
        said(ORPHAN, "handles", MOVE, strength="derived"),
        said(E, "performs", MOVE),
        said(W, "performs", MOVE),
        said(D, "performs", MOVE, state="stale"),
        said(FORM, "supports", OWN),
        said(PLANNER, "supports", MOVE),
        said(W, "uses", FORM),
        said(E, "uses", FORM, state="disputed", claimant=E),
    ]
    things = {r.id: Thing(r.id, r.kind, r.title.lower(), (r,)) for r in records}
    return build(Hub(things=things, edges=tuple(edges_from(statements))))


def test_processes_for_a_product_name_who_publishes_them(reuse):
    rows = questions.processes_for(reuse, MOVE)

    assert [(r["process"], r["organisation"], r["strength"]) for r in rows] == [
        (ORPHAN, "", "derived"),
        (OWN, E, "third"),
    ]
    assert questions.processes_for(reuse, BIN) == []
    assert questions.processes_for(reuse, "https://p.example/none") == []


def test_a_product_is_offered_by_who_has_a_process_and_by_who_only_has_a_page(reuse):
    rows = questions.offered_by(reuse, MOVE)

    assert [(r["organisation"], r["processes"], r["counts"]) for r in rows] == [
        (E, [OWN], True),
        (W, [], True),
        (D, [], False),
    ]
    assert questions.offered_by(reuse, BIN) == []


def test_solutions_for_a_product_support_it_or_a_process_for_it(reuse):
    rows = questions.solutions_for(reuse, MOVE)

    assert [(r["solution"], r["through"], r["users"]) for r in rows] == [
        (FORM, OWN, 1),
        (PLANNER, "", 0),
    ]
    assert questions.solutions_for(reuse, BIN) == []


def test_tasks_of_an_organisation_are_its_products_with_its_own_processes(reuse):
    def tasks(organisation):
        return [(r["product"], r["processes"]) for r in questions.tasks_of(reuse, organisation)]

    assert tasks(E) == [(MOVE, [OWN])]
    assert tasks(W) == [(MOVE, [])]
    assert tasks("noaber:organisatie/niemand") == []


def test_what_is_said_no_more_makes_nobody_the_owner_of_a_process():
    """The claim in a row is another one, so the row would say that it counts."""
    said_no_more = [said(W, "publishes", OWN, state="stale"), said(BIN_PROCESS, "handles", BIN),
                    said(OWN, "handles", BIN, state="stale"), said(FORM, "supports", OWN),
                    said(OWN, "handles", MOVE), said(W, "performs", MOVE),
                    said(E, "publishes", OWN), said(E, "performs", BIN)]  # fmt: skip
    records = [Organisation(id=i, title=i) for i in (E, W)]
    records += [Product(id=i, title=i) for i in (MOVE, BIN)]
    records += [Process(id=i, title=i) for i in (OWN, BIN_PROCESS)]
    records += [Solution(id=FORM, title="Form")]
    things = {r.id: Thing(r.id, r.kind, r.title.lower(), (r,)) for r in records}
    reuse = build(Hub(things=things, edges=tuple(edges_from(said_no_more))))

    assert [r["organisation"] for r in questions.processes_for(reuse, MOVE)] == [E]
    assert [(r["organisation"], r["processes"]) for r in questions.offered_by(reuse, MOVE)] == [
        (W, [])
    ]
    assert [r["processes"] for r in questions.offered_by(reuse, BIN)] == [[]]
    assert questions.solutions_for(reuse, BIN) == []
    assert [(r["product"], r["processes"]) for r in questions.tasks_of(reuse, W)] == [(MOVE, [])]
    assert {r["product"]: r["processes"] for r in questions.tasks_of(reuse, E)} == {
        MOVE: [OWN], BIN: [],
    }  # fmt: skip
