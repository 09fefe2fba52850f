"""The graph as XML: GraphML, and GEXF 1.3 for Gephi.

networkx writes signs that XML cannot hold and refuses None and lists (threats.md C.6), and takes
ten times as long; so the few lines of XML are written here. GraphML: graphdrawing.org, the primer;
GEXF: gexf.net/1.3, with its schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from graph.build import Reuse
from graph.exports.snapshot import Flat, Made, Snapshot, flat
from graph.tables.fitting import Value

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_GRAPHML = {"text": "string", "date": "string", "integer": "long", "number": "double",
            "boolean": "boolean"}  # fmt: skip
_MARKUP = re.compile(r"[&<>\"\n\r\t]")  # most values have none, and are quickly seen
_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def as_graphml(reuse: Reuse) -> str:
    """Give the graph as GraphML: numbers and truth values as such, all else as text."""
    return "".join(_graphml(flat(Snapshot(reuse))))


def as_gexf(reuse: Reuse) -> str:
    """Give the graph as GEXF 1.3."""
    return "".join(_gexf(flat(Snapshot(reuse))))


def graphml(snapshot: Snapshot) -> Iterator[Made]:
    """Write `graph.graphml`."""
    yield Made(snapshot.write("graph.graphml", _graphml(flat(snapshot))))


def gexf(snapshot: Snapshot) -> Iterator[Made]:
    """Write `graph.gexf`."""
    yield Made(snapshot.write("graph.gexf", _gexf(flat(snapshot))))


def _graphml(graph: Flat) -> Iterator[str]:
    yield _HEAD + '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    columns = [("label", "string")]
    columns += [(column.name, _GRAPHML[column.type]) for column in graph.node_columns]
    for number, (name, type_) in enumerate(columns):
        yield f'<key id="n{number}" for="node" attr.name="{name}" attr.type="{type_}"/>\n'
    columns = [("relation", "string")]
    columns += [(column.name, _GRAPHML[column.type]) for column in graph.edge_columns]
    for number, (name, type_) in enumerate(columns):
        yield f'<key id="e{number}" for="edge" attr.name="{name}" attr.type="{type_}"/>\n'
    yield '<graph id="reuse" edgedefault="directed">\n'
    for node, title, values in graph.nodes:
        yield f"<node id={_quoted(node)}>{_data('n', (title, *values))}</node>\n"
    for number, (subject, target, relation, values) in enumerate(graph.edges):
        ends = f"source={_quoted(subject)} target={_quoted(target)}"
        yield f'<edge id="r{number}" {ends}>{_data("e", (relation, *values))}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _data(letter: str, values: tuple[Value, ...]) -> str:
    return "".join(
        f'<data key="{letter}{number}">{_escaped(_text(value))}</data>'
        for number, value in enumerate(values)
        if value is not None
    )


def _gexf(graph: Flat) -> Iterator[str]:
    yield _HEAD + '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield "<meta><creator>noaber</creator><description>CC0-1.0</description></meta>\n"
    yield '<graph defaultedgetype="directed" mode="static" idtype="string">\n'
    for of, columns in (("node", graph.node_columns), ("edge", graph.edge_columns)):
        yield f'<attributes class="{of}" mode="static">\n'
        for number, column in enumerate(columns):
            type_ = _GRAPHML[column.type]
            yield f'<attribute id="{number}" title="{column.name}" type="{type_}"/>\n'
        yield "</attributes>\n"
    yield f'<nodes count="{len(graph.nodes)}">\n'
    for node, title, values in graph.nodes:
        yield f"<node id={_quoted(node)} label={_quoted(title)}>{_values(values)}</node>\n"
    yield f'</nodes>\n<edges count="{len(graph.edges)}">\n'
    for number, (subject, target, relation, values) in enumerate(graph.edges):
        ends = f"source={_quoted(subject)} target={_quoted(target)}"
        kind = f"kind={_quoted(relation)} label={_quoted(relation)}"
        yield f'<edge id="{number}" {ends} {kind}>{_values(values)}</edge>\n'
    yield "</edges>\n</graph>\n</gexf>\n"


def _values(values: tuple[Value, ...]) -> str:
    said = "".join(
        f'<attvalue for="{number}" value={_quoted(_text(value))}/>'
        for number, value in enumerate(values)
        if value is not None
    )
    return f"<attvalues>{said}</attvalues>"


def _quoted(text: str) -> str:
    return quoteattr(text, _BREAKS) if _MARKUP.search(text) else f'"{text}"'


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"}) if _MARKUP.search(text) else text


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
