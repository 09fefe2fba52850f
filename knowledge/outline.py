"""The outline of a diagram in words: per pool the steps in order, who does them, and what follows.

The order is that of a reader (`reading_order`), the words are in `step_words`, both of
`knowledge.diagrams`.
Every step of the record is in it once, also those that no arrow reaches.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.clean import one_line
from knowledge.diagrams.reading_order import Place, by_pool
from knowledge.diagrams.step_words import KINDS as KINDS
from knowledge.diagrams.step_words import does, is_readable, kind_of, trigger
from knowledge.diagrams.step_words import step_name as step_name
from knowledge.model import Decision, Flow, Message, Process, Step

_LONGEST = 300  # characters of what the maker wrote about a step


@dataclass(frozen=True)
class Branch:
    """Where a step goes on: `when` is the outcome, `number` the step (0 in another pool).

    `lead` is what stands before it: "als" (with `when` behind it), "anders", "of", "tegelijk",
    "verder met", …; `is_back` tells that the step came before.
    """

    when: str
    number: int
    name: str
    pool: str = ""
    lead: str = ""
    is_back: bool = False


@dataclass(frozen=True)
class OutlineStep:
    """One step: its number in the pool, name, kind in Dutch, role, and where it goes on.

    `level` says how deep in subprocesses it is and `part_of` in which one; `notes` are short
    sentences about when, with whom and with what; `text` is what the diagram's maker wrote.
    """

    number: int
    id: str
    name: str
    kind: str
    role: str
    branches: tuple[Branch, ...] = ()
    is_choice: bool = False
    level: int = 0
    part_of: str = ""
    notes: tuple[str, ...] = ()
    text: str = ""


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
    ordered = by_pool(process)
    told = _Telling(process, ordered)
    return [
        OutlinePool(one_line(name, 120), tuple(told.step(place) for place in places))
        for name, places in ordered.items()
    ]


class _Telling:
    """What is known of all steps together: their numbers, the arrows, and the messages."""

    def __init__(self, process: Process, ordered: dict[str, list[Place]]) -> None:
        self._steps = {one.step.id: one.step for places in ordered.values() for one in places}
        self._numbers = {
            place.step.id: number
            for places in ordered.values()
            for number, place in enumerate(places, 1)
        }
        self._leaving: dict[str, list[Flow]] = defaultdict(list)
        self._ways: Counter[str] = Counter()  # arrows that stay within the pool of their step
        for flow in process.flows:
            if flow.source in self._steps and flow.target in self._steps:
                self._leaving[flow.source].append(flow)
                self._ways[flow.source] += self._stays(flow)
        self._messages: dict[str, list[Message]] = defaultdict(list)
        for message in process.messages:
            for end in dict.fromkeys((message.source, message.target)):
                self._messages[end].append(message)
        self._last_inside: dict[str, int] = {}
        for place in (one for places in ordered.values() for one in places):
            if place.part_of:
                self._last_inside[place.part_of.id] = self._numbers[place.step.id]

    def step(self, place: Place) -> OutlineStep:
        """Tell one step."""
        step, ways = place.step, self._ways[place.step.id]
        return OutlineStep(
            number=self._numbers[step.id],
            id=step.id,
            name=step_name(step, ways),
            kind=self._kind(step, ways),
            role=one_line(step.lane, 80),
            branches=tuple(self._branches(step, ways)),
            is_choice=ways > 1,
            level=place.level,
            part_of=step_name(place.part_of) if place.part_of else "",
            notes=tuple(self._notes(step)),
            text=one_line(step.text, _LONGEST),
        )

    def _stays(self, flow: Flow) -> bool:
        return self._steps[flow.source].pool == self._steps[flow.target].pool

    def _kind(self, step: Step, ways: int) -> str:
        host = self._steps.get(step.at)
        if step.kind != "boundaryEvent" or host is None or host.pool != step.pool:
            return kind_of(step, ways)
        what = "onderbreking" if step.interrupting else "ondertussen"
        return f"{what} bij stap {self._numbers[host.id]}"

    def _notes(self, step: Step) -> Iterator[str]:
        """Say when a step happens, what it does, and with whom it exchanges messages."""
        messages = list(self._exchanged(step))
        said = trigger(step)
        if said and not (step.event == "message" and messages):
            yield said
        if step.event and not step.kind.endswith("Event"):
            yield "de rest stopt dan" if step.interrupting else "de rest gaat door"
        yield from does(step)
        yield from messages
        first, last = self._numbers[step.id] + 1, self._last_inside.get(step.id, 0)
        if last:
            yield f"bestaat uit stap {first}" + (f" tot en met {last}" if last > first else "")

    def _exchanged(self, step: Step) -> Iterator[str]:
        for message in self._messages[step.id]:
            is_sent = message.source == step.id
            other = self._steps.get(message.target if is_sent else message.source)
            pool = one_line((message.receiver if is_sent else message.sender)
                            or (other.pool if other else ""), 120)  # fmt: skip
            what = "stuurt bericht" if is_sent else "krijgt bericht"
            whom = f" {'naar' if is_sent else 'van'} {pool}" if pool else ""
            where = f", stap {self._numbers[other.id]} daar" if other and pool else ""
            name = one_line(message.name, 120)
            yield f"{what}{whom}{where}" + (f": {name}" if name else "")

    def _branches(self, step: Step, ways: int) -> Iterator[Branch]:
        is_first = True
        for flow in self._leaving[step.id]:
            target = self._steps[flow.target]
            is_away = target.pool != step.pool
            number = 0 if is_away else self._numbers[target.id]
            is_next = number == self._numbers[step.id] + 1
            if is_away or ways > 1 or flow.name or step.at or not is_next:
                pool = one_line(target.pool, 120) if is_away else ""
                when = _outcome(flow, ways)
                name = step_name(target, self._ways[target.id])
                is_back = 0 < number <= self._numbers[step.id]
                lead = "als" if when else _lead(flow, step, ways, is_first, is_back)
                yield Branch(when, number, name, pool, lead, is_back)
                is_first = False


def _lead(flow: Flow, step: Step, ways: int, is_first: bool, is_back: bool) -> str:
    """Say what stands before where a step goes on without a condition."""
    if ways < 2:
        return "terug naar" if is_back else "verder met"
    if flow.default:
        return "anders"
    if step.kind.endswith("Gateway") and step.kind != "parallelGateway":
        return "dan" if is_first else "of"
    return "tegelijk"


def _outcome(flow: Flow, ways: int) -> str:
    """Give the outcome for which a way is taken: its name, else a condition for people."""
    if name := one_line(flow.name, 120):
        return name
    said = one_line(flow.condition, 120)
    return said if ways > 1 and is_readable(said) else ""


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


def lines(process: Process) -> Iterator[str]:
    """Give the outline as plain lines: each pool, its numbered steps, and where they go on."""
    for pool in outline(process):
        if pool.name:
            yield pool.name
        for step in pool.steps:
            about = ", ".join(filter(None, (step.kind, step.role, *step.notes)))
            yield f"{'  ' * step.level}{step.number}. {step.name} ({about})"
            for way in step.branches:
                yield f"{'  ' * step.level}     {_way(way)}"


def _way(way: Branch) -> str:
    """Say where a step goes on, as its page does."""
    if not way.number:
        return f"naar {way.pool or 'een ander deel'}: {way.name}"
    back = "terug naar " if way.is_back and way.lead != "terug naar" else ""
    lead = f"als '{way.when}', dan" if way.when else way.lead
    return f"{lead} {back}{way.number}. {way.name}"
