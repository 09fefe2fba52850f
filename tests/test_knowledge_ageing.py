"""What time does to statements: beginning and end, age, and what a merger passes on."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ageing import (
    HARVESTED,
    aged,
    ended_on,
    has_ended,
    held_on,
    inherited,
    is_coming,
    is_past_review,
    successors_of,
)
from knowledge.model import Organisation, Statement
from knowledge.relations import RELATIONS

DORP, BUURT, STAD, MEER = (f"noaber:organisatie/{n}" for n in ("dorp", "buurt", "stad", "meer"))
SEEN, TODAY = date(2026, 11, 1), date(2026, 11, 23)
BODIES = {
    body.id: body
    for body in (
        Organisation(id=DORP, title="Dorp", valid_until=date(2018, 12, 31), successors=(BUURT,)),
        Organisation(
            id=BUURT,
            title="Buurt",
            valid_from=date(2019, 1, 1),
            valid_until=date(2021, 12, 31),
            successors=(STAD, MEER),
        ),
        Organisation(id=STAD, title="Stad", valid_from=date(1980, 1, 1)),
        Organisation(id=MEER, title="Meer", valid_from=date(2022, 1, 1)),
    )
}


def says(**values):
    fields = {"subject": STAD, "relation": "uses", "object": "https://c.example/x", "source": "s",
              "first_seen": SEEN, "last_seen": SEEN} | values  # fmt: skip
    return Statement(**fields)


@pytest.mark.parametrize(
    ("source", "last", "state"),
    [
        ("stad-forge", date(2026, 11, 23), "current"),
        ("stad-forge", date(2026, 8, 25), "current"),
        ("stad-forge", date(2026, 8, 24), "stale"),
        ("register:samenwerkingen", date(2025, 1, 1), "current"),
        ("register:samenwerkingen", date(2024, 11, 22), "stale"),
        ("entry:statement/x", date(2020, 1, 1), "stale"),
    ],
)
def test_what_was_not_seen_again_in_time_is_stale(source, last, state):
    assert aged(says(source=source, last_seen=last), TODAY).state == state


@pytest.mark.parametrize("state", ["disputed", "withdrawn", "stale"])
def test_what_claims_nothing_does_not_grow_stale(state):
    assert aged(says(state=state, last_seen=date(2020, 1, 1)), TODAY).state == state


def test_an_old_confirmation_is_stale_too():
    assert aged(says(state="confirmed", last_seen=date(2020, 1, 1)), TODAY).state == "stale"


@pytest.mark.parametrize(
    ("review_by", "changed", "is_past"),
    [
        ("2026-11-22", TODAY, True),
        ("2026-11-23", date(2020, 1, 1), False),
        ("2026", date(2020, 1, 1), False),
        ("2025", TODAY, True),
        ("", date(2024, 11, 23), False),
        ("", date(2024, 11, 22), True),
    ],
)
def test_an_entry_is_stale_after_its_review_or_two_years(review_by, changed, is_past):
    assert is_past_review(review_by, changed, TODAY) is is_past


@pytest.mark.parametrize(
    ("said", "day", "held"),
    [
        ({"since": "2018"}, date(2018, 1, 1), True),
        ({"since": "2018"}, date(2017, 12, 31), False),
        ({"since": "2018", "until": "2020-06"}, date(2020, 6, 30), True),
        ({"since": "2018", "until": "2020-06"}, date(2020, 7, 1), False),
        ({"since": "2018", "role": "uitgefaseerd"}, date(2019, 1, 1), False),
        ({"since": "2018", "role": "uitgefaseerd", "until": "2020"}, date(2019, 1, 1), True),
        ({"since": "2018", "role": "uitgefaseerd", "until": "2020"}, date(2021, 1, 1), False),
        ({}, date(2026, 10, 31), False),
        ({}, SEEN, True),
        ({"since": "ooit"}, SEEN, True),
        ({"subject": DORP, "since": "2015"}, date(2018, 12, 31), True),
        ({"subject": DORP, "since": "2015"}, date(2019, 1, 1), False),
        ({"subject": DORP}, date(2018, 12, 31), True),
        ({"subject": DORP}, date(2018, 12, 30), False),
        ({"subject": MEER, "since": "2015"}, date(2021, 12, 31), False),
        ({"subject": "noaber:organisatie/onbekend"}, SEEN, True),
        ({"first_seen": None}, TODAY, False),
    ],
)
def test_a_claim_held_between_its_days_while_its_organisation_existed(said, day, held):
    assert held_on(says(**said), day, BODIES) is held


def test_a_successor_inherits_with_the_claim_that_it_rests_on():
    said = says(
        subject=BUURT, since="2020", claimant=BUURT, strength="own", url="https://b.example"
    )

    taken = list(inherited([said], TODAY, BODIES))

    assert [one.subject for one in taken] == [STAD, MEER]
    assert {(one.via, one.since, one.strength) for one in taken} == {
        (BUURT, "2022-01-01", "derived")
    }
    assert {(one.claimant, one.url, one.last_seen) for one in taken} == {
        (BUURT, "https://b.example", SEEN)
    }


def test_what_a_predecessor_of_a_predecessor_had_reaches_those_of_today():
    taken = inherited([says(subject=DORP)], TODAY, BODIES)

    assert [(one.subject, one.via, one.since) for one in taken] == [
        (STAD, DORP, "2019-01-01"),
        (MEER, DORP, "2019-01-01"),
    ]


@pytest.mark.parametrize(
    "said",
    [
        {"until": "2017"},
        {"role": "uitgefaseerd"},
        {"state": "disputed"},
        {"state": "withdrawn"},
        {"since": "2025"},
        {"relation": "performs"},
        {"relation": "publishes"},
        {"subject": STAD},
    ],
)
def test_what_had_stopped_or_does_not_pass_on_is_not_inherited(said):
    assert list(inherited([says(**({"subject": DORP} | said))], TODAY, BODIES)) == []


def test_on_the_last_day_of_a_predecessor_nothing_is_inherited():
    assert list(inherited([says(subject=BUURT)], date(2021, 12, 31), BODIES)) == []
    assert len(list(inherited([says(subject=BUURT)], date(2022, 1, 1), BODIES))) == 2


def test_successors_that_go_round_in_a_circle_end():
    round_ = {
        i: Organisation(id=i, title=i, valid_until=date(2000, 1, 1), successors=(j,))
        for i, j in (("a", "b"), ("b", "a"))
    }

    assert successors_of("a", TODAY, round_) == ()


def test_only_relations_that_end_with_their_organisation_do_so():
    ends = {name for name in RELATIONS if ended_on(says(subject=DORP, relation=name), BODIES)}

    assert ends == {"uses", "makes", "funds", "performs", "member_of", "takes_part"}


@given(st.text(max_size=12), st.text(max_size=12), st.dates(date(1990, 1, 1), date(2040, 1, 1)))
def test_no_text_for_a_day_breaks_anything(since, until, day):
    said = says(since=since, until=until)

    assert isinstance(held_on(said, day, BODIES), bool)
    assert not (has_ended(said, day) and not until)
    assert not (is_coming(said, day) and not since)


def test_a_nightly_crawl_may_fail_for_weeks_before_claims_are_stale():
    assert HARVESTED >= 28  # a source is read in full once in 28 days (crawlers.memory.FULL)
