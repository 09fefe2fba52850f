"""What is drawn beside the steps of a BPMN diagram: notes, and the data that steps read and write.

Data are data objects, data stores, and the inputs and outputs of a process (2.0.2, section 10.4);
the parameters of a single task are for the engine and no data of the process.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crawlers.bpmn.details import plain
from crawlers.bpmn.elements import PROCESSES, Elements, tag
from crawlers.readers._text import one_line
from crawlers.readers._xml import text_of

_DATA = ("dataObject", "dataObjectReference", "dataStore", "dataStoreReference", "dataInput",
         "dataOutput")  # fmt: skip
_REFERENCES = ("dataObjectRef", "dataStoreRef")


class Artifacts:
    """The names of the data of a diagram, and per step what it reads and writes, and its notes."""

    def __init__(self, elements: Elements) -> None:
        self._elements = elements
        self._names = {one: name for one in self._data() if (name := self._name(one))}
        self.names = tuple(dict.fromkeys(self._names.values()))
        self._notes: dict[Any, list[str]] = {}
        self._said: dict[Any, str] = {}  # by annotation, as many lines may lead to one
        self._beside: dict[str, dict[Any, list[str]]] = {"reads": {}, "writes": {}}
        for association in elements.root.iter(tag("association")):
            self._note(association)

    def notes(self, step: Any) -> list[str]:
        """List the text annotations that a line ties to a step."""
        return self._notes.get(step, [])

    def reads(self, step: Any) -> tuple[str, ...]:
        """Name the data that a step reads."""
        return self._ends(step, "reads", "dataInputAssociation", "sourceRef")

    def writes(self, step: Any) -> tuple[str, ...]:
        """Name the data that a step writes."""
        return self._ends(step, "writes", "dataOutputAssociation", "targetRef")

    def _data(self) -> Iterator[Any]:
        for element in self._elements.root.iter(*map(tag, _DATA)):
            holder = element.getparent()
            owner = holder.getparent() if holder.tag == tag("ioSpecification") else None
            if owner is None or owner.tag in map(tag, PROCESSES):
                yield element

    def _name(self, element: Any) -> str:
        """Give the name of data, that of what it refers to where it has none of its own."""
        if name := one_line(element.get("name")):
            return name
        shown = (self._elements.find(element.get(key)) for key in _REFERENCES if element.get(key))
        return next((one_line(one.get("name")) for one in shown if one is not None), "")

    def _ends(self, step: Any, relation: str, association: str, end: str) -> tuple[str, ...]:
        found = [
            self._names.get(self._elements.find(text_of(reference)), "")
            for one in step.iterchildren(tag(association))
            for reference in one.iterchildren(tag(end))
        ]
        beside = self._beside[relation].get(step, [])
        return tuple(dict.fromkeys(filter(None, [*found, *beside])))

    def _note(self, association: Any) -> None:
        """Note what a line ties to a step: text, or data where the line has a direction."""
        source = self._elements.find(association.get("sourceRef"))
        target = self._elements.find(association.get("targetRef"))
        for one, step in ((source, target), (target, source)):
            if step in self._elements.ids and one is not None and one.tag == tag("textAnnotation"):
                self._notes.setdefault(step, []).append(self._text(one))
        if association.get("associationDirection") in ("One", "Both"):
            if target in self._elements.ids and source in self._names:
                self._beside["reads"].setdefault(target, []).append(self._names[source])
            if source in self._elements.ids and target in self._names:
                self._beside["writes"].setdefault(source, []).append(self._names[target])

    def _text(self, annotation: Any) -> str:
        """Give what an annotation says."""
        if annotation not in self._said:
            texts = ("".join(one.itertext()) for one in annotation.iterchildren(tag("text")))
            self._said[annotation] = plain(" ".join(texts))
        return self._said[annotation]
