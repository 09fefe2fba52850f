"""What the export of a form of Open Forms gives: a solution, and nothing that runs it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from crawlers.readers import File, Reading, read, reader_for
from knowledge.model import Solution, to_json

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
