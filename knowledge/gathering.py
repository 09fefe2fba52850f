"""What has been read of a home so far, before it becomes a hub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from knowledge.hub import Thing
from knowledge.identity import folded, url_id
from knowledge.model import AnyRecord, Organisation, Problem, Solution, Statement
from knowledge.organisations import OrganisationRegister, Resolution


@dataclass
class Gathered:
    """Records by thing, their statements, other names of things, and the problems met."""

    register: OrganisationRegister
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

    def canonical(self, identifier: str) -> str:
        """Follow the other names of a thing to the one under which it stands.

        Where names go round in a circle, the first of them in the alphabet is the one.
        """
        names = [identifier if identifier in self.records else self._spelled(identifier)]
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

        They come behind its own, and know the id and the page name that they had as aliases.
        """
        for identifier, thing in away.items():
            kept = self.canonical(identifier)
            for record in thing.records:
                moved: dict[str, Any] = {"id": kept}
                if isinstance(record, Solution | Organisation):
                    moved["aliases"] = (*record.aliases, identifier, thing.slug)
                own = self.joined if kept in self.records else self.records
                own[kept].append(record.model_copy(update=moved))

    def add(self, record: AnyRecord) -> None:
        """Take a record and its statements in; what is gone has none and stands apart."""
        self.past += record.past
        if record.gone:
            self.graves[record.id].append(record)
            return
        self.statements += _dated(record)
        if record.kind == "product" and record.source.startswith("register:"):
            self.products.setdefault(folded(record.title), record.id)
        self.records[record.id].append(record.model_copy(update={"statements": (), "past": ()}))
        for alias in getattr(record, "aliases", ()) if record.kind == "solution" else ():
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
