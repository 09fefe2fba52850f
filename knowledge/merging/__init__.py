"""What decisions of the merge desk do to what was gathered: things that are one stand under one id.

Nothing of it is kept: without the decision the next load gives what there was before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from knowledge.entries import PREFIXES
from knowledge.gathering import Gathered
from knowledge.hub import Hub, Thing
from knowledge.identity import named_organisation
from knowledge.member import Member
from knowledge.merging.decisions import Decision
from knowledge.model import AnyRecord, Kind, Organisation, Statement, record_from
from knowledge.organisations import OrganisationRegister
from knowledge.organisations.naming import plain
from knowledge.relations import RELATIONS
from knowledge.statements import resolutions
from knowledge.words import KIND_WORDS

_TOOI = "https://identifier.overheid.nl/tooi/id/"
_SEEN = ("first_seen", "last_seen")
_LOOPING = {name for name, r in RELATIONS.items() if set(r.subjects) & set(r.objects)}


def meanings(
    decisions: Iterable[Decision], register: OrganisationRegister
) -> dict[str, tuple[str, ...]]:
    """Give for each name that was decided about which organisations it means."""
    named = (decision for decision in decisions if decision.sort == "name")
    return {
        plain(one.written) or one.written: tuple(register.with_id(i) or i for i in one.ids)
        for one in named
    }


def merge(
    decisions: Iterable[Decision], gathered: Gathered, members: Iterable[Member]
) -> dict[str, list[AnyRecord]]:
    """Let what is the same stand under the id that is kept; give the records of the others.

    Those records have left `gathered`. A decision that joins what cannot be joined is a problem of
    `gathered` and does nothing; an id that nobody has any more is a warning.
    """
    known = _Known(gathered, members)
    kept: dict[str, str] = {}
    for decision in decisions:
        if not (known.are_all(decision) and decision.away):
            continue
        if refusal := known.refusal(decision):
            gathered.problems.append(decision.problem("merge-kinds", refusal, decision.sort))
            continue
        keep = gathered.canonical(decision.keep)
        others = {gathered.canonical(one) for one in decision.away if known.has(one)} - {keep}
        kept |= dict.fromkeys(others, keep)
        gathered.aliases |= dict.fromkeys(others, keep)
    _note_names(gathered, {*kept, *kept.values()})
    _drop_loops(gathered, set(kept))
    return {one: gathered.records.pop(one) for one in sorted(kept) if one in gathered.records}


class _Known:
    """Which ids there are, and of what kind each is."""

    def __init__(self, gathered: Gathered, members: Iterable[Member]) -> None:
        self.gathered = gathered
        self.members = {member.organisation: member.slug for member in members}
        said, records = gathered.statements, gathered.records.values()
        self.mentioned = {one for s in said for one in (s.subject, s.object, s.claimant)}
        self.is_harvested = any(":" not in record.source for same in records for record in same)

    def has(self, one: str) -> bool:
        """Tell whether anything or anybody speaks of an id."""
        found = self.gathered.canonical(one)
        return found in self.gathered.records or bool({one, found} & self.mentioned)

    def are_all(self, decision: Decision) -> bool:
        """Tell whether there is something left to decide on; warn of each id that is gone."""
        lost = [one for one in decision.ids if not self.has(one)]
        names = dict.fromkeys(lost, "means" if decision.sort == "name" else decision.sort)
        for one, key in names.items() if self.is_harvested else ():
            said = f"{one} komt nergens (meer) voor; dit deel van het besluit doet niets"
            place = (key, decision.ids.index(one))
            self.gathered.problems.append(
                decision.problem("merge-unknown", said, *place, level="warning")
            )
        return decision.keep not in lost

    def refusal(self, decision: Decision) -> str:
        """Say why a decision cannot join its things, "" where it can."""
        ids = {one: self.gathered.canonical(one) for one in decision.ids}
        kinds = sorted({kind for one in ids.values() if (kind := self.kind(one))})
        if len(kinds) > 1:
            words = " en ".join(KIND_WORDS[kind][0].lower() for kind in kinds)
            return f"dit zijn verschillende soorten dingen: {words}"
        if kinds == ["product"]:
            return "producten komen uit de Uniforme Productnamenlijst; die voegen wij niet samen"
        keep = ids[decision.keep]
        for one in ids.values():
            if one != keep and self.is_registered(one):
                return f"{one} staat in het register van organisaties; houd dat id (keep)"
            if one != keep and (member := self.members.get(one)):
                said = f"{one} is een deelnemer; houd dat id (keep)"
                mend = f", of zet `id: {keep}` in knowledge/members/{member}.yml"
                return said + (mend if keep.startswith(_TOOI) else "")
        return ""

    def is_registered(self, one: str) -> bool:
        """Tell whether a register has an organisation: what it tells apart stays apart."""
        records = self.gathered.records.get(one, ())
        return any(record.source.startswith("register:") for record in records)

    def kind(self, one: str) -> Kind | None:
        """Give the kind of a thing, None where only statements speak of it."""
        if one in self.gathered.records:
            return self.gathered.records[one][0].kind
        return "organisation" if one.startswith((PREFIXES["organisation"], _TOOI)) else None


def _note_names(gathered: Gathered, ids: set[str]) -> None:
    """Note the organisations of which only statements speak, each under its own name.

    Otherwise the first spelling that comes along would name the one that is kept. Who they are is
    `noted` in `gathered`: what only statements say must be disclosed before it is shown.
    """
    for said in gathered.statements if ids else ():
        for one, name in ((said.subject, said.subject_name), (said.object, said.object_name)):
            is_new = one in ids and name and one not in gathered.records
            is_organisation = one.startswith(PREFIXES["organisation"])
            if is_new and is_organisation and not gathered.named(name).organisations:
                gathered.noted.add(one)
                gathered.add(
                    Organisation(
                        id=one, title=name, source=said.source, url=said.url,
                        first_seen=said.first_seen, last_seen=said.last_seen,
                    )
                )  # fmt: skip


def _drop_loops(gathered: Gathered, away: set[str]) -> None:
    """Leave out what would relate a thing to itself now that two are one, with a hint."""
    joined = {gathered.canonical(one) for one in away}
    kept = []
    for said in gathered.statements:
        if joined and said.relation in _LOOPING and _is_loop(said, gathered, joined):
            there = RELATIONS[said.relation].there
            message = f"{said.subject} en {said.object} zijn samengevoegd; "
            message += f"'{there}' tussen deze twee telt daarom niet mee"
            place = said.url or said.source
            gathered.say("merge-loop", message, place, field=said.relation, level="hint")
        else:
            kept.append(said)
    gathered.statements[:] = kept


def _is_loop(said: Statement, gathered: Gathered, joined: set[str]) -> bool:
    ends = {(one.subject, one.object) for one in resolutions(said, gathered)}
    return said.subject != said.object and all(a == b and a in joined for a, b in ends)


def tombs(away: Mapping[str, Thing], gathered: Gathered) -> dict[str, Thing]:
    """Give for each thing that stands under another id what keeps its page: `url` is that id."""
    return {
        one: Thing(one, thing.kind, thing.slug, (_tomb(thing, gathered.canonical(one)),))
        for one, thing in away.items()
        if one not in gathered.noted
    }


def _tomb(thing: Thing, kept: str) -> AnyRecord:
    values = {"id": thing.id, "kind": thing.kind, "title": thing.title, "url": kept}
    return record_from({**values, "source": thing.records[0].source, "reason": "samengevoegd"})


def with_spellings(hub: Hub, away: Mapping[str, Thing], gathered: Gathered) -> Hub:
    """Give a hub, after disclosure, in which organisations know the other names they go by.

    A name of which only statements speak is known as long as one of those is shown.
    """
    things, graves = dict(hub.things), dict(hub.graves)
    for one, thing in away.items():
        kept = gathered.canonical(one)
        said = next((s for s in _evidence(hub, kept) if one in _named(s)), None)
        if one in gathered.noted and kept in things and said:
            seen = {name: getattr(said, name) for name in ("source", "url", *_SEEN)}
            record = gathered.moved(thing.records[0], thing).model_copy(update=seen)
            things[kept] = replace(things[kept], records=(*things[kept].records, record))
            graves[one] = Thing(one, thing.kind, thing.slug, (_tomb(thing, kept),))
    return replace(hub, things=things, graves=graves) if things != hub.things else hub


def _evidence(hub: Hub, identifier: str) -> Iterator[Statement]:
    return (said for edge in hub.edges_of(identifier) for said in edge.evidence)


def _named(said: Statement) -> set[str]:
    """Give the provisional ids of the names that stand in a statement."""
    return {named_organisation(name) for name in (said.subject_name, said.object_name) if name}
