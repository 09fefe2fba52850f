"""What the last run saw of a source, so that what did not change is neither fetched nor read again.

One file per source, `data/runs/seen/<source>.jsonl`: the first line has notes of the source and
when it was last read in full, each other line says of one place what its host answered (ETag, day
of change, hash), when it was fetched, and what became of it. It is written after the harvest, and
an entry counts only while the harvest still has its records as they were then: a run that was
killed between the two files is simply read again (harvest.md P9, P10).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.screening import private
from crawlers.store import Harvest, Spool, write_lines
from crawlers.withholding import is_withheld, remembered
from knowledge.forgetting import Forgotten
from knowledge.model import Problem, to_json

FULL = 28  # days after which everything is fetched and read afresh (harvest.md section 6)
_UNREAD = ("bug", "too-heavy")  # problems of ours: another time the same file may be read


@dataclass(frozen=True)
class Mark:
    """What a host said of an address, and under which circumstances it was read.

    `context` stands for all but the bytes that decides what is read: code, licence, organisation.
    `stamp` is what a list says of the last change. `fetched` is the moment (ISO 8601).
    """

    url: str = ""
    etag: str = ""
    modified: str = ""
    hash: str = ""
    stamp: str = ""
    context: str = ""
    fetched: str = ""


@dataclass(frozen=True)
class Entry:
    """What became of one place: the ids of its records, its problems, what follows in its list.

    `elsewhere` are the ids of records that stood in an earlier place too: once that one goes, this
    one is to be read again.
    """

    place: str
    mark: Mark = field(default_factory=Mark)
    ids: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    group: str = ""
    is_refused: bool = False
    next: str = ""
    total: int = -1
    format: str = ""
    body: str = ""  # of a list that is kept whole: its bytes in gzip and base64
    headers: dict[str, str] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()

    def as_json(self) -> str:
        """Give the entry as one line, without what is empty."""
        data = vars(self) | {"mark": {k: v for k, v in vars(self.mark).items() if v}}
        data["problems"] = [problem.model_dump(exclude_defaults=True) for problem in self.problems]
        blank = vars(Entry("")) | {"mark": {}, "problems": []}
        return to_json({k: v for k, v in data.items() if k == "place" or v != blank[k]})


def entry_from(line: str | bytes) -> Entry:
    """Read an entry. Raises ValueError, TypeError or KeyError where it is none."""
    data = json.loads(line)
    problems = tuple(Problem(**problem) for problem in data.pop("problems", ()))
    mark = Mark(**data.pop("mark", {}))
    ids, elsewhere = tuple(data.pop("ids", ())), tuple(data.pop("elsewhere", ()))
    return Entry(mark=mark, ids=ids, problems=problems, elsewhere=elsewhere, **data)


class Memory:
    """The entries of the last run by place, and those of this run.

    `code` stands for the code that reads: entries of other code do not count. `is_full` says that
    nothing may be skipped in this run, since the last full reading is `FULL` days ago.
    """

    def __init__(self, path: Path, harvest: Harvest, code: str, now: date) -> None:
        self.path, self.harvest = path, harvest
        self.forgotten = Forgotten()
        self.code, self.now = code, now
        self.notes: dict[str, str] = {}
        self.brought: set[str] = set()  # ids of the records of this run so far
        self.fresh = Spool()
        self._places: dict[str, tuple[int, int]] = {}
        self._groups: dict[str, list[str]] = defaultdict(list)
        self._stamps: dict[str, str] = {}
        self.stamps: dict[str, str] = {}  # of the groups that were read whole in this run
        header = self._load()
        self.withheld = False  # something of this run is not remembered
        self._is_cut = bool(header.get("withheld")) or is_withheld(harvest)
        self.read_in_full = _day(header.get("full"))
        age = (now - self.read_in_full).days if self.read_in_full else FULL
        self.is_full = not 0 <= age < FULL or header.get("code") != code

    def _load(self) -> dict[str, Any]:
        """Index the file; a line that cannot be read counts as absent."""
        header: dict[str, Any] = {}
        if not self.path.exists():
            return header
        at = 0
        with self.path.open("rb") as file:
            for line in file:
                try:
                    data = json.loads(line)
                    if at == 0:
                        header = dict(data)
                        self.notes = dict(header.get("notes", {}))
                        self._stamps = dict(header.get("groups", {}))
                    else:
                        self._places[data["place"]] = (at, len(line))
                        if group := data.get("group"):
                            self._groups[group].append(data["place"])
                except (ValueError, KeyError, TypeError):
                    pass
                at += len(line)
        return header

    def entry(self, place: str) -> Entry | None:
        """Give what the last run knew of a place, whether or not it still counts."""
        if place not in self._places:
            return None
        offset, length = self._places[place]
        with self.path.open("rb") as file:
            file.seek(offset)
            try:
                return entry_from(file.read(length))
            except (ValueError, TypeError, KeyError):
                return None

    def usable(self, place: str, context: str) -> Entry | None:
        """Give what the last run knew of a place, where that may be used in this run."""
        entry = None if self.is_full else self.entry(place)
        if entry is None or entry.is_refused or entry.mark.context != context:
            return None
        if any(problem.code in _UNREAD for problem in entry.problems):
            return None
        return entry if self._still_there(entry) else None

    def _still_there(self, entry: Entry, inside: Set[str] = frozenset()) -> bool:
        """Tell whether the harvest has the records of an entry as they were read then.

        What it leaves to an earlier place must have come from there in this run, or from `inside`
        its own group.
        """
        if any(one not in self.brought and one not in inside for one in entry.elsewhere):
            return False
        kept = [self.harvest.kept.get(identifier) for identifier in entry.ids]
        return all(one and not one.is_gone and one.hash == entry.mark.hash for one in kept)

    def group(self, name: str, stamp: str) -> list[Entry]:
        """Give the entries of a group where its stamp is the same; empty where it is to be read."""
        if self.is_full or not stamp or self._stamps.get(name) != stamp:
            return []
        entries = [self.entry(place) for place in self._groups.get(name, ())]
        inside = {identifier for entry in entries if entry for identifier in entry.ids}
        known = [entry for entry in entries if entry and self._still_there(entry, inside)]
        return known if len(known) == len(entries) else []

    def all(self) -> Iterator[Entry]:
        """Give every entry of the last run that is no list by itself."""
        for place in self._places:
            entry = self.entry(place)
            if entry and not entry.body:
                yield entry

    @property
    def is_whole(self) -> bool:
        """Whether every entry of the last run is here and may still be used."""
        known = bool(self._places) and not self._is_cut and not self.is_full
        return known and all(map(self._still_there, self.all()))

    def keep(self, entry: Entry) -> None:
        """Remember an entry of this run, without personal data and what must be forgotten."""
        kept = private(json.loads(entry.as_json()))
        self.withheld |= kept is None
        line = to_json(kept) if kept else ""
        if kept and self.forgotten:
            data = remembered(known := json.loads(line), self.forgotten)
            self.withheld |= data != known
            line = to_json(data) if data else ""
        if line:
            self.fresh.put(entry.place, line)

    def save(self, is_complete: bool) -> None:
        """Write what is known now: of an incomplete run the older entries stay.

        Not where it was to read everything afresh: what it did not come to is read the next time.
        """
        keys = set(self.fresh)
        forgets = is_complete or self.is_full
        old = set() if forgets else self._places.keys() - keys
        stamps = self.stamps if forgets else self._stamps | self.stamps
        full = self.now if self.is_full else self.read_in_full
        header = {"code": self.code, "full": full.isoformat() if full else "",
                  "notes": self.notes, "groups": stamps}  # fmt: skip
        header = self.forgotten.plain(header) | ({"withheld": True} if self.withheld else {})
        write_lines(self.path, self._lines(to_json(header), sorted(keys | old)))

    def _lines(self, header: str, places: Iterable[str]) -> Iterator[str]:
        yield header
        for place in places:
            if place in self.fresh:
                yield self.fresh.get(place)
            elif entry := self.entry(place):
                yield entry.as_json()


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
