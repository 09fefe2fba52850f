"""Headings and the first plain paragraph of Markdown and reStructuredText; text without markup.

Every pattern runs on one line or one clipped paragraph, so that hostile text stays cheap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from crawlers.readers._text import one_line

_FENCE = re.compile(r" {0,3}(```|~~~)")
_ATX = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t#]*$")
_HTML_HEAD = re.compile(r"<h[1-6][^<>]{0,200}>(.*)</h[1-6]>", re.IGNORECASE)
_SETEXT = re.compile(r" {0,3}(=+|-{3,})[ \t]*$")
_ADORNED = re.compile(r"([=\-~^\"'`#*+.:_])\1{2,}[ \t]*$")
_NO_PROSE = re.compile(
    r"\s*(?:#|\||>|```|~~~|[-*+] |\d+[.)] |\.\. |:[\w-]+:|={3}|-{3}|\*{3}|\[[^\]]{1,80}\]:|\{%|\{\{"
    r"|!!!|:::|import\s.{0,200}['\"];?\s*$|export\s(?:default|const)\b"
    r"|<(?!/?(?:p|b|i|em|strong|a|div|span|br)\b))"
)
_CUTS = (
    (re.compile(r"\s*\{#[\w-]{1,100}\}\s*$"), ""),  # the anchor behind a heading
    (re.compile(r"\[?!\[[^\[\]]{0,300}\](?:\([^()]{0,500}\)|\[[^\[\]]{0,100}\])"), " "),  # images
    (re.compile(r"\[([^\[\]]{0,300})\](?:\([^()]{0,500}\)|\[[^\[\]]{0,100}\])"), r"\1"),  # links
    (re.compile(r"\]\([^()]{0,500}\)"), " "),  # what is left of a badge with a link
    (re.compile(r"\|[\w -]{1,80}\|_?"), " "),  # rst: substitutions, mostly badges
    (re.compile(r":[\w:]{1,40}:`([^`<]{1,200}?)(?:\s*<[^<>`]{0,200}>)?`"), r"\1"),  # rst: roles
    (re.compile(r"`([^`<]{1,200}?)\s*<[^<>`]{0,500}>`__?"), r"\1"),  # rst: links
    (re.compile(r"</?[a-zA-Z][^<>]{0,500}>"), " "),
    (re.compile(r"[*`]+|\b__|__\b|(?<!\w)_|_(?!\w)"), ""),
)


def headings(text: str, markdown: bool) -> tuple[str, ...]:
    """List the headings of a text, without markup, in order."""
    find = _markdown_headings if markdown else _underlined
    found = (bare(head) for head in find(without_comments(text).split("\n")))
    return tuple(head for head in found if head)


def _markdown_headings(lines: list[str]) -> Iterator[str]:
    fence, before = "", ""
    for line in (line[:1000] for line in lines):
        if marks := _FENCE.match(line):
            fence = "" if fence == marks[1] else fence or marks[1]
        elif not fence:
            found = _ATX.match(line) or _HTML_HEAD.search(line)
            if found:
                yield found[1]
            elif _SETEXT.match(line) and before.strip() and not _NO_PROSE.match(before):
                yield before
        before = line if not fence and not _ATX.match(line) else ""


def _underlined(lines: list[str]) -> Iterator[str]:
    """Give the lines with a line of signs under them that is as long."""
    for line, under in pairwise(lines):
        long_enough = len(under.rstrip()) >= min(len(line.rstrip()), 60)
        is_text = line.strip() and line[0] != " " and not _ADORNED.match(line)
        if is_text and long_enough and _ADORNED.match(under):
            yield line


def without_comments(text: str) -> str:
    """Take HTML comments out; one that is never closed runs to the end."""
    first, *rest = text.split("<!--")
    return first + "".join(part.partition("-->")[2] for part in rest)


def first_paragraph(text: str) -> str:
    """Give the first paragraph that is plain prose, without markup, badges and images."""
    fenced = False
    for block in without_comments(text[:50_000]).split("\n\n"):
        starts_fenced = fenced
        fenced ^= sum(bool(_FENCE.match(line)) for line in block.split("\n")) % 2 == 1
        lines = block.strip("\n").split("\n")
        while lines and (_NO_PROSE.match(lines[0]) or _is_title(lines)):
            is_head = _ATX.match(lines[0]) or _HTML_HEAD.search(lines[0][:1000])
            lines = lines[1:] if is_head else lines[2:] if _is_title(lines) else []
        prose = bare("\n".join(lines))
        if not starts_fenced and len(re.findall(r"[^\W\d_]{2,}", prose)) >= 3:
            return prose
    return ""


def _is_title(lines: list[str]) -> bool:
    return len(lines) > 1 and bool(_SETEXT.match(lines[1]) or _ADORNED.match(lines[1]))


def heading_of(line: str) -> str:
    """Give the heading that a line of Markdown is (# and HTML only), "" where it is none."""
    found = _ATX.match(line[:1000]) or _HTML_HEAD.search(line[:1000])
    return bare(found[1]) if found else ""


def bare(text: str) -> str:
    """Take the markup out of a paragraph, on one line."""
    text = text[:2000]
    for pattern, instead in _CUTS:
        text = pattern.sub(instead, text)
    return one_line(text)
