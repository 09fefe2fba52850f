"""Reads documentation in Markdown, reStructuredText or plain text: one document per file."""

from __future__ import annotations

import contextlib
import re
import tomllib
from datetime import date
from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._prose import first_paragraph, headings
from crawlers.readers._text import (
    clipped,
    day,
    decoded,
    is_binary,
    one_line,
    own,
    published,
    readable_name,
    web_address,
)
from knowledge.model import Document
from knowledge.strict_yaml import YamlError, load_yaml

NAME = "textdoc"
ORDER = 60
LONGEST = 5 * 1024 * 1024  # bytes that are looked at
_TEXT = 200 * 1024  # bytes that are kept (threats.md C.3)
_SUMMARY = 300
_MARKDOWN = (".md", ".markdown")
_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\A\s*\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)  # Hugo's
_PAIR = re.compile(r"^(title|description|date|lang):[ \t]+(\S.*?)[ \t]*$", re.MULTILINE)


def accepts(file: File) -> bool:
    """Accept *.md, *.markdown, *.rst, *.txt, a README without ending, and text/markdown."""
    kind = file.media_type.partition(";")[0].strip().lower()
    named = file.name.endswith((*_MARKDOWN, ".rst", ".txt")) or file.name == "readme"
    return named or kind == "text/markdown"


def read(file: File) -> Reading:
    """Give the document; an empty or very large file gives a problem and no record."""
    marked = not file.name.endswith((".rst", ".txt")) and file.name != "readme"
    reading = Reading(format="markdown" if marked else "text")
    if len(file.body) > LONGEST:
        said = f"het bestand is groter dan {LONGEST // 1024 // 1024} MB. Splits het op."
        reading.problem("too-large", said, place=file.url)
        return reading
    if is_binary(file.body):
        said = "dit is geen tekst maar een ander soort bestand. Geef het de goede extensie."
        reading.problem("not-text", said, place=file.url)
        return reading
    text, encoding = decoded(file.body, file.charset)
    if encoding != "utf-8" and text.strip():
        said = f"het bestand is geen UTF-8 maar waarschijnlijk {encoding}. Sla het op als UTF-8."
        reading.problem("not-utf-8", said, level="warning", place=file.url)
    front, body = _split(text, file.url)
    body = _kept(body.strip(), reading, file.url)
    if not body:
        said = "het bestand is leeg. Schrijf er tekst in of haal het weg."
        reading.problem("empty-file", said, place=file.url)
        return reading
    reading.records.append(_document(file, front, body, marked))
    return reading


def _split(text: str, place: str) -> tuple[dict[str, Any], str]:
    """Split front matter from text, YAML or TOML; of what is neither the plain pairs are read."""
    if toml := _TOML.match(text):
        with contextlib.suppress(tomllib.TOMLDecodeError, RecursionError):
            return tomllib.loads(toml[1]), text[toml.end() :]
        return {}, text[toml.end() :]
    found = _FRONT.match(text)
    if not found:
        return {}, text
    try:
        data = load_yaml(found[1], place).data
    except YamlError:
        looks_so = re.match(r"\s*[\w-]+\s*:", found[1])
        pairs = {key: value.strip("\"'") for key, value in _PAIR.findall(found[1])}
        return (pairs, text[found.end() :]) if looks_so else ({}, text)
    return (data, text[found.end() :]) if isinstance(data, dict) else ({}, text)


def _kept(text: str, reading: Reading, place: str) -> str:
    """Cut a text that is too long between two characters, with a warning."""
    raw = text.encode()
    if len(raw) <= _TEXT:
        return text
    said = f"de tekst is langer dan {_TEXT // 1024} KB. De rest is niet gelezen: splits het op."
    reading.problem("cut", said, level="warning", place=place)
    return raw[:_TEXT].decode("utf-8", "ignore")


def _document(file: File, front: dict[str, Any], body: str, marked: bool) -> Document:
    identifier = web_address(file.url) or file.url
    found = headings(body, marked)
    said = published(file, identifier)
    said += [own(file, identifier, "about", file.about)] if file.about else []
    summary = _plain(front, "description") or first_paragraph(body)
    return Document(
        id=identifier,
        title=_plain(front, "title") or next(iter(found), "") or readable_name(file),
        url=file.url,
        summary=clipped(summary, _SUMMARY),
        language=_plain(front, "lang").lower()[:2],
        text_licence=file.licence,
        genre="documentatie",
        format="markdown" if marked else "text",
        date=day(_plain(front, "date")),
        headings=found,
        text=body,
        statements=tuple(said),
    )


def _plain(front: dict[str, Any], key: str) -> str:
    """Give a single value of the front matter as text."""
    value = front.get(key)
    return one_line(str(value)) if isinstance(value, (str, int, float, date)) else ""
