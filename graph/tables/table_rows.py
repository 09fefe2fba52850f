"""The rows of the tables, as mappings by column: sorted, the same for the same graph.

Every id goes through `clean_id`, so that one thing has one id in all tables and files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from graph.build import Reuse
from graph.measures import known
from graph.rows import Row
from graph.tables.fitting import clean_id
from knowledge.model import STRENGTHS
from knowledge.paths import FOLDERS

CC0 = "CC0-1.0"
_IDS = ("subject", "object", "claimant", "via")


def ordered(reuse: Reuse) -> list[tuple[str, str, str, Row]]:
    """Give the edges as subject, relation, object and attributes, in that order."""
    found = [
        (a, str(relation), b, data) for a, b, relation, data in reuse.edges(keys=True, data=True)
    ]
    return sorted(found, key=lambda edge: edge[:3])


def nodes(reuse: Reuse, kind: str = "") -> Iterator[Row]:
    """Give what is known of each node, in the order of the ids; of one kind where one is named."""
    for node in sorted(reuse):
        data = reuse.nodes[node]
        if not kind or data.get("kind") == kind:
            page = f"{folder}/{data.get('slug')}/" if (folder := _folder(data)) else ""
            yield data | {"id": clean_id(node), "page": page}


def things(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each node."""
    return nodes(reuse)


def of_kind(kind: str) -> Callable[[Reuse], Iterator[Row]]:
    """Give the function that gives the rows of a kind of thing."""
    return lambda reuse: nodes(reuse, kind)


def relations(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each edge, with how many statements of each strength say it."""
    for subject, relation, target, data in ordered(reuse):
        strengths = Counter(said["strength"] for said in data["evidence"])
        row = data | {strength: strengths[strength] for strength in STRENGTHS}
        row["evidence"] = len(data["evidence"])
        yield _between(reuse, row | {"subject": subject, "relation": relation, "object": target})


def statements(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each statement behind an edge, the strongest of an edge first."""
    for subject, relation, target, data in ordered(reuse):
        ends = {"subject": subject, "relation": relation, "object": target, "licence": CC0}
        for number, said in enumerate(data["evidence"], 1):
            yield _between(reuse, said | ends | {"nr": number})


def past(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each statement that its source says no more."""
    said: Iterable[Mapping[str, Any]] = reuse.graph.get("past", ())
    defaults = {"strength": "third", "state": "current", "licence": CC0}
    inorder = sorted(said, key=lambda row: [str(row.get(name, "")) for name in _PAST])
    for number, row in enumerate(inorder, 1):
        yield _between(reuse, defaults | dict(row) | {"nr": number})


_PAST = ("subject", "relation", "object", "gone", "source", "url", "claimant", "role", "since",
         "until", "first_seen", "last_seen", "strength", "state")  # fmt: skip


def costs(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each amount that a document names."""
    for row in nodes(reuse, "document"):
        for number, cost in enumerate(row.get("cost_facts") or (), 1):
            told = {"document": row["id"], "document_title": row.get("title"), "nr": number}
            yield cost | told | {"payer": clean_id(cost.get("payer", ""))}


def contracts(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each document that tells of a contract."""
    for row in nodes(reuse, "document"):
        if contract := row.get("contract"):
            told = {"document": row["id"], "document_title": row.get("title")}
            yield contract | told | {"supplier": clean_id(contract.get("supplier", ""))}


def measures(reuse: Reuse) -> Iterator[Row]:
    """Give a row for each thing that uses or is used, with its place in the graph."""
    found = known(reuse)
    for node in sorted(found.betweenness):
        yield {
            "id": clean_id(node),
            "betweenness": found.betweenness[node],
            "community": found.communities.get(node),
            "pieces": found.pieces.get(node),
        }


def _between(reuse: Reuse, row: Row) -> Row:
    """Add the titles of both ends, and make every id in the row one that all formats hold."""
    for end in ("subject", "object"):
        node = row[end]
        row[f"{end}_title"] = reuse.nodes[node].get("title") if node in reuse else None
    for name in _IDS:
        row[name] = clean_id(row.get(name) or "")
    return row


def _folder(data: Mapping[str, Any]) -> str:
    return FOLDERS.get(data["kind"], "") if data.get("kind") else ""
