"""The versions of one case type: which is the process, and what the others were.

Rules (standards.md A.8 and A.13): the process is the newest version that is no draft, by the day
from which it holds. A version that holds only from a later day is it too, with that day: a file is
read again only when it changes, so a choice by the calendar would stay as it was on that day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from crawlers.casetypes.parts import CaseType
from crawlers.readers import File, Reading
from crawlers.readers._export import text, value
from crawlers.readers._text import day
from knowledge.model import Edition

MOST_EARLIER = 50  # versions before the process itself
Item = dict[str, Any]


@dataclass
class Versions:
    """One thing to show: a version, and those that were before it, the newest first."""

    item: Item
    earlier: list[Item] = field(default_factory=list)
    is_draft: bool = False


def begin(item: Any) -> str:
    """Give the day from which a version holds, "" where it is not said."""
    return day(text(item, "begin_geldigheid"))


def fragment(item: Any) -> str:
    """Give what tells one version of a case type from all others in its file."""
    since = begin(item)
    return quote(text(item, "identificatie"), safe="") + (f"@{since}" if since else "")


def chosen(file: File, reading: Reading, items: list[Any]) -> Iterator[Versions]:
    """Give each case type once, and each draft where those are asked for (`File.drafts`).

    What is left out gives a hint with its reason, what has no identification an error.
    """
    used: set[tuple[str, bool]] = set()
    for (_, _, is_draft), found in _grouped(file, reading, items).items():
        found.sort(key=lambda item: (begin(item), day(text(item, "versiedatum"))), reverse=True)
        if (name := fragment(found[0]), is_draft) in used:
            said = "dit zaaktype staat twee keer in het bestand, in verschillende catalogi. "
            said += "Publiceer elke catalogus in een eigen bestand."
            reading.problem("duplicate-id", said, place=f"{file.url}#{name}")
            continue
        used.add((name, is_draft))
        yield Versions(found[0], list(_before(file, reading, found)), is_draft)


def _grouped(
    file: File, reading: Reading, items: list[Any]
) -> dict[tuple[str, str, bool], list[Item]]:
    """Give the versions to show by what they are versions of; drafts are apart from the others."""
    known: dict[tuple[str, str, bool], list[Item]] = defaultdict(list)
    for number, item in enumerate(items, 1):
        name = text(item, "identificatie")
        is_draft = value(item, "concept") is True
        if not name:
            said = "dit zaaktype heeft geen identificatie. Vul die in en exporteer opnieuw."
            reading.problem("no-identifier", said, place=f"{file.url}#{number}")
        elif why := _kept_back(file, item):
            _leave_out(file, reading, item, *why)
        else:
            known[name, text(item, "catalogus"), is_draft].append(item)
    return known


def _kept_back(file: File, item: Item) -> tuple[str, str] | None:
    """Say why a case type is not to be shown, None where it is."""
    if value(item, "concept") is True and not file.drafts:
        said = "dit zaaktype is een concept en wordt niet getoond. Publiceer het eerst."
        return "draft", said
    if value(item, "publicatie_indicatie") is False:
        said = "bij dit zaaktype staat de publicatie-indicatie op nee. Het wordt niet getoond."
        return "not-public", said
    return None


def _leave_out(file: File, reading: Reading, item: Any, code: str, message: str) -> None:
    reading.problem(code, message, level="hint", place=f"{file.url}#{fragment(item)}")


def _before(file: File, reading: Reading, found: list[Item]) -> Iterator[Item]:
    """Give the versions that once held, the newest first; one that never did gives a hint."""
    for count, (newer, older) in enumerate(pairwise(found)):
        is_draft = value(older, "concept") is True
        if count < MOST_EARLIER and begin(newer) > begin(older) and not is_draft:
            yield older
        else:
            said = "van dit zaaktype staat ook een nieuwere versie in het bestand; die is gelezen."
            _leave_out(file, reading, older, "older-version", said)


def edition(case: CaseType, following: str) -> Edition:
    """Give what a version was, until the day on which the following began, or it ended before."""
    return Edition(
        until=until(day(text(case.item, "einde_geldigheid")), following),
        version=day(text(case.item, "versiedatum")),
        valid_from=begin(case.item),
        lanes=case.lanes(),
        steps=case.steps(),
        decisions=case.decisions(),
        results=tuple(result.name for result in case.results()),
        term=case.term("doorlooptijd"),
        service_level=case.term("servicenorm"),
        evidence=case.evidence(),
    )


def until(ended: str, following: str) -> str:
    """Give the day from which a version holds no more.

    Since 1.4 a version names its last day, before it the first day without: where the following
    one begins on that day or the next, nothing lies between them.

    >>> until("2025-12-31", "2026-01-01"), until("2025-06-30", "2026-01-01")
    ('2026-01-01', '2025-06-30')
    """
    if not ended or not following:
        return following or ended
    gap = date.fromisoformat(following) - date.fromisoformat(ended)
    return ended if gap.days > 1 else following
