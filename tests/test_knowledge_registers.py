"""The registers: reading them, and extracting them from what their publishers give."""

import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.home import CHECKOUT
from knowledge.model import NoaberError
from knowledge.register import (
    ORGANISATIONS,
    PRODUCTS,
    facts_from_tooi,
    load_organisations,
    load_products,
    load_sources,
    load_synonyms,
    organisations_from_tooi,
    products_from_upl,
    write_csv,
)

ONT = "https://identifier.overheid.nl/tooi/def/ont/"
PROV = "http://www.w3.org/ns/prov#"
ID = "https://identifier.overheid.nl/tooi/id/"
SOURCE = """\
{key}:
  title: Een lijst
  publisher: KOOP
  register_file: {file}
  type: {type}
  version: "1"
  date: "2022-12-22"
  address: https://example.nl/lijst
  repository: https://example.nl/code
  path: lijst.json
  commit: abc
  licence: open
  rows: 1
"""


def gm(code: str) -> str:
    return f"{ID}gemeente/gm{code}"


def node(path: str, name: str, **more: str) -> dict[str, object]:
    kind, code = path.split("/")
    texts = {
        "organisatiecode": code,
        "voorkeursnaamExclSoort": name,
        "officieleNaamInclSoort": f"{kind} {name}",
        "owmsId": f"http://standaarden.overheid.nl/owms/terms/{name}",
    } | more
    values: dict[str, object] = {ONT + key: [{"@value": text}] for key, text in texts.items()}
    return {"@id": ID + path, "@type": [f"{ONT}{kind.capitalize()}"], **values}


def event(kind: str, **ends: list[str]) -> dict[str, object]:
    links = {PROV + end: [{"@id": key} for key in keys] for end, keys in ends.items()}
    return {"@id": f"{ID}gemeente/wzg_1", "@type": [ONT + kind], **links}


def extracted(*nodes: dict[str, object]) -> dict[str, dict[str, str]]:
    rows = organisations_from_tooi(json.dumps(nodes).encode())
    return {row["code"]: row for row in rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    row = {
        "id": gm("0518"), "type": "gemeente", "code": "GM0518", "name": "Den Haag",
        "official_name": "gemeente 's-Gravenhage", "owms": "http://example.nl/owms/a",
        "province": "Zuid-Holland", "valid_from": "", "valid_until": "2030-12-31",
        "predecessors": f"{gm('0001')} {gm('0002')}", "successors": "",
    }  # fmt: skip
    product = {
        "id": "http://example.nl/upl/paspoort", "name": "paspoort", "levels": "Rijk Gemeente",
        "audience": "Burger", "legal_basis": "Artikel 26 Paspoortwet | Artikel 1, lid 2",
    }  # fmt: skip
    write_csv(tmp_path / "organisations.csv", ORGANISATIONS, [row])
    write_csv(tmp_path / "products.csv", PRODUCTS, [product])
    sources = SOURCE.format(key="gemeenten", file="organisations.csv", type="gemeente")
    other = SOURCE.format(key="producten", file="products.csv", type='""')
    (tmp_path / "sources.yml").write_text(sources + other)
    return tmp_path


def test_a_row_becomes_an_organisation_with_the_date_of_its_register(folder: Path) -> None:
    (haag,) = load_organisations(folder)

    assert (haag.id, haag.url, haag.source) == (gm("0518"), gm("0518"), "register:organisations")
    assert (haag.title, haag.official_name) == ("Gemeente Den Haag", "gemeente 's-Gravenhage")
    assert (haag.last_seen, haag.valid_until) == (date(2022, 12, 22), date(2030, 12, 31))
    assert haag.aliases == ("GM0518", "http://example.nl/owms/a")
    assert haag.predecessors == (gm("0001"), gm("0002"))


def test_a_row_becomes_a_product_whose_legal_basis_keeps_its_commas(folder: Path) -> None:
    (passport,) = load_products(folder)

    assert (passport.title, passport.source) == ("paspoort", "register:products")
    assert (passport.levels, passport.audience) == (("Rijk", "Gemeente"), ("Burger",))
    assert passport.legal_basis == ("Artikel 26 Paspoortwet", "Artikel 1, lid 2")
    assert passport.last_seen == date(2022, 12, 22)


def test_names_of_aliases_yml_are_aliases(folder: Path) -> None:
    (folder / "aliases.yml").write_text(f"{gm('0518')}: [Hofstad]\n")

    assert load_organisations(folder)[0].aliases[-1] == "Hofstad"


def test_an_alias_of_an_unknown_organisation_is_refused(folder: Path) -> None:
    (folder / "aliases.yml").write_text(f"{gm('9999')}: [Nergens]\n")

    with pytest.raises(NoaberError, match="gm9999 staat niet in organisations"):
        load_organisations(folder)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("gemeente,GM0518", "dorp,GM0518"), r"organisations\.csv:2: type 'dorp'"),
        (("2030-12-31", "31-12-2030"), r"organisations\.csv:2: een datum schrijft u als"),
        (("Zuid-Holland,", ""), r"organisations\.csv:2: 10 velden, dat moeten er 11 zijn"),
        (("https://identifier", "identifier"), r"organisations\.csv:2: het id 'identifier"),
        (("id,type", "type,id"), r"organisations\.csv:1: de kolommen moeten zijn: id,type"),
        (("Den Haag", '"Den" Haag'), r"organisations\.csv:2: geen geldige CSV"),
    ],
)
def test_a_wrong_row_is_an_error_with_its_line(
    folder: Path, change: tuple[str, str], message: str
) -> None:
    path = folder / "organisations.csv"
    path.write_text(path.read_text().replace(change[0], change[1], 1))

    with pytest.raises(NoaberError, match=message):
        load_organisations(folder)


def test_an_id_that_stands_twice_is_an_error(folder: Path) -> None:
    path = folder / "products.csv"
    path.write_text(path.read_text() + path.read_text().splitlines()[1] + "\n")

    with pytest.raises(NoaberError, match=r"products\.csv:3: .* staat er al"):
        load_products(folder)


def test_a_register_that_is_not_utf8_or_absent_is_an_error(folder: Path) -> None:
    (folder / "products.csv").write_bytes(b"id,na\xefme\n")
    (folder / "organisations.csv").unlink()

    with pytest.raises(NoaberError, match="geen UTF-8"):
        load_products(folder)
    with pytest.raises(NoaberError, match="ontbreekt"):
        load_organisations(folder)


def test_sources_without_a_date_are_an_error(folder: Path) -> None:
    path = folder / "sources.yml"
    path.write_text(path.read_text().replace('  date: "2022-12-22"\n', "", 1))

    with pytest.raises(NoaberError, match=r"sources\.yml: date: Field required"):
        load_sources(folder)


def test_synonyms_are_lists_of_words_and_may_be_absent(folder: Path) -> None:
    absent = load_synonyms(folder)
    (folder / "synonyms.yml").write_text("container: [kliko, rolcontainer]\n")
    present = load_synonyms(folder)
    (folder / "synonyms.yml").write_text("container: [kliko]\nwmo: hulp\n")

    assert absent == {}
    assert present == {"container": ("kliko", "rolcontainer")}
    with pytest.raises(NoaberError, match=r"synonyms\.yml:2: schrijf `wmo: \[woord, woord\]`"):
        load_synonyms(folder)


def test_a_merger_gives_successors_and_predecessors() -> None:
    found = extracted(
        node("gemeente/gm0001", "Oud", einddatum="2020-12-31"),
        node("gemeente/gm0002", "Ouder", einddatum="2020-12-31"),
        node("gemeente/gm0003", "Nieuw", begindatum="2021-01-01"),
        event("Samenvoeging", invalidated=[gm("0001"), gm("0002")], generated=[gm("0003")]),
    )

    assert found["GM0001"]["successors"] == gm("0003")
    assert found["GM0001"]["valid_until"] == "2020-12-31"
    assert found["GM0003"]["predecessors"] == f"{gm('0001')} {gm('0002')}"
    assert found["GM0003"]["valid_from"] == "2021-01-01"


def test_the_municipality_that_was_extended_succeeds_the_ones_that_ended() -> None:
    found = extracted(
        node("gemeente/gm0001", "Klein", einddatum="2020-12-31"),
        node("gemeente/gm0002", "Groot"),
        node("gemeente/gm0003", "Ook groot"),
        event("Uitbreiding", invalidated=[gm("0001")], used=[gm("0002"), gm("0003")]),
    )

    assert found["GM0001"]["successors"] == f"{gm('0002')} {gm('0003')}"
    assert found["GM0002"]["predecessors"] == gm("0001")
    assert found["GM0002"]["successors"] == ""


def test_one_that_was_divided_in_two_events_has_two_successors() -> None:
    found = extracted(
        *[node(f"gemeente/gm000{digit}", f"Dorp {digit}") for digit in (1, 2, 3)],
        event("Samenvoeging", invalidated=[gm("0001")], generated=[gm("0003")]),
        event("Herschikking", invalidated=[gm("0001")], generated=[gm("0002")]),
    )

    assert found["GM0001"]["successors"] == f"{gm('0002')} {gm('0003')}"


def test_an_earlier_version_is_no_body_and_takes_away_the_first_day() -> None:
    now = node("waterschap/ws0155", "Amstel", begindatum="2017-01-01")
    before = node("waterschap/hv_1", "Amstel") | {
        PROV + "specializationOf": [{"@id": f"{ID}waterschap/ws0155"}]
    }

    found = organisations_from_tooi(json.dumps([before, now]).encode())

    assert [(row["id"], row["valid_from"]) for row in found] == [(f"{ID}waterschap/ws0155", "")]


def test_the_province_is_named_and_codes_are_text() -> None:
    town = node("gemeente/gm0003", "Appingedam")
    town[f"{ONT}ligtInProvincie"] = [{"@id": f"{ID}provincie/pv20"}]

    found = extracted(town, node("provincie/pv20", "Groningen"))

    assert (found["GM0003"]["province"], found["PV20"]["type"]) == ("Groningen", "provincie")


@pytest.mark.parametrize(
    "more", [{"@id": "gm0001"}, {f"{ONT}voorkeursnaamExclSoort": 3}, {"@id": ID + "Gemeente/X"}]
)
def test_a_body_without_a_name_or_a_tooi_address_is_refused(more: dict[str, object]) -> None:
    with pytest.raises(NoaberError, match="is geen TOOI-adres of heeft geen naam"):
        extracted(node("gemeente/gm0001", "Dorp") | more)


@pytest.mark.parametrize("document", [b"{", b"{}", b"[1]", b'[{"a": 1}]', b"\xff"])
def test_what_is_no_value_list_is_refused(document: bytes) -> None:
    with pytest.raises(NoaberError, match="geen TOOI-waardelijst"):
        organisations_from_tooi(document)
    with pytest.raises(NoaberError, match="geen TOOI-waardelijst"):
        facts_from_tooi(document)


HEADING = (
    "UniformeProductnaam,URI,Rijk,Provincie,Waterschap,Gemeente,Burger,Bedrijf,Grondslaglabel\n"
)


def test_rows_of_one_product_become_one_with_all_its_laws() -> None:
    upl = HEADING + (
        "UPL-naam nog niet beschikbaar,"
        "http://standaarden.overheid.nl/owms/terms/UPL-naam_nog_niet_beschikbaar,X,,,,,,\n"
        "trouwen,http://b/,X,,,X,X,,Wet 2\n"
        "trouwen,http://b/,X,,,X,X,,Wet 1\n"
        "trouwen,http://b/,X,,,X,X,,Wet 2\n"
        "adoptie,http://a/,X,,,,X,,\n"
    )

    found = products_from_upl(upl.encode())

    assert [row["id"] for row in found] == ["http://a/", "http://b/"]
    assert found[0]["legal_basis"] == ""
    assert found[1] == {
        "id": "http://b/", "name": "trouwen", "levels": "Rijk Gemeente", "audience": "Burger",
        "legal_basis": "Wet 2 | Wet 1",
    }  # fmt: skip


def test_what_is_not_the_upl_is_refused() -> None:
    with pytest.raises(NoaberError, match="de kolom Bedrijf ontbreekt"):
        products_from_upl(HEADING.replace("Bedrijf,", "").encode())
    with pytest.raises(NoaberError, match="UTF-8"):
        products_from_upl(b"\xff")


def test_written_rows_have_unix_line_ends_and_leave_no_other_file(tmp_path: Path) -> None:
    row = dict.fromkeys(PRODUCTS, "") | {"id": "http://a/", "name": 'zeg "a", b'}

    write_csv(tmp_path / "a.csv", PRODUCTS, [row])

    written = (tmp_path / "a.csv").read_bytes()
    assert written == b'id,name,levels,audience,legal_basis\nhttp://a/,"zeg ""a"", b",,,\n'
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]


def test_the_shipped_registers_load_and_have_as_many_rows_as_their_sources_say() -> None:
    folder = CHECKOUT / "knowledge" / "registers"
    organisations, products = load_organisations(folder), load_products(folder)
    sources = load_sources(folder)

    towns = [one for one in organisations if one.type == "gemeente"]
    assert len(organisations) == sum(one.rows for one in sources.values() if one.type)
    assert (len(towns), len(products)) == (sources["gemeenten"].rows, sources["producten"].rows)
    assert all(one.last_seen for one in [*organisations, *products])
    assert load_synonyms(folder)["container"] == ("kliko", "rolcontainer", "afvalbak")
