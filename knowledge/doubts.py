"""Claims that look copied along rather than meant: shown as doubtful and not counted.

A list of users that its maker pasted into several files says nothing about each of them, and the
names that an example of a standard holds stand in many files that began as a copy of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from knowledge.identity import folded
from knowledge.model import NoaberError, Statement
from knowledge.strict_yaml import load_yaml

PASTED = "dezelfde lijst van gebruikers staat ook bij {others}"
LEFTOVER = "deze namen staan in het voorbeeld van {example}; waarschijnlijk niet vervangen"
# how many solutions must have the same list before it is doubted, by the number of names in it
_ENOUGH = {2: 3}  # two names may well be the two clients of two parts of one product
_USUAL = 2
_Key = tuple[str, str, str]  # source, address of the file, relation
_Names = frozenset[str]


def doubted(
    statements: Iterable[Statement], examples: Mapping[str, frozenset[str]] | None = None
) -> list[Statement]:
    """Give the statements, in order, those that look copied along with why (`doubt`, in Dutch).

    Only what makers and others claim of organisations is doubted, never what one says of itself.
    `examples` gives the folded names in the examples of standards, by the name of the standard.
    """
    said = list(statements)
    lists = _lists(said)
    reasons = _pasted(lists, _copies(said)) | _leftovers(said, lists, examples or {})
    return [
        one.model_copy(update={"doubt": reasons[_key(one), one.object]})
        if _is_claim(one) and (_key(one), one.object) in reasons
        else one
        for one in said
    ]


def load_examples(folder: Path) -> dict[str, frozenset[str]]:
    """Read `examples.yml` of the registers: per standard the names that its example holds.

    Raises NoaberError where the file is no mapping of names to lists.
    """
    path = folder / "examples.yml"
    if not path.is_file():
        return {}
    data = load_yaml(path.read_bytes(), str(path)).data
    try:
        return {str(k): frozenset(map(folded, v["names"])) for k, v in dict(data).items()}
    except (TypeError, KeyError, ValueError):
        said = "schrijf per standaard `names: [naam, naam]` en `source: adres`"
        raise NoaberError(f"{path}: {said}") from None


def _is_claim(said: Statement) -> bool:
    """Tell whether a statement is what a file elsewhere claims of an organisation's use."""
    return said.relation == "uses" and said.strength in ("maker", "third") and bool(said.url)


def _key(said: Statement) -> _Key:
    return said.source, said.url, said.relation


def _lists(said: Iterable[Statement]) -> dict[tuple[_Key, str], _Names]:
    """Give per file and solution the organisations that the file names as users."""
    found: dict[tuple[_Key, str], set[str]] = defaultdict(set)
    for one in said:
        if _is_claim(one):
            found[_key(one), one.object].add(one.subject)
    return {place: frozenset(names) for place, names in found.items()}


def _copies(said: Iterable[Statement]) -> dict[str, set[str]]:
    """Give per solution what it is based on: a fork has the list of what it was copied from."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in said:
        if one.relation == "based_on":
            found[one.subject].add(one.object)
    return found


def _pasted(
    lists: Mapping[tuple[_Key, str], _Names], based_on: Mapping[str, set[str]]
) -> dict[tuple[_Key, str], str]:
    """Say which lists stand with several solutions; that of an original is not doubted."""
    groups: dict[_Names, list[tuple[_Key, str]]] = defaultdict(list)
    for place, names in sorted(lists.items()):
        groups[names].append(place)
    reasons = {}
    for names, places in groups.items():
        solutions = sorted({solution for _, solution in places})
        roots = [one for one in solutions if not based_on.get(one, set()) & set(solutions)]
        if len(names) < 2 or len(solutions) < _ENOUGH.get(len(names), _USUAL):
            continue
        for key, solution in places:
            if len(roots) > 1 or solution not in roots:
                others = [one for one in solutions if one != solution]
                reasons[key, solution] = PASTED.format(others=_named(others))
    return reasons


def _named(solutions: list[str]) -> str:
    """Name up to three solutions by their address."""
    listed = [one.removeprefix("https://") for one in solutions]
    more = f" en {len(listed) - 3} andere" if len(listed) > 3 else ""
    return ", ".join(listed[:3]) + more


def _leftovers(
    said: Iterable[Statement],
    lists: Mapping[tuple[_Key, str], _Names],
    examples: Mapping[str, frozenset[str]],
) -> dict[tuple[_Key, str], str]:
    """Say which lists hold nothing but names from the example of a standard."""
    written: dict[tuple[_Key, str], set[str]] = defaultdict(set)
    for one in said:
        if _is_claim(one):
            written[_key(one), one.object].add(folded(one.subject_name or one.subject))
    return {
        place: LEFTOVER.format(example=example)
        for place, names in written.items()
        for example, known in sorted(examples.items(), reverse=True)
        if place in lists and names <= known
    }
