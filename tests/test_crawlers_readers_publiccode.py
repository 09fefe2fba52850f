"""What a publiccode.yml gives: one solution, and who says what of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawlers.readers import File, Reading, read
from knowledge.model import Solution, Statement, to_json

HERE = Path(__file__).parent / "pages" / "readers"
URL = "https://code.voorbeeld.example/molendam/dakscan/raw/publiccode.yml"
OWNER = "noaber:organisatie/molendam"


def reading(body: str | bytes, **known: str) -> Reading:
    raw = body if isinstance(body, bytes) else body.encode()
    return read(File(URL, raw, path="publiccode.yml", **known))


def solution(body: str | bytes, **known: str) -> Solution:
    (record,) = reading(body, **known).records
    assert isinstance(record, Solution)
    return record


def sample() -> bytes:
    return (HERE / "dakscan.publiccode.yml").read_bytes()


def said(record: Solution, relation: str) -> list[Statement]:
    return [one for one in record.statements if one.relation == relation]


def test_a_full_file_gives_one_solution_in_dutch() -> None:
    record = solution(sample(), organisation=OWNER, licence="EUPL-1.2")

    assert record.id == "https://code.voorbeeld.example/molendam/dakscan"
    assert (record.title, record.language, record.reader) == ("Dakscan", "nl", "publiccode")
    assert record.summary == "Laat zien welke daken groen zijn."
    assert record.text == "Een kaart met alle daken."
    assert record.features == ("map",)
    assert (record.version, record.released) == ("1.10", "2026-03-01")
    assert (record.phase, record.licence, record.maintenance) == ("stable", "EUPL-1.2", "contract")
    assert record.documentation == "https://dakscan.voorbeeld.example/uitleg"
    assert record.languages == ("nl", "en")
    assert record.url == URL
    assert reading(sample()).version == "0.7"
    assert reading(sample()).problems == []


def test_users_are_listed_once_in_the_order_of_the_file() -> None:
    uses = said(solution(sample(), organisation=OWNER), "uses")

    assert [one.subject_name for one in uses] == ["Gemeente Molendam", "Gemeente Rietveen"]
    assert uses[0].subject == "noaber:organisatie/gemeente-molendam"
    assert (uses[0].strength, uses[0].claimant, uses[0].url) == ("maker", OWNER, URL)


def test_funders_makers_and_maintainers_are_different_things() -> None:
    record = solution(sample(), organisation=OWNER)

    assert [one.subject_name for one in said(record, "funds")] == [
        "Provincie Zandland",
        "Fonds Groene Daken",
    ]
    makes = [(one.subject_name, one.role, one.until, one.strength) for one in said(record, "makes")]
    assert makes == [
        ("Gemeente Molendam", "opdrachtgever", "", "maker"),
        ("Dakwerk BV", "beheerder", "2027-12-31", "maker"),
        ("", "maker", "", "own"),
    ]


def test_what_it_is_based_on_and_supports_are_addresses() -> None:
    record = solution(sample())

    assert [one.object for one in said(record, "based_on")] == [
        "https://github.com/voorbeeld/kaartlaag"
    ]
    assert [one.object for one in said(record, "supports")] == [
        "http://standaarden.overheid.nl/owms/terms/zonnepanelen"
    ]


def test_persons_are_never_read() -> None:
    everything = to_json(solution(sample()).model_dump(mode="json"))

    for personal in ("Jo Voorbeeld", "@", "0612345678"):
        assert personal not in everything


def test_a_file_elsewhere_is_warned_of_and_kept() -> None:
    result = reading(sample(), repository="https://github.com/Molendam/dakscan2")

    (problem,) = result.problems
    assert (problem.level, problem.code, problem.line) == ("warning", "url-elsewhere", 3)
    assert result.records[0].id == "https://code.voorbeeld.example/molendam/dakscan"


def test_capitals_and_git_make_no_other_place() -> None:
    known = "https://github.com/molendam/dakscan"

    assert reading("url: https://github.com/Molendam/Dakscan.git", repository=known).problems == []


def test_without_url_the_repository_is_the_id() -> None:
    record = solution("name: Dakscan", repository="https://github.com/Molendam/Dakscan")

    assert record.id == "https://github.com/molendam/dakscan"
    assert solution("name: Dakscan").id == URL


def test_wrong_types_are_warned_of_and_read_anyway() -> None:
    result = reading(
        """name: [Dakscan]
url: geen adres
platforms: web
organisation: Gemeente Molendam
usedBy:
  Gemeente Rietveen: https://rietveen.example
  gemeente: Molendam
description:
  shortDescription: Kort
maintenance: intern
releaseDate: 2026-31-01
"""
    )

    (record,) = result.records
    assert isinstance(record, Solution)
    assert (record.title, record.summary, record.platforms) == ("Dakscan", "Kort", ("web",))
    assert [one.subject_name for one in record.statements] == [
        "Gemeente Rietveen",
        "Molendam",
        "Gemeente Molendam",
    ]
    fields = {(one.code, one.field, one.line) for one in result.problems}
    assert ("wrong-type", "name", 1) in fields
    assert ("bad-url", "url", 2) in fields
    assert ("wrong-type", "platforms", 3) in fields
    assert ("wrong-type", "organisation", 4) in fields
    assert ("wrong-type", "usedBy", 5) in fields
    assert ("wrong-type", "description", 8) in fields
    assert ("wrong-type", "maintenance", 10) in fields
    assert ("bad-date", "releaseDate", 11) in fields
    assert {one.level for one in result.problems} == {"warning"}


def test_an_organisation_with_only_a_uri_keeps_its_uri() -> None:
    record = solution("name: A\norganisation: {uri: 'urn:x-org:1'}")

    assert record.statements[0].subject == "urn:x-org:1"
    assert record.statements[0].subject_name == ""


def test_a_file_of_authors_is_no_organisation() -> None:
    assert solution("name: A\nlegal: {mainCopyrightOwner: legal/authorsFile}").statements == ()


def test_unknown_versions_are_read() -> None:
    assert reading("publiccodeYmlVersion: '9.9'\nname: A").version == "9.9"


def test_files_without_use_give_an_error_and_no_record() -> None:
    for body, code, line in (
        ("a: b\n\tc: d", "tab", 2),
        ("- a", "not-a-mapping", 1),
        ("api/publiccode.yml", "not-a-mapping", 1),
        ("", "not-a-mapping", 1),
        ("categories: [x]", "no-name", 1),
        ("a: &a [*a]", "anchor", 1),
        ("[" * 5000, "too-deep", 1),
    ):
        result = reading(body)

        (problem,) = result.problems
        assert (problem.level, problem.code, problem.line) == ("error", code, line)
        assert problem.place == URL
        assert result.records == []


def test_hostile_names_stay_plain_text() -> None:
    record = solution("name: <script>alert(1)</script>\nurl: javascript:alert(1)")

    assert record.title == "<script>alert(1)</script>"
    assert record.id == URL
    assert record.repository == record.website == ""


@pytest.mark.parametrize(
    ("users", "names"),
    [
        ("[Gemeente A, 'Gemeente B, gemeente C en Provincie D']",
         ["Gemeente A", "Gemeente B", "gemeente C", "Provincie D"]),
        ("['Ministerie van Onderwijs, Cultuur en Wetenschap', 'Bergen en Dal']",
         ["Ministerie van Onderwijs, Cultuur en Wetenschap", "Bergen en Dal"]),
        ("|\n  Gemeente A\n  Gemeente B\n", ["Gemeente A", "Gemeente B"]),
        ("['[Gemeente A](https://a.nl)', 'Gemeente B (https://b.nl)']",
         ["Gemeente A", "Gemeente B"]),
        ("[[Gemeente A, Gemeente B], Gemeente C]", ["Gemeente A", "Gemeente B", "Gemeente C"]),
        ("{gemeenten: [Gemeente A], provincies: Zeeland}", ["Gemeente A", "Zeeland"]),
        ("[{naam: Gemeente A}]", ["Gemeente A"]),
    ],
)  # fmt: skip
def test_users_in_odd_shapes_are_not_lost(users: str, names: list[str]) -> None:
    record = solution(f"name: A\nusedBy: {users}")

    assert [one.subject_name for one in said(record, "uses")] == names


def test_an_id_of_the_register_is_more_certain_than_the_name_beside_it() -> None:
    tooi = "https://identifier.overheid.nl/tooi/id/gemeente/gm0344"
    record = solution(f"name: A\norganisation: {{uri: '{tooi}', name: Utrecht}}")

    assert [(one.subject, one.subject_name) for one in said(record, "makes")] == [(tooi, "")]


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("git@github.com:dorp/vuil.git", "https://github.com/dorp/vuil"),
        ("git+https://github.com/dorp/vuil.git", "https://github.com/dorp/vuil"),
        ("github.com/dorp/vuil", "https://github.com/dorp/vuil"),
        ("https://x.nl/a b", "https://x.nl/a%20b"),
        ("t.b.d.", ""),
        ("geen", ""),
    ],
)
def test_an_address_in_an_odd_spelling_can_be_followed(url: str, link: str) -> None:
    assert solution(f"name: A\nurl: {url}").repository == link


def test_what_stands_in_the_place_of_a_section_is_read() -> None:
    record = solution("name: A\nlegal: EUPL-1.2\nmaintenance: internal")

    assert (record.licence, record.maintenance) == ("EUPL-1.2", "internal")


def test_a_product_is_supported_under_its_own_id() -> None:
    term = "://standaarden.overheid.nl/owms/terms/verhuizing"
    record = solution(f"name: A\nsupports: [{{id: 'https{term}'}}]")

    assert [one.object for one in said(record, "supports")] == [f"http{term}"]
