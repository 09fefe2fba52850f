"""What an answer says of itself: its type, its marks for the next time, what it refuses."""

from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy.http import Response

from crawlers.memory import Mark

DATA = (".yml", ".yaml", ".bpmn", ".dmn", ".cmmn", ".archimate", ".json", ".jsonld", ".xml",
        ".ttl", ".rdf", ".zip")  # fmt: skip
TEXTS = (".md", ".markdown", ".rst", ".txt")
LARGEST_LIST = 8 * 1024 * 1024  # bytes of a list that are kept for the next run
_PAGING = ("content-type", "link", "x-next-page", "x-total", "x-total-count", "x-wp-total",
           "x-wp-totalpages")  # fmt: skip


def media_type(response: Response) -> str:
    """Give the media type that an answer says it has, in lower case, without parameters."""
    said = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return said.partition(";")[0].strip().lower()


def charset(response: Response) -> str:
    """Give the charset that an answer says it has, "" where it says none."""
    said = (response.headers.get("Content-Type") or b"").decode("latin-1")
    parameters = said.partition(";")[2]
    return parameters.partition("charset=")[2].partition(";")[0].strip(" \"'")


def header(response: Response, name: str) -> str:
    """Give a header as text, "" where it is absent."""
    return (response.headers.get(name) or b"").decode("latin-1").strip()


def paging_headers(response: Response) -> dict[str, str]:
    """Give the headers that say how a list goes on, names in lower case."""
    return {name: said for name in _PAGING if (said := header(response, name))}


def refuses_index(response: Response) -> bool:
    """Tell whether the headers of an answer ask every robot not to index it."""
    said = b",".join(response.headers.getlist("X-Robots-Tag")).decode("latin-1").lower()
    return any(part.strip() in ("noindex", "none") for part in said.split(","))


def is_page_instead(url: str, response: Response, is_exact: bool) -> bool:
    """Tell whether a web page came for a file that is none: an error with status 200.

    Of an exact host, which lists only what is there, texts are expected as they are too; websites
    show theirs as pages.
    """
    other = (*DATA, *TEXTS) if is_exact else DATA
    return media_type(response) == "text/html" and urlsplit(url).path.lower().endswith(other)


def mark_of(response: Response, public: str, context: str, stamp: str) -> Mark:
    """Give what is to be remembered of an answer that was read."""
    digest = hashlib.sha256(response.body).hexdigest()
    return Mark(public, header(response, "ETag"), header(response, "Last-Modified"), digest, stamp,
                context, now())  # fmt: skip


def now() -> str:
    """Give the moment in UTC; it stands in `data/runs` only (model.md, Time)."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def packed(body: bytes) -> str:
    """Give bytes in gzip and base64, the same for the same bytes."""
    return base64.b64encode(gzip.compress(body, mtime=0)).decode()


def unpacked(text: str) -> bytes:
    """Give back what `packed` made. Raises ValueError or OSError where it is broken."""
    return gzip.decompress(base64.b64decode(text))
