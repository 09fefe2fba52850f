"""What entries say in figures: costs, and from when until when a contract holds."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from knowledge.parts import Contract, Cost

if TYPE_CHECKING:
    from knowledge.entries import Entry
    from knowledge.front_matter import FrontMatter

DOUBLED = "dit is de som van `costs` en zou dubbel tellen; haal een van de twee weg"


def figures_of(entry: Entry) -> dict[str, Any]:
    """Give the fields `cost_facts` and `contract` of the record of an entry, where it has any.

    A cost entry may have one amount at its top, a list `costs`, or both; the year at its top holds
    for each that names none.
    """
    keys = entry.keys
    if entry.kind == "cost":
        top = {"amount": keys.amount, "kind": keys.cost_kind, "year": keys.year, "vat": keys.vat,
               "per": keys.per, "what": keys.what}  # fmt: skip
        written = [top] if keys.amount is not None else []
        written += [one.model_dump() for one in keys.costs]
        return {"cost_facts": tuple(_cost(one, entry) for one in written)}
    if entry.kind == "agreement" and (keys.begins or keys.ends):
        return {
            "contract": Contract(
                begins=keys.begins,
                ends=keys.ends,
                notice=keys.notice,
                extension=keys.extension,
                supplier=keys.supplier,
            )
        }
    return {}


def is_doubled(keys: FrontMatter) -> bool:
    """Tell whether the amount at the top of an entry is the sum of those in its list `costs`.

    Both would count, so that the cost seems twice what it is.
    """
    same = [
        Decimal(str(one.amount))
        for one in keys.costs
        if not one.per and (one.year or keys.year) == keys.year and one.kind == keys.cost_kind
    ]
    return bool(same) and keys.amount is not None and sum(same) == Decimal(str(keys.amount))


def _cost(written: dict[str, Any], entry: Entry) -> Cost:
    cents = (Decimal(str(written["amount"])) * 100).quantize(Decimal(1), ROUND_HALF_EVEN)
    rest = {key: value for key, value in written.items() if key not in ("amount", "payer")}
    rest["year"] = rest["year"] or entry.keys.year
    return Cost(cents=int(cents), payer=written.get("payer", ""), **rest)
