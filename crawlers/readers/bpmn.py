"""Reads BPMN 2.0 diagrams (standards.md A.9): one process per file, every flow node a step.

Only the standard's own elements are read, also of the drafts of it that tools wrote for years.
Extensions, scripts and forms are never read; conditions and timers are text and never evaluated.
Conversations and global tasks are no steps. Of a diagram with several processes each step names
its pool. What the whole may take (`Process.term`) no element of BPMN says: a timer belongs to its
step. Names and documentation are plain text, to be cleaned by who shows them.
"""

from __future__ import annotations

from typing import Any

from crawlers.bpmn.diagram import Diagram
from crawlers.bpmn.drawn import drawings
from crawlers.bpmn.elements import BPMN, MOST, is_bpmn, standardised
from crawlers.readers import File, Reading
from crawlers.readers._text import own, products, published, readable_name, web_address
from crawlers.readers._xml import parsed, real_name, root_name, text_of
from knowledge.model import Decision, Process

NAME = "bpmn"
ORDER = 20
_CHOICES = ("exclusiveGateway", "inclusiveGateway", "complexGateway", "eventBasedGateway")


def accepts(file: File) -> bool:
    """Accept *.bpmn, *.bpmn20.xml, and any XML with a BPMN 2.0 root."""
    named = file.name.endswith((".bpmn", ".bpmn20.xml"))
    return named or is_bpmn(root_name(file.body))


def read(file: File) -> Reading:
    """Give the process of the file with its pools, lanes, steps, flows, messages and choices.

    What is no XML, no BPMN, too large or has a DOCTYPE gives a problem and no record; dangling
    references and ids that occur twice give warnings.
    """
    reading = Reading(format="bpmn")
    root = parsed(file, reading)
    if root is None:
        return reading
    if not is_bpmn(str(root.tag)):
        said = "dit is geen BPMN 2.0. Sla het diagram op als BPMN 2.0 (definitions)."
        reading.problem("not-bpmn", said, place=file.url, line=root.sourceline or 0)
        return reading
    reading.version = "2.0"
    diagram = Diagram(standardised(root), reading, file.url, file.organisation)
    if len(diagram.steps) > MOST:
        said = f"het diagram heeft meer dan {MOST} stappen. Splits het op."
        reading.problem("too-many-steps", said, place=file.url)
        return reading
    if not diagram.steps:
        said = "er staan geen stappen in dit diagram. Teken taken, of haal het bestand weg."
        reading.problem("no-steps", said, level="warning", place=file.url)
    reading.records.append(_process(file, root, diagram))
    return reading


def _process(file: File, root: Any, diagram: Diagram) -> Process:
    identifier = web_address(file.url) or file.url
    documented = _documentation(root)
    statements = published(file, identifier)
    statements += [own(file, identifier, "handles", one) for one in products(" ".join(documented))]
    return Process(
        id=identifier,
        title=_title(file, root, diagram),
        url=file.url,
        text_licence=file.licence,
        format="bpmn",
        pools=diagram.pools,
        lanes=diagram.lanes,
        steps=diagram.steps,
        flows=diagram.flows,
        messages=diagram.messages,
        decisions=tuple(_decisions(diagram)),
        data=diagram.data,
        drawings=drawings(root),
        partners=diagram.partners,
        text="\n\n".join(documented),
        statements=tuple(statements),
    )


def _documentation(root: Any) -> list[str]:
    """List the standard documentation of definitions, collaborations and processes."""
    holders = [root, *root.iterchildren(f"{{{BPMN}}}collaboration", f"{{{BPMN}}}process")]
    found = [
        text_of(doc) for one in holders for doc in one.iterchildren(f"{{{BPMN}}}documentation")
    ]
    return [text for text in dict.fromkeys(found) if text]


def _title(file: File, root: Any, diagram: Diagram) -> str:
    """Name the diagram as a reader knows it: by a real name in it, else by its file.

    The name of a process counts only where no second pool holds a process.
    """
    holders = list(root.iterchildren(f"{{{BPMN}}}collaboration"))
    if diagram.filled_pools < 2:
        holders += root.iterchildren(f"{{{BPMN}}}process")
    names = (real_name(holder) for holder in [*holders, root])
    return next(filter(None, names), "") or readable_name(file)


def _decisions(diagram: Diagram) -> list[Decision]:
    """List the gateways that choose: more than one way out, each outcome by flow or target name."""
    found = []
    names = {step.id: step.name for step in diagram.steps}
    for step in diagram.steps:
        ways = diagram.ways_out.get(step.id, [])
        if step.kind in _CHOICES and len(ways) > 1:
            outcomes = tuple(flow.name or names[flow.target] or "zonder naam" for flow in ways)
            found.append(Decision(id=step.id, name=step.name, outcomes=outcomes))
    return found
