"""Proposals of the merge desk: what may be one, how much says so, and decisions ready to copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from typing import Any, Literal

import yaml

from knowledge.clean import masked, one_line
from knowledge.hub import Hub, Thing
from knowledge.identity import slug
from knowledge.merging.decisions import Decision
from knowledge.merging.doubles import Found, Pair, Reason, doubles
from knowledge.merging.lookalikes import is_fixed, lookalikes
from knowledge.model import Kind

LEAST = {"solution": 3, "organisation": 2}  # weight of the reasons below which nothing is proposed
_STRONG, _FAIR = 6, 4
TEAM = "(uw team of rol, met een functioneel adres)"
Rank = Literal["sterk", "redelijk", "zwak"]


@dataclass(frozen=True)
class Evidence:
    """Where one can look: an address, and the source that says it."""

    url: str
    source: str


@dataclass(frozen=True)
class Proposal:
    """Things that may be one, with why; `same` and `different` are decisions ready to copy.

    `statements` counts what would stand under another id. `earlier` is the decision that they are
    different, where it is time to look at that again.
    """

    kind: Kind
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    reasons: tuple[str, ...]
    score: int
    evidence: tuple[Evidence, ...]
    statements: int
    same: str
    different: str
    earlier: str = ""

    @property
    def rank(self) -> Rank:
        """How much the reasons say together; it orders and decides nothing."""
        return "sterk" if self.score >= _STRONG else "redelijk" if self.score >= _FAIR else "zwak"


def proposals(hub: Hub, decisions: Iterable[Decision], day: date) -> Iterator[Proposal]:
    """Give what may be one on a day and was not decided to be different, the strongest first."""
    found = _proposed(hub, decisions, day)
    yield from sorted(found, key=lambda one: (-one.score, one.titles[0].casefold(), one.ids))


def _proposed(hub: Hub, decisions: Iterable[Decision], day: date) -> Iterator[Proposal]:
    noes = _noes(hub, [one for one in decisions if one.sort == "different"])
    both: tuple[tuple[Kind, Found], ...] = (
        ("solution", doubles(hub)), ("organisation", lookalikes(hub)),
    )  # fmt: skip
    for kind, pairs in both:
        found: Found = {}
        for pair, reasons in pairs.items():
            no = noes.get(frozenset(pair))
            is_open = no is None or no.is_due(day)
            if is_open and set(pair) <= hub.things.keys() and _weight(reasons) >= LEAST[kind]:
                found[pair] = reasons
        for ids in _together(found):
            pairs_of = [pair for pair in combinations(ids, 2) if pair in found]
            earlier = [no.place for pair in pairs_of if (no := noes.get(frozenset(pair)))]
            made = _proposal(hub, kind, ids, [found[pair] for pair in pairs_of], day)
            yield replace(made, earlier=next(iter(earlier), ""))


def _noes(hub: Hub, decisions: Iterable[Decision]) -> dict[frozenset[str], Decision]:
    """Give the pairs that were decided to be different, also where one was renamed since."""
    now = {
        alias: thing.id
        for thing in (hub.things.values() if decisions else ())
        for fact in thing.facts("aliases")
        for alias in fact.value
    }
    return {
        frozenset(now.get(one, one) for one in pair): decision
        for decision in decisions
        for pair in combinations(decision.ids, 2)
    }


def _weight(reasons: Iterable[Reason]) -> int:
    return sum(reason.weight for reason in reasons)


def _together(found: Iterable[Pair]) -> Iterator[tuple[str, ...]]:
    """Give the groups in which each may be each other; what is only in a chain stays in pairs."""
    near: dict[str, set[str]] = defaultdict(set)
    for one, other in found:
        near[one].add(other)
        near[other].add(one)
    done: set[frozenset[str]] = set()
    for pair in found:
        group = near[pair[0]] & near[pair[1]] | set(pair)
        is_round = all(other in near[one] for one, other in combinations(sorted(group), 2))
        ids = frozenset(group if is_round else pair)
        if ids not in done:
            done.add(ids)
            yield tuple(sorted(ids))


def _proposal(
    hub: Hub, kind: Kind, ids: tuple[str, ...], reasons: list[list[Reason]], day: date
) -> Proposal:
    things = sorted((hub.things[one] for one in ids), key=lambda thing: _worth(thing, hub))
    ordered = tuple(thing.id for thing in things)
    evidence = tuple(dict.fromkeys(Evidence(r.url or r.id, r.source)
                                   for thing in things for r in thing.records[:2]))  # fmt: skip
    told = tuple(
        dict.fromkeys(masked(one_line(reason.text, 400)) for one in reasons for reason in one)
    )
    signed = {
        "by": TEAM, "date": day.isoformat(),
        "sources": [one.url for one in evidence if one.url.startswith(("https://", "http://"))],
    }  # fmt: skip
    next_year = day.replace(year=day.year + 1, day=min(day.day, 28)).isoformat()
    name = slug(things[0].title, 60)
    return Proposal(
        kind=kind, ids=ordered, titles=tuple(map(_title, things)), reasons=told,
        score=max(map(_weight, reasons)), evidence=evidence,
        statements=sum(len(e.evidence) for one in ordered[1:] for e in hub.edges_of(one)),
        same=text_of(name, {"same": list(ordered), "keep": ordered[0],
                          "reason": " ".join(told), **signed}),
        different=text_of(name, {"different": list(ordered), "review_by": next_year,
                               "reason": "(waarom dit er meer zijn)", **signed}),
    )  # fmt: skip


def _worth(thing: Thing, hub: Hub) -> tuple[Any, ...]:
    """Order what may be one: first what should be kept, as far as one can tell."""
    is_copy = any(
        e.relation == "based_on" and e.subject == thing.id for e in hub.edges_of(thing.id)
    )
    is_described = any(record.reader == "publiccode" for record in thing.records)
    said = sum(len(edge.evidence) for edge in hub.edges_of(thing.id))
    return (not is_fixed(thing, hub), is_copy, not is_described, -said, len(thing.id), thing.id)


def _title(thing: Thing) -> str:
    return masked(one_line(thing.title)) or thing.id


def text_of(name: str, keys: dict[str, Any]) -> str:
    """Give the text of a decision, with the name of its file as a remark."""
    body = yaml.dump(
        keys, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    return f"# knowledge/merges/{name}.yml\n{body}"
