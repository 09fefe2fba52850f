"""What a licence is called: SPDX expressions, from the ways in which people and portals write them.

Names are those of https://spdx.org/licenses/, expressions those of SPDX 2.3 annex D. Understood are
addresses of Creative Commons, SPDX, OSI and Joinup, the list of the EU
(publications.europa.eu/resource/authority/licence), the codes of CKAN and opendefinition.org, and
the words of data.overheid.nl (DCAT-AP-DONL, value list of licences) and of the Dutch profile on
ISO 19115. What does not say its version gets none: `CC-BY`. The rest is unknown, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from license_expression import ExpressionError, get_spdx_licensing

LONGEST = 300  # characters of a licence; what is longer is a text and no name
# without a version: any version of these allows what noaber asks
FAMILIES = frozenset({"AGPL", "Apache", "BSD", "CC-BY", "CC-BY-SA", "EUPL", "GPL", "LGPL", "MPL"})
_CODES = {
    "cc0": "CC0-1.0",
    "cc-0": "CC0-1.0",
    "cc-zero": "CC0-1.0",
    "odc-bl": "ODbL-1.0",
    "odc-odbl": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "odc-pddl": "PDDL-1.0",
    "ogl-3-0": "OGL-UK-3.0",
    # "Publiek Domein" and "Geen beperkingen" are the labels of the Public Domain Mark in the lists
    # of DCAT-AP-DONL and of the Dutch profile on ISO 19115; `other-pd` is that of CKAN
    "publiek-domein": "CC-PDM-1.0",
    "geen-beperkingen": "CC-PDM-1.0",
    "publicdomain": "CC-PDM-1.0",
    "other-pd": "CC-PDM-1.0",
    "mit-license": "MIT",
    "apache-2-0": "Apache-2.0",
    "apache-license-2-0": "Apache-2.0",
    "mozilla-public-license-2-0": "MPL-2.0",
}
_END = r"/?(?:(?:deed|legalcode)(?:\.[a-z-]+)?)?/?(?:[?#].*)?"
_HOST = r"(?:https?:)?(?://)?(?:www\.)?creativecommons\.org"
_CREATIVE = re.compile(rf"{_HOST}/licenses/([a-z-]+)(?:/(\d\.\d))?(?:/([a-z]{{2,3}}))?{_END}")
_PUBLIC = re.compile(rf"{_HOST}/publicdomain/(zero|mark)(?:/1\.0)?{_END}")
_NAMED = re.compile(
    r"cc-?(by(?:-?(?:nc|sa|nd))*)(?:-v?(\d)(?:-(\d))?)?"
    r"(-nl|-nederland)?(?:-(?:deed|igo|int|international|internationaal|unported))*"
)
_PARTS = re.compile(r"by|nc|sa|nd")
_OF_ITS_OWN = "CC-BY-3.0"  # of those for the Netherlands SPDX names this one only
_WORDS = (
    (r"creative-commons", "cc"),
    (r"naamsvermelding|attribution", "by"),
    (r"gelijk-?delen|share-?alike", "sa"),
    (r"niet-?commercieel|non-?commercial", "nc"),
    (r"geen-?afgeleide-?werken|no-?deriv(?:ative)?s?(?:-?works)?", "nd"),
    (r"(?:the-)?european-union-public-licen[cs]e", "eupl"),
    (r"(?:de-)?openbare-licentie-van-de-europese-unie", "eupl"),
    (r"affero-general-public-licen[cs]e", "agpl"),
    (r"lesser-general-public-licen[cs]e", "lgpl"),
    (r"general-public-licen[cs]e", "gpl"),
)
_LINKS = re.compile(r"<a\s[^>]*?href\s*=\s*[\"']([^\"'<>]+)", re.I)
_VERSION = r"-?(?:v|version|versie)?-?"
_LATER = r"(plus|-(?:and|or|of|en)-(?:any-)?(?:later|hoger)(?:-version|-versie)?|-only)?"
_EUPL = re.compile(rf"eupl(?:-text|-licen[cs]e)?(?:-eupl)?{_VERSION}1-?([012]){_LATER}(?:-eupl)?")
_GNU = re.compile(rf"(?:the-)?(?:gnu-)?([al]?)gpl{_VERSION}([123])?(?:-([01]))?{_LATER}")
_ID = r"\(*[\w.+-]+\)*"
_EXPRESSION = re.compile(rf"{_ID}(?:\s+(?:AND|OR|WITH)\s+{_ID})*", re.I)


def recognised(written: str) -> str:
    """Give the SPDX name of a licence's address, code or name, "" where it is not known.

    >>> recognised("http://creativecommons.org/licenses/by-sa/4.0/deed.nl"), recognised("cc-zero")
    ('CC-BY-SA-4.0', 'CC0-1.0')
    >>> recognised("http://publications.europa.eu/resource/authority/licence/CC_BYSA_3_0")
    'CC-BY-SA-3.0'
    >>> recognised("GNU AGPL v3 or later"), recognised("EUPL v1.2"), recognised("niet-open")
    ('AGPL-3.0-or-later', 'EUPL-1.2', '')
    """
    text = " ".join(written[: 10 * LONGEST].split())
    if links := _LINKS.findall(text):  # a paragraph of HTML, as ArcGIS Hub gives it
        names = {recognised(link) for link in links}
        return names.pop() if len(names) == 1 else ""
    if len(text) > LONGEST:
        return ""
    low = text.lower()
    if found := _PUBLIC.fullmatch(low):
        return "CC0-1.0" if found[1] == "zero" else "CC-PDM-1.0"
    if found := _CREATIVE.fullmatch(low):
        return _creative(found[1], found[2] or "", found[3] == "nl")
    if "://" not in low:
        return _coded(low) or _expression(text)
    last = re.split(r"[/#]", low.rstrip("/"))[-1].removesuffix(".html")
    is_list = re.match(r"https?://(?:www\.)?(?:spdx|opensource)\.org/", low)
    return _coded(last) or (_expression(last) if is_list else "")


def normalised(written: str) -> str:
    """Give the SPDX name of a licence; what is not known stays as it was written.

    >>> normalised("CC-0 (1.0)"), normalised("(mit OR gpl-2.0+)"), normalised(" Geo  Gedeeld ")
    ('CC0-1.0', 'MIT OR GPL-2.0-or-later', 'Geo Gedeeld')
    """
    return recognised(written) or " ".join(written.split())


def parsed(name: str) -> Any:
    """Give the tree of an expression of `license_expression`, None where it is none."""
    if not _EXPRESSION.fullmatch(name):
        return None
    try:
        return licensing().parse(name)
    except (ExpressionError, RecursionError):
        return None


def ids_in(name: str) -> Iterator[str]:
    """Give the licences and exceptions that an expression names, in order."""
    if (tree := parsed(name)) is not None:
        yield from (str(symbol.key) for symbol in licensing().license_symbols(tree))


def base(name: str) -> str:
    """Give the id of a licence without what says which versions may be used.

    >>> base("EUPL-1.2-or-later"), base("GPL-3.0-only"), base("MIT")
    ('EUPL-1.2', 'GPL-3.0', 'MIT')
    """
    return re.sub(r"(?:-only|-or-later|\+)$", "", name)


@cache
def licensing() -> Any:
    """Give what parses expressions; the list of SPDX is loaded where it is first asked for."""
    return get_spdx_licensing()


def _expression(text: str) -> str:
    """Give an SPDX expression in its own spelling, "" where none of its licences is known."""
    known = licensing().known_symbols
    is_known = any(one in known or base(one) in known or one in FAMILIES for one in ids_in(text))
    return str(parsed(text)) if is_known else ""


def _creative(parts: str, version: str, is_dutch: bool = False) -> str:
    """Name a Creative Commons licence of its parts, in the order of SPDX."""
    known = _PARTS.findall(parts)
    order = [part for part in ("by", "nc", "nd", "sa") if part in known]
    name = "-".join(["CC", *(part.upper() for part in order), *([version] if version else [])])
    return f"{name}-NL" if is_dutch and name == _OF_ITS_OWN else name


def _coded(written: str) -> str:
    """Give the SPDX name of a portal's code or of a licence's full name, "" for any other."""
    code = re.sub(r"[^a-z0-9]+", "-", written.replace("+", "plus")).strip("-")
    if found := _CODES.get(code) or _CODES.get(re.sub(r"-1-0(-universal)?$", "", code), ""):
        return found
    for pattern, part in _WORDS:
        code = re.sub(pattern, part, code)
    if named := _NAMED.fullmatch(code):
        version = f"{named[2]}.{named[3] or 0}" if named[2] else ""
        return _creative(named[1], version, bool(named[4]))
    if eupl := _EUPL.fullmatch(code):
        return f"EUPL-1.{eupl[1]}{_later(eupl[2], '')}"
    gnu = _GNU.fullmatch(code)
    if gnu and gnu[2]:
        return f"{gnu[1].upper()}GPL-{gnu[2]}.{gnu[3] or 0}{_later(gnu[4], '-only')}"
    return ""


def _later(said: str | None, otherwise: str) -> str:
    """Name which versions may be used, as SPDX does for the licences of GNU."""
    return "-or-later" if said and said != "-only" else otherwise
