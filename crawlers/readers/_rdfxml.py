"""RDF/XML from our own harmless tree: no DOCTYPE, no entities, no markup inside values.

rdflib makes the facts of it, one thing at a time, so that a broken one costs itself only.
"""

from __future__ import annotations

import re
from typing import Any
from xml.sax.xmlreader import InputSource

from lxml import etree
from rdflib.plugins.parsers.rdfxml import LANG, RDFXMLHandler
from rdflib.term import URIRef

from crawlers.readers import File, Reading
from crawlers.readers._text import one_line
from crawlers.readers._triples import DCAT, RDF, TooMany, Triples, base_of, literal
from crawlers.readers._xml import parsed

_ROOT = f"{{{RDF}}}RDF"
_PARSE_TYPES = ("parseType", f"{{{RDF}}}parseType")
_MOST_SHOWN = 20  # problems of one file


class _Handler(RDFXMLHandler):
    """Goes on where rdflib stops, and notes what is wrong."""

    def __init__(self, triples: Triples, file: File, reading: Reading) -> None:
        super().__init__(triples)  # type: ignore[arg-type]
        self.setDocumentLocator(InputSource(base_of(file)))  # type: ignore[arg-type]
        self.file, self.reading, self.line, self.wrong = file, reading, 0, 0

    def error(self, message: str, level: str = "warning") -> None:  # type: ignore[override]
        """Note what is wrong, with its line."""
        self.wrong += 1
        if self.wrong <= _MOST_SHOWN or level == "error":
            said = f"dit is geen goede RDF/XML ({one_line(message)[:200]}). "
            said += "Schrijf elk onderdeel zoals de standaard zegt."
            self.reading.problem("not-rdfxml", said, level=level, place=self.file.url,
                                 line=self.line)  # fmt: skip

    def absolutize(self, uri: str) -> URIRef:
        """Join an address to its base; one that cannot be stays as it is."""
        try:
            return super().absolutize(uri)
        except ValueError:  # such as http://[
            return URIRef(uri)


def add_xml(file: File, triples: Triples, reading: Reading) -> bool:
    """Read RDF/XML, alone or in an answer of a CSW catalogue."""
    root = parsed(file, reading)
    if root is None:
        return False
    is_alone = root.tag == _ROOT or etree.QName(root).namespace == DCAT
    parts = [root] if is_alone else list(root.iter(_ROOT))
    if not parts:
        said = f"dit is geen RDF maar {etree.QName(root).localname}. Geef een catalogus in DCAT."
        reading.problem("not-rdf", said, place=file.url, line=root.sourceline or 0)
        return False
    for results in root.iter("{http://www.opengis.net/cat/csw/2.0.2}SearchResults"):
        matched, following = results.get("numberOfRecordsMatched"), results.get("nextRecord")
        reading.total = int(matched) if re.fullmatch(r"\d{1,9}", matched or "") else -1
        reading.next = following if re.fullmatch(r"[1-9]\d{0,8}", following or "") else ""
    for part in parts:
        _make_plain(part)
        _walk(part, _Handler(triples, file, reading), triples)
    return True


def _make_plain(root: Any) -> None:
    """Make each value of the tree text: without datatype, and without markup in it."""
    for element in root.iter(etree.Element):
        element.attrib.pop(f"{{{RDF}}}datatype", None)
        for name in _PARSE_TYPES:
            if element.get(name, "Resource") not in ("Resource", "Collection"):
                text = "".join(element.itertext())
                del element[:], element.attrib[name]
                element.text = text


def _walk(root: Any, handler: _Handler, triples: Triples) -> None:
    """Hand each thing in the tree to rdflib; one that breaks it costs itself only."""
    is_list = root.tag == _ROOT
    if is_list:
        handler.startElementNS((RDF, "RDF"), None, _attributes(root))  # type: ignore[arg-type]
    depth = len(handler.stack)
    for thing in list(root.iterchildren(etree.Element)) if is_list else [root]:
        try:
            _tell(thing, handler)
        except TooMany:
            raise
        except Exception as error:  # noqa: BLE001 - rdflib lets out whatever a bad file makes it do
            handler.error(type(error).__name__, "error")
            triples.drop()
            del handler.stack[depth:]
        triples.keep()


def _tell(thing: Any, handler: _Handler) -> None:
    for event, element in etree.iterwalk(thing, events=("start", "end")):
        name = etree.QName(element)
        if event == "start":
            handler.line = element.sourceline or 0
            handler.startElementNS((name.namespace, name.localname), None, _attributes(element))  # type: ignore[arg-type]
            handler.characters(element.text or "")
        else:
            handler.endElementNS((name.namespace, name.localname), None)
            handler.characters((element.tail or "") if element is not thing else "")


def _attributes(element: Any) -> dict[tuple[str | None, str], str]:
    names = ((etree.QName(name), value) for name, value in element.attrib.items())
    found: dict[tuple[str | None, str], str] = {
        (name.namespace, name.localname): value for name, value in names
    }
    if LANG in found:
        found[LANG] = literal("", found[LANG]).language or ""
    return found
