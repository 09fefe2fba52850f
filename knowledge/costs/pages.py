"""What solutions cost, and how to divide it: facts, keys and the calculator."""

from __future__ import annotations

from knowledge.staging import Staging


def cost_pages(desk: Staging) -> None:
    """Stage the pages."""
