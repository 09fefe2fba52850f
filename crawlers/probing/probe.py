"""Looks at a host and proposes a member file (`noaber members probe`).

What counts is what the content of an answer shows, never its status or address alone. At most
`MOST_REQUESTS` addresses are asked, one after another, as robots.txt allows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crawlers.guard import host_of, place_of, refusal
from crawlers.loader import protocols
from crawlers.probing.look import Look
from crawlers.probing.proposal import Candidate, Proposal, proposal
from crawlers.probing.visitor import Robots, Visitor
from knowledge.home import Home
from knowledge.model import NoaberError, Problem


@dataclass
class Probe:
    """What a host speaks, what it allows, the member file to copy, and what went wrong."""

    url: str
    host: str
    robots: Robots | None = None
    sources: list[Candidate] = field(default_factory=list)
    unsupported: list[Candidate] = field(default_factory=list)
    proposal: Proposal = field(default_factory=Proposal)
    problems: list[Problem] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    @property
    def member_text(self) -> str:
        """The text of the member file, "" where nothing was found to put in it."""
        return self.proposal.text

    @property
    def status(self) -> int:
        """The exit status: 0 something was found, 3 with problems, 1 nothing usable."""
        found = bool(self.sources)
        return 1 if not found else 3 if any(p.level == "error" for p in self.problems) else 0

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values, for `--json`."""
        rules = self.robots or Robots(self.url)
        robots = {
            "asked": self.robots is not None,
            "found": rules.is_found,
            "allows": rules.allows(self.url),
            "crawl_delay": rules.delay,
        }
        return {
            "url": self.url,
            "host": self.host,
            "robots": robots,
            "sources": [one.as_json() for one in self.sources],
            "unsupported": [one.as_json() for one in self.unsupported],
            "member": self.member_text,
            "file": self.proposal.file,
            "problems": [problem.model_dump() for problem in self.problems],
            "requests": self.requests,
        }

    def lines(self) -> list[str]:
        """Give it for people, in Dutch; the problems are not among them."""
        asked = len(self.requests)
        count = "1 verzoek" if asked == 1 else f"{asked} verzoeken"
        told = [f"{self.host}: {self._allowed()}; {count} gedaan"]
        told += [f"  {one.line()}" for one in self.sources]
        told += [f"  kan noaber nog niet lezen: {one.line()}" for one in self.unsupported]
        return told + self.proposal.lines()

    def _allowed(self) -> str:
        """Say in Dutch what robots.txt says of the address that was asked for."""
        if self.robots is None:
            return "de API van een codehost heeft eigen regels"
        if self.robots.silent:
            return "robots.txt kon niet gevraagd worden"
        if not self.robots.is_found:
            return "er is geen robots.txt"
        return f"robots.txt staat dit {'' if self.robots.allows(self.url) else 'niet '}toe"


def probe(
    home: Home,
    url: str,
    allow_loopback: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Probe:
    """Look at a host, or at one address on it, and propose a member file.

    What cannot be asked is a problem in the result. Raises NoaberError where the address is none.
    """
    url = url.strip() if "://" in url else f"https://{url.strip()}"
    wrong = refusal(url, [place_of(url)], [place_of(url)] if allow_loopback else [])
    if wrong:
        raise NoaberError(f"{url}: {wrong[1]}")
    look = Look(url, Visitor(url, allow_loopback, progress))
    look.around()
    made = proposal(home, look.page, look.url, look.found)
    known = protocols()
    return Probe(
        url=url,
        host=host_of(url),
        robots=look.visitor.rules.get(place_of(url)),
        sources=look.found,
        unsupported=[one for one in look.found if one.protocol not in known],
        proposal=made,
        problems=look.problems,
        requests=look.visitor.requests,
    )
