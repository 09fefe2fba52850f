"""Dividing an amount in whole euro cents, so that the shares always add up to it.

`site/assets/division.js` does the same in the browser; `tests/divisions.json` holds what both must
give. All sums are of whole numbers: no share is ever rounded from a fraction that was rounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple, get_args

from knowledge.model import NoaberError
from knowledge.organisations.sizes import size_class

KeyKind = Literal["gelijk", "inwoners", "grootteklasse", "gebruik", "vast", "eigen"]
KINDS: tuple[KeyKind, ...] = get_args(KeyKind)
SCALE = 10**6  # numbers of people have six decimals at most
_NUMBER = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,6}))?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


class DivisionError(NoaberError):
    """An amount that cannot be divided: `why` is a word for it, `who` the id of whom it is about.

    The words are leeg (nobody), negatief, onbekend (a number is not known), nul (all numbers are
    zero), getal (no number) and duizend (a number of which the point may be one of thousands).
    """

    status = 2

    def __init__(self, why: str, message: str, who: str = "") -> None:
        super().__init__(message)
        self.why = why
        self.who = who


class Sharer(NamedTuple):
    """Who shares in a cost; `inhabitants` is None where they are not known."""

    id: str
    title: str
    inhabitants: int | None = None


class Key(NamedTuple):
    """How a cost is divided.

    `gelijk` gives each the same; `inwoners` divides by inhabitants; `grootteklasse` by the number
    of the size class of CBS, so that class 1 pays one part and class 8 pays eight; `gebruik` by
    the number of uses and `eigen` by weights, both in `given` (times `SCALE`) by id; of `vast` a
    part of `fixed` percent is equal for all and the rest goes by inhabitants.
    """

    kind: KeyKind = "gelijk"
    fixed: int = 0
    given: Mapping[str, int] = {}
    file: str = ""


def divide(cents: int, weights: Mapping[str, int]) -> dict[str, int]:
    """Give the share of each id in whole cents, in the order of the ids; they add up to `cents`.

    Largest remainder (Hamilton): each gets its exact share rounded down, and the cents that are
    left go one by one to those that lost most by that; of equals the first by id comes first. So
    no share is a whole cent off, and the order of the input does not matter. Raises DivisionError
    for nobody (leeg), below zero (negatief), and where all weights are zero (nul).

    **Equal shares never rise when a member joins.** Of `T` over `n` equals, `q = T // n` and
    `r = T - n * q`: the first `r` by id get `q + 1`, the others `q`. Let one join, so that
    `p = T // (n + 1) <= q`. Where `p < q`, nobody gets more than `p + 1 <= q`, which each had.
    Where `p == q`, the number that get a cent more is `r - q <= r`. Who was there keeps the place
    in the order of the ids, or comes one later, so only some of the first `r` get that cent: nobody
    who had `q` gets `q + 1`. Any order that does not depend on who shares does; by id is one.
    """
    if not weights:
        raise DivisionError("leeg", "er is niemand om over te verdelen; noem wie meedoen")
    low = next((who for who, weight in weights.items() if weight < 0), "")
    if cents < 0 or low:
        raise DivisionError("negatief", "een bedrag of aandeel kan niet onder nul zijn", low)
    whole = sum(weights.values())
    if not whole:
        said = "alle aandelen zijn nul; geef ten minste één deelnemer een aandeel"
        raise DivisionError("nul", said)
    shares, lost = {}, []
    for who in sorted(weights):
        shares[who], rest = divmod(cents * weights[who], whole)
        lost.append((-rest, who))
    left = cents - sum(shares.values())
    if left:
        lost.sort()
        for _, who in lost[:left]:
            shares[who] += 1
    return shares


def shared(cents: int, key: Key, sharers: Sequence[Sharer]) -> dict[str, int]:
    """Give the share of each in whole cents by a key; they add up to `cents`.

    Raises DivisionError where that cannot be: see `divide` and `numbers`.
    """
    return divide(cents, weights(key, numbers(key, sharers)))


def numbers(key: Key, sharers: Iterable[Sharer]) -> dict[str, int]:
    """Give by id the number that a key looks at, times `SCALE`.

    Raises DivisionError (onbekend) that names who has none: nothing is guessed.
    """
    return {one.id: _known(key, one) for one in sharers}


def _known(key: Key, one: Sharer) -> int:
    if key.kind == "gelijk":
        return SCALE
    if key.kind in ("gebruik", "eigen"):
        known = key.given.get(one.id)
        said = (
            f"in {key.file or 'de sleutel'} staat geen getal voor {one.title}; zet er een regel bij"
        )
    else:
        size = size_class(one.inhabitants)
        counted = one.inhabitants
        if key.kind == "grootteklasse":
            counted = size.number if size else None
        known = None if counted is None else counted * SCALE
        said = (f"van {one.title} weten we niet hoeveel inwoners er zijn; kies met --with wie "
                "meedoen, of geef zelf getallen: --key bestand.csv")  # fmt: skip
    if known is None:
        raise DivisionError("onbekend", said, one.id)
    return known


def weights(key: Key, found: Mapping[str, int]) -> dict[str, int]:
    """Give the weight of each by the number that its key looks at.

    Of `vast` the weight is exact: `fixed * W / n + (100 - fixed) * w`, times `n`, where `W` is the
    sum of all numbers `w` of `n`. So one division gives both parts, and nothing is rounded twice.
    """
    if key.kind != "vast":
        return dict(found)
    if not 0 <= key.fixed <= 100:
        raise DivisionError("vast", "het vaste deel is een percentage van 0 tot en met 100")
    if key.fixed == 100:
        return dict.fromkeys(found, 1)
    whole = sum(found.values())
    if min(found.values(), default=0) < 0:
        return dict(found)  # which `divide` refuses
    return {
        who: key.fixed * whole + (100 - key.fixed) * len(found) * one for who, one in found.items()
    }


def joined(cents: int, key: Key, found: Mapping[str, int]) -> dict[str, int]:
    """Give what each pays once one more shares that counts as much as these do on average."""
    more = {who: one * len(found) for who, one in found.items()} | {_NEXT: sum(found.values())}
    shares = divide(cents, weights(key, more))
    return {who: shares[who] for who in shares if who != _NEXT}


_NEXT = "~"  # comes after every id


def scaled(written: str) -> int:
    """Give a number as people write it, with a comma or a point, as a whole number times `SCALE`.

    Raises DivisionError (getal, or duizend where 1.250 might be 1250 as well as one and a quarter).

    >>> scaled("12,5"), scaled("3")
    (12500000, 3000000)
    """
    text = written.strip()
    found = _NUMBER.fullmatch(text)
    if not found:
        raise DivisionError("getal", f"{text[:40]!r} is geen getal; schrijf het als 1250 of 12,5")
    if _THOUSANDS.fullmatch(text):
        whole, part = text[:-4], text[-3:]
        said = f"{text!r} kan twee dingen zijn; schrijf {whole}{part}, of {whole},{part}0"
        raise DivisionError("duizend", said)
    return int(found[1]) * SCALE + int((found[2] or "").ljust(6, "0"))
