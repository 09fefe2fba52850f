"""The staged pages and the site of the whole corpus."""

from __future__ import annotations

import gzip
import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from knowledge.libraries import LIBRARIES
from knowledge.paths import page_path

ADDRESSES = [  # of persons: `maintenance.contacts` of publiccode files, see test_real_crawl.py
    "a.vansomeren@s-hertogenbosch.nl", "r.van.sprang@amsterdam.nl", "a.bianchi@isweb.it",
    "andrea.danese@comune.milano.it", "manuele.pesenti@gter.it", "e.witteveen@sudwestfryslan.nl",
    "ruben@conduction.nl", "remko@conduction.nl", "m.mondello@comune.messina.it",
]  # fmt: skip
FOLDERS = ("organisaties", "producten", "processen", "oplossingen", "documenten")
LINKS = {"href", "src", "action", "formaction", "data", "poster", "srcset"}


@pytest.fixture(scope="module")
def site(real: Any) -> Path:
    done = real.done["build"]
    assert done.returncode in (0, 3), done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    assert (real.site / "index.html").is_file()
    return Path(real.site)


@cache
def parsed(path: Path) -> Any:
    return html.document_fromstring(path.read_bytes())


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def attributes(page: Path) -> Iterator[tuple[str, str]]:
    for element in parsed(page).iter("*"):
        yield from element.attrib.items()


def scripts(page: Path) -> set[tuple[str, str]]:
    """Each script of a page: where it comes from and what it says, wherever the page stands."""
    found = parsed(page).iter("script")
    return {
        (re.sub(r"^(\.\./|\./|/)+", "", s.get("src") or ""), re.sub(r"\.\./|\./", "", s.text or ""))
        for s in found
    }


def pages_of(hub: Any, site: Path, kind: str) -> dict[str, Path]:
    things = (thing for thing in hub.things.values() if thing.kind == kind)
    return {thing.id: site / page_path(thing) / "index.html" for thing in things}


def test_each_organisation_with_a_member_file_has_a_page(hub: Any, site: Path) -> None:
    assert len(hub.members) == 35
    for member in hub.members:
        page = site / "organisaties" / member.slug / "index.html"
        assert page.is_file(), member.slug
        assert member.name in " ".join(parsed(page).itertext()), member.slug


@pytest.mark.parametrize("kind", ["solution", "process", "document"])
def test_each_harvested_thing_has_a_page_of_its_own(
    real: Any, hub: Any, site: Path, kind: str
) -> None:
    """That every record of the harvest is in the hub, test_real_hub.py asserts."""
    places = pages_of(hub, site, kind)
    harvested = [i for i in places if {r.source for r in hub.things[i].records} & set(real.harvest)]
    assert harvested
    assert len(set(places.values())) == len(places)
    assert [i for i in harvested if not places[i].is_file()] == []


def test_the_page_of_openstad_names_its_users(hub: Any, site: Path) -> None:
    page = pages_of(hub, site, "solution")["https://github.com/openstad/openstad-headless"]
    text = " ".join(parsed(page).itertext())
    for name in ("Haarlem", "Alphen aan den Rijn", "Woonstad Rotterdam", "Buro Regen&Water"):
        assert name in text


def test_the_page_of_a_wedding_diagram_shows_its_steps(hub: Any, site: Path) -> None:
    base = "https://github.com/vng-realisatie/huwelijksplanner/blob/HEAD/BPMn/"
    page = pages_of(hub, site, "process")[f"{base}Structureel%20trouwproces.bpmn"]
    text = " ".join(" ".join(parsed(page).itertext()).split())
    for step in ("Controleren getuigen", "Wens vervuld"):  # read in the file
        assert step in text


def test_no_page_has_a_script_that_the_front_page_or_its_own_room_does_not_have(
    site: Path,
) -> None:
    everywhere = scripts(site / "index.html") | scripts(site / "zoeken" / "index.html")
    everywhere |= scripts(site / "oplossingen" / "index.html")
    rooms = {  # what one room of the site needs, and no other page has
        "analyse": {"tabellen.js"},
        "kosten": {"division.js", "kosten.js"},
        "verkennen": {"verkennen.js", "verkennen_data.js", "verkennen_beeld.js",
                      *(f"libraries/{name}" for name in LIBRARIES)},
    }  # fmt: skip
    for page in pages(site):
        room = rooms.get(page.relative_to(site).parts[0], set())
        strange = scripts(page) - everywhere - {(f"assets/{name}", "") for name in room}
        assert not strange, (page, strange)


def test_no_page_has_a_handler_or_a_link_that_runs_something(site: Path) -> None:
    for page in pages(site):
        for name, value in attributes(page):
            assert not name.startswith("on"), (page, name, value[:80])
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value, re.I) if name in LINKS else None
            if scheme and not value.startswith("data:image/"):
                assert scheme[1].lower() in ("http", "https", "mailto"), (page, value[:80])


def test_harvested_text_puts_no_frame_object_or_form_on_a_page(site: Path) -> None:
    for folder in FOLDERS:
        for page in (site / folder).rglob("*.html"):
            main = parsed(page).find(".//main")
            assert main is not None, page
            found = [e.tag for e in main.iter("iframe", "object", "embed", "base", "meta")]
            assert not found, (page, found)


def test_pages_of_what_a_forge_has_never_show_the_address_it_was_fetched_from(
    hub: Any, site: Path, real: Any
) -> None:
    """`127.0.0.1:8000` in a text of somebody's installation guide is not such an address."""
    port = urlsplit(real.address).port
    for thing in hub.things.values():
        if thing.kind in ("solution", "process", "document") and all(
            "-forge" in record.source for record in thing.records
        ):
            text = (site / page_path(thing) / "index.html").read_text(encoding="utf-8")
            assert "127.1.0." not in text, thing.id
            assert f":{port}" not in text, thing.id


def test_every_internal_link_of_200_pages_leads_to_a_file(site: Path) -> None:
    everything = pages(site)
    broken = set()
    for page in random.Random(1).sample(everything, min(200, len(everything))):
        if page.name == "404.html":  # its links are absolute: it is served at any address
            continue
        for name, value in attributes(page):
            parts = urlsplit(value) if name in ("href", "src") else None
            if not parts or parts.scheme or parts.netloc or not parts.path:
                continue
            target = (page.parent / unquote(parts.path)).resolve()
            inside = target.is_relative_to(site.resolve())
            if not inside or not (target.is_file() or (target / "index.html").is_file()):
                broken.add((page.relative_to(site), value))
    assert not sorted(broken)[:10]


def test_the_sources_page_names_the_publiccode_that_could_not_be_read(site: Path) -> None:
    page = site / "bronnen" / "index.html"
    text = " ".join(" ".join(parsed(page).itertext()).split())
    shown = text + " ".join(value for name, value in attributes(page) if name == "href")
    assert "plugin-pdc-base/blob/HEAD/publiccode.yaml" in shown
    assert "regel 34" in text


def test_the_sources_page_has_a_row_for_every_source_of_a_member(
    hub: Any, site: Path, real: Any
) -> None:
    page = parsed(site / "bronnen" / "index.html")
    table = next(page.iter("table"))
    rows = Counter(row.findtext("th/a") for row in table.findall("tbody/tr"))
    assert rows == {member.name: len(member.sources) for member in hub.members}
    assert sum(rows.values()) == len(real.table)


def test_no_file_of_the_site_has_the_mail_address_of_a_contact_person(
    site: Path, real: Any
) -> None:
    wanted = [address.encode() for address in ADDRESSES]
    found = []
    for path in [*site.rglob("*"), *real.pages.rglob("*")]:
        if path.is_file():
            body = path.read_bytes()
            if body[:2] == b"\x1f\x8b":  # the search index of Pagefind is packed
                body = gzip.decompress(body)
            found += [(str(path), address) for address in wanted if address in body]
    assert found == []


def test_the_search_index_of_the_browser_is_there(site: Path) -> None:
    assert (site / "pagefind" / "pagefind.js").is_file()
    assert list((site / "pagefind" / "fragment").iterdir())
