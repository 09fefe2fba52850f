"""The SPDX id of a licence, from the addresses and codes that data portals write for it.

Addresses of Creative Commons, SPDX and Joinup, the licence list of the EU
(publications.europa.eu/resource/authority/licence), those of CKAN and opendefinition.org. What does
not say its version gets none: `CC-BY`. The rest is unknown, never guessed.
"""

from __future__ import annotations

import re

_CODES = {
    "apache-2-0": "Apache-2.0",
    "cc0": "CC0-1.0",
    "cc0-1-0": "CC0-1.0",
    "cc-0": "CC0-1.0",
    "cc-zero": "CC0-1.0",
    "cc-zero-1-0": "CC0-1.0",
    "cc-pddc": "CC-PDDC",
    "cc-pdm-1-0": "CC-PDM-1.0",
    "mit": "MIT",
    "odc-bl": "ODbL-1.0",
    "odc-odbl": "ODbL-1.0",
    "odbl-1-0": "ODbL-1.0",
    "odc-by": "ODC-By-1.0",
    "odc-by-1-0": "ODC-By-1.0",
    "odc-pddl": "PDDL-1.0",
    "pddl-1-0": "PDDL-1.0",
}
_MARKS = {"zero": "CC0-1.0", "mark": "CC-PDM-1.0"}
_CREATIVE = re.compile(r"creativecommons\.org/licenses/([a-z-]+)(?:/(\d\.\d))?(?:/(nl)(?![a-z]))?")
_PUBLIC = re.compile(r"creativecommons\.org/publicdomain/(zero|mark)(?![a-z])")
_NAMED = re.compile(r"cc-?(by(?:-?(?:nc|sa|nd))*)(?:-(\d)-(\d))?(?:-(?:nl|deed|igo|int))?")
_EUPL = re.compile(r"eupl\D*1-?([012])(?!\d)")
_PARTS = re.compile(r"by|nc|sa|nd")


def spdx(licence: str) -> str:
    """Give the SPDX id of a licence's address or code, "" where it is unknown or not open.

    >>> spdx("http://creativecommons.org/licenses/by-sa/4.0/deed.nl"), spdx("cc-zero")
    ('CC-BY-SA-4.0', 'CC0-1.0')
    >>> spdx("http://publications.europa.eu/resource/authority/licence/CC_BYSA_3_0"), spdx("cc-by")
    ('CC-BY-SA-3.0', 'CC-BY')
    >>> spdx("https://creativecommons.org/publicdomain/mark/1.0/"), spdx("niet-open")
    ('CC-PDM-1.0', '')
    """
    text = licence.strip().lower()[:300]
    if found := _PUBLIC.search(text):
        return _MARKS[found[1]]
    if found := _CREATIVE.search(text):
        country = "-NL" if found[3] and found[2] == "3.0" and found[1] == "by" else ""
        return _creative(found[1], found[2] or "") + country
    last = re.split(r"[/#]", text.rstrip("/"))[-1].removesuffix(".html")
    code = re.sub(r"[^a-z0-9]+", "-", last).strip("-")
    if code in _CODES:
        return _CODES[code]
    if found := _NAMED.fullmatch(code):
        return _creative(found[1], f"{found[2]}.{found[3]}" if found[2] else "")
    found = _EUPL.search(code)
    return f"EUPL-1.{found[1]}" if found else ""


def _creative(parts: str, version: str) -> str:
    """Name a Creative Commons licence of its parts, in the order of SPDX."""
    known = _PARTS.findall(parts)
    order = [part for part in ("by", "nc", "nd", "sa") if part in known]
    return "-".join(["CC", *(part.upper() for part in order), *([version] if version else [])])


def is_closed(licence: str) -> bool:
    """Tell whether a publisher says that a licence does not let others use it.

    >>> is_closed("http://standaarden.overheid.nl/owms/terms/geslotenlicentie"), is_closed("cc-by")
    (True, False)
    """
    return bool(re.search(r"niet-?open|gesloten|other-closed|not-?open", licence.lower()))
