"""The home: the folder that holds `knowledge/`, `data/` and `build/`, and the clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from knowledge.model import NoaberError

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Home:
    """The paths of one home; `site/`, `mkdocs.yml` and registers it lacks are the checkout's."""

    root: Path = CHECKOUT

    @property
    def members(self) -> Path:
        """`knowledge/members`, one YAML file per member."""
        return self.root / "knowledge" / "members"

    @property
    def entries(self) -> Path:
        """`knowledge/entries`, one folder per kind of entry."""
        return self.root / "knowledge" / "entries"

    @property
    def merges(self) -> Path:
        """`knowledge/merges`, one file per decision of the merge desk."""
        return self.root / "knowledge" / "merges"

    @property
    def registers(self) -> Path:
        """`knowledge/registers` of the home, or of the checkout where the home has none."""
        own = self.root / "knowledge" / "registers"
        return own if own.is_dir() else CHECKOUT / "knowledge" / "registers"

    @property
    def harvest(self) -> Path:
        """`data/harvest`, one file of JSON lines per source."""
        return self.root / "data" / "harvest"

    @property
    def runs(self) -> Path:
        """`data/runs`, one report per crawl."""
        return self.root / "data" / "runs"

    @property
    def seen(self) -> Path:
        """`data/runs/seen`, what the last run saw of each source."""
        return self.runs / "seen"

    @property
    def accepted(self) -> Path:
        """`data/accepted`, the losses that somebody accepted, one file per source."""
        return self.root / "data" / "accepted"

    @property
    def build(self) -> Path:
        """`build`, all that is generated: index, pages, graph and site."""
        return self.root / "build"


def today() -> date:
    """Give the day of `NOABER_NOW` (ISO 8601 date or time), else today.

    Raises NoaberError when the variable holds something else.
    """
    now = os.environ.get("NOABER_NOW", "")
    if not now:
        return date.today()
    try:
        return datetime.fromisoformat(now).date()
    except ValueError:
        raise NoaberError(f"NOABER_NOW is geen datum als 2026-11-23: {now!r}") from None
