"""Which of many names mean the same: each is compared only with those that can be like it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import combinations

from knowledge.variants.wording import SAME, cuts, likeness, near, weight, words

_BEGIN, _END = 2, 5  # letters: a typing error stands behind, a compound ends in a word


def lookalikes(names: Iterable[str]) -> dict[str, dict[str, float]]:
    """Give of each name those that are the same or may be, by likeness; itself among them.

    It gives what comparing all with all would give. Every stem is compared once; two names are
    compared where the stems that they share can make them alike.
    """
    ordered = sorted(set(names))
    partners = _partners({pair for name in ordered for pair in words(name).items()})
    holders: dict[str, list[str]] = defaultdict(list)
    found: dict[str, dict[str, float]] = {}
    weights = {name: sum(map(weight, words(name))) for name in ordered}
    for name in ordered:
        found[name] = {name: 1.0} if words(name) else {}
        for other, most in _most(name, partners, holders).items():
            if most >= SAME * (weights[name] + weights[other]):
                score = likeness(name, other)
                if score >= SAME:
                    found[name][other] = found[other][name] = score
        for stem in words(name):
            holders[stem].append(name)
    return found


def _most(
    name: str, partners: Mapping[str, Mapping[str, float]], holders: Mapping[str, list[str]]
) -> dict[str, float]:
    """Give the most that the stems of a name can share with other names; what is no more, is out.

    The most is found where each stem takes its best partner, though two may want the same.
    """
    found: dict[str, float] = defaultdict(float)
    for stem in words(name):
        for partner, score in partners[stem].items():
            for other in holders.get(partner, ()):
                found[other] += score
    return found


def _partners(stems: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    """Give of each stem what it can share with others: with itself, with a near one, as compound.

    Stems come with the word as it was written. A compound shares all with its two parts.
    """
    found: dict[str, dict[str, float]] = defaultdict(dict)
    groups: dict[str, set[tuple[str, str]]] = defaultdict(set)
    pairs = sorted(stems)
    for stem, word in pairs:
        found[stem][stem] = 2 * weight(stem)
        for mark in (stem[:_BEGIN], word[:_BEGIN], f"-{stem[-_END:]}", f"-{word[-_END:]}"):
            groups[mark].add((stem, word))
    for group in groups.values():
        for (a, written), (b, other) in combinations(sorted(group), 2):
            if a != b and (score := near(a, b, written, other)):
                _keep(found, a, b, score * (weight(a) + weight(b)))
    for whole, word in pairs:
        for parts in cuts(word) if len(word) >= 6 else ():
            if found.keys() >= set(parts):
                for part in parts:
                    _keep(found, whole, part, weight(whole) / 2 + weight(part))
    return found


def _keep(found: dict[str, dict[str, float]], a: str, b: str, score: float) -> None:
    found[a][b] = found[b][a] = max(score, found[a].get(b, 0.0))
