"""Renewal: what changed in a register, whether that is believable, and writing it.

A list that lost more than a harvest may lose (harvest.md P2) is not believed. A file is written
in one move and only where its content changed; the same lists give the same bytes.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from knowledge.extraction import write_whole
from knowledge.home import Home
from knowledge.maps.places import load_inhabitants
from knowledge.model import Frozen
from knowledge.register import RegisterSource, load_organisations, load_products

MOST_LOST = 0.2  # of the rows that there were
NAMED = 20  # of the rows that changed
HEAD = """\
# Where the rows of the registers come from. `date` is the date of the register itself; the rows
# were extracted by knowledge/extraction.py, knowledge/roo.py and knowledge/maps/cbs.py. The command
# `noaber organisations refresh` writes it and asks `download`, or else `address`; a copy that was
# read by hand has `repository`, `path` and `commit`.
"""
_WORDS = {"added": "nieuw", "changed": "gewijzigd", "ended": "beëindigd", "gone": "verdwenen"}
Row = Mapping[str, str]


class Change(Frozen):
    """What became of one register: `same`, `renewed`, or `kept` as it was because of a problem.

    `added`, `changed`, `ended` (they have a last day now) and `gone` hold names of rows.
    """

    name: str
    title: str
    version: str
    state: Literal["same", "renewed", "kept"]
    rows: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values: of each list how many there are, and the first names."""
        plain = self.model_dump(exclude=set(_WORDS))
        lists = {word: getattr(self, word) for word in _WORDS}
        return plain | {
            word: {"count": len(names), "names": list(names[:NAMED])}
            for word, names in lists.items()
        }

    def lines(self) -> list[str]:
        """Give it for people, in Dutch: a line for the register and one for each list of names."""
        state = {"same": "ongewijzigd", "renewed": "vernieuwd", "kept": "niet vernieuwd"}
        told = [f"{self.title} ({self.version}): {state[self.state]}, {self.rows} regels"]
        for word, dutch in _WORDS.items():
            names = getattr(self, word)
            more = f" en nog {len(names) - NAMED}" if len(names) > NAMED else ""
            if names:
                told.append(f"  {len(names)} {dutch}: {', '.join(names[:NAMED])}{more}")
        return told


def differences(old: Iterable[Row], new: Iterable[Row]) -> dict[str, tuple[str, ...]]:
    """Give the names of the rows that were added, changed, ended or are gone, in order of id."""
    before, after = {row["id"]: row for row in old}, {row["id"]: row for row in new}
    found: dict[str, list[str]] = {word: [] for word in _WORDS}
    for key, row in after.items():
        was = before.get(key)
        if was is None:
            found["added"].append(_name(row))
        elif row.get("valid_until") and not was.get("valid_until"):
            found["ended"].append(_name(row))
        elif row != was:
            found["changed"].append(_name(row))
    found["gone"] = [_name(row) for key, row in before.items() if key not in after]
    return {word: tuple(names) for word, names in found.items()}


def _name(row: Row) -> str:
    return row.get("official_name") or row["name"]


def is_believable(before: int, lost: int) -> bool:
    """Tell whether a list may have lost so many of its rows: 20 %, or one.

    >>> is_believable(5, 1), is_believable(2, 1), is_believable(10, 3), is_believable(0, 0)
    (True, True, False, True)
    """
    return lost <= max(1, int(MOST_LOST * before))


def sources_text(sources: Mapping[str, RegisterSource]) -> bytes:
    """Give the text of `sources.yml`: a block for each register, in the order given."""
    blocks = {
        key: source.model_dump(mode="json", exclude_defaults=True)
        for key, source in sources.items()
    }
    dumped = yaml.safe_dump(blocks, allow_unicode=True, sort_keys=False, width=100)
    return (HEAD + dumped).encode()


def load_with(folder: Path, files: Mapping[str, bytes]) -> None:
    """Load the registers of a folder as they would be with these files; writes nothing there.

    Raises NoaberError where they cannot be loaded.
    """
    with tempfile.TemporaryDirectory() as name:
        trial = Path(name)
        _copy(folder, trial)
        for stem, content in files.items():
            (trial / stem).write_bytes(content)
        load_inhabitants(trial, load_organisations(trial))
        load_products(trial)


def put(home: Home, files: Mapping[str, bytes]) -> Path:
    """Write the files that differ into the home's own registers, and give their folder.

    A home without registers gets a copy of those of the checkout, whole and in one move, so that a
    home never changes the checkout. Nothing is written where nothing differs.
    """
    folder = home.root / "knowledge" / "registers"
    new = {
        name: content
        for name, content in files.items()
        if not (home.registers / name).is_file() or (home.registers / name).read_bytes() != content
    }
    if not new:
        return home.registers
    if folder.is_dir():
        for name, content in new.items():
            write_whole(folder / name, content)
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".registers.") as name:
        whole = Path(name) / "registers"
        whole.mkdir()
        _copy(home.registers, whole)
        for stem, content in new.items():
            (whole / stem).write_bytes(content)
        whole.rename(folder)
    return folder


def _copy(folder: Path, target: Path) -> None:
    for path in folder.iterdir():
        if path.is_file() and path.suffix in (".csv", ".json", ".yml"):
            shutil.copyfile(path, target / path.name)
