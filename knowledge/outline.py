"""The outline of a diagram in words: per pool the steps in order, who does them, and what follows.

The order is that of a reader: a step comes after what leads to it, a loop ends where it points
back. Every step of the record is in it once, also those that no arrow reaches.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.clean import one_line
from knowledge.model import Decision, Flow, Process, Step

KINDS = {
    "startEvent": "start",
    "endEvent": "einde",
    "intermediateCatchEvent": "wachten",
    "intermediateThrowEvent": "bericht",
    "boundaryEvent": "onderbreking",
    "task": "taak",
    "userTask": "taak",
    "manualTask": "handwerk",
    "serviceTask": "automatische taak",
    "scriptTask": "automatische taak",
    "sendTask": "bericht versturen",
    "receiveTask": "bericht ontvangen",
    "businessRuleTask": "beslissing met regels",
    "subProcess": "deelproces",
    "adHocSubProcess": "deelproces",
    "transaction": "deelproces",
    "callActivity": "ander proces",
    "exclusiveGateway": "keuze",
    "inclusiveGateway": "keuze, meer antwoorden mogelijk",
    "complexGateway": "keuze",
    "parallelGateway": "tegelijk",
    "eventBasedGateway": "wachten op wat eerst komt",
}
_NAMELESS = {
    "startEvent": "Het proces begint",
    "endEvent": "Het proces eindigt",
    "exclusiveGateway": "Keuze",
    "inclusiveGateway": "Keuze",
    "complexGateway": "Keuze",
    "parallelGateway": "Deze stappen lopen tegelijk",
    "eventBasedGateway": "Wachten op wat eerst komt",
}


@dataclass(frozen=True)
class Branch:
    """Where a step goes on: `when` is the outcome, `number` the step (0 in another pool)."""

    when: str
    number: int
    name: str
    pool: str = ""


@dataclass(frozen=True)
class OutlineStep:
    """One step: its number in the pool, name, kind in Dutch, role, and where it goes on."""

    number: int
    id: str
    name: str
    kind: str
    role: str
    branches: tuple[Branch, ...] = ()
    is_choice: bool = False


@dataclass(frozen=True)
class OutlinePool:
    """The steps of one pool, in order; the name is "" where the diagram has no pools."""

    name: str
    steps: tuple[OutlineStep, ...]


@dataclass(frozen=True)
class DecisionTable:
    """A decision table with headings; each row holds the inputs, then the outputs."""

    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def outline(process: Process) -> list[OutlinePool]:
    """Give the steps of each pool in the order in which they happen."""
    steps = {step.id: step for step in process.steps}
    flows = [flow for flow in process.flows if flow.source in steps and flow.target in steps]
    pools: dict[str, list[Step]] = {name: [] for name in process.pools}
    for step in steps.values():
        pools.setdefault(step.pool, []).append(step)
    ordered = {name: _in_order(members, flows) for name, members in pools.items() if members}
    numbers = {
        step.id: number for members in ordered.values() for number, step in enumerate(members, 1)
    }
    leaving: dict[str, list[Flow]] = defaultdict(list)
    for flow in flows:
        leaving[flow.source].append(flow)
    return [
        OutlinePool(
            one_line(name, 120),
            tuple(_described(step, leaving, steps, numbers) for step in members),
        )
        for name, members in ordered.items()
    ]


def step_name(step: Step, ways: int = 2) -> str:
    """Give the name of a step, or a sensible word where it has none."""
    if name := one_line(step.name):
        return name
    if step.kind.endswith("Gateway") and ways < 2:
        return "De wegen komen samen"
    return _NAMELESS.get(step.kind, KINDS.get(step.kind, "stap").capitalize() + " zonder naam")


def tables(decisions: Iterable[Decision]) -> list[DecisionTable]:
    """Give the decision tables, each row as wide as its headings."""
    found = []
    for decision in decisions:
        width = len(decision.inputs) + len(decision.outputs)
        if decision.rules and width:
            rows = tuple((*rule[:width], *[""] * (width - len(rule))) for rule in decision.rules)
            found.append(DecisionTable(decision.name, decision.inputs, decision.outputs, rows))
    return found


def choices(process: Process) -> list[Decision]:
    """Give the choices that have named outcomes and are not steps of the diagram."""
    drawn = {step.id for step in process.steps}
    return [d for d in process.decisions if d.outcomes and not d.rules and d.id not in drawn]


def _in_order(members: Sequence[Step], flows: Iterable[Flow]) -> list[Step]:
    """Order steps so that each follows what leads to it: reverse postorder, loops cut."""
    inside = {step.id: step for step in members}
    after: dict[str, list[str]] = defaultdict(list)
    entered = set()
    for flow in flows:
        if flow.source in inside and flow.target in inside and flow.source != flow.target:
            after[flow.source].append(flow.target)
            entered.add(flow.target)
    starts = [s.id for s in members if s.kind == "startEvent"]
    starts += [s.id for s in members if s.id not in entered and s.kind != "startEvent"]
    starts += [s.id for s in members]
    seen: set[str] = set()
    backwards: list[str] = []
    main = list(dict.fromkeys(starts))
    for start in _roots(main, after):
        _walk(start, after, seen, backwards)
    return [inside[identifier] for identifier in reversed(backwards)]


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


def _inner(step: Step, leaving: Mapping[str, Sequence[Flow]], steps: Mapping[str, Step]) -> int:
    """How many arrows of a step stay within its pool."""
    return sum(steps[flow.target].pool == step.pool for flow in leaving.get(step.id, ()))


def _described(
    step: Step,
    leaving: Mapping[str, Sequence[Flow]],
    steps: Mapping[str, Step],
    numbers: Mapping[str, int],
) -> OutlineStep:
    ways = _inner(step, leaving, steps)
    is_join = step.kind.endswith("Gateway") and ways < 2 and not step.name.strip()
    branches = []
    for flow in leaving.get(step.id, ()):
        target = steps[flow.target]
        away = target.pool != step.pool
        if away or ways > 1 or flow.name or numbers[target.id] != numbers[step.id] + 1:
            when = one_line(flow.name, 120)
            name = step_name(target, _inner(target, leaving, steps))
            number, pool = (0, one_line(target.pool, 120)) if away else (numbers[target.id], "")
            branches.append(Branch(when, number, name, pool))
    return OutlineStep(
        number=numbers[step.id],
        id=step.id,
        name=step_name(step, ways),
        kind="samenkomst" if is_join else KINDS.get(step.kind, "stap"),
        role=one_line(step.lane, 80),
        branches=tuple(branches),
        is_choice=ways > 1,
    )
