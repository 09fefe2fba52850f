"""The parts of a process, a product page and an entry: steps, drawings, services, costs, contracts.

`knowledge.model` has the things that these are parts of, and gives these names too.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from pydantic import Field

from knowledge.frozen import Frozen

ServiceLevel = Literal["information", "form", "online", "sign-in", "prefilled", "status"]
CostKind = Literal["", "bouw", "eenmalig", "jaarlijks"]
Vat = Literal["", "inclusief", "exclusief"]
Per = Literal["", "inwoner", "organisatie", "gebruik"]


class Step(Frozen):
    """One flow node of a diagram; `kind` is its BPMN element name (userTask, startEvent, …).

    `name` and `lane` may be empty but always stand in the JSON (model.md, JSON). `event` is what an
    event waits for or sends, as BPMN names its definition (timer, message, error, …; "multiple"
    for more than one; of a subprocess that an event starts, that event), `term` what a timer says
    (ISO 8601, or as written). `at` is the step on whose border an event stands, which goes on
    beside it where the event is not `interrupting`; `inside` the subprocess that a step is in;
    `repeats` is loop, parallel or sequential; `calls` what a call activity starts. `text` is what
    the diagram's maker wrote about the step.
    """

    id: str
    name: str
    kind: str
    lane: str
    pool: str = ""
    event: str = ""
    term: str = ""
    at: str = ""
    interrupting: bool = True
    inside: str = ""
    repeats: Literal["", "loop", "parallel", "sequential"] = ""
    calls: str = ""
    text: str = ""
    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()


class Flow(Frozen):
    """An arrow between two steps; `name` is what stands on it, such as the outcome of a choice.

    `condition` is the expression as text, which is never evaluated; the `default` way is taken
    where no other condition holds.
    """

    source: str
    target: str
    name: str = ""
    condition: str = ""
    default: bool = False


class Message(Frozen):
    """A message between two pools: the ids of the steps ("" for a whole pool) and the pools."""

    source: str = ""
    target: str = ""
    sender: str = ""
    receiver: str = ""
    name: str = ""


class Decision(Frozen):
    """A choice in a diagram (question, outcomes) or a table (inputs, outputs, rules).

    `needs` are the ids of the decisions of which this one uses the outcome.
    """

    id: str
    name: str = ""
    needs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    rules: tuple[tuple[str, ...], ...] = ()


class Box(NamedTuple):
    """The bounds of a shape, in the units of its diagram (pixels in every tool we know)."""

    left: float
    top: float
    width: float
    height: float


class Shape(Frozen):
    """Something drawn: `kind` as in BPMN (participant, lane, userTask, dataObjectReference, …).

    `label` is where its name stands when that is not inside it; `open` says that a subprocess
    shows what is in it, `upright` that the pool or lane is drawn top down. `signs` are the marks
    that no step tells of: event (a subprocess that an event starts), unmarked (a gateway without
    its sign), collection, compensation, instantiate. `tint` is the colour that its maker gave it,
    as the name of a colour.
    """

    id: str
    kind: str
    name: str = ""
    box: Box
    label: Box | None = None
    open: bool = True
    upright: bool = False
    signs: tuple[str, ...] = ()
    tint: str = ""


class Line(Frozen):
    """A line drawn along points; `kind` is sequence, message, association or data.

    An association has an `arrow` at its end only where its maker gave it a direction.
    """

    id: str = ""
    kind: Literal["sequence", "message", "association", "data"] = "sequence"
    name: str = ""
    points: tuple[tuple[float, float], ...]
    label: Box | None = None
    default: bool = False
    conditional: bool = False
    arrow: bool = True
    tint: str = ""


class Drawing(Frozen):
    """One plane of a diagram: what is drawn where. `name` is that of the plane or what it shows."""

    name: str = ""
    shapes: tuple[Shape, ...] = ()
    lines: tuple[Line, ...] = ()


class Result(Frozen):
    """A result that a case can end with, and how its file is kept (`keep` is ISO 8601)."""

    name: str
    generic: str = ""
    archive: str = ""
    keep: str = ""


class Property(Frozen):
    """A property that is recorded of each case of a type, with the form of its value."""

    name: str
    definition: str = ""
    form: str = ""


class Edition(Frozen):
    """How a process was before: what counts when two are compared, and when that held.

    `until` is the day from which it is no longer so: as the source says, else the day of the crawl
    that found another.
    """

    until: str
    version: str = ""
    valid_from: str = ""
    lanes: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    decisions: tuple[Decision, ...] = ()
    results: tuple[str, ...] = ()
    term: str = ""
    service_level: str = ""
    channels: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()


class Package(Frozen):
    """What can be taken over as a file: its kind, what it works with, what to change locally.

    `kind` is zaaktype, formulier, bpmn, dmn or configuratie; `made_with` the program and version
    that wrote it, `works_with` what is needed to use it, `local` what differs per organisation and
    must be changed, each in Dutch with its place; `problems` counts errors and warnings that its
    reader found; `size` is in bytes. `holds` counts what is in it, in Dutch; `withheld` says why
    it is not offered, and is empty for one that is.
    """

    kind: str
    version: str = ""
    made_with: str = ""
    works_with: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    problems: int = 0
    size: int = 0
    holds: tuple[str, ...] = ()
    withheld: str = ""


class Service(Frozen):
    """A level of service that a page offers, or says not to offer, and what shows it.

    `why` names the field or the words on the page; `url` is the address that offers it.
    """

    level: ServiceLevel
    offered: bool = True
    why: str = ""
    url: str = ""


class Cost(Frozen):
    """An amount in whole euro cents that somebody paid, or a rate that somebody pays.

    `kind` is bouw (once, by who made it), eenmalig (once, by each who starts with it) or jaarlijks;
    "" where the entry does not say. `vat` is inclusief or exclusief, "" where nobody says. `per` is
    "" for an amount as a whole, else what it is a rate of: inwoner, organisatie or gebruik.
    `payer` is the id of who paid; where it is "" the organisations that the entry is `about` did.
    """

    cents: int = Field(ge=0, lt=2**53)  # what a browser counts without rounding
    kind: CostKind = ""
    year: str = ""
    vat: Vat = ""
    per: Per = ""
    what: str = ""
    payer: str = ""


class Contract(Frozen):
    """From when until when a contract holds: days, months or years as written.

    `notice` (ISO 8601 duration) is how long before its end it must be ended, `extension` by how
    much it may be made longer, `supplier` the id of the other party. Who has it is what the entry
    is `about`, as far as that may be told (`knowledge.disclosure`).
    """

    begins: str = ""
    ends: str = ""
    notice: str = ""
    extension: str = ""
    supplier: str = ""
