"""The steps of a BPMN diagram in reading order, each with its pool and lane, and the arrows."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from crawlers.readers import Reading
from crawlers.readers._drawn import boxes, lanes_by_place
from crawlers.readers._text import one_line
from crawlers.readers._xml import text_of
from knowledge.model import Flow, Step

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
_CONTAINERS = ("subProcess", "transaction", "adHocSubProcess", "subChoreography")
_ENDINGS = ("Task", "Event", "Gateway", "Activity")
_OTHERS = ("task", "callChoreography", *_CONTAINERS)
_MOST_WARNINGS = 20
MOST = 5_000  # steps in one file; what comes after them is not read


def _tag(name: str) -> str:
    return f"{{{BPMN}}}{name}"


def _kind(element: Any) -> str:
    """Give the local name of a flow node, "" for what is no flow node."""
    name = etree.QName(element)
    node = name.localname in _OTHERS or name.localname.endswith(_ENDINGS)
    return name.localname if node and name.namespace == BPMN else ""


class Diagram:
    """What a diagram shows: `pools`, `lanes`, `steps`, `flows`, and `ways_out` per step.

    `filled_pools` counts the participants that have a process in the file. Dangling references
    and ids that occur twice are noted in the reading, the first twenty of them.
    """

    def __init__(self, root: Any, reading: Reading, place: str) -> None:
        self._reading, self._place, self._warned = reading, place, 0
        self._ids: dict[Any, str] = {}  # by element, so that a second use of an id is another step
        self._elements: dict[str, Any] = {}
        self._numbers: Counter[str] = Counter()
        etree.strip_elements(root, _tag("extensionElements"), with_tail=False)
        processes = list(root.iterchildren(_tag("process"), _tag("choreography")))
        pools = self._pools(root, processes)
        self.pools = tuple(dict.fromkeys(name for _, name in pools if name))
        self.filled_pools = sum(process is not None for process, _ in pools)
        shown = [process for process, _ in pools if process is not None]
        ordered = dict.fromkeys([*shown, *processes])
        for process in ordered:
            self._collect(process)
        self._lane_of: dict[str, str] = {}
        self.lanes = tuple(dict.fromkeys(self._lanes(ordered)))
        self._place_the_others(root, ordered)
        self.flows = tuple(self._flows(ordered))
        self.ways_out: dict[str, list[Flow]] = {}
        for flow in self.flows:
            self.ways_out.setdefault(flow.source, []).append(flow)
        self._guests = self._boundary_events()
        names = dict(reversed(pools))
        self.steps = tuple(
            step for process in ordered for step in self._read(process, names.get(process, ""), "")
        )

    def _warn(self, code: str, message: str, element: Any) -> None:
        self._warned += 1
        if self._warned <= _MOST_WARNINGS:
            line = element.sourceline or 0
            self._reading.problem(code, message, level="warning", place=self._place, line=line)

    def _pools(self, root: Any, processes: list[Any]) -> list[tuple[Any, str]]:
        """List process (None where it is not shown) and name of each participant."""
        by_id = {process.get("id"): process for process in processes}
        found = []
        for participant in root.iterfind(f"{_tag('collaboration')}/{_tag('participant')}"):
            reference = participant.get("processRef", "").rpartition(":")[2]
            process = by_id.get(reference)
            if reference and process is None:
                self._dangling(reference, participant)
            name = participant.get("name") or (process.get("name") if process is not None else "")
            found.append((process, one_line(name)))
        return found

    def _dangling(self, reference: str, element: Any) -> None:
        said = f"dit verwijst naar '{reference[:80]}', maar dat staat niet in het diagram."
        self._warn("dangling-reference", said, element)

    def _known(self, reference: str) -> str:
        """Give the id that a reference means: some tools write it with a prefix."""
        bare = reference.rpartition(":")[2]
        return bare if reference not in self._elements and bare in self._elements else reference

    def _collect(self, container: Any) -> None:
        """Give every flow node its id; of an id that occurs twice the second gets a number."""
        for element in _nodes(container):
            if len(self._elements) > MOST:
                return
            written = element.get("id") or ""
            if written in self._elements:
                said = f"het id '{written[:80]}' komt vaker voor. Geef elk onderdeel een eigen id."
                self._warn("duplicate-id", said, element)
            name, stem = written, written or _kind(element)
            while not name or name in self._elements:
                self._numbers[stem] += 1
                name = f"{stem}-{self._numbers[stem] + bool(written)}"
            self._ids[element], self._elements[name] = name, element
            self._collect(element)

    def _lanes(self, processes: Iterable[Any]) -> Iterator[str]:
        """Give the lane names in order and note the lane of each step; the innermost lane wins."""
        for process in processes:
            for lane in process.iter(_tag("lane")):
                name = one_line(lane.get("name"))
                if name:
                    yield name
                for reference in lane.iterchildren(_tag("flowNodeRef")):
                    step = self._known(text_of(reference))
                    if step not in self._elements:
                        self._dangling(step, reference)
                    elif name:
                        self._lane_of[step] = name

    def _place_the_others(self, root: Any, processes: Iterable[Any]) -> None:
        """Note the lane of a step that no lane names, by where it is drawn.

        Only of what stands directly in a process: a collapsed subprocess has a drawing of its own.
        """
        lanes = {
            lane.get("id", ""): one_line(lane.get("name"))
            for process in processes
            for lane in process.iter(_tag("lane"))
        }
        inside = (self._ids.get(node, "") for process in processes for node in _nodes(process))
        others = [name for name in inside if name and name not in self._lane_of]
        if lanes and others:
            self._lane_of.update(lanes_by_place(boxes(root), lanes, others))

    def _flows(self, processes: Iterable[Any]) -> Iterator[Flow]:
        for process in processes:
            for arrow in process.iter(_tag("sequenceFlow")):
                ends = [self._known(arrow.get(end, "")) for end in ("sourceRef", "targetRef")]
                missing = [end for end in ends if end not in self._elements]
                if missing:
                    self._dangling(missing[0], arrow)
                else:
                    name = one_line(arrow.get("name"))
                    yield Flow(source=ends[0], target=ends[1], name=name)

    def _boundary_events(self) -> dict[str, list[str]]:
        """List per step the events on its border."""
        found: dict[str, list[str]] = {}
        for name, element in self._elements.items():
            host = self._known(element.get("attachedToRef", ""))
            if host in self._elements:
                found.setdefault(host, []).append(name)
            elif host:
                self._dangling(host, element)
        return found

    def _read(self, container: Any, pool: str, lane: str) -> Iterator[Step]:
        """Give the steps of a process or subprocess, what is inside a step right behind it."""
        inside = [self._ids[element] for element in _nodes(container) if element in self._ids]
        for name in self._order(inside):
            element = self._elements[name]
            own_lane = self._lane_of.get(name, lane)
            yield Step(
                id=name,
                name=one_line(element.get("name")),
                kind=_kind(element),
                lane=own_lane,
                pool=pool,
            )
            yield from self._read(element, pool, own_lane)

    def _order(self, names: list[str]) -> list[str]:
        """Order steps breadth first along the flows: from the start events, then what is left.

        Of what is left, those that no flow leads to come first; else in document order.
        """
        here = set(names)
        led_to = Counter(flow.target for name in names for flow in self.ways_out.get(name, []))
        led_to.update(guest for name in names for guest in self._guests.get(name, []))
        starts = [name for name in names if _kind(self._elements[name]) == "startEvent"]
        loose = [name for name in names if not led_to[name]]
        ordered: dict[str, None] = {}
        for start in [*starts, *loose, *names]:
            waiting = deque([start] if start not in ordered else [])
            while waiting:
                name = waiting.popleft()
                if name in here and name not in ordered:
                    ordered[name] = None
                    waiting.extend(self._guests.get(name, []))
                    waiting.extend(flow.target for flow in self.ways_out.get(name, []))
        return list(ordered)


def _nodes(container: Any) -> Iterator[Any]:
    """Give the flow nodes directly in a process or subprocess."""
    if etree.QName(container).localname in ("process", "choreography", *_CONTAINERS):
        yield from (child for child in container.iterchildren(tag=etree.Element) if _kind(child))
