"""Size classes of municipalities, as Statistics Netherlands (CBS) has them."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple

# the numbers of inhabitants from which each next class begins
_BOUNDS = (5_000, 10_000, 20_000, 50_000, 100_000, 150_000, 250_000)


class SizeClass(NamedTuple):
    """A size class: its number (1 to 8) and its name in Dutch."""

    number: int
    label: str


# What CBS calls "gemeentegrootte": eight classes by inhabitants on 1 January, the lower bound
# included. The numbers are those of the table "Gebieden in Nederland" (82949NED, column
# Gemeentegrootte, in which 150.889 inhabitants are class 7), the names those of "Gemeenterekeningen
# naar gemeentegrootteklasse" (84413NED).
CLASSES = (
    SizeClass(1, "minder dan 5.000 inwoners"),
    SizeClass(2, "5.000 tot 10.000 inwoners"),
    SizeClass(3, "10.000 tot 20.000 inwoners"),
    SizeClass(4, "20.000 tot 50.000 inwoners"),
    SizeClass(5, "50.000 tot 100.000 inwoners"),
    SizeClass(6, "100.000 tot 150.000 inwoners"),
    SizeClass(7, "150.000 tot 250.000 inwoners"),
    SizeClass(8, "250.000 inwoners of meer"),
)


def size_class(inhabitants: int | None) -> SizeClass | None:
    """Give the class of a municipality by its inhabitants, None where they are not known.

    >>> size_class(49_999), size_class(50_000).number, size_class(None)
    (SizeClass(number=4, label='20.000 tot 50.000 inwoners'), 5, None)
    """
    return None if inhabitants is None else CLASSES[bisect_right(_BOUNDS, inhabitants)]
