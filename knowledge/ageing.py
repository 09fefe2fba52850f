"""What time does to statements: they begin and end, grow stale, and pass on after a merger.

A statement of which nobody says since when is taken to hold from the first day on which it was
seen; the graph of an earlier day does not have it, for nobody knows whether it was so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from knowledge.model import Organisation, Statement
from knowledge.relations import RELATIONS

HARVESTED = 90  # days after which a claim that no crawl saw again is stale
WRITTEN = 730  # days for what a person wrote: a register, or an entry without `review_by`
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_WRITTEN = ("register:", "member:")


def aged(said: Statement, day: date) -> Statement:
    """Give a statement as stale where it was not seen again in time (model.md, State).

    Only what still claims something grows stale; a dispute or a withdrawal stays what it is. An
    entry is there each day: see `is_past_review`.
    """
    if said.state not in ("current", "confirmed") or said.last_seen is None:
        return said
    days = WRITTEN if said.source.startswith(_WRITTEN) else HARVESTED
    is_old = said.last_seen < day - timedelta(days=days)
    return said.model_copy(update={"state": "stale"}) if is_old else said


def existed(organisation: Organisation, day: date) -> bool:
    """Tell whether an organisation existed on a day, as far as a register says."""
    begin, end = organisation.valid_from or date.min, organisation.valid_until or date.max
    return begin <= day <= end


def is_past_review(review_by: str, changed: date, day: date) -> bool:
    """Tell whether nobody stands for what an entry says any more.

    That is so after its `review_by` (a year or month counts to its end), and without one after
    `WRITTEN` days in which nobody changed it.
    """
    if review_by:
        return review_by < day.isoformat()[: len(review_by)]
    return changed < day - timedelta(days=WRITTEN)


def has_ended(said: Statement, day: date) -> bool:
    """Tell whether a statement says itself that it is over on a day.

    A year or month (`2025`) counts to its end; what is no date says nothing. A role such as
    uitgefaseerd says that it is over now; from when, only `until` can say.
    """
    if _DAY.fullmatch(said.until):
        return said.until < day.isoformat()[: len(said.until)]
    relation = RELATIONS.get(said.relation)
    return bool(relation and said.role in relation.over)


def is_coming(said: Statement, day: date) -> bool:
    """Tell whether a statement says itself that it begins after a day."""
    return bool(_DAY.fullmatch(said.since) and said.since > day.isoformat()[: len(said.since)])


def ended_on(said: Statement, organisations: Mapping[str, Organisation]) -> date | None:
    """Give the last day of the organisation that a statement is about, where it ends with it."""
    relation, subject = RELATIONS.get(said.relation), organisations.get(said.subject)
    return subject.valid_until if subject and relation and relation.merged else None


def held_on(said: Statement, day: date, organisations: Mapping[str, Organisation]) -> bool:
    """Tell whether a statement held on a day, as far as anybody says.

    What was first seen after its organisation ended is taken to have held on its last day.
    """
    subject, end = organisations.get(said.subject), ended_on(said, organisations)
    if end and end < day:
        return False
    if subject and subject.valid_from and subject.valid_from > day:
        return False
    if has_ended(said, day) or is_coming(said, day):
        return False
    if _DAY.fullmatch(said.since):
        return True
    known = min(filter(None, (said.first_seen, end)), default=None)
    return known is not None and known <= day


def inherited(
    statements: Iterable[Statement], day: date, organisations: Mapping[str, Organisation]
) -> Iterator[Statement]:
    """Give what successors took over from organisations that had ended on a day, as derived.

    Each names the predecessor (`via`) and keeps claimant, source and days of the claim it rests on.
    What had stopped before the merger, and what is disputed or withdrawn, is not taken over.
    """
    for said in statements:
        end = ended_on(said, organisations)
        relation = RELATIONS.get(said.relation)
        if not end or end >= day or not relation or relation.merged != "passes on":
            continue
        if said.state in ("disputed", "withdrawn") or has_ended(said, end) or is_coming(said, end):
            continue
        since = (end + timedelta(days=1)).isoformat()
        for successor in successors_of(said.subject, day, organisations):
            yield said.model_copy(update={
                "subject": successor, "subject_name": "", "via": said.subject, "since": since,
                "strength": "derived", "rule": "",
            })  # fmt: skip


def successors_of(
    identifier: str, day: date, organisations: Mapping[str, Organisation]
) -> tuple[str, ...]:
    """Give the organisations that exist on a day and came after one that ended, in order."""
    found: dict[str, None] = {}
    seen, waiting = {identifier}, [identifier]
    while waiting:
        organisation = organisations.get(waiting.pop(0))
        for after in organisation.successors if organisation else ():
            known = organisations.get(after)
            if known is None or after in seen:
                continue
            seen.add(after)
            if known.valid_until and known.valid_until < day:
                waiting.append(after)
            elif not known.valid_from or known.valid_from <= day:
                found[after] = None
    return tuple(found)
