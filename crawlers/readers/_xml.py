"""XML of strangers, made harmless: no DOCTYPE, no entities, no network, no very large trees."""

from __future__ import annotations

import codecs
import contextlib
import re
from typing import Any

from lxml import etree

from crawlers.readers import File, Reading
from crawlers.readers._text import decoded, one_line

LONGEST = 5 * 1024 * 1024  # bytes
_SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
}
_BARE: dict[str, Any] = {"remove_comments": True, "remove_pis": True}
_NO_NAMES = ("definitions", "process", "proces", "diagram", "collaboration", "bpmn", "dmn", "drd")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def root_name(body: bytes) -> str:
    """Give the `{namespace}name` of the root, "" where the first 4 KB are no XML that we read."""
    if not _is_markup(body) or has_doctype(body):
        return ""
    parser: Any = etree.XMLPullParser(events=("start",), **_SAFE)
    with contextlib.suppress(etree.XMLSyntaxError):  # what came before an error still counts
        parser.feed(body[:4096])
    with contextlib.suppress(etree.XMLSyntaxError):
        return next((str(element.tag) for _, element in parser.read_events()), "")
    return ""


def _is_markup(body: bytes) -> bool:
    head = body[:200]
    return head.startswith(_MARKS) or head.lstrip().startswith(b"<")


def has_doctype(body: bytes) -> bool:
    """Tell whether a DOCTYPE stands before the root (in any encoding that has ASCII in it)."""
    head, at = body.replace(b"\x00", b"") if body[:2] in _MARKS else body, 0
    while (at := head.find(b"<", at)) >= 0:
        if head.startswith(b"<!DOCTYPE", at):
            return True
        end = {b"<?": b"?>", b"<!": b"-->"}.get(head[at : at + 2])
        if end is None:
            return False
        at = head.find(end, at)
        if at < 0:
            return False
    return False


def parsed(file: File, reading: Reading, longest: int = LONGEST) -> Any:
    """Give the root of a file, None where it is refused; the reading then says why."""
    if len(file.body) > longest:
        said = f"het bestand is groter dan {longest // 1024 // 1024} MB. Splits het op."
        reading.problem("too-large", said, place=file.url)
        return None
    if has_doctype(file.body):
        return _refuse_doctype(file, reading)
    try:
        root = _tree(file, reading)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        reason = one_line(error.msg).partition(", line ")[0][:200]
        said = f"het bestand is geen goede XML ({reason}). Sla het opnieuw op in uw programma."
        where = {"line": max(line or 0, 0), "column": max(column or 0, 0)}
        reading.problem("not-xml", said, place=file.url, **where)
        return None
    info: Any = root.getroottree().docinfo  # for encodings that hide the DOCTYPE from has_doctype
    return root if not info.doctype else _refuse_doctype(file, reading)


def _tree(file: File, reading: Reading) -> Any:
    """Parse a file; one that is not in the encoding it promises is decoded by looking."""
    body = file.body if file.body.startswith(_MARKS) else file.body.lstrip()
    try:
        return etree.fromstring(body, etree.XMLParser(**_SAFE, **_BARE))
    except etree.XMLSyntaxError as error:
        if not re.search("encoding|UTF-8", error.msg or ""):
            raise
        text, encoding = decoded(body)
        plain = re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode()
        root = etree.fromstring(plain, etree.XMLParser(**_SAFE, **_BARE))
    said = f"het bestand is niet in de codering die het belooft, maar waarschijnlijk {encoding}. "
    reading.problem("wrong-encoding", said + "Sla het op als UTF-8.", level="warning",
                    place=file.url)  # fmt: skip
    return root


def _refuse_doctype(file: File, reading: Reading) -> None:
    said = "het bestand heeft een DOCTYPE. Dat is onveilig en niet nodig: haal de DOCTYPE weg."
    reading.problem("doctype", said, place=file.url)


def real_name(element: Any) -> str:
    """Give an element's name, "" where it is its id or a word of the drawing tool."""
    name = one_line(element.get("name"))
    return "" if name == element.get("id") or name.lower() in _NO_NAMES else name


def text_of(element: Any) -> str:
    """Give the text in an element on one line, "" for None."""
    return "" if element is None else one_line("".join(element.itertext()))
