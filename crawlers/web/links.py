"""The addresses in a page, as a browser would follow them."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from crawlers.addresses import joined
from crawlers.failures import Unfetched

NO_FILES = ("mailto:", "tel:", "sms:")  # not something that is published


# what is no page and no document: a link to it is not something that was published
NO_PAGES = (".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".ico", ".css", ".js", ".mp3",
            ".mp4", ".avi", ".mov", ".webm", ".woff", ".woff2", ".ttf", ".exe", ".dmg", ".ics",
            ".vcf")  # fmt: skip


def links(body: bytes, base: str, obey: bool = False) -> list[str]:
    """List the addresses that an HTML page links to, absolute, without fragments, each once.

    With `obey` those that the page asks robots not to follow (`nofollow`) are left out. Raises
    Unfetched where it is no page at all.
    """
    if not body.strip():
        return []
    try:
        page = html.document_fromstring(body)
    except (etree.LxmlError, ValueError):
        raise Unfetched("not-html", "dit is geen HTML-pagina") from None
    bases = (str(tag.get("href")) for tag in page.iter("base") if tag.get("href"))
    base = joined(base, next(bases, ""))
    anchors = [link for link in page.iter("a") if link.get("href")]
    if obey:
        followed = [one for one in anchors if "nofollow" not in (one.get("rel") or "").lower()]
        anchors = [] if _asks_not_to_follow(page) else followed
    hrefs = (str(link.get("href")).strip() for link in anchors)
    found = (joined(base, href) for href in hrefs if not href.lower().startswith(NO_FILES))
    return list(dict.fromkeys(url.partition("#")[0] for url in found))


def _asks_not_to_follow(page: Any) -> bool:
    """Tell whether a page asks every robot not to follow its links."""
    named = (
        tag for tag in page.iter("meta") if tag.get("name", "").lower() in ("robots", "noaber")
    )
    asked = " ".join(tag.get("content", "") for tag in named).lower()
    return bool(re.search(r"\b(nofollow|none)\b", asked))
