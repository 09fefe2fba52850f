"""From values to the text of a staged page: templates, front matter and addresses.

Text of strangers is only ever a value in a template: escaped, without control characters and
without personal data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import jinja2
import yaml
from markupsafe import Markup

from knowledge import contacts, corrections, lists, outline, packages, words
from knowledge.analysis import pictures
from knowledge.buying.windows import windows
from knowledge.clean import masked, one_line, sound
from knowledge.comparing import shown
from knowledge.costs import view as costs
from knowledge.home import CHECKOUT
from knowledge.paths import FOLDERS
from knowledge.products import changes, front
from knowledge.relations import RELATIONS
from knowledge.services import tables
from knowledge.variants import view as variants

FRONT_MATTER = ("title", "description", "hide", "kind", "edit_path")
LONGEST_VALUE = 2000  # characters of one printed value; a text is cut elsewhere


def templates() -> jinja2.Environment:
    """Give the templates of `site/templates` with the words and filters that they use."""
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
        "contacts": contacts, "corrections": corrections, "RELATIONS": RELATIONS,
        "packages": packages, "contract_windows": windows,
        "front": front, "lately": changes, "service_levels": tables, "variants": variants,
        "comparing": shown, "costing": costs, "drawn": pictures,
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


def unfenced(html: str) -> str:
    """Give HTML in which no line starts a fence of code, since MkDocs looks for those first."""
    return re.sub(r"^( {0,3})([`~])(?=\2\2)", lambda m: f"{m[1]}&#{ord(m[2])};", html, flags=re.M)


def front_matter(front: Mapping[str, Any]) -> str:
    """Give the YAML of the allowed keys; text escaped, since the page shell prints it as it is."""
    kept = {
        key: escape(masked(one_line(value))) if isinstance(value, str) else value
        for key, value in front.items()
        if value and key in FRONT_MATTER
    }
    return yaml.dump(kept, Dumper=yaml.CSafeDumper, allow_unicode=True, width=10_000)


def address_of(name: str) -> str:
    """Give the address on the site of a staged file, as MkDocs gives it."""
    stem = name.removesuffix(".md")
    return "" if stem == "index" else f"{stem.removesuffix('index').rstrip('/')}/"


def root_of(address: str) -> str:
    """Give the way from a page to the root of the site: links between pages start with it."""
    return "../" * address.count("/") or "./"
