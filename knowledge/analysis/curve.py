"""The adoption curve: how many used something on each day, as a drawing in a file of its own.

The line is what is sure. Between it and what is possible (a claim may name only a year) stands a
hatched band. Users of whom nobody says since when are no part of the line: they are a hatched
column of their own beside it, with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from knowledge.clean import masked, one_line

WIDE, HIGH = 640, 300
LEFT, TOP, RIGHT, BOTTOM = 44, 16, 530, 252  # the plot; at its right the column of the undated
_COLUMN = (560, 40)  # its left side and its width
_TICKS = 7  # years below the line, at most
_FILE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="naam uitleg" '
    'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}">'
    '<title id="naam">{title}</title><desc id="uitleg">{said}</desc><style>{style}</style>'
    '<defs><pattern id="band" width="8" height="8" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path class="hatch" d="M2 0V8"/></pattern></defs>'
    "{parts}</svg>\n"
)
_STYLE = Markup(
    "svg{color:#14252a;--line:#0b4f56;font:14px system-ui,sans-serif}"
    "@media screen and (prefers-color-scheme:dark){svg{color:#e8efed;--line:#7fd3d8}}"
    "text{fill:currentColor}.axis,.grid{stroke:currentColor;fill:none}.grid{stroke-opacity:.25}"
    ".hatch{stroke:var(--line);stroke-width:2}.band{fill:url(#band);stroke:var(--line)}"
    ".sure{fill:none;stroke:var(--line);stroke-width:3}.mid{text-anchor:middle}.end{text-anchor:end}"
)


class Point(NamedTuple):
    """How many used it from a day on: for sure, and at most."""

    day: date
    users: int
    most: int


class Curve(NamedTuple):
    """The points of a curve in time, how many more nobody dates, and the day on which it ends."""

    points: tuple[Point, ...]
    undated: int
    until: date

    @property
    def years(self) -> tuple[tuple[int, int, int], ...]:
        """Each year in which the number changed, with how many at its end: for sure, at most."""
        last = {point.day.year: point for point in self.points}
        return tuple((year, point.users, point.most) for year, point in last.items())

    def told(self) -> str:
        """Say in Dutch what the drawing shows."""
        said = []
        if self.points:
            first, last = self.points[0], self.points[-1]
            sure = f"{last.users}" if last.users == last.most else f"{last.users} tot {last.most}"
            known = "gebruiker" if last.most == 1 else "gebruikers"
            said.append(f"Van {first.day.year} tot nu: {sure} {known} met een bekend begin.")
            if any(point.users != point.most for point in self.points):
                said.append("De lijn is zeker, het gearceerde deel erboven is mogelijk.")
        if self.undated == 1:
            said.append("Van 1 gebruiker weten we niet sinds wanneer (apart, gearceerd).")
        elif self.undated:
            number = self.undated
            said.append(f"Van {number} gebruikers weten we niet sinds wanneer (apart, gearceerd).")
        return " ".join(said)


def curve_of(rows: Iterable[Mapping[str, Any]], until: date) -> Curve:
    """Give the curve of the rows of `adoption_curve`: without those that only tell of undated."""
    points: list[Point] = []
    undated = 0
    for row in rows:
        point = Point(date.fromisoformat(row["day"]), int(row["users"]), int(row["users_at_most"]))
        undated = int(row["undated_seen"])
        before = points[-1][1:] if points else (0, 0)
        if point.day <= until and point[1:] != before:
            points.append(point)
    return Curve(tuple(points), undated, until)


def curve_svg(curve: Curve, title: str) -> str:
    """Draw a curve as a file; "" where no user says since when. `title` is text of strangers."""
    if not curve.points:
        return ""
    name = masked(one_line(title, 120))
    top = max(1, curve.undated, *(point.most for point in curve.points))
    parts = [*_levels(top), *_years(curve), *_lines(curve, top), *_undated(curve, top)]
    return str(
        _FILE.format(
            wide=WIDE, high=HIGH, title=f"Gebruik van {name} in de tijd", said=_said(curve),
            style=_STYLE, parts=Markup().join(parts),
        )
    )  # fmt: skip


def _said(curve: Curve) -> str:
    """Give the drawing in words: what it shows, and the number at the end of each year."""
    years = (f"{year}: {users if users == most else f'{users} tot {most}'}"
             for year, users, most in curve.years)  # fmt: skip
    return f"{curve.told()} Aan het eind van elk jaar dat iets veranderde: {', '.join(years)}."


def _y(number: int, top: int) -> int:
    return round(BOTTOM - (BOTTOM - TOP) * number / top)


def _x(day: date, curve: Curve) -> int:
    start = date(curve.points[0].day.year, 1, 1)
    length = max((curve.until - start).days, 1)
    return round(LEFT + (RIGHT - LEFT) * min((day - start).days, length) / length)


def _levels(top: int) -> Iterable[Markup]:
    """Give the axis of numbers, with at most five lines in round steps."""
    step = next(one for one in _round_steps() if top / one <= 5)
    for number in range(0, top + 1, step):
        y = _y(number, top)
        yield Markup('<path class="{}" d="M{} {}H{}"/>').format(
            "grid" if number else "axis", LEFT, y, RIGHT
        )
        yield Markup('<text class="end" x="{}" y="{}">{}</text>').format(LEFT - 6, y + 5, number)
    yield Markup('<path class="axis" d="M{} {}V{}"/>').format(LEFT, TOP, BOTTOM)


def _round_steps() -> Iterable[int]:
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _years(curve: Curve) -> Iterable[Markup]:
    """Give the axis of years, each where there is room, and what the drawing counts."""
    first, last = curve.points[0].day.year, curve.until.year
    step = next(one for one in _round_steps() if (last - first) / one < _TICKS)
    for year in range(first, last + 1, step):
        x = _x(date(year, 1, 1), curve)
        yield Markup('<path class="axis" d="M{} {}v6"/>').format(x, BOTTOM)
        yield Markup('<text x="{}" y="{}">{}</text>').format(x, BOTTOM + 22, year)
    yield Markup('<text x="{}" y="{}">Aantal gebruikers in de tijd</text>').format(
        LEFT, BOTTOM + 42
    )


def _lines(curve: Curve, top: int) -> Iterable[Markup]:
    """Give the band of what is possible, and the line of what is sure."""
    sure, most = _step(curve, "users", top), _step(curve, "most", top)
    if sure != most:
        back = "".join(f"L{x} {y}" for x, y in reversed(sure))
        yield Markup('<path class="band" d="M{}{}z"/>').format(_path(most), back)
    yield Markup('<path class="sure" d="M{}"/>').format(_path(sure))


def _step(curve: Curve, name: str, top: int) -> list[tuple[int, int]]:
    """Give the corners of a line that stays level until the day on which a number changes."""
    corners = [(_x(curve.points[0].day, curve), _y(0, top))]
    for point in curve.points:
        x, y = _x(point.day, curve), _y(getattr(point, name), top)
        corners += [(x, corners[-1][1]), (x, y)]
    return [*corners, (_x(curve.until, curve), corners[-1][1])]


def _path(corners: list[tuple[int, int]]) -> str:
    return "L".join(f"{x} {y}" for x, y in corners)


def _undated(curve: Curve, top: int) -> Iterable[Markup]:
    """Give the column of those that nobody dates, with their number above it."""
    left, width = _COLUMN
    y, middle = _y(curve.undated, top), left + width // 2
    if curve.undated:
        yield Markup('<rect class="band" x="{}" y="{}" width="{}" height="{}"/>').format(
            left, y, width, BOTTOM - y
        )
    yield Markup('<text class="mid" x="{}" y="{}">{}</text>').format(
        middle, max(y - 5, 13), curve.undated
    )
    for line, word in enumerate(("begin", "onbekend")):
        yield Markup('<text class="mid" x="{}" y="{}">{}</text>').format(
            middle, BOTTOM + 22 + 18 * line, word
        )
