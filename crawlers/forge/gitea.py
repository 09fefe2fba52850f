"""The API of Gitea and Forgejo, version 1 (https://docs.gitea.com/api, as Codeberg serves it)."""

from __future__ import annotations

from typing import Any, ClassVar
from urllib.parse import quote

from scrapy.http import Response

from crawlers.failures import Unfetched
from crawlers.forge.api import (
    MOST_PAGES,
    ForgeApi,
    Tree,
    listed,
    next_link,
    page_at,
    parsed,
    segment,
    tree_of,
)
from crawlers.forge.repository import Repository


class Gitea(ForgeApi):
    """The API at https://HOST/api/v1.

    The page of a file is /src/branch/HEAD/: the host takes HEAD for the default branch, so that
    the address outlives commits and another name of that branch.
    """

    scheme: ClassVar[str] = "token"
    pages_at: ClassVar[str] = "/src/branch/HEAD/"

    def lists(self, owner: str) -> list[str]:
        """List the addresses of an organisation's repositories, then of a user's."""
        return [
            f"{self.root}/{kind}/{segment(owner)}/repos?limit=50&page=1"
            for kind in ("orgs", "users")
        ]

    def one(self, owner: str, name: str) -> str:
        """Give the address of one repository; the host redirects from its earlier names."""
        return f"{self.root}/repos/{segment(owner)}/{segment(name)}"

    def item(self, data: Any) -> Any:
        """Give an item in the words of GitHub: other names for licences, times and who may see."""
        if not isinstance(data, dict):
            return data
        licences = data.get("licenses")
        one = licences[0] if isinstance(licences, list) and len(licences) == 1 else ""
        moments = [data.get("updated_at"), data.get("mirror_updated")]
        return data | {
            "license": {"spdx_id": one},
            "pushed_at": max((one for one in moments if isinstance(one, str)), default=""),
            "private": data.get("private") or data.get("internal"),
        }

    def raw(self, repository: Repository, path: str) -> str:
        """Give the address of a file as it is."""
        place = f"{self.root}/repos/{quote(repository.full_name)}/raw/{quote(path)}"
        return f"{place}?ref={segment(repository.branch)}"

    def following(self, response: Response, url: str, count: int, total: int) -> str:
        """Give the address of the next page; a host behind a proxy may say a total only."""
        more = page_at(url) if count < total and listed(response) else ""
        return next_link(response, url) or more

    async def tree(self, repository: Repository) -> Tree:
        """Give the files of a repository, which come in pages. Raises Unfetched."""
        ref = "HEAD" if "/" in repository.branch else segment(repository.branch)
        url = f"{self.root}/repos/{quote(repository.full_name)}/git/trees/{ref}?recursive=true"
        entries: list[Any] = []
        for page in range(1, MOST_PAGES + 1):
            address = f"{url}&page={page}&per_page=1000"
            try:
                response = await self.fetch(address, robots=False, accept=self.accept)
            except Unfetched as error:
                if error.code == "status-409" and page == 1:
                    return Tree({}, {})
                raise
            data = parsed(response)
            if not isinstance(data, dict) or not isinstance(data.get("tree"), list):
                raise Unfetched("bad-answer", "het antwoord is geen bestandenlijst", passing=True)
            entries += data["tree"]
            if not data.get("truncated") or not data["tree"]:
                return tree_of(entries, is_whole=not data.get("truncated"))
        return tree_of(entries, is_whole=False)
