"""The GitLab REST API, version 4 (https://docs.gitlab.com/api/rest), on gitlab.com or a server."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, ClassVar

from scrapy.http import Response

from crawlers.forge.api import (
    MOST_PAGES,
    ForgeApi,
    Tree,
    listed,
    next_link,
    page_at,
    segment,
    tree_of,
)
from crawlers.forge.repository import Repository

UNSETTLED = 2 * 60 * 60  # seconds; GitLab tells of activity at most once an hour
_LIST = "per_page=100&order_by=id&sort=asc"


class GitLab(ForgeApi):
    """The API at https://HOST/api/v4; an owner is a group, a group in a group, or a user."""

    pages_at: ClassVar[str] = "/-/blob/HEAD/"

    def lists(self, owner: str) -> list[str]:
        """List the addresses of a group's projects, its subgroups' too, then of a user's.

        Projects that others shared with the group are theirs, so they are not asked for.
        """
        more = "include_subgroups=true&with_shared=false"
        group = f"{self.root}/groups/{segment(owner)}/projects?{_LIST}&{more}"
        user = f"{self.root}/users/{segment(owner)}/projects?{_LIST}"
        return [group] if "/" in owner else [group, user]

    def one(self, owner: str, name: str) -> str:
        """Give the address of one project; GitLab redirects from its earlier paths."""
        return f"{self.root}/projects/{segment(f'{owner}/{name}')}"

    def item(self, data: Any) -> Any:
        """Give an item in the words of GitHub; one without a branch that we may see is empty."""
        if not isinstance(data, dict):
            return data
        origin = data.get("forked_from_project")
        moments = (data.get("last_activity_at"), data.get("updated_at"))
        last = max((one for one in moments if isinstance(one, str)), default="")
        is_closed = data.get("repository_access_level") in ("disabled", "private")
        is_empty = data.get("empty_repo") is True or is_closed or not data.get("default_branch")
        return {
            **{key: data.get(key) for key in ("id", "name", "description", "archived")},
            "full_name": data.get("path_with_namespace"),
            "default_branch": data.get("default_branch") or "HEAD",
            "html_url": data.get("web_url"),
            "fork": bool(origin),
            "parent": {"html_url": origin.get("web_url")} if isinstance(origin, dict) else None,
            "private": data.get("visibility", "public") != "public",
            "empty": is_empty,
            "created_at": data.get("created_at"),
            "pushed_at": last,
            "unsettled": _is_recent(last),
        }

    def raw(self, repository: Repository, path: str) -> str:
        """Give the address of a file as it is; the project goes by its number, which stays."""
        place = f"{self._project(repository)}/files/{segment(path)}/raw"
        return f"{place}?ref={segment(repository.branch)}"

    def is_raw(self, url: str) -> bool:
        """Tell whether an address is one of `raw`, and no question to the API."""
        return "/repository/files/" in url

    def following(self, response: Response, url: str, count: int, total: int) -> str:  # noqa: ARG002 - the header says it
        """Give the address of the next page: of a Link, else by the number in `x-next-page`."""
        said = (response.headers.get("X-Next-Page") or b"").decode("latin-1").strip()
        return next_link(response, url) or (page_at(url, said) if said.isdecimal() else "")

    async def tree(self, repository: Repository) -> Tree:
        """Give the files of a project, which come by the hundred. Raises Unfetched."""
        asked = f"recursive=true&per_page=100&ref={segment(repository.branch)}"
        url = f"{self._project(repository)}/tree?{asked}"
        entries: list[Any] = []
        seen: set[str] = set()
        while url:
            if url in seen or len(seen) >= MOST_PAGES:
                return tree_of(entries, "id", is_whole=False)
            seen.add(url)
            response = await self.fetch(url, robots=False, accept=self.accept)
            entries += listed(response)
            url = self.following(response, url, 0, 0)
        return tree_of(entries, "id")

    def _project(self, repository: Repository) -> str:
        known = repository.number or segment(repository.full_name)
        return f"{self.root}/projects/{known}/repository"


def _is_recent(moment: str) -> bool:
    """Tell whether more may come under the moment of the last change."""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return True
    return time.time() - then.replace(tzinfo=then.tzinfo or UTC).timestamp() < UNSETTLED
