"""Extraction: the rows of the registers from what their publishers give.

Organisations come from TOOI value lists in JSON-LD, products from the UPL in CSV.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from knowledge.model import NoaberError

ORGANISATIONS = (
    "id", "type", "code", "name", "official_name", "owms", "province",
    "valid_from", "valid_until", "predecessors", "successors",
)  # fmt: skip
PRODUCTS = ("id", "name", "levels", "audience", "legal_basis")
_ONT = "https://identifier.overheid.nl/tooi/def/ont/"
_PROV = "http://www.w3.org/ns/prov#"
_PLACEHOLDER = "http://standaarden.overheid.nl/owms/terms/UPL-naam_nog_niet_beschikbaar"


def organisations_from_tooi(*documents: bytes) -> list[dict[str, str]]:
    """Give the rows of `organisations.csv` from TOOI value lists in JSON-LD, sorted by id.

    An earlier version of a body (HistorischeVersie) is no body of its own: it is left out, and
    the body then has no first day, for it existed before the version that the list describes.
    """
    nodes = [node for document in documents for node in _nodes(document)]
    older = {body for node in nodes for body in _values(node, f"{_PROV}specializationOf")}
    bodies = {
        node["@id"]: node
        for node in nodes
        if f"{_ONT}organisatiecode" in node and f"{_PROV}specializationOf" not in node
    }
    before, after = _changes(nodes, set(bodies))
    names = {key: _value(node, "voorkeursnaamExclSoort") for key, node in bodies.items()}
    return [
        _row(node, names)
        | {
            "valid_from": "" if key in older else _value(node, "begindatum"),
            "predecessors": " ".join(sorted(before.get(key, ()))),
            "successors": " ".join(sorted(after.get(key, ()))),
        }
        for key, node in sorted(bodies.items())
    ]


def _row(node: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """Give what a node says of itself; `names` gives the name of its province."""
    key = node["@id"]
    if not names[key] or not re.fullmatch(r"https://.+/tooi/id/[a-z]+/[a-z0-9_]+", key):
        raise NoaberError(f"geen TOOI-waardelijst: {key!r} is geen TOOI-adres of heeft geen naam")
    return {
        "id": key,
        "type": key.rsplit("/", 2)[1],
        "code": _value(node, "organisatiecode").upper(),
        "name": names[key],
        "official_name": _value(node, "officieleNaamInclSoort"),
        "owms": " ".join(sorted(_values(node, f"{_ONT}owmsId"))),
        "province": names.get(_value(node, "ligtInProvincie"), ""),
        "valid_until": _value(node, "einddatum"),
    }


def _changes(
    nodes: Iterable[dict[str, Any]], bodies: set[str]
) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Follow the events: who came before each body and who came after it.

    A Samenvoeging or Herschikking generates the successor. An Uitbreiding generates none: what it
    used is the body that went on and became larger, so that is the successor.
    """
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    for node in nodes:
        ended = bodies & set(_values(node, f"{_PROV}invalidated"))
        went_on = bodies & set(_values(node, f"{_PROV}generated") + _values(node, f"{_PROV}used"))
        for old in ended:
            for new in went_on - ended:
                after.setdefault(old, set()).add(new)
                before.setdefault(new, set()).add(old)
    return before, after


def facts_from_tooi(document: bytes) -> dict[str, str]:
    """Give the title, version and date that a TOOI value list states of itself."""
    for node in _nodes(document):
        if "http://www.w3.org/2002/07/owl#Ontology" in str(node.get("@type")):
            number = "https://identifier.overheid.nl/tooi/def/wl/volgnummer"
            return {
                "title": _value(node, "titel"),
                "version": next(iter(_values(node, number)), ""),
                "date": _value(node, "publicatiedatum"),
            }
    raise NoaberError("dit is geen TOOI-waardelijst: de knoop met titel en datum ontbreekt")


def _nodes(document: bytes) -> list[dict[str, Any]]:
    try:
        nodes = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise NoaberError(f"dit is geen TOOI-waardelijst in JSON-LD: {error}") from None
    if not isinstance(nodes, list) or not all(
        isinstance(node, dict) and isinstance(node.get("@id"), str) for node in nodes
    ):
        raise NoaberError("dit is geen TOOI-waardelijst: een lijst van knopen met @id is nodig")
    return nodes


def _values(node: dict[str, Any], key: str) -> list[str]:
    listed = node.get(key)
    nodes = [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else []
    return [str(value.get("@id") or value.get("@value") or "") for value in nodes]


def _value(node: dict[str, Any], key: str) -> str:
    return next(iter(_values(node, _ONT + key)), "")


def products_from_upl(document: bytes) -> list[dict[str, str]]:
    """Give the rows of `products.csv` from the UPL: one per address, sorted by it."""
    levels, audience = ("Rijk", "Provincie", "Waterschap", "Gemeente"), ("Burger", "Bedrijf")
    try:
        reader = csv.DictReader(io.StringIO(document.decode("utf-8-sig"), newline=""))
    except UnicodeDecodeError:
        raise NoaberError("de UPL is geen UTF-8") from None
    needed = {"UniformeProductnaam", "URI", "Grondslaglabel", *levels, *audience}
    if missing := needed - set(reader.fieldnames or ()):
        raise NoaberError(f"dit is niet de UPL: de kolom {min(missing)} ontbreekt")
    found: dict[str, dict[str, str]] = {}
    bases: dict[str, dict[str, None]] = {}  # as an ordered set
    for row in reader:
        if not row["URI"] or row["URI"] == _PLACEHOLDER:
            continue
        found.setdefault(row["URI"], {
            "id": row["URI"],
            "name": row["UniformeProductnaam"],
            "levels": " ".join(level for level in levels if row[level]),
            "audience": " ".join(who for who in audience if row[who]),
        })  # fmt: skip
        bases.setdefault(row["URI"], {})[row["Grondslaglabel"] or ""] = None
    for key, row in found.items():
        row["legal_basis"] = " | ".join(basis for basis in bases[key] if basis)
    return [found[key] for key in sorted(found)]


def write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> None:
    """Write rows with a heading, in one move, so that a reader never sees half a register."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(text.getvalue())
    Path(name).chmod(0o644)
    Path(name).replace(path)
