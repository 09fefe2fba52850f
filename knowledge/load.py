"""Loading: registers, member files, entries and harvest become one hub.

A line, entry or statement that cannot be used is a problem of the hub and stops nothing else.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.entries import Entry, load_entries, records_of
from knowledge.history import entry_dates
from knowledge.home import Home, today
from knowledge.hub import Hub, Thing, edges_from
from knowledge.identity import digest, page_name, slug, url_id
from knowledge.members import load_members
from knowledge.model import (
    AnyRecord,
    Kind,
    Member,
    Organisation,
    Problem,
    Product,
    Solution,
    Statement,
    record_from_json,
)
from knowledge.organisations import OrganisationRegister
from knowledge.register import load_organisations, load_products, load_synonyms
from knowledge.relations import RELATIONS


@dataclass
class _Loading:
    """What has been read so far: records by thing, statements, aliases and problems."""

    register: OrganisationRegister
    records: dict[str, list[AnyRecord]] = field(default_factory=lambda: defaultdict(list))
    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # as written -> id, each resolved once

    def canonical(self, identifier: str) -> str:
        """Follow the other names of a solution to the one under which it stands.

        Where names go round in a circle, the first of them in the alphabet is the one.
        """
        names = [identifier]
        while (name := self.aliases.get(names[-1], names[-1])) not in names:
            names.append(name)
        return min(names[names.index(name) :])

    def join(self) -> None:
        """Put the records that stand under another name with those of the thing itself."""
        for identifier in [name for name in self.records if self.canonical(name) != name]:
            moved = {"id": self.canonical(identifier)}
            for record in self.records.pop(identifier):
                self.records[moved["id"]].append(record.model_copy(update=moved))

    def add(self, record: AnyRecord) -> None:
        self.statements += record.statements
        self.records[record.id].append(record.model_copy(update={"statements": ()}))
        for alias in getattr(record, "aliases", ()) if record.kind == "solution" else ():
            self.aliases.setdefault(url_id(alias), record.id)


def load_hub(home: Home) -> Hub:
    """Read everything in a home and merge it.

    Raises NoaberError when a register is malformed: without registers nothing can be resolved.
    """
    members, problems = load_members(home.members)
    organisations = load_organisations(home.registers)
    register = OrganisationRegister(organisations).with_members(members)
    loading = _Loading(register, problems=list(problems))
    known: list[AnyRecord] = [*organisations, *load_products(home.registers)]
    for record in [*known, *_of_members(members)]:
        loading.add(record)
    _add_entries(home, loading)
    for path in sorted(home.harvest.glob("*.jsonl")):
        _add_harvest(path, loading)
    loading.join()
    statements = list(_usable(loading))
    return Hub(
        things=_things(loading, members),
        edges=tuple(edges_from(statements)),
        members=tuple(members),
        problems=tuple(loading.problems),
        synonyms=load_synonyms(home.registers),
        sources=last_reports(home),
    )


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


def _add_entries(home: Home, loading: _Loading) -> None:
    entries, problems = load_entries(home.entries)
    loading.problems += problems
    seen: dict[str, Entry] = {}
    dates = entry_dates(home)
    for entry in entries:
        known = dates.get(f"{entry.kind}/{entry.slug}.md")
        try:
            for record in records_of(entry):
                _add_entry(record, entry, seen, loading, known.created if known else today())
        except ValidationError as error:
            message = f"{error.errors()[0]['loc']}: {error.errors()[0]['msg']}"
            loading.problems.append(Problem(code="bad-entry", message=message, place=_place(entry)))


def _place(entry: Entry) -> str:
    return f"knowledge/entries/{entry.kind}/{entry.slug}.md"


def _add_entry(
    record: AnyRecord, entry: Entry, seen: dict[str, Entry], loading: _Loading, created: date
) -> None:
    if other := seen.get(record.id):
        message = f"hetzelfde id staat al in {_place(other)}: {record.id}"
        loading.problems.append(
            Problem(code="duplicate-id", message=message, place=_place(entry), field="id")
        )
        return
    seen[record.id] = entry
    dated = {"first_seen": created, "last_seen": today()}
    said = tuple(s.model_copy(update=dated) for s in record.statements)
    loading.add(record.model_copy(update=dated | {"statements": said}))


def _add_harvest(path: Path, loading: _Loading) -> None:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                loading.add(record_from_json(line))
            except ValidationError as error:
                field = ".".join(map(str, error.errors()[0]["loc"]))
                message = f"onleesbaar; haal deze bron opnieuw op ({error.errors()[0]['msg']})"
                loading.problems.append(
                    Problem(
                        code="bad-line", field=field, message=message, place=path.name, line=number
                    )
                )


def _usable(loading: _Loading) -> Iterator[Statement]:
    """The statements with every name resolved, between things of the right kinds."""
    for said in loading.statements:
        resolved = _resolved(said, loading)
        wrong = _mismatch(resolved, loading)
        if wrong:
            loading.problems.append(
                Problem(
                    level="warning",
                    code="wrong-kind",
                    message=wrong,
                    place=said.url or said.source,
                    field=said.relation,
                )
            )
        else:
            yield resolved


def _resolved(said: Statement, loading: _Loading) -> Statement:
    ends = {"subject": said.subject, "object": said.object, "claimant": said.claimant}
    for end, name in (("subject", said.subject_name), ("object", said.object_name)):
        if name:
            ends[end] = _organisation(name, ends[end], loading)
    ends = {end: loading.canonical(value) for end, value in ends.items()}
    relation = RELATIONS.get(said.relation)
    for end, kinds in (
        (("subject", relation.subjects), ("object", relation.objects)) if relation else ()
    ):
        if ends[end] not in loading.records:
            _stub(ends[end], kinds[0], getattr(said, f"{end}_name"), said, loading)
    if ends["claimant"] and ends["claimant"] == ends["subject"] and said.strength != "derived":
        ends["strength"] = "own"
    return said.model_copy(update=ends)


def _organisation(written: str, fallback: str, loading: _Loading) -> str:
    """The id that a written name means: the register's where a rule decides, else the fallback."""
    if written not in loading.names:
        resolution = loading.register.resolve(written)
        decided = len(resolution.organisations) == 1
        loading.names[written] = resolution.organisations[0] if decided else fallback
    return loading.names[written]


def _stub(identifier: str, kind: Kind, name: str, said: Statement, loading: _Loading) -> None:
    """Note a thing of which only a statement speaks, so that the relation can point to it."""
    about = {"id": identifier, "source": said.source, "url": said.url,
             "first_seen": said.first_seen, "last_seen": said.last_seen}  # fmt: skip
    title = name or identifier.rstrip("/").rpartition("/")[2].replace("_", " ") or identifier
    if kind == "organisation":
        loading.add(Organisation(**about, title=title))
    elif kind == "product":
        loading.add(Product(**about, title=title))
    elif kind == "solution" and identifier.startswith("http"):
        loading.add(Solution(**about, title=title))


def _mismatch(said: Statement, loading: _Loading) -> str:
    """Why a statement cannot be used, "" when it can."""
    relation = RELATIONS.get(said.relation)
    if not relation:
        return f"onbekende relatie; kies uit {', '.join(RELATIONS)}"
    for identifier, kinds in ((said.subject, relation.subjects), (said.object, relation.objects)):
        if identifier not in loading.records:
            return f"{identifier} is onbekend; verwacht een id van soort {' of '.join(kinds)}"
        if loading.records[identifier][0].kind not in kinds:
            return f"{identifier} is geen {' of '.join(kinds)}"
    return ""


_TRUST = ("register:", "entry:", "member:")


def _rank(record: AnyRecord) -> tuple[Any, ...]:
    """Order records of one thing: register, entry, harvest; for a product only the register."""
    place = next(
        (n for n, mark in enumerate(_TRUST) if record.source.startswith(mark)), len(_TRUST)
    )
    thin = 0 if record.kind != "solution" or record.reader == "publiccode" else 1
    return (place, thin, record.source, record.url, record.title)


def _things(loading: _Loading, members: Iterable[Member]) -> dict[str, Thing]:
    slugs = {member.organisation: member.slug for member in members}
    taken: dict[tuple[Kind, str], str] = {}
    things = {}
    for identifier in sorted(loading.records, key=lambda i: (i not in slugs, i)):
        records = tuple(sorted(loading.records[identifier], key=_rank))
        kind = records[0].kind
        name = slugs.get(identifier) or _slug(records[0])
        if (kind, name) in taken:
            name = f"{name}-{digest(identifier)}"
        taken[kind, name] = identifier
        same = tuple(record for record in records if record.kind == kind)
        things[identifier] = Thing(identifier, kind, name, same)
    return dict(sorted(things.items()))


def _slug(record: AnyRecord) -> str:
    """The page name of a thing without a member file."""
    if record.source.startswith("entry:"):
        return record.source.rpartition("/")[2]
    if record.source.startswith("register:") or record.kind in ("organisation", "product"):
        return slug(record.title.removeprefix("Gemeente "))
    return page_name(record.title, record.id)


def last_reports(home: Home) -> dict[str, dict[str, Any]]:
    """Give the last report of each source, from the reports of all runs in order."""
    reports: dict[str, dict[str, Any]] = {}
    for path in sorted(home.runs.glob("*.json")):
        run = json.loads(path.read_bytes())
        for source in run.get("sources", []):
            reports[source["source"]] = {**source, "run": run["run"]}
    return reports
