"""Statements as they were read become statements that can be used: names resolved, kinds right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from knowledge.entries import PREFIXES
from knowledge.gathering import Gathered
from knowledge.identity import is_forge, url_id
from knowledge.model import AnyRecord, Kind, Organisation, Process, Product, Solution, Statement
from knowledge.relations import RELATIONS

_ORGANISATIONS = (PREFIXES["organisation"], "https://identifier.overheid.nl/tooi/id/")
_NAMED_PRODUCT = "noaber:product/"  # of which a source gives the name and no address
_TERMS = "http://standaarden.overheid.nl/owms/terms/"
_CASE_TYPES = "noaber:zaaktype/"  # in a catalogue that many copy from
_ADDRESSES = ("https://", "http://", "urn:")
# what a publiccode.yml says of those who maintain a solution under contract (key `contractors`)
_SUPPLIES = ("makes", "beheerder", "maker")


class _End(NamedTuple):
    """One end of a statement: its id, the kinds that may stand there, the name as written."""

    id: str
    expected: tuple[Kind, ...]
    name: str


def usable(gathered: Gathered) -> Iterator[Statement]:
    """Give the statements between things of the right kinds, under the ids of those things.

    A thing of which only a statement speaks is noted, where its kind leaves no doubt. What cannot
    be used becomes a problem.
    """
    refused, suppliers = [], set()
    for said in gathered.statements:
        for resolved in resolutions(said, gathered):
            if _refusal(resolved, gathered):
                refused.append(resolved)
            else:
                _note_ends(resolved, gathered)
                if (said.relation, said.role, said.strength) == _SUPPLIES:
                    suppliers.add(resolved.subject)
                yield resolved
    _note_suppliers(suppliers, gathered)
    for said in refused:  # again, now that all things of which others speak are known
        if wrong := _refusal(said, gathered):
            place = said.url or said.source
            if said.source.startswith("entry:"):
                place = f"knowledge/entries/{said.source.removeprefix('entry:')}.md"
            gathered.say("wrong-kind", wrong, place, field=said.relation, level="warning")
        else:
            yield said


def resolutions(said: Statement, gathered: Gathered) -> list[Statement]:
    """Give a statement under the ids of its things: one for each organisation a name means.

    `rule` says by which rule of the register a name was read.
    """
    subjects, targets = [said.subject], [said.object]
    relation, rule = RELATIONS.get(said.relation), said.rule
    if said.subject_name:
        known = gathered.named(said.subject_name)
        subjects, rule = list(known.organisations) or subjects, known.rule
    if said.object_name and said.object.startswith(_NAMED_PRODUCT):
        targets = [gathered.product_named(said.object_name) or said.object]
    elif said.object_name and relation and "organisation" in relation.objects:
        known = gathered.named(said.object_name)
        targets, rule = list(known.organisations) or targets, rule or known.rule
    return [
        _resolved(said.model_copy(update={"subject": one, "object": other, "rule": rule}), gathered)
        for one in subjects
        for other in targets
    ]


def _resolved(said: Statement, gathered: Gathered) -> Statement:
    """Give a statement with the ids under which its things stand, and as strong as it is."""
    ends: dict[str, Any] = {
        "subject": gathered.canonical(said.subject),
        "object": gathered.canonical(said.object),
    }
    ends["claimant"] = gathered.canonical(said.claimant) if said.claimant else ""
    relation = RELATIONS.get(said.relation)
    made = ends["subject" if relation and "solution" in relation.subjects else "object"]
    if said.strength != "derived" and ends["claimant"] == ends["subject"]:
        ends["strength"] = "own"
    elif said.strength == "maker" and is_elsewhere(said.url, made):
        ends["strength"] = "third"  # the file of a fork says what its maker once said
    return said.model_copy(update=ends)


def is_elsewhere(url: str, solution: str) -> bool:
    """Tell whether a page is with another owner than the repository that is a solution's id."""
    place = urlsplit(solution)
    if not url or not is_forge(place.netloc):
        return False
    owner = "/".join(solution.split("/")[:4])
    return not f"{url_id(url)}/".startswith(f"{owner}/")


def _refusal(said: Statement, gathered: Gathered) -> str:
    """Say why a statement cannot be used, "" where it can."""
    relation = RELATIONS.get(said.relation)
    if not relation:
        return f"onbekende relatie; kies uit {', '.join(RELATIONS)}"
    if not said.source or not said.last_seen:
        return "deze relatie heeft geen bron of geen datum en telt daarom niet"
    kinds = []
    for end in _ends(said):
        kind = _kind(end, gathered)
        if not kind and end.id.startswith((_NAMED_PRODUCT, _TERMS)):
            name = end.name or end.id.removeprefix(_TERMS)
            return f"'{name}' staat niet in de Uniforme Productnamenlijst"
        if not kind:
            expected = " of ".join(end.expected)
            return f"{end.id!r} is onbekend; verwacht een id van soort {expected}"
        kinds.append(kind)
    refusal = relation.refusal(*kinds)
    return f"{said.subject} {said.relation} {said.object}: {refusal}" if refusal else ""


def _ends(said: Statement) -> tuple[_End, _End]:
    relation = RELATIONS[said.relation]
    return (
        _End(said.subject, relation.subjects, said.subject_name),
        _End(said.object, relation.objects, said.object_name),
    )


def _kind(end: _End, gathered: Gathered) -> Kind | None:
    """Give the kind of a thing: as recorded, else as its id or the relation leaves no doubt of."""
    if end.id in gathered.records:
        return gathered.records[end.id][0].kind
    if end.id.startswith(_ORGANISATIONS):
        return "organisation"
    if end.id.startswith(_CASE_TYPES):
        return "process"
    if end.id.startswith(_TERMS):
        return None  # the register has every product; publishers make up terms of their own
    is_clear = end.expected in (("organisation",), ("product",)) or end.expected[0] == "solution"
    return end.expected[0] if is_clear and end.id.startswith(_ADDRESSES) else None


def _note_ends(said: Statement, gathered: Gathered) -> None:
    """Note each thing of which only a statement speaks, so that the relation can point to it."""
    models: dict[str, type[AnyRecord]] = {
        "organisation": Organisation, "product": Product, "solution": Solution,
        "process": Process,
    }  # fmt: skip
    for end in _ends(said):
        if end.id not in gathered.records:
            title = end.name or end.id.rstrip("/").rpartition("/")[2].replace("_", " ") or end.id
            gathered.add(
                models[str(_kind(end, gathered))](
                    id=end.id, title=title, source=said.source, url=said.url,
                    first_seen=said.first_seen, last_seen=said.last_seen,
                )
            )  # fmt: skip


def _note_suppliers(identifiers: set[str], gathered: Gathered) -> None:
    """Call a supplier what is known only as one: no register, member or entry says its type."""
    for identifier in sorted(identifiers):
        records = gathered.records[identifier]
        if all(r.kind == "organisation" and r.type == "overig" and not r.reader for r in records):
            said = {"type": "leverancier"}
            gathered.records[identifier] = [record.model_copy(update=said) for record in records]
