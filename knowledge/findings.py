"""What is wrong in one file that people write, each with the place where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from knowledge.model import Problem
from knowledge.strict_yaml import Loaded, YamlError, load_yaml


@dataclass
class Findings:
    """The problems of one file; `where` gives the line and column of a path of keys in it."""

    place: str = ""
    where: Callable[..., tuple[int, int]] = lambda *_: (0, 0)
    problems: list[Problem] = field(default_factory=list)

    def say(
        self,
        code: str,
        message: str,
        *path: str | int,
        level: Literal["error", "warning", "hint"] = "error",
    ) -> None:
        """Note a problem at a path, such as `sources`, 0, `url`."""
        line, column = self.where(*path)
        name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
        spot = {"place": self.place, "line": line, "column": column, "field": name.lstrip(".")}
        self.problems.append(Problem(level=level, code=code, message=message, **spot))

    def loaded(self, path: Path) -> Loaded | None:
        """Read a YAML file, of which `where` then knows the keys; None, with why, if it is bad."""
        try:
            loaded = load_yaml(path.read_bytes(), self.place)
        except YamlError as error:
            self.problems.append(error.problem)
        except OSError as error:
            self.say("unreadable", f"dit bestand is niet te openen ({error.strerror})")
        else:
            self.where = loaded.where
            return loaded
        return None

    @property
    def is_usable(self) -> bool:
        """Tell whether nothing is wrong but, at most, a protocol that we do not know (yet)."""
        return all(found.level != "error" or found.code == "protocol" for found in self.problems)


def meant(word: str, known: Iterable[str]) -> str:
    """Give " Bedoelde u '…'?" with the known word that comes nearest, "" where none is near."""
    close = difflib.get_close_matches(word.lower()[:80], list(known), n=1)
    return f" Bedoelde u '{close[0]}'?" if close else ""


def first_of(error: ValidationError) -> str:
    """Give the first thing that pydantic found, in one line."""
    found = error.errors()[0]
    return f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}".removeprefix(": ")
