"""Planted personal data come out nowhere: not in data, index, pages, site, feeds or exports.

One small home is crawled from hosts on loopback and built; then every file that was written is
searched, also inside what is compressed or escaped (threats.md C.11, D2).
"""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import pyarrow.parquet as pq
import pytest
from whoosh.index import open_dir

from knowledge.home import CHECKOUT

NAME, MAIL, PHONE = "Karin Quispelaar", "k.quispelaar@zomerdorp.example", "06-81726354"
BSN, IBAN = "790109281", "NL36INGB5288739684"
DIRECT = "030-2861997"
PERSON = f"{NAME}, {MAIL}, {PHONE}"
# in small letters and without blanks, so that no way of writing them stays unseen
PLANTED = ("quispelaar", "06-81726354", "0681726354", BSN, "nl36ingb5288739684", "30-2861997")
OFFICE = "info@zomerdorp.example"
SIGNS = re.compile(rb"[A-Za-z0-9+/=]{60,}")


def page(title: str, text: str) -> str:
    return (f"<!doctype html><html lang=nl><head><title>{title}</title></head><body><main>"
            f"<h1>{title}</h1><p>{text}</p></main></body></html>")  # fmt: skip


PAGES = {
    "/paspoort": page("Paspoort aanvragen", f"Vragen? Mail {PERSON} of {OFFICE}. "
                      f"Of bel {NAME}: {DIRECT}. De leges kunt u overmaken op {IBAN}."),
    "/links": page("Adressen", f"<a href='mailto:{MAIL}'>mail</a> "
                   f"<a href='/paspoort?m={MAIL}'>x</a> <a href='tel:{PHONE}'>bel</a> "
                   "k.quispelaar&#64;zomerdorp.example of "
                   "k.quispelaar (at) zomerdorp.example"),
    "/uitleg": page("Voorbeeld van een brief", f"Burgerservicenummer: {BSN}. Mail {MAIL}."),
}  # fmt: skip
BPMN = f"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d"><process id="p" name="Paspoort {MAIL}">
  <documentation>Vragen: {PERSON}</documentation><laneSet><lane id="l" name="{PERSON}">
  <flowNodeRef>t</flowNodeRef></lane></laneSet><startEvent id="s" name="Begin"/>
  <userTask id="t" name="Bel {PERSON}" camunda:assignee="{MAIL}"/><endEvent id="e" name="Klaar"/>
  <sequenceFlow id="f" sourceRef="s" targetRef="t" name="{PERSON}"/>
  <sequenceFlow id="g" sourceRef="t" targetRef="e"/></process></definitions>"""
PUBLICCODE = f"""publiccodeYmlVersion: '0.4'
name: Melding
url: https://code.example/zomerdorp/melding
softwareType: standalone/web
developmentStatus: stable
description:
  nl:
    shortDescription: Meldingen afhandelen. Vragen aan {MAIL}.
    longDescription: "Beheerd door {PERSON}. {"Een melding komt binnen en wordt verdeeld. " * 8}"
    features: ['Mail naar {MAIL}']
legal: {{license: EUPL-1.2, mainCopyrightOwner: 'Gemeente Zomerdorp'}}
usedBy: ['{PERSON}']
maintenance:
  type: community
  contacts: [{{name: {NAME}, email: {MAIL}, phone: '{PHONE}'}}]
  contractors: [{{name: '{PERSON}', until: '2030-01-01'}}]
"""
RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Nieuws van {PERSON}</title>
  <managingEditor>{MAIL} ({NAME})</managingEditor>
  <item><title>Nieuw loket, zegt {PERSON}</title><link>HERE/nieuws/1</link>
  <author>{MAIL} ({NAME})</author><description>Bel {PERSON} of mail {OFFICE}.</description></item>
  <item><title>Tweede bericht</title><link>HERE/nieuws/2?mail={MAIL}</link>
  <description>Kort.</description></item></channel></rss>"""
ITEMS = {
    "data": [
        {"id": 1, "title": f"Parkeren, {MAIL}", "slug": "parkeren", "post_status": "publish",
         "portal_url": "HERE/parkeren", "content": f"<p>Vraag {PERSON}.</p>",
         "excerpt": f"Vraag het {PERSON} en reken op acht weken", "upl_name": f"niets {MAIL}",
         "faq": [{"question": f"Wie is {PERSON}?", "answer": f"<p>Sofinummer? {MAIL}</p>"}]},
        {"id": 2, "title": "Voorbeeld", "post_status": "publish", "portal_url": "HERE/voorbeeld",
         "content": f"<p>Uw BSN is {BSN}.</p>"},
    ],
    "pagination": {"total_count": 2, "total_pages": 1, "current_page": 1},
}  # fmt: skip
ENTRIES = {
    "experience/melding-ervaring": f"---\ntitle: Ervaring van {PERSON}\nowner: {PERSON}\nsummary: "
    f"Vraag {PERSON}.\nabout: [https://code.example/zomerdorp/melding]\n---\n# Zo deden wij het\n\n"
    f"Mail [{NAME}](mailto:{MAIL}) of {OFFICE}, bel {PHONE}, IBAN {IBAN}.\n",
    "experience/melding-bsn": "---\ntitle: Een brief\nabout: "
    f"[https://code.example/zomerdorp/melding]\n---\nHet BSN is {BSN}.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """A home that was crawled twice and built, with what the commands said."""
    root = tmp_path_factory.mktemp("personal")
    site, code = serve(), serve()
    listed = "".join(f"<url><loc>{site.url}{path}</loc></url>"
                     for path in [*PAGES, f"/brief?mail={MAIL}"])  # fmt: skip
    site.pages |= PAGES | {
        "/sitemap.xml": answer(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}'
                               "</urlset>", media_type="application/xml"),
        f"/brief?mail={MAIL}": page("Brief", "Een brief."), "/": page("Zomerdorp", "Welkom."),
        "/feed": answer(RSS.replace("HERE", site.url), media_type="application/rss+xml"),
        "/wp-json/owc/pdc/v1/items?limit=100&page=1": answer(
            json.dumps(ITEMS).replace("HERE", site.url), media_type="application/json"),
    }  # fmt: skip
    code.pages |= {
        "/": "<a href=publiccode.yml>a</a><a href=paspoort.bpmn>b</a>",
        "/publiccode.yml": answer(PUBLICCODE, media_type="text/yaml"),
        "/paspoort.bpmn": answer(BPMN, media_type="application/xml"),
    }  # fmt: skip
    sources = [{"protocol": "website", "url": f"{site.url}/"},
               {"protocol": "feed", "url": f"{site.url}/feed"},
               {"protocol": "pdc", "url": f"{site.url}/wp-json/owc/pdc/v1"},
               {"protocol": "files", "url": f"{code.url}/", "licence": "CC0-1.0"}]  # fmt: skip
    for source in sources:
        source |= {"licence": "CC0-1.0"}
    for name, text in ENTRIES.items():
        path = root / "knowledge" / "entries" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    first = crawl(root, {"zomerdorp": sources})
    again = crawl(root, now="2026-11-02")
    build = subprocess.run(
        [sys.executable, "-m", "noaber", "--home", str(root), "build"], cwd=CHECKOUT, timeout=300,
        capture_output=True, text=True, env=os.environ | {"NOABER_NOW": "2026-11-02"},
    )  # fmt: skip
    return SimpleNamespace(root=root, first=first, again=again, build=build)


def unpacked(raw: bytes) -> Iterator[bytes]:
    """Give bytes, and what is compressed or in base64 inside them."""
    yield raw
    if raw[:2] == b"\x1f\x8b":
        yield from unpacked(gzip.decompress(raw))
    elif raw[:4] == b"PAR1":
        yield repr(pq.read_table(io.BytesIO(raw)).to_pylist()).encode()
    elif raw[:2] in (b"\x78\x9c", b"\x78\xda"):
        yield zlib.decompress(raw)
    else:
        for found in SIGNS.findall(raw):
            if found.startswith(b"H4sI"):  # gzip in base64
                yield from unpacked(base64.b64decode(found))


def spellings(raw: bytes) -> Iterator[str]:
    """Give text as it is, and as it reads once what is escaped in it is not."""
    text = raw.decode("utf-8", "replace")
    for one in (text, re.sub(r"\\u([0-9a-f]{4})", lambda u: chr(int(u[1], 16)), text)):
        for read in (one, html.unescape(one), unquote(html.unescape(one))):
            yield re.sub(r"\s", "", read).lower()


def files(root: Path) -> list[Path]:
    return [path for room in ("data", "build") for path in (root / room).rglob("*")
            if path.is_file()]  # fmt: skip


def told(text: str) -> list[str]:
    return [value for value in PLANTED if value in text]


def test_everything_was_crawled_and_built(home: Any) -> None:
    assert home.build.returncode in (0, 3), home.build.stderr
    assert {name: one["state"] for name, one in home.first.sources.items()} == dict.fromkeys(
        ("zomerdorp-feed", "zomerdorp-files", "zomerdorp-pdc", "zomerdorp-website"), "complete"
    )
    rooms = {path.relative_to(home.root).parts[:2] for path in files(home.root)}
    assert {("build", "index"), ("build", "pages"), ("build", "site"), ("data", "harvest"),
            ("data", "runs")} <= rooms  # fmt: skip


def test_no_file_that_was_written_holds_what_was_planted(home: Any) -> None:
    leaks = {
        str(path.relative_to(home.root)): found
        for path in files(home.root)
        for raw in unpacked(path.read_bytes())
        for text in spellings(raw)
        if (found := told(text))
    }

    assert leaks == {}


def test_the_search_index_holds_no_word_of_it(home: Any) -> None:
    with open_dir(home.root / "build" / "index").searcher() as searcher:
        stored = re.sub(r"\s", "", repr(list(searcher.all_stored_fields()))).lower()
        reader = searcher.reader()
        words = " ".join(
            term.decode("utf-8", "replace")
            for field in reader.indexed_field_names()
            for term in reader.lexicon(field)
        )

    assert "paspoort" in words
    assert told(stored) == told(words) == []


def test_no_file_is_named_after_it(home: Any) -> None:
    assert (
        told(" ".join(str(path.relative_to(home.root)).lower() for path in files(home.root))) == []
    )


def test_what_the_commands_say_does_not_repeat_it(home: Any) -> None:
    said = home.first.stderr, repr(home.first.sources), home.again.stderr, repr(home.again.sources)

    assert told("".join(said).lower()) == []
    assert told((home.build.stdout + home.build.stderr).lower()) == []


def test_addresses_of_desks_still_come_out(home: Any) -> None:
    site = home.root / "build" / "site"

    assert any(OFFICE in path.read_text() for path in site.rglob("*.html"))
    assert OFFICE in home.first.files["zomerdorp-website"].decode()


def test_a_likely_bsn_is_refused_and_its_publisher_is_told(home: Any) -> None:
    for run in (home.first, home.again):
        told_of = {p["place"].rpartition("/")[2] for name in ("website", "pdc")
                   for p in run.sources[f"zomerdorp-{name}"]["problems"]
                   if p["code"] == "likely-bsn"}  # fmt: skip
        assert told_of == {"uitleg", "voorbeeld"}
        assert not any("/uitleg" in each for each in run.records("zomerdorp-website"))
    assert home.first.sources["zomerdorp-website"]["refused"] >= 1


def test_a_hint_counts_what_was_hidden(home: Any) -> None:
    hints = [p["message"] for p in home.first.sources["zomerdorp-website"]["problems"]
             if p["code"] == "masked"]  # fmt: skip

    assert ("dit tonen we niet, het is van personen: 1 e-mailadres, 1 rekeningnummer, 2 namen en "
            "2 telefoonnummers") in " | ".join(hints)  # fmt: skip
