"""What can be wrong: errors that a person can mend, and problems with their place."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class NoaberError(Exception):
    """What a person can mend; the command line prints it in one line and exits with `status`."""

    status = 1


class EntryError(NoaberError):
    """A file that a person wrote is wrong: says the file, the place and what to write instead."""


class SourceError(NoaberError):
    """A member's catalogue could not be used: says the address and why."""


class Problem(BaseModel):
    """One thing that is wrong, where it is, and in words that its owner understands.

    `place` is a file path or URL; `line` and `column` count from 1, 0 where there is none.
    """

    model_config = ConfigDict(frozen=True)

    level: Literal["error", "warning", "hint"] = "error"
    code: str
    message: str
    place: str = ""
    line: int = 0
    column: int = 0
    field: str = ""

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.place, self.line, self.column) if part)
        what = f"{self.field}: {self.message}" if self.field else self.message
        line = f"{where}: {self.level}: {what}" if where else f"{self.level}: {what}"
        return " ".join(line.splitlines())  # a key or name may hold a line break
