"""The graph as JSON: all that is known of it, and node-link for programs that draw or walk it.

Ids are values and never keys, so that a thing called `__proto__` is a thing like others; whole
numbers that JavaScript cannot hold are text, and no number is NaN (threats.md C.7).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from graph.build import Reuse
from graph.exports.snapshot import Made, Snapshot
from graph.tables.fitting import clean_id
from graph.tables.table_rows import ordered

_EXACT = 2**53  # the largest whole number of ECMAScript without gaps (section 6.1.6.1)
_LICENCE = {"licence": "CC0-1.0", "attribution": "bronvermelding.json"}  # of texts of others
_IDS = ("subject", "object", "claimant", "via")


def as_json(reuse: Reuse) -> str:
    """Give nodes and edges as JSON, with all evidence of each edge.

    Raises ValueError for a number that is none.
    """
    return "".join(_json(reuse))


def as_node_link(reuse: Reuse) -> str:
    """Give the graph as `networkx.node_link_graph(…, edges="edges")` reads it.

    Of an edge `source` is its subject here, so the source of its claim is `said_by`; `evidence` is
    the number of its statements. Raises ValueError for a number that is none.
    """
    return "".join(_node_link(reuse))


def graph_json(snapshot: Snapshot) -> Iterator[Made]:
    """Write `graph.json`."""
    yield Made(snapshot.write("graph.json", _json(snapshot.reuse)))


def node_link(snapshot: Snapshot) -> Iterator[Made]:
    """Write `node-link.json`."""
    yield Made(snapshot.write("node-link.json", _node_link(snapshot.reuse)))


def _json(reuse: Reuse) -> Iterator[str]:
    edges = (
        {"subject": clean_id(subject), "object": clean_id(target)} | _edge(data)
        for subject, _, target, data in ordered(reuse)
    )
    return _document(_LICENCE, _nodes(reuse), edges)


def _node_link(reuse: Reuse) -> Iterator[str]:
    edges = (
        exact(_with_ids(data) | {"evidence": ()}) | {
            "source": clean_id(subject), "target": clean_id(target), "key": relation,
            "evidence": len(data["evidence"]), "said_by": exact(data.get("source", "")),
        }
        for subject, relation, target, data in ordered(reuse)
    )  # fmt: skip
    head = {"directed": True, "multigraph": True, "graph": _LICENCE}
    return _document(head, _nodes(reuse), edges)


def _document(
    head: dict[str, Any], nodes: Iterator[dict[str, Any]], edges: Iterator[dict[str, Any]]
) -> Iterator[str]:
    """Give the parts of a document with a line for each node and edge."""
    yield json.dumps(head)[:-1]
    for name, items in (("nodes", nodes), ("edges", edges)):
        yield f', "{name}": ['
        between = "\n"
        for item in items:
            yield between + json.dumps(item, ensure_ascii=False, allow_nan=False)
            between = ",\n"
        yield "\n]"
    yield "}\n"


def exact(value: Any) -> Any:
    """Give a value that every reader of JSON reads as it is: large numbers and halves of signs."""
    if isinstance(value, str):
        return value if value.isascii() else clean_halves(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value if abs(value) < _EXACT else str(value)
    if isinstance(value, dict):
        return {exact(str(name)): exact(one) for name, one in value.items()}
    return [exact(one) for one in value] if isinstance(value, list | tuple) else value


def clean_halves(text: str) -> str:
    """Drop the halves of characters that UTF-8 cannot hold."""
    return text.encode("utf-8", "ignore").decode()


def _nodes(reuse: Reuse) -> Iterator[dict[str, Any]]:
    return ({"id": clean_id(node)} | exact(reuse.nodes[node]) for node in sorted(reuse))


def _edge(data: dict[str, Any]) -> dict[str, Any]:
    said = [_with_ids(one) for one in data["evidence"]]
    return dict(exact(_with_ids(data) | {"evidence": said}))


def _with_ids(data: dict[str, Any]) -> dict[str, Any]:
    return data | {name: clean_id(data[name]) for name in _IDS if data.get(name)}
