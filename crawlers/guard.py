"""Keeps the crawler away from every address that is not public (threats.md C.2).

Two choke points. The resolver sees each name and address that is dialled, so a name that points
inside is stopped whatever led to it. The middleware sees each request, redirects included, and
keeps a source on its own hosts and on http and https. `--allow-loopback` opens only the exact
host and port that a member's own source names, and only in 127.0.0.0/8 (model.md).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.base import ReactorBase
from twisted.internet.defer import Deferred

LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
LONGEST_URL, MOST_SEGMENTS = 2_000, 20  # threats.md C.3, traps


class ClosedAddressError(OSError):
    """A name or address that is not public was dialled."""


def is_public(address: str) -> bool:
    """Tell whether an IP address, written in the usual way, may be asked.

    An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is judged by both.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    inner = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        inner += [x for x in (ip.ipv4_mapped, ip.sixtofour) if x]
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return all(each.is_global and not each.is_multicast for each in inner)


def place_of(url: str) -> str:
    """Give `host:port` of an address, "" where it has no host or no usable port."""
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return ""
    return f"{parts.hostname}:{port}" if parts.hostname else ""


def is_loopback(url: str) -> bool:
    """Tell whether an address names a host in 127.0.0.0/8, by number or as localhost."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host) in LOOPBACK
    except ValueError:
        return False


def open_places(urls: Iterable[str]) -> frozenset[str]:
    """Give the `host:port` of those addresses that are on loopback."""
    return frozenset(place_of(url) for url in urls if is_loopback(url))


class PublicOnlyResolver(CachingThreadedResolver):
    """Resolves names to public addresses only; the address that is checked is the one dialled.

    The setting `OPEN_PLACES` (a list of host:port) names the loopback hosts that are open.
    """

    open_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> PublicOnlyResolver:
        """Make one from the process settings."""
        resolver = super().from_crawler(crawler, reactor)
        places = crawler.settings.getlist("OPEN_PLACES")
        resolver.open_hosts = frozenset(place.rpartition(":")[0] for place in places)
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:  # noqa: N802
        """Give the address of a name, or fail with ClosedAddressError."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        found.addCallback(self._checked, name)
        return found

    def _checked(self, address: str, name: str) -> str:
        if name in self.open_hosts and ipaddress.ip_address(address) in LOOPBACK:
            return address
        if not is_public(address):
            raise ClosedAddressError(f"{name} is {address}, which is not a public address")
        return address


class GuardMiddleware:
    """Refuses a request that leaves the hosts of its source, before it is sent."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> GuardMiddleware:
        """Make one for a crawler; its spider names the hosts in `hosts` and `open_places`."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest with the reason where the request may not go out."""
        spider: Any = self.crawler.spider
        reason = refusal(request.url, spider.hosts, spider.open_places)
        if reason:
            raise IgnoreRequest(reason)


def refusal(url: str, hosts: Iterable[str], opened: Iterable[str]) -> str:
    """Say why an address may not be asked, "" when it may.

    `hosts` are the `host:port` of the source, `opened` those of them that may be on loopback.
    """
    parts = urlsplit(url)
    place = place_of(url)
    if parts.scheme not in ("http", "https") or not place:
        return "alleen adressen met http of https worden opgehaald"
    if parts.username or parts.password:
        return "een adres met een gebruikersnaam erin wordt niet opgehaald"
    if len(url) > LONGEST_URL or parts.path.count("/") > MOST_SEGMENTS:
        return "het adres is te lang"
    if place in opened and is_loopback(url):
        return ""
    host = parts.hostname or ""
    if _is_number(host) and not is_public(host.strip("[]")):
        return "het adres is niet openbaar"
    if place not in hosts:
        return f"het adres ligt op een andere host: {host}"
    return ""


def _is_number(host: str) -> bool:
    """Tell whether a host is written as a number in any of the ways that are dialled as one."""
    return ":" in host or host.replace(".", "").isdigit() or host.startswith("0x")
