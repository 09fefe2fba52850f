"""Whom to ask about a thing: the teams and desks that its sources name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge.clean import linked, one_line
from knowledge.hub import Edge, Thing
from knowledge.personal import without_masks
from knowledge.shelf import Shelf

MOST = 8
_WORD = re.compile(r"[^\W\d_]{4}")
_ORDER = ("publishes", "handles", "uses", "makes", "about", "supports", "takes_part", "funds")
# of an organisation only what is its own: not the desks of the makers of what it uses
_OWN = {"publishes", "about", "takes_part"}


class Contact(NamedTuple):
    """A team or desk, cut in pieces (text, address or ""), and the things that name it."""

    pieces: tuple[tuple[str, str], ...]
    named_by: tuple[str, ...]


def own_contacts(thing: Thing) -> list[Contact]:
    """Give the contacts in the records of a thing itself."""
    return _joined((str(fact.value), thing.id) for fact in thing.facts("contact"))


def contacts(shelf: Shelf, thing: Thing) -> list[Contact]:
    """Give the contacts around a thing that it does not name itself, the nearest first."""
    own = {contact.pieces for contact in own_contacts(thing)}
    edges = [e for e in shelf.hub.edges_of(thing.id) if e.counts and e.relation in _ORDER]
    edges.sort(key=lambda edge: _ORDER.index(edge.relation))
    found = _joined(pair for edge in edges for pair in _named(shelf, thing, edge))
    return [contact for contact in found if contact.pieces not in own][:MOST]


def _named(shelf: Shelf, thing: Thing, edge: Edge) -> Iterator[tuple[str, str]]:
    other = shelf.hub.things.get(edge.subject if edge.object == thing.id else edge.object)
    if other and (thing.kind != "organisation" or edge.relation in _OWN):
        yield from ((str(fact.value), other.id) for fact in other.facts("contact"))
    for said in edge.evidence:
        is_own = thing.kind != "organisation" or said.claimant == thing.id
        if is_own and (contact := shelf.contact(said.source)):
            yield contact, said.claimant or edge.subject


def _joined(named: Iterator[tuple[str, str]]) -> list[Contact]:
    found: dict[tuple[tuple[str, str], ...], dict[str, None]] = {}
    for text, by in named:
        pieces = tuple(linked(one_line(text)))
        if any(where or _WORD.search(without_masks(part)) for part, where in pieces):
            found.setdefault(pieces, {})[by] = None
    return [Contact(pieces, tuple(by)) for pieces, by in found.items()]
