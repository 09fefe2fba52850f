"""What stands around a thing: a card per thing, and a row per relation, all in plain words.

Rows are complete: what does not count is there too and says why. Text of strangers is masked and on
one line here; the page sets it as text and never as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from knowledge.clean import masked, one_line
from knowledge.hub import Apart, Edge, Thing
from knowledge.model import KINDS, STRENGTHS, Kind, Statement
from knowledge.relations import RELATIONS
from knowledge.shelf import Shelf, natural
from knowledge.uncounted import REASONS
from knowledge.words import KIND_WORDS, STATE_WORDS, STRENGTH_WORDS, day, word

RELATION_ORDER = tuple(RELATIONS)
UNKNOWN = "niet bekend"
_KEY = re.compile(r"[a-z]+/[a-z0-9][a-z0-9-]{0,120}")  # how a page may be called
_LONGEST = 120  # characters of a title; the page of a thing has all of it


class Card(NamedTuple):
    """A thing as its neighbours show it.

    `key` is the address of its page without the last slash, "" where it has none; `sort` says in
    words what it is, `mark` tells it from others with the same title.
    """

    key: str
    kind: Kind
    title: str
    sort: str
    mark: str
    lang: str


class Row(NamedTuple):
    """One relation of a thing; `back` where the thing is the object of it.

    `state` says why it does not count, or that it is confirmed; `proof` is the address of the
    evidence, or the page of the entry that says it; `evidence` counts the statements that say so.
    """

    relation: str
    back: bool
    other: str
    strength: int
    counts: bool
    state: str
    role: str
    since: str
    who: str
    source: str
    proof: str
    seen: str
    evidence: int


class Neighbourhoods:
    """The cards and rows of every thing that has both a page and a relation."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self._masked: dict[str, str] = {}
        self._places: dict[str, object] = {}
        self.cards = dict(self._cards())

    def things(self) -> list[str]:
        """The ids of the things that have rows, in order."""
        around = (one for one, card in self.cards.items() if card.key)
        return [identifier for identifier in around if self.number(identifier)]

    def number(self, identifier: str) -> int:
        """How many rows a thing has; what points to itself is no relation to another."""
        touching = self.shelf.hub.edges_of(identifier)
        return sum(edge.subject != edge.object for edge in touching)

    def rows(self, identifier: str) -> list[Row]:
        """The rows of a thing: by relation, what counts first, then by title."""
        touching = self.shelf.hub.edges_of(identifier)
        return sorted(
            (
                self._row(edge, edge.object == identifier)
                for edge in touching
                if edge.subject != edge.object
            ),
            key=self._order,
        )

    def _order(self, row: Row) -> tuple[int, bool, bool, object, str]:
        if row.other not in self._places:
            self._places[row.other] = natural(self.card(row.other).title)
        place = RELATION_ORDER.index(row.relation)
        return place, row.back, not row.counts, self._places[row.other], row.other

    def card(self, identifier: str) -> Card:
        """The card of a thing, also of one of which nothing is known but its id."""
        if identifier not in self.cards:
            title = self.shelf.title(identifier)
            self.cards[identifier] = Card("", "document", title, UNKNOWN, "", "")
        return self.cards[identifier]

    def _cards(self) -> Iterator[tuple[str, Card]]:
        for kind in KINDS:
            things = [
                thing for thing in self.shelf.hub.of_kind(kind) if self.shelf.hub.edges_of(thing.id)
            ]
            marks = self.shelf.marks(thing.id for thing in things)
            for thing in things:
                key = self.shelf.path(thing.id).rstrip("/")
                yield (
                    thing.id,
                    Card(
                        key if _KEY.fullmatch(key) else "",
                        kind,
                        _short(self.shelf.title(thing.id)),
                        sort_of(self.shelf, thing),
                        marks.get(thing.id, ""),
                        self.shelf.title_language(thing.id),
                    ),
                )

    def _row(self, edge: Edge, back: bool) -> Row:
        best, apart = edge.best, edge.apart
        relation = RELATIONS[edge.relation]
        return Row(
            relation=edge.relation,
            back=back,
            other=edge.subject if back else edge.object,
            strength=STRENGTHS.index(best.strength),
            counts=not apart,
            state=self._state(edge, apart),
            role=self.mask(word(best.role)) if best.role else UNKNOWN if relation.over else "",
            since=_since(best),
            who=self._who(best),
            source=self.mask(self.shelf.source(best.source)),
            proof=self.mask(best.url, 2000) or self.shelf.entry(best.source),
            seen=day(best.last_seen),
            evidence=len(edge.evidence),
        )

    def _state(self, edge: Edge, apart: Apart) -> str:
        if not apart:
            return STATE_WORDS[edge.state]
        said = REASONS[apart][0].lower()
        if apart == "doubtful" and edge.best.doubt:
            return f"{said}: {self.mask(edge.best.doubt)}"
        return f"{said}, van {self.card(edge.best.via).title}" if edge.best.via else said

    def _who(self, said: Statement) -> str:
        words = STRENGTH_WORDS[said.strength]
        is_named = said.strength == "third" and said.claimant not in ("", said.subject)
        return f"{words} ({self.card(said.claimant).title})" if is_named else words

    def mask(self, text: str, longest: int = 200) -> str:
        """Give text of a stranger on one line without personal data; each text is masked once."""
        if text not in self._masked:
            self._masked[text] = masked(one_line(text, longest))
        return self._masked[text]


def sort_of(shelf: Shelf, thing: Thing) -> str:
    """Say in one or two words what a thing is: of an organisation and a document which sort."""
    if thing.kind == "organisation":
        sort = one_line(str(thing.get("type") or "organisatie"), 60)
        return sort if shelf.is_valid(thing) else f"voormalige {sort}"
    genre = word(thing.get("genre")) if thing.kind == "document" and thing.get("genre") else ""
    return masked(one_line(genre, 60)) or KIND_WORDS[thing.kind][0].lower()


def strengths(rows: Iterable[Row]) -> list[int]:
    """Count the rows that count by who says so, the strongest first."""
    found = [0] * len(STRENGTHS)
    for row in rows:
        found[row.strength] += row.counts
    return found


def _since(said: Statement) -> str:
    parts = [f"sinds {day(said.since)}" if said.since else "",
             f"tot {day(said.until)}" if said.until else ""]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST else f"{title[: _LONGEST - 1].rstrip()}…"
