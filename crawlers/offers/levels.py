"""How far a citizen can get online with a product: what the links and sentences of a page show.

The rules are careful, since nobody sees what is missed and everybody sees what is wrong: a link
has to say that it starts the request and may not be about another product, a sentence has to be a
plain statement (no question, no condition, nothing that holds only sometimes). What a page does
not say stays unknown; only a plain "niet" makes that something is not offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from crawlers.offers import level_words as words
from crawlers.readers._text import clipped, one_line, web_address
from knowledge.identity import folded
from knowledge.model import Service, ServiceLevel
from knowledge.personal.gate import is_personal

WHY = 80  # characters of the words that show a level
_MOST_LINKS, _MOST_SENTENCES, _LONGEST = 500, 1_000, 400
_WEB = re.compile(r"(?i)https?://[^\s\"<>\\\[\]@/?#]{1,253}(?:[/?#][^\s\"<>\\]{0,2000})?")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")


class Link(NamedTuple):
    """A link or button: its words and its address, "" for a button that has none."""

    text: str
    url: str = ""


def service(level: ServiceLevel, why: str, url: str = "", offered: bool = True) -> Service:
    """Give a level with what shows it.

    Left out are an address with data of a person in it, and what is no address on the web, such
    as a script behind a button.
    """
    is_web = bool(_WEB.fullmatch(url)) and bool(web_address(url))
    safe = "" if not is_web or is_personal(url) else url
    return Service(level=level, offered=offered, why=clipped(one_line(why), WHY), url=safe)


def merged(*groups: Iterable[Service]) -> tuple[Service, ...]:
    """Give each level once as offered and once as not, the first of each; the lowest level first.

    A field that says no and a page that says yes are both kept: whoever shows them decides.
    """
    found: dict[tuple[str, bool], Service] = {}
    for one in (one for group in groups for one in group):
        found.setdefault((one.level, one.offered), one)
    order = ("information", "form", "online", "sign-in", "prefilled", "status")
    return tuple(sorted(found.values(), key=lambda one: (order.index(one.level), not one.offered)))


def levels(links: Iterable[Link], text: str, topic: str) -> tuple[Service, ...]:
    """Give the levels that a page shows; `topic` is what it is about, in its own words.

    Of one page a yes outdoes a no: what is not possible for some is possible for others.
    """
    found = list(merged(from_links(links, topic), from_text(text, topic)))
    offered = {one.level for one in found if one.offered}
    return tuple(one for one in found if one.offered or one.level not in offered)


def from_links(links: Iterable[Link], topic: str) -> Iterator[Service]:
    """Give the levels that the links of a page show."""
    known = _telling(topic)
    for number, link in enumerate(links):
        said = one_line(link.text).lower()
        if number >= _MOST_LINKS:
            return
        if said and len(said) <= _LONGEST and _is_on_topic(said, known):
            for level in _of_link(said, link.url, known):
                yield service(level, f"“{clipped(one_line(link.text), WHY - 2)}”", link.url)


def _of_link(said: str, url: str, known: set[str]) -> Iterator[ServiceLevel]:
    """Give what one link offers, by its words and where it goes."""
    if is_document(url):
        if words.FORM_LINK.search(said) and not words.OTHER_FORM.search(said):
            yield "form"
        return
    if any(one.search(said) for one in words.STATUS_LINK) and not words.NOT.search(said):
        yield "status"
        return
    is_other = _is_other_act(said, known) or words.LOGIN_ITSELF.search(said)
    is_told = words.EXPLAINS.search(said) or words.HEDGED.search(said)
    if is_other or is_told or words.NOT.search(said):
        return
    is_request = bool(words.REQUEST.search(said))
    has_system = bool(re.search(rf"\b{words.SYSTEM}\b", said))
    starts = words.ONLINE.search(said) or has_system or words.FORM_HOST.search(url)
    if (is_request and starts) or words.START.search(said):
        yield "online"
        if has_system:
            yield "sign-in"
    elif any(one.search(said) for one in words.SIGN_IN[:1]):
        yield "sign-in"


def is_document(url: str) -> bool:
    """Tell whether an address is that of a file to print: it ends as a PDF or a text document."""
    try:
        return bool(words.DOCUMENT.search(urlsplit(url).path))
    except ValueError:
        return False


def from_text(text: str, topic: str = "") -> Iterator[Service]:
    """Give the levels that the sentences of a page state, and those that they deny."""
    known = _telling(topic)
    for sentence in sentences(text):
        said = sentence.lower()
        if said.rstrip(' ”")').endswith("?") or words.HEDGED.search(said):
            continue
        if words.NEEDS_LOGIN.search(said):
            continue
        for level, offered, span in _stated(said, known):
            shown = sentence if len(sentence) <= WHY - 2 else sentence[slice(*span)]
            yield service(level, f"“{clipped(shown.strip(), WHY - 2)}”", offered=offered)


def sentences(text: str) -> Iterator[str]:
    r"""Give the sentences of a text, each cut at a length that no reader would read in one breath.

    >>> [*sentences("Dat kan online. Het kost niets!\nKom langs")]
    ['Dat kan online.', 'Het kost niets!', 'Kom langs']
    """
    for number, sentence in enumerate(_SENTENCES.split(text)):
        if number >= _MOST_SENTENCES:
            return
        if short := one_line(sentence[:_LONGEST]):
            yield short


_Found = tuple[ServiceLevel, bool, tuple[int, int]]


def _stated(said: str, known: set[str]) -> Iterator[_Found]:
    """Give each level that a plain sentence is about: whether it is offered, and where."""
    is_asked = bool(words.ASKED.search(said))
    no_online = not words.NOT_EVEN.search(said) and _first(words.NOT_ONLINE, said)
    no_login = _first(words.NOT_SIGN_IN, said)
    no_form = _first(words.NOT_FORM, said)
    denied: tuple[tuple[ServiceLevel, tuple[int, int] | None], ...] = (
        ("status" if _is_about_status(said) else "online", no_online or None),
        ("sign-in", no_login),
        ("form", no_form),
    )
    if not is_asked:
        yield from ((level, False, span) for level, span in denied if span)
    if not (no_online or no_login or no_form or words.NOT.search(said)):
        yield from ((level, True, span) for level, span in _offers(said, is_asked, known) if span)


def _offers(
    said: str, is_asked: bool, known: set[str]
) -> Iterator[tuple[ServiceLevel, tuple[int, int] | None]]:
    """Give what a sentence without a denial may offer, with where it says so."""
    is_other = _is_other_act(said, known)
    if _is_about_status(said):
        yield "status", _first(words.STATUS_SAID, said)
    elif not is_asked and not is_other:
        yield "online", _online(said)
    if not words.CARRIED.search(said):
        yield "prefilled", _first(words.PREFILLED, said)
    if not (is_asked or is_other or words.LOGIN_ITSELF.search(said)):
        yield "sign-in", _first(words.SIGN_IN, said)
    if not words.OTHER_FORM.search(said) and not is_asked:
        yield "form", _first(words.FORM_SAID, said)


def _online(said: str) -> tuple[int, int] | None:
    """Find where a sentence says that the request itself can be made online."""
    if plain := words.PLAINLY.search(said):
        return plain.span()
    how = words.ONLINE.search(said)
    if how is None:
        return None
    if words.ONLY_ONLINE.match(said):
        return 0, len(said)
    if done := words.REQUEST.search(said):
        return min(how.start(), done.start()), max(how.end(), done.end())
    return None


def _is_other_act(said: str, known: set[str]) -> bool:
    """Tell whether it is about something beside the request, that is not the product itself."""
    found = words.OTHER_ACT.search(said)
    return bool(found) and not any(one.startswith(found[0][:6]) for one in known if found)


def _is_about_status(said: str) -> bool:
    by_himself = words.BY_HIMSELF.search(said) and not words.BY_CALLING.search(said)
    return bool(by_himself and _first(words.STATUS_SAID, said))


def _first(patterns: Iterable[re.Pattern[str]], said: str) -> tuple[int, int] | None:
    found = (pattern.search(said) for pattern in patterns)
    return next((one.span() for one in found if one), None)


def _telling(text: str) -> set[str]:
    """Give the words of a text that may tell one product from another, plain and long enough."""
    found = re.findall(r"[a-z]{5,}", folded(text[:2_000]))
    return {word for word in found if word not in words.PLAIN}


def _is_on_topic(said: str, known: set[str]) -> bool:
    """Tell whether a link is about the product of its page: it names none, or shares a word.

    Words share their first five letters (verhuizing, verhuisbericht), or one is in the other.
    """
    named = _telling(said)
    return not named or any(
        one[:5] == other[:5] or one in other or other in one for one in named for other in known
    )
