"""BPMN files as packages: drawing or program, for which engine, and what its taker must have.

Of the extensions of engines only names are read: groups, forms, topics, classes, hosts. Persons are
counted, never named; expressions and scripts are never evaluated. A file that calls itself
executable and has nothing of an engine in it is a drawing (Camunda Modeler ticks that box by
itself), and is told to be one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from lxml import etree

from crawlers.packages.content import Content
from crawlers.packages.notes import Notes, hosts, listed, mail_count, several
from crawlers.readers._text import one_line
from crawlers.readers._xml import text_of
from knowledge.model import AnyRecord

_BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ENGINES = {
    "http://flowable.org/bpmn": "Flowable",
    "http://camunda.org/schema/1.0/bpmn": "Camunda 7",
    "http://camunda.org/schema/zeebe/1.0": "Camunda 8",
    "http://activiti.org/bpmn": "Activiti",
    "http://www.jboss.org/drools": "jBPM",
}
MODELER = "{http://camunda.org/schema/modeler/1.0}"
_DONE_BY = ("serviceTask", "sendTask", "businessRuleTask", "scriptTask")
_HOW = ("class", "delegateExpression", "expression", "type", "topic", "decisionRef",
        "resultVariable", "implementation", "operationRef", "modelerTemplate")  # fmt: skip
_FORMULA = re.compile(r"[$#]\{|^=|^\$")
_MEMBER = re.compile(r"(group|user)\(([^()]*)\)|([^,()]+)")
_PERFORMERS = (f"{{{_BPMN}}}humanPerformer", f"{{{_BPMN}}}performer")  # who does it, by name


class Diagrams:
    """The one BPMN file of a content, to be noted."""

    def __init__(self, content: Content) -> None:
        self.root = content.root

    def note(self, record: AnyRecord, notes: Notes) -> bool:
        """Note what there is to say of the diagram; False where it is not to be read."""
        if self.root is None:
            return False
        root = self.root
        notes.made_with = made_with(root)
        notes.count(len(getattr(record, "steps", ())), "stap", "stappen")
        notes.count(len(getattr(record, "lanes", ())), "rol", "rollen")
        marked = [one for one in root.iter(_tag("process")) if one.get("isExecutable") == "true"]
        engines = _engines(root)
        notes.version = one_line(next((tag for _, tag in _given(root, "versionTag")), ""))[:40]
        if not marked or not engines:
            said = "BPMN 2.0: een tekening, niet om uit te voeren"
            notes.works_with.append(said)
            if marked:
                notes.works_with.append("het bestand noemt zich uitvoerbaar, maar is dat niet: er "
                                        "staan geen instellingen van een programma in")  # fmt: skip
            return True
        notes.works_with += ["BPMN 2.0", *_made_for(root, engines)]
        _unfinished(marked, notes)
        _keys(root, marked, engines, notes)
        _people(root, notes)
        _work(root, notes)
        _rest(root, notes)
        return True


def made_with(root: Any) -> str:
    """Give the program that wrote an XML file, and its version."""
    name, version = (one_line(root.get(key))[:60] for key in ("exporter", "exporterVersion"))
    return re.sub(r"\s*\(https?://[^)]*\)", "", f"{name} {version}").strip() if name else ""


def _tag(name: str) -> str:
    return f"{{{_BPMN}}}{name}"


def _engines(root: Any) -> list[str]:
    """List the engines of which something stands in the file; a namespace alone says nothing."""
    used: dict[str, None] = {}
    for element in root.iter():
        for name in (str(element.tag), *map(str, element.attrib)):
            if engine := ENGINES.get(name[1:].partition("}")[0]):
                used[engine] = None
    return list(used)


def _made_for(root: Any, engines: list[str]) -> list[str]:
    version = one_line(root.get(f"{MODELER}executionPlatformVersion"))
    if version and len(engines) == 1:
        return [f"gemaakt voor {engines[0].split()[0]} {version[:20]}"]
    more = " (ook Flowable en Camunda 7 lezen dit vaak)" if engines == ["Activiti"] else ""
    return [f"gemaakt voor {' en '.join(engines)}{more}"]


def _given(root: Any, *names: str) -> Iterator[tuple[Any, str]]:
    """Give the elements with an attribute of an engine, each with its value."""
    for element in root.iter():
        for name, given in element.attrib.items():
            namespace, _, local = str(name).lstrip("{").rpartition("}")
            mine = namespace or str(element.tag)[1:].partition("}")[0]
            if local in names and mine in ENGINES and given.strip():
                yield element, given.strip()


def _unfinished(processes: list[Any], notes: Notes) -> None:
    """Warn of what an engine would refuse: tasks without work, choices without a condition."""
    bare, open_ways, headless = [], 0, 0
    for process in processes:
        bare += [one for one in process.iter(*map(_tag, _DONE_BY)) if not _is_done(one)]
        open_ways += sum(_is_open(one, process) for one in process.iter(_tag("exclusiveGateway")))
        headless += process.find(_tag("startEvent")) is None
    if bare:
        said = several(len(bare), "taak voor een programma zegt", "taken voor een programma zeggen")
        names = listed(one.get("name") or one.get("id", "") for one in bare)
        line = bare[0].sourceline or 0
        notes.warn("no-implementation", f"{said} niet wat er gebeurt: {names}.", line)
    if open_ways:
        said = several(open_ways, "keuze heeft een pijl", "keuzes hebben een pijl")
        notes.warn("no-condition", f"{said} zonder voorwaarde, die ook niet de standaardweg is.")
    if headless:
        notes.warn("no-start", "een proces dat uitvoerbaar is, heeft geen begin (startEvent).")


def _is_done(task: Any) -> bool:
    """Tell whether a task says how it is done: by an attribute, an element of an engine, a script.

    Also a task of an engine's own kind, which says its type in an attribute.
    """
    if any(str(name).rpartition("}")[2] in _HOW for name in task.attrib):
        return True
    if task.find(_tag("script")) is not None:
        return True
    inside = task.iterfind(f"{_tag('extensionElements')}/*")
    kinds = ("taskDefinition", "calledDecision", "connector", "script", "field", "type")
    return any(etree.QName(one).localname in kinds for one in inside)


def _is_open(gateway: Any, process: Any) -> bool:
    """Tell whether a gateway with several ways out has one without a condition, not the default."""
    name, default = gateway.get("id"), gateway.get("default")
    ways = [one for one in process.iter(_tag("sequenceFlow")) if one.get("sourceRef") == name]
    bare = [one for one in ways if one.find(_tag("conditionExpression")) is None]
    return bool(name) and len(ways) > 1 and any(one.get("id") != default for one in bare)


def _keys(root: Any, processes: list[Any], engines: list[str], notes: Notes) -> None:
    notes.change(f"Sleutel van het proces: {listed(one.get('id', '') for one in processes)}. Hebt "
                 "u al een proces met die sleutel, kies dan een andere.")  # fmt: skip
    called = [one.get("calledElement", "") for one in root.iter(_tag("callActivity"))]
    called += [given for element, given in _given(root, "processId")
               if etree.QName(element).localname == "calledElement"]  # fmt: skip
    if names := [one for one in called if one and not _FORMULA.search(one)]:
        notes.change(f"Andere processen die moeten bestaan: {listed(names)}.")
    asked = [given for _, given in _given(root, "decisionRef", "decisionId", "caseRef")]
    asked += _fields(root, "decisionTableReferenceKey")
    if names := [one for one in asked if not _FORMULA.search(one)]:
        notes.change(f"Beslistabellen die moeten bestaan: {listed(names)}.")
    forms = [given for _, given in _given(root, "formKey", "formRef", "formId")]
    if names := [one for one in forms if not _FORMULA.search(one)]:
        notes.change(f"Formulieren die moeten bestaan: {listed(names)}.")
    kept = any(True for _ in _given(root, "historyTimeToLive"))
    if "Camunda 7" in engines and not kept:
        notes.change("Bewaartermijn: vul historyTimeToLive in; Camunda 7.20 en nieuwer vragen die.")


def _fields(root: Any, name: str) -> list[str]:
    """Give what stands in the fields of that name of the extensions of Flowable."""
    found = (one for one in root.iter("{*}field") if one.get("name") == name)
    return [said for one in found if (said := one.get("stringValue") or text_of(one))]


def _people(root: Any, notes: Notes) -> None:
    """Note the groups that must exist; persons are counted."""
    groups: list[str] = []
    for _, given in _given(root, "candidateGroups", "candidateStarterGroups"):
        groups += [one.strip() for one in _split(given)]
    persons = [given for _, given in _given(root, "assignee", "owner")]
    for _, given in _given(root, "candidateUsers", "candidateStarterUsers"):
        persons += [one.strip() for one in _split(given)]
    for one in root.iter(_tag("resourceAssignmentExpression")):
        is_one = one.getparent() is not None and one.getparent().tag in _PERFORMERS
        for kind, inside, bare in _MEMBER.findall(text_of(one).replace("${", "$")):
            is_person = kind == "user" or (is_one and not kind)
            (persons if is_person else groups).append((inside or bare).strip())
    fixed = [one for one in groups if one and not _FORMULA.search(one)]
    if fixed:
        notes.change(f"Groepen die moeten bestaan: {listed(fixed)}.")
    if number := sum(bool(one) and not _FORMULA.search(one) for one in persons):
        said = several(number, "keer", "keer")
        notes.change(f"Personen: een taak staat {said} op naam van een persoon. Wijs die taken "
                     "toe aan uw eigen mensen.")  # fmt: skip


def _split(given: str) -> list[str]:
    return [given] if given.startswith("=") else re.split(r",(?![^{]*\})", given)


def _work(root: Any, notes: Notes) -> None:
    """Note the programs that do the work of tasks."""
    topics = [given for _, given in _given(root, "topic")]
    topics += [given for element, given in _given(root, "type")
               if etree.QName(element).localname == "taskDefinition"]  # fmt: skip
    if topics:
        notes.change(f"Werk voor eigen programma's: {listed(topics)}. Die programma's moeten bij u "
                     "draaien.")  # fmt: skip
    names = [given for _, given in _given(root, "class", "delegateExpression")]
    if names:
        notes.change(f"Programma's in de omgeving zelf: {listed(names)}. Die moeten er bij u zijn.")
    scripts = Counter(one_line(one.get("scriptFormat")) or "onbekende taal"
                      for one in root.iter(_tag("scriptTask")))  # fmt: skip
    for language, number in scripts.items():
        said = several(number, "taak", "taken")
        notes.change(f"Scripts: {said} in {language[:40]}. Kijk na wat het script doet.")


def _rest(root: Any, notes: Notes) -> None:
    """Note addresses and fixed days."""
    told = [text for element in root.iter() for text in _working(element)]
    if there := hosts(told):
        notes.change(f"Adressen: dit verwijst naar {', '.join(there[:5])}. Vul uw eigen adressen "
                     "in.")  # fmt: skip
    if mails := mail_count(told):
        notes.change(f"E-mail: vervang {several(mails, 'e-mailadres', 'e-mailadressen')}.")
    days = [text_of(one) for one in root.iter(_tag("timeDate"))]
    if fixed := [one for one in days if re.match(r"\d{4}-\d\d", one)]:
        notes.change(f"Vaste dagen: {several(len(fixed), 'klok staat', 'klokken staan')} op een "
                     "vaste datum.")  # fmt: skip


def _working(element: Any) -> Iterator[str]:
    """Give what an engine works with: not what is there to be read, nor names."""
    if str(element.tag) not in (_tag("documentation"), _tag("text")):
        yield element.text or ""
    for name, given in element.attrib.items():
        if name not in ("name", "targetNamespace", "exporter", "expressionLanguage"):
            yield given
