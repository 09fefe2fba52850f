"""Makes sides: of the processes of a hub, and of how one process was before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from knowledge.clean import masked, one_line
from knowledge.comparing.kinship import word_of
from knowledge.comparing.labels import FACTS
from knowledge.comparing.order import rows, rows_of
from knowledge.comparing.side import Fact, Item, Row, Side, Source
from knowledge.hub import Thing
from knowledge.model import Decision, Edition, Process
from knowledge.shelf import Shelf
from knowledge.variants.wording import key
from knowledge.words import day, term, word

_ONE = ("term", "service_level", "case_type", "reference", "version", "valid_from", "valid_until")
_HELD = {"roles": "roles", "evidence": "evidence", "decisions": "decisions", "results": "results",
         "term": "term", "service_level": "service_level"}  # fmt: skip
_MOST_ITEMS = 100  # of one fact


def side_of(shelf: Shelf, thing: Thing) -> Side:
    """Give the side of a process; `knowledge.comparing.comparison.related` makes several ready.

    What the licence gate held back is counted and not in it.
    """
    held = shelf.closed(thing)
    drawn = next((r for r in thing.records if isinstance(r, Process) and r.steps), None)
    steps = rows_of(drawn) if drawn else ()
    values = {name: thing.get(name) for name in FACTS}
    values |= {
        "product": [end.title for end in shelf.ends(thing.id, "handles") if end.edge.counts],
        "solutions": [e.title for e in shelf.ends(thing.id, "supports", True) if e.edge.counts],
        "roles": _roles(steps),
        "decisions": _decisions(thing.get("decisions") or (), drawn),
        "results": [result.name for result in thing.get("results") or ()],
        "reference": _title(shelf, thing.get("reference")),
    }
    facts = tuple(
        _fact(name, values[name], held.get(_HELD.get(name, ""), 0), _elsewhere(shelf, thing, name))
        for name in FACTS
    )
    return Side(
        slug=thing.slug,
        title=shelf.title(thing.id),
        who=shelf.who(thing)[:3],
        page=shelf.path(thing.id),
        facts=facts,
        steps=steps,
        held=held.get("steps", 0),
        sources=tuple(_sources(shelf, thing, drawn)),
    )


def editions_of(process: Process) -> list[Side]:
    """Give the sides of how a process was before, the oldest first, and of how it is now.

    An edition has no arrows, so of its diagram nothing is known of what comes after what.
    """
    found: list[Side] = []
    for old in process.earlier:
        steps = rows(old.steps, (), not process.flows)
        found.append(_edition(old, steps, old.results, f"tot {day(old.until)}", len(found)))
    results = [result.name for result in process.results]
    return [*found, _edition(process, rows_of(process), results, "nu", len(found))]


def _edition(
    said: Process | Edition, steps: tuple[Row, ...], results: Iterable[str], title: str, at: int
) -> Side:
    values = {name: getattr(said, name) for name in FACTS if name in Edition.model_fields}
    values |= {"results": results, "roles": _roles(steps),
               "decisions": _decisions(said.decisions, said)}  # fmt: skip
    facts = tuple(_fact(name, values[name]) for name in FACTS if name in values)
    return Side(slug=f"{at:04}", title=title, facts=facts, steps=steps)


def _fact(name: str, value: Any, held: int = 0, source: str = "") -> Fact:
    is_one = name in _ONE
    values = [value] if isinstance(value, str) else value or ()
    items: dict[str, Item] = {}
    for one in values:
        if item := one if isinstance(one, Item) else _item(name, str(one), is_one) if one else None:
            items.setdefault(item.key, item)
    kept = tuple(items.values())[:_MOST_ITEMS]
    return Fact(name=name, items=kept, one=is_one, held=0 if kept else held,
                source=source if kept else "")  # fmt: skip


def _item(name: str, value: str, is_one: bool) -> Item:
    is_span, is_day = name in ("term", "service_level"), name.startswith("valid_")
    text = masked(term(value) if is_span else day(value) if is_day else word(value))
    mark = word_of(text) if name in _ONE or name == "legal_basis" else " ".join(key(text))
    return Item(text=text, key="" if is_one else mark or text, mark=mark or text)


def _roles(steps: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(step.role for step in steps if step.role))


def _decisions(decisions: Sequence[Decision], drawn: Process | Edition | None) -> list[Item]:
    """Give the decisions that are not steps, each with its outcomes or with how many rules it has.

    A choice that is a step of the diagram stands among the steps, with its outcomes.
    """
    steps = {step.id for step in drawn.steps} if drawn else set()
    found = []
    for decision in decisions:
        name = masked(one_line(decision.name, 120))
        if decision.id in steps or not key(name):
            continue
        rules = len(decision.rules)
        outcomes = [masked(one_line(outcome, 60)) for outcome in decision.outcomes]
        detail = (
            f"{rules} {'regel' if rules == 1 else 'regels'}" if rules else " of ".join(outcomes)
        )
        text = f"{name}: {detail}" if detail else name
        found.append(Item(text=text, key=" ".join(key(name)), mark=word_of(detail)))
    return found


def _title(shelf: Shelf, reference: Any) -> str:
    return shelf.title(str(reference)) if reference else ""


def _elsewhere(shelf: Shelf, thing: Thing, name: str) -> str:
    """The source of a fact in words, where that is not the source of the process."""
    said = next(iter(thing.facts(name)), None)
    return shelf.source(said.source) if said and said.source != thing.records[0].source else ""


def _sources(shelf: Shelf, thing: Thing, drawn: Process | None) -> Iterator[Source]:
    """Give where a side comes from, and the notices that the licences of its texts ask for.

    On the page of the process the notice of its steps may stand below its text.
    """
    for record in {id(one): one for one in (thing.records[0], drawn) if one}.values():
        who = shelf.source(record.source)
        yield Source(who=who, url=record.url, seen=day(record.last_seen))
    where = (shelf.source(drawn.source), drawn.url) if drawn else ("", "")
    said = [(parts, notice, changes) for parts, notice, changes in shelf.credits(thing)]
    for text in shelf.texts(thing) if drawn else ():
        if text.html and (text.source, text.url) == where:
            said.append(("stappen", text.notice, text.changes))
    for parts, notice, changes in said:
        yield Source(who=notice.who, url=notice.url, parts=parts, licence=notice.licence,
                     licence_url=notice.licence_url, changes=changes)  # fmt: skip
