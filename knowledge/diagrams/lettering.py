"""Lettering: how wide a text is, where it breaks, and how large it may be, without a browser.

The widths are those of Arial, which Liberation Sans and Helvetica share, with room to spare for the
sans-serif of another machine.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate, islice, takewhile
from typing import Literal, NamedTuple

LEADING = 1.2  # height of a line, in letters
SPARE = 1.06  # what another sans-serif may be wider
_WIDTHS = {  # advance in thousandths of the size, by the letters that have it
    191: "'", 222: "ijl‘’‚", 260: "|¦", 278: " !,./:;I[\\]ft·", 333: "-()`r¡¨¸“”„*ª°º¹²³",
    355: '"', 400: "•", 469: "^", 500: "Jckmsvxyz", 556: "#$0123456789?L_abdeghnopqu–€£§«»¿",
    584: "+<=>~±×÷¬", 611: "FTZß", 667: "&ABEKPSVXYÞ", 722: "CDHNRUw", 778: "GOQ",
    833: "Mm", 889: "%æ", 944: "W", 1000: "—…@Æ™Œœ",
}  # fmt: skip
MOST_LINES = 60  # of one text; what comes after them is cut
Breaks = Literal["none", "parts", "all"]  # where a word may break
_STRANGE = 1000  # of a letter that we do not know
_HUMPS = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[_.:])")
_VOWELS = "aeiouyàâäáèéêëíìîïóòôöúùûü"
_SYLLABLE = re.compile(  # as many letters go to the next line as a Dutch word can begin with
    rf"(?<=[{_VOWELS}])[b-df-hj-np-tv-xz]*?"
    rf"(?=(?:schr?|str|spr|ch|[bdfgkptv]r|[bfgkp]l|st|sp|kw|tw|zw|[b-df-hj-np-tv-xz])[{_VOWELS}])"
)
# how the last part of a long Dutch word often begins: a word breaks best before it
_PARTS = re.compile(
    "(?<=...)(?=(?:aanvra|aanvrag|administratie|afhandel|afspra|ambtena|behandel|bekendma|beoordel|"
    "bericht|beschikking|besluit|betaling|bevestig|bewijs|bijstand|burger|commissie|controle|"
    "document|dossier|formulier|functionaris|gegevens|gemeente|gesprek|houder|huwelijk|instelling|"
    "informatie|kosten|locatie|medewerk|melding|ondersteun|onderzoek|overleg|overzicht|partij|"
    "planner|plicht|portaal|proce[ds]|programma|register|registratie|reservering|systeem|toets|uitkering|"
    "vergunning|verklaring|verlening|verstrekking|verwerking|verzoek|voorstel|voorziening|"
    "wijziging|zaaktype)[a-z]*)", re.I
)  # fmt: skip


class Lettered(NamedTuple):
    """Lines of text of one size; `is_cut` where not all of it had room."""

    size: float
    lines: tuple[str, ...]
    is_cut: bool = False

    @property
    def height(self) -> float:
        """How high the lines are together."""
        return len(self.lines) * self.size * LEADING

    @property
    def width(self) -> float:
        """How wide the widest line is."""
        return max((width(line, self.size) for line in self.lines), default=0)


@cache
def _advance(letter: str) -> int:
    bare = unicodedata.normalize("NFD", letter)[0]
    if unicodedata.combining(bare):
        return 0
    return next((wide for wide, letters in _WIDTHS.items() if bare in letters), _STRANGE)


def width(text: str, size: float) -> float:
    """Give how wide a text is, rather too wide than too narrow.

    >>> width("mm", 10) > width("ii", 10), round(width("aaaa", 12))
    (True, 28)
    """
    return sum(map(_advance, text)) * size / 1000 * SPARE


def fitted(
    text: str, across: float, down: float, sizes: Sequence[float] = (13, 12, 11, 10, 9, 8)
) -> Lettered:
    """Give a text as large as has room; words stay whole where that costs little.

    Only what has no room at the smallest size is cut, with an ellipsis.
    """
    for size, breaks in dict.fromkeys(_tries(sizes)):
        if width(text, size) / across > min(down / (size * LEADING), MOST_LINES):
            continue  # it has no room, however it breaks
        lines = balanced(text, across, size, breaks)
        if lines and len(lines) <= min(down / (size * LEADING), MOST_LINES):
            return Lettered(size, lines)
    size = sizes[-1]
    lines = wrapped(text, across, size)
    most = max(1, min(int(down / (size * LEADING)), MOST_LINES))
    return Lettered(size, _cut(lines, most, across, size), len(lines) > most)


def _tries(sizes: Sequence[float]) -> Iterator[tuple[float, Breaks]]:
    """Give sizes and breaks in the order in which they read well: large, then whole."""
    large, small = sizes[:2], sizes[2:]
    yield from ((size, "none") for size in large)
    yield from ((size, "parts") for size in large)
    for size in small:
        yield from ((size, "none"), (size, "parts"))
        yield from ((one, "all") for one in sizes if one <= size + 1)


def _cut(lines: Sequence[str], most: int, across: float, size: float) -> tuple[str, ...]:
    """Keep so many lines; the last one says that there is more."""
    if len(lines) <= most:
        return tuple(lines)
    last = lines[most - 1].rstrip(" -,;")
    while last and width(f"{last}…", size) > across:
        last = last[:-1]
    return (*lines[: most - 1], f"{last}…")


def balanced(text: str, across: float, size: float, breaks: Breaks = "all") -> tuple[str, ...]:
    """Break a text in lines that are about as long as each other, no more of them than need be."""
    lines = wrapped(text, across, size, breaks)
    if len(lines) < 2 or "\n" in text:
        return lines
    widest = max(width(piece.rstrip(), size) for piece in _pieces(text))
    if widest > across:  # a word had to break: there is no narrower way
        return lines
    for part in (0.9, 0.8, 0.7, 0.6):
        narrow = wrapped(text, max(across * part, widest), size, "none")
        if len(narrow) != len(lines):
            break
        lines = narrow
    return lines


def wrapped(text: str, across: float, size: float, breaks: Breaks = "all") -> tuple[str, ...]:
    """Break a text in lines of at most a width; nothing where words may not break so.

    A line breaks where the text has one, at blanks, behind hyphens and slashes, and in a word that
    is too long by itself. There is one line too many where the text has more than `MOST_LINES`.
    """
    parts = [
        _filled(part.strip(), across, size, breaks) for part in text.split("\n") if part.strip()
    ]
    lines = (line for part in parts for line in part)
    return tuple(islice(lines, MOST_LINES + 1)) if all(parts) else ()


def _filled(text: str, across: float, size: float, breaks: Breaks) -> list[str]:
    lines: list[str] = []
    line, reach = "", 0.0  # how far the line comes, with the blanks at its end
    for piece in _pieces(text):
        wide = width(piece.rstrip(), size)
        if reach + wide <= across:
            line, reach = line + piece, reach + width(piece, size)
            continue
        if line:
            lines.append(line.rstrip())
        if wide <= across:
            line, reach = piece, width(piece, size)
            continue
        *full, line = broken(piece, across, size, breaks) or [""]
        reach = width(line, size)
        if not full:
            return []
        lines += full
    if line.strip():
        lines.append(line.rstrip())
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Cut a text where a line may end: behind blanks, and hyphens and slashes in a long word."""
    for word in re.findall(r"\S+\s*|\s+", text):
        yield from re.split(r"(?<=[^\s/-]{3}[/-])(?=[^\s/-]{2})", word)


def broken(word: str, across: float, size: float, breaks: Breaks = "all") -> list[str]:
    """Break a word that is too long for a line: at a part of it, else between syllables.

    Nothing comes back where it may break at parts only and has none there, or may not break.
    """
    rest = word
    lines: list[str] = []
    left = width(rest.rstrip(), size)
    while len(rest.rstrip()) > 1 and left > across and len(lines) <= MOST_LINES:
        ends = accumulate((width(letter, size) for letter in rest), initial=width("-", size))
        room = max(sum(1 for _ in takewhile(lambda end: end <= across, ends)) - 1, 1)
        at = _best(rest, room, breaks)
        if not at:
            return []
        lines.append(rest[:at] + ("-" if rest[at - 1].isalpha() and rest[at].isalpha() else ""))
        left -= width(rest[:at], size)
        rest = rest[at:]
    return [*lines, rest]


def _best(word: str, room: int, breaks: Breaks) -> int:
    """Give the place to break a word of which so many letters have room, 0 for none."""
    length, word = len(word.rstrip()), word[: room + 20]  # what is farther on has no room

    def last(places: Iterable[re.Match[str]]) -> int:
        ends = (place.end() for place in places)
        return max((end for end in ends if 3 <= end <= room and length - end >= 3), default=0)

    if breaks == "none" or room < 3:  # no part of a word is that short
        return 0 if breaks != "all" else max(1, room)
    at = last(_HUMPS.finditer(word)) or last(_PARTS.finditer(word))
    if at or breaks == "parts":
        return at
    return last(_SYLLABLE.finditer(word[: room + 6].lower())) or max(1, room)
