"""Protocol `dcat`: page after page, in any form, and a fault never removes what there was."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

PREFIXES = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix hydra: <http://www.w3.org/ns/hydra/core#> .
"""
ID = "https://data.zomerdorp.example/id"


def datasets(*names: str) -> str:
    return "".join(f'<{ID}/{n}> a dcat:Dataset ; dct:title "Over {n}" .\n\n' for n in names)


def bare(*pairs: tuple[str, str]) -> str:
    return "".join(f'[] a dcat:Dataset ; dct:identifier "{i}" ; dct:title "{t}" .\n\n'
                   for i, t in pairs)  # fmt: skip


def hydra(after: str = "", total: int = -1) -> str:
    said = f"<> hydra:next <{after}> .\n" if after else ""
    return said + (f"<#c> hydra:totalItems {total} .\n" if total >= 0 else "")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, serve: Any, crawl: Any, answer: Any) -> Any:
    """One crawl of many catalogues, each with a fault of its own."""
    sites: dict[str, Any] = {}

    def site(name: str, pages: dict[str, str], media: str = "text/turtle") -> None:
        sites[name] = serve({path: said if isinstance(said, answer) else
                             answer(PREFIXES + said, media_type=media)
                             for path, said in pages.items()})  # fmt: skip

    site("whole", {"/c": datasets("a", "b") + hydra("/c?page=2", 4),
                   "/c?page=2": datasets("c") + hydra("/c?page=3"),
                   "/c?page=3": datasets("d")})  # fmt: skip
    site("self", {"/c": datasets("a") + hydra("/c")})
    site("circle", {"/c": datasets("a") + hydra("/c?page=2"),
                    "/c?page=2": datasets("b") + hydra("/c?page=3"),
                    "/c?page=3": datasets("c") + hydra("/c?page=2")})  # fmt: skip
    site("shifted", {"/c": datasets("a", "b") + hydra("/c?page=2", 4),
                     "/c?page=2": datasets("b", "d") + hydra("", 4)})  # fmt: skip
    site("reused", {"/c": bare(("1", "een"), ("1", "twee"), ("2", "drie"))})
    site("broken", {"/c": datasets("a") + f'<{ID}/b> dct:title "een "b" twee" .\n\n'
                    + datasets("c") + hydra("", 3)})  # fmt: skip
    site("gone", {"/c": datasets("a") + hydra("/c?page=2")})
    site("html", {"/c": answer("<html>Storing</html>")})
    site("empty", {"/c": ""})
    site("plain", {"/c": datasets("a")}, "text/plain; charset=utf-8")
    site("octets", {"/c": datasets("a")}, "application/octet-stream")
    site("elsewhere", {"/c": datasets("a") + hydra("http://127.0.0.9:1/geheim")})
    site("script", {"/c": datasets("a") + hydra("javascript:alert(1)")})
    site("proxy", {"/c": datasets("a") + hydra("http://intern.example:5000/c?page=2"),
                   "/c?page=2": datasets("b")})  # fmt: skip
    csw = (Path(__file__).parent / "pages" / "dcat" / "csw.xml").read_text()
    last = csw.replace('nextRecord="2"', 'nextRecord="0"').replace("metadata/", "metadata/1")
    site("csw", {"/c?startPosition=1": answer(csw, media_type="application/xml"),
                 "/c?startPosition=2": answer(last, media_type="application/xml")})  # fmt: skip
    addresses = {name: one.url + ("/c?startPosition=1" if name == "csw" else "/c")
                 for name, one in sites.items()}  # fmt: skip
    sources = {name: [{"protocol": "dcat", "url": url}] for name, url in addresses.items()}
    sources["mirror"] = [{"protocol": "dcat", "url": addresses["reused"],
                          "stands_for": "https://data.zomerdorp.example"}]  # fmt: skip
    found = crawl(tmp_path_factory.mktemp("dcat"), sources)
    return SimpleNamespace(sites=sites, found=found)


def state(run: Any, name: str) -> str:
    return str(run.found.sources[f"{name}-dcat"]["state"])


def codes(run: Any, name: str) -> set[str]:
    return {p["code"] for p in run.found.sources[f"{name}-dcat"]["problems"]} - {"dcat-ap-nl"}


def ids(run: Any, name: str) -> list[str]:
    return [identifier.removeprefix(f"{ID}/") for identifier in run.found.records(f"{name}-dcat")]


def test_all_pages_are_read_to_the_end(run: Any) -> None:
    assert ids(run, "whole") == ["a", "b", "c", "d"]
    assert (state(run, "whole"), codes(run, "whole")) == ("complete", set())
    assert run.sites["whole"].paths.count("/c") == 1


def test_turtle_is_asked_for_first(run: Any) -> None:
    accepted = next(hit.headers["Accept"] for hit in run.sites["whole"].hits if hit.path == "/c")

    assert accepted.startswith("text/turtle, application/ld+json;q=0.9, application/rdf+xml;q=0.8")


@pytest.mark.parametrize(("name", "found"), [("self", ["a"]), ("circle", ["a", "b", "c"])])
def test_a_next_page_that_was_read_already_ends_the_list(
    run: Any, name: str, found: list[str]
) -> None:
    assert ids(run, name) == found
    assert (state(run, name), codes(run, name)) == ("partial", {"loop"})


def test_pages_that_shift_leave_the_run_partial(run: Any) -> None:
    assert ids(run, "shifted") == ["a", "b", "d"]
    assert state(run, "shifted") == "partial"
    assert codes(run, "shifted") == {"duplicate", "incomplete"}


def test_two_datasets_with_one_identifier_give_one_record_and_a_refusal(run: Any) -> None:
    report = run.found.sources["reused-dcat"]

    assert [r["title"] for r in run.found.records("reused-dcat").values()] == ["een", "drie"]
    assert codes(run, "reused") == {"id-reused"}
    assert (report["found"], report["records"], report["refused"]) == (3, 2, 1)


def test_a_page_with_a_broken_part_removes_nothing(run: Any) -> None:
    assert ids(run, "broken") == ["a", "c"]
    assert state(run, "broken") == "partial"
    assert codes(run, "broken") == {"not-turtle", "broken-page"}


def test_a_later_page_that_is_not_there_leaves_the_run_partial(run: Any) -> None:
    assert (ids(run, "gone"), state(run, "gone")) == (["a"], "partial")


def test_a_web_page_in_place_of_the_catalogue_fails_the_source(run: Any) -> None:
    assert (state(run, "html"), codes(run, "html")) == ("failed", {"page-instead"})


def test_a_catalogue_that_is_valid_and_empty_is_held(run: Any) -> None:
    assert state(run, "empty") == "held"


@pytest.mark.parametrize("name", ["plain", "octets"])
def test_turtle_under_another_name_is_read_as_what_it_is(run: Any, name: str) -> None:
    assert (ids(run, name), state(run, name)) == (["a"], "complete")


@pytest.mark.parametrize("name", ["elsewhere", "script"])
def test_a_next_page_elsewhere_is_not_followed(run: Any, name: str) -> None:
    assert (ids(run, name), state(run, name)) == (["a"], "partial")
    assert codes(run, name) <= {"closed", "scheme", "other-host"}
    assert codes(run, name)


def test_a_next_page_by_the_name_behind_a_proxy_is_followed_on_the_host_itself(run: Any) -> None:
    assert (ids(run, "proxy"), state(run, "proxy")) == (["a", "b"], "complete")


def test_a_csw_catalogue_is_read_by_position(run: Any) -> None:
    found = run.found.records("csw-dcat")

    assert run.sites["csw"].paths[-1] == "/c?startPosition=2"
    assert sum("/zoek#/metadata/" in identifier for identifier in found) == 4
    assert state(run, "csw") == "complete"


def test_a_mirror_gives_the_ids_of_the_host_it_stands_for(run: Any) -> None:
    assert list(run.found.records("mirror-dcat")) == [
        "https://data.zomerdorp.example/c#1", "https://data.zomerdorp.example/c#2"]  # fmt: skip


def test_a_catalogue_that_did_not_change_is_not_read_again(
    tmp_path: Path, serve: Any, crawl: Any, answer: Any
) -> None:
    first = answer(PREFIXES + datasets("a") + hydra("/c?page=2", 2), media_type="text/turtle")
    last = answer(PREFIXES + datasets("b"), media_type="text/turtle")
    url = serve({"/c": first, "/c?page=2": last}).url + "/c"
    broken = "import crawlers.readers.dcat as d\ndef read(file): raise ValueError\nd.read = read"
    before = crawl(tmp_path, {"dorp": [{"protocol": "dcat", "url": url}]})
    after = crawl(tmp_path, before=broken)

    assert len(before.records("dorp-dcat")) == 2
    assert before.files == after.files
    assert after.sources["dorp-dcat"]["state"] == "complete"
