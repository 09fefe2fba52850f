"""The first in the alphabet of all shortest paths between two things, over relations that count.

Found from both ends at once, on the graph as it is: relations are followed whichever way they
point. There may be millions of paths that are as short; none of them is made but the one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.build import Reuse


def shortest(reuse: Reuse, a: str, b: str) -> list[str]:
    """Give the nodes from `a` to `b`, none where no path is or either is not there."""
    if a not in reuse or b not in reuse:
        return []
    steps = ({a: 0}, {b: 0})  # from either end
    edge = [{a}, {b}]
    while edge[0] and edge[1]:
        if met := edge[0] & edge[1]:
            return _walked(reuse, a, b, steps, met)
        side = 0 if len(edge[0]) <= len(edge[1]) else 1
        edge[side] = _beyond(reuse, edge[side], steps[side])
    return []


def first_between(reuse: Reuse, left: str, right: str) -> tuple[str, str, str]:
    """Give the first relation that counts between two neighbours, with its subject and object."""
    return min(
        (str(relation), subject, target)
        for subject, target in ((left, right), (right, left))
        if reuse.has_edge(subject, target)
        for relation, data in reuse[subject][target].items()
        if data["counts"]
    )


def _beyond(reuse: Reuse, edge: Iterable[str], steps: dict[str, int]) -> set[str]:
    """Give the nodes one step further than the edge, and note how far they are."""
    found: set[str] = set()
    for node in edge:
        found.update(_neighbours(reuse, node))
    found.difference_update(steps)
    further = max(steps.values()) + 1
    steps.update(dict.fromkeys(found, further))
    return found


def _walked(
    reuse: Reuse, a: str, b: str, steps: tuple[dict[str, int], dict[str, int]], met: set[str]
) -> list[str]:
    """Go back from where both ends met, then walk from `a` to `b`, each time to the first node."""
    levels = [met]
    while a not in levels[-1]:
        levels.append({
            other for node in levels[-1] for other in _neighbours(reuse, node)
            if steps[0].get(other) == steps[0][node] - 1
        })  # fmt: skip
    nodes = [a]
    for level in reversed(levels[:-1]):
        nodes.append(min(level.intersection(_neighbours(reuse, nodes[-1]))))
    while nodes[-1] != b:
        nearer = steps[1][nodes[-1]] - 1
        nodes.append(min(o for o in _neighbours(reuse, nodes[-1]) if steps[1].get(o) == nearer))
    return nodes


def _neighbours(reuse: Reuse, node: str) -> Iterator[str]:
    """Give what a node has a relation with that counts, either way; some may come twice."""
    for ends in (reuse.succ[node], reuse.pred[node]):
        for other, relations in ends.items():
            if any(data["counts"] for data in relations.values()):
                yield other
