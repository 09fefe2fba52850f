"""One reader per file format: bytes in, records and problems out, no network.

A reader is a module of this package with `NAME`, `ORDER`, `accepts(file)` and `read(file)`. It is
found by being here; the first (by `ORDER`, low first) that accepts a file reads it. Modules whose
name starts with `_` are no readers: they hold what readers share.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import ModuleType
from typing import Any

from knowledge.model import AnyRecord, Problem

LONGEST_TITLE = 500  # characters


@dataclass(frozen=True)
class File:
    """One fetched file, and what is known of where it came from.

    `url` is its public address (never the mirror it was fetched from) and so its evidence;
    `path` its path in a repository or on a host; `organisation` the id of the member that
    publishes it; `about` the id of the solution it belongs to, `repository` that solution's
    repository; `licence` the SPDX id that holds for the text, "" where unknown; `headers` those of
    the answer, names in lower case. `drafts` asks for what its maker calls a draft as well.
    """

    url: str
    body: bytes
    path: str = ""
    media_type: str = ""
    charset: str = ""
    organisation: str = ""
    about: str = ""
    repository: str = ""
    licence: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    drafts: bool = False

    @property
    def name(self) -> str:
        """The last part of the path, in lower case."""
        return (self.path or self.url.partition("?")[0]).rstrip("/").rpartition("/")[2].lower()


@dataclass
class Reading:
    """What a reader made of a file; `format` and `version` are those of the file.

    Of one page of a list, `next` is the address or position of the following page as the list says
    it ("" on the last), and `total` how many things the whole list says it has (-1: not said). Each
    item of a list gives a record, or a problem with level `error` and a `place` of its own.
    """

    records: list[AnyRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    format: str = ""
    version: str = ""
    next: str = ""
    total: int = -1

    def problem(self, code: str, message: str, **where: Any) -> None:
        """Note a problem; `level` is error unless said."""
        self.problems.append(Problem(code=code, message=message, **where))


LFS_POINTER = b"version https://git-lfs.github.com/spec/"  # how such a file begins


def readers() -> list[ModuleType]:
    """List the readers there are, in the order in which they are asked."""
    names = [found.name for found in pkgutil.iter_modules(__path__) if found.name[0] != "_"]
    found = [importlib.import_module(f"{__name__}.{name}") for name in names]
    return sorted(found, key=lambda module: (module.ORDER, module.NAME))


def reader_for(file: File, among: Sequence[ModuleType] = ()) -> ModuleType | None:
    """Give the reader that accepts a file, of those given or of all; None where no reader does."""
    return next((module for module in among or readers() if module.accepts(file)), None)


def read(file: File, among: Sequence[ModuleType] = ()) -> Reading:
    """Read a file with the reader that accepts it; a file nobody reads is a problem, no error.

    `among` are the readers to ask, all of them unless given. The records are stamped with the
    reader's name.
    """
    if file.body.startswith(LFS_POINTER):
        pointer = Reading(format="unknown")
        said = "dit is een verwijzing van Git LFS. Zet het bestand zelf in de repository."
        pointer.problem("lfs-pointer", said, place=file.url)
        return pointer
    reader = reader_for(file, among)
    if reader is None:
        unread = Reading(format="unknown")
        kind = file.media_type or "onbekend soort"
        unread.problem(
            "unread-format", f"dit soort bestand lezen we nog niet ({kind})", place=file.url
        )
        return unread
    from crawlers.packages.packaged import packaged  # which itself needs this module

    reading: Reading = packaged(file, reader.read(file))
    stamped = [
        record.model_copy(update={"reader": reader.NAME, "title": record.title[:LONGEST_TITLE]})
        for record in reading.records
    ]
    return replace(reading, records=stamped)
