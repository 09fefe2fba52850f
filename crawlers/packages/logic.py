"""The steps, fields and rules of a form, and whether what its rules point at is there.

A rule about a field that is gone stops the import (open-forms#1988, #3422), as do leftovers of an
older way to name a step (open-forms#2849). Rules are never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from crawlers.packages.notes import Notes, listed, several, walked
from crawlers.readers._export import objects, text, value

_FIXED = re.compile(  # variables that every form has
    r"now|today|current_year|environment|form_(name|id|url)|submission_id|language_code|auth(_\w+)?"
    r"|cosign_\w+|completed_on|public_reference|registration_timestamp|payment_\w+|provider_\w+"
    r"|form_version|pdf_url|csv_url|attachment_urls|stuf_\w+|with_digid"
)
_BARE = ("content", "fieldset", "columns", "softRequiredErrors")  # no question in them
_NEEDS = (  # what it is called, where in the form, the version that brought it, in words
    ("single_step", "type", "4.0", "een formulier van één stap"),
    ("customerProfile", "field", "3.4", "het veld 'klantprofiel'"),
    ("children", "field", "3.3", "het veld 'kinderen'"),
    ("synchronize-variables", "rule", "3.3", "een regel die velden gelijk houdt"),
    ("partners", "field", "3.2", "het veld 'partners'"),
    ("family_members", "prefill", "3.2", "het vooraf invullen van gezinsleden"),
    ("referenceLists", "list", "3.1", "keuzes uit een referentielijst"),
    ("evaluate-dmn", "rule", "2.6", "een regel met een beslistabel"),
    ("addressNL", "field", "2.5", "het veld 'adres'"),
    ("set-registration-backend", "rule", "2.3", "een regel die de registratie kiest"),
    ("cosign", "field", "2.2", "het veld 'mede-ondertekenen'"),
)
_LOOPS = ("map", "filter", "reduce", "all", "none", "some")  # inside, `var` is of each item


class Fields:
    """What one form consists of: `steps`, their `components`, `rules` and variables."""

    def __init__(self, form: dict[str, Any], lists: dict[str, list[dict[str, Any]]]) -> None:
        self.address, is_only = text(form, "url"), len(lists.get("forms", ())) == 1
        self.definitions = {text(one, "url"): one for one in lists.get("formDefinitions", ())}
        mine = {
            name: [one for one in lists.get(name, ())
                   if is_only or text(one, "form") == self.address]
            for name in ("formSteps", "formLogic", "formVariables")
        }  # fmt: skip
        self.steps, self.rules = mine["formSteps"], mine["formLogic"]
        self.variables = mine["formVariables"]
        self.configurations = [
            value(self.definition(step), "configuration") for step in self.steps
        ]  # fmt: skip
        self.components = [
            found for _, found in walked(self.configurations)
            if isinstance(found, dict) and text(found, "type") and text(found, "key")
        ]  # fmt: skip
        self.actions = [one for rule in self.rules for one in objects(value(rule, "actions"))]

    def definition(self, step: dict[str, Any]) -> Any:
        """Give the definition of a step: by its address, else what stands in the step itself."""
        inside = value(step, "form_definition")
        found = self.definitions.get(inside) if isinstance(inside, str) else None
        return found or (inside if isinstance(inside, dict) else step)

    @property
    def questions(self) -> int:
        """How many fields somebody may have to fill in."""
        return sum(text(one, "type") not in _BARE for one in self.components)

    @property
    def keys(self) -> set[str]:
        """The names of all fields and variables."""
        return {text(one, "key") for one in (*self.components, *self.variables)}

    @property
    def prefills(self) -> list[str]:
        """The sources from which fields are filled in beforehand."""
        inside = [text(value(one, "prefill"), "plugin") for one in self.components]
        return [*inside, *(text(one, "prefill_plugin") for one in self.variables)]

    @property
    def kinds(self) -> list[str]:
        """The kinds of actions of the rules."""
        return [text(value(one, "action"), "type") for one in self.actions]

    @property
    def fetches(self) -> int:
        """How many rules and variables fetch data from a service."""
        given = [one for one in self.variables if value(one, "service_fetch_configuration")]
        return max(len(given), self.kinds.count("fetch-from-service"))

    @property
    def tables(self) -> list[str]:
        """The decision tables that rules ask."""
        settings = (value(value(one, "action"), "config") for one in self.actions)
        return [name for one in settings if (name := text(one, "decision_definition_id"))]

    @property
    def lists(self) -> int:
        """How many fields take their choices from a list elsewhere."""
        ours = (value(one, "open_forms") for one in self.components)
        return sum(text(one, "data_src") == "referenceLists" for one in ours)

    @property
    def layers(self) -> bool:
        """Whether a map has layers of its own."""
        keys = ("tileLayerIdentifier", "overlays")
        return any(one.get(key) for one in self.components for key in keys)

    @property
    def documents(self) -> int:
        """How many fields for files name the kind of document themselves."""
        files = (value(o, "registration") for o in self.components if text(o, "type") == "file")
        names = ("informatieobjecttype", "document_type", "catalogue")
        return sum(any(value(one, name) for name in names) for one in files)

    def needs(self, kind: str) -> tuple[str, str]:
        """Give the oldest version that knows all its parts, and the part that asks it."""
        has = {
            "type": {kind},
            "field": {text(one, "type") for one in self.components},
            "rule": set(self.kinds),
            "prefill": set(self.prefills),
            "list": {"referenceLists"} if self.lists else set(),
        }
        asked = ((version, word) for name, where, version, word in _NEEDS if name in has[where])
        return next(asked, ("", ""))


def references(fields: Fields, notes: Notes) -> None:
    """Warn of steps without a definition, and of rules about what is not there."""
    if not fields.steps:
        notes.warn("no-steps", "het formulier heeft geen stappen.")
    named = [one for one in fields.steps if isinstance(value(one, "form_definition"), str)]
    lost = [one for one in named if fields.definition(one) is one]
    if lost:
        said = several(len(lost), "stap verwijst", "stappen verwijzen")
        notes.warn("dangling-reference", f"{said} naar een inhoud die niet in het bestand staat.")
    known = fields.keys
    asked = [*_variables(fields), *_acted_on(fields)]
    unknown = [name for name in asked if not _is_known(name, known)]
    if unknown:
        said = f"de logica gebruikt velden die er niet zijn: {listed(unknown)}. Daarop loopt het "
        notes.warn("unknown-field", f"{said}importeren vast.")
    steps = {text(one, "uuid") for one in fields.steps}
    gone = [one for one in _steps(fields) if one not in steps]
    if gone:
        said = several(len(gone), "regel gaat", "regels gaan")
        notes.warn("dangling-reference", f"{said} over een stap die niet in het bestand staat.")
    if any(text(one, "form_step") and text(one, "form_step_uuid") for one in fields.actions):
        said = "regels noemen een stap op een oude manier (form_step). Daarop kan het importeren "
        notes.warn("old-reference", f"{said}vastlopen. Maak form_step in het bestand leeg.")


def _variables(fields: Fields) -> Iterator[str]:
    """Give the names that the rules ask the value of."""
    for rule in fields.rules:
        yield from _asked(value(rule, "json_logic_trigger"))
    for one in fields.actions:
        action = value(one, "action")
        if text(action, "type") == "variable":
            yield from _asked(value(action, "value"))


def _asked(logic: Any) -> Iterator[str]:
    """Give the names after `var` in JSON logic; not those of the items that a loop goes through."""
    stack = [logic]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack += part
        elif isinstance(part, dict):
            for operator, given in part.items():
                first = given[0] if isinstance(given, list) and given else given
                if operator == "var":
                    if isinstance(first, str) and first:
                        yield first
                else:
                    stack.append(first if operator in _LOOPS else given)


def _acted_on(fields: Fields) -> Iterator[str]:
    """Give the fields and variables that actions change."""
    for one in fields.actions:
        kind = text(value(one, "action"), "type")
        if kind == "property" and (name := text(one, "component")):
            yield name
        if kind == "variable" and (name := text(one, "variable")):
            yield name


def _steps(fields: Fields) -> Iterator[str]:
    for one in fields.actions:
        kind = text(value(one, "action"), "type")
        needs_step = kind in ("step-applicable", "step-not-applicable", "disable-next")
        if needs_step and (step := text(one, "form_step_uuid")):
            yield step
    for rule in fields.rules:
        if step := text(rule, "trigger_from_step").rstrip("/").rpartition("/")[2]:
            yield step


def _is_known(name: str, known: set[str]) -> bool:
    if name in known or _FIXED.fullmatch(name.partition(".")[0]):
        return True
    parts = name.split(".")
    if any(".".join(parts[:end]) in known for end in range(1, len(parts))):
        return True
    return any(key.startswith(f"{name}.") for key in known)
