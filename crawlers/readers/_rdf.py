"""RDF of strangers: Turtle, RDF/XML and JSON-LD in, facts out; never the network.

The parsers are rdflib's, fed by us: XML comes from our own harmless tree, contexts of JSON-LD are
never fetched, `owl:imports` is a fact like any other. A part that is broken costs itself only.
"""

from __future__ import annotations

import codecs
import contextlib
import logging
from collections.abc import Iterator

from crawlers.readers import File, Reading
from crawlers.readers._jsonld import add_json
from crawlers.readers._rdfxml import add_xml
from crawlers.readers._text import decoded
from crawlers.readers._triples import MOST, TooMany, Triples
from crawlers.readers._turtle import add_turtle
from crawlers.readers._xml import has_doctype, root_name

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LONGEST = 10 * 1024 * 1024  # bytes


def triples_of(file: File, reading: Reading) -> Triples | None:
    """Give the facts of a file, None where it is refused; the reading then says why.

    The form is told by the first bytes: hosts promise Turtle and send XML, or a web page.
    """
    if len(file.body) > LONGEST:
        said = f"het bestand is groter dan {LONGEST // 1024 // 1024} MB. Verdeel het over pagina's."
        reading.problem("too-large", said, place=file.url)
        return None
    triples, head = Triples(), file.body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    try:
        with _quiet():
            return triples if _add(file, head, triples, reading) else None
    except TooMany:
        said = f"er staan meer dan {MOST} feiten in dit bestand. Verdeel het over pagina's."
        reading.problem("too-large", said, place=file.url)
    except RecursionError:
        said = "het bestand is te diep genest. Schrijf onderdelen los van elkaar op."
        reading.problem("too-deep", said, place=file.url)
    return None


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep rdflib from logging each address that is none: `dcat` reports them."""
    log = logging.getLogger("rdflib.term")
    before, log.disabled = log.disabled, True
    try:
        yield
    finally:
        log.disabled = before


def _add(file: File, head: bytes, triples: Triples, reading: Reading) -> bool:
    """Read the file in the form that it has; False where it has none."""
    if head.startswith((b"<!doctype html", b"<html")):
        said = "hier staat een webpagina in plaats van een catalogus. Klopt het adres?"
        reading.problem("page-instead", said, place=file.url)
        return False
    is_xml = head.startswith((b"<?xml", b"<!"))
    is_xml |= file.body.startswith(_UTF16) and has_doctype(file.body)
    if is_xml or root_name(file.body).endswith(("}RDF", "Response")):
        return add_xml(file, triples, reading)
    text = decoded(file.body, file.charset).text
    is_turtle = file.name.endswith(".ttl") or file.media_type == "text/turtle"
    if head.startswith(b"{") or (head.startswith(b"[") and not is_turtle):
        return add_json(text, file, triples, reading)
    return add_turtle(text, file, triples, reading)
