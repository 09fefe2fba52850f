"""What a business process of an architecture model is made of, and which applications support it.

The parts of a process are the business processes that it composes or aggregates, in the order of
the Triggering and Flow relations between them, also through a junction or an event. The relations
are those of ArchiMate 3 (section 5); their names in 2 are read too.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import NamedTuple

from crawlers.readers._archimate import (
    APPLICATIONS,
    BETWEEN,
    ROLE,
    SUPPORTING,
    Element,
    Model,
)
from crawlers.readers._text import clipped, one_line
from knowledge.model import Flow, Step

MOST = 5_000  # parts of one process; what comes after them is not read
_LONGEST = 500  # characters of a text
MOST_MADE = 100_000  # parts and arrows of all processes of a model
MOST_WAYS = 100_000  # from all applications of a model to processes, in one hop or two
_MOST_BETWEEN = 50  # junctions and events between one process and the next
_MOST_AFTER = 200  # processes that follow one
_PARTS = ("Composition", "Aggregation")
_MADE_BY = ("Realization", "Assignment")
_SERVING = ("Serving", "UsedBy", "Realization")
_INITIAL = re.compile(r"\b[A-Z]\.")


class Made(NamedTuple):
    """The roles of a process, its parts as steps, and what triggers what."""

    lanes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    flows: tuple[Flow, ...] = ()


class Skeleton:
    """What the named business processes of a model are made of, by the id of the process.

    `cut` are the processes of which not every part and arrow was read.
    """

    def __init__(self, model: Model, processes: dict[str, Element]) -> None:
        self._model, self._processes = model, processes
        self._parts = {
            whole: [one for one in parts if one in processes and one != whole]
            for whole, parts in model.related(_PARTS).items()
            if whole in processes
        }
        self.cut: list[str] = []
        self._left = MOST_MADE
        self._triggers = model.related(("Triggering",))
        self._after = model.related(("Triggering", "Flow"))
        self._roles: dict[str, list[str]] = {}
        for source, targets in model.related(("Assignment",)).items():
            role = model.others.get(source)
            if role is not None and role.kind == ROLE and is_role(role.name):
                for target in targets:
                    self._roles.setdefault(target, []).append(role.name)

    def made(self, whole: str) -> Made:
        """Give what a process is made of; the role of a part is the first that is assigned to it.

        A part that is made of parts itself calls these by its own name.
        """
        all_parts = self._parts.get(whole, [])
        parts = all_parts[: min(MOST, self._left)]
        self._left -= len(parts)
        here = set(parts)
        after = {
            one: [to for to in islice(self._reached(one, self._after), _MOST_AFTER) if to in here]
            for one in parts
        }
        steps = tuple(self._step(one) for one in _in_order(parts, after))
        lanes = [*self._roles.get(whole, []), *(step.lane for step in steps if step.lane)]
        flows = list(dict.fromkeys(islice(self._flows(parts, here), self._left + 1)))
        self._left -= len(flows)
        if len(parts) < len(all_parts) or self._left < 0:
            self.cut.append(whole)
            self._left = max(self._left, 0)
        return Made(tuple(dict.fromkeys(lanes)), steps, tuple(flows))

    def _flows(self, parts: list[str], here: set[str]) -> Iterator[Flow]:
        for one in parts:
            for to in islice(self._reached(one, self._triggers), _MOST_AFTER):
                if to in here and to != one:
                    yield Flow(source=one, target=to)

    def _step(self, name: str) -> Step:
        element = self._processes[name]
        return Step(
            id=name,
            name=element.name,
            kind="businessProcess",
            lane=next(iter(self._roles.get(name, [])), ""),
            calls=element.name if self._parts.get(name) else "",
            text=clipped(one_line(element.text), _LONGEST),
        )

    def _reached(self, start: str, ways: dict[str, list[str]]) -> Iterator[str]:
        """Give what follows a process, itself or through junctions and events."""
        waiting, seen = deque([start]), {start}
        while waiting and len(seen) <= _MOST_BETWEEN:
            for target in ways.get(waiting.popleft(), ()):
                if target not in self._model.connectors:
                    yield target
                elif target not in seen:
                    seen.add(target)
                    waiting.append(target)


def _in_order(names: list[str], after: dict[str, list[str]]) -> Iterator[str]:
    """Order names so that each follows what leads to it; where that is a circle, as they came."""
    led_to = Counter(target for name in names for target in set(after[name]) - {name})
    ready = deque(name for name in names if not led_to[name])
    done: set[str] = set()
    for fallback in [None, *names]:
        if fallback is not None and fallback not in done:
            ready.append(fallback)
        while ready:
            name = ready.popleft()
            if name in done:
                continue
            done.add(name)
            yield name
            for target in dict.fromkeys(after[name]):
                led_to[target] -= 1
                if led_to[target] <= 0:
                    ready.append(target)


def is_role(name: str) -> bool:
    """Tell whether a name is that of a role; when in doubt, it may be that of a person.

    >>> is_role("Functioneel beheerder"), is_role("Medewerker KCC"), is_role("Jo Voorbeeld")
    (True, True, False)
    """
    others = (word.strip("()") for word in name.split()[1:])
    named = any(word[:1].isupper() and not word.isupper() for word in others)
    return bool(re.search(r"\w", name)) and not named and not _INITIAL.search(name)


def supported(model: Model, processes: Iterable[str]) -> tuple[dict[str, list[str]], bool]:
    """List per application the processes that it supports, in at most two hops.

    That is what it serves, realises or is assigned to itself, and what a service or function serves
    that it realises or is assigned to. A longer way says too little. The second value tells whether
    there were too many to list.
    """
    known = set(processes)
    direct, between = _known(model.related(SUPPORTING), known), model.related(_MADE_BY)
    serving = _known(model.related(_SERVING), known)
    found: dict[str, list[str]] = {}
    left = MOST_WAYS
    for name, element in model.elements.items():
        if element.kind in APPLICATIONS:
            made = (one for one in between.get(name, ()) if model.kind_of(one) in BETWEEN)
            ways = chain(direct.get(name, ()), *(serving.get(one, ()) for one in made))
            passed = list(islice(ways, left + 1))
            left -= len(passed)
            if left < 0:
                return found, True
            if passed:
                found[name] = list(dict.fromkeys(passed))
    return found, False


def _known(related: dict[str, list[str]], known: set[str]) -> dict[str, list[str]]:
    return {one: [to for to in ends if to in known] for one, ends in related.items()}
