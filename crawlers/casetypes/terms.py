"""Durations as case types and selection lists write them, in the one form of ISO 8601."""

from __future__ import annotations

import re

from crawlers.readers._text import one_line

_N = r"\d{1,5}"  # no term of ours takes more, and a number of 5,000 digits is an attack
_DURATION = re.compile(
    rf"P(?=\d|T\d)({_N}Y)?({_N}M)?({_N}W)?({_N}D)?(T(?=\d)({_N}H)?({_N}M)?({_N}S)?)?"
)
_WORDS = re.compile(rf"({_N}) ?([a-z]+)\.?")
_UNITS = {
    **dict.fromkeys(("dag", "dagen", "kalenderdag", "kalenderdagen"), "P{}D"),
    **dict.fromkeys(("week", "weken"), "P{}W"),
    **dict.fromkeys(("maand", "maanden"), "P{}M"),
    **dict.fromkeys(("jaar", "jaren"), "P{}Y"),
    **dict.fromkeys(("uur", "uren"), "PT{}H"),
}


def is_duration(written: str) -> bool:
    """Tell whether a text is an ISO 8601 duration.

    >>> is_duration("P8W"), is_duration("P"), is_duration("8 weken")
    (True, False, False)
    """
    return bool(_DURATION.fullmatch(written))


def duration(written: str) -> str:
    """Give an ISO 8601 duration for one number and one unit; all else stays as it is written.

    Working days are no days, and "2 tot 3 weken" is no one number: those stay words.

    >>> duration("8 weken"), duration("1 Jaar"), duration("5 werkdagen"), duration("p8w")
    ('P8W', 'P1Y', '5 werkdagen', 'P8W')
    """
    text = one_line(written)
    if is_duration(text.upper()):
        return text.upper()
    found = _WORDS.fullmatch(text.lower())
    form = _UNITS.get(found[2]) if found else None
    return form.format(int(found[1])) if found and form else text
