"""The reuse edges of the corpus, beside a list that was checked by hand against the files.

`edges.csv` has all edges about Dutch organisations (and others up to 65): the name as it stands on
a line of a file, the organisation it means, and how strong and certain the claim is. `judged` is
what a reader of the file makes of it: it stands there as such, or it was copied along.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROWS = list(csv.DictReader((Path(__file__).parent / "edges.csv").read_text().splitlines()))
LARGEST = "https://github.com/agid/pat"  # 174 Italian users, of which seven are in the list
JUDGED = {"": "staat er zo", "doubtful": "meegekopieerd"}


@pytest.fixture(scope="module")
def uses(hub: Any) -> dict[tuple[str, str], Any]:
    return {(edge.object, edge.subject): edge for edge in hub.edges if edge.relation == "uses"}


def test_reuse_edges_by_strength_state_and_why_they_do_not_count(uses: Any) -> None:
    found = Counter((edge.best.strength, edge.state, edge.apart) for edge in uses.values())

    assert found == {
        ("maker", "current", ""): 216,
        ("maker", "current", "doubtful"): 14,
        ("own", "current", ""): 2,
    }


def test_the_list_is_large_enough_and_each_row_stands_on_its_line(corpus: Path) -> None:
    assert len(ROWS) >= 60
    for row in ROWS:
        line = (corpus / row["file"]).read_text().splitlines()[int(row["line"]) - 1]
        assert line.strip() == f"- {row['written']}", row


def test_every_edge_outside_the_largest_list_was_checked_by_hand(uses: Any) -> None:
    checked = {(row["solution"], row["organisation"]) for row in ROWS}

    assert {pair for pair in uses if pair[0] != LARGEST} == {
        pair for pair in checked if pair[0] != LARGEST
    }
    assert checked <= set(uses)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['file']}:{row['line']}")
def test_an_edge_says_what_the_reader_of_its_file_found(uses: Any, row: dict[str, str]) -> None:
    edge = uses[row["solution"], row["organisation"]]
    said = edge.best

    assert (said.subject_name, said.strength) == (row["written"], row["strength"])
    assert (edge.state, edge.apart) == (row["state"], row["apart"])
    assert JUDGED[edge.apart] == row["judged"]
    assert said.url.endswith(f"/blob/HEAD/{row['file'].split('/', 2)[2]}")
    assert said.last_seen


def test_a_dozen_of_the_dutch_names_are_boilerplate_and_two_stand_in_an_example() -> None:
    copied = Counter(row["written"] for row in ROWS if row["judged"] == "meegekopieerd")

    assert copied == {
        "Gemeente Utrecht": 4,
        "Gemeente Den Haag": 4,
        "Gemeente Hoorn": 4,
        "Comune di Firenze": 1,
        "Comune di Roma": 1,
    }


def test_who_is_paid_to_maintain_is_no_user_for_that(uses: Any, hub: Any) -> None:
    solution = "https://github.com/openstad/openstad-headless"  # `contractors`: three names
    edges = [e for e in hub.edges if e.object == solution and e.best.role == "beheerder"]
    found = {edge.best.subject_name: (solution, edge.subject) in uses for edge in edges}

    assert found == {"Draad": True, "Gemeente Amsterdam": True, "Sniglet": False}
    assert hub.things["noaber:organisatie/sniglet"].get("type") == "leverancier"
