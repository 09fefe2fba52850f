"""Datasets of a CKAN portal: what is read, what is hidden, and what the API gets wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read
from knowledge.model import Document

PAGE = Path(__file__).parent / "pages" / "ckan" / "package_search.json"
MEMBER = "https://identifier.overheid.nl/tooi/id/gemeente/gm9999"
ROOT = "https://data.zomerdorp.example"
SEARCH = f"{ROOT}/api/3/action/package_search?rows=100&sort=id+asc&start=0"
IDS = f"{ROOT}/dataset/0a1b2c3d-0000-4000-8000-00000000000"


def page(url: str = SEARCH, **about: Any) -> Reading:
    return read(File(url, PAGE.read_bytes(), organisation=MEMBER, **about))


def packages(*found: Any, url: str = SEARCH, count: int = 1) -> Reading:
    said = {"success": True, "result": {"count": count, "results": found}}
    return read(File(url, json.dumps(said).encode(), organisation=MEMBER))


def by_id(reading: Reading) -> dict[str, Any]:
    return {record.id: record for record in reading.records}


def codes(reading: Reading) -> list[str]:
    return [problem.code for problem in reading.problems]


def test_a_dataset_is_a_document_known_by_its_id_on_the_portal() -> None:
    record = by_id(page())[f"{IDS}1"]

    assert isinstance(record, Document)
    assert (record.genre, record.format, record.title) == (
        "dataset", "markdown", "Bomen in Zomerdorp")  # fmt: skip
    assert (record.date, record.language, record.text_licence) == ("2026-02-01", "nl", "CC-BY-4.0")
    assert record.url == f"{ROOT}/dataset/bomen-in-zomerdorp"
    assert record.text.splitlines() == [
        "Alle **bomen** die de gemeente beheert.", "",
        "Trefwoorden: bomen, groen", "", "Bestandsvormen: CSV, GeoJSON",
    ]  # fmt: skip


def test_its_organisation_publishes_it() -> None:
    (said,) = by_id(page())[f"{IDS}1"].statements

    assert (said.subject, said.subject_name) == (
        "noaber:organisatie/gemeente-zomerdorp", "Gemeente Zomerdorp")  # fmt: skip
    assert (said.relation, said.strength, said.claimant) == ("publishes", "third", MEMBER)


def test_an_organisation_with_a_register_id_is_known_by_it() -> None:
    (said,) = by_id(page())[f"{IDS}2"].statements

    assert said.subject == "http://standaarden.overheid.nl/owms/terms/Zomerdorp_(gemeente)"


def test_without_an_organisation_the_member_publishes_its_own() -> None:
    (said,) = packages({"id": "a", "title": "Een"}).records[0].statements

    assert (said.subject, said.strength) == (MEMBER, "own")


def test_html_and_several_languages_become_one_plain_text() -> None:
    record = by_id(page())[f"{IDS}2"]

    assert (record.title, record.text, record.date) == ("Afval", "Kilo's restafval", "2026-01-02")


def test_authors_and_maintainers_are_never_read() -> None:
    written = "".join(record.model_dump_json() for record in page().records)

    assert "Jansen" not in written
    assert "jansen" not in written
    assert "Pietersen" not in written


def test_what_is_not_public_is_a_hint_and_no_record() -> None:
    hints = {p.place: p.level for p in page().problems if p.code == "not-public"}

    assert hints == {f"{IDS}{n}": "hint" for n in (3, 4, 5)}


def test_each_dataset_that_is_none_has_a_problem_of_its_own() -> None:
    refused = {p.place: p.code for p in page().problems if p.level == "error"}

    assert refused == {
        f"{SEARCH}#zonder-id": "no-id", f"{SEARCH}#8": "no-id",
        f"{IDS}2 (Een ander met hetzelfde id)": "id-reused",
    }  # fmt: skip
    assert len(page().records) == 2


def test_what_is_there_in_a_way_that_misleads_is_noted() -> None:
    first = {p.code: p.message for p in page().problems if p.place == f"{IDS}1"}
    second = {p.code: p.message for p in page().problems if p.place == f"{IDS}2"}

    assert first.keys() == {"resource-without-url", "extras-twice"}
    assert "2 van 3" in first["resource-without-url"]
    assert "spatial" in first["extras-twice"]
    assert second.keys() == {"missing-fields", "closed-licence"}


def test_extra_fields_that_contradict_themselves_do_not_count() -> None:
    twice = [{"key": "modified", "value": "2026-01-01"}, {"key": "modified", "value": "2026-02-02"}]
    reading = packages({"id": "a", "title": "Een", "extras": twice})

    assert reading.records[0].date == ""


@pytest.mark.parametrize(("said", "found", "code"), [
    ({"license_id": "cc-by"}, "CC-BY", ""), ({"license_id": "cc-zero"}, "CC0-1.0", ""),
    ({"license_id": "cc-by", "license_url": "http://www.opendefinition.org/licenses/cc-by"},
     "CC-BY", ""),
    ({"license_id": "http://creativecommons.org/publicdomain/mark/1.0/deed.nl"}, "CC-PDM-1.0", ""),
    ({"license_id": "notspecified"}, "", "unknown-licence"),
    ({"license_id": "x", "license_title": "Gesloten licentie"}, "", "closed-licence"), ({}, "", ""),
])  # fmt: skip
def test_a_licence_is_known_or_a_problem(said: Any, found: str, code: str) -> None:
    reading = packages({"id": "a", "title": "Een"} | said)

    assert reading.records[0].text_licence == found
    assert [one for one in codes(reading) if one.endswith("licence")] == ([code] if code else [])


def test_the_licence_of_the_member_file_is_for_what_states_none_itself() -> None:
    stated = by_id(page())[f"{IDS}1"].text_licence

    assert stated
    assert by_id(page(licence="MIT"))[f"{IDS}1"].text_licence == stated


@pytest.mark.parametrize(("said", "licence"), [
    ({}, "CC0-1.0"), ({"license_id": "notspecified"}, "CC0-1.0"),
    ({"license_id": "niet-open"}, ""), ({"license_title": "Onze voorwaarden"}, ""),
])  # fmt: skip
def test_a_stated_licence_that_is_closed_or_unknown_is_not_replaced_by_that_of_the_member(
    said: Any, licence: str
) -> None:
    body = json.dumps({"success": True, "result": {"count": 1, "results": [
        {"id": "a", "title": "Een", **said}]}}).encode()  # fmt: skip

    found = read(File(SEARCH, body, organisation=MEMBER, licence="CC0-1.0")).records

    assert [record.text_licence for record in found] == [licence]


@given(st.text(max_size=20), st.text(max_size=20))
def test_an_id_depends_on_neither_name_nor_title(name: str, title: str) -> None:
    reading = packages({"id": "abc", "name": name, "title": title})

    assert list(by_id(reading)) == [f"{ROOT}/dataset/abc"]
    assert reading.records[0].title


@pytest.mark.parametrize("url", [
    "http://www.data.zomerdorp.example/api/3/action/package_search",
    "https://data.zomerdorp.example/api/action/package_search?rows=5",
    "https://data.zomerdorp.example/api/2/action/package_search?sid=7",
])  # fmt: skip
def test_an_id_is_the_same_by_every_address_of_the_api(url: str) -> None:
    assert list(by_id(packages({"id": "abc", "title": "Een"}, url=url))) == [f"{ROOT}/dataset/abc"]


@pytest.mark.parametrize("bad", ["", None, "../../x", "a b", "x" * 300, ["a"], {"rendered": "/"}])
def test_a_dataset_with_an_id_that_cannot_be_is_refused(bad: Any) -> None:
    reading = packages({"id": bad, "title": "Een"})

    assert (reading.records, codes(reading)) == ([], ["no-id"])


# paging


@pytest.mark.parametrize(("start", "given_", "count", "after"), [
    ("0", 2, 5, "2"), ("2", 2, 5, "4"), ("4", 1, 5, ""), ("4", 0, 5, ""), ("0", 2, 2, ""),
    ("x", 1, 2, "1"), ("-7", 1, 2, "1"),
])  # fmt: skip
def test_the_next_page_starts_where_this_one_ends(
    start: str, given_: int, count: int, after: str
) -> None:
    url = SEARCH.replace("start=0", f"start={start}")
    found = [{"id": f"a{n}", "title": "x"} for n in range(given_)]
    reading = packages(*found, url=url, count=count)

    assert (reading.next, reading.total) == (after, count)


# answers that are none


@pytest.mark.parametrize(("body", "code"), [
    (b"<html>storing</html>", "page-instead"), (b"", "not-json"), (b"{}", "not-ckan"),
    (b"[]", "not-ckan"), (b'{"success": true, "result": 7}', "not-ckan"),
    (b'{"success": true, "result": {"count": 1, "results": {}}}', "not-ckan"),
    (b'{"success": false, "error": {"message": "Access denied"}}', "ckan-refused"),
    (b'{"success": false, "error": "weg"}', "ckan-refused"),
    (b'{"success": true, "result": {"count": ' + b"9" * 5_000 + b"}}", "not-json"),
])  # fmt: skip
def test_an_answer_that_is_no_list_is_a_problem_of_the_page(body: bytes, code: str) -> None:
    reading = read(File(SEARCH, body))

    assert (reading.records, [(p.code, p.place) for p in reading.problems]) == (
        [], [(code, SEARCH)])  # fmt: skip


def test_an_empty_portal_gives_nothing_and_no_problem() -> None:
    reading = packages(count=0)

    assert (reading.records, reading.problems, reading.total) == ([], [], 0)


def test_one_dataset_by_itself_is_read_too() -> None:
    said = {"id": "abc", "title": "Een", "resources": [], "state": "active",
            "metadata_modified": "2026-01-01"}  # fmt: skip
    loose = read(File("https://a.example/een.json", json.dumps(said).encode()))
    shown = read(File(f"{ROOT}/api/3/action/package_show?id=abc",
                      json.dumps({"success": True, "result": said}).encode()))  # fmt: skip

    assert list(by_id(loose)) == ["https://a.example/een.json#abc"]
    assert list(by_id(shown)) == [f"{ROOT}/dataset/abc"]


_JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                     lambda inner: st.lists(inner, max_size=3), max_leaves=5)  # fmt: skip
_FIELDS = st.sampled_from(["id", "name", "title", "notes", "extras", "resources", "tags", "private",
                           "organization", "license_id", "language", "publisher"])  # fmt: skip


@given(st.dictionaries(_FIELDS, _JSON | st.dictionaries(_FIELDS, _JSON, max_size=3)))
def test_a_dataset_of_any_shape_is_read_or_has_a_problem(said: dict[str, Any]) -> None:
    reading = packages(said)

    assert reading.records or reading.problems
