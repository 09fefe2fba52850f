"""Puts the steps of two or three processes in rows, so that what is the same step stands together.

Order is kept where it can be: Needleman and Wunsch (1970) find the rows with the most likeness
that cross nowhere. With three, the two that are most alike go first and a pair counts for more
where the third agrees (the consistency of T-Coffee: Notredame, Higgins and Heringa, 2000). What is
left alone and has its like elsewhere then joins it.

The same rows come out of `site/assets/comparison.js`; all sums are in whole numbers for that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from knowledge.comparing.kinship import Near
from knowledge.comparing.side import Row

SURE = 60  # from here on names are taken for one step (`knowledge.variants.wording.SAME`)

Cells = list[list[int]]  # of one row: per process the places of its steps
_Links = dict[tuple[int, int], dict[int, dict[int, int]]]  # weights between two processes


class Aligned(NamedTuple):
    """One row: per process the places of its steps, and whether a step stands elsewhere in one."""

    cells: tuple[tuple[int, ...], ...]
    is_moved: bool


def align(columns: Sequence[Sequence[Row]], near: Near) -> list[Aligned]:
    """Give the rows in which the steps of two or three processes stand together.

    Every step is in one row. Which process comes first decides only between rows that have no
    order of their own; callers sort the processes, so that it depends on nothing else.
    """
    links = _links(columns, near)
    wide = _consistent(links, len(columns))
    first, *others = _guide(links, [len(column) for column in columns])
    rows: list[Cells] = [_cells(len(columns), first, place) for place in range(len(columns[first]))]
    for process in others:
        rows = _joined(rows, process, columns, wide)
    rows, moved = _gathered(rows, wide)
    reach = [_reach(column) for column in columns]
    apart = {at for at in moved if _is_displaced(at, rows, moved, reach)}
    kept = _repeated(rows, columns, near)
    return [Aligned(tuple(tuple(sorted(cell)) for cell in rows[at]), at in apart) for at in kept]


def alike(one: Row, other: Row, near: Near) -> int:
    """Give how alike the names of two steps are, 0 where they cannot be the same step."""
    if one.group != other.group or not one.word:
        return 0
    return 100 if one.word == other.word else near.get(one.word, {}).get(other.word, 0)


def _cells(width: int, process: int, place: int) -> Cells:
    return [[place] if at == process else [] for at in range(width)]


def _links(columns: Sequence[Sequence[Row]], near: Near) -> _Links:
    """Weigh each pair of steps: by name, and of names as alike by role and kind."""
    found: _Links = {}
    for p, q in combinations(range(len(columns)), 2):
        ours: dict[int, dict[int, int]] = {}
        theirs: dict[int, dict[int, int]] = {}
        for i, one in enumerate(columns[p]):
            for j, other in enumerate(columns[q]):
                if (likeness := alike(one, other, near)) >= SURE:
                    role = 4 if one.role_key and one.role_key == other.role_key else 0
                    weight = likeness * 10 + role + (2 if one.sort == other.sort else 0)
                    ours.setdefault(i, {})[j] = theirs.setdefault(j, {})[i] = weight
        found[p, q], found[q, p] = ours, theirs
    return found


def _consistent(links: _Links, width: int) -> _Links:
    """Add to each pair what goes through the third process: the weaker of the two ways."""
    if width < 3:
        return links
    found: _Links = {}
    ranked = {pair: {i: sorted(row.items(), key=lambda one: -one[1]) for i, row in rows.items()}
              for pair, rows in links.items()}  # fmt: skip
    for p, q in links:
        via = next(at for at in range(width) if at not in (p, q))
        found[p, q] = {
            i: {
                j: weight + _through(ranked[p, via].get(i, ()), links[via, q], j)
                for j, weight in partners.items()
            }
            for i, partners in links[p, q].items()
        }
    return found


def _through(first: Sequence[tuple[int, int]], second: dict[int, dict[int, int]], j: int) -> int:
    """Give the best way to a step; `first` starts heaviest, so that most need not be tried."""
    most = 0
    for at, there in first:
        if there <= most:
            break
        most = max(most, min(there, second.get(at, {}).get(j, 0)))
    return most


def _guide(links: _Links, lengths: Sequence[int]) -> list[int]:
    """Give the order in which processes are joined: the two that are most alike first."""
    everything = list(range(len(lengths)))
    if len(lengths) < 3:
        return everything
    totals = []
    for p, q in combinations(everything, 2):
        rows = [_cells(len(lengths), p, place) for place in range(lengths[p])]
        totals.append((-_table(rows, q, lengths[q], links)[0][0], [p, q]))
    pair = min(totals)[1]
    return [*pair, *(at for at in everything if at not in pair)]


def _weight(row: Cells, process: int, place: int, links: _Links) -> int:
    return sum(
        links[at, process].get(cell[0], {}).get(place, 0) for at, cell in enumerate(row) if cell
    )


def _table(rows: Sequence[Cells], process: int, length: int, links: _Links) -> list[list[int]]:
    """Give the most weight that rows and steps can share from each place to the end."""
    best = [[0] * (length + 1) for _ in range(len(rows) + 1)]
    for i in range(len(rows) - 1, -1, -1):
        for j in range(length - 1, -1, -1):
            weight = _weight(rows[i], process, j, links)
            both = best[i + 1][j + 1] + weight if weight else 0
            best[i][j] = max(both, best[i + 1][j], best[i][j + 1])
    return best


def _joined(
    rows: list[Cells], process: int, columns: Sequence[Sequence[Row]], links: _Links
) -> list[Cells]:
    """Join the steps of one more process to rows, in order; the earliest place where it is free."""
    width, length = len(columns), len(columns[process])
    best = _table(rows, process, length, links)
    found, i, j = [], 0, 0
    while i < len(rows) or j < length:
        weight = _weight(rows[i], process, j, links) if i < len(rows) and j < length else 0
        if weight and best[i][j] == best[i + 1][j + 1] + weight:
            found.append([[j] if at == process else cell for at, cell in enumerate(rows[i])])
            i, j = i + 1, j + 1
        elif i < len(rows) and (j == length or best[i][j] == best[i + 1][j]):
            found.append(rows[i])
            i += 1
        else:
            found.append(_cells(width, process, j))
            j += 1
    return found


def _gathered(rows: list[Cells], links: _Links) -> tuple[list[Cells], set[int]]:
    """Join rows that are each other's like and stand apart, the most alike first.

    The row with the most processes stays where it is, else the first. Gives the rows, of which
    those that went into another are empty, and the places of those that others came into.
    """
    found = [list(row) for row in rows]
    pairs = [
        (-weight, a, b)
        for a, b in combinations(range(len(rows)), 2)
        if _is_apart(rows[a], rows[b]) and (weight := _nearness(rows[a], rows[b], links))
    ]
    home = list(range(len(rows)))
    moved = set()
    for _, a, b in sorted(pairs):
        into, out = sorted((home[a], home[b]), key=lambda at: (-_filled(found[at]), at))
        if into == out or not _is_apart(found[into], found[out]):
            continue
        found[into] = [ours + theirs for ours, theirs in zip(found[into], found[out], strict=True)]
        found[out] = [[] for _ in found[out]]
        home = [into if at == out else at for at in home]
        moved.add(into)
    return found, moved


def _filled(row: Cells) -> int:
    return sum(map(bool, row))


def _is_apart(one: Cells, other: Cells) -> bool:
    return not any(a and b for a, b in zip(one, other, strict=True))


def _nearness(one: Cells, other: Cells, links: _Links) -> int:
    return max(
        (
            links[p, q].get(ours[0], {}).get(theirs[0], 0)
            for p, ours in enumerate(one) if ours
            for q, theirs in enumerate(other) if theirs
        ),
        default=0,
    )  # fmt: skip


def _reach(column: Sequence[Row]) -> list[set[int]]:
    """Give per step the places of all steps that come after it."""
    found: list[set[int]] = [set() for _ in column]
    for place in range(len(column) - 1, -1, -1):
        for after in column[place].to:
            if place < after < len(column):
                found[place] |= {after} | found[after]
    return found


def _is_displaced(
    at: int, rows: Sequence[Cells], moved: set[int], reach: Sequence[Sequence[set[int]]]
) -> bool:
    """Tell whether some step comes before it in one process and after it in another."""
    row = rows[at]
    for p, q in combinations([at for at, cell in enumerate(row) if cell], 2):
        a, b = row[p][0], row[q][0]
        for other, cells in enumerate(rows):
            if other not in moved and cells[p] and cells[q]:
                x, y = cells[p][0], cells[q][0]
                if (x in reach[p][a] and b in reach[q][y]) or (
                    a in reach[p][x] and y in reach[q][b]
                ):
                    return True
    return False


def _repeated(rows: list[Cells], columns: Sequence[Sequence[Row]], near: Near) -> list[int]:
    """Put a step that is left alone with one of the same name in its own process.

    Changes the rows, and gives the places of those that are left.
    """
    kept = []
    shared: Mapping[int, Cells] = {at: row for at, row in enumerate(rows) if _filled(row) > 1}
    for at, row in enumerate(rows):
        alone = [process for process, cell in enumerate(row) if cell]
        if len(alone) == 1:
            process = alone[0]
            step = columns[process][row[process][0]]
            for other in shared.values():
                here = other[process]
                if here and alike(step, columns[process][here[0]], near) == 100:
                    here.extend(row[process])
                    alone = []
                    break
        if alone:
            kept.append(at)
    return kept
