"""JSON-LD without the network: a context at an address is ours or it is not there.

rdflib fetches each context that is an address, wherever it stands. So all of them are taken out
before it sees the file: those of the standards are replaced by the few words below, others are
reported. What is read is in standards.md A.5; the words are those of DCAT-AP, of W3C's DCAT and
hydra, and of the `catalog.jsonld` of Project Open Data that ArcGIS Hub writes.
"""

from __future__ import annotations

import json
import re
from typing import Any

from rdflib.plugins.parsers.jsonld import Parser
from rdflib.plugins.shared.jsonld.context import UNDEF, Context
from rdflib.plugins.shared.jsonld.keys import ID, VOCAB

from crawlers.readers import File, Reading
from crawlers.readers._text import one_line
from crawlers.readers._triples import PREFIXES, SCHEMA, TooMany, Triples, base_of, literal

DEEPEST = 60  # objects in objects
_MOST_SHOWN = 20  # problems of one file
_WORDS = {
    "dcat": "Catalog Dataset DatasetSeries Distribution DataService CatalogRecord dataset service "
    "distribution keyword theme landingPage contactPoint accessURL downloadURL mediaType catalog "
    "endpointURL endpointDescription servesDataset accessService version record inSeries",
    "dct": "title description identifier issued modified language publisher creator license "
    "accessRights conformsTo source isReferencedBy format type rights",
    "foaf": "name homepage page primaryTopic",
    "hydra": "Collection PagedCollection PartialCollectionView next nextPage first last previous "
    "totalItems view member",
    "skos": "prefLabel",
    "vcard": "fn",
}
_KNOWN = (
    "project-open-data.cio.gov/",
    "semiceu.github.io/",
    "w3.org/ns/dcat",
    "w3.org/ns/hydra",
    "geonovum.github.io/dcat",
    "docs.geostandaarden.nl/dcat",
    "data.europa.eu/",
)


def add_json(text: str, file: File, triples: Triples, reading: Reading) -> bool:
    """Read the facts of a JSON-LD file; False, with the problem noted, where it is none.

    Raises RecursionError where it is nested too deep.
    """
    try:  # numbers stay as they are written
        data = json.loads(text, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        said = f"dit is geen goede JSON ({error.msg}). Controleer haakjes, komma's en aanhaling."
        reading.problem("not-json", said, place=file.url, line=error.lineno, column=error.colno)
        return False
    unknown: dict[str, None] = {}
    data = _without_addresses(data, unknown, 0)
    for address in list(unknown)[:_MOST_SHOWN]:
        said = f"de context {one_line(address)[:200]} is onbekend en wordt niet opgehaald. "
        said += "Zet de context in het bestand zelf."
        reading.problem("unknown-context", said, level="warning", place=file.url)
    context: Any = Context(base=base_of(file), version=1.1)
    context.load(dict(PREFIXES))
    parser = _Careful()
    parser.parse(data, context, triples)  # type: ignore[arg-type]
    triples.keep()
    for wrong in parser.wrong[:_MOST_SHOWN]:
        said = f"een deel van dit bestand is geen goede JSON-LD ({wrong}) en is overgeslagen."
        reading.problem("not-jsonld", said, place=file.url)
    return True


def _without_addresses(data: Any, unknown: dict[str, None], depth: int) -> Any:
    """Give the data with each context that is an address replaced; what is not known is noted."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(data, list):
        return [_without_addresses(one, unknown, depth + 1) for one in data]
    if not isinstance(data, dict):
        return data
    return {
        key: (_context if key == "@context" else _without_addresses)(value, unknown, depth + 1)
        for key, value in data.items()
    }


def _context(said: Any, unknown: dict[str, None], depth: int) -> Any:
    """Give a context without addresses, imports and versions (which would make rdflib fetch)."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(said, str):
        return _local(said, unknown)
    if isinstance(said, list):
        return [_context(one, unknown, depth + 1) for one in said]
    if not isinstance(said, dict):
        return {} if said is not None else None
    kept = {key: value for key, value in said.items() if key not in ("@import", "@version")}
    inner: dict[str, Any] = _without_addresses(kept, unknown, depth + 1)
    return inner


def _local(address: str, unknown: dict[str, None]) -> dict[str, Any]:
    """Give our own words for the context at an address."""
    place = re.sub(r"^https?://(www\.)?", "", address.strip().lower())
    if re.match(r"schema\.org(/|$)", place):
        return {"@vocab": SCHEMA}
    if not place.startswith(_KNOWN):
        unknown[address] = None
        return {}
    words = {word: f"{PREFIXES[p]}{word}" for p, names in _WORDS.items() for word in names.split()}
    aliases = {"id": "@id", "type": "@type"} if "semiceu" in place else {}
    return PREFIXES | words | aliases


class _Careful(Parser):
    """Loses a value or a thing that is wrong, never the rest of the file; values stay text."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def _add_to_graph(
        self, dataset: Any, graph: Any, context: Any, node: Any, topcontext: bool = False
    ) -> Any:
        try:
            return super()._add_to_graph(dataset, graph, context, node, topcontext)
        except (TooMany, RecursionError):
            raise
        except Exception as error:  # noqa: BLE001 - rdflib lets out whatever a bad file makes it do
            self.wrong.append(one_line(f"{type(error).__name__} {error}")[:200])
            return None

    def _to_object(
        self, dataset: Any, graph: Any, context: Any, term: Any, node: Any, inlist: bool = False
    ) -> Any:
        if isinstance(node, tuple):  # of a language map
            return None if node[0] is None else literal(_text(node[0]), node[1])
        if isinstance(node, dict):
            value = context.get_value(node)
            if value is not None:
                return literal(_text(value), context.get_language(node))
        elif node is not None and not (term and term.type in (ID, VOCAB)):
            is_typed = term and term.type is not UNDEF
            said = term.language if term and term.language is not UNDEF else context.language
            return literal(_text(node), "" if is_typed else said)
        return super()._to_object(dataset, graph, context, term, node, inlist)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
