"""What pages show of costs: the amounts of a solution or an entry, in words and with the source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from knowledge.clean import masked, one_line
from knowledge.costs.division import Key, Sharer
from knowledge.costs.facts import (
    KIND_WORDS,
    PER_WORDS,
    VAT_WORDS,
    Total,
    euro,
    facts_in,
    totals,
)
from knowledge.costs.sharing import How, how, shares
from knowledge.hub import Thing
from knowledge.parts import Cost
from knowledge.shelf import End, Shelf

PAGE = "kosten/"


class Amount(NamedTuple):
    """An amount or rate for a page: what is known of it in words, and where it stands.

    `end` is the document that says it; on the page of that document there is none. `name` is what
    the calculator calls it in its address.
    """

    total: Total
    name: str
    end: End | None
    payers: tuple[str, ...]

    @property
    def text(self) -> str:
        """The amount in euro, with what it is a rate of."""
        return f"{euro(self.total.cents)} {PER_WORDS[self.total.cost.per]}".rstrip()

    @property
    def kind(self) -> str:
        """What kind of cost it is."""
        return KIND_WORDS[self.total.cost.kind]

    @property
    def year(self) -> str:
        """The year, or that it is not known."""
        return self.total.cost.year or "jaar niet bekend"

    @property
    def vat(self) -> str:
        """Whether VAT is in it, or that it is not known."""
        return VAT_WORDS[self.total.cost.vat]

    @property
    def how(self) -> How:
        """How it is paid together."""
        return how(self.total)

    @property
    def what(self) -> str:
        """What it was paid for, without personal data."""
        return masked(one_line(self.total.what, 300))


def amounts_of(shelf: Shelf, solution: str) -> list[Amount]:
    """Give the amounts of all documents about a solution that count, yearly first."""
    made: list[Amount] = shelf.once("costs", solution, lambda: _amounts(shelf, solution))
    return made


def _amounts(shelf: Shelf, solution: str) -> list[Amount]:
    facts, ends = [], {}
    for end in shelf.ends(solution, "about", back=True, kind="document"):
        if end.edge.counts:
            facts += facts_in(end.id, _costs(shelf, end.id), _about(shelf, end.id), solution)
            ends[end.id] = end
    return [_amount(shelf, total, ends[total.first.document]) for total in totals(facts)]


def of_document(shelf: Shelf, document: Thing) -> list[Amount]:
    """Give every amount of a document by itself, as it was written."""
    about = _about(shelf, document.id)
    facts = facts_in(document.id, _costs(shelf, document.id), about, "")
    return [_amount(shelf, Total((fact,)), None) for fact in facts]


def without_amounts(shelf: Shelf, ends: Iterable[End]) -> list[End]:
    """Give the documents that do not say an amount: the others stand in the table of costs."""
    return [end for end in ends if not (end.edge.counts and _costs(shelf, end.id))]


def _amount(shelf: Shelf, total: Total, end: End | None) -> Amount:
    first = total.first
    thing = shelf.hub.things[first.document]
    names = tuple(shelf.title(who) for who in first.payers)
    return Amount(total, f"{thing.slug}.{first.number}", end, names)


def _costs(shelf: Shelf, document: str) -> tuple[Cost, ...]:
    thing = shelf.hub.things.get(document)
    return (thing.get("cost_facts") or ()) if thing and thing.kind == "document" else ()


def _about(shelf: Shelf, document: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for end in shelf.ends(document, "about"):
        if end.edge.counts:
            found.setdefault(str(end.kind), []).append(end.id)
    return found


def sharers_of(shelf: Shelf, solution: str) -> list[Sharer]:
    """Give the organisations that use a solution by claims that count, by title."""
    found = []
    for end in shelf.ends(solution, "uses", back=True):
        thing = shelf.hub.things.get(end.id)
        if end.edge.counts and thing:
            found.append(Sharer(end.id, end.title, thing.get("inhabitants")))
    return found


def equal_share(amount: Amount, group: list[Sharer]) -> str:
    """Tell what each of a group pays of an amount that is divided equally, as text."""
    if amount.how == "tarief":
        return amount.text
    if not group:
        return "geen gebruikers bekend"
    found = sorted(
        {one.cents for one in shares(amount.total, Key(), group) if one.cents is not None}
    )
    return " of ".join(euro(cents).replace(" ", "\u00a0") for cents in found)


def as_plain(shelf: Shelf, amount: Amount) -> dict[str, Any]:
    """Give an amount as the calculator reads it."""
    cost, end = amount.total.cost, amount.end
    best = end.edge.best if end else None
    return {
        "id": amount.name, "how": amount.how, "cents": amount.total.cents, "text": amount.text,
        "kind": amount.kind, "year": amount.year, "vat": amount.vat, "per": cost.per,
        "what": amount.what, "payers": list(amount.payers),
        "shared": bool(amount.total.first.others), "title": end.title if end else "",
        "page": end.path if end else "", "url": best.url if best else "",
        "source": shelf.source(best.source) if best else "",
        "seen": best.last_seen.isoformat() if best and best.last_seen else "",
    }  # fmt: skip
