"""The front door: what is known around one product, grouped by what staff ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from knowledge import lists
from knowledge.clean import masked, one_line
from knowledge.hub import Thing
from knowledge.identity import folded
from knowledge.model import Process
from knowledge.products.recognising import PAGE
from knowledge.products.telling import intro as intro
from knowledge.products.telling import names as names
from knowledge.products.telling import rule as rule
from knowledge.products.telling import theme_path as theme_path
from knowledge.shelf import End, Shelf, natural

MODEL = "archimate"  # the format of a reference architecture: what should be, not who does it


class Doer(NamedTuple):
    """An organisation with what it publishes for a product: its processes, or only pages.

    Where it has neither, a source says that it performs the product.
    """

    organisation: End
    ends: tuple[End, ...]
    is_town: bool = False


class Doers(NamedTuple):
    """Who does a product: municipalities and others with a process, and those with only a page."""

    towns: tuple[Doer, ...]
    others: tuple[Doer, ...]
    pages: tuple[Doer, ...]
    unknown: tuple[End, ...]  # processes of which nobody says whose they are


class Means(NamedTuple):
    """A solution for a product, the processes through which it is one, and who uses it."""

    solution: End
    through: tuple[End, ...]
    users: tuple[End, ...]


class Counts(NamedTuple):
    """How much is known of a product; `models` are processes of a reference architecture."""

    towns: int = 0
    processes: int = 0
    solutions: int = 0
    models: int = 0
    told: int = 0

    @property
    def words(self) -> str:
        """The counts in words, "" where nothing is known."""
        kinds = ((self.towns, "gemeente", "gemeenten"), (self.processes, "proces", "processen"),
                 (self.solutions, "oplossing", "oplossingen"),
                 (self.models, "proces in GEMMA", "processen in GEMMA"),
                 (self.told, "pagina of document", "pagina's en documenten"))  # fmt: skip
        return ", ".join(f"{n} {one if n == 1 else more}" for n, one, more in kinds if n)


class Tile(NamedTuple):
    """A theme on the home page: its name and address, and its products of which most is known."""

    name: str
    path: str
    products: tuple[Thing, ...]


def doers(shelf: Shelf, product: Thing) -> Doers:
    """Group the organisations that do a product by what they publish of it."""
    owned: dict[str, tuple[End, list[End]]] = {}
    unknown = []
    for process in processes(shelf, product):
        owners = _counted(shelf.ends(process.id, "publishes", back=True))
        for owner in owners:
            owned.setdefault(owner.id, (owner, []))[1].append(process)
        if not owners:
            unknown.append(process)
    found = _ordered(shelf, owned.values())
    pages = _with_pages(shelf, product)
    return Doers(
        towns=tuple(one for one in found if one.is_town),
        others=tuple(one for one in found if not one.is_town),
        pages=tuple(one for one in pages if one.organisation.id not in owned),
        unknown=tuple(unknown),
    )


def rows(found: Iterable[Doer], unknown: Iterable[End] = ()) -> list[tuple[End, list[End]]]:
    """Give each process of these organisations once, with all of them that publish it."""
    owners: dict[str, tuple[End, list[End]]] = {}
    for one in found:
        for process in one.ends:
            owners.setdefault(process.id, (process, []))[1].append(one.organisation)
    return [*owners.values(), *((end, []) for end in unknown)]


def processes(shelf: Shelf, product: Thing, model: bool = False) -> list[End]:
    """List the processes for a product: those of a reference architecture, or all others."""
    ends = _counted(shelf.ends(product.id, "handles", back=True))
    return [end for end in ends if model == (_format(shelf, end) == MODEL)]


def comparable(shelf: Shelf, seen: Doers) -> list[Thing]:
    """List the processes of municipalities that show their steps: what can stand side by side."""
    things = (shelf.hub.things[process.id] for process, _ in rows(seen.towns))
    return [thing for thing in things if thing.get("steps")]


def _with_pages(shelf: Shelf, product: Thing) -> list[Doer]:
    """Give who performs a product or publishes a page about it, with those pages."""
    found: dict[str, tuple[End, list[End]]] = {}
    for page in _counted(shelf.ends(product.id, "about", back=True, kind="document")):
        if shelf.hub.things[page.id].get("genre") == PAGE:
            for owner in _counted(shelf.ends(page.id, "publishes", back=True)):
                found.setdefault(owner.id, (owner, []))[1].append(page)
    for who in _counted(shelf.ends(product.id, "performs", back=True)):
        found[who.id] = (who, found.get(who.id, (who, []))[1])
    return _ordered(shelf, found.values())


def means(shelf: Shelf, product: Thing) -> list[Means]:
    """List the solutions for a product with their users; what most municipalities use first."""
    direct = _counted(shelf.ends(product.id, "supports", back=True))
    found: dict[str, tuple[End, list[End]]] = {end.id: (end, []) for end in direct}
    for process in processes(shelf, product):
        for end in _counted(shelf.ends(process.id, "supports", back=True)):
            found.setdefault(end.id, (end, []))[1].append(process)
    made = [Means(end, tuple(through), tuple(_counted(shelf.ends(end.id, "uses", back=True))))
            for end, through in found.values()]  # fmt: skip
    return sorted(made, key=lambda one: (-len(one.users), natural(one.solution.title)))


def components(shelf: Shelf, process: End) -> list[End]:
    """List the application components that a reference architecture puts under a process."""
    return _counted(shelf.ends(process.id, "supports", back=True))


def partners(shelf: Shelf, product: Thing) -> list[tuple[str, list[End]]]:
    """List the chain partners that the processes for a product name, each with those processes."""
    found: dict[str, tuple[str, list[End]]] = {}
    for process in processes(shelf, product):
        record = shelf.hub.things[process.id]
        for written in record.get("partners") or ():
            name = masked(one_line(written, 80))
            row = found.setdefault(folded(name), (name, []))
            if name and process not in row[1]:
                row[1].append(process)
    named = [row for row in found.values() if row[0]]
    return sorted(named, key=lambda row: (-len(row[1]), natural(row[0])))


def laws(shelf: Shelf, product: Thing) -> list[tuple[str, End]]:
    """List the laws and rules that only processes for a product name, each with one of those."""
    known = {_law(law) for law in product.get("legal_basis") or ()}
    found: dict[str, tuple[str, End]] = {}
    for process in processes(shelf, product):
        for law in shelf.hub.things[process.id].get("legal_basis") or ():
            if _law(law) not in known:
                found.setdefault(_law(law), (masked(one_line(law, 200)), process))
    return list(found.values())


def counts(shelf: Shelf, product: Thing) -> Counts:
    """Count what is known of a product."""
    seen = doers(shelf, product)
    towns = len(seen.towns) + sum(one.is_town for one in seen.pages)
    models = len(processes(shelf, product, model=True))
    told = len(_counted(shelf.ends(product.id, "about", back=True)))
    here = len(processes(shelf, product))
    return Counts(towns, here, len(means(shelf, product)), models, told)


def written(shelf: Shelf, product: Thing, seen: Doers) -> list[End]:
    """List what is written about a product, without the pages that stand with their publisher."""
    shown = {end.id for one in seen.pages for end in one.ends[:1]}
    return [end for end in lists.told(shelf, product) if end.id not in shown]


def tiles(shelf: Shelf, most: int = 3) -> list[Tile]:
    """List the themes by name, each with the products of which most is known."""
    groups: dict[str, list[Thing]] = {}
    for thing in shelf.hub.of_kind("product"):
        for name in thing.get("themes") or ():
            groups.setdefault(name, []).append(thing)
    return [
        Tile(name, theme_path(name), tuple(known(shelf, groups[name])[:most]))
        for name in sorted(groups, key=natural)
    ]


def known(shelf: Shelf, products: Iterable[Thing]) -> list[Thing]:
    """Give the products that have a page, those of which most is known first."""
    wanted = ("handles", "supports", "about", "performs")
    shown = [thing for thing in products if shelf.path(thing.id)]
    weight = {
        thing.id: sum(e.counts and e.relation in wanted for e in shelf.hub.edges_of(thing.id))
        for thing in shown
    }
    return sorted(shown, key=lambda thing: (-weight[thing.id], natural(thing.title)))


def _law(written: str) -> str:
    """Give the one spelling of a law: "artikel 35 van de Participatiewet" has words to spare."""
    return " ".join(word for word in folded(written).split() if word not in ("van", "de", "het"))


def _counted(ends: Sequence[End]) -> list[End]:
    return [end for end in ends if end.edge.counts]


def _format(shelf: Shelf, end: End) -> str:
    records = shelf.hub.things[end.id].records
    return next((r.format for r in records if isinstance(r, Process) and r.format), "")


def _ordered(shelf: Shelf, found: Iterable[tuple[End, list[End]]]) -> list[Doer]:
    things = shelf.hub.things
    made = [Doer(who, tuple(ends), things[who.id].get("type") == "gemeente") for who, ends in found]
    return sorted(made, key=lambda one: natural(one.organisation.title))
