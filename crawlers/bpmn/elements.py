"""The elements of a BPMN file: which are flow nodes, and what their ids and references mean.

Only the standard's own elements are known (BPMN 2.0.2, sections 7 to 13): what stands in
`extensionElements` is taken out of the tree before anything is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawlers.readers import Reading

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
MOST = 5_000  # steps in one file; what comes after them is not read
PROCESSES = ("process", "choreography")
_SPECIFICATION = "omg.org/spec/BPMN/"  # also that of drafts, which some tools wrote for years
_CONTAINERS = ("subProcess", "transaction", "adHocSubProcess", "subChoreography")
_ENDINGS = ("Task", "Event", "Gateway", "Activity")
_OTHERS = ("task", "callChoreography", *_CONTAINERS)
_MOST_WARNINGS = 20
_LONGEST = 5_000  # characters of an attribute: what shares a name must not copy it without end


def tag(name: str) -> str:
    """Give the full name of an element of BPMN."""
    return f"{{{BPMN}}}{name}"


def is_bpmn(root: str) -> bool:
    """Tell whether this is the full name of a root of BPMN 2.0, however its address is spelled.

    >>> is_bpmn("{http://schema.omg.org/spec/BPMN/2.0}definitions"), is_bpmn("definitions")
    (True, False)
    """
    namespace, _, name = root.lstrip("{").rpartition("}")
    return name == "definitions" and _SPECIFICATION in namespace


def standardised(root: Any) -> Any:
    """Give the tree with the standard's own namespace, without extensions and endless names."""
    namespace = etree.QName(root).namespace
    if namespace != BPMN:
        for element in list(root.iter(f"{{{namespace}}}*")):
            element.tag = tag(etree.QName(element).localname)
    etree.strip_elements(root, tag("extensionElements"), with_tail=False)
    for element in root.iter(etree.Element):
        for name, value in element.attrib.items():
            if len(value) > _LONGEST:
                element.set(name, value[:_LONGEST])
    return root


def kind(element: Any) -> str:
    """Give the local name of a flow node, "" for what is no flow node."""
    name = etree.QName(element)
    node = name.localname in _OTHERS or name.localname.endswith(_ENDINGS)
    return name.localname if node and name.namespace == BPMN else ""


def nodes(container: Any) -> Iterator[Any]:
    """Give the flow nodes directly in a process or subprocess."""
    if etree.QName(container).localname in (*PROCESSES, *_CONTAINERS):
        yield from (child for child in container.iterchildren(tag=etree.Element) if kind(child))


def is_true(value: str | None, otherwise: bool = False) -> bool:
    """Read a Boolean of XML Schema; `otherwise` where it does not stand there.

    >>> is_true("1"), is_true("false", True), is_true(None, True)
    (True, False, True)
    """
    return otherwise if value is None else value.strip() in ("true", "1")


class Elements:
    """The flow nodes of a file by an id of their own, and every other element that has an id.

    Of an id that occurs twice the second flow node gets a number. `warn` and `dangling` note what
    is wrong in the reading, the first twenty of a file.
    """

    def __init__(self, root: Any, reading: Reading, place: str) -> None:
        self.root = root
        self._reading, self._place, self._warned = reading, place, 0
        self.processes = {one: _id(one) for one in root.iterchildren(*map(tag, PROCESSES))}
        self._by_id = {name: one for one, name in reversed(self.processes.items())}
        self.steps: dict[str, Any] = {}
        self.ids: dict[Any, str] = {}  # by element
        self._numbers: Counter[str] = Counter()
        for process in self.processes:
            self._collect(process)
        self._others: dict[str, Any] = {}
        for element in root.iter(tag("*")):
            if (written := _id(element)) and element not in self.ids:
                self._others.setdefault(written, element)

    def _collect(self, container: Any) -> None:
        for element in nodes(container):
            if len(self.steps) > MOST:
                return
            written = _id(element)
            if written in self.steps:
                said = f"het id '{written[:80]}' komt vaker voor. Geef elk onderdeel een eigen id."
                self.warn("duplicate-id", said, element)
            name, stem = written, written or kind(element)
            while not name or name in self.steps:
                self._numbers[stem] += 1
                name = f"{stem}-{self._numbers[stem] + bool(written)}"
            self.ids[element], self.steps[name] = name, element
            self._collect(element)

    def warn(self, code: str, message: str, element: Any) -> None:
        """Note a warning at the line of an element."""
        self._warned += 1
        if self._warned <= _MOST_WARNINGS:
            line = element.sourceline or 0
            self._reading.problem(code, message, level="warning", place=self._place, line=line)

    def dangling(self, reference: str, element: Any) -> None:
        """Note that what an element refers to does not exist."""
        said = f"dit verwijst naar '{reference[:80]}', maar dat staat niet in het diagram."
        said = said if reference else "dit mist een verwijzing, zoals waar een pijl begint."
        self.warn("dangling-reference", said, element)

    def step_id(self, reference: str | None) -> str:
        """Give the id that a reference to a flow node means: some tools write it with a prefix."""
        written = (reference or "").strip()
        bare = written.rpartition(":")[2]
        return bare if written not in self.steps and bare in self.steps else written

    def find(self, reference: str | None) -> Any:
        """Give the element that a reference means, a flow node first; None where there is none."""
        written = (reference or "").strip()
        for name in (written, written.rpartition(":")[2]):
            found = self.steps.get(name)
            found = self._others.get(name) if found is None else found
            if found is not None:
                return found
        return None

    def process_called(self, reference: str) -> Any:
        """Give the process of an id, also where something else has that id; None where none is."""
        return self._by_id.get(reference, self._by_id.get(reference.rpartition(":")[2]))

    def process_of(self, element: Any) -> Any:
        """Give the process in which an element stands (itself for a process), None for others."""
        around = (element, *element.iterancestors(*map(tag, PROCESSES)))
        return next((one for one in around if one in self.processes), None)


def _id(element: Any) -> str:
    return str(element.get("id") or "").strip()
