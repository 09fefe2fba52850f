"""Which names of steps may mean the same: `knowledge.variants.wording`, for many names at once.

Every name with every other would take minutes for all processes of a country. Only names that can
reach `SAME` are asked for: those in which enough stems have a stem like them in the other name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from knowledge.identity import folded
from knowledge.variants.synonyms import LIGHT
from knowledge.variants.wording import SAME, key, likeness

Near = Mapping[str, Mapping[str, int]]
_LONGEST = 200  # characters of a name


def word_of(name: str) -> str:
    """Give a name as it is compared: without capitals, accents and signs.

    >>> word_of("Aanvraag compleet?")
    'aanvraag compleet'
    """
    return folded(name[:_LONGEST])


def kin(words: Iterable[str]) -> dict[str, dict[str, int]]:
    """Give for each word the others that may mean the same, with how alike they are (60 to 100).

    >>> kin(["controle adres", "adres controleren", "bezwaar maken"])
    {'adres controleren': {'controle adres': 100}, 'controle adres': {'adres controleren': 100}}
    """
    found: dict[str, dict[str, int]] = {}
    for one, other in _candidates(sorted(set(words) - {""})):
        alike = int(likeness(one, other) * 100 + 1e-6)
        if alike >= SAME * 100:
            found.setdefault(one, {})[other] = alike
            found.setdefault(other, {})[one] = alike
    return {word: dict(sorted(found[word].items())) for word in sorted(found)}


def _candidates(words: list[str]) -> Iterator[tuple[str, str]]:
    """Give the pairs of words that can be alike enough, each pair once."""
    stems = [key(word) for word in words]
    light = {stem for word in LIGHT.split() for stem in key(word)}
    weigh = {stem: 0.4 if stem in light else 1.0 for one in stems for stem in one}
    total = [sum(weigh[stem] for stem in one) for one in stems]
    bearing: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(stems):
        for stem in one:
            bearing[stem].append(place)
    like = _like(bearing, words)
    for place, one in enumerate(stems):
        most: dict[int, float] = defaultdict(float)
        for stem in one:  # at its best a stem counts whole, with the heaviest of those like it
            for other in like[stem]:
                weight = weigh[stem] + weigh.get(other, 0)
                for at in bearing.get(other, ()):
                    if at > place:
                        most[at] += weight
        for at, weight in most.items():
            if weight >= SAME * (total[place] + total[at]):
                yield words[place], words[at]


def _like(stems: Iterable[str], words: Iterable[str]) -> dict[str, list[str]]:
    """Give per stem those that may count for it: forms, slips, and parts of a compound.

    A stem is looked for as it is and as it was written, since a synonym looks like nothing.
    """
    forms = {stem: {stem} for stem in stems}
    for word in {part for name in words for part in name.split()}:
        for stem in key(word):
            forms.setdefault(stem, {stem}).add(word)
    starting: dict[str, set[str]] = defaultdict(set)
    ending: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for stem, written in forms.items():
        for form in written:
            for start in _starts(form):
                starting[start].add(stem)
            ending[form[-3:]].add((form, stem))
    found = {}
    for stem in stems:
        others = {stem}
        for form in forms[stem]:
            others |= {other for start in _starts(form) for other in starting[start]}
            for end, other in ending[form[-3:]]:
                if form.endswith(end) or end.endswith(form):
                    others.add(other)
        found[stem] = sorted(others)
    return found


def _starts(form: str) -> tuple[str, str]:
    """How a word begins, also where its third and fourth letter changed places."""
    return form[:3], f"~{''.join(sorted(form[:4]))}"
