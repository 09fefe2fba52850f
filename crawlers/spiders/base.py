"""What every protocol shares: one source, polite fetching, reading, and a report."""

from __future__ import annotations

import asyncio
import hashlib
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http import Response

from crawlers.failures import Stopped, Unfetched, bug, unanswered, unfetched
from crawlers.guard import host_of, open_places, place_of
from crawlers.pipelines import Settled
from crawlers.readers import File, Reading, read, readers
from crawlers.report import SourceReport
from knowledge.home import Home
from knowledge.identity import standing_for
from knowledge.member import Member, Source

DATA = (".yml", ".yaml", ".bpmn", ".dmn")
TEXTS = (".md", ".markdown", ".rst", ".txt")


class MemberSpider(Spider):
    """One source of one member.

    A protocol is a subclass with `protocol`, `supports` where it cannot read every source that
    bears its name, and `harvest_source`, which yields what it settled. It notes each thing with
    `self.find(place)` when it finds it.
    """

    protocol: ClassVar[str] = ""
    exact: ClassVar[bool] = False  # its lists name only what is there: what is not is a fault
    # filled in per source by crawlers.loader
    member: Member
    source: Source
    source_name: str
    home: Home
    allow_loopback: bool = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = SourceReport(source=self.source_name, member=self.member.slug)
        addresses = self.addresses()
        self.hosts = frozenset(map(place_of, addresses)) | sister_places(addresses)
        self.open_places = open_places(addresses) if self.allow_loopback else frozenset()
        self.started = time.monotonic()
        self.failures = 0  # passing ones, one after another
        self.readers = readers()

    @classmethod
    def supports(cls, source: Source) -> str:  # noqa: ARG003 - its name is what callers use
        """Say why this version cannot read a source, "" when it can."""
        return ""

    def addresses(self) -> list[str]:
        """List addresses on each host that this source may ask; the first is its own."""
        return [self.source.api or self.source.url]

    @property
    def harvest(self) -> Path:
        """The file that this source writes."""
        return self.home.harvest / f"{self.source_name}.jsonl"

    async def start(self) -> AsyncIterator[Any]:
        """Read the source; what cannot be fetched at all fails it, and says why."""
        self.started = time.monotonic()
        place = self.addresses()[0]
        try:
            async for settled in self.harvest_source():
                yield settled
            self.report.ended = True
        except Unfetched as error:
            self.report.fail(place, error.code, str(error))
        except Stopped as stop:
            self.report.broke(place, stop.code, str(stop))
        except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
            self.report.fail(place, "bug", bug(error))
        self._closing = asyncio.get_running_loop().create_task(self._close())

    async def _close(self) -> None:
        """Close the spider as soon as it is idle; the engine itself looks only every 5 seconds."""
        engine = self.crawler.engine
        assert engine is not None
        while engine.spider is not None and not engine.spider_is_idle():
            await asyncio.sleep(0.005)
        if engine.spider is not None:
            await engine.close_spider_async(reason="finished")

    def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each thing found, with what its reader made of it.

        An Unfetched that escapes fails the source, a Stopped leaves it partial.
        """
        raise NotImplementedError

    async def fetch(self, url: str, robots: bool = True, accept: str = "") -> Response:
        """Fetch one address; redirects and retries are followed, the guard and robots asked.

        Raises Unfetched with the reason for anything but an answer with status 200, and Stopped
        where the time of this source is up or its host seems to be down.
        """
        budget = self.settings.getint("SOURCE_TIMEOUT")
        if time.monotonic() - self.started > budget:
            raise Stopped("time", f"na {budget} seconden gestopt; de rest een volgende keer")
        try:
            response = await self._answer(url, robots, accept)
        except Unfetched as error:
            self.failures = self.failures + 1 if error.passing else 0
            if self.failures > self.settings.getint("SOURCE_MOST_FAILURES"):
                message = f"{self.failures} adressen achter elkaar mislukt, het laatste: {error}"
                raise Stopped("host-down", message) from error
            raise
        self.failures = 0
        return response

    async def _answer(self, url: str, robots: bool, accept: str) -> Response:
        engine = self.crawler.engine
        assert engine is not None
        meta = {"dont_obey_robotstxt": not robots}
        try:
            request = Request(url, headers={"Accept": accept} if accept else None, meta=meta)
            response = await engine.download_async(request)
        except Exception as error:
            raise unfetched(error) from error
        if response.status != 200:
            raise unanswered(response)
        return response

    def public(self, url: str) -> str:
        """Give the public form of an address that was fetched (model.md, `stands_for`)."""
        if not place_of(url):
            return url
        return standing_for(url, self.addresses()[0], self.source.stands_for)

    def fetchable(self, url: str) -> str:
        """Give the address to fetch for a public one: the other way round of `public`."""
        if self.source.stands_for and host_of(url) == host_of(self.source.stands_for):
            parts, own = urlsplit(url), urlsplit(self.addresses()[0])
            return parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()
        return url

    def find(self, place: str) -> bool:
        """Note a thing; False where it is known already. Raises Stopped where there are too many.

        A source with so many things is a trap, or deserves a protocol of its own.
        """
        most = self.settings.getint("SOURCE_MOST_THINGS")
        if self.report.found >= most:
            raise Stopped("too-many", f"meer dan {most} dingen; de rest is niet gelezen")
        return self.report.find(place)

    async def settled(
        self, place: str, url: str, *, robots: bool = True, moved: bool = False, **about: Any
    ) -> Settled | None:
        """Fetch and read one file that was found; None where it is refused, which is noted.

        With `moved` the address after redirects is the evidence. Raises Stopped where the host
        asks for rest.
        """
        try:
            response = await self.fetch(url, robots=robots)
        except Unfetched as error:
            if error.code == "rate-limit":
                raise Stopped(error.code, str(error)) from error
            is_fault = self.exact and error.code == "status-404"
            said = f"staat in de lijst van de host, maar {error}" if is_fault else str(error)
            self.report.refuse(place, error.code, said, error.passing or is_fault)
            return None
        if self.is_page_instead(url, response):
            said = "de host gaf een webpagina in plaats van dit bestand"
            self.report.refuse(place, "page-instead", said, self.exact)
            return None
        if robots and refuses_index(response):
            said = "de host vraagt om dit niet vindbaar te maken (X-Robots-Tag)"
            self.report.refuse(place, "noindex", said, level="hint")
            return None
        evidence = self.public(response.url) if moved and response.url != url else place
        return self.read(place, self.file(evidence, response, **about))

    def is_page_instead(self, url: str, response: Response) -> bool:
        """Tell whether a web page came for a file that is none: an error with status 200."""
        media, name = media_type(response), urlsplit(url).path.lower()
        other = (*DATA, *TEXTS) if self.exact else DATA  # websites show their texts as pages
        return media == "text/html" and name.endswith(other)

    def read(self, place: str, file: File) -> Settled:
        """Hand a file to its reader; the records get the hash of the bytes they were read from."""
        try:
            reading = read(file, self.readers)
        except Exception as error:  # noqa: BLE001 - the boundary of a record (model.md)
            reading = Reading()
            reading.problem("bug", bug(error), place=file.url)
        digest = hashlib.sha256(file.body).hexdigest()
        stamped = [record.model_copy(update={"hash": digest}) for record in reading.records]
        return Settled(place, Reading(stamped, reading.problems, reading.format, reading.version))

    def file(self, url: str, response: Response, **about: Any) -> File:
        """Describe an answer for its reader, with what is known of its source."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        parameters = kind.partition(";")[2]
        charset = parameters.partition("charset=")[2].partition(";")[0].strip(" \"'")
        known = {"organisation": self.member.organisation, "licence": self.source.licence}
        return File(url=url, body=response.body, media_type=media_type(response),
                    charset=charset, **(known | about))  # fmt: skip


def refuses_index(response: Response) -> bool:
    """Tell whether the headers of an answer ask every robot not to index it."""
    said = b",".join(response.headers.getlist("X-Robots-Tag")).decode("latin-1").lower()
    return any(part.strip() in ("noindex", "none") for part in said.split(","))


def media_type(response: Response) -> str:
    """Give the media type that an answer says it has, in lower case, without parameters."""
    said = (response.headers.get("Content-Type") or b"").decode("latin-1")
    return said.partition(";")[0].strip().lower()


def sister_places(addresses: list[str]) -> frozenset[str]:
    """Give the https side and the name with or without `www.` of hosts: publishers move there.

    >>> sorted(sister_places(["http://dorp.nl/", "https://www.stad.nl/", "http://127.0.0.1:80/"]))
    ['dorp.nl:443', 'stad.nl:443', 'www.dorp.nl:443', 'www.dorp.nl:80']
    """
    found = set()
    for host, _, port in (place.rpartition(":") for place in map(place_of, addresses)):
        if re.fullmatch(r"[a-z0-9.-]+\.[a-z][a-z0-9-]*", host) and port in ("80", "443"):
            other = host[4:] if host.startswith("www.") else f"www.{host}"
            found |= {f"{name}:{number}" for name in (host, other) for number in (port, "443")}
    return frozenset(found - set(map(place_of, addresses)))
