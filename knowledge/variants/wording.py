"""How alike the names of two steps are: Dutch stems, synonyms, compounds and typing errors.

Names of steps are short: two to six words, in any order ("Adres controleren", "Controle van het
adres"). A name becomes a set of stems; two names are as alike as the share of their stems that
have a partner in the other. A name that denies what the other says is another step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import lru_cache
from types import MappingProxyType

import Stemmer
from rapidfuzz.distance import OSA

from knowledge.identity import folded
from knowledge.variants.synonyms import LIGHT, NEGATIONS, PHRASES, STOP, SYNONYMS

SAME = 0.6  # from here on two names are taken for one step: three of five words are shared
_LONGEST = 200  # characters of a name; what follows is no name any more
_DENIED = 0.3  # the most that a name and its denial are alike
_LIGHT_WEIGHT = 0.4
_PARTICLES = ("binnen", "terug", "voor", "goed", "over", "door", "vast", "aan", "bij", "mee", "toe",
              "uit", "weg", "af", "in", "na", "om", "op")  # fmt: skip
_PARTICIPLE = re.compile(rf"({'|'.join(_PARTICLES)})ge([a-z]{{3,}})[dt]")
_LINKS = ("", "s", "en", "e", "n")  # between the parts of a compound
_ENDINGS = ("er", "ers", "d", "t", "s", "st", "e")  # that the stemmer leaves on some words
_BARE = re.compile(r"([bcdfghjklmnpqrstvwxz])\1")


def key(name: str) -> tuple[str, ...]:
    """Give the stems of a name, sorted and each once: names with the same key are one step.

    Snowball's `dutch_porter` is pinned by name, since Snowball 3 calls another algorithm `dutch`,
    which makes "meen" of gemeenten and "bied" of gebied.

    >>> key("Controle van het adres"), key("Adressen controleren")
    (('adres', 'controler'), ('adres', 'controler'))
    >>> key("Gemeenten"), key("Gebied")
    (('gemeent',), ('gebied',))
    """
    return tuple(sorted(words(name)))


def likeness(a: str, b: str) -> float:
    """Give how alike two names are, from 0 to 1; `SAME` is where they are taken for one step.

    >>> likeness("Aanvraagformulier", "Formulier aanvraag")
    1.0
    >>> likeness("Wens vervuld", "Wens niet vervuld") < SAME < likeness("Adres nagaan",
    ...     "Controleren van adres en bewoners")
    True
    """
    left, right = sorted((a, b))
    return _likeness(left, right)


@lru_cache(maxsize=1 << 16)
def _likeness(a: str, b: str) -> float:
    ours, theirs = words(a), words(b)
    if ours.keys() == theirs.keys():
        return 1.0 if ours else 0.0
    found = _dice(ours, theirs)
    if bool(ours.keys() & NEGATIONS) != bool(theirs.keys() & NEGATIONS):
        return min(found, _DENIED)
    return found


def _dice(ours: Mapping[str, str], theirs: Mapping[str, str]) -> float:
    """Give the share of the weight of all stems that has a partner, best partners first."""
    shared = ours.keys() & theirs.keys()
    score = 2.0 * sum(map(weight, shared))
    written = {**ours, **theirs}
    here, there = set(ours.keys() - shared), set(theirs.keys() - shared)
    for wholes, parts in ((here, there), (there, here)):
        for whole in sorted(wholes):
            if split := _split(written[whole], parts):
                score += weight(whole) + sum(map(weight, split))
                wholes.discard(whole)
                parts -= split
    pairs = [(-near(x, y, written[x], written[y]), x, y) for x in here for y in there]
    for negative, x, y in sorted(pairs, key=lambda pair: (pair[0], sorted(pair[1:]))):
        if negative < 0 and x in here and y in there:
            score -= negative * (weight(x) + weight(y))
            here.discard(x)
            there.discard(y)
    total = sum(map(weight, ours)) + sum(map(weight, theirs))
    return round(min(score / total, 1.0), 4)


@lru_cache(maxsize=1 << 18)
def near(a: str, b: str, written_a: str = "", written_b: str = "") -> float:
    """Give how near two different stems are: forms of one word, compounds, typing errors.

    What was written shows an error that the stemmer hid.
    """
    if min(len(a), len(b)) < 5 or any(map(str.isdigit, a + b)):
        return 0.0
    for short, long in (sorted(pair, key=len) for pair in ((a, b), (written_a, written_b))):
        rest = long.removeprefix(short)
        if rest != long and short:  # bewoner and bewoning; bezwaar and bezwaarschrift
            return 0.85 if rest in _ENDINGS else 0.5 if len(rest) >= 3 else 0.0
        if short and long.endswith(short) and len(long) - len(short) >= 3:  # and verhuisformulier
            return 0.5
    is_slip = _is_slip(a, b) or _is_slip(written_a, written_b)
    return 0.9 if is_slip else 0.0


def _is_slip(a: str, b: str) -> bool:
    """Tell whether two words differ by a typing error only.

    Short words that differ in one letter are other words (betalen, bepalen), as are those that
    begin otherwise (inschrijven, uitschrijven; volledig, onvolledig).
    """
    least = min(len(a), len(b))
    if least < 6 or a[:2] != b[:2]:
        return False
    apart = OSA.distance(a, b, score_cutoff=2)
    if apart == 1 and sorted(a) == sorted(b):  # two letters changed places
        return True
    return a[:3] == b[:3] and apart <= (least >= 8) + (least >= 12)


def _split(word: str, among: Set[str]) -> set[str]:
    """Give the two stems of which a word is a compound, or none."""
    if len(among) > 1 and len(word) >= 6:
        for first, end in cuts(word):
            if first in among and end in among:
                return {first, end}
    return set()


@lru_cache(maxsize=1 << 16)
def cuts(word: str) -> tuple[tuple[str, str], ...]:
    """Give the stems of both parts of a word wherever it is cut, with a sound that links them."""
    found = []
    for at in range(3, len(word) - 2):
        for link in _LINKS:
            if word.startswith(link, at):
                found.append((_stem(word[:at]), _stem(word[at + len(link) :])))
    return tuple(dict.fromkeys(pair for pair in found if pair[0] != pair[1]))


def weight(stem: str) -> float:
    """Give what a stem weighs: those that say little about which step it is, count for less."""
    return _LIGHT_WEIGHT if stem in _light() else 1.0


@lru_cache(maxsize=1 << 16)
def words(name: str) -> Mapping[str, str]:
    """Give the words of a name that mean something, by their stem: the first with each stem."""
    text = f" {folded(name[:_LONGEST])} "
    for phrase, word in PHRASES:
        text = text.replace(f" {phrase} ", f" {word} ")
    found, stop = text.split(), _stop()
    if len(found) > 1 and found[-1] in _PARTICLES and found[0] not in stop:
        found = [found[-1] + found[0], *found[1:-1]]  # vraag gegevens op: opvraag gegevens
    kept = [word for word in found if word not in stop] or found
    return MappingProxyType({_stem(word): word for word in reversed(kept)})


def _stem(word: str) -> str:
    return _synonyms().get(word) or _synonyms().get(stem := _bare_stem(word)) or stem


@lru_cache(maxsize=1 << 16)
def _bare_stem(word: str) -> str:
    """Give the stem of a word, without looking for what means the same."""
    if parts := _PARTICIPLE.fullmatch(word):  # vastgesteld: vaststel
        word = parts[1] + parts[2]
    elif word.endswith(("eerd", "eert")):  # gecontroleerd, controleert: controleer
        word = word[:-1].removeprefix("ge")
    elif word.endswith("ing") and len(word) >= 7:
        word = word.removesuffix("ing")
    stem: str = _stemmer().stemWord(word)
    if len(stem) > 3:  # annuleren and anulleren; KCC stays
        stem = _BARE.sub(r"\1", stem)
    return stem[:-1] + {"z": "s", "v": "f"}.get(stem[-1:], stem[-1:])


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("dutch_porter")


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, str]:
    """Give what each word of the register counts as, by the word itself and by its stem."""
    found = {}
    for same in SYNONYMS:
        stem = _bare_stem(same.word)
        for word in (same.word, *same.others):
            found[word] = found[_bare_stem(word)] = stem
    return found


@lru_cache(maxsize=1)
def _light() -> frozenset[str]:
    return frozenset(_stem(word) for word in LIGHT.split())


@lru_cache(maxsize=1)
def _stop() -> frozenset[str]:
    return frozenset(STOP.split())
