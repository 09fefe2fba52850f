"""The member file that a look at a host proposes, with the organisation as the register has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from crawlers.fetch import Fetched
from crawlers.guard import host_of
from crawlers.readers._page import Page
from crawlers.readers._text import decoded, one_line
from knowledge.home import Home
from knowledge.identity import slug
from knowledge.member import Member, Source
from knowledge.members import load_register, member_text
from knowledge.model import Organisation
from knowledge.organisations import OrganisationRegister, name_without_kind

_JOINTS = re.compile(r"\s+(?:[|–—·»]|::|-)\s+")
_UNKNOWN = "naam invullen"


@dataclass(frozen=True)
class Candidate:
    """A source that was found: where, how many records it says it has, and why we think so."""

    protocol: str
    url: str = ""
    api: str = ""
    owner: str = ""
    records: int = -1
    evidence: str = ""
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give it as plain values; `records` is null where nothing says how many there are."""
        where = {"api": self.api, "owner": self.owner} if self.owner else {"url": self.url}
        records = self.records if self.records >= 0 else None
        about = {"records": records, "evidence": self.evidence, "note": self.note}
        return {"protocol": self.protocol, **where, **about}

    def line(self) -> str:
        """Give it for people, in Dutch, on one line."""
        where = f"{self.api} ({self.owner})" if self.owner else self.url
        count = f"{self.records} stuk{'' if self.records == 1 else 's'}"
        count = count if self.records >= 0 else "aantal onbekend"
        note = f" Let op: {self.note}." if self.note else ""
        return f"{self.protocol}: {where}: {self.evidence}; {count}.{note}"


@dataclass(frozen=True)
class Proposal:
    """The text of a member file and the name to give it; `check` is what a person has to check."""

    text: str = ""
    file: str = ""
    check: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """Give it for people: what to check, and the file to copy."""
        if not self.text:
            return ["Hier is niets gevonden dat noaber kan lezen."]
        told = [f"Controleer: {one}" for one in self.check]
        return [*told, f"Zet dit in knowledge/members/{self.file}:", "", *self.text.splitlines()]


def proposal(home: Home, page: Fetched | None, url: str, found: Sequence[Candidate]) -> Proposal:
    """Propose a member file with the sources that were found; an empty one where none was."""
    if not found:
        return Proposal()
    register = load_register(home)
    owner = next((one.owner for one in found if one.owner), "")
    names = list(_names(page, url, owner))
    known, near = _organisation(register, url, names)
    sources = tuple(
        Source(protocol=one.protocol, url=one.url, api=one.api, owner=one.owner) for one in found
    )
    if known:
        stem = slug(name_without_kind(known) if known.type == "gemeente" else known.title)
        name, identifier = known.title, known.id if known.id.startswith("https:") else ""
        member = Member(slug=stem, name=name, id=identifier, type=known.type, sources=sources)
        told = [f"is dit {name}?"]
        if (home.members / f"{stem}.yml").exists():
            told.append(f"er is al een bestand {stem}.yml: zet de bronnen daarin erbij")
        return Proposal(member_text(member), f"{stem}.yml", _checks(found, *told))
    host = host_of(url).removeprefix("www.")
    stem = slug(owner or (host.partition(".")[0] if re.search(r"[a-z]$", host) else host))
    member = Member(slug=stem, name=_UNKNOWN, type="overig", sources=sources)
    said = ["# naam invullen: noaber weet niet van wie dit is; verbeter ook het type"]
    said += [f"# misschien is dit {one.title}: id {one.id}" for one in near]
    text = "\n".join([*said, member_text(member)])
    return Proposal(text, f"{stem}.yml", _checks(found, "van wie is dit? Vul naam en type in"))


def _checks(found: Sequence[Candidate], *first: str) -> tuple[str, ...]:
    """Say what a person has to look at before the file is used."""
    more = [f"{one.protocol}: {one.note}" for one in found if one.note]
    if {"website", "files"} <= {one.protocol for one in found}:
        more.append("website en files lezen deels hetzelfde: één ervan kan genoeg zijn")
    return *first, *more, "is de licentie bekend? Zet die dan bij de bron: licence: CC0-1.0"


def _names(page: Fetched | None, url: str, owner: str) -> Iterator[str]:
    """Give what the organisation may be called, the likeliest first."""
    if owner:
        yield re.sub(r"(?<=[a-z])(?=[A-Z])|[-_/]", " ", owner)
        yield owner
    if page:
        seen = Page(decoded(page.body[: 512 * 1024], page.charset).text)
        for meta in seen.root.iter("meta"):
            if meta.get("property", "").lower() == "og:site_name":
                yield one_line(meta.get("content"))
        title = next(seen.root.iter("title"), None)
        whole = one_line("".join(title.itertext())) if title is not None else ""
        yield from (part for part in (whole, *reversed(_JOINTS.split(whole))) if part)
    labels = host_of(url).removeprefix("www.").split(".")[:-1]
    for label in reversed(labels):
        yield re.sub(r"^(gemeente|provincie|waterschap)-?", r"\1 ", label).strip()


def _organisation(
    register: OrganisationRegister, url: str, names: Iterable[str]
) -> tuple[Organisation | None, list[Organisation]]:
    """Give the organisation that an address or name means, or those that it comes near."""
    host = host_of(url).removeprefix("www.")
    own = [
        one
        for one in register.organisations.values()
        if one.website and not one.valid_until
        and host_of(one.website).removeprefix("www.") == host
    ]  # fmt: skip
    if len(own) == 1:
        return own[0], []
    near: list[str] = [one.id for one in own]
    for name in names:
        meant = register.resolve(name[:300])
        if meant.certain and len(meant.organisations) == 1 and meant.rule != "former":
            return register.organisations[meant.organisations[0]], []
        near += meant.proposals
    return None, [register.organisations[key] for key in dict.fromkeys(near)][:3]
