"""The pages of the themes, and the same as open data in `data/themas.json`."""

from __future__ import annotations

from typing import Any, NamedTuple

from knowledge.home import Home
from knowledge.hub import Thing
from knowledge.model import Process
from knowledge.products import front
from knowledge.products.front import Counts
from knowledge.products.themes import MUNICIPAL, Theme, load_themes
from knowledge.register import RegisterSource, load_sources
from knowledge.shelf import Shelf, natural
from knowledge.staging import Staging


class Shown(NamedTuple):
    """A theme with its products: those of which something is known, with counts, and the others.

    `reference` are the processes of GEMMA that belong to it and that the hub has.
    """

    theme: Theme
    known: tuple[tuple[Thing, Counts], ...]
    others: tuple[Thing, ...]
    reference: tuple[Thing, ...]


def theme_pages(desk: Staging) -> None:
    """Make the list of themes and a page for each; the list says so where there are none."""
    registers = Home(desk.folder.parents[1]).registers
    shown = shown_themes(desk.shelf, load_themes(registers))
    source = _source(load_sources(registers) if (registers / "sources.yml").is_file() else {})
    desk.told("themas/index", "themes.html", "Thema's",
              "De producten van gemeenten in de woorden van medewerkers.",
              {"themas": [_plain(desk.shelf, one) for one in shown]}, data="themas",
              kind="themas", themes=shown)  # fmt: skip
    for one in shown:
        desk.page(f"{one.theme.path.rstrip('/')}.md", "theme.html", one.theme.name, kind="themas",
                  description=one.theme.about, shown=one, source=source)  # fmt: skip


def shown_themes(shelf: Shelf, themes: tuple[Theme, ...]) -> list[Shown]:
    """Give each theme with its products: those that are known, and others of municipalities."""
    products = shelf.hub.of_kind("product")
    processes = [thing for thing in shelf.hub.of_kind("process") if _element(thing)]
    found = []
    for theme in themes:
        ours = [thing for thing in products if theme.name in (thing.get("themes") or ())]
        known = front.known(shelf, ours)
        others = [one for one in ours if not shelf.path(one.id) and _is_municipal(one)]
        found.append(
            Shown(
                theme,
                tuple((thing, front.counts(shelf, thing)) for thing in known),
                tuple(sorted(others, key=lambda one: natural(one.title))),
                tuple(one for one in processes if _element(one) in theme.gemma),
            )
        )
    return found if any(one.known or one.others for one in found) else []


def _element(process: Thing) -> str:
    """Give the id of an element of an architecture model, "" for other processes."""
    is_model = any(isinstance(r, Process) and r.format == front.MODEL for r in process.records)
    return process.id.partition("#")[2] if is_model else ""


def _is_municipal(product: Thing) -> bool:
    return MUNICIPAL in (product.get("levels") or ())


def _source(sources: dict[str, RegisterSource]) -> RegisterSource | None:
    return next((one for one in sources.values() if one.register_file == "themes.yml"), None)


def _plain(shelf: Shelf, one: Shown) -> dict[str, Any]:
    """Give a theme as plain values."""
    return {
        "naam": one.theme.name,
        "url": one.theme.path,
        "uitleg": one.theme.about,
        "producten": [
            {"id": thing.id, "naam": shelf.title(thing.id), "url": shelf.path(thing.id),
             "gemeenten": seen.towns, "processen": seen.processes, "oplossingen": seen.solutions}
            for thing, seen in one.known
        ],
        "overig": [{"id": thing.id, "naam": shelf.title(thing.id)} for thing in one.others],
        "gemma": [{"id": key, "naam": name} for key, name in one.theme.gemma.items()],
    }  # fmt: skip
