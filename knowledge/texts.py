"""The texts of things on pages: what is shown, what is only linked, and the notice with each.

A text is shown under a licence that permits it, with who wrote it, where it is, its licence and
what was changed (CC-BY 4.0, section 3(a)). The rows of `attribution` say the same for who uses the
open data files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.clean import one_line, scrollable, text_to_html
from knowledge.hub import Thing
from knowledge.licences import Notice, notice, permits
from knowledge.model import KINDS, AnyRecord

if TYPE_CHECKING:
    from knowledge.shelf import Shelf

SHOWN_TEXT = 8_000  # characters of one text on a page; the rest is at the source
_PARTS = (("summary", "samenvatting"), ("headings", "kopjes"), ("features", "functies"),
          ("steps", "stappen"), ("drawings", "schema"),
          ("decisions", "beslissingen"))  # fmt: skip
_HIDDEN = re.compile(r"\[[\w -]{3,40} verborgen\]")  # what masking leaves in the place
_WHO = ("publishes", "makes")  # whose text it is, where the source itself says so


class Text(NamedTuple):
    """A text that may be shown, or only where it is: then `html` is empty.

    `changes` says in Dutch what is not as it is at the source.
    """

    html: str
    source: str
    url: str
    licence: str
    is_cut: bool
    lang: str
    notice: Notice
    changes: str


class Credit(NamedTuple):
    """The notice of parts of a thing that are shown outside its texts, with which parts."""

    parts: str
    notice: Notice
    changes: str


def texts(shelf: Shelf, thing: Thing) -> list[Text]:
    """Give the texts of a thing: shown where the licence permits it, else only where they are."""
    return [_text(shelf, thing, record) for record in _with_text(thing)]


def _with_text(thing: Thing) -> Iterator[AnyRecord]:
    """Give the records with a text, each text once; and those of which it was held back."""
    seen: set[str] = set()
    for record in thing.records:
        is_held = bool({"text", "summary"} & closed(record).keys())
        text = getattr(record, "text", "") or (record.url if is_held else "")
        if text and text not in seen:
            seen.add(text)
            yield record


def _text(shelf: Shelf, thing: Thing, record: AnyRecord) -> Text:
    text = getattr(record, "text", "")
    form = getattr(record, "format", "") if record.kind == "document" else "markdown"
    html = scrollable(text_to_html(_cut(text), form)) if _has_open_text(record) else ""
    return Text(html, shelf.source(record.source), record.url, record.text_licence,
                len(text) > SHOWN_TEXT, shelf.language(record), _notice(shelf, thing, record),
                changes(record, text))  # fmt: skip


def _has_open_text(record: AnyRecord) -> bool:
    return bool(getattr(record, "text", "")) and permits(record.text_licence)


def credits_of(shelf: Shelf, thing: Thing) -> list[Credit]:
    """Give the notices for what a page shows besides whole texts: summary, features, steps."""
    shown = [
        (record, [word for name, word in _PARTS if _is_shown(shelf, thing, record, name)])
        for record in thing.records
    ]
    if not any(parts for _, parts in shown):
        return []
    found: dict[tuple[Notice, str], list[str]] = {}
    told = {_notice(shelf, thing, r) for r in _with_text(thing) if _has_open_text(r)}
    for record, parts in shown:
        if parts and (said := _notice(shelf, thing, record)) not in told:
            found.setdefault((said, changes(record, record.summary)), []).extend(parts)
    return [Credit(_listed(parts), said, how) for (said, how), parts in found.items()]


def _is_shown(shelf: Shelf, thing: Thing, record: AnyRecord, name: str) -> bool:
    """Tell whether it is this record of which a page shows a part, under a licence of its own."""
    said = getattr(record, name, None)
    if not said or not permits(record.text_licence):
        return False
    if name == "headings":  # they stand there only where the text does not
        return not getattr(record, "text", "")
    return shelf.summed(thing) is record if name == "summary" else bool(said == thing.get(name))


def closed(record: AnyRecord) -> dict[str, int]:
    """Count what the licence gate held back of a record (`knowledge.licences.gate`)."""
    return dict(getattr(record, "closed", ()))


def changes(record: AnyRecord, text: str) -> str:
    """Say in Dutch how what is shown differs from what the source has."""
    if record.reader == "entry":
        return ""
    said = ["ingekort"] if len(text) > SHOWN_TEXT else []
    said += ["persoonsgegevens verborgen"] if _HIDDEN.search(text) else []
    return ", ".join([*(said or ["tekst ongewijzigd"]), "opmaak van noaber"])


def attribution(shelf: Shelf) -> Iterator[dict[str, Any]]:
    """Give a row for every text of which something is shown or listed, for the open data files."""
    for kind in KINDS:
        for thing in shelf.things(kind):
            for part, said, how in _credited(shelf, thing):
                yield {
                    "id": thing.id,
                    "page": shelf.path(thing.id),
                    "part": part,
                    "changes": how,
                    **said._asdict(),
                }


def _credited(shelf: Shelf, thing: Thing) -> Iterator[Credit]:
    for record in filter(_has_open_text, _with_text(thing)):
        how = changes(record, getattr(record, "text", ""))
        yield Credit("tekst", _notice(shelf, thing, record), how)
    yield from credits_of(shelf, thing)


def _notice(shelf: Shelf, thing: Thing, record: AnyRecord) -> Notice:
    """Give the notice of one record: whose text it is as its source says, else the source."""
    source = shelf.source(record.source)
    if record.reader == "entry":  # its address is that of its evidence, not of the entry
        return notice(record.text_licence, source, "")
    names = [
        shelf.title(edge.subject)
        for edge in shelf.hub.edges_of(thing.id)
        if edge.relation in _WHO and edge.object == thing.id
        and any(said.source == record.source for said in edge.evidence)
    ]  # fmt: skip
    who = ", ".join(dict.fromkeys(names[:3]))
    who = source if not who or source.startswith(who) else f"{who} ({source})"
    return notice(record.text_licence, who, record.url)


def _listed(parts: list[str]) -> str:
    *first, last = dict.fromkeys(parts)
    return one_line(f"{', '.join(first)} en {last}" if first else last)


def _cut(text: str) -> str:
    """The start of a long text, up to the end of a paragraph where one ends in its second half."""
    if len(text) <= SHOWN_TEXT:
        return text
    whole = text[:SHOWN_TEXT].rpartition("\n\n")[0]
    return whole if len(whole) > SHOWN_TEXT // 2 else text[:SHOWN_TEXT]
