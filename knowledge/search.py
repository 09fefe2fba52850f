"""Search: a Whoosh index of the hub, and queries on it.

The index holds what is shown of a hit, so a query need not load the hub. Of a text that may not be
shown it has the words, not the text (`knowledge.licences.gate`): they find a thing and never come
out. Whoosh keeps pickles: an index is only ever opened where this program built it (threats.md
C.9).
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import Stemmer
from whoosh import highlight, index, qparser, query
from whoosh.analysis import Filter, LowercaseFilter, RegexTokenizer, StopFilter, Token
from whoosh.fields import ID, KEYWORD, NUMERIC, STORED, TEXT, Schema
from whoosh.lang.stopwords import stoplists

from knowledge.find import find
from knowledge.hub import Hub, Thing
from knowledge.identity import folded
from knowledge.model import KINDS, NoaberError, Organisation
from knowledge.paths import page_path

LONGEST = 20_000  # characters of a text that are indexed
KEPT = 2_000  # characters that are kept for snippets
TITLE_BOOST = 4.0
SUGGESTED = 300  # characters of a text whose words are suggested for typing errors
LONGEST_QUERY = 300  # characters


class FoldedStems(Filter):  # type: ignore[misc]
    """Takes accents off and stems with Snowball's `dutch_porter`, each word once.

    The algorithm is pinned by name: Snowball 3 calls another one `dutch`, which makes "meen" of
    gemeenten (performance.md, 2).
    """

    def __init__(self) -> None:
        """Make the stemmer; it is made again where an index is opened."""
        stem = Stemmer.Stemmer("dutch_porter").stemWord
        self.stem = cache(lambda word: stem(folded(word).replace(" ", "")))

    def __call__(self, tokens: Iterator[Token]) -> Iterator[Token]:
        """Give each token with its stem as text."""
        for token in tokens:
            token.text = self.stem(token.text)
            if token.text:
                yield token

    def __getstate__(self) -> dict[str, Any]:
        return {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]


def analyzer() -> Any:
    """Give the analysis of Dutch text: words, lower case, no stop words, stems."""
    words = RegexTokenizer(r"[^\W_]+(?:[.'’][^\W_]+)*")
    return words | LowercaseFilter() | StopFilter(stoplist=stoplists["nl"]) | FoldedStems()


def _schema() -> Schema:
    stems = analyzer()
    return Schema(
        id=ID(stored=True, unique=True),
        kind=ID(stored=True, sortable=True),  # a column too: facets read no stored texts
        organisation=KEYWORD(stored=True, commas=True, sortable=True),
        title=TEXT(stored=True, analyzer=stems, field_boost=TITLE_BOOST, spelling=False),
        body=TEXT(analyzer=stems, phrase=False),
        words=TEXT(analyzer=RegexTokenizer(r"[^\W\d_]{3,}") | LowercaseFilter(), phrase=False),
        text=STORED(),
        url=STORED(),
        product=STORED(),
        weight=NUMERIC(stored=True),
    )


def build_index(hub: Hub, folder: Path) -> int:
    """Index every thing of a hub afresh in a folder; give how many."""
    temporary = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    writer = index.create_in(temporary, _schema()).writer(limitmb=256)
    count = 0
    for thing in hub.things.values():
        writer.add_document(**_document(hub, thing))
        count += 1
    writer.commit()
    shutil.rmtree(folder, ignore_errors=True)
    temporary.rename(folder)
    return count


def _document(hub: Hub, thing: Thing) -> dict[str, Any]:
    organisations = {thing.id} if thing.kind == "organisation" else set()
    product = thing.id if thing.kind == "product" else ""
    for edge in hub.edges_of(thing.id):
        other = edge.object if edge.subject == thing.id else edge.subject
        if edge.counts and hub.things[other].kind == "organisation":
            organisations.add(other)
        if edge.relation == "handles" and edge.subject == thing.id:
            product = product or edge.object
    body = " ".join(_texts(hub, thing))[:LONGEST]
    unshown = " ".join(getattr(record, "unshown", "")[:LONGEST] for record in thing.records)
    return {
        "id": thing.id,
        "kind": thing.kind,
        "organisation": ",".join(sorted(organisations)),
        "title": thing.title,
        "body": f"{body} {unshown}",
        "words": f"{thing.title} {body[:SUGGESTED]}",
        "text": body[:KEPT],
        "url": page_path(thing),
        "product": product,
    }


def _texts(hub: Hub, thing: Thing) -> Iterator[str]:
    """Give the texts of a thing, summary first."""
    for name in ("summary", "text"):
        for fact in thing.facts(name):
            yield str(fact.value)
    for name in ("features", "headings", "aliases", "lanes", "pools", "channels", "partners",
                 "data"):  # fmt: skip
        for fact in thing.facts(name):
            yield " ".join(fact.value)
    for fact in thing.facts("steps"):
        yield " ".join(step.name for step in fact.value if step.name)
    for fact in thing.facts("messages"):
        yield " ".join(message.name for message in fact.value if message.name)
    for edge in hub.edges_of(thing.id):
        if edge.relation == "handles":
            other = edge.object if edge.subject == thing.id else edge.subject
            yield hub.things[other].title


class Searcher:
    """Answers queries on one index. Raises NoaberError where there is none yet."""

    def __init__(self, folder: Path) -> None:
        if not index.exists_in(folder):
            raise NoaberError(f"er is nog geen zoekindex in {folder}; draai eerst: noaber build")
        self.index = index.open_dir(folder)
        self.searcher = self.index.searcher()  # a build puts a new index in place, this one stays
        self.stems = self.index.schema["body"].analyzer

    def search(
        self, text: str, kinds: tuple[str, ...] = (), organisation: str = "", limit: int = 20
    ) -> dict[str, Any]:
        """Answer one query as model.md says (`search --json`).

        All words must occur; where nothing has them all, `match` is "some" and any may.
        """
        only = _only(kinds, _organisation(self.searcher, organisation))
        for group in (qparser.AndGroup, qparser.OrGroup):
            asked = self._parsed(text[:LONGEST_QUERY], group)
            everything = self.searcher.search(asked, filter=only, limit=None, scored=False)
            if len(everything):
                break
        found = self.searcher.search(asked, filter=only, limit=limit)
        rows = [_row(hit, asked, self.stems) for hit in found]
        facets = _facets(self.searcher.reader(), everything.docs())
        matched = "all" if group is qparser.AndGroup else "some"
        suggestion = _suggestion(self.searcher, text) if matched == "some" else ""
        return {"query": text, "match": matched, "total": len(everything), "facets": facets,
                "suggestion": suggestion, "results": rows}  # fmt: skip

    def _parsed(self, text: str, group: Any) -> Any:
        """Parse words only; every other sign is a blank, so no query can be a bomb."""
        plugins = [qparser.WhitespacePlugin()]
        parser = qparser.MultifieldParser(
            ["title", "body"], self.index.schema, plugins=plugins, group=group
        )
        return parser.parse(" ".join(re.findall(r"[\w.'’-]+", text)))


def _organisation(searcher: Any, term: str) -> str:
    """Give the id of the organisation that a term means, as `knowledge.find` does."""
    if not term:
        return ""
    things = {}
    for stored in searcher.documents(kind="organisation"):
        record = Organisation(id=stored["id"], title=stored["title"])
        name = stored["url"].split("/")[1]
        things[record.id] = Thing(record.id, "organisation", name, (record,))
    return find(Hub(things=things), term).id


def _only(kinds: tuple[str, ...], organisation: str) -> Any:
    """Give the filter of a query, None where nothing is filtered."""
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown:
        raise NoaberError(f"onbekende soort {unknown[0]!r}; kies uit {', '.join(KINDS)}")
    parts = [query.Or([query.Term("kind", kind) for kind in kinds])] if kinds else []
    if organisation:
        parts.append(query.Term("organisation", organisation))
    return query.And(parts) if parts else None


def _row(hit: Any, asked: Any, stems: Any) -> dict[str, Any]:
    stored = hit.fields()
    return {
        "id": stored["id"],
        "kind": stored["kind"],
        "title": stored["title"],
        "url": stored["url"],
        "score": round(float(hit.score or 0), 4),
        "snippet": _snippet(stored["text"], asked, stems),
        "product": stored["product"],
    }


def _snippet(text: str, asked: Any, stems: Any) -> str:
    """Give the part of a text in which the words of a query stand, as plain text."""
    terms = frozenset(term for _, term in asked.all_terms())
    fragmenter = highlight.ContextFragmenter(maxchars=180, surround=60)
    shown = highlight.highlight(text, terms, stems, fragmenter, _Plain(), 1, _Earliest(), 0.5)
    return " ".join(str(shown or text[:180]).split())


class _Earliest(highlight.BasicFragmentScorer):  # type: ignore[misc]
    """Prefers the first of equally good parts; Whoosh itself takes one by its place in memory."""

    def __call__(self, fragment: Any) -> float:
        return float(super().__call__(fragment) - fragment.startchar / 1e9)


class _Plain(highlight.Formatter):  # type: ignore[misc]
    """Marks nothing: a snippet is plain text."""

    def format_token(self, text: str, token: Token, replace: bool = False) -> str:
        return str(highlight.get_text(text, token, replace))


def lines_of(found: dict[str, Any]) -> Iterator[str]:
    """Give an answer for people: how many, then each hit with its page and snippet."""
    hint = f"; bedoelde u: {found['suggestion']}?" if found["suggestion"] else ""
    yield f"{found['total']} gevonden{hint}"
    for row in found["results"]:
        yield f"{row['title']} ({row['kind']})\n  {row['url']}\n  {row['snippet']}"


def _facets(reader: Any, hits: Iterable[int]) -> dict[str, dict[str, int]]:
    """Count the hits by kind and by organisation, most first."""
    counts: dict[str, dict[str, int]] = {"kind": {}, "organisation": {}}
    numbers = list(hits)
    for name in counts:
        if reader.has_column(name):  # an index in which nothing has a value has no column
            column = reader.column_reader(name)
            for written, times in Counter(column[number] for number in numbers).items():
                for value in filter(None, written.split(",")):
                    counts[name][value] = counts[name].get(value, 0) + times
    return {
        name: dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
        for name, found in counts.items()
    }


def _suggestion(searcher: Any, text: str) -> str:
    """Give the query with its unknown words replaced by near ones, "" where none is near."""
    words = re.findall(r"[\w'’-]+", text.lower()[:LONGEST_QUERY])
    better = [(searcher.suggest("words", word, limit=1) or [word])[0] for word in words]
    return " ".join(better) if better != words else ""
