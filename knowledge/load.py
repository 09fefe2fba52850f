"""Loading: registers, member files, entries and harvest become one hub.

A line, entry or statement that cannot be used is a problem of the hub and stops nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.ageing import is_past_review
from knowledge.disclosure import disclosed, named_in
from knowledge.entries import Entry, load_entries, records_of
from knowledge.findings import first_of
from knowledge.forgetting import Forgotten
from knowledge.gathering import Gathered
from knowledge.history import Dates, entry_dates
from knowledge.home import Home, today
from knowledge.hub import Hub, Thing
from knowledge.identity import digest, page_name, slug
from knowledge.maps.places import load_inhabitants
from knowledge.member import Member
from knowledge.members import load_members, source_names
from knowledge.merging import meanings, merge, tombs, with_spellings
from knowledge.merging.decisions import Decision, load_merges
from knowledge.model import AnyRecord, Kind, Organisation, Problem, record_from_json
from knowledge.organisations import OrganisationRegister
from knowledge.organisations.cooperations import cooperations_in, with_cooperations
from knowledge.personal.gate import gated
from knowledge.products.recognising import recognised
from knowledge.products.themes import themed
from knowledge.register import load_organisations, load_products, load_synonyms
from knowledge.relating import bygone, related
from knowledge.statements import is_elsewhere
from knowledge.versions import unversioned


def load_hub(home: Home, as_of: date | None = None) -> Hub:
    """Read everything in a home and merge it; the edges are those of a day where one is given.

    Raises NoaberError when a register is malformed: without registers nothing can be resolved.
    """
    members, problems = load_members(home.members)
    decisions, wrong = load_merges(home.merges)
    gathered = _registered(home, members, decisions)
    members = [_identified(member, gathered) for member in members]
    gathered.problems = [*problems, *gathered.problems, *wrong]
    entries = _add_entries(home, gathered, as_of or today())
    _add_harvests(home, members, gathered)
    _leave_out_versions(gathered)
    gathered.join()
    away = _things(merge(decisions, gathered, members), members, gathered)
    gathered.join_away(away)
    gathered.statements += recognised(gathered)
    edges = related(gathered, home.registers, as_of or today(), as_of)
    things = _things(gathered.records, members, gathered)
    buried = {i: r for i, r in gathered.graves.items() if gathered.canonical(i) not in things}
    reports, unread = last_reports(home)
    hub = Hub(
        things=things,
        graves=_things(buried, members, gathered) | tombs(away, gathered),
        edges=edges,
        members=tuple(map(gathered.forgotten.member, members)),
        problems=tuple(map(gathered.forgotten.problem, (*gathered.problems, *unread))),
        synonyms=load_synonyms(home.registers),
        sources=gathered.forgotten.plain(reports),
        past=bygone(gathered),
    )
    hub = disclosed(hub, named_in(entries, gathered.canonical))
    return with_spellings(hub, away, gathered)


def _registered(home: Home, members: list[Member], decisions: list[Decision]) -> Gathered:
    """Start with what registers and member files say; names are read with them and decisions."""
    organisations = load_organisations(home.registers)
    cooperations, problems = cooperations_in(home.registers, organisations)
    register = OrganisationRegister(with_cooperations(organisations, cooperations))
    register = register.with_members(members)
    register = register.with_decisions(meanings(decisions, register))
    gathered = Gathered(register, Forgotten.load(home), problems=problems)
    products = themed(load_products(home.registers), home.registers)
    known: list[AnyRecord] = [*organisations, *cooperations, *products]
    known += load_inhabitants(home.registers, organisations)
    for record in [*known, *_of_members(members)]:
        gathered.add(record)
    return gathered


def _identified(member: Member, gathered: Gathered) -> Member:
    """Give a member under the id that a register has of it; what it published follows it there."""
    same = gathered.register.id_of(member)
    if same == member.organisation:
        return member
    gathered.aliases[member.organisation] = same
    return member.model_copy(update={"id": same})


def _leave_out_versions(gathered: Gathered) -> None:
    """Take versions out of what is said about a use, before a name in it names a thing."""
    gathered.statements = [unversioned(said) for said in gathered.statements]
    gathered.past = [unversioned(said) for said in gathered.past]


def _of_members(members: Iterable[Member]) -> Iterator[Organisation]:
    """What member files themselves say of their organisations."""
    for member in members:
        yield Organisation(
            id=member.organisation,
            title=member.name,
            type=member.type,
            source=f"member:{member.slug}",
            url=member.origin if member.origin.startswith("http") else "",
            last_seen=today(),
        )


def _add_entries(home: Home, gathered: Gathered, day: date) -> list[Entry]:
    """Add what people wrote, as old as it is on a day."""
    entries, problems = load_entries(home.entries)
    gathered.problems += problems
    seen: dict[str, Entry] = {}
    dates = entry_dates(home)
    for entry in entries:
        known = dates.get(f"{entry.kind}/{entry.slug}.md")
        try:
            for record in records_of(entry):
                dated = _dated(record, entry, known or Dates(today(), today()), day)
                _add_entry(dated, entry, seen, gathered)
        except ValidationError as error:
            gathered.say("bad-entry", first_of(error), entry.path)
    return entries


def _dated(record: AnyRecord, entry: Entry, dates: Dates, day: date) -> AnyRecord:
    """Give what an entry says with its days; stale where nobody stood for it any more on a day."""
    seen = {"first_seen": dates.created, "last_seen": today()}
    is_old = is_past_review(entry.keys.review_by, dates.changed, day)
    old = {"state": "stale"} if is_old else {}
    said = tuple(
        s.model_copy(update=seen | (old if s.state in ("current", "confirmed") else {}))
        for s in record.statements
    )
    return record.model_copy(update=seen | {"statements": said})


def _add_entry(record: AnyRecord, entry: Entry, seen: dict[str, Entry], gathered: Gathered) -> None:
    if other := seen.get(record.id):
        message = f"hetzelfde id staat al in {other.path}: {record.id}"
        gathered.say("duplicate-id", message, entry.path, field="id")
        return
    seen[record.id] = entry
    _admit(record, gathered, entry.path)


def _admit(record: AnyRecord, gathered: Gathered, place: str, line: int = 0) -> None:
    """Take a record in without personal data; say why where it may not be shown at all."""
    kept, told = gated(record)
    for one in told:
        if one.level != "hint":
            gathered.say(one.code, one.message, place, line=line, level=one.level)
    if kept:
        gathered.add(kept)


def _add_harvests(home: Home, members: Iterable[Member], gathered: Gathered) -> None:
    """Add every harvest file; what no member's source wrote is read too, and named.

    It is kept because a mistake in a member file must not take a catalogue off the site.
    """
    names = {name for member in members for name in source_names(member)}
    for path in sorted(home.harvest.glob("*.jsonl")):
        if path.stem not in names:
            said = "geen lid heeft deze bron (meer). Verwijder het bestand als dat klopt."
            gathered.say("no-source", said, f"data/harvest/{path.name}", level="warning")
        try:
            _add_harvest(path, gathered)
        except OSError as error:
            said = f"dit bestand is niet te openen ({error.strerror})"
            gathered.say("unreadable", said, f"data/harvest/{path.name}")


def _add_harvest(path: Path, gathered: Gathered) -> None:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                _admit(record_from_json(line), gathered, f"data/harvest/{path.name}", number)
            except ValidationError as error:
                said = f"onleesbaar; haal deze bron opnieuw op ({first_of(error)})"
                gathered.say("bad-line", said, f"data/harvest/{path.name}", line=number)


def _rank(record: AnyRecord) -> tuple[Any, ...]:
    """Order records of one thing: register, entry, member file, then harvest.

    Of harvested solutions the description that stands with the solution itself comes first, then
    copies elsewhere, then what only a code host says.
    """
    trusted = ("register:organisations", "register:", "entry:", "member:")
    place = next((n for n, mark in enumerate(trusted) if record.source.startswith(mark)), 4)
    is_solution = record.kind == "solution"
    thin = is_solution and record.reader != "publiccode"
    copied = is_solution and is_elsewhere(record.url, record.id)
    return (place, thin, copied, record.source, record.url, record.title)


def _things(
    found: dict[str, list[AnyRecord]], members: Iterable[Member], gathered: Gathered
) -> dict[str, Thing]:
    slugs = {member.organisation: member.slug for member in members}
    taken: set[tuple[Kind, str]] = set()
    things = {}
    for identifier in sorted(found, key=lambda i: (i not in slugs, i)):
        joined = sorted(gathered.joined.get(identifier, ()), key=_rank)
        records = (*sorted(found[identifier], key=_rank), *joined)
        kind = records[0].kind
        name = slugs.get(identifier) or _slug(records[0])
        if (kind, name) in taken:
            name = f"{name}-{digest(identifier)}"
        while (kind, name) in taken:
            name = f"{name[:100]}-{digest(name + identifier)}"
        taken.add((kind, name))
        same = tuple(record for record in records if record.kind == kind)
        for record in records:
            if record.kind != kind:
                said = f"{identifier} is volgens {records[0].source} een {kind}; dit telt niet mee"
                place = record.url or record.source
                gathered.say("other-kind", said, place, field=record.kind, level="warning")
        things[identifier] = Thing(identifier, kind, name, same)
    return dict(sorted(things.items()))


def _slug(record: AnyRecord) -> str:
    """The page name of a thing without a member file."""
    if record.source.startswith("entry:"):
        return record.source.rpartition("/")[2]
    if record.source.startswith("register:") or record.kind in ("organisation", "product"):
        return slug(record.title.removeprefix("Gemeente "))
    return page_name(record.title, record.id)


def last_reports(home: Home) -> tuple[dict[str, dict[str, Any]], list[Problem]]:
    """Give the last report of each source, from the reports of all runs in order.

    A report that cannot be read, such as half a file, is a problem and counts for nothing.
    """
    reports: dict[str, dict[str, Any]] = {}
    problems = []
    for path in sorted(home.runs.glob("*.json")):
        try:
            run = json.loads(path.read_bytes())
            reports |= {source["source"]: source | {"run": run["run"]} for source in run["sources"]}
        except (OSError, ValueError, LookupError, TypeError):
            said = "dit verslag is niet te lezen; verwijder het en haal opnieuw op"
            place = f"data/runs/{path.name}"
            problems.append(Problem(code="bad-report", message=said, place=place))
    return reports, problems
