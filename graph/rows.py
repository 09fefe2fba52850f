"""Rows of answers: mappings of plain values, and what each says of the claim behind it."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def claim(data: Row) -> Row:
    """Give what a row says of the claim behind it, from the attributes of its edge."""
    names = ("role", "since", "until", "claimant", "source", "url", "first_seen", "last_seen",
             "strength", "state", "counts", "apart", "via", "doubt")  # fmt: skip
    return {name: data[name] for name in names} | {"evidence": len(data["evidence"])}
