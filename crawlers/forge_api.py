"""Asks the GitHub REST API, version 3 (https://docs.github.com/rest): lists of repositories, trees.

A fetcher does the asking; here is what the answers mean.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from scrapy.http import Response

from crawlers.failures import Unfetched

JSON = "application/vnd.github+json"
Fetch = Callable[..., Coroutine[Any, Any, Response]]


@dataclass(frozen=True)
class Page:
    """One page of a list; `broken` says why it, or the rest, could not be read."""

    url: str
    items: list[Any]
    broken: Unfetched | None = None


@dataclass(frozen=True)
class ForgeApi:
    """The API at `root` (https://api.github.com, or https://HOST/api/v3)."""

    root: str
    fetch: Fetch

    @property
    def raw_root(self) -> str:
        """The address under which files are served as they are."""
        if urlsplit(self.root).hostname == "api.github.com":
            return "https://raw.githubusercontent.com"
        return self.root.removesuffix("/api/v3") + "/raw"

    def raw(self, full_name: str, branch: str, path: str) -> str:
        """Give the address of a file as it is."""
        return f"{self.raw_root}/{quote(f'{full_name}/{branch}/{path}')}"

    async def pages(self, owner: str) -> AsyncIterator[Page]:
        """Yield the lists of an owner's repositories; raise Unfetched where there is not even one.

        The owner may be an organisation or, where the host knows none of that name, a user.
        """
        url, response = await self._first(owner)
        seen = {url}
        while True:
            page = Page(url, _items(response.body))
            url = _next(response.headers.get("Link") or b"")
            if url in seen:
                looping = Unfetched("loop", "de lijst verwijst naar een pagina die al gelezen is")
                yield Page(url, page.items, looping)
                return
            yield page
            if not url:
                return
            seen.add(url)
            try:
                response = await self.ask(url)
                _items(response.body)
            except Unfetched as error:
                yield Page(url, [], error)
                return

    async def _first(self, owner: str) -> tuple[str, Response]:
        url = self._list("orgs", owner)
        try:
            return url, await self.ask(url)
        except Unfetched as error:
            if error.code != "status-404":
                raise
        url = self._list("users", owner)
        return url, await self.ask(url)

    def _list(self, kind: str, owner: str) -> str:
        name = quote(owner, safe="")
        return f"{self.root}/{kind}/{name}/repos?per_page=100&sort=full_name"

    async def tree(self, full_name: str, branch: str) -> tuple[dict[str, str], bool]:
        """Give path -> mode of the files of a repository, and whether the list is whole.

        An empty repository has no files. Where the list is cut off, at least those in the root
        are there. Raises Unfetched.
        """
        url = f"{self.root}/repos/{quote(full_name)}/git/trees/{quote(branch, safe='')}"
        try:
            data = _tree(await self.ask(f"{url}?recursive=1"))
        except Unfetched as error:
            if error.code == "status-409":
                return {}, True
            raise
        files = _files(data)
        if data.get("truncated"):
            files |= _files(_tree(await self.ask(url)))
        return files, not data.get("truncated")

    async def ask(self, url: str) -> Response:
        """Ask the API, which has its own rules and limits instead of robots.txt."""
        return await self.fetch(url, robots=False, accept=JSON)


def _tree(response: Response) -> dict[str, Any]:
    data = _parsed(response.body)
    if not isinstance(data, dict) or not isinstance(data.get("tree"), list):
        raise Unfetched("bad-answer", "het antwoord is geen bestandenlijst", passing=True)
    return data


def _files(data: dict[str, Any]) -> dict[str, str]:
    entries = (entry for entry in data["tree"] if isinstance(entry, dict))
    return {
        str(entry["path"]): str(entry.get("mode", ""))
        for entry in entries
        if entry.get("type") == "blob" and entry.get("path")
    }


def _items(body: bytes) -> list[Any]:
    data = _parsed(body)
    if not isinstance(data, list):
        said = "het antwoord is geen lijst van repositories"
        raise Unfetched("bad-answer", said, passing=True)
    return data


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Unfetched("bad-answer", "het antwoord is geen JSON", passing=True) from None


def _next(link: bytes) -> str:
    """Give the address of the next page from a Link header, "" on the last (RFC 8288)."""
    for part in link.decode("latin-1").split(","):
        address, _, parameters = part.partition(";")
        if 'rel="next"' in parameters or "rel=next" in parameters:
            return address.strip(" <>")
    return ""
