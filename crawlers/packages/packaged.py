"""Gives records of files that can be taken over their `package`: what it is, needs and holds.

Whoever wants to use a case type, form, diagram or table of another has three questions: is it good,
does it work with what we have, and what must we change? The answers come from the file itself, and
from what is known to go wrong when such files are imported. Nothing is evaluated or fetched, and a
file with what looks like a secret in it is not offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from crawlers.packages.bpmn import Diagrams
from crawlers.packages.cases import CaseTypes
from crawlers.packages.content import Content
from crawlers.packages.dmn import Tables
from crawlers.packages.forms import Forms
from crawlers.packages.navigator import Navigator
from crawlers.packages.notes import Notes, listed
from crawlers.readers import File, Reading
from knowledge.model import AnyRecord, Problem, Process, Solution

MOST_PROBLEMS = 200  # of one file
_WITHHELD = "er staat iets in dat op een geheim lijkt"


class _Noter(Protocol):
    def note(self, record: AnyRecord, notes: Notes) -> bool:
        """Note what there is to say of a package; False where the record is of something else."""


_KINDS: dict[str, tuple[str, Callable[[Content], _Noter]]] = {  # by the format of a reading
    "zgw": ("zaaktype", CaseTypes),
    "inavigator": ("zaaktype", Navigator),
    "openforms": ("formulier", Forms),
    "bpmn": ("bpmn", Diagrams),
    "dmn": ("dmn", Tables),
}


def packaged(file: File, reading: Reading) -> Reading:
    """Give a reading in which records of packages have one, with what is wrong as warnings.

    A page of a list is no package: there is no file to take over.
    """
    kind, noter = _KINDS.get(reading.format, ("", None))
    if noter is None or not reading.records or reading.next or reading.total >= 0:
        return reading
    content = Content(file)
    examiner = noter(content)
    secrets = content.secrets(is_xml=reading.format in ("bpmn", "dmn", "inavigator"))
    problems = list(reading.problems)
    if secrets:
        problems.append(_secret(file, secrets))
    records, found = [], []
    for record in reading.records:
        notes = Notes(_place(file, record), kind)
        notes.withheld = _WITHHELD if secrets else ""
        if _is_in_file(record) and examiner.note(record, notes):
            before = sum(_costs(one, file, notes.place) for one in problems)
            record = record.model_copy(update={"package": notes.package(len(file.body), before)})
        records.append(record)
        found += notes.problems
    return replace(reading, records=records, problems=[*problems, *_capped(found, file)])


def _is_in_file(record: AnyRecord) -> bool:
    """Tell whether a record is what stands in a file: a source that it only names has no format."""
    return isinstance(record, Solution) or (isinstance(record, Process) and bool(record.format))


def _place(file: File, record: AnyRecord) -> str:
    """Give where the problems of a record are: its part of the file."""
    part = record.id.partition("#")[2]
    return f"{file.url}#{part}" if part else file.url


def _costs(problem: Problem, file: File, place: str) -> bool:
    return problem.level != "hint" and problem.place in (file.url, place)


def _secret(file: File, names: list[str]) -> Problem:
    said = f"bij {listed(names)} staat iets dat op een geheim lijkt. Haal het weg en vervang het "
    said += "geheim overal waar u het gebruikt. We bieden dit bestand niet aan."
    return Problem(level="warning", code="secret-in-package", message=said, place=file.url)


def _capped(found: list[Problem], file: File) -> list[Problem]:
    if len(found) <= MOST_PROBLEMS:
        return found
    said = f"er zijn nog {len(found) - MOST_PROBLEMS + 1} punten. Los eerst de andere op."
    more = Problem(level="warning", code="too-many", message=said, place=file.url)
    return [*found[: MOST_PROBLEMS - 1], more]
