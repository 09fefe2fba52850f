"""Contracts and costs of closed products: which of these documents are kept back.

An entry of the kind cost or agreement about a closed product tells who has that product, by its
title, text, claimant, payer and what it is about. So it is shown only where every public body in
it may be named: it chose so in its member file, said so of the product, or claims the entry itself
with `disclosure: named`. It is kept back whole: nothing can tell which sentence gives whom away.

Closed is, beside a closed solution, what nobody knows yet, and an agreement that names a supplier
and no solution: that supplier is then what is told. Who stands in the words of an entry without
being named as one it is about, is looked up by name; where an entry says of nobody whose it is,
it is kept back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from knowledge.entries import GENRES, Entry, identifier, records_of
from knowledge.hub import Hub, Thing
from knowledge.identity import folded, is_forge
from knowledge.model import Document, Problem, plain, to_json

KINDS_OF_PAPER = ("cost", "agreement")  # entries that tell what an organisation pays or agreed
_GENRES = tuple(GENRES[kind] for kind in KINDS_OF_PAPER)
_BODIES = ("gemeente", "waterschap")  # looked for in words; others are named in passing too often
_SHORT = 6  # letters; shorter names are words too (Best, Buren), so their capital counts
_QUOTED = re.compile("'([^']*)'")


class Gate(Protocol):
    """What `knowledge.disclosure` knows of choices and closed products."""

    things: dict[str, Thing]

    def choice(self, organisation: str) -> str:
        """Give what an organisation chose."""

    def is_closed(self, identifier: str) -> bool:
        """Tell whether an id is that of a closed solution."""

    def may_name(self, organisation: str, thing: str) -> bool:
        """Tell whether an organisation lets itself be named with a thing."""


class Paper(NamedTuple):
    """A document as far as it matters here: what it is about, whose it is, all its words."""

    id: str
    targets: tuple[str, ...]
    parties: frozenset[str]
    supplier: str
    words: str


def kept_back(hub: Hub, gate: Gate) -> frozenset[str]:
    """Give the ids of the documents of a hub that are kept back."""
    papers = [thing for thing in hub.things.values() if is_paper(thing)]
    unknown = dict(_unknown(hub.problems))
    return frozenset(
        thing.id for thing in papers if is_kept_back(_of_thing(hub, thing, unknown), gate)
    )


def is_paper(thing: Thing) -> bool:
    """Tell whether a thing is a document with costs or a contract."""
    return thing.kind == "document" and any(
        isinstance(record, Document)
        and (record.genre in _GENRES or record.cost_facts or record.contract)
        for record in thing.records
    )


def is_kept_back(paper: Paper, gate: Gate) -> bool:
    """Tell whether a document is kept back, as the top of this file says."""
    closed = [target for target in paper.targets if _is_closed(target, gate)]
    solutions = [one for one in paper.targets if _kind(one, gate) == "solution"]
    if not closed and (solutions or not paper.supplier):
        return False
    allowed = {party for party in paper.parties if _is_allowed(party, paper, closed, gate)}
    if not paper.parties or allowed != paper.parties:
        return True
    return any(_stands_in(paper.words, gate, allowed))


def _is_allowed(party: str, paper: Paper, closed: list[str], gate: Gate) -> bool:
    """Tell whether an organisation may be named in a document."""
    if gate.choice(party) == "named" or gate.may_name(party, paper.id):
        return True
    return bool(closed) and all(gate.may_name(party, target) for target in closed)


def _is_closed(target: str, gate: Gate) -> bool:
    """Tell whether a document is about a closed product here; a page of code is none."""
    if target in gate.things:
        return gate.is_closed(target)
    place = urlsplit(target)
    is_term = place.hostname == "standaarden.overheid.nl"
    is_address = place.scheme in ("http", "https") and not is_term
    is_address = is_address and not is_forge(place.hostname or "")
    return is_address or target.startswith("noaber:oplossing/")


def _kind(identifier: str, gate: Gate) -> str:
    return gate.things[identifier].kind if identifier in gate.things else ""


def _stands_in(words: str, gate: Gate, allowed: Iterable[str]) -> Iterator[str]:
    """Give the public bodies in a text that may not be named, by the names that they are known by.

    The names of those that may are taken out first, so that they hold no shorter one.
    """
    for party in allowed:
        for name in _names(gate.things.get(party)):
            words = re.sub(rf"\b{re.escape(name)}\b", " ", words, flags=re.I)
    flat = f" {folded(words)} "
    for thing in gate.things.values():
        if thing.id in allowed or thing.kind != "organisation":
            continue
        if thing.get("type") in _BODIES and gate.choice(thing.id) != "named":
            for name in _names(thing):
                is_short = len(name) <= _SHORT
                is_there = re.search(rf"\b{re.escape(name)}\b", words) if is_short else None
                if is_there or (not is_short and f" {folded(name)} " in flat):
                    yield thing.id


def _names(thing: Thing | None) -> Iterator[str]:
    """Give the names of an organisation without what kind it is."""
    if thing is not None:
        aliases = (alias for fact in thing.facts("aliases") for alias in fact.value)
        for name in (*(record.title for record in thing.records), *aliases):
            bare = re.sub(r"^(voorbeeld)?(gemeente|waterschap)\s+", "", name, flags=re.I).strip()
            if len(bare) > 1 and "://" not in bare:
                yield bare


def _of_thing(hub: Hub, thing: Thing, unknown: dict[str, list[str]]) -> Paper:
    """Give a document of a hub, with those that what is said in the same entry names."""
    about = [e for e in hub.edges_of(thing.id) if e.relation == "about" and e.subject == thing.id]
    targets = [edge.object for edge in about]
    claimants = {said.claimant for edge in about for said in edge.evidence}
    for record in thing.records:
        targets += unknown.get(record.source, ())
    return _paper(thing.id, targets, claimants, thing.records, hub.things)


def paper_of(entry: Entry, spelled: Callable[[str], str], things: dict[str, Thing]) -> Paper:
    """Give an entry as the document that it will be; `spelled` gives the id of a thing."""
    records = tuple(records_of(entry))
    targets = [spelled(one) for one in entry.keys.about]
    return _paper(identifier(entry), targets, {spelled(entry.keys.claimant)}, records, things)


def _paper(
    name: str,
    targets: list[str],
    claimants: set[str],
    records: Iterable[object],
    things: dict[str, Thing],
) -> Paper:
    documents = [record for record in records if isinstance(record, Document)]
    payers = {cost.payer for record in documents for cost in record.cost_facts}
    bodies = {one for one in targets if one in things and things[one].kind == "organisation"}
    suppliers = {r.contract.supplier for r in documents if r.contract and r.contract.supplier}
    suppliers |= {one for one in bodies if things[one].get("type") == "leverancier"}
    words = " ".join(to_json(plain(r.model_copy(update={"statements": ()}))) for r in documents)
    parties = (bodies | claimants | payers) - {""}
    return Paper(name, tuple(targets), frozenset(parties), next(iter(sorted(suppliers)), ""), words)


def _unknown(problems: Iterable[Problem]) -> Iterator[tuple[str, list[str]]]:
    """Give per entry what it is about that nobody knows, as the problem with it says."""
    found: dict[str, list[str]] = {}
    for problem in problems:
        if problem.code == "wrong-kind" and problem.field == "about":
            path = problem.place.removeprefix("knowledge/entries/").removesuffix(".md")
            if name := _QUOTED.search(problem.message):
                found.setdefault(f"entry:{path}", []).append(name[1])
    yield from found.items()
