"""References inside the export of a case type, and those to what it does not hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crawlers.packages.notes import Notes, hosts, several
from crawlers.readers._export import text, value

_LISTED = {  # what a case type lists by address, and the list of the export that must hold it
    "statustypen": ("StatusType", "statussen"),
    "resultaattypen": ("ResultaatType", "resultaten"),
    "roltypen": ("RolType", "rollen"),
    "eigenschappen": ("Eigenschap", "eigenschappen"),
    "besluittypen": ("BesluitType", "soorten besluiten"),
    "informatieobjecttypen": ("InformatieObjectType", "soorten documenten"),
}
_KIND = "InformatieObjectType"
Items = list[dict[str, Any]]


def dangling(item: dict[str, Any], found: dict[str, Items], lists: dict[str, Items],
             notes: Notes) -> None:  # fmt: skip
    """Warn of what the case type and its parts refer to and the export does not hold.

    Open Zaak breaks off its import where a kind of decision names a kind of document that is not
    in the file.
    """
    held = {name: {text(one, "url") for one in items} for name, items in lists.items()}
    for key, (name, word) in _LISTED.items():
        lost = missing(_addresses(value(item, key)), held.get(name))
        _warn(lost, f"{word} van dit zaaktype", notes)
    links = found.get("ZaakTypeInformatieObjectType", [])
    kinds = held.get("InformatieObjectType")
    _warn(missing(_of(links, "informatieobjecttype"), kinds), "soorten documenten", notes)
    states = held.get("StatusType")
    _warn(missing(_of(links, "statustype"), states), "statussen bij documenten", notes)
    decisions = [one for one in lists.get("BesluitType", ())
                 if text(one, "url") in _addresses(value(item, "besluittypen"))]  # fmt: skip
    named_there = [a for one in decisions for a in _addresses(value(one, "informatieobjecttypen"))]
    _warn(missing(named_there, kinds), "soorten documenten van besluiten", notes)


def missing(addresses: Iterable[str], held: set[str] | None) -> set[str]:
    """Give the addresses that are not held."""
    return {one for one in addresses if one and one not in (held or ())}


def _warn(lost: set[str], what: str, notes: Notes) -> None:
    if lost:
        said = several(len(lost), "verwijzing wijst", "verwijzingen wijzen")
        notes.warn("dangling-reference", f"{said} naar {what} die niet in het bestand staan. "
                   "Exporteer het zaaktype opnieuw.")  # fmt: skip


def needed_elsewhere(item: dict[str, Any], found: dict[str, Items], lists: dict[str, Items],
                     notes: Notes) -> None:  # fmt: skip
    """Note what the taker must have, choose or make besides the file."""
    kinds = len(lists.get(_KIND, ()))
    if kinds and not lists.get("Catalogus"):  # a whole catalogue brings its own
        said = several(kinds, "soort document", "soorten documenten")
        notes.change(f"Documenten: het bestand heeft {said}. Kies bij het importeren of u een "
                     "bestaande soort gebruikt of een nieuwe maakt.")  # fmt: skip
    said_so = [one.get("omschrijving_generiek", "-") for one in lists.get(_KIND, ())]
    bare = [one for one in said_so if not _given(one)]
    if bare:
        said = several(len(bare), "soort heeft", "soorten hebben")
        notes.change(f"Documenten: {said} geen generieke omschrijving. Dat leest Open Zaak pas "
                     "vanaf 1.11.")  # fmt: skip
    decisions = len(_addresses(value(item, "besluittypen")))
    if decisions and not lists.get("Catalogus"):
        said = several(decisions, "soort besluit", "soorten besluiten")
        notes.change(f"Besluiten: {said}. Kies bij het importeren een bestaande of een nieuwe.")
    if objects := len(found.get("ZaakObjectType", ())):
        said = several(objects, "zaakobjecttype", "zaakobjecttypen")
        notes.change(f"Objecten: {said}. Open Zaak neemt die bij het importeren niet over.")
        places = hosts(named(found["ZaakObjectType"], "objecttype"))
        if places:
            notes.change(f"Objecten: de objecttypen staan bij {', '.join(places[:5])}.")
    here = {text(one, "url") for one in lists.get("ZaakType", ())}
    related = value(item, "gerelateerde_zaaktypen")
    others = [text(one, "zaaktype") or text(one, "url") for one in related
              if isinstance(one, dict)] if isinstance(related, list) else []  # fmt: skip
    outside = missing([*others, *_addresses(value(item, "deelzaaktypen"))], here)
    if outside:
        said = several(len(outside), "ander zaaktype", "andere zaaktypen")
        notes.change(f"Andere zaaktypen: dit verwijst naar {said} buiten het bestand. Koppel die "
                     "na het importeren zelf.")  # fmt: skip


def named(items: Iterable[dict[str, Any]], key: str) -> list[str]:
    """List the texts under one key of several items."""
    return [found for one in items if (found := text(one, key))]


def _of(items: Items, key: str) -> list[str]:
    """List the addresses under a key; since 1.3 a description may stand there instead."""
    return [address for address in named(items, key) if "://" in address]


def _addresses(items: Any) -> list[str]:
    listed = items if isinstance(items, list) else []
    return [one for one in listed if isinstance(one, str) and "://" in one]


def _given(generic: Any) -> bool:
    filled = generic.values() if isinstance(generic, dict) else [generic]
    return any(filled)
