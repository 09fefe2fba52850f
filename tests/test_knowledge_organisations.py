"""Which organisation a written name means, and by which rule."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.home import CHECKOUT
from knowledge.member import Member
from knowledge.model import Organisation
from knowledge.organisations import OrganisationRegister, name_without_kind
from knowledge.register import load_organisations

ID = "https://identifier.overheid.nl/tooi/id/"


@pytest.fixture(scope="module")
def register() -> OrganisationRegister:
    return OrganisationRegister(load_organisations(CHECKOUT / "knowledge" / "registers"))


def town(code: str, name: str, **more: object) -> Organisation:
    return Organisation.model_validate(
        {
            "id": f"{ID}gemeente/gm{code}",
            "title": f"Gemeente {name}",
            "type": "gemeente",
            "official_name": f"gemeente {name}",
            "aliases": (f"GM{code}",),
            **more,
        }
    )


DECIDED = [
    ("https://identifier.overheid.nl/tooi/id/gemeente/gm0344", "id", "gm0344"),
    ("http://identifier.overheid.nl/tooi/id/gemeente/gm0344/", "id", "gm0344"),
    ("GM0344", "id", "gm0344"),
    ("gm0344", "id", "gm0344"),
    ("0344", "id", "gm0344"),
    ("0003", "id", "gm0003"),
    ("http://standaarden.overheid.nl/owms/terms/'s-Gravenhage", "id", "gm0518"),
    ("PV26", "id", "pv26"),
    ("gemeente Utrecht", "official-name", "gm0344"),
    ("gemeente 's-Gravenhage", "official-name", "gm0518"),
    ("Gemeente Utrecht", "preferred-name", "gm0344"),
    ("  Gemeente   Utrecht ", "preferred-name", "gm0344"),
    ("Provincie Utrecht", "preferred-name", "pv26"),
    ("Utrecht (gemeente)", "preferred-name", "gm0344"),
    ("Utrecht (provincie)", "preferred-name", "pv26"),
    ("gem. Utrecht", "preferred-name", "gm0344"),
    ("stad Groningen", "preferred-name", "gm0014"),
    ("Municipality of Rotterdam", "preferred-name", "gm0599"),
    ("Den Haag", "preferred-name", "gm0518"),
    ("gemeente Den Haag", "preferred-name", "gm0518"),
    ("Waterschap Rivierenland", "preferred-name", "ws0621"),
    ("Hoogheemraadschap van Delfland", "preferred-name", "ws0372"),
    ("Waterschap Limburg", "preferred-name", "ws0665"),
    ("Den Bosch", "alias", "gm0796"),
    ("Gemeente Den Bosch", "alias", "gm0796"),
    ("Amersfoort", "without-kind", "gm0307"),
    ("'s-Gravenhage", "without-kind", "gm0518"),
    ("Bergen (NH)", "without-kind", "gm0373"),
    ("Bergen (Limburg)", "without-kind", "gm0893"),
    ("Hengelo (O)", "without-kind", "gm0164"),
    ("Berg en Dal", "without-kind", "gm1945"),
    ("Nuenen, Gerwen en Nederwetten", "without-kind", "gm0820"),
    ("Sudwest Fryslan", "folded", "gm1900"),
    ("Gemeente Sudwest-Fryslan", "folded", "gm1900"),
    ("s-Hertogenbosch", "folded", "gm0796"),
    ("’s-Hertogenbosch", "folded", "gm0796"),
    ("AMERSFOORT", "folded", "gm0307"),
    ("Bergen NH", "folded", "gm0373"),
    ("Su\u0301dwest-Frysla\u0302n", "folded", "gm1900"),
    ("Appingedam", "former", "gm0003"),
    ("Gemeente Appingedam", "former", "gm0003"),
]


@pytest.mark.parametrize(("written", "rule", "code"), DECIDED)
def test_a_name_means_one_organisation_by_a_named_rule(
    register: OrganisationRegister, written: str, rule: str, code: str
) -> None:
    found = register.resolve(written)

    assert (found.rule, found.certain, found.written) == (rule, True, written)
    assert [key.rpartition("/")[2] for key in found.organisations] == [code]
    assert found.proposals == ()


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Utrecht", ["gm0344", "pv26"]),
        ("UTRECHT", ["gm0344", "pv26"]),
        ("Groningen", ["gm0014", "pv20"]),
        ("Limburg", ["pv31", "ws0665"]),
        ("Bergen", ["gm0373", "gm0893"]),
        ("gemeente Bergen", ["gm0373", "gm0893"]),
    ],
)
def test_an_ambiguous_name_is_answered_with_the_candidates(
    register: OrganisationRegister, written: str, codes: list[str]
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.certain) == ((), False)
    assert [key.rpartition("/")[2] for key in found.proposals] == codes


@pytest.mark.parametrize(
    ("written", "code"),
    [("Amsterdm", "gm0363"), ("Gemeente Rotterdamm", "gm0599"), ("344", "gm0344")],
)
def test_a_typing_error_is_proposed_and_never_decided(
    register: OrganisationRegister, written: str, code: str
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.rule, found.certain) == ((), "unknown", False)
    assert found.proposals[0].endswith(code)
    assert len(found.proposals) <= 3


@pytest.mark.parametrize("written", ["", "  ", "Comune di Milano", "日本", "GM9999", "x" * 10_000])
def test_an_unknown_name_gives_empty_lists(register: OrganisationRegister, written: str) -> None:
    found = register.resolve(written)

    assert found.model_dump() == {
        "written": written, "organisations": (), "rule": "unknown", "certain": False,
        "proposals": (),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("Duiven/Westervoort", ["gm0226", "gm0293"]),
        ("Duiven en Westervoort", ["gm0226", "gm0293"]),
        ("Berg en Dal en Nijmegen", ["gm1945", "gm0268"]),
        ("gemeenten Utrecht, Amersfoort en Zeist", ["gm0344", "gm0307", "gm0355"]),
    ],
)
def test_joined_names_mean_several_when_each_is_certain(
    register: OrganisationRegister, written: str, codes: list[str]
) -> None:
    found = register.resolve(written)

    assert (found.rule, found.certain, found.written) == ("several", True, written)
    assert [key.rpartition("/")[2] for key in found.organisations] == codes


@pytest.mark.parametrize("written", ["Duiven/Utrecht", "Duiven en omstreken", "Dimpact / Maykin"])
def test_joined_names_mean_nothing_when_one_is_uncertain(
    register: OrganisationRegister, written: str
) -> None:
    found = register.resolve(written)

    assert (found.organisations, found.rule) == ((), "unknown")


def test_a_former_name_is_a_plain_one_while_the_municipality_existed(
    register: OrganisationRegister,
) -> None:
    before = register.resolve("Appingedam", date(2020, 12, 31))
    after = register.resolve("Appingedam", date(2021, 1, 1))

    assert (before.rule, after.rule) == ("without-kind", "former")
    assert before.organisations == after.organisations == (f"{ID}gemeente/gm0003",)


def test_of_two_with_one_name_the_current_wins_and_as_of_chooses_the_one_of_then() -> None:
    old = town("0001", "Middenveld", valid_until="2018-12-31")
    new = town("0002", "Middenveld", valid_from="2019-01-01")
    register = OrganisationRegister([old, new])

    assert register.resolve("Middenveld").organisations == (new.id,)
    assert register.resolve("gemeente Middenveld", date(2018, 6, 1)).organisations == (old.id,)
    assert register.resolve("Middenveld", date(2018, 6, 1)).rule == "without-kind"
    assert register.resolve("Middenveld", date(2020, 6, 1)).organisations == (new.id,)


def test_every_organisation_is_found_by_its_own_names(register: OrganisationRegister) -> None:
    for organisation in register.organisations.values():
        for name in (organisation.id, organisation.title, organisation.official_name):
            assert register.resolve(name).organisations == (organisation.id,)
        for alias in organisation.aliases:
            assert register.resolve(alias).organisations == (organisation.id,)


def test_members_are_found_by_name_without_legal_form_and_by_slug(
    register: OrganisationRegister,
) -> None:
    dimpact = Member(
        slug="dimpact", name="Coöperatie Dimpact U.A.", type="samenwerkingsverband", sources=()
    )
    both = register.with_members([dimpact])

    for written in ("Coöperatie Dimpact U.A.", "Dimpact", "dimpact", "noaber:organisatie/dimpact"):
        assert both.resolve(written).organisations == ("noaber:organisatie/dimpact",)
    assert register.resolve("Dimpact").organisations == ()


def test_a_member_with_a_tooi_id_adds_its_name_to_the_register(
    register: OrganisationRegister,
) -> None:
    key = f"{ID}gemeente/gm0363"
    member = Member(slug="mokum", name="Stad A'dam", type="gemeente", sources=(), id=key)

    both = register.with_members([member])

    assert both.resolve("Stad A'dam").organisations == (key,)
    assert both.resolve("mokum").organisations == (key,)
    assert both.organisations[key].title == "Gemeente Amsterdam"


def test_the_slug_of_a_member_does_not_decide_an_ambiguous_name(
    register: OrganisationRegister,
) -> None:
    key = f"{ID}gemeente/gm0344"
    member = Member(slug="utrecht", name="Gemeente Utrecht", type="gemeente", sources=(), id=key)

    found = register.with_members([member]).resolve("utrecht")

    assert (found.certain, found.proposals) == (False, (key, f"{ID}provincie/pv26"))


def test_a_member_without_id_does_not_make_a_registered_name_ambiguous(
    register: OrganisationRegister,
) -> None:
    member = Member(slug="ons-haarlem", name="Gemeente Haarlem", type="gemeente", sources=())

    found = register.with_members([member]).resolve("Gemeente Haarlem")

    assert found.organisations == (f"{ID}gemeente/gm0392",)


def test_the_kind_is_taken_off_and_what_is_part_of_the_name_stays(
    register: OrganisationRegister,
) -> None:
    names = [
        name_without_kind(register.organisations[ID + path])
        for path in ("gemeente/gm0518", "provincie/pv21", "waterschap/ws0653", "waterschap/ws0621")
    ]

    assert names == ["Den Haag", "Fryslân", "Wetterskip Fryslân", "Rivierenland"]


@given(st.text())
def test_no_text_can_break_it(written: str) -> None:
    register = OrganisationRegister([town("0001", "Ons Dorp"), town("0002", "Het Dorp")])

    found = register.resolve(written)

    assert found.written == written
    assert found.certain == bool(found.organisations)


@pytest.mark.parametrize("written", ["/" * 299, "http://[", "http://a:b/", "en en en", "gemeente"])
def test_odd_texts_are_unknown(register: OrganisationRegister, written: str) -> None:
    assert register.resolve(written).rule == "unknown"
