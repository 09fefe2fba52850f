"""Keeps how a process was: an edition of what counts, each time that its source changed that.

What counts are the steps (names, kinds, roles, timers and what follows what), decisions, results,
terms, channels, evidence and partners. A drawing that is laid out otherwise, another way of writing
the same file, and a reader that learned to read more give no edition. Of a text whose licence does
not permit it to be shown none is kept: the licence of a later day would be taken for its licence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from pydantic import ValidationError

from crawlers.screening import screened_line
from knowledge.identity import folded
from knowledge.licences import permits
from knowledge.model import Edition, Process, plain, record_from_json, to_json
from knowledge.personal.gate import GATE

MOST = 20  # editions of one process; older ones are let go
_STEPS = 5_000  # of all editions of a process together
_KEPT = ("version", "valid_from", "lanes", "decisions", "term", "service_level", "channels",
         "evidence", "partners")  # fmt: skip
_NOTES: dict[str, Any] = {"text": "", "reads": (), "writes": ()}


def earlier(
    old: dict[str, Any], data: dict[str, Any], now: date
) -> dict[str, list[dict[str, Any]]]:
    """Give the editions of a process as `{"earlier": […]}`, the newest last; {} for none.

    `old` is what the last harvest has of it, `data` what its reader says now. Editions that the
    reader itself gives stay as they are; of those kept here the ones that it gives too are left
    out. The same file (`hash`) read otherwise is no change of its publisher.
    """
    if data.get("kind") != "process" or old.get("kind") != "process" or old.get("gone"):
        return {"earlier": data["earlier"]} if data.get("earlier") else {}
    given = [*data.get("earlier", ())]
    named = {_name(one) for one in given} - {("", "")}
    kept = [one for one in _screened(old).get("earlier", ()) if one not in given]
    is_other = not old.get("hash") or old["hash"] != data.get("hash")
    if is_other and permits(str(old.get("text_licence", ""))):
        kept += _changed(old, data, now)
    kept = [one for one in kept if _name(one) not in named]
    found = sorted([*given, *kept], key=lambda one: str(one.get("until", "")))
    return {"earlier": _cut(found)} if found else {}


def fingerprint(process: Process) -> str:
    """Give what counts of a process as one text: two that are the same in that have the same.

    The ids of steps and the order in which a file lists its parts do not count, capitals and signs
    in names neither.
    """
    labels = {step.id: [step.kind, folded(step.name)] for step in process.steps}
    flows = [
        [*labels.get(flow.source, ["", ""]), folded(flow.name), *labels.get(flow.target, ["", ""])]
        for flow in process.flows
    ]
    steps = [
        [*labels[one.id], folded(one.lane), folded(one.pool), one.event, one.term.strip(),
         one.repeats, labels.get(one.at, ["", ""])[1]]
        for one in process.steps
    ]  # fmt: skip
    decisions = [
        [folded(one.name), _folded(one.outcomes), _folded(one.inputs), _folded(one.outputs),
         [[*map(folded, rule)] for rule in one.rules]]
        for one in process.decisions
    ]  # fmt: skip
    return json.dumps([
        sorted(steps) if flows else steps, sorted(flows), sorted(decisions, key=str),
        _folded(process.lanes), process.term.strip(), process.service_level.strip(),
        *(_folded(getattr(process, name)) for name in ("channels", "evidence", "partners")),
        _folded(one.name for one in process.results),
    ])  # fmt: skip


def _changed(old: dict[str, Any], data: dict[str, Any], now: date) -> list[dict[str, Any]]:
    """Give the edition of what a process was, where it was something and is that no more."""
    try:
        before, after = _read(_screened(old)), _read(data)
    except ValidationError:
        return []  # no line that anything shows; loading says so
    empty = fingerprint(Process(id="-", title="-"))
    if fingerprint(before) in (fingerprint(after), empty):
        return []
    values = {name: getattr(before, name) for name in _KEPT}
    steps = tuple(step.model_copy(update=_NOTES) for step in before.steps)
    results = tuple(one.name for one in before.results)
    return [plain(Edition(until=now.isoformat(), steps=steps, results=results, **values))]


def _read(data: dict[str, Any]) -> Process:
    record = record_from_json(to_json({k: v for k, v in data.items() if k != "earlier"}))
    assert isinstance(record, Process)
    return record


def _screened(old: dict[str, Any]) -> dict[str, Any]:
    """Give a record of an older harvest as it may be kept by the rules of today."""
    if old.get("gate", 0) >= GATE:
        return old
    line = screened_line(to_json(old))
    return dict(json.loads(line)) if line else {}


def _cut(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the newest editions, as many as may be kept."""
    kept: list[dict[str, Any]] = []
    steps = 0
    for one in reversed(found[-MOST:]):
        steps += len(one.get("steps", ()))
        if kept and steps > _STEPS:
            break
        kept.append(one)
    return kept[::-1]


def _name(edition: dict[str, Any]) -> tuple[str, str]:
    return str(edition.get("version", "")), str(edition.get("valid_from", ""))


def _folded(names: Iterable[str]) -> list[str]:
    return sorted({folded(name) for name in names} - {""})
