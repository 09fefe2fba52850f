"""`datapackage.json`: which files there are, what is in them, how many rows, with which hash.

A Data Package (datapackage.org, version 2): every file is a resource; one with rows has the schema
of its table. `rows`, `views` and `changes` are properties of ours, which the standard allows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from graph.exports.changes import Changes
from graph.exports.snapshot import Made, Snapshot
from graph.exports.views import VIEWS
from graph.tables.columns import Table
from knowledge.home import today

FILE = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_LICENCES = {
    "CC0-1.0": {"name": "CC0-1.0", "title": "CC0 1.0",
                "path": "https://creativecommons.org/publicdomain/zero/1.0/"},
    "CC-BY-4.0": {"name": "CC-BY-4.0", "title": "CC BY 4.0",
                  "path": "https://creativecommons.org/licenses/by/4.0/"},
}  # fmt: skip
_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean",
          "date": "date"}  # fmt: skip


def described(
    snapshot: Snapshot,
    made: Sequence[tuple[str, Made]],
    kinds: Mapping[str, tuple[str, str, str]],
    changes: Changes | None,
) -> Path:
    """Write `datapackage.json` about the files of each format; give its path.

    `kinds` gives per format its media type, title and for whom it is. It is of today, by the clock
    of the home.
    """
    day = today().isoformat()
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "noaber",
        "title": "Noaber: wie gebruikt wat",
        "description": "Welke organisaties welke oplossingen gebruiken, maken en betalen, met bij "
                       "elke bewering de bron en de dag waarop die is gezien.",
        "version": day,
        "created": f"{day}T00:00:00Z",
        "licenses": list(_LICENCES.values()),
        "sources": _sources(snapshot),
        "formats": [{"name": name, "title": title, "description": said}
                    for name, (_, title, said) in kinds.items()],
        "tables": [_told(table, snapshot) for table in snapshot.tables],
        "resources": [_resource(snapshot, name, one, kinds[name][0]) for name, one in made],
    }  # fmt: skip
    if changes:
        package["changes"] = {"since": changes.since, "tables": changes.counts}
        package["resources"].append(
            _file(snapshot, changes.path, "jsonl", "application/jsonl") | {"name": "changes"}
        )
    text = json.dumps(package, ensure_ascii=False, allow_nan=False, indent=1)
    return snapshot.write(FILE, f"{text}\n")


def _resource(snapshot: Snapshot, name: str, made: Made, mediatype: str) -> dict[str, Any]:
    said = _file(snapshot, made.path, name, mediatype)
    if made.table:
        return said | {
            "name": f"{name}-{made.table.name}" if "/" in said["path"] else made.path.stem,
            "type": "table",
            "title": made.table.title,
            "description": made.table.said,
            "table": made.table.name,
            "rows": len(snapshot.rows(made.table)),
            "licenses": [_LICENCES[one] for one in made.table.licences],
            "schema": _schema(made.table, name),
        }
    views = [{"name": view.name, "description": view.said} for view in VIEWS]
    return (
        {"name": said["path"].replace(".", "-")}
        | said
        | ({"views": views} if name == "sqlite" else {})
    )


def _file(snapshot: Snapshot, path: Path, name: str, mediatype: str) -> dict[str, Any]:
    with path.open("rb") as body:
        mark = hashlib.file_digest(body, "sha256").hexdigest()
    said = {
        "path": path.relative_to(snapshot.folder).as_posix(),
        "format": name,
        "mediatype": mediatype,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{mark}",
    }
    is_text = mediatype.startswith("text/") or mediatype.endswith(("json", "jsonl", "xml"))
    return said | ({"encoding": "utf-8"} if is_text else {})


def _schema(table: Table, form: str) -> dict[str, Any]:
    fields = [
        {"name": column.name, "type": _TYPES[column.type], "description": column.said}
        | ({"constraints": {"required": True}} if column.required else {})
        for column in table.columns
    ]
    schema: dict[str, Any] = {
        "fields": fields,
        "primaryKey": list(table.key),
        "missingValues": [""],
    }
    refers = [
        {
            "fields": [column.name],
            "reference": {"resource": f"{form}-{column.refers}", "fields": ["id"]},
        }
        for column in table.columns
        if column.refers
    ]
    return schema | ({"foreignKeys": refers} if refers else {})


def _told(table: Table, snapshot: Snapshot) -> dict[str, Any]:
    """Give what the page with the data dictionary tells of a table."""
    rows = snapshot.rows(table)
    columns = [
        {"name": column.name, "type": column.type, "description": column.said,
         "known": sum(row[number] is not None for row in rows)}
        for number, column in enumerate(table.columns)
    ]  # fmt: skip
    return {"name": table.name, "title": table.title, "description": table.said,
            "rows": len(rows), "key": list(table.key), "columns": columns,
            "licences": list(table.licences)}  # fmt: skip


def _sources(snapshot: Snapshot) -> list[dict[str, str]]:
    """Name the sources that the statements come from, without what people wrote themselves."""
    table = next(table for table in snapshot.tables if table.name == "statements")
    at = table.names.index("source")
    return [
        {"title": one} for one in sorted({str(row[at]) for row in snapshot.rows(table) if row[at]})
    ]
