"""Protocol `ckan`: the whole portal by id, and a fault never removes what there was."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.spiders.ckan import search_of

API = "/api/3/action/package_search?rows=100&sort=id%20asc&start={}"


def answered(*keys: str, count: int = 0, **more: Any) -> str:
    found = [{"id": key, "title": f"Over {key}", "state": "active"} | more for key in keys]
    return json.dumps({"success": True, "result": {"count": count, "results": found}})


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of many portals, each with a fault of its own."""
    refused = json.dumps({"success": False, "error": {"message": "Access denied"}})
    robots = answer("User-agent: *\nDisallow: /api/\n", media_type="text/plain")
    portals: dict[str, dict[Any, Any]] = {
        "whole": {0: answered("a", "b", count=3), 2: answered("c", count=3)},
        "shifted": {0: answered("a", "b", count=4), 2: answered("b", "d", count=4)},
        "short": {0: answered("a", "b", count=4), 2: answered(count=4)},
        "private": {0: answered("a", count=3), 1: answered("b", "c", count=3, private=True)},
        "refused": {0: refused}, "html": {0: answer("<html>Storing</html>")},
        "lying": {0: answer("<html>Storing</html>", media_type="application/json")},
        "later": {0: answered("a", count=2), 1: refused}, "empty": {0: answered()},
        "closed": {0: answered("a", count=1), "/robots.txt": robots},
    }  # fmt: skip
    sites = {
        name: serve({API.format(key) if isinstance(key, int) else key: said if
                     isinstance(said, answer) else answer(said, media_type="application/json")
                     for key, said in pages.items()})
        for name, pages in portals.items()
    }  # fmt: skip
    sources = {name: [{"protocol": "ckan", "url": site.url}] for name, site in sites.items()}
    sources["mirror"] = [{"protocol": "ckan", "url": f"{sites['whole'].url}/api/3/action",
                          "stands_for": "https://data.zomerdorp.example"}]  # fmt: skip
    found = crawl(tmp_path_factory.mktemp("ckan"), sources)
    return SimpleNamespace(sites=sites, found=found)


def state(run: Any, name: str) -> str:
    return str(run.found.sources[f"{name}-ckan"]["state"])


def codes(run: Any, name: str) -> set[str]:
    said = {p["code"] for p in run.found.sources[f"{name}-ckan"]["problems"]}
    return said - {"missing-fields"}


def keys(run: Any, name: str) -> list[str]:
    return [one.rpartition("/")[2] for one in run.found.records(f"{name}-ckan")]


def test_all_datasets_are_read_by_id(run: Any) -> None:
    assert keys(run, "whole") == ["a", "b", "c"]
    assert (state(run, "whole"), codes(run, "whole")) == ("complete", set())
    assert [path for path in run.sites["whole"].paths if "action" in path][:2] == [
        API.format(0), API.format(2)]  # fmt: skip


def test_pages_that_shift_leave_the_run_partial(run: Any) -> None:
    assert keys(run, "shifted") == ["a", "b", "d"]
    assert state(run, "shifted") == "partial"
    assert codes(run, "shifted") == {"duplicate", "incomplete"}


def test_a_list_that_ends_too_soon_leaves_the_run_partial(run: Any) -> None:
    assert (keys(run, "short"), state(run, "short")) == (["a", "b"], "partial")
    assert codes(run, "short") == {"incomplete"}


def test_what_is_not_public_is_no_record_and_not_missed(run: Any) -> None:
    assert (keys(run, "private"), state(run, "private")) == (["a"], "complete")
    assert codes(run, "private") == {"not-public"}


@pytest.mark.parametrize(("name", "code"), [("refused", "ckan-refused"), ("html", "page-instead"),
                                            ("lying", "page-instead")])  # fmt: skip
def test_an_answer_that_is_no_list_fails_the_source(run: Any, name: str, code: str) -> None:
    assert (state(run, name), codes(run, name)) == ("failed", {code})


def test_a_later_page_that_is_refused_leaves_the_run_partial(run: Any) -> None:
    assert (keys(run, "later"), state(run, "later")) == (["a"], "partial")
    assert codes(run, "later") == {"ckan-refused"}


def test_an_empty_portal_is_held(run: Any) -> None:
    assert state(run, "empty") == "held"


def test_a_portal_that_keeps_robots_out_is_obeyed_and_told_how_to_let_us_in(run: Any) -> None:
    (problem,) = run.found.sources["closed-ckan"]["problems"]

    assert (state(run, "closed"), problem["code"]) == ("failed", "robots")
    assert "Allow: /api/3/action/package_search" in problem["message"]
    assert run.sites["closed"].paths == ["/robots.txt"]


def test_a_mirror_gives_the_ids_of_the_portal_it_stands_for(run: Any) -> None:
    assert list(run.found.records("mirror-ckan")) == [
        f"https://data.zomerdorp.example/dataset/{key}" for key in "abc"]  # fmt: skip


@pytest.mark.parametrize(("url", "path", "chosen"), [
    ("https://d.example", "", {}), ("https://d.example/", "", {}),
    ("https://d.example/data/api/3/action", "/data", {}),
    ("https://d.example/data/api/3/action/package_search?rows=5&start=3", "/data", {}),
    ("https://d.example/data/dataset", "/data", {}), ("https://d.example/sub/", "/sub", {}),
    ("https://d.example/?q=bomen&fq=tags:groen", "", {"q": ["bomen"], "fq": ["tags:groen"]}),
    ("https://d.example/dataset?organization=dorp&fq=a:b", "",
     {"fq": ['a:b organization:"dorp"']}),
    ("https://d.example/organization/dorp", "", {"fq": ['organization:"dorp"']}),
    ('https://d.example/?organization=a"b', "", {}),
])  # fmt: skip
def test_the_choice_in_the_address_of_a_source_is_kept(
    url: str, path: str, chosen: dict[str, list[str]]
) -> None:
    parts = urlsplit(search_of(url))

    assert parts.path == f"{path}/api/3/action/package_search"
    assert parse_qs(parts.query) == chosen | {
        "rows": ["100"], "sort": ["id asc"], "start": ["0"]}  # fmt: skip
