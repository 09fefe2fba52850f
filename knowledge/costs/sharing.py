"""What each of a group pays of a cost: now, with one more, without the largest, and alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from knowledge.costs.division import (
    SCALE,
    Key,
    Sharer,
    divide,
    joined,
    numbers,
    weights,
)
from knowledge.costs.facts import Total, each

How = Literal["verdeeld", "ieder zelf", "tarief"]


class Share(NamedTuple):
    """The part of one sharer in whole cents; None where a number that is needed is not known.

    `joined` is its part once one more shares that counts as much as these do on average, `left`
    its part once the one that counts most beside it is gone, None where nobody else shares.
    `alone` is what it would pay without the others.
    """

    who: Sharer
    cents: int | None
    joined: int | None
    left: int | None
    alone: int | None


def how(total: Total) -> How:
    """Tell how a total is paid together.

    What is built, or paid each year, is divided. Who starts pays the one-off cost of starting
    itself, so that is not divided. A rate is paid by the number that it is a rate of.
    """
    if total.cost.per:
        return "tarief"
    return "ieder zelf" if total.cost.kind == "eenmalig" else "verdeeld"


def shares(total: Total, key: Key, group: Sequence[Sharer]) -> list[Share]:
    """Give the share of each of a group, in the order of their titles.

    Raises DivisionError where a total cannot be divided by the key.
    """
    people = sorted(group, key=lambda one: (one.title.casefold(), one.id))
    if how(total) == "verdeeld":
        return _divided(total.cents, key, people)
    return [_own(total, key, one) for one in people]


def _divided(cents: int, key: Key, people: Sequence[Sharer]) -> list[Share]:
    found = numbers(key, people)
    now = divide(cents, weights(key, found))
    more = joined(cents, key, found)
    largest = sorted(found, key=lambda who: (-found[who], who))[:2]
    less = {gone: without(cents, key, found, gone) for gone in largest}
    return [
        Share(one, now[one.id], more[one.id],
              less[next(who for who in largest if who != one.id)].get(one.id)
              if len(largest) > 1 else None, cents)
        for one in people
    ]  # fmt: skip


def without(cents: int, key: Key, found: dict[str, int], gone: str) -> dict[str, int]:
    """Give what the others pay once one is gone; nothing where nobody is left that counts."""
    rest = {who: one for who, one in found.items() if who != gone}
    return divide(cents, weights(key, rest)) if any(rest.values()) else {}


def _own(total: Total, key: Key, one: Sharer) -> Share:
    """Give what somebody pays for itself: a rate, or the cost of starting."""
    cents: int | None = total.cents
    if total.cost.per == "inwoner":
        cents = None if one.inhabitants is None else total.cents * one.inhabitants
    elif total.cost.per == "gebruik":
        times = key.given.get(one.id) if key.kind == "gebruik" else None
        cents = None if times is None else each(total.cents * times, SCALE)
    return Share(one, cents, cents, cents, cents)
