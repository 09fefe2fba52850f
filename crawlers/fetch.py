"""Fetches one address outside a crawl, for `inspect` and `members import`, behind the same guard.

The address that is checked is the one that is dialled, at every redirect.
"""

from __future__ import annotations

import http.client
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers import settings
from crawlers.guard import LOOPBACK, is_loopback, is_public, open_places, place_of, refusal
from knowledge.model import NoaberError, SourceError


@dataclass(frozen=True)
class Fetched:
    """One answer: the address it came from in the end, its bytes and declared type."""

    url: str
    body: bytes
    media_type: str
    charset: str


def fetch(url: str, allow_loopback: bool = False) -> Fetched:
    """Fetch one address; `allow_loopback` opens its own host and port when it is on loopback.

    Raises SourceError with the address and the reason.
    """
    opened = open_places([url]) if allow_loopback else frozenset()
    why = refusal(url, [place_of(url)], opened)
    if why or (is_loopback(url) and not opened):
        raise SourceError(f"{url}: {why or 'het adres is niet openbaar'}")
    opener = _opener(opened)
    request = urllib.request.Request(url, headers={"User-Agent": settings.USER_AGENT})  # noqa: S310
    try:
        with opener.open(request, timeout=settings.DOWNLOAD_TIMEOUT) as answer:
            body = answer.read(settings.DOWNLOAD_MAXSIZE + 1)
            kind = answer.headers
    except urllib.error.HTTPError as error:
        error.close()
        raise SourceError(f"{url}: antwoord HTTP {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        raise SourceError(f"{url}: onbereikbaar ({cause})") from None
    if len(body) > settings.DOWNLOAD_MAXSIZE:
        raise SourceError(f"{url}: het bestand is te groot")
    return Fetched(answer.url, body, kind.get_content_type(), kind.get_content_charset() or "")


def content(where: str, allow_loopback: bool = False) -> Fetched:
    """Give a file or an address with what is known of its type. Raises NoaberError."""
    if where.startswith(("http://", "https://")):
        return fetch(where, allow_loopback)
    try:
        return Fetched(where, Path(where).read_bytes(), "", "")
    except OSError as error:
        raise NoaberError(f"{where}: niet te lezen ({error.strerror})") from None


def _opener(opened: frozenset[str]) -> urllib.request.OpenerDirector:
    """Make an opener that knows http and https only and dials through the guard."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPDefaultErrorHandler,
        urllib.request.HTTPErrorProcessor,
        urllib.request.HTTPRedirectHandler,
    ):
        opener.add_handler(handler())
    opener.add_handler(_guarded(urllib.request.HTTPHandler, http.client.HTTPConnection, opened))
    opener.add_handler(_guarded(urllib.request.HTTPSHandler, http.client.HTTPSConnection, opened))
    return opener


def _guarded(handler: Any, connection: Any, opened: frozenset[str]) -> Any:
    """Give a handler whose connections dial only what the guard lets through."""

    def connect(host: str, **options: Any) -> Any:
        made = connection(host, **options)
        made._create_connection = _dial(opened)
        return made

    class Guarded(handler):
        def http_open(self, request: Any) -> Any:
            return self.do_open(connect, request)

        def https_open(self, request: Any) -> Any:
            return self.do_open(connect, request)

    return Guarded()


def _dial(opened: frozenset[str]) -> Callable[..., socket.socket]:
    def dial(address: tuple[str, int], *options: Any, **named: Any) -> socket.socket:
        host, port = address
        for *_, found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            ip = str(found[0])
            local = f"{host}:{port}" in opened and ip.startswith(f"{LOOPBACK.network_address}"[:4])
            if local or is_public(ip):
                return socket.create_connection((ip, port), *options, **named)
        raise OSError("het adres is niet openbaar")

    return dial
