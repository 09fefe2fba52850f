"""What the blocks and rows of `cooperations.yml` may hold, with problems in plain Dutch."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from knowledge.findings import Findings, meant
from knowledge.home import today
from knowledge.identity import slug
from knowledge.member_file import TOOI
from knowledge.strict_yaml import Loaded

BLOCK_KEYS = (
    "id", "name", "aliases", "type", "website", "since", "until", "source", "members",
)  # fmt: skip
ROW_KEYS = ("id", "name", "role", "since", "until", "by", "url", "date", "read")
EVIDENCE_KEYS = ("url", "date", "read")
_OWN = "noaber:organisatie/"
_DAY = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


class Reading:
    """One reading of the file: its data (`loaded`), and what is wrong with it (`found`)."""

    def __init__(self, loaded: Loaded, found: Findings) -> None:
        self.loaded, self.found = loaded, found

    def say(self, message: str, *path: str | int) -> None:
        """Note what is wrong at a place."""
        self.found.say("bad-cooperation", message, *path)

    def text(self, *path: str | int) -> str:
        """Give a value as it was written, "" where none is; a list or block is none either."""
        return " ".join(self.loaded.written(*path).split())

    def is_block(self, data: Any, allowed: tuple[str, ...], *path: str | int) -> bool:
        """Tell whether something is a block, and say which of its keys nobody knows."""
        if not isinstance(data, dict):
            self.say(f"hier hoort een blok met sleutels, zoals: {', '.join(allowed[:3])}.", *path)
            return False
        for key in data:
            if key not in allowed:
                said = f"deze sleutel kennen we niet.{meant(str(key), allowed)}"
                self.say(f"{said} Kies uit: {', '.join(allowed)}.", *path, str(key))
        return True

    def identifier(self, *path: str | int) -> str:
        """Give the id of an organisation; say so where it is none."""
        written = self.text(*path)
        name = written.removeprefix(_OWN)
        if not TOOI.fullmatch(written) and (name == written or slug(name) != name):
            said = "schrijf het TOOI-adres van de organisatie; is dat er niet, schrijf dan "
            self.say(f"{said}{_OWN} met de naam in kleine letters en streepjes.", *path)
        return written

    def website(self, *path: str | int) -> str:
        """Give an address, "" where none is; say so where it cannot be one."""
        written = self.text(*path)
        if written and not _is_address(written):
            self.say("een webadres begint met https:// of http://.", *path)
        return written

    def day(self, *path: str | int) -> date | None:
        """Give the first day of a day, month or year; None where none is, or where it is wrong."""
        written = self.text(*path)
        try:
            if not written or _DAY.fullmatch(written):
                return date.fromisoformat(f"{written}-01-01"[:10]) if written else None
        except ValueError:
            pass  # such as 2026-02-30
        self.say("schrijf een dag als 2026-11-23, een maand als 2026-11 of een jaar.", *path)
        return None

    def evidence(self, *path: str | int) -> tuple[str, date | None]:
        """Give the address of a source and its day, else the day on which somebody read it.

        Says what is missing or wrong: without source and day nothing is said (model.md).
        """
        url = self.website(*path, "url")
        if not url:
            self.say("hier ontbreekt `url`: het adres van de bron.", *path)
        written = [key for key in ("date", "read") if self.text(*path, key)]
        if len(written) != 1:
            said = "schrijf óf de dag van de bron (`date`), óf de dag waarop u haar las (`read`)."
            self.say(said, *path)
            return url, None
        seen = self.day(*path, written[0])
        if seen and seen > today():
            self.say("deze dag moet nog komen.", *path, written[0])
        return url, seen


def _is_address(written: str) -> bool:
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_web and "@" not in parts.netloc and " " not in written
