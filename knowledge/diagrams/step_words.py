"""Words for the steps of a process: what a kind of step is, when an event happens, what it does.

Dutch for people who never saw a process model. Expressions for a process engine are no words: they
are left out, never evaluated.
"""

from __future__ import annotations

import re

from knowledge.clean import one_line
from knowledge.model import Step
from knowledge.words import day, term

KINDS = {
    "startEvent": "start",
    "endEvent": "einde",
    "intermediateCatchEvent": "wachten",
    "intermediateThrowEvent": "moment",
    "boundaryEvent": "onderbreking",
    "status": "status",
    "task": "taak",
    "userTask": "taak",
    "manualTask": "handwerk",
    "serviceTask": "automatische taak",
    "scriptTask": "automatische taak",
    "sendTask": "bericht versturen",
    "receiveTask": "bericht ontvangen",
    "businessRuleTask": "beslissing met regels",
    "subProcess": "deelproces",
    "adHocSubProcess": "deelproces, in vrije volgorde",
    "transaction": "deelproces",
    "callActivity": "ander proces",
    "exclusiveGateway": "keuze",
    "inclusiveGateway": "keuze, meer antwoorden mogelijk",
    "complexGateway": "keuze",
    "parallelGateway": "tegelijk",
    "eventBasedGateway": "wachten op wat eerst komt",
}
_NAMELESS = {
    "startEvent": "Het proces begint",
    "endEvent": "Het proces eindigt",
    "exclusiveGateway": "Keuze",
    "inclusiveGateway": "Keuze",
    "complexGateway": "Keuze",
    "parallelGateway": "Deze stappen lopen tegelijk",
    "eventBasedGateway": "Wachten op wat eerst komt",
    "intermediateCatchEvent": "Wachten",
    "intermediateThrowEvent": "Moment in het proces",
}
_SENT = {
    "message": "bericht versturen",
    "signal": "signaal geven",
    "escalation": "hogerop melden",
    "compensate": "terugdraaien",
    "link": "verder op een andere plek",
}
_ENDS = {
    "terminate": "einde van alles",
    "error": "einde met een fout",
    "message": "einde met een bericht",
    "cancel": "einde door annuleren",
}
_WHEN = {
    "message": "als er een bericht komt",
    "signal": "als er een signaal komt",
    "error": "als er iets misgaat",
    "escalation": "als het hogerop wordt gemeld",
    "conditional": "als aan een voorwaarde is voldaan",
    "compensate": "als dit wordt teruggedraaid",
    "cancel": "als dit wordt geannuleerd",
    "multiple": "als een van meer dingen gebeurt",
}
_REPEATS = {
    "loop": "wordt herhaald",
    "parallel": "gebeurt voor elk onderdeel, tegelijk",
    "sequential": "gebeurt voor elk onderdeel, na elkaar",
}
_PERIOD = r"P(?=[\dT])(?:\d+[YMWD])*(?:T(?:\d+[HMS])+)?"
_ENGINE = re.compile(r"[$#{}\[\]()<>=_;\\|]|\b[a-z]+[A-Z]|\d{4}-\d{2}|[*?]|&&|\.\w")


def step_name(step: Step, ways: int = 2) -> str:
    """Give the name of a step, or a sensible word where it has none."""
    if name := one_line(step.name):
        return name
    if step.kind.endswith("Gateway") and ways < 2:
        return "De wegen komen samen"
    if step.inside and step.kind in ("startEvent", "endEvent"):
        return f"Dit deel {'begint' if step.kind == 'startEvent' else 'eindigt'}"
    if step.kind == "intermediateCatchEvent" and step.event == "message":
        return "Wachten op een bericht"
    return _NAMELESS.get(step.kind, KINDS.get(step.kind, "stap").capitalize() + " zonder naam")


def kind_of(step: Step, ways: int = 2) -> str:
    """Give what kind of step it is; an event by what it waits for or sends."""
    if step.kind.endswith("Gateway") and ways < 2 and not step.name.strip():
        return "samenkomst"
    if step.kind == "intermediateThrowEvent":
        return _SENT.get(step.event, KINDS[step.kind])
    if step.kind == "endEvent":
        return _ENDS.get(step.event, KINDS[step.kind])
    if step.kind == "intermediateCatchEvent" and step.event == "link":
        return "verder vanaf een andere plek"
    return KINDS.get(step.kind, "stap")


def trigger(step: Step) -> str:
    """Say when an event happens, "" where it says nothing of that.

    >>> trigger(Step(id="t", name="", kind="boundaryEvent", lane="", event="timer", term="P14D"))
    'na 14 dagen'
    """
    if step.kind in ("endEvent", "intermediateThrowEvent"):
        return ""
    if step.event != "timer":
        return _WHEN.get(step.event, "")
    said = _timer(step.term)
    return said or ("" if step.name.strip() else "op een vast moment")  # its name often says when


def _timer(said: str) -> str:
    """Say a timer in words: a period, a day, a rhythm, or what its maker wrote; else nothing."""
    said = one_line(said, 120)
    if re.fullmatch(_PERIOD, said):
        return f"na {term(said)}"
    if found := re.fullmatch(rf"R(\d*)/(?:[^/]*/)?({_PERIOD})", said):
        times = f", {found[1]} keer" if found[1] else ""
        return f"elke {term(found[2]).removeprefix('1 ')}{times}"
    if re.match(r"\d{4}-\d{2}-\d{2}(T|$)", said):
        return f"op {day(said)}"
    return f"op tijd: {said}" if is_readable(said) else ""


def is_readable(text: str) -> bool:
    """Tell whether a text is written for people and not for a process engine.

    >>> is_readable("bedrag is hoger dan 500 euro"), is_readable("${bedrag > 500}")
    (True, False)
    """
    return " " in text.strip() and not _ENGINE.search(text)


def does(step: Step) -> list[str]:
    """Say what a step does beside its name: repeat, start another process, use and make data."""
    said = [_REPEATS[step.repeats]] if step.repeats else []
    if step.kind == "callActivity" or step.calls:
        name = one_line(step.calls, 120)
        is_name = name and name != step.name and not _ENGINE.search(name)
        said.append(f"start het proces {name}" if is_name else "start een ander proces")
    if step.reads:
        said.append(f"gebruikt: {_listed(step.reads)}")
    if step.writes:
        said.append(f"maakt: {_listed(step.writes)}")
    return said


def _listed(names: tuple[str, ...]) -> str:
    """Name a few things, and say how many more there are."""
    shown = ", ".join(one_line(name, 80) for name in names[:8])
    return f"{shown} en {len(names) - 8} meer" if len(names) > 8 else shown
