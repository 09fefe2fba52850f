"""A side: what counts of a process when it is put beside another, in words for readers.

A side is plain data. The command, the pages and the browser compare the same sides, and
`tests/comparisons.json` holds what must come out of that.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from knowledge.frozen import Frozen

Group = Literal["", "choice", "end"]


class Row(Frozen):
    """One step as it is compared: what it is called, who does it, and what comes after it.

    `word` is its name without capitals and signs, "" where it has none; `sort` is its kind in
    Dutch, "" where its maker did not say more than "task". Steps of another `group` are never the
    same step: a choice, an end, or anything else. `role_key` and `ways_key` (the outcomes of a
    choice) are what makes those the same. `to` has the places in the side of the steps that
    follow later on; loops back are left out.
    """

    name: str
    word: str = ""
    sort: str = ""
    group: Group = ""
    role: str = ""
    role_key: str = ""
    term: str = ""
    ways: tuple[str, ...] = ()
    ways_key: str = ""
    to: tuple[int, ...] = ()


class Item(Frozen):
    """One value of a fact: `key` says which values stand in one row, `mark` which are the same."""

    text: str
    key: str = ""
    mark: str = ""


class Fact(Frozen):
    """What is said of one side of a process. Without items it is unknown, which is not "none".

    `one` tells that there is one value at most; `held` counts what the licence gate held back.
    `source` names the source where that is not the one of the whole process.
    """

    name: str
    items: tuple[Item, ...] = ()
    one: bool = False
    held: int = 0
    source: str = ""


class Source(Frozen):
    """Where a side comes from; with `parts` it is the notice that a licence asks to print."""

    who: str
    url: str = ""
    seen: str = ""
    parts: str = ""
    licence: str = ""
    licence_url: str = ""
    changes: str = ""


class Side(Frozen):
    """What counts of one process; `held` counts the steps that may not be shown.

    `near` says per word of a step which words of other steps may mean the same, from 60 to 100; in
    a file for the browser these are the words of all processes.
    """

    slug: str
    title: str
    who: tuple[str, ...] = ()
    page: str = ""
    facts: tuple[Fact, ...] = ()
    steps: tuple[Row, ...] = ()
    held: int = 0
    sources: tuple[Source, ...] = ()
    near: dict[str, dict[str, int]] = Field(default_factory=dict)

    def fact(self, name: str) -> Fact:
        """Give a fact by its name, one without items where nothing is said."""
        return next((fact for fact in self.facts if fact.name == name), Fact(name=name))
