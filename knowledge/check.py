"""Rules for what people write: member files and entries, as problems with file and line."""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from knowledge.disclosure import is_closed, will_be_shown
from knowledge.entries import Entry, identifier, read_entries, read_entry
from knowledge.findings import Findings
from knowledge.front_matter import FrontMatter
from knowledge.home import Home
from knowledge.hub import Hub, Thing
from knowledge.identity import url_id
from knowledge.load import load_hub
from knowledge.members import load_member, load_members
from knowledge.merging.decisions import load_merges, place_of
from knowledge.model import NoaberError, Problem
from knowledge.organisations.cooperations import FILE, cooperations_in, load_cooperations
from knowledge.papers import KINDS_OF_PAPER
from knowledge.personal.gate import problems_in
from knowledge.register import load_organisations
from knowledge.relations import RELATIONS
from knowledge.versions import TOLD_OF_USE

Read = tuple[Entry | None, Findings]


def check(home: Home, path: Path | None = None) -> list[Problem]:
    """Check all member files, cooperations, entries and decisions of a home, or one file or folder.

    An id in an entry that the home does not know is a warning. Raises NoaberError where the path
    does not exist, or a register cannot be read.
    """
    if path is None:
        problems = load_members(home.members)[1]
        problems += cooperations_in(home.registers, load_organisations(home.registers))[1]
        problems += _of_merges(home, home.merges.glob("*.y*ml"))
        read = list(read_entries(home.entries))
        files = [*sorted(home.members.glob("*.y*ml")), *sorted(home.entries.glob("*/*.md"))]
    else:
        files = list(_files(path))
        merges = [file for file in files if file.parent.name == "merges"]
        members = (file for file in files if file.suffix != ".md" and file not in merges)
        problems = [problem for file in members for problem in _of_file(home, file)]
        problems += _of_merges(home, merges)
        read = [read_entry(file) for file in files if file.suffix == ".md"]
    _say_duplicates(read)
    _say_unknown(home, read)
    problems += [problem for _, found in read for problem in found.problems]
    return [*problems, *(problem for file in files for problem in _personal(file))]


def _personal(file: Path) -> Iterator[Problem]:
    """Say where personal data stand in a file; one that cannot be read has its own problem."""
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return
    yield from problems_in(text, "/".join(file.parts[-4 if file.suffix == ".md" else -3 :]))


def _of_file(home: Home, file: Path) -> list[Problem]:
    """Check a member file, or the register of cooperations."""
    if file.name != FILE:
        return load_member(file)[1]
    return load_cooperations(file, {one.id for one in load_organisations(home.registers)})[1]


def _of_merges(home: Home, files: Iterable[Path]) -> list[Problem]:
    """Check decisions of the merge desk: with those beside them, and with what the home knows."""
    places: dict[Path, set[str]] = {}
    for file in files:
        places.setdefault(file.parent, set()).add(place_of(file))
    return [
        problem
        for folder, those in sorted(places.items())
        for problem in (
            load_hub(home).problems
            if folder.absolute() == home.merges.absolute()
            else load_merges(folder)[1]
        )
        if problem.place in those
    ]


def _files(path: Path) -> Iterator[Path]:
    """Give the file that a path names, or what people write in a folder."""
    if not path.exists():
        raise NoaberError(f"{path} bestaat niet")
    for file in sorted(path.absolute().rglob("*")) if path.is_dir() else [path.absolute()]:
        is_member = file.suffix in (".yml", ".yaml")
        is_entry = file.suffix == ".md" and file.name != "README.md"
        if path.is_file() and not (is_member or is_entry):
            raise NoaberError(f"{path} is geen ledenbestand (.yml) en geen bijdrage (.md)")
        folders = file.parts[-3:-1]
        if (
            path.is_file()
            or (is_member and folders[-1:] in (("members",), ("merges",)))
            or (file.name == FILE and folders[-1:] == ("registers",))
            or (is_entry and folders[:1] == ("entries",))
        ):
            yield file


def _say_duplicates(read: Iterable[Read]) -> None:
    """Say which entries claim to describe the same thing."""
    seen: dict[str, Entry] = {}
    for entry, found in read:
        other = seen.setdefault(identifier(entry), entry) if entry else None
        if entry and other and other is not entry:
            found.say("duplicate-id", f"hetzelfde id staat al in {other.path}", "id")


def _say_unknown(home: Home, read: list[Read]) -> None:
    """Say which ids in entries the home does not know, and which statements join wrong kinds.

    What an address is can only be known where something was harvested.
    """
    if not any(entry for entry, _ in read):
        return
    hub = load_hub(home)
    known = dict(_known(hub))
    harvested = any(home.harvest.glob("*.jsonl"))
    for entry, found in read:
        if entry:
            _say_unknown_in(entry.keys, found, known, harvested)
            about = [i for i in entry.keys.about if i not in known and i.startswith("http")]
            if harvested or not about:  # what an address is can only be known from a harvest
                _say_kept_back(entry, found, hub, known)


def _say_unknown_in(
    keys: FrontMatter, found: Findings, known: dict[str, Thing], harvested: bool
) -> None:
    for path, written in _ids(keys):
        is_sure = written.startswith(("noaber:", "https://identifier.overheid.nl/"))
        if written not in known and (harvested or is_sure):
            said = f"{written} kennen we niet.{_near(written, known)} Klopt het, schrijf dan ook "
            found.say("unknown-id", f"{said}een bijdrage over dat ding.", *path, level="warning")
    for number, statement in enumerate(keys.statements):
        ends = [known[end].kind for end in (statement.subject, statement.object) if end in known]
        if len(ends) == 2 and (wrong := RELATIONS[statement.relation].refusal(*ends)):
            found.say("wrong-kind", wrong, "statements", number, "relation")
        target = known.get(statement.object)
        is_use = statement.relation in TOLD_OF_USE and not statement.disclosure
        if is_use and target and target.kind == "solution" and is_closed(target):
            said = "dit product is gesloten: zonder `disclosure: named` telt de organisatie "
            found.say("kept-back", f"{said}mee zonder naam, of niet", "statements", number,
                      level="hint")  # fmt: skip


def _say_kept_back(entry: Entry, found: Findings, hub: Hub, known: dict[str, Thing]) -> None:
    """Say that a contract or cost will not be shown, as it is about a closed product."""
    if entry.kind in KINDS_OF_PAPER and entry.keys.disclosure and not entry.keys.claimant:
        said = "alleen de organisatie zelf kan dit zeggen: zet haar id ook bij claimant"
        found.say("not-own", said, "disclosure")
    if not will_be_shown(entry, hub, lambda i: known[i].id if i in known else i):
        said = "deze bijdrage komt niet op de site: zij gaat over een gesloten product en vertelt "
        said += "wie het heeft. Bent u die organisatie? Zet haar id bij claimant en schrijf "
        found.say("kept-back", f"{said}`disclosure: named`.", "about", level="warning")


def _known(hub: Hub) -> Iterator[tuple[str, Thing]]:
    """Give each thing of which more is known than that an entry points to it, by all its ids."""
    for thing in hub.things.values():
        if any(r.reader or not r.source.startswith("entry:") for r in thing.records):
            yield thing.id, thing
            for fact in thing.facts("aliases"):
                yield from ((url_id(alias), thing) for alias in fact.value if "://" in alias)


def _ids(keys: FrontMatter) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Give the ids of things in front matter, each with its path of keys."""
    for name in ("claimant", "product", "publisher", "lead"):
        if written := getattr(keys, name):
            yield (name,), written
    for name in ("about", "partners"):
        for number, written in enumerate(getattr(keys, name)):
            if re.match("https?:|noaber:|urn:", written):  # partners of a process are text
                yield (name, number), written
    for number, said in enumerate(keys.statements):
        yield ("statements", number, "subject"), said.subject
        yield ("statements", number, "object"), said.object


def _near(written: str, known: dict[str, Thing]) -> str:
    """Propose the id that comes nearest; not where ids differ in a number, as those of TOOI do."""
    name = written.rpartition("/")[2]
    for thing in known.values() if written.startswith("noaber:organisatie/") else ():
        if thing.kind == "organisation" and thing.slug == name:
            return f" Bedoelde u {thing.id} ({thing.title})?"
    pool = [each for each in known if each[:15] == written[:15] and "/tooi/" not in each]
    close = difflib.get_close_matches(written, pool, 1, 0.85)
    return f" Bedoelde u {close[0]}?" if close else ""


def as_text(problems: list[Problem]) -> str:
    """One line per problem: `file:line:column: level: field: message`."""
    return "\n".join(str(problem) for problem in problems)


def as_github(problems: list[Problem]) -> str:
    """Workflow commands that GitHub shows beside the line."""
    levels = {"error": "error", "warning": "warning", "hint": "notice"}
    return "\n".join(
        f"::{levels[p.level]} file={p.place},line={p.line or 1},col={p.column or 1}::"
        + f"{p.field}: {p.message}".removeprefix(": ").replace("%", "%25").replace("\n", "%0A")
        for p in problems
    )


def as_json(problems: list[Problem]) -> str:
    """One JSON list."""
    return json.dumps([problem.model_dump() for problem in problems], ensure_ascii=False)


FORMATS: dict[str, Callable[[list[Problem]], str]] = {
    "text": as_text,
    "errorformat": as_text,
    "github": as_github,
    "json": as_json,
}
