"""The registers refreshed from the published lists: the copies that we ship came from these."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.request import urlopen

import pytest

from crawlers.refresh import refresh
from knowledge.home import CHECKOUT, Home
from knowledge.register import load_sources, products_from_upl
from knowledge.renewal import put, sources_text

SHIPPED = CHECKOUT / "knowledge" / "registers"
NAMES = {"gemeenten": "rwc_gemeenten_compleet", "provincies": "rwc_provincies_compleet",
         "waterschappen": "rwc_waterschappen_compleet", "producten": "UPL-actueel"}  # fmt: skip


def test_the_published_lists_change_nothing_in_what_is_shipped(
    federation: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-23")
    with urlopen(federation) as answer:
        addresses = json.load(answer)["registers"]
    sources = {
        key: source.model_copy(update={"download": addresses[NAMES[key]] if key in NAMES else ""})
        for key, source in load_sources(SHIPPED).items()
    }
    home = Home(tmp_path)
    put(home, {"sources.yml": sources_text(sources)})
    before = {path.name: path.read_bytes() for path in home.registers.iterdir()}
    monkeypatch.setattr("crawlers.refresh._ROO", {**_roo(), "address": f"{federation}/none"})

    found = refresh(home, allow_loopback=True)

    states = {change.name: (change.state, change.rows) for change in found.changes}
    assert {path.name: path.read_bytes() for path in home.registers.iterdir()} == before
    assert before["organisations.csv"] == (SHIPPED / "organisations.csv").read_bytes()
    assert states == {
        "gemeenten": ("same", 605), "provincies": ("same", 12), "waterschappen": ("same", 32),
        "producten": ("same", 1016), "overheidsorganisaties": ("kept", 0),
    }  # fmt: skip
    assert [problem.code for problem in found.problems] == ["unfetched"]  # the corpus has no ROO


def _roo() -> dict[str, object]:
    from crawlers.refresh import _ROO

    return _ROO


def test_the_broken_copies_of_the_upl_are_read(corpus: Path) -> None:
    folder = corpus / "maykinmedia" / "sdg-invoervoorziening" / "src/sdg/core/tests/data"
    broken = products_from_upl((folder / "UPL-actueel-without-adoptie.csv").read_bytes())
    whole = products_from_upl((folder / "UPL-actueel.csv").read_bytes())

    assert broken == [row for row in whole if row["name"] != "adoptie"]
    assert not any(row["legal_basis"].startswith("http") for row in broken)
