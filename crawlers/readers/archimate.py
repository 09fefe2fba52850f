"""Reads architecture models: the ArchiMate exchange format (AMEFF) and the `.archimate` of Archi.

Each business process is a process; those that it is made of are its steps, so that a reference
model such as GEMMA gives the common skeleton. An application is a solution only where the model
says, in at most two hops, that it supports one of these processes (standards.md A.2 and A.12).
"""

from __future__ import annotations

from dataclasses import replace

from crawlers.readers import File, Reading
from crawlers.readers._archimate import (
    ARCHI,
    ARCHI_OLD,
    PROCESS,
    Element,
    Model,
    application_of,
    has_name,
    model_in,
    process_of,
)
from crawlers.readers._skeleton import Skeleton, supported
from crawlers.readers._text import web_address
from crawlers.readers._xml import parsed, root_name
from crawlers.readers._zip import is_zip, unpacked

NAME = "archimate"
ORDER = 23
LONGEST = 16 * 1024 * 1024  # bytes; models of a whole organisation are large
MOST, MOST_NOTED = 5_000, 50  # records of one model; problems of one kind with their place
_EXCHANGE = "www.opengroup.org/xsd/archimate"


def accepts(file: File) -> bool:
    """Accept *.archimate, and any XML whose root is a `model` of ArchiMate in any version."""
    return file.name.endswith(".archimate") or _is_model(root_name(file.body))


def _is_model(tag: str) -> bool:
    namespace, _, name = tag.lstrip("{").rpartition("}")
    known = namespace in (ARCHI, ARCHI_OLD) or _EXCHANGE in namespace
    return known and name == "model"


def read(file: File) -> Reading:
    """Give the business processes of the model, and the applications that support them.

    Ids are that of the file with the identifier of the element. An element without a name and one
    whose identifier another has too give a problem; a model without a process gives a hint.
    """
    reading = Reading(format="archimate")
    inner = _unpacked(file, reading) if is_zip(file.body) else file
    root = parsed(inner, reading, LONGEST) if inner else None
    if root is None:
        return reading
    if not _is_model(str(root.tag)):
        said = "dit is geen ArchiMate-model. Sla het op als uitwisselbestand (AMEFF)."
        reading.problem("not-archimate", said, place=file.url, line=root.sourceline or 0)
        return reading
    if _EXCHANGE in str(root.tag):
        reading.version = str(root.tag).partition("}")[0].rstrip("/").rpartition("/")[2]
    model = model_in(root)
    said = "een ander onderdeel heeft hetzelfde id; alleen het eerste is gelezen. Pas het id aan."
    _note(file, reading, "duplicate-id", said, model.doubles)
    _records(file, reading, model)
    return reading


def _unpacked(file: File, reading: Reading) -> File | None:
    """Give the model in the zip that Archi makes of a model with pictures."""
    body = unpacked(file, reading, ("model.xml",)).get("model.xml")
    if body is None and not reading.problems:
        said = "er staat geen model.xml in dit bestand. Sla het opnieuw op met Archi."
        reading.problem("not-archimate", said, place=file.url)
    return None if body is None else replace(file, body=body)


def _note(file: File, reading: Reading, code: str, message: str, elements: list[Element]) -> None:
    """Note elements that are not read: the first with their place, the others by their number."""
    for element in elements[:MOST_NOTED]:
        where = {"place": file.url, "line": element.line, "field": element.id[:80]}
        reading.problem(code, message, **where)
    more = len(elements) - MOST_NOTED
    if more > 0:
        reading.problem(code, f"dit komt nog {more} keer voor: {message}", place=file.url)


def _records(file: File, reading: Reading, model: Model) -> None:
    """Note the records of a model, in its own order; processes first."""
    base = web_address(file.url) or file.url
    processes = _named(file, reading, model, PROCESS)
    skeleton = Skeleton(model, processes)
    general = model.related(("Specialization", "Specialisation"))
    for name, element in processes.items():
        based = [f"{base}#{one}" for one in general.get(name, [])
                 if one in processes and one != name]  # fmt: skip
        made = skeleton.made(name)._asdict()
        reading.records.append(process_of(file, f"{base}#{name}", element, based, **made))
    said = "dit proces of dit model heeft te veel delen. De rest is niet gelezen: splits het op."
    _note(file, reading, "too-many-steps", said, [processes[name] for name in skeleton.cut])
    applications, too_many = supported(model, processes)
    for name, served in applications.items():
        element, ids = model.elements[name], [f"{base}#{one}" for one in served]
        if has_name(element):
            reading.records.append(application_of(file, f"{base}#{name}", element, ids))
    if not processes and not reading.problems:
        said = "er staat geen bedrijfsproces met een naam in dit model."
        reading.problem("no-process", said, level="hint", place=file.url)
    if len(reading.records) > MOST or too_many:
        del reading.records[MOST:]
        said = f"er staan meer dan {MOST} processen en applicaties in. De rest is niet gelezen."
        reading.problem("too-many-elements", said, place=file.url)


def _named(file: File, reading: Reading, model: Model, kind: str) -> dict[str, Element]:
    """Give the elements of a kind that have a name; the others are problems."""
    of_kind = [element for element in model.elements.values() if element.kind == kind]
    said = "dit bedrijfsproces heeft geen naam. Geef het een naam in uw model."
    nameless = [element for element in of_kind if not has_name(element)]
    _note(file, reading, "no-name", said, nameless)
    return {element.id: element for element in of_kind if has_name(element)}
