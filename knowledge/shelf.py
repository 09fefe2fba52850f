"""The hub as pages need it: what has a page, how it is called, what stands around it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

from knowledge.clean import masked, one_line
from knowledge.hub import Edge, Hub, Thing
from knowledge.identity import folded
from knowledge.language import language
from knowledge.licences import permits
from knowledge.model import AnyRecord, Kind
from knowledge.paths import page_path
from knowledge.texts import Credit, Text, closed, credits_of, texts
from knowledge.words import source_word

Made = TypeVar("Made")
_WHO: dict[Kind, tuple[tuple[str, bool], ...]] = {  # relations that join a thing to organisations
    "organisation": (),
    "solution": (("makes", True), ("uses", True)),
    "process": (("publishes", True),),
    "product": (("performs", True),),
    "document": (("publishes", True), ("about", False)),
    "initiative": (("takes_part", True), ("funds", True)),
}


class End(NamedTuple):
    """The other end of a relation: its title, its page ("" where it has none) and the edge.

    `mark` tells it from others with the same title; `lang` is the language of the title.
    """

    id: str
    title: str
    path: str
    kind: Kind | None
    edge: Edge
    mark: str = ""
    lang: str = ""


class Shelf:
    """A hub as pages need it: what has a page, how it is called, what stands around it."""

    def __init__(self, hub: Hub, day: date) -> None:
        self.hub = hub
        self.day = day
        self.members = {member.organisation: member for member in hub.members}
        self._words: dict[str, str] = {}
        self._languages: dict[int, str] = {}
        self._made: dict[tuple[str, str], Any] = {}
        self._paths = {
            identifier: page_path(hub.things[identifier]) for identifier in self._shown()
        }
        written = {
            record.source: (path, record.contact)
            for identifier, path in self._paths.items()
            for record in hub.things[identifier].records
            if record.source.startswith("entry:") and record.reader == "entry"
        }
        self._entries = {source: path for source, (path, _) in written.items()}
        self._contacts = {source: contact for source, (_, contact) in written.items()}

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

    def once(self, what: str, identifier: str, make: Callable[[], Made]) -> Made:
        """What is made of a thing, made once for all pages that need it."""
        if (what, identifier) not in self._made:
            self._made[what, identifier] = make()
        made: Made = self._made[what, identifier]
        return made

    def path(self, identifier: str) -> str:
        """The address of a thing's page from the root of the site, "" where it has none."""
        return self._paths.get(identifier, "")

    def title(self, identifier: str) -> str:
        """The title of a thing, or the end of its id where nothing else is known."""
        if thing := self.hub.things.get(identifier):
            title = masked(one_line(thing.title)) or "Zonder titel"
            return title[:1].upper() + title[1:] if thing.kind == "product" else title
        return one_line(identifier.rstrip("/").rpartition("/")[2].replace("_", " ")) or "Onbekend"

    def entry(self, source: str) -> str:
        """The address of the page on which the text of an entry stands, "" for other sources."""
        return self._entries.get(source, "")

    def contact(self, source: str) -> str:
        """The team behind an entry, as it wrote it; "" for other sources."""
        return self._contacts.get(source, "")

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
        found.sort(key=lambda end: (not end.edge.counts, natural(end.title), end.id))
        marks = self.marks(end.id for end in found)
        return [end._replace(mark=marks.get(end.id, ""), lang=self.title_language(end.id))
                for end in found]  # fmt: skip

    def marks(self, identifiers: Iterable[str]) -> dict[str, str]:
        """What tells things with the same title apart: who is behind each, else where it is."""
        same: dict[str, list[str]] = defaultdict(list)
        for identifier in identifiers:
            same[folded(self.title(identifier))].append(identifier)
        found: dict[str, str] = {}
        for group in (group for group in same.values() if len(group) > 1):
            things = [self.hub.things[i] for i in group if i in self.hub.things]
            names = {thing.id: next(iter(self.who(thing)), "") for thing in things}
            is_enough = len(set(names.values())) == len(group) and all(names.values())
            found |= names if is_enough else {thing.id: _place(thing) for thing in things}
        return found

    def who(self, thing: Thing) -> tuple[str, ...]:
        """The organisations behind a thing; of an organisation itself its province."""
        if thing.kind == "organisation":
            province = one_line(str(thing.get("province") or ""), 80)
            return (province,) if province else ()
        wanted, names = _WHO[thing.kind], []
        for edge in self.hub.edges_of(thing.id):
            back = edge.object == thing.id
            other = edge.subject if back else edge.object
            known = self.hub.things.get(other)
            is_asked = (edge.relation, back) in wanted and edge.counts and other != thing.id
            if is_asked and (back or (known and known.kind == "organisation")):
                rank = wanted.index((edge.relation, back))
                names.append((rank, natural(self.title(other)), self.title(other)))
        return tuple(dict.fromkeys(name for *_, name in sorted(names)))

    def language(self, record: AnyRecord) -> str:
        """The language in which a record is written, "" where it is Dutch or not known."""
        if id(record) not in self._languages:
            parts = [record.title, record.summary, *getattr(record, "headings", ())]
            unshown = getattr(record, "unshown", "")[:3000]
            text = "\n".join([*parts, getattr(record, "text", "")[:3000], unshown])
            self._languages[id(record)] = language(text, record.language)
        return self._languages[id(record)]

    def title_language(self, identifier: str) -> str:
        """The language of a title; names of solutions and organisations have none."""
        thing = self.hub.things.get(identifier)
        return self.language(thing.records[0]) if thing and thing.kind == "document" else ""

    def texts(self, thing: Thing) -> list[Text]:
        """The texts of a thing: shown where the licence permits it, else only where they are."""
        return texts(self, thing)

    def credits(self, thing: Thing) -> list[Credit]:
        """The notices for what its page shows of sources besides whole texts."""
        return credits_of(self, thing)

    def closed(self, thing: Thing) -> dict[str, int]:
        """How many of each the licence gate held back, in the record with the most of it."""
        counts = [pair for record in thing.records for pair in closed(record).items()]
        return dict(sorted(counts, key=lambda pair: pair[1]))

    def summary(self, thing: Thing) -> str:
        """The summary on one line; of a document only where its licence is open."""
        record = self.summed(thing)
        return masked(one_line(record.summary, 300)) if record else ""

    def summary_language(self, thing: Thing) -> str:
        """The language of the summary, "" where it is Dutch or not known."""
        record = self.summed(thing)
        return self.language(record) if record else ""

    def summed(self, thing: Thing) -> AnyRecord | None:
        """The record whose summary is shown, None where there is none that may be."""
        shown = (r for r in thing.records if r.kind != "document" or permits(r.text_licence))
        return next((record for record in shown if record.summary), None)


def natural(title: str) -> tuple[tuple[int, int, str], ...]:
    """Give a key that sorts titles as readers do: without accents, "deel 2" before "deel 10".

    >>> sorted(["deel 10", "1.1. B", "Zwolle", "1. A", "'t Hof", "Één", "deel 2"], key=natural)
    ['1. A', '1.1. B', 'deel 2', 'deel 10', 'Één', "'t Hof", 'Zwolle']
    """
    parts = re.findall(r"\d{1,9}|[a-z]+", folded(title).removeprefix("gemeente "))
    starts = not parts or not parts[0].isdigit()  # numbers come first, but "1. A" before "1.1. B"
    rest = ((1, int(part), "") if part.isdigit() else (0, 0, part) for part in parts)
    return ((int(starts), 0, ""), *rest)


def _place(thing: Thing) -> str:
    """Where a thing is at its source, on one short line: the end of its address."""
    path = unquote(urlsplit(str(thing.get("url") or thing.id)).path)
    parts = [part for part in path.split("/") if part not in ("", "-", "blob", "HEAD", "master")]
    where = "/".join(parts[-3:])
    return masked(one_line(where if len(where) <= 60 else f"…{where[-59:]}"))
