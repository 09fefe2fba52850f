"""The command `noaber compare`, on the example federation."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import noaber
from knowledge.comparing.telling import CompareError, compared
from knowledge.find import NotFoundError
from knowledge.hub import Hub, Thing
from knowledge.model import Edition, Process, Step

EIKENDAAL, MOLENRODE, VOSSENBEEK = (
    f"bijzondere-bijstand-{town}" for town in ("eikendaal", "molenrode", "vossenbeek")
)


def _run(home, *arguments):
    return CliRunner().invoke(noaber.cli, ["--home", str(home), "compare", *arguments])


def test_two_processes_are_told_row_by_row_with_their_sources(demo):
    done = _run(demo, EIKENDAAL, MOLENRODE)

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0].count(" | ") == 1
    assert any(line.startswith("= Termijn: ") for line in lines)
    assert any(line.startswith("≠ ") for line in lines)
    sources = [line for line in lines if line.startswith("bron van ")]
    assert len(sources) == 4  # of each the entry about it and the file with its steps
    assert sum(line.endswith(".bpmn") for line in sources) == 2
    assert max(map(len, lines[1:20])) <= 110


def test_three_processes_are_plain_data_with_json(demo):
    done = _run(demo, EIKENDAAL, MOLENRODE, VOSSENBEEK, "--json")

    (found,) = json.loads(done.stdout)["comparisons"]
    assert len(found["labels"]) == 3
    assert all(len(line["cells"]) == 3 for line in found["facts"] + found["steps"])
    assert all(side["sources"][0]["who"] for side in found["sides"])


def _hub(*earlier: Edition) -> Hub:
    steps = (Step(id="a", name="Ontvangen", kind="userTask", lane="Balie"),)
    made = Process(id="p:1", title="Paspoort", steps=steps, earlier=earlier, term="P5D")
    return Hub(things={"p:1": Thing("p:1", "process", "paspoort", (made,))})


def test_one_process_is_compared_with_how_it_was():
    old = Edition(until="2025-03-01", term="P8W")

    found = compared(_hub(old, old.model_copy(update={"until": "2026-01-01"})), ["paspoort"])

    assert [view.labels for view in found.views] == [
        ("tot 1 januari 2026", "nu"),
        ("tot 1 maart 2025", "tot 1 januari 2026"),
    ]
    assert "≠ Termijn: verschilt" in list(found.lines())


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["paspoort"], "eerdere versie"),
        (["paspoort", "p:1"], "twee keer"),
        (["a", "b", "c", "d"], "hooguit 3"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(names, said):
    with pytest.raises(CompareError, match=said) as caught:
        compared(_hub(), names)

    assert caught.value.status == 2


def test_a_process_that_nobody_knows_is_refused():
    with pytest.raises(NotFoundError, match="niet bekend"):
        compared(_hub(), ["rijbewijs", "paspoort"])
