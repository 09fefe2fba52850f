"""The half of a forge spider that speaks with its host: tokens, trees, and one file at a time."""

from __future__ import annotations

import os
from typing import Any

from scrapy.http import Response

from crawlers.answers import media_type
from crawlers.failures import Stopped, Unfetched
from crawlers.forge.api import ForgeApi, Tree
from crawlers.forge.candidates import SYMLINK, licence_path, target_of
from crawlers.forge.choice import api_class, secret, token_for
from crawlers.forge.licences import licence_of
from crawlers.forge.repository import Repository
from crawlers.memory import Mark
from crawlers.pipelines import Settled
from crawlers.spiders.base import MemberSpider


class ForgeFiles(MemberSpider):
    """Fetches what one source on a code host has, through the API that its address names.

    `moved` holds the earlier addresses of its repositories: what stood there is no loss.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.moved: set[str] = set()

    @property
    def api(self) -> ForgeApi:
        """The API of the source."""
        found = api_class(self.source.api)
        assert found
        return found(self.source.api.rstrip("/"), self.fetch, self.listing)

    def addresses(self) -> list[str]:
        """The API and the host of raw files."""
        return [self.source.api, self.api.raw_root]

    async def fetch(
        self,
        url: str,
        robots: bool = True,
        accept: str = "",
        headers: dict[str, str] | None = None,
        known: Mark | None = None,
    ) -> Response:
        """Fetch one address as `MemberSpider` does, with the token for the host of the API."""
        name = token_for(url, self.source.api, os.environ)
        said = f"{self.api.scheme} {secret(name, os.environ)}"
        sent = dict(headers or {}) | ({"Authorization": said} if name else {})
        try:
            response = await super().fetch(url, robots, accept, sent, known)
        except Unfetched as error:
            if name and error.code == "status-401":
                refused = f"de codehost weigert het token in {name}; vernieuw het of haal het weg"
                raise Unfetched("bad-token", refused, passing=True) from error
            raise
        if response.status == 200 and media_type(response) == "text/html" and self.api.is_raw(url):
            said = "de host gaf een webpagina in plaats van dit bestand"
            raise Unfetched("page-instead", said, passing=True)
        return response

    async def is_readable(self, repository: Repository) -> bool:
        """Fetch the list of files; False, and noted, for a bare fork or where there is no list."""
        if repository.fork and not repository.is_worked_on:
            self.leave_out(repository)
            return False
        try:
            tree = Tree({}, {}) if repository.empty else await self.api.tree(repository)
        except Unfetched as error:
            stop_at_limit(error)
            if self.find(repository.url):
                said = f"bestandenlijst: {error}"
                self.report.refuse(repository.url, error.code, said, passing=True)
            return False
        repository.tree, repository.blobs, repository.is_whole = tree
        if not repository.is_whole:
            self.report.broke(repository.url, "truncated", "de bestandenlijst is niet volledig")
        return True

    def leave_out(self, repository: Repository) -> None:
        """Note that a repository is a copy of another, which counts there (standards.md A.3)."""
        repository.left_out = True
        if self.find(repository.url):
            message = "technische kopie (fork); telt mee bij het origineel"
            self.report.refuse(repository.url, "fork", message, level="hint")

    async def recognise_licence(self, repository: Repository) -> None:
        """Read the licence in the root where the code host did not recognise one.

        What stands there goes before the licence that the member file gives for the source: where
        it is none that we know, or cannot be fetched, the texts of the repository have none.
        """
        path = "" if repository.licence else licence_path(repository.tree)
        repository.text_licence = repository.licence or ("" if path else self.source.licence)
        if path and repository.tree[path] == SYMLINK:
            path = await self.followed(repository, path)
        if not path:
            return
        try:
            response = await self.listing(self.api.raw(repository, path), robots=False)
        except Unfetched as error:
            stop_at_limit(error)
            repository.is_whole = False
            self.report.broke(repository.place(path), error.code, f"de licentie: {error}")
        else:
            repository.licence = licence_of(response.body.decode("utf-8", "replace"))
            repository.text_licence = repository.licence

    async def text(self, repository: Repository, path: str, **about: Any) -> Settled | None:
        """Read one file, or what it links to; None where it is known or refused, which is noted."""
        target = path
        if repository.tree[path] == SYMLINK:
            target = await self.followed(repository, path)
        place = repository.place(target)
        if not target or not self.find(place):
            return None
        about_it = {"repository": repository.url, "licence": repository.text_licence}
        known: dict[str, Any] = {"path": path, **about_it}
        url, blob = self.api.raw(repository, target), repository.blobs.get(target, "")
        return await self.settled(place, url, robots=False, stamp=blob, **(known | about))

    async def followed(self, repository: Repository, path: str) -> str:
        """Follow a symbolic link to a path of the same tree; "" and noted where it is none."""
        place = repository.place(path)
        try:
            response = await self.fetch(self.api.raw(repository, path), robots=False)
        except Unfetched as error:
            stop_at_limit(error)
            if self.find(place):
                self.report.refuse(place, error.code, str(error), error.passing)
            return ""
        target = target_of(path, response.body, repository.tree)
        if not target and self.find(place):
            said = "deze koppeling (symlink) wijst naar iets dat er niet is"
            self.report.refuse(place, "symlink", said, level="warning")
        return target


def stop_at_limit(error: Unfetched) -> None:
    """Raise Stopped where a host asks for rest: what it did not say now is unknown, not gone."""
    if error.code == "rate-limit":
        raise Stopped(error.code, str(error)) from error
