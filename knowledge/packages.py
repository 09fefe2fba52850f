"""What can be taken over as a file, as a page tells it: is it offered, where, what to do with it.

A file is offered where its licence lets anybody pass it on. Else its page says whom to ask. Noaber
keeps no copy: the button goes to the file at its source, and the checksum tells whether that is the
one that was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from knowledge import lists
from knowledge.hub import Thing
from knowledge.licences import permits
from knowledge.members import source_names
from knowledge.model import AnyRecord, Package
from knowledge.shelf import End, Shelf

MOST = 5  # packages of one thing on its page
_PAGES = (  # the page of a file at a code host, and the file itself there
    (re.compile(r"(https://github\.com/[^/]+/[^/]+)/blob/(.+)"), r"\1/raw/\2"),
    (re.compile(r"(https://[^/]+/.+)/-/blob/(.+)"), r"\1/-/raw/\2"),
    (re.compile(r"(https://[^/]+/[^/]+/[^/]+)/src/((?:branch|commit|tag)/.+)"), r"\1/raw/\2"),
)
# names of a file between quotes, also cut off: an apostrophe in a word is no quote
_QUOTED = re.compile(r"(?<!\w)'.*'(?!\w)|(?<!\w)'.*$")


class Way(NamedTuple):
    """How a kind of package is taken over: in steps, and where its program tells the rest."""

    one: str
    more: str
    folder: str
    steps: tuple[str, ...]
    label: str
    url: str


_TRY = "Probeer het eerst in een testomgeving."
_ELSEWHERE = (
    "Download het bestand.",
    "Lees het in met het programma waarvoor het gemaakt is, of gebruik het als voorbeeld om zelf "
    "een zaaktype te maken.",
)
WAYS = {
    "zaaktype": Way(
        "Zaaktype",
        "Zaaktypen",
        "zaaktypen",
        (
            "Download het bestand. Pak een zip-bestand niet uit.",
            "Open in het beheer van Open Zaak de catalogus waar het zaaktype in moet komen, en "
            "kies voor het importeren van een zaaktype. Een hele catalogus importeert u vanuit de "
            "lijst met catalogi.",
            "Kies bij soorten documenten en besluiten steeds: een bestaande of een nieuwe.",
            "Het zaaktype komt binnen als concept. Loop na wat u zelf moet aanpassen. Publiceer "
            "het daarna.",
        ),
        "Handleiding van Open Zaak: catalogi",
        "https://open-zaak.readthedocs.io/en/stable/manual/catalogi/index.html",
    ),
    "formulier": Way(
        "Formulier",
        "Formulieren",
        "formulieren",
        (
            "Download het bestand. Pak het zip-bestand niet uit.",
            "Ga in het beheer van Open Formulieren naar de lijst met formulieren, en kies voor het "
            "importeren van een formulier.",
            "Het formulier staat dan nog niet aan. Loop na wat u zelf moet aanpassen.",
            "Vul het formulier zelf een keer in. Zet het daarna aan.",
        ),
        "Handleiding van Open Formulieren: exporteren en importeren",
        "https://open-forms.readthedocs.io/en/latest/manual/forms/export_import.html",
    ),
    "bpmn": Way(
        "Processchema",
        "Processchema's",
        "processchemas",
        (
            "Download het bestand en open het in een programma voor BPMN, zoals Camunda Modeler.",
            "Vervang de namen van rollen en afdelingen door die van uw organisatie.",
            "Is het meer dan een tekening? Loop dan na wat u zelf moet aanpassen. " + _TRY,
        ),
        "Uitleg van Camunda Modeler (Engels)",
        "https://docs.camunda.io/docs/components/modeler/desktop-modeler/",
    ),
    "dmn": Way(
        "Beslistabel",
        "Beslistabellen",
        "beslistabellen",
        (
            "Download het bestand en open het in een programma voor DMN, zoals Camunda Modeler.",
            "Kijk of de regels ook de regels van uw organisatie zijn: bedragen, termijnen, beleid.",
            "Wilt u de tabel laten uitvoeren? Geef de gegevens dan de namen die erin staan. "
            + _TRY,
        ),
        "Uitleg van Camunda Modeler (Engels)",
        "https://docs.camunda.io/docs/components/modeler/desktop-modeler/",
    ),
    "configuratie": Way(
        "Configuratie",
        "Configuraties",
        "configuraties",
        ("Download het bestand en lees bij de bron hoe u het gebruikt. " + _TRY,),
        "",
        "",
    ),
}  # fmt: skip


class Offer(NamedTuple):
    """One package of a thing: `download` is "" where it is not offered, `page` is where it stands.

    `health` is the address of the part of a health page that tells what is wrong with it.
    """

    thing: Thing
    record: AnyRecord
    package: Package
    way: Way
    page: str
    download: str
    health: str

    @property
    def is_permitted(self) -> bool:
        """Whether the licence of the file lets anybody take it over."""
        return permits(self.record.text_licence)

    @property
    def size(self) -> str:
        """The size of the file in words."""
        return size(self.package.size)


def offers(shelf: Shelf, thing: Thing) -> list[Offer]:
    """List the packages of a thing, the most trusted source first."""
    found = []
    for record in thing.records:
        package = getattr(record, "package", None)
        if package and package.kind in WAYS:
            is_offered = permits(record.text_licence) and not package.withheld
            page, way = record.url, _way(package)
            download = raw(page) if is_offered else ""
            health = _health(shelf, record.source)
            shown = package if permits(record.text_licence) else _bare(package)
            found.append(Offer(thing, record, shown, way, page, download, health))
    return found[:MOST]


def _bare(package: Package) -> Package:
    """Give a package of a file that is not open, without the names that stand in the file."""
    local = tuple(_QUOTED.sub("…", one) for one in package.local)
    return package.model_copy(update={"local": local})


def _way(package: Package) -> Way:
    """Give how a package is taken over; only an export of Open Zaak can be imported there."""
    way = WAYS[package.kind]
    if package.kind == "zaaktype" and package.made_with != "Open Zaak":
        return way._replace(steps=_ELSEWHERE, label="", url="")
    return way


def around(shelf: Shelf, thing: Thing) -> list[tuple[End, Offer]]:
    """List what can be taken over for a solution, a product or an organisation, by title.

    For a solution that is for what it supports; for a product whatever handles or supports it.
    """
    ends: list[End] = []
    if thing.kind == "solution":
        ends = shelf.ends(thing.id, "supports")
    elif thing.kind == "product":
        ends = [*shelf.ends(thing.id, "handles", back=True), *lists.means(shelf, thing)]
    elif thing.kind == "organisation":
        ends = [*shelf.ends(thing.id, "publishes"), *shelf.ends(thing.id, "makes")]
    return list(_first(shelf, ends))


def _first(shelf: Shelf, ends: list[End]) -> Iterator[tuple[End, Offer]]:
    """Give the first package of each thing that has one and that counts, each thing once."""
    for end in {end.id: end for end in ends if end.edge.counts}.values():
        thing = shelf.hub.things.get(end.id)
        if thing and end.path and (there := offers(shelf, thing)):
            yield end, there[0]


def raw(page: str) -> str:
    """Give the address of a file itself where its page at a code host is given; else the same.

    >>> raw("https://github.com/Zomerdorp/a/blob/HEAD/b%20c.bpmn")
    'https://github.com/Zomerdorp/a/raw/HEAD/b%20c.bpmn'
    >>> raw("https://git.example.nl/a/b/-/blob/HEAD/c.zip"), raw("https://example.nl/c.zip")
    ('https://git.example.nl/a/b/-/raw/HEAD/c.zip', 'https://example.nl/c.zip')
    """
    for pattern, file in _PAGES:
        if found := pattern.fullmatch(page):
            return found.expand(file)
    return page


def size(number: int) -> str:
    """Say how large a file is.

    >>> size(870), size(31_427), size(2_537_076)
    ('870 bytes', '31 kB', '2,5 MB')
    """
    if number < 1000:
        return f"{number} bytes"
    if number < 999_500:
        return f"{number / 1000:.0f} kB"
    return f"{number / 1_000_000:.1f} MB".replace(".", ",")


def _health(shelf: Shelf, source: str) -> str:
    """Give the place where the problems of a source stand, "" where it has no page."""
    for member in shelf.hub.members:
        may_be = source.startswith(f"{member.slug}-") or any(s.name for s in member.sources)
        if may_be and source in source_names(member):
            return f"bronnen/{member.slug}/#{source}"
    return ""
