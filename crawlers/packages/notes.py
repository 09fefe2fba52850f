"""What is noted of a package: what is in it, what it needs, what its taker changes, what is wrong.

Whoever takes over an export of another meets values of the maker's own: addresses, groups, numbers.
Each is told with its place and, where that helps, its name. Never told are e-mail addresses, long
numbers (an RSIN looks like a burgerservicenummer), persons, and what may be a secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from crawlers.readers._text import clipped, one_line
from knowledge.model import Package, Problem

MOST_LOCAL, MOST_TOLD, LONGEST = 30, 5, 240  # sentences, names in one, characters of one
MOST_VALUES = 200_000  # of one JSON text that are looked at
_ADDRESS = re.compile(r"https?://[^\s\"'<>{}\\^`|]{1,500}", re.I)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_NUMBER = re.compile(r"\d{7,}")
_SCHEMAS = re.compile(  # what gives things a name, and is never asked for anything
    r"(?:.+\.)?(?:w3\.org|omg\.org|schema\.org|json-schema\.org|purl\.org|bpmn\.io|camunda\.org"
    r"|flowable\.org|activiti\.org|jboss\.org|bpsim\.org|signavio\.com|trisotech\.com"
    r"|standaarden\.overheid\.nl|tc39\.es|xmlsoap\.org|opengis\.net)"
)
_NOWHERE = re.compile(r"localhost|testserver|127\.[\d.]+|\[?::1\]?|.*\.(?:local|localhost|test)")


class Notes:
    """What there is to tell of one package; `place` is where its problems are."""

    def __init__(self, place: str, kind: str) -> None:
        self.place, self.kind = place, kind
        self.made_with = self.version = self.withheld = ""
        self.holds: list[str] = []
        self.works_with: list[str] = []
        self.problems: list[Problem] = []
        self._local: dict[str, None] = {}

    def change(self, said: str) -> None:
        """Note what its taker must change or check, once; with no long number or e-mail in it."""
        self._local[clipped(_MAIL.sub("…", _NUMBER.sub("…", one_line(said))), LONGEST)] = None

    def warn(self, code: str, message: str, line: int = 0) -> None:
        """Note what is wrong with it: a warning, since it can be read nevertheless."""
        said = clipped(_MAIL.sub("…", _NUMBER.sub("…", one_line(message))), 2 * LONGEST)
        self.problems.append(
            Problem(level="warning", code=code, message=said, place=self.place, line=line)
        )

    def count(self, number: int, one: str, more: str) -> None:
        """Note how many of something are in it; nothing where there are none."""
        if number:
            self.holds.append(f"{number} {one if number == 1 else more}")

    def package(self, size: int, problems: int) -> Package:
        """Give the package; `problems` are those that its reader found already."""
        local = list(self._local)
        if len(local) > MOST_LOCAL:
            local = [*local[: MOST_LOCAL - 1], f"En nog {len(local) - MOST_LOCAL + 1}."]
        return Package(
            kind=self.kind,
            version=_MAIL.sub("…", self.version),
            made_with=_MAIL.sub("…", self.made_with),
            works_with=tuple(dict.fromkeys(_MAIL.sub("…", one) for one in self.works_with)),
            local=tuple(local),
            problems=problems + len(self.problems),
            size=size,
            holds=tuple(self.holds),
            withheld=self.withheld,
        )


def listed(names: Iterable[str]) -> str:
    """Give names between quotes, each once, the first five, and how many more there are.

    >>> listed(["b", "a", "b"]), listed("abcdefg")
    ("'b', 'a'", "'a', 'b', 'c', 'd', 'e' en nog 2")
    """
    shown = [clipped(_MAIL.sub("…", one), 60) for one in dict.fromkeys(map(one_line, names)) if one]
    more = f" en nog {len(shown) - MOST_TOLD}" if len(shown) > MOST_TOLD else ""
    return ", ".join(f"'{one}'" for one in shown[:MOST_TOLD]) + more


def several(number: int, one: str, more: str) -> str:
    """Give a number with its word.

    >>> several(1, "stap", "stappen"), several(3, "stap", "stappen")
    ('1 stap', '3 stappen')
    """
    return f"{number} {one if number == 1 else more}"


def hosts(texts: Iterable[str]) -> list[str]:
    """List the hosts that texts have addresses of; not those of schemas, and not one's own machine.

    >>> hosts(["zie https://zaken.example.nl/a", "http://www.w3.org/2001/XMLSchema"])
    ['zaken.example.nl']
    """
    found: dict[str, None] = {}
    for text in texts:
        for address in _ADDRESS.findall(text):
            try:
                host = (urlsplit(address).hostname or "").strip(".")
            except ValueError:  # brackets that are no IPv6 address
                continue
            if host and not _SCHEMAS.fullmatch(host) and not _NOWHERE.fullmatch(host):
                found[host[:100]] = None
    return list(found)


def mail_count(texts: Iterable[str]) -> int:
    """Count the different e-mail addresses in texts, which are never told."""
    return len({mail.lower() for text in texts for mail in _MAIL.findall(text)})


def walked(data: Any) -> Iterator[tuple[str, Any]]:
    """Give every value in JSON data with the key it stands under, however deep, in order.

    Values in a list have the key of the list.
    """
    stack: list[tuple[str, Any]] = [("", data)]
    for _ in range(MOST_VALUES):
        if not stack:
            return
        key, value = stack.pop()
        yield key, value
        if isinstance(value, dict):
            stack += [(str(name), inner) for name, inner in reversed(value.items())]
        elif isinstance(value, list):
            stack += [(key, inner) for inner in reversed(value)]


def texts_in(data: Any) -> list[str]:
    """List the texts in JSON data, however deep."""
    return [value for _, value in walked(data) if isinstance(value, str)]
