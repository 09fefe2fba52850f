"""What the export of a form of Open Forms gives: a solution with its package, no secrets."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Package, Solution, to_json

URL = "https://code.example.nl/zomerdorp/formulieren/raw/kapvergunning.zip"
REPOSITORY = "https://code.example.nl/Zomerdorp/formulieren"
OWNER = "noaber:organisatie/zomerdorp"
API = "https://formulieren.example.nl/api/v2"


def form(**changed: Any) -> dict[str, Any]:
    return {
        "url": f"{API}/forms/1",
        "uuid": "0d0c",
        "name": "Kapvergunning  aanvragen",
        "internal_name": "GEHEIM intern",
        "internal_remarks": "GEHEIM opmerking",
        "registration_backends": [{"key": "a", "options": {"to_emails": ["GEHEIM@example.nl"]}}],
        "payment_backend_options": {"merchant_id": "GEHEIM"},
        "is_deleted": False,
    } | changed


def lists(**changed: Any) -> dict[str, Any]:
    return {
        "forms": [form()],
        "formSteps": [
            {"index": 1, "form": f"{API}/forms/1", "form_definition": f"{API}/form-definitions/2"},
            {"index": 0, "form": f"{API}/forms/1", "form_definition": f"{API}/form-definitions/1"},
        ],
        "formDefinitions": [
            {"url": f"{API}/form-definitions/1", "name": "De boom", "internal_name": "GEHEIM"},
            {"url": f"{API}/form-definitions/2", "name": "Uw gegevens",
             "configuration": {"components": [{"key": "GEHEIM"}]}},
        ],
        "formLogic": [{"GEHEIM": 1}],
        "formVariables": [{"GEHEIM": 1}],
        "_meta": {"of_release": "3.1.0"},
    } | changed  # fmt: skip


def export(resources: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, items in resources.items():
            archive.writestr(f"{name}.json", json.dumps(items))
    return out.getvalue()


def reading(**changed: Any) -> Reading:
    body = export(lists(**changed))
    return read(File(URL, body, repository=REPOSITORY, organisation=OWNER))


def solution(result: Reading) -> Solution:
    (record,) = result.records
    assert isinstance(record, Solution)
    return record


def test_a_form_is_a_solution_with_its_steps_as_features() -> None:
    record = solution(reading())

    assert record.id == f"{REPOSITORY.lower()}#0d0c"
    assert (record.title, record.solution_type) == ("Kapvergunning aanvragen", "formulier")
    assert record.features == ("De boom", "Uw gegevens")
    assert (record.repository, record.url, record.reader) == (REPOSITORY, URL, "openforms")


def test_the_member_makes_it() -> None:
    (said,) = solution(reading()).statements

    assert (said.subject, said.relation, said.role, said.strength) == (
        OWNER,
        "makes",
        "maker",
        "own",
    )


def test_what_runs_the_form_is_never_read() -> None:
    assert "GEHEIM" not in to_json(solution(reading()).model_dump(mode="json"))


def test_without_a_repository_the_file_is_the_base_of_the_id() -> None:
    (record,) = read(File(URL, export(lists()))).records

    assert record.id == f"{URL}#0d0c"
    assert record.statements == ()


def test_steps_that_hold_their_definition_are_read() -> None:
    steps = [{"index": 0, "formDefinition": {"name": "De boom"}}, {"index": 1, "name": "Klaar"}, 3]

    assert solution(reading(formSteps=steps)).features == ("De boom", "Klaar")


def test_steps_of_two_forms_are_not_mixed() -> None:
    forms = [form(), form(url=f"{API}/forms/2", uuid="0e0f", name="Boom planten")]

    first, second = reading(forms=forms).records

    assert isinstance(first, Solution)
    assert isinstance(second, Solution)
    assert (first.features, second.features) == (("De boom", "Uw gegevens"), ())


def test_a_removed_form_is_a_hint() -> None:
    result = reading(forms=[form(is_deleted=True)])

    assert result.records == []
    assert [(one.level, one.code) for one in result.problems] == [("hint", "removed")]


def test_one_form_without_a_name_does_not_stop_the_others() -> None:
    result = reading(forms=[form(name=""), "x", form()])

    assert len(result.records) == 1
    assert [(one.level, one.code) for one in result.problems] == [("error", "no-name")] * 2


def test_more_forms_than_one_file_may_have_are_said() -> None:
    result = reading(forms=[form(uuid=str(number)) for number in range(101)])

    assert len(result.records) == 100
    assert [(one.level, one.code) for one in result.problems] == [("error", "too-many-forms")]


def test_an_export_without_a_form_is_an_error() -> None:
    assert [one.code for one in reading(forms=[]).problems] == ["no-form"]


def test_other_zips_are_left_alone() -> None:
    reader = reader_for(File(URL, export({"forms": []})))

    assert reader is None or reader.NAME != "openforms"


# --- as a package ---

FORM = f"{API}/forms/1"


def component(key: str, kind: str = "textfield", **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": "Vraag"} | more


def rule(*actions: dict[str, Any], trigger: Any = True, **more: Any) -> dict[str, Any]:
    return {"form": FORM, "json_logic_trigger": trigger, "actions": list(actions)} | more


def packaged(
    *components: dict[str, Any],
    logic: list[dict[str, Any]] | None = None,
    variables: list[dict[str, Any]] | None = None,
    release: str = "3.1.0",
    **changed: Any,
) -> Reading:
    """Read a form of one step with these fields, without anything of a maker's environment."""
    plain = {"registration_backends": [], "payment_backend_options": {}, "slug": "kap"}
    address = f"{API}/form-definitions/1"
    return reading(
        forms=[form(**(plain | changed))],
        formSteps=[{"uuid": "5a", "index": 0, "form": FORM, "form_definition": address}],
        formDefinitions=[{"url": address, "name": "De boom",
                          "configuration": {"components": list(components)}}],
        formLogic=logic or [],
        formVariables=variables or [],
        _meta={"of_release": release, "created": "2026-03-04T10:00:00+00:00"},
    )  # fmt: skip


def made(result: Reading) -> Package:
    package = solution(result).package
    assert package is not None
    return package


def told(result: Reading, start: str) -> str:
    return " ".join(one for one in made(result).local if one.startswith(start))


def warned(result: Reading) -> list[str]:
    assert {one.level for one in result.problems} <= {"warning"}
    return [one.code for one in result.problems]


def test_a_form_says_what_is_in_it_and_what_wrote_it() -> None:
    result = packaged(
        component("soort"),
        component("kader", "fieldset", components=[component("hoogte", "number")]),
        logic=[rule()],
    )

    package = made(result)
    assert (package.kind, package.made_with) == ("formulier", "Open Formulieren 3.1.0")
    assert package.version == "2026-03-04"
    assert package.holds == ("1 stap", "2 velden", "1 regel voor logica")
    assert package.works_with == ("Open Formulieren 3.1 of nieuwer",)
    assert (package.local, warned(result)) == (
        ("URL-deel 'kap': heeft bij u al een formulier dat, kies dan een ander.",),
        [],
    )


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("textfield", "Open Formulieren (het bestand zegt niet welke versie)"),
        ("children", "Open Formulieren 3.3 of nieuwer (door het veld 'kinderen')"),
        ("addressNL", "Open Formulieren 2.5 of nieuwer (door het veld 'adres')"),
    ],
)
def test_where_no_version_is_said_the_newest_part_tells_it(kind: str, needed: str) -> None:
    assert made(packaged(component("a", kind), release="latest")).works_with == (needed,)


def test_of_a_registration_the_kind_is_told_and_which_settings_but_never_their_values() -> None:
    result = packaged(registration_backends=[{
        "key": "GEHEIM", "name": "GEHEIM", "backend": "zgw-create-zaak",
        "options": {"zgw_api_group": 1, "catalogue": {"domain": "GEHEIM", "rsin": "111222333"},
                    "case_type_identification": "GEHEIM", "organisatie_rsin": "111222333",
                    "objecttype": "https://objecten.example.nl/GEHEIM", "medewerker_roltype": ""},
    }])  # fmt: skip

    said = told(result, "Registratie met zaken (ZGW)")
    assert "groep van API's, catalogus, zaaktype, objecttype, RSIN" in said
    assert "rol" not in said
    assert "objecten.example.nl" in said
    plain = to_json(made(result).model_dump(mode="json"))
    assert "GEHEIM" not in plain
    assert "111222333" not in plain


def test_addresses_of_mail_are_counted_and_never_told() -> None:
    result = packaged(
        component("c", "content", html="Mail a@b.example of A@B.example"),
        registration_backends=[
            {"backend": "email", "options": {"to_emails": ["jo@a.example", "an@a.example"]}}
        ],
    )  # fmt: skip

    assert "2 e-mailadressen" in told(result, "Registratie met e-mail: vervang")
    assert "1 e-mailadres" in told(result, "Teksten")
    assert "@" not in to_json(made(result).model_dump(mode="json"))


def test_an_empty_case_type_stops_the_import_and_an_address_does_from_version_four() -> None:
    empty = {"backend": "zgw-create-zaak", "options": {"zaaktype": ""}}
    filled = {"backend": "zgw-create-zaak",
              "options": {"informatieobjecttype": "https://zaken.example.nl/iot/1"}}  # fmt: skip

    assert warned(packaged(registration_backends=[empty])) == ["empty-option"]
    assert "4.0" in told(packaged(registration_backends=[filled]), "Registratie")


def test_paying_signing_in_and_prefilling_must_be_there() -> None:
    result = packaged(
        component("bsn", "bsn", prefill={"plugin": "haalcentraal", "attribute": "x"}),
        payment_backend="ogone-legacy",
        auth_backends=[{"backend": "digid", "options": {"loa": "GEHEIM"}}],
        authentication_backends=["eherkenning"],
        product="https://formulieren.example.nl/api/v2/products/1",
    )

    assert "4.0 bestaat die niet meer" in told(result, "Betalen met Ogone")
    assert told(result, "Inloggen met DigiD:")
    assert told(result, "Inloggen met eHerkenning:")
    assert told(result, "Vooraf invullen uit Haal Centraal BRP")
    assert told(result, "Deze keuzes komen niet mee").endswith("product.")
    assert warned(result) == []


@pytest.mark.parametrize("name", ["digid-mock", "demo", "demo-kvk", "bsn-outage"])
def test_what_is_there_to_test_with_is_a_warning(name: str) -> None:
    assert warned(packaged(auth_backends=[{"backend": name}])) == ["test-plugin"]


def test_links_in_the_mail_must_be_allowed_first() -> None:
    mail = {"content": '<a href="https://zomerdorp.example.nl/kap">kap</a>'}
    result = packaged(
        component("c", "content", html="https://ander.example.nl"), confirmation_email_template=mail
    )

    assert "zomerdorp.example.nl" in told(result, "Bevestigingsmail")
    assert told(result, "Teksten") == "Teksten: daarin staan adressen van ander.example.nl."


def test_what_a_form_fetches_elsewhere_is_told() -> None:
    table = {"action": {"type": "evaluate-dmn", "config": {"decision_definition_id": "leges"}}}
    result = packaged(
        component("soort", "select", openForms={"dataSrc": "referenceLists", "code": "bomen"}),
        component("plek", "map", tileLayerIdentifier="luchtfoto"),
        component("foto", "file", registration={"informatieobjecttype": "https://z.example.nl/1"}),
        logic=[rule(table)],
        variables=[{"form": FORM, "key": "adres", "service_fetch_configuration": {"id": 3}}],
    )

    assert told(result, "Gegevens ophalen")
    assert "'leges'" in told(result, "Beslistabellen")
    assert "1 veld haalt" in told(result, "Keuzelijsten")
    assert told(result, "Kaart")
    assert "1 veld" in told(result, "Bestanden")


@pytest.mark.parametrize(
    ("trigger", "found"),
    [
        ({"==": [{"var": "soort"}, "eik"]}, []),
        ({"==": [{"var": "weg"}, "eik"]}, ["unknown-field"]),
        ({"var": ["weg", 0]}, ["unknown-field"]),
        ({"==": [{"var": "bomen.0.hoogte"}, 3]}, []),
        ({">": [{"var": "today"}, "2026"]}, []),
        ({"==": [{"var": "auth.value"}, ""]}, []),
        ({"reduce": [{"var": "bomen"}, {"+": [{"var": "current.x"}, 1]}, 0]}, []),
        ({"reduce": [{"var": "weg"}, {"var": "current"}, 0]}, ["unknown-field"]),
        ({"var": "naam.voor"}, []),
        ({"var": "naam"}, []),
        (True, []),
    ],
)
def test_a_rule_about_a_field_that_is_gone_is_a_warning(trigger: Any, found: list[str]) -> None:
    fields = (
        component("soort"),
        component("bomen", "editgrid", components=[component("hoogte", "number")]),
        component("naam.voor"),
    )

    assert warned(packaged(*fields, logic=[rule(trigger=trigger)])) == found


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ({"component": "soort", "action": {"type": "property"}}, []),
        ({"component": "weg", "action": {"type": "property"}}, ["unknown-field"]),
        ({"variable": "weg", "action": {"type": "variable", "value": 1}}, ["unknown-field"]),
        ({"variable": "eigen", "action": {"type": "variable", "value": {"var": "weg"}}},
         ["unknown-field"]),
        ({"form_step_uuid": "5a", "action": {"type": "step-applicable"}}, []),
        ({"form_step_uuid": "6b", "action": {"type": "disable-next"}}, ["dangling-reference"]),
        ({"form_step_uuid": "5a", "form_step": "https://x.example/5a",
          "action": {"type": "step-not-applicable"}}, ["old-reference"]),
    ],
)  # fmt: skip
def test_an_action_on_what_is_gone_is_a_warning(action: dict[str, Any], found: list[str]) -> None:
    own = [{"form": FORM, "key": "eigen"}]

    assert warned(packaged(component("soort"), logic=[rule(action)], variables=own)) == found


def test_a_step_without_its_content_and_a_form_without_steps_are_warnings() -> None:
    step = {"uuid": "1", "form": FORM, "form_definition": f"{API}/form-definitions/9"}

    assert warned(reading(formSteps=[step])) == ["dangling-reference"]
    assert warned(reading(formSteps=[])) == ["no-steps"]


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.sampled_from(
        [FORM, "demo", "soort", "https://[x", "a@b.nl"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["key", "type", "var", "backend", "options", "actions",
                                       "action", "config", "map", "components", "uuid", "plugin"]),
                      inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@given(
    parts=st.dictionaries(st.sampled_from(["formSteps", "formDefinitions", "formLogic",
                                           "formVariables", "_meta"]), ANY),
    changed=st.dictionaries(st.sampled_from(["registration_backends", "payment_backend", "slug",
                                             "auth_backends", "appointment_options", "type",
                                             "authentication_backends", "category",
                                             "confirmation_email_template"]), ANY),
)  # fmt: skip
def test_whatever_stands_in_an_export_nothing_fails(
    parts: dict[str, Any], changed: dict[str, Any]
) -> None:
    result = reading(forms=[form(**changed)], **parts)

    assert result.records or result.problems
