"""Reads feeds: RSS 0.9 to 2.0, Atom, JSON Feed 1 and 1.1, and an agenda in JSON.

Each item gives a document. Its id is its address, else its own id within this feed: such ids are
unique within their source only (standards.md A.13). Enclosures are never fetched, authors never
kept. feedparser gets bytes in a buffer: of an address or a path it would fetch or open the file.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from collections import Counter
from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._feed_items import Item, document, from_entry, from_event, from_json, link_of
from crawlers.readers._text import decoded, one_line, web_address
from crawlers.readers._xml import LONGEST, has_doctype

NAME = "feed"
ORDER = 25
MOST_ITEMS = 5_000
_BLANK = b"\xef\xbb\xbf\xff\xfe \t\r\n"  # and the marks of encodings
_JSON_FEED = b"jsonfeed.org/version/"
_KINDS = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_RSS = re.compile(
    rb"<rss[\s>]|<(?:\w+:)?feed[\s>][^<>]{0,2000}(?:w3\.org/2005/Atom|purl\.org/atom/ns)"
    rb"|<rdf:RDF[\s>][^<>]{0,2000}(?:purl\.org/rss/1\.0|my\.netscape\.com/rdf)"
)


def accepts(file: File) -> bool:
    """Accept feeds by media type or by what stands at their beginning."""
    if file.media_type.partition(";")[0].strip().lower() in _KINDS:
        return True
    head = file.body[:4096].replace(b"\x00", b"").lstrip(_BLANK)
    if head[:1] == b"{":
        return _JSON_FEED in file.body.replace(b"\\/", b"/")
    if head[:1] == b"[":
        return all(word in head for word in (b'"title"', b'"start_date"', b'"url"'))
    return head[:1] == b"<" and bool(_RSS.search(head))


def read(file: File) -> Reading:
    """Give a document for each item; an item without title and text is a problem of its own."""
    reading = Reading(format="feed")
    if len(file.body) > LONGEST:
        said = f"de feed is groter dan {LONGEST // 1024 // 1024} MB. Zet er minder in."
        reading.problem("too-large", said, place=file.url)
        return reading
    is_json = file.body[:4096].replace(b"\x00", b"").lstrip(_BLANK).startswith((b"{", b"["))
    items = _of_json(file, reading) if is_json else _of_xml(file, reading)
    if len(items) > MOST_ITEMS:
        said = f"de feed heeft {len(items)} berichten; de eerste {MOST_ITEMS} zijn gelezen."
        reading.problem("too-many", said, level="warning", place=file.url)
    _add(file, reading, items[:MOST_ITEMS])
    return reading


def _add(file: File, reading: Reading, items: list[Item]) -> None:
    """Make a record of each item; one address for several items is the address of none of them."""
    shared = Counter(address for item in items if (address := web_address(item.link)))
    for number, item in enumerate(items, 1):
        is_own = shared[web_address(item.link)] == 1
        record = document(file, item, is_own)
        if record:
            reading.records.append(record)
            continue
        place = item.link or f"{file.url}#{item.guid or number}"
        said = f"bericht {number} heeft geen titel en tekst, of geen adres en geen eigen id."
        reading.problem("empty-item", said, place=place)


def _of_json(file: File, reading: Reading) -> list[Item]:
    """Read a JSON Feed (https://www.jsonfeed.org/version/1.1/) or a list of events."""
    try:
        data = json.loads(decoded(file.body, file.charset).text)
    except (ValueError, RecursionError) as error:
        where = {"line": getattr(error, "lineno", 0), "column": getattr(error, "colno", 0)}
        reading.problem("not-json", "de feed is geen goede JSON.", place=file.url, **where)
        return []
    if isinstance(data, list):
        reading.version = "agenda"
        return [from_event(one if isinstance(one, dict) else {}) for one in data]
    version = one_line(str(data.get("version", ""))) if isinstance(data, dict) else ""
    if "jsonfeed.org/version/" not in version or not isinstance(data.get("items"), list):
        reading.problem("not-a-feed", "dit is geen JSON Feed met `items`.", place=file.url)
        return []
    reading.version = f"JSON Feed {version.rstrip('/').rpartition('/')[2]}"[:40]
    reading.next = data["next_url"] if isinstance(data.get("next_url"), str) else ""
    language = one_line(str(data.get("language") or ""))
    return [from_json(one if isinstance(one, dict) else {}, language) for one in data["items"]]


def _of_xml(file: File, reading: Reading) -> list[Item]:
    """Read RSS or Atom; what is not well-formed is read as far as it goes, and said."""
    import feedparser  # type: ignore[import-untyped]

    plain = file.body.replace(b"\x00", b"")
    if b"<!ENTITY" in plain or (has_doctype(file.body) and b"[" in _doctype(plain)):
        said = "de feed heeft een DOCTYPE met entiteiten. Dat is onveilig: haal de DOCTYPE weg."
        reading.problem("doctype", said, place=file.url)
        return []
    told = {"content-type": file.media_type, "content-location": file.url}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: Any = feedparser.parse(io.BytesIO(file.body), response_headers=told)
    reading.version = found.get("version", "")
    if not reading.version and not found.entries:
        reading.problem("not-a-feed", "dit is geen RSS of Atom.", place=file.url)
        return []
    error = found.get("bozo_exception")
    if found.get("bozo") and hasattr(error, "getLineNumber"):
        said = f"de feed is geen goed gevormde XML ({one_line(error.getMessage())[:200]})."
        added = not plain.lstrip(_BLANK).startswith(b"<?xml")  # feedparser puts a line before it
        line = max((error.getLineNumber() or 0) - added, 0)
        reading.problem("malformed-feed", said, level="warning", place=file.url, line=line)
    reading.next = link_of(found.feed, "next")
    return [from_entry(one, found.feed.get("language", "")) for one in found.entries]


def _doctype(body: bytes) -> bytes:
    """Give the DOCTYPE up to its first `>`; that of RSS 0.91 has a name and nothing inside."""
    return body[body.find(b"<!DOCTYPE") :].partition(b">")[0]
