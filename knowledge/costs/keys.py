"""The words for a division key, in Dutch or English, and the file with a number for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

from knowledge.costs.division import DivisionError, Key, KeyKind, scaled
from knowledge.model import NoaberError

_LARGEST = 1_000_000  # bytes of a file with numbers: all municipalities are some 20,000
_WORDS: MappingProxyType[str, KeyKind] = MappingProxyType({
    "": "gelijk", "gelijk": "gelijk", "equal": "gelijk",
    "inwoners": "inwoners", "inwoner": "inwoners", "inhabitants": "inwoners",
    "grootteklasse": "grootteklasse", "klasse": "grootteklasse", "class": "grootteklasse",
    "size": "grootteklasse",
    "gebruik": "gebruik", "use": "gebruik", "uses": "gebruik",
    "vast": "vast", "fixed": "vast", "vast+variabel": "vast", "fixed+variable": "vast",
    "eigen": "eigen", "own": "eigen",
})  # fmt: skip
_HEADS = MappingProxyType(
    {
        "organisation": ("organisation", "organisatie", "naam", "name", "id"),
        "weight": ("weight", "gewicht", "aandeel", "aantal", "number", "getal"),
    }
)


def key_of(written: str, named: Callable[[str], str]) -> Key:
    """Give the key that people write: `gelijk`, `vast=30`, `gebruik=tellingen.csv`, `eigen.csv`.

    A name that ends in .csv is a file, which is read here (`numbers_of`); `named` gives the id of
    an organisation by how it is written, "" where nobody is called so. Raises NoaberError for a
    word that is no key, for a part that is no percentage, and for a file that does not fit.
    """
    text = written.strip()
    if text.casefold().endswith(".csv") and "=" not in text:
        return _from_file("eigen", text, named)
    word, _, value = (part.strip() for part in text.partition("="))
    kind = _WORDS.get(word.casefold().replace(" ", ""))
    if kind is None:
        raise NoaberError(
            f"de verdeelsleutel {text[:60]!r} kennen we niet; kies uit gelijk, inwoners, "
            "grootteklasse, gebruik=BESTAND.csv, vast=30 of BESTAND.csv"
        )
    if kind == "vast":
        return Key(kind, fixed=_percent(value))
    if kind in ("gebruik", "eigen"):
        if not value:
            said = f"zeg in welk bestand de getallen staan: --key {word}=BESTAND.csv"
            raise NoaberError(said)
        return _from_file(kind, value, named)
    if value:
        raise NoaberError(f"bij {word} hoort niets achter het = teken; schrijf --key {word}")
    return Key(kind)


def _percent(value: str) -> int:
    if not re.fullmatch(r"[0-9]{1,3}%?", value) or int(value.rstrip("%")) > 100:
        said = "schrijf hoeveel procent voor iedereen gelijk is, van 0 tot en met 100: vast=30"
        raise NoaberError(said)
    return int(value.rstrip("%"))


def _from_file(kind: KeyKind, name: str, named: Callable[[str], str]) -> Key:
    path = Path(name)
    try:
        if path.exists() and not path.is_file():  # a pipe or a device has no end
            raise NoaberError(f"{path}: dit is geen gewoon bestand; geef een CSV-bestand")
        with path.open("rb") as file:
            body = file.read(_LARGEST + 1)
    except OSError as error:
        said = f"{path}: dit bestand is niet te openen ({error.strerror}); kijk of de naam klopt"
        raise NoaberError(said) from None
    if len(body) > _LARGEST:
        raise NoaberError(f"{path}: dit bestand is te groot; het mag 1 MB zijn")
    return Key(kind, given=numbers_of(body, path.name, named), file=path.name)


def numbers_of(body: bytes, place: str, named: Callable[[str], str]) -> dict[str, int]:
    """Read a CSV file with columns organisation and weight: the numbers by id, times `SCALE`.

    Comma, semicolon or tab; with quotes where a value has one of those; in UTF-8. Raises
    NoaberError with file, line and column of the first thing that does not fit.
    """
    lines = [(n, line) for n, line in enumerate(_text(body, place).splitlines(), 1) if line.strip()]
    if not lines:
        raise NoaberError(f"{place}:1:1: dit bestand is leeg; begin met organisation;weight")
    first, head = lines[0]
    sign = max(";\t,", key=head.count)
    at = {name: _column(head, sign, name, f"{place}:{first}") for name in _HEADS}
    found: dict[str, int] = {}
    for number, line in lines[1:]:
        cells = [*_cells(line, sign, f"{place}:{number}")]
        if len(cells) <= max(at.values()):
            said = "hier ontbreekt een waarde; schrijf een naam en een getal"
            raise NoaberError(f"{place}:{number}:{len(line) + 1}: {said}")
        column, name = cells[at["organisation"]]
        known = named(name)
        if not known or known in found:
            said = "staat er al" if known else "kennen we niet; schrijf de naam of het id voluit"
            raise NoaberError(f"{place}:{number}:{column}: {name[:60]!r} {said}")
        column, weight = cells[at["weight"]]
        try:
            found[known] = scaled(weight)
        except DivisionError as error:
            raise NoaberError(f"{place}:{number}:{column}: {error}") from None
    return found


def _text(body: bytes, place: str) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        column = error.start - body.rfind(b"\n", 0, error.start)
        said = "dit bestand is geen UTF-8; bewaar het als 'CSV UTF-8'"
        raise NoaberError(f"{place}:{line}:{column}: {said}") from None


def _column(head: str, sign: str, wanted: str, place: str) -> int:
    names = [cell.casefold() for _, cell in _cells(head, sign, place)]
    for number, name in enumerate(names):
        if name in _HEADS[wanted]:
            return number
    said = f"de kolom {wanted} ontbreekt; zet boven de kolommen: organisation{sign}weight"
    raise NoaberError(f"{place}:1: {said}")


def _cells(line: str, sign: str, place: str) -> Iterator[tuple[int, str]]:
    """Give each value of a line with the column at which it starts, counted from 1."""
    at = 0
    while True:
        quoted = re.compile(r'\s*"((?:[^"]|"")*)"[ ]*').match(line, at)
        end = quoted.end() if quoted else (line + sign).index(sign, at)
        if end < len(line) and line[end] != sign:
            raise NoaberError(f"{place}:{end + 1}: na een aanhalingsteken hoort {sign!r} te staan")
        text = quoted[1].replace('""', '"') if quoted else line[at:end]
        if not quoted and text.lstrip().startswith('"'):
            raise NoaberError(f"{place}:{at + 1}: dit aanhalingsteken wordt niet gesloten")
        yield at + 1, text.strip()
        if end >= len(line):
            return
        at = end + 1
