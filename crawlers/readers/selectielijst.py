"""Reads selection lists: how long municipalities keep the file of a case, by result of a process.

Source: the reference lists of VNG (VNG-Realisatie/VNG-referentielijsten), as a fixture of Django or
as its API gives them. What is read:

- A type of process (`procestype`) is a process: a national category that case types name. Its id
  is `urn:uuid:` and the uuid, since hosts differ and the uuid does not. Of several years of one
  number the newest is read, or the newest that has results where results stand beside it.
- Results without the types that they belong to have no name to stand under: they become one
  document per file, a line for each, so that their terms can be found and nothing is said twice.

A case type names its category (`Process.reference`); that is how it is archived, not what it was
made from, so no relation is made of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from crawlers.casetypes.selection import Category, category_of, described, result_of
from crawlers.readers import File, Reading
from crawlers.readers._export import is_json, loaded, objects, text, value
from crawlers.readers._text import published, readable_name, web_address
from knowledge.model import Document, Process

NAME = "selectielijst"
ORDER = 14  # before case types: both name a selection list
MOST = 5_000  # types and results in one file
_HEAD = 16 * 1024  # where a JSON shows what it is
_MARKS = re.compile(
    rb'"selectielijst\.(procestype|resultaat)"|"(volledigNummer|volledig_nummer|procesobject)"'
)
_NOT = re.compile(rb'"(handelingInitiator|handeling_initiator|procesobjectaard)"')
_MODELS = {"selectielijst.procestype": "types", "selectielijst.resultaat": "results"}


def accepts(file: File) -> bool:
    """Accept JSON with the models or the keys that only a selection list has."""
    head = file.body[:_HEAD] if is_json(file.body) else b""
    return bool(_MARKS.search(head)) and not _NOT.search(head)


def read(file: File) -> Reading:
    """Give the types of processes with their results, or one document of results alone.

    What has no number or name gives an error; older years of a type one hint.
    """
    reading = Reading(format="selectielijst")
    items = list(objects(_listed(loaded(file.body, file.url, reading))))
    if len(items) > MOST:
        said = f"er staan meer dan {MOST} regels in. De rest is niet gelezen: splits het op."
        reading.problem("too-many", said, place=file.url)
    types, results = _sorted(items[:MOST])
    categories = []
    for number, item in enumerate(types, 1):
        if category := category_of(item, results):
            categories.append(category)
        else:
            said = "dit procestype heeft geen nummer of geen naam. Vul die in."
            reading.problem("no-name", said, place=f"{file.url}#{number}")
    _add_types(file, reading, categories)
    if not types and any(results.values()):
        reading.records.append(_document(file, [one for each in results.values() for one in each]))
    if not reading.records and not reading.problems:
        said = "er staan geen procestypen of resultaten in dit bestand."
        reading.problem("nothing", said, level="hint", place=file.url)
    return reading


def _listed(data: Any) -> list[Any]:
    """Give the items of a list, of a page of one, or of several lists beside each other."""
    if not isinstance(data, dict):
        return data if isinstance(data, list) else []
    lists = (data.get(name) for name in ("results", "procestypen", "resultaten"))
    found = [one for each in lists if isinstance(each, list) for one in each]
    return found or [data]


def _sorted(
    items: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], dict[str, list[dict[str, Any]]]]:
    """Tell types from results; results by the key of their type.

    Items of a fixture have their values in `fields`, and their key is a number: `pk`.
    """
    types: list[dict[str, Any]] = []
    results: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in items:
        kind = _MODELS.get(text(item, "model"), "" if "model" in item else "any")
        fields = value(item, "fields") if kind != "any" else item
        if not kind or not isinstance(fields, dict):
            continue
        if kind == "results" or (kind == "any" and text(fields, "proces_type")):
            results[text(fields, "proces_type")].append(fields)
        elif kind == "types" or text(fields, "procesobject") or text(fields, "jaar"):
            types.append({"key": text(item, "pk") or text(fields, "url"), **fields})
    return types, results


def _add_types(file: File, reading: Reading, categories: list[Category]) -> None:
    """Add of each number the newest type, and say in one hint that others are left out."""
    known: dict[str, Category] = {}
    for one in sorted(categories, key=lambda one: (bool(one.results), one.year)):
        known[one.number] = one
    order = sorted(known.values(), key=lambda one: (len(one.number), one.number))
    for one in order:
        identifier = f"urn:uuid:{one.uuid}" if one.uuid else one.url
        identifier = identifier or f"{web_address(file.url) or file.url}#{one.number}"
        reading.records.append(_process(file, identifier, one))
    if left := len(categories) - len(known):
        said = f"van {left} procestypen staat ook een ander jaar in het bestand; dat is gelezen."
        reading.problem("older-version", said, level="hint", place=file.url)


def _process(file: File, identifier: str, one: Category) -> Process:
    told = [one.told, f"Selectielijst {one.year}, procestype {one.number}.".replace(" ,", ",")]
    told += [f"Procesobject: {one.object}."] if one.object else []
    return Process(
        id=identifier,
        title=one.name,
        url=file.url,
        summary=one.summary,
        text="\n\n".join(filter(None, told)),
        text_licence=file.licence,
        format="selectielijst",
        case_type=one.number,
        version=one.year,
        results=tuple(filter(None, map(result_of, one.results))),
        statements=tuple(published(file, identifier)),
    )


def _document(file: File, results: list[dict[str, Any]]) -> Document:
    identifier = web_address(file.url) or file.url
    lines = [line for line in map(described, results) if line]
    return Document(
        id=identifier,
        title=readable_name(file),
        url=file.url,
        language="nl",
        text_licence=file.licence,
        genre="selectielijst",
        text="\n".join(lines),
        statements=tuple(published(file, identifier)),
    )
