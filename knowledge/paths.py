"""Where a thing's page stands on the site."""

from __future__ import annotations

from knowledge.hub import Thing
from knowledge.model import Kind

FOLDERS: dict[Kind, str] = {
    "organisation": "organisaties",
    "product": "producten",
    "process": "processen",
    "solution": "oplossingen",
    "document": "documenten",
    "initiative": "initiatieven",
}


def page_path(thing: Thing) -> str:
    """Give the address of a thing's page from the root of the site, such as `processen/x/`."""
    return f"{FOLDERS[thing.kind]}/{thing.slug}/"
