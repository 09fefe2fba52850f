"""Organisations without a register id that may be one: how near their names are, and why.

Only names that share a key are compared, and a difference counts as a slip of the pen only where it
is in one word: "Automobile Club Roma" and "Automobile Club Parma" are two clubs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from knowledge.entries import PREFIXES
from knowledge.hub import Hub, Thing
from knowledge.identity import folded, url_id
from knowledge.merging.doubles import Found, Pair, Reason, in_pairs
from knowledge.organisations.naming import initials

_FORMS = (  # legal forms, as they are when folded and single letters joined
    " bv nv ua vof cv stichting vereniging cooperatie cooperatieve gmbh ag ltd limited inc llc srl "
    "srls srlu spa sa sas sarl ab "
)
_SMALL = " de het een en van voor der den of and the d l di del della du des la le "
_MOST_LONGER = 3  # names that begin with another: more of them are parts of one family
_SLIP = 6  # letters that a word must have before one wrong letter in it is a slip of the pen


def lookalikes(hub: Hub) -> Found:
    """Give the pairs of organisations without a register id whose names are near, with why."""
    things = [thing for thing in hub.of_kind("organisation")
              if thing.id.startswith(PREFIXES["organisation"])]  # fmt: skip
    found: Found = defaultdict(list)
    for _, pair in in_pairs(things, _core):
        said = "Zonder rechtsvorm, leestekens en spaties zijn de namen gelijk."
        found[pair].append(Reason(said, 4, True))
    for shared, pair in in_pairs(things, _website):
        found[pair].append(Reason(f"De website is dezelfde: {shared}.", 3))
    for pair in _longer(things):
        if pair not in found:
            found[pair].append(Reason("De ene naam is het begin van de andere.", 2, True))
    for pair in _short(things):
        found[pair].append(Reason("De ene naam is de afkorting van de andere.", 2, True))
    for pair in _slips(things):
        if pair not in found:
            said = "De namen verschillen in een letter van een woord."
            found[pair].append(Reason(said, 2, True))
    fixed = {thing.id for thing in things if is_fixed(thing, hub)}
    return {pair: why for pair, why in sorted(found.items()) if not fixed.issuperset(pair)}


def is_fixed(thing: Thing, hub: Hub) -> bool:
    """Tell whether an organisation is in a register or takes part: it never goes under another."""
    is_member = any(member.organisation == thing.id for member in hub.members)
    return is_member or any(record.source.startswith("register:") for record in thing.records)


def words_of(name: str) -> list[str]:
    """Give the words of a name without legal form and without what stands between brackets.

    >>> words_of("Zilverdraad B.V."), words_of("Stichting Zilverdraad (ZD)"), words_of("B.V.")
    (['zilverdraad'], ['zilverdraad'], ['bv'])
    """
    outside = re.sub(r"\([^()]*\)", " ", name)
    text = folded(outside) or folded(name)
    joined = re.sub(r"\b\w(?: \w\b)+", lambda found: found[0].replace(" ", ""), text)
    return [word for word in joined.split() if f" {word} " not in _FORMS] or joined.split()


def _core(thing: Thing) -> Iterator[str]:
    core = "".join(word for word in words_of(thing.title) if f" {word} " not in _SMALL)
    core = core.removesuffix("nl") if len(core) > 7 else core
    if len(core) >= 3:
        yield core


def _website(thing: Thing) -> Iterator[str]:
    yield from (url_id(str(fact.value)) for fact in thing.facts("website"))


def _longer(things: Iterable[Thing]) -> Iterator[Pair]:
    """Give each name with the names that begin with it, where these are few."""
    names = {
        thing.id: tuple(words_of(thing.title)) for thing in things if "/" not in thing.title
    }  # with a slash it names two
    starts: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for one, words in names.items():
        for length in range(1, len(words)):
            starts[words[:length]].append(one)
    for one, words in names.items():
        longer = starts.get(words, [])
        if len("".join(words)) >= 3 and 0 < len(longer) <= _MOST_LONGER:
            yield from (_pair(one, other) for other in longer)


def _short(things: Iterable[Thing]) -> Iterator[Pair]:
    """Give each abbreviation ("SVB") with the one name of which it has the first letters."""

    def key(thing: Thing) -> Iterator[str]:
        name = " ".join(words_of(thing.title))
        if thing.title.isupper() and " " not in name:
            yield name
        elif len(short := initials(name)) > 2:
            yield short

    names = {thing.id: thing.title.isupper() for thing in things}
    yield from (pair for _, pair in in_pairs(things, key, 2) if names[pair[0]] != names[pair[1]])


def _slips(things: Iterable[Thing]) -> Iterator[Pair]:
    """Give the names of as many words that differ in one letter of one word of some length."""
    words = {thing.id: words_of(thing.title) for thing in things}

    def key(thing: Thing) -> Iterator[str]:
        own = words[thing.id]
        for at, word in enumerate(own):
            if len(word) >= _SLIP and word.isalpha():
                yield " ".join([*own[:at], "*", *own[at + 1 :]])

    for shared, pair in in_pairs(things, key, 200):
        at = shared.split(" ").index("*")
        one, other = (words[each][at] for each in pair)
        if one != other and OSA.distance(one, other, score_cutoff=1) == 1:
            yield pair


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)
