"""Structure and peers of the published material: what answers say, and how much they do not know.

Most organisations of the corpus are Italian users of one product that its maker lists: one large
group, and no bridge between groups. Of Dutch municipalities inhabitants and province are known, of
few of them what they use, and of none a team to call.
"""

from __future__ import annotations

from typing import Any

import pytest

from graph.build import build
from graph.measures import attach, known, measured, store
from graph.questions import peers as peer_questions
from graph.questions import structure as questions
from knowledge.find import find
from knowledge.home import Home


@pytest.fixture(scope="module")
def reuse(hub: Any) -> Any:
    return build(hub)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")


def test_the_largest_hub_is_what_its_maker_lists_most_users_of(reuse: Any) -> None:
    first, second = questions.hubs(reuse)[:2]

    assert first["title"] == "PAT - Portale Amministrazione Trasparente"
    assert first["degree"] > 100
    assert first["strengths"]["maker"] == first["degree"]
    assert second["title"] == "OpenStad headless"


def test_the_groups_are_the_users_of_one_product_each_and_follow_its_supplier(reuse: Any) -> None:
    rows = questions.communities(reuse)

    assert rows[0]["size"] > 100
    assert rows[0]["typical_title"] == ["PAT - Portale Amministrazione Trasparente"]
    marks = {row["mark"]: row for row in questions.communities_follow(reuse)}
    assert marks["supplier"]["agreement"] > 0.9
    assert marks["province"]["unknown"] > 0.5 * sum(row["size"] for row in rows)


def test_no_group_is_tied_to_another(reuse: Any) -> None:
    found = known(reuse)

    assert found.inside == pytest.approx(1)
    assert questions.bridges(reuse) == []


def test_the_bridge_between_two_standards_is_based_on_what_haarlem_made(
    hub: Any, reuse: Any
) -> None:
    thing = next(node for node in reuse if node.endswith("/sudwest-fryslan/openzaakbrug"))
    (row,) = (r for r in questions.lineage(reuse, thing) if r["direction"] == "gebaseerd op")

    assert row["thing"] == "https://github.com/haarlem/zds-stuf-to-zgw-api-translator"
    assert (row["depth"], row["strength"], row["counts"]) == (1, "maker", True)


def test_amersfoort_is_most_like_utrecht_and_what_is_unknown_is_counted(
    hub: Any, reuse: Any
) -> None:
    rows = peer_questions.peers(reuse, find(hub, "utrecht", "organisation").id)

    assert rows[0]["title"] == "Gemeente Amersfoort"
    assert rows[0]["reasons"] == ["zelfde provincie: Utrecht"]
    assert rows[0]["unknown"] == ["oplossingen", "producten en processen"]
    missing, total = rows.unknown["solutions"]  # type: ignore[attr-defined]
    assert total == 341
    assert missing > 300


def test_gaps_rest_on_what_makers_say_and_name_nobody_to_call(hub: Any, reuse: Any) -> None:
    rows = peer_questions.gaps(reuse, find(hub, "amersfoort", "organisation").id)

    assert rows[0]["title"] == "OpenStad headless"
    assert rows[0]["strengths"]["maker"] == rows[0]["number"]
    missing, total = rows.unknown["call"]  # type: ignore[attr-defined]
    assert missing == total
    assert "kennen wij geen gebruik" in rows.notes[-1]  # type: ignore[attr-defined]


def test_stored_measures_are_those_of_the_same_graph(
    hub: Any, reuse: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = Home(tmp_path_factory.mktemp("measures"))
    store(reuse, home)
    again = build(hub)

    assert attach(again, home)
    assert known(again) == measured(reuse)
    assert not attach(build(hub, "own"), home)
