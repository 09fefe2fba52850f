"""Case types as packages: what an import in Open Zaak stumbles over, and what to change after it.

Checked is what the import of Open Zaak itself asks, and what municipalities met (open-zaak#593,
#775, #929, #1289, #1504, #1509, #1531): periods that overlap, lists that are not there, references
to what the file does not hold, results without a class of the selection list.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from crawlers.packages.content import Content, prefix_of
from crawlers.packages.links import dangling, named, needed_elsewhere
from crawlers.packages.notes import Notes, hosts, listed, several, texts_in
from crawlers.readers._export import text, value
from crawlers.readers._text import day
from knowledge.model import AnyRecord

_CHILDREN = ("StatusType", "ResultaatType", "RolType", "Eigenschap", "ZaakObjectType",
             "ZaakTypeInformatieObjectType")  # fmt: skip
_COUNTED = {
    "StatusType": ("status", "statussen"),
    "ResultaatType": ("resultaat", "resultaten"),
    "RolType": ("rol", "rollen"),
    "Eigenschap": ("eigenschap", "eigenschappen"),
    "ZaakTypeInformatieObjectType": ("soort document", "soorten documenten"),
}
_NEEDED = {  # what Open Zaak asks of a case type before it can be published
    "StatusType": "statussen",
    "ResultaatType": "resultaten",
    "RolType": "rollen",
}
Found = dict[str, list[dict[str, Any]]]


class CaseTypes:
    """The case types of one file, to be noted one by one."""

    def __init__(self, content: Content) -> None:
        self.lists = content.lists
        self.of: dict[str, Found] = defaultdict(dict)  # by address of the case type, by list
        for name in _CHILDREN:
            for one in self.lists.get(name, ()):
                self.of[text(one, "zaaktype")].setdefault(name, []).append(one)
        self.is_export = content.is_zip and "ZaakType" in self.lists
        self.types = self.lists.get("ZaakType" if self.is_export else "", [])

    def note(self, record: AnyRecord, notes: Notes) -> bool:
        """Note what there is to say of the case type that a record was made from."""
        item = self._item(record)
        notes.version = day(text(item, "versiedatum"))
        if not self.is_export:
            notes.works_with.append("Catalogi API (ZGW): u maakt het zaaktype zelf aan")
            notes.change("Dit is geen export van Open Zaak; daar kunt u het niet importeren.")
        if item is None:
            return True
        _identity(item, self.is_export, notes)
        if not self.is_export:
            _around(item, notes)
            return True
        found = self.of.get(text(item, "url"), {})
        notes.made_with = "Open Zaak"
        notes.works_with.append(_version(item, self.lists))
        for name, words in _COUNTED.items():
            notes.count(len(found.get(name, ())), *words)
        codes = {text(one, "identificatie") for one in self.types}
        notes.count(len(codes) - 1, "ander zaaktype", "andere zaaktypen")
        self._complete(found, notes)
        self._overlap(item, notes)
        _statuses(found.get("StatusType", []), notes)
        _roles(found.get("RolType", []), notes)
        _results(item, found, notes)
        dangling(item, found, self.lists, notes)
        self._catalogue(notes)
        needed_elsewhere(item, found, self.lists, notes)
        _around(item, notes)
        _texts(found, notes)
        return True

    def _item(self, record: AnyRecord) -> dict[str, Any] | None:
        code, begin = getattr(record, "case_type", ""), getattr(record, "valid_from", "")
        same = [one for one in self.types if code and text(one, "identificatie") == code]
        exact = [one for one in same if day(text(one, "begin_geldigheid")) == begin]
        return next(iter(exact or same), None)

    def _complete(self, found: Found, notes: Notes) -> None:
        """Say which lists are not there at all, or have nothing of this case type."""
        missing = [word for name, word in _NEEDED.items() if not self.lists.get(name)]
        if missing:
            said = f"in de export staan geen {' en geen '.join(missing)}. Vul ze aan, of exporteer "
            notes.warn("missing-list", f"{said}het zaaktype opnieuw met alles wat erbij hoort.")
        empty = [word for name, word in _NEEDED.items()
                 if self.lists.get(name) and not found.get(name)]  # fmt: skip
        if empty:
            said = f"dit zaaktype heeft geen {' en geen '.join(empty)}. Open Zaak publiceert het "
            notes.warn("not-publishable", f"{said}dan niet.")
        if not text(next(iter(self.types), {}), "url"):
            notes.warn("missing-list", "de zaaktypen in de export hebben geen eigen adres (url).")

    def _overlap(self, item: dict[str, Any], notes: Notes) -> None:
        """Say that the file holds another version of which the period overlaps (open-zaak#593)."""
        begin, end = _period(item)
        for other in self.types:
            is_version = other is not item and all(
                text(other, key) == text(item, key) for key in ("identificatie", "catalogus")
            )
            start, until = _period(other)
            if is_version and start < end and begin < until:
                said = "er staat nog een versie van dit zaaktype in het bestand met een geldigheid "
                notes.warn("overlap", f"{said}die overlapt. Open Zaak importeert dit niet.")
                return

    def _catalogue(self, notes: Notes) -> None:
        own = self.lists.get("Catalogus", [])
        if own:
            named = listed(text(one, "domein") for one in own)
            said = f"Catalogus: dit is een hele catalogus, met domein {named or 'zonder naam'}. "
            notes.change(f"{said}Pas domein, RSIN, beheerder en contactgegevens aan. Bestaat het "
                         "domein met dit RSIN al, dan weigert Open Zaak het bestand.")  # fmt: skip
        else:
            notes.change("Catalogus: kies uw eigen catalogus (domein en RSIN) bij het importeren.")
        prefixes = {p for one in self.types if (p := prefix_of(text(one, "url")))}
        if prefixes:
            said = f"Adressen: de Open Zaak van de maker staat onder {listed(sorted(prefixes))}. "
            notes.change(f"{said}Importeren lukt alleen als dat bij u ook zo is; pas anders de "
                         "adressen in het bestand aan.")  # fmt: skip


def _identity(item: dict[str, Any], is_export: bool, notes: Notes) -> None:
    begin = day(text(item, "begin_geldigheid"))
    held = f" vanaf {begin}" if begin else ""
    code = listed([text(item, "identificatie")])
    if not is_export:
        notes.change(f"Identificatie {code}{held}: kies een die bij u nog niet bestaat.")
        return
    notes.change(f"Identificatie {code}{held}: bestaat die al in uw catalogus, dan weigert Open "
                 "Zaak het bestand. Geef dan bij het importeren een voorvoegsel op (vanaf Open "
                 "Zaak 1.12).")  # fmt: skip
    if not text(item, "doorlooptijd"):
        notes.warn("no-term", "dit zaaktype heeft geen doorlooptijd. Open Zaak vraagt die bij het "
                   "importeren.")  # fmt: skip


def _version(item: dict[str, Any], lists: Found) -> str:
    """Say which version of the Catalogi API wrote this: each brought fields that none before had.

    `begin_object` came with 1.2 (Open Zaak 1.10). A description of the kind of document beside its
    address stood there in 1.2 and went with 1.3 (Open Zaak 1.11).
    """
    links = lists.get("ZaakTypeInformatieObjectType", [])
    if "begin_object" not in item and "zaakobjecttypen" not in item:
        return "Open Zaak (Catalogi API 1.0 of nieuwer)"
    if links and all("informatieobjecttype_omschrijving" not in one for one in links):
        return "Open Zaak 1.11 of nieuwer (Catalogi API 1.3)"
    return "Open Zaak 1.10 of nieuwer (Catalogi API 1.2)"


def _period(item: dict[str, Any]) -> tuple[str, str]:
    begin, end = (text(item, key) for key in ("begin_geldigheid", "einde_geldigheid"))
    return day(begin) or "0000", day(end) or "9999"


def _statuses(items: list[dict[str, Any]], notes: Notes) -> None:
    if len(items) == 1:
        said = "dit zaaktype heeft maar één status. Open Zaak vraagt er minstens twee."
        notes.warn("not-publishable", said)
    numbers = [text(one, "volgnummer") for one in items]
    again = [n for n, times in Counter(numbers).items() if times > 1 or not n.isdecimal()]
    if again:
        said = "sommige statussen hebben geen eigen volgnummer. Geef elke status een eigen nummer."
        notes.warn("no-order", said)
    ends = [value(one, "is_eindstatus") for one in items]
    if items and any(end is not None for end in ends) and not any(end is True for end in ends):
        notes.warn("no-end-status", "geen van de statussen is een eindstatus.")


def _roles(items: list[dict[str, Any]], notes: Notes) -> None:
    generic = {text(one, "omschrijving_generiek").lower() for one in items}
    if items and "initiator" not in generic:
        said = "geen rol is de initiator. Een formulier kan dan niet vastleggen wie de zaak begon."
        notes.warn("no-initiator", said)


def _results(item: dict[str, Any], found: Found, notes: Notes) -> None:
    """Check results against the selection list, and the day from which they are kept."""
    items = found.get("ResultaatType", [])
    bare = [one for one in items if not text(one, "selectielijstklasse")]
    if bare:
        names = listed(text(one, "omschrijving") for one in bare)
        said = several(len(bare), "resultaat heeft", "resultaten hebben")
        notes.warn("no-selection-class", f"{said} geen klasse van de selectielijst: {names}.")
    kind = text(item, "selectielijst_procestype")
    if len(bare) < len(items) and not kind:
        said = "de resultaten noemen de selectielijst, maar het zaaktype noemt geen procestype. "
        notes.warn("no-process-kind", f"{said}Open Zaak importeert die resultaten dan niet.")
    listed_at = hosts([kind, *(text(one, "selectielijstklasse") for one in items)])
    if listed_at:
        notes.change(f"Selectielijst: Open Zaak leest {', '.join(listed_at[:5])} om te kijken of "
                     "de resultaten bij het procestype horen. Zorg dat het dat kan.")  # fmt: skip
    known = {text(one, "naam") for one in found.get("Eigenschap", ())}
    for one in items:
        source = value(one, "brondatum_archiefprocedure")
        feature = text(source, "datumkenmerk")
        if text(source, "afleidingswijze") == "eigenschap" and feature not in known:
            said = f"de bewaartermijn van resultaat {listed([text(one, 'omschrijving')])} rekent "
            notes.warn("dangling-reference", f"{said}vanaf eigenschap {listed([feature])}, maar "
                       "die staat niet in het bestand.")  # fmt: skip


def _around(item: dict[str, Any], notes: Notes) -> None:
    """Note what points to things of the maker's own around the case type."""
    if text(item, "verantwoordelijke"):
        notes.change("Verantwoordelijke: vul een onderdeel van uw eigen organisatie in.")
    for name, label in (
        ("producten_of_diensten", "Producten of diensten"),
        ("referentieproces", "Referentieproces"),
        ("broncatalogus", "Herkomst (broncatalogus)"),
        ("bronzaaktype", "Herkomst (bronzaaktype)"),
    ):
        if there := hosts(texts_in(value(item, name))):
            notes.change(f"{label}: verwijst naar {', '.join(there[:5])}.")


def _texts(found: Found, notes: Notes) -> None:
    told = named(found.get("StatusType", ()), "statustekst")
    if there := hosts(told):
        said = f"Teksten bij statussen: daarin staan adressen van {', '.join(there[:5])}."
        notes.change(said)
    if any(value(one, "informeren") is True for one in found.get("StatusType", ())):
        notes.change("Statussen: bij sommige wordt de aanvrager geïnformeerd. Kijk of u dat wilt.")
