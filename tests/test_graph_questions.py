"""The questions, on a graph small enough to answer by hand.

Eikendaal and Vossenbeek use the form, Vossenbeek and Waterhoek the planner, Duinwerf disputes
that it uses the form, Lindenveen uses nothing.
"""

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.build import build
from graph.questions import UnknownQuestionError, answered, csv_of, lines_of, listed, wanted
from graph.questions import questions as all_questions
from graph.questions import uses as questions
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import NoaberError, Organisation, Solution, Statement

E, V, W, D, L = (
    f"noaber:organisatie/{n}"
    for n in ("eikendaal", "vossenbeek", "waterhoek", "duinwerf", "lindenveen")
)
FORM, PLANNER = "https://c.example/e/form", "https://c.example/w/planner"


def uses(subject, target, **more):
    return Statement(
        subject=subject,
        relation="uses",
        object=target,
        source="s",
        url="https://e.example",
        claimant=subject,
        **more,
    )


@pytest.fixture
def hub():
    records = [Organisation(id=i, title=i.rpartition("/")[2].title()) for i in (E, V, W, D, L)]
    records += [Solution(id=FORM, title="Form"), Solution(id=PLANNER, title="Planner")]
    said = [
        uses(E, FORM),
        uses(V, FORM, role="pilot"),
        uses(V, PLANNER),
        uses(W, PLANNER),
        uses(D, FORM, state="disputed"),
    ]
    said.append(Statement(subject=W, relation="makes", object=PLANNER))
    return Hub(
        things={r.id: Thing(r.id, r.kind, r.title.lower(), (r,)) for r in records},
        edges=tuple(edges_from(said)),
    )


@pytest.fixture
def reuse(hub):
    return build(hub)


def test_users_of_a_solution_are_named_with_evidence_the_disputed_last(reuse):
    rows = questions.users_of(reuse, FORM)

    assert [(row["title"], row["state"]) for row in rows] == [
        ("Eikendaal", "current"),
        ("Vossenbeek", "current"),
        ("Duinwerf", "disputed"),
    ]
    assert rows[1]["role"] == "pilot"
    assert {"source", "url", "last_seen", "strength", "state"} <= set(rows[0])


def test_a_solution_nobody_uses_has_no_users(reuse):
    assert questions.users_of(reuse, "https://c.example/none") == []


def test_a_maker_is_no_user(reuse):
    assert [row["title"] for row in questions.users_of(reuse, PLANNER)] == [
        "Vossenbeek",
        "Waterhoek",
    ]


def test_used_by_municipality_lists_what_an_organisation_uses(reuse):
    assert [row["title"] for row in questions.used_by_municipality(reuse, V)] == ["Form", "Planner"]
    assert questions.used_by_municipality(reuse, L) == []


def test_most_reused_tells_how_strong_the_evidence_is(hub):
    edges = [*hub.edges, *edges_from([uses(L, PLANNER, strength="own")])]
    (first, *_) = questions.most_reused(build(replace(hub, edges=tuple(edges))))

    assert (first["title"], first["users"]) == ("Planner", 3)
    assert [first[one] for one in ("own", "maker", "third", "derived")] == [1, 0, 2, 0]


def test_most_reused_counts_users_that_nobody_disputes(reuse):
    assert [(row["title"], row["users"]) for row in questions.most_reused(reuse)] == [
        ("Form", 2),
        ("Planner", 2),
    ]


def test_neighbours_share_solutions(reuse):
    assert [(row["title"], row["shared"]) for row in questions.neighbours(reuse, V)] == [
        ("Eikendaal", [FORM]),
        ("Waterhoek", [PLANNER]),
    ]
    assert questions.neighbours(reuse, D) == []
    assert questions.neighbours(reuse, "noaber:organisatie/niemand") == []


def test_a_path_goes_over_shared_solutions_and_states_each_relation(reuse):
    rows = questions.path(reuse, E, W)

    assert [(row["subject"], row["object"]) for row in rows] == [
        (E, FORM),
        (V, FORM),
        (V, PLANNER),
        (W, PLANNER),
    ]


def test_there_is_no_path_over_a_disputed_claim_or_to_one_who_does_nothing(reuse):
    assert questions.path(reuse, E, D) == []
    assert questions.path(reuse, E, L) == []


def test_a_path_is_found_among_millions_that_are_as_short():
    names = [[f"noaber:organisatie/{row}-{n}" for n in range(40)] for row in range(6)]
    said = [
        uses(one, other)
        for left, right in itertools.pairwise(names)
        for one, other in itertools.product(left, right)
    ]
    records = [Organisation(id=i, title=i) for i in itertools.chain(*names)]
    things = {r.id: Thing(r.id, r.kind, "s", (r,)) for r in records}
    reuse = build(Hub(things=things, edges=tuple(edges_from(said))))
    rows = questions.path(reuse, names[0][1], names[5][2])

    assert [row["object"] for row in rows] == [*(row[0] for row in names[1:5]), names[5][2]]


def test_a_path_to_itself_has_no_steps(reuse):
    assert questions.path(reuse, E, E) == []


def test_the_empty_graph_answers_every_question_with_nothing():
    empty = build(Hub())
    for question in all_questions().values():
        assert question(empty, *["x" for _ in wanted(question)[0]]) == []


def test_a_question_is_answered_by_names(hub):
    answer = answered(hub, "users_of", ("form",))

    assert answer["arguments"] == [FORM]
    assert set(answer) >= {"question", "arguments", "as_of", "rows"}
    assert len(list(lines_of(answer))) == 3
    assert list(lines_of(answered(hub, "used_by_municipality", (L,)))) == ["niets gevonden"]


@pytest.mark.parametrize(
    ("name", "arguments", "hint"),
    [
        ("user_of", ("form",), "users_of"),
        ("users_of", (), "users_of SOLUTION"),
        ("xyz", (), "most_reused"),
    ],
)
def test_a_wrong_question_is_answered_with_the_right_way_to_ask(hub, name, arguments, hint):
    with pytest.raises(UnknownQuestionError, match=hint):
        answered(hub, name, arguments)


def test_an_organisation_is_no_solution(hub):
    with pytest.raises(NoaberError, match="is een organisatie, en gevraagd is een oplossing"):
        answered(hub, "users_of", ("eikendaal",))


def test_each_question_is_a_question_and_has_a_test_of_its_own():
    folder = Path(__file__).parent
    tests = "".join(path.read_text() for path in sorted(folder.glob("test_graph_*.py")))
    for row in listed():
        assert row["question"].endswith("?"), row
        assert f"questions.{row['name']}(" in tests, row


def test_what_is_not_counted_says_why(reuse):
    rows = questions.not_counted(reuse)

    assert [(row["title"], row["object_title"], row["apart"]) for row in rows] == [
        ("Duinwerf", "Form", "disputed")
    ]
    assert all(row["source"] and row["url"] for row in rows)


def test_the_history_of_a_solution_is_told_by_day(hub):
    says = {"source": "s", "url": "https://e.example", "claimant": E}
    said = Statement(subject=E, relation="uses", object=FORM, since="2019", until="2024-06",
                     first_seen="2020-03-01", last_seen="2026-11-01", **says)  # fmt: skip
    gone = Statement(subject=W, relation="uses", object=FORM, first_seen="2021-01-01",
                     last_seen="2022-05-01", gone="2022-05-02", **says)  # fmt: skip
    page = Statement(subject="https://p.example", relation="about", object=FORM,
                     first_seen="2020-01-01", last_seen="2026-11-01", **says)  # fmt: skip
    reuse = build(Hub(hub.things, edges=tuple(edges_from([said, page])), past=(gone,)))

    rows = questions.history(reuse, FORM)

    assert [(row["day"], row["event"], row["title"]) for row in rows] == [
        ("2019", "since", "Eikendaal"),
        ("2020-03-01", "first_seen", "Eikendaal"),
        ("2021-01-01", "first_seen", "Waterhoek"),
        ("2022-05-02", "gone", "Waterhoek"),
        ("2024-06", "until", "Eikendaal"),
    ]
    assert all(row["source"] == "s" and row["strength"] and row["state"] for row in rows)


def test_the_history_of_what_is_not_there_is_empty(reuse):
    assert questions.history(reuse, "https://nergens.example") == []


def test_equal_titles_and_days_stand_in_one_order_whatever_the_order_of_the_graph():
    """Four towns and two forms of one name, and claims that are alike but for who makes them."""
    towns = [Organisation(id=f"noaber:organisatie/{n}", title="Dorp") for n in "abcd"]
    forms = [Solution(id=f"https://c.example/{n}", title="Form") for n in "xy"]
    said = [uses(o.id, f.id, since="2024") for o in towns for f in forms]
    said += [Statement(subject=towns[0].id, relation="uses", object=f.id, source=f"s{n}", url="",
                       since="2024") for n in (2, 1) for f in forms]  # fmt: skip
    said += [Statement(subject=forms[0].id, relation="based_on", object=forms[1].id, source="s",
                       state="disputed", claimant=forms[0].id),
             Statement(subject=forms[0].id, relation="supports", object=forms[1].id, source="s",
                       state="disputed", claimant=forms[0].id)]  # fmt: skip
    things = {one.id: Thing(one.id, one.kind, one.title, (one,)) for one in (*towns, *forms)}
    edges = tuple(edges_from(said))

    one, other = (build(Hub(things=things, edges=given)) for given in (edges, edges[::-1]))

    for asked in (questions.users_of, questions.history):
        assert asked(one, forms[0].id) == asked(other, forms[0].id)
    for asked in (questions.used_by_municipality, questions.neighbours):
        assert asked(one, towns[0].id) == asked(other, towns[0].id)
    assert questions.not_counted(one) == questions.not_counted(other)
    assert len(questions.not_counted(one)) == 2


def test_the_history_on_an_earlier_day_has_not_what_was_seen_later(hub):
    said = uses(L, FORM, since="2019", until="2023", first_seen=date(2022, 1, 1))
    gone = uses(W, FORM, first_seen=date(2019, 1, 1), gone=date(2021, 1, 1))
    known = replace(hub, edges=tuple(edges_from([said])), past=(gone,))

    rows = questions.history(build(known, day=date(2020, 5, 4)), FORM)

    assert [(row["day"], row["event"]) for row in rows] == [
        ("2019", "since"), ("2019-01-01", "first_seen"), ("2023", "until"),
    ]  # fmt: skip


def test_users_that_are_not_named_are_as_old_as_the_graph(hub):
    day = date(2020, 5, 4)
    counted = build(replace(hub, counted={FORM: "minder dan vijf"}), day=day)

    assert questions.users_of(counted, FORM)[-1]["last_seen"] == "2020-05-04"


def test_evidence_that_is_too_weak_does_not_count(hub):
    found = answered(hub, "users_of", (FORM,), least="own")

    assert found["rows"] == []
    assert found["min_strength"] == "own"


def test_an_answer_tells_how_strong_its_rows_are(hub):
    assert answered(hub, "users_of", (FORM,))["strengths"] == {
        "own": 0, "maker": 0, "third": 3, "derived": 0,
    }  # fmt: skip


def test_an_option_that_a_question_does_not_have_is_refused(hub):
    with pytest.raises(UnknownQuestionError, match="kent geen --with"):
        answered(hub, "users_of", (FORM,), options={"together": (E,)})


def test_an_answer_as_csv_is_safe_in_a_spreadsheet(hub):
    bad = replace(hub, things=hub.things | {E: replace(
        hub.things[E], records=(Organisation(id=E, title="=1+1"),))})  # fmt: skip

    assert '"\'=1+1"' in csv_of(answered(bad, "users_of", (FORM,)))
