"""Five hand-made versions of one product's process; the answer was written before the program ran.

Two points of it were changed afterwards: which of two equally common spellings names a step, and of
how many versions the partners are known.

Two municipalities let a computer process a change of address and assess only what does not go by
itself. Two check first who lives at the address. One sees every citizen at the desk.
"""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from crawlers.readers import File, read
from knowledge.model import Process
from knowledge.variants.flavours import Flavours, flavours_of
from knowledge.variants.similarity import similarity

FEDERATION = Path(__file__).parent / "federation"
FILES = {
    "eikendaal": "forge/eikendaal/verhuisformulier/processen/verhuizing-doorgeven.bpmn",
    "vossenbeek": "forge/vossenbeek/werkprocessen/processen/verhuizing-doorgeven.bpmn",
    "waterhoek": "forge/waterhoek/werkprocessen/processen/verhuizing-melden.bpmn",
    "lindenveen": "files/files.lindenveen.example/processen/verhuizing-melden.bpmn",
    "molenrode": "files/files.molenrode.example/processen/verhuizing-op-afspraak.bpmn",
}
FLAVOURS = [{"eikendaal", "vossenbeek"}, {"waterhoek", "lindenveen"}, {"molenrode"}]
# by one member of a flavour: the part, whether its members have it and others not, or the reverse
APART = {
    "eikendaal": {
        ("steps", True, "Melding beoordelen"),
        ("steps", True, "Bevestiging sturen"),
        ("steps", False, "Identiteit van de melder vaststellen"),
        ("roles", True, "Verhuisformulier"),
        ("roles", False, "Klantcontactcentrum"),
        ("decisions", True, "Gaan alle gegevens vanzelf goed?"),
    },
    "waterhoek": {
        ("steps", True, "Melding overnemen in de registratie"),
        ("steps", True, "Inwoner bellen over de melding"),
        ("steps", True, "Brief met het nieuwe adres sturen"),
        ("decisions", True, "Klopt het adres?"),
    },
    "molenrode": {
        ("steps", True, "Afspraak inplannen"),
        ("steps", True, "Afspraak bevestigen"),
        ("steps", True, "Nieuwe afspraak aanbieden"),
        ("steps", True, "Paspoort en huurcontract bekijken"),
        ("steps", True, "Ontbrekende papieren opvragen"),
        ("steps", True, "Verhuizing aan de balie invoeren"),
        ("steps", True, "Wijziging doorgeven aan de BRP"),
        ("steps", True, "Bewijs van inschrijving meegeven"),
        ("steps", False, "Adres en bewoners controleren"),
        ("steps", False, "Verhuizing verwerken"),
        ("roles", True, "Baliemedewerker"),
        ("roles", False, "Medewerker Burgerzaken"),
        ("decisions", True, "Komt de inwoner?"),
        ("decisions", True, "Zijn de papieren in orde?"),
        ("partners", True, "Basisregistratie Personen (BRP)"),
    },
}


def versions() -> dict[str, Process]:
    found = {}
    for name, path in FILES.items():
        url = f"https://{name}.example/{Path(path).name}"
        (record,) = read(File(url, (FEDERATION / path).read_bytes(), licence="CC0-1.0")).records
        assert isinstance(record, Process)
        found[name] = record
    return found


@pytest.fixture(scope="module")
def named() -> dict[str, str]:
    return {process.id: name for name, process in versions().items()}


@pytest.fixture(scope="module")
def found() -> Flavours:
    return flavours_of(versions().values())


def test_five_versions_are_three_flavours(found: Flavours, named: dict[str, str]) -> None:
    members = [{named[one] for one in flavour.members} for flavour in found.flavours]

    assert members == FLAVOURS or members == [FLAVOURS[1], FLAVOURS[0], FLAVOURS[2]]


@pytest.mark.parametrize("member", APART)
def test_what_sets_a_flavour_apart_is_what_a_reader_finds(
    found: Flavours, named: dict[str, str], member: str
) -> None:
    (flavour,) = [one for one in found.flavours if member in {named[i] for i in one.members}]

    assert {(one.part, one.has, one.what) for one in flavour.traits} == APART[member]


def test_versions_of_one_flavour_are_more_alike_than_of_two() -> None:
    known = versions()
    group = {name: next(i for i, one in enumerate(FLAVOURS) if name in one) for name in known}
    alike = {
        pair: similarity(known[pair[0]], known[pair[1]])
        for pair in itertools.combinations(sorted(known), 2)
    }
    within = [value for (a, b), value in alike.items() if group[a] == group[b]]
    between = [value for (a, b), value in alike.items() if group[a] != group[b]]

    assert len(within) == 2
    assert min(within) > max(between) + 0.1


def test_each_difference_is_said_in_dutch_with_its_numbers(
    found: Flavours, named: dict[str, str]
) -> None:
    said = {named[flavour.medoid]: [one.said for one in flavour.traits]
            for flavour in found.flavours}  # fmt: skip

    assert "Doet ook: Afspraak inplannen (1 van 1, elders 0 van 4)" in said["molenrode"]
    assert "Doet niet: Verhuizing verwerken (0 van 1, elders 4 van 4)" in said["molenrode"]
    partner = "Werkt samen met Basisregistratie Personen (BRP) (1 van 1, elders 0 van 1)"
    assert partner in said["molenrode"]  # the other three say nothing about partners
