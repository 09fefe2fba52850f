"""Reads a web page: one document with its title, headings and main text, without the menus.

Meta data (DCTERMS, OVERHEID, Open Graph) and JSON-LD of schema.org fill in what the page itself
does not show: its date, for whom it is, the product (UPL) it is about, where to ask for it.

A page that asks search engines to stay away (robots `noindex`) is not kept.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from crawlers.offers.levels import levels, merged, service
from crawlers.offers.particulars import particulars
from crawlers.offers.sections import Section, lines
from crawlers.readers import File, Reading
from crawlers.readers._page import Page, main_text
from crawlers.readers._text import (
    clipped,
    decoded,
    is_binary,
    own,
    products,
    published,
    readable_name,
    web_address,
)
from knowledge.model import Document, Service, Statement

NAME = "webpage"
ORDER = 50
LONGEST = 2 * 1024 * 1024  # bytes
_SUMMARY = 500
_META_CHARSET = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]{2,40})")


def accepts(file: File) -> bool:
    """Accept HTML and XHTML, by media type, name or (where nothing is known) first bytes."""
    kind = file.media_type.partition(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml") or file.name.endswith((".html", ".htm")):
        return True
    head = file.body[:512].lower()
    return not kind and (b"<!doctype html" in head or b"<html" in head)


def read(file: File) -> Reading:
    """Give the document of the page; without text and title, or with `noindex`, a problem only."""
    reading = Reading(format="html")
    if len(file.body) > LONGEST:
        said = f"de pagina is groter dan {LONGEST // 1024 // 1024} MB. Maak de pagina kleiner."
        reading.problem("too-large", said, place=file.url)
        return reading
    if is_binary(file.body):
        said = "dit is geen webpagina maar een ander soort bestand. Geef het het goede soort mee."
        reading.problem("not-html", said, place=file.url)
        return reading
    page = Page(decoded(file.body, file.charset, *_charsets(file.body[:4096])).text)
    if page.refuses_index():
        said = "de pagina vraagt om niet gevonden te worden (noindex) en is overgeslagen."
        reading.problem("noindex", said, level="hint", place=file.url)
        return reading
    text = main_text(page)
    if (target := page.moved_to()) and not text:
        said = f"de pagina stuurt lezers door naar {target[:200]} en is overgeslagen."
        reading.problem("moved", said, level="hint", place=file.url)
        return reading
    if not text and not page.title():
        said = "er staat geen tekst en geen titel op deze pagina. Vul de pagina of haal haar weg."
        reading.problem("empty-page", said, place=file.url)
        return reading
    if page.facts.broken:
        said = f"{page.facts.broken} keer JSON-LD die geen goede JSON is, of te groot."
        reading.problem("bad-json-ld", said, level="warning", place=file.url)
    reading.records.append(_document(file, page, text))
    return reading


def _charsets(head: bytes) -> list[str]:
    """List the charsets that the page itself promises."""
    found = [*_XML_CHARSET.findall(head), *_META_CHARSET.findall(head)]
    return [name.decode("ascii") for name in found if name.isascii()]


def _document(file: File, page: Page, text: str) -> Document:
    identifier, sections = _identifier(file, page), page.sections()
    title = page.title() or next(iter(page.headings()), "") or readable_name(file)
    said = _statements(file, page, identifier)
    is_about = any(one.relation == "about" and one.object != file.about for one in said)
    services = _services(file, page, title, sections, is_about)
    return Document(
        id=identifier,
        title=title,
        url=file.url,
        summary=clipped(page.summary(), _SUMMARY),
        language=page.language(),
        text_licence=file.licence,
        genre="webpagina",
        format="text",
        date=page.date(),
        headings=page.headings(),
        audience=page.audience(),
        online="ja" if page.facts.request_url else "",
        request_url=page.facts.request_url,
        services=services,
        text=text,
        statements=tuple(said),
        **particulars(sections, any(one.level == "online" and one.offered for one in services)),
    )


def _services(
    file: File, page: Page, title: str, sections: list[Section], is_about: bool
) -> tuple[Service, ...]:
    """Give how far one gets online here; a page about no product that shows no level has none."""
    links = [one._replace(url=_absolute(file.url, one.url)) for one in page.links]
    shown = levels(links, lines(sections), f"{title} {page.summary()}")
    asked = page.facts.request_url
    told = [service("online", "availableChannel", asked)] if asked else []
    here = [service("information", "webpagina", file.url)] if shown or told or is_about else []
    return merged(here, told, shown)


def _absolute(base: str, url: str) -> str:
    """Give the whole web address of a link; "" for one that goes nowhere else."""
    try:
        return web_address(urljoin(base, url)) if url and not url.startswith("#") else ""
    except ValueError:
        return ""


def _identifier(file: File, page: Page) -> str:
    """Give the id: the canonical address where it is on the same host, else the page's own."""
    address = web_address(file.url) or file.url
    try:
        canonical = web_address(urljoin(file.url, page.canonical())) if page.canonical() else ""
        same = canonical and urlsplit(canonical).netloc == urlsplit(address).netloc
    except ValueError:  # an address that cannot be
        return address
    return canonical if same else address


def _statements(file: File, page: Page, identifier: str) -> list[Statement]:
    """Say who publishes the page, and which products and solution it is about."""
    about = [one for address in page.addresses() for one in products(address)]
    about += page.facts.about + ([file.about] if file.about else [])
    said = [own(file, identifier, "about", one) for one in dict.fromkeys(about)]
    return published(file, identifier) + said
