"""The labels, relations and properties of the graph database, from the tables of the open data.

No kind and no relation is known by name here: a label is a kind of thing with a capital, a relation
is called as in `knowledge.relations`, and the properties of both are the columns of `graph.tables`.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from graph.build import Reuse
from graph.tables import Column, Table, tables
from graph.tables.fitting import Type, Value, clean_id
from knowledge.relations import RELATIONS

Pair = tuple[str, str]
Rows = Callable[[Table], Iterable[tuple[Value, ...]]]  # gives the rows of a table
# how the columns are stored; a day stays text, as it is written
TYPES: Mapping[Type, str] = {
    "text": "STRING", "date": "STRING", "integer": "INT64", "number": "DOUBLE",
    "boolean": "BOOLEAN",
}  # fmt: skip


class Label(NamedTuple):
    """One kind of node: its label, its kind, and its properties, of which `id` is the key."""

    name: str
    kind: str
    columns: tuple[Column, ...]


def labels() -> tuple[Label, ...]:
    """Give every label, with the columns of its own table and of the tables that add to it."""
    listed = [table for table in tables() if table.kind]
    return tuple(
        Label(
            label_of(table.kind),
            table.kind,
            (*table.columns, *(c for more in beside(table.kind) for c in more.columns[1:]
                               if not c.name.endswith("_title"))),
        )
        for table in listed
    )  # fmt: skip


def label_of(kind: str) -> str:
    """Give the label of a kind: its name with a capital."""
    return kind.capitalize()


def beside(kind: str) -> Iterator[Table]:
    """Give the tables that tell more of things of a kind: one row for each, by its id first."""
    for table in tables():
        key = table.columns[0]
        is_side = not table.kind and table.key == (key.name,) and key.refers
        if is_side and key.name in ("id", kind):
            yield table


def edge_columns() -> tuple[Column, ...]:
    """Give the properties of every relation: the columns that say nothing of its two ends."""
    ends = ("subject", "subject_title", "relation", "object", "object_title")
    return tuple(column for column in _relations().columns if column.name not in ends)


def pairs() -> dict[str, list[Pair]]:
    """Give for every relation from which label to which it may go, in a fixed order."""
    return {
        name: [
            (label_of(subject), label_of(target))
            for subject, target in itertools.product(relation.subjects, relation.objects)
            if not relation.refusal(subject, target)
        ]
        for name, relation in RELATIONS.items()
    }


def nodes(rows: Rows, label: Label) -> Iterator[tuple[Value, ...]]:
    """Give a row for each node of a label: the values of its columns, in the order of the ids."""
    (own,) = (table for table in tables() if table.kind == label.kind)
    sides = list(beside(label.kind))
    more = [{row[0]: row for row in rows(table)} for table in sides]
    for row in rows(own):
        found = dict(zip(own.names, row, strict=True))
        for table, told in zip(sides, more, strict=True):
            found |= dict(zip(table.names[1:], told.get(row[0], ())[1:], strict=False))
        yield tuple(found.get(column.name) for column in label.columns)


def edges(reuse: Reuse, rows: Rows) -> dict[tuple[str, str, str], list[tuple[Value, ...]]]:
    """Give rows for each relation and pair of labels: both ids, then the values of the columns.

    What joins a node of no kind is left out; no build makes such a node.
    """
    table = _relations()
    kinds = dict(_kinds(reuse))
    wanted = [table.names.index(column.name) for column in edge_columns()]
    start, name, end = (table.names.index(one) for one in ("subject", "relation", "object"))
    found: dict[tuple[str, str, str], list[tuple[Value, ...]]] = {}
    for row in rows(table):
        subject, target = row[start], row[end]
        if subject in kinds and target in kinds:
            place = (str(row[name]), kinds[subject], kinds[target])
            found.setdefault(place, []).append((subject, target, *(row[one] for one in wanted)))
    return dict(sorted(found.items()))


def _relations() -> Table:
    (table,) = (table for table in tables() if table.name == "relations")
    return table


def _kinds(reuse: Reuse) -> Iterator[tuple[str, str]]:
    """Give the id of each node as the tables have it, with its label."""
    known = {label.kind: label.name for label in labels()}
    for node, kind in reuse.nodes(data="kind"):
        if label := known.get(str(kind)):
            yield clean_id(node), label
