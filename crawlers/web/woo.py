"""What a DiWoo sitemap says of a document, and which Woo collections are read.

DiWoo metadata stands beside each address of a Woo sitemap; the indexes are named
`sitemapindex-diwoo-infocatNNN.xml`, one for each of the 17 categories of the Woo (standards.md
A.11). Everything is matched by local name: real publishers use several versions of the schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from crawlers.readers._text import day, one_line
from knowledge.model import AnyRecord, Document, Statement

_INDEX = re.compile(r"sitemapindex-diwoo-infocat-?(\d{3})(?:\.xml)?(?:\.gz)?(?:[/?]|$)", re.I)
_LONGEST = 1_000  # characters of a value
_ORGANISATIONS = "https://identifier.overheid.nl/tooi/id/"
CATEGORIES = {
    "001": "wetten en algemeen verbindende voorschriften",
    "002": "overige besluiten van algemene strekking",
    "003": "ontwerpen van wet- en regelgeving met adviesaanvraag",
    "004": "organisatie en werkwijze",
    "005": "bereikbaarheidsgegevens",
    "006": "bij vertegenwoordigende organen ingekomen stukken",
    "007": "vergaderstukken Staten-Generaal",
    "008": "vergaderstukken decentrale overheden",
    "009": "agenda's en besluitenlijsten bestuurscolleges",
    "010": "adviezen",
    "011": "convenanten",
    "012": "jaarplannen en jaarverslagen",
    "013": "subsidieverplichtingen anders dan met beschikking",
    "014": "Woo-verzoeken en -besluiten",
    "015": "onderzoeksrapporten",
    "016": "beschikkingen",
    "017": "klachtoordelen",
}
# What says how work is done: the rules (001), the policy rules by which cases are decided (002)
# and the description of organisation and procedures (004). The rest are single decisions, papers
# of meetings and reports, often with names of persons in them; 005 is contact details only.
READ = {"001": "c_139c6280", "002": "c_aab6bfc7", "004": "c_40a05794"}  # number -> TOOI concept


@dataclass(frozen=True)
class Named:
    """A value of a list: its URI where there is one, and its name."""

    resource: str = ""
    name: str = ""


@dataclass(frozen=True)
class Card:
    """The DiWoo metadata of one document; what was not said is "" or empty."""

    title: str = ""
    publisher: Named = Named()
    categories: tuple[Named, ...] = ()
    created: str = ""
    identifiers: tuple[str, ...] = ()

    @property
    def is_read(self) -> bool:
        """Tell whether a category of this document is one that we read, or none is known."""
        known = [one for one in self.categories if one.resource]
        return not known or any(one.resource.endswith(tuple(READ.values())) for one in known)


def local(element: Any) -> str:
    """Give the name of an element in lower case, without namespace or prefix; "" for a comment."""
    tag = element.tag if isinstance(element.tag, str) else ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def card(document: Any) -> Card | None:
    """Read the DiWoo metadata inside an element of a sitemap, None where it has none."""
    values: dict[str, list[Named]] = {}
    for element in document.iter():
        name = one_line(element.text)[:_LONGEST] if isinstance(element.tag, str) else ""
        resource = _resource(element)
        if name or resource:
            values.setdefault(local(element), []).append(Named(resource, name))
    titles = values.get("officieletitel") or values.get("title") or [Named()]
    created = values.get("creatiedatum", [Named()])
    found = Card(
        title=titles[0].name,
        publisher=values.get("publisher", [Named()])[0],
        categories=tuple(values.get("informatiecategorie", ())),
        created=day(created[0].name),
        identifiers=tuple(one.name for one in values.get("identifier", ()) if one.name),
    )
    return found if found != Card() else None


def _resource(element: Any) -> str:
    """Give the `resource` of an element, in whatever namespace it stands."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2].rpartition(":")[2] == "resource":
            return str(value).strip()[:_LONGEST]
    return ""


def category(address: str) -> str:
    """Give the number of the collection that an index is of, "" where it is no Woo index.

    >>> category("https://voorbeeld.nl/sitemapindex-diwoo-infocat010.xml")
    '010'
    """
    found = _INDEX.search(address)
    return found[1] if found else ""


def unread(address: str) -> str:
    """Give the name of the collection of an index that we do not read; "" for any other sitemap."""
    number = category(address)
    name = CATEGORIES.get(number, "onbekend")
    return f"{name} ({number})" if number and number not in READ else ""


def described(record: AnyRecord, said: Card | None, claimant: str) -> AnyRecord:
    """Give a document with the title, date, category and publisher that its DiWoo metadata names.

    The metadata was written for the document; a PDF often bears the title of an old template.
    """
    if said is None or not isinstance(record, Document):
        return record
    kind = next((_kind(one) for one in said.categories if _kind(one)), "")
    changed: dict[str, Any] = {"title": said.title, "date": said.created, "genre": kind}
    publisher = said.publisher.resource
    if publisher.startswith(_ORGANISATIONS) and publisher != claimant:
        known = {(s.subject, s.relation, s.object) for s in record.statements}
        if (publisher, "publishes", record.id) not in known:
            other = Statement(subject=publisher, relation="publishes", object=record.id,
                              claimant=claimant, url=record.url, strength="third")  # fmt: skip
            changed |= {"statements": (*record.statements, other)}
    return record.model_copy(update={key: value for key, value in changed.items() if value})


def _kind(one: Named) -> str:
    """Give the name of a category, by its concept where we know that."""
    names = (CATEGORIES[number] for number, uri in READ.items() if one.resource.endswith(uri))
    return next(names, one.name.lower())
