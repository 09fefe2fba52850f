"""The steps of a process as they are compared, and which of them come after which."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge.clean import masked, one_line
from knowledge.comparing.kinship import word_of
from knowledge.comparing.side import Group, Row
from knowledge.diagrams.reading_order import in_order
from knowledge.diagrams.step_words import KINDS, step_name
from knowledge.model import Flow, Process, Step
from knowledge.variants.wording import key
from knowledge.words import term

MOST_STEPS = 400  # as many as the outline of a page shows


def rows_of(process: Process) -> tuple[Row, ...]:
    """Give the steps of a process as they are compared.

    Left out are the nodes that only hold a diagram together: gateways and events without a name.
    """
    return rows(_read(process), process.flows)


def _read(process: Process) -> Sequence[Step]:
    """Give the steps in reading order, per pool; as they stand where no arrow says more."""
    if not process.flows or len({step.id for step in process.steps}) < len(process.steps):
        return process.steps
    pools: dict[str, list[Step]] = {name: [] for name in process.pools}
    for step in process.steps:
        pools.setdefault(step.pool, []).append(step)
    members = filter(None, pools.values())
    return [place.step for one in members for place in in_order(one, process.flows)]


def rows(steps: Sequence[Step], flows: Sequence[Flow], follows: bool = True) -> tuple[Row, ...]:
    """Give steps as they are compared; without arrows each follows the one before it.

    With `follows` false nothing is known of their order, so that no step is on another place.
    """
    kept = [step for step in steps if not _is_technical(step)][:MOST_STEPS]
    places = {step.id: at for at, step in enumerate(kept)}
    names = {step.pool for step in steps}
    after = _after(steps, flows)
    ways: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        if flow.name.strip():
            ways[flow.source].append(masked(one_line(flow.name, 80)))
    found = []
    for at, step in enumerate(kept):
        to = (at + 1,) if not flows and at + 1 < len(kept) else _next(step.id, after, places, at)
        outcomes = ways[step.id] if _group(step) == "choice" else []
        found.append(_row(step, outcomes, to if follows else (), len(names) > 1))
    return tuple(found)


def _is_technical(step: Step) -> bool:
    return not step.name.strip() and step.kind.endswith(("Gateway", "Event"))


def _group(step: Step) -> Group:
    if step.kind.endswith("Gateway"):
        return "choice"
    return "end" if step.kind == "endEvent" else ""


def _row(step: Step, outcomes: Sequence[str], to: tuple[int, ...], has_pools: bool) -> Row:
    role = masked(one_line(step.lane or (step.pool if has_pools else ""), 80))
    name = masked(one_line(step_name(step)))
    sort = "" if step.kind == "task" else KINDS.get(step.kind, "")
    return Row(
        name=name,
        word=word_of(name) if step.name.strip() else "",
        sort=sort,
        group=_group(step),
        role=role,
        role_key=" ".join(key(role)),
        term=masked(term(step.term)),
        ways=tuple(dict.fromkeys(outcomes)),
        ways_key=" / ".join(sorted({word_of(way) for way in outcomes} - {""})),
        to=to,
    )


def _after(steps: Iterable[Step], flows: Iterable[Flow]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for flow in flows:
        found[flow.source].append(flow.target)
    for step in steps:
        if step.at:  # what happens at the border of a step comes after its start
            found[step.at].append(step.id)
    return found


def _next(
    start: str, after: Mapping[str, list[str]], places: Mapping[str, int], at: int
) -> tuple[int, ...]:
    """Give the next steps that are kept and come later, through those that are left out."""
    return tuple(sorted({to for to in _reached(start, after, places) if to > at}))


def _reached(
    start: str, after: Mapping[str, list[str]], places: Mapping[str, int]
) -> Iterator[int]:
    seen, open_ = {start}, [start]
    while open_:
        for target in after.get(open_.pop(), ()):
            if target in places:
                yield places[target]
            elif target not in seen:
                seen.add(target)
                open_.append(target)
