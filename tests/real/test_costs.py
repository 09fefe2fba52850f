"""The questions about money on the whole corpus: it states no costs, and the answers say so."""

from __future__ import annotations

import json
from typing import Any


def test_scale_says_of_how_many_solutions_the_cost_is_not_known(real: Any) -> None:
    found = real.answer("ask", "scale")

    missing, total = found["unknown"]["cost"]
    assert found["rows"] == []
    assert missing == total > 50


def test_a_solution_with_many_users_has_no_cost_and_is_not_called_free(real: Any) -> None:
    (first, *_) = real.answer("ask", "most_reused")["rows"]

    for question in ("cost_facts", "cost", "cost_changes"):
        found = real.answer("ask", question, first["solution"])
        assert found["rows"] == []
        assert found["unknown"] == {"cost": [1, 1]}
        assert "niet gratis" in found["notes"][0]


def test_the_calculator_has_the_inhabitants_of_every_municipality(real: Any) -> None:
    folder = real.pages / "data"
    bodies = json.loads((folder / "inwoners.json").read_text(encoding="utf-8"))

    known = {row[0]: row for row in bodies["items"] if row[2] is not None}
    assert len(known) == 342
    assert known["utrecht"][1:] == ["Gemeente Utrecht", 367_947, "2023", 8]
    assert json.loads((folder / "kosten.json").read_text(encoding="utf-8")) == {"solutions": []}
    assert bodies["url"].startswith("https://")
    assert "inwonertallen" in bodies["source"]
