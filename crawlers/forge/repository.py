"""A repository: what its code host says of it, which names it had, and the records it gives."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Collection, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from crawlers.guard import place_of
from knowledge.identity import url_id
from knowledge.model import AnyRecord, Solution, Statement

MOST_NAMES = 20  # earlier addresses of one repository that are kept
_TOLD = ("name", "full_name", "branch", "url", "summary", "licence", "archived", "fork", "empty",
         "parent", "moved_at")  # fmt: skip


@dataclass
class Repository:
    """One repository: `tree` gives path -> mode, `products` folder -> id of the solution there.

    `number` is the id that the code host gave it for good, `blobs` path -> id of the content,
    `earlier` the addresses under which it was known before, `moved_at` when it last changed.
    """

    name: str
    full_name: str
    branch: str
    url: str  # public, as people know it
    summary: str = ""
    licence: str = ""  # the SPDX id that the code host recognised, or we did
    text_licence: str = ""  # that of its texts: its own, else that of the source
    archived: bool = False
    fork: bool = False
    number: str = ""
    moved_at: str = ""
    made_at: str = ""
    parent: str = ""
    empty: bool = False
    private: bool = False
    unsettled: bool = False  # it changed so shortly ago that more may come under the same moment
    is_whole: bool = True  # whether all of it was read
    left_out: bool = False  # a copy of another
    pages_at: str = "/blob/HEAD/"
    earlier: tuple[str, ...] = ()
    digest: str = ""  # of all that the list says of it
    tree: dict[str, str] = field(default_factory=dict)
    blobs: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_api(cls, data: Any) -> Repository | None:
        """Make one of an item in the list of a code host; None where it lacks what we need."""
        keys = ("name", "full_name", "default_branch", "html_url")
        if not isinstance(data, dict) or not all(_is_text(data.get(key)) for key in keys):
            return None
        name, full_name, branch, url = (_text(data[key]) for key in keys)
        if not _is_address(url):
            return None
        licence, parent, number = data.get("license"), data.get("parent"), data.get("id")
        spdx = _text(licence.get("spdx_id")) if isinstance(licence, dict) else ""
        origin = _text(parent.get("html_url")) if isinstance(parent, dict) else ""
        flags: Any = {
            key: bool(data.get(key))
            for key in ("archived", "fork", "empty", "private", "unsettled")
        }
        said = json.dumps(data, sort_keys=True).encode()
        return cls(name, full_name, branch, url, summary=_text(data.get("description")),
                   licence="" if spdx in ("NOASSERTION", "NONE") else spdx,
                   number=str(number) if type(number) is int and number > 0 else "",
                   moved_at=_text(data.get("pushed_at")), made_at=_text(data.get("created_at")),
                   parent=origin if _is_address(origin) else "",
                   digest=hashlib.sha256(said).hexdigest(), **flags)  # fmt: skip

    @property
    def id(self) -> str:
        """The id of the solution it is when no publiccode.yml says another."""
        return url_id(self.url)

    @property
    def is_about_owner(self) -> bool:
        """Whether it speaks for its owner and is no product (`.github`, `.gitlab`, `.profile`)."""
        return self.full_name.rpartition("/")[2].startswith(".")

    @property
    def is_worked_on(self) -> bool:
        """Whether something was pushed since it was made: a fork that nobody touched has nothing.

        Where the host does not say when, there is no reason to look.
        """
        return bool(self.made_at) and self.moved_at[:19] > self.made_at[:19]

    def stamp(self, context: str) -> str:
        """Give what stands for all that its list says of it; "" where that does not say enough."""
        if not self.moved_at or self.unsettled:
            return ""
        told = [str(getattr(self, name)) for name in _TOLD]
        return hashlib.sha256(repr((context, told, self.earlier)).encode()).hexdigest()[:16]

    def place(self, path: str) -> str:
        """Give the public address of a file: never a commit, so that it stays the same."""
        return f"{self.url}{self.pages_at}{quote(path)}"

    def is_called(self, name: str) -> bool:
        """Tell whether a name in small letters is its own, alone or with the groups before it."""
        return f"/{self.full_name.lower()}".endswith(f"/{name}")

    def was_called(self, name: str) -> bool:
        """Tell whether a name in small letters was its own before."""
        return any(url.lower().endswith(f"/{name}") for url in self.earlier)

    def remember(self, notes: MutableMapping[str, str], known: Collection[str]) -> str:
        """Find the earlier addresses in the notes, by number; give the last one where it is new.

        Addresses that belong to another repository by now (`known`) are no longer its own.
        """
        if not self.number:
            return ""
        key = f"repo:{self.number}"
        had = [url for url in notes.get(key, "").split("\n") if url]
        others = [url for url in had if url != self.id]
        self.earlier = tuple(url for url in others[-MOST_NAMES:] if url not in known)
        notes[key] = "\n".join([*others[-MOST_NAMES:], self.id])
        return had[-1] if had and had[-1] != self.id else ""

    def note(self, url: str, notes: MutableMapping[str, str]) -> None:
        """Put an address that it had in the notes, before those that stand there."""
        key = f"repo:{self.number}"
        had = [one for one in notes.get(key, "").split("\n") if one]
        if self.number and url not in (self.id, *had):
            notes[key] = "\n".join([url, *had])

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
            text_licence=self.text_licence, licence=self.licence, repository=self.url,
            archived=self.archived, aliases=self.earlier, statements=(made,),
        )  # fmt: skip

    def completed(self, record: AnyRecord, folder: str = "") -> AnyRecord:
        """Fill in what the code host knows and the publiccode.yml in a folder does not say.

        The product in the root is the repository, so its addresses are other names of it.
        """
        if not isinstance(record, Solution):
            return record
        names = () if folder else (self.id, *self.earlier)
        known: dict[str, Any] = {
            "licence": record.licence or self.licence,
            "repository": record.repository or self.url,
            "archived": self.archived,
            "aliases": tuple(name for name in names if name != record.id),
        }
        return record.model_copy(update=known)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and bool(place_of(text))


def _text(value: Any) -> str:
    """Give a text without blanks around it; JSON may hold half characters, addresses may not."""
    return value.strip().encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def renamed(record: AnyRecord, identifier: str) -> AnyRecord:
    """Give a record under another id, in its statements too; what it is based on stays."""
    said = []
    for one in record.statements:
        ends = ("subject",) if one.relation == "based_on" else ("subject", "object")
        changed = {end: identifier for end in ends if getattr(one, end) == record.id}
        said.append(one.model_copy(update=changed))
    update: dict[str, Any] = {"id": identifier, "statements": tuple(said)}
    if isinstance(record, Solution):
        update["aliases"] = tuple(name for name in record.aliases if name != identifier)
    return record.model_copy(update=update)
