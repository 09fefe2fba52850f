"""Rows of answers: mappings of plain values, and what each says of the claim behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from knowledge.model import STRENGTHS

Row = dict[str, Any]


class Rows(list[Row]):
    """The rows of an answer, with what is not known: per field how many of how many lack it.

    `unknown` is {"since": (3, 12)}: of 12 claims 3 name no day. `notes` are Dutch sentences that
    belong to the answer as a whole, such as an assumption.
    """

    def __init__(
        self,
        rows: Iterable[Row] = (),
        unknown: Mapping[str, tuple[int, int]] | None = None,
        notes: Iterable[str] = (),
    ) -> None:
        super().__init__(rows)
        self.unknown = dict(unknown or {})
        self.notes = tuple(notes)


def claim(data: Row) -> Row:
    """Give what a row says of the claim behind it, from the attributes of its edge."""
    names = ("role", "since", "until", "claimant", "source", "url", "first_seen", "last_seen",
             "strength", "state", "counts", "apart", "via", "doubt")  # fmt: skip
    return {name: data[name] for name in names} | {"evidence": len(data["evidence"])}


def by_strength(edges: Iterable[Row]) -> Row:
    """Count edges by the strength of their strongest evidence: a row with a count for each.

    >>> by_strength([{"strength": "own"}, {"strength": "third"}])
    {'own': 1, 'maker': 0, 'third': 1, 'derived': 0}
    """
    counts: Row = dict.fromkeys(STRENGTHS, 0)
    for data in edges:
        counts[data["strength"]] += 1
    return counts
