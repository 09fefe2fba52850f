"""How alike two organisations are: size, region, solutions and tasks, each 0 to 1 or unknown.

* size: 1 where both have as many inhabitants, 0 where one has ten times as many or more, on a
  logarithmic scale between.
* region: of what is known of both, the mean of: in one province or not, and in one cooperation or
  not. No cooperation on record is not known to be in none.
* solutions, processes: the part of all that either uses, or performs or handles, that both do
  (Jaccard 1912). An organisation of which no use, or no task, is known has this unknown, not 0.

The whole is the mean of the known parts by their weights (Gower 1971, who leaves out what cannot be
compared). It says how alike two are in what is known, so it is told together with what is not.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from graph.build import Reuse
from graph.questions import UnknownQuestionError
from graph.walking import day_of, of_kind
from knowledge.words import number

PARTS = {"size": 1.0, "region": 1.0, "solutions": 2.0, "processes": 2.0}
WORDS = {"size": "inwoners", "region": "streek", "solutions": "oplossingen",
         "processes": "producten en processen"}  # fmt: skip
TENFOLD = math.log(10)
NEAR = 0.8  # the smaller is at least this part of the larger: equally large in a sentence
NAMES = 5  # in one sentence
LARGEST = 1000.0  # a weight
_ASKED = ("uses", "performs", "publishes", "handles", "member_of")
_KEY = "profiles"


class Profile(NamedTuple):
    """What is known of an organisation: None, "" or an empty set where it is not."""

    inhabitants: int | None
    province: str
    cooperations: frozenset[str]
    solutions: frozenset[str]
    tasks: frozenset[str]


class Likeness(NamedTuple):
    """How alike two are: `whole` of what is known, None where nothing is, and each part.

    `least` is how alike they are at least, if all that is unknown were unlike, and `most` if all
    of it were equal.
    """

    whole: float | None
    parts: dict[str, float | None]
    least: float = 0.0
    most: float = 1.0

    @property
    def unknown(self) -> list[str]:
        """The parts of which one of both is not known."""
        return [name for name, value in self.parts.items() if value is None]


def weights_of(text: str) -> dict[str, float]:
    """Read weights such as "size=1,solutions=2"; a part that is not named has its usual weight.

    Raises UnknownQuestionError where a part is not one of `PARTS`, a weight is no number from 0 to
    `LARGEST`, or all are 0.

    >>> weights_of("size=0, processes=0.5")["processes"]
    0.5
    """
    found = dict(PARTS)
    for piece in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (one.strip() for one in piece.partition("="))
        try:
            weight = float(value) if name in PARTS else math.nan
        except ValueError:
            weight = math.nan
        if not 0 <= weight <= LARGEST:
            raise UnknownQuestionError(_how(piece))
        found[name] = weight
    if not any(found.values()):
        raise UnknownQuestionError(f"alle gewichten zijn 0; {_how(text)}")
    return found


def _how(piece: str) -> str:
    usual = ",".join(f"{name}={weight:g}" for name, weight in PARTS.items())
    return (
        f"{piece!r} is geen gewicht: schrijf zoals {usual}; u kunt kiezen uit {', '.join(PARTS)}, "
        f"elk met een getal van 0 tot {LARGEST:g}"
    )


def profiles(reuse: Reuse) -> dict[str, Profile]:
    """Give what the graph knows of each organisation, by claims that count; once per graph."""
    if _KEY not in reuse.graph:
        ends: dict[str, dict[str, set[str]]] = {name: defaultdict(set) for name in _ASKED}
        for subject, target, relation, data in reuse.edges(keys=True, data=True):
            if relation in ends and data["counts"]:
                ends[relation][subject].add(target)
        reuse.graph[_KEY] = {
            one: _profile(reuse.nodes[one], {name: ends[name].get(one, set()) for name in _ASKED},
                          ends["handles"])
            for one in of_kind(reuse, "organisation")
        }  # fmt: skip
    found: dict[str, Profile] = reuse.graph[_KEY]
    return found


def _profile(
    told: Mapping[str, object], own: Mapping[str, set[str]], handled: Mapping[str, set[str]]
) -> Profile:
    tasks = own["performs"].union(*(handled.get(one, ()) for one in own["publishes"]))
    inhabitants = told.get("inhabitants")
    return Profile(
        inhabitants if isinstance(inhabitants, int) and inhabitants > 0 else None,
        str(told.get("province") or ""),
        frozenset(own["member_of"]),
        frozenset(own["uses"]),
        frozenset(tasks),
    )


def others(reuse: Reuse, organisation: str) -> dict[str, Profile]:
    """Give the profiles of the other organisations of the same type that exist on the day."""
    type_ = reuse.nodes[organisation].get("type")
    day = day_of(reuse).isoformat()
    return {
        one: found
        for one, found in profiles(reuse).items()
        if one != organisation
        and reuse.nodes[one].get("type") == type_
        and _is_there(reuse.nodes[one], day)
    }


def _is_there(told: Mapping[str, object], day: str) -> bool:
    """Tell whether an organisation exists on a day; where nobody says, it does."""
    begins, ends = str(told.get("valid_from") or ""), str(told.get("valid_until") or "")
    return (not begins or begins <= day) and (not ends or ends >= day)


def likeness(one: Profile, other: Profile, weights: Mapping[str, float]) -> Likeness:
    """Compare two organisations."""
    parts = {
        "size": _size(one.inhabitants, other.inhabitants),
        "region": _region(one, other),
        "solutions": _shared(one.solutions, other.solutions),
        "processes": _shared(one.tasks, other.tasks),
    }
    known = sum(weights[name] for name, value in parts.items() if value is not None)
    if not known:
        return Likeness(None, parts)
    alike = sum(weights[name] * value for name, value in parts.items() if value is not None)
    total = sum(weights.values())
    least, most = alike / total, (alike + total - known) / total
    return Likeness(round(alike / known, 4), parts, round(least, 4), round(most, 4))


def _size(one: int | None, other: int | None) -> float | None:
    if one is None or other is None:
        return None
    return round(max(0.0, 1 - abs(math.log(one / other)) / TENFOLD), 4)


def _region(one: Profile, other: Profile) -> float | None:
    known = []
    if one.province and other.province:
        known.append(float(one.province == other.province))
    if one.cooperations and other.cooperations:
        known.append(float(not one.cooperations.isdisjoint(other.cooperations)))
    return sum(known) / len(known) if known else None


def _shared(one: frozenset[str], other: frozenset[str]) -> float | None:
    return round(len(one & other) / len(one | other), 4) if one and other else None


def reasons(one: Profile, other: Profile, titles: Mapping[str, str]) -> Iterator[str]:
    """Say in Dutch what two have in common; `titles` has those of things by id."""
    if one.inhabitants and other.inhabitants:
        small, large = sorted((one.inhabitants, other.inhabitants))
        if small >= NEAR * large:
            yield (
                f"net zo groot: {number(one.inhabitants)} en {number(other.inhabitants)} inwoners"
            )
    if one.province and one.province == other.province:
        yield f"zelfde provincie: {one.province}"
    if both := one.cooperations & other.cooperations:
        yield f"allebei lid van {_named(both, titles)}"
    if both := one.solutions & other.solutions:
        word = "oplossing" if len(both) == 1 else "oplossingen"
        yield f"delen {number(len(both))} {word}: {_named(both, titles)}"
    if both := one.tasks & other.tasks:
        word = "product" if len(both) == 1 else "producten"
        yield f"doen allebei {number(len(both))} {word}: {_named(both, titles)}"


def _named(things: frozenset[str], titles: Mapping[str, str]) -> str:
    """Name the first few by title, and say how many more there are."""
    names = [titles[one] for one in sorted(things, key=lambda o: (titles[o].casefold(), o))]
    more = f" en {number(len(names) - NAMES)} meer" if len(names) > NAMES else ""
    return ", ".join(names[:NAMES]) + more
