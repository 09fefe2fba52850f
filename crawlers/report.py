"""The report of one source in one run: what was found, what became of each, and how it ended.

`records + refused = found` holds because each thing is noted when it is found and settled when it
becomes a record or is refused; what was never settled is refused as `lost` and so is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from knowledge.mends import mend
from knowledge.model import Problem
from knowledge.personal.gate import masked_problem

MOST_SHOWN = 5  # problems of one source in the table; the run's file has them all
Outcome = Literal["complete", "partial", "held", "failed", "unsupported"]
Settlement = Literal["", "record", "refused"]


@dataclass
class SourceReport:
    """Counts and problems of one source; `seconds` stands only here, never in the harvest.

    `ended` is set when the source was read to its end; without it a run counts as interrupted.
    """

    source: str
    member: str
    state: Outcome = "complete"
    records: int = 0
    unchanged: int = 0
    gone: int = 0
    missing: int = 0  # not found by this run, and kept for the time being
    previous: int = 0  # records that the last complete run found
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    ended: bool = False
    read: date | None = None  # the day on which it was read, where that is not the day of the run
    misses: int = 0  # things refused for a reason that may pass
    _found: dict[str, Settlement] = field(default_factory=dict)  # by place
    _more: int = 0  # records beyond the first of a thing that gave several

    @property
    def found(self) -> int:
        """How many things were found; one that gave several records counts for each."""
        return len(self._found) + self._more

    @property
    def refused(self) -> int:
        """How many of them became no record."""
        return sum(1 for outcome in self._found.values() if outcome == "refused")

    def find(self, place: str) -> bool:
        """Note a thing by its address; False where it was noted before."""
        if place in self._found:
            return False
        self._found[place] = ""
        return True

    def settle(self, place: str, records: int = 1) -> None:
        """Note that a thing became a record, or several."""
        self._found[place] = "record"
        self._more += records - 1

    def refuse(
        self, place: str, code: str, message: str, passing: bool = False, **where: Any
    ) -> None:
        """Note that a thing became no record, and why.

        A `passing` reason, such as a host that was silent, leaves the run partial: what the
        source said before stays (harvest.md P1).
        """
        self._found[place] = "refused"
        if passing:
            self.state = "partial"
            self.misses += 1
        self.problems.append(Problem(code=code, message=message, place=place, **where))

    def note(self, code: str, message: str, place: str, **where: Any) -> None:
        """Note a problem that costs nothing."""
        self.problems.append(Problem(code=code, message=message, place=place, **where))

    def broke(self, place: str, code: str, message: str) -> None:
        """Note that a list could not be read to its end, so that this run may remove nothing."""
        self.state = "partial"
        self.problems.append(Problem(code=code, message=message, place=place))

    def fail(self, place: str, code: str, message: str) -> None:
        """Note that the source could not be read, so that nothing of it may change."""
        self.state = "failed"
        self.problems.append(Problem(code=code, message=message, place=place))

    def refuse_source(self, place: str, why: str) -> None:
        """Note that this version cannot read the source at all."""
        self.problems.append(Problem(level="warning", code="unsupported", message=why, place=place))

    def broken_promise(self, least: int) -> None:
        """Note that a source gave fewer records than its member file says it must."""
        kept = "; het vorige resultaat blijft staan" if self.previous else ""
        self._held("too-few", f"{self.records} bruikbare gegevens, terwijl het ledenbestand er "
                   f"minstens {least} verwacht{kept}")  # fmt: skip

    def sudden_loss(self, missed: int, previous: int) -> None:
        """Note that a source lost more records at once than can be believed (harvest.md P2)."""
        self._held("sudden-loss", f"{missed} van de {previous} records zijn er ineens niet meer; "
                   "het vorige resultaat blijft staan")  # fmt: skip

    def _held(self, code: str, message: str) -> None:
        self.state = "held"
        self.problems.append(Problem(code=code, message=message, place=self.source))

    def accepted_loss(self, reason: str, missed: int) -> None:
        """Note that a loss went through because somebody accepted it (harvest.md P3)."""
        said = f"{missed} records zijn er niet meer; dit verlies is geaccepteerd: {reason}"
        self.problems.append(
            Problem(level="hint", code="loss-accepted", message=said, place=self.source)
        )

    def waited(self, last: dict[str, Any], days: int) -> None:
        """Note that a source is not due yet: its counts are those of the last time."""
        self.records = self.unchanged = int(last.get("records", 0))
        self.previous = self.records
        for number in range(self.records):
            self.find(f"{self.source}#{number}")
            self.settle(f"{self.source}#{number}")
        said = f"gelezen op {self.read}; het ledenbestand vraagt dit eens per {days} dagen"
        self.note("not-due", said, self.source, level="hint")

    def refusals(self) -> list[tuple[str, tuple[Problem, ...]]]:
        """List the places that were refused, with the problems noted at each."""
        noted: dict[str, list[Problem]] = {}
        for problem in self.problems:
            noted.setdefault(problem.place, []).append(problem)
        refused = (place for place, outcome in self._found.items() if outcome == "refused")
        return [(place, tuple(noted.get(place, ()))) for place in refused]

    def close(self) -> None:
        """Refuse what was found and never settled: it must not vanish without a word."""
        if not self.ended and self.state == "complete":
            self.broke(self.source, "interrupted", "onderbroken voordat alles gelezen was")
        code, why = "lost", "gevonden, maar niet verwerkt; dit is een fout van noaber"
        if self.state != "complete":
            code, why = "unread", "gevonden, maar niet meer gelezen"
        for place in [place for place, outcome in self._found.items() if not outcome]:
            self.refuse(place, code, why, passing=self.state == "complete")

    def _shown(self) -> list[Problem]:
        """Give the problems as they may be stored and shown: they may quote personal data."""
        return list(map(masked_problem, self.problems))

    def as_text(self) -> str:
        """Give the line of the source in the table, with what people must look at below it."""
        counts = (
            f"{self.found:6} gevonden {self.records:6} records {self.refused:5} geweigerd"
            f" {self.seconds:7.1f} s"
        )
        serious = [problem for problem in self._shown() if problem.level != "hint"]
        lines = [f"{self.source:45} {self.state:12} {counts}"]
        lines += [f"    {problem}" for problem in serious[:MOST_SHOWN]]
        if len(serious) > MOST_SHOWN:
            lines.append(f"    … en {len(serious) - MOST_SHOWN} meer, alle in data/runs")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values (model.md, JSON)."""
        counts = ("source", "member", "state", "found", "records", "refused", "unchanged", "gone",
                  "missing", "previous")  # fmt: skip
        return {
            **{name: getattr(self, name) for name in counts},
            "seconds": round(self.seconds, 2),
            **({"read": self.read.isoformat()} if self.read else {}),
            "problems": [
                problem.model_dump(exclude_defaults=True)
                | {"level": problem.level, "mend": mend(problem.code, problem.level)}
                for problem in sorted(self._shown(), key=lambda p: (p.place, p.line, p.code))
            ],
        }
