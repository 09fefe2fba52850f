"""A comparison: two or three sides side by side, as plain data.

What nobody says of a process is unknown, which differs from nothing: it never makes a difference.
The same comparison comes out of `site/assets/comparison.js`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from knowledge.comparing.alignment import Aligned, align, alike
from knowledge.comparing.kinship import kin
from knowledge.comparing.side import Fact, Item, Row, Side
from knowledge.frozen import Frozen

State = Literal["same", "different", "some", "only", "unknown"]
MOST = 3  # processes side by side; more does not fit on a page or in a head


class FactRow(Frozen):
    """One value of a fact per process: "" where it does not name it, None where it is unknown."""

    state: State
    cells: tuple[str | None, ...]


class FactRows(Frozen):
    """All rows of one fact."""

    name: str
    rows: tuple[FactRow, ...]


class StepRow(Frozen):
    """The places of the steps that stand together per process, and in what they differ.

    `differs` has, in this order: name, role, sort, term, ways, times, place.
    """

    state: State
    cells: tuple[tuple[int, ...], ...]
    differs: tuple[str, ...] = ()


class Comparison(Frozen):
    """What came out: facts that somebody states, facts that nobody states, and the steps."""

    facts: tuple[FactRows, ...]
    unknown: tuple[str, ...]
    steps: tuple[StepRow, ...]
    counts: dict[str, int]


def compare(sides: Sequence[Side]) -> Comparison:
    """Compare two or three sides; their order is that of the columns and of nothing else.

    Raises ValueError where there are fewer or more, or where one stands in it twice.
    """
    slugs = [side.slug for side in sides]
    if not 2 <= len(sides) <= MOST or len(set(slugs)) < len(slugs):
        raise ValueError(f"twee of drie verschillende processen, niet {', '.join(slugs)}")
    order = sorted(range(len(sides)), key=lambda at: slugs[at])
    names = dict.fromkeys(fact.name for at in order for fact in sides[at].facts)
    facts = [
        FactRows(name=name, rows=tuple(_fact_rows([p.fact(name) for p in sides], order)))
        for name in names
    ]
    steps = tuple(_step_rows(sides))
    return Comparison(
        facts=tuple(fact for fact in facts if fact.rows),
        unknown=tuple(fact.name for fact in facts if not fact.rows),
        steps=steps,
        counts=dict(sorted(Counter(row.state for row in steps).items())),
    )


def _fact_rows(facts: Sequence[Fact], order: Sequence[int]) -> Iterator[FactRow]:
    """Give a row per value, in the order in which the processes name them."""
    known = sum(bool(fact.items) for fact in facts)
    for key in dict.fromkeys(item.key for at in order for item in facts[at].items):
        found = [next((i for i in fact.items if i.key == key), None) for fact in facts]
        cells = (
            item.text if item else "" if fact.items else None
            for fact, item in zip(facts, found, strict=True)
        )
        yield FactRow(state=_state([i for i in found if i], known), cells=tuple(cells))


def _state(items: Sequence[Item], known: int) -> State:
    if known < 2:
        return "unknown"
    if len(items) < known:
        return "only" if len(items) == 1 else "some"
    return "same" if len({item.mark for item in items}) == 1 else "different"


def _step_rows(sides: Sequence[Side]) -> Iterator[StepRow]:
    """Give the rows of the steps of those processes that show theirs."""
    shown = [at for at, side in enumerate(sides) if side.steps]
    if len(shown) < 2:
        return
    shown.sort(key=lambda at: sides[at].slug)
    columns = [sides[at].steps for at in shown]
    near = {word: kind for at in shown for word, kind in sides[at].near.items()}
    for row in align(columns, near):
        cells = dict(zip(shown, row.cells, strict=True))
        differs = tuple(_differs(row, columns, near))
        count = sum(map(bool, row.cells))
        whole: State = "different" if differs else "same"
        state: State = whole if count == len(shown) else "only" if count == 1 else "some"
        placed = tuple(cells.get(at, ()) for at in range(len(sides)))
        yield StepRow(state=state, cells=placed, differs=differs)


def _differs(
    row: Aligned, columns: Sequence[Sequence[Row]], near: dict[str, dict[str, int]]
) -> Iterator[str]:
    """Say in what the steps of one row differ; what one of them does not say is no difference."""
    firsts = [column[cell[0]] for column, cell in zip(columns, row.cells, strict=True) if cell]
    if any(alike(firsts[0], other, near) < 100 for other in firsts[1:]):
        yield "name"
    for name, values in (
        ("role", [step.role_key for step in firsts]),
        ("sort", [step.sort for step in firsts]),
        ("term", [step.term for step in firsts]),
        ("ways", [step.ways_key for step in firsts]),
    ):
        if len(set(values) - {""}) > 1:
            yield name
    if len({len(cell) for cell in row.cells if cell}) > 1:
        yield "times"
    if row.is_moved:
        yield "place"


def related(sides: Sequence[Side]) -> list[Side]:
    """Give sides that know which of their names of steps may mean the same."""
    near = kin(step.word for side in sides for step in side.steps)
    found = []
    for side in sides:
        words = dict.fromkeys(step.word for step in side.steps)
        ours = {word: near[word] for word in sorted(words) if word in near}
        found.append(side.model_copy(update={"near": ours}))
    return found
