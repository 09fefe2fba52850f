"""What becomes of what a file in a repository claims, given what else is known of its owner."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

from crawlers.forge.repository import Repository, renamed
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from knowledge.identity import folded
from knowledge.member import Member
from knowledge.model import AnyRecord, Organisation, Problem, Solution

_KINDS = {"gemeente", "provincie", "waterschap", "hoogheemraadschap", "ministerie", "van"}


@dataclass
class Names:
    """Which ids are whose: those of the owner's repositories, and those given in this run."""

    known: set[str]
    taken: dict[str, str] = field(default_factory=dict)  # id -> repository that has it

    def is_of_another(self, identifier: str, repository: Repository) -> bool:
        """Tell whether an id belongs to another repository than this one."""
        if identifier == repository.id:
            return False
        is_taken = self.taken.get(identifier, repository.id) != repository.id
        return is_taken or identifier in self.known

    def claimed(self, settled: Settled, repository: Repository) -> Settled:
        """Give a thing with ids that are its own: one of another repository was copied along."""
        if not any(isinstance(record, Solution) for record in settled.reading.records):
            return settled
        records: list[AnyRecord] = []
        problems = list(settled.reading.problems)
        for record in settled.reading.records:
            if self.is_of_another(record.id, repository):
                said = f"url is die van een andere repository ({record.id}); overgenomen? "
                said += f"Hier telt {repository.id}."
                problems.append(Problem(level="warning", code="url-mistake", message=said,
                                        place=settled.place))  # fmt: skip
                record = renamed(record, repository.id)
            self.taken.setdefault(record.id, repository.id)
            records.append(record)
        return dataclasses.replace(settled, reading=_with(settled.reading, records, problems))


def declared_by(member: Member, settled: Settled) -> Settled:
    """Give the declaration of an adopter as that of a member; warn where it bears another name."""
    problems = list(settled.reading.problems)
    is_noted = any(one.code == "other-organisation" for one in problems)  # the last time
    records: list[AnyRecord] = []
    for record in settled.reading.records:
        if not is_noted and not is_name_of(record.title, member.name):
            said = f"dit bestand noemt {record.title[:80]!r}, maar staat bij {member.name}. "
            said += "Klopt de naam? Wat erin staat, telt voor wie het publiceert."
            problems.append(Problem(level="warning", code="other-organisation", message=said,
                                    place=settled.place, field="name"))  # fmt: skip
        is_ours = isinstance(record, Organisation) and record.id == member.organisation
        records.append(record.model_copy(update={"type": member.type}) if is_ours else record)
    return dataclasses.replace(settled, reading=_with(settled.reading, records, problems))


def is_name_of(written: str, member: str) -> bool:
    """Tell whether a written name may well be that of a member: all words of one are in the other.

    >>> is_name_of("Gemeente Súdwest-Fryslân", "Sudwest Fryslan"), is_name_of("Dorp", "Stad")
    (True, False)
    """
    said, known = (set(folded(name).split()) - _KINDS for name in (written, member))
    return not said or not known or said <= known or known <= said


def unguessed(settled: Settled) -> Settled:
    """Make a hint of a file that was read on a guess and is nothing that any reader knows."""
    problems = settled.reading.problems
    if settled.reading.records or any(one.code != "unread-format" for one in problems):
        return settled
    said = "geen export of model dat noaber herkent"
    hints = [one.model_copy(update={"level": "hint", "message": said}) for one in problems]
    return dataclasses.replace(settled, reading=_with(settled.reading, [], hints))


def _with(reading: Reading, records: list[AnyRecord], problems: list[Problem]) -> Reading:
    return dataclasses.replace(reading, records=records, problems=problems)
