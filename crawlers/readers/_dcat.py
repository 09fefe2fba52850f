"""What a catalogue in DCAT says of one thing: its values, its id, its page, its publisher."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urldefrag, urlencode, urlsplit

from rdflib.term import BNode, Literal, Node, URIRef

from crawlers.readers import File
from crawlers.readers._page import plain_text
from crawlers.readers._text import one_line, web_address
from crawlers.readers._triples import (
    DCAT,
    DCT,
    FOAF,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VCARD,
    Triples,
    address,
)
from knowledge.identity import url_id

PAGING = {"page", "pagina", "pagenumber", "p", "start", "startindex", "startposition",
          "startrecord", "offset", "from", "cursor", "after", "skip"}  # fmt: skip
_LANGUAGES = {"nld": "nl", "dut": "nl", "eng": "en", "fry": "fy", "deu": "de", "ger": "de",
              "fra": "fr", "fre": "fr", "pap": "pap", "nds": "nds"}  # fmt: skip
_PERSONS = {FOAF + "Person", VCARD + "Individual", SCHEMA + "Person"}
_NAMES = (FOAF + "name", VCARD + "fn", VCARD + "organization-name", SKOS + "prefLabel",
          SCHEMA + "name", RDFS + "label", DCT + "title")  # fmt: skip
BODIES = re.compile(
    r"https?://(identifier\.overheid\.nl/tooi/id|standaarden\.overheid\.nl/owms/terms)/[^\s<>\"]+"
)


class Catalogue:
    """The facts of one file of a catalogue, and the address of that file without its paging."""

    def __init__(self, triples: Triples, file: File) -> None:
        self.triples = triples
        self.file = file
        self.services = set(triples.typed(DCAT + "DataService"))
        self.source = unpaged(file.url)

    def text(self, thing: Node, *names: str) -> str:
        """Give a text of a thing: in Dutch, else without language, else in English, else any."""
        said = [one for one in self.triples.values(thing, *names) if isinstance(one, Literal)]
        found = [(_rank(one.language), str(one)) for one in said if one.strip()]
        return _unmarked(min(found)[1]) if found else ""

    def texts(self, thing: Node, *names: str) -> list[str]:
        """List the texts of a thing, sorted."""
        said = self.triples.values(thing, *names)
        return sorted(
            {one_line(_unmarked(one))[:100] for one in said if isinstance(one, Literal)} - {""}
        )

    def rivals(self, thing: Node, *names: str) -> list[str]:
        """List the texts that could each be the one of a thing: in the same best language."""
        said = [one for one in self.triples.values(thing, *names) if isinstance(one, Literal)]
        best = min((_rank(one.language) for one in said), default=0)
        return sorted({one_line(one) for one in said if _rank(one.language) == best} - {""})

    def links(self, thing: Node, *names: str) -> list[str]:
        """List the web addresses that properties of a thing point at, sorted, as written."""
        found = {address(value) for value in self.triples.values(thing, *names)}
        return sorted(one for one in found if web_address(one))

    def languages(self, thing: Node) -> list[str]:
        """List the languages that a thing says it is in, as short codes."""
        said = self.triples.values(thing, DCT + "language")
        return sorted({code for value in said if (code := language_code(str(value)))})

    def language(self, thing: Node, *names: str) -> str:
        """Give the language of the texts of a thing: as they say, else as the thing says."""
        stated = self.languages(thing)
        tags = {
            (one.language or "").partition("-")[0].lower()
            for one in self.triples.values(thing, *names)
            if isinstance(one, Literal) and one.language
        }
        known = {_LANGUAGES.get(tag, tag) for tag in tags} or set(stated)
        return next((code for code in ("nl", "en") if code in known), min(known, default=""))

    def identifier(self, thing: Node, *first: str) -> str:
        """Give the id of a thing (A.13), "" where nothing in the file sets it apart.

        Its own address, else an identifier that is one, else what is only known within this source.
        `first` are properties that come before its address.
        """
        spelled = [spelling(one) for one in self.links(thing, *first)]
        spelled += [self._own_address(thing)] if isinstance(thing, URIRef) else []
        stated = self.triples.values(thing, DCT + "identifier")
        codes = sorted(text for one in stated if (text := one_line(str(one)))
                       and not isinstance(one, BNode))  # fmt: skip
        spelled += [spelling(code) for code in codes if " " not in code]
        if found := next(filter(None, spelled), ""):
            return found
        codes += [str(thing)] if isinstance(thing, URIRef) and ":" in thing else []
        if codes:
            return f"{url_id(self.source)}#{codes[0]}"
        pages = self.links(thing, DCAT + "landingPage")
        return spelling(pages[0]) if pages else ""

    def _own_address(self, thing: Node) -> str:
        """Give the id of a thing's own address; one within this page is within its source."""
        bare, fragment = urldefrag(str(thing)) if _is_sound(str(thing)) else ("", "")
        if not fragment or url_id(bare) != url_id(self.file.url):
            return spelling(str(thing))
        return f"{url_id(self.source)}#{fragment}" if web_address(bare) else ""

    def page(self, thing: Node) -> str:
        """Give the public page of a thing: its landing page, its address, else the file."""
        found = self.links(thing, DCAT + "landingPage")
        own = address(thing) if isinstance(thing, URIRef) else ""
        return found[0] if found else own if web_address(own) else self.file.url

    def organisation(self, thing: Node) -> tuple[str, str, bool]:
        """Give the publisher of a thing: its id, else its name, and whether it is stated at all."""
        said = self.triples.values(thing, DCT + "publisher")
        bodies = sorted(one for value in said if BODIES.fullmatch(one := address(value)))
        if bodies:
            return bodies[0], "", True
        named = [self._name(value) for value in said]
        return "", min(filter(None, named), default=""), bool(said)

    def _name(self, value: Node) -> str:
        if isinstance(value, Literal) and "://" not in value:
            return _public_name(value)
        agent = URIRef(address(value)) if isinstance(value, Literal) else value
        kinds = {str(kind) for kind in self.triples.values(agent, RDF + "type")}
        return "" if kinds & _PERSONS else _public_name(self.text(agent, *_NAMES))

    def label(self, value: Node) -> str:
        """Give the short name of a value from a list, such as CSV of a file type."""
        if isinstance(value, BNode):
            return self.text(value, RDF + "value", RDFS + "label", SKOS + "prefLabel")
        text = _unmarked(str(value))
        is_path = "://" in text or re.fullmatch(r"\w+/\S+", text)
        return one_line(re.split(r"[/#]", text.rstrip("/"))[-1] if is_path else text)


def language_code(said: str) -> str:
    """Give the short code of a language, from a code or from an address in a list of the EU.

    >>> language_code("http://publications.europa.eu/resource/authority/language/NLD")
    'nl'
    """
    code = re.split(r"[/#]", said.strip().rstrip("/"))[-1].lower().partition("-")[0]
    return _LANGUAGES.get(code, code if re.fullmatch("[a-z]{2,3}", code) else "")


def unpaged(url: str) -> str:
    """Give an address without the parameters that say which page of a list it is.

    >>> unpaged("https://data.voorbeeld.nl/catalog.ttl?page=2&soort=geo")
    'https://data.voorbeeld.nl/catalog.ttl?soort=geo'
    """
    if not _is_sound(url) or "?" not in url:
        return url
    parts = urlsplit(url)
    asked = parse_qsl(parts.query, True)
    kept = [(k, v) for k, v in asked if k.lower() not in PAGING]
    return url if kept == asked else parts._replace(query=urlencode(kept), fragment="").geturl()


def spelling(text: str) -> str:
    """Give the one spelling of an address with its fragment, which tells things in a file apart."""
    found = web_address(text)
    fragment = urldefrag(text.strip())[1] if found else ""
    return f"{found}#{fragment}" if fragment else found


def _is_sound(url: str) -> bool:
    try:
        urlsplit(url)
    except ValueError:
        return False
    return True


def _rank(language: str | None) -> int:
    order = ["nl", "", "en"]
    code = (language or "").partition("-")[0].lower()
    code = _LANGUAGES.get(code, code)
    return order.index(code) if code in order else len(order)


def _unmarked(text: str) -> str:
    """Give a text without the HTML that some portals write in it."""
    return plain_text(text) if re.search(r"</?[a-zA-Z][^<>]{0,500}>", text) else text.strip()


def _public_name(text: str) -> str:
    """Give the name of an organisation, "" for what is an address of somebody."""
    name = one_line(text)[:200]
    return "" if "@" in name or "://" in name else name
