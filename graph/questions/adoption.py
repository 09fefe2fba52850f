"""Questions about adoption: how many use a solution, since when, who led and who followed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from statistics import median

from graph.build import Reuse
from graph.rows import Row, Rows, by_strength, claim
from graph.starting import Span, Start, precision, said_of_sizes, span, starts, unknown_of
from graph.walking import into, of_kind, title
from knowledge.model import STRENGTHS
from knowledge.organisations.sizes import CLASSES
from knowledge.relations import STATUSES

SMALL, LARGE = 4, 6  # small is this class and below, large this class and above
_SIZES = (*(f"class_{one.number}" for one in CLASSES), "no_municipality", "size_unknown")


def adoption(reuse: Reuse, solution: str) -> list[Row]:
    """Hoeveel organisaties gebruiken deze oplossing, met welke status en hoe zeker?

    A row per status and reason not to count (`apart`, "" where it counts): `number` of
    organisations and of them how many by the strength of their strongest evidence. `status` is ""
    where nobody says it. What counts stands first.

    Uitleg: We tellen organisaties, per status die in de bewering staat: verkent, pilot, in gebruik
    of uitgefaseerd. Een lege status betekent: niemand zegt die. Wat niet meetelt staat apart, met
    de reden: verkent telt nog niet mee, en betwist, ingetrokken, verouderd, twijfelachtig of
    beëindigd gebruik telt niet mee. Per rij staat hoe vaak de organisatie zelf het zegt (own), de
    maker (maker), een ander (third) of dat het is afgeleid (derived).
    """
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for _, data in into(reuse, solution, "uses"):
        groups[data["apart"], data["role"]].append(data)
    order = sorted(groups, key=lambda key: (key[0] != "", key[0], *_status_order(key[1])))
    rows = [
        {"status": status, "counts": not apart, "apart": apart,
         "number": len(groups[apart, status]), **by_strength(groups[apart, status])}
        for apart, status in order
    ]  # fmt: skip
    total = sum(row["number"] for row in rows if row["counts"])
    missing = sum(row["number"] for row in rows if row["counts"] and not row["status"])
    return Rows(rows, {"status": (missing, total)}, _unnamed(reuse, solution))


def _status_order(status: str) -> tuple[int, bool, str]:
    place = STATUSES.index(status) if status in STATUSES else len(STATUSES)
    return place, not status, status


def _unnamed(reuse: Reuse, solution: str) -> list[str]:
    """Say in Dutch how many use a closed product without being named."""
    number = reuse.nodes.get(solution, {}).get("unnamed_users")
    if not number:
        return []
    return [
        f"Gebruikers die wij niet bij naam noemen: {number}. Zij staan niet in deze rijen; hun "
        "status, grootte en begindag tonen wij niet."
    ]


def adoption_curve(reuse: Reuse, solution: str) -> list[Row]:
    """Hoe groeide het gebruik van deze oplossing, en bij gemeenten van welke grootte?

    A row for each `day` on which a number changes. `users` had surely begun and not ended on that
    day, `users_at_most` may have: they differ only while a claim names a year or month. The users
    by size class (`class_1` to `class_8`, `no_municipality`, `size_unknown`) and by strength add
    up to `users`. `undated_seen` are users of which nobody says since when and that had been
    seen by that day: never added to `users`. An ended use goes off the day after `until`, or after
    the last day of its organisation; the graph of an earlier day has no uses that were over by
    then.

    Uitleg: Wij tellen wie volgens een bewering op die dag gebruiker was. Staat er alleen een jaar
    of maand, dan telt de gebruiker zeker mee vanaf de laatste dag daarvan (of vandaag, als die dag
    nog komt), en hoogstens vanaf de eerste. Gebruikers zonder begindag staan niet in de lijn: apart
    staat wie daarvan op die dag al gezien was door noaber. Zij kunnen al
    jaren eerder begonnen zijn. Gebruik dat eindigde gaat er weer af. De klassen 1 tot en met 8 zijn
    de grootteklassen van het CBS, van minder dan 5.000 tot 250.000 inwoners of meer.
    """
    found = starts(reuse, solution)
    drawn = [one for one in found if one.began and (one.ended or not one.is_over)]
    users = [one for one in found if not one.is_over]
    changes: dict[date, Counter[str]] = defaultdict(Counter)
    for one in drawn:
        _draw(one, changes)
    for one in users:
        if one.began is None and (seen := span(one.data["first_seen"])):
            changes[seen.last]["undated_seen"] += 1
    lost = sum(one.is_over and one not in drawn for one in found)
    notes = [*_unnamed(reuse, solution), *said_of_sizes(reuse, drawn), *_said_of_lost(lost)]
    return Rows(_summed(changes), unknown_of(users), notes)


def _draw(one: Start, changes: dict[date, Counter[str]]) -> None:
    """Note on which days a use comes on the curve and goes off, for sure and at most."""
    assert one.began is not None
    first, last = one.began
    over = one.ended or Span(date.max, date.max)
    tallies: list[tuple[date, date, Iterable[str]]] = [(first, over.last, ("users_at_most",))]
    if last <= over.first:
        sure = ("users", _size(one), str(one.data["strength"]))
        tallies.append((last, over.first, sure))
    for on, off, names in tallies:
        changes[on].update(names)
        if off < date.max:
            changes[off + timedelta(1)].subtract(names)


def _size(one: Start) -> str:
    if one.size:
        return f"class_{one.size.number}"
    return "size_unknown" if one.is_municipality else "no_municipality"


def _summed(changes: dict[date, Counter[str]]) -> Iterator[Row]:
    names = ("users", "users_at_most", "undated_seen", *_SIZES, *STRENGTHS)
    totals = dict.fromkeys(names, 0)
    for day in sorted(changes):
        for name, change in changes[day].items():
            totals[name] += change
        yield {"day": day.isoformat(), **totals}


def _said_of_lost(number: int) -> list[str]:
    if not number:
        return []
    return [f"Gestopt, maar zonder bekende begin- of einddag: {number}. Dit staat niet in de lijn."]


def movers(reuse: Reuse, solution: str) -> list[Row]:
    """Welke organisaties begonnen als eerste met deze oplossing, en wie volgde?

    Those that began, in the order of the first day that their `since` may mean, the unknown last.
    `mover` is first mover (surely none before it), follower (surely after another), possibly first,
    or unknown. `precision` is that of `since`; `days_after_at_least` and `days_after_at_most` are
    the days after the first of all, equal where all days are exact. Ended uses are in it too.

    Uitleg: Wij kijken naar de begindag in de bewering. Staat er alleen een jaar of maand,
    dan geven wij het kleinste en het grootste aantal dagen na de eerste. Wie op dezelfde dag begon
    is samen de eerste. Zonder begindag is de plaats onbekend: die organisaties staan onderaan, en
    een van hen kan de eerste geweest zijn.
    """
    found = starts(reuse, solution)
    known = [one for one in found if one.began]
    known.sort(key=lambda one: (one.began or (), one.title.casefold(), one.organisation))
    rows = [_mover(reuse, one, place) for one, place in zip(known, _places(known), strict=True)]
    blank = ("unknown", None, None)
    rows += [_mover(reuse, one, blank) for one in found if not one.began]
    notes = [*_unnamed(reuse, solution), *said_of_sizes(reuse, found)]
    return Rows(rows, unknown_of(found), notes)


def _places(known: list[Start]) -> Iterator[tuple[str, int, int]]:
    """Give for each start its place, and the fewest and most days after the first of all."""
    spans = [one.began for one in known if one.began]
    firsts, lasts = sorted(one.first for one in spans)[:2], sorted(one.last for one in spans)[:2]
    for first, last in spans:
        before = firsts[firsts[0] == first] if len(spans) > 1 else last  # of the others
        surely = lasts[lasts[0] == last] if len(spans) > 1 else first
        fewest, most = max(0, (first - surely).days), max(0, (last - before).days)
        place = "follower" if fewest else "possibly first" if most else "first mover"
        yield place, fewest, most


def _mover(reuse: Reuse, one: Start, place: tuple[str, int | None, int | None]) -> Row:
    node = reuse.nodes[one.organisation]
    written = one.data["since"]
    return {
        "organisation": one.organisation, "title": one.title, "mover": place[0], "since": written,
        "precision": precision(written) if one.began else "unknown",
        "days_after_at_least": place[1], "days_after_at_most": place[2],
        "type": node.get("type", ""), "size_class": one.size.number if one.size else None,
        "size": one.size.label if one.size else "", "inhabitants": node.get("inhabitants"),
        "inhabitants_year": node.get("inhabitants_year", ""), **claim(one.data),
    }  # fmt: skip


def delay(reuse: Reuse) -> list[Row]:
    """Hoeveel later dan grote gemeenten beginnen kleine gemeenten met dezelfde oplossing?

    A row per solution with a large (100.000 inhabitants or more, class 6 and up) and a small
    municipality (fewer than 50.000, class 4 and below) that both say since when, and last the
    median over them, with `solution` "". `first_large` and `first_small` are the earliest claims;
    the days between are negative where a small one led, and lie between `days_at_least` and
    `days_at_most`. `large` and `small` count those with a day, `large_undated` and
    `small_undated` those without: one of them may have begun earlier. The strengths count the
    claims with a day.

    Uitleg: Klein is minder dan 50.000 inwoners (CBS-klasse 1 tot en met 4), groot is 100.000 of
    meer (klasse 6 tot en met 8). Per oplossing nemen wij de eerste grote en de eerste kleine
    gemeente die een begindag noemt, ook als zij inmiddels stopte. Een negatief getal betekent dat
    een kleine gemeente eerder was. Noemt een bewering alleen een jaar of maand, dan geven wij het
    kleinste en het grootste aantal dagen. De laatste rij is de mediaan: de helft van de oplossingen
    zit eronder, de helft erboven.
    """
    towns: list[Start] = []
    rows: list[Row] = []
    solutions = 0
    for solution in of_kind(reuse, "solution"):
        found = [one for one in starts(reuse, solution) if one.is_municipality]
        towns += found
        solutions += bool(found)
        rows += _delay(reuse, solution, found)
    rows.sort(key=lambda row: (row["title"].casefold(), row["solution"]))
    notes = [
        f"Oplossingen die gemeenten gebruiken: {solutions}. Daarvan met een bekende begindag bij "
        f"zowel een grote als een kleine gemeente: {len(rows)}."
    ]
    notes += said_of_sizes(reuse, towns)
    return Rows([*rows, *_median(rows)], unknown_of(towns), notes if solutions else ())


def _delay(reuse: Reuse, solution: str, found: list[Start]) -> Iterator[Row]:
    large = [one for one in found if one.size and one.size.number >= LARGE]
    small = [one for one in found if one.size and one.size.number <= SMALL]
    dated = [sorted((one.began, one.data["since"]) for one in group if one.began)
             for group in (large, small)]  # fmt: skip
    if not all(dated):
        return
    (large_low, large_high), (small_low, small_high) = (
        (min(began.first for began, _ in group), min(began.last for began, _ in group))
        for group in dated
    )
    yield {
        "solution": solution, "title": title(reuse, solution), "first_large": dated[0][0][1],
        "first_small": dated[1][0][1], "days_at_least": (small_low - large_high).days,
        "days_at_most": (small_high - large_low).days, "large": len(dated[0]),
        "small": len(dated[1]), "large_undated": len(large) - len(dated[0]),
        "small_undated": len(small) - len(dated[1]),
        **by_strength(one.data for one in (*large, *small) if one.began),
    }  # fmt: skip


def _median(rows: list[Row]) -> Iterator[Row]:
    """Give the row of the median: those of the fewest and of the most days are its bounds."""
    if rows:
        bounds = ("days_at_least", "days_at_most")
        summed = ("large", "small", "large_undated", "small_undated", *STRENGTHS)
        yield {
            "solution": "", "title": f"Mediaan van {len(rows)}", "first_large": "",
            "first_small": "", **{name: median(row[name] for row in rows) for name in bounds},
            **{name: sum(row[name] for row in rows) for name in summed},
        }  # fmt: skip
