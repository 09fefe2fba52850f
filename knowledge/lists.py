"""What the pages list: which things have a page, what touches them, and the rows of each index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from knowledge.clean import is_open, one_line, text_to_html
from knowledge.hub import Edge, Hub, Thing
from knowledge.members import source_names
from knowledge.model import Kind, Member, Process
from knowledge.paths import page_path
from knowledge.words import PROTOCOL_WORDS, source_word, word

SHOWN_TEXT = 12_000  # characters of one text on a page; the rest is at the source
TYPES: dict[Kind, tuple[str, str]] = {  # what the first filter of each list is about
    "organisation": ("Soort organisatie", "type"),
    "solution": ("Soort oplossing", "solution_type"),
    "process": ("Product", ""),
    "product": ("Doelgroep", "audience"),
    "document": ("Soort document", "genre"),
    "initiative": ("Fase", "phase"),
}
_WHO: dict[Kind, tuple[tuple[str, bool], ...]] = {  # relations that join a thing to organisations
    "organisation": (),
    "solution": (("makes", True), ("uses", True)),
    "process": (("publishes", True),),
    "product": (("performs", True),),
    "document": (("publishes", True),),
    "initiative": (("takes_part", True), ("funds", True)),
}
_COUNTED: dict[Kind, tuple[str, str, str]] = {  # relation to count, one, more
    "organisation": ("", "gegeven", "gegevens"),
    "solution": ("uses", "gebruiker", "gebruikers"),
    "process": ("", "", ""),
    "product": ("handles", "proces", "processen"),
    "document": ("", "", ""),
    "initiative": ("takes_part", "deelnemer", "deelnemers"),
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


class Row(NamedTuple):
    """One line of a list page and of its JSON file."""

    title: str
    url: str
    summary: str
    type: str
    organisation: tuple[str, ...]
    count: int


class Shelf:
    """A hub as pages need it: what has a page, how it is called, what stands around it."""

    def __init__(self, hub: Hub, day: date) -> None:
        self.hub = hub
        self.day = day
        self.members = {member.organisation: member for member in hub.members}
        self._words: dict[str, str] = {}
        self._paths = {identifier: page_path(hub.things[identifier]) for identifier in self._shown()}

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
            return is_valid or thing.id in self.members or bool(self.hub.edges_of(thing.id))
        return thing.kind != "product" or bool(self.hub.edges_of(thing.id))

    def is_valid(self, thing: Thing) -> bool:
        """Whether an organisation exists on the day of this build."""
        start, end = thing.get("valid_from"), thing.get("valid_until")
        return (start is None or start <= self.day) and (end is None or end >= self.day)

    def things(self, kind: Kind) -> list[Thing]:
        """The things of one kind that have a page, by title."""
        return [thing for thing in self.hub.of_kind(kind) if thing.id in self._paths]

    def path(self, identifier: str) -> str:
        """The address of a thing's page from the root of the site, "" where it has none."""
        return self._paths.get(identifier, "")

    def title(self, identifier: str) -> str:
        """The title of a thing, or the end of its id where nothing else is known."""
        if thing := self.hub.things.get(identifier):
            return one_line(thing.title) or "Zonder titel"
        return one_line(identifier.rstrip("/").rpartition("/")[2].replace("_", " ")) or identifier

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
        return sorted(found, key=lambda end: (not end.edge.counts, end.title.casefold(), end.id))

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
                return one_line(record.summary, 300)
        return ""


def _cut(text: str) -> str:
    """The start of a long text, up to the end of a paragraph."""
    if len(text) <= SHOWN_TEXT:
        return text
    return text[:SHOWN_TEXT].rsplit("\n\n", 1)[0]


def list_rows(shelf: Shelf, kind: Kind) -> list[Row]:
    """Give the rows of the list of one kind, by title."""
    return [_row(shelf, thing) for thing in shelf.things(kind)]


def _row(shelf: Shelf, thing: Thing) -> Row:
    counted = _COUNTED[thing.kind][0]
    edges = shelf.hub.edges_of(thing.id)
    if thing.kind == "organisation":
        count = sum(edge.counts and edge.subject == thing.id for edge in edges)
    else:
        count = sum(edge.counts and edge.relation == counted for edge in edges)
    who = [end.title for relation, back in _WHO[thing.kind]
           for end in shelf.ends(thing.id, relation, back) if end.edge.counts]  # fmt: skip
    if thing.kind == "organisation" and thing.get("province"):
        who = [thing.get("province")]
    return Row(shelf.title(thing.id), shelf.path(thing.id), shelf.summary(thing)[:160],
               _type(shelf, thing), tuple(dict.fromkeys(who)), count)  # fmt: skip


def _type(shelf: Shelf, thing: Thing) -> str:
    name = TYPES[thing.kind][1]
    if thing.kind == "process":
        return next((end.title for end in shelf.ends(thing.id, "handles")), "")
    value = thing.get(name)
    return one_line(word(value[0] if isinstance(value, tuple) else value)) if value else ""


def list_words(kind: Kind) -> dict[str, str]:
    """Give the words of the filters and counts of one list."""
    _, one, more = _COUNTED[kind]
    who = "Provincie" if kind == "organisation" else "Organisatie"
    return {"type": TYPES[kind][0], "who": who, "one": one, "more": more}


def figures(shelf: Shelf) -> dict[str, int]:
    """Count what the home page tells."""
    hub = shelf.hub
    active = {edge.subject for edge in hub.edges
              if edge.relation in ("uses", "makes", "publishes") and edge.counts}  # fmt: skip
    municipalities = (hub.things[i] for i in active if i in hub.things)
    return {
        "municipalities": sum(thing.get("type") == "gemeente" for thing in municipalities),
        "shared": sum(count >= 2 for _, count in reused(shelf)),
        "processes": len(shelf.things("process")),
        "statements": sum(len(edge.evidence) for edge in hub.edges),
    }


def reused(shelf: Shelf) -> list[tuple[Thing, int]]:
    """List the solutions that have users, the most used first."""
    counts: dict[str, int] = {}
    for edge in shelf.hub.edges:
        if edge.relation == "uses" and edge.counts and edge.object in shelf.hub.things:
            counts[edge.object] = counts.get(edge.object, 0) + 1
    things = [(shelf.hub.things[identifier], count) for identifier, count in counts.items()]
    return sorted(things, key=lambda pair: (-pair[1], pair[0].title.casefold(), pair[0].id))


def newest(shelf: Shelf, most: int = 10) -> list[Thing]:
    """List the things that were first seen last."""
    kinds: tuple[Kind, ...] = ("solution", "process", "document", "initiative")
    dated = [(thing.first_seen, thing) for kind in kinds for thing in shelf.things(kind)]
    known = [(seen, thing) for seen, thing in dated if seen]
    known.sort(key=lambda pair: (-pair[0].toordinal(), pair[1].title.casefold(), pair[1].id))
    return [thing for _, thing in known[:most]]


def last_run(hub: Hub) -> str:
    """Give the name of the last run, which starts with its day; "" where there was none."""
    return max((str(report.get("run", "")) for report in hub.sources.values()), default="")


def member_sources(shelf: Shelf, member: Member) -> Iterator[dict[str, Any]]:
    """Give each source of a member with its last report, an empty one where there was no run."""
    for name, source in source_names(member).items():
        report = shelf.hub.sources.get(name, {})
        address = source.url or "/".join(part for part in (source.api, source.owner) if part)
        yield {
            "name": name,
            "what": PROTOCOL_WORDS.get(source.protocol, source.protocol),
            "address": address,
            "licence": source.licence,
            "state": str(report.get("state", "")),
            "run": str(report.get("run", "")),
            "found": int(report.get("found", 0)),
            "records": int(report.get("records", 0)),
            "refused": int(report.get("refused", 0)),
            "problems": [problem for problem in report.get("problems", []) if problem],
        }


def siblings(shelf: Shelf, thing: Thing) -> list[tuple[End, Thing]]:
    """List the other processes for the products that a process handles."""
    found: dict[str, End] = {}
    for product in shelf.ends(thing.id, "handles"):
        for end in shelf.ends(product.id, "handles", back=True):
            if end.id != thing.id and end.path:
                found.setdefault(end.id, end)
    ordered = sorted(found.values(), key=lambda end: (end.title.casefold(), end.id))
    return [(end, shelf.hub.things[end.id]) for end in ordered]


def diagram(thing: Thing) -> Process | None:
    """Give the record of a process that has its steps, if any."""
    drawn = (r for r in thing.records if isinstance(r, Process) and (r.steps or r.decisions))
    return next(drawn, None)


def groups(ends: Iterable[End], shelf: Shelf) -> dict[str, list[End]]:
    """Group documents by what staff ask: experiences, costs, agreements, and the rest."""
    headings = {"ervaring": "Ervaringen", "kosten": "Kosten", "afspraak": "Afspraken"}
    found: dict[str, list[End]] = {heading: [] for heading in [*headings.values(), "Documenten"]}
    for end in ends:
        thing = shelf.hub.things.get(end.id)
        genre = str(thing.get("genre") or "") if thing else ""
        found[headings.get(genre, "Documenten")].append(end)
    return {heading: rows for heading, rows in found.items() if rows}


