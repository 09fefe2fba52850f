"""The licence that a data portal writes for a dataset: its SPDX name, and whether it is closed."""

from __future__ import annotations

import re

from knowledge.licences.spdx import recognised


def spdx(licence: str) -> str:
    """Give the SPDX id of a licence's address or code, "" where it is unknown or not open.

    >>> spdx("http://creativecommons.org/licenses/by-sa/4.0/deed.nl"), spdx("cc-zero")
    ('CC-BY-SA-4.0', 'CC0-1.0')
    >>> spdx("http://publications.europa.eu/resource/authority/licence/CC_BYSA_3_0"), spdx("cc-by")
    ('CC-BY-SA-3.0', 'CC-BY')
    >>> spdx("https://creativecommons.org/publicdomain/mark/1.0/"), spdx("niet-open")
    ('CC-PDM-1.0', '')
    """
    return recognised(licence)


def is_closed(licence: str) -> bool:
    """Tell whether a publisher says that a licence does not let others use it.

    >>> is_closed("http://standaarden.overheid.nl/owms/terms/geslotenlicentie"), is_closed("cc-by")
    (True, False)
    """
    return bool(re.search(r"niet-?open|gesloten|other-closed|not-?open", licence.lower()))
