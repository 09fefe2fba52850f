"""The graph as open data files: one function per format.

Each takes the graph and gives the text of a file; the same graph always gives the same bytes.
Statements are CC0 (see LICENSE.md).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from graph.build import Reuse
from knowledge import spreadsheets

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
COLUMNS = ("subject", "subject_title", "relation", "object", "object_title", "role", "since",
           "until", "claimant", "source", "url", "first_seen", "last_seen", "strength",
           "state", "via", "doubt")  # fmt: skip


def formats() -> dict[str, tuple[str, Callable[[Reuse], str]]]:
    """Give each format by name: its file's name and the function that makes it."""
    return {
        "csv": ("statements.csv", as_csv),
        "graphml": ("graph.graphml", as_graphml),
        "json": ("graph.json", as_json),
    }


def export(reuse: Reuse, folder: Path, names: tuple[str, ...] = ()) -> list[Path]:
    """Write the graph in the named formats, all where none is named; give the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, (file, function) in formats().items():
        if not names or name in names:
            path = folder / file
            path.write_text(function(reuse), encoding="utf-8", newline="")
            written.append(path)
    return written


def as_json(reuse: Reuse) -> str:
    """Give nodes and edges as JSON, with all evidence of each edge."""
    nodes = [{"id": node, **reuse.nodes[node]} for node in sorted(reuse)]
    edges = [
        {"subject": subject, "object": target, **data}
        for subject, target, _, data in sorted(reuse.edges(keys=True, data=True), key=_order)
    ]
    document = {
        "licence": "CC0-1.0",
        "attribution": "bronvermelding.json",  # of texts that others wrote
        "nodes": nodes,
        "edges": edges,
    }
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def as_csv(reuse: Reuse) -> str:
    """Give one row per statement as CSV for spreadsheets: a mark first, no cell is a formula."""
    rows = (
        said | {
            "subject": subject, "object": target, "relation": relation,
            "subject_title": reuse.nodes[subject]["title"],
            "object_title": reuse.nodes[target]["title"],
        }
        for subject, target, relation, data in sorted(reuse.edges(keys=True, data=True), key=_order)
        for said in data["evidence"]
    )  # fmt: skip
    return spreadsheets.as_csv(COLUMNS, ([row.get(one, "") for one in COLUMNS] for row in rows))


def as_graphml(reuse: Reuse) -> str:
    """Give the graph as GraphML: every attribute as text, numbers and truth values as such."""
    flat: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in sorted(reuse):
        flat.add_node(_clean(node), **_flat(reuse.nodes[node]))
    for subject, target, relation, data in sorted(reuse.edges(keys=True, data=True), key=_order):
        values = {k: _clean(v) for k, v in data.items() if k != "evidence"}
        values["evidence"] = len(data["evidence"])
        flat.add_edge(_clean(subject), _clean(target), key=relation, **values)
    return "\n".join(nx.generate_graphml(flat)) + "\n"


def _order(edge: tuple[str, str, Any, Any]) -> tuple[str, str, str]:
    return edge[0], str(edge[2]), edge[1]


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the single values, since GraphML has no lists and mappings."""
    return {k: _clean(v) for k, v in values.items() if not isinstance(v, list | dict)}


def _clean(value: Any) -> Any:
    """Drop the signs that XML cannot hold; networkx would write them all the same."""
    return _CONTROL.sub("", value) if isinstance(value, str) else value
