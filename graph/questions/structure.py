"""Questions about structure: hubs, bridges, communities, and what is based on what.

Only uses that count tie organisations and solutions here; `graph.measures` says which graph that is
and how betweenness and communities are found, `graph.structure.groups` what communities are
compared with.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from itertools import combinations

from graph.build import Reuse
from graph.measures import Measures, known, uses_of
from graph.rows import Row, Rows, claim
from graph.structure.groups import MARKS, followed, marks_of, typical
from graph.structure.sharing import (
    MOST,
    by_title,
    cut_off,
    ends,
    left_alone,
    most_common,
    places,
    strengths_of,
    thing_of,
    unnamed,
    unseen,
    weak,
)
from graph.walking import into, out_of, title
from knowledge.words import number

TYPICAL = 5
_WAYS: tuple[tuple[str, Callable[..., Iterator[tuple[str, Row]]]], ...] = (
    ("gebaseerd op", out_of), ("basis voor", into),
)  # fmt: skip


def hubs(reuse: Reuse) -> list[Row]:
    """Welke organisaties en oplossingen zijn een spil in het hergebruik?

    The fifty organisations and fifty solutions with most uses that count, at least two. `degree` is
    the number of uses, `share` its part of all uses; `betweenness` the part of all pairs of others
    of which the shortest paths lead over it, and `betweenness_rank` its place by that among
    organisations and solutions together (equal ones share a place). `strengths` counts its uses by
    the strength of their evidence, `unnamed` how many more use a closed product unnamed.

    Uitleg: Een spil is een organisatie die veel oplossingen gebruikt, of een oplossing die veel
    organisaties gebruiken: twee of meer. We tellen alleen gebruik dat meetelt. Aandeel is
    het deel van al het gebruik samen: elk gebruik telt één keer bij de organisatie en één keer bij
    de oplossing. Ertussen zegt hoe vaak iets op de kortste weg ligt tussen twee andere: 0 is
    nooit, 1 is altijd. De plaats daarin staat ernaast. Wie veel publiceert is hier nog
    geen spil.
    """
    measures = known(reuse)
    ranks, uses = places(measures), uses_of(reuse)
    degrees = Counter(node for pair in uses for node in pair)
    shown, notes = _most_used(reuse, degrees)
    rows = [
        {**thing_of(reuse, node), "degree": degrees[node],
         "share": round(degrees[node] / len(uses), 4), "betweenness": measures.share(node),
         "betweenness_rank": ranks[node], "strengths": strengths_of(reuse, node),
         **unnamed(reuse, node)}
        for node in shown
    ]  # fmt: skip
    return Rows(rows, notes=[*measures.notes(), *unseen(reuse), *notes])


def _most_used(reuse: Reuse, degrees: Counter[str]) -> tuple[list[str], list[str]]:
    """Give the first of each kind by their number of uses, and notes where there are more."""
    order = sorted(
        (node for node, degree in degrees.items() if degree > 1),
        key=lambda node: (-degrees[node], title(reuse, node).casefold(), node),
    )
    shown: set[str] = set()
    notes: list[str] = []
    for kind, word in (("organisation", "organisaties"), ("solution", "oplossingen")):
        those = [node for node in order if reuse.nodes[node]["kind"] == kind]
        shown.update(those[:MOST])
        notes += cut_off(len(those), word)
    return [node for node in order if node in shown], notes


def bridges(reuse: Reuse) -> list[Row]:
    """Welke organisaties en oplossingen verbinden groepen die verder weinig delen?

    What ties two or more groups (see `communities`), the fifty with the highest `betweenness` (part
    of all pairs of others of which the shortest paths lead over it). `communities` are the groups
    of the organisations around it, the most first, `sides` how many organisations of each: of a
    solution its users, of an organisation itself and who else uses what it uses. `also_shared` is
    the number of other solutions that the first two of these groups both use. `pieces` is in how
    many pieces its part of the graph would fall without it.

    Uitleg: Een brug ligt tussen twee of meer groepen, en vaak op de kortste weg tussen twee andere,
    over gebruik dat meetelt. Bij elke brug staan de groepen aan weerszijden, en hoeveel
    organisaties van elke groep. Ook gedeeld is het aantal andere oplossingen dat de twee grootste
    groepen allebei gebruiken: hoe lager, hoe belangrijker de brug. Losse delen: in hoeveel stukken
    het net valt zonder deze schakel; bij 1 blijft alles verbonden. Een brug zegt niet dat
    organisaties elkaar kennen, wel dat zij hetzelfde gebruiken.
    """
    measures = known(reuse)
    users, mine = ends(reuse)
    spans = {way: {measures.communities[one] for one in those} for way, those in users.items()}
    joins = spans | {one: set().union(*(spans[way] for way in ways)) for one, ways in mine.items()}
    found = (node for node, groups in joins.items() if len(groups) > 1 and measures.share(node))
    order = sorted(by_title(reuse, found), key=lambda node: -measures.share(node))
    shared = Counter(pair for groups in spans.values() for pair in combinations(sorted(groups), 2))
    ranks, rows = places(measures), []
    for node in order[:MOST]:
        own = mine.get(node, [node])
        around = {one for way in own for one in users[way]}
        rows.append({
            **thing_of(reuse, node), "betweenness": measures.share(node),
            "betweenness_rank": ranks[node], "pieces": measures.pieces[node],
            **_sides(measures, around, [spans[way] for way in own], shared),
        })  # fmt: skip
    cut = cut_off(len(order), "organisaties en oplossingen")
    return Rows(rows, notes=[*measures.notes(), *weak(measures), *unseen(reuse), *cut])


def _sides(
    measures: Measures, around: set[str], own: list[set[int]], shared: Counter[tuple[int, int]]
) -> Row:
    """Give the groups around a bridge, and how many solutions join the first two without it."""
    sides = Counter(measures.communities[one] for one in around)
    ranked = sorted(sides, key=lambda group: (-sides[group], group))
    pair = set(ranked[:2])
    return {
        "communities": ranked,
        "sides": [f"groep {group or 'onbekend'}: {number(sides[group])}" for group in ranked],
        "also_shared": shared[min(pair), max(pair)] - sum(groups >= pair for groups in own),
    }


def communities(reuse: Reuse) -> list[Row]:
    """Welke groepen organisaties gebruiken dezelfde oplossingen?

    A row per group, the largest first: its `members`, its five most `typical` solutions (what a
    larger part of the group uses than of the others) with in `typical_users` how many of the group
    and of the others use each, and the most common `province`, `cooperation` and `supplier` with
    how many members have it and of how many nobody knows it. Organisations that share no solution
    with others are in no group; a note counts them, and notes tell whether groups follow provinces,
    cooperations or suppliers (see `communities_follow`).

    Uitleg: Een groep bestaat uit organisaties die onderling veel oplossingen delen en met anderen
    minder. De computer zoekt de groepen zelf, met de methode Leiden, en telt hoeveel oplossingen
    twee organisaties allebei gebruiken. Alleen gebruik dat meetelt doet mee. Dezelfde gegevens
    geven altijd dezelfde groepen. Typisch is een oplossing die in de groep vaker voorkomt dan
    daarbuiten. De leverancier van een organisatie is wie het meeste maakt of beheert van wat zij
    gebruikt.
    """
    measures = known(reuse)
    grouped = {one: group for one, group in measures.communities.items() if group}
    members: dict[int, list[str]] = defaultdict(list)
    for one in by_title(reuse, grouped):
        members[grouped[one]].append(one)
    best, marks = typical(ends(reuse)[0], grouped), marks_of(reuse, grouped)
    rows = [
        _community(reuse, group, those, best.get(group, [])[:TYPICAL], marks)
        for group, those in sorted(members.items())
    ]
    told = [followed(grouped, mark, marks[mark]) for mark in MARKS] if rows else []
    alone = len(measures.communities) - len(grouped)
    notes = [*measures.notes(), *weak(measures), *left_alone(alone), *unseen(reuse)]
    unknown = {one.mark: (one.unknown, len(grouped)) for one in told}
    return Rows(rows, unknown, [*notes, *(one.said() for one in told)])


def _community(
    reuse: Reuse, group: int, those: list[str], best: list[tuple[str, int, int]],
    marks: dict[str, dict[str, str]],
) -> Row:  # fmt: skip
    """Give the row of a group: who is in it, what is typical of it, and its most common marks."""
    row: Row = {
        "community": group, "size": len(those), "members": those,
        "members_title": [title(reuse, one) for one in those],
        "typical": [one for one, _, _ in best],
        "typical_title": [title(reuse, one) for one, _, _ in best],
        "typical_users": [f"{inside} binnen, {rest} daarbuiten" for _, inside, rest in best],
    }  # fmt: skip
    for mark in MARKS:
        row |= most_common(reuse, those, mark, marks[mark])
    return row


def communities_follow(reuse: Reuse) -> list[Row]:
    """Volgen de groepen de provincies, de samenwerkingsverbanden of de leveranciers?

    A row per `mark`. `agreement` is the adjusted Rand index of groups and marks (0 chance, 1 the
    same), `information` their normalized mutual information, `within` and `overall` the part of all
    pairs of organisations with the same mark, within a group and in all, `chance` the part of
    random orders of the marks that follow as well. Each is None where it cannot be told. `known`
    organisations have a mark, of `unknown` nobody knows it.

    Uitleg: We vergelijken de groepen met drie kenmerken: de provincie, het
    samenwerkingsverband en de leverancier. Is een organisatie lid van meer verbanden, dan telt
    het verband waar de meeste anderen ook in zitten. Overeenkomst is 0 als de groepen er niet meer
    mee te maken hebben dan bij loten, en 1 als ze precies gelijk zijn. Op toeval is het deel van 99
    lotingen dat even goed uitkomt: is dat meer dan 0,05, dan kan de uitkomst toeval zijn.
    Organisaties zonder bekend kenmerk doen niet mee en staan bij onbekend. Wie dezelfde oplossing
    gebruikt, heeft vanzelf ook dezelfde maker: bij de leverancier is de overeenkomst daarom hoger.
    """
    measures = known(reuse)
    grouped = {one: group for one, group in measures.communities.items() if group}
    if not grouped:
        return Rows(notes=weak(measures))
    marks = marks_of(reuse, grouped)
    told = [followed(grouped, mark, marks[mark]) for mark in MARKS]
    unknown = {one.mark: (one.unknown, len(grouped)) for one in told}
    return Rows([one._asdict() for one in told], unknown, [*measures.notes(), *weak(measures)])


def lineage(reuse: Reuse, thing: str) -> list[Row]:
    """Waar komt deze oplossing of dit proces vandaan, en wat is erop gebaseerd?

    A row per relation `based_on` that leads from the thing to its ancestors (`direction` "gebaseerd
    op") and from its descendants to it ("basis voor"), with `depth`: 1 is next to it. A claim that
    does not count is shown, and what lies beyond it is not. Each relation stands once in each
    direction, also where the graph goes round; a note tells that it does.

    Uitleg: We volgen alleen de relatie gebaseerd op, in beide richtingen en zo ver als die gaat.
    Eén stap is direct, twee is via één ander. Bij elke stap staat wie het zegt.
    Een stap die niet meetelt staat erbij met de reden, maar daarachter zoeken we niet verder. Staat
    er niets, dan is er niets over bekend; het kan best ergens op gebaseerd zijn.
    """
    rows: list[Row] = []
    notes = []
    for direction, step in _WAYS:
        found = list(_followed(reuse, thing, direction, step))
        if any(row["thing"] == thing for row in found):
            notes.append(f"Let op: dit loopt rond ({direction}); één van de beweringen klopt niet.")
        rows += sorted(found, key=lambda row: (
            row["depth"], row["title"].casefold(), row["thing"], row["subject"], row["object"],
        ))  # fmt: skip
    return Rows(rows, notes=notes)


def _followed(
    reuse: Reuse, thing: str, direction: str, step: Callable[..., Iterator[tuple[str, Row]]]
) -> Iterator[Row]:
    """Give a row for each step away from a thing, the nearest first."""
    depths, waiting = {thing: 0}, deque([thing])
    while waiting:
        here = waiting.popleft()
        for other, data in step(reuse, here, "based_on"):
            ends = (here, other) if direction == _WAYS[0][0] else (other, here)
            yield {
                "thing": other, "title": title(reuse, other), "direction": direction,
                "depth": depths[here] + 1, "relation": "based_on",
                "subject": ends[0], "subject_title": title(reuse, ends[0]),
                "object": ends[1], "object_title": title(reuse, ends[1]), **claim(data),
            }  # fmt: skip
            if data["counts"] and other not in depths:
                depths[other] = depths[here] + 1
                waiting.append(other)
