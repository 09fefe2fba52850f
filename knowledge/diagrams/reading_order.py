"""The order in which a reader follows a process: each step behind what leads to it.

Every step has its place once, whatever its arrows, borders and subprocesses say: loops end where
they point back, and what is nowhere led to comes last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from knowledge.model import Flow, Process, Step

DEEPEST = 20  # subprocesses in each other; what is deeper is read as if in none


class Place(NamedTuple):
    """A step where it is read: how deep in subprocesses, and in which one."""

    step: Step
    level: int
    part_of: Step | None


def by_pool(process: Process) -> dict[str, list[Place]]:
    """Give the steps of each pool that has any, in reading order."""
    pools: dict[str, list[Step]] = {name: [] for name in process.pools}
    pool_of: dict[str, str] = {}
    for step in _told_apart(process.steps):
        pools.setdefault(step.pool, []).append(step)
        pool_of[step.id] = step.pool
    flows: dict[str, list[Flow]] = defaultdict(list)  # those that stay within a pool
    for flow in process.flows:
        pool = pool_of.get(flow.source)
        if pool is not None and pool == pool_of.get(flow.target):
            flows[pool].append(flow)
    return {name: in_order(steps, flows[name]) for name, steps in pools.items() if steps}


def _told_apart(steps: Iterable[Step]) -> Iterator[Step]:
    """Give each step an id of its own: of those with the same one the first keeps it."""
    seen = {""}
    for number, step in enumerate(steps):
        own = step
        while own.id in seen:
            own = own.model_copy(update={"id": f"{own.id} {number}"})
        seen.add(own.id)
        yield own


class _Family:
    """Who stands in whom, and on whose border; only what can be true of the steps of one pool."""

    def __init__(self, members: Sequence[Step]) -> None:
        self.members = {step.id: step for step in members}
        self._parents = {one.id: self._parent(one.inside) for one in members}
        self.parents = {name: self._parents[name] for name in self.members if self._ends(name)}
        self.guests: dict[str, list[str]] = defaultdict(list)
        self.hosts: dict[str, str] = {}
        for step in members:
            host = self.members.get(step.at)
            if host and not host.at and self.parent(host.id) == self.parent(step.id):
                self.guests[host.id].append(step.id)
                self.hosts[step.id] = host.id

    def parent(self, name: str) -> str:
        """Give the subprocess that a step is in, "" for none."""
        return self.parents.get(name, "")

    def _parent(self, name: str) -> str:
        holder = self.members.get(name)
        return holder.id if holder and not holder.at else ""

    def _ends(self, name: str) -> bool:
        """Tell whether the way up from a step comes to an end within a few floors."""
        for _ in range(DEEPEST + 1):
            name = self._parents.get(name, "")
            if not name:
                return True
        return False


def in_order(members: Sequence[Step], flows: Iterable[Flow]) -> list[Place]:
    """Give the steps of one pool in reading order; what a subprocess holds follows it at once."""
    family = _Family(members)
    after = _ways(family, list(flows))
    floors: dict[str, list[Step]] = defaultdict(list)
    for step in members:
        if step.id not in family.hosts:
            floors[family.parent(step.id)].append(step)
    found: list[Place] = []
    waiting = [(one, 0) for one in reversed(_floor(floors[""], after))]
    while waiting:
        step, level = waiting.pop()
        found.append(Place(step, level, family.members.get(family.parent(step.id))))
        guests = [(family.members[guest], level) for guest in family.guests.get(step.id, ())]
        inside = [(one, level + 1) for one in _floor(floors.get(step.id, []), after)]
        waiting += reversed([*inside, *guests])
    return found


def _ways(family: _Family, flows: Sequence[Flow]) -> dict[str, list[str]]:
    """Give where each step goes on; the ways on from its border come after its own."""
    after: dict[str, list[str]] = defaultdict(list)
    for is_border in (False, True):
        for flow in flows:
            source = family.hosts.get(flow.source, flow.source)
            target = family.hosts.get(flow.target, flow.target)
            known = source in family.members and target in family.members
            if known and source != target and (flow.source in family.hosts) is is_border:
                after[source].append(target)
    return after


def _floor(members: Sequence[Step], after: Mapping[str, list[str]]) -> list[Step]:
    """Order the steps of one floor: reverse postorder from its starts, loops cut."""
    inside = {step.id: step for step in members}
    ways = {name: [to for to in after.get(name, ()) if to in inside] for name in inside}
    entered = {to for ends in ways.values() for to in ends}
    starts = [s.id for s in members if s.kind == "startEvent"]
    loose = [s for s in members if s.id not in entered and s.kind != "startEvent"]
    starts += [s.id for s in sorted(loose, key=_is_aside)]
    starts += [s.id for s in members]
    seen: set[str] = set()
    backwards: list[str] = []
    for start in _roots(list(dict.fromkeys(starts)), ways):
        _walk(start, ways, seen, backwards)
    return [inside[name] for name in reversed(backwards)]


def _is_aside(step: Step) -> bool:
    """Tell whether a step waits beside the others: a subprocess that an event starts."""
    return bool(step.event) and not step.kind.endswith("Event")


def _roots(starts: Sequence[str], after: Mapping[str, list[str]]) -> list[str]:
    """Give the starts that are needed to reach every step, the last first."""
    reached: set[str] = set()
    needed = []
    for start in starts:
        if start not in reached:
            needed.append(start)
            _walk(start, after, reached, [])
    return needed[::-1]


def _walk(start: str, after: Mapping[str, list[str]], seen: set[str], backwards: list[str]) -> None:
    """Walk depth first without recursion; note each step when all behind it are noted."""
    if start in seen:
        return
    seen.add(start)
    path = [(start, iter(reversed(after.get(start, []))))]
    while path:
        current, ways = path[-1]
        for following in ways:
            if following not in seen:
                seen.add(following)
                path.append((following, iter(reversed(after.get(following, [])))))
                break
        else:
            backwards.append(current)
            path.pop()
