"""The gate of a crawl for personal data: hidden before a record is stored or a list remembered.

What is found by which rule: `knowledge.personal`; what becomes of it: `knowledge.personal.gate`.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import zlib
from typing import Any

from pydantic import ValidationError

from crawlers.readers import Reading
from knowledge.model import Problem, plain, record_from_json, to_json
from knowledge.personal.gate import GATE, gated, is_personal, masked_problem

_LARGEST = 50_000_000  # bytes of a sitemap that was compressed by its host
_GZIP = b"\x1f\x8b"


def screened(reading: Reading, place: str) -> Reading:
    """Give a reading without personal data, with a problem for each record that had any.

    A record with a likely burgerservicenummer is left out; its problem has level `error`. What a
    reading of an earlier run says already is not said again.
    """
    kept, problems = [], [*reading.problems]
    for record in reading.records:
        clean, told = gated(record)
        if len(reading.records) == 1:
            told = [one.model_copy(update={"place": place}) for one in told]
        problems += [one for one in told if one not in problems]
        kept += [clean.model_copy(update={"gate": GATE})] if clean else []
    return dataclasses.replace(reading, records=kept, problems=problems)


def screened_line(line: str) -> str:
    """Give a line of an older harvest as it may be kept, "" where nothing of it may."""
    try:
        record = record_from_json(line)
    except ValidationError:
        return line  # no line that anything shows; loading says so
    clean, _ = gated(record)
    if clean is None or clean is record:
        return line if clean else ""
    return to_json(plain(clean))


def private(data: dict[str, Any]) -> dict[str, Any] | None:
    """Give what may be remembered of a place (its plain values); None where nothing may.

    Then it is fetched again the next time, as is a list whose text holds personal data.
    """
    known = (data["place"], data.get("mark", {}).get("url", ""), data.get("next", ""))
    lists = (data.get("ids", ()), data.get("elsewhere", ()), data.get("headers", {}).values())
    if any(map(is_personal, known)) or any(is_personal(one) for each in lists for one in each):
        return None
    if problems := data.get("problems"):
        clean = [masked_problem(Problem(**one)) for one in problems]
        data = data | {"problems": [one.model_dump(exclude_defaults=True) for one in clean]}
    if body := data.get("body"):
        kept = _body(body, is_links=not known[1])
        return data | {"body": kept} if kept else None
    return data


def _body(body: str, is_links: bool) -> str:
    """Give a list as it may be kept, "" where it may not; links of a page lose the personal."""
    try:
        raw = gzip.decompress(base64.b64decode(body))
        raw = zlib.decompressobj(wbits=31).decompress(raw, _LARGEST) if raw[:2] == _GZIP else raw
    except (ValueError, OSError, EOFError, zlib.error):
        return ""
    text = raw.decode("utf-8", "replace")
    if not is_personal(text):
        return body
    left = "\n".join(line for line in text.split("\n") if not is_personal(line))
    raw = gzip.compress(left.encode("utf-8", "replace"), mtime=0)
    return base64.b64encode(raw).decode() if is_links else ""
