"""What no source has any more: its page stays where it was and says so, and nothing else does."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.home import Home
from knowledge.hub import Hub
from knowledge.identity import page_name
from knowledge.load import load_hub
from knowledge.pages import stage

ID = "https://dorp.nl/verhuizen"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-20")


def record(**more: Any) -> dict[str, Any]:
    return {"kind": "document", "id": ID, "title": "Verhuizen", "url": ID, "source": "dorp-website",
            "first_seen": "2026-11-01", "last_seen": "2026-11-01", **more}  # fmt: skip


def live(**more: Any) -> dict[str, Any]:
    said = {"subject": "noaber:organisatie/dorp", "relation": "publishes", "object": ID}
    return record(text="Geef uw verhuizing door.", statements=[said], **more)


GONE = record(gone="2026-11-09", reason="niet meer gevonden bij de bron")


def hub_of(root: Path, **harvests: dict[str, Any]) -> tuple[Home, Hub]:
    home = Home(root)
    home.members.mkdir(parents=True)
    home.harvest.mkdir(parents=True)
    member = {"name": "Gemeente Dorp", "type": "gemeente", "sources": []}
    (home.members / "dorp.yml").write_text(json.dumps(member))
    for source, data in harvests.items():
        (home.harvest / f"{source}.jsonl").write_text(json.dumps(data) + "\n")
    return home, load_hub(home)


def page(home: Home, hub: Hub) -> str:
    stage(hub, home)
    return (home.build / "pages" / "documenten" / f"{page_name('Verhuizen', ID)}.md").read_text()


def test_a_tombstone_is_no_thing_and_keeps_its_page(tmp_path: Path) -> None:
    home, hub = hub_of(tmp_path, a=GONE)

    text = page(home, hub)

    assert (ID in hub.things, [*hub.graves]) == (False, [ID])
    assert "Laatst gezien op 1 november 2026, weggehaald op 9 november 2026" in text
    assert "data-pagefind-body" not in text
    listed = (home.build / "pages" / "data" / "documenten.json").read_text()
    assert "Verhuizen" not in listed


def test_a_thing_that_another_source_still_has_is_no_tombstone(tmp_path: Path) -> None:
    home, hub = hub_of(tmp_path, a=GONE, b=live())

    assert ([*hub.graves], ID in hub.things) == ([], True)
    assert "weggehaald" not in page(home, hub)


def test_what_is_missed_is_shown_with_the_day(tmp_path: Path) -> None:
    home, hub = hub_of(tmp_path, a=live(missed=["2026-11-02", "2026-11-05"]))

    assert "Sinds 2 november 2026 staat dit niet meer bij de bron" in page(home, hub)
    assert len(hub.edges_of(ID)) == 1


def test_what_one_of_two_sources_misses_is_not_missed(tmp_path: Path) -> None:
    home, hub = hub_of(tmp_path, a=live(missed=["2026-11-02"]), b=live())

    assert "niet meer bij de bron" not in page(home, hub)
