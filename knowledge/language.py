"""In which language a text is, by its small words: a Dutch page says where it is not Dutch."""

from __future__ import annotations

import re
from collections import Counter

_SMALL = {
    "nl": "de het een van en in is dat op te zijn voor met die niet aan er om ook als bij door uit "
    "naar wordt worden kunt deze dit je of hoe wij we u heeft kan",
    "en": "the of and to in is that for it with as on be are this by from or an you can not will "
    "which your we how a has have when",
    "it": "il di e la che per un una del della con non sono le gli nel alla dei delle questo al da",
    "de": "der die und das ist den von mit zu für auf nicht ein eine dem werden sich auch im des",
    "fr": "le la les des et en un une du pour dans que est sur par pas au avec ce sont vous",
    "fy": "de it in fan en is dat op te foar mei dy net oan der om ek as by troch út nei wurdt wy",
}
_OF = {name: frozenset(words.split()) for name, words in _SMALL.items()}
_ENOUGH = 4  # different small words that must be there before the text itself is believed


def language(text: str, said: str = "") -> str:
    """Give the language of a text as HTML writes it, "" where it is Dutch or cannot be told.

    `said` is what its source says; the text itself is believed first, where it is long enough.

    >>> language("This is the guide for the people that work with it"), language("Zo doet u dat")
    ('en', '')
    >>> language("Usage", "en-GB"), language("Usage", '"><b>')
    ('en-GB', '')
    """
    found = Counter(re.findall(r"[^\W\d_]+", text[:3000].casefold()))
    counts = {name: sum(found[word] for word in words) for name, words in _OF.items()}
    first, second = sorted(counts, key=lambda name: -counts[name])[:2]
    is_clear = counts[first] >= 1.3 * counts[second]
    if is_clear and len(_OF[first] & found.keys()) >= _ENOUGH:
        return "" if first == "nl" else first
    is_tag = re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", said)
    return said if is_tag and said.partition("-")[0] not in ("nl", "und") else ""
