"""Dutch words for values: dates, terms, amounts, codes, licences and sources."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from knowledge.clean import one_line
from knowledge.codes import CATEGORIES, CODES
from knowledge.licences import permits
from knowledge.member import Member
from knowledge.model import Kind

MONTHS = "januari februari maart april mei juni juli augustus september oktober november december"
KIND_WORDS: dict[Kind, tuple[str, str]] = {
    "organisation": ("Organisatie", "Organisaties"),
    "solution": ("Oplossing", "Oplossingen"),
    "process": ("Proces", "Processen"),
    "product": ("Product", "Producten"),
    "document": ("Document", "Documenten"),
    "initiative": ("Initiatief", "Initiatieven"),
}
STRENGTH_WORDS = {
    "own": "de organisatie zelf",
    "maker": "de maker",
    "third": "een ander",
    "derived": "afgeleid",
}
STATE_WORDS = {
    "current": "",
    "confirmed": "bevestigd",
    "stale": "een tijd niet meer gezien",
    "disputed": "betwist",
    "withdrawn": "ingetrokken",
}
OUTCOME_WORDS = {
    "complete": "goed gelezen",
    "partial": "deels gelezen",
    "held": "vastgehouden",
    "failed": "mislukt",
    "unsupported": "nog niet leesbaar",
}
PROTOCOL_WORDS = {
    "forge": "broncode",
    "sru": "samenwerkende catalogi",
    "pdc": "productencatalogus",
    "dcat": "open data",
    "ckan": "open data",
    "website": "website",
    "feed": "nieuwsberichten",
    "files": "bestanden",
    "hub": "andere kennishub",
}
# the codes of product lists (SC, UPL), open data (DCAT), case types (ZGW) and files
PUBLISHED_WORDS = {
    "particulier": "inwoners",
    "burger": "inwoners",
    "ondernemer": "ondernemers",
    "bedrijf": "ondernemers",
    "dataservice": "gegevens voor andere software (API)",
    "pdf": "PDF",
    "zgw": "zaaktype (ZGW)",
    "inavigator": "zaaktype (i-Navigator)",
    "selectielijst": "selectielijst",
    "archimate": "ArchiMate",
    "bpmn": "BPMN",
    "dmn": "DMN",
    "cmmn": "CMMN",
}
REGISTER_WORDS = {
    "organisations": "organisaties",
    "products": "producten (UPL)",
    "inhabitants": "inwonertallen (CBS)",
}
_SPANS = {
    "Y": ("jaar", "jaar"),
    "M": ("maand", "maanden"),
    "W": ("week", "weken"),
    "D": ("dag", "dagen"),
    "TH": ("uur", "uur"),
    "TM": ("minuut", "minuten"),
    "TS": ("seconde", "seconden"),
}


def day(value: date | str | None) -> str:
    """Give a day, month or year in Dutch; text that is no date stays as it is.

    >>> day("2026-11-23"), day("2026-11"), day("2026"), day("najaar")
    ('23 november 2026', 'november 2026', '2026', 'najaar')
    """
    text = value.isoformat() if isinstance(value, date) else value or ""
    found = re.match(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-([0-2]\d|3[01]))?)?(?!\d)", text)
    if not found or (found.end() != len(text) and text[found.end()] != "T"):
        return one_line(text, 80)
    year, month, number = found.groups()
    parts = [
        str(int(number)) if number else "",
        MONTHS.split()[int(month) - 1] if month else "",
        year,
    ]
    return " ".join(part for part in parts if part)


def term(value: str) -> str:
    """Give an ISO 8601 duration in Dutch; other text stays as it is.

    >>> term("P8W"), term("P1Y6M"), term("PT1H30M"), term("binnen 3 dagen")
    ('8 weken', '1 jaar en 6 maanden', '1 uur en 30 minuten', 'binnen 3 dagen')
    """
    if not re.fullmatch(r"P(?=\w)(\d{1,9}[YMWD])*(T(\d{1,9}[HMS])+)?", value):
        return one_line(value, 80)
    days, _, hours = value[1:].partition("T")
    parts = [(int(n), unit) for n, unit in re.findall(r"(\d+)([YMWD])", days)]
    parts += [(int(n), f"T{unit}") for n, unit in re.findall(r"(\d+)([HMS])", hours)]
    return " en ".join(f"{number} {_SPANS[unit][number != 1]}" for number, unit in parts)


def number(value: int) -> str:
    """Give a whole number as Dutch readers write it.

    >>> number(12345)
    '12.345'
    """
    return f"{value:,}".replace(",", ".")


def euro(value: float) -> str:
    """Give an amount in euro.

    >>> euro(12500), euro(99.5)
    ('€ 12.500', '€ 99,50')
    """
    if value == int(value):
        return f"€ {number(int(value))}"
    return "€ " + f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def word(value: Any) -> str:
    """Give a code, or a row of codes, in Dutch where it has a word, else as it is.

    >>> word(("particulier", "Bedrijf")), word("fiets")
    ('inwoners, ondernemers', 'fiets')
    """
    if isinstance(value, (tuple, list)):
        return ", ".join(word(part) for part in value)
    if isinstance(value, date):
        return day(value)
    code = str(value)
    known = CODES.get(code.lower()) or PUBLISHED_WORDS.get(code.lower()) or CATEGORIES.get(code)
    return known or one_line(code, 300)


def licence(value: str) -> str:
    """Give a licence with what it means for a reader, where it is an open one.

    >>> licence("EUPL-1.2"), licence("eigen voorwaarden")
    ('EUPL-1.2: u mag het gratis gebruiken en aanpassen', 'eigen voorwaarden')
    """
    return f"{value}: u mag het gratis gebruiken en aanpassen" if permits(value) else value


def source_word(source: str, members: Iterable[Member]) -> str:
    """Name a source in words: a register, a contribution, or what a member publishes.

    >>> source_word("register:organisations", []), source_word("entry:cost/signalen", [])
    ('register van organisaties', 'bijdrage aan noaber')
    """
    head, _, rest = source.partition(":")
    if head == "register":
        return f"register van {REGISTER_WORDS.get(rest, rest)}"
    if head == "entry":
        return "bijdrage aan noaber"
    by_length = sorted(members, key=lambda member: -len(member.slug))
    if head == "member" and rest:
        return next((f"ledenlijst, {m.name}" for m in by_length if m.slug == rest), "ledenlijst")
    for member in by_length:
        if source.startswith(f"{member.slug}-"):
            protocol = source.removeprefix(f"{member.slug}-").split("-")[0]
            return f"{member.name}, {PROTOCOL_WORDS.get(protocol, protocol)}"
    return source or "onbekend"
