"""Questions about money: what a solution costs, what each pays of it, and what that does change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from graph.build import Reuse
from graph.purse.amounts import facts_about, totals_about
from graph.purse.sharers import organisation_named, sharers
from graph.rows import Row, Rows, by_strength, claim
from graph.starting import is_known
from graph.walking import into, of_kind, title
from knowledge.costs.division import Key, Sharer, divide, joined, numbers, weights
from knowledge.costs.facts import ASSUMPTIONS, Total, each, euro
from knowledge.costs.keys import key_of
from knowledge.costs.sharing import Share, how, shares, without
from knowledge.parts import Cost

_UNKNOWN = ("We weten niet wat dit kost: geen enkele bijdrage die hier meetelt, noemt een bedrag. "
            "Dat is niet gratis.")  # fmt: skip
_NOBODY = "We kennen geen gebruikers om over te verdelen. Noem met --with wie meedoen."
_ITSELF = ("Kosten om te beginnen (eenmalig) betaalt ieder die begint zelf; die verdelen we niet. "
           "Een tarief rekenen we alleen uit met een getal dat we kennen.")  # fmt: skip
_MOST = 40  # of more members it is not worked out what each departure does to each other
_HOW = MappingProxyType({
    "gelijk": "Ieder betaalt evenveel.",
    "inwoners": "Ieder betaalt naar zijn aantal inwoners.",
    "grootteklasse": "Ieder betaalt naar zijn grootteklasse van het CBS: klasse 1 een deel, klasse "
    "8 acht delen.",
    "gebruik": "Ieder betaalt naar hoe vaak hij het gebruikt, volgens {file}.",
    "vast": "{fixed} procent betaalt ieder gelijk, de rest naar zijn aantal inwoners.",
    "eigen": "Ieder betaalt naar zijn aandeel in {file}.",
})  # fmt: skip


def cost_facts(reuse: Reuse, solution: str) -> list[Row]:
    """Wat kost deze oplossing, volgens wie?

    A row per amount or rate of an entry: `cents` in whole euro cents, `amount` the same as text;
    `kind`, `year`, `vat` and `per` are "" where nobody says. `payers` are the ids of who paid it;
    `others` are further solutions that the entry is about, so that the amount is not of this one
    alone. What does not count (disputed, stale) is there with its state.

    Uitleg: Elke regel is één bedrag uit één bijdrage, met de bron erbij. Staat er per inwoner, per
    organisatie of per gebruik bij, dan is het een tarief en geen totaal. Leeg betekent: dat zegt de
    bron niet. Wij tellen hier niets op.
    """
    rows = [
        {"document": fact.document, "title": title(reuse, fact.document), **_said(fact.cost),
         "cents": fact.cost.cents, "amount": euro(fact.cost.cents), "payers": list(fact.payers),
         "payer_titles": [title(reuse, who) for who in fact.payers], "others": list(fact.others),
         **claim(data)}
        for fact, data in facts_about(reuse, solution)
    ]  # fmt: skip
    return _known(reuse, solution, rows)


def cost(
    reuse: Reuse, solution: str, *, together: tuple[str, ...] = (), key: str = ""
) -> list[Row]:
    """Wat betaalt elke organisatie als zij deze oplossing samen betalen?

    A row per total and member. The group is those of `together`; without names it is who uses the
    solution today. `key` is a division key (`knowledge.costs.keys.key_of`), equal where none is
    given; a name that ends in .csv is a file that is read here. `how` says whether the total is
    divided, a rate, or paid by each itself. In whole cents: `total_cents`, `share_cents` (they add
    up to it where it is divided), `joined_cents` and `left_cents` (once one more shares, or the
    largest other leaves), `alone_cents` and `saved_cents`. None is not known. Raises NoaberError
    where the key cannot divide, such as by inhabitants that are not known.

    Uitleg: We verdelen elk bedrag apart over de gebruikers van nu, of over wie u noemt. De delen
    zijn samen precies het bedrag: overgebleven centen gaan naar wie door afronden het meest miste.
    Met één erbij: een deelnemer die even zwaar meetelt als het gemiddelde. Met één weg: de
    grootste andere deelnemer. Alleen: wat één organisatie nu betaalt, zonder anderen; eigen bouw is
    het bedrag van bouwen. Bedragen met en zonder btw, van andere jaren of uit andere bronnen
    tellen we niet op. We rekenen niet om naar prijzen van nu.
    """
    group, chosen = sharers(reuse, solution, together), key_of(key, organisation_named(reuse))
    found = [*totals_about(reuse, solution)]
    rows = []
    for total, data in found if group else ():
        said = _of_total(reuse, total)
        there = shares(total, chosen, group)
        whole = (
            None if any(one.cents is None for one in there) else sum(o.cents or 0 for o in there)
        )
        rows += [said | {"how": how(total), "total_cents": whole} | _share(one) | claim(data)
                 for one in there]  # fmt: skip
    return _told(reuse, solution, rows, found, group, chosen)


def _share(one: Share) -> Row:
    saved = None if one.cents is None or one.alone is None else one.alone - one.cents
    return {
        "organisation": one.who.id, "organisation_title": one.who.title,
        "inhabitants": one.who.inhabitants, "share_cents": one.cents,
        "share": "" if one.cents is None else euro(one.cents), "joined_cents": one.joined,
        "left_cents": one.left, "alone_cents": one.alone, "saved_cents": saved,
    }  # fmt: skip


def cost_changes(
    reuse: Reuse, solution: str, *, together: tuple[str, ...] = (), key: str = ""
) -> list[Row]:
    """Wat verandert er voor ieder als er iemand bij komt of weggaat?

    A row per total that is divided, change and member that stays: `change` is erbij or weg, `who`
    joins or leaves ("" is one that counts as much as the average), `share_cents` is what the member
    pays now, `then_cents` after it. The group is that of `cost`; users outside it may join. Of more
    than 40 members only the first change is there. Raises NoaberError as `cost` does.

    Uitleg: We verdelen elk bedrag nog een keer: zonder elke deelnemer, en met elke gebruiker die
    nog niet meedoet en van wie we het getal kennen waarnaar wordt verdeeld. Staat er geen naam, dan
    is het een nieuwe deelnemer die even zwaar meetelt als het gemiddelde. Het totaal blijft
    hetzelfde; dat nemen we aan.
    """
    group, chosen = sharers(reuse, solution, together), key_of(key, organisation_named(reuse))
    found = [pair for pair in totals_about(reuse, solution) if how(pair[0]) == "verdeeld"]
    rows = []
    for total, data in found if group else ():
        now = divide(total.cents, weights(chosen, numbers(chosen, group)))
        said = _of_total(reuse, total)
        for change, who, then in _changes(reuse, solution, total.cents, chosen, group):
            rows += [
                said | {"change": change, "who": who, "who_title": title(reuse, who),
                        "organisation": one.id, "organisation_title": one.title,
                        "share_cents": now[one.id], "then_cents": then[one.id],
                        "difference_cents": then[one.id] - now[one.id]} | claim(data)
                for one in group if one.id in then
            ]  # fmt: skip
    return _told(reuse, solution, rows, found, group, chosen)


def _changes(
    reuse: Reuse, solution: str, cents: int, key: Key, group: list[Sharer]
) -> Iterator[tuple[str, str, dict[str, int]]]:
    """Give each change with what everybody pays after it."""
    found = numbers(key, group)
    yield "erbij", "", joined(cents, key, found)
    if len(group) > _MOST:
        return
    for one in sharers(reuse, solution, ()):
        if one.id not in found and _has_number(key, one):
            more = numbers(key, [*group, one])
            yield "erbij", one.id, divide(cents, weights(key, more))
    for one in group if len(group) > 1 else ():
        yield "weg", one.id, without(cents, key, found, one.id)


def _has_number(key: Key, one: Sharer) -> bool:
    """Tell whether the number is known that a key looks at."""
    if key.kind in ("gebruik", "eigen"):
        return one.id in key.given
    return key.kind == "gelijk" or one.inhabitants is not None


def scale(reuse: Reuse) -> list[Row]:
    """Wat kost een oplossing per gebruiker, en bij hoeveel gebruikers?

    A row per total of each solution with cost facts: `users` counts the claims that count, with
    them by strength; `each_cents` is the total by that number, None without users, for a rate and
    for what each pays itself.

    Uitleg: We delen elk bedrag door het aantal gebruikers dat we nu kennen. Met meer gebruikers
    wordt het deel kleiner, als het bedrag hetzelfde blijft; dat nemen we aan. Gebruikers die we
    niet bij naam noemen, tellen niet mee. Van oplossingen die hier niet staan, weten we de kosten
    niet.
    """
    rows, missing = [], 0
    several: list[str] = []
    solutions = [one for one in of_kind(reuse, "solution") if is_known(reuse, one)]
    for solution in sorted(solutions, key=lambda one: (title(reuse, one).casefold(), one)):
        found = [*totals_about(reuse, solution)]
        missing += not found
        several += _of_several(reuse, found)
        edges = [data for _, data in into(reuse, solution, "uses") if data["counts"]]
        for total, data in found:
            is_shared = how(total) == "verdeeld" and edges
            rows.append(
                {"solution": solution, "solution_title": title(reuse, solution)}
                | _of_total(reuse, total)
                | {"how": how(total), "cents": total.cents, "users": len(edges)}
                | {f"users_{name}": number for name, number in by_strength(edges).items()}
                | {"each_cents": each(total.cents, len(edges)) if is_shared else None}
                | claim(data)
            )  # fmt: skip
    unknown = {"cost": (missing, len(solutions))} | _lacking(rows)
    return Rows(rows, unknown, dict.fromkeys([*ASSUMPTIONS, *several]) if rows else [])


def _said(cost: Cost) -> Row:
    return {
        "kind": cost.kind,
        "year": cost.year,
        "vat": cost.vat,
        "per": cost.per,
        "what": cost.what,
    }


def _of_total(reuse: Reuse, total: Total) -> Row:
    document = total.first.document
    return (
        {"document": document, "title": title(reuse, document)}
        | _said(total.cost)
        | {"what": total.what}
    )


def _lacking(rows: list[Row]) -> dict[str, tuple[int, int]]:
    """Count of how many amounts nobody says what it was for, of when, and whether VAT is in it."""
    amounts = {(row["document"], row["kind"], row["year"], row["vat"], row["per"], row["what"])
               for row in rows}  # fmt: skip
    return {
        name: (sum(not one[at] for one in amounts), len(amounts))
        for at, name in enumerate(("kind", "year", "vat"), 1)
    }


def _known(reuse: Reuse, solution: str, rows: list[Row]) -> Rows:
    """Say what of the facts is not known, and that no facts is not the same as no cost."""
    if not rows:
        known = solution in reuse
        return Rows([], {"cost": (1, 1)} if known else {}, [_UNKNOWN] if known else [])
    return Rows(rows, _lacking(rows))


def _told(
    reuse: Reuse, solution: str, rows: list[Row], found: list[tuple[Total, Row]],
    group: list[Sharer], key: Key,
) -> Rows:  # fmt: skip
    """Give the rows with what is not known, and what was assumed, in Dutch."""
    if not found:
        return _known(reuse, solution, [])
    unknown = _lacking(rows)
    unknown["share_cents"] = (sum(row["share_cents"] is None for row in rows), len(rows))
    if not group:
        return Rows([], unknown, [_NOBODY])
    notes = [_HOW[key.kind].format(file=key.file, fixed=key.fixed), *ASSUMPTIONS]
    if any(how(total) != "verdeeld" for total, _ in found):
        notes.append(_ITSELF)
    notes += _of_several(reuse, found)
    return Rows(rows, unknown, dict.fromkeys(notes))


def _of_several(reuse: Reuse, found: Iterable[tuple[Total, Row]]) -> Iterator[str]:
    """Say of which amounts a part is for another solution."""
    for total, _ in found:
        if total.first.others:
            where = title(reuse, total.first.document)
            yield f"“{where}” gaat over meer dan één oplossing; het bedrag is van alle samen."
