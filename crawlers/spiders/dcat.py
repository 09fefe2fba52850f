"""Protocol `dcat`: a catalogue of open data in Turtle, JSON-LD or RDF/XML, page after page.

The pages are those of hydra, or of a CSW catalogue that answers in RDF (standards.md A.5). Key of
the source: `url`, the address of the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import urldefrag, urlsplit

from crawlers.addresses import joined
from crawlers.guard import refusal
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.spiders.base import MemberSpider

ACCEPT = "text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8, */*;q=0.1"
_BROKEN = {"not-turtle", "not-rdfxml", "not-jsonld", "bad-next"}


class DcatSpider(MemberSpider):
    """The pages of a catalogue; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "dcat"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each dataset and service of the catalogue, in the order of its pages."""
        async for settled in self.paged(self.source.url, follow=self.next_page, accept=ACCEPT):
            yield settled

    def next_page(self, reading: Reading, url: str) -> str:
        """Give the address of the next page, "" at the end or where we may not go.

        A page of which a part could not be read is no ground to remove anything (harvest.md P1).
        """
        place = self.public(url)
        if any(one.level == "error" and one.code in _BROKEN for one in reading.problems):
            said = "een deel van deze pagina is onleesbaar; wat er eerder stond blijft staan"
            self.report.broke(place, "broken-page", said)
        if not reading.next:
            return ""
        if reading.next.isdigit():
            return with_position(url, reading.next)
        after = self.fetchable(urldefrag(joined(place, reading.next))[0])
        why = refusal(after, self.hosts, self.open_places)
        if why and why[0] in ("other-host", "closed") and same_list(after, url):
            return urlsplit(url)._replace(query=urlsplit(after).query).geturl()
        if why:
            self.report.broke(place, why[0], f"de volgende pagina is niet te lezen: {why[1]}")
            return ""
        return after


def same_list(after: str, url: str) -> bool:
    """Tell whether an address is that of the same list, by a name that a proxy hides.

    >>> same_list("http://intern:5000/catalog.ttl?page=2", "https://data.dorp.example/catalog.ttl")
    True
    """
    path = urlsplit(after).path.rstrip("/")
    return bool(path) and urlsplit(url).path.rstrip("/").endswith(path)


def with_position(url: str, position: str) -> str:
    """Give the address of a CSW request from another position.

    >>> with_position("https://geo.example/csw?request=GetRecords&startPosition=1", "11")
    'https://geo.example/csw?request=GetRecords&startPosition=11'
    """
    name = re.search(r"(?i)[?&](startposition)=", url)
    if name:
        return re.sub(r"(?i)([?&]startposition=)[^&#]*", rf"\g<1>{position}", url)
    return f"{url}{'&' if '?' in url else '?'}startPosition={position}"
