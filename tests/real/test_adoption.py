"""Adoption, waste and effect on the corpus: the answers come and say how much nobody knows.

No file of the corpus says since when anybody uses anything, so no curve and no delay can be drawn:
that is what must be said, not a line of zeros that looks like knowledge.
"""

import pytest

from graph.build import build
from graph.questions.adoption import adoption, adoption_curve, delay, movers
from graph.questions.effect import added_by, effect
from graph.questions.waste import many_builds, unconfirmed, without_users
from graph.walking import counting, into, of_kind, users

PORTAL = "https://github.com/agid/pat"  # with the longest list of users, by its maker
AGID = "noaber:organisatie/agid"


@pytest.fixture(scope="module")
def reuse(hub):
    return build(hub)


@pytest.fixture(scope="module")
def uses(reuse):
    return [data for *_, key, data in reuse.edges(keys=True, data=True) if key == "uses"]


def test_nobody_says_since_when_and_no_line_is_drawn(reuse):
    number = len(users(reuse, PORTAL))
    rows = adoption_curve(reuse, PORTAL)

    assert number > 100
    assert {row["users_at_most"] for row in rows} == {0}
    assert rows[-1]["undated_seen"] == number
    assert rows.unknown["since"] == (number, number)


def test_adoption_is_all_by_the_word_of_the_maker(reuse):
    (row,) = adoption(reuse, PORTAL)

    assert (row["status"], row["number"], row["maker"]) == ("", row["number"], row["number"])
    assert adoption(reuse, PORTAL).unknown == {"status": (row["number"], row["number"])}


def test_without_days_nobody_moved_first(reuse):
    rows = movers(reuse, PORTAL)

    assert {(row["mover"], row["days_after_at_most"]) for row in rows} == {("unknown", None)}


def test_no_delay_is_known_and_sizes_are(reuse):
    rows = delay(reuse)
    missing, total = rows.unknown["since"]

    assert rows == []
    assert missing == total > 0
    assert rows.unknown["inhabitants"] == (0, total)
    assert any("inwonertal van 2023" in note for note in rows.notes)


def test_every_open_solution_has_users_or_is_listed_without(reuse):
    listed = {row["solution"] for row in without_users(reuse)}
    used = {one for one in of_kind(reuse, "solution") if users(reuse, one)}
    closed = {one for one in of_kind(reuse, "solution") if reuse.nodes[one].get("closed")}

    assert not listed & (used | closed)
    assert listed | used | closed == set(of_kind(reuse, "solution"))
    assert without_users(reuse).unknown["makers_use"][0] > 0


def test_almost_no_use_is_confirmed_by_the_user(reuse, uses):
    rows = unconfirmed(reuse)

    assert len(rows) == sum(data["strength"] != "own" for data in uses)
    assert len(rows) / len(uses) > 0.9
    assert rows.unknown["contact"][1] == len(rows)


def test_no_product_of_the_corpus_is_built_twice(reuse):
    """Counted from the product's side here: what supports it, or a process that handles it."""
    for product in of_kind(reuse, "product"):
        ways = {product, *counting(into(reuse, product, "handles"))}
        assert len({one for way in ways for one in counting(into(reuse, way, "supports"))}) < 2
    assert many_builds(reuse) == []


def test_the_curve_of_effect_ends_at_what_is_known(reuse, uses):
    last = effect(reuse)[-1]

    assert last["relations"] == sum(data["counts"] for data in uses)
    assert last["solutions"] == sum(bool(users(reuse, s)) for s in of_kind(reuse, "solution"))
    assert effect(reuse).unknown["claimant"][0] == 0


def test_what_one_maker_adds_is_the_whole_list_of_its_users(reuse):
    rows = added_by(reuse, AGID)

    assert sum(row.get("relation") == "uses" for row in rows) == len(users(reuse, PORTAL))
    assert all(row["claimant"] == AGID for row in rows if row["added"] == "relation")
