"""What a catalogue in DCAT leaves out or says wrongly: graded, never a reason to refuse.

DCAT-AP-NL 3 binds who publishes, not who receives (standards.md A.5).
"""

from __future__ import annotations

from rdflib.term import BNode, Node

from crawlers.readers import Reading
from crawlers.readers._dcat import Catalogue
from crawlers.readers._licences import is_closed, spdx
from crawlers.readers._page import plain_text
from crawlers.readers._text import clipped
from crawlers.readers._triples import DCAT, DCT, HYDRA

CATALOGUES = (DCAT + "Catalog", DCAT + "Catalogue")  # the second stands in the profile's example
DATASETS = (DCAT + "Dataset", DCAT + "DatasetSeries")
CORE = (DCT + "title", DCT + "description", DCT + "identifier", DCAT + "landingPage",
        DCAT + "distribution", DCAT + "endpointURL")  # fmt: skip
_DATASET = {
    "dct:title": "titel",
    "dct:description": "beschrijving",
    "dct:publisher": "uitgever",
    "dct:identifier": "kenmerk",
    "dct:creator": "maker",
    "dct:accessRights": "openbaarheid",
    "dcat:contactPoint": "contactpunt",
    "dcat:theme": "thema",
}
_SERVICE = {
    "dct:title": "titel",
    "dct:description": "beschrijving",
    "dcat:endpointURL": "adres van de dienst",
    "dcat:endpointDescription": "beschrijving van de interface",
    "dct:license": "licentie",
}
_CATALOGUE = {"dcat:contactPoint": "contactpunt"}
_MUST = {"dataset": _DATASET, "service": _SERVICE, "catalogue": _CATALOGUE}
_SERIOUS = {"titel", "beschrijving", "uitgever", "licentie", "adres van de dienst"}


def licence_of(things: list[Node], catalogue: Catalogue, reading: Reading, place: str) -> str:
    """Give the one licence of a dataset and its files, "" (with a word on it) where none is."""
    values = [v for one in things for v in catalogue.triples.values(one, DCT + "license")]
    texts = {catalogue.label(v) if isinstance(v, BNode) else str(v).strip() for v in values} - {""}
    found = {text: spdx(text) for text in texts}
    known = set(found.values())
    unknown = sorted(clipped(plain_text(text), 100) for text in found if not found[text])
    if any(map(is_closed, unknown)):
        said = "de licentie is niet open: de tekst wordt niet getoond, alleen de link."
        reading.problem("closed-licence", said, level="warning", place=place, field="dct:license")
    elif unknown:
        said = f"de licentie {unknown[0]!r} is onbekend. Gebruik het adres van een licentie van "
        said += "Creative Commons, zoals https://creativecommons.org/publicdomain/zero/1.0/."
        reading.problem("unknown-licence", said, level="warning", place=place, field="dct:license")
    elif len(known) > 1:
        said = f"de bestanden hebben verschillende licenties ({', '.join(sorted(known))})."
        reading.problem("mixed-licences", said, level="hint", place=place, field="dct:license")
    return known.pop() if len(known) == 1 else ""


def text_licence(things: list[Node], catalogue: Catalogue, licence: str) -> str:
    """Give the licence of a description: what is stated, known or not, goes before the member's.

    That of the member file is only for what states none itself.
    """
    is_stated = any(catalogue.triples.has(one, DCT + "license") for one in things)
    return licence if is_stated else catalogue.file.licence


def grade(thing: Node, kind: str, catalogue: Catalogue, reading: Reading, place: str) -> None:
    """Note in one problem what DCAT-AP-NL asks and a thing does not say (A.5)."""
    triples = catalogue.triples
    missing = {
        label: name for name, label in _MUST[kind].items() if not triples.has(thing, _full(name))
    }
    files = triples.values(thing, DCAT + "distribution")
    licence = DCT + "license"
    if not triples.has(thing, licence) and not all(triples.has(one, licence) for one in files):
        missing["licentie"] = "dct:license van elke distributie"
    if missing:
        listed = ", ".join(f"{label} ({name})" for label, name in missing.items())
        level = "warning" if _SERIOUS & missing.keys() else "hint"
        said = f"DCAT-AP-NL vraagt meer dan hier staat; er ontbreekt: {listed}. Vul dit aan."
        reading.problem("dcat-ap-nl", said, level=level, place=place)


def grade_catalogue(catalogue: Catalogue, reading: Reading) -> None:
    """Note what is wrong with the catalogue itself, and what it names without describing it."""
    triples, place = catalogue.triples, catalogue.file.url
    if catalogue.source == place:  # on the first page only
        for one in triples.typed(*CATALOGUES):
            grade(one, "catalogue", catalogue, reading, place)
    if triples.typed(DCAT + "Catalogue"):
        said = "dcat:Catalogue bestaat niet in de standaard. Schrijf dcat:Catalog."
        reading.problem("misspelt-class", said, level="hint", place=place)
    named = {v for one in triples.typed(*CATALOGUES) for v in triples.values(one, DCAT + "dataset")}
    named |= set(triples.typed(*DATASETS)) - set(triples.typed(*CATALOGUES))
    bare = [one for one in named if not triples.has(one, *CORE)]
    is_paged = reading.next or triples.having(HYDRA + "view", HYDRA + "totalItems")
    if bare and not is_paged:
        said = f"aantal datasets dat wel genoemd maar niet beschreven is: {len(bare)}. "
        said += "Beschrijf elke dataset in de catalogus."
        reading.problem("not-described", said, level="warning", place=place)
    elif not reading.records and not reading.problems:
        said = "er staan geen datasets in dit bestand. Is dit de catalogus?"
        reading.problem("no-datasets", said, level="hint", place=place)


def _full(name: str) -> str:
    """Give the address of a property that was named with a prefix."""
    prefix, _, word = name.partition(":")
    return {"dct": DCT, "dcat": DCAT}[prefix] + word
