"""A product in plain words: for whom it is, what people call it, and how noaber knows."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.hub import Thing
from knowledge.identity import slug
from knowledge.model import Product
from knowledge.shelf import End

_AUDIENCES = {"Burger": "inwoners", "Bedrijf": "bedrijven"}
_LEVELS = {"Gemeente": "de gemeente", "Provincie": "de provincie", "Waterschap": "het waterschap",
           "Rijk": "het Rijk"}  # fmt: skip
_RULES = {
    "name": "de titel is de naam van dit product",
    "spoken": "de titel is een naam die mensen voor dit product gebruiken",
    "product-page": "de gemeente heeft een eigen pagina over dit product",
    "process": "de gemeente publiceert hoe zij dit doet",
    "same-repository": "het proces staat in de repository van deze oplossing",
    "same-file": "het is hetzelfde bestand",
}


def intro(product: Thing) -> str:
    """Say in plain words for whom a product is and who performs it, "" where the UPL does not."""
    whom = [_AUDIENCES[one] for one in product.get("audience") or () if one in _AUDIENCES]
    who = [_LEVELS[one] for one in product.get("levels") or () if one in _LEVELS]
    who.sort(key=list(_LEVELS.values()).index)
    said = [
        f"Voor {_listed(whom)}." if whom else "",
        f"Dit doet {_listed(who, 'of')}." if who else "",
    ]
    return " ".join(part for part in said if part)


def rule(end: End) -> str:
    """Say by which rule noaber derived a relation, "" where somebody states it."""
    said = end.edge.best
    return _RULES.get(said.rule, "") if said.strength == "derived" else ""


def theme_path(name: str) -> str:
    """Give the address of the page of a theme from the root of the site."""
    return f"themas/{slug(name)}/"


def names(product: Thing) -> tuple[str, ...]:
    """Give what people call a product besides its name in the UPL."""
    record = product.records[0]
    return tuple(getattr(record, "aliases", ())) if isinstance(record, Product) else ()


def _listed(parts: Sequence[str], word: str = "en") -> str:
    return f" {word} ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
