"""Flavours: the versions of one product's process in groups that work alike, and what differs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean

from knowledge.model import Process
from knowledge.variants.clustering import clusters, medoid
from knowledge.variants.profile import Profile, profile
from knowledge.variants.similarity import Likenesses
from knowledge.variants.traits import Trait, Traits

THRESHOLD = 0.5  # versions are one flavour where they are on average half alike or more
MOST = 1_000  # versions of one product that are compared

Alike = Callable[[str, str], float]


@dataclass(frozen=True)
class Flavour:
    """Versions that work alike, the medoid (most like the others) first.

    `alike` is how alike each is to that first one. `within` is how alike they are on average,
    `between` how alike they are to all others, None where there are no two to compare; `pairs` and
    `pairs_between` say on how many pairs these rest.
    """

    letter: str
    members: tuple[str, ...]
    alike: tuple[float, ...]
    traits: tuple[Trait, ...]
    within: float | None
    between: float | None
    pairs: int
    pairs_between: int

    @property
    def medoid(self) -> str:
        """The version that is most like the others."""
        return self.members[0]

    @property
    def name(self) -> str:
        """How it is called: its letter, and the first thing that only it does."""
        own = next((one.what for one in self.traits if one.has and one.part == "steps"), "")
        return f"Variant {self.letter}" + (f": {own}" if own else "")


@dataclass(frozen=True)
class Flavours:
    """The flavours of one product, the largest first, and how alike all versions are.

    `unread` are the versions of which no steps are known, so that they cannot be compared; `left`
    counts those beyond what is compared.
    """

    flavours: tuple[Flavour, ...] = ()
    unread: tuple[str, ...] = ()
    within: float | None = None
    between: float | None = None
    pairs: int = 0
    pairs_between: int = 0
    left: int = 0

    @property
    def compared(self) -> int:
        """How many versions were compared."""
        return sum(len(flavour.members) for flavour in self.flavours)


def flavours_of(versions: Iterable[Process]) -> Flavours:
    """Group the versions of one product's process by how alike they are.

    The outcome does not depend on the order in which versions come. A version without steps that
    have names cannot be compared: it is named in `unread`.
    """
    known = {version.id: version for version in versions}
    profiles = {i: profile(known[i]) for i in sorted(known)}
    readable = [i for i, one in profiles.items() if one.points]
    unread = tuple(i for i in profiles if not profiles[i].points)
    compared = {i: profiles[i] for i in readable[:MOST]}
    near = Likenesses(compared.values())
    alike = matrix(compared, near)
    groups = clusters([*compared], alike, THRESHOLD)
    groups.sort(key=lambda group: (-len(group), group))
    traits = Traits(compared, {i: known[i].term for i in compared}, near)
    flavours = tuple(
        _flavour(at, group, [*compared], alike, traits) for at, group in enumerate(groups)
    )
    within = [alike(a, b) for group in groups for a, b in combinations(group, 2)]
    between = [alike(a, b) for g, h in combinations(groups, 2) for a in g for b in h]
    left = len(readable) - len(compared)
    return Flavours(flavours, unread, mean(within), mean(between), len(within), len(between), left)


def matrix(profiles: Mapping[str, Profile], near: Likenesses) -> Alike:
    """Give what tells how alike two versions are, each pair found once."""
    found: dict[tuple[str, str], float] = {}

    def alike(a: str, b: str) -> float:
        pair = (a, b) if a < b else (b, a)
        if pair not in found:
            found[pair] = near.similarity(profiles[pair[0]], profiles[pair[1]])
        return found[pair]

    return alike


def mean(values: Sequence[float]) -> float | None:
    """Give the mean, None of nothing."""
    return round(fmean(values), 4) if values else None


def _flavour(
    at: int, group: Sequence[str], everything: Sequence[str], alike: Alike, traits: Traits
) -> Flavour:
    inside = set(group)
    others = [one for one in everything if one not in inside]
    within = [alike(a, b) for a, b in combinations(group, 2)]
    between = [alike(a, b) for a in group for b in others]
    first = medoid(group, everything, alike)
    rest = sorted((one for one in group if one != first), key=lambda one: (-alike(first, one), one))
    return Flavour(
        letter=letter(at),
        members=(first, *rest),
        alike=(1.0, *(alike(first, one) for one in rest)),
        traits=traits.of((first, *rest)),
        within=mean(within),
        between=mean(between),
        pairs=len(within),
        pairs_between=len(between),
    )


def letter(at: int) -> str:
    """Give the letter of a flavour: A to Z, then AA.

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    return (letter(at // 26 - 1) if at >= 26 else "") + chr(ord("A") + at % 26)
