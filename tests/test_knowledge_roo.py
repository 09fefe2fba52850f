"""ROO: public bodies from the XML export, without the people in it."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.model import NoaberError, Organisation
from knowledge.organisations import OrganisationRegister
from knowledge.roo import BODIES, bodies_from_roo, body_from, with_bodies

EXPORT = (Path(__file__).parent / "pages" / "registers" / "roo.xml").read_bytes()
ID = "https://identifier.overheid.nl/tooi/id/"
TOWN = Organisation(
    id=f"{ID}gemeente/gm9001", title="Gemeente Voorbeeld", type="gemeente", aliases=("GM9001",)
)
BEACH = Organisation(id=f"{ID}gemeente/gm9002", title="Gemeente Zomerdorp", type="gemeente")


def rows(export: bytes = EXPORT) -> dict[str, dict[str, str]]:
    return {row["id"].rpartition("/")[2]: row for row in bodies_from_roo(export)}


def listed(*organisations: str) -> bytes:
    inside = f"<organisaties>{''.join(organisations)}</organisaties>"
    return f"<overheidsorganisaties>{inside}</overheidsorganisaties>".encode()


def test_a_body_has_its_codes_its_general_website_and_its_place() -> None:
    found = rows()

    assert found["gm9001"] == {
        "id": f"{ID}gemeente/gm9001", "type": "gemeente", "name": "Gemeente Voorbeeld",
        "abbreviation": "VBD", "oin": "00000001009999901000", "parent": "",
        "owms": "http://standaarden.overheid.nl/owms/terms/Voorbeeld_(gemeente)",
        "website": "https://www.voorbeeld.example/", "valid_from": "", "valid_until": "",
    }  # fmt: skip
    assert found["oorg9001"]["parent"] == f"{ID}ministerie/mnre9001"
    assert found["oorg9001"]["website"] == "https://dienst.voorbeeld.example"
    assert (found["mnre9001"]["valid_from"], found["oorg9001"]["valid_until"]) == (
        "2010-10-14", "2025-12-31",
    )  # fmt: skip


def test_types_are_those_of_the_model_and_parts_of_bodies_are_left_out() -> None:
    types = {key: row["type"] for key, row in rows().items()}

    assert types == {
        "gm9001": "gemeente", "mnre9001": "ministerie", "oorg9001": "uitvoeringsorganisatie",
        "oorg9003": "overig", "so9001": "samenwerkingsverband",
    }  # fmt: skip


def test_a_body_in_a_part_of_another_is_found_with_the_part_as_its_place() -> None:
    assert rows()["oorg9003"]["parent"] == f"{ID}oorg/oorg9002"


def test_an_id_among_the_codes_counts_and_a_ministry_that_is_named_is_the_place() -> None:
    found = rows()["so9001"]

    assert (found["name"], found["parent"]) == ("Samen aan Zee", f"{ID}ministerie/mnre9001")
    assert found["valid_from"] == ""  # "onbekend" is no day


def test_no_person_function_or_address_is_copied() -> None:
    copied = " ".join(value for row in rows().values() for value in row.values())

    for word in ("Persoon", "Burgemeester", "Kabinet", "@"):
        assert word not in copied


@pytest.mark.parametrize("version", ["2.6.13", "3.0"])
def test_the_namespace_may_change_without_notice(version: str) -> None:
    changed = EXPORT.replace(b"export/2.6.9", f"export/{version}".encode())

    assert rows(changed) == rows()


def test_an_export_without_prefixes_is_read_too() -> None:
    plain = EXPORT.replace(b"<p:", b"<").replace(b"</p:", b"</").replace(b" p:", b" ")

    assert rows(plain) == rows()


def test_the_order_of_the_export_does_not_matter() -> None:
    one = f'<organisatie resourceIdentifierTOOI="{ID}oorg/oorg1"><naam>Een</naam></organisatie>'
    two = f'<organisatie resourceIdentifierTOOI="{ID}oorg/oorg2"><naam>Twee</naam></organisatie>'
    ended = one.replace("</naam>", "</naam><eindDatum>2020-01-01</eindDatum>")

    forth, back = bodies_from_roo(listed(one, two, ended)), bodies_from_roo(listed(ended, two, one))

    assert forth == back
    assert [(row["name"], row["valid_until"]) for row in forth] == [("Een", ""), ("Twee", "")]


def test_a_website_that_is_no_web_address_is_left_out() -> None:
    assert rows()["mnre9001"]["website"] == ""


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"<html><body>Inloggen</body></html>", "maar <html>"),
        (b"<organisatie><organisaties><organisatie/></organisaties></organisatie>", "maar <org"),
        (EXPORT[:2000], "geen goede XML"),
        (b"", "geen goede XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        ('<?xml version="1.0"?><!DOCTYPE a><a/>'.encode("utf-16"), "DOCTYPE"),
    ],
)
def test_what_is_not_the_export_is_refused(document: bytes, why: str) -> None:
    with pytest.raises(NoaberError, match=f"geen ROO-export.*{why}"):
        bodies_from_roo(document)


@given(st.binary())
def test_no_bytes_can_break_it(document: bytes) -> None:
    with pytest.raises(NoaberError):
        bodies_from_roo(document)


def test_what_is_known_gets_a_website_and_abbreviation_and_the_rest_is_added() -> None:
    bodies = [(row, body_from(row, seen=date(2026, 11, 1))) for row in rows().values()]

    found = {one.id.rpartition("/")[2]: one for one in with_bodies([TOWN], bodies)}

    assert found["gm9001"].website == "https://www.voorbeeld.example/"
    assert found["gm9001"].aliases == ("GM9001", "VBD", "00000001009999901000")
    assert found["mnre9001"].title == "Ministerie van Voorbeeldzaken"
    assert found["mnre9001"].official_name == "Voorbeeldzaken"
    assert (found["mnre9001"].source, found["mnre9001"].last_seen) == (
        "register:bodies", date(2026, 11, 1),
    )  # fmt: skip
    assert found["oorg9001"].valid_until == date(2025, 12, 31)


def test_an_abbreviation_never_takes_the_name_of_another_organisation() -> None:
    bodies = [(row, body_from(row)) for row in rows().values()]

    register = OrganisationRegister(with_bodies([TOWN, BEACH], bodies))

    assert register.resolve("Zomerdorp").organisations == (BEACH.id,)
    assert register.resolve("VBZ").organisations == (f"{ID}ministerie/mnre9001",)


def test_a_town_that_only_roo_knows_is_named_as_towns_are() -> None:
    row = dict.fromkeys(BODIES, "") | {"id": f"{ID}gemeente/gm9003", "type": "gemeente"}

    assert body_from(row | {"name": "Winterdorp"}).title == "Gemeente Winterdorp"
    assert body_from(row | {"name": "Gemeente Winterdorp"}).title == "Gemeente Winterdorp"


@pytest.mark.parametrize("wrong", [{"type": "dorp"}, {"valid_from": "1 mei"}, {"name": ""}])
def test_a_row_that_is_no_organisation_is_an_error(wrong: dict[str, str]) -> None:
    row = dict.fromkeys(BODIES, "") | {"id": f"{ID}oorg/oorg1", "type": "overig", "name": "Iets"}

    with pytest.raises(ValueError, match=r".+"):
        body_from(row | wrong)
