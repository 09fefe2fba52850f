"""Questions about waste: the same built twice, solutions that nobody uses, claims unconfirmed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

import networkx as nx

from graph.build import Reuse
from graph.rows import Row, Rows, by_strength, claim
from graph.starting import is_known
from graph.walking import counting, into, of_kind, out_of, title
from knowledge.model import STRENGTHS

_Into: TypeAlias = dict[str, dict[str, str]]  # per end: per start the strength of the edge
_TELLING = ("uses", "makes", "supports", "handles", "based_on")
_NO_CLAIM = frozenset(("over", "disputed", "withdrawn"))
_ENTRY = ("entry:", "noaber:entry/")  # an entry as a source, and as a thing


def many_builds(reuse: Reuse) -> list[Row]:
    """Voor welke producten zijn er meer dan één los van elkaar gebouwde oplossingen?

    A row per product with two or more `builds`: solutions that support it, or a process that
    handles it, and that no chain of `based_on` joins, whichever way it points and through whatever
    solution. `families` has for each build its `solutions` and `makers` with their titles, and the
    number of its `users`; the largest first. `users` counts those of all builds, each
    organisation once. The strengths count the solutions by the strongest evidence that ties them
    to the product.

    Uitleg: Wij nemen alle oplossingen die het product ondersteunen, of een proces voor dat product.
    Oplossingen die op elkaar of op dezelfde oplossing gebaseerd zijn tellen samen als één bouwsel.
    Meer bouwsels betekent niet zeker dat er dubbel werk is: zij kunnen verschillende delen van het
    product doen. Een gebruiker telt per bouwsel één keer.
    """
    known = _index(reuse)
    family, rows = _families(reuse, known["based_on"]), []
    for product in of_kind(reuse, "product"):
        tied = _tied(known, product)
        builds: dict[int, list[str]] = defaultdict(list)
        for solution in tied:
            builds[family[solution]].append(solution)
        if len(builds) > 1:
            families = [_family(reuse, known, solutions) for solutions in builds.values()]
            families.sort(key=lambda one: (-one["users"], one["titles"][0].casefold(),
                                           one["solutions"]))  # fmt: skip
            rows.append({
                "product": product, "title": title(reuse, product), "builds": len(builds),
                "solutions": len(tied), "users": len(_joined(known["uses"], tied)),
                "families": families,
                **by_strength({"strength": strength} for strength in tied.values()),
            })  # fmt: skip
    return sorted(rows, key=lambda row: (-row["builds"], row["title"].casefold(), row["product"]))


def _index(reuse: Reuse) -> dict[str, _Into]:
    """Give of each relation, per thing in which edges that count end, where these start.

    One walk along all edges: asking for them per product would walk along the same many times.
    """
    known: dict[str, _Into] = {relation: defaultdict(dict) for relation in _TELLING}
    for subject, to in reuse.adjacency():
        for target, links in to.items():
            for relation, data in links.items():
                if relation in known and data["counts"]:
                    known[relation][target][subject] = data["strength"]
    return known


def _tied(known: dict[str, _Into], product: str) -> dict[str, str]:
    """Give the solutions for a product, each with the strongest evidence of that.

    A way along a process is as strong as the weaker of its two steps.
    """
    found: dict[str, int] = {}
    ways = {product: STRENGTHS[0], **known["handles"].get(product, {})}
    for target, least in ways.items():
        for solution, strength in known["supports"].get(target, {}).items():
            step = max(STRENGTHS.index(least), STRENGTHS.index(strength))
            found[solution] = min(step, found.get(solution, step))
    return {solution: STRENGTHS[step] for solution, step in found.items()}


def _families(reuse: Reuse, based_on: _Into) -> dict[str, int]:
    """Give for each solution the number of the group that `based_on` joins it with."""
    joined: nx.Graph[str] = nx.Graph()
    joined.add_nodes_from(of_kind(reuse, "solution"))
    joined.add_edges_from(
        (base, one) for base, found in based_on.items() for one in found if base in joined
    )
    groups = enumerate(nx.connected_components(joined))
    return {one: number for number, group in groups for one in group}


def _family(reuse: Reuse, known: dict[str, _Into], solutions: list[str]) -> Row:
    """Give what a row says of one build."""
    solutions = _by_title(reuse, solutions)
    makers = _by_title(reuse, _joined(known["makes"], solutions))
    return {
        "solutions": solutions, "titles": [title(reuse, one) for one in solutions],
        "makers": makers, "maker_titles": [title(reuse, one) for one in makers],
        "users": len(_joined(known["uses"], solutions)),
    }  # fmt: skip


def _joined(known: _Into, targets: Iterable[str]) -> set[str]:
    return {one for target in targets for one in known.get(target, ())}


def _makers(reuse: Reuse, solution: str) -> list[str]:
    return counting(into(reuse, solution, "makes"))


def _by_title(reuse: Reuse, nodes: Iterable[str]) -> list[str]:
    return sorted(nodes, key=lambda one: (title(reuse, one).casefold(), one))


def without_users(reuse: Reuse) -> list[Row]:
    """Van welke oplossingen is geen gebruiker bekend?

    A row per solution without any use that counts. `why` is never claimed, or nothing counts: then
    `claims` of use there are, for the reasons in `apart`, with the strengths of these claims.
    `makers_use` is "unknown" where no maker says anything of its own use, else what keeps it from
    counting; "no maker" where no maker is known. Not in the rows: closed products, whose users
    may be unnamed.

    Uitleg: Geen bekende gebruiker is niet hetzelfde als geen gebruiker. Van veel oplossingen zegt
    niemand wie ze gebruikt, ook de maker niet. Daarom staat erbij of er nooit een gebruik is
    gemeld, of dat er meldingen zijn die niet meetellen. Vraag het de maker, of meld het gebruik.
    """
    rows, unnamed = [], 0
    for solution in of_kind(reuse, "solution"):
        claims = list(into(reuse, solution, "uses"))
        if any(data["counts"] for _, data in claims) or not is_known(reuse, solution):
            continue
        if reuse.nodes[solution].get("unnamed_users") or reuse.nodes[solution].get("closed"):
            unnamed += 1
        else:
            rows.append(_unused(reuse, solution, dict(claims)))
    rows.sort(key=lambda row: (row["why"], row["title"].casefold(), row["solution"]))
    missing = sum(row["makers_use"] == "unknown" for row in rows)
    notes = [f"Gesloten producten, en wat geen open licentie noemt: {unnamed}. Die staan niet in "
             "deze lijst, want hun gebruikers noemen wij meestal niet."]  # fmt: skip
    return Rows(rows, {"makers_use": (missing, len(rows))}, notes if unnamed else ())


def _unused(reuse: Reuse, solution: str, claims: dict[str, Row]) -> Row:
    node = reuse.nodes[solution]
    makers = _makers(reuse, solution)
    own = sorted({claims[maker]["apart"] for maker in makers if maker in claims})
    return {
        "solution": solution, "title": title(reuse, solution),
        "why": "nothing counts" if claims else "never claimed", "claims": len(claims),
        "apart": sorted({data["apart"] for data in claims.values()}),
        "makers": _by_title(reuse, makers),
        "makers_use": "; ".join(own) or ("unknown" if makers else "no maker"),
        "phase": node.get("phase", ""), "first_seen": node.get("first_seen", ""),
        **by_strength(claims.values()),
    }  # fmt: skip


def unconfirmed(reuse: Reuse) -> list[Row]:
    """Welk gebruik heeft de gebruiker zelf niet bevestigd, en wie kan dat doen?

    A row per claim of use of which the strongest evidence is not the user's own: what counts
    first, then by solution. `contact` is the team of the user, "" where none is known: its own,
    else that in what it wrote of its use, else in what it publishes (`contact_from` says in
    which). `website` is where to look for one. What is over, disputed or withdrawn needs no
    confirmation.

    Uitleg: Hier staat elk gebruik dat alleen de maker of een ander meldt, of dat is afgeleid. De
    organisatie zelf kan het bevestigen of betwisten met een bijdrage; op haar pagina staat die
    klaar. Bij `contact` staat het team dat dat kan doen, als wij dat kennen.
    """
    rows = sorted(_unconfirmed(reuse), key=_order)
    total = sum("uses" in links for _, to in reuse.adjacency() for links in to.values())
    missing = sum(not row["contact"] for row in rows)
    notes = [f"Beweringen over gebruik: {total}. Door de gebruiker te bevestigen: {len(rows)}."]
    return Rows(rows, {"contact": (missing, len(rows))}, notes if total else ())


def _unconfirmed(reuse: Reuse) -> Iterator[Row]:
    for user, to in reuse.adjacency():
        waiting = [(solution, links["uses"]) for solution, links in to.items()
                   if "uses" in links and _waits(links["uses"])]  # fmt: skip
        contact, named_by = _contact(reuse, user) if waiting else ("", "")
        for solution, data in waiting:
            yield {
                "organisation": user, "title": title(reuse, user), "solution": solution,
                "solution_title": title(reuse, solution), "contact": contact,
                "contact_from": named_by, "website": reuse.nodes[user].get("website", ""),
                **claim(data),
            }  # fmt: skip


def _waits(data: Row) -> bool:
    return data["strength"] != "own" and data["apart"] not in _NO_CLAIM


def _contact(reuse: Reuse, organisation: str) -> tuple[str, str]:
    """Give the nearest contact of an organisation and the thing that names it, "" for none."""
    entries = {
        said["source"].replace(*_ENTRY, 1)
        for _, data in out_of(reuse, organisation, "uses")
        if data["strength"] == "own"
        for said in data["evidence"]
        if said.get("claimant") == organisation and said["source"].startswith(_ENTRY[0])
    }
    published = counting(out_of(reuse, organisation, "publishes"))
    for node in (organisation, *sorted(entries), *published):
        if contact := reuse.nodes.get(node, {}).get("contact"):
            return str(contact), node
    return "", ""


def _order(row: Row) -> tuple[bool, str, str, str, str]:
    names = (row["solution_title"], row["title"])
    solution, organisation = (name.casefold() for name in names)
    return not row["counts"], solution, row["solution"], organisation, row["organisation"]
