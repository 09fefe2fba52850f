"""What the pages list: the rows of each index, the figures of the home page, sources, groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from knowledge.clean import masked, one_line
from knowledge.hub import Hub, Thing
from knowledge.member import Member
from knowledge.members import source_names
from knowledge.model import AnyRecord, Kind, Process, Statement
from knowledge.shelf import End, Shelf, natural
from knowledge.words import PROTOCOL_WORDS, day, word

TYPES: dict[Kind, tuple[str, str]] = {  # what the first filter of each list is about
    "organisation": ("Soort organisatie", "type"),
    "solution": ("Soort oplossing", "solution_type"),
    "process": ("Product", ""),
    "product": ("Thema", "themes"),
    "document": ("Soort document", "genre"),
    "initiative": ("Fase", "phase"),
}
_COUNTED: dict[Kind, tuple[str, str, str]] = {  # relation to count, one, more
    "organisation": ("", "gegeven", "gegevens"),
    "solution": ("uses", "gebruiker", "gebruikers"),
    "process": ("", "", ""),
    "product": ("handles", "proces", "processen"),
    "document": ("", "", ""),
    "initiative": ("takes_part", "deelnemer", "deelnemers"),
}


class Row(NamedTuple):
    """One line of a list page and of its JSON file; `mark` tells it from others of that title."""

    title: str
    url: str
    summary: str
    type: str
    organisation: tuple[str, ...]
    number: int
    mark: str = ""
    lang: str = ""


def list_rows(shelf: Shelf, kind: Kind) -> list[Row]:
    """Give the rows of the list of one kind, by title; processes that show their steps first."""
    things = shelf.things(kind)
    if kind == "process":
        things = sorted(things, key=lambda thing: not thing.get("steps"))
    marks = shelf.marks(thing.id for thing in things)
    return [_row(shelf, thing, marks.get(thing.id, "")) for thing in things]


def _row(shelf: Shelf, thing: Thing, mark: str) -> Row:
    counted = _COUNTED[thing.kind][0]
    edges = shelf.hub.edges_of(thing.id)
    if thing.kind == "organisation":
        count = sum(edge.counts and edge.subject == thing.id for edge in edges)
    else:
        count = sum(edge.counts and edge.relation == counted for edge in edges)
    return Row(shelf.title(thing.id), shelf.path(thing.id), one_line(shelf.summary(thing), 160),
               _type(shelf, thing), shelf.who(thing), count, mark,
               shelf.summary_language(thing) or shelf.title_language(thing.id))  # fmt: skip


def _type(shelf: Shelf, thing: Thing) -> str:
    name = TYPES[thing.kind][1]
    if thing.kind == "process":
        handled = (e.object for e in shelf.hub.edges_of(thing.id) if e.relation == "handles")
        return next((shelf.title(product) for product in handled), "")
    value = thing.get(name)
    if thing.kind == "organisation" and not shelf.is_valid(thing):
        return f"voormalige {value or 'organisatie'}"
    return (
        masked(one_line(word(value[0] if isinstance(value, tuple) else value), 80)) if value else ""
    )


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
        "shared": sum(reuse.users >= 2 for reuse in reused(shelf)),
        "processes": len(shelf.things("process")),
        "statements": sum(len(edge.evidence) for edge in hub.edges),
    }


class Reuse(NamedTuple):
    """A solution with how many organisations use it, and how many of these are municipalities."""

    thing: Thing
    users: int
    municipalities: int


def reused(shelf: Shelf) -> list[Reuse]:
    """List the solutions that have users, those with the most municipalities first."""
    things = shelf.hub.things
    counts: dict[str, list[bool]] = {}
    for edge in shelf.hub.edges:
        if edge.relation == "uses" and edge.counts and edge.object in things:
            user = things.get(edge.subject)
            counts.setdefault(edge.object, []).append(bool(user and user.get("type") == "gemeente"))
    found = [Reuse(things[solution], len(by), sum(by)) for solution, by in counts.items()]
    return sorted(
        found, key=lambda r: (-r.municipalities, -r.users, natural(r.thing.title), r.thing.id)
    )


def newest(shelf: Shelf, most: int = 10) -> list[Thing]:
    """List what came last; what a source had when it was first read is no news, an entry is.

    Those of one day come by turns of each kind.
    """
    kinds: tuple[Kind, ...] = ("solution", "process", "initiative", "document")
    things = [(place, thing) for place, kind in enumerate(kinds) for thing in shelf.things(kind)]
    began: dict[str, date] = {}
    for _, thing in things:
        for record in thing.records:
            if record.first_seen:
                first = began.setdefault(record.source, record.first_seen)
                began[record.source] = min(first, record.first_seen)
    turns: Counter[tuple[Kind, date]] = Counter()
    ordered = []
    for place, thing in things:
        seen = thing.first_seen
        if seen and any(_is_news(record, seen, began) for record in thing.records):
            ordered.append((-seen.toordinal(), turns[thing.kind, seen], place, thing.id))
            turns[thing.kind, seen] += 1
    return [shelf.hub.things[identifier] for *_, identifier in sorted(ordered)[:most]]


def _is_news(record: AnyRecord, seen: date, began: dict[str, date]) -> bool:
    is_entry = record.source.startswith("entry:")
    return record.first_seen == seen and (is_entry or seen > began[record.source])


def means(shelf: Shelf, product: Thing) -> list[End]:
    """List the solutions that support a product or one of its processes, each once."""
    processes = [end.id for end in shelf.ends(product.id, "handles", back=True)]
    found: dict[str, End] = {}
    for identifier in (product.id, *processes):
        for end in shelf.ends(identifier, "supports", back=True):
            found.setdefault(end.id, end)
    return sorted(found.values(), key=lambda end: (natural(end.title), end.id))


def told(shelf: Shelf, product: Thing) -> list[End]:
    """List what is written about a product and about the solutions and processes for it."""
    around = [*means(shelf, product), *shelf.ends(product.id, "handles", back=True)]
    found: dict[str, End] = {}
    for identifier in (product.id, *(end.id for end in around)):
        for end in shelf.ends(identifier, "about", back=True):
            found.setdefault(end.id, end)
    return list(found.values())


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
            "run": str(report.get("day") or report.get("run", ""))[:10],
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


def shared_source(ends: Sequence[End]) -> Statement | None:
    """Give the statement whose claimant, source and day all these relations share, if any."""
    said = [end.edge.best for end in ends]
    same = {
        (s.strength, s.claimant == s.subject or s.claimant, s.source, s.last_seen) for s in said
    }
    return said[0] if len(said) > 1 and len(same) == 1 else None


def through(shelf: Shelf, thing: Thing) -> list[tuple[End, list[End]]]:
    """Give the cooperations that an organisation is a member of, with what each of them uses."""
    ours = (end for end in shelf.ends(thing.id, "member_of") if end.edge.counts)
    found = []
    for cooperation in ours:
        used = [end for end in shelf.ends(cooperation.id, "uses") if end.edge.counts]
        if used:
            found.append((cooperation, used))
    return found


def said_in(shelf: Shelf, ends: Sequence[End]) -> str:
    """Say in which sources relations stand, and when they were last seen there."""
    sources = sorted({shelf.source(end.edge.best.source) for end in ends})
    seen = max((s for end in ends if (s := end.edge.best.last_seen)), default=None)
    more = f" en {len(sources) - 3} meer" if len(sources) > 3 else ""
    return f"bron: {'; '.join(sources[:3])}{more}" + (f" · gezien {day(seen)}" if seen else "")


def diagram(thing: Thing) -> Process | None:
    """Give the record of a process that has its steps, if any."""
    drawn = (r for r in thing.records if isinstance(r, Process) and (r.steps or r.decisions))
    return next(drawn, None)


def groups(ends: Iterable[End], shelf: Shelf, rest: str = "Documenten") -> dict[str, list[End]]:
    """Group what is written about a thing by what staff ask; `rest` is the heading of the rest."""
    headings = {
        "ervaring": "Ervaringen",
        "kosten": "Kosten",
        "afspraak": "Afspraken",
        "verklaring": "Beweringen",
        "productpagina": "Zo leggen organisaties het uit",
    }
    order = ("Zo leggen organisaties het uit", "Ervaringen", "Kosten", "Afspraken", "Initiatieven",
             rest, "Beweringen")  # fmt: skip
    found: dict[str, list[End]] = {heading: [] for heading in order}
    for end in ends:
        thing = shelf.hub.things.get(end.id)
        genre = str(thing.get("genre") or "") if thing else ""
        is_plan = end.kind == "initiative"
        found["Initiatieven" if is_plan else headings.get(genre, rest)].append(end)
    return {heading: rows for heading, rows in found.items() if rows}
