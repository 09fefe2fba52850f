"""Finding the thing that a person means."""

import pytest

from knowledge.find import NotFoundError, find
from knowledge.hub import Hub, Thing
from knowledge.model import Organisation, Solution

UTRECHT, PROVINCE = (
    "https://identifier.overheid.nl/tooi/id/gemeente/gm0344",
    "https://identifier.overheid.nl/tooi/id/provincie/pv26",
)
FORM = "https://github.com/o/open-form"
RECORDS = [
    (
        Organisation(id=UTRECHT, title="Gemeente Utrecht", official_name="gemeente Utrecht"),
        "utrecht",
    ),
    (Organisation(id=PROVINCE, title="Provincie Utrecht"), "provincie-utrecht"),
    (
        Solution(id=FORM, title="Open Form", aliases=("https://github.com/old/form",)),
        "open-form-12345678",
    ),
    (Solution(id="https://gitlab.com/o/x", title="Formulier"), "formulier-1"),
    (Solution(id="https://gitlab.com/o/y", title="Formulier"), "formulier-2"),
]
HUB = Hub(
    things={record.id: Thing(record.id, record.kind, slug, (record,)) for record, slug in RECORDS}
)


@pytest.mark.parametrize(
    "term",
    [
        FORM,
        "http://www.github.com/O/Open-Form.git",
        "open-form-12345678",
        "open form",
        "OPEN FORM",
        "open-form",
        "https://github.com/Old/Form.git",
    ],
)
def test_a_thing_is_found_by_its_id_address_page_or_name(term):
    assert find(HUB, term).id == FORM


def test_a_municipality_is_found_without_its_kind_before_its_name():
    assert find(HUB, "Utrecht", "organisation").id == UTRECHT


def test_a_name_of_two_things_is_answered_with_both():
    with pytest.raises(NotFoundError, match=r"(?s)gitlab.com/o/x.*gitlab.com/o/y"):
        find(HUB, "Formulier")


def test_an_unknown_name_is_answered_with_what_comes_near():
    with pytest.raises(NotFoundError, match="Gemeente Utrecht"):
        find(HUB, "Gemeente Utrrecht")


def test_a_thing_of_another_kind_is_not_found():
    with pytest.raises(NotFoundError, match="is een oplossing, en gevraagd is een organisatie"):
        find(HUB, FORM, "organisation")


@pytest.mark.parametrize("term", ["", " ", "日本", "http://["])
def test_what_says_nothing_is_not_found(term):
    with pytest.raises(NotFoundError):
        find(HUB, term)
