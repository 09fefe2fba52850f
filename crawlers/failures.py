"""What can go wrong with an address: a code for programs and Dutch words for its publisher."""

from __future__ import annotations

import traceback
import zlib
from gzip import BadGzipFile
from pathlib import Path

from scrapy import exceptions as scrapy
from scrapy.http import Response

from crawlers.guard import Refused
from knowledge.model import NoaberError

# which exception, which code, which words, and whether it may be gone at the next run
KNOWN: tuple[tuple[tuple[type[Exception], ...], str, str, bool], ...] = (
    ((scrapy.DownloadTimeoutError,), "timeout", "de host antwoordde niet op tijd", True),
    ((scrapy.CannotResolveHostError,), "unreachable",
     "host onbereikbaar: de naam is niet gevonden", True),
    ((scrapy.DownloadConnectionRefusedError,), "unreachable",
     "host onbereikbaar: de verbinding is geweigerd", True),
    ((scrapy.ResponseDataLossError, scrapy.DownloadFailedError), "broken-off",
     "de verbinding brak af voor het einde", True),
    ((scrapy.DownloadCancelledError,), "too-large", "het bestand is te groot", False),
    ((scrapy.UnsupportedURLSchemeError, scrapy.NotSupported), "scheme",
     "alleen adressen met http of https worden opgehaald", False),
    ((zlib.error, EOFError, BadGzipFile), "bad-encoding",
     "het antwoord is niet uit te pakken", False),
    ((OSError,), "unreachable", "host onbereikbaar of verbinding verbroken", True),
    ((ValueError,), "bad-address", "dit is geen bruikbaar adres", False),
)  # fmt: skip
PACKERS = ("brotli", "brotlicffi", "zstandard", "backports.zstd", "compression.zstd")
STATUSES = {
    401: "vraagt om een wachtwoord",
    403: "de host weigert het",
    404: "bestaat niet (meer)",
    410: "is weggehaald",
    451: "is om juridische redenen weggehaald",
}


class Unfetched(NoaberError):
    """An address could not be fetched: `code` for programs, the text for people, in Dutch.

    `passing` says that the reason may be gone at the next run, so nothing may be removed for it.
    """

    def __init__(self, code: str, message: str, passing: bool = False) -> None:
        super().__init__(message)
        self.code, self.passing = code, passing

    def __reduce__(self) -> tuple[type[Unfetched], tuple[str, str, bool]]:
        return Unfetched, (self.code, str(self), self.passing)


class Stopped(NoaberError):
    """There is no sense in asking this source for more in this run; `code` and text say why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def unfetched(error: Exception) -> Unfetched:
    """Give what an exception of Scrapy or Twisted means; one we do not know is a bug of ours."""
    if isinstance(error, Refused):
        return Unfetched(error.code, str(error), error.passing)
    if isinstance(error, scrapy.IgnoreRequest):
        return _ignored(str(error))
    if type(error).__module__.strip("_") in PACKERS:
        return Unfetched("bad-encoding", "het antwoord is niet uit te pakken")
    if "certificate" in str(error).lower():
        return Unfetched("certificate", "het certificaat van de host klopt niet", True)
    for kinds, code, words, passing in KNOWN:
        if isinstance(error, kinds):
            return Unfetched(code, words, passing)
    return Unfetched("bug", bug(error), True)


def _ignored(text: str) -> Unfetched:
    """Give the meaning of what Scrapy's own middlewares ignore; they say it in their text only."""
    if "redirect" in text:
        return Unfetched("redirects", "het adres blijft doorverwijzen")
    if "DOWNLOAD_MAXSIZE" in text:
        return Unfetched("too-large", "het bestand is uitgepakt te groot")
    return Unfetched("ignored", text)


def unanswered(response: Response) -> Unfetched:
    """Say in Dutch what an answer with another status than 200 means for a publisher."""
    status = response.status
    if status == 429 or (status == 403 and _is_spent(response)):
        words = f"de host vraagt om rust: het aantal verzoeken is op (HTTP {status})"
        return Unfetched("rate-limit", words, True)
    if 300 <= status < 400:
        words = "verwijst door naar iets dat niet gelezen kan worden"
    else:
        other = "fout bij de host" if status >= 500 else "onverwacht antwoord"
        words = STATUSES.get(status, other)
    return Unfetched(f"status-{status}", f"{words} (HTTP {status})", status >= 500 or status == 408)


def _is_spent(response: Response) -> bool:
    """Tell whether a refusal is for asking too much: GitHub does not always say so in headers."""
    headers = response.headers
    left = (headers.get("X-RateLimit-Remaining"), headers.get("RateLimit-Remaining"))
    return b"0" in left or "Retry-After" in headers or b"rate limit" in response.body[:1000].lower()


def bug(error: BaseException) -> str:
    """Say what went wrong inside noaber, and where."""
    places = traceback.extract_tb(error.__traceback__)
    where = f"{Path(places[-1].filename).name}:{places[-1].lineno}" if places else "onbekend"
    return f"fout van noaber in {where}: {type(error).__name__}: {error}"
