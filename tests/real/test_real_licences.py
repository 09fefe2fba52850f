"""The licence gate on the corpus: what is shown, and that nothing closed is in any file."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from knowledge.licences import permits

# records with a summary or a text that may be shown, by licence
SHOWN = {
    "EUPL-1.2": 687, "EUPL": 114, "EUPL-1.2-or-later": 62, "MPL-2.0": 43, "MIT": 21,
    "CC0-1.0": 12, "AGPL-3.0-or-later": 5, "CC-BY-4.0": 2, "GPL-3.0-only": 2, "AGPL-3.0": 1,
    "AGPL-3.0-only": 1, "CC-BY": 1, "GPL-3.0-or-later": 1,
}  # fmt: skip
_PIECE = re.compile(r"[^\W\d_][\w ,]{48,118}\w")  # of a sentence, without signs that HTML escapes

_RUN = re.compile(r"[\w ,]{50,}")  # all that may hold such a piece


def written(record: dict[str, Any]) -> Iterator[str]:
    """The sentences of a harvested record: its summary, text, headings and features."""
    yield record.get("summary", "")
    yield from record.get("text", "").splitlines()
    yield from (*record.get("headings", ()), *record.get("features", ()))


def pieces(record: dict[str, Any]) -> set[str]:
    """Pieces of what stands in a record, its title left out: that is a fact."""
    found = {piece for line in written(record) for piece in _PIECE.findall(" ".join(line.split()))}
    return {piece for piece in found if piece not in " ".join(record["title"].split())}


@pytest.fixture(scope="module")
def staged(real: Any) -> str:
    """What stands on pages, in lists and in open data files and is long enough to hold a piece."""
    files = sorted(path for path in real.pages.rglob("*") if path.suffix in (".md", ".json"))
    files += sorted((real.pages / "data").rglob("*.csv"))
    runs: set[str] = set()  # each once: pages share most of what stands on them
    for path in files:
        runs.update(_RUN.findall(" ".join(path.read_text("utf-8").split())))
    return "\n".join(sorted(runs))


def test_texts_are_shown_by_licence_as_counted(hub: Any, real: Any) -> None:
    records = [record for thing in hub.things.values() for record in thing.records
               if record.source in real.harvest]  # fmt: skip

    shown = Counter(r.text_licence for r in records if r.summary or getattr(r, "text", ""))
    linked = Counter(r.text_licence for r in records if {"summary", "text"} & dict(r.closed).keys())
    assert dict(shown) == SHOWN
    assert linked.keys() == {"", "CC-BY-NC-SA-4.0"}
    assert linked[""] > 300


def test_no_sentence_of_a_closed_text_is_in_any_file(real: Any, staged: str) -> None:
    records = [record for record in real.records if not record.get("gone")]
    shut = [record for record in records if not permits(record.get("text_licence", ""))]
    texts = [line for record in records if record not in shut for line in written(record)]
    # what somebody else says under an open licence, or what is the title of another page
    opened = " ".join(" ".join([*texts, *(record["title"] for record in records)]).split())
    closed = [(record["id"], piece) for record in shut for piece in pieces(record)]

    assert len(closed) > 6000
    assert [one for one in closed if one[1] in staged and one[1] not in opened] == []


def test_the_same_look_finds_what_is_open(real: Any, staged: str) -> None:
    summed = [record for record in real.records
              if record.get("summary") and permits(record.get("text_licence", ""))]  # fmt: skip
    begun = [piece for record in summed for piece in pieces({**record, "text": "", "headings": ()})]

    assert len(begun) > 300
    assert sum(piece in staged for piece in begun) > 0.8 * len(begun)


def test_every_diagram_of_the_corpus_has_a_licence_and_is_drawn(hub: Any) -> None:
    drawn = [record for thing in hub.of_kind("process") for record in thing.records
             if record.reader in ("bpmn", "dmn", "cmmn")]  # fmt: skip

    assert len(drawn) == 25
    assert {record.text_licence for record in drawn} == {"CC0-1.0", "EUPL-1.2", "MIT"}
    assert [record.id for record in drawn if record.closed] == []


def test_each_text_that_is_shown_or_listed_has_a_row_in_the_attribution(
    hub: Any, real: Any
) -> None:
    rows = json.loads((real.pages / "data" / "bronvermelding.json").read_bytes())["items"]
    of = {row["id"] for row in rows}

    harvested = {thing.id for thing in hub.things.values() for record in thing.records
                 if record.source in real.harvest and record.summary}  # fmt: skip
    assert harvested <= of
    assert [row for row in rows if not (row["who"] and row["licence"])] == []
    assert {row["licence"] for row in rows if not row["licence_url"]} <= {"EUPL"}
    assert [row for row in rows if not permits(row["licence"])] == []
