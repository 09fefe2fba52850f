"""The facts of one RDF file, kept as simply as a reader of catalogues needs them.

Values stay the text that was written: no datatype is ever interpreted. rdflib would parse XML and
HTML inside a value, and write `1E+999999999` out in full.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from rdflib.term import BNode, Literal, Node, URIRef

from crawlers.readers import File

DCAT = "http://www.w3.org/ns/dcat#"
DCT = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
HYDRA = "http://www.w3.org/ns/hydra/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "http://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
PREFIXES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": DCAT,
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": DCT,
    "dcterms": DCT,
    "foaf": FOAF,
    "hydra": HYDRA,
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "skos": SKOS,
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": VCARD,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MOST = 500_000  # facts in one file
_SPELLINGS = {  # what publishers write for what they mean
    "https://www.w3.org/ns/dcat#": DCAT,
    "https://www.w3.org/ns/hydra/core#": HYDRA,
    "https://purl.org/dc/terms/": DCT,
    "http://purl.org/dc/elements/1.1/": DCT,
    "https://xmlns.com/foaf/0.1/": FOAF,
    "https://schema.org/": SCHEMA,
}
_ODD = re.compile(r"[\s<>\"{}|\\^`]")  # not in any address
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


class TooMany(Exception):
    """A file holds more facts than any page of a catalogue does."""


class Triples:
    """Facts by subject and property, in the order of the file.

    Facts wait until `keep` or `drop` decides of them, so that a broken part of a file leaves
    nothing half read. `renamed` holds the namespaces that were not spelled as their standard does.
    """

    context_aware = False  # what rdflib's parser of JSON-LD asks of a graph

    def __init__(self) -> None:
        self.renamed: set[str] = set()
        self._waiting: list[tuple[Node, str, Node]] = []
        self._said: dict[Node, dict[str, dict[Node, None]]] = {}
        self._typed: dict[str, dict[Node, None]] = {}
        self._count = 0

    def add(self, triple: tuple[Any, Any, Any]) -> None:
        """Note one fact. Raises TooMany where there is no end to them."""
        subject, predicate, value = triple
        self._count += 1
        if self._count > MOST:
            raise TooMany
        name = self._spelled(str(predicate))
        if name == RDF + "type":
            value = URIRef(self._spelled(str(value)))
        self._waiting.append((subject, name, value))

    def bind(self, *_: Any, **__: Any) -> None:
        """Take the prefixes that rdflib's parsers offer, for which there is no use."""

    def keep(self) -> None:
        """Make the waiting facts count."""
        for subject, name, value in self._waiting:
            self._said.setdefault(subject, {}).setdefault(name, {})[value] = None
            if name == RDF + "type":
                self._typed.setdefault(str(value), {})[subject] = None
        self._waiting.clear()

    def drop(self) -> None:
        """Forget the waiting facts."""
        self._waiting.clear()

    def typed(self, *kinds: str) -> list[Node]:
        """List the things of these kinds, each once."""
        return list(dict.fromkeys(one for kind in kinds for one in self._typed.get(kind, ())))

    def having(self, *names: str) -> list[Node]:
        """List the things that have one of these properties."""
        return [thing for thing, said in self._said.items() if any(name in said for name in names)]

    def values(self, thing: Node, *names: str) -> list[Node]:
        """List the values of properties of a thing, each once."""
        said = self._said.get(thing, {})
        return list(dict.fromkeys(value for name in names for value in said.get(name, ())))

    def has(self, thing: Node, *names: str) -> bool:
        """Tell whether a thing has one of these properties, with something in it."""
        return any(str(value).strip() for value in self.values(thing, *names))

    def names(self, thing: Node) -> list[str]:
        """List the properties that a thing has."""
        return list(self._said.get(thing, ()))

    def _spelled(self, name: str) -> str:
        for written, meant in _SPELLINGS.items():
            if name.startswith(written):
                self.renamed.add(written)
                return meant + name.removeprefix(written)
        return name


def literal(text: Any, language: Any = "") -> Literal:
    """Make a value of text, with its language where that is one."""
    tag = language.replace("_", "-") if isinstance(language, str) else ""
    return Literal(str(text), lang=tag if _LANGUAGE.fullmatch(tag) else None)


def address(value: Node) -> str:
    """Give what a value points at, written as an address or as text; "" where it is no address."""
    text = str(value).strip()
    return "" if isinstance(value, BNode) or _ODD.search(text) else text


def base_of(file: File) -> str:
    """Give the address against which those in a file are read."""
    return file.url if "://" in file.url else f"file:///{quote(file.url)}"
