"""What a file that can be taken over says: what it needs, what to change, what is wrong."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import fromstring

from crawlers.packages.notes import MOST_LOCAL, Notes
from crawlers.packages.packaged import MOST_PROBLEMS
from crawlers.packages.secrets import is_secret, plain_secrets, secrets_in_xml
from crawlers.readers import File, Reading, read
from knowledge.model import Package, to_json

URL = "https://code.example.nl/zomerdorp/zaaktypen/-/blob/HEAD/kap.zip"
API = "https://zaken.example.nl/catalogi/api/v1"
LIST = "https://selectielijst.example.nl/api/v1"
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
ENGINES = (
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
    'xmlns:flowable="http://flowable.org/bpmn" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def zipped(resources: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, items in resources.items():
            archive.writestr(f"{name}.json", json.dumps(items))
    return out.getvalue()


def case_type(**changed: Any) -> dict[str, Any]:
    return {
        "url": f"{API}/zaaktypen/1",
        "identificatie": "KAP",
        "omschrijving": "Kapvergunning behandelen",
        "doorlooptijd": "P8W",
        "publicatie_indicatie": True,
        "concept": False,
        "selectielijst_procestype": f"{LIST}/procestypen/1",
        "begin_geldigheid": "2026-01-01",
        "begin_object": "2026-01-01",
        "versiedatum": "2026-02-03",
        "catalogus": f"{API}/catalogussen/2",
    } | changed


def lists(*types: dict[str, Any], **changed: Any) -> dict[str, Any]:
    of = {"zaaktype": f"{API}/zaaktypen/1"}
    return {
        "ZaakType": list(types) or [case_type()],
        "StatusType": [of | {"volgnummer": 1, "omschrijving": "Ontvangen", "is_eindstatus": False},
                       of | {"volgnummer": 2, "omschrijving": "Klaar", "is_eindstatus": True}],
        "ResultaatType": [of | {"omschrijving": "Verleend",
                                "selectielijstklasse": f"{LIST}/resultaten/1"}],
        "RolType": [of | {"omschrijving": "Aanvrager", "omschrijving_generiek": "initiator"}],
        "InformatieObjectType": [{"url": f"{API}/informatieobjecttypen/1", "omschrijving": "Foto"}],
        "ZaakTypeInformatieObjectType": [
            of | {"informatieobjecttype": f"{API}/informatieobjecttypen/1", "richting": "inkomend"}
        ],
    } | changed  # fmt: skip


def export(*types: dict[str, Any], **changed: Any) -> Reading:
    return read(File(URL, zipped(lists(*types, **changed)), licence="CC0-1.0"))


def package(reading: Reading, number: int = 0) -> Package:
    found = reading.records[number]
    made = getattr(found, "package", None)
    assert isinstance(made, Package)
    return made


def codes(reading: Reading) -> list[tuple[str, str]]:
    return [(one.level, one.code) for one in reading.problems if one.level != "hint"]


def told(reading: Reading, start: str) -> str:
    """Give what is to be changed under one heading, all of it."""
    return " ".join(one for one in package(reading).local if one.startswith(start))


# --- case types ---


def test_a_whole_export_of_a_case_type_has_nothing_wrong() -> None:
    reading = export()

    made = package(reading)
    assert (codes(reading), made.problems) == ([], 0)
    assert (made.kind, made.made_with, made.version) == ("zaaktype", "Open Zaak", "2026-02-03")
    assert made.works_with == ("Open Zaak 1.11 of nieuwer (Catalogi API 1.3)",)
    assert made.holds == ("2 statussen", "1 resultaat", "1 rol", "1 soort document")
    assert made.withheld == ""


def test_the_size_is_that_of_the_file() -> None:
    body = zipped(lists())

    assert package(read(File(URL, body))).size == len(body)


@pytest.mark.parametrize(
    ("changed", "links", "version"),
    [
        ({}, {"informatieobjecttype_omschrijving": "Foto"}, "1.10 of nieuwer (Catalogi API 1.2)"),
        ({}, {}, "1.11 of nieuwer (Catalogi API 1.3)"),
    ],
)
def test_the_version_of_the_api_shows_in_its_fields(
    changed: dict[str, Any], links: dict[str, Any], version: str
) -> None:
    made = lists(case_type(**changed))
    made["ZaakTypeInformatieObjectType"][0] |= links

    assert package(read(File(URL, zipped(made)))).works_with == (f"Open Zaak {version}",)


def test_an_export_without_days_of_the_object_is_of_an_old_version() -> None:
    item = case_type()
    del item["begin_object"]

    assert package(export(item)).works_with == ("Open Zaak (Catalogi API 1.0 of nieuwer)",)


def test_what_the_taker_must_choose_is_told_with_its_place() -> None:
    reading = export(
        case_type(verantwoordelijke="Team Bomen", producten_of_diensten=["https://dorp.example.nl/kap"])
    )  # fmt: skip

    assert "'KAP' vanaf 2026-01-01" in told(reading, "Identificatie")
    assert "selectielijst.example.nl" in told(reading, "Selectielijst")
    assert told(reading, "Catalogus").startswith("Catalogus: kies uw eigen catalogus")
    assert "1 soort document" in told(reading, "Documenten")
    assert told(reading, "Verantwoordelijke")
    assert "dorp.example.nl" in told(reading, "Producten of diensten")
    assert "Team Bomen" not in to_json(package(reading).model_dump(mode="json"))


def test_a_whole_catalogue_says_so_and_never_tells_its_number() -> None:
    reading = export(Catalogus=[{"domein": "ZOMER", "rsin": "111222333",
                                 "contactpersoon_beheer_naam": "Jo Voorbeeld"}])  # fmt: skip

    said = told(reading, "Catalogus")
    assert "hele catalogus" in said
    assert "'ZOMER'" in said
    plain = to_json(package(reading).model_dump(mode="json"))
    assert "111222333" not in plain
    assert "Jo Voorbeeld" not in plain
    assert told(reading, "Documenten") == ""


def test_a_path_before_the_api_is_told_since_the_import_stops_on_it() -> None:
    moved = json.loads(json.dumps(lists()).replace("/catalogi/", "/zgw/catalogi/"))

    reading = read(File(URL, zipped(moved)))

    assert "'/zgw/'" in told(reading, "Adressen")


def test_what_the_import_leaves_out_or_points_outside_is_told() -> None:
    reading = export(
        case_type(
            deelzaaktypen=[f"{API}/zaaktypen/77"],
            gerelateerde_zaaktypen=[{"zaaktype": f"{API}/zaaktypen/78"}, {"zaaktype": ""}],
        ),
        ZaakObjectType=[{"zaaktype": f"{API}/zaaktypen/1",
                         "objecttype": "https://objecten.example.nl/1"}],
    )  # fmt: skip

    assert "2 andere zaaktypen" in told(reading, "Andere zaaktypen")
    assert "niet over" in told(reading, "Objecten")
    assert "objecten.example.nl" in told(reading, "Objecten")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"StatusType": []}, "missing-list"),
        ({"RolType": []}, "missing-list"),
        ({"ResultaatType": [{"zaaktype": f"{API}/zaaktypen/9"}]}, "not-publishable"),
        ({"StatusType": [{"zaaktype": f"{API}/zaaktypen/1", "volgnummer": 1}]}, "not-publishable"),
    ],
)
def test_an_export_without_what_open_zaak_asks_is_a_warning(
    changed: dict[str, Any], code: str
) -> None:
    reading = export(**changed)

    assert codes(reading) == [("warning", code)]
    assert package(reading).problems == 1


@pytest.mark.parametrize(
    ("name", "change", "code"),
    [
        ("StatusType", {"volgnummer": 1}, "no-order"),
        ("StatusType", {"volgnummer": None}, "no-order"),
        ("StatusType", {"is_eindstatus": False}, "no-end-status"),
        ("RolType", {"omschrijving_generiek": "adviseur"}, "no-initiator"),
        ("ResultaatType", {"selectielijstklasse": ""}, "no-selection-class"),
        ("ZaakType", {"selectielijst_procestype": ""}, "no-process-kind"),
        ("ZaakType", {"doorlooptijd": None}, "no-term"),
        ("ZaakType", {"besluittypen": [f"{API}/besluittypen/1"]}, "dangling-reference"),
        ("ZaakType", {"statustypen": [f"{API}/statustypen/1"]}, "dangling-reference"),
        ("ZaakTypeInformatieObjectType",
         {"informatieobjecttype": f"{API}/informatieobjecttypen/2"}, "dangling-reference"),
        ("ZaakTypeInformatieObjectType", {"statustype": f"{API}/statustypen/2"},
         "dangling-reference"),
        ("ResultaatType", {"brondatum_archiefprocedure": {
            "afleidingswijze": "eigenschap", "datumkenmerk": "einddatum"}}, "dangling-reference"),
    ],
)  # fmt: skip
def test_each_thing_that_an_import_stumbles_over_is_one_warning(
    name: str, change: dict[str, Any], code: str
) -> None:
    made = lists()
    made[name][-1] |= change

    reading = read(File(URL, zipped(made)))

    assert codes(reading) == [("warning", code)]


def test_a_decision_that_names_a_document_outside_the_file_is_a_warning() -> None:
    kind = f"{API}/besluittypen/1"
    reading = export(
        case_type(besluittypen=[kind]),
        BesluitType=[{"url": kind, "informatieobjecttypen": [f"{API}/informatieobjecttypen/5"]}],
    )

    assert codes(reading) == [("warning", "dangling-reference")]


@pytest.mark.parametrize(
    ("end", "found"), [(None, ["overlap"]), ("2026-06-01", ["overlap"]), ("2025-12-31", [])]
)
def test_versions_of_which_the_periods_overlap_are_a_warning(
    end: str | None, found: list[str]
) -> None:
    older = case_type(url=f"{API}/zaaktypen/2", begin_geldigheid="2024-01-01", einde_geldigheid=end)

    assert [code for _, code in codes(export(case_type(), older))] == found


def test_problems_stand_at_the_case_type_they_are_about() -> None:
    other = case_type(url=f"{API}/zaaktypen/2", identificatie="BIJ", doorlooptijd=None)
    reading = export(case_type(), other)

    assert {one.place for one in reading.problems} == {f"{URL}#BIJ@2026-01-01"}
    assert [package(reading, number).problems for number in (0, 1)] == [0, 2]


def test_a_case_type_from_an_api_is_no_export() -> None:
    item = case_type(handeling_initiator="aanvragen")
    reading = read(File(f"{API}/zaaktypen/1", json.dumps(item).encode()))

    made = package(reading)
    assert made.works_with == ("Catalogi API (ZGW): u maakt het zaaktype zelf aan",)
    assert told(reading, "Dit is geen export")
    assert codes(reading) == []


def test_a_page_of_a_list_is_no_package() -> None:
    item = case_type(handeling_initiator="aanvragen")
    page = {"count": 1, "next": None, "results": [item]}
    reading = read(File(f"{API}/zaaktypen", json.dumps(page).encode()))

    assert [getattr(one, "package", None) for one in reading.records] == [None]


def test_two_files_of_one_name_beside_the_export_do_not_hide_it() -> None:
    out = io.BytesIO(zipped(lists()))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("a/LEESMIJ.txt", "een")
        archive.writestr("b/LEESMIJ.txt", "twee")

    assert package(read(File(URL, out.getvalue()))).made_with == "Open Zaak"


# --- diagrams ---


def diagram(inside: str, executable: str = "true", root: str = "") -> Reading:
    body = (
        f'<definitions xmlns="{BPMN}" {ENGINES} targetNamespace="http://bpmn.io/schema" {root}>'
        f'<process id="kap" isExecutable="{executable}"><startEvent id="s"/>{inside}</process>'
        "</definitions>"
    )
    return read(File("https://code.example.nl/kap.bpmn", body.encode()))


TASK = '<userTask id="a" name="Boom bekijken" camunda:candidateGroups="bomen, {}"/>'


def test_a_diagram_that_nobody_can_run_is_called_a_drawing_and_nothing_is_wrong() -> None:
    reading = diagram('<task id="a" name="Boom bekijken"/>', "false")

    made = package(reading)
    assert made.works_with == ("BPMN 2.0: een tekening, niet om uit te voeren",)
    assert (made.local, made.problems, codes(reading)) == ((), 0, [])


def test_a_diagram_that_only_calls_itself_executable_is_a_drawing_too() -> None:
    reading = diagram('<serviceTask id="a" name="Zaak maken"/>')

    assert len(package(reading).works_with) == 2
    assert codes(reading) == []


def test_a_diagram_for_an_engine_names_it_with_its_maker() -> None:
    made = package(diagram(
        '<userTask id="a" name="Kijk" zeebe:formKey="f"/>',
        root='exporter="Modelleur (https://m.example)" exporterVersion="5.1" '
             'modeler:executionPlatformVersion="8.4.0"',
    ))  # fmt: skip

    assert made.made_with == "Modelleur 5.1"
    assert made.works_with == ("BPMN 2.0", "gemaakt voor Camunda 8.4.0")


def test_groups_forms_processes_and_programs_that_must_exist_are_told() -> None:
    reading = diagram(
        TASK.format("groen")
        + '<userTask id="b" name="B" camunda:formKey="kap-formulier"/>'
        + '<callActivity id="c" name="C" calledElement="betalen"/>'
        + '<serviceTask id="d" name="D" camunda:type="external" camunda:topic="zaak-maken"/>'
        + '<businessRuleTask id="e" name="E" camunda:decisionRef="leges"/>'
        + '<scriptTask id="f" name="F" scriptFormat="groovy"><script>GEHEIM = 1</script>'
        + "</scriptTask>"
    )

    assert "'kap'" in told(reading, "Sleutel")
    assert "'bomen', 'groen'" in told(reading, "Groepen")
    assert "'kap-formulier'" in told(reading, "Formulieren")
    assert "'betalen'" in told(reading, "Andere processen")
    assert "'zaak-maken'" in told(reading, "Werk")
    assert "'leges'" in told(reading, "Beslistabellen")
    assert "1 taak in groovy" in told(reading, "Scripts")
    assert "historyTimeToLive" in told(reading, "Bewaartermijn")
    assert "GEHEIM" not in to_json(package(reading).model_dump(mode="json"))


def test_persons_are_counted_and_never_named() -> None:
    reading = diagram(
        '<userTask id="a" name="A" camunda:assignee="jo.voorbeeld"/>'
        '<userTask id="b" name="B" camunda:candidateUsers="an.voorbeeld,${initiator}"/>'
        '<userTask id="c" name="C"><potentialOwner><resourceAssignmentExpression>'
        "<formalExpression>user(ko.voorbeeld), group(bomen)</formalExpression>"
        "</resourceAssignmentExpression></potentialOwner></userTask>"
        '<userTask id="d" name="D" camunda:assignee="${starter}"/>'
    )

    assert "3 keer" in told(reading, "Personen")
    assert "'bomen'" in told(reading, "Groepen")
    assert "voorbeeld" not in to_json(package(reading).model_dump(mode="json"))


def test_hosts_are_told_without_the_rest_of_the_address() -> None:
    reading = diagram(
        '<serviceTask id="a" name="A" flowable:type="http"><documentation>'
        "Zie https://uitleg.example.nl</documentation><extensionElements>"
        '<flowable:field name="requestUrl" stringValue="https://zaken.example.nl/api?sleutel=9"/>'
        "</extensionElements></serviceTask>"
        '<intermediateCatchEvent id="t" name="T"><timerEventDefinition>'
        "<timeDate>2026-12-31T00:00:00</timeDate></timerEventDefinition></intermediateCatchEvent>"
    )

    assert "zaken.example.nl" in told(reading, "Adressen")
    assert "sleutel" not in told(reading, "Adressen")
    assert "uitleg.example.nl" not in told(reading, "Adressen")
    assert "1 klok" in told(reading, "Vaste dagen")


def test_a_program_task_without_a_program_is_a_warning_where_the_diagram_can_be_run() -> None:
    reading = diagram(TASK.format("x") + '<serviceTask id="b" name="Zaak maken"/>')

    assert codes(reading) == [("warning", "no-implementation")]
    assert "'Zaak maken'" in reading.problems[-1].message


@pytest.mark.parametrize(
    "how",
    [
        '<serviceTask id="b" name="B" camunda:class="nl.voorbeeld.Zaak"/>',
        '<serviceTask id="b" name="B" camunda:expression="${zaak.maak()}"/>',
        '<serviceTask id="b" name="B"><extensionElements><zeebe:taskDefinition type="zaak"/>'
        "</extensionElements></serviceTask>",
        '<scriptTask id="b" name="B" scriptFormat="feel"><script>1</script></scriptTask>',
    ],
)
def test_a_program_task_that_says_how_is_fine(how: str) -> None:
    assert codes(diagram(TASK.format("x") + how)) == []


@pytest.mark.parametrize(
    ("default", "condition", "found"),
    [
        ("", "", ["no-condition"]),
        ('default="g"', "", []),
        ("", "<conditionExpression>${ja}</conditionExpression>", []),
    ],
)
def test_a_choice_without_conditions_or_default_is_a_warning(
    default: str, condition: str, found: list[str]
) -> None:
    reading = diagram(
        TASK.format("x") + f'<exclusiveGateway id="k" name="Mag het?" {default}/>'
        '<endEvent id="e"/><endEvent id="n"/>'
        '<sequenceFlow id="f" sourceRef="k" targetRef="e">'
        "<conditionExpression>${nee}</conditionExpression></sequenceFlow>"
        f'<sequenceFlow id="g" sourceRef="k" targetRef="n">{condition}</sequenceFlow>'
    )

    assert [code for _, code in codes(reading)] == found


# --- decision tables ---


def table(inside: str, policy: str = "", root: str = "") -> Reading:
    body = (
        f'<definitions xmlns="{DMN}" id="d" name="Leges" {root}><inputData id="i" name="Boom"/>'
        '<decision id="leges" name="Leges"><informationRequirement id="r">'
        f'<requiredInput href="#i"/></informationRequirement>{inside}</decision></definitions>'
    )
    return read(File("https://code.example.nl/leges.dmn", body.replace("POLICY", policy).encode()))


def rules(*conditions: str, cells: int = 1) -> str:
    made = "".join(
        f"<rule>{f'<inputEntry><text>{one}</text></inputEntry>' * cells}"
        "<outputEntry><text>1</text></outputEntry></rule>"
        for one in conditions
    )
    return (
        '<decisionTable POLICY><input label="Hoogte"><inputExpression><text>hoogte</text>'
        f'</inputExpression></input><output name="bedrag"/>{made}</decisionTable>'
    )


def test_a_table_says_its_version_its_data_and_has_nothing_wrong() -> None:
    reading = table(rules("1", "2"))

    made = package(reading)
    assert (made.kind, made.works_with, made.problems) == ("dmn", ("DMN 1.3",), 0)
    assert made.holds == ("1 beslissing", "2 regels")
    assert "'leges'" in told(reading, "Sleutel")
    assert "'hoogte'" in told(reading, "Gegevens")


@pytest.mark.parametrize(
    ("inside", "policy", "found"),
    [
        (rules("1", "1"), "", ["same-rules"]),
        (rules("1", "1"), 'hitPolicy="COLLECT"', []),
        (rules("1"), 'hitPolicy="MEESTAL"', ["hit-policy"]),
        (rules("1", cells=2), "", ["uneven-rule"]),
        ("", "", ["no-logic"]),
        ("<literalExpression><text>1</text></literalExpression>", "", []),
    ],
)
def test_a_table_that_an_engine_would_refuse_is_a_warning(
    inside: str, policy: str, found: list[str]
) -> None:
    assert [code for _, code in codes(table(inside, policy))] == found


def test_a_decision_that_needs_what_is_not_there_is_a_warning() -> None:
    inside = (
        '<informationRequirement id="x"><requiredDecision href="#weg"/></informationRequirement>'
    )

    assert codes(table(inside + rules("1"))) == [("warning", "dangling-reference")]


def test_who_does_a_task_by_name_is_counted_and_an_address_is_never_told() -> None:
    reading = diagram(
        '<userTask id="a" name="A" camunda:formKey="f"><humanPerformer>'
        "<resourceAssignmentExpression><formalExpression>kermit.kikker</formalExpression>"
        "</resourceAssignmentExpression></humanPerformer></userTask>"
    )
    notes = Notes("x", "bpmn")
    notes.made_with, notes.version = "piet@zomerdorp.example 1", "piet@zomerdorp.example"
    notes.change("Registratie met piet@zomerdorp.example: stel in.")

    assert "kermit" not in repr(package(reading))
    assert told(reading, "Personen:")
    assert "piet@" not in repr(notes.package(1, 0))


# --- secrets ---


SECRET = "hG7kk2w9Qz"


@pytest.mark.parametrize("key", ["password", "clientSecret", "api-key", "wachtwoord", "auth_token"])
def test_what_looks_like_a_secret_is_never_shown_and_the_file_is_not_offered(key: str) -> None:
    reading = export(case_type(**{key: SECRET}))

    assert codes(reading) == [("warning", "secret-in-package")]
    assert package(reading).withheld
    assert package(reading).problems == 1
    assert SECRET not in repr(reading.problems) + repr(package(reading))


def test_a_secret_in_any_list_of_a_zip_counts() -> None:
    assert package(export(Anders=[{"token": SECRET}])).withheld


def test_a_secret_in_an_extension_of_a_diagram_counts() -> None:
    reading = diagram(
        '<serviceTask id="a" name="A" camunda:class="x"><extensionElements>'
        f'<camunda:inputParameter name="password">{SECRET}</camunda:inputParameter>'
        "</extensionElements></serviceTask>"
    )

    assert ("warning", "secret-in-package") in codes(reading)
    assert SECRET not in repr(reading)


@pytest.mark.parametrize("inside", [
    f'<flowable:field name="password"><flowable:string>{SECRET}</flowable:string></flowable:field>',
    f'<flowable:field name="clientSecret" stringValue="{SECRET}"/>',
    f'<camunda:entry key="wachtwoord"><camunda:script>{SECRET}</camunda:script></camunda:entry>',
    f'<zeebe:input source="=&quot;{SECRET}&quot;" target="authentication.password"/>',
])  # fmt: skip
def test_a_secret_is_seen_however_an_engine_writes_it(inside: str) -> None:
    spaces = ('xmlns:flowable="http://flowable.org/bpmn" '
              'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
              'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"')  # fmt: skip

    assert secrets_in_xml(fromstring(f"<a {spaces}>{inside}</a>"))


@pytest.mark.parametrize("inside", [
    '<zeebe:input source="=secrets.PW" target="authentication.password"/>',
    '<zeebe:input source="=&quot;{{secrets.PW}}&quot;" target="authentication.password"/>',
    '<zeebe:input source="=token" target="name"/>',
    '<zeebe:field name="password" expression="${password}"/>',
])  # fmt: skip
def test_what_fetches_a_secret_is_none(inside: str) -> None:
    space = 'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'

    assert secrets_in_xml(fromstring(f"<a {space}>{inside}</a>")) == []


@pytest.mark.parametrize("setting", [
    {"key": "password", "value": SECRET},
    {"name": "api_key", "value": SECRET},
    {"key": "api_key", "initial_value": SECRET},
])  # fmt: skip
def test_a_secret_in_a_setting_with_a_name_beside_it_counts(setting: dict[str, str]) -> None:
    assert package(export(Anders=[setting])).withheld


def test_a_field_that_asks_for_a_password_is_no_secret() -> None:
    asked = {"key": "wachtwoord", "label": "Kies een lang wachtwoord", "defaultValue": ""}

    assert package(export(Anders=[asked])).withheld == ""


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("password", ""),
        ("password", "${env.PASSWORD}"),
        ("password", "{{ secrets.x }}"),
        ("token", "=secret.token"),
        ("password", "********"),
        ("password", "Kies een wachtwoord"),
        ("token", "voorbeeld-token"),
        ("label", SECRET),
        ("password", 12345678),
        ("tokenSeparator", "puntkomma"),
    ],
)
def test_formulas_examples_and_texts_are_no_secrets(key: str, value: Any) -> None:
    assert not is_secret(key, value)


@pytest.mark.parametrize(
    "body",
    [
        b"-----BEGIN RSA PRIVATE KEY-----\nMII",
        b'"url": "https://beheer:w8woord@zaken.example.nl/"',
        b"Authorization: Bearer abcdefghijklmnopqrstuvwxyz",
    ],
)
def test_keys_and_addresses_with_a_password_are_secrets_wherever_they_stand(body: bytes) -> None:
    assert plain_secrets(body)


def test_an_address_with_a_port_is_no_secret() -> None:
    assert plain_secrets(b"http://localhost:8000/a@b.nl https://x.example:443/y") == []


# --- all of them ---


def test_a_long_list_of_changes_is_cut_and_says_so() -> None:
    notes = Notes(URL, "bpmn")
    for number in range(40):
        notes.change(f"Punt {number}")

    local = notes.package(1, 0).local
    assert len(local) == MOST_LOCAL
    assert local[-1] == "En nog 11."


def test_long_numbers_and_mail_addresses_never_come_through() -> None:
    notes = Notes(URL, "bpmn")
    notes.change("Nummer 111222333")
    notes.warn("x", "Schrijf naar jo@voorbeeld.nl of 111222333")

    assert notes.package(1, 0).local == ("Nummer …",)
    assert notes.problems[0].message == "Schrijf naar … of …"


def test_the_problems_of_one_file_are_capped() -> None:
    many = [case_type(url=f"{API}/zaaktypen/{n}", identificatie=f"Z{n}", doorlooptijd=None)
            for n in range(MOST_PROBLEMS)]  # fmt: skip

    reading = export(*many)

    assert len(codes(reading)) == MOST_PROBLEMS
    assert codes(reading)[-1] == ("warning", "too-many")


def test_files_of_other_kinds_get_no_package_and_no_problem() -> None:
    reading = read(File("https://x.example/a.md", b"# Kop\n\npassword: hG7kk2w9Qz"))

    assert reading.problems == []
    assert not hasattr(reading.records[0], "package")


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(
        [f"{API}/zaaktypen/1", "initiator", "https://[x", "2026-01-01", "a@b.nl"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["url", "zaaktype", "volgnummer", "token", "omschrijving",
                                       "informatieobjecttypen", "rsin"]), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip
NAMES = st.sampled_from(["Catalogus", "StatusType", "ResultaatType", "RolType", "Eigenschap",
                         "BesluitType", "InformatieObjectType", "ZaakTypeInformatieObjectType",
                         "ZaakObjectType", "Iets"])  # fmt: skip


@given(
    changed=st.dictionaries(st.sampled_from(sorted(case_type())), ANY),
    extra=st.dictionaries(NAMES, ANY),
)
def test_whatever_stands_in_an_export_nothing_fails(
    changed: dict[str, Any], extra: dict[str, Any]
) -> None:
    reading = export(case_type(**changed), **extra)

    assert reading.records or reading.problems


@given(names=st.lists(st.text(max_size=6), max_size=4), inside=st.text(max_size=30))
def test_whatever_stands_in_a_diagram_nothing_fails(names: list[str], inside: str) -> None:
    def clean(text: str) -> str:
        return "".join(sign for sign in text if sign.isprintable())

    tasks = "".join(
        f"<serviceTask id={quoteattr(clean(one))} camunda:candidateGroups={quoteattr(clean(one))}>"
        f"<extensionElements><zeebe:x>{escape(clean(inside))}</zeebe:x></extensionElements>"
        "</serviceTask>"
        for one in names
    )
    reading = diagram(tasks)

    assert reading.records or reading.problems
