"""The shipped registers and members equal a fresh extraction from the published material."""

import csv
import json
from pathlib import Path

import pytest

from knowledge.home import CHECKOUT
from knowledge.members import import_directory, load_members, member_text
from knowledge.organisations import OrganisationRegister
from knowledge.register import (
    ORGANISATIONS,
    PRODUCTS,
    facts_from_tooi,
    load_organisations,
    load_sources,
    organisations_from_tooi,
    products_from_upl,
    write_csv,
)

SHARED = Path(__file__).resolve().parents[3] / "shared"
CORPUS = SHARED / "corpus"
REGISTERS = CHECKOUT / "knowledge" / "registers"
MEMBERS = CHECKOUT / "knowledge" / "members"
TOOI = CORPUS / "Regionaal-Archief-Rivierenland" / "mdto.py" / "mdto" / "data"
UPL = CORPUS / "maykinmedia" / "sdg-invoervoorziening" / "data" / "UPL-actueel.csv"
PUBLISHERS = CORPUS / "developer-overheid-nl" / "don-oss-register" / "publishers.json"
GEMEENTE = "https://identifier.overheid.nl/tooi/id/gemeente"
pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent"),
]


def documents() -> list[bytes]:
    names = (
        "rwc_gemeenten_compleet_4",
        "rwc_provincies_compleet_1",
        "rwc_waterschappen_compleet_2",
    )
    return [(TOOI / f"{name}.json").read_bytes() for name in names]


def test_the_shipped_organisations_equal_a_fresh_extraction(tmp_path: Path) -> None:
    write_csv(tmp_path / "fresh.csv", ORGANISATIONS, organisations_from_tooi(*documents()))

    assert (REGISTERS / "organisations.csv").read_bytes() == (tmp_path / "fresh.csv").read_bytes()


def test_the_shipped_products_equal_a_fresh_extraction(tmp_path: Path) -> None:
    write_csv(tmp_path / "fresh.csv", PRODUCTS, products_from_upl(UPL.read_bytes()))

    assert (REGISTERS / "products.csv").read_bytes() == (tmp_path / "fresh.csv").read_bytes()


def test_there_are_605_municipalities_of_which_263_ended_and_342_are_left_in_2023() -> None:
    rows = [row for row in organisations_from_tooi(*documents()) if row["type"] == "gemeente"]
    left = [row for row in rows if not row["valid_until"] or row["valid_until"] >= "2023-01-01"]

    assert len(rows) == 605
    assert sum(1 for row in rows if row["valid_until"]) == 263
    assert len(left) == 342


def test_appingedam_became_eemsdelta_on_the_first_of_january_2021() -> None:
    rows = {row["id"]: row for row in organisations_from_tooi(*documents())}
    old, new = rows[f"{GEMEENTE}/gm0003"], rows[f"{GEMEENTE}/gm1979"]

    assert (old["name"], old["valid_until"], old["successors"]) == (
        "Appingedam", "2020-12-31", new["id"],
    )  # fmt: skip
    assert (new["name"], new["valid_from"], new["valid_until"]) == ("Eemsdelta", "2021-01-01", "")
    assert new["predecessors"].split() == [f"{GEMEENTE}/gm00{code}" for code in ("03", "10", "24")]


def test_haaren_was_divided_over_four_that_were_extended() -> None:
    rows = {row["code"]: row for row in organisations_from_tooi(*documents())}

    codes = ("gm0757", "gm0824", "gm0855", "gm0865")  # Boxtel, Oisterwijk, Tilburg, Vught
    assert rows["GM0788"]["successors"].split() == [f"{GEMEENTE}/{code}" for code in codes]


def test_sources_yml_says_what_the_value_lists_say_of_themselves() -> None:
    sources = [source for source in load_sources(REGISTERS).values() if source.type]
    rows = organisations_from_tooi(*documents())

    for source, document in zip(sources, documents(), strict=True):
        stated = {"title": source.title, "version": source.version, "date": str(source.date)}
        assert facts_from_tooi(document) == stated
        assert sum(1 for row in rows if row["type"] == source.type) == source.rows


def test_sources_yml_names_the_copies_that_the_corpus_has() -> None:
    with (CORPUS / "SOURCES.csv").open(encoding="utf-8", newline="") as file:
        index = {(row["origin_repo"], row["origin_path"]): row for row in csv.DictReader(file)}

    for source in load_sources(REGISTERS).values():
        repository = source.repository.removeprefix("https://github.com/")
        assert index[repository, source.path]["commit"] == source.commit


def test_the_shipped_members_equal_a_fresh_import() -> None:
    register = OrganisationRegister(load_organisations(REGISTERS))
    shipped, problems = load_members(MEMBERS)
    data = json.loads(PUBLISHERS.read_bytes())
    imported, _ = import_directory(data, register, origin=shipped[0].origin)
    fresh = {member.slug: member for member in imported}

    assert problems == []
    assert {one.slug for one in shipped} >= {one.slug for one in imported if one.type == "gemeente"}
    for member in shipped:
        assert member == fresh[member.slug]
        assert (MEMBERS / f"{member.slug}.yml").read_text("utf-8") == member_text(member)
