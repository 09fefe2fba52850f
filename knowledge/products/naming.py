"""Which product a title names: the name of the register or one that people use, and nothing else.

A title names a product where it is the product's name, apart from what is done with it
("aanvragen", "Behandelen …"), small words, singular or plural, and the order of the words. Where
it could be two products, it is none: a wrong claim costs more trust than a missing one.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from knowledge.identity import folded
from knowledge.model import NoaberError, Product
from knowledge.strict_yaml import load_yaml

_SMALL = frozenset({"de", "het", "een", "van", "voor", "uw", "je", "mijn"})
# what one does with a product, and which names of products say so themselves
_TELL, _ASK, _CHANGE = "melding", "verzoek", "wijziging"
_ACTIONS = {
    "aangeven": _TELL, "aangifte": _TELL, "doorgeven": _TELL, "melden": _TELL, "melding": _TELL,
    "aanvraag": _ASK, "aanvragen": _ASK, "verzoek": _ASK, "verzoeken": _ASK, "indienen": _ASK,
    "wijzigen": _CHANGE, "wijziging": _CHANGE,
    "afhandelen": "", "afhandeling": "", "behandelen": "", "behandeling": "", "regelen": "",
    "verlenen": "", "verstrekken": "", "proces": "", "bedrijfsproces": "", "werkproces": "",
    "procesbeschrijving": "", "procesmodel": "", "zaaktype": "", "bpmn": "",
}  # fmt: skip
_ENDINGS = ("aangifte", "melding", "aanvraag", "verzoek", "wijziging", "proces")
# what says which version of a process a diagram shows, or for whom; never what it is about
_VERSIONS = frozenset({
    "burger", "camunda", "concept", "definitief", "digitaal", "dynamisch", "eenvoudig", "gewenst",
    "huidig", "inwoner", "mvp", "nieuw", "ondernemer", "oud", "regulier", "standaard",
    "structureel", "uitgebreid", "versie",
})  # fmt: skip
_VERSION = re.compile(r"v?\d{1,2}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_LONGEST = 120  # characters of a title that can be a name

Key = tuple[str, ...]


class Named(NamedTuple):
    """The product that a title names, and by which rule: `name` (of the register) or `spoken`."""

    product: str
    rule: str


class _Told(NamedTuple):
    """What is left of a text without its actions, and which actions it names."""

    words: tuple[str, ...]
    actions: frozenset[str]


class ProductNames:
    """The names of products, made ready once: `named` reads one title."""

    def __init__(self, products: Iterable[Product], spoken: Mapping[str, Iterable[str]]) -> None:
        self._whole: dict[Key, set[Named]] = defaultdict(set)
        self._core: dict[Key, list[tuple[Named, frozenset[str]]]] = defaultdict(list)
        self._plain = cache(plain_word)  # the words of names come again and again
        known = list(products)
        short = Counter(_short(product.title) for product in known)
        for product in known:
            self._add(product.title, Named(product.id, "name"))
            if short[_short(product.title)] == 1:
                self._add(_short(product.title), Named(product.id, "name"))
            for name in spoken.get(product.id, ()):
                self._add(name, Named(product.id, "spoken"))

    def _add(self, name: str, named: Named) -> None:
        words = _words(name)
        for key in self._keys(words):
            self._whole[key].add(named)
        told = _told(words)
        if told.words and told.words != tuple(words):
            for key in self._keys(told.words):
                self._core[key].append((named, told.actions))

    def named(self, title: str, who: Iterable[str] = (), is_process: bool = False) -> Named | None:
        """Give the one product that a title names, None where it names none, or more than one.

        The title may say whose it is too (`who`, names of organisations); that of a process also
        which version of it this is.
        """
        if len(title) > _LONGEST:
            return None
        words = _without(_words(title), who)
        bare = _unversioned(words) if is_process else words
        texts = [words, bare] if bare != words else [words]
        for found in (found for text in texts for found in self._candidates(text)):
            products = {named.product for named in found}
            if products:
                return min(found, key=lambda n: n.rule) if len(products) == 1 else None
        return None

    def _candidates(self, words: list[str]) -> Iterator[set[Named]]:
        """Give what words may name, the surest first: as it is written, then without actions."""
        yield self._all(words)
        bare = [word for word in words if word not in _ACTIONS]
        told = _told(words)
        if bare and bare != words:
            yield self._all(bare)
        if told.words:
            yield self._all(told.words) | self._cores(told)

    def _all(self, words: Iterable[str]) -> set[Named]:
        one, other = self._keys(words)
        return self._whole.get(one, set()) | self._whole.get(other, set())

    def _cores(self, told: _Told) -> set[Named]:
        """Give the products whose name says an action that the title says in another form."""
        rows = (row for key in self._keys(told.words) for row in self._core.get(key, ()))
        return {named for named, actions in rows if actions <= told.actions}

    def _keys(self, words: Iterable[str]) -> tuple[Key, Key]:
        """Give words in any order, and as one: a compound is often written in parts."""
        words = tuple(words)
        return tuple(sorted(map(self._plain, words))), ("", self._plain("".join(words)))


def load_names(folder: Path, products: Iterable[Product]) -> dict[str, tuple[str, ...]]:
    """Give the names that people use for a product, by its id; none where no file is.

    Raises NoaberError where `productnames.yml` says something else, or of an unknown product.
    """
    path = folder / "productnames.yml"
    if not path.is_file():
        return {}
    loaded = load_yaml(path.read_bytes(), str(path))
    if not isinstance(loaded.data, dict):
        raise NoaberError(f"{path}:1: schrijf regels als `product: [naam, naam]`")
    ends = {product.id.rpartition("/")[2]: product.id for product in products}
    for end, names in loaded.data.items():
        line, _ = loaded.where(end)
        if end not in ends:
            raise NoaberError(f"{path}:{line}: {end} staat niet in products.csv; verbeter het")
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise NoaberError(f"{path}:{line}: schrijf `{end}: [naam, naam]`, alleen tekst")
    return {ends[end]: tuple(names) for end, names in loaded.data.items()}


def _short(name: str) -> str:
    """Give a name of the register without what stands between brackets."""
    return re.sub(r"\s*\([^)]*\)", "", name)


def _words(text: str) -> list[str]:
    """Split a text in folded words: without small words, and MVPTrouwproces as two."""
    words = folded(_CAMEL.sub(" ", text)).split()
    return [word for word in words if word not in _SMALL]


def _without(words: list[str], names: Iterable[str]) -> list[str]:
    """Leave the name of an organisation out of words, with "in" or "gemeente" before it."""
    text = f" {' '.join(words)} "
    for name in names:
        bare = " ".join(word for word in folded(name).split() if not word.endswith("gemeente"))
        if bare:
            text = re.sub(rf" (in )?(\w*gemeente )?{bare} ", " ", text)
    return text.split()


def _unversioned(words: list[str]) -> list[str]:
    """Leave out which version of a process it is; a number in front is that of a step."""
    if words and words[0].isdigit():
        return words
    return [word for word in words if word not in _VERSIONS and not _VERSION.fullmatch(word)]


def _told(words: Iterable[str]) -> _Told:
    """Take the actions out of words, those at the end of a compound too."""
    left, actions = [], set()
    for word in words:
        rest = word
        while rest not in _ACTIONS and (ending := next(filter(rest.endswith, _ENDINGS), "")):
            actions.add(_ACTIONS[ending])
            rest = rest.removesuffix(ending)
            rest = rest.removesuffix("s") if rest.removesuffix("s") in _ACTIONS else rest
        if rest in _ACTIONS:
            actions.add(_ACTIONS[rest])
        else:
            left.append(rest)
    return _Told(tuple(left), frozenset(actions - {""}))


def plain_word(word: str) -> str:
    """Give the one form of a word and its plural; no more, since a stem joins too much.

    >>> [plain_word(w) for w in ("vergunningen", "vergunning", "bezwaren", "bezwaar", "huizen")]
    ['vergunning', 'vergunning', 'bezwar', 'bezwar', 'huis']
    """
    if len(word) > 4:
        word = word[:-1] if word.endswith("s") and not word.endswith("ss") else word
        word = word[:-2] if word.endswith("en") else word
        word = word[:-1] if word[-2:-1] == word[-1] and word[-1] not in "aeiou" else word
    word = word[:-1] + {"z": "s", "v": "f"}.get(word[-1:], word[-1:])
    word = word[:-1] if len(word) > 4 and word.endswith("s") else word
    return re.sub(r"(aa|ee|oo|uu)([^aeiou]+)$", lambda m: m[1][0] + m[2], word)
