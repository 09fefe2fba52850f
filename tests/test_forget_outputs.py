"""A takedown leaves no trace in any file but what people wrote, now and later (threats.md D3).

A tiny hub is crawled and built, things are forgotten in it, and every file is searched: also
packed, escaped and encoded.
"""

from __future__ import annotations

import base64
import contextlib
import gzip
import html
import io
import json
import re
import shutil
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

import noaber
from crawlers import cleansing
from crawlers.cleansing import cleanse
from crawlers.takedown import forget
from knowledge.forgetting.withdrawals import VARIABLE
from knowledge.home import CHECKOUT, Home
from knowledge.load import load_hub

NAME, PHONE, LINK, GONE = "Wilhelmína Kwastenmaker", "0599-40 50 60", "verfkwastje", "zwanenmeer"
ENTRY = "knowledge/entries/experience/kwasten.md"
WORDS = {  # of what is forgotten, words that stand in nothing else
    "name": ("wilhelmina", "wilhelmína", "kwastenmaker"),
    # not "0599" alone: the key and the marks are random hexadecimals, and hold it now and then
    "phone": ("0599405060", "599405060", "405060", "4050 60", "40 50 60"),
    "page": ("/verfkwastje", "verfkwastje"),
    "record": ("/zwanenmeer", "zwanenmeer"),
}
Homes = Callable[[], Path]


def page(title: str, text: str) -> str:
    return f"<!doctype html><html lang=nl><title>{title}</title><main><h1>{title}</h1><p>{text}"


@pytest.fixture(scope="module")
def site(serve: Any) -> Any:
    """A website whose pages hold what will be forgotten: in texts, a title, an address."""
    host = serve()
    host.pages |= {
        "/balie": page("De balie", f"Vraag het aan {NAME} of bel {PHONE}. Zij helpt u elke dag."),
        "/team": page("Team van Wilhelmina Kwasten&shy;maker", "Bel +31 (0)599 4050 60 of kom."),
        "/wilhelmina-kwastenmaker": page("Medewerker", "Zij werkt al jaren voor het dorp."),
        f"/{LINK}": page("Verfkwastje lenen", "Leen een verfkwastje bij de werf, op maandag."),
        f"/{GONE}": page("Het zwanenmeer", "In het zwanenmeer mag niemand zwemmen, ook u niet."),
        **{f"/p{n}": page(f"Pagina {n}", f"Tekst {n} over {n * 7} dingen. " + "la " * n)
           for n in range(1, 7)},
    }  # fmt: skip
    places = "".join(f"<url><loc>{host.url}{path}</loc></url>" for path in host.pages)
    host.pages["/robots.txt"] = f"Sitemap: {host.url}/sitemap.xml"
    host.pages["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</urlset>'
    )
    return host


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOABER_NOW", "2026-11-20")
    monkeypatch.delenv(VARIABLE, raising=False)


def registers(home: Path) -> None:
    folder = home / "knowledge" / "registers"
    folder.mkdir(parents=True)
    for name in ("sources.yml", "synonyms.yml", "organisations.csv", "products.csv"):
        lines = (CHECKOUT / "knowledge" / "registers" / name).read_text().splitlines(True)
        (folder / name).write_text("".join(lines if name.endswith(".yml") else lines[:3]))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, site: Any, crawl: Any) -> Path:
    """A home that was crawled, with an entry that says the name too."""
    home: Path = tmp_path_factory.mktemp("crawled")
    registers(home)
    (home / ENTRY).parent.mkdir(parents=True)
    (home / ENTRY).write_text(
        "---\ntitle: Hulp aan de balie\nsummary: Een ervaring.\n---\n\n"
        f"Wij kregen hulp van {NAME}.\n"
    )
    source = {"protocol": "website", "url": f"{site.url}/", "least": 11, "licence": "CC0-1.0"}
    done = crawl(home, {"zomerdorp": [source]}, now="2026-11-19")
    assert done.sources["zomerdorp-website"]["records"] == 11
    return home


@pytest.fixture
def home(crawled: Path, tmp_path: Path) -> Path:
    """A copy of the crawled home for one test."""
    shutil.copytree(crawled, tmp_path / "home")
    return tmp_path / "home"


def say(home: Path, *arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(noaber.cli, ["--home", str(home), "forget", *arguments], input=text)


def without_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """Build all but the HTML of the site, which takes seconds."""
    monkeypatch.setattr("knowledge.site.render", lambda _: None)


def again(crawl: Any, home: Path) -> dict[str, Any]:
    """Crawl once more, on a later day, and give the report of the website."""
    done = crawl(home, now="2026-11-21")
    report: dict[str, Any] = done.sources["zomerdorp-website"]
    return report


def unpacked(raw: bytes) -> Iterator[bytes]:
    """Give what is packed: Parquet, gzip (Pagefind), zlib (Whoosh), gzip in base64 (the memory)."""
    if raw.startswith(b"PAR1"):
        yield repr(pq.read_table(io.BytesIO(raw)).to_pylist()).encode()
    for start in (
        found.start() for found in re.finditer(rb"\x1f\x8b\x08|x[\x01\x5e\x9c\xda]", raw)
    ):
        with contextlib.suppress(zlib.error):
            yield zlib.decompressobj(wbits=47).decompress(raw[start:])
    for packed in re.findall(rb"H4sI[A-Za-z0-9+/=]+", raw):
        yield gzip.decompress(base64.b64decode(packed))


def faces(raw: bytes) -> Iterator[str]:
    """Give what a file says, also where it is packed, escaped or encoded."""
    text = raw.decode("utf-8", "ignore").lower()
    yield text
    yield html.unescape(text)
    yield unquote(text)
    yield re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text).replace("\\/", "/")
    for part in unpacked(raw):
        yield part.decode("utf-8", "ignore").lower()


def traces(home: Path, *what: str) -> list[str]:
    """Name every file but the entry that has a word of what was forgotten in it or in its name."""
    words = [word for one in what for word in WORDS[one]]
    words += [quote(word) for word in words] + [json.dumps(word)[1:-1] for word in words]
    found = []
    for path in sorted(path for path in home.rglob("*") if path.is_file()):
        name = path.relative_to(home).as_posix()
        texts = [name.lower(), *faces(path.read_bytes())]
        if name != ENTRY and any(word.lower() in text for word in words for text in texts):
            found.append(name)
    return found


def records(home: Path) -> dict[str, Any]:
    file = home / "data" / "harvest" / "zomerdorp-website.jsonl"
    return {line["id"]: line for line in map(json.loads, file.read_text().splitlines())}


def everything(home: Path, site: Any) -> list[Result]:
    """Forget all four: a page, a record, a name and a number; the last builds the site again."""
    identifier = next(i for i in records(home) if i.endswith(f"/{GONE}"))
    asked = [f"{site.url}/{LINK}/", identifier, "wilhelmina kwastenmaker", "+31599405060"]
    how = ("--reason", "verzoek van een inwoner", "--json")
    return [say(home, what, *how, *["--no-build"] * (what != asked[-1])) for what in asked]


def test_no_file_has_a_trace_now_or_after_the_next_crawl(
    home: Path, site: Any, crawl: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D3, with the whole site: before, at once, after a crawl and a build, and after a restore."""
    noaber.build_home(Home(home))
    archive = (home / "data" / "harvest" / "zomerdorp-website.jsonl").read_bytes()
    found = {one: traces(home, one) for one in WORDS}
    for one, files in found.items():  # or the test could not fail
        kinds = {name.split("/")[1] for name in files}
        assert {"harvest", "index", "pages", "site"} <= kinds, one
        assert any("pagefind" in name for name in files), one
        ends = {name.rpartition(".")[2] for name in files if "/data/" in name}
        assert {"parquet", "sqlite", "lbug", "gexf", "jsonl"} <= ends or one == "phone", one
    assert any("/seen/" in name for name in found["page"])

    answers = everything(home, site)

    assert [answer.exit_code for answer in answers] == [0] * 4
    assert traces(home, *WORDS) == []
    assert (home / "build" / "site" / "index.html").is_file()
    without_site(monkeypatch)
    report = again(crawl, home)
    noaber.build_home(Home(home))
    assert (report["state"], report["found"], report["records"]) == ("complete", 11, 8)
    assert {problem["code"] for problem in report["problems"]} <= {"forgotten", "forgotten-part"}
    assert traces(home, *WORDS) == []
    (home / "data" / "harvest" / "zomerdorp-website.jsonl").write_bytes(archive)
    noaber.build_home(Home(home))
    assert traces(home, *WORDS) == []


def test_the_old_harvest_shows_nothing_before_it_is_cleansed(
    home: Path, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second line: the hub itself leaves out what stands in a file."""
    archive = home / "data" / "harvest" / "zomerdorp-website.jsonl"
    text = archive.read_bytes()
    everything(home, site)
    archive.write_bytes(text)
    monkeypatch.setattr(cleansing, "cleanse", lambda _: None)
    without_site(monkeypatch)

    noaber.build_home(Home(home))

    assert "harvest" in {name.split("/")[1] for name in traces(home, "name")}
    assert [name for name in traces(home, *WORDS) if name.startswith("build/")] == []


def test_what_is_forgotten_is_not_even_fetched(home: Path, site: Any, crawl: Any) -> None:
    everything(home, site)
    site.hits.clear()

    again(crawl, home)

    assert {f"/{LINK}", f"/{GONE}", "/wilhelmina-kwastenmaker"} & {*site.paths} == set()
    assert "/balie" in site.paths


def test_other_records_and_the_rest_of_a_text_stay(home: Path, site: Any, crawl: Any) -> None:
    before = records(home)

    everything(home, site)

    after = records(home)
    assert {i: one for i, one in before.items() if "/p" in i} == {
        i: one for i, one in after.items() if "/p" in i
    }
    balie = next(one for i, one in after.items() if i.endswith("/balie"))
    assert balie["text"].endswith(
        "Vraag het aan [verwijderd] of bel [verwijderd]. Zij helpt u elke dag."
    )
    again(crawl, home)
    assert (
        next(one for i, one in records(home).items() if i.endswith("/balie"))["text"]
        == (balie["text"])
    )


def test_a_takedown_leaves_tombstones_without_data(home: Path, site: Any) -> None:
    everything(home, site)

    graves = [one for i, one in records(home).items() if i.startswith("noaber:vergeten/")]
    assert [*records(home)] == sorted(records(home))
    assert len(graves) == 3
    for grave in graves:
        assert grave.keys() == {"id", "kind", "title", "source", "gone", "reason"}
        assert (grave["title"], grave["reason"]) == ("[verwijderd]", "op verzoek verwijderd")
    hub = load_hub(Home(home))
    assert not [i for i in (*hub.things, *hub.graves) if i.startswith("noaber:vergeten/")]


def test_a_takedown_is_no_loss(home: Path, site: Any, crawl: Any) -> None:
    """Three of eleven records go, which is over the guard of P2 and under `least`."""
    everything(home, site)

    report = again(crawl, home)

    assert (report["state"], report["missing"], report["gone"], report["previous"]) == (
        "complete", 0, 0, 8)  # fmt: skip


def test_without_the_decision_the_thing_is_back_at_the_next_crawl(
    home: Path, site: Any, crawl: Any
) -> None:
    before = {i: one["title"] for i, one in records(home).items()}
    everything(home, site)
    again(crawl, home)

    for path in (home / "knowledge" / "forgotten").glob("*.yml"):
        path.unlink()
    report = again(crawl, home)

    assert (report["state"], report["records"], report["problems"]) == ("complete", 11, [])
    assert {i: one["title"] for i, one in records(home).items()} == before
    assert "[verwijderd]" not in (home / "data/harvest/zomerdorp-website.jsonl").read_text()


@pytest.mark.parametrize("writes", range(1, 4))
def test_a_job_that_is_killed_is_done_by_doing_it_again(
    home: Path, monkeypatch: pytest.MonkeyPatch, writes: int
) -> None:
    """Killed at each write: the decision stands, and the same command finishes."""
    (home / "data" / "runs" / "2026-11-18.json").write_text(json.dumps({"sources": [], "x": NAME}))
    (home / "data" / "history").mkdir()
    (home / "data" / "history" / "a.jsonl").write_text(json.dumps({"subject_name": NAME}) + "\n")
    (home / "build" / "pages").mkdir(parents=True)
    (home / "build" / "pages" / "index.md").write_text(NAME)
    write, left = cleansing.write_lines, [writes]

    def dying(*arguments: Any) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        write(*arguments)

    monkeypatch.setattr(cleansing, "write_lines", dying)
    with pytest.raises(KeyboardInterrupt):
        forget(Home(home), NAME, "verzoek")
    monkeypatch.setattr(cleansing, "write_lines", write)
    assert traces(home, "name") != []

    found = forget(Home(home), NAME, "verzoek")

    assert (found.is_known, found.had_site) == (True, True)
    assert traces(home, "name") == []


def test_leftovers_of_killed_runs_go_too(home: Path) -> None:
    left = home / "data" / "harvest" / ".zomerdorp-website.jsonl.999999999"
    left.write_text(NAME)

    say(home, NAME, "--reason", "verzoek")

    assert not left.exists()


def test_a_file_of_any_room_is_cleansed_and_what_is_packed_is_named(home: Path) -> None:
    data = home / "data"
    said = {"subject": "a", "relation": "uses", "object": "b", "role": NAME}
    (data / "history").mkdir()
    (data / "history" / "2026.jsonl").write_text(json.dumps(said) + "\n" + "{half " + NAME + "\n")
    (data / "history" / "list.json").write_text(json.dumps([{"a": {"b": [NAME]}}], indent=1))
    (data / "notes.txt").write_text(f"{NAME} belde")
    (data / "harvest.tar.gz").write_bytes(gzip.compress(b"x"))

    answer = json.loads(say(home, NAME, "--reason", "verzoek", "--json").stdout)

    assert traces(home, "name") == []
    assert answer["removed"] == {"harvest": 3, "seen": 2, "history": 3, "notes.txt": 1}
    assert answer["not_looked_into"] == ["data/harvest.tar.gz"]
    line = (data / "history" / "2026.jsonl").read_text()
    assert json.loads(line) == said | {"role": "[verwijderd]"}


def test_cleansing_twice_changes_nothing(home: Path, site: Any) -> None:
    everything(home, site)
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}

    done = cleanse(Home(home))

    assert not done.removed
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == files


def test_an_entry_is_left_out_and_named_with_what_to_do_in_git(home: Path) -> None:
    answer = say(home, NAME, "--reason", "verzoek")

    assert f"{ENTRY}:6" in answer.stdout
    assert "git filter-repo" in answer.stdout
    assert NAME in (home / ENTRY).read_text()
    texts = [str(thing.get("text")) for thing in load_hub(Home(home)).of_kind("document")]
    assert "Wij kregen hulp van [verwijderd]." in texts


def test_an_entry_can_be_forgotten_by_its_id(home: Path) -> None:
    identifier = "noaber:entry/experience/kwasten"

    answer = say(home, identifier, "--reason", "verzoek", "--json")

    assert json.loads(answer.stdout)["by_hand"] == [ENTRY]
    assert identifier not in load_hub(Home(home)).things


def test_the_address_of_our_own_page_means_the_thing_on_it(home: Path) -> None:
    hub = load_hub(Home(home))
    slug = next(t.slug for i, t in hub.things.items() if i.endswith(f"/{GONE}"))

    answer = say(home, f"https://noaber.example/documenten/{slug}/", "--reason", "verzoek")

    assert answer.exit_code == 0
    assert traces(home, "record") == []


@pytest.mark.parametrize(("what", "said"), [
    ("noaber:organisatie/zomerdorp", "staat in een register"),
    ("Gemeente zomerdorp", "de naam van Gemeente zomerdorp"),
    ("Jan", "minstens 5 letters"), ("...", "minstens 5 letters"), ("-", "minstens 5 letters"),
])  # fmt: skip
def test_what_would_take_too_much_is_refused(home: Path, what: str, said: str) -> None:
    answer = say(home, what, "--reason", "verzoek")

    error: Any = answer.exception
    assert (error.status, said in str(error)) == (2, True)
    assert not [*(home / "knowledge").rglob("forgotten/*.yml")]


def test_nothing_of_a_national_register_can_be_forgotten(home: Path) -> None:
    hub = load_hub(Home(home))
    for kind in ("organisation", "product"):
        thing = next(one for one in hub.of_kind(kind) if one.id.startswith("http"))

        error: Any = say(home, thing.id, "--reason", "verzoek").exception

        assert (error.status, "staat in een register" in str(error)) == (2, True)


@pytest.mark.parametrize("reason", ["", "  ", "Wilhelmina Kwastenmaker belde"])
def test_a_reason_is_needed_and_gives_nothing_away(home: Path, reason: str) -> None:
    answer = say(home, NAME, "--reason", reason)

    error: Any = answer.exception
    assert (error.status, "reden" in str(error)) == (2, True)
    assert not [*(home / "knowledge").rglob("forgotten/*.yml")]


def test_what_is_nowhere_is_only_forgotten_when_asked(home: Path) -> None:
    first = say(home, "Sjoerd Nergensman", "--reason", "verzoek")
    second = say(home, "Sjoerd Nergensman", "--reason", "verzoek", "--even-if-unknown", "--json")

    error: Any = first.exception
    assert (error.status, "nergens gevonden" in str(error)) == (1, True)
    assert second.exit_code == 0
    assert json.loads(second.stdout)["matches"] == 0
    assert len([*(home / "knowledge" / "forgotten").glob("*.yml")]) == 1


def test_the_text_may_come_from_standard_input(home: Path) -> None:
    answer = say(home, "-", "--reason", "verzoek", text=f"{NAME}\n")

    assert answer.exit_code == 0
    assert traces(home, "name") == []


def test_the_list_of_decisions_names_day_and_reason_only(home: Path) -> None:
    say(home, NAME, "--reason", "verzoek van de betrokkene")

    answer = say(home)

    assert "2026-11-20  tekst: verzoek van de betrokkene" in answer.stdout
    assert "1 op verzoek verwijderd" in answer.stdout
    assert json.loads(say(home, "--json").stdout)["forgotten"][0]["kind"] == "text"


def test_without_the_key_nothing_is_crawled_or_built(home: Path, crawl: Any) -> None:
    say(home, NAME, "--reason", "verzoek")
    (home / "knowledge" / "forgotten" / "key").unlink()
    before = (home / "data" / "harvest" / "zomerdorp-website.jsonl").read_bytes()

    done = crawl(home, now="2026-11-21")

    assert (done.status, "NOABER_FORGET_KEY" in done.stderr) == (1, True)
    assert done.files["zomerdorp-website"] == before
