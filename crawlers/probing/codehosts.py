"""Code hosts by their address: which API, whose repositories, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from crawlers.fetch import Fetched
from crawlers.readers import File, Reading
from crawlers.readers._api import json_of

PAGE = 100  # repositories in one answer, as all three hosts allow or round down
_KNOWN = {
    "github.com": "https://api.github.com",
    "api.github.com": "https://api.github.com",
    "gitlab.com": "https://gitlab.com/api/v4",
    "codeberg.org": "https://codeberg.org/api/v1",
}
_API = re.compile(r"^(https?://[^/]+(?:/[^/]+)*?/api/v[134])/(?:orgs|users|groups)/([^/?#]+)")
_MARKS = (  # what the page of a code host says of itself, and where its API is
    (re.compile(rb"""content=["']GitLab["']""", re.I), "/api/v4"),
    (re.compile(rb"""content=["'](?:Gitea|Forgejo)\b""", re.I), "/api/v1"),
)
_PARTS = ("explore", "groups", "orgs", "users")


@dataclass(frozen=True)
class Owner:
    """An owner of repositories on a code host: the API and the name it has there."""

    api: str
    name: str

    def lists(self) -> Iterator[str]:
        """Give the addresses of the list of repositories: as a group first, then as a user."""
        if self.api.endswith("/api/v4"):
            name = quote(self.name, safe="")
            yield f"{self.api}/groups/{name}/projects?include_subgroups=true&per_page={PAGE}"
            yield f"{self.api}/users/{name}/projects?per_page={PAGE}"
            return
        for kind in ("orgs", "users"):
            more = f"per_page={PAGE}" if not self.api.endswith("/v1") else "limit=50"
            yield f"{self.api}/{kind}/{quote(self.name, safe='')}/repos?{more}"


def owner_of(url: str) -> Owner | None:
    """Tell whose repositories an address of a known code host, or of an API, is about.

    >>> owner_of("https://github.com/GemeenteVoorbeeld/atlas")
    Owner(api='https://api.github.com', name='GemeenteVoorbeeld')
    >>> owner_of("https://gitlab.com/groups/dorp/team/-/issues").name
    'dorp/team'
    >>> owner_of("https://git.dorp.example/api/v1/orgs/dorp/repos").api
    'https://git.dorp.example/api/v1'
    >>> owner_of("https://github.com/"), owner_of("https://www.dorp.example/dorp")
    (None, None)
    """
    if match := _API.match(url):
        return Owner(match[1], unquote(match[2]))
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = _name(url, whole=host == "gitlab.com")
    return Owner(_KNOWN[host], name) if host in _KNOWN and name else None


def owner_on(page: Fetched) -> Owner | None:
    """Tell the same of a page of a code host that somebody runs; None for any other page."""
    parts, head = urlsplit(page.url), page.body[: 16 * 1024]
    for mark, api in _MARKS:
        name = _name(page.url, whole=api.endswith("v4"))
        if name and mark.search(head):
            return Owner(f"{parts.scheme}://{parts.netloc}{api}", name)
    return None


def _name(url: str, whole: bool) -> str:
    """Give the owner in the path of an address; GitLab has groups in groups, which `whole` says."""
    path = urlsplit(url).path.partition("/-/")[0].strip("/")
    names = [unquote(part) for part in path.split("/") if part]
    names = names[1:] if names[:1] and names[0] in _PARTS else names
    return "/".join(names if whole else names[:1])


def repositories(answer: Fetched) -> int:
    """Count the repositories in a list; -1 where it is no list of them."""
    file = File(url=answer.url, body=answer.body)
    data = json_of(file, Reading())
    keys = ("full_name", "path_with_namespace")
    if not isinstance(data, list):
        return -1
    named = [one for one in data if isinstance(one, dict) and any(key in one for key in keys)]
    return len(named) if len(named) == len(data) else -1
