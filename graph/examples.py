"""Examples: with which things a question is asked on its page, chosen by a rule that is told.

The things come in the order of how much is known of them, so that the example says something. The
first five are tried; the one that has an answer is the example.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graph.build import Reuse
from graph.questions import Question
from graph.rows import Row
from graph.walking import title

TRIED = 5
# which kinds of things a parameter may be; any other name is a solution
_KINDS = {
    "solution": "solution", "organisation": "organisation", "product": "product",
    "process": "process", "document": "document", "initiative": "initiative",
    "a": "organisation", "b": "organisation",
}  # fmt: skip
_WORDS = {
    "solution": "de oplossing met de meeste gebruikers",
    "organisation": "de organisatie die de meeste oplossingen gebruikt",
    "product": "het product waarover het meest bekend is",
    "process": "het proces waarover het meest bekend is",
    "document": "het document waarover het meest bekend is",
    "initiative": "het initiatief waarover het meest bekend is",
}


class Example(NamedTuple):
    """The ids that a question is asked with, how they were chosen (in Dutch), and its rows."""

    arguments: tuple[str, ...]
    rule: str
    rows: list[Row]


Ranked = dict[str, list[str]]


def ranked(reuse: Reuse) -> Ranked:
    """Give the ids of each kind by how often they are used or use, else by all their relations.

    Only what counts is counted; equals stand in the order of their titles, then of their ids.
    """
    uses: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for subject, target, relation, data in reuse.edges(keys=True, data=True):
        if data["counts"]:
            every.update((subject, target))
            uses.update((subject, target) if relation == "uses" else ())
    found: Ranked = {}
    for node, what in reuse.nodes(data="kind"):
        found.setdefault(str(what), []).append(node)
    for kind, nodes in found.items():
        counts = uses if kind in ("solution", "organisation") else every
        nodes.sort(key=lambda node: (-counts[node], title(reuse, node).casefold(), node))
    return found


def example(reuse: Reuse, function: Question, ids: Sequence[str], order: Ranked) -> Example:
    """Ask a question with the first things that give an answer; with none where none is known."""
    kinds = [_KINDS.get(name, "solution") for name in ids]
    tries = list(_tries(kinds, order))
    for number, arguments in enumerate(tries):
        rows = function(reuse, *arguments)
        if rows:
            return Example(arguments, _rule(kinds, number), rows)
    first = tries[0] if tries else ()
    return Example(first, _rule(kinds, 0), function(reuse, *first) if first else [])


def _tries(kinds: Sequence[str], order: Ranked) -> Iterator[tuple[str, ...]]:
    """Give what to ask with: for each kind its first, and for the last the first five in turn."""
    taken: list[str] = []
    for kind in kinds[:-1]:
        left = [node for node in order.get(kind, ()) if node not in taken]
        taken += left[:1]
    last = [node for node in order.get(kinds[-1], ()) if node not in taken]
    if len(taken) == len(kinds) - 1:
        for node in last[:TRIED]:
            yield (*taken, node)


def _rule(kinds: Sequence[str], number: int) -> str:
    """Say in Dutch how the example was chosen."""
    said = _WORDS[kinds[0]]
    if len(kinds) > 1:
        said = f"{said}, en de volgende daarna"
    return f"{said} waarvoor er een antwoord is" if number else said
