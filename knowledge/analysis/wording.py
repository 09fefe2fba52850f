"""The groups in which the first page has the questions, and the pages beside them.

A question of which nobody says where it belongs is there all the same, in the last group.
"""

from __future__ import annotations

from typing import NamedTuple


class Group(NamedTuple):
    """Questions that belong together: an anchor, a heading, and what they are for."""

    key: str
    heading: str
    said: str


class Link(NamedTuple):
    """A page beside the questions: its address, what it is called and what one can do there."""

    address: str
    title: str
    said: str


GROUPS = (
    Group("bereik", "Bereik en verspreiding",
          "Wie gebruikt wat, sinds wanneer, en hoe verspreidt het zich?"),
    Group("buren", "Wie lijkt op ons?",
          "Gemeenten met dezelfde grootte, oplossingen en processen, en wat zij anders doen."),
    Group("structuur", "Structuur",
          "Hoe hangt alles samen: spil, brug, groep en afkomst."),
    Group("dubbel", "Dubbel werk",
          "Wat bouwen meer gemeenten apart, en wat gebruikt niemand?"),
    Group("kosten", "Kosten en samen inkopen",
          "Wat kost het, hoe verdeelt u dat, en met wie koopt u samen in?"),
    Group("taken", "Processen en taken",
          "Wie doet wat, hoe loopt het, en met welke oplossing?"),
    Group("anders", "Andere vragen", "Wat nog geen plek heeft."),
)  # fmt: skip
# the group of each module with questions
_MODULES = {
    "adoption": "bereik", "uses": "bereik", "effect": "bereik", "peers": "buren",
    "structure": "structuur", "waste": "dubbel", "costs": "kosten", "buying": "kosten",
    "tasks": "taken",
}  # fmt: skip
# questions that stand in another group than the rest of their module
_ELSEWHERE = {"neighbours": "buren", "path": "structuur"}

LINKS = (
    Link("analyse/matrix/", "Matrix", "Organisaties en oplossingen naast elkaar in één tabel."),
    Link(
        "verkennen/", "Verken de buurt", "Loop van gemeente naar oplossing, met plaatje en lijst."
    ),
    Link("kosten/", "Kosten verdelen", "Reken uit wat ieder betaalt als u samen iets doet."),
    Link("samen-inkopen/", "Samen inkopen", "Wie zoekt hetzelfde, en welke contracten lopen af?"),
    Link("open-data/", "Open data", "Alle tabellen en bestanden, met uitleg per kolom."),
    Link("analyse/sql/", "Zelf vragen met SQL", "Voorbeelden op het SQLite-bestand."),
    Link("analyse/cypher/", "Zelf vragen met Cypher", "Voorbeelden op het netwerk."),
    Link("analyse/python/", "Zelf rekenen met Python", "Voorbeelden met networkx."),
)


def group_of(name: str, module: str) -> str:
    """Give the key of the group of a question.

    >>> group_of("users_of", "uses"), group_of("nieuw", "nieuw")
    ('bereik', 'anders')
    """
    return _ELSEWHERE.get(name) or _MODULES.get(module, "anders")
