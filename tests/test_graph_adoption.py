"""Adoption, on graphs small enough to count by hand. The day of these tests is 2026-11-23."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.build import build
from graph.questions import adoption as questions
from graph.starting import precision, span
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import STRENGTHS, Organisation, Solution, Statement

DAY = date(2026, 11, 23)
FORM, PLANNER = "https://c.example/form", "https://c.example/planner"
PLACES = {  # inhabitants of fictional municipalities; None where nobody knows
    "dorp": 9_000, "stad": 120_000, "metropool": 300_000, "gehucht": 49_999, "midden": 50_000,
    "zoek": None,
}  # fmt: skip


def town(name):
    return f"noaber:organisatie/{name}"


def organisation(name):
    more = {"inhabitants": PLACES.get(name), "inhabitants_year": "2023"} if PLACES.get(name) else {}
    kind = "gemeente" if name in PLACES else "samenwerkingsverband"
    return Organisation(id=town(name), title=name.title(), type=kind, **more)


def uses(name, target=FORM, **more):
    said = {"strength": "own", "claimant": town(name), "first_seen": date(2026, 1, 5)} | more
    return Statement(
        subject=town(name), relation="uses", object=target, source=f"s-{name}", url="", **said
    )


def graph(*said, organisations=(), counted=None):
    records = [Solution(id=FORM, title="Form"), Solution(id=PLANNER, title="Planner")]
    records += organisations
    known = {record.id for record in records}
    records += [organisation(name) for name in (*PLACES, "koepel") if town(name) not in known]
    things = {one.id: Thing(one.id, one.kind, one.title.lower(), (one,)) for one in records}
    mergers = {one.id: one for one in organisations}
    edges = tuple(edges_from(said, DAY, mergers))
    return build(Hub(things=things, edges=edges, counted=counted or {}))


def picked(rows, *names):
    return [tuple(row[name] for name in names) for row in rows]


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setenv("NOABER_NOW", DAY.isoformat())


class TestAdoption:
    def test_users_are_counted_per_status_and_strength_and_the_rest_apart(self):
        """In use are Stad (itself) and Dorp (the maker says so); Midden and Zoek give no status.

        Metropool explores, which is early; Gehucht phased out, which is over; Koepel disputes.
        """
        rows = questions.adoption(
            graph(
                uses("stad", role="in gebruik"),
                uses("dorp", role="in gebruik", strength="maker", claimant="x"),
                uses("midden"),
                uses("zoek", strength="derived", claimant="x"),
                uses("metropool", role="verkent"),
                uses("gehucht", role="uitgefaseerd"),
                uses("koepel", state="disputed"),
            ),
            FORM,
        )

        assert picked(rows, "status", "apart", "counts", "number", *STRENGTHS) == [
            ("in gebruik", "", True, 2, 1, 1, 0, 0),
            ("", "", True, 2, 1, 0, 0, 1),
            ("", "disputed", False, 1, 1, 0, 0, 0),
            ("verkent", "early", False, 1, 1, 0, 0, 0),
            ("uitgefaseerd", "over", False, 1, 1, 0, 0, 0),
        ]
        assert rows.unknown == {"status": (2, 4)}

    def test_statuses_stand_in_the_order_of_their_life(self):
        rows = questions.adoption(
            graph(
                uses("stad", role="in gebruik"), uses("dorp", role="pilot"),
                uses("midden", role="anders"), uses("zoek"),
            ),
            FORM,
        )  # fmt: skip

        assert picked(rows, "status") == [("pilot",), ("in gebruik",), ("anders",), ("",)]

    @pytest.mark.parametrize("number", ["5", "minder dan 3"])
    def test_users_without_a_name_are_told_and_in_no_row(self, number):
        rows = questions.adoption(graph(counted={FORM: number}), FORM)

        assert rows == []
        assert rows.notes[0].startswith(f"Gebruikers die wij niet bij naam noemen: {number}.")


class TestCurve:
    def test_users_come_on_the_day_they_began_and_go_the_day_after_they_ended(self):
        """Stad and Dorp begin on one day (2), Koepel in 2023 (3); Dorp's last day is 30 June."""
        rows = questions.adoption_curve(
            graph(
                uses("stad", since="2022-03-01"),
                uses("dorp", since="2022-03-01", until="2024-06-30"),
                uses("koepel", since="2023-05-09"),
            ),
            FORM,
        )

        assert picked(rows, "day", "users", "class_2", "class_6", "no_municipality") == [
            ("2022-03-01", 2, 1, 1, 0),
            ("2023-05-09", 3, 1, 1, 1),
            ("2024-07-01", 2, 0, 1, 1),
        ]
        assert picked(rows, "users") == picked(rows, "users_at_most")
        assert rows.unknown == {"since": (0, 2), "inhabitants": (0, 1)}

    def test_a_year_is_sure_at_its_end_and_possible_from_its_start(self):
        """Stad began somewhere in 2022, Dorp in May 2022: between them 0 to 2 on 1 May."""
        rows = questions.adoption_curve(
            graph(uses("stad", since="2022"), uses("dorp", since="2022-05")), FORM
        )

        assert picked(rows, "day", "users", "users_at_most") == [
            ("2022-01-01", 0, 1),
            ("2022-05-01", 0, 2),
            ("2022-05-31", 1, 2),
            ("2022-12-31", 2, 2),
        ]

    def test_a_year_of_ending_is_possible_to_its_last_day(self):
        """From 1 January 2024 Stad may have stopped, on 1 January 2025 it surely had.

        On 1 January 2024 itself it was still a user, whichever day of 2024 was the last.
        """
        rows = questions.adoption_curve(graph(uses("stad", since="2022-02-02", until="2024")), FORM)

        assert picked(rows, "day", "users", "users_at_most") == [
            ("2022-02-02", 1, 1),
            ("2024-01-02", 0, 1),
            ("2025-01-01", 0, 0),
        ]

    def test_one_that_began_and_ended_in_the_same_year_is_never_sure(self):
        rows = questions.adoption_curve(graph(uses("stad", since="2022", until="2022")), FORM)

        assert picked(rows, "day", "users", "users_at_most") == [
            ("2022-01-01", 0, 1),
            ("2023-01-01", 0, 0),
        ]

    def test_the_day_something_was_first_seen_is_no_begin(self):
        """Nobody says since when Dorp and Zoek use it; they were seen in 2025 and 2026."""
        rows = questions.adoption_curve(
            graph(
                uses("stad", since="2024-01-01", first_seen=date(2026, 1, 5)),
                uses("dorp", first_seen=date(2026, 1, 5)),
                uses("zoek", first_seen=date(2025, 2, 2)),
            ),
            FORM,
        )

        assert picked(rows, "day", "users", "users_at_most", "undated_seen") == [
            ("2024-01-01", 1, 1, 0),
            ("2025-02-02", 1, 1, 1),
            ("2026-01-05", 1, 1, 2),
        ]
        assert rows.unknown == {"since": (2, 3), "inhabitants": (1, 3)}

    @pytest.mark.parametrize("odd", ["vorig jaar", "2022-13", "2022-02-30", "22", "2022-1-1"])
    def test_what_is_no_date_is_no_begin(self, odd):
        rows = questions.adoption_curve(graph(uses("stad", since=odd)), FORM)

        assert picked(rows, "day", "users", "undated_seen") == [("2026-01-05", 0, 1)]
        assert rows.unknown["since"] == (1, 1)

    def test_sizes_and_strengths_add_up_to_the_users_on_every_day(self):
        said = [
            uses(name, since=f"20{20 + n}", strength=STRENGTHS[n % 4], claimant="x")
            for n, name in enumerate((*PLACES, "koepel"))
        ]
        rows = questions.adoption_curve(graph(*said), FORM)
        sizes = [f"class_{n}" for n in range(1, 9)] + ["no_municipality", "size_unknown"]

        assert rows[-1]["users"] == 7
        assert (rows[-1]["class_4"], rows[-1]["class_5"], rows[-1]["class_8"]) == (1, 1, 1)
        for row in rows:
            assert sum(row[name] for name in sizes) == row["users"]
            assert sum(row[name] for name in STRENGTHS) == row["users"]

    def test_what_ended_on_an_unknown_day_is_told_and_not_drawn(self):
        rows = questions.adoption_curve(
            graph(uses("stad", since="2020", role="uitgefaseerd"), uses("dorp", until="2021")), FORM
        )

        assert rows == []
        assert rows.notes == (
            "Gestopt, maar zonder bekende begin- of einddag: 2. Dit staat niet in de lijn.",
        )

    def test_a_use_ends_with_its_organisation(self):
        gone = Organisation(
            id=town("oud"), title="Oud", type="gemeente", valid_until=date(2023, 12, 31)
        )
        rows = questions.adoption_curve(
            graph(uses("oud", since="2021-07-01"), organisations=[gone]), FORM
        )

        assert picked(rows, "day", "users", "size_unknown") == [
            ("2021-07-01", 1, 1),
            ("2024-01-01", 0, 0),
        ]

    @pytest.mark.parametrize(
        "more", [{"since": "2027-01-01"}, {"role": "verkent", "since": "2020"},
                 {"state": "disputed", "since": "2020"}, {"doubt": "kopie", "since": "2020"}],
    )  # fmt: skip
    def test_what_is_not_so_or_not_yet_so_is_not_drawn(self, more):
        assert questions.adoption_curve(graph(uses("stad", **more)), FORM) == []

    def test_the_year_of_the_inhabitants_is_told_as_an_assumption(self):
        rows = questions.adoption_curve(graph(uses("stad", since="2015")), FORM)

        assert "uit het inwonertal van 2023" in rows.notes[0]

    def test_the_curve_ends_on_the_day_where_a_year_still_runs(self):
        """Who uses it today has begun by today, whatever day of 2026 that was."""
        reuse = graph(uses("stad", since="2026"), uses("dorp", since="2026-11"))

        rows = questions.adoption_curve(reuse, FORM)

        assert picked(rows, "day", "users", "users_at_most") == [
            ("2026-01-01", 0, 1), ("2026-11-01", 0, 2), ("2026-11-23", 2, 2),
        ]  # fmt: skip


class TestMovers:
    def test_the_first_leads_and_others_follow_by_days(self):
        """From 1 March to 15 March 2022 is 14 days; Zoek says no day and stands last."""
        rows = questions.movers(
            graph(uses("zoek"), uses("dorp", since="2022-03-15"), uses("stad", since="2022-03-01")),
            FORM,
        )

        assert picked(
            rows, "title", "mover", "precision", "days_after_at_least", "days_after_at_most"
        ) == [
            ("Stad", "first mover", "day", 0, 0),
            ("Dorp", "follower", "day", 14, 14),
            ("Zoek", "unknown", "unknown", None, None),
        ]
        assert picked(rows, "size_class", "inhabitants", "inhabitants_year")[1:] == [
            (2, 9_000, "2023"),
            (None, None, ""),
        ]
        assert rows.unknown == {"since": (1, 3), "inhabitants": (1, 3)}

    def test_a_year_beside_a_day_in_it_leaves_open_who_was_first(self):
        """Stad: any day of 2022. Dorp: 1 May 2022. Midden: some day in June 2023.

        Stad is 0 (it was before Dorp) to 244 days (31 December) after the first, Dorp 0 to 120
        (Stad on 1 January); Midden 396 days (1 May 2022 to 1 June 2023) to 545 (1 January 2022 to
        30 June 2023).
        """
        rows = questions.movers(
            graph(
                uses("stad", since="2022"), uses("dorp", since="2022-05-01"),
                uses("midden", since="2023-06"),
            ),
            FORM,
        )  # fmt: skip

        assert picked(
            rows, "title", "mover", "precision", "days_after_at_least", "days_after_at_most"
        ) == [
            ("Stad", "possibly first", "year", 0, 244),
            ("Dorp", "possibly first", "day", 0, 120),
            ("Midden", "follower", "month", 396, 545),
        ]

    def test_two_on_the_same_day_are_first_together(self):
        rows = questions.movers(
            graph(uses("stad", since="2022-05-01"), uses("dorp", since="2022-05-01")), FORM
        )

        assert picked(rows, "title", "mover") == [("Dorp", "first mover"), ("Stad", "first mover")]

    @pytest.mark.parametrize("since", ["2022", "2022-05", "2022-05-01"])
    def test_the_only_one_is_the_first_however_exact_its_day(self, since):
        rows = questions.movers(graph(uses("stad", since=since)), FORM)

        assert picked(rows, "mover", "days_after_at_least", "days_after_at_most") == [
            ("first mover", 0, 0)
        ]

    def test_one_that_stopped_was_first_all_the_same(self):
        rows = questions.movers(
            graph(uses("stad", since="2019-01-01", until="2021"), uses("dorp", since="2020")), FORM
        )

        assert picked(rows, "title", "mover", "counts") == [
            ("Stad", "first mover", False),
            ("Dorp", "follower", True),
        ]

    def test_each_row_has_the_claim_behind_it(self):
        (row,) = questions.movers(graph(uses("stad", since="2022")), FORM)

        assert (row["source"], row["strength"], row["state"], row["since"]) == (
            "s-stad",
            "own",
            "current",
            "2022",
        )

    @given(st.lists(st.dates(date(2015, 1, 1), date(2026, 1, 1)), min_size=1, max_size=6))
    def test_exact_days_give_exact_distances(self, days):
        names = list(PLACES)[: len(days)]
        said = [uses(name, since=day.isoformat()) for name, day in zip(names, days, strict=True)]
        rows = questions.movers(graph(*said), FORM)

        assert picked(rows, "days_after_at_least", "days_after_at_most") == [
            ((day - min(days)).days,) * 2 for day in sorted(days)
        ]


class TestDelay:
    def test_the_delay_is_from_the_first_large_to_the_first_small(self):
        """Form: Stad 1 January 2020, Metropool later; Dorp 31 January 2020: 30 days.

        Planner: Gehucht 11 January 2021, ten days before Metropool: -10. Midden (50.000) is
        neither small nor large. The median of -10 and 30 is 10.
        """
        rows = questions.delay(
            graph(
                uses("stad", since="2020-01-01"),
                uses("metropool", since="2021-01-01"),
                uses("dorp", since="2020-01-31"),
                uses("midden", since="2019-01-01"),
                uses("gehucht", PLANNER, since="2021-01-11"),
                uses("metropool", PLANNER, since="2021-01-21"),
                uses("stad", PLANNER),
            )
        )

        assert picked(rows, "title", "days_at_least", "days_at_most", "large", "small") == [
            ("Form", 30, 30, 2, 1),
            ("Planner", -10, -10, 1, 1),
            ("Mediaan van 2", 10, 10, 3, 2),
        ]
        assert picked(rows, "first_large", "first_small", "large_undated")[:2] == [
            ("2020-01-01", "2020-01-31", 0),
            ("2021-01-21", "2021-01-11", 1),
        ]
        assert rows.unknown == {"since": (1, 7), "inhabitants": (0, 7)}

    def test_a_year_gives_the_fewest_and_the_most_days(self):
        """Stad in 2020, Dorp on 1 June 2020: day 153 of a year of 366 days.

        That is 152 days after 1 January and 213 days before 31 December.
        """
        rows = questions.delay(graph(uses("stad", since="2020"), uses("dorp", since="2020-06-01")))

        assert picked(rows, "days_at_least", "days_at_most") == [(-213, 152), (-213, 152)]

    @pytest.mark.parametrize(
        "said",
        [
            [uses("stad", since="2020")],
            [uses("dorp", since="2020")],
            [uses("stad", since="2020"), uses("dorp")],
            [uses("stad", since="2020"), uses("zoek", since="2021")],
            [uses("stad", since="2020"), uses("koepel", since="2021")],
            [uses("stad", since="2020"), uses("dorp", since="2021", state="disputed")],
        ],
        ids=["no small", "no large", "no day", "no size", "no municipality", "disputed"],
    )
    def test_a_solution_without_a_dated_user_of_both_sizes_has_no_row(self, said):
        rows = questions.delay(graph(*said))

        assert rows == []
        assert rows.notes[0].startswith("Oplossingen die gemeenten gebruiken: 1. Daarvan")


@pytest.mark.parametrize("solution", [FORM, "__proto__", "constructor", ""])
@pytest.mark.parametrize(
    "question", [questions.adoption, questions.adoption_curve, questions.movers]
)
def test_an_empty_graph_answers_politely(question, solution):
    rows = question(build(Hub()), solution)

    assert rows == []
    assert not rows.notes


def test_an_empty_graph_has_no_delay():
    assert (questions.delay(build(Hub())), questions.delay(build(Hub())).notes) == ([], ())


def test_the_order_of_statements_changes_nothing():
    said = [uses(name, since="2022") for name in PLACES]

    for question in (questions.adoption, questions.adoption_curve, questions.movers):
        assert question(graph(*said), FORM) == question(graph(*reversed(said)), FORM)


@pytest.mark.parametrize(
    ("written", "days", "how"),
    [
        ("2024-02-29", (date(2024, 2, 29), date(2024, 2, 29)), "day"),
        ("2023-02", (date(2023, 2, 1), date(2023, 2, 28)), "month"),
        ("2023-12", (date(2023, 12, 1), date(2023, 12, 31)), "month"),
        ("2023", (date(2023, 1, 1), date(2023, 12, 31)), "year"),
        ("2023-02-29", None, "unknown"), ("2023-00", None, "unknown"), ("", None, "unknown"),
        ("0000", None, "unknown"), ("9999", None, "unknown"), ("2023-W01-1", None, "unknown"),
        ("\u0662\u0660\u0662\u0663", None, "unknown"),
    ],
)  # fmt: skip
def test_a_date_stands_for_all_days_it_may_mean(written, days, how):
    assert (span(written), precision(written)) == (days, how)
