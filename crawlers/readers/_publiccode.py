"""Looks up values in a publiccode.yml, of whatever type, and warns where it is the wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from crawlers.readers import Reading
from crawlers.readers._text import day, one_line, web_address
from knowledge.strict_yaml import Loaded

_PREFERRED = ("nl", "en")
_CERTAIN = "https://identifier.overheid.nl/tooi/"  # ids that the register itself gives
_BARE = re.compile(r"(?:[\w-]+\.)+[a-z]{2,20}(?:/\S*)?", re.IGNORECASE)  # an address but its scheme
_LINK = re.compile(r"\[([^\[\]]{1,200})\]\([^()]{0,500}\)")
_AFTER = re.compile(r"\s*[(<]https?://[^()<>\s]{1,500}[)>]\s*$")
_BODY = re.compile(r"(?:gemeente|provincie|waterschap|hoogheemraadschap)\s+\S", re.IGNORECASE)
_THREE_LETTERS = {"nld": "nl", "dut": "nl", "eng": "en", "ita": "it", "fra": "fr", "deu": "de"}
_ALONE = ("isBasedOn", "organisation", "legal")  # no list needed here


@dataclass(frozen=True)
class Source:
    """The keys of one file; what is read of the wrong type is noted in `reading`, once."""

    loaded: Loaded
    reading: Reading
    place: str

    def warn(self, code: str, message: str, *path: str | int) -> None:
        """Note a warning at a key, unless it is noted already."""
        line, column = self.loaded.where(*path)
        name = ".".join(str(part) for part in path)
        known = ((one.code, one.field) for one in self.reading.problems)
        if (code, name) not in known:
            self.reading.problem(
                code, message, level="warning", place=self.place, line=line, column=column,
                field=name,
            )  # fmt: skip

    def at(self, *path: str | int) -> Any:
        """Give the value at a path, None where there is none; warn where a parent is no mapping."""
        value: Any = self.loaded.data
        for depth, part in enumerate(path):
            if isinstance(value, list) and isinstance(part, int) and part < len(value):
                value = value[part]
            elif isinstance(value, dict):
                value = value.get(str(part))
            else:
                if value is not None:
                    self._mistyped("sleutels met waarden", *path[:depth])
                return None
        return value

    def _mistyped(self, wanted: str, *path: str | int) -> None:
        self.warn("wrong-type", f"hier horen {wanted} te staan. Pas dit aan.", *path)

    def text(self, *path: str | int) -> str:
        """Give a single value as it was written; the first of a list, with a warning."""
        value = self.at(*path)
        if isinstance(value, list):
            self.warn("wrong-type", "hier hoort één waarde te staan, geen lijst.", *path)
            return self.text(*path, 0) if value else ""
        if isinstance(value, dict):
            self.warn("wrong-type", "hier hoort één waarde te staan, geen sleutels.", *path)
            return ""
        return "" if value is None else self.loaded.written(*path).strip()

    def link(self, *path: str | int) -> str:
        """Give a web address that can be followed, "" with a warning where it is none.

        One without `https://` is read as if it had it, with the same warning.
        """
        written = self.text(*path)
        if written and not web_address(written):
            said = f"'{written[:80]}' is geen webadres. Begin met https://."
            self.warn("bad-url", said, *path)
            return f"https://{written}" if _BARE.fullmatch(written) else ""
        is_plain = written.lower().startswith(("http://", "https://"))
        return written.replace(" ", "%20") if is_plain else web_address(written)

    def alone(self, section: str, key: str) -> str:
        """Give a key of a section, or what stands in the place of the whole section."""
        found = self.text(section, key)
        return found or (self.text(section) if _is_text(self.at(section)) else "")

    def date(self, *path: str | int) -> str:
        """Give a day, "" with a warning where it is none."""
        written = self.text(*path)
        if written and not day(written):
            said = f"'{written[:80]}' is geen datum van een uitgave. Schrijf jaar-maand-dag."
            self.warn("bad-date", said, *path)
        return day(written)

    def items(self, *path: str | int) -> Iterator[tuple[tuple[str | int, ...], Any]]:
        """Give path and value of each item of a list; of a value alone, with a warning."""
        value = self.at(*path)
        if isinstance(value, list):
            yield from (((*path, number), item) for number, item in enumerate(value))
        elif value is not None:
            if path[0] not in _ALONE:
                self.warn("wrong-type", "hier hoort een lijst te staan (met streepjes).", *path)
            yield path, value

    def texts(self, *path: str | int) -> tuple[str, ...]:
        """Give the texts of a list, each once; the keys of a mapping that stands in its place."""
        found: dict[str, None] = {}
        for where, item in self.items(*path):
            if isinstance(item, dict):
                self._mistyped("losse waarden", *where)
                found.update({one_line(str(key)): None for key in item if where == path})
            elif not isinstance(item, list):
                found[one_line(self.text(*where))] = None
        return tuple(text for text in found if text)

    def names(self, *path: str | int) -> tuple[str, ...]:
        """Give names of organisations, or ids, from texts and from mappings (name, id, uri)."""
        found: dict[str, None] = {}
        for where, item in self.items(*path):
            if isinstance(item, dict):
                found.update(dict.fromkeys(self._named(where, item)))
            elif isinstance(item, list):
                self._mistyped("losse waarden", *where)
                found.update(dict.fromkeys(self.names(*where)))
            else:
                if where == ("organisation",):
                    self._mistyped("de sleutels uri en name", *where)
                found.update(dict.fromkeys(_names_in(self.text(*where))))
        return tuple(name for name in found if name)

    def _named(self, where: tuple[str | int, ...], item: dict[str, Any]) -> list[str]:
        """Give what a mapping names; of one in the place of a list: its keys or plain values."""
        keys = ("id", "uri", "url") if where[0] == "supports" else ("name", "uri")
        if not item.get(keys[0]) and len(where) > 1:
            self.warn("no-name", f"hier ontbreekt de sleutel {keys[0]}. Vul die in.", *where)
        if self.text(*where, "uri").startswith(_CERTAIN):
            return [self.text(*where, "uri")]
        for key in keys:
            if key in item and (name := one_line(self.text(*where, key))):
                return [name]
        if where[0] not in ("usedBy", "fundedBy"):
            return []
        return [name for key in item for name in self._keyed(where, key)]

    def _keyed(self, where: tuple[str | int, ...], key: str) -> tuple[str, ...]:
        """Give the name in `Gemeente Utrecht: 2020` (the key), `gemeente: Utrecht` (the value)."""
        if " " in key or key[:1].isupper():
            return (one_line(key),)
        value = self.at(*where, key)
        plain = not isinstance(value, (dict, list))
        return _names_in(self.text(*where, key)) if plain else self.names(*where, key)

    def contractors(self) -> list[tuple[str, str]]:
        """Give name and end date of each contractor; nothing else, no persons."""
        found = []
        for where, item in self.items("maintenance", "contractors"):
            given = isinstance(item, dict)
            name = one_line(self.text(*where, "name") if given else self.text(*where))
            if name:
                found.append((name, day(self.text(*where, "until")) if given else ""))
        return found

    def _languages(self) -> list[tuple[str | int, ...]]:
        """Give the paths of the descriptions: Dutch, English, then as they stand in the file."""
        described = self.at("description")
        if described is None:
            return []
        given = described.items() if isinstance(described, dict) else ()
        blocks = [key for key, value in given if isinstance(value, dict)]
        if not blocks:
            self._mistyped("eerst talen, zoals nl,", "description")
            return [("description",)]
        order = {language: place for place, language in enumerate(_PREFERRED)}
        blocks.sort(key=lambda key: order.get(_primary(key), len(order)))
        return [("description", key) for key in blocks]

    def _described_at(self, key: str) -> tuple[str | int, ...]:
        """Give the path of a key in the first language that has it, () where none has."""
        for path in self._languages():
            block = self.at(*path)
            if isinstance(block, dict) and block.get(key) not in (None, "", []):
                return (*path, key)
        return ()

    def described(self, key: str) -> str:
        """Give a text from the description in the preferred language that has it."""
        if path := self._described_at(key):
            return self.text(*path)
        plain = self.at("description")
        return self.text("description") if key == "shortDescription" and _is_text(plain) else ""

    def documentation(self) -> str:
        """Give the address of the documentation in the preferred language that has it."""
        path = self._described_at("documentation")
        return self.link(*path) if path else ""

    def features(self) -> tuple[str, ...]:
        """Give the features in the preferred language that has them."""
        path = self._described_at("features")
        return self.texts(*path) if path else ()

    def language(self) -> str:
        """Give the language of the chosen text, "" where it is not known."""
        for key in ("shortDescription", "longDescription", "localisedName"):
            path = self._described_at(key)
            if len(path) == 3:
                return _primary(str(path[1]))
        return ""


def _names_in(text: str) -> tuple[str, ...]:
    """Give the names in one text: one a line, without links; more on a line where all are bodies.

    >>> _names_in("[Gemeente A](https://a.nl), gemeente B en Provincie C")
    ('Gemeente A', 'gemeente B', 'Provincie C')
    >>> _names_in("Ministerie van Onderwijs, Cultuur en Wetenschap (https://ocw.nl)")
    ('Ministerie van Onderwijs, Cultuur en Wetenschap',)
    """
    found: list[str] = []
    for line in text[:10_000].split("\n"):
        name = one_line(_AFTER.sub("", _LINK.sub(r"\1", line)))
        parts = re.split(r"[,;] |[,;]$| en (?=[a-z]+ )", name, flags=re.IGNORECASE)
        bodies = [part.strip() for part in parts if part.strip()]
        found += bodies if all(map(_BODY.match, bodies)) else [name]
    return tuple(found)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _primary(language: str) -> str:
    """Give the first part of a language tag, in lower case; 0.1 had those of three letters."""
    first = language.replace("_", "-").partition("-")[0].lower()
    return _THREE_LETTERS.get(first, first)
