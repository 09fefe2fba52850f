"""Themes: the words under which staff look for a product, by rules that stand in a register.

`knowledge/registers/themes.yml` holds the rules and says in which order they count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from pydantic import Field, ValidationError

from knowledge.findings import first_of
from knowledge.frozen import Frozen
from knowledge.identity import folded
from knowledge.model import NoaberError, Product
from knowledge.products.naming import load_names
from knowledge.strict_yaml import load_yaml

REST = "overig"  # the key of what no rule puts anywhere
MUNICIPAL = "Gemeente"  # the level of government in the UPL whose products must have a theme


class Theme(Frozen):
    """A theme: its name, what it is in one sentence, and what belongs to it.

    `laws`, `words` and `products` are the rules of the register; `gemma` gives business processes
    of GEMMA, name by id.
    """

    key: str
    name: str = Field(min_length=1)
    about: str = Field(min_length=1)
    laws: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    gemma: dict[str, str] = Field(default_factory=dict)

    @property
    def path(self) -> str:
        """The address of its page from the root of the site."""
        return f"themas/{self.key}/"


class ThemedProduct(Product):
    """A product as staff look for it: `themes` are names, `aliases` what people call it."""

    themes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


class Sorted(NamedTuple):
    """The themes of a product and by which rule each: its own id, a law or a word."""

    themes: tuple[str, ...]
    rule: str


def load_themes(folder: Path) -> tuple[Theme, ...]:
    """Give the themes of `themes.yml` in the order of the file; none where no file is.

    Raises NoaberError where the file says something else than themes.
    """
    path = folder / "themes.yml"
    if not path.is_file():
        return ()
    loaded = load_yaml(path.read_bytes(), str(path))
    if not isinstance(loaded.data, dict):
        raise NoaberError(f"{path}:1: schrijf per thema een blok met `name` en `about`")
    themes = []
    for key, value in loaded.data.items():
        line, _ = loaded.where(key)
        if not isinstance(value, dict):
            raise NoaberError(f"{path}:{line}: schrijf bij {key} een blok met `name` en `about`")
        try:
            themes.append(Theme.model_validate(value | {"key": key}))
        except ValidationError as error:
            raise NoaberError(f"{path}:{line}: {key}: {first_of(error)}") from None
    return tuple(themes)


def themed(products: Iterable[Product], folder: Path) -> list[Product]:
    """Give products with their themes and the names that people use, as the registers say.

    Raises NoaberError where one of these registers is malformed.
    """
    known = list(products)
    themes, names = Themes(load_themes(folder)), load_names(folder, known)
    return [
        ThemedProduct(
            **dict(product),
            themes=tuple(themes.by_key[key].name for key in themes.of(product).themes),
            aliases=names.get(product.id, ()),
        )
        for product in known
    ]


class Themes:
    """The themes with their rules ready: `of` sorts a product into them."""

    def __init__(self, themes: Iterable[Theme] = ()) -> None:
        self.all = tuple(themes)
        self.by_key: Mapping[str, Theme] = {theme.key: theme for theme in self.all}
        self._named: dict[str, list[str]] = {}
        for theme in self.all:
            for end in theme.products:
                self._named.setdefault(end, []).append(theme.key)
        self._laws = [(theme.key, _any(theme.laws)) for theme in self.all if theme.laws]
        self._words = [(theme.key, theme.words) for theme in self.all if theme.words]

    def of(self, product: Product) -> Sorted:
        """Give the themes of a product, in the order of the register; () where no rule fits."""
        end = product.id.rpartition("/")[2]
        if end in self._named:
            return Sorted(tuple(self._named[end]), "products")
        basis = folded(" | ".join(product.legal_basis))
        by_law = tuple(key for key, law in self._laws if law.search(basis))
        if by_law:
            return Sorted(by_law, "laws")
        name = product.title.casefold()
        by_word = tuple(key for key, words in self._words if any(_says(name, w) for w in words))
        return Sorted(by_word, "words" if by_word else "")


def _any(laws: Iterable[str]) -> re.Pattern[str]:
    """Give what finds any of these laws in a folded legal basis, as whole words."""
    return re.compile("|".join(rf"\b{re.escape(folded(law))}\b" for law in laws))


def _says(name: str, word: str) -> bool:
    """Tell whether a name has a word, which may have * in it, or words in this order."""
    wanted = word.casefold()
    if " " in wanted:
        return f" {wanted} " in f" {name} "
    return any(fnmatchcase(one, wanted) for one in name.split())
