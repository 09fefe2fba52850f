"""The names that an organisation goes by, and the parts of a written name.

Municipal names follow TOOI (official and preferred name) and OWMS (the term at the end of its
address); a province behind a name is shortened as CBS does ("Bergen (NH)").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.identity import folded, url_id
from knowledge.model import Organisation

_WORDS = {
    "gemeente": r"gemeenten?|gem\.?|stad|municipality of|city of",
    "provincie": r"provincies?|prov\.?|province of",
    "waterschap": r"waterschap(?:pen)?|hoogheemraadschap(?: van)?|wetterskip",
    "ministerie": r"ministerie(?: van)?",
}
KINDS = {kind: re.compile(rf"(?i)(?:{words})\s+(?=\S)") for kind, words in _WORDS.items()}
_BEFORE_ACCOUNTS = {  # what stands before the name of an organisation in that of its account
    "gemeente": ("gemeente", "municipalityof", "cityof"),
    "provincie": ("provincie",),
    "waterschap": ("waterschap",),
    "ministerie": ("min", "ministerievan"),
}
_LEGAL = re.compile(
    r"(?i)^(?:(stichting|vereniging|coöperatieve vereniging|coöperatie)\s+)?"
    r"(.*?\S)(?:\s+(u\.?a|b\.?v|n\.?v)\.?)?$"
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
_CITIES = ("Groningen", "Utrecht")  # provinces with the name of a municipality
_PART = re.compile(r"(?i)stadsdeel\s+(?=\S)")
_TERM = "standaarden.overheid.nl/owms/terms/"
_SMALL = frozenset(("de", "het", "een", "en", "van", "voor", "der", "den", "of", "and", "the"))


def clean(text: str) -> str:
    """Give a text on one line, with single blanks."""
    return " ".join(text.split())


def plain(text: str) -> str:
    """Give a text folded, with the signs that tell names apart as words: "Duo+" is not "DUO"."""
    return folded(text.replace("+", " plus ").replace("&", " en "))


def compact(text: str) -> str:
    """Give a folded text without blanks, as the names of accounts are: "gemeenteutrecht"."""
    return plain(text).replace(" ", "")


def is_id(alias: str) -> bool:
    """Tell whether an alias is an address or a code, and no name."""
    return "://" in alias or re.fullmatch(r"(?i)gm\d{4}|pv\d{2}|ws\d{4}", alias) is not None


def id_key(text: str) -> str:
    """Give the one spelling of an id; any other text stays as it is."""
    if re.fullmatch(r"[0-9]{4}", text):
        return f"gm{text}"
    if "://" not in text:
        return text.lower() if is_id(text) else text
    return url_id(text).lower()


def split(text: str) -> tuple[str, str]:
    """Take the kind off a name: ("gemeente", "Utrecht"), or ("", text) where none is written."""
    for kind, words in KINDS.items():
        if match := words.match(text):
            return kind, text[match.end() :]
    return "", text


def name_without_kind(organisation: Organisation) -> str:
    """Give the preferred name without "Gemeente", "Provincie" or "Waterschap" before it."""
    return _bare(organisation.title, organisation.type)


def legal_form(name: str) -> tuple[str, str]:
    """Give a name without its legal form, and that form: ("Dimpact", "cooperatie ua")."""
    match = _LEGAL.match(name)
    if not match:
        return name, ""
    form = " ".join(part.replace(".", "") for part in (match[1], match[3]) if part)
    return match[2], folded(form)


def initials(name: str) -> str:
    """Give the first letters of a name of two words or more, without the small words in it."""
    words = [word for word in folded(name).split() if word not in _SMALL]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def names_of(organisation: Organisation) -> Iterator[tuple[str, str]]:
    """Give every name that an organisation goes by, with the rule under which it is found.

    An alias that begins with "Stadsdeel" names a part of a municipality, not the municipality.
    """
    kind, title, official = organisation.type, organisation.title, organisation.official_name
    bare, own = _bare(title, kind), _bare(official, kind)
    if official:
        yield "official-name", official
    if bare != title:
        yield "preferred-name", title
        for name in filter(None, dict.fromkeys((bare, own))):
            yield "preferred-name", f"{name} ({kind})"
        if own and own != bare:
            yield "preferred-name", bare  # Den Haag: chosen in the place of the official name
    for name in filter(None, dict.fromkeys((bare, own))):
        yield "without-kind", name
        yield "of-kind", split(name)[1]
        if kind == "gemeente":
            yield from _qualified(name, organisation)
    if kind == "ministerie":
        yield "without-kind", split(title)[1]  # as TOOI names it: without "Ministerie van"
    yield from _aliases(organisation)
    if kind not in KINDS and (short := legal_form(title)[0]):
        yield "without-kind", short


def account_names(organisation: Organisation) -> Iterator[str]:
    """Give the names of accounts that say of whom they are: "gemeenteutrecht", "minbzk"."""
    kind = organisation.type
    names = {compact(name) for rule, name in names_of(organisation) if rule != "part-of"}
    if kind == "ministerie":
        names |= {initials(split(organisation.title)[1])}
    for name in sorted(filter(None, names)):
        for before in ("", *_BEFORE_ACCOUNTS.get(kind, ())):
            yield from (f"{before}{name}", f"{before}{name}nl")


def _aliases(organisation: Organisation) -> Iterator[tuple[str, str]]:
    for alias in organisation.aliases:
        if _TERM in alias:
            yield "owms", alias.partition(_TERM)[2]
        elif match := _PART.match(alias):
            yield "part-of", alias
            yield "part-of", alias[match.end() :]
        elif not is_id(alias):
            yield "alias", alias


def _bare(name: str, kind: str) -> str:
    """Take off "Gemeente" and the like; what is part of the name ("Wetterskip") stays."""
    match = re.match(r"(?i)(gemeente|provincie|waterschap)\s+(?=\S)", name)
    return name[match.end() :] if match and match[1].lower() == kind else name


def _qualified(name: str, organisation: Organisation) -> Iterator[tuple[str, str]]:
    """Give a name with its province behind it, and without the qualifier that it has itself.

    Without its parentheses "Zeist (Utrecht)" could be two municipalities.
    """
    short = re.sub(r"\s*\([^)]*\)$", "", name)
    if short != name:
        yield "without-kind", short
    province = organisation.province
    for behind in (province, *_PROVINCES.get(province, ())) if province else ():
        rule = "in-parentheses" if behind in _CITIES else "without-kind"
        yield rule, f"{short} ({behind})"
