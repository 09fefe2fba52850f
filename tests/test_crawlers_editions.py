"""How a process was is kept when what counts changed at its source, and only then."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from crawlers.editions import MOST, fingerprint
from crawlers.finish import dated
from crawlers.readers import Reading
from crawlers.screening import screened
from knowledge.licences.gate import as_licensed
from knowledge.model import (
    Box,
    Decision,
    Drawing,
    Edition,
    Flow,
    Process,
    Result,
    Shape,
    Step,
    plain,
    record_from,
    to_json,
)

DAY = date(2026, 3, 1)
ID = "https://code.zomerdorp.example/processen/verhuizen.bpmn"


def step(identifier: str, name: str, **more: Any) -> Step:
    return Step(**{"id": identifier, "name": name, "kind": "userTask", "lane": "Balie", **more})


def diagram(**more: Any) -> Process:
    """A process of two steps, as a reader gives it."""
    values = {
        "id": ID, "title": "Verhuizen", "url": ID, "text_licence": "CC0-1.0", "hash": "1",
        "steps": (step("a", "Melding ontvangen"), step("b", "Adres controleren")),
        "flows": (Flow(source="a", target="b"),), "lanes": ("Balie",), "term": "P5D",
        "decisions": (Decision(id="d", name="Klopt het adres?", outcomes=("ja", "nee")),),
    }  # fmt: skip
    return Process(**(values | more))


def crawled(
    record: Process, before: dict[str, Any] | None = None, day: date = DAY
) -> dict[str, Any]:
    """What a harvest has of a record after a crawl, as it is read back from the file."""
    (clean,) = screened(Reading([record]), ID).records
    data, _ = dated(clean, before, "zomerdorp-forge", day)
    read: dict[str, Any] = json.loads(to_json(data))
    return read


CHANGED: dict[str, dict[str, Any]] = {
    "a step more": {"steps": (*diagram().steps, step("c", "Huisbezoek afleggen"))},
    "another name": {"steps": (step("a", "Melding ontvangen"), step("b", "Adres nagaan"))},
    "another kind": {"steps": (diagram().steps[0], step("b", "Adres controleren", kind="task"))},
    "another role": {"steps": (diagram().steps[0], step("b", "Adres controleren", lane="Team"))},
    "another timer": {"steps": (diagram().steps[0], step("b", "Adres controleren", term="P2D"))},
    "another order": {"flows": (Flow(source="b", target="a"),)},
    "another outcome": {"decisions": (Decision(id="d", name="Klopt het adres?",
                                               outcomes=("ja", "weet niet")),)},
    "another term": {"term": "P8W"},
    "another service level": {"service_level": "P2W"},
    "another channel": {"channels": ("website",)},
    "other evidence": {"evidence": ("huurcontract",)},
    "another partner": {"partners": ("Vorige gemeente",)},
    "another result": {"results": (Result(name="Verwerkt"),)},
}  # fmt: skip
SAME: dict[str, dict[str, Any]] = {
    "nothing": {},
    "white space and capitals": {"steps": (step("a", " Melding\n ontvangen"),
                                           step("b", "Adres Controleren "))},
    "other ids": {"steps": (step("x", "Melding ontvangen"), step("y", "Adres controleren")),
                  "flows": (Flow(source="x", target="y"),)},
    "another place in the file": {"steps": diagram().steps[::-1]},
    "a drawing": {"drawings": (Drawing(shapes=(Shape(id="a", kind="userTask",
                                                     box=Box(1, 2, 3, 4)),)),)},
    "a text": {"text": "Zo doen wij dat.", "summary": "Kort"},
    "a title": {"title": "Verhuizing"},
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGED.values(), ids=[*CHANGED])
def test_what_counts_makes_an_edition_of_what_was(change: dict[str, Any]) -> None:
    before = crawled(diagram())
    after = crawled(diagram(hash="2", **change), before, DAY + timedelta(9))

    (edition,) = record_from(after).earlier  # type: ignore[union-attr]
    assert edition.until == "2026-03-10"
    assert edition.steps == diagram().steps
    assert (edition.term, edition.lanes) == ("P5D", ("Balie",))


@pytest.mark.parametrize("change", SAME.values(), ids=[*SAME])
def test_what_does_not_count_makes_no_edition(change: dict[str, Any]) -> None:
    after = crawled(diagram(hash="2", **change), crawled(diagram()))

    assert "earlier" not in after


def test_the_same_file_read_by_a_better_reader_makes_no_edition() -> None:
    after = crawled(diagram(partners=("Vorige gemeente",)), crawled(diagram()))

    assert "earlier" not in after


def test_an_edition_stays_while_nothing_changes() -> None:
    first = crawled(diagram())
    second = crawled(diagram(hash="2", term="P8W"), first, DAY + timedelta(1))
    (clean,) = screened(Reading([diagram(hash="2", term="P8W")]), ID).records
    data, is_same = dated(clean, second, "zomerdorp-forge", DAY + timedelta(2))

    assert data["earlier"] == second["earlier"]
    assert is_same


def test_no_more_than_the_newest_editions_are_kept() -> None:
    data = crawled(diagram())
    for day in range(1, MOST + 6):
        data = crawled(diagram(hash=str(day), term=f"P{day + 5}D"), data, DAY + timedelta(day))

    assert len(data["earlier"]) == MOST
    assert data["earlier"][-1]["term"] == f"P{MOST + 9}D"
    days = [one["until"] for one in data["earlier"]]
    assert days == sorted(days)


def test_editions_that_a_reader_gives_are_not_doubled() -> None:
    given = Edition(until="2025-01-01", version="1", valid_from="2024-01-01", term="P4W")
    other = Edition(until="2026-01-01", version="2", valid_from="2025-01-01", term="P5W")
    old = crawled(diagram(version="2", valid_from="2025-01-01", earlier=(given,), term="P5W"))
    new = crawled(
        diagram(version="3", valid_from="2026-01-01", earlier=(given, other), hash="2"), old
    )

    assert new["earlier"] == [plain(given), plain(other)]


def test_an_edition_that_was_kept_stands_between_those_that_a_reader_gives() -> None:
    given = Edition(until="2025-01-01", version="1", valid_from="2024-01-01", term="P4W")
    old = crawled(diagram(earlier=(given,)))
    new = crawled(diagram(earlier=(given,), hash="2", term="P8W"), old)

    assert [one["until"] for one in new["earlier"]] == ["2025-01-01", "2026-03-01"]


def test_what_its_licence_does_not_permit_is_not_kept() -> None:
    """Else the open licence of a later day would be taken for that of the older text."""
    old = crawled(diagram(text_licence=""))
    new = crawled(diagram(hash="2", term="P8W"), old)

    assert "earlier" not in new


def test_the_licence_gate_closes_editions_with_the_rest() -> None:
    old = crawled(diagram())
    new = crawled(diagram(hash="2", term="P8W", text_licence=""), old)

    assert new["earlier"]
    assert as_licensed(record_from(new)).earlier == ()  # type: ignore[union-attr]


def test_personal_data_that_older_rules_let_through_are_out_of_an_edition() -> None:
    old = crawled(diagram())
    old["gate"] = 0
    old["steps"][0]["name"] = "Mail j.jansen@zomerdorp.example"
    new = crawled(diagram(hash="2"), old)

    assert "j.jansen" not in to_json(new)
    assert new["earlier"][0]["steps"][0]["name"].startswith("Mail ")


def test_a_tombstone_that_comes_back_has_no_edition() -> None:
    grave = {"id": ID, "kind": "process", "title": "Verhuizen", "gone": "2026-02-01", "reason": "x"}

    assert "earlier" not in crawled(diagram(), grave)


def test_another_kind_of_thing_has_no_editions() -> None:
    page = {"id": ID, "kind": "document", "title": "Verhuizen", "text": "Oud"}

    assert "earlier" not in crawled(diagram(), page)


def test_a_line_that_is_no_record_stops_nothing() -> None:
    broken = crawled(diagram()) | {"steps": "geen"}

    assert "earlier" not in crawled(diagram(hash="2"), broken)


def test_the_order_of_a_list_without_arrows_counts() -> None:
    one = diagram(flows=())

    assert fingerprint(one) != fingerprint(one.model_copy(update={"steps": one.steps[::-1]}))
