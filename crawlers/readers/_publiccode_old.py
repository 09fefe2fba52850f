"""What older publiccode.yml files say in other words: read all the same, noted in one hint.

Source of each deprecation: the change log of publiccode.yml, 0.2 to 0.7 (standards.md A.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from crawlers.readers._publiccode import Source

NEWEST = "0.7"
_KNOWN = re.compile(r"0(\.[1-57](\.\d+)?)?")
_TOP = {
    "publiccode-yaml-version": "publiccodeYmlVersion",
    "monochromeLogo": "logo",
    "inputTypes": "",
    "outputTypes": "",
    "tags": "categories",
    "freeTags": "categories",
}
_LEGAL = {"repoOwner": "organisation.name", "authorsFile": "legal.mainCopyrightOwner"}
_DESCRIBED = {"genericName": "categories", "freeTags": "categories"}
_AUDIENCE = {"onlyFor": "intendedAudience.scope"}
# what a national section said with yes or no, and the alias that says it in `supports`
_ALIASES = {
    ("conforme", "gdpr"): "gdpr",
    ("conforme", "privacy"): "gdpr",
    ("piattaforme", "spid"): "spid",
    ("piattaforme", "cie"): "cie",
    ("piattaforme", "anpr"): "anpr",
    ("piattaforme", "pagopa"): "pagopa",
    ("piattaforme", "io"): "io",
}
_YES = (True, "yes", "true", "si", "ja")
_CODE = re.compile(r"[A-Za-z0-9_]{3,20}")
Path = tuple[str | int, ...]


class _Old(NamedTuple):
    path: Path
    instead: str  # "" where nothing takes its place


def version(source: Source) -> str:
    """Give the version of the file; warn of one that checks elsewhere refuse or nobody knows."""
    key = "publiccodeYmlVersion"
    written = source.text(key) or source.text("publiccode-yaml-version")
    if not written or _KNOWN.fullmatch(written):
        return written
    if re.fullmatch(r"0\.6(\.\d+)?|1(\.0){0,2}", written):
        said = f"versie {written[:20]} wordt door de controle van publiccode geweigerd. "
    else:
        said = f"versie '{written[:20]}' is hier niet bekend; het bestand is gelezen als {NEWEST}. "
    source.warn("unknown-version", said + f"Schrijf {NEWEST} of een oudere versie.", key)
    return written


def note_deprecated(source: Source) -> None:
    """Note all keys that the standard does without by now in one hint, at the first of them."""
    found = list(_deprecated(source))
    if not found:
        return
    found.sort(key=lambda old: source.loaded.where(*old.path))
    path = found[0].path
    listed = [
        ".".join(map(str, old.path))
        + (f" (gebruik {old.instead})" if old.instead else " (mag weg)")
        for old in found
    ]
    line, column = source.loaded.where(*path)
    source.reading.problem(
        "deprecated",
        "deze sleutels zijn verouderd; we lezen ze nog wel: " + ", ".join(listed)[:1_000] + ".",
        level="hint", place=source.place, line=line, column=column, field=".".join(map(str, path)),
    )  # fmt: skip


def _deprecated(source: Source) -> Iterator[_Old]:
    data = source.loaded.data
    yield from _in(data, (), _TOP)
    yield from _in(_mapping(data, "legal"), ("legal",), _LEGAL)
    yield from _in(_mapping(data, "intendedAudience"), ("intendedAudience",), _AUDIENCE)
    noted: set[str | int] = set()  # the same key in a second language is no news
    for language, block in _mapping(data, "description").items():
        for old in _in(block, ("description", language), _DESCRIBED):
            if old.path[-1] not in noted:
                noted.add(old.path[-1])
                yield old
    countries = _mapping(data, "intendedAudience").get("countries")
    if isinstance(countries, list) and any(str(one).islower() for one in countries):
        yield _Old(("intendedAudience", "countries"), "hoofdletters, zoals NL")
    if data.get("softwareType") == "standalone":
        yield _Old(("softwareType",), "standalone/web of een ander soort")
    for country in _countries(source):
        yield from _national(data[country], country)


def _in(block: Any, path: Path, table: dict[str, str]) -> Iterator[_Old]:
    """Give the keys of a table that are in a block."""
    if isinstance(block, dict):
        yield from (_Old((*path, key), table[key]) for key in table if key in block)


def _mapping(data: Any, key: str) -> dict[str, Any]:
    found = data.get(key) if isinstance(data, dict) else None
    return found if isinstance(found, dict) else {}


def _countries(source: Source) -> list[str]:
    """List the national sections, in any capitals."""
    return [
        key
        for key, value in source.loaded.data.items()
        if re.fullmatch("[A-Za-z]{2}", key) and isinstance(value, dict)
    ]


def _national(section: dict[str, Any], country: str) -> Iterator[_Old]:
    """Give what is in a national section: what has a successor by name, else the section."""
    said = [
        _Old((country, *path), f"supports met alias:{alias}")
        for path, alias in _ALIASES.items()
        if path[1] in _mapping(section, path[0])
    ]
    rest = (key for key in _mapping(section, "conforme") if ("conforme", key) not in _ALIASES)
    said += [_Old((country, "conforme", key), "") for key in rest]
    if "codiceIPA" in _mapping(section, "riuso"):
        said.append(_Old((country, "riuso", "codiceIPA"), "organisation.uri"))
    yield from said or [_Old((country,), "supports en organisation")]


def categories(source: Source) -> tuple[str, ...]:
    """Give the categories, or what older files had in their place: tags, else a generic name."""
    tags = (*source.texts("tags"), *_free(source, "freeTags"))
    found = source.texts("categories") or tuple(dict.fromkeys(tags))
    return found or tuple(filter(None, [source.described("genericName")]))


def _free(source: Source, key: str) -> tuple[str, ...]:
    """Give the free tags of a file, which stood per language."""
    found = source.at(key)
    if isinstance(found, dict):
        return tuple(tag for language in found for tag in source.texts(key, language))
    return source.texts(key)


def standards(source: Source) -> tuple[str, ...]:
    """Give the standards, and the regulations and systems that it supports by their alias."""
    found = list(source.texts("standards"))
    supported = source.at("supports")
    for number, one in enumerate(supported if isinstance(supported, list) else []):
        written = source.text("supports", number, "id") if isinstance(one, dict) else str(one)
        if written.startswith("alias:"):
            found.append(written.removeprefix("alias:").strip())
    for country in _countries(source):
        section = source.loaded.data[country]
        for (part, key), alias in _ALIASES.items():
            if _mapping(section, part).get(key) in _YES:
                found.append(alias)
    return tuple(dict.fromkeys(filter(None, found)))


def national_owner(source: Source) -> str:
    """Give the id of the owner in a national register, "" where the file names an owner."""
    for country in _countries(source):
        code = _mapping(source.loaded.data[country], "riuso").get("codiceIPA")
        if isinstance(code, str) and _CODE.fullmatch(code):
            return f"urn:x-italian-pa:{code.lower()}"
    return ""


def national_products(source: Source) -> tuple[str, ...]:
    """Give what the Dutch section says it supports: addresses of products (UPL)."""
    for country in _countries(source):
        listed = source.loaded.data[country].get("upl")
        if country.lower() == "nl" and isinstance(listed, list):
            return tuple(one for one in listed if isinstance(one, str))
    return ()
