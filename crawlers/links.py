"""The addresses in a page, as a browser would follow them."""

from __future__ import annotations

from urllib.parse import urljoin

from lxml import etree, html

from crawlers.failures import Unfetched

NO_FILES = ("mailto:", "tel:", "sms:")  # not something that is published


def links(body: bytes, base: str) -> list[str]:
    """List the addresses that an HTML page links to, absolute, without fragments, each once.

    Raises Unfetched where it is no page at all.
    """
    if not body.strip():
        return []
    try:
        page = html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        raise Unfetched("not-html", "dit is geen HTML-pagina") from None
    bases = (str(tag.get("href")) for tag in page.iter("base") if tag.get("href"))
    base = joined(base, next(bases, ""))
    hrefs = (str(link.get("href")).strip() for link in page.iter("a") if link.get("href"))
    found = (joined(base, href) for href in hrefs if not href.lower().startswith(NO_FILES))
    return list(dict.fromkeys(url.partition("#")[0] for url in found))


def joined(base: str, href: str) -> str:
    """Join an address to that of its page; one that is no address at all stays as it is."""
    try:
        return urljoin(base, href)
    except ValueError:
        return href
