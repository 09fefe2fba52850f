"""Reads CMMN 1.0 and 1.1 case models (standards.md A.9): one process per file, its plan as steps.

Only the standard's own elements are read. Extensions, rules and forms are never read; the condition
of a sentry and the time of a timer are text and never evaluated. Who performs a task is its lane.
Names and documentation are plain text.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._cmmn_plan import MOST, OF_STEPS, Plan, all_of
from crawlers.readers._text import own, products, published, readable_name, web_address
from crawlers.readers._xml import parsed, real_name, root_name, text_of
from knowledge.model import Process

NAME = "cmmn"
ORDER = 22


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
    plan = Plan(root, reading, file.url)
    if len(plan.steps) > MOST:
        said = f"het model heeft meer dan {MOST} stappen. Splits het op."
        reading.problem("too-many-steps", said, place=file.url)
        return reading
    if not plan.steps:
        said = "er staan geen stappen in dit model. Teken taken, of haal het bestand weg."
        reading.problem("no-steps", said, level="warning", place=file.url)
    reading.records.append(_process(file, root, plan))
    return reading


def _process(file: File, root: Any, plan: Plan) -> Process:
    identifier = web_address(file.url) or file.url
    said = {one: text for one in all_of(root, "documentation") if (text := text_of(one))}
    of_steps = {one for holder in all_of(root, *OF_STEPS) for one in holder}
    texts = dict.fromkeys(text for one, text in said.items() if one not in of_steps)
    statements = published(file, identifier)
    named = products(" ".join(said.values()))
    statements += [own(file, identifier, "handles", one) for one in named]
    cases = list(all_of(root, "case"))
    holders = [root, *([*cases, *all_of(root, "casePlanModel")] if len(cases) == 1 else [])]
    return Process(
        id=identifier,
        title=next(filter(None, map(real_name, holders)), "") or readable_name(file),
        url=file.url,
        text_licence=file.licence,
        format="cmmn",
        lanes=plan.lanes,
        steps=tuple(plan.steps),
        flows=tuple(dict.fromkeys(islice(plan.flows(), MOST))),
        data=plan.data,
        text="\n\n".join(texts),
        statements=tuple(statements),
    )
