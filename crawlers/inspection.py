"""What noaber would make of one published file (`noaber inspect`)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crawlers.fetch import Fetched, content
from crawlers.readers import File, Reading, read
from knowledge.model import NoaberError, plain


def inspected(name: str, allow_loopback: bool = False) -> dict[str, Any]:
    """Read one file or address and give the document of `inspect --json` (model.md, JSON).

    A path becomes a file: address, so that ids are whole. What cannot be fetched is a problem.
    """
    try:
        reading = _reading(content(name, allow_loopback))
    except NoaberError as error:
        reading = Reading()
        reading.problem("unreadable", str(error).removeprefix(f"{name}: "))
    records = []
    for record in reading.records:
        data = plain(record)
        statements = data.pop("statements", [])
        if record.kind == "process":
            data.setdefault("steps", [])  # a table of decisions has none
        records += [data, *statements]
    return {
        "file": name,
        "format": reading.format,
        "version": reading.version,
        "records": records,
        "problems": [problem.model_dump(exclude={"place"}) for problem in reading.problems],
    }


def _reading(fetched: Fetched) -> Reading:
    url = fetched.url if "://" in fetched.url else Path(fetched.url).resolve().as_uri()
    return read(File(url=url, body=fetched.body, path=Path(fetched.url).name,
                        media_type=fetched.media_type, charset=fetched.charset))  # fmt: skip


def lines_of(found: dict[str, Any]) -> Iterator[str]:
    """Give the same for people: what it is, its records, and every problem with its place."""
    yield f"{found['file']}: {found['format']} {found['version']}".rstrip()
    for record in found["records"]:
        if "relation" in record:
            yield f"  {record['subject']} – {record['relation']} – {record['object']}"
        else:
            yield f"  {record['kind']}: {record['title']} ({record['id']})"
        for step in record.get("steps", []):
            yield f"    {step['kind']}: {step.get('name', '')} [{step.get('lane', '')}]"
    for problem in found["problems"]:
        yield f"  {found['file']}:{problem['line']}:{problem['column']}: {problem['level']}: " + (
            f"{problem['message']} ({problem['code']})"
        )
