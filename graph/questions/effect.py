"""Questions about effect: what organisations that speak add to what everybody knows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from math import exp, lgamma

from graph.build import Reuse
from graph.rows import Row, Rows, claim
from graph.walking import title
from knowledge.model import KINDS
from knowledge.relations import RELATIONS

_MOST = 100  # rows of the curve; of more organisations it takes evenly spread numbers
_REGISTERED = frozenset(("organisation", "product"))  # known from registers, whoever speaks


def effect(reuse: Reuse) -> list[Row]:
    """Wat voegt één organisatie meer toe aan wat wij van hergebruik weten?

    A row for a number of `organisations` that speak (claimants of a use that counts): how many
    `solutions` with a user and how many `relations` of use would be known if only so many did,
    averaged over every choice of them, and what the last of them added. The last row is what is
    known today; its `solutions_added` and `relations_added` are what the next is expected to add
    at most, if it is like those that speak.

    The average is exact, by the hypergeometric distribution: of T speakers, Y of whom tell of a
    thing, a choice of n misses it with chance C(T-Y, n) / C(T, n). Source: Hurlbert, Ecology 52
    (1971), as sample-based rarefaction in Colwell, Mao and Chang, Ecology 85 (2004), Mao tau;
    that the last step (Q1 / T) foretells the next: Good, Biometrika 40 (1953).

    Uitleg: Stel dat maar een deel van de organisaties iets had gezegd: hoeveel wisten wij dan? Wij
    rekenen het gemiddelde uit over alle keuzes van dat aantal, precies en zonder loting. De laatste
    rij is wat wij nu weten. De toename in die rij is wat de volgende organisatie naar verwachting
    hoogstens toevoegt, als zij lijkt op wie al meedoet. Wie een bewering doet telt als spreker: dat
    kan de gebruiker zijn, of de maker.
    """
    solutions, relations, speakers = _told(reuse)
    total = len(speakers)
    curves = [_curve(one, total) for one in (solutions, relations)]
    rows = [
        {"organisations": number, "solutions": things[0], "solutions_added": things[1],
         "relations": links[0], "relations_added": links[1]}
        for number, things, links in zip(_numbers(total), *curves, strict=True)
    ]  # fmt: skip
    unknown = {"claimant": (relations[0], relations.total())}
    return Rows(rows, unknown, _notes(rows, relations, speakers))


def _told(reuse: Reuse) -> tuple[Counter[int], Counter[int], Counter[str]]:
    """Count solutions in use, and uses, by how many tell of them; and uses by who tells of them.

    What somebody states without a name is known whoever speaks: 0 tell of it.
    """
    told: dict[str, set[str]] = defaultdict(set)
    relations: Counter[int] = Counter()
    speakers: Counter[str] = Counter()
    for solution, data in _used(reuse):
        tellers = _tellers(data)
        told[solution] |= tellers
        relations[_number(tellers)] += 1
        speakers.update(tellers)
    del speakers[""]
    return Counter(map(_number, told.values())), relations, speakers


def _number(tellers: set[str]) -> int:
    return 0 if "" in tellers else len(tellers)


def _used(reuse: Reuse) -> Iterator[tuple[str, Row]]:
    for _, to in reuse.adjacency():
        for solution, links in to.items():
            if "uses" in links and links["uses"]["counts"]:
                yield solution, links["uses"]


def _tellers(data: Row) -> set[str]:
    """Give the claimants of the evidence for which an edge counts, "" for evidence without one."""
    return {said.get("claimant", "") for said in data["evidence"] if _makes_count(said)}


def _makes_count(said: Row) -> bool:
    is_said = said["state"] in ("current", "confirmed")
    return is_said and not said.get("doubt") and not said.get("via")


def _numbers(total: int) -> list[int]:
    """Give the numbers of organisations that the curve has a row for: all, or evenly spread."""
    if total <= _MOST:
        return list(range(1, total + 1))
    return sorted({1 + round(step * (total - 1) / (_MOST - 1)) for step in range(_MOST)})


def _curve(told: Counter[int], total: int) -> Iterator[tuple[float, float]]:
    """Give for each of `_numbers` what is known on average, and what the last of them added."""
    counts = sorted((tellers, things) for tellers, things in told.items() if tellers)
    for number in _numbers(total):
        known, added = float(told[0]), 0.0
        for tellers, things in counts:
            before = _missed(total, tellers, number - 1)
            found = before * tellers / (total - number + 1)  # missed by all but the last
            known += things * (1 - before + found)
            added += things * found
        yield round(known, 3), round(added, 3)


def _missed(total: int, tellers: int, number: int) -> float:
    """Give the chance that a choice of organisations has none of those that tell of a thing."""
    if number > total - tellers:
        return 0.0
    ways = lgamma(total - tellers + 1) - lgamma(total - tellers - number + 1)
    return exp(ways - lgamma(total + 1) + lgamma(total - number + 1))


def _notes(rows: list[Row], relations: Counter[int], speakers: Counter[str]) -> Iterator[str]:
    nobody = relations[0]
    if rows:
        things, links = (f"{rows[-1][name]:.2f}".replace(".", ",")
                         for name in ("solutions_added", "relations_added"))  # fmt: skip
        yield (
            f"De volgende organisatie voegt naar verwachting hoogstens {things} oplossingen en "
            f"{links} relaties toe, als zij lijkt op wie nu spreekt."
        )
        yield (
            f"Dat is een gemiddelde. Wie het meeste meldt, meldt {max(speakers.values())} van de "
            f"{relations.total()} relaties; wie het minste meldt {min(speakers.values())}."
        )
    if nobody:
        yield f"Bij {nobody} keer gebruik zegt de bron niet wie het meldt: dat telt altijd mee."


def added_by(reuse: Reuse, organisation: str) -> list[Row]:
    """Wat weten wij alleen door deze organisatie?

    A row per thing and then per relation of which all evidence that counts comes from this
    organisation as claimant (`added` is thing or relation). Of things only solutions, processes,
    documents and initiatives: organisations and products are in registers. Relations that only say
    who published a page and what it is about are left out: their things tell it.

    Uitleg: Hier staat wat zou wegvallen als deze organisatie niets had gezegd: elk ding en elke
    relatie waarvan al het bewijs dat meetelt van haar komt. Wat ook een ander meldt staat er niet
    in. Organisaties en producten staan in registers en tellen hier niet mee.
    """
    only: dict[str, bool] = {}
    links: list[Row] = []
    for subject, target, relation, data in reuse.edges(keys=True, data=True):
        if not data["counts"]:
            continue
        is_only = all(
            said.get("claimant") == organisation or not _makes_count(said)
            for said in data["evidence"]
        )
        for end in (subject, target):
            only[end] = only.get(end, True) and is_only
        known = RELATIONS.get(relation)
        if is_only and (known is None or known.remembered):
            links.append(
                {"added": "relation", "kind": "", "thing": "", "title": title(reuse, subject),
                 "subject": subject, "relation": relation, "object": target,
                 "object_title": title(reuse, target), **claim(data)}
            )  # fmt: skip
    things = [node for node, is_only in only.items() if is_only]
    links.sort(key=lambda row: (row["relation"], row["title"].casefold(), row["subject"],
                                row["object_title"].casefold(), row["object"]))  # fmt: skip
    return [*_things(reuse, things), *links]


def _things(reuse: Reuse, nodes: Iterable[str]) -> Iterator[Row]:
    order = {kind: place for place, kind in enumerate(KINDS) if kind not in _REGISTERED}
    found = [(order[reuse.nodes[n]["kind"]], title(reuse, n).casefold(), n) for n in nodes
             if reuse.nodes[n].get("kind") in order]  # fmt: skip
    for _, _, node in sorted(found):
        kind = reuse.nodes[node]["kind"]
        yield {"added": "thing", "kind": kind, "thing": node, "title": title(reuse, node)}
