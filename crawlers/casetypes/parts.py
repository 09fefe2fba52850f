"""The parts of one version of a case type: steps, roles, results, properties, documents, terms.

Standard: ZGW Catalogi 1.3 and 1.4 (standards.md A.8). The responsible person or unit
(`verantwoordelijke`) and whoever is involved in a case (`betrokkene`, `medewerker`) are never read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from crawlers.casetypes.resources import LINKS, MOST_PARTS, Related
from crawlers.casetypes.terms import is_duration
from crawlers.readers import Reading
from crawlers.readers._export import text, value
from knowledge.identity import folded
from knowledge.model import Decision, Property, Result, Step
from knowledge.words import term as in_words

_FORMS = {"datum_tijd": "datum en tijd"}
_IN, _MADE = "inkomend", ("uitgaand", "intern")  # directions of documents


def texts(item: Any, name: str) -> list[str]:
    """Give the texts in a list, each once and on one line; [] where it is no list."""
    written = value(item, name)
    found = (text({"": one}, "") for one in written) if isinstance(written, list) else ()
    return list(dict.fromkeys(filter(None, found)))[:MOST_PARTS]


@dataclass
class CaseType:
    """One version of a case type, with what stands beside it; `place` is for its problems."""

    item: dict[str, Any]
    related: Related
    reading: Reading
    place: str
    held: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def parts(self, resource: str) -> list[dict[str, Any]]:
        """Give the parts of a kind, such as those of `StatusType`."""
        if resource not in self.held:
            self.held[resource] = self.related.of(self.item, resource)
        return self.held[resource]

    @property
    def is_hollow(self) -> bool:
        """Whether the file has only addresses of statuses, and nothing that stands there."""
        return not self.parts("StatusType") and bool(texts(self.item, "statustypen"))

    def steps(self) -> tuple[Step, ...]:
        """Give the statuses as steps, each id once, with the documents that they ask for."""
        numbered = [(_number(text(one, "volgnummer")), one) for one in self.parts("StatusType")]
        used: set[str] = set()
        found = []
        for place, (number, one) in enumerate(sorted(numbered, key=lambda pair: pair[0]), 1):
            name = f"status-{number or place}"
            name = name if name not in used else f"{name}-{place}"
            used.add(name)
            found.append(self._step(name, one))
        return tuple(found)

    def _step(self, identifier: str, one: dict[str, Any]) -> Step:
        told = dict.fromkeys((text(one, "toelichting"), text(one, "statustekst")))
        asked = self.filed.get(text(one, "url"), {}) if text(one, "url") else {}
        return Step(
            id=identifier,
            name=text(one, "omschrijving"),
            kind="status",
            lane="",
            text=" ".join(filter(None, told)),
            term=self._term(one, "doorlooptijd").replace("P0D", ""),
            reads=tuple(asked.get(_IN, ())),
            writes=tuple(name for way in _MADE for name in asked.get(way, ())),
        )

    def lanes(self) -> tuple[str, ...]:
        """Give the roles, each with its general name behind it where that says something else."""
        found: dict[str, None] = {}
        for one in self.parts("RolType"):
            name, generic = text(one, "omschrijving"), text(one, "omschrijving_generiek")
            generic = generic.replace("_", "-")
            is_same = folded(generic) in folded(name)
            found[name if is_same or not name else f"{name} ({generic})"] = None
        return tuple(filter(None, found))

    def results(self) -> tuple[Result, ...]:
        """Give the results with how long the file is kept; only names where there is no more."""
        found = {}
        for one in self.parts("ResultaatType"):
            if name := text(one, "omschrijving"):
                archive = text(one, "archiefnominatie").replace("_", " ")
                keep = self._term(one, "archiefactietermijn")
                generic = text(one, "omschrijving_generiek")
                found[name] = Result(name=name, generic=generic, archive=archive, keep=keep)
        if not found:
            return tuple(Result(name=n) for n in texts(self.item, "resultaattype_omschrijving"))
        return tuple(found.values())

    def properties(self) -> tuple[Property, ...]:
        """Give what is recorded of each case, with the form of its values."""
        found = {}
        for one in self.parts("Eigenschap"):
            if name := text(one, "naam"):
                definition = text(one, "definitie") or text(one, "toelichting")
                form = _form(value(one, "specificatie"))
                found[name] = Property(name=name, definition=definition, form=form)
        return tuple(found.values())

    def decisions(self) -> tuple[Decision, ...]:
        """Give the kinds of decisions that a case can lead to, as one choice."""
        names = self.related.names_of(self.item, "BesluitType")
        names = names or texts(self.item, "besluittype_omschrijving")
        return (Decision(id="besluit", name="Besluit", outcomes=tuple(names)),) if names else ()

    @cached_property
    def filed(self) -> dict[str, dict[str, list[str]]]:
        """The names of documents by the address of the status that asks for them ("" for all).

        For each status by direction. A link names the kind of document by its address, since 1.4 by
        its name.
        """
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for one in self.parts(LINKS):
            written = text(one, "informatieobjecttype")
            known = self.related.name("InformatieObjectType", written)
            name = known or ("" if "://" in written else written)
            for status in {"", text(one, "statustype")} if name else ():
                found[status][text(one, "richting")].append(name)
        return found

    def evidence(self) -> tuple[str, ...]:
        """Give the kinds of documents that come in with a case."""
        return tuple(dict.fromkeys(self.filed[""][_IN]))

    def documents(self) -> tuple[str, ...]:
        """Give the kinds of documents that are made in a case, or of which no direction is said."""
        if self.parts(LINKS):
            return tuple(dict.fromkeys(name for way in _MADE for name in self.filed[""][way]))
        names = self.related.names_of(self.item, "InformatieObjectType")
        return tuple(names or texts(self.item, "informatieobjecttype_omschrijving"))

    def term(self, name: str) -> str:
        """Give a term of the case type itself, "" with a warning where it is no duration."""
        return self._term(self.item, name)

    def _term(self, item: Any, name: str) -> str:
        written = text(item, name)
        if not written or is_duration(written):
            return written
        said = f"'{written[:80]}' is geen duur. Schrijf bijvoorbeeld P8W voor acht weken."
        self.reading.problem("bad-term", said, level="warning", place=self.place, field=name)
        return ""

    def goals(self) -> tuple[str, ...]:
        """Give what the case type tells of itself: what it is for first, each text once."""
        names = ("doel", "aanleiding", "onderwerp", "toelichting")
        return tuple(dict.fromkeys(filter(None, (text(self.item, name) for name in names))))

    def told(self) -> Iterator[str]:
        """Give in a sentence each what has no field of its own."""
        if value(self.item, "verlenging_mogelijk") is True:
            longer = self.term("verlengingstermijn")
            how = f" met {in_words(longer)}" if longer else ""
            yield f"De termijn kan{how} worden verlengd."
        if value(self.item, "opschorting_en_aanhouding_mogelijk") is True:
            yield "De behandeling kan worden opgeschort."
        if words := texts(self.item, "trefwoorden"):
            yield f"Trefwoorden: {', '.join(words)}."


def _number(written: str) -> int:
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _form(specified: Any) -> str:
    """Say in one line what values a property takes, such as `tekst(255)`.

    >>> _form({"formaat": "tekst", "lengte": "3", "waardenverzameling": ["ja", "nee"]})
    'tekst(3): ja of nee'
    """
    kind = text(specified, "formaat")
    length = text(specified, "lengte") if kind in ("tekst", "getal") else ""
    form = _FORMS.get(kind, kind) + (f"({length})" if length else "")
    if values := texts(specified, "waardenverzameling"):
        form += f": {' of '.join(values)}"
    if text(specified, "kardinaliteit") not in ("", "0", "1"):
        form += ", meer waarden mogelijk"
    return form
