"""The gate for personal data: what a record, a problem or a file may say when it is published.

A record with a likely burgerservicenummer is refused whole, and its publisher is told, never with
the number. Of any other the personal data are hidden (threats.md C.11). Ids and addresses are never
changed: one that holds personal data itself is refused or left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel

from knowledge.model import AnyRecord, Problem, Record, Statement
from knowledge.personal import MASKS, Finding, counted, masked_text, scan

# what others point to or look up: to change it is to say something else
_KEYS = frozenset(
    {"id", "url", "kind", "source", "target", "reader", "hash", "subject", "object", "relation",
     "claimant", "via", "state", "strength", "language", "text_licence", "format"}
)  # fmt: skip
_INNER = frozenset(
    {"id", "source", "target", "at", "inside"}
)  # of a step: known in its record only
_ENDS = ("subject", "object", "claimant", "url")
_IN_FILES = {
    "email": "hier staat het e-mailadres van een persoon; schrijf dat van een team, of laat het "
    "weg",
    "phone": "hier staat het telefoonnummer van een persoon; schrijf een algemeen nummer, of laat "
    "het weg",
    "iban": "hier staat een rekeningnummer; laat het weg als het van een persoon is",
}


GATE = 1  # raise it when the rules of `knowledge.personal` find more than they did


def gated(record: AnyRecord) -> tuple[AnyRecord | None, list[Problem]]:
    """Give a record in which personal data are hidden, and what its publisher must know of it.

    None for one that may not be stored. The very same record comes back where nothing was found,
    and where it went through this gate before (`Record.gate`): a harvest is gated as it is crawled.
    """
    if record.gate >= GATE:
        return record, []
    where = masked_address(record.url or record.id)
    if code := _refusal(record.id) or _refusal(record.url):
        return None, [_refused(code, where)]
    found: list[Finding] = []
    changed = _changes(record, found)
    if any(one.kind == "bsn" and one.certain for one in found):
        return None, [_refused("likely-bsn", where)]
    problems = list(_told(found, where))
    return (record.model_copy(update=changed) if changed else record), problems


def _refusal(address: str) -> str:
    """Give the code for which an id or address may not be shown, "" where it may."""
    found = _in_address(address)
    if any(one.kind == "bsn" for one in found):
        return "likely-bsn"
    return "personal-address" if any(one.kind in MASKS for one in found) else ""


def _in_address(address: str) -> list[Finding]:
    return scan(address) or (scan(unquote(address)) if "%" in address else [])


def is_personal(text: str) -> bool:
    """Tell whether a text, or an address with %-signs, holds personal data."""
    return any(one.kind in MASKS for one in _in_address(text))


def _refused(code: str, place: str) -> Problem:
    if code == "likely-bsn":
        said = "hier staat waarschijnlijk een burgerservicenummer; daarom tonen we dit niet"
        return Problem(code="likely-bsn", message=said, place=place)
    said = "het adres zelf bevat gegevens van een persoon; daarom tonen we dit niet"
    return Problem(code="personal-address", message=said, place=place)


def _told(found: list[Finding], place: str) -> Iterator[Problem]:
    """Say what was hidden, and what could not be decided."""
    if hidden := [one for one in found if one.kind in MASKS]:
        said = f"dit tonen we niet, het is van personen: {counted(hidden)}"
        yield Problem(level="hint", code="masked", message=said, place=place)
    if any(one.kind == "bsn" for one in hidden):
        said = "hier staat een burgerservicenummer om mee te testen; wij verbergen het"
        yield Problem(level="warning", code="test-bsn", message=said, place=place)
    if possible := [one for one in found if one.kind == "possible-bsn"]:
        said = f"{counted(possible)}; dit blijft staan"
        yield Problem(level="hint", code="possible-bsn", message=said, place=place)


def _changes(model: BaseModel, found: list[Finding]) -> dict[str, Any]:
    """Give the fields of a model that must change; what is in them is added to `found`."""
    changed = {}
    is_own = not isinstance(model, Record | Statement)  # a step, flow or decision
    for name, value in model:
        if value and name in _INNER and is_own:
            clean = _clean_key(value, found)
        elif value and name not in _KEYS:
            clean = _clean(value, found, is_own)
        else:
            continue
        if clean is not value:
            changed[name] = clean
    return changed


def _clean_key(key: str, found: list[Finding]) -> str:
    """Give the key of a step; one that looks like a phone number is only a number."""
    here = [one for one in scan(key) if one.kind in ("email", "bsn")]
    found += here
    return masked_text(key)[0] if here else key


def _clean(value: Any, found: list[Finding], is_row: bool = False) -> Any:
    """Give a value without personal data; the same object where there are none.

    What is left of a row, such as the cells of a rule, keeps its place.
    """
    if isinstance(value, str):
        return _clean_text(value, found)
    if isinstance(value, tuple):
        pairs = [(_clean(one, found, is_row), one) for one in value]
        if all(now is before for now, before in pairs):
            return value
        return tuple(now for now, before in pairs if now or not before or is_row)
    if isinstance(value, Statement):
        return _clean_statement(value, found)
    if isinstance(value, BaseModel):
        changed = _changes(value, found)
        return value.model_copy(update=changed) if changed else value
    return value


def _clean_text(text: str, found: list[Finding]) -> str:
    """Give a text with masks; "" for an address that holds personal data."""
    if "://" in text[:10] and not any(sign.isspace() for sign in text):
        here = [one for one in _in_address(text) if one.kind in MASKS]
        found += here
        return "" if here else text
    clean, here = masked_text(text)
    found += here
    return clean if clean != text else text


def _clean_statement(said: Statement, found: list[Finding]) -> Statement | None:
    """Give a statement with masks; None where an end of it, or its evidence, is personal.

    An id that was made of a name with personal data in it says them once more.
    """
    here: list[Finding] = []
    for name in _ENDS:
        here += [one for one in _in_address(getattr(said, name)) if one.kind in MASKS]
    is_personal = bool(here)
    changed = _changes(said, here)
    found += here
    if is_personal or changed.keys() & {"subject_name", "object_name"}:
        return None
    return said.model_copy(update=changed) if changed else said


def masked_address(address: str) -> str:
    """Give an address to show or to write in a report, without personal data in it.

    >>> masked_address("https://dorp.nl/?mail=j.bos%40dorp.nl")
    'https://dorp.nl/?mail=[e-mailadres verborgen]'
    """
    if "%" in address and not scan(address) and scan(unquote(address)):
        address = unquote(address)
    return masked_text(address)[0]


def masked_problem(problem: Problem) -> Problem:
    """Give a problem to store or to show: what it quotes may hold personal data."""
    clean = {
        "message": masked_text(problem.message)[0],
        "place": masked_address(problem.place),
        "field": masked_text(problem.field)[0],
    }
    changed = {name: text for name, text in clean.items() if text != getattr(problem, name)}
    return problem.model_copy(update=changed) if changed else problem


def problems_in(text: str, place: str) -> Iterator[Problem]:
    """Give the personal data in a file that people write, each with its line and column."""
    line, at = 1, 0
    for one in scan(text):
        line, at = line + text.count("\n", at, one.start), one.start
        column = at - text.rfind("\n", 0, at)
        where: dict[str, Any] = {"place": place, "line": line, "column": column}
        if one.kind == "bsn" and one.certain:
            said = "hier staat waarschijnlijk een burgerservicenummer; haal het weg"
            yield Problem(code="likely-bsn", message=said, **where)
        elif one.kind == "bsn":
            said = "hier staat een burgerservicenummer om mee te testen; wij verbergen het"
            yield Problem(level="warning", code="test-bsn", message=said, **where)
        elif one.kind == "possible-bsn":
            said = "dit getal zou een burgerservicenummer kunnen zijn; haal het dan weg"
            yield Problem(level="hint", code="possible-bsn", message=said, **where)
        elif one.kind in _IN_FILES:
            said = _IN_FILES[one.kind]
            yield Problem(level="warning", code="personal-data", message=said, **where)
