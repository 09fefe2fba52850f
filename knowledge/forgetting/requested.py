"""What a request to forget something means: an address, or a text; and what cannot be asked so."""

from __future__ import annotations

import re
from typing import Literal

from knowledge.forgetting import Forgotten, is_address
from knowledge.forgetting.phrases import SHORTEST, mark_of_address, marks_of_text, spellings
from knowledge.forgetting.withdrawals import Decision, Key, new_decision
from knowledge.home import Home
from knowledge.hub import Hub, Thing
from knowledge.identity import url_id
from knowledge.load import load_hub
from knowledge.model import NoaberError
from knowledge.paths import FOLDERS, page_path

_PRIVATE = ("leverancier", "overig")  # organisations that may be one person
_SITE_PAGE = re.compile(rf"/({'|'.join(FOLDERS.values())})/([a-z0-9-]+)/?(?:index\.html)?$")


class Misused(NoaberError):
    """A request that cannot be meant so; nothing was written."""

    status = 2


def known(forgotten: Forgotten, what: str, key: Key) -> Decision | None:
    """Give the decision that was made of the same before, None where there is none."""
    marks = {mark_of_address(key, what.strip()), *marks_of_text(key, what)}
    return next((one for one in forgotten.decisions if marks & {*one.marks}), None)


def meant(home: Home, what: str, reason: str, key: Key) -> Decision:
    """Give the decision for what somebody wrote. Raises Misused."""
    hub = load_hub(home)
    kind, ids = _addresses(hub, what)
    if ids:
        marks = [mark_of_address(key, one) for one in ids]
        _refuse_registered(hub, ids)
    else:
        marks = marks_of_text(key, what)
        _refuse_names(hub, what)
    if not reason:
        raise Misused("geef met --reason een reden; die is openbaar")
    decision = new_decision(kind, key, marks, reason)
    if Forgotten([decision], key).text(reason) != reason or any(one in reason for one in ids):
        raise Misused("de reden is openbaar en noemt wat vergeten moet worden; schrijf een andere")
    return decision


def _addresses(hub: Hub, what: str) -> tuple[Literal["page", "record", "text"], list[str]]:
    """Give the addresses that a request is about, and whether they are of a record or a page.

    None where it is a text. The address of a page of this site means the thing on it.
    """
    spelled = url_id(what)
    things = [*hub.things.values(), *hub.graves.values()]
    found = _SITE_PAGE.search("/" + re.split("[?#]", what)[0])
    if found:
        path = f"{found[1]}/{found[2]}/"
        if thing := next((thing for thing in things if page_path(thing) == path), None):
            return "record", [thing.id, spelled]
    if any(thing.id in (what, spelled) for thing in things):
        return "record", [spelled]
    urls = {url_id(record.url) for thing in things for record in thing.records if record.url}
    if is_address(what) or spelled in urls:
        return "page", [spelled]
    return "text", []


def _refuse_registered(hub: Hub, ids: list[str]) -> None:
    """Refuse to forget a public organisation or a product: they are in a national register."""
    for thing in (hub.things[one] for one in ids if one in hub.things):
        if _is_registered(hub, thing):
            raise Misused(
                f"{thing.title} staat in een register en kan niet worden vergeten. Geef het adres "
                "of de tekst van wat erover gezegd wordt"
            )


def _is_registered(hub: Hub, thing: Thing) -> bool:
    is_public = thing.kind == "organisation" and thing.get("type") not in _PRIVATE
    is_member = any(member.organisation == thing.id for member in hub.members)
    return is_public or is_member or thing.kind == "product"


def _refuse_names(hub: Hub, what: str) -> None:
    """Refuse a text that would take out too much: a short one, or the name of an organisation."""
    letters = min(spellings(what), key=len) if what else ""
    if len(letters) < SHORTEST:
        said = f"een tekst heeft minstens {SHORTEST} letters of cijfers; deze zou te veel weghalen"
        raise Misused(said)
    for thing in hub.things.values():
        names = (thing.title, thing.get("official_name") or "", *(thing.get("aliases") or ()))
        is_name = any(letters == spellings(name)[-1] for name in names)
        if is_name and _is_registered(hub, thing):
            said = f"dit is de naam van {thing.title}; die overal weghalen maakt alles onleesbaar"
            raise Misused(said)
