"""Chooses the API of a code host by its address, and the token that may be sent to it.

A token is read from the environment and goes to the host of `api` only: over https, or to the
loopback place that a source names. It is never kept, logged or reported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from crawlers.forge.api import ForgeApi
from crawlers.forge.gitea import Gitea
from crawlers.forge.github import GitHub
from crawlers.forge.gitlab import GitLab
from crawlers.guard import host_of, is_loopback, place_of

_WELL_KNOWN = {"api.github.com:443": "GITHUB_TOKEN", "gitlab.com:443": "GITLAB_TOKEN"}
_ENDINGS: tuple[tuple[str, type[ForgeApi]], ...] = (
    ("/api/v3", GitHub),
    ("/api/v4", GitLab),
    ("/api/v1", Gitea),
)


def api_class(root: str) -> type[ForgeApi] | None:
    """Give the class for the `api` of a source, None where its path is none that we know.

    >>> [api_class(f"https://x.nl/api/v{n}").__name__ for n in (3, 4, 1)]
    ['GitHub', 'GitLab', 'Gitea']
    >>> api_class("https://x.nl/") is None
    True
    """
    path = urlsplit(root).path.rstrip("/")
    if not path and host_of(root) == "api.github.com":
        return GitHub
    return next((cls for ending, cls in _ENDINGS if path.endswith(ending)), None)


def variable(host: str) -> str:
    """Give the name of the environment variable with the token for a host, "" where it has none.

    A dot becomes `_` and a hyphen `__`, so that no two hosts share a name: whoever registers
    api-github.com must not get the token for api.github.com.

    >>> variable("api.github.com"), variable("git-lab.dorp.nl"), variable("a_b.nl")
    ('NOABER_TOKEN_API_GITHUB_COM', 'NOABER_TOKEN_GIT__LAB_DORP_NL', '')
    """
    if not re.fullmatch(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", host) or ".." in host:
        return ""
    return "NOABER_TOKEN_" + host.upper().replace("-", "__").replace(".", "_")


def token_for(url: str, root: str, environment: Mapping[str, str]) -> str:
    """Give the name of the variable whose token goes with a request, "" where none may.

    Not to another host, port or scheme than that of `root`, and not over plain http, where
    anybody could read it.
    """
    same = place_of(url) == place_of(root) and urlsplit(url).scheme == urlsplit(root).scheme
    if not same or not (urlsplit(url).scheme == "https" or is_loopback(url)):
        return ""
    names = (variable(host_of(root)), _WELL_KNOWN.get(place_of(root), ""))
    return next((name for name in names if name and secret(name, environment)), "")


def secret(name: str, environment: Mapping[str, str]) -> str:
    """Give the token in a variable, "" where it holds none that fits in a header."""
    token = environment.get(name, "").strip()
    return token if re.fullmatch(r"[!-~]{1,1000}", token) else ""
