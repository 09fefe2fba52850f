"""The fixed words of a member file: a member and its sources."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from knowledge.model import Frozen, OrganisationType

Disclosure = Literal["named", "counted", "hidden"]


class Source(Frozen):
    """One place where a member publishes, as `members/<slug>.yml` says it."""

    protocol: str
    url: str = ""
    api: str = ""
    owner: str = ""
    repos: tuple[str, ...] = ()
    stands_for: str = ""
    licence: str = ""
    least: int = Field(default=1, ge=0)
    refresh: int = Field(default=1, ge=1)
    name: str = ""


class Member(Frozen):
    """An organisation that takes part, with its sources; `slug` is the stem of its file.

    `disclosure` is how its use of closed products is shown (`knowledge.disclosure`).
    """

    slug: str
    name: str = Field(min_length=1)
    type: OrganisationType
    sources: tuple[Source, ...]
    id: str = ""
    origin: str = ""
    disclosure: Disclosure = "counted"

    @property
    def organisation(self) -> str:
        """The id of the organisation: its TOOI URI, else `noaber:organisatie/<slug>`."""
        return self.id or f"noaber:organisatie/{self.slug}"
