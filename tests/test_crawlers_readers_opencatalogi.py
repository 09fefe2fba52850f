"""What an openCatalogi.yaml gives: what an organisation itself owns, uses and keeps going."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read
from knowledge.model import Organisation, Statement, to_json

HERE = Path(__file__).parent / "pages" / "forge"
URL = "https://code.voorbeeld.example/zomerdorp/.github/blob/HEAD/openCatalogi.yaml"
OWNER = "noaber:organisatie/zomerdorp"


def reading(body: str | bytes, path: str = "openCatalogi.yaml", owner: str = OWNER) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(URL, raw, path=path, organisation=owner))


def statements(found: Reading, relation: str) -> list[Statement]:
    (record,) = found.records
    return [said for said in record.statements if said.relation == relation]


def sample() -> bytes:
    return (HERE / "openCatalogi.yaml").read_bytes()


def test_the_organisation_itself_says_what_it_uses() -> None:
    used = statements(reading(sample()), "uses")

    assert [said.object for said in used] == [
        "https://github.com/lindeveld/kaartlaag",
        "https://github.com/lindeveld/formulieren",
    ]
    for said in used:
        assert (said.subject, said.claimant, said.url) == (OWNER, OWNER, URL)
        assert (said.strength, said.role) == ("own", "in gebruik")


def test_what_it_owns_it_makes_and_what_it_maintains_it_keeps() -> None:
    made = [(said.object, said.role) for said in statements(reading(sample()), "makes")]

    assert made == [
        ("https://github.com/zomerdorp/meldingen", "maker"),
        ("https://github.com/zomerdorp/agenda", "beheerder"),
    ]


def test_supplying_software_is_neither_making_nor_using_it() -> None:
    found = reading("name: X\nsoftwareSupported:\n  - {software: https://a.nl/b, type: Hosting}")

    assert [said for record in found.records for said in record.statements] == []
    assert [(one.code, one.level, one.line) for one in found.problems] == [
        ("supply", "hint", 3), ("no-software", "warning", 1),
    ]  # fmt: skip


def test_the_record_is_the_organisation_of_the_member() -> None:
    (record,) = reading(sample()).records

    assert isinstance(record, Organisation)
    assert (record.id, record.title) == (OWNER, "Gemeente Zomerdorp")
    assert record.website == "https://www.zomerdorp.example"
    assert (record.reader, reading(sample()).version) == ("opencatalogi", "0.2")


def test_no_person_and_no_way_to_reach_one_is_read() -> None:
    written = to_json(reading(sample()).records[0].model_dump(mode="json"))

    assert "vries" not in written
    assert "jansen" not in written
    assert "0612345678" not in written


@pytest.mark.parametrize("path", [
    "openCatalogi.yaml", "opencatalogi.yml", "OPENCATALOGI.YAML", "publicorganisation.yaml",
    "publicOrganisation.yml",
])  # fmt: skip
def test_each_spelling_of_its_name_is_read(path: str) -> None:
    assert reading(sample(), path).format == "opencatalogi"


def test_bad_addresses_are_named_with_their_line_and_cost_only_themselves() -> None:
    body = (
        "name: X\nsoftwareUsed:\n  - https://a.example/goed\n  - geen adres\n  - {name: Leeg}\n"
        "  - [x]\n  - 7\n"
    )
    found = reading(body)

    assert [said.object for said in statements(found, "uses")] == ["https://a.example/goed"]
    assert {(one.line, one.code) for one in found.problems} == {
        (4, "bad-url"), (5, "no-address"), (6, "wrong-type"), (6, "bad-url"), (7, "bad-url"),
    }  # fmt: skip
    assert {one.level for one in found.problems} == {"warning"}


def test_an_unknown_kind_of_support_is_said() -> None:
    body = "name: X\nsoftwareOwned: [https://a.example/b]\nsoftwareSupported:\n  - https://a.nl/c"
    found = reading(body)

    assert [(one.code, one.line) for one in found.problems] == [("support-type", 4)]


def test_software_that_is_named_twice_counts_once() -> None:
    found = reading("name: X\nsoftwareUsed: [https://a.example/b, https://A.example/b/]")

    assert len(statements(found, "uses")) == 1


@pytest.mark.parametrize(("body", "code"), [
    ("- a\n- b", "not-a-mapping"), ("name: [", "not-yaml"), ("", "not-a-mapping"),
    ("softwareUsed: &a [x]", "anchor"),
])  # fmt: skip
def test_what_is_no_declaration_is_a_problem(body: str, code: str) -> None:
    found = reading(body)

    assert (found.records, [one.code for one in found.problems]) == ([], [code])


def test_outside_a_source_the_name_in_the_file_counts() -> None:
    named, nameless = reading("name: Dorp\nsoftwareUsed: [https://a.nl/b]", owner=""), "x: 1"

    assert named.records[0].id == "noaber:organisatie/dorp"
    assert [one.code for one in reading(nameless, owner="").problems] == ["no-name"]


@given(body=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_a_record_or_a_problem(body: bytes) -> None:
    found = reading(body)

    assert found.records or found.problems
