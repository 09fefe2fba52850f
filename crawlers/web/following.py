"""A walk over the links of a site without a sitemap: which addresses are still to be visited.

The walk goes breadth first, so what stands near the start page is read before what lies deep, and
it ends: by depth, by number of pages, and by what `crawlers.web.traps` refuses.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from datetime import date

from crawlers.guard import host_of, refusal
from crawlers.web.links import NO_PAGES
from crawlers.web.traps import Traps, Why, shape
from knowledge.identity import url_id

DEEPEST_LINK = 3  # steps from the start page: menu, theme, product page
MOST_VISITED = 2_000  # pages; a larger site deserves a sitemap
MOST_NOTED = 50  # traps that are named one by one


class Trail:
    """The addresses to visit, each once. `is_cut` tells that a limit kept some from being read."""

    def __init__(self, hosts: Iterable[str], opened: Iterable[str], today: date) -> None:
        self.hosts, self.opened = frozenset(hosts), frozenset(opened)
        self.traps = Traps(today, followed=True)
        self.is_cut = False
        self.others: dict[str, str] = {}  # hosts that were not followed, and the first address
        self.trapped: Counter[str] = Counter()  # by code
        self._seen: set[str] = set()
        self._noted: set[tuple[str, str]] = set()
        self._left: deque[tuple[str, int]] = deque()
        self._visits = 0

    def add(self, url: str, place: str, depth: int) -> Why | None:
        """Put an address on the list, unless it is known, too deep or too much, or no page.

        Gives why it is refused where that is to be said: of each kind of trap only once.
        """
        identifier = url_id(place)
        if identifier in self._seen or identifier.partition("?")[0].lower().endswith(NO_PAGES):
            return None
        if self._visits >= MOST_VISITED or depth > DEEPEST_LINK:
            self.is_cut = True
            return None
        self._seen.add(identifier)
        why = refusal(url, self.hosts, self.opened)
        if why and why[0] == "other-host":
            self.others.setdefault(host_of(url), place)
            return None
        if why or (why := self.traps.refusal(url)):
            return self._noted_once(url, why)
        self._visits += 1
        self._left.append((url, depth))
        return None

    def _noted_once(self, url: str, why: Why) -> Why | None:
        self.trapped[why[0]] += 1
        kind = (why[0], shape(url))
        if kind in self._noted or len(self._noted) >= MOST_NOTED:
            return None
        self._noted.add(kind)
        return why

    def next(self) -> tuple[str, int] | None:
        """Give the address to visit now and its distance from the start, None at the end."""
        return self._left.popleft() if self._left else None

    def visited(self, place: str) -> None:
        """Note where an address led to, so that it is not visited under that name too."""
        self._seen.add(url_id(place))
