"""The pages that list all packages: "Wat kunt u overnemen?", as a whole and by kind."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from knowledge import packages
from knowledge.clean import masked, one_line
from knowledge.lists import Row
from knowledge.model import KINDS
from knowledge.packages import WAYS, Offer
from knowledge.rendering import address_of
from knowledge.shelf import Shelf
from knowledge.staging import Staging

FOLDER = "overnemen"
TITLE = "Wat kunt u overnemen?"
PER_PAGE = 50  # as in `knowledge.pages` and noaber.js


def stage_packages(desk: Staging) -> None:
    """Make the lists of packages, with the JSON for their filters; remove pages of before."""
    found = listed(desk.shelf)
    marks = desk.shelf.marks(offer.thing.id for offer in found)
    rows = [_row(desk.shelf, offer, marks.get(offer.thing.id, "")) for offer in found]
    items = [{k: v for k, v in row._asdict().items() if v or k == "title"} for row in rows]
    text = json.dumps({"items": items}, ensure_ascii=False, separators=(",", ":"))
    desk.write(desk.folder / "data" / f"{FOLDER}.json", f"{text}\n")
    counts = Counter(offer.package.kind for offer in found)
    kinds = [(kind, way, counts[kind]) for kind, way in WAYS.items() if counts[kind]]
    _pages(desk, FOLDER, TITLE, rows, kinds=kinds, kind="")
    for kind, way, _ in kinds:
        mine = [row for row in rows if row.type == way.one]
        _pages(desk, f"{FOLDER}/{way.folder}", f"{way.more} overnemen", mine, kinds=kinds,
               kind=kind)  # fmt: skip
    for path in sorted((desk.folder / FOLDER).glob("**/*.md")):
        if path not in desk.written:
            path.unlink()


def listed(shelf: Shelf) -> list[Offer]:
    """List the first package of each thing: by kind, what may be downloaded first, by title."""
    order = list(WAYS)
    things = [thing for kind in KINDS for thing in shelf.things(kind)]
    found = [there[0] for thing in things if (there := packages.offers(shelf, thing))]
    return sorted(found, key=lambda one: (order.index(one.package.kind), not one.download))


def _row(shelf: Shelf, offer: Offer, mark: str) -> Row:
    """Give one row of a list, as the filters of the site read it."""
    state = "niet te downloaden" if not offer.download else _state(offer.package.problems)
    said = [", ".join(offer.package.holds), *offer.package.works_with[:1], state]
    summary = masked(one_line(" · ".join(filter(None, said)), 300))
    where = f"{shelf.path(offer.thing.id)}#overnemen"
    who = shelf.who(offer.thing)
    return Row(shelf.title(offer.thing.id), where, summary, offer.way.one, who, 0, mark)


def _state(problems: int) -> str:
    if not problems:
        return "we vonden geen fouten"
    return f"{problems} {'punt' if problems == 1 else 'punten'} van aandacht"


def _pages(
    desk: Staging, folder: str, title: str, rows: Sequence[Row], kind: str, **values: Any
) -> None:
    """Make the pages of one list, fifty rows each; the first also where there are no rows."""
    parts = [rows[at : at + PER_PAGE] for at in range(0, len(rows), PER_PAGE)] or [[]]
    names = [
        f"{folder}/index.md" if number == 1 else f"{folder}/lijst/{number}.md"
        for number in range(1, len(parts) + 1)
    ]
    who = Counter(name for row in rows for name in row.organisation)
    options = sorted(who.items(), key=lambda pair: pair[0].casefold())
    for number, (name, shown) in enumerate(zip(names, parts, strict=True), 1):
        later = f", pagina {number}" if number > 1 else ""
        desk.page(name, "packages.html", title + later, kind=FOLDER, rows=shown, total=len(rows),
                  number=number, last=len(parts), addresses=[address_of(one) for one in names],
                  heading=title, package_kind=kind, way=WAYS.get(kind), options=options,
                  description="Zaaktypen, formulieren, schema's en tabellen van anderen.",
                  **values)  # fmt: skip
