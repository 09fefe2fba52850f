"""The generator of the bench: its entries are valid, the same each time, and become pages.

How fast the build is, is measured by `make bench`, never in a test.
"""

import runpy
from pathlib import Path

import pytest

from knowledge.check import check
from knowledge.home import Home
from knowledge.load import load_hub
from knowledge.pages import stage

BENCH = Path(__file__).parent / "bench"
NUMBER = 40


@pytest.fixture(scope="module")
def generate():
    return runpy.run_path(str(BENCH / "generate.py"))["generate"]


@pytest.fixture(scope="module")
def home(generate, tmp_path_factory):
    root = tmp_path_factory.mktemp("bench")
    generate(root, NUMBER, seed=7)
    return Home(root)


def texts(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.md")}


def test_it_makes_as_many_valid_entries_as_asked_of_every_kind(home):
    kinds = {path.parent.name for path in home.entries.glob("*/*.md")}

    assert check(home) == []
    assert len(texts(home.entries)) == NUMBER
    assert len(kinds) == 8


def test_the_same_seed_gives_the_same_bytes_and_another_seed_does_not(home, generate, tmp_path):
    generate(tmp_path / "same", NUMBER, seed=7)
    generate(tmp_path / "other", NUMBER, seed=8)

    assert texts(Home(tmp_path / "same").entries) == texts(home.entries)
    assert texts(Home(tmp_path / "other").entries) != texts(home.entries)


def test_entries_are_about_as_long_as_the_bench_says(home):
    words = [len(body.split(b"---\n", 2)[2].split()) for body in texts(home.entries).values()]

    assert 400 < sum(words) / len(words) < 520


def test_the_entries_go_through_the_build_up_to_staged_pages(home):
    hub = load_hub(home)
    problems = stage(hub, home)
    ours = [
        thing
        for thing in hub.things.values()
        if any(record.source.startswith("entry:") for record in thing.records)
    ]
    relations = {edge.relation for edge in hub.edges}

    assert [*hub.problems, *problems] == []
    assert {"uses", "handles", "publishes", "about", "takes_part", "supports"} <= relations
    # a statement entry is a document too, so each entry is a thing with a page
    assert len(ours) == NUMBER
    for thing in ours:
        assert list((home.build / "pages").glob(f"*/{thing.slug}.md")), thing.id


def test_the_readme_has_the_place_where_the_tables_go():
    text = (BENCH / "README.md").read_text()

    assert text.index("<!-- measured -->") < text.index("<!-- end of measured -->")


def test_the_host_of_the_crawl_bench_gives_the_same_bytes_for_the_same_number():
    made = runpy.run_path(str(BENCH / "host.py"))["Host"]
    first, second = made(30), made(30)
    first.base = second.base = "https://dorp.example"

    for target in ("/sitemap.xml", "/p/3", "/sru?startRecord=1", "/api/v3/orgs/dorp/repos"):
        assert first.answer(target) == second.answer(target) is not None
    assert first.answer("/p/30") is None
    assert first.answer("/niets") is None
