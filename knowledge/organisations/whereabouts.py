"""Where organisations publish: their websites, and their accounts at code hosts.

Only what a member file or the register says counts. A website is the page of a `website` source,
or of the register; an account is the `owner` of a `forge` source. An account with `repos`, of which
only those are a member's, and any place that several organisations name, belong to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from knowledge.identity import is_forge, url_id
from knowledge.member import Member, Source
from knowledge.model import Organisation
from knowledge.organisations.naming import account_names, compact

_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,62}))(?:\.[\w-]{1,63})+(?::\d{1,5})?(?:/\S*)?")
_APIS = {"api.github.com": "github.com"}
_DEEPEST = 8  # how many parts of a path are tried: groups stand in groups at GitLab


class Whereabouts:
    """Whose a website or an account is, by address and by the bare name of an account."""

    def __init__(
        self, organisations: Mapping[str, Organisation], members: Iterable[Member] = ()
    ) -> None:
        self._organisations = organisations
        self._sites: dict[str, set[str]] = {}
        self._accounts: dict[str, set[str]] = {}  # as "github.com/amsterdam"
        self._owners: dict[str, set[str]] = {}  # as "amsterdam", of any code host
        self._shared: set[str] = set()  # of both
        for one in organisations.values():
            if one.website and not one.valid_until:
                self._add_site(one.website, one.id)
        for member in members:
            for source in member.sources:
                self._add(source, member.organisation)

    def found(self, text: str) -> tuple[str, tuple[str, ...], bool]:
        """Give the rule (`account`, `host` or ""), whose the place is, and whether that is sure."""
        address = _address(text)
        if not address:
            return self._named(text.lstrip("@"))
        parts = urlsplit(address)
        path = f"{parts.netloc}{parts.path}".lower()
        for place in _upwards(path):
            if place in self._accounts:
                ids = self._accounts[place]
                return "account", tuple(sorted(ids)), len(ids) == 1 and place not in self._shared
        for place in _upwards(f"{parts.netloc}{parts.path}"):
            if place in self._sites:
                ids = self._sites[place]
                return "host", tuple(sorted(ids)), len(ids) == 1
        return "", (), False

    def _named(self, name: str) -> tuple[str, tuple[str, ...], bool]:
        """Give whose a bare account is; sure only where it carries the name of its owner.

        The account of a product or a cooperation (`open-zaak`) is not the name of who keeps it.
        """
        ids = sorted(self._owners.get(name.lower(), ()))
        one = self._organisations.get(ids[0]) if len(ids) == 1 else None
        is_sure = (
            one is not None
            and name.lower() not in self._shared
            and compact(name) in set(account_names(one))
        )
        return ("account" if ids else ""), tuple(ids), is_sure

    def _add(self, source: Source, key: str) -> None:
        if source.protocol == "website":
            for url in filter(None, (source.url, source.stands_for)):
                self._add_site(url, key)
        elif source.protocol == "forge" and source.owner:
            owner = source.owner.strip("/").lower()
            place = f"{_forge_host(source)}/{owner}"
            self._accounts.setdefault(place, set()).add(key)
            self._owners.setdefault(owner, set()).add(key)
            if source.repos:
                self._shared |= {place, owner}

    def _add_site(self, url: str, key: str) -> None:
        parts = urlsplit(_address(url))
        if parts.netloc and not is_forge(parts.netloc):
            self._sites.setdefault(f"{parts.netloc}{parts.path}", set()).add(key)


def _forge_host(source: Source) -> str:
    """Give the public host of a forge: the one it stands for, else that of its API."""
    netloc = urlsplit(_address(source.stands_for or source.api)).netloc
    return _APIS.get(netloc, netloc)


def _address(text: str) -> str:
    """Give the one spelling of a web address, with or without its scheme; "" for what is none."""
    if "://" not in text and not text.startswith("git@"):
        text = f"https://{text}" if _HOST.fullmatch(text) else ""
    address = url_id(text)
    try:
        return address if urlsplit(address).scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _upwards(path: str) -> Iterable[str]:
    """Give a path and all above it, the longest first."""
    parts = path.rstrip("/").split("/")
    return ("/".join(parts[:end]) for end in range(min(len(parts), _DEEPEST), 0, -1))
