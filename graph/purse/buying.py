"""Who could buy together: contracts that can be left in the same days, and who seeks the same.

`deals` reads the contracts of a graph, `contract_groups` and `seeking_groups` join them. Only what
counts today joins a group; each group names the things in the graph on which it rests.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from graph.build import Reuse
from graph.rows import Row
from graph.walking import counting, into, of_kind, out_of, title
from knowledge.buying.initiatives import is_open
from knowledge.buying.windows import Window, overlapping, span, windows
from knowledge.model import STRENGTHS
from knowledge.parts import Contract

_STANDING = ("phase", "wanted", "deadline")


class Deal(NamedTuple):
    """A contract: the agreement that tells it, who has it, and for what.

    `said` is the claim behind it; its strength is that of who says so beside who has it.
    """

    id: str
    holders: tuple[str, ...]
    solutions: tuple[str, ...]
    products: tuple[str, ...]
    contract: Contract
    said: Row
    strength: str


class Group(NamedTuple):
    """Organisations that could buy a thing together, and on what that rests.

    `evidence` are agreements, initiatives and explored solutions, each with source and address.
    `wide` are the agreements of which the end is a span, `late` those of which the last day of
    notice has gone by, `maybe` those of which it may have, `extended` those that are made longer
    first; `also` are other things for which the same holds.
    """

    thing: str
    why: str
    members: tuple[str, ...]
    evidence: tuple[tuple[str, str, str], ...]
    solutions: tuple[str, ...]
    strengths: tuple[str, ...]
    first: date | None = None
    last: date | None = None
    decide: date | None = None
    extended: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


class _Run(NamedTuple):
    """A window of a contract."""

    deal: Deal
    window: Window


def deals(reuse: Reuse) -> list[Deal]:
    """Give the contracts of a graph, in the order of their ids."""
    found = []
    for node in of_kind(reuse, "document"):
        if contract := reuse.nodes[node].get("contract"):
            found.append(_deal(reuse, node, Contract.model_validate(contract)))
    return found


def _deal(reuse: Reuse, node: str, contract: Contract) -> Deal:
    every = sorted(out_of(reuse, node, "about"), key=lambda pair: pair[0])
    about = [pair for pair in every if pair[1]["counts"]] or every
    kinds = {end: reuse.nodes[end].get("kind") for end, _ in about}
    claimants = sorted({data["claimant"] for _, data in about if data["claimant"] in reuse})
    named = [end for end, _ in about if kinds[end] == "organisation"]
    holders = _holders(reuse, named, contract) or _holders(reuse, claimants, contract)
    solutions = tuple(end for end, _ in about if kinds[end] == "solution")
    products = {end for end, _ in about if kinds[end] == "product"}
    products |= {one for solution in solutions for one in supported(reuse, solution)}
    said = next((data for _, data in about if data["counts"]), about[0][1] if about else {})
    strength = str(said.get("strength", "third"))
    if claimants and set(claimants) <= set(holders):
        strength = "own"
    elif contract.supplier in claimants and strength != "own":
        strength = "maker"
    return Deal(node, holders, solutions, tuple(sorted(products)), contract, said, strength)


def _holders(reuse: Reuse, found: Iterable[str], contract: Contract) -> tuple[str, ...]:
    """Give who of these has the contract: a supplier is the other party."""
    return tuple(
        one
        for one in found
        if one != contract.supplier and reuse.nodes[one].get("type") != "leverancier"
    )


def supported(reuse: Reuse, solution: str) -> list[str]:
    """Give the products that a solution supports, by claims that count."""
    found = counting(out_of(reuse, solution, "supports"))
    return [one for one in found if reuse.nodes[one].get("kind") == "product"]


def contract_groups(reuse: Reuse, found: Iterable[Deal], day: date) -> list[Group]:
    """Give the largest groups whose contracts for one thing can be left in the same days.

    A thing is a solution, or a product that several solutions support. Windows that have gone by
    on a day do not count, nor what two organisations have in one contract already.
    """
    runs: dict[str, list[_Run]] = defaultdict(list)
    for deal in found:
        if deal.said.get("counts") and deal.holders:
            for window in windows(deal.contract):
                for thing in (*deal.solutions, *deal.products) if window.last >= day else ():
                    runs[thing].append(_Run(deal, window))
    groups: dict[tuple[tuple[str, Window], ...], Group] = {}
    for thing in _solutions_first(reuse, runs):
        mine = sorted(runs[thing], key=lambda run: (run.deal.id, run.window))
        for numbers in overlapping((run.window.first, run.window.last) for run in mine):
            same = tuple(mine[number] for number in numbers)
            key = tuple((run.deal.id, run.window) for run in same)
            if key in groups:
                groups[key] = groups[key]._replace(also=(*groups[key].also, thing))
            elif len({run.deal.id for run in same}) > 1 and len(_members(same)) > 1:
                groups[key] = _grouped(thing, same, day)
    return list(groups.values())


def _solutions_first(reuse: Reuse, things: Iterable[str]) -> list[str]:
    return sorted(things, key=lambda one: (reuse.nodes[one].get("kind") != "solution",
                                           title(reuse, one).casefold(), one))  # fmt: skip


def _members(runs: Iterable[_Run]) -> list[str]:
    return sorted({holder for run in runs for holder in run.deal.holders})


def _place(said: Row) -> tuple[str, str]:
    return str(said["source"]), str(said["url"])


def _grouped(thing: str, runs: tuple[_Run, ...], day: date) -> Group:
    decide = [run.window.decide for run in runs if run.window.decide and run.window.decide >= day]
    gone = [run for run in runs if run.window.decide and run.window.decide < day]
    late = {run.deal.id for run in gone if run.window.latest and run.window.latest < day}
    return Group(
        thing=thing,
        why="contract",
        members=tuple(_members(runs)),
        evidence=tuple(sorted({(deal.id, *_place(deal.said)) for deal, _ in runs})),
        solutions=tuple(sorted({one for run in runs for one in run.deal.solutions})),
        strengths=tuple(run.deal.strength for run in runs),
        first=max(run.window.first for run in runs),
        last=min(run.window.last for run in runs),
        decide=min(decide, default=None),
        extended=tuple(sorted({run.deal.id for run in runs if run.window.extended})),
        wide=tuple(sorted({run.deal.id for run in runs if run.window.is_wide})),
        late=tuple(sorted(late)),
        maybe=tuple(sorted({run.deal.id for run in gone} - late)),
    )


class _Wish(NamedTuple):
    """That an organisation seeks something: by which thing in the graph, where, how sure."""

    organisation: str
    by: str
    place: tuple[str, str]
    strength: str


def seeking_groups(reuse: Reuse, day: date) -> list[Group]:
    """Give those that seek the same solution, or a solution for the same product.

    A group is left out where a solution, which stands first, already has all of it and more.
    """
    wishes: dict[str, set[_Wish]] = defaultdict(set)
    for thing, wish in (*_by_initiatives(reuse, day), *_by_exploring(reuse)):
        wishes[thing].add(wish)
        for product in supported(reuse, thing):
            wishes[product].add(wish)
    groups: dict[tuple[_Wish, ...], Group] = {}
    for thing in _solutions_first(reuse, wishes):
        same = tuple(sorted(wishes[thing]))
        if any(wishes[thing] < set(larger) for larger in groups):
            continue
        if same in groups:
            groups[same] = groups[same]._replace(also=(*groups[same].also, thing))
        elif len({wish.organisation for wish in same}) > 1:
            groups[same] = _sought(reuse, thing, same, day)
    return list(groups.values())


def _sought(reuse: Reuse, thing: str, wishes: tuple[_Wish, ...], day: date) -> Group:
    said = {wish.by: reuse.nodes[wish.by].get("deadline", "") for wish in wishes}
    spans = [one for written in said.values() if (one := span(str(written)))]
    kinds = {one: str(reuse.nodes[one].get("kind")) for one in (thing, *said)}
    about = [end for by in said for end in counting(out_of(reuse, by, "about"))]
    kinds |= {one: str(reuse.nodes[one].get("kind")) for one in about}
    return Group(
        thing=thing,
        why="seeks",
        members=tuple(sorted({wish.organisation for wish in wishes})),
        evidence=tuple(sorted({(wish.by, *wish.place) for wish in wishes})),
        solutions=tuple(sorted(one for one, kind in kinds.items() if kind == "solution")),
        strengths=tuple(wish.strength for wish in wishes),
        decide=min((first for first, _ in spans if first >= day), default=None),
    )


def _by_initiatives(reuse: Reuse, day: date) -> Iterator[tuple[str, _Wish]]:
    for node in of_kind(reuse, "initiative"):
        told = {name: str(reuse.nodes[node].get(name, "")) for name in _STANDING}
        if is_open(**told, day=day):
            things = counting(out_of(reuse, node, "about"))
            for organisation, data in into(reuse, node, "takes_part") if things else ():
                wish = _Wish(organisation, node, _place(data), data["strength"])
                for thing in things if data["counts"] else ():
                    if reuse.nodes[thing].get("kind") in ("solution", "product"):
                        yield thing, wish


def _by_exploring(reuse: Reuse) -> Iterator[tuple[str, _Wish]]:
    """Give who looks into a solution: a use that is early, so that it does not count as one."""
    for organisation, solution, relation, data in reuse.edges(keys=True, data=True):
        if relation == "uses" and data["apart"] == "early":
            yield solution, _Wish(organisation, solution, _place(data), data["strength"])


def weakest(strengths: Iterable[str]) -> str:
    """Give the weakest of some strengths: a group is as sure as the claim one trusts least."""
    return max(strengths, key=STRENGTHS.index, default=STRENGTHS[-1])
