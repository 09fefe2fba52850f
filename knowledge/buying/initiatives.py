"""Initiatives to buy together: which can still be joined, and one written out for each group."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import yaml

from knowledge.buying.windows import span
from knowledge.clean import masked, one_line
from knowledge.identity import digest, slug
from knowledge.words import day as in_words

OPEN = ("idee", "zoekt partners")  # phases of an initiative that one can still join
SHUT = ("in gebruik", "gestopt")
_MOST = 20  # things or sources that one entry names


class Ready(NamedTuple):
    """An entry that a contributor can save: where, and what stands in it."""

    path: str
    text: str


def is_open(phase: str, wanted: str, deadline: str, day: date) -> bool:
    """Tell whether an initiative can be joined: by its phase, who it seeks, and until when.

    >>> is_open("pilot", "twee gemeenten", "2027-02", date(2027, 2, 28))
    True
    """
    until = span(deadline)
    seeks = phase in OPEN or (bool(wanted) and phase not in SHUT)
    return seeks and (until is None or until[1] >= day)


def ready(row: Mapping[str, Any]) -> Ready:
    """Give an initiative for a row of the question `buy_together`, as an entry that can be saved.

    The first of the organisations has the lead until people decide otherwise.
    """
    title = _line(row["title"]) or "hetzelfde product"
    lead, *partners = row["organisations"]
    keys = {
        "title": f"Samen inkopen: {title}",
        "owner": _line(row["contact"]),
        "phase": "idee",
        "lead": lead,
        "partners": partners,
        "about": [row["thing"], *row["also"]][:_MOST],
        "wanted": f"Organisaties die {title} gebruiken of zoeken, en in dezelfde tijd kiezen.",
        "deadline": row["decide_before"],
        "sources": [url for url in dict.fromkeys(row["urls"]) if _is_address(url)][:_MOST],
    }
    kept = {key: value for key, value in keys.items() if value}
    front = yaml.dump(kept, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=90)
    name = slug(f"samen inkopen {title}", 60)
    key = "\n".join((row["thing"], row["from"], *row["organisations"]))
    path = f"knowledge/entries/initiative/{name}-{digest(key)}.md"
    return Ready(path, f"---\n{front}---\n{_body(row, title)}")


def _body(row: Mapping[str, Any], title: str) -> str:
    names = "\n".join(f"- {_line(name)}" for name in row["names"])
    reasons = "\n".join(f"- {_line(reason, 600)}" for reason in row["reasons"])
    before = f"\nKies voor {in_words(row['decide_before'])}.\n" if row["decide_before"] else ""
    return (
        f"Deze organisaties kunnen samen inkopen:\n\n{names}\n\n"
        f"Het gaat om: {title}. Waarom samen?\n\n{reasons}\n{before}\n"
        "Dit is een voorstel. Nog niemand heeft ja gezegd. Pas de tekst aan en vraag de anderen of "
        "zij meedoen.\n"
    )


def _line(text: Any, longest: int = 200) -> str:
    return masked(one_line(str(text), longest))


def _is_address(url: str) -> bool:
    is_web = url.startswith(("https://", "http://"))
    return is_web and url.isprintable() and " " not in url and len(url) <= 2000
