"""What a BPMN diagram shows: its steps in reading order, who does them, and what follows what."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from itertools import islice
from typing import Any

from crawlers.bpmn import details as details
from crawlers.bpmn.artifacts import Artifacts
from crawlers.bpmn.drawn import boxes, lanes_by_place
from crawlers.bpmn.elements import Elements, kind, nodes, tag
from crawlers.bpmn.pools import Pools
from crawlers.readers import Reading
from crawlers.readers._text import clipped, one_line
from crawlers.readers._xml import text_of
from knowledge.model import Flow, Step

_MOST_LANES = 1_000  # of one file, where their place is looked at


class Diagram:
    """The pools, lanes, steps, flows, messages and data of a file, and `ways_out` per step.

    `filled_pools` counts the participants that have a process in the file. Dangling references
    and ids that occur twice are noted in the reading.
    """

    def __init__(self, root: Any, reading: Reading, place: str, organisation: str = "") -> None:
        self._elements = Elements(root, reading, place)
        pools = Pools(self._elements, organisation)
        self.pools, self.partners = pools.names, pools.partners
        self.messages, self.filled_pools = tuple(pools.messages), len(pools.processes)
        self._ordered = list(dict.fromkeys([*pools.processes, *self._elements.processes]))
        self._artifacts = Artifacts(self._elements)
        self.data = self._artifacts.names
        self._lane_of: dict[str, str] = {}
        self.lanes = tuple(dict.fromkeys(self._lanes()))
        self._place_the_others(root)
        self._defined = {
            name: details.definitions(element, self._elements)
            for name, element in self._elements.steps.items()
            if kind(element).endswith("Event")
        }
        self._terms = {one: details.term(one) for one in root.iter(tag("timerEventDefinition"))}
        self.flows = (*self._flows(), *self._links())
        self.ways_out: dict[str, list[Flow]] = {}
        for flow in self.flows:
            self.ways_out.setdefault(flow.source, []).append(flow)
        self._guests = self._boundary_events()
        self.steps = tuple(
            step
            for process in self._ordered
            for step in self._read(process, pools.pool_of(process), "", "")
        )

    def _lanes(self) -> Iterator[str]:
        """Give the lane names in order and note the lane of each step; the innermost lane wins.

        A lane without a name is known by the one around it.
        """
        depth: Counter[str] = Counter()
        known: dict[Any, tuple[str, int]] = {None: ("", 0)}  # name and depth of each lane
        for lane in (one for process in self._ordered for one in process.iter(tag("lane"))):
            around, floor = known[next(lane.iterancestors(tag("lane")), None)]
            if own := one_line(lane.get("name")):
                yield own
            name, floor = known[lane] = own or around, floor + 1
            for reference in lane.iterchildren(tag("flowNodeRef")):
                step = self._elements.step_id(text_of(reference))
                if step not in self._elements.steps:
                    self._elements.dangling(step, reference)
                elif name and floor > depth[step]:
                    self._lane_of[step], depth[step] = name, floor

    def _place_the_others(self, root: Any) -> None:
        """Note the lane of a step that no lane names, by where it is drawn.

        Only of what stands directly in a process: a collapsed subprocess has a drawing of its own.
        """
        known = (lane for process in self._ordered for lane in process.iter(tag("lane")))
        lanes = {
            lane.get("id", ""): one_line(lane.get("name")) for lane in islice(known, _MOST_LANES)
        }
        inside = [
            self._elements.ids.get(node, "") for process in self._ordered for node in nodes(process)
        ]
        others = [name for name in inside if name and name not in self._lane_of]
        if lanes and others:
            self._lane_of.update(lanes_by_place(boxes(root), lanes, others))

    def _flows(self) -> Iterator[Flow]:
        known = self._elements
        for arrow in (one for each in self._ordered for one in each.iter(tag("sequenceFlow"))):
            source, target = (known.step_id(arrow.get(end)) for end in ("sourceRef", "targetRef"))
            missing = [end for end in (source, target) if end not in known.steps]
            if missing:
                known.dangling(missing[0], arrow)
                continue
            default = known.steps[source].get("default")
            yield Flow(
                source=source,
                target=target,
                name=one_line(arrow.get("name")),
                condition=clipped(text_of(arrow.find(tag("conditionExpression"))), details.LONGEST),
                default=bool(default) and known.find(default) is arrow,
            )

    def _links(self) -> Iterator[Flow]:
        """Give an arrow for each pair of link events: one sequence flow, cut in two (10.5.5)."""
        ends: dict[tuple[Any, str], list[str]] = {}
        throws: list[tuple[Any, str, str]] = []
        for step, defined in self._defined.items():
            element = self._elements.steps[step]
            for link in (one for one in defined if one.tag == tag("linkEventDefinition")):
                name = one_line(link.get("name")) or one_line(element.get("name"))
                if name and kind(element) == "intermediateThrowEvent":
                    throws.append((element.getparent(), name, step))
                elif name:
                    ends.setdefault((element.getparent(), name), []).append(step)
        for place, name, step in throws:
            for end in ends.get((place, name), [])[:1]:  # more than one says nothing
                yield Flow(source=step, target=end)

    def _boundary_events(self) -> dict[str, list[str]]:
        """List per step the events on its border."""
        found: dict[str, list[str]] = {}
        for name, element in self._elements.steps.items():
            host = self._elements.step_id(element.get("attachedToRef"))
            if host in self._elements.steps:
                found.setdefault(host, []).append(name)
            elif host:
                self._elements.dangling(host, element)
        return found

    def _read(self, container: Any, pool: str, lane: str, inside: str) -> Iterator[Step]:
        """Give the steps of a process or subprocess, what is inside a step right behind it."""
        ids = self._elements.ids
        for name in self._order([ids[node] for node in nodes(container) if node in ids]):
            own_lane = self._lane_of.get(name, lane)
            yield self._step(name, pool, own_lane, inside)
            yield from self._read(self._elements.steps[name], pool, own_lane, name)

    def _step(self, name: str, pool: str, lane: str, inside: str) -> Step:
        """Make a step; of a subprocess that an event starts, the event is that of its start."""
        element, known = self._elements.steps[name], self._elements
        starts = details.starts(element)
        defined = self._defined.get(name, [])
        defined = defined or [
            one for start in starts for one in self._defined.get(known.ids.get(start, ""), [])
        ]
        host = known.step_id(element.get("attachedToRef"))
        said = [*details.documentation(element), *self._artifacts.notes(element)]
        return Step(
            id=name,
            name=one_line(element.get("name")),
            kind=kind(element),
            lane=lane,
            pool=pool,
            event=details.event(defined),
            term=next(filter(None, (self._terms.get(one, "") for one in defined)), ""),
            at=host if host in known.steps else "",
            interrupting=all(map(details.is_interrupting, starts or [element])),
            inside=inside,
            repeats=details.repeats(element),
            calls=details.calls(element, known),
            text=clipped(" ".join(dict.fromkeys(filter(None, said))), details.LONGEST),
            reads=self._artifacts.reads(element),
            writes=self._artifacts.writes(element),
        )

    def _order(self, names: list[str]) -> list[str]:
        """Order steps breadth first along the flows: from the start events, then what is left.

        Of what is left, those that no flow leads to come first; else in document order.
        """
        here = set(names)
        led_to = Counter(flow.target for name in names for flow in self.ways_out.get(name, []))
        led_to.update(guest for name in names for guest in self._guests.get(name, []))
        starts = [name for name in names if kind(self._elements.steps[name]) == "startEvent"]
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
