"""Buying together: whose contracts end at the same time, who seeks the same."""

from __future__ import annotations

from knowledge.staging import Staging


def buying_pages(desk: Staging) -> None:
    """Stage the pages."""
