"""The text of a page in its sections: each heading with the blocks below it, from HTML or Markdown.

A block knows whether it is a step of a numbered list, an item of another list, a row of a table or
plain text. Nothing here recurses, so that nesting cannot hurt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree

from crawlers.offers.levels import Link
from crawlers.readers._prose import bare, heading_of
from crawlers.readers._text import clipped, one_line

Form = Literal["text", "item", "step", "row"]
MOST = 2_000  # blocks of one page
LONGEST = 2_000  # characters of one block
_HEADS = {"h1", "h2", "h3", "h4", "h5", "h6", "summary"}
_LISTS = {"ul", "ol"}
_ITEM = re.compile(r"\s{0,12}(?:([-*+•])|(\d{1,3})[.)])\s+(.*)")
_LINK = re.compile(r"\[([^\[\]]{1,300})\]\(\s*<?([^()\s<>]{1,2000})>?[^()]{0,200}\)")
_BLOCKS = {"p", "div", "li", "tr", "section", "article", "dt", "dd", "table", "blockquote", "pre",
           "figure", "main", "caption", "details", "br", "tbody", "thead", *_LISTS}  # fmt: skip


@dataclass
class Block:
    """One paragraph, item, step or row."""

    text: str
    form: Form = "text"


@dataclass
class Section:
    """A heading, "" before the first one, and the blocks below it up to the next heading.

    `level` is that of the heading; 0 before the first one, 1 is the title of the page.
    """

    heading: str
    blocks: list[Block] = field(default_factory=list)
    level: int = 2

    @property
    def text(self) -> str:
        """All blocks, a line each."""
        return "\n".join(block.text for block in self.blocks)


class _Builder:
    """Collects sections while a page is walked through."""

    def __init__(self) -> None:
        self.sections = [Section("", level=0)]
        self.parts: list[str] = []
        self.items: list[tuple[int, Form]] = []  # the list items that are open: number and form
        self.last = 0  # the number of the list item that the last block came from
        self.count = self.blocks = 0

    def flush(self, form: Form = "text") -> None:
        """Make a block of what was read since the last one."""
        text, self.parts = one_line("".join(self.parts)), []
        if not re.search(r"\w", text) or self.blocks >= MOST:
            return
        number, kind = self.items[-1] if self.items else (0, form)
        here = self.sections[-1].blocks
        if number and number == self.last and here:  # the second paragraph of one item
            here[-1].text = clipped(f"{here[-1].text} {text}", LONGEST)
        else:
            here.append(Block(clipped(text, LONGEST), kind))
            self.blocks += 1
        self.last = number

    def head(self, level: int) -> None:
        """Start a section with what was read since the last block as its heading."""
        text, self.parts = one_line("".join(self.parts)), []
        if re.search(r"\w", text):
            self.sections.append(Section(clipped(text, 300), level=level))
            self.last = 0

    def done(self) -> list[Section]:
        """Give the sections that have a heading or a text."""
        self.flush()
        return [one for one in self.sections if one.heading or one.blocks]


def of_html(main: Any) -> list[Section]:
    """Give the sections of the main part of a page."""
    made = _Builder()
    lists: list[str] = []
    for event, element in etree.iterwalk(main, events=("start", "end")):
        tag = element.tag
        if event == "start":
            if tag in _HEADS or tag in _BLOCKS:
                made.flush()
            if tag in _LISTS:
                lists.append(tag)
            elif tag == "li":
                made.count += 1
                made.items.append((made.count, "step" if lists[-1:] == ["ol"] else "item"))
            elif tag in ("td", "th") and "".join(made.parts).strip():
                made.parts.append(": ")
            made.parts.append(element.text or "")
            continue
        _closed(made, lists, tag)
        made.parts.append(element.tail or "")
    return made.done()


def _closed(made: _Builder, lists: list[str], tag: Any) -> None:
    """Take in that an element ended."""
    if tag in _HEADS:
        made.head(1 if tag == "h1" else 2)
    elif tag in _BLOCKS:
        made.flush("row" if tag == "tr" else "text")
    if tag in _LISTS and lists:
        lists.pop()
    elif tag == "li" and made.items:
        made.items.pop()


def of_markdown(text: str) -> list[Section]:
    """Give the sections of a text in Markdown, without its markup."""
    made = _Builder()
    for line in text.split("\n")[: 2 * MOST]:
        line = line[:LONGEST]
        if heading := heading_of(line):
            made.flush()
            made.items.clear()
            made.parts = [heading]
            made.head(1 if re.match(r"\s*#\s|\s*<h1", line) else 2)
        elif item := _ITEM.match(line):
            made.flush()
            made.count += 1
            made.items[:] = [(made.count, "step" if item[2] else "item")]
            made.parts.append(bare(item[3]))
        elif not line.strip():
            made.flush()
        else:
            if not line[:1].isspace() and not made.parts:
                made.items.clear()  # a paragraph behind a list
            made.parts.append(" " + bare(line))
    return made.done()


def links_of_html(main: Any) -> list[Link]:
    """Give the links and buttons of a part of a page, in order."""
    found: list[Link] = []
    for element in main.iter("a", "button", "input"):
        is_field = element.tag == "input" and element.get("type", "").lower() != "submit"
        text = element.get("value") if element.tag == "input" else "".join(element.itertext())
        url = element.get("href") or element.get("formaction") or ""
        if not is_field and not (element.tag == "a" and not url) and len(found) < MOST:
            found.append(Link(one_line(text)[:500], url.strip()))
    return found


def links_of_markdown(text: str) -> list[Link]:
    """Give the links of a text in Markdown."""
    return [Link(bare(found[1]), found[2]) for found in _LINK.finditer(text)]


def lines(sections: Iterable[Section]) -> str:
    """Give the text of sections, headings too, a line for each block."""
    return "\n".join(part for one in sections for part in (one.heading, one.text) if part)
