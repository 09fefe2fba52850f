"""DMN files as packages: which version they are, what they need, and what an engine would refuse.

A table without a hit policy is one with UNIQUE (DMN 1.3, section 8.2.8), so that is no mistake; two
rules with the same conditions then are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawlers.packages.bpmn import MODELER, made_with
from crawlers.packages.content import Content
from crawlers.packages.notes import Notes, hosts, listed, several
from crawlers.readers._text import one_line
from crawlers.readers._xml import text_of
from knowledge.model import AnyRecord

_VERSIONS = {"20130901": "1.0", "20151101": "1.1", "20180521": "1.2", "20191111": "1.3",
             "20211108": "1.4", "20230324": "1.5", "20240513": "1.6"}  # fmt: skip
_POLICIES = ("UNIQUE", "FIRST", "PRIORITY", "ANY", "COLLECT", "RULE ORDER", "OUTPUT ORDER")
_LOGIC = ("decisionTable", "literalExpression", "invocation", "context", "relation", "list",
          "functionDefinition", "conditional", "for", "every", "some", "filter")  # fmt: skip


class Tables:
    """The one DMN file of a content, to be noted."""

    def __init__(self, content: Content) -> None:
        self.root = content.root

    def note(self, record: AnyRecord, notes: Notes) -> bool:
        """Note what there is to say of its decisions; False where it is not to be read."""
        if self.root is None:
            return False
        root, tables = self.root, list(_named(self.root, "decisionTable"))
        notes.made_with = made_with(root)
        notes.count(len(getattr(record, "decisions", ())), "beslissing", "beslissingen")
        notes.count(sum(1 for _ in _named(root, "rule")), "regel", "regels")
        written = re.search(r"/DMN/(\d{8})", str(root.tag))
        version = _VERSIONS.get(written[1], "") if written else ""
        notes.works_with.append(f"DMN {version}".strip())
        platform = one_line(root.get(f"{MODELER}executionPlatform"))
        if platform:
            number = one_line(root.get(f"{MODELER}executionPlatformVersion"))
            notes.works_with.append(f"gemaakt voor {platform} {number}".strip()[:80])
        _decisions(root, notes)
        for table in tables:
            _table(table, notes)
        _links(root, notes)
        _local(root, notes)
        return True


def _named(root: Any, *names: str) -> Iterator[Any]:
    """Give the elements of the standard with one of these names, in its own namespace."""
    namespace = etree.QName(root).namespace
    return iter(root.iter(*(f"{{{namespace}}}{name}" for name in names)))


def _decisions(root: Any, notes: Notes) -> None:
    """Warn of decisions that do not say how they are made."""
    bare = []
    for one in _named(root, "decision"):
        inside = {etree.QName(part).localname for part in one.iterchildren()}
        if not inside.intersection(_LOGIC):
            bare.append(one)
    if bare:
        said = several(len(bare), "beslissing zegt", "beslissingen zeggen")
        names = listed(one.get("name") or one.get("id", "") for one in bare)
        notes.warn("no-logic", f"{said} niet hoe zij wordt genomen: {names}.", bare[0].sourceline)


def _table(table: Any, notes: Notes) -> None:
    """Warn of an unknown hit policy, rules of another length, and rules that are the same."""
    parent = table.getparent()
    name = listed([parent.get("name") or parent.get("id", "")] if parent is not None else [])
    line = table.sourceline or 0
    policy = one_line(table.get("hitPolicy")).upper() or "UNIQUE"
    if policy not in _POLICIES:
        said = f"tabel {name} heeft een onbekende manier om te kiezen (hitPolicy)."
        notes.warn("hit-policy", said, line)
    rules = list(_children(table, "rule"))
    wide = [sum(1 for _ in _children(table, kind)) for kind in ("input", "output")]
    parts = [[sum(1 for _ in _children(rule, kind)) for kind in ("inputEntry", "outputEntry")]
             for rule in rules]  # fmt: skip
    uneven = sum(one != wide for one in parts)
    if uneven:
        said = several(uneven, "regel heeft", "regels hebben")
        notes.warn("uneven-rule", f"in tabel {name}: {said} meer of minder cellen dan kolommen.",
                   line)  # fmt: skip
    conditions = [tuple(text_of(cell) for cell in _children(rule, "inputEntry")) for rule in rules]
    again = len(conditions) - len(set(conditions))
    if policy == "UNIQUE" and again:
        said = several(again, "regel heeft", "regels hebben")
        notes.warn("same-rules", f"in tabel {name}: {said} dezelfde voorwaarden als een andere, "
                   "terwijl er maar één mag gelden (UNIQUE).", line)  # fmt: skip


def _children(element: Any, name: str) -> Iterator[Any]:
    return iter(element.iterchildren(f"{{{etree.QName(element).namespace}}}{name}"))


def _links(root: Any, notes: Notes) -> None:
    """Warn of references to what is not in the file."""
    ids = {one.get("id") for one in root.iter()}
    wanted = ("requiredInput", "requiredDecision", "requiredKnowledge", "requiredAuthority")
    asked = [one.get("href", "") for one in _named(root, *wanted)]
    lost = {one for one in asked if one.startswith("#") and one[1:] not in ids}
    if lost:
        said = several(len(lost), "verwijzing wijst", "verwijzingen wijzen")
        notes.warn("dangling-reference", f"{said} naar iets dat niet in het bestand staat.")
    files = [one.rpartition("/")[2] for one in asked if "#" in one[1:]]
    files += [one.get("locationURI") or one.get("name", "") for one in _named(root, "import")]
    if names := [one.partition("#")[0] for one in files if one.partition("#")[0]]:
        notes.change(f"Andere bestanden die nodig zijn: {listed(names)}.")


def _local(root: Any, notes: Notes) -> None:
    """Note the names that its taker must use, languages, and addresses."""
    keys = [one.get("id", "") for one in _named(root, "decision")]
    notes.change(f"Sleutel van de beslissing: {listed(keys)}. Programma's roepen haar daarmee aan.")
    heads = [head for table in _named(root, "decisionTable") for head in _children(table, "input")]
    asked = [text_of(one) for head in heads for one in _children(head, "inputExpression")]
    if names := [one for one in asked if re.fullmatch(r"[\w.]{1,60}", one)]:
        notes.change(f"Gegevens die u moet aanleveren: {listed(names)}.")
    languages = {one_line(one.get("expressionLanguage")) for one in root.iter()}
    others = sorted(one for one in languages if one and "feel" not in one.lower())
    if others:
        shown = [one.rpartition("/")[2] for one in others]
        notes.change(f"Taal van de formules: {listed(shown)} in plaats van FEEL.")
    told = [text for one in root.iter() for text in (one.text or "", *one.values())]
    there = hosts(text for text in told if text not in languages)
    if there := [host for host in there if host not in hosts([root.get("namespace", "")])]:
        notes.change(f"Adressen: dit verwijst naar {', '.join(there[:5])}.")
