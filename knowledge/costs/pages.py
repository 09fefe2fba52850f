"""The page on which readers divide costs, and the two files that it reads.

`data/kosten.json` has per solution with known costs the amounts, their sources and the users;
`data/inwoners.json` who can share, with the number of inhabitants. `site/assets/kosten.js` makes
the table of them; without it the page has the equal division among the users of today.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from knowledge.costs.division import Sharer
from knowledge.costs.facts import ASSUMPTIONS
from knowledge.costs.view import PAGE, Amount, amounts_of, as_plain, equal_share, sharers_of
from knowledge.hub import Thing
from knowledge.organisations.sizes import CLASSES, size_class
from knowledge.shelf import Shelf
from knowledge.staging import Staging

_SHARING = ("gemeente", "samenwerkingsverband", "provincie", "waterschap", "")


class Priced(NamedTuple):
    """A solution of which costs are known, with who uses it today."""

    thing: Thing
    amounts: list[Amount]
    users: list[Sharer]

    def share(self, amount: Amount) -> str:
        """What each user pays of an amount, divided equally."""
        return equal_share(amount, self.users)


def cost_pages(desk: Staging) -> None:
    """Make the calculator with its data."""
    shelf = desk.shelf
    found = [
        Priced(thing, amounts, sharers_of(shelf, thing.id))
        for thing in shelf.things("solution")
        if (amounts := amounts_of(shelf, thing.id))
    ]
    people = _people(shelf, found)
    counted = next((one for thing in people for one in thing.facts("inhabitants")), None)
    desk.page(f"{PAGE}index.md", "costs.html", "Kosten verdelen", kind="oplossingen",
              description="Reken uit wat ieder betaalt als u een oplossing samen betaalt.",
              priced=found, assumptions=ASSUMPTIONS, classes=CLASSES, counted=counted)  # fmt: skip
    _write(desk, "kosten", {"solutions": [_solution(shelf, one) for one in found]})
    _write(desk, "inwoners", {
        "source": shelf.source(counted.source) if counted else "",
        "url": counted.url if counted else "",
        "columns": ["slug", "title", "inhabitants", "year", "class"],
        "items": [_row(shelf, thing) for thing in people],
    })  # fmt: skip


def _people(shelf: Shelf, found: list[Priced]) -> list[Thing]:
    """Give who can share: public bodies that exist today, and whoever uses what has a price."""
    users = {one.id for priced in found for one in priced.users}
    return [
        thing
        for thing in shelf.things("organisation")
        if thing.id in users or (shelf.is_valid(thing) and (thing.get("type") or "") in _SHARING)
    ]


def _row(shelf: Shelf, thing: Thing) -> list[Any]:
    number = thing.get("inhabitants")
    size = size_class(number)
    year = thing.get("inhabitants_year") or ""
    return [thing.slug, shelf.title(thing.id), number, year, size.number if size else None]


def _solution(shelf: Shelf, priced: Priced) -> dict[str, Any]:
    thing = priced.thing
    return {
        "slug": thing.slug, "title": shelf.title(thing.id), "page": shelf.path(thing.id),
        "users": [shelf.hub.things[one.id].slug for one in priced.users],
        "unnamed": shelf.hub.counted.get(thing.id, ""),
        "costs": [as_plain(shelf, amount) for amount in priced.amounts],
    }  # fmt: skip


def _write(desk: Staging, name: str, plain: dict[str, Any]) -> None:
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    desk.write(desk.folder / "data" / f"{name}.json", f"{text}\n")
