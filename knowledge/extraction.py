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
from collections.abc import Iterable, Iterator, Mapping
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
_PLACEHOLDER_NAME = "upl-naam nog niet beschikbaar"
_SDG_CODE = re.compile(r"[A-Z][0-9]{1,2}")


def organisations_from_tooi(
    *documents: bytes, provinces: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """Give the rows of `organisations.csv` from TOOI value lists in JSON-LD, sorted by id.

    `provinces` gives the names of those that are in none of the lists, by id. An earlier version
    of a body (HistorischeVersie) is no body of its own: it is left out, and the body then has no
    first day, for it existed before the version that the list describes.
    """
    nodes = [node for document in documents for node in _nodes(document)]
    older = {body for node in nodes for body in _values(node, f"{_PROV}specializationOf")}
    bodies = {
        node["@id"]: node
        for node in nodes
        if f"{_ONT}organisatiecode" in node and f"{_PROV}specializationOf" not in node
    }
    before, after = _changes(nodes, set(bodies))
    names = dict(provinces or {})
    names |= {key: _value(node, "voorkeursnaamExclSoort") for key, node in bodies.items()}
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
    """Give the rows of `products.csv` from the UPL: one per address, sorted by it.

    The placeholder for a product that has no name yet is never taken (standards.md A.7).
    """
    levels, audience = ("Rijk", "Provincie", "Waterschap", "Gemeente"), ("Burger", "Bedrijf")
    needed = {"UniformeProductnaam", "URI", "Grondslaglabel", *levels, *audience}
    found: dict[str, dict[str, str]] = {}
    bases: dict[str, dict[str, None]] = {}  # as an ordered set
    for row in _upl_rows(document, needed):
        name, key = row["UniformeProductnaam"], row["URI"]
        if not name or not key or key == _PLACEHOLDER or name.lower() == _PLACEHOLDER_NAME:
            continue
        found.setdefault(key, {
            "id": key,
            "name": name,
            "levels": " ".join(level for level in levels if row[level]),
            "audience": " ".join(who for who in audience if row[who]),
        })  # fmt: skip
        bases.setdefault(key, {})[row["Grondslaglabel"]] = None
    for key, row in found.items():
        row["legal_basis"] = " | ".join(basis for basis in bases[key] if basis)
    return [found[key] for key in sorted(found)]


def _upl_rows(document: bytes, needed: set[str]) -> Iterator[dict[str, str]]:
    """Give the rows of the UPL by column; those of a row that is too short are "".

    In a known broken copy two SDG codes stand side by side where one column is meant, which moves
    the rest of the row; and its heading ends in a column without a name.
    """
    try:
        reader = csv.reader(io.StringIO(document.decode("utf-8-sig"), newline=""))
        heading = next(reader, [])
        if missing := needed - set(heading):
            raise NoaberError(f"dit is niet de UPL: de kolom {min(missing)} ontbreekt")
        at = heading.index("SDG") if "SDG" in heading else len(heading)
        empty = dict.fromkeys(heading, "")
        for cells in reader:
            while all(map(_SDG_CODE.fullmatch, (*cells[at : at + 2], "")[:2])):
                del cells[at + 1]
            yield empty | dict(zip(heading, cells, strict=False))
    except UnicodeDecodeError:
        raise NoaberError("de UPL is geen UTF-8") from None
    except csv.Error as error:
        raise NoaberError(f"de UPL is geen geldige CSV: {error}") from None


def csv_text(columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> bytes:
    """Give rows with a heading as the bytes of a CSV file with Unix line ends."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def write_csv(path: Path, columns: tuple[str, ...], rows: Iterable[dict[str, str]]) -> None:
    """Write rows with a heading, in one move, so that a reader never sees half a register."""
    write_whole(path, csv_text(columns, rows))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file in one move; what stood there before stays until all of it is written."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
