"""What is told of who uses a closed product: a public body is named, counted or hidden.

Suppliers must not see the landscape of a municipality (SWC 84, on the advice of the information
security service). What happens here happens before index, graph, pages and files are made, so that
none of them can show what was kept back.

**Closed** is a solution of which no source states an open-source licence. Code on a code host of
which nobody states any licence is not closed while `CODE_IS_ENOUGH`: most of it is open source of
which the licence was not read. What is no software (`_NO_SOFTWARE`) is never closed, nor is what an
organisation makes itself, by its own word: that is its own work.

**Who chooses** is the public body, in its member file (`disclosure`), for all closed products at
once: `counted` where it says nothing. It can name one product by an own statement in an entry
with `disclosure: named`. There is no list of products to hide, for these files are public. Of an
organisation that merged into others the most careful choice of them all holds. Suppliers are
named: that they use something says nothing of a municipality.

**Contracts and costs** of a closed product tell who has it too: `knowledge.papers` says which of
these documents are kept back. In such an entry `disclosure: named` holds for its claimant and for
this one document.

**Counted** is how many use a solution unnamed, and only of what counts today. Fewer than `FEW` is
never told as a number, so that nobody can find one organisation by leaving out the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import get_args
from urllib.parse import urlsplit

from knowledge.entries import GENRES, Entry, identifier
from knowledge.hub import Edge, Hub, Thing
from knowledge.identity import is_forge, page_name
from knowledge.licences import is_open_source
from knowledge.member import Disclosure
from knowledge.model import AnyRecord, Problem
from knowledge.papers import KINDS_OF_PAPER, is_kept_back, kept_back, paper_of
from knowledge.versions import TOLD_OF_USE

CHOICES: tuple[Disclosure, ...] = get_args(Disclosure)  # the most careful last
FEW = 3
CODE_IS_ENOUGH = True  # whether public code without a stated licence is named as open source is
COUNTED_BY = "telling door noaber"  # the source of a solution that only unnamed users mention
_NO_SOFTWARE = frozenset((
    "formulier", "form", "procespakket", "process package", "raamovereenkomst", "raamcontract",
    "framework contract", "overeenkomst", "afspraak", "agreement", "standaard", "standard",
    "referentiecomponent",
))  # fmt: skip
_NAMED = re.compile(r"""'[^']*'|(?:https?://|noaber:|urn:)\S+?(?=["':;,.]*(?:\s|$))""")
_Pair = tuple[str, str]


def is_closed(solution: Thing) -> bool:
    """Tell whether a solution is a closed product, as the top of this file says."""
    kinds = {str(fact.value).casefold() for fact in solution.facts("solution_type")}
    if kinds and kinds <= _NO_SOFTWARE:
        return False
    licences = [str(fact.value) for fact in solution.facts("licence")]
    if any(is_open_source(licence) for licence in licences):
        return False
    return bool(licences) or not (CODE_IS_ENOUGH and _is_public_code(solution))


def _is_public_code(solution: Thing) -> bool:
    """Tell whether a solution is a repository on a code host, or has one there.

    What a file in a repository draws, such as an application in a model, is not the code of it.
    """
    places = [solution.id, *(str(fact.value) for fact in solution.facts("repository"))]
    bare = (urlsplit(one) for one in places if "#" not in one and "/blob/" not in one)
    return any(is_forge(place.hostname or "") for place in bare)


def named_in(entries: Iterable[Entry], spelled: Callable[[str], str]) -> frozenset[_Pair]:
    """Give each organisation and solution, or document, of which it says itself: name us.

    `spelled` gives the id under which a thing stands. What others say of it does not count.
    """
    found: set[_Pair] = set()
    for entry in entries:
        claimant = spelled(entry.keys.claimant)
        if entry.kind in KINDS_OF_PAPER and entry.keys.disclosure and claimant:
            found.add((claimant, identifier(entry)))
        for said in entry.keys.statements:
            if said.disclosure and claimant == spelled(said.subject):
                found.add((claimant, spelled(said.object)))
    return frozenset(found)


def will_be_shown(entry: Entry, hub: Hub, spelled: Callable[[str], str] = str) -> bool:
    """Tell whether what an entry says of costs or a contract will be shown beside a hub.

    Whom the hub shows with a closed product has said so somewhere: nobody else is left in it.
    """
    shown = {(edge.subject, edge.object) for edge in hub.edges if edge.relation in TOLD_OF_USE}
    gate = _Gate(hub, named_in([entry], spelled) | shown)
    return entry.kind not in KINDS_OF_PAPER or not is_kept_back(
        paper_of(entry, spelled, hub.things), gate
    )


def disclosed(hub: Hub, named: frozenset[_Pair] = frozenset()) -> Hub:
    """Give the hub as everybody may see it, with in `counted` the users that are not named.

    Kept back: the relations (`TOLD_OF_USE`), what sources said of them once, the text of entries
    of the kind statement that say them, contracts and costs with all that their entries say, and
    things of which only these speak.
    """
    gate = _Gate(hub, named)
    papers = kept_back(hub, gate)
    sources = {record.source for one in papers for record in hub.things[one].records}
    mute = {source for source in sources if source.startswith("entry:")}
    past = tuple(s for s in hub.past if not gate.keeps(s.subject, s.relation, s.object))
    hub = replace(hub, past=past, problems=tuple(_untold(one, mute) for one in hub.problems))
    back = [e for e in hub.edges if gate.keeps(e.subject, e.relation, e.object)]
    if not back and not papers:
        return hub
    gone = _telling(hub, back) | papers
    kept = set(map(id, back))
    edges = tuple(
        heard
        for edge in hub.edges
        if id(edge) not in kept and edge.subject not in gone and edge.object not in gone
        for heard in _without(edge, mute)
    )
    unheard = [e for e in hub.edges if any(said.source in mute for said in e.evidence)]
    counted = _counted(edge for edge in back if gate.choice(edge.subject) == "counted")
    shown = {i: thing for i, thing in hub.things.items() if i not in gone}
    hub = replace(hub, things=shown, edges=edges, counted=counted)
    return replace(hub, things=_without_traces(hub, [*back, *unheard]))


class _Gate:
    """Decides which relations are kept back."""

    def __init__(self, hub: Hub, named: frozenset[_Pair]) -> None:
        self.things = hub.things
        self.named = named
        self.members: dict[str, Disclosure] = {m.organisation: m.disclosure for m in hub.members}
        self.own = {
            (edge.subject, edge.object)
            for edge in hub.edges
            if edge.relation == "makes" and edge.best.strength == "own" and edge.counts
        }
        self._closed: dict[str, bool] = {}
        self._choices: dict[str, Disclosure] = {}

    def keeps(self, subject: str, relation: str, target: str) -> bool:
        """Tell whether a relation is kept back."""
        if relation not in TOLD_OF_USE or self.may_name(subject, target):
            return False
        return self.is_closed(target) and self.choice(subject) != "named"

    def may_name(self, organisation: str, thing: str) -> bool:
        """Tell whether an organisation said that it may be named with a thing, or made it."""
        return (organisation, thing) in self.named or (organisation, thing) in self.own

    def choice(self, organisation: str) -> Disclosure:
        """Give what an organisation chose: of one that merged the most careful of all choices."""
        if organisation not in self._choices:
            thing = self.things.get(organisation)
            is_supplier = thing is not None and thing.get("type") == "leverancier"
            found = [self.members.get(one, CHOICES[1]) for one in self._line(organisation)]
            self._choices[organisation] = (
                CHOICES[0] if is_supplier else max(found, key=CHOICES.index)
            )
        return self._choices[organisation]

    def _line(self, organisation: str) -> list[str]:
        """Give an organisation and all that came after it."""
        line = [organisation]
        for one in line:
            thing = self.things.get(one)
            after = (thing.get("successors") if thing else None) or ()
            line += [each for each in after if each not in line]
        return line

    def is_closed(self, identifier: str) -> bool:
        """Tell whether a thing is a closed solution; what nobody knows is."""
        if identifier not in self._closed:
            thing = self.things.get(identifier)
            is_solution = thing is None or thing.kind == "solution"
            self._closed[identifier] = is_solution and (thing is None or is_closed(thing))
        return self._closed[identifier]


def _counted(edges: Iterable[Edge]) -> dict[str, str]:
    """Say of each solution how many use it unnamed, in words; a small number stays unsaid."""
    users: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.relation == "uses" and edge.counts:
            users[edge.object].add(edge.subject)
    return {
        solution: str(len(by)) if len(by) >= FEW else f"minder dan {FEW}"
        for solution, by in sorted(users.items())
    }


def _without(edge: Edge, mute: Collection[str]) -> Iterator[Edge]:
    """Give an edge with what other sources say, nothing where only these (`mute`) say it."""
    kept = tuple(said for said in edge.evidence if said.source not in mute)
    if kept:
        yield edge if len(kept) == len(edge.evidence) else replace(edge, evidence=kept)


def _untold(problem: Problem, mute: Collection[str]) -> Problem:
    """Give a problem with a use without the names in it: nobody can say whether it is closed.

    Of an entry that is kept back not even its name is told: `noaber check` says what is wrong.
    """
    for source in mute:
        kind, _, name = source.removeprefix("entry:").partition("/")
        if problem.place == f"knowledge/entries/{kind}/{name}.md":
            said = _NAMED.sub("…", problem.message)
            place = f"knowledge/entries/{kind}/"
            return problem.model_copy(update={"message": said, "place": place})
    if problem.code != "wrong-kind" or problem.field not in TOLD_OF_USE:
        return problem
    return problem.model_copy(update={"message": _NAMED.sub("…", problem.message)})


def _telling(hub: Hub, back: Iterable[Edge]) -> set[str]:
    """List the documents that are nothing but a statement of which something is kept back."""
    sources = {said.source for edge in back for said in edge.evidence}
    return {
        thing.id
        for thing in hub.things.values()
        if thing.kind == "document"
        and thing.get("genre") == GENRES["statement"]
        and any(record.source in sources for record in thing.records)
    }


def _without_traces(hub: Hub, back: Iterable[Edge]) -> dict[str, Thing]:
    """Give the things without those of which only what is kept back speaks, in their order.

    What is noted because a statement mentions it holds where that statement stands, and is named
    after the entry that says it. Where others speak of it too, it is as if only they had.
    """
    places: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for edge in back:
        for end in (edge.subject, edge.object):
            places[end] |= {(said.source, said.url) for said in edge.evidence}
    things = dict(hub.things)
    for end in places.keys() & things.keys():
        thing = things[end]
        first = thing.records[0]
        if len(thing.records) == 1 and _is_noted(first, places[end]):
            if new := _noted_again(thing, hub.edges_of(end), hub.counted):
                things[end] = new
            else:
                del things[end]
    return things


def _is_noted(record: AnyRecord, places: set[tuple[str, str]]) -> bool:
    """Tell whether a record says nothing but that a statement in one of these places names it."""
    if record.reader or (record.source, record.url) not in places:
        return False
    names = ("id", "title", "source", "url", "first_seen", "last_seen")
    return record == type(record)(**{name: getattr(record, name) for name in names})


def _noted_again(thing: Thing, edges: list[Edge], counted: Mapping[str, str]) -> Thing | None:
    """Give a noted thing as another relation mentions it, None where there is none to show."""
    old = thing.records[0]
    if edges:
        said = edges[0].best
        new = {"source": said.source, "url": said.url,
               "first_seen": said.first_seen, "last_seen": said.last_seen}  # fmt: skip
    elif thing.id in counted:
        new = {"source": COUNTED_BY, "url": "", "first_seen": None, "last_seen": old.last_seen}
    else:
        return None
    name = page_name(thing.title, thing.id) if old.source.startswith("entry:") else thing.slug
    return Thing(thing.id, thing.kind, name, (old.model_copy(update=new),))
