"""The repositories of an owner on a code host: from its lists, and under the names that they had.

A repository is known by the number that its host gave it (standards.md A.12), so that a new name
or a new owner makes no new thing of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crawlers.failures import Stopped, Unfetched
from crawlers.forge.api import ForgeApi, Page
from crawlers.forge.repository import Repository
from crawlers.spiders.base import MemberSpider
from knowledge.identity import url_id


@dataclass(frozen=True)
class Owner:
    """The owner that a source names, asked through its API; what is odd is noted in the report.

    `moved` gets the addresses under which its repositories were known before.
    """

    api: ForgeApi
    spider: MemberSpider
    moved: set[str]

    async def repositories(self) -> list[Repository]:
        """List the public repositories, or those named in `repos`, by id.

        The one that speaks for the owner (`.github`) comes first. Raises Unfetched where there is
        no list at all, and Stopped where the host asks for rest.
        """
        found: dict[str, Repository] = {}
        is_whole = True
        async for page in self.api.pages(self.spider.source.owner):
            for repository in self._listed(page):
                found.setdefault(repository.id, repository)
            if page.broken:
                is_whole = False
                said = f"de lijst brak af: {page.broken}"
                self.spider.report.broke(page.url, page.broken.code, said)
        for repository in found.values():
            self._recognise(repository, found)
        chosen = await self._chosen(found, is_whole)
        return sorted(chosen, key=lambda one: (not one.is_about_owner, one.id))

    def _listed(self, page: Page) -> list[Repository]:
        """Give the repositories on one page of the list; what is none is noted."""
        found, closed = [], 0
        for number, item in enumerate(page.items, 1):
            repository = self.api.repository(item)
            if repository is None:
                if self.spider.find(place := f"{page.url}#{number}"):
                    said = "de codehost noemt geen naam, adres of tak van deze repository"
                    self.spider.report.refuse(place, "bad-repository", said, passing=True)
            elif repository.private:
                closed += 1
            else:
                found.append(self._public(repository))
        if closed:
            said = f"{closed} repositories zijn niet openbaar; die leest noaber niet"
            self.spider.report.note("private", said, page.url, level="hint")
        return found

    def _public(self, repository: Repository) -> Repository:
        repository.url = self.spider.public(repository.url)
        repository.parent = self.spider.public(repository.parent)
        return repository

    def _recognise(self, repository: Repository, known: Iterable[str]) -> None:
        """Give a repository the addresses under which it was known; say so where one is new."""
        old = repository.remember(self.spider.notes, set(known) - {repository.id})
        self.moved.update(repository.earlier)
        if old:
            said = f"heette eerder {old}; verwijzingen daarnaar blijven meetellen"
            self.spider.report.note("renamed", said, repository.url, level="hint")

    async def _chosen(self, found: dict[str, Repository], is_whole: bool) -> list[Repository]:
        """Give those that the source names, by a name they have or had; all without names."""
        wanted = {name.strip("/").removesuffix(".git").lower() for name in self.spider.source.repos}
        if not wanted:
            return list(found.values())
        chosen: dict[str, Repository] = {}
        for name in sorted(wanted):
            same = [one for one in found.values() if one.is_called(name)]
            if not same and (same := [one for one in found.values() if one.was_called(name)]):
                self._say_new_name(name, same[0])
            if not same and is_whole and (moved := await self._moved(name, found)):
                same = [moved]
            chosen |= {one.id: one for one in same}
        return list(chosen.values())

    async def _moved(self, name: str, found: dict[str, Repository]) -> Repository | None:
        """Ask for a repository that no list has: its host may know it under another name."""
        report, owner = self.spider.report, self.spider.source.owner
        try:
            asked = await self.api.named(owner, name)
        except Unfetched as error:
            if error.code == "rate-limit":
                raise Stopped(error.code, str(error)) from error
            if error.code != "status-404":
                report.broke(name, error.code, str(error))
                return None
            asked = None
        if asked is None:
            report.broke(name, "no-repository", f"geen repository '{name}' bij deze eigenaar")
            return None
        url = self._public(asked).url
        repository = found.get(asked.id, asked)
        if url.endswith(asked.full_name):  # so that what points to the old address is joined
            old = url_id(f"{url.removesuffix(asked.full_name)}{owner}/{name}")
            repository.note(old, self.spider.notes)
        self._recognise(repository, found)
        self._say_new_name(name, repository)
        return repository

    def _say_new_name(self, name: str, repository: Repository) -> None:
        said = f"'{name}' heet nu {repository.full_name}; noem het zo in het ledenbestand"
        self.spider.report.note("renamed", said, repository.url, level="hint")
