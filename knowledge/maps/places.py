"""Places: how many people live in a municipality, and in which year that was.

`knowledge.maps.borders` has where it lies; it stands apart because reading borders takes a library
that is slow to start, and only pages with a map need it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from knowledge.model import NoaberError, Organisation
from knowledge.register import RegisterSource, load_sources, read_rows

INHABITANTS = ("id", "year", "inhabitants")
FILE = "inhabitants.csv"
SOURCE = "register:inhabitants"


def load_inhabitants(folder: Path, organisations: Iterable[Organisation]) -> list[Organisation]:
    """Give a second record for each organisation of `inhabitants.csv`, so that it has its source.

    Title and type are those of `organisations`. Nothing where there is no file; raises NoaberError
    for a row that is no number of a year, or whose organisation is not known.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    source = source_of(folder, FILE)
    known = {organisation.id: organisation for organisation in organisations}
    found = []
    for line, row in read_rows(path, INHABITANTS):
        if row["id"] not in known:
            raise NoaberError(f"{path}:{line}: {row['id']} is geen bekende organisatie")
        if not re.fullmatch(r"[12][0-9]{3} [0-9]{1,9}", f"{row['year']} {row['inhabitants']}"):
            said = "schrijf een jaar van vier cijfers en een heel aantal inwoners zonder punten"
            raise NoaberError(f"{path}:{line}: {said}")
        found.append(_record(row, known[row["id"]], source))
    return found


def source_of(folder: Path, name: str) -> RegisterSource | None:
    """Give where the register in a file comes from, None where `sources.yml` does not say so."""
    sources = load_sources(folder).values()
    return next((source for source in sources if source.register_file == name), None)


def _record(
    row: dict[str, str], known: Organisation, source: RegisterSource | None
) -> Organisation:
    return Organisation(
        id=row["id"],
        title=known.title,
        type=known.type,  # or it would say "overig", and contradict the other record
        url=source.address if source else "",
        inhabitants=int(row["inhabitants"]),
        inhabitants_year=row["year"],
        language="nl",
        source=SOURCE,
        last_seen=source.date if source else None,
    )
