"""A correction ready to send: the text of a mail, a form and an entry, about one organisation.

Where they go is set by who runs the hub: `NOABER_MAIL` is a functional address, `NOABER_ISSUES_URL`
the address at which a code host makes a new issue. Without them the texts are there to copy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode

from knowledge.clean import masked, one_line
from knowledge.hub import Edge, Thing
from knowledge.relations import RELATIONS
from knowledge.shelf import Shelf
from knowledge.words import STRENGTH_WORDS, day

LISTED = 12  # relations in a text; the address of a mail may not grow too long
FORM = "klopt-niet.yml"  # the form in .github/ISSUE_TEMPLATE
_LINES = """Beste beheerder van noaber,

Op de pagina over {title} klopt iets niet.
De pagina: {page}

Haal weg wat u niet nodig hebt:
- Wij gebruiken dit niet: ...
- Wij gebruiken dit niet meer. Laatste dag: ...
- Wij gebruiken ook dit: ...
- Iets anders: ...

Waar is dat te zien? (een webadres, als het er is): ...
Wie bent u? (een team met een algemeen e-mailadres is genoeg): ...
"""


class Correction(NamedTuple):
    """The texts: `mailto` and `form` are addresses, "" where the hub has none."""

    subject: str
    body: str
    mailto: str
    form: str
    entry_path: str
    entry: str


def correction(shelf: Shelf, thing: Thing, page: str) -> Correction:
    """Give the correction of a thing, of which `page` is the address in the site."""
    title = shelf.title(thing.id)
    subject = f"Klopt niet: {title}"
    edges = list(_said(shelf, thing))
    body = _LINES.format(title=title, page=page or "/")
    if edges:
        now = "\n".join(_line(shelf, thing, edge) for edge in edges)
        body += f"\nDit staat er nu:\n{now}\n"
    mail, issues = os.environ.get("NOABER_MAIL", ""), os.environ.get("NOABER_ISSUES_URL", "")
    asked = {"template": FORM, "title": subject, "pagina": page, "organisatie": thing.id}
    is_mail = re.fullmatch(r"[\w.+-]+@[\w.-]+", mail)
    letter = urlencode({"subject": subject, "body": body}, quote_via=quote)
    return Correction(
        subject,
        body,
        f"mailto:{mail}?{letter}" if is_mail else "",
        f"{issues}?{urlencode(asked)}" if issues.startswith("https://") else "",
        f"knowledge/entries/statement/{thing.slug}-klopt-niet.md",
        _entry(shelf, thing, edges) if thing.kind == "organisation" else "",
    )


def _said(shelf: Shelf, thing: Thing) -> Iterator[Edge]:
    """Give what others or the organisation itself say that it does, what counts first."""
    edges = shelf.hub.edges_of(thing.id)
    asked = [edge for edge in edges if edge.relation in ("uses", "makes", "funds")]
    yield from sorted(asked, key=lambda edge: not edge.counts)[:LISTED]


def _line(shelf: Shelf, thing: Thing, edge: Edge) -> str:
    """Say a relation in one line, with who says it and when it was last seen."""
    relation, said = RELATIONS[edge.relation], edge.best
    is_subject = edge.subject == thing.id
    word = relation.there if is_subject else relation.back
    other = shelf.title(edge.object if is_subject else edge.subject)
    seen = f", gezien {day(said.last_seen)}" if said.last_seen else ""
    return f"- {word} {other} (volgens {STRENGTH_WORDS[said.strength]}{seen})"


def _entry(shelf: Shelf, thing: Thing, edges: list[Edge]) -> str:
    """Give the file of an entry that confirms each relation, with what to write otherwise."""
    lines = [
        "---",
        f"title: {_text(f'{shelf.title(thing.id)} over wat hier staat')}",
        "owner: Team Informatie, informatie@voorbeeld.example  # uw team en algemene adres",
        f"claimant: {thing.id}",
        "statements:  # laat alleen staan waarover u iets wilt zeggen",
    ]
    for edge in edges:
        if edge.subject == thing.id:
            lines += [
                f"  - subject: {edge.subject}",
                f"    relation: {edge.relation}",
                f"    object: {edge.object}  # {_remark(shelf.title(edge.object))}",
                f"    state: {_state(edge)}  # klopt het: confirmed, klopt het niet: disputed",
                "    # gestopt? schrijf dan in plaats van state:  until: 2026-06-30",
            ]
    if len(lines) == 5:
        lines += [
            f"  - subject: {thing.id}",
            "    relation: uses",
            "    object: https://example.org/oplossing  # het webadres van de oplossing",
            "    since: 2026-01-01",
        ]
    return "\n".join(
        [*lines, "---", "Schrijf hier in een paar zinnen wat er klopt en wat niet.", ""]
    )


def _state(edge: Edge) -> str:
    return edge.state if edge.state in ("disputed", "withdrawn") else "confirmed"


def _text(text: str) -> str:
    """Give a text as a YAML string."""
    return '"' + one_line(masked(text)).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _remark(text: str) -> str:
    """Give a text that may stand behind a `#`."""
    return one_line(masked(text), 80)
