"""What product lists offer a citizen: their fields, and the text of the page that they send along.

A field is named with its value (`onlineAanvragen: digid`), words of a text stand in quotes: so
whoever shows a level can tell the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crawlers.offers import level_words as words
from crawlers.offers.levels import Link, is_document, levels, merged, service
from crawlers.offers.particulars import Particulars, particulars
from crawlers.offers.sections import Section, lines
from crawlers.offers.service import online
from crawlers.readers._page import Page, main_lines
from crawlers.readers._text import one_line
from knowledge.model import Service

_PAPER = re.compile(r"\b(papier(en)?|printen|downloaden|download)\b", re.I)
_LOGIN = re.compile(words.SYSTEM, re.I)


class Body(NamedTuple):
    """The text of a product page: as plain text, in sections, and its links."""

    text: str = ""
    headings: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()


def body_of(markup: str) -> Body:
    """Read the HTML of strangers that a list sends along, without scripts, styles and menus."""
    if not markup.strip():
        return Body()
    page = Page(f"<main>{markup}</main>")
    headings = page.headings() if "<h" in markup.lower() else ()
    return Body(main_lines(page), headings, tuple(page.sections()), tuple(page.links))


def offered(body: Body, title: str, summary: str, *told: Iterable[Service]) -> tuple[Service, ...]:
    """Give what fields tell (`told`) together with what the text shows, the fields first."""
    shown = levels(body.links, f"{summary}\n{lines(body.sections)}", f"{title} {summary}")
    return merged(*told, shown)


def details(body: Body, services: Iterable[Service], more: Iterable[Section] = ()) -> Particulars:
    """Give the steps, papers, costs, term and channels; `more` are sections from fields."""
    is_online = any(one.level == "online" and one.offered for one in services)
    return particulars([*more, *body.sections], is_online)


def of_flag(written: str, asked: str, single: str = "") -> Iterator[Service]:
    """Give what Samenwerkende Catalogi says (sc.xsd 4.0, `scmeta`), from the words in it.

    `onlineAanvragen` is ja, nee or digid; real lists have eherkenning too. An address to ask for
    it (`aanvraagURL`) that is a file offers a form to print. `eenmaligAanmelden` says that a
    sign-in is there, and its "nee" only that it is not shared with other pages.
    """
    word, said = one_line(written)[:40], online(written)
    if asked and is_document(asked):
        yield service("form", "aanvraagURL", asked)
        asked = ""
    if said == "nee":
        yield service("online", f"onlineAanvragen: {word}", offered=False)
        return
    if said or asked:
        yield service("online", f"onlineAanvragen: {word}" if said else "aanvraagURL", asked)
    if _LOGIN.search(word):
        yield service("sign-in", f"onlineAanvragen: {word}", asked)
    if re.fullmatch(r"(?i)\s*(ja|digi-?d)\s*", single):
        yield service("sign-in", f"eenmaligAanmelden: {one_line(single)}", asked)


def of_link(field: str, label: str, url: str, has_login: bool = False) -> Iterator[Service]:
    """Give what a field with the address of the request offers: online, or a form to print."""
    why = f"{field}: {one_line(label)}" if one_line(label) else field
    if is_document(url) or _PAPER.search(label):
        yield service("form", why, url)
        return
    yield service("online", why, url)
    if has_login or _LOGIN.search(label):
        yield service("sign-in", why, url)


def of_download(field: str, label: str, url: str) -> Iterator[Service]:
    """Give a form to print where a download is one, by its name and its kind of file."""
    said = label.lower()
    if is_document(url) and words.FORM_LINK.search(said) and not words.OTHER_FORM.search(said):
        yield service("form", f"{field}: {one_line(label)}", url)
