"""Decides how a source ended and writes its harvest: what is new, kept, missed, gone, or held.

The rules are those of harvest.md section 3: an incomplete run removes nothing (P1), a sudden loss
holds the source (P2) until somebody accepts it (P3), and what is missed becomes a tombstone only
after `GRACE` days and two complete runs (P4).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from crawlers.editions import earlier
from crawlers.losses import is_accepted, spend
from crawlers.report import SourceReport
from crawlers.screening import screened_line
from crawlers.store import Harvest, Spool, write_lines
from crawlers.withholding import withheld
from knowledge.model import AnyRecord, plain, to_json
from knowledge.relations import RELATIONS

GRACE = 7  # days after a record was last seen
PAST = 100  # statements of a record that its source withdrew; older ones are let go
SHARE = 5  # a complete run may miss one in five records of the last one, and always one
_REMAINS = ("id", "kind", "title", "url", "source", "first_seen", "last_seen")  # of a tombstone


def most_missed(previous: int) -> int:
    """Give how many records a complete run may miss: `max(1, floor(0.2 × previous))` (P2).

    >>> most_missed(27), most_missed(5), most_missed(0)
    (5, 1, 1)
    """
    return max(1, previous // SHARE)


def finish(spider: Any, records: Spool, now: date) -> bool:
    """Write the harvest of a source, unless the run is no ground to replace what there is.

    Complete: what was not found again is missed, and gone in time. Partial: it stays as it was.
    Fewer than `least`, too many missed, or failed: the file stays as it is. Tells whether the file
    was written.
    """
    report: SourceReport = spider.report
    report.close()
    report.records = len(records)
    past: Harvest = spider.past
    before = [i for i, kept in past.kept.items() if not kept.is_gone and not kept.is_missed]
    report.previous = len(before)
    missed = [] if spider.window else [i for i in before if i not in records]
    missed = [i for i in missed if not any(f"{i}/".startswith(f"{m}/") for m in spider.moved)]
    if report.state == "complete":
        _hold(spider, report, before, missed)
    if report.state in ("failed", "held"):
        return False
    is_complete = report.state == "complete" and not spider.window
    lines = _lines(past, records, now if is_complete else None, report)
    write_lines(spider.harvest, lines)
    if report.state == "complete":
        spend(spider.home, report.source, now)
    return True


def _hold(spider: Any, report: SourceReport, before: list[str], missed: list[str]) -> None:
    """Hold a source that gave less than can be believed, unless that loss was accepted."""
    if accepted := is_accepted(spider.home, report.source, spider.past):
        report.accepted_loss(accepted, len(missed))
        return
    if report.records + withheld(report, spider.past) < spider.source.least:
        report.broken_promise(spider.source.least)
    elif len(missed) > most_missed(len(before)):
        report.sudden_loss(len(missed), len(before))


def _lines(past: Harvest, records: Spool, now: date | None, report: SourceReport) -> Iterator[str]:
    """Give the lines of the new file by id; `now` is the day of a complete run."""
    for identifier in sorted({*records, *past.kept}):
        if identifier in records:
            yield records.get(identifier)
        else:
            line = screened_line(past.line(identifier).decode("utf-8", "replace").rstrip("\n"))
            is_gone = past.kept[identifier].is_gone
            if line:
                yield line if now is None or is_gone else _missed(json.loads(line), now, report)


def _missed(data: dict[str, Any], now: date, report: SourceReport) -> str:
    """Give the line of a record that a complete run did not find: still kept, or a tombstone."""
    runs = sorted({*data.get("missed", []), now.isoformat()})
    seen = date.fromisoformat(data.get("last_seen") or runs[0])
    if len(runs) < 2 or (now - seen).days < GRACE:
        report.missing += 1
        return to_json(data | {"missed": [runs[0], runs[-1]] if len(runs) > 1 else runs})
    report.gone += 1
    reason = "niet meer gevonden bij de bron"
    kept = {name: data[name] for name in _REMAINS if name in data}
    kept |= _past(data, (), now)
    return to_json(kept | {"gone": now.isoformat(), "reason": reason})


def dated(
    record: AnyRecord, before: dict[str, Any] | None, source: str, now: date
) -> tuple[dict[str, Any], bool]:
    """Give a record as plain values with its source and days, and whether it says what it said.

    The first day is that of the last harvest where known; `before` is what that harvest has.
    Personal data were hidden before (`crawlers.screening`): a harvest is published.
    """
    data = plain(record)
    data |= {"source": source, "first_seen": now.isoformat(), "last_seen": now.isoformat()}
    old = before or {}
    if old.get("first_seen"):
        data["first_seen"] = old["first_seen"]
    known = {_key(said): said.get("first_seen") for said in old.get("statements", ())}
    for said in data.get("statements", ()):
        first = known.get(_key(said)) or now.isoformat()
        said |= {"source": source, "first_seen": first, "last_seen": now.isoformat()}
    data |= _past(old, data.get("statements", ()), now)
    data |= earlier(old, data, now)
    return data, before is not None and _undated(data) == _undated(before)


def _past(
    old: dict[str, Any], said: Iterable[dict[str, Any]], now: date
) -> dict[str, list[dict[str, Any]]]:
    """Give what a record stated before and states no more, the last `PAST` of it; {} for nothing.

    Kept in the record itself, so that it changes with the harvest in one move (P9). What was said
    without a role is still said where it is said with one.
    """
    still = {key for one in said for key in (_key(one), (*_key(one)[:3], ""))}
    known = {name for name, relation in RELATIONS.items() if relation.remembered}
    told = (one for one in old.get("statements", ()) if one.get("relation") in known)
    over = [one for one in told if _key(one) not in still]
    past = [*old.get("past", ()), *(one | {"gone": now.isoformat()} for one in over)]
    return {"past": past[-PAST:]} if past else {}


def _key(said: dict[str, Any]) -> tuple[str, ...]:
    return tuple(said.get(name, "") for name in ("subject", "relation", "object", "role"))


def _undated(data: dict[str, Any]) -> dict[str, Any]:
    """Give what a record says, without the days and the hash of the file that it stood in."""
    said = [{k: v for k, v in s.items() if k != "last_seen"} for s in data.get("statements", ())]
    dull = ("last_seen", "hash", "missed")
    return {k: v for k, v in data.items() if k not in dull} | {"statements": said}
