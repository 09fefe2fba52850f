"""Finds the thing that a person means by an id, an address, a page name or a name."""

from __future__ import annotations

import difflib

from knowledge.hub import Hub, Thing
from knowledge.identity import folded, url_id
from knowledge.model import Kind, NoaberError
from knowledge.words import KIND_WORDS


class NotFoundError(NoaberError):
    """Nothing, or more than one thing, bears a name; says what comes near."""


def find(hub: Hub, term: str, kind: Kind | None = None) -> Thing:
    """Give the one thing that a term means, of a kind where one is given.

    Raises NotFoundError with the candidates when there is none or more than one.
    """
    things = [thing for thing in hub.things.values() if kind in (None, thing.kind)]
    ways = (_by_id, _by_alias, _by_slug, _by_name, _by_last_part) if folded(term) else ()
    for matches in ways:
        found = [thing for thing in things if matches(thing, term)]
        if len(found) == 1:
            return found[0]
        if found:
            listed = "\n".join(f"  {thing.title}: {thing.id}" for thing in found[:10])
            raise NotFoundError(f"{term!r} kan meer dan een ding zijn; geef het id:\n{listed}")
    if joined := _joined(hub, term):
        return joined
    if kind and (other := _otherwise(hub, term)):
        said = f"{other.title} ({other.id}) is een {KIND_WORDS[other.kind][0].lower()}"
        raise NotFoundError(f"{said}, en gevraagd is een {KIND_WORDS[kind][0].lower()}")
    names = {thing.title: thing.id for thing in things}
    near = difflib.get_close_matches(term, names, 3, 0.6)
    hint = "; bedoelde u " + " of ".join(f"{name} ({names[name]})" for name in near) if near else ""
    raise NotFoundError(f"{term!r} is niet bekend{hint}")


def _otherwise(hub: Hub, term: str) -> Thing | None:
    """Give the one thing of whatever kind that a term means, None where there is none or more."""
    try:
        return find(hub, term)
    except NotFoundError:
        return None


def _joined(hub: Hub, term: str) -> Thing | None:
    """Give the thing with which the one that a term means was joined at the merge desk."""
    for grave in hub.graves.values():
        if not grave.records[0].gone and term in (grave.id, grave.slug):
            return hub.things.get(grave.records[0].url)
    return None


def _by_id(thing: Thing, term: str) -> bool:
    return thing.id in (term, url_id(term))


def _by_alias(thing: Thing, term: str) -> bool:
    """Tell whether a term is another id of a thing: its code, or an address it had before."""
    return any({term, url_id(term)} & set(fact.value) for fact in thing.facts("aliases"))


def _by_slug(thing: Thing, term: str) -> bool:
    return thing.slug == term


def _by_last_part(thing: Thing, term: str) -> bool:
    """Tell whether a term is the last part of an id, such as the name of a repository."""
    return thing.id.rpartition("/")[2].lower() == term.lower().strip("/ ")


def _by_name(thing: Thing, term: str) -> bool:
    wanted = folded(term)
    names = {
        folded(str(fact.value)) for name in ("title", "official_name") for fact in thing.facts(name)
    }
    return wanted in names or f"gemeente {wanted}" in names
