"""The questions about structure, on graphs small enough to answer by hand.

Two groups of three: Ahof, Beek and Cdorp (province Noord, cooperation Samen) use the form and the
planner, Dijk, Eiland and Fort (province Zuid) the scan and the map. Ahof and Dijk also use the
bridge. That are 3 × 2 + 3 × 2 + 2 = 14 uses; Goor uses a tool of its own, which makes 15.
"""

import itertools
import json
import random

import networkx as nx
import pytest

from graph.build import build
from graph.questions import answered
from graph.questions import structure as questions
from graph.questions import uses as older
from graph.structure import groups, sharing
from graph.structure.groups import Followed, followed
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Organisation, Process, Product, Solution, Statement

NORTH, SOUTH = ("ahof", "beek", "cdorp"), ("dijk", "eiland", "fort")
A, B, C, D, E, F, G = (f"o:{name}" for name in (*NORTH, *SOUTH, "goor"))
FORM, PLANNER, SCAN, MAP, BRIDGE, TOOL = (
    f"s:{name}" for name in ("form", "planner", "scan", "map", "bridge", "tool")
)
SAMEN, OTHER, MAKER = "o:samen", "o:ander", "o:maker"


def said(subject, relation, target, **more):
    return Statement(subject=subject, relation=relation, object=target, source="s",
                     url="https://e.example", claimant=subject, **more)  # fmt: skip


def graph(statements, kinds=None, **told):
    """Give the graph of these statements; what an id starts with is its kind."""
    models = {"o": Organisation, "s": Solution, "p": Process, "u": Product}
    ids = {end for one in statements for end in (one.subject, one.object)}
    things = {}
    for one in sorted(ids | set(told)):
        made = (kinds or {}).get(one) or models[one[0]]
        record = made(id=one, title=one.partition(":")[2].title() or one, **told.get(one, {}))
        things[one] = Thing(one, record.kind, "s", (record,))
    return build(Hub(things=things, edges=tuple(edges_from(statements))))


def statements():
    pairs = [
        *itertools.product((A, B, C), (FORM, PLANNER)),
        *itertools.product((D, E, F), (SCAN, MAP)),
    ]
    pairs += [(A, BRIDGE), (D, BRIDGE), (G, TOOL)]
    found = [
        said(one, "uses", way, strength="own" if way == FORM else "third") for one, way in pairs
    ]
    found += [said(one, "member_of", SAMEN) for one in (A, B, C)]
    found += [said(A, "member_of", OTHER), said(D, "member_of", OTHER)]
    return [*found, said(MAKER, "makes", FORM), said(A, "makes", PLANNER)]


@pytest.fixture
def reuse():
    told = {f"o:{name}": {"province": "Noord"} for name in NORTH}
    told |= {f"o:{name}": {"province": "Zuid"} for name in SOUTH[:2]}
    return graph(statements(), **told)


def test_a_hub_has_most_uses_and_says_how_strong_they_are(reuse):
    rows = questions.hubs(reuse)

    assert [(row["thing"], row["degree"]) for row in rows] == [
        (A, 3), (D, 3), (FORM, 3), (MAP, 3), (PLANNER, 3), (SCAN, 3),
        (B, 2), (BRIDGE, 2), (C, 2), (E, 2), (F, 2),
    ]  # fmt: skip
    assert rows[2]["strengths"] == {"own": 3, "maker": 0, "third": 0, "derived": 0}
    assert rows[0]["strengths"] == {"own": 1, "maker": 0, "third": 2, "derived": 0}
    assert rows[0]["share"] == 0.2  # 3 of 15


def test_the_shares_of_all_organisations_or_solutions_add_up_to_one(reuse):
    rows = questions.hubs(reuse)

    # Goor and its tool have one use of 15 and are no hub
    for kind in ("organisation", "solution"):
        assert sum(r["share"] for r in rows if r["kind"] == kind) == pytest.approx(
            14 / 15, abs=1e-3
        )


def test_a_hub_has_its_place_by_betweenness_and_equal_ones_share_it(reuse):
    ranks = {row["thing"]: row["betweenness_rank"] for row in questions.hubs(reuse)}

    # left and right of the bridge are five things: 25 pairs. Over Ahof go the four others of its
    # side to the six beyond it, and a third of the way from form to planner: 24 and a third
    assert (ranks[BRIDGE], ranks[A], ranks[D]) == (1, 2, 2)


def test_only_the_first_hubs_of_each_kind_are_shown_and_a_note_says_so(reuse, monkeypatch):
    monkeypatch.setattr(questions, "MOST", 2)
    monkeypatch.setattr(sharing, "MOST", 2)
    rows = questions.hubs(reuse)

    assert [row["thing"] for row in rows] == [A, D, FORM, MAP]
    assert rows.notes == (
        "Getoond zijn de eerste 2 van 6 organisaties.",
        "Getoond zijn de eerste 2 van 5 oplossingen.",
    )


def test_who_is_not_named_is_told_and_not_counted(reuse):
    reuse.nodes[FORM]["unnamed_users"] = "3 tot 9"
    rows = questions.hubs(reuse)

    assert [row["unnamed"] for row in rows if "unnamed" in row] == ["3 tot 9"]
    assert "Van 1 gesloten producten" in rows.notes[0]


def test_a_bridge_ties_two_groups_that_share_nothing_else(reuse):
    rows = questions.bridges(reuse)

    assert [row["thing"] for row in rows] == [BRIDGE, A, D]
    assert rows[0]["sides"] == ["groep 1: 1", "groep 2: 1"]
    # around Ahof: Ahof, Beek and Cdorp of group 1, Dijk of group 2
    assert rows[1]["communities"] == [1, 2]
    assert rows[1]["sides"] == ["groep 1: 3", "groep 2: 1"]
    # no other solution is used in both groups; without any of the three there are two pieces
    assert {(row["also_shared"], row["pieces"]) for row in rows} == {(0, 2)}


def test_a_bridge_counts_what_its_groups_also_share_besides_it():
    more = [said(B, "uses", TOOL), said(E, "uses", TOOL)]
    rows = {row["thing"]: row for row in questions.bridges(graph(statements()[:14] + more))}

    assert (rows[BRIDGE]["also_shared"], rows[TOOL]["also_shared"]) == (1, 1)
    assert (rows[A]["also_shared"], rows[A]["pieces"]) == (1, 1)


def test_the_middle_of_one_group_is_no_bridge():
    star = graph([said(f"o:{number}", "uses", FORM) for number in range(5)])

    assert questions.bridges(star) == []
    assert questions.hubs(star)[0]["betweenness_rank"] == 1


def test_communities_are_told_with_members_and_what_is_typical(reuse):
    one, two = questions.communities(reuse)

    assert (one["community"], one["size"], one["members"]) == (1, 3, [A, B, C])
    assert one["members_title"] == ["Ahof", "Beek", "Cdorp"]
    assert (two["community"], two["members"]) == (2, [D, E, F])
    # what one member uses alone is not typical of the group
    assert (one["typical"], two["typical"]) == ([FORM, PLANNER], [MAP, SCAN])
    assert one["typical_users"] == ["3 binnen, 0 daarbuiten"] * 2


def test_a_community_tells_its_province_cooperation_and_supplier_and_what_is_unknown(reuse):
    one, two = questions.communities(reuse)

    assert (one["province"], one["province_members"], one["province_unknown"]) == ("Noord", 3, 0)
    assert (two["province"], two["province_members"], two["province_unknown"]) == ("Zuid", 2, 1)
    # Ahof is in both, and most others are in Samen; who makes it is no supplier of itself
    assert (one["cooperation"], one["cooperation_members"]) == (SAMEN, 3)
    assert (two["cooperation"], two["cooperation_members"], two["cooperation_unknown"]) == (
        OTHER, 1, 2,
    )  # fmt: skip
    assert (two["supplier"], two["supplier_unknown"]) == (None, 3)


def test_communities_say_what_is_not_known_and_that_they_are_too_small(reuse):
    rows = questions.communities(reuse)

    assert rows.unknown == {"province": (1, 6), "cooperation": (2, 6), "supplier": (3, 6)}
    assert "Te weinig om er iets uit te lezen: 6 organisaties" in rows.notes[0]
    assert rows.notes[1].startswith("1 organisaties staan in geen groep")
    assert len(rows.notes) == 5


def test_communities_that_are_the_provinces_follow_them(reuse):
    rows = {row["mark"]: row for row in questions.communities_follow(reuse)}

    province = rows["province"]
    assert (province["known"], province["unknown"]) == (5, 1)
    assert (province["agreement"], province["information"], province["within"]) == (1, 1, 1)
    assert province["overall"] == 0.4  # 3 + 1 of 10 pairs
    # of the suppliers of group 2 nothing is known: one group is left, and nothing to compare
    assert rows["supplier"]["agreement"] is None
    assert rows["supplier"]["known"] == 3


def test_what_cannot_be_compared_is_told_as_such(reuse):
    notes = questions.communities(reuse).notes

    assert "Volgen de groepen de provincie? Binnen een groep heeft 100% van de paren" in notes[2]
    assert notes[4] == (
        "Of de groepen de leverancier volgen, is niet te zeggen: van 3 van de 6 organisaties is "
        "dit bekend, en die zitten in één groep of hebben allemaal dezelfde."
    )
    assert "van 0 van de 4 organisaties is dit bekend." in Followed("province", 0, 4).said()


def test_marks_that_cross_the_groups_agree_no_more_than_by_chance():
    labels = {f"o:{number}": number % 2 for number in range(40)}
    marks = {one: str(int(one[2:]) % 4 // 2) for one in labels}

    found = followed(labels, "province", marks)

    # each group has ten of each mark; of 190 pairs in a group 90 have the same, of 780 380
    assert found.agreement < 0
    assert (found.within, found.overall) == (round(90 / 190, 4), round(380 / 780, 4))
    assert found.chance > groups.LIKELY
    assert "kan toeval zijn" in found.said()


def test_groups_that_are_hardly_more_than_chance_say_so(monkeypatch):
    monkeypatch.setattr(sharing, "ENOUGH", 3)
    everybody = graph([said(f"o:{number}", "uses", FORM) for number in range(5)])
    rows = questions.communities(everybody)

    # one group with all: all ties are inside, and they would be by chance
    assert rows.notes[0] == (
        "Pas op met deze groepen: 100% van de verbindingen ligt binnen een groep, en bij loten zou "
        "dat al 100% zijn."
    )


def test_a_commissioner_is_no_supplier():
    uses = [said(one, "uses", FORM) for one in (A, B)]
    made = [said(SAMEN, "makes", FORM, role="opdrachtgever"), said(MAKER, "makes", FORM)]

    assert questions.communities(graph(uses + made))[0]["supplier"] == MAKER
    assert questions.communities(graph(uses + made[:1]))[0]["supplier"] is None


def family():
    """X is based on Y, Y on Z and W, W on Z; U and V are based on X, T on U; of Z on Q is doubt."""
    pairs = ["xy", "yz", "yw", "wz", "ux", "vx", "tu"]
    found = [said(f"s:{a}", "based_on", f"s:{b}", strength="maker") for a, b in pairs]
    return [
        *found,
        said("s:z", "based_on", "s:q", state="disputed"),
        said("s:q", "based_on", "s:r"),
    ]


def test_lineage_gives_ancestors_and_descendants_with_depth_and_claim():
    rows = questions.lineage(graph(family()), "s:x")

    assert [(row["direction"], row["depth"], row["thing"]) for row in rows] == [
        ("gebaseerd op", 1, "s:y"), ("gebaseerd op", 2, "s:w"), ("gebaseerd op", 2, "s:z"),
        ("gebaseerd op", 3, "s:q"), ("gebaseerd op", 3, "s:z"),
        ("basis voor", 1, "s:u"), ("basis voor", 1, "s:v"), ("basis voor", 2, "s:t"),
    ]  # fmt: skip
    assert {row["strength"] for row in rows if row["counts"]} == {"maker"}
    assert all(row["source"] and row["url"] and row["relation"] == "based_on" for row in rows)
    assert (rows[0]["subject_title"], rows[0]["object_title"]) == ("X", "Y")


def test_lineage_shows_a_disputed_step_and_goes_no_further():
    rows = questions.lineage(graph(family()), "s:x")

    assert [row["apart"] for row in rows if not row["counts"]] == ["disputed"]
    assert "s:r" not in {row["thing"] for row in rows}


def test_lineage_that_goes_round_ends_and_says_so():
    rows = questions.lineage(
        graph([said(f"p:{a}", "based_on", f"p:{b}") for a, b in ("ab", "bc", "ca")]), "p:a"
    )

    assert [(row["direction"], row["depth"], row["thing"]) for row in rows] == [
        ("gebaseerd op", 1, "p:b"), ("gebaseerd op", 2, "p:c"), ("gebaseerd op", 3, "p:a"),
        ("basis voor", 1, "p:c"), ("basis voor", 2, "p:b"), ("basis voor", 3, "p:a"),
    ]  # fmt: skip
    assert [note.startswith("Let op: dit loopt rond") for note in rows.notes] == [True, True]


def test_nothing_is_known_to_be_based_on_what_is_not_there(reuse):
    assert questions.lineage(reuse, FORM) == []
    assert questions.lineage(reuse, "s:nergens") == []


@pytest.mark.parametrize("name", ["hubs", "bridges", "communities", "communities_follow"])
def test_the_order_in_which_the_graph_was_filled_changes_no_byte(reuse, name):
    mixed = nx.MultiDiGraph(past=[])
    nodes, edges = list(reuse.nodes(data=True)), list(reuse.edges(keys=True, data=True))
    random.Random(4).shuffle(nodes)
    random.Random(5).shuffle(edges)
    mixed.add_nodes_from(nodes)
    mixed.add_edges_from(edges)
    one, other = (getattr(questions, name)(graph) for graph in (reuse, mixed))

    assert json.dumps([one, one.unknown, one.notes]) == json.dumps(
        [other, other.unknown, other.notes]
    )


@pytest.mark.parametrize("name", ["hubs", "bridges", "communities", "communities_follow"])
@pytest.mark.parametrize("pairs", [[], [(A, FORM)], [(A, FORM), (B, PLANNER)]])
def test_a_tiny_graph_answers_politely(name, pairs):
    assert getattr(questions, name)(graph([said(a, "uses", b) for a, b in pairs])) == []


def test_odd_ids_break_nothing():
    odd = {"__proto__": Solution, "constructor": Solution, "toString": Organisation,
           "hasOwnProperty": Organisation}  # fmt: skip
    found = [said(a, "uses", b) for a in ("toString", "hasOwnProperty") for b in ("__proto__",)]
    found.append(said("constructor", "based_on", "__proto__"))
    reuse = graph(found, kinds=odd)

    assert [row["thing"] for row in questions.hubs(reuse)] == ["__proto__"]
    assert questions.communities(reuse)[0]["typical"] == ["__proto__"]
    assert [row["thing"] for row in questions.lineage(reuse, "__proto__")] == ["constructor"]
    assert [row["subject"] for row in older.path(reuse, "toString", "hasOwnProperty")] == [
        "toString", "hasOwnProperty",
    ]  # fmt: skip


def test_each_question_about_structure_says_in_dutch_how_it_counts():
    reuse = Hub()
    for name in ("hubs", "bridges", "communities", "communities_follow"):
        assert answered(reuse, name, ())["rows"] == []
        assert "Uitleg: " in (getattr(questions, name).__doc__ or "")


def longest_way(reuse, a, b):
    """Give the first in the alphabet of all shortest paths, by trying them all."""
    plain = nx.Graph([(x, y) for x, y, data in reuse.edges(data=True) if data["counts"]])
    if a not in plain or b not in plain or not nx.has_path(plain, a, b):
        return []
    return min(nx.all_shortest_paths(plain, a, b))


def walked(rows, a):
    nodes = [a]
    for row in rows:
        nodes.append(row["object"] if row["subject"] == nodes[-1] else row["subject"])
    return nodes


@pytest.mark.parametrize("seed", range(30))
def test_a_path_is_the_first_of_all_that_networkx_finds(seed):
    dice = random.Random(seed)
    pairs = {(dice.randrange(9), dice.randrange(9)) for _ in range(dice.randrange(4, 30))}
    found = [said(f"o:{a}", "uses", f"s:{b}", state=dice.choice(("current", "disputed")))
             for a, b in sorted(pairs)]  # fmt: skip
    found += [said(f"s:{n}", "based_on", f"s:{n + 1}") for n in range(3)]
    reuse = graph(found)

    for a, b in itertools.permutations(sorted(reuse), 2):
        rows = older.path(reuse, a, b)
        assert (walked(rows, a) if rows else []) == longest_way(reuse, a, b)


def test_a_path_says_who_claims_each_step_and_what_things_are_called():
    rows = older.path(graph(statements()[:14]), B, E)

    assert [(row["title"], row["relation"], row["object_title"]) for row in rows] == [
        ("Beek", "uses", "Form"), ("Ahof", "uses", "Form"), ("Ahof", "uses", "Bridge"),
        ("Dijk", "uses", "Bridge"), ("Dijk", "uses", "Map"), ("Eiland", "uses", "Map"),
    ]  # fmt: skip
    assert all(row["source"] and row["strength"] for row in rows)


def test_there_is_no_path_to_what_is_not_there(reuse):
    assert older.path(reuse, A, "o:nergens") == []
    assert older.path(reuse, "o:nergens", A) == []
    assert older.path(reuse, A, G) == []
