"""Whom to call at an organisation about a solution: a team that it names itself, else its website.

Teams come, the best first, from: the organisation itself; a page, document or process of its own
about this solution; the solution, where the organisation makes it; anything else it publishes. A
contact is shown without personal data, as `knowledge.contacts` does, and what says nothing besides
is no contact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.build import Reuse
from graph.walking import counting, into, out_of, title
from knowledge.clean import linked, one_line
from knowledge.personal import without_masks

_WORD = re.compile(r"[^\W\d_]{4}")
WEBSITE = 4  # after the four kinds of teams
NOBODY = 5


class Call(NamedTuple):
    """Whom to call, in words: the lower `rank` the better; at `NOBODY` there is nobody."""

    rank: int
    text: str = ""


def whom(reuse: Reuse, organisation: str, solution: str) -> Call:
    """Give the best team or website of an organisation for a solution."""
    for rank, things in enumerate(_places(reuse, organisation, solution)):
        for thing in sorted(things):
            if team := _team(reuse, thing):
                return Call(rank, team)
    website = one_line(str(reuse.nodes[organisation].get("website") or ""))
    if website.startswith(("https://", "http://")):
        return Call(WEBSITE, website)
    return Call(NOBODY)


def _places(reuse: Reuse, organisation: str, solution: str) -> Iterator[list[str]]:
    yield [organisation]
    own = counting(out_of(reuse, organisation, "publishes"))
    near = {
        *counting(into(reuse, solution, "about")),
        *counting(out_of(reuse, solution, "supports")),
    }
    yield [one for one in own if one in near]
    yield [solution] if organisation in counting(into(reuse, solution, "makes")) else []
    yield own


def _team(reuse: Reuse, thing: str) -> str:
    """Give the contact that a thing names, "" where it names none that may be shown."""
    named = one_line(str(reuse.nodes[thing].get("contact") or ""))
    text = without_masks("".join(part for part, _ in linked(named))).strip(" ,;:-")
    return text if _WORD.search(text) else ""


def said(reuse: Reuse, organisation: str, call: Call) -> str:
    """Say whom to call: the organisation, and its team or website."""
    return f"{title(reuse, organisation)}: {call.text}" if call.text else title(reuse, organisation)
