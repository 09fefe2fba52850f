"""The matrix of organisations and products: what each offers a citizen, and who says so.

A cell holds what all pages of one organisation about one product say. Per level the strongest
evidence decides: what the organisation says itself goes before what another says, a field of a
list of products before words on a page, an address before none, new before old. Evidence that
says otherwise is kept beside it. What nobody says is unknown: there is no level for it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from knowledge.hub import Edge, Hub
from knowledge.licences import permits
from knowledge.model import STRENGTHS, AnyRecord, Document, Process, Service, ServiceLevel, Strength
from knowledge.services.levels import LEVELS, rank

QUOTE = "“"  # what stands before words of a page; a field of a list has none
_PAGES = ("productpagina", "webpagina")  # what citizens read; a news item or data set is none
_ONLINE = re.compile(r"online|digitaal|internet|web|e-?formulier|mijn ", re.I)
_WORDS = ("onlineAanvragen: ", "eenmaligAanmelden: ", "pdc-aspect: ", "online: ", "kanaal: ")
_LOGIN = re.compile(r"digid|eherkenning|eidas", re.I)


class Proof(NamedTuple):
    """One piece of evidence for a level: what shows it, on which page, who says so, since when."""

    offered: bool
    why: str
    url: str
    page: str
    source: str
    last_seen: date | None
    strength: Strength

    @property
    def is_field(self) -> bool:
        """Whether it is a field of a list; words of a page stand in quotes."""
        return not self.why.startswith(QUOTE)


class Level(NamedTuple):
    """A level with all evidence, the strongest first."""

    level: ServiceLevel
    proofs: tuple[Proof, ...]

    @property
    def offered(self) -> bool:
        """What the strongest evidence says."""
        return self.proofs[0].offered

    @property
    def is_disputed(self) -> bool:
        """Whether some evidence says yes and some says no."""
        return len({proof.offered for proof in self.proofs}) > 1


class Cell(NamedTuple):
    """What one organisation offers for one product; levels of which nobody speaks are not there."""

    organisation: str
    product: str
    levels: tuple[Level, ...]

    @property
    def highest(self) -> ServiceLevel | None:
        """The highest level that is offered, None where none is."""
        return next((one.level for one in reversed(self.levels) if one.offered), None)

    @property
    def is_disputed(self) -> bool:
        """Whether the evidence disagrees about any level."""
        return any(one.is_disputed for one in self.levels)

    def level(self, name: str) -> Level | None:
        """Give one level, None where nobody speaks of it."""
        return next((one for one in self.levels if one.level == name), None)


def matrix(hub: Hub) -> list[Cell]:
    """Give all cells, by id of the product and the organisation."""
    products = sorted(thing.id for thing in hub.of_kind("product"))
    return [one for product in products for one in of_product(hub, product)]


def of_product(hub: Hub, product: str) -> list[Cell]:
    """Give the cells of one product, by id of the organisation."""
    found: dict[str, list[tuple[AnyRecord, Edge]]] = defaultdict(list)
    for thing in _about(hub, product):
        for edge in hub.edges_of(thing):
            if edge.relation == "publishes" and edge.object == thing and edge.counts:
                found[edge.subject] += [(record, edge) for record in hub.things[thing].records]
    cells = (_cell(organisation, product, said) for organisation, said in sorted(found.items()))
    return [cell for cell in cells if cell.levels]


def of_organisation(hub: Hub, organisation: str) -> list[Cell]:
    """Give the cells of one organisation, by id of the product."""
    found: dict[str, list[tuple[AnyRecord, Edge]]] = defaultdict(list)
    for edge in hub.edges_of(organisation):
        if edge.relation == "publishes" and edge.subject == organisation and edge.counts:
            for product in _products(hub, edge.object):
                records = hub.things[edge.object].records
                found[product] += [(record, edge) for record in records]
    cells = (_cell(organisation, product, said) for product, said in sorted(found.items()))
    return [cell for cell in cells if cell.levels]


def _about(hub: Hub, product: str) -> list[str]:
    """List the pages about a product and the processes that handle it."""
    edges = hub.edges_of(product)
    found = (e.subject for e in edges if _is_about(e) and e.object == product)
    return sorted({one for one in found if one in hub.things})


def _products(hub: Hub, thing: str) -> set[str]:
    if thing not in hub.things:
        return set()
    found = (e.object for e in hub.edges_of(thing) if _is_about(e) and e.subject == thing)
    return {one for one in found if one in hub.things and hub.things[one].kind == "product"}


def _is_about(edge: Edge) -> bool:
    return edge.relation in ("about", "handles") and edge.counts


def _cell(organisation: str, product: str, said: Iterable[tuple[AnyRecord, Edge]]) -> Cell:
    """Merge what records say, with the strength of the statement that makes them its own."""
    found: dict[str, set[Proof]] = defaultdict(set)
    for record, edge in said:
        for one in _services(record):
            proof = Proof(one.offered, _shown(one.why, record), _web(one.url),
                          record.url or record.id,
                          record.source, record.last_seen, edge.best.strength)  # fmt: skip
            found[one.level].add(proof)
    levels = (
        Level(name, tuple(sorted(found[name], key=_weight))) for name in LEVELS if found[name]
    )
    return Cell(organisation, product, tuple(levels))


def _web(url: str) -> str:
    """Give an address on the web, "" for a script and the like that a reader once stored."""
    return url if url.lower().startswith(("https://", "http://")) else ""


def _shown(why: str, record: AnyRecord) -> str:
    """Give what shows a level; words of a text that may not be shown are only pointed at.

    Of a field with the label of a link or file only the field is left; the rest hold one word.
    """
    if permits(record.text_licence):
        return why
    if why.startswith(QUOTE):
        return f"{QUOTE}…” op de pagina"
    return why if why.startswith(_WORDS) else why.partition(": ")[0]


def _weight(proof: Proof) -> tuple[object, ...]:
    seen = -(proof.last_seen or date.min).toordinal()
    first = (STRENGTHS.index(proof.strength), not proof.is_field, not proof.url, seen)
    return (*first, not proof.offered, proof.page, proof.source, proof.why)


def _services(record: AnyRecord) -> Iterator[Service]:
    """Give the levels that a record says, also one that was stored before levels were read."""
    if isinstance(record, Process):
        yield from _of_channels(record.channels)
    if not isinstance(record, Document) or record.genre not in _PAGES:
        return
    yield from record.services
    named = {one.level for one in record.services}
    if "information" not in named and (record.text or record.summary or record.closed):
        yield Service(level="information", why=record.genre, url=record.url)
    if "online" not in named and record.online in ("ja", "nee"):
        is_yes = record.online == "ja"
        yield Service(level="online", offered=is_yes, why=f"online: {record.online}",
                      url=record.request_url if is_yes else "")  # fmt: skip


def _of_channels(channels: Iterable[str]) -> Iterator[Service]:
    """Give the levels that the channels of a process tell."""
    for channel in channels:
        if _ONLINE.search(channel):
            yield Service(level="online", why=f"kanaal: {channel[:60]}")
            if _LOGIN.search(channel):
                yield Service(level="sign-in", why=f"kanaal: {channel[:60]}")


def at_least(cells: Iterable[Cell], level: str) -> list[Cell]:
    """Give the cells in which a level, or a higher one, is offered."""
    return [cell for cell in cells if rank(cell.highest or "") >= rank(level)]
