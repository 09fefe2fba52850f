"""Forms of Open Forms as packages: what is of the maker's environment, and what an import asks.

An export carries settings of the environment that it came from (open-forms#6430, #6288, #4779);
its import drops or refuses some of them. Of registration, payment and signing in only the kind is
read and which settings are filled in, never what is in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crawlers.packages.content import Content
from crawlers.packages.logic import Fields, references
from crawlers.packages.notes import (
    Notes,
    hosts,
    listed,
    mail_count,
    several,
    texts_in,
    walked,
)
from crawlers.readers._export import objects, text, value
from crawlers.readers._text import day
from knowledge.model import AnyRecord

_REGISTRATION = {"email": "e-mail", "zgw-create-zaak": "zaken (ZGW)", "objects_api": "Objecten API",
                 "stuf-zds-create-zaak": "StUF-ZDS", "microsoft-graph": "Microsoft Graph",
                 "json_dump": "JSON naar een dienst", "camunda": "Camunda",
                 "demo": "test (demo)"}  # fmt: skip
_SIGN_IN = {"digid": "DigiD", "digid_oidc": "DigiD (OpenID Connect)", "eherkenning": "eHerkenning",
            "eherkenning_oidc": "eHerkenning (OpenID Connect)", "eidas": "eIDAS",
            "digid_machtigen_oidc": "DigiD Machtigen", "yivi_oidc": "Yivi",
            "eherkenning_bewindvoering_oidc": "eHerkenning bewindvoering",
            "eidas_oidc": "eIDAS (OpenID Connect)", "org-oidc": "inloggen voor medewerkers",
            "eidas_company_oidc": "eIDAS voor bedrijven"}  # fmt: skip
_PREFILL = {"haalcentraal": "Haal Centraal BRP", "stufbg": "StUF-BG", "suwinet": "Suwinet",
            "kvk-kvknumber": "KVK", "objects_api": "Objecten API", "yivi": "Yivi",
            "family_members": "gezinsleden (BRP)", "eidas-citizen": "eIDAS",
            "communication_preferences": "Open Klant", "eidas-company": "eIDAS"}  # fmt: skip
_SETTINGS = (  # what is chosen per environment, by the names that it has had
    ("groep van API's", r"(zgw|objects)_api_group(_identifier)?|service"),
    ("catalogus", "catalogue"),
    ("zaaktype", r"case_type_identification|zaaktype|zds_zaaktype_(code|omschrijving)"),
    ("status", r"zds_zaaktype_status_(code|omschrijving)"),
    ("soort document", r"document_type_description|informatieobjecttype\w*|iot_\w+"
                       r"|zds_documenttype_\w+"),
    ("objecttype", r"objecttype(_version)?|productaanvraag_type"),
    ("RSIN", "organisatie_rsin|organization_rsin"),
    ("rol", r"medewerker_roltype|partners_roltype|children_roltype"),
    ("product", "product_url"),
    ("ontvangers", "to_emails|payment_emails|to_emails_from_variable"),
    ("map", "folder_path|drive_id"),
    ("pad", "path"),
    ("proces", "process_definition(_version)?"),
)  # fmt: skip
_TESTS = re.compile(r"demo.*|.*-mock|.*outage.*|failing-.*|exception-.*")
_OLD_ADDRESS = re.compile("zaaktype|informatieobjecttype.*")  # read until 4.0 (open-forms#4939)


class Forms:
    """The forms of one file, to be noted one by one."""

    def __init__(self, content: Content) -> None:
        self.lists = content.lists
        meta = content.data.get("_meta")
        self.release, self.day = text(meta, "of_release"), day(text(meta, "created"))

    def note(self, record: AnyRecord, notes: Notes) -> bool:
        """Note what there is to say of the form that a record was made from; False for another."""
        uuid = record.id.rpartition("#")[2]
        form = next((one for one in self.lists.get("forms", ()) if text(one, "uuid") == uuid), None)
        if form is None:
            return False
        fields = Fields(form, self.lists)
        notes.version = self.day
        notes.made_with = f"Open Formulieren {self.release}".strip()
        notes.works_with.append(_works_with(self.release, fields, form))
        notes.count(len(fields.steps), "stap", "stappen")
        notes.count(fields.questions, "veld", "velden")
        notes.count(len(fields.rules), "regel voor logica", "regels voor logica")
        references(fields, notes)
        slug = text(form, "slug")
        if slug:
            notes.change(f"URL-deel {listed([slug])}: heeft bij u al een formulier dat, kies dan "
                         "een ander.")  # fmt: skip
        _registration(form, notes)
        _payment(form, notes)
        _sign_in(form, notes)
        _prefill(fields, notes)
        _choices(form, notes)
        _sources(fields, notes)
        _addresses(form, fields, notes)
        return True


def _works_with(release: str, fields: Fields, form: dict[str, Any]) -> str:
    """Say which version is needed: the one that wrote it, else the one its parts came with."""
    found = re.match(r"(\d{1,2}\.\d{1,2})\.", release)
    if found:
        return f"Open Formulieren {found[1]} of nieuwer"
    needed, why = fields.needs(text(form, "type"))
    if not needed:
        return "Open Formulieren (het bestand zegt niet welke versie)"
    return f"Open Formulieren {needed} of nieuwer (door {why})"


def _registration(form: dict[str, Any], notes: Notes) -> None:
    """Note how a filled-in form is registered: which kind, and which settings must be chosen."""
    backends = list(objects(value(form, "registration_backends")))
    if old := text(form, "registration_backend"):  # before 2.3
        backends.append({"backend": old, "options": value(form, "registration_backend_options")})
    for backend in backends:
        kind, options = text(backend, "backend"), value(backend, "options")
        given = options if isinstance(options, dict) else {}
        filled = [str(key) for key, found in given.items() if found]
        asked = [w for w, names in _SETTINGS if any(re.fullmatch(names, key) for key in filled)]
        label = _REGISTRATION.get(kind, kind)
        settings = f": stel zelf in: {', '.join(asked)}" if asked else ": stel deze zelf in"
        notes.change(f"Registratie met {label}{settings}.")
        if mails := mail_count(texts_in(given)):
            said = several(mails, "e-mailadres", "e-mailadressen")
            notes.change(f"Registratie met {label}: vervang {said} van de maker.")
        if there := hosts(texts_in(given)):
            notes.change(f"Registratie met {label}: verwijst naar {', '.join(there[:5])}.")
        _old_settings(given, label, notes)
        _test(kind, "registratie", notes)


def _old_settings(options: dict[str, Any], label: str, notes: Notes) -> None:
    """Tell of addresses of case types: empty ones stop an import, and 4.0 knows them no more."""
    old = {str(key): found for key, found in options.items() if _OLD_ADDRESS.fullmatch(str(key))}
    if "zaaktype" in old and old["zaaktype"] == "":
        said = f"bij de registratie met {label} staat een leeg veld 'zaaktype'. Daarop loopt het "
        notes.warn("empty-option", f"{said}importeren vast. Haal het veld uit het bestand.")
    if any(isinstance(found, str) and "://" in found for found in old.values()):
        notes.change(f"Registratie met {label}: het zaaktype of document is een adres. Open "
                     "Formulieren 4.0 leest dat niet meer; stel het eerst om in 3.5.")  # fmt: skip


def _test(kind: str, what: str, notes: Notes) -> bool:
    """Warn of what is there to test with, and is not in the environment of others."""
    if not _TESTS.fullmatch(kind):
        return False
    said = f"het formulier gebruikt {what} om mee te testen ({kind}). Zet dat uit en exporteer het "
    notes.warn("test-plugin", f"{said}opnieuw.")
    notes.change(f"Testen: het formulier gebruikt {what} om mee te testen. Kies een echte.")
    return True


def _payment(form: dict[str, Any], notes: Notes) -> None:
    kind = text(form, "payment_backend")
    if not kind:
        return
    name = {"ogone-legacy": "Ogone", "worldline": "Worldline"}.get(kind, kind)
    gone = " Vanaf Open Formulieren 4.0 bestaat die niet meer." if kind == "ogone-legacy" else ""
    notes.change(f"Betalen met {name}: kies uw eigen winkel en instellingen.{gone}")
    _test(kind, "betaling", notes)


def _sign_in(form: dict[str, Any], notes: Notes) -> None:
    kinds = [text(one, "backend") for one in objects(value(form, "auth_backends"))]
    older = value(form, "authentication_backends")
    kinds += [one for one in older if isinstance(one, str)] if isinstance(older, list) else []
    for kind in dict.fromkeys(filter(None, kinds)):
        if not _test(kind, "inloggen", notes):
            notes.change(f"Inloggen met {_SIGN_IN.get(kind, kind)}: moet bij u aan staan.")


def _prefill(fields: Fields, notes: Notes) -> None:
    for kind in dict.fromkeys(filter(None, fields.prefills)):
        if not _test(kind, "vooraf invullen", notes):
            notes.change(f"Vooraf invullen uit {_PREFILL.get(kind, kind)}: moet bij u aan staan.")


def _choices(form: dict[str, Any], notes: Notes) -> None:
    """Note what the import drops: it makes a form without product, category and theme."""
    dropped = [word for key, word in (("product", "product"), ("category", "categorie"),
                                      ("theme", "stijl")) if value(form, key)]  # fmt: skip
    if dropped:
        notes.change(f"Deze keuzes komen niet mee, maak ze zelf: {', '.join(dropped)}.")
    if value(value(form, "appointment_options"), "is_appointment") is True:
        notes.change("Afspraken: koppel uw eigen systeem voor afspraken.")


def _sources(fields: Fields, notes: Notes) -> None:
    """Note what fields and rules fetch from elsewhere while somebody fills in the form."""
    if fields.fetches:
        said = several(fields.fetches, "regel of variabele haalt", "regels of variabelen halen")
        notes.change(f"Gegevens ophalen: {said} gegevens op bij een dienst. Die instelling komt "
                     "niet mee met het importeren.")  # fmt: skip
    if fields.tables:
        notes.change(f"Beslistabellen: zet {listed(fields.tables)} in uw eigen DMN-omgeving.")
    if fields.lists:
        said = several(fields.lists, "veld haalt", "velden halen")
        notes.change(f"Keuzelijsten: {said} de keuzes uit een referentielijst. Koppel uw eigen "
                     "lijst.")  # fmt: skip
    if fields.layers:
        notes.change("Kaart: kies uw eigen kaartlagen.")
    if fields.documents:
        said = several(fields.documents, "veld", "velden")
        notes.change(f"Bestanden: {said} om bestanden te sturen met een eigen soort document. "
                     "Kies die uit uw eigen catalogus.")  # fmt: skip


def _addresses(form: dict[str, Any], fields: Fields, notes: Notes) -> None:
    mail = texts_in(value(form, "confirmation_email_template"))
    if there := hosts(mail):
        notes.change(f"Bevestigingsmail: verwijst naar {', '.join(there[:5])}. Zet dat bij uw "
                     "toegestane domeinen, of haal het weg.")  # fmt: skip
    told = [*mail, *_shown(form), *texts_in(fields.configurations)]
    if others := [one for one in hosts(told) if one not in there]:
        notes.change(f"Teksten: daarin staan adressen van {', '.join(others[:5])}.")
    if mails := mail_count(told):
        notes.change(f"Teksten: daarin staan {several(mails, 'e-mailadres', 'e-mailadressen')}.")


def _shown(form: dict[str, Any]) -> Iterable[str]:
    """Give the texts of a form that its visitors see."""
    names = re.compile(r"\w*(template|page_content|explanation\w*|name)")
    pairs = ((key, found) for key, found in form.items() if names.fullmatch(str(key)))
    return [found for _, part in pairs for _, found in walked(part) if isinstance(found, str)]
