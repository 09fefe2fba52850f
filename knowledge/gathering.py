"""What has been read of a home so far, before it becomes a hub."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from knowledge.identity import folded, url_id
from knowledge.model import AnyRecord, Problem, Statement
from knowledge.organisations import OrganisationRegister


@dataclass
class Gathered:
    """Records by thing, their statements, other names of things, and the problems met."""

    register: OrganisationRegister
    records: dict[str, list[AnyRecord]] = field(default_factory=lambda: defaultdict(list))
    graves: dict[str, list[AnyRecord]] = field(default_factory=lambda: defaultdict(list))
    statements: list[Statement] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # as written -> id, each resolved once
    products: dict[str, str] = field(default_factory=dict)  # folded name of the register -> id
    spellings: dict[str, str] = field(default_factory=dict)  # as written -> id, each spelled once

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

    def named(self, written: str) -> str:
        """Give the organisation that a written name means, "" where no rule decides."""
        if written not in self.names:
            ids = self.register.decided(written)
            self.names[written] = ids[0] if len(ids) == 1 else ""
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

    def add(self, record: AnyRecord) -> None:
        """Take a record and its statements in; what is gone has none and stands apart."""
        if record.gone:
            self.graves[record.id].append(record)
            return
        self.statements += record.statements
        if record.kind == "product" and record.source.startswith("register:"):
            self.products.setdefault(folded(record.title), record.id)
        self.records[record.id].append(record.model_copy(update={"statements": ()}))
        for alias in getattr(record, "aliases", ()) if record.kind == "solution" else ():
            self.aliases.setdefault(url_id(alias), record.id)

    def say(self, code: str, message: str, place: str, **more: Any) -> None:
        """Note a problem."""
        self.problems.append(Problem(code=code, message=message, place=place, **more))
