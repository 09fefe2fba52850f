"""What is not open stands in no output: pages, lists, index, exports and site (threats.md C.12)."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from graph.build import build
from graph.exports import export
from knowledge.home import CHECKOUT, Home
from knowledge.hub import Hub
from knowledge.load import load_hub
from knowledge.model import (
    Decision,
    Document,
    Flow,
    Initiative,
    Organisation,
    Process,
    Record,
    Solution,
    Statement,
    Step,
    plain,
    to_json,
)
from knowledge.pages import page_path, stage
from knowledge.search import Searcher, build_index
from knowledge.shelf import Shelf
from knowledge.site import render
from knowledge.texts import attribution

DAY = date(2026, 11, 23)
OPEN = ("CC0-1.0", "CC-BY-4.0", "CC-BY-SA-4.0", "EUPL-1.2", "MIT OR LicenseRef-eigen")
CLOSED = ("", "niet-open", "CC-BY-NC-4.0", "CC-BY-ND-4.0", "Geo Gedeeld", "MIT AND LicenseRef-x",
          "https://a.example/voorwaarden")  # fmt: skip
HOST = "https://voorbeeld.example"


@pytest.fixture(autouse=True, scope="module")
def clock() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NOABER_NOW", DAY.isoformat())
        yield


def new_home(folder: Path) -> Home:
    """A home whose registers are empty, so that a build is quick."""
    registers = folder / "knowledge" / "registers"
    registers.mkdir(parents=True)
    for name in ("organisations.csv", "products.csv"):
        head, _, _ = (CHECKOUT / "knowledge/registers" / name).read_text().partition("\n")
        (registers / name).write_text(f"{head}\n")
    (registers / "sources.yml").write_text("{}\n")
    home = Home(folder)
    home.harvest.mkdir(parents=True)
    home.members.mkdir(parents=True)
    (home.members / "voorbeeld.yml").write_text(
        f"name: Gemeente Voorbeeld\ntype: gemeente\nsources:\n"
        f"  - protocol: website\n    url: {HOST}/\n"
    )
    return home


def harvest(home: Home, *records: Record) -> None:
    lines = (to_json(plain(record)) for record in records)
    (home.harvest / "voorbeeld-website.jsonl").write_text("\n".join(lines) + "\n")


def built(home: Home) -> Hub:
    """Everything of a build but the site: index, pages and exports."""
    shutil.rmtree(home.build, ignore_errors=True)
    hub = load_hub(home)
    build_index(hub, home.build / "index")
    assert stage(hub, home) == []
    export(build(hub), home.build / "pages" / "data")
    return hub


def outputs(home: Home, *but: str) -> dict[str, bytes]:
    """Every file of a build except some folders, unpacked where it is packed."""
    found = {}
    for path in home.build.rglob("*"):
        name = path.relative_to(home.build).as_posix()
        if path.is_file() and name.partition("/")[0] not in but:
            body = path.read_bytes()
            found[name] = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return found


def holding(files: dict[str, bytes], word: str) -> list[str]:
    return [name for name, body in files.items() if word.encode() in body.lower()]


# L1: licence x kind x field


def step(identifier: str, name: str = "", **more: str) -> Step:
    return Step(id=identifier, name=name, kind="task", lane=more.pop("lane", ""), **more)


FIELDS: list[tuple[type[Record], str, Any]] = [
    *((kind, name, lambda word: f"Dit is {word} in een zin.")
      for kind in (Document, Solution, Process, Organisation, Initiative)
      for name in ("summary", "text")),
    (Document, "headings", lambda word: (f"Kop {word}",)),
    (Solution, "features", lambda word: (f"Kan {word}",)),
    (Process, "steps", lambda word: (step("a", f"Stap {word}"),)),
    (Process, "steps", lambda word: (step("a", "Keuren", lane=f"Rol {word}"),)),
    (Process, "steps", lambda word: (step("a", pool="X"), step("b", pool=f"Groep {word}"))),
    (Process, "decisions", lambda word: (
        Decision(id="d", inputs=(f"Als {word}",), outputs=("Dan",), rules=(("ja", word),)),)),
    (Process, "evidence", lambda word: (f"Bewijs {word}",)),
    (Process, "service_level", lambda word: f"{word} dagen"),
]  # fmt: skip


def matrix() -> Iterator[Any]:
    """A record per licence, kind and field, with a word in that field that is nowhere else."""
    for licence in (*OPEN, *CLOSED):
        for number, (kind, name, made) in enumerate(FIELDS):
            word = f"zq{(*OPEN, *CLOSED).index(licence)}w{number}qz"
            about: dict[str, Any] = {
                "id": f"{HOST}/{word[2:-2]}", "url": f"{HOST}/{word[2:-2]}",
                "title": f"Titel {word[2:-2]}", "source": "voorbeeld-website", "reader": "x",
                "first_seen": DAY, "last_seen": DAY, "text_licence": licence,
                name: made(word),
            }  # fmt: skip
            if name == "steps":
                about["flows"] = (Flow(source="a", target="b", name=word),)
            if kind is Organisation:
                about["type"] = "gemeente"
            record = kind(**about)
            yield SimpleNamespace(licence=licence, word=word, name=name, record=record)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Any:
    home = new_home(tmp_path_factory.mktemp("matrix"))
    cases = list(matrix())
    harvest(home, *(case.record for case in cases))
    hub = built(home)
    searcher = Searcher(home.build / "index")
    return SimpleNamespace(home=home, hub=hub, cases=cases, searcher=searcher,
                           files=outputs(home, "index"))  # fmt: skip


def cases(licences: tuple[str, ...]) -> list[Any]:
    return [
        pytest.param(case, id=f"{case.licence}-{case.record.kind}-{case.name}-{case.word}")
        for case in matrix()
        if case.licence in licences
    ]


@pytest.mark.parametrize("case", cases(OPEN))
def test_under_an_open_licence_each_field_is_shown_with_its_notice(shown: Any, case: Any) -> None:
    page = f"pages/{page_path(shown.hub.things[case.record.id]).rstrip('/')}.md"
    text = shown.files[page].decode()

    assert case.word in text
    if case.name in ("summary", "text", "features", "steps", "decisions", "headings"):
        assert f">{case.licence}</a>" in text
        assert f'href="{case.record.url}"' in text


@pytest.mark.parametrize("case", cases(CLOSED))
def test_without_one_it_is_linked_and_stands_in_no_output(shown: Any, case: Any) -> None:
    page = f"pages/{page_path(shown.hub.things[case.record.id]).rstrip('/')}.md"

    assert holding(shown.files, case.word) == []
    assert f'href="{case.record.url}"' in shown.files[page].decode()
    assert case.record.title in shown.files[page].decode()


@pytest.mark.parametrize("case", cases(CLOSED[:3]))
def test_the_local_index_finds_what_is_closed_and_shows_nothing_of_it(
    shown: Any, case: Any
) -> None:
    found = shown.searcher.search(case.word)

    assert [row["id"] for row in found["results"]] == [case.record.id]
    assert case.word not in json.dumps(found["results"])


def test_a_closed_diagram_is_counted_and_linked(tmp_path: Path) -> None:
    steps = tuple(step(str(n), f"Stap {n}", lane=f"Rol {n % 3}") for n in range(14))
    about: dict[str, Any] = {
        "url": f"{HOST}/p.bpmn",
        "source": "voorbeeld-website",
        "format": "bpmn",
    }
    home = new_home(tmp_path)
    harvest(home, Process(id=f"{HOST}/p.bpmn", title="Ligplaats", steps=steps, **about))

    hub = built(home)

    page = (home.build / "pages" / f"{page_path(hub.things[f'{HOST}/p.bpmn'])[:-1]}.md").read_text()
    assert "Dit proces heeft 14 stappen in 3 rollen." in page
    assert f'<a href="{HOST}/p.bpmn" rel="nofollow noopener">Bekijk het schema bij de bron' in page


def test_the_licence_is_that_of_the_source_of_a_text_not_of_the_organisation(
    tmp_path: Path,
) -> None:
    home = new_home(tmp_path)
    about: dict[str, Any] = {"id": f"{HOST}/pas", "url": f"{HOST}/pas", "title": "Pas"}
    harvest(home, Document(**about, source="voorbeeld-website", text="Tekst van de pagina."))
    national = Document(**about, source="voorbeeld-sru", text_licence="CC0-1.0",
                        summary="Korte uitleg van de lijst.")  # fmt: skip
    (home.harvest / "voorbeeld-sru.jsonl").write_text(to_json(plain(national)) + "\n")

    built(home)

    files = outputs(home, "index")
    assert holding(files, "tekst van de pagina") == []
    assert holding(files, "korte uitleg van de lijst")


# L2: a repository without a licence, from crawl to site

BPMN = """<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL'>
<process id='p' name='Ligplaats'><documentation>Uitleg zq{0}toelichting.</documentation>
<laneSet id='l'><lane id='l1' name='zq{0}rol'>
<flowNodeRef>t</flowNodeRef></lane></laneSet>
<task id='t' name='zq{0}stap'/>
<exclusiveGateway id='g' name='zq{0}vraag'/><sequenceFlow id='f' sourceRef='t' targetRef='g'
 name='zq{0}pijl'/></process></definitions>"""
MARKS = ("rol", "stap", "toelichting", "vraag", "pijl", "lezen", "kop", "omschrijving", "lang",
         "functie", "repo")  # fmt: skip
MIT = (
    "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy\n"
)
MIT += "without restriction. The above notice shall be included in all copies."


def repository(
    site: Any, answer: Any, name: str, mark: str, owner: str = "haven", **files: str
) -> dict[str, Any]:
    """Put a repository with a README, a product and a diagram on a code host."""
    said = {"publiccodeYmlVersion": "0.4", "name": f"Haven {name}",
            "url": f"https://haven-{name}.example/app", "description": {"nl": {
        "shortDescription": f"Over zq{mark}omschrijving.", "features": [f"zq{mark}functie"],
        "longDescription": f"Veel over zq{mark}lang. " * 20}}}  # fmt: skip
    texts = {
        "README.md": f"# Haven\n\nLees zq{mark}lezen.\n\n## Over zq{mark}kop\n\nMeer.",
        "proces.bpmn": BPMN.format(mark), "app/publiccode.yml": json.dumps(said),
    } | files  # fmt: skip
    tree = [{"path": path, "type": "blob", "mode": "100644", "sha": f"{path} {text}"}
            for path, text in texts.items()]  # fmt: skip
    place = f"/api/v3/repos/{owner}/{name}"
    body = answer(json.dumps({"tree": tree}), media_type="application/json")
    site.pages |= {f"{place}/git/trees/main?recursive=1": body, f"{place}/git/trees/main": body}
    for path, text in texts.items():
        site.pages[f"/raw/{owner}/{name}/main/{path}"] = answer(text, media_type="text/plain")
    return {"name": name, "full_name": f"{owner}/{name}", "default_branch": "main", "fork": False,
            "html_url": f"{site.url}/{owner}/{name}", "archived": False, "license": None,
            "description": f"Dit is zq{mark}repo"}  # fmt: skip


def host(site: Any, answer: Any, *listed: dict[str, Any], owner: str = "haven") -> None:
    body = answer(json.dumps(listed), media_type="application/json")
    site.pages[f"/api/v3/orgs/{owner}/repos?per_page=100&sort=full_name"] = body


def source(site: Any, owner: str = "haven", **more: str) -> list[dict[str, Any]]:
    return [{"protocol": "forge", "api": f"{site.url}/api/v3", "owner": owner, **more}]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """A whole build with a site, of two repositories: one without a licence and one with."""
    web, home = serve(), new_home(tmp_path_factory.mktemp("dicht"))
    host(web, answer, repository(web, answer, "dicht", "dicht"),
         repository(web, answer, "open", "open", LICENSE=MIT))  # fmt: skip
    found = crawl(home.root, {"haven": source(web)})
    hub = built(home)
    render(home)
    return SimpleNamespace(home=home, hub=hub, found=found, files=outputs(home, "index"))


@pytest.mark.parametrize("mark", MARKS)
def test_nothing_of_a_repository_without_a_licence_is_in_any_file(site: Any, mark: str) -> None:
    assert any(f"zqdicht{mark}".encode() in body for body in site.found.files.values())
    assert holding(site.files, f"zqdicht{mark}") == []


@pytest.mark.parametrize("mark", [mark for mark in MARKS if mark != "repo"])
def test_what_has_one_is_on_a_page_and_in_the_search_of_the_site(site: Any, mark: str) -> None:
    found = holding(site.files, f"zqopen{mark}")

    assert any(name.startswith("site/") and name.endswith(".html") for name in found)
    is_searched = any(name.startswith("site/pagefind/") for name in found)
    assert is_searched is (mark != "rol")  # what is small on a page is not searched


def test_what_has_no_licence_is_in_the_catalogue_with_its_link(site: Any) -> None:
    titles = {thing.title for thing in site.hub.things.values() if "dicht" in thing.id}

    assert {"Haven dicht", "Ligplaats", "dicht"} <= titles
    assert len(holding(site.files, "/haven/dicht/blob/head/proces.bpmn")) >= 2


def test_the_index_has_no_text_of_it_either(site: Any) -> None:
    searcher = Searcher(site.home.build / "index")

    found = [searcher.search(f"zqdicht{mark}") for mark in ("stap", "lezen", "omschrijving")]

    assert [answer["total"] for answer in found] == [1, 1, 1]
    assert "zqdicht" not in json.dumps([answer["results"] for answer in found])


# L3: attribution


def test_a_text_is_shown_with_who_where_licence_and_what_was_changed(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    long = "\n\n".join(f"Alinea {n} van een lange tekst." for n in range(400))
    said = Statement(subject="noaber:organisatie/voorbeeld", relation="publishes",
                     object=f"{HOST}/a", source="voorbeeld-website", first_seen=DAY, last_seen=DAY,
                     strength="own", url=f"{HOST}/a")  # fmt: skip
    about: dict[str, Any] = {"source": "voorbeeld-website", "text_licence": "CC-BY-SA-4.0"}
    harvest(
        home,
        Document(
            id=f"{HOST}/a", url=f"{HOST}/a", title="A", text=long, statements=(said,), **about
        ),
        Document(id=f"{HOST}/b", url=f"{HOST}/b", title="B", summary="Kort.", **about),
    )

    hub = built(home)

    pages = {key: (home.build / "pages" / f"{page_path(thing)[:-1]}.md").read_text()
             for key, thing in hub.things.items() if key.startswith(HOST)}  # fmt: skip
    deed = "https://creativecommons.org/licenses/by-sa/4.0/deed.nl"
    for letter, start in (("a", "Tekst"), ("b", "Samenvatting")):
        page = pages[f"{HOST}/{letter}"]
        assert (
            f'{start}: <a href="{HOST}/{letter}" rel="nofollow noopener">Gemeente Voorbeeld' in page
        )
        assert f'<a href="{deed}" rel="nofollow noopener">CC-BY-SA-4.0</a>' in page
        assert "Doe dat onder dezelfde licentie" in page
    assert "Ingekort, opmaak van noaber" in pages[f"{HOST}/a"]
    assert "Tekst ongewijzigd, opmaak van noaber" in pages[f"{HOST}/b"]
    rows = {row["id"]: row for row in attribution(Shelf(hub, DAY))}
    assert rows[f"{HOST}/a"]["part"] == "tekst"
    assert {
        (row["licence"], row["licence_url"], row["is_share_alike"]) for row in rows.values()
    } == {("CC-BY-SA-4.0", deed, True)}


def test_the_open_data_files_say_whose_each_text_is(shown: Any) -> None:
    rows = json.loads(shown.files["pages/data/bronvermelding.json"])["items"]

    assert {row["licence"] for row in rows} == set(OPEN)
    listed = json.loads(shown.files["pages/data/documenten.json"])["items"]
    summed = {row["url"] for row in listed if row.get("summary")}
    assert summed
    assert summed <= {row["page"] for row in rows}


def test_an_entry_is_that_of_its_writers_under_its_own_licence(tmp_path: Path) -> None:
    home = new_home(tmp_path)
    folder = home.entries / "experience"
    folder.mkdir(parents=True)
    (folder / "haven.md").write_text(
        "---\ntitle: Werken met de haven\nowner: team@voorbeeld.example\n"
        f"sources: [{HOST}/verslag]\nabout: [{HOST}/s]\n---\n\nHet ging goed.\n"
    )

    built(home)

    page = outputs(home)["pages/documenten/haven.md"].decode()
    assert "Tekst: bijdrage aan noaber, licentie" in page
    assert ">CC-BY-4.0</a>" in page


# L4: a licence that is turned closed


@pytest.mark.parametrize("after", ["niet-open", "", "CC-BY-NC-4.0"])
def test_a_licence_turned_closed_removes_the_text_at_the_next_build(
    tmp_path: Path, after: str
) -> None:
    home = new_home(tmp_path)
    record = Document(id=f"{HOST}/a", url=f"{HOST}/a", title="Haven", source="voorbeeld-website",
                      text="Over zqligplaats.", summary="Kort zqligplaats.",
                      text_licence="CC-BY-4.0")  # fmt: skip
    harvest(home, record)
    built(home)
    before = holding(outputs(home, "index"), "zqligplaats")
    harvest(home, record.model_copy(update={"text_licence": after}))

    hub = load_hub(home)  # over the build that is there, as `noaber build` does
    build_index(hub, home.build / "index")
    stage(hub, home)

    assert before
    assert holding(outputs(home, "index"), "zqligplaats") == []
    rows = Searcher(home.build / "index").search("zqligplaats")["results"]
    assert [row["snippet"] for row in rows] == [""]


RESERVED = "Alle rechten voorbehouden."
TURNED = {  # what the member file says of the source -> the licence in the repository afterwards
    "weg": ("", ""), "dicht": ("", RESERVED),
    "lid": ("CC0-1.0", ""), "eigen": ("CC0-1.0", RESERVED),
}  # fmt: skip


@pytest.fixture(scope="module")
def turned(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """Two crawls of repositories whose licence is another the second time, and nothing else."""
    web, home = serve(), new_home(tmp_path_factory.mktemp("anders"))
    members = {}
    for owner, (stated, _) in TURNED.items():
        row = repository(web, answer, "open", owner, owner, LICENSE=MIT)
        host(web, answer, row | {"pushed_at": "2026-10-01T00:00:00Z"}, owner=owner)
        members[owner] = source(web, owner, **({"licence": stated} if stated else {}))
    first = crawl(home.root, members)
    for owner, (_, text) in TURNED.items():
        files = {"LICENSE": text} if text else {}
        row = repository(web, answer, "open", owner, owner, **files)
        host(web, answer, row | {"pushed_at": "2026-10-02T00:00:00Z"}, owner=owner)
    second = crawl(home.root, members, now="2026-11-02")
    built(home)
    return SimpleNamespace(first=first, second=second, files=outputs(home, "index"))


@pytest.mark.parametrize(("owner", "after"), [
    ("weg", ""), ("dicht", ""), ("lid", "CC0-1.0"),
    ("eigen", ""),  # a licence that we do not know says more than the member file
])  # fmt: skip
def test_another_licence_of_a_repository_counts_although_its_files_are_the_same(
    turned: Any, owner: str, after: str
) -> None:
    first, second = (
        list(run.records(f"{owner}-forge").values()) for run in (turned.first, turned.second)
    )

    assert {record["text_licence"] for record in first} == {"MIT"}
    assert {record.get("text_licence", "") for record in second} == {after}
    texts = [
        [record["hash"] for record in records if "README" in record["id"]]
        for records in (first, second)
    ]
    assert texts[0] == texts[1] != []
    assert bool(holding(turned.files, f"zq{owner}lezen")) is bool(after)
