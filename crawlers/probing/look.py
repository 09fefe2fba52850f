"""One look around a host: which of the protocols it speaks, within what robots.txt allows.

What counts is what the content of an answer shows, never its status or address alone.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from lxml import etree, html

from crawlers.addresses import joined
from crawlers.failures import Unfetched, bug
from crawlers.fetch import Fetched
from crawlers.guard import host_of
from crawlers.probing.codehosts import Owner, owner_of, owner_on, repositories
from crawlers.probing.evidence import Evidence, evidence
from crawlers.probing.proposal import Candidate
from crawlers.probing.visitor import Unvisited, Visitor
from crawlers.spiders.sru import is_service
from crawlers.web.links import links
from crawlers.web.sitemap import sitemap
from crawlers.web.woo import category
from knowledge.model import Problem

MOST_SITEMAPS, MOST_FEEDS = 6, 3
GUESSES = (  # address below the host, and what has to be there
    ("/wp-json/owc/pdc/v1/items", "pdc"),
    ("/api/v1/producten", "pdc"),
    ("/api/3/action/package_search?rows=0", "ckan"),
    ("/catalog.ttl", "dcat"),
    ("/catalog.jsonld", "dcat"),
    ("/data.jsonld", "dcat"),
    ("/dcat", "dcat"),
)
FILES = (".bpmn", ".bpmn20.xml", ".dmn", ".cmmn", ".archimate", ".ttl", ".jsonld", ".rdf", ".xml",
         ".yml", ".yaml", ".json", ".zip")  # fmt: skip
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")
_EXPLAIN = "operation=explain&version=1.2"
_ASKING = {"operation", "version", "startRecord", "maximumRecords", "recordSchema"}


class Look:
    """One look at a host: `found` and `problems` grow, `page` is the page that was asked for."""

    def __init__(self, url: str, visitor: Visitor) -> None:
        self.url, self.visitor = url, visitor
        self.found: list[Candidate] = []
        self.problems: list[Problem] = []
        self.page: Fetched | None = None

    def around(self) -> None:
        """Look at the address itself, and where that is a web page at what else its host has."""
        if owner := owner_of(self.url):
            self.forge(owner)
            return
        if is_service(self.url) and "operation=" not in self.url:
            self.url += ("&" if "?" in self.url else "?") + _EXPLAIN
        self.page = self.asked(self.url)
        if self.page is None:
            if self.visitor.robots(self.url).allows(self.url):
                self.guesses()  # an API may have no page
            return
        self.url = self.page.url  # where it led to
        if shown := self.shown(self.page):
            is_whole = shown.protocol == "sru" and shown.records < 0
            note = "noaber vraagt de producten op met de officiële naam van het lid"
            self.add(self.page.url, shown, note if is_whole else "")
        elif owner := owner_on(self.page):
            self.forge(owner)
        elif _is_page(self.page):
            self.website(self.page)
            self.feeds(self.page)
            self.files(self.page)
            self.guesses()
        else:
            said = "wat hier staat kunnen we niet lezen. Geef het adres van de website of de lijst."
            self.problem("unread-format", said, self.page.url)

    def asked(self, url: str, is_guess: bool = False) -> Fetched | None:
        """Give an answer; None where there is none, which is a problem unless it was a guess."""
        try:
            return self.visitor.ask(url)
        except Unvisited as error:
            if not is_guess:
                self.problem(error.code, str(error), url)
            elif not error.is_absent and error.code not in ("robots", "too-many"):
                self.problem(error.code, str(error), url, "warning")
            return None

    def shown(self, answer: Fetched) -> Evidence | None:
        """Tell what an answer speaks; where a reader fails on it that is a problem, not the end."""
        try:
            return evidence(answer)
        except Exception as error:  # noqa: BLE001 - what strangers publish may break any reader
            self.problem("bug", bug(error), answer.url)
            return None

    def problem(self, code: str, message: str, place: str, level: Any = "error") -> None:
        """Note what is wrong and where."""
        self.problems.append(Problem(level=level, code=code, message=message, place=place))

    def add(self, url: str, shown: Evidence, note: str = "") -> None:
        """Note a source; of an address that has one already, the first stays."""
        url = _endpoint(url, shown.protocol)
        if not any(one.url == url and one.protocol == shown.protocol for one in self.found):
            self.found.append(
                Candidate(shown.protocol, url, "", "", shown.records, shown.said, note)
            )

    def forge(self, owner: Owner) -> None:
        """Count the repositories of an owner. The API has its own rules instead of robots.txt."""
        for url in owner.lists():
            try:
                count = repositories(self.visitor.ask(url, robots=False))
            except Unvisited as error:
                if not error.is_absent:
                    self.problem(error.code, str(error), url)
                    return
                continue
            if count >= 0:
                full = count in (50, 100)
                note = f"op de eerste pagina {count}; er kunnen er meer zijn" if full else ""
                said = f"de codehost kent {owner.name}"
                self.found.append(Candidate("forge", "", owner.api, owner.name, count, said, note))
                return
        said = f"de codehost kent geen organisatie of gebruiker {owner.name}"
        self.problem("no-owner", said, owner.api)

    def website(self, page: Fetched) -> None:
        """Count the addresses in the sitemaps of a website."""
        base = joined(page.url, "/")
        named = [one for one in self.visitor.robots(page.url).sitemaps if _is_near(one, page.url)]
        count, whole = self.sitemaps(named or [joined(base, "/sitemap.xml")], bool(named))
        made = _meta(page, "generator")
        said = f"een website, gemaakt met {made[:60]}" if made else "een website"
        said += ", met een sitemap" if count else ", zonder sitemap"
        note = "" if count else "zonder sitemap volgt noaber de links vanaf de startpagina"
        if count and not whole:
            note = "niet alle sitemaps zijn geteld"
        self.found.append(Candidate("website", base, "", "", count or -1, said, note))

    def sitemaps(self, waiting: list[str], is_named: bool) -> tuple[int, bool]:
        """Count the addresses in sitemaps, and tell whether all of them were read."""
        count, seen = 0, set[str]()
        while waiting and len(seen) < MOST_SITEMAPS:
            url = waiting.pop(0)
            answer = None if url in seen else self.asked(url, is_guess=not is_named)
            seen.add(url)
            if answer is None:
                continue
            try:
                read = sitemap(answer.body)
            except Unfetched as error:
                if is_named or not _is_page(answer):
                    self.problem(error.code, str(error), url, "warning")
                continue
            if not read.is_index:
                count += len(read.addresses)
            near = [one for one in read.addresses if read.is_index and _is_near(one, url)]
            waiting += sorted(near, key=lambda one: not category(one))
        return count, not waiting

    def feeds(self, page: Fetched) -> None:
        """Look at the feeds that a page names."""
        for url in _feeds(page)[:MOST_FEEDS]:
            answer = self.asked(url, is_guess=True) if _is_near(url, page.url) else None
            shown = self.shown(answer) if answer else None
            if shown and shown.protocol == "feed":
                self.add(url, shown)

    def files(self, page: Fetched) -> None:
        """Count the links of a page to files that we can read."""
        try:
            linked = [one for one in links(page.body, page.url) if _is_near(one, page.url)]
        except Unfetched:
            return
        count = sum(1 for one in linked if urlsplit(one).path.lower().endswith(FILES))
        if count:
            said = "een pagina met links naar bestanden"
            self.add(
                page.url, Evidence("files", count, said), "kijk of dit uw eigen bestanden zijn"
            )

    def guesses(self) -> None:
        """Ask the addresses where known software has its lists."""
        for path, protocol in GUESSES:
            if any(one.protocol == "dcat" for one in self.found) and protocol == "dcat":
                return
            answer = self.asked(joined(self.url, path), is_guess=True)
            shown = self.shown(answer) if answer else None
            if answer and shown and shown.protocol == protocol:
                self.add(joined(self.url, path), shown)


def _endpoint(url: str, protocol: str) -> str:
    """Give the address of a service, without what asks it one thing."""
    if protocol == "ckan":
        return url.partition("/api/3/")[0] + "/"
    parts = urlsplit(url)
    if protocol == "sru" and parts.query:
        kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in _ASKING]
        return parts._replace(query=urlencode(kept)).geturl()
    return url


def _is_near(url: str, page: str) -> bool:
    """Tell whether an address is on the host of a page, with or without `www.`."""
    return host_of(url).removeprefix("www.") == host_of(page).removeprefix("www.")


def _is_page(answer: Fetched) -> bool:
    head = answer.body[:1024].lower()
    return "html" in answer.media_type or b"<html" in head or b"<!doctype html" in head


def _feeds(page: Fetched) -> list[str]:
    """List the feeds that the head of a page names."""
    found = (link for link in _tree(page).iter("link") if link.get("href"))
    named = (link for link in found if link.get("type", "").lower().strip() in _FEED_TYPES)
    return list(dict.fromkeys(joined(page.url, link.get("href").strip()) for link in named))


def _meta(page: Fetched, name: str) -> str:
    """Give a meta of a page, "" where it has none."""
    metas = _tree(page).iter("meta")
    found = (meta.get("content", "") for meta in metas if meta.get("name", "").lower() == name)
    return re.sub(r"[^\w .:/-]", "", " ".join(next(found, "").split()))


def _tree(page: Fetched) -> Any:
    try:
        return html.document_fromstring(page.body)
    except (etree.LxmlError, ValueError):
        return html.Element("html")
