"""The heavy measures of the graph: betweenness, communities and pieces, by igraph.

All of them look at one undirected graph, the **use graph**: organisations and solutions that have a
use that counts, with one tie per such use. Who makes, publishes or describes something is left out:
that says how much somebody publishes, not who shares what.

* Betweenness (Freeman 1977, Brandes 2001): on how many of the shortest paths between two others a
  thing lies, each pair once. Exact at build. Asked of a graph that nothing is stored of (another
  day, stronger evidence) it is exact as long as nodes × uses is at most `EXACT`; above that the
  paths from `SOURCES` nodes, drawn with a fixed seed, are counted and scaled to all nodes (Brandes
  and Pich 2007).
* Communities of organisations: Leiden on modularity (Traag, Waltman and Van Eck 2019), with a fixed
  seed, the best of `TRIES`, on organisations tied by the number of solutions that two share. Where
  that has more than `PAIRS` ties and nothing is stored, the use graph itself is divided. Group 1 is
  the largest; of equal ones that with the first id. 0 is who shares nothing.
* Pieces: in how many pieces its part of the use graph falls without a thing (Hopcroft and Tarjan
  1973: the number of its blocks).

Nodes and uses are put in order first, so the order in which a graph was filled changes nothing.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import igraph
from pydantic import ValidationError

from graph.build import Reuse
from knowledge.extraction import write_whole
from knowledge.frozen import Frozen
from knowledge.home import Home
from knowledge.model import to_json
from knowledge.words import number

EXACT = 20_000_000  # nodes × uses: about half a second
SOURCES = 100
PAIRS = 2_000_000  # ties between two organisations: about a second
TRIES = 10  # divisions of which the best counts: one may end in a dead end
MANY = 100_000  # ties; above it one division takes a second and is good enough
SEED = 0
Divided = Literal["shared", "uses"]
_KEY = "measures"


class Measures(Frozen):
    """The measures of one use graph, by id; `digest` is that of its uses.

    `sources` is the number of nodes that betweenness was estimated from, 0 where it is exact.
    `inside` is the part of all ties of the graph that was `divided` that lies inside a community;
    `modularity` how much more that is than by chance.
    """

    form: Literal[1] = 1  # of the file; another form is not read
    digest: str
    betweenness: dict[str, float]
    communities: dict[str, int]
    pieces: dict[str, int]
    modularity: float
    inside: float
    divided: Divided = "shared"
    sources: int = 0

    @property
    def pairs(self) -> int:
        """How many pairs of others there are: the highest betweenness that a thing can have."""
        others = len(self.betweenness) - 1
        return max(others * (others - 1) // 2, 1)

    def share(self, node: str) -> float:
        """Give betweenness as the part of all pairs of others, 0 to 1, in six figures.

        So things that are equal but for the order of adding up are equal here.
        """
        return float(f"{self.betweenness.get(node, 0.0) / self.pairs:.6g}")

    def notes(self) -> list[str]:
        """Say in Dutch where a measure is an estimate."""
        said = []
        if self.sources:
            said.append(
                "Hoe vaak iets op een kortste pad ligt, is hier geschat: vanuit "
                f"{number(self.sources)} van de {number(len(self.betweenness))} organisaties en "
                "oplossingen, die door het lot zijn gekozen."
            )
        if self.divided == "uses":
            said.append(
                "De groepen zijn hier gevonden op wie wat gebruikt, niet op wat twee organisaties "
                "delen: dat zijn er te veel om meteen uit te rekenen."
            )
        return said


def uses_of(reuse: Reuse) -> list[tuple[str, str]]:
    """Give the uses that count, in order: the ids of an organisation and a solution."""
    organisations, solutions = (
        {node for node, data in reuse.nodes(data=True) if data["kind"] == kind}
        for kind in ("organisation", "solution")
    )
    return sorted(
        (subject, target)
        for subject, target, relation, data in reuse.edges(keys=True, data=True)
        if relation == "uses" and data["counts"] and subject in organisations
        and target in solutions
    )  # fmt: skip


def digest_of(uses: list[tuple[str, str]]) -> str:
    """Give a digest (SHA-256) of uses in order: other uses, another digest."""
    return hashlib.sha256(json.dumps(uses, separators=(",", ":")).encode()).hexdigest()


def measured(reuse: Reuse, *, is_quick: bool = False) -> Measures:
    """Compute the measures, exactly; where `is_quick`, estimated on a large graph (see above)."""
    uses = uses_of(reuse)
    users = {subject for subject, _ in uses}
    nodes = sorted(users | {target for _, target in uses})
    places = {node: place for place, node in enumerate(nodes)}
    ties = [(places[subject], places[target]) for subject, target in uses]
    whole = igraph.Graph(len(nodes), ties)
    sources = SOURCES if is_quick and len(nodes) * len(ties) > EXACT else 0
    divided: Divided = "uses" if is_quick and _pairs(uses) > PAIRS else "shared"
    groups, modularity, inside = _groups(whole, nodes, users, divided)
    return Measures(
        digest=digest_of(uses),
        betweenness=dict(zip(nodes, _betweenness(whole, sources), strict=True)),
        communities=_numbered(groups),
        pieces=dict(zip(nodes, _pieces(whole), strict=True)),
        modularity=modularity,
        inside=inside,
        divided=divided,
        sources=sources,
    )


def known(reuse: Reuse) -> Measures:
    """Give the measures of a graph: the stored ones, else computed now, once per graph."""
    found = reuse.graph.get(_KEY)
    if not isinstance(found, Measures):
        found = reuse.graph[_KEY] = measured(reuse, is_quick=True)
    return found


def store(reuse: Reuse, home: Home) -> Path:
    """Compute the measures exactly, attach them to the graph and write them; give the file."""
    found = reuse.graph[_KEY] = measured(reuse)
    path = place_of(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{to_json(found.model_dump())}\n".encode())
    return path


def attach(reuse: Reuse, home: Home) -> bool:
    """Attach the stored measures to a graph if they are of the same uses; tell whether they are.

    A file that is not there, or not as `store` writes it, is no mistake: what is not stored is
    computed.
    """
    try:
        found = Measures.model_validate_json(place_of(home).read_bytes())
    except (OSError, ValidationError):
        return False
    if found.digest != digest_of(uses_of(reuse)):
        return False
    reuse.graph[_KEY] = found
    return True


def place_of(home: Home) -> Path:
    """Give the file of the stored measures."""
    return home.build / "graph" / "measures.json"


@contextmanager
def _seeded() -> Iterator[None]:
    """Let igraph draw from a generator with our seed, and from Python's own again after."""
    igraph.set_random_number_generator(random.Random(SEED))  # noqa: S311
    try:
        yield
    finally:
        igraph.set_random_number_generator(random)  # what igraph starts with


def _betweenness(whole: Any, sources: int) -> list[float]:
    if not sources:
        return [float(value) for value in whole.betweenness(directed=False)]
    drawn = sorted(random.Random(SEED).sample(range(whole.vcount()), sources))  # noqa: S311
    scale = whole.vcount() / sources
    return [value * scale for value in whole.betweenness(directed=False, sources=drawn)]


def _pieces(whole: Any) -> list[int]:
    """Count the blocks that each node is in: as many pieces are left where it goes."""
    counts = [0] * whole.vcount()
    for block in whole.biconnected_components():
        for place in block:
            counts[place] += 1
    return counts


def _pairs(uses: list[tuple[str, str]]) -> int:
    """Give how many ties between two organisations there are at most."""
    sizes = Counter(target for _, target in uses)
    users = len({subject for subject, _ in uses})
    return min(sum(n * (n - 1) // 2 for n in sizes.values()), users * (users - 1) // 2)


def _groups(
    whole: Any, nodes: Sequence[str], users: set[str], divided: Divided
) -> tuple[list[list[str]], float, float]:
    """Divide the organisations: those of each group, modularity, and the part of ties inside."""
    tied, weights, order = whole, None, nodes
    if divided == "shared" and users:
        types = [node not in users for node in nodes]
        tied = whole.bipartite_projection(types, multiplicity=True, which=0)
        weights = tied.es["weight"] if tied.ecount() else None
        order = [node for node in nodes if node in users]  # the projection keeps the order
    if not tied.ecount():
        return [[node] for node in order if node in users], 0.0, 0.0
    tries = TRIES if tied.ecount() <= MANY else 1
    with _seeded():
        runs = [tied.community_leiden("modularity", weights=weights, n_iterations=-1)
                for _ in range(tries)]  # fmt: skip
    found = max(runs, key=lambda run: round(run.modularity, 9))  # of equal ones the first
    groups: dict[int, list[str]] = {}
    for node, label in zip(order, found.membership, strict=True):
        if node in users:
            groups.setdefault(label, []).append(node)
    modularity = float(tied.modularity(found, weights=weights))
    return list(groups.values()), modularity, modularity + _by_chance(tied, weights, found)


def _by_chance(tied: Any, weights: Sequence[int] | None, found: Any) -> float:
    """Give the part of the ties that would lie inside the groups by chance (Newman 2006)."""
    ends: Counter[int] = Counter()
    for label, strength in zip(found.membership, tied.strength(weights=weights), strict=True):
        ends[label] += strength
    return float(sum((each / ends.total()) ** 2 for each in ends.values()))


def _numbered(groups: list[list[str]]) -> dict[str, int]:
    """Give the number of each organisation's group: the largest is 1, who is alone has 0."""
    ranked = sorted(groups, key=lambda group: (-len(group), group[0]))
    found = {
        node: place if len(group) > 1 else 0
        for place, group in enumerate(ranked, 1)
        for node in group
    }
    return dict(sorted(found.items()))
