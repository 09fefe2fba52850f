"""What has been read of a home so far, before it becomes a hub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from knowledge.forgetting import Forgotten
from knowledge.hub import Thing
from knowledge.identity import folded, url_id
from knowledge.licences.gate import as_licensed
from knowledge.model import AnyRecord, Organisation, Problem, Process, Solution, Statement
from knowledge.organisations import OrganisationRegister, Resolution

_ALSO_KNOWN = ("solution", "process")  # of these the other names are ids


@dataclass
class Gathered:
    """Records by thing, their statements, other names of things, and the problems met."""

    register: OrganisationRegister
    forgotten: Forgotten = field(default_factory=Forgotten)
    records: dict[str, list[AnyRecord]] = field(default_factory=lambda: defaultdict(list))
    graves: dict[str, list[AnyRecord]] = field(default_factory=lambda: defaultdict(list))
    statements: list[Statement] = field(default_factory=list)
    past: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    names: dict[str, Resolution] = field(default_factory=dict)  # each name is resolved once
    products: dict[str, str] = field(default_factory=dict)  # folded name of the register -> id
    spellings: dict[str, str] = field(default_factory=dict)  # as written -> id, each spelled once
    joined: dict[str, list[AnyRecord]] = field(default_factory=lambda: defaultdict(list))
    noted: set[str] = field(default_factory=set)  # of which only statements speak, and decisions

    def canonical(self, identifier: str) -> str:
        """Follow the other names of a thing to the one under which it stands.

        Where names go round in a circle, the first of them in the alphabet is the one.
        """
        is_known = identifier in self.records or identifier in self.aliases
        names = [identifier if is_known else self._spelled(identifier)]
        while (name := self.aliases.get(names[-1], names[-1])) not in names:
            names.append(name)
        return min(names[names.index(name) :])

    def _spelled(self, identifier: str) -> str:
        """Give the id for another spelling of it, such as the OWMS address of a municipality."""
        if identifier not in self.spellings:
            known = self.register.with_id(identifier)
            self.spellings[identifier] = known or url_id(identifier)
        return self.spellings[identifier]

    def named(self, written: str) -> Resolution:
        """Say which organisations a written name means; none where no rule decides."""
        if written not in self.names:
            known = self.register.known(written)
            self.names[written] = known or Resolution(written=written)
        return self.names[written]

    def product_named(self, written: str) -> str:
        """Give the product of the register (UPL) that has this name, "" where none has."""
        return self.products.get(folded(written), "")

    def join(self) -> None:
        """Put the records that stand under another name with those of the thing itself."""
        for identifier in [name for name in self.records if self.canonical(name) != name]:
            moved = {"id": self.canonical(identifier)}
            for record in self.records.pop(identifier):
                self.records[moved["id"]].append(record.model_copy(update=moved))

    def join_away(self, away: Mapping[str, Thing]) -> None:
        """Put the records of things that were decided to be another one (`away`) with that one.

        They come behind its own. Organisations that are only `noted` wait for disclosure.
        """
        for identifier, thing in away.items():
            kept = self.canonical(identifier)
            for record in thing.records if identifier not in self.noted else ():
                own = self.joined if kept in self.records else self.records
                own[kept].append(self.moved(record, thing))

    def moved(self, record: AnyRecord, thing: Thing) -> AnyRecord:
        """Give a record of a thing under the id where that thing stands now.

        It knows the id and the page name that the thing had as aliases.
        """
        values: dict[str, Any] = {"id": self.canonical(thing.id)}
        if isinstance(record, Solution | Organisation | Process):
            values["aliases"] = (*record.aliases, thing.id, thing.slug)
        return record.model_copy(update=values)

    def add(self, record: AnyRecord) -> None:
        """Take a record and its statements in; what is gone has none and stands apart.

        What must be forgotten is left out, whoever says it.
        """
        allowed = self.forgotten.record(record)
        if allowed is None:
            return
        record = as_licensed(allowed)
        self.past += record.past
        if record.gone:
            self.graves[record.id].append(record)
            return
        self.statements += _dated(record)
        if record.kind == "product" and record.source.startswith("register:"):
            self.products.setdefault(folded(record.title), record.id)
        self.records[record.id].append(record.model_copy(update={"statements": (), "past": ()}))
        for alias in getattr(record, "aliases", ()) if record.kind in _ALSO_KNOWN else ():
            self.aliases.setdefault(url_id(alias), record.id)

    def say(self, code: str, message: str, place: str, **more: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(code=code, message=message, place=place, **more))


def _dated(record: AnyRecord) -> Iterator[Statement]:
    """Give the statements of a record, with its source and days where one has none of its own."""
    for said in record.statements:
        days = {name: getattr(record, name) for name in ("source", "first_seen", "last_seen")}
        missing = {name: day for name, day in days.items() if not getattr(said, name)}
        yield said.model_copy(update=missing) if missing else said
