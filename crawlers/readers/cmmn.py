"""Reads CMMN 1.0 and 1.1 case models (standards.md A.9): one process per file, its plan as steps.

Only the standard's own elements are read. Extensions, rules, expressions and forms are never read
nor evaluated; names and documentation are plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml import etree

from crawlers.readers import File, Reading
from crawlers.readers._text import one_line, own, products, published, readable_name, web_address
from crawlers.readers._xml import parsed, real_name, root_name, text_of
from knowledge.model import Flow, Process, Step

NAME = "cmmn"
ORDER = 22
MOST = 5_000  # steps in one file
_MOST_WARNINGS = 20
_ITEMS = ("planItem", "discretionaryItem")
_HOLDERS = ("casePlanModel", "stage", "planFragment", "humanTask")  # of items
_DEFINITIONS = ("humanTask", "processTask", "caseTask", "decisionTask", "task", "stage",
                "milestone", "eventListener", "event", "timerEventListener", "timerEvent",
                "userEventListener", "userEvent")  # fmt: skip


def accepts(file: File) -> bool:
    """Accept *.cmmn, *.cmmn11.xml, and any XML whose root is `definitions` of CMMN."""
    named = file.name.endswith((".cmmn", ".cmmn10.xml", ".cmmn11.xml"))
    return named or _is_cmmn(root_name(file.body))


def _is_cmmn(tag: str) -> bool:
    namespace, _, name = tag.lstrip("{").rpartition("}")
    return name == "definitions" and "www.omg.org/spec/CMMN/" in namespace


def read(file: File) -> Reading:
    """Give the process of the file: tasks, stages and milestones in the order of the plan.

    What is no XML, no CMMN, too large or has a DOCTYPE gives a problem and no record; dangling
    references give warnings.
    """
    reading = Reading(format="cmmn")
    root = parsed(file, reading)
    if root is None:
        return reading
    if not _is_cmmn(str(root.tag)):
        said = "dit is geen CMMN. Sla het model op als CMMN 1.1 (definitions)."
        reading.problem("not-cmmn", said, place=file.url, line=root.sourceline or 0)
        return reading
    reading.version = "1.0" if "/20131201/" in str(root.tag) else "1.1"
    plan = _Plan(root, reading, file.url)
    if len(plan.steps) > MOST:
        said = f"het model heeft meer dan {MOST} stappen. Splits het op."
        reading.problem("too-many-steps", said, place=file.url)
        return reading
    if not plan.steps:
        said = "er staan geen stappen in dit model. Teken taken, of haal het bestand weg."
        reading.problem("no-steps", said, level="warning", place=file.url)
    reading.records.append(_process(file, root, plan))
    return reading


def _process(file: File, root: Any, plan: _Plan) -> Process:
    identifier = web_address(file.url) or file.url
    documented = [text_of(one) for one in _all(root, "documentation")]
    texts = [text for text in dict.fromkeys(documented) if text]
    statements = published(file, identifier)
    statements += [own(file, identifier, "handles", one) for one in products(" ".join(texts))]
    cases = list(_all(root, "case"))
    named = [root, *([*cases, *_all(root, "casePlanModel")] if len(cases) == 1 else [])]
    return Process(
        id=identifier,
        title=next(filter(None, map(real_name, named)), "") or readable_name(file),
        url=file.url,
        text_licence=file.licence,
        format="cmmn",
        steps=tuple(plan.steps),
        flows=tuple(dict.fromkeys(islice(plan.flows(), MOST))),
        text="\n\n".join(texts),
        statements=tuple(statements),
    )


def _all(root: Any, *names: str) -> Iterator[Any]:
    """Give the elements of these names in the model's own namespace, in order (no extensions)."""
    namespace = etree.QName(root).namespace
    yield from root.iter(*(f"{{{namespace}}}{name}" for name in names))


class _Plan:
    """The steps of a model, each stage followed by what is in it, and what waits for what."""

    def __init__(self, root: Any, reading: Reading, place: str) -> None:
        self._root, self._reading, self._place, self._warned = root, reading, place, 0
        namespace = etree.QName(root).namespace
        etree.strip_elements(root, f"{{{namespace}}}extensionElements", with_tail=False)
        self._definitions = {one.get("id"): one for one in _all(root, *_DEFINITIONS)}
        self.steps: list[Step] = []
        self._ids: set[str] = set()
        self._entered: set[Any] = set()  # a stage that holds itself is read once
        for model in _all(root, "casePlanModel"):
            self._read(model)

    def _warn(self, reference: str, element: Any) -> None:
        self._warned += 1
        if self._warned <= _MOST_WARNINGS:
            said = f"dit verwijst naar '{reference[:80]}', maar dat staat niet in het model."
            self._reading.problem("dangling-reference", said, level="warning", place=self._place,
                                  line=element.sourceline or 0)  # fmt: skip

    def _read(self, model: Any) -> None:
        """Note the items of a plan in order; with a stack, as stages may refer far down."""
        waiting = [iter(list(self._items(model)))]
        while waiting and len(self.steps) <= MOST:
            item = next(waiting[-1], None)
            if item is None:
                waiting.pop()
                continue
            reference = item.get("definitionRef", "")
            definition = self._definitions.get(reference.rpartition(":")[2])
            if definition is None:
                self._warn(reference, item)
            else:
                self._add(item, definition)
                holds = etree.QName(definition).localname in _HOLDERS
                if holds and definition not in self._entered:
                    self._entered.add(definition)
                    waiting.append(iter(list(self._items(definition))))

    def _items(self, stage: Any) -> Iterator[Any]:
        """Give the items directly in a stage, those of its planning table last."""
        namespace = etree.QName(stage).namespace
        holders = {f"{{{namespace}}}{name}" for name in _HOLDERS}
        for item in _all(stage, *_ITEMS):
            if next(one for one in item.iterancestors() if one.tag in holders) is stage:
                yield item

    def _add(self, item: Any, definition: Any) -> None:
        """Note one step; of an id that occurs twice the second gets a number."""
        kind = etree.QName(definition).localname
        stem = name = item.get("id") or definition.get("id") or kind
        number = 1
        while name in self._ids:
            number += 1
            name = f"{stem}-{number}"
        self._ids.add(name)
        title = one_line(item.get("name")) or one_line(definition.get("name"))
        self.steps.append(Step(id=name, name=title, kind=kind, lane=""))

    def flows(self) -> Iterator[Flow]:
        """Give an arrow from each item to each that its end (or another event) lets begin."""
        leading = {
            sentry.get("id"): [
                source
                for part in _all(sentry, "planItemOnPart")
                if (source := part.get("sourceRef", "")) in self._ids
            ]
            for sentry in _all(self._root, "sentry")
        }
        for item in _all(self._root, *_ITEMS):
            criteria = [one.get("sentryRef", "") for one in _all(item, "entryCriterion")]
            criteria += item.get("entryCriteriaRefs", "").split()  # as CMMN 1.0 wrote it
            if item.get("id") in self._ids:
                for source in (one for name in criteria for one in leading.get(name, ())):
                    yield Flow(source=source, target=item.get("id"))
