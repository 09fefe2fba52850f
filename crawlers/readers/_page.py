"""The parts of an HTML page: title, headings, meta data, and the main text without menus."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from crawlers.offers.sections import Section, links_of_html, of_html
from crawlers.readers._schemaorg import facts
from crawlers.readers._text import day, one_line

_ASIDE = ("nav", "footer", "aside", "script", "style", "noscript", "template",
          "svg", "iframe", "object", "select", "dialog")  # fmt: skip
_ROLES = ("navigation", "banner", "contentinfo", "search", "complementary")
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "br",
           "dt", "dd", "table", "ul", "ol", "blockquote", "pre", "figure", "main"}  # fmt: skip
_ROBOTS = ("robots", "noaber")
_NAMES = ("name", "property", "itemprop")
_MOST_SCRIPTS = 10  # with JSON-LD, of one page
_SITE = re.compile(r"\s+(?:[|–—·»]|::|-)\s+")
_SHORT = 250  # characters; less is not sure to be the text of a page
_WIDEST = 3_000  # elements; above it trafilatura takes seconds, and the plain text has to do


class Page:
    """A parsed page; what it is asked for and does not have is "" or empty."""

    def __init__(self, text: str) -> None:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True)
        source = re.sub(r"^\s*<\?xml[^>]*>", "", text) or "<html></html>"
        try:
            root: Any = html.document_fromstring(source, parser=parser)
        except (etree.ParserError, ValueError):  # nothing in it that is a page
            root = html.document_fromstring("<html><body></body></html>")
        self.root = root
        self._heads = list(root.iter("h1"))  # before the header of the page is taken out
        self.facts = facts(list(_data(root)))  # before the scripts are
        self.main, self.marked = self._main()

    def _main(self) -> tuple[Any, bool]:
        """Give the main part, without menus and scripts, and whether the page marks it."""
        for path in ("//main", "//*[@role='main']", "//article", "//body"):
            found = self.root.xpath(path)
            if len(found) == 1:
                break
        main = found[0] if found else html.Element("body")  # a head only: no text
        marked = path != "//body"
        for button in main.xpath(".//*[self::h2 or self::h3 or self::h4]//button"):
            button.drop_tag()  # the heading of a part that opens
        for element in list(main.iter(*_ASIDE, *(() if marked else ("header",)))):
            _drop(element, main)
        for element in main.xpath(".//*[@role] | .//*[@hidden]"):
            if element.get("hidden") is not None or element.get("role").lower() in _ROLES:
                _drop(element, main)
        self.links = links_of_html(main)  # before the buttons are taken out
        for element in list(main.iter("button")):
            _drop(element, main)
        return main, marked

    def _meta(self, *names: str) -> str:
        """Give the first filled meta of these names (name, property or itemprop), `:` as `.`."""
        for name in names:
            for element in self.root.iter("meta"):
                keys = (element.get(key, "").lower().replace(":", ".") for key in _NAMES)
                content = one_line(element.get("content"))
                if name in keys and re.search(r"\w", content):
                    return content
        return ""

    def title(self) -> str:
        """Give the only h1, else the title without the name of the site, else og:title."""
        for heads in (self.main.iter("h1"), self._heads):
            found = {head for head in map(_text, heads) if head}
            if len(found) == 1:
                return found.pop()
        written = _text(next(self.root.iter("title"), None))
        parts = _SITE.split(written)
        short = written[: written.rfind(parts[-1])].rstrip(" |–—·»:-") if len(parts) > 1 else ""
        return short or written or self._meta("dcterms.title", "og.title") or self.facts.name

    def sections(self) -> list[Section]:
        """Give the main part as headings with the blocks below them."""
        return of_html(self.main)

    def headings(self) -> tuple[str, ...]:
        """List the headings of the main part, to the third level."""
        return tuple(head for head in map(_text, self.main.iter("h1", "h2", "h3")) if head)

    def summary(self) -> str:
        """Give what the page says of itself in one sentence or two."""
        names = ("description", "dcterms.description", "dcterms.abstract", "og.description")
        return self._meta(*names) or self.facts.description

    def language(self) -> str:
        """Give the language, two letters."""
        root = self.root
        written = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang")
        written = written or root.get("xml:lang") or self._meta("dcterms.language")
        found = re.match(r"([a-z]{2})(?![a-z])", one_line(written).lower())
        return found[1] if found else ""

    def date(self) -> str:
        """Give the day on which the page changed last, as far as it says so."""
        times = [time.get("datetime") for time in self.main.iter("time")]
        names = ("dcterms.modified", "article.modified_time", "og.updated_time", "datemodified")
        said = [*(self._meta(name) for name in names), self.facts.modified, *times]
        said += [self._meta("date", "dcterms.date"), self.facts.published]
        return next(filter(None, map(day, said)), "")

    def audience(self) -> tuple[str, ...]:
        """List for whom the page is, in the words of its publisher, in lower case."""
        said = self._meta("dcterms.audience", "overheid.audience", "overheidproduct.audience")
        return tuple(part.strip().lower() for part in said.split(",") if part.strip()) or (
            self.facts.audience
        )

    def refuses_index(self) -> bool:
        """Tell whether the page asks robots not to index it."""
        named = (one for one in self.root.iter("meta") if one.get("name", "").lower() in _ROBOTS)
        asked = " ".join(one.get("content", "") for one in named).lower()
        return bool(re.search(r"\b(noindex|none)\b", asked))

    def moved_to(self) -> str:
        """Give where a page sends its readers on to within seconds; "" where it does not."""
        for element in self.root.iter("meta"):
            if element.get("http-equiv", "").lower() == "refresh":
                found = re.match(
                    r"\s*\d(?:\.\d*)?\s*[;,]\s*url\s*=\s*(.+)", element.get("content", ""), re.I
                )
                return found[1].strip(" \"'") if found else ""
        return ""

    def canonical(self) -> str:
        """Give the address that the page says is its own."""
        for link in self.root.iter("link"):
            if "canonical" in link.get("rel", "").lower().split():
                return str(link.get("href", "")).strip()
        return ""

    def addresses(self) -> Iterator[str]:
        """Give what links and meta data point at."""
        for element in self.root.iter("a", "link", "meta"):
            for key in ("href", "content", "resourceidentifier"):
                if value := element.get(key):
                    yield str(value)


def plain_text(fragment: str) -> str:
    """Give all text in a piece of HTML, a line for each block, without scripts and styles."""
    return _lines(_plain(Page(fragment).main)) if "<" in fragment or "&" in fragment else fragment


def main_lines(page: Page) -> str:
    """Give all text of the main part, a line for each block."""
    return _lines(_plain(page.main))


def main_text(page: Page) -> str:
    """Give the main text: by trafilatura, or all of it where that would be worse.

    It is worse where it takes long, loses half of a page that marks its main part or a quarter of
    a short one, or says things twice (tables in tables): of 97 real pages these were 16.
    """
    everything = _lines(_plain(page.main))
    if sum(1 for _ in page.main.iter()) > _WIDEST:
        return everything
    found = _lines(_extracted(page.main))
    share = len(re.findall(r"\w+", found)) / (len(re.findall(r"\w+", everything)) or 1)
    is_little = share < (0.75 if len(found) < _SHORT else 0.5 if page.marked else 0)
    return everything if is_little or share > 1.2 else found or everything


def _extracted(main: Any) -> str:
    """Let trafilatura take the text; it may warn, log or fail on odd pages, and then gives ""."""
    import trafilatura

    whole = html.Element("html")
    body = etree.SubElement(whole, "body")
    body.append(html.fromstring(etree.tostring(main, encoding="unicode", method="html")))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            text = trafilatura.extract(
                whole,
                output_format="txt",
                favor_precision=True,
                include_comments=False,
                include_links=False,
                include_images=False,
                deduplicate=False,
                fast=True,  # its other ways take three times as long and lost more on real pages
            )
        except (ValueError, RecursionError, etree.LxmlError):
            return ""
    return re.sub(r"(?m)^\|.*\|[ \t]*$", lambda row: row[0].replace("|", " "), text or "")


def _plain(main: Any) -> str:
    """Give all text, a line for each block."""
    parts: list[str] = []
    for event, element in etree.iterwalk(main, events=("start", "end")):
        if element.tag in _BLOCKS:
            parts.append("\n")
        elif element.tag in ("td", "th"):
            parts.append(" ")  # or the words of two cells become one
        parts.append((element.text if event == "start" else element.tail) or "")
    return "".join(parts)


def _lines(text: str) -> str:
    """Give the lines that say something, without the white space around them."""
    lines = (one_line(line) for line in text.split("\n"))
    return "\n".join(line for line in lines if re.search(r"\w", line))


def _data(root: Any) -> Iterator[str]:
    """Give the JSON-LD scripts of a page."""
    found = (s for s in root.iter("script") if "ld+json" in s.get("type", "").lower())
    for _, script in zip(range(_MOST_SCRIPTS), found, strict=False):
        yield (script.text or "").strip()


def _text(element: Any) -> str:
    return "" if element is None else one_line("".join(element.itertext()))


def _drop(element: Any, root: Any) -> None:
    """Take an element out of its parent; the text behind it stays."""
    if element is not root and element.getparent() is not None:
        element.drop_tree()
