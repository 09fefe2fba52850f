"""Member files: reading, naming sources, importing a directory, writing."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.home import CHECKOUT
from knowledge.identity import digest, slug
from knowledge.member import Member, Source
from knowledge.members import (
    MemberExistsError,
    import_directory,
    load_members,
    member_text,
    source_names,
    write_member,
)
from knowledge.model import EntryError, NoaberError, Organisation, Problem
from knowledge.organisations import OrganisationRegister
from knowledge.strict_yaml import load_yaml

ID = "https://identifier.overheid.nl/tooi/id/"
GITHUB = "https://api.github.com"
GOOD = f"""\
name: Gemeente Utrecht
id: {ID}gemeente/gm0344
type: gemeente
sources:
  - protocol: forge
    api: https://api.github.com
    owner: GemeenteUtrecht
    repos: [atlas, signalen]
    stands_for: https://github.com
    licence: EUPL-1.2
    least: 0
    refresh: 7
  - protocol: website
    url: http://127.1.0.20:8765/
    name: utrecht-site
"""


def load_one(folder: Path, text: str | bytes, stem: str = "utrecht") -> tuple[list[Member], str]:
    raw = text.encode() if isinstance(text, str) else text
    (folder / f"{stem}.yml").write_bytes(raw)
    members, problems = load_members(folder)
    return members, "\n".join(str(problem).replace(f"{folder}/", "") for problem in problems)


def with_source(*lines: str) -> str:
    return "name: A\ntype: overig\nsources:\n  - " + "\n    ".join(lines) + "\n"


def test_a_good_file_gives_a_member_with_its_sources(tmp_path: Path) -> None:
    (member,), problems = load_one(tmp_path, GOOD)

    assert problems == ""
    assert (member.slug, member.name, member.type) == ("utrecht", "Gemeente Utrecht", "gemeente")
    assert member.sources[0].repos == ("atlas", "signalen")
    assert (member.sources[0].least, member.sources[0].refresh) == (0, 7)
    assert list(source_names(member)) == ["utrecht-forge", "utrecht-site"]


def test_a_member_without_sources_is_listed(tmp_path: Path) -> None:
    (member,), problems = load_one(tmp_path, "name: A\ntype: overig\nsources: []\n")

    assert (member.sources, problems) == ((), "")


def test_members_are_sorted_by_slug_and_other_files_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Members\n")
    (tmp_path / ".utrecht.tmp").write_text("half")
    for stem in ("b", "a-b", "a"):
        (tmp_path / f"{stem}.yml").write_text("name: A\ntype: overig\nsources: []\n")

    members, problems = load_members(tmp_path)

    assert [member.slug for member in members] == ["a", "a-b", "b"]
    assert problems == []


def test_a_folder_that_is_absent_has_no_members(tmp_path: Path) -> None:
    assert load_members(tmp_path / "nowhere") == ([], [])


def test_a_yaml_file_is_pointed_to_its_right_name(tmp_path: Path) -> None:
    (tmp_path / "utrecht.yaml").write_text(GOOD)

    members, (problem,) = load_members(tmp_path)

    assert members == []
    assert "Noem het 'utrecht.yml'" in problem.message


WRONG = [
    ("type: overig\nsources: []\n", ["utrecht.yml:1:1: error: name: deze sleutel ontbreekt"]),
    ("name: A\n", ["type: deze sleutel ontbreekt", "sources: deze sleutel ontbreekt"]),
    ("", ["het bestand is leeg"]),
    ("- a\n", ["utrecht.yml:1:1: error: hier horen de sleutels name, type en sources"]),
    (
        "name: A\ntypo: overig\ntype: overig\nsources: []\n",
        ["utrecht.yml:2:1: error: typo: deze sleutel kennen we niet. Bedoelde u 'type'?"],
    ),
    (
        "name: A\ntype: gemeentes\nsources: []\n",
        ["utrecht.yml:2:1: error: type: 'gemeentes' is geen", "Bedoelde u 'gemeente'?"],
    ),
    (
        "name: 2019\ntype: overig\nsources: []\n",
        ["utrecht.yml:1:1: error: name: hier hoort een tekst. Zet aanhalingstekens"],
    ),
    ("name:\ntype: overig\nsources: []\n", ["name: hier staat niets"]),
    ('name: " "\ntype: overig\nsources: []\n', ["name: in deze tekst staan onzichtbare"]),
    ('name: "A\u200bB"\ntype: overig\nsources: []\n', ["name: in deze tekst staan onzichtbare"]),
    ("name: A\ntype: overig\nsources: geen\n", ["sources: hier hoort een lijst"]),
    ("name: A\ntype: overig\nsources: [geen]\n", ["sources[0]: een bron bestaat uit sleutels"]),
    (
        "name: A\nid: GM0344\ntype: gemeente\nsources: []\n",
        [f"utrecht.yml:2:1: error: id: schrijf het hele adres: {ID}gemeente/gm0344"],
    ),
    ("name: A\nid: https://utrecht.nl\ntype: overig\nsources: []\n", ["dit is geen TOOI-adres"]),
    (with_source("url: https://a.nl/"), ["utrecht.yml:4:5: error: sources[0].protocol: deze"]),
    (with_source("protocol: website"), ["sources[0].url: deze sleutel ontbreekt"]),
    (with_source("protocol: forge"), ["sources[0].api: deze", "sources[0].owner: deze"]),
    (
        with_source("protocol: website", "ulr: https://a.nl/"),
        ["utrecht.yml:5:5: error: sources[0].ulr: deze sleutel kennen we niet. Bedoelde u 'url'?"],
    ),
    (with_source("protocol: website", "url: ftp://a.nl/"), ["url: een webadres begint met"]),
    (with_source("protocol: website", "url: www.a.nl"), ["url: een webadres begint met"]),
    (with_source("protocol: website", "url: 'http://['"), ["is geen webadres"]),
    (with_source("protocol: website", "url: http://a.nl:99999/"), ["is geen webadres"]),
    (with_source("protocol: website", "url: https://u:p@a.nl/"), ["geen naam of wachtwoord"]),
    (
        with_source("protocol: website", "url: https://a.nl/", "least: -1", "refresh: 0"),
        ["least: schrijf een geheel getal van 0", "refresh: schrijf een geheel getal van 1"],
    ),
    (
        with_source("protocol: website", "url: https://a.nl/", "least: true"),
        ["least: hier hoort een geheel getal"],
    ),
    (
        with_source("protocol: website", "url: https://a.nl/", "name: ../../etc"),
        ["name: een bron heet met kleine letters, cijfers en streepjes: etc"],
    ),
    (
        with_source("protocol: forge", f"api: {GITHUB}", "owner: a", "repos: [1]"),
        ["repos: schrijf een lijst van namen"],
    ),
    (b"name: \xff\n", ["utrecht.yml:1: error: het bestand is geen UTF-8"]),
    ("name: &a A\n", ["een anker (&naam) is niet toegestaan"]),
]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_a_wrong_file_is_a_problem_with_its_place_and_does_not_stop_the_others(
    tmp_path: Path, text: str | bytes, expected: list[str]
) -> None:
    (tmp_path / "amersfoort.yml").write_text("name: A\ntype: gemeente\nsources: []\n")

    members, problems = load_one(tmp_path, text)

    assert [member.slug for member in members] == ["amersfoort"]
    for message in expected:
        assert message in problems


def test_an_unknown_protocol_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    text = with_source("protocol: web-site", "url: https://a.nl/")

    (member,), problems = load_one(tmp_path, text)

    assert "utrecht.yml:4:5: error: sources[0].protocol: het protocol 'web-site'" in problems
    assert "Bedoelde u 'website'? Kies uit: forge, sru, pdc, dcat, ckan, website," in problems
    assert member.sources[0].protocol == "web-site"


def test_a_file_name_that_is_no_slug_is_refused(tmp_path: Path) -> None:
    members, problems = load_one(tmp_path, GOOD, "Gemeente Utrecht")

    assert members == []
    assert "Noem het bestand 'gemeente-utrecht.yml'" in problems


def test_of_two_files_with_one_id_the_first_counts(tmp_path: Path) -> None:
    (tmp_path / "dom.yml").write_text(GOOD.replace("utrecht-site", "dom-site"))

    members, problems = load_one(tmp_path, GOOD)

    assert [member.slug for member in members] == ["dom"]
    assert "utrecht.yml:2:1: error: id: dit id heeft dom.yml ook" in problems


def test_two_sources_of_one_name_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        with_source("protocol: website", "url: https://a.nl/", "name: utrecht-website")
    )

    members, problems = load_one(tmp_path, with_source("protocol: website", "url: https://b.nl/"))

    assert [member.slug for member in members] == ["a"]
    assert "de bron heet 'utrecht-website', net als een bron in a.yml" in problems


def test_the_same_source_twice_is_a_problem(tmp_path: Path) -> None:
    twice = GOOD[: GOOD.index("  - protocol: website")] + GOOD[GOOD.index("  - protocol: forge") :]

    members, problems = load_one(tmp_path, twice)

    assert members == []
    assert "sources: twee bronnen krijgen dezelfde naam" in problems


def member(*sources: Source, **more: Any) -> Member:
    values = {"slug": "utrecht", "name": "Gemeente Utrecht", "type": "gemeente"} | more
    return Member(sources=sources, **values)


def test_source_names_grow_only_where_they_are_not_unique() -> None:
    feeds = [Source(protocol="feed", url=f"https://a.nl/{name}") for name in ("x", "y")]
    forges = [
        Source(protocol="forge", api=GITHUB, owner="GemeenteUtrecht"),
        Source(protocol="forge", api="https://gitlab.com/api/v4", owner="gemeenteutrecht"),
        Source(protocol="forge", api=GITHUB, owner="Domstad"),
    ]
    site = Source(protocol="website", url="https://utrecht.nl/")

    names = list(source_names(member(*feeds, *forges, site)))

    assert names == [
        f"utrecht-feed-{digest('https://a.nl/x')}",
        f"utrecht-feed-{digest('https://a.nl/y')}",
        f"utrecht-forge-gemeenteutrecht-{digest(GITHUB + 'GemeenteUtrecht')}",
        f"utrecht-forge-gemeenteutrecht-{digest('https://gitlab.com/api/v4gemeenteutrecht')}",
        "utrecht-forge-domstad",
        "utrecht-website",
    ]


def test_an_own_name_stays_and_the_other_gives_way() -> None:
    own = Source(protocol="feed", url="https://a.nl/x", name="utrecht-feed")
    other = Source(protocol="feed", url="https://a.nl/y")

    names = list(source_names(member(own, other)))

    assert names == ["utrecht-feed", f"utrecht-feed-{digest('https://a.nl/y')}"]


@pytest.fixture
def register() -> OrganisationRegister:
    rows = [
        ("gemeente/gm0344", "Gemeente Utrecht", "gemeente"),
        ("gemeente/gm1900", "Gemeente Súdwest-Fryslân", "gemeente"),
        ("gemeente/gm0518", "Gemeente Den Haag", "gemeente"),
        ("provincie/pv26", "Provincie Utrecht", "provincie"),
    ]
    return OrganisationRegister(
        Organisation.model_validate({"id": ID + path, "title": title, "type": kind})
        for path, title, kind in rows
    )


def organisations(*items: Any) -> dict[str, Any]:
    return {"generated_from": "x", "registers": {}, "organisations": list(items)}


def test_a_directory_of_the_federation_becomes_members(register: OrganisationRegister) -> None:
    forge = {
        "protocol": "forge", "api": "http://127.1.0.1:8765/api/v3", "owner": "Sudwest-Fryslan",
        "repos": ["a"], "stands_for": "https://github.com",
    }  # fmt: skip
    data = organisations(
        {"name": "Gemeente Sudwest-Fryslan", "tooi": f"{ID}gemeente/gm1900", "sources": [forge]},
        {"name": "Comune di Milano", "tooi": None, "sources": []},
        {"name": "Provincie Utrecht", "tooi": f"{ID}provincie/pv26", "sources": []},
    )

    members, problems = import_directory(data, register, origin="http://127.0.0.1/directory.json")

    assert problems == []
    assert [(one.slug, one.type) for one in members] == [
        ("comune-di-milano", "overig"),
        ("provincie-utrecht", "provincie"),
        ("sudwest-fryslan", "gemeente"),
    ]
    assert members[2].sources == (Source.model_validate(forge),)
    assert {one.origin for one in members} == {"http://127.0.0.1/directory.json"}
    assert members[0].organisation == "noaber:organisatie/comune-di-milano"


def test_a_slug_and_a_type_of_the_directory_are_honoured(register: OrganisationRegister) -> None:
    item = {"name": "Dimpact", "slug": "dim", "type": "samenwerkingsverband", "sources": []}

    (found,), problems = import_directory(organisations(item), register)

    assert (found.slug, found.type, problems) == ("dim", "samenwerkingsverband", [])


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("Iets", "ministerie/mnre1034", "ministerie"),
        ("Iets", "zbo/zb000195", "uitvoeringsorganisatie"),
        ("Iets", "oorg/oorg10117", "uitvoeringsorganisatie"),
        ("Iets", "waterschap/ws0621", "waterschap"),
        ("Iets", "caribisch/bo0001", "overig"),
        ("Gemeente Nergens", "", "gemeente"),
        ("Coöperatie Dimpact UA", "", "samenwerkingsverband"),
        ("Waterschap Nergens", "", "waterschap"),
        ("Vereniging van Nederlandse Gemeenten", "", "overig"),
        ("Comune di Torino", "", "overig"),
    ],
)
def test_the_type_comes_from_the_tooi_address_or_a_plain_word(
    register: OrganisationRegister, name: str, path: str, kind: str
) -> None:
    item = {"name": name, "tooi": ID + path if path else None, "sources": []}

    (found,), _ = import_directory(organisations(item), register)

    assert found.type == kind


def test_a_municipality_without_tooi_gets_it_when_the_register_is_certain(
    register: OrganisationRegister,
) -> None:
    item = {"name": "Gemeente Utrecht", "tooi": None, "sources": []}

    (found,), (hint,) = import_directory(organisations(item), register)

    assert (found.slug, found.id) == ("utrecht", f"{ID}gemeente/gm0344")
    assert hint.level == "hint"


def test_publishers_become_members_with_forges(register: OrganisationRegister) -> None:
    def publisher(name: str, tooi: str | None, *hosting: Any, active: bool = True) -> Any:
        return {
            "description": name,
            "tooiUrl": tooi,
            "codeHosting": list(hosting),
            "active": active,
        }

    data = {
        "data": [
            publisher(
                "Gemeente Den Haag",
                f"{ID}gemeente/gm0518",
                {"url": "https://github.com/Gemeente-DenHaag", "group": True},
                {"url": "https://gitlab.com/koop/sub/", "group": True},
                {"url": "https://github.com/nl-portal/portaal.git", "group": False},
            ),
            publisher("Oud", None, {"url": "https://github.com/oud", "group": True}, active=False),
            publisher("Elders", None, {"url": "https://code.example.nl/x", "group": True}),
        ]
    }

    members, problems = import_directory(data, register)

    gitlab = "https://gitlab.com/api/v4"
    assert [one.slug for one in members] == ["den-haag", "elders"]
    assert members[0].origin == "publishers.json"
    assert members[0].sources == (
        Source(protocol="forge", api=GITHUB, owner="Gemeente-DenHaag"),
        Source(protocol="forge", api=gitlab, owner="koop/sub"),
        Source(protocol="forge", api=GITHUB, owner="nl-portal", repos=("portaal",)),
    )
    assert [(one.code, one.level) for one in problems] == [
        ("inactive", "hint"),
        ("hosting", "hint"),
    ]


def test_the_same_organisation_twice_has_the_sources_of_both(
    register: OrganisationRegister,
) -> None:
    one, other = ({"protocol": "website", "url": f"https://{host}/"} for host in ("a.nl", "b.nl"))
    data = organisations(
        {"name": "Gemeente Utrecht", "tooi": f"{ID}gemeente/gm0344", "sources": [one]},
        {"name": "Utrecht stad", "tooi": f"{ID}gemeente/gm0344", "sources": [one, other]},
        {"name": "Utrecht", "tooi": None, "sources": [other]},
    )

    (found,), problems = import_directory(data, register)

    assert (found.slug, found.name, problems) == ("utrecht", "Gemeente Utrecht", [])
    assert [source.url for source in found.sources] == ["https://a.nl/", "https://b.nl/"]


def test_two_organisations_that_share_a_slug_stay_two(register: OrganisationRegister) -> None:
    data = organisations(
        {"name": "Utrecht", "tooi": f"{ID}gemeente/gm0344", "sources": []},
        {"name": "Utrecht", "tooi": f"{ID}provincie/pv26", "sources": []},
    )

    members, problems = import_directory(data, register)

    assert [one.slug for one in members] == ["utrecht", f"utrecht-{digest(f'{ID}provincie/pv26')}"]
    assert [one.level for one in problems] == ["warning"]


def test_what_is_wrong_in_a_directory_is_named_and_left_out(
    register: OrganisationRegister,
) -> None:
    sources = [
        {"protocol": "website", "url": "ftp://a.nl/"},
        {"protocol": "oai", "url": "https://a.nl/oai"},
        {"protocol": "website", "url": "https://a.nl/", "nieuw": 1, "licence": None},
        "geen",
    ]
    data = organisations(
        7,
        {"tooi": None},
        {"name": "A", "tooi": "GM1", "type": ["x"], "sources": sources},
        {"name": "B", "sources": 3},
    )

    members, problems = import_directory(data, register)

    assert [[source.protocol for source in one.sources] for one in members] == [
        ["oai", "website"],
        [],
    ]
    assert [(one.field, one.code, one.level) for one in problems] == [
        ("organisations[0]", "kind", "error"),
        ("organisations[1]", "missing", "error"),
        ("organisations[2]", "id", "warning"),
        ("organisations[2].type", "type", "warning"),
        ("organisations[2].sources[0].url", "url", "warning"),
        ("organisations[2].sources[1].protocol", "protocol", "warning"),
        ("organisations[2].sources[2]", "key", "hint"),
        ("organisations[2].sources[3]", "kind", "warning"),
        ("organisations[3].sources", "kind", "warning"),
    ]


@pytest.mark.parametrize("data", [None, [], {}, {"data": {}}, {"organisations": "x"}, 3])
def test_another_shape_is_refused_with_the_two_that_are_read(
    register: OrganisationRegister, data: Any
) -> None:
    with pytest.raises(NoaberError, match=r"directory\.json .* publishers\.json"):
        import_directory(data, register)


def test_a_written_member_is_read_back_the_same(tmp_path: Path) -> None:
    (one,), _ = load_one(tmp_path, GOOD)

    path = write_member(one.model_copy(update={"slug": "kopie"}), tmp_path / "new")

    assert path.name == "kopie.yml"
    assert path.read_text().startswith(f"name: Gemeente Utrecht\nid: {ID}gemeente/gm0344\ntype:")
    assert [found.name for found in (tmp_path / "new").iterdir()] == ["kopie.yml"]
    assert load_members(tmp_path / "new")[0] == [one.model_copy(update={"slug": "kopie"})]


TEXTS = st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable() and text.strip())


@given(TEXTS, TEXTS)
def test_every_text_is_written_so_that_it_is_read_as_that_text(name: str, owner: str) -> None:
    one = member(Source(protocol="forge", api=GITHUB, owner=owner), name=name)

    data = load_yaml(member_text(one), "").data

    assert (data["name"], data["sources"][0]["owner"]) == (name, owner)


@pytest.mark.parametrize(
    "text", ["0344", "1e3", "0x1f", "0o17", "yes", "null", "~", "12:30", "1_0"]
)
def test_what_looks_like_something_else_is_quoted(text: str) -> None:
    assert f"name: '{text}'\n" in member_text(member(name=text))


def test_the_same_content_is_left_alone_and_an_import_is_renewed(tmp_path: Path) -> None:
    one = member(origin="directory.json")
    path = write_member(one, tmp_path)
    before = path.stat().st_mtime_ns
    write_member(one, tmp_path)
    same = path.stat().st_mtime_ns == before

    write_member(one.model_copy(update={"name": "Utrecht"}), tmp_path)

    assert same
    assert load_members(tmp_path)[0][0].name == "Utrecht"


@pytest.mark.parametrize("text", [GOOD, "name: [", "- a\n"])
def test_a_file_written_by_hand_is_never_replaced(tmp_path: Path, text: str) -> None:
    (tmp_path / "utrecht.yml").write_text(text)

    with pytest.raises(MemberExistsError, match="bestaat al") as caught:
        write_member(member(origin="directory.json"), tmp_path)

    assert isinstance(caught.value.problem, Problem)
    assert (tmp_path / "utrecht.yml").read_text() == text


def test_a_member_whose_slug_leads_elsewhere_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(EntryError, match="geen slug"):
        write_member(member(slug="../elders"), tmp_path / "members")

    assert list(tmp_path.iterdir()) == []


def test_the_shipped_members_are_without_problems() -> None:
    members, problems = load_members(CHECKOUT / "knowledge" / "members")

    assert problems == []
    assert {"utrecht", "den-haag", "sudwest-fryslan", "logius"} <= {one.slug for one in members}
    assert all(slug(one.slug) == one.slug and one.sources for one in members)
    assert json.dumps([list(source_names(one)) for one in members])


def test_a_problem_names_a_file_from_the_root_of_its_home(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge" / "members"
    folder.mkdir(parents=True)
    (folder / "fout.yml").write_text("name: Fout")
    (folder / "x.yaml").write_text("")
    _, problems = load_members(folder)

    assert {problem.place for problem in problems} == {
        "knowledge/members/fout.yml",
        "knowledge/members/x.yaml",
    }
