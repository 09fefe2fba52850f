"""What the graph knows of costs: the facts of the entries that are about a solution."""

from __future__ import annotations

from collections.abc import Iterator

from graph.build import Reuse
from graph.rows import Row
from graph.walking import counting, into, out_of, title
from knowledge.costs.facts import Fact, Total, facts_in, totals
from knowledge.parts import Cost


def facts_about(reuse: Reuse, solution: str) -> list[tuple[Fact, Row]]:
    """Give each fact with the claim that its entry is about the solution; what counts first."""
    found = []
    for document, data in into(reuse, solution, "about"):
        costs = [Cost.model_validate(one) for one in reuse.nodes[document].get("cost_facts") or ()]
        about: dict[str, list[str]] = {}
        for end in counting(out_of(reuse, document, "about")) if costs else ():
            about.setdefault(str(reuse.nodes[end].get("kind")), []).append(end)
        found += [(fact, data) for fact in facts_in(document, costs, about, solution)]
    return sorted(found, key=lambda pair: _order(reuse, *pair))


def _order(reuse: Reuse, fact: Fact, data: Row) -> tuple[object, ...]:
    name = title(reuse, fact.document).casefold()
    return (not data["counts"], name, fact.document, fact.number)


def totals_about(reuse: Reuse, solution: str) -> Iterator[tuple[Total, Row]]:
    """Give what may be added up of the facts whose claim counts, with that claim."""
    found = [(fact, data) for fact, data in facts_about(reuse, solution) if data["counts"]]
    claims = {fact.document: data for fact, data in found}
    for total in totals(fact for fact, _ in found):
        yield total, claims[total.first.document]
