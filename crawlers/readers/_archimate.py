"""Architecture models in three dialects: the exchange format (AMEFF), Archi's file, its parts.

Elements and relations are matched by local name, so that every version of the formats is read:
ArchiMate 2 said `UsedBy` and `Realisation`, 3 says `Serving` and `Realization`. Of properties only
the id that GEMMA gives is read, and whether it is a reference component (`GEMMA type`). Actors and
persons never are read; of a role only its name, where it is assigned to a process.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from crawlers.readers import File
from crawlers.readers._text import clipped, one_line, own, products, published
from knowledge.model import Process, Solution, Statement

ARCHI = "http://www.archimatetool.com/archimate"
ARCHI_OLD = "http://www.bolton.ac.uk/archimate"
PROCESS, APPLICATIONS = "BusinessProcess", ("ApplicationComponent", "ApplicationService")
BETWEEN = ("ApplicationService", "ApplicationFunction")  # what an application makes or does
ROLE = "BusinessRole"
CONNECTORS = ("Junction", "AndJunction", "OrJunction", "BusinessEvent")
SUPPORTING = ("Serving", "UsedBy", "Realization", "Assignment")
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMES = ("name", "label")  # in ArchiMate 3, in 2
_IDS = ("object id", "object guid", "gemma guid", "gemma id", "gemma url", "guid")
_REFERENCE = "referentiecomponent"  # the `GEMMA type` of what software catalogues refer to
_GUID = re.compile(r"(?:id-)?[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True)
class Element:
    """One element of a model; `gemma` is the id that GEMMA gives it, "" where it has none."""

    id: str
    kind: str
    name: str
    text: str = ""
    gemma: str = ""
    language: str = ""
    line: int = 0
    is_reference: bool = False


@dataclass
class Model:
    """The business processes and applications of a model, and the relations as (kind, ends).

    `others` are the roles and the functions of applications; `connectors` the ids of junctions
    and events, which stand between one process and the next.
    """

    elements: dict[str, Element] = field(default_factory=dict)
    others: dict[str, Element] = field(default_factory=dict)
    connectors: set[str] = field(default_factory=set)
    doubles: list[Element] = field(default_factory=list)  # whose id another has too
    relations: list[tuple[str, str, str]] = field(default_factory=list)

    def kind_of(self, identifier: str) -> str:
        """Give the kind of an element that is read, "" for any other."""
        found = self.elements.get(identifier) or self.others.get(identifier)
        return found.kind if found else ""

    def related(self, kinds: Iterable[str]) -> dict[str, list[str]]:
        """List per source the targets of the relations of some kinds, each once."""
        found: dict[str, dict[str, None]] = {}
        for kind, source, target in self.relations:
            if kind in kinds:
                found.setdefault(source, {})[target] = None
        return {source: list(targets) for source, targets in found.items()}


def model_in(root: Any) -> Model:
    """Read the model under a root, in the exchange format or as Archi keeps it."""
    model = Model()
    identifiers = _identifiers(root)
    for node in root.iter(etree.Element):
        kind = _kind(node)
        identifier = one_line(node.get("identifier") or node.get("id"))
        if kind == PROCESS or kind in APPLICATIONS:
            if identifier:
                _add(model, element_in(node, kind, identifiers))
        elif kind == ROLE or kind in BETWEEN:
            model.others.setdefault(identifier, element_in(node, kind))
        elif kind in CONNECTORS:
            model.connectors.add(identifier)
        elif kind and node.get("source") and node.get("target"):
            relation = kind.removesuffix("Relationship").replace("Realisation", "Realization")
            model.relations.append((relation, node.get("source"), node.get("target")))
    return model


def _add(model: Model, element: Element) -> None:
    if element.id in model.elements:
        model.doubles.append(element)
    else:
        model.elements[element.id] = element


def _kind(node: Any) -> str:
    """Give the type of an element of either format, "" where it is none."""
    if local(node) not in ("element", "relationship"):
        return ""
    return str(node.get(_TYPE, "")).rpartition(":")[2]


def local(node: Any) -> str:
    """Give the name of a node without its namespace."""
    return etree.QName(node).localname


def element_in(node: Any, kind: str, identifiers: Iterable[str] = ()) -> Element:
    """Read one element: name and documentation in Dutch where they are, and the id of GEMMA."""
    name, language = _told(node, _NAMES)
    text, _ = _told(node, ("documentation",))
    return Element(
        id=one_line(node.get("identifier") or node.get("id")),
        kind=kind,
        name=one_line(node.get("name") or name),
        text=(node.get("documentation") or text).strip(),
        gemma=_gemma(node, frozenset(identifiers)),
        language=language.partition("-")[0].lower(),
        line=node.sourceline or 0,
        is_reference=_is_reference(node),
    )


def _children(node: Any, *names: str) -> Iterator[Any]:
    yield from (one for one in node.iterchildren(etree.Element) if local(one) in names)


def _told(node: Any, names: tuple[str, ...]) -> tuple[str, str]:
    """Give a text of an element and its language: Dutch, else English, else the first there is."""
    found = [
        (str(one.get(_LANGUAGE) or ""), "".join(one.itertext()).strip())
        for one in _children(node, *names)
    ]
    order = {"nl": 0, "": 1, "en": 2}
    found.sort(key=lambda told: order.get(told[0].partition("-")[0].lower(), 3))
    return next(((text, language) for language, text in found if text), ("", ""))


def _identifiers(root: Any) -> frozenset[str]:
    """List the references of the properties that hold an id of GEMMA, in the exchange format."""
    found = set()
    for node in root.iter(etree.Element):
        if local(node) in ("propertyDefinition", "propertydef"):
            name, _ = _told(node, _NAMES)
            if one_line(name or node.get("name")).lower() in _IDS:
                found.add(str(node.get("identifier")))
    return frozenset(found)


def _about(node: Any) -> Iterator[Any]:
    """Give what is said of an element, in it or in a list in it: not what other elements say."""
    for one in node.iterchildren(etree.Element):
        if local(one) not in ("element", "folder"):
            yield one
            yield from one.iterchildren(etree.Element)


def _gemma(node: Any, identifiers: frozenset[str]) -> str:
    """Give the id that GEMMA gives an element: only what looks like one, as others may join on it.

    Properties stand in the element (Archi: key, value) or in a list in it (by reference).
    """
    for one in _about(node):
        reference = one.get("propertyDefinitionRef") or one.get("identifierref") or ""
        value, _ = _told(one, ("value",)) if reference in identifiers else ("", "")
        if one_line(one.get("key")).lower() in _IDS:
            value = one.get("value") or ""
        if _GUID.fullmatch(value.strip()):
            return value.strip().lower()
    return ""


def _is_reference(node: Any) -> bool:
    """Tell whether a property says that GEMMA calls an element a reference component."""
    values = (
        one.get("value") or _told(one, ("value",))[0]
        for one in _about(node)
        if local(one) in ("property", "properties")  # in the exchange format, in Archi
    )
    return any(one_line(value).lower() == _REFERENCE for value in values)


def has_name(element: Element) -> bool:
    """Tell whether somebody gave an element a name, and no place-holder such as `...`."""
    return bool(re.search(r"\w", element.name))


def _short(element: Element) -> str:
    return clipped(one_line(element.text), 300)


def process_of(
    file: File, identifier: str, element: Element, based_on: Iterable[str] = (), **made: Any
) -> Process:
    """Make the process of an element; `based_on` are the ids of what it is a special form of.

    `made` are the fields that say what it is made of (`crawlers.readers._skeleton.Made`).
    """
    statements = published(file, identifier)
    statements += [own(file, identifier, "handles", one) for one in products(element.text)]
    statements += [own(file, identifier, "based_on", one) for one in based_on]
    return Process(
        id=identifier,
        title=element.name,
        url=file.url,
        summary=_short(element),
        text=element.text if one_line(element.text) != _short(element) else "",
        language=element.language,
        text_licence=file.licence,
        format="archimate",
        statements=tuple(statements),
        **made,
    )


def application_of(
    file: File, identifier: str, element: Element, supports: Iterable[str] = ()
) -> Solution:
    """Make the solution of an application; `supports` are the ids of processes."""
    said: tuple[Statement, ...] = tuple(
        own(file, identifier, "supports", process) for process in supports
    )
    return Solution(
        id=identifier,
        title=element.name,
        url=file.url,
        summary=_short(element),
        text=element.text if one_line(element.text) != _short(element) else "",
        language=element.language,
        text_licence=file.licence,
        solution_type=_REFERENCE if element.is_reference else "applicatie",
        aliases=(element.gemma,) if element.gemma else (),
        statements=said,
    )
