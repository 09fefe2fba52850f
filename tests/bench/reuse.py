"""Measures the reuse graph at 20,000 things and 200,000 relations; `--write` puts it in README.md.

`python tests/bench/reuse.py [--nodes 20000] [--edges 200000] [--rounds 3] [--heavy] [--write]`.
Everything runs in one process, one after the other: the graph, each question, each file, and beside
them plain loops over the same relations and networkx. `--heavy` also measures exact betweenness
(minutes). Promised: every question under a second with the heavy measures stored.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx

from graph import measures
from graph.build import build
from graph.cypher import ask as cypher
from graph.cypher import database_of, write_database
from graph.exports import formats
from graph.questions import questions, wanted
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Cost, Document, Organisation, Process, Product, Solution, Statement

README = Path(__file__).with_name("README.md")
START, END = "<!-- graph -->", "<!-- end of graph -->"
PROMISED = 1.0  # seconds for a question
SEED = 2026
DAY = date(2026, 11, 23)
SHARES = {"organisation": 5, "solution": 45, "process": 30, "product": 5, "document": 15}  # of 100
# from, relation, to, and its share of 100 relations
RELATED = (
    ("organisation", "uses", "solution", 60), ("organisation", "makes", "solution", 5),
    ("organisation", "publishes", "process", 8), ("organisation", "performs", "product", 6),
    ("solution", "supports", "product", 6), ("process", "handles", "product", 5),
    ("solution", "based_on", "solution", 4), ("document", "about", "solution", 4),
    ("organisation", "member_of", "organisation", 2),
)  # fmt: skip
MAKE = {"organisation": Organisation, "solution": Solution, "process": Process,
        "product": Product, "document": Document}  # fmt: skip


class Measured(NamedTuple):
    """One line of the table: what was done, the median seconds, and something to compare with."""

    what: str
    seconds: float
    said: str = ""


def made_up(nodes: int, edges: int) -> Hub:
    """Give a hub of that size, drawn Zipf-like: few solutions have many users. All made up."""
    dice = random.Random(SEED)
    ids = {
        kind: [f"https://{kind}.example/{number}" for number in range(nodes * share // 100)]
        for kind, share in SHARES.items()
    }
    records = [record(kind, one, dice) for kind, some in ids.items() for one in some]
    things = {one.id: Thing(one.id, one.kind, f"{one.kind}-{n}", (one,))
              for n, one in enumerate(records)}  # fmt: skip
    return Hub(things=things, edges=tuple(edges_from(statements(ids, edges, dice))))


def record(kind: str, one: str, dice: random.Random) -> Any:
    """Give a thing of a kind with what the questions look at."""
    more: dict[str, Any] = {"source": "bench", "url": one, "last_seen": DAY}
    if kind == "organisation":
        more |= {"type": "gemeente", "province": f"Provincie {dice.randrange(12)}",
                 "inhabitants": int(dice.lognormvariate(10.3, 0.9)),
                 "inhabitants_year": "2023"}  # fmt: skip
    if kind == "document":
        cents = dice.randrange(10**5, 10**7)
        more |= {
            "genre": "kosten",
            "cost_facts": (Cost(cents=cents, kind="jaarlijks", year="2025"),),
        }
    return MAKE[kind](id=one, title=f"{kind} {one.rpartition('/')[2]}", **more)


def statements(ids: dict[str, list[str]], edges: int, dice: random.Random) -> Iterator[Statement]:
    """Give that many different relations, each with one piece of evidence."""
    for start, relation, end, share in RELATED:
        found: set[tuple[str, str]] = set()
        while len(found) < edges * share // 100:
            place = dice.randrange if start == "document" else partial(skewed, dice=dice)
            left, right = dice.choice(ids[start]), ids[end][place(len(ids[end]))]
            if left != right:
                found.add((left, right))
        for left, right in sorted(found):
            yield Statement(
                subject=left, relation=relation, object=right, claimant=left, source="bench",
                url=left, since=str(dice.randrange(2015, 2027)) if dice.random() < 0.5 else "",
                first_seen=DAY, last_seen=DAY, strength=dice.choice(("own", "maker", "third")),
            )  # fmt: skip


def skewed(size: int, dice: random.Random) -> int:
    """Give a place in a list, the first ones far more often."""
    return min(size - 1, int(size * dice.random() ** 2.5))


def median(work: Callable[[], Any], rounds: int) -> float:
    """Give the median seconds of some work."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def plain_loops(hub: Hub, solution: str) -> dict[str, Callable[[], Any]]:
    """Give what plain Python needs for three questions, over the list of relations."""
    uses = [(e.subject, e.object) for e in hub.edges if e.relation == "uses" and e.counts]
    one = next(subject for subject, target in uses if target == solution)

    def shared() -> Counter[str]:
        mine = {target for subject, target in uses if subject == one}
        return Counter(subject for subject, target in uses if target in mine and subject != one)

    def projected() -> Counter[tuple[str, str]]:
        of: dict[str, list[str]] = defaultdict(list)
        for subject, target in uses:
            of[target].append(subject)
        return Counter(
            (a, b) for who in of.values() for n, a in enumerate(who) for b in who[n + 1 :]
        )

    return {
        "users_of": lambda: sorted(subject for subject, target in uses if target == solution),
        "most_reused": lambda: Counter(target for _, target in uses).most_common(),
        "neighbours": shared,
        "projection": projected,
    }


def asked(hub: Hub, reuse: Any, rounds: int) -> Iterator[Measured]:
    """Measure each question, with the busiest things as its arguments."""
    solution = max(reuse, key=lambda n: (reuse.nodes[n]["kind"] == "solution", reuse.in_degree(n)))
    busiest = {
        kind: max(reuse, key=lambda n, k=kind: (reuse.nodes[n]["kind"] == k, reuse.degree(n)))
        for kind in MAKE
    }
    given = busiest | {"solution": solution, "thing": solution, "a": busiest["organisation"],
                       "b": busiest["product"]}  # fmt: skip
    beside = plain_loops(hub, solution)
    for name, function in questions().items():
        ids = [given[one] for one in wanted(function)[0]]
        seconds = median(lambda f=function, i=ids: f(reuse, *i), rounds)
        said = ""
        if name in beside:
            loops = median(beside[name], rounds)
            said = f"plain loops {loops:.3f} s: {seconds / max(loops, 1e-9):.2f} times"
        yield Measured(f"question {name}", seconds, said)


def written(reuse: Any, folder: Path) -> Iterator[Measured]:
    """Measure each open data file, once."""
    for name, form in formats().items():
        place = folder / name
        place.mkdir()
        seconds = median(lambda f=form, p=place: f.write(reuse, p), 1)
        size = sum(path.stat().st_size for path in place.rglob("*") if path.is_file())
        yield Measured(f"export {name}", seconds, f"{size / 2**20:.1f} MiB")


TWO_HOPS = (
    "MATCH (a:Organisation {id: '%s'})-[:uses]->(:Solution)<-[:uses]-(b:Organisation) "
    "RETURN b.id, COUNT(*) AS shared ORDER BY shared DESC, b.id LIMIT 10"
)
FOUR_HOPS = (
    "MATCH (a:Organisation)-[:uses]->(:Solution)<-[:uses]-(:Organisation)-[:uses]->(:Solution)"
    "<-[:uses]-(b:Organisation) RETURN COUNT(*)"
)


def queried(reuse: Any, folder: Path, rounds: int) -> Iterator[Measured]:
    """Measure Cypher: its database, two hops from the busiest organisation, and four from all."""
    home = Home(folder)
    path = database_of(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    yield Measured("cypher: its database", median(lambda: write_database(reuse, path), 1),
                   f"{path.stat().st_size / 2**20:.1f} MiB")  # fmt: skip
    one = max(reuse, key=lambda n: (reuse.nodes[n]["kind"] == "organisation", reuse.degree(n)))
    for name, query in (("two hops", TWO_HOPS % one), ("four hops, counted", FOUR_HOPS)):
        yield Measured(f"cypher: {name}", median(lambda q=query: cypher(home, q), rounds),
                       "with the start of its process")  # fmt: skip


def measured_heavy(reuse: Any, is_heavy: bool) -> Iterator[Measured]:
    """Measure the heavy measures beside networkx on the same graph."""
    simple = nx.Graph((a, b) for a, b, r, d in reuse.edges(keys=True, data=True)
                      if r == "uses" and d["counts"])  # fmt: skip
    start = time.perf_counter()
    nx.community.louvain_communities(simple, seed=0)
    theirs = time.perf_counter() - start
    yield Measured("networkx: Louvain on who uses what", theirs)
    start = time.perf_counter()
    nx.betweenness_centrality(simple, k=10, seed=0)
    sample = time.perf_counter() - start
    yield Measured("networkx: betweenness of 10 nodes", sample,
                   f"all nodes: about {sample * len(simple) / 10 / 60:.0f} min")  # fmt: skip
    if is_heavy:
        yield Measured("measures for the build (igraph, exact)",
                       median(lambda: measures.measured(reuse), 1))  # fmt: skip


def table(rows: list[Measured]) -> str:
    """Give the lines of the table in markdown."""
    lines = ["| what | median s | |", "| --- | ---: | --- |"]
    return "\n".join([*lines, *(f"| {r.what} | {r.seconds:.3f} | {r.said} |" for r in rows)])


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--nodes", type=int, default=20_000)
    parser.add_argument("--edges", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--heavy", action="store_true")
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    hub = made_up(given.nodes, given.edges)
    rows = [Measured("the graph from the hub", median(lambda: build(hub), given.rounds))]
    reuse = build(hub)
    rows += measured_heavy(reuse, given.heavy)
    reuse.graph["measures"] = measures.measured(reuse)
    rows += asked(hub, reuse, given.rounds)
    with tempfile.TemporaryDirectory() as folder:
        rows += written(reuse, Path(folder))
        rows += queried(reuse, Path(folder), given.rounds)
    slow = [r.what for r in rows if r.what.startswith("question") and r.seconds > PROMISED]
    size = f"{len(reuse):,} things and {reuse.number_of_edges():,} relations"
    said = f"{size}; questions of more than a second: {', '.join(slow) or 'none'}."
    text = f"{said}\n\n{table(rows)}"
    print(text)
    if given.write:
        old = README.read_text(encoding="utf-8")
        before, _, rest = old.partition(START)
        README.write_text(
            f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
