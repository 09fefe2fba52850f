"""Entries: what people write, one markdown file each, with YAML front matter.

`knowledge/entries/<kind>/<slug>.md`. Keys and kinds: model.md, Entries. Every key is explained
for contributors in CONTRIBUTING.md; a test keeps the two together.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.identity import slug as slug_of
from knowledge.identity import url_id
from knowledge.model import (
    AnyRecord,
    Frozen,
    Problem,
    State,
    Statement,
    record_from,
)
from knowledge.relations import RELATIONS
from knowledge.strict_yaml import Loaded, YamlError, load_yaml

EntryKind = Literal[
    "organisation",
    "solution",
    "process",
    "statement",
    "experience",
    "cost",
    "initiative",
    "agreement",
]
ENTRY_KINDS: tuple[EntryKind, ...] = get_args(EntryKind)
GENRES = {
    "statement": "verklaring",
    "experience": "ervaring",
    "cost": "kosten",
    "agreement": "afspraak",
}
PREFIXES = {
    "organisation": "noaber:organisatie/",
    "solution": "noaber:oplossing/",
    "process": "noaber:proces/",
    "initiative": "noaber:initiatief/",
}
_DAY = r"^\d{4}(-\d{2}(-\d{2})?)?$"
_ENTRY = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?(.*)\Z", re.S | re.M)


class EntryStatement(Frozen):
    """One statement as people write it."""

    subject: str
    relation: Literal[tuple(RELATIONS)]  # type: ignore[valid-type]
    object: str
    role: str = ""
    since: str = Field(default="", pattern=rf"{_DAY}|^$")
    until: str = Field(default="", pattern=rf"{_DAY}|^$")
    state: State = "current"
    url: str = ""


class FrontMatter(BaseModel):
    """The keys of front matter, all kinds together; `KEYS` says which kind may have which."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    owner: str = ""
    review_by: str = Field(default="", pattern=rf"{_DAY}|^$")
    sources: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    claimant: str = ""
    statements: tuple[EntryStatement, ...] = ()
    id: str = ""
    summary: str = ""
    type: str = ""
    website: str = ""
    contact: str = ""
    product: str = ""
    publisher: str = ""
    term: str = ""
    channels: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    service_level: str = ""
    case_type: str = ""
    solution_type: str = ""
    phase: str = ""
    licence: str = ""
    lead: str = ""
    amount: float | None = None
    year: str | int = ""
    what: str = ""


COMMON = {"title", "owner", "review_by", "sources", "about", "claimant", "statements", "summary"}
KEYS: dict[str, set[str]] = {
    "organisation": COMMON | {"id", "type", "website", "contact"},
    "solution": COMMON | {"id", "solution_type", "phase", "licence", "website"},
    "process": COMMON
    | {"id", "product", "publisher", "term", "channels", "legal_basis", "evidence", "partners"}
    | {"service_level", "case_type"},
    "statement": COMMON,
    "experience": COMMON,
    "cost": COMMON | {"amount", "year", "what"},
    "initiative": COMMON | {"id", "phase", "lead", "partners"},
    "agreement": COMMON | {"year"},
}


class Entry(Frozen):
    """One entry that was read: its kind, slug, keys and text."""

    kind: EntryKind
    slug: str
    keys: FrontMatter
    text: str

    @property
    def source(self) -> str:
        """The name under which its statements say where they come from."""
        return f"entry:{self.kind}/{self.slug}"


def load_entry(path: Path) -> tuple[Entry | None, list[Problem]]:
    """Read one entry; what is wrong comes back as problems with file, line and column."""
    place = "/".join(path.parts[-4:])
    kind = path.parent.name
    if kind not in ENTRY_KINDS:
        message = f"de map {kind!r} is geen soort; kies uit {', '.join(ENTRY_KINDS)}"
        return None, [Problem(code="unknown-kind", message=message, place=place)]
    if slug_of(path.stem) != path.stem:
        message = f"noem het bestand {slug_of(path.stem)}.md"
        return None, [Problem(code="bad-name", message=message, place=place)]
    try:
        front, text = _split(path.read_bytes(), place)
        loaded = load_yaml(front, place)
    except YamlError as error:
        # the front matter starts on line 2 of the file
        line = error.problem.line + 1 if error.problem.line else 0
        return None, [error.problem.model_copy(update={"line": line})]
    return _checked(kind, path.stem, loaded, text, place)


def _split(body: bytes, place: str) -> tuple[str, str]:
    try:
        match = _ENTRY.match(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n")
        message = "het bestand is geen UTF-8; sla het op als UTF-8"
        raise YamlError(
            Problem(code="not-utf-8", message=message, place=place, line=line)
        ) from None
    if not match:
        message = "begin het bestand met --- , dan de gegevens, dan weer --- , dan de tekst"
        raise YamlError(Problem(code="no-front-matter", message=message, place=place))
    return match[1], match[2].strip()


def _checked(
    kind: str, stem: str, loaded: Loaded, text: str, place: str
) -> tuple[Entry | None, list[Problem]]:
    if not isinstance(loaded.data, dict):
        message = "tussen de streepjes horen regels als `title: Naam`"
        return None, [Problem(code="no-keys", message=message, place=place, line=2)]
    problems = [_unknown(key, kind, loaded, place) for key in loaded.data if key not in KEYS[kind]]
    try:
        keys = FrontMatter.model_validate({k: v for k, v in loaded.data.items() if k in KEYS[kind]})
        entry = Entry(kind=kind, slug=stem, keys=keys, text=text)
    except ValidationError as errors:
        for error in errors.errors():
            problems.append(_wrong(error, loaded, place))
        entry = None
    return (None if problems else entry), problems


def _unknown(key: Any, kind: str, loaded: Loaded, place: str) -> Problem:
    near = difflib.get_close_matches(str(key), sorted(KEYS[kind]), 1)
    hint = f"; bedoelde u {near[0]}?" if near else f"; kies uit {', '.join(sorted(KEYS[kind]))}"
    line, column = loaded.where(key)
    return Problem(code="unknown-key", field=str(key), place=place, line=line + 1, column=column,
                   message=f"deze sleutel kennen we niet bij {kind}{hint}")  # fmt: skip


_MEND = {
    "missing": "ontbreekt; vul dit in",
    "string_type": "moet tekst zijn",
    "tuple_type": "moet een lijst zijn: zet elk onderdeel op een eigen regel met een streepje",
    "string_pattern_mismatch": "schrijf een datum als 2026-11-23",
    "string_too_short": "mag niet leeg zijn",
    "extra_forbidden": "deze sleutel kennen we hier niet",
}


def _wrong(error: Any, loaded: Loaded, place: str) -> Problem:
    where = error["loc"]
    line, column = loaded.where(*where)
    message = _MEND.get(error["type"], "")
    if not message and "expected" in error.get("ctx", {}):
        message = f"kies uit {error['ctx']['expected']}"
    return Problem(code=error["type"].replace("_", "-"), field=".".join(map(str, where)),
                   message=message or error["msg"], place=place, line=line + 1,
                   column=column)  # fmt: skip


def load_entries(folder: Path) -> tuple[list[Entry], list[Problem]]:
    """Read all entries of a folder, by kind and name; a bad one does not stop the others."""
    entries, problems = [], []
    for path in sorted(folder.glob("*/*.md")):
        entry, wrong = load_entry(path)
        problems += wrong
        if entry:
            entries.append(entry)
    return entries, problems


def records_of(entry: Entry) -> list[AnyRecord]:
    """Give the records that an entry makes: one, with its statements and those it implies."""
    keys = entry.keys
    data: dict[str, Any] = {
        "id": identifier(entry),
        "kind": entry.kind if entry.kind in PREFIXES else "document",
        "title": keys.title,
        "summary": keys.summary,
        "url": keys.sources[0] if keys.sources else "",
        "language": "nl",
        "text_licence": "CC-BY-4.0",
        "contact": keys.contact or keys.owner,
        "review_by": keys.review_by,
        "text": entry.text,
        "source": entry.source,
        "reader": "entry",
        "statements": tuple(_statements(entry)),
    }
    if entry.kind in GENRES:
        data |= {"genre": GENRES[entry.kind], "format": "markdown"}
    if entry.kind == "cost":
        data |= {"amount": keys.amount, "summary": keys.what}
    if entry.kind in ("cost", "agreement"):
        data["year"] = str(keys.year)
    for key in KEYS[entry.kind] - COMMON - {"id", "product", "publisher", "lead", "what", "amount"}:
        value = getattr(keys, key)
        if value and key != "year" and not (entry.kind == "initiative" and key == "partners"):
            data[key] = value
    return [record_from({key: value for key, value in data.items() if value not in ("", None)})]


def identifier(entry: Entry) -> str:
    """Give the id of the thing that an entry is or describes."""
    if entry.keys.id:
        return url_id(entry.keys.id)
    prefix = PREFIXES.get(entry.kind, f"noaber:entry/{entry.kind}/")
    return prefix + entry.slug


def _statements(entry: Entry) -> list[Statement]:
    keys, own = entry.keys, identifier(entry)
    said = [
        Statement(**said.model_dump(exclude={"subject", "object"}), subject=url_id(said.subject),
                  object=url_id(said.object), claimant=keys.claimant, source=entry.source)
        for said in keys.statements
    ]  # fmt: skip
    implied = [(own, "about", about) for about in keys.about]
    if entry.kind in ("solution", "organisation", "process"):
        implied = []  # such an entry is that thing itself
    implied += [(own, "handles", keys.product)] if keys.product else []
    implied += [(keys.publisher, "publishes", own)] if keys.publisher else []
    if entry.kind == "initiative":
        implied += [(who, "takes_part", own) for who in (keys.lead, *keys.partners) if who]
    return said + [
        Statement(subject=url_id(subject), relation=relation, object=url_id(target),
                  claimant=keys.claimant or keys.publisher or keys.lead, source=entry.source,
                  url=keys.sources[0] if keys.sources else "")
        for subject, relation, target in implied
    ]  # fmt: skip
