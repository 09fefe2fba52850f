"""Questions about contracts: when they can be left, and who could buy together."""

from __future__ import annotations

from collections.abc import Iterable

from graph.build import Reuse
from graph.purse.buying import Deal, Group, contract_groups, deals, seeking_groups, weakest
from graph.purse.reasons import reasons
from graph.rows import Row, Rows, by_strength
from graph.walking import day_of, title
from knowledge.buying.windows import duration, moved, span, windows

_CLAIM = ("claimant", "source", "url", "first_seen", "last_seen", "state", "counts", "apart")
# what a claim says where nobody says what a document is about
_NO_CLAIM: Row = dict.fromkeys(_CLAIM, "") | {"state": "current", "counts": False}


def contracts(reuse: Reuse) -> Rows:
    """Wanneer lopen contracten af, en wanneer moet u beslissen?

    A row per agreement with a contract. `organisations` have it, `solutions` and `products` are
    what it is for, `begins`, `ends`, `notice` and `extension` stand as they are written.
    `decide_before` is the last day of notice, the earliest where the end is a month or a year;
    `extended_until` the end after one extension, `over` whether the contract has ended. `strength`
    is `own` where who has it says so, `maker` where its supplier does. `unknown` counts the rows
    without a field, and under `contract` the uses (organisation and solution) without a contract.

    Uitleg: De laatste dag om op te zeggen is het einde van het contract min de opzegtermijn. Een
    maand is dezelfde dag in een andere maand, of de laatste dag als die maand korter is. Is van
    het einde alleen een maand of jaar bekend, dan rekenen we met de eerste dag ervan. Weten we de
    opzegtermijn niet, dan staat er geen dag: onbekend is iets anders dan geen. Onbekend bij
    contract telt voor hoeveel paren van een organisatie en een oplossing die zij gebruikt, wij
    geen contract kennen. Contracten van gesloten producten staan er alleen bij als de organisatie
    dat zelf kiest.
    """
    known = deals(reuse)
    rows = [_row(reuse, deal) for deal in known]
    rows.sort(key=lambda row: (row["over"], not row["decide_before"], row["decide_before"],
                               row["ends"], row["title"].casefold(), row["agreement"]))  # fmt: skip
    fields = ("begins", "ends", "notice", "supplier", "organisations", "solutions")
    lacking = {name: (sum(not row[name] for row in rows), len(rows)) for name in fields}
    return Rows(rows, lacking | _uncovered(reuse, known), _notes(reuse))


def buy_together(reuse: Reuse) -> Rows:
    """Wie kan samen inkopen, en tot wanneer?

    A row per largest group of two organisations or more: with `why` contract those whose contracts
    for a solution, or for solutions of the same product, can be left in the same days (`from`,
    `until`); with `why` seeks those that look for the same. `decide_before` is the first last day
    of notice in the group that is still to come, or the first day until which one may join.
    `reasons` are Dutch sentences. `evidence` are the agreements and initiatives, or the solution
    that they explore, with `sources` and `urls` beside; own to derived count the claims by
    strength, `weakest` is the weakest. `also` are other things for which the same organisations
    stand together.

    Uitleg: We zoeken organisaties die om dezelfde tijd van contract kunnen wisselen: tussen de
    laatste dag om op te zeggen en het einde. Kan een contract worden verlengd, dan tellen ook de
    dagen na één verlenging. Zonder bekende opzegtermijn telt alleen het einde. Van een einde dat
    op de maand of het jaar bekend is, nemen we alle dagen. Elke groep is zo groot als kan. Wat
    voorbij is, telt niet. Daarnaast staan hier organisaties die hetzelfde verkennen, of meedoen
    aan een initiatief dat nog een idee is of partners zoekt. Dat zij samen kunnen inkopen, is een
    berekening: vraag het hun altijd zelf.
    """
    day, known = day_of(reuse), deals(reuse)
    groups = [*contract_groups(reuse, known, day), *seeking_groups(reuse, day)]
    rows = [_grouped(reuse, group) for group in groups]
    rows.sort(key=lambda row: (row["why"], row["decide_before"] or row["from"] or "9999",
                               row["title"].casefold(), row["thing"], row["from"],
                               row["evidence"]))  # fmt: skip
    ends = sum(not span(deal.contract.ends) for deal in known)
    notice = sum(not duration(deal.contract.notice) for deal in known)
    lacking = {"ends": (ends, len(known)), "notice": (notice, len(known))}
    return Rows(rows, lacking | _uncovered(reuse, known), _notes(reuse))


def _row(reuse: Reuse, deal: Deal) -> Row:
    contract, day = deal.contract, day_of(reuse)
    found = windows(contract)
    ahead = next((one for one in found if one.last >= day), found[-1] if found else None)
    ends, longer = span(contract.ends), duration(contract.extension)
    until = moved(ends[1], longer).isoformat() if ends and longer else ""
    return {
        "agreement": deal.id,
        "title": title(reuse, deal.id),
        "organisations": list(deal.holders),
        "names": [title(reuse, one) for one in deal.holders],
        "solutions": list(deal.solutions),
        "products": list(deal.products),
        "begins": contract.begins,
        "ends": contract.ends,
        "notice": contract.notice,
        "extension": contract.extension,
        "decide_before": ahead.decide.isoformat() if ahead and ahead.decide else "",
        "extended_until": until,
        "wide": bool(ahead and ahead.is_wide),
        "over": bool(found) and found[0].last < day,
        "supplier": contract.supplier,
        "supplier_name": title(reuse, contract.supplier),
        **{name: deal.said.get(name, _NO_CLAIM[name]) for name in _CLAIM},
        "strength": deal.strength,
    }


def _grouped(reuse: Reuse, group: Group) -> Row:
    return {
        "thing": group.thing,
        "title": title(reuse, group.thing),
        "kind": str(reuse.nodes[group.thing].get("kind", "")),
        "why": group.why,
        "organisations": list(group.members),
        "names": [title(reuse, one) for one in group.members],
        "solutions": list(group.solutions),
        "also": list(group.also),
        "reasons": reasons(reuse, group),
        "from": group.first.isoformat() if group.first else "",
        "until": group.last.isoformat() if group.last else "",
        "decide_before": group.decide.isoformat() if group.decide else "",
        "extended": bool(group.extended),
        "wide": bool(group.wide),
        "evidence": [one for one, *_ in group.evidence],
        "sources": [source for _, source, _ in group.evidence],
        "urls": [url for *_, url in group.evidence],
        "contact": next((str(node["contact"]) for node in _callable(reuse, group)), ""),
        "weakest": weakest(group.strengths),
        **by_strength({"strength": one} for one in group.strengths),
    }


def _callable(reuse: Reuse, group: Group) -> Iterable[Row]:
    """Give the nodes with somebody to call: of the agreements or initiatives, then the members."""
    papers = [one for one, *_ in group.evidence if one not in group.solutions]
    found = (reuse.nodes[one] for one in (*papers, *group.members))
    return (node for node in found if node.get("contact"))


def _uncovered(reuse: Reuse, known: Iterable[Deal]) -> dict[str, tuple[int, int]]:
    """Count the uses of which no contract is known, of all that count."""
    pairs = {(who, what) for deal in known for who in deal.holders for what in deal.solutions}
    uses = [
        (who, what)
        for who, what, relation, data in reuse.edges(keys=True, data=True)
        if relation == "uses" and data["counts"]
    ]
    return {"contract": (sum(one not in pairs for one in uses), len(uses))}


def _notes(reuse: Reuse) -> list[str]:
    if not any(number for _, number in reuse.nodes(data="unnamed_users")):
        return []
    return ["Wie een gesloten product zonder naam gebruikt, staat hier niet bij."]
