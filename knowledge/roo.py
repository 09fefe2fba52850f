"""ROO: the register of all public bodies, from the XML export of organisaties.overheid.nl.

The namespace of the export ends in a schema version that changes without notice, so elements and
attributes go by their local name (standards.md A.10). Facts about organisations only are taken:
`functies` and all below it, with the people in it, is thrown away while reading.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from knowledge.identity import folded
from knowledge.model import NoaberError, Organisation, OrganisationType
from knowledge.organisations import name_without_kind

BODIES = ("id", "type", "name", "abbreviation", "owms", "oin", "website", "parent",
          "valid_from", "valid_until")  # fmt: skip
ROOT = "overheidsorganisaties"
_PLACES = {  # where organisations stand, and what they are called there
    "organisaties": "organisatie",
    "gemeenten": "gemeente",
    "gemeenschappelijkeRegelingen": "regeling",
    "zelfstandigeBestuursorganen": "zelfstandigBestuursorgaan",
}
_TOOI = re.compile(r"https://identifier\.overheid\.nl/tooi/id/([a-z]+)/[a-z0-9_]+")
_BY_ID: dict[str, OrganisationType] = {
    "gemeente": "gemeente",
    "provincie": "provincie",
    "waterschap": "waterschap",
    "ministerie": "ministerie",
}
_BY_TYPE: dict[str, OrganisationType] = {
    "ministerie": "ministerie",
    "agentschap": "uitvoeringsorganisatie",
    "inspectie": "uitvoeringsorganisatie",
    "zelfstandig bestuursorgaan": "uitvoeringsorganisatie",
    "gemeenschappelijke regeling": "samenwerkingsverband",
    "grensoverschrijdende gemeenschappelijke regeling": "samenwerkingsverband",
    "grensoverschrijdend regionaal samenwerkingsorgaan": "samenwerkingsverband",
    "regionaal samenwerkingsorgaan": "samenwerkingsverband",
    "koepelorganisatie": "samenwerkingsverband",
}
_PARTS = ("organisatieonderdeel", "externe commissie", "interdepartementale commissie")


def bodies_from_roo(document: bytes) -> list[dict[str, str]]:
    """Give the rows of `bodies.csv` from the ROO export, sorted by id.

    Only bodies with a TOOI id are taken, and no parts of bodies. Raises NoaberError where the
    document is not the export, or carries a DOCTYPE.
    """
    if b"<!DOCTYPE" in document.replace(b"\0", b""):
        raise NoaberError("dit is geen ROO-export: een DOCTYPE wordt niet gelezen")
    found: dict[str, dict[str, str]] = {}
    try:
        for row in _rows(document):
            rival = found.get(row["id"], row)  # one that stands there twice: the one that goes on
            found[row["id"]] = min(row, rival, key=lambda one: (one["valid_until"], *one.values()))
    except etree.XMLSyntaxError as error:
        raise NoaberError(f"dit is geen ROO-export: geen goede XML ({error.msg})") from None
    return [found[key] for key in sorted(found)]


def _rows(document: bytes) -> Iterator[dict[str, str]]:
    """Read the export piece by piece; what was read is let go, so that memory stays small."""
    parser: Any = etree.iterparse(
        io.BytesIO(document), events=("end",), remove_comments=True, remove_pis=True,
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    for _, element in parser:
        name, parent = _local(element), element.getparent()
        if parent is not None and _PLACES.get(_local(parent)) == name and _is_listed(parent):
            row = _row(element, parent)
            if row:
                yield row
            element.clear(keep_tail=False)
        elif name == "functies":
            element.clear(keep_tail=False)
    if _local(parser.root) != ROOT:
        raise NoaberError(f"dit is geen ROO-export, maar <{_local(parser.root)}>")


def _is_listed(element: Any) -> bool:
    """Tell whether a list stands directly in the export or in another body, not with a person."""
    names = [_local(one) for one in (element, *element.iterancestors())]
    pairs = zip(names[1:-1:2], names[2::2], strict=False)  # a body and the list it stands in
    return names[-1] == ROOT and all(_PLACES.get(above) == name for name, above in pairs)


def _row(element: Any, place: Any) -> dict[str, str] | None:
    """Give the facts of one body; None for one without a name or a TOOI id, and for a part."""
    codes = dict(_codes(element))
    identifier = _attribute(element, "resourceIdentifierTOOI") or codes.get("tooi", "")
    kind = _type(identifier, [_text(one) for one in _below(element, "types", "type")])
    name = _first(element, "naam")
    if not name or not kind:
        return None
    ministry = next(_children(element, "relatieMetMinisterie"), None)
    parents = (place.getparent(), *([] if ministry is None else [ministry]))
    above = (_attribute(one, "resourceIdentifierTOOI") for one in parents)
    owms = _attribute(element, "resourceIdentifierOWMS") or codes.get("owms", "")
    return {
        "id": identifier,
        "type": kind,
        "name": name,
        "abbreviation": _first(element, "afkorting"),
        "owms": owms if _is_address(owms) else "",
        "oin": codes.get("oin", "") if codes.get("oin", "").isdecimal() else "",
        "website": _website(element),
        "parent": next((one for one in above if _TOOI.fullmatch(one)), ""),
        "valid_from": _day(_first(element, "startDatum")),
        "valid_until": _day(_first(element, "eindDatum")),
    }


def _type(identifier: str, written: list[str]) -> OrganisationType | None:
    """Give the type of a body by its id or else by the types that ROO lists; None for a part."""
    match = _TOOI.fullmatch(identifier)
    if not match:
        return None
    if match[1] in _BY_ID:
        return _BY_ID[match[1]]
    types = [one.lower() for one in written]
    known = (_BY_TYPE[one] for one in types if one in _BY_TYPE)
    return next(known, None) or (None if set(types) & set(_PARTS) else "overig")


def _codes(element: Any) -> Iterator[tuple[str, str]]:
    for code in _below(element, "identificatiecodes", "resourceIdentifier"):
        name = _attribute(code, "naam").lower().removeprefix("resourceidentifier")
        yield name, _text(code)


def _website(element: Any) -> str:
    """Give the general address of a body's website, else the first that it has."""
    found: dict[str, str] = {}
    holders = [element, *_children(element, "contact")]
    for address in (one for holder in holders for one in _below(holder, "internetadressen")):
        url = _first(address, "url") or _text(address)
        if _is_address(url):
            found.setdefault(_first(address, "label").lower(), url)
    return found.get("algemeen") or found.get("") or next(iter(found.values()), "")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_plain = url.isprintable() and " " not in url and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_plain


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _attribute(element: Any, name: str) -> str:
    """Give an attribute by its local name, in any namespace or none."""
    found = (value for key, value in element.items() if key.rpartition("}")[2] == name)
    return " ".join(str(next(found, "")).split())


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _local(child) == name)


def _below(element: Any, outer: str, inner: str = "") -> Iterator[Any]:
    """Give what stands in a child: all of it, or what has a name."""
    for holder in _children(element, outer):
        yield from (child for child in holder if not inner or _local(child) == inner)


def _text(element: Any) -> str:
    """Give the own text of an element on one line, without that of what stands in it."""
    return " ".join((element.text or "").split())


def _first(element: Any, name: str) -> str:
    return next(filter(None, map(_text, _children(element, name))), "")


def with_bodies(
    organisations: Iterable[Organisation], bodies: Iterable[tuple[Mapping[str, str], Organisation]]
) -> list[Organisation]:
    """Add what ROO says: website and abbreviation of those that are known, and the other bodies.

    `bodies` are rows with what `body_from` makes of them. An abbreviation that is the name of
    another organisation is left out, or that name would mean the wrong one. Sorted by id.
    """
    found = {organisation.id: organisation for organisation in organisations}
    bodies = list(bodies)
    for row, body in bodies:
        old = found.get(body.id, body)
        website = row["website"] or old.website
        found[body.id] = old.model_copy(update={"website": website})
    taken: dict[str, set[str]] = {}
    for one in found.values():
        for name in (one.official_name, one.title, name_without_kind(one)):
            taken.setdefault(folded(name), set()).add(one.id)
    for row, body in bodies:
        old, short = found[body.id], row["abbreviation"]
        is_free = len(short) > 1 and not taken.get(folded(short), set()) - {old.id}
        more = (short if is_free else "", row["oin"])
        new = dict.fromkeys((*old.aliases, *filter(None, more)))
        found[old.id] = old.model_copy(update={"aliases": tuple(new)})
    return [found[key] for key in sorted(found)]


def body_from(
    row: Mapping[str, str], names: tuple[str, ...] = (), seen: date | None = None
) -> Organisation:
    """Give the organisation of a row of `bodies.csv`; `seen` is the date of the register.

    Raises ValueError (pydantic's ValidationError too) for a row that is no organisation.
    """
    name, kind = row["name"], row["type"]
    title = name
    if kind == "ministerie" and not name.lower().startswith("ministerie"):
        title = f"Ministerie van {name}"
    elif kind in ("gemeente", "provincie") and not name.lower().startswith(kind):
        title = f"{kind.capitalize()} {name}"
    values: Any = {"type": kind}
    return Organisation(
        id=row["id"],
        url=row["id"],
        title=title,
        official_name=name,
        aliases=tuple(one for one in (row["owms"], *names) if one),
        valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
        website=row["website"],
        language="nl",
        source="register:bodies",
        last_seen=seen,
        **values,
    )
