"""Which organisation a written name means, and by which rule.

Rules in order: `id`, `official-name`, `preferred-name`, `alias`, `without-kind`, `folded`, then
`several` for names joined by a slash, a comma or "en". A name of a body that has ended has the
rule `former`. What could be a typing error is proposed and never decided.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from datetime import date

from knowledge.identity import folded, url_id
from knowledge.member import Member
from knowledge.model import Frozen, Organisation

_KINDS = {
    "gemeente": r"gemeenten?|gem\.?|stad|municipality of",
    "provincie": r"provincies?|prov\.?|province of",
    "waterschap": r"waterschap(?:pen)?|hoogheemraadschap(?: van)?|wetterskip",
    "ministerie": r"ministerie(?: van)?",
}
_LEGAL = re.compile(
    r"(?i)^(?:(?:stichting|vereniging|coöperatie|coöperatieve vereniging)\s+)?"
    r"(.*?\S)(?:\s+(?:u\.?a|b\.?v|n\.?v)\.?)?$"
)
_PROVINCES = {  # how CBS and others write a province behind the name of a municipality
    "Drenthe": ("Dr",),
    "Flevoland": ("Fl",),
    "Fryslân": ("Fr", "Friesland"),
    "Gelderland": ("Gld",),
    "Groningen": ("Gr",),
    "Limburg": ("L", "Li", "Lb"),
    "Noord-Brabant": ("NB",),
    "Noord-Holland": ("NH",),
    "Overijssel": ("O", "Ov"),
    "Utrecht": ("U", "Ut"),
    "Zeeland": ("Z", "Zl"),
    "Zuid-Holland": ("ZH",),
}
_JOINTS = re.compile(r"\s*[/,;&+]\s*|\s+(?:en|and)\s+")
_LONGEST = 300  # characters; what is longer is no name


class Resolution(Frozen):
    """What a written name means: the organisations that a rule decides, else proposals."""

    written: str
    organisations: tuple[str, ...] = ()
    rule: str = "unknown"
    certain: bool = False
    proposals: tuple[str, ...] = ()


def name_without_kind(organisation: Organisation) -> str:
    """Give the preferred name without "Gemeente", "Provincie" or "Waterschap" before it."""
    return _bare(organisation.title, organisation.type)


class OrganisationRegister:
    """All organisations by id (`organisations`), with tables of the names that they go by."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self.organisations = {organisation.id: organisation for organisation in organisations}
        self._ids: dict[str, list[str]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}  # by rule and name
        self._folded: dict[tuple[str, str], list[str]] = {}  # "whole", "bare", "kind" and folded
        for organisation in self.organisations.values():
            for key in (organisation.id, *filter(_is_id, organisation.aliases)):
                self._ids.setdefault(_id_key(key), []).append(organisation.id)
            for rule, name in _names(organisation):
                plain = folded(name)
                _add(self._names, (rule, _clean(name)), organisation.id)
                table = "whole" if rule in ("official-name", "preferred-name") else "bare"
                if rule != "of-kind":
                    _add(self._folded, (table, plain), organisation.id)
                if table == "bare":
                    _add(self._folded, ("kind", plain), organisation.id)

    def with_members(self, members: Iterable[Member]) -> OrganisationRegister:
        """Give a register that knows the members too, by their name and slug.

        A name that also means another body (the slug `utrecht`) stays as ambiguous as it was.
        """
        found = dict(self.organisations)
        for member in members:
            key = member.organisation
            known = found.get(key) or Organisation(id=key, title=member.name, type=member.type)
            new = [
                name
                for name in (member.name, member.slug)
                if name not in known.aliases
                and name != known.title
                and not set(self._folded.get(("bare", folded(name)), ())) - {key}
            ]
            found[key] = known.model_copy(update={"aliases": (*known.aliases, *new)})
        return OrganisationRegister(found.values())

    def resolve(self, written: str, as_of: date | None = None) -> Resolution:
        """Say which organisation a name means, where `as_of` tells when it was meant."""
        found = self._found(written, as_of)
        found = found or Resolution(written=written, proposals=self._proposals(written))
        return found.model_copy(update={"written": written})

    def decided(self, written: str) -> tuple[str, ...]:
        """Give the organisations that a name means, none where no rule decides.

        As `resolve`, but without looking for what the name comes near: that is slow, and a harvest
        may hold thousands of unknown names.
        """
        found = self._found(written, None)
        return found.organisations if found else ()

    def with_id(self, written: str) -> str:
        """Give the id of the organisation that has an id in any spelling, "" where none has."""
        ids = self._ids.get(_id_key(written), []) if "://" in written else []
        return ids[0] if len(ids) == 1 else ""

    def _found(self, written: str, as_of: date | None) -> Resolution | None:
        """Give what the rules find; None for what they do not know, or what is no name."""
        text = _clean(written[: _LONGEST + 1])
        if not text or len(text) > _LONGEST:
            return None
        return self._one(text, as_of) or self._several(text, as_of)

    def _one(self, text: str, as_of: date | None) -> Resolution | None:
        """Try the rules in order; the first that finds something decides."""
        for rule, ids in self._matches(text):
            if ids:
                return self._decided(text, rule, list(dict.fromkeys(ids)), as_of)
        return None

    def _matches(self, text: str) -> Iterator[tuple[str, list[str]]]:
        kind, rest = _split(text)
        names = self._names
        yield "id", self._ids.get(_id_key(text), [])
        yield "official-name", names.get(("official-name", text), [])
        of_kind = names.get(("of-kind", rest), []) + names.get(("without-kind", rest), [])
        yield "preferred-name", names.get(("preferred-name", text), []) + self._only(kind, of_kind)
        of_kind = names.get(("alias", rest), [])
        yield "alias", names.get(("alias", text), []) + self._only(kind, of_kind)
        yield "without-kind", names.get(("without-kind", text), [])
        plain = folded(text)
        if plain:
            of_kind = self._folded.get(("kind", folded(rest)), [])
            yield "folded", self._folded.get(("whole", plain), []) + self._only(kind, of_kind)
            yield "folded", self._folded.get(("bare", plain), [])

    def _only(self, kind: str, ids: list[str]) -> list[str]:
        """Keep the organisations of a kind; none where no kind was written."""
        return [key for key in ids if kind and self.organisations[key].type == kind]

    def _decided(self, text: str, rule: str, ids: list[str], as_of: date | None) -> Resolution:
        """Choose by time: who existed then, else who exists, else who existed once."""
        if rule != "id":
            ids = (
                [key for key in ids if self._exists(key, as_of)]
                or [key for key in ids if not self.organisations[key].valid_until]
                or ids
            )
            # of a registered body and one that only a member file names, the registered is meant
            ids = [key for key in ids if not key.startswith("noaber:")] or ids
        if len(ids) > 1:
            order = ("gemeente", "provincie", "waterschap")
            ids.sort(key=lambda key: (*(self.organisations[key].type != k for k in order), key))
            return Resolution(written=text, rule=rule, proposals=tuple(ids))
        until = self.organisations[ids[0]].valid_until
        if rule != "id" and until and (as_of is None or until < as_of):
            rule = "former"
        return Resolution(written=text, organisations=tuple(ids), rule=rule, certain=True)

    def _exists(self, key: str, as_of: date | None) -> bool:
        organisation = self.organisations[key]
        if as_of is None:
            return organisation.valid_until is None
        begin, end = organisation.valid_from or date.min, organisation.valid_until or date.max
        return begin <= as_of <= end

    def _several(self, text: str, as_of: date | None) -> Resolution | None:
        """Read joined names, longest first, so that "Berg en Dal" is not taken apart."""
        kind, rest = _split(text)
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

    def _proposals(self, text: str) -> tuple[str, ...]:
        """Propose up to three organisations whose name is almost the same, best first."""
        text = _clean(text[:_LONGEST])
        kind, rest = _split(text)
        key = folded(rest)
        if text.isascii() and text.isdecimal() and len(text) < 4:
            return tuple(self._ids.get(_id_key(text.zfill(4)), ()))
        if not key or len(key) > 60:
            return ()
        pool = [
            name
            for (table, name), ids in self._folded.items()
            if table == "kind" and (not kind or self._only(kind, ids))
        ]
        close = difflib.get_close_matches(key, pool, n=9, cutoff=0.85)
        near = [one for name in close for one in self._folded["kind", name]]
        ids = [one for one in near if not kind or self.organisations[one].type == kind]
        return tuple(dict.fromkeys(ids))[:3]


def _add(table: dict[tuple[str, str], list[str]], key: tuple[str, str], value: str) -> None:
    ids = table.setdefault(key, [])
    if value not in ids:
        ids.append(value)


def _clean(text: str) -> str:
    return " ".join(text.split())


def _is_id(alias: str) -> bool:
    """Tell whether an alias is an address or a code, and no name."""
    return "://" in alias or re.fullmatch(r"(?i)gm\d{4}|pv\d{2}|ws\d{4}", alias) is not None


def _id_key(text: str) -> str:
    """Give the one spelling of an id; any other text stays as it is."""
    if re.fullmatch(r"[0-9]{4}", text):
        return f"gm{text}"
    if "://" not in text:
        return text.lower() if _is_id(text) else text
    return url_id(text).lower()


def _split(text: str) -> tuple[str, str]:
    """Take the kind off a name: ("gemeente", "Utrecht"), or ("", text) where none is written."""
    for kind, words in _KINDS.items():
        if match := re.match(rf"(?i)(?:{words})\s+(?=\S)", text):
            return kind, text[match.end() :]
    return "", text


def _bare(name: str, kind: str) -> str:
    """Take off "Gemeente" and the like; what is part of the name ("Wetterskip") stays."""
    match = re.match(r"(?i)(gemeente|provincie|waterschap)\s+(?=\S)", name)
    return name[match.end() :] if match and match[1].lower() == kind else name


def _names(organisation: Organisation) -> Iterator[tuple[str, str]]:
    """Give every name that an organisation goes by, with the rule under which it is found."""
    kind, title, official = organisation.type, organisation.title, organisation.official_name
    bare, own = _bare(title, kind), _bare(official, kind)
    if official:
        yield "official-name", official
    if bare != title:
        yield "preferred-name", title
        yield "preferred-name", f"{bare} ({kind})"
        if own and own != bare:
            yield "preferred-name", bare  # Den Haag: chosen in the place of the official name
    for name in filter(None, dict.fromkeys((bare, own))):
        yield "without-kind", name
        yield "of-kind", _split(name)[1]
        if kind == "gemeente":
            yield from (("without-kind", other) for other in _qualified(name, organisation))
    for alias in organisation.aliases:
        if not _is_id(alias):
            yield "alias", alias
    if kind not in _KINDS and (match := _LEGAL.match(title)):
        yield "without-kind", match[1]


def _qualified(name: str, organisation: Organisation) -> Iterator[str]:
    """Give a name with its province behind it, and without the qualifier that it has itself."""
    plain = re.sub(r"\s*\([^)]*\)$", "", name)
    if plain != name:
        yield plain
    province = organisation.province
    for behind in (province, *_PROVINCES.get(province, ())) if province else ():
        yield f"{plain} ({behind})"
