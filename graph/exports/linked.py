"""The graph as JSON-LD: things and relations in words of schema.org, statements in those of PROV.

The context stands in the file, so that nothing is fetched to read it. Only relations that count are
said outright; what others say stands as a statement (rdf:Statement) with who says it, where and
when (PROV-O). Words that nobody has yet begin with `urn:noaber:woord:`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from graph.build import Reuse
from graph.exports.json_graphs import exact
from graph.exports.snapshot import Made, Snapshot, named

_TYPES = {
    "organisation": "schema:Organization",
    "product": "cpsv:PublicService",
    "process": "prov:Plan",
    "solution": "schema:SoftwareApplication",
    "document": "schema:CreativeWork",
    "initiative": "schema:Project",
}
_CC = {"CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
       "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/"}  # fmt: skip
_DAY = {"@type": "http://www.w3.org/2001/XMLSchema#date"}
_LINK = {"@type": "@id"}
CONTEXT: dict[str, Any] = {
    "@vocab": "urn:noaber:woord:",
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "cpsv": "http://purl.org/vocab/cpsv#",
    "title": "schema:name",
    "about": {"@id": "schema:about"},
    "member_of": {"@id": "schema:memberOf"},
    "based_on": {"@id": "prov:wasDerivedFrom"},
    "subject": {"@id": "rdf:subject"},
    "predicate": {"@id": "rdf:predicate"},
    "object": {"@id": "rdf:object"},
    "claimant": {"@id": "prov:wasAttributedTo"} | _LINK,
    "url": {"@id": "prov:hadPrimarySource"} | _LINK,
    "licence": {"@id": "schema:license"} | _LINK,
    "via": _LINK | {"@id": "urn:noaber:woord:via"},
    "first_seen": {"@id": "urn:noaber:woord:first_seen"} | _DAY,
    "last_seen": {"@id": "urn:noaber:woord:last_seen"} | _DAY,
}
_WORDS = {"about": "schema:about", "member_of": "schema:memberOf",
          "based_on": "prov:wasDerivedFrom"}  # fmt: skip
_IRI = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):.+", re.S)
_STRANGE = re.compile(r"[\x00-\x20\"<>\\^`{|}\x7f]+")  # what an address cannot hold (RFC 3987)
_STATED = ("role", "since", "until", "claimant", "source", "url", "first_seen", "last_seen",
           "strength", "state", "via")  # fmt: skip


def as_json_ld(reuse: Reuse) -> str:
    """Give the graph as JSON-LD."""
    return "".join(_parts(Snapshot(reuse)))


def json_ld(snapshot: Snapshot) -> Iterator[Made]:
    """Write `graph.jsonld`."""
    yield Made(snapshot.write("graph.jsonld", _parts(snapshot)))


def iri(text: str) -> str:
    """Give an id as an address that RDF can hold; what is none becomes a urn.

    So does what begins as a word of the context, which would be read as that word.

    >>> iri("noaber:organisatie/o"), iri("__proto__")
    ('noaber:organisatie/o', 'urn:noaber:ding:__proto__')
    """
    found = _IRI.fullmatch(text)
    whole = text if found and found[1] not in CONTEXT else f"urn:noaber:ding:{text}"
    return _STRANGE.sub(lambda found: quote(found[0]), whole)


def _parts(snapshot: Snapshot) -> Iterator[str]:
    yield f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n'
    between = ""
    for item in _items(snapshot):
        yield between + json.dumps(exact(item), ensure_ascii=False, allow_nan=False)
        between = ",\n"
    yield "\n]}\n"


def _items(snapshot: Snapshot) -> Iterator[dict[str, Any]]:
    for table in snapshot.tables:
        if table.kind:
            for row in snapshot.rows(table):
                yield _thing(named(table, row), table.kind)
    for table in snapshot.tables:
        for row in snapshot.rows(table) if table.name in ("relations", "statements") else ():
            said = named(table, row)
            if table.name == "statements":
                yield _statement(said)
            elif said["counts"]:
                ends = {said["relation"]: {"@id": iri(said["object"])}}
                yield {"@id": iri(said["subject"])} | ends


def _thing(said: dict[str, Any], kind: str) -> dict[str, Any]:
    said = said | {"@id": iri(said.pop("id")), "@type": _TYPES[kind], "kind": kind}
    return _with_links(said)


def _statement(said: dict[str, Any]) -> dict[str, Any]:
    relation = said["relation"]
    word = _WORDS.get(relation, f"urn:noaber:woord:{relation}")
    return {
        "@type": "rdf:Statement",
        "subject": {"@id": iri(said["subject"])},
        "predicate": {"@id": word},
        "object": {"@id": iri(said["object"])},
        "licence": _CC[said["licence"]],
    } | _with_links({name: said[name] for name in _STATED if name in said})


def _with_links(said: dict[str, Any]) -> dict[str, Any]:
    links = {name: iri(said[name]) for name in ("url", "claimant", "via") if name in said}
    return said | links
