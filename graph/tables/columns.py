"""What a table of the open data is made of; `graph.tables` declares them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from graph.build import Reuse
from graph.tables.fitting import Type, Value, fitting

Licence = Literal["CC0-1.0", "CC-BY-4.0"]


class Column(NamedTuple):
    """One column: its name, the type of its values, and in Dutch what it says.

    `required` tells that it is never None; `refers` names the table whose key it holds. What is
    `fleeting` says nothing new: the day of the last crawl, or what another table says too.
    """

    name: str
    type: Type
    said: str
    required: bool = False
    refers: str = ""
    fleeting: bool = False


class Table(NamedTuple):
    """One table: its columns, the names of those that are its key, and where its rows come from.

    `kind` is the kind of thing that it lists, "" for a table that is no list of one kind. `same`
    are the columns by which a row is the same as one of an earlier release; without them the table
    is not compared (`graph.exports.changes`).
    """

    name: str
    title: str
    said: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    found: Callable[[Reuse], Iterator[Mapping[str, Any]]]
    kind: str = ""
    same: tuple[str, ...] = ()
    licences: tuple[Licence, ...] = ("CC0-1.0",)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def rows(self, reuse: Reuse) -> Iterator[tuple[Value, ...]]:
        """Give the rows, in the order of the key: plain values that fit the type of each column."""
        wanted = [(column.name, column.type) for column in self.columns]
        for row in self.found(reuse):
            yield tuple(fitting(row.get(name), type_) for name, type_ in wanted)
