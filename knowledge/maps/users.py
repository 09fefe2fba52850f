"""The country with all municipalities that use something: a drawing in a file of its own.

The file has a style of its own, since nothing else reaches it where a page shows it as an image:
its colours follow the scheme of the reader. What is filled is in use, what is hatched is a trial;
the page that shows it says so and has all names beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from knowledge.clean import masked, one_line
from knowledge.maps.drawing import Maps, path_of, ring_of

DETAIL = 2  # units; a border may be that far off: less than a pixel on a page
STYLE = Markup(
    "svg{color:#0b4f56;--paper:#fff}"
    "@media screen and (prefers-color-scheme:dark){svg{color:#7fd3d8;--paper:#10191c}}"
    ".land{fill:currentColor;fill-opacity:.08}"
    ".using{fill:currentColor}.trying{fill:url(#trying)}"
    ".using,.trying{stroke-width:3}.using{stroke:var(--paper)}"
    ".ring{stroke-width:6}"
)
_FILE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="naam uitleg" '
    'viewBox="0 0 {sheet.width} {sheet.height}" width="{sheet.width}" height="{sheet.height}" '
    'fill="none" fill-rule="evenodd" stroke="currentColor" stroke-width="3">'
    '<title id="naam">{title}</title><desc id="uitleg">{said}</desc><style>{style}</style>'
    '<defs><pattern id="trying" width="18" height="18" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><path d="M5 0V18" stroke-width="8"/></pattern></defs>'
    '<path class="land" d="{land}"/>{parts}</svg>\n'
)
_PART = Markup('<path class="{}" d="{}"/>')


class User(NamedTuple):
    """One that uses it: whether it is a municipality, and whether it only tries it."""

    id: str
    title: str
    is_town: bool
    is_trying: bool


class Reach(NamedTuple):
    """Who stands on a map and who does not: every user is in exactly one of the four.

    `unplaced` are the municipalities of which no border is known, `others` no municipalities.
    """

    using: tuple[User, ...]
    trying: tuple[User, ...]
    unplaced: tuple[User, ...]
    others: tuple[User, ...]

    @property
    def placed(self) -> int:
        """How many stand on the map."""
        return len(self.using) + len(self.trying)

    @property
    def total(self) -> int:
        """How many use it, on the map or not."""
        return self.placed + len(self.unplaced) + len(self.others)

    def told(self) -> str:
        """Say in Dutch how many of the users stand on the map, and why the others do not."""
        said = [f"Op de kaart: {self.placed} van de {self.total} gebruikers."]
        if self.others:
            number = len(self.others)
            said.append("1 is geen gemeente." if number == 1 else f"{number} zijn geen gemeente.")
        if self.unplaced:
            said.append(f"Van {len(self.unplaced)} kennen we de grens niet.")
        if self.trying:
            said.append(f"Gevuld: gebruikt ({len(self.using)}). ")
            said.append(f"Gearceerd: pilot ({len(self.trying)}).")
        return " ".join(part.strip() for part in said)


def reach_of(maps: Maps, users: Iterable[User]) -> Reach:
    """Tell who can be drawn, in the order in which they come."""
    using, trying, unplaced, others = list[User](), list[User](), list[User](), list[User]()
    for user in users:
        if not user.is_town:
            others.append(user)
        elif maps.borders.of(user.id) is None:
            unplaced.append(user)
        else:
            (trying if user.is_trying else using).append(user)
    return Reach(tuple(using), tuple(trying), tuple(unplaced), tuple(others))


def reach_svg(maps: Maps, reach: Reach, title: str) -> str:
    """Draw those who use it on the outline of the country; "" where nobody can be drawn.

    `title` is text of strangers: what is used.
    """
    if not reach.placed:
        return ""
    name = masked(one_line(title, 120))
    return str(
        _FILE.format(
            sheet=maps.sheet,
            title=f"Kaart: gemeenten die {name} gebruiken",
            said=f"{reach.told()} Grenzen van {maps.borders.year}, vereenvoudigd.",
            style=STYLE,
            land=maps.land,
            parts=Markup().join(
                [_part(maps, "using", reach.using), _part(maps, "trying", reach.trying)]
            ),
        )
    )


def _part(maps: Maps, name: str, users: tuple[User, ...]) -> Markup:
    """Give the borders of these in one path, with a ring around each that is too small to find."""
    borders = (maps.borders.of(user.id) for user in users)
    shown = [maps.sheet.flat(border) for border in borders if border is not None]
    if not shown:
        return Markup()
    path = "".join(path_of(border, DETAIL) for border in shown)
    return _PART.format(name, path) + Markup().join(ring_of(border) for border in shown)
