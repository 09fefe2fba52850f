"""What an answer shows: which protocol its content speaks, and how many records it has.

Only content counts: a host may answer every address with a web page and status 200.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from crawlers.fetch import Fetched
from crawlers.readers import File, Reading, dcat, feed
from crawlers.readers._api import is_json, json_of, listed, mapping, number
from crawlers.readers._xml import parsed, root_name, text_of

_TURTLE = re.compile(rb"\s*(?:#[^\n]*\n\s*)*@?(?:prefix|base)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Evidence:
    """That content speaks a protocol: `records` it says there are (-1: not said), and what it is.

    `said` is Dutch, for people.
    """

    protocol: str
    records: int
    said: str


def evidence(answer: Fetched) -> Evidence | None:
    """Tell which protocol the content of an answer speaks; None for a web page or anything else."""
    file = File(url=answer.url, body=answer.body, path=urlsplit(answer.url).path,
                media_type=answer.media_type, charset=answer.charset)  # fmt: skip
    if _TURTLE.match(file.body):
        file = replace(file, media_type="text/turtle")
    found = _of_api(file) if is_json(file) else _of_xml(file)
    if found is None and feed.accepts(file):
        count = len(feed.read(file).records)
        found = Evidence("feed", count, "een feed met berichten") if count else None
    if found is None and dcat.accepts(file):
        reading = dcat.read(file)
        count = max(len(reading.records), reading.total)
        said = "een catalogus in DCAT met datasets of diensten"
        found = Evidence("dcat", count, said) if count > 0 else None
    return found


def _of_api(file: File) -> Evidence | None:
    """Tell by its fields which API a JSON answer is of."""
    data = json_of(file, Reading())
    path, fields = urlsplit(file.url).path.rstrip("/"), mapping(data)
    counted = number(mapping(fields.get("result")).get("count"))
    if fields.get("success") is True and counted >= 0:
        return Evidence("ckan", counted, "de CKAN Action API telt zijn datasets")
    results, count = fields.get("results"), number(fields.get("count"))
    if isinstance(results, list) and count >= 0:
        is_named = any("upnUri" in mapping(one) for one in results)
        if is_named or (path.endswith("/api/v1/producten") and not results):
            return Evidence("pdc", count, "de PDC-API van de SDG telt zijn producten")
    items = data if isinstance(data, list) else fields.get("data")
    if "/owc/pdc/" in path and isinstance(items, list) and _are_items(items):
        total = number(mapping(fields.get("pagination")).get("total"))
        said = "de PDC van OpenWebconcept noemt zijn producten"
        return Evidence("pdc", total if total >= 0 else len(listed(items)), said)
    return None


def _are_items(items: list[Any]) -> bool:
    return all({"id", "title"} <= mapping(one).keys() for one in items)


def _of_xml(file: File) -> Evidence | None:
    """Tell by its root what an XML file is; feeds and RDF are for their readers."""
    name = root_name(file.body).rpartition("}")[2]
    if name == "scproducten":
        return Evidence("sru", _count(file, "scproduct"), "een lijst van Samenwerkende Catalogi")
    if name in ("urlset", "sitemapindex"):
        return Evidence("website", _count(file, "loc"), "een sitemap")
    if name in ("explainResponse", "searchRetrieveResponse"):
        root = parsed(file, Reading())
        told = None if root is None else next(root.iterchildren("{*}numberOfRecords"), None)
        return Evidence("sru", number(text_of(told)), "een zoekdienst die SRU spreekt")
    return None


def _count(file: File, name: str) -> int:
    """Count the elements of a name; -1 where the file is no good XML."""
    root = parsed(file, Reading())
    return -1 if root is None else sum(1 for _ in root.iter(f"{{*}}{name}"))
