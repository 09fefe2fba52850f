"""Places, decisions and proposals: what a written name means beside the names of the register."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledge.home import CHECKOUT
from knowledge.member import Member, Source
from knowledge.model import Organisation
from knowledge.organisations import OrganisationRegister, Resolution
from knowledge.register import load_organisations

ID = "https://identifier.overheid.nl/tooi/id/"
BEACH, WOOD = f"{ID}gemeente/gm9001", f"{ID}gemeente/gm9002"
TEAM, MAKER = "noaber:organisatie/samen-digitaal", "noaber:organisatie/bouwhuis"
MINISTRY = f"{ID}ministerie/mnre9001"
GITHUB = "https://api.github.com"


def forge(owner: str, **more: object) -> Source:
    return Source.model_validate({"protocol": "forge", "api": GITHUB, "owner": owner, **more})


def website(url: str, **more: object) -> Source:
    return Source.model_validate({"protocol": "website", "url": url, **more})


MEMBERS = [
    Member(
        slug="zomerdorp", name="Gemeente Zomerdorp", type="gemeente", id=BEACH,
        sources=(
            forge("GemeenteZomerdorp"),
            forge("Loket-Bouwers"),
            website("https://www.zomerdorp.example.nl/"),
            website("https://markt.example.nl/zomerdorp/"),
        ),
    ),
    Member(
        slug="bosrand", name="Gemeente Bosrand", type="gemeente", id=WOOD,
        sources=(
            forge("Municipality-of-Bosrand"),
            forge("gedeeld", repos=("van-bosrand",)),
            forge("afdeling/bosrand", api="https://gitlab.com/api/v4"),
            website("http://127.1.0.9:8765/", stands_for="https://bosrand.example.nl"),
            website("https://regio.example.nl"),
            website("https://github.com/over-ons"),
        ),
    ),
    Member(
        slug="samen-digitaal", name="Coöperatie Samen Digitaal U.A.", type="samenwerkingsverband",
        sources=(forge("samen-digitaal-code"), website("https://regio.example.nl/")),
    ),
    Member(
        slug="bouwhuis", name="Bouwhuis", type="leverancier",
        sources=(forge("bouwhuis-code", repos=("loket",)), forge("dubbel")),
    ),
    Member(
        slug="landelijke-loketten-en-balies", name="Landelijke Loketten en Balies",
        type="ministerie", id=MINISTRY, sources=(forge("MinLLB"), forge("dubbel")),
    ),
]  # fmt: skip


def town(key: str, name: str, **more: object) -> Organisation:
    return Organisation.model_validate(
        {
            "id": key,
            "title": f"Gemeente {name}",
            "type": "gemeente",
            "official_name": f"gemeente {name}",
            **more,
        }
    )


@pytest.fixture(scope="module")
def register() -> OrganisationRegister:
    towns = [
        town(BEACH, "Zomerdorp", aliases=("Stadsdeel Zomerdorp-Haven",)),
        town(WOOD, "Bosrand", website="https://www.bosrand-gemeente.example.nl"),
        town(f"{ID}gemeente/gm9003", "Oudland", website="https://oudland.example.nl",
             valid_until="2020-12-31", successors=(WOOD,)),
    ]  # fmt: skip
    return OrganisationRegister(towns).with_members(MEMBERS)


@pytest.fixture(scope="module")
def shipped() -> OrganisationRegister:
    return OrganisationRegister(load_organisations(CHECKOUT / "knowledge" / "registers"))


@pytest.mark.parametrize(
    ("written", "rule", "key"),
    [
        ("https://github.com/GemeenteZomerdorp", "account", BEACH),
        ("http://www.github.com/gemeentezomerdorp/loket/blob/main/README.md", "account", BEACH),
        ("github.com/GemeenteZomerdorp/", "account", BEACH),
        ("git@github.com:GemeenteZomerdorp/loket.git", "account", BEACH),
        ("GemeenteZomerdorp", "account", BEACH),
        ("@gemeentezomerdorp", "account", BEACH),
        ("https://github.com/Loket-Bouwers", "account", BEACH),
        ("https://gitlab.com/afdeling/bosrand/kaart", "account", WOOD),
        ("Municipality-of-Bosrand", "account", WOOD),
        ("MinLLB", "account", MINISTRY),
        ("www.zomerdorp.example.nl", "host", BEACH),
        ("zomerdorp.example.nl", "host", BEACH),
        ("https://www.zomerdorp.example.nl/producten?soort=a#top", "host", BEACH),
        ("https://markt.example.nl/zomerdorp/contact", "host", BEACH),
        ("https://bosrand.example.nl/nieuws", "host", WOOD),
        ("http://127.1.0.9:8765/nieuws", "host", WOOD),
        ("http://bosrand-gemeente.example.nl", "host", WOOD),
    ],
)
def test_a_place_means_the_organisation_that_publishes_there(
    register: OrganisationRegister, written: str, rule: str, key: str
) -> None:
    found = register.resolve(written)

    assert found.model_dump() == {
        "written": written, "organisations": (key,), "rule": rule, "certain": True,
        "proposals": (),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "rule", "proposed"),
    [
        ("https://regio.example.nl/wat-dan-ook", "host", {WOOD, TEAM}),
        ("https://github.com/dubbel", "account", {MINISTRY, MAKER}),
        ("dubbel", "account", {MINISTRY, MAKER}),
        ("https://github.com/gedeeld/van-bosrand", "account", {WOOD}),
        ("gedeeld", "account", {WOOD}),
        ("bouwhuis-code", "account", {MAKER}),
        ("Loket-Bouwers", "account", {BEACH}),
        ("samen-digitaal-code", "account", {TEAM}),
    ],
)
def test_a_place_that_is_shared_or_a_bare_account_of_another_name_is_only_proposed(
    register: OrganisationRegister, written: str, rule: str, proposed: set[str]
) -> None:
    found = register.resolve(written)

    assert (found.rule, found.certain, found.organisations) == (rule, False, ())
    assert set(found.proposals) == proposed
    assert register.decided(written) == ()


@pytest.mark.parametrize(
    "written",
    [
        "https://markt.example.nl/",
        "https://markt.example.nl/zomerdorp-noord",
        "https://data.zomerdorp.example.nl/",
        "https://example.nl/zomerdorp.example.nl",
        "https://zomerdorp.example.nl@kwaad.example/",
        "https://kwaad.example/github.com/GemeenteZomerdorp",
        "https://gitlab.com/GemeenteZomerdorp",
        "https://gitlab.com/afdeling",
        "https://github.com/",
        "https://github.com/over-ons-dorp",
        "https://oudland.example.nl/",
        "http://[",
    ],
)
def test_a_place_of_nobody_stays_unknown(register: OrganisationRegister, written: str) -> None:
    found = register.resolve(written)

    assert (found.rule, found.organisations) == ("unknown", ())


def test_a_page_at_a_code_host_never_makes_the_whole_host_a_website(
    register: OrganisationRegister,
) -> None:
    assert register.decided("https://github.com/over-ons") == ()
    assert register.decided("https://github.com/iets-anders") == ()


@pytest.mark.parametrize(
    "written", ["Stadsdeel Zomerdorp-Haven", "Zomerdorp-Haven", "stadsdeel zomerdorp haven"]
)
def test_a_city_district_means_its_municipality_and_says_so(
    register: OrganisationRegister, written: str
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.rule, found.certain) == ((BEACH,), "part-of", True)


@pytest.mark.parametrize("written", ["Stadsdeel Haven", "Stadsdeel Zomerdorp", "Stadsdeel"])
def test_a_city_district_that_no_line_names_stays_unknown(
    register: OrganisationRegister, written: str
) -> None:
    assert register.resolve(written).organisations == ()


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("Amsterdam-Zuidoost", "part-of"),
        ("Stadsdeel Amsterdam Noord", "part-of"),
        ("City of Amsterdam", "preferred-name"),
        ("Amsterdam (gemeente)", "preferred-name"),
    ],
)
def test_amsterdam_goes_by_its_districts_and_in_english(
    shipped: OrganisationRegister, written: str, rule: str
) -> None:
    found = shipped.resolve(written)

    assert (found.organisations, found.rule) == ((f"{ID}gemeente/gm0363",), rule)


@pytest.mark.parametrize(
    ("written", "rule", "code"),
    [
        ("Aalsmeer_(gemeente)", "owms", "gm0358"),
        ("Utrecht_(gemeente)", "owms", "gm0344"),
        ("Utrecht_(provincie)", "owms", "pv26"),
        ("Gravendeel", "unknown", ""),
        ("'s-Gravenhage (gemeente)", "preferred-name", "gm0518"),
        ("Bergen (Noord-Holland)", "without-kind", "gm0373"),
    ],
)
def test_a_term_of_owms_and_a_name_with_its_kind_are_names(
    shipped: OrganisationRegister, written: str, rule: str, code: str
) -> None:
    found = shipped.resolve(written)

    assert (found.rule, [key.rpartition("/")[2] for key in found.organisations]) == (
        rule, [code] if code else [],
    )  # fmt: skip


@pytest.mark.parametrize("written", ["Bouwhuis B.V.", "Bouwhuis BV", "bouwhuis b.v"])
def test_a_legal_form_behind_a_name_without_one_does_not_matter(
    register: OrganisationRegister, written: str
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.rule) == ((MAKER,), "legal-form")


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("Coöperatie Samen Digitaal UA", (TEAM,)),
        ("Samen Digitaal", (TEAM,)),
        ("Stichting Samen Digitaal", ()),
        ("Samen Digitaal B.V.", ()),
        ("Stichting Zomerdorp", ()),
        ("Zomerdorp B.V.", ()),
    ],
)
def test_another_legal_form_is_another_organisation(
    register: OrganisationRegister, written: str, means: tuple[str, ...]
) -> None:
    assert register.resolve(written).organisations == means


@pytest.mark.parametrize("written", ["Zomerdorp Bosrand", "Gemeente Zomerdorp Bosrand"])
def test_two_names_with_nothing_between_them_are_proposed_and_not_decided(
    register: OrganisationRegister, written: str
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.rule, found.certain) == ((), "several", False)
    assert found.proposals == (BEACH, WOOD)
    assert register.known(written) is None


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("GemeenteBosrand", WOOD),
        ("gemeente bos rand", WOOD),
        ("Zomer dorp", BEACH),
        ("Gemeente Zomerdrop", BEACH),
        ("LLB", MINISTRY),
    ],
)
def test_what_comes_near_is_proposed_and_never_decided(
    register: OrganisationRegister, written: str, key: str
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.rule, found.certain) == ((), "unknown", False)
    assert found.proposals[0] == key
    assert register.known(written) is None


def test_a_provincial_kind_gets_no_municipality_proposed(shipped: OrganisationRegister) -> None:
    assert shipped.resolve("Provincie Amsterdm").proposals == ()
    assert shipped.resolve("Gemeente Amsterdm").proposals == (f"{ID}gemeente/gm0363",)


def test_the_cheap_answer_is_the_whole_one_without_what_comes_near(
    register: OrganisationRegister,
) -> None:
    for written in ("Zomerdorp", "https://regio.example.nl/", "Zomerdorp/Bosrand", "dubbel"):
        assert register.known(written) == register.resolve(written)

    assert register.known("Zomerdrop") is None
    assert register.known("") is None


def test_a_decision_overrules_every_rule(register: OrganisationRegister) -> None:
    decided = register.with_decisions(
        {"Zomerdorp": (WOOD,), "het loket": (TEAM, MAKER), "GM9001": (WOOD,)}
    )

    assert decided.resolve("Zomerdorp") == Resolution(
        written="Zomerdorp", organisations=(WOOD,), rule="decided", certain=True
    )
    assert decided.resolve("Het Loket!").organisations == (TEAM, MAKER)
    assert decided.resolve("GM9001").organisations == (WOOD,)
    assert decided.resolve("Gemeente Zomerdorp").organisations == (BEACH,)
    assert decided.resolve("ZOMERDORP").organisations == (BEACH,)  # only as it was written
    assert register.resolve("Zomerdorp").organisations == (BEACH,)


def test_a_name_decided_as_none_of_these_stays_unknown_without_proposals(
    register: OrganisationRegister,
) -> None:
    decided = register.with_decisions({"zomerdrop": (), "bosrand": ()})

    for written in ("Zomerdrop", "Bosrand"):
        found = decided.resolve(written)
        assert found == Resolution(written=written, rule="decided")
        assert decided.known(written) == found
        assert decided.decided(written) == ()
    assert decided.resolve("Zomerdorp / Bosrand").rule == "unknown"


def test_a_decision_counts_in_joined_names_too(register: OrganisationRegister) -> None:
    decided = register.with_decisions({"de kust": (BEACH,)})

    found = decided.resolve("De Kust en Bosrand")

    assert (found.organisations, found.rule) == ((BEACH, WOOD), "several")


def test_decisions_and_members_keep_each_other(register: OrganisationRegister) -> None:
    more = Member(
        slug="duinhoek", name="Stichting Duinhoek", type="overig", sources=(forge("duinhoek-nl"),)
    )

    both = register.with_decisions({"kust": (BEACH,)}).with_members([more])
    other = register.with_members([more]).with_decisions({"kust": (BEACH,)})
    twice = both.with_decisions({"bos": (WOOD,)})

    for one in (both, other, twice):
        assert one.decided("Kust") == (BEACH,)
        assert one.decided("duinhoek-nl") == ("noaber:organisatie/duinhoek",)
        assert one.decided("GemeenteZomerdorp") == (BEACH,)
    assert twice.decided("Bos") == (WOOD,)


def test_a_later_decision_about_the_same_name_counts(register: OrganisationRegister) -> None:
    decided = register.with_decisions({"kust": (BEACH,)}).with_decisions({"kust": ()})

    assert decided.known("Kust") == Resolution(written="Kust", rule="decided")


def test_a_member_without_id_is_the_organisation_that_has_its_name() -> None:
    team = Organisation(
        id="noaber:organisatie/duinen", title="Coöperatie De Duinen U.A.", aliases=("CDD",),
        type="samenwerkingsverband", source="register:samenwerkingen",
    )  # fmt: skip
    known = OrganisationRegister([team, town(BEACH, "Zomerdorp")])
    by_name = Member(slug="cooperatie-de-duinen", name="CDD", type="overig",
                     sources=(forge("cdd-code"),))  # fmt: skip
    by_town = Member(slug="ons-dorp", name="Gemeente Zomerdorp", type="gemeente", sources=())
    supplier = Member(slug="cdd-bouw", name="CDD", type="leverancier", sources=())
    stranger = Member(slug="bergen-it", name="Bergen IT", type="overig", sources=())

    register = known.with_members([by_name, by_town, supplier, stranger])

    assert [register.id_of(one) for one in (by_name, by_town, supplier, stranger)] == [
        team.id, BEACH, "noaber:organisatie/cdd-bouw", "noaber:organisatie/bergen-it",
    ]  # fmt: skip
    assert [known.id_of(one) for one in (by_name, stranger)] == [
        team.id, "noaber:organisatie/bergen-it",
    ]  # fmt: skip
    assert register.decided("https://github.com/cdd-code") == (team.id,)
    assert register.decided("CDD") == (team.id,)
    assert "noaber:organisatie/cooperatie-de-duinen" not in register.organisations


def test_signs_that_tell_names_apart_are_not_thrown_away() -> None:
    plus = Organisation(id="noaber:organisatie/zomerplus", title="Zomer+", type="overig")
    both = Organisation(id="noaber:organisatie/i-en-it", title="Samen I&IT", type="overig")
    register = OrganisationRegister([plus, both])

    assert register.decided("zomer+") == register.decided("Zomer plus") == (plus.id,)
    assert register.decided("ZOMER") == ()
    assert register.decided("samen i en it") == (both.id,)


@pytest.mark.parametrize(
    "written",
    [
        "Landelijke Loketten en Balies",
        "ministerie van Landelijke Loketten en Balies",
        "Ministerie Landelijke Loketten en Balies",
    ],
)
def test_a_ministry_is_found_with_and_without_its_kind(written: str) -> None:
    title = "Ministerie van Landelijke Loketten en Balies"
    register = OrganisationRegister(
        [Organisation(id=MINISTRY, title=title, type="ministerie", aliases=("MinLLB",))]
    )

    assert register.decided(written) == (MINISTRY,)


def test_weesp_is_itself_until_it_ended_and_former_after(shipped: OrganisationRegister) -> None:
    (weesp,) = shipped.resolve("Gemeente Weesp").organisations
    town = shipped.organisations[weesp]

    assert town.successors == (f"{ID}gemeente/gm0363",)
    assert town.valid_until == date(2022, 3, 23)
    assert shipped.resolve("Weesp", date(2022, 3, 23)).rule == "without-kind"
    assert shipped.resolve("Weesp", date(2022, 3, 24)).rule == "former"
    assert shipped.resolve("Weesp").rule == "former"
    assert {shipped.resolve("Weesp", day).organisations for day in (None, date(2018, 1, 1))} == {
        (weesp,)
    }


def test_haren_ended_in_groningen_which_is_a_province_too(shipped: OrganisationRegister) -> None:
    (haren,) = shipped.resolve("Haren").organisations
    groningen, province = f"{ID}gemeente/gm0014", f"{ID}provincie/pv20"

    assert shipped.organisations[haren].successors == (groningen,)
    assert shipped.resolve("Haren", date(2018, 12, 31)).rule == "without-kind"
    assert shipped.resolve("Gemeente Groningen", date(2018, 12, 31)).organisations == (groningen,)
    assert shipped.resolve("Groningen").proposals == (groningen, province)
    assert shipped.resolve("Groningen/Haren").organisations == ()


def test_utrecht_is_two_until_its_kind_is_written(shipped: OrganisationRegister) -> None:
    town, province = f"{ID}gemeente/gm0344", f"{ID}provincie/pv26"

    assert shipped.resolve("Utrecht").proposals == (town, province)
    assert shipped.known("Utrecht") == shipped.resolve("Utrecht")
    assert shipped.decided("Utrecht") == ()
    assert shipped.decided("City of Utrecht") == (town,)
    assert shipped.decided("Province of Utrecht") == (province,)


REGISTER = OrganisationRegister(load_organisations(CHECKOUT / "knowledge" / "registers"))
VALID = [
    one for one in REGISTER.organisations.values() if one.type == "gemeente" and not one.valid_until
]
BARE = str.maketrans("áâäéèêëïíîôöóúûü", "aaaeeeeiiiooouuu")
CHANGES: dict[str, Callable[[str], str]] = {
    "upper": str.upper,
    "lower": str.lower,
    "no-accents": lambda text: text.translate(BARE),
    "typographic": lambda text: text.replace("'", "’"),
    "opening": lambda text: text.replace("'", "‘"),
    "no-apostrophe": lambda text: text.replace("'", ""),
    "no-hyphens": lambda text: text.replace("-", " "),
    "no-parentheses": lambda text: text.replace("(", "").replace(")", ""),
    "blanks": lambda text: f"  {text.replace(' ', '  ')} ",
    "bare": lambda text: text.removeprefix("gemeente "),
    "short": lambda text: text.replace("gemeente ", "Gem. "),
    "english": lambda text: text.replace("gemeente ", "Municipality of "),
    "term": lambda text: re.sub(r"^gemeente (.*)", r"\1 (gemeente)", text),
}


@given(st.sampled_from(VALID), st.lists(st.sampled_from(sorted(CHANGES)), max_size=4))
def test_another_spelling_of_an_official_name_never_means_another_municipality(
    municipality: Organisation, changes: list[str]
) -> None:
    written = municipality.official_name
    for change in changes:
        written = CHANGES[change](written)

    found = REGISTER.resolve(written)

    assert municipality.id in (*found.organisations, *found.proposals), written
    assert found.organisations in ((), (municipality.id,))


@given(st.text(alphabet="abDGMgu /,.-'@:en", max_size=40))
def test_any_text_is_answered_in_one_shape(written: str) -> None:
    found = REGISTER.resolve(written)

    assert found.certain == bool(found.organisations)
    assert not (found.organisations and found.proposals)
    assert len(found.proposals) <= 3 or found.rule != "unknown"


def test_a_province_behind_a_name_needs_parentheses_where_it_is_a_municipality_too() -> None:
    zeist = f"{ID}gemeente/gm0355"

    assert REGISTER.decided("Zeist (Utrecht)") == (zeist,)
    assert REGISTER.decided("Gemeente Zeist (Utrecht)") == (zeist,)
    assert REGISTER.decided("Zeist Utrecht") == ()
    assert REGISTER.resolve("Gemeente Zeist Utrecht").proposals == (zeist, f"{ID}gemeente/gm0344")
    assert REGISTER.decided("Bergen Limburg") == (f"{ID}gemeente/gm0893",)


@given(st.sampled_from(VALID), st.sampled_from(VALID))
def test_two_municipalities_with_nothing_between_them_are_never_decided(
    one: Organisation, other: Organisation
) -> None:
    assume(one != other)
    written = f"{one.official_name} {other.official_name.removeprefix('gemeente ')}"

    found = REGISTER.resolve(written)

    assert found.organisations == ()
