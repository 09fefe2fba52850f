"""Why organisations would buy together, in Dutch: what they share beside the thing itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from graph.build import Reuse
from graph.purse.buying import Group
from graph.walking import counting, out_of, title
from knowledge.organisations.sizes import size_class
from knowledge.words import day

_Shared = Callable[[str], Iterable[str]]


def reasons(reuse: Reuse, group: Group) -> list[str]:
    """Give the reasons of a group as sentences: the days first, then what its members share."""
    found = list(_of_days(reuse, group)) if group.why == "contract" else [_of_wishes(reuse, group)]
    shared: tuple[tuple[str, _Shared], ...] = (
        ("in dezelfde provincie: {}", lambda one: _value(reuse, one, "province")),
        ("samen lid van {}", lambda one: _cooperations(reuse, one)),
        ("ongeveer even groot: {}", lambda one: _size(reuse, one)),
    )
    for text, values in shared:
        found += _of_shared(reuse, group.members, text, values)
    return found


def _of_days(reuse: Reuse, group: Group) -> Iterator[str]:
    first, last = day(group.first), day(group.last)
    when = f"op {first}" if first == last else f"van {first} tot en met {last}"
    yield f"De contracten lopen in dezelfde tijd af: {when}."
    if group.extended:
        names = said(title(reuse, one) for one in group.extended)
        yield f"Daarvoor moet eerst langer lopen: {names}."
    if group.wide:
        names = said(title(reuse, one) for one in group.wide)
        yield f"Deze tijd is ruim: het einde is niet op de dag bekend bij {names}."
    for ids, how in ((group.late, "is"), (group.maybe, "is misschien")):
        if ids:
            names = said(title(reuse, one) for one in ids)
            yield f"De laatste dag om op te zeggen {how} al voorbij bij {names}. Vraag dat na."


def _of_wishes(reuse: Reuse, group: Group) -> str:
    by = {one for one, *_ in group.evidence}
    kinds = {reuse.nodes[one].get("kind") for one in by}
    if len(by) == 1 and kinds == {"initiative"}:
        return f"Zij doen mee aan hetzelfde initiatief: {title(reuse, *by)}."
    if kinds == {"solution"}:
        return f"Zij verkennen {said(title(reuse, one) for one in sorted(by))}."
    return "Zij verkennen dit, of doen mee aan een initiatief hiervoor."


def _of_shared(reuse: Reuse, members: tuple[str, ...], text: str, values: _Shared) -> Iterator[str]:
    """Give a sentence for each value that at least two members share."""
    having: dict[str, list[str]] = defaultdict(list)
    for member in members:
        for value in values(member):
            having[value].append(member)
    for value, those in sorted(having.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        if len(those) > 1:
            is_all = len(those) == len(members)
            who = "Zij zijn" if is_all else f"{said(title(reuse, one) for one in those)} zijn"
            yield f"{who} {text.format(value)}.".replace("zijn in", "liggen in")


def _value(reuse: Reuse, node: str, name: str) -> list[str]:
    value = reuse.nodes[node].get(name)
    return [str(value)] if value else []


def _cooperations(reuse: Reuse, node: str) -> list[str]:
    return [title(reuse, one) for one in counting(out_of(reuse, node, "member_of"))]


def _size(reuse: Reuse, node: str) -> list[str]:
    found = size_class(reuse.nodes[node].get("inhabitants"))
    return [found.label] if found else []


def said(names: Iterable[str]) -> str:
    """Give names as a reader says them.

    >>> said(["A", "B", "C"])
    'A, B en C'
    """
    *first, last = list(names) or [""]
    return f"{', '.join(first)} en {last}" if first else last
