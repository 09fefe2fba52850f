"""Reads products of OpenPDC, the catalogue of OpenWebconcept (`owc/pdc/v1`): items, or one item.

The fields are those of the plugin `pdc-base` 3 (standards.md A.7). It gives the UPL itself only
where a site adds it; WordPress's own shape (`title.rendered`, `link`) is read too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from crawlers.offers.fields import body_of, details, of_download, of_link, offered
from crawlers.offers.levels import is_document, service
from crawlers.offers.service import (
    SUMMARY,
    Named,
    audience,
    language,
    product,
    product_page,
    statements,
    web_link,
)
from crawlers.readers import File, Reading
from crawlers.readers._api import (
    is_json,
    json_of,
    listed,
    mapping,
    number,
    plain,
    raw,
    words,
)
from crawlers.readers._text import clipped, day
from knowledge.model import Document, Service

NAME = "pdc"
ORDER = 42
_NAMES = ("upl_name", "upl_naam", "uplName", "uplNaam", "pdc_upl_naam", "name", "naam", "label")
_ADDRESSES = ("upl_resource", "upl_url", "uplUrl", "uplUri", "pdc_upl_resource", "resource",
              "url", "uri")  # fmt: skip
_LOGINS = ("digid", "eherkenning", "eidas", "digideHerkenning", "general")


def accepts(file: File) -> bool:
    """Accept JSON of `owc/pdc/v1`, by its address or its fields."""
    if not is_json(file):
        return False
    is_theirs = "/owc/pdc/v1" in unquote(file.url)
    return is_theirs or (b'"post_status"' in file.body and b'"excerpt"' in file.body)


def read(file: File) -> Reading:
    """Give a document per item, and the number of the next page.

    An item without title, with a password, or not published is a problem at its own address. An
    error of WordPress is a problem of the page, which then has no records.
    """
    reading = Reading(format="owc-pdc")
    data = json_of(file, reading)
    if data is None:
        return reading
    items = _items(data)
    if items is None:
        told = words(mapping(data).get("message"))[:200]
        said = f"dit is geen lijst met producten van OpenPDC{f' ({told})' if told else ''}. "
        said += "Geef het adres dat op /owc/pdc/v1/items eindigt."
        reading.problem("bad-answer", said, place=file.url)
        return reading
    for position, item in enumerate(items, 1):
        document = _document(file, mapping(item), position, reading)
        if document:
            reading.records.append(document)
    _page(file, mapping(data), len(items), reading)
    return reading


def _items(data: Any) -> list[Any] | None:
    """Give the items of a page: under `data`, as a bare list, or one by itself; None for else."""
    if isinstance(data, list):
        return data
    fields = mapping(data)
    if isinstance(fields.get("data"), list):
        return list(fields["data"])
    return [data] if "id" in fields and "title" in fields else None


def _page(file: File, data: dict[str, Any], count: int, reading: Reading) -> None:
    """Say how many items there are and which page follows: by `pagination`, else by headers."""
    told = mapping(data.get("pagination"))
    current, pages = number(told.get("current_page")), number(told.get("total_pages"))
    reading.total = number(told.get("total_count"))
    if not told and "x-wp-total" in file.headers:
        reading.total = number(file.headers["x-wp-total"])
        pages = number(file.headers.get("x-wp-totalpages"))
        current = number(next(iter(parse_qs(urlsplit(file.url).query).get("page", [])), "1"))
    reading.next = str(max(current, 1) + 1) if count and max(current, 1) < pages else ""


def _document(file: File, item: dict[str, Any], position: int, reading: Reading) -> Document | None:
    """Give the page of an item; None and a problem where it is not for everyone or has no title."""
    url, title = _address(file, item), words(item.get("title"))
    if why := _closed(item) or _lacks(url, title):
        level = "error" if why[0] in ("no-address", "no-title") else "hint"
        place = url or f"{file.url}#{position}"
        reading.problem(*why, level=level, place=place)
        return None
    body, summary = body_of(raw(item.get("content"))), words(item.get("excerpt"))
    asked, about = next(_requests(item), ""), _products(item, reading, url)
    services = offered(body, title, summary, _told(item, url))
    more = details(body, services)
    if mapping(item.get("appointment")).get("active") is True:
        more["channels"] = tuple(dict.fromkeys((*more["channels"], "balie")))
    return product_page(
        file,
        url,
        title,
        summary=clipped(summary, SUMMARY),
        language=language(raw(item.get("language")), "nl"),
        date=_date(item),
        audience=audience(_terms(item, "pdc-doelgroep")),
        online="ja" if asked or "digid" in map(str.lower, _terms(item, "pdc-aspect")) else "",
        request_url=asked,
        services=services,
        headings=body.headings,
        text="\n\n".join(filter(None, (body.text, *_questions(item)))),
        statements=statements(file, url, Named(file.organisation), about),
        **more,
    )


def _lacks(url: str, title: str) -> tuple[str, str] | None:
    """Say what an item lacks, None where it is whole."""
    if not url:
        return "no-address", "dit product heeft geen `id` en geen adres. Vul een van beide in."
    return None if title else ("no-title", "dit product heeft geen titel. Vul de titel in.")


def _address(file: File, item: dict[str, Any]) -> str:
    """Give the public page of an item, else its address in the API, "" where it has no id."""
    if page := web_link(raw(item.get("portal_url"))) or web_link(raw(item.get("link"))):
        return page
    known, path = number(item.get("id")), file.url.partition("?")[0]
    if known < 0:
        return ""
    base, api, _ = path.partition("/owc/pdc/v1")  # else WordPress without readable addresses
    return f"{base}{api}/items/{known}" if api else f"{path}?rest_route=/owc/pdc/v1/items/{known}"


def _date(item: dict[str, Any]) -> str:
    values = (day(raw(item.get(key))) for key in ("date_modified", "modified", "date"))
    return next(filter(None, values), "")


def _closed(item: dict[str, Any]) -> tuple[str, str] | None:
    """Say why an item is not for everyone, None where it is."""
    kinds = [kind.lower() for kind in _terms(item, "pdc-type")]
    if item.get("protected") is True:
        why = "is met een wachtwoord afgeschermd"
    elif raw(item.get("post_status")) not in ("", "publish"):
        why = "is nog niet gepubliceerd"
    elif "internal" in kinds and "external" not in kinds:
        why = "is voor intern gebruik"
    else:
        return None
    return "not-public", f"dit product {why} en is overgeslagen."


def _terms(item: dict[str, Any], taxonomy: str) -> list[str]:
    """List the terms of an item in a taxonomy, by their slug, which stays when a name changes."""
    terms = map(mapping, listed(mapping(item.get("taxonomies")).get(taxonomy)))
    return [raw(term.get("slug")) or words(term.get("name")) for term in terms]


def _requests(item: dict[str, Any]) -> Iterator[str]:
    """Give the addresses at which the product can be asked for: buttons to log in, then forms."""
    buttons = (url for _, _, url in _buttons(item))
    forms = (url for _, url in _links(item, "forms") if not is_document(url))
    yield from (*buttons, *forms)


def _buttons(item: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give the buttons to log in: with what, what stands on it, and its address."""
    logins = mapping(item.get("identifications"))
    for login in _LOGINS:
        for label, url in _links(logins, login):
            yield login, label, url


def _links(fields: dict[str, Any], name: str) -> Iterator[tuple[str, str]]:
    """Give the title and address of each row of a field; without an address it is none."""
    for one in map(mapping, listed(fields.get(name))):
        if url := web_link(raw(one.get("url"))):
            yield words(one.get("title")), url


def _told(item: dict[str, Any], url: str) -> Iterator[Service]:
    """Give what the fields of an item offer; `general` is a button that does not say how."""
    yield service("information", "productpagina", url)
    for login, label, address in _buttons(item):
        has_login = login != "general"
        yield from of_link(f"identifications.{login}", label, address, has_login)
    for label, address in _links(item, "forms"):
        yield from of_link("forms", label, address)
    for field in ("downloads", "links"):
        for label, address in _links(item, field):
            yield from of_download(field, label, address)
    if "digid" in map(str.lower, _terms(item, "pdc-aspect")):
        yield service("online", "pdc-aspect: digid")
        yield service("sign-in", "pdc-aspect: digid")


def _questions(item: dict[str, Any]) -> Iterator[str]:
    for one in map(mapping, listed(item.get("faq"))):
        asked, answer = words(one.get("question")), plain(raw(one.get("answer"))).text
        if asked and answer:
            yield f"{asked}\n{answer}"


def _products(item: dict[str, Any], reading: Reading, url: str) -> Iterator[Named]:
    """Give the product of the UPL; some plugins put it in the item, others in a block `upl`."""
    inner = mapping(item.get("upl")) or next(map(mapping, listed(item.get("upl"))), {})
    name = _first(item, _NAMES[:5]) or _first(inner, _NAMES)
    uri = _first(item, _ADDRESSES[:5]) or _first(inner, _ADDRESSES)
    if (name or uri) and (found := product(uri, name, reading, url)):
        yield found


def _first(fields: dict[str, Any], keys: tuple[str, ...]) -> str:
    return next(filter(None, (words(fields.get(key)) for key in keys)), "")
