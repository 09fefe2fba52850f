"""Reads catalogues in DCAT, DCAT-AP and DCAT-AP-NL: Turtle, RDF/XML and JSON-LD (A.5).

Each dataset is a document, each data service a solution. What the Dutch profile asks and is not
there is graded, never refused. Contact points are never read: they are persons too often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from rdflib.term import Literal, Node, URIRef

from crawlers.readers import File, Reading
from crawlers.readers._dcat import Catalogue
from crawlers.readers._grades import (
    CATALOGUES,
    CORE,
    DATASETS,
    grade,
    grade_catalogue,
    licence_of,
    text_licence,
)
from crawlers.readers._rdf import triples_of
from crawlers.readers._text import clipped, day, one_line, own
from crawlers.readers._triples import DCAT, DCT, HYDRA, Triples, address
from crawlers.readers._xml import root_name
from knowledge.identity import named_organisation
from knowledge.model import Document, Solution, Statement

NAME = "dcat"
ORDER = 30
_TYPES = ("text/turtle", "application/x-turtle", "application/rdf+xml", "application/ld+json")
_ENDS = (".ttl", ".rdf", ".jsonld")
_ROOTS = (
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF",
    "{http://www.opengis.net/cat/csw/2.0.2}GetRecordsResponse",
)
_TURTLE = re.compile(
    rb"[\xef\xbb\xbf\s]*(?:#[^\n]*\n\s*)*(?:@?prefix\s+[\w.-]{0,40}:|@?base)\s*<", re.IGNORECASE
)
_SUMMARY, _TEXT, _MOST_WORDS = 500, 20_000, 50
_LONGEST_ID = 1_000  # characters
_SERVICE = DCAT + "DataService"
_ABOUT = (DCT + "description", DCT + "abstract")


def accepts(file: File) -> bool:
    """Accept RDF by media type, name or root, and JSON that looks like JSON-LD with DCAT."""
    if file.media_type in _TYPES or file.name.endswith(_ENDS) or _TURTLE.match(file.body):
        return True
    head = file.body[:1_000_000]
    if head.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        words = (b"ns/dcat", b'"dcat:', b"project-open-data.cio.gov")
        return b'"@' in head and any(word in head for word in words)
    return root_name(file.body) in _ROOTS


def read(file: File) -> Reading:
    """Give the datasets and services of a catalogue, and its next page where it has one.

    A file that cannot be read gives a problem; one without datasets a hint, never an error.
    """
    reading = Reading(format="dcat")
    triples = triples_of(file, reading)
    if triples is None:
        return reading
    for name in sorted(triples.renamed):
        said = f"de naamruimte {name} is anders geschreven dan de standaard zegt (http, terms)."
        reading.problem("wrong-namespace", said, level="hint", place=file.url)
    _paging(triples, file, reading)
    catalogue, seen = Catalogue(triples, file), dict[str, str]()
    for thing in _things(catalogue):
        _read_thing(thing, catalogue, reading, seen)
    grade_catalogue(catalogue, reading)
    return reading


def _paging(triples: Triples, file: File, reading: Reading) -> None:
    """Note the next page and the total, as hydra says them in any of its versions."""
    names = (HYDRA + "next", HYDRA + "nextPage")
    here = [thing for thing in triples.having(*names) if str(thing) == file.url]
    found = {address(v) for thing in here or triples.having(*names)
             for v in triples.values(thing, *names)}  # fmt: skip
    try:
        following = {urljoin(file.url, one) for one in found if one}
    except ValueError:
        said = "het adres van de volgende pagina (hydra:next) kan niet. Verbeter het."
        reading.problem("bad-next", said, place=file.url)
        return
    reading.next = min(following, default=reading.next)
    total = HYDRA + "totalItems"
    totals = [str(v).strip() for one in triples.having(total) for v in triples.values(one, total)]
    reading.total = max((int(t) for t in totals if re.fullmatch(r"\d{1,9}", t)),
                        default=reading.total)  # fmt: skip


def _things(catalogue: Catalogue) -> list[Node]:
    """List datasets and services that are described here, in an order of their own."""
    triples = catalogue.triples
    lists = set(triples.typed(*CATALOGUES))
    found = [one for one in triples.typed(*DATASETS, _SERVICE) if one not in lists]
    described = [one for one in found if triples.has(one, *CORE)]
    return sorted(described, key=lambda one: (
        str(one) if isinstance(one, URIRef) else "",
        catalogue.text(one, DCT + "title"),
        catalogue.text(one, *_ABOUT),
    ))  # fmt: skip


def _read_thing(thing: Node, catalogue: Catalogue, reading: Reading, seen: dict[str, str]) -> None:
    """Add the record of one thing with its problems; one without an id of its own is refused."""
    is_service = thing in catalogue.services
    identifier = catalogue.identifier(thing, *([DCAT + "endpointURL"] if is_service else []))
    title = one_line(catalogue.text(thing, DCT + "title"))
    own_place = str(thing) if isinstance(thing, URIRef) else f"{catalogue.file.url}#{title}"
    if not identifier or len(identifier) > _LONGEST_ID:
        said = f"{title or 'een dataset'} heeft geen bruikbaar adres of kenmerk (dct:identifier). "
        said += "Geef elke dataset een vast adres."
        reading.problem("no-id", said, place=own_place)
        return
    if identifier in seen and is_service and not isinstance(thing, URIRef):
        return  # datasets name the same service each with their own words
    if identifier in seen:
        said = f"{title!r} heeft hetzelfde kenmerk als {seen[identifier]!r}. "
        said += "Geef elke dataset een eigen kenmerk."
        place = own_place if own_place != identifier else f"{identifier} ({title})"
        reading.problem("id-reused", said, place=place)
        return
    seen[identifier] = title
    if len(rivals := catalogue.rivals(thing, DCT + "title")) > 1:
        said = f"twee titels in dezelfde taal: {rivals[0][:100]!r} en {rivals[1][:100]!r}. "
        said += "Hebben twee datasets hetzelfde adres? Geef elk een eigen adres."
        reading.problem("id-reused", said, level="warning", place=identifier)
    if isinstance(thing, URIRef) and re.search(r"[\s<>\"{}|\\^`]", thing):
        said = "er staan tekens in het adres die er niet in horen, zoals een spatie."
        reading.problem("bad-address", said, level="warning", place=identifier)
    grade(thing, "service" if is_service else "dataset", catalogue, reading, identifier)
    make = _service if is_service else _dataset
    reading.records.append(make(thing, identifier, catalogue, reading))


def _dataset(thing: Node, identifier: str, catalogue: Catalogue, reading: Reading) -> Document:
    triples = catalogue.triples
    files = triples.values(thing, DCAT + "distribution", DCAT + "Distribution")
    licence = licence_of([thing, *files], catalogue, reading, identifier)
    said = catalogue.text(thing, *_ABOUT)
    dates = (day(str(v)) for name in ("modified", "issued")
             for v in triples.values(thing, DCT + name))  # fmt: skip
    page = catalogue.page(thing)
    return Document(
        id=identifier,
        title=one_line(catalogue.text(thing, DCT + "title")) or _last_part(identifier),
        url=page,
        summary=clipped(one_line(said), _SUMMARY),
        language=catalogue.language(thing, DCT + "title", *_ABOUT),
        text_licence=text_licence([thing, *files], catalogue, licence),
        genre="dataset",
        format="text",
        date=next(filter(None, dates), ""),
        text="\n\n".join(_paragraphs(thing, files, said, catalogue)),
        statements=tuple(_published(thing, "publishes", identifier, page, catalogue)),
    )


def _paragraphs(thing: Node, files: list[Node], said: str, catalogue: Catalogue) -> Iterator[str]:
    """Give the text of a dataset: what it is, its keywords, and the forms in which it comes."""
    if said:
        yield clipped(said, _TEXT)
    if words := catalogue.texts(thing, DCAT + "keyword")[:_MOST_WORDS]:
        yield f"Trefwoorden: {', '.join(words)}"
    kinds = (DCT + "format", DCAT + "mediaType")
    forms = {catalogue.label(next(iter(catalogue.triples.values(one, *kinds)), Literal("")))
             for one in files}  # fmt: skip
    if forms := {clipped(form, 40) for form in forms if form}:
        yield f"Bestandsvormen: {', '.join(sorted(forms)[:_MOST_WORDS])}"


def _service(thing: Node, identifier: str, catalogue: Catalogue, reading: Reading) -> Solution:
    licence = licence_of([thing], catalogue, reading, identifier)
    said = catalogue.text(thing, *_ABOUT)
    page = catalogue.page(thing)
    published = list(_published(thing, "makes", identifier, page, catalogue))
    is_theirs = any(one.strength == "own" for one in published)
    based = [
        Statement(subject=identifier, relation="based_on", object=source, url=page,
                  claimant=catalogue.file.organisation, strength="maker" if is_theirs else "third")
        for source in _sources(thing, catalogue) if source != identifier
    ]  # fmt: skip
    return Solution(
        id=identifier,
        title=one_line(catalogue.text(thing, DCT + "title")) or _last_part(identifier),
        url=page,
        summary=clipped(one_line(said), _SUMMARY),
        language=catalogue.language(thing, DCT + "title", *_ABOUT),
        text_licence=text_licence([thing], catalogue, licence),
        solution_type="dataservice",
        licence=licence,
        website=next(iter(catalogue.links(thing, DCAT + "landingPage")), ""),
        documentation=next(iter(catalogue.links(thing, DCAT + "endpointDescription")), ""),
        version=one_line(catalogue.text(thing, DCAT + "version"))[:50],
        standards=tuple(catalogue.links(thing, DCT + "conformsTo")),
        categories=tuple(catalogue.texts(thing, DCAT + "keyword")[:_MOST_WORDS]),
        text=clipped(said, _TEXT),
        statements=(*published, *based),
    )


def _sources(thing: Node, catalogue: Catalogue) -> list[str]:
    """List the ids of the services, described here too, that a service was made from."""
    named = {URIRef(address(one)) for one in catalogue.triples.values(thing, DCT + "source")}
    found = (catalogue.identifier(one, DCAT + "endpointURL") for one in named & catalogue.services)
    return sorted({one for one in found if one})


def _published(
    thing: Node, relation: str, identifier: str, page: str, catalogue: Catalogue
) -> Iterator[Statement]:
    """Say who publishes a thing: its publisher, else the member whose catalogue it is in."""
    file = catalogue.file
    uri, name, is_stated = catalogue.organisation(thing)
    subject = uri or (named_organisation(name) if name else "" if is_stated else file.organisation)
    if not subject:
        return
    said = own(file, subject, relation, identifier)
    more = {"url": page, "subject_name": name, "role": "beheerder" if relation == "makes" else ""}
    strength = "own" if subject == file.organisation else "third"
    yield said.model_copy(update=more | {"strength": strength})


def _last_part(identifier: str) -> str:
    """Name a thing without a title by the end of its id."""
    return re.split(r"[/#]", identifier.rstrip("/"))[-1] or identifier
