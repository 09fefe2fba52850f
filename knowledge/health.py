"""How well each source of a member is read: state, score, counts over time, and what to mend.

This is what the health page of a member, its JSON and `noaber report` tell (harvest.md P12): every
problem of the last run, with its place and what the publisher can do about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from knowledge.clean import masked, sound
from knowledge.identity import standing_for
from knowledge.member import Member, Source
from knowledge.members import source_names
from knowledge.mends import mend
from knowledge.runs import Acceptance, History, Visit
from knowledge.words import PROTOCOL_WORDS, day

MOST_DAYS = 30  # in the table and the line; the JSON has them all
WIDTH, HEIGHT = 240, 48  # of the line, in units of its own
_MEANINGS = {
    "complete": "We lazen alles wat deze bron noemt.",
    "partial": "We konden een deel lezen. Wat we al hadden en nu niet zagen, blijft staan.",
    "held": "Er kwam zo weinig dat we het niet vertrouwen.",
    "failed": "We konden deze bron niet lezen.",
    "unsupported": "Deze versie van noaber kan zo'n bron nog niet lezen.",
    "": "Deze bron is nog niet opgehaald.",
}
_LEVELS = ("error", "warning", "hint")  # the worst first


class Group(NamedTuple):
    """The problems of one code and level; `message` is the one they share, else "".

    `cost` is how many things found are no good for the score because of them.
    """

    code: str
    level: str
    message: str
    mend: str
    problems: tuple[Mapping[str, Any], ...]
    cost: int


class Line(NamedTuple):
    """A line of counts over time: the points of an SVG polyline, and the same in words."""

    points: str
    words: str


@dataclass(frozen=True)
class SourceHealth:
    """What there is to say of one source of a member."""

    name: str
    source: Source
    history: History | None
    accepted: tuple[Acceptance, ...] = ()

    @property
    def what(self) -> str:
        """The kind of source, in words."""
        return PROTOCOL_WORDS.get(self.source.protocol, self.source.protocol)

    @property
    def address(self) -> str:
        """Where the source is, as the public knows it (model.md, `stands_for`)."""
        forge = "/".join(part for part in (self.source.api, self.source.owner) if part)
        where = self.source.url or forge
        return standing_for(where, where, self.source.stands_for)

    @property
    def last(self) -> Visit | None:
        """The last visit."""
        return self.history.last if self.history else None

    @property
    def state(self) -> str:
        """How the last visit ended, "" where there was none."""
        return self.last.state if self.last else ""

    @property
    def complete_day(self) -> str:
        """The day on which the source was last read to its end, "" where it never was."""
        visit = self.history.last_complete if self.history else None
        return visit.day if visit else ""

    @property
    def meaning(self) -> str:
        """What the state means, and from which day the records are that stay."""
        text = _MEANINGS.get(self.state, "")
        if self.state not in ("held", "failed"):
            return text
        written = self.history.written if self.history else None
        if not written:
            return f"{text} Van deze bron tonen we nog niets."
        until = " tot dit hersteld is, of tot de beheerder het nieuwe resultaat vrijgeeft"
        end = until if self.state == "held" else " tot we de bron weer kunnen lezen"
        return f"{text} De gegevens van {day(written.day)} blijven staan{end}."

    @cached_property
    def problems(self) -> list[dict[str, Any]]:
        """Every problem of the last visit, sound and without addresses of persons."""
        listed = self.history.report.get("problems") if self.history else None
        found = listed if isinstance(listed, list) else []
        return [_problem(one) for one in found if isinstance(one, Mapping)]

    @property
    def days(self) -> tuple[Visit, ...]:
        """The last visit of each day, in order."""
        return self.history.days if self.history else ()

    @property
    def rows(self) -> tuple[Visit, ...]:
        """The days of the table, the last first."""
        return self.days[-MOST_DAYS:][::-1]

    @property
    def line(self) -> Line | None:
        """How many records each of the last days gave; None where there was only one."""
        days = self.days[-MOST_DAYS:]
        return _line(days) if len(days) > 1 else None

    @property
    def score(self) -> int | None:
        """The part of what was found without an error or warning, 0 to 100; None if unknown."""
        if self.state == "failed":
            return 0
        if not self.last or not self.last.found or self.state == "unsupported":
            return None
        bad = min(len(self._worst), self.last.found)
        return 100 * (self.last.found - bad) // self.last.found

    @cached_property
    def _worst(self) -> dict[str, tuple[int, str]]:
        """The worst problem of each place that has an error or warning: its level and code."""
        found: dict[str, tuple[int, str]] = {}
        for one in self.problems:
            place, key = one.get("place", ""), (_LEVELS.index(one["level"]), one["code"])
            if key[0] < 2 and place not in ("", self.name):
                found[place] = min(found.get(place, key), key)
        return found

    @cached_property
    def groups(self) -> list[Group]:
        """The problems by code, the worst and the most frequent first."""
        by_code: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
        for one in self.problems:
            by_code.setdefault((_LEVELS.index(one["level"]), one["code"]), []).append(one)
        keys = sorted(by_code, key=lambda key: (key[0], -len(by_code[key]), key[1]))
        return [self._group(key, by_code[key]) for key in keys]

    def _group(self, key: tuple[int, str], problems: Sequence[Mapping[str, Any]]) -> Group:
        level, code = _LEVELS[key[0]], key[1]
        messages = {one["message"] for one in problems}
        cost = sum(worst == key for worst in self._worst.values())
        shared = messages.pop() if len(messages) == 1 else ""
        return Group(code, level, shared, mend(code, level), tuple(problems), cost)


def member_health(
    member: Member,
    histories: Mapping[str, History],
    accepted: Mapping[str, tuple[Acceptance, ...]],
) -> list[SourceHealth]:
    """Give the health of each source of a member, in the order of its file."""
    return [
        SourceHealth(name, source, histories.get(name), accepted.get(name, ()))
        for name, source in source_names(member).items()
    ]


def as_json(member: Member, sources: Sequence[SourceHealth]) -> dict[str, Any]:
    """Give the same for programs: every problem with its mend, and all counts by day.

    How long a run took and its exact time stand in `data/runs` only, so that the same harvest
    gives the same bytes (harvest.md P6).
    """
    return {
        "member": member.slug,
        "name": member.name,
        "sources": [dict(_plain(source)) for source in sources],
    }


def _plain(health: SourceHealth) -> Iterator[tuple[str, Any]]:
    yield "source", health.name
    yield "protocol", health.source.protocol
    yield "address", masked(health.address)
    yield "state", health.state or None
    yield "day", health.last.day if health.last else None
    yield "last_complete", health.complete_day or None
    yield "score", health.score
    yield "problems", [{**one, "mend": mend(one["code"], one["level"])} for one in health.problems]
    yield "accepted", [one._asdict() | {"reason": _safe(one.reason)} for one in health.accepted]
    dull = ("run", "seconds")
    yield "days", [{k: v for k, v in visit._asdict().items() if k not in dull}
                   for visit in health.days]  # fmt: skip


def _problem(one: Mapping[str, Any]) -> dict[str, Any]:
    """Give a problem as a report has it: sound, and of a level that we know."""
    level = one.get("level")
    texts = {name: _safe(str(one.get(name) or "")) for name in ("place", "field")}
    numbers = {name: one.get(name) for name in ("line", "column")}
    found = {
        "level": level if level in _LEVELS else "error",
        "code": _safe(str(one.get("code") or "")),
        "message": _safe(str(one.get("message") or "")),
    }
    whole = {name: value for name, value in numbers.items() if isinstance(value, int) and value > 0}
    return found | {name: value for name, value in texts.items() if value} | whole


def _safe(text: str) -> str:
    return masked(sound(text))


def _line(days: Sequence[Visit]) -> Line:
    counts = [visit.records for visit in days]
    top = max(*counts, 1)
    step = WIDTH / (len(counts) - 1)
    margin = 3  # so that the line is whole at its highest and lowest
    points = " ".join(
        f"{step * at:.0f},{margin + (HEIGHT - 2 * margin) * (1 - count / top):.0f}"
        for at, count in enumerate(counts)
    )
    said = (
        f"Opgenomen op {len(counts)} dagen, van {day(days[0].day)} tot en met {day(days[-1].day)}: "
        f"eerst {counts[0]}, het laatst {counts[-1]}, het minst {min(counts)}, "
        f"het meest {max(counts)}."
    )
    return Line(points, said)
