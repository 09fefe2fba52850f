"""Reads DMN decision tables (standards.md A.9), any version: one process per file, its decisions.

Cells are plain text: nothing is evaluated. Extensions and written formulas are not read. The tables
of knowledge models count as decisions, as what calls them has none. A source of knowledge is a
legal basis where its name or address is that of a law or rule; an expert or a handbook is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from crawlers.readers import File, Reading
from crawlers.readers._text import own, products, published, readable_name, web_address
from crawlers.readers._xml import parsed, real_name, root_name, text_of
from knowledge.model import Decision, Process

NAME = "dmn"
ORDER = 21
MOST = 200  # rules of one table, and decisions of one file
_LAW = re.compile(
    r"(wet|wetboek|besluit|regeling|verordening|beleidsregels?|awb|artikel|art\.)(?![\w-])",
    re.IGNORECASE,
)
_LAWS = re.compile(
    r"https?://((wetten|lokaleregelgeving)\.overheid\.nl"
    r"|zoek\.officielebekendmakingen\.nl|eur-lex\.europa\.eu)/"
)


def accepts(file: File) -> bool:
    """Accept *.dmn, and any XML whose root is `definitions` in a namespace of DMN."""
    return file.name.endswith(".dmn") or _is_dmn(root_name(file.body))


def _is_dmn(tag: str) -> bool:
    namespace, _, name = tag.lstrip("{").rpartition("}")
    return name == "definitions" and "www.omg.org/spec/DMN/" in namespace


def read(file: File) -> Reading:
    """Give a process with the decisions of the file: inputs, outputs and the rules of tables.

    What is no XML, no DMN, too large or has a DOCTYPE gives a problem and no record.
    """
    reading = Reading(format="dmn")
    root = parsed(file, reading)
    if root is None:
        return reading
    if not _is_dmn(str(root.tag)):
        said = "dit is geen DMN. Sla de beslistabel op als DMN (definitions)."
        reading.problem("not-dmn", said, place=file.url, line=root.sourceline or 0)
        return reading
    reading.version = re.split("[/}]", str(root.tag).partition("/DMN/")[2])[0]
    namespace = etree.QName(root).namespace
    etree.strip_elements(root, f"{{{namespace}}}extensionElements", with_tail=False)
    models = _children(root, "businessKnowledgeModel")
    elements = [*_children(root, "decision"), *(one for one in models if _table(one) is not None)]
    if not elements:
        said = "er staat geen beslissing in dit bestand. Voeg een beslistabel toe."
        reading.problem("no-decisions", said, level="warning", place=file.url)
    if len(elements) > MOST:
        said = f"er staan meer dan {MOST} beslissingen in. De rest is niet gelezen: splits het op."
        reading.problem("too-many-decisions", said, level="warning", place=file.url)
    named = (*_children(root, "inputData"), *elements)
    inputs = {one.get("id", ""): text_of_name(one) for one in named}
    decisions = tuple(_decision(one, inputs, file, reading) for one in elements[:MOST])
    reading.records.append(_process(file, root, elements, decisions))
    return reading


def _process(
    file: File, root: Any, elements: list[Any], decisions: tuple[Decision, ...]
) -> Process:
    identifier = web_address(file.url) or file.url
    holders = [root, *elements]
    described = [
        text_of(doc)
        for one in holders
        for doc in (*_children(one, "description"), *_children(one, "question"))
    ]
    texts = [text for text in dict.fromkeys(described) if text]
    statements = published(file, identifier)
    statements += [own(file, identifier, "handles", one) for one in products(" ".join(texts))]
    return Process(
        id=identifier,
        title=real_name(root) or (real_name(elements[0]) if len(elements) == 1 else "")
        or readable_name(file),
        url=file.url,
        text_licence=file.licence,
        format="dmn",
        decisions=decisions,
        data=tuple(dict.fromkeys(filter(None, map(text_of_name, _children(root, "inputData"))))),
        legal_basis=tuple(dict.fromkeys(_laws(_children(root, "knowledgeSource")))),
        text="\n\n".join(texts),
        statements=tuple(statements),
    )  # fmt: skip


def _children(element: Any, name: str) -> Iterator[Any]:
    """Give the children of that name in the element's own namespace (so no extensions)."""
    namespace = etree.QName(element).namespace
    return iter(element.iterchildren(f"{{{namespace}}}{name}"))


def _child(element: Any, *names: str) -> Any:
    """Give the first child along a path of names, None where there is none."""
    for name in names:
        element = next(_children(element, name), None) if element is not None else None
    return element


def text_of_name(element: Any) -> str:
    """Give what an element is called: its label, else its name."""
    return " ".join((element.get("label") or element.get("name") or "").split())


def _laws(sources: Iterable[Any]) -> Iterator[str]:
    """Name the laws and rules among the sources of knowledge, by their name else their address."""
    for source in sources:
        name, address = text_of_name(source), source.get("locationURI", "").strip()
        if _LAWS.match(address):
            yield name or address
        elif _LAW.search(name):
            yield name


def _table(element: Any) -> Any:
    """Give the decision table of a decision or knowledge model, also one in a boxed context."""
    namespace = etree.QName(element).namespace
    return next(element.iter(f"{{{namespace}}}decisionTable"), None)


def _required(element: Any, *kinds: str) -> list[str]:
    """List the ids of what a decision needs of some kinds."""
    return [
        one.get("href", "").rpartition("#")[2].strip()
        for name in ("informationRequirement", "knowledgeRequirement")
        for requirement in _children(element, name)
        for kind in kinds
        if (one := _child(requirement, kind)) is not None
    ]


def _decision(element: Any, data: dict[str, str], file: File, reading: Reading) -> Decision:
    """Read one decision; one without a table has what it requires as inputs, and no rules."""
    name = text_of_name(element)
    identifier = element.get("id") or name or "decision"
    required = _required(element, "requiredDecision", "requiredKnowledge")
    needs = dict.fromkeys(one for one in required if one in data and one != identifier)
    said = Decision(id=identifier, name=name, needs=tuple(needs))
    table = _table(element)
    if table is not None:
        return said.model_copy(update=_tabled(table, name, file, reading))
    needed = _required(element, "requiredInput", "requiredDecision")
    inputs = tuple(filter(None, (data.get(one, "") for one in needed)))
    variable = _child(element, "variable")
    given = text_of_name(variable) if variable is not None else ""
    return said.model_copy(update={"inputs": inputs, "outputs": (given,) if given else ()})


def _tabled(table: Any, name: str, file: File, reading: Reading) -> dict[str, Any]:
    """Read the columns and rules of a table, of which too many give a warning."""
    rules = list(_children(table, "rule"))
    if len(rules) > MOST:
        said = f"de tabel '{name[:80]}' heeft meer dan {MOST} regels. De rest is niet gelezen."
        where = {"place": file.url, "line": table.sourceline or 0}
        reading.problem("too-many-rules", said, level="warning", **where)
    inputs = tuple(_input(one) for one in _children(table, "input"))
    return {
        "inputs": inputs,
        "outputs": tuple(text_of_name(one) or name for one in _children(table, "output")),
        "rules": tuple(_cells(rule, inputs) for rule in rules[:MOST]),
    }


def _input(element: Any) -> str:
    return text_of_name(element) or text_of(_child(element, "inputExpression", "text"))


def _cells(rule: Any, inputs: tuple[str, ...]) -> tuple[str, ...]:
    """Give the texts of a rule: a condition for each input, then its outcomes."""
    given, made = (
        [text_of(_child(entry, "text")) for entry in _children(rule, name)]
        for name in ("inputEntry", "outputEntry")
    )
    return (*given[: len(inputs)], *[""] * (len(inputs) - len(given)), *made)
