"""The pages for analysts: every question with its answer, tables and pictures."""

from __future__ import annotations

from knowledge.staging import Staging


def analysis_pages(desk: Staging) -> None:
    """Stage the pages."""
