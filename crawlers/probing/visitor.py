"""A polite visitor of one host, outside a crawl: robots.txt first, one request at a time.

Each request goes through the guard of `crawlers.fetch` and is noted. robots.txt as RFC 9309 says:
refused on 5xx, 429 and silence, allowed on other 4xx; on each host that a redirect leads to.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from protego import Protego

from crawlers import settings
from crawlers.addresses import joined
from crawlers.fetch import Fetched, fetch
from crawlers.guard import NOT_PUBLIC, is_loopback, place_of
from crawlers.robots import LONGEST, LONGEST_DELAY
from knowledge.model import SourceError

MOST_REQUESTS = 25
_STATUS = re.compile(r"antwoord HTTP (\d{3})$")


class Unvisited(SourceError):
    """An address was not visited: `code` for programs, the text for people, in Dutch.

    `is_absent` says that the host has no such thing, which of a guessed address is no problem.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.is_absent = re.fullmatch(r"status-4(?!29)\d\d", code) is not None


@dataclass
class Robots:
    """What the robots.txt of a host says; `silent` is why it could not be asked, "" otherwise."""

    url: str
    text: str = ""
    is_found: bool = False
    silent: str = ""
    parser: Any = field(default_factory=lambda: Protego.parse(""))

    def allows(self, url: str) -> bool:
        """Tell whether an address may be asked by us."""
        return not self.silent and bool(self.parser.can_fetch(url, settings.USER_AGENT))

    @property
    def delay(self) -> float:
        """The seconds between two requests that the host asks for, within a cap."""
        asked = float(self.parser.crawl_delay(settings.USER_AGENT) or 0)
        return min(max(asked, 0.0), LONGEST_DELAY)

    @property
    def sitemaps(self) -> list[str]:
        """The addresses of the sitemaps that it names, absolute, without remarks behind them."""
        named = (str(one).split()[0] for one in self.parser.sitemaps if str(one).split())
        return list(dict.fromkeys(joined(self.url, one) for one in named))


class Visitor:
    """Asks addresses; `requests` notes each of them with what came of it.

    `allow_loopback` opens the host and port of `start` only, whatever a page there refers to.
    """

    def __init__(
        self,
        start: str,
        allow_loopback: bool = False,
        progress: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.open = place_of(start) if allow_loopback else ""
        self.progress = progress
        self.requests: list[dict[str, Any]] = []
        self.rules: dict[str, Robots] = {}

    def ask(self, url: str, robots: bool = True) -> Fetched:
        """Give an answer with status 200. Raises Unvisited.

        `robots` is False for the API of a code host, which has its own rules (as in a crawl).
        """
        if robots:
            self._check(url)
        answer = self._fetched(url)
        if robots and place_of(answer.url) != place_of(url):
            self._check(answer.url)
        return answer

    def robots(self, url: str) -> Robots:
        """Give what the robots.txt of the host of an address says; it is asked once."""
        place = place_of(url)
        if place not in self.rules:
            self.rules[place] = self._asked(joined(url, "/robots.txt"))
        return self.rules[place]

    def _check(self, url: str) -> None:
        rules = self.robots(url)
        if rules.silent:
            raise Unvisited("robots", f"{rules.silent}; zonder robots.txt leest noaber dit niet")
        if not rules.allows(url):
            raise Unvisited("robots", "robots.txt van deze host staat dit niet toe")

    def _asked(self, url: str) -> Robots:
        try:
            answer = self._fetched(url)
        except Unvisited as error:
            status = _STATUS.search(str(error))
            is_absent = status is not None and status[1][0] == "4" and status[1] != "429"
            return Robots(url, silent="" if is_absent else str(error))
        text = answer.body[:LONGEST].decode("utf-8", "replace")
        return Robots(url, text, True, parser=Protego.parse(text))

    def _fetched(self, url: str) -> Fetched:
        if len(self.requests) >= MOST_REQUESTS:
            raise Unvisited("too-many", f"na {MOST_REQUESTS} verzoeken houdt noaber op met kijken")
        self._pause(url)
        noted: dict[str, Any] = {"url": url, "status": 0, "bytes": 0, "error": ""}
        self.requests.append(noted)
        self.progress(url)
        try:
            answer = fetch(url, self.open == place_of(url))
        except SourceError as error:
            said = str(error).removeprefix(f"{url}: ")
            status = _STATUS.search(said)
            noted |= {"status": int(status[1]) if status else 0, "error": said}
            closed = "closed" if NOT_PUBLIC in said else "unreachable"
            raise Unvisited(f"status-{status[1]}" if status else closed, said) from None
        noted |= {"status": 200, "bytes": len(answer.body)}
        return answer

    def _pause(self, url: str) -> None:
        """Wait as long as the host asks, and at least as long as a crawl would."""
        if self.requests and not is_loopback(url):
            rules = self.rules.get(place_of(url))
            least = settings.AUTOTHROTTLE_START_DELAY
            time.sleep(max(least, rules.delay) if rules else least)
