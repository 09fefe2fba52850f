"""The member file: which keys it has and what each may hold, with problems in plain Dutch.

`member_from` checks a whole file, `source_from` one source, whether they come from YAML or from
a directory that is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, get_args
from urllib.parse import urlsplit

from knowledge.findings import Findings, meant
from knowledge.identity import slug
from knowledge.member import Disclosure, Member, Source
from knowledge.model import OrganisationType

PROTOCOLS = ("forge", "sru", "pdc", "dcat", "ckan", "website", "feed", "files", "hub")
TOOI = re.compile(r"https://identifier\.overheid\.nl/tooi/id/([a-z]+)/[a-z0-9_]+")
MEMBER_KEYS: dict[str, type] = {
    "name": str, "id": str, "type": str, "origin": str, "disclosure": str, "sources": list,
}  # fmt: skip
SOURCE_KEYS: dict[str, type] = {
    "protocol": str, "url": str, "api": str, "owner": str, "repos": list, "stands_for": str,
    "licence": str, "least": int, "refresh": int, "name": str,
}  # fmt: skip
_CHOICES = "Kies uit: named (bij naam), counted (alleen geteld) of hidden (niet getoond)."
_KIND_WORDS = {str: "een tekst", int: "een geheel getal", list: "een lijst"}
_EXAMPLES = {
    "name": "name: Gemeente Voorbeeld",
    "type": "type: gemeente",
    "sources": "sources: [] (of een lijst van bronnen)",
    "protocol": "protocol: website",
    "url": "url: https://www.voorbeeld.nl/",
    "api": "api: https://api.github.com",
    "owner": "owner: GemeenteVoorbeeld",
}


def member_from(data: Any, stem: str, found: Findings) -> Member | None:
    """Give the member that a file describes, or None; `found` gets what is wrong with it."""
    if slug(stem) != stem:
        said = f"de bestandsnaam is geen slug. Noem het bestand '{slug(stem)}.yml'."
        found.say("file-name", said)
    if not isinstance(data, dict):
        said = "hier horen de sleutels name, type en sources te staan, elk op een eigen regel."
        found.say("kind", said if data else f"het bestand is leeg; {said}")
        return None
    good = _checked(data, MEMBER_KEYS, found)
    _needed(("name", "type", "sources"), data, found)
    types = get_args(OrganisationType)
    if "type" in good and good["type"] not in types:
        said = f"'{good['type']}' is geen soort organisatie.{meant(good['type'], types)}"
        found.say("type", f"{said} Kies uit: {', '.join(types)}.", "type")
    if "id" in good and not TOOI.fullmatch(good["id"]):
        found.say("id", _about_id(good["id"]), "id")
    choices = get_args(Disclosure)
    if good.get("disclosure", choices[0]) not in choices:
        said = f"'{good['disclosure']}' kennen we niet.{meant(good['disclosure'], choices)}"
        found.say("disclosure", f"{said} {_CHOICES}", "disclosure")
    listed = good.pop("sources", [])
    sources = [source_from(item, found, "sources", at) for at, item in enumerate(listed)]
    if not found.is_usable:
        return None
    return Member(slug=stem, sources=tuple(filter(None, sources)), **good)


def source_from(data: Any, found: Findings, *path: str | int) -> Source | None:
    """Give one source, or None where something in it is wrong."""
    if not isinstance(data, dict):
        found.say("kind", "een bron bestaat uit sleutels, zoals protocol en url.", *path)
        return None
    before = len(found.problems)
    good = _checked(data, SOURCE_KEYS, found, *path)
    _needed(("protocol",), data, found, *path)
    protocol = good.get("protocol", "")
    if protocol in PROTOCOLS:
        _needed(("api", "owner") if protocol == "forge" else ("url",), data, found, *path)
    _check_values(good, found, *path)
    if len(found.problems) > before:
        return None
    if protocol not in PROTOCOLS:
        said = f"het protocol '{protocol}' kennen we niet.{meant(protocol, PROTOCOLS)}"
        found.say("protocol", f"{said} Kies uit: {', '.join(PROTOCOLS)}.", *path, "protocol")
    return Source(**good)


def _check_values(good: dict[str, Any], found: Findings, *path: str | int) -> None:
    """Say which addresses, lists, numbers and names of a source cannot be used."""
    for key in ("url", "api", "stands_for"):
        if key in good and (wrong := _wrong_address(good[key])):
            found.say("url", wrong, *path, key)
    if not all(isinstance(repo, str) and repo.strip() for repo in good.get("repos", ())):
        found.say("kind", "schrijf een lijst van namen, zoals [signalen, atlas].", *path, "repos")
    for key, least in (("least", 0), ("refresh", 1)):
        if good.get(key, least) < least:
            found.say("kind", f"schrijf een geheel getal van {least} of meer.", *path, key)
    if "name" in good and slug(good["name"]) != good["name"]:
        said = f"een bron heet met kleine letters, cijfers en streepjes: {slug(good['name'])}."
        found.say("name", said, *path, "name")


def _checked(
    data: dict[Any, Any], keys: dict[str, type], found: Findings, *path: str | int
) -> dict[str, Any]:
    """Give the values that are of the right kind; say which keys and kinds are wrong."""
    good = {}
    for key, value in data.items():
        if key not in keys:
            said = f"deze sleutel kennen we niet.{meant(str(key), keys)}"
            found.say("key", f"{said} Kies uit: {', '.join(keys)}.", *path, str(key))
        elif value is None or value == "":
            found.say("kind", "hier staat niets. Vul iets in of haal de regel weg.", *path, key)
        elif key == "disclosure" and not isinstance(value, str):
            said = f"{_CHOICES} Een keuze per product schrijft u in een bijdrage."
            found.say("disclosure", said, *path, key)
        elif type(value) is not keys[key]:
            said = f"hier hoort {_KIND_WORDS[keys[key]]}."
            if keys[key] is str and not isinstance(value, dict | list):
                said = f'hier hoort een tekst. Zet aanhalingstekens om de waarde: {key}: "…".'
            found.say("kind", said, *path, key)
        elif isinstance(value, str) and (not value.isprintable() or not value.strip()):
            said = "in deze tekst staan onzichtbare tekens. Typ de tekst opnieuw."
            found.say("kind", said, *path, key)
        else:
            good[key] = value
    return good


def _needed(keys: Iterable[str], data: dict[Any, Any], found: Findings, *path: str | int) -> None:
    for key in keys:
        if key not in data:
            said = f"deze sleutel ontbreekt. Voeg een regel toe, zoals: {_EXAMPLES[key]}"
            found.say("missing", said, *path, key)


def _about_id(written: str) -> str:
    base = "https://identifier.overheid.nl/tooi/id"
    if code := re.fullmatch(r"(?i)(?:gm)?(\d{4})", written.strip()):
        return f"schrijf het hele adres: {base}/gemeente/gm{code[1]}"
    return f"dit is geen TOOI-adres, zoals {base}/gemeente/gm0344. Laat `id` weg als er geen is."


def _wrong_address(written: str) -> str:
    """Say what is wrong with a web address; "" where nothing is."""
    try:
        parts = urlsplit(written)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return f"'{written[:80]}' is geen webadres."
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in written:
        return "een webadres begint met https:// of http:// en heeft geen spaties."
    if parts.username is not None or parts.password is not None:
        return "in een adres mag geen naam of wachtwoord staan. Haal het deel voor de @ weg."
    return "" if has_port else "poort 0 bestaat niet."
