"""The GitHub API: addresses, lists in pages, trees that are cut off, and what a repository is."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.failures import Unfetched, unanswered
from crawlers.forge.api import MOST_PAGES, Page
from crawlers.forge.github import GitHub
from crawlers.forge.repository import Repository

ROOT = "https://api.github.com"
LIST = f"{ROOT}/orgs/dorp/repos?per_page=100&sort=full_name"


class Host:
    """Answers by address: (status, data, headers); what it does not know is a 404."""

    def __init__(self, answers: dict[str, Any], root: str = ROOT) -> None:
        self.answers, self.asked = answers, list[str]()
        self.api = GitHub(root, self.fetch, self.fetch)

    async def fetch(self, url: str, robots: bool = True, accept: str = "") -> Response:
        assert not robots
        self.asked.append(url)
        status, data, headers = self.answers.get(url, (404, {}, {}))
        response = Response(url, status, headers=headers, body=json.dumps(data).encode())
        if status != 200:
            raise unanswered(response)
        return response

    def pages(self, owner: str = "dorp") -> list[Page]:
        async def all_of_them() -> list[Page]:
            return [page async for page in self.api.pages(owner)]

        return asyncio.run(all_of_them())


def listed(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": 1, "name": name, "full_name": f"dorp/{name}", "default_branch": "main",
        "html_url": f"https://github.com/dorp/{name}", "private": False,
    } | more  # fmt: skip


def following(url: str) -> dict[str, str]:
    return {"Link": f'<{url}>; rel="next", <{url}&x>; rel="last"'}


@pytest.mark.parametrize(("root", "raw"), [
    (ROOT, "https://raw.githubusercontent.com/dorp/app/hoofd/1.x/docs/a%20b%23.md"),
    ("https://git.dorp.nl/api/v3", "https://git.dorp.nl/raw/dorp/app/hoofd/1.x/docs/a%20b%23.md"),
])  # fmt: skip
def test_a_file_has_an_address_as_it_is(root: str, raw: str) -> None:
    api = Host({}, root).api
    repository = Repository("app", "dorp/app", "hoofd/1.x", "https://github.com/dorp/app")

    assert api.raw(repository, "docs/a b#.md") == raw
    assert api.is_raw(raw)
    assert not api.is_raw(f"{root}/repos/dorp/app")


def test_an_owner_who_is_no_organisation_is_asked_for_as_a_user() -> None:
    user = LIST.replace("/orgs/", "/users/")
    host = Host({user: (200, [listed("app")], {})})

    assert [page.items[0]["name"] for page in host.pages()] == ["app"]
    assert host.asked == [LIST, user]


def test_the_name_of_an_owner_is_one_part_of_an_address() -> None:
    assert Host({}).api.lists("a/../b?c")[0].startswith(f"{ROOT}/orgs/a%2F..%2Fb%3Fc/repos")


def test_pages_are_read_to_the_last() -> None:
    second = f"{ROOT}/organizations/1/repos?page=2"
    host = Host({LIST: (200, [1, 2], following(second)), second: (200, [3], {})})

    assert [(page.items, page.broken) for page in host.pages()] == [([1, 2], None), ([3], None)]


def test_a_page_that_fails_is_the_end_and_is_said() -> None:
    second = f"{LIST}&page=2"
    host = Host({LIST: (200, [1], following(second)), second: (502, {}, {})})

    first, broken = host.pages()

    assert (first.items, first.broken) == ([1], None)
    assert broken.broken
    assert broken.broken.code == "status-502"


def test_a_list_without_an_end_is_left() -> None:
    class Endless(Host):
        async def fetch(self, url: str, robots: bool = True, accept: str = "") -> Response:
            self.asked.append(url)
            return Response(url, headers=following(f"{LIST}&page={len(self.asked)}"), body=b"[]")

    host = Endless({})

    assert [page.broken.code for page in host.pages() if page.broken] == ["too-many"]
    assert len(host.asked) == MOST_PAGES


@pytest.mark.parametrize("body", ["{}", "<h1>", "[" * 100_000, '"a"'])
def test_an_answer_that_is_no_list_is_no_list(body: str) -> None:
    host = Host({})

    async def fetch(url: str, **_: Any) -> Response:
        return Response(url, body=body.encode())

    host.api.listing = fetch
    with pytest.raises(Unfetched, match="het antwoord is geen"):
        host.pages()


def tree(branch: str, *answers: tuple[str, Any]) -> Host:
    place = f"{ROOT}/repos/dorp/app/git/trees/{branch}"
    return Host({place + ending: (200, data, {}) for ending, data in answers})


def entry(path: str, kind: str = "blob", mode: str = "100644") -> dict[str, str]:
    return {"path": path, "type": kind, "mode": mode, "sha": f"id of {path}"}


def read(host: Host, branch: str = "main") -> Any:
    return asyncio.run(host.api.tree(Repository("app", "dorp/app", branch, "https://x.nl/app")))


def test_a_tree_has_files_with_their_mode_and_content_but_no_folders_nor_submodules() -> None:
    entries = [entry("a.md"), entry("src", "tree", "040000"), entry("lib", "commit", "160000"),
               entry("b", mode="120000"), {"type": "blob"}, None]  # fmt: skip
    found = read(tree("main", ("?recursive=1", {"tree": entries})))

    assert found.modes == {"a.md": "100644", "b": "120000"}
    assert found.blobs == {"a.md": "id of a.md", "b": "id of b"}
    assert found.is_whole


def test_of_a_tree_that_is_cut_off_the_root_is_there_at_least() -> None:
    cut = {"tree": [entry("a/b.md")], "truncated": True}
    host = tree("main", ("?recursive=1", cut), ("", {"tree": [entry("publiccode.yml")]}))

    found = read(host)

    assert (sorted(found.modes), found.is_whole) == (["a/b.md", "publiccode.yml"], False)


def test_a_branch_with_a_slash_is_one_part_of_the_address() -> None:
    host = tree("hoofd%2F1.x", ("?recursive=1", {"tree": []}))

    assert read(host, "hoofd/1.x").modes == {}


def test_an_empty_repository_has_no_files() -> None:
    place = f"{ROOT}/repos/dorp/app/git/trees/main?recursive=1"

    assert read(Host({place: (409, {}, {})})) == ({}, {}, True)


@pytest.mark.parametrize("said", [[], {}, {"tree": None}, "x"])
def test_an_answer_that_is_no_tree_is_said(said: Any) -> None:
    with pytest.raises(Unfetched, match="geen bestandenlijst"):
        read(tree("main", ("?recursive=1", said)))


def test_the_parent_of_a_fork_is_asked_for() -> None:
    whole = listed("app", fork=True, parent={"html_url": "https://github.com/stad/app"})
    host = Host({f"{ROOT}/repos/dorp/app": (200, whole, {})})
    repository = host.api.repository(listed("app", fork=True))

    assert repository
    assert asyncio.run(host.api.parent(repository)) == "https://github.com/stad/app"


def test_what_is_not_public_does_not_exist_even_with_a_token() -> None:
    host = Host({f"{ROOT}/repos/dorp/app": (200, listed("app", private=True), {})})

    with pytest.raises(Unfetched, match="bestaat niet"):
        asyncio.run(host.api.named("dorp", "app"))


def test_the_stamp_of_a_repository_changes_with_all_that_its_list_says() -> None:
    def stamp(**more: Any) -> str:
        repository = Repository.from_api(listed("app") | {"pushed_at": "2026-01-01"} | more)
        assert repository
        return repository.stamp("context")

    facts: list[dict[str, Any]] = [
        {"pushed_at": "2026-01-02"}, {"default_branch": "hoofd"}, {"archived": True},
        {"description": "x"}, {"license": {"spdx_id": "MIT"}}, {"name": "b"}, {"fork": True},
        {"html_url": "https://github.com/dorp/b"}, {"parent": {"html_url": "https://a.nl/b"}},
    ]  # fmt: skip
    assert len({stamp(), *(stamp(**fact) for fact in facts)}) == len(facts) + 1
    assert stamp() == stamp(stargazers_count=7)
    assert stamp(pushed_at=None) == ""


@pytest.mark.parametrize(("status", "headers", "body", "code"), [
    (403, {"X-RateLimit-Remaining": "0"}, "", "rate-limit"),
    (403, {"X-RateLimit-Remaining": "12"}, "", "status-403"),
    (403, {"Retry-After": "60"}, "", "rate-limit"),
    (403, {}, "You have exceeded a secondary rate limit.", "rate-limit"),
    (429, {}, "", "rate-limit"), (404, {"X-RateLimit-Remaining": "0"}, "", "status-404"),
])  # fmt: skip
def test_a_limit_is_never_gone(status: int, headers: dict[str, str], body: str, code: str) -> None:
    response = Response("https://x.nl", status, headers=headers, body=body.encode())

    assert unanswered(response).code == code
