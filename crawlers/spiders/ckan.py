"""Protocol `ckan`: the datasets of a CKAN portal, by its Action API.

`package_search`, sorted by id: sorted by name, pages miss and double datasets while they are read
(standards.md A.12). Key of the source: `url`, the root of the portal or of its API
(`…/api/3/action`), with the choice that its own pages take: `q`, `fq` and `organization`.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import ClassVar
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from crawlers.failures import Unfetched
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.spiders.base import MemberSpider

AT_ONCE = "100"  # datasets of a page
_PAGES = re.compile(r"/(?:api(?:/.*)?|dataset/?|organization/([\w-]+)/?)?$")


class CkanSpider(MemberSpider):
    """The datasets of a portal; `url`, `stands_for` and `licence` of the source."""

    protocol: ClassVar[str] = "ckan"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each dataset, in the order of its id.

        Raises Unfetched where the portal keeps robots out of its API, as CKAN does unasked.
        """
        url = search_of(self.addresses()[0])
        try:
            async for settled in self.paged(url, follow=self.next_page, accept="application/json"):
                yield settled
        except Unfetched as error:
            if error.code != "robots":
                raise
            said = f"{error}. CKAN sluit /api/ zelf af: zet in robots.txt voor noaber "
            said += f"'Allow: {urlsplit(url).path}'"
            raise Unfetched(error.code, said, error.passing) from error

    def next_page(self, reading: Reading, url: str) -> str:
        """Give the address of the page from the position that the reader found."""
        return re.sub(r"(?<=[?&])start=\d+", f"start={reading.next}", url) if reading.next else ""


def search_of(url: str) -> str:
    """Give the first page of the search behind the address of a portal, with its choice kept.

    >>> search_of("https://data.dorp.example/dataset?organization=gemeente-dorp")[:60]
    'https://data.dorp.example/api/3/action/package_search?fq=org'
    """
    parts = urlsplit(url)
    found = _PAGES.search(parts.path)
    path = parts.path[: found.start()] if found else parts.path.rstrip("/")
    asked = parse_qsl(parts.query)
    chosen = [value for name, value in asked if name == "fq"]
    owners = [value for name, value in asked if name == "organization"]
    owners += [found[1]] if found and found[1] else []
    chosen += [f'organization:"{owner}"' for owner in owners if '"' not in owner]
    query = [(name, value) for name, value in asked if name == "q"]
    query += [("fq", " ".join(chosen))] if chosen else []
    query += [("rows", AT_ONCE), ("sort", "id asc"), ("start", "0")]
    there = f"{path}/api/3/action/package_search"
    return parts._replace(path=there, query=urlencode(query, quote_via=quote), fragment="").geturl()
