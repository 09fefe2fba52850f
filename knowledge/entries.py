"""Entries: what people write, one markdown file each, with YAML front matter.

`knowledge/entries/<kind>/<slug>.md`; the keys stand in `knowledge.front_matter`. `load_entries`
reads a folder, `records_of` gives what an entry says as records and statements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.figures import DOUBLED, figures_of, is_doubled
from knowledge.findings import Findings, meant
from knowledge.front_matter import COMMON, ENTRY_KINDS, KEYS, EntryKind, FrontMatter, mending
from knowledge.identity import slug as slug_of
from knowledge.model import AnyRecord, Frozen, Problem, Statement, record_from
from knowledge.strict_yaml import YamlError, load_yaml
from knowledge.versions import KEYS as VERSION_KEYS
from knowledge.versions import NEVER, TELLING, TOLD_OF_USE, say_versions, unsaid

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
_ENTRY = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$\n?(.*)\Z", re.S | re.M)
_TOOI = "https://identifier.overheid.nl/tooi/id/"
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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

    @property
    def path(self) -> str:
        """The file, from the root of the home."""
        return f"knowledge/entries/{self.kind}/{self.slug}.md"


def load_entry(path: Path) -> tuple[Entry | None, list[Problem]]:
    """Read one entry; what is wrong comes back as problems with file, line and column."""
    entry, found = read_entry(path)
    return entry, found.problems


def load_entries(folder: Path) -> tuple[list[Entry], list[Problem]]:
    """Read all entries of a folder, by kind and name; a bad one does not stop the others."""
    entries, problems = [], []
    for entry, found in read_entries(folder):
        problems += found.problems
        if entry:
            entries.append(entry)
    return entries, problems


def read_entries(folder: Path) -> Iterator[tuple[Entry | None, Findings]]:
    """Give each entry of a folder with what is wrong in it; name the files that do not count."""
    for path in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        depth = len(path.parts) - len(folder.parts)
        if depth == 2 and path.suffix == ".md" and path.name != "README.md":
            yield read_entry(path)
        elif path.name != "README.md" and not path.name.startswith("."):
            found = Findings(_place(path, depth))
            said = "dit bestand telt niet mee. Een bijdrage staat in knowledge/entries/"
            found.say("file-name", f"{said}<soort>/<naam>.md.", level="warning")
            yield None, found


def _place(path: Path, depth: int = 2) -> str:
    return "/".join(path.parts[-2 - depth :])


def read_entry(path: Path) -> tuple[Entry | None, Findings]:
    """Read one entry; the findings say what is wrong, and where each key stands."""
    found = Findings(_place(path))
    if path.parent.name not in ENTRY_KINDS:
        kinds = ", ".join(ENTRY_KINDS)
        found.say("unknown-kind", f"de map {path.parent.name!r} is geen soort; kies uit {kinds}")
    elif slug_of(path.stem) != path.stem:
        found.say("bad-name", f"noem het bestand {slug_of(path.stem)}.md")
    else:
        try:
            front, text, line = _split(path.read_bytes(), found.place)
            loaded = load_yaml(front, found.place)
        except YamlError as error:
            found.problems.append(error.problem)
        except OSError as error:
            found.say("unreadable", f"dit bestand is niet te openen ({error.strerror})")
        else:
            found.where = loaded.where
            entry = _checked(path, loaded.data, text, found)
            if entry and entry.kind in TELLING:
                heads = {name: getattr(entry.keys, name) for name in ("title", "summary", "what")}
                say_versions(found, heads, entry.text, line)
            return entry, found
    return None, found


def _split(body: bytes, place: str) -> tuple[str, str, int]:
    """Give front matter, text, and the line of the file on which the text begins.

    A blank line before the front matter keeps its lines those of the file.
    """

    def wrong(code: str, message: str, start: int) -> YamlError:
        line = body[:start].count(b"\n") + 1
        return YamlError(Problem(code=code, message=message, place=place, line=line))

    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        said = "het bestand is geen UTF-8; sla het op als UTF-8"
        raise wrong("not-utf-8", said, error.start) from None
    match = _ENTRY.match(text)
    if not match:
        said = "begin het bestand met --- , dan de gegevens, dan weer --- , dan de tekst"
        raise wrong("no-front-matter", said, 0)
    if control := _INVISIBLE.search(match[2]):
        before = len(text[: match.start(2) + control.start()].encode())
        raise wrong("control-character", "hier staat een onzichtbaar teken; haal het weg", before)
    start = match.start(2) + len(match[2]) - len(match[2].lstrip())
    return "\n" + match[1], match[2].strip(), text.count("\n", 0, start) + 1


def _checked(path: Path, data: Any, text: str, found: Findings) -> Entry | None:
    """Give the entry of a file, or None; `found` gets what is wrong with its keys."""
    kind: Any = path.parent.name
    if not isinstance(data, dict):
        found.say("no-keys", "tussen de streepjes horen regels als `title: Naam`")
        return None
    for key in [key for key in data if key not in KEYS[kind]]:
        choice = meant(key, KEYS[kind]) or f" Kies uit {', '.join(sorted(KEYS[kind]))}."
        said = f"deze sleutel kennen we niet bij {kind}.{choice}"
        is_version = kind in TELLING and str(key).lower() in VERSION_KEYS
        found.say("unknown-key", NEVER if is_version else said, key)
    try:
        keys = FrontMatter.model_validate({k: v for k, v in data.items() if k in KEYS[kind]})
    except ValidationError as errors:
        for error in errors.errors():
            found.say(error["type"].replace("_", "-"), mending(error), *error["loc"])
        found.problems.sort(key=lambda problem: (problem.line, problem.column))
        return None
    _check_together(kind, keys, found)
    entry = Entry(kind=kind, slug=path.stem, keys=keys, text=text)
    return entry if found.is_usable else None


def _check_together(kind: str, keys: FrontMatter, found: Findings) -> None:
    """Say which keys do not fit the kind of entry."""
    means = next((kind for kind, start in PREFIXES.items() if keys.id.startswith(start)), "")
    means = "organisation" if keys.id.startswith(_TOOI) else means
    if means not in ("", kind):
        found.say("wrong-kind", f"dit is het id van een {means}, geen {kind}", "id")
    if keys.about and kind in ("solution", "organisation", "process"):
        said = "dit doet hier niets: de bijdrage gaat over het ding zelf. Haal de regels weg."
        found.say("no-effect", said, "about", level="warning")
    if kind == "cost" and is_doubled(keys):
        found.say("double-amount", DOUBLED, "amount", level="warning")
    for number, partner in enumerate(keys.partners if kind == "initiative" else ()):
        if not partner.startswith(("https://", "http://", "noaber:")):
            said = "schrijf het id van de organisatie, zoals noaber:organisatie/naam"
            found.say("no-id", said, "partners", number)
    for number, statement in enumerate(keys.statements):
        path = ("statements", number, "disclosure")
        if statement.disclosure and keys.claimant != statement.subject:
            said = "alleen de organisatie zelf kan dit zeggen: zet haar id ook bij claimant"
            found.say("not-own", said, *path)
        elif statement.disclosure and statement.relation not in TOLD_OF_USE:
            said = f"dit doet hier niets: het geldt alleen voor {' en '.join(TOLD_OF_USE)}"
            found.say("no-effect", said, *path, level="warning")


# keys of front matter that are no field of a record of the same name
_ELSEWHERE = {"id", "contact", "product", "publisher", "lead", "what", "cost_kind", "vat", "per",
              "costs", "begins", "ends", "notice", "extension", "supplier",
              "disclosure"}  # fmt: skip


def records_of(entry: Entry) -> list[AnyRecord]:
    """Give the records that an entry makes: one, with its statements and those it implies."""
    keys = entry.keys
    told_of = unsaid if entry.kind in TELLING else str  # text as it is
    data: dict[str, Any] = {
        "id": identifier(entry),
        "kind": entry.kind if entry.kind in PREFIXES else "document",
        "title": told_of(keys.title),
        "summary": told_of(" ".join(filter(None, (keys.summary, keys.what)))),
        "url": keys.sources[0] if keys.sources else "",
        "language": "nl",
        "text_licence": "CC-BY-4.0",
        "contact": keys.contact or keys.owner,
        "review_by": keys.review_by,
        "text": told_of(entry.text),
        "source": entry.source,
        "reader": "entry",
        "statements": tuple(_statements(entry)),
    }
    if entry.kind in GENRES:
        data |= {"genre": GENRES[entry.kind], "format": "markdown"}
    own = KEYS[entry.kind] - COMMON - _ELSEWHERE
    if entry.kind == "initiative":
        own -= {"partners"}  # they are statements
    data |= {key: getattr(keys, key) for key in own} | figures_of(entry)
    return [record_from({key: value for key, value in data.items() if value not in ("", None, ())})]


def identifier(entry: Entry) -> str:
    """Give the id of the thing that an entry is or describes."""
    return entry.keys.id or PREFIXES.get(entry.kind, f"noaber:entry/{entry.kind}/") + entry.slug


def _statements(entry: Entry) -> list[Statement]:
    keys, own = entry.keys, identifier(entry)
    said = [
        Statement(**said.model_dump(exclude={"disclosure"}), claimant=keys.claimant,
                  source=entry.source)
        for said in keys.statements
    ]  # fmt: skip
    implied = [(own, "handles", keys.product)] if keys.product else []
    implied += [(keys.publisher, "publishes", own)] if keys.publisher else []
    if entry.kind not in ("solution", "organisation", "process"):
        implied += [(own, "about", about) for about in keys.about]
    if entry.kind == "initiative":
        implied += [(who, "takes_part", own) for who in (keys.lead, *keys.partners) if who]
    return said + [
        Statement(subject=subject, relation=relation, object=target,
                  claimant=keys.claimant or keys.publisher or keys.lead, source=entry.source,
                  url=keys.sources[0] if keys.sources else "",
                  strength="own" if keys.claimant and keys.claimant in keys.about else "third")
        for subject, relation, target in implied
    ]  # fmt: skip
