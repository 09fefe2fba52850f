"""From gathered statements to the edges of the hub: resolved, doubted, aged and inherited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from knowledge.ageing import aged, held_on, inherited
from knowledge.doubts import doubted, load_examples
from knowledge.gathering import Gathered
from knowledge.hub import Edge, edges_from
from knowledge.model import Organisation, Statement
from knowledge.statements import resolutions, usable


def related(
    gathered: Gathered, registers: Path, day: date, as_of: date | None = None
) -> tuple[Edge, ...]:
    """Give the edges on a day; where `as_of` is given only those that held then.

    Without it, what is over or still to come is there too, and does not count.
    """
    organisations: Mapping[str, Organisation] = gathered.register.organisations
    said = doubted(list(usable(gathered)), load_examples(registers))
    said = [aged(one, day) for one in said]
    said += inherited(said, day, organisations)
    if as_of:
        said = [one for one in said if held_on(one, as_of, organisations)]
    return tuple(edges_from(said, day, organisations))


def bygone(gathered: Gathered) -> tuple[Statement, ...]:
    """Give what sources said once and say no more, resolved, each piece once, by day."""
    found = {one for said in gathered.past for one in resolutions(said, gathered)}
    return tuple(sorted(found, key=_order))


def _order(said: Statement) -> tuple[str, ...]:
    return (str(said.gone or ""), said.subject, said.relation, said.object, said.source, said.role)
