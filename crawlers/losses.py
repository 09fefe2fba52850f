"""Losses that somebody accepted: one file per source, `data/accepted/<source>.json` (P3).

An acceptance holds for one loss. It names the records that the source had when it was held, and
is spent by the next complete run that is written. A run that is killed between the two leaves
another set of records behind, so that the acceptance does not hold for it either.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

from crawlers.store import Harvest, write_lines
from knowledge.home import Home, today
from knowledge.load import last_reports
from knowledge.model import NoaberError, to_json


def accept_loss(home: Home, source: str, reason: str) -> dict[str, Any]:
    """Release a held source once, and write down why; gives what was written.

    Raises NoaberError where the source is not held or no reason is given.
    """
    if not reason.strip():
        raise NoaberError("geef met --reason een reden; die komt op de pagina van de bron")
    report = last_reports(home)[0].get(source)
    if report is None:
        raise NoaberError(f"de bron '{source}' is nog nooit opgehaald. Kijk met: noaber members")
    if report["state"] != "held":
        raise NoaberError(f"de bron '{source}' wordt niet vastgehouden ({report['state']})")
    harvest = Harvest(home.harvest / f"{source}.jsonl")
    accepted = {"day": today().isoformat(), "reason": reason.strip(), "run": report["run"],
                "records": len(_live(harvest)), "of": _digest(harvest)}  # fmt: skip
    path = _path(home, source)
    write_lines(path, [to_json([*_read(path), accepted])])
    return accepted


def is_accepted(home: Home, source: str, harvest: Harvest) -> str:
    """Give the reason why the loss of what this harvest has is accepted, "" where it is not."""
    try:
        known = _read(_path(home, source))
    except NoaberError:
        return ""  # what cannot be read releases nothing; `accept-loss` says what is wrong with it
    if not known or known[-1].get("spent") or known[-1].get("of") != _digest(harvest):
        return ""
    return str(known[-1].get("reason") or "zonder reden")


def spend(home: Home, source: str, now: date) -> None:
    """Note that an acceptance has had its run."""
    path = _path(home, source)
    try:
        known = _read(path)
    except NoaberError:
        return
    if known and not known[-1].get("spent"):
        known[-1]["spent"] = now.isoformat()
        write_lines(path, [to_json(known)])


def _path(home: Home, source: str) -> Path:
    return home.accepted / f"{source}.json"


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        found = json.loads(path.read_bytes())
    except FileNotFoundError:
        return []
    except ValueError:
        raise NoaberError(f"{path.name}: geen JSON; herstel of verwijder dit bestand") from None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _live(harvest: Harvest) -> list[str]:
    kept = harvest.kept.items()
    return sorted(i for i, one in kept if not one.is_gone and not one.is_missed)


def _digest(harvest: Harvest) -> str:
    text = "\n".join(_live(harvest)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]
