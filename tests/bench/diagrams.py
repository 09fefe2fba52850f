"""Measures outline and drawing of each BPMN file; `--write` puts the table in README.md.

`python tests/bench/diagrams.py [--folder ../shared/corpus] [--rounds 5] [--write]`. Promised: the
median over the files of outline and drawing together is at most 0.2 s.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from crawlers.readers import File
from crawlers.readers.bpmn import read
from knowledge.diagrams.figures import figures
from knowledge.home import CHECKOUT
from knowledge.model import Process
from knowledge.outline import outline

README = Path(__file__).with_name("README.md")
START, END = "<!-- diagrams -->", "<!-- end of diagrams -->"
PROMISED = 0.2  # seconds


class Measured(NamedTuple):
    """One file: what is in it, and the seconds that each part took."""

    name: str
    steps: int
    parts: int
    read: float
    outline: float
    drawing: float
    size: int


def seconds(work: Callable[[], Any], rounds: int) -> float:
    """The median time of some work."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def measured(path: Path, rounds: int) -> Measured | None:
    """Measure one file, None where it has no process."""
    file = File(url=f"https://voorbeeld.nl/{path.stem}.bpmn", body=path.read_bytes())
    process = next((one for one in read(file).records if isinstance(one, Process)), None)
    if process is None:
        return None
    drawn = figures(process, process.title, "x")
    return Measured(
        name=path.stem,
        steps=len(process.steps),
        parts=sum(len(one.shapes) + len(one.lines) for one in process.drawings),
        read=seconds(lambda: read(file), rounds),
        outline=seconds(lambda: outline(process), rounds),
        drawing=seconds(lambda: figures(process, process.title, "x"), rounds),
        size=sum(len(figure.body) for figure in drawn),
    )


def table(found: list[Measured]) -> str:
    """Write the measurements, and the promise below them."""
    rows = [f"Measured on {date.today()}; two shared cores, median of the rounds.", "",
            "| file | steps | parts drawn | read, ms | outline, ms | drawing, ms | SVG, kB |",
            "|---|---|---|---|---|---|---|"]  # fmt: skip
    for one in sorted(found, key=lambda one: (-one.parts, one.name)):
        times = " | ".join(f"{1000 * part:.1f}" for part in (one.read, one.outline, one.drawing))
        rows.append(f"| {one.name} | {one.steps} | {one.parts} | {times} | {one.size / 1000:.0f} |")
    both = [one.outline + one.drawing for one in found]
    drawn = sum(one.parts > 0 for one in found)
    rows += ["", "| bar | measured |", "|---|---|",
             f"| outline and drawing, median at most {PROMISED} s "
             f"| {statistics.median(both):.4f} s, the longest {max(both):.3f} s |",
             f"| files with an outline, and with a drawing | {len(found)}, {drawn} |"]  # fmt: skip
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--folder", type=Path, default=CHECKOUT.parent / "shared" / "corpus")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="put the table in README.md")
    asked = parser.parse_args()
    files = sorted(asked.folder.rglob("*.bpmn"))
    found = [one for path in files if (one := measured(path, asked.rounds))]
    if not found:
        parser.exit(1, f"no BPMN files in {asked.folder}\n")
    text = table(found)
    print(text)
    if asked.write:
        before, _, rest = README.read_text("utf-8").partition(START)
        README.write_text(f"{before}{START}\n{text}\n{END}{rest.partition(END)[2]}", "utf-8")


if __name__ == "__main__":
    main()
