"""Reads a sitemap (https://www.sitemaps.org/protocol.html), as XML or in gzip."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from lxml import etree

from crawlers.failures import Unfetched

MOST_PAGES = 50_000  # in one sitemap, by the protocol
LARGEST = 50 * 1024 * 1024  # bytes when unpacked, by the protocol


@dataclass(frozen=True)
class Sitemap:
    """The addresses in a sitemap: of pages, or of other sitemaps where it is an index."""

    addresses: list[str]
    is_index: bool = False


def sitemap(body: bytes) -> Sitemap:
    """Read a sitemap; one address more than `MOST_PAGES` at most, so that the rest is noticed.

    Raises Unfetched where it is no sitemap, carries a DOCTYPE, or is too large when unpacked.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(unpacked(body), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfetched("bad-sitemap", f"geen geldige XML ({error})") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unfetched("doctype", "een sitemap met een DOCTYPE wordt niet gelezen")
    name = etree.QName(root).localname
    if name not in ("urlset", "sitemapindex"):
        raise Unfetched("bad-sitemap", f"geen sitemap, maar <{name}>")
    found: list[str] = []
    for element in root.iterchildren("{*}url", "{*}sitemap"):
        address = (element.findtext("{*}loc") or "").strip()
        if address and len(found) <= MOST_PAGES:
            found.append(address)
    return Sitemap(found, name == "sitemapindex")


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
