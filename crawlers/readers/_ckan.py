"""One dataset as the CKAN Action API gives it: its fields, extra fields, id and page."""

from __future__ import annotations

import re
from typing import Any

from crawlers.readers import File
from crawlers.readers._api import listed, mapping, plain, raw, words
from crawlers.readers._dcat import BODIES
from crawlers.readers._text import clipped, one_line
from knowledge.identity import url_id

ACTION = re.compile(r"/api/(?:\d/)?action/(package_search|package_show|[a-z]+_package_[a-z_]+)")
_PUBLISHERS = ("publisher_uri", "publisher", "authority")  # where portals write an address
_LONGEST = 20_000  # characters


class Package:
    """One dataset as CKAN gives it, and what it is on the portal."""

    def __init__(self, file: File, said: dict[str, Any], place: int) -> None:
        self.file, self.said = file, said
        self.portal = _portal(file.url)
        self.key = words(said.get("id"))
        self.name = words(said.get("name"))
        self.title = one_line(text_of(said.get("title_translated")) or text_of(said.get("title")))
        self.resources = [mapping(one) for one in listed(said.get("resources"))]
        self.extras, self.twice = _extras(said.get("extras"))
        self.place = self.id or f"{file.url}#{self.name or place + 1}"

    @property
    def id(self) -> str:
        """The id of the dataset, "" where CKAN gives none."""
        if not self.key or not re.fullmatch(r"[\w.~-]{1,200}", self.key):
            return ""
        within = f"{self.portal}/dataset/" if self.portal else f"{self.file.url}#"
        return f"{url_id(within)}{'#' if not self.portal else '/'}{self.key}"

    @property
    def page(self) -> str:
        """The page of the dataset on its portal, else the file."""
        name = self.name if re.fullmatch(r"[\w-]{2,100}", self.name) else self.key
        return f"{self.portal}/dataset/{name}" if self.portal else self.file.url

    @property
    def notes(self) -> str:
        """What the dataset is, in Markdown; HTML is made plain."""
        said = text_of(self.said.get("notes_translated")) or text_of(self.said.get("notes"))
        is_html = re.search(r"</?[a-zA-Z][^<>]{0,500}>", said)
        return clipped(plain(said).text if is_html else said.strip(), _LONGEST)

    def value(self, *names: str) -> str:
        """Give the first filled field of the dataset or of its extras."""
        found = (words(self.said.get(name)) or self.extras.get(name, "") for name in names)
        return next(filter(None, found), "")

    def organisation(self) -> tuple[str, str]:
        """Give the publisher: its id, or else its name."""
        said = (self.value(name) for name in _PUBLISHERS)
        if body := next((one for one in said if BODIES.fullmatch(one)), ""):
            return body, ""
        organisation = mapping(self.said.get("organization"))
        name = words(organisation.get("title")) or self.value("publisher_name")
        return "", "" if "@" in name else name[:200]


def _extras(said: Any) -> tuple[dict[str, str], list[str]]:
    """Give the extra fields, and the names of those that contradict themselves and do not count."""
    pairs = [(k, raw(v)) for k, v in said.items()] if isinstance(said, dict) else [
        (words(one.get("key")), raw(one.get("value"))) for one in map(mapping, listed(said))
    ]  # fmt: skip
    found: dict[str, str] = {}
    twice: dict[str, None] = {}
    for key, value in pairs:
        if found.setdefault(key, value) != value:
            twice[clipped(key, 40)] = None
    return {key: value for key, value in found.items() if key not in twice}, list(twice)[:10]


def text_of(value: Any) -> str:
    """Give a text that may come in several languages: in Dutch, else the first by its language.

    >>> text_of({"en": "Trees", "nl": "Bomen"}), text_of("Bomen"), text_of(None)
    ('Bomen', 'Bomen', '')
    """
    if not isinstance(value, dict):
        return raw(value)
    return raw(value.get("nl")) or next(filter(None, (raw(value[k]) for k in sorted(value))), "")


def _portal(url: str) -> str:
    """Give the root of the portal behind an address of its API, "" where it is no such address."""
    found = ACTION.search(url)
    return url[: found.start()] if found else ""
