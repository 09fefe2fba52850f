"""The gate of a crawl: what must be forgotten is neither stored nor remembered.

A thing that is withheld was found and is refused with code `forgotten`, so that its source stays
complete; a place that must be forgotten is not even fetched.
"""

from __future__ import annotations

import base64
import dataclasses
import gzip
import html
import re
from typing import Any
from urllib.parse import urljoin

from crawlers.readers import Reading
from crawlers.report import SourceReport
from crawlers.store import Harvest
from knowledge.forgetting import GRAVE, Forgotten
from knowledge.model import Problem

_SAID = "op verzoek verwijderd; dit wordt niet meer opgehaald of getoond"
_PARTLY = "op verzoek is hier een deel van de tekst weggelaten"
_MARKED = re.compile(r"(list|page|links):")  # before the address of what is no file
_LINK = re.compile(r"https?://[^\s\"'<>\\]+|(?<=[\"'>=])/[^\s\"'<>\\]+", re.I)
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})", re.I)


def allowed(reading: Reading, forgotten: Forgotten, place: str) -> tuple[Reading, list[Problem]]:
    """Give a reading without what must be forgotten, and a problem for each record it touched."""
    if not forgotten:
        return reading, []
    kept, problems = [], []
    for record in reading.records:
        found = forgotten.record(record)
        if found is None:
            problems.append(Problem(level="hint", code="forgotten", message=_SAID, place=place))
            continue
        kept.append(found)
        if found is not record:
            problems.append(
                Problem(level="hint", code="forgotten-part", message=_PARTLY, place=place)
            )
    return dataclasses.replace(reading, records=kept), problems


def refuses(place: str, forgotten: Forgotten, report: SourceReport) -> bool:
    """Tell whether a place must not even be asked for; that is noted."""
    if not forgotten.address(place):
        return False
    report.refuse(place, "forgotten", _SAID, level="hint")
    return True


def withheld(report: SourceReport, past: Harvest) -> int:
    """Give how many records of a source are withheld: they count for what it promises (`least`).

    A tombstone without data stands for one that was in the harvest once; others are met each run.
    """
    met = sum(1 for problem in report.problems if problem.code == "forgotten")
    return max(met, sum(1 for identifier in past.kept if identifier.startswith(GRAVE)))


def is_withheld(past: Harvest) -> bool:
    """Tell whether a harvest once had records that must be forgotten."""
    return any(identifier.startswith(GRAVE) for identifier in past.kept)


def remembered(data: dict[str, Any], forgotten: Forgotten) -> dict[str, Any] | None:
    """Give an entry of the memory (its plain values) without what must be forgotten.

    None where nothing of it may be kept: then its place is asked for afresh. What is left out of a
    page of a list is left out with the whole page, since the page says how many things it has.
    """
    kind = _MARKED.match(data["place"])
    own = (data["place"][kind.end() :] if kind else data["place"], data.get("mark", {}).get("url"))
    if any(forgotten.address(one) for one in (*own, data.get("next")) if one):
        return None
    for name in ("ids", "elsewhere"):
        had = data.get(name, ())
        if left := [one for one in had if not forgotten.address(one)]:
            data = data | {name: left}
        if len(left) < len(had) and (kind or not left):
            return None
    body = data.get("body", "")
    kept = _body(body, own[1] or "", forgotten) if body else ""
    if body and not kept:
        return None
    rest = {name: said for name, said in data.items() if name != "body"}
    return {**forgotten.plain(rest), **({"body": kept} if kept else {})}


def _body(packed: str, base: str, forgotten: Forgotten) -> str:
    """Give a list that is kept whole, "" where it may not be kept.

    One without an address of its own is ours: the links of a page, one a line (`SpiderWebsite`).
    """
    try:
        text = gzip.decompress(base64.b64decode(packed)).decode("utf-8", "replace")
    except (ValueError, OSError, EOFError):
        return ""
    if not base:
        lines = text.split("\n")
        left = [line for line in lines if not forgotten.address(line)]
        raw = "\n".join(left).encode("utf-8", "replace")
        if len(left) == len(lines):
            return packed
        return base64.b64encode(gzip.compress(raw, mtime=0)).decode()
    return "" if names(text, forgotten, base) else packed


def names(text: str, forgotten: Forgotten, base: str = "") -> bool:
    """Tell whether an unread text (HTML, XML, JSON) names anything that must be forgotten."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text.replace("\\/", "/"))
    if forgotten.text(plain) != plain:
        return True
    links = (html.unescape(link) for link in _LINK.findall(plain))
    return any(forgotten.address(urljoin(base, link) if base else link) for link in links)
