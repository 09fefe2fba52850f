"""The register of cooperations: who is a member of what, since when, and which source says so.

`knowledge/registers/cooperations.yml` is written by people. It also has the bodies that others
call by a short name. Each row of a member becomes a `member_of` statement with its own evidence; a
number of members stands nowhere, for sources disagree on it.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from knowledge.findings import Findings
from knowledge.model import Organisation, OrganisationType, Problem, Statement
from knowledge.organisations.cooperation_file import BLOCK_KEYS, EVIDENCE_KEYS, ROW_KEYS, Reading

FILE = "cooperations.yml"
SOURCE = "register:samenwerkingen"
_ROLES = ("onderdeel",)  # who is a part of the organisation, and no member


def cooperations_in(
    folder: Path, organisations: Iterable[Organisation]
) -> tuple[list[Organisation], list[Problem]]:
    """Read the register in a folder of registers, whose other organisations are known."""
    return load_cooperations(folder / FILE, {one.id for one in organisations})


def load_cooperations(
    path: Path, known: Container[str] | None = None
) -> tuple[list[Organisation], list[Problem]]:
    """Read the register; give the organisations with their statements, and what is wrong.

    A block or row that is wrong is a problem and the others are read; no file is no organisations.
    Where `known` holds the ids of the other registers, a member that neither they nor this file
    have is a problem too.
    """
    found = Findings(_place(path))
    loaded = found.loaded(path) if path.exists() else None
    if not loaded:
        return [], found.problems
    reading = Reading(loaded, found)
    if not isinstance(loaded.data, list):
        reading.say("hier hoort een lijst van samenwerkingen: begin elke met een streepje en id.")
        return [], found.problems
    blocks = dict(_blocks(reading))
    ids = {one.id for one in blocks.values()}
    return [
        one.model_copy(update={"statements": tuple(_rows(reading, at, one, ids, known))})
        for at, one in blocks.items()
    ], found.problems


def with_cooperations(
    organisations: Iterable[Organisation], cooperations: Iterable[Organisation]
) -> list[Organisation]:
    """Add the cooperations to the organisations that names are read with, one for each id.

    What another register has too keeps what that says, and gets the other names.
    """
    every = {one.id: one for one in organisations}
    for one in cooperations:
        old = every.get(one.id, one)
        names = dict.fromkeys((*old.aliases, one.title, *one.aliases))
        aliases = tuple(name for name in names if name != old.title)
        every[one.id] = old.model_copy(update={"aliases": aliases})
    return list(every.values())


def _place(path: Path) -> str:
    """Give the path from the root of a home, which the site shows; else as it is."""
    is_ours = path.parts[-3:-1] == ("knowledge", "registers")
    return "/".join(path.parts[-3:]) if is_ours else str(path)


def _blocks(reading: Reading) -> Iterator[tuple[int, Organisation]]:
    """Give the organisations of the blocks that are right, each with its place in the file."""
    seen: set[str] = set()
    for at in range(len(reading.loaded.data)):
        one = _block(reading, at)
        if one and one.id in seen:
            reading.say("dit id staat er al. Zet alle leden in één blok.", at, "id")
        elif one:
            seen.add(one.id)
            yield at, one


def _block(reading: Reading, at: int) -> Organisation | None:
    """Give the organisation of one block, without its members; None where the block is wrong."""
    data, before = reading.loaded.data[at], len(reading.found.problems)
    if not reading.is_block(data, BLOCK_KEYS, at):
        return None
    values: dict[str, Any] = {
        "id": reading.identifier(at, "id"),
        "title": reading.text(at, "name"),
        "type": reading.text(at, "type"),
        "aliases": _aliases(reading, data, at),
        "website": reading.website(at, "website"),
        "valid_from": reading.day(at, "since"),
        "valid_until": reading.day(at, "until"),
    }
    if not values["title"]:
        reading.say("hier ontbreekt `name`: de naam van de samenwerking.", at)
    if values["type"] not in (types := get_args(OrganisationType)):
        reading.say(f"kies bij `type` uit: {', '.join(types)}.", at, "type")
    url, seen = "", None
    if reading.is_block(data.get("source"), EVIDENCE_KEYS, at, "source"):
        url, seen = reading.evidence(at, "source")
    if len(reading.found.problems) > before:
        return None
    dated = {"first_seen": seen, "last_seen": seen}
    return Organisation(url=url, language="nl", source=SOURCE, **dated, **values)


def _aliases(reading: Reading, data: dict[str, Any], at: int) -> tuple[str, ...]:
    names = data.get("aliases", [])
    count = len(names) if isinstance(names, list) else 0
    written = tuple(reading.text(at, "aliases", number) for number in range(count))
    if not isinstance(names, list) or not all(written):
        reading.say("schrijf een lijst van namen, zoals [De Duinen, SDD].", at, "aliases")
    return written


def _rows(
    reading: Reading, at: int, one: Organisation, ids: set[str], known: Container[str] | None
) -> Iterator[Statement]:
    """Give what the rows of one block say; a row that is wrong, or stands twice, is left out."""
    rows = reading.loaded.data[at].get("members", [])
    if not isinstance(rows, list):
        reading.say("hier hoort een lijst van leden te staan.", at, "members")
        return
    given: list[Statement] = []
    for number, row in enumerate(rows):
        path = (at, "members", number)
        before = len(reading.found.problems)
        said = _row(reading, path, one) if reading.is_block(row, ROW_KEYS, *path) else None
        if said and known is not None and said.subject not in ids and said.subject not in known:
            reading.say(f"{said.subject} staat in geen register. Klopt het id?", *path, "id")
        if said and any(_overlap(said, other) for other in given):
            again = "dit lid staat er al, met deze bron en in dezelfde tijd. Haal er een weg."
            reading.say(again, *path)
        if said and len(reading.found.problems) == before:
            given.append(said)
            yield said


def _overlap(one: Statement, other: Statement) -> bool:
    """Tell whether two rows say the same of one time, from one source."""
    if (one.subject, one.url) != (other.subject, other.url):
        return False
    first, last = sorted((one, other), key=lambda said: said.since)
    return not first.until or last.since < first.until


def _row(reading: Reading, path: tuple[int, str, int], one: Organisation) -> Statement:
    """Give what one row says; what is wrong with it is noted."""
    member, role, claimant = (
        reading.identifier(*path, "id"),
        *(reading.text(*path, key) for key in ("role", "by")),
    )
    if member == one.id:
        reading.say("een organisatie is geen lid van zichzelf.", *path, "id")
    if role not in ("", *_ROLES):
        reading.say(f"kies bij `role` uit: {', '.join(_ROLES)}; of laat het weg.", *path, "role")
    if claimant not in ("", member, one.id):
        reading.say("`by` is het id van het lid of van de samenwerking zelf.", *path, "by")
    since, until = (reading.day(*path, key) for key in ("since", "until"))
    if since and until and since > until:
        reading.say("`until` ligt voor `since`.", *path, "until")
    url, seen = reading.evidence(*path)
    last = one.valid_until.isoformat() if one.valid_until else ""
    return Statement(
        subject=member, relation="member_of", object=one.id, role=role, claimant=claimant,
        since=reading.text(*path, "since"), until=reading.text(*path, "until") or last,
        source=SOURCE, url=url, first_seen=seen, last_seen=seen,
        strength="own" if claimant == member else "third",
    )  # fmt: skip
