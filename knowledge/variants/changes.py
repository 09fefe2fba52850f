"""What changed between how a process was and how it is, in Dutch: one line for each difference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from knowledge.clean import one_line
from knowledge.diagrams.step_words import KINDS
from knowledge.identity import folded
from knowledge.model import Edition, Process, Step
from knowledge.variants.profile import named_steps, profile
from knowledge.variants.similarity import Likenesses, Pair
from knowledge.words import term

_PARTS = (("results", "Resultaat"), ("channels", "Kanaal"), ("evidence", "Bewijs"),
          ("partners", "Partner"))  # fmt: skip
_TERMS = (("term", "Termijn"), ("service_level", "Afspraak over dienst"))
_LONGEST = 100  # characters of a name

Version = Process | Edition


class Change(NamedTuple):
    """One difference, and the day from which it holds (ISO 8601)."""

    day: str
    said: str


def changes(process: Process) -> list[Change]:
    """Give what changed since each edition that is known, the newest first.

    What was renamed is one line and no loss and gain. Where nothing can be named, the order or the
    way of choosing is what changed: a drawing that only looks otherwise is no edition. Of a diagram
    the order in its file says nothing, and its editions have no arrows.
    """
    editions = sorted(process.earlier, key=lambda one: one.until)
    after: list[Version] = [*editions, process]
    found = []
    for before, now in reversed([*zip(editions, after[1:], strict=True)]):
        said = list(dict.fromkeys(differences(before, now, is_list=not process.flows)))
        said = said or ["De volgorde of de keuzes veranderden"]
        found += [Change(before.until, one) for one in said]
    return found


def differences(before: Version, now: Version, is_list: bool) -> Iterator[str]:
    """Say each difference between two versions: steps, roles, choices, terms and the rest.

    Of a list of steps the order counts too.
    """
    ours, theirs = profile(before), profile(now)
    pairs = Likenesses((ours, theirs)).pairs(ours.points, theirs.points)
    steps = (named_steps(before), named_steps(now))
    yield from _steps(*steps, pairs)
    yield from _names("Rol", ours.roles or (), theirs.roles or ())
    yield from _names("Keuze", _asked(before), _asked(now))
    for field, word in _TERMS:
        yield from _term(word, getattr(before, field), getattr(now, field))
    for field, word in _PARTS:
        yield from _names(word, _written(before, field), _written(now, field))
    if is_list and sorted(pair.there for pair in pairs) != [pair.there for pair in sorted(pairs)]:
        yield "De stappen staan in een andere volgorde"


def _steps(here: Sequence[Step], there: Sequence[Step], pairs: Iterable[Pair]) -> Iterator[str]:
    found = {pair.here: pair.there for pair in pairs}
    gone = [step for at, step in enumerate(here) if at not in found]
    new = [step for at, step in enumerate(there) if at not in found.values()]
    yield from (f"Stap ‘{_cut(step.name)}’ kwam erbij" for step in new)
    yield from (f"Stap ‘{_cut(step.name)}’ verdween" for step in gone)
    for i, j in sorted(found.items()):
        old, now, name = here[i], there[j], _cut(there[j].name)
        if folded(old.name) != folded(now.name):
            yield f"Stap ‘{_cut(old.name)}’ heet nu ‘{name}’"
        if folded(old.lane) != folded(now.lane) and old.lane and now.lane:
            yield f"Stap ‘{name}’ ging van {_cut(old.lane)} naar {_cut(now.lane)}"
        if old.kind != now.kind and now.kind in KINDS:
            yield f"Stap ‘{name}’ is nu: {KINDS[now.kind]}"
        if old.term != now.term:
            yield from _term(f"Wachttijd bij stap ‘{name}’", old.term, now.term)


def _names(word: str, before: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    old, new = ({folded(name): name for name in names if folded(name)} for names in (before, now))
    yield from (f"{word} ‘{_cut(name)}’ kwam erbij" for key, name in new.items() if key not in old)
    yield from (f"{word} ‘{_cut(name)}’ verdween" for key, name in old.items() if key not in new)


def _term(word: str, before: str, now: str) -> Iterator[str]:
    if before == now:
        return
    if before and now:
        yield f"{word} van {term(before)} naar {term(now)}"
    elif now:
        yield f"{word} is nu {term(now)}"
    else:
        yield f"{word} {term(before)} verdween"


def _asked(version: Version) -> list[str]:
    return [decision.name for decision in version.decisions]


def _written(version: Version, field: str) -> list[str]:
    return [one if isinstance(one, str) else one.name for one in getattr(version, field)]


def _cut(name: str) -> str:
    return one_line(name, _LONGEST)
