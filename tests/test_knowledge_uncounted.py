"""What is shown and not counted: every claim once, under its reason, with source and day."""

from datetime import date

from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Organisation, Solution, Statement
from knowledge.shelf import Shelf
from knowledge.uncounted import REASONS, as_json, uncounted

DAY = date(2026, 11, 23)
TOOL = "https://code.example/m/tool"


def says(name, **more):
    fields = {"subject": f"noaber:organisatie/{name}", "relation": "uses", "object": TOOL,
              "source": "m-forge", "url": "https://code.example/m", "last_seen": DAY}  # fmt: skip
    return Statement(**(fields | more))


def shelf_of(*said):
    records = [Organisation(id=one.subject, title=one.subject[-1].upper()) for one in said]
    records.append(Solution(id=TOOL, title="Hulp"))
    things = {r.id: Thing(r.id, r.kind, f"p{n}", (r,)) for n, r in enumerate(records)}
    return Shelf(Hub(things, edges=tuple(edges_from(said, DAY))), DAY)


def test_each_claim_that_does_not_count_stands_under_its_reason():
    shelf = shelf_of(
        says("a"),
        says("b", doubt="overgenomen"),
        says("c", state="stale"),
        says("d", claimant="noaber:organisatie/d", state="disputed"),
        says("e", via="noaber:organisatie/a", strength="derived"),
        says("f", until="2020"),
        says("g", role="verkent"),
        says("h", claimant="noaber:organisatie/h", state="withdrawn"),
    )

    groups = uncounted(shelf)

    assert {group.reason: [edge.subject[-1] for edge in group.edges] for group in groups} == {
        "doubtful": ["b"],
        "disputed": ["d"],
        "inherited": ["e"],
        "stale": ["c"],
        "early": ["g"],
        "over": ["f"],
        "withdrawn": ["h"],
    }
    assert {group.reason for group in groups} == set(REASONS)
    counted = sum(edge.counts for edge in shelf.hub.edges)
    assert sum(len(group.edges) for group in groups) + counted == len(shelf.hub.edges)


def test_each_row_of_the_data_has_a_source_and_a_day():
    shelf = shelf_of(says("b", doubt="overgenomen"), says("c", state="stale"))

    rows = as_json(shelf, uncounted(shelf))["rows"]

    assert [(row["apart"], row["source"], row["last_seen"]) for row in rows] == [
        ("doubtful", "m-forge", "2026-11-23"),
        ("stale", "m-forge", "2026-11-23"),
    ]


def test_pages_about_a_thing_are_no_claims_that_are_left_out():
    shelf = shelf_of(says("a", relation="publishes", state="stale"))

    assert uncounted(shelf) == []
