"""The table of relations, declared once, as data; nothing else knows a relation by name."""

from __future__ import annotations

from typing import Literal, NamedTuple

from knowledge.model import KINDS, Kind


class Relation(NamedTuple):
    """One kind of statement: which kinds it joins, how it reads there and back, which roles.

    A role in `over` says that it is no longer so, one in `early` that it is not so yet. What is
    `alike` joins two of the same kind. `merged` says what becomes of it when its subject merges
    into another: it ends, or it ends and passes on to the successor; "" where it stays. Where it is
    not `remembered`, nobody needs to know that a page once said it.
    """

    subjects: tuple[Kind, ...]
    objects: tuple[Kind, ...]
    there: str
    back: str
    roles: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    alike: bool = False
    early: tuple[str, ...] = ()
    merged: Literal["", "ends", "passes on"] = ""
    remembered: bool = True

    def refusal(self, subject: Kind, target: Kind) -> str:
        """Say why it cannot join two kinds, "" where it can."""
        if subject not in self.subjects:
            return f"links hoort {_either(self.subjects)}, geen {subject}"
        if target not in self.objects:
            return f"rechts hoort {_either(self.objects)}, geen {target}"
        if self.alike and subject != target:
            return f"{subject} en {target} zijn niet van dezelfde soort"
        return ""


def _either(kinds: tuple[Kind, ...]) -> str:
    return " of ".join(kinds)


STATUSES = ("verkent", "pilot", "in gebruik", "uitgefaseerd")
MAKERS = ("maker", "opdrachtgever", "beheerder")
RELATIONS: dict[str, Relation] = {
    "uses": Relation(
        ("organisation",),
        ("solution",),
        "gebruikt",
        "wordt gebruikt door",
        STATUSES,
        ("uitgefaseerd",),
        early=("verkent",),
        merged="passes on",
    ),
    "makes": Relation(
        ("organisation",), ("solution",), "maakt", "gemaakt door", MAKERS, merged="passes on"
    ),
    "funds": Relation(
        ("organisation",),
        ("solution", "initiative"),
        "betaalt mee aan",
        "betaald door",
        merged="ends",
    ),
    "publishes": Relation(
        ("organisation",),
        ("process", "document"),
        "publiceert",
        "gepubliceerd door",
        remembered=False,
    ),
    "performs": Relation(
        ("organisation",), ("product",), "voert uit", "uitgevoerd door", merged="ends"
    ),
    "supports": Relation(("solution",), ("process", "product"), "ondersteunt", "ondersteund door"),
    "based_on": Relation(
        ("solution", "process"), ("solution", "process"), "gebaseerd op", "basis voor", alike=True
    ),
    "handles": Relation(("process",), ("product",), "behandelt", "behandeld in"),
    "member_of": Relation(
        ("organisation",),
        ("organisation",),
        "lid van",
        "heeft als lid",
        ("lid", "onderdeel"),
        merged="ends",
    ),
    "takes_part": Relation(
        ("organisation",), ("initiative",), "doet mee aan", "deelnemers", merged="ends"
    ),
    "about": Relation(
        ("document", "initiative"), KINDS, "gaat over", "beschreven in", remembered=False
    ),
}
