"""Recognises the licence of a repository by its text, where the code host does not (SPDX ids).

Only the licences that governments use. A text is recognised by an `SPDX-License-Identifier`, or
by its title and the words that set it apart; anything else is unknown, never a guess.
"""

from __future__ import annotations

import re
from types import MappingProxyType

LONGEST = 4_000  # characters: titles and first conditions stand at the start
_NAMED = re.compile(r"SPDX-License-Identifier:\s*([A-Za-z0-9.+-]{2,40})\s*(?:\*/|-->)?\s*$", re.M)
# each pattern must be found; what names another licence on its way is more special and comes first
_MARKS = MappingProxyType({
    "AGPL-3.0": (r"^\W*gnu affero general public license", r"version 3\b"),
    "GPL-3.0": (r"^\W*gnu general public license", r"version 3\b"),
    "EUPL-1.2": (r"^.{0,120}(?:(?:european union public licen[cs]e|openbare licentie van de"
                 r" europese unie).{0,60}\b1\.2|licensed under the eupl,? version 1\.2)",),
    "Apache-2.0": (r"^\W*(?:the )?apache licen[cs]e", r"version 2\.0"),
    "MPL-2.0": (r"^\W*mozilla public licen[cs]e", r"version 2\.0"),
    "CC0-1.0": (r"\bcc0 1\.0 universal",),
    "CC-BY-4.0": (r"\battribution 4\.0 international",),
    "BSD-3-Clause": (r"redistribution and use in source and binary forms",
                     r"neither the name", r"provided by the copyright holders"),
    "BSD-2-Clause": (r"redistribution and use in source and binary forms",
                     r"provided by the copyright holders"),
    "MIT": (r"permission is hereby granted, free of charge, to any person obtaining a copy",
            r"without restriction", r"shall be included in all copies"),
})  # fmt: skip
# what sets apart a text that has the marks of another
_NOT = MappingProxyType({
    "BSD-2-Clause": r"neither the name|may not be used to endorse|all advertising materials",
    "MIT": r"except as contained in this notice|advertising or otherwise",
    "GPL-3.0": r"lesser general public",
    "CC-BY-4.0": r"share-?alike|noncommercial|noderiv",
})  # fmt: skip


def licence_of(text: str) -> str:
    """Give the SPDX id of the licence that a text is, "" where it is not one that we know.

    The GNU licences are named as code hosts name them: the text does not say "or later".

    >>> licence_of("European Union Public Licence v. 1.2"), licence_of("Alle rechten voorbehouden")
    ('EUPL-1.2', '')
    >>> licence_of("SPDX-License-Identifier: MIT")
    'MIT'
    """
    if named := _NAMED.search(text[:LONGEST]):
        return named[1]
    start = " ".join(re.sub(r"[#*_=>`\"“”]+", " ", text[:LONGEST]).lower().split())
    for spdx, marks in _MARKS.items():
        is_other = spdx in _NOT and re.search(_NOT[spdx], start)
        if not is_other and all(re.search(mark, start) for mark in marks):
            return spdx
    return ""
