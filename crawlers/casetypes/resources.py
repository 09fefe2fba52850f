"""What stands beside the case types of a file: their statuses, results, roles and the rest.

Standard: ZGW Catalogi 1.3 and 1.4 (standards.md A.8). An export of Open Zaak is a zip of one list
per resource, the API gives pages of one resource, or a case type with its parts in `_expand`; some
put all lists in one JSON. Names are `StatusType` in an export and `statustypen` in the API.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._export import loaded, objects, text, value
from crawlers.readers._text import clipped
from crawlers.readers._zip import unpacked

MOST_PARTS = 500  # of one kind, of one case type
MOST_NAMES = 100_000  # of documents and decisions, in one file
_LONGEST_NAME = 200  # characters of one of those; the standard has 80
_SHARED = ("InformatieObjectType", "BesluitType")
LINKS = "ZaakTypeInformatieObjectType"  # a case type and a kind of document, with the direction
_PLURALS = {
    "ZaakType": "zaaktypen",
    "StatusType": "statustypen",
    "ResultaatType": "resultaattypen",
    "RolType": "roltypen",
    "Eigenschap": "eigenschappen",
    "InformatieObjectType": "informatieobjecttypen",
    "BesluitType": "besluittypen",
    LINKS: "zaaktype_informatieobjecttypen",
}  # a catalogue has contact persons, and is not among them
_ENTRIES = {f"{written}.json": name for name, plural in _PLURALS.items()
            for written in (name, plural, plural.replace("_", "-"))}  # fmt: skip
Lists = dict[str, list[Any]]


def zipped(file: File, reading: Reading) -> Lists:
    """Give the lists in a zip by resource; an entry that holds none is a problem (`not-a-list`)."""
    found: Lists = {}
    for entry, body in sorted(unpacked(file, reading, _ENTRIES).items()):
        data = loaded(body, file.url, reading, entry)
        items = _items(data)
        if items is not None:
            found.setdefault(_ENTRIES[entry], []).extend(items)
        elif data is not None:
            said = f"in {entry} hoort een lijst te staan. Maak de export opnieuw."
            reading.problem("not-a-list", said, place=file.url, field=entry)
    return found


def beside(data: dict[str, Any]) -> Lists:
    """Give the lists by resource where a JSON holds them beside each other, else {}."""
    found: Lists = {}
    for name, plural in _PLURALS.items():
        written = (data.get(name), value(data, plural), data.get(plural.replace("_", "-")))
        items = next((items for one in written if (items := _items(one)) is not None), None)
        if items is not None:
            found[name] = items
    return found if any(objects(found.get("ZaakType"))) else {}


def _items(data: Any) -> list[Any] | None:
    """Give the items of a list, or of a page of one; None where it is neither."""
    if isinstance(data, dict):
        data = data.get("results")
    return data if isinstance(data, list) else None


class Related:
    """The parts of case types that a file holds, to be found by the case type they belong to.

    A small file must not ask for a large answer. So a part is given once by the case type that it
    names and once by its address: where two case types have one address the second gets nothing.
    Kinds of documents and decisions belong to many: of those only names are given, and in all no
    more than `MOST_NAMES`; `is_cut` says where there were more.
    """

    def __init__(self, lists: Mapping[str, list[Any]]) -> None:
        self._own: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
        self._at: dict[tuple[str, str], dict[str, Any]] = {}
        self._names: dict[tuple[str, str], str] = {}
        self._left = MOST_NAMES
        for name in _PLURALS:
            for one in objects(lists.get(name)):
                address, belongs = text(one, "url"), text(one, "zaaktype")
                if name in _SHARED:
                    self._names.setdefault((name, address), _name(one))
                    continue
                self._at.setdefault((name, address), one)
                if belongs:
                    self._own[name, belongs].append(one)

    @property
    def is_cut(self) -> bool:
        """Whether more names were asked for than a file may give."""
        return self._left < 0

    def of(self, item: dict[str, Any], resource: str) -> list[dict[str, Any]]:
        """Give the parts of a kind that a case type has: whole in it, or beside it in the file."""
        if found := _inside(item, resource):
            return found
        if found := self._own.pop((resource, text(item, "url")), []):
            return found[:MOST_PARTS]
        listed = (self._at.pop((resource, one), None) for one in _listed(item, resource))
        return [one for one in listed if one][:MOST_PARTS]

    def names_of(self, item: dict[str, Any], resource: str) -> list[str]:
        """Give the names of what a case type shares with others, each once."""
        whole = [_name(one) for one in _inside(item, resource)]
        names = whole or (self.name(resource, one) for one in _listed(item, resource))
        return list(dict.fromkeys(filter(None, names)))

    def name(self, resource: str, address: str) -> str:
        """Give the name of what stands at an address, "" where the file does not have it."""
        found = self._names.get((resource, address), "")
        self._left -= bool(found)
        return found if self._left >= 0 else ""


def _inside(item: dict[str, Any], resource: str) -> list[dict[str, Any]]:
    """Give the parts that stand whole in a case type, as the API expands them."""
    plural = _PLURALS[resource]
    places = (value(value(item, "_expand"), plural), value(item, plural))
    return next((found for one in places if (found := list(objects(one)))), [])[:MOST_PARTS]


def _listed(item: dict[str, Any], resource: str) -> list[str]:
    """Give the addresses of parts that a case type names, each once."""
    written = value(item, _PLURALS[resource])
    found = (one for one in written if isinstance(one, str)) if isinstance(written, list) else ()
    return list(dict.fromkeys(found))[:MOST_PARTS]


def _name(one: Any) -> str:
    return clipped(text(one, "omschrijving"), _LONGEST_NAME)
