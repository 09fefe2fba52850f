"""What every protocol shares: one source, polite fetching, reading, and a report."""

from __future__ import annotations

import asyncio
import hashlib
import traceback
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.http import Response
from twisted.internet import error as network
from twisted.web.client import ResponseFailed

from crawlers.guard import ClosedAddressError, open_places, place_of
from crawlers.pipelines import Settled
from crawlers.readers import File, Reading, read
from crawlers.report import SourceReport
from knowledge.home import Home
from knowledge.identity import standing_for
from knowledge.model import Member, NoaberError, Source

MOST_THINGS = 20_000  # of one source; more is a trap or deserves a protocol of its own
FAILURES = (IgnoreRequest, OSError, ResponseFailed, DownloadCancelledError, ValueError,
            network.ConnectError, network.TimeoutError, network.DNSLookupError,
            network.ConnectionClosed)  # fmt: skip


class Unfetched(NoaberError):
    """An address could not be fetched: `code` for programs, the text for people, in Dutch."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class MemberSpider(Spider):
    """One source of one member.

    A protocol is a subclass with `protocol`, `supports` where it cannot read every source that
    bears its name, and `harvest_source`, which yields what it settled. It notes each thing with
    `self.report.find(place)` when it finds it.
    """

    protocol: ClassVar[str] = ""
    # filled in per source by crawlers.loader
    member: Member
    source: Source
    source_name: str
    home: Home
    allow_loopback: bool = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.report = SourceReport(source=self.source_name, member=self.member.slug)
        self.hosts = frozenset(place_of(url) for url in self.addresses())
        self.open_places = open_places(self.addresses()) if self.allow_loopback else frozenset()

    @classmethod
    def supports(cls, source: Source) -> str:  # noqa: ARG003
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
        try:
            async for settled in self.harvest_source():
                yield settled
        except Unfetched as error:
            self.report.fail(self.addresses()[0], error.code, str(error))
        except Exception as error:  # noqa: BLE001 - the boundary of a source (model.md)
            self.report.fail(self.addresses()[0], "bug", bug(error))
        self._closing = asyncio.get_running_loop().create_task(self._close())

    async def _close(self) -> None:
        """Close the spider as soon as it is idle; the engine itself looks only every 5 seconds."""
        engine = self.crawler.engine
        assert engine is not None
        while not engine.spider_is_idle():
            await asyncio.sleep(0.005)
        await engine.close_spider_async(reason="finished")

    def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield each thing found, with what its reader made of it."""
        raise NotImplementedError

    async def fetch(self, url: str, robots: bool = True, accept: str = "") -> Response:
        """Fetch one address; redirects and retries are followed, the guard and robots asked.

        Raises Unfetched with the reason for anything but an answer with status 200.
        """
        headers = {"Accept": accept} if accept else None
        request = Request(url, headers=headers, meta={"dont_obey_robotstxt": not robots})
        engine = self.crawler.engine
        assert engine is not None
        try:
            response = await engine.download_async(request)
        except FAILURES as error:
            raise Unfetched(*reason(error)) from error
        if response.status != 200:
            raise Unfetched(f"status-{response.status}", status_message(response.status))
        return response

    def public(self, url: str) -> str:
        """Give the public form of an address that was fetched (model.md, `stands_for`)."""
        return standing_for(url, self.addresses()[0], self.source.stands_for)

    def fetchable(self, url: str) -> str:
        """Give the address to fetch for a public one: the other way round of `public`."""
        if self.source.stands_for and urlsplit(url)[:2] == urlsplit(self.source.stands_for)[:2]:
            parts, own = urlsplit(url), urlsplit(self.addresses()[0])
            return parts._replace(scheme=own.scheme, netloc=own.netloc).geturl()
        return url

    def read(self, place: str, file: File) -> Settled:
        """Hand a file to its reader; the records get the hash of the bytes they were read from."""
        try:
            reading = read(file)
        except Exception as error:  # noqa: BLE001 - the boundary of a record (model.md)
            reading = Reading()
            reading.problem("bug", bug(error), place=file.url)
        digest = hashlib.sha256(file.body).hexdigest()
        stamped = [record.model_copy(update={"hash": digest}) for record in reading.records]
        return Settled(place, Reading(stamped, reading.problems, reading.format, reading.version))

    def find(self, place: str) -> bool:
        """Note a thing; False where it is known already, or where there are too many."""
        if self.report.found >= MOST_THINGS:
            self.report.broke(
                place, "too-many", f"meer dan {MOST_THINGS} dingen; gestopt met zoeken"
            )
            return False
        return self.report.find(place)

    async def settled(self, place: str, url: str, **about: Any) -> Settled | None:
        """Fetch and read one file that was found; None where it is refused, which is noted."""
        try:
            response = await self.fetch(url, robots=about.pop("robots", True))
        except Unfetched as error:
            self.report.refuse(place, error.code, str(error))
            return None
        return self.read(place, self.file(place, response, **about))

    def file(self, place: str, response: Response, **about: Any) -> File:
        """Describe an answer for its reader, with what is known of its source."""
        kind = (response.headers.get("Content-Type") or b"").decode("latin-1")
        media, _, parameters = kind.partition(";")
        charset = parameters.partition("charset=")[2].strip(" \"'")
        known = {"organisation": self.member.organisation, "licence": self.source.licence}
        return File(url=place, body=response.body, media_type=media.strip().lower(),
                    charset=charset, **(known | about))  # fmt: skip


def bug(error: Exception) -> str:
    """Say what went wrong inside noaber, and where."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{Path(place.filename).name}:{place.lineno}"
    return f"fout van noaber in {where}: {type(error).__name__}: {error}"


def reason(error: Exception) -> tuple[str, str]:
    """Give the code and the Dutch words for what went wrong while fetching."""
    if isinstance(error, IgnoreRequest):
        if "robots" in str(error):
            return "robots", "robots.txt van deze host staat dit niet toe"
        return "closed", str(error)
    if isinstance(error, ClosedAddressError):
        return "closed", "het adres is niet openbaar"
    if isinstance(error, network.DNSLookupError):
        return "unreachable", "host onbereikbaar: de naam is niet gevonden"
    if isinstance(error, network.TimeoutError):
        return "timeout", "de host antwoordde niet op tijd"
    if isinstance(error, DownloadCancelledError):
        return "too-large", "het bestand is te groot"
    return "unreachable", f"host onbereikbaar of verbinding verbroken ({type(error).__name__})"


def status_message(status: int) -> str:
    """Say in Dutch what an HTTP status means for a publisher."""
    known = {
        401: "vraagt om een wachtwoord",
        403: "de host weigert het of het aantal verzoeken is op",
        404: "bestaat niet (meer)",
        410: "is weggehaald",
        429: "de host vraagt om rust",
    }
    words = known.get(status) or ("fout bij de host" if status >= 500 else "onverwacht antwoord")
    return f"{words} (HTTP {status})"
