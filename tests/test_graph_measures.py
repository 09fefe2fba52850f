"""The heavy measures: the same as networkx gives, whatever the order, stored and read back.

The chain below is a line of five: a-X-b-Y-c. Between two others there are 6 pairs for each of
them. Nothing lies between the ends a and c and another. On the paths over b lie a-Y, a-c, X-Y and
X-c: 4. On those over X lie a-b, a-Y and a-c: 3, and as many over Y.
"""

import itertools
import json
import random

import igraph
import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import measures
from graph.build import build
from graph.measures import Measures, attach, known, measured, place_of, store, uses_of
from knowledge.home import Home
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Organisation, Solution, Statement


def made(pairs, order=None, name=str, state="current"):
    """Give the graph of these uses, filled in the order of `order`; `name` changes the names."""
    uses = [(f"o:{name(one)}", f"s:{name(other)}") for one, other in pairs]
    if order:
        order.shuffle(uses)
    records = {a: Organisation(id=a, title=a) for a, _ in uses}
    records |= {b: Solution(id=b, title=b) for _, b in uses}
    said = [Statement(subject=a, relation="uses", object=b, source="s", state=state)
            for a, b in uses]  # fmt: skip
    things = {r.id: Thing(r.id, r.kind, "s", (r,)) for r in records.values()}
    reuse = build(Hub(things=things, edges=tuple(edges_from(said))))
    if not order:
        return reuse
    mixed = nx.MultiDiGraph(past=[])
    nodes, ends = list(reuse.nodes(data=True)), list(reuse.edges(keys=True, data=True))
    order.shuffle(nodes)
    order.shuffle(ends)
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(ends)
    return mixed


CHAIN = [("a", "x"), ("b", "x"), ("b", "y"), ("c", "y")]
# two groups of four that share four solutions, and one in each that share a fifth
TWO = [
    *itertools.product("abcd", "wxyz"),
    *itertools.product("efgh", "stuv"),
    ("a", "r"),
    ("e", "r"),
]
some_uses = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40)


def plain(reuse):
    return nx.Graph([(a, b) for a, b, data in reuse.edges(data=True) if data["counts"]])


def test_betweenness_of_a_chain_is_as_counted_by_hand():
    found = measured(made(CHAIN))

    assert found.betweenness == {"o:a": 0, "o:b": 4, "o:c": 0, "s:x": 3, "s:y": 3}
    assert (found.pairs, found.share("o:b"), found.share("o:nobody")) == (6, 0.666667, 0)
    assert found.pieces == {"o:a": 1, "o:b": 2, "o:c": 1, "s:x": 2, "s:y": 2}


@given(some_uses)
def test_betweenness_is_that_of_networkx(pairs):
    reuse = made(pairs)

    theirs = nx.betweenness_centrality(plain(reuse), normalized=False)

    assert measured(reuse).betweenness == pytest.approx(theirs, abs=1e-9)


@given(some_uses)
def test_without_a_thing_its_part_falls_in_as_many_pieces_as_networkx_finds(pairs):
    reuse = made(pairs)
    theirs = plain(reuse)

    for node, pieces in measured(reuse).pieces.items():
        part = theirs.subgraph(nx.node_connected_component(theirs, node) - {node})
        assert pieces == nx.number_connected_components(part)


@given(some_uses)
def test_communities_are_about_as_good_as_those_of_networkx(pairs):
    reuse = made(pairs)
    found = measured(reuse)
    shared = nx.Graph()
    for (one, x), (other, y) in itertools.combinations(sorted(pairs), 2):
        if x == y:
            ends = f"o:{one}", f"o:{other}"
            before = shared.get_edge_data(*ends, default={"weight": 0})["weight"]
            shared.add_edge(*ends, weight=before + 1)
    if not shared.edges:
        assert set(found.communities.values()) <= {0}
        return
    theirs = nx.community.louvain_communities(shared, seed=1)
    ours = {}
    for node in shared:
        label = found.communities[node]
        ours.setdefault(label or node, set()).add(node)

    assert found.modularity == pytest.approx(nx.community.modularity(shared, ours.values()))
    assert found.modularity >= nx.community.modularity(shared, theirs) - 0.03
    inside = sum(w for a, b, w in shared.edges(data="weight")
                 if any({a, b} <= group for group in ours.values()))  # fmt: skip
    assert found.inside == pytest.approx(inside / shared.size("weight"))


def test_two_groups_that_share_one_solution_are_two_communities():
    found = measured(made(TWO)).communities

    assert found == {f"o:{one}": 1 for one in "abcd"} | {f"o:{one}": 2 for one in "efgh"}


def test_who_shares_nothing_is_in_no_community():
    found = measured(made([*CHAIN, ("d", "z")])).communities

    assert found == {"o:a": 1, "o:b": 1, "o:c": 1, "o:d": 0}


@given(some_uses, st.randoms(use_true_random=False))
def test_the_order_in_which_a_graph_was_filled_changes_nothing(pairs, order):
    assert measured(made(pairs, order)) == measured(made(pairs))


@given(some_uses, st.permutations(range(13)))
def test_other_names_have_the_same_betweenness(pairs, names):
    before = measured(made(pairs)).betweenness
    after = measured(made(pairs, name=names.__getitem__)).betweenness

    renamed = {f"{node[:2]}{names[int(node[2:])]}": value for node, value in before.items()}
    assert after == pytest.approx(renamed, abs=1e-9)


def test_other_names_have_the_same_clear_groups():
    names = dict(zip("abcdefghrstuvwxyz", reversed("abcdefghrstuvwxyz"), strict=True))
    before = measured(made(TWO)).communities
    after = measured(made(TWO, name=names.__getitem__)).communities

    together = {
        frozenset(p) for p in itertools.combinations(before, 2) if before[p[0]] == before[p[1]]
    }
    again = {frozenset(p) for p in itertools.combinations(after, 2) if after[p[0]] == after[p[1]]}
    assert {frozenset(f"o:{names[one[2:]]}" for one in pair) for pair in together} == again


@pytest.mark.parametrize("pairs", [[], [("a", "x")], [("a", "x"), ("b", "y")]])
def test_a_tiny_graph_has_measures_too(pairs):
    found = measured(made(pairs))

    assert set(found.betweenness.values()) <= {0}
    assert set(found.communities.values()) <= {0}
    assert found.modularity == found.inside == 0
    assert found.pairs >= 1


def test_a_thing_may_have_any_id():
    odd = [("__proto__", "constructor"), ("toString", "constructor"), ("\x00\n", "constructor")]
    found = measured(made(odd))

    assert found.betweenness["s:constructor"] == 3
    assert set(found.communities.values()) == {1}


def test_what_does_not_count_is_not_measured():
    assert measured(made(CHAIN, state="disputed")) == measured(made([]))


def test_the_generator_of_others_is_left_as_it_was():
    random.seed(3)
    before = igraph.Graph.Erdos_Renyi(n=30, p=0.3).get_edgelist()
    measured(made(TWO))
    random.seed(3)

    assert igraph.Graph.Erdos_Renyi(n=30, p=0.3).get_edgelist() == before


def test_measuring_draws_nothing_from_the_generator_of_others():
    random.seed(3)
    before = random.getstate()
    measured(made(TWO), is_quick=True)

    assert random.getstate() == before


def test_a_large_graph_is_estimated_with_a_fixed_seed_and_says_so(monkeypatch):
    monkeypatch.setattr(measures, "EXACT", 10)
    monkeypatch.setattr(measures, "SOURCES", 9)
    monkeypatch.setattr(measures, "PAIRS", 3)
    reuse = made(TWO)
    quick, again, exact = measured(reuse, is_quick=True), known(reuse), measured(reuse)

    assert (quick.sources, quick.divided) == (9, "uses")
    assert again == quick
    assert (exact.sources, exact.divided, exact.notes()) == (0, "shared", [])
    assert ["9 van de 17" in note for note in quick.notes()] == [True, False]
    assert quick.communities == exact.communities


def test_an_estimate_from_every_node_is_exact(monkeypatch):
    monkeypatch.setattr(measures, "EXACT", 10)
    monkeypatch.setattr(measures, "SOURCES", 17)
    quick, exact = measured(made(TWO), is_quick=True), measured(made(TWO))

    assert quick.betweenness == pytest.approx(exact.betweenness, abs=1e-9)


def test_measures_are_computed_once_for_a_graph(monkeypatch):
    reuse = made(CHAIN)
    first = known(reuse)
    monkeypatch.setattr(measures, "measured", None)

    assert known(reuse) is first


def test_stored_measures_are_read_back_as_they_were(tmp_path):
    home = Home(tmp_path)
    path = store(made(TWO), home)
    reuse = made(TWO, random.Random(5))

    assert path == place_of(home)
    assert attach(reuse, home)
    assert known(reuse) == measured(made(TWO))


def test_the_same_graph_is_stored_in_the_same_bytes(tmp_path):
    first = store(made(TWO), Home(tmp_path / "a")).read_bytes()
    again = store(made(TWO, random.Random(7)), Home(tmp_path / "b")).read_bytes()

    assert first == again


def test_stored_measures_of_other_uses_are_not_taken(tmp_path):
    home = Home(tmp_path)
    store(made(TWO), home)
    reuse = made(CHAIN)

    assert not attach(reuse, home)
    assert known(reuse) == measured(reuse)


@pytest.mark.parametrize("text", [None, b"", b"{}", b"[1]", b"\xff", b'{"digest": 3}'])
def test_a_file_that_is_absent_or_broken_is_computed_anew(tmp_path, text):
    home = Home(tmp_path)
    if text is not None:
        place_of(home).parent.mkdir(parents=True)
        place_of(home).write_bytes(text)
    reuse = made(CHAIN)

    assert not attach(reuse, home)
    assert known(reuse).betweenness["o:b"] == 4


def test_a_file_of_another_form_is_not_read(tmp_path):
    home = Home(tmp_path)
    path = store(made(CHAIN), home)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"form": 2}))

    assert not attach(made(CHAIN), home)


def test_a_use_of_something_else_than_a_solution_is_not_measured():
    reuse = made(CHAIN)
    reuse.add_edge("o:a", "o:c", key="uses", counts=True)

    assert ("o:a", "o:c") not in uses_of(reuse)
    assert isinstance(measured(reuse), Measures)
