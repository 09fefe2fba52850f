"""The questions about money, on a graph small enough to divide by hand.

Zomerdorp (10,000 inhabitants), Winterdorp (30,000) and a service without inhabitants use the form;
Herfstdorp (20,000) disputes that it does. The planner has users and no costs.
"""

from datetime import date

import pytest

from graph.build import build
from graph.questions import costs as questions
from graph.questions import csv_of, lines_of
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Document, NoaberError, Organisation, Solution, Statement
from knowledge.parts import Cost

GM = "https://identifier.overheid.nl/tooi/id/gemeente/gm"
Z, W, H = (f"{GM}{code}" for code in ("9001", "9002", "9003"))
D = "noaber:organisatie/dienst"
FORM, PLANNER = "https://c.example/form", "https://c.example/planner"
PAGE = "noaber:entry/cost/form"
YEARLY = (
    Cost(cents=1000, kind="jaarlijks", year="2025", vat="exclusief", what="Hosting"),
    Cost(cents=3000, kind="jaarlijks", year="2025", vat="exclusief", what="Uren"),
)
BUILD = Cost(cents=100_001, kind="bouw", year="2023", vat="exclusief")


def said(subject, relation, target, **more):
    return Statement(subject=subject, relation=relation, object=target, source="entry:cost/form",
                     url="https://z.example", **more)  # fmt: skip


def graph(*costs, more=(), things=()):
    people = {Z: ("Zomerdorp", 10_000), W: ("Winterdorp", 30_000), H: ("Herfstdorp", 20_000)}
    records = [
        Organisation(
            id=i,
            title=f"Gemeente {name}",
            type="gemeente",
            inhabitants=number,
            inhabitants_year="2023",
        )
        for i, (name, number) in people.items()
    ]
    records += [
        Organisation(id=D, title="Dienst"),
        Solution(id=FORM, title="Form"),
        Solution(id=PLANNER, title="Planner"),
        *things,
    ]
    if costs:
        records.append(Document(id=PAGE, title="Wat Form kost", genre="kosten", cost_facts=costs))
    links = [said(PAGE, "about", FORM), said(PAGE, "about", Z)] if costs else []
    links += [said(who, "uses", FORM, claimant=who) for who in (Z, W, D)]
    links += [said(H, "uses", FORM, state="disputed"), said(Z, "uses", PLANNER), *more]
    return build(
        Hub(
            things={r.id: Thing(r.id, r.kind, r.title.split()[-1].lower(), (r,)) for r in records},
            edges=tuple(edges_from(links)),
        )
    )  # fmt: skip


def shares(rows):
    return {row["organisation_title"].split()[-1]: row["share_cents"] for row in rows}


def test_cost_facts_say_what_when_who_and_where_it_stands():
    (row,) = questions.cost_facts(graph(BUILD), FORM)

    assert (row["kind"], row["year"], row["vat"], row["per"]) == ("bouw", "2023", "exclusief", "")
    assert (row["cents"], row["amount"]) == (100_001, "€ 1.000,01")
    assert (row["payers"], row["payer_titles"]) == ([Z], ["Gemeente Zomerdorp"])
    assert (row["document"], row["source"], row["url"]) == (
        PAGE, "entry:cost/form", "https://z.example",
    )  # fmt: skip
    assert {"last_seen", "strength", "state"} <= set(row)


def test_what_nobody_says_is_counted_as_unknown():
    rows = questions.cost_facts(graph(Cost(cents=1), BUILD), FORM)

    assert rows.unknown == {"kind": (1, 2), "year": (1, 2), "vat": (1, 2)}


def test_a_solution_without_costs_is_unknown_and_not_free():
    for question in (questions.cost_facts, questions.cost, questions.cost_changes):
        rows = question(graph(), PLANNER)

        assert rows == []
        assert rows.unknown == {"cost": (1, 1)}
        assert "Dat is niet gratis." in rows.notes[0]


def test_users_of_today_share_and_a_disputed_one_does_not():
    rows = questions.cost(graph(*YEARLY), FORM)

    assert shares(rows) == {"Dienst": 1333, "Winterdorp": 1333, "Zomerdorp": 1334}
    assert {row["total_cents"] for row in rows} == {4000}
    assert {row["what"] for row in rows} == {"Hosting; Uren"}


def test_who_is_named_shares_instead_of_the_users():
    rows = questions.cost(graph(*YEARLY), FORM, together=(Z, H), key="inwoners")

    assert shares(rows) == {"Herfstdorp": 2667, "Zomerdorp": 1333}


def test_a_row_says_what_changes_with_one_more_or_less_and_alone():
    rows = questions.cost(graph(*YEARLY), FORM, together=(Z, W), key="inwoners")

    assert {row["organisation_title"]: [row[f"{name}_cents"] for name in
            ("share", "joined", "left", "alone", "saved")] for row in rows} == {
        "Gemeente Winterdorp": [3000, 2000, 4000, 4000, 1000],
        "Gemeente Zomerdorp": [1000, 667, 4000, 4000, 3000],
    }  # fmt: skip


def test_each_year_kind_and_vat_is_divided_apart():
    other = YEARLY[0].model_copy(update={"vat": "inclusief"})

    rows = questions.cost(graph(*YEARLY, BUILD, other), FORM, together=(Z,))

    assert [(row["kind"], row["vat"], row["share_cents"]) for row in rows] == [
        ("jaarlijks", "exclusief", 4000),
        ("jaarlijks", "inclusief", 1000),
        ("bouw", "exclusief", 100_001),
    ]


def test_inhabitants_that_are_not_known_are_said_and_not_guessed():
    with pytest.raises(NoaberError, match="van Dienst weten we niet hoeveel inwoners"):
        questions.cost(graph(BUILD), FORM, key="inwoners")


def test_a_rate_is_worked_out_only_for_whom_the_number_is_known():
    rate = Cost(cents=75, kind="jaarlijks", year="2025", vat="inclusief", per="inwoner")

    rows = questions.cost(graph(rate), FORM)

    assert shares(rows) == {"Dienst": None, "Winterdorp": 2_250_000, "Zomerdorp": 750_000}
    assert {row["total_cents"] for row in rows} == {None}
    assert rows.unknown["share_cents"] == (1, 3)


def test_the_cost_of_starting_is_not_divided_and_a_note_says_so():
    rows = questions.cost(graph(Cost(cents=500, kind="eenmalig")), FORM)

    assert set(shares(rows).values()) == {500}
    assert {(row["how"], row["total_cents"]) for row in rows} == {("ieder zelf", 1500)}
    assert any("die verdelen we niet" in note for note in rows.notes)


def test_a_key_from_a_file_knows_ids_page_names_and_titles(tmp_path):
    path = tmp_path / "sleutel.csv"
    path.write_text(
        f"organisation;weight\n{Z};1\nwinterdorp;2\nGemeente Herfstdorp;1\nDienst;1,0\n"
    )

    rows = questions.cost(graph(*YEARLY), FORM, key=str(path))

    assert shares(rows) == {"Dienst": 1000, "Winterdorp": 2000, "Zomerdorp": 1000}
    assert "sleutel.csv" in rows.notes[0]


def test_a_name_in_a_file_that_nobody_or_two_have_is_refused_with_its_place(tmp_path):
    path = tmp_path / "sleutel.csv"
    twin = Organisation(id="noaber:organisatie/twee", title="Dienst")
    for name in ("Lentedorp", "Dienst", FORM):
        path.write_text(f"organisation;weight\n{name};1\n")

        with pytest.raises(NoaberError, match=r"sleutel\.csv:2:1: .* kennen we niet"):
            questions.cost(graph(BUILD, things=[twin]), FORM, key=str(path))


def test_without_users_and_names_a_note_says_what_to_do():
    free = graph(BUILD, more=[said(PAGE, "about", PLANNER)])
    free.remove_edge(Z, PLANNER, "uses")

    rows = questions.cost(free, PLANNER)

    assert rows == []
    assert "--with" in rows.notes[0]


def test_an_amount_of_two_solutions_says_that_it_is():
    both = graph(BUILD, more=[said(PAGE, "about", PLANNER)])

    assert questions.cost_facts(both, PLANNER)[0]["others"] == [FORM]
    assert any("meer dan één oplossing" in note for note in questions.cost(both, PLANNER).notes)


def test_disputed_costs_are_shown_and_not_divided():
    page = Document(id=PAGE, title="Wat Form kost", cost_facts=(BUILD,))
    links = [said(PAGE, "about", FORM, state="disputed"), said(PAGE, "about", Z)]
    disputed = graph(more=links, things=[page])

    assert [row["counts"] for row in questions.cost_facts(disputed, FORM)] == [False]
    assert questions.cost(disputed, FORM) == []


def test_changes_say_what_each_pays_when_one_leaves_or_joins():
    rows = questions.cost_changes(graph(*YEARLY), FORM, together=(Z, W))

    assert [(row["change"], row["who_title"], row["organisation_title"], row["then_cents"])
            for row in rows] == [
        ("erbij", "", "Gemeente Winterdorp", 1333),
        ("erbij", "", "Gemeente Zomerdorp", 1334),
        ("erbij", "Dienst", "Gemeente Winterdorp", 1333),
        ("erbij", "Dienst", "Gemeente Zomerdorp", 1334),
        ("weg", "Gemeente Winterdorp", "Gemeente Zomerdorp", 4000),
        ("weg", "Gemeente Zomerdorp", "Gemeente Winterdorp", 4000),
    ]  # fmt: skip
    assert {row["difference_cents"] for row in rows} == {-667, -666, 2000}


def test_changes_leave_out_who_joins_without_a_number_in_the_file(tmp_path):
    """Winterdorp uses the form and has inhabitants, but is not in the file: nobody can tell."""
    path = tmp_path / "delen.csv"
    path.write_text(f"organisation;weight\n{Z};3\n{D};1\n", encoding="utf-8")

    rows = questions.cost_changes(graph(BUILD), FORM, together=(Z, D), key=str(path))

    assert {(row["change"], row["who"]) for row in rows} == {
        ("erbij", ""), ("weg", Z), ("weg", D),
    }  # fmt: skip


def test_scale_says_that_an_amount_is_of_two_solutions():
    rows = questions.scale(graph(BUILD, more=[said(PAGE, "about", PLANNER)]))

    assert {row["solution"] for row in rows} == {FORM, PLANNER}
    assert rows.notes[-1] == "“Wat Form kost” gaat over meer dan één oplossing; het bedrag is " \
        "van alle samen."  # fmt: skip


def test_scale_counts_no_solution_that_was_not_known_on_the_day(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", "2024-06-01")
    late = Solution(id="https://c.example/late", title="Laat", first_seen=date(2025, 1, 1))

    rows = questions.scale(graph(BUILD, things=[late]))

    assert rows.unknown["cost"] == (1, 2)


def test_scale_divides_by_the_users_that_count_and_names_their_strength():
    rows = questions.scale(graph(*YEARLY))

    (row,) = rows
    assert (row["solution"], row["users"], row["cents"], row["each_cents"]) == (FORM, 3, 4000, 1333)
    assert sum(row[f"users_{name}"] for name in ("own", "maker", "third", "derived")) == 3
    assert rows.unknown["cost"] == (1, 2)


def test_scale_gives_no_cost_per_user_for_a_rate():
    (row,) = questions.scale(graph(Cost(cents=75, per="inwoner")))

    assert row["each_cents"] is None


def test_an_empty_graph_and_odd_ids_answer_politely():
    for reuse in (build(Hub()), graph(BUILD)):
        for odd in ("__proto__", "constructor", ""):
            for question in (questions.cost_facts, questions.cost, questions.cost_changes):
                assert question(reuse, odd) == []
    assert questions.scale(build(Hub())) == []


def test_nodes_with_odd_names_share_as_all_others():
    odd = [Organisation(id=name, title=name) for name in ("__proto__", "constructor")]

    rows = questions.cost(graph(BUILD, things=odd), FORM, together=("constructor", "__proto__"))

    assert shares(rows) == {"__proto__": 50_001, "constructor": 50_000}


def test_the_same_question_gives_the_same_bytes_whatever_the_order_of_names():
    one = questions.cost(graph(*YEARLY), FORM, together=(Z, W, H))
    other = questions.cost(graph(*YEARLY), FORM, together=(H, Z, W, Z))
    told = {"rows": one, "unknown": {}, "notes": []}

    assert csv_of(told) == csv_of(told | {"rows": other})
    assert [*lines_of(told)]
