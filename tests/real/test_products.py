"""What noaber derives about products from the published material; every row was checked by eye."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.products.themes import MUNICIPAL

pytestmark = pytest.mark.real
UPL = "http://standaarden.overheid.nl/owms/terms/"
# The end of a process's id -> the product that it handles. Checked one by one, 23 November 2026.
# GEMMA's processes are the reference processes for these products; those with `id-811` are the same
# ones in GEMMA's explanation of itself. The five wedding processes go from announcing a marriage to
# the wedding day, for which the UPL has one product of municipalities.
HANDLED = {
    "gemma-archi-repository#id-1229dac4-7e99-449c-9d3b-d61ccba48cdc": "omgevingsvergunning",
    "gemma-archi-repository#id-1e66364c-80c6-4d9f-9737-bab779a23119": "bezwaar",
    "gemma-archi-repository#id-5a7421d5-740f-4d8e-8185-cd1a84ef80b2": "evenementenvergunning",
    "gemma-archi-repository#id-72275532-e165-4e0c-a5f4-aab792f8d291": "omgevingsvergunning",
    "gemma-archi-repository#id-7ffe31fc-4ecf-4b30-9dcb-af663f9d10a0": "omgevingsvergunning",
    "gemma-archi-repository#id-826487e9-d1ee-44c0-8714-a427f88bb7f4": "subsidie",
    "gemma-archi-repository#id-904ab005-ae79-48be-8200-14ccb6676a53": "klacht",
    "gemma-archi-repository#id-94189d0f-e617-4073-9c6b-22842ad34312": "omgevingsvergunning",
    "2025-01-29%20Over%20GEMMA.xml#id-81142": "evenementenvergunning",
    "2025-01-29%20Over%20GEMMA.xml#id-81144": "omgevingsvergunning",
    "2025-01-29%20Over%20GEMMA.xml#id-81146": "omgevingsvergunning",
    "2025-01-29%20Over%20GEMMA.xml#id-81148": "omgevingsvergunning",
    "BPMn/Dynamisch%20trouwproces%20v2.bpmn": "huwelijksaangifte",
    "BPMn/Dynamisch%20trouwproces.bpmn": "huwelijksaangifte",
    "BPMn/MVPTrouwproces%20inwoner.bpmn": "huwelijksaangifte",
    "BPMn/Structureel%20trouwproces.bpmn": "huwelijksaangifte",
    "BPMn/Trouwproces%20inwoner.bpmn": "huwelijksaangifte",
}
WEDDINGS = [end for end, product in HANDLED.items() if product == "huwelijksaangifte"]
# Titles that come near and name no product; each was read, and none is one.
NEAR = (
    "Behandelen vergunningaanvraag",
    "Behandelen aanvraag vergunning of ontheffing",
    "Behandelen aangifte of melding",
    "Behandelen melding",
    "1. Melding openbare ruimte doen",
    "Organiseren evenement",
    "Heffen en innen",
    "Aanvraag minimaregeling beoordelen",
    "Reservering annuleren",
    "Babs voor een dag (beëdigd)",
    "BerekenRechtEnHoogteZorg",
)


def derived(hub: Any, relation: str) -> dict[str, str]:
    """Give subject and object of what was derived, and stands beside nothing that is stated."""
    found = [edge for edge in hub.edges if edge.relation == relation]
    alone = (e for e in found if all(said.strength == "derived" for said in e.evidence))
    return {edge.subject: edge.object for edge in alone if edge.counts}


def end_of(identifier: str) -> str:
    return next((end for end in HANDLED if identifier.endswith(end)), identifier)


def test_every_derived_product_of_a_process_is_right(hub: Any) -> None:
    found = {end_of(i): product for i, product in derived(hub, "handles").items()}
    right = [end for end, product in found.items() if product == f"{UPL}{HANDLED.get(end)}"]

    assert found == {end: f"{UPL}{product}" for end, product in HANDLED.items()}
    assert len(right) / len(found) == 1.0


def test_titles_that_come_near_name_no_product(hub: Any) -> None:
    titled = {thing.title: thing for thing in hub.things.values() if thing.kind == "process"}

    assert [title for title in NEAR if title not in titled] == []
    for title in NEAR:
        relations = {edge.relation for edge in hub.edges_of(titled[title].id)}
        assert "handles" not in relations, title


def test_the_solution_with_the_wedding_processes_in_its_repository_supports_them(hub: Any) -> None:
    supported = {(e.subject.rpartition("/")[2], end_of(e.object)) for e in hub.edges
                 if e.relation == "supports" and e.best.strength == "derived"}  # fmt: skip

    assert supported == {("huwelijksplanner", end) for end in WEDDINGS}


def test_nothing_else_follows_from_the_published_material(hub: Any) -> None:
    assert derived(hub, "performs") == {}  # no municipality publishes a page without its product
    assert derived(hub, "about") == {}
    assert [i for i in derived(hub, "based_on") if hub.things[i].kind == "process"] == []


def test_what_is_derived_names_its_source_and_where_it_was_read(hub: Any) -> None:
    said = [said for edge in hub.edges if edge.relation in ("handles", "supports")
            for said in edge.evidence if said.strength == "derived"]  # fmt: skip

    assert len(said) == 22
    assert all(one.source and one.url and one.last_seen and not one.claimant for one in said)


def test_each_product_of_which_anything_is_known_has_its_theme(hub: Any) -> None:
    known = [thing for thing in hub.of_kind("product") if hub.edges_of(thing.id)]
    ours = [thing for thing in known if MUNICIPAL in (thing.get("levels") or ())]

    assert len(ours) > 15
    assert [thing.title for thing in ours if not thing.get("themes")] == []
