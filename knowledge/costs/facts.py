"""Costs as facts: what one document says that somebody paid, and what may be added up.

A document here is an entry of the kind cost. Amounts are whole euro cents everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from knowledge.parts import Cost
from knowledge.words import number

KIND_WORDS = MappingProxyType({
    "bouw": "bouwen (één keer)", "eenmalig": "beginnen (één keer)", "jaarlijks": "elk jaar",
    "": "soort niet bekend",
})  # fmt: skip
VAT_WORDS = MappingProxyType({
    "inclusief": "met btw", "exclusief": "zonder btw", "": "btw niet bekend",
})  # fmt: skip
PER_WORDS = MappingProxyType({
    "": "", "inwoner": "per inwoner", "organisatie": "per organisatie",
    "gebruik": "per keer gebruik",
})  # fmt: skip
ORDER = ("jaarlijks", "bouw", "eenmalig", "")
# what is assumed wherever a cost is divided, as readers see it
ASSUMPTIONS = (
    "Bedragen staan er zoals de bron ze noemt. Wij rekenen niet om naar prijzen van nu.",
    "Bedragen met en zonder btw, en van verschillende jaren, tellen we nooit bij elkaar op. "
    "Ook bedragen uit twee bronnen niet: het kunnen dezelfde kosten zijn.",
    "Alleen betekent: wat één organisatie volgens de bron betaalt, zonder anderen. Wij nemen aan "
    "dat het voor u evenveel zou zijn, en dat het bedrag niet verandert als er meer meedoen.",
)


class Fact(NamedTuple):
    """An amount or a rate in one document; `number` is its place among those of the document.

    `payers` are the ids of who paid: as the fact says, else whom the document is about. `others`
    are further solutions that the document is about, so that the amount is not of one alone.
    """

    document: str
    number: int
    cost: Cost
    payers: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


class Total(NamedTuple):
    """What may be added up: amounts of one document with the same kind, year, VAT and payers.

    A rate stands alone, and so does an amount of which kind, year or VAT is not known: what is not
    known is not the same as what else is not known.
    """

    facts: tuple[Fact, ...]

    @property
    def first(self) -> Fact:
        """The fact that says what all of them have in common."""
        return self.facts[0]

    @property
    def cost(self) -> Cost:
        """What they have in common: kind, year, VAT and rate."""
        return self.first.cost

    @property
    def cents(self) -> int:
        """Their sum; of a rate the rate."""
        return sum(fact.cost.cents for fact in self.facts)

    @property
    def what(self) -> str:
        """What was paid for, in the words of the document."""
        return "; ".join(dict.fromkeys(f.cost.what for f in self.facts if f.cost.what))


def facts_in(
    document: str, costs: Iterable[Cost], about: Mapping[str, Iterable[str]], solution: str
) -> list[Fact]:
    """Give the facts of a document; `about` has what it is about: `organisation` and `solution`."""
    everybody = tuple(sorted(about.get("organisation", ())))
    others = tuple(sorted(set(about.get("solution", ())) - {solution}))
    return [
        Fact(document, at, cost, (cost.payer,) if cost.payer else everybody, others)
        for at, cost in enumerate(costs, 1)
    ]


def totals(facts: Iterable[Fact]) -> list[Total]:
    """Add up what may be added up (see `Total`), yearly first, then the newest year."""
    found: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        cost = fact.cost
        is_known = cost.kind and cost.year and cost.vat and not cost.per
        own = () if is_known else (fact.number,)
        same = (fact.document, cost.kind, cost.year, cost.vat, fact.payers, own)
        found.setdefault(same, []).append(fact)
    return sorted((Total(tuple(same)) for same in found.values()), key=_order)


def _order(total: Total) -> tuple[object, ...]:
    first = total.first
    year = -int(first.cost.year) if first.cost.year.isdigit() else 0
    return (ORDER.index(first.cost.kind), bool(first.cost.per), year, first.document, first.number)


def euro(cents: int) -> str:
    """Give an amount in whole cents as Dutch readers write it.

    >>> euro(4650000), euro(75), euro(-5)
    ('€ 46.500,00', '€ 0,75', '€ -0,05')
    """
    whole, rest = divmod(abs(cents), 100)
    return f"€ {'-' if cents < 0 else ''}{number(whole)},{rest:02}"


def each(cents: int, among: int) -> int:
    """Give what falls to one of `among`, rounded to whole cents, half up; `among` is above zero.

    >>> each(100, 3), each(5, 2)
    (33, 3)
    """
    return (2 * cents + among) // (2 * among)
