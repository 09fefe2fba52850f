"""The graph as open data files: one function per format, found in `formats()`.

The same graph gives the same bytes, however it was put together. Statements are CC0 (LICENSE.md).
`graph.tables` says which tables there are; `datapackage.json` says what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from graph.build import Reuse
from graph.exports.changes import CHANGES, Earlier, compared
from graph.exports.database import ladybug
from graph.exports.json_graphs import as_json, as_node_link, graph_json, node_link
from graph.exports.linked import as_json_ld, json_ld
from graph.exports.package import described
from graph.exports.row_files import as_csv, csv, jsonl, parquet
from graph.exports.snapshot import Made, Snapshot
from graph.exports.sqlite import sqlite
from graph.exports.xml_graphs import as_gexf, as_graphml, gexf, graphml
from knowledge.problems import NoaberError

__all__ = ["Earlier", "Format", "as_csv", "as_gexf", "as_graphml", "as_json", "as_json_ld",
           "as_node_link", "export", "formats"]  # fmt: skip


class Format(NamedTuple):
    """A format: its function, its media type, and in Dutch what it is and for whom."""

    function: Callable[[Snapshot], Iterator[Made]]
    mediatype: str
    title: str
    said: str

    def write(self, reuse: Reuse, folder: Path) -> list[Path]:
        """Write the files of this format alone; give them."""
        return [one.path for one in self.function(Snapshot(reuse, folder))]


def formats() -> dict[str, Format]:
    """Give each format by name, those that most people want first."""
    return {
        "csv": Format(csv, "text/csv", "CSV", "Voor Excel en andere rekenbladen."),
        "sqlite": Format(sqlite, "application/vnd.sqlite3", "SQLite",
                         "Alle tabellen in één bestand, om met SQL te bevragen."),
        "parquet": Format(parquet, "application/vnd.apache.parquet", "Parquet",
                          "Voor DuckDB, pandas, R en Power BI: klein en snel, met de juiste "
                          "soorten kolommen."),
        "jsonl": Format(jsonl, "application/jsonl", "JSON Lines",
                        "Voor programma's: één rij per regel."),
        "graphml": Format(graphml, "application/graphml+xml", "GraphML",
                          "Het netwerk, voor igraph, networkx, yEd en Gephi."),
        "gexf": Format(gexf, "application/gexf+xml", "GEXF", "Het netwerk, voor Gephi."),
        "node-link": Format(node_link, "application/json", "JSON (node-link)",
                            "Het netwerk, voor networkx en D3."),
        "json-ld": Format(json_ld, "application/ld+json", "JSON-LD",
                          "Linked data, met de woorden van schema.org en PROV."),
        "json": Format(graph_json, "application/json", "JSON",
                       "Alles wat noaber van het netwerk weet, met al het bewijs."),
        "ladybug": Format(ladybug, "application/octet-stream", "LadybugDB",
                          "Het netwerk als database, om met Cypher te bevragen."),
    }  # fmt: skip


def export(
    reuse: Reuse, folder: Path, names: tuple[str, ...] = (), earlier: Earlier | None = None
) -> list[Path]:
    """Write the graph in the named formats, all where none is named; give the files.

    `datapackage.json` comes with them; where there is an `earlier` release, `changes.jsonl` says
    what is new, changed and gone since. Raises NoaberError for a format that is not there.
    """
    known = formats()
    if unknown := set(names) - set(known):
        raise NoaberError(
            f"onbekende vorm: {', '.join(sorted(unknown))}; kies uit {', '.join(known)}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    snapshot = Snapshot(reuse, folder)
    made = [
        (name, one)
        for name, format_ in known.items()
        if not names or name in names
        for one in format_.function(snapshot)
    ]
    written = [one.path for _, one in made]
    (folder / CHANGES).unlink(missing_ok=True)
    changes = compared(snapshot, earlier) if earlier else None
    if changes:
        written.append(changes.path)
    kinds = {
        name: (format_.mediatype, format_.title, format_.said) for name, format_ in known.items()
    }
    return [*written, described(snapshot, made, kinds, changes)]
