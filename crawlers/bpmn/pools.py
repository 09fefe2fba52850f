"""Who takes part in a BPMN diagram, and the messages between them (2.0.2, chapter 9)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from crawlers.bpmn.elements import Elements, nodes, tag
from crawlers.bpmn.partners import is_outside
from crawlers.readers._text import one_line
from knowledge.model import Message

_TOGETHER = ("collaboration", "choreography", "globalConversation", "conversation")


class _End(NamedTuple):
    """One end of a message: the id of the step, the pool's name, and whether its steps show."""

    step: str
    pool: str
    has_steps: bool


class Pools:
    """The pools of a file in order: `names`, those that are `partners`, and the `messages`.

    A **partner** is a pool that shows no steps, exchanges a message with a process that does, and
    by its name is an outside party: not the person who asks, not a part of the publisher itself.
    """

    def __init__(self, elements: Elements, organisation: str) -> None:
        self._elements = elements
        together = list(elements.root.iterchildren(*map(tag, _TOGETHER)))
        members = [one for group in together for one in group.iterchildren(tag("participant"))]
        self._process = {one: self._process_of(one) for one in members}
        self._name = {one: self._name_of(one) for one in members}
        self._filled = {one for one in elements.processes if next(nodes(one), None) is not None}
        self.names = tuple(dict.fromkeys(filter(None, self._name.values())))
        self.processes = [one for one in self._process.values() if one is not None]
        self._pool_of = {
            process: self._name[one] for one, process in reversed(self._process.items())
        }
        outside: dict[str, None] = {}
        self.messages: list[Message] = []
        for group in together:
            for message, ends in self._messages(group):
                self.messages.append(message)
                for end, other in (ends, ends[::-1]):
                    if not end.has_steps and other.has_steps:
                        outside[end.pool] = None
        self.partners = tuple(name for name in outside if is_outside(name, organisation))

    def pool_of(self, process: Any) -> str:
        """Give the name of the first pool of a process, "" where it has none."""
        return "" if process is None else self._pool_of.get(process, "")

    def _process_of(self, participant: Any) -> Any:
        reference = participant.get("processRef", "").strip()
        found = self._elements.process_called(reference) if reference else None
        if reference and found is None:
            self._elements.dangling(reference, participant)
        return found

    def _name_of(self, participant: Any) -> str:
        process = self._process[participant]
        inherited = process.get("name") if process is not None else ""
        return one_line(participant.get("name") or inherited)

    def _messages(self, group: Any) -> Iterator[tuple[Message, tuple[_End, _End]]]:
        for flow in group.iterchildren(tag("messageFlow")):
            source, target = self._end(flow, "sourceRef"), self._end(flow, "targetRef")
            if source is None or target is None:
                continue
            named = self._elements.find(flow.get("messageRef")) if flow.get("messageRef") else None
            name = flow.get("name") or (named.get("name") if named is not None else "")
            message = Message(source=source.step, target=target.step, sender=source.pool,
                              receiver=target.pool, name=one_line(name))  # fmt: skip
            yield message, (source, target)

    def _end(self, flow: Any, key: str) -> _End | None:
        """Give an end of a message; what stands elsewhere in a process means its whole pool."""
        element = self._elements.find(flow.get(key))
        if element is None:
            self._elements.dangling(flow.get(key, ""), flow)
            return None
        if element in self._process:
            process, pool = self._process[element], self._name[element]
        else:
            process = self._elements.process_of(element)
            pool = self.pool_of(process)
        return _End(self._elements.ids.get(element, ""), pool, process in self._filled)
