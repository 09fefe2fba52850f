"""The directories that can be imported: who publishes where, as others keep it.

Two shapes are read: the `directory.json` of a federation (`organisations` with `name`, `tooi`,
`sources`, and perhaps `slug` and `type`) and the `publishers.json` of the register of
developer.overheid.nl (`data` with `description`, `tooiUrl`, `codeHosting`, `active`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import urlsplit

from knowledge.findings import Findings
from knowledge.identity import digest, slug
from knowledge.member import Member, Source
from knowledge.member_file import SOURCE_KEYS, TOOI, source_from
from knowledge.model import NoaberError, OrganisationType, Problem
from knowledge.organisations import OrganisationRegister, name_without_kind

_TOOI_TYPES: dict[str, OrganisationType] = {
    "gemeente": "gemeente",
    "provincie": "provincie",
    "waterschap": "waterschap",
    "ministerie": "ministerie",
    "zbo": "uitvoeringsorganisatie",
    "oorg": "uitvoeringsorganisatie",
}
_WORDS: dict[str, OrganisationType] = {
    "gemeente": "gemeente",
    "provincie": "provincie",
    "waterschap": "waterschap",
    "coöperatie": "samenwerkingsverband",
}


def import_directory(
    data: Any, register: OrganisationRegister, *, origin: str = ""
) -> tuple[list[Member], list[Problem]]:
    """Give the members that a directory describes, sorted by slug, and what could not be read.

    `origin` is the address or title of the directory; it is noted with each member.
    """
    if not isinstance(data, dict):
        data = {}
    if isinstance(data.get("organisations"), list):
        origin, items = origin or "directory.json", data["organisations"]
        key, read = "organisations", _plain_item
    elif isinstance(data.get("data"), list):
        origin, items = origin or "publishers.json", data["data"]
        key, read = "data", _publisher
    else:
        raise NoaberError(
            "dit is geen lijst van organisaties die we kunnen lezen. Dat zijn er twee: "
            "directory.json (met 'organisations') en publishers.json (met 'data')"
        )
    found = Findings(origin)
    members: dict[str, Member] = {}
    for at, item in enumerate(items):
        path = (key, at)
        if not isinstance(item, dict):
            found.say("kind", "hier hoort een organisatie te staan; overgeslagen.", *path)
        elif plain := read(item, found, path):
            _add(_member(plain, register, origin, found, path), members, found, path)
    return [members[name] for name in sorted(members)], found.problems


def _plain_item(
    item: dict[str, Any], found: Findings, path: tuple[str, int]
) -> dict[str, Any] | None:
    """Give an organisation of `directory.json`, which has the shape that we want."""
    if not isinstance(item.get("sources", []), list):
        said = "hier hoort een lijst van bronnen; overgeslagen."
        found.say("kind", said, *path, "sources", level="warning")
    return item


def _publisher(
    item: dict[str, Any], found: Findings, path: tuple[str, int]
) -> dict[str, Any] | None:
    """Give a publisher in the shape of `directory.json`; None where it is no longer active."""
    if item.get("active") is False:
        said = f"{item.get('description')} is niet meer actief; overgeslagen."
        found.say("inactive", said, *path, level="hint")
        return None
    hosting = item.get("codeHosting")
    sources = [
        source
        for place in (hosting if isinstance(hosting, list) else ())
        for source in _forges(place, found, path)
    ]
    return {"name": item.get("description"), "tooi": item.get("tooiUrl"), "sources": sources}


def _forges(place: Any, found: Findings, path: tuple[str, int]) -> Iterator[dict[str, Any]]:
    """Give the forge source that a code hosting address means, if its host is a known one."""
    url = str(place.get("url", "")) if isinstance(place, dict) else str(place)
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    host, names = (parts.hostname or "").removeprefix("www."), parts.path.strip("/").split("/")
    apis = {"github.com": "https://api.github.com", "gitlab.com": "https://gitlab.com/api/v4"}
    if host not in apis or not names[0]:
        said = f"de code staat op {url!r}; die plek kunnen we niet overnemen."
        found.say("hosting", said, *path, "codeHosting", level="hint")
        return
    whole = isinstance(place, dict) and place.get("group") is not False
    if len(names) > 1 and not (whole and host == "gitlab.com"):
        owner, repos = "/".join(names[:-1]), [names[-1].removesuffix(".git")]
        yield {"protocol": "forge", "api": apis[host], "owner": owner, "repos": repos}
    else:
        yield {"protocol": "forge", "api": apis[host], "owner": "/".join(names)}


def _member(
    item: dict[str, Any],
    register: OrganisationRegister,
    origin: str,
    found: Findings,
    path: tuple[str, int],
) -> Member | None:
    name = " ".join(item["name"].split()) if isinstance(item.get("name"), str) else ""
    if not name or not name.isprintable():
        found.say("missing", "een organisatie zonder (leesbare) naam; overgeslagen.", *path)
        return None
    identifier = _tooi(item.get("tooi"), found, path)
    kind = _type(item.get("type"), identifier, name, found, path)
    if not identifier and kind in ("gemeente", "provincie", "waterschap"):
        meant = register.resolve(name)
        if meant.certain and len(meant.organisations) == 1:
            identifier = meant.organisations[0]
            said = f"'{name}' had geen TOOI-id; volgens het register is dat {identifier}."
            found.say("id", said, *path, level="hint")
    known = register.organisations.get(identifier)
    if isinstance(item.get("slug"), str) and item["slug"]:
        stem = slug(item["slug"])
    elif known and known.type == "gemeente":
        stem = slug(name_without_kind(known))
    else:
        stem = slug(name)
    sources = tuple(_sources(item.get("sources"), found, path))
    return Member(slug=stem, name=name, id=identifier, type=kind, origin=origin, sources=sources)


def _tooi(written: Any, found: Findings, path: tuple[str, int]) -> str:
    """Give the TOOI address in its one spelling; "" where there is none."""
    if not written:
        return ""
    identifier = str(written).strip().rstrip("/").lower().replace("http://", "https://", 1)
    if not TOOI.fullmatch(identifier):
        said = f"{str(written)[:80]!r} is geen TOOI-adres; het id is weggelaten."
        found.say("id", said, *path, level="warning")
        return ""
    return identifier


def _type(
    stated: Any, identifier: str, name: str, found: Findings, path: tuple[str, int]
) -> OrganisationType:
    """Give the type: as stated, else by the TOOI address, else by a plain word in the name."""
    known: dict[str, OrganisationType] = {kind: kind for kind in get_args(OrganisationType)}
    if isinstance(stated, str) and stated in known:
        return known[stated]
    if stated:
        said = f"{str(stated)[:80]!r} is geen soort organisatie. Kies uit: {', '.join(known)}."
        found.say("type", said, *path, "type", level="warning")
    if match := TOOI.fullmatch(identifier):
        return _TOOI_TYPES.get(match[1], "overig")
    words = re.findall(r"[^\W\d_]+", name.lower())
    return next((_WORDS[word] for word in words if word in _WORDS), "overig")


def _sources(listed: Any, found: Findings, path: tuple[str, int]) -> Iterator[Source]:
    """Give the sources that can be used; a wrong one is left out and named."""
    for at, item in enumerate(listed if isinstance(listed, list) else ()):
        keys = item if isinstance(item, dict) else {}
        if extra := [str(key) for key in keys if key not in SOURCE_KEYS]:
            said = f"deze sleutels kennen we niet en zijn weggelaten: {', '.join(extra)[:200]}."
            found.say("key", said, *path, "sources", at, level="hint")
        known = {key: keys[key] for key in SOURCE_KEYS if keys.get(key) is not None}
        own = Findings(found.place)
        source = source_from(known if keys else item, own, *path, "sources", at)
        found.problems += [
            problem.model_copy(update={"level": "warning"}) for problem in own.problems
        ]
        if source:
            yield source


def _add(
    member: Member | None, members: dict[str, Member], found: Findings, path: tuple[str, int]
) -> None:
    """Add a member, or its sources to the same organisation: of the same id, or the same slug."""
    if member is None:
        return
    twin = next((m for m in members.values() if member.id and m.id == member.id), None)
    twin = twin or members.get(member.slug)
    if twin and twin.id and member.id and twin.id != member.id:
        stem = f"{member.slug}-{digest(member.id)}"
        said = f"twee organisaties krijgen de naam '{member.slug}'; deze heet nu '{stem}'."
        found.say("twin", said, *path, level="warning")
        members[stem] = member.model_copy(update={"slug": stem})
    elif twin:
        sources = tuple(dict.fromkeys((*twin.sources, *member.sources)))
        type_ = twin.type if twin.id or not member.id else member.type
        new = {"sources": sources, "id": twin.id or member.id, "type": type_}
        members[twin.slug] = twin.model_copy(update=new)
    else:
        members[member.slug] = member
