"""Reads a sitemap (https://www.sitemaps.org/protocol.html) of any make, broken ones included.

XML, gzip, a text file with an address on each line, and a feed. What publishers get wrong most
(standards.md A.11) is mended and said: bare ampersands, a second `loc`, relative addresses, XML
that is not well-formed. Nothing is fetched, no entity is read.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from lxml import etree

from crawlers.failures import Unfetched
from crawlers.readers._text import decoded, one_line
from crawlers.readers._xml import has_doctype
from crawlers.web.woo import Card, card, local
from knowledge.model import Problem

MOST_PAGES = 50_000  # in one sitemap, by the protocol
LARGEST = 50 * 1024 * 1024  # bytes when unpacked, by the protocol
_HOLDERS = {"urlset": "url", "sitemapindex": "sitemap", "documents": "document"}
_FEEDS = {"rss": "item", "rdf": "item", "feed": "entry"}
_CDATA = re.compile(rb"(<!\[CDATA\[|\]\]>)")
_BARE = re.compile(rb"&(?!(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos);)")
_LOC = re.compile(rb"<(?:[\w.-]+:)?loc(?:\s[^<>]*)?>\s*[^<\s]", re.IGNORECASE)
_SAFE: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False}


@dataclass(frozen=True)
class Listed:
    """One address in a sitemap, with the change that the list says and its DiWoo metadata."""

    address: str
    lastmod: str = ""
    card: Card | None = None

    def stamp(self, today: date) -> str:
        """Give what is said of the last change, "" where the page may change after that.

        A day says nothing of what changes later on that day, so the day of today does not count.
        """
        is_day = len(self.lastmod) <= len("2026-11-01")
        return "" if is_day and self.lastmod >= today.isoformat() else self.lastmod


@dataclass(frozen=True)
class Sitemap:
    """What a sitemap lists: pages, or other sitemaps where it is an index.

    `is_whole` is False where part of the file could not be read, `is_window` True for a feed,
    which lists only what is new. The problems are without a place: the caller knows the address.
    """

    entries: list[Listed]
    is_index: bool = False
    is_whole: bool = True
    is_window: bool = False
    problems: list[Problem] = field(default_factory=list)

    @property
    def addresses(self) -> list[str]:
        """The addresses alone."""
        return [entry.address for entry in self.entries]


def sitemap(body: bytes) -> Sitemap:
    """Read a sitemap; one address more than `MOST_PAGES` at most, so that the rest is noticed.

    Raises Unfetched where it is no sitemap, carries a DOCTYPE, or is too large when unpacked.
    """
    plain = decoded(unpacked(body)).text.strip().encode("utf-8", "replace")
    if re.match(rb"https?://\S", plain, re.IGNORECASE):
        return _of_lines(plain)
    if re.search(rb"<!doctype\s+html|<html[\s>]", plain[:2_000], re.IGNORECASE):
        said = "de host gaf een webpagina in plaats van een sitemap"
        raise Unfetched("bad-sitemap", said)
    if has_doctype(plain):
        raise Unfetched("doctype", "een sitemap met een DOCTYPE wordt niet gelezen")
    problems: list[Problem] = []
    tree = _Tree(_mended(plain, problems), problems)
    name = local(tree.root)
    if name in _FEEDS:
        entries = _collected(_of_feed(tree.root, _FEEDS[name]))
        return Sitemap(entries, False, tree.is_whole, True, problems)
    if name not in _HOLDERS:
        raise Unfetched("bad-sitemap", f"geen sitemap, maar <{name}>")
    entries = _collected(_of_xml(tree.root, _HOLDERS[name], problems))
    return Sitemap(entries, name == "sitemapindex", tree.is_whole, False, problems)


def tried(body: bytes) -> Sitemap | tuple[str, str]:
    """Read a sitemap; where it is none, give code and words, which a child process can send."""
    try:
        return sitemap(body)
    except Unfetched as error:
        return error.code, str(error)


def unpacked(body: bytes) -> bytes:
    """Give the bytes of a sitemap that may be gzip. Raises Unfetched for a bomb or a torso."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    unzip = zlib.decompressobj(wbits=31)  # gzip
    try:
        text = unzip.decompress(body, LARGEST)
    except zlib.error:
        raise Unfetched("bad-sitemap", "niet uit te pakken") from None
    if not unzip.eof:
        raise Unfetched("bad-sitemap", "niet volledig, of uitgepakt te groot")
    return text


def _of_lines(text: bytes) -> Sitemap:
    """Read a text file with an address on each line; other lines are counted and said."""
    lines = [line.strip() for line in text.decode("utf-8", "replace").split("\n") if line.strip()]
    right = [line for line in lines if re.fullmatch(r"https?://\S+", line, re.IGNORECASE)]
    problems: list[Problem] = []
    if wrong := len(lines) - len(right):
        said = f"{wrong} regels zijn geen webadres: zet op elke regel één volledig adres"
        _say(problems, "bad-line", said)
    return Sitemap(_collected(map(Listed, right)), problems=problems)


def _mended(body: bytes, problems: list[Problem]) -> bytes:
    """Write `&amp;` for each bare ampersand: a parser makes `?a=1=2` of `?a=1&b=2` (A.11)."""
    parts, line, count = _CDATA.split(body), 0, 0
    for number, part in enumerate(parts):
        if number and parts[number - 1] == b"<![CDATA[":
            continue
        parts[number], found = _BARE.subn(b"&amp;", part)
        if found and not count:
            before = b"".join(parts[:number]) + part[: next(_BARE.finditer(part)).start()]
            line = before.count(b"\n") + 1
        count += found
    if count:
        said = f"{count} keer een losse &; schrijf &amp; in een XML-bestand"
        _say(problems, "bare-ampersand", said, line)
    return b"".join(parts)


class _Tree:
    """The XML of a sitemap; of one that is not well-formed, what a lenient parser makes of it."""

    def __init__(self, body: bytes, problems: list[Problem]) -> None:
        body = re.sub(rb"^<\?xml[^>]*\?>\s*", b"", body)  # it was decoded, whatever it promises
        self.is_whole = True
        try:
            self.root = etree.fromstring(body, etree.XMLParser(**_SAFE))
        except etree.XMLSyntaxError as error:
            self.root = self._lenient(body, error)
            self.is_whole = self._has_all(body)
            reason = one_line(error.msg).partition(", line ")[0][:200]
            rest = "" if self.is_whole else "; een deel is niet gelezen"
            said = f"geen goed gevormde XML ({reason}){rest}. Laat de sitemap opnieuw maken."
            _say(problems, "malformed-sitemap", said, error.position[0] or 0)
        info: Any = self.root.getroottree().docinfo
        if info.doctype:
            raise Unfetched("doctype", "een sitemap met een DOCTYPE wordt niet gelezen")

    def _lenient(self, body: bytes, error: etree.XMLSyntaxError) -> Any:
        """Parse what can be parsed. Raises Unfetched where nothing can."""
        try:
            root = etree.fromstring(body, etree.XMLParser(recover=True, **_SAFE))
        except (etree.XMLSyntaxError, ValueError):
            root = None
        if root is None:
            said = one_line(error.msg).partition(", line ")[0][:200]
            raise Unfetched("bad-sitemap", f"geen geldige XML ({said})")
        return root

    def _has_all(self, body: bytes) -> bool:
        """Tell whether the file has its end, and the tree every filled `loc` that is in it."""
        found = sum(1 for e in self.root.iter() if local(e) == "loc" and (e.text or "").strip())
        ended = rf"</(?:[\w.-]+:)?{re.escape(local(self.root))}\s*>\s*$".encode()
        return bool(re.search(ended, body[-200:], re.IGNORECASE)) and found >= len(
            _LOC.findall(body)
        )


def _of_xml(root: Any, holder: str, problems: list[Problem]) -> Iterable[Listed]:
    """Give what each `url`, `sitemap` or DiWoo `Document` says; of two `loc` the first holds."""
    twice: list[int] = []
    for element in root.iter():
        if local(element) != holder:
            continue
        inside = element.iter() if holder == "document" else element.iterchildren()
        said: dict[str, list[Any]] = {"loc": [], "lastmod": []}
        for child in inside:
            if local(child) in said and (child.text or "").strip():
                said[local(child)].append(child)
        if len(said["loc"]) > 1:
            twice.append(said["loc"][1].sourceline or 0)
        if said["loc"]:
            lastmod = one_line(said["lastmod"][0].text) if said["lastmod"] else ""
            yield Listed(one_line(said["loc"][0].text), lastmod[:40], _card_of(element))
    if twice:
        text = f"{len(twice)} keer een tweede <loc> bij één adres; de eerste is gelezen"
        _say(problems, "second-loc", text, twice[0])


def _card_of(element: Any) -> Card | None:
    """Read the DiWoo metadata of an address; an ordinary sitemap has none."""
    documents = (one for one in element.iter() if local(one) == "document")
    document = next(documents, None)
    return None if document is None else card(document)


def _of_feed(root: Any, item: str) -> Iterable[Listed]:
    """Give the links of a feed that serves as sitemap, as the protocol allows."""
    for element in root.iter():
        if local(element) != item:
            continue
        links = [child for child in element.iterchildren() if local(child) == "link"]
        own = [link for link in links if link.get("rel", "alternate") == "alternate"]
        address = next((link.get("href") or link.text or "" for link in own), "").strip()
        if address:
            yield Listed(address)


def _collected(found: Iterable[Listed]) -> list[Listed]:
    """List what was found, up to one more than a sitemap may have."""
    entries = []
    for entry in found:
        entries.append(entry)
        if len(entries) > MOST_PAGES:
            break
    return entries


def _say(problems: list[Problem], code: str, message: str, line: int = 0) -> None:
    problems.append(Problem(level="warning", code=code, message=message, line=line))
