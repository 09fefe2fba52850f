"""The graph as a LadybugDB file, for who asks in Cypher on a machine of their own."""

from __future__ import annotations

from collections.abc import Iterator

from graph.cypher.database import write_database
from graph.cypher.place import NAME
from graph.exports.snapshot import Made, Snapshot


def ladybug(snapshot: Snapshot) -> Iterator[Made]:
    """Write the database (`graph.cypher.place`)."""
    path = snapshot.folder / NAME
    write_database(snapshot.reuse, path)
    yield Made(path)
