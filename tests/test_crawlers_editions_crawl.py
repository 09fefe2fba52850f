"""Editions over real crawls: a diagram on a web server changes between one crawl and the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NAMESPACES = (
    'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"'
    ' xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
)
OPEN, CLOSED = {"licence": "CC0-1.0"}, {}
DAYS = ("2026-01-10", "2026-02-11", "2026-03-12", "2026-04-13")


def drawn(*names: str, left: int = 0) -> str:
    """A diagram of these steps in a row, drawn from a place on the sheet."""
    tasks = "".join(f'<userTask id="t{at}" name="{name}"/>' for at, name in enumerate(names))
    flows = "".join(
        f'<sequenceFlow id="f{at}" sourceRef="t{at}" targetRef="t{at + 1}"/>'
        for at in range(len(names) - 1)
    )
    shapes = "".join(
        f'<di:BPMNShape id="v{at}" bpmnElement="t{at}">'
        f'<dc:Bounds x="{left + 150 * at}" y="80" width="100" height="80"/></di:BPMNShape>'
        for at in range(len(names))
    )
    plane = f'<di:BPMNPlane id="vlak" bpmnElement="p">{shapes}</di:BPMNPlane>'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><definitions {NAMESPACES} id="d">'
        f'<process id="p" name="Verhuizen">{tasks}{flows}</process>'
        f'<di:BPMNDiagram id="tekening">{plane}</di:BPMNDiagram></definitions>'
    )


FIRST = drawn("Melding ontvangen", "Adres controleren")
SECOND = drawn("Melding ontvangen", "Adres controleren", "Huisbezoek afleggen")
THIRD = drawn("Melding ontvangen", "Huisbezoek afleggen")


@pytest.fixture
def crawled(
    tmp_path: Path, serve: Callable[..., Any], crawl: Callable[..., Any], answer: Any
) -> Callable[..., list[dict[str, Any]]]:
    """Crawl what a diagram was on each day, and give the record of the last crawl."""

    def run(*versions: str, licences: tuple[dict[str, str], ...] = ()) -> dict[str, Any]:
        site = serve({"/": "<a href='verhuizen.bpmn'>Verhuizen</a>"})
        for at, (version, now) in enumerate(zip(versions, DAYS, strict=False)):
            site.pages["/verhuizen.bpmn"] = answer(version, media_type="application/xml")
            about = licences[at] if licences else OPEN
            source = {"protocol": "files", "url": f"{site.url}/", **about}
            done = crawl(tmp_path, {"dorp": [source]}, now=now)
            assert done.sources["dorp-files"]["state"] == "complete", done.stderr
        (record,) = done.records("dorp-files").values()
        return dict(record)

    return run


def names(edition: dict[str, Any]) -> list[str]:
    return [step["name"] for step in edition["steps"]]


def test_a_diagram_that_changed_has_one_edition_until_the_day_of_the_crawl(crawled: Any) -> None:
    record = crawled(FIRST, SECOND)

    (edition,) = record["earlier"]
    assert edition["until"] == DAYS[1]
    assert names(edition) == ["Melding ontvangen", "Adres controleren"]
    assert (len(record["steps"]), record["first_seen"]) == (3, DAYS[0])


def test_a_change_that_is_crawled_again_stays_one_edition(crawled: Any) -> None:
    record = crawled(FIRST, SECOND, SECOND, SECOND)

    assert [edition["until"] for edition in record["earlier"]] == [DAYS[1]]


def test_a_third_change_gives_a_second_edition(crawled: Any) -> None:
    record = crawled(FIRST, SECOND, THIRD)

    assert [(one["until"], len(one["steps"])) for one in record["earlier"]] == [
        (DAYS[1], 2), (DAYS[2], 3),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "second",
    [
        FIRST,
        FIRST.replace("><", ">\n  <"),
        drawn("Melding ontvangen", "Adres controleren", left=40),
    ],
    ids=["unchanged", "white space", "layout"],
)
def test_what_only_looks_otherwise_gives_no_edition(crawled: Any, second: str) -> None:
    record = crawled(FIRST, second)

    assert "earlier" not in record
    assert record["last_seen"] == DAYS[1]


def test_of_a_diagram_without_a_licence_no_edition_is_kept(crawled: Any) -> None:
    assert "earlier" not in crawled(FIRST, SECOND, licences=(CLOSED, CLOSED))


def test_a_licence_that_opens_later_does_not_open_what_was_before(crawled: Any) -> None:
    assert "earlier" not in crawled(FIRST, SECOND, licences=(CLOSED, OPEN))
