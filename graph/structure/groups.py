"""Groups of organisations that share solutions, and whether they follow something known.

Three marks of an organisation may explain why it shares with others: its province, its main
cooperation (that of which most of the others are a member too) and its main supplier (that makes
most of what it uses; who only commissions is no supplier, nor is the organisation itself). An
organisation whose mark nobody knows is left out of the comparison, and counted.

How far groups follow a mark is told in three ways. The adjusted Rand index (Hubert and Arabie 1985)
is 0 where groups and marks have no more in common than by chance and 1 where they are the same.
The normalized mutual information (Danon et al. 2005) is there for who knows it; chance alone makes
it high in small graphs. And of all pairs of organisations: which part has the same mark, within a
group and in all. `chance` is the part of `SHUFFLES` random orders of the marks (fixed seed) that
follow at least as well: high means that it tells nothing.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import igraph

from graph.build import Reuse
from graph.structure.sharing import by_title, comma
from knowledge.words import number

MARKS = ("province", "cooperation", "supplier")
_THE = {"province": "de provincie", "cooperation": "het samenwerkingsverband",
        "supplier": "de leverancier"}  # fmt: skip
_SAME = {"province": "dezelfde provincie", "cooperation": "hetzelfde samenwerkingsverband",
         "supplier": "dezelfde leverancier"}  # fmt: skip
SHUFFLES = 99
SEED = 0
LIKELY = 0.05  # above this part of the shuffles it may be chance
Marks = Mapping[str, str]
_Ends = defaultdict[str, list[str]]


class Followed(NamedTuple):
    """How far groups follow a mark; every measure is None where it cannot be told.

    `known` organisations have a group and a mark, of `unknown` nobody knows the mark.
    """

    mark: str
    known: int
    unknown: int
    agreement: float | None = None
    information: float | None = None
    within: float | None = None
    overall: float | None = None
    chance: float | None = None

    def said(self) -> str:
        """Say it in Dutch."""
        total = number(self.known + self.unknown)
        if self.agreement is None or self.within is None or self.overall is None:
            few = f"van {number(self.known)} van de {total} organisaties is dit bekend"
            same = ", en die zitten in één groep of hebben allemaal dezelfde" if self.known else ""
            return f"Of de groepen {_THE[self.mark]} volgen, is niet te zeggen: {few}{same}."
        told = (
            f"Volgen de groepen {_THE[self.mark]}? Binnen een groep heeft {self.within:.0%} van de "
            f"paren {_SAME[self.mark]}, van alle paren {self.overall:.0%}. Overeenkomst: "
            f"{comma(self.agreement)} (0 is toeval, 1 is precies gelijk)"
        )
        chance = "; zo'n uitkomst kan toeval zijn" if (self.chance or 0) > LIKELY else ""
        lacks = f"van {number(self.unknown)} van de {total} organisaties is dit niet bekend"
        said = f"{told}{chance}; {lacks}." if self.unknown else f"{told}{chance}."
        own = " Wie dezelfde oplossing gebruikt, heeft vanzelf dezelfde leverancier."
        return said + own * (self.mark == "supplier")


def marks_of(reuse: Reuse, organisations: Iterable[str]) -> dict[str, dict[str, str]]:
    """Give each mark of the organisations of which it is known: a province, or an id."""
    those = sorted(organisations)
    provinces = {one: str(reuse.nodes[one].get("province") or "") for one in those}
    joined, used, makers = _told(reuse)
    sizes = Counter(where for one in those for where in joined[one])
    found: dict[str, dict[str, str]] = {
        "province": {one: province for one, province in provinces.items() if province},
        "cooperation": {
            one: _first(reuse, {where: sizes[where] for where in joined[one]})
            for one in those
            if joined[one]
        },
        "supplier": {},
    }
    for one in those:
        if made := Counter(maker for way in used[one] for maker in makers[way] if maker != one):
            found["supplier"][one] = _first(reuse, made)
    return found


def followed(groups: Mapping[str, int], mark: str, marks: Marks) -> Followed:
    """Compare groups with a mark, over the organisations that have both."""
    both = sorted(one for one in groups if one in marks)
    ours, theirs = [groups[one] for one in both], _whole([marks[one] for one in both])
    bare = Followed(mark, len(both), len(groups) - len(both))
    if len(set(ours)) < 2 or len(set(theirs)) < 2:  # nothing to compare
        return bare
    agreement = igraph.compare_communities(ours, theirs, "adjusted_rand")
    dice, shuffled, as_good = random.Random(SEED), list(theirs), 0  # noqa: S311
    for _ in range(SHUFFLES):
        dice.shuffle(shuffled)
        as_good += igraph.compare_communities(ours, shuffled, "adjusted_rand") >= agreement - 1e-12
    together = list(zip(ours, theirs, strict=True))
    pairs = _pairs(ours)
    return bare._replace(
        agreement=round(agreement, 4),
        information=round(igraph.compare_communities(ours, theirs, "nmi"), 4),
        within=round(_pairs(together) / pairs, 4) if pairs else None,
        overall=round(_pairs(theirs) / (len(both) * (len(both) - 1) / 2), 4),
        chance=round((1 + as_good) / (1 + SHUFFLES), 4),
    )


def typical(
    users: Mapping[str, list[str]], groups: Mapping[str, int]
) -> dict[int, list[tuple[str, int, int]]]:
    """Give of each group its solutions, most typical first: id, users inside, and outside.

    Typical is what a larger part of the group uses than of all other organisations in `groups`;
    what only one member uses is not.
    """
    sizes, total = Counter(groups.values()), len(groups)
    found: dict[int, list[tuple[float, str, int, int]]] = defaultdict(list)
    for solution, those in users.items():
        inside = Counter(groups[one] for one in those if one in groups)
        for group, size in inside.items():
            rest = sum(inside.values()) - size
            lead = size / sizes[group] - rest / max(total - sizes[group], 1)
            if size > 1 and lead > 0:
                found[group].append((-round(lead, 9), solution, size, rest))
    return {
        group: [(solution, size, rest) for _, solution, size, rest in sorted(rows)]
        for group, rows in found.items()
    }


def _told(reuse: Reuse) -> tuple[_Ends, _Ends, _Ends]:
    """Give by claims that count: cooperations and solutions of each, and makers of each solution.

    Who commissions a solution does not make it.
    """
    joined, used, makers = _Ends(list), _Ends(list), _Ends(list)
    for subject, target, relation, data in reuse.edges(keys=True, data=True):
        if not data["counts"]:
            continue
        if relation == "member_of":
            joined[subject].append(target)
        elif relation == "uses":
            used[subject].append(target)
        elif relation == "makes" and data["role"] != "opdrachtgever":
            makers[target].append(subject)
    return joined, used, makers


def _first(reuse: Reuse, counts: Mapping[str, int]) -> str:
    """Give what counts most; of equals the first by title, then id."""
    most = max(counts.values())
    return by_title(reuse, (one for one, count in counts.items() if count == most))[0]


def _whole(words: list[str]) -> list[int]:
    """Number words in the order of the alphabet."""
    places = {word: place for place, word in enumerate(sorted(set(words)))}
    return [places[word] for word in words]


def _pairs(labels: Iterable[object]) -> int:
    """Count the pairs with an equal label."""
    return sum(size * (size - 1) // 2 for size in Counter(labels).values())
