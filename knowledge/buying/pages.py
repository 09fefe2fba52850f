"""Buying together: whose contracts end at the same time, who seeks the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from knowledge.buying.calendar import Event, as_calendar, of_deadline, of_groups
from knowledge.buying.initiatives import Ready, is_open, ready
from knowledge.clean import linked
from knowledge.contacts import Contact, own_contacts
from knowledge.hub import Thing
from knowledge.shelf import Shelf
from knowledge.staging import Staging

SHOWN = 100  # of each on the page; the file with open data has all
CALENDAR = "samen-inkopen.ics"


class Card(NamedTuple):
    """A group as the page shows it: its row, an entry to save, whom to call."""

    row: Mapping[str, Any]
    entry: Ready
    contact: tuple[tuple[str, str], ...]


class Call(NamedTuple):
    """An initiative that one can join, who takes part and whom to call."""

    thing: Thing
    members: tuple[str, ...]
    contacts: tuple[Contact, ...]


def buying_pages(desk: Staging) -> None:
    """Stage the page, its open data, and the calendar file where there is any day to put in it."""
    groups, contracts = _answer(desk, "buy_together"), _answer(desk, "contracts")
    rows = list(groups.get("rows", ()))
    calls = calls_of(desk.shelf)
    known = {call.thing.id for call in calls}
    cards = [_card(row) for row in rows if not _is_known(row, known)]
    calendar = as_calendar(_events(rows, calls, known), desk.shelf.day)
    place = desk.folder / "data" / CALENDAR
    if calendar:
        desk.write(place, calendar)
    else:
        place.unlink(missing_ok=True)
    plain = {
        "groups": [row | {"initiative": ready(row)._asdict()} for row in rows],
        "contracts": list(contracts.get("rows", ())),
        "unknown": groups.get("unknown", {}),
    }
    desk.told("samen-inkopen/index", "buying.html", "Samen inkopen",
              "Welke organisaties in dezelfde tijd van contract kunnen wisselen, of hetzelfde "
              "zoeken.", plain, data="samen-inkopen", kind="samen-inkopen", cards=cards,
              contracts=plain["contracts"], calls=calls, unknown=contracts.get("unknown", {}),
              notes=groups.get("notes", ()), calendar=CALENDAR if calendar else "",
              shown=SHOWN)  # fmt: skip


def _answer(desk: Staging, name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = desk.answers.get(name, {})
    return found


def calls_of(shelf: Shelf) -> list[Call]:
    """Give the initiatives that can be joined, those that end first in front."""
    found = [
        Call(thing, tuple(end.id for end in shelf.ends(thing.id, "takes_part", back=True)),
             tuple(own_contacts(thing)))
        for thing in shelf.things("initiative")
        if is_open(*_told(thing, "phase", "wanted", "deadline"), shelf.day)
    ]  # fmt: skip
    return sorted(found, key=lambda call: str(call.thing.get("deadline") or "9999"))


def _is_known(row: Mapping[str, Any], initiatives: set[str]) -> bool:
    """Tell whether a group is one initiative and nothing more: that has its own row on the page."""
    return set(row["evidence"]) <= initiatives and len(set(row["evidence"])) == 1


def _card(row: Mapping[str, Any]) -> Card:
    return Card(row, ready(row), tuple(linked(row["contact"])))


def _events(rows: list[Mapping[str, Any]], calls: list[Call], known: set[str]) -> Iterator[Event]:
    yield from of_groups(row for row in rows if not _is_known(row, known))
    for call in calls:
        thing = call.thing
        yield from of_deadline(thing.id, thing.title, *_told(thing, "deadline", "wanted", "url"))


def _told(thing: Thing, *names: str) -> tuple[str, str, str]:
    one, two, three = (str(thing.get(name) or "") for name in names)
    return one, two, three
