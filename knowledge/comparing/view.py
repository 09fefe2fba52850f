"""A comparison as a table for readers: lines with words and cells, and what to say around it.

Steps that only one process has stand together in one line until the next step that is shared, each
in its own column: that reads as two ways between the same points. The same lines come out of
`site/assets/comparison.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from knowledge.comparing.comparison import Comparison, FactRows, State, StepRow, compare
from knowledge.comparing.labels import COUNTS, DIFFERS, FACTS, NOTES, OTHERS, SIGNS, STATES
from knowledge.comparing.side import Fact, Row, Side
from knowledge.frozen import Frozen


class Entry(Frozen):
    """One thing in a cell, with what is said of it in small."""

    text: str
    small: str = ""


class Cell(Frozen):
    """What one process has in a line; `blank` says why there is nothing."""

    entries: tuple[Entry, ...] = ()
    blank: str = ""


class Line(Frozen):
    """One line: how it compares in a sign and words, and a cell per process.

    `label` names the fact that it is about; a line of steps has none.
    """

    label: str
    state: State
    sign: str
    said: str
    more: str = ""
    cells: tuple[Cell, ...]


class View(Frozen):
    """A whole comparison for readers; `sides` are its columns, `labels` their short names."""

    sides: tuple[Side, ...]
    labels: tuple[str, ...]
    summary: str
    facts: tuple[Line, ...]
    steps: tuple[Line, ...]
    notes: tuple[str, ...]


def view(sides: Sequence[Side]) -> View:
    """Compare two or three sides and give the table; ValueError as in `compare`."""
    found = compare(sides)
    labels = labels_of(sides)
    return View(
        sides=tuple(sides),
        labels=labels,
        summary=summary(found.counts),
        facts=tuple(line for rows in found.facts for line in _fact_lines(rows, sides, labels)),
        steps=tuple(_step_lines(found.steps, sides, labels)),
        notes=tuple(_notes(found, sides, labels)),
    )


def labels_of(sides: Sequence[Side]) -> tuple[str, ...]:
    """Give each process a short name: of who it is, else what it is called, else with a number."""
    for names in ([p.who[0] if p.who else "" for p in sides], [p.title for p in sides]):
        if all(names) and len({name.lower() for name in names}) == len(names):
            return tuple(names)
    return tuple(f"{side.title} ({at})" for at, side in enumerate(sides, 1))


def summary(counts: dict[str, int]) -> str:
    """Say how many steps are the same and how many are not, "" where no steps were compared.

    >>> summary({"same": 1, "only": 3})
    'Stappen: 1 hetzelfde, 3 bij maar één proces.'
    """
    said = [f"{counts[state]} {words}" for state, words in COUNTS.items() if counts.get(state)]
    return f"{OTHERS['steps']}: {', '.join(said)}." if said else ""


def listed(texts: Sequence[str]) -> str:
    """Give texts as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b en c'
    """
    *first, last = texts
    return f"{', '.join(first)} {OTHERS['and']} {last}" if first else last


def _line(
    label: str,
    state: State,
    cells: Sequence[Cell],
    labels: Sequence[str],
    more: str = "",
    each: str = "own_steps",
) -> Line:
    """Give a line whose words name the processes where that tells more than a number."""
    gaps = (OTHERS["missing"], OTHERS["absent"])
    having = [name for name, cell in zip(labels, cells, strict=True) if cell.entries]
    others = [name for name, cell in zip(labels, cells, strict=True) if cell.blank in gaps]
    if state == "only" and len(having) > 1:
        said = OTHERS[each]
    elif state in ("only", "some"):
        said = f"{STATES[state]} {listed(having if state == 'only' else others)}"
    else:
        said = STATES[state]
    return Line(label=label, state=state, sign=SIGNS[state], said=said, more=more,
                cells=tuple(cells))  # fmt: skip


def _fact_lines(found: FactRows, sides: Sequence[Side], labels: Sequence[str]) -> Iterator[Line]:
    """Give a line per value that is shared, then one with what each has alone."""
    facts = [side.fact(found.name) for side in sides]
    alone: list[list[Entry]] = [[] for _ in facts]
    for row in found.rows:
        cells = [_entries(fact, text) for fact, text in zip(facts, row.cells, strict=True)]
        if row.state in ("only", "unknown"):
            for at, entries in enumerate(cells):
                alone[at] += entries
        else:
            yield _line(FACTS[found.name], row.state, _cells(cells, facts), labels)
    states: list[State] = [row.state for row in found.rows if row.state in ("only", "unknown")]
    if states:
        yield _line(FACTS[found.name], states[0], _cells(alone, facts), labels, each="own_values")


def _entries(fact: Fact, text: str | None) -> list[Entry]:
    return [Entry(text=text, small=fact.source)] if text else []


def _cells(entries: Sequence[Sequence[Entry]], facts: Sequence[Fact]) -> list[Cell]:
    return [
        Cell(entries=tuple(said), blank="" if said else _blank(fact))
        for said, fact in zip(entries, facts, strict=True)
    ]


def _blank(fact: Fact) -> str:
    return OTHERS["absent" if fact.items else "held" if fact.held else "unknown"]


def _step_lines(
    found: Iterable[StepRow], sides: Sequence[Side], labels: Sequence[str]
) -> Iterator[Line]:
    """Give a line per step that is shared, and one for those between that are not."""
    for is_alone, rows in groupby(found, key=lambda row: row.state == "only"):
        if is_alone:
            several = list(rows)
            cells = [
                [_step(p, row.cells[at]) for row in several if row.cells[at]]
                for at, p in enumerate(sides)
            ]
            yield _line("", "only", _step_cells(cells, sides), labels)
            continue
        for row in rows:
            placed = "place" in row.differs
            one = [
                [_step(p, at, placed)] if at else [] for p, at in zip(sides, row.cells, strict=True)
            ]
            more = ", ".join(DIFFERS[name] for name in row.differs)
            yield _line("", row.state, _step_cells(one, sides), labels, more)


def _step_cells(entries: Sequence[Sequence[Entry]], sides: Sequence[Side]) -> list[Cell]:
    return [
        Cell(entries=tuple(steps), blank="" if steps else _no_step(side))
        for steps, side in zip(entries, sides, strict=True)
    ]


def _no_step(side: Side) -> str:
    return OTHERS["missing" if side.steps else "held" if side.held else "unknown"]


def _step(side: Side, places: Sequence[int], placed: bool = False) -> Entry:
    """Give a step with its kind, role, term and answers, how often it occurs, and its place."""
    step: Row = side.steps[places[0]]
    said = [
        step.sort or OTHERS["task"],
        step.role,
        f"{OTHERS['term']} {step.term}" if step.term else "",
        f"{OTHERS['ways']}: {' / '.join(step.ways)}" if step.ways else "",
        f"{len(places)} {OTHERS['times']}" if len(places) > 1 else "",
        _noted("place", places[0] + 1, str(len(side.steps))) if placed else "",
    ]
    return Entry(text=step.name, small=" · ".join(part for part in said if part))


def _notes(found: Comparison, sides: Sequence[Side], labels: Sequence[str]) -> Iterator[str]:
    """Say what is not in the table, and why."""
    for side, label in zip(sides, labels, strict=True):
        if side.held:
            yield _noted("held", side.held, label)
        elif not side.steps:
            yield _noted("steps", 0, label)
    if found.unknown:
        names = listed([FACTS[name].lower() for name in found.unknown])
        yield _noted("unknown", 0, names)


def _noted(name: str, number: int, text: str) -> str:
    return NOTES[name].replace("{n}", str(number)).replace("{}", text)
