"""GitLab: groups in groups, pages by keyset and by number, trees by the hundred, one crawl."""

from __future__ import annotations

import asyncio
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.http import Response

from crawlers.failures import Unfetched, unanswered
from crawlers.forge.gitlab import GitLab
from crawlers.forge.repository import Repository
from crawlers.patience import rest
from knowledge.home import CHECKOUT

HERE = Path(__file__).parent / "pages" / "forge"
ROOT = "https://gitlab.com/api/v4"
TREE = f"{ROOT}/projects/7/repository/tree?recursive=true&per_page=100&ref=main"
APP = Repository("app", "dorp/app", "main", "https://gitlab.com/dorp/app", number="7")


def answering(answers: dict[str, tuple[Any, dict[str, str]]]) -> GitLab:
    async def fetch(url: str, robots: bool = True, accept: str = "") -> Response:
        if url not in answers:
            raise Unfetched("status-404", "bestaat niet")
        data, headers = answers[url]
        return Response(url, headers=headers, body=json.dumps(data).encode())

    return GitLab(ROOT, fetch, fetch)


def test_a_group_in_a_group_is_no_user() -> None:
    api = answering({})

    assert [url.partition("?")[0] for url in api.lists("dorp")] == [
        f"{ROOT}/groups/dorp/projects", f"{ROOT}/users/dorp/projects",
    ]  # fmt: skip
    assert [url.partition("?")[0] for url in api.lists("dorp/zaken")] == [
        f"{ROOT}/groups/dorp%2Fzaken/projects"
    ]


def test_a_group_is_asked_for_its_own_projects_by_number() -> None:
    query = answering({}).lists("dorp")[0].partition("?")[2]

    assert set(query.split("&")) == {
        "include_subgroups=true", "with_shared=false", "per_page=100", "order_by=id", "sort=asc",
    }  # fmt: skip


def entries(*paths: str) -> list[dict[str, str]]:
    return [{"id": f"id of {p}", "path": p, "type": "blob", "mode": "100644"} for p in paths]


@pytest.mark.parametrize(("headers", "second"), [
    ({"Link": f'<{TREE}&page_token=abc>; rel="next"'}, f"{TREE}&page_token=abc"),
    ({"X-Next-Page": "2"}, f"{TREE}&page=2"),
])  # fmt: skip
def test_a_tree_is_read_to_its_last_page(headers: dict[str, str], second: str) -> None:
    folder = {"id": "x", "path": "docs", "type": "tree", "mode": "040000"}
    api = answering({TREE: ([folder, *entries("a.md")], headers),
                     second: (entries("b.md"), {"X-Next-Page": ""})})  # fmt: skip

    found = asyncio.run(api.tree(APP))

    assert found.modes == {"a.md": "100644", "b.md": "100644"}
    assert (found.blobs["b.md"], found.is_whole) == ("id of b.md", True)


def test_a_tree_that_points_to_itself_is_not_whole() -> None:
    api = answering({TREE: (entries("a.md"), {"Link": f'<{TREE}>; rel="next"'})})

    assert asyncio.run(api.tree(APP)).is_whole is False


def test_a_file_goes_by_the_number_of_its_project_and_its_path_is_one_part() -> None:
    url = answering({}).raw(APP, "docs/a b.md")

    assert url == f"{ROOT}/projects/7/repository/files/docs%2Fa%20b.md/raw?ref=main"


def test_what_changed_just_now_may_change_again_under_the_same_moment() -> None:
    def stamp(seconds: float) -> str:
        moment = datetime.fromtimestamp(time.time() - seconds, UTC).isoformat()
        item = {"id": 7, "name": "app", "path_with_namespace": "dorp/app", "default_branch": "main",
                "web_url": "https://gitlab.com/dorp/app", "last_activity_at": moment}  # fmt: skip
        repository = answering({}).repository(item)
        assert repository
        return repository.stamp("")

    assert stamp(60) == ""
    assert stamp(3 * 60 * 60)


@pytest.mark.parametrize(("headers", "seconds"), [
    ({"RateLimit-Remaining": "0", "RateLimit-Reset": "1"}, 1),  # as the IETF draft has it
    ({"RateLimit-Remaining": "0", "RateLimit-Reset": "1600000000"}, 0),  # as GitLab has it
    ({"RateLimit-Remaining": "5", "RateLimit-Reset": "9999999999"}, None),
    ({"RateLimit-Remaining": "0", "RateLimit-Reset": "straks"}, None),
])  # fmt: skip
def test_when_a_spent_limit_begins_anew(headers: dict[str, str], seconds: float | None) -> None:
    response = Response("https://gitlab.com", 403, headers=headers)

    assert rest(response) == seconds
    spent = headers["RateLimit-Remaining"] == "0"
    assert unanswered(response).code == ("rate-limit" if spent else "status-403")


PROJECTS = ("/api/v4/groups/zomerdorp%2Fdigitaal/projects?per_page=100&order_by=id&sort=asc"
            "&include_subgroups=true&with_shared=false")  # fmt: skip
MELDINGEN = "/api/v4/projects/101/repository"
KAART = "/api/v4/projects/104/repository"


def publiccode(**said: Any) -> str:
    return json.dumps({"publiccodeYmlVersion": "0.5"} | said)


def fill(site: Any, answer: Any) -> None:
    """Put the host of a group in the pages of a site."""

    def told(data: Any, **headers: str) -> Any:
        text = data if isinstance(data, str) else json.dumps(data)
        named = {name.replace("_", "-"): said for name, said in headers.items()}
        return answer(text, headers=named, media_type="application/json")

    first, second = ((HERE / f"gitlab-projects-{n}.json").read_text().replace("HOST", site.url)
                     for n in (1, 2))  # fmt: skip
    following = f'<{site.url}{PROJECTS}&page=2>; rel="next"'
    site.pages[PROJECTS] = told(first, Link=following, X_Total="5")
    site.pages[f"{PROJECTS}&page=2"] = told(second, X_Total="5")
    files = {
        "publiccode.yml": publiccode(name="Meldingen"), "LICENCE.md": "", "README.md": "# Lees",
        "docs/in & uit.md": "# In en uit",
    }  # fmt: skip
    ref = "ref=hoofd%2F1.x"
    site.pages[f"{MELDINGEN}/tree?recursive=true&per_page=100&{ref}"] = told(entries(*files))
    names = ("publiccode.yml", "LICENCE.md", "README.md", "docs%2Fin%20%26%20uit.md")
    for text, name in zip(files.values(), names, strict=True):
        page = text or (CHECKOUT / "LICENSES" / "EUPL-1.2.txt").read_text()
        site.pages[f"{MELDINGEN}/files/{name}/raw?{ref}"] = answer(page, media_type="text/plain")
    site.pages[f"{KAART}/tree?recursive=true&per_page=100&ref=main"] = told(
        entries("publiccode.yml"))  # fmt: skip
    own = publiccode(name="Kaart", url=f"{site.url}/zomerdorp/digitaal/geo/kaart")
    own = own.replace(site.url, "https://gitlab.zomerdorp.example")
    site.pages[f"{KAART}/files/publiccode.yml/raw?ref=main"] = answer(own, media_type="text/plain")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """Two crawls of a group with a subgroup, then one in which a file comes as a web page."""
    site = serve()
    fill(site, answer)
    source = {"protocol": "forge", "api": f"{site.url}/api/v4", "owner": "zomerdorp/digitaal",
              "stands_for": "https://gitlab.zomerdorp.example"}  # fmt: skip
    home = tmp_path_factory.mktemp("gitlab")
    first = crawl(home, {"zomerdorp": [source]})
    site.hits.clear()
    second, asked = crawl(home), list(site.paths)
    changed = site.pages[PROJECTS].body.replace("2026-09-02", "2026-09-03")
    site.pages[PROJECTS].body = changed
    tree = json.loads(site.pages[place := f"{MELDINGEN}/tree?recursive=true&per_page=100"
                                          "&ref=hoofd%2F1.x"].body)  # fmt: skip
    site.pages[place].body = json.dumps([entry | {"id": "anders"} for entry in tree])
    site.pages[f"{MELDINGEN}/files/publiccode.yml/raw?ref=hoofd%2F1.x"] = answer("<h1>Log in</h1>")
    return SimpleNamespace(first=first, second=second, asked=asked, third=crawl(home))


NAME, HOME = "zomerdorp-forge", "https://gitlab.zomerdorp.example/zomerdorp/digitaal"


def test_a_group_gives_the_projects_of_its_subgroups_too(run: Any) -> None:
    records = run.first.records(NAME)

    assert {i.removeprefix(HOME): r["kind"] for i, r in records.items()} == {
        "/meldingen": "solution", "/leeg": "solution", "/gesloten": "solution",
        "/geo/kaart": "solution", "/meldingen/-/blob/HEAD/README.md": "document",
        "/meldingen/-/blob/HEAD/docs/in%20&%20uit.md": "document",
    }  # fmt: skip
    assert run.first.sources[NAME]["state"] == "complete"
    assert records[f"{HOME}/leeg"]["archived"] is True


def test_a_licence_that_the_host_does_not_name_is_recognised_by_its_text(run: Any) -> None:
    records = run.first.records(NAME)

    assert records[f"{HOME}/meldingen"]["licence"] == "EUPL-1.2"
    assert records[f"{HOME}/meldingen/-/blob/HEAD/README.md"]["text_licence"] == "EUPL-1.2"
    assert "licence" not in records[f"{HOME}/leeg"]


def test_a_fork_with_an_address_of_its_own_is_a_variant_of_its_parent(run: Any) -> None:
    said = run.first.records(NAME)[f"{HOME}/geo/kaart"]["statements"]

    assert [(s["object"], s["strength"]) for s in said if s["relation"] == "based_on"] == [
        ("https://gitlab.zomerdorp.example/lindeveld/kaart", "derived")
    ]


def test_what_only_people_who_log_in_may_see_is_left_out(run: Any) -> None:
    assert "private" in run.first.codes(NAME).values()
    assert "intern" not in str(run.first.files)


def test_a_second_crawl_asks_for_the_lists_only(run: Any) -> None:
    assert run.asked == [PROJECTS, f"{PROJECTS}&page=2"]
    assert run.second.files == run.first.files


def test_a_page_in_place_of_a_file_takes_nothing_away(run: Any) -> None:
    assert run.third.sources[NAME]["state"] == "partial"
    assert run.third.files == run.first.files
    assert run.third.codes(NAME)[f"{HOME}/meldingen/-/blob/HEAD/publiccode.yml"] == "page-instead"
