"""JSON-LD in web pages: what schema.org objects say of a page, as plain JSON.

Nothing is fetched and no context is expanded: only keys and types of schema.org are known, with or
without their prefix (https://schema.org/GovernmentService). Persons are never read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from crawlers.readers._text import day, one_line, products, web_address
from knowledge.identity import is_forge, url_id

LONGEST = 256 * 1024  # characters of one script
_MOST = 2_000  # objects and lists that are looked at
_DEEPEST = 20
_TEXT = 1_000  # characters of a value
_SERVICES = ("GovernmentService", "Service")
_PROGRAMS = ("SoftwareApplication", "WebApplication", "MobileApplication", "SoftwareSourceCode")
_PAGES = ("HowTo", "FAQPage", "Article", "NewsArticle", "WebPage", "QAPage", "TechArticle")
_KINDS = {*_SERVICES, *_PROGRAMS, *_PAGES}
# what another page, work or body is: a teaser in a list says nothing of the page that lists it
_OTHERS = {"itemListElement", "hasPart", "isPartOf", "comment", "review", "publisher", "author",
           "creator", "contributor", "breadcrumb", "relatedLink", "citation",
           "isRelatedTo"}  # fmt: skip
_ADDRESSES = ("sameAs", "about", "serviceType", "identifier", "additionalType", "@id", "url")


@dataclass
class Facts:
    """What the JSON-LD of a page says; what it does not say is "" or empty."""

    name: str = ""
    description: str = ""
    modified: str = ""
    published: str = ""
    request_url: str = ""
    audience: tuple[str, ...] = ()
    about: list[str] = field(default_factory=list)  # ids of products and solutions
    broken: int = 0  # scripts that are no JSON


def facts(scripts: list[str]) -> Facts:
    """Read the JSON-LD scripts of a page; of each value the first that is filled counts."""
    found = Facts()
    for script in scripts:
        try:
            data = json.loads(script) if len(script) <= LONGEST else None
        except (ValueError, RecursionError):
            data = None
        if data is None:
            found.broken += 1
        for thing in _things(data):
            _add(found, thing)
    found.about = list(dict.fromkeys(found.about))
    return found


def _things(data: Any) -> Iterator[dict[str, Any]]:
    """Give the objects of a kind that we know, outer ones first, with plain keys."""
    level, seen = [data], 0
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for one in level:
            seen += 1
            if seen > _MOST:
                return
            if isinstance(one, dict):
                plain = {_plain(key): value for key, value in one.items()}
                if _KINDS & set(_kinds(plain)):
                    yield plain
                own = (value for key, value in plain.items() if key not in _OTHERS)
                below += [value for value in own if isinstance(value, dict | list)]
            elif isinstance(one, list):
                below += [value for value in one if isinstance(value, dict | list)]
        level = below


def _plain(name: Any) -> str:
    """Give a key or type without the address or prefix of its vocabulary."""
    text = str(name)
    return text if text.startswith("@") else text[max(map(text.rfind, "/#:")) + 1 :]


def _kinds(thing: dict[str, Any]) -> list[str]:
    said = thing.get("@type", [])
    return [_plain(one) for one in (said if isinstance(said, list) else [said])]


def _add(found: Facts, thing: dict[str, Any]) -> None:
    """Take over what one object says, as far as nothing said it before."""
    kinds = set(_kinds(thing))
    found.name = found.name or _first(thing, "name", "headline")
    found.description = found.description or _first(thing, "description", "abstract")
    found.modified = found.modified or day(_first(thing, "dateModified"))
    found.published = found.published or day(_first(thing, "datePublished"))
    for key in _ADDRESSES:
        found.about += [one for text in _texts(thing.get(key)) for one in products(text)]
    if kinds & set(_SERVICES):
        audience = (one.lower() for one in _audience(thing))
        found.audience = found.audience or tuple(dict.fromkeys(audience))
        found.request_url = found.request_url or _channel(thing.get("availableChannel"))
    if kinds & set(_PROGRAMS):
        found.about += _repository(thing)


def _texts(value: Any, *keys: str) -> list[str]:
    """List the texts of a value: itself, of an object its address or name, of a list each."""
    values = value if isinstance(value, list) else [value]
    found: list[str] = []
    for one in values[:100]:
        if isinstance(one, dict):
            inner = {_plain(key): said for key, said in one.items()}
            wanted = keys or ("@id", "@value", "url", "sameAs", "value")
            found += [said for key in wanted if isinstance(said := inner.get(key), str)]
        elif isinstance(one, str):
            found.append(one)
    return [text for text in (one_line(text)[:_TEXT] for text in found) if text]


def _first(thing: dict[str, Any], *keys: str) -> str:
    return next((text for key in keys for text in _texts(thing.get(key), "@value")), "")


def _audience(thing: dict[str, Any]) -> list[str]:
    said = thing.get("audience")
    return _texts(said, "audienceType") or _texts(said, "name")


def _channel(value: Any) -> str:
    """Give the web address at which a service can be asked for."""
    addresses = (web_address(text) and text for text in _texts(value, "serviceUrl"))
    return next(filter(None, addresses), "")


def _repository(thing: dict[str, Any]) -> list[str]:
    """Give the id of the solution whose repository is named: only one on a code host."""
    for text in _texts(thing.get("codeRepository")):
        address = web_address(url_id(text))
        parts = urlsplit(address)
        if address and is_forge(parts.hostname or "") and parts.path.count("/") >= 2:
            return [address]
    return []
