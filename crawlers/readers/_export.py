"""JSON of strangers: one document, or the lists in the zip that an application exports."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any, NoReturn

from crawlers.readers import File, Reading
from crawlers.readers._text import decoded, one_line
from crawlers.readers._zip import unpacked

LONGEST = 10 * 1024 * 1024  # bytes of one JSON text
_HALF = re.compile("[\ud800-\udfff]")  # half a character, which no UTF-8 can hold
_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\[\s*)?\{\s*\"")


def is_json(body: bytes) -> bool:
    """Tell whether bytes start as a JSON object does, or as a list of them."""
    return bool(_START.match(body[:4096]))


def loaded(body: bytes, place: str, reading: Reading, name: str = "") -> Any:
    """Give the data of a JSON text, None with a problem (`not-json`, `too-large`) where it is none.

    `name` is that of the entry, where the text comes from a zip.
    """
    if len(body) > LONGEST:
        said = f"het bestand is groter dan {LONGEST // 1024 // 1024} MB. Splits het op."
        reading.problem("too-large", said, place=place, field=name)
        return None
    try:
        return json.loads(decoded(body).text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno}
    except (ValueError, RecursionError):
        where = {}
    said = f"{name or 'het bestand'} is geen goede JSON. Maak de export opnieuw."
    reading.problem("not-json", said, place=place, field=name, **where)
    return None


def _no_number(written: str) -> NoReturn:
    raise ValueError(written)


def exported(file: File, reading: Reading, names: Collection[str]) -> dict[str, list[Any]]:
    """Give the lists in the wanted entries of a zip by the name of the entry, without `.json`.

    An entry that holds no list gives a problem; one that is not there an empty list.
    """
    found: dict[str, list[Any]] = {name: [] for name in names}
    entries = unpacked(file, reading, [f"{name}.json" for name in names])
    for entry, body in sorted(entries.items()):
        data = loaded(body, file.url, reading, entry)
        if isinstance(data, list):
            found[entry.removesuffix(".json")] = data
        elif data is not None:
            said = f"in {entry} hoort een lijst te staan. Maak de export opnieuw."
            reading.problem("not-a-list", said, place=file.url, field=entry)
    return found


def value(item: Any, name: str) -> Any:
    """Give a value by its name with underscores, or by the same in camel case; else None.

    >>> value({"beginGeldigheid": "2026-01-01"}, "begin_geldigheid")
    '2026-01-01'
    """
    if not isinstance(item, dict):
        return None
    found = item.get(name)
    return found if found is not None else item.get(re.sub("_(.)", lambda m: m[1].upper(), name))


def text(item: Any, name: str) -> str:
    """Give a value as a text on one line; "" where it is no text and no whole number."""
    found = value(item, name)
    if isinstance(found, int) and not isinstance(found, bool):
        return str(found)
    return one_line(_HALF.sub("\ufffd", found)) if isinstance(found, str) else ""


def objects(items: Any) -> Iterator[dict[str, Any]]:
    """Give the mappings in a list, nothing where it is no list."""
    yield from (one for one in items if isinstance(one, dict)) if isinstance(items, list) else ()
