"""What noaber would make of one published file (`noaber inspect`).

It is read as in a crawl: in a child process with limits, so that a bomb costs its own answer only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from crawlers.confined import PREPARED, Confined, TooHeavy
from crawlers.failures import bug
from crawlers.fetch import Fetched, content
from crawlers.readers import File, Reading, read, readers
from knowledge.model import NoaberError, Process, plain, record_from
from knowledge.outline import lines


def inspections(
    names: Iterable[str], allow_loopback: bool = False, drafts: bool = False
) -> Iterator[dict[str, Any]]:
    """Give for each file or address what `inspected` gives; one child process reads them all."""
    confined = Confined(prepare=readers)
    try:
        for name in names:
            yield inspected(name, allow_loopback, confined, drafts)
    finally:
        confined.close()


def shown(
    names: Iterable[str],
    show: Callable[..., None],
    allow_loopback: bool = False,
    drafts: bool = False,
) -> int:
    """Show each inspection as it comes, as data and (`lines`) for people.

    Gives the status: 0 where each gave a record, 3 where some did, 1 where none did.
    """
    usable = []
    for found in inspections(names, allow_loopback, drafts):
        show(found, lines=lines_of(found))
        usable.append(bool(found["records"]))
    return 0 if all(usable) else 3 if any(usable) else 1


def inspected(
    name: str,
    allow_loopback: bool = False,
    confined: Confined | None = None,
    drafts: bool = False,
) -> dict[str, Any]:
    """Read one file or address and give the document of `inspect --json` (model.md, JSON).

    A path becomes a file: address, so that ids are whole. What cannot be fetched, or is too heavy
    to read, is a problem. Without `confined` the file gets a child process of its own. `drafts` are
    read only where they are asked for.
    """
    if confined is None:
        (found,) = inspections([name], allow_loopback, drafts)
        return found
    reading = _reading(name, allow_loopback, confined, drafts)
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


def _reading(name: str, allow_loopback: bool, confined: Confined, drafts: bool) -> Reading:
    """Fetch and read; what goes wrong is a problem of the reading."""
    reading = Reading()
    try:
        file = replace(_file(content(name, allow_loopback)), drafts=drafts)
        reading = confined.call(read, file, PREPARED)
    except TooHeavy as error:
        reading.problem(error.code, str(error))
    except NoaberError as error:
        reading.problem("unreadable", str(error).removeprefix(f"{name}: "))
    except Exception as error:  # noqa: BLE001 - the boundary of a file: the others go on
        reading.problem("bug", bug(error))
    return reading


def _file(fetched: Fetched) -> File:
    url = fetched.url if "://" in fetched.url else Path(fetched.url).resolve().as_uri()
    return File(url=url, body=fetched.body, path=Path(fetched.url).name,
                media_type=fetched.media_type, charset=fetched.charset)  # fmt: skip


def lines_of(found: dict[str, Any]) -> Iterator[str]:
    """Give the same for people: what it is, its records, and every problem with its place."""
    yield f"{found['file']}: {found['format']} {found['version']}".rstrip()
    for record in found["records"]:
        if "relation" in record:
            yield f"  {record['subject']} – {record['relation']} – {record['object']}"
        else:
            yield f"  {record['kind']}: {record['title']} ({record['id']})"
        if record.get("steps"):
            process = record_from(record)
            assert isinstance(process, Process)
            yield from (f"    {line}" for line in lines(process))
        if package := record.get("package"):
            needs = "; ".join(package.get("works_with", ())) or "niet bekend"
            yield f"    over te nemen als {package['kind']}, werkt met: {needs}"
            yield from (f"    zelf aanpassen: {one}" for one in package.get("local", ()))
    for problem in found["problems"]:
        yield f"  {found['file']}:{problem['line']}:{problem['column']}: {problem['level']}: " + (
            f"{problem['message']} ({problem['code']})"
        )
