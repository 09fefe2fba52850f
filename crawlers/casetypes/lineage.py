"""Where a case type comes from: the catalogue it was copied from, and what it is a form of.

Standard: ZGW Catalogi 1.3 and 1.4, `broncatalogus`, `bronzaaktype`, `referentieproces` and
`selectielijstProcestype` (standards.md A.8). A catalogue is known by domain and RSIN together, and
a case type in it by its identification. So the id of a source is
`noaber:zaaktype/rsin-<RSIN>-<domain>/<identification>`: the same for all who copied it, whatever
address their copy of the catalogue has. Where RSIN or identification is not said, the address of
the source is its id; a domain alone ("ALG") is that of many, and identifies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from crawlers.casetypes.parts import texts
from crawlers.readers import File
from crawlers.readers._export import text, value
from crawlers.readers._text import own, products, published, web_address
from knowledge.model import Statement

_PREFIX = "noaber:zaaktype/"
_RSIN = re.compile(r"[0-9]{9}")


def source_id(catalogue: str, identification: str) -> str:
    """Give the id of a case type in a catalogue that many copy from, "" where one is not said.

    >>> source_id("model-dsp", "B 1026")
    'noaber:zaaktype/model-dsp/B%201026'
    """
    parts = [quote(part, safe="") for part in (catalogue, identification)]
    return _PREFIX + "/".join(parts) if all(parts) else ""


def _source(item: Any) -> str:
    """Give the id of the case type that another was made from, "" where nothing identifies it."""
    catalogue, source = value(item, "broncatalogus"), value(item, "bronzaaktype")
    known = _in_catalogue(catalogue, text(source, "identificatie"))
    return known or web_address(text(source, "url"))


def _in_catalogue(catalogue: Any, identification: str) -> str:
    """Give the id of a case type in a catalogue, "" where the catalogue has no RSIN."""
    number, domain = text(catalogue, "rsin"), text(catalogue, "domein").upper()
    name = f"rsin-{number}" + (f"-{domain}" if domain else "")
    return source_id(name, identification) if _RSIN.fullmatch(number) else ""


def lineage(item: Any) -> str:
    """Say in one line from which catalogue and case type this one was made, "" for none.

    >>> lineage({"broncatalogus": {"domein": "REF", "rsin": "000000000"},
    ...          "bronzaaktype": {"identificatie": "R1", "omschrijving": "Kap"}})
    'REF, RSIN 000000000 · R1 Kap'
    """
    catalogue, source = value(item, "broncatalogus"), value(item, "bronzaaktype")
    number = text(catalogue, "rsin")
    said = (text(catalogue, "domein"), f"RSIN {number}" if number else "")
    name = f"{text(source, 'identificatie')} {text(source, 'omschrijving')}"
    return " · ".join(filter(None, (", ".join(filter(None, said)), name.strip())))


def reference(item: Any) -> str:
    """Name the reference process with its address, and the category of the selection list.

    The category is only named by its address: what stands there is in another file.
    """
    process = value(item, "referentieproces")
    link = web_address(text(process, "link"))
    name = text(process, "naam")
    named = f"{name} ({link})" if name and link else name or link
    return " · ".join(filter(None, (named, web_address(text(item, "selectielijst_procestype")))))


def statements(file: File, item: Any, process: str) -> Iterator[Statement]:
    """Give who publishes it, which products it handles, and the case type that it was made from."""
    yield from published(file, process)
    for product in products(" ".join(texts(item, "producten_of_diensten"))):
        yield own(file, process, "handles", product)
    if source := _source(item):
        yield own(file, process, "based_on", source).model_copy(
            update={"object_name": _called(value(item, "bronzaaktype"))}
        )


def _called(source: Any) -> str:
    return text(source, "omschrijving") or text(source, "identificatie")


def own_names(item: Any) -> tuple[str, ...]:
    """Give the other ids of a case type, by which those who copied it name it.

    Its address in its own catalogue, and the id of that catalogue where it stands in the file.
    """
    found = value(item, "_expand")
    catalogue = value(found, "catalogus") or value(item, "catalogus")
    known = _in_catalogue(catalogue, text(item, "identificatie"))
    return tuple(filter(None, (web_address(text(item, "url")), known)))
