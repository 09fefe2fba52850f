"""Which organisation a written name means, and by which rule.

A decision of the merge desk (`decided`) overrules everything. Then the rules in order: `id`,
`official-name`, `preferred-name`, `alias`, `without-kind`, `owms`, `folded`, `legal-form`,
`part-of` (a city district, for its municipality), `account` and `host`; then `several` for names
joined by a slash, a comma or "en". A name of a body that has ended has the rule `former`. What
could be a typing error is proposed and never decided.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from knowledge.ageing import existed
from knowledge.member import Member
from knowledge.model import Frozen, Organisation
from knowledge.organisations.nametables import NameTables
from knowledge.organisations.naming import clean, name_without_kind, plain, split
from knowledge.organisations.whereabouts import Whereabouts

if TYPE_CHECKING:
    from knowledge.organisations.nearness import Nearness

__all__ = ["OrganisationRegister", "Resolution", "name_without_kind"]
_JOINTS = re.compile(r"\s*[/,;&+]\s*|\s+(?:en|and)\s+")
_NAMED = ("official-name", "preferred-name", "alias", "without-kind", "folded", "legal-form")
_LONGEST = 300  # characters; what is longer is no name


class Resolution(Frozen):
    """What a written name means: the organisations that a rule decides, else proposals."""

    written: str
    organisations: tuple[str, ...] = ()
    rule: str = "unknown"
    certain: bool = False
    proposals: tuple[str, ...] = ()


class OrganisationRegister:
    """All organisations by id (`organisations`), with tables of the names that they go by."""

    def __init__(
        self,
        organisations: Iterable[Organisation],
        members: Iterable[Member] = (),
        decisions: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.organisations = {organisation.id: organisation for organisation in organisations}
        self._members = tuple(members)
        self._by_slug = {one.slug: one.organisation for one in self._members}
        self._decisions = dict(decisions or {})
        self._tables = NameTables(self.organisations)

    def with_members(self, members: Iterable[Member]) -> OrganisationRegister:
        """Give a register that knows the members too, by name, slug, website and account.

        A name that also means another body (the slug `utrecht`) stays as ambiguous as it was. A
        member without an id, whose name a register has, is that organisation (`id_of`).
        """
        found = dict(self.organisations)
        meant = [one.model_copy(update={"id": self._same(one)}) for one in members]
        for member in meant:
            key = member.organisation
            known = found.get(key) or Organisation(
                id=key, title=member.name, type=member.type, source=f"member:{member.slug}"
            )
            new = [
                name
                for name in (member.name, member.slug)
                if name not in known.aliases
                and name != known.title
                and not set(self._tables.bare(name)) - {key}
            ]
            found[key] = known.model_copy(update={"aliases": (*known.aliases, *new)})
        return OrganisationRegister(found.values(), (*self._members, *meant), self._decisions)

    def with_decisions(self, meanings: Mapping[str, tuple[str, ...]]) -> OrganisationRegister:
        """Give a register in which names mean what somebody decided, whatever the rules say.

        A name stands there as it was written, or as `naming.plain` gives it: then capitals and
        accents do not count. Without ids it means nobody known.
        """
        if not meanings:
            return self
        decisions = self._decisions | {clean(name): ids for name, ids in meanings.items()}
        return OrganisationRegister(self.organisations.values(), self._members, decisions)

    def resolve(self, written: str, as_of: date | None = None) -> Resolution:
        """Say which organisation a name means, where `as_of` tells when it was meant."""
        found = self._found(written, as_of) or self._near(clean(written[:_LONGEST]), as_of)
        return found.model_copy(update={"written": written})

    def known(self, written: str, as_of: date | None = None) -> Resolution | None:
        """Give what the rules say of a name, None where none says anything.

        As `resolve`, but without looking for what the name comes near: that is slow, and a harvest
        may hold thousands of unknown names.
        """
        found = self._found(written, as_of)
        return found.model_copy(update={"written": written}) if found else None

    def decided(self, written: str) -> tuple[str, ...]:
        """Give the organisations that a name means, none where no rule decides."""
        found = self._found(written, None)
        return found.organisations if found else ()

    def with_id(self, written: str) -> str:
        """Give the id of the organisation that has an id in any spelling, "" where none has."""
        ids = self._tables.with_id(written) if "://" in written else []
        return ids[0] if len(ids) == 1 else ""

    def id_of(self, member: Member) -> str:
        """Give the id of the organisation that a member is: its own, else that of its name."""
        return self._by_slug.get(member.slug) or self._same(member)

    def _same(self, member: Member) -> str:
        if member.id or member.organisation in self.organisations:
            return member.organisation
        found = self.known(member.name)
        ids = found.organisations if found and found.rule in _NAMED else ()
        types = {member.type, *(self.organisations[key].type for key in ids)} - {"overig"}
        return ids[0] if len(ids) == 1 and len(types) < 2 else member.organisation

    def _found(self, written: str, as_of: date | None) -> Resolution | None:
        """Give what the rules find; None for what they do not know, or what is no name."""
        text = clean(written[: _LONGEST + 1])
        if not text or len(text) > _LONGEST:
            return None
        return self._one(text, as_of) or self._several(text, as_of)

    def _one(self, text: str, as_of: date | None) -> Resolution | None:
        """Try the rules in order; the first that finds something decides."""
        for key in (text, plain(text)) if self._decisions else ():
            if key in self._decisions:
                ids = self._decisions[key]
                return Resolution(
                    written=text, organisations=ids, rule="decided", certain=bool(ids)
                )
        for rule, found in self._tables.matches(text):
            if found:
                return self._chosen(text, rule, list(dict.fromkeys(found)), as_of)
        rule, whose, is_sure = self._whereabouts.found(text)
        if not whose:
            return None
        if is_sure:
            return Resolution(written=text, organisations=whose, rule=rule, certain=True)
        return Resolution(written=text, rule=rule, proposals=whose)

    def _chosen(self, text: str, rule: str, ids: list[str], as_of: date | None) -> Resolution:
        """Choose by time: who existed then, else who exists, else who existed once."""
        if rule != "id":
            ids = (
                [key for key in ids if self._exists(key, as_of)]
                or [key for key in ids if not self.organisations[key].valid_until]
                or ids
            )
            # of a registered body and one that only a member file names, the registered is meant
            ids = [key for key in ids if not self._is_only_member(key)] or ids
        if len(ids) > 1:
            order = ("gemeente", "provincie", "waterschap")
            ids.sort(key=lambda key: (*(self.organisations[key].type != k for k in order), key))
            return Resolution(written=text, rule=rule, proposals=tuple(ids))
        until = self.organisations[ids[0]].valid_until
        if rule != "id" and until and (as_of is None or until < as_of):
            rule = "former"
        return Resolution(written=text, organisations=tuple(ids), rule=rule, certain=True)

    def _is_only_member(self, key: str) -> bool:
        return self.organisations[key].source.startswith("member:")

    def _exists(self, key: str, as_of: date | None) -> bool:
        organisation = self.organisations[key]
        return existed(organisation, as_of) if as_of else organisation.valid_until is None

    def _several(self, text: str, as_of: date | None) -> Resolution | None:
        """Read joined names, longest first, so that "Berg en Dal" is not taken apart."""
        kind, rest = split(text)
        head = text[: len(text) - len(rest)].strip().lower()
        plural = head in ("gemeenten", "provincies", "waterschappen")
        found: list[str] = []
        before, text = (f"{kind} ", rest) if plural else ("", text)
        while text:
            ends = [(joint.start(), joint.end()) for joint in _JOINTS.finditer(text)]
            for end, start in [(len(text), len(text)), *reversed(ends)]:
                one = self._one(before + text[:end], as_of) if end else None
                if one and one.certain:
                    found += one.organisations
                    text = text[start:]
                    break
            else:
                return None
        ids = tuple(dict.fromkeys(found))
        return Resolution(written=text, organisations=ids, rule="several", certain=True)

    def _near(self, text: str, as_of: date | None) -> Resolution:
        """Propose what a name could mean that no rule decides."""
        if text.isascii() and text.isdecimal() and len(text) < 4:
            ids = tuple(self._tables.with_id(text.zfill(4)))
            return Resolution(written=text, proposals=ids)
        if pair := self._unjoined(text, as_of):
            return Resolution(written=text, rule="several", proposals=pair)
        return Resolution(written=text, proposals=self._nearness.near(text))

    def _unjoined(self, text: str, as_of: date | None) -> tuple[str, ...]:
        """Give the two that names mean with nothing between them: "Duiven Westervoort"."""
        kind, rest = split(text)
        words = rest.split()
        for cut in range(1, len(words)) if len(words) < 9 else ():
            ids: list[str] = []
            for half in (" ".join(words[:cut]), " ".join(words[cut:])):
                one = self._one(f"{kind} {half}".strip(), as_of)
                if not one or not one.certain:
                    break
                ids.append(one.organisations[0])
            if len(set(ids)) == 2 and len({self.organisations[key].type for key in ids}) == 1:
                return tuple(ids)
        return ()

    @cached_property
    def _whereabouts(self) -> Whereabouts:
        return Whereabouts(self.organisations, self._members)

    @cached_property
    def _nearness(self) -> Nearness:
        from knowledge.organisations.nearness import (
            Nearness,  # takes rapidfuzz, which only proposals need
        )

        return Nearness(self.organisations, self._tables.bare_names())
