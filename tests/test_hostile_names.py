"""Names, encodings and one poisoned file (threats.md C.4, N1 to N3): each costs at most itself."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, read
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Thing
from knowledge.identity import digest, page_name, slug
from knowledge.load import load_hub
from knowledge.paths import page_path

PAGES = Path(__file__).parent / "pages"
NAMES = [  # each was a file name somewhere that did harm
    "../../etc/passwd", "..", ".", "/", "\\", "C:\\Windows", "//server/map", "~root", "a/../b",
    "%2e%2e%2f", "-rf", "--", "*", ".git", ".htaccess", "index", "Index.html", "404", "search",
    "assets", "con", "CON", "con.txt", "nul", "prn", "aux", "com1", "COM9", "lpt1", "COM¹",
    "C++", "C#", "c", "Vergunning", "VERGUNNING", "vergunning", "Vergu\u0308nning", "Vergünning",
    "日本", "日本語", "🌳", "", " ", "\t", "\u3000", "ﬁle", "Straße", "ıI", "Å", "\u212b",
    "a" * 300, "é" * 300, "a-" * 200, "\u202egnp.exe", "a\u200bb", "a\u00adb", "\ufeffa", "a\x00b",
    "\ud800", "a\nb", "a\r\nb: c", "title: x\ntemplate: nope.html", "---", "...", "{{ 7*7 }}",
    "{% include 'x' %}", "${x}", "<script>alert(1)</script>", "<!--", "]]>", "`id`", "$(id)", "|",
    "&amp;", "%s%n", "'; DROP TABLE x", "null", "true", "NaN", "1e400", "0x1f", "__proto__",
    "constructor", "undefined", "--8<-- '/etc/passwd'", "[a](javascript:x)", "# kop", "- lijst",
    "z̸̢̛" * 40,
]  # fmt: skip
KINDS = ("organisation", "product", "process", "solution", "document", "initiative")
DEVICES = {
    "con",
    "nul",
    "prn",
    "aux",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
# three addresses of which the digest is the same, found by trying 3.6 million of them
TRIPLE = [f"https://dorp.example/{n}" for n in (839983, 3248178, 3573715)]


@given(st.text(max_size=300) | st.sampled_from(NAMES))
def test_any_title_gives_a_name_that_every_system_takes(title: str) -> None:
    for name in (slug(title), page_name(title, title)):
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,81}", name)
        assert name not in DEVICES | {"index", "404", "search", "assets"}
        assert slug(name) == name
        assert unicodedata.is_normalized("NFC", name)


def test_titles_that_look_alike_get_names_of_their_own() -> None:
    names = {page_name(title, f"https://dorp.example/{n}") for n, title in enumerate(NAMES)}

    assert len(names) == len(NAMES)


def line(kind: str, identifier: str, title: str, **more: Any) -> str:
    """A record as a harvest has it, whatever is in it."""
    said = {"kind": kind, "id": identifier, "title": title, "url": identifier,
            "source": "dorp-files", "text_licence": "CC0-1.0", "first_seen": "2026-11-01",
            "last_seen": "2026-11-01"}  # fmt: skip
    return json.dumps(said | more)


MEMBER = {"name": "Gemeente Dorp", "type": "gemeente",
          "sources": [{"protocol": "files", "url": "https://dorp.example/"}]}  # fmt: skip


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Home]:
    """Make a home with a member and registers with nothing in them."""

    def made() -> Home:
        home = Home(tmp_path_factory.mktemp("home"))
        for folder in (home.members, home.harvest, home.root / "knowledge" / "registers"):
            folder.mkdir(parents=True)
        for path in (CHECKOUT / "knowledge" / "registers").iterdir():
            text = path.read_text("utf-8")
            kept = {".csv": f"{text.splitlines()[0]}\n", ".yml": "{}\n"}.get(path.suffix, text)
            (home.registers / path.name).write_text(text if path.stem == "sources" else kept)
        (home.members / "dorp.yml").write_text(json.dumps(MEMBER))
        return home

    return made


def harvest(home: Home, lines: list[str | bytes]) -> None:
    raw = [one if isinstance(one, bytes) else one.encode() for one in lines]
    (home.harvest / "dorp-files.jsonl").write_bytes(b"\n".join(raw) + b"\n")


@pytest.fixture(scope="module")
def named(empty: Callable[[], Home]) -> SimpleNamespace:
    """A hub in which every kind of thing has every name."""
    home = empty()
    lines: list[str | bytes] = [line(kind, f"https://{kind}.example/{n}", title or " ")
                                for kind in KINDS for n, title in enumerate(NAMES)]  # fmt: skip
    harvest(home, lines)
    hub = load_hub(home)
    harvest(home, list(reversed(lines)))
    return SimpleNamespace(hub=hub, other=load_hub(home), lines=len(lines))


def test_each_thing_has_a_page_of_its_own_also_where_case_does_not_count(named: Any) -> None:
    ours = [thing for thing in named.hub.things.values() if "example/" in thing.id]
    paths = {page_path(thing).casefold() for thing in named.hub.things.values()}

    assert len(paths) == len(named.hub.things)
    assert len(ours) + sum(p.code == "bad-line" for p in named.hub.problems) == named.lines
    assert all(re.fullmatch(r"[a-z]+/[a-z0-9][a-z0-9-]{0,120}/", path) for path in paths)


def test_the_order_of_a_harvest_changes_no_name(named: Any) -> None:
    names = {identifier: thing.slug for identifier, thing in named.hub.things.items()}

    assert {identifier: thing.slug for identifier, thing in named.other.things.items()} == names


def collided(empty: Callable[[], Home], *identifiers: str) -> list[Thing]:
    home = empty()
    harvest(home, [line("document", one, "Zelfde titel") for one in identifiers])
    return [thing for thing in load_hub(home).things.values() if thing.kind == "document"]


def test_two_things_with_one_digest_have_two_pages(empty: Callable[[], Home]) -> None:
    assert len(set(map(digest, TRIPLE))) == 1
    assert len({thing.slug for thing in collided(empty, *TRIPLE[:2])}) == 2


def test_three_things_with_one_digest_have_three_pages(empty: Callable[[], Home]) -> None:
    assert len({thing.slug for thing in collided(empty, *TRIPLE)}) == 3


# N2: encodings

SAMPLES = {  # name: text and media type
    "pagina.html": ("<html><head><title>Caf\u00e9 en financi\u00ebn</title></head><body><p>Een "
                    "caf\u00e9 vraagt een vergunning aan. Dat kost \u20ac 12.</p></body></html>",
                    "text/html"),
    "lees.md": ("# Caf\u00e9\n\nEen caf\u00e9 vraagt financi\u00eble steun.\n", "text/markdown"),
    "publiccode.yml": ("publiccodeYmlVersion: '0.4'\nname: Caf\u00e9\nurl: https://code.example/d/c"
                       "\n", "text/plain"),
    "kap.bpmn": ((PAGES / "readers" / "kapvergunning.bpmn").read_text("utf-8"), "application/xml"),
    "sc.xml": ((PAGES / "sru" / "eigen.xml").read_text("utf-8"), "text/xml"),
    "feed.json": (json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Caf\u00e9",
                              "items": [{"id": "1", "url": "https://dorp.example/1",
                                         "title": "Caf\u00e9"}]}, ensure_ascii=False),
                  "application/feed+json"),
    "c.ttl": ((PAGES / "dcat" / "catalogus.ttl").read_text("utf-8"), "text/turtle"),
}  # fmt: skip


def marked(codec: str, mark: bytes) -> Callable[[str], bytes]:
    return lambda text: mark + text.encode(codec, "replace")


def halved(text: str) -> bytes:
    middle = len(text) // 2
    return text[:middle].encode() + text[middle:].encode("latin-1", "replace")


CODINGS: dict[str, tuple[Callable[[str], bytes], str]] = {  # how, and what the host says
    "utf-8": (str.encode, "utf-8"), "utf-8 with mark": (marked("utf-8", b"\xef\xbb\xbf"), ""),
    "utf-16 le": (marked("utf-16-le", b"\xff\xfe"), ""),
    "utf-16 be": (marked("utf-16-be", b"\xfe\xff"), "utf-16"),
    "utf-16 le bare": (marked("utf-16-le", b""), ""), "utf-32": (marked("utf-32", b""), "utf-32"),
    "utf-7": (marked("utf-7", b""), "utf-7"), "latin-1": (marked("latin-1", b""), "latin-1"),
    "latin-1 as utf-8": (marked("latin-1", b""), "utf-8"), "utf-8 as latin-1": (str.encode, "l1"),
    "cp037": (marked("cp037", b""), ""), "gb18030": (marked("gb18030", b""), "gb18030"),
    "mixed": (halved, "utf-8"), "wrong mark": (marked("utf-8", b"\xff\xfe"), ""),
    "two marks": (marked("utf-8", b"\xef\xbb\xbf" * 2), ""),
    "nul": (lambda text: text.replace(" ", "\0").encode(), ""),
    "nul first": (lambda text: b"\0" * 9 + text.encode(), ""),
    "surrogates": (lambda text: text.replace("\u00e9", "\ud800").encode("utf-8", "surrogatepass"),
                   "utf-8"),
    "overlong": (lambda text: text.encode().replace(b"/", b"\xc0\xaf"), "utf-8"),
    "cut": (lambda text: text.encode()[:-1] + b"\xe2\x82", "utf-8"),
    "controls": (lambda text: text.replace(" ", "\x1b\x9f\u202e\ufffe").encode(), "utf-8"),
    "zip": (str.encode, "zip"), "hex": (str.encode, "hex"), "idna": (str.encode, "idna"),
    "punycode": (str.encode, "punycode"), "escape": (str.encode, "unicode_escape"),
    "undefined": (str.encode, "undefined"), "nonsense": (str.encode, "\0\u20ac" + "x" * 5_000),
    "empty": (lambda _: b"", ""), "marks only": (lambda _: b"\xff\xfe", ""),
    "noise": (lambda _: bytes(range(256)) * 40, ""),
}  # fmt: skip
FINE = ("utf-8", "utf-8 with mark", "utf-8 as latin-1", "zip", "hex", "idna", "escape", "undefined",
        "nonsense")  # fmt: skip


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("name", SAMPLES)
def test_bytes_in_any_encoding_are_a_record_or_a_problem(name: str, coding: str) -> None:
    (text, media_type), (encode, charset) = SAMPLES[name], CODINGS[coding]
    file = File(f"https://dorp.example/{name}", encode(text), path=name, media_type=media_type,
                charset=charset)  # fmt: skip

    reading = read(file)

    said = "".join(record.model_dump_json() for record in reading.records)
    assert reading.records or reading.problems
    assert "\\u0000" not in said
    assert coding not in FINE or reading.records


def test_a_crawl_of_files_in_every_encoding_loses_none(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    files = {f"/{n}/{name}": answer(encode(text), media_type=f"{kind}; charset={charset[:40]}".
                                    encode("ascii", "ignore").decode().replace("\0", ""))
             for n, (encode, charset) in enumerate(CODINGS.values())
             for name, (text, kind) in SAMPLES.items()}  # fmt: skip
    site = serve(files | {"/": "".join(f"<a href='{path}'>x</a>" for path in files)})

    run = crawl(tmp_path, {"dorp": [{"protocol": "files", "url": f"{site.url}/"}]})

    report, codes = run.sources["dorp-files"], set(run.codes("dorp-files").values())
    assert report["state"] == "complete"
    assert report["found"] == report["records"] + report["refused"] >= len(files)
    assert codes.isdisjoint({"bug", "too-heavy", "lost"})
    for raw in run.files["dorp-files"].splitlines():
        assert not set(json.loads(raw.decode("utf-8"))["title"]) & set(map(chr, range(32)))


# N3: one poisoned entry and one poisoned record

ENTRY = "---\ntitle: {}\n{}---\n\nWij doen dit samen.\n"
POISON: list[str | bytes] = [
    '{"kind": "document", "id":', "[" * 100_000, b"\xff\xfe\x00", "null", "[]", '"tekst"',
    '{"kind": "vreemd", "id": "x", "title": "y"}', '{"kind": "document", "title": "zonder id"}',
    line("document", "https://dorp.example/datum", "x", first_seen="morgen"),
    line("document", "https://dorp.example/soort", "x", statements="geen lijst"),
    line("document", "https://dorp.example/getal", "x", amount="veel"),
    line("document", "https://dorp.example/half", "half \ud800 teken"),
]  # fmt: skip
ODD: dict[str, dict[str, Any]] = {  # records that are well-formed and hostile
    "sjabloon": {"title": "{{ 7*7 }} {% include '/etc/passwd' %}", "text": "{{ cycler }}"},
    "sleutels": {"title": "x\n---\ntemplate: nope.html\n---", "summary": "a\ntemplate: nope.html"},
    "opmaak": {"title": "</title><script>alert(1)</script>", "text": "<script>alert(1)</script>"},
    "haken": {"text": "[a](" * 50_000, "format": "markdown"}, "diep": {"text": "> " * 100_000,
                                                                     "format": "markdown"},
    "adres": {"url": "javascript:alert(1)"}, "adres2": {"url": "http://[::1/"},
    "lang": {"title": "x" * 100_000, "summary": "y" * 1_000_000},
    "eindeloos": {"amount": "1e999999"}, "geen": {"amount": float("nan")},
    "kringen": {"statements": [{"subject": "https://dorp.example/kringen", "relation": "about",
                                "object": "https://dorp.example/kringen", "strength": "own",
                                "claimant": "https://dorp.example/kringen", "source": "x"}]},
    "besturing": {"title": "a\x00b\x1b[31m\u202ec", "text": "\x00\x0c\u2028"},
}  # fmt: skip


@pytest.fixture(scope="module")
def built(empty: Callable[[], Home]) -> SimpleNamespace:
    """A home with good and poisoned things in it, built as a whole."""
    home = empty()
    folder = home.entries / "initiative"
    folder.mkdir(parents=True)
    (folder / "goed.md").write_text(ENTRY.format("Goed idee", ""))
    for name, keys in {"sjabloon": "template: nope.html\n", "anker": "phase: &a [*a]\n"}.items():
        (folder / f"{name}.md").write_text(ENTRY.format(name, keys))
    (folder / "latin.md").write_bytes(ENTRY.format("caf\u00e9", "").encode("latin-1"))
    (folder / "nul.md").write_bytes(b"\0" * 100)
    (folder / "zonder.md").write_text("Geen streepjes.")
    good = [line("document", "https://dorp.example/eerst", "Het eerste document"),
            line("document", "https://dorp.example/laatst", "Het laatste document")]  # fmt: skip
    odd = [line("document", f"https://dorp.example/{name}", **({"title": name} | more))
           for name, more in ODD.items()]  # fmt: skip
    harvest(home, [good[0], *POISON, *odd, good[1]])
    (home.harvest / "leeg.jsonl").write_bytes(b"")
    (home.runs).mkdir(parents=True)
    (home.runs / "2026-11-01T000000Z.json").write_text('{"run": ')
    done = subprocess.run([sys.executable, "noaber.py", "--home", str(home.root), "build"],
                          cwd=CHECKOUT, capture_output=True, text=True, timeout=120,
                          env=os.environ | {"NOABER_NOW": "2026-11-23"})  # fmt: skip
    return SimpleNamespace(home=home, done=done, site=home.build / "site", hub=load_hub(home))


def test_a_build_with_poison_in_it_succeeds_and_says_so(built: Any) -> None:
    assert built.done.returncode == 3, built.done.stderr
    assert "bug" not in built.done.stderr
    for name in ("sjabloon", "anker", "latin", "nul", "zonder"):
        assert f"initiative/{name}.md" in built.done.stderr


def test_each_poisoned_record_is_named_by_its_line(built: Any) -> None:
    wrong = {p.line for p in built.hub.problems if p.code == "bad-line"}

    assert wrong == set(range(2, 2 + len(POISON)))


def test_the_pages_of_all_others_are_there(built: Any) -> None:
    things = [
        built.hub.things[f"https://dorp.example/{name}"] for name in ("eerst", "laatst", *ODD)
    ]
    things += [thing for thing in built.hub.things.values() if thing.title == "Goed idee"]

    assert len(things) == len(ODD) + 3
    for thing in things:
        page = (built.site / page_path(thing) / "index.html").read_text("utf-8")
        assert "alert(1)</script>" not in page
        assert 'href="javascript' not in page
    first = (built.site / page_path(things[0]) / "index.html").read_text("utf-8")
    assert "Het eerste document" in first


def test_what_the_site_reads_is_json_that_a_browser_takes(built: Any) -> None:
    def refused(word: str) -> None:
        pytest.fail(f"{word} is no JSON")

    found = sorted(built.site.rglob("data/**/*.json"))

    assert found
    for path in found:
        json.loads(path.read_bytes(), parse_constant=refused)


def test_the_build_writes_nothing_outside_its_folder(built: Any) -> None:
    written = {path.relative_to(built.home.root).parts[0] for path in built.home.root.rglob("*")
               if path.is_file()}  # fmt: skip

    assert written <= {"knowledge", "data", "build"}
