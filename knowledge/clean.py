"""What text of strangers must pass before a reader sees it: HTML, names, personal data.

Everything harvested or contributed is hostile until cleaned (threats.md C.1, C.3, C.11).
"""

from __future__ import annotations

import re
import unicodedata
from html import escape
from urllib.parse import unquote

import nh3
from markdown import Markdown

from knowledge.personal import is_functional, masked_text
from knowledge.personal.mailboxes import ADDRESS

LONGEST = 200_000  # characters of one text; what is beyond it is left out
_TAGS = (
    "p h2 h3 h4 h5 h6 ul ol li dl dt dd a em strong code pre blockquote br hr "
    "table caption thead tbody tfoot tr th td"
)
_GONE = {"script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title"}
_ATTRIBUTES = {"a": {"href"}, "th": {"colspan", "rowspan"}, "td": {"colspan", "rowspan"}}
_HEADING = re.compile(r"(</?h)([1-6])\b", re.I)
_UNSOUND = re.compile(  # controls, soft hyphen, bidi controls, zero width, surrogates, tags
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\uffff\U000e0000-\U000e0fff]"
)
_PILED = re.compile(  # more than three marks on one letter paint over the lines above and below
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{3})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_CONTACT = re.compile(
    rf"{ADDRESS.pattern}|https?://[^\s/\"'<>\\@,;]+(?=[/\s,;]|$)(?:/[^\s\"'<>]*)?", re.I
)
_SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$", re.M)
_ATX = re.compile(r"^#", re.M)
_LISTS = re.compile(r"^(?:[ \t]*(?:[-+*]|\d+\.)[ \t]){3}", re.M)  # a list in a list in a list


def sound(text: str) -> str:
    """Give text without NUL, control characters, lone surrogates, bidi controls and zero width."""
    if text.isascii() and text.isprintable():
        return text
    return _PILED.sub(r"\1", _UNSOUND.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def one_line(text: str, longest: int = 200) -> str:
    r"""Give text for a title or description: sound, on one line, capped, in composed letters.

    >>> one_line(" Melding\u202e\n openbare\x00 ruimte ")
    'Melding openbare ruimte'
    """
    flat = " ".join(sound(unicodedata.normalize("NFC", text[: longest * 8])).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def masked(text: str) -> str:
    """Hide personal data (`knowledge.personal`); addresses of a team or desk stay.

    >>> masked("mail jan.jansen@utrecht.nl of info@utrecht.nl")
    'mail [e-mailadres verborgen] of info@utrecht.nl'
    """
    return masked_text(text)[0]


def linked(text: str) -> list[tuple[str, str]]:
    """Cut a contact in pieces (text, address to follow or ""); personal data are hidden.

    >>> linked("Team Afval, afval@dorp.nl")
    [('Team Afval, ', ''), ('afval@dorp.nl', 'mailto:afval@dorp.nl')]
    """
    pieces, at = [], 0
    text = masked(one_line(text))
    for found in _CONTACT.finditer(text):
        where = found[0] if "://" in found[0] else f"mailto:{found[0]}"
        where = "" if "[" in where else where  # a part of it is hidden
        pieces += [(text[at : found.start()], ""), (found[0], where)]
        at = found.end()
    return [(part, where) for part, where in [*pieces, (text[at:], "")] if part]


def clean_html(html: str) -> str:
    """Give HTML with only what text needs; headings start at h3, links are absolute and marked."""
    return nh3.clean(
        _lowered(sound(html[:LONGEST])),
        tags=set(_TAGS.split()),
        clean_content_tags=_GONE,
        attributes=_ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )


def _attribute(_tag: str, name: str, value: str) -> str | None:
    if name == "rel":
        return value  # written by nh3 itself; that of the text is not an allowed attribute
    if name != "href":
        return value if re.fullmatch(r"\d{1,2}", value) else None
    if value.lower().startswith("mailto:"):
        address = unquote(value[7:]).partition("?")[0]
        is_kept = ADDRESS.fullmatch(address) and is_functional(address)
        return f"mailto:{address}" if is_kept else None
    return value if re.match(r"https?://[^/\s]", value, re.I) else None


def _lowered(html: str) -> str:
    levels = sorted({int(level) for _, level in _HEADING.findall(html)})
    lower = {str(level): str(min(3 + rank, 6)) for rank, level in enumerate(levels)}
    return _HEADING.sub(lambda found: found[1].lower() + lower[found[2]], html)


def text_to_html(text: str, form: str = "text") -> str:
    """Give clean HTML of markdown or plain text, without personal data.

    Markdown that would take long (thousands of brackets, deep nesting) is shown as plain text.
    Hidden is what the text shows and, once more, what only its HTML shows.
    """
    text = masked(sound(text[:LONGEST]))
    html = ""
    if form == "markdown" and not _is_slow(text):
        try:
            html = _markdown().convert(text)
        except RecursionError:
            html = ""
    return masked(clean_html(html or _paragraphs(text)))


def scrollable(html: str) -> str:
    """Let each table of clean HTML scroll by itself, also with the keyboard."""
    region = '<div class="scroll" role="group" tabindex="0" aria-label="Tabel"><table>'
    return html.replace("<table>", region).replace("</table>", "</table></div>")


def _markdown() -> Markdown:
    reader = Markdown(extensions=["tables", "fenced_code", "sane_lists"], output_format="html")
    reader.preprocessors.deregister("html_block")  # raw HTML is text here
    reader.inlinePatterns.deregister("html")
    return reader


def _is_slow(text: str) -> bool:
    """Estimate the work for Python-Markdown: some of its steps are quadratic within one block."""
    if re.search(r"^(?:[ \t]{40}|(?:[ \t]*>){12})|^(?:[ \t]*(?:[-+*]|\d+\.)[ \t]){12}", text, re.M):
        return True
    work = 200 * (text.count("\n") + sum(text.count(sign) for sign in "*_`|[&<\\"))
    work += 200 * len(_LISTS.findall(text))
    for block in re.split(r"\n[ \t]*\n", text):
        work += (block.count("[") + block.count("<")) ** 2 + len(_SETEXT.findall(block)) ** 2
        work += len(block) * (block.count("](") // 7 + len(_ATX.findall(block)) // 50)
    return work > 2_000_000


def _paragraphs(text: str) -> str:
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    return "\n".join(f"<p>{escape(block)}</p>".replace("\n", "<br>") for block in blocks if block)
