"""Reads publiccode.yml, versions 0.1 to 0.7 and whatever comes after: one solution per file.

What the standard asks is in standards.md A.3. Persons are never read: not `maintenance.contacts`,
no e-mail address, no telephone number (threats.md C.11).
"""

from __future__ import annotations

import re
from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers import _publiccode_old as old
from crawlers.readers._publiccode import Source
from crawlers.readers._text import one_line, own, products, web_address
from knowledge.identity import named_organisation
from knowledge.model import Solution, Statement
from knowledge.strict_yaml import YamlError, load_yaml

NAME = "publiccode"
ORDER = 10


def accepts(file: File) -> bool:
    """Accept publiccode.yml and publiccode.yaml, in any capitals."""
    return file.name in ("publiccode.yml", "publiccode.yaml")


def read(file: File) -> Reading:
    """Give the solution that the file describes, and who uses, makes and pays for it.

    A file that is no YAML, no mapping, or has neither `name` nor `url` gives a problem only.
    """
    reading = Reading(format="publiccode")
    try:
        loaded = load_yaml(file.body, file.url)
    except YamlError as error:
        reading.problems.append(error.problem)
        return reading
    if not isinstance(loaded.data, dict):
        said = "dit is geen publiccode: er staan geen sleutels in. Begin met publiccodeYmlVersion. "
        said += "Is het een koppeling (symlink)? Zet dan het bestand zelf hier neer."
        reading.problem("not-a-mapping", said, place=file.url, line=1, column=1)
        return reading
    source = Source(loaded, reading, file.url)
    reading.version = old.version(source)
    if not source.text("name") and not source.text("url"):
        said = "de sleutels name en url ontbreken. Vul minstens een van de twee in."
        reading.problem("no-name", said, place=file.url, line=1, column=1)
        return reading
    reading.records.append(_solution(file, source))
    old.note_deprecated(source)
    return reading


def _solution(file: File, source: Source) -> Solution:
    identifier = _identifier(file, source)
    language = source.language()
    # the name by which it is known everywhere; localised names are often template leftovers
    title = source.text("name") or source.described("localisedName") or source.text("url")
    return Solution(
        id=identifier,
        title=one_line(title) or identifier,
        url=file.url,
        summary=one_line(source.described("shortDescription")),
        text=source.described("longDescription").strip(),
        language=language,
        text_licence=file.licence,
        solution_type=source.text("softwareType"),
        phase=source.text("developmentStatus"),
        licence=source.alone("legal", "license"),
        repository=file.repository or source.link("url"),
        website=source.link("landingURL"),
        documentation=source.documentation(),
        version=source.text("softwareVersion"),
        released=source.date("releaseDate"),
        standards=old.standards(source),
        languages=source.texts("localisation", "availableLanguages"),
        platforms=source.texts("platforms"),
        categories=old.categories(source),
        features=source.features(),
        maintenance=source.alone("maintenance", "type"),
        statements=tuple(dict.fromkeys(_statements(file, source, identifier))),
    )


def _identifier(file: File, source: Source) -> str:
    """Give the id (A.13: `url`, else the repository, else the file); warn where they differ."""
    stated, found = web_address(source.link("url")), web_address(file.repository)
    if stated and found and stated != found:
        said = f"url wijst naar {stated}, maar het bestand staat in {found}. "
        said += "Klopt url nog? Pas het anders aan."
        source.warn("url-elsewhere", said, "url")
    return stated or found or web_address(file.url) or file.url


def _statements(file: File, source: Source, solution: str) -> list[Statement]:
    """List who uses, pays for, makes and maintains the solution, and what it is based on."""
    named = [(name, "uses", "", "") for name in source.names("usedBy")]
    named += [(name, "funds", "", "") for name in source.names("fundedBy")]
    clients = [
        *source.names("organisation"),
        *source.names("legal", "repoOwner"),
        *source.names("legal", "mainCopyrightOwner"),
    ] or list(filter(None, [old.national_owner(source)]))
    named += [(name, "makes", "opdrachtgever", "") for name in clients]
    named += [(name, "makes", "beheerder", until) for name, until in source.contractors()]
    said = [_of_organisation(file, solution, *one) for one in named if _is_name(one[0])]
    said += [_of_solution(file, solution, *one) for one in _links(source)]
    if file.organisation:
        makes = own(file, file.organisation, "makes", solution)
        said.append(makes.model_copy(update={"role": "maker"}))
    return said


def _is_name(text: str) -> bool:
    """Tell a name from an e-mail address, and from the file of authors that some put there."""
    return not re.search(r"@|authors|\.(md|txt)$", text, re.IGNORECASE)


def _of_organisation(
    file: File, solution: str, name: str, relation: str, role: str, until: str
) -> Statement:
    is_uri = "://" in name or name.startswith("urn:")
    return Statement(
        subject=name if is_uri else named_organisation(name),
        subject_name="" if is_uri else name,
        relation=relation,
        object=solution,
        role=role,
        until=until,
        claimant=file.organisation,
        url=file.url,
        strength="maker",
    )


def _of_solution(file: File, solution: str, relation: str, thing: str) -> Statement:
    return Statement(
        subject=solution,
        relation=relation,
        object=thing,
        claimant=file.organisation,
        url=file.url,
        strength="maker",
    )


def _links(source: Source) -> list[tuple[str, str]]:
    """List what the solution is based on and what it supports; only web addresses count."""
    based: list[Any] = [web_address(one) for one in source.texts("isBasedOn")]
    supported = [
        next(iter(products(one)), one)
        for one in source.names("supports")
        if one.startswith(("http://", "https://"))
    ]
    supported += products(" ".join(old.national_products(source)))
    return [("based_on", one) for one in based if one] + [("supports", one) for one in supported]
