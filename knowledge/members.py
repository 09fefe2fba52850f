"""The members: who takes part, with their sources, one YAML file each.

`load_members` reads the folder, `source_names` says how each source is called, `write_member`
writes a file; `import_directory` reads a list of organisations that somebody else keeps.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import yaml

from knowledge.ageing import existed
from knowledge.directory import import_directory
from knowledge.findings import Findings
from knowledge.home import Home
from knowledge.identity import digest, slug
from knowledge.member import Member, Source
from knowledge.member_file import MEMBER_KEYS, SOURCE_KEYS, member_from
from knowledge.model import EntryError, Organisation, Problem
from knowledge.organisations import OrganisationRegister
from knowledge.organisations.cooperations import cooperations_in, with_cooperations
from knowledge.register import load_organisations
from knowledge.strict_yaml import YamlError, load_yaml

__all__ = [
    "MemberExistsError",
    "import_directory",
    "load_member",
    "load_members",
    "load_register",
    "member_text",
    "source_names",
    "write_member",
]


class MemberExistsError(EntryError):
    """A member file that a person wrote stands in the way; `problem` says so."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def load_members(folder: Path) -> tuple[list[Member], list[Problem]]:
    """Read all member files, sorted by slug; a file that is wrong is a problem, not an end."""
    files = sorted(folder.iterdir(), key=lambda path: path.stem) if folder.is_dir() else []
    read: list[tuple[Member, Findings]] = []
    problems: list[Problem] = []
    for path in files:
        if path.suffix == ".yaml" and path.is_file():
            said = f"dit bestand telt niet mee. Noem het '{path.stem}.yml'."
            problems.append(Problem(code="file-name", message=said, place=_place(path)))
        if path.suffix == ".yml" and path.is_file():
            member, found = _load(path)
            if member:
                read.append((member, found))
            problems += found.problems
    members, twins = _without_twins(read)
    return members, problems + twins


def load_member(path: Path) -> tuple[Member | None, list[Problem]]:
    """Read one member file; give the member, if it is usable, and what is wrong."""
    member, found = _load(path)
    return member, found.problems


def _load(path: Path) -> tuple[Member | None, Findings]:
    found = Findings(_place(path))
    loaded = found.loaded(path)
    return (member_from(loaded.data, path.stem, found) if loaded else None), found


def _place(path: Path) -> str:
    """Give the path from the root of a home, which the site shows; else as it is."""
    is_ours = path.parts[-3:-1] == ("knowledge", "members")
    return "/".join(path.parts[-3:]) if is_ours else str(path)


def _without_twins(
    read: Iterable[tuple[Member, Findings]],
) -> tuple[list[Member], list[Problem]]:
    """Leave out a member whose id or source name an earlier one has: no two may share a file."""
    members: list[Member] = []
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    names: dict[str, str] = {}
    for member, found in read:
        own, old = source_names(member), len(found.problems)
        if member.id and member.id in ids:
            said = f"dit id heeft {ids[member.id]}.yml ook. Zet alle bronnen in één bestand."
            found.say("twin", said, "id")
        if len(own) < len(member.sources):
            said = "twee bronnen krijgen dezelfde naam. Haal er een weg of geef een eigen `name`."
            found.say("twin", said, "sources")
        for name in own.keys() & names.keys():
            said = f"de bron heet '{name}', net als een bron in {names[name]}.yml. "
            found.say("twin", f"{said}Geef de bron een eigen `name`.", "sources")
        problems += found.problems[old:]
        if len(found.problems) == old:
            members.append(member)
            ids[member.organisation] = member.slug
            names |= dict.fromkeys(own, member.slug)
    return members, problems


def source_names(member: Member) -> dict[str, Source]:
    """Give the sources by name, in order: `<slug>-<protocol>`, longer where that is not unique.

    >>> forge = Source(protocol="forge", api="https://api.github.com", owner="Ons_Dorp")
    >>> other = forge.model_copy(update={"owner": "OnsDorp"})
    >>> dorp = Member(slug="dorp", name="Dorp", type="gemeente", sources=(forge,))
    >>> list(source_names(dorp))
    ['dorp-forge']
    >>> list(source_names(dorp.model_copy(update={"sources": (forge, other)})))
    ['dorp-forge-ons-dorp', 'dorp-forge-onsdorp']
    """
    names = [source.name or f"{member.slug}-{slug(source.protocol)}" for source in member.sources]
    for finer in (_short, _long):
        times = Counter(names)
        names = [
            name if source.name or times[name] == 1 else f"{name}-{finer(source)}"
            for name, source in zip(names, member.sources, strict=True)
        ]
    return dict(zip(names, member.sources, strict=True))


def _short(source: Source) -> str:
    return slug(source.owner) if source.owner else digest(source.url)


def _long(source: Source) -> str:
    return digest(source.api + source.owner) if source.owner else digest(source.url)


def member_text(member: Member) -> str:
    """Give the text of a member file, keys in the order in which people read them."""
    values = member.model_dump(mode="json", exclude_defaults=True, exclude={"slug"})
    sources = [
        {key: source[key] for key in SOURCE_KEYS if key in source} for source in values["sources"]
    ]
    ordered = {key: values[key] for key in MEMBER_KEYS if key in values} | {"sources": sources}
    return yaml.dump(
        ordered, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )  # fmt: skip


def write_member(member: Member, folder: Path) -> Path:
    """Write a member file in one move and give its path; the same content is left alone.

    Raises MemberExistsError where another file of that name was written by hand.
    """
    if slug(member.slug) != member.slug:
        raise EntryError(f"'{member.slug}' is geen slug; schrijf '{slug(member.slug)}'")
    path, content = folder / f"{member.slug}.yml", member_text(member).encode()
    if path.exists():
        old = path.read_bytes()
        if old == content:
            return path
        if not _is_imported(old):
            said = "dit bestand bestaat al en is met de hand gemaakt. Voeg de bronnen er zelf in."
            raise MemberExistsError(Problem(code="exists", message=said, place=str(path)))
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=f".{member.slug}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
    return path


def _is_imported(text: bytes) -> bool:
    try:
        data = load_yaml(text, "").data
    except YamlError:
        return False
    is_imported = isinstance(data, dict) and bool(data.get("origin"))
    return is_imported and "disclosure" not in data  # what its people chose stays


class _Dumper(yaml.SafeDumper):
    """Writes YAML as people do: lists indented, and quotes around what looks like a number."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - its name is PyYAML's
        """Indent lists inside mappings too."""
        super().increase_indent(flow, False)

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Quote what any version of YAML could read as a number, a date or a time."""
        style = "'" if re.match(r"[-+.~\d]", data) else None
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Dumper.add_representer(str, _Dumper.represent_str)


def load_register(home: Home) -> OrganisationRegister:
    """Read the registers of organisations and the members of a home, to resolve names with."""
    members, _ = load_members(home.members)
    return OrganisationRegister(registered(home)).with_members(members)


def registered(home: Home, as_of: date | None = None) -> list[Organisation]:
    """List the organisations of the registers, cooperations too; of a day those that were then."""
    organisations = load_organisations(home.registers)
    cooperations, _ = cooperations_in(home.registers, organisations)
    every = with_cooperations(organisations, cooperations)
    return [one for one in every if as_of is None or existed(one, as_of)]
