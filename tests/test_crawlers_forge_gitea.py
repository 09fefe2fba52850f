"""Gitea and Forgejo: their pages, trees and addresses, and one crawl of an owner."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.failures import Unfetched
from crawlers.forge.gitea import Gitea
from crawlers.forge.repository import Repository

HERE = Path(__file__).parent / "pages" / "forge"
ROOT = "https://git.zomerdorp.example/api/v1"


def answering(answers: dict[str, tuple[Any, dict[str, str]]]) -> Gitea:
    async def fetch(url: str, robots: bool = True, accept: str = "") -> Response:
        if url not in answers:
            raise Unfetched("status-404", "bestaat niet")
        data, headers = answers[url]
        return Response(url, headers=headers, body=json.dumps(data).encode())

    return Gitea(ROOT, fetch, fetch)


def items(api: Gitea) -> list[Any]:
    async def all_of_them() -> list[Any]:
        pages = [page async for page in api.pages("dorp")]
        return [page.broken.code if page.broken else page.items for page in pages]

    return asyncio.run(all_of_them())


def test_a_total_says_that_there_is_more_where_a_proxy_dropped_the_link() -> None:
    first = f"{ROOT}/orgs/dorp/repos?limit=50&page=1"
    told = {"X-Total-Count": "3"}
    api = answering({first: ([1, 2], told), first.replace("page=1", "page=2"): ([3], told)})

    assert items(api) == [[1, 2], [3]]


def test_fewer_than_promised_is_said() -> None:
    first = f"{ROOT}/orgs/dorp/repos?limit=50&page=1"
    told = {"X-Total-Count": "3"}
    api = answering({first: ([1, 2], told), first.replace("page=1", "page=2"): ([], told)})

    assert items(api) == [[1, 2], [], "incomplete"]


def test_a_tree_comes_in_pages() -> None:
    place = f"{ROOT}/repos/dorp/app/git/trees/main?recursive=true&page={{}}&per_page=1000"
    entries = [{"path": path, "type": "blob", "mode": "100644", "sha": path} for path in "ab"]
    api = answering({
        place.format(1): ({"tree": entries[:1], "truncated": True}, {}),
        place.format(2): ({"tree": entries[1:], "truncated": False}, {}),
    })  # fmt: skip

    found = asyncio.run(api.tree(Repository("app", "dorp/app", "main", "https://x.nl/app")))

    assert found == ({"a": "100644", "b": "100644"}, {"a": "a", "b": "b"}, True)


def test_a_tree_whose_next_page_is_empty_is_not_whole() -> None:
    place = f"{ROOT}/repos/dorp/app/git/trees/main?recursive=true&page=1&per_page=1000"
    api = answering({place: ({"tree": [], "truncated": True}, {})})

    found = asyncio.run(api.tree(Repository("app", "dorp/app", "main", "https://x.nl/app")))

    assert found == ({}, {}, False)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of an owner with three repositories, of which one may not be seen by all."""
    site = serve()
    said = (HERE / "gitea-repos.json").read_text().replace("HOST", site.url)
    site.pages["/api/v1/orgs/Zomerdorp/repos?limit=50&page=1"] = answer(
        said, headers={"X-Total-Count": "3"}, media_type="application/json")  # fmt: skip
    files = {"publiccode.yml": '{"publiccodeYmlVersion": "0.5", "name": "Loket"}',
             "docs/Zo werkt het #1.md": "# Zo werkt het"}  # fmt: skip
    entries = [{"path": path, "type": "blob", "mode": "100644", "sha": path} for path in files]
    place = "/api/v1/repos/zomerdorp/Loket"
    site.pages[f"{place}/git/trees/HEAD?recursive=true&page=1&per_page=1000"] = json.dumps(
        {"tree": entries, "truncated": False, "page": 1, "total_count": 2})  # fmt: skip
    ref = "?ref=release%2F2026"
    for path, name in zip(files, ("publiccode.yml", "docs/Zo%20werkt%20het%20%231.md"),
                          strict=True):  # fmt: skip
        site.pages[f"{place}/raw/{name}{ref}"] = answer(files[path], media_type="text/plain")
    source = {"protocol": "forge", "api": f"{site.url}/api/v1", "owner": "Zomerdorp",
              "stands_for": "https://git.zomerdorp.example"}  # fmt: skip
    home = tmp_path_factory.mktemp("gitea")
    first = crawl(home, {"zomerdorp": [source]})
    site.hits.clear()
    return SimpleNamespace(site=site, first=first, second=crawl(home))


def test_an_owner_gives_solutions_and_documents(run: Any) -> None:
    records, home = run.first.records("zomerdorp-forge"), "https://git.zomerdorp.example/zomerdorp"

    assert {i: r["kind"] for i, r in records.items()} == {
        f"{home}/loket": "solution", f"{home}/nieuw": "solution",
        f"{home}/loket/src/branch/HEAD/docs/Zo%20werkt%20het%20%231.md": "document",
    }  # fmt: skip
    assert records[f"{home}/loket"]["licence"] == "EUPL-1.2"
    assert run.first.sources["zomerdorp-forge"]["state"] == "complete"


def test_the_page_of_a_file_names_no_branch_nor_commit(run: Any) -> None:
    records = run.first.records("zomerdorp-forge").values()

    urls = [r["url"] for r in records if "src" in r["url"]]

    assert len(urls) == 2
    assert all("/src/branch/HEAD/" in url for url in urls)


def test_what_is_not_public_is_counted_and_not_named(run: Any) -> None:
    (problem,) = run.first.sources["zomerdorp-forge"]["problems"]

    assert (problem["code"], problem["level"]) == ("private", "hint")
    assert "besloten" not in json.dumps(run.first.sources) + str(run.first.files)


def test_a_second_crawl_asks_for_the_list_only(run: Any) -> None:
    assert run.site.paths == ["/api/v1/orgs/Zomerdorp/repos?limit=50&page=1"]
    assert run.second.files == run.first.files
    assert run.second.sources["zomerdorp-forge"]["unchanged"] == 3
