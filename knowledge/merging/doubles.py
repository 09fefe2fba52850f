"""Solutions that may be one: what two records have in common, and how much each of it says.

Nothing is decided here. Who looks at every pair never ends, so only solutions that share a key (a
name, a place of code, a website) are compared; a key that many share says nothing and is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations, islice
from typing import NamedTuple
from urllib.parse import urlsplit

from rapidfuzz import fuzz

from knowledge.hub import Edge, Hub, Thing
from knowledge.identity import folded, is_forge, url_id

MOST = 8  # solutions with one key; a name that more of them have is that of a part or a template
CATALOGUES = {"publiccode": "code", "forge": "code", "": "code", "dcat": "data", "ckan": "data",
              "opencatalogi": "catalogus"}  # fmt: skip
_PLAIN = (  # names of parts that every owner has
    "about admin api apis app backend cms code common component config console core dashboard data "
    "database demo design designsystem docker docs documentatie documentation example examples "
    "formulier forms frontend github gitlab helm home infra infrastructure library main model "
    "models monitoring ops platform plugin portal portaal project proxy publiccode readme register "
    "scripts server service site standard standards static styleguide template templates test "
    "tests theme tools ui web webapp webcomponents webservice website wfs wiki wms www"
)
_ALIKE = 90.0  # of 100, rapidfuzz: at most one letter in ten differs


class Reason(NamedTuple):
    """What two things have in common, in Dutch, and how much it says: 1 is little, 5 is much."""

    text: str
    weight: int
    is_name: bool = False


Pair = tuple[str, str]
Found = dict[Pair, list[Reason]]
_Key = Callable[[Thing], Iterable[str]]


def doubles(hub: Hub) -> Found:
    """Give the pairs of solutions that have something in common, each with its reasons."""
    things = [thing for thing in hub.things.values() if thing.kind == "solution"]
    found: Found = defaultdict(list)
    for key, say in _KEYS:
        for shared, pair in in_pairs(things, key):
            first, second = hub.things[pair[0]], hub.things[pair[1]]
            if reason := say(shared, first, second):
                found[pair].append(reason)
    for edge in hub.edges:
        if reason := _copied(edge, hub):
            found[_pair(edge.subject, edge.object)].append(reason)
    makers = {thing.id: set(_makers(thing, hub)) for thing in things}
    for pair in _near(things, makers):
        if pair not in found:
            names = " en ".join(f"'{hub.things[one].title}'" for one in pair)
            found[pair].append(Reason(f"De namen lijken sterk op elkaar: {names}.", 1, True))
    for pair, reasons in found.items():
        reasons += _beside(pair, makers, hub) if any(one.is_name for one in reasons) else []
    return {pair: list(dict.fromkeys(reasons)) for pair, reasons in sorted(found.items())}


def in_pairs(things: Iterable[Thing], key: _Key, most: int = MOST) -> Iterator[tuple[str, Pair]]:
    """Give the pairs of things that share a key which at most `most` have, with that key."""
    groups: dict[str, set[str]] = defaultdict(set)
    for thing in things:
        for one in key(thing):
            groups[one].add(thing.id)
    for shared, ids in sorted(groups.items()):
        if 1 < len(ids) <= most:
            yield from ((shared, pair) for pair in combinations(sorted(ids), 2))


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _reader(thing: Thing) -> str:
    return thing.records[0].reader


def is_thin(thing: Thing) -> bool:
    """Tell whether only a code host speaks of it, so that its title is that of a repository."""
    return all(record.reader in ("forge", "") for record in thing.records)


def _repository(thing: Thing) -> tuple[str, str, str]:
    """Give host, owner and name where the id of a solution is a repository."""
    parts = urlsplit(thing.id)
    path = parts.path.strip("/").split("/")
    if is_forge(parts.netloc) and len(path) >= 2 and "blob" not in path and not parts.fragment:
        return parts.netloc, "/".join(path[:-1]), path[-1]
    return "", "", ""


# what two can have in common: a key, and what it says where both have it


def _told(name: str) -> Iterator[str]:
    """Give the key of a name, none where the name is that of a part that every owner has."""
    key = folded(name).replace(" ", "")
    if len(key) >= 4 and key not in _PLAIN.split():
        yield key


def _names(thing: Thing) -> Iterator[str]:
    yield from _told(thing.title)


def _same_name(_: str, one: Thing, other: Thing) -> Reason | None:
    readers = {_reader(one), _reader(other)}
    types = {one.get("solution_type"), other.get("solution_type")}
    sources = {record.source for record in one.records} & {r.source for r in other.records}
    if (is_thin(one) and is_thin(other)) or "#" in one.id or "#" in other.id:
        return None  # of thin ones the name of the repository says it; models name what they draw
    if types == {"formulier"} or (types == {"dataservice"} and sources):
        return None  # each municipality has its own form; one service in two ways (WMS, WFS)
    catalogues = {CATALOGUES.get(reader, reader) for reader in readers}
    if readers == {"publiccode"}:
        text = f"Twee publiccode.yml-bestanden noemen de naam '{one.title}', met een ander adres."
        return Reason(text, 3, True)
    if len(catalogues) > 1:
        return Reason(f"De naam '{one.title}' staat in twee soorten catalogi.", 3, True)
    return Reason(f"De naam is gelijk: '{one.title}'.", 2, True)


def _repository_names(thing: Thing) -> Iterator[str]:
    yield from _told(_repository(thing)[2])


def _same_repository(_: str, one: Thing, other: Thing) -> Reason | None:
    (host, owner, name), there = _repository(one), _repository(other)
    if owner == there[1] and name == there[2]:
        said = f"Dezelfde eigenaar en naam ({owner}/{name}) op {host} en op {there[0]}."
        return Reason(said, 5)
    if owner == there[1]:
        return None
    return Reason(f"De code heet bij beide '{name}', bij {owner} en bij {there[1]}.", 3)


def _aliases(thing: Thing) -> Iterator[str]:
    yield thing.id
    for fact in thing.facts("aliases"):
        yield from (url_id(alias) for alias in fact.value)


def _same_alias(shared: str, *_: Thing) -> Reason:
    return Reason(f"Beide hadden of hebben ook het adres {shared}.", 5)


def _website(thing: Thing) -> Iterator[str]:
    yield from _places(thing, "website")


def _documentation(thing: Thing) -> Iterator[str]:
    yield from _places(thing, "documentation")


def _places(thing: Thing, name: str) -> Iterator[str]:
    for fact in islice(thing.facts(name), 4):
        place = url_id(str(fact.value))
        if not (is_forge(urlsplit(place).netloc) and place.count("/") < 4):  # that of an owner
            yield place


def _same_website(shared: str, one: Thing, other: Thing) -> Reason | None:
    if {one.get("solution_type"), other.get("solution_type")} == {"dataservice"}:
        return None
    return Reason(f"De website is dezelfde: {shared}.", 2)


def _same_documentation(shared: str, *_: Thing) -> Reason:
    return Reason(f"De documentatie staat op dezelfde plaats: {shared}.", 2)


def _addresses(thing: Thing) -> Iterator[str]:
    yield thing.id
    yield from _places(thing, "website")
    yield from _places(thing, "repository") if _stands_in_root(thing) else ()


def _same_address(shared: str, one: Thing, other: Thing) -> Reason | None:
    """What one calls its website or code is the other itself."""
    if shared not in (one.id, other.id):
        return None
    here, there = (one, other) if shared == one.id else (other, one)
    return Reason(
        f"'{there.title}' noemt het adres van '{here.title}' als zijn website of code.", 4
    )


def _stands_in_root(thing: Thing) -> bool:
    """Tell whether its description is that of a whole repository, not of a part of it."""
    return any(re.search(r"/(blob|raw|src)/[^/]+(/[^/]+)?/publiccode\.ya?ml$", record.url)
               for record in thing.records if record.reader == "publiccode")  # fmt: skip


_Say = Callable[[str, Thing, Thing], Reason | None]
_KEYS: tuple[tuple[_Key, _Say], ...] = (
    (_aliases, _same_alias),
    (_repository_names, _same_repository),
    (_addresses, _same_address),
    (_names, _same_name),
    (_website, _same_website),
    (_documentation, _same_documentation),
)


def _copied(edge: Edge, hub: Hub) -> Reason | None:
    """What the code host itself says of a copy: it knows from what a fork was made."""
    is_solution = edge.subject in hub.things and hub.things[edge.subject].kind == "solution"
    if (
        edge.relation != "based_on"
        or not is_solution
        or all(s.strength != "derived" for s in edge.evidence)
    ):
        return None
    return Reason(f"De codehost noemt {edge.subject} een kopie (fork) van {edge.object}.", 3)


def _makers(thing: Thing, hub: Hub) -> Iterator[str]:
    host, owner, _ = _repository(thing)
    if owner:
        yield f"{host}/{owner}"
    for edge in hub.edges_of(thing.id):
        if edge.relation == "makes" and edge.object == thing.id and edge.counts:
            yield edge.subject


def _near(things: Iterable[Thing], makers: dict[str, set[str]]) -> Iterator[Pair]:
    """Give the pairs of one maker whose names differ in a letter or two, and not in a number."""

    def key(thing: Thing) -> Iterator[str]:
        start = folded(thing.title).replace(" ", "")[:5]
        yield from (f"{maker} {start}" for maker in makers[thing.id] if len(start) == 5)

    by_id = {thing.id: folded(thing.title) for thing in things}
    for _, pair in in_pairs(things, key, 60):
        one, other = (by_id[each] for each in pair)
        numbers = [re.findall(r"\d+", name) for name in (one, other)]
        if numbers[0] == numbers[1] and one != other and len(one) >= 8:
            joined = (one.replace(" ", ""), other.replace(" ", ""))
            if fuzz.ratio(*joined) >= _ALIKE:
                yield pair


def _beside(pair: Pair, makers: dict[str, set[str]], hub: Hub) -> list[Reason]:
    """What says something only beside a name: a maker has many solutions, often on one website."""
    shared = sorted(makers[pair[0]] & makers[pair[1]]) if set(pair) <= makers.keys() else []
    names = [hub.things[one].title if one in hub.things else one for one in shared]
    return [Reason(f"De maker is dezelfde: {names[0]}.", 2)] if names else []
