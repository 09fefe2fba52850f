"""The page on which readers compare processes of their choice, and the files it reads.

Each process has a file `data/vergelijken/<page name>.json`; `index.json` beside them has what to
choose from and the words. `site/assets/compare.js` makes the table of them. A product with two or
more processes has a page of its own, made here: the most typical process of each flavour.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from knowledge.comparing.comparison import MOST, related
from knowledge.comparing.labels import words
from knowledge.comparing.shown import PAGE
from knowledge.comparing.side import Side
from knowledge.comparing.sides import side_of
from knowledge.hub import Thing
from knowledge.shelf import Shelf, natural
from knowledge.staging import Staging
from knowledge.variants.view import shown

FOLDER = "data/vergelijken"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,120}")
_TELLING = ("term", "roles", "channels", "evidence", "partners", "decisions", "results",
            "solutions")  # fmt: skip


class Group(NamedTuple):
    """The processes of one product that can be compared; `chosen` stand on the page at `address`.

    `flavours` says how many of them are the most typical of a flavour.
    """

    product: Thing
    number: int
    chosen: list[Thing]
    flavours: int

    @property
    def address(self) -> str:
        """The page of these processes, from the root of the site."""
        return f"{PAGE}{self.product.slug}/"


def compare_pages(desk: Staging) -> None:
    """Make the page for comparing, with a file per process that has something to compare."""
    things = [t for t in desk.shelf.things("process") if _NAME.fullmatch(t.slug)]
    sides = {thing.slug: side_of(desk.shelf, thing) for thing in things}
    kept = [thing for thing in things if _is_comparable(sides[thing.slug])]
    for side in related([sides[thing.slug] for thing in kept]):
        _write(desk, side.slug, side.model_dump(mode="json"))
    items = [_choice(desk.shelf, thing, sides[thing.slug]) for thing in kept]
    _write(desk, "index", {"words": words(), "items": items})
    groups = _groups(desk.shelf, kept)
    desk.page(f"{PAGE}index.md", "compare.html", "Processen vergelijken", kind="processen",
              description="Zet twee of drie processen van gemeenten naast elkaar.",
              groups=groups, data=f"{FOLDER}/")  # fmt: skip
    for group in groups:
        title = f"{desk.shelf.title(group.product.id)}: processen naast elkaar"
        desk.page(f"{group.address.rstrip('/')}.md", "compared.html", title, kind="processen",
                  description="Wat gelijk is en wat verschilt.", group=group)  # fmt: skip
    _remove_old(desk)


def _remove_old(desk: Staging) -> None:
    """Remove what an earlier build made for processes and products that are there no more."""
    found = [*(desk.folder / FOLDER).glob("*.json"), *(desk.folder / PAGE).glob("*.md")]
    for path in sorted(found):
        if path not in desk.written:
            path.unlink()


def _is_comparable(side: Side) -> bool:
    """Tell whether anything stands there that another process may have otherwise."""
    return bool(side.steps) or any(side.fact(name).items for name in _TELLING)


def _write(desk: Staging, name: str, data: dict[str, Any]) -> None:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    desk.write(desk.folder / FOLDER / f"{name}.json", f"{text}\n")


def _choice(shelf: Shelf, thing: Thing, side: Side) -> dict[str, Any]:
    """What a reader needs to choose a process: its name, of whom it is and for which product."""
    products = [end.title for end in shelf.ends(thing.id, "handles") if end.edge.counts]
    return {"slug": side.slug, "title": side.title, "who": list(side.who), "products": products,
            "steps": len(side.steps)}  # fmt: skip


def _groups(shelf: Shelf, kept: list[Thing]) -> list[Group]:
    """Give the products with two or more processes, by name."""
    by_product: dict[str, list[Thing]] = {}
    for thing in sorted(kept, key=lambda thing: not thing.get("steps")):
        for end in shelf.ends(thing.id, "handles"):
            if end.edge.counts and end.kind == "product":
                by_product.setdefault(end.id, []).append(thing)
    found = [
        _group(shelf, shelf.hub.things[product], things)
        for product, things in by_product.items()
        if len(things) > 1 and _NAME.fullmatch(shelf.hub.things[product].slug)
    ]
    return sorted(found, key=lambda group: natural(group.product.title))


def _group(shelf: Shelf, product: Thing, things: list[Thing]) -> Group:
    """Choose what stands side by side: the most typical of each flavour, then the others."""
    known = {thing.id: thing for thing in things}
    flavours = [one.members for one in shown(shelf, product).flavours]
    typical = [m[0].end.id for m in flavours if m and m[0].end.id in known]
    rest = [m.end.id for members in flavours for m in members[1:] if m.end.id in known]
    order = dict.fromkeys([*typical, *rest, *known])
    chosen = [known[identifier] for identifier in order][:MOST]
    return Group(product, len(things), chosen, min(len(typical), len(chosen)))
