"""What follows from what was read: which product a process handles, and what follows from that.

Sources seldom write the address of a product (UPL) beside a process or page, and its name often.
Each rule here is certain enough to believe; what it says has strength `derived`, no claimant, the
source and address of each record that it was read from, and the name of the rule. It holds from the
day on which all that it rests on was there:

- `name`, `spoken`: the title is the name of one product, or a name that people use for it;
- `product-page`: a municipality has a page of its own for the product, so it performs it;
- `process`: a municipality publishes how it handles the product, so it performs it;
- `same-repository`: the drawing of a process stands in the repository of a solution;
- `same-file`: a process is byte for byte the file of another publisher, who had it first: it came
  to a source that was read before. What was there at the first reading may be as old as any.

A source that states the same counts, and what is recognised then says nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from knowledge.gathering import Gathered
from knowledge.hub import Edge
from knowledge.identity import url_id
from knowledge.model import AnyRecord, Document, Organisation, Process, Product, Statement
from knowledge.products.naming import Named, ProductNames
from knowledge.statements import resolutions

PAGE = "productpagina"
_DRAWN = ("bpmn", "cmmn")  # a drawing is made to be carried out; a model may tell of anything
_CASE_TYPES = ("zgw", "inavigator")
_TOWN = "Gemeente"  # the level of what towns, their cooperations and suppliers publish
_LEVELS = {"provincie": ("Provincie",), "waterschap": ("Waterschap",), "ministerie": ("Rijk",),
           "uitvoeringsorganisatie": ("Rijk", _TOWN)}  # fmt: skip
_IN_REPOSITORY = re.compile(r"/(?:-/)?(?:blob|raw|src)/")
_TRIAL = re.compile(r"/(tests?|fixtures|examples?|samples?|demos?|voorbeeld(en)?)/", re.IGNORECASE)
_READ = ("publishes", "handles", "about", "performs", "supports", "based_on")
_REFUSED = ("disputed", "withdrawn")  # by the one of whom it is said

Triple = tuple[str, str, str]


class _Known(NamedTuple):
    """What is stated: each triple, who publishes a thing, and which things state a product."""

    triples: set[Triple]
    publishers: Mapping[str, Mapping[str, date | None]]  # each with the day from which it is said
    settled: set[str]


def recognised(gathered: Gathered) -> list[Statement]:
    """Give what follows from what was gathered and nobody states, in order."""
    products = [r for records in gathered.records.values() for r in records if r.kind == "product"]
    names = ProductNames(products, {one.id: getattr(one, "aliases", ()) for one in products})
    known = _known(gathered)
    found = list(_by_title(gathered, names, known))
    handled = {one.subject for one in found if one.relation == "handles"}
    handled |= {one[0] for one in known.triples if one[1] == "handles"}
    found += _by_process(gathered, known, found)
    found += _in_repositories(gathered, handled)
    found += _same_files(gathered, known.publishers)
    found = [one for one in found if _triple(one) not in known.triples]
    return sorted(found, key=lambda one: (*_triple(one), one.source, one.url))


def _known(gathered: Gathered) -> _Known:
    said_of: dict[Triple, list[Statement]] = defaultdict(list)
    for said in gathered.statements:
        if said.relation not in _READ:
            continue
        if said.subject_name or said.object_name:  # a name may mean more than one organisation
            for one in resolutions(said, gathered):
                said_of[_triple(one)].append(one)
        else:
            ends = gathered.canonical(said.subject), gathered.canonical(said.object)
            is_own = said.claimant and gathered.canonical(said.claimant) == ends[0]
            one = said.model_copy(update={"claimant": ends[0]}) if is_own else said
            said_of[ends[0], said.relation, ends[1]].append(one)
    publishers: dict[str, dict[str, date | None]] = defaultdict(dict)
    settled = set()
    for (subject, relation, target), evidence in said_of.items():
        if relation == "publishes":
            if Edge(subject, relation, target, tuple(evidence)).state not in _REFUSED:
                days = [one.first_seen for one in evidence if one.first_seen]
                publishers[target][subject] = min(days, default=None)
        elif relation == "handles" or (relation == "about" and _is_product(target, gathered)):
            settled.add(subject)
    return _Known(set(said_of), publishers, settled)


def _is_product(identifier: str, gathered: Gathered) -> bool:
    records = gathered.records.get(identifier)
    return records[0].kind == "product" if records else "product" in identifier


def _by_title(gathered: Gathered, names: ProductNames, known: _Known) -> Iterator[Statement]:
    """Give which product processes handle, pages are about, and who performs it by such a page."""
    for identifier, records in gathered.records.items():
        readable = [record for record in records if _is_readable(record)]
        here = gathered.canonical(identifier)
        if not readable or here in known.settled:
            continue
        since = known.publishers.get(here, {})
        towns = sorted(since)
        names_in = {one.title: _named(one.title, one, towns, gathered, names) for one in readable}
        if len({named.product for named in names_in.values() if named}) != 1:
            continue
        for record in readable:
            if not (named := names_in[record.title]):
                continue
            relation = "handles" if record.kind == "process" else "about"
            yield _derived(here, relation, named.product, record, named.rule)
            if record.kind == "document":
                for town in towns if _is_town(towns, gathered) else ():
                    shown = _derived(town, "performs", named.product, record, "product-page")
                    yield _from(shown, since[town])


def _is_readable(record: AnyRecord) -> bool:
    """Tell whether a title may name a product: of a process, or a page about one product."""
    is_page = isinstance(record, Document) and record.genre == PAGE
    is_read = bool(record.last_seen) and not record.source.startswith("entry:")
    return is_read and (isinstance(record, Process) or is_page)


def _named(
    title: str, record: AnyRecord, publishers: list[str], gathered: Gathered, names: ProductNames
) -> Named | None:
    """Give the product that a title names, where its publisher is of a level that has it."""
    bodies = [_organisation(one, gathered) for one in publishers]
    who = [body.title for body in bodies if body]
    named = names.named(title, who, is_process=record.kind == "process")
    product = gathered.records[named.product][0] if named else None
    levels = {level for body in bodies if body for level in _LEVELS.get(body.type, (_TOWN,))}
    if not isinstance(product, Product):
        return None
    is_theirs = not product.levels or (levels or {_TOWN}) & {*product.levels}
    return named if is_theirs else None


def _organisation(identifier: str, gathered: Gathered) -> Organisation | None:
    records = gathered.records.get(identifier, ())
    return next((record for record in records if isinstance(record, Organisation)), None)


def _is_town(publishers: list[str], gathered: Gathered) -> bool:
    """Tell whether one organisation publishes a page, and it is a municipality."""
    body = _organisation(publishers[0], gathered) if len(publishers) == 1 else None
    return body is not None and body.type == "gemeente"


def _by_process(gathered: Gathered, known: _Known, found: list[Statement]) -> Iterator[Statement]:
    """Give which municipality performs a product: a file of its own says how it handles it."""
    handled: dict[tuple[str, str], date | None] = {
        (one.subject, one.object): one.first_seen for one in found if one.relation == "handles"
    }
    handled |= {(one[0], one[2]): None for one in known.triples if one[1] == "handles"}
    for (process, product), since in handled.items():
        owners = known.publishers.get(process, {})
        towns = sorted(owners) if product in gathered.records else []
        if not towns or not _is_town(towns, gathered):
            continue
        for record in gathered.records.get(process, ()):
            is_file = isinstance(record, Process) and record.format in (*_DRAWN, *_CASE_TYPES)
            is_own = is_file and not record.source.startswith("entry:")
            if is_own and record.last_seen and not _TRIAL.search(record.id):
                told = _derived(towns[0], "performs", product, record, "process")
                yield _from(_from(told, owners[towns[0]]), since)


def _in_repositories(gathered: Gathered, handled: set[str]) -> Iterator[Statement]:
    """Give which solutions support a process: its drawing stands in their repository."""
    homes: dict[str, tuple[str, AnyRecord]] = {}
    for identifier, records in gathered.records.items():
        for record in records:
            if record.kind == "solution" and record.reader == "publiccode":
                homes[identifier] = identifier, record
                homes.setdefault(url_id(record.repository), (identifier, record))
    for identifier in sorted(handled):
        for record in gathered.records.get(identifier, ()):
            place = _IN_REPOSITORY.split(record.id, maxsplit=1)
            home = homes.get(url_id(place[0])) if len(place) > 1 else None
            is_drawn = isinstance(record, Process) and record.format in _DRAWN
            if home and is_drawn and record.last_seen and not _TRIAL.search(place[-1]):
                told = _derived(home[0], "supports", identifier, record, "same-repository")
                yield _from(told, home[1].first_seen)


def _same_files(
    gathered: Gathered, publishers: Mapping[str, Mapping[str, date | None]]
) -> Iterator[Statement]:
    """Give which processes are the file of another publisher, who was seen with it before."""
    files: dict[tuple[str, str], list[tuple[date, str, Process]]] = defaultdict(list)
    began: dict[str, date] = {}  # the first day on which a source was read
    for identifier, records in gathered.records.items():
        for record in records:
            if record.first_seen:
                first = began.get(record.source, record.first_seen)
                began[record.source] = min(first, record.first_seen)
            if isinstance(record, Process) and record.hash and record.first_seen:
                part = record.id.partition("#")[2]  # of a file with more than one process
                files[record.hash, part].append((_since(record), identifier, record))
    for same in files.values():
        first, origin, _ = min(same, key=lambda one: one[:2])
        if sum(day == first for day, _, _ in same) > 1:
            continue  # who had it first is not known
        for day, identifier, record in same:
            ours, theirs = publishers.get(identifier, {}), publishers.get(origin, {})
            is_of_others = ours and theirs and not ours.keys() & theirs.keys()
            if day > max(first, began[record.source]) and identifier != origin and is_of_others:
                told = _derived(identifier, "based_on", origin, record, "same-file")
                yield _from(told, day)


def _since(record: Process) -> date:
    """Give the first day of a process as it is now: after the last change that is known."""
    days = (one.until[:10] for one in record.earlier)
    last = max((day for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)), default="")
    first = record.first_seen or date.min
    try:
        return max(first, date.fromisoformat(last)) if last else first
    except ValueError:  # no day of the calendar
        return first


def _derived(subject: str, relation: str, target: str, record: AnyRecord, rule: str) -> Statement:
    return Statement(
        subject=subject, relation=relation, object=target, source=record.source, url=record.url,
        first_seen=record.first_seen, last_seen=record.last_seen, strength="derived", rule=rule,
    )  # fmt: skip


def _from(said: Statement, day: date | None) -> Statement:
    """Give a statement that held no earlier than a day, where one is known."""
    known = [one for one in (said.first_seen, day) if one]
    return said.model_copy(update={"first_seen": max(known, default=None)})


def _triple(said: Statement) -> Triple:
    return said.subject, said.relation, said.object
