"""The types of processes and the results of a selection list, from a fixture or from the API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from crawlers.casetypes.resources import MOST_PARTS
from crawlers.casetypes.terms import is_duration
from crawlers.readers._export import text
from crawlers.readers._text import web_address
from knowledge.model import Result
from knowledge.words import term as in_words

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_FROM = {
    "bestaansduur_procesobject": "na het bestaan van het procesobject",
    "ingeschatte_bestaansduur_procesobject": "na het geschatte bestaan van het procesobject",
    "vast_te_leggen_datum": "na een datum die in het proces wordt vastgelegd",
}  # `procestermijn`: from when the term runs, where that is not the end of the case


@dataclass(frozen=True)
class Category:
    """A type of process: a national category with a number, for one year of the list."""

    number: str
    name: str
    year: str
    uuid: str
    url: str
    summary: str
    told: str
    object: str
    results: list[dict[str, Any]]


def category_of(item: dict[str, Any], results: dict[str, list[dict[str, Any]]]) -> Category | None:
    """Give a type with the results that name its key; None where it has no number or no name.

    Results are given once, so that a small file cannot ask for a large answer.
    """
    number, name = text(item, "nummer"), text(item, "naam")
    url = web_address(text(item, "url"))
    uuid = _UUID.search(text(item, "uuid") or url.rpartition("/")[2])
    summary, told = text(item, "omschrijving"), text(item, "toelichting")
    if not number or not name:
        return None
    return Category(
        number=number,
        name=name,
        year=text(item, "jaar"),
        uuid=uuid[0].lower() if uuid else "",
        url=url,
        summary=summary if summary != name else "",
        told=told,
        object=text(item, "procesobject").rstrip("."),
        results=results.pop(text(item, "key"), [])[:MOST_PARTS],
    )


def result_of(item: dict[str, Any]) -> Result | None:
    """Give a result with how long its file is kept; None where it has no name.

    A result that is more precise than a general one stands under both names.
    """
    name, more = text(item, "naam"), text(item, "omschrijving")
    if not name:
        return None
    keep = text(item, "bewaartermijn")
    return Result(
        name=f"{name}: {more}" if more else name,
        generic=name if more else "",
        archive=text(item, "waardering").replace("_", " "),
        keep=keep if is_duration(keep) else "",
    )


def described(item: dict[str, Any]) -> str:
    """Say in one line what becomes of the file after a result, "" where it has no name.

    >>> described({"volledigNummer": "8.1", "naam": "Verstrekt", "waardering": "vernietigen",
    ...            "bewaartermijn": "P10Y", "procestermijn": "nihil"})
    '8.1 Verstrekt: vernietigen na 10 jaar.'
    """
    result = result_of(item)
    if result is None:
        return ""
    kind = text(item, "proces_type")
    number = text(item, "volledig_nummer")
    number = number or (f"Procestype {kind}," if kind.isdecimal() else "")
    after = f" na {in_words(result.keep)}" if result.keep else ""
    start = _FROM.get(text(item, "procestermijn"), "")
    does = ", ".join(filter(None, (f"{result.archive}{after}", start)))
    notes = (text(item, name).rstrip(".") for name in ("procestermijn_opmerking", "toelichting",
                                                       "herkomst"))  # fmt: skip
    told = ". ".join(filter(None, (does, *notes)))
    line = f"{number} {result.name}: {told}".strip().rstrip(":")
    return line if line.endswith(".") else f"{line}."
