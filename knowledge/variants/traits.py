"""What sets a flavour apart: what most of its versions have and most others have not, in Dutch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import median_low
from typing import NamedTuple

from knowledge.variants.durations import ratio
from knowledge.variants.profile import Profile
from knowledge.variants.similarity import Likenesses
from knowledge.words import term as term_in_words

MANY, FEW = 0.75, 0.25  # from here on most have it; up to here most have not
PARTS = ("steps", "decisions", "roles", "partners", "channels", "evidence", "results")
_SAID = {
    ("steps", True): "Doet ook: {}",
    ("steps", False): "Doet niet: {}",
    ("decisions", True): "Kiest ook: {}",
    ("decisions", False): "Kiest niet: {}",
    ("roles", True): "Met de rol {}",
    ("roles", False): "Zonder de rol {}",
    ("partners", True): "Werkt samen met {}",
    ("partners", False): "Werkt niet samen met {}",
    ("channels", True): "Kan ook via {}",
    ("channels", False): "Kan niet via {}",
    ("evidence", True): "Vraagt als bewijs: {}",
    ("evidence", False): "Vraagt niet als bewijs: {}",
    ("results", True): "Kan eindigen met: {}",
    ("results", False): "Kan niet eindigen met: {}",
}
_LAST = 10**6  # the place of what the first member has not
_EVENTS = ("start", "end", "event")


class Trait(NamedTuple):
    """One thing that sets a flavour apart; `has` tells whether its versions have it or lack it.

    `here` of the `stated_here` versions of the flavour that say anything about this part have it,
    and `there` of the `stated_there` others. `said` is all of it in one Dutch line.
    """

    part: str
    has: bool
    what: str
    here: int
    stated_here: int
    there: int
    stated_there: int
    said: str


class Traits:
    """Finds what sets groups of versions apart; names are looked up once for all groups."""

    def __init__(
        self, profiles: Mapping[str, Profile], terms: Mapping[str, str], near: Likenesses
    ) -> None:
        self._profiles = profiles
        self._terms = terms
        self._near = near
        self._holders: dict[str, dict[str, set[str]]] = {part: defaultdict(set) for part in PARTS}
        self._stated: dict[str, set[str]] = {part: set() for part in PARTS}
        for identifier, one in profiles.items():
            for part in PARTS:
                names = _names(one, part)
                if names is not None:
                    self._stated[part].add(identifier)
                for name in names or ():
                    self._holders[part][name].add(identifier)

    def of(self, members: Sequence[str]) -> tuple[Trait, ...]:
        """Give what sets the members apart from all others: what they have first, then lack.

        What is as telling stands in the order in which the first member does it.
        """
        inside = set(members)
        outside = self._profiles.keys() - inside
        if not outside:
            return ()
        found = [trait for part in PARTS for trait in self._apart(part, inside, outside)]
        found += self._term(inside, outside)
        places = {part: self._places(members[0], part) for part in PARTS}
        order = {part: at for at, part in enumerate((*PARTS, "term"))}

        def rank(one: Trait) -> tuple[bool, float, int, int]:
            place = places.get(one.part, {}).get(one.what, _LAST)
            return (*_telling(one), order[one.part], place)

        return tuple(sorted(found, key=rank))

    def _places(self, member: str, part: str) -> dict[str, int]:
        """Give where a version names something, also in other words."""
        names = _names(self._profiles[member], part) or ()
        return {near: at for at, name in reversed([*enumerate(names)])
                for near in self._near.of(name)}  # fmt: skip

    def _apart(self, part: str, inside: set[str], outside: set[str]) -> list[Trait]:
        """Give what most of one side has and few of the other.

        Most is of all versions, few of those that say anything about this part: what is not said
        is not lacking. That a flavour lacks something counts where most of its versions say so.
        """
        here, there = self._stated[part] & inside, self._stated[part] & outside
        if not here or not there:
            return []
        found = []
        sides = [(True, inside, there), (False, outside, here)]
        for has, group, others in sides if len(here) >= MANY * len(inside) else sides[:1]:
            for name in self._candidates(part, group & self._stated[part]):
                holders = self._having(part, name)
                is_many = len(holders & group) >= MANY * len(group)
                if is_many and len(holders & others) <= FEW * len(others):
                    counts = (len(holders & here), len(here), len(holders & there), len(there))
                    found.append(_trait(part, has, name, counts))
        return found

    def _candidates(self, part: str, group: set[str]) -> list[str]:
        """Give the names that a group uses, one for those that mean the same: the usual one.

        Of what a group does only work is told: every version begins and ends in its own words.
        """
        uses: Counter[str] = Counter()
        for identifier in group:
            uses.update(set(_names(self._profiles[identifier], part, work=True) or ()))
        chosen: list[str] = []
        taken: set[str] = set()
        for name in sorted(uses, key=lambda one: (-uses[one], len(one), one)):
            if name not in taken:
                chosen.append(name)
                taken.update(self._near.of(name))
        return chosen

    def _having(self, part: str, name: str) -> set[str]:
        holders = self._holders[part]
        return set().union(*(holders[one] for one in self._near.of(name) if one in holders))

    def _term(self, inside: set[str], outside: set[str]) -> list[Trait]:
        """Tell that the usual term differs by a fifth or more."""
        here, there = self._with_term(inside), self._with_term(outside)
        if not here or not there:
            return []
        ours, theirs = median_low(here), median_low(there)
        if ratio(ours[0], theirs[0]) > 0.8:
            return []
        written, other = (term_in_words(self._terms[i]) for _, i in (ours, theirs))
        counts = (len(here), len(here), len(there), len(there))
        said = f"Termijn meestal {written}, elders {other} (van {len(here)} en {len(there)} bekend)"
        return [Trait("term", True, written, *counts, said)]

    def _with_term(self, group: Iterable[str]) -> list[tuple[float, str]]:
        found = []
        for identifier in group:
            term = self._profiles[identifier].term
            if term is not None:
                found.append((term, identifier))
        return sorted(found)


def _telling(trait: Trait) -> tuple[bool, float]:
    """Order traits: what they have before what they lack, what is rarest elsewhere first."""
    here, there = trait.here / trait.stated_here, trait.there / trait.stated_there
    return not trait.has, there - here if trait.has else here - there


def _names(one: Profile, part: str, work: bool = False) -> Sequence[str] | None:
    if part == "steps":
        return [p.name for p in one.points if not work or p.sort not in _EVENTS]
    if part == "decisions":
        return None if one.questions is None else [q.name for q in one.questions]
    names: Sequence[str] | None = getattr(one, part)
    return names


def _trait(part: str, has: bool, what: str, counts: tuple[int, int, int, int]) -> Trait:
    here, stated, there, others = counts
    said = f"{_SAID[part, has].format(what)} ({here} van {stated}, elders {there} van {others})"
    return Trait(part, has, what, *counts, said)
