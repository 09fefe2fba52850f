"""The room of `noaber forget`: what a request means, the decision, and carrying it out everywhere.

The decision is written first, so that whatever happens next nothing comes back: a job that is
killed is done by giving the same command again. Then `data/` is cleansed (`crawlers.cleansing`) and
what was generated from it removed. Files that people wrote are named, not changed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from crawlers.cleansing import Cleansed, cleanse
from knowledge.entries import load_entries, records_of
from knowledge.forgetting import Forgotten, is_address
from knowledge.forgetting.requested import known, meant
from knowledge.forgetting.withdrawals import (
    Decision,
    folder_of,
    key_for_writing,
    load_decisions,
    write_decision,
)
from knowledge.home import Home
from knowledge.model import NoaberError, Problem

_KINDS = {"page": "pagina", "record": "gegeven", "text": "tekst"}
_GENERATED = ("graph", "index", "pages", "site", "ready")
_HISTORY = """\
Wat in git staat, verwijdert noaber niet zelf. Weghalen of aanpassen, en vastleggen:
    git rm BESTAND  (of pas de tekst aan)  en  git commit
De oude versie blijft dan in de geschiedenis. Die gaat eruit met (https://github.com/newren/git-filter-repo):
    git filter-repo --invert-paths --path BESTAND
Doe dat ook bij kopieën en forks, en vraag de codehost om oude versies te wissen."""


@dataclass
class Takedown:
    """What came of a request: the decision, what was removed where, and what is left for people."""

    decision: Decision
    is_known: bool
    cleansed: Cleansed
    by_hand: list[str]
    had_site: bool
    problems: list[Problem] = field(default_factory=list)
    status = 0

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values, for `--json`: not what was forgotten, only where it stands."""
        removed = dict(sorted(self.cleansed.removed.items()))
        return {
            "forgotten": shown(self.decision),
            "known": self.is_known,
            "removed": removed,
            "matches": sum(removed.values()) + len(self.by_hand),
            "by_hand": self.by_hand,
            "not_looked_into": self.cleansed.closed,
        }

    def lines(self) -> Iterator[str]:
        """Give it for people, in Dutch."""
        again = " (stond al op de lijst)" if self.is_known else ""
        yield f"{_KINDS[self.decision.kind]} vergeten{again}: knowledge/forgotten/"\
              f"{self.decision.name}.yml; leg dit bestand vast in git"  # fmt: skip
        for name, count in sorted(self.cleansed.removed.items()):
            yield f"  {name}: {count} weggehaald of aangepast"
        if self.by_hand:
            yield "Staat nog in bestanden van mensen; op de site en in de gegevens al niet meer:"
            yield from (f"  {place}" for place in self.by_hand)
            yield _HISTORY
        if self.cleansed.closed:
            yield "Deze bestanden zijn niet te doorzoeken; kijk zelf:"
            yield from (f"  {place}" for place in self.cleansed.closed)
        yield "Denk ook aan reservekopieën en aan sites die u eerder publiceerde: docs/operators.md"


@dataclass
class Decided:
    """The list of all decisions, for `noaber forget` without arguments."""

    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...] = ()
    status = 0

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values, for `--json`."""
        return {"forgotten": [shown(one) for one in self.decisions]}

    def lines(self) -> Iterator[str]:
        """Give a line for each decision, and how to undo one."""
        for one in self.decisions:
            yield f"{one.name}  {one.day}  {_KINDS[one.kind]}: {one.reason}"
        yield f"{len(self.decisions)} op verzoek verwijderd. Ongedaan maken: haal het bestand weg "\
              "uit knowledge/forgotten en haal de gegevens opnieuw op"  # fmt: skip


def shown(decision: Decision) -> dict[str, str]:
    """Give what everybody may know of a decision."""
    return {"name": decision.name, "kind": decision.kind, "day": decision.day.isoformat(),
            "reason": decision.reason}  # fmt: skip


def decided(home: Home) -> Decided:
    """List what was decided, the last first. Raises NoaberError where a file cannot be read."""
    found = load_decisions(home)
    return Decided(tuple(sorted(found, key=lambda one: (one.day, one.name), reverse=True)))


def forget(home: Home, what: str, reason: str, anyway: bool = False) -> Takedown:
    """Forget a page, a record or a text: write the decision, and take it out of everything here.

    With `anyway` also where nothing here has it, as on a machine without the harvest. Raises
    Misused for what cannot be forgotten so, NoaberError where nothing was found.
    """
    decisions = load_decisions(home)
    had_key = {path.name for path in folder_of(home).glob("*")}
    key = key_for_writing(home, decisions)
    try:
        old = known(Forgotten(decisions, key), what, key)
        decision = old or meant(home, what.strip(), reason.strip(), key)
        found = Forgotten([decision], key)
        if not (old or anyway or _is_anywhere(home, found)):
            raise NoaberError(
                "nergens gevonden, dus niets gedaan. Staan de gegevens op een andere machine, zet "
                "er dan --even-if-unknown bij"
            )
    except NoaberError:
        if "key" not in had_key:  # a key that nothing was made with
            (folder_of(home) / "key").unlink(missing_ok=True)
        raise
    if not old:
        write_decision(home, decision)
    by_hand = _by_hand(home, found)
    cleansed = cleanse(home)
    _remove_generated(home)
    return Takedown(decision, bool(old), cleansed, by_hand, home.build.is_dir())


def _is_anywhere(home: Home, forgotten: Forgotten) -> bool:
    """Tell whether anything here has what must be forgotten."""
    return bool(cleanse(home, forgotten, write=False).removed or _by_hand(home, forgotten))


def _by_hand(home: Home, forgotten: Forgotten) -> list[str]:
    """Name the places in files that people wrote, which only people may change."""
    places = []
    folder = home.root / "knowledge"
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.is_relative_to(folder_of(home)) or path.name.startswith("."):
            continue
        place = path.relative_to(home.root).as_posix()
        if forgotten.address(place):
            places.append(place)
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").split("\n"), 1):
            words = (word.strip("\"'`<>()[],;") for word in line.split())
            if forgotten.text(line) != line or any(
                forgotten.address(word) for word in words if is_address(word)
            ):
                places.append(f"{place}:{number}")
    named = {place.partition(":")[0] for place in places}
    for entry in load_entries(home.entries)[0]:
        if entry.path not in named and any(
            forgotten.fallen(r.model_dump()) for r in records_of(entry)
        ):
            places.append(entry.path)
    return places


def _remove_generated(home: Home) -> None:
    """Remove what was generated, also half made; the folder stays: there was a site."""
    for name in _GENERATED:
        for path in (home.build / name, home.build / f".{name}.new"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
