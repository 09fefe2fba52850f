"""Personal data in text: what is found and how it is hidden, before anything is stored or shown.

Found are e-mail addresses and phone numbers of persons, the name right beside one, the
burgerservicenummer (BSN) and the account (IBAN): threats.md C.11. What an organisation gives to be
reached by stays. There is no search for names by themselves: an office holder in a decision is
public.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Literal, NamedTuple

from knowledge.personal.callers import callers
from knowledge.personal.mailboxes import is_functional as is_functional
from knowledge.personal.mailboxes import mailboxes
from knowledge.personal.names import name_after, name_before
from knowledge.personal.numbers import WORDS, accounts, possible_service_numbers, service_numbers

FindingKind = Literal["bsn", "possible-bsn", "email", "phone", "iban", "name"]
HIDDEN = "[e-mailadres verborgen]"
MASKS = MappingProxyType({
    "bsn": "[nummer verborgen]",
    "email": HIDDEN,
    "phone": "[telefoonnummer verborgen]",
    "iban": "[rekeningnummer verborgen]",
    "name": "[naam verborgen]",
})  # fmt: skip
_SAID = MappingProxyType({
    "bsn": ("burgerservicenummer", "burgerservicenummers"),
    "possible-bsn": ("mogelijk burgerservicenummer", "mogelijke burgerservicenummers"),
    "email": ("e-mailadres", "e-mailadressen"),
    "phone": ("telefoonnummer", "telefoonnummers"),
    "iban": ("rekeningnummer", "rekeningnummers"),
    "name": ("naam", "namen"),
})  # fmt: skip
_SIGNS = ("@", "＠", "%40", "\\u0040", "&#", "&commat", "apenstaart", "(at", "[at", "{at", "( at",
          "[ at", "(a)", "[a]", " dot ")  # fmt: skip
_DIGITS = re.compile(r"[0-9](?:[ \u00a0.()/\u2010-\u2013-]{0,3}[0-9]){7}")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_LINK = re.compile(
    r"\[((?:[^\[\]\n]|\[[a-z -]{4,20} verborgen\]){1,200})\]"
    r"\(mailto:\[e-mailadres verborgen\][^()\s]{0,300}\)"
)
_PASSES = 5


class Finding(NamedTuple):
    """Where personal data stand in a text.

    Of a number with the word beside it, `certain` is False where it is one to test with; that of a
    possible one is always False.
    """

    kind: FindingKind
    start: int
    end: int
    certain: bool = True


def scan(text: str) -> list[Finding]:
    """Give the personal data in a text, in order and without overlap; linear in its length.

    >>> [(one.kind, one.start, one.end) for one in scan("Jan Bos, j.bos@dorp.nl, 06-12345678")]
    [('name', 0, 7), ('email', 9, 22), ('phone', 24, 35)]
    """
    low, has_digits = text.lower(), _DIGITS.search(text)
    found = list(_mails(text)) if any(sign in low for sign in _SIGNS) else []
    if has_digits:
        found += [Finding("iban", *span) for span in accounts(text)]
        if any(word in low for word in WORDS):
            found += [Finding("bsn", *span) for span in service_numbers(text)]
        mails = [(one.start, one.end) for one in found if one.kind == "email"]
        for caller in callers(text, mails):
            found.append(Finding("phone", caller.start, caller.end))
            found += [Finding("name", *caller.name)] if caller.name else []
        found += [Finding("possible-bsn", *span, False) for span in possible_service_numbers(text)]
    return _apart(found)


def _mails(text: str) -> Iterator[Finding]:
    for box in mailboxes(text):
        if box.is_personal:
            yield Finding("email", box.start, box.end)
            names = (
                name_before(text, box.start, box.address),
                name_after(text, box.end, box.address),
            )
            yield from (Finding("name", *name) for name in names if name)


def _apart(found: Iterable[Finding]) -> list[Finding]:
    """Let of findings that overlap the first kind stay."""
    order = ("email", "iban", "bsn", "phone", "possible-bsn", "name")
    taken: list[Finding] = []
    for one in sorted(set(found), key=lambda each: (each.start, order.index(each.kind))):
        if taken and one.start < taken[-1].end:
            if order.index(one.kind) < order.index(taken[-1].kind):
                taken[-1] = one
            continue
        taken.append(one)
    return taken


def masked_text(text: str) -> tuple[str, list[Finding]]:
    """Give a text in which personal data are hidden, and what was found in it.

    A possible burgerservicenummer stays. Doing it again changes nothing.

    >>> masked_text("mail jan.jansen@utrecht.nl of info@utrecht.nl")[0]
    'mail [e-mailadres verborgen] of info@utrecht.nl'
    """
    if not text.isascii() and _UNSEEN.search(text):
        seen = _UNSEEN.sub("", text)
        text = seen if scan(seen) else text
    first = found = scan(text)
    for _ in range(_PASSES):  # what is shorter now may bring a number nearer to its word
        if not any(one.kind in MASKS for one in found):
            break
        text = _hidden(text, found)
        found = scan(text)
    return text, first


def without_masks(text: str) -> str:
    """Give what a text says besides that something is hidden.

    >>> without_masks("Team Zaken, [e-mailadres verborgen]")
    'Team Zaken, '
    """
    for mask in MASKS.values() if "verborgen]" in text else ():
        text = text.replace(mask, "")
    return text


def _hidden(text: str, found: Iterable[Finding]) -> str:
    pieces, at = [], 0
    for one in found:
        if mask := MASKS.get(one.kind):
            pieces += [text[at : one.start], mask]
            at = one.end
    text = "".join([*pieces, text[at:]])
    return _LINK.sub(_without_link, text) if f"(mailto:{HIDDEN}" in text else text


def _without_link(found: re.Match[str]) -> str:
    """Give the words of a markdown link to an address that is hidden."""
    said = found[1].strip()
    return said if said == HIDDEN else f"{said} {HIDDEN}"


def counted(found: Iterable[Finding]) -> str:
    """Say in Dutch how many of which kind, never what they are.

    >>> counted(scan("j.bos@dorp.nl, 06-12345678, p.bos@dorp.nl"))
    '2 e-mailadressen en 1 telefoonnummer'
    """
    numbers = Counter(one.kind for one in found)
    parts = [f"{n} {_SAID[kind][n > 1]}" for kind, n in sorted(numbers.items())]
    return " en ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
