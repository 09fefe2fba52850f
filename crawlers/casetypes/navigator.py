"""The parts of a case type of i-Navigator: names, statuses, results, documents, terms, grounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from crawlers.casetypes.resources import MOST_PARTS
from crawlers.casetypes.terms import duration
from crawlers.readers._text import clipped, one_line
from crawlers.readers._xml import text_of
from knowledge.model import Result, Step
from knowledge.words import term as in_words

_CLASS = re.compile(r"(?:Resultaat|Categorie)\s+(\d{1,3})(?:\.\d+)*\s+(Selectielijst[^;]{0,150})")


def said(element: Any, name: str) -> str:
    """Give the text of a child on one line, "" where there is none or it is nil."""
    return "" if element is None else one_line(element.findtext(f"{{*}}{name}"))


def active(element: Any) -> bool:
    """Tell whether something is in use: `actief` says Nee where it is not."""
    return said(element, "actief").casefold() != "nee"


_TOLD = ("proces", "handeling", "producten")  # toelichting-…


@dataclass(frozen=True)
class Navigated:
    """One process of an export; `names` are those of the general kinds of results by id."""

    element: Any
    names: dict[str, str]

    def title(self) -> str:
        """Give the name of the case type: what is asked, about what, and what is done with it."""
        structure = self.element.find("{*}zaaktype-naam/{*}structuur")
        names = ("handeling-initiator", "onderwerp", "handeling-behandelaar")
        whole = " ".join(filter(None, (said(structure, name) for name in names)))
        return whole or said(self.element, "kernomschrijving") or said(self.element, "naam")

    def _parts(self, path: str) -> list[Any]:
        """Give the parts of a kind that are in use, in the order of their numbers."""
        found = list(islice(self.element.iterfind(path), MOST_PARTS))
        numbers = [one.get("volgnummer") or "" for one in found]
        order = [int(n) if n.isdecimal() and len(n) < 10 else MOST_PARTS for n in numbers]
        ordered = sorted(zip(order, found, strict=True), key=lambda pair: pair[0])
        return [one for _, one in ordered if active(one)]

    def steps(self) -> tuple[Step, ...]:
        """Give the statuses in the order of their numbers."""
        statuses = self._parts("{*}statustypen/{*}statustype")
        return tuple(
            Step(
                id=f"status-{number}",
                name=said(one, "naam") or said(one, "naam-model"),
                kind="status",
                lane="",
                text=said(one, "toelichting"),
                term=_term(one, "standaard-doorlooptijd"),
            )
            for number, one in enumerate(statuses, 1)
        )

    def results(self) -> tuple[Result, ...]:
        """Give the results with how long the file is kept."""
        found = {}
        for one in self._parts("{*}resultaattypen/{*}resultaattype"):
            generic = self.names.get(one.get("soort-id") or "", "")
            if name := said(one, "naam") or said(one, "naam-model") or generic:
                archive, keep = said(one, "waardering").lower(), _term(one, "bewaartermijn")
                found[name] = Result(name=name, generic=generic, archive=archive, keep=keep)
        return tuple(found.values())

    def roles(self) -> tuple[str, ...]:
        """Give the names of the roles, where an export has them; who fulfils one is never read."""
        names = (said(one, "naam") for one in self._parts("{*}roltypen/{*}roltype"))
        return tuple(dict.fromkeys(filter(None, names)))

    def documents(self, directions: tuple[str, ...]) -> tuple[str, ...]:
        """Give the names of the documents that go one of these ways (`type`)."""
        found = self._parts("{*}documenttypen/{*}documenttype")
        names = (said(one, "naam") for one in found if said(one, "type").lower() in directions)
        return tuple(dict.fromkeys(filter(None, names)))

    def listed(self, name: str) -> tuple[str, ...]:
        """Give what stands in a list, such as that of the laws; of an item with parts its name."""
        holder = self.element.find(f"{{*}}{name}")
        inner = holder.find("{*}list") if holder is not None else None
        items = inner if inner is not None else holder
        found = islice(items, MOST_PARTS) if items is not None else ()
        texts = (said(one, "naam") if len(one) else text_of(one) for one in found)
        return tuple(dict.fromkeys(filter(None, texts)))

    def term(self, name: str) -> str:
        """Give a term of the process; one in words stays in words."""
        return _term(self.element, name)

    def grounds(self) -> list[str]:
        """Give on what ground results are kept or destroyed: each category once."""
        found = self._parts("{*}resultaattypen/{*}resultaattype")
        texts = (said(one, "vernietigingsgrondslag").rstrip("; ") for one in found)
        return list(dict.fromkeys(filter(None, texts)))

    def reference(self) -> str:
        """Name the general process that this is a form of, and its category of selection list."""
        classes = (_CLASS.match(ground) for ground in self.grounds())
        named = [f"{one[2].strip()}, procestype {one[1]}" for one in classes if one]
        general = said(self.element, "zaaktype-procesarchitectuur")
        return " · ".join(dict.fromkeys(filter(None, (general, *named))))

    def told(self) -> Iterator[str]:
        """Give what is told of the process, and in a sentence each what has no field of its own."""
        yield from filter(None, (said(self.element, f"toelichting-{n}") for n in _TOLD))
        if said(self.element, "goedgekeurd").casefold() == "nee":
            yield "In i-Navigator staat dit proces als niet goedgekeurd."
        legal, norm = self.term("wettelijke-verdagingstermijn"), self.term("verdagingstermijn")
        if longer := legal or norm:
            yield f"De termijn kan met {in_words(longer)} worden verlengd."
        if grounds := self.grounds():
            yield f"Bewaren of vernietigen volgens: {'; '.join(grounds)}."
        words = (said(self.element, "vng-thesaurusterm").lower(), said(self.element, "taakveld"))
        local = said(self.element, "lokale-trefwoorden").split(";")
        if known := list(dict.fromkeys(filter(None, (*words, *map(one_line, local))))):
            yield f"Trefwoorden: {', '.join(known)}."


def _term(element: Any, name: str) -> str:
    """Give a term with its unit beside it (`…-eenheid`) as a duration, in words where unsure."""
    number, unit = said(element, name), said(element, f"{name}-eenheid").lower()
    unit = "werkdagen" if unit == "werkdag" and number != "1" else unit  # no unit of ISO 8601
    return clipped(duration(f"{number} {unit}"), 80) if number else ""
