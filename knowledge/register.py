"""The registers: organisations (TOOI), products (UPL), where they come from, and synonyms.

The files in `knowledge/registers` hold extracted facts only; `knowledge.extraction` makes them
from what the publishers give.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError

from knowledge.extraction import (
    ORGANISATIONS,
    PRODUCTS,
    facts_from_tooi,
    organisations_from_tooi,
    products_from_upl,
    write_csv,
)
from knowledge.findings import first_of
from knowledge.model import Frozen, NoaberError, Organisation, Product
from knowledge.roo import BODIES, bodies_from_roo, body_from, with_bodies
from knowledge.strict_yaml import load_yaml

__all__ = [
    "BODIES",
    "ORGANISATIONS",
    "PRODUCTS",
    "RegisterSource",
    "bodies_from_roo",
    "facts_from_tooi",
    "load_organisations",
    "load_products",
    "load_sources",
    "load_synonyms",
    "organisations_from_tooi",
    "products_from_upl",
    "read_rows",
    "write_csv",
]


class RegisterSource(Frozen):
    """Where the rows of one register, or of one type of organisation in it, come from.

    `date` is the register's own date, or the day on which it was read where it states none.
    `download` is the file behind `address`, `sha256` what was read from it and `fetched` when; of
    rows that were read from a copy, `repository`, `path`, `commit` and `note` say which.
    """

    title: str
    publisher: str
    register_file: str
    type: str = ""
    version: str
    date: date
    address: str
    download: str = ""
    sha256: str = ""
    fetched: datetime.date | None = None
    rows: int = Field(ge=1)
    licence: str
    repository: str = ""
    path: str = ""
    commit: str = ""
    note: str = ""


def load_sources(folder: Path) -> dict[str, RegisterSource]:
    """Give where each register comes from, by the key it has in `sources.yml`."""
    path = folder / "sources.yml"
    data = load_yaml(_bytes(path), str(path)).data
    if not isinstance(data, dict):
        raise NoaberError(f"{path}:1: hier hoort per register een blok met sleutels te staan")
    try:
        return {str(key): RegisterSource.model_validate(value) for key, value in data.items()}
    except ValidationError as error:
        raise NoaberError(f"{path}: {first_of(error)}") from None


def load_synonyms(folder: Path) -> dict[str, tuple[str, ...]]:
    """Give the words that mean the same in municipal Dutch, by term; none where no file is."""
    return _lists(folder / "synonyms.yml")


def load_organisations(folder: Path) -> list[Organisation]:
    """Give the organisations of `organisations.csv` and, where it is, `bodies.csv`, sorted by id.

    The code, the OWMS addresses and the names of `aliases.yml` are aliases.
    """
    path, bodies = folder / "organisations.csv", folder / "bodies.csv"
    sources = load_sources(folder).values()
    dates = {source.type: source.date for source in sources if source.type}
    spoken = _lists(folder / "aliases.yml")
    found = [
        _organisation(row, spoken.get(row["id"], ()), dates, f"{path}:{line}")
        for line, row in read_rows(path, ORGANISATIONS)
    ]
    if bodies.is_file():
        seen = next((one.date for one in sources if one.register_file == bodies.name), None)
        rows = read_rows(bodies, BODIES)
        found = with_bodies(
            found, [(row, _body(row, spoken, seen, f"{bodies}:{line}")) for line, row in rows]
        )
    if unknown := set(spoken) - {organisation.id for organisation in found}:
        place = folder / "aliases.yml"
        raise NoaberError(f"{place}: {min(unknown)} staat niet in {path.name}; verbeter het id")
    return found


def load_products(folder: Path) -> list[Product]:
    """Give the products of `products.csv`, sorted by id."""
    path = folder / "products.csv"
    sources = load_sources(folder).values()
    seen = next((source.date for source in sources if source.register_file == path.name), None)
    return [_product(row, seen, f"{path}:{line}") for line, row in read_rows(path, PRODUCTS)]


def _organisation(
    row: dict[str, str], spoken: tuple[str, ...], dates: dict[str, date], place: str
) -> Organisation:
    kind, name, official = row["type"], row["name"], row["official_name"]
    if kind not in ("gemeente", "provincie", "waterschap"):
        raise NoaberError(f"{place}: type {kind!r} is geen gemeente, provincie of waterschap")
    has_kind = re.match(r"Hoogheemraadschap|Wetterskip", name)
    whole = name if has_kind else f"{kind} {name}"
    try:
        return Organisation(
            id=row["id"],
            url=row["id"],
            title=whole[:1].upper() + whole[1:],
            type=kind,
            official_name=official,
            aliases=(row["code"], *row["owms"].split(), *spoken),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
            predecessors=tuple(row["predecessors"].split()),
            successors=tuple(row["successors"].split()),
            province=row["province"],
            language="nl",
            source="register:organisations",
            last_seen=dates.get(kind),
        )
    except ValidationError as error:
        raise NoaberError(f"{place}: {first_of(error)}") from None
    except ValueError as error:
        raise NoaberError(f"{place}: een datum schrijft u als 2021-01-31 ({error})") from None


def _body(
    row: dict[str, str], spoken: dict[str, tuple[str, ...]], seen: date | None, place: str
) -> Organisation:
    try:
        return body_from(row, spoken.get(row["id"], ()), seen)
    except ValidationError as error:
        raise NoaberError(f"{place}: {first_of(error)}") from None
    except ValueError as error:
        raise NoaberError(f"{place}: een datum schrijft u als 2021-01-31 ({error})") from None


def _product(row: dict[str, str], seen: date | None, place: str) -> Product:
    try:
        return Product(
            id=row["id"],
            url=row["id"],
            title=row["name"],
            language="nl",
            levels=tuple(row["levels"].split()),
            audience=tuple(row["audience"].split()),
            legal_basis=tuple(part for part in row["legal_basis"].split(" | ") if part),
            source="register:products",
            last_seen=seen,
        )
    except ValidationError as error:
        raise NoaberError(f"{place}: {first_of(error)}") from None


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Give each row of a register's file with its line.

    Raises NoaberError for a wrong heading, a row of a wrong length or an id that was seen before.
    """
    try:
        text = _bytes(path).decode("utf-8")
    except UnicodeDecodeError:
        raise NoaberError(f"{path}: dit bestand is geen UTF-8; sla het op als UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    seen: set[str] = set()
    try:
        if tuple(next(reader, ())) != columns:
            raise NoaberError(f"{path}:1: de kolommen moeten zijn: {','.join(columns)}")
        for row in reader:
            place = f"{path}:{reader.line_num}"
            if len(row) != len(columns):
                raise NoaberError(f"{place}: {len(row)} velden, dat moeten er {len(columns)} zijn")
            if not row[0].startswith(("http://", "https://")) or row[0] in seen:
                raise NoaberError(f"{place}: het id {row[0]!r} is geen adres of staat er al")
            seen.add(row[0])
            yield reader.line_num, dict(zip(columns, row, strict=True))
    except csv.Error as error:
        raise NoaberError(f"{path}:{reader.line_num}: geen geldige CSV: {error}") from None


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NoaberError(f"{path}: dit bestand van het register ontbreekt") from None


def _lists(path: Path) -> dict[str, tuple[str, ...]]:
    """Read a file of lines `term: [word, word]`; nothing where there is no file."""
    if not path.is_file():
        return {}
    loaded = load_yaml(path.read_bytes(), str(path))
    if not isinstance(loaded.data, dict):
        raise NoaberError(f"{path}:1: schrijf regels als `term: [woord, woord]`")
    for term, words in loaded.data.items():
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            line, _ = loaded.where(term)
            raise NoaberError(f"{path}:{line}: schrijf `{term}: [woord, woord]`, alleen tekst")
    return {str(term): tuple(words) for term, words in loaded.data.items()}
