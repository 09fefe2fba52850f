"""Who shares what: uses that count from both sides, ranks by betweenness, and what to say of them.

The sentences are Dutch: they are notes of answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from graph.build import Reuse
from graph.measures import Measures, uses_of
from graph.rows import Row, by_strength
from graph.walking import into, out_of, title
from knowledge.words import number

MOST = 50  # rows of each kind
ENOUGH = 30  # organisations that share; with fewer one claim more or less changes the groups
CLEAR = 0.3  # modularity from which groups are clear (Newman and Girvan 2004)


def ends(reuse: Reuse) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Give the users of each solution, and the solutions of each organisation, in order."""
    users: dict[str, list[str]] = defaultdict(list)
    mine: dict[str, list[str]] = defaultdict(list)
    for organisation, solution in uses_of(reuse):
        users[solution].append(organisation)
        mine[organisation].append(solution)
    return users, mine


def places(measures: Measures) -> dict[str, int]:
    """Give the place of each by betweenness; equal ones share the first of their places."""
    shares = {node: measures.share(node) for node in measures.betweenness}
    above: dict[float, int] = {}
    for place, share in enumerate(sorted(shares.values(), reverse=True), 1):
        above.setdefault(share, place)
    return {node: above[share] for node, share in shares.items()}


def thing_of(reuse: Reuse, node: str) -> Row:
    """Give what a row says of a thing: its id, title and kind."""
    return {"thing": node, "title": title(reuse, node), "kind": reuse.nodes[node]["kind"]}


def by_title(reuse: Reuse, nodes: Iterable[str]) -> list[str]:
    """Give nodes in the order of their titles, then ids."""
    return sorted(nodes, key=lambda node: (title(reuse, node).casefold(), node))


def strengths_of(reuse: Reuse, node: str) -> Row:
    """Count the uses of a thing that count by the strength of their evidence."""
    step = out_of if reuse.nodes[node]["kind"] == "organisation" else into
    return by_strength(data for _, data in step(reuse, node, "uses") if data["counts"])


def most_common(
    reuse: Reuse, those: list[str], mark: str, marks: dict[str, str]
) -> Iterator[tuple[str, object]]:
    """Give the most common mark of a group, how many have it, and of how many it is not known."""
    counts = Counter(marks[one] for one in those if one in marks)
    names = sorted(counts, key=lambda one: (-counts[one], title(reuse, one).casefold(), one))
    yield mark, names[0] if names else None
    if mark != "province":
        yield f"{mark}_title", title(reuse, names[0]) if names else None
    yield f"{mark}_members", counts[names[0]] if names else None
    yield f"{mark}_unknown", len(those) - counts.total()


def unnamed(reuse: Reuse, node: str) -> Row:
    """Give how many more use a closed product without being named, nothing where none do."""
    found = reuse.nodes[node].get("unnamed_users")
    return {"unnamed": found} if found else {}


def unseen(reuse: Reuse) -> Iterator[str]:
    """Say of how many closed products the users are not named, and so not counted here."""
    if closed := sum("unnamed_users" in data for _, data in reuse.nodes(data=True)):
        yield (
            f"Van {number(closed)} gesloten producten tonen wij gebruikers niet bij naam; die "
            "tellen hier niet mee."
        )


def cut_off(total: int, word: str) -> Iterator[str]:
    """Say that only the first rows are shown, where there are more."""
    if total > MOST:
        yield f"Getoond zijn de eerste {MOST} van {number(total)} {word}."


def left_alone(alone: int) -> Iterator[str]:
    """Say how many organisations are in no group."""
    if alone:
        yield (
            f"{number(alone)} organisaties staan in geen groep: zij delen weinig of niets met "
            "anderen."
        )


def weak(measures: Measures) -> Iterator[str]:
    """Say where groups mean little: too few organisations, or hardly more than by chance."""
    sharing = sum(1 for group in measures.communities.values() if group)
    if sharing < ENOUGH:
        yield (
            f"Te weinig om er iets uit te lezen: {number(sharing)} organisaties delen een "
            f"oplossing. Onder de {ENOUGH} geeft één bewering meer of minder al andere groepen."
        )
    elif measures.modularity < CLEAR:
        yield (
            f"Pas op met deze groepen: {measures.inside:.0%} van de verbindingen ligt binnen een "
            f"groep, en bij loten zou dat al {measures.inside - measures.modularity:.0%} zijn."
        )


def comma(value: float) -> str:
    """Give a number as Dutch readers write it, with two decimals.

    >>> comma(0.312), comma(-0.001)
    ('0,31', '0,00')
    """
    return f"{round(value, 2) + 0.0:.2f}".replace(".", ",")
