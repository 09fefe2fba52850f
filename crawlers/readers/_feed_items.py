"""One item of a feed, whatever format it came in, and the document that it becomes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from crawlers.readers import File
from crawlers.readers._page import plain_text
from crawlers.readers._text import clipped, day, one_line, own, products, published, web_address
from knowledge.model import Document

_SUMMARY = 500
_LONGEST_TEXT = 200_000  # characters
_LONGEST_ID = 500


@dataclass(frozen=True)
class Item:
    """What a feed says of one item; what it does not say is ""."""

    guid: str = ""
    link: str = ""
    title: str = ""
    summary: str = ""
    content: str = ""
    date: str = ""
    language: str = ""
    genre: str = "bericht"
    moment: str = ""  # the day of an event
    raw: str = ""  # the content before its links were taken out


def document(file: File, item: Item, is_own: bool) -> Document | None:
    """Make the document of an item, None where it has nothing to be known by or to be read.

    `is_own` tells that no other item of the feed has the same address.
    """
    address = web_address(item.link)
    identifier = _identifier(item, address if is_own else "", web_address(file.url) or file.url)
    text = item.content or item.summary
    title = item.title or clipped(text.partition("\n")[0], 100)
    if not identifier or not title:
        return None
    about = products(item.raw) + ([file.about] if file.about else [])
    said = [own(file, identifier, "about", one) for one in dict.fromkeys(about)]
    return Document(
        id=identifier,
        title=title,
        url=item.link if address else file.url,
        summary=clipped(one_line(item.summary or text), _SUMMARY),
        language=item.language[:2].lower() if item.language[:2].isalpha() else "",
        text_licence=file.licence,
        genre=item.genre,
        date=item.date,
        text=text[:_LONGEST_TEXT],
        statements=(*published(file, identifier), *said),
    )


def _identifier(item: Item, address: str, feed: str) -> str:
    """Give the address of an item, else its own id within the feed, "" where it has neither."""
    if item.moment:  # what comes back each month has one page
        return f"{web_address(item.link) or feed}#{item.moment}"
    if address and address != feed:
        return address
    return f"{feed}#{item.guid[:_LONGEST_ID]}" if item.guid else ""


def from_entry(entry: Any, language: str) -> Item:
    """Read an item of RSS or Atom as feedparser gives it."""
    contents = [one.get("value", "") for one in entry.get("content", ()) if one.get("value")]
    summary = str(entry.get("summary", ""))
    body = contents[0] if contents else ""
    return Item(
        guid=one_line(entry.get("id", "")),
        link=link_of(entry, "alternate") or one_line(entry.get("link", "")),
        title=one_line(plain_text(entry.get("title", ""))),
        summary=plain_text(summary),
        content=plain_text(body),
        date=_day(entry, "updated") or _day(entry, "published"),
        language=one_line(language),
        raw=f"{body} {summary} {entry.get('link', '')}",
    )


def from_json(item: Mapping[str, Any], language: str) -> Item:
    """Read an item of a JSON Feed; numbers as id are allowed by its version 1."""
    said = {key: str(item.get(key) or "") for key in _KEYS if isinstance(item.get(key), str | int)}
    content = said.get("content_text", "") or plain_text(said.get("content_html", ""))
    guid = one_line(said.get("id"))
    return Item(
        guid=guid,
        link=one_line(said.get("url")) or (guid if web_address(guid) else ""),
        title=one_line(said.get("title")),
        summary=said.get("summary", "").strip(),
        content=content.strip(),
        date=day(said.get("date_modified")) or day(said.get("date_published")),
        language=one_line(said.get("language")) or language,
        raw=" ".join(said.values()),
    )


_KEYS = ("id", "url", "title", "summary", "content_text", "content_html", "date_modified",
         "date_published", "language")  # fmt: skip


def from_event(event: Mapping[str, Any]) -> Item:
    """Read an event of an agenda: a title, when and where, and the address of its page."""
    said = {key: one_line(str(value)) for key, value in event.items() if isinstance(value, str)}
    when = " – ".join(filter(None, (said.get("start_date", ""), said.get("end_date", ""))))
    where = said.get("place", "") or said.get("location", "")
    summary = said.get("summary", "") or plain_text(said.get("description", ""))
    start = said.get("start_date", "")
    return Item(
        moment=day(start),
        link=said.get("url", ""),
        title=said.get("title", ""),
        summary=summary,
        content="\n".join(filter(None, (summary, when, where))),
        date=day(start),
        genre="agenda",
        raw=" ".join(said.values()),
    )


def link_of(thing: Any, relation: str) -> str:
    """Give the first link of a relation, "" where there is none."""
    for link in thing.get("links", ()):
        if link.get("rel") == relation and link.get("href"):
            return one_line(link["href"])
    return ""


def _day(entry: Any, key: str) -> str:
    """Give the day of a date in the words of the feed: its own day, not that of Greenwich."""
    written = one_line(dict.get(entry, key, ""))  # its own `get` answers `updated` with another
    if found := day(written):
        return found
    try:
        return day(parsedate_to_datetime(written).date().isoformat())
    except (ValueError, TypeError, OverflowError):
        pass
    moment = dict.get(entry, f"{key}_parsed")
    return day(time.strftime("%Y-%m-%d", moment)) if moment else ""
