"""What pages about a product have in common: who offers it, which product it is, for whom.

Products are those of the Uniforme Productnamenlijst (UPL), organisations go by their address in
TOOI or OWMS (standards.md A.10, A.13). A reader has no registers: a name without an address stays
a name, for loading to resolve.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from crawlers.readers import File, Reading
from crawlers.readers._text import one_line, web_address
from knowledge.identity import named_organisation, slug, url_id
from knowledge.model import Document, Statement, Strength

SUMMARY = 500  # characters
_TERMS = "http://standaarden.overheid.nl/owms/terms/"
_TOOI = "https://identifier.overheid.nl/tooi/id/"
_PLACEHOLDER = "upl-naam nog niet beschikbaar"  # the first row of the UPL (standards.md A.7)
_AUDIENCES = {  # words of SDG and websites -> those of SC (overheid:Doelgroep)
    "particulier": "particulieren burger burgers eu-burger inwoner inwoners bewoner bewoners",
    "ondernemer": "ondernemers bedrijf bedrijven eu-bedrijf",
}
_ONLINE = re.compile(r"ja|yes|true|1|.*(digid|eherkenning|eidas|idin).*", re.I)
_NOT_ONLINE = re.compile(r"nee|neen|no|false|0", re.I)
_KIND = re.compile(r"(?i)(gemeente|provincie|waterschap|ministerie|hoogheemraadschap|wetterskip)\b")
_KINDS = ("gemeente", "provincie", "waterschap", "ministerie")


class Named(NamedTuple):
    """A thing by its id, and its name as written where that id is provisional."""

    id: str
    name: str = ""


def product(uri: str, name: str, reading: Reading, place: str, line: int = 0) -> Named | None:
    """Give the product of the UPL that an item names; None where it names none.

    What is wrong becomes a warning: an address that is none of the UPL. The placeholder that the
    UPL has for products without a name is a product of nobody.
    """
    where = {"place": place, "line": line}
    name, identifier = one_line(name), url_id(uri)
    term = identifier.removeprefix(_TERMS) if identifier.startswith(_TERMS) else ""
    if _PLACEHOLDER in (name.lower(), term.replace("_", " ").lower()):
        said = "de UPL-naam is nog niet ingevuld; kies de naam van dit product uit de UPL."
        reading.problem("product-open", said, level="hint", **where)
        return None
    if term and not re.search(r"[/?#\s]", term):
        return Named(identifier)
    if uri.strip():
        said = f"{one_line(uri)[:200]!r} is geen product van de UPL. Kies een naam uit de UPL."
        reading.problem("wrong-product", said, level="warning", **where)
    return Named(f"noaber:product/{slug(name)}", name) if name else None


def organisation(file: File, uri: str, name: str, kind: str = "") -> Named:
    """Give the organisation that an item names by address or name, else that of the file.

    The kind, as in the scheme `overheid:Gemeente`, tells a municipality from the province of the
    same name; real feeds lack it, and then the kind of the member is the likely one.
    """
    identifier, name = url_id(uri), one_line(name)
    if identifier.startswith((_TERMS, _TOOI)):
        return Named(identifier)
    if not name:
        return Named(file.organisation)
    kind = kind.rpartition(":")[2].strip().lower()
    if not kind and file.organisation.startswith(_TOOI):
        kind = file.organisation.removeprefix(_TOOI).partition("/")[0]
    if kind in _KINDS and not _KIND.match(name):
        name = f"{kind.capitalize()} {name}"
    return Named(named_organisation(name), name)


def product_page(file: File, url: str, title: str, **more: Any) -> Document:
    """Give the document of a page about a product; `more` are its other fields."""
    known = {"text_licence": file.licence, "genre": "productpagina"}
    return Document(id=web_address(url) or url, title=title, url=url, **(known | more))


def statements(
    file: File, url: str, offered: Named, about: Iterable[Named], performs: bool = True
) -> tuple[Statement, ...]:
    """Say who publishes the page, which products it is about, and who performs those.

    It is the organisation of the file that says so. Where it speaks of another the statement is
    one of a third; that an OWMS address is its own, only loading can tell.
    """
    found, page = [], web_address(url) or url
    if offered.id:
        found.append(_said(file, url, offered, "publishes", Named(page)))
    for one in dict.fromkeys(about):
        if performs and offered.id:
            found.append(_said(file, url, offered, "performs", one))
        found.append(_said(file, url, Named(page), "about", one, offered.id == file.organisation))
    return tuple(found)


def _said(
    file: File, url: str, subject: Named, relation: str, thing: Named, is_own: bool = False
) -> Statement:
    by_itself = is_own or subject.id == file.organisation
    strength: Strength = "own" if by_itself and file.organisation else "third"
    return Statement(
        subject=subject.id,
        relation=relation,
        object=thing.id,
        claimant=file.organisation,
        url=url,
        strength=strength,
        subject_name=subject.name,
        object_name=thing.name,
    )


def audience(written: Iterable[str]) -> tuple[str, ...]:
    """Give for whom a product is, in the words of SC where they are known.

    >>> audience(["Particulier", "eu-bedrijf", "inwoner", "vereniging"])
    ('particulier', 'ondernemer', 'vereniging')
    """
    found: dict[str, None] = {}
    for word in (one_line(one).lower()[:100] for one in written):
        known = (who for who, words in _AUDIENCES.items() if word in words.split())
        found[next(known, word)] = None
    return tuple(who for who in found if who)


def online(written: str) -> str:
    """Give whether a product can be asked for online: ja, nee, or "" where nobody says.

    >>> online("digid"), online("Nee"), online("onbekend")
    ('ja', 'nee', '')
    """
    word = one_line(written)[:100]
    if _ONLINE.fullmatch(word):
        return "ja"
    return "nee" if _NOT_ONLINE.fullmatch(word) else ""


def web_link(written: str) -> str:
    """Give a web address as it is written, with a scheme; "" for anything else.

    >>> web_link(" www.zomerdorp.example/a "), web_link("javascript:x"), web_link("/a")
    ('https://www.zomerdorp.example/a', '', '')
    """
    text = one_line(written).replace(" ", "%20")
    text = f"https://{text}" if text.lower().startswith("www.") else text
    is_plain = re.fullmatch(r"(?i)https?://[^\s\"<>\\]{1,2000}", text)
    return text if is_plain and web_address(text) and "@" not in text.split("/")[2] else ""


def language(written: str, default: str = "") -> str:
    """Give a language in two letters.

    >>> language("nl-NL"), language("", "nl"), language("Nederlands")
    ('nl', 'nl', '')
    """
    found = re.match(r"([a-z]{2})(?![a-z])", one_line(written).lower() or default)
    return found[1] if found else ""
