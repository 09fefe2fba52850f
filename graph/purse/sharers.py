"""Who shares in a cost, from the graph: the users of a solution, or who is named."""

from __future__ import annotations

from collections.abc import Callable

from graph.build import Reuse
from graph.walking import of_kind, title, users
from knowledge.costs.division import Sharer
from knowledge.identity import slug, url_id


def sharers(reuse: Reuse, solution: str, together: tuple[str, ...] = ()) -> list[Sharer]:
    """Give who shares, by title: who is named, else who uses the solution by claims that count."""
    found = [
        Sharer(who, title(reuse, who), reuse.nodes[who].get("inhabitants"))
        for who in {*together} or users(reuse, solution)
        if who in reuse
    ]
    return sorted(found, key=lambda one: (one.title.casefold(), one.id))


def organisation_named(reuse: Reuse) -> Callable[[str], str]:
    """Give what finds an organisation by its id, the name of its page, or its whole title.

    What it gives is "" for a name that nobody has, or more than one.
    """
    by_name: dict[str, set[str]] = {}
    by_title: dict[str, set[str]] = {}

    def learn() -> None:
        for one in of_kind(reuse, "organisation"):
            by_name.setdefault(str(reuse.nodes[one].get("slug")), set()).add(one)
            by_title.setdefault(title(reuse, one).casefold(), set()).add(one)

    def find(written: str) -> str:
        if not by_name:
            learn()
        known = url_id(written)
        if known in reuse:
            return known if reuse.nodes[known].get("kind") == "organisation" else ""
        found = by_name.get(slug(written)) or by_title.get(written.casefold()) or set()
        return min(found) if len(found) == 1 else ""

    return find
