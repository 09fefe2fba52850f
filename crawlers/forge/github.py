"""The GitHub REST API, version 3 (https://docs.github.com/rest), on github.com or a server."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from crawlers.failures import Unfetched
from crawlers.forge.api import ForgeApi, Tree, parsed, segment, tree_of
from crawlers.forge.repository import Repository


class GitHub(ForgeApi):
    """The API at https://api.github.com, or https://HOST/api/v3."""

    accept: ClassVar[str] = "application/vnd.github+json"

    @property
    def raw_root(self) -> str:
        """The address under which files are served as they are: a host of its own on github.com."""
        if urlsplit(self.root).hostname == "api.github.com":
            return "https://raw.githubusercontent.com"
        return self.root.removesuffix("/api/v3") + "/raw"

    def raw(self, repository: Repository, path: str) -> str:
        """Give the address of a file as it is."""
        return f"{self.raw_root}/{quote(f'{repository.full_name}/{repository.branch}/{path}')}"

    def is_raw(self, url: str) -> bool:
        """Tell whether an address is on the host, or in the folder, of raw files."""
        return url.startswith(f"{self.raw_root}/")

    def lists(self, owner: str) -> list[str]:
        """List the addresses of an organisation's repositories, then of a user's."""
        return [
            f"{self.root}/{kind}/{segment(owner)}/repos?per_page=100&sort=full_name"
            for kind in ("orgs", "users")
        ]

    def one(self, owner: str, name: str) -> str:
        """Give the address of one repository; GitHub redirects from earlier names to its number."""
        return f"{self.root}/repos/{segment(owner)}/{segment(name)}"

    async def parent(self, repository: Repository) -> str:
        """Ask what a repository was forked from: lists do not say it. Raises Unfetched."""
        if repository.parent:
            return repository.parent
        owner, _, name = repository.full_name.partition("/")
        asked = await self.named(owner, name)
        return asked.parent if asked else ""

    async def tree(self, repository: Repository) -> Tree:
        """Give the files of a repository; an empty one has none. Raises Unfetched.

        Where the list is cut off (at 100,000 files or 7 MB), at least those in the root are there.
        """
        place = f"{self.root}/repos/{quote(repository.full_name)}/git/trees"
        url = f"{place}/{segment(repository.branch)}"
        try:
            data = await self._tree(f"{url}?recursive=1")
        except Unfetched as error:
            if error.code == "status-409":
                return Tree({}, {})
            raise
        if not data.get("truncated"):
            return tree_of(data["tree"])
        root = await self._tree(url)
        return tree_of([*data["tree"], *root["tree"]], is_whole=False)

    async def _tree(self, url: str) -> dict[str, Any]:
        data = parsed(await self.fetch(url, robots=False, accept=self.accept))
        if not isinstance(data, dict) or not isinstance(data.get("tree"), list):
            raise Unfetched("bad-answer", "het antwoord is geen bestandenlijst", passing=True)
        return data
