"""When entries were made and changed, as git knows it; front matter holds no dates (model.md)."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from typing import NamedTuple

from knowledge.home import Home


class Dates(NamedTuple):
    """The days on which a file was first and last committed."""

    created: date
    changed: date


def entry_dates(home: Home) -> dict[str, Dates]:
    """Give the days of each committed entry by `<kind>/<slug>.md`.

    Empty where the home is in no git checkout, or git is absent. An uncommitted entry is not in it.
    """
    git = shutil.which("git")
    if not git or not home.entries.is_dir():
        return {}
    command = [git, "-C", str(home.entries), "-c", "core.quotePath=false", "log", "--format=@%cs",
               "--name-only", "--no-renames", "--relative", "--", "."]  # fmt: skip
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    dates: dict[str, Dates] = {}
    day = date.min
    for line in said.stdout.splitlines():  # the newest commit first
        if line.startswith("@"):
            day = date.fromisoformat(line[1:])
        elif line:
            dates[line] = Dates(day, dates[line].changed if line in dates else day)
    return dates
