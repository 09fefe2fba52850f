"""Staged pages: the hub as markdown files with one block of HTML each, which MkDocs puts in a site.

Text of strangers is only ever a value in a template of `site/templates`: escaped, without control
characters and without e-mail addresses of persons. A thing that cannot be rendered gets a plain
page and a problem; all other pages are made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from knowledge import contacts, lists, outline, words
from knowledge.clean import masked, one_line, sound
from knowledge.health import SourceHealth, as_json, member_health
from knowledge.home import CHECKOUT, Home, today
from knowledge.hub import Hub, Thing
from knowledge.member import Member
from knowledge.model import KINDS, Kind, Problem
from knowledge.paths import FOLDERS, page_path
from knowledge.register import load_sources
from knowledge.runs import accepted_losses, histories_of, load_runs
from knowledge.shelf import Shelf

__all__ = ["FOLDERS", "page_path", "stage"]

FRONT_MATTER = ("title", "description", "hide", "kind", "edit_path")
LONGEST_VALUE = 2000  # characters of one printed value; a text is cut elsewhere
PER_PAGE = 50  # more is too long to read, and STEP in noaber.js is the same
Neighbours = Mapping[str, Sequence[Mapping[str, Any]]]
# what rendering can raise on a bad record; anything else is a fault of ours and may stop the build
_RENDERING = (jinja2.TemplateError, ValueError, TypeError, LookupError, AttributeError,
              RecursionError, ArithmeticError)  # fmt: skip


def stage(hub: Hub, home: Home, neighbours: Neighbours | None = None) -> list[Problem]:
    """Write all pages of a hub to `build/pages` and remove those of things that are gone.

    `neighbours` gives per organisation rows {"organisation": id, "shared": [solution ids]}.
    Only files whose text changed are written; the problems of single pages come back.
    """
    desk = _Desk(Shelf(hub, today()), home.build / "pages", neighbours or {})
    desk.assets()
    for kind in KINDS:
        for thing in desk.shelf.things(kind):
            desk.entry(thing)
        desk.list_of(kind)
    for thing in hub.graves.values():
        desk.grave(thing)
    desk.page("index.md", "index.html", "Wie doet dit al?")
    desk.page("zoeken.md", "search.html", "Zoeken", kind="zoeken")
    registers = load_sources(home.registers) if (home.registers / "sources.yml").is_file() else {}
    desk.page("bronnen.md", "sources.html", "Bronnen", kind="bronnen", registers=registers)
    histories = histories_of(hub.sources) | load_runs(home)[0]
    accepted = accepted_losses(home, histories)
    for member in (member for member in hub.members if member.sources):
        desk.health(member, member_health(member, histories, accepted))
    desk.remove_old()
    return desk.problems


class _Desk:
    """Where pages are made: the templates, the folder, and what was written to it."""

    def __init__(self, shelf: Shelf, folder: Path, neighbours: Neighbours) -> None:
        self.shelf = shelf
        self.folder = folder
        self.neighbours = neighbours
        self.problems: list[Problem] = []
        self.written: set[Path] = set()
        self.templates = _templates()

    def entry(self, thing: Thing) -> None:
        """Make the page of one thing, a plain one where its record cannot be rendered."""
        kind, address = FOLDERS[thing.kind], page_path(thing)
        edits = (r.source for r in thing.records if r.source.startswith("entry:"))
        edit = next((f"knowledge/entries/{s.removeprefix('entry:')}.md" for s in edits), "")
        title = self.shelf.title(thing.id)
        try:
            if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,120}", thing.slug):
                raise ValueError(f"geen goede paginanaam: {thing.slug!r}")
            self.page(f"{address.rstrip('/')}.md", f"{thing.kind}.html", title, thing=thing,
                      description=self.shelf.summary(thing), kind=kind, edit_path=edit)  # fmt: skip
        except _RENDERING as error:
            message = f"de pagina kon niet worden gemaakt: {type(error).__name__}: {error}"
            place = thing.records[0].url if thing.records else thing.id
            self.problems.append(
                Problem(code="page-failed", message=one_line(message, 500), place=place or thing.id)
            )
            safe = re.sub(r"[^a-z0-9-]", "", thing.slug)[:100] or "naamloos"
            self.page(f"{kind}/{safe}.md", "broken.html", title, kind=kind)

    def grave(self, thing: Thing) -> None:
        """Make the page of a thing that no source has any more, where it always was (P4)."""
        if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,120}", thing.slug):
            name = f"{page_path(thing).rstrip('/')}.md"
            if self.folder / name not in self.written:
                self.page(name, "gone.html", thing.title, kind=FOLDERS[thing.kind], thing=thing)

    def list_of(self, kind: Kind) -> None:
        """Make the list of one kind: pages of 50, and a JSON file for the filters."""
        rows = lists.list_rows(self.shelf, kind)
        folder = FOLDERS[kind]
        items = [{k: v for k, v in row._asdict().items() if v or k == "title"} for row in rows]
        listed = json.dumps({"items": items}, ensure_ascii=False, separators=(",", ":"))
        self.write(self.folder / "data" / f"{folder}.json", f"{listed}\n")
        pages = [rows[at : at + PER_PAGE] for at in range(0, len(rows), PER_PAGE)] or [[]]
        options = {"types": _options(r.type for r in rows),
                   "who": _options(name for r in rows for name in r.organisation)}  # fmt: skip
        title = words.KIND_WORDS[kind][1]
        for number, shown in enumerate(pages, 1):
            self.page(
                _list_file(folder, number),
                "list.html",
                title if number == 1 else f"{title}, pagina {number}",
                kind=folder,
                rows=shown,
                total=len(rows),
                number=number,
                last=len(pages),
                addresses=[_address(_list_file(folder, n)) for n in range(1, len(pages) + 1)],
                options=options,
                words=lists.list_words(kind),
                heading=title,
            )

    def health(self, member: Member, sources: list[SourceHealth]) -> None:
        """Make the page that says how the sources of a member are read, and the same as JSON."""
        title = f"Zo lezen we {member.name}"
        said = "Wat goed ging, wat misging en hoe de uitgever het herstelt."
        self.page(f"bronnen/{member.slug}.md", "health.html", title, description=said,
                  kind="bronnen", member=member, sources=sources)  # fmt: skip
        plain = json.dumps(as_json(member, sources), ensure_ascii=False, indent=1)
        self.write(self.folder / "data" / "gezondheid" / f"{member.slug}.json", f"{plain}\n")

    def page(self, name: str, template: str, title: str, **values: Any) -> None:
        """Render one page and write it with its front matter."""
        front = {"title": title, **{key: values.pop(key, "") for key in FRONT_MATTER[1:]}}
        address = _address(name)
        html = self.templates.get_template(template).render(
            values | front | {"shelf": self.shelf, "root": _root(address), "address": address,
                              "neighbours": self.neighbours}
        )  # fmt: skip
        lines = (line.strip() for line in html.split("\n"))
        body = "\n".join(line for line in lines if line) if "<pre" not in html else html.strip()
        self.write(self.folder / name, f"---\n{_front_matter(front)}---\n\n{_unfenced(body)}\n")

    def write(self, path: Path, text: str | bytes) -> None:
        """Write a file inside the folder where its content changed."""
        if not path.resolve().is_relative_to(self.folder.resolve()):
            raise ValueError(f"{path} staat buiten {self.folder}")
        body = text if isinstance(text, bytes) else text.encode()
        self.written.add(path)
        if not path.is_file() or path.read_bytes() != body:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)

    def assets(self) -> None:
        """Copy what people wrote by hand: style, script, logo and fixed pages."""
        for part, target in (("assets", self.folder / "assets"), ("pages", self.folder)):
            folder = CHECKOUT / "site" / part
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    self.write(target / path.relative_to(folder), path.read_bytes())

    def remove_old(self) -> None:
        """Remove pages of things that are gone; what other rooms staged stays."""
        ours = [f"{folder}/**/*.md" for folder in (*FOLDERS.values(), "bronnen")]
        for pattern in (*ours, "data/gezondheid/*.json"):
            for path in sorted(self.folder.glob(pattern)):
                if path not in self.written:
                    path.unlink()


def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(CHECKOUT / "site" / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    helpers: dict[str, Callable[..., Any]] = {
        "day": words.day, "term": words.term, "euro": words.euro, "number": words.number,
        "word": words.word, "licence": words.licence, "web": _web, "short": _short,
    }  # fmt: skip
    made.filters |= helpers
    made.globals |= {
        "KINDS": words.KIND_WORDS, "STRENGTHS": words.STRENGTH_WORDS, "STATES": words.STATE_WORDS,
        "OUTCOMES": words.OUTCOME_WORDS, "FOLDERS": FOLDERS, "lists": lists, "outline": outline,
        "contacts": contacts,
    }  # fmt: skip
    return made


def _shown(value: Any) -> Any:
    """What a template prints: text of strangers sound, capped, without addresses of persons."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return masked(sound(value[:LONGEST_VALUE]))


def _web(url: str) -> str:
    """The address where it is one that a reader may follow, else nothing."""
    is_web = re.fullmatch(r"https?://[^\s/\"'<>\\@]+(/[^\s\"'<>]*|[?#][^\s\"'<>]*)?", url, re.I)
    return url if is_web and len(url) <= 2000 else ""


def _short(url: str) -> str:
    """An address as a label: without https and www, of a long path only its end."""
    bare = url.partition("//")[2].removeprefix("www.").rstrip("/") or url
    host, end = bare.partition("/")[0], bare.rpartition("/")[2]
    if len(bare) <= 30:
        return bare
    return f"{host} › {end}" if end != host and len(end) <= 30 else host


def _unfenced(html: str) -> str:
    """HTML in which no line starts a fence of code, since MkDocs looks for those first."""
    return re.sub(r"^( {0,3})([`~])(?=\2\2)", lambda m: f"{m[1]}&#{ord(m[2])};", html, flags=re.M)


def _front_matter(front: Mapping[str, Any]) -> str:
    """The YAML of the allowed keys; text escaped, since the page shell prints it as it is."""
    kept = {
        key: escape(masked(one_line(value))) if isinstance(value, str) else value
        for key, value in front.items()
        if value and key in FRONT_MATTER
    }
    return yaml.dump(kept, Dumper=yaml.CSafeDumper, allow_unicode=True, width=10_000)


def _list_file(folder: str, number: int) -> str:
    return f"{folder}/index.md" if number == 1 else f"{folder}/lijst/{number}.md"


def _address(name: str) -> str:
    """The address on the site of a staged file, as MkDocs gives it."""
    stem = name.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('index').rstrip('/')}/"


def _root(address: str) -> str:
    """The way from a page back to the root of the site: all links between pages start with it."""
    return "../" * address.count("/") or "./"


def _options(values: Iterator[str]) -> list[tuple[str, int]]:
    """The choices of a filter with how many rows each has, by name."""
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
