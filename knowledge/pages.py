"""Staged pages: the hub as markdown files with one block of HTML each, which MkDocs puts in a site.

Text of strangers is only ever a value in a template of `site/templates`: escaped, without control
characters and without e-mail addresses of persons. A thing that cannot be rendered gets a plain
page and a problem; all other pages are made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import jinja2

from knowledge import lists, uncounted, words
from knowledge.analysis.pages import analysis_pages
from knowledge.buying.pages import buying_pages
from knowledge.clean import one_line
from knowledge.comparing.pages import compare_pages
from knowledge.costs.pages import cost_pages
from knowledge.diagrams.figures import Figure, figures
from knowledge.exploring.pages import explorer_pages
from knowledge.forgetting.withdrawals import load_decisions
from knowledge.health import SourceHealth, as_json, member_health
from knowledge.home import CHECKOUT, Home, today
from knowledge.hub import Hub, Thing
from knowledge.libraries import staged
from knowledge.maps.borders import load_borders
from knowledge.maps.drawing import Maps
from knowledge.member import Member
from knowledge.merging.desk import as_json as desk_as_json
from knowledge.merging.desk import desk_of
from knowledge.model import KINDS, Kind, Problem
from knowledge.opendata.pages import opendata_pages
from knowledge.package_pages import stage_packages
from knowledge.paths import FOLDERS, page_path
from knowledge.products.pages import theme_pages
from knowledge.register import load_sources
from knowledge.rendering import address_of
from knowledge.runs import accepted_losses, histories_of, load_runs
from knowledge.services.pages import service_pages
from knowledge.shelf import Shelf
from knowledge.staging import Neighbours, Staging
from knowledge.texts import attribution
from knowledge.variants.pages import flavour_pages

__all__ = ["FOLDERS", "page_path", "stage"]

PER_PAGE = 50  # more is too long to read, and STEP in noaber.js is the same
# pages beside those of things and lists
FAMILIES: tuple[Callable[[Staging], None], ...] = (
    theme_pages, stage_packages, service_pages, compare_pages, flavour_pages,
    explorer_pages, cost_pages, buying_pages, opendata_pages,
    analysis_pages,  # the last: it links to the pages that there are
)  # fmt: skip
# what rendering can raise on a bad record; anything else is a fault of ours and may stop the build
_RENDERING = (jinja2.TemplateError, ValueError, TypeError, LookupError, AttributeError,
              RecursionError, ArithmeticError)  # fmt: skip


def stage(
    hub: Hub,
    home: Home,
    neighbours: Neighbours | None = None,
    answers: Mapping[str, Any] | None = None,
) -> list[Problem]:
    """Write all pages of a hub to `build/pages` and remove those of things that are gone.

    `neighbours` gives per organisation rows {"organisation": id, "shared": [solution ids]},
    `answers` what the graph answers (`graph.pages.answers_of`).
    Only files whose text changed are written; the problems of single pages come back.
    """
    bodies = (thing.records[0] for thing in hub.of_kind("organisation"))
    maps = Maps(load_borders(home.registers, (one for one in bodies if one.kind == "organisation")))
    desk = _Desk(Shelf(hub, today()), home.build / "pages", neighbours or {}, maps, answers)
    desk.assets()
    for kind in KINDS:
        for thing in desk.shelf.things(kind):
            desk.entry(thing)
        desk.list_of(kind)
    for thing in hub.graves.values():
        desk.grave(thing)
    desk.page("index.md", "index.html", "Wie doet dit al?")
    desk.page("zoeken.md", "search.html", "Zoeken", kind="zoeken")
    desk.sources(home)
    desk.uncounted()
    desk.merges(home)
    for family in FAMILIES:
        family(desk)
    rows = json.dumps({"items": [*attribution(desk.shelf)]}, ensure_ascii=False, indent=1)
    desk.write(desk.folder / "data" / "bronvermelding.json", f"{rows}\n")
    desk.remove_old()
    return desk.problems


class _Desk(Staging):
    """The pages of things and lists, and those about noaber itself."""

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
                      description=self.shelf.summary(thing), kind=kind, edit_path=edit,
                      figures=self.figures(thing, title))  # fmt: skip
        except _RENDERING as error:
            message = f"de pagina kon niet worden gemaakt: {type(error).__name__}: {error}"
            place = thing.records[0].url if thing.records else thing.id
            self.problems.append(
                Problem(code="page-failed", message=one_line(message, 500), place=place or thing.id)
            )
            safe = re.sub(r"[^a-z0-9-]", "", thing.slug)[:100] or "naamloos"
            self.page(f"{kind}/{safe}.md", "broken.html", title, kind=kind)

    def figures(self, thing: Thing, title: str) -> list[Figure]:
        """Draw a process for its page, and write each drawing as a file beside it."""
        drawn = figures(lists.diagram(thing), title, thing.slug) if thing.kind == "process" else []
        for figure in drawn:
            self.write(self.folder / FOLDERS["process"] / figure.file, figure.body)
        return drawn

    def grave(self, thing: Thing) -> None:
        """Make the page of a thing that no source has any more, where it always was (P4)."""
        if re.fullmatch(r"[a-z0-9][a-z0-9-]{0,120}", thing.slug):
            name = f"{page_path(thing).rstrip('/')}.md"
            if self.folder / name not in self.written:
                how = "gone.html" if thing.records[0].gone else "merged.html"
                self.page(name, how, thing.title, kind=FOLDERS[thing.kind], thing=thing)

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
                addresses=[address_of(_list_file(folder, n)) for n in range(1, len(pages) + 1)],
                options=options,
                words=lists.list_words(kind),
                heading=title,
            )

    def uncounted(self) -> None:
        """Make the page of what is shown and not counted."""
        groups = uncounted.uncounted(self.shelf)
        self.told("niet-geteld", "uncounted.html", "Niet meegeteld",
                  "Beweringen die we laten zien en niet meetellen, met waarom.",
                  uncounted.as_json(self.shelf, groups), groups=groups,
                  shown=uncounted.SHOWN)  # fmt: skip

    def merges(self, home: Home) -> None:
        """Make the merge desk: what may be one and what was decided."""
        found = desk_of(self.shelf.hub, home)
        self.told("samenvoegen", "desk.html", "Samenvoegen",
                  "Wat hetzelfde kan zijn, waarom we dat denken en wat mensen besloten.",
                  desk_as_json(found), desk=found, shown=PER_PAGE)  # fmt: skip

    def sources(self, home: Home) -> None:
        """Make the page of all sources, and per member how they are read."""
        known = (home.registers / "sources.yml").is_file()
        self.page("bronnen.md", "sources.html", "Bronnen", kind="bronnen",
                  registers=load_sources(home.registers) if known else {},
                  forgotten=load_decisions(home))  # fmt: skip
        histories = histories_of(self.shelf.hub.sources) | load_runs(home)[0]
        accepted = accepted_losses(home, histories)
        for member in (one for one in self.shelf.hub.members if one.sources):
            self.health(member, member_health(member, histories, accepted))

    def health(self, member: Member, sources: list[SourceHealth]) -> None:
        """Make the page that says how the sources of a member are read."""
        self.told(f"bronnen/{member.slug}", "health.html", f"Zo lezen we {member.name}",
                  "Wat goed ging, wat misging en hoe de uitgever het herstelt.",
                  as_json(member, sources), data=f"gezondheid/{member.slug}", kind="bronnen",
                  member=member, sources=sources)  # fmt: skip

    def assets(self) -> None:
        """Copy what people wrote by hand: style, script, logo and fixed pages."""
        for part, target in (("assets", self.folder / "assets"), ("pages", self.folder)):
            folder = CHECKOUT / "site" / part
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    self.write(target / path.relative_to(folder), path.read_bytes())
        files, problems = staged()
        self.problems += problems
        for name, body in files.items():
            self.write(self.folder / "assets" / "libraries" / name, body)

    def remove_old(self) -> None:
        """Remove pages of things that are gone; what other rooms staged stays."""
        folders = (*FOLDERS.values(), "bronnen", "themas", "dienstverlening", "overnemen",
                   "analyse")  # fmt: skip
        ours = [f"{folder}/**/*.md" for folder in folders]
        data = ("gezondheid", "varianten", "vergelijken", "vragen", "buurt")
        ours += [f"data/{folder}/*.*" for folder in data] + ["analyse/**/*.svg"]
        for pattern in (*ours, f"{FOLDERS['process']}/*.svg"):
            for path in sorted(self.folder.glob(pattern)):
                if path not in self.written:
                    path.unlink()


def _list_file(folder: str, number: int) -> str:
    return f"{folder}/index.md" if number == 1 else f"{folder}/lijst/{number}.md"


def _options(values: Iterator[str]) -> list[tuple[str, int]]:
    """The choices of a filter with how many rows each has, by name."""
    counts: dict[str, int] = {}
    for value in values:
        if value:
            counts[value] = counts.get(value, 0) + 1
    return sorted(counts.items(), key=lambda pair: (pair[0].casefold(), pair[0]))
