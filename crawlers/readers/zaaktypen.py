"""Reads case types (zaaktypen): exports of Open Zaak (zip) and JSON of the ZGW Catalogi API.

Standard: ZGW Catalogi 1.3 and 1.4 (standards.md A.8). An export writes names with underscores, the
API in camel case; both are read. Drafts and what is not to be published are left out, with a hint.
Of a catalogue itself, with its contact persons, nothing is read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from crawlers.readers import File, Reading
from crawlers.readers._export import exported, is_json, loaded, objects, text, value
from crawlers.readers._text import day, own, products, published, web_address
from crawlers.readers._zip import is_zip, names_in
from knowledge.model import Decision, Process, Statement, Step

NAME = "zaaktypen"
ORDER = 15
MOST = 2_000  # case types in one file
_RESOURCES = ("ZaakType", "StatusType", "ResultaatType", "RolType", "InformatieObjectType",
              "ZaakTypeInformatieObjectType")  # fmt: skip
_MARKS = re.compile(rb'"(zaaktypeOmschrijving|handelingInitiator|handeling_initiator'
                    rb'|verantwoordingsrelatie|opschorting(EnAanhoudingMogelijk'
                    rb'|_en_aanhouding_mogelijk))"')  # fmt: skip
_TERM = re.compile(r"P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?")
Related = dict[str, dict[str, list[dict[str, Any]]]]  # per resource, by the address it belongs to


def accepts(file: File) -> bool:
    """Accept a zip with a ZaakType.json, and JSON with keys that only a case type has."""
    if is_zip(file.body):
        return names_in(file.body, b"ZaakType.json")
    return is_json(file.body) and bool(_MARKS.search(file.body[: 16 * 1024]))


def read(file: File) -> Reading:
    """Give one process per case type: of several versions the newest that is no draft.

    The id is that of the file, with `identificatie` and the day from which the version holds
    (A.13). What is left out gives a hint with its reason; what cannot be read an error.
    """
    reading = Reading(format="zgw")
    related: Related = {}
    if is_zip(file.body):
        lists = exported(file, reading, _RESOURCES)
        related = {name: _grouped(name, found) for name, found in lists.items()}
        items: list[Any] = lists["ZaakType"]
    else:
        items = _listed(loaded(file.body, file.url, reading), reading)
    if len(items) > MOST:
        said = f"er staan meer dan {MOST} zaaktypen in. De rest is niet gelezen: splits het op."
        reading.problem("too-many-case-types", said, place=file.url)
    for item in _newest(file, reading, items[:MOST]):
        reading.records.append(_process(file, reading, item, related))
    if not reading.records and not reading.problems:
        said = "er staat geen zaaktype in dit bestand."
        reading.problem("no-process", said, level="hint", place=file.url)
    return reading


def _grouped(resource: str, items: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """Give what is in one list of an export by the address of its case type, or by its own."""
    key = "url" if resource == "InformatieObjectType" else "zaaktype"
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in objects(items):
        found[text(one, key)].append(one)
    return found


def _listed(data: Any, reading: Reading) -> list[Any]:
    """Give the case types of a list, of a page of one, or the one that the file is."""
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        reading.next = text(data, "next")
        count = data.get("count")
        reading.total = count if isinstance(count, int) and count >= 0 else -1
        return list(data["results"])
    return data if isinstance(data, list) else [] if data is None else [data]


def _newest(file: File, reading: Reading, items: list[Any]) -> Iterator[dict[str, Any]]:
    """Give of each case type the version to keep, and say of the others why they are not."""
    versions: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for number, item in enumerate(items, 1):
        name = text(item, "identificatie")
        if not name:
            said = "dit zaaktype heeft geen identificatie. Vul die in en exporteer opnieuw."
            reading.problem("no-identifier", said, place=f"{file.url}#{number}")
        elif why := _kept_back(item):
            _leave_out(file, reading, item, *why)
        else:
            versions[name, text(item, "catalogus")].append(item)
    used: set[str] = set()
    for known in versions.values():
        known.sort(key=lambda item: (_begin(item), text(item, "versiedatum")), reverse=True)
        if (name := _fragment(known[0])) in used:
            said = "dit zaaktype staat twee keer in het bestand, in verschillende catalogi. "
            said += "Publiceer elke catalogus in een eigen bestand."
            reading.problem("duplicate-id", said, place=f"{file.url}#{name}")
            continue
        used.add(name)
        yield known[0]
        for older in known[1:]:
            said = "van dit zaaktype staat ook een nieuwere versie in het bestand; die is gelezen."
            _leave_out(file, reading, older, "older-version", said)


def _kept_back(item: dict[str, Any]) -> tuple[str, str] | None:
    """Say why a case type is not to be shown, None where it is."""
    if value(item, "concept") is True:
        said = "dit zaaktype is een concept en wordt niet getoond. Publiceer het eerst."
        return "draft", said
    if value(item, "publicatie_indicatie") is False:
        said = "bij dit zaaktype staat de publicatie-indicatie op nee. Het wordt niet getoond."
        return "not-public", said
    return None


def _leave_out(file: File, reading: Reading, item: Any, code: str, message: str) -> None:
    reading.problem(code, message, level="hint", place=f"{file.url}#{_fragment(item)}")


def _begin(item: Any) -> str:
    return day(text(item, "begin_geldigheid"))


def _fragment(item: Any) -> str:
    """Give what tells one version of a case type from all others in its file."""
    begin = _begin(item)
    return quote(text(item, "identificatie"), safe="") + (f"@{begin}" if begin else "")


def _process(file: File, reading: Reading, item: dict[str, Any], related: Related) -> Process:
    # the page of a list has a number in its address, and an id does not depend on order
    base = web_address(file.url) or file.url
    is_page = reading.total >= 0 or reading.next
    identifier = f"{base.partition('?')[0] if is_page else base}#{_fragment(item)}"
    goals = [text(item, name) for name in ("doel", "aanleiding", "onderwerp", "toelichting")]
    told = list(dict.fromkeys(filter(None, goals)))
    generic = text(item, "omschrijving_generiek")
    title = text(item, "omschrijving") or text(item, "zaaktype_omschrijving") or generic
    return Process(
        id=identifier,
        title=title or text(item, "identificatie"),
        url=file.url,
        summary=told[0] if told else "",
        text="\n\n".join(told[1:]),
        text_licence=file.licence,
        format="zgw",
        case_type=text(item, "identificatie"),
        lanes=_names(_of(item, related, "RolType", "roltypen")),
        steps=tuple(_steps(_of(item, related, "StatusType", "statustypen"))),
        decisions=_results(_of(item, related, "ResultaatType", "resultaattypen")),
        evidence=_evidence(item, related),
        term=_term(file, reading, item, "doorlooptijd"),
        service_level=_term(file, reading, item, "servicenorm"),
        version=day(text(item, "versiedatum")),
        valid_from=_begin(item),
        valid_until=day(text(item, "einde_geldigheid")),
        statements=tuple(_statements(file, item, identifier)),
    )


def _term(file: File, reading: Reading, item: Any, name: str) -> str:
    """Give an ISO 8601 duration, "" with a warning where it is none."""
    written = text(item, name)
    if not written or _TERM.fullmatch(written):
        return written
    said = f"'{written[:80]}' is geen duur. Schrijf bijvoorbeeld P8W voor acht weken."
    place = f"{file.url}#{_fragment(item)}"
    reading.problem("bad-term", said, level="warning", place=place, field=name)
    return ""


def _of(item: Any, related: Related, resource: str, key: str) -> list[dict[str, Any]]:
    """List what belongs to a case type: in the export by its address, else what is in it whole."""
    if resource in related:
        return related[resource].get(text(item, "url"), [])
    inside = value(value(item, "_expand"), key) or value(item, key)
    return list(objects(inside))


def _names(items: list[dict[str, Any]]) -> tuple[str, ...]:
    names = (text(one, "omschrijving") for one in items)
    return tuple(dict.fromkeys(filter(None, names)))


def _steps(items: list[dict[str, Any]]) -> Iterator[Step]:
    """Give the statuses in the order of their numbers; each id once."""
    numbered = [(int(n) if (n := text(one, "volgnummer")).isdecimal() else 0, one) for one in items]
    used: set[str] = set()
    for place, (number, one) in enumerate(sorted(numbered, key=lambda pair: pair[0]), 1):
        name = f"status-{number or place}"
        name = name if name not in used else f"{name}-{place}"
        used.add(name)
        yield Step(id=name, name=text(one, "omschrijving"), kind="status", lane="")


def _results(items: list[dict[str, Any]]) -> tuple[Decision, ...]:
    """Give the results that a case can have as one decision."""
    outcomes = _names(items)
    return (Decision(id="resultaat", name="Resultaat", outcomes=outcomes),) if outcomes else ()


def _evidence(item: Any, related: Related) -> tuple[str, ...]:
    """List the kinds of documents that come in with a case."""
    kinds = related.get("InformatieObjectType", {})
    found = []
    for one in _of(item, related, "ZaakTypeInformatieObjectType", ""):
        if text(one, "richting") == "inkomend":
            found += kinds.get(text(one, "informatieobjecttype"), [])
    return _names(found)


def _statements(file: File, item: Any, process: str) -> Iterator[Statement]:
    """Give who publishes it, which products it handles, and the case type that it was made from."""
    yield from published(file, process)
    offered = value(item, "producten_of_diensten")
    written = [one for one in offered if isinstance(one, str)] if isinstance(offered, list) else []
    for product in products(" ".join(written)):
        yield own(file, process, "handles", product)
    source = value(item, "bronzaaktype")
    if address := web_address(text(source, "url")):
        based = own(file, process, "based_on", address)
        yield based.model_copy(update={"object_name": text(source, "omschrijving")})
