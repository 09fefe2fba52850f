"""What the APIs of code hosts share: lists of repositories in pages, trees of files, raw files.

One class per kind of host fills in its addresses and words, in the modules beside this one;
`choice` says which. Fetchers do the asking; here is what the answers mean.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from urllib.parse import parse_qsl, quote, urlsplit

from scrapy.http import Response

from crawlers.addresses import joined, with_parameters
from crawlers.failures import Unfetched
from crawlers.forge.repository import Repository

MOST_PAGES = 200  # of one list; more is a trap, or deserves sources of their own
Fetch = Callable[..., Coroutine[Any, Any, Response]]


@dataclass(frozen=True)
class Page:
    """One page of a list; `broken` says why it, or the rest, could not be read."""

    url: str
    items: list[Any]
    broken: Unfetched | None = None


class Tree(NamedTuple):
    """The files of a repository: path -> mode, path -> id of the content, and whether it is all."""

    modes: dict[str, str]
    blobs: dict[str, str]
    is_whole: bool = True


class ForgeApi:
    """The API at `root`: `listing` fetches what is kept for the next run, `fetch` the rest.

    A kind of host is a subclass with `lists`, `item`, `raw`, `tree` and `one`.
    """

    accept: ClassVar[str] = "application/json"
    scheme: ClassVar[str] = "Bearer"  # of the Authorization header
    pages_at: ClassVar[str] = "/blob/HEAD/"  # between the address of a repository and a path in it

    def __init__(self, root: str, fetch: Fetch, listing: Fetch) -> None:
        self.root, self.fetch, self.listing = root, fetch, listing

    @property
    def raw_root(self) -> str:
        """The address under which files are served as they are."""
        return self.root

    def raw(self, repository: Repository, path: str) -> str:
        """Give the address of a file as it is."""
        raise NotImplementedError

    def is_raw(self, url: str) -> bool:
        """Tell whether an address is one of `raw`, and no question to the API."""
        return "/raw" in url.removeprefix(self.root)

    def lists(self, owner: str) -> list[str]:
        """List the addresses of an owner's repositories, the next where one is not known there."""
        raise NotImplementedError

    def one(self, owner: str, name: str) -> str:
        """Give the address of what the API says of one repository, under whatever name it had."""
        raise NotImplementedError

    def item(self, data: Any) -> Any:
        """Give an item of a list in the words of GitHub, which the others mostly share."""
        return data

    async def tree(self, repository: Repository) -> Tree:
        """Give the files of a repository; an empty one has none. Raises Unfetched."""
        raise NotImplementedError

    def repository(self, data: Any) -> Repository | None:
        """Make a repository of an item of a list, None where it lacks what we need."""
        made = Repository.from_api(self.item(data))
        if made:
            made.pages_at = self.pages_at
        return made

    async def named(self, owner: str, name: str) -> Repository | None:
        """Ask for one repository; hosts redirect from its earlier names. Raises Unfetched.

        One that is not public does not exist, even where a token shows it.
        """
        response = await self.fetch(self.one(owner, name), robots=False, accept=self.accept)
        found = self.repository(parsed(response))
        if found and found.private:
            raise Unfetched("status-404", "bestaat niet (meer)")
        return found

    async def parent(self, repository: Repository) -> str:
        """Give the address of what a repository was forked from, "" where it is not known."""
        return repository.parent

    async def pages(self, owner: str) -> AsyncIterator[Page]:
        """Yield the lists of an owner's repositories; raise Unfetched where there is not even one.

        The owner may be an organisation (or group) or, where the host knows none, a user.
        """
        url, response = await self._first(owner)
        seen, count, total = {url}, 0, -1
        while True:
            items = listed(response)
            count, total = count + len(items), max(total, number(response, "X-Total-Count"),
                                                   number(response, "X-Total"))  # fmt: skip
            following = self.following(response, url, count, total)
            if following in seen or len(seen) >= MOST_PAGES:
                yield Page(following, items, _looping(following in seen))
                return
            yield Page(url, items)
            if not following:
                break
            url = following
            seen.add(url)
            try:
                response = await self._ask(url)
                listed(response)
            except Unfetched as error:
                yield Page(url, [], error)
                return
        if count < total:
            said = f"de codehost belooft {total} repositories en gaf er {count}"
            yield Page(url, [], Unfetched("incomplete", said, passing=True))

    async def _first(self, owner: str) -> tuple[str, Response]:
        *others, last = self.lists(owner)
        for url in others:
            try:
                return url, await self._ask(url)
            except Unfetched as error:
                if error.code != "status-404":
                    raise
        return last, await self._ask(last)

    async def _ask(self, url: str) -> Response:
        """Ask the API, which has its own rules and limits instead of robots.txt."""
        return await self.listing(url, robots=False, accept=self.accept)

    def following(self, response: Response, url: str, count: int, total: int) -> str:  # noqa: ARG002 - for subclasses
        """Give the address of the next page, "" on the last; `count` of `total` items came."""
        return next_link(response, url)


def _looping(is_loop: bool) -> Unfetched:
    if is_loop:
        return Unfetched("loop", "de lijst verwijst naar een pagina die al gelezen is")
    return Unfetched("too-many", f"meer dan {MOST_PAGES} pagina's")


def parsed(response: Response) -> Any:
    """Give the JSON of an answer. Raises Unfetched where it is none."""
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        raise Unfetched("bad-answer", "het antwoord is geen JSON", passing=True) from None


def listed(response: Response) -> list[Any]:
    """Give the list in an answer. Raises Unfetched where it is none."""
    data = parsed(response)
    if not isinstance(data, list):
        raise Unfetched("bad-answer", "het antwoord is geen lijst", passing=True)
    return data


def tree_of(entries: list[Any], blob: str = "sha", is_whole: bool = True) -> Tree:
    """Give the files among the entries of a tree; folders and submodules are none."""
    files = {
        str(entry["path"]).encode("utf-8", "replace").decode(): entry  # JSON may hold half signs
        for entry in entries
        if isinstance(entry, dict) and entry.get("type") == "blob" and entry.get("path")
    }
    modes = {path: str(entry.get("mode", "")) for path, entry in files.items()}
    blobs = {path: str(entry.get(blob) or "") for path, entry in files.items()}
    return Tree(modes, blobs, is_whole)


def number(response: Response, header: str) -> int:
    """Give a number that a header says, -1 where it says none."""
    said = (response.headers.get(header) or b"").decode("latin-1").strip()
    return int(said[:9]) if said.isascii() and said.isdecimal() else -1


def next_link(response: Response, url: str) -> str:
    """Give the address of the next page from a Link header, "" on the last (RFC 8288)."""
    for part in b",".join(response.headers.getlist("Link")).decode("latin-1").split(","):
        address, _, parameters = part.partition(";")
        if 'rel="next"' in parameters or "rel=next" in parameters:
            return joined(url, address.strip(" <>"))
    return ""


def page_at(url: str, page: int | str = "") -> str:
    """Give the address of another page of a list, the following one where none is named.

    >>> page_at("https://x.nl/a?page=1&limit=50"), page_at("https://x.nl/a", 7)
    ('https://x.nl/a?page=2&limit=50', 'https://x.nl/a?page=7')
    """
    now = dict(parse_qsl(urlsplit(url).query)).get("page", "1")
    after = int(now[:9]) + 1 if now.isascii() and now.isdecimal() else 2
    return with_parameters(url, page=str(page or after))


def segment(text: str) -> str:
    """Give a text as one part of a path, its slashes too."""
    return quote(text, safe="")
