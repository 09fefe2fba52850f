"""Protocol `forge`: the repositories of an owner on a code host.

Reads the REST API of GitHub, GitLab, or Gitea and Forgejo, chosen by the path of `api`, and the raw
files. Keys of the source: `api` (https://api.github.com, https://HOST/api/v3, /api/v4 or /api/v1),
`owner`, optional `repos`, `stands_for`, `licence`. A token comes from the environment.

A repository gives one solution: from its publiccode.yml where it has a readable one, else a thin
record of what the API says. Elsewhere in the tree a publiccode.yml with a `url` of its own is a
second product. README, documentation, diagrams, models and exports become records of their own,
and openCatalogi.yaml says what the owner uses. What its list calls unchanged is not asked for.
"""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from typing import ClassVar

from crawlers.answers import now
from crawlers.failures import Unfetched
from crawlers.forge.candidates import adopter_paths, is_guess, product_paths, text_paths
from crawlers.forge.choice import api_class
from crawlers.forge.claims import Names, declared_by, unguessed
from crawlers.forge.files import ForgeFiles, stop_at_limit
from crawlers.forge.forks import as_variant, class_of
from crawlers.forge.owner import Owner
from crawlers.forge.repository import Repository
from crawlers.memory import Mark
from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.settling import stamped
from crawlers.spiders.base import MemberSpider
from knowledge.member import Source

MOST_FILES = 500  # documentation files of one repository


class ForgeSpider(ForgeFiles, MemberSpider):
    """GitHub v3, GitLab v4, Gitea v1; `api`, `owner`, `repos` and `stands_for` of the source."""

    protocol: ClassVar[str] = "forge"
    exact: ClassVar[bool] = True

    @classmethod
    def supports(cls, source: Source) -> str:
        """Say which addresses of an API can be read, where this is none of them."""
        if api_class(source.api):
            return ""
        return "api eindigt op /api/v3 (GitHub), /api/v4 (GitLab) of /api/v1 (Gitea, Forgejo)"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield the solutions, documents and processes of each repository in turn."""
        repositories = await Owner(self.api, self, self.moved).repositories()
        names = Names({repository.id for repository in repositories})
        for repository in repositories:
            self.group, stamp = repository.url, repository.stamp(self.context())
            is_known = self.reusable(self.group, stamp)
            things = self.reuse(self.group, stamp) if is_known else self.things(repository, names)
            before = self.report.misses
            async for settled in things:
                yield names.claimed(settled, repository)
            if not is_known and self.report.misses == before and repository.is_whole:
                self.close_group(self.group, stamp)
            self.group = ""

    async def things(self, repository: Repository, names: Names) -> AsyncIterator[Settled]:
        """Yield what one repository gives, its solutions first."""
        if not await self.is_readable(repository):
            return
        await self.recognise_licence(repository)
        async for settled in self.products(repository, names):
            yield settled
        if repository.left_out:
            return
        for path in adopter_paths(repository.tree):
            if declared := await self.text(repository, path):
                yield declared_by(self.member, declared)
        async for settled in self.texts(repository):
            yield settled

    async def products(self, repository: Repository, names: Names) -> AsyncIterator[Settled]:
        """Yield the solution of each readable publiccode.yml, the root's first, else a thin one."""
        paths, twins = product_paths(repository.tree)
        roots = [path for path in paths if "/" not in path]
        misses = self.report.misses
        if repository.fork and not roots:
            self.leave_out(repository)
        for path in roots:
            if settled := await self.product(repository, path, names):
                yield settled
        if repository.left_out:
            return
        for path in twins:
            if self.find(place := repository.place(path)):
                said = "in deze map staat ook een publiccode.yml; die is gelezen, dit bestand niet"
                self.report.refuse(place, "twin", said, level="warning")
        is_thin = "" not in repository.products and self.report.misses == misses
        if is_thin and not repository.is_about_owner and self.find(repository.url):
            repository.products[""] = repository.id
            thin = repository.thin(self.member.organisation)
            mark = Mark(self.source.api, hash=repository.digest, fetched=now())
            yield Settled(repository.url, stamped(Reading([thin]), mark), mark, self.group)
        for path in paths:
            if "/" in path and (settled := await self.product(repository, path, names)):
                yield settled

    async def product(self, repository: Repository, path: str, names: Names) -> Settled | None:
        """Read one publiccode.yml; None where it could not be fetched or is that of an original."""
        found = await self.text(repository, path)
        folder = path.rpartition("/")[0]
        if found and repository.fork and not folder:
            found = await self.variant(repository, found)
        if found is None:
            repository.left_out |= repository.fork and not folder
            before = self.memory.entry(repository.place(path))  # what its texts were about
            if before and before.ids:
                repository.products.setdefault(folder, before.ids[0])
            return None
        records = [repository.completed(record, folder) for record in found.reading.records]
        reading = dataclasses.replace(found.reading, records=records)
        settled = names.claimed(dataclasses.replace(found, reading=reading), repository)
        for record in settled.reading.records:
            repository.products.setdefault(folder, record.id)
        return settled

    async def variant(self, repository: Repository, settled: Settled) -> Settled | None:
        """Give the file of a fork that is a product of its own, None and noted for a copy."""
        try:
            parent = self.public(await self.api.parent(repository))
        except Unfetched as error:
            stop_at_limit(error)
            self.report.refuse(settled.place, error.code, f"het origineel: {error}", passing=True)
            return None
        records = settled.reading.records
        if class_of(records, repository.url, parent) != "VARIANT_FORK":
            message = "kopie (fork) met de publiccode.yml van het origineel; telt daar mee"
            self.report.refuse(settled.place, "fork", message, level="hint")
            return None
        own = [as_variant(record, repository.url, parent) for record in records]
        return dataclasses.replace(
            settled, reading=dataclasses.replace(settled.reading, records=own)
        )

    async def texts(self, repository: Repository) -> AsyncIterator[Settled]:
        """Yield the README, the documentation, the diagrams, and the exports that turn up."""
        paths = text_paths(repository.tree)
        if len(paths) > MOST_FILES:
            message = f"{len(paths)} bestanden met documentatie; de eerste {MOST_FILES} gelezen"
            self.report.broke(repository.url, "too-many", message)
            repository.is_whole = False
        for path in paths[:MOST_FILES]:
            about = repository.about(path)
            if settled := await self.text(repository, path, about=about):
                yield unguessed(settled) if is_guess(path) else settled
