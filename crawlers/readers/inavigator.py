"""Reads case types that i-Navigator exports: XML with the root `dsp` (ICR 1.4).

No specification of it is public; what is read here stands in the exports that municipalities
publish. Many a process is made from one of the national model (`bron` is Model): its number is the
same for all, so that is where its lineage leads. Owners, users and other persons are never read.
`publicatie-indicatie` is about cases, not about the case type, so it is not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

from crawlers.casetypes.lineage import source_id
from crawlers.casetypes.navigator import Navigated, active, said
from crawlers.readers import File, Reading
from crawlers.readers._text import clipped, day, one_line, own, published, web_address
from crawlers.readers._xml import parsed, root_name
from knowledge.model import Process, Statement

NAME = "inavigator"
ORDER = 17
MOST = 2_000  # case types in one file
LONGEST = 16 * 1024 * 1024  # bytes; one case type takes some 50 KB
_MODEL = "model-dsp"
_HOLDERS = ("processen", "processen-niet-in-DSP")


def accepts(file: File) -> bool:
    """Accept XML with the root `dsp`."""
    return root_name(file.body).rpartition("}")[2] == "dsp"


def read(file: File) -> Reading:
    """Give one process per case type, each based on the model that it was made from.

    The id is that of the file with the number of the process. One that is in use no more gives a
    hint and no record; so does a second one with the same number an error.
    """
    reading = Reading(format="inavigator")
    root = parsed(file, reading, LONGEST)
    if root is None:
        return reading
    reading.version = said(root.find("{*}preambule"), "specificatieversie").removeprefix("ICR")
    names = _names(root)
    found = (one for name in _HOLDERS for one in root.iterfind(f"{{*}}{name}/{{*}}proces"))
    used: set[str] = set()
    for element in islice(found, MOST):
        if _is_read(file, reading, element, used):
            used.add(_number(element))
            reading.records.append(_process(file, Navigated(element, names)))
    if next(found, None) is not None:
        told = f"er staan meer dan {MOST} zaaktypen in. De rest is niet gelezen: splits het op."
        reading.problem("too-many-case-types", told, place=file.url)
    if not reading.records and not reading.problems:
        told = "er staat geen proces in dit bestand. Exporteer de processen mee."
        reading.problem("no-process", told, level="hint", place=file.url)
    return reading


def _names(root: Any) -> dict[str, str]:
    """Give the names of the general kinds of results, by their id."""
    kinds = root.iterfind("{*}resultaatsoorten/{*}resultaatsoort")
    return {kind.get("id") or "": clipped(said(kind, "naam"), 200) for kind in kinds}


def _number(element: Any) -> str:
    return one_line(element.get("id"))


def _place(file: File, element: Any) -> str:
    return f"{file.url}#{quote(_number(element), safe='')}"


def _is_read(file: File, reading: Reading, element: Any, used: set[str]) -> bool:
    """Tell whether a process is to be shown; the reading says why where it is not."""
    place = {"place": _place(file, element), "line": element.sourceline or 0}
    if not _number(element):
        told = "dit proces heeft geen nummer (id). Exporteer het opnieuw."
        reading.problem("no-identifier", told, **place)
    elif _number(element) in used:
        reading.problem(
            "duplicate-id", "dit nummer staat er twee keer in; het eerste telt", **place
        )
    elif not active(element):
        told = "dit proces is niet meer in gebruik en wordt niet getoond."
        reading.problem("not-active", told, level="hint", **place)
    else:
        return True
    return False


def _model(element: Any) -> str:
    """Give the id of the model that a process was made from, "" where it is the owner's own."""
    is_model = said(element, "bron").casefold() == "model"
    return source_id(_MODEL, _number(element)) if is_model else ""


def _process(file: File, case: Navigated) -> Process:
    element = case.element
    identifier = f"{web_address(file.url) or file.url}#{quote(_number(element), safe='')}"
    told = list(case.told())
    return Process(
        id=identifier,
        title=case.title() or _number(element),
        url=file.url,
        summary=said(element, "naam"),
        text="\n\n".join(told),
        text_licence=file.licence,
        format="inavigator",
        case_type=_number(element),
        lanes=case.roles(),
        steps=case.steps(),
        results=case.results(),
        data=case.documents(("uitgaand", "intern", "in/uitgaand")),
        evidence=case.documents(("inkomend",)),
        partners=case.listed("ketenpartners"),
        legal_basis=(*case.listed("grondslag"), *case.listed("lokale-regelgeving")),
        term=case.term("wettelijke-afdoeningstermijn"),
        service_level=case.term("afdoeningstermijn"),
        lineage=_lineage(element),
        reference=case.reference(),
        version=day(said(element, "laatst-gewijzigd")),
        valid_from=day(said(element, "actueel-van")),
        valid_until=day(said(element, "actueel-tot")),
        statements=tuple(_statements(file, element, identifier)),
    )


def _lineage(element: Any) -> str:
    """Name the model with its number, "" where the process was made from none."""
    name = f"{_number(element)} {said(element, 'model-kernomschrijving')}".strip()
    return f"model-DSP · {name}" if _model(element) else ""


def _statements(file: File, element: Any, process: str) -> Iterator[Statement]:
    yield from published(file, process)
    if model := _model(element):
        name = said(element, "model-kernomschrijving")
        yield own(file, process, "based_on", model).model_copy(update={"object_name": name})
