"""Protocol `pdc`: a catalogue of products, as OpenPDC or the SDG PDC API gives it in JSON.

Key of the source: `url`, the root of the API or its list of products (`…/owc/pdc/v1/items`,
`…/api/v1/producten`), with the filters that it takes, such as `organisatieOwmsIdentifier` or
`source`. Of a website alone both are tried. Both read without a key (standards.md A.7).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from crawlers.addresses import joined, with_parameters
from crawlers.answers import media_type
from crawlers.failures import Unfetched
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.spiders.base import MemberSpider

AT_ONCE = "100"  # items of a page; WordPress gives no more
_LISTS = ("/items", "/producten", "/wp-json/owc/pdc/v1/items", "/api/v1/producten")
_ELSEWHERE = ("status-400", "status-403", "status-404", "status-405", "status-410", "page-instead",
              "robots")  # fmt: skip


class PdcSpider(MemberSpider):
    """The pages of a product catalogue; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "pdc"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each product, in the order of the list."""
        told, known = list_of(self.source.url), self.known_list()
        try:
            async for settled in self.products(told or known or await self.found_list()):
                yield settled
        except Unfetched as error:
            if told or not known or error.code not in _ELSEWHERE:
                raise
            async for settled in self.products(await self.found_list()):  # it moved
                yield settled

    def products(self, url: str) -> AsyncIterator[Settled]:
        """Yield the products of a list, from its first page on."""
        return self.paged(url, follow=self.next_page, accept="application/json")

    def known_list(self) -> str:
        """Give the list that was found the last time, "" where none was."""
        return self.notes.get("list", "") if self.notes.get("asked") == self.source.url else ""

    async def found_list(self) -> str:
        """Give the list that answers, of those where such a catalogue may be.

        Raises Unfetched where none of them does.
        """
        for path in _LISTS:
            url = list_of(extended(self.source.url, path))
            try:
                answer = await self.fetch(url, accept="application/json")
            except Unfetched as error:
                if error.code not in _ELSEWHERE:
                    raise
                continue
            if media_type(answer) != "text/html":
                self.notes.update(asked=self.source.url, list=url)
                return url
        said = f"hier is geen productcatalogus: {', '.join(_LISTS)} geven er geen"
        raise Unfetched("no-catalogue", said)

    def next_page(self, reading: Reading, url: str) -> str:
        """Give the address of the next page: its number in the address, or what the API says.

        What the API says is used for its parameters only where it is the list itself: behind a
        proxy an API often calls itself by another host, and some forget how many were asked for.
        """
        if not reading.next or reading.next.isdigit():
            return with_parameters(url, page=reading.next) if reading.next else ""
        after = joined(self.public(url), reading.next)
        try:
            path, query = urlsplit(after).path.rstrip("/"), urlsplit(after).query
        except ValueError:
            return after
        if path and urlsplit(url).path.rstrip("/").endswith(path):
            return with_parameters(url, **dict(parse_qsl(query, keep_blank_values=True)))
        return self.fetchable(after)


def list_of(url: str) -> str:
    """Give the first page of the list behind the address of an API; "" where it does not tell.

    >>> list_of("https://dorp.example/wp-json/owc/pdc/v1/")
    'https://dorp.example/wp-json/owc/pdc/v1/items?limit=100&page=1'
    >>> list_of("https://dorp.example/api/v1"), list_of("https://dorp.example/")
    ('https://dorp.example/api/v1/producten', '')
    """
    path = urlsplit(url).path.rstrip("/")
    if path.endswith("/api/v1"):
        return extended(url, "/producten")
    if path.endswith("/producten"):
        return url
    if path.endswith("/owc/pdc/v1"):
        url, path = extended(url, "/items"), f"{path}/items"
    if "/wp/v2/" in path:
        return with_parameters(url, per_page=AT_ONCE, page="1")
    is_theirs = "/owc/pdc/" in path or path.endswith("/items") or "rest_route=" in url
    return with_parameters(url, limit=AT_ONCE, page="1") if is_theirs else ""


def extended(url: str, path: str) -> str:
    """Give an address with a path behind its own; its parameters stay.

    >>> extended("https://dorp.example/api/?source=3", "/items")
    'https://dorp.example/api/items?source=3'
    """
    parts = urlsplit(url)
    return parts._replace(path=parts.path.rstrip("/") + path, fragment="").geturl()
