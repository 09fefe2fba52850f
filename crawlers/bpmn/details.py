"""What a BPMN flow node says of itself: its event, term, repeating, what it calls (2.0.2, 10)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Literal

from lxml import etree

from crawlers.bpmn.elements import Elements, is_true, nodes, tag
from crawlers.readers._text import clipped, one_line
from crawlers.readers._xml import text_of

LONGEST = 500  # characters of a text, a condition or a term
_TIMERS = ("timeDuration", "timeDate", "timeCycle")
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,500}>")
_INLINE = re.compile(
    r"</?(?:a|b|em|font|i|span|strong|sub|sup|u)(?:\s[^<>]{0,500})?>", re.IGNORECASE
)
_MOST_READ = 5_000


def definitions(element: Any, elements: Elements) -> list[Any]:
    """List what an event waits for or sends: in it, and what it refers to, each as an element."""
    found = []
    for child in element.iterchildren(tag("*")):
        name = etree.QName(child).localname
        if name.endswith("EventDefinition"):
            found.append(child)
        elif name == "eventDefinitionRef":
            shared = elements.find(text_of(child))
            if shared is None:
                elements.dangling(text_of(child), child)
            elif etree.QName(shared).localname.endswith("EventDefinition"):
                found.append(shared)
    return found


def event(defined: list[Any]) -> str:
    """Give the kind of an event as BPMN names its definition, `multiple` for more than one."""
    if len(defined) > 1:
        return "multiple"
    return etree.QName(defined[0]).localname.removesuffix("EventDefinition") if defined else ""


def term(timer: Any) -> str:
    """Give what a timer says: ISO 8601, or what its maker wrote."""
    said = (text_of(one) for one in timer.iterchildren(*map(tag, _TIMERS)))
    return clipped(next(filter(None, said), ""), LONGEST)


def starts(element: Any) -> list[Any]:
    """List the start events of a subprocess that an event starts, nothing of any other step."""
    if not is_true(element.get("triggeredByEvent")):
        return []
    return [node for node in nodes(element) if node.tag == tag("startEvent")]


def is_interrupting(element: Any) -> bool:
    """Tell whether an event stops what goes on; it does unless it says not."""
    if element.tag == tag("boundaryEvent"):
        return is_true(element.get("cancelActivity"), otherwise=True)
    return is_true(element.get("isInterrupting"), otherwise=True)


def repeats(element: Any) -> Literal["", "loop", "parallel", "sequential"]:
    """Tell how an activity repeats, "" where it does not."""
    if element.find(tag("standardLoopCharacteristics")) is not None:
        return "loop"
    several = element.find(tag("multiInstanceLoopCharacteristics"))
    if several is None:
        return ""
    return "sequential" if is_true(several.get("isSequential")) else "parallel"


def calls(element: Any, elements: Elements) -> str:
    """Give what a call activity starts: its name where it is in the file, else as written.

    An id that is written with a prefix is given without it.
    """
    written = one_line(element.get("calledElement") or element.get("calledChoreographyRef"))
    called = elements.find(written) if written else None
    name = one_line(called.get("name")) if called is not None else ""
    prefix, _, bare = written.rpartition(":")
    is_known = called is not None or prefix in element.nsmap
    return clipped(name or (bare if is_known else written), LONGEST)


def documentation(element: Any) -> list[str]:
    """List what the documentation of an element says, as plain text also where it is HTML."""
    return [plain("".join(doc.itertext())) for doc in element.iterchildren(tag("documentation"))]


def plain(text: str) -> str:
    """Give a text on one line, without the markup that some tools write in it; at most 5,000 signs.

    >>> plain("<p>Eerst <b>dit</b>.</p><p>Dan dat, in &lt; 3 dagen</p>")
    'Eerst dit. Dan dat, in < 3 dagen'
    """
    text = text[:_MOST_READ]
    if not _MARKUP.search(text):
        return one_line(text)
    return one_line(unescape(_MARKUP.sub(" ", _INLINE.sub("", text))))
