"""Wedding processes of the corpus side by side: what a reader who knows them would say.

The working group kept several models of the same wish: that of a couple, the first version of it to
be built (MVP), and a structural one in which the municipality has a lane of its own.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from crawlers.readers import File, read
from knowledge.comparing.comparison import compare, related
from knowledge.comparing.order import rows_of
from knowledge.comparing.side import Side
from knowledge.model import Process

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FOLDER = CORPUS / "VNG-Realisatie" / "huwelijksplanner" / "BPMn"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER.exists(), reason="../shared is absent"),
]


@cache
def side(name: str) -> Side:
    body = (FOLDER / f"{name}.bpmn").read_bytes()
    records = read(File("https://example.nl/proces.bpmn", body, licence="CC0-1.0")).records
    (drawn,) = (record for record in records if isinstance(record, Process))
    return Side(slug=name.lower().replace(" ", "-"), title=name, steps=rows_of(drawn))


def pairs(*names: str) -> tuple[set[tuple[str, ...]], set[str]]:
    """The names that stand in one row, and those that stand alone."""
    sides = related([side(name) for name in names])
    shared, alone = set(), set()
    for row in compare(sides).steps:
        steps = [
            one.steps[cell[0]].name for one, cell in zip(sides, row.cells, strict=True) if cell
        ]
        if len(steps) > 1:
            shared.add(tuple(steps))
        else:
            alone.update(steps)
    return shared, alone


def test_the_first_version_has_the_same_steps_as_the_whole_process():
    """The file was copied under another name; nothing in it was changed that a reader sees."""
    found = compare(related([side("Trouwproces inwoner"), side("MVPTrouwproces inwoner")]))

    assert set(found.counts) == {"same"}
    assert found.counts["same"] > 30


def test_the_couple_does_the_same_in_both_models_and_the_municipality_stands_in_one():
    shared, alone = pairs("Trouwproces inwoner", "Structureel trouwproces")

    assert {
        ("Maken reservering", "Maken reserveringen"),  # one and many
        ("Kiezen locatie", "Kiezen locatie"),
        ("Kiezen Babs", "Kiezen Babs"),
        ("Trouwdag", "Trouwdag"),
        ("Wens vervuld", "Wens vervuld"),
    } <= shared
    # the pages of the planner stand only in the process of the couple, and checking only with the
    # municipality; "niet vervuld" is not "vervuld"
    assert {"Openen pagina datum", "Wens niet vervuld", "Controleren getuigen"} <= alone


def test_an_official_of_ones_own_is_asked_for_in_the_same_way_with_or_without_an_oath():
    """Who is not yet sworn in takes the same steps, pays, and takes those of the oath."""
    names = "Babs voor een dag (beëdigd)", "Babs voor een dag (niet beëdigd)"
    found = compare(related([side(name) for name in names]))
    _, alone = pairs(*names)

    assert found.counts == {"only": 5, "same": 19}
    assert alone == {
        "Betalen",
        "Bevestiging beëdiging ontvangen",
        "Beëdigd worden door rechtbank",
        "Beëdiging plaatsgevonden",
        "Versturen bevestiging",
    }


def test_two_different_processes_share_next_to_nothing():
    shared, alone = pairs("Controleren inwoner", "reservering-annuleren")

    assert len(shared) <= 2
    assert len(alone) >= 10
