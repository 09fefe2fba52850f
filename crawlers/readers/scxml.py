"""Reads products of Samenwerkende Catalogi (SC 4.0): an SRU answer, or a publisher's own XML.

Elements are matched by their local name, since prefixes and namespaces vary; `scheme` is not
needed, since real feeds lack it (standards.md A.7). What the national search service adds to a
record (`enrichedData`) fills in what its publisher left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from crawlers.offers.fields import body_of, details, of_flag, offered
from crawlers.offers.levels import merged, service
from crawlers.offers.service import (
    SUMMARY,
    Named,
    audience,
    language,
    online,
    organisation,
    product,
    product_page,
    statements,
    web_link,
)
from crawlers.readers import File, Reading
from crawlers.readers._api import number, words
from crawlers.readers._text import clipped, day, one_line
from crawlers.readers._xml import has_doctype, parsed, root_name, text_of
from knowledge.model import Document

NAME = "scxml"
ORDER = 18  # before feeds: OpenPDC sends this XML as one
_ROOTS = ("scproducten", "scproduct", "searchRetrieveResponse", "explainResponse")
_ROOT = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:scproducten|searchRetrieveResponse)[\s>]")
_COLLECTION = "CC0-1.0"  # of the national collection; the page behind it is not (A.2)


def accepts(file: File) -> bool:
    """Accept XML with the root of SC or SRU, also where a DOCTYPE stands before it."""
    if root_name(file.body).rpartition("}")[2] in _ROOTS:
        return True
    return has_doctype(file.body) and _ROOT.search(file.body[:4096]) is not None


def read(file: File) -> Reading:
    """Give a document per product, and where the list goes on.

    A product without title or address is a problem at its line. A diagnostic of the search service
    (SRU 1.2) is a problem of the page, which then has no records.
    """
    reading = Reading(format="scxml")
    root = parsed(file, reading)
    if root is None:
        return reading
    if _local(root) == "searchRetrieveResponse":
        reading.format = "sru"
        _read_answer(file, root, reading)
        return reading
    products = list(root.iter("{*}scproduct"))
    if not products and _local(root) != "scproducten":
        said = "hier staan geen producten. Geef het adres van de lijst met producten (scproducten)."
        reading.problem("not-sc", said, place=file.url, line=root.sourceline or 0)
        return reading
    reading.version = _attribute(products[0], "owms-version") if products else ""
    _read_products(file, [(one, one) for one in products], reading)
    return reading


def _read_answer(file: File, root: Any, reading: Reading) -> None:
    """Read one page of an SRU answer: its diagnostics, else its records and what follows."""
    reading.version = text_of(next(root.iterchildren("{*}version"), None))
    if found := list(root.iterchildren("{*}diagnostics")):
        said = f"de zoekdienst meldt een fout: {_diagnostic(found[0])}. Controleer de zoekvraag."
        reading.problem("sru-diagnostic", said, place=file.url, line=found[0].sourceline or 0)
        return
    reading.total = number(text_of(next(root.iterchildren("{*}numberOfRecords"), None)))
    records = [one for found in root.iterchildren("{*}records") for one in found]
    if reading.total == 0 and not records:
        said = (
            "de zoekdienst kent geen producten bij deze zoekvraag. Controleer de naam (authority)."
        )
        reading.problem("no-products", said, level="warning", place=file.url)
    pairs = [(next(record.iter("{*}scproduct"), None), record) for record in records]
    _read_products(file, pairs, reading)
    reading.next = _next(file, root, len(records), reading.total)


def _next(file: File, root: Any, count: int, total: int) -> str:
    """Give the position of the next record; counted where the service does not say it."""
    told = number(text_of(next(root.iterchildren("{*}nextRecordPosition"), None)))
    start = number(next(iter(parse_qs(urlsplit(file.url).query).get("startRecord", [])), "1"))
    position = told if told > 0 else max(start, 1) + count
    goes_on = position <= total if total >= 0 else told > 0
    return str(position) if count and goes_on else ""


def _read_products(file: File, products: list[tuple[Any, Any]], reading: Reading) -> None:
    """Read each product with the record around it; one that comes back is part of the first."""
    found: dict[str, Document] = {}
    for position, (element, around) in enumerate(products, 1):
        if element is None:
            said = f"dit is geen product van Samenwerkende Catalogi ({_diagnostic(around)})"
            place = f"{file.url}#{position}"
            reading.problem("not-sc", said, place=place, line=around.sourceline or 0)
            continue
        document = _document(file, element, around, position, reading)
        if document is None:
            continue
        if first := found.get(document.id):
            found[document.id] = _joined(first, document)
            said = "deze pagina staat twee keer in de lijst; de gegevens zijn samengevoegd"
            reading.problem("duplicate", said, level="warning", line=element.sourceline or 0,
                            place=f"{document.url}#{_number(element, position)}")  # fmt: skip
        else:
            found[document.id] = document
    reading.records.extend(found.values())


def _document(
    file: File, element: Any, around: Any, position: int, reading: Reading
) -> Document | None:
    """Give the page of a product; None and a problem where it has no title or no address."""
    url, title = web_link(_value(element, "identifier")), words(_value(element, "title"))
    if not url or not title:
        _refuse(file, element, position, reading)
        return None
    is_national = reading.format == "sru" and _is_national(file)
    asked = web_link(_attribute(_first(element, "aanvraagURL"), "resourceIdentifier"))
    about, body = _products(element, around, reading, url), body_of(_markup(element))
    summary, here = (
        words(_value(element, "abstract")),
        [service("information", "productpagina", url)],
    )
    told = of_flag(_value(element, "onlineAanvragen"), asked, _value(element, "eenmaligAanmelden"))
    services = offered(body, title, summary, here, told)
    return product_page(
        file,
        url,
        title,
        summary=clipped(summary, SUMMARY),
        language=language(_value(element, "language")),
        text_licence=file.licence or (_COLLECTION if is_national else ""),
        date=day(_value(element, "modified")),
        audience=audience(text_of(one) for one in element.iter("{*}audience")),
        online=online(_value(element, "onlineAanvragen")),
        request_url=asked,
        services=services,
        headings=body.headings,
        text=body.text,
        statements=statements(file, url, _authority(file, element, around), about),
        **details(body, services),
    )


def _refuse(file: File, element: Any, position: int, reading: Reading) -> None:
    """Say what a product lacks: an address, a good one, or a title."""
    place = f"{file.url}#{_number(element, position)}"
    where: dict[str, Any] = {"place": place, "line": element.sourceline or 0}
    written = _value(element, "identifier")
    if web_link(written):
        said = "dit product heeft geen titel (dcterms:title). Vul de titel in."
        reading.problem("no-title", said, **where)
    elif written:
        said = f"{written[:200]!r} is geen webadres. Schrijf het hele adres, met https://."
        reading.problem("bad-address", said, **where)
    else:
        title = words(_value(element, "title"))[:100]
        named = f" ({title})" if title else ""
        said = f"dit product{named} heeft geen adres (dcterms:identifier). Vul het adres in."
        reading.problem("no-address", said, **where)


def _authority(file: File, element: Any, around: Any) -> Named:
    authority = _first(element, "authority")
    uri = _attribute(authority, "resourceIdentifier") or _value(around, "authorityUri")
    kind = _attribute(authority, "scheme") or _value(around, "authorityScheme")
    return organisation(file, uri, text_of(authority), kind)


def _products(element: Any, around: Any, reading: Reading, url: str) -> Iterator[Named]:
    """Give the products of the UPL that an SC product is; most have one."""
    named = list(element.iter("{*}uniformeProductnaam"))
    added = _value(around, "uniformeProductnaamUri") if len(named) < 2 else ""
    for one in named:
        uri = _attribute(one, "resourceIdentifier") or added
        if found := product(uri, text_of(one), reading, url, one.sourceline or 0):
            yield found
    if not named and added and (found := product(added, "", reading, url)):
        yield found


def _joined(first: Document, other: Document) -> Document:
    """Give the document of a page that stands twice in a list, for another audience or product."""
    both = dict.fromkeys((*first.audience, *other.audience))
    said = dict.fromkeys((*first.statements, *other.statements))
    more = {
        "audience": tuple(both),
        "statements": tuple(said),
        "online": first.online or other.online,
        "services": merged(first.services, other.services),
    }
    return first.model_copy(update=more)


def _markup(element: Any) -> str:
    """Give the text of the page, which some publishers send along, as HTML."""
    holder = _first(element, "productHTML")
    if holder is None:
        return ""
    inner = (etree.tostring(child, encoding="unicode", method="html") for child in holder)
    return (holder.text or "") + "".join(inner)


def _diagnostic(element: Any) -> str:
    parts = (_value(element, name) for name in ("message", "details", "uri"))
    return ", ".join(part for part in parts if part)[:300] or "zonder uitleg"


def _is_national(file: File) -> bool:
    host = urlsplit(file.url).hostname or ""
    return host == "overheid.nl" or host.endswith(".overheid.nl")


def _number(element: Any, position: int) -> str:
    return _value(element, "productID")[:100] or str(position)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _first(element: Any, name: str) -> Any:
    return next(element.iter(f"{{*}}{name}"), None)


def _value(element: Any, name: str) -> str:
    return one_line(text_of(_first(element, name)))


def _attribute(element: Any, name: str) -> str:
    """Give an attribute by its local name, "" where it or the element is absent."""
    pairs = element.attrib.items() if element is not None else ()
    found = (value for key, value in pairs if str(key).rpartition("}")[2] == name)
    return str(next(found, ""))
