"""The licence gate: of a record whose licence does not permit it, only facts and a link are left.

It stands where records come in (`knowledge.gathering`), before index, pages and exports, so a
text that may not be shown is in no output (threats.md C.12). Who wants to show a field of a record
need not ask for its licence any more: what is still there may be shown, with its source.

**Facts** stay: id, title, address, language, licence, days, versions, codes, names of the law,
organisations and all relations, terms as numbers, and how much there is of the rest. **Text** goes:
summary, text, headings, features, the names on a diagram (pools, roles, steps, arrows, messages,
decisions, data) and its drawing, results and properties of a case type, how it was before, what is
asked as evidence, instructions, costs, and a term that is written in words. Facts and titles have
no author in the sense of the Auteurswet (articles 1 and 10); a drawn process may well have one.

What goes leaves two things behind. `closed` counts it, so that a page can say "14 stappen in 3
rollen". `unshown` has its words, each once and out of order: the local index finds a thing by them
(standards.md A.9) and nobody can read the text from them. Personal data are out of it already: a
harvest is screened before it is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from knowledge.licences import permits
from knowledge.model import AnyRecord, Process

TEXTS = ("summary", "text", "headings", "features", "pools", "lanes", "steps", "flows",
         "messages", "decisions", "data", "drawings", "results", "properties", "earlier",
         "instructions", "costs", "evidence")  # fmt: skip
TERMS = ("term", "service_level")  # facts where they are numbers
LONGEST = 100_000  # characters of one record whose words are kept
_INNER = {"name", "lane", "pool", "inputs", "outputs", "outcomes", "rules", "text", "calls", "term",
          "reads", "writes", "condition", "sender", "receiver", "definition"}  # fmt: skip
_NUMBERS = re.compile(r"P(?=[\dT])(\d+[YMWD])*(T(\d+[HMS])+)?")  # ISO 8601
_WORD = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")


def as_licensed(record: AnyRecord) -> AnyRecord:
    """Give a record as it may be shown: itself under an open licence, else its facts only."""
    if permits(record.text_licence):
        return record
    held: dict[str, Any] = {name: said for name in TEXTS if (said := getattr(record, name, None))}
    held |= {
        name: said
        for name in TERMS
        if (said := getattr(record, name, "")) and not _NUMBERS.fullmatch(said)
    }
    record = _unquoted(record)
    if not held:
        return record
    bare: dict[str, Any] = {name: type(said)() for name, said in held.items()}
    left = {"closed": tuple(_counted(record, held)), "unshown": words_of(_strings(held))}
    return record.model_copy(update=bare | left)


def _unquoted(record: AnyRecord) -> AnyRecord:
    """Give a record whose services quote no words of a page; that it was words still shows."""
    services = getattr(record, "services", ())
    if not any(one.why.startswith("“") for one in services):
        return record
    bare = [
        one.model_copy(update={"why": "“…”"}) if one.why.startswith("“") else one
        for one in services
    ]
    return record.model_copy(update={"services": tuple(bare)})


def words_of(texts: Iterable[str]) -> str:
    """Give the words in texts, each once, the shortest first: no text can be read from them.

    >>> words_of(["Vraag de pas aan", "de pas"])
    'de aan pas vraag'
    """
    text = "\n".join(texts)[:LONGEST].casefold()
    return " ".join(sorted(set(_WORD.findall(text)), key=lambda word: (len(word), word)))


def _counted(record: AnyRecord, held: dict[str, Any]) -> Iterator[tuple[str, int]]:
    """Count what is held back: how many of each, of a text whether it is there."""
    for name, said in held.items():
        if name not in ("flows", "pools", "messages", "drawings", "earlier"):
            yield name, 1 if isinstance(said, str) else len(said)
    if isinstance(record, Process) and record.steps:
        yield "roles", len({(step.pool, step.lane) for step in record.steps if step.lane})


def _strings(said: Any) -> Iterator[str]:
    """Give every text in a value, however deep; ids of the parts of a diagram are none."""
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        for value in said.values():
            yield from _strings(value)
    elif isinstance(said, tuple):
        for value in said:
            yield from _strings(value)
    elif isinstance(said, BaseModel):
        yield from _strings({key: value for key, value in said if key in _INNER})
