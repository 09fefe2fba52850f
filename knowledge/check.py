"""Rules for what people write: member files and entries, as problems with file and line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

from knowledge.entries import Entry, identifier, load_entries, load_entry
from knowledge.home import Home
from knowledge.members import load_member, load_members
from knowledge.model import NoaberError, Problem


def check(home: Home, path: Path | None = None) -> list[Problem]:
    """Check all member files and entries of a home, or one file or folder.

    Raises NoaberError where the path does not exist.
    """
    if path is None:
        _, members = load_members(home.members)
        entries, problems = load_entries(home.entries)
        return [*members, *problems, *duplicates(entries)]
    if not path.exists():
        raise NoaberError(f"{path} bestaat niet")
    files = sorted(path.rglob("*.*")) if path.is_dir() else [path]
    problems = []
    for file in files:
        if file.suffix == ".md" and file.name != "README.md":
            problems += load_entry(file)[1]
        elif file.suffix in (".yml", ".yaml"):
            problems += load_member(file)[1]
    return problems


def duplicates(entries: Iterable[Entry]) -> list[Problem]:
    """Say which entries claim to describe the same thing."""
    seen: dict[str, Entry] = {}
    problems = []
    for entry in entries:
        other = seen.setdefault(identifier(entry), entry)
        if other is not entry:
            message = f"hetzelfde id staat al in {other.kind}/{other.slug}.md"
            place = f"knowledge/entries/{entry.kind}/{entry.slug}.md"
            problems.append(Problem(code="duplicate-id", message=message, place=place, field="id"))
    return problems


def as_text(problems: list[Problem]) -> str:
    """One line per problem: `file:line:column: level: field: message`."""
    return "\n".join(str(problem) for problem in problems)


def as_github(problems: list[Problem]) -> str:
    """Workflow commands that GitHub shows beside the line."""
    levels = {"error": "error", "warning": "warning", "hint": "notice"}
    return "\n".join(
        f"::{levels[p.level]} file={p.place},line={p.line or 1},col={p.column or 1}::"
        + f"{p.field}: {p.message}".removeprefix(": ").replace("%", "%25").replace("\n", "%0A")
        for p in problems
    )


def as_json(problems: list[Problem]) -> str:
    """One JSON list."""
    return json.dumps([problem.model_dump() for problem in problems], ensure_ascii=False)


FORMATS: dict[str, Callable[[list[Problem]], str]] = {
    "text": as_text,
    "errorformat": as_text,
    "github": as_github,
    "json": as_json,
}
