"""From the home page of the demo to who moves people, and with what: two clicks, or one search."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import lxml.html
import pytest

CHROMIUM = Path("/usr/bin/chromium")
TOWNS = {"Voorbeeldgemeente Eikendaal", "Voorbeeldgemeente Waterhoek"}


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def page(site: Path, path: str) -> Any:
    return lxml.html.fromstring((site / path / "index.html").read_bytes())


def followed(site: Path, path: str, label: str) -> str:
    """Give the path of the page to which the first link with this text leads."""
    links = page(site, path).xpath("//main//a | //div[contains(@class, 'noaber')]//a")
    hrefs = [link.get("href") for link in links if link.text_content().strip() == label]
    return unquote(urljoin(f"/{path}", hrefs[0])).strip("/") + "/"


def reached(site: Path, path: str) -> tuple[set[str], list[str]]:
    """Give the municipalities with a process and the solutions on the page of a product."""
    tree = page(site, path)
    towns = tree.xpath("//section[@id='processen']//td[@data-label='Van']//a/text()")
    return set(towns), tree.xpath("//section[@id='oplossingen']/ul/li/a/text()")


def test_a_theme_on_the_home_page_leads_to_municipalities_and_solutions_in_two_clicks(demo):
    site = demo / "build" / "site"

    first = followed(site, "", "Burgerzaken")
    second = followed(site, first, "Verhuismelding")

    assert (first, second) == ("themas/burgerzaken/", "producten/verhuismelding/")
    towns, solutions = reached(site, second)
    assert towns >= TOWNS
    assert "Verhuisformulier" in solutions


def test_the_home_page_has_the_seven_themes_after_the_search(demo):
    tree = page(demo / "build" / "site", "")
    tiles = tree.xpath("//ul[@class='theme-tiles']/li/a//text()")
    order = tree.xpath("//form[@role='search'] | //ul[@class='theme-tiles']")

    assert len(tiles) == 7
    assert [element.tag for element in order] == ["form", "ul"]


def test_the_command_that_searches_knows_what_people_call_a_product(demo):
    command = [sys.executable, "-m", "noaber", "--home", str(demo), "search", "adreswijziging"]
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)

    assert "producten/verhuismelding/" in [r["url"] for r in json.loads(done.stdout)["results"]]


@pytest.fixture
def address(demo: Path) -> Iterator[str]:
    handler = functools.partial(Quiet, directory=demo / "build" / "site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_searching_verhuizing_from_home_leads_there_too(address):
    if not CHROMIUM.exists():
        pytest.skip("Chromium is absent: apt-get install chromium")
    from playwright import sync_api  # locked with the other tools: its absence is a failure

    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = browser.new_page()
        opened.goto(address)
        opened.get_by_label("Waar zoekt u naar?").fill("verhuizing")
        opened.locator(".hits a", has_text="Verhuismelding").first.click()
        opened.wait_for_url("**/producten/verhuismelding/**")
        towns = set(opened.locator("#processen td[data-label=Van] a").all_inner_texts())
        solutions = opened.locator("#oplossingen li > a").all_inner_texts()
        browser.close()

    assert towns >= TOWNS
    assert "Verhuisformulier" in solutions
