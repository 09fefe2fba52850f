"""Keeps the crawler away from every address that is not public (threats.md C.2).

Two choke points. The resolver sees each name and address that is dialled, so a name that points
inside is stopped whatever led to it. The middleware sees each request, redirects included, and
keeps a source on its own hosts and on http and https, and never goes from https back to http.
`--allow-loopback` opens only the exact host and port that a member's own source names, and only in
127.0.0.0/8 (model.md).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Request, Response
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
WORLD = ipaddress.ip_network("2000::/3")  # all of IPv6 that is given out to the public
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# special by IANA's registries, which older Pythons do not know (3.11.7 misses these)
SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
LONGEST_URL, MOST_SEGMENTS = 2_000, 20  # threats.md C.3, traps
NOT_PUBLIC = "het adres is niet openbaar"
PLAIN = {"", "identity", "none", "binary", "7bit", "8bit", "utf-8", "utf8", "iso-8859-1"}


class ClosedAddressError(DNSLookupError):
    """A name or address that is not public was dialled."""


class Refused(IgnoreRequest):
    """A request that we do not send: `code` for programs, the text for people, in Dutch.

    `passing` says that the reason may be gone at the next run.
    """

    def __init__(self, code: str, message: str, passing: bool = False) -> None:
        super().__init__(message)
        self.code, self.passing = code, passing


def is_public(address: str) -> bool:
    """Tell whether an IP address, written in the usual way, may be asked.

    An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by that.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if any(ip in network for network in SPECIAL):
        return False
    if isinstance(ip, ipaddress.IPv4Address):
        return ip.is_global and not ip.is_multicast
    if ip in NAT64:
        return is_public(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
    if carried := ip.sixtofour:  # releases of Python differ on whether 2002::/16 is global
        return is_public(str(carried))
    return ip in WORLD and ip.is_global


def host_of(url: str) -> str:
    """Give the host of an address as it is dialled: lower case, plain dots; "" where none.

    >>> host_of("http://LOCALHOST:80/"), host_of("http://127。0．0｡1/"), host_of("http://[::1/")
    ('localhost', '127.0.0.1', '')
    """
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return unicodedata.normalize("NFKC", host).replace("\N{IDEOGRAPHIC FULL STOP}", ".")


def place_of(url: str) -> str:
    """Give `host:port` of an address, "" where it has no host or no usable port."""
    host = host_of(url)
    try:
        parts = urlsplit(url)
        port = parts.port if parts.port is not None else 443 if parts.scheme == "https" else 80
    except ValueError:
        return ""
    return f"{host}:{port}" if host else ""


def is_loopback(url: str) -> bool:
    """Tell whether an address names a host in 127.0.0.0/8, by number or as localhost."""
    host = host_of(url)
    return host == "localhost" or _is_in_loopback(host)


def _is_in_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address) in LOOPBACK
    except ValueError:
        return False


def open_places(urls: Iterable[str]) -> frozenset[str]:
    """Give the `host:port` of those addresses that are on loopback."""
    return frozenset(place_of(url) for url in urls if is_loopback(url))


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


def may_dial(address: str, is_open: bool) -> bool:
    """Tell whether an address may be dialled; `is_open` where a member's source is on loopback."""
    return is_public(address) or (is_open and _is_in_loopback(address))


def refusal(url: str, hosts: Iterable[str], opened: Iterable[str]) -> tuple[str, str] | None:
    """Say why an address may not be asked, as code and Dutch words; None when it may.

    `hosts` are the `host:port` of the source, `opened` those of them that may be on loopback.
    """
    place, host = place_of(url), host_of(url)
    if not place or urlsplit(url).scheme not in ("http", "https"):
        return "scheme", "alleen adressen met http of https worden opgehaald"
    parts = urlsplit(url)
    if parts.username is not None or parts.password is not None:
        return "userinfo", "een adres met een gebruikersnaam erin wordt niet opgehaald"
    if len(url) > LONGEST_URL or parts.path.count("/") > MOST_SEGMENTS:
        return "too-long", "het adres is te lang"
    if place in opened and is_loopback(url):
        return None
    if host == "localhost" or (_is_number(host) and not is_public(host)):
        return "closed", NOT_PUBLIC
    if place not in hosts:
        return "other-host", f"het adres ligt op een andere host: {place.removesuffix(':443')}"
    return None


def downgrade(url: str, earlier: str) -> tuple[str, str] | None:
    """Say why a redirect from `earlier` may not be followed: it leaves https for http.

    >>> downgrade("http://dorp.nl/a", "https://dorp.nl/") is not None
    True
    >>> downgrade("https://dorp.nl/", "http://dorp.nl/"), downgrade("http://dorp.nl/", "")
    (None, None)
    """
    if urlsplit(earlier).scheme == "https" and urlsplit(url).scheme == "http":
        return "downgrade", "de host verwijst van https door naar http, dat niet te vertrouwen is"
    return None


def _is_number(host: str) -> bool:
    """Tell whether a host is dialled as a number: its last part is one, in any base (WHATWG)."""
    last = host.removesuffix(".").rpartition(".")[2]
    return ":" in host or re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) is not None


class PublicOnlyResolver(CachingThreadedResolver):
    """Resolves names to public addresses only; the address that is checked is the one dialled.

    The setting `OPEN_PLACES` (a list of host:port) names the loopback hosts that are open.
    """

    def __init__(self, *how: Any) -> None:
        super().__init__(*how)
        self.open_hosts: frozenset[str] = frozenset()
        self.closed: set[str] = set()  # names that were refused

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicOnlyResolver:
        """Make one from the process settings."""
        resolver = super().from_crawler(crawler, reactor)
        places = crawler.settings.getlist("OPEN_PLACES")
        resolver.open_hosts = frozenset(place.rpartition(":")[0] for place in places)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        """Give the address of a name, or fail with ClosedAddressError."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        found.addCallback(self._checked, name)
        return found

    def _checked(self, address: str, name: str) -> str:
        if not may_dial(address, name.lower() in self.open_hosts):
            self.closed.add(name.lower())
            raise ClosedAddressError(f"{name} is {address}, which is not a public address")
        return address


class GuardMiddleware:
    """Refuses a request that leaves the hosts of its source, and an answer that stays packed."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Make one for a crawler; its spider names the hosts in `hosts` and `open_places`."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise Refused with the reason where the request may not go out."""
        if resolver() is None:
            raise Refused("closed", "de bewaking van adressen staat niet aan")
        spider: Any = self.crawler.spider
        earlier = request.meta.get("redirect_urls", [""])[-1]
        reason = refusal(request.url, spider.hosts, spider.open_places)
        if reason is None or host_of(request.url) == host_of(earlier):
            reason = downgrade(request.url, earlier) or reason
        if reason:
            raise Refused(*reason)

    def process_response(self, request: Request, response: Response) -> Response:  # noqa: ARG002 - Scrapy's
        """Give the answer, unless it is still packed in a way that Scrapy does not know."""
        said = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
        packed = {word.strip() for word in said.split(",")} - PLAIN
        if packed and response.status == 200:
            words = f"het antwoord is ingepakt als {min(packed)[:20]}, en dat kennen we niet"
            raise Refused("bad-encoding", words)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Say of a name that was not found for whom it was closed: the resolver refused it."""
        guard = resolver()
        closed = guard.closed if guard else set()
        if isinstance(exception, CannotResolveHostError) and host_of(request.url) in closed:
            raise Refused("closed", NOT_PUBLIC)


def resolver() -> PublicOnlyResolver | None:
    """Give the resolver of this process, None where another one dials for us."""
    from twisted.internet import reactor

    installed = getattr(reactor, "resolver", None)
    return installed if isinstance(installed, PublicOnlyResolver) else None
