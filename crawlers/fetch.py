"""Fetches one address outside a crawl, for `inspect` and `members import`, behind the same guard.

The address that is checked is the one that is dialled, at every redirect.
"""

from __future__ import annotations

import http.client
import socket
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crawlers import settings
from crawlers.guard import (
    NOT_PUBLIC,
    PLAIN,
    downgrade,
    may_dial,
    open_places,
    place_of,
    refusal,
)
from knowledge.model import NoaberError, SourceError

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Fetched:
    """One answer: the address it came from in the end, its bytes and declared type."""

    url: str
    body: bytes
    media_type: str
    charset: str


def fetch(url: str, allow_loopback: bool = False, most: int = 0) -> Fetched:
    """Fetch one address; `allow_loopback` opens its own host and port when it is on loopback.

    An answer of more than `most` bytes is refused; without it the limit is that of a crawl.
    Redirects to other public hosts are followed, never from https to http. Raises SourceError with
    the address and the reason.
    """
    opened = open_places([url]) if allow_loopback else frozenset()
    _check(url, opened)
    try:
        request = urllib.request.Request(url, headers={"User-Agent": settings.USER_AGENT})  # noqa: S310 - checked above
        with _opener(opened).open(request, timeout=settings.DOWNLOAD_TIMEOUT) as answer:
            body = _body(answer, url, most or settings.DOWNLOAD_MAXSIZE)
            kind = answer.headers
    except urllib.error.HTTPError as error:
        error.close()
        raise SourceError(f"{url}: antwoord HTTP {error.code}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        cause = getattr(error, "reason", error)
        raise SourceError(f"{url}: onbereikbaar ({cause})") from None
    return Fetched(answer.url, body, kind.get_content_type(), kind.get_content_charset() or "")


def content(where: str, allow_loopback: bool = False) -> Fetched:
    """Give a file or an address with what is known of its type. Raises NoaberError."""
    if where.lower().startswith(("http://", "https://")):
        return fetch(where, allow_loopback)
    try:
        return Fetched(where, Path(where).read_bytes(), "", "")
    except (OSError, ValueError) as error:
        cause = getattr(error, "strerror", None) or error
        raise NoaberError(f"{where}: niet te lezen ({cause})") from None


def _check(url: str, opened: frozenset[str], earlier: str = "") -> None:
    why = refusal(url, [place_of(url)], opened) or downgrade(url, earlier)
    if why:
        raise SourceError(f"{url}: {why[1]}")


def _body(answer: Any, url: str, most: int) -> bytes:
    """Read an answer within the size and the time that we have for it."""
    body, until = bytearray(), time.monotonic() + settings.DOWNLOAD_TIMEOUT
    while chunk := answer.read1(CHUNK):
        body += chunk
        if len(body) > most:
            raise SourceError(f"{url}: het bestand is te groot")
        if time.monotonic() > until:
            raise SourceError(f"{url}: de host antwoordde niet op tijd")
    if answer.length:  # what was promised and did not come
        raise SourceError(f"{url}: de verbinding brak af voor het einde")
    return _unpacked(bytes(body), answer.headers.get("Content-Encoding", ""), url, most)


def _unpacked(body: bytes, encoding: str, url: str, most: int) -> bytes:
    """Unpack an answer that came packed although nobody asked for that; only gzip is known here."""
    encoding = encoding.strip().lower()
    if encoding in PLAIN:
        return body
    unzip = zlib.decompressobj(wbits=31)  # gzip
    try:
        text = unzip.decompress(body, most) if encoding in ("gzip", "x-gzip") else b""
    except zlib.error:
        text = b""
    if not unzip.eof:
        raise SourceError(f"{url}: het antwoord is niet uit te pakken, of uitgepakt te groot")
    return text


def _opener(opened: frozenset[str]) -> urllib.request.OpenerDirector:
    """Make an opener that knows http and https only and dials through the guard."""
    opener = urllib.request.OpenerDirector()
    handlers: tuple[urllib.request.BaseHandler, ...] = (
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
        _Redirects(opened),
        _Http(opened),
        _Https(opened),
    )
    for handler in handlers:
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only where its target itself might be asked for."""

    max_redirections = settings.REDIRECT_MAX_TIMES

    def __init__(self, opened: frozenset[str]) -> None:
        self.opened = opened

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:
        """Give the next request; raises SourceError where the guard refuses it."""
        _check(args[-1], self.opened, args[0].full_url)
        return super().redirect_request(*args)

    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        """Follow one redirect; the answer that asked for it is closed whatever happens."""
        try:
            return super().http_error_302(req, fp, code, msg, headers)
        except (SourceError, ValueError):
            fp.close()
            raise

    http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302


class _Guarded(urllib.request.AbstractHTTPHandler):
    """Opens connections that dial only what the guard lets through."""

    def __init__(self, opened: frozenset[str]) -> None:
        super().__init__()
        self.opened = opened

    def connection(self, kind: Any) -> Any:
        """Give what makes a connection of a kind, for `do_open`."""

        def connect(host: str, **options: Any) -> Any:
            made = kind(host, **options)
            made._create_connection = _dial(self.opened)
            return made

        return connect


class _Http(_Guarded):
    """Opens http, and nothing else: a handler is found by the names of its methods."""

    http_request = urllib.request.AbstractHTTPHandler.do_request_

    def http_open(self, request: Any) -> Any:
        """Open a plain connection."""
        return self.do_open(self.connection(http.client.HTTPConnection), request)


class _Https(_Guarded):
    """Opens https, and nothing else; the certificate is checked."""

    https_request = urllib.request.AbstractHTTPHandler.do_request_

    def https_open(self, request: Any) -> Any:
        """Open a connection with TLS."""
        return self.do_open(self.connection(http.client.HTTPSConnection), request)


def _dial(opened: frozenset[str]) -> Callable[..., socket.socket]:
    """Make what connects in place of the usual: only to an address that was checked here."""

    def dial(address: tuple[str, int], *options: Any, **named: Any) -> socket.socket:
        host, port = address
        for *_, found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            ip = str(found[0])
            if may_dial(ip, f"{host.lower()}:{port}" in opened):
                return socket.create_connection((ip, port), *options, **named)
        raise OSError(NOT_PUBLIC)

    return dial
