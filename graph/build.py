"""From the hub to the reuse graph.

A node is a thing's id; an edge is keyed by its relation. The builder is generic: it knows no
relation and no kind by name, they come from the table in `knowledge.relations`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeAlias

import networkx as nx
from pydantic import BaseModel

from knowledge.disclosure import is_closed
from knowledge.home import today
from knowledge.hub import Edge, Hub, Thing
from knowledge.model import STRENGTHS, Strength, plain

Reuse: TypeAlias = "nx.MultiDiGraph[str]"
# what a node tells of its thing: the most trusted value of each field that it has
FIELDS = ("type", "province", "inhabitants", "inhabitants_year", "valid_from", "valid_until",
          "contact", "website", "solution_type", "phase", "licence", "genre", "year", "cost_facts",
          "contract", "wanted", "starts", "deadline", "url", "review_by")  # fmt: skip


def build(hub: Hub, least: Strength = STRENGTHS[-1], day: date | None = None) -> Reuse:
    """Give a `MultiDiGraph` with a node per thing and an edge per relation between two.

    Of each edge only the evidence that is at least as strong as `least` counts; an edge without
    any is left out. Node attributes: `kind`, `title`, `slug`, of `FIELDS` what is known as plain
    values, `first_seen`, `closed` (of closed products, whose users may be unnamed), and
    `unnamed_users` where a closed product has users
    that are not named: how many, in words (`knowledge.disclosure`). Edge attributes: those of the
    strongest statement (`role`, `since`, `until`, `claimant`, `source`, `url`, `first_seen`,
    `last_seen`, `strength`, `via`, `doubt`), `state`, `counts` and `apart` (why it does not count)
    of the edge, and `evidence`: every statement as plain values, each with its strength and state.
    The graph itself has `past`: what sources said once and say no more, and `day`: the day of which
    the hub has the edges (`day`, today where none is given), as ISO 8601.
    """
    past = [plain(said) for said in hub.past]
    reuse: Reuse = nx.MultiDiGraph(past=past, day=(day or today()).isoformat())
    for thing in hub.things.values():
        reuse.add_node(thing.id, kind=thing.kind, title=thing.title, slug=thing.slug, **told(thing))
    for solution, number in hub.counted.items():
        reuse.add_node(solution, unnamed_users=number)
    for edge in hub.edges if least == STRENGTHS[-1] else _at_least(hub.edges, least):
        reuse.add_edge(edge.subject, edge.object, key=edge.relation, **attributes(edge))
    return reuse


def told(thing: Thing) -> dict[str, Any]:
    """Give the fields of a thing that its node has, as plain JSON values; empty ones never."""
    found = {name: plainly(thing.get(name)) for name in FIELDS}
    found["first_seen"] = plainly(thing.first_seen)
    found["closed"] = (thing.kind == "solution" and is_closed(thing)) or None
    return {name: value for name, value in found.items() if value is not None}


def plainly(value: Any) -> Any:
    """Give a value of a record as a plain JSON value: days as text, models as mappings."""
    if isinstance(value, BaseModel):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return [plainly(one) for one in value] if isinstance(value, tuple) else value


def _at_least(edges: Iterable[Edge], least: Strength) -> Iterator[Edge]:
    """Give the edges with only the evidence that is strong enough, without those that have none."""
    enough = STRENGTHS[: STRENGTHS.index(least) + 1]
    for edge in edges:
        if kept := tuple(said for said in edge.evidence if said.strength in enough):
            yield replace(edge, evidence=kept)


def attributes(edge: Edge) -> dict[str, Any]:
    """Give what the graph keeps of an edge."""
    best, apart = edge.best, edge.apart  # why it does not count; found once, it takes a while
    return {
        "relation": edge.relation,
        "role": best.role,
        "since": best.since,
        "until": best.until,
        "claimant": best.claimant,
        "source": best.source,
        "url": best.url,
        "first_seen": best.first_seen.isoformat() if best.first_seen else "",
        "last_seen": best.last_seen.isoformat() if best.last_seen else "",
        "strength": best.strength,
        "state": edge.state,
        "counts": not apart,
        "apart": apart,
        "via": best.via,
        "doubt": best.doubt,
        "evidence": [
            plain(said) | {"strength": said.strength, "state": said.state} for said in edge.evidence
        ],
    }
