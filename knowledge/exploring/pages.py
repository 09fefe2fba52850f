"""The page on which one walks through the graph, from one thing to the next."""

from __future__ import annotations

from knowledge.staging import Staging


def explorer_pages(desk: Staging) -> None:
    """Stage the pages."""
