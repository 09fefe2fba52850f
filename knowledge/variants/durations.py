"""Terms as days, to compare them: ISO 8601 durations (5.5.2.2) and plain Dutch ("6 weken")."""

from __future__ import annotations

import re

_ISO = re.compile(r"P(?=[\dT])((?:\d+(?:[.,]\d+)?[YMWD])*)(?:T((?:\d+(?:[.,]\d+)?[HMS])+))?")
_DAYS = {"Y": 365.0, "M": 30.0, "W": 7.0, "D": 1.0}
_HOURS = {"H": 1 / 24, "M": 1 / 1440, "S": 1 / 86400}
_DUTCH = re.compile(
    r"(?<![\d.,])(\d{1,4}(?:,\d{1,2})?)\s*(werkdag|dag|wek|week|maand|jaar|jar|uur|uren)"
)
_UNITS = {"werkdag": 1.4, "dag": 1.0, "wek": 7.0, "week": 7.0, "maand": 30.0, "jaar": 365.0,
          "jar": 365.0, "uur": 1 / 24, "uren": 1 / 24}  # fmt: skip


def days(term: str) -> float | None:
    """Give a term in days, None where it says no number.

    A year counts as 365 days, a month as 30; five working days are a week. Of a repeating or dated
    timer nothing is known.

    >>> days("P8W"), days("P1M2D"), days("PT12H"), days("binnen 5 werkdagen"), days("snel")
    (56.0, 32.0, 0.5, 7.0, None)
    >>> days("2,5 jaar"), days("1.000 dagen")
    (912.5, None)
    """
    text = term.strip()[:100]
    if found := _ISO.fullmatch(text):
        parts = [*_summed(found[1], _DAYS), *_summed(found[2] or "", _HOURS)]
        return sum(parts) if parts else None
    plain = [
        float(number.replace(",", ".")) * _UNITS[unit]
        for number, unit in _DUTCH.findall(text.lower())
    ]
    return plain[0] if len(plain) == 1 else None


def ratio(a: float, b: float) -> float:
    """Give how alike two numbers of days are: the shorter as a share of the longer."""
    longer = max(a, b)
    return min(a, b) / longer if longer > 0 else 1.0


def _summed(text: str, units: dict[str, float]) -> list[float]:
    found = re.findall(r"(\d+(?:[.,]\d+)?)([YMWDHS])", text)
    return [float(number.replace(",", ".")) * units[unit] for number, unit in found]
