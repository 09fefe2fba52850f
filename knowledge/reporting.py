"""The report to a publisher: what went well and wrong with its sources, in Dutch, ready to send.

`report_text` and `report_json` are what `noaber report MEMBER` prints. They name no persons: the
report goes to an organisation and comes from the hub.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from knowledge.clean import masked, one_line
from knowledge.findings import meant
from knowledge.health import Group, SourceHealth, as_json, member_health
from knowledge.home import Home
from knowledge.identity import folded
from knowledge.member import Member
from knowledge.members import load_members, source_names
from knowledge.model import NoaberError
from knowledge.runs import WROTE, accepted_losses, load_runs
from knowledge.words import OUTCOME_WORDS, day, number

MOST_PLACES = 5  # of one kind of problem; the JSON has them all
LONGEST = 500  # characters of one message or place
_LEVELS = {"error": "Fout", "warning": "Waarschuwing"}


def report_text(home: Home, written: str, contact: str) -> str:
    """Give the report of a member, named by slug, id, name or one of its sources.

    `contact` is the address where its publisher can answer. Raises NoaberError where no member or
    more than one is meant, with those that are near.
    """
    member = member_named(home, written)
    return "\n".join([*_letter(member, _health(home, member), contact), ""])


def report_json(home: Home, written: str, contact: str) -> dict[str, Any]:
    """Give the same for programs: that of the health page, and where to answer."""
    member = member_named(home, written)
    return as_json(member, _health(home, member)) | {"contact": contact}


def member_named(home: Home, written: str) -> Member:
    """Give the member that a slug, id, name or source means. Raises NoaberError."""
    members, _ = load_members(home.members)
    exact = [m for m in members if written in (m.slug, m.organisation, *source_names(m))]
    found = exact or [m for m in members if folded(written) in _names(m)]
    if len(found) == 1:
        return found[0]
    if found:
        raise NoaberError(f"'{written}' kan zijn: {', '.join(m.slug for m in found)}")
    near = meant(written, (m.slug for m in members))
    raise NoaberError(f"onbekend lid: '{written}'.{near} Kijk met: noaber members")


def _names(member: Member) -> set[str]:
    name = folded(member.name)
    return {name, name.removeprefix("gemeente ")}


def _health(home: Home, member: Member) -> list[SourceHealth]:
    histories, _ = load_runs(home)
    return member_health(member, histories, accepted_losses(home, source_names(member)))


def _letter(member: Member, sources: Sequence[SourceHealth], contact: str) -> Iterator[str]:
    yield f"Onderwerp: zo leest noaber de bronnen van {member.name}"
    yield ""
    yield "Beste collega,"
    yield ""
    yield f"Noaber verzamelt wat gemeenten en hun partners openbaar maken. {_opening(sources)}"
    yield "Hieronder staat per bron wat goed ging, wat niet, en wat u eraan kunt doen."
    for health in sources:
        yield ""
        yield from _source(health)
    yield ""
    yield f"Vragen, of klopt er iets niet? Dat kan via {contact}"
    yield "Alle plaatsen staan op de pagina van uw organisatie bij Bronnen, ook als JSON."
    yield ""
    yield "Met vriendelijke groet,"
    yield "noaber"


def _opening(sources: Sequence[SourceHealth]) -> str:
    if not sources:
        return "Van uw organisatie kennen we nog geen bron."
    good = sum(health.state == "complete" for health in sources)
    what = "bron" if len(sources) == 1 else "bronnen"
    return f"Van uw {len(sources)} {what} lazen we er de laatste keer {good} helemaal."


def _source(health: SourceHealth) -> Iterator[str]:
    """Give the lines of one source: how it ended, what stays, and each kind of problem."""
    title = f"{health.what.upper()}: {health.address}"
    yield title
    yield "-" * min(len(title), 72)
    if not health.last:
        yield health.meaning
        return
    last = health.last
    state = OUTCOME_WORDS.get(health.state, health.state)
    yield f"Stand op {day(last.day)}: {state}. {health.meaning}"
    rest = " Wat we weigerden, staat niet op de site; de rest wel." if last.refused else ""
    yield (
        f"Gevonden {number(last.found)}, opgenomen {number(last.records)}, "
        f"geweigerd {number(last.refused)}.{rest if health.state in WROTE else ''}"
    )
    if health.state != "complete" and health.complete_day:
        yield f"Het laatst helemaal gelezen op {day(health.complete_day)}."
    for loss in health.accepted[:3]:
        yield f"Verlies vrijgegeven op {day(loss.day)}: {_flat(loss.reason)}"
    yield from _problems(health)


def _problems(health: SourceHealth) -> Iterator[str]:
    serious = [group for group in health.groups if group.level != "hint"]
    for count, group in enumerate(serious, 1):
        yield ""
        yield from _problem(count, group)
    hints = sum(len(group.problems) for group in health.groups if group.level == "hint")
    if hints:
        yield ""
        yield f"Verder {number(hints)} keer iets waar u niets aan hoeft te doen."
    elif not serious:
        yield "Er was niets mis."


def _problem(count: int, group: Group) -> Iterator[str]:
    total = len(group.problems)
    times = "" if total == 1 else f" ({number(total)} keer)"
    example = "" if group.message else ", bijvoorbeeld"
    message = group.message or group.problems[0]["message"]
    yield f"{count}. {_LEVELS[group.level]}{times}{example}: {_flat(message)}"
    yield f"   Wat u kunt doen: {group.mend}"
    for problem in group.problems[:MOST_PLACES]:
        line = f", regel {problem['line']}" if problem.get("line") else ""
        own = f": {_flat(problem['message'])}" if example else ""
        yield f"   - {_flat(problem.get('place') or 'zonder plaats')}{line}{own}"
    if total > MOST_PLACES:
        yield f"   - en nog {number(total - MOST_PLACES)}"


def _flat(text: str) -> str:
    """Give text of others on one line, without addresses of persons."""
    return masked(one_line(text, LONGEST))
