"""Files of JSON lines: written in one move, and read back by id without holding them in memory.

A harvest may have 20,000 records with their texts. Only where each line stands is kept in memory,
so that a crawl takes the same memory for a large source as for a small one.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

from pydantic import ValidationError

from knowledge.model import AnyRecord, record_from_json


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a file of lines under a temporary name and put it in place in one move."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_leftovers(*folders: Path) -> None:
    """Remove the temporary files of runs that were killed; what a run is writing now stays."""
    for path in (path for folder in folders for path in folder.glob(".*.*")):
        writer = path.name.rpartition(".")[2]
        if writer.isdecimal() and not _is_running(int(writer)):
            path.unlink(missing_ok=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it runs, and is somebody else's
        pass
    return True


class Kept(NamedTuple):
    """Where a record stands in a harvest file, and what a new run must know of it."""

    offset: int
    length: int
    hash: str
    is_gone: bool
    is_missed: bool


class Harvest:
    """The last good harvest of a source by id; what is no line of ours counts as absent."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: dict[str, Kept] = dict(_index(path))

    def data(self, identifier: str) -> dict[str, Any] | None:
        """Give the plain values of a record, None where it is not there."""
        line = self.line(identifier)
        return json.loads(line) if line else None

    def line(self, identifier: str) -> bytes:
        """Give the line of a record, empty where it is not there."""
        kept = self.kept.get(identifier)
        if kept is None:
            return b""
        with self.path.open("rb") as file:
            file.seek(kept.offset)
            return file.read(kept.length)

    def record(self, identifier: str) -> AnyRecord | None:
        """Give a record, None where it is not there or an older version wrote it otherwise."""
        try:
            return record_from_json(self.line(identifier))
        except ValidationError:
            return None


def _index(path: Path) -> Iterator[tuple[str, Kept]]:
    if not path.exists():
        return
    at = 0
    with path.open("rb") as file:
        for line in file:
            try:
                data = json.loads(line)
                kept = Kept(at, len(line), data.get("hash", ""), bool(data.get("gone")),
                            bool(data.get("missed")))  # fmt: skip
                yield str(data["id"]), kept
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                pass
            at += len(line)


class Spool:
    """Lines by key on their way to a file: on disk, under no name, until they are all there."""

    def __init__(self) -> None:
        self._file: IO[bytes] | None = None
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def put(self, key: str, line: str) -> None:
        """Keep a line under its key; a later one takes its place."""
        raw = line.encode()
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._file.seek(self._end)
        self._file.write(raw)
        self._places[key] = (self._end, len(raw))
        self._end += len(raw)

    def get(self, key: str) -> str:
        """Give the line of a key. Raises KeyError."""
        offset, length = self._places[key]
        assert self._file is not None
        self._file.seek(offset)
        return self._file.read(length).decode()

    def close(self) -> None:
        """Let the lines go."""
        if self._file is not None:
            self._file.close()
