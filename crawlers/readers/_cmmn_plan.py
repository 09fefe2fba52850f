"""The plan of a CMMN model: what may be done, by whom, and what waits for what (1.1, chapter 5)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from crawlers.bpmn.details import LONGEST, plain
from crawlers.readers import Reading
from crawlers.readers._text import clipped, one_line
from crawlers.readers._xml import text_of
from knowledge.model import Flow, Step

MOST = 5_000  # steps in one file
_MOST_WARNINGS, _MOST_FILES = 20, 50
_ITEMS = ("planItem", "discretionaryItem")
_HOLDERS = ("casePlanModel", "stage", "planFragment", "humanTask")  # of items
_DEFINITIONS = ("humanTask", "processTask", "caseTask", "decisionTask", "task", "stage",
                "milestone", "eventListener", "event", "timerEventListener", "timerEvent",
                "userEventListener", "userEvent")  # fmt: skip
OF_STEPS = (*_ITEMS, *_DEFINITIONS)  # what is said of these is said of a step
_CALLS = ("processRef", "caseRef", "decisionRef")


def all_of(root: Any, *names: str) -> Iterator[Any]:
    """Give the elements of these names in the model's own namespace, in order (no extensions)."""
    namespace = etree.QName(root).namespace
    yield from root.iter(*(f"{{{namespace}}}{name}" for name in names))


def _children(element: Any, *names: str) -> Iterator[Any]:
    namespace = etree.QName(element).namespace
    yield from element.iterchildren(*(f"{{{namespace}}}{name}" for name in names))


def _bare(reference: str | None) -> str:
    return one_line(reference).rpartition(":")[2]


class _Sentry(NamedTuple):
    """What an item waits for: other items, items of the case file, and what must hold."""

    name: str
    condition: str
    items: tuple[str, ...]
    files: tuple[str, ...]


class Plan:
    """The steps of a model, each stage followed by what is in it, and what waits for what.

    `lanes` are the roles that perform a task, `data` the items of the case file.
    """

    def __init__(self, root: Any, reading: Reading, place: str) -> None:
        self._root, self._reading, self._place, self._warned = root, reading, place, 0
        namespace = etree.QName(root).namespace
        etree.strip_elements(root, f"{{{namespace}}}extensionElements", with_tail=False)
        self._definitions = {one.get("id"): one for one in all_of(root, *_DEFINITIONS)}
        self._sentries = {one.get("id"): _sentry(one) for one in all_of(root, "sentry")}
        self._names = {
            identifier: name
            for one in all_of(root, "role", "caseRoles", "process", "case", "decision",
                              "caseFileItem")
            if (identifier := one.get("id")) and (name := one_line(one.get("name")))
        }  # fmt: skip
        files = [one.get("id") for one in all_of(root, "caseFileItem")]
        self.data = tuple(dict.fromkeys(self._names[one] for one in files if one in self._names))
        self._notes = self._annotations()
        self.steps: list[Step] = []
        self._ids: set[str] = set()
        self._inside = self._held()
        self._entered: set[Any] = set()  # a stage that holds itself is read once
        for model in all_of(root, "casePlanModel"):
            self._read(model)
        for name, sentry in self._sentries.items():
            known = tuple(one for one in sentry.items if one in self._ids)
            self._sentries[name] = sentry._replace(items=known)
        self.lanes = tuple(dict.fromkeys(step.lane for step in self.steps if step.lane))

    def _warn(self, reference: str, element: Any) -> None:
        self._warned += 1
        if self._warned <= _MOST_WARNINGS:
            said = f"dit verwijst naar '{reference[:80]}', maar dat staat niet in het model."
            self._reading.problem("dangling-reference", said, level="warning", place=self._place,
                                  line=element.sourceline or 0)  # fmt: skip

    def _annotations(self) -> dict[str, list[str]]:
        """List per item the text annotations that a line ties to it."""
        texts = {
            one.get("id"): plain(
                " ".join("".join(text.itertext()) for text in _children(one, "text"))
            )
            for one in all_of(self._root, "textAnnotation")
        }
        found: dict[str, list[str]] = {}
        for line in all_of(self._root, "association"):
            ends = _bare(line.get("sourceRef")), _bare(line.get("targetRef"))
            for item, note in (ends, ends[::-1]):
                if text := texts.get(note):
                    found.setdefault(item, []).append(text)
        return found

    def _read(self, model: Any) -> None:
        """Note the items of a plan in order; with a stack, as stages may refer far down."""
        waiting = [(iter(self._inside.get(model, ())), "")]
        while waiting and len(self.steps) <= MOST:
            items, stage = waiting[-1]
            item = next(items, None)
            if item is None:
                waiting.pop()
                continue
            reference = item.get("definitionRef", "")
            definition = self._definitions.get(_bare(reference))
            if definition is None:
                self._warn(reference, item)
                continue
            step = self._add(item, definition, stage)
            kind = etree.QName(definition).localname
            if kind in _HOLDERS and definition not in self._entered:
                self._entered.add(definition)
                inside = step if kind == "stage" else stage
                waiting.append((iter(self._inside.get(definition, ())), inside))

    def _held(self) -> dict[Any, list[Any]]:
        """Give the items directly in each plan or stage, those of its planning table too."""
        namespace = etree.QName(self._root).namespace
        holders = [f"{{{namespace}}}{name}" for name in _HOLDERS]
        found: dict[Any, list[Any]] = {}
        for item in all_of(self._root, *_ITEMS):
            holder = next(item.iterancestors(*holders), None)
            if holder is not None:
                found.setdefault(holder, []).append(item)
        return found

    def _add(self, item: Any, definition: Any, stage: str) -> str:
        """Note one step and give its id; of an id that occurs twice the second gets a number."""
        kind = etree.QName(definition).localname
        stem = name = item.get("id") or definition.get("id") or kind
        number = 1
        while name in self._ids:
            number += 1
            name = f"{stem}-{number}"
        self._ids.add(name)
        title = one_line(item.get("name")) or one_line(definition.get("name"))
        timers = map(text_of, _children(definition, "timerExpression"))
        step = Step(
            id=name,
            name=title,
            kind=kind,
            lane=self._names.get(_bare(definition.get("performerRef")), ""),
            event="timer" if kind.startswith("timerEvent") else "",
            term=clipped(next(filter(None, timers), ""), LONGEST),
            inside=stage,
            repeats="loop" if _is_repeated(item, definition) else "",
            calls=self._called(definition),
            text=clipped(" ".join(dict.fromkeys(self._said(item, definition))), LONGEST),
            reads=tuple(dict.fromkeys(self._awaited(item))),
        )
        self.steps.append(step)
        return name

    def _called(self, definition: Any) -> str:
        """Give what a task starts: its name where it is in the file, else as written."""
        written = next(filter(None, map(definition.get, _CALLS)), "")
        return clipped(self._names.get(_bare(written)) or _bare(written), LONGEST)

    def _said(self, item: Any, definition: Any) -> Iterator[str]:
        """Give what is written of a step: in 1.1 its documentation and notes, in 1.0 described."""
        for one in (item, definition):
            texts = [one.get("description") or ""]
            texts += ["".join(doc.itertext()) for doc in _children(one, "documentation")]
            yield from filter(None, map(plain, texts))
            yield from self._notes.get(one.get("id") or "", [])

    def _criteria(self, item: Any) -> Iterator[_Sentry]:
        """Give the sentries that let an item begin; the name of the criterion goes first."""
        for one in _children(item, "entryCriterion"):
            if sentry := self._sentries.get(_bare(one.get("sentryRef"))):
                yield sentry._replace(name=one_line(one.get("name")) or sentry.name)
        for reference in item.get("entryCriteriaRefs", "").split():  # as CMMN 1.0 wrote it
            if sentry := self._sentries.get(_bare(reference)):
                yield sentry

    def _awaited(self, item: Any) -> Iterator[str]:
        """Name the items of the case file for which an item waits."""
        files = (one for sentry in self._criteria(item) for one in sentry.files)
        yield from (name for one in islice(files, _MOST_FILES) if (name := self._names.get(one)))

    def flows(self) -> Iterator[Flow]:
        """Give an arrow from each item to each that its end (or another event) lets begin.

        What must hold besides is its condition, as text.
        """
        for item in all_of(self._root, *_ITEMS):
            if item.get("id") in self._ids:
                for sentry in self._criteria(item):
                    for source in sentry.items:
                        yield Flow(source=source, target=item.get("id"), name=sentry.name,
                                   condition=sentry.condition)  # fmt: skip


def _sentry(element: Any) -> _Sentry:
    holds = map(text_of, _children(element, "ifPart"))
    return _Sentry(
        name=one_line(element.get("name")),
        condition=clipped(next(filter(None, holds), ""), LONGEST),
        items=_sources(element, "planItemOnPart"),
        files=_sources(element, "caseFileItemOnPart"),
    )


def _sources(sentry: Any, part: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_bare(one.get("sourceRef")) for one in _children(sentry, part)))


def _is_repeated(item: Any, definition: Any) -> bool:
    """Tell whether a rule lets an item repeat: its own, else that of its definition."""
    for holder, name in ((item, "itemControl"), (definition, "defaultControl")):
        for control in _children(holder, name):
            for rule in _children(control, "repetitionRule"):
                return text_of(rule).lower() != "false"
    return False
