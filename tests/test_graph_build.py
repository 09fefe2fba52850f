"""The graph: generic over the table of relations."""

import pytest

from graph.build import build
from knowledge.hub import Hub, Thing, edges_from
from knowledge.model import Statement, record_from
from knowledge.relations import RELATIONS


def thing(kind, name):
    record = record_from({"kind": kind, "id": f"{kind}:{name}", "title": name})
    return Thing(record.id, kind, name, (record,))


def test_an_empty_hub_is_an_empty_graph():
    assert len(build(Hub())) == 0


@pytest.mark.parametrize("relation", RELATIONS)
def test_every_relation_of_the_table_becomes_an_edge(relation):
    subject, target = RELATIONS[relation].subjects[0], RELATIONS[relation].objects[0]
    things = {t.id: t for t in (thing(subject, "a"), thing(target, "b"))}
    said = Statement(
        subject=f"{subject}:a",
        relation=relation,
        object=f"{target}:b",
        url="https://e.example",
        source="s",
    )

    reuse = build(Hub(things=things, edges=tuple(edges_from([said]))))

    ((_, _, key, data),) = reuse.edges(keys=True, data=True)
    assert key == relation
    assert (data["source"], data["url"], data["state"], data["counts"]) == (
        "s",
        "https://e.example",
        "current",
        True,
    )
    assert len(data["evidence"]) == 1


def test_two_relations_between_the_same_two_are_two_edges():
    things = {t.id: t for t in (thing("organisation", "a"), thing("solution", "b"))}
    said = [
        Statement(subject="organisation:a", relation=r, object="solution:b")
        for r in ("uses", "makes")
    ]

    assert build(Hub(things=things, edges=tuple(edges_from(said)))).number_of_edges() == 2


def test_each_piece_of_evidence_says_its_strength_and_state():
    things = {t.id: t for t in (thing("organisation", "a"), thing("solution", "b"))}
    said = Statement(subject="organisation:a", relation="uses", object="solution:b")
    reuse = build(Hub(things=things, edges=tuple(edges_from([said]))))
    ((_, _, data),) = reuse.edges(data=True)

    assert [(e["strength"], e["state"]) for e in data["evidence"]] == [("third", "current")]
