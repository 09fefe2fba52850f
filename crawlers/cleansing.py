"""Takes what must be forgotten out of all files in `data/`, whatever room wrote them.

Done when something is decided, and at the start of every crawl and build: a harvest that was put
back from an archive is cleansed too. Each file is replaced in one move; a job that is killed half
way is done by doing it again. A record that goes leaves a tombstone without data (harvest.md).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawlers.store import remove_leftovers, write_lines
from crawlers.withholding import names, remembered
from knowledge.forgetting import GRAVE, REMOVED, Forgotten
from knowledge.home import Home
from knowledge.model import to_json

REASON = "op verzoek verwijderd"
_APPLIED = "forgotten.json"  # in `data`: the decisions that were carried out there


@dataclass
class Cleansed:
    """How many lines and files changed by folder, and the files that could not be looked into."""

    removed: Counter[str] = field(default_factory=Counter)
    closed: list[str] = field(default_factory=list)


def cleanse(home: Home, forgotten: Forgotten | None = None, write: bool = True) -> Cleansed:
    """Take what must be forgotten out of `data/`, or only count it where `write` is False.

    That is all that was decided in the home, unless something else is given.

    Where a decision was undone, the next crawl reads everything afresh: what was left out is back.
    """
    forgotten = Forgotten.load(home) if forgotten is None else forgotten
    data, done = home.root / "data", Cleansed()
    applied = _applied(data)
    if not data.is_dir() or not (forgotten or applied):
        return done
    if write:
        remove_leftovers(data, *(path for path in data.rglob("*") if path.is_dir()))
        if applied - {one.name for one in forgotten.decisions}:
            for path in home.seen.glob("*.jsonl"):
                path.unlink()
    cleaner = _Cleaner(home, forgotten, write, done)
    for path in sorted(path for path in data.rglob("*") if path.is_file()):
        if path != data / _APPLIED:
            cleaner.cleanse(path)
    if write:
        decided = sorted(one.name for one in forgotten.decisions)
        write_lines(data / _APPLIED, [to_json({"applied": decided})])
    return done


def _applied(data: Path) -> set[str]:
    """Give the decisions that were carried out here before."""
    try:
        return set(json.loads((data / _APPLIED).read_bytes())["applied"])
    except (OSError, ValueError, LookupError, TypeError):
        return set()


@dataclass(frozen=True)
class _Cleaner:
    """Cleanses files one by one; nothing changes where `write` is False."""

    home: Home
    forgotten: Forgotten
    write: bool
    done: Cleansed

    def cleanse(self, path: Path) -> None:
        """Cleanse one file, again where a crawl wrote it meanwhile."""
        place = path.relative_to(self.home.root)
        while True:
            before = path.stat()
            try:
                text = path.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                self.done.closed += [place.as_posix()] if self.forgotten else []
                return
            old = [
                line for line in ([text] if path.suffix == ".json" else text.split("\n")) if line
            ]
            new = self.in_order([*self.lines(old, path)], path)
            if new == old:
                return
            if not self.write or _is_same(path, before):
                break
        part = place.parts[-2] if len(place.parts) > 2 else place.name
        self.done.removed[part] += (Counter(old) - Counter(new)).total()
        if self.write and new:
            write_lines(path, new)
        elif self.write:
            path.unlink()

    def in_order(self, lines: list[str], path: Path) -> list[str]:
        """Put the lines of a harvest in the order of their ids: a tombstone has one of its own."""
        is_harvest = path.parent == self.home.harvest and any(GRAVE in line for line in lines)
        return sorted(lines, key=_id) if is_harvest else lines

    def lines(self, lines: list[str], path: Path) -> Iterator[str]:
        """Give the lines of a file as they may stay; one that may not is left out."""
        if path.suffix not in (".json", ".jsonl"):
            yield from map(self.forgotten.text, lines)
            return
        is_memory = path.parent == self.home.seen
        for line in lines:
            try:
                data = json.loads(line)
            except (ValueError, RecursionError):
                if not names(line, self.forgotten):
                    yield line
                continue
            kept = self.kept(data, is_memory) if isinstance(data, dict) else self.plain(data)
            if kept is not None:
                yield line if kept == data else to_json(kept)

    def plain(self, data: Any) -> Any:
        """Give plain values without what must be forgotten."""
        return self.forgotten.plain(data)

    def kept(self, data: dict[str, Any], is_memory: bool) -> Any:
        """Give what may stay of one line, None where nothing may."""
        if is_memory and "place" in data:
            return remembered(data, self.forgotten)
        identifier = str(data.get("id", ""))
        if identifier.startswith(GRAVE):  # a decision that was undone takes its graves with it
            stays = not self.write or self.forgotten.decision(identifier.split("/")[1])
            return data if stays else None
        if not (fallen := self.forgotten.fallen(data)):
            return self.plain(data)
        is_record = "kind" in data and "title" in data
        return self.grave(data, fallen) if is_record else None

    def grave(self, data: dict[str, Any], fallen: str) -> dict[str, Any]:
        """Give a tombstone without data: its source, the decision and the day, no more."""
        decision = self.forgotten.decision(fallen)
        assert decision is not None
        return {
            "id": f"{GRAVE}{fallen}/{self.forgotten.mark(str(data['id']))}", "kind": "document",
            "title": REMOVED, "source": data.get("source", ""), "reason": REASON,
            "gone": decision.day.isoformat(),
        }  # fmt: skip


def _is_same(path: Path, before: os.stat_result) -> bool:
    now = path.stat()
    return (now.st_ino, now.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def _id(line: str) -> str:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, LookupError, TypeError):
        return ""
