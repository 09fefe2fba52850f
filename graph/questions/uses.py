"""Questions about use: who uses what, with whom, since when, and what does not count."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator

from graph.build import Reuse
from graph.rows import Row, by_strength, claim
from graph.structure.shortest import first_between, shortest
from graph.walking import day_of, title, used, users
from knowledge.disclosure import COUNTED_BY

_NOTICED = ("first_seen", "gone")  # what happened at noaber, so that on an earlier day it had not


def users_of(reuse: Reuse, solution: str) -> list[Row]:
    """Welke organisaties gebruiken deze oplossing?

    Disputed and withdrawn claims are in the rows too, with their `state`. The users of a closed
    product that are not named are one row, the last, without `organisation`.

    Uitleg: Elke bewering dat een organisatie de oplossing gebruikt, met wie het zegt. Wat niet
    meetelt, zoals wat betwist of verouderd is, staat onderaan. Bij een gesloten product noemen
    wij alleen wie dat zelf kiest. De anderen staan als getal in de laatste rij.
    """
    edges = reuse.in_edges(solution, keys=True, data=True) if solution in reuse else ()
    rows = [
        {"organisation": user, "title": reuse.nodes[user]["title"], **claim(data)}
        for user, _, relation, data in edges
        if relation == "uses"
    ]
    rows.sort(key=lambda row: (not row["counts"], row["title"].casefold(), row["organisation"]))
    return [*rows, *_unnamed(reuse, solution)]


def _unnamed(reuse: Reuse, solution: str) -> Iterator[Row]:
    """Say in one row how many use a closed product without being named."""
    if number := reuse.nodes.get(solution, {}).get("unnamed_users"):
        yield {
            "organisation": "", "title": f"{number} organisaties, niet bij naam",
            "source": COUNTED_BY, "url": "", "last_seen": day_of(reuse).isoformat(),
            "strength": "derived", "state": "current", "counts": True,
        }  # fmt: skip


def used_by_municipality(reuse: Reuse, organisation: str) -> list[Row]:
    """Welke oplossingen gebruikt deze organisatie?

    Uitleg: Elke bewering dat deze organisatie iets gebruikt, ook van anderen. Wat niet meetelt,
    staat onderaan.
    """
    edges = reuse.out_edges(organisation, keys=True, data=True) if organisation in reuse else ()
    rows = [
        {"solution": used, "title": reuse.nodes[used]["title"], **claim(data)}
        for _, used, relation, data in edges
        if relation == "uses"
    ]
    return sorted(
        rows, key=lambda row: (not row["counts"], row["title"].casefold(), row["solution"])
    )


def history(reuse: Reuse, solution: str) -> list[Row]:
    """Wat is er in de tijd over deze oplossing gezegd?

    A row for each thing that happened, by day: a claim begins (`since`, as it says itself), is
    first seen, ends (`until`), or is no longer made by its source (`gone`). Days of a claim are as
    exact as the claim: a year stands as a year. A graph of an earlier day does not tell what was
    first seen or gone after it.

    Uitleg: Wij zetten alles wat bronnen zeiden op volgorde van dag: wanneer iets begon volgens
    de bron zelf, wanneer wij het voor het eerst zagen, wanneer het eindigde en wanneer een bron
    het niet meer zei. Noemt een bron alleen een jaar, dan staat er een jaar.
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
    first = ("day", "subject", "relation", "event", "object")
    return sorted(rows, key=lambda row: [row[name] for name in (*first, *sorted(row))])


def _events(reuse: Reuse, said: Row, relation: str) -> Iterator[Row]:
    """Give what happened to one claim, with who says so and where."""
    claim = {name: str(said.get(name, "")) for name in ("role", "claimant", "source", "url",
             "first_seen", "last_seen", "strength", "state", "via", "doubt")}  # fmt: skip
    claim |= {"strength": claim["strength"] or "third", "state": claim["state"] or "current"}
    titles = {end: reuse.nodes.get(said[end], {}).get("title", "") for end in ("subject", "object")}
    day = day_of(reuse).isoformat()
    for event in ("since", "first_seen", "until", "gone"):
        is_later = event in _NOTICED and str(said.get(event)) > day
        if said.get(event) and not is_later:
            yield {
                "day": str(said[event]), "event": event, "subject": said["subject"],
                "title": titles["subject"], "relation": relation, "object": said["object"],
                "object_title": titles["object"], **claim,
            }  # fmt: skip


def not_counted(reuse: Reuse) -> list[Row]:
    """Welke beweringen tonen we wel, maar tellen we niet mee?

    With `apart`, why: doubtful, inherited, stale, disputed, withdrawn, early or over.

    Uitleg: Wij laten ook zien wat wij niet meetellen. Bij elke bewering staat waarom: betwist,
    ingetrokken, verouderd, voorbij, nog niet begonnen, twijfelachtig of geërfd bij een
    herindeling.
    """
    rows = [
        {"subject": subject, "title": reuse.nodes[subject]["title"], "relation": relation,
         "object": target, "object_title": reuse.nodes[target]["title"], **claim(data)}
        for subject, target, relation, data in reuse.edges(keys=True, data=True)
        if data["apart"]
    ]  # fmt: skip
    return sorted(
        rows, key=lambda row: (row["apart"], row["object"], row["subject"], row["relation"])
    )


def most_reused(reuse: Reuse) -> list[Row]:
    """Welke oplossingen worden het meest hergebruikt?

    Only claims that count: what is disputed, withdrawn or stale is left out. Solutions with
    equally many users stand in the order of their titles. `unnamed` tells how many more use a
    closed product without being named; `own`, `maker`, `third` and `derived` count the users by
    the strength of the evidence.

    Uitleg: Wij tellen per oplossing de organisaties waarvan het gebruik vandaag meetelt, en van
    hoeveel daarvan de organisatie het zelf zegt. Bij een gesloten product zijn er ook gebruikers
    die wij niet noemen; die staan apart.
    """
    counting: dict[str, list[Row]] = defaultdict(list)
    for _, solution, relation, data in reuse.edges(keys=True, data=True):
        if relation == "uses" and data["counts"]:
            counting[solution].append(data)
    rows = []
    for node, told in reuse.nodes(data=True):
        found, unnamed = counting.get(node, []), told.get("unnamed_users")
        if found or unnamed:
            row = {"solution": node, "title": told["title"], "users": len(found)}
            rows.append(row | ({"unnamed": unnamed} if unnamed else {}) | by_strength(found))
    return sorted(rows, key=lambda row: (-row["users"], row["title"].casefold(), row["solution"]))


def neighbours(reuse: Reuse, organisation: str) -> list[Row]:
    """Welke organisaties delen oplossingen met deze?

    Uitleg: Wij tellen met welke andere organisaties zij dezelfde oplossingen gebruikt, voor
    zover dat gebruik vandaag meetelt.
    """
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
    return sorted(
        rows, key=lambda row: (-row["number"], row["title"].casefold(), row["organisation"])
    )


def path(reuse: Reuse, a: str, b: str) -> list[Row]:
    """Hoe zijn deze twee met elkaar verbonden?

    Gives the relations on a shortest path, whichever way they point; no rows where there is none.
    Of paths that are as short it is the first in the alphabet. `title` and `object_title` are those
    of both ends; of several relations between two, the first that counts stands for them.

    Uitleg: We zoeken de kortste weg van de een naar de ander, stap voor stap over beweringen die
    meetellen: gebruik, maken, publiceren, lid zijn en de rest. De richting maakt niet uit. Zijn er
    meer wegen even kort, dan tonen wij er één. Bij elke stap staat wie het zegt en waar. Vinden we
    niets, dan kennen we geen verbinding; die kan er wel zijn.
    """
    rows = []
    for left, right in itertools.pairwise(shortest(reuse, a, b)):
        relation, subject, target = first_between(reuse, left, right)
        rows.append({
            "subject": subject, "title": title(reuse, subject), "relation": relation,
            "object": target, "object_title": title(reuse, target),
            **claim(reuse[subject][target][relation]),
        })  # fmt: skip
    return rows
