"""Reads case types (zaaktypen): exports of Open Zaak (zip) and JSON of the ZGW Catalogi API.

Standard: ZGW Catalogi 1.3 and 1.4 (standards.md A.8). An export writes names with underscores, the
API in camel case; both are read. Drafts are left out unless asked for, what is not to be published
always. Of a catalogue itself, with its contact persons, nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawlers.casetypes.lineage import lineage, own_names, reference, statements
from crawlers.casetypes.parts import CaseType
from crawlers.casetypes.resources import Lists, Related, beside, zipped
from crawlers.casetypes.versions import Versions, begin, chosen, edition, fragment
from crawlers.readers import File, Reading
from crawlers.readers._export import is_json, loaded, text
from crawlers.readers._text import day, web_address
from crawlers.readers._zip import is_zip, names_in
from knowledge.model import Edition, Process

NAME = "zaaktypen"
ORDER = 15
MOST = 2_000  # case types in one file
_HEAD = 64 * 1024  # where a JSON shows what it is
_MARKS = re.compile(rb'"(zaaktypeOmschrijving|handelingInitiator|handeling_initiator'
                    rb'|verantwoordingsrelatie|opschorting(EnAanhoudingMogelijk'
                    rb'|_en_aanhouding_mogelijk))"')  # fmt: skip


def accepts(file: File) -> bool:
    """Accept a zip with a list of case types, and JSON with keys that only a case type has."""
    if is_zip(file.body):
        named = (b"ZaakType.json", b"zaaktypen.json")
        return any(names_in(file.body, name) for name in named)
    return is_json(file.body) and bool(_MARKS.search(file.body[:_HEAD]))


def read(file: File) -> Reading:
    """Give one process per case type: the newest version that is no draft, with those before it.

    The id is that of the file, with `identificatie` and the day from which the version holds
    (A.13). What is left out gives a hint with its reason; what cannot be read an error.
    """
    reading = Reading(format="zgw")
    lists = _lists(file, reading)
    related = Related(lists)
    items = lists.get("ZaakType", [])
    if len(items) > MOST:
        said = f"er staan meer dan {MOST} zaaktypen in. De rest is niet gelezen: splits het op."
        reading.problem("too-many-case-types", said, place=file.url)
    shown = list(chosen(file, reading, items[:MOST]))
    cases = [CaseType(one.item, related, reading, _place(file, one.item)) for one in shown]
    for case, versions in zip(cases, shown, strict=True):
        reading.records.append(_process(file, reading, case, versions))
    if any(case.is_hollow for case in cases):
        said = "van zaaktypen staan hier alleen de adressen van statussen en andere delen. "
        said += "Publiceer de hele export als zip, dan lezen we die ook."
        reading.problem("parts-elsewhere", said, level="hint", place=file.url)
    if related.is_cut:
        said = "er staan te veel namen van documenten en besluiten in. Splits het bestand op."
        reading.problem("too-many", said, level="warning", place=file.url)
    if not reading.records and not reading.problems:
        said = "er staat geen zaaktype in dit bestand."
        reading.problem("no-process", said, level="hint", place=file.url)
    return reading


def _place(file: File, item: Any) -> str:
    return f"{file.url}#{fragment(item)}"


def _lists(file: File, reading: Reading) -> Lists:
    """Give what the file holds by resource: a zip, a page or list, or one case type."""
    if is_zip(file.body):
        return zipped(file, reading)
    data = loaded(file.body, file.url, reading)
    if isinstance(data, dict) and isinstance(data.get("results"), list):
        reading.next = text(data, "next")
        count = data.get("count")
        reading.total = count if isinstance(count, int) and count >= 0 else -1
        return {"ZaakType": data["results"]}
    if isinstance(data, dict) and not text(data, "identificatie") and (found := beside(data)):
        return found
    return {"ZaakType": data if isinstance(data, list) else [] if data is None else [data]}


def _process(file: File, reading: Reading, case: CaseType, versions: Versions) -> Process:
    # the page of a list has a number in its address, and an id does not depend on order
    base = web_address(file.url) or file.url
    is_page = reading.total >= 0 or reading.next
    identifier = f"{base.partition('?')[0] if is_page else base}#{fragment(case.item)}"
    identifier += "~concept" if versions.is_draft else ""
    goals = case.goals()
    return Process(
        id=identifier,
        title=_title(case.item) + (" (concept)" if versions.is_draft else ""),
        url=file.url,
        summary=goals[0] if goals else "",
        text="\n\n".join([*goals[1:], *case.told()]),
        text_licence=file.licence,
        format="zgw",
        case_type=text(case.item, "identificatie"),
        lanes=case.lanes(),
        steps=case.steps(),
        decisions=case.decisions(),
        results=case.results(),
        properties=case.properties(),
        data=case.documents(),
        evidence=case.evidence(),
        term=case.term("doorlooptijd"),
        service_level=case.term("servicenorm"),
        lineage=lineage(case.item),
        reference=reference(case.item),
        version=day(text(case.item, "versiedatum")),
        valid_from=begin(case.item),
        valid_until=day(text(case.item, "einde_geldigheid")),
        is_draft=versions.is_draft,
        aliases=() if versions.is_draft else _aliases(versions),
        earlier=tuple(_earlier(file, case, versions)),
        statements=tuple(statements(file, case.item, identifier)),
    )


def _aliases(versions: Versions) -> tuple[str, ...]:
    """Give what those who copied the case type, in any version of it, call it."""
    known = (name for item in (versions.item, *versions.earlier) for name in own_names(item))
    return tuple(dict.fromkeys(known))


def _title(item: Any) -> str:
    names = ("omschrijving", "zaaktype_omschrijving", "omschrijving_generiek", "identificatie")
    return next(filter(None, (text(item, name) for name in names)))


def _earlier(file: File, case: CaseType, versions: Versions) -> Iterator[Edition]:
    """Give what the process was before, the newest last (`Process.earlier`)."""
    newer = [versions.item, *versions.earlier]
    for item, following in reversed(list(zip(versions.earlier, newer, strict=False))):
        was = CaseType(item, case.related, case.reading, _place(file, item))
        yield edition(was, begin(following))
