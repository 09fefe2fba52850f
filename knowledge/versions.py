"""Versions and weaknesses: never published about what an organisation uses (SWC 84).

A version beside the name of an organisation tells where it can be attacked. So it is taken out of
what is said about a use, and out of the text of entries about the use of one organisation. What a
maker publishes about its own product, such as its newest release, is public and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.findings import Findings
from knowledge.identity import named_organisation
from knowledge.model import Problem, Statement
from knowledge.relations import RELATIONS

TOLD_OF_USE = ("uses", "funds")  # who pays for a closed product uses it
TELLING = ("statement", "experience", "cost")  # entries about one organisation
REMOVED = "[verwijderd]"
KEYS = frozenset((
    "version", "versions", "versie", "versies", "versienummer", "softwareversion", "release",
    "patch", "patchlevel", "cve", "cves", "vulnerability", "vulnerabilities", "kwetsbaarheid",
    "kwetsbaarheden", "advisory",
))  # fmt: skip
NEVER = "versies en kwetsbaarheden publiceert noaber nooit bij een organisatie; haal deze regel weg"
# the warning stands on the site too, so it names the line and not what stands there
_WARNING = (
    "hier staat een versie of een kwetsbaarheid. Schrijf het zonder; een nummer staat op de site "
    f"als {REMOVED}."
)
_DASH = "[-\u2010-\u2013 ]"
_WEAK = rf"\bCVE{_DASH}?\d{{4}}{_DASH}?\d{{4,}}\b|\bGHSA(?:-[0-9a-z]{{4}}){{3}}\b"
_NUMBER = r"v?\d+(?:[._]\d+)*(?:-(?:rc|alpha|beta)[\w.]*)?"
_DOTTED = r"v?\d+(?:\.\d+)+(?:-(?:rc|alpha|beta)[\w.]*)?"
_MORE = rf"(?:\s*(?:,|/|-|en|of|tot|naar|t/m)\s*{_DOTTED})*"
_VERSION = (
    rf"(?P<word>\bversi(?:e|es|on|ons)|\bversienummer)[\s:=.-]{{1,3}}{_NUMBER}{_MORE}"
    rf"|(?P<other>\b(?:release|patch|update|build))[\s:=.-]{{1,3}}{_DOTTED}{_MORE}"
    rf"|\bv\d+(?:\.\d+)+"
)
_UNSAID = re.compile(rf"{_WEAK}|{_VERSION}", re.I)
_WORDS = re.compile(rf"{_UNSAID.pattern}|\bkwetsbaarhe(?:id|den)\b|\bbeveiligingslek", re.I)
_TAIL = re.compile(rf"\s+{_DOTTED}$", re.I)


def unsaid(text: str) -> str:
    """Take versions and numbers of weaknesses out of a text.

    >>> unsaid("Wij gaan van versie 4.1 naar 4.2, om CVE-2026-12345.")
    'Wij gaan van versie [verwijderd], om [verwijderd].'
    """
    return _UNSAID.sub(_removed, text)


def _removed(found: re.Match[str]) -> str:
    word = found["word"] or found["other"]
    return f"{word} {REMOVED}" if word else REMOVED


def told(text: str) -> Iterator[tuple[int, str]]:
    r"""Give each version and weakness in a text, with the line (from 1) on which it stands.

    >>> list(told("Eerst dit.\nWij draaien versie 4.2."))
    [(2, 'versie 4.2')]
    """
    for found in _WORDS.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, found[0]


def say_versions(found: Findings, heads: Mapping[str, str], text: str, line: int) -> None:
    """Warn of what an entry tells in its keys (`heads`) and in its text, which begins on a line."""
    for name, value in heads.items():
        if any(told(value)):
            found.say("version-told", _WARNING, name, level="warning")
    for number in dict.fromkeys(number for number, _ in told(text)):
        at: dict[str, Any] = {"place": found.place, "line": line + number - 1}
        problem = Problem(level="warning", code="version-told", message=_WARNING, **at)
        found.problems.append(problem)


def unversioned(said: Statement) -> Statement:
    """Give a statement about a use without versions in its role and in the names as written."""
    if said.relation not in TOLD_OF_USE:
        return said
    known = RELATIONS[said.relation].roles
    role = said.role if said.role in known or not re.search(r"\d", said.role) else ""
    names = {name: _bare(getattr(said, name)) for name in ("subject_name", "object_name")}
    changed = {"role": role, **names}
    if names["subject_name"] and said.subject == named_organisation(said.subject_name):
        changed["subject"] = named_organisation(names["subject_name"])
    is_same = all(getattr(said, name) == value for name, value in changed.items())
    return said if is_same else said.model_copy(update=changed)


def _bare(name: str) -> str:
    """Give a name without the version behind it; a name that is only a version stays empty.

    >>> _bare("Gemeente Voorbeeld (versie 4.2)"), _bare("Pakket 4.2"), _bare("Pakket 365")
    ('Gemeente Voorbeeld', 'Pakket', 'Pakket 365')
    """
    bare = re.sub(r"\(\s*\)", "", _UNSAID.sub("", name))
    return _TAIL.sub("", bare).strip(" ,;:-") if bare != name else _TAIL.sub("", name)
