"""Reads products of the SDG PDC API (`api/v1/producten`): a page of results, or one product.

Fields as in OpenAPI 1.8 of `maykinmedia/sdg-invoervoorziening` (standards.md A.7); the flat shape
of older services, with one language per item, and `owc/pdc/v1/sdg` are read too. Of the
translations the Dutch one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from crawlers.offers.fields import Body, body_of, details, of_link, offered
from crawlers.offers.levels import is_document, service
from crawlers.offers.sections import Section, links_of_markdown, of_markdown
from crawlers.offers.service import (
    SUMMARY,
    Named,
    audience,
    language,
    organisation,
    product,
    product_page,
    statements,
    web_link,
)
from crawlers.readers import File, Reading
from crawlers.readers._api import is_json, json_of, listed, mapping, number, plain, raw, words
from crawlers.readers._prose import first_paragraph, headings
from crawlers.readers._text import clipped, day
from knowledge.model import Document, Service

NAME = "sdg"
ORDER = 41
_SECTIONS = {  # in the order in which the national portals show them
    "tekst": "",
    "procedureBeschrijving": "Aanvragen",
    "vereisten": "Voorwaarden",
    "bewijs": "Wat u nodig hebt",
    "kostenEnBetaalmethoden": "Kosten",
    "uitersteTermijn": "Termijn",
    "bezwaarEnBeroep": "Bezwaar en beroep",
    "wtdBijGeenReactie": "Als u geen antwoord krijgt",
    "productAanwezigToelichting": "Niet bij deze organisatie",
    "productValtOnderToelichting": "Onderdeel van een ander product",
}
_HTML = re.compile(  # not <https://…>, which is Markdown
    r"(?i)</?(?:p|br|div|span|a|b|i|strong|em|[uo]l|li|h[1-6]|table|t[rdh]|script|style)\b[^<>]{0,500}>"
)


def accepts(file: File) -> bool:
    """Accept JSON of the SDG PDC API, by its address or by the product names (UPN) in it."""
    if not is_json(file):
        return False
    path = urlsplit(file.url).path.rstrip("/")
    is_theirs = path.endswith(("/api/v1/producten", "/owc/pdc/v1/sdg"))
    return is_theirs or b'"upnUri"' in file.body or b'"upnLabel"' in file.body


def read(file: File) -> Reading:
    """Give a document per product, and the address of the next page as the API says it.

    A product without a name or not yet published is a problem at its own address. An error of the
    API is a problem of the page, which then has no records.
    """
    reading = Reading(format="sdg-pdc")
    data = json_of(file, reading)
    if data is None:
        return reading
    fields = mapping(data)
    is_page = isinstance(fields.get("results"), list)
    if not is_page and not {"upnUri", "upnLabel"} & fields.keys():
        told = words(fields.get("detail") or fields.get("title"))[:200]
        said = f"dit is geen lijst met producten{f' ({told})' if told else ''}. "
        said += "Geef het adres dat op /api/v1/producten eindigt."
        reading.problem("bad-answer", said, place=file.url)
        return reading
    for position, item in enumerate(fields["results"] if is_page else [fields], 1):
        document = _document(file, mapping(item), position, reading)
        if document:
            reading.records.append(document)
    if is_page:
        reading.total, reading.next = number(fields.get("count")), raw(fields.get("next")).strip()
    return reading


def _document(file: File, item: dict[str, Any], position: int, reading: Reading) -> Document | None:
    """Give the page of a product; None and a problem where it is not public or has no name."""
    url, said = _address(file, item), _translation(item)
    title = words(said.get("titel")) or _capital(words(item.get("upnLabel")))
    if why := _refusal(item, url, title):
        level = "hint" if why[0] == "not-public" else "error"
        reading.problem(*why, level=level, place=url or f"{file.url}#{position}")
        return None
    text, about = _text(said), _products(item, reading, url)
    summary, body = first_paragraph(_markdown(said.get("tekst"))), _body(said)
    services = offered(body, title, "", _told(item, said, text, url))
    return product_page(
        file,
        url,
        title,
        summary=clipped(summary, SUMMARY),
        language=language(raw(said.get("taal")), "nl"),
        format="markdown",
        date=_date(item, said),
        audience=audience([raw(item.get("doelgroep"))]),
        online="ja" if (asked := _request(said)) else "",
        request_url=asked,
        services=services,
        headings=headings(text, markdown=True),
        text=text,
        statements=statements(file, url, _responsible(file, item), about, _is_offered(item, text)),
        **details(body, services),
    )


def _refusal(item: dict[str, Any], url: str, title: str) -> tuple[str, str] | None:
    """Say why a product is left out: not published yet, or without a name or an address."""
    if "publicatieDatum" in item and not day(raw(item["publicatieDatum"])):
        why = "dit product is nog niet gepubliceerd (geen publicatieDatum) en is overgeslagen."
        return "not-public", why
    if not url:
        return "no-address", "`url` is leeg. Vul dit in voor dit product."
    return None if title else ("no-title", "`titel` is leeg. Vul dit in voor dit product.")


def _address(file: File, item: dict[str, Any]) -> str:
    """Give the page of a product, else its address in the API; "" where it has neither."""
    own = web_link(raw(item.get("url"))) or web_link(raw(item.get("self")))
    key = quote(words(item.get("uuid")) or words(item.get("id")), safe="")[:100]
    return own or (f"{file.url.partition('?')[0].rstrip('/')}/{key}" if key else "")


def _translation(item: dict[str, Any]) -> dict[str, Any]:
    """Give the Dutch text of a product, else the first that says something."""
    found = [mapping(one) for one in listed(item.get("vertalingen"))] or [item]
    filled = [one for one in found if any(words(one.get(key)) for key in ("titel", *_SECTIONS))]
    dutch = [one for one in filled if language(raw(one.get("taal")), "nl") == "nl"]
    return next(iter([*dutch, *filled, *found]))


def _text(said: dict[str, Any]) -> str:
    """Give the parts of a text, each under its heading."""
    parts = []
    for key, heading in _SECTIONS.items():
        if part := _markdown(said.get(key)):
            parts.append(f"## {heading}\n\n{part}" if heading else part)
    return "\n\n".join(parts)


def _markdown(value: Any) -> str:
    """Give the limited Markdown of a field; where it is HTML instead, the text of that."""
    text = raw(value).strip()
    return plain(text).text if _HTML.search(text) else text


def _body(said: dict[str, Any]) -> Body:
    """Give the sections of a text; a field is one section, whatever headings stand in it."""
    sections, links = [], []
    for key, heading in _SECTIONS.items():
        text = raw(said.get(key)).strip()
        if _HTML.search(text):
            found = body_of(text)
            parts, here = list(found.sections), list(found.links)
        else:
            parts, here = of_markdown(text), links_of_markdown(text)
        links += here
        if heading and parts:
            parts = [Section(heading, [block for part in parts for block in part.blocks])]
        sections += parts
    return Body(sections=tuple(sections), links=tuple(links))


def _told(item: dict[str, Any], said: dict[str, Any], text: str, url: str) -> Iterator[Service]:
    """Give what the fields of a product offer; one that is not there offers nothing, and says so.

    A row without any text, which every body has for products that it has not written yet, says
    nothing at all.
    """
    if item.get("productAanwezig") is False:
        yield service("information", "productAanwezig: nee", url, offered=False)
        return
    if text:
        yield service("information", "productpagina", url)
    link = mapping(said.get("procedureLink"))
    if address := web_link(raw(link.get("url"))):
        yield from of_link("procedureLink", words(link.get("label")), address)


def _responsible(file: File, item: dict[str, Any]) -> Named:
    told = mapping(item.get("verantwoordelijkeOrganisatie"))
    name = words(told.get("owmsPrefLabel"))
    return organisation(file, raw(told.get("owmsIdentifier")), name)


def _products(item: dict[str, Any], reading: Reading, url: str) -> Iterator[Named]:
    found = product(raw(item.get("upnUri")), words(item.get("upnLabel")), reading, url)
    if found:
        yield found


def _is_offered(item: dict[str, Any], text: str) -> bool:
    """Tell whether the responsible organisation offers the product: it says so, or describes it.

    Every body has a row for every product of the SDG, mostly empty and with `null` here. A portal
    that names nobody as responsible describes what others do.
    """
    offers = item.get("productAanwezig")
    is_theirs = bool(mapping(item.get("verantwoordelijkeOrganisatie")))
    return is_theirs and (offers is True or (offers is None and bool(text)))


def _date(item: dict[str, Any], said: dict[str, Any]) -> str:
    values = (said.get("datumWijziging"), item.get("laatstGewijzigd"), item.get("publicatieDatum"))
    return next(filter(None, (day(raw(value)) for value in values)), "")


def _request(said: dict[str, Any]) -> str:
    """Give the address at which the product can be asked for; a form to print is none."""
    address = web_link(raw(mapping(said.get("procedureLink")).get("url")))
    return "" if is_document(address) else address


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
