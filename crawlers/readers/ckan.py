"""Reads answers of the CKAN Action API: the datasets of `package_search`, or one dataset.

The id of a dataset is CKAN's own id on its portal, never its name, which changes with the title
(standards.md A.13). Authors and maintainers are never read: they are persons.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from crawlers.readers import File, Reading
from crawlers.readers._api import is_json, json_of, listed, mapping, number, raw, words
from crawlers.readers._ckan import ACTION, Package
from crawlers.readers._dcat import language_code
from crawlers.readers._licences import is_closed, spdx
from crawlers.readers._text import clipped, day, one_line, own, web_address
from knowledge.identity import named_organisation
from knowledge.model import Document, Statement

NAME = "ckan"
ORDER = 31
_SUMMARY, _MOST_WORDS = 500, 50
_FIELDS = {
    "title": "titel",
    "notes": "beschrijving",
    "license_id": "licentie",
    "organization": "organisatie",
}


def accepts(file: File) -> bool:
    """Accept what the Action API answers, by its address, and a dataset of CKAN in JSON."""
    if ACTION.search(file.url):
        return True
    head = file.body[:1_000_000]
    fields = (b'"metadata_modified"', b'"resources"', b'"state"')
    return is_json(file) and all(field in head for field in fields)


def read(file: File) -> Reading:
    """Give a document per dataset, the position of the next page, and how many there are.

    What the API refuses is a problem of the page; what is private, a draft or deleted a hint.
    """
    reading = Reading(format="ckan")
    if file.body.lstrip()[:1] == b"<":
        said = "hier staat een webpagina in plaats van een antwoord van CKAN. Klopt het adres?"
        reading.problem("page-instead", said, place=file.url)
        return reading
    data = json_of(file, reading)
    if data is None:
        return reading
    answer = mapping(data)
    if answer.get("success") is False:
        error = mapping(answer.get("error"))
        said = words(error.get("message")) or words(error.get("__type")) or "zonder reden"
        said = f"de host weigert dit verzoek ({clipped(said, 200)}). Klopt het adres van de bron?"
        reading.problem("ckan-refused", said, place=file.url)
        return reading
    result = mapping(answer.get("result")) or answer
    packages = result.get("results", [result] if "resources" in result else None)
    if not isinstance(packages, list):
        said = "dit is geen lijst van datasets zoals CKAN die geeft. Klopt het adres van de bron?"
        reading.problem("not-ckan", said, place=file.url)
        return reading
    _paging(file, result, packages, reading)
    seen: dict[str, str] = {}
    for place, package in enumerate(packages):
        _read_package(Package(file, mapping(package), place), reading, seen)
    return reading


def _paging(file: File, result: dict[str, Any], packages: list[Any], reading: Reading) -> None:
    """Note the position of the next page; a host may give fewer than were asked for."""
    reading.total = number(result.get("count"))
    try:
        start = number(parse_qs(urlsplit(file.url).query).get("start", ["0"])[0])
    except ValueError:
        start = -1
    after = max(start, 0) + len(packages)
    reading.next = str(after) if packages and after < reading.total else ""


def _read_package(package: Package, reading: Reading, seen: dict[str, str]) -> None:
    """Add the document of one dataset with its problems."""
    if why := _hidden(package.said):
        said = f"deze dataset is {why} en wordt niet getoond."
        reading.problem("not-public", said, level="hint", place=package.place)
    elif not package.id:
        said = "een dataset zonder id is niet te volgen. Geef het veld id mee."
        reading.problem("no-id", said, place=package.place)
    elif package.id in seen:
        said = f"{package.title!r} heeft hetzelfde id als {seen[package.id]!r}. "
        said += "Geef elke dataset een eigen id."
        reading.problem("id-reused", said, place=f"{package.id} ({package.title})")
    else:
        seen[package.id] = package.title
        _grade(package, reading)
        reading.records.append(_document(package, _licence(package, reading)))


def _hidden(said: dict[str, Any]) -> str:
    """Say why a dataset is not to be shown, "" where it is."""
    if said.get("private") in (True, "true", "True"):
        return "niet openbaar"
    states = {"draft": "nog een concept", "deleted": "verwijderd"}
    return states.get(words(said.get("state")).lower(), "")


def _document(package: Package, licence: str) -> Document:
    notes = package.notes
    title = package.title or package.name or package.key
    dates = [package.value("modified"), words(package.said.get("metadata_modified"))]
    return Document(
        id=package.id,
        title=title,
        url=package.page,
        summary=clipped(one_line(notes), _SUMMARY),
        language=language_code(package.value("language")),
        text_licence=licence if _is_stated(package) else package.file.licence,
        genre="dataset",
        format="markdown",
        date=next(filter(None, map(day, dates)), ""),
        text="\n\n".join(_paragraphs(package, notes)),
        statements=tuple(_statements(package)),
    )


def _paragraphs(package: Package, notes: str) -> Iterator[str]:
    """Give the text: what it is, its keywords, and the forms in which it comes."""
    if notes:
        yield notes
    tags = (mapping(tag) for tag in listed(package.said.get("tags")))
    names = {words(tag.get("display_name")) or words(tag.get("name")) for tag in tags} - {""}
    if names:
        yield f"Trefwoorden: {', '.join(sorted(names)[:_MOST_WORDS])}"
    forms = {clipped(words(one.get("format")), 40) for one in package.resources} - {""}
    if forms:
        yield f"Bestandsvormen: {', '.join(sorted(forms)[:_MOST_WORDS])}"


def _statements(package: Package) -> Iterator[Statement]:
    """Say who publishes the dataset: its organisation, else the member whose portal it is."""
    file = package.file
    uri, name = package.organisation()
    subject = uri or (named_organisation(name) if name else file.organisation)
    if subject:
        strength = "own" if subject == file.organisation else "third"
        more = {"url": package.page, "subject_name": name, "strength": strength}
        yield own(file, subject, "publishes", package.id).model_copy(update=more)


def _stated(package: Package) -> list[str]:
    """Give the licence in each way in which it is written; "" for what is not."""
    return [package.value(name) for name in ("license_id", "license_url", "license_title")]


def _is_stated(package: Package) -> bool:
    """Tell whether a licence is stated, known or not; CKAN has a code for where none is."""
    none = ("", "notspecified", "license not specified")
    return any(one.strip().lower() not in none for one in _stated(package))


def _licence(package: Package, reading: Reading) -> str:
    """Give the licence by its code, address or title, whichever says most."""
    written = _stated(package)
    found = max((spdx(one) for one in written), key=len)
    said = next(filter(None, written), "")
    where = {"level": "warning", "place": package.place, "field": "license_id"}
    if any(map(is_closed, written)):
        told = "de licentie is niet open: de tekst wordt niet getoond, alleen de link."
        reading.problem("closed-licence", told, **where)
        return ""
    if said and not found:
        told = f"de licentie {clipped(said, 100)!r} is onbekend. Kies er een van Creative Commons."
        reading.problem("unknown-licence", told, **where)
    return found


def _grade(package: Package, reading: Reading) -> None:
    """Note in one problem each what is missing, and what is there in a way that misleads."""
    missing = [f"{label} ({name})" for name, label in _FIELDS.items() if not package.said.get(name)]
    if missing:
        said = f"er ontbreekt: {', '.join(missing)}. Vul dit aan bij de dataset."
        reading.problem("missing-fields", said, level="warning", place=package.place)
    bare = sum(1 for one in package.resources if not web_address(raw(one.get("url"))))
    if bare:
        said = f"bestanden zonder bruikbaar adres: {bare} van {len(package.resources)}. "
        said += "Geef elk bestand een adres, of haal het weg."
        reading.problem("resource-without-url", said, level="hint", place=package.place)
    if package.twice:
        said = f"deze extra velden staan er vaker, met andere waarden: {', '.join(package.twice)}."
        reading.problem("extras-twice", said, level="hint", place=package.place)
