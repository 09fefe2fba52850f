"""The site: MkDocs turns the staged pages into HTML, Pagefind makes the search index over it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from typing import Any

from knowledge.clean import one_line
from knowledge.home import CHECKOUT, Home
from knowledge.model import NoaberError

# words that stand on every page would be found on every page
_NOT_SEARCHED = ".unseen, .bron, .crumbs, .rows thead, small"


class _Warnings(logging.Handler):
    """Keeps what MkDocs warns about, so that it can be told in one line."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def render(home: Home) -> None:
    """Build `build/site` from `build/pages` and index it for search.

    What stands in the home's `knowledge/notice.txt`, if anything, stands above every page.
    Raises NoaberError with what MkDocs or Pagefind said when the site is not as it should be.
    """
    pages = home.build / "pages"
    if not (pages / "index.md").is_file():
        raise NoaberError(f"{pages} heeft nog geen pagina's: maak ze eerst met `noaber build`")
    said = home.root / "knowledge" / "notice.txt"
    notice = one_line(said.read_text(encoding="utf-8")) if said.is_file() else ""
    _run_mkdocs(notice, docs_dir=str(pages), site_dir=str(home.build / "site"))
    _run_pagefind(home)


def _run_mkdocs(notice: str = "", **paths: Any) -> None:
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    heard = _Warnings()
    logger = logging.getLogger("mkdocs")
    propagates, logger.propagate = logger.propagate, False
    logger.addHandler(heard)
    try:
        config = load_config(str(CHECKOUT / "mkdocs.yml"), **paths)
        if notice:
            config.extra["notice"] = notice
        build(config)
    except MkDocsException as error:
        said = "; ".join(heard.messages[:5]) or str(error)
        raise NoaberError(f"MkDocs kon de site niet maken: {said}") from error
    finally:
        logger.removeHandler(heard)
        logger.propagate = propagates
    if heard.messages:
        raise NoaberError(f"MkDocs waarschuwt: {'; '.join(heard.messages[:5])}")


def _run_pagefind(home: Home) -> None:
    command = [sys.executable, "-m", "pagefind", "--site", str(home.build / "site")]
    done = subprocess.run(  # noqa: S603 - our own interpreter and folder, no shell
        [*command, "--force-language", "nl", "--silent", "--exclude-selectors", _NOT_SEARCHED],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoaberError(f"Pagefind kon de zoekindex niet maken: {done.stderr.strip()[-500:]}")
