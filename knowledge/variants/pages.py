"""The flavours of each product as open data: `data/varianten/`."""

from __future__ import annotations

import json
from typing import Any

from knowledge.hub import Thing
from knowledge.shelf import Shelf
from knowledge.staging import Staging
from knowledge.variants.view import Shown, View, shown

FOLDER = "varianten"  # in `data`


def flavour_pages(desk: Staging) -> None:
    """Write a file for each product of which two or more processes were compared.

    Those of other products are removed, as are all others that this build did not write.
    """
    folder = desk.folder / "data" / FOLDER
    for product in desk.shelf.things("product"):
        view = shown(desk.shelf, product)
        if view.found.compared > 1:
            data = as_json(desk.shelf, product, view)
            text = json.dumps(data, ensure_ascii=False, indent=1)
            desk.write(folder / f"{product.slug}.json", f"{text}\n")
    for path in sorted(folder.glob("*.json")):
        if path not in desk.written:
            path.unlink()


def as_json(shelf: Shelf, product: Thing, view: View) -> dict[str, Any]:
    """Give the flavours of a product as plain values."""
    found = view.found
    return {
        "product": product.id,
        "naam": shelf.title(product.id),
        "vergeleken": found.compared,
        "gelijkenis_binnen": {"waarde": found.within, "paren": found.pairs},
        "gelijkenis_tussen": {"waarde": found.between, "paren": found.pairs_between},
        "index": [
            {"dag": one.day.isoformat(), "index": one.score, "uitgevers": one.publishers,
             "processen": one.versions} for one in view.points
        ],
        "varianten": [_plain(one) for one in view.flavours],
        "niet_vergeleken": [
            {"id": end.id, "reden": reason}
            for ends, reason in ((view.closed, "de bron staat overnemen niet toe"),
                                 (view.bare, "er zijn geen stappen bekend")) for end in ends
        ],
    }  # fmt: skip


def _plain(one: Shown) -> dict[str, Any]:
    flavour = one.flavour
    return {
        "variant": flavour.letter,
        "naam": one.name,
        "processen": [
            {"id": member.end.id, "naam": member.end.title, "url": member.end.path,
             "van": [owner.id for owner in member.owners]} for member in one.members
        ],
        "gelijkenis_binnen": {"waarde": flavour.within, "paren": flavour.pairs},
        "gelijkenis_tussen": {"waarde": flavour.between, "paren": flavour.pairs_between},
        "kenmerken": [
            {"onderdeel": trait.part, "heeft": trait.has, "wat": trait.what, "tekst": trait.said,
             "hier": [trait.here, trait.stated_here], "elders": [trait.there, trait.stated_there]}
            for trait in one.traits
        ],
    }  # fmt: skip
