"""Figures: the drawings of a process as its page shows them, each with a file of its own."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from knowledge.clean import masked, one_line
from knowledge.diagrams.drawing import said_of, sketch
from knowledge.model import Process

INLINE = 200_000  # bytes; what is larger is shown from its file
MOST = 20  # drawings on one page
_WIDE = 1_200  # pixels; what is wider may use the width of the window


class Figure(NamedTuple):
    """One drawing: `inline` is "" where it is shown from its `file`; sizes are in pixels."""

    name: str
    title: str
    description: str
    inline: Markup
    body: bytes
    file: str
    width: int
    natural: int

    @property
    def is_wide(self) -> bool:
        """Tell whether it has use of more than the width of a text."""
        return self.width > _WIDE


def figures(process: Process | None, title: str, slug: str) -> list[Figure]:
    """Draw the planes of a process; nothing where it has none that may be shown."""
    found: list[Figure] = []
    for number, drawing in enumerate(process.drawings[:MOST] if process else (), 1):
        assert process
        name = masked(one_line(drawing.name, 120))
        whole = f"Schema van {title}" + (f": {name}" if name else "")
        said = said_of(process, drawing)
        drawn = sketch(process, drawing)
        inline = drawn.inline(whole, said, f"schema-{number}")
        found.append(
            Figure(
                name=name,
                title=whole,
                description=said,
                inline=inline if len(inline.encode()) <= INLINE else Markup(""),
                body=drawn.alone(whole, f"{said} {_credit(process)}"),
                file=f"{slug}.svg" if number == 1 else f"{slug}.{number}.svg",
                width=round(drawn.width),
                natural=round(drawn.view.width),
            )
        )
    return found


def _credit(process: Process) -> str:
    """Say whose it is, for who has the file without its page."""
    whose = f"Bron: {process.url}. " if process.url else ""
    licence = f"Licentie: {process.text_licence}. " if process.text_licence else ""
    return f"{whose}{licence}Opnieuw getekend door noaber."
