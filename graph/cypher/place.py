"""Where the database of a home stands."""

from __future__ import annotations

from pathlib import Path

from knowledge.home import Home

NAME = "noaber.lbug"


def database_of(home: Home) -> Path:
    """Give where `noaber build` puts the database of a home, and `noaber cypher` looks for it.

    It is the one that the site offers, among the open data files.
    """
    return home.build / "pages" / "data" / NAME
