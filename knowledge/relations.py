"""The table of relations, declared once, as data; nothing else knows a relation by name."""

from __future__ import annotations

from typing import NamedTuple

from knowledge.model import KINDS, Kind


class Relation(NamedTuple):
    """One kind of statement: which kinds it joins, how it reads there and back, which roles."""

    subjects: tuple[Kind, ...]
    objects: tuple[Kind, ...]
    there: str
    back: str
    roles: tuple[str, ...] = ()


STATUSES = ("verkent", "pilot", "in gebruik", "uitgefaseerd")
MAKERS = ("maker", "opdrachtgever", "beheerder")
RELATIONS: dict[str, Relation] = {
    "uses": Relation(("organisation",), ("solution",), "gebruikt", "wordt gebruikt door", STATUSES),
    "makes": Relation(("organisation",), ("solution",), "maakt", "gemaakt door", MAKERS),
    "funds": Relation(
        ("organisation",), ("solution", "initiative"), "betaalt mee aan", "betaald door"
    ),
    "publishes": Relation(
        ("organisation",), ("process", "document"), "publiceert", "gepubliceerd door"
    ),
    "performs": Relation(("organisation",), ("product",), "voert uit", "uitgevoerd door"),
    "supports": Relation(("solution",), ("process", "product"), "ondersteunt", "ondersteund door"),
    "based_on": Relation(
        ("solution", "process"), ("solution", "process"), "gebaseerd op", "basis voor"
    ),
    "handles": Relation(("process",), ("product",), "behandelt", "behandeld in"),
    "member_of": Relation(("organisation",), ("organisation",), "lid van", "heeft als lid"),
    "takes_part": Relation(("organisation",), ("initiative",), "doet mee aan", "deelnemers"),
    "about": Relation(("document", "initiative"), KINDS, "gaat over", "beschreven in"),
}
