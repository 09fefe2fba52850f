"""The fixed words: things and statements; `knowledge.member` has members and sources.

Nothing here reads or writes a file. `knowledge.load` fills these models, every other room uses
them. A *record* is what one source says of one thing; the *hub* (see `knowledge.hub`) merges the
records of a thing, so that each value knows its source.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, Field, TypeAdapter

from knowledge.frozen import Frozen as Frozen
from knowledge.parts import Box as Box
from knowledge.parts import Contract as Contract
from knowledge.parts import Cost as Cost
from knowledge.parts import Decision as Decision
from knowledge.parts import Drawing as Drawing
from knowledge.parts import Edition as Edition
from knowledge.parts import Flow as Flow
from knowledge.parts import Line as Line
from knowledge.parts import Message as Message
from knowledge.parts import Package as Package
from knowledge.parts import Property as Property
from knowledge.parts import Result as Result
from knowledge.parts import Service as Service
from knowledge.parts import ServiceLevel as ServiceLevel
from knowledge.parts import Shape as Shape
from knowledge.parts import Step as Step
from knowledge.problems import EntryError as EntryError
from knowledge.problems import NoaberError as NoaberError
from knowledge.problems import Problem as Problem
from knowledge.problems import SourceError as SourceError

Kind = Literal["organisation", "product", "process", "solution", "document", "initiative"]
Strength = Literal["own", "maker", "third", "derived"]
State = Literal["current", "stale", "confirmed", "disputed", "withdrawn"]
OrganisationType = Literal[
    "gemeente",
    "samenwerkingsverband",
    "provincie",
    "waterschap",
    "ministerie",
    "uitvoeringsorganisatie",
    "leverancier",
    "overig",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
STRENGTHS: tuple[Strength, ...] = get_args(Strength)  # strongest first


class Statement(Frozen):
    """`subject relation object`, with who says so, where, since when and how strong.

    `subject_name` and `object_name` hold a name as it was written where the id beside it is only
    provisional; loading resolves it against the register, and `rule` says by which rule of it.
    `via` is the organisation through which it reached the subject: a predecessor. `doubt` says, in
    Dutch, why it is shown and not counted; `gone` on which day its source said it no more.
    """

    subject: str
    relation: str
    object: str
    role: str = ""
    since: str = ""
    until: str = ""
    claimant: str = ""
    source: str = ""
    url: str = ""
    first_seen: date | None = None
    last_seen: date | None = None
    strength: Strength = "third"
    state: State = "current"
    subject_name: str = ""
    object_name: str = ""
    rule: str = ""
    via: str = ""
    doubt: str = ""
    gone: date | None = None


class Record(Frozen):
    """What one source says of one thing. `url` is the evidence: the page or file that says it.

    The crawler fills in `source`, `reader`, `hash` (sha256 of the bytes read), `first_seen` and
    `last_seen`; a reader leaves them empty. `text_licence` is the SPDX id of the text itself,
    `contact` a team with its functional address, never a person. `missed` holds the days of the
    complete runs that did not find the record again; `gone` the day on which it became a tombstone,
    which has an id, a title and a `reason` and says nothing else (harvest.md P4). `past` holds what
    the source stated once and states no more; `gate` is the version of the gate for personal data
    (`knowledge.personal.gate`) that it went through. `closed` counts what the licence gate held
    back, and `unshown` has its words for the local index, in no order.
    """

    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    url: str = ""
    summary: str = ""
    language: str = ""
    text_licence: str = ""
    contact: str = ""
    review_by: str = ""
    source: str = ""
    reader: str = ""
    hash: str = ""
    first_seen: date | None = None
    last_seen: date | None = None
    missed: tuple[date, ...] = ()
    gone: date | None = None
    reason: str = ""
    statements: tuple[Statement, ...] = ()
    past: tuple[Statement, ...] = ()
    gate: int = 0
    closed: tuple[tuple[str, int], ...] = ()
    unshown: str = ""


class Organisation(Record):
    """A public body, a cooperation or a supplier."""

    kind: Literal["organisation"] = "organisation"
    type: OrganisationType = "overig"
    official_name: str = ""
    aliases: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    province: str = ""
    inhabitants: int | None = None
    inhabitants_year: str = ""
    website: str = ""
    text: str = ""


class Product(Record):
    """A product or service of the Uniforme Productnamenlijst (UPL)."""

    kind: Literal["product"] = "product"
    audience: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()


class Process(Record):
    """How a product is handled: one record per diagram file, or what an entry says of one.

    `data` names the data objects and stores of a diagram, `drawings` say where it draws what;
    `reference` is the reference process of which it is a form, `lineage` the catalogue and case
    type that it was made from, `earlier` how it was before, the newest last.
    """

    kind: Literal["process"] = "process"
    format: str = ""
    pools: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    flows: tuple[Flow, ...] = ()
    messages: tuple[Message, ...] = ()
    decisions: tuple[Decision, ...] = ()
    data: tuple[str, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    results: tuple[Result, ...] = ()
    properties: tuple[Property, ...] = ()
    term: str = ""
    channels: tuple[str, ...] = ()
    service_level: str = ""
    evidence: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    case_type: str = ""
    lineage: str = ""
    reference: str = ""
    version: str = ""
    valid_from: str = ""
    valid_until: str = ""
    is_draft: bool = False
    earlier: tuple[Edition, ...] = ()
    package: Package | None = None
    aliases: tuple[str, ...] = ()
    text: str = ""


class Solution(Record):
    """Software, a building block, a form, a process package, a contract or an agreement."""

    kind: Literal["solution"] = "solution"
    solution_type: str = ""
    phase: str = ""
    licence: str = ""
    repository: str = ""
    website: str = ""
    documentation: str = ""
    version: str = ""
    released: str = ""
    standards: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    platforms: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    maintenance: str = ""
    archived: bool = False
    aliases: tuple[str, ...] = ()
    package: Package | None = None
    text: str = ""


class Document(Record):
    """A page, a file of documentation, or an experience, cost fact or agreement of an entry.

    `cost_facts` and `contract` are what an entry of the kind cost or agreement says in figures.
    A page about a product says for whom it is (`audience`), whether it can be asked for online
    (`online`: ja, nee, or "" where nobody says) and at which address (`request_url`).
    """

    kind: Literal["document"] = "document"
    genre: str = ""
    format: Literal["text", "markdown"] = "text"
    date: str = ""
    headings: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    online: str = ""
    request_url: str = ""
    services: tuple[Service, ...] = ()
    instructions: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    costs: str = ""
    term: str = ""
    channels: tuple[str, ...] = ()
    text: str = ""
    amount: float | None = None
    year: str = ""
    cost_facts: tuple[Cost, ...] = ()
    contract: Contract | None = None


class Initiative(Record):
    """Something organisations plan or do together.

    `wanted` says in words which partners are looked for, `starts` when it is to begin and
    `deadline` until when one may join: each a day, month or year.
    """

    kind: Literal["initiative"] = "initiative"
    phase: str = ""
    wanted: str = ""
    starts: str = ""
    deadline: str = ""
    text: str = ""


AnyRecord = Organisation | Product | Process | Solution | Document | Initiative
_ADAPTER: TypeAdapter[AnyRecord] = TypeAdapter(Annotated[AnyRecord, Field(discriminator="kind")])


def record_from(data: dict[str, Any]) -> AnyRecord:
    """Check a plain mapping (with its `kind`) and give the record; pydantic's error otherwise."""
    return _ADAPTER.validate_python(data)


def record_from_json(line: str | bytes) -> AnyRecord:
    """Read one line of a harvest file."""
    return _ADAPTER.validate_json(line)


def plain(model: BaseModel) -> dict[str, Any]:
    """Give a model as plain JSON values, without what is empty; `kind` always stays."""
    data = model.model_dump(mode="json", exclude_defaults=True)
    if isinstance(model, Record):
        data["kind"] = model.kind  # type: ignore[attr-defined]
    return data


def to_json(data: Any) -> str:
    """Write plain values as JSON on one line: keys sorted, so the same value has the same bytes."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, allow_nan=False)
