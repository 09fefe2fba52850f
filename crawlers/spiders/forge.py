"""Protocol `forge`: the repositories of an owner on a code host.

Reads the GitHub REST API (https://docs.github.com/rest: list organisation repositories, get a
tree) and the raw files. Keys of the source: `api` (https://api.github.com, or https://HOST/api/v3),
`owner`, optional `repos`, `stands_for`, `licence`.

A repository gives one solution: from its publiccode.yml where it has a readable one, else a thin
record of what the API says. Elsewhere in the tree a publiccode.yml with a `url` of its own is a
second product. README, documentation, BPMN and DMN become records of their own.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import quote, urlsplit

from crawlers.pipelines import Settled
from crawlers.readers import Reading
from crawlers.spiders.base import MemberSpider, Unfetched
from knowledge.identity import url_id
from knowledge.model import Solution, Source, Statement

JSON = "application/vnd.github+json"
PRODUCT_FILES = ("publiccode.yml", "publiccode.yaml")
NO_PRODUCTS = {"example", "examples", "voorbeeld", "voorbeelden", "template", "templates", "test",
               "tests", "fixture", "fixtures", "sample", "samples", "testdata", "vendor",
               "node_modules", "third_party"}  # fmt: skip
DOCUMENTATION = {"doc", "docs", "documentation", "documentatie", "documenten"}
TEXTS = (".md", ".markdown", ".rst", ".txt")
MOST_FILES = 500  # documentation files of one repository
SYMLINK = "120000"


@dataclass
class Repository:
    """One repository as the API lists it, with its tree: path -> mode."""

    data: dict[str, Any]
    url: str
    tree: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the solution it is when no publiccode.yml says another."""
        return url_id(self.url)

    @property
    def licence(self) -> str:
        """The SPDX id that the code host recognised, "" where it did not."""
        spdx = (self.data.get("license") or {}).get("spdx_id") or ""
        return "" if spdx == "NOASSERTION" else str(spdx)


class ForgeSpider(MemberSpider):
    """GitHub REST, version 3; `api`, `owner`, `repos` and `stands_for` of the source."""

    protocol: ClassVar[str] = "forge"

    @classmethod
    def supports(cls, source: Source) -> str:
        """Say that GitLab (/api/v4) and Gitea (/api/v1) cannot be read yet."""
        path = urlsplit(source.api).path.rstrip("/")
        if path.endswith(("/v4", "/v1")):
            return "deze versie leest alleen de GitHub-API"
        return ""

    def addresses(self) -> list[str]:
        """The API and the host of raw files."""
        return [self.source.api, self.raw_root()]

    def raw_root(self) -> str:
        """Give the address under which files are served as they are."""
        api = self.source.api.rstrip("/")
        if urlsplit(api).hostname == "api.github.com":
            return "https://raw.githubusercontent.com"
        return api.removesuffix("/api/v3") + "/raw"

    async def harvest_source(self) -> AsyncIterator[Settled]:
        """Yield the solutions, documents and processes of each repository in turn."""
        repositories = await self.repositories()
        known = {repository.id for repository in repositories}
        taken: set[str] = set()
        for repository in repositories:
            async for settled in self.repository(repository, known, taken):
                yield settled

    async def repositories(self) -> list[Repository]:
        """List the owner's repositories, or those named in `repos`, page by page."""
        path = f"orgs/{quote(self.source.owner)}/repos?per_page=100&sort=full_name"
        url, listed, seen = f"{self.source.api.rstrip('/')}/{path}", [], set()
        while url and url not in seen:
            seen.add(url)
            try:
                response = await self.fetch(url, robots=False, accept=JSON)
                listed += _list_of(response.body)
            except Unfetched as error:
                if not listed:
                    raise
                self.report.broke(url, error.code, f"de lijst brak af: {error}")
                break
            url = _next(response.headers.get("Link") or b"")
        wanted = {name.lower() for name in self.source.repos}
        found = [Repository(data, self.public(str(data["html_url"]))) for data in listed
                 if not wanted or str(data["name"]).lower() in wanted]  # fmt: skip
        return sorted(found, key=lambda repository: repository.id)

    async def repository(
        self, repository: Repository, known: set[str], taken: set[str]
    ) -> AsyncIterator[Settled]:
        """Yield what one repository holds: first its products, then what is about them."""
        if repository.data.get("fork"):
            self.find(repository.url)
            message = "technische kopie (fork); telt mee bij het origineel"
            self.report.refuse(repository.url, "fork", message, level="hint")
            return
        try:
            repository.tree = await self.tree(repository)
        except Unfetched as error:
            if error.code != "status-409":  # an empty repository has no tree
                self.report.broke(repository.url, error.code, f"bestandenlijst: {error}")
        main = ""
        async for settled in self.products(repository, known, taken):
            main = main or settled.reading.records[0].id
            yield settled
        async for settled in self.texts(repository, main):
            yield settled

    async def tree(self, repository: Repository) -> dict[str, str]:
        """Give the paths of a repository's files with their modes."""
        full, branch = repository.data["full_name"], quote(str(repository.data["default_branch"]))
        url = f"{self.source.api.rstrip('/')}/repos/{quote(full)}/git/trees/{branch}?recursive=1"
        response = await self.fetch(url, robots=False, accept=JSON)
        data = json.loads(response.body)
        if data.get("truncated"):
            self.report.broke(repository.url, "truncated", "de bestandenlijst is niet volledig")
        return {e["path"]: e["mode"] for e in data.get("tree", []) if e.get("type") == "blob"}

    async def products(
        self, repository: Repository, known: set[str], taken: set[str]
    ) -> AsyncIterator[Settled]:
        """Yield the solution of each readable publiccode.yml, the root's first, else a thin one."""
        read = set()
        has_own = False
        for path in product_paths(repository.tree):
            target = await self.followed(repository, path)
            if target in read:
                continue
            read.add(target)
            place = self.place(repository, target)
            if not self.find(place):
                continue
            settled = await self.settled(place, self.raw(repository, target),
                                         **self.about(repository, target))  # fmt: skip
            if settled is None:
                continue
            settled = self.named(settled, repository, known, taken)
            if settled.reading.records and "/" not in path:
                has_own = True
            if settled.reading.records:
                yield settled
            else:
                self.refused(settled)
        if not has_own and self.find(repository.url):
            yield Settled(repository.url, Reading([self.thin(repository)]))

    def refused(self, settled: Settled) -> None:
        """Note that a publiccode.yml gave nothing; the repository itself stays a thin record."""
        problems = settled.reading.problems
        first = next(p for p in problems if p.level == "error")
        self.report.problems += [problem for problem in problems if problem is not first]
        self.report.refuse(settled.place, first.code, first.message, line=first.line,
                           column=first.column, field=first.field)  # fmt: skip

    def named(
        self, settled: Settled, repository: Repository, known: set[str], taken: set[str]
    ) -> Settled:
        """Keep a solution that bears the address of another repository of this owner apart.

        Copied files often keep the `url` of what they were copied from; the repository itself is
        then the better id (standards.md A.3, URL_MISTAKE).
        """
        records = []
        for record in settled.reading.records:
            elsewhere = record.id != repository.id
            if elsewhere and (record.id in known or record.id in taken):
                said = tuple(
                    s.model_copy(update={end: repository.id for end in ("subject", "object")
                                         if getattr(s, end) == record.id})
                    for s in record.statements
                )  # fmt: skip
                record = record.model_copy(update={"id": repository.id, "statements": said})
            taken.add(record.id)
            records.append(completed(record, repository))
        return Settled(settled.place, Reading(records, settled.reading.problems))

    def thin(self, repository: Repository) -> Solution:
        """Make the record of a repository that describes itself nowhere."""
        data = repository.data
        made = Statement(subject=self.member.organisation, relation="makes", object=repository.id,
                         role="beheerder", claimant=self.member.organisation, url=repository.url,
                         strength="own")  # fmt: skip
        return Solution(
            id=repository.id, title=str(data["name"]), url=repository.url, reader="forge",
            summary=str(data.get("description") or ""), licence=repository.licence,
            repository=repository.url, archived=bool(data.get("archived")), statements=(made,),
        )  # fmt: skip

    async def texts(self, repository: Repository, solution: str) -> AsyncIterator[Settled]:
        """Yield the README, the documentation and the diagrams."""
        paths = list(text_paths(repository.tree))
        if len(paths) > MOST_FILES:
            message = f"{len(paths)} bestanden met documentatie; de eerste {MOST_FILES} gelezen"
            self.report.broke(repository.url, "too-many", message)
        for path in paths[:MOST_FILES]:
            place = self.place(repository, path)
            if self.find(place):
                about = self.about(repository, path) | {"about": solution}
                settled = await self.settled(place, self.raw(repository, path), **about)
                if settled:
                    yield settled

    async def followed(self, repository: Repository, path: str) -> str:
        """Follow a symbolic link to the path that it names in the same tree."""
        if repository.tree.get(path) != SYMLINK:
            return path
        try:
            response = await self.fetch(self.raw(repository, path), robots=False)
        except Unfetched:
            return path
        target = response.body[:500].decode("utf-8", "replace").strip()
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        return joined if joined in repository.tree else path

    def raw(self, repository: Repository, path: str) -> str:
        """Give the address of a file as it is."""
        full, branch = repository.data["full_name"], repository.data["default_branch"]
        return f"{self.raw_root()}/{quote(f'{full}/{branch}/{path}')}"

    def place(self, repository: Repository, path: str) -> str:
        """Give the public address of a file: never a commit, so that it stays the same."""
        return f"{repository.url}/blob/HEAD/{quote(path)}"

    def about(self, repository: Repository, path: str) -> dict[str, Any]:
        """What a reader should know of a file of a repository."""
        licence = repository.licence or self.source.licence
        return {"path": path, "repository": repository.url, "licence": licence, "robots": False}


def product_paths(tree: Iterable[str]) -> list[str]:
    """List the publiccode files that can describe a product, the root's first.

    >>> product_paths(["docs/example/publiccode.yml", "api/publiccode.yaml", "publiccode.yml"])
    ['publiccode.yml', 'api/publiccode.yaml']
    """
    found = [
        path
        for path in tree
        if path.rpartition("/")[2].lower() in PRODUCT_FILES
        and not NO_PRODUCTS & set(path.lower().split("/")[:-1])
    ]
    return sorted(found, key=lambda path: (path.count("/"), path))


def text_paths(tree: Iterable[str]) -> Iterable[str]:
    """List README, documentation and diagrams in order.

    >>> list(text_paths(["README.md", "src/a.py", "docs/a.md", "p/x.bpmn", "src/README.md"]))
    ['README.md', 'docs/a.md', 'p/x.bpmn']
    """
    for path in sorted(tree):
        *folders, name = path.lower().split("/")
        is_readme = not folders and name.partition(".")[0] == "readme"
        is_documentation = bool(DOCUMENTATION & set(folders)) and name.endswith(TEXTS)
        if is_readme or is_documentation or name.endswith((".bpmn", ".dmn")):
            yield path


def completed(record: Any, repository: Repository) -> Any:
    """Fill in what the code host knows and the publiccode.yml does not say."""
    known = {
        "licence": record.licence or repository.licence,
        "repository": record.repository or repository.url,
        "archived": bool(repository.data.get("archived")),
    }
    if record.id != repository.id and not record.aliases:
        known["aliases"] = (repository.id,)
    return record.model_copy(update=known)


def _list_of(body: bytes) -> list[dict[str, Any]]:
    try:
        data = json.loads(body)
    except ValueError:
        raise Unfetched("not-json", "het antwoord is geen JSON") from None
    if not isinstance(data, list):
        raise Unfetched("not-a-list", "het antwoord is geen lijst van repositories")
    return [item for item in data if isinstance(item, dict) and "full_name" in item]


def _next(link: bytes) -> str:
    """Give the address of the next page from a Link header, "" on the last (RFC 8288)."""
    for part in link.decode("latin-1").split(","):
        address, _, parameters = part.partition(";")
        if 'rel="next"' in parameters:
            return address.strip(" <>")
    return ""
