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


def hints(body: str) -> str:
    """Give the one hint of a file, "" where it has none."""
    found = [one for one in reading(body).problems if one.level == "hint"]
    assert len(found) <= 1
    return found[0].message if found else ""


@pytest.mark.parametrize(
    ("body", "listed"),
    [
        ("monochromeLogo: a.svg", "monochromeLogo (gebruik logo)"),
        ("inputTypes: [text/plain]", "inputTypes (mag weg)"),
        ("outputTypes: [text/plain]", "outputTypes (mag weg)"),
        ("tags: [a]", "tags (gebruik categories)"),
        ("publiccode-yaml-version: '0.1'", "(gebruik publiccodeYmlVersion)"),
        ("legal: {repoOwner: A}", "legal.repoOwner (gebruik organisation.name)"),
        ("legal: {authorsFile: A}", "legal.authorsFile (gebruik legal.mainCopyrightOwner)"),
        ("description: {nl: {genericName: A}}", "description.nl.genericName (gebruik categories)"),
        ("intendedAudience: {onlyFor: [a]}", "(gebruik intendedAudience.scope)"),
        ("intendedAudience: {countries: [nl]}", "intendedAudience.countries (gebruik hoofdletters"),
        ("softwareType: standalone", "softwareType (gebruik standalone/web"),
        ("it: {riuso: {codiceIPA: c_a1}}", "it.riuso.codiceIPA (gebruik organisation.uri)"),
        ("IT: {riuso: {codiceIPA: c_a1}}", "IT.riuso.codiceIPA (gebruik organisation.uri)"),
        ("it: {conforme: {gdpr: true}}", "it.conforme.gdpr (gebruik supports met alias:gdpr)"),
        ("it: {conforme: {lineeGuidaDesign: true}}", "it.conforme.lineeGuidaDesign (mag weg)"),
        (
            "It: {piattaforme: {spid: true}}",
            "It.piattaforme.spid (gebruik supports met alias:spid)",
        ),
        ("nl: {upl: []}", "nl (gebruik supports en organisation)"),
    ],
)
def test_each_deprecated_key_is_named_with_what_takes_its_place(body: str, listed: str) -> None:
    assert listed in hints(f"name: A\n{body}")


@pytest.mark.parametrize(
    "body",
    ["logo: a.svg", "intendedAudience: {countries: [NL]}", "softwareType: standalone/web", "it: 1",
     "supports: [{id: 'alias:gdpr'}]", "legal: EUPL-1.2", "description: kort"],
)  # fmt: skip
def test_what_is_of_today_is_no_hint(body: str) -> None:
    assert hints(f"name: A\n{body}") == ""


def test_one_hint_lists_them_all_at_the_line_of_the_first() -> None:
    body = "name: A\nurl: https://x.nl/a\nlegal:\n  repoOwner: B\ninputTypes: []\n"
    body += "description: {nl: {genericName: C}, en: {genericName: D}}"

    (problem,) = reading(body).problems

    assert (problem.level, problem.code) == ("hint", "deprecated")
    assert (problem.line, problem.field) == (4, "legal.repoOwner")
    assert problem.message.index("legal.repoOwner") < problem.message.index("inputTypes")
    assert problem.message.count("genericName") == 1


@pytest.mark.parametrize("version", ["0", "0.1", "0.2", "0.2.2", "0.3", "0.4.0", "0.5.0", "0.7.0"])
def test_versions_of_the_standard_are_read_without_a_word(version: str) -> None:
    result = reading(f"publiccodeYmlVersion: '{version}'\nname: A")

    assert (result.version, result.problems) == (version, [])


@pytest.mark.parametrize("version", ["0.6", "0.6.0", "1", "1.0", "0.8", "2.3", "nieuw"])
def test_versions_that_checks_refuse_are_read_with_a_warning(version: str) -> None:
    result = reading(f"publiccodeYmlVersion: '{version}'\nname: A")

    (problem,) = result.problems
    assert (problem.level, problem.code, problem.line) == ("warning", "unknown-version", 1)
    assert (result.version, len(result.records)) == (version, 1)


def test_the_version_under_its_oldest_name_is_read() -> None:
    assert reading("publiccode-yaml-version: '0.1'\nname: A").version == "0.1"


@pytest.mark.parametrize(
    ("body", "categories"),
    [
        ("categories: [a]\ntags: [b]\ndescription: {nl: {genericName: C}}", ("a",)),
        ("tags: [b]\nfreeTags: {nl: [c, b], en: [d]}", ("b", "c", "d")),
        ("freeTags: [c]", ("c",)),
        ("description: {en: {genericName: D}, nl: {genericName: C}}", ("C",)),
        ("url: https://x.nl/a", ()),
    ],
)
def test_categories_come_from_what_older_files_had_in_their_place(
    body: str, categories: tuple[str, ...]
) -> None:
    assert solution(f"name: A\n{body}").categories == categories


def test_regulations_and_systems_are_standards_whichever_way_they_are_said() -> None:
    record = solution(
        """name: A
standards: [zgw]
supports: [{id: 'alias:gdpr'}, 'alias:eidas', {id: 'https://x.nl/norm'}]
it: {conforme: {privacy: yes, lineeGuidaDesign: true}, piattaforme: {spid: true, cie: false}}
"""
    )

    assert record.standards == ("zgw", "gdpr", "eidas", "spid")


@pytest.mark.parametrize(
    ("body", "owners"),
    [
        ("it: {riuso: {codiceIPA: C_A1}}", ["urn:x-italian-pa:c_a1"]),
        ("it: {riuso: {codiceIPA: c_a1}}\nlegal: {repoOwner: B}", ["noaber:organisatie/b"]),
        ("it: {riuso: {codiceIPA: 'a b@c'}}", []),
        ("it: {riuso: {codiceIPA: [a]}}", []),
    ],
)
def test_the_code_of_an_owner_counts_where_nobody_is_named(body: str, owners: list[str]) -> None:
    assert [one.subject for one in said(solution(f"name: A\n{body}"), "makes")] == owners


def test_the_dutch_section_names_the_products_that_are_supported() -> None:
    term = "http://standaarden.overheid.nl/owms/terms/verhuizing"
    record = solution(f"name: A\nNL: {{upl: ['{term}', verhuizen, 3]}}")

    assert [one.object for one in said(record, "supports")] == [term]


def test_languages_of_three_letters_are_known() -> None:
    record = solution(
        "name: A\ndescription: {eng: {shortDescription: Short}, nld: {shortDescription: Kort}}"
    )

    assert (record.summary, record.language) == ("Kort", "nl")
