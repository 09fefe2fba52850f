"""The hub: all that is known, in memory. Records of one thing merged, statements made into edges.

A value never loses its source: a thing keeps the records that speak of it, and each fact it gives
names the source, the address and the day of the record it comes from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from knowledge.ageing import ended_on, has_ended, is_coming
from knowledge.member import Member
from knowledge.model import STRENGTHS, AnyRecord, Kind, Organisation, Problem, State, Statement
from knowledge.relations import RELATIONS

# why an edge does not count; "" where it does
Apart = Literal["", "disputed", "withdrawn", "stale", "over", "early", "doubtful", "inherited"]


class Fact(NamedTuple):
    """One value of a thing, and who says so."""

    value: Any
    source: str
    url: str
    last_seen: date | None


@dataclass(frozen=True)
class Thing:
    """One thing: its id, kind, page name, and its records, the most trusted first."""

    id: str
    kind: Kind
    slug: str
    records: tuple[AnyRecord, ...]

    @property
    def title(self) -> str:
        """The title in the most trusted record."""
        return self.records[0].title

    def facts(self, name: str) -> list[Fact]:
        """Give each different value of a field, the most trusted first; empty values never."""
        found: list[Fact] = []
        for record in self.records:
            value = getattr(record, name, None)
            if value not in (None, "", ()) and all(value != fact.value for fact in found):
                found.append(Fact(value, record.source, record.url, record.last_seen))
        return found

    def get(self, name: str) -> Any:
        """Give the most trusted value of a field, None where nobody says one."""
        return next((fact.value for fact in self.facts(name)), None)

    @property
    def first_seen(self) -> date | None:
        """The first day on which any source had the thing."""
        return min((r.first_seen for r in self.records if r.first_seen), default=None)

    @property
    def last_seen(self) -> date | None:
        """The last day on which any source had the thing."""
        return max((r.last_seen for r in self.records if r.last_seen), default=None)

    @property
    def missed_since(self) -> date | None:
        """The first day on which no source had the thing any more, None while one has it."""
        if not all(record.missed for record in self.records):
            return None
        return max((record.missed[0] for record in self.records), default=None)


@dataclass(frozen=True)
class Edge:
    """One relation between two things, with every statement that says so, the strongest first."""

    subject: str
    relation: str
    object: str
    evidence: tuple[Statement, ...]
    is_over: bool = False  # it has ended, or is still to begin

    @property
    def best(self) -> Statement:
        """The strongest statement."""
        return self.evidence[0]

    @property
    def state(self) -> State:
        """What the subject itself says of it last, else what the strongest other says.

        Only the subject may dispute: a claim of others stands where another disputes or withdraws.
        """
        own = [said for said in self.evidence if said.claimant == self.subject]
        decided = [said for said in own if said.state not in ("current", "stale")]
        if decided:
            return max(decided, key=lambda said: said.first_seen or date.min).state
        claims = [said for said in self.evidence if said.state not in ("disputed", "withdrawn")]
        fresh = (said for said in claims if said.state != "stale")
        return next(fresh, (claims or self.evidence)[0]).state

    @property
    def apart(self) -> Apart:
        """Why it does not count today, "" where it does.

        A claim that looks copied along, or that was inherited in a merger, counts as soon as
        another claim or the subject itself says the same.
        """
        state = self.state
        if state in ("disputed", "withdrawn", "stale"):
            return state
        if self.is_over:
            return "over"
        relation = RELATIONS.get(self.relation)
        if relation and self.best.role in relation.early:
            return "early"
        claims = [said for said in self.evidence if said.state in ("current", "confirmed")]
        if all(said.via for said in claims):
            return "inherited"
        return "doubtful" if all(said.doubt or said.via for said in claims) else ""

    @property
    def counts(self) -> bool:
        """Whether the edge is true today, as far as anybody says whom one may believe."""
        return not self.apart


@dataclass(frozen=True)
class Hub:
    """Everything: things by id, edges in order, members, and the problems met while loading.

    `graves` are the things that no source has any more: their page stays and says so.
    """

    things: dict[str, Thing] = field(default_factory=dict)
    graves: dict[str, Thing] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    members: tuple[Member, ...] = ()
    problems: tuple[Problem, ...] = ()
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sources: dict[str, dict[str, Any]] = field(default_factory=dict)  # last report of each source
    past: tuple[Statement, ...] = ()  # what sources said once and say no more
    counted: dict[str, str] = field(default_factory=dict)  # how many use a solution, unnamed

    def of_kind(self, kind: Kind) -> list[Thing]:
        """List the things of one kind by title."""
        things = (thing for thing in self.things.values() if thing.kind == kind)
        return sorted(things, key=lambda thing: (thing.title.casefold(), thing.id))

    def edges_of(self, identifier: str) -> list[Edge]:
        """List the edges in which a thing is subject or object, in order."""
        return self._touching.get(identifier, [])

    def __post_init__(self) -> None:
        touching: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            touching[edge.subject].append(edge)
            if edge.object != edge.subject:
                touching[edge.object].append(edge)
        object.__setattr__(self, "_touching", dict(touching))

    _touching: dict[str, list[Edge]] = field(init=False, repr=False, default_factory=dict)


def edges_from(
    statements: Iterable[Statement],
    day: date | None = None,
    organisations: Mapping[str, Organisation] | None = None,
) -> Iterator[Edge]:
    """Join statements that say the same into edges, in an order that their order cannot change.

    Where a day is given, an edge is over when the strongest source says so on that day, or when
    its organisation had ended by then.
    """
    joined: dict[tuple[str, str, str], set[Statement]] = defaultdict(set)
    for said in statements:
        joined[said.subject, said.relation, said.object].add(said)
    for (subject, relation, target), evidence in sorted(joined.items()):
        said_of_it = tuple(sorted(evidence, key=_weight))
        best = [said for said in said_of_it if said.source == said_of_it[0].source]
        end = ended_on(best[0], organisations or {})
        over = day is not None and (
            all(has_ended(said, day) or is_coming(said, day) for said in best)
            or (end is not None and end < day)
        )
        yield Edge(subject, relation, target, said_of_it, over)


def _weight(said: Statement) -> tuple[Any, ...]:
    # of equally strong ones that which is not doubted and not old, then that which a person wrote,
    # then that which says how it is used
    dull = (bool(said.doubt), said.state == "stale")
    written = not said.source.startswith("entry:")
    rest = (said.source, said.url, said.role, said.claimant, said.state, said.since, said.until)
    return (STRENGTHS.index(said.strength), *dull, written, not said.role, *rest, said.via)
