"""Phone numbers of persons in text, and the names that stand beside their phone or mail.

The rule (threats.md C.11): a mobile number is personal. 14 0xx, 0800 and 0900 never are. Any other
number is that of an organisation, unless it is called direct or stands beside a person's name or
mail, and is not called general there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberType

from knowledge.personal.names import name_after, name_before
from knowledge.personal.numbers import OTHER, is_in_address

_BLANK = "[ \u00a0.()\u2010-\u2013-]"
_PHONE = re.compile(
    rf"(?<![\w+-])(?<![0-9][.,])(?<![A-Za-z]/)\(?(?:\+[1-9]|0)(?:{_BLANK}{{0,3}}[0-9]){{7,14}}"
    r"(?!\w|[-.,][0-9])"
)
_DAY = re.compile(r"0[1-9][-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)[0-9]{2}")
_START = re.compile(
    r"\(?0(?:6(?![0-9])|[0-9]{2,3}(?![0-9])|[0-9]{9,10}(?![0-9]))|\(?\+|00[1-9]|\(?06[0-9]"
)
_LANDLINE = re.compile(r"\(?0[1-57-9]")
_OPEN = {
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.VOICEMAIL,
}
_FIXED = {PhoneNumberType.FIXED_LINE, PhoneNumberType.UAN, PhoneNumberType.VOIP,
          PhoneNumberType.PERSONAL_NUMBER}  # fmt: skip
_DIRECT = re.compile(r"doorkies|direct|rechtstreeks|priv[eé]|thuis", re.I)
_GENERAL = re.compile(
    r"algeme|receptie|balie|loket|centra|klantcontact|gemeente|stadhuis|gemeentehuis|helpdesk"
    r"|servicedesk|provincie|waterschap|secretariaat|meldpunt",
    re.I,
)
_NEAR = 40  # characters between a number and the mail that it goes with


class Caller(NamedTuple):
    """A phone number of a person, and where the name beside it stands."""

    start: int
    end: int
    name: tuple[int, int] | None


def callers(text: str, mails: Iterable[tuple[int, int]]) -> Iterator[Caller]:
    """Give the phone numbers of persons; `mails` is where personal addresses stand, in order."""
    places = list(mails)
    for found in _PHONE.finditer(text):
        start = found.start() + (found[0].count("(") > found[0].count(")"))
        name = name_before(text, start) or name_after(text, found.end())
        is_direct = _is_direct(text, start, found.end(), _drop(places, start))
        if not name and not is_direct and _LANDLINE.match(found[0]):
            continue  # of an organisation, or no phone number at all
        kind, end = _kind_and_end(text, start, found.end())
        if kind is None or kind in _OPEN or _is_other(text, start):
            continue
        if kind not in _FIXED or is_direct or (name and not _is_general(text, start, end)):
            yield Caller(start, end, name)


def _kind_and_end(text: str, start: int, end: int) -> tuple[int | None, int]:
    """Give what kind of phone number starts here, and where it ends: other digits may follow."""
    while (kind := _kind(text[start:end])) is None and end - start > 9:
        blank = text.rfind(" ", start + 9, end)
        if blank < 0:
            break
        end = blank
    return kind, end


def _kind(written: str) -> int | None:
    """Give what kind of phone number this is, None where it is none."""
    if _DAY.match(written) or not _START.match(written):
        return None
    try:
        number = phonenumbers.parse(written, "NL")
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return int(phonenumbers.number_type(number))


def _is_other(text: str, start: int) -> bool:
    """Tell whether something says that these digits are no phone number."""
    head = text[max(0, start - 25) : start].rpartition("\n")[2]
    last = [*OTHER.finditer(head)][-1:]  # the label must stand right before the number
    return any(len(head) - one.end() <= 6 for one in last) or is_in_address(text, start)


def _drop(places: list[tuple[int, int]], start: int) -> list[tuple[int, int]]:
    """Let go of the mails that are too far before a number to go with it."""
    while places and places[0][1] < start - _NEAR - 100:
        places.pop(0)
    return places[:3]


def _is_direct(text: str, start: int, end: int, mails: list[tuple[int, int]]) -> bool:
    """Tell whether a number is called direct, or stands beside the mail of a person."""
    head = text[max(0, start - 30) : start].rpartition("\n")[2]
    if _DIRECT.search(head):
        return True
    if _is_general(text, start, end):
        return False
    gaps = [(mail_end, start) if mail_end <= start else (end, at) for at, mail_end in mails]
    return any(0 <= b - a <= _NEAR and "." not in text[a:b].strip(" .") for a, b in gaps)


def _is_general(text: str, start: int, end: int) -> bool:
    head = text[max(0, start - 30) : start].rpartition("\n")[2]
    tail = text[end : end + 20].partition("\n")[0]
    return bool(_GENERAL.search(head) or _GENERAL.search(tail))
