"""Contracts in the real corpus: there are none, so the answers say how much is not known."""

from __future__ import annotations

import json
from typing import Any

import pytest

from knowledge.hub import Hub


@pytest.mark.parametrize("question", ["contracts", "buy_together"])
def test_without_contracts_the_answer_says_of_how_many_uses_none_is_known(
    real: Any, hub: Hub, question: str
) -> None:
    found = real.answer("ask", question)

    uses = sum(edge.relation == "uses" and edge.counts for edge in hub.edges)
    assert uses > 100
    assert found["rows"] == []
    assert found["unknown"]["contract"] == [uses, uses]


def test_the_page_says_that_no_contract_is_known_and_how_to_add_one(real: Any) -> None:
    text = (real.pages / "samen-inkopen" / "index.md").read_text(encoding="utf-8")
    data = json.loads((real.pages / "data" / "samen-inkopen.json").read_bytes())

    assert "kennen we het contract" in text
    assert 'href="../meedoen/"' in text
    assert data["groups"] == []
    assert not (real.pages / "data" / "samen-inkopen.ics").exists()
