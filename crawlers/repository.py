"""A repository: what its code host says of it, and which of its files are worth reading."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from crawlers.guard import place_of
from knowledge.identity import url_id
from knowledge.model import AnyRecord, Solution, Statement

PRODUCT_FILES = ("publiccode.yml", "publiccode.yaml")  # the first is the standard's own
NO_PRODUCTS = {"example", "examples", "voorbeeld", "voorbeelden", "template", "templates", "test",
               "tests", "fixture", "fixtures", "sample", "samples", "testdata", "vendor",
               "node_modules", "third_party"}  # fmt: skip
DOCUMENTATION = {"doc", "docs", "documentation", "documentatie", "documenten"}
TEXTS = (".md", ".markdown", ".rst", ".txt")
SYMLINK = "120000"


@dataclass
class Repository:
    """One repository: `tree` gives path -> mode, `products` folder -> id of the solution there."""

    name: str
    full_name: str
    branch: str
    url: str  # public, as people know it
    summary: str = ""
    licence: str = ""  # the SPDX id that the code host recognised
    archived: bool = False
    fork: bool = False
    tree: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_api(cls, data: Any) -> Repository | None:
        """Make one of an item in the list of a code host; None where it lacks what we need."""
        keys = ("name", "full_name", "default_branch", "html_url")
        if not isinstance(data, dict) or not all(_is_text(data.get(key)) for key in keys):
            return None
        name, full_name, branch, url = (data[key] for key in keys)
        if not url.startswith(("http://", "https://")) or not place_of(url):
            return None
        licence = data.get("license")
        spdx = licence.get("spdx_id") if isinstance(licence, dict) else ""
        return cls(name, full_name, branch, url, summary=_text(data.get("description")),
                   licence="" if spdx == "NOASSERTION" else _text(spdx),
                   archived=bool(data.get("archived")), fork=bool(data.get("fork")))  # fmt: skip

    @property
    def id(self) -> str:
        """The id of the solution it is when no publiccode.yml says another."""
        return url_id(self.url)

    def place(self, path: str) -> str:
        """Give the public address of a file: never a commit, so that it stays the same."""
        return f"{self.url}/blob/HEAD/{quote(path)}"

    def about(self, path: str) -> str:
        """Give the id of the solution that a file belongs to: the nearest above it.

        >>> told = Repository("r", "o/r", "main", "https://x.nl/o/r", products={"": "A", "b": "B"})
        >>> told.about("docs/a.md"), told.about("b/docs/a.md"), told.about("bc/a.md")
        ('A', 'B', 'A')
        """
        folder = posixpath.dirname(path)
        while folder and folder not in self.products:
            folder = posixpath.dirname(folder)
        return self.products.get(folder, "")

    def thin(self, organisation: str) -> Solution:
        """Make the record of a repository that describes itself nowhere."""
        made = Statement(subject=organisation, relation="makes", object=self.id, role="beheerder",
                         claimant=organisation, url=self.url, strength="own")  # fmt: skip
        return Solution(
            id=self.id, title=self.name, url=self.url, reader="forge", summary=self.summary,
            licence=self.licence, repository=self.url, archived=self.archived, statements=(made,),
        )  # fmt: skip

    def completed(self, record: AnyRecord) -> AnyRecord:
        """Fill in what the code host knows and the publiccode.yml does not say."""
        if not isinstance(record, Solution):
            return record
        known: dict[str, Any] = {
            "licence": record.licence or self.licence,
            "repository": record.repository or self.url,
            "archived": self.archived,
        }
        if record.id != self.id and not record.aliases:
            known["aliases"] = (self.id,)
        return record.model_copy(update=known)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def renamed(record: AnyRecord, identifier: str) -> AnyRecord:
    """Give a record under another id, in its statements too."""
    said = tuple(
        statement.model_copy(
            update={
                end: identifier
                for end in ("subject", "object")
                if getattr(statement, end) == record.id
            }
        )
        for statement in record.statements
    )
    return record.model_copy(update={"id": identifier, "statements": said})


def product_paths(tree: Iterable[str]) -> tuple[list[str], list[str]]:
    """List the publiccode files that can describe a product, the root's first; and their twins.

    A folder has one: `.yml` before `.yaml`. The other spelling is a twin and is not read.

    >>> product_paths(["docs/example/publiccode.yml", "api/publiccode.yaml", "publiccode.yml"])
    (['publiccode.yml', 'api/publiccode.yaml'], [])
    >>> product_paths(["publiccode.yaml", "publiccode.yml"])
    (['publiccode.yml'], ['publiccode.yaml'])
    """
    found: dict[str, list[str]] = {}
    for path in sorted(tree, key=_spelling):
        folder, _, name = path.lower().rpartition("/")
        if name in PRODUCT_FILES and not NO_PRODUCTS & set(folder.split("/")):
            found.setdefault(posixpath.dirname(path), []).append(path)
    chosen = sorted(
        (paths[0] for paths in found.values()), key=lambda path: (path.count("/"), path)
    )
    return chosen, sorted(path for paths in found.values() for path in paths[1:])


def _spelling(path: str) -> tuple[bool, str]:
    return not path.endswith(PRODUCT_FILES[0]), path


def text_paths(tree: Iterable[str]) -> list[str]:
    """List README, documentation and diagrams in order.

    >>> text_paths(["README.md", "src/a.py", "docs/a.md", "p/x.bpmn", "src/README.md"])
    ['README.md', 'docs/a.md', 'p/x.bpmn']
    """
    found = []
    for path in sorted(tree):
        *folders, name = path.lower().split("/")
        is_readme = not folders and name.partition(".")[0] == "readme"
        is_documentation = bool(DOCUMENTATION & set(folders)) and name.endswith(TEXTS)
        if is_readme or is_documentation or name.endswith((".bpmn", ".dmn")):
            found.append(path)
    return found


def target_of(path: str, link: bytes, tree: dict[str, str]) -> str:
    """Give the path in the same tree that a symbolic link names, "" where there is none.

    >>> target_of("docs/README.md", b"../README.md", {"README.md": "100644"})
    'README.md'
    >>> target_of("a.md", b"../../etc/passwd", {"a.md": "120000"})
    ''
    """
    written = link[:1000].decode("utf-8", "replace").strip()
    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), written))
    return target if tree.get(target, SYMLINK) != SYMLINK else ""
