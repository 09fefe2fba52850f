"""Clusters by average linkage: the two groups that are most alike on average become one, and so on.

It stops where the best two are less alike than a threshold. The same things give the same clusters
in whatever order they come: ties go to those that stand first by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence


def clusters(
    names: Sequence[str], alike: Callable[[str, str], float], threshold: float
) -> list[list[str]]:
    """Give the clusters, each sorted, by their first name.

    Average linkage gives a group no more weight than its members have, so one odd version neither
    joins two flavours (single linkage) nor breaks one up (complete linkage).
    """
    ordered = sorted(set(names))
    groups: dict[int, list[str]] = {at: [name] for at, name in enumerate(ordered)}
    near = {
        i: {j: alike(ordered[i], ordered[j]) for j in groups if j != i} for i in groups
    }  # symmetric: a group is known by the number of its first member
    best = {i: _best(near[i]) for i in groups}
    while len(groups) > 1:
        i = min(groups, key=lambda one: (-best[one][0], one))
        score, j = best[i]
        if score < threshold:
            break
        _join(i, j, groups, near, best)
    return sorted(sorted(group) for group in groups.values())


def medoid(
    members: Sequence[str], others: Sequence[str], alike: Callable[[str, str], float]
) -> str:
    """Give the member that is most like the other members; of two equals that most like all."""

    def rank(name: str) -> tuple[float, float, str]:
        inner = sum(alike(name, one) for one in members if one != name)
        outer = sum(alike(name, one) for one in others if one != name)
        return -round(inner, 6), -round(outer, 6), name

    return min(members, key=rank)


def _best(row: dict[int, float]) -> tuple[float, int]:
    if not row:
        return -1.0, -1
    j = min(row, key=lambda one: (-row[one], one))
    return row[j], j


def _join(
    i: int,
    j: int,
    groups: dict[int, list[str]],
    near: dict[int, dict[int, float]],
    best: dict[int, tuple[float, int]],
) -> None:
    """Make one group of two; its likeness to others is the mean of all pairs of members."""
    i, j = sorted((i, j))
    size, other = len(groups[i]), len(groups[j])
    groups[i] += groups.pop(j)
    gone = near.pop(j)
    del near[i][j], best[j]
    for k in near[i]:
        # rounded, so that the order of additions does not decide between equals
        mean = round((near[i][k] * size + gone[k] * other) / (size + other), 9)
        near[i][k] = near[k][i] = mean
        del near[k][j]
    best[i] = _best(near[i])
    for k in near[i]:
        if best[k][1] in (i, j) or (-near[k][i], i) < (-best[k][0], best[k][1]):
            best[k] = _best(near[k])
