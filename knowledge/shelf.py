"""The hub as pages need it: what has a page, how it is called, what stands around it."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from knowledge.clean import is_open, masked, one_line, text_to_html
from knowledge.hub import Edge, Hub, Thing
from knowledge.identity import folded
from knowledge.model import Kind
from knowledge.paths import page_path
from knowledge.words import source_word

SHOWN_TEXT = 8_000  # characters of one text on a page; the rest is at the source
_WHO: dict[Kind, tuple[tuple[str, bool], ...]] = {  # relations that join a thing to organisations
    "organisation": (),
    "solution": (("makes", True), ("uses", True)),
    "process": (("publishes", True),),
    "product": (("performs", True),),
    "document": (("publishes", True),),
    "initiative": (("takes_part", True), ("funds", True)),
}


class End(NamedTuple):
    """The other end of a relation: its title, its page ("" where it has none) and the edge."""

    id: str
    title: str
    path: str
    kind: Kind | None
    edge: Edge


class Text(NamedTuple):
    """A text that may be shown, or only where it is: then `html` is empty."""

    html: str
    source: str
    url: str
    licence: str
    is_cut: bool


class Shelf:
    """A hub as pages need it: what has a page, how it is called, what stands around it."""

    def __init__(self, hub: Hub, day: date) -> None:
        self.hub = hub
        self.day = day
        self.members = {member.organisation: member for member in hub.members}
        self._words: dict[str, str] = {}
        self._paths = {
            identifier: page_path(hub.things[identifier]) for identifier in self._shown()
        }
        self._entries = {
            record.source: path
            for identifier, path in self._paths.items()
            for record in hub.things[identifier].records
            if record.source.startswith("entry:") and record.reader == "entry"
        }

    def _shown(self) -> list[str]:
        """The things with a page: of organisations and products only those that matter today."""
        shown = {thing.id for thing in self.hub.things.values() if self._matters(thing)}
        for identifier in sorted(shown):
            thing = self.hub.things[identifier]
            around = (thing.get("predecessors") or ()) + (thing.get("successors") or ())
            shown.update(other for other in around if other in self.hub.things)
        return sorted(shown)

    def _matters(self, thing: Thing) -> bool:
        if thing.kind == "organisation":
            is_valid = self.is_valid(thing) and thing.get("type") == "gemeente"
            is_written = any(record.reader == "entry" for record in thing.records)
            is_known = thing.id in self.members or bool(self.hub.edges_of(thing.id))
            return is_valid or is_written or is_known
        return thing.kind != "product" or bool(self.hub.edges_of(thing.id))

    def is_valid(self, thing: Thing) -> bool:
        """Whether an organisation exists on the day of this build."""
        start, end = thing.get("valid_from"), thing.get("valid_until")
        return (start is None or start <= self.day) and (end is None or end >= self.day)

    def things(self, kind: Kind) -> list[Thing]:
        """The things of one kind that have a page, by title."""
        found = (thing for thing in self.hub.of_kind(kind) if thing.id in self._paths)
        return sorted(found, key=lambda thing: natural(thing.title))

    def path(self, identifier: str) -> str:
        """The address of a thing's page from the root of the site, "" where it has none."""
        return self._paths.get(identifier, "")

    def title(self, identifier: str) -> str:
        """The title of a thing, or the end of its id where nothing else is known."""
        if thing := self.hub.things.get(identifier):
            return masked(one_line(thing.title)) or "Zonder titel"
        return one_line(identifier.rstrip("/").rpartition("/")[2].replace("_", " ")) or "Onbekend"

    def entry(self, source: str) -> str:
        """The address of the page on which the text of an entry stands, "" for other sources."""
        return self._entries.get(source, "")

    def source(self, source: str) -> str:
        """A source in words."""
        if source not in self._words:
            self._words[source] = source_word(source, self.hub.members)
        return self._words[source]

    def ends(
        self, identifier: str, relation: str, back: bool = False, kind: Kind | None = None
    ) -> list[End]:
        """The other ends of one relation of a thing, by title; what counts comes first."""
        found = []
        for edge in self.hub.edges_of(identifier):
            here, there = (edge.object, edge.subject) if back else (edge.subject, edge.object)
            if edge.relation == relation and here == identifier and there != identifier:
                thing = self.hub.things.get(there)
                is_kind = thing.kind if thing else None
                if kind in (None, is_kind):
                    found.append(End(there, self.title(there), self.path(there), is_kind, edge))
        return sorted(found, key=lambda end: (not end.edge.counts, natural(end.title), end.id))

    def who(self, thing: Thing) -> tuple[str, ...]:
        """The organisations behind a thing; of an organisation itself its province."""
        if thing.kind == "organisation":
            return (thing.get("province"),) if thing.get("province") else ()
        names = [end.title for relation, back in _WHO[thing.kind]
                 for end in self.ends(thing.id, relation, back) if end.edge.counts]  # fmt: skip
        return tuple(dict.fromkeys(names))

    def texts(self, thing: Thing) -> list[Text]:
        """The texts of a thing: shown where the licence is open, else only where they are."""
        found: list[Text] = []
        seen: set[str] = set()
        for record in thing.records:
            text = getattr(record, "text", "")
            if not text or text in seen:
                continue
            seen.add(text)
            form = getattr(record, "format", "") if record.kind == "document" else "markdown"
            html = text_to_html(_cut(text), form) if is_open(record.text_licence) else ""
            found.append(Text(html, self.source(record.source), record.url, record.text_licence,
                              len(text) > SHOWN_TEXT))  # fmt: skip
        return found

    def summary(self, thing: Thing) -> str:
        """The summary on one line; of a document only where its licence is open."""
        for record in thing.records:
            if record.summary and (record.kind != "document" or is_open(record.text_licence)):
                return masked(one_line(record.summary, 300))
        return ""


def natural(title: str) -> tuple[tuple[int, str], ...]:
    """Give a key that sorts titles as readers do: without accents, "deel 2" before "deel 10".

    >>> sorted(["deel 10", "Zwolle", "Één", "deel 2"], key=natural)
    ['deel 2', 'deel 10', 'Één', 'Zwolle']
    """
    parts = re.split(r"(\d{1,9})", folded(title).removeprefix("gemeente "))
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in parts if part)


def _cut(text: str) -> str:
    """The start of a long text, up to the end of a paragraph where one ends in its second half."""
    if len(text) <= SHOWN_TEXT:
        return text
    whole = text[:SHOWN_TEXT].rpartition("\n\n")[0]
    return whole if len(whole) > SHOWN_TEXT // 2 else text[:SHOWN_TEXT]
