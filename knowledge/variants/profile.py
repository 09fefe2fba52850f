"""A profile: of a process only what counts when two are compared, ready for comparing.

What stands nowhere is unknown and not absent (features.md 9): such a part is None and is left out
of a comparison, where an empty tuple says that there is none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from knowledge.clean import one_line
from knowledge.identity import folded
from knowledge.model import Edition, Flow, Process, Step
from knowledge.variants.durations import days

MOST = 400  # steps of one version that are compared; no diagram that people read has more
_MACHINE = ("serviceTask", "scriptTask", "businessRuleTask")
_WEIGHTS = {"start": 0.3, "end": 0.3, "event": 0.5}
_MUNICIPALITY = re.compile(r"gemeente\b|voorbeeldgem")  # and not the gemeenteraad
_SIGNIFICANT = 80  # characters of a name


class Point(NamedTuple):
    """A step with a name: who or what does it, how much it weighs, where it stands (0 to 1)."""

    name: str
    sort: str
    weight: float
    place: float


class Question(NamedTuple):
    """A decision: what is asked, and the answers."""

    name: str
    outcomes: tuple[str, ...]


class Profile(NamedTuple):
    """What counts of one version. `after` has of each step those behind it, as bits.

    `mark` is the same for two profiles that are the same.
    """

    mark: str
    points: tuple[Point, ...]
    after: tuple[int, ...] | None
    roles: tuple[str, ...] | None
    questions: tuple[Question, ...] | None
    partners: tuple[str, ...] | None
    channels: tuple[str, ...] | None
    evidence: tuple[str, ...] | None
    results: tuple[str, ...] | None
    term: float | None
    timers: tuple[float, ...] | None

    def names(self) -> Iterable[str]:
        """Give every name in it."""
        yield from (point.name for point in self.points)
        for question in self.questions or ():
            yield question.name
            yield from question.outcomes
        for part in (self.roles, self.partners, self.channels, self.evidence, self.results):
            yield from part or ()


def profile(version: Process | Edition) -> Profile:
    """Give the profile of a process as it is, or as it was.

    Steps without a name are left out, gateways stand among the decisions. The roles are the lanes,
    without lanes the pools that have steps; of a pool that is the municipality itself the name is
    not compared, since it differs everywhere and says nothing.
    """
    steps = version.steps[:MOST]
    kept = named_steps(version)
    flows = version.flows if isinstance(version, Process) else ()
    results = [one if isinstance(one, str) else one.name for one in version.results]
    timers = [length for step in steps if (length := days(step.term)) is not None]
    found = Profile(
        mark="",
        points=tuple(_point(step, at, len(kept)) for at, step in enumerate(kept)),
        after=_after(kept, steps, flows),
        roles=_known(_roles(version.lanes, steps)),
        questions=_questions(version, steps, flows),
        partners=_known(version.partners),
        channels=_known(version.channels),
        evidence=_known(version.evidence),
        results=_known(results),
        term=days(version.term),
        timers=tuple(sorted(timers)) or None,
    )
    return found._replace(mark=repr(found))


def named_steps(version: Process | Edition) -> list[Step]:
    """Give the steps that are compared: those with a name, which are no gateways."""
    steps = version.steps[:MOST]
    return [step for step in steps if folded(step.name) and not step.kind.endswith("Gateway")]


def sort_of(kind: str) -> str:
    """Give what sort of step an element is: start, end, event, machine, send, person or task."""
    if kind.endswith("Event"):
        return {"startEvent": "start", "endEvent": "end"}.get(kind, "event")
    if kind in _MACHINE:
        return "machine"
    if kind in ("sendTask", "receiveTask"):
        return "send"
    return "person" if kind in ("userTask", "manualTask") else "task"


def _point(step: Step, at: int, total: int) -> Point:
    sort = sort_of(step.kind)
    place = round(at / max(total - 1, 1), 3)
    return Point(_name(step.name), sort, _WEIGHTS.get(sort, 1.0), place)


def _name(text: str) -> str:
    return one_line(text, _SIGNIFICANT)


def _known(names: Iterable[str]) -> tuple[str, ...] | None:
    return tuple(dict.fromkeys(_name(one) for one in names if folded(one))) or None


def _roles(lanes: Iterable[str], steps: Iterable[Step]) -> list[str]:
    named = [lane for lane in lanes if folded(lane)]
    if named:
        return named
    pools = dict.fromkeys(step.pool for step in steps if folded(step.pool))
    bare = [pool for pool in pools if not _MUNICIPALITY.match(folded(pool))]
    return bare if len(pools) > 1 else []


def _questions(
    version: Process | Edition, steps: Iterable[Step], flows: Iterable[Flow]
) -> tuple[Question, ...] | None:
    """Give the decisions that ask something; () only of a diagram in which nothing is chosen."""
    asked = [d for d in version.decisions if folded(d.name)]
    if asked:
        return tuple(Question(_name(d.name), _known(d.outcomes) or ()) for d in asked)
    drawn = list(flows)
    parallel = {step.id for step in steps if step.kind == "parallelGateway"}
    ways: dict[str, int] = defaultdict(int)
    for flow in drawn:
        ways[flow.source] += flow.source not in parallel
    return () if drawn and max(ways.values(), default=0) < 2 else None


def _after(
    kept: list[Step], steps: Iterable[Step], flows: Iterable[Flow]
) -> tuple[int, ...] | None:
    """Give of each step that is kept which others come after it; None where nobody says.

    Where no arrows are drawn, a list of statuses is in the order in which it is written; a diagram
    of which only the steps are known has no order that can be trusted.
    """
    ways: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        ways[flow.source].append(flow.target)
    if not ways:
        if any(step.kind.endswith(("Gateway", "Event")) for step in steps):
            return None
        return tuple(((1 << len(kept)) - 1) & ~((1 << at + 1) - 1) for at in range(len(kept)))
    entered = {target for targets in ways.values() for target in targets}
    for step in steps:
        if step.at:
            ways[step.at].append(step.id)
        elif step.inside and step.id not in entered:
            ways[step.inside].append(step.id)
    bits = {step.id: 1 << at for at, step in enumerate(kept)}
    return tuple(_reached(step.id, ways, bits) for step in kept)


def _reached(start: str, ways: dict[str, list[str]], bits: dict[str, int]) -> int:
    seen: set[str] = set()
    path, found = list(ways.get(start, ())), 0
    while path:
        current = path.pop()
        if current not in seen:
            seen.add(current)
            found |= bits.get(current, 0)
            path += ways.get(current, ())
    return found
