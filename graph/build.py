"""From the hub to the reuse graph.

A node is a thing's id; an edge is keyed by its relation. The builder is generic: it knows no
relation and no kind by name, they come from the table in `knowledge.relations`.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import networkx as nx

from knowledge.hub import Edge, Hub
from knowledge.model import plain

Reuse: TypeAlias = "nx.MultiDiGraph[str]"


def build(hub: Hub) -> Reuse:
    """Give a `MultiDiGraph` with a node per thing and an edge per relation between two.

    Node attributes: `kind`, `title`, `slug`, and `unnamed_users` where a closed product has users
    that are not named: how many, in words (`knowledge.disclosure`). Edge attributes: those of the
    strongest statement (`role`, `since`, `until`, `claimant`, `source`, `url`, `first_seen`,
    `last_seen`, `strength`, `via`, `doubt`), `state`, `counts` and `apart` (why it does not count)
    of the edge, and `evidence`: every statement as plain values, each with its strength and state.
    The graph itself has `past`: what sources said once and say no more.
    """
    reuse: Reuse = nx.MultiDiGraph(past=[plain(said) for said in hub.past])
    for thing in hub.things.values():
        reuse.add_node(thing.id, kind=thing.kind, title=thing.title, slug=thing.slug)
    for solution, number in hub.counted.items():
        reuse.add_node(solution, unnamed_users=number)
    for edge in hub.edges:
        reuse.add_edge(edge.subject, edge.object, key=edge.relation, **attributes(edge))
    return reuse


def attributes(edge: Edge) -> dict[str, Any]:
    """Give what the graph keeps of an edge."""
    best = edge.best
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
        "counts": edge.counts,
        "apart": edge.apart,
        "via": best.via,
        "doubt": best.doubt,
        "evidence": [
            plain(said) | {"strength": said.strength, "state": said.state} for said in edge.evidence
        ],
    }
