"""Reads the export of a form of Open Forms (a zip of JSON lists): one solution per form.

Names and steps that a visitor of the form sees are read. Internal names and remarks, addresses of
e-mail, registration and payment, and everything else that runs the form are never read here.
Which kinds of these its taker must set up anew, `crawlers.packages.forms` tells; never how they
were set.
"""

from __future__ import annotations

from typing import Any

from crawlers.readers import File, Reading
from crawlers.readers._export import exported, objects, text, value
from crawlers.readers._text import own, web_address
from crawlers.readers._zip import names_in
from knowledge.model import Solution

NAME = "openforms"
ORDER = 16
MOST, MOST_STEPS = 100, 200  # forms in one file, steps of one form


def accepts(file: File) -> bool:
    """Accept a zip with a forms.json and a formSteps.json."""
    return names_in(file.body, b"forms.json", b"formSteps.json")


def read(file: File) -> Reading:
    """Give the form as a solution with its steps as features.

    The id is that of the repository, else of the file, with the `uuid` of the form. A form that is
    removed gives a hint; one without name or `uuid` an error.
    """
    reading = Reading(format="openforms")
    lists = exported(file, reading, ("forms", "formSteps", "formDefinitions"))
    if len(lists["forms"]) > MOST:
        said = f"er staan meer dan {MOST} formulieren in. De rest is niet gelezen: splits het op."
        reading.problem("too-many-forms", said, place=file.url)
    for number, form in enumerate(lists["forms"][:MOST], 1):
        place = f"{file.url}#{text(form, 'uuid') or number}"
        if value(form, "is_deleted") is True:
            said = "dit formulier is verwijderd en wordt niet getoond."
            reading.problem("removed", said, level="hint", place=place)
        elif not text(form, "name") or not text(form, "uuid"):
            said = "dit formulier heeft geen naam of geen uuid. Exporteer het opnieuw."
            reading.problem("no-name", said, place=place)
        else:
            reading.records.append(_form(file, form, _steps(form, lists)))
    if not reading.records and not reading.problems:
        said = "er staat geen formulier in dit bestand. Exporteer het opnieuw."
        reading.problem("no-form", said, place=file.url)
    return reading


def _form(file: File, form: Any, steps: tuple[str, ...]) -> Solution:
    base = web_address(file.repository) or web_address(file.url) or file.url
    identifier = f"{base}#{text(form, 'uuid')}"
    makes = own(file, file.organisation, "makes", identifier)
    made = (makes.model_copy(update={"role": "maker"}),) if file.organisation else ()
    return Solution(
        id=identifier,
        title=text(form, "name"),
        url=file.url,
        text_licence=file.licence,
        solution_type="formulier",
        repository=file.repository,
        features=steps,
        statements=made,
    )


def _steps(form: Any, lists: dict[str, list[Any]]) -> tuple[str, ...]:
    """List the names of the steps of a form in their order.

    A step names its definition by address; exports of other ages hold the definition in the step.
    """
    definitions = {text(one, "url"): one for one in objects(lists["formDefinitions"])}
    address = text(form, "url")
    found = []
    for step in objects(lists["formSteps"]):
        belongs = len(lists["forms"]) == 1 or text(step, "form") == address
        order = value(step, "index")
        definition = definitions.get(text(step, "form_definition"))
        inside = definition or value(step, "form_definition")
        name = text(inside, "name") or text(step, "name")
        if belongs and name:
            found.append((order if isinstance(order, int) else MOST_STEPS, name))
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(name for _, name in found))[:MOST_STEPS]
