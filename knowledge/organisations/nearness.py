"""What a name that no rule decides comes near: proposals for a person, never an answer.

A name comes near when it is the same without blanks ("GemeenteUtrecht"), when at most one in seven
of its letters differs (rapidfuzz, Indel), or when it is the first letters of a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz import fuzz, process

from knowledge.model import Organisation
from knowledge.organisations.naming import compact, initials, name_without_kind, plain, split

_LEAST = 85.0  # of 100; what is less alike is another name
_LONGEST = 60
_MOST = 3


class Nearness:
    """Names made ready to be compared with; `names` has the folded names and whose they are."""

    def __init__(
        self, organisations: Mapping[str, Organisation], names: Mapping[str, Iterable[str]]
    ) -> None:
        self._types = {key: one.type for key, one in organisations.items()}
        self._names = {name: tuple(ids) for name, ids in names.items() if name}
        self._pools: dict[str, dict[str, str]] = {}  # by kind: name without blanks -> name
        self._short: dict[str, list[str]] = {}
        for name, ids in self._names.items():
            for kind in {"", *(str(self._types[key]) for key in ids)}:
                self._pools.setdefault(kind, {}).setdefault(name.replace(" ", ""), name)
        for one in organisations.values():
            short = initials(name_without_kind(one))
            if len(short) > 2 and not one.valid_until:
                self._short.setdefault(short, []).append(one.id)

    def near(self, text: str) -> tuple[str, ...]:
        """Propose up to three organisations, best first."""
        kind, rest = split(text)
        key = plain(rest)
        if not key or len(key) > _LONGEST:
            return ()
        pool = self._pools.get(kind, {})
        close = [name for name, _, _ in process.extract(
            key, pool.values(), scorer=fuzz.ratio, score_cutoff=_LEAST, limit=9
        )]  # fmt: skip
        names = [*self._joined(kind, compact(rest)), *close]
        ids = [one for name in names for one in self._names[name] if self._fits(kind, one)]
        ids += self._short.get(key, []) if rest.isupper() else []
        return tuple(dict.fromkeys(ids))[:_MOST]

    def _joined(self, kind: str, joined: str) -> list[str]:
        """Give the names that a word is without blanks, with or without a kind before it."""
        found = [self._pools.get(kind, {}).get(joined, "")]
        for other in self._pools if not kind else ():
            if other and joined.startswith(other):
                found.append(self._pools[other].get(joined.removeprefix(other), ""))
        return [name for name in found if name]

    def _fits(self, kind: str, key: str) -> bool:
        return not kind or self._types[key] == kind
