"""How alike two versions of a process are, from 0 to 1; 1 for a version and itself.

Seven parts are compared and weighed, steps most (`WEIGHTS`). Steps, roles, decisions, partners and
the rest are paired by name, the best pairs first, each at most once; a part is the share of what it
holds that has a partner. A part that one of both does not state is unknown: it is left out, and the
others weigh more (`knowledge.variants.profile`). The order counts as far as steps are paired.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from knowledge.model import Edition, Process
from knowledge.variants.durations import ratio
from knowledge.variants.lookalikes import lookalikes
from knowledge.variants.profile import Point, Profile, Question, profile
from knowledge.variants.wording import SAME

WEIGHTS: Mapping[str, float] = {
    "steps": 5.0,
    "order": 1.5,
    "decisions": 1.5,
    "roles": 1.0,
    "partners": 0.75,
    "term": 0.75,
    "results": 0.75,
    "channels": 0.5,
    "evidence": 0.5,
}
_ORDERED = 16  # steps of which the order is compared: the best pairs
_EVENTS = ("start", "end", "event")
_NONE: Mapping[str, float] = {}


def similarity(a: Process | Edition, b: Process | Edition) -> float:
    """Give how alike two versions are: symmetric, 1 for itself, the same in every order."""
    ours, theirs = profile(a), profile(b)
    return Likenesses((ours, theirs)).similarity(ours, theirs)


class Pair(NamedTuple):
    """Two steps that are taken for one: where each stands, and how alike they are."""

    here: int
    there: int
    score: float


class Likenesses:
    """The likeness of every two names in some profiles, found once; then compares any two."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        names = dict.fromkeys(name for one in profiles for name in one.names())
        self._near = lookalikes(names)

    def similarity(self, a: Profile, b: Profile) -> float:
        """Give how alike two of these profiles are."""
        if a.mark == b.mark:
            return 1.0
        parts = self.parts(a, b)
        total = sum(weight for weight, _ in parts.values())
        found = sum(weight * alike for weight, alike in parts.values())
        return round(min(found / total, 1.0), 4) if total else 0.0

    def of(self, name: str) -> Mapping[str, float]:
        """Give the names that may be the same as one of these, by likeness; itself among them."""
        return self._near.get(name, _NONE)

    def parts(self, a: Profile, b: Profile) -> dict[str, tuple[float, float]]:
        """Give the weight and likeness of each part that both state."""
        if b.mark < a.mark:
            a, b = b, a  # which is first never matters
        pairs = self.pairs(a.points, b.points)
        steps = _shared(pairs, a.points, b.points)
        found: dict[str, float | None] = {
            "steps": steps,
            "decisions": self._questions(a.questions, b.questions),
            "roles": self._names(a.roles, b.roles),
            "partners": self._names(a.partners, b.partners),
            "term": _terms(a, b),
            "results": self._names(a.results, b.results),
            "channels": self._names(a.channels, b.channels),
            "evidence": self._names(a.evidence, b.evidence),
        }
        known = {n: (WEIGHTS[n], alike) for n, alike in found.items() if alike is not None}
        order = _order(pairs, a.after, b.after)
        if order is not None and steps:
            known["order"] = (WEIGHTS["order"] * steps, order)
        return known

    def pairs(self, here: Sequence[Point], there: Sequence[Point]) -> list[Pair]:
        """Pair the steps of two versions, the most alike first, each at most once."""
        at: dict[str, list[int]] = defaultdict(list)
        for number, point in enumerate(there):
            at[point.name].append(number)
        options = []
        for i, point in enumerate(here):
            near = self._near.get(point.name, _NONE)
            for name in near.keys() & at.keys() if len(near) > len(at) else near:
                for j in at.get(name, ()):
                    score = near[name] * _alike(point.sort, there[j].sort)
                    if score >= SAME:
                        options.append((-score, abs(point.place - there[j].place), i, j))
        return [Pair(i, j, -score) for score, _, i, j in _chosen(options)]

    def _names(self, a: Sequence[str] | None, b: Sequence[str] | None) -> float | None:
        if a is None or b is None:
            return None
        options = [
            (-score, 0.0, i, j)
            for i, name in enumerate(a)
            for j, other in enumerate(b)
            if (score := self._near.get(name, _NONE).get(other, 0.0))
        ]
        return 2 * sum(-score for score, *_ in _chosen(options)) / (len(a) + len(b))

    def _questions(
        self, a: Sequence[Question] | None, b: Sequence[Question] | None
    ) -> float | None:
        if a is None or b is None or not (a or b):
            return None
        options = []
        for i, asked in enumerate(a):
            for j, other in enumerate(b):
                if score := self._near.get(asked.name, _NONE).get(other.name, 0.0):
                    answers = self._names(asked.outcomes, other.outcomes) if (
                        asked.outcomes and other.outcomes) else None  # fmt: skip
                    score = score if answers is None else 0.75 * score + 0.25 * answers
                    options.append((-score, 0.0, i, j))
        return 2 * sum(-score for score, *_ in _chosen(options)) / (len(a) + len(b))


def _chosen(
    options: list[tuple[float, float, int, int]],
) -> list[tuple[float, float, int, int]]:
    """Take the best options first, each side once."""
    used_here, used_there, chosen = set(), set(), []
    for option in sorted(options):
        _, _, i, j = option
        if i not in used_here and j not in used_there:
            used_here.add(i)
            used_there.add(j)
            chosen.append(option)
    return chosen


def _alike(a: str, b: str) -> float:
    """Give how alike two sorts of steps are: what a person and what a computer does differ."""
    if a == b:
        return 1.0
    if (a in _EVENTS) != (b in _EVENTS):
        return 0.75
    if a in _EVENTS:
        return 0.6 if {a, b} == {"start", "end"} else 0.85
    return 1.0 if "task" in (a, b) else 0.95


def _shared(pairs: Iterable[Pair], a: Sequence[Point], b: Sequence[Point]) -> float | None:
    """Give the share of the weight of all steps that is paired; None where one has no steps."""
    if not a or not b:
        return None
    total = sum(point.weight for point in a) + sum(point.weight for point in b)
    return sum(p.score * (a[p.here].weight + b[p.there].weight) for p in pairs) / total


def _order(pairs: Sequence[Pair], a: Sequence[int] | None, b: Sequence[int] | None) -> float | None:
    """Give the share of paired steps that stand in the same order; a half where one has none."""
    if a is None or b is None:
        return None
    told, same = 0, 0.0
    for number, (i, j, _) in enumerate(pairs[:_ORDERED]):
        for k, m, _ in pairs[:number]:
            here = (a[i] >> k & 1) - (a[k] >> i & 1)
            there = (b[j] >> m & 1) - (b[m] >> j & 1)
            if here or there:
                told += 1
                same += 1.0 if here == there else 0.5 if here * there == 0 else 0.0
    return same / told if told else None


def _terms(a: Profile, b: Profile) -> float | None:
    """Give how alike the terms are: that of the whole, and the timers in it, in days."""
    found = []
    if a.term is not None and b.term is not None:
        found.append(ratio(a.term, b.term))
    if a.timers and b.timers:
        options = [
            (-ratio(x, y), 0.0, i, j)
            for i, x in enumerate(a.timers)
            for j, y in enumerate(b.timers)
        ]
        shared = sum(-score for score, *_ in _chosen(options))
        found.append(2 * shared / (len(a.timers) + len(b.timers)))
    return sum(found) / len(found) if found else None
