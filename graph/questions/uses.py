"""Questions about use: who uses what, with whom, since when, and what does not count."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import networkx as nx

from graph.build import Reuse
from graph.rows import Row, claim
from graph.walking import used, users
from knowledge.disclosure import COUNTED_BY
from knowledge.home import today


def users_of(reuse: Reuse, solution: str) -> list[Row]:
    """Welke organisaties gebruiken deze oplossing?

    Disputed and withdrawn claims are in the rows too, with their `state`. The users of a closed
    product that are not named are one row, the last, without `organisation`.
    """
    edges = reuse.in_edges(solution, keys=True, data=True) if solution in reuse else ()
    rows = [
        {"organisation": user, "title": reuse.nodes[user]["title"], **claim(data)}
        for user, _, relation, data in edges
        if relation == "uses"
    ]
    rows.sort(key=lambda row: (not row["counts"], row["title"].casefold()))
    return [*rows, *_unnamed(reuse, solution)]


def _unnamed(reuse: Reuse, solution: str) -> Iterator[Row]:
    """Say in one row how many use a closed product without being named."""
    if number := reuse.nodes.get(solution, {}).get("unnamed_users"):
        yield {
            "organisation": "", "title": f"{number} organisaties, niet bij naam",
            "source": COUNTED_BY, "url": "", "last_seen": today().isoformat(),
            "strength": "derived", "state": "current", "counts": True,
        }  # fmt: skip


def used_by_municipality(reuse: Reuse, organisation: str) -> list[Row]:
    """Welke oplossingen gebruikt deze organisatie?"""
    edges = reuse.out_edges(organisation, keys=True, data=True) if organisation in reuse else ()
    rows = [
        {"solution": used, "title": reuse.nodes[used]["title"], **claim(data)}
        for _, used, relation, data in edges
        if relation == "uses"
    ]
    return sorted(rows, key=lambda row: (not row["counts"], row["title"].casefold()))


def history(reuse: Reuse, solution: str) -> list[Row]:
    """Wat is er in de tijd over deze oplossing gezegd?

    A row for each thing that happened, by day: a claim begins (`since`, as it says itself), is
    first seen, ends (`until`), or is no longer made by its source (`gone`). Days of a claim are as
    exact as the claim: a year stands as a year.
    """
    rows: list[Row] = []
    edges = reuse.edges(keys=True, data=True) if solution in reuse else ()
    for subject, target, relation, data in edges:
        if solution in (subject, target) and relation != "about":  # pages about it are no claims
            for said in data["evidence"]:
                rows += _events(reuse, said | {"subject": subject, "object": target}, relation)
    for said in reuse.graph.get("past", ()):
        if solution in (said["subject"], said["object"]) and said["relation"] != "about":
            rows += _events(reuse, said, said["relation"])
    return sorted(rows, key=lambda row: (row["day"], row["subject"], row["relation"], row["event"]))


def _events(reuse: Reuse, said: Row, relation: str) -> Iterator[Row]:
    """Give what happened to one claim, with who says so and where."""
    claim = {name: str(said.get(name, "")) for name in ("role", "claimant", "source", "url",
             "first_seen", "last_seen", "strength", "state", "via", "doubt")}  # fmt: skip
    claim |= {"strength": claim["strength"] or "third", "state": claim["state"] or "current"}
    titles = {end: reuse.nodes.get(said[end], {}).get("title", "") for end in ("subject", "object")}
    for event in ("since", "first_seen", "until", "gone"):
        if said.get(event):
            yield {
                "day": str(said[event]), "event": event, "subject": said["subject"],
                "title": titles["subject"], "relation": relation, "object": said["object"],
                "object_title": titles["object"], **claim,
            }  # fmt: skip


def not_counted(reuse: Reuse) -> list[Row]:
    """Welke beweringen tonen we wel, maar tellen we niet mee?

    With `apart`, why: doubtful, inherited, stale, disputed, withdrawn, early or over.
    """
    rows = [
        {"subject": subject, "title": reuse.nodes[subject]["title"], "relation": relation,
         "object": target, "object_title": reuse.nodes[target]["title"], **claim(data)}
        for subject, target, relation, data in reuse.edges(keys=True, data=True)
        if data["apart"]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["apart"], row["object"], row["subject"]))


def most_reused(reuse: Reuse) -> list[Row]:
    """Welke oplossingen worden het meest hergebruikt?

    Only claims that count: what is disputed, withdrawn or stale is left out. Solutions with
    equally many users stand in the order of their titles. `unnamed` tells how many more use a
    closed product without being named.
    """
    rows = []
    for node in reuse:
        found = users(reuse, node)
        unnamed = reuse.nodes[node].get("unnamed_users")
        if found or unnamed:
            row = {"solution": node, "title": reuse.nodes[node]["title"], "users": len(found)}
            rows.append(row | ({"unnamed": unnamed} if unnamed else {}))
    return sorted(rows, key=lambda row: (-row["users"], row["title"].casefold(), row["solution"]))


def neighbours(reuse: Reuse, organisation: str) -> list[Row]:
    """Welke organisaties delen oplossingen met deze?"""
    shared: dict[str, set[str]] = {}
    for solution in used(reuse, organisation):
        for other in users(reuse, solution):
            if other != organisation:
                shared.setdefault(other, set()).add(solution)
    rows = [
        {
            "organisation": other,
            "title": reuse.nodes[other]["title"],
            "number": len(solutions),
            "shared": sorted(solutions),
        }
        for other, solutions in shared.items()
    ]
    return sorted(rows, key=lambda row: (-row["number"], row["title"].casefold()))


def path(reuse: Reuse, a: str, b: str) -> list[Row]:
    """Hoe zijn deze twee met elkaar verbonden?

    Gives the relations on a shortest path, whichever way they point; no rows where there is none.
    """
    counting: nx.MultiGraph[Any] = nx.MultiGraph()
    for subject, target, relation, data in reuse.edges(keys=True, data=True):
        if data["counts"]:
            counting.add_edge(subject, target, key=(relation, subject), **data)
    rows = []
    for left, right in itertools.pairwise(_shortest(counting, a, b)):
        key, data = min(counting[left][right].items(), key=lambda item: tuple(item[0]))
        relation, subject = str(key[0]), str(key[1])
        target = right if subject == left else left
        rows.append({"subject": subject, "relation": relation, "object": target, **claim(data)})
    return rows


def _shortest(graph: nx.MultiGraph[Any], a: str, b: str) -> list[str]:
    """Give the first in the alphabet of all shortest paths; there may be millions of them."""
    steps = nx.single_source_shortest_path_length(graph, b) if a in graph and b in graph else {}
    nodes = [a] if a in steps else []
    while nodes and nodes[-1] != b:
        nodes.append(min(n for n in graph[nodes[-1]] if steps[n] == steps[nodes[-1]] - 1))
    return nodes
