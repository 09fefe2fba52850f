"""The merge desk: what may be one, what a name may mean, and what was decided about it.

All of it is a proposal, made anew from the hub each time: `knowledge.merging.decisions` reads what
people decide. What has a decision is not proposed again before its `review_by`, and then it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from knowledge.clean import masked, one_line
from knowledge.forgetting import Forgotten
from knowledge.home import Home, today
from knowledge.hub import Hub
from knowledge.identity import named_organisation, slug
from knowledge.members import load_register
from knowledge.merging.decisions import Decision, load_merges
from knowledge.merging.lookalikes import is_fixed
from knowledge.merging.proposals import TEAM, Evidence, Proposal, proposals, text_of
from knowledge.model import Statement
from knowledge.organisations import OrganisationRegister, Resolution
from knowledge.organisations.naming import plain


@dataclass(frozen=True)
class Doubt:
    """A name in a statement that no rule decides, and what it may mean."""

    written: str
    proposals: tuple[str, ...]
    titles: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    statements: int
    decision: str
    earlier: str = ""


@dataclass(frozen=True)
class Desk:
    """Everything on the desk: the strongest proposals first, names by name, decisions by day."""

    proposals: tuple[Proposal, ...] = ()
    names: tuple[Doubt, ...] = ()
    decisions: tuple[Decision, ...] = ()
    unknown: int = 0  # names that come near nothing


def desk_of(hub: Hub, home: Home) -> Desk:
    """Give what is on the desk of a home today; nothing that must be forgotten is on it."""
    forgotten = Forgotten.load(home)
    shown = (
        replace(one, reason=forgotten.text(one.reason), by=forgotten.text(one.by),
                sources=forgotten.plain(one.sources))
        for one in load_merges(home.merges)[0]
        if not any(map(forgotten.address, (*one.ids, one.written)))
    )  # fmt: skip
    return desk(hub, partial(load_register, home), shown, today())


def desk(
    hub: Hub,
    register: Callable[[], OrganisationRegister],
    decisions: Iterable[Decision],
    day: date,
) -> Desk:
    """Give what is on the desk on a day; the same hub and decisions always give the same."""
    made = sorted(decisions, key=lambda one: (one.day, one.place))
    names, unknown = _names(hub, register, made, day)
    return Desk(tuple(proposals(hub, made, day)), tuple(names), tuple(made), unknown)


def _names(
    hub: Hub,
    register: Callable[[], OrganisationRegister],
    decisions: list[Decision],
    day: date,
) -> tuple[list[Doubt], int]:
    """Give the names that no rule decides and that may mean somebody, and count the others."""
    settled = {plain(one.written): one for one in decisions if one.sort == "name"}
    doubts, unknown = [], 0
    heard = sorted(_written(hub).items())
    known = register() if heard else OrganisationRegister(())
    for written, said in heard:
        decision = settled.get(plain(written))
        if decision and not decision.is_due(day):
            continue
        found = known.resolve(written)
        if found.proposals:
            doubts.append(_doubt(found, said, known, day, decision.place if decision else ""))
        unknown += not found.proposals
    return doubts, unknown


def _written(hub: Hub) -> Mapping[str, list[Statement]]:
    """Give the names in statements of organisations that nothing but the name is known of."""
    found: dict[str, list[Statement]] = defaultdict(list)
    fixed = {thing.id for thing in hub.of_kind("organisation") if is_fixed(thing, hub)}
    for edge in hub.edges:
        for said in edge.evidence:
            ends = ((edge.subject, said.subject_name), (edge.object, said.object_name))
            for one, name in ends:
                is_named = name and one == named_organisation(name)
                if is_named and one in hub.things and one not in fixed:
                    found[name].append(said)
    return found


def _doubt(
    found: Resolution,
    said: list[Statement],
    register: OrganisationRegister,
    day: date,
    earlier: str,
) -> Doubt:
    known = register.organisations
    titles = [known[one].title if one in known else one for one in found.proposals]
    evidence = tuple(dict.fromkeys(Evidence(one.url, one.source) for one in said))
    keys = {
        "name": found.written, "means": list(found.proposals),
        "reason": "(hoe u weet wie er bedoeld is)", "by": TEAM, "date": day.isoformat(),
        "sources": [one.url for one in evidence[:3] if one.url.startswith("http")],
    }  # fmt: skip
    return Doubt(
        written=masked(one_line(found.written)), proposals=found.proposals, titles=tuple(titles),
        evidence=evidence, statements=len(said), earlier=earlier,
        decision=masked(text_of(slug(found.written, 60), keys)),
    )  # fmt: skip


def as_json(found: Desk) -> dict[str, Any]:
    """Give the whole desk as plain values, every proposal and decision of it."""
    return {
        "proposals": [{"rank": one.rank, **asdict(one)} for one in found.proposals],
        "names": [asdict(one) for one in found.names],
        "decisions": [
            {
                "file": one.place, "decides": one.sort, "ids": one.ids, "keep": one.keep,
                "name": masked(one.written), "reason": masked(one.reason), "by": one.by,
                "date": one.day, "review_by": one.review_by, "sources": one.sources,
            }
            for one in found.decisions
        ],
        "unknown_names": found.unknown,
    }  # fmt: skip
