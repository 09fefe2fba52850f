"""Refreshes the registers from their publishers (`noaber organisations refresh`).

TOOI value lists in JSON-LD, the UPL in CSV and the ROO export in XML (standards.md A.7, A.10). A
list that cannot be fetched or read, or that lost too much, is a problem: what we had stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.fetch import fetch
from knowledge.extraction import csv_text
from knowledge.home import Home, today
from knowledge.model import NoaberError, Problem, SourceError
from knowledge.register import (
    BODIES,
    ORGANISATIONS,
    PRODUCTS,
    RegisterSource,
    bodies_from_roo,
    facts_from_tooi,
    load_sources,
    organisations_from_tooi,
    products_from_upl,
    read_rows,
)
from knowledge.renewal import Change, differences, is_believable, load_with, put, sources_text

Row = dict[str, str]
COLUMNS = {
    "organisations.csv": ORGANISATIONS,
    "products.csv": PRODUCTS,
    "bodies.csv": BODIES,
}
LARGEST = 64 * 1024 * 1024  # bytes; the ROO export is over 30 MB
MOST_VERSIONS = 20  # later than the one that we have, asked one by one
_GONE = re.compile(r"HTTP 4(?!29)\d\d$")
_ROO: dict[str, Any] = {
    "title": "Register van Overheidsorganisaties (ROO)",
    "publisher": "KOOP (Logius), ROO",
    "register_file": "bodies.csv",
    "version": "",
    "address": "https://organisaties.overheid.nl/archive/exportOO.xml",
    "rows": 1,
    "licence": "ROO is published by KOOP/Logius as open data. Facts about organisations extracted "
    "(names, ids, dates, websites); no people, functions or addresses.",
}


@dataclass
class Refreshed:
    """What came of it: the folder of the registers, each register, and what went wrong."""

    folder: Path
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The exit status: 0 all done, 3 some registers were kept, 1 none could be read."""
        kept = sum(1 for change in self.changes if change.state == "kept")
        wrong = any(problem.level == "error" for problem in self.problems)
        return 1 if kept == len(self.changes) else 3 if wrong else 0

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values, for `--json`."""
        return {
            "folder": str(self.folder),
            "registers": [change.as_json() for change in self.changes],
            "problems": [problem.model_dump() for problem in self.problems],
        }

    def lines(self) -> list[str]:
        """Give it for people, in Dutch; the problems are not among them."""
        return [line for change in self.changes for line in change.lines()]


def refresh(
    home: Home, allow_loopback: bool = False, progress: Callable[[str], None] = lambda _: None
) -> Refreshed:
    """Renew the registers from the addresses in `sources.yml` and write what changed.

    They are written in the home's own `knowledge/registers`. Raises NoaberError where the
    registers that we have cannot be read.
    """
    desk = _Desk(home, allow_loopback)
    asked = (key for key, source in desk.sources.items() if source.register_file in COLUMNS)
    order = sorted(asked, key=lambda key: desk.sources[key].type != "provincie")
    changes = {}
    for key in order:  # provinces first: municipalities take their names from them
        progress(f"{desk.sources[key].title} …")
        changes[key] = desk.renewed(key)
    folder = put(home, desk.files()) if desk.renewals else home.registers
    return Refreshed(
        folder, [changes[key] for key in desk.sources if key in changes], desk.problems
    )


class _Desk:
    """The registers as they are and as they become; nothing is written here."""

    def __init__(self, home: Home, allow_loopback: bool) -> None:
        self.folder, self.allow = home.registers, allow_loopback
        self.sources = load_sources(self.folder)
        self.listed = frozenset(self.sources)
        if all(source.register_file != "bodies.csv" for source in self.sources.values()):
            roo = RegisterSource(**_ROO, date=today())
            self.sources["overheidsorganisaties"] = roo
        self.rows = {name: self._rows(name, columns) for name, columns in COLUMNS.items()}
        self.problems: list[Problem] = []
        self.renewals = 0

    def _rows(self, name: str, columns: tuple[str, ...]) -> list[Row]:
        path = self.folder / name
        return [row for _, row in read_rows(path, columns)] if path.is_file() else []

    def files(self) -> dict[str, bytes]:
        """Give the content of each file as it is to be; what says where it is from comes last."""
        known = {k: one for k, one in self.sources.items() if one.sha256 or k in self.listed}
        files = {n: csv_text(COLUMNS[n], rows) for n, rows in self.rows.items() if rows}
        return files | {"sources.yml": sources_text(known)}

    def renewed(self, key: str) -> Change:
        """Renew one register in memory and say what became of it."""
        old, before = self.sources[key], self.own_rows(self.sources[key])
        try:
            source, document = self.newest(old)
            rows = self.extracted(source, document)
        except SourceError as error:
            return self.kept(key, "unfetched", str(error).removeprefix(f"{_place(old)}: "))
        except NoaberError as error:
            return self.kept(key, "not-a-list", str(error))
        found = differences(before, rows)
        if not rows:
            return self.kept(key, "empty", "de lijst is leeg")
        if not is_believable(len(before), len(found["gone"])):
            said = f"van {len(before)} regels zijn er {len(found['gone'])} weg; dat geloven we niet"
            return self.kept(key, "shrunk", said)
        digest = hashlib.sha256(document).hexdigest()
        if rows != before or digest != old.sha256 or source != old:
            source = _read(source, document, digest, len(rows))
            try:
                self.take(key, source, rows)
            except NoaberError as error:
                return self.kept(key, "unusable", str(error))
        about: dict[str, Any] = {"name": key, "title": source.title, "version": source.version}
        state = "renewed" if any(found.values()) else "same"
        return Change(**about, rows=len(rows), state=state, **found)

    def take(self, key: str, source: RegisterSource, rows: list[Row]) -> None:
        """Put the rows of a register in the place of the old; raises where that cannot load."""
        kept = (self.rows.copy(), self.sources.copy())
        name = source.register_file
        others = [row for row in self.rows[name] if source.type and row["type"] != source.type]
        self.rows[name] = sorted([*others, *rows], key=lambda row: row["id"])
        self.sources[key] = source
        try:
            load_with(self.folder, self.files())
        except NoaberError:
            self.rows, self.sources = kept
            raise
        self.renewals += 1

    def kept(self, key: str, code: str, message: str) -> Change:
        """Note why a register stays as it was."""
        source = self.sources[key]
        said = f"{message}. De lijst die er was blijft staan."
        self.problems.append(Problem(code=code, message=said, place=_place(source)))
        rows = len(self.own_rows(source))
        return Change(name=key, title=source.title, version=source.version, state="kept", rows=rows)

    def own_rows(self, source: RegisterSource) -> list[Row]:
        """Give the rows that we have of a register: in one file there may be several."""
        rows = self.rows.get(source.register_file, [])
        return [row for row in rows if not source.type or row["type"] == source.type]

    def newest(self, source: RegisterSource) -> tuple[RegisterSource, bytes]:
        """Give the newest version of a list, and what it says. Raises SourceError.

        The address of a TOOI value list ends in its version: the next is asked until there is none.
        """
        found = None
        start = int(source.version) + 1 if source.type and source.version.isdecimal() else 0
        for number in range(start, start + MOST_VERSIONS if start else 0):
            later = _version(source, number)
            document = self.asked(later) if later else None
            if later is None or document is None:
                break
            found = later, document
        return found or (source, fetch(_place(source), self.allow, LARGEST).body)

    def asked(self, source: RegisterSource) -> bytes | None:
        """Give a later version of a list, None where there is none."""
        try:
            document = fetch(_place(source), self.allow, LARGEST).body
            facts_from_tooi(document)
        except SourceError as error:
            if not _GONE.search(str(error)):
                said = f"of er een nieuwere lijst is, is niet te zien: {error}"
                warning = Problem(level="warning", code="unfetched", message=said)
                self.problems.append(warning.model_copy(update={"place": _place(source)}))
            return None
        except NoaberError:
            return None  # a page that says in HTML that there is no such list
        return document

    def extracted(self, source: RegisterSource, document: bytes) -> list[Row]:
        """Give the rows of a register from what its publisher gave. Raises NoaberError."""
        if source.register_file == "bodies.csv":
            return bodies_from_roo(document)
        if source.register_file == "products.csv":
            return products_from_upl(document)
        known = self.rows["organisations.csv"]
        provinces = {row["id"]: row["name"] for row in known if row["type"] == "provincie"}
        rows = organisations_from_tooi(document, provinces=provinces)
        return [row for row in rows if row["type"] == source.type]


def _place(source: RegisterSource) -> str:
    return source.download or source.address


def _version(source: RegisterSource, number: int) -> RegisterSource | None:
    """Give the source of another version of a list, None where its address has no version."""
    pattern = re.compile(rf"(?<=[/_]){source.version}(?=[/.]|$)")
    if not pattern.search(_place(source)):
        return None
    new = {key: pattern.sub(str(number), getattr(source, key)) for key in ("address", "download")}
    return source.model_copy(update={**new, "version": str(number)})


def _read(source: RegisterSource, document: bytes, digest: str, rows: int) -> RegisterSource:
    """Say of a register what was read today: no longer a copy that somebody else kept."""
    facts = facts_from_tooi(document) if source.type else {}
    try:
        day = date.fromisoformat(facts.get("date", ""))
    except ValueError:
        day = today()
    new = {"sha256": digest, "fetched": today(), "date": day, "rows": rows}
    stated = {key: facts[key] for key in ("title", "version") if facts.get(key)}
    version = {} if source.type else {"version": day.isoformat()}
    no_copy = dict.fromkeys(("repository", "path", "commit", "note"), "")
    return source.model_copy(update={**new, **stated, **version, **no_copy})
