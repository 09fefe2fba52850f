"""Leaves out what must be forgotten: pure functions on texts, addresses, records and plain values.

How a text is recognised stands in `knowledge.forgetting.phrases`, what is to be forgotten in
`knowledge.forgetting.withdrawals`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Any

from pydantic import ValidationError

from knowledge.forgetting.phrases import HEAD, WORD, letters_of, mark_of_address
from knowledge.forgetting.withdrawals import Decision, Key, load_decisions, load_key
from knowledge.home import Home
from knowledge.member import Member
from knowledge.model import AnyRecord, Problem, record_from

REMOVED = "[verwijderd]"
GRAVE = "noaber:vergeten/"  # the id of a tombstone without data, see crawlers.cleansing
_SHORT = 80  # characters of a string that may well come again
_MOST_KNOWN = 200_000  # answers that are kept; hostile input must not fill the memory
_ENDS = ("id", "url", "subject", "object")  # without them a record or statement says nothing
_PLAIN_WORD = re.compile(r"[a-z0-9]+")
_LINK = re.compile(r"(?:https?://|www\.)[^\s\"'<>\\^`{|}]+", re.I)
_ADDRESS = re.compile(r"(?:https?://|git@|urn:|noaber:|entry:|member:)\S+", re.I)


def is_address(text: str) -> bool:
    """Tell whether a text is an address or id, and no text with one in it."""
    return bool(_ADDRESS.fullmatch(text))


class Forgotten:
    """What must be forgotten in a home; false where that is nothing, and then it costs nothing."""

    def __init__(self, decisions: Iterable[Decision] = (), key: Key | None = None) -> None:
        self.decisions = tuple(decisions)
        self._key = key or Key("")
        self._addresses: dict[str, str] = {}  # mark -> decision
        self._texts: dict[str, str] = {}
        self._lengths: dict[str, set[int]] = {}  # tag -> numbers of letters
        for decision in self.decisions:
            for mark in decision.marks:
                length, _, rest = mark.partition("-")
                tag, _, mac = rest.partition("-")
                if mac:
                    self._texts[mac] = decision.name
                    self._lengths.setdefault(tag, set()).add(int(length))
                else:
                    self._addresses[mark] = decision.name
        self._heads: dict[str, tuple[int, ...]] = {}
        self._dull: set[str] = set()  # words with which no forgotten text begins
        self._words: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._strings: dict[str, str] = {}

    @classmethod
    def load(cls, home: Home) -> Forgotten:
        """Read what must be forgotten in a home. Raises NoaberError where that is not possible."""
        decisions = load_decisions(home)
        return cls(decisions, load_key(home, decisions) if decisions else None)

    def __bool__(self) -> bool:
        return bool(self.decisions)

    def decision(self, name: str) -> Decision | None:
        """Give the decision of a name, None where there is none (any more)."""
        return next((one for one in self.decisions if one.name == name), None)

    def mark(self, text: str) -> str:
        """Give what stands for an address or id and does not give it away."""
        return mark_of_address(self._key, text)[:16]

    def address(self, text: str) -> str:
        """Give the decision by which an address or id is forgotten, "" where it is not.

        Also one in which a forgotten text stands.
        """
        if not self.decisions or not text:
            return ""
        if text not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            mark = mark_of_address(self._key, text) if self._addresses else ""
            hits = self._hits(text)
            self._known[text] = self._addresses.get(mark) or (hits[0][2] if hits else "")
        return self._known[text]

    def text(self, text: str) -> str:
        """Give a text in which `[verwijderd]` stands for all that must be forgotten."""
        if not self.decisions or not text:
            return text
        if self._addresses and ("://" in text or "www." in text):
            text = _LINK.sub(self._unlinked, text)
        for start, end, _ in reversed(self._hits(text)):
            text = text[:start] + REMOVED + text[end:]
        return text

    def _unlinked(self, found: re.Match[str]) -> str:
        link = found[0]
        for end in (link.rstrip(").,;:!?*_]"), link):
            if self.address(end if "://" in end else f"https://{end}"):
                return REMOVED + link[len(end) :]
        return link

    def _hits(self, text: str) -> list[tuple[int, int, str]]:
        """Give where forgotten texts stand, in order, each place once, with the decision."""
        if not self._texts:
            return []
        words, letters = self._split(text)
        dull = self._dull
        lively = [number for number, word in enumerate(letters) if word not in dull]
        if not lively:
            return []
        joined, starts = "".join(letters), [*accumulate(map(len, letters), initial=0)]
        found = [hit for number in lively for hit in self._from(joined, number, letters, starts)]
        if not found:
            return []
        places = [match.span() for match in words.finditer(text if words is WORD else text.lower())]
        spans: list[tuple[int, int, str]] = []
        for at, end, name in sorted(set(found)):
            first = next(n for n, word in enumerate(letters) if starts[n] == at and word)
            last = next(n for n, word in enumerate(letters) if starts[n + 1] == end and word)
            start, stop = places[first][0], places[last][1]
            if spans and start < spans[-1][1]:
                start, name = spans[-1][0], spans[-1][2]
                stop = max(stop, spans.pop()[1])
            spans.append((start, stop, name))
        return spans

    def _split(self, text: str) -> tuple[re.Pattern[str], list[str]]:
        """Give the pattern of words that suits a text, and the letters of each word."""
        if text.isascii() and "&" not in text and "%" not in text:
            return _PLAIN_WORD, _PLAIN_WORD.findall(text.lower())
        found = WORD.findall(text)
        known = self._words
        if len(known) > _MOST_KNOWN:
            known.clear()
        for word in {*found}.difference(known):
            known[word] = letters_of(word)
        return WORD, [*map(known.__getitem__, found)]

    def _from(
        self, joined: str, number: int, letters: list[str], starts: list[int]
    ) -> list[tuple[int, int, str]]:
        """Give the forgotten texts that begin at a word."""
        at, hits = starts[number], []
        head = joined[at : at + HEAD]
        lengths = self._heads.get(head)
        if lengths is None:
            lengths = self._lengths_of(head)
        if not lengths:
            if len(letters[number]) >= HEAD:
                self._dull.add(letters[number])  # whatever stands behind it
            return []
        for length in lengths:
            end = bisect_left(starts, at + length)
            if end < len(starts) and starts[end] == at + length:
                name = self._texts.get(self._key.mac("text", joined[at : at + length]))
                hits += [(at, at + length, name)] if name else []
        return hits

    def _lengths_of(self, head: str) -> tuple[int, ...]:
        """Give how many letters the forgotten texts have that may begin with a head."""
        for known in (self._heads, self._dull):
            if len(known) > _MOST_KNOWN:
                known.clear()
        tag = self._key.mac("head", head)[:2]
        self._heads[head] = tuple(sorted(self._lengths.get(tag, ())))
        return self._heads[head]

    def plain(self, value: Any) -> Any:
        """Give plain values without what must be forgotten.

        A text keeps its other words; an address becomes "", or goes from its list. A record or
        statement in a list that is forgotten, or has a forgotten end, goes as a whole.
        """
        if not self.decisions:
            return value
        if isinstance(value, str):
            return self._short(value) if len(value) < _SHORT else self._string(value)
        if isinstance(value, list | tuple):
            return type(value)(self.plain(one) for one in value if not self._falls(one))
        if isinstance(value, dict):
            kept = {self.plain(name): self.plain(said) for name, said in value.items()}
            return kept if "" in value else {k: v for k, v in kept.items() if k != ""}
        return value

    def _string(self, said: str) -> str:
        if is_address(said):
            return "" if self.address(said) else said
        return self.text(said)

    def _short(self, said: str) -> str:
        """Give a string as `_string` does; words of ours and names come again and again."""
        if said not in self._strings:
            if len(self._strings) > _MOST_KNOWN:
                self._strings.clear()
            self._strings[said] = self._string(said)
        return self._strings[said]

    def _falls(self, value: Any) -> str:
        """Give the decision by which an item of a list goes as a whole, "" where it stays."""
        if isinstance(value, str):
            return self.address(value) if is_address(value) else ""
        return self.fallen(value) if isinstance(value, dict) else ""

    def fallen(self, data: dict[str, Any]) -> str:
        """Give the decision by which a record or statement goes as a whole, "" where it stays."""
        said = [data.get(name) for name in (*_ENDS, "source", "claimant")]
        said += data.get("aliases", ()) if data.get("kind") == "solution" else ()
        return next(filter(None, (self.address(one) for one in said if isinstance(one, str))), "")

    def record(self, record: AnyRecord) -> AnyRecord | None:
        """Give a record without what must be forgotten; None where nothing may be left of it.

        A tombstone without data is never shown.
        """
        if record.id.startswith(GRAVE):
            return None
        if not self.decisions:
            return record
        data = record.model_dump(exclude_defaults=True) | {"kind": record.kind}
        if self.fallen(data):
            return None
        kept = self.plain(data)
        if kept == data:
            return record
        try:
            return record_from(kept)
        except ValidationError:
            return None  # what is left is no record

    def member(self, member: Member) -> Member:
        """Give a member and its sources without what must be forgotten; its page stays its own."""
        said = member.model_dump()
        kept = self.plain(said) | {"slug": member.slug, "id": member.id}
        return member if kept == said else Member.model_validate(kept)

    def problem(self, problem: Problem) -> Problem:
        """Give a problem whose words and place do not give away what must be forgotten."""
        return problem.model_copy(update=self.plain(
            {"message": problem.message, "place": problem.place, "field": problem.field}
        ))  # fmt: skip
