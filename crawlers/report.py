"""The report of one source in one run: what was found, what became of each, and how it ended.

`records + refused = found` holds because each thing is noted when it is found and settled when it
becomes a record or is refused; what was never settled is refused as `lost` and so is seen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge.model import Problem

MOST_SHOWN = 5  # problems of one source in the table; the run's file has them all
MOST_SHOWN = 5  # problems of one source in the table; the run's file has them all
Outcome = Literal["complete", "partial", "held", "failed", "unsupported"]


@dataclass
class SourceReport:
    """Counts and problems of one source; `seconds` stands only here, never in the harvest."""

    source: str
    member: str
    state: Outcome = "complete"
    records: int = 0
    unchanged: int = 0
    gone: int = 0
    seconds: float = 0.0
    problems: list[Problem] = field(default_factory=list)
    _found: dict[str, str] = field(default_factory=dict)  # place -> "", "record" or "refused"

    @property
    def found(self) -> int:
        """How many things were found."""
        return len(self._found)

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

    def settle(self, place: str) -> None:
        """Note that a thing became a record."""
        self._found[place] = "record"

    def refuse(self, place: str, code: str, message: str, **where: Any) -> None:
        """Note that a thing became no record, and why."""
        self._found[place] = "refused"
        self.problems.append(Problem(code=code, message=message, place=place, **where))

    def broke(self, place: str, code: str, message: str) -> None:
        """Note that a list could not be read to its end, so that this run may remove nothing."""
        self.state = "partial"
        self.problems.append(Problem(code=code, message=message, place=place))

    def fail(self, place: str, code: str, message: str) -> None:
        """Note that nothing could be read at all."""
        self.state = "failed"
        self.problems.append(Problem(code=code, message=message, place=place))

    def refuse_source(self, place: str, why: str) -> None:
        """Note that this version cannot read the source at all."""
        self.problems.append(Problem(level="warning", code="unsupported", message=why, place=place))

    def broken_promise(self, least: int) -> None:
        """Note that a source gave fewer records than its member file says it must."""
        message = (
            f"{self.records} records, terwijl het ledenbestand er minstens {least} verwacht; "
            "het vorige resultaat blijft staan"
        )
        self.problems.append(Problem(code="too-few", message=message, place=self.source))

    def close(self) -> None:
        """Refuse what was found and never settled: it must not vanish without a word."""
        for place in [place for place, outcome in self._found.items() if not outcome]:
            self.refuse(place, "lost", "gevonden, maar niet verwerkt; dit is een fout van noaber")

    def as_text(self) -> str:
        """Give the line of the source in the table, with what people must look at below it."""
        counts = (
            f"{self.found:6} gevonden {self.records:6} records {self.refused:5} geweigerd"
            f" {self.seconds:7.1f} s"
        )
        serious = [problem for problem in self.problems if problem.level != "hint"]
        lines = [f"{self.source:45} {self.state:12} {counts}"]
        lines += [f"    {problem}" for problem in serious[:MOST_SHOWN]]
        if len(serious) > MOST_SHOWN:
            lines.append(f"    … en {len(serious) - MOST_SHOWN} meer, alle in data/runs")
        return "\n".join(lines)

    def as_json(self) -> dict[str, Any]:
        """Give the report as plain values (model.md, JSON)."""
        counts = ("source", "member", "state", "found", "records", "refused", "unchanged", "gone")
        return {
            **{name: getattr(self, name) for name in counts},
            "seconds": round(self.seconds, 2),
            "problems": [
                problem.model_dump(exclude_defaults=True) | {"level": problem.level}
                for problem in sorted(self.problems, key=lambda p: (p.place, p.line, p.code))
            ],
        }
