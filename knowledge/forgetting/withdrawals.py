"""What must be forgotten, as decided: one small file per decision in `knowledge/forgotten/`.

The files are in git and published, so they must not give away what they remove. A plain hash would:
all phone numbers, citizen numbers and names can be tried in minutes. So a decision holds marks that
are made with a secret key of the hub (keyed BLAKE2b, RFC 7693 section 2.9): who has only the file
can try nothing. The key stands in `NOABER_FORGET_KEY`, or else in `knowledge/forgotten/key`, which
git ignores. Where there are decisions and no key, nothing is crawled or built: better no site than
one that shows what it promised to forget.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from knowledge.extraction import write_whole
from knowledge.findings import first_of
from knowledge.home import Home, today
from knowledge.model import Frozen, NoaberError
from knowledge.strict_yaml import load_yaml

VARIABLE = "NOABER_FORGET_KEY"
SHORTEST_KEY = 32  # characters
_KEY = "key"
_IGNORED = f"# the key is a secret: it never goes into git\n/{_KEY}\n"
_HEAD = """\
# Iets dat op verzoek is weggehaald. Wat het was, staat hier niet en is er niet uit af te leiden.
# Geschreven door `noaber forget`. Dit bestand weghalen maakt het besluit ongedaan.
"""


class Decision(Frozen):
    """One thing to forget: a page, a record or a text, the day, why, and the marks to know it by.

    A mark of an address is `<mac>`; one of a text `<letters>-<tag>-<mac>`: how many letters it has,
    and two digits by which a text that cannot be it is passed over. `key` says which key made them.
    """

    kind: Literal["page", "record", "text"]
    day: date
    reason: str = Field(min_length=1)
    key: str
    marks: tuple[str, ...] = Field(min_length=1)
    name: str = ""


class Key:
    """The secret of a hub that makes marks; the same text always gets the same mark."""

    def __init__(self, secret: str) -> None:
        self._secret = hashlib.sha256(secret.encode()).digest()

    def mac(self, what: str, text: str) -> str:
        """Give 32 hex digits for a text; `what` keeps marks of different uses apart."""
        said = f"{what}:{text}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(said, key=self._secret, digest_size=16).hexdigest()

    @property
    def name(self) -> str:
        """What tells this key from another, and gives nothing of it away."""
        return self.mac("key", "")[:8]


def folder_of(home: Home) -> Path:
    """Give `knowledge/forgotten` of a home."""
    return home.root / "knowledge" / "forgotten"


def load_decisions(home: Home) -> tuple[Decision, ...]:
    """Give all decisions, by name. Raises NoaberError where one cannot be read.

    A decision that is skipped would bring back what it removes, so it stops everything.
    """
    return tuple(_decision(path) for path in sorted(folder_of(home).glob("*.yml")))


def _decision(path: Path) -> Decision:
    place = f"knowledge/forgotten/{path.name}"
    data = load_yaml(path.read_bytes(), place).data
    try:
        return Decision.model_validate({**(data or {}), "name": path.stem})
    except (ValidationError, TypeError) as error:
        said = first_of(error) if isinstance(error, ValidationError) else "geen sleutels"
        raise NoaberError(
            f"{place}: dit besluit is niet te lezen ({said}). Zet het terug zoals het in git stond."
        ) from None


def load_key(home: Home, decisions: Iterable[Decision]) -> Key | None:
    """Give the key of a home, None where it has none and needs none.

    Raises NoaberError where decisions were made with a key that is not here.
    """
    path = folder_of(home) / _KEY
    said = os.environ.get(VARIABLE, "").strip()
    said = said or (path.read_text(encoding="utf-8").strip() if path.is_file() else "")
    if said and len(said) < SHORTEST_KEY:
        raise NoaberError(f"{VARIABLE}: een sleutel heeft minstens {SHORTEST_KEY} tekens")
    key = Key(said) if said else None
    other = next((one for one in decisions if key is None or one.key != key.name), None)
    if other:
        raise NoaberError(
            f"knowledge/forgotten/{other.name}.yml is gemaakt met een sleutel die hier niet is. "
            f"Zet die sleutel in {VARIABLE} of in knowledge/forgotten/{_KEY}"
        )
    return key


def key_for_writing(home: Home, decisions: Iterable[Decision]) -> Key:
    """Give the key of a home, made where it has none yet. Raises what `load_key` raises."""
    if key := load_key(home, decisions):
        return key
    folder = folder_of(home)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / ".gitignore", _IGNORED.encode())
    secret = os.open(folder / _KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(secret, "w") as file:
        file.write(f"{secrets.token_hex(32)}\n")
    made = load_key(home, ())
    assert made is not None
    return made


def new_decision(kind: Literal["page", "record", "text"], key: Key, marks: Iterable[str],
                 reason: str) -> Decision:  # fmt: skip
    """Give a decision of today; its name comes from its first mark."""
    known = tuple(dict.fromkeys(marks))
    name = known[0].rpartition("-")[2][:16]
    return Decision(kind=kind, day=today(), reason=reason, key=key.name, marks=known, name=name)


def write_decision(home: Home, decision: Decision) -> Path:
    """Write the file of a decision in one move, and give its path."""
    data = decision.model_dump(mode="json", exclude={"name"})
    dumped = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)
    path = folder_of(home) / f"{decision.name}.yml"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, (_HEAD + dumped).encode())
    return path
