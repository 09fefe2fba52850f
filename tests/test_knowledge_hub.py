"""The hub: records merged into things, statements into edges."""

from datetime import date

import pytest

from knowledge.hub import Edge, Hub, Thing, edges_from
from knowledge.model import Organisation, Solution, Statement

UTRECHT, ZWOLLE, FORM = (
    "noaber:organisatie/u",
    "noaber:organisatie/z",
    "https://code.example/o/form",
)


def says(**values):
    return Statement(**{"subject": UTRECHT, "relation": "uses", "object": FORM, **values})


def test_a_fact_names_the_source_and_day_it_comes_from():
    seen = date(2026, 11, 1)
    record = Solution(
        id=FORM,
        title="Form",
        licence="EUPL-1.2",
        source="a-forge",
        url="https://e.example",
        last_seen=seen,
    )
    thing = Thing(FORM, "solution", "form", (record,))

    assert thing.facts("licence") == [("EUPL-1.2", "a-forge", "https://e.example", seen)]


def test_two_sources_that_differ_are_both_kept_and_the_first_wins():
    first = Solution(id=FORM, title="Form", licence="EUPL-1.2", source="a")
    second = Solution(id=FORM, title="Formulier", licence="MIT", source="b")
    thing = Thing(FORM, "solution", "form", (first, second))

    assert [(fact.value, fact.source) for fact in thing.facts("licence")] == [
        ("EUPL-1.2", "a"),
        ("MIT", "b"),
    ]
    assert thing.get("licence") == "EUPL-1.2"
    assert thing.get("version") is None


def test_two_sources_that_say_the_same_make_one_edge_with_two_pieces_of_evidence():
    edges = list(edges_from([says(source="a", strength="maker"), says(source="b", strength="own")]))

    assert len(edges) == 1
    assert [said.source for said in edges[0].evidence] == ["b", "a"]


def test_the_same_statement_twice_is_one_piece_of_evidence():
    assert len(next(edges_from([says(source="a"), says(source="a")])).evidence) == 1


def test_the_order_of_statements_changes_nothing():
    said = [says(source=str(n), object=f"{FORM}{n % 3}", strength="maker") for n in range(9)]

    assert list(edges_from(said)) == list(edges_from(reversed(said)))


def test_what_the_subject_disputes_does_not_count_whatever_others_say():
    maker = says(source="a", strength="maker", claimant="noaber:organisatie/m")
    subject = says(source="b", strength="own", claimant=UTRECHT, state="disputed")

    edge = next(edges_from([maker, subject]))

    assert edge.state == "disputed"
    assert not edge.counts


def test_an_edge_that_nobody_disputes_counts():
    assert Edge(UTRECHT, "uses", FORM, (says(),)).counts


def test_a_stale_claim_does_not_count():
    assert not Edge(UTRECHT, "uses", FORM, (says(state="stale"),)).counts


def test_a_hub_lists_the_edges_of_a_thing_from_either_end():
    edges = tuple(edges_from([says(), says(subject=ZWOLLE)]))
    hub = Hub(edges=edges)

    assert hub.edges_of(FORM) == list(edges)
    assert hub.edges_of(ZWOLLE) == [edges[1]]
    assert hub.edges_of("noaber:organisatie/nobody") == []


def test_things_of_a_kind_stand_in_the_order_of_their_titles():
    records = [
        Organisation(id=f"noaber:organisatie/{n}", title=n) for n in ("Zwolle", "aalten", "Emmen")
    ]
    hub = Hub(things={r.id: Thing(r.id, "organisation", r.title, (r,)) for r in records})

    assert [thing.title for thing in hub.of_kind("organisation")] == ["aalten", "Emmen", "Zwolle"]
    assert hub.of_kind("solution") == []


def test_only_the_subject_may_dispute_what_others_say():
    maker = says(source="a", strength="third", claimant="noaber:organisatie/m")
    other = says(source="entry:statement/b", claimant=ZWOLLE, state="disputed")

    assert next(edges_from([maker, other])).counts


def test_what_the_subject_says_last_is_its_state():
    said = [
        says(source=f"entry:statement/{name}", claimant=UTRECHT, state=state, first_seen=day)
        for name, state, day in (
            ("a", "disputed", date(2025, 1, 1)),
            ("b", "confirmed", date(2026, 1, 1)),
        )
    ]

    assert next(edges_from(said)).state == "confirmed"


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"until": "2026-11-22"}, False),
        ({"until": "2026-11-23"}, True),
        ({"until": "2026"}, True),
        ({"until": "2025"}, False),
        ({"until": "ooit"}, True),
        ({"since": "2027"}, False),
        ({"since": "2026-11"}, True),
        ({"role": "uitgefaseerd"}, False),
        ({"role": "verkent"}, False),  # who looks at it does not use it yet
        ({"role": "pilot"}, True),
    ],
)
def test_a_use_counts_only_while_it_lasts(said, counts):
    assert next(edges_from([says(**said)], date(2026, 11, 23))).counts is counts


def test_the_strongest_source_says_whether_a_use_is_over():
    ended = says(source="a", strength="own", until="2025-01-01")
    old = says(source="b", strength="maker")
    again = says(source="a", strength="own", since="2026-01-01")
    day = date(2026, 11, 23)

    assert not next(edges_from([ended, old], day)).counts
    assert next(edges_from([ended, again, old], day)).counts


@pytest.mark.parametrize(
    ("evidence", "apart"),
    [
        ([{}], ""),
        ([{"doubt": "overgenomen"}], "doubtful"),
        ([{"doubt": "overgenomen"}, {"source": "b"}], ""),
        ([{"doubt": "overgenomen"}, {"source": "b", "state": "stale"}], "doubtful"),
        ([{"via": "noaber:organisatie/oud", "strength": "derived"}], "inherited"),
        ([{"via": "noaber:organisatie/oud", "strength": "derived"}, {"source": "b"}], ""),
        ([{"state": "stale"}], "stale"),
        ([{"state": "stale", "strength": "own"}, {"source": "b"}], ""),
        ([{"role": "verkent"}], "early"),
        ([{"until": "2020"}], "over"),
        ([{"doubt": "x"}, {"claimant": UTRECHT, "strength": "own", "state": "confirmed"}], ""),
        ([{}, {"claimant": UTRECHT, "strength": "own", "state": "disputed"}], "disputed"),
        ([{}, {"claimant": UTRECHT, "strength": "own", "state": "withdrawn"}], "withdrawn"),
        ([{}, {"source": "b", "claimant": UTRECHT, "strength": "own", "until": "2025"}], "over"),
    ],
)
def test_an_edge_says_why_it_does_not_count(evidence, apart):
    edge = next(edges_from([says(**said) for said in evidence], date(2026, 11, 23)))

    assert edge.apart == apart
    assert edge.counts is not bool(apart)


def test_what_is_not_doubted_speaks_before_what_is():
    doubted = says(source="a", url="https://a.example", doubt="overgenomen")
    plain_ = says(source="b", url="https://b.example")

    assert next(edges_from([doubted, plain_])).best == plain_


def test_an_edge_is_over_when_its_organisation_has_ended():
    body = Organisation(id=UTRECHT, title="U", valid_until=date(2022, 3, 23))

    then = next(edges_from([says()], date(2022, 3, 23), {UTRECHT: body}))
    now = next(edges_from([says()], date(2022, 3, 24), {UTRECHT: body}))

    assert (then.apart, now.apart) == ("", "over")
