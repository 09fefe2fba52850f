"""Protocol `forge`: the repositories of an owner on a code host.

Reads the GitHub REST API (https://docs.github.com/rest: list organisation repositories, get a
tree) and the raw files. Keys of the source: `api` (https://api.github.com, or https://HOST/api/v3),
`owner`, optional `repos`, `stands_for`, `licence`.

A repository gives one solution: from its publiccode.yml where it has a readable one, else a thin
record of what the API says. Elsewhere in the tree a publiccode.yml with a `url` of its own is a
second product. README, documentation, BPMN and DMN become records of their own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from crawlers.failures import Stopped, Unfetched
from crawlers.forge_api import ForgeApi, Page
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.repository import SYMLINK, Repository, product_paths, renamed, target_of, text_paths
from crawlers.spiders.base import MemberSpider
from knowledge.member import Source
from knowledge.model import Problem

MOST_FILES = 500  # documentation files of one repository


@dataclass
class Names:
    """Which ids are whose: those of the owner's repositories, and those given in this run."""

    known: set[str]
    taken: dict[str, str] = field(default_factory=dict)  # id -> repository that has it

    def is_of_another(self, identifier: str, repository: Repository) -> bool:
        """Tell whether an id belongs to another repository than this one."""
        if identifier == repository.id:
            return False
        is_taken = self.taken.get(identifier, repository.id) != repository.id
        return is_taken or identifier in self.known


class ForgeSpider(MemberSpider):
    """GitHub REST, version 3; `api`, `owner`, `repos` and `stands_for` of the source."""

    protocol: ClassVar[str] = "forge"
    exact: ClassVar[bool] = True

    @classmethod
    def supports(cls, source: Source) -> str:
        """Say that GitLab (/api/v4) and Gitea (/api/v1) cannot be read yet."""
        path = urlsplit(source.api).path.rstrip("/")
        if path.endswith(("/v4", "/v1")):
            return "deze versie leest alleen de GitHub-API"
        return ""

    @property
    def api(self) -> ForgeApi:
        """The API of the source."""
        return ForgeApi(self.source.api.rstrip("/"), self.fetch)

    def addresses(self) -> list[str]:
        """The API and the host of raw files."""
        return [self.source.api, self.api.raw_root]

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield the solutions, documents and processes of each repository in turn."""
        repositories = await self.repositories()
        names = Names({repository.id for repository in repositories})
        for repository in repositories:
            if await self.is_readable(repository):
                async for settled in self.products(repository, names):
                    yield settled
                async for settled in self.texts(repository):
                    yield settled

    async def repositories(self) -> list[Repository]:
        """List the owner's repositories, or those named in `repos`, by id."""
        found: dict[str, Repository] = {}
        async for page in self.api.pages(self.source.owner):
            for repository in self.listed(page):
                found.setdefault(repository.id, repository)
            if page.broken:
                self.report.broke(page.url, page.broken.code, f"de lijst brak af: {page.broken}")
        wanted = {name.lower() for name in self.source.repos}
        for name in sorted(wanted - {repository.name.lower() for repository in found.values()}):
            self.report.broke(name, "no-repository", f"geen repository '{name}' bij deze eigenaar")
        chosen = (r for r in found.values() if not wanted or r.name.lower() in wanted)
        return sorted(chosen, key=lambda repository: repository.id)

    def listed(self, page: Page) -> list[Repository]:
        """Give the repositories on one page of the list; what is none is noted."""
        found = []
        for number, item in enumerate(page.items, 1):
            repository = Repository.from_api(item)
            if repository:
                repository.url = self.public(repository.url)
                found.append(repository)
            elif self.find(place := f"{page.url}#{number}"):
                said = "de codehost noemt geen naam, adres of tak van deze repository"
                self.report.refuse(place, "bad-repository", said, passing=True)
        return found

    async def is_readable(self, repository: Repository) -> bool:
        """Fetch the list of files; False, and noted, for a fork or where there is no list."""
        if repository.fork:
            self.find(repository.url)
            message = "technische kopie (fork); telt mee bij het origineel"
            self.report.refuse(repository.url, "fork", message, level="hint")
            return False
        try:
            tree = await self.api.tree(repository.full_name, repository.branch)
        except Unfetched as error:
            if error.code == "rate-limit":
                raise Stopped(error.code, str(error)) from error
            if self.find(repository.url):
                said = f"bestandenlijst: {error}"
                self.report.refuse(repository.url, error.code, said, passing=True)
            return False
        repository.tree, is_whole = tree
        if not is_whole:
            self.report.broke(repository.url, "truncated", "de bestandenlijst is niet volledig")
        return True

    async def products(self, repository: Repository, names: Names) -> AsyncIterator[Settled]:
        """Yield the solution of each readable publiccode.yml, the root's first, else a thin one."""
        paths, twins = product_paths(repository.tree)
        for path in twins:
            if self.find(place := repository.place(path)):
                said = "in deze map staat ook een publiccode.yml; die is gelezen, dit bestand niet"
                self.report.refuse(place, "twin", said, level="warning")
        misses = self.report.misses
        for path in (path for path in paths if "/" not in path):
            if settled := await self.product(repository, path, names):
                yield settled
        is_thin = "" not in repository.products and self.report.misses == misses
        if is_thin and self.find(repository.url):
            repository.products[""] = names.taken[repository.id] = repository.id
            thin = repository.thin(self.member.organisation)
            yield Settled(repository.url, Reading([thin]))
        for path in (path for path in paths if "/" in path):
            if settled := await self.product(repository, path, names):
                yield settled

    async def product(self, repository: Repository, path: str, names: Names) -> Settled | None:
        """Read one publiccode.yml; None where it could not be fetched, which is noted."""
        settled = await self.text(repository, path)
        if settled is None:
            return None
        records, problems = [], list(settled.reading.problems)
        for record in settled.reading.records:
            if names.is_of_another(record.id, repository):
                said = f"url is die van een andere repository ({record.id}); overgenomen? "
                said += f"Hier telt {repository.id}."
                problems.append(Problem(level="warning", code="url-mistake", message=said,
                                        place=settled.place))  # fmt: skip
                record = renamed(record, repository.id)
            names.taken.setdefault(record.id, repository.id)
            repository.products.setdefault(path.rpartition("/")[0], record.id)
            records.append(repository.completed(record))
        return Settled(settled.place, Reading(records, problems))

    async def texts(self, repository: Repository) -> AsyncIterator[Settled]:
        """Yield the README, the documentation and the diagrams."""
        paths = text_paths(repository.tree)
        if len(paths) > MOST_FILES:
            message = f"{len(paths)} bestanden met documentatie; de eerste {MOST_FILES} gelezen"
            self.report.broke(repository.url, "too-many", message)
        for path in paths[:MOST_FILES]:
            about = repository.about(path)
            if settled := await self.text(repository, path, about=about):
                yield settled

    async def text(self, repository: Repository, path: str, **about: Any) -> Settled | None:
        """Read one file, or what it links to; None where it is known or refused, which is noted."""
        target = path
        if repository.tree[path] == SYMLINK:
            target = await self.followed(repository, path)
        place = repository.place(target)
        if not target or not self.find(place):
            return None
        licence = repository.licence or self.source.licence
        known: dict[str, Any] = {"path": path, "repository": repository.url, "licence": licence}
        url = self.api.raw(repository.full_name, repository.branch, target)
        return await self.settled(place, url, robots=False, **(known | about))

    async def followed(self, repository: Repository, path: str) -> str:
        """Follow a symbolic link to a path of the same tree; "" and noted where it is none."""
        place = repository.place(path)
        try:
            url = self.api.raw(repository.full_name, repository.branch, path)
            response = await self.fetch(url, robots=False)
        except Unfetched as error:
            if self.find(place):
                self.report.refuse(place, error.code, str(error), error.passing)
            return ""
        target = target_of(path, response.body, repository.tree)
        if not target and self.find(place):
            said = "deze koppeling (symlink) wijst naar iets dat er niet is"
            self.report.refuse(place, "symlink", said, level="warning")
        return target
