"""What a licence allows: may its text be shown, is it open source, what is to be printed with it.

Without an explicit licence a text is linked, never copied (threats.md C.12). Dutch law lets anybody
make public again what an authority made public, unless it reserves its rights (Auteurswet, article
15b), but sites do reserve them, and not all of our sources are authorities. The licence is that of
the source of a text, never of the organisation behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from knowledge.licences.approved import OPEN_SOURCE
from knowledge.licences.spdx import FAMILIES, base, ids_in, licensing, normalised, parsed

__all__ = ["Notice", "is_open_source", "normalised", "notice", "permits", "share_alike"]

_CONTENT = re.compile(  # for texts and data; what has NC or ND in it is not among them
    r"CC0-1\.0|CC-PDDC|CC-PDM-1\.0|PDDL-1\.0|CC-BY(-SA)?(-\d\.\d)?(-[A-Z]{2,3})?|ODC-By-1\.0"
    r"|ODbL-1\.0|OGL-UK-\d\.0|OGL-Canada-2\.0|etalab-2\.0|NLOD-[12]\.0|DL-DE-(BY|ZERO)-2\.0"
)
_SAME = re.compile(r"CC-BY-SA|ODbL|[AL]?GPL|EUPL|MPL|EPL|OSL|CDDL|CECILL-[12]|LiLiQ-R|CPAL|MS-RL")
_CREATIVE = re.compile(r"CC-(BY(?:-SA)?)(?:-(\d\.\d))?(?:-([A-Z]{2,3}))?")
_PLACES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/deed.nl",
    "CC-PDM-1.0": "https://creativecommons.org/publicdomain/mark/1.0/deed.nl",
    # the Dutch text is the annex of the decision of the Commission
    "EUPL-1.2": "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:32017D0863",
}


class Notice(NamedTuple):
    """What is to be printed with a text: who, where it is, its licence, where the text of that is.

    `is_share_alike` says that who passes the text on must do so under the same licence.
    """

    who: str
    url: str
    licence: str
    licence_url: str
    is_share_alike: bool


def permits(licence: str) -> bool:
    """Tell whether a text under this licence may be shown here, with its source named.

    Public domain, CC0, CC-BY, CC-BY-SA, the licences of Open Data Commons and of governments that
    ask no more than that, and those of open source: a README is under that of its repository.
    Not NC (nobody can say that a reader of open data has no commercial aim), not ND (a text is cut
    and laid out anew), and not what is unknown. Of `OR` one is enough, of `AND` all must do.

    >>> permits("CC-BY-4.0"), permits("CC-BY-NC-4.0"), permits("MIT OR LicenseRef-x"), permits("")
    (True, False, True, False)
    """
    return _holds(licence, _is_open)


def is_open_source(expression: str) -> bool:
    """Tell whether software under this licence is open source: OSI approved, or free by the FSF.

    >>> is_open_source("EUPL-1.2 OR proprietary"), is_open_source("CC-BY-4.0"), is_open_source("")
    (True, False, False)
    """
    return _holds(expression, _is_free)


def share_alike(licence: str) -> bool:
    """Tell whether who passes a text on must do so under the same licence.

    >>> share_alike("CC-BY-SA-4.0"), share_alike("CC-BY-4.0"), share_alike("MIT OR EUPL-1.2")
    (True, False, False)
    """
    return permits(licence) and not _holds(licence, _is_loose)


def notice(licence: str, who: str, url: str) -> Notice:
    """Give what is to be printed with a text that is shown (CC-BY 4.0, section 3(a)).

    >>> notice("cc by-sa 4.0", "Gemeente Voorbeeld", "https://voorbeeld.example/")[2:4]
    ('CC-BY-SA-4.0', 'https://creativecommons.org/licenses/by-sa/4.0/deed.nl')
    """
    name = normalised(licence)
    return Notice(who, url, name, _text_of(name), share_alike(name))


def _text_of(name: str) -> str:
    """Give the address of the text of a licence; of a choice that of the first that permits."""
    known = licensing().known_symbols
    for one in sorted(filter(_is_open, ids_in(name)), key=lambda one: not _is_loose(one)):
        if place := _PLACES.get(base(one)):
            return place
        if found := _CREATIVE.fullmatch(one):
            path = "/".join(part.lower() for part in found.groups() if part)
            return f"https://creativecommons.org/licenses/{path}/" + (
                "deed.nl" if found[2] and not found[3] else ""
            )
        listed = next((spdx for spdx in (one, base(one)) if spdx in known), "")
        return f"https://spdx.org/licenses/{listed}.html" if listed else ""
    return ""


def _is_open(name: str) -> bool:
    return bool(_CONTENT.fullmatch(name)) or name in FAMILIES or _is_free(name)


def _is_free(name: str) -> bool:
    return name in OPEN_SOURCE or base(name) in OPEN_SOURCE


def _is_loose(name: str) -> bool:
    return _is_open(name) and not _SAME.match(name)


def _holds(licence: str, test: Callable[[str], bool]) -> bool:
    """Tell whether an expression passes a test that each of its licences passes or does not."""
    return _passes(parsed(normalised(licence)), test)


def _passes(part: Any, test: Callable[[str], bool]) -> bool:
    kind = type(part).__name__
    if kind in ("OR", "AND"):
        found = [_passes(one, test) for one in part.args]
        return any(found) if kind == "OR" else all(found)
    if kind == "LicenseWithExceptionSymbol":  # an unknown exception may as well forbid something
        exception = str(part.exception_symbol.key)
        known = licensing().known_symbols.get(exception)
        is_known = bool(known and known.is_exception) and not exception.startswith("LicenseRef-")
        return is_known and test(str(part.license_symbol.key))
    return kind == "LicenseSymbol" and test(str(part.key))
