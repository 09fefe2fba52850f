"""Themes: which products of the UPL staff look for under which word, and the pages of themes."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.home import CHECKOUT
from knowledge.model import NoaberError, Product
from knowledge.products.themes import MUNICIPAL, Theme, Themes, load_themes, themed
from knowledge.register import load_products, load_sources

REGISTERS = CHECKOUT / "knowledge" / "registers"
UPL = "http://standaarden.overheid.nl/owms/terms/"
LATER = {"Omgevingswet", "Wet open overheid"}  # laws that the UPL of 2021 does not name yet
# Written by hand, before any rule was: the first sixty of a random sample of the products that
# municipalities have (random.seed(5), sample of 100), and a dozen that everybody knows.
EXPECTED = {
    "rioolheffing": "belastingen",
    "gehandicaptenparkeerkaart_instellingen": "sociaal-domein",
    "verklaring_van_afstand_nederlandse_nationaliteit": "burgerzaken",
    "kampeeronth": "vergunningen-en-omgevingswet",
    "vuurwerk_ontbrandingstoestemming": "vergunningen-en-omgevingswet",
    "terrasvergunning": "vergunningen-en-omgevingswet",
    "woonkostentoeslag": "sociaal-domein",
    "verklaring_positie_molukkers": "burgerzaken",
    "sollicitatieplichtontheffing": "sociaal-domein",
    "ov-begeleiderskaart": "sociaal-domein",
    "afvalinzameling_oud_papier": "afval-en-openbare-ruimte",
    "ziekenvervoer": "sociaal-domein",
    "naturalisatieverzoek": "burgerzaken",
    "voorkRechtAanw": "vergunningen-en-omgevingswet",
    "gedoogbeslissing": "vergunningen-en-omgevingswet",
    "sociale_werkvoorziening": "sociaal-domein",
    "antireclamesticker": "afval-en-openbare-ruimte",
    "briefadres": "burgerzaken",
    "bezafspr": "dienstverlening",
    "klacht": "dienstverlening",
    "natuurbeheer_provinciale_subsidie": "vergunningen-en-omgevingswet",
    "gedenkteken_plaatsingsvergunning": "burgerzaken vergunningen-en-omgevingswet",
    "koopzondageninformatie": "vergunningen-en-omgevingswet",
    "parkeerontheffing": "vergunningen-en-omgevingswet",
    "besmettelijke_dierziektemeldingsplicht": "vergunningen-en-omgevingswet",
    "polgrpreg": "burgerzaken",
    "woonsubsidie_ouderen": "sociaal-domein",
    "adresonderzoek": "burgerzaken",
    "verkeersbrigadier": "afval-en-openbare-ruimte",
    "economische_ontwikkelingssubsidie": "dienstverlening",
    "loonsuppl": "sociaal-domein",
    "gezondheidsdienst": "sociaal-domein",
    "compostvat": "afval-en-openbare-ruimte",
    "voertuig_te_koop_aanbieden_op_openbare_weg_ontheffing": "vergunningen-en-omgevingswet",
    "leerplichtverzuimmelding": "sociaal-domein",
    "brpGehhVzk": "burgerzaken",
    "vluchtelingenpaspoort": "burgerzaken",
    "vuurwerkverkoopvergunning": "vergunningen-en-omgevingswet",
    "bedrijf_aan_huis_melding": "vergunningen-en-omgevingswet",
    "bodemonderzoek": "vergunningen-en-omgevingswet",
    "rijdNatuurOnth": "vergunningen-en-omgevingswet",
    "watervergunning": "vergunningen-en-omgevingswet",
    "milieuvriendelijk_bouwsubsidie": "vergunningen-en-omgevingswet",
    "bijzBijstUitk": "sociaal-domein",
    "bladkorf": "afval-en-openbare-ruimte",
    "aanleunwoning": "sociaal-domein",
    "aansprStOverh": "dienstverlening",
    "dyslexiezorg": "sociaal-domein",
    "voorbereidingsbesluit": "vergunningen-en-omgevingswet",
    "wia-uitkering": "sociaal-domein",
    "brpUittr": "burgerzaken",
    "brpWijzVzk": "burgerzaken",
    "grafuitgifte": "burgerzaken",
    "horecaExplVrg": "vergunningen-en-omgevingswet",
    "dierenopvang": "afval-en-openbare-ruimte",
    "palliatieve_zorg": "sociaal-domein",
    "strArtOptrOnth": "vergunningen-en-omgevingswet",
    "risicokaart": "vergunningen-en-omgevingswet",
    "doodgeboren_kind_aangifte": "burgerzaken",
    "werkbegeleiding_werkzoekenden": "sociaal-domein",
    "verhuismelding": "burgerzaken",
    "paspoort": "burgerzaken",
    "omgevingsvergunning_bouw": "vergunningen-en-omgevingswet",
    "afvalcontainer": "afval-en-openbare-ruimte",
    "parkeervergunning": "vergunningen-en-omgevingswet",
    "wmo-voorziening": "sociaal-domein",
    "hondenbelasting": "belastingen",
    "woz-beschikking": "belastingen",
    "leges": "belastingen",
    "subsidie": "dienstverlening",
    "melding_openbare_ruimte_(algemeen)": "afval-en-openbare-ruimte",
    "archiefInzage": "bedrijfsvoering",
    "raadsstuk": "bedrijfsvoering",
}


@pytest.fixture(scope="module")
def themes() -> Themes:
    return Themes(load_themes(REGISTERS))


@pytest.fixture(scope="module")
def products() -> dict[str, Product]:
    return {one.id.removeprefix(UPL): one for one in load_products(REGISTERS)}


def product(title: str, basis: str = "", end: str = "iets") -> Product:
    return Product(id=f"{UPL}{end}", title=title, legal_basis=(basis,) if basis else ())


def rules(**more: object) -> Theme:
    return Theme.model_validate({"key": "a", "name": "A", "about": "Iets."} | more)


def test_the_seven_themes_stand_in_the_register_in_the_words_of_staff(themes):
    assert [theme.name for theme in themes.all] == [
        "Burgerzaken", "Sociaal domein", "Vergunningen en Omgevingswet",
        "Afval en openbare ruimte", "Belastingen", "Dienstverlening", "Bedrijfsvoering",
    ]  # fmt: skip
    assert all(theme.about.endswith(".") and theme.gemma for theme in themes.all)
    assert all(theme.path == f"themas/{theme.key}/" for theme in themes.all)


@pytest.mark.parametrize(("end", "expected"), EXPECTED.items())
def test_a_product_has_the_themes_that_a_person_gave_it(themes, products, end, expected):
    assert set(themes.of(products[end]).themes) == set(expected.split())


def test_every_product_of_municipalities_has_one_theme_or_two(themes, products):
    ours = [one for one in products.values() if MUNICIPAL in one.levels]
    counts = {one.title: len(themes.of(one).themes) for one in ours}

    assert len(ours) == 449
    assert {title: n for title, n in counts.items() if n not in (1, 2)} == {}
    assert sum(n == 2 for n in counts.values()) <= 10


def test_every_rule_of_the_register_is_of_use(themes, products):
    idle = []
    for theme in themes.all:
        rows = [(name, rule) for name in ("laws", "words") for rule in getattr(theme, name)]
        for name, rule in rows:
            alone = Themes([rules(**{name: [rule]})])
            if not any(alone.of(one).themes for one in products.values()):
                idle.append(rule)
        idle += [end for end in theme.products if end not in products]

    assert set(idle) == LATER


def test_what_the_register_says_of_a_product_itself_goes_before_laws_and_words():
    both = Themes([
        rules(key="a", laws=["Wet op X"], words=["*vergunning"]),
        rules(key="b", products=["iets"]),
    ])  # fmt: skip

    assert both.of(product("xvergunning", "Artikel 1 Wet op X")) == (("b",), "products")
    assert both.of(product("xvergunning", "Artikel 1 Wet op X", "anders")) == (("a",), "laws")


def test_a_law_goes_before_a_word_and_counts_as_whole_words_only():
    both = Themes([rules(key="a", laws=["22 Gemeentewet"]), rules(key="b", words=["*heffing"])])

    assert both.of(product("rioolheffing", "Artikel 22 Gemeentewet")) == (("a",), "laws")
    assert both.of(product("rioolheffing", "Artikel 122 Gemeentewet")) == (("b",), "words")
    assert both.of(product("heffingen", "Artikel 122 Gemeentewet")) == ((), "")


def test_a_product_may_have_two_themes_by_the_same_kind_of_rule():
    both = Themes([rules(key="a", words=["graf*"]), rules(key="b", words=["*rechten"])])

    assert both.of(product("grafrechten")).themes == ("a", "b")


def test_products_know_their_themes_by_name_and_what_people_call_them():
    known = {one.title: one for one in themed(load_products(REGISTERS), REGISTERS)}

    assert known["verhuismelding"].themes == ("Burgerzaken",)
    assert "verhuizing" in known["verhuismelding"].aliases
    assert known["afvalstoffenheffing"].themes == ("Afval en openbare ruimte", "Belastingen")


def test_a_home_with_registers_of_its_own_needs_no_themes(tmp_path: Path):
    (one,) = themed([product("iets")], tmp_path)

    assert (one.themes, one.aliases) == ((), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", "themes.yml:1: schrijf per thema een blok"),
        ("a: [b]", "themes.yml:1: schrijf bij a een blok"),
        ("a:\n  name: A", "themes.yml:1: a: "),
        ("a: {name: A, about: B., law: [c]}", "themes.yml:1: a: "),
    ],
)
def test_a_register_of_themes_that_says_something_else_is_refused(tmp_path, text, said):
    (tmp_path / "themes.yml").write_text(text)

    with pytest.raises(NoaberError) as refused:
        load_themes(tmp_path)

    assert said in str(refused.value)


def test_the_source_of_the_gemma_terms_says_how_many_were_taken(themes):
    source = load_sources(REGISTERS)["themas"]
    terms = [term for theme in themes.all for term in theme.gemma]

    assert (source.register_file, source.rows) == ("themes.yml", len(terms))
    assert len(set(terms)) == len(terms)
    assert "EUPL" in source.licence
